//! Roles, parties and honorifics: known forms, and mending damaged ones.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;

use super::{data, names, organ};
use crate::fold;

pub(super) static ROLES: LazyLock<BTreeMap<String, &'static str>> =
    LazyLock::new(|| data::form_map(include_str!("../../../dictionaries/roles.tsv"), 0));
pub(super) static PARTIES: LazyLock<BTreeMap<String, &'static str>> =
    LazyLock::new(|| data::form_map(include_str!("../../../dictionaries/parties.tsv"), 0));
pub(super) static HONORIFICS: LazyLock<Vec<String>> = LazyLock::new(|| {
    data::words(include_str!("../../../dictionaries/honorifics.txt")).into_iter().map(fold::skeleton).collect()
});
/// Whether `text` is a role in the definite form, which stands before a name: "lantbrukaren".
pub(super) fn is_definite_role(text: &str) -> bool {
    let folded = fold::skeleton(text.trim());
    folded.ends_with('n') && ROLES.get(&folded).is_some_and(|r| fold::skeleton(r) != folded)
}

/// Whether `text` is a known role, in any of its forms.
pub(super) fn is_role(text: &str) -> bool {
    let folded = fold::skeleton(text.trim());
    ROLES.contains_key(&folded) || ROLES.contains_key(&(folded + "."))
}

static ENDINGS: LazyLock<Vec<String>> = LazyLock::new(|| {
    data::words(include_str!("../../../dictionaries/title-endings.txt")).into_iter().map(fold::skeleton).collect()
});

/// Which pairs of bytes end a title.
static LAST_TWO: LazyLock<Vec<bool>> = LazyLock::new(|| {
    let mut all = vec![false; 1 << 16];
    for ending in ENDINGS.iter() {
        if let [.., a, b] = ending.as_bytes() {
            all[usize::from(*a) << 8 | usize::from(*b)] = true;
        }
    }
    all
});

/// Whether a folded word ends as titles do: "kulturchef".
pub(super) fn has_title_ending(folded: &str) -> bool {
    // Names are asked about again and again: their last two letters rule out most.
    let [.., _, _, a, b] = folded.as_bytes() else { return false };
    LAST_TWO[usize::from(*a) << 8 | usize::from(*b)] && ENDINGS.iter().any(|e| folded.ends_with(e.as_str()))
}

static PARTY_NAMES: LazyLock<Vec<String>> = LazyLock::new(|| {
    data::words(include_str!("../../../dictionaries/party-names.txt")).into_iter().map(fold::skeleton).collect()
});

/// Whether a line by itself is a party or a municipality, as a heading over its members.
pub(super) fn heads_members(line: &str) -> bool {
    let text = line.trim().trim_end_matches(':');
    let folded = fold::skeleton(text);
    PARTY_NAMES.contains(&folded) || (text.starts_with(char::is_uppercase) && organ::is_affiliation(text))
}

/// How many words of `line` are a title that begins it with a capital, where a name follows: "Mark- och exploateringschef Ida Dal".
pub(super) fn led(line: &str) -> Option<usize> {
    let words: Vec<&str> = line.split_whitespace().take(10).collect();
    let capital = words.first()?.chars().next().is_some_and(|c| c.is_uppercase() || c.is_ascii_digit());
    if !capital {
        return None;
    }
    (1..words.len().min(6)).find(|i| {
        names::prefix(&words[*i..], false) > 0
            && (is_role(&words[..*i].join(" ")) || has_title_ending(&fold::skeleton(words[*i - 1])))
    })
}

/// The party that a word by itself names, as printed: "SD", "vpk". Damaged forms do not count, nor one small letter.
pub(super) fn party(word: &str) -> Option<String> {
    let word = word.trim_end_matches([',', '.']);
    let upper = word.chars().all(char::is_uppercase);
    let lower = word.chars().all(char::is_lowercase);
    let known = PARTY_LETTERS.contains(word.to_uppercase().as_str());
    (known && (upper || lower)).then(|| word.to_string())
}

static PARTY_LETTERS: LazyLock<std::collections::BTreeSet<&'static str>> =
    LazyLock::new(|| data::words(include_str!("../../../dictionaries/parties.tsv")).into_iter().collect());

/// Whether a word is no part of a name: in small letters, or an honorific that begins a line.
pub(super) fn small(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_lowercase)
        || HONORIFICS.contains(&fold::skeleton(word.trim_end_matches('.')))
}

/// Whether a word of `text` is an honorific ("herrar").
pub(super) fn has_honorific(text: &str) -> bool {
    text.split_whitespace().any(|w| HONORIFICS.contains(&fold::skeleton(w.trim_end_matches('.'))))
}

/// Whether `word` with a period is a short form of a role: "ordf".
pub(super) fn is_short_role(word: &str) -> bool {
    ROLES.contains_key(&(fold::skeleton(word) + "."))
}

static FOR: LazyLock<Regex> = LazyLock::new(|| data::regex(r"\s(?:f[öoé6]r|ers\S{1,2}tter)\s"));

/// Whether a word stands before the name of somebody for whom another serves: "för", "ersätter".
pub(super) fn is_for(word: &str) -> bool {
    FOR.is_match(&format!(" {word} "))
}

/// A role in its full form: short forms written out, damage mended to the nearest known role, others as printed.
pub(super) fn role(text: &str) -> String {
    let text = text.trim();
    // "för Nils Ek": who is there for another serves.
    let led = format!(" {text}");
    if let Some(m) = FOR.find(&led).filter(|m| m.start() == 0 && names::starts(&led[m.end()..])) {
        return format!("tjänstgörande ersättare för {}", &led[m.end()..]);
    }
    if let Some(m) = FOR.find(text).filter(|m| names::starts(&text[m.end()..])) {
        return format!("{} för {}", role(&text[..m.start()]), &text[m.end()..]);
    }
    let folded = fold::skeleton(text);
    if let Some(role) = ROLES.get(&folded).or_else(|| ROLES.get(&(folded.clone() + "."))) {
        return (*role).to_string();
    }
    // A real title that is not listed must not become its neighbour: only a letter or two may differ.
    let damaged = |form: &str| {
        form.len() >= 7
            && form.len().abs_diff(folded.len()) <= 1
            && form.chars().next() == folded.chars().next()
            && data::near(&folded, form)
            && data::distance(&folded, form) <= 1 + form.len() / 16
    };
    let near = ROLES.iter().filter(|(form, _)| damaged(form)).min_by_key(|(form, _)| data::distance(&folded, form));
    near.map_or(text.to_string(), |(_, role)| (*role).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_in_full() {
        for (text, want) in [
            ("ordf.", "ordförande"),
            ("v. ordf", "vice ordförande"),
            ("2ve vice ordförande", "2:e vice ordförande"),
            ("ordfdrande", "ordförande"),
            ("tjanstgorande ersättare för Nils Ek (M)", "tjänstgörande ersättare för Nils Ek (M)"),
            ("kommunråd", "kommunråd"),
            ("lokalsamordnare", "lokalsamordnare"),
        ] {
            assert_eq!(role(text), want, "{text}");
        }
    }
}
