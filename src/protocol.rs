//! The output contract as types: what `protocols/<id>.json` and `records.jsonl` hold. Field names are fixed.
//!
//! Pages are numbered from 0, as in the source. Spans of lines are half open: `line_start` is the first line,
//! `line_end` one past the last, both indexes into the raw lines of the page.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::edit::Edit;
use crate::page::{BBox, FurnitureRole, OcrSignature, Origin, PageSize, PageStatus, Word};

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

/// One meeting.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Meeting {
    /// "Älvsjö kommun".
    pub organization: Option<String>,
    /// The deciding body: "Kommunstyrelsen".
    pub organ: Option<String>,
    /// ISO 8601 date.
    #[schemars(extend("format" = "date"))]
    pub date: Option<String>,
    /// `HH:MM`.
    #[schemars(extend("pattern" = "^[0-2][0-9]:[0-5][0-9]$"))]
    pub start: Option<String>,
    /// `HH:MM`.
    #[schemars(extend("pattern" = "^[0-2][0-9]:[0-5][0-9]$"))]
    pub end: Option<String>,
    /// As printed.
    pub place: Option<String>,
    /// Name.
    pub chair: Option<String>,
    /// Name.
    pub secretary: Option<String>,
    /// Justerare, by name.
    pub adjusters: Vec<String>,
    /// When and where the minutes were adjusted.
    pub adjusted: Option<Adjusted>,
    /// ANSLAG/BEVIS.
    pub notice: Option<Notice>,
    /// As the cover page states it.
    pub paragraph_range: Option<ParagraphRange>,
    /// Who was there.
    pub attendance: Vec<Attendee>,
    /// Who signs, as the block of signatures or the end of the minutes prints it.
    #[serde(default)]
    pub signers: Vec<Signer>,
    /// Where the fields above stand, by their names: "date", "adjusted.place", "notice.posted".
    #[serde(default)]
    pub sources: BTreeMap<String, FieldSource>,
    /// Ärendelista.
    pub agenda: Vec<AgendaItem>,
    /// §-records in order of the text.
    pub records: Vec<Record>,
}

impl Meeting {
    /// Those whom a list of attendance names; the others are named in the text alone and are no whole list.
    pub fn listed(&self) -> impl Iterator<Item = &Attendee> {
        self.attendance.iter().filter(|a| !a.named_in_text)
    }
}

/// Justering.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Adjusted {
    /// ISO 8601 date.
    #[schemars(extend("format" = "date"))]
    pub date: Option<String>,
    /// As printed.
    pub place: Option<String>,
}

/// ANSLAG/BEVIS.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Notice {
    /// ISO 8601 date.
    #[schemars(extend("format" = "date"))]
    pub posted: Option<String>,
    /// ISO 8601 date.
    #[schemars(extend("format" = "date"))]
    pub removed: Option<String>,
    /// Where the minutes are kept, as printed.
    pub custody: Option<String>,
}

/// First and last § as the cover page states them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct ParagraphRange {
    /// "31"
    pub first: String,
    /// "39"
    pub last: String,
}

/// In what capacity somebody attended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Capacity {
    /// Beslutande.
    Deciding,
    /// Ersättare who does not serve.
    Substitute,
    /// Övriga närvarande.
    Other,
}

/// One person of the attendance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Attendee {
    /// Name without party and role.
    pub name: String,
    /// "ordförande", "ledamot", "förbundsdirektör".
    pub role: Option<String>,
    /// Party or municipality.
    pub affiliation: Option<String>,
    /// Beslutande, ersättare, övrig.
    pub capacity: Capacity,
    /// §§ attended, or null for the whole meeting.
    pub paragraphs: Option<Vec<String>>,
    /// Page that names them.
    #[serde(default)]
    pub page: Option<usize>,
    /// Raw line of that page.
    #[serde(default)]
    pub line: Option<usize>,
    /// Whether no list names them, but the text does: who chairs, writes, adjusts, signs, speaks, moves, votes, reserves or recuses themselves. Such names are
    /// a part of the true attendance, and `present` does not count them.
    #[serde(default)]
    pub named_in_text: bool,
    /// The name as the list reads, where the readings of the whole document show that to be damaged; null where the name is given as listed.
    #[serde(default)]
    pub read_as: Option<String>,
}

