//! One person, one name: a list's reading that the rest of the document shows to be damaged gives way to the document's.
//!
//! Only the names given out change; the pages' text stays as read, and what the list read is kept beside the name.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use super::data;
use crate::fold;
use crate::page::TextLine;
use crate::protocol::Meeting;

/// How often each reading of one person's name stands in the document, and the party beside it where one does.
type Readings = BTreeMap<String, (usize, Option<String>)>;

/// Puts the names of the attendance right by the readings of the whole document, and with them chair, secretary, adjusters and signers.
/// `accents` tells whether é and è can be trusted: the English model makes them of å, ä and ö.
pub(in crate::segment) fn resolve<'a>(
    meeting: &mut Meeting,
    lines: impl Iterator<Item = &'a TextLine> + Clone,
    accents: bool,
) {
    let names: Vec<String> = meeting.attendance.iter().map(|a| a.name.clone()).collect();
    let found = readings(&names, lines);
    for (i, readings) in found.iter().enumerate() {
        let party = meeting.attendance[i].affiliation.clone();
        let Some(better) = better(&names[i], readings, &names, party.as_deref(), accents) else { continue };
        let old = std::mem::replace(&mut meeting.attendance[i].name, better.clone());
        let facts = meeting.chair.iter_mut().chain(&mut meeting.secretary).chain(&mut meeting.adjusters);
        for name in facts.chain(meeting.signers.iter_mut().map(|s| &mut s.name)).filter(|n| **n == old) {
            name.clone_from(&better);
        }
        meeting.attendance[i].read_as = Some(old);
    }
}

/// The two words of a name; longer names are left alone, for what belongs to them cannot be told.
fn parts(name: &str) -> Option<(&str, &str)> {
    name.split_once(' ').filter(|(a, b)| !b.contains(' ') && a.chars().count() >= 2 && b.chars().count() >= 3)
}

/// The readings of each name: where one of its words stands, dots and rings aside, with a like word beside it.
fn readings<'a>(names: &[String], lines: impl Iterator<Item = &'a TextLine>) -> Vec<Readings> {
    let mut out = vec![Readings::new(); names.len()];
    let mut by_word: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (i, (first, last)) in names.iter().enumerate().filter_map(|(i, n)| Some((i, parts(n)?))) {
        for word in [first, last] {
            by_word.entry(fold::skeleton(word)).or_default().push(i);
        }
    }
    for line in lines {
        let words: Vec<&str> = line.text.split_whitespace().collect();
        for (at, pair) in words.windows(2).enumerate() {
            let capital = |w: &str| w.starts_with(|c: char| c.is_uppercase() || c == '@');
            // A comma or period after the first word ends what it belongs to.
            if !capital(pair[0]) || pair[0].ends_with([',', '.', ';', ':', ')']) {
                continue;
            }
            let (first, last) = (bare(pair[0]), bare(pair[1]));
            let a = fold::skeleton(first);
            if !capital(last) && !by_word.contains_key(&a) {
                continue;
            }
            let b = fold::skeleton(last);
            // "Tore øberg": a small letter where the name itself is known.
            let known = by_word.contains_key(&a) && by_word.contains_key(&b);
            if !capital(last) && !known {
                continue;
            }
            let owners = by_word.get(&a).into_iter().chain(by_word.get(&b)).flatten();
            let near = |i: &&usize| parts(&names[**i]).map(|(x, y)| apart(&a, x) + apart(&b, y));
            let Some(&i) = owners.filter(|i| near(i).is_some()).min_by_key(near) else { continue };
            let (x, y) = parts(&names[i]).unwrap_or_default();
            if apart(&a, x) * 3 > x.chars().count() || apart(&b, y) * 3 > y.chars().count().max(6) {
                continue;
            }
            let party = words.get(at + 2).and_then(|w| w.strip_prefix('(')).map(|w| bare(w).to_string());
            let mut letters = last.chars();
            let last: String = letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect();
            let entry = out[i].entry(format!("{first} {last}")).or_default();
            entry.0 += 1;
            entry.1 = entry.1.take().or(party);
        }
    }
    out
}

fn bare(word: &str) -> &str {
    word.trim_matches(|c: char| !c.is_alphanumeric() && c != '@')
}

fn apart(folded: &str, word: &str) -> usize {
    let word = fold::skeleton(word);
    if folded == word { 0 } else { data::distance(folded, &word).clamp(1, 99) }
}

/// Letters that reading loses marks from, but never gives marks to.
fn marks(name: &str, accents: bool) -> usize {
    name.chars().filter(|c| "åäöøÅÄÖØóáüÜ".contains(*c) || (accents && "éèÉ".contains(*c))).count()
}

/// A name without its vowels: these a model misreads the same way everywhere, so that the most frequent reading of them proves nothing.
fn consonants(name: &str) -> String {
    fold::skeleton(name).chars().filter(|c| !"aeiouy ".contains(*c)).collect()
}

/// Given names and surnames that the lexicon is made from.
static KNOWN: LazyLock<BTreeSet<&'static str>> = LazyLock::new(|| {
    let given = data::words(include_str!("../../../dictionaries/words/given-names.txt"));
    given.into_iter().chain(data::words(include_str!("../../../dictionaries/words/surnames.txt"))).collect()
});

