//! What the writers of hOCR and ALTO share: escaping, numbers, and a line cut into words and what stands between.

use std::fmt::Write;

use crate::page::{BBox, Line, Page, Word};

/// `text` for XML: markup escaped, characters left out that XML has no way to write.
pub(crate) fn escaped(text: &str) -> String {
    let allowed = |c: &char| matches!(c, '\t' | '\n' | '\r') || (*c >= ' ' && !matches!(c, '\u{fffe}' | '\u{ffff}'));
    let text: String = text.chars().filter(allowed).collect();
    quick_xml::escape::escape(text).into_owned()
}

/// A comment's text: two hyphens would end it.
pub(crate) fn in_comment(text: &str) -> String {
    escaped(&text.replace("--", "- -")).trim_end_matches('-').to_string()
}

/// A share as a number of at most so many decimals, without zeros at the end.
pub(crate) fn decimal(value: f32, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').into() } else { text }
}

/// The page's language as a tag of XML: the first of several models, where its name may be one.
pub(crate) fn language_tag(page: &Page) -> Option<&str> {
    let first = page.language.split('+').next().unwrap_or_default();
    (first.len() == 3 && first.bytes().all(|b| b.is_ascii_lowercase())).then_some(first)
}

/// A piece of a line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Piece<'a> {
    /// A word of the page model.
    Word(&'a str, &'a Word),
    /// Text that belongs to no word, without white space.
    Text(&'a str),
    /// White space.
    Space,
}

/// The line's words and the text between them, in order; all of the raw line but for the sort of white space.
pub(crate) fn pieces(line: &Line) -> Vec<Piece<'_>> {
    let mut out = Vec::new();
    let mut at = 0;
    for word in &line.words {
        let (Some(between), Some(text)) = (line.raw.get(at..word.start), line.raw.get(word.start..word.end)) else {
            continue;
        };
        loose(between, &mut out);
        out.push(Piece::Word(text, word));
        at = word.end;
    }
    loose(line.raw.get(at..).unwrap_or_default(), &mut out);
    out
}

fn loose<'a>(text: &'a str, out: &mut Vec<Piece<'a>>) {
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let space = c.is_whitespace();
        let end = rest.find(|c: char| c.is_whitespace() != space).unwrap_or(rest.len());
        out.push(if space { Piece::Space } else { Piece::Text(&rest[..end]) });
        rest = &rest[end..];
    }
}

/// The lines of each paragraph: runs between blank lines.
pub(crate) fn paragraphs(page: &Page) -> Vec<Vec<&Line>> {
    let mut all: Vec<Vec<&Line>> = Vec::new();
    let mut open = false;
    for line in &page.lines {
        if line.is_blank() {
            open = false;
            continue;
        }
        match all.last_mut() {
            Some(last) if open => last.push(line),
            _ => all.push(vec![line]),
        }
        open = true;
    }
    all
}

/// The smallest box around the lines, where they have boxes.
pub(crate) fn around(lines: &[&Line]) -> Option<BBox> {
    lines.iter().filter_map(|l| l.bbox).reduce(|a, b| BBox {
        x0: a.x0.min(b.x0),
        y0: a.y0.min(b.y0),
        x1: a.x1.max(b.x1),
        y1: a.y1.max(b.y1),
    })
}

/// Adds formatted text; writing to a string cannot fail.
pub(crate) fn add(out: &mut String, text: std::fmt::Arguments<'_>) {
    let _ = out.write_fmt(text);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_of_a_line_is_in_its_pieces() {
        let word = |start, end| Word { start, end, bbox: None, confidence: None, letters: Vec::new() };
        let line = Line { words: vec![word(3, 6), word(7, 8)], ..Line::new("§ 1 ab c. d") };
        let text = |p: &Piece| match p {
            Piece::Word(t, _) | Piece::Text(t) => t.to_string(),
            Piece::Space => " ".into(),
        };
        let all = pieces(&line);
        assert_eq!(all.iter().map(text).collect::<String>(), line.raw);
        assert_eq!(all.iter().filter(|p| matches!(p, Piece::Word(..))).count(), 2);
    }

    #[test]
    fn numbers_are_short() {
        assert_eq!((decimal(96.340_96, 2), decimal(1.0, 4), decimal(0.0, 4)), ("96.34".into(), "1".into(), "0".into()));
    }

    #[test]
    fn no_character_breaks_the_markup() {
        assert_eq!(escaped("a<\u{1}\u{ffff}&\"å"), "a&lt;&amp;&quot;å");
        assert_eq!(in_comment("a -- b-"), "a - - b");
    }
}
