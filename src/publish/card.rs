//! The dataset card: what a dataset holds, how it was made and what to trust, as Hugging Face shows it.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;

use super::columns::{Column, Shape};
use super::tables::{Split, Table};
use super::{Finished, PublishOptions, Target};
use crate::error::{Error, Result};
use crate::export::Status;
use crate::page::PageStatus;

/// Name of the card's file.
const CARD: &str = "README.md";

/// Writes the card by itself.
///
/// # Errors
/// Where a document cannot be read or the file not be written.
pub(super) fn write(finished: &Finished, target: &Target, options: &PublishOptions) -> Result<()> {
    let mut card = Card::default();
    for document in finished.documents() {
        card.add(&Split::new(document?));
    }
    card.write(finished, target, options, None)
}

/// The files that the card stands beside.
#[derive(Debug, Clone, Copy)]
pub(super) struct Layout<'a> {
    /// "parquet".
    pub extension: &'static str,
    /// The tables, a file each.
    pub tables: &'a [Table],
    /// How many rows each has.
    pub rows: &'a [usize],
}

impl<'a> Layout<'a> {
    /// The tables that have rows: of others Hugging Face says that they are not there.
    fn filled(&self) -> impl Iterator<Item = &'a Table> {
        self.tables.iter().zip(self.rows).filter(|(_, rows)| **rows > 0).map(|(table, _)| table)
    }
}

/// Pages of a decade.
#[derive(Debug, Default, Clone, Copy)]
struct Quality {
    pages: usize,
    /// Sum of their quality.
    sum: f64,
    /// Below [`DOUBTFUL`].
    doubtful: usize,
}

/// How many organs the card lists.
const ORGANS: usize = 50;

/// Pages of which more words are predicted to be wrong should be read with care.
const DOUBTFUL: f64 = 0.9;

/// What a dataset holds, counted.
#[derive(Debug, Default)]
pub(super) struct Card {
    documents: usize,
    pages: usize,
    failed_pages: usize,
    repeated_pages: usize,
    meetings: usize,
    records: usize,
    sections: usize,
    votes: usize,
    attendance: usize,
    applied: usize,
    suggested: usize,
    /// Records by year of the meeting; "" where no date was found.
    years: BTreeMap<String, usize>,
    /// Records by organization and organ.
    organs: BTreeMap<(String, String), usize>,
    /// Pages by decade of the document's first meeting.
    decades: BTreeMap<String, Quality>,
    /// Warnings by code.
    warnings: BTreeMap<String, usize>,
}

impl Card {
    /// Counts a document in.
    pub fn add(&mut self, document: &Split) {
        let protocol = &document.protocol;
        self.documents += 1;
        self.pages += protocol.pages.len();
        self.failed_pages += protocol.pages.iter().filter(|p| p.status == PageStatus::Failed).count();
        self.repeated_pages +=
            protocol.pages.iter().filter(|p| p.duplicate_of.is_some() || p.repeats.is_some()).count();
        self.meetings += protocol.meetings.len();
        for (meeting, records) in protocol.meetings.iter().zip(&document.records) {
            self.records += records.len();
            self.sections += records.iter().map(|r| r.sections.len()).sum::<usize>();
            self.votes += records.iter().filter(|r| r.vote.is_some()).count();
            self.attendance += meeting.attendance.len();
            *self.years.entry(year(meeting.date.as_deref())).or_default() += records.len();
            let name = |name: &Option<String>| name.clone().unwrap_or_default();
            *self.organs.entry((name(&meeting.organization), name(&meeting.organ))).or_default() += records.len();
        }
        let date = protocol.meetings.iter().find_map(|m| m.date.as_deref());
        let decade = year(date).get(..3).map(|d| format!("{d}0s")).unwrap_or_default();
        let quality = self.decades.entry(decade).or_default();
        for page in protocol.pages.iter().filter(|p| p.status == PageStatus::Ok) {
            quality.pages += 1;
            quality.sum += page.quality;
            quality.doubtful += usize::from(page.quality < DOUBTFUL);
        }
        let applied = protocol.edits.iter().filter(|e| e.edit.applied).count();
        self.applied += applied;
        self.suggested += protocol.edits.len() - applied;
        for warning in &protocol.warnings {
            *self.warnings.entry(warning.code.clone()).or_default() += 1;
        }
    }

