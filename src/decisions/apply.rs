//! From decisions to edits of raw lines.

use super::{Decisions, Ruling};
use crate::edit::{Edit, EditKind, EditSource};
use crate::fold::skeleton;
use crate::page::{Line, Page};

/// A ruling with the bytes of the raw line that it is about, and whether it is for that place alone.
type Found<'a> = (usize, usize, &'a Ruling, bool);

impl Decisions {
    /// Applies the decisions to the pages of the document `id`: the stage after repair and vote.
    pub fn apply(&self, id: &str, pages: &mut [Page]) {
        self.each(id, pages, false);
    }

    /// Takes back what later stages did against a decision that a form stays as it was read.
    pub fn keep(&self, id: &str, pages: &mut [Page]) {
        self.each(id, pages, true);
    }

    fn each(&self, id: &str, pages: &mut [Page], keep_only: bool) {
        if self.is_empty() {
            return;
        }
        for page in pages {
            for (n, line) in page.lines.iter_mut().enumerate() {
                for (start, end, ruling, here) in self.found(id, page.index, n, line) {
                    match ruling {
                        Ruling::Keep => keep(line, start, end),
                        Ruling::Set(to) if !keep_only => set(line, start, end, to, here),
                        Ruling::Set(_) => {}
                    }
                }
            }
        }
    }

    /// What holds on a line: what is decided for a place goes before what is decided for a proposal, and that before what holds everywhere.
    fn found<'a>(&'a self, id: &str, page: usize, n: usize, line: &Line) -> Vec<Found<'a>> {
        let mut all: Vec<Found<'a>> = Vec::new();
        let mut add = |start: usize, end: usize, ruling, here| {
            if all.iter().all(|(s, e, ..)| *e <= start || *s >= end) {
                all.push((start, end, ruling, here));
            }
        };
        if !self.places.is_empty()
            && let Some(places) = self.places.get(&(id.to_string(), page, n))
        {
            for (start, from, ruling) in places {
                let exact = line.raw.get(*start..).is_some_and(|rest| rest.starts_with(from.as_str()));
                // Where a line is read a little otherwise, nothing is changed on the word of a place, but what was to be left alone is.
                let at = match ruling {
                    _ if exact => Some(*start),
                    Ruling::Keep => nearest(&line.raw, from, *start),
                    Ruling::Set(_) => None,
                };
                if let Some(at) = at {
                    add(at, at + from.len(), ruling, true);
                }
            }
        }
        if !self.proposed.is_empty() {
            for edit in &line.edits {
                let rulings = self.proposed.get(&edit.from).into_iter().flatten();
                if let Some((_, ruling)) = rulings.into_iter().find(|(to, _)| *to == edit.to) {
                    add(edit.start, edit.end, ruling, false);
                }
            }
        }
        for (start, end, ruling) in self.words(&line.raw) {
            add(start, end, ruling, false);
        }
        all
    }

    /// Where forms with a decision that holds everywhere stand as words of their own, from left to right, the longest first.
    fn words<'a>(&'a self, raw: &str) -> Vec<(usize, usize, &'a Ruling)> {
        let (mut out, mut free, mut before) = (Vec::new(), 0, None::<char>);
        if self.lengths.is_empty() {
            return out;
        }
        for (at, c) in raw.char_indices() {
            let begins = at >= free && !before.is_some_and(char::is_alphanumeric);
            before = Some(c);
            let Some(lengths) = self.lengths.get(&c).filter(|_| begins) else { continue };
            for length in lengths {
                let Some(form) = raw.get(at..at + length) else { continue };
                let ends = !raw[at + length..].chars().next().is_some_and(char::is_alphanumeric);
                if let Some(ruling) = self.everywhere.get(form).filter(|_| ends) {
                    out.push((at, at + length, ruling));
                    free = at + length;
                    break;
                }
            }
        }
        out
    }

    /// `text` with what holds everywhere put in.
    pub(super) fn substituted(&self, text: &str) -> String {
        let (mut out, mut at) = (String::new(), 0);
        for (start, end, ruling) in self.words(text) {
            if let Ruling::Set(to) = ruling
                && !is_there(text, start, end, to)
            {
                out.push_str(&text[at..start]);
                out.push_str(to);
                at = end;
            }
        }
        out.push_str(&text[at..]);
        out
    }
}

/// Where `from` stands nearest to a byte of the line.
fn nearest(raw: &str, from: &str, start: usize) -> Option<usize> {
    raw.match_indices(from).map(|(at, _)| at).min_by_key(|at| at.abs_diff(start))
}

/// Whether `to`, which may hold the form of these bytes itself, stands around them already.
fn is_there(raw: &str, start: usize, end: usize, to: &str) -> bool {
    let form = &raw[start..end];
    to.match_indices(form).any(|(offset, _)| {
        start.checked_sub(offset).and_then(|s| raw.get(s..)).is_some_and(|around| around.starts_with(to))
    })
}

fn set(line: &mut Line, start: usize, end: usize, to: &str, here: bool) {
    let Some(from) = line.raw.get(start..end).map(str::to_string) else { return };
    if is_there(&line.raw, start, end, to) {
        return;
    }
    let inside = |e: &Edit| e.start >= start && e.end <= end;
    let across = |e: &Edit| e.applied && e.start < end && e.end > start && !inside(e);
    if line.edits.iter().any(across) {
        // Only a word about this very place goes before a change of more than the form.
        if !here {
            return;
        }
        line.edits.iter_mut().filter(|e| across(e)).for_each(refuse);
    }
    let same = line.edits.iter().find(|e| e.start == start && e.end == end);
    let kind = same.map_or_else(|| kind_of(&from, to), |e| e.kind);
    line.edits.retain(|e| !inside(e));
    let at = line.edits.partition_point(|e| e.start <= start);
    let edit = Edit { start, end, from, to: to.into(), kind, confidence: 1.0, applied: true, source: EditSource::User };
    line.edits.insert(at, edit);
}

