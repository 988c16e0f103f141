//! Where readings truly differ: a number, a name, another wording, a line more. What the models' misreadings explain is none of these.

use std::ops::Range;

use super::numbers::{self, Relation};
use super::slots::{Extra, Reading, Sides, Slot, Text};
use super::vote::Bench;
use super::words::{SIGN, Unit, core};
use crate::error::Result;
use crate::fold::skeleton;
use crate::layout::coarse::{coarse, similarity_from};
use crate::protocol::Variant;

/// A misreading no dearer than this (nats) explains a difference.
const EXPLAINED: f32 = 11.0;
/// Words this alike in their letters are one word, read or written differently.
const ALIKE: f64 = 0.6;
/// Fewer letters say nothing.
const LEAST_LETTERS: usize = 3;
/// A word that the document has so often elsewhere is known to it.
const SEEN: usize = 2;
/// Known words, or numbers, that make a line one of text, and their share of it.
const LINE_WORDS: usize = 2;
const LINE_SHARE: f64 = 0.6;
/// So many words in a row may differ.
const RUN: usize = 3;
/// Letters that a name must have.
const NAME_LETTERS: usize = 4;
/// Lines this alike are one line in two places.
const SAME_LINE: f64 = 0.7;
/// Characters that a variant shows of a line.
const SHOWN: usize = 200;

/// Whether a number stands beside a slot.
pub(super) fn digit_beside(bench: &Bench, slot: &Slot) -> bool {
    let digit = |i: Option<usize>| {
        i.and_then(|i| bench.units.get(i)).is_some_and(|u| u.text.bytes().any(|b| b.is_ascii_digit()))
    };
    digit(slot.kept.start.checked_sub(1)) || digit(Some(slot.kept.end))
}

/// How each other reading of a slot truly differs from the kept one: `number`, `name` or `wording`; `None` where it does not.
pub(super) fn of_slot(bench: &Bench, sides: &Sides, at: usize) -> Result<Vec<Option<&'static str>>> {
    let slot = &sides.slots[at];
    let kept = &slot.readings[0];
    let mut kinds = vec![None; slot.readings.len()];
    if !bench.units[slot.kept.clone()].iter().all(|u| u.body) || !is_in_line(sides, at) {
        return Ok(kinds);
    }
    for (other, kind) in slot.readings.iter().zip(&mut kinds).skip(1) {
        *kind = match (numbers::is_number(&kept.text), numbers::is_number(&other.text)) {
            (true, true) => {
                let differ = numbers::compare(&kept.text, &other.text, digit_beside(bench, slot)) == Relation::Differ;
                differ.then_some("number")
            }
            (false, false) if are_other_words(bench, kept, other)? => Some(match is_name(kept) && is_name(other) {
                true => "name",
                false => "wording",
            }),
            _ => None,
        };
    }
    Ok(kinds)
}

/// Whether words near before and near after a slot are the same in all readings, and none are lost or won between: elsewhere the alignment may be at
/// fault.
fn is_in_line(sides: &Sides, at: usize) -> bool {
    let agrees = |slot: &Slot| {
        let kept = coarse(&slot.readings[0].text);
        slot.readings[1..].iter().all(|r| alike(&kept, &coarse(&r.text)))
    };
    let whole = |slot: &Slot| slot.readings.len() == sides.paired.len() + 1;
    let extra = |place: usize| sides.extras.iter().any(|e| e.at == place);
    let slots = &sides.slots;
    let mut before = true;
    for slot in slots[..at].iter().rev().take(RUN) {
        before = agrees(slot);
        if !whole(slot) || extra(slot.kept.end) || before {
            before &= whole(slot) && !extra(slot.kept.end);
            break;
        }
    }
    let mut after = true;
    for slot in slots[at + 1..].iter().take(RUN) {
        after = agrees(slot);
        if !whole(slot) || extra(slot.kept.start) || after {
            after &= whole(slot) && !extra(slot.kept.start);
            break;
        }
    }
    before && after && whole(&slots[at])
}

fn alike(a: &str, b: &str) -> bool {
    a == b || strsim::normalized_levenshtein(a, b) >= ALIKE
}

fn is_name(reading: &Reading) -> bool {
    reading.text[core(&reading.text)].starts_with(char::is_uppercase)
}