    /// Writes the card.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn write(
        &self,
        finished: &Finished,
        target: &Target,
        options: &PublishOptions,
        layout: Option<Layout<'_>>,
    ) -> Result<()> {
        let mut text = String::from("---\n");
        self.front(&mut text, options, layout);
        text.push_str("---\n\n");
        self.holds(&mut text, layout);
        self.trust(&mut text);
        made(&mut text, finished, options);
        let mut file = target.create(CARD)?;
        file.write_all(text.as_bytes()).and_then(|()| file.flush()).map_err(|e| Error::io(CARD, "write", e))
    }

    /// What programs read of the card.
    fn front(&self, out: &mut String, options: &PublishOptions, layout: Option<Layout<'_>>) {
        let licence = options.licence.as_deref().unwrap_or("unknown");
        let size = match self.records {
            0..1_000 => "n<1K",
            1_000..10_000 => "1K<n<10K",
            10_000..100_000 => "10K<n<100K",
            100_000..1_000_000 => "100K<n<1M",
            1_000_000..10_000_000 => "1M<n<10M",
            _ => "10M<n<100M",
        };
        let _ = write!(
            out,
            "language:\n- sv\nlicense: {}\npretty_name: Swedish municipal minutes\nsize_categories:\n- {size}\n\
             tags:\n- ocr\n- minutes\n- municipalities\n- justera\n",
            quoted(licence)
        );
        let Some(layout) = layout.filter(|l| l.filled().next().is_some()) else { return };
        let extension = layout.extension;
        out.push_str("configs:\n");
        for (n, table) in layout.filled().enumerate() {
            let _ = write!(out, "- config_name: {0}\n  data_files: {0}.{extension}\n", table.name);
            out.push_str(if n == 0 { "  default: true\n" } else { "" });
        }
        // Parquet says it itself. Of JSON lines a reader would guess by the first rows, where a column may be empty.
        if extension == "jsonl" {
            out.push_str("dataset_info:\n");
            for table in layout.filled() {
                let _ =
                    write!(out, "- config_name: {}\n  features:\n  - name: schema\n    dtype: string\n", table.name);
                features(out, 2, &table.columns);
            }
        }
    }

    fn holds(&self, out: &mut String, layout: Option<Layout<'_>>) {
        let _ = write!(
            out,
            "# Swedish municipal minutes\n\n\
             Minutes (protokoll) read, repaired and cut into §-records by Justera.\n\n\
             ## What it holds\n\n| | |\n| --- | --- |\n"
        );
        for (what, count) in [
            ("documents", self.documents),
            ("pages", self.pages),
            ("pages that could not be read", self.failed_pages),
            ("pages that repeat another", self.repeated_pages),
            ("meetings", self.meetings),
            ("records (§)", self.records),
            ("sections of records", self.sections),
            ("records with votes counted", self.votes),
            ("attendances", self.attendance),
        ] {
            let _ = writeln!(out, "| {what} | {count} |");
        }
        if let Some(Layout { extension, tables, rows }) = layout {
            out.push_str("\n| file | a row is | rows |\n| --- | --- | --- |\n");
            for (table, rows) in tables.iter().zip(rows) {
                let _ = writeln!(out, "| `{}.{extension}` | {} | {rows} |", table.name, table.what);
            }
            out.push_str(
                "\nTables join by `protocol_id` and `meeting`; a row of `warnings` or `edits` names its page by `page`, which is `index` in `pages`.\n",
            );
        }
        table(out, "year | records", self.years.iter().map(|(year, n)| format!("{} | {n}", or(year, "no date found"))));
        let mut organs: Vec<_> = self.organs.iter().collect();
        // A stable sort: those with as many records stay in order of name.
        organs.sort_by_key(|(_, n)| std::cmp::Reverse(**n));
        let shown = organs.iter().take(ORGANS).map(|((organization, organ), n)| {
            format!("{} | {} | {n}", or(&cell(organization), "not found"), or(&cell(organ), "not found"))
        });
        table(out, "organization | organ | records", shown);
        if organs.len() > ORGANS {
            let _ = writeln!(out, "\n… and {} more with fewer records.", organs.len() - ORGANS);
        }
    }

    fn trust(&self, out: &mut String) {
        out.push_str(
            "\n## What to trust\n\n\
             `quality` is the predicted share of correct words, 0–1: an estimate by the program itself, not a count against a correct text. Text, names and \
             sums are as the program read and repaired them; where something depends on one of them, look at the scan. `raw` of a page is what was read \
             before any repair.\n",
        );
        let decades = self.decades.iter().filter(|(_, q)| q.pages > 0).map(|(decade, q)| {
            let decade = or(decade, "no date found");
            format!("{decade} | {} | {:.3} | {}", q.pages, q.sum / q.pages as f64, q.doubtful)
        });
        table(out, &format!("decade | pages | mean quality | pages below {DOUBTFUL}"), decades);
        let _ = writeln!(
            out,
            "\n{} edits are made in the text; {} more are suggestions, which the text does not follow.",
            self.applied, self.suggested
        );
        table(out, "warning | how often", self.warnings.iter().map(|(code, n)| format!("`{code}` | {n}")));
    }
}

