//! Checks a dataset: everything that its files say of each other.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use rayon::prelude::*;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::assemble::{DUPLICATES, MANIFEST, RECORDS};
use super::{Dataset, json_bytes, read_json};
use crate::edit::{Edit, apply, undo};
use crate::error::{Error, Result};
use crate::export::{InputReport, Manifest, Status, escape_id, record_lines, sha256_hex, text_of};
use crate::protocol::{DUPLICATE_SCHEMA, PROTOCOL_SCHEMA, Protocol, ProtocolPage};

/// What a check found.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Findings {
    /// What is wrong, a sentence each, in order of file.
    pub problems: Vec<String>,
    /// Documents that were looked at.
    pub documents: usize,
    /// Pages in them.
    pub pages: usize,
    /// Records in them.
    pub records: usize,
    /// Edits in them that are applied: each was undone.
    pub edits: usize,
}

/// Most problems of one document that are said.
const SAID: usize = 20;

/// Checks the dataset.
///
/// # Errors
/// Where there is no manifest, so that nothing can be compared.
pub fn verify(dataset: &Dataset) -> Result<Findings> {
    let path = dataset.folder(MANIFEST);
    let manifest: Manifest = read_json(&path).map_err(|e| match e {
        Error::NotFound { path } => Error::Data {
            path,
            detail: "there is no manifest: the run is not finished; give its command again, which goes on from there"
                .into(),
        },
        other => other,
    })?;
    let mut all = Findings::default();
    if manifest.schema != "justera/manifest/1" {
        all.problems.push(format!("{MANIFEST}: schema is '{}'", manifest.schema));
    }
    if !manifest.complete {
        all.problems.push(format!("{MANIFEST}: a limit ended the run before all was done; the same command goes on"));
    }
    let ids: BTreeSet<&String> = manifest.inputs.iter().filter_map(|i| i.id.as_ref()).collect();
    if ids.len() != manifest.inputs.iter().filter(|i| i.id.is_some()).count() {
        all.problems.push(format!("{MANIFEST}: an identifier stands twice"));
    }
    let mut records = Records::open(dataset, &mut all.problems);
    // Some documents at a time, so that memory does not grow with the dataset.
    for some in manifest.inputs.chunks(4 * rayon::current_num_threads()) {
        let checked: Vec<(Findings, String)> = some.par_iter().map(|input| document(dataset, input)).collect();
        for (found, lines) in checked {
            records.expect(&lines);
            all.documents += found.documents;
            all.pages += found.pages;
            all.records += found.records;
            all.edits += found.edits;
            all.problems.extend(found.problems);
        }
    }
    records.end(&manifest.files, &mut all.problems);
    duplicates(dataset, &manifest, &mut all.problems);
    strays(dataset, &manifest, &mut all.problems);
    Ok(all)
}

