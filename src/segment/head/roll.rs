//! The attendance roll: who was there, in what capacity, at which §§.

use super::fields::{self, Entry, Field, Label, Scan};
use super::people::{self, Person};
use super::sentences::{self, lines, lists};
use super::{annex, called, data, names, paragraphs, prose, said, titles, twice};
use crate::fold;
use crate::page::TextLine;
use crate::protocol::{Attendee, Capacity};

/// So many who decide make a list.
const WHOLE: usize = 3;
/// How many lines of the text may tell who was there.
const FIRST: usize = 120;
/// One line of so many may be none of a list's own kind.
const SPOILT: usize = 5;

/// Everybody listed on the cover; where it lists nobody, those of an attendance sentence there or in the text. `texts`: the lines before the
/// first record, and those of the records.
pub(super) fn attendance(
    cover: &Scan,
    tail: &Scan,
    texts: [&[TextLine]; 2],
    within: Option<(u32, u32)>,
    known: &[paragraphs::Number],
) -> Vec<Attendee> {
    let [front, body] = texts;
    let mut roll: Vec<Attendee> = Vec::new();
    let deciding = std::cell::Cell::new(0);
    let mut add = |people: Vec<Person>, label: &Label, told: bool| {
        let homes = people.iter().any(|p| p.home);
        let mut list = settle(people.into_iter().map(|p| attendee(p, label, within, known)).collect(), label, homes);
        if told {
            others_by_part(&mut list);
        }
        for attendee in list {
            let name = fold::skeleton(&attendee.name);
            deciding.set(deciding.get() + usize::from(attendee.capacity == Capacity::Deciding));
            let again = match roll.iter_mut().find(|a| fold::skeleton(&a.name) == name) {
                None => Some(attendee),
                Some(first) => twice::second(first, attendee, within, known),
            };
            roll.extend(again);
        }
    };
    for (after, scan) in [(false, cover), (true, tail)] {
        // A list of the cover is whole: what looks like another after the last § is of those who signed, or of an annex.
        if after && deciding.get() >= WHOLE {
            break;
        }
        for entry in lists_of_present(scan) {
            // "Beslutande: enligt förteckning", and below it those of the next list, whose label was lost.
            let elsewhere = entry.values.first().is_some_and(|v| said::elsewhere(&v.text));
            for (label, l) in lists(entry) {
                let people = people::parse(&l, within);
                let officials = elsewhere
                    && people
                        .iter()
                        .all(|p| p.affiliation.is_none() && p.role.as_deref().is_some_and(titles::is_official));
                let told = label.general && tells_parts(&people, &l);
                add(people, if officials { fields::others() } else { label }, told);
            }
        }
    }
    if roll.is_empty() {
        let of = |blocks: Vec<(&'static Label, Vec<String>)>| -> Vec<Attendee> {
            let lists = blocks.into_iter().filter(|(label, _)| label.field == Field::People);
            let all = lists.flat_map(|(label, block)| {
                people::parse(&block, within).into_iter().map(move |p| attendee(p, label, within, known))
            });
            all.collect()
        };
        roll = of(prose::sentences(front));
        if roll.is_empty() {
            roll = annex::attendance(body, within, known);
        }
        if roll.is_empty() {
            roll = called::attendance(&body[..body.len().min(FIRST)], within, known);
        }
        if roll.is_empty() {
            roll = of(prose::attendance(&body[..body.len().min(FIRST)]));
        }
    }
    if !roll.is_empty() {
        officers(&mut roll, cover, within, known);
        // "Protokollet fördes av Nils Ek. Av tjänstemännen var kamreraren Per Ås tillstädes."
        let told =
            |e: &&Entry| !e.signature && matches!(e.label.field, Field::Secretary | Field::Chair | Field::Absent);
        for (label, list) in cover.entries.iter().filter(told).flat_map(sentences::others) {
            let people = people::parse(&list, within).into_iter().map(|p| attendee(p, label, within, known));
            let new: Vec<Attendee> = people.filter(|a| !roll.iter().any(|r| names::same(&r.name, &a.name))).collect();
            roll.extend(new);
        }
    }
    roll
}

/// Whether a list says of each person what part they have in the body, as a column of roles does: "ledamot" is printed, not left to the label. One
/// person a line, the name first, but for a line in five that a reading may have spoilt: in a sentence what is told may be an occupation.
fn tells_parts(people: &[Person], lines: &[String]) -> bool {
    let role = |p: &Person| p.role.clone().filter(|r| !r.is_empty());
    let members = people.iter().filter_map(role).filter(|r| titles::is_member(r)).count();
    let few = |n: usize| n * SPOILT <= lines.len();
    let others = lines.iter().filter(|l| !names::starts(l.trim())).count();
    let rows = few(lines.len().abs_diff(people.len())) && few(others);
    rows && members >= 2 && people.iter().all(|p| role(p).is_some())
}

