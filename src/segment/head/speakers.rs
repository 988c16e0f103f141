//! Who speaks in the text of the minutes: a full name beside a word that says so.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use super::{data, names, titles};
use crate::fold;
use crate::protocol::{Capacity, Record, SectionKind};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Word {
    Member,
    Elected,
    Turned,
    Official,
    By,
    Moved,
    Not,
}

/// By the words as written and without dots and rings, so that a text's words need not be folded.
static WORDS: LazyLock<HashMap<String, Vec<Word>>> = LazyLock::new(|| {
    let mut map: HashMap<String, Vec<Word>> = HashMap::new();
    for row in data::rows(include_str!("../../../dictionaries/speaker-words.tsv")) {
        let kind = match row[0] {
            "member" => Word::Member,
            "elected" => Word::Elected,
            "by" => Word::By,
            "moved" => Word::Moved,
            "turned" => Word::Turned,
            "official" => Word::Official,
            _ => Word::Not,
        };
        let plain = fold::skeleton(row[1]);
        if plain != row[1] {
            map.entry(plain).or_default().push(kind);
        }
        map.entry(row[1].to_string()).or_default().push(kind);
    }
    map
});

/// The first two bytes of all words: most words of a text are none of these and are passed over by them.
static STARTS: LazyLock<Vec<bool>> = LazyLock::new(|| {
    let mut all = vec![false; 1 << 16];
    for word in WORDS.keys().map(String::as_bytes) {
        all[usize::from(word[0]) << 8 | usize::from(word[1])] = true;
    }
    all
});

fn may_speak(word: &str) -> bool {
    matches!(word.as_bytes(), [a, b, _, ..] if STARTS[usize::from(*a) << 8 | usize::from(*b)])
}

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
            // A sub-heading above is no part of the name that begins the next line.
            section.text.lines().for_each(|line| text(line, i, &mut out));
        }
    }
    out
}

