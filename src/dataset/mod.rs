//! The folder that a run writes, safe against a halt at any moment.
//!
//! Files are written under a temporary name in `.justera/tmp`, synced, and given their name whole. What a run has finished stands in a journal
//! ([`journal`]), a line a document, added once the document's own files are safe. `records.jsonl`, `duplicates.jsonl` and last `manifest.json`
//! are put together from the documents' files ([`assemble`]), so that they are the same however often the run was broken off.

pub mod assemble;
pub mod journal;
pub mod lock;
pub mod merge;
mod repeats;
pub mod shard;
pub mod verify;

use std::io::Write;
use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::error::{Error, Result};
use crate::export::{OutputDigests, escape_id, sha256_hex, text_of};
use crate::protocol::Protocol;

/// Name of the folder, within the dataset, of what a run must remember.
pub const STATE: &str = ".justera";

/// A dataset's folder.
#[derive(Debug, Clone)]
pub struct Dataset {
    out: PathBuf,
}

impl Dataset {
    /// The dataset in `out`, which need not be there yet.
    pub fn at(out: impl Into<PathBuf>) -> Self {
        Dataset { out: out.into() }
    }

    /// Makes its folders where they are missing.
    ///
    /// # Errors
    /// Where they cannot be made.
    pub fn make(&self) -> Result<()> {
        for folder in
            [self.out.clone(), self.folder("protocols"), self.folder("text"), self.state("pages"), self.state("tmp")]
        {
            std::fs::create_dir_all(&folder).map_err(|e| Error::Io { path: folder, action: "create", source: e })?;
        }
        Ok(())
    }

    /// Removes what a run that was broken off was writing. Only under the lock.
    ///
    /// # Errors
    /// Where a file cannot be removed.
    pub fn clear_unfinished(&self) -> Result<()> {
        let tmp = self.state("tmp");
        remove_folder(&tmp)?;
        std::fs::create_dir_all(&tmp).map_err(|e| Error::io(tmp, "create", e))
    }

    /// The folder itself.
    pub fn path(&self) -> &Path {
        &self.out
    }

    /// A file or folder in it.
    pub fn folder(&self, name: &str) -> PathBuf {
        self.out.join(name)
    }

    /// A file or folder of what a run must remember.
    pub fn state(&self, name: &str) -> PathBuf {
        self.out.join(STATE).join(name)
    }

    /// The file of a document's protocol.
    pub fn protocol(&self, id: &str) -> PathBuf {
        self.folder("protocols").join(format!("{}.json", escape_id(id)))
    }

    /// The file of a document's text.
    pub fn text(&self, id: &str) -> PathBuf {
        self.folder("text").join(format!("{}.txt", escape_id(id)))
    }

    /// Writes a document's two files.
    ///
    /// # Errors
    /// Where they cannot be written.
    pub fn write_protocol(&self, protocol: &Protocol) -> Result<OutputDigests> {
        let (path, text) = (self.protocol(&protocol.id), text_of(protocol));
        let json = json_bytes(&path, protocol)?;
        self.write(&path, &json)?;
        self.write(&self.text(&protocol.id), text.as_bytes())?;
        Ok(OutputDigests { protocol: sha256_hex(&json), text: sha256_hex(text.as_bytes()) })
    }

    /// Removes a document's two files, where they are there.
    ///
    /// # Errors
    /// Where they cannot be removed.
    pub fn remove_document(&self, id: &str) -> Result<()> {
        remove_file(&self.protocol(id))?;
        remove_file(&self.text(id))
    }

    /// Writes a file of the dataset whole.
    ///
    /// # Errors
    /// Where it cannot be written; what stood there before is then still there.
    pub fn write(&self, path: &Path, bytes: &[u8]) -> Result<()> {
        self.write_with(path, |file| file.write_all(bytes))
    }

    /// As [`Self::write`], in pieces.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn write_with(
        &self,
        path: &Path,
        write: impl FnOnce(&mut std::io::BufWriter<&std::fs::File>) -> std::io::Result<()>,
    ) -> Result<()> {
        // Names are unique within a folder, and folders of a dataset hold files of different kinds.
        let temporary = self.state("tmp").join(path.file_name().unwrap_or_default());
        let all = || {
            let file = std::fs::File::create(&temporary)?;
            let mut buffered = std::io::BufWriter::new(&file);
            write(&mut buffered)?;
            buffered.flush()?;
            drop(buffered);
            file.sync_all()?;
            std::fs::rename(&temporary, path)
        };
        all().map_err(|e| {
            let _ = std::fs::remove_file(&temporary);
            Error::Io { path: path.into(), action: "write", source: e }
        })
    }

    /// Makes the names of files given so far safe against a loss of power.
    ///
    /// # Errors
    /// Where the system cannot write them.
    pub fn sync_names(&self) -> Result<()> {
        for folder in [self.folder("protocols"), self.folder("text"), self.out.clone()] {
            sync_folder(&folder)?;
        }
        Ok(())
    }
}

/// A value as the dataset's JSON files have it.
///
/// # Errors
/// [`Error::Data`] where it has no form in JSON.
pub fn json_bytes(path: &Path, value: &impl Serialize) -> Result<Vec<u8>> {
    let mut json =
        serde_json::to_vec_pretty(value).map_err(|e| Error::Data { path: path.into(), detail: e.to_string() })?;
    json.push(b'\n');
    Ok(json)
}

/// Reads a JSON file.
///
/// # Errors
/// Where it cannot be read or is not what it should be.
pub(crate) fn read_json<T: for<'a> serde::Deserialize<'a>>(path: &Path) -> Result<T> {
    let bytes = std::fs::read(path).map_err(|e| Error::io(path, "read", e))?;
    serde_json::from_slice(&bytes).map_err(|e| Error::Data { path: path.into(), detail: e.to_string() })
}

#[cfg(unix)]
fn sync_folder(path: &Path) -> Result<()> {
    use std::io::ErrorKind::{InvalidInput, Unsupported};
    match std::fs::File::open(path).and_then(|f| f.sync_all()) {
        // Some network drives know nothing of this; their servers see to it.
        Err(e) if !matches!(e.kind(), InvalidInput | Unsupported) => {
            Err(Error::Io { path: path.into(), action: "write", source: e })
        }
        _ => Ok(()),
    }
}

/// Elsewhere a folder cannot be opened as a file; the system sees to its names.
#[cfg(not(unix))]
fn sync_folder(_: &Path) -> Result<()> {
    Ok(())
}

/// Removes a file, where it is there.
pub(crate) fn remove_file(path: &Path) -> Result<()> {
    gone(std::fs::remove_file(path), path)
}

/// Removes a folder with all that is in it, where it is there.
pub(crate) fn remove_folder(path: &Path) -> Result<()> {
    gone(std::fs::remove_dir_all(path), path)
}

fn gone(result: std::io::Result<()>, path: &Path) -> Result<()> {
    match result {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => {
            Err(Error::Io { path: path.into(), action: "remove", source: e })
        }
        _ => Ok(()),
    }
}
