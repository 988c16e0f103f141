//! One § and what stands in it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::*;

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

impl Vote {
    /// The count of those who are named.
    pub fn of(ballots: &[Ballot]) -> Self {
        let count = |choice| ballots.iter().filter(|b| b.choice == choice).count() as u32;
        Vote { yes: count(Choice::Yes), no: count(Choice::No), abstain: count(Choice::Abstain) }
    }
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
    /// Their name in the list of those present, where the printed one ("Berg", "G. Berg", "ordföranden", "Persson i Hult") is of exactly one of them.
    pub person: Option<String>,
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
