//! From the posterior of the model to the probability that an edit is right.
//!
//! A model's posterior overstates what it knows: it takes words for certain that no list has, and neighbours for independent. So each kind of edit
//! has its own logistic curve over the log-odds of the posterior (Platt 1999), fitted by `examples/calibrate.rs` on pairs that taught
//! neither the confusions nor the language model; the curves are data, `dictionaries/calibration.tsv`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::error::{Error, Result};
use crate::fold::{blur, skeleton};
use crate::lexicon::{FORM, Lexicon, TokenId};
use crate::page::OcrSignature;

use super::readings::{Reading, Why};

/// Log-odds are cut off here: beyond it the model's arithmetic says nothing more.
const MOST: f64 = 10.0;

/// So many capitals are an abbreviation, unless the line is written in capitals.
const ABBREVIATION: usize = 4;

/// How many times oftener than the word as read the other one is seen, where the first is taken for a rare word. Held back edits of such words were right
/// 232 times of 232 on drawn protocols, others six times of seven (`benches/README.md`).
const RARER: u64 = 200;

/// The kinds of edits that are calibrated apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// In text of a model that reads å, ä and ö.
    Careful,
    /// A lone digit that may be a letter.
    Digit,
    /// The raw reading is a word itself, or may be an abbreviation.
    Known,
    /// The raw reading is a word, but far rarer than the other one, which differs in dots and rings alone: "for", "för".
    RareDots,
    /// The raw reading is a form that no count has.
    Form,
    /// To a word of the lexicon that differs in dots and rings alone.
    Dots,
    /// To another word of the lexicon.
    Word,
    /// To a compound that no list has and that differs in what the English model makes of å, ä and ö alone.
    CompoundDots,
    /// To another compound that no list has.
    Compound,
    /// To two words, or from two pieces.
    Blank,
    /// To a string of no list that other readings of the document agree on.
    Twin,
    /// To another capitalised string of no list.
    Name,
    /// To another string of no list.
    Free,
}

impl Kind {
    /// All kinds, with their names in the table.
    pub const ALL: [(Kind, &'static str); 13] = [
        (Kind::Careful, "careful"),
        (Kind::Digit, "digit"),
        (Kind::Known, "known"),
        (Kind::RareDots, "rare-dots"),
        (Kind::Form, "form"),
        (Kind::Dots, "dots"),
        (Kind::Word, "word"),
        (Kind::CompoundDots, "compound-dots"),
        (Kind::Compound, "compound"),
        (Kind::Blank, "blank"),
        (Kind::Twin, "twin"),
        (Kind::Name, "name"),
        (Kind::Free, "free"),
    ];

    /// The kind of the edit that a reading makes of `raw`. `known`: the raw reading's id, where it is a word; `loud`: it stands in a line of capitals.
    pub fn of(
        lexicon: &Lexicon,
        signature: OcrSignature,
        raw: &str,
        reading: &Reading,
        known: Option<TokenId>,
        loud: bool,
    ) -> Kind {
        let seen = |id: TokenId| {
            let (lower, capital) = lexicon.counts(id);
            u64::from(lower) + u64::from(capital)
        };
        let rare = || known.is_some_and(|id| seen(reading.arc.ids.0) >= RARER * (seen(id) + 1));
        let capital = raw.starts_with(char::is_uppercase);
        let abbreviation = !loud && raw.chars().count() <= ABBREVIATION && raw.chars().all(char::is_uppercase);
        let dots = skeleton(raw) == skeleton(&reading.word);
        match reading.why {
            _ if signature != OcrSignature::Eng => Kind::Careful,
            _ if !raw.contains(char::is_alphabetic) => Kind::Digit,
            Why::TwoWords => Kind::Blank,
            _ if reading.arc.slots > 1 => Kind::Blank,
            _ if known.is_some_and(|id| id >= FORM) => Kind::Form,
            Why::Raw | Why::Word if dots && !abbreviation && rare() => Kind::RareDots,
            _ if known.is_some() || abbreviation => Kind::Known,
            Why::Compound if blur(raw) == blur(&reading.word) => Kind::CompoundDots,
            Why::Compound => Kind::Compound,
            Why::Free if reading.document => Kind::Twin,
            Why::Free if capital => Kind::Name,
            Why::Free => Kind::Free,
            Why::Raw | Why::Word if dots => Kind::Dots,
            Why::Raw | Why::Word => Kind::Word,
        }
    }
}

/// What the confidence of an edit is computed from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Evidence {
    /// What sort of edit.
    pub kind: Kind,
    /// The model's posterior, 0–1.
    pub posterior: f64,
}

impl Evidence {
    /// ln(p / (1 − p)) of the posterior, within ±10.
    pub fn log_odds(self) -> f64 {
        (self.posterior / (1.0 - self.posterior).max(1e-9)).max(1e-9).ln().clamp(-MOST, MOST)
    }

    /// Probability that the edit is right, 0–1.
    pub fn confidence(self) -> f64 {
        let (slope, offset) = CURVES.as_ref().ok().and_then(|c| c.get(&self.kind).copied()).unwrap_or((1.0, 0.0));
        1.0 / (1.0 + (-(slope * self.log_odds() + offset)).exp())
    }
}

static CURVES: LazyLock<Result<BTreeMap<Kind, (f64, f64)>>> =
    LazyLock::new(|| parse("calibration.tsv", include_str!("../../dictionaries/calibration.tsv")));

/// Reads the curves: `kind<TAB>slope<TAB>offset<TAB>…`, `#` for comments; further columns are for people.
///
/// # Errors
/// [`Error::Data`] names the line that is not of that form.
pub fn parse(name: &str, table: &str) -> Result<BTreeMap<Kind, (f64, f64)>> {
    let rows = table.lines().enumerate().filter(|(_, l)| !l.starts_with('#') && !l.is_empty());
    rows.map(|(i, line)| {
        let mut cols = line.split('\t');
        let kind = cols.next().and_then(|c| Kind::ALL.iter().find(|k| k.1 == c)).map(|k| k.0);
        let mut number = || cols.next().and_then(|c| c.parse::<f64>().ok()).filter(|n| n.is_finite());
        match (kind, number(), number()) {
            (Some(kind), Some(slope), Some(offset)) => Ok((kind, (slope, offset))),
            _ => Err(Error::Data { path: name.into(), detail: format!("line {}: {line:?}", i + 1) }),
        }
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_curves_rise() {
        let curves = CURVES.as_ref().unwrap();
        for (kind, name) in Kind::ALL {
            assert!(curves.get(&kind).is_some_and(|c| c.0 > 0.0), "{name}");
            let at = |posterior| Evidence { kind, posterior }.confidence();
            assert!(at(0.999) > at(0.9) && at(0.9) > at(0.5), "{name}");
            assert!((0.0..=1.0).contains(&at(1.0)) && (0.0..=1.0).contains(&at(0.0)));
        }
    }

    #[test]
    fn a_bad_line_is_named() {
        let error = parse("c.tsv", "# x\nknown\t1\n").err().map(|e| e.to_string());
        assert_eq!(error.as_deref(), Some("c.tsv: line 2: \"known\\t1\""));
    }
}
