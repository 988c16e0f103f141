//! The compiled dictionary: two files that are used where they lie, without unpacking. Numbers are little endian.
//!
//! `swedish.lex`, the words: magic `JSTRLEX3`; six `u32`: number of words, length of the automaton, of the letter model and of the names of
//! origin in bytes, total tokens counted, zero; then
//! - per word `u32` count in lower case and `u32` count capitalised inside a sentence,
//! - per word and then per [`SPECIALS`] `f32` −ln P, `u32` hash of the token, `u8` −16 ln of the weight left for what was never seen after it,
//! - per word `u8` origins, a bit each,
//! - the names of the origins, divided by line feeds, first bit first,
//! - the letter model (a table of [`super::hashed`], four bytes a slot),
//! - the automaton (crate `fst`): lower-case word → id, ids in byte order of the words.
//!
//! `swedish.ngrams`, the word pairs and triples: magic `JSTRNGR1`; two `u32`: length of the table of pairs and of triples in bytes; the
//! tables ([`super::hashed`], four and three bytes a slot). Their keys are made of the tokens' hashes, so that the file stays as
//! it is when words are added.

use crate::error::{Error, Result};

/// First bytes of the compiled words, and of the compiled n-grams.
pub const MAGIC: &[u8; 8] = b"JSTRLEX3";
/// First bytes of the compiled n-grams.
pub const NGRAM_MAGIC: &[u8; 8] = b"JSTRNGR1";
/// Tokens of the language model that are no words: sentence boundary, number, other sign.
pub const SPECIALS: [&str; 3] = ["<s>", "<n>", "<x>"];
/// The command that makes the dictionary again.
pub const REMEDY: &str = "cargo run --release --example build-dictionaries -- LM_FOLDER dictionaries";

/// The hash of a token in the n-grams' keys (FNV-1a, 32 bits).
pub fn token_hash(token: &str) -> u32 {
    token.bytes().fold(0x811c_9dc5, |h, b| (h ^ u32::from(b)).wrapping_mul(0x0100_0193))
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

/// The parts of the compiled words.
pub struct Parts<'a> {
    /// Number of words.
    pub words: usize,
    /// Number of running tokens counted.
    pub tokens: u32,
    /// Two numbers a word: count in lower case, count capitalised inside a sentence.
    pub counts: Table<'a>,
    /// −ln P of each token, as the bits of an `f32`.
    pub costs: Table<'a>,
    /// Hash of each token.
    pub hashes: Table<'a>,
    /// −16 ln of the weight each token leaves for what was never seen after it.
    pub backoffs: &'a [u8],
    /// Origins of each word, a bit each.
    pub origins: &'a [u8],
    /// What the bits mean.
    pub origin_names: Vec<&'a str>,
    /// The letter model.
    pub letters: &'a [u8],
    /// The automaton's bytes.
    pub automaton: &'a [u8],
}

fn bad(name: &str, detail: &str) -> Error {
    Error::Dictionary { name: name.into(), detail: detail.into(), remedy: REMEDY }
}

/// Takes parts of known length off the front of a slice.
struct Taker<'a, 'n> {
    name: &'n str,
    rest: &'a [u8],
}

impl<'a> Taker<'a, '_> {
    fn take(&mut self, bytes: usize) -> Result<&'a [u8]> {
        let (part, after) = self.rest.split_at_checked(bytes).ok_or_else(|| bad(self.name, "it is cut off"))?;
        self.rest = after;
        Ok(part)
    }

    fn magic(&mut self, magic: &[u8; 8]) -> Result<()> {
        match self.take(magic.len())? == magic {
            true => Ok(()),
            false => Err(bad(self.name, &format!("it does not begin with {}", String::from_utf8_lossy(magic)))),
        }
    }

    fn end(&self) -> Result<()> {
        if self.rest.is_empty() { Ok(()) } else { Err(bad(self.name, "its lengths do not fit")) }
    }
}

/// Splits the bytes of the compiled words into their parts.
///
/// # Errors
/// [`Error::Dictionary`] where the magic or the lengths do not fit.
pub fn split<'a>(name: &str, bytes: &'a [u8]) -> Result<Parts<'a>> {
    let mut taker = Taker { name, rest: bytes };
    taker.magic(MAGIC)?;
    let head = Table(taker.take(24)?);
    let [words, automaton, letters, names] = [0, 1, 2, 3].map(|i| head.get(i) as usize);
    let tokens = words + SPECIALS.len();
    let parts = Parts {
        words,
        tokens: head.get(4),
        counts: Table(taker.take(words * 8)?),
        costs: Table(taker.take(tokens * 4)?),
        hashes: Table(taker.take(tokens * 4)?),
        backoffs: taker.take(tokens)?,
        origins: taker.take(words)?,
        origin_names: std::str::from_utf8(taker.take(names)?)
            .map_err(|_| bad(name, "its names of origin are no text"))?
            .lines()
            .collect(),
        letters: taker.take(letters)?,
        automaton: taker.take(automaton)?,
    };
    taker.end()?;
    Ok(parts)
}

/// Splits the bytes of the compiled n-grams into the tables of pairs and of triples.
///
/// # Errors
/// [`Error::Dictionary`] where the magic or the lengths do not fit.
pub fn split_ngrams<'a>(name: &str, bytes: &'a [u8]) -> Result<[&'a [u8]; 2]> {
    let mut taker = Taker { name, rest: bytes };
    taker.magic(NGRAM_MAGIC)?;
    let head = Table(taker.take(8)?);
    let tables = [taker.take(head.get(0) as usize)?, taker.take(head.get(1) as usize)?];
    taker.end()?;
    Ok(tables)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cut_file_is_an_error_not_a_panic() {
        for bytes in [&b""[..], b"JSTRLEX3", b"other", b"JSTRLEX3\x05\0\0\0aaaaaaaaaaaaaaaaaaaa"] {
            assert!(split("x", bytes).is_err());
            assert!(split_ngrams("x", bytes).is_err());
        }
        assert!(split_ngrams("x", b"JSTRNGR1\0\0\0\0\0\0\0\0").is_ok());
    }
}
