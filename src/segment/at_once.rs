//! Paragraphs that were adjusted at once (omedelbar justering).

use std::sync::LazyLock;

use regex::Regex;

use super::{data, text};
use crate::fold;

const PHRASES: &str = include_str!("../../dictionaries/immediate-adjusting.txt");
/// Ways to say that a § was adjusted at once, folded.
static AT_ONCE: LazyLock<Vec<String>> = LazyLock::new(|| data::entries(PHRASES).map(fold::skeleton).collect());

/// The most words of a note: "Paragrafen justeras omedelbart".
const NOTE_WORDS: usize = 3;

/// Whether a line is a note that the § is adjusted at once, and nothing else.
pub(super) fn is_note(line: &str) -> bool {
    let t = text::trim_noise_end(line.trim()).trim_end_matches('.');
    if t.split_whitespace().count() > NOTE_WORDS {
        return false;
    }
    let folded = text::folded(t);
    AT_ONCE.iter().any(|p| folded.ends_with(p.as_str()))
}

/// Whether the text of a § says that it was adjusted at once, a letter of either word misread or not.
pub(super) fn told(all: &str) -> bool {
    // One part of "omedelbart" is read right where the word can be known at all.
    static PARTS: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new("medel|MEDEL|delba|DELBA").ok());
    if PARTS.as_ref().is_some_and(|parts| !parts.is_match(all)) {
        return false;
    }
    let folded = text::folded(all);
    if AT_ONCE.iter().any(|p| folded.contains(p.as_str())) {
        return true;
    }
    // With a letter misread in either word: only where a word resembles "omedelbart".
    let words: Vec<&str> = folded.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    let near = |word: &str, of: &str| {
        word.len().abs_diff(of.len()) <= 1
            && (word == of || (of.len() > 6 && strsim::levenshtein(word, of) <= 1 + of.len() / 10))
    };
    words.iter().enumerate().filter(|(_, w)| w.len() >= 9 && (near(w, "omedelbart") || near(w, "omedelbar"))).any(
        |(i, _)| {
            AT_ONCE.iter().any(|phrase| {
                let parts: Vec<&str> = phrase.split(' ').collect();
                let offset = parts.iter().position(|p| p.starts_with("omedelbar")).unwrap_or(0);
                let from = i.checked_sub(offset);
                from.and_then(|f| words.get(f..f + parts.len()))
                    .is_some_and(|own| own.iter().zip(&parts).all(|(w, p)| near(w, p)))
            })
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_may_be_misread() {
        for t in
            ["Paragrafen förklaras omedelbart justerad.", "att paragrafen jusleras omedelbarf,", "OMEDELBAR JUSTERING"]
        {
            assert!(told(t), "{t}");
        }
        assert!(!told("Åtgärden ska vidtas omedelbart och reglementet justeras senare."));
    }

    #[test]
    fn a_note_says_nothing_else() {
        assert!(is_note("Omedelbar justering") && is_note("Paragrafen justeras omedelbart."));
        assert!(!is_note("Omedelbar justering av reglementet") && !is_note("Justering"));
    }

    #[test]
    fn phrases_are_policed() {
        data::police(PHRASES, 1);
    }
}
