//! Clauses of a sentence of attendance that say of persons named before them that they served, or did not.

use super::attributes::{served, unled};
use super::people::{List, Person, tells_absence};
use super::titles::{role, small};
use super::{data, instead, moves, names, titles};
use crate::fold;

impl List {
    /// "varav Ida Dal tjänstgjorde i stället för Nils Ek": says of persons of the list that they served. `false` where a segment does not.
    pub(super) fn served_of_them(&mut self, segment: &str) -> bool {
        let begun = data::small_words("of-them").iter().find_map(|w| segment.strip_prefix(*w)?.strip_prefix(' '));
        if begun.is_none() && !self.of_them.is_empty() {
            // "herr Ek, som anmält förfall till kl. 19, infann sig under § 5"
            if segment.split(' ').next().is_some_and(|w| data::is_small("relative", w)) {
                return true;
            }
            if moves::tells(segment) {
                for i in std::mem::take(&mut self.of_them) {
                    self.people[i].note = segment.to_string();
                }
                return true;
            }
        }
        let Some(rest) = begun.or((!self.of_them.is_empty()).then_some(segment)) else { return false };
        let words: Vec<&str> = rest.split_whitespace().collect();
        let small = words.iter().take_while(|w| small(w)).count();
        let n = names::prefix(&words[small..], true);
        let name = names::clean(&words[small..small + n]);
        let mut bearer = self.bearer(&name).filter(|_| n > 0);
        // A sentence after the list tells who came later and is not in it.
        if bearer.is_none() && begun.is_some_and(|r| r.starts_with(char::is_uppercase)) && small > 0 && n > 1 {
            self.people.push(Person { name: name.clone(), ..Person::default() });
            bearer = Some(self.people.len() - 1);
        }
        let Some(i) = bearer else {
            self.of_them.clear();
            return false;
        };
        self.of_them.push(i);
        let said = words[small + n..].join(" ");
        if moves::tells(&said) {
            for i in std::mem::take(&mut self.of_them) {
                self.people[i].note = said.clone();
            }
            return true;
        }
        let Some((serving, rest)) = served(&said).or_else(|| titles::serves(&role(&said)).then(|| (role(&said), "")))
        else {
            return true;
        };
        let whom = instead::of(rest);
        for i in std::mem::take(&mut self.of_them) {
            self.people[i].role = Some(match &whom {
                Some((whom, _)) => instead::role(None, whom),
                None => serving.clone(),
            });
        }
        true
    }

    /// "Enkan Ada Ek i Vik genom sonen Per Ek": there is the second, for the first. `false` where a segment is of nobody's spokesman.
    pub(super) fn through(&mut self, words: &[&str]) -> bool {
        let Some(at) = words.iter().position(|w| data::is_small("through", w)).filter(|at| *at > 0) else {
            return false;
        };
        let lower = words[at + 1..].iter().take_while(|w| small(w)).count();
        let n = names::prefix(&words[at + 1 + lower..], false);
        let whom = (0..at).find_map(|i| Some((i, names::prefix(&words[i..at], false))).filter(|(_, n)| *n > 0));
        let Some((i, m)) = whom.filter(|(i, _)| n > 0 && *i <= 3) else { return false };
        let whom = names::clean(&words[i..i + m]);
        self.person(words, at + 1 + lower, n);
        if let Some(p) = self.people.last_mut() {
            p.role = Some(format!("ombud för {whom}"));
        }
        true
    }

    /// The name of the one whom the last person serves for. `false` where a segment has none.
    pub(super) fn for_whom(&mut self, segment: &str) -> bool {
        let words: Vec<&str> = segment.split_whitespace().collect();
        let small = words.iter().take_while(|w| small(w)).count();
        let n = names::prefix(&words[small..], true);
        let Some(p) = self.people.last_mut().filter(|_| n > 0) else { return false };
        let own = p.role.as_deref().filter(|r| !titles::serves(r));
        p.role = Some(instead::role(own, &names::clean(&words[small..small + n])));
        true
    }

