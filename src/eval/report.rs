//! The report: totals by variant and style, each document, and what is worst.

use std::collections::BTreeMap;
use std::ops::AddAssign;
use std::path::Path;

use serde::Serialize;

use super::calibration::Calibration;
use super::cases::variant_order;
use super::counts::{Errors, Found, Share};
use super::meeting::MeetingMeasure;
use super::records::{Mistake, RecordMeasure};
use super::text::{TextMeasure, WrongWords};
use crate::{Error, Result};

/// `schema` of a report.
pub const REPORT_SCHEMA: &str = "justera/eval/1";

/// All figures of a document or a group.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Measures {
    /// Documents counted.
    pub documents: usize,
    /// Text before and after repair.
    pub text: TextMeasure,
    /// §-records; `None` where text alone was judged, as below.
    pub records: Option<RecordMeasure>,
    /// Fields of the meeting and attendance.
    pub meeting: Option<MeetingMeasure>,
    /// Pairs of repeated pages.
    pub duplicates: Option<Found>,
    /// Of the look-alike pairs that must both be kept, those merged.
    pub false_merges: Option<Share>,
    /// Whether edits were right.
    pub edits: Option<Calibration>,
}

impl AddAssign<&Measures> for Measures {
    fn add_assign(&mut self, other: &Measures) {
        self.documents += other.documents;
        self.text += &other.text;
        if let Some(records) = &other.records {
            *self.records.get_or_insert_default() += records;
        }
        if let Some(meeting) = &other.meeting {
            *self.meeting.get_or_insert_default() += meeting;
        }
        if let Some(found) = other.duplicates {
            *self.duplicates.get_or_insert_default() += found;
        }
        if let Some(merged) = other.false_merges {
            *self.false_merges.get_or_insert_default() += merged;
        }
        if let Some(edits) = &other.edits {
            *self.edits.get_or_insert_default() += edits;
        }
    }
}

/// What was found about one document.
#[derive(Debug, Clone, Default)]
pub(super) struct Outcome {
    pub document: String,
    pub variant: String,
    pub style: String,
    pub measures: Measures,
    pub wrong: WrongWords,
    pub pages: Vec<PageOutcome>,
    pub mistakes: Vec<Mistake>,
}

/// Word errors of one page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PageOutcome {
    /// Document, variant and page.
    pub place: String,
    /// Word errors after repair.
    pub words: Errors,
    /// Word errors before repair.
    pub before: Option<Errors>,
    /// Right words that repair broke.
    pub broken: usize,
}

/// Totals of the documents of one variant, or of one style within it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Group {
    /// "swe", "eng", "engstd", "scan", "text", "lines"; empty where nothing says.
    pub variant: String,
    /// Manner of layout; `None` for all styles.
    pub style: Option<String>,
    /// The sums.
    pub measures: Measures,
}

/// One document with its figures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DocumentReport {
    /// Name of the gold document.
    pub document: String,
    /// How it was read.
    pub variant: String,
    /// Manner of layout.
    pub style: String,
    /// Its figures.
    pub measures: Measures,
}

/// A gold word that is wrong, counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WordReport {
    /// As printed.
    pub gold: String,
    /// Before repair; null where it is missing or not known.
    pub raw: Option<String>,
    /// After repair; null where it is missing.
    pub text: Option<String>,
    /// How often.
    pub count: usize,
    /// Where first seen.
    pub place: String,
}

/// A mistake in records or fields, with its document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DocumentMistake {
    /// Document and variant.
    pub document: String,
    /// What is wrong.
    #[serde(flatten)]
    pub mistake: Mistake,
}

/// Everything that was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// [`REPORT_SCHEMA`].
    pub schema: String,
    /// By variant: first all styles, then each style.
    pub groups: Vec<Group>,
    /// Each document.
    pub documents: Vec<DocumentReport>,
    /// Gold documents that no prediction belongs to.
    pub without_prediction: Vec<String>,
    /// Right words that repair broke, most frequent first.
    pub broken_words: Vec<WordReport>,
    /// Words that were wrong and still are, most frequent first.
    pub wrong_words: Vec<WordReport>,
    /// Pages with most word errors.
    pub worst_pages: Vec<PageOutcome>,
    /// What is wrong in records and fields, in order of document: all of it, or nothing where nothing is to be listed.
    pub mistakes: Vec<DocumentMistake>,
    /// How many entries [`Report::table`] lists of each sort.
    #[serde(skip)]
    pub(super) worst: usize,
}

impl Report {
    pub(super) fn new(outcomes: Vec<Outcome>, without_prediction: Vec<String>, worst: usize) -> Self {
        let mut sums: BTreeMap<((usize, String), Option<String>), Group> = BTreeMap::new();
        let mut wrong = WrongWords::default();
        let mut pages = Vec::new();
        let mut mistakes = Vec::new();
        let mut documents = Vec::new();
        for outcome in outcomes {
            let styles = [None, (!outcome.style.is_empty()).then(|| outcome.style.clone())];
            let distinct = if styles[1].is_some() { &styles[..] } else { &styles[..1] };
            for style in distinct {
                let key = (variant_order(&outcome.variant), style.clone());
                let empty = || Group { variant: key.0.1.clone(), style: style.clone(), measures: Measures::default() };
                sums.entry(key.clone()).or_insert_with(empty).measures += &outcome.measures;
            }
            wrong.merge(&outcome.wrong);
            pages.extend(outcome.pages.into_iter().filter(|p| p.words.total() > 0));
            let document = format!("{} {}", outcome.document, outcome.variant).trim_end().to_string();
            mistakes.extend(
                outcome.mistakes.into_iter().map(|mistake| DocumentMistake { document: document.clone(), mistake }),
            );
            documents.push(DocumentReport {
                document: outcome.document,
                variant: outcome.variant,
                style: outcome.style,
                measures: outcome.measures,
            });
        }
        // A stable sort: pages with as many errors stay in order of document and page.
        pages.sort_by_key(|p| std::cmp::Reverse(p.words.total()));
        pages.truncate(worst);
        if worst == 0 {
            mistakes.clear();
        }
        let list = |broken| wrong.worst(broken, worst).into_iter().map(word_report).collect();
        Report {
            schema: REPORT_SCHEMA.to_string(),
            groups: sums.into_values().collect(),
            documents,
            without_prediction,
            broken_words: list(true),
            wrong_words: list(false),
            worst_pages: pages,
            mistakes,
            worst,
        }
    }

    /// Writes the report as JSON.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn write_json(&self, path: &Path) -> Result<()> {
        let mut json = serde_json::to_string_pretty(self)
            .map_err(|e| Error::Data { path: path.to_path_buf(), detail: e.to_string() })?;
        json.push('\n');
        std::fs::write(path, json).map_err(|e| Error::io(path, "write", e))
    }
}

fn word_report((word, count, place): (&super::text::WrongWord, usize, &str)) -> WordReport {
    WordReport {
        gold: word.gold.clone(),
        raw: word.raw.clone(),
        text: word.text.clone(),
        count,
        place: place.to_string(),
    }
}