/// Those who stand below all who have a part in the body, in a list that tells each person's, are others. Above them a title may be an occupation.
fn others_by_part(list: &mut [Attendee]) {
    // "bankkamrerare, ordförande"
    let part = |r: &str| {
        fold::skeleton(r).ends_with("ordforande")
            || titles::is_member(r)
            || titles::is_substitute(r)
            || titles::serves(r)
    };
    let has_part = |a: &Attendee| a.role.as_deref().unwrap_or_default().split(", ").any(part);
    let stands = |a: &Attendee| a.affiliation.as_deref().is_some_and(|p| titles::party(p).is_some());
    let from = list.iter().rposition(has_part).map_or(0, |i| i + 1);
    for a in list[from..].iter_mut().filter(|a| a.capacity == Capacity::Deciding && !stands(a)) {
        a.capacity = Capacity::Other;
    }
}

/// The lists of those who were there. Under "Frånvarande" with nobody beside it, lists of a kind that was given before are of those who were not;
/// after "Frånvarande ledamöter" with its own people, lists of a label that was given before.
fn lists_of_present(scan: &Scan) -> Vec<&Entry> {
    let mut out: Vec<&Entry> = Vec::new();
    let mut absent: Option<bool> = None;
    for entry in scan.entries.iter().filter(|e| !e.signature) {
        match entry.label.field {
            Field::Absent => absent = Some(entry.values.is_empty()),
            Field::People => {
                let again = |e: &&Entry| match absent {
                    Some(true) => e.label.capacity == entry.label.capacity,
                    _ => e.label.key == entry.label.key,
                };
                absent = absent.filter(|_| !entry.label.strong && out.iter().any(again));
                if absent.is_none() {
                    out.push(entry);
                }
            }
            _ => absent = None,
        }
    }
    out
}

