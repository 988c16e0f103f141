//! Words that one reading lost, and dirt that another read as words.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::Outcome;
use super::slots::{Extra, Sides, Text};
use super::vote::Bench;
use super::words::{Unit, core};
use crate::edit::{Edit, EditKind, EditSource};
use crate::error::Result;
use crate::protocol::Variant;

/// Words that turn a sentence into its opposite, from `dictionaries/negations.txt`.
static NEGATIONS: LazyLock<BTreeSet<&str>> = LazyLock::new(|| {
    include_str!("../../dictionaries/negations.txt").lines().filter(|l| !l.starts_with('#') && !l.is_empty()).collect()
});

/// So many words in a row may be put in.
const MOST_WORDS: usize = 2;
/// With the words put in the text must be this much more probable (nats) than without, though it is longer: else they may be another wording.
const GAIN: f32 = 2.0;
/// Confidence of words put in, and of dirt taken out.
const PUT_IN: f64 = 0.9;
const TAKEN_OUT: f64 = 0.9;
/// Signs that are dirt where another reading has nothing.
const DIRT: &str = "|_~`´‘’'^=\\<>¦*«»°¢";
/// Marks of list items.
const LIST_MARKS: [&str; 3] = ["-", "–", "•"];
/// Words before and after that are looked at.
const BEFORE: usize = 3;
const AFTER: usize = 2;

/// Finds both.
pub(super) fn mend(bench: &Bench, sides: &Sides, witnesses: &[Text], outcome: &mut Outcome) -> Result<()> {
    for extra in &sides.extras {
        // Of several witnesses with something here the first is asked.
        let first = sides.extras.iter().find(|e| e.at == extra.at) == Some(extra);
        let Some(witness) = witnesses.iter().find(|w| w.page == extra.page && first) else { continue };
        if let Some(variant) = negation(bench, sides, extra, witness) {
            outcome.variants.push(variant);
        } else if let Some(edit) = list_mark(bench, sides, extra, witness) {
            outcome.edits.push(edit);
        } else if let Some(edit) = put_in(bench, sides, extra, witness)? {
            outcome.edits.push(edit);
        }
    }
    for at in 0..bench.units.len() {
        outcome.variants.extend(own_negation(bench, sides, witnesses, at));
        outcome.edits.extend(take_out(bench, sides, at));
    }
    Ok(())
}

fn is_negation(unit: &Unit) -> bool {
    NEGATIONS.contains(unit.text[core(&unit.text)].to_lowercase().as_str())
}

fn other_wording(other_page: usize, line: usize, kept: &str, other: &str) -> Variant {
    let (kept, other) = (kept.to_string(), other.to_string());
    Variant { other_page, other_protocol: None, line, kept, other, kind: "wording".into() }
}

/// A negation that a witness alone has between two words that both have.
fn negation(bench: &Bench, sides: &Sides, extra: &Extra, witness: &Text) -> Option<Variant> {
    let word = witness.units[extra.words.clone()].iter().find(|u| is_negation(u) && u.body)?;
    let at = extra.at.checked_sub(1)?;
    let unit = bench.units.get(extra.at)?;
    let paired = sides.paired.iter().any(|p| p[at] && p[extra.at]);
    (paired && extra.words.len() <= MOST_WORDS).then(|| other_wording(witness.page, unit.line, "", &word.text))
}

/// A negation of the kept page that a witness lacks between two words that both have.
fn own_negation(bench: &Bench, sides: &Sides, witnesses: &[Text], at: usize) -> Vec<Variant> {
    let unit = &bench.units[at];
    let lacks = |p: &Vec<bool>| !p[at] && at.checked_sub(1).is_some_and(|i| p[i]) && p.get(at + 1) == Some(&true);
    if !unit.body || !is_negation(unit) {
        return Vec::new();
    }
    let without = witnesses.iter().zip(&sides.paired).filter(|(_, p)| lacks(p));
    without.map(|(w, _)| other_wording(w.page, unit.line, &unit.text, "")).collect()
}

