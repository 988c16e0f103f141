//! How a word is known: for people who wonder why it was changed, or not.

use serde::Serialize;

use super::candidates;
use super::channel::{Channel, Damaged, Table};
use crate::error::Result;
use crate::lexicon::old::Era;
use crate::lexicon::{Lexicon, UNKNOWN};

/// How many known words are named that an unknown one may be.
const SUGGESTIONS: usize = 3;

/// How a word is known.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Known {
    /// As asked.
    pub word: String,
    /// Whether the repair takes it for a word as it stands.
    pub known: bool,
    /// Its entry.
    pub entry: Option<Entry>,
    /// The era of its spelling or form; null where it is of any time.
    pub era: Option<Era>,
    /// Whether it is an entry only as the first part of compounds.
    pub combining: bool,
    /// The word of today that a rule of the old spelling makes it of; known so on old pages only.
    pub old_form_of: Option<String>,
    /// Parts of a compound that no list has.
    pub parts: Vec<String>,
    /// Where it is unknown: words that a reading may have made it of, likeliest first.
    pub suggestions: Vec<String>,
}

/// An entry of the lexicon.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// How often seen in lower case, or at the start of a sentence.
    pub lower: u32,
    /// How often seen capitalised inside a sentence.
    pub capital: u32,
    /// The lists it is from: `counts` for the counted texts, `forms` for forms that no count has, `user` for a user's words, else a list of `dictionaries/words`.
    pub origins: Vec<String>,
}

/// Looks a word up in every way that the repair knows words.
///
/// # Errors
/// Where the program carries a broken confusion table or rule.
pub fn known(lexicon: &Lexicon, word: &str) -> Result<Known> {
    let lower = word.to_lowercase();
    let mut known = Known {
        word: word.into(),
        known: false,
        entry: None,
        era: None,
        combining: false,
        old_form_of: None,
        parts: Vec::new(),
        suggestions: Vec::new(),
    };
    if let Some(id) = lexicon.known(&lower) {
        let (lower, capital) = lexicon.counts(id);
        let origins = lexicon.origins(id).into_iter().map(str::to_string).collect();
        known.entry = Some(Entry { lower, capital, origins });
        known.era = match () {
            () if lexicon.is_old(id) => Some(Era::Old),
            () if lexicon.is_plural(id) => Some(Era::Plural),
            () => None,
        };
    } else {
        known.combining = lexicon.is_part(&lower);
        known.parts = candidates::as_compound(lexicon, &lower).map_or_else(Vec::new, |(_, parts)| parts);
    }
    known.old_form_of = lexicon.old_forms()?.modern(lexicon, &lower);
    if known.entry.is_none() && known.old_form_of.is_some() {
        known.era = Some(Era::Old);
    }
    known.known = known.entry.is_some() || known.old_form_of.is_some() || !known.parts.is_empty();
    if !known.known {
        let chars: Vec<char> = lower.chars().collect();
        let channel = Channel::of(Table::Eng)?;
        let found = candidates::search(lexicon, &Damaged::new(channel, &chars), true);
        let words = found.into_iter().filter(|c| c.ids.0 != UNKNOWN || c.compound).map(|c| c.word);
        known.suggestions = words.take(SUGGESTIONS).collect();
    }
    Ok(known)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::user::UserWords;

    fn of(word: &str) -> Known {
        known(&Lexicon::swedish().unwrap(), word).unwrap()
    }

    #[test]
    fn every_way_of_being_known() {
        let entry = of("Kommunen");
        assert!(
            entry.known
                && entry.entry.as_ref().is_some_and(|e| e.lower > e.capital && e.origins.contains(&"counts".into()))
        );
        assert_eq!(of("vägbelysningsfrågan").parts.last().map(|p| p.ends_with("frågan")), Some(true));
        assert_eq!(of("hvad").era, Some(Era::Old));
        assert_eq!(of("voro").era, Some(Era::Plural));
        let derived = of("skrifbordet");
        assert_eq!((derived.era, derived.old_form_of.as_deref()), (Some(Era::Old), Some("skrivbordet")));
        let unknown = of("niimnden");
        assert!(!unknown.known && unknown.suggestions[0] == "nämnden", "{unknown:?}");
        assert!(!of("qxzqxz").known);
    }

    #[test]
    fn a_users_word_is_an_entry() {
        let lexicon = Lexicon::with_user(UserWords::parse("w", "Tväråbro\t3\n").unwrap()).unwrap();
        let entry = known(&lexicon, "Tväråbro").unwrap().entry.unwrap();
        assert_eq!((entry.lower, entry.capital, entry.origins), (0, 3, vec!["user".to_string()]));
        assert_eq!(known(&lexicon, "Tvardbro").unwrap().suggestions, ["tväråbro"]);
    }
}
