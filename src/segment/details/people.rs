//! Who reserved, recused themselves or moved something: the names before the word that says so.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use regex::Regex;

use super::super::{data, head, text};
use crate::fold;
use crate::protocol::{Motion, Person};

const CUES: &str = include_str!("../../../dictionaries/person-cues.tsv");

/// The words of each cue, folded, by kind.
static CUE_LIST: LazyLock<BTreeMap<&str, Vec<Vec<String>>>> = LazyLock::new(|| {
    let mut out: BTreeMap<&str, Vec<Vec<String>>> = BTreeMap::new();
    for row in data::rows(CUES) {
        let Some(cue) = row.get(1) else { continue };
        out.entry(row[0]).or_default().push(cue.split(' ').map(fold::skeleton).collect());
    }
    out
});

/// For each kind of cue a quick test whether a text can hold one: the runs of plain letters in each cue, which reading keeps, with what was read for the
/// others between.
static MARKS: LazyLock<Vec<(&str, Option<Regex>)>> = LazyLock::new(|| {
    let runs = |cue: &str| {
        let all: Vec<String> =
            cue.split(|c: char| !c.is_ascii_alphabetic()).filter(|r| !r.is_empty()).map(str::to_string).collect();
        // From the first that is no single letter on: that of a sentence's first word is a capital.
        let from = all.iter().position(|r| r.len() >= RUN).unwrap_or(0);
        Some(all[from..].join(".{1,3}")).filter(|r| !r.is_empty())
    };
    let marks = |kind: &str| {
        let printed = data::rows(CUES).filter(|r| r[0] == kind).filter_map(|r| runs(r.get(1)?));
        Regex::new(&format!("(?s){}", printed.collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>().join("|"))).ok()
    };
    CUE_LIST.keys().map(|k| (*k, marks(k))).collect()
});

/// The shortest run of letters that a cue is looked for by.
const RUN: usize = 3;

pub(super) fn may_hold(kind: &str, all: &str) -> bool {
    let mark = MARKS.iter().find(|(k, _)| *k == kind).and_then(|(_, m)| m.as_ref());
    mark.is_none_or(|m| m.is_match(all))
}

/// Every word of a role ("ordföranden", "vice"), folded.
static ROLE_WORDS: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let rows = data::rows(include_str!("../../../dictionaries/roles.tsv"));
    let forms = rows.flat_map(|r| r.iter().flat_map(|c| c.split('|')).map(str::to_string).collect::<Vec<_>>());
    forms.flat_map(|f| f.split(' ').map(fold::skeleton).collect::<Vec<_>>()).filter(|w| w.len() > 3).collect()
});

/// Whether `word` belongs to a role ("ordföranden", "vice").
pub(super) fn is_role_word(word: &str) -> bool {
    ROLE_WORDS.contains(&fold::skeleton(word.trim_end_matches([',', '.', ';', ':'])))
}

/// Sentences of a text: up to a full stop that ends one, or a line's end after which a capital stands.
pub(super) fn sentences(all: &str) -> Vec<String> {
    let mut out: Vec<String> = vec![String::new()];
    for word in all.split_whitespace() {
        let Some(last) = out.last_mut() else { break };
        if !last.is_empty() {
            last.push(' ');
        }
        last.push_str(word);
        if text::ends_sentence(word) && word.trim_end_matches('.').chars().count() > 1 {
            out.push(String::new());
        }
    }
    out.retain(|s| !s.is_empty());
    out
}

/// The place of the first cue of a kind in a sentence: bytes where it begins and ends.
pub(super) fn cue(kind: &str, sentence: &str) -> Option<(usize, usize)> {
    let words = text_words(sentence);
    let cues = CUE_LIST.get(kind)?;
    let bare = |i: usize| words.get(i).map(|(_, w)| w.trim_matches(|c: char| !c.is_alphanumeric()));
    (0..words.len()).find_map(|i| {
        let first = bare(i)?.chars().next().map(fold::base_letter)?;
        let is = |at: usize, part: &str| bare(at).is_some_and(|w| fold::is_folded(w, part));
        let here =
            |cue: &&Vec<String>| cue[0].starts_with(first) && cue.iter().enumerate().all(|(k, part)| is(i + k, part));
        let cue = cues.iter().find(here)?;
        let (at, last) = words[i + cue.len() - 1];
        Some((words[i].0, at + last.len()))
    })
}

fn text_words(sentence: &str) -> Vec<(usize, &str)> {
    let start = sentence.as_ptr() as usize;
    sentence.split_whitespace().map(|w| (w.as_ptr() as usize - start, w)).collect()
}