/// Checks the files of one input; gives also the lines that `records.jsonl` must have of it.
fn document(dataset: &Dataset, input: &InputReport) -> (Findings, String) {
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

fn spans(protocol: &Protocol, found: &mut Findings, said: &mut Vec<String>) {
    let lines: Vec<usize> = protocol.pages.iter().map(|p| p.raw.split('\n').count()).collect();
    let mut seen = BTreeSet::new();
    for record in protocol.meetings.iter().flat_map(|m| &m.records) {
        found.records += 1;
        for span in record.sections.iter().flat_map(|s| &s.spans) {
            if span.line_start >= span.line_end || lines.get(span.page).is_none_or(|n| span.line_end > *n) {
                said.push(format!("{}: a section stands on lines that are not there", record.label));
            } else if !(span.line_start..span.line_end).all(|line| seen.insert((span.page, line))) {
                said.push(format!("{}: a line is in two sections", record.label));
            }
        }
    }
}

/// `records.jsonl`, read beside the protocols.
struct Records {
    file: Option<BufReader<std::fs::File>>,
    digest: Sha256,
    differs: bool,
}

impl Records {
    fn open(dataset: &Dataset, problems: &mut Vec<String>) -> Records {
        let file = std::fs::File::open(dataset.folder(RECORDS)).map(BufReader::new);
        if let Err(e) = &file {
            problems.push(format!("{RECORDS}: {e}"));
        }
        Records { file: file.ok(), digest: Sha256::new(), differs: false }
    }

    fn expect(&mut self, lines: &str) {
        let Some(file) = &mut self.file else { return };
        let mut there = vec![0; lines.len()];
        if !self.differs && file.read_exact(&mut there).is_ok() && there == lines.as_bytes() {
            self.digest.update(&there);
        } else if !lines.is_empty() {
            self.differs = true;
        }
    }

    fn end(mut self, files: &BTreeMap<String, String>, problems: &mut Vec<String>) {
        let Some(file) = &mut self.file else { return };
        if self.differs || !matches!(file.fill_buf(), Ok([])) {
            problems.push(format!("{RECORDS}: it does not hold the protocols' records, each once and in order"));
        }
        let digest: String = self.digest.finalize().iter().map(|b| format!("{b:02x}")).collect();
        if !self.differs && files.get(RECORDS).is_some_and(|d| *d != digest) {
            problems.push(format!("{RECORDS}: its digest is not the manifest's"));
        }
    }
}

fn duplicates(dataset: &Dataset, manifest: &Manifest, problems: &mut Vec<String>) {
    let (path, digest) = (dataset.folder(DUPLICATES), manifest.files.get(DUPLICATES));
    let bytes = match (std::fs::read(&path), digest) {
        (Ok(bytes), Some(_)) => bytes,
        (Ok(_), None) => return problems.push(format!("{DUPLICATES}: the manifest knows of no such file")),
        (Err(e), Some(_)) => return problems.push(format!("{DUPLICATES}: {e}")),
        (Err(_), None) => return,
    };
    if digest.is_some_and(|d| *d != sha256_hex(&bytes)) {
        problems.push(format!("{DUPLICATES}: its digest is not the manifest's"));
    }
    let pages: BTreeMap<&str, usize> =
        manifest.inputs.iter().filter_map(|i| i.id.as_deref().map(|id| (id, i.pages))).collect();
    for (n, line) in bytes.split(|b| *b == b'\n').filter(|l| !l.is_empty()).enumerate() {
        let value: Value = serde_json::from_slice(line).unwrap_or_default();
        let place = |v: &Value| {
            let id = v["protocol"].as_str().unwrap_or_default();
            let page = v["page"].as_u64().map(|p| p as usize);
            pages.get(id).zip(page).is_some_and(|(pages, page)| page < *pages)
        };
        let repeats = value["repeats"].as_array();
        if value["schema"] != DUPLICATE_SCHEMA
            || !place(&value["kept"])
            || !repeats.is_some_and(|r| r.iter().all(place))
        {
            problems.push(format!("{DUPLICATES}: line {} names no page of the dataset", n + 1));
        }
    }
}

/// Files that the manifest knows nothing of.
fn strays(dataset: &Dataset, manifest: &Manifest, problems: &mut Vec<String>) {
    let ids = || manifest.inputs.iter().filter(|i| i.output.is_some()).filter_map(|i| i.id.as_deref());
    for (folder, extension) in [("protocols", "json"), ("text", "txt")] {
        let expected: BTreeSet<String> = ids().map(|id| format!("{}.{extension}", escape_id(id))).collect();
        let entries = std::fs::read_dir(dataset.folder(folder)).into_iter().flatten().filter_map(|e| e.ok());
        let names: BTreeSet<String> = entries.map(|e| e.file_name().to_string_lossy().into_owned()).collect();
        let strays = names.difference(&expected);
        problems.extend(strays.map(|name| format!("{folder}/{name}: the manifest knows of no such document")));
    }
}
