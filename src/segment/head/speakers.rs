//! Who speaks in the text of the minutes: a full name beside a word that says so.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::{data, names, titles};
use crate::fold;
use crate::protocol::{Capacity, Record, SectionKind};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Word {
    Member,
    Turned,
    Official,
    Not,
}

static WORDS: LazyLock<BTreeMap<String, Vec<Word>>> = LazyLock::new(|| {
    let mut map: BTreeMap<String, Vec<Word>> = BTreeMap::new();
    for row in data::rows(include_str!("../../../dictionaries/speaker-words.tsv")) {
        let kind = match row[0] {
            "member" => Word::Member,
            "turned" => Word::Turned,
            "official" => Word::Official,
            _ => Word::Not,
        };
        map.entry(fold::skeleton(row[1])).or_default().push(kind);
    }
    map
});

/// One who speaks.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Speaker {
    pub name: String,
    pub affiliation: Option<String>,
    pub role: Option<String>,
    pub capacity: Capacity,
    /// Index of the section.
    pub section: usize,
}

/// Those who speak in a record, in order.
pub(super) fn read(record: &Record) -> Vec<Speaker> {
    use SectionKind::{Appeal, Attachment, Basis, Recipients};
    let mut out = Vec::new();
    for (i, section) in record.sections.iter().enumerate() {
        if !matches!(section.kind, Appeal | Attachment | Basis | Recipients) {
            text(&section.text, i, &mut out);
        }
    }
    out
}

fn text(text: &str, section: usize, out: &mut Vec<Speaker>) {
    let words: Vec<&str> = text.split_whitespace().collect();
    let kinds: Vec<&[Word]> = words
        .iter()
        .map(|w| {
            let bare = w.trim_matches(|c: char| !c.is_alphanumeric());
            let small = bare.chars().next().is_some_and(char::is_lowercase);
            WORDS.get(&fold::skeleton(bare)).filter(|_| small).map_or(&[][..], Vec::as_slice)
        })
        .collect();
    let has = |i: usize, w: Word| kinds.get(i).is_some_and(|k| k.contains(&w));
    for at in (0..words.len()).filter(|i| [Word::Member, Word::Turned, Word::Official].iter().any(|w| has(*i, *w))) {
        // What is told of something written elsewhere.
        if (at.saturating_sub(9)..(at + 7).min(words.len())).any(|i| has(i, Word::Not)) {
            continue;
        }
        let official = has(at, Word::Official);
        let before = if official || has(at, Word::Member) { name_before(&words, at) } else { None };
        let found = before.or_else(|| if has(at, Word::Turned) { name_after(&words, at) } else { None });
        if let Some((from, to)) = found {
            out.push(speaker(&words, from, to, official, section));
        }
    }
}

/// The name that ends before the verb at `at`, over a party in brackets, a farm ("i Vad") and "sig".
fn name_before(words: &[&str], at: usize) -> Option<(usize, usize)> {
    let first = at.saturating_sub(8);
    (first..at).find_map(|from| {
        let n = names::prefix(&words[from..at], false);
        let place = n > 0 && words.get(from + n) == Some(&"i") && from + n + 2 <= at;
        let to = from + n + if place { 2 } else { 0 };
        let rest = words.get(to..at)?;
        let joined = rest.join(" ");
        let bracket = rest.is_empty() || (joined.starts_with('(') && joined.ends_with([')', ',']));
        (n > 0 && bracket).then_some((from, to))
    })
}

/// The name after the verb, behind titles.
fn name_after(words: &[&str], at: usize) -> Option<(usize, usize)> {
    let titles = words[at + 1..].iter().take(3).take_while(|w| titles::small(w)).count();
    let from = at + 1 + titles;
    let n = names::prefix(words.get(from..)?, false);
    let place = n > 0 && words.get(from + n) == Some(&"i") && !words[from + n - 1].ends_with([',', '.']);
    let capital = |w: &&str| w.chars().next().is_some_and(char::is_uppercase);
    let place = place && words.get(from + n + 1).is_some_and(capital);
    (n > 0).then_some((from, from + n + if place { 2 } else { 0 }))
}

fn speaker(words: &[&str], from: usize, to: usize, official: bool, section: usize) -> Speaker {
    let next = words.get(to).copied().unwrap_or("");
    let affiliation = next.strip_prefix('(').map(|a| a.trim_end_matches([')', ',', '.']).to_string());
    let role = from.checked_sub(1).map(|i| words[i].to_lowercase());
    let role = role.filter(|r| titles::is_role(r) || titles::has_title_ending(&fold::skeleton(r)));
    let elected = affiliation.as_deref().is_some_and(|a| titles::party(a).is_some());
    Speaker {
        name: names::clean(&words[from..to]),
        role: role.map(|r| titles::role(&r)),
        capacity: if official && !elected { Capacity::Other } else { Capacity::Deciding },
        affiliation: affiliation.filter(|_| elected),
        section,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(t: &str) -> Vec<(String, Option<String>, Capacity)> {
        let mut out = Vec::new();
        text(t, 0, &mut out);
        out.into_iter().map(|s| (s.name, s.role, s.capacity)).collect()
    }

    #[test]
    fn who_speaks() {
        let (d, o) = (Capacity::Deciding, Capacity::Other);
        for (text, name, role, capacity) in [
            ("Lantbrukaren Per Lind i Vik ansåg, att brunnen kunde anstå.", "Per Lind i Vik", Some("lantbrukare"), d),
            ("Häremot anmälde herr Per Lind i Vik reservation.", "Per Lind i Vik", None, d),
            ("Kulturchef Ida Dal informerar om läget.", "Ida Dal", Some("kulturchef"), o),
            ("Nils Ek (M) redogör för mötet.", "Nils Ek", None, d),
        ] {
            assert_eq!(found(text), [(name.to_string(), role.map(str::to_string), capacity)], "{text}");
        }
    }

    #[test]
    fn who_only_wrote() {
        assert!(found("Anna Berg yrkar i en motion att kommunen planterar träd.").is_empty());
        assert!(found("Nils Ek beviljades bidrag.").is_empty());
    }
}
