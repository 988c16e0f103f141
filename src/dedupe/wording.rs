//! Words in the same place of two pages that look alike and are not: another decision, another name.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::verdict::is_plain;
use crate::fold::skeleton;
use crate::layout::coarse::similarity_from;

/// Letters that a name has at least, and likeness from which two words are one word, damaged.
const NAME_LETTERS: usize = 5;
const SAME_WORD: f64 = 0.6;
const SAME_NAME: f64 = 0.6;

/// Words that say what was decided, from `dictionaries/decisions.txt`, by their skeletons.
static DECISIONS: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let rows =
        include_str!("../../dictionaries/decisions.txt").lines().filter(|l| !l.starts_with('#') && !l.is_empty());
    rows.map(skeleton).collect()
});

/// Whether two words of which one says what was decided are not one, read twice.
pub(super) fn is_other_decision(a: &str, b: &str) -> bool {
    let core = |w: &str| skeleton(w).chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let (x, y) = (core(a), core(b));
    let (one, two) = (DECISIONS.contains(&x), DECISIONS.contains(&y));
    let word = |w: &String| w.chars().all(char::is_alphabetic);
    let other = || {
        x.len().min(y.len()) >= NAME_LETTERS - 1 && word(&x) && word(&y) && similarity_from(&x, &y, SAME_WORD).is_none()
    };
    x != y && (one && two || (one || two) && other())
}

/// Whether two capitalised words are two names: as they are read, no few misread letters make one the other.
pub(super) fn is_other_name(a: &str, b: &str) -> bool {
    let letters = |w: &str| skeleton(w).chars().filter(|c| c.is_alphabetic()).collect::<String>();
    let (x, y) = (letters(a), letters(b));
    let name = |w: &str, l: &String| l.len() >= NAME_LETTERS && is_plain(w) && is_capital(w);
    let part = x.starts_with(&y) || y.starts_with(&x) || x.ends_with(&y) || y.ends_with(&x);
    name(a, &x) && name(b, &y) && !part && similarity_from(&x, &y, SAME_NAME).is_none()
}

fn is_capital(word: &str) -> bool {
    word.chars().find(|c| c.is_alphabetic()).is_some_and(char::is_uppercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_decision_are_plain_and_stand_once() {
        let rows = include_str!("../../dictionaries/decisions.txt").lines().filter(|l| !l.starts_with('#'));
        let rows: Vec<&str> = rows.collect();
        assert_eq!(rows.len(), DECISIONS.len());
        assert!(rows.iter().all(|w| w.chars().all(char::is_lowercase)), "{rows:?}");
    }

    #[test]
    fn other_words_of_decision_and_other_names_are_told() {
        assert!(is_other_decision("beviljas", "avslås") && is_other_decision("bifall", "avslag"));
        assert!(!is_other_decision("beviljas", "bevi1jas") && !is_other_decision("avslås", "avslas,"));
        assert!(is_other_name("Fagerlund", "Palmgren") && !is_other_name("Lindqvist", "Lmdqvisl"));
        assert!(!is_other_name("Lindqvist", "Lind") && !is_other_name("väg", "gata"));
    }
}
