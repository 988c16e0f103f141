//! Making the compiled dictionary from n-gram counts and word lists.

use std::collections::BTreeMap;
use std::io::BufRead;

use super::format::{MAGIC, NGRAM_MAGIC, REMEDY, SPECIALS, token_hash};
use super::hashed::{self, Entry, key};
use super::letters;
use crate::error::{Error, Result};
use crate::fold::skeleton;

/// Taken from each count for what was not seen (absolute discounting; Ney and others 1994).
const DISCOUNT: f64 = 0.75;
/// The least weight left after any context.
const LEAST_LEFT: f64 = 0.002;
/// A form must be this common to teach the letter model.
const LETTERS_COUNT: u32 = 3;

/// The origin of entries that are only parts of compounds.
pub(super) const COMBINING: &str = "combining";
/// What stands before this many different words, each this common, is a combining form.
const HEAD_TAILS: usize = 5;
const TAIL_COUNT: u32 = 300;

/// A form seen at most this often, and this many times rarer than its twin with dots and rings, is a slip.
const SLIP_MOST: u32 = 40;
const SLIP_RARER: u32 = 150;

/// How much of the counts goes into the tables: the choice that the learning curve in `benches/README.md` shows.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    /// Word pairs seen fewer times are left out.
    pub bigrams: u32,
    /// Word triples seen fewer times are left out.
    pub trigrams: u32,
}

/// The two files of a compiled dictionary.
pub struct Compiled {
    /// `swedish.lex`.
    pub words: Vec<u8>,
    /// `swedish.ngrams`.
    pub ngrams: Vec<u8>,
}

#[derive(Default, Clone, Copy)]
struct Word {
    lower: u32,
    capital: u32,
    origins: u8,
}

/// What is gathered before compiling. Readers are any [`BufRead`], so that tests use five-line dictionaries.
#[derive(Default)]
pub struct Builder {
    words: BTreeMap<String, Word>,
    specials: [u32; SPECIALS.len()],
    origins: Vec<String>,
    bigrams: Vec<(u32, u32, u32)>,
    trigrams: Vec<([u32; 3], u32)>,
}

/// A word of letters with inner hyphens, colons or apostrophes.
fn is_word(text: &str) -> bool {
    text.chars().any(char::is_alphabetic)
        && text.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | ':' | '\''))
        && text.chars().next().is_some_and(char::is_alphabetic)
        && !text.contains("--")
}

impl Builder {
    fn origin(&mut self, name: &str) -> u8 {
        let at = self.origins.iter().position(|o| o == name).unwrap_or_else(|| {
            self.origins.push(name.into());
            self.origins.len() - 1
        });
        1u8.checked_shl(at as u32).unwrap_or(0)
    }

    /// Reads unigrams: `word<TAB>count inside a sentence<TAB>count capitalised at the start of one`.
    ///
    /// # Errors
    /// [`Error::Data`] names the line that is not of that form.
    pub fn unigrams(&mut self, name: &str, reader: impl BufRead) -> Result<()> {
        let origin = self.origin("counts");
        for_rows(name, reader, |cols| {
            let [word, inside, start] = cols else { return None };
            let (inside, start): (u32, u32) = (inside.parse().ok()?, start.parse().ok()?);
            if let Some(i) = SPECIALS.iter().position(|s| s == word) {
                self.specials[i] += inside + start;
            } else if is_word(word) {
                let lower = word.to_lowercase();
                let capital = *word != lower;
                let entry = self.words.entry(lower).or_default();
                entry.origins |= origin;
                // A capital at the start of a sentence says nothing about the word; count it as the lower-case form.
                entry.lower = entry.lower.saturating_add(if capital { start } else { inside + start });
                entry.capital = entry.capital.saturating_add(if capital { inside } else { 0 });
            }
            Some(())
        })
    }

    /// Reads bigrams: both tokens divided by a blank, a tab, the count.
    ///
    /// # Errors
    /// [`Error::Data`] names the line that is not of that form.
    pub fn bigrams(&mut self, name: &str, reader: impl BufRead) -> Result<()> {
        for_rows(name, reader, |cols| {
            let [tokens, count] = cols else { return None };
            let (first, second) = tokens.split_once(' ')?;
            self.bigrams.push((token_hash(first), token_hash(second), count.parse().ok()?));
            Some(())
        })
    }

    /// Reads trigrams: three tokens divided by blanks, a tab, the count.
    ///
    /// # Errors
    /// [`Error::Data`] names the line that is not of that form.
    pub fn trigrams(&mut self, name: &str, reader: impl BufRead) -> Result<()> {
        for_rows(name, reader, |cols| {
            let [tokens, count] = cols else { return None };
            let mut tokens = tokens.split(' ').map(token_hash);
            self.trigrams.push(([tokens.next()?, tokens.next()?, tokens.next()?], count.parse().ok()?));
            Some(())
        })
    }

