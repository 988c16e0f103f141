//! Where the words of a read page stand, told in blanks, as a text that keeps its layout tells it: the steps of the segmenter that go by columns and
//! margins then need to know nothing of boxes.

use super::columns::{self, Start};
use crate::edit;
use crate::page::{BBox, Line, Page, TextLine, Word, text_lines};

/// Space between two words from which they stand in different columns, in heights of a word (as the reading order has it).
const GAP: f32 = 1.6;
/// The same where the second word begins in a column of the document, in usual spaces between the words of the page.
const SPACES_TO_COLUMN: f32 = 2.0;
/// Words whose letters are so much wider than those of the page are letter-spaced: the spaces between them are wide too.
const SPACED: f32 = 1.5;
/// Blanks between two columns, at least.
const LEAST: usize = 3;
/// Words of fewer letters say little of how wide and high letters are.
const LETTERS: usize = 3;
/// The widest place, in letters: a page of tiny letters or a wrong box makes no line endless.
const WIDEST: usize = 200;

/// Running text with the places of its words as blanks.
#[derive(Debug, Default)]
pub(crate) struct Placed {
    /// The lines of [`text_lines`], with blanks put in where boxes show a gap or an indent.
    pub lines: Vec<TextLine>,
    /// For each line what was put in: the byte in the line without it, and how many blanks.
    added: Vec<Vec<(usize, usize)>>,
}

impl Placed {
    /// All running text of `pages`. Lines of pages without boxes stay as they are.
    pub fn of(pages: &[Page]) -> Self {
        let mut lines = text_lines(pages);
        let mut added = vec![Vec::new(); lines.len()];
        let mut read: Vec<columns::Page> = Vec::new();
        let mut of: Vec<&Page> = Vec::new();
        let mut i = 0;
        for page in pages {
            let n = lines[i..].iter().take_while(|l| l.page == page.index).count();
            // A text has no boxes.
            let boxed = Some(page).filter(|p| n > 0 && p.size.is_some());
            if let Some((width, height, space)) = boxed.and_then(letter) {
                let (wide, narrow) = (GAP * height, height.max(SPACES_TO_COLUMN * space));
                let line = |k: usize| page.lines.get(lines[k].line);
                let begins = |k: usize| line(k).into_iter().flat_map(move |l| begin(l, k, (wide, narrow), width));
                let starts = (i..i + n).flat_map(begins).collect();
                read.push(columns::Page { width, starts });
                of.push(page);
            }
            i += n;
        }
        columns::settle(&mut read);
        for (page, read) in of.into_iter().zip(&read) {
            for start in read.starts.iter().filter(|s| s.wide || s.in_column) {
                if let Some(line) = page.lines.get(lines[start.line].line) {
                    put(line, start, &mut lines[start.line].text, &mut added[start.line]);
                }
            }
        }
        Placed { lines, added }
    }

    /// Byte `at` of the line with this index, in the text without the blanks.
    pub fn plain(&self, line: usize, at: usize) -> usize {
        let mut put = 0;
        for &(place, blanks) in &self.added[line] {
            if place + put >= at {
                break;
            }
            put += blanks.min(at - place - put);
        }
        at - put
    }
}

/// Puts the blanks before `start` into `text`, which is what `line` says with what stands before it in place already.
fn put(line: &Line, start: &Start, text: &mut String, added: &mut Vec<(usize, usize)>) {
    let Some(at) = edit::text_at(&line.edits, start.raw) else { return };
    let column = start.place.round().clamp(0.0, WIDEST as f32) as usize;
    let put: usize = added.iter().map(|a| a.1).sum();
    let Some(before) = text.get(..at + put) else { return };
    let stands = before.chars().count();
    let least = if at == 0 { 0 } else { (LEAST - 1).saturating_sub(blanks(before)) + usize::from(blanks(before) == 0) };
    let more = column.saturating_sub(stands).max(least);
    if more > 0 {
        text.insert_str(at + put, &" ".repeat(more));
        added.push((at, more));
    }
}

fn blanks(text: &str) -> usize {
    text.len() - text.trim_end_matches(' ').len()
}

/// Width and height of a letter of the page and the space between two words, in pixels: medians.
fn letter(page: &Page) -> Option<(f32, f32, f32)> {
    let (mut widths, mut heights, mut spaces) = (Vec::new(), Vec::new(), Vec::new());
    for line in &page.lines {
        let space = |w: &[Word]| Some(w[1].bbox?.x0 as f32 - w[0].bbox?.x1 as f32);
        spaces.extend(line.words.windows(2).filter_map(space));
        for word in &line.words {
            let letters = line.raw.get(word.start..word.end).map_or(0, |w| w.chars().count());
            if let (Some(b), true) = (word.bbox, letters >= LETTERS) {
                widths.push(b.x1.saturating_sub(b.x0) as f32 / letters as f32);
                heights.push(b.y1.saturating_sub(b.y0) as f32);
            }
        }
    }
    let space = columns::median(&mut spaces).unwrap_or(0.0);
    Some((columns::median(&mut widths)?.max(1.0), columns::median(&mut heights)?.max(1.0), space.max(1.0)))
}

