//! The files that hold something of all documents, and files that belong to none.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Read};

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::super::Dataset;
use super::super::assemble::{DUPLICATES, RECORDS};
use crate::export::{Manifest, escape_id, sha256_hex};
use crate::protocol::DUPLICATE_SCHEMA;

/// `records.jsonl`, read beside the protocols.
pub(super) struct Records {
    file: Option<BufReader<std::fs::File>>,
    digest: Sha256,
    differs: bool,
}

impl Records {
    /// Opens it.
    pub fn open(dataset: &Dataset, problems: &mut Vec<String>) -> Records {
        let file = std::fs::File::open(dataset.folder(RECORDS)).map(BufReader::new);
        if let Err(e) = &file {
            problems.push(format!("{RECORDS}: {e}"));
        }
        Records { file: file.ok(), digest: Sha256::new(), differs: false }
    }

    /// Compares the next lines with what they should be.
    pub fn expect(&mut self, lines: &str) {
        let Some(file) = &mut self.file else { return };
        let mut there = vec![0; lines.len()];
        if !self.differs && file.read_exact(&mut there).is_ok() && there == lines.as_bytes() {
            self.digest.update(&there);
        } else if !lines.is_empty() {
            self.differs = true;
        }
    }

    /// Says what was wrong with it.
    pub fn end(mut self, files: &BTreeMap<String, String>, problems: &mut Vec<String>) {
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

/// Whether `duplicates.jsonl` names pages that there are.
pub(super) fn duplicates(dataset: &Dataset, manifest: &Manifest, problems: &mut Vec<String>) {
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
pub(super) fn strays(dataset: &Dataset, manifest: &Manifest, problems: &mut Vec<String>) {
    let ids = || manifest.inputs.iter().filter(|i| i.output.is_some()).filter_map(|i| i.id.as_deref());
    for (folder, extension) in [("protocols", "json"), ("text", "txt")] {
        let expected: BTreeSet<String> = ids().map(|id| format!("{}.{extension}", escape_id(id))).collect();
        let entries = std::fs::read_dir(dataset.folder(folder)).into_iter().flatten().filter_map(|e| e.ok());
        let names: BTreeSet<String> = entries.map(|e| e.file_name().to_string_lossy().into_owned()).collect();
        let strays = names.difference(&expected);
        problems.extend(strays.map(|name| format!("{folder}/{name}: the manifest knows of no such document")));
    }
}
