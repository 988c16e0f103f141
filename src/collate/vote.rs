//! The vote on one slot after another.

use std::collections::BTreeMap;

use super::numbers::{self, Relation};
use super::slots::{Reading, Sides, Slot};
use super::words::{Unit, core};
use super::{Judge, Outcome};
use crate::edit::{Edit, EditKind, EditSource};
use crate::error::Result;
use crate::page::Page;

/// Confidence of a § that one reading shows where the other has what a § is read as.
const SIGN: f64 = 0.98;
/// Confidence of a well-formed number in the place of a malformed one.
const WELL_FORMED: f64 = 0.9;
/// A malformed number is the other only where its model misreads so (nats).
const NUMBER_MISREAD: f32 = 14.0;
/// Rounds over a page: in each the words stand among what the round before made of their neighbours.
const ROUNDS: usize = 2;
/// Words before and after a slot that bear on it.
const BEFORE: usize = 3;
const AFTER: usize = 2;
/// The document's own words against the language's, and the least words it counts as.
const CACHE_WEIGHT: f64 = 0.25;
const LEAST_WORDS: f64 = 1_000.0;
/// What an engine's confidence says against the word it read: log odds, weighed, within bounds.
const ENGINE_USUAL: f32 = 0.9;
const ENGINE_WEIGHT: f32 = 0.5;
const ENGINE_MOST: f32 = 2.0;
/// A misreading that no table explains costs this much at most, however the words differ.
const MOST: f32 = 30.0;

/// What the vote on a page works with.
pub(super) struct Bench<'a> {
    pub judge: &'a dyn Judge,
    pub page: &'a Page,
    pub units: &'a [Unit],
    /// How often the document has each word.
    pub counts: &'a BTreeMap<String, usize>,
    /// Confidence from which an edit is applied.
    pub threshold: f64,
}

/// What a slot came to: the text that stands there, and how sure that is.
#[derive(Debug, Clone, PartialEq)]
struct Choice {
    text: String,
    confidence: f64,
}

/// Votes on all slots.
pub(super) fn slots(bench: &Bench, sides: &Sides, outcome: &mut Outcome) -> Result<()> {
    let slots = &sides.slots;
    let mut now: Vec<String> = slots.iter().map(|s| s.readings[0].text.clone()).collect();
    let open: Vec<usize> = (0..slots.len()).filter(|i| is_open(&slots[*i])).collect();
    let mut choices: BTreeMap<usize, Choice> = BTreeMap::new();
    for round in 0..ROUNDS {
        for &at in &open {
            let around = around(bench, slots, &now, at);
            match choose(bench, &slots[at], &around)? {
                Some(choice) => {
                    now[at] = choice.text.clone();
                    choices.insert(at, choice);
                }
                None if round > 0 => {
                    now[at] = slots[at].readings[0].text.clone();
                    choices.remove(&at);
                }
                None => {}
            }
        }
    }
    for (at, choice) in choices {
        record(bench, &slots[at], choice, outcome);
    }
    Ok(())
}

/// Whether readings differ within the outer signs.
fn is_open(slot: &Slot) -> bool {
    let kept = &slot.readings[0].text;
    slot.readings[1..].iter().any(|r| r.text[core(&r.text)] != kept[core(kept)])
}

/// What stands around a slot, and the other half of a word divided at a line end.
struct Around {
    before: String,
    after: String,
    /// Letters on the line before, and on the line after, that belong to the word.
    head: String,
    tail: String,
}

fn around(bench: &Bench, slots: &[Slot], now: &[String], at: usize) -> Around {
    let units = bench.units;
    let line = |slot: &Slot, last: bool| {
        let unit = if last { slot.kept.end - 1 } else { slot.kept.start };
        units[unit].line
    };
    // A blank line between two words parts them.
    let apart = |a: &Slot, b: &Slot| {
        let between = line(a, true) + 1..line(b, false).max(line(a, true) + 1);
        bench.page.lines[between].iter().any(|l| l.is_blank())
    };
    let goes_on = |a: usize, b: usize| {
        let (before, after) = (now[a].trim_end(), now[b].trim_start());
        line(&slots[a], true) < line(&slots[b], false)
            && before.ends_with('-')
            && before.chars().rev().nth(1).is_some_and(char::is_alphabetic)
            && after.starts_with(char::is_lowercase)
    };
    let mut from = at;
    while from > 0 && at - from < BEFORE && !apart(&slots[from - 1], &slots[from]) {
        from -= 1;
    }
    let mut till = at + 1;
    while till < slots.len() && till - at <= AFTER && !apart(&slots[till - 1], &slots[till]) {
        till += 1;
    }
    let mut around = Around { before: String::new(), after: String::new(), head: String::new(), tail: String::new() };
    if from < at && goes_on(at - 1, at) {
        let before = &now[at - 1];
        around.head = before[core(before)].to_string();
    }
    if at + 1 < till && goes_on(at, at + 1) {
        let after = &now[at + 1];
        around.tail = after[core(after)].to_string();
    }
    let end = if around.head.is_empty() { at } else { at - 1 };
    let start = if around.tail.is_empty() { at + 1 } else { at + 2 };
    around.before = now[from..end.max(from)].join(" ");
    around.after = now[start.min(till)..till].join(" ");
    around
}