/// Puts right a list whose label belongs to another, as in tables read column by column. A chair decides, and so do
/// those of a party listed with one under a wrong label; officials without party among party members are others. `homes`: whether the list says
/// where each person lives.
fn settle(mut list: Vec<Attendee>, label: &Label, homes: bool) -> Vec<Attendee> {
    let defaulted = |a: &Attendee| a.role.is_none() || a.role.as_deref() == label.role;
    let leads = |a: &Attendee| a.role.as_deref().is_some_and(|r| fold::skeleton(r).ends_with("ordforande"));
    let serves = |a: &Attendee| a.role.as_deref().is_some_and(titles::serves);
    // Where somebody lives says nothing of whom they represent.
    let stands = |a: &Attendee| a.affiliation.as_deref().is_some_and(|p| !homes || titles::party(p).is_some());
    let members = list.iter().filter(|a| stands(a)).count();
    if label.capacity != Some(Capacity::Deciding) && list.iter().any(|a| leads(a) && a.affiliation.is_some()) {
        for a in list.iter_mut().filter(|a| a.affiliation.is_some()) {
            if defaulted(a) {
                a.role = Some("ledamot".into());
            }
            a.capacity = Capacity::Deciding;
        }
    }
    // "Ingenjören A. Ek, från § 5, samt, till och med § 4, suppleanten B. Ås": he was there in the other's place.
    if label.general {
        let meets = |a: &Attendee, b: &Attendee| follows(a, b) || follows(b, a);
        let decides: Vec<Attendee> = list.iter().filter(|a| a.capacity == Capacity::Deciding).cloned().collect();
        let mut substitutes = list.iter_mut().filter(|a| a.capacity == Capacity::Substitute);
        let served = |a: &&mut Attendee| decides.iter().any(|d| meets(a, d));
        substitutes.by_ref().filter(served).for_each(|a| a.capacity = Capacity::Deciding);
    }
    // Officials below substitutes without parties, their label lost.
    if label.capacity == Some(Capacity::Substitute) && members == 0 {
        let official = |a: &Attendee| {
            a.role.as_deref().is_some_and(|r| r.split([',', ' ']).next().is_some_and(titles::is_official))
        };
        let from = list.iter().rposition(|a| !official(a)).map_or(0, |i| i + 1);
        if from > 0 && list[..from].iter().all(|a| defaulted(a) || serves(a)) {
            list[from..].iter_mut().for_each(|a| a.capacity = Capacity::Other);
        }
    }
    // Members without titles, and after them all those who have one that only a servant has: the members' officials.
    let titled = |a: &Attendee| {
        let official = a.capacity == Capacity::Other && !defaulted(a);
        a.affiliation.is_none() && (official || a.role.as_deref().is_some_and(titles::is_post))
    };
    let from = list.iter().rposition(|a| !titled(a)).map_or(0, |i| i + 1);
    if label.general && from >= WHOLE && !list[..from].iter().any(titled) {
        list[from..].iter_mut().for_each(|a| a.capacity = Capacity::Other);
    }
    // Servants of the organization within a list of all who were there.
    if label.general && members == 0 {
        let servant = |a: &Attendee| a.role.as_deref().is_some_and(titles::is_servant);
        // "Kommunalkamreren A. Ek" with farmers and merchants before and behind him is a member by his occupation.
        let last = list.iter().rposition(|a| !servant(a)).unwrap_or(0);
        let occupied = |a: &Attendee| a.capacity == Capacity::Deciding && !servant(a) && !defaulted(a);
        let among = |i: usize| {
            i >= WHOLE
                && list[..i].iter().filter(|a| occupied(a)).count() >= WHOLE
                && list[i..].iter().filter(|a| occupied(a)).count() >= WHOLE
        };
        let members: Vec<usize> = (0..last).filter(|i| among(*i)).collect();
        for (i, a) in list.iter_mut().enumerate() {
            if a.role.as_deref().is_some_and(titles::is_servant) && !members.contains(&i) {
                a.capacity = Capacity::Other;
            }
        }
    }
    let enough = members >= 3 && members * 10 >= list.len() * 4;
    let officials = label.capacity == Some(Capacity::Substitute) && members > 0;
    if label.capacity != Some(Capacity::Other) && (enough || officials) {
        for a in list.iter_mut().filter(|a| a.affiliation.is_none() && !defaulted(a) && !leads(a)) {
            let serving = a.role.as_deref().is_some_and(|r| fold::skeleton(r).starts_with("tjanstgorande"));
            let plain = a.role.as_deref().is_some_and(|r| r == "ledamot" || titles::is_substitute(r));
            let by_office = a.role.as_deref().is_some_and(titles::is_self_written);
            // "FUB Vik": the letters of an association that somebody represents; "VD" is an office.
            let letters = |r: &str| {
                let first = r.split([' ', ',']).next().unwrap_or("");
                first.chars().count() >= WHOLE && first.chars().all(char::is_uppercase) && !titles::is_official(first)
            };
            let stands_for = a.role.as_deref().is_some_and(letters);
            if !serving && !plain && !by_office && !stands_for {
                a.capacity = Capacity::Other;
            }
        }
    }
    list
}

/// Whether somebody came at the § after the last that another was there at.
fn follows(first: &Attendee, then: &Attendee) -> bool {
    let number = |a: &Attendee, last: bool| {
        let all = a.paragraphs.as_ref()?;
        paragraphs::parse(if last { all.last()? } else { all.first()? }).map(|n| n.0)
    };
    number(first, true).zip(number(then, false)).is_some_and(|(a, b)| a + 1 == b)
}

