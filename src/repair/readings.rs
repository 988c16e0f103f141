//! The readings of a word in its place: arcs for the lattice, each with what it says.

use super::candidates;
use super::channel::Table;
use super::decode::Arc;
use super::memory::Memory;
use super::words::Surface;
use crate::lexicon::letters::Kind;
use crate::lexicon::{Lexicon, TokenId, UNKNOWN};

/// −ln P that a word is in no list: one in lower case, a capitalised one inside a sentence, one at the start of a sentence. Set on the learning half
/// of the pairs.
const UNKNOWN_WORD: f32 = 5.0;
const UNKNOWN_NAME: f32 = 4.0;
const UNKNOWN_START: f32 = 5.5;
/// The Swedish model reads far more unknown words right than it misreads: that many nats for the raw reading.
const RIGHT_MODEL: f32 = 4.0;
/// A common word read with a capital where none belongs.
const CAPITAL_INSIDE: f32 = 3.0;
/// Readings this much dearer than the best are left out.
const BEAM: f32 = 12.0;

/// Why a reading is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// It stands so.
    Raw,
    /// A word of the lexicon.
    Word,
    /// A compound that no list has.
    Compound,
    /// Two words of the lexicon.
    TwoWords,
    /// A string of no list.
    Free,
}

/// A reading with its place in the lattice.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// Lower case.
    pub word: String,
    /// For the lattice.
    pub arc: Arc,
    /// −ln P(word) without context.
    pub prior: f32,
    /// What it rests on.
    pub why: Why,
    /// Whether what the document shows elsewhere made it more probable.
    pub document: bool,
}

impl Reading {
    /// A reading that is not to be weighed against others.
    pub fn settled(word: &str, id: TokenId) -> Reading {
        Reading {
            word: word.into(),
            arc: Arc { slots: 1, ids: (id, None), cost: 0.0 },
            prior: 0.0,
            why: Why::Raw,
            document: false,
        }
    }

    /// −ln P(raw, word) without context.
    pub fn alone(&self, lexicon: &Lexicon) -> f32 {
        self.arc.cost + lexicon.cost(self.arc.ids.0) + self.arc.ids.1.map_or(0.0, |id| lexicon.cost(id))
    }
}

/// How a word stands in its line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Standing {
    /// Begins with a capital, or is all capitals.
    pub capital: bool,
    /// A capital is expected here.
    pub sentence_start: bool,
}

impl Standing {
    fn inside(self) -> bool {
        self.capital && !self.sentence_start
    }

    /// −ln P that a word that stands so is in no list.
    pub fn unknown(self) -> f32 {
        match (self.capital, self.sentence_start) {
            (true, false) => UNKNOWN_NAME,
            (true, true) => UNKNOWN_START,
            _ => UNKNOWN_WORD,
        }
    }
}

/// The readings of a word, the raw one always among them, none much dearer than the best. With a memory what the document shows counts.
pub fn of_word(
    lexicon: &Lexicon,
    surface: &Surface,
    table: Table,
    standing: Standing,
    memory: Option<&Memory>,
) -> Vec<Reading> {
    let (id, inside) = (surface.id, standing.inside());
    // The Swedish model reads most words right: what is a word, or may be a name, stays.
    if !table.is_english() && (id.is_some() || inside) {
        return vec![Reading::settled(&surface.lower, id.unwrap_or(UNKNOWN))];
    }
    let never = lexicon.cost(UNKNOWN);
    let reading = |word: &str, ids, cost, prior, why| Reading {
        word: word.into(),
        arc: Arc { slots: 1, ids, cost },
        prior,
        why,
        document: false,
    };
    let mut readings: Vec<Reading> = Vec::with_capacity(surface.candidates.len() + 4);
    for c in &surface.candidates {
        let same = c.word == surface.lower;
        let mut cost = c.channel;
        if c.compound {
            cost += c.prior - never;
        }
        if inside && !same && !lexicon.is_name(c.ids.0) && id.is_none() {
            cost += CAPITAL_INSIDE;
        }
        let why = match (same, c.compound, c.ids.1) {
            (true, ..) => Why::Raw,
            (_, true, _) => Why::Compound,
            (_, _, Some(_)) => Why::TwoWords,
            _ => Why::Word,
        };
        readings.push(reading(&c.word, c.ids, cost, c.prior, why));
    }
    if id.is_none() {
        let kind = if standing.capital { Kind::Name } else { Kind::Word };
        let prior = |letters: f32| standing.unknown() + letters;
        let good = surface.candidates.first().is_some_and(|c| c.total() <= candidates::GOOD);
        if table.is_english() && !good {
            for free in surface.free(lexicon, kind) {
                if readings.iter().all(|r| r.word != free.word) && free.word != surface.lower {
                    let prior = prior(free.letters);
                    let cost = free.channel + prior - never;
                    readings.push(reading(&free.word, (UNKNOWN, None), cost, prior, Why::Free));
                }
            }
        }
        let right = if table.is_english() { 0.0 } else { RIGHT_MODEL };
        let prior = prior(surface.letters(lexicon, kind)) - right;
        let cost = surface.identity + prior - never;
        match readings.iter_mut().find(|r| r.why == Why::Raw) {
            // A compound as it stands.
            Some(raw) if raw.arc.cost <= cost => {}
            Some(raw) => (raw.arc.cost, raw.prior) = (cost, prior),
            None => readings.push(reading(&surface.lower, (UNKNOWN, None), cost, prior, Why::Raw)),
        }
    } else if readings.iter().all(|r| r.why != Why::Raw) {
        let id = id.unwrap_or(UNKNOWN);
        readings.push(reading(&surface.lower, (id, None), surface.identity, lexicon.cost(id), Why::Raw));
    }
    if let Some(memory) = memory {
        for r in &mut readings {
            let gain = memory.gain(&surface.lower, &r.word, r.arc.ids.0 != UNKNOWN, r.prior);
            r.arc.cost -= gain;
            r.document = gain > 1.0;
        }
    }
    let best = readings.iter().map(|r| r.alone(lexicon)).fold(f32::INFINITY, f32::min);
    readings.retain(|r| r.why == Why::Raw || r.alone(lexicon) < best + BEAM);
    readings
}

/// The share of each reading without context, 0–1.
pub fn shares(lexicon: &Lexicon, readings: &[Reading]) -> Vec<f32> {
    let best = readings.iter().map(|r| r.alone(lexicon)).fold(f32::INFINITY, f32::min);
    let weights: Vec<f32> = readings.iter().map(|r| (best - r.alone(lexicon)).exp()).collect();
    let sum: f32 = weights.iter().sum();
    weights.into_iter().map(|w| w / sum).collect()
}
