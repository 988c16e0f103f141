//! Where an export is written: whole or not at all.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::{EXPORT_SCHEMA, Export, Finished, Format};
use crate::dataset::{json_bytes, read_json, remove_file};
use crate::error::{Error, Result};

/// Name of the file that says what an export is.
const EXPORT: &str = "export.json";

/// The folder of an export. Files are written beside it first and get their names together, so that what broke off leaves the last export as it was.
#[derive(Debug)]
pub struct Target {
    into: PathBuf,
    unfinished: tempfile::TempDir,
}

impl Target {
    /// Makes the folder where it is missing.
    ///
    /// # Errors
    /// Where it cannot be made.
    pub fn make(into: &Path) -> Result<Self> {
        let failed = |e| Error::io(into, "create", e);
        std::fs::create_dir_all(into).map_err(failed)?;
        // In the folder itself, for a rename cannot go from one disk to another.
        let unfinished = tempfile::Builder::new().prefix(".unfinished-").tempdir_in(into).map_err(failed)?;
        Ok(Target { into: into.into(), unfinished })
    }

    /// Where to write the file of a name (path within the export, `/` between parts); its folder is made.
    ///
    /// # Errors
    /// Where the folder cannot be made.
    pub fn file(&self, name: &str) -> Result<PathBuf> {
        let path = self.unfinished.path().join(name);
        let folder = path.parent().unwrap_or(self.unfinished.path());
        std::fs::create_dir_all(folder).map_err(|e| Error::io(folder, "create", e))?;
        Ok(path)
    }

    /// Opens the file of a name for writing, see [`Self::file`].
    ///
    /// # Errors
    /// Where it cannot be made.
    pub fn create(&self, name: &str) -> Result<std::io::BufWriter<std::fs::File>> {
        let path = self.file(name)?;
        let file = std::fs::File::create(&path).map_err(|e| Error::io(path, "create", e))?;
        Ok(std::io::BufWriter::new(file))
    }

    /// Gives the files their names, removes what an earlier export of the format had more of, and writes `export.json`.
    ///
    /// # Errors
    /// Where a file cannot be read, moved or removed.
    pub(super) fn finish(self, format: Format, finished: &Finished) -> Result<Export> {
        let mut files = BTreeMap::new();
        for entry in walkdir::WalkDir::new(self.unfinished.path()).sort_by_file_name() {
            let entry = entry.map_err(|e| Error::io(&self.into, "read", e.into()))?;
            if entry.file_type().is_file() {
                let parts = entry.path().strip_prefix(self.unfinished.path()).unwrap_or(entry.path());
                let name = parts.iter().map(|p| p.to_string_lossy()).collect::<Vec<_>>().join("/");
                files.insert(name, digest(entry.path())?);
            }
        }
        let described = self.into.join(EXPORT);
        let before = read_json::<Export>(&described).ok().filter(|e| e.format == format.name());
        for name in files.keys() {
            let to = self.into.join(name);
            let folder = to.parent().unwrap_or(&self.into);
            std::fs::create_dir_all(folder).map_err(|e| Error::io(folder, "create", e))?;
            std::fs::rename(self.unfinished.path().join(name), &to).map_err(|e| Error::io(&to, "write", e))?;
        }
        // Only names that stay within the folder: the file may have been changed by hand.
        let inside = |name: &str| Path::new(name).components().all(|c| matches!(c, std::path::Component::Normal(_)));
        for name in before.iter().flat_map(|b| b.files.keys()).filter(|n| !files.contains_key(*n) && inside(n)) {
            remove_file(&self.into.join(name))?;
        }
        let export = Export {
            schema: EXPORT_SCHEMA.into(),
            format: format.name().into(),
            version: env!("CARGO_PKG_VERSION").into(),
            manifest: finished.digest().into(),
            files,
        };
        let bytes = json_bytes(&described, &export)?;
        std::fs::write(&described, bytes).map_err(|e| Error::io(described, "write", e))?;
        Ok(export)
    }
}

/// SHA-256 of a file, in hex.
fn digest(path: &Path) -> Result<String> {
    let mut file = std::fs::File::open(path).map_err(|e| Error::io(path, "read", e))?;
    let mut digest = Sha256::new();
    let mut some = vec![0; 1 << 16];
    loop {
        match file.read(&mut some).map_err(|e| Error::io(path, "read", e))? {
            0 => break,
            n => digest.update(&some[..n]),
        }
    }
    Ok(digest.finalize().iter().map(|b| format!("{b:02x}")).collect())
}
