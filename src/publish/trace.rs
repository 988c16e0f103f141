//! Where a record's running text stands in the pages: which of its words were mended, and where a page begins.
//!
//! The running text has its line-end hyphens undone and its lines joined, so that offsets into it are none of the raw lines'. It is laid
//! beside the repaired lines it was made of, white space and hyphens left out; what then is not alike (a furniture line between, a
//! title mended by the agenda) is stepped over.

use std::ops::Range;

use crate::edit::Edit;
use crate::protocol::{PageEdit, Protocol};

/// Letters that must be alike for two places to be taken for the same after a difference.
const ANCHOR: usize = 6;
/// How far, in letters, the same is looked for in the lines and in the running text.
const REACH: (usize, usize) = (400, 40);
/// After so many differences without an end the rest is left untraced.
const LOST: usize = 20;

/// Something found at a place of the running text, in bytes of it.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Mark<'a> {
    /// The text from here on stands on another page (its index).
    Page(usize, usize),
    /// These bytes are what an applied edit made.
    Edit(Range<usize>, &'a Edit),
}

/// A letter of a repaired line.
struct Letter {
    letter: char,
    page: usize,
    /// Index of the edit that made it.
    edit: Option<usize>,
}

/// Lines of one page: its index and raw lines, half open.
pub(super) type Lines = (usize, Range<usize>);

/// A protocol's raw lines and edits, to be asked of many texts.
pub(super) struct Tracer<'a> {
    protocol: &'a Protocol,
    raw: Vec<Vec<&'a str>>,
}

impl<'a> Tracer<'a> {
    /// Cuts the pages into lines.
    pub(super) fn new(protocol: &'a Protocol) -> Self {
        Tracer { protocol, raw: protocol.pages.iter().map(|p| p.raw.split('\n').collect()).collect() }
    }

    /// The marks of a text that was made of these lines, in order. The first says its page.
    pub(super) fn marks(&self, text: &str, lines: &[Lines]) -> Vec<Mark<'a>> {
        let from: Vec<Letter> = lines.iter().flat_map(|(page, range)| self.letters(*page, range.clone())).collect();
        let to: Vec<(usize, char)> = text.char_indices().filter(|(_, c)| counts(*c)).collect();
        let pairs = paired(&from, &to);
        let mut marks = Vec::new();
        let mut page = None;
        let mut at = 0;
        while let Some(&(i, j)) = pairs.get(at) {
            if page != Some(from[i].page) {
                page = Some(from[i].page);
                // Before the word: a break within it would cut it in two for who searches.
                let word = text[..to[j].0].rfind(char::is_whitespace).map_or(0, |b| b + 1);
                marks.push(Mark::Page(word, from[i].page));
            }
            let Some(edit) = from[i].edit else {
                at += 1;
                continue;
            };
            let run = pairs[at..].iter().take_while(|(i, _)| from[*i].edit == Some(edit)).count();
            let PageEdit { edit, .. } = &self.protocol.edits[edit];
            let last = to[pairs[at + run - 1].1];
            let range = to[j].0..last.0 + last.1.len_utf8();
            let whole = run == edit.to.chars().filter(|c| counts(*c)).count()
                && pairs[at + run - 1].1 - j + 1 == run
                && !text[range.clone()].contains('\n');
            if whole {
                marks.push(Mark::Edit(range, edit));
            }
            at += run;
        }
        marks
    }

    /// The letters of the repaired lines, furniture left out.
    fn letters(&self, page: usize, lines: Range<usize>) -> Vec<Letter> {
        let Some(raw) = self.raw.get(page) else { return Vec::new() };
        let furniture = &self.protocol.pages[page].furniture;
        let mut letters = Vec::new();
        for (line, raw) in raw.iter().enumerate().take(lines.end).skip(lines.start) {
            if furniture.iter().any(|f| f.lines.contains(&line)) {
                continue;
            }
            let mut put = |text: &str, edit: Option<usize>| {
                letters.extend(text.chars().filter(|c| counts(*c)).map(|letter| Letter { letter, page, edit }));
            };
            let edits = &self.protocol.edits;
            let first = edits.partition_point(|e| (e.page, e.line) < (page, line));
            let mut at = 0;
            let here = edits.iter().enumerate().skip(first).take_while(|(_, e)| (e.page, e.line) == (page, line));
            for (n, PageEdit { edit, .. }) in here.filter(|(_, e)| e.edit.applied) {
                if edit.start < at || raw.get(edit.start..edit.end) != Some(edit.from.as_str()) {
                    continue;
                }
                put(&raw[at..edit.start], None);
                put(&edit.to, Some(n));
                at = edit.end;
            }
            put(&raw[at..], None);
        }
        letters
    }
}

