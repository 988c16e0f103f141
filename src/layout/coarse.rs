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
    edits: usize,
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
    Some(Bounds { unshared: 2 * most as u32, edits })
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

/// The most bits of one set that the other lacks.
fn lacking(a: u64, b: u64) -> u32 {
    (a & !b).count_ones().max((b & !a).count_ones())
}

impl Bounds {
    /// Whether foldings of these shapes can be within the bounds.
    pub fn admit(self, a: Shape, b: Shape) -> bool {
        // An edit takes away at most one letter of the one text and brings at most one of the other; of pairs, two.
        let edits = self.edits as u32;
        (a.letters ^ b.letters).count_ones() <= self.unshared
            && lacking(a.letters, b.letters) <= edits
            && lacking(a.pairs, b.pairs) <= 2 * edits
    }

    /// Whether two ASCII foldings are within the bounds, by the distance itself.
    pub fn hold(self, a: &str, b: &str) -> bool {
        let args = levenshtein::Args::default().score_cutoff(self.edits);
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
    texts: Vec<String>,
    least: f64,
    /// For each length in bytes the foldings that a text of that length can be, in their own order.
    by_length: Vec<Vec<Candidate>>,
}

#[derive(Debug, Clone, Copy)]
struct Candidate {
    index: usize,
    shape: Shape,
    /// `None` where only equality counts.
    bounds: Option<Bounds>,
}

impl Known {
    /// `texts` are foldings; a text counts as one of them from a similarity of `least` (0–1) on.
    pub fn new(texts: Vec<String>, least: f64) -> Known {
        let longest = texts.iter().map(String::len).max().unwrap_or(0);
        let candidates = |length: usize| {
            let all = texts.iter().enumerate();
            all.filter_map(|(index, t)| {
                let bounds = bounds(t.len(), length, least);
                (bounds.is_some() || t.len() == length).then(|| Candidate { index, shape: Shape::new(t), bounds })
            })
            .collect::<Vec<_>>()
        };
        let most = (longest as f64 / least).ceil() as usize + 1;
        let by_length = (0..=most).map(candidates).collect();
        Known { texts, least, by_length }
    }

    /// The folding with this index.
    pub fn text(&self, index: usize) -> &str {
        self.texts.get(index).map_or("", String::as_str)
    }

    /// The first folding that is `text`, letter for letter.
    pub fn exact(&self, text: &str) -> Option<usize> {
        self.by_length.get(text.len())?.iter().map(|c| c.index).find(|&i| self.texts[i] == text)
    }

    /// The first folding that is like `text` (of this shape) and that `fits`.
    pub fn find(&self, text: &str, shape: Shape, fits: impl Fn(&str) -> bool) -> Option<usize> {
        let candidates = self.by_length.get(text.len())?;
        let like = |c: &&Candidate| {
            let known = self.texts[c.index].as_str();
            let near = c.bounds.is_some_and(|b| close(known, text, (c.shape, shape), b, self.least));
            (near || c.shape == shape && known == text) && fits(known)
        };
        candidates.iter().find(like).map(|c| c.index)
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
        ) {
            let known = Known::new(texts.clone(), 0.6);
            let one_by_one = texts.iter().position(|t| alike(t, &text, 0.6));
            prop_assert_eq!(known.find(&text, Shape::new(&text), |_| true), one_by_one);
            prop_assert_eq!(known.exact(&text), texts.iter().position(|t| *t == text));
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