/// How the dataset was made, and by what right it may be used.
fn made(out: &mut String, finished: &Finished, options: &PublishOptions) {
    let manifest = finished.manifest();
    let count = |status| manifest.inputs.iter().filter(|i| i.status == status).count();
    let _ = write!(
        out,
        "\n## How it was made\n\nJustera {}. Inputs: {} read whole, {} in part, {} not at all. SHA-256 of the dataset's `manifest.json`, which names each of \
         them: `{}`.\n",
        manifest.version,
        count(Status::Ok),
        count(Status::Partial),
        count(Status::Failed),
        finished.digest()
    );
    table(out, "option | value", manifest.options.iter().map(|(name, value)| format!("{name} | `{value}`")));
    let digests = manifest.dictionaries.iter().chain(&manifest.ocr_models);
    table(out, "dictionary or model | SHA-256", digests.map(|(name, digest)| format!("{} | `{digest}`", cell(name))));
    out.push_str("\n## Licence\n\n");
    match &options.licence {
        Some(licence) => {
            let _ = writeln!(out, "{licence}, as its publisher says.");
        }
        None => out.push_str(
            "Unknown: nobody has said it yet. Whoever publishes this dataset must decide, and must also have the right to publish what the minutes say of \
             people.\n",
        ),
    }
}

/// A table of Markdown, where there is anything in it.
fn table(out: &mut String, head: &str, rows: impl Iterator<Item = String>) {
    let rows: Vec<String> = rows.collect();
    if rows.is_empty() {
        return;
    }
    let rule = vec!["---"; head.split(" | ").count()].join(" | ");
    let _ = write!(out, "\n| {head} |\n| {rule} |\n");
    for row in rows {
        let _ = writeln!(out, "| {row} |");
    }
}

/// Text from a document as a cell of a table.
fn cell(text: &str) -> String {
    let plain = |c: char| if c.is_control() { ' ' } else { c };
    text.chars().map(plain).collect::<String>().replace('\\', "\\\\").replace('|', "\\|").replace('<', "&lt;")
}

fn or<'a>(text: &'a str, otherwise: &'a str) -> &'a str {
    if text.is_empty() { otherwise } else { text }
}

fn year(date: Option<&str>) -> String {
    date.and_then(|d| d.get(..4)).unwrap_or_default().into()
}

