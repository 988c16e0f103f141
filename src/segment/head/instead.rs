//! Who was there in the place of another: "i stället för herr Ek, som anmält förfall, suppleanten Per Ås".

use std::sync::LazyLock;

use super::{data, names, titles};
use crate::fold;

static WORDS: LazyLock<Vec<String>> = LazyLock::new(|| {
    data::words(include_str!("../../../dictionaries/instead-words.txt")).into_iter().map(fold::skeleton).collect()
});

/// The name of the one who is not there, titles left out, and what follows it. `None` where `segment` does not begin so.
pub(super) fn of(segment: &str) -> Option<(String, String)> {
    let folded = fold::skeleton(segment);
    let begun = WORDS.iter().find(|w| folded.strip_prefix(w.as_str()).is_some_and(|r| r.starts_with(' ')))?;
    let words: Vec<&str> = segment.split_whitespace().skip(begun.split(' ').count()).collect();
    let small = words.iter().take_while(|w| titles::small(w)).count();
    let n = names::prefix(&words[small..], true);
    (n > 0).then(|| (names::clean(&words[small..small + n]), words[small + n..].join(" ")))
}

/// "För Nils Ek (s) tjänstgjorde Eva Ås (s) §§ 3–5" as other lists have it: "Eva Ås (s) ersätter Nils Ek (s), §§ 3–5".
pub(super) fn turned(sentence: &str, between: &str) -> Option<String> {
    let words: Vec<&str> = sentence.trim_end_matches('.').split_whitespace().collect();
    let (_, rest) = words.split_first().filter(|(w, _)| titles::is_for(&w.to_lowercase()))?;
    let (whom, rest) = person(rest)?;
    // ", som anmält förfall,"
    let rest = match rest.first() {
        Some(w) if data::is_small("relative", w) => &rest[rest.iter().position(|w| w.ends_with(','))? + 1..],
        _ => rest,
    };
    let (verb, rest) = rest.split_first()?;
    let (who, rest) = person(rest).filter(|_| titles::serves(&titles::role(verb)))?;
    let when = rest.join(" ");
    let when = if when.contains('§') { format!(", {when}") } else { String::new() };
    Some(format!("{who} {between} {whom}{when}"))
}

/// The name that begins `words`, titles left out, with the party in a bracket behind it, and the words after it.
fn person<'a, 'w>(words: &'a [&'w str]) -> Option<(String, &'a [&'w str])> {
    let led = words.iter().take_while(|w| titles::small(w)).count();
    let n = names::prefix(&words[led..], led > 0);
    let (name, rest) = words[led..].split_at(n);
    let bracket = rest.first().filter(|w| w.starts_with('(') && w.contains(')'));
    let party = bracket.map_or(String::new(), |w| format!(" {}", w.trim_end_matches([',', '.'])));
    let after = &rest[usize::from(bracket.is_some())..];
    (n > 0).then(|| (format!("{}{party}", names::clean(name)), after))
}

/// Whether a text ends with the words for "instead of" and no name: "tjänstgjorde i stället för ledamoten".
pub(super) fn is_open(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let begins = |i: &usize| {
        let rest = fold::skeleton(&words[*i..].join(" "));
        WORDS.iter().any(|w| rest.strip_prefix(w.as_str()).is_some_and(|r| r.is_empty() || r.starts_with(' ')))
    };
    let Some(at) = (0..words.len()).find(begins) else { return false };
    words[at..].iter().all(|w| titles::small(w))
}

/// A text without the beginning of the words for "instead of" that ends it: "§§ 3–4 i stället" (för Anna Berg).
pub(super) fn without_words(text: &str) -> &str {
    let mut starts = text.match_indices(' ').map(|(i, _)| i);
    let cut = starts.find(|i| {
        let rest = fold::skeleton(&text[i + 1..]);
        WORDS.iter().any(|w| w.strip_prefix(rest.as_str()).is_some_and(|more| more.starts_with(' ')))
    });
    &text[..cut.unwrap_or(text.len())]
}

/// The role of a person with this role who is there in the place of `whom`.
pub(super) fn role(role: Option<&str>, whom: &str) -> String {
    let serving = titles::role("tjg");
    match role {
        Some(r) if titles::is_substitute(r) => {
            let (kind, more) = r.split_at(r.find(", ").unwrap_or(r.len()));
            format!("{} för {whom}{more}", serving.replacen(&titles::role("ers."), kind, 1))
        }
        Some(r) if !r.is_empty() => format!("{serving} för {whom}, {r}"),
        _ => format!("{serving} för {whom}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_served_after_the_one_they_served_for() {
        let turned = |t: &str| super::turned(t, "ersätter");
        let want = Some("Eva Ås (s) ersätter Nils Ek (s), §§ 3–5".to_string());
        assert_eq!(turned("För Nils Ek (s) tjänstgjorde Eva Ås (s) §§ 3–5."), want);
        assert_eq!(turned("För herr Ek, som anmält förfall, tjänstgjorde fru Ås."), Some("Ås ersätter Ek".into()));
        for other in ["För Nils Ek talade Eva Ås", "För protokollet svarar Eva Ås", "Eva Ås för Nils Ek"] {
            assert_eq!(turned(other), None, "{other}");
        }
    }

    #[test]
    fn whom_and_what_follows() {
        assert_eq!(of("i stället för herr Per Ås"), Some(("Per Ås".into(), String::new())));
        assert_eq!(of("I stället för Herr Ek suppleanten Bo Dal"), Some(("Ek".into(), "suppleanten Bo Dal".into())));
        assert_eq!(of("herr Per Ås"), None);
        assert_eq!(role(Some("suppleant"), "Ek"), "tjänstgörande suppleant för Ek");
        assert_eq!(role(Some("smed"), "Ek"), "tjänstgörande ersättare för Ek, smed");
    }
}
