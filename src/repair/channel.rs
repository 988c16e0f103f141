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
    pub raw: Vec<char>,
    /// −ln P(raw | truth).
    pub cost: f32,
}

/// The program's tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Table {
    /// Printed pages, English models.
    Eng,
    /// Printed pages, Swedish model.
    Swe,
    /// Typewritten pages, English models.
    TypewriterEng,
    /// Typewritten pages, Swedish model.
    TypewriterSwe,
}

impl Table {
    /// All tables.
    pub const ALL: [Table; 4] = [Table::Eng, Table::Swe, Table::TypewriterEng, Table::TypewriterSwe];

    /// The table for a page with a signature.
    pub fn for_page(signature: OcrSignature, typewriter: bool) -> Table {
        match (signature == OcrSignature::Eng, typewriter) {
            (true, false) => Table::Eng,
            (false, false) => Table::Swe,
            (true, true) => Table::TypewriterEng,
            (false, true) => Table::TypewriterSwe,
        }
    }

    /// Whether the model reads no å, ä and ö.
    pub fn is_english(self) -> bool {
        matches!(self, Table::Eng | Table::TypewriterEng)
    }
}

/// A confusion table, indexed for decoding from left to right. The default reads everything right.
#[derive(Default)]
pub struct Channel {
    by_raw: HashMap<char, Vec<Unit>>,
    dropped: Vec<Unit>,
}

/// Added to the cost of reading letters that are no å, ä or ö as other such letters: set on pairs that the tables were not learned from.
const PLAIN_LETTERS: f32 = 1.2;
/// Cost of reading right a letter that the table has no data on.
const PLAIN_IDENTITY: f32 = 0.01;

impl Channel {
    /// One of the program's tables.
    ///
    /// # Errors
    /// [`Error::Dictionary`] where a table the program carries is broken.
    pub fn of(table: Table) -> Result<&'static Channel> {
        static TABLES: LazyLock<[Result<Channel>; 4]> = LazyLock::new(|| {
            let noted = include_str!("../../dictionaries/confusions-eng-noted.tsv");
            let eng = include_str!("../../dictionaries/confusions-eng.tsv");
            let typed_eng = include_str!("../../dictionaries/confusions-typewriter-eng.tsv");
            let typed_swe = include_str!("../../dictionaries/confusions-typewriter-swe.tsv");
            [
                Channel::parse("confusions-eng.tsv", &format!("{eng}\n{noted}")),
                Channel::parse("confusions-swe.tsv", include_str!("../../dictionaries/confusions-swe.tsv")),
                Channel::parse("confusions-typewriter-eng.tsv", &format!("{typed_eng}\n{noted}")),
                Channel::parse("confusions-typewriter-swe.tsv", typed_swe),
            ]
        });
        TABLES[table as usize].as_ref().map_err(|e| Error::Dictionary {
            name: "confusions".into(),
            detail: e.to_string(),
            remedy: "python3 dictionaries/make/learn-tables.py learn",
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
            let (count, of): (f32, f32) = (count.parse().map_err(|_| bad())?, of.parse().map_err(|_| bad())?);
            let nothing = truth.is_empty() && raw.is_empty();
            if nothing || !(count > 0.0 && count <= of && (count / of).ln().is_finite()) {
                return Err(bad());
            }
            // Errors among plain letters gather on bad pages: elsewhere they are rarer than the table, which knows all pages alike, says.
            let letters = |side: &str| side.bytes().all(|b| b.is_ascii_lowercase());
            let plain = truth != raw && !truth.is_empty() && letters(truth) && letters(raw);
            let cost = -(count / of).ln() + if plain { PLAIN_LETTERS } else { 0.0 };
            let unit = Unit { truth: truth.to_string(), raw: raw.chars().collect(), cost };
            let same_place = match unit.raw.first() {
                Some(first) => by_raw.entry(*first).or_default(),
                None => &mut dropped,
            };
            match same_place.iter_mut().find(|u| u.truth == unit.truth && u.raw == unit.raw) {
                Some(before) => before.cost = before.cost.min(unit.cost),
                None => same_place.push(unit),
            }
        }
        for units in by_raw.values_mut().chain([&mut dropped]) {
            units.sort_by(|a, b| a.cost.total_cmp(&b.cost).then_with(|| a.truth.cmp(&b.truth)));
        }
        Ok(Channel { by_raw, dropped })
    }