/// The mark of a list item that a witness has before the first word of a line.
fn list_mark(bench: &Bench, sides: &Sides, extra: &Extra, witness: &Text) -> Option<(usize, Edit)> {
    let [mark] = &witness.units[extra.words.clone()] else { return None };
    let next = witness.units.get(extra.words.end)?;
    let unit = bench.units.get(extra.at)?;
    let first = |units: &[Unit], i: usize| i.checked_sub(1).is_none_or(|b| units[b].line != units[i].line);
    let starts = first(witness.units, extra.words.start) && next.line == mark.line && first(bench.units, extra.at);
    // Dirt may look like one mark, hardly like several.
    let marks = witness.units.iter().enumerate().filter(|(i, u)| u.raw == mark.raw && first(witness.units, *i)).count();
    let listed = LIST_MARKS.contains(&mark.raw.as_str()) && marks > 1;
    let paired = sides.paired.iter().any(|p| p[extra.at]) && next.fold == unit.fold && unit.body;
    (starts && listed && paired)
        .then(|| (unit.line, edit(unit.span.start, "", &format!("{} ", mark.raw), PUT_IN, bench.threshold)))
}

/// Words of a witness put between two kept ones of one line.
fn put_in(bench: &Bench, sides: &Sides, extra: &Extra, witness: &Text) -> Result<Option<(usize, Edit)>> {
    let Some((before, after)) = extra.at.checked_sub(1).and_then(|i| bench.units.get(i)).zip(bench.units.get(extra.at))
    else {
        return Ok(None);
    };
    let words = &witness.units[extra.words.clone()];
    let paired = sides.paired.iter().any(|p| p[extra.at - 1] && p[extra.at]);
    let one_line = before.line == after.line && words.iter().all(|u| u.line == words[0].line);
    if !paired || !one_line || words.len() > MOST_WORDS || !before.body {
        return Ok(None);
    }
    for unit in words {
        let lower = unit.text.to_lowercase();
        let word = lower.chars().all(char::is_alphabetic) && !NEGATIONS.contains(lower.as_str());
        if !word || !bench.judge.knows(witness.page, &lower)? {
            return Ok(None);
        }
    }
    let joined = |units: &[Unit]| units.iter().map(|u| u.text.as_str()).collect::<Vec<_>>().join(" ");
    let lead = joined(&bench.units[extra.at.saturating_sub(BEFORE)..extra.at]);
    let tail = joined(&bench.units[extra.at..(extra.at + AFTER).min(bench.units.len())]);
    let lost = joined(words);
    let with = bench.judge.among(bench.page.index, &lead, &lost, &tail)?;
    let without = bench.judge.among(bench.page.index, &lead, "", &tail)?;
    if with + GAIN > without {
        return Ok(None);
    }
    let at = after.span.start;
    Ok(Some((after.line, edit(at, "", &format!("{lost} "), PUT_IN, bench.threshold))))
}

/// A sign of dirt that no witness has.
fn take_out(bench: &Bench, sides: &Sides, at: usize) -> Option<(usize, Edit)> {
    let unit = &bench.units[at];
    let dirt = unit.body && unit.raw == unit.text && unit.raw.chars().all(|c| DIRT.contains(c));
    let beside =
        |p: &Vec<bool>| at.checked_sub(1).is_none_or(|i| p[i]) && p.get(at + 1).copied().unwrap_or(true) && !p[at];
    if !dirt || !core(&unit.raw).is_empty() || !sides.paired.iter().all(beside) {
        return None;
    }
    let raw = &bench.page.lines[unit.line].raw;
    // With the blank after it, or at the end of the line the one before.
    let after = raw[unit.span.end..].chars().next().filter(|c| c.is_whitespace()).map_or(0, char::len_utf8);
    let (start, end) = (unit.span.start, unit.span.end + after);
    Some((unit.line, edit(start, raw.get(start..end)?, "", TAKEN_OUT, bench.threshold)))
}

fn edit(start: usize, from: &str, to: &str, confidence: f64, threshold: f64) -> Edit {
    Edit {
        start,
        end: start + from.len(),
        from: from.into(),
        to: to.into(),
        kind: EditKind::Witness,
        confidence,
        applied: confidence >= threshold,
        source: EditSource::Witness,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn negations_are_plain_and_stand_once() {
        let rows = include_str!("../../dictionaries/negations.txt").lines().filter(|l| !l.starts_with('#'));
        let rows: Vec<&str> = rows.collect();
        assert_eq!(rows.len(), NEGATIONS.len());
        assert!(rows.iter().all(|w| w.chars().all(char::is_lowercase)), "{rows:?}");
    }
}
