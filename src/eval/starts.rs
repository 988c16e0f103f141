//! Whether a record begins at the line where gold prints its label.
//!
//! Gold's line is carried over to the page as read by aligning the words of both, so that lines lost, won or divided by
//! the reading do not matter.

use std::collections::BTreeMap;

use super::align::Op;
use super::records::Judged;
use super::text::{align_words, words};
use crate::protocol::Record;

/// Judges where records begin; keeps what it worked out for each page, and how far the records of a page were read.
pub struct Starts<'a> {
    judged: Judged<'a>,
    pages: BTreeMap<usize, Page>,
}

/// One predicted page.
struct Page {
    /// Raw line of the label, by gold record.
    labels: BTreeMap<usize, usize>,
    /// First raw line where the next label may stand.
    next: usize,
}

impl<'a> Starts<'a> {
    /// Nothing worked out yet.
    pub fn new(judged: Judged<'a>) -> Self {
        Starts { judged, pages: BTreeMap::new() }
    }

    /// Whether `record` begins at the line of gold record `gold`, one line more or less. Records must come in order.
    /// Where gold's label is not on its page as written, the page alone decides, and so the answer is yes.
    pub fn same_line(&mut self, gold: usize, record: &Record) -> bool {
        let Some(index) = record.pages.first().copied() else { return false };
        let Some(raw) = self.judged.protocol.pages.iter().find(|p| p.index == index).map(|p| p.raw.as_str()) else {
            return false;
        };
        let judged = self.judged;
        let page =
            self.pages.entry(index).or_insert_with(|| Page { labels: label_lines(&judged, index, raw), next: 0 });
        let Some(label) = page.labels.get(&gold) else { return true };
        let Some(said) = start_line(record, index, raw, page.next) else { return false };
        page.next = said + 1;
        said.abs_diff(*label) <= 1
    }
}

/// The raw line where a predicted record begins on its first page: the last line before its first section (or in it)
/// that holds its label as read, else the first line of that section.
fn start_line(record: &Record, page: usize, raw: &str, from: usize) -> Option<usize> {
    let spans = record.sections.iter().flat_map(|s| &s.spans);
    let section = spans.filter(|s| s.page == page).map(|s| s.line_start).min();
    let label = record.label_raw.trim();
    let holds = |(i, line): (usize, &str)| (!label.is_empty() && contains_label(line, label)).then_some(i);
    let lines: Vec<usize> = raw.lines().enumerate().skip(from).filter_map(holds).collect();
    match section {
        Some(section) => lines.iter().rev().find(|i| **i <= section).copied().or(Some(section)),
        None => lines.first().copied(),
    }
}

/// Whether `label` stands in `line` and no letter or digit follows it ("§ 1" is not in "§ 12").
fn contains_label(line: &str, label: &str) -> bool {
    line.match_indices(label).any(|(i, _)| !line[i + label.len()..].starts_with(char::is_alphanumeric))
}

/// The raw lines of the labels of those gold records that begin on the predicted page `index`.
fn label_lines(judged: &Judged<'_>, index: usize, raw: &str) -> BTreeMap<usize, usize> {
    let number = judged.number(index);
    let Some(gold) = judged.gold.pages.get(&number) else { return BTreeMap::new() };
    let first = judged.gold.first_occurrence(number);
    let lines: Vec<&str> = gold.lines().map(str::trim).collect();
    let raw_lines = carried_lines(gold, raw);
    let mut out = BTreeMap::new();
    let mut end = lines.len();
    // From the last record to the first: an agenda on the same page stands before the records and is passed over.
    for (g, record) in judged.gold.protocol.records.iter().enumerate().rev() {
        let begins_here = record.pages.first().is_some_and(|p| judged.gold.first_occurrence(*p) == first);
        let label = record.label.trim();
        if !begins_here || label.is_empty() {
            continue;
        }
        let starts = |l: &&str| l.starts_with(label) && contains_label(l, label);
        let line = lines[..end].iter().rposition(|l| starts(l));
        if let Some(line) = line.or_else(|| lines[..end].iter().rposition(|l| contains_label(l, label))) {
            end = line;
            if let Some(raw_line) = raw_lines.get(line).copied().flatten() {
                out.insert(g, raw_line);
            }
        }
    }
    out
}

/// For each line of `gold` the line of `raw` with its first word that was read at all.
fn carried_lines(gold: &str, raw: &str) -> Vec<Option<usize>> {
    let line_of = |text: &str| -> Vec<usize> {
        text.lines().enumerate().flat_map(|(i, l)| std::iter::repeat_n(i, l.split_whitespace().count())).collect()
    };
    let (gold_line, raw_line) = (line_of(gold), line_of(raw));
    let mut carried = vec![None; gold.lines().count()];
    for op in align_words(&words(gold), &words(raw)) {
        if let Op::Equal(i, j) | Op::Substitute(i, j) = op {
            carried[gold_line[i]].get_or_insert(raw_line[j]);
        }
    }
    carried
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_carried_over_lost_and_won_lines() {
        let gold = "Rubrik\n\n§ 1 Val\nEva väljs\n§ 2 Avslut";
        let raw = "skräp\nRubrik\n\n\n$ 1 Val\nEva\nväljs\n$ 2 Avslut";
        assert_eq!(carried_lines(gold, raw), [Some(1), None, Some(4), Some(5), Some(7)]);
        assert_eq!(carried_lines("a\nb", ""), [None, None]);
    }

    #[test]
    fn a_label_ends_where_its_number_ends() {
        assert!(contains_label("Ks § 1 Val", "§ 1"));
        assert!(contains_label("§ 1.", "§ 1"));
        assert!(!contains_label("§ 12 Val", "§ 1"));
        assert!(contains_label("§ 12, § 1", "§ 1"));
    }
}
