//! Whether edits were right, by the confidence they were given: of edits with confidence 0.99, 99 of 100 should be.

use std::collections::BTreeMap;
use std::ops::AddAssign;

use serde::Serialize;

use super::align::Op;
use super::text::{align_words, words};
use crate::edit::{Edit, apply};

/// Lower bounds of the classes of confidence; the last class ends at 1.
pub const CLASSES: [f64; 7] = [0.0, 0.5, 0.8, 0.9, 0.95, 0.99, 0.999];

/// Edits counted by what they did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct EditCounts {
    /// All edits.
    pub edits: usize,
    /// Those after which the words are as printed.
    pub right: usize,
    /// Those after which words that were as printed are not.
    pub broke: usize,
}

/// Edits by class of confidence and by kind.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Calibration {
    /// Applied edits by class, see [`CLASSES`].
    pub applied: [EditCounts; CLASSES.len()],
    /// Suggestions by class: how they would have fared.
    pub suggested: [EditCounts; CLASSES.len()],
    /// Applied edits by kind ("diacritic").
    pub by_kind: BTreeMap<String, EditCounts>,
}

impl AddAssign for EditCounts {
    fn add_assign(&mut self, other: Self) {
        self.edits += other.edits;
        self.right += other.right;
        self.broke += other.broke;
    }
}

impl AddAssign<&Calibration> for Calibration {
    fn add_assign(&mut self, other: &Calibration) {
        for i in 0..CLASSES.len() {
            self.applied[i] += other.applied[i];
            self.suggested[i] += other.suggested[i];
        }
        for (kind, counts) in &other.by_kind {
            *self.by_kind.entry(kind.clone()).or_default() += *counts;
        }
    }
}

/// A word of a page: its line, and its bytes in that line.
#[derive(Debug, Clone, Copy)]
struct Place {
    line: usize,
    start: usize,
    end: usize,
}

/// Judges the edits of one page, given by raw line in order of their offsets. Edits of what has no counterpart in gold (noise, lines that the
/// alignment cannot place) are left out.
pub fn measure(gold: &str, raw: &str, edits: &BTreeMap<usize, Vec<Edit>>) -> Calibration {
    let mut out = Calibration::default();
    if edits.is_empty() {
        return out;
    }
    let gold = words(gold);
    let places = places(raw);
    // For each word as read, the gold word in its place; and which gold words nothing stands for.
    let mut partner = vec![None; places.len()];
    let mut lost = vec![true; gold.len()];
    for op in align_words(&gold, &words(raw)) {
        if let Op::Equal(i, j) | Op::Substitute(i, j) = op {
            partner[j] = Some(i);
            lost[i] = false;
        }
    }
    let lines: Vec<&str> = raw.split('\n').collect();
    for (line, edits) in edits {
        let Some(raw_line) = lines.get(*line) else { continue };
        let first = places.partition_point(|p| p.line < *line);
        let end = places.partition_point(|p| p.line <= *line);
        for edit in edits {
            let touched: Vec<usize> =
                (first..end).filter(|j| places[*j].end >= edit.start && places[*j].start <= edit.end).collect();
            let (Some(a), Some(b)) = (touched.first(), touched.last()) else { continue };
            let (from, to) = (places[*a].start.min(edit.start), places[*b].end.max(edit.end));
            let Some(before) = raw_line.get(from..to) else { continue };
            let own: Vec<Edit> = edits
                .iter()
                .filter(|e| (e.applied || *e == edit) && e.start >= from && e.end <= to)
                .map(|e| Edit { start: e.start - from, end: e.end - from, applied: true, ..e.clone() })
                .collect();
            let printed = printed(&gold, &lost, touched.iter().filter_map(|j| partner[*j]));
            if printed.is_empty() {
                continue;
            }
            let is_printed = |text: &str| {
                let text: Vec<String> = words(text).iter().map(|w| core(w)).collect();
                printed.iter().any(|p| p.iter().map(|w| core(w)).eq(text.iter().cloned()))
            };
            let right = is_printed(&apply(before, &own));
            let counts =
                EditCounts { edits: 1, right: usize::from(right), broke: usize::from(!right && is_printed(before)) };
            let class = CLASSES.iter().rposition(|low| edit.confidence >= *low).unwrap_or(0);
            if edit.applied {
                out.applied[class] += counts;
                let kind = serde_json::to_value(edit.kind).ok().and_then(|k| k.as_str().map(str::to_string));
                *out.by_kind.entry(kind.unwrap_or_default()).or_default() += counts;
            } else {
                out.suggested[class] += counts;
            }
        }
    }
    out
}

