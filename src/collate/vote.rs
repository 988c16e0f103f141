//! The vote on one slot after another.

use std::collections::BTreeMap;

use super::context::{Around, around};
use super::numbers::{self, Relation};
use super::slots::{Reading, Sides, Slot};
use super::word::word;
use super::words::{Unit, core};
use super::{Judge, Outcome, variants};
use crate::edit::{Edit, EditKind, EditSource};
use crate::error::Result;
use crate::page::Page;
use crate::protocol::Variant;

/// Confidence of a § that one reading shows where the other has what a § is read as.
const SIGN: f64 = 0.98;
/// Confidence of a well-formed number in the place of a malformed one.
const WELL_FORMED: f64 = 0.9;
/// Confidence of a number that two readings have against one.
const MAJORITY: f64 = 0.9;
/// Share of right words by which another reading must be better to be the one that is started from, and confidence of what it has.
const BETTER_BY: f64 = 0.02;
const BETTER: f64 = 0.85;
/// A malformed number is the other only where its model misreads so (nats).
const NUMBER_MISREAD: f32 = 14.0;
/// Rounds over a page: in each the words stand among what the round before made of their neighbours.
const ROUNDS: usize = 2;
/// What the vote on a page works with.
pub(super) struct Bench<'a> {
    pub judge: &'a dyn Judge,
    pub page: &'a Page,
    pub units: &'a [Unit],
    /// How often the document has each word.
    pub counts: &'a BTreeMap<String, usize>,
    /// How many words it has in all.
    pub total: usize,
    /// Confidence from which an edit is applied.
    pub threshold: f64,
}

/// What a slot came to: the text that stands there, and how sure that is.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Choice {
    pub text: String,
    pub confidence: f64,
}

