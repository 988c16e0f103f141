//! What became of a matter that was not decided in substance: withdrawn, tabled, referred back, secret.

use std::sync::LazyLock;

use rapidfuzz::distance::levenshtein;
use rustc_hash::FxHashSet;

use super::super::{data, text};
use crate::fold;
use crate::protocol::{Outcome, Record, SectionKind};

const OUTCOMES: &str = include_str!("../../../dictionaries/outcomes.tsv");

/// How many words may stand before the phrase in the clause that decides.
const LEAD: usize = 9;
/// The longest text of a § that says no more than what became of it, in bytes.
const SHORT: usize = 420;
/// A word of so many letters is known with one misread.
const LONG: usize = 8;

struct Phrase {
    outcome: Outcome,
    words: Vec<String>,
}

#[derive(Default)]
struct Table {
    /// Phrases of titles, of clauses that decide, and of short texts.
    title: Vec<Phrase>,
    clause: Vec<Phrase>,
    text: Vec<Phrase>,
    /// The most words of a phrase.
    longest: usize,
    /// Words that are what they seem: those of phrases, and such that look like one of them misread.
    known: FxHashSet<String>,
    /// Words before a phrase that turn it.
    before: FxHashSet<String>,
    /// The last two bytes of the first words of phrases of clauses, of titles and of texts.
    opening: Vec<[u8; 2]>,
    title_opening: Vec<[u8; 2]>,
    text_opening: Vec<[u8; 2]>,
    /// Beginnings of all words that a phrase can begin with, for a cheap test.
    stems: Vec<String>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut t = Table::default();
    for row in data::rows(OUTCOMES) {
        let (Some(place), Some(phrase)) = (row.get(1), row.get(2)) else { continue };
        match (outcome(row[0]), *place) {
            (Some(outcome), place) => {
                let words: Vec<String> = phrase.split(' ').map(fold::skeleton).collect();
                t.longest = t.longest.max(words.len());
                let list = match place {
                    "title" => &mut t.title,
                    "clause" => &mut t.clause,
                    _ => &mut t.text,
                };
                list.push(Phrase { outcome, words });
            }
            (None, "near") => {
                t.known.insert(fold::skeleton(phrase));
            }
            (None, _) => {
                t.before.insert(fold::skeleton(phrase));
            }
        }
    }
    let all = t.phrases().flat_map(|p| &p.words).filter(|w| w.len() >= LONG - 1);
    t.stems = all.map(|w| w[w.len() / 2 - 1..w.len() / 2 + 2].to_string()).collect();
    t.opening = openings(&t.clause);
    t.title_opening = openings(&t.title);
    t.text_opening = openings(&t.text);
    let own: Vec<String> = t.phrases().flat_map(|p| &p.words).cloned().collect();
    t.known.extend(own);
    t.stems.sort();
    t.stems.dedup();
    t
});

/// The endings of the first words of phrases, in order.
fn openings(phrases: &[Phrase]) -> Vec<[u8; 2]> {
    let mut out: Vec<_> = phrases.iter().filter_map(|p| ending(&p.words[0])).collect();
    out.sort_unstable();
    out.dedup();
    out
}

/// Whether a word ends as the first one of a phrase does: hardly any does.
fn may_open(word: &str, openings: &[[u8; 2]]) -> bool {
    ending(word).is_none_or(|e| openings.binary_search(&e).is_ok())
}

impl Table {
    fn phrases(&self) -> impl Iterator<Item = &Phrase> {
        [&self.title, &self.clause, &self.text].into_iter().flatten()
    }
}

fn outcome(name: &str) -> Option<Outcome> {
    serde_json::from_value(serde_json::Value::String(name.to_string())).ok()
}

/// What a record's title, decision or short text says became of it, and the kind of section that says it: `None` for the title.
pub(super) fn read(record: &Record) -> Option<(Outcome, Option<SectionKind>)> {
    if let Some(found) = record.title.as_deref().and_then(title) {
        return Some((found, None));
    }
    if let Some(first) = record.clauses.first() {
        let folded = fold::skeleton(first);
        // As many words as can decide.
        let most = LEAD + 1 + TABLE.longest;
        let mut words: Vec<&str> = Vec::with_capacity(most);
        words.extend(split(&folded).take(most));
        return clause(&words).map(|o| (o, Some(SectionKind::Decision)));
    }
    // Without a decision the text itself may say it; a matter with motions or a proposal is decided elsewhere.
    let body: Vec<_> = record.sections.iter().filter(|s| s.kind == SectionKind::Body).collect();
    let speaks = |k: SectionKind| {
        matches!(k, SectionKind::Body | SectionKind::Basis | SectionKind::Recipients | SectionKind::Appeal)
    };
    if body.is_empty() || record.sections.iter().any(|s| !speaks(s.kind)) {
        return None;
    }
    let all = body.iter().map(|s| s.text.as_str()).collect::<Vec<_>>().join("\n");
    let found = if all.len() <= SHORT { short(&words(&all)) } else { None };
    found.or_else(|| last_sentence(&all)).map(|o| (o, Some(SectionKind::Body)))
}

