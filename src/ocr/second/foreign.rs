//! Names with letters that the Swedish model cannot print: "Özgär" for Özgür, "Byen" for Øyen, "Thérése" for Thérèse.

use std::sync::LazyLock;

use crate::ocr::wire::WireWord;

static LETTERS: LazyLock<Vec<char>> = LazyLock::new(|| {
    let lines = include_str!("../../../dictionaries/foreign-letters.txt").lines();
    lines.filter(|l| !l.starts_with('#')).filter_map(|l| l.chars().next()).collect()
});

/// Confidence of the first reading below which a name is read again, 0–1. On the tuning half of the devset all names misread for want
/// of a letter but six of 33 lie below, and one other word a page; from 0.92 on there are seven times as many.
const UNSURE: f32 = 0.9;
/// Confidence from which the other model is believed, 0–1: there every name it changed was right, and "Sará" for a badly scanned Sara had 0.47.
const SURE: f32 = 0.8;
/// Shortest name that is read again, letters.
const SHORTEST: usize = 3;
/// Most letters of the first reading that one foreign letter stands for ("Özgöär").
const WIDEST: usize = 3;

/// Whether word `at` is a name to be read again.
pub(super) fn is_unsure_name(words: &[WireWord], at: usize) -> bool {
    let word = &words[at];
    let core = word.text.trim_matches(|c: char| !c.is_alphabetic());
    let letters = core.chars().count();
    // A list item's first word shares the doubt about its dash.
    let item = at == 1 && words[0].text.chars().all(|c| !c.is_alphanumeric());
    !item
        && word.conf < UNSURE
        && letters >= SHORTEST
        && core.starts_with(char::is_uppercase)
        && core.chars().all(|c| c.is_alphabetic() || c == '-')
}

/// `first` as the words `second` have it, where they differ in nothing but letters that the first model lacks.
pub(super) fn mended(first: &WireWord, second: &[WireWord]) -> Option<WireWord> {
    let middle = |w: &WireWord| (w.bbox[0] + w.bbox[2]) / 2;
    let here = |w: &&WireWord| first.bbox[0] <= middle(w) && middle(w) <= first.bbox[2];
    let mut found = second.iter().filter(here);
    let (word, None) = (found.next()?, found.next()) else { return None };
    let (a, b): (Vec<char>, Vec<char>) = (first.text.chars().collect(), word.text.chars().collect());
    if word.conf < SURE || a == b || !same_but_foreign(&a, &b) {
        return None;
    }
    let mut letters = first.letters.clone();
    match a.len() == b.len() && letters.len() == a.len() {
        true => letters.iter_mut().zip(a.iter().zip(&b)).filter(|(_, (a, b))| a != b).for_each(|(l, _)| {
            l.conf = word.conf;
            l.alternatives.clear();
        }),
        false => letters.clear(),
    }
    Some(WireWord { text: word.text.clone(), bbox: first.bbox, conf: word.conf, letters })
}

fn same_but_foreign(first: &[char], second: &[char]) -> bool {
    match (first, second) {
        ([], []) => true,
        ([a, rest @ ..], [b, others @ ..]) if a == b => same_but_foreign(rest, others),
        (_, [b, others @ ..]) if LETTERS.contains(b) => {
            (1..=WIDEST.min(first.len())).any(|n| same_but_foreign(&first[n..], others))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(text: &str, x: u32, conf: f32) -> WireWord {
        WireWord { text: text.into(), bbox: [x, 0, x + 50, 20], conf, letters: Vec::new() }
    }

    fn read(first: &str, second: &str, conf: f32) -> Option<String> {
        mended(&word(first, 100, 0.4), &[word("herr", 10, 0.9), word(second, 101, conf)]).map(|w| w.text)
    }

    #[test]
    fn only_letters_that_the_first_model_lacks_are_taken() {
        assert_eq!(read("Mörköl", "Mørkøl", 0.9).as_deref(), Some("Mørkøl"));
        assert_eq!(read("Bögöär,", "Bögür,", 0.9).as_deref(), Some("Bögür,"));
        assert_eq!(read("Sara", "Sará", 0.4), None);
        assert_eq!(read("Rahimi", "Ranimi", 0.9), None);
        assert_eq!(read("Strömdahl", "Strőmdahl", 0.9), None);
        assert_eq!(read("Asta", "Asta", 0.9), None);
    }

    #[test]
    fn names_of_low_confidence_are_read_again() {
        let words = [word("-", 0, 0.1), word("Asta", 60, 0.3), word("Egilø", 120, 0.3), word("beslutar", 180, 0.3)];
        let asked: Vec<usize> = (0..4).filter(|i| is_unsure_name(&words, *i)).collect();
        assert_eq!(asked, [2]);
        assert!(!is_unsure_name(&[word("Asta", 0, 0.95)], 0));
    }

    #[test]
    fn the_letters_are_single_without_repeats() {
        let lines = include_str!("../../../dictionaries/foreign-letters.txt").lines().filter(|l| !l.starts_with('#'));
        assert!(lines.clone().all(|l| l.chars().count() == 1));
        let unique: std::collections::BTreeSet<&str> = lines.clone().collect();
        assert_eq!(unique.len(), lines.count());
    }
}
