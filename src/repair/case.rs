//! Giving a word from the lexicon the case that the raw reading shows.

use crate::fold::base_letter;

/// What is known of a word besides the raw reading.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    /// Stands where a capital is expected: after a full stop, at the start of a block.
    pub sentence_start: bool,
    /// Follows another word on its line, so that a capital would say something.
    pub after_word: bool,
    /// The lexicon knows it with a capital more often than not.
    pub name: bool,
    /// The lexicon knows it in lower case many times as often as with a capital.
    pub common: bool,
}

/// `word` (lower case) in the case of `raw`. Signs that were misread as letters ("[tsam", "{6r") have no case of their own: they take
/// that of their place; a capital that the model made of å, ä or ö inside a sentence ("Andamålsenligt") is undone.
pub fn restore(raw: &str, word: &str, place: Place) -> String {
    let letters: Vec<char> = raw.chars().filter(|c| c.is_alphabetic()).collect();
    let upper = letters.iter().filter(|c| c.is_uppercase()).count();
    if letters.len() > 1 && upper * 3 > letters.len() * 2 {
        return word.to_uppercase();
    }
    let (Some(first_raw), Some(first)) = (raw.chars().next(), word.chars().next()) else { return word.to_string() };
    let capital = if !first_raw.is_alphabetic() {
        place.name || (place.sentence_start && !first_raw.is_numeric())
    } else if first_raw.is_uppercase() {
        let same = base_letter(first_raw) == base_letter(first);
        let ringed = !first.is_ascii();
        match (same, ringed) {
            (true, false) => true,
            _ => place.sentence_start || !place.after_word || !place.common,
        }
    } else {
        false
    };
    if !capital && letters.iter().skip(1).any(|c| c.is_uppercase()) {
        return positional(raw, word);
    }
    if capital { positional(&capitalised_first(raw), &capitalise(word)) } else { positional(&lower_first(raw), word) }
}

fn capitalise(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |c| c.to_uppercase().chain(chars).collect())
}

fn capitalised_first(raw: &str) -> String {
    capitalise(raw)
}

fn lower_first(raw: &str) -> String {
    let mut chars = raw.chars();
    chars.next().map_or_else(String::new, |c| c.to_lowercase().chain(chars).collect())
}

/// Capitals inside a word ("PwC", "McDonald") by position, where both have the same length; the first letter by `word`.
fn positional(raw: &str, word: &str) -> String {
    if raw.chars().count() != word.chars().count() {
        return word.to_string();
    }
    raw.chars()
        .zip(word.chars())
        .enumerate()
        .flat_map(|(i, (r, w))| {
            let up = i > 0 && r.is_uppercase() && base_letter(r) == base_letter(w);
            if up { w.to_uppercase().collect::<Vec<_>>() } else { vec![w] }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const INSIDE: Place = Place { sentence_start: false, after_word: true, name: false, common: true };

    #[test]
    fn case_follows_the_raw_reading() {
        assert_eq!(restore("SAMMANTRADESPROTOKOLL", "sammanträdesprotokoll", INSIDE), "SAMMANTRÄDESPROTOKOLL");
        assert_eq!(restore("Omrostning", "omröstning", INSIDE), "Omröstning");
        assert_eq!(restore("&r", "är", INSIDE), "är");
        assert_eq!(restore("arendet", "ärendet", INSIDE), "ärendet");
    }

    #[test]
    fn a_capital_made_of_a_ringed_letter_is_undone_inside_a_sentence() {
        assert_eq!(restore("Andamalsenligt", "ändamålsenligt", INSIDE), "ändamålsenligt");
        let start = Place { sentence_start: true, ..INSIDE };
        assert_eq!(restore("Andamalsenligt", "ändamålsenligt", start), "Ändamålsenligt");
    }

    #[test]
    fn a_capital_i_for_l_and_a_bracket_for_i() {
        assert_eq!(restore("Iagga", "lägga", INSIDE), "lägga");
        let name = Place { sentence_start: false, after_word: true, name: true, common: false };
        assert_eq!(restore("[tsam", "itsam", name), "Itsam");
    }
}
