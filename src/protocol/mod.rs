//! The output contract as types: what `protocols/<id>.json` and `records.jsonl` hold. Field names are fixed.
//!
//! Pages are numbered from 0, as in the source. Spans of lines are half open: `line_start` is the first line,
//! `line_end` one past the last, both indexes into the raw lines of the page.

mod meeting;
mod record;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::edit::Edit;
use crate::page::{BBox, FurnitureRole, OcrSignature, Origin, PageSize, PageStatus, Word};

pub use meeting::{Adjusted, AgendaItem, Attendee, Capacity, Meeting, Notice, ParagraphRange, Signer};
pub use record::{
    Agreement, Ballot, Boundary, Choice, Comparison, ComparisonBasis, FieldSource, Motion, Outcome, Paper, Person,
    Reason, Record, Reference, Section, SectionKind, Span, Vote,
};

/// `schema` of a protocol file.
pub const PROTOCOL_SCHEMA: &str = "justera/protocol/1";
/// `schema` of a line of `records.jsonl`.
pub const RECORD_SCHEMA: &str = "justera/record/1";
/// `schema` of a line of `duplicates.jsonl`.
pub const DUPLICATE_SCHEMA: &str = "justera/duplicate/1";

/// One source document, whole.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Protocol {
    /// [`PROTOCOL_SCHEMA`].
    pub schema: String,
    /// Identifier, unique in a run.
    pub id: String,
    /// The file that was read.
    pub source: Source,
    /// All pages, repeats and failures included.
    pub pages: Vec<ProtocolPage>,
    /// Meetings in the order of the text.
    pub meetings: Vec<Meeting>,
    /// All edits and suggestions, in order of page, line and offset.
    pub edits: Vec<PageEdit>,
    /// What a person should look at.
    pub warnings: Vec<Warning>,
}

/// The file, or folder of page images, that a protocol was read from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Source {
    /// Path relative to the given root, `/` between parts.
    pub path: String,
    /// SHA-256 of the file; of a folder, of its files' digests in page order.
    #[schemars(extend("pattern" = "^[0-9a-f]{64}$"))]
    pub sha256: String,
    /// Type by content, not by name.
    pub media_type: String,
    /// Number of pages.
    pub page_count: usize,
}

/// A page in the output.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct ProtocolPage {
    /// Number of the page in the source, from 0.
    pub index: usize,
    /// Where the text came from.
    pub origin: Origin,
    /// How reading went.
    pub status: PageStatus,
    /// Why reading failed.
    pub error: Option<String>,
    /// Language of the recognition model.
    pub language: String,
    /// Which model's damage the text shows.
    pub ocr_signature: OcrSignature,
    /// Predicted share of correct words, 0–1.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub quality: f64,
    /// Index of the page kept in its place.
    pub duplicate_of: Option<usize>,
    /// Pages whose reading was used with this one.
    pub witnesses: Vec<usize>,
    /// The page of another document of the batch that says the same and is kept in its place; null without `--dedupe batch`.
    #[serde(default)]
    pub repeats: Option<PageRepeat>,
    /// Places where duplicate pages truly differ.
    pub variants: Vec<Variant>,
    /// What was taken out of the running text.
    pub furniture: Vec<Furniture>,
    /// As read: lines joined by `\n`.
    pub raw: String,
    /// After repair, furniture removed, lines kept.
    pub text: String,
    /// Where its words stand in the page image; no such key without `--boxes`, or where the source has no boxes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub boxes: Option<PageBoxes>,
}

/// Where the words of a page stand in its image.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct PageBoxes {
    /// Size of the image, pixels.
    pub size: PageSize,
    /// A line for each line of `raw`.
    pub lines: Vec<LineBoxes>,
}

/// Where the words of a line stand.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct LineBoxes {
    /// The line's own box.
    pub bbox: Option<BBox>,
    /// Its words as read, in order: `start` and `end` are bytes in the raw line.
    pub words: Vec<Word>,
}

/// Where in another document of the batch a page stands too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct PageRepeat {
    /// The other document.
    pub protocol: String,
    /// Its page, or the two pages that the text stands across.
    pub pages: Vec<usize>,
}

/// The same record in another document of the batch: the one to count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct RecordRepeat {
    /// The other document.
    pub protocol: String,
    /// The record's § there.
    pub paragraph: String,
    /// The pages it stands on there.
    pub pages: Vec<usize>,
}

/// A place where two readings of the same page differ in substance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Variant {
    /// Index of the other page.
    pub other_page: usize,
    /// The document of the other page, where it is another one of the batch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other_protocol: Option<String>,
    /// Raw line on the kept page.
    pub line: usize,
    /// The reading kept.
    pub kept: String,
    /// The reading of the other page.
    pub other: String,
    /// `number`, `name`, `wording` or `missing-line`.
    #[schemars(extend("enum" = ["number", "name", "wording", "missing-line"]))]
    pub kind: String,
}

/// A run of furniture lines with one role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Furniture {
    /// What part it plays.
    pub role: FurnitureRole,
    /// Its repaired text, lines joined by `\n`.
    pub text: String,
    /// Raw line indexes on the page.
    pub lines: Vec<usize>,
}

/// An edit with the page and raw line it belongs to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct PageEdit {
    /// Page index.
    pub page: usize,
    /// Raw line index on the page.
    pub line: usize,
    /// The edit; offsets are bytes in that raw line.
    #[serde(flatten)]
    pub edit: Edit,
}

/// Something that a person should look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Warning {
    /// Stable short name, such as `paragraph-gap`.
    pub code: String,
    /// One sentence for a person.
    pub message: String,
    /// Page index, where it belongs to one.
    pub page: Option<usize>,
    /// § number, where it belongs to one.
    pub paragraph: Option<u32>,
}