    /// "som inkallats i stället för Nils Ek", "vilka icke tjänstgjorde": what a clause says of the persons before it. `false` where it says
    /// nothing of serving, nor of one who was not there.
    pub(super) fn relative(&mut self, segment: &str) -> bool {
        let begun = data::small_words("latter").iter().find_map(|w| segment.strip_prefix(*w)?.strip_prefix(' '));
        let relative = || segment.split_once(' ').filter(|(w, _)| data::is_small("relative", w)).map(|(_, rest)| rest);
        let Some(rest) = begun.or_else(relative) else { return false };
        let all = segment.split(' ').next().is_some_and(|w| data::is_small("relative-all", w));
        let words: Vec<&str> = rest.split_whitespace().collect();
        let serving = words.iter().map(|w| role(w)).find(|r| titles::serves(r));
        if serving.is_some() && words.iter().any(|w| data::is_small("not", w)) {
            return true;
        }
        let whom = rest.match_indices(' ').map(|(i, _)| &rest[i + 1..]).chain([rest]).find_map(instead::of);
        self.awaits = whom.is_none() && instead::is_open(rest) && !self.people.is_empty();
        let Some(p) = self.people.last_mut() else { return false };
        match (whom, serving) {
            (Some((whom, _)), _) => p.role = Some(instead::role(p.role.as_deref(), &whom)),
            // "suppleanterna A och B, vilka tjänstgjorde för herrar C och D"
            (None, Some(_)) if all && p.role.as_deref().is_some_and(titles::is_substitute) => {
                let own = p.role.clone();
                for p in self.people.iter_mut().rev().take_while(|p| p.role == own) {
                    p.role = own.as_deref().map(|r| titles::serving().replacen(&role("ers."), r, 1));
                }
                self.whom = true;
            }
            (None, Some(serving)) => p.role = Some(serving),
            _ if wrote(rest) => {
                p.role = Some(with_role(
                    p.role.take(),
                    role(data::small_words("writer").first().copied().unwrap_or_default()),
                ))
            }
            // "den sistnämnde såsom sekreterare"
            _ if unled(rest) != rest && titles::is_role(unled(rest)) => {
                p.role = Some(with_role(p.role.take(), role(unled(rest))));
            }
            _ if moves::tells(rest) => self.note(rest),
            _ => return tells_absence(&fold::skeleton(rest)),
        }
        true
    }
}

/// Whether a clause says of somebody that they kept the minutes.
fn wrote(clause: &str) -> bool {
    let folded = fold::skeleton(clause);
    data::small_words("wrote").iter().any(|w| folded.starts_with(&fold::skeleton(w)))
}

/// A role with another after it.
fn with_role(first: Option<String>, more: String) -> String {
    first.map_or(more.clone(), |r| format!("{r}, {more}"))
}

#[cfg(test)]
mod tests {
    use super::super::people::parse;

    fn roles(text: &str) -> Vec<String> {
        let people = parse(&[text.to_string()], None);
        people.iter().map(|p| format!("{}: {}", p.name, p.role.clone().unwrap_or_default())).collect()
    }

    #[test]
    fn who_served_of_those_named() {
        assert_eq!(
            roles(
                "ledamöterna Anna Berg och Nils Ek samt ersättarna Ida Dal och Per Lo, varav Ida Dal tjänstgjorde i stället för Ola Alm, som anmält förfall"
            ),
            [
                "Anna Berg: ledamot",
                "Nils Ek: ledamot",
                "Ida Dal: tjänstgörande ersättare för Ola Alm",
                "Per Lo: ersättare"
            ]
        );
    }

    #[test]
    fn what_clauses_say() {
        assert_eq!(
            roles(
                "herrar Nils Ek och Per Lo, suppleanten, herr Tor Vik, vilken tjänstgjorde i stället för ledamoten, herr Ola Alm, som anmält laga förfall"
            ),
            ["Nils Ek: ", "Per Lo: ", "Tor Vik: tjänstgörande ersättare för Ola Alm"]
        );
        assert_eq!(
            roles("suppleanterna Ida Dal och Per Lo, vilka icke tjänstgjorde"),
            ["Ida Dal: suppleant", "Per Lo: suppleant"]
        );
    }
}
