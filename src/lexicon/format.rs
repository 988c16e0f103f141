//! The compiled dictionary: one file that is used where it lies, without unpacking.
//!
//! Layout (little endian): magic `JSTRLEX2`; six `u32`: number of words, number of language-model contexts, number of
//! bigrams, length of the automaton in bytes, total tokens counted, zero; then
//! - per word `u32` count in lower case and `u32` count capitalised inside a sentence,
//! - per context `u32` unigram count in the language model,
//! - per context + 1 `u32` start of its row of bigrams,
//! - per bigram `u32`: follower id in the upper 24 bits, quantised count ([`quantise`]) in the lower 8,
//! - the letter model: [`letters::CLASSES`] cubed bytes,
//! - the automaton (crate `fst`): lower-case word → id, ids in byte order of the words.
//!
//! Contexts are the words' ids followed by [`SPECIALS`].

use super::letters;
use crate::error::{Error, Result};

/// First bytes of a compiled dictionary.
pub const MAGIC: &[u8; 8] = b"JSTRLEX2";
/// Tokens of the language model that are no words: sentence boundary, number, other sign.
pub const SPECIALS: [&str; 3] = ["<s>", "<n>", "<x>"];
/// The command that makes the dictionary again.
pub const REMEDY: &str = "cargo run --release --example build-dictionaries -- LM_FOLDER dictionaries";

/// A count as one byte: `round(16 ln count)`, at most 3 % off, counts up to e^15.9.
pub fn quantise(count: u32) -> u8 {
    ((count.max(1) as f64).ln() * 16.0).round().min(255.0) as u8
}

/// The count that a byte of [`quantise`] stands for.
pub fn dequantise(q: u8) -> f64 {
    (f64::from(q) / 16.0).exp()
}

/// A read-only table of `u32` inside a byte slice.
#[derive(Clone, Copy)]
pub struct Table<'a>(&'a [u8]);

impl Table<'_> {
    /// The `i`th number, 0 where the table is shorter.
    pub fn get(&self, i: usize) -> u32 {
        match self.0.get(i * 4..i * 4 + 4) {
            Some(b) => u32::from_le_bytes([b[0], b[1], b[2], b[3]]),
            None => 0,
        }
    }
}

/// The parts of a compiled dictionary.
pub struct Parts<'a> {
    /// Number of words.
    pub words: usize,
    /// Number of running tokens counted.
    pub tokens: u32,
    /// Two numbers a word: count in lower case, count capitalised inside a sentence.
    pub counts: Table<'a>,
    /// Unigram count of each context.
    pub unigrams: Table<'a>,
    /// Start of each context's row of bigrams.
    pub rows: Table<'a>,
    /// Followers, packed.
    pub bigrams: Table<'a>,
    /// The table of the letter model.
    pub letters: &'a [u8],
    /// The automaton's bytes.
    pub automaton: &'a [u8],
}

/// Splits the bytes of a compiled dictionary into its parts.
///
/// # Errors
/// [`Error::Dictionary`] where the magic or the lengths do not fit.
pub fn split<'a>(name: &str, bytes: &'a [u8]) -> Result<Parts<'a>> {
    let bad = |detail: &str| Error::Dictionary { name: name.into(), detail: detail.into(), remedy: REMEDY };
    let rest = bytes.strip_prefix(MAGIC).ok_or_else(|| bad("it does not begin with JSTRLEX2"))?;
    let (head, mut rest) = rest.split_at_checked(24).ok_or_else(|| bad("its header is cut off"))?;
    let head = Table(head);
    let [words, contexts, bigrams, automaton] = [0, 1, 2, 3].map(|i| head.get(i) as usize);
    let mut take = |bytes: usize| -> Result<&'a [u8]> {
        let (part, after) = rest.split_at_checked(bytes).ok_or_else(|| bad("it is cut off"))?;
        rest = after;
        Ok(part)
    };
    let parts = Parts {
        words,
        tokens: head.get(4),
        counts: Table(take(words * 8)?),
        unigrams: Table(take(contexts * 4)?),
        rows: Table(take((contexts + 1) * 4)?),
        bigrams: Table(take(bigrams * 4)?),
        letters: take(letters::CLASSES.pow(3))?,
        automaton: take(automaton)?,
    };
    if contexts != words + SPECIALS.len() || !rest.is_empty() {
        return Err(bad("its lengths do not fit"));
    }
    Ok(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantised_counts_are_near() {
        for count in [1, 2, 3, 17, 414_418, 1_194_246] {
            let back = dequantise(quantise(count));
            assert!((back / f64::from(count) - 1.0).abs() < 0.04, "{count} became {back}");
        }
    }

    #[test]
    fn a_cut_file_is_an_error_not_a_panic() {
        assert!(split("x", b"JSTRLEX2").is_err());
        assert!(split("x", b"other").is_err());
    }
}
