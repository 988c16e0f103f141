//! What holds something of all documents, put together from the documents' files: `records.jsonl`, `duplicates.jsonl`, `manifest.json`.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufWriter, Write};

use rayon::prelude::*;
use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::journal::{Done, Journal, rewrite};
use super::{Dataset, read_json, remove_file, remove_folder, repeats};
use crate::error::{Error, Result};
use crate::export::{InputReport, Manifest, record_lines};
use crate::protocol::Meeting;

/// Name of the file of all records.
pub const RECORDS: &str = "records.jsonl";
/// Name of the file of pages that stand in two documents.
pub const DUPLICATES: &str = "duplicates.jsonl";
/// Name of the manifest, which is written last.
pub const MANIFEST: &str = "manifest.json";

/// What a dataset is put together from.
#[derive(Debug)]
pub struct Parts {
    /// The manifest without inputs and files.
    pub head: Manifest,
    /// Finished documents by identifier.
    pub done: BTreeMap<String, Done>,
    /// Inputs of which there are no files.
    pub failed: Vec<InputReport>,
    /// Documents that have files, or may have: those not among the finished go.
    pub known: BTreeSet<String>,
    /// Whether pages are compared between documents.
    pub compare: bool,
}

/// Puts the dataset together, and gives its manifest and the identifiers of documents whose files were removed, as no input goes by them.
///
/// # Errors
/// Where a file cannot be read or written. The finished documents stay finished.
pub fn assemble(dataset: &Dataset, journal: &Journal, mut parts: Parts) -> Result<(Manifest, Vec<String>)> {
    let mut manifest = parts.head;
    let mut removed = Vec::new();
    for id in std::mem::take(&mut parts.known) {
        if !parts.done.contains_key(&id) && (dataset.protocol(&id).exists() || dataset.text(&id).exists()) {
            dataset.remove_document(&id)?;
            removed.push(id);
        }
    }
    if parts.compare {
        let digest = repeats::mark(dataset, journal, &mut parts.done)?;
        manifest.files.insert(DUPLICATES.into(), digest);
    } else {
        remove_file(&dataset.folder(DUPLICATES))?;
    }
    let ids: Vec<&str> = parts.done.keys().map(String::as_str).collect();
    manifest.files.insert(RECORDS.into(), write_records(dataset, &ids)?);
    journal.flush()?;
    if manifest.complete {
        rewrite(dataset, parts.done.values())?;
        remove_folder(&dataset.state("pages"))?;
    }
    manifest.inputs = in_order(parts.done.into_values().map(|d| d.report), parts.failed);
    let path = dataset.folder(MANIFEST);
    dataset.write_with(&path, |file| {
        serde_json::to_writer_pretty(&mut *file, &manifest)?;
        file.write_all(b"\n")
    })?;
    dataset.sync_names()?;
    Ok((manifest, removed))
}

/// Inputs in order of identifier, then those without one in order of what is wrong with them.
fn in_order(done: impl Iterator<Item = InputReport>, failed: Vec<InputReport>) -> Vec<InputReport> {
    let mut all: Vec<InputReport> = done.chain(failed).collect();
    all.sort_by(|a, b| {
        let cause = |r: &InputReport| r.errors.first().map(|e| e.error.clone());
        (a.id.is_none(), &a.id).cmp(&(b.id.is_none(), &b.id)).then_with(|| match a.id {
            Some(_) => std::cmp::Ordering::Equal,
            None => cause(a).cmp(&cause(b)),
        })
    });
    all
}

/// What of a protocol is in its records; the rest, which is most of it, is not kept while it is read.
#[derive(Deserialize)]
struct Records {
    id: String,
    meetings: Vec<Meeting>,
}

/// The records of a document as lines of `records.jsonl`.
pub(super) fn records_of(dataset: &Dataset, id: &str) -> Result<String> {
    let read: Records = read_json(&dataset.protocol(id))?;
    record_lines(&read.id, &read.meetings)
}

/// Writes all records in order of document, some documents at a time, and gives the digest of the file.
fn write_records(dataset: &Dataset, ids: &[&str]) -> Result<String> {
    let mut trouble = None;
    let mut digest = Sha256::new();
    dataset
        .write_with(&dataset.folder(RECORDS), |file| {
            for some in ids.chunks(4 * rayon::current_num_threads()) {
                match some.par_iter().map(|id| records_of(dataset, id)).collect::<Result<Vec<String>>>() {
                    Ok(texts) => texts.iter().try_for_each(|text| write_both(file, &mut digest, text))?,
                    Err(e) => {
                        trouble = Some(e);
                        return Err(std::io::ErrorKind::Other.into());
                    }
                }
            }
            Ok(())
        })
        .map_err(|e| trouble.map_or(e, damaged))?;
    Ok(digest.finalize().iter().map(|b| format!("{b:02x}")).collect())
}

fn write_both(file: &mut BufWriter<&std::fs::File>, digest: &mut Sha256, text: &str) -> std::io::Result<()> {
    digest.update(text.as_bytes());
    file.write_all(text.as_bytes())
}

/// The error for a document's file that was touched while the run went on.
fn damaged(error: Error) -> Error {
    match error {
        Error::Data { path, detail } => {
            Error::Data { path, detail: format!("{detail}; run again, which makes the file anew") }
        }
        other => other,
    }
}