    /// The units whose raw side stands at the start of `rest`, the identity of its first sign always among them.
    pub fn units<'a>(&'a self, rest: &'a [char]) -> impl Iterator<Item = Step<'a>> + 'a {
        let first = rest.first().copied();
        let listed = first.and_then(|c| self.by_raw.get(&c)).map(Vec::as_slice).unwrap_or_default();
        let plain = first.filter(|c| !listed.iter().any(|u| is_identity(u, *c)));
        let plain = plain.map(|c| Step { signs: 1, truth: Truth::Char(c), cost: PLAIN_IDENTITY });
        plain.into_iter().chain(listed.iter().filter(|u| rest.starts_with(&u.raw)).map(Step::of))
    }

    /// Letters that the reading may have lost.
    pub fn dropped(&self) -> impl Iterator<Item = Step<'_>> {
        self.dropped.iter().map(Step::of)
    }

    /// The cost of reading all of `word` right.
    pub fn identity_cost(&self, word: &[char]) -> f32 {
        word.iter()
            .map(|c| {
                let units = self.by_raw.get(c).map(Vec::as_slice).unwrap_or_default();
                units.iter().find(|u| is_identity(u, *c)).map_or(PLAIN_IDENTITY, |u| u.cost)
            })
            .sum()
    }
}

fn is_identity(unit: &Unit, c: char) -> bool {
    unit.raw == [c] && unit.truth.chars().eq([c])
}

/// A step of a reading: so many signs stand for this truth.
#[derive(Debug, Clone, Copy)]
pub struct Step<'a> {
    /// Raw signs taken up.
    pub signs: usize,
    /// What they stand for.
    pub truth: Truth<'a>,
    /// −ln P(raw | truth).
    pub cost: f32,
}

impl<'a> Step<'a> {
    fn of(unit: &'a Unit) -> Step<'a> {
        Step { signs: unit.raw.len(), truth: Truth::Str(&unit.truth), cost: unit.cost }
    }
}

/// The truth of a unit: a piece of the table, or the sign itself.
#[derive(Debug, Clone, Copy)]
pub enum Truth<'a> {
    /// From the table.
    Str(&'a str),
    /// The sign as read.
    Char(char),
}

impl<'a> Truth<'a> {
    /// As text, in a buffer where it is a single sign.
    pub fn text<'b>(self, buffer: &'b mut [u8; 4]) -> &'b str
    where
        'a: 'b,
    {
        match self {
            Truth::Str(text) => text,
            Truth::Char(c) => c.encode_utf8(buffer),
        }
    }
}

/// A raw word with every way in which the channel lets its signs be read.
pub struct Damaged<'a> {
    /// The signs, in lower case.
    pub raw: &'a [char],
    /// The channel's steps by position.
    pub steps: Vec<Vec<Step<'a>>>,
    /// Letters that may have been lost anywhere.
    pub dropped: Vec<Step<'a>>,
    /// The least cost of what is left, by position: makes a search A*.
    pub rest: Vec<f32>,
}

impl<'a> Damaged<'a> {
    /// Looks up the steps of a word.
    pub fn new(channel: &'a Channel, raw: &'a [char]) -> Damaged<'a> {
        let steps: Vec<Vec<Step>> = (0..raw.len()).map(|i| channel.units(&raw[i..]).collect()).collect();
        let mut rest = vec![0.0f32; raw.len() + 1];
        for i in (0..raw.len()).rev() {
            rest[i] = steps[i].iter().map(|s| s.cost + rest[i + s.signs]).fold(f32::INFINITY, f32::min);
        }
        Damaged { raw, steps, dropped: channel.dropped().collect(), rest }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_a_table_and_finds_units() {
        let channel = Channel::parse("t", "# c\nä\té\t20\t100\nä\tié\t5\t100\nö\té\t40\t100\né\té\t1\t2\n").unwrap();
        let raw: Vec<char> = "ér".chars().collect();
        let units: Vec<_> = channel.units(&raw).collect();
        assert_eq!(units.len(), 3, "the identity, ö and ä: {units:?}");
        let raw: Vec<char> = "iér".chars().collect();
        assert!(channel.units(&raw).any(|s| s.signs == 2 && matches!(s.truth, Truth::Str("ä"))));
    }

    #[test]
    fn a_broken_line_is_named() {
        let error = Channel::parse("t.tsv", "ä\té\n").err().map(|e| e.to_string());
        assert_eq!(error.as_deref(), Some("t.tsv: line 1: \"ä\\té\""));
        assert!(Channel::parse("t.tsv", "ä\té\t9\t3\n").is_err());
        // Costs that are no numbers, and a step that goes nowhere.
        for line in ["ä\té\tinf\tinf", "ä\té\tNaN\t3", "ä\té\t1e-38\t1e38", "\t\t1\t2"] {
            assert!(Channel::parse("t.tsv", line).is_err(), "{line}");
        }
    }

    #[test]
    fn shipped_tables_parse() {
        for table in Table::ALL {
            assert!(Channel::of(table).unwrap().units(&['a']).count() > 0);
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
