//! A dataset that a run has finished, to be read.

use std::path::Path;

use crate::dataset::assemble::MANIFEST;
use crate::dataset::{Dataset, read_json};
use crate::error::{Error, Result};
use crate::export::{Manifest, sha256_hex};
use crate::protocol::Protocol;

/// A finished dataset. Its documents are read when they are asked for, one at a time.
#[derive(Debug, Clone)]
pub struct Finished {
    dataset: Dataset,
    manifest: Manifest,
    digest: String,
}

impl Finished {
    /// Opens the dataset in a folder.
    ///
    /// # Errors
    /// Where there is no manifest, or it says that the run was ended by a limit: what is exported should be all there is.
    pub fn open(from: &Path) -> Result<Self> {
        let dataset = Dataset::at(from);
        let path = dataset.folder(MANIFEST);
        let refused = |detail: &str| Error::Data { path: path.clone(), detail: detail.into() };
        let bytes = std::fs::read(&path).map_err(|e| match e.kind() {
            std::io::ErrorKind::NotFound => {
                refused("there is no manifest: give the folder that `justera run` wrote; if its run was broken off, give its command again")
            }
            _ => Error::io(path.clone(), "read", e),
        })?;
        let manifest: Manifest = serde_json::from_slice(&bytes).map_err(|e| refused(&e.to_string()))?;
        if !manifest.complete {
            return Err(refused(
                "a limit ended the run before all was done; give its command again, which goes on from there",
            ));
        }
        if let Some(shard) = &manifest.shard {
            let (number, of) = (shard.number, shard.of);
            return Err(refused(&format!(
                "this is share {number} of {of}; put all shares together with `justera merge` first"
            )));
        }
        Ok(Finished { dataset, manifest, digest: sha256_hex(&bytes) })
    }

    /// The manifest.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// SHA-256 of the manifest, in hex: of all that the dataset holds.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// The dataset's folder.
    pub fn dataset(&self) -> &Dataset {
        &self.dataset
    }

    /// Identifiers of the documents that have files, in order.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.manifest.inputs.iter().filter(|i| i.output.is_some()).filter_map(|i| i.id.as_deref())
    }

    /// Reads a document.
    ///
    /// # Errors
    /// Where its file is missing or damaged.
    pub fn document(&self, id: &str) -> Result<Protocol> {
        let path = self.dataset.protocol(id);
        read_json(&path).map_err(|e| match e {
            Error::NotFound { path } | Error::Data { path, .. } => Error::Data {
                path,
                detail: "it is missing or damaged (`justera verify` says more); run again, which makes it anew".into(),
            },
            other => other,
        })
    }

    /// All documents in order of identifier, each read when it is asked for.
    pub fn documents(&self) -> impl Iterator<Item = Result<Protocol>> {
        self.ids().map(|id| self.document(id))
    }
}