    /// Reads a word list, `word[<TAB>count]`, `#` for comments. A word with a capital is a name. Words that are known already keep
    /// the higher count. `origin` is what `justera lexicon check` names.
    ///
    /// # Errors
    /// [`Error::Data`] names the line that is not of that form.
    pub fn word_list(&mut self, origin: &str, reader: impl BufRead, default_count: u32) -> Result<()> {
        let bit = self.origin(origin);
        for_rows(origin, reader, |cols| {
            let word = *cols.first()?;
            let count = cols.get(1).map_or(Some(default_count), |c| c.parse().ok())?;
            // A name of several words is several entries.
            for part in word.split_whitespace().filter(|p| is_word(p)) {
                let lower = part.to_lowercase();
                let entry = self.words.entry(lower.clone()).or_default();
                entry.origins |= bit;
                let side = if part == lower { &mut entry.lower } else { &mut entry.capital };
                *side = (*side).max(count);
            }
            Some(())
        })
    }

    /// The compiled dictionary.
    ///
    /// # Errors
    /// [`Error::Dictionary`] where there are more origins than bits, or the automaton cannot be built.
    pub fn compile(self, size: Size) -> Result<Compiled> {
        let fail = |detail: String| Error::Dictionary { name: "swedish.lex".into(), detail, remedy: REMEDY };
        if self.origins.len() > 8 {
            return Err(fail(format!("{} word lists are more than 8", self.origins.len())));
        }
        let model = Model::of(&self, size);
        let letters = self.letters();
        let automaton = fst::Map::from_iter(self.words.keys().zip(0u64..))
            .map_err(|e| fail(format!("cannot build the automaton: {e}")))?
            .into_fst()
            .into_inner();
        let names = self.origins.join("\n");

        let mut words = MAGIC.to_vec();
        let total = u32::try_from(model.total as u64).unwrap_or(u32::MAX);
        let lengths = [self.words.len(), automaton.len(), letters.len(), names.len()].map(|n| n as u32);
        let counts = self.words.values().flat_map(|w| [w.lower, w.capital]);
        let tokens = || self.words.keys().map(String::as_str).chain(SPECIALS);
        let costs = tokens().map(|t| model.unigram(token_hash(t)).to_bits());
        let numbers = lengths.into_iter().chain([total, 0]).chain(counts).chain(costs).chain(tokens().map(token_hash));
        words.extend(numbers.flat_map(u32::to_le_bytes));
        words.extend(tokens().map(|t| (-model.left(token_hash(t)).ln() * 16.0).round().clamp(0.0, 255.0) as u8));
        words.extend(self.words.values().map(|w| w.origins));
        words.extend_from_slice(names.as_bytes());
        words.extend_from_slice(&letters);
        words.extend_from_slice(&automaton);

        let (pairs, triples) = (hashed::build(&model.pairs(), 4), hashed::build(&model.triples(), 3));
        let mut ngrams = NGRAM_MAGIC.to_vec();
        ngrams.extend([pairs.len() as u32, triples.len() as u32].into_iter().flat_map(u32::to_le_bytes));
        ngrams.extend_from_slice(&pairs);
        ngrams.extend_from_slice(&triples);
        Ok(Compiled { words, ngrams })
    }

    /// Adds the forms that words take as the first part of a compound and nowhere else ("gatu", "skol", "hälso"): what stands before enough
    /// different words. They are entries of the automaton, but no words by themselves.
    pub fn combining_forms(&mut self) {
        let bit = self.origin(COMBINING);
        let mut tails: BTreeMap<&str, (usize, u32)> = BTreeMap::new();
        for (word, w) in self.words.iter().filter(|(_, w)| w.lower > w.capital) {
            for (at, _) in word.char_indices().filter(|(at, _)| *at >= 3) {
                let (head, tail) = word.split_at(at);
                let is_tail = tail.len() >= 4 && self.words.get(tail).is_some_and(|t| t.lower >= TAIL_COUNT);
                let joint = head.strip_suffix('s').is_some_and(|h| self.words.contains_key(h));
                if is_tail && !joint && !head.ends_with('-') && !self.words.contains_key(head) {
                    let seen = tails.entry(head).or_default();
                    *seen = (seen.0 + 1, seen.1.saturating_add(w.lower));
                }
            }
        }
        let heads: Vec<(String, u32)> =
            tails.into_iter().filter(|(_, t)| t.0 >= HEAD_TAILS).map(|(h, t)| (h.to_string(), t.1)).collect();
        for (head, count) in heads {
            self.words.insert(head, Word { lower: count, capital: 0, origins: bit });
        }
    }

    /// Drops forms without dots and rings that are so much rarer than the same letters with them that they are slips of the texts
    /// counted ("bostader" beside "bostäder"), unless a word list has them.
    pub fn drop_slips(&mut self) {
        let mut most: BTreeMap<String, u32> = BTreeMap::new();
        for (word, w) in &self.words {
            let count = w.lower.saturating_add(w.capital);
            let best = most.entry(skeleton(word)).or_default();
            *best = (*best).max(count);
        }
        let counts = self.origin("counts");
        self.words.retain(|word, w| {
            let count = w.lower.saturating_add(w.capital);
            let best = most.get(word).copied().unwrap_or(0);
            w.origins != counts || count > SLIP_MOST || count.saturating_mul(SLIP_RARER) > best
        });
    }

