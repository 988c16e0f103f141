//! What there is to decide: forms whose change is unsure, the ones that settle most places first.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use crate::decisions::{Decision, Place, standing};
use crate::edit::{EditKind, EditSource};
use crate::protocol::Protocol;

/// Places of a word that are shown, and can be decided each by itself.
pub const SHOWN: usize = 5;

/// A form and what would be put in its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Word {
    /// The raw form.
    pub from: String,
    /// What the program would put there.
    pub to: String,
    /// What sort of damage it would mend, by its first place.
    pub kind: EditKind,
    /// What it rests on, by its first place.
    pub source: EditSource,
    /// Unsure places: suggestions, and edits made with little confidence.
    pub places: usize,
    /// How many of these are made.
    pub applied: usize,
    /// Places where the same change is made, and sure.
    pub sure: usize,
    /// Documents with unsure places.
    pub documents: usize,
    /// Sum of the confidences of the unsure places.
    confidence: f64,
    last_document: usize,
    /// The first unsure places.
    spots: Vec<Spot>,
}

/// A place; the document by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Spot {
    document: usize,
    page: usize,
    line: usize,
    start: usize,
}

impl Word {
    /// Mean confidence of the unsure places, 0–1.
    pub fn confidence(&self) -> f64 {
        if self.places == 0 { 1.0 } else { self.confidence / self.places as f64 }
    }
}

/// All words. What they take of memory grows with the number of different forms, not with that of documents.
#[derive(Debug, Default)]
pub struct Words {
    documents: Vec<String>,
    numbers: FxHashMap<(String, String), usize>,
    words: Vec<Word>,
}

impl Words {
    /// Takes in a protocol. An edit that is made counts as unsure below the confidence `below` (0–1). Repeated pages do not count, nor does what a
    /// person decided.
    pub fn add(&mut self, protocol: &Protocol, below: f64) {
        let document = self.documents.len();
        self.documents.push(protocol.id.clone());
        let kept: BTreeMap<usize, bool> = protocol.pages.iter().map(|p| (p.index, p.duplicate_of.is_none())).collect();
        for e in protocol.edits.iter().filter(|e| e.edit.source != EditSource::User && kept.get(&e.page) == Some(&true))
        {
            let edit = &e.edit;
            let number = *self.numbers.entry((edit.from.clone(), edit.to.clone())).or_insert_with(|| {
                let (from, to, kind, source) = (edit.from.clone(), edit.to.clone(), edit.kind, edit.source);
                let (none, spots) = (0, Vec::new());
                self.words.push(Word {
                    from,
                    to,
                    kind,
                    source,
                    places: none,
                    applied: none,
                    sure: none,
                    documents: none,
                    confidence: 0.0,
                    last_document: usize::MAX,
                    spots,
                });
                self.words.len() - 1
            });
            let Some(word) = self.words.get_mut(number) else { continue };
            if edit.applied && edit.confidence >= below {
                word.sure += 1;
                continue;
            }
            word.places += 1;
            word.applied += usize::from(edit.applied);
            word.confidence += edit.confidence;
            word.documents += usize::from(word.last_document != document);
            word.last_document = document;
            if word.spots.len() < SHOWN {
                word.spots.push(Spot { document, page: e.page, line: e.line, start: edit.start });
            }
        }
    }

    /// The first places of a word.
    pub fn places(&self, word: &Word) -> Vec<Place> {
        let place = |s: &Spot| Place {
            document: self.documents[s.document].clone(),
            page: s.page,
            line: s.line,
            start: s.start,
        };
        word.spots.iter().map(place).collect()
    }

    /// The word with this form and change.
    pub fn get(&self, from: &str, to: &str) -> Option<&Word> {
        self.words.get(*self.numbers.get(&(from.to_string(), to.to_string()))?)
    }

    /// What is left to decide: words that settle most places first, then the least sure, then by form.
    pub fn open(&self, decided: &[Decision]) -> Vec<&Word> {
        let standing = standing(decided);
        let subjects: std::collections::BTreeSet<_> = standing.iter().map(|d| d.subject()).collect();
        let closed = |w: &Word| {
            let everywhere = subjects.contains(&(w.from.as_str(), None, None))
                || subjects.contains(&(w.from.as_str(), Some(w.to.as_str()), None));
            everywhere
                || (w.places <= SHOWN
                    && self.places(w).iter().all(|p| subjects.contains(&(w.from.as_str(), None, Some(p)))))
        };
        let mut open: Vec<&Word> = self.words.iter().filter(|w| w.places > 0 && !closed(w)).collect();
        open.sort_by(|a, b| {
            let by_places = b.places.cmp(&a.places);
            by_places
                .then(a.confidence().total_cmp(&b.confidence()))
                .then_with(|| (&a.from, &a.to).cmp(&(&b.from, &b.to)))
        });
        open
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decisions::Verdict;
    use crate::edit::Edit;
    use crate::export;
    use crate::page::{Origin, Page};
    use crate::protocol::Source;

    fn protocol(id: &str, edits: &[(&str, &str, bool, f64)]) -> Protocol {
        let mut page = Page::from_text(0, Origin::Text, "swe", &["pa for ar"; 3].join("\n"));
        for (n, (from, to, applied, confidence)) in edits.iter().enumerate() {
            let start = page.lines[n].raw.find(from).unwrap();
            let (end, applied, confidence) = (start + from.len(), *applied, *confidence);
            let (kind, source) = (EditKind::Diacritic, EditSource::Context);
            page.lines[n].edits.push(Edit {
                start,
                end,
                from: (*from).into(),
                to: (*to).into(),
                kind,
                confidence,
                applied,
                source,
            });
        }
        let source = Source { path: id.into(), sha256: String::new(), media_type: "text/plain".into(), page_count: 1 };
        export::protocol(id, source, &[page], Vec::new(), Vec::new())
    }

    #[test]
    fn what_settles_most_places_comes_first_until_it_is_decided() {
        let mut words = Words::default();
        words.add(
            &protocol("a", &[("ar", "är", true, 0.65), ("pa", "på", false, 0.4), ("for", "för", true, 0.99)]),
            0.8,
        );
        words.add(&protocol("b", &[("pa", "på", true, 0.95), ("pa", "på", false, 0.4)]), 0.8);
        let open = words.open(&[]);
        let seen: Vec<_> = open.iter().map(|w| (w.from.as_str(), w.places, w.applied, w.sure, w.documents)).collect();
        assert_eq!(seen, [("pa", 2, 0, 1, 2), ("ar", 1, 1, 0, 1)]);
        let places = words.places(open[0]);
        assert_eq!((places[1].document.as_str(), places[1].line), ("b", 1));

        let mut decision = Decision {
            from: "pa".into(),
            proposed: Some("på".into()),
            decision: Verdict::Accept,
            to: None,
            at: None,
            note: String::new(),
        };
        assert_eq!(words.open(std::slice::from_ref(&decision)).len(), 1);
        let undone = Decision { decision: Verdict::Undo, ..decision.clone() };
        assert_eq!(words.open(&[decision.clone(), undone]).len(), 2);
        // One of two places leaves the other.
        decision.at = Some(places[0].clone());
        assert_eq!(words.open(std::slice::from_ref(&decision)).len(), 2);
        let both = [decision.clone(), Decision { at: Some(places[1].clone()), ..decision }];
        assert_eq!(words.open(&both).len(), 1);
    }
}
