//! Weighing readings for others than the repair: how probable a reading is of a word, and a word among words. All figures are −ln P.

use super::candidates;
use super::channel::{Channel, Table, Truth};
use super::lattice::fixed;
use super::readings::Standing;
use super::tokens::{Class, tokenize};
use super::{HISTORY, Repairer, unknown};
use crate::error::Result;
use crate::lexicon::letters::Kind;
use crate::lexicon::old::Era;
use crate::lexicon::{TokenId, UNKNOWN};
use crate::page::OcrSignature;

/// A letter misread in a way that no table knows.
const OTHER: f32 = 8.0;
/// A blank lost, or won, within a word: as in the search for words run together and cut in two.
const BLANK_LOST: f32 = 6.5;
const BLANK_WON: f32 = 7.5;
/// The fewest letters of a compound's first and last part.
const FIRST: usize = 4;
const LAST: usize = 6;
/// Longer words are no words; comparing them takes the square of their length.
const LONGEST: usize = 80;

impl Repairer {
    /// −ln P that a model whose pages bear `signature` reads `truth` as `raw`, case left aside; infinite where one of them is too long to be a
    /// word.
    ///
    /// # Errors
    /// Where the program carries a broken confusion table.
    pub fn misread(&self, signature: OcrSignature, raw: &str, truth: &str) -> Result<f32> {
        let channel = Channel::of(Table::for_page(signature, false))?;
        let chars = |text: &str| text.to_lowercase().chars().collect::<Vec<char>>();
        let (raw, truth) = (chars(raw), chars(truth));
        if raw.len() > LONGEST || truth.len() > LONGEST {
            return Ok(f32::INFINITY);
        }
        let width = truth.len() + 1;
        let mut cost = vec![f32::INFINITY; (raw.len() + 1) * width];
        cost[0] = 0.0;
        let fits = |at: usize, text: Truth| {
            let mut buffer = [0; 4];
            let mut length = 0;
            let all = text.text(&mut buffer).chars().all(|c| {
                length += 1;
                truth.get(at + length - 1) == Some(&c)
            });
            all.then_some(length)
        };
        let dropped: Vec<_> = channel.dropped().collect();
        for i in 0..=raw.len() {
            let steps: Vec<_> = if i < raw.len() { channel.units(&raw[i..]).collect() } else { Vec::new() };
            for j in 0..=truth.len() {
                let here = cost[i * width + j];
                if here.is_infinite() {
                    continue;
                }
                let mut relax = |i: usize, j: usize, more: f32| {
                    let place = &mut cost[i * width + j];
                    *place = place.min(here + more);
                };
                for step in &steps {
                    if let Some(length) = fits(j, step.truth) {
                        relax(i + step.signs, j + length, step.cost);
                    }
                }
                for step in &dropped {
                    if let Some(length) = fits(j, step.truth) {
                        relax(i, j + length, step.cost);
                    }
                }
                let blank = |c: Option<&char>, own: f32| if c == Some(&' ') { own } else { OTHER };
                if i < raw.len() && j < truth.len() {
                    relax(i + 1, j + 1, OTHER);
                }
                if i < raw.len() {
                    relax(i + 1, j, blank(raw.get(i), BLANK_WON));
                }
                if j < truth.len() {
                    relax(i, j + 1, blank(truth.get(j), BLANK_LOST));
                }
            }
        }
        Ok(cost[raw.len() * width + truth.len()])
    }

    /// −ln P of `text` after `before` and of the words of `after` that it bears on; words that no list has by their letters.
    pub fn among(&self, era: Era, before: &str, text: &str, after: &str) -> Result<f32> {
        let lexicon = self.words.lexicon();
        let mut start = true;
        let mut ids = |text: &str, count: bool| -> Result<Vec<(TokenId, f32)>> {
            let mut out = Vec::new();
            for token in tokenize(text) {
                let word = &text[token.span.clone()];
                let here = start;
                start = match token.class {
                    Class::End => true,
                    Class::Sign => start,
                    _ => false,
                };
                if token.class != Class::Word {
                    out.push((fixed(lexicon, token.class), 0.0));
                    continue;
                }
                let lower = word.to_lowercase();
                let id = lexicon.known_in(era, &lower)?.unwrap_or(UNKNOWN);
                let own = if id == UNKNOWN && count { self.unlisted(word, &lower, here) } else { 0.0 };
                out.push((id, own));
            }
            Ok(out)
        };
        let mut all = ids(before, false)?;
        let first = all.len();
        all.extend(ids(text, true)?);
        let end = all.len();
        all.extend(ids(after, false)?.into_iter().take(HISTORY));
        let mut sum = 0.0;
        for at in first..all.len() {
            let (id, own) = all[at];
            let history = |back: usize| at.checked_sub(back).map_or(lexicon.boundary(), |i| all[i].0);
            sum += match id == UNKNOWN {
                true if at < end => own,
                // What stands after is the same whatever is chosen.
                true => 0.0,
                false => lexicon.next_cost(history(2), history(1), id),
            };
        }
        Ok(sum)
    }

    /// −ln P of a word that no list has: as a compound or by its letters.
    fn unlisted(&self, word: &str, lower: &str, sentence_start: bool) -> f32 {
        let lexicon = self.words.lexicon();
        let capital = word.starts_with(char::is_uppercase);
        let kind = if capital { Kind::Name } else { Kind::Word };
        let by_letters = Standing { capital, sentence_start }.unknown() + unknown::letters(lexicon, kind, lower);
        let compound = candidates::as_compound(lexicon, lower).map_or(f32::INFINITY, |c| c.0);
        by_letters.min(compound)
    }

    /// Whether an undamaged page may well print a word that no list has: a compound whose last part is a form without counts ("distriktstandpolikliniker"), or one
    /// with letters of an abbreviation in it ("FöredragningsPM").
    pub(super) fn may_be_printed(&self, word: &str) -> bool {
        let mut letters = word.chars().zip(word.chars().skip(1));
        if letters.any(|(a, b)| a.is_lowercase() && b.is_uppercase()) {
            return true;
        }
        let (lexicon, lower) = (self.words.lexicon(), word.to_lowercase());
        let known = |w: &str| lexicon.known(w).is_some() || candidates::as_compound(lexicon, w).is_some();
        let joined = |w: &str| known(w) || w.strip_suffix('s').is_some_and(known);
        let parts = lower.char_indices().map(|(at, _)| lower.split_at(at));
        let long = |w: &str, least: usize| w.chars().count() >= least;
        parts.filter(|(a, b)| long(a, FIRST) && long(b, LAST)).any(|(a, b)| lexicon.known(b).is_some() && joined(a))
    }

    /// Whether a word, in any case, is in a list, or a compound of such words.
    ///
    /// # Errors
    /// Where the program carries a broken rule of the old spelling.
    pub fn knows(&self, era: Era, word: &str) -> Result<bool> {
        let (lexicon, lower) = (self.words.lexicon(), word.to_lowercase());
        Ok(lexicon.known_in(era, &lower)?.is_some() || candidates::as_compound(lexicon, &lower).is_some())
    }

    /// Whether a word of a list is mostly written with a capital.
    pub fn is_listed_name(&self, word: &str) -> bool {
        let lexicon = self.words.lexicon();
        lexicon.known(&word.to_lowercase()).is_some_and(|id| lexicon.is_name(id))
    }

    /// The era that the repair takes each page to be of.
    pub fn eras(&self, pages: &[crate::page::Page]) -> Vec<Era> {
        self.era.map_or_else(|| super::era::of_pages(pages), |era| vec![era; pages.len()])
    }
}
