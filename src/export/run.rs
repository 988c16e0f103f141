//! What is said of a whole run: the manifest (the same for the same inputs) and the run report (times and host).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// How an input went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Every page was read.
    Ok,
    /// Some pages failed.
    Partial,
    /// Nothing was read.
    Failed,
}

/// An input in the manifest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
    /// Errors, by page index where they belong to a page.
    pub errors: Vec<PageError>,
}

/// An error of an input.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageError {
    /// Page index, null where the whole input failed.
    pub page: Option<usize>,
    /// One sentence with the remedy.
    pub error: String,
}

/// `manifest.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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
    /// All inputs, in order of path.
    pub inputs: Vec<InputReport>,
}

/// `run-report.json`: everything that may differ between two runs of the same inputs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunReport {
    /// `justera/run-report/1`
    pub schema: String,
    /// When the run began, UTC, ISO 8601.
    pub started: String,
    /// Wall time, seconds.
    pub seconds: f64,
    /// Pages read.
    pub pages: usize,
    /// Pages a second.
    pub pages_per_second: f64,
    /// Threads used.
    pub threads: usize,
    /// Operating system and processor.
    pub host: String,
    /// Inputs that were passed over, and why.
    pub skipped: Vec<SkippedInput>,
}

/// A file that was passed over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SkippedInput {
    /// The file.
    pub path: String,
    /// Why.
    pub reason: String,
}
