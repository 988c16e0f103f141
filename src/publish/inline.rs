//! A record's running text as a small tree: blocks of lines, with page breaks, mended words and references in them.

use std::ops::Range;

use super::trace::{Mark, Tracer};
use crate::edit::Edit;
use crate::protocol::{Meeting, Record, Reference, Section};

/// A piece of running text.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Node<'a> {
    /// Text without a line end.
    Text(&'a str),
    /// A line end that the text keeps, as between list items.
    LineEnd,
    /// A page begins here: its index.
    Page(usize),
    /// Mended text, and what mended it.
    Mended(&'a str, &'a Edit),
    /// A reference to another §: its index among the record's, and its text.
    Reference(usize, Vec<Node<'a>>),
}

/// The text cut at its blank lines, each piece as nodes.
pub(super) fn blocks<'a>(text: &'a str, marks: &[Mark<'a>], references: &[Reference]) -> Vec<Vec<Node<'a>>> {
    let found = places(text, marks, references);
    let mut out = Vec::new();
    let mut at = 0;
    for block in text.split("\n\n") {
        let range = at..at + block.len();
        at = range.end + 2;
        if block.trim().is_empty() {
            continue;
        }
        let mut nodes = Vec::new();
        let mut from = range.start;
        for (n, place) in found.iter().filter(|(_, p)| p.start >= range.start && p.end <= range.end) {
            plain(text, from..place.start, marks, &mut nodes);
            let mut inner = Vec::new();
            plain(text, place.clone(), marks, &mut inner);
            nodes.push(Node::Reference(*n, inner));
            from = place.end;
        }
        plain(text, from..range.end, marks, &mut nodes);
        out.push(nodes);
    }
    out
}

/// Where the references stand, in order and apart; wide enough to cut no mended word.
fn places(text: &str, marks: &[Mark], references: &[Reference]) -> Vec<(usize, Range<usize>)> {
    let mut found: Vec<(usize, Range<usize>)> = Vec::new();
    for (n, reference) in references.iter().enumerate().filter(|(_, r)| !r.text.is_empty()) {
        for (at, part) in text.match_indices(&reference.text) {
            let mut place = at..at + part.len();
            for mark in marks {
                if let Mark::Edit(edit, _) = mark
                    && edit.start < place.end
                    && place.start < edit.end
                {
                    place = place.start.min(edit.start)..place.end.max(edit.end);
                }
            }
            let free = found.iter().all(|(_, f)| f.end <= place.start || place.end <= f.start);
            // "§ 1" is not meant where "§ 12" stands.
            let whole = !text[place.end..].starts_with(|c: char| c.is_alphanumeric());
            if free && whole && !text[place.clone()].contains("\n\n") {
                found.push((n, place));
            }
        }
    }
    found.sort_by_key(|(_, place)| place.start);
    found
}

/// The nodes of a range that holds no reference.
fn plain<'a>(text: &'a str, range: Range<usize>, marks: &[Mark<'a>], nodes: &mut Vec<Node<'a>>) {
    let mut at = range.start;
    for mark in marks {
        match mark {
            Mark::Page(place, page) if *place >= at && *place < range.end => {
                lines(&text[at..*place], nodes);
                nodes.push(Node::Page(*page));
                at = *place;
            }
            Mark::Edit(edit, how) if edit.start >= at && edit.end <= range.end => {
                lines(&text[at..edit.start], nodes);
                nodes.push(Node::Mended(&text[edit.clone()], how));
                at = edit.end;
            }
            _ => {}
        }
    }
    lines(&text[at..range.end], nodes);
}

fn lines<'a>(text: &'a str, nodes: &mut Vec<Node<'a>>) {
    for (n, line) in text.split('\n').enumerate() {
        if n > 0 {
            nodes.push(Node::LineEnd);
        }
        if !line.is_empty() {
            nodes.push(Node::Text(line));
        }
    }
}

/// The record of the same meeting that a reference means, by index: one that says no other organ, date or year, and fits one record alone.
pub(super) fn target(reference: &Reference, meeting: &Meeting) -> Option<usize> {
    let elsewhere = reference.organ.is_some() || reference.text.contains('/');
    if elsewhere || reference.date.as_ref().is_some_and(|d| meeting.date.as_ref() != Some(d)) {
        return None;
    }
    let mut fits = meeting.records.iter().enumerate().filter(|(_, r)| r.paragraph == reference.paragraph);
    let first = fits.next()?;
    fits.next().is_none().then_some(first.0)
}

/// The references of a list that none of these blocks has.
pub(super) fn unplaced<'r>(placed: &[bool], references: &'r [Reference]) -> Vec<(usize, &'r Reference)> {
    references.iter().enumerate().filter(|(n, _)| !placed.get(*n).copied().unwrap_or_default()).collect()
}

/// Notes which references blocks have.
pub(super) fn note_placed(blocks: &[Vec<Node>], placed: &mut [bool]) {
    for node in blocks.iter().flatten() {
        if let Node::Reference(n, _) = node
            && let Some(seen) = placed.get_mut(*n)
        {
            *seen = true;
        }
    }
}

/// Where the running text of a section stands: its heading, a line end, its text; see [`Tracer::marks`].
pub(super) fn section_marks<'a>(tracer: &Tracer<'a>, section: &Section) -> (Vec<Mark<'a>>, Vec<Mark<'a>>) {
    let lines: Vec<_> = section.spans.iter().map(|s| (s.page, s.line_start..s.line_end)).collect();
    let Some(heading) = &section.heading else { return (Vec::new(), tracer.marks(&section.text, &lines)) };
    let shift = heading.len() + 1;
    let mut parts = (Vec::new(), Vec::new());
    for mark in tracer.marks(&format!("{heading}\n{}", section.text), &lines) {
        match mark {
            Mark::Page(at, page) if at >= shift => parts.1.push(Mark::Page(at - shift, page)),
            Mark::Edit(at, edit) if at.start >= shift => {
                parts.1.push(Mark::Edit(at.start - shift..at.end - shift, edit))
            }
            Mark::Page(..) | Mark::Edit(..) => parts.0.push(mark),
        }
    }
    parts
}

/// The marks of a record's title.
pub(super) fn title_marks<'a>(tracer: &Tracer<'a>, record: &Record, title: &str) -> Vec<Mark<'a>> {
    record.sources.get("title").map(|s| tracer.marks(title, &[(s.page, s.line_start..s.line_end)])).unwrap_or_default()
}
