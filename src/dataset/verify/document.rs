//! One document's files against the manifest and against each other.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::super::assemble::MANIFEST;
use super::super::{Dataset, json_bytes};
use super::Findings;
use crate::edit::{Edit, apply, undo};
use crate::export::{InputReport, Status, escape_id, record_lines, sha256_hex, text_of};
use crate::protocol::{PROTOCOL_SCHEMA, Protocol, ProtocolPage};

/// Most problems of one document that are said.
const SAID: usize = 20;

/// Checks the files of one input; gives also the lines that `records.jsonl` must have of it.
pub(super) fn document(dataset: &Dataset, input: &InputReport) -> (Findings, String) {
    let mut found = Findings::default();
    let name = input.id.as_deref().unwrap_or(&input.path);
    let (Some(id), Some(output)) = (&input.id, &input.output) else {
        if input.status != Status::Failed || input.errors.is_empty() {
            found.problems.push(format!("{MANIFEST}: {name} has no files and no error that says why"));
        }
        return (found, String::new());
    };
    found.documents = 1;
    let (file, text_file) = (format!("protocols/{}.json", escape_id(id)), format!("text/{}.txt", escape_id(id)));
    let mut lines = String::new();
    match std::fs::read(dataset.protocol(id)) {
        Err(e) => found.problems.push(format!("{file}: {e}")),
        Ok(bytes) => {
            if sha256_hex(&bytes) != output.protocol {
                found.problems.push(format!("{file}: its digest is not the manifest's"));
            }
            match serde_json::from_slice::<Protocol>(&bytes) {
                Err(e) => found.problems.push(format!("{file}: {e}")),
                Ok(protocol) => {
                    let mut said = Vec::new();
                    facts(&protocol, input, &mut said);
                    pages(&protocol, &mut found, &mut said);
                    if json_bytes(Path::new(&file), &protocol).ok().as_ref() != Some(&bytes) {
                        said.push("it has fields or a form that this version does not write".into());
                    }
                    match std::fs::read(dataset.text(id)) {
                        Err(e) => found.problems.push(format!("{text_file}: {e}")),
                        Ok(text) if text != text_of(&protocol).as_bytes() || sha256_hex(&text) != output.text => {
                            found.problems.push(format!("{text_file}: it is not the text of its protocol"));
                        }
                        Ok(_) => {}
                    }
                    match record_lines(&protocol.id, &protocol.meetings) {
                        Ok(text) => lines = text,
                        Err(e) => said.push(e.to_string()),
                    }
                    let more = said.len().saturating_sub(SAID);
                    found.problems.extend(said.into_iter().take(SAID).map(|s| format!("{file}: {s}")));
                    if more > 0 {
                        found.problems.push(format!("{file}: and {more} more"));
                    }
                }
            }
        }
    }
    (found, lines)
}

/// What manifest and protocol say of the same thing.
fn facts(protocol: &Protocol, input: &InputReport, said: &mut Vec<String>) {
    let mut same = |what: &str, protocol: &str, manifest: &str| {
        if protocol != manifest {
            said.push(format!("{what} is '{protocol}', and '{manifest}' in the manifest"));
        }
    };
    same("schema", &protocol.schema, PROTOCOL_SCHEMA);
    same("id", &protocol.id, input.id.as_deref().unwrap_or_default());
    same("source path", &protocol.source.path, &input.path);
    same("source sha256", &protocol.source.sha256, input.sha256.as_deref().unwrap_or_default());
    let records: usize = protocol.meetings.iter().map(|m| m.records.len()).sum();
    let repeats = protocol.pages.iter().filter(|p| p.duplicate_of.is_some()).count();
    let elsewhere = protocol.pages.iter().filter(|p| p.repeats.is_some()).count();
    let failed = protocol.pages.iter().filter(|p| p.error.is_some()).count();
    let counts = [
        ("number of pages", protocol.pages.len(), input.pages),
        ("page_count", protocol.source.page_count, input.pages),
        ("number of records", records, input.records),
        ("number of repeats", repeats, input.repeats),
        ("number of pages that repeat another document's", elsewhere, input.repeats_elsewhere),
        ("number of failed pages", failed, input.errors.len()),
    ];
    for (what, protocol, manifest) in counts {
        same(what, &protocol.to_string(), &manifest.to_string());
    }
    let status = match failed {
        0 => Status::Ok,
        n if n == protocol.pages.len() => Status::Failed,
        _ => Status::Partial,
    };
    if status != input.status {
        said.push(format!("its pages make it {status:?}, and it is {:?} in the manifest", input.status));
    }
}

