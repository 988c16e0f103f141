//! Checks a dataset: everything that its files say of each other.

mod document;
mod whole;

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::assemble::MANIFEST;
use super::{Dataset, read_json};
use crate::error::{Error, Result};
use crate::export::Manifest;
use document::document;
use whole::{Records, duplicates, strays};

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