/// The reading that the document bears out against `name`, if any.
fn better(name: &str, readings: &Readings, names: &[String], party: Option<&str>, accents: bool) -> Option<String> {
    let own = readings.get(name).map_or(0, |r| r.0).max(1);
    let plain = fold::skeleton(name);
    let good = |other: &str, (count, theirs): &(usize, Option<String>)| {
        // Another listed person, another party, a word with figures or signs inside.
        let another =
            theirs.as_deref().zip(party).is_some_and(|(a, b)| !fold::skeleton(b).starts_with(&fold::skeleton(a)));
        if other == name || another || names.iter().any(|n| n == other) || other.chars().any(|c| c.is_ascii_digit()) {
            return false;
        }
        // A known name does not give way to an unknown word.
        let differ = || other.split(' ').zip(name.split(' ')).filter(|(a, b)| a != b);
        if differ().any(|(a, b)| KNOWN.contains(b) && !KNOWN.contains(a)) {
            return false;
        }
        let sure = differ().all(|(a, b)| KNOWN.contains(a) && !KNOWN.contains(b));
        let gained = marks(other, accents) as i64 - marks(name, accents) as i64;
        match (fold::skeleton(other) == plain, gained) {
            // No repair makes foreign letters.
            (true, 1..) => *count >= own || ((sure || other.contains(['ø', 'Ø', 'ó', 'ü'])) && *count * 2 >= own),
            (true, 0) => *count >= own * 2 && *count >= 2,
            (true, _) => false,
            // Other letters: the list's reading stands alone, and the other one again and again.
            (false, _) => own == 1 && *count >= 3 && gained >= -1 && consonants(other) != consonants(name),
        }
    };
    let found = readings.iter().filter(|(o, r)| good(o, r));
    found.max_by_key(|(o, r)| (r.0, marks(o, accents))).map(|(o, _)| o.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::{Attendee, Capacity};

    fn resolved(listed: &[(&str, &str)], text: &str) -> Vec<(String, Option<String>)> {
        let attendance = listed.iter().map(|(name, party)| Attendee {
            name: (*name).into(),
            role: None,
            affiliation: Some((*party).into()),
            capacity: Capacity::Deciding,
            paragraphs: None,
            page: None,
            line: None,
            named_in_text: false,
            read_as: None,
        });
        let mut meeting = Meeting {
            attendance: attendance.collect(),
            chair: listed.first().map(|l| l.0.into()),
            ..Meeting::default()
        };
        let lines: Vec<TextLine> =
            text.lines().enumerate().map(|(i, l)| TextLine { page: 0, line: i, text: l.into() }).collect();
        resolve(&mut meeting, lines.iter(), false);
        assert_eq!(meeting.chair.as_deref(), meeting.attendance.first().map(|a| a.name.as_str()));
        meeting.attendance.into_iter().map(|a| (a.name, a.read_as)).collect()
    }

    fn one(listed: &str, text: &str) -> String {
        resolved(&[(listed, "S")], text).remove(0).0
    }

    #[test]
    fn the_documents_reading_stands_against_a_damaged_one() {
        let text = "Rexa Rattimi (S)\nRexa Rahimi yrkar bifall.\nMot beslutet reserverar sig Rexa Rahimi (S).\nJusterare Rexa Rahimi";
        assert_eq!(resolved(&[("Rexa Rattimi", "S")], text), [("Rexa Rahimi".into(), Some("Rexa Rattimi".into()))]);
        assert_eq!(one("Cleo Tangrind", "Cleo Tangrind\nCleo Tångrind"), "Cleo Tångrind");
        assert_eq!(one("Cleo Tångrind", "Cleo Tångrind\nCleo Tangrind\nCleo Tangrind"), "Cleo Tångrind");
        assert_eq!(one("Oskar Gånge", "Oskar Gånge\nOskär Gånge"), "Oskar Gånge", "a known name");
        assert_eq!(one("Asa Gånge", "Asa Gånge\nAsa Gånge\nÅsa Gånge"), "Åsa Gånge");
        let vowels = "Cleo Sorengren\nCleo Serengren\nCleo Serengren\nCleo Serengren";
        assert_eq!(one("Cleo Sorengren", vowels), "Cleo Sorengren", "a model's habit");
        assert_eq!(one("Cleo Tangrind", "Cleo Tangrind\nCleo Téngrind"), "Cleo Tangrind", "é is damage itself");
    }

    #[test]
    fn two_persons_stay_two() {
        let text = "Ada Berg (S)\nAda Bergh (M)\nAda Bergh yrkar\nAda Bergh (M)\nAda Bergh";
        let names = |l: &[(&str, &str)]| resolved(l, text).into_iter().map(|r| r.0).collect::<Vec<_>>();
        assert_eq!(names(&[("Ada Berg", "S"), ("Ada Bergh", "M")]), ["Ada Berg", "Ada Bergh"]);
        assert_eq!(names(&[("Ada Berg", "S")]), ["Ada Berg"], "of another party");
        let text = "Per Ekdal (S)\nOla Ekdal yrkar\nOla Ekdal\nOla Ekdal";
        assert_eq!(resolved(&[("Per Ekdal", "S")], text)[0].0, "Per Ekdal", "a father or a son");
    }
}
