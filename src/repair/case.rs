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
    /// Its line is written in capitals. Two capitals elsewhere may be one and a misread letter ("PA grund av" → "På grund av").
    pub loud: bool,
    /// The lexicon knows it in lower case many times as often as with a capital.
    pub common: bool,
}

/// `word` (lower case) in the case of `raw`. Signs that were misread as letters ("[tsam", "{6r") have no case of their own, and neither has a
/// capital that the model made of another letter, å, ä and ö above all ("pA", "Andamålsenligt", "60 Gre"): they take that of their place.
pub fn restore(raw: &str, word: &str, place: Place) -> String {
    let letters: Vec<char> = raw.chars().filter(|c| c.is_alphabetic()).collect();
    let upper = letters.iter().filter(|c| c.is_uppercase()).count();
    let signs = raw.chars().count() > letters.len();
    let enough = if place.loud { 1 } else { 3 };
    if (letters.len() >= enough || signs) && upper * 3 > letters.len() * 2 {
        return word.to_uppercase();
    }
    let (Some(first_raw), Some(first)) = (raw.chars().next(), word.chars().next()) else { return word.to_string() };
    let capital = if !first_raw.is_alphabetic() {
        // A bracket or a stroke is what a capital I becomes.
        let tall = matches!(first_raw, '[' | '|') && !place.common;
        place.name || tall || (place.sentence_start && !first_raw.is_numeric())
    } else if first_raw.is_uppercase() {
        let expected = place.sentence_start || !place.common;
        match (base_letter(first_raw) == base_letter(first), first.is_ascii()) {
            (true, true) => true,
            (true, false) => expected || !place.after_word,
            _ => expected,
        }
    } else {
        false
    };
    if !capital && letters.iter().skip(1).any(|c| c.is_uppercase()) {
        return positional(raw, word);
    }
    if capital { positional(&capitalise(raw), &capitalise(word)) } else { positional(&lower_first(raw), word) }
}

fn capitalise(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |c| c.to_uppercase().chain(chars).collect())
}

fn lower_first(raw: &str) -> String {
    let mut chars = raw.chars();
    chars.next().map_or_else(String::new, |c| c.to_lowercase().chain(chars).collect())
}

/// Capitals inside a word ("PwC", "McDonald") by position, where both have the same length and the same letter; the first letter by `word`.
fn positional(raw: &str, word: &str) -> String {
    if raw.chars().count() != word.chars().count() {
        return word.to_string();
    }
    raw.chars()
        .zip(word.chars())
        .enumerate()
        .flat_map(|(i, (r, w))| {
            let up = i > 0 && r.is_uppercase() && r.to_lowercase().eq([w]);
            if up { w.to_uppercase().collect::<Vec<_>>() } else { vec![w] }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const INSIDE: Place = Place { sentence_start: false, after_word: true, name: false, loud: false, common: true };

    #[test]
    fn case_follows_the_raw_reading() {
        assert_eq!(restore("SAMMANTRADESPROTOKOLL", "sammanträdesprotokoll", INSIDE), "SAMMANTRÄDESPROTOKOLL");
        assert_eq!(restore("Motet", "mötet", INSIDE), "Mötet");
        assert_eq!(restore("1D", "id", INSIDE), "ID");
        assert_eq!(restore("&r", "är", INSIDE), "är");
        assert_eq!(restore("arendet", "ärendet", INSIDE), "ärendet");
    }

    #[test]
    fn a_capital_made_of_a_ringed_letter_is_undone_inside_a_sentence() {
        assert_eq!(restore("Andamalsenligt", "ändamålsenligt", INSIDE), "ändamålsenligt");
        assert_eq!(restore("pA", "på", INSIDE), "på");
        assert_eq!(restore("utsAnd", "utsänd", INSIDE), "utsänd");
        assert_eq!(restore("Gre", "öre", Place { after_word: false, ..INSIDE }), "öre");
        assert_eq!(restore("PwC", "pwc", INSIDE), "PwC");
        let start = Place { sentence_start: true, ..INSIDE };
        assert_eq!(restore("PA", "på", start), "På");
        assert_eq!(restore("PA", "på", Place { loud: true, ..INSIDE }), "PÅ");
        assert_eq!(restore("FOljande", "följande", start), "Följande");
        assert_eq!(restore("Andamalsenligt", "ändamålsenligt", start), "Ändamålsenligt");
    }

    #[test]
    fn a_capital_i_for_l_and_a_bracket_for_i() {
        assert_eq!(restore("Iagga", "lägga", INSIDE), "lägga");
        let name = Place { sentence_start: false, after_word: true, name: true, loud: false, common: false };
        assert_eq!(restore("[tsam", "itsam", name), "Itsam");
    }
}
