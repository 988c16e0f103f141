//! Further rounds: a repaired text is repaired again until nothing changes, so that repairing it once more leaves it as it is. What a further
//! round finds becomes an edit of the raw line.

use rustc_hash::FxHashMap;

use super::insert;
use super::runs::Run;
use crate::edit::{Edit, EditKind};
use crate::fold::skeleton;
use crate::page::{Line, OcrSignature, Page};

/// The round before: its pages with what it made of them, and the runs it decoded.
#[derive(Clone, Copy)]
pub struct Before<'a> {
    /// Pages, with the round's edits.
    pub pages: &'a [Page],
    /// Runs of their lines.
    pub runs: &'a [Run],
}

impl Before<'_> {
    /// Which of the runs of a further round need no decoding: the round before saw the same lines, under the same signature and era, and applied
    /// nothing to them, so it would do so again. Where the English model read, words bear on each other all over the document: none.
    pub fn settled(&self, runs: &[Run], pages: &[Page]) -> Vec<bool> {
        if runs.iter().chain(self.runs).any(|r| r.signature == OcrSignature::Eng) {
            return vec![false; runs.len()];
        }
        let old: FxHashMap<_, &Run> = self.runs.iter().filter_map(|r| Some((*r.lines.first()?, r))).collect();
        let same_line = |(page, line): &(usize, usize)| {
            let before = &self.pages[*page].lines[*line];
            before.raw == pages[*page].lines[*line].raw && before.edits.iter().all(|e| !e.applied)
        };
        let same = |run: &Run| {
            let before = run.lines.first().and_then(|first| old.get(first));
            before.is_some_and(|b| (b.signature, b.era) == (run.signature, run.era) && b.lines == run.lines)
                && run.lines.iter().all(same_line)
        };
        runs.iter().map(same).collect()
    }
}

/// The repaired pages as if they had been read so; `None` where no edit is applied, so that they are as they were.
pub fn as_read(pages: &[Page]) -> Option<Vec<Page>> {
    let changed = pages.iter().flat_map(|p| &p.lines).any(|l| l.edits.iter().any(|e| e.applied));
    changed.then(|| pages.iter().map(page_as_read).collect())
}

fn page_as_read(page: &Page) -> Page {
    let line = |l: &Line| Line { role: l.role, ..Line::new(l.text()) };
    let mut again = Page::from_lines(page.index, page.origin, &page.language, page.lines.iter().map(line).collect());
    again.status = page.status;
    again.duplicate_of = page.duplicate_of;
    again
}

/// Adds the applied edits of `again`, which [`as_read`] made of `pages`, to those of the raw lines. Whether there were any.
pub fn take_up(pages: &mut [Page], again: &[Page]) -> bool {
    let mut any = false;
    for (page, again) in pages.iter_mut().zip(again) {
        for (line, again) in page.lines.iter_mut().zip(&again.lines) {
            // From the last to the first: what stands before an edit keeps its place.
            for edit in again.edits.iter().rev().filter(|e| e.applied) {
                any |= add(line, edit.clone());
            }
        }
    }
    any
}

