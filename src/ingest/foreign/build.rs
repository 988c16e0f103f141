//! From what the formats hold to lines and pages: spaces, NFC, blank lines between blocks, letters by character.

use unicode_normalization::UnicodeNormalization;

use crate::ingest::dpi::dpi_or_guess;
use crate::page::{BBox, Letter, Line, Origin, Page, PageSize, Word};

/// A word, or a piece of one, as a file gives it.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Token {
    pub(super) text: String,
    pub(super) bbox: Option<BBox>,
    /// 0–1.
    pub(super) confidence: Option<f32>,
    pub(super) glyphs: Vec<Glyph>,
    /// No space stands before it.
    pub(super) glued: bool,
}

/// What a file says of one letter, or of a ligature.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Glyph {
    pub(super) text: String,
    /// 0–1.
    pub(super) confidence: f32,
    pub(super) alternatives: Vec<(char, f32)>,
}

impl Token {
    /// Text without box or confidence.
    pub(super) fn bare(text: &str) -> Self {
        Token { text: text.into(), ..Token::default() }
    }

    /// Adds readings of the whole word of which no confidence is known: where they have as many letters as the word, what
    /// the letters' own confidence leaves over is shared between the letters that differ. Others say nothing of single letters.
    pub(super) fn add_alternatives(&mut self, readings: &[(String, Option<f32>)]) {
        let text: Vec<char> = self.text.nfc().collect();
        let readings: Vec<(Vec<char>, Option<f32>)> = readings
            .iter()
            .map(|(reading, confidence)| (reading.trim().nfc().collect::<Vec<char>>(), *confidence))
            .filter(|(reading, _)| reading.len() == text.len() && *reading != text)
            .collect();
        let Some(own) = self.confidence.filter(|_| !readings.is_empty()) else { return };
        if self.glyphs.is_empty() {
            let glyph = |c: &char| Glyph { text: c.to_string(), confidence: own, alternatives: Vec::new() };
            self.glyphs = text.iter().map(glyph).collect();
        }
        if self.glyphs.len() != text.len() {
            return;
        }
        for (i, glyph) in self.glyphs.iter_mut().enumerate() {
            let differing: Vec<(char, Option<f32>)> =
                readings.iter().map(|(r, c)| (r[i], *c)).filter(|(c, _)| *c != text[i]).collect();
            let share = (1.0 - glyph.confidence).max(0.0) / differing.len().max(1) as f32;
            for (c, confidence) in differing {
                if !glyph.alternatives.iter().any(|(known, _)| *known == c) {
                    glyph.alternatives.push((c, confidence.unwrap_or(share)));
                }
            }
        }
    }
}

/// Gathers a page.
#[derive(Debug, Default)]
pub(super) struct PageBuilder {
    lines: Vec<Line>,
    gap: bool,
}

impl PageBuilder {
    /// A block or paragraph ends: a blank line comes before the next line.
    pub(super) fn gap(&mut self) {
        self.gap = true;
    }

    /// A line of words. One without any text is left out.
    pub(super) fn line(&mut self, bbox: Option<BBox>, tokens: Vec<Token>) {
        let mut line = Line { bbox, ..Line::default() };
        for token in tokens {
            let text = spaced(&token.text);
            if text.is_empty() {
                continue;
            }
            if !line.raw.is_empty() && !token.glued {
                line.raw.push(' ');
            }
            for word in divided(&text, token) {
                let start = line.raw.len() + usize::from(word.0 > 0);
                line.raw.push_str(if word.0 > 0 { " " } else { "" });
                line.raw.push_str(word.1);
                line.words.push(Word { start, end: line.raw.len(), ..word.2 });
            }
        }
        if line.raw.is_empty() {
            return;
        }
        if line.words.iter().all(|w| w.bbox.is_none() && w.confidence.is_none() && w.letters.is_empty()) {
            line.words.clear();
        }
        if line.bbox.is_none() {
            line.bbox = line.words.iter().filter_map(|w| w.bbox).reduce(union);
        }
        if std::mem::take(&mut self.gap) && !self.lines.is_empty() {
            self.lines.push(Line::default());
        }
        self.lines.push(line);
    }

    /// The page. Without a size by the file, that of what stands on it.
    pub(super) fn finish(self, origin: Origin, language: &str, size: Option<(u32, u32)>, dpi: Option<f64>) -> Page {
        let boxes = self.lines.iter().flat_map(|l| l.words.iter().map(|w| w.bbox).chain([l.bbox])).flatten();
        let extent = boxes.reduce(union).map(|b| (b.x1, b.y1));
        let size = size.filter(|(w, h)| *w > 0 && *h > 0).or(extent);
        let size = size.map(|(width, height)| PageSize { width, height, dpi: dpi_or_guess(dpi, width, height) });
        Page { size, ..Page::from_lines(0, origin, language, self.lines) }
    }
}

/// The smallest box around both.
pub(super) fn union(a: BBox, b: BBox) -> BBox {
    BBox { x0: a.x0.min(b.x0), y0: a.y0.min(b.y0), x1: a.x1.max(b.x1), y1: a.y1.max(b.y1) }
}

/// The box of corners that may be fractions of a pixel or lie outside the page. `None` where they enclose nothing.
pub(super) fn bbox(x0: f64, y0: f64, x1: f64, y1: f64) -> Option<BBox> {
    // `as` brings what lies outside to the nearest number; a page is checked to be smaller.
    let low = |v: f64| v.round().max(0.0) as u32;
    let found = BBox { x0: low(x0), y0: low(y0), x1: low(x1), y1: low(y1) };
    (found.x1 > found.x0 && found.y1 > found.y0).then_some(found)
}