/// "Ansökan om vård (sekretess)", "Val av revisor – utgår", "Ärendet utgår".
fn title(title: &str) -> Option<Outcome> {
    let parting = |c| matches!(c, '(' | ')' | '–' | '—' | ':' | ',' | '.' | ';' | '[' | ']');
    let parts = title.split(parting).flat_map(|p| p.split(" - "));
    let last = title.split_whitespace().next_back().unwrap_or("");
    // "Val av revisor UTGÅR": the word in capitals is no part of the title.
    let shouted =
        last.chars().count() > 4 && !last.chars().any(char::is_lowercase) && title.chars().any(char::is_lowercase);
    parts.chain(shouted.then_some(last)).find_map(|part| {
        // Hardly a title begins as a phrase does.
        let first = split(part).next().map(fold::skeleton).filter(|w| may_open(w, &TABLE.title_opening))?;
        TABLE.title.iter().find(|p| same(&first, &p.words[0]))?;
        let part = words(part);
        let fits = |p: &&Phrase| {
            part.len() >= p.words.len() && (part.len() == p.words.len() || p.words.len() > 1) && is_at(&part, 0, p)
        };
        TABLE.title.iter().find(fits).map(|p| p.outcome)
    })
}

/// The phrase near the start of a clause, with no word before it that turns it.
fn clause<W: AsRef<str>>(words: &[W]) -> Option<Outcome> {
    let near = words.len().min(LEAD + 1);
    // Behind a word that turns the phrase nothing counts.
    let turned = words[..near].iter().position(|w| TABLE.before.contains(w.as_ref())).map_or(near, |t| t + 1);
    (0..turned.min(near))
        .filter(|i| may_open(words[*i].as_ref(), &TABLE.opening))
        .find_map(|i| TABLE.clause.iter().find(|p| is_at(words, i, p)).map(|p| p.outcome))
}

fn short(words: &[String]) -> Option<Outcome> {
    if let [only] = words {
        return TABLE.title.iter().find(|p| p.words.len() == 1 && same(only, &p.words[0])).map(|p| p.outcome);
    }
    let may_open = |i: &usize| may_open(&words[*i], &TABLE.text_opening);
    (0..words.len()).filter(may_open).find_map(|i| TABLE.text.iter().find(|p| is_at(words, i, p)).map(|p| p.outcome))
}

/// The last sentence of a text without headings in which something is decided.
fn last_sentence(all: &str) -> Option<Outcome> {
    let folded = fold::skeleton(all);
    if !TABLE.stems.iter().any(|s| folded.contains(s.as_str())) {
        return None;
    }
    let all: Vec<&str> = all.split_whitespace().collect();
    let mut sentences: Vec<&[&str]> = all.split_inclusive(|word| text::ends_sentence(word)).collect();
    // Behind the last full stop nothing need stand.
    sentences.retain(|s| !s.is_empty());
    clause(&sentences.into_iter().rev().find_map(deciding)?)
}

/// The words of a sentence from its deciding word on, where it has one: "Efter överläggning beslöts bordlägga …" is "bordlägga …".
fn deciding(sentence: &[&str]) -> Option<Vec<String>> {
    let all = words(&sentence.join(" "));
    let decides = |w: &String| w.starts_with("beslut") || w.starts_with("beslot");
    match all.iter().position(decides) {
        Some(at) => Some(all[at + 1..].to_vec()),
        // "Ärendet bordlades till nästa sammanträde."
        None => TABLE.text.iter().any(|p| is_at(&all, 0, p)).then_some(all),
    }
}

fn is_at<W: AsRef<str>>(words: &[W], at: usize, phrase: &Phrase) -> bool {
    let own = words.get(at..at + phrase.words.len());
    own.is_some_and(|own| own.iter().zip(&phrase.words).all(|(a, b)| same(a.as_ref(), b)))
}