/// Adds an edit of the repaired text of a line: together with the applied edits that it cuts, it is one edit of the raw line.
fn add(line: &mut Line, edit: Edit) -> bool {
    let text = line.text();
    let (mut start, mut end) = (edit.start, edit.end);
    // Bytes of text and of raw line that the edits before `start`, and before `end`, put in and took out.
    let (mut before, mut through) = ((0, 0), (0, 0));
    let mut cut: Vec<&Edit> = Vec::new();
    for e in line.edits.iter().filter(|e| e.applied) {
        let Some(at) = (e.start + through.0).checked_sub(through.1) else { return false };
        let after = (through.0 + e.to.len(), through.1 + e.from.len());
        if at + e.to.len() <= edit.start {
            (before, through) = (after, after);
        } else if at < edit.end {
            (start, end) = (start.min(at), end.max(at + e.to.len()));
            through = after;
            cut.push(e);
        } else {
            break;
        }
    }
    let raw = |at: usize, shift: (usize, usize)| (at + shift.1).checked_sub(shift.0);
    let (Some(raw_start), Some(raw_end)) = (raw(start, before), raw(end, through)) else { return false };
    let (Some(from), Some(left), Some(right)) =
        (line.raw.get(raw_start..raw_end), text.get(start..edit.start), text.get(edit.end..end))
    else {
        return false;
    };
    let to = format!("{left}{}{right}", edit.to);
    let kind = match cut.iter().find(|e| matches!(e.kind, EditKind::Split | EditKind::Join)) {
        Some(e) => e.kind,
        None if cut.is_empty() => edit.kind,
        None if skeleton(from) == skeleton(&to) => EditKind::Diacritic,
        None => EditKind::Confusion,
    };
    let confidence = cut.iter().map(|e| e.confidence).fold(edit.confidence, f64::min);
    let whole = Edit { start: raw_start, end: raw_end, from: from.to_string(), to, kind, confidence, ..edit };
    if whole.from == whole.to {
        line.edits.retain(|e| !e.applied || e.end <= raw_start || e.start >= raw_end);
    } else {
        insert(line, whole);
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::{EditSource, undo};

    fn edit(start: usize, from: &str, to: &str) -> Edit {
        Edit {
            start,
            end: start + from.len(),
            from: from.into(),
            to: to.into(),
            kind: EditKind::Confusion,
            confidence: 0.9,
            applied: true,
            source: EditSource::Lexicon,
        }
    }

    /// The line after edits of its raw text, then of its repaired text.
    fn composed(raw: &str, first: &[Edit], second: &[Edit]) -> (String, Vec<(usize, String, String)>) {
        let mut line = Line { edits: first.to_vec(), ..Line::new(raw) };
        for e in second.iter().rev() {
            assert!(add(&mut line, e.clone()));
        }
        assert_eq!(undo(&line.text(), &line.edits).as_deref(), Some(raw));
        (line.text(), line.edits.iter().map(|e| (e.start, e.from.clone(), e.to.clone())).collect())
    }

    #[test]
    fn edits_elsewhere_are_moved_to_their_place_in_the_raw_line() {
        let (text, edits) = composed("vagen ar lang", &[edit(0, "vagen", "vägen")], &[edit(7, "ar", "är")]);
        assert_eq!(text, "vägen är lang");
        assert_eq!(edits[1], (6, "ar".into(), "är".into()));
    }

    #[test]
    fn an_edit_of_an_edit_is_one_edit() {
        let first = [edit(0, "vigcn", "vigen"), edit(6, "ar", "är")];
        let (text, edits) = composed("vigcn ar", &first, &[edit(0, "vigen", "vägen")]);
        assert_eq!(text, "vägen är");
        assert_eq!(edits, [(0, "vigcn".into(), "vägen".into()), (6, "ar".into(), "är".into())]);
    }

    #[test]
    fn both_words_of_a_parted_pair_may_change() {
        let first = [edit(3, "pavagen", "pa vagen")];
        let (text, edits) = composed("ut pavagen nu", &first, &[edit(3, "pa", "på"), edit(6, "vagen", "vägen")]);
        assert_eq!(text, "ut på vägen nu");
        assert_eq!(edits, [(3, "pavagen".into(), "på vägen".into())]);
    }

    #[test]
    fn what_is_put_back_is_no_edit() {
        let (text, edits) =
            composed("ef\u{ad}fekt ar", &[edit(2, "\u{ad}", ""), edit(9, "ar", "är")], &[edit(7, "är", "ar")]);
        assert_eq!(text, "effekt ar");
        assert_eq!(edits, [(2, "\u{ad}".into(), String::new())]);
    }

    #[test]
    fn only_what_the_round_before_left_alone_is_passed_over() {
        use crate::page::Origin;
        use crate::repair::runs::Runs;
        let page = |text: &str| Page::from_text(0, Origin::Text, "swe", text);
        let runs = |page: &Page, signature| {
            let mut runs = Runs::default();
            page.lines.iter().enumerate().for_each(|(i, line)| runs.push(0, i, line, signature));
            runs.end(signature);
            runs.finish()
        };
        let mut first = [page("vägen är\nlang\n\nen annan väg")];
        let before = runs(&first[0], OcrSignature::Swe);
        first[0].lines[1].edits.push(edit(0, "lang", "lång"));
        let again = as_read(&first).unwrap();
        let settled = |signature| Before { pages: &first, runs: &before }.settled(&runs(&again[0], signature), &again);
        assert_eq!(settled(OcrSignature::Swe), [false, true]);
        assert_eq!(settled(OcrSignature::None), [false, false], "another table");
        assert_eq!(settled(OcrSignature::Eng), [false, false], "its words bear on each other");
    }
}
