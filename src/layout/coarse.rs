//! Comparing readings of one text that bear different damage: a folding coarser than [`crate::fold::blur`].
//!
//! The English model makes a, é, i, d or 6 of å ä ö, and which one differs from reading to reading; so all of a e o d and what is read for
//! them fall into one class here. Two words that are equal after this folding need not be the same word.

use rapidfuzz::distance::levenshtein;

use crate::fold::{base_letter, letter_set};

/// Foldings shorter than this, in bytes, are alike only where they are equal.
const SHORT: usize = 5;

/// What each ASCII sign folds to; 0 where it is dropped.
const ASCII: [u8; 128] = {
    let mut table = [0; 128];
    let mut c = 0u8;
    while c < 128 {
        table[c as usize] = match c.to_ascii_lowercase() {
            b'a' | b'e' | b'o' | b'd' | b'0' | b'6' | b'&' | b'4' => b'a',
            b'i' | b'l' | b'j' | b'1' | b'|' | b'[' | b'!' => b'i',
            b if b.is_ascii_alphanumeric() => b,
            _ => 0,
        };
        c += 1;
    }
    table
};

/// `text` folded to letter classes, without white space and signs: å ä ö a e é o d 0 6 & 4 → `a`; i l j 1 | [ ! → `i`; the other letters and digits
/// as their base letter.
pub fn coarse(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    push_coarse(text, &mut out);
    out
}

/// [`coarse`], appended to `out`.
pub fn push_coarse(text: &str, out: &mut String) {
    for c in text.chars() {
        let folded = match c {
            '\0'..='\x7f' => char::from(ASCII[c as usize]),
            _ => match base_letter(c) {
                'a' | 'e' | 'o' | 'd' => 'a',
                'i' | 'l' | 'j' => 'i',
                b if b.is_alphanumeric() => b,
                _ => '\0',
            },
        };
        if folded != '\0' {
            out.push(folded);
        }
    }
}

/// How far two foldings of given lengths may be apart and still be alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Bounds {
    /// Bits in which their letter sets may differ.
    unshared: u32,
    /// Edits between them.
    edits: u32,
}

/// The bounds for foldings of `a` and `b` bytes; `None` where the lengths alone tell them apart, unless they are equal.
pub(super) fn bounds(a: usize, b: usize, least: f64) -> Option<Bounds> {
    let (short, long) = if a < b { (a, b) } else { (b, a) };
    // The length difference alone bounds the similarity from above.
    if short < SHORT || (short as f64) < least * long as f64 {
        return None;
    }
    let most = ((1.0 - least) * long as f64).floor() as usize;
    // The product may come out a little off either way; the similarity itself decides.
    let mut edits = most + 1;
    while edits > 0 && similarity(edits, long) < least {
        edits -= 1;
    }
    // One edit changes at most two of the letters that only one of the texts has: most pairs are told apart by that alone.
    Some(Bounds { unshared: 2 * most as u32, edits: edits as u32 })
}

/// What tells most foldings apart at a glance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Shape {
    letters: u64,
    /// Pairs of letters that stand side by side, hashed to a bit each.
    pairs: u64,
    last: u8,
}

impl Shape {
    /// The shape of a folding.
    pub fn new(text: &str) -> Shape {
        Shape::default().and(text)
    }

    /// The shape of the folding that this is the shape of with `text` after it.
    pub fn and(mut self, text: &str) -> Shape {
        self.letters |= letter_set(text);
        for &b in text.as_bytes() {
            if self.last != 0 {
                let pair = u16::from_le_bytes([self.last, b]).wrapping_mul(0x9e37);
                self.pairs |= 1 << (pair >> 10);
            }
            self.last = b;
        }
        self
    }
}

/// Whether a set has more than `n` bits. Where `n` is small this is cheaper than counting them all.
fn has_more(mut set: u64, n: usize) -> bool {
    for _ in 0..n {
        if set == 0 {
            return false;
        }
        set &= set - 1;
    }
    set != 0
}

impl Bounds {
    /// Whether foldings of these shapes can be within the bounds.
    pub fn admit(self, a: Shape, b: Shape) -> bool {
        // An edit takes away at most one letter of the one text and brings at most one of the other; of pairs, two.
        let edits = self.edits as usize;
        !has_more(a.letters & !b.letters, edits)
            && !has_more(b.letters & !a.letters, edits)
            && !has_more(a.pairs & !b.pairs, 2 * edits)
            && !has_more(b.pairs & !a.pairs, 2 * edits)
            && (a.letters ^ b.letters).count_ones() <= self.unshared
    }

    /// Whether two ASCII foldings are within the bounds, by the distance itself.
    pub fn hold(self, a: &str, b: &str) -> bool {
        let args = levenshtein::Args::default().score_cutoff(self.edits as usize);
        levenshtein::distance_with_args(a.bytes(), b.bytes(), &args).is_some()
    }
}

