//! A list of voters as minutes print it: "herrar Sund, G. Andersson och ordföranden", "Ada Berg (S), Bo Ek (M)".

use std::sync::LazyLock;

use super::super::{data, head, text};
use super::people::{is_role_word, persons};
use crate::protocol::Person;

/// The persons that `words` begin with, one behind the other, and how many words they take; surnames alone and offices ("ordföranden") count as persons. Words
/// that bind the list ("och") belong to it only where somebody follows.
pub(super) fn list(words: &[&str]) -> (Vec<Person>, usize) {
    read(words, true)
}

/// Whether all of `words` is a list within one sentence.
pub(super) fn is_list(words: &[&str]) -> bool {
    read(words, false).1 == words.len()
}

static GIVEN_BY: LazyLock<Vec<Vec<&str>>> = LazyLock::new(|| {
    let rows = data::rows(include_str!("../../../dictionaries/ballot-words.tsv"));
    rows.filter(|r| r[0] == "by").map(|r| r[1].split(' ').collect()).collect()
});

/// Whether `word` leads from a choice to what it was of: "bifall till kontorets förslag".
pub(super) fn leads_to_object(word: &str) -> bool {
    data::rows(include_str!("../../../dictionaries/ballot-words.tsv")).any(|r| r[0] == "object" && r[1] == word)
}

/// How many words at the start of `words` lead from votes to those who gave them: "ja-röster avgåvos av".
pub(super) fn given_by(words: &[&str]) -> usize {
    GIVEN_BY.iter().filter(|by| words.starts_with(by)).map(Vec::len).max().unwrap_or(0)
}

/// [`list`]; `across` says whether it may go on behind a full stop that a comma was read as.
fn read(words: &[&str], across: bool) -> (Vec<Person>, usize) {
    let (mut out, mut at, mut end): (Vec<Person>, usize, usize) = (Vec::new(), 0, 0);
    let mut joined = false;
    while at < words.len() {
        let Some((mut person, n)) = item(&words[at..]) else { break };
        at += n;
        at += appended(&mut person, words, at);
        out.push(person);
        end = at;
        let last = words[at - 1];
        let letters = last.chars().filter(|c| c.is_alphabetic()).count();
        if last.ends_with('.') && (last.contains(')') || (text::ends_sentence(last) && letters > 1)) {
            // A comma read as a full stop: no list ends before "och", and the next of it has a party or a comma too.
            let next = if joined || !across { None } else { item(&words[at..]) };
            let lists = |n: usize| out.len() > 1 && words[at + n - 1].ends_with(',');
            let goes_on = |(p, n): &(Person, usize)| p.affiliation.is_some() || lists(*n);
            if next.as_ref().is_some_and(goes_on) {
                continue;
            }
            break;
        }
        if words.get(at).is_some_and(|w| head::joins(w)) {
            joined = true;
            at += 1;
            // "samt av ordföranden"
            at += given_by(&words[at..]);
        } else if !last.ends_with(',') {
            break;
        }
    }
    (out, end)
}

/// How many words behind a person's comma, at `words[at]`, still tell of them: an office in its indefinite form ("Ada Berg, ordförande, Bo Ek"), or the party
/// ("Ada Berg, S, Bo Ek, M").
fn appended(person: &mut Person, words: &[&str], at: usize) -> usize {
    if !words[at - 1].ends_with(',') {
        return 0;
    }
    let roles = words[at..].iter().take_while(|w| is_role_word(w) && text::starts_lower(w)).count();
    if roles > 0 {
        return if is_definite(words[at + roles - 1]) { 0 } else { roles };
    }
    let party = words.get(at).map(|w| w.trim_end_matches([',', '.', ';']));
    let party = party.filter(|p| person.affiliation.is_none() && !p.is_empty() && head::is_party(p));
    let Some(party) = party.filter(|p| p.chars().all(char::is_alphabetic)) else { return 0 };
    person.affiliation = Some(party.to_string());
    1
}

/// Whether an office is somebody's by itself: "ordföranden", not "en ledamot".
fn is_definite(office: &str) -> bool {
    office.trim_end_matches([',', '.', ';', ':']).ends_with('n')
}