fn counts(c: char) -> bool {
    !c.is_whitespace() && !matches!(c, '-' | '\u{ad}' | '\u{2010}' | '\u{2011}' | '¬')
}

/// Pairs of the same letter in both, in order.
fn paired(from: &[Letter], to: &[(usize, char)]) -> Vec<(usize, usize)> {
    let mut pairs = Vec::with_capacity(to.len());
    let (mut i, mut j, mut lost) = (0, 0, 0);
    while i < from.len() && j < to.len() {
        if from[i].letter == to[j].1 {
            pairs.push((i, j));
            (i, j) = (i + 1, j + 1);
            continue;
        }
        match again(&from[i..], &to[j..]) {
            Some((di, dj)) => (i, j) = (i + di, j + dj),
            None if lost == LOST => break,
            None => (j, lost) = (j + 1, lost + 1),
        }
    }
    pairs
}

/// How far ahead the two are alike again, the least of both together.
fn again(from: &[Letter], to: &[(usize, char)]) -> Option<(usize, usize)> {
    let alike = |di: usize, dj: usize| {
        let ahead = from.iter().skip(di).zip(to.iter().skip(dj)).take(ANCHOR);
        let same = ahead.take_while(|(f, t)| f.letter == t.1).count();
        // At the end of the running text less is left to be alike.
        same >= ANCHOR.min(to.len() - dj).max(1)
    };
    let most = (REACH.0.min(from.len() - 1), REACH.1.min(to.len() - 1));
    (1..=most.0 + most.1).find_map(|sum| {
        (sum.saturating_sub(most.0)..=sum.min(most.1)).map(|dj| (sum - dj, dj)).find(|(di, dj)| alike(*di, *dj))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn protocol() -> Protocol {
        let page = |index: usize, raw: &str, furniture: serde_json::Value| {
            json!({
                "index": index, "origin": "text", "status": "ok", "error": null, "language": "swe", "ocr_signature": "eng",
                "quality": 1.0, "duplicate_of": null, "witnesses": [], "variants": [], "furniture": furniture, "raw": raw, "text": ""
            })
        };
        let edit = |page: usize, line: usize, start: usize, from: &str, to: &str, applied: bool| {
            json!({
                "page": page, "line": line, "start": start, "end": start + from.len(), "from": from, "to": to,
                "kind": "diacritic", "confidence": 0.99, "applied": applied, "source": "lexicon"
            })
        };
        serde_json::from_value(json!({
            "schema": "justera/protocol/1", "id": "a", "meetings": [], "warnings": [],
            "source": { "path": "a.txt", "sha256": "", "media_type": "text/plain", "page_count": 2 },
            "pages": [
                page(0, "Arendet aterremitteras till kommun-\nstyrelsen for ny", json!([])),
                page(1, "Sida 2 av 2\nberedning. Pa kom mun", json!([{ "role": "header", "text": "Sida 2 av 2", "lines": [0] }])),
            ],
            "edits": [
                edit(0, 0, 0, "Arendet", "Ärendet", true), edit(0, 0, 8, "aterremitteras", "återremitteras", true),
                edit(0, 1, 10, "for", "för", true), edit(1, 1, 0, "beredning", "beredningen", false),
                edit(1, 1, 11, "Pa", "På", true), edit(1, 1, 14, "kom mun", "kommun", true),
            ]
        }))
        .unwrap()
    }

    fn seen(text: &str, lines: &[Lines]) -> Vec<String> {
        let protocol = protocol();
        let said = |mark| match mark {
            Mark::Page(at, page) => format!("{page}: {}", &text[at..]),
            Mark::Edit(at, edit) => format!("{} = {}", edit.from, &text[at]),
        };
        Tracer::new(&protocol).marks(text, lines).into_iter().map(said).collect()
    }

    #[test]
    fn edits_and_pages_are_found_in_running_text() {
        let text = "Ärendet återremitteras till kommunstyrelsen för ny beredning. På kommun";
        assert_eq!(
            seen(text, &[(0, 0..2), (1, 0..2)]),
            [
                &format!("0: {text}"),
                "Arendet = Ärendet",
                "aterremitteras = återremitteras",
                "for = för",
                "1: beredning. På kommun",
                "Pa = På",
                "kom mun = kommun"
            ]
        );
    }

    #[test]
    fn what_differs_is_stepped_over() {
        // The label before is no part of the text, and "till" was mended by other means.
        let text = "återremitteras TILL kommunstyrelsen för";
        assert_eq!(
            seen(text, &[(0, 0..2), (7, 0..3)]),
            [&format!("0: {text}"), "aterremitteras = återremitteras", "for = för"]
        );
        assert_eq!(seen("helt annat", &[(0, 0..2)]).len(), 1);
        assert!(seen("", &[(0, 0..2)]).is_empty());
    }
}
