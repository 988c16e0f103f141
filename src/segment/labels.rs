//! A line as a candidate for the head of a §: its number in one or more readings, and what each reading costs.
//!
//! Nothing is decided here. A line that starts with "812" can be § 12, or a sum: both readings go to [`super::sequence`], which
//! knows the other lines.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

use super::after::{misread_after, number_label};
pub use super::numbers::Reading;
use super::numbers::numbers;
use super::{data, dnr, label_words, margin, text};
use crate::fold;

const SIGNS: &str = include_str!("../../dictionaries/label-signs.tsv");
const PREFIXES: &str = include_str!("../../dictionaries/label-prefixes.tsv");

pub(super) static SIGN_TABLE: LazyLock<Vec<(&str, f32)>> = LazyLock::new(|| {
    let mut t: Vec<(&str, f32)> = data::rows(SIGNS).filter_map(|r| Some((r[0], r.get(1)?.parse().ok()?))).collect();
    t.sort_by_key(|(s, _)| std::cmp::Reverse(s.len()));
    t
});
static PREFIX_SET: LazyLock<FxHashSet<Vec<u8>>> =
    LazyLock::new(|| data::rows(PREFIXES).map(|r| r[0].to_lowercase().into_bytes()).collect());

/// Whether `word` is a known short name of a body ("KSAU").
pub(crate) fn is_prefix(word: &str) -> bool {
    PREFIX_SET.contains(&fold::lower(word)[..])
}

/// The longest label after "Forts.", in bytes.
const LONGEST_AFTER: usize = 24;

/// What kind of sign makes the line a label.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// "§ 12" with a true §.
    Clean,
    /// A sign that can be a misread §.
    Damaged,
    /// "Paragraf 12".
    Word,
    /// "N:r 12".
    Number,
    /// "12 §".
    After,
    /// A number alone.
    Bare,
}

/// A candidate for the head of a §.
#[derive(Debug, Clone, PartialEq)]
pub struct Label {
    /// Index of the line.
    pub line: usize,
    /// Index of the line that holds the number: another one where "Paragraf" stands above its number.
    pub number_line: usize,
    /// What makes it a label.
    pub sign: Sign,
    /// First byte of the label in the line (the prefix, or the sign).
    pub start: usize,
    /// What stands before the sign ("Ks "), if anything.
    pub prefix: Option<String>,
    /// All readings, in order of cost. Empty where a label is seen but its number is not.
    pub readings: Vec<Reading>,
    /// Whether a blank stands between sign and number.
    pub spaced: bool,
    /// Whether the line says that the § goes on ("forts.").
    pub continued: bool,
    /// Whether a diarienummer or title stands before the label on its line.
    pub lead: bool,
}

impl Label {
    /// A label on line `line` alone, from byte `start` on: nothing before it, a blank between sign and number, and not said to go on.
    pub(super) fn new(line: usize, sign: Sign, start: usize, readings: Vec<Reading>) -> Self {
        let (number_line, prefix) = (line, None);
        Label { line, number_line, sign, start, prefix, readings, spaced: true, continued: false, lead: false }
    }
}

/// Whether a line can start with a label, by its first bytes: the cheap test before [`parse`].
fn may_be_label(t: &str) -> bool {
    let b = t.as_bytes();
    match b.first() {
        None => false,
        Some(c) if c.is_ascii_digit() => true,
        Some(b'$' | b'&' | b'%' | b'@' | b'S' | b's' | b'B' | b'P' | b'p' | b'|' | b'{' | b'[') => true,
        Some(0xC2 | 0xE2) => true,
        Some(b'N') if label_words::may_begin(b) => true,
        Some(_) => {
            let head = &b[..b.len().min(40)];
            let sign = "§".as_bytes();
            // The last byte of a § is rarer than its first.
            let mut signs = memchr::memchr2_iter(sign[1], b'$', head);
            signs.any(|at| head[at] == b'$' || head[..=at].ends_with(sign)) || is_spaced_prefix(t)
        }
    }
}

fn is_spaced_prefix(t: &str) -> bool {
    t.split_once(' ').is_some_and(|(w, _)| w.len() <= 6 && w.len() >= 2 && is_prefix(w))
}

/// Reads line `i` of `lines` as a label: once for each way that a sign can make it one ("818 Val" is § 18, or 81 § with a misread sign), the
/// likelier first; none where it is no label. `next` gives the text of the line after the one asked for, blank lines passed over, with its index; it
/// is asked only where "Paragraf" stands alone.
pub fn parse_all(i: usize, line: &str, next: impl Fn() -> Option<(usize, String)>) -> impl Iterator<Item = Label> {
    let first = parse(i, line, next);
    let start = line.len() - line.trim_start().len();
    let other = first.as_ref().is_none_or(|l| l.sign == Sign::Damaged).then(|| misread_after(i, line, start)).flatten();
    first.into_iter().chain(other)
}