/// Whether `words` are an office and nothing else.
pub(super) fn is_office(words: &[&str]) -> bool {
    !words.is_empty() && office(words) == words.len()
}

/// How many words an office takes: "ordföranden", "v. ordföranden", "1:e vice ordföranden".
fn office(words: &[&str]) -> usize {
    let short =
        |w: &&&str| !is_role_word(w) && !w.starts_with(char::is_uppercase) && (w.ends_with('.') || w.contains(':'));
    let first = words.iter().take_while(short).count();
    // "André," is a surname, "andre vice ordföranden" an office.
    let surname = |w: &str| w.starts_with(char::is_uppercase) && w.ends_with(',') && !is_definite(w);
    let role = |w: &&&str| is_role_word(w) && !surname(w);
    let roles = words.get(first..).unwrap_or_default().iter().take_while(role).count();
    if roles > 0 && first <= 1 { first + roles } else { 0 }
}

/// One person at the start of `words`, and how many words name them: titles, an office, the name, where they live, the party.
fn item(words: &[&str]) -> Option<(Person, usize)> {
    let title = |w: &&&str| head::is_honorific(w) || head::is_courtesy_of_several(w);
    let titles = words.iter().take_while(title).count();
    let offices = office(&words[titles..]);
    let from = titles + offices;
    // "samt ordföranden. Rösterna hade"
    let alone = offices > 0 && words[from - 1].ends_with([',', '.', ';', ':']);
    let mut n = if alone { 0 } else { head::name_prefix(&words[from..], true) };
    // "Lagervik. På grund häraf": a surname's full stop ends the list.
    if let Some(last) = words[from..from + n].iter().position(|w| ends_list(w)) {
        n = last + 1;
    }
    // "och Ås." could be an initial, but nothing follows that it is one of.
    if n == 0 && !alone && words.get(from).is_some_and(|w| is_short_surname(w)) {
        n = 1;
    }
    if n == 0 {
        let office = (offices > 0 && is_definite(words[from - 1])).then(|| words[titles..from].join(" "))?;
        let name = office.trim_end_matches(|c: char| !c.is_alphanumeric()).to_string();
        return Some((Person { name, affiliation: None }, from));
    }
    n += place(&words[from + n - 1..]);
    let named = &words[from..from + n];
    let bracket = named.iter().position(|w| w.starts_with('(')).unwrap_or(n);
    let name = head::clean_name(&named[..bracket.max(1)]);
    let next = words.get(from + n).copied().unwrap_or("");
    let closed = named.last().is_some_and(|w| w.ends_with([',', '.', ';', ':']));
    let bare = next.trim_matches(|c: char| !c.is_alphabetic());
    let affiliation = (!closed && (next.starts_with('(') || head::is_party(bare)) && !bare.is_empty())
        .then(|| next.trim_start_matches('(').trim_end_matches([',', '.', ';', ':', ')']).to_string())
        .filter(|a| a.chars().count() <= 12 && !a.contains('§'));
    let taken = from + n + usize::from(affiliation.is_some());
    Some((Person { name, affiliation }, taken))
}

/// How many words behind a name's last one, `words[0]`, tell a namesake apart by where they live: "Persson i Hult".
fn place(words: &[&str]) -> usize {
    let open = |w: &str| !w.ends_with([',', '.', ';', ':', ')']);
    match words {
        [last, "i", place, more @ ..] if open(last) && place.starts_with(char::is_uppercase) => {
            let second = more.first().is_some_and(|w| open(place) && w.starts_with(char::is_uppercase));
            2 + usize::from(second)
        }
        _ => 0,
    }
}

/// Whether a full stop behind `word` ends a sentence: "Lagervik.", not "G." and not "Fredr."
pub(super) fn ends_list(word: &str) -> bool {
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    text::ends_sentence(word) && letters > 2 && !head::is_cut_short(word)
}

/// A surname of two or three letters with a full stop behind it.
fn is_short_surname(word: &str) -> bool {
    let Some(name) = word.strip_suffix(['.', ';', ',']) else { return false };
    let mut letters = name.chars();
    letters.next().is_some_and(char::is_uppercase)
        && (2..=3).contains(&name.chars().count())
        && letters.all(char::is_lowercase)
}

