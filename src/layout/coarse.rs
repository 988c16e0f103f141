//! Comparing readings of one text that bear different damage: a folding coarser than [`crate::fold::blur`].
//!
//! The English model makes a, é, i, d or 6 of å ä ö, and which one differs from reading to reading; so all of a e o d and what is read for
//! them fall into one class here. Two words that are equal after this folding need not be the same word.

use crate::fold::{base_letter, letter_set};

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
        match base_letter(c) {
            'a' | 'e' | 'o' | 'd' | '0' | '6' | '&' | '4' => out.push('a'),
            'i' | 'l' | 'j' | '1' | '|' | '[' | '!' => out.push('i'),
            b if b.is_alphanumeric() => out.push(b),
            _ => {}
        }
    }
}

/// Whether two foldings are the same text but for damage: Levenshtein similarity of at least `least` (0–1), and equality where
/// either has fewer than five characters.
pub fn alike(a: &str, b: &str, least: f64) -> bool {
    if a == b {
        return true;
    }
    let (short, long) = if a.len() < b.len() { (a.len(), b.len()) } else { (b.len(), a.len()) };
    // The length difference alone bounds the similarity from above.
    if short < 5 || (short as f64) < least * long as f64 {
        return false;
    }
    // One edit changes at most two of the letters that only one of the texts has: most pairs are told apart by that alone.
    let unshared = (letter_set(a) ^ letter_set(b)).count_ones() as usize;
    let most = ((1.0 - least) * long as f64).floor() as usize;
    unshared <= 2 * most && strsim::normalized_levenshtein(a, b) >= least
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
