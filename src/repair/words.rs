//! What a single damaged word may have been, as choices for the lattice. One [`Worker`] a thread, with its own cache.

use std::collections::HashMap;
use std::rc::Rc;

use super::candidates::{self, Candidate};
use super::channel::Channel;
use super::decode::Choice;
use super::memory::Memory;
use crate::error::Result;
use crate::lexicon::{Lexicon, UNKNOWN};
use crate::page::OcrSignature;

/// −ln P of an unknown word: that it is unknown, and this much of its letters' −ln P. Set on the learning half of the pairs.
const UNKNOWN_BASE: f64 = 9.0;
const LETTER_WEIGHT: f64 = 0.75;
/// The same for a capitalised one inside a sentence: names are often unknown.
const UNKNOWN_NAME: f64 = 8.0;
/// The Swedish model reads far more unknown words right than it misreads: that many nats for the raw reading.
const RIGHT_MODEL: f64 = 4.0;
/// A common word read with a capital where none belongs.
const CAPITAL_INSIDE: f64 = 3.0;
/// −ln P of an unknown word that the document shows clean elsewhere, damage included.
const MEMORY: f64 = 14.0;
/// Candidates this much dearer than the best are left out.
const BEAM: f64 = 14.0;
/// The cache is emptied at this many words, so that memory stays flat.
const CACHE: usize = 200_000;

/// A candidate with its place in the lattice.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// Lower case.
    pub word: String,
    /// For the lattice.
    pub choice: Choice,
    /// A compound that no list has.
    pub compound: bool,
    /// The reading as it stands.
    pub raw: bool,
}

/// How a word stands in its line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Standing {
    /// Begins with a capital, or is all capitals.
    pub capital: bool,
    /// A capital is expected here.
    pub sentence_start: bool,
}

/// Looks words up for one thread.
pub struct Worker<'a> {
    lexicon: &'a Lexicon,
    memory: &'a Memory,
    cache: HashMap<(OcrSignature, String), Rc<Vec<Candidate>>>,
}

impl<'a> Worker<'a> {
    /// A worker with an empty cache.
    pub fn new(lexicon: &'a Lexicon, memory: &'a Memory) -> Self {
        Worker { lexicon, memory, cache: HashMap::new() }
    }

    fn search(&mut self, signature: OcrSignature, lower: &str) -> Result<Rc<Vec<Candidate>>> {
        let key = (signature, lower.to_string());
        if let Some(found) = self.cache.get(&key) {
            return Ok(Rc::clone(found));
        }
        let channel = Channel::for_signature(signature)?;
        let known = self.lexicon.id(lower).is_some();
        let found = Rc::new(candidates::search(self.lexicon, channel, lower, !known));
        if self.cache.len() >= CACHE {
            self.cache.clear();
        }
        self.cache.insert(key, Rc::clone(&found));
        Ok(found)
    }

    /// What the document itself shows.
    pub fn memory(&self) -> &Memory {
        self.memory
    }

    /// One-letter words that a lone digit may be ("1" for "i").
    ///
    /// # Errors
    /// Where the program carries a broken confusion table.
    pub fn letters_in_disguise(&mut self, signature: OcrSignature, sign: &str) -> Result<Vec<Reading>> {
        let found = self.search(signature, sign)?;
        let words = found.iter().filter(|c| c.word.chars().count() == 1 && !c.compound);
        Ok(words
            .map(|c| Reading {
                word: c.word.clone(),
                choice: Choice { id: c.id, cost: c.channel },
                compound: false,
                raw: false,
            })
            .collect())
    }

    /// The readings of a word, the raw one always among them.
    ///
    /// # Errors
    /// Where the program carries a broken confusion table.
    pub fn readings(&mut self, signature: OcrSignature, lower: &str, standing: Standing) -> Result<Vec<Reading>> {
        let lexicon = self.lexicon;
        let id = lexicon.id(lower);
        let inside = standing.capital && !standing.sentence_start;
        let settled = match signature {
            // A name that the lexicon knows is right as it stands.
            OcrSignature::Eng => inside && id.is_some_and(|id| lexicon.is_name(id)),
            // The Swedish model reads most words right: what is a word, or may be a name, stays.
            _ => id.is_some() || inside,
        };
        let as_is = |cost: f64| Reading {
            word: lower.to_string(),
            choice: Choice { id: id.unwrap_or(UNKNOWN), cost },
            compound: false,
            raw: true,
        };
        if settled {
            return Ok(vec![as_is(0.0)]);
        }
        let found = self.search(signature, lower)?;
        let chars: Vec<char> = lower.chars().collect();
        let channel = Channel::for_signature(signature)?;
        let unknown_prior = -lexicon.ln_unigram(UNKNOWN);
        let mut readings: Vec<Reading> = found
            .iter()
            .filter(|c| !(inside && c.compound))
            .map(|c| {
                let mut cost = c.channel;
                if c.compound {
                    cost += c.prior - unknown_prior;
                }
                let same = c.word == lower;
                if inside && !same && !lexicon.is_name(c.id) && id.is_none() {
                    cost += CAPITAL_INSIDE;
                }
                Reading { word: c.word.clone(), choice: Choice { id: c.id, cost }, compound: c.compound, raw: same }
            })
            .collect();
        if let (None, Some(twin)) = (id, self.memory.twin(lower)) {
            let (word, cost) = (twin.to_string(), MEMORY - unknown_prior);
            readings.push(Reading { word, choice: Choice { id: UNKNOWN, cost }, compound: false, raw: false });
        }
        if !readings.iter().any(|r| r.raw) {
            let penalty = match (id, inside) {
                (Some(_), _) => 0.0,
                (None, true) => UNKNOWN_NAME + LETTER_WEIGHT * lexicon.letter_cost(lower) - unknown_prior,
                (None, false) => UNKNOWN_BASE + LETTER_WEIGHT * lexicon.letter_cost(lower) - unknown_prior,
            };
            let penalty = if signature == OcrSignature::Eng { penalty } else { penalty - RIGHT_MODEL };
            readings.push(as_is(channel.identity_cost(&chars) + penalty));
        }
        let total = |r: &Reading| r.choice.cost - lexicon.ln_unigram(r.choice.id);
        let best = readings.iter().map(total).fold(f64::INFINITY, f64::min);
        readings.retain(|r| r.raw || total(r) < best + BEAM);
        Ok(readings)
    }
}