/// `text` in NFC, without control characters, its words apart by single spaces.
fn spaced(text: &str) -> String {
    let text: String = text.nfc().filter(|c| !c.is_control() || c.is_whitespace()).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The words of a token's text, each with its number and all but its place in the line. Some programs give a line, or a § with
/// its number, as one word: its box is divided by letters.
fn divided(text: &str, token: Token) -> Vec<(usize, &str, Word)> {
    let mut letters = letters(&text.replace(' ', ""), token.glyphs).into_iter();
    let all = text.chars().count() as u64;
    let mut at = 0;
    let mut out = Vec::new();
    for (i, piece) in text.split(' ').enumerate() {
        let end = at + piece.chars().count();
        let x = |b: BBox, place: usize| b.x0 + (u64::from(b.x1 - b.x0) * place as u64 / all) as u32;
        let bbox = token.bbox.map(|b| BBox { x0: x(b, at), x1: x(b, end), ..b });
        let letters = letters.by_ref().take(end - at).collect();
        out.push((i, piece, Word { start: 0, end: 0, bbox, confidence: token.confidence, letters }));
        at = end + 1;
    }
    out
}

/// One entry for each character of `text`, or none at all where the glyphs do not make up the text.
fn letters(text: &str, glyphs: Vec<Glyph>) -> Vec<Letter> {
    let mut letters = Vec::with_capacity(glyphs.len());
    let mut spelled = String::with_capacity(text.len());
    for glyph in glyphs {
        let piece = spaced(&glyph.text);
        let single = piece.chars().count() == 1;
        // A ligature's confidence is that of each of its letters; its alternatives belong to no single one.
        for _ in piece.chars() {
            let confidence = glyph.confidence.clamp(0.0, 1.0);
            let alternatives = if single { glyph.alternatives.clone() } else { Vec::new() };
            letters.push(Letter { confidence, alternatives });
        }
        spelled.push_str(&piece);
    }
    for letter in &mut letters {
        letter.alternatives.retain(|(c, p)| *p > 0.0 && !c.is_whitespace());
        letter.alternatives.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    }
    if spelled == text { letters } else { Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn glyph(text: &str, confidence: f32) -> Glyph {
        Glyph { text: text.into(), confidence, alternatives: vec![('x', 0.1)] }
    }

    #[test]
    fn letters_are_one_for_each_character_or_none() {
        assert_eq!(letters("fina", vec![glyph("fi", 0.5), glyph("n", 0.9), glyph("a", 0.8)]).len(), 4);
        assert!(letters("fina", vec![glyph("f", 0.5)]).is_empty());
        assert_eq!(letters("ö", vec![glyph("o\u{308}", 0.5)])[0].alternatives, [('x', 0.1)]);
    }

    #[test]
    fn blank_lines_stand_between_blocks_only() {
        let mut page = PageBuilder::default();
        page.gap();
        page.line(None, vec![Token::bare("Mo\u{308}tet"), Token::bare(" "), Token::bare("1\u{a0}2")]);
        page.gap();
        page.gap();
        page.line(None, vec![]);
        page.line(None, vec![Token::bare("slut"), Token { glued: true, ..Token::bare(".") }]);
        page.gap();
        let page = page.finish(Origin::Alto, "swe", None, None);
        assert_eq!(page.raw(), "Mötet 1 2\n\nslut.");
        assert!(page.lines.iter().all(|l| l.words.is_empty()) && page.size.is_none());
    }

    #[test]
    fn alternatives_of_a_word_become_those_of_its_letters() {
        let mut token = Token { confidence: Some(0.8), ..Token::bare("dr") };
        token.add_alternatives(&[("är".into(), None), ("ord".into(), None)]);
        assert_eq!(token.glyphs[0].alternatives.len(), 1);
        assert!((token.glyphs[0].alternatives[0].1 - 0.2).abs() < 1e-6);
        assert!(token.glyphs[1].alternatives.is_empty());
    }

    #[test]
    fn a_line_given_as_one_word_is_divided() {
        let mut page = PageBuilder::default();
        let bbox = Some(BBox { x0: 100, y0: 0, x1: 200, y1: 9 });
        let glyphs = "§1 ett".chars().map(|c| glyph(&c.to_string(), 0.5)).collect();
        page.line(bbox, vec![Token { bbox, glyphs, ..Token::bare("§1\u{a0} ett x") }]);
        let line = &page.lines[0];
        let words: Vec<_> = line.words.iter().map(|w| (&line.raw[w.start..w.end], w.bbox.unwrap().x0)).collect();
        assert_eq!((line.raw.as_str(), words), ("§1 ett x", vec![("§1", 100), ("ett", 137), ("x", 187)]));
        assert!(line.words.iter().all(|w| w.letters.is_empty()));
        assert_eq!(line.words[2].bbox.unwrap().x1, 200);
    }

    #[test]
    fn boxes_outside_the_page_are_brought_in() {
        assert_eq!(bbox(-3.0, 1.4, 9.6, 5.0), Some(BBox { x0: 0, y0: 1, x1: 10, y1: 5 }));
        assert_eq!(bbox(3.0, 1.0, 3.0, 5.0), None);
    }
}