/// The likeliest way to read line `i` as a label; see [`parse_all`].
pub fn parse(i: usize, line: &str, next: impl Fn() -> Option<(usize, String)>) -> Option<Label> {
    let t = text::trim(line);
    let mut start = line.len() - line.trim_start().len();
    if !may_be_label(t) {
        return margin::label(i, line, start);
    }
    let mut extra = 0.0;
    if let Some(rest) = t.strip_prefix(['{', '[']).filter(|r| r.trim_start().starts_with('§') || is_closed(r)) {
        start = line.len() - rest.trim_start().len() - (line.len() - line.trim_end().len());
    } else if let Some(rest) = t.strip_prefix(['|', '\'']) {
        start = line.len() - rest.trim_start().len() - (line.len() - line.trim_end().len());
        extra = 0.4;
    }
    if let Some(junk) = junk_before_sign(&line[start..]) {
        start += junk;
        extra = 0.4;
    }
    let body = line.get(start..)?;
    if let Some(sign) = sign_after_word(body) {
        let mut label = sign_label(i, line, start + sign, None, extra)?;
        (label.start, label.continued) = (start, true);
        return Some(label);
    }
    word_label(i, line, start, next)
        .or_else(|| label_words::label(i, line, start))
        .or_else(|| number_label(i, line, start, body, extra).filter(|l| l.sign == Sign::After))
        .or_else(|| with_bare(sign_label(i, line, start, None, extra), || number_label(i, line, start, body, extra)))
        .or_else(|| prefixed_label(i, line, start, body, extra))
        .or_else(|| number_label(i, line, start, body, extra))
        .or_else(|| margin::label(i, line, start))
        .or_else(|| lost_number(i, start, body))
}

/// "59 Dnr" is § 9 with a misread sign or § 59 without one: the readings of both.
fn with_bare(label: Option<Label>, bare: impl Fn() -> Option<Label>) -> Option<Label> {
    let mut label = label?;
    if label.sign == Sign::Damaged
        && let Some(bare) = bare().filter(|b| b.sign == Sign::Bare)
    {
        label.readings.extend(bare.readings);
        finish(&mut label.readings);
    }
    Some(label)
}

/// Bytes of a speck read in front of the sign: "8§16" for "§16", "- § 16." alone on its line or before a diarienummer. A number after the sign tells it
/// from "8 §".
fn junk_before_sign(body: &str) -> Option<usize> {
    let mut c = body.chars();
    let first = c.next().filter(|c| *c != '§' && *c != '(' && !c.is_whitespace())?;
    if let Some(rest) = c.as_str().strip_prefix(" §").filter(|_| !first.is_alphanumeric()) {
        let number = rest.trim_start();
        let after = number.trim_start_matches(|c: char| c.is_ascii_digit());
        let below = text::trim_noise_start(after.strip_prefix('.').unwrap_or(after));
        let alone = below.is_empty() || dnr::leading(below).is_some();
        return (after.len() < number.len() && alone).then_some(first.len_utf8() + 1);
    }
    if c.next() != Some('§') {
        return None;
    }
    c.as_str().trim_start().starts_with(|c: char| c.is_ascii_digit()).then_some(first.len_utf8())
}

/// "§ 12", "$12.", "812 Dnr", with the sign at byte `at`.
pub(super) fn sign_label(i: usize, line: &str, at: usize, prefix: Option<(usize, f32)>, extra: f32) -> Option<Label> {
    let body = line.get(at..)?;
    let clean = body.starts_with('§');
    let mut readings: Vec<Reading> = Vec::new();
    let mut spaced = false;
    let first = body.as_bytes().first();
    for (sign, cost) in SIGN_TABLE.iter().filter(|(sign, _)| sign.as_bytes().first() == first) {
        let Some(after) = body.strip_prefix(sign) else { continue };
        let blank = [' ', '\u{a0}', '\t'];
        // Old print sets a full stop after the sign too: "§. 12."
        let dot = usize::from(after.starts_with('.') && !after[1..].starts_with('.'));
        let gap = dot + after[dot..].len() - after[dot..].trim_start_matches(blank).len();
        let glued = gap == 0;
        let is_word = sign.chars().all(char::is_alphabetic);
        let number_at = at + sign.len() + gap;
        let damage = match (*sign, glued) {
            ("§", _) => 0.0,
            ("$", _) => *cost,
            (_, true) if sign.len() > 1 && is_word => cost + 1.2,
            (_, true) => cost + 0.5,
            (_, false) => *cost,
        };
        let damage = damage + if dot > 0 && !clean { 0.5 } else { 0.0 };
        let before = readings.len();
        numbers(line, number_at, (at, at + sign.len()), damage + extra, is_word, &mut readings);
        if readings.len() > before && !glued {
            spaced = true;
        }
    }
    if readings.is_empty() {
        return None;
    }
    if let Some((_, cost)) = prefix {
        for r in &mut readings {
            r.cost += cost;
        }
    }
    finish(&mut readings);
    let best = readings.first()?;
    let continued = is_continued(&line[best.end..]);
    let sign = if clean && best.sign.1 - best.sign.0 == 2 { Sign::Clean } else { Sign::Damaged };
    let start = prefix.map_or(at, |(s, _)| s);
    let prefix = prefix.map(|(s, _)| line[s..at].trim().to_string());
    Some(Label { prefix, spaced, continued, ..Label::new(i, sign, start, readings) })
}

