//! Lists that say where each person lives: "herr Nils Ek, Åby, ordförande, herrar Per Ås, Norra Vik, och Tor Alm, Hult".

use super::people::{List, Person};
use super::titles::small;
use super::{data, names};

/// So many persons with their places make such a list, where not all have one.
const SEVERAL: usize = 3;

/// Whether the segments of a list name places after their persons.
pub(super) fn lives(segments: &[String]) -> bool {
    let (mut with, mut without, mut alone) = (0, 0, 0);
    let mut whole = false;
    for segment in segments {
        if of(segment).is_some() {
            // Between a person and the next a place; else it is a surname, as in "herrar Ek, Ås och Alm".
            *(if whole { &mut with } else { &mut alone }) += 1;
            whole = false;
            continue;
        }
        without += usize::from(whole);
        let words: Vec<&str> = segment.split_whitespace().skip_while(|w| small(w)).collect();
        let n = names::prefix(&words, false);
        whole = n > 0 && n == words.len();
    }
    without += usize::from(whole);
    let enough = with >= SEVERAL && with > alone * SEVERAL && with * 2 > without;
    enough || (with == 2 && without + alone == 0)
}

/// The place that a segment begins with, and what is said after it: "Norra Vik (anlände under § 5)".
pub(super) fn of(segment: &str) -> Option<(String, String)> {
    let words: Vec<&str> = segment.split_whitespace().collect();
    let bare = |w: &&str| names::is_place(w.trim_end_matches(['.', ',']));
    let mut n = usize::from(names::begins_place(words.first()?));
    n += usize::from(words.get(n).is_some_and(bare));
    if n == 0 || (n == 1 && !bare(words.first()?)) {
        return None;
    }
    // "Hult nr 2", "Vik gård"
    while words.get(n).is_some_and(|w| data::is_small("farm", w) || w.chars().all(|c| c.is_ascii_digit())) {
        n += 1;
    }
    let rest = words[n..].join(" ");
    let place = words[..n].join(" ").trim_end_matches(['.', ',']).to_string();
    (rest.is_empty() || rest.starts_with('(')).then_some((place, rest))
}

/// Whether a word stands between a person and where they live: "i", "å", "från".
pub(super) fn leads(word: &str) -> bool {
    data::is_small("at-home", word) || data::is_small("home", word)
}

/// Takes the residences off the names where a list has them with most, and where an occupation stands before the name: there they tell where each
/// lives, and do not tell one from another.
pub(super) fn off_names(people: &mut [Person]) {
    let called = |p: &Person| p.name.split_once(" i ").map(|(n, place)| (n.to_string(), place.to_string()));
    let alone = |bare: &[String], i: usize| bare.iter().filter(|n| **n == bare[i]).count() == 1;
    let bare: Vec<String> = people.iter().map(|p| called(p).map_or(p.name.clone(), |c| c.0)).collect();
    let named = people.iter().filter(|p| called(p).is_some()).count();
    let with = named + people.iter().filter(|p| p.home).count();
    if named < SEVERAL || with * 2 < people.len() {
        for i in (0..people.len()).filter(|i| people[*i].titled && alone(&bare, *i)).collect::<Vec<_>>() {
            people[i].name.clone_from(&bare[i]);
        }
        return;
    }
    for (i, person) in people.iter_mut().enumerate() {
        let Some((name, place)) = called(person).filter(|_| alone(&bare, i)) else { continue };
        person.name = name;
        if person.affiliation.is_none() {
            (person.affiliation, person.home) = (Some(place), true);
        }
    }
}

impl List {
    /// Takes a segment that says where the person before it lives. `false` where it does not.
    pub(super) fn home(&mut self, segment: &str) -> bool {
        let Some((place, rest)) = of(segment).filter(|_| self.residence) else { return false };
        let Some(p) = self.people.last_mut().filter(|p| p.affiliation.is_none()) else { return false };
        (p.affiliation, p.home) = (Some(place), true);
        if !rest.is_empty() {
            self.leading_bracket(&rest);
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::super::people::parse;

    fn listed(text: &str) -> Vec<String> {
        let lines: Vec<String> = text.lines().map(str::to_string).collect();
        let part = |o: Option<String>| o.unwrap_or_default();
        parse(&lines, Some((1, 9)))
            .into_iter()
            .map(|p| format!("{}|{}|{}|{}", p.name, part(p.affiliation), part(p.role), p.note))
            .collect()
    }

    #[test]
    fn where_each_person_lives() {
        let text = "herr Karl Alm, Norra Vik, ordförande, herr Nils Ek, Åby, vice ordförande, herrar\nTage Ås, Hult nr 2, Per Lind, Björktorp (anlände under § 5), Tor Dal,\nÅby, och Bo Sten, Vik, samt fru Ada Ros, Åby.";
        let want = [
            "Karl Alm|Norra Vik|ordförande|",
            "Nils Ek|Åby|vice ordförande|",
            "Tage Ås|Hult nr 2||",
            "Per Lind|Björktorp||anlände under § 5",
            "Tor Dal|Åby||",
            "Bo Sten|Vik||",
            "Ada Ros|Åby||",
        ];
        assert_eq!(listed(text), want);
        let text =
            "hemmansägaren Per Lind, Vik, lantbrukaren Nils Ek, Åby, handlanden Bo Alm, Hult, och smeden Tor Ås, Åby.";
        assert_eq!(listed(text)[1..3], ["Nils Ek|Åby|lantbrukare|", "Bo Alm|Hult|handlande|"]);
        assert_eq!(listed("Nils Ek, Åby\nPer Ås, Hult\nTor Alm, Östra Vik, ordf.")[2], "Tor Alm|Östra Vik|ordförande|");
    }

    #[test]
    fn surnames_are_no_places() {
        let of = |text: &str| listed(text).len();
        assert_eq!(of("herrar Per Lind, Ek, Ås, Alm, Nils Berg, Dahl och Öst"), 7);
        assert_eq!(of("herr Karl Ek, ordförande, herrar Alm, Berg, Dahl och Öst"), 5);
    }
}
