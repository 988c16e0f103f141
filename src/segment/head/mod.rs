//! The meeting's facts: from the cover page, running headers, the end of the minutes and, in old minutes, the text.
//!
//! Labels, roles, months and phrases are data (`dictionaries/head-*.tsv` and neighbours). Every field is read from the
//! best place that has it: the labelled table first, then signatures, headers, the opening sentence and the text.

mod agenda;
mod annex;
mod attributes;
mod bodies;
mod called;
mod clauses;
mod columns;
mod data;
mod dates;
mod electors;
mod ends;
mod entry;
mod facts;
mod fields;
mod flow;
mod frames;
mod groups;
mod halves;
mod heading;
mod instead;
mod labels;
mod members;
mod moves;
mod named;
mod names;
mod notice;
mod offices;
mod organ;
mod pairs;
mod paragraphs;
mod parties;
mod people;
mod places;
mod present;
mod prose;
mod residence;
mod resolve;
mod roll;
mod row;
mod said;
mod sentences;
mod shared;
mod signers;
mod sources;
mod speakers;
mod spread;
mod stack;
mod surnames;
mod table;
mod times;
mod titled;
mod titles;
mod twice;
mod undersigned;
mod upprop;
mod wrap;

pub(super) use shared::{
    clean_name, first_date, is_courtesy_of_several, is_cut_short, is_honorific, is_party, joins, name_prefix,
};

use crate::page::TextLine;
use crate::protocol::{Meeting, ParagraphRange};

/// The texts of one meeting that [`read`] looks at. Lines are repaired text; all may be empty.
#[derive(Debug, Clone, Copy, Default)]
pub struct HeadInput<'a> {
    /// Running text before the first record.
    pub cover: &'a [TextLine],
    /// Header and footer furniture of all pages.
    pub furniture: &'a [TextLine],
    /// Lines after the last record.
    pub tail: &'a [TextLine],
    /// Running text of the records.
    pub body: &'a [TextLine],
    /// Number of the first record, where the segmenter knows it: helps with damaged § signs.
    pub first_paragraph: Option<u32>,
    /// Number of the last record.
    pub last_paragraph: Option<u32>,
}

/// A meeting without its records.
pub type Head = Meeting;

pub(in crate::segment) use electors::resolve as resolve_voters;
pub(super) use named::complete as name_those_of_the_text;
pub use present::present;
pub(super) use resolve::resolve as resolve_names;

/// Reads the meeting's facts. What is not printed, or not readable, is null or empty; nothing is guessed.
pub fn read(lines: &HeadInput<'_>) -> Head {
    let framed = frames::tabbed(lines.cover);
    let whole = stack::whole(&framed);
    let raised = frames::raised(&whole);
    let signed = undersigned::named_first(&raised);
    let down = surnames::down(&signed);
    let tables = table::rows(&upprop::there(&members::lists(&halves::apart(&down)))).into_owned();
    let cover = fields::scan(&pairs::one_by_one(&groups::one_by_one(&tables)));
    let tail = fields::scan(&table::rows(&undersigned::named_first(&stack::whole(lines.tail))));
    let seen = lines.first_paragraph.zip(lines.last_paragraph);
    let printed = cover
        .entries
        .iter()
        .chain(&tail.entries)
        .filter(|e| e.label.field == fields::Field::Range)
        // "Protokollet omfattar 12 sidor"
        .filter(|e| !e.label.names("protokolletomfattar") || e.text(true).contains('§'))
        .find_map(|e| paragraphs::range(&e.values.first()?.text, seen));
    let within = printed.as_ref().map(|(a, b)| (a.0, b.0)).or(seen);
    let mut agenda: Vec<_> = cover
        .entries
        .iter()
        .filter(|e| e.label.field == fields::Field::Agenda)
        .flat_map(|e| agenda::read(&e.values, within))
        .collect();
    if agenda.is_empty() {
        // A list of §§ before the first record is an agenda also where its heading was lost.
        let all = agenda::read(&fields::values(lines.cover), within);
        agenda = if all.len() >= 3 { all } else { Vec::new() };
    }
    let known: Vec<_> = agenda
        .iter()
        .filter_map(|a| paragraphs::parse(&a.paragraph))
        .chain(printed.iter().flat_map(|(a, b)| [a.clone(), b.clone()]))
        .filter(|n| !n.1.is_empty())
        .collect();
    let mut head = Meeting { agenda, ..Meeting::default() };
    head.attendance = roll::attendance(&cover, &tail, [lines.cover, lines.body], within, &known);
    head.paragraph_range =
        printed.map(|(a, b)| ParagraphRange { first: paragraphs::written(&a), last: paragraphs::written(&b) });
    facts::fill(&mut head, lines, &cover, &tail);
    let signed = ends::signed(lines.tail);
    ends::undersigned(&mut head, &signed, &flow::join(lines.cover.iter().map(|l| l.text.as_str())));
    ends::complete(&mut head, &signed);
    head.signers = signers::read(&head, lines, &cover, &tail, &signed);
    head
}

/// [`read`], and where each fact stands. `quality` tells how well a line (page, raw line) was read, 0–1.
pub fn read_with_quality(lines: &HeadInput<'_>, quality: &dyn Fn(usize, usize) -> f64) -> Head {
    let mut head = read(lines);
    sources::locate(&mut head, lines, quality);
    head
}

/// Whether `short` is `full` as people sign: "R. Ek" for "Rudolf Ek".
pub fn signs_as(short: &str, full: &str) -> bool {
    names::signs_as(short, full)
}

/// Whether two readings of a name mean the same person: the same but for damage, or one with further words after it.
pub fn same_person(a: &str, b: &str) -> bool {
    names::same(a, b)
}

/// Whether somebody was there at `paragraph`: their §§ are not limited, or include it.
pub fn serves(person: &crate::protocol::Attendee, paragraph: &str) -> bool {
    person.paragraphs.as_ref().is_none_or(|l| l.iter().any(|x| x == paragraph))
}

#[cfg(test)]
#[path = "manners_tests.rs"]
mod manners_tests;

#[cfg(test)]
#[path = "layouts_tests.rs"]
mod layouts_tests;

#[cfg(test)]
#[path = "parts_tests.rs"]
mod parts_tests;
