//! What a list of attendance says of when somebody came or left: "av vilka herr Ek infann sig under § 89", "vid § 5 ingenjör Bo Alm".

use std::sync::LazyLock;

use regex::Regex;

use super::people::{self, List};
use super::titles::small;
use super::{data, names, residence};
use crate::fold;

/// Whether a text begins by saying that somebody came, left, or took no part.
pub(super) fn tells(text: &str) -> bool {
    let folded = fold::skeleton(text.trim_start());
    data::folded_words("moves")
        .iter()
        .any(|m| folded.strip_prefix(m.as_str()).is_some_and(|r| !r.starts_with(char::is_alphanumeric)))
}

/// Whether a sentence says so of persons whom it names, and at which §: "Fru Ek avlägsnade sig efter § 95".
pub(super) fn is_sentence(sentence: &str) -> bool {
    let Some(at) = subject(sentence) else { return false };
    tells(&sentence[at..]) && sentence.contains('§')
}

/// Where the words after a sentence's first persons begin: titles and names, joined.
pub(super) fn subject(sentence: &str) -> Option<usize> {
    let words: Vec<&str> = sentence.split_whitespace().take(16).collect();
    let mut i = 0;
    let (mut named, mut courtesy) = (false, false);
    loop {
        let first = i;
        // Titles may have capitals: "Ledamoten Ada Ek", "Kassören, herr N. Ek", "Herrar Borgmästaren A. Ek och Handlanden P. Ås".
        let title = |w: &&str| small(w) || super::titles::is_titled(w.trim_end_matches(','));
        while words.get(i).is_some_and(title) && i < first + 3 {
            i += 1;
        }
        courtesy |= i > first;
        let n = names::prefix(words.get(i..)?, courtesy);
        if n == 0 {
            i = first;
            break;
        }
        (i, named) = (i + n, true);
        while words.get(i).is_some_and(|w| w.starts_with('(') && w.trim_end_matches(',').ends_with(')')) {
            i += 1;
        }
        // "Per Lind i Norra Vik"
        if words.get(i).is_some_and(|w| residence::leads(w)) {
            let place = words.iter().skip(i + 1).take(2).take_while(|w| w.starts_with(char::is_uppercase)).count();
            i += if place > 0 { 1 + place } else { 0 };
        }
        // ", som anmält förfall till kl. 19.30, infann sig"
        if words[i - 1].ends_with(',') && words.get(i).is_some_and(|w| data::is_small("relative", w)) {
            let end = words.iter().skip(i).position(|w| w.ends_with(','))?;
            i += end + 1;
            break;
        }
        match words.get(i) {
            Some(w) if data::is_small("join", w) => i += 1,
            _ if words[i - 1].ends_with(',') => {}
            _ => break,
        }
    }
    let word = words.get(i).filter(|_| named)?;
    Some(word.as_ptr() as usize - sentence.as_ptr() as usize)
}

/// The words about §§ that stand before a person, and the person: "vid §§ 89–91 ingenjör Bo Alm".
fn before(segment: &str) -> Option<(&str, &str)> {
    static NOTE: LazyLock<Regex> = LazyLock::new(|| {
        data::regex(
            r"^((?:\p{Ll}[\p{Ll}.]* ){0,4}(?:§{1,2} ?\d[\d ,–-]*(?:och \d+)?|\d[\d ,–-]*(?:och \d+)? ?§{1,2}))[ ,]+(\p{L}.*)$",
        )
    });
    let c = NOTE.captures(segment)?;
    let (note, rest) = (c.get(1)?.as_str(), c.get(2)?.as_str());
    people::begins(rest).then_some((note.trim_end_matches([',', ' ']), rest))
}