/// Somebody who signs the minutes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Signer {
    /// As printed beside the signature.
    pub name: String,
    /// `chair`, `secretary` or `adjuster`.
    #[schemars(extend("enum" = ["chair", "secretary", "adjuster"]))]
    pub role: String,
}

/// One line of the agenda.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct AgendaItem {
    /// "31", "14 B".
    pub paragraph: String,
    /// As printed.
    pub title: String,
    /// Diarienummer.
    pub dnr: Vec<String>,
    /// Page or page range as printed.
    pub page: Option<String>,
}

/// What a section of a record is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SectionKind {
    /// Beslut.
    Decision,
    /// Förslag till beslut.
    Proposal,
    /// Sammanfattning av ärendet.
    Summary,
    /// Bakgrund, ärendebeskrivning.
    Background,
    /// Yrkanden.
    Motions,
    /// Propositionsordning, beslutsgång.
    Procedure,
    /// Votering.
    Vote,
    /// Reservation.
    Reservation,
    /// Jäv.
    Recusal,
    /// Protokollsanteckning, särskilt yttrande.
    Statement,
    /// Beslutsunderlag.
    Basis,
    /// Beslutsexpediering.
    Recipients,
    /// Hur man överklagar.
    Appeal,
    /// Bilaga.
    Attachment,
    /// Text without a heading.
    Body,
}

/// Lines of one page. Half open: `line_end` is one past the last line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Span {
    /// Page index.
    pub page: usize,
    /// First raw line.
    pub line_start: usize,
    /// One past the last raw line.
    pub line_end: usize,
}

/// A part of a record under one heading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Section {
    /// What it is.
    pub kind: SectionKind,
    /// As printed, after repair; null for text without a heading.
    pub heading: Option<String>,
    /// Paragraphs divided by a blank line, line-end hyphens undone; list items as lines.
    pub text: String,
    /// Pages it stands on.
    pub pages: Vec<usize>,
    /// Lines it was read from, heading included.
    pub spans: Vec<Span>,
}

/// Votes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Vote {
    /// Ja.
    pub yes: u32,
    /// Nej.
    pub no: u32,
    /// Avstår.
    pub abstain: u32,
}

/// A reference to another §.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Reference {
    /// As printed: "KSAU § 12/2019".
    pub text: String,
    /// "KSAU", or null.
    pub organ: Option<String>,
    /// "12".
    pub paragraph: String,
    /// ISO 8601 date of the meeting referred to.
    #[schemars(extend("format" = "date"))]
    pub date: Option<String>,
}

/// Somebody whom a § names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Person {
    /// Name as printed, without title.
    pub name: String,
    /// Party or municipality in brackets after the name.
    pub affiliation: Option<String>,
}

/// A yrkande.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Motion {
    /// Those who moved it.
    pub by: Vec<Person>,
    /// The sentence that says so.
    pub text: String,
}

/// How somebody voted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Choice {
    /// Ja.
    Yes,
    /// Nej.
    No,
    /// Avstår.
    Abstain,
}

/// One vote, where names are printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Ballot {
    /// Name as printed.
    pub name: String,
    /// Party or municipality in brackets after the name.
    pub affiliation: Option<String>,
    /// How they voted.
    pub choice: Choice,
}

/// A paper that a decision rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Paper {
    /// As printed.
    pub text: String,
    /// The first date in it, ISO 8601.
    #[schemars(extend("format" = "date"))]
    pub date: Option<String>,
}

/// Where a field was read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct FieldSource {
    /// Page index.
    pub page: usize,
    /// First raw line.
    pub line_start: usize,
    /// One past the last raw line.
    pub line_end: usize,
    /// Predicted share of correct words on that page, 0–1.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub quality: f64,
}

/// One thing that speaks for a record's beginning where it does, or against it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Reason {
    /// Stable short name, such as `section-heading-below`.
    pub code: String,
    /// Its weight: above 0 speaks for it.
    pub points: f64,
}

