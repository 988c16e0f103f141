//! A batch's own words: names and unusual words that its documents show clean, as a list for `--lexicon`.
//!
//! The list is a file that a person looks through, not a memory behind the scenes: a dataset stays what its inputs and options say.

use std::collections::{BTreeMap, BTreeSet};

use super::candidates;
use super::channel::{Channel, Damaged, Table};
use super::runs;
use super::tokens::Class;
use crate::error::Result;
use crate::lexicon::Lexicon;
use crate::page::{Line, OcrSignature, PageStatus};
use crate::protocol::{Protocol, ProtocolPage};

/// A word must be seen clean this often.
const LEAST: u32 = 2;
/// A word this near (nats in the channel of the Swedish model) to one this common is a slip.
const SLIP: f32 = 8.5;
const COMMON: u32 = 150;
/// Shorter words are scraps.
const LEAST_CHARS: usize = 3;

/// Words of a dataset that the lexicon has not.
#[derive(Default)]
pub struct Collection {
    /// By the word in lower case: how often in lower case, and capitalised.
    words: BTreeMap<String, (u32, u32)>,
}

impl Collection {
    /// Adds what a document shows: words of pages that a model read that does not misread as a rule, and words that applied edits
    /// put on other pages. What an edit doubts is left out, and so are repeated pages.
    pub fn add(&mut self, lexicon: &Lexicon, protocol: &Protocol) {
        for page in protocol.pages.iter().filter(|p| p.status == PageStatus::Ok && p.duplicate_of.is_none()) {
            let edits = || protocol.edits.iter().filter(|e| e.page == page.index).map(|e| &e.edit);
            if page.ocr_signature == OcrSignature::Eng {
                for edit in edits().filter(|e| e.applied) {
                    edit.to.split_whitespace().for_each(|word| self.count(lexicon, word, 1));
                }
            } else {
                let doubted: BTreeSet<&str> = edits().filter(|e| !e.applied).map(|e| e.from.as_str()).collect();
                self.add_page(lexicon, page, &doubted);
            }
        }
    }

    fn add_page(&mut self, lexicon: &Lexicon, page: &ProtocolPage, doubted: &BTreeSet<&str>) {
        let lines: Vec<Line> = page.text.lines().map(Line::new).collect();
        // A blank line ends a sentence; hyphens at line ends are undone within a paragraph only.
        for block in lines.split(Line::is_blank) {
            let block: Vec<&Line> = block.iter().collect();
            for slot in runs::slots(&block).iter().filter(|s| s.class == Class::Word) {
                if !doubted.contains(&*slot.text) {
                    self.count(lexicon, &slot.text, 1);
                }
            }
        }
    }

    fn count(&mut self, lexicon: &Lexicon, word: &str, times: u32) {
        let letters = word.chars().all(char::is_alphabetic) && word.chars().count() >= LEAST_CHARS;
        // Capitals do not tell whether it is a name.
        let shouted = word.chars().skip(1).any(char::is_uppercase);
        if !letters || shouted || lexicon.known(&word.to_lowercase()).is_some() {
            return;
        }
        let seen = self.words.entry(word.to_lowercase()).or_default();
        let side = if word.starts_with(char::is_uppercase) { &mut seen.1 } else { &mut seen.0 };
        *side += times;
    }

    /// The words that were seen often enough and are no slips of the reading, each in the case it is mostly written in, with how often;
    /// in order of the alphabet.
    ///
    /// # Errors
    /// Where the program carries a broken confusion table.
    pub fn words(&self, lexicon: &Lexicon) -> Result<Vec<(String, u32)>> {
        let mut out = Vec::new();
        for (word, (lower, capital)) in &self.words {
            if lower + capital >= LEAST && !is_slip(lexicon, word)? {
                let shown = if capital > lower { capitalised(word) } else { word.clone() };
                out.push((shown, lower + capital));
            }
        }
        Ok(out)
    }
}

/// Whether a word is a common one, misread as models do.
fn is_slip(lexicon: &Lexicon, word: &str) -> Result<bool> {
    let chars: Vec<char> = word.chars().collect();
    let damaged = Damaged::new(Channel::of(Table::Swe)?, &chars);
    let found = candidates::search(lexicon, &damaged, true);
    let single = |c: &candidates::Candidate| !c.compound && c.ids.1.is_none();
    Ok(found.iter().any(|c| single(c) && c.channel < SLIP && lexicon.counts(c.ids.0).0 >= COMMON))
}

fn capitalised(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::{Edit, EditKind, EditSource};
    use crate::export;
    use crate::page::{Origin, Page};
    use crate::protocol::Source;

    fn protocol(pages: &[Page]) -> Protocol {
        let source = Source {
            path: "a".into(),
            sha256: String::new(),
            media_type: "text/plain".into(),
            page_count: pages.len(),
        };
        export::protocol("a", source, pages, Vec::new(), Vec::new())
    }

    fn collected(pages: &[Page]) -> Vec<(String, u32)> {
        let (mut words, lexicon) = (Collection::default(), Lexicon::swedish().unwrap());
        words.add(&lexicon, &protocol(pages));
        words.words(&lexicon).unwrap()
    }

    #[test]
    fn names_seen_twice_on_clean_pages_are_gathered() {
        let text = "Vägen till Qvomsta och Tvör.\nAtt Qvom-\nsta ligger vid vägen, QVOMSTA. Kommuntullmäktige, kommuntullmäktige.";
        assert_eq!(collected(&[Page::from_text(0, Origin::Text, "swe", text)]), [("Qvomsta".to_string(), 2)]);
    }

    #[test]
    fn of_damaged_pages_only_what_edits_say() {
        let mut page = Page::from_text(0, Origin::Text, "swe", "Qv0msta\nQvornsta Tvor Tvor");
        page.signature = OcrSignature::Eng;
        let edit = |from: &str, applied| Edit {
            start: 0,
            end: from.len(),
            from: from.into(),
            to: "Qvomsta".into(),
            kind: EditKind::Name,
            confidence: 0.9,
            applied,
            source: EditSource::Document,
        };
        page.lines[0].edits.push(edit("Qv0msta", true));
        page.lines[1].edits.push(edit("Qvornsta", true));
        assert_eq!(collected(std::slice::from_ref(&page)), [("Qvomsta".to_string(), 2)]);
        page.lines[1].edits = vec![edit("Qvornsta", false)];
        assert_eq!(collected(&[page]), []);
    }
}
