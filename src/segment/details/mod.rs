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
pub(super) mod vote_columns;
pub(super) mod vote_list;
pub(super) mod vote_table;
mod voters;

use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::{data, text};
use crate::fold;
use crate::protocol::{FieldSource, Record, Section, SectionKind};

const NEUTRAL: &str = include_str!("../../../dictionaries/neutral-headings.txt");
static NEUTRAL_HEADINGS: LazyLock<BTreeSet<String>> =
    LazyLock::new(|| data::entries(NEUTRAL).map(fold::skeleton).collect());

/// What "Dagens sammanträde" heads is motions only where somebody moves something.
fn tell_motions(section: &mut Section) {
    let neutral = |heading: &String| NEUTRAL_HEADINGS.contains(&fold::skeleton(text::trim_noise_end(heading.trim())));
    if section.kind == SectionKind::Motions
        && section.heading.as_ref().is_some_and(neutral)
        && people::motions(&section.text).is_empty()
    {
        section.kind = SectionKind::Procedure;
    }
}

/// Fills the fields of `record` that follow from its sections.
pub(super) fn fill(record: &mut Record) {
    record.sections.iter_mut().for_each(tell_motions);
    let text = |kind: SectionKind| {
        let all = record.sections.iter().filter(move |s| s.kind == kind).map(|s| s.text.as_str());
        all.collect::<Vec<_>>().join("\n")
    };
    let body = text(SectionKind::Body);
    let both = |a: SectionKind, b: &str| [text(a).as_str(), b].join("\n");
    record.clauses = clauses::split(&record.decision);
    let (vote, procedure) = (text(SectionKind::Vote), text(SectionKind::Procedure));
    let told = [&vote, &procedure, &body, &record.decision];
    record.ballots = told.into_iter().map(|t| ballots::read(t)).find(|b| !b.is_empty()).unwrap_or_default();
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

/// Whether `name` is an office and nobody's name: "ordföranden".
pub(crate) fn is_office(name: &str) -> bool {
    voters::is_office(&name.split_whitespace().collect::<Vec<_>>())
}

/// Whether a clause of a decision or proposal begins with `line`: "att bifalla motionen".
pub(super) fn begins_clause(line: &str) -> bool {
    clauses::begins(line)
}

/// The lines of a section on its first page. The quality is filled in by whoever knows the pages.
fn first_place(section: &Section) -> Option<FieldSource> {
    let s = section.spans.first()?;
    Some(FieldSource { page: s.page, line_start: s.line_start, line_end: s.line_end, quality: 1.0 })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segment::Context;
    use crate::segment::records;
    use crate::segment::testing::lines;

    #[test]
    fn what_is_said_today_is_a_motion_where_somebody_moves_something() {
        for (said, kind) in [
            ("Ada Berg (S) yrkar bifall till förslaget.", SectionKind::Motions),
            ("Ordföranden anmäler att ärende 4 utgår.", SectionKind::Procedure),
        ] {
            let source = format!("§ 4 Brygga\n\nDagens sammanträde\n{said}\n\nBeslut\nBryggan byggs.\n");
            let record = records(&lines(&source), &Context::default()).records.remove(0);
            assert_eq!(record.sections[0].kind, kind, "{said}");
        }
    }

    #[test]
    fn headings_are_policed() {
        data::police(NEUTRAL, 1);
    }
}
