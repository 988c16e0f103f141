//! A dataset as one SQLite file: tables with foreign keys, and full-text search over titles, diarienummer, decisions and the other text.
//!
//! The same dataset gives the same bytes: rows are written in the order of the documents, by one thread, and the file is compacted at the end.
//! What the tables hold is said in `tables.sql`, and in the file itself (`.schema`). The raw text of pages, where fields were read and why records
//! begin where they do stay in the protocol files.

mod rows;

use std::path::Path;

use rusqlite::Connection;

use self::rows::Rows;
use super::{Finished, PublishOptions, Target};
use crate::error::{Error, Result};
use crate::fold::blur;
use crate::lexicon::Lexicon;

/// `schema` in the table `info`.
pub const SQLITE_SCHEMA: &str = "justera/sqlite/1";
/// Name of the file in an export.
pub const SQLITE_FILE: &str = "justera.sqlite";

/// Least letters of a word that is looked for under letters mistaken for each other: of shorter ones too many are alike.
pub const BLURRED_LETTERS: usize = 5;

/// BM25 with weights for title, dnr, decision and the other text.
const RANK: &str = "bm25(8.0, 4.0, 2.0, 1.0)";

/// Bytes that full-text search gathers before it writes them, KiB of pages kept at hand: memory that does not grow with the dataset.
const HASH_BYTES: u32 = 4 << 20;
const CACHE_KIB: u32 = 16 << 10;

/// Writes `justera.sqlite`.
///
/// # Errors
/// Where a document cannot be read or the file not be written.
pub(super) fn write(finished: &Finished, target: &Target, _: &PublishOptions) -> Result<()> {
    build(finished, &target.file(SQLITE_FILE)?)
}

/// Writes the dataset to a SQLite file that is not there yet. One document is held at a time.
///
/// # Errors
/// Where a document cannot be read or the file not be written.
pub fn build(finished: &Finished, path: &Path) -> Result<()> {
    let lexicon = Lexicon::swedish()?;
    let failed = |e| refused(path, &e);
    let db = Connection::open(path).map_err(failed)?;
    // Nobody reads the file before it is whole, so nothing needs to be undone.
    db.execute_batch(&format!(
        "PRAGMA page_size = 4096; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE;
         PRAGMA cache_size = -{CACHE_KIB}; PRAGMA temp_store = FILE; BEGIN"
    ))
    .map_err(failed)?;
    db.execute_batch(include_str!("tables.sql")).map_err(failed)?;
    for table in ["records_fts", "records_exact"] {
        db.execute(&format!("INSERT INTO {table}({table}, rank) VALUES ('hashsize', {HASH_BYTES})"), [])
            .map_err(failed)?;
    }
    // What ORDER BY rank goes by, for other programs too.
    db.execute("INSERT INTO records_fts(records_fts, rank) VALUES ('rank', ?)", [RANK]).map_err(failed)?;
    let facts = [("schema", SQLITE_SCHEMA), ("version", env!("CARGO_PKG_VERSION")), ("manifest", finished.digest())];
    for fact in facts {
        db.execute("INSERT INTO info VALUES (?, ?)", fact).map_err(failed)?;
    }
    let mut rows = Rows::new(&db);
    for document in finished.documents() {
        rows.add(&document?).map_err(failed)?;
    }
    index(&db, &lexicon).map_err(failed)?;
    db.close().map_err(|(_, e)| failed(e))
}

/// What is made of all rows together.
fn index(db: &Connection, lexicon: &Lexicon) -> rusqlite::Result<()> {
    db.execute_batch(include_str!("indices.sql"))?;
    unknown_words(db, lexicon)?;
    db.execute_batch(
        "INSERT INTO records_fts(records_fts) VALUES ('optimize'); INSERT INTO records_exact(records_exact) VALUES ('optimize');
         COMMIT; ANALYZE; VACUUM",
    )
}

/// Fills `unknown_words`: what may be a damaged reading of the word that is asked for.
fn unknown_words(db: &Connection, lexicon: &Lexicon) -> rusqlite::Result<()> {
    db.execute_batch("CREATE VIRTUAL TABLE temp.exact_words USING fts5vocab('main', 'records_exact', 'row')")?;
    let mut insert = db.prepare("INSERT OR IGNORE INTO unknown_words VALUES (?, ?)")?;
    let mut words = db.prepare("SELECT term FROM temp.exact_words")?;
    let mut found = words.query([])?;
    while let Some(row) = found.next()? {
        let word: String = row.get(0)?;
        if may_be_damaged(&word) && lexicon.known(&word).is_none() {
            insert.execute((blur(&word), &word))?;
        }
    }
    drop(found);
    drop((insert, words));
    db.execute_batch("DROP TABLE temp.exact_words")
}

/// Whether a word is long enough, and more letters than digits: a year is not a damaged year.
pub(crate) fn may_be_damaged(word: &str) -> bool {
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    word.chars().count() >= BLURRED_LETTERS && letters * 2 > word.chars().count()
}

/// What SQLite refused, with the file and the remedy.
pub(crate) fn refused(path: &Path, error: &rusqlite::Error) -> Error {
    use rusqlite::ErrorCode::{CannotOpen, DatabaseCorrupt, DiskFull, NotADatabase, PermissionDenied, ReadOnly};
    let remedy = match error.sqlite_error_code() {
        Some(DiskFull) => "; make room on that disk, or give another folder",
        Some(CannotOpen | PermissionDenied | ReadOnly) => "; check that the folder is there and can be written to",
        Some(DatabaseCorrupt | NotADatabase) => "; remove the file, it is made anew",
        _ => "",
    };
    Error::Data { path: path.into(), detail: format!("SQLite: {error}{remedy}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_and_short_words_are_not_taken_for_damaged_ones() {
        assert!(may_be_damaged("sékerhet") && may_be_damaged("6ppnat"));
        assert!(!may_be_damaged("2016") && !may_be_damaged("20161") && !may_be_damaged("del"));
    }

    #[test]
    fn the_tables_are_whole() {
        let db = Connection::open_in_memory().unwrap();
        db.execute_batch(include_str!("tables.sql")).unwrap();
        index_of_nothing(&db);
        let wrong: i64 = db.query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |r| r.get(0)).unwrap();
        assert_eq!(wrong, 0);
    }

    fn index_of_nothing(db: &Connection) {
        db.execute_batch("BEGIN").unwrap();
        index(db, &Lexicon::swedish().unwrap()).unwrap();
    }
}