/// The ending of a word, which tells tense and mood, and is read right or not at all.
fn ending(word: &str) -> Option<[u8; 2]> {
    word.as_bytes().last_chunk().copied()
}

/// The same word, or a long one with a letter misread.
fn same(read: &str, printed: &str) -> bool {
    if read.len().abs_diff(printed.len()) > 1 || ending(read) != ending(printed) {
        return false;
    }
    let misread = || {
        let within = levenshtein::Args::default().score_cutoff(1 + usize::from(printed.len() > 12));
        levenshtein::distance_with_args(read.chars(), printed.chars(), &within).is_some()
            || fold::blur(read) == fold::blur(printed)
    };
    let long = printed.len() >= LONG && ending(printed).is_some();
    read == printed || (long && !TABLE.known.contains(read) && misread())
}

/// The words of a text as they stand.
fn split(all: &str) -> impl Iterator<Item = &str> {
    all.split(|c: char| !c.is_alphanumeric() && c != '|').filter(|w| !w.is_empty())
}

fn words(all: &str) -> Vec<String> {
    split(all).map(fold::skeleton).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segment::testing::lines;
    use crate::segment::{Context, records};

    fn of(source: &str) -> Option<Outcome> {
        records(&lines(&format!("§ 4\n{source}")), &Context::default()).records.remove(0).outcome
    }

    #[test]
    fn titles_say_it() {
        for (title, want) in [
            ("Ansökan om vård (sekretess)", Some(Outcome::Secret)),
            ("Val av revisor - utgår", Some(Outcome::Withdrawn)),
            ("Val av revisor UTGÅR", Some(Outcome::Withdrawn)),
            ("Sekretessärende", Some(Outcome::Secret)),
            ("Detaljplan för Vik, återremiss", Some(Outcome::ReferredBack)),
            ("Riktlinjer för sekretess", None),
            ("Ersättning som utgår till ledamöter", None),
            ("Information om bordläggning och jäv", None),
        ] {
            assert_eq!(of(&format!("{title}\n\nBeslut\nNämnden lägger detta till handlingarna.")), want, "{title}");
        }
    }

    #[test]
    fn decisions_say_it() {
        for (decision, want) in [
            ("Kommunstyrelsen beslutar att ärendet utgår.", Some(Outcome::Withdrawn)),
            ("Ärendet återremitteras till förvaltningen för ny beräkning.", Some(Outcome::ReferredBack)),
            ("Kommunfullmäktige beslutar att återremittera ärendet.", Some(Outcome::ReferredBack)),
            ("Kommunfullmäktige beslutar att aterremittcra ärendet.", Some(Outcome::ReferredBack)),
            (
                "Nämnden beslutar\n1. att bordlägga ärendet till den 3 maj,\n2. att kalla sökanden.",
                Some(Outcome::Tabled),
            ),
            ("Nämnden beslutar att inte bordlägga ärendet.", None),
            ("Nämnden avslår yrkandet om att bordlägga ärendet.", None),
            ("Ärende 9, Val av dataskyddsombud, utgår.", None),
            ("Nämnden godkänner avtalet.\n\nValet av ersättare bordläggs.", None),
            ("Nämnden godkänner avtalet.", None),
        ] {
            assert_eq!(of(&format!("Avtal om brygga\n\nBeslut\n{decision}")), want, "{decision}");
        }
    }

    #[test]
    fn texts_without_headings_say_it() {
        for (body, want) in [
            ("Utgår.", Some(Outcome::Withdrawn)),
            (
                "Paragrafen omfattas av sekretess enligt 26 kap. 1 § offentlighets- och sekretesslagen.",
                Some(Outcome::Secret),
            ),
            (
                "Föredrogs skrivelse om bryggan. Efter överläggning beslöts, att bordlägga ärendet.",
                Some(Outcome::Tabled),
            ),
            ("Ärendet, som bordlades vid förra stämman, föredrogs ånyo. Stämman beslöt höja arvodet.", None),
            ("Häröfver yttrade sig flere. Ärendet bordlades.", Some(Outcome::Tabled)),
        ] {
            assert_eq!(of(&format!("\n{body}")), want, "{body}");
        }
    }

    #[test]
    fn words_are_policed() {
        data::police(OUTCOMES, 3);
        assert!(data::rows(OUTCOMES).all(|r| (r[0] == "none") == ["near", "before"].contains(&r[1])));
        assert!(data::rows(OUTCOMES).all(|r| r[0] == "none" || outcome(r[0]).is_some()));
    }
}