/// The first word of a line and each behind a space wider than `narrow`, in pixels; what stands behind one wider than `wide` stands in a column of its
/// own. `width` is that of a letter of the page. None where a word has no box.
fn begin(line: &Line, index: usize, (wide, narrow): (f32, f32), width: f32) -> Vec<Start> {
    let boxes: Option<Vec<_>> = line.words.iter().map(|w: &Word| Some((w, w.bbox?))).collect();
    let boxes = boxes.unwrap_or_default();
    let spaced = |(word, b): &(&Word, BBox)| {
        let letters = line.raw.get(word.start..word.end).map_or(0, |w| w.chars().count());
        let wider = b.x1.saturating_sub(b.x0) as f32 / letters.max(1) as f32 / width;
        if letters >= LETTERS && wider > SPACED { wider * wider } else { 1.0 }
    };
    // The space before a word, as it would be between letters that are not spaced.
    let gap = |k: usize| match k {
        0 => f32::INFINITY,
        _ => (boxes[k].1.x0 as f32 - boxes[k - 1].1.x1 as f32) / spaced(&boxes[k - 1]).max(spaced(&boxes[k])),
    };
    let start = |k: usize| Start::new(index, boxes[k].0.start, (boxes[k].1.x0, boxes[k].1.y1), gap(k) > wide);
    (0..boxes.len()).filter(|k| gap(*k) > wide.min(narrow)).map(start).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::{Origin, PageSize};

    /// A page of words at (x, y); a letter is ten pixels wide and twenty high.
    fn page(rows: &[&[(u32, &str)]]) -> Page {
        let line = |(y, words): (usize, &&[(u32, &str)])| {
            let mut line = Line::default();
            for (x, text) in words.iter() {
                if !line.raw.is_empty() {
                    line.raw.push(' ');
                }
                let (start, y0) = (line.raw.len(), 40 * y as u32);
                line.raw.push_str(text);
                let x1 = x + 10 * text.chars().count() as u32;
                let bbox = Some(BBox { x0: *x, y0, x1, y1: y0 + 20 });
                line.words.push(Word { start, end: line.raw.len(), bbox, confidence: None, letters: Vec::new() });
            }
            line
        };
        let mut page = Page::from_lines(0, Origin::Ocr, "swe", rows.iter().enumerate().map(line).collect());
        page.size = Some(PageSize { width: 2000, height: 2000, dpi: 200 });
        page
    }

    #[test]
    fn columns_margins_and_indents_show_as_blanks() {
        let page = page(&[
            &[(100, "Beslut"), (303, "Nämnden"), (383, "godkänner"), (483, "avtalet.")],
            &[(300, "Det"), (340, "gäller.")],
            &[(101, "Dnr"), (140, "KS"), (170, "12"), (900, "§"), (920, "8")],
        ]);
        let placed = Placed::of(&[page]);
        let text: Vec<_> = placed.lines.iter().map(|l| l.text.as_str()).collect();
        assert_eq!(text[0], format!("Beslut{}Nämnden godkänner avtalet.", " ".repeat(14)));
        assert_eq!(text[1], format!("{}Det gäller.", " ".repeat(20)));
        assert_eq!(text[2], format!("Dnr KS 12{}§ 8", " ".repeat(71)));
        let sign = text[2].find('§').unwrap();
        assert_eq!((placed.plain(2, sign), placed.plain(2, sign + 4), placed.plain(1, 20)), (10, 14, 0));
    }

    #[test]
    fn letter_spaced_words_stand_in_no_columns() {
        let mut page = page(&[
            &[(100, "Ombyggnad"), (350, "av"), (450, "bryggan")],
            &[(100, "Det"), (140, "gäller"), (210, "en"), (240, "stor"), (290, "brygga.")],
            &[(100, "Bron"), (150, "byggs"), (210, "samtidigt.")],
        ]);
        for word in &mut page.lines[0].words {
            if let Some(b) = &mut word.bbox {
                b.x1 = b.x0 + 2 * (b.x1 - b.x0);
            }
        }
        assert_eq!(Placed::of(&[page]).lines[0].text, "Ombyggnad av bryggan");
    }

    #[test]
    fn edits_keep_their_places_and_text_without_boxes_its_own() {
        let mut page = page(&[&[(100, "Mote"), (600, "i"), (620, "dag")], &[(100, "Ort")]]);
        let (kind, source) = (edit::EditKind::Diacritic, edit::EditSource::Lexicon);
        let (from, to) = ("Mote".to_string(), "Möte".to_string());
        page.lines[0].edits.push(edit::Edit {
            start: 0,
            end: 4,
            from,
            to,
            kind,
            confidence: 1.0,
            applied: true,
            source,
        });
        let placed = Placed::of(&[page.clone()]);
        assert_eq!(placed.lines[0].text, format!("Möte{}i dag", " ".repeat(46)));
        assert_eq!(placed.plain(0, placed.lines[0].text.len()), "Möte i dag".len());
        page.size = None;
        assert_eq!(Placed::of(&[page.clone()]).lines, text_lines(&[page]));
    }
}
