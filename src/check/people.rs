//! Votes, adjusters and chair against the list of attendance.

use super::warning;
use crate::protocol::{Attendee, Capacity, Meeting, SectionKind, Vote, Warning};
use crate::segment::head::{same_person, serves, signs_as};
use crate::segment::is_office;

/// The fewest deciding members a list must name before anything is concluded from it: shorter ones are parts of a list.
const LIST: usize = 3;

fn deciding(meeting: &Meeting) -> impl Iterator<Item = &Attendee> {
    meeting.listed().filter(|a| a.capacity == Capacity::Deciding)
}

/// Votes counted against those who decide at the §, and votes without counts.
pub(super) fn votes(meeting: &Meeting, warnings: &mut Vec<Warning>) {
    let listed = deciding(meeting).count();
    for record in &meeting.records {
        let page = record.pages.first().copied();
        let (code, message) = match &record.vote {
            Some(v) if listed >= LIST => {
                let there = deciding(meeting).filter(|a| serves(a, &record.paragraph)).count();
                let cast = (v.yes + v.no + v.abstain) as usize;
                // A substitute may serve for a § and be noted only beside the vote.
                let more = meeting
                    .listed()
                    .filter(|a| a.capacity == Capacity::Substitute && serves(a, &record.paragraph))
                    .count();
                // A list far shorter than the vote is a part of one, or that of a larger body whose roll is an annex.
                if cast <= there + more || (there + more) * 10 < cast * 8 {
                    continue;
                }
                let message = format!(
                    "§ {}: {cast} votes ({} yes, {} no, {} abstaining), but {there} members and {more} substitutes are listed as present",
                    record.paragraph, v.yes, v.no, v.abstain
                );
                ("vote-more-than-present", message)
            }
            None if record
                .sections
                .iter()
                .any(|s| s.kind == SectionKind::Vote && s.text.chars().any(|c| c.is_ascii_digit())) =>
            {
                ("vote-not-counted", format!("§ {} has a vote whose counts cannot be read", record.paragraph))
            }
            _ => continue,
        };
        warnings.push(warning(code, message, page, Some(record.number)));
    }
}

/// Names beside votes against the count. Where far fewer are named than counted only some are printed, or votes have weights.
pub(super) fn ballots(meeting: &Meeting, warnings: &mut Vec<Warning>) {
    for record in &meeting.records {
        let Some(counted) = record.vote.filter(|_| !record.ballots.is_empty()) else { continue };
        let named = Vote::of(&record.ballots);
        let cast = |v: &Vote| v.yes + v.no + v.abstain;
        // Who abstained is often not said.
        let sides = named.abstain == 0 && (named.yes, named.no) == (counted.yes, counted.no);
        if sides || named == counted || cast(&named) * 4 < cast(&counted) * 3 {
            continue;
        }
        let told = |v: &Vote| format!("{} yes, {} no, {} abstaining", v.yes, v.no, v.abstain);
        let message = format!("§ {}: {} are counted, {} are named", record.paragraph, told(&counted), told(&named));
        let place = record.sources.get("vote").map(|s| s.page).or(record.pages.first().copied());
        warnings.push(warning("ballots-not-as-counted", message, place, Some(record.number)));
    }
}

/// Names beside votes against those listed; where most of them are not, the list is another one and nothing is said.
pub(super) fn voters(meeting: &Meeting, warnings: &mut Vec<Warning>) {
    for record in &meeting.records {
        let listed = |name: &str| {
            // "von Rehn", "G. Andersson", "Persson i Hult"
            let bare = name.split(" i ").next().unwrap_or(name);
            let surname = |a: &str| a.ends_with(bare) && a[..a.len() - bare.len()].ends_with(' ');
            meeting.listed().any(|a| same_person(&a.name, name) || surname(&a.name) || signs_as(bare, &a.name))
        };
        let strange: Vec<&str> =
            record.ballots.iter().map(|b| b.name.as_str()).filter(|n| !listed(n) && !is_office(n)).collect();
        if strange.is_empty() || strange.len() * 3 > record.ballots.len() {
            continue;
        }
        let who = strange.join(", ");
        let message =
            format!("§ {}: a vote is printed for {who}, who is in no list of those present", record.paragraph);
        warnings.push(warning("voter-not-present", message, record.pages.first().copied(), Some(record.number)));
    }
}

