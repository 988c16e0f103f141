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
/// that holds its label as read, at its beginning if there is such a line; else the first line of that section.
fn start_line(record: &Record, page: usize, raw: &str, from: usize) -> Option<usize> {
    let spans = record.sections.iter().flat_map(|s| &s.spans);
    let section = spans.filter(|s| s.page == page).map(|s| s.line_start).min();
    let mut found = find_label(raw, &record.label_raw);
    found.retain(|(line, _)| *line >= from && section.is_none_or(|s| *line <= s));
    if found.iter().any(|(_, begins)| *begins) {
        found.retain(|(_, begins)| *begins);
    }
    let at = if section.is_some() { found.last() } else { found.first() };
    at.map(|(line, _)| *line).or(section)
}

/// The lines of `text` where `label` begins, and whether it begins the line. A label may run over line ends
/// ("Paragraf", below it "1"), may end a longer word ("Ks§12"), and must not be followed by a letter or digit ("§ 1" is
/// not in "§ 12").
fn find_label(text: &str, label: &str) -> Vec<(usize, bool)> {
    let label: Vec<&str> = label.split_whitespace().collect();
    let words: Vec<(usize, bool, &str)> = text
        .lines()
        .enumerate()
        .flat_map(|(i, line)| line.split_whitespace().enumerate().map(move |(k, w)| (i, k == 0, w)))
        .collect();
    let closed = |rest: &str| !rest.starts_with(char::is_alphanumeric);
    let stands = |at: &[(usize, bool, &str)]| match label.as_slice() {
        [] => false,
        [one] => at[0].2.match_indices(one).any(|(i, _)| closed(&at[0].2[i + one.len()..])),
        [first, middle @ .., last] => {
            at[0].2.ends_with(first)
                && middle.iter().zip(&at[1..]).all(|(l, w)| *l == w.2)
                && at[label.len() - 1].2.strip_prefix(last).is_some_and(closed)
        }
    };
    let whole = |at: &[(usize, bool, &str)]| at[0].1 && at[0].2.starts_with(label[0]);
    words.windows(label.len().max(1)).filter(|at| stands(at)).map(|at| (at[0].0, whole(at))).collect()
}

/// The raw lines of the labels of those gold records that begin on the predicted page `index`.
fn label_lines(judged: &Judged<'_>, index: usize, raw: &str) -> BTreeMap<usize, usize> {
    let number = judged.number(index);
    let Some(gold) = judged.gold.pages.get(&number) else { return BTreeMap::new() };
    let first = judged.gold.first_occurrence(number);
    let raw_lines = carried_lines(gold, raw);
    let mut out = BTreeMap::new();
    let mut end = usize::MAX;
    // From the last record to the first: an agenda on the same page stands before the records and is passed over.
    for (g, record) in judged.gold.protocol.records.iter().enumerate().rev() {
        if record.pages.first().is_none_or(|p| judged.gold.first_occurrence(*p) != first) {
            continue;
        }
        let found: Vec<(usize, bool)> =
            find_label(gold, &record.label).into_iter().filter(|(line, _)| *line < end).collect();
        let line = found.iter().rev().find(|(_, begins)| *begins).or(found.last()).map(|(line, _)| *line);
        if let Some(line) = line {
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
        assert_eq!(find_label("Ks § 1 Val", "§ 1"), [(0, false)]);
        assert_eq!(find_label("Val\n § 1.\nenligt § 1", "§ 1"), [(1, true), (2, false)]);
        assert_eq!(find_label("§ 12 Val", "§ 1"), []);
        assert_eq!(find_label("§12, §1", "§1"), [(0, false)]);
        assert_eq!(find_label("Ks§ 7", "§ 7"), [(0, false)]);
        assert_eq!(find_label("Paragraf\n1\nVal", "Paragraf 1"), [(0, true)]);
        assert_eq!(find_label("§ 1", " "), []);
        assert_eq!(find_label("", "§ 1"), []);
    }
}