fn similarity(edits: usize, long: usize) -> f64 {
    1.0 - edits as f64 / long as f64
}

/// Levenshtein similarity of two texts (0–1) where it is at least `least`.
pub fn similarity_from(a: &str, b: &str, least: f64) -> Option<f64> {
    let ascii = a.is_ascii() && b.is_ascii();
    let length = |t: &str| if ascii { t.len() } else { t.chars().count() };
    let long = length(a).max(length(b));
    if long == 0 {
        return Some(1.0);
    }
    let args = levenshtein::Args::default().score_cutoff(((1.0 - least) * long as f64) as usize + 1);
    let edits = match ascii {
        true => levenshtein::distance_with_args(a.bytes(), b.bytes(), &args),
        false => levenshtein::distance_with_args(a.chars(), b.chars(), &args),
    };
    edits.map(|e| similarity(e, long)).filter(|s| *s >= least)
}

/// Whether two foldings are the same text but for damage: Levenshtein similarity of at least `least` (0–1), and equality where
/// either has fewer than five characters.
pub fn alike(a: &str, b: &str, least: f64) -> bool {
    a == b
        || bounds(a.len(), b.len(), least)
            .is_some_and(|within| close(a, b, (Shape::new(a), Shape::new(b)), within, least))
}

/// [`alike`] for two foldings that differ, with their shapes and the bounds for their lengths at hand.
pub(super) fn close(a: &str, b: &str, shapes: (Shape, Shape), within: Bounds, least: f64) -> bool {
    if !within.admit(shapes.0, shapes.1) {
        return false;
    }
    if a.is_ascii() && b.is_ascii() {
        return within.hold(a, b);
    }
    // Letters of other scripts are longer than a byte: here the lengths are those in letters.
    let long = a.chars().count().max(b.chars().count());
    similarity(levenshtein::distance(a.chars(), b.chars()), long) >= least
}

/// Known foldings, found again through damage.
#[derive(Debug)]
pub(super) struct Known {
    /// Each with its shape and the similarity (0–1) from which on a text counts as it.
    texts: Vec<(String, Shape, f64)>,
    /// For each length of a text in bytes, how many of its pairs of letters each folding must hold; [`NEVER`] where none are enough.
    needs: Vec<Vec<u8>>,
    /// For each pair of letters the foldings that hold it.
    holders: Vec<Vec<u8>>,
}

/// The most foldings that can be known.
pub(super) const MOST_KNOWN: usize = 256;
const NEVER: u8 = u8::MAX;
/// Letters and digits that foldings are made of.
const LETTERS: usize = 36;

/// The place of a pair of letters in [`Known::holders`].
fn pair(a: u8, b: u8) -> Option<usize> {
    let number = |c: u8| match c {
        b'a'..=b'z' => Some(usize::from(c - b'a')),
        b'0'..=b'9' => Some(usize::from(c - b'0') + 26),
        _ => None,
    };
    Some(number(a)? * LETTERS + number(b)?)
}

/// How many of a text's pairs of letters each known folding holds.
#[derive(Debug, Clone, Copy)]
pub(super) struct Held([u8; MOST_KNOWN]);

impl Known {
    /// `texts` are foldings, each with the similarity (0–1) from which on a text counts as it. At most [`MOST_KNOWN`] of them.
    pub fn new(texts: Vec<(String, f64)>) -> Known {
        let within = |t: &(String, f64), length: usize| bounds(t.0.len(), length, t.1);
        // An edit takes away two pairs at most.
        let need = |t: &(String, f64), length: usize| {
            within(t, length).map_or(NEVER, |b| (length - 1).saturating_sub(2 * b.edits as usize).min(254) as u8)
        };
        let longest = texts.iter().map(|t| (t.0.len() as f64 / t.1).ceil() as usize + 1).max().unwrap_or(0);
        let needs = |length: usize| {
            let mut row: Vec<u8> = texts.iter().map(|t| need(t, length)).collect();
            row.resize(MOST_KNOWN, NEVER);
            row
        };
        let needs = (0..=longest).map(needs).collect();
        let mut holders = vec![Vec::new(); LETTERS * LETTERS];
        for (i, text) in texts.iter().enumerate().take(MOST_KNOWN) {
            for pair in text.0.as_bytes().windows(2).filter_map(|w| pair(w[0], w[1])) {
                if holders[pair].last() != Some(&(i as u8)) {
                    holders[pair].push(i as u8);
                }
            }
        }
        Known {
            texts: texts.into_iter().map(|(t, least)| (t.clone(), Shape::new(&t), least)).collect(),
            needs,
            holders,
        }
    }

    /// The folding with this index.
    pub fn text(&self, index: usize) -> &str {
        self.texts.get(index).map_or("", |t| t.0.as_str())
    }

    /// Pairs of no text yet.
    pub fn held(&self) -> Held {
        Held([0; MOST_KNOWN])
    }