/// The persons of `words`, which stand behind a word that says how they voted: as a list, or wherever a full name is met.
pub(super) fn all(words: &[&str]) -> Vec<Person> {
    let (listed, taken) = list(words);
    let ended = taken > 0 && words[taken - 1].ends_with('.');
    if ended || taken == words.len() {
        return listed;
    }
    let met = persons(&words.join(" "));
    if met.len() > listed.len() { met } else { listed }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> (Vec<String>, usize) {
        let words: Vec<&str> = text.split_whitespace().collect();
        let (found, n) = list(&words);
        (found.into_iter().map(|p| p.name).collect(), n)
    }

    #[test]
    fn surnames_initials_and_offices() {
        let (found, n) = names("herrar N. Andersson, Cederlund, Ekbohm och Tegnander. Med 15 ja mot 7 nej");
        assert_eq!((found.join("|").as_str(), n), ("N. Andersson|Cederlund|Ekbohm|Tegnander", 7));
        let (found, n) = names("ordföranden, herrar Månstedt och Ekstam samt fruar Örtegren och Brodd. Nej röstade");
        assert_eq!((found.join("|").as_str(), n), ("ordföranden|Månstedt|Ekstam|Örtegren|Brodd", 10));
        let (found, n) = names("Ada Berg, ordförande, Bo Ek, vice ordförande, samt Cy Alm. Nej");
        assert_eq!((found.join("|").as_str(), n), ("Ada Berg|Bo Ek|Cy Alm", 10));
        let (found, n) =
            names("herr v. ordföranden, herrar Persson i Hult, Jonasson i Östra By och fru af Ekholm. Med 4");
        assert_eq!((found.join("|").as_str(), n), ("v. ordföranden|Persson i Hult|Jonasson i Östra By|af Ekholm", 15));
        assert_eq!(names("Dahl, André, Björk och Lind. Kyrkoherde Alm").0.join("|"), "Dahl|André|Björk|Lind");
        assert_eq!(names("herrar Ek och Alm samt ordföranden. Rösterna hade").0.join("|"), "Ek|Alm|ordföranden");
        assert_eq!(names("ledamot nedlade sin röst").1, 0);
        assert_eq!(names("herrar Nordin, Ödberg och ordföranden.").0.join("|"), "Nordin|Ödberg|ordföranden");
        assert_eq!(names("den, som bifölle herr Sunds yrkande").1, 0);
    }

    #[test]
    fn a_comma_read_as_a_full_stop() {
        let (found, _) = names("herrar Ek, Alm. G. Berg, Lund och Dal. Med 5 ja");
        assert_eq!(found.join("|"), "Ek|Alm|G. Berg|Lund|Dal");
        let (found, _) = names("Ada Berg (S). Bo Ek (M), Cy Alm (V) och Dan Ås (V). Eva Lo (C) tackar");
        assert_eq!(found.join("|"), "Ada Berg|Bo Ek|Cy Alm|Dan Ås");
        let (found, _) = names("Ada Berg (S), Bo Ek (M). Cy Alm (V), Dan Ås (V). Omröstningen");
        assert_eq!(found.join("|"), "Ada Berg|Bo Ek|Cy Alm|Dan Ås");
    }

    #[test]
    fn parties_in_brackets_or_bare() {
        let words: Vec<&str> = "Ada Berg, S, Bo Ek, M, och Cy Alm, KD, avstår".split(' ').collect();
        let (found, n) = list(&words);
        let said: Vec<_> = found.iter().map(|p| p.affiliation.as_deref()).collect();
        assert_eq!((said, n), (vec![Some("S"), Some("M"), Some("KD")], 10));
        let words: Vec<&str> = "Ada Berg (S), Bo Ek M och Cy Alm (Kd), tillsammans 3".split(' ').collect();
        let (found, n) = list(&words);
        let said: Vec<_> = found.iter().map(|p| (p.name.as_str(), p.affiliation.as_deref())).collect();
        assert_eq!(said, [("Ada Berg", Some("S")), ("Bo Ek", Some("M")), ("Cy Alm", Some("Kd"))]);
        assert_eq!(n, 10);
    }
}
