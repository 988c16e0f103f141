//! Those whom minutes name as taking part though no list does: who chairs, writes, adjusts, signs, speaks, moves, votes, reserves or recuses themselves.

use std::collections::BTreeSet;

use super::{data, names, speakers};
use crate::fold;
use crate::protocol::{Attendee, Capacity, Meeting, Person, Record, SectionKind};

/// Adds them, and says so of each name: what is added is a part of the truth, while a list is meant to be whole.
pub(crate) fn complete(meeting: &mut Meeting) {
    let strict = meeting.attendance.iter().any(|a| a.capacity == Capacity::Deciding);
    let known = meeting.attendance.iter().map(|a| a.name.clone()).collect();
    let mut out = Found { known, people: Vec::new(), strict };
    let place = |field: &str| meeting.sources.get(field).map(|s| (s.page, s.line_start));
    let (decides, other) = (Capacity::Deciding, Capacity::Other);
    if let Some(chair) = &meeting.chair {
        out.add(chair, None, Some("ordförande"), decides, place("chair"));
    }
    for name in &meeting.adjusters {
        out.add(name, None, None, decides, place("adjusters"));
    }
    if let Some(secretary) = &meeting.secretary {
        out.add(secretary, None, Some("sekreterare"), other, place("secretary"));
    }
    for record in &meeting.records {
        for (kind, person) in people(record) {
            out.add(&person.name, person.affiliation.as_deref(), None, decides, section(record, kind));
        }
        for s in speakers::read(record) {
            let at = record.sections.get(s.section).and_then(|s| s.spans.first()).map(|s| (s.page, s.line_start));
            out.add(&s.name, s.affiliation.as_deref(), s.role.as_deref(), s.capacity, at);
        }
    }
    meeting.attendance.extend(out.people);
}

struct Found {
    known: BTreeSet<String>,
    people: Vec<Attendee>,
    /// Whether a list says who decided.
    strict: bool,
}

/// Whether two names have the first or the last word in common, or nearly so.
fn shares(a: &str, b: &str) -> bool {
    let ends = |n: &str| {
        let folded = fold::skeleton(n.split(" i ").next().unwrap_or(n));
        let mut words = folded.split(' ').map(str::to_string);
        let first = words.next().unwrap_or_default();
        // A list of surnames has the last word alone.
        let last = words.next_back().unwrap_or_else(|| first.clone());
        (first, last)
    };
    let ((a, b), (c, d)) = (ends(a), ends(b));
    let near = |x: &str, y: &str| x == y || data::near(x, y);
    // An initial is shared by many, and "Carl" too where surnames have little in common.
    let alike = data::within(&b, &d, b.len().min(d.len()) / 2);
    (a.len() > 2 && near(&a, &c) && alike) || near(&b, &d)
}

impl Found {
    fn add(
        &mut self,
        name: &str,
        affiliation: Option<&str>,
        role: Option<&str>,
        capacity: Capacity,
        place: Option<(usize, usize)>,
    ) {
        // A surname alone is borne by several.
        let whole = name.split(' ').count() >= 2;
        if !whole || self.known.iter().any(|n| names::same(n, name)) {
            return;
        }
        // Beside a list, a name that shares a word with a listed one may be its damaged reading.
        if self.strict && self.known.iter().any(|n| shares(n, name)) {
            return;
        }
        self.known.insert(name.to_string());
        self.people.push(Attendee {
            name: name.to_string(),
            role: role.map(str::to_string),
            affiliation: affiliation.map(str::to_string),
            capacity,
            paragraphs: None,
            page: place.map(|p| p.0),
            line: place.map(|p| p.1),
            named_in_text: true,
            read_as: None,
        });
    }
}

/// Those whom a record names as deciding, with the kind of section that does. What a text without headings says may be of another meeting, but for
/// reservations.
fn people(record: &Record) -> Vec<(SectionKind, Person)> {
    let has = |kind: SectionKind| record.sections.iter().any(|s| s.kind == kind);
    let mut out: Vec<(SectionKind, Person)> = Vec::new();
    if has(SectionKind::Motions) {
        out.extend(record.motions.iter().flat_map(|m| &m.by).map(|p| (SectionKind::Motions, p.clone())));
    }
    let of_vote = record.ballots.iter().map(|b| Person { name: b.name.clone(), affiliation: b.affiliation.clone() });
    out.extend(of_vote.map(|p| (SectionKind::Vote, p)));
    out.extend(record.reservations.iter().map(|p| (SectionKind::Reservation, p.clone())));
    // One who left in running text can be a party to the matter who was called in.
    let headed = has(SectionKind::Recusal);
    let recused = record.recusals.iter().filter(|p| headed || p.affiliation.is_some());
    out.extend(recused.map(|p| (SectionKind::Recusal, p.clone())));
    out
}

/// The first line of the section that names them.
fn section(record: &Record, kind: SectionKind) -> Option<(usize, usize)> {
    let found = record.sections.iter().find(|s| s.kind == kind).or_else(|| record.sections.first())?;
    found.spans.first().map(|s| (s.page, s.line_start))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meeting(listed: &[(&str, Capacity)]) -> Meeting {
        let person = |name: &str| Person { name: name.into(), affiliation: Some("S".into()) };
        let record = Record {
            reservations: vec![person("Ada Berg"), person("Ek")],
            recusals: vec![person("Cy Alm"), person("Ada Berg")],
            ..Record::default()
        };
        let attendance = listed.iter().map(|(name, capacity)| Attendee {
            name: (*name).into(),
            role: None,
            affiliation: None,
            capacity: *capacity,
            paragraphs: None,
            page: None,
            line: None,
            named_in_text: false,
            read_as: None,
        });
        Meeting {
            attendance: attendance.collect(),
            adjusters: vec!["Bo Dahl".into()],
            records: vec![record],
            ..Meeting::default()
        }
    }

    #[test]
    fn whoever_takes_part_is_named_once() {
        let mut m = meeting(&[("Ida Ås", Capacity::Other)]);
        complete(&mut m);
        let names: Vec<(&str, bool)> = m.attendance.iter().map(|a| (a.name.as_str(), a.named_in_text)).collect();
        assert_eq!(names, [("Ida Ås", false), ("Bo Dahl", true), ("Ada Berg", true), ("Cy Alm", true)]);
        assert_eq!(m.listed().count(), 1);
    }

    #[test]
    fn beside_a_list_nobody_like_one_listed() {
        let mut m = meeting(&[
            ("Ida Ås", Capacity::Deciding),
            ("Bo Dahi", Capacity::Deciding),
            ("Eva Alm", Capacity::Deciding),
        ]);
        complete(&mut m);
        let added: Vec<&str> = m.attendance.iter().filter(|a| a.named_in_text).map(|a| a.name.as_str()).collect();
        assert_eq!(added, ["Ada Berg"]);
    }
}
