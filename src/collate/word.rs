//! The vote on a word: which candidate explains best what every reading shows, and stands best among its neighbours.

use super::Judge;
use super::context::Around;
use super::slots::Reading;
use super::vote::{Bench, Choice, put};
use super::words::core;
use crate::error::Result;
use crate::fold::{base_letter, skeleton};
use crate::page::OcrSignature;

/// Confidence of a word from the log odds of the vote, slope and offset, for words of a list and for others: `tests/collate_devset.rs` prints
/// what they rest on.
const LISTED_CURVE: (f64, f64) = (0.15, 2.3);
const UNLISTED_CURVE: (f64, f64) = (0.05, 1.5);
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

/// What word should stand in a slot by all its readings, where that is not what the kept page has.
pub(super) fn word(bench: &Bench, readings: &[Reading], around: &Around) -> Result<Option<Choice>> {
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
    (1.0 + CACHE_WEIGHT * others / (bench.total as f64).max(LEAST_WORDS) * f64::from(prior).exp()).ln() as f32
}
