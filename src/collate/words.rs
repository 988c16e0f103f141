//! A page as words to be aligned: where each stands in the raw lines, how it was read, what the repair made of it.

use std::ops::Range;

use crate::edit;
use crate::layout::coarse::coarse;
use crate::page::{Line, Page};

/// What all signs fold to that hold no letter and no digit, so that a sign can stand in the place of another.
pub(super) const SIGN: &str = "~";

/// A word of a page: what stands between blanks, or several of them that one edit makes one.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Unit {
    /// Index of the line on the page.
    pub line: usize,
    /// Bytes of the raw line.
    pub span: Range<usize>,
    /// As read.
    pub raw: String,
    /// After repair.
    pub text: String,
    /// What the repair suggests beside.
    pub suggestions: Vec<String>,
    /// Letter classes of the text; [`SIGN`] where it has neither letter nor digit.
    pub fold: String,
    /// The engine's confidence, the least of its words.
    pub confidence: Option<f32>,
    /// Whether it is running text.
    pub body: bool,
}

/// The words of all lines, furniture included: what one reading takes for furniture may be text to another.
pub(super) fn units(page: &Page) -> Vec<Unit> {
    page.lines.iter().enumerate().flat_map(|(i, line)| units_of(i, line)).collect()
}

fn units_of(index: usize, line: &Line) -> Vec<Unit> {
    let mut spans: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    for piece in line.raw.split_inclusive(char::is_whitespace) {
        let word = piece.trim_end_matches(char::is_whitespace);
        if !word.is_empty() {
            spans.push(at..at + word.len());
        }
        at += piece.len();
    }
    for e in line.edits.iter().filter(|e| e.applied) {
        // An edit over a blank makes what it covers one word.
        let first = spans.partition_point(|s| s.end <= e.start);
        let last = spans.partition_point(|s| s.start < e.end);
        if last > first + 1 {
            let whole = spans[first].start..spans[last - 1].end;
            spans.splice(first..last, [whole]);
        }
    }
    spans.into_iter().filter_map(|span| unit(index, line, span)).collect()
}

fn unit(index: usize, line: &Line, span: Range<usize>) -> Option<Unit> {
    let raw = line.raw.get(span.clone())?.to_string();
    let inside = line.edits.iter().filter(|e| e.start >= span.start && e.end <= span.end);
    let shifted: Vec<edit::Edit> =
        inside.map(|e| edit::Edit { start: e.start - span.start, end: e.end - span.start, ..e.clone() }).collect();
    let text = edit::apply(&raw, &shifted);
    let suggestion = |e: &edit::Edit| Some(format!("{}{}{}", raw.get(..e.start)?, e.to, raw.get(e.end..)?));
    let suggestions = shifted.iter().filter(|e| !e.applied).filter_map(suggestion).collect();
    let words = line.words.iter().filter(|w| w.start < span.end && w.end > span.start);
    let confidence = words.filter_map(|w| w.confidence).reduce(f32::min);
    let fold = match coarse(&text) {
        f if f.is_empty() => SIGN.to_string(),
        f => f,
    };
    Some(Unit { line: index, span, raw, text, suggestions, fold, confidence, body: line.is_text() })
}

/// The word within outer signs: bytes of `text`. Signs that stand for a misread letter, and § and %, belong to it.
pub(super) fn core(text: &str) -> Range<usize> {
    let letterlike = |c: char| matches!(c, '&' | '[' | '{' | '|' | '@' | '$' | '§' | '£');
    let follows = |i: usize| text[i..].chars().nth(1).is_some_and(|c| c.is_alphanumeric() || letterlike(c));
    let start = text.char_indices().find(|&(i, c)| {
        c.is_alphanumeric() || c == '§' || (letterlike(c) && follows(i) && !(c == '[' && text.contains(']')))
    });
    let Some((start, _)) = start else { return 0..0 };
    let end = text.char_indices().rev().find(|(_, c)| c.is_alphanumeric() || matches!(c, '§' | '%'));
    start..end.map_or(start, |(i, c)| i + c.len_utf8()).max(start)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::{Edit, EditKind, EditSource};

    #[test]
    fn an_edit_over_a_blank_makes_one_word() {
        let mut line = Line::new("Motet om sam mantrade i  dag");
        line.edits.push(Edit {
            start: 9,
            end: 21,
            from: "sam mantrade".into(),
            to: "sammanträde".into(),
            kind: EditKind::Split,
            confidence: 0.9,
            applied: true,
            source: EditSource::Lexicon,
        });
        let found = units_of(3, &line);
        let texts: Vec<&str> = found.iter().map(|u| u.text.as_str()).collect();
        assert_eq!(texts, ["Motet", "om", "sammanträde", "i", "dag"]);
        assert_eq!((found[2].raw.as_str(), found[4].span.clone()), ("sam mantrade", 25..28));
    }

    #[test]
    fn outer_signs_are_no_part_of_a_word() {
        let of = |t: &str| t[core(t)].to_string();
        assert_eq!(of("(\"vägen\","), "vägen");
        assert_eq!(
            (of("{6r"), of("[tsam."), of("§12,"), of("50%.")),
            ("{6r".into(), "[tsam".into(), "§12".into(), "50%".into())
        );
        assert_eq!((of("[1]"), of("--"), of("$$")), ("1".into(), String::new(), String::new()));
    }
}
