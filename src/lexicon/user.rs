//! A user's own words: names of farms, firms and people that no general list has.

use std::borrow::Cow;
use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization;

use super::Automaton;
use super::format::token_hash;
use crate::error::{Error, Result};

/// How often a word of a user's list counts as seen where the list says nothing: as often as one of the program's own lists.
const DEFAULT_COUNT: u32 = 8;

/// Words in lower case, in order, with their counts in lower case and capitalised.
#[derive(Default)]
pub struct UserWords {
    words: Vec<(String, u32, u32)>,
    automaton: Option<Automaton>,
}

impl UserWords {
    /// Reads a list: `word[<TAB>count]` a line, `#` for comments. A word with a capital is a name; a line of several words is
    /// several entries.
    ///
    /// # Errors
    /// [`Error::Data`] names the line that is not of that form.
    pub fn parse(name: &str, text: &str) -> Result<UserWords> {
        UserWords::parse_all(&[(name, text)])
    }

    /// Reads several lists, each with its name, as one: a word of two lists has the higher count.
    ///
    /// # Errors
    /// [`Error::Data`] as in [`UserWords::parse`].
    pub fn parse_all(lists: &[(&str, &str)]) -> Result<UserWords> {
        let mut words: BTreeMap<String, (u32, u32)> = BTreeMap::new();
        for (name, text) in lists {
            add_list(name, text, &mut words)?;
        }
        let map = fst::Map::from_iter(words.keys().zip(0u64..));
        let built = map.and_then(|m| Automaton::new(Cow::Owned(m.into_fst().into_inner())));
        let name = lists.first().map_or("", |l| l.0);
        let automaton = built.map_err(|e| Error::Data { path: name.into(), detail: e.to_string() })?;
        Ok(UserWords { words: words.into_iter().map(|(w, (l, c))| (w, l, c)).collect(), automaton: Some(automaton) })
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Word → its place, for searching with damage.
    pub fn automaton(&self) -> Option<&Automaton> {
        self.automaton.as_ref()
    }

    /// The words in lower case, in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.words.iter().map(|w| w.0.as_str())
    }

    /// Where a word (lower case) stands.
    pub fn position(&self, lower: &str) -> Option<usize> {
        self.words.binary_search_by(|w| w.0.as_str().cmp(lower)).ok()
    }

    /// Counts in lower case and capitalised.
    pub fn counts(&self, i: usize) -> (u32, u32) {
        self.words.get(i).map_or((0, 0), |w| (w.1, w.2))
    }

    /// The hash of the `i`th word in the language model.
    pub fn hash(&self, i: usize) -> Option<u32> {
        self.words.get(i).map(|w| token_hash(&w.0))
    }
}

fn add_list(name: &str, text: &str, words: &mut BTreeMap<String, (u32, u32)>) -> Result<()> {
    let text: String = text.trim_start_matches('\u{feff}').nfc().collect();
    for (i, line) in text.lines().enumerate().filter(|(_, l)| !l.starts_with('#') && !l.trim().is_empty()) {
        let bad = |what: &str| Error::Data { path: name.into(), detail: format!("line {}: {what}: {line:?}", i + 1) };
        let (word, count) = match line.split_once('\t') {
            Some((word, count)) => (word, count.trim().parse().map_err(|_| bad("the count is no number"))?),
            None => (line, DEFAULT_COUNT),
        };
        for part in word.split_whitespace() {
            if !part.chars().any(char::is_alphabetic) {
                return Err(bad("give words, one a line, with a tab and a count where you have one"));
            }
            let lower = part.to_lowercase();
            let entry = words.entry(lower.clone()).or_default();
            let side = if part == lower { &mut entry.0 } else { &mut entry.1 };
            *side = (*side).max(count);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_words_names_and_counts() {
        let words = UserWords::parse("w", "# mine\nTväråbro\nbrunnslock\t40\nÖstra Ängen\n").unwrap();
        assert_eq!(words.iter().collect::<Vec<_>>(), ["brunnslock", "tväråbro", "ängen", "östra"]);
        let at = |w: &str| words.counts(words.position(w).unwrap());
        assert_eq!((at("tväråbro"), at("brunnslock")), ((0, 8), (40, 0)));
    }

    #[test]
    fn of_two_lists_the_higher_count_holds() {
        let words = UserWords::parse_all(&[("a", "Ek\t2\n"), ("b", "\u{feff}Ek\t5\r\nek\n")]).unwrap();
        assert_eq!((words.iter().count(), words.counts(0)), (1, (8, 5)));
    }

    #[test]
    fn a_bad_line_is_named() {
        let error = UserWords::parse("mina.txt", "ek\n\nek\tmånga\n").err().map(|e| e.to_string());
        assert_eq!(error.as_deref(), Some("mina.txt: line 3: the count is no number: \"ek\\tmånga\""));
    }
}
