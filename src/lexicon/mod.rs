//! The Swedish lexicon with counts and word-pair counts, compiled into the program from `dictionaries/`.

pub mod build;
pub mod format;
pub mod letters;

use std::sync::LazyLock;

use crate::error::{Error, Result};
use format::{Parts, dequantise};

static COMPILED: &[u8] = include_bytes!("../../dictionaries/swedish.lex");

static SWEDISH: LazyLock<Result<Lexicon>> = LazyLock::new(|| Lexicon::from_bytes("swedish.lex", COMPILED));

/// The compiled dictionary that the program carries, for its digest.
pub fn compiled_bytes() -> &'static [u8] {
    COMPILED
}

/// A token of the language model: a word's id, a special, or a word that is not in the lexicon.
pub type TokenId = u32;
/// Any word that is not in the lexicon.
pub const UNKNOWN: TokenId = TokenId::MAX;

/// A compiled dictionary with its language model. Immutable; shared by all threads.
pub struct Lexicon {
    parts: Parts<'static>,
    map: fst::Map<&'static [u8]>,
}

impl Lexicon {
    /// The dictionary that the program carries.
    ///
    /// # Errors
    /// [`Error::Dictionary`] where the program was built with a dictionary of another form.
    pub fn swedish() -> Result<&'static Lexicon> {
        SWEDISH.as_ref().map_err(|e| Error::Dictionary {
            name: "swedish.lex".into(),
            detail: e.to_string(),
            remedy: format::REMEDY,
        })
    }

    /// A dictionary from the bytes that [`build::Builder::compile`] made.
    ///
    /// # Errors
    /// [`Error::Dictionary`] where they are not of that form.
    pub fn from_bytes(name: &str, bytes: &'static [u8]) -> Result<Lexicon> {
        let parts = format::split(name, bytes)?;
        let map = fst::Map::new(parts.automaton).map_err(|e| Error::Dictionary {
            name: name.into(),
            detail: format!("its automaton cannot be read: {e}"),
            remedy: format::REMEDY,
        })?;
        Ok(Lexicon { parts, map })
    }

    /// The automaton, for searching with damage.
    pub fn automaton(&self) -> &fst::raw::Fst<&'static [u8]> {
        self.map.as_fst()
    }

    /// Number of words.
    pub fn len(&self) -> usize {
        self.parts.words
    }

    /// Whether it holds no word.
    pub fn is_empty(&self) -> bool {
        self.parts.words == 0
    }

    /// The id of a word in lower case.
    pub fn id(&self, lower: &str) -> Option<TokenId> {
        self.map.get(lower).map(|id| id as TokenId)
    }

    /// The id of a sentence boundary.
    pub fn boundary(&self) -> TokenId {
        self.parts.words as TokenId
    }

    /// The id of a number.
    pub fn number(&self) -> TokenId {
        self.parts.words as TokenId + 1
    }

    /// The id of a sign that is no word: comma, bracket, quote, dash.
    pub fn sign(&self) -> TokenId {
        self.parts.words as TokenId + 2
    }

    /// How often a word was seen in lower case (or at the start of a sentence), and capitalised inside a sentence.
    pub fn counts(&self, id: TokenId) -> (u32, u32) {
        if id as usize >= self.parts.words {
            return (0, 0);
        }
        (self.parts.counts.get(id as usize * 2), self.parts.counts.get(id as usize * 2 + 1))
    }

    /// Whether a word is written with a capital more often than not: a name.
    pub fn is_name(&self, id: TokenId) -> bool {
        let (lower, capital) = self.counts(id);
        capital > lower
    }

    /// Whether a word, in any case, is in the lexicon.
    pub fn contains(&self, word: &str) -> bool {
        self.id(&word.to_lowercase()).is_some()
    }

    /// ln P(token) by its count, with the half count of a word seen once for what was never seen.
    pub fn ln_unigram(&self, token: TokenId) -> f64 {
        let count = match token {
            UNKNOWN => 0.5,
            id => f64::from(self.parts.unigrams.get(id as usize)).max(0.5),
        };
        (count / f64::from(self.parts.tokens)).ln()
    }

    /// −ln P of the letters of a word (lower case) that is in no list.
    pub fn letter_cost(&self, word: &str) -> f64 {
        letters::cost(self.parts.letters, word)
    }

    /// ln P(next | previous): bigram counts interpolated with unigrams (Witten and Bell 1991, method C).
    pub fn ln_bigram(&self, previous: TokenId, next: TokenId) -> f64 {
        let unigram = self.ln_unigram(next);
        if previous == UNKNOWN {
            return unigram;
        }
        let row = previous as usize;
        let (start, end) = (self.parts.rows.get(row) as usize, self.parts.rows.get(row + 1) as usize);
        let total = f64::from(self.parts.unigrams.get(row)).max(1.0);
        let kinds = (end.saturating_sub(start)) as f64 + 1.0;
        let seen = self.bigram_count(start, end, next);
        let backoff = kinds / (total + kinds);
        (seen / total * (1.0 - backoff) + backoff * unigram.exp()).ln()
    }

    fn bigram_count(&self, start: usize, end: usize, next: TokenId) -> f64 {
        let (mut low, mut high) = (start, end);
        while low < high {
            let mid = low + (high - low) / 2;
            let packed = self.parts.bigrams.get(mid);
            match (packed >> 8).cmp(&next) {
                std::cmp::Ordering::Less => low = mid + 1,
                std::cmp::Ordering::Greater => high = mid,
                std::cmp::Ordering::Equal => return dequantise((packed & 0xff) as u8),
            }
        }
        0.0
    }
}
