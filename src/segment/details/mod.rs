//! What a section says, taken apart: the clauses of a decision, who voted how, who reserved or recused themselves, lists of papers and recipients.
//!
//! The sections' text stays as it is; these fields repeat parts of it in a form that can be counted.

mod ballots;
mod clauses;
mod lists;
mod outcome;
mod people;
pub(super) mod proposal;
mod recusal;
mod tally;
pub(super) mod vote_table;

use crate::protocol::{FieldSource, Record, Section, SectionKind};

/// Fills the fields of `record` that follow from its sections.
pub(super) fn fill(record: &mut Record) {
    let text = |kind: SectionKind| {
        let all = record.sections.iter().filter(move |s| s.kind == kind).map(|s| s.text.as_str());
        all.collect::<Vec<_>>().join("\n")
    };
    let body = text(SectionKind::Body);
    let both = |a: SectionKind, b: &str| [text(a).as_str(), b].join("\n");
    record.clauses = clauses::split(&record.decision);
    record.ballots = ballots::read(&both(SectionKind::Vote, &text(SectionKind::Procedure)));
    record.reservations = people::who("reservation", &both(SectionKind::Reservation, &body));
    record.recusals = recusal::recused(record);
    record.motions = people::motions(&both(SectionKind::Motions, &body));
    record.recipients = lists::entries(&text(SectionKind::Recipients));
    record.basis = lists::papers(&text(SectionKind::Basis));
    tally::complete(record);
    if let Some((outcome, section)) = outcome::read(record) {
        record.outcome = Some(outcome);
        let place = match section {
            None => record.sources.get("title").cloned(),
            Some(kind) => record.sections.iter().find(|s| s.kind == kind).and_then(first_place),
        };
        record.sources.extend(place.map(|p| ("outcome".to_string(), p)));
    }
}

/// The lines of a section on its first page. The quality is filled in by whoever knows the pages.
fn first_place(section: &Section) -> Option<FieldSource> {
    let s = section.spans.first()?;
    Some(FieldSource { page: s.page, line_start: s.line_start, line_end: s.line_end, quality: 1.0 })
}
