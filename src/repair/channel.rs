//! The channel: how probable it is that a recognition model reads one piece of text as another.
//!
//! Tables are data, `dictionaries/confusions-*.tsv`, learned by `examples/learn-confusions` from aligned pairs. A unit
//! is one or two letters of truth (or none) read as up to two signs (or none), in lower case.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::error::{Error, Result};
use crate::page::OcrSignature;

/// One way of misreading (or reading right): costs are −ln probability.
#[derive(Debug, Clone, PartialEq)]
pub struct Unit {
    /// What the page says.
    pub truth: String,
    /// What was read.
    pub raw: String,
    /// −ln P(raw | truth).
    pub cost: f64,
}

/// A confusion table, indexed for decoding from left to right. The default reads everything right.
#[derive(Default)]
pub struct Channel {
    by_raw: HashMap<char, Vec<Unit>>,
    dropped: Vec<Unit>,
}

/// A misreading must have been seen this often to be believed.
const MIN_COUNT: u32 = 1;
/// Cost of reading right a letter that the table has no data on.
const PLAIN_IDENTITY: f64 = 0.01;

impl Channel {
    /// The table for a page's damage.
    ///
    /// # Errors
    /// [`Error::Dictionary`] where a table the program carries is broken.
    pub fn for_signature(signature: OcrSignature) -> Result<&'static Channel> {
        static ENG: LazyLock<Result<Channel>> = LazyLock::new(|| {
            let learned = include_str!("../../dictionaries/confusions-eng.tsv");
            let noted = include_str!("../../dictionaries/confusions-eng-noted.tsv");
            Channel::parse("confusions-eng.tsv", &format!("{learned}\n{noted}"))
        });
        static SWE: LazyLock<Result<Channel>> = LazyLock::new(|| {
            Channel::parse("confusions-swe.tsv", include_str!("../../dictionaries/confusions-swe.tsv"))
        });
        let table = match signature {
            OcrSignature::Eng => &ENG,
            OcrSignature::Swe | OcrSignature::None => &SWE,
        };
        table.as_ref().map_err(|e| Error::Dictionary {
            name: "confusions".into(),
            detail: e.to_string(),
            remedy: "cargo run --release --example learn-confusions",
        })
    }

    /// Reads a table: `truth<TAB>raw<TAB>times seen<TAB>times the truth stood in the pairs`; `#` for comments.
    ///
    /// # Errors
    /// [`Error::Data`] names the line that is not of that form.
    pub fn parse(name: &str, table: &str) -> Result<Channel> {
        let mut by_raw: HashMap<char, Vec<Unit>> = HashMap::new();
        let mut dropped = Vec::new();
        for (i, line) in table.lines().enumerate().filter(|(_, l)| !l.starts_with('#') && !l.is_empty()) {
            let bad = || Error::Data { path: name.into(), detail: format!("line {}: {line:?}", i + 1) };
            let cols: Vec<&str> = line.split('\t').collect();
            let [truth, raw, count, of] = cols.as_slice() else { return Err(bad()) };
            let (count, of): (u32, u32) = (count.parse().map_err(|_| bad())?, of.parse().map_err(|_| bad())?);
            if count < MIN_COUNT || of == 0 || count > of {
                continue;
            }
            let unit =
                Unit { truth: truth.to_string(), raw: raw.to_string(), cost: -(f64::from(count) / f64::from(of)).ln() };
            let same_place = match raw.chars().next() {
                Some(first) => by_raw.entry(first).or_default(),
                None => &mut dropped,
            };
            match same_place.iter_mut().find(|u| u.truth == unit.truth && u.raw == unit.raw) {
                Some(before) => before.cost = before.cost.min(unit.cost),
                None => same_place.push(unit),
            }
        }
        for units in by_raw.values_mut() {
            units.sort_by(|a, b| a.cost.total_cmp(&b.cost).then_with(|| a.truth.cmp(&b.truth)));
        }
        Ok(Channel { by_raw, dropped })
    }

    /// The units whose raw side stands at the start of `rest`, the identity of its first sign always among them.
    pub fn units<'a>(&'a self, rest: &'a [char]) -> impl Iterator<Item = (usize, Truth<'a>, f64)> + 'a {
        let first = rest.first().copied();
        let listed = first.and_then(|c| self.by_raw.get(&c)).map(Vec::as_slice).unwrap_or_default();
        let has_identity = first.is_none_or(|c| listed.iter().any(|u| is_identity(u, c)));
        let plain = first.filter(|_| !has_identity).map(|c| (1, Truth::Char(c), PLAIN_IDENTITY));
        plain.into_iter().chain(listed.iter().filter_map(move |u| {
            let n = u.raw.chars().count();
            let fits = u.raw.chars().zip(rest).filter(|(a, b)| a == *b).count() == n;
            fits.then_some((n, Truth::Str(&u.truth), u.cost))
        }))
    }

    /// Letters that the reading may have lost.
    pub fn dropped(&self) -> &[Unit] {
        &self.dropped
    }

    /// The cost of reading all of `word` right.
    pub fn identity_cost(&self, word: &[char]) -> f64 {
        word.iter()
            .map(|c| {
                let units = self.by_raw.get(c).map(Vec::as_slice).unwrap_or_default();
                units.iter().find(|u| is_identity(u, *c)).map_or(PLAIN_IDENTITY, |u| u.cost)
            })
            .sum()
    }
}

