//! Labels of the cover page, the signature block and the notice: finding them in lines, and their values.

use super::labels::{Match, at_start, best, has_colon};
use super::{columns, names, offices, said, spread};
use crate::page::TextLine;

pub(super) use super::entry::{Entry, Value, values};
pub(super) use super::labels::{
    Label, ends_list, ends_table, heads_list, is_label, is_signing_office, label_rest, label_serves, list_rest, others,
    people_capacity, people_label, sentence_label, substitutes,
};

/// What a label stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    PlaceTime,
    Place,
    Time,
    Date,
    /// People of any capacity; [`Label::capacity`] says which.
    People,
    Absent,
    Adjusters,
    Adjusted,
    Signatures,
    Secretary,
    Chair,
    Range,
    Organ,
    Posted,
    Removed,
    Custody,
    Agenda,
    /// When the meeting began, by itself.
    Opens,
    /// When it ended.
    Closes,
    /// Ends the field before it and has no value.
    End,
    /// A word that looks like a damaged label and is none.
    NoLabel,
}

/// What [`scan`] finds: labelled values, and the lines before the first label.
#[derive(Debug, Default)]
pub(super) struct Scan {
    pub entries: Vec<Entry>,
    /// Lines under no label.
    pub free: Vec<String>,
    /// Whether the last label stood alone on its line.
    alone: bool,
}

/// Reads lines into labelled values.
pub(super) fn scan(lines: &[TextLine]) -> Scan {
    let mut scan = Scan::default();
    let mut blank = false;
    let mut signature = false;
    let mut table: Option<columns::Columns> = None;
    for line in lines {
        if line.text.trim().is_empty() {
            blank = true;
            continue;
        }
        if table.as_mut().is_some_and(|t| t.take(&mut scan.entries, &line.text, blank)) {
            blank = false;
            continue;
        }
        let from = scan.entries.len();
        if scan.entries.last().is_some_and(|e| e.label.field == Field::Agenda) {
            take(&mut scan, &line.text.replace('\t', " "), std::mem::take(&mut blank), &mut signature);
            continue;
        }
        for cell in line.text.split('\t').map(str::trim).filter(|c| !c.is_empty()) {
            take(&mut scan, cell, blank, &mut signature);
            blank = false;
        }
        table = columns::begun(&scan.entries, from, &line.text);
        if table.is_some() {
            scan.entries.iter_mut().skip(from + 1).for_each(|e| e.beside = true);
        }
    }
    signatures_below(&mut scan.entries);
    spread::spread(&mut scan.entries);
    offices::divide(&mut scan.entries);
    scan
}

/// "Sekreterare ......... Paragrafer 1-15" and the name below: it is the secretary's.
fn signatures_below(entries: &mut [Entry]) {
    for i in 1..entries.len() {
        let (before, after) = entries.split_at_mut(i);
        let (Some(signer), Some(range)) = (before.last_mut(), after.first_mut()) else { continue };
        let signs = matches!(signer.label.field, Field::Secretary | Field::Chair | Field::Adjusters);
        let open = !signer.values.iter().any(|v| v.text.chars().any(char::is_alphabetic));
        let numbers = range.values.first().is_some_and(|v| v.text.contains(|c: char| c.is_ascii_digit()));
        if signs
            && open
            && numbers
            && range.label.field == Field::Range
            && range.values.iter().skip(1).all(|v| names::starts(&v.text))
        {
            signer.values.extend(range.values.drain(1..));
        }
    }
}

fn take(scan: &mut Scan, cell: &str, blank: bool, signature: &mut bool) {
    let cell = cell.trim();
    let in_agenda = scan.entries.last().is_some_and(|e| e.label.field == Field::Agenda);
    let mut rest = cell;
    let found = at_start(cell).or_else(|| stacked(scan, cell)).or_else(|| {
        // A speck of dirt may stand before the label.
        let (speck, after) = cell.split_once(' ')?;
        (speck.chars().count() == 1 && !speck.chars().all(|c| c.is_uppercase()))
            .then(|| at_start(after.trim_start()))?
    });
    match found.filter(|m| !in_agenda || m.label.strong) {
        Some(m) => {
            match m.label.field {
                Field::Signatures => *signature = true,
                Field::End | Field::Agenda => *signature = false,
                Field::People if !m.label.office => *signature = false,
                _ => {}
            }
            scan.entries.push(Entry { label: m.label, values: Vec::new(), signature: *signature, beside: false });
            rest = m.rest;
            // "Ersättare ---": nobody, and none of those of the labels below.
            let list = matches!(m.label.field, Field::People | Field::Absent);
            if list && rest.is_empty() && cell.ends_with(['-', '–', '—']) {
                push(scan, "–", blank);
            }
        }
        None if scan.entries.is_empty() => scan.free.push(cell.to_string()),
        None => {}
    }
    scan.alone &= rest.len() == cell.len();
    let mut from = 0;
    if !in_agenda {
        for (i, _) in rest.char_indices().filter(|(i, _)| *i == 0 || rest[..*i].ends_with([' ', '"', '|'])) {
            if i < from {
                continue;
            }
            let Some(m) = at_start(&rest[i..]).filter(|m| {
                let colon = has_colon(rest, m);
                if i > 0 && m.label.field == Field::People && said::replaced(rest).is_some() {
                    return false;
                }
                // "Tom Alm, Sekreterare" in a list: what he is, no label.
                let before = &rest[..i];
                let column = before.ends_with("  ") && names::starts(before);
                let behind = m.rest.is_empty() && !colon && (column || before.trim_end().ends_with(','));
                let list = m.label.field == Field::People && column;
                let of_person = behind && (list || matches!(m.label.field, Field::Chair | Field::Secretary));
                if of_person && scan.entries.last().is_some_and(|e| e.label.field == Field::People && !e.signature) {
                    return false;
                }
                (m.label.middle || colon) && (i > 0 || found_label(scan, rest, cell))
            }) else {
                continue;
            };
            push(scan, &rest[from..i], blank);
            let beside = scan.entries.last().is_some_and(|e| e.values.len() <= 1);
            scan.entries.push(Entry { label: m.label, values: Vec::new(), signature: *signature, beside });
            from = rest.len() - m.rest.len();
        }
    }
    push(scan, &rest[from..], blank);
    scan.alone |= scan.entries.last().is_some_and(|e| e.values.is_empty());
}

/// An office on a line of its own over its holder's name, where the office before it stands so too.
fn stacked<'a>(scan: &Scan, cell: &'a str) -> Option<Match<'a>> {
    let last = scan.entries.last().filter(|e| scan.alone && (e.label.office || e.label.field == Field::Chair))?;
    let holder = last.values.len() == 1 && names::starts(&last.values[0].text);
    best(cell).filter(|m| holder && m.label.office && m.rest.is_empty())
}

/// Whether `rest` is what a label of `cell` left over: a label may follow at once ("Underskrifter Sekreterare …").
fn found_label(scan: &Scan, rest: &str, cell: &str) -> bool {
    rest.len() < cell.len() && !scan.entries.is_empty()
}

fn push(scan: &mut Scan, text: &str, blank: bool) {
    let text = text.trim().trim_end_matches(['"', '|']).trim_end();
    if let (false, Some(entry)) = (text.is_empty(), scan.entries.last_mut()) {
        entry.values.push(Value { text: text.to_string(), after_blank: blank });
    }
}

#[cfg(test)]
#[path = "fields_tests.rs"]
mod tests;
