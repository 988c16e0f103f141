//! What a section says, taken apart: the clauses of a decision, who voted how, who reserved or recused themselves, lists of papers and recipients.
//!
//! The sections' text stays as it is; these fields repeat parts of it in a form that can be counted.

mod ballots;
mod clauses;
mod lists;
mod people;

use crate::protocol::{Record, SectionKind};

/// Fills the fields of `record` that follow from its sections.
pub(super) fn fill(record: &mut Record) {
    let text = |kind: SectionKind| {
        let all = record.sections.iter().filter(move |s| s.kind == kind).map(|s| s.text.as_str());
        all.collect::<Vec<_>>().join("\n")
    };
    let body = text(SectionKind::Body);
    record.clauses = clauses::split(&record.decision);
    record.ballots = ballots::read(&format!("{}\n{}", text(SectionKind::Vote), text(SectionKind::Procedure)));
    record.reservations = people::who("reservation", &format!("{}\n{}", text(SectionKind::Reservation), body));
    record.recusals = people::who("recusal", &format!("{}\n{}", text(SectionKind::Recusal), body));
    record.motions = people::motions(&format!("{}\n{}", text(SectionKind::Motions), body));
    record.recipients = lists::entries(&text(SectionKind::Recipients));
    record.basis = lists::papers(&text(SectionKind::Basis));
}
