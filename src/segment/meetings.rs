//! Meetings: records and the meeting's facts put together.

use super::details::{self, proposal, vote_columns, vote_list, vote_table};
use super::places::Placed;
use super::{Context, LabelEdit, MeetingLines, Part, Segmented, head, records};
use crate::edit::raw_span;
use crate::page::{FurnitureRole, Line, LineRole, OcrSignature, Origin, Page, TextLine};
use crate::protocol::{Meeting, Record, Warning};

/// What the segmenter makes of a document.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Meetings {
    /// Meetings in order of the text.
    pub meetings: Vec<Meeting>,
    /// Mended labels, for the pipeline to record as edits.
    pub label_edits: Vec<LabelEdit>,
    /// What a person should look at.
    pub warnings: Vec<Warning>,
}

/// Finds the meetings of a document. Pages are read, repaired, and marked for furniture and repeats.
pub fn meetings(pages: &[Page]) -> Meetings {
    let placed = Placed::of(pages);
    let lines = placed.lines.as_slice();
    let mut found = records::records(lines, &Context::default());
    labels_as_read(&mut found, &placed, pages);
    without_places(&mut found.label_edits, &placed);
    let furniture = furniture_lines(pages);
    let firsts: Vec<usize> = found.meetings.iter().map(|m| first_page(m, lines)).collect();
    let mut records = std::mem::take(&mut found.records).into_iter();
    // Clean text has one reading of each name; no other is looked for.
    let read = |p: &Page| p.signature != OcrSignature::None || !matches!(p.origin, Origin::Text | Origin::TextLayer);
    let damaged = pages.iter().any(read);
    let accents = pages.iter().all(|p| p.signature != OcrSignature::Eng);
    let mut meetings: Vec<Meeting> = Vec::new();
    for (m, part) in found.meetings.iter().enumerate() {
        let own: Vec<Record> = records.by_ref().take(part.records.len()).collect();
        // Each meeting has its own running headers; those before the first meeting and after the last belong to these.
        let from = if m == 0 { 0 } else { firsts[m] };
        let till = firsts.get(m + 1).copied().unwrap_or(usize::MAX);
        let line_of = |page: usize| furniture.partition_point(|l| l.page < page);
        let input = head::HeadInput {
            cover: &lines[part.head.clone()],
            furniture: &furniture[line_of(from)..line_of(till.max(from))],
            tail: &lines[part.tail.clone()],
            body: &lines[part.head.end..part.tail.start],
            first_paragraph: own.iter().map(|r| r.number).min(),
            last_paragraph: own.iter().map(|r| r.number).max(),
        };
        let mut meeting = head::read_with_quality(&input, &|page, line| line_quality(pages, page, line));
        meeting.records = own;
        if damaged {
            let readings = lines[part.head.start..part.tail.end].iter().chain(input.furniture);
            head::resolve_names(&mut meeting, readings, accents);
        }
        for record in &mut meeting.records {
            vote_table::complete(record, lines);
            vote_columns::complete(record, lines);
        }
        vote_list::complete(&mut meeting.records, &lines[part.head.start..part.tail.end]);
        finish(&mut meeting, pages);
        head::name_those_of_the_text(&mut meeting);
        head::resolve_voters(&mut meeting, details::is_office);
        meetings.push(meeting);
    }
    let mut warnings = found.warnings;
    if meetings.is_empty() && !lines.is_empty() {
        let message = "no § was found, so there are no records; the text is kept under pages".to_string();
        warnings.push(Warning { code: "no-records".into(), message, page: None, paragraph: None });
        let mut meeting = head::read(&head::HeadInput { cover: lines, furniture: &furniture, ..Default::default() });
        meeting.records = Vec::new();
        if meeting.organ.is_some() || meeting.date.is_some() {
            meetings.push(meeting);
        }
    }
    Meetings { meetings, label_edits: found.label_edits, warnings }
}