    fn letters(&self) -> Vec<u8> {
        let combining = self.origins.iter().position(|o| o == COMBINING).map_or(0, |i| 1u8 << i);
        let real = || self.words.iter().filter(move |(_, w)| w.origins != combining);
        let lower = real().filter(|(_, w)| w.lower >= LETTERS_COUNT && w.lower > w.capital);
        let names = real().filter(|(_, w)| w.capital >= LETTERS_COUNT && w.capital > w.lower);
        let mut entries = letters::train(letters::Kind::Word, lower.map(|(w, _)| w.as_str()));
        entries.extend(letters::train(letters::Kind::Name, names.map(|(w, _)| w.as_str())));
        hashed::build(&entries, 4)
    }
}

/// Interpolated absolute discounting over the counts, by token hash.
struct Model<'b> {
    builder: &'b Builder,
    size: Size,
    unigrams: BTreeMap<u32, f64>,
    total: f64,
    /// Mass kept by the pairs after a token, and by the triples after a pair (with the pair's own count).
    kept: BTreeMap<u32, f64>,
    kept_pairs: BTreeMap<(u32, u32), f64>,
    pair_counts: BTreeMap<(u32, u32), f64>,
}

impl<'b> Model<'b> {
    fn of(builder: &'b Builder, size: Size) -> Model<'b> {
        let mut unigrams: BTreeMap<u32, f64> = BTreeMap::new();
        for (word, w) in &builder.words {
            *unigrams.entry(token_hash(word)).or_default() += f64::from(w.lower) + f64::from(w.capital);
        }
        // Boundaries and signs stand in the bigrams only: their count is what follows them.
        let specials = SPECIALS.map(token_hash);
        for (token, own) in specials.into_iter().zip(builder.specials) {
            let following: f64 = builder.bigrams.iter().filter(|b| b.0 == token).map(|b| f64::from(b.2)).sum();
            unigrams.insert(token, following.max(f64::from(own)));
        }
        let total = unigrams.values().sum();
        let known = |token: &u32| unigrams.contains_key(token);
        let mut model = Model {
            builder,
            size,
            total,
            kept: BTreeMap::new(),
            kept_pairs: BTreeMap::new(),
            pair_counts: BTreeMap::new(),
            unigrams: BTreeMap::new(),
        };
        for (a, b, count) in builder.bigrams.iter().filter(|b| b.2 >= size.bigrams && known(&b.0) && known(&b.1)) {
            *model.kept.entry(*a).or_default() += f64::from(*count) - DISCOUNT;
            model.pair_counts.insert((*a, *b), f64::from(*count));
        }
        for ([a, b, c], count) in builder.trigrams.iter().filter(|t| t.1 >= size.trigrams) {
            if model.pair_counts.contains_key(&(*a, *b)) && known(c) {
                *model.kept_pairs.entry((*a, *b)).or_default() += f64::from(*count) - DISCOUNT;
            }
        }
        model.unigrams = unigrams;
        model
    }

    /// −ln P of a token without context; of one never seen that of half a count.
    fn unigram(&self, token: u32) -> f32 {
        -(self.unigrams.get(&token).copied().unwrap_or(0.0).max(0.5) / self.total).ln() as f32
    }

    /// Weight left after a token for what was not seen after it.
    fn left(&self, token: u32) -> f64 {
        let (Some(kept), Some(count)) = (self.kept.get(&token), self.unigrams.get(&token)) else { return 1.0 };
        (1.0 - kept / count.max(*kept)).max(LEAST_LEFT)
    }

    fn left_after(&self, a: u32, b: u32) -> f64 {
        let (Some(kept), Some(count)) = (self.kept_pairs.get(&(a, b)), self.pair_counts.get(&(a, b))) else {
            return 1.0;
        };
        (1.0 - kept / count.max(*kept)).max(LEAST_LEFT)
    }

    fn pair(&self, a: u32, b: u32) -> f64 {
        let own = match (self.pair_counts.get(&(a, b)), self.unigrams.get(&a)) {
            (Some(count), Some(all)) => (count - DISCOUNT) / all.max(*count),
            _ => 0.0,
        };
        own + self.left(a) * f64::from(-self.unigram(b)).exp()
    }

    fn pairs(&self) -> Vec<Entry> {
        let entry = |(a, b): (u32, u32)| Entry {
            key: key(&[a, b]),
            cost: -self.pair(a, b).ln(),
            backoff: -self.left_after(a, b).ln(),
        };
        self.pair_counts.keys().map(|pair| entry(*pair)).collect()
    }

    fn triples(&self) -> Vec<Entry> {
        let enough = self.builder.trigrams.iter().filter(|t| t.1 >= self.size.trigrams);
        enough
            .filter_map(|([a, b, c], count)| {
                let all = self.pair_counts.get(&(*a, *b))?;
                self.unigrams.get(c)?;
                let own = (f64::from(*count) - DISCOUNT) / all.max(f64::from(*count));
                let p = own + self.left_after(*a, *b) * self.pair(*b, *c);
                Some(Entry { key: key(&[*a, *b, *c]), cost: -p.ln(), backoff: 0.0 })
            })
            .collect()
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
