//! The vote on one slot after another.

use std::collections::BTreeMap;

use super::numbers::{self, Relation};
use super::slots::{Reading, Sides, Slot};
use super::words::{Unit, core};
use super::{Judge, Outcome, variants};
use crate::edit::{Edit, EditKind, EditSource};
use crate::error::Result;
use crate::fold::{base_letter, skeleton};
use crate::page::{OcrSignature, Page};
use crate::protocol::Variant;

/// Confidence of a § that one reading shows where the other has what a § is read as.
const SIGN: f64 = 0.98;
/// Confidence of a well-formed number in the place of a malformed one.
const WELL_FORMED: f64 = 0.9;
/// Confidence of a number that two readings have against one.
const MAJORITY: f64 = 0.9;
/// Confidence of a word from the log odds of the vote, slope and offset, for words of a list and for others: `tests/collate_devset.rs` prints
/// what they rest on.
const LISTED_CURVE: (f64, f64) = (0.15, 2.3);
const UNLISTED_CURVE: (f64, f64) = (0.05, 1.5);
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
/// Dots and rings that a model which prints them saw are seldom dirt (nats).
const DOTS_SEEN: f32 = 5.0;
/// What a word is worth that a model with dots and rings read, against models without (nats).
const SEEN_WORD: f32 = 6.0;
/// A word of a list is at most this much less probable (nats) than another in its place, however seldom it is seen: minutes do surprise.
const SURPRISE: f32 = 10.0;
/// What letters say of one word that no list has against another such, beside what the models' confusions say.
const UNLISTED_WEIGHT: f32 = 0.6;
/// Fewer letters than this that make no word are scraps.
const LEAST_LETTERS: usize = 3;
/// Signs that a word of no list may hold.
const INNER: &str = "-@.:'’";
/// A word is put in the place of one that its model misreads so (nats) and no further; a scrap or a word of no list only where it is near.
const FAR: f32 = 26.0;
const NEAR: f32 = 13.0;
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
        let overruled = kinds.iter().any(|k| *k == Some("number")) && kept != inner(&slots[*at].readings[0].text);
        for (i, reading) in slots[*at].readings.iter().enumerate() {
            let kind = if i == 0 { overruled.then_some("number") } else { kinds[i] };
            let other = inner(&reading.text);
            if let Some(kind) = kind.filter(|_| other != kept) {
                let kind = kind.to_string();
                outcome.variants.push(Variant { other_page: reading.page, line, kept: kept.clone(), other, kind });
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

impl Around {
    /// The whole of a word divided at a line end.
    fn whole(&self, part: &str) -> String {
        format!("{}{part}{}", self.head, self.tail)
    }
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
    word(bench, &slot.readings, around)
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
fn put(text: &str, inner: &str) -> String {
    let range = core(text);
    format!("{}{inner}{}", &text[..range.start], &text[range.end..])
}

fn word(bench: &Bench, readings: &[Reading], around: &Around) -> Result<Option<Choice>> {
    let kept = &readings[0];
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
    let listed: Vec<bool> = candidates.iter().map(|c| is_listed(bench, &around.whole(c))).collect::<Result<_>>()?;
    let mut costs = Vec::with_capacity(candidates.len());
    for candidate in &candidates {
        let whole = around.whole(candidate);
        let cost = bench.judge.among(bench.page.index, &around.before, &whole, &around.after)?;
        costs.push(cost - gain(bench, &whole, readings, cost));
    }
    let cheapest = costs.iter().copied().fold(f32::INFINITY, f32::min);
    let unlisted = || costs.iter().zip(&listed).filter(|c| !c.1).map(|c| *c.0);
    let least = unlisted().fold(f32::INFINITY, f32::min);
    for ((cost, candidate), listed) in costs.iter_mut().zip(&candidates).zip(&listed) {
        if !listed {
            *cost = least + UNLISTED_WEIGHT * (*cost - least);
        } else {
            *cost = cost.min(cheapest + SURPRISE);
        }
        for reading in readings {
            *cost += explained(bench.judge, reading, candidate)?;
        }
    }
    // A word that a model with dots and rings read is not given up for what one without them makes of it, unless the words around leave no doubt.
    let sees = |r: &Reading| r.signature != OcrSignature::Eng;
    if listed[0] && sees(kept) && !readings[1..].iter().any(sees) {
        costs[0] -= SEEN_WORD;
    }
    let best = (0..costs.len()).min_by(|a, b| costs[*a].total_cmp(&costs[*b])).unwrap_or(0);
    if best == 0 || !is_safe(bench, readings, &candidates, &listed, best)? {
        return Ok(None);
    }
    let sum: f64 = costs.iter().map(|c| f64::from(costs[best] - c).exp()).sum();
    let chosen = capital(&candidates[best], &kept_core);
    let confidence = (1.0 / sum).min(calibrated(-(sum - 1.0).max(1e-12).ln(), listed[best]));
    Ok(Some(Choice { text: put(&kept.text, &chosen), confidence }))
}

/// Share of changes with these log odds that were right on the protocols tuned on: the vote is surer of itself than it should be.
fn calibrated(log_odds: f64, listed: bool) -> f64 {
    let (slope, offset) = if listed { LISTED_CURVE } else { UNLISTED_CURVE };
    1.0 / (1.0 + (-(slope * log_odds + offset)).exp())
}

/// Whether a change of the kept word is one that a reading can have made necessary: what is a word stays where the other is none, scraps decide
/// nothing, and the model of the kept page must be able to misread so.
fn is_safe(bench: &Bench, readings: &[Reading], candidates: &[String], listed: &[bool], best: usize) -> Result<bool> {
    let (kept, chosen) = (&readings[0], &candidates[best]);
    let letters = chosen.chars().filter(|c| c.is_alphabetic()).count();
    let divided = chosen.contains(' ') != candidates[0].contains(' ');
    let raw = &kept.raw[core(&kept.raw)];
    let cost = bench.judge.misread(kept.signature, raw, chosen)?;
    // The English model reads no dots and rings: as to them another model's reading is as good as a list.
    let read = |r: &Reading| r.signature != OcrSignature::Eng && r.raw[core(&r.raw)] == **chosen;
    let vouched = kept.signature == OcrSignature::Eng && readings[1..].iter().any(read) && cost <= NEAR;
    if !listed[best] {
        let scrap = letters < LEAST_LETTERS || chosen.chars().any(|c| !c.is_alphabetic() && !INNER.contains(c));
        return Ok(cost <= NEAR && !divided && !scrap && (!listed[0] || vouched));
    }
    let near = letters <= LEAST_LETTERS || listed[0];
    Ok(!(listed[0] && divided) && cost <= if near { NEAR } else { FAR })
}

/// −ln P of what a reading shows where the candidate is printed.
fn explained(judge: &dyn Judge, reading: &Reading, candidate: &str) -> Result<f32> {
    let raw = &reading.raw[core(&reading.raw)];
    let mut cost = judge.misread(reading.signature, raw, candidate)?.min(MOST);
    if raw.to_lowercase() == candidate.to_lowercase() {
        return Ok(cost);
    }
    if reading.signature != OcrSignature::Eng && ringed(raw) > ringed(candidate) && skeleton(raw) == skeleton(candidate)
    {
        cost += DOTS_SEEN;
    }
    if let Some(confidence) = reading.confidence {
        let odds = |p: f32| (p / (1.0 - p).max(1e-3)).max(1e-3).ln();
        let own = odds(confidence) - odds(ENGINE_USUAL);
        cost += (ENGINE_WEIGHT * own).clamp(-ENGINE_MOST, ENGINE_MOST);
    }
    Ok(cost)
}

fn ringed(text: &str) -> usize {
    text.chars().filter(|c| matches!(c, 'å' | 'ä' | 'ö' | 'Å' | 'Ä' | 'Ö')).count()
}

/// Whether all words of a candidate are in a list.
fn is_listed(bench: &Bench, text: &str) -> Result<bool> {
    for word in text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()) {
        if !bench.judge.knows(bench.page.index, word)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The candidate with a capital where the kept word begins with the same letter in capital.
fn capital(candidate: &str, kept: &str) -> String {
    let mut chars = candidate.chars();
    match (chars.next(), kept.chars().next()) {
        (Some(a), Some(b)) if a.is_lowercase() && b.is_uppercase() && base_letter(a) == base_letter(b) => {
            a.to_uppercase().chain(chars).collect()
        }
        _ => candidate.to_string(),
    }
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