fn text(text: &str, section: usize, out: &mut Vec<Speaker>) {
    let mut hits: BTreeMap<usize, &[Word]> = BTreeMap::new();
    for (i, word) in text.split_whitespace().enumerate().filter(|(_, w)| may_speak(w)) {
        if let Some(kinds) = WORDS.get(word.trim_end_matches([',', '.', ';', ':', ')'])) {
            hits.insert(i, kinds);
        }
    }
    if hits.values().all(|k| k.iter().all(|w| *w == Word::Not)) {
        return;
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    let has = |i: usize, w: Word| hits.get(&i).is_some_and(|k| k.contains(&w));
    for (&at, _) in hits.iter().filter(|(_, k)| k.iter().any(|w| *w != Word::Not)) {
        // What is told of something written elsewhere.
        if (at.saturating_sub(9)..(at + 7).min(words.len())).any(|i| has(i, Word::Not)) {
            continue;
        }
        let official = has(at, Word::Official) || has(at, Word::By);
        let mut found = Vec::new();
        if has(at, Word::Official) || has(at, Word::Member) || has(at, Word::Elected) {
            found = before(&words, at);
            let elected = |s: &Span| party(&words, s.1).is_some();
            if !has(at, Word::Official) && !has(at, Word::Member) {
                found.retain(elected);
            }
        }
        let by =
            (has(at, Word::By) || has(at, Word::Moved)) && words.get(at + 1).is_some_and(|w| data::is_small("by", w));
        // "anmälde, att Per Ås": what is told of him.
        let turned = has(at, Word::Turned) && words[at].ends_with(char::is_alphabetic);
        if found.is_empty() && (turned || by) {
            found.extend(name_after(&words, at + usize::from(by)));
        }
        out.extend(found.into_iter().map(|(from, to)| speaker(&words, from, to, official, section)));
    }
}

/// From and to: the words of a name.
type Span = (usize, usize);

/// The names that end before the verb at `at`, the last one first: "Anna Berg (S), Nils Ek (M) och Eva Ås (C) yrkar".
fn before(words: &[&str], at: usize) -> Vec<Span> {
    let mut out = Vec::new();
    let mut end = at;
    while let Some((from, to)) = name_before(words, end) {
        out.push((from, to));
        // Over "och" or a comma to the one before.
        let Some(last) = from.checked_sub(1) else { break };
        end = match words[last] {
            "och" | "samt" => last,
            w if w.ends_with(',') => from,
            _ => break,
        };
    }
    out
}

/// The name that ends before `at`, over a party in brackets, a farm ("i Vad") and a title between commas.
fn name_before(words: &[&str], at: usize) -> Option<Span> {
    let first = at.saturating_sub(8);
    (first..at).rev().filter(|from| *from == 0 || !starts_inside(words, *from)).find_map(|from| {
        let n = names::prefix(&words[from..at], false);
        let place = n > 0 && words.get(from + n) == Some(&"i") && from + n + 2 <= at;
        let to = from + n + if place { 2 } else { 0 };
        let rest = words.get(to..at)?;
        let bracket = rest.len() <= 2
            && rest.first().is_none_or(|w| w.starts_with('('))
            && rest.last().is_none_or(|w| w.ends_with([')', ',']));
        let title = rest.len() <= 4
            && n > 0
            && words[to - 1].ends_with(',')
            && rest.last().is_some_and(|w| w.ends_with(','))
            && rest.iter().all(|w| titles::small(w));
        (n > 0 && (bracket || title)).then_some((from, to))
    })
}

/// Whether the word before belongs to the same name: a search from the verb back must not cut "Anna Berg Lind" to "Berg Lind".
fn starts_inside(words: &[&str], from: usize) -> bool {
    let n = names::prefix(&words[from - 1..], false);
    n >= 2 && !words[from - 1].ends_with([',', '.', ';', ':'])
}

/// The party in brackets after a name.
fn party(words: &[&str], to: usize) -> Option<String> {
    let inside = words.get(to)?.strip_prefix('(')?.trim_end_matches([',', '.', ';', ':', ')']);
    titles::party(inside)
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
    let affiliation = party(words, to);
    let titled = |w: &str| titles::is_role(w) || titles::has_title_ending(&fold::skeleton(w));
    let ahead = from.checked_sub(1).map(|i| words[i].to_lowercase()).filter(|w| titled(w));
    let behind = || {
        let small =
            words.get(to..)?.iter().take(4).take_while(|w| titles::small(w)).copied().collect::<Vec<_>>().join(" ");
        let title = small.split_once(',')?.0;
        (words[to - 1].ends_with(',') && title.split(' ').next_back().is_some_and(titled)).then(|| title.to_string())
    };
    Speaker {
        name: names::clean(&words[from..to]),
        role: ahead.or_else(behind).map(|r| titles::role(&r)),
        capacity: if official && affiliation.is_none() { Capacity::Other } else { Capacity::Deciding },
        affiliation,
        section,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segment::testing::lines;
    use crate::segment::{Context, records};

    #[test]
    fn a_sub_heading_is_no_given_name() {
        let source =
            "§ 4\nLäget\n\nSammanfattning\nNämnden hörde en redogörelse.\n\nBryggordning\n\nPeter informerar om läget.";
        assert_eq!(read(&records(&lines(source), &Context::default()).records[0]), []);
    }

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
            ("Tom Alm, biträdande regiondirektör, redovisar läget.", "Tom Alm", Some("biträdande regiondirektör"), o),
            ("Ärendet föredras av ekonomichef Ida Dal.", "Ida Dal", Some("ekonomichef"), o),
            ("Anna Berg Lind (S) föreslår återremiss.", "Anna Berg Lind", None, d),
        ] {
            assert_eq!(found(text), [(name.to_string(), role.map(str::to_string), capacity)], "{text}");
        }
    }

    #[test]
    fn several_before_one_verb() {
        let all = found("Anna Berg (S), Nils Ek (M) och Eva Ås (C) instämmer i yrkandet.");
        assert_eq!(all.iter().map(|f| f.0.as_str()).collect::<Vec<_>>(), ["Eva Ås", "Nils Ek", "Anna Berg"]);
    }

    #[test]
    fn who_only_wrote() {
        assert!(found("Anna Berg föreslår ett övergångsställe.").is_empty(), "no party: anybody");
        assert!(found("Anna Berg yrkar i en motion att kommunen planterar träd.").is_empty());
        assert!(found("Nils Ek beviljades bidrag.").is_empty());
    }
}