/// Why a record begins and ends where it does.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Boundary {
    /// What was found around its label.
    pub begins: Vec<Reason>,
    /// `next-paragraph`, `signatures`, `next-meeting` or `end-of-text`.
    #[schemars(extend("enum" = ["next-paragraph", "signatures", "next-meeting", "end-of-text"]))]
    pub ends: String,
}

/// What became of a matter that was not decided in substance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Utgår.
    Withdrawn,
    /// Bordlagd.
    Tabled,
    /// Återremiss.
    ReferredBack,
    /// Left out for sekretess.
    Secret,
}

/// How a decision agrees with a proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Agreement {
    /// The same but for words of form.
    Same,
    /// Another decision, sum or clause.
    Changed,
}

/// What a comparison of decision and proposal rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ComparisonBasis {
    /// The words of both.
    Wording,
    /// The decision says so: "enligt arbetsutskottets förslag".
    Statement,
}

/// A decision beside the proposal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Comparison {
    /// Null in doubt.
    pub agreement: Option<Agreement>,
    /// What it rests on.
    pub basis: ComparisonBasis,
    /// Words that both have in the same order over all words, 0–1.
    pub similarity: f64,
    /// Clauses of the proposal that the decision lacks or has otherwise.
    pub left_out: Vec<String>,
    /// Clauses of the decision that the proposal lacks or has otherwise.
    pub added: Vec<String>,
}

/// One §.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Record {
    /// "31", "14 B".
    pub paragraph: String,
    /// 31.
    pub number: u32,
    /// "B".
    pub suffix: Option<String>,
    /// As printed, after repair.
    pub label: String,
    /// As read.
    pub label_raw: String,
    /// Diarienummer, "Dnr" left out.
    pub dnr: Vec<String>,
    /// Null where text runs on after the label.
    pub title: Option<String>,
    /// In order of the text.
    pub sections: Vec<Section>,
    /// The decision sections' text, joined by a blank line.
    pub decision: String,
    /// What became of a matter that was not decided in substance; null where it was, or nothing says so.
    #[serde(default)]
    pub outcome: Option<Outcome>,
    /// Whether the decision is the proposal that the § prints; null where there is none, or in doubt.
    #[serde(default)]
    pub decision_follows_proposal: Option<Agreement>,
    /// What that rests on.
    #[serde(default)]
    pub proposal_comparison: Option<Comparison>,
    /// The decision cut into its clauses, marks left out.
    #[serde(default)]
    pub clauses: Vec<String>,
    /// Counts, where votes were taken.
    pub vote: Option<Vote>,
    /// Who voted how, where names are printed.
    #[serde(default)]
    pub ballots: Vec<Ballot>,
    /// Yrkanden, in order.
    #[serde(default)]
    pub motions: Vec<Motion>,
    /// Those who reserved themselves.
    #[serde(default)]
    pub reservations: Vec<Person>,
    /// Those who took no part because of jäv.
    #[serde(default)]
    pub recusals: Vec<Person>,
    /// To whom the decision is sent.
    #[serde(default)]
    pub recipients: Vec<String>,
    /// Papers that the decision rests on.
    #[serde(default)]
    pub basis: Vec<Paper>,
    /// Omedelbar justering.
    pub immediately_adjusted: bool,
    /// Names of those present at this §, or null where it is not known.
    pub present: Option<Vec<String>>,
    /// References to other §§.
    pub references: Vec<Reference>,
    /// Pages it stands on.
    pub pages: Vec<usize>,
    /// Where `label`, `dnr`, `title` and `vote` were read; of the rest the sections say it.
    #[serde(default)]
    pub sources: BTreeMap<String, FieldSource>,
    /// Why it begins and ends where it does.
    #[serde(default)]
    pub boundary: Boundary,
    /// The same record in another document of the batch, where all its pages repeat pages of that; null without `--dedupe batch`.
    #[serde(default)]
    pub repeated_in: Option<RecordRepeat>,
    /// Predicted share of correct words, 0–1.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub quality: f64,
}
