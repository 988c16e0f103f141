//! From running text to §-records: labels, their sequence, heads, sections, counts of votes and references.
//!
//! [`records`] is the entry. [`labels`] reads each line as a candidate, [`evidence`] weighs its surroundings, [`sequence`] decides over all
//! of them at once, and the rest reads what stands between two heads.

mod above;
mod after;
mod aside;
mod at_once;
mod build;
mod columns;
pub mod cover;
mod crosses;
mod data;
pub mod deciding;
mod details;
mod dnr;
mod dnr_closing;
mod dnr_series;
mod dnr_token;
mod earlier;
pub mod evidence;
mod guard;
mod habit;
pub mod head;
mod heading_forms;
mod heading_table;
pub mod headings;
mod label_manner;
mod label_text;
mod label_words;
pub mod labels;
mod likely;
mod listed;
mod margin;
mod margin_title;
mod meetings;
mod misread;
mod missing;
mod numbers;
mod offers;
mod order;
mod outer;
mod places;
mod plain;
mod reasons;
mod records;
pub mod references;
pub mod reflow;
mod rubric;
pub mod sections;
pub mod sequence;
mod series;
mod side;
mod side_title;
mod solid;
mod sources;
mod text;
pub mod title;
mod title_beside;
mod title_forms;
mod unlabelled;
pub mod votes;

use std::ops::Range;

use crate::protocol::{Record, Warning};

pub(crate) use details::is_office;
pub use meetings::{Meetings, label_edits, meetings};
pub use reasons::reason_text;
pub use records::records;

/// What is known of a protocol before its records are read. All of it may be missing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Context {
    /// First and last § as the cover states them. Where it is `None`, the text is searched for it.
    pub range: Option<(u32, u32)>,
}

/// A mended label: what the pipeline records as an edit of kind paragraph-sign on the text line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabelEdit {
    /// Page index.
    pub page: usize,
    /// Raw line index on the page.
    pub line: usize,
    /// First byte in [`crate::page::TextLine::text`].
    pub start: usize,
    /// One past the last byte in [`crate::page::TextLine::text`].
    pub end: usize,
    /// What stands there.
    pub from: String,
    /// What should stand there.
    pub to: String,
}

/// What a line is to the records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Before the first record of its meeting: cover, list of matters.
    Head,
    /// Label, diarienummer or title of the record with this index.
    Title(usize),
    /// Text of the record with this index, section headings too.
    Text(usize),
    /// After the last record of its meeting.
    Tail,
}

/// The lines of one meeting. Ranges are half open, indexes into the text lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeetingLines {
    /// Cover and list of matters.
    pub head: Range<usize>,
    /// Indexes of its records in [`Segmented::records`].
    pub records: Range<usize>,
    /// What follows the last record: signatures, annexes.
    pub tail: Range<usize>,
}

/// What [`records`] finds.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Segmented {
    /// All records in order of the text. `present` is null and `quality` 1.0: others know these.
    pub records: Vec<Record>,
    /// Mended labels, in order of the text.
    pub label_edits: Vec<LabelEdit>,
    /// Gaps in the numbering, and records that a person should look at.
    pub warnings: Vec<Warning>,
    /// Index of the line where the first record starts.
    pub first_line: Option<usize>,
    /// Lists of matters, as line ranges from their heading on.
    pub agenda: Vec<Range<usize>>,
    /// The meetings of the file, one in most.
    pub meetings: Vec<MeetingLines>,
    /// For each text line what it is.
    pub parts: Vec<Part>,
}

#[cfg(test)]
pub(crate) mod testing {
    use crate::page::TextLine;

    /// Text lines from a string; a form feed at the start of a line begins a page.
    pub fn lines(source: &str) -> Vec<TextLine> {
        let mut page = 0;
        let mut line = 0;
        source
            .split('\n')
            .map(|t| {
                let text = match t.strip_prefix('\u{c}') {
                    Some(rest) => {
                        page += 1;
                        line = 0;
                        rest
                    }
                    None => t,
                };
                line += 1;
                TextLine { page, line: line - 1, text: text.to_string() }
            })
            .collect()
    }
}