fn keep(line: &mut Line, start: usize, end: usize) {
    line.edits.iter_mut().filter(|e| e.start == start && e.end == end).for_each(refuse);
}

/// The edit stays, as one that a person said no to.
fn refuse(edit: &mut Edit) {
    (edit.applied, edit.confidence, edit.source) = (false, 0.0, EditSource::User);
}

fn kind_of(from: &str, to: &str) -> EditKind {
    let words = |text: &str| text.split_whitespace().count();
    match () {
        () if words(from) > words(to) => EditKind::Split,
        () if words(from) < words(to) => EditKind::Join,
        () if from.contains(['$', '§']) || to.contains('§') => EditKind::ParagraphSign,
        () if skeleton(from) == skeleton(to) => EditKind::Diacritic,
        () => EditKind::Confusion,
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Decision, Place, Verdict};
    use super::*;
    use crate::edit::undo;
    use crate::page::Origin;

    fn decided(from: &str, proposed: Option<&str>, to: Option<&str>, at: Option<(usize, usize)>) -> Decision {
        Decision {
            from: from.into(),
            proposed: proposed.map(str::to_string),
            decision: if to.is_some() { Verdict::Correct } else { Verdict::Reject },
            to: to.map(str::to_string),
            at: at.map(|(line, start)| Place { document: "d".into(), page: 0, line, start }),
            note: String::new(),
        }
    }

    fn suggestion(line: &Line, from: &str, to: &str, applied: bool) -> Edit {
        let start = line.raw.find(from).unwrap();
        let (end, from, to) = (start + from.len(), from.to_string(), to.to_string());
        let (kind, source) = (EditKind::Diacritic, EditSource::Lexicon);
        Edit { start, end, from, to, kind, confidence: 0.7, applied, source }
    }

    /// A line with edits, after these decisions; raw text comes back.
    fn after(raw: &str, edits: &[(&str, &str, bool)], decisions: &[Decision]) -> Line {
        let mut pages = [Page::from_text(0, Origin::Text, "swe", raw)];
        let line = &mut pages[0].lines[0];
        line.edits = edits.iter().map(|(from, to, applied)| suggestion(line, from, to, *applied)).collect();
        let decisions = Decisions::new(decisions).unwrap();
        decisions.apply("d", &mut pages);
        let once = pages[0].clone();
        decisions.apply("d", &mut pages);
        assert_eq!(pages[0], once, "applied twice");
        let line = once.lines[0].clone();
        assert_eq!(undo(&line.text(), &line.edits).as_deref(), Some(raw));
        let mut again = [Page::from_text(0, Origin::Text, "swe", &line.text())];
        decisions.apply("d", &mut again);
        assert!(again[0].lines[0].edits.is_empty(), "on its own result");
        line
    }

    #[test]
    fn a_word_is_changed_everywhere_it_stands_alone() {
        let line = after("pa pa. spa pafin (pa)", &[], &[decided("pa", None, Some("på"), None)]);
        assert_eq!(line.text(), "på på. spa pafin (på)");
        assert!(line.edits.iter().all(|e| e.source == EditSource::User && e.confidence == 1.0));
        assert_eq!(line.edits[0].kind, EditKind::Diacritic);
    }

    #[test]
    fn a_proposal_is_decided_only_where_it_is_made() {
        let accept = [decided("for", Some("för"), Some("för"), None)];
        assert_eq!(after("for for", &[("for", "för", false)], &accept).text(), "för for");
        assert_eq!(after("for for", &[("for", "far", false)], &accept).text(), "for for");
        let line = after("for", &[("for", "för", true)], &[decided("for", Some("för"), None, None)]);
        assert_eq!(line.text(), "for");
        let edit = &line.edits[0];
        assert_eq!((edit.applied, edit.confidence, edit.source), (false, 0.0, EditSource::User));
    }

    #[test]
    fn a_place_goes_before_the_rest() {
        let all = [decided("pa", None, Some("på"), None), decided("pa", None, None, Some((0, 3)))];
        assert_eq!(after("pa pa", &[], &all).text(), "på pa");
        let here = [decided("man", None, Some("Man"), Some((0, 4)))];
        assert_eq!(after("sam man", &[("sam man", "samman", true)], &here).text(), "sam Man");
        let everywhere = [decided("man", None, Some("Man"), None)];
        assert_eq!(after("sam man", &[("sam man", "samman", true)], &everywhere).text(), "samman");
    }

    #[test]
    fn what_is_there_already_is_not_put_there_twice() {
        let line = after("ett ett hus", &[], &[decided("hus", None, Some("stort hus"), None)]);
        assert_eq!(line.text(), "ett ett stort hus");
        assert_eq!(line.edits[0].kind, EditKind::Join);
    }

    #[test]
    fn damaged_signs_and_the_longest_form_are_found() {
        let all = [decided("$ 3", None, Some("§ 3"), None), decided("&r", None, Some("är"), None)];
        assert_eq!(after("$ 3 &r $ 31", &[], &all).text(), "§ 3 är $ 31");
    }
}