/// What should stand in a slot, where that is not what the kept page has.
fn choose(bench: &Bench, slot: &Slot, around: &Around) -> Result<Option<Choice>> {
    let kept = &slot.readings[0];
    if slot.readings.iter().any(|r| numbers::is_number(&r.text)) {
        return number(bench, slot, around);
    }
    if core(&kept.text).is_empty() {
        return Ok(None);
    }
    word(bench, slot, &slot.readings, around, kept)
}

fn number(bench: &Bench, slot: &Slot, around: &Around) -> Result<Option<Choice>> {
    let kept = &slot.readings[0];
    let last = around.before.split_whitespace().last().unwrap_or_default();
    let next = around.after.split_whitespace().next().unwrap_or_default();
    let digit = |t: &str| t.bytes().any(|b| b.is_ascii_digit());
    let beside = digit(last) || digit(next);
    for other in &slot.readings[1..] {
        if !numbers::is_number(&other.text) && !numbers::is_number(&kept.text) {
            continue;
        }
        match numbers::compare(&kept.text, &other.text, beside) {
            Relation::Sign(text) => return Ok(Some(Choice { text, confidence: SIGN })),
            Relation::Malformed => {
                let (a, b) = (&kept.text[core(&kept.text)], &other.text[core(&other.text)]);
                if !a.is_empty() && bench.judge.misread(kept.signature, a, b)? <= NUMBER_MISREAD {
                    return Ok(Some(Choice { text: put(&kept.text, b), confidence: WELL_FORMED }));
                }
            }
            Relation::Same | Relation::Differ => {}
        }
    }
    Ok(None)
}

/// `text` with another core, its outer signs kept.
fn put(text: &str, inner: &str) -> String {
    let range = core(text);
    format!("{}{inner}{}", &text[..range.start], &text[range.end..])
}

fn word(bench: &Bench, slot: &Slot, readings: &[Reading], around: &Around, kept: &Reading) -> Result<Option<Choice>> {
    let inner = |text: &str| text[core(text)].to_string();
    let kept_core = inner(&kept.text);
    let mut candidates: Vec<String> = vec![kept_core.clone()];
    for reading in readings {
        for text in [&reading.text, &reading.raw].into_iter().chain(&reading.suggestions) {
            let candidate = inner(text);
            let new = !candidate.is_empty() && candidates.iter().all(|c| c.to_lowercase() != candidate.to_lowercase());
            if new && candidate.chars().any(char::is_alphabetic) {
                candidates.push(candidate);
            }
        }
    }
    let mut costs = Vec::with_capacity(candidates.len());
    for candidate in &candidates {
        let whole = format!("{}{candidate}{}", around.head, around.tail);
        let mut cost = bench.judge.among(bench.page.index, &around.before, &whole, &around.after)?;
        cost -= gain(bench, &whole, readings, cost);
        for reading in readings {
            let raw = inner(&reading.raw);
            cost += bench.judge.misread(reading.signature, &raw, candidate)?.min(MOST);
            if let Some(confidence) = reading.confidence
                && raw.to_lowercase() != candidate.to_lowercase()
            {
                let odds = |p: f32| (p / (1.0 - p).max(1e-3)).max(1e-3).ln();
                let own = odds(confidence) - odds(ENGINE_USUAL);
                cost += (ENGINE_WEIGHT * own).clamp(-ENGINE_MOST, ENGINE_MOST);
            }
        }
        costs.push(cost);
    }
    let best = (0..costs.len()).min_by(|a, b| costs[*a].total_cmp(&costs[*b])).unwrap_or(0);
    if best == 0 {
        return Ok(None);
    }
    let sum: f64 = costs.iter().map(|c| f64::from(costs[best] - c).exp()).sum();
    let _ = slot;
    Ok(Some(Choice { text: put(&kept.text, &candidates[best]), confidence: 1.0 / sum }))
}

/// How much more probable a word is for what the document shows elsewhere than in these readings.
fn gain(bench: &Bench, word: &str, readings: &[Reading], prior: f32) -> f32 {
    let lower = word.to_lowercase();
    let all = bench.counts.get(&lower).copied().unwrap_or(0);
    let own = readings.iter().filter(|r| r.text[core(&r.text)].to_lowercase() == lower).count();
    let others = all.saturating_sub(own) as f64;
    let total: usize = bench.counts.values().sum();
    (1.0 + CACHE_WEIGHT * others / (total as f64).max(LEAST_WORDS) * f64::from(prior).exp()).ln() as f32
}

/// Turns a choice into an edit.
fn record(bench: &Bench, slot: &Slot, choice: Choice, outcome: &mut Outcome) {
    let units = &bench.units[slot.kept.clone()];
    let (Some(first), Some(last)) = (units.first(), units.last()) else { return };
    if first.line != last.line {
        return;
    }
    let (start, end) = (first.span.start, last.span.end);
    let Some(from) = bench.page.lines[first.line].raw.get(start..end) else { return };
    let confidence = ((choice.confidence * 1000.0).round() / 1000.0).min(0.999);
    let applied = confidence >= bench.threshold;
    if from == choice.text {
        if applied {
            outcome.reverts.push((first.line, start..end));
        }
        return;
    }
    let edit = Edit {
        start,
        end,
        from: from.to_string(),
        to: choice.text,
        kind: EditKind::Witness,
        confidence,
        applied,
        source: EditSource::Witness,
    };
    outcome.edits.push((first.line, edit));
}