    /// Counts the pairs of `text` from byte `from` on, the one across it included.
    pub fn hold(&self, held: &mut Held, text: &str, from: usize) {
        let bytes = text.as_bytes();
        for w in bytes.get(from.saturating_sub(1)..).unwrap_or_default().windows(2) {
            if let Some(pair) = pair(w[0], w[1]) {
                self.holders[pair]
                    .iter()
                    .for_each(|&i| held.0[usize::from(i)] = held.0[usize::from(i)].saturating_add(1));
            }
        }
    }

    /// The first folding that is `text`, letter for letter, or is like it, and whose index `fits`. `held` are the pairs of `text`.
    pub fn find(&self, text: &str, held: &Held, fits: impl Fn(usize) -> bool) -> Option<usize> {
        let needs = self.needs.get(text.len())?;
        if text.len() < SHORT || !text.is_ascii() {
            return (0..self.texts.len()).find(|&i| fits(i) && alike(&self.texts[i].0, text, self.texts[i].2));
        }
        const LANES: usize = 32;
        for (block, (held, needs)) in held.0.chunks(LANES).zip(needs.chunks(LANES)).enumerate() {
            // Without branches, so that a block is compared at once; most have no folding that is near.
            if !held.iter().zip(needs).fold(false, |any, (h, n)| any | (h >= n)) {
                continue;
            }
            let near = (0..LANES).filter(|&i| held[i] >= needs[i]).map(|i| block * LANES + i);
            let mut near = near.filter(|&i| fits(i));
            let found = near.find(|&i| {
                let (known, shape, least) = &self.texts[i];
                let within = bounds(known.len(), text.len(), *least);
                within.is_some_and(|w| known == text || close(known, text, (*shape, Shape::new(text)), w, *least))
            });
            if found.is_some() {
                return found;
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn readings_of_one_word_meet() {
        assert_eq!(coarse("Ordförandens sign"), coarse("Ordf6r&ndens  sign."));
        assert_eq!(coarse("Ordförandens"), coarse("Ordférandens"));
        assert_ne!(coarse("2023"), coarse("2032"));
    }

    #[test]
    fn short_foldings_must_be_equal() {
        assert!(alike("kammunstyraisan", "kammunstyrxisan", 0.8));
        assert!(!alike("akt", "ak", 0.5));
    }

    proptest! {
        #[test]
        fn known_foldings_are_found_as_by_comparing_with_each(
            texts in proptest::collection::vec("[abcå]{0,9}|[a-z]{4,14}", 1..12),
            text in "[abcå]{0,9}|[a-z]{4,14}",
            from in 0usize..14,
        ) {
            let known = Known::new(texts.iter().map(|t| (t.clone(), 0.6)).collect());
            let start = text.char_indices().map(|(i, _)| i).nth(from).unwrap_or(text.len());
            let mut held = known.held();
            known.hold(&mut held, &text[..start], 0);
            known.hold(&mut held, &text, start);
            let one_by_one = |but: usize| texts.iter().enumerate().position(|(i, t)| i != but && alike(t, &text, 0.6));
            prop_assert_eq!(known.find(&text, &held, |_| true), one_by_one(usize::MAX));
            prop_assert_eq!(known.find(&text, &held, |i| i != 0), one_by_one(0));
        }

        #[test]
        fn likeness_is_levenshteins(a in "[a-f]{5,14}", b in "[a-f]{5,14}", least in 0.5f64..0.95) {
            let (short, long) = (a.len().min(b.len()), a.len().max(b.len()));
            let unshared = (letter_set(&a) ^ letter_set(&b)).count_ones() as usize;
            let near = short as f64 >= least * long as f64 && unshared <= 2 * ((1.0 - least) * long as f64) as usize;
            prop_assert_eq!(alike(&a, &b, least), a == b || near && strsim::normalized_levenshtein(&a, &b) >= least);
        }

        #[test]
        fn similarity_is_exact_from_the_least_on(a in "[a-cå]{0,9}", b in "[a-cå]{0,9}", least in 0.2f64..0.95) {
            let s = strsim::normalized_levenshtein(&a, &b);
            prop_assert_eq!(similarity_from(&a, &b, least), (s >= least).then_some(s));
        }

        #[test]
        fn ascii_folds_as_its_base_letters_do(text in "[ -~]{0,20}") {
            let mut by_letter = String::new();
            for c in text.chars() {
                match base_letter(c) {
                    'a' | 'e' | 'o' | 'd' | '0' | '6' | '&' | '4' => by_letter.push('a'),
                    'i' | 'l' | 'j' | '1' | '|' | '[' | '!' => by_letter.push('i'),
                    b if b.is_alphanumeric() => by_letter.push(b),
                    _ => {}
                }
            }
            prop_assert_eq!(coarse(&text), by_letter);
        }
    }
}