fn are_other_words(bench: &Bench, kept: &Reading, other: &Reading) -> Result<bool> {
    let inner = |r: &Reading| r.text[core(&r.text)].to_string();
    let (a, b) = (inner(kept), inner(other));
    let letters = |w: &str| w.chars().filter(|c| c.is_alphabetic()).count();
    let plain = |w: &str| w.chars().all(char::is_alphabetic) && letters(w) >= LEAST_LETTERS;
    if !plain(&a) || !plain(&b) || coarse(&a) == coarse(&b) {
        return Ok(false);
    }
    let named = |w: &str| w.starts_with(char::is_uppercase) && letters(w) >= NAME_LETTERS && bench.judge.is_name(w);
    if named(&a) && named(&b) {
        return Ok(true);
    }
    if alike(&coarse(&a), &coarse(&b)) || alike(&skeleton(&a), &skeleton(&b)) {
        return Ok(false);
    }
    for (word, reading) in [(&a, kept), (&b, other)] {
        let seen = bench.counts.get(&word.to_lowercase()).copied().unwrap_or(0) > SEEN;
        if !seen && !bench.judge.knows(reading.page, word)? {
            return Ok(false);
        }
    }
    let raw = |r: &Reading| r.raw[core(&r.raw)].to_string();
    let one = bench.judge.misread(other.signature, &raw(other), &a)?;
    let two = bench.judge.misread(kept.signature, &raw(kept), &b)?;
    Ok(one.min(two) > EXPLAINED)
}

/// Lines that one reading has and another has not: kept lines that stand between words that the witness has, and lines of a witness.
/// `near`: folded lines of the kept pages before and after, where a witness's line may stand as well.
pub(super) fn lines(
    bench: &Bench,
    sides: &Sides,
    witnesses: &[Text],
    near: &[String],
    out: &mut Vec<Variant>,
) -> Result<()> {
    for (witness, paired) in witnesses.iter().zip(&sides.paired) {
        let theirs = folded_lines(witness.units);
        for range in whole_lines(bench.units, 0..bench.units.len()) {
            let alone = paired[range.clone()].iter().all(|p| !p);
            let inside = |i: Option<usize>| i.and_then(|i| paired.get(i)).is_some_and(|p| *p);
            let between = inside(range.start.checked_sub(1)) && inside(Some(range.end));
            let units = &bench.units[range];
            if alone && between && is_text(bench, bench.page.index, units)? && !stands_in(units, &theirs) {
                let kept = shown(units);
                out.push(missing(witness.page, units[0].line, kept, String::new()));
            }
        }
        let own = folded_lines(bench.units);
        for extra in sides.extras.iter().filter(|e| e.page == witness.page) {
            for range in whole_lines(witness.units, extra.words.clone()) {
                let units = &witness.units[range];
                let elsewhere = stands_in(units, &own) || stands_in(units, near);
                if is_text(bench, witness.page, units)? && !elsewhere {
                    out.push(missing(witness.page, line_of(bench.units, extra), String::new(), shown(units)));
                }
            }
        }
    }
    Ok(())
}

fn missing(other_page: usize, line: usize, kept: String, other: String) -> Variant {
    Variant { other_page, other_protocol: None, line, kept, other, kind: "missing-line".into() }
}

/// The kept line before which words of a witness stand.
fn line_of(units: &[Unit], extra: &Extra) -> usize {
    units.get(extra.at).or(units.last()).map_or(0, |u| u.line)
}

/// Lines all of whose words lie in a range.
fn whole_lines(units: &[Unit], range: Range<usize>) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut start = range.start;
    for group in units[range.clone()].chunk_by(|a, b| a.line == b.line) {
        let (first, end) = (start, start + group.len());
        start = end;
        let begins = first.checked_sub(1).is_none_or(|i| units[i].line != units[first].line);
        let ends = units.get(end).is_none_or(|u| u.line != units[first].line);
        if begins && ends {
            out.push(first..end);
        }
    }
    out
}

/// The lines of a page, folded.
pub(super) fn folded_lines(units: &[Unit]) -> Vec<String> {
    units.chunk_by(|a, b| a.line == b.line).map(folded).collect()
}

fn folded(units: &[Unit]) -> String {
    units.iter().filter(|u| u.fold != SIGN).map(|u| u.fold.as_str()).collect()
}

fn stands_in(units: &[Unit], lines: &[String]) -> bool {
    let line = folded(units);
    lines.iter().any(|l| l.contains(&line) || similarity_from(l, &line, SAME_LINE).is_some())
}

/// Whether a line says something: most of it is known words and sound numbers, and it is no furniture.
fn is_text(bench: &Bench, page: usize, units: &[Unit]) -> Result<bool> {
    let mut known = 0;
    for unit in units {
        let word = &unit.text[core(&unit.text)];
        let letters = word.chars().filter(|c| c.is_alphabetic()).count();
        let name =
            word.starts_with(char::is_uppercase) && letters > LEAST_LETTERS && word.chars().all(char::is_alphabetic);
        let sound = match numbers::is_number(word) {
            true => numbers::is_well_formed(word),
            false => letters >= LEAST_LETTERS && (name || bench.judge.knows(page, word)?),
        };
        known += usize::from(sound);
    }
    Ok(units.iter().all(|u| u.body) && known >= LINE_WORDS && known as f64 >= LINE_SHARE * units.len() as f64)
}

fn shown(units: &[Unit]) -> String {
    let text: Vec<&str> = units.iter().map(|u| u.text.as_str()).collect();
    text.join(" ").chars().take(SHOWN).collect()
}