/// Adjusters and chair against those present.
pub(super) fn officers(meeting: &Meeting, warnings: &mut Vec<Warning>) {
    if deciding(meeting).count() < LIST {
        return;
    }
    // A surname alone is the person who bears it.
    let is = |a: &Attendee, name: &str| same_person(&a.name, name) || a.name.split(' ').next_back() == Some(name);
    for name in &meeting.adjusters {
        let found = meeting.listed().find(|a| is(a, name));
        let message = match found.map(|a| a.capacity) {
            None => format!("{name} adjusts the minutes and is not in the list of attendance"),
            Some(Capacity::Other) => format!("{name} adjusts the minutes and is listed among those without a vote"),
            Some(_) => continue,
        };
        warnings.push(warning("adjuster-not-present", message, None, None));
    }
    let signed: Vec<&str> = meeting.signers.iter().filter(|s| s.role == "adjuster").map(|s| s.name.as_str()).collect();
    for name in meeting.adjusters.iter().filter(|_| !signed.is_empty()) {
        let surname = |s: &str| name.split(' ').next_back() == s.split(' ').next_back();
        if !signed.iter().any(|s| same_person(s, name) || surname(s)) {
            let message =
                format!("{name} was chosen to adjust the minutes, and they are signed by {}", signed.join(", "));
            warnings.push(warning("adjuster-not-signed", message, None, None));
        }
    }
    if let Some(name) = meeting.chair.as_deref().filter(|n| !meeting.listed().any(|a| is(a, n))) {
        let message = format!("{name} has the chair and is not in the list of attendance");
        warnings.push(warning("chair-not-present", message, None, None));
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{codes, person, record};
    use super::*;
    use crate::protocol::{Ballot, Choice, Signer, Vote};

    fn meeting() -> Meeting {
        Meeting {
            chair: Some("Anna Berg".into()),
            adjusters: vec!["Nils Ek".into()],
            attendance: vec![
                person("Anna Berg", "deciding"),
                person("Nils Ek", "deciding"),
                person("Eva Ås", "deciding"),
                person("Tom Alm", "other"),
            ],
            records: vec![record(7, "Taxa", &[(SectionKind::Vote, "2 ja 1 nej")])],
            ..Meeting::default()
        }
    }

    fn found(meeting: &Meeting) -> Vec<String> {
        let mut warnings = Vec::new();
        votes(meeting, &mut warnings);
        officers(meeting, &mut warnings);
        codes(&warnings).into_iter().map(|c| c.0).collect()
    }

    #[test]
    fn those_named_are_as_many_as_counted() {
        let mut m = meeting();
        let ballot =
            |(name, choice): (&str, Choice)| Ballot { name: name.into(), affiliation: None, choice, person: None };
        let told = |m: &Meeting| {
            let mut warnings = Vec::new();
            ballots(m, &mut warnings);
            codes(&warnings)
        };
        m.records[0].ballots =
            [("Anna Berg", Choice::Yes), ("Ek", Choice::Yes), ("Eva Ås", Choice::No)].map(ballot).to_vec();
        m.records[0].vote = Some(Vote { yes: 2, no: 1, abstain: 0 });
        assert!(told(&m).is_empty());
        m.records[0].vote = Some(Vote { yes: 3, no: 1, abstain: 0 });
        assert_eq!(told(&m), [("ballots-not-as-counted".to_string(), Some(7))]);
        // Weighted votes.
        m.records[0].vote = Some(Vote { yes: 372, no: 118, abstain: 0 });
        assert!(told(&m).is_empty());
    }

    #[test]
    fn voters_are_among_those_present() {
        let mut m = meeting();
        let ballot = |name: &str| Ballot { name: name.into(), affiliation: None, choice: Choice::Yes, person: None };
        let told = |m: &Meeting| {
            let mut warnings = Vec::new();
            voters(m, &mut warnings);
            codes(&warnings)
        };
        m.records[0].ballots = ["A. Berg", "Ek i Hult", "Eva Ås"].map(ballot).to_vec();
        assert!(told(&m).is_empty());
        m.records[0].ballots = ["Anna Berg", "Ek", "Eva Ås"].map(ballot).to_vec();
        assert!(told(&m).is_empty());
        m.records[0].ballots.push(ballot("Ulf Ask"));
        assert_eq!(told(&m), [("voter-not-present".to_string(), Some(7))]);
        m.records[0].ballots[3] = ballot("ordföranden");
        assert!(told(&m).is_empty());
        m.records[0].ballots = ["Ulf Ask", "Per Al"].map(ballot).to_vec();
        assert!(told(&m).is_empty(), "another list");
    }

    #[test]
    fn votes_are_counted_against_those_present() {
        let mut m = meeting();
        assert_eq!(found(&m), ["vote-not-counted"]);
        m.records[0].vote = Some(Vote { yes: 2, no: 1, abstain: 0 });
        assert_eq!(found(&m), Vec::<String>::new());
        m.attendance[2].paragraphs = Some(vec!["8".into()]);
        assert_eq!(found(&m), Vec::<String>::new(), "two of three: a part of a list");
        m.attendance.extend(["Bo Ek", "Per Al", "Ulf Ask"].map(|n| person(n, "deciding")));
        m.records[0].vote = Some(Vote { yes: 4, no: 2, abstain: 0 });
        assert_eq!(found(&m), ["vote-more-than-present"]);
        m.attendance.push(person("Ida Dal", "substitute"));
        assert_eq!(found(&m), Vec::<String>::new());
    }

    #[test]
    fn adjusters_and_chair_are_looked_for() {
        let mut m = meeting();
        m.records.clear();
        m.adjusters = vec!["Nlls Ek".into(), "Ek".into()];
        assert_eq!(found(&m), Vec::<String>::new());
        m.adjusters = vec!["Tom Alm".into(), "Per Öst".into()];
        m.chair = Some("Ulf Grön".into());
        assert_eq!(found(&m), ["adjuster-not-present", "adjuster-not-present", "chair-not-present"]);
        m = meeting();
        m.records.clear();
        let adjuster = |name: &str| Signer { name: name.into(), role: "adjuster".into() };
        m.signers = vec![adjuster("Nils Ek")];
        assert_eq!(found(&m), Vec::<String>::new());
        m.signers = vec![adjuster("Eva Ås")];
        assert_eq!(found(&m), ["adjuster-not-signed"]);
        m.adjusters = vec!["Per Öst".into()];
        m.attendance.truncate(2);
        assert_eq!(found(&m), Vec::<String>::new(), "a list of two is no list");
    }
}