/// A word without the punctuation around it: an edit of the word is right whether or not its comma was read as a full stop.
fn core(word: &str) -> String {
    let inner = word.trim_matches(|c: char| !c.is_alphanumeric());
    if inner.is_empty() { word.to_string() } else { inner.to_string() }
}

fn places(raw: &str) -> Vec<Place> {
    let mut places = Vec::new();
    for (line, text) in raw.split('\n').enumerate() {
        let mut at = 0;
        for word in text.split(char::is_whitespace) {
            if !word.is_empty() {
                places.push(Place { line, start: at, end: at + word.len() });
            }
            at += word.len() + text[at + word.len()..].chars().next().map_or(0, char::len_utf8);
        }
    }
    places
}

/// What may be printed in the place of some words: the gold words set against them, with or without the neighbours that
/// nothing else stands for (the other half of two words that were run together).
fn printed<'a>(gold: &'a [String], lost: &[bool], partners: impl Iterator<Item = usize>) -> Vec<&'a [String]> {
    let partners: Vec<usize> = partners.collect();
    let (Some(a), Some(b)) = (partners.first().copied(), partners.last().copied()) else { return Vec::new() };
    let left = (0..a).rev().take_while(|i| lost[*i]).last().unwrap_or(a);
    let right = (b + 1..gold.len()).take_while(|i| lost[*i]).last().unwrap_or(b);
    [(a, b), (left, b), (a, right), (left, right)].into_iter().map(|(a, b)| &gold[a..=b]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::{EditKind, EditSource};

    fn edit(line: &str, from: &str, to: &str, confidence: f64) -> Edit {
        let start = line.find(from).unwrap();
        Edit {
            start,
            end: start + from.len(),
            from: from.into(),
            to: to.into(),
            kind: EditKind::Diacritic,
            confidence,
            applied: confidence >= 0.9,
            source: EditSource::Lexicon,
        }
    }

    fn judge(gold: &str, raw: &str, edits: &[Edit]) -> Calibration {
        measure(gold, raw, &BTreeMap::from([(0, edits.to_vec())]))
    }

    #[test]
    fn edits_are_right_wrong_or_break() {
        let raw = "Motet pa var torg";
        let edits = [
            edit(raw, "Motet", "Mötet", 0.999),
            edit(raw, "pa", "pä", 0.95),
            edit(raw, "var", "vår", 0.92),
            edit(raw, "torg", "torn", 0.4),
        ];
        let c = judge("Mötet på var torg", raw, &edits);
        assert_eq!(c.applied[6], EditCounts { edits: 1, right: 1, broke: 0 });
        assert_eq!(c.applied[4], EditCounts { edits: 1, right: 0, broke: 0 });
        assert_eq!(c.applied[3], EditCounts { edits: 1, right: 0, broke: 1 });
        assert_eq!(c.suggested[0], EditCounts { edits: 1, right: 0, broke: 1 });
        assert_eq!(c.by_kind["diacritic"], EditCounts { edits: 3, right: 1, broke: 1 });
        let mut sum = c.clone();
        sum += &c;
        assert_eq!((sum.applied[6].edits, sum.by_kind["diacritic"].broke), (2, 2));
    }

    #[test]
    fn spaces_won_and_lost() {
        let raw = "en säker het nu";
        assert_eq!(judge("en säkerhet nu", raw, &[edit(raw, " het", "het", 0.99)]).applied[5].right, 1);
        let raw = "mötetpå torget";
        assert_eq!(judge("mötet på torget", raw, &[edit(raw, "tp", "t p", 0.99)]).applied[5].right, 1);
        let raw = "en nämnd";
        let c = judge("en nämnd", raw, &[edit(raw, " ", "", 0.99)]);
        assert_eq!(c.applied[5], EditCounts { edits: 1, right: 0, broke: 1 });
    }

    #[test]
    fn two_edits_of_one_word_are_judged_together() {
        let raw = "arende";
        let edits = [edit(raw, "a", "ä", 0.99), edit(raw, "d", "t", 0.99)];
        let c = judge("ärente", raw, &edits);
        assert_eq!(c.applied[5], EditCounts { edits: 2, right: 2, broke: 0 });
    }
}
