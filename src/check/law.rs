//! What kommunallagen (2017:725) 5 kap. 65–69 §§ asks of minutes, by 6 kap. 35 § of boards too: who took part, the matters, proposals that
//! were not withdrawn, decisions. Asked only of minutes from the law's time that print a cover page.

use super::{dates, warning};
use crate::protocol::{Meeting, Record, SectionKind, Warning};

/// What the law asks for and is not read.
pub(super) fn contents(meeting: &Meeting, warnings: &mut Vec<Warning>) {
    if dates::of(meeting).is_none_or(|d| d.year() < dates::LAW_FROM) {
        return;
    }
    // Without a cover page (an extract, a lost first page) nothing can be asked of it.
    if meeting.paragraph_range.is_some() && !meeting.records.is_empty() {
        if meeting.listed().next().is_none() {
            warnings.push(warning("no-attendance", "the minutes name nobody who took part".into(), Some(0), None));
        }
        if meeting.adjusters.is_empty() {
            warnings.push(warning("no-adjusters", "the minutes name nobody who adjusts them".into(), Some(0), None));
        }
    }
    meeting.records.iter().for_each(|r| matter(r, warnings));
}

fn matter(record: &Record, warnings: &mut Vec<Warning>) {
    use SectionKind::{Body, Decision, Motions, Procedure, Proposal, Vote};
    let has =
        |kinds: &[SectionKind]| record.sections.iter().any(|s| kinds.contains(&s.kind) && !s.text.trim().is_empty());
    let page = record.pages.first().copied();
    // Text under no heading may say anything, and a proposal to the council is what a board decides.
    if has(&[Motions, Procedure, Vote]) && !has(&[Decision, Proposal, Body]) {
        let message = format!("§ {} has motions or a vote, and no decision is read", record.paragraph);
        warnings.push(warning("no-decision", message, page, Some(record.number)));
    }
    if has(&[Procedure, Vote]) && !has(&[Motions, Proposal, Body]) {
        let message = format!("§ {} was put to the vote, and no motion or proposal is read", record.paragraph);
        warnings.push(warning("no-motions", message, page, Some(record.number)));
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{codes, person, record};
    use super::*;
    use crate::protocol::ParagraphRange;

    fn found(meeting: &Meeting) -> Vec<(String, Option<u32>)> {
        let mut warnings = Vec::new();
        contents(meeting, &mut warnings);
        codes(&warnings)
    }

    #[test]
    fn modern_minutes_must_say_who_and_what() {
        use SectionKind::{Decision, Motions, Procedure};
        let mut m = Meeting {
            date: Some("2019-05-06".into()),
            adjusters: vec!["Nils Ek".into()],
            attendance: vec![person("Nils Ek", "deciding")],
            paragraph_range: Some(ParagraphRange { first: "1".into(), last: "3".into() }),
            records: vec![
                record(1, "Taxa", &[(Motions, "Bifall."), (Procedure, "Ja."), (Decision, "Taxan antas.")]),
                record(2, "Information", &[]),
            ],
            ..Meeting::default()
        };
        assert_eq!(found(&m), []);
        m.records.push(record(3, "Brygga", &[(Procedure, "Ordföranden frågar.")]));
        assert_eq!(found(&m), [("no-decision".into(), Some(3)), ("no-motions".into(), Some(3))]);
        m.attendance.clear();
        m.adjusters.clear();
        assert_eq!(found(&m).len(), 4);
        m.paragraph_range = None;
        assert_eq!(found(&m).len(), 2, "no cover page, nothing asked of it");
        m.date = Some("1963-05-06".into());
        assert_eq!(found(&m), []);
    }
}
