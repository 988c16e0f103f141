//! Lines compared letter by letter, with what the letters alone tell apart asked first.

use rapidfuzz::distance::levenshtein;

use crate::fold;

/// How often each letter a–z stands in a text; the rest is empty, for processors like whole words.
pub(super) type Counts = [u8; 32];

/// A line in its blurred letters, without blanks: OCR loses and wins them.
#[derive(Debug, Clone)]
pub(super) struct Solid {
    /// The letters.
    pub chars: Vec<char>,
    letters: Counts,
    set: u64,
}

impl Solid {
    /// From a blurred text.
    pub fn new(blurred: &str) -> Self {
        let chars: Vec<char> = blurred.chars().filter(|c| *c != ' ').collect();
        let ascii = chars.iter().filter_map(|c| u8::try_from(*c).ok()).filter(u8::is_ascii);
        Solid { letters: counts(&chars), set: ascii.fold(0, |set, b| set | fold::letter_bit(b)), chars }
    }

    /// Levenshtein distance to another where it is at most `limit`. What the letters alone tell apart is not compared sign by sign.
    pub fn distance(&self, other: &Solid, limit: usize) -> Option<usize> {
        if self.may_be(other, limit) { distance(&self.chars, &other.chars, limit) } else { None }
    }

    /// Whether the letters alone let the other be within `limit` edits.
    pub fn may_be(&self, other: &Solid, limit: usize) -> bool {
        self.chars.len().abs_diff(other.chars.len()) <= limit
            && !exceeds(self.set ^ other.set, 2 * limit)
            && apart(&self.letters, &other.letters) <= limit
    }
}

/// Whether more than `n` bits are set. Few are where it matters, and plain processors have no instruction to count them.
pub(super) fn exceeds(mut bits: u64, n: usize) -> bool {
    for _ in 0..n {
        bits &= bits.wrapping_sub(1);
    }
    bits != 0
}

/// Levenshtein distance where it is at most `limit`.
pub(super) fn distance(a: &[char], b: &[char], limit: usize) -> Option<usize> {
    let within = levenshtein::Args::default().score_cutoff(limit);
    levenshtein::distance_with_args(a.iter().copied(), b.iter().copied(), &within)
}

/// How often each letter occurs.
pub(super) fn counts(t: &[char]) -> Counts {
    let mut n: Counts = [0; 32];
    for c in t.iter().filter(|c| c.is_ascii_lowercase()) {
        let slot = &mut n[(*c as u8 - b'a') as usize];
        *slot = slot.saturating_add(1);
    }
    n
}

/// A lower bound of the edit distance, less the signs that are no letters a–z: the letters that only one of the two has.
pub(super) fn apart(a: &Counts, b: &Counts) -> usize {
    let (mut more, mut less) = (0u16, 0u16);
    for (x, y) in a.iter().zip(b) {
        more += u16::from(x.saturating_sub(*y));
        less += u16::from(y.saturating_sub(*x));
    }
    usize::from(more.max(less))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_distance_within_a_limit() {
        let words = ["beslut", "besluta", "baslit", "", "yrkanden", "yrkandn", "ordning", "dning", "abc", "cab"];
        for a in words {
            for b in words {
                let (x, y): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
                let true_distance = strsim::levenshtein(a, b);
                for limit in 0..4 {
                    let want = Some(true_distance).filter(|d| *d <= limit);
                    assert_eq!(distance(&x, &y, limit), want, "{a} {b} {limit}");
                }
            }
        }
    }

    #[test]
    fn texts_longer_than_a_heading_have_a_distance() {
        let (a, b) = (vec!['a'; 400], vec!['a'; 402]);
        assert_eq!((distance(&a, &b, 3), distance(&a, &b, 1)), (Some(2), None));
    }
}
