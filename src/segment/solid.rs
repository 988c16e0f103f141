//! Lines compared letter by letter, with what the letters alone tell apart asked first.

use rapidfuzz::distance::levenshtein;

/// How often each letter a–z stands in a text; the rest is empty, for processors like whole words.
pub(super) type Counts = [u8; 32];

/// A line in its blurred letters, without blanks: OCR loses and wins them.
#[derive(Debug, Clone)]
pub(super) struct Solid {
    /// The letters.
    pub chars: Vec<char>,
    /// Which they are and how often.
    pub marks: Marks,
}

impl Solid {
    /// From a blurred text.
    pub fn new(blurred: &str) -> Self {
        let chars: Vec<char> = blurred.chars().filter(|c| *c != ' ').collect();
        Solid { marks: Marks::of(chars.iter().copied()), chars }
    }

    /// Levenshtein distance to another where it is at most `limit`. What the letters alone tell apart is not compared sign by sign.
    pub fn distance(&self, other: &Solid, limit: usize) -> Option<usize> {
        let near = self.chars.len().abs_diff(other.chars.len()) <= limit && self.marks.may_be(other.marks, limit);
        if near { distance(&self.chars, &other.chars, limit) } else { None }
    }
}

/// The letters of a blurred text, a bit each for the first one, the second and so on of every letter, up to a number that goes with how common it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Marks(u64);

impl Marks {
    /// Of a blurred text; blanks do not count.
    pub fn of(letters: impl Iterator<Item = char>) -> Self {
        let mut out = 0;
        for c in letters {
            let (from, many) = PLACES[if c.is_ascii() { c as usize } else { 0 }];
            // The next bit of this letter, as long as there is one.
            let own = out >> from & ((1 << many) - 1);
            out |= ((own << 1 | 1) & ((1 << many) - 1)) << from;
        }
        Marks(out)
    }

    /// Whether the letters let two texts be within `limit` edits: each edit takes away one letter at most, and adds one at most.
    pub fn may_be(self, other: Marks, limit: usize) -> bool {
        self.may_hold(other, limit) && other.may_hold(self, limit)
    }

    /// Whether a part of this text may be within `limit` edits of the other: no more letters are missing.
    pub fn may_hold(self, other: Marks, limit: usize) -> bool {
        !exceeds(other.0 & !self.0, limit)
    }
}

/// How often each letter that blurring leaves counts in [`Marks`]; each digit once.
const COMMON: &str = "aaaaaaa iiiiii nnnn rrrr ssss tttt ooo ggg mm uu kkk vv ff bb hh pp c j y w x z 2 3 5 7 8 9";

/// Where the bits of each letter begin, and how many there are.
const PLACES: [(u32, u32); 128] = {
    let mut out = [(0, 0); 128];
    let letters = COMMON.as_bytes();
    let (mut at, mut bit) = (0, 0);
    while at < letters.len() {
        let c = letters[at] as usize;
        if letters[at] != b' ' {
            out[c] = (if out[c].1 == 0 { bit } else { out[c].0 }, out[c].1 + 1);
            bit += 1;
        }
        at += 1;
    }
    assert!(bit <= u64::BITS);
    out
};

/// The most bits that are taken away one by one: more are counted sooner.
const FEW: usize = 4;

/// Whether more than `n` bits are set. Few are where it matters, and plain processors have no instruction to count them.
fn exceeds(mut bits: u64, n: usize) -> bool {
    if n > FEW {
        return bits.count_ones() as usize > n;
    }
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
    let mut n = Counts::default();
    t.iter().for_each(|c| count(&mut n, *c));
    n
}

/// Counts one more sign.
pub(super) fn count(n: &mut Counts, c: char) {
    if c.is_ascii_lowercase() {
        let slot = &mut n[usize::from(c as u8 - b'a')];
        *slot = slot.saturating_add(1);
    }
}

/// A lower bound of the edit distance, less the signs that are no letters a–z: the letters that only one of the two has.
pub(super) fn apart(a: &Counts, b: &Counts) -> usize {
    let over = |a: &Counts, b: &Counts| -> u32 { a.iter().zip(b).map(|(x, y)| u32::from(x.saturating_sub(*y))).sum() };
    over(a, b).max(over(b, a)) as usize
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
    fn letters_alone_rule_out_nothing_that_is_near() {
        let words = ["beslut", "basiut", "baslutt", "iannanatt", "iannanat", "nnnnnnn", "nnnnn", "abc5", "abc", "ba"];
        for a in words {
            for b in words {
                let (x, y) = (Solid::new(a), Solid::new(b));
                let true_distance = strsim::levenshtein(a, b);
                assert!(x.marks.may_be(y.marks, true_distance), "{a} {b}");
                assert_eq!(x.distance(&y, 2), Some(true_distance).filter(|d| *d <= 2), "{a} {b}");
            }
        }
        assert!(!Solid::new("beslut").marks.may_be(Solid::new("yrkanden").marks, 2));
    }

    #[test]
    fn texts_longer_than_a_heading_have_a_distance() {
        let (a, b) = (vec!['a'; 400], vec!['a'; 402]);
        assert_eq!((distance(&a, &b, 3), distance(&a, &b, 1)), (Some(2), None));
    }
}
