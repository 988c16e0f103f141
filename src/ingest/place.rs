//! Where the bytes of an input are: in a file on disk, or in a zip archive, read without unpacking the archive.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::archive::Entry;
use super::open::hex;
use crate::error::{Error, Result};

/// A file on disk or in a zip archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    path: PathBuf,
    entry: Option<Entry>,
}

/// A file that can be read at any place: the file itself, or a copy of an archive's that is removed with this value.
pub(crate) struct LocalFile {
    path: PathBuf,
    _copy: Option<tempfile::TempPath>,
}

impl LocalFile {
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }
}

impl Place {
    /// A file on disk.
    pub fn file(path: impl Into<PathBuf>) -> Self {
        Place { path: path.into(), entry: None }
    }

    /// A file in an archive; `path` is that of the archive with the file's own behind it.
    pub(crate) fn in_archive(path: PathBuf, entry: Entry) -> Self {
        Place { path, entry: Some(entry) }
    }

    /// The path, for messages; of a file in an archive, the archive's with the file's own behind it.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What tells the file from every other, however it was reached.
    pub(crate) fn key(&self) -> PathBuf {
        let real = |p: &Path| std::fs::canonicalize(p).unwrap_or_else(|_| p.into());
        match &self.entry {
            None => real(&self.path),
            Some(entry) => real(entry.archive_path()).join(entry.index().to_string()),
        }
    }

    /// Length and time of change of the file, or of the archive it is in.
    pub(crate) fn stamp(&self) -> Option<(u64, Option<std::time::SystemTime>)> {
        let path = self.entry.as_ref().map_or(self.path.as_path(), Entry::archive_path);
        std::fs::metadata(path).ok().map(|m| (m.len(), m.modified().ok()))
    }

    /// The first `n` bytes, or all where there are fewer.
    pub(crate) fn head(&self, n: u64) -> Result<Vec<u8>> {
        let mut head = Vec::new();
        self.with_reader(&mut |r| r.take(n).read_to_end(&mut head).map(drop))?;
        Ok(head)
    }

    /// All bytes.
    pub(crate) fn bytes(&self) -> Result<Vec<u8>> {
        let mut all = Vec::new();
        self.with_reader(&mut |r| r.read_to_end(&mut all).map(drop))?;
        Ok(all)
    }

    /// SHA-256 in hex, read in pieces.
    pub(crate) fn sha256(&self) -> Result<String> {
        let mut digest = Sha256::new();
        let mut piece = vec![0u8; 1 << 16];
        self.with_reader(&mut |r| {
            loop {
                match r.read(&mut piece)? {
                    0 => return Ok(()),
                    n => digest.update(&piece[..n]),
                }
            }
        })?;
        Ok(hex(&digest.finalize()))
    }

    /// The file where it can be read at any place.
    pub(crate) fn local(&self) -> Result<LocalFile> {
        if self.entry.is_none() {
            return Ok(LocalFile { path: self.path.clone(), _copy: None });
        }
        let unwritten = |e| Error::Io { path: std::env::temp_dir(), action: "write", source: e };
        let mut copy = tempfile::NamedTempFile::new().map_err(unwritten)?;
        let mut full = None;
        let read = self.with_reader(&mut |r| {
            let mut piece = vec![0u8; 1 << 16];
            loop {
                let n = r.read(&mut piece)?;
                if n == 0 {
                    return Ok(());
                }
                // A full disk is not the archive's fault.
                if let Err(e) = copy.write_all(&piece[..n]) {
                    full = Some(e);
                    return Ok(());
                }
            }
        });
        if let Some(e) = full {
            return Err(unwritten(e));
        }
        read?;
        Ok(LocalFile { path: copy.path().into(), _copy: Some(copy.into_temp_path()) })
    }

    fn with_reader(&self, f: &mut dyn FnMut(&mut dyn Read) -> std::io::Result<()>) -> Result<()> {
        match &self.entry {
            None => {
                let mut file = std::fs::File::open(&self.path).map_err(|e| Error::io(&self.path, "read", e))?;
                f(&mut file).map_err(|e| Error::io(&self.path, "read", e))
            }
            Some(entry) => entry.with_reader(&self.path, f),
        }
    }
}