impl List {
    /// "…, Ek dock endast §§ 3–5": a note on one whom the list has named. `false` where a segment is of nobody in it.
    pub(super) fn note_of_named(&mut self, segment: &str) -> bool {
        let words: Vec<&str> = segment.split_whitespace().collect();
        let lower = words.iter().take_while(|w| small(w)).count();
        let n = names::prefix(&words[lower..], true);
        let but = words.get(lower + n).is_some_and(|w| data::is_small("though", w));
        let said = words.get(lower + n + 1..).unwrap_or_default().join(" ");
        if n == 0 || !but || !self.is_note(&said) {
            return false;
        }
        let Some(i) = self.bearer(&names::clean(&words[lower..lower + n])) else { return false };
        self.people[i].note = said;
        true
    }

    /// A person at some §§ that are named first. `false` where a segment is none: without a word for "at", "och", or a title, the §§ are those
    /// of the person before.
    pub(super) fn at_paragraphs(&mut self, segment: &str, more: bool, joined: bool) -> bool {
        let at = segment.split(' ').next().is_some_and(|w| data::is_small("at-paragraphs", w));
        let Some((note, rest)) = before(segment).filter(|(note, _)| at && self.is_note(note)) else { return false };
        if !(joined || self.last || self.people.is_empty() || rest.starts_with(char::is_lowercase)) {
            return false;
        }
        let count = self.people.len();
        self.take(rest, more);
        for p in self.people.iter_mut().skip(count).filter(|p| p.note.is_empty()) {
            p.note = note.to_string();
        }
        true
    }

    /// The one of those listed who bears a name, or alone a surname.
    pub(super) fn bearer(&self, name: &str) -> Option<usize> {
        let surname = |n: &str| {
            let bare = n.split(" i ").next().unwrap_or(n);
            fold::skeleton(bare.rsplit(' ').next().unwrap_or(bare))
        };
        let found = self.people.iter().position(|p| names::same(&p.name, name));
        found.or_else(|| {
            let mut all = self.people.iter().enumerate().filter(|(_, p)| surname(&p.name) == surname(name));
            match (all.next(), all.next(), name.contains(' ')) {
                (Some((i, _)), None, false) => Some(i),
                _ => None,
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::people::parse;
    use super::*;

    fn notes(text: &str) -> Vec<String> {
        let people = parse(&[text.to_string()], Some((80, 99)));
        people.into_iter().map(|p| format!("{}: {}", p.name, p.note)).collect()
    }

    #[test]
    fn who_came_and_who_left() {
        assert_eq!(
            notes("herrar J. Alm, A. Ek och P. Ås, av vilka herr Ek infann sig under behandlingen av § 89"),
            ["J. Alm: ", "A. Ek: infann sig under behandlingen av § 89", "P. Ås: "]
        );
        assert_eq!(
            notes("herrar J. Alm, A. Ek och P. Ås, av vilka herrar Alm och Ås avlägsnade sig efter § 90"),
            ["J. Alm: avlägsnade sig efter § 90", "A. Ek: ", "P. Ås: avlägsnade sig efter § 90"]
        );
        assert_eq!(
            notes("herr J. Alm, vilken anlände under § 85, och herr A. Ek"),
            ["J. Alm: anlände under § 85", "A. Ek: "]
        );
    }

    #[test]
    fn paragraphs_before_the_person() {
        assert_eq!(
            notes("kommunalkamrer Tor Vik, samt vid §§ 89–91 ingenjör Bo Alm"),
            ["Tor Vik: ", "Bo Alm: vid §§ 89–91"]
        );
        assert_eq!(before("vid § 5 i stadgan"), None);
    }

    #[test]
    fn sentences_that_tell_so() {
        for text in [
            "Fru Ek avlägsnade sig efter § 95",
            "Herrar Ås och P. Alm anlände vid § 3",
            "Anna Berg (S) lämnade sammanträdet efter § 4",
        ] {
            assert!(is_sentence(text), "{text}");
        }
        for text in ["Fru Ek yrkade bifall till § 95", "Anlände gjorde ingen", "Anna Berg, § 4"] {
            assert!(!is_sentence(text), "{text}");
        }
    }
}
