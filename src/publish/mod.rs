//! Exports of a finished dataset: the same records in the forms that other programs read.
//!
//! [`publish`] is the entry. A format reads the dataset's documents one at a time ([`Finished::documents`]) and writes its files into a
//! [`Target`], which gives them their names once all of them are whole.

mod akn;
mod card;
mod columns;
mod csv;
mod finished;
mod inline;
mod jsonl;
mod pages;
#[cfg(feature = "parquet")]
mod parquet;
pub mod sqlite;
mod tables;
mod target;
mod tei;
mod trace;
mod xml;

use std::path::Path;

use serde::{Deserialize, Serialize};

pub use finished::Finished;
pub(crate) use tables::Table;
pub use target::Target;

use crate::error::Result;

/// `schema` of `export.json`, which stands beside an export's files.
pub const EXPORT_SCHEMA: &str = "justera/export/1";

/// A form of export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// Records, meetings, attendance, pages, edits and warnings as JSON lines
    Jsonl,
    /// The same as Parquet, for DuckDB, pandas, Polars and Hugging Face datasets
    Parquet,
    /// The same and what is nested in them as flat CSV tables, for spreadsheets and statistics programs
    Csv,
    /// A page that says what the dataset holds and how it was made: README.md, as Hugging Face has it
    Card,
    /// ALTO 4, a file a page, repaired words in their boxes; wants a run with --boxes
    Alto,
    /// hOCR, a file a document, repaired words in their boxes; wants a run with --boxes
    Hocr,
    /// One SQLite file with foreign keys and full-text search
    Sqlite,
    /// TEI P5 in the manner of ParlaCLARIN, a file a document and a corpus file
    Tei,
    /// Akoma Ntoso 3.0, a file a meeting
    Akn,
}

impl Format {
    /// As it is typed, and the name of its folder.
    pub fn name(self) -> &'static str {
        match self {
            Format::Jsonl => "jsonl",
            Format::Alto => "alto",
            Format::Hocr => "hocr",
            Format::Parquet => "parquet",
            Format::Csv => "csv",
            Format::Card => "card",
            Format::Sqlite => "sqlite",
            Format::Tei => "tei",
            Format::Akn => "akn",
        }
    }
}

/// How to export.
#[derive(Debug, Clone, Default)]
pub struct PublishOptions {
    /// The licence that the publisher gives the dataset, for the card.
    pub licence: Option<String>,
    /// Write CSV for a spreadsheet: with a byte order mark, and so that no text is taken for a formula.
    pub bom: bool,
}

/// What an export holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Export {
    /// [`EXPORT_SCHEMA`].
    pub schema: String,
    /// [`Format::name`].
    pub format: String,
    /// Version of the program.
    pub version: String,
    /// SHA-256 of the dataset's `manifest.json`.
    pub manifest: String,
    /// SHA-256 of each file, by its path within the export, `/` between parts.
    pub files: std::collections::BTreeMap<String, String>,
}

/// Exports the dataset in folder `from` as files in folder `into`, which is made where it is missing. Files of an earlier export of the
/// same format that are no longer part of it are removed; other files there are left alone.
///
/// # Errors
/// Where there is no finished dataset, or a file cannot be read or written: then what stood there before is still there.
pub fn publish(from: &Path, into: &Path, format: Format, options: &PublishOptions) -> Result<Export> {
    let finished = Finished::open(from)?;
    let target = Target::make(into)?;
    match format {
        Format::Jsonl => jsonl::write(&finished, &target, options)?,
        Format::Alto => pages::alto(&finished, &target)?,
        Format::Hocr => pages::hocr(&finished, &target)?,
        #[cfg(feature = "parquet")]
        Format::Parquet => parquet::write(&finished, &target, options)?,
        #[cfg(not(feature = "parquet"))]
        Format::Parquet => {
            let remedy =
                "this build of Justera cannot write Parquet; build it with `--features parquet`, or export --to jsonl";
            return Err(crate::Error::Usage(remedy.into()));
        }
        Format::Csv => csv::write(&finished, &target, options)?,
        Format::Card => card::write(&finished, &target, options)?,
        Format::Sqlite => sqlite::write(&finished, &target, options)?,
        Format::Tei => tei::write(&finished, &target)?,
        Format::Akn => akn::write(&finished, &target)?,
    }
    target.finish(format, &finished)
}
