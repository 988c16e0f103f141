//! What the outputs hold that are no documents: lines of `records.jsonl` and `duplicates.jsonl`, answers, and what a check found.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Manifest, SkippedInput};
use crate::protocol::{Meeting, RECORD_SCHEMA, Record};

/// `schema` of an answer of `justera pipe` that is no protocol.
pub const ERROR_SCHEMA: &str = "justera/error/1";
/// `schema` of what `justera verify --json` says.
pub const VERIFY_SCHEMA: &str = "justera/verify/1";
/// `schema` of `ocr-manifest.json`.
pub const OCR_MANIFEST_SCHEMA: &str = "justera/ocr-manifest/1";

/// A line of `records.jsonl`: a record with what it takes to find it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct RecordLine<'a> {
    /// [`RECORD_SCHEMA`].
    pub schema: &'static str,
    /// Identifier of the document.
    pub protocol_id: &'a str,
    /// "Älvsjö kommun".
    pub organization: Option<&'a str>,
    /// The deciding body: "Kommunstyrelsen".
    pub organ: Option<&'a str>,
    /// ISO 8601 date of the meeting.
    #[schemars(extend("format" = "date"))]
    pub date: Option<&'a str>,
    /// The record.
    #[serde(flatten)]
    pub record: &'a Record,
    /// The text of all sections, joined by a blank line.
    pub text: String,
}

impl<'a> RecordLine<'a> {
    /// The line of a record of the document `id`.
    pub fn new(id: &'a str, meeting: &'a Meeting, record: &'a Record) -> Self {
        RecordLine {
            schema: RECORD_SCHEMA,
            protocol_id: id,
            organization: meeting.organization.as_deref(),
            organ: meeting.organ.as_deref(),
            date: meeting.date.as_deref(),
            record,
            text: text_of_record(record),
        }
    }
}

/// The text of all sections of a record, joined by a blank line.
pub fn text_of_record(record: &Record) -> String {
    let texts: Vec<&str> = record.sections.iter().map(|s| s.text.as_str()).filter(|t| !t.is_empty()).collect();
    texts.join("\n\n")
}

/// A page of a document of the batch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct KeptPage<'a> {
    /// The document.
    pub protocol: &'a str,
    /// Page index.
    pub page: usize,
}

/// A page that repeats one of another document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RepeatingPage<'a> {
    /// The document.
    pub protocol: &'a str,
    /// Page index.
    pub page: usize,
    /// The kept document's page, or the two pages that the text stands across.
    pub pages: Vec<usize>,
}

/// A line of `duplicates.jsonl`: a page that is kept, and the pages of other documents that repeat it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DuplicateLine<'a> {
    /// [`crate::protocol::DUPLICATE_SCHEMA`].
    pub schema: &'static str,
    /// The page to count.
    pub kept: KeptPage<'a>,
    /// The others, in order of document and page.
    pub repeats: Vec<RepeatingPage<'a>>,
}

/// The answer of `justera pipe` to a request that could not be met.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ErrorAnswer {
    /// [`ERROR_SCHEMA`].
    pub schema: String,
    /// Identifier that the request gave.
    pub id: Option<String>,
    /// Path that the request gave.
    pub path: Option<String>,
    /// One sentence with the remedy.
    pub error: String,
}

/// What `justera verify --json` says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Verification<'a> {
    /// [`VERIFY_SCHEMA`].
    pub schema: &'static str,
    /// Documents that were looked at.
    pub documents: usize,
    /// Pages in them.
    pub pages: usize,
    /// Records in them.
    pub records: usize,
    /// Applied edits in them: each was undone.
    pub edits_undone: usize,
    /// What is wrong, a sentence each, in order of file.
    pub problems: &'a [String],
}

/// `ocr-manifest.json`: the manifest of `justera ocr`, and what was passed over.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OcrManifest {
    /// As of a run; its `schema` is [`OCR_MANIFEST_SCHEMA`].
    #[serde(flatten)]
    pub run: Manifest,
    /// Inputs that were passed over, and why.
    pub skipped: Vec<SkippedInput>,
}