fn attendee(person: Person, label: &Label, within: Option<(u32, u32)>, known: &[paragraphs::Number]) -> Attendee {
    let role = person.role.clone().or_else(|| label.role.map(str::to_string));
    // "Tjänstgörande suppleanter: Nils Ek för Anna Berg"
    // Who stands for another among those who decide.
    let role =
        role.map(|r| match (label.capacity, titles::is_substitute(&r) && fold::skeleton(&r).contains(" for ")) {
            (Some(Capacity::Deciding), true) => {
                let (kind, whom) = folded_role(&r);
                format!("{}{whom}", titles::serving().replacen(&titles::role("ers."), kind, 1))
            }
            _ => r,
        });
    let own = label.role.map(|l| match titles::is_substitute(l) {
        // "Suppleanter: Nils Ek, tjg för Anna Berg"
        true => titles::serving().replacen(&titles::role("ers."), l, 1),
        false => l.to_string(),
    });
    let role = role.map(|r| match own.filter(|l| titles::serves(l)) {
        Some(own) => r
            .strip_prefix(titles::serving())
            .filter(|w| w.starts_with(' ') || w.is_empty())
            .map_or(r.clone(), |whom| format!("{own}{whom}")),
        None => r,
    });
    let folded = fold::skeleton(role.as_deref().unwrap_or(""));
    let mut capacity = label.capacity.unwrap_or(Capacity::Other);
    let serving =
        folded.contains("tjanstgorande") && !folded.split(' ').next().is_some_and(|w| data::is_small("not", w));
    // "ersättare för Nils Ek" decides in his place.
    let substitute = titles::is_substitute(&folded) && !folded.contains(" for ");
    let official = folded.contains("sekreterare") || folded.starts_with("protokoll");
    let without_vote = label.general && role.as_deref().is_some_and(titles::has_no_vote);
    let mut person = person;
    // "för Anna Berg under § 5 på grund av jäv": it is the other's.
    if folded.contains(" for ") && titles::serves(&folded) {
        let said = |w: &&str| !data::is_small("recusal", w.trim_matches(|c: char| !c.is_alphabetic()));
        person.note = person.note.split(' ').filter(said).collect::<Vec<_>>().join(" ");
    }
    let person = person;
    let paragraphs = paragraphs::attended(&person.note, within, known);
    // Among the substitutes one who served at some §§ alone: there for the whole meeting, and no member of it.
    let of_another = folded.contains(" for ");
    if let (Capacity::Substitute, true, false, Some(_)) = (capacity, serving, of_another, &paragraphs)
        && label.role.is_some_and(|r| !titles::serves(r))
    {
        let own = label.role.unwrap_or_default();
        let role = format!("{own}, {} {}", titles::serving().split(' ').next().unwrap_or(""), person.note.trim());
        return Attendee { capacity, role: Some(role), paragraphs: None, ..of(person) };
    }
    capacity = match capacity {
        // A list of others may name who served for somebody at a §.
        Capacity::Substitute | Capacity::Other if serving => Capacity::Deciding,
        Capacity::Other if substitute => Capacity::Substitute,
        // A list of those who decide, substitutes among them.
        Capacity::Deciding if label.decides && titles::is_substitute(&folded) => {
            let (kind, whom) = folded_role(role.as_deref().unwrap_or(""));
            let role = Some(format!("{}{whom}", titles::role("tjg").replacen(&titles::role("ers."), kind, 1)));
            return Attendee { capacity, role, paragraphs, ..of(person) };
        }
        // A mixed list ("Närvarande") says by the role what somebody is.
        Capacity::Deciding if substitute && !serving && label.role == Some("ledamot") => Capacity::Substitute,
        Capacity::Deciding if official && person.affiliation.is_none() => Capacity::Other,
        Capacity::Deciding if without_vote => Capacity::Other,
        other => other,
    };
    Attendee { capacity, role, paragraphs, ..of(person) }
}

/// A person as one of the attendance, with no role and no §§ yet.
pub(super) fn of(person: Person) -> Attendee {
    Attendee {
        name: person.name,
        role: None,
        affiliation: person.affiliation,
        capacity: Capacity::Other,
        paragraphs: None,
        page: None,
        line: None,
        named_in_text: false,
        read_as: None,
    }
}

/// A substitute's role and what follows its first word: "ersättare" and " för Anna Berg".
fn folded_role(role: &str) -> (&str, &str) {
    role.split_at(role.find([' ', ',']).unwrap_or(role.len()))
}

/// "Ordförande: …" and "Sekreterare: …" that stand among the lists, outside the signatures, name people who were there.
fn officers(roll: &mut Vec<Attendee>, cover: &Scan, within: Option<(u32, u32)>, known: &[paragraphs::Number]) {
    for entry in cover
        .entries
        .iter()
        .take_while(|e| !matches!(e.label.field, Field::Signatures | Field::Adjusters | Field::Adjusted | Field::Range))
    {
        let (word, first) = match entry.label.field {
            Field::Chair => ("ordforande", true),
            Field::Secretary => ("sekreterare", false),
            _ => continue,
        };
        let listed = |a: &Attendee| {
            let role = fold::skeleton(a.role.as_deref().unwrap_or(""));
            if first { role == word } else { role.contains(word) || role.starts_with("protokoll") }
        };
        if roll.iter().any(listed) {
            continue;
        }
        for person in people::parse(&lines(entry), within).into_iter().take(1) {
            if let Some(same) = roll.iter_mut().find(|a| names::same(&a.name, &person.name)) {
                if same.role.as_deref().is_none_or(|r| r == "ledamot") {
                    same.role = entry.label.role.map(str::to_string);
                }
                continue;
            }
            let attendee = attendee(person, entry.label, within, known);
            if first { roll.insert(0, attendee) } else { roll.push(attendee) }
        }
    }
}

#[cfg(test)]
#[path = "roll_tests.rs"]
mod tests;