/// Pages, edits, and what points at lines and pages.
fn pages(protocol: &Protocol, found: &mut Findings, said: &mut Vec<String>) {
    found.pages = protocol.pages.len();
    let mut edits: BTreeMap<(usize, usize), Vec<Edit>> = BTreeMap::new();
    for e in &protocol.edits {
        edits.entry((e.page, e.line)).or_default().push(e.edit.clone());
    }
    let mut used = 0;
    for (n, page) in protocol.pages.iter().enumerate() {
        if page.index != n {
            said.push(format!("page {n} has index {}", page.index));
        }
        if page.duplicate_of.is_some_and(|of| of >= protocol.pages.len() || of == n) {
            said.push(format!("page {n} repeats a page that is none"));
        }
        if !(0.0..=1.0).contains(&page.quality) {
            said.push(format!("page {n} has quality {}", page.quality));
        }
        used += page_text(page, &edits, found, said);
        boxes(page, said);
    }
    if used != edits.len() {
        said.push(format!("{} lines with edits are on no page", edits.len() - used));
    }
    spans(protocol, found, said);
}

/// Makes and undoes a page's edits; gives the number of its lines that have some.
fn page_text(
    page: &ProtocolPage,
    edits: &BTreeMap<(usize, usize), Vec<Edit>>,
    found: &mut Findings,
    said: &mut Vec<String>,
) -> usize {
    let furniture: BTreeSet<usize> = page.furniture.iter().flat_map(|f| f.lines.iter().copied()).collect();
    let (mut kept, mut texts, mut used) = (Vec::new(), Vec::new(), 0);
    for (n, raw) in page.raw.split('\n').enumerate() {
        let none = Vec::new();
        let here = edits.get(&(page.index, n)).inspect(|_| used += 1).unwrap_or(&none);
        for e in here {
            if raw.get(e.start..e.end) != Some(e.from.as_str()) {
                said.push(format!(
                    "page {} line {n}: '{}' does not stand at bytes {}–{}",
                    page.index, e.from, e.start, e.end
                ));
            }
            if !(0.0..=1.0).contains(&e.confidence) {
                said.push(format!("page {} line {n}: an edit's confidence is {}", page.index, e.confidence));
            }
            found.edits += usize::from(e.applied);
        }
        let text = apply(raw, here);
        if undo(&text, here).as_deref() != Some(raw) {
            said.push(format!("page {} line {n}: undoing the edits does not give the raw line back", page.index));
        }
        if !furniture.contains(&n) {
            kept.push(text.clone());
        }
        texts.push(text);
    }
    if page.text != kept.join("\n").trim_matches('\n') {
        said.push(format!("page {}: the raw lines with their edits made do not give the text", page.index));
    }
    for f in &page.furniture {
        let lines: Option<Vec<&str>> = f.lines.iter().map(|n| texts.get(*n).map(String::as_str)).collect();
        if lines.is_none_or(|lines| lines.join("\n") != f.text) {
            said.push(format!(
                "page {}: the raw lines with their edits made do not give the furniture '{}'",
                page.index, f.text
            ));
        }
    }
    used
}

/// Whether the boxes of a page belong to its lines.
fn boxes(page: &ProtocolPage, said: &mut Vec<String>) {
    let Some(boxes) = &page.boxes else { return };
    let raw: Vec<&str> = page.raw.split('\n').collect();
    if boxes.lines.len() != raw.len() {
        said.push(format!("page {}: {} lines, and boxes for {}", page.index, raw.len(), boxes.lines.len()));
    }
    for (n, (line, text)) in boxes.lines.iter().zip(raw).enumerate() {
        if line.words.iter().any(|w| w.start >= w.end || text.get(w.start..w.end).is_none()) {
            said.push(format!("page {} line {n}: the box of a word that is not there", page.index));
        }
    }
}

fn spans(protocol: &Protocol, found: &mut Findings, said: &mut Vec<String>) {
    let lines: Vec<usize> = protocol.pages.iter().map(|p| p.raw.split('\n').count()).collect();
    let mut seen = BTreeSet::new();
    let missing = |page: usize, from: usize, till: usize| from >= till || lines.get(page).is_none_or(|n| till > *n);
    for meeting in &protocol.meetings {
        let fields = meeting.sources.iter().chain(meeting.records.iter().flat_map(|r| &r.sources));
        for (field, s) in fields.filter(|(_, s)| missing(s.page, s.line_start, s.line_end)) {
            said.push(format!("'{field}' is said to be read on page {}, on lines that are not there", s.page));
        }
        for person in &meeting.attendance {
            if person.page.zip(person.line).is_some_and(|(page, line)| missing(page, line, line + 1)) {
                said.push(format!("{} is said to be read on lines that are not there", person.name));
            }
        }
    }
    for record in protocol.meetings.iter().flat_map(|m| &m.records) {
        found.records += 1;
        for span in record.sections.iter().flat_map(|s| &s.spans) {
            if missing(span.page, span.line_start, span.line_end) {
                said.push(format!("{}: a section stands on lines that are not there", record.label));
            } else if !(span.line_start..span.line_end).all(|line| seen.insert((span.page, line))) {
                said.push(format!("{}: a line is in two sections", record.label));
            }
        }
    }
}