fn finish(readings: &mut Vec<Reading>) {
    readings.sort_by(|a, b| a.cost.total_cmp(&b.cost).then(a.number.cmp(&b.number)).then(a.suffix.cmp(&b.suffix)));
    let mut seen: Vec<(u32, Option<char>)> = Vec::with_capacity(readings.len());
    readings.retain(|r| {
        let new = !seen.contains(&(r.number, r.suffix));
        seen.push((r.number, r.suffix));
        new
    });
}

pub(super) fn is_continued(rest: &str) -> bool {
    let rest = rest.get(..rest.len().min(24)).unwrap_or(rest);
    // Hardly a text begins so.
    if rest.chars().map(fold::base_letter).find(|c| c.is_alphabetic()) != Some('f') {
        return false;
    }
    let r = text::folded(rest);
    let r = r.trim_start_matches(|c: char| !c.is_alphabetic());
    r.starts_with("forts") || r.starts_with("(forts")
}

/// The byte of the sign of a label behind the word that says that its § goes on: "Forts. Ks § 125". The number ends the line.
fn sign_after_word(body: &str) -> Option<usize> {
    let (word, rest) = body.split_once(' ').filter(|(w, _)| is_continued(w))?;
    let closed = rest.trim_end_matches([')', '.', ' ']);
    let labelled = rest.len() <= LONGEST_AFTER && closed.ends_with(|c: char| c.is_ascii_alphanumeric());
    rest.find('§').filter(|_| labelled).map(|at| word.len() + 1 + at)
}

/// "Ks § 31", "Kommunstyrelsen § 31".
fn prefixed_label(i: usize, line: &str, start: usize, body: &str, extra: f32) -> Option<Label> {
    let word_end = body.find(|c: char| c.is_whitespace() || c == '§' || c == '$')?;
    let word = &body[..word_end];
    let chars = word.chars().count();
    if !(2..=30).contains(&chars)
        || !word.starts_with(char::is_uppercase)
        || !word.chars().all(|c| c.is_alphabetic() || c == '-')
    {
        return None;
    }
    let at = start + word_end + body[word_end..].len() - body[word_end..].trim_start().len();
    let rest = line.get(at..)?;
    let known = is_prefix(word);
    // After a known short name any sign can be a misread §; another word needs one that is hardly anything else.
    if !(rest.starts_with(['§', '$']) || (known && SIGN_TABLE.iter().any(|(s, _)| rest.starts_with(s)))) {
        return None;
    }
    let cost = if known { 0.3 } else { 1.5 };
    sign_label(i, line, at, Some((start, cost)), extra)
}

/// "Paragraf 5", "Paragraf" above its number, "ParagrafTitle" with the number below.
fn word_label(i: usize, line: &str, start: usize, next: impl Fn() -> Option<(usize, String)>) -> Option<Label> {
    const WORD: &str = "paragraf";
    let body = line.get(start..)?;
    if !body.get(..WORD.len())?.eq_ignore_ascii_case(WORD) || !body.starts_with('P') {
        return None;
    }
    let end = start + WORD.len();
    let rest = &line[end..];
    let glued: String = rest.chars().take_while(|c| c.is_alphabetic()).collect();
    if ["en", "er", "erna", "ens", "ernas"].contains(&glued.as_str()) {
        return None;
    }
    let sign = (start, end);
    let mut readings = Vec::new();
    let gap = rest.len() - rest.trim_start().len();
    if glued.is_empty() {
        numbers(line, end + gap, sign, 0.0, false, &mut readings);
        if !readings.is_empty() {
            finish(&mut readings);
            let continued = is_continued(&line[readings[0].end..]);
            return Some(Label { continued, ..Label::new(i, Sign::Word, start, readings) });
        }
        if text::starts_lower(rest) {
            return None;
        }
    }
    let (number_line, below) = next()?;
    let at = below.len() - below.trim_start().len();
    numbers(&below, at, sign, 0.2, true, &mut readings);
    finish(&mut readings);
    if readings.is_empty() && rest.trim().is_empty() {
        return None;
    }
    let number_line = if readings.is_empty() { i } else { number_line };
    Some(Label { number_line, ..Label::new(i, Sign::Word, start, readings) })
}

/// Whether the bracket that was opened before `rest` is closed soon: "{$.12.}".
fn is_closed(rest: &str) -> bool {
    rest.chars().take(14).any(|c| matches!(c, '}' | ']'))
}

/// A very short line that starts like a misread § and shows no number: "San" for "§ 7.".
fn lost_number(i: usize, start: usize, body: &str) -> Option<Label> {
    let t = body.trim_end();
    let short = t.chars().count() <= 4 && t.chars().count() >= 2;
    if !short || !t.starts_with(['§', '$', 'S', '8', '&']) {
        return None;
    }
    Some(Label::new(i, Sign::Damaged, start, Vec::new()))
}

#[cfg(test)]
#[path = "labels_tests.rs"]
mod tests;
