//! Which of those present a printed ballot is of: a surname, initials, an office or a farm stands for one person of the list.

use super::{names, titles};
use crate::fold;
use crate::protocol::{Attendee, Ballot, Capacity, Meeting};

/// The short form of the chair's role.
const CHAIR: &str = "ordf.";

/// Fills the person of every ballot that is of exactly one of those who may vote, or of those listed at all.
pub(in crate::segment) fn resolve(meeting: &mut Meeting, is_office: impl Fn(&str) -> bool) {
    let mut records = std::mem::take(&mut meeting.records);
    for record in records.iter_mut().filter(|r| !r.ballots.is_empty()) {
        // Who is recused leaves the chair to another.
        let led = |name: &String| !record.recusals.iter().any(|p| names::same(&p.name, name));
        let chair = meeting.chair.clone().filter(led);
        for ballot in &mut record.ballots {
            ballot.person = match is_office(&ballot.name) {
                true => holder(meeting, chair.as_deref(), &ballot.name),
                false => bearer(&meeting.attendance, ballot, &record.paragraph),
            };
        }
        unique(&mut record.ballots);
    }
    meeting.records = records;
}

/// Who holds an office: "ordföranden" is the chair, "vice ordföranden" the only one of that role.
fn holder(meeting: &Meeting, chair: Option<&str>, office: &str) -> Option<String> {
    let office = titles::role(office);
    if office == titles::role(CHAIR) {
        return chair.map(str::to_string);
    }
    let holds = |a: &&Attendee| a.role.as_deref().is_some_and(|r| r.split(", ").any(|r| r == office));
    let mut all = meeting.attendance.iter().filter(holds);
    match (all.next(), all.next()) {
        (Some(only), None) => Some(only.name.clone()),
        _ => None,
    }
}

/// The only one of the list whose name a ballot's can be: among those who may vote, or else among all.
fn bearer(listed: &[Attendee], ballot: &Ballot, paragraph: &str) -> Option<String> {
    let fits = |a: &&Attendee| is(a, ballot);
    let only = |votes: bool| {
        let may = |a: &&Attendee| !votes || (a.capacity == Capacity::Deciding && super::serves(a, paragraph));
        let mut all = listed.iter().filter(may).filter(fits);
        match (all.next(), all.next()) {
            (Some(only), None) => Some(only.name.clone()),
            _ => None,
        }
    };
    let whole = listed.iter().find(|a| a.name == ballot.name);
    whole.map(|a| a.name.clone()).or_else(|| only(true)).or_else(|| only(false))
}

fn is(person: &Attendee, ballot: &Ballot) -> bool {
    let (name, place) = parted(&ballot.name);
    let (listed, home) = parted(&person.name);
    let home = home.or(person.affiliation.as_deref());
    if place.zip(home).is_some_and(|(a, b)| fold::skeleton(a) != fold::skeleton(b)) {
        return false;
    }
    let surname = listed.strip_suffix(name).is_some_and(|front| front.ends_with(' '));
    let party = ballot.affiliation.as_deref().zip(person.affiliation.as_deref());
    let other_party = party.is_some_and(|(a, b)| !a.eq_ignore_ascii_case(b));
    names::same(listed, name) || names::signs_as(name, listed) || (surname && !other_party)
}

/// A name and where its bearer lives: "Persson i Hult".
fn parted(name: &str) -> (&str, Option<&str>) {
    name.split_once(" i ").map_or((name, None), |(name, place)| (name, Some(place)))
}

/// Nobody votes twice: where two ballots would be of one person, neither is said to be.
fn unique(ballots: &mut [Ballot]) {
    let of: Vec<Option<String>> = ballots.iter().map(|b| b.person.clone()).collect();
    for ballot in ballots {
        if ballot.person.is_some() && of.iter().filter(|p| **p == ballot.person).count() > 1 {
            ballot.person = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::{Choice, Record};

    fn resolved(ballots: &[&str]) -> Vec<Option<String>> {
        let person = |(name, role, home): (&str, &str, &str)| Attendee {
            name: name.into(),
            role: Some(role.into()).filter(|r: &String| !r.is_empty()),
            affiliation: Some(home.into()).filter(|r: &String| !r.is_empty()),
            capacity: Capacity::Deciding,
            paragraphs: None,
            page: None,
            line: None,
            named_in_text: false,
            read_as: None,
        };
        let listed = [
            ("Anna Berg", "ordförande", ""),
            ("Bo Ek", "vice ordförande", ""),
            ("Cy Alm", "", ""),
            ("Per Dahl", "", "Hult"),
            ("Nils Dahl", "", "Näs"),
            ("Eva von Rehn", "", ""),
        ];
        let ballot =
            |name: &&str| Ballot { name: (*name).into(), affiliation: None, choice: Choice::Yes, person: None };
        let record = Record { ballots: ballots.iter().map(ballot).collect(), ..Record::default() };
        let mut meeting = Meeting {
            attendance: listed.into_iter().map(person).collect(),
            chair: Some("Anna Berg".into()),
            records: vec![record],
            ..Meeting::default()
        };
        resolve(&mut meeting, |name| name.ends_with("ordföranden"));
        meeting.records.remove(0).ballots.into_iter().map(|b| b.person).collect()
    }

    #[test]
    fn surnames_initials_offices_and_farms() {
        let said = ["Alm", "vice ordföranden", "ordföranden", "Dahl i Hult", "N. Dahl", "von Rehn"];
        let want = ["Cy Alm", "Bo Ek", "Anna Berg", "Per Dahl", "Nils Dahl", "Eva von Rehn"];
        assert_eq!(resolved(&said), want.map(|w| Some(w.to_string())));
    }

    #[test]
    fn who_may_be_two_is_nobody() {
        assert_eq!(resolved(&["Dahl", "Lund"]), [None, None]);
        assert_eq!(resolved(&["Alm", "Cy Alm"]), [None, None]);
    }
}
