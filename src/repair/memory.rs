//! What a document itself shows: unknown words that stand clean in one place mend their damaged twins in another.

use std::collections::{BTreeMap, BTreeSet};

use super::tokens::{Class, tokenize};
use crate::fold::blur;
use crate::lexicon::Lexicon;
use crate::page::Page;

/// Unknown words of a document by their blurred form.
#[derive(Debug, Default)]
pub struct Memory {
    words: BTreeMap<String, String>,
    names: BTreeSet<String>,
}

/// A word must stand clean this often; once may be damage that happens to be all letters.
const TIMES: usize = 2;

impl Memory {
    /// Gathers the words of pages that no list has and that hold letters only.
    pub fn of_pages(pages: &[Page], lexicon: &Lexicon) -> Memory {
        let mut seen: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
        let mut capitals: BTreeMap<String, i32> = BTreeMap::new();
        for line in pages.iter().flat_map(|p| &p.lines) {
            for token in tokenize(&line.raw).iter().filter(|t| t.class == Class::Word) {
                let word = &line.raw[token.span.clone()];
                if word.chars().count() > 3 && word.chars().all(char::is_alphabetic) && !lexicon.contains(word) {
                    *capitals.entry(word.to_lowercase()).or_default() +=
                        if word.starts_with(char::is_uppercase) { 1 } else { -1 };
                    *seen.entry(blur(word)).or_default().entry(word.to_lowercase()).or_default() += 1;
                }
            }
        }
        let names: BTreeSet<String> =
            capitals.into_iter().filter(|(_, balance)| *balance > 0).map(|(word, _)| word).collect();
        let ringed = |word: &str| word.chars().filter(|c| "åäö".contains(*c)).count();
        let words = seen
            .into_iter()
            .filter_map(|(key, forms)| {
                // A repeated word in lower case may be repeated damage; names that repeat are names.
                let clean = forms.into_iter().filter(|(w, n)| names.contains(w) && (*n >= TIMES || ringed(w) > 0));
                let best = clean.max_by_key(|(w, n)| (ringed(w), *n));
                best.map(|(word, _)| (key, word))
            })
            .collect();
        Memory { words, names }
    }

    /// Whether the document writes an unknown word (lower case) with a capital more often than not.
    pub fn is_name(&self, word: &str) -> bool {
        self.names.contains(word)
    }

    /// The clean twin of an unknown word (lower case), where the document has one. A twin that is no better than the word, letters against
    /// letters without å ä ö, may be damage itself and is none.
    pub fn twin(&self, word: &str) -> Option<&str> {
        let better = |twin: &str| twin.contains(['å', 'ä', 'ö']) || !word.chars().all(char::is_alphabetic);
        self.words.get(&blur(word)).map(String::as_str).filter(|twin| *twin != word && better(twin))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::Origin;

    #[test]
    fn a_word_seen_clean_mends_its_twin() {
        let page = Page::from_text(0, Origin::Text, "swe", "Qvomsta och Qvomsta, men Qv0msta");
        let memory = Memory::of_pages(&[page], Lexicon::swedish().unwrap());
        assert_eq!(memory.twin("qv0msta"), Some("qvomsta"));
        assert_eq!(memory.twin("qvomsta"), None);
    }
}
