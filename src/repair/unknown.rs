//! What a damaged word may have been that no list has: names above all. A beam search of all strings that the channel allows, weighed
//! by the letter model.

use super::channel::Damaged;
use crate::lexicon::letters::{self, Context, Kind};
use crate::lexicon::Lexicon;

/// A string that the raw reading may stand for.
#[derive(Debug, Clone, PartialEq)]
pub struct Free {
    /// In lower case.
    pub word: String,
    /// −ln P(raw | word).
    pub channel: f32,
    /// −ln P(word | some unknown word of its kind).
    pub letters: f32,
}

/// Partial strings kept at each position, of words and of names.
const BEAM: [usize; 2] = [10, 14];
/// How many are returned, and how much dearer than the best they may be.
const KEEP: usize = 6;
const MARGIN: f32 = 9.0;
/// A unit dearer than this is no way to read a string that is in no list.
const DEAREST_STEP: f32 = 6.5;
/// Letters without a word behind them prove little: what the channel says counts full, what the letters say a little less. Set on
/// the learning half of the pairs.
const LETTERS_WEIGHT: f32 = 0.8;

/// −ln P of a sign that is no letter within a word.
const NO_LETTER: f32 = 6.0;

struct Partial {
    word: String,
    context: Context,
    channel: f32,
    letters: f32,
}

impl Partial {
    fn total(&self) -> f32 {
        self.channel + LETTERS_WEIGHT * self.letters
    }
}

/// Strings for a word that is in no list, cheapest first, the raw reading not always among them.
pub fn search(lexicon: &Lexicon, damaged: &Damaged, kind: Kind) -> Vec<Free> {
    let table = lexicon.letters();
    let n = damaged.raw.len();
    let mut at: Vec<Vec<Partial>> = (0..=n).map(|_| Vec::new()).collect();
    at[0].push(Partial { word: String::new(), context: Context::start(), channel: 0.0, letters: 0.0 });
    for i in 0..n {
        let here = best(std::mem::take(&mut at[i]), BEAM[kind as usize]);
        for partial in &here {
            for step in damaged.steps[i].iter().filter(|s| s.cost < DEAREST_STEP) {
                let mut buffer = [0; 4];
                let truth = step.truth.text(&mut buffer);
                let (mut context, mut cost) = (partial.context, partial.letters);
                for letter in truth.chars() {
                    let (own, next) = letters::step(table, kind, context, Some(letter));
                    (context, cost) = (next, cost + own);
                }
                let mut word = String::with_capacity(partial.word.len() + 4);
                word.push_str(&partial.word);
                word.push_str(truth);
                at[i + step.signs].push(Partial { word, context, channel: partial.channel + step.cost, letters: cost });
            }
        }
    }
    let mut ends = std::mem::take(&mut at[n]);
    for end in &mut ends {
        let strange = end.word.chars().filter(|c| !c.is_alphabetic()).count();
        end.letters += letters::step(table, kind, end.context, None).0 + NO_LETTER * strange as f32;
    }
    let ends = best(ends, KEEP);
    let limit = ends.first().map_or(0.0, |e| e.total() + MARGIN);
    ends.into_iter()
        .filter(|e| e.total() <= limit && e.word.chars().any(char::is_alphabetic))
        .map(|e| Free { letters: LETTERS_WEIGHT * e.letters, word: e.word, channel: e.channel })
        .collect()
}

/// The cheapest, each string once: two ways to the same string are the cheaper of them.
fn best(mut partials: Vec<Partial>, keep: usize) -> Vec<Partial> {
    partials.sort_by(|a, b| a.total().total_cmp(&b.total()).then_with(|| a.word.cmp(&b.word)));
    let mut out: Vec<Partial> = Vec::with_capacity(keep);
    for partial in partials {
        if out.len() == keep {
            break;
        }
        if out.iter().all(|o| o.word != partial.word) {
            out.push(partial);
        }
    }
    out
}

/// −ln P of a word's letters, weighed as in [`search`].
pub fn letters(lexicon: &Lexicon, kind: Kind, lower: &str) -> f32 {
    let strange = lower.chars().filter(|c| !c.is_alphabetic() && !matches!(c, '-' | ':' | '\'')).count();
    LETTERS_WEIGHT * lexicon.letter_cost(kind, lower) as f32 + NO_LETTER * strange as f32
}