/// Only the mended labels of [`meetings`], without the meetings themselves: all that a text filter needs.
pub fn label_edits(pages: &[Page]) -> Vec<LabelEdit> {
    let placed = Placed::of(pages);
    let mut edits = records::labels(&placed.lines, &Context::default());
    without_places(&mut edits, &placed);
    edits
}

/// The edits of labels in lines with places, as edits of the lines without.
fn without_places(edits: &mut [LabelEdit], placed: &Placed) {
    for edit in edits {
        let at = placed.lines.binary_search_by_key(&(edit.page, edit.line), |l| (l.page, l.line));
        if let Ok(line) = at {
            (edit.start, edit.end) = (placed.plain(line, edit.start), placed.plain(line, edit.end));
        }
    }
}

/// The page on which a meeting begins.
fn first_page(meeting: &MeetingLines, lines: &[TextLine]) -> usize {
    lines.get(meeting.head.start).map_or(usize::MAX, |l| l.page)
}

/// The segmenter reads repaired text; what was read stands in the raw line.
fn labels_as_read(found: &mut Segmented, placed: &Placed, pages: &[Page]) {
    let mut next = 0;
    for (i, (line, part)) in placed.lines.iter().zip(&found.parts).enumerate() {
        if *part != Part::Title(next) {
            continue;
        }
        let Some(record) = found.records.get_mut(next) else { break };
        next += 1;
        let raw = pages.get(line.page).and_then(|p| p.lines.get(line.line));
        let start = line.text.find(&record.label_raw);
        let span = raw
            .zip(start)
            .and_then(|(l, s)| raw_span(&l.edits, placed.plain(i, s), placed.plain(i, s + record.label_raw.len())));
        if let Some(as_read) = raw.zip(span).and_then(|(l, (s, e))| l.raw.get(s..e)) {
            record.label_raw = as_read.to_string();
        }
    }
}

/// Who was present at each §, and how well each was read.
fn finish(meeting: &mut Meeting, pages: &[Page]) {
    let mut records = std::mem::take(&mut meeting.records);
    for record in &mut records {
        record.present = head::present(meeting, record);
        for source in record.sources.values_mut() {
            source.quality = pages.get(source.page).map_or(source.quality, |p| p.quality);
        }
        let qualities: Vec<f64> = record.pages.iter().filter_map(|&p| pages.get(p)).map(|p| p.quality).collect();
        if !qualities.is_empty() {
            let mean = qualities.iter().sum::<f64>() / qualities.len() as f64;
            record.quality = (mean * 1000.0).round() / 1000.0;
        }
        record.proposal_comparison = proposal::compare(record, meeting.organ.as_deref());
        record.decision_follows_proposal = record.proposal_comparison.as_ref().and_then(|c| c.agreement);
    }
    meeting.records = records;
}

/// How well a line was read: the mean confidence of its words, or the quality of its page; to three places.
fn line_quality(pages: &[Page], page: usize, line: usize) -> f64 {
    let Some(p) = pages.iter().find(|p| p.index == page) else { return 0.0 };
    let words = p.lines.get(line).map(|l| l.words.as_slice()).unwrap_or_default();
    let sure: Vec<f64> = words.iter().filter_map(|w| w.confidence.map(f64::from)).collect();
    let mean = if sure.is_empty() { p.quality } else { sure.iter().sum::<f64>() / sure.len() as f64 };
    (mean * 1000.0).round() / 1000.0
}

/// Running headers and footers hold the organ's name and the date.
fn furniture_lines(pages: &[Page]) -> Vec<TextLine> {
    let speaks = |l: &Line| {
        matches!(l.role, LineRole::Furniture(FurnitureRole::Header | FurnitureRole::Footer | FurnitureRole::PageNumber))
    };
    pages
        .iter()
        .flat_map(|p| {
            p.lines.iter().enumerate().filter(|(_, l)| speaks(l)).map(|(i, l)| TextLine {
                page: p.index,
                line: i,
                text: l.text(),
            })
        })
        .collect()
}
