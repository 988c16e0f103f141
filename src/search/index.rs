//! The SQLite file that is searched: made when it is first asked for, and anew when the dataset is another.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};

use crate::dataset::Dataset;
use crate::dataset::assemble::MANIFEST;
use crate::error::{Error, Result};
use crate::export::sha256_hex;
use crate::publish::Finished;
use crate::publish::sqlite::{SQLITE_SCHEMA, build, refused};

/// Name of the index within the folder of what a dataset remembers.
const INDEX: &str = "search.sqlite";

/// Most bytes of the index that are read without copying.
const MAPPED: u32 = 1 << 30;

/// An index of a dataset, open for reading.
#[derive(Debug)]
pub struct Index {
    pub(super) db: Connection,
    path: PathBuf,
    made: bool,
}

impl Index {
    /// Opens the index of the dataset in folder `out`. It stands in `at`, or within the dataset where nothing is said, and is made first where there
    /// is none or the dataset has changed since.
    ///
    /// # Errors
    /// Where there is no finished dataset, `at` is some other file, or the index cannot be made or read.
    pub fn open(out: &Path, at: Option<&Path>) -> Result<Index> {
        let path = at.map_or_else(|| Dataset::at(out).state(INDEX), Path::to_path_buf);
        let state = state(&path, out);
        if let State::Fresh(db) = state {
            return Ok(Index { db, path, made: false });
        }
        // What a user names may be a file of theirs.
        if matches!(state, State::Other) && at.is_some() {
            let detail = "it is no index that Justera made; give another file with --index".into();
            return Err(Error::Data { path, detail });
        }
        drop(state);
        make(out, &path)?;
        let db = connect(&path).map_err(|e| refused(&path, &e))?;
        Ok(Index { db, path, made: true })
    }

    /// Whether it was made by this call.
    pub fn made(&self) -> bool {
        self.made
    }

    /// The SQLite file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Number of records.
    ///
    /// # Errors
    /// Where the index cannot be read.
    pub fn records(&self) -> Result<u64> {
        let count = self.db.query_row("SELECT count(*) FROM records", [], |row| row.get::<_, i64>(0));
        Ok(count.map_err(|e| refused(&self.path, &e))?.unsigned_abs())
    }
}

/// What stands where the index should.
enum State {
    Missing,
    Fresh(Connection),
    Stale,
    Other,
}

fn state(path: &Path, out: &Path) -> State {
    if !path.exists() {
        return State::Missing;
    }
    let Ok(db) = connect(path) else { return State::Other };
    let fact = |key: &str| db.query_row("SELECT value FROM info WHERE key = ?", [key], |row| row.get::<_, String>(0));
    let Ok(schema) = fact("schema") else { return State::Other };
    if !schema.starts_with("justera/sqlite/") {
        return State::Other;
    }
    let same = |key: &str, value: &str| fact(key).is_ok_and(|found| found == value);
    let manifest = std::fs::read(Dataset::at(out).folder(MANIFEST)).map(|bytes| sha256_hex(&bytes));
    let fresh = schema == SQLITE_SCHEMA
        && same("version", env!("CARGO_PKG_VERSION"))
        && manifest.is_ok_and(|digest| same("manifest", &digest));
    if fresh { State::Fresh(db) } else { State::Stale }
}

fn connect(path: &Path) -> rusqlite::Result<Connection> {
    let db = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    db.execute_batch(&format!("PRAGMA mmap_size = {MAPPED}"))?;
    Ok(db)
}

/// Makes the index beside its place and gives it its name whole, so that a search at the same time finds the old one or the new one.
fn make(out: &Path, path: &Path) -> Result<()> {
    let finished = Finished::open(out)?;
    let folder = path.parent().filter(|f| !f.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let failed = |e: std::io::Error| match e.kind() {
        std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ReadOnlyFilesystem => Error::Data {
            path: folder.into(),
            detail: format!("cannot write the search index here ({e}); name a file elsewhere with --index"),
        },
        _ => Error::Io { path: folder.into(), action: "write", source: e },
    };
    std::fs::create_dir_all(folder).map_err(failed)?;
    let unfinished = tempfile::Builder::new().prefix(".search-").tempdir_in(folder).map_err(failed)?;
    let whole = unfinished.path().join(INDEX);
    build(&finished, &whole)?;
    std::fs::rename(whole, path).map_err(failed)
}
