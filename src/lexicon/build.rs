//! Making the compiled dictionary from n-gram counts and word lists.

use std::collections::BTreeMap;
use std::io::BufRead;

use super::format::{MAGIC, SPECIALS, quantise};
use crate::error::{Error, Result};

/// What is gathered before compiling. Readers are any [`BufRead`], so that tests use five-line dictionaries.
#[derive(Default)]
pub struct Builder {
    words: BTreeMap<String, [u32; 2]>,
    specials: [u32; SPECIALS.len()],
    bigrams: Vec<(String, String, u32)>,
}

/// A word of letters with inner hyphens, colons or apostrophes.
fn is_word(text: &str) -> bool {
    text.chars().any(char::is_alphabetic)
        && text.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | ':' | '\''))
        && text.chars().next().is_some_and(char::is_alphabetic)
        && !text.contains("--")
}

impl Builder {
    /// Reads unigrams: `word<TAB>count inside a sentence<TAB>count capitalised at the start of one`.
    ///
    /// # Errors
    /// [`Error::Data`] names the line that is not of that form.
    pub fn unigrams(&mut self, name: &str, reader: impl BufRead) -> Result<()> {
        for_rows(name, reader, |cols| {
            let [word, inside, start] = cols else { return None };
            let (inside, start): (u32, u32) = (inside.parse().ok()?, start.parse().ok()?);
            if let Some(i) = SPECIALS.iter().position(|s| s == word) {
                self.specials[i] += inside + start;
            } else if is_word(word) {
                let lower = word.to_lowercase();
                let capital = *word != lower;
                let entry = self.words.entry(lower).or_default();
                // A capital at the start of a sentence says nothing about the word; count it as the lower-case form.
                entry[0] = entry[0].saturating_add(if capital { start } else { inside + start });
                entry[1] = entry[1].saturating_add(if capital { inside } else { 0 });
            }
            Some(())
        })
    }

    /// Reads bigrams: `first<TAB>second<TAB>count` or, as the counts have it, both tokens divided by a blank.
    ///
    /// # Errors
    /// [`Error::Data`] names the line that is not of that form.
    pub fn bigrams(&mut self, name: &str, reader: impl BufRead) -> Result<()> {
        for_rows(name, reader, |cols| {
            let (pair, count) = (cols.first()?, cols.last()?);
            let (first, second) = if cols.len() == 3 { (*pair, cols[1]) } else { pair.split_once(' ')? };
            self.bigrams.push((first.to_string(), second.to_string(), count.parse().ok()?));
            Some(())
        })
    }

    /// Reads a word list, `word[<TAB>count]`, `#` for comments. A word with a capital is a name. Words that are known already keep
    /// the higher count.
    ///
    /// # Errors
    /// [`Error::Data`] names the line that is not of that form.
    pub fn word_list(&mut self, name: &str, reader: impl BufRead, default_count: u32) -> Result<()> {
        for_rows(name, reader, |cols| {
            let word = *cols.first()?;
            let count = cols.get(1).map_or(Some(default_count), |c| c.parse().ok())?;
            // A name of several words is several entries.
            for part in word.split_whitespace().filter(|p| is_word(p)) {
                let lower = part.to_lowercase();
                let side = usize::from(part != lower);
                let entry = self.words.entry(lower).or_default();
                entry[side] = entry[side].max(count);
            }
            Some(())
        })
    }

    /// The compiled dictionary.
    ///
    /// # Errors
    /// [`Error::Dictionary`] where there are more words than an id can name.
    pub fn compile(self) -> Result<Vec<u8>> {
        let fail =
            |detail: String| Error::Dictionary { name: "swedish.lex".into(), detail, remedy: super::format::REMEDY };
        if self.words.len() + SPECIALS.len() >= 1 << 24 {
            return Err(fail(format!("{} words are more than 2^24", self.words.len())));
        }
        let ids: BTreeMap<&str, u32> = self.words.keys().zip(0u32..).map(|(w, i)| (w.as_str(), i)).collect();
        let n = self.words.len() as u32;
        let id = |token: &str| match SPECIALS.iter().position(|s| *s == token) {
            Some(i) => Some(n + i as u32),
            None => ids.get(token).copied(),
        };
        let mut pairs: Vec<(u32, u32, u32)> =
            self.bigrams.iter().filter_map(|(a, b, c)| Some((id(a)?, id(b)?, *c))).collect();
        pairs.sort_unstable();
        pairs.dedup_by_key(|p| (p.0, p.1));

        let contexts = self.words.len() + SPECIALS.len();
        let mut unigrams: Vec<u32> = self.words.values().map(|c| c[0].saturating_add(c[1])).collect();
        // Boundaries and signs stand in the bigrams only: their count is what follows them.
        for (i, special) in self.specials.iter().enumerate() {
            let following: u64 = pairs.iter().filter(|p| p.0 == n + i as u32).map(|p| u64::from(p.2)).sum();
            unigrams.push((*special).max(u32::try_from(following).unwrap_or(u32::MAX)));
        }
        let tokens: u64 = unigrams.iter().map(|c| u64::from(*c)).sum();
        let mut rows = vec![0u32; contexts + 1];
        for p in &pairs {
            rows[p.0 as usize + 1] += 1;
        }
        for i in 0..contexts {
            rows[i + 1] += rows[i];
        }
        let automaton = fst::Map::from_iter(self.words.keys().zip(0u64..))
            .map_err(|e| fail(format!("cannot build the automaton: {e}")))?
            .into_fst()
            .into_inner();

        let mut out = Vec::with_capacity(automaton.len() + contexts * 20 + pairs.len() * 4);
        out.extend_from_slice(MAGIC);
        let header = [
            n,
            contexts as u32,
            pairs.len() as u32,
            automaton.len() as u32,
            u32::try_from(tokens).unwrap_or(u32::MAX),
            0,
        ];
        let numbers = header
            .into_iter()
            .chain(self.words.values().flat_map(|c| *c))
            .chain(unigrams)
            .chain(rows)
            .chain(pairs.iter().map(|p| p.1 << 8 | u32::from(quantise(p.2))));
        for number in numbers {
            out.extend_from_slice(&number.to_le_bytes());
        }
        out.extend_from_slice(&super::letters::train(
            self.words.iter().filter(|(_, c)| c[0] >= 3).map(|(w, _)| w.as_str()),
        ));
        out.extend_from_slice(&automaton);
        Ok(out)
    }
}

fn for_rows(name: &str, reader: impl BufRead, mut row: impl FnMut(&[&str]) -> Option<()>) -> Result<()> {
    for (i, line) in reader.lines().enumerate() {
        let line = line.map_err(|e| Error::io(name, "read", e))?;
        if line.starts_with('#') || line.trim().is_empty() {
            continue;
        }
        let cols: Vec<&str> = line.split('\t').collect();
        row(&cols).ok_or_else(|| Error::Data {
            path: name.into(),
            detail: format!("line {}: not of the form expected: {line:?}", i + 1),
        })?;
    }
    Ok(())
}
