//! A model of letters: how much like a Swedish word, or a Swedish name, a string looks that no list has. Letter n-grams with
//! absolute discounting, in a [`Hashed`] table.

use std::cell::Cell;
use std::collections::BTreeMap;

use super::hashed::{Entry, Hashed, key};

/// Letters of context and the letter itself.
pub const ORDER: usize = 5;
/// The code of a word's edge. Letters are their Unicode numbers.
const EDGE: u32 = 0;
/// Taken from each count for what was not seen (Ney and others 1994).
const DISCOUNT: f64 = 0.75;
/// −ln P of a letter after nothing known: one of about 60 signs.
const ANY: f32 = 4.1;
/// So that n-grams of words and of names do not meet in one table.
const SALT: [u32; 2] = [0x776f_7264, 0x6e61_6d65];

/// Whose letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Words in lower case.
    Word,
    /// Names of people and places.
    Name,
}

fn gram(kind: Kind, codes: &[u32]) -> u64 {
    let mut tokens = [0u32; ORDER + 1];
    tokens[0] = SALT[kind as usize];
    tokens[1..=codes.len()].copy_from_slice(codes);
    key(&tokens[..=codes.len()])
}

/// The n-grams of `words` (lower case). Every form counts once, since new words look like the many rare ones and not like the few
/// common ones. N-grams above two letters that were seen once are left out.
pub fn train<'a>(kind: Kind, words: impl Iterator<Item = &'a str>) -> Vec<Entry> {
    let mut counts: Vec<BTreeMap<Vec<u32>, f64>> = vec![BTreeMap::new(); ORDER];
    for word in words {
        let mut codes = vec![EDGE];
        codes.extend(word.chars().map(u32::from));
        codes.push(EDGE);
        for end in 1..codes.len() {
            for n in 1..=ORDER.min(end + 1) {
                *counts[n - 1].entry(codes[end + 1 - n..=end].to_vec()).or_default() += 1.0;
            }
        }
    }
    // Mass and number of kinds that follow each context.
    let mut after: BTreeMap<Vec<u32>, (f64, f64)> = BTreeMap::new();
    for grams in &counts {
        for (gram, count) in grams {
            let sums = after.entry(gram[..gram.len() - 1].to_vec()).or_default();
            sums.0 += count;
            sums.1 += 1.0;
        }
    }
    for grams in counts.iter_mut().skip(2) {
        grams.retain(|_, c| *c >= 2.0);
    }
    let mut kept: BTreeMap<Vec<u32>, f64> = BTreeMap::new();
    for (gram, count) in counts.iter().flatten() {
        *kept.entry(gram[..gram.len() - 1].to_vec()).or_default() += count - DISCOUNT;
    }
    let left = |context: &[u32]| match (after.get(context), kept.get(context)) {
        (Some((mass, _)), Some(kept)) => (1.0 - kept / mass).max(1e-4),
        _ => 1.0,
    };
    // Lower orders first: each adds to its own what they leave.
    let mut p: BTreeMap<Vec<u32>, f64> = BTreeMap::new();
    for grams in &counts {
        for (gram, count) in grams {
            let context = &gram[..gram.len() - 1];
            let own = (count - DISCOUNT) / after.get(context).map_or(1.0, |a| a.0);
            let lower =
                if gram.len() == 1 { (-f64::from(ANY)).exp() } else { p.get(&gram[1..]).copied().unwrap_or(1e-4) };
            p.insert(gram.clone(), own + left(context) * lower);
        }
    }
    p.iter().map(|(codes, p)| Entry { key: gram(kind, codes), cost: -p.ln(), backoff: -left(codes).ln() }).collect()
}

/// The letters just read: what the next one depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Context {
    codes: [u32; ORDER - 1],
    len: usize,
}

impl Context {
    /// At the start of a word.
    pub fn start() -> Context {
        Context { codes: [EDGE; ORDER - 1], len: 1 }
    }

    fn push(self, code: u32) -> Context {
        let mut next = self;
        if self.len == ORDER - 1 {
            next.codes.rotate_left(1);
            next.codes[ORDER - 2] = code;
        } else {
            next.codes[self.len] = code;
            next.len += 1;
        }
        next
    }
}

/// −ln P(letter | letters before), and the context after it. `None` is the end of the word.
pub fn step(table: Hashed, kind: Kind, context: Context, letter: Option<char>) -> (f32, Context) {
    let code = letter.map_or(EDGE, u32::from);
    let known = &context.codes[..context.len];
    let mut codes = [0u32; ORDER];
    codes[..known.len()].copy_from_slice(known);
    codes[known.len()] = code;
    let whole = gram(kind, &codes[..=known.len()]) ^ table.identity();
    let cost = STEPS.with(|steps| {
        let slot = &steps[whole as usize % STEPS_KEPT];
        let (held, cost) = slot.get();
        if held == whole {
            return cost;
        }
        let cost = look_up(table, kind, &codes[..=known.len()]);
        slot.set((whole, cost));
        cost
    });
    (cost, context.push(code))
}

/// Steps just looked up, by hash: words share most of their letters, and the table lies all over the memory.
const STEPS_KEPT: usize = 1 << 13;
thread_local! {
    static STEPS: Vec<Cell<(u64, f32)>> = vec![Cell::new((0, 0.0)); STEPS_KEPT];
}

/// −ln P of the last letter after those before it.
fn look_up(table: Hashed, kind: Kind, codes: &[u32]) -> f32 {
    let known = codes.len().saturating_sub(1);
    let mut cost = 0.0;
    for from in 0..=known {
        if let Some(found) = table.get(gram(kind, &codes[from..])) {
            return cost + found.cost;
        }
        if from < known {
            cost += table.get(gram(kind, &codes[from..known])).map_or(0.0, |f| f.backoff);
        }
    }
    cost + ANY + 2.0
}

/// −ln P of a whole word (lower case).
pub fn cost(table: Hashed, kind: Kind, word: &str) -> f64 {
    let mut context = Context::start();
    let mut total = 0.0;
    for letter in word.chars().map(Some).chain([None]) {
        let (cost, next) = step(table, kind, context, letter);
        total += f64::from(cost);
        context = next;
    }
    total
}

#[cfg(test)]
mod tests {
    use super::super::hashed::build;
    use super::*;

    #[test]
    fn words_like_those_seen_are_cheaper() {
        let bytes = build(&train(Kind::Word, ["säkerhet", "enhet", "helhet", "närhet"].into_iter()), 4);
        let table = Hashed::new(&bytes, 4);
        let cost = |word| cost(table, Kind::Word, word);
        assert!(cost("frihet") < cost("frxhzt"));
        assert!(cost("närhet") < cost("nérhet"));
        assert!(super::cost(table, Kind::Name, "närhet") > cost("närhet"));
    }

    #[test]
    fn probabilities_after_a_context_sum_to_about_one() {
        let bytes = build(&train(Kind::Word, ["abba", "abab", "baba", "aab"].into_iter()), 4);
        let table = Hashed::new(&bytes, 4);
        let (_, context) = step(table, Kind::Word, Context::start(), Some('a'));
        let sum: f64 = [Some('a'), Some('b'), None]
            .into_iter()
            .map(|c| f64::from(-step(table, Kind::Word, context, c).0).exp())
            .sum();
        assert!((0.75..=1.05).contains(&sum), "{sum}");
    }
}
