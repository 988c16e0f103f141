//! The lattice of a run: readings of every slot, words joined that the reading cut in two.

use super::candidates;
use super::memory::Memory;
use super::readings::{self, Reading, Standing, Why};
use super::runs::Slot;
use super::tokens::Class;
use super::words::{Setting, Surface, Words};
use crate::error::Result;
use crate::lexicon::{Lexicon, TokenId, UNKNOWN};

/// −ln P of a blank within a word. `dictionaries/spaces-eng.tsv` has 9.4 for each place between two letters; a pair of tokens is tried where one of them
/// is no word, which makes it likelier: set by hand.
const BLANK_WON: f32 = 7.5;
/// A piece this common is a word of its own, by its number of letters.
const COMMON_PIECE: [u32; 5] = [u32::MAX, 300_000, 20_000, 500, 1];

/// What makes lattices for a document.
pub struct Lattices<'a> {
    /// Looks words up.
    pub words: &'a Words,
    /// What the document shows.
    pub memory: &'a Memory,
}

/// How a slot's word stands in its line.
pub fn standing(slot: &Slot) -> Standing {
    // A bracket or a stroke at the start of a word is a misread I.
    let capital = slot.text.starts_with(|c: char| c.is_uppercase() || matches!(c, '[' | '|'));
    // In a line of capitals a capital makes no name: "ALDREOMSORGEN" is as damaged as "aldreomsorgen".
    Standing { capital, sentence_start: slot.sentence_start || slot.loud }
}

/// The language model's token for a slot that holds no word.
pub fn fixed(lexicon: &Lexicon, class: Class) -> TokenId {
    match class {
        Class::Number => lexicon.number(),
        Class::End => lexicon.boundary(),
        Class::Sign | Class::Protected => lexicon.sign(),
        Class::Word => UNKNOWN,
    }
}

impl Lattices<'_> {
    /// Whether a slot is right as it stands, so that it needs no lattice. The Swedish model reads most words right: what is a word, or may be a
    /// name, stays.
    pub fn is_settled(&self, setting: Setting, slot: &Slot) -> bool {
        let standing = standing(slot);
        match slot.class {
            Class::Word if setting.table.is_english() => false,
            Class::Word => (standing.capital && !standing.sentence_start) || self.words.known(&slot.text).is_some(),
            Class::Number => !setting.table.is_english(),
            _ => true,
        }
    }

    /// The readings that begin at each slot of a run.
    ///
    /// # Errors
    /// Where the program carries a broken confusion table.
    pub fn of_run(&self, setting: Setting, slots: &[Slot]) -> Result<Vec<Vec<Reading>>> {
        let mut lattice = Vec::with_capacity(slots.len());
        for at in 0..slots.len() {
            let mut readings = self.of_slot(setting, slots, at)?;
            if let Some(joined) = self.joined(setting, slots, at)? {
                readings.push(joined);
            }
            lattice.push(readings);
        }
        Ok(lattice)
    }

    fn of_slot(&self, setting: Setting, slots: &[Slot], at: usize) -> Result<Vec<Reading>> {
        let (lexicon, slot) = (self.words.lexicon(), &slots[at]);
        if slot.class == Class::Word {
            if self.is_settled(setting, slot) {
                let id = self.words.known(&slot.text).unwrap_or(UNKNOWN);
                return Ok(vec![Reading::settled(&slot.text, id)]);
            }
            let surface = self.words.surface(setting, &slot.text.to_lowercase())?;
            return Ok(readings::of_word(lexicon, &surface, setting.table, standing(slot), Some(self.memory)));
        }
        let mut readings = vec![Reading::settled(&slot.text, fixed(lexicon, slot.class))];
        if slot.class == Class::Number && setting.table.is_english() && between_words(slots, at) {
            let surface = self.words.surface(setting, &slot.text)?;
            readings.extend(letters_in_disguise(lexicon, &surface));
        }
        Ok(readings)
    }

    /// Two neighbours read as one word: where at least one is no common word, and both together are one.
    fn joined(&self, setting: Setting, slots: &[Slot], at: usize) -> Result<Option<Reading>> {
        let first = &slots[at];
        let Some(second) = slots.get(at + 1) else { return Ok(None) };
        let ([(line, a)], [(next_line, b)]) = (first.pieces.as_slice(), second.pieces.as_slice()) else {
            return Ok(None);
        };
        let adjacent = line == next_line && a.end + 1 == b.start && first.class == Class::Word;
        if !adjacent || second.class != Class::Word || second.text.starts_with(char::is_uppercase) {
            return Ok(None);
        }
        if self.is_settled(setting, first) && self.is_settled(setting, second) {
            return Ok(None);
        }
        let (left, right) = (first.text.to_lowercase(), second.text.to_lowercase());
        // "x x": crosses in the columns of a table.
        if left.chars().chain(right.chars()).all(|c| left.starts_with(c)) {
            return Ok(None);
        }
        if self.stands_alone(setting, &left)? && self.stands_alone(setting, &right)? {
            return Ok(None);
        }
        let best = self.words.whole(setting, &format!("{left}{right}"))?;
        Ok(best.map(|c| {
            let mut reading = Reading::settled(&c.word, c.ids.0);
            reading.arc.slots = 2;
            reading.arc.cost = c.channel + BLANK_WON;
            reading.prior = c.prior;
            reading.why = Why::Word;
            reading
        }))
    }

    /// Whether a piece is a word, as it stands or with likely damage; a short one must be a common word.
    fn stands_alone(&self, setting: Setting, lower: &str) -> Result<bool> {
        let lexicon = self.words.lexicon();
        let least = COMMON_PIECE[lower.chars().count().min(COMMON_PIECE.len() - 1)];
        let common = |id| {
            let (lower, capital) = lexicon.counts(id);
            lower.max(capital) >= least
        };
        if self.words.known(lower).is_some_and(common) {
            return Ok(true);
        }
        let surface = self.words.surface(setting, lower)?;
        Ok(surface.candidates.first().is_some_and(|c| c.total() <= candidates::GOOD && common(c.ids.0)))
    }
}

/// Whether a single sign stands where only a word would: between two words in lower case.
fn between_words(slots: &[Slot], at: usize) -> bool {
    let lower = |s: &Slot| s.class == Class::Word && s.text.starts_with(char::is_lowercase);
    let before = at.checked_sub(1).and_then(|i| slots.get(i));
    let line = |s: &Slot| s.pieces.last().map(|p| p.0);
    slots[at].text.chars().count() == 1
        && before.is_some_and(|s| s.class == Class::Word && line(s) == line(&slots[at]))
        && slots.get(at + 1).is_some_and(lower)
}

/// One-letter words that a lone digit may be ("1" for "i").
fn letters_in_disguise<'a>(lexicon: &'a Lexicon, surface: &'a Surface) -> impl Iterator<Item = Reading> + 'a {
    let words = surface.candidates.iter().filter(|c| c.word.chars().count() == 1 && !c.compound);
    words.map(move |c| {
        let mut reading = Reading::settled(&c.word, c.ids.0);
        reading.arc.cost = c.channel;
        reading.prior = lexicon.cost(c.ids.0);
        reading.why = Why::Word;
        reading
    })
}