fn is_identity(unit: &Unit, c: char) -> bool {
    unit.truth == unit.raw && unit.truth.chars().eq([c])
}

/// The truth of a unit: a piece of the table, or the sign itself.
#[derive(Debug, Clone, Copy)]
pub enum Truth<'a> {
    /// From the table.
    Str(&'a str),
    /// The sign as read.
    Char(char),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_a_table_and_finds_units() {
        let channel = Channel::parse("t", "# c\nä\té\t20\t100\nä\tié\t5\t100\nö\té\t40\t100\né\té\t1\t2\n").unwrap();
        let raw: Vec<char> = "ér".chars().collect();
        let units: Vec<_> = channel.units(&raw).collect();
        assert_eq!(units.len(), 3, "the plain identity, ö and ä: {units:?}");
        let raw: Vec<char> = "iér".chars().collect();
        assert!(channel.units(&raw).any(|(n, t, _)| n == 2 && matches!(t, Truth::Str("ä"))));
    }

    #[test]
    fn a_broken_line_is_named() {
        let error = Channel::parse("t.tsv", "ä\té\n").err().map(|e| e.to_string());
        assert_eq!(error.as_deref(), Some("t.tsv: line 1: \"ä\\té\""));
    }

    #[test]
    fn shipped_tables_parse() {
        for signature in [OcrSignature::Eng, OcrSignature::Swe] {
            assert!(Channel::for_signature(signature).unwrap().units(&['a']).count() > 0);
        }
    }

    #[test]
    fn every_table_holds_possible_counts_once() {
        let tables = [
            include_str!("../../dictionaries/confusions-eng.tsv"),
            include_str!("../../dictionaries/confusions-swe.tsv"),
            include_str!("../../dictionaries/confusions-typewriter-eng.tsv"),
            include_str!("../../dictionaries/confusions-typewriter-swe.tsv"),
            include_str!("../../dictionaries/spaces-eng.tsv"),
            include_str!("../../dictionaries/spaces-swe.tsv"),
            include_str!("../../dictionaries/party-misreadings.tsv"),
        ];
        for table in tables {
            let mut seen = std::collections::BTreeSet::new();
            for line in table.lines().filter(|l| !l.starts_with('#')) {
                let cols: Vec<&str> = line.split('\t').collect();
                let [key @ .., count, of] = cols.as_slice() else { panic!("{line}") };
                assert!(
                    key.len() == 2 || (key.len() == 3 && ["lost", "inserted", "eng", "swe"].contains(&key[0])),
                    "{line}"
                );
                let (count, of): (u32, u32) = (count.parse().unwrap(), of.parse().unwrap());
                assert!(count <= of && of > 0, "{line}");
                assert!(seen.insert(key.to_vec()), "twice: {line}");
            }
            assert!(seen.len() > 10);
        }
    }
}