/// Votes on all slots, and lists where readings truly differ.
pub(super) fn slots(bench: &Bench, sides: &Sides, outcome: &mut Outcome) -> Result<()> {
    let slots = &sides.slots;
    let mut now: Vec<String> = slots.iter().map(|s| s.readings[0].text.clone()).collect();
    let mut open = Vec::new();
    for at in (0..slots.len()).filter(|i| is_open(&slots[*i])) {
        let kinds = variants::of_slot(bench, sides, at)?;
        // What says something else is no witness of the same word; numbers are counted.
        let says = |i: &usize| !matches!(kinds[*i], Some("name" | "wording"));
        let readings: Vec<Reading> = (0..kinds.len()).filter(says).map(|i| slots[at].readings[i].clone()).collect();
        open.push((at, Slot { kept: slots[at].kept.clone(), readings }, kinds));
    }
    let mut choices: BTreeMap<usize, Choice> = BTreeMap::new();
    for round in 0..ROUNDS {
        for (at, slot, _) in open.iter().filter(|o| o.1.readings.len() > 1) {
            let around = around(bench, slots, &now, *at);
            match choose(bench, slot, &around)? {
                Some(choice) => {
                    now[*at] = choice.text.clone();
                    choices.insert(*at, choice);
                }
                None if round > 0 => {
                    now[*at] = slots[*at].readings[0].text.clone();
                    choices.remove(at);
                }
                None => {}
            }
        }
    }
    for (at, _, kinds) in &open {
        let line = bench.units[slots[*at].kept.start].line;
        let inner = |text: &str| text[core(text)].to_string();
        let kept = inner(&now[*at]);
        let overruled = kinds.contains(&Some("number")) && kept != inner(&slots[*at].readings[0].text);
        for (i, reading) in slots[*at].readings.iter().enumerate() {
            let kind = if i == 0 { overruled.then_some("number") } else { kinds[i] };
            let other = inner(&reading.text);
            if let Some(kind) = kind.filter(|_| other != kept) {
                let kind = kind.to_string();
                outcome.variants.push(Variant {
                    other_page: reading.page,
                    other_protocol: None,
                    line,
                    kept: kept.clone(),
                    other,
                    kind,
                });
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

/// What should stand in a slot, where that is not what the kept page has.
fn choose(bench: &Bench, slot: &Slot, around: &Around) -> Result<Option<Choice>> {
    let kept = &slot.readings[0];
    if slot.readings.iter().any(|r| numbers::is_number(&r.text)) {
        return number(bench, slot, around);
    }
    if core(&kept.text).is_empty() {
        return Ok(None);
    }
    let best = best(&slot.readings);
    if best == 0 {
        return word(bench, &slot.readings, around);
    }
    // What the better reading has stands, unless the vote is against it.
    let mut readings = slot.readings.clone();
    readings[..=best].rotate_right(1);
    let chosen = match word(bench, &readings, around)? {
        Some(choice) => choice,
        None if core(&readings[0].text).is_empty() => return Ok(None),
        None => Choice { text: readings[0].text.clone(), confidence: BETTER },
    };
    let (old, new) = (&kept.text[core(&kept.text)], &chosen.text[core(&chosen.text)]);
    let is_other = old != new && !new.is_empty();
    Ok(is_other.then(|| Choice { text: put(&kept.text, new), confidence: chosen.confidence }))
}

/// The reading to start from: the kept one, unless another page is read so much better.
fn best(readings: &[Reading]) -> usize {
    let quality = |i: &usize| readings[*i].quality;
    let best = (0..readings.len()).rev().max_by(|a, b| quality(a).total_cmp(&quality(b))).unwrap_or(0);
    if quality(&best) >= quality(&0) + BETTER_BY { best } else { 0 }
}

fn number(bench: &Bench, slot: &Slot, around: &Around) -> Result<Option<Choice>> {
    let kept = &slot.readings[0];
    let digit = |t: &str| t.bytes().any(|b| b.is_ascii_digit());
    let last = around.before.split_whitespace().last().unwrap_or_default();
    let next = around.after.split_whitespace().next().unwrap_or_default();
    let beside = digit(last) || digit(next);
    if let Some(most) = majority(&slot.readings, beside) {
        return Ok(Some(Choice { text: put(&kept.text, &most), confidence: MAJORITY }));
    }
    for other in &slot.readings[1..] {
        if !numbers::is_number(&other.text) && !numbers::is_number(&kept.text) {
            continue;
        }
        match numbers::compare(&kept.text, &other.text, beside) {
            Relation::Sign(text) => return Ok(Some(Choice { text, confidence: SIGN })),
            Relation::Malformed if digit(&kept.text) => {
                let (a, b) = (&kept.text[core(&kept.text)], &other.text[core(&other.text)]);
                if !a.is_empty() && bench.judge.misread(kept.signature, a, b)? <= NUMBER_MISREAD {
                    return Ok(Some(Choice { text: put(&kept.text, b), confidence: WELL_FORMED }));
                }
            }
            Relation::Same | Relation::Malformed | Relation::Differ => {}
        }
    }
    Ok(None)
}

/// The number that more of three or more readings have than have the kept one, all sound; `None` where there is no such.
fn majority(readings: &[Reading], beside: bool) -> Option<String> {
    let inner = |r: &Reading| r.text[core(&r.text)].to_string();
    let differs = |r: &&Reading| numbers::compare(&readings[0].text, &r.text, beside) == Relation::Differ;
    let others: Vec<String> = readings[1..].iter().filter(differs).map(inner).collect();
    let times = |value: &str| others.iter().filter(|v| *v == value).count();
    let most = others.iter().max_by_key(|v| times(v))?;
    let sole = others.iter().all(|v| v == most || times(v) < times(most));
    (sole && times(most) >= 2 && times(most) > readings.len() - others.len()).then(|| most.clone())
}

/// `text` with another core, its outer signs kept.
pub(super) fn put(text: &str, inner: &str) -> String {
    let range = core(text);
    format!("{}{inner}{}", &text[..range.start], &text[range.end..])
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
