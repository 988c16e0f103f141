//! What is said of a whole run: the manifest (the same for the same inputs) and the run report (times and host).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// How an input went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Every page was read.
    #[default]
    Ok,
    /// Some pages failed.
    Partial,
    /// Nothing was read.
    Failed,
}

/// An input in the manifest.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, schemars::JsonSchema)]
pub struct InputReport {
    /// Identifier; null where the input could not be opened far enough to get one.
    pub id: Option<String>,
    /// Path relative to the given root.
    pub path: String,
    /// SHA-256, null where the file could not be read.
    pub sha256: Option<String>,
    /// How it went.
    pub status: Status,
    /// Number of pages.
    pub pages: usize,
    /// Number of §-records.
    pub records: usize,
    /// Pages that repeat another.
    pub repeats: usize,
    /// Pages that repeat one of another input.
    #[serde(default)]
    pub repeats_elsewhere: usize,
    /// SHA-256 of the files made of it; null where there are none.
    #[serde(default)]
    pub output: Option<OutputDigests>,
    /// Errors, by page index where they belong to a page.
    pub errors: Vec<PageError>,
}

/// SHA-256 in hex of the files of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct OutputDigests {
    /// Of `protocols/<id>.json`.
    pub protocol: String,
    /// Of `text/<id>.txt`.
    pub text: String,
}

/// What share of a batch a dataset holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct ShardOf {
    /// Which share, from 1.
    pub number: u32,
    /// How many shares there are.
    pub of: u32,
    /// SHA-256 of the list of all the batch's inputs: shares of the same batch have the same.
    pub batch: String,
}

/// An error of an input.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct PageError {
    /// Page index, null where the whole input failed.
    pub page: Option<usize>,
    /// One sentence with the remedy.
    pub error: String,
}

/// `manifest.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Manifest {
    /// `justera/manifest/1`
    pub schema: String,
    /// Version of the program.
    pub version: String,
    /// Options that change the result.
    pub options: BTreeMap<String, serde_json::Value>,
    /// SHA-256 of the dictionaries, by name.
    pub dictionaries: BTreeMap<String, String>,
    /// SHA-256 of the recognition models, by name; empty where no page was recognised.
    pub ocr_models: BTreeMap<String, String>,
    /// False where a limit ended the run: the inputs named are finished, the others are not begun.
    #[serde(default = "yes")]
    pub complete: bool,
    /// What share of a batch this is; no such key where it is all of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shard: Option<ShardOf>,
    /// SHA-256 of the files that hold something of all documents, by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub files: BTreeMap<String, String>,
    /// All inputs in order of identifier, then those that got none.
    pub inputs: Vec<InputReport>,
}

fn yes() -> bool {
    true
}

/// `run-report.json`: everything that may differ between two runs of the same inputs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct RunReport {
    /// `justera/run-report/1`
    pub schema: String,
    /// When the run began, UTC, ISO 8601.
    pub started: String,
    /// Wall time, seconds.
    pub seconds: f64,
    /// Pages read by this run.
    pub pages: usize,
    /// Pages a second.
    pub pages_per_second: f64,
    /// Threads used.
    pub threads: usize,
    /// Operating system and processor.
    pub host: String,
    /// Documents that an earlier run had finished; they are not among the pages.
    #[serde(default)]
    pub resumed: usize,
    /// Inputs that were not begun, as a limit ended the run.
    #[serde(default)]
    pub left: usize,
    /// Why the run ended before all was done.
    #[serde(default)]
    pub stopped: Option<String>,
    /// Inputs that were passed over, and why.
    pub skipped: Vec<SkippedInput>,
}

/// A file that was passed over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct SkippedInput {
    /// The file.
    pub path: String,
    /// Why.
    pub reason: String,
}