/// Names with party or municipality in a piece of text: "Ada Berg (S), Bo Ek (M) och herr Lund".
pub(super) fn persons(piece: &str) -> Vec<Person> {
    let mut out = Vec::new();
    let words: Vec<&str> = piece.split_whitespace().collect();
    let mut i = 0;
    // Within a list that a title opened, each word is a name: "herrar Lund, Ek och Norén".
    let mut listed = false;
    while i < words.len() {
        // "Ordföranden Ada Berg": a capital at the start of a sentence makes no name of a role.
        if ROLE_WORDS.contains(&fold::skeleton(words[i])) {
            i += 1;
            continue;
        }
        // A title in front makes one word a name: "herr Lund".
        let of_list = listed && i > 0 && (words[i - 1].ends_with(',') || head::joins(words[i - 1]));
        let titled = of_list || (i > 0 && head::is_honorific(words[i - 1]));
        let mut n = head::name_prefix(&words[i..], titled);
        // "… och Norén. Rösterna": in a list a full stop behind a surname ends it.
        if of_list && n > 1 && text::ends_sentence(words[i]) && words[i].chars().count() > 3 {
            n = 1;
        }
        if n == 0 {
            listed = listed && head::joins(words[i]);
            i += 1;
            continue;
        }
        listed = of_list || (titled && head::is_courtesy_of_several(words[i - 1]));
        let bracket = words[i..i + n].iter().position(|w| w.starts_with('(')).unwrap_or(n);
        let name = head::clean_name(&words[i..i + bracket.max(1)]);
        let next = words.get(i + n).copied().unwrap_or("");
        let affiliation = next.strip_prefix('(').map(|a| a.trim_end_matches([',', '.', ';', ':', ')']).to_string());
        let affiliation = affiliation.filter(|a| !a.is_empty() && a.chars().count() <= 12 && !a.contains('§'));
        i += n + usize::from(affiliation.is_some());
        out.push(Person { name, affiliation });
    }
    out
}

/// Those whom `all` names before a cue of a kind, each once, in order.
pub(super) fn who(kind: &str, all: &str) -> Vec<Person> {
    let mut out: Vec<Person> = Vec::new();
    if !may_hold(kind, all) {
        return out;
    }
    for sentence in sentences(all) {
        let Some((at, _)) = cue(kind, &sentence) else { continue };
        for person in persons(&sentence[..at]) {
            if !out.iter().any(|p| p.name == person.name) {
                out.push(person);
            }
        }
    }
    out
}

/// So many bare figures before a verb are of a table.
const TABLE: usize = 4;

/// What was moved and by whom, sentence by sentence.
pub(super) fn motions(all: &str) -> Vec<Motion> {
    if !may_hold("motion", all) {
        return Vec::new();
    }
    let found = sentences(all).into_iter().filter_map(|sentence| {
        let (at, _) = cue("motion", &sentence)?;
        // "Inkomst   Nu   Alt A   0 - 6 000": a table before the sentence has words like names.
        let figures = sentence[..at].split_whitespace().filter(|w| w.bytes().all(|b| b.is_ascii_digit())).count();
        let by = if figures < TABLE { persons(&sentence[..at]) } else { Vec::new() };
        (!by.is_empty()).then_some(Motion { by, text: sentence })
    });
    found.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(kind: &str, text: &str) -> Vec<(String, Option<String>)> {
        who(kind, text).into_iter().map(|p| (p.name, p.affiliation)).collect()
    }

    #[test]
    fn reservations_and_recusal() {
        let s = |t: &str| Some(t.to_string());
        assert_eq!(
            names("reservation", "Ada Berg (S) och Bo Ek (KD) reserverar sig mot beslutet. Cy Alm (M) tackar."),
            [("Ada Berg".to_string(), s("S")), ("Bo Ek".to_string(), s("KD"))]
        );
        assert_eq!(
            names("recusal", "Ada Berg (S) anmäler jäv och deltar inte i handläggningen."),
            [("Ada Berg".to_string(), s("S"))]
        );
        assert_eq!(names("reservation", "Mot beslutet reserverade sig herr Lund."), []);
        assert_eq!(names("reservation", "Herr Lund reserverade sig mot beslutet."), [("Lund".to_string(), None)]);
        assert!(names("reservation", "Ingen reservation anmäldes av Ada Berg.").is_empty());
    }

    #[test]
    fn motions_with_their_movers() {
        let m = motions("Ordföranden Ada Berg (S) yrkar bifall till förslaget. Nämnden yrkar intet.");
        assert_eq!((m.len(), m[0].by[0].name.as_str(), m[0].text.ends_with("förslaget.")), (1, "Ada Berg", true));
    }

    #[test]
    fn cues_are_policed() {
        data::police(CUES, 2);
        assert!(MARKS.iter().all(|(_, m)| m.is_some()));
    }
}