/// A string of YAML: one of JSON is one. YAML takes some words for other things than strings, the votes "yes" and "no" among them.
fn quoted(text: &str) -> String {
    const TAKEN: [&str; 9] = ["yes", "no", "y", "n", "on", "off", "true", "false", "null"];
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_');
    let taken = TAKEN.iter().any(|t| t.eq_ignore_ascii_case(text));
    if text.starts_with(|c: char| c.is_ascii_alphabetic()) && text.chars().all(plain) && !taken {
        return text.into();
    }
    serde_json::Value::from(text).to_string()
}

/// The columns of a table as Hugging Face names their types.
fn features(out: &mut String, indent: usize, columns: &[(String, Column)]) {
    for (name, column) in columns {
        let _ = writeln!(out, "{:indent$}- name: {}", "", quoted(name));
        feature(out, indent + 2, &column.shape);
    }
}

fn feature(out: &mut String, indent: usize, shape: &Shape) {
    let (pad, deeper) = (" ".repeat(indent), indent);
    match shape {
        Shape::List(item) => match scalar(&item.shape) {
            Some(name) => {
                let _ = writeln!(out, "{pad}list: {name}");
            }
            None => {
                let _ = writeln!(out, "{pad}list:");
                match &item.shape {
                    Shape::Struct(members) | Shape::Tuple(members) => features(out, deeper, members),
                    inner => feature(out, deeper + 2, inner),
                }
            }
        },
        Shape::Struct(members) | Shape::Tuple(members) => {
            let _ = writeln!(out, "{pad}struct:");
            features(out, deeper, members);
        }
        Shape::Entries(members) => {
            let _ = writeln!(out, "{pad}list:");
            features(out, deeper, members);
        }
        other => {
            let _ = writeln!(out, "{pad}dtype: {}", scalar(other).unwrap_or("string"));
        }
    }
}

fn scalar(shape: &Shape) -> Option<&'static str> {
    match shape {
        Shape::Text => Some("string"),
        Shape::Integer => Some("int64"),
        Shape::Number => Some("float64"),
        Shape::Boolean => Some("bool"),
        Shape::List(_) | Shape::Struct(_) | Shape::Entries(_) | Shape::Tuple(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_yaml_takes_for_other_things_are_quoted() {
        let cases =
            [("yes", "\"yes\""), ("No", "\"No\""), ("cc0-1.0", "cc0-1.0"), ("a: b", "\"a: b\""), ("1", "\"1\"")];
        for (text, wanted) in cases {
            assert_eq!(quoted(text), wanted);
        }
    }

    #[test]
    fn what_a_document_says_does_not_break_the_table() {
        assert_eq!(cell("a|b\n<img>"), "a\\|b &lt;img>");
        let mut out = String::new();
        table(&mut out, "a | b", ["1 | 2".to_string()].into_iter());
        assert_eq!(out, "\n| a | b |\n| --- | --- |\n| 1 | 2 |\n");
        table(&mut out, "c", std::iter::empty());
        assert!(!out.contains('c'));
    }

    #[test]
    fn features_are_nested_as_the_columns_are() {
        let column = |shape| Column { shape, nullable: true, description: String::new() };
        let vote = Shape::Struct(vec![("yes".into(), column(Shape::Integer))]);
        let list = Shape::List(Box::new(column(vote.clone())));
        let columns = [
            ("vote".into(), column(vote)),
            ("votes".into(), column(list)),
            ("dnr".into(), column(Shape::List(Box::new(column(Shape::Text))))),
        ];
        let mut out = String::new();
        features(&mut out, 0, &columns);
        let wanted = "- name: vote\n  struct:\n  - name: \"yes\"\n    dtype: int64\n- name: votes\n  list:\n  - name: \"yes\"\n    \
                      dtype: int64\n- name: dnr\n  list: string\n";
        assert_eq!(out, wanted);
    }
}
