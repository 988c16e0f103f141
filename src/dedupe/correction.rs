//! Pages that are one page of which something was corrected: the same record on the same page of the same meeting, and only a sum, a name or a
//! decision is another. What the verdict keeps apart for such a difference is looked at again here.
//!
//! Everything turns on what says that it *is* the same page. Boilerplate is as like as a corrected page is; it has another §, another
//! diarienummer, another date or another place in the document. Where too little speaks for one page, both stay and a person is asked.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::LazyLock;

use super::align::align;
use super::facts::{Fact, compare, is_clean, number};
use super::tokens::PageText;
use super::verdict::{LONG, SHORT, Within, dates_differ, differs_plainly, is_plain};
use super::wording::{is_other_decision, is_other_name};
use crate::layout::coarse::{coarse, similarity_from};
use crate::protocol::Variant;

/// Share of the larger page's letters that the other must cover, and of its runs of eight letters that it must hold to be aligned at all.
const COVERAGE: f64 = 0.86;
const LOOK: f64 = 0.25;
/// Places that may differ, words of one such place, and share of the page's words in all of them.
const PLACES: usize = 4;
const PLACE_WORDS: usize = 16;
const SHARE: f64 = 0.12;
/// Places that may differ where a person is asked, and words that the pages must have.
const ASKED_PLACES: usize = 2;
const ASKED_WORDS: usize = 30;
/// Words that only one page has, with text of their own, and their share of what stands there; digits of a number that is such a word.
const OWN_WORDS: usize = 2;
const OWN_SHARE: f64 = 0.6;
const OWN_DIGITS: usize = 2;
/// Digits of a sum.
const SUM_DIGITS: usize = 3;
/// Words that agree between two that differ and are still one place.
const BETWEEN: usize = 1;
/// Numbers that must agree where that of the § or the diarienummer may be misread, and places that may differ beside it.
const AGREEING: usize = 8;
const BESIDE: usize = 1;
/// Words a page must have to be the one before it, scanned again, where only its § says so.
const FULL: usize = 40;
/// More words in one place are another text on one of the pages.
const MOST_WORDS: usize = 40;
/// Characters of a line that are shown.
const SHOWN: usize = 200;

/// Likeness from which two runs of words are one, damaged.
const SAME_RUN: f64 = 0.6;

/// Names of months, folded.
static MONTHS: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let rows = include_str!("../../dictionaries/months.tsv").lines().filter(|l| !l.starts_with('#'));
    rows.filter_map(|r| r.split('\t').nth(1)).map(coarse).collect()
});

/// What stands around two pages.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Near {
    /// Of the pages before both and the pages after both, how many are one page each.
    pub neighbours: usize,
    /// Whether the later follows the earlier at once.
    pub adjacent: bool,
    /// Whether both name one day, in their headers or in their documents.
    pub same_day: bool,
}

/// What two pages come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// Different pages, or too little to say.
    Apart,
    /// They may be one page: both stay, and a person is told.
    Perhaps,
    /// One page, of which something was corrected.
    Corrected,
}

/// What agrees and what differs on two pages that are nearly the same.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Evidence {
    /// Words of the shorter page.
    words: usize,
    /// Places that differ in substance.
    places: usize,
    /// Numbers of § at the start of a line, and of diarienummer, that agree; and those of which one may be a misreading of the other.
    labels: usize,
    dnr: usize,
    doubts: usize,
    /// All numbers that agree.
    agreeing: usize,
    /// Whether a date differs; and a § that is only mentioned.
    date: bool,
    mention: bool,
    /// Whether both have a page number, and whether it is the same.
    number: Option<bool>,
    /// Whether one is a part of the other.
    pub part: bool,
}

/// Compares pages that the verdict keeps apart. `None` where they are plainly different pages.
pub(super) fn evidence(earlier: &PageText, later: &PageText, within: Within) -> Option<Evidence> {
    let (small, large) = if later.size() <= earlier.size() { (later, earlier) } else { (earlier, later) };
    let (fewer, more) = (small.tokens.len().min(large.tokens.len()), small.tokens.len().max(large.tokens.len()));
    if fewer < SHORT || more > LONG || dates_differ(earlier, later, within) {
        return None;
    }
    let scope = if (small.size() as f64) < COVERAGE * large.size() as f64 { Scope::Part } else { Scope::Whole };
    if others(small, large, scope) || small.shared(large) < LOOK {
        return None;
    }
    let (mut evidence, places) = differences(small, large, scope)?;
    let size = |p: &Place| p.a.len().max(p.b.len());
    let all: usize = places.iter().map(size).sum();
    if places.len() > PLACES
        || places.iter().any(|p| size(p) > PLACE_WORDS)
        || all as f64 > (SHARE * evidence.words as f64).max(2.0)
    {
        return None;
    }
    evidence.places = places.len();
    evidence.number = earlier.number.zip(later.number).map(|(x, y)| x == y);
    evidence.part = scope == Scope::Part;
    Some(evidence)
}

/// How much of a page another is to be compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scope {
    /// All of it.
    Whole,
    /// The part that the smaller page holds: an extract.
    Part,
    /// Whatever there is: the pages are known to be one.
    Known,
}

/// Whether the § at line starts, or the diarienummer, are other numbers outright: so many are on one page only that no misreading explains it.
/// Cheap, and true of nearly all look-alikes.
fn others(small: &PageText, large: &PageText, scope: Scope) -> bool {
    let of = |t: &PageText, label: bool| -> BTreeSet<String> {
        let wanted = t.tokens.iter().enumerate().filter(|(_, t)| if label { t.label } else { t.dnr });
        wanted.filter_map(|(i, _)| number(t.raw(i))).collect()
    };
    let apart = |label: bool| {
        let (x, y) = (of(small, label), of(large, label));
        let near = |n: &String, set: &BTreeSet<String>| {
            set.iter().any(|m| m == n || matches!(compare(m, n), Fact::Agree | Fact::Sign | Fact::Doubtful))
        };
        let within = |a: &BTreeSet<String>, b: &BTreeSet<String>| a.iter().all(|n| near(n, b));
        !x.is_empty() && !y.is_empty() && !(within(&x, &y) && (scope == Scope::Part || within(&y, &x)))
    };
    apart(true) || apart(false)
}

/// The rule for two pages of one document.
pub(super) fn judge(e: &Evidence, near: Near) -> Outcome {
    let (label, dnr, numbered) = (e.labels > 0, e.dnr > 0, e.number == Some(true));
    let named = label && dnr;
    let placed = numbered || near.neighbours > 0;
    let sure = if e.part {
        named && e.doubts == 0
    } else if e.number == Some(false) || (e.date || e.mention) && !named {
        false
    } else if e.doubts > 0 {
        e.is_misread() && (label || dnr || near.neighbours == 2)
    } else {
        named
            || (label || dnr) && placed
            || near.neighbours == 2
            || numbered && near.neighbours > 0
            || label && near.adjacent && e.words >= FULL
            || numbered && near.adjacent && near.same_day
    };
    let hint = label || dnr || !e.part && (placed || near.adjacent || near.same_day);
    outcome(sure, hint && e.is_worth_a_look())
}

/// The rule for pages of two documents: an organ meets often, and its pages are numbered alike, so that what stands around a page says more.
pub(super) fn judge_documents(e: &Evidence, near: Near) -> Outcome {
    let (label, dnr, around) = (e.labels > 0, e.dnr > 0, near.neighbours > 0);
    let named = label && dnr;
    let meets = near.same_day || around || e.agreeing >= AGREEING;
    let sure = if (e.date || e.mention || e.part) && !named || e.part && e.doubts > 0 {
        false
    } else if e.doubts > 0 {
        e.is_misread() && (label || dnr) && meets
    } else {
        named && meets || (label || dnr) && around || near.neighbours == 2
    };
    let hint = around && !e.part || near.same_day && (label || dnr);
    outcome(sure, hint && e.is_worth_a_look())
}

fn outcome(sure: bool, asked: bool) -> Outcome {
    match (sure, asked) {
        (true, _) => Outcome::Corrected,
        (false, true) => Outcome::Perhaps,
        (false, false) => Outcome::Apart,
    }
}

impl Evidence {
    /// Whether the one § or diarienummer that differs may be a misreading: all else agrees.
    fn is_misread(&self) -> bool {
        self.doubts == 1 && self.places <= BESIDE && self.agreeing >= AGREEING
    }

    /// Whether the pages are so alike that a person should look at them.
    fn is_worth_a_look(&self) -> bool {
        self.doubts == 0 && !self.date && self.places <= ASKED_PLACES && self.words >= ASKED_WORDS
    }
}

/// A place where two pages differ in substance: words of each, either may be none.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Place {
    a: Range<usize>,
    b: Range<usize>,
    kind: &'static str,
}

/// Aligns two pages, of which the first may be a part of the second: what agrees, and the places that differ. `None` where too little agrees, or the
/// number of a record is another; of pages known to be one never for that.
fn differences(a: &PageText, b: &PageText, scope: Scope) -> Option<(Evidence, Vec<Place>)> {
    let alignment = align(a, b, |_| false)?;
    let size = match scope {
        Scope::Whole => a.size().max(b.size()),
        Scope::Part => a.size(),
        Scope::Known => 0,
    };
    if alignment.covered < COVERAGE * size as f64 {
        return None;
    }
    let strict = scope != Scope::Known;
    let mut evidence = Evidence { words: a.tokens.len().min(b.tokens.len()), ..Evidence::default() };
    let undamaged =
        alignment.pairs.iter().filter(|&&(i, j)| a.raw(i) == b.raw(j)).count() * 20 >= alignment.pairs.len() * 19;
    let mut places: Vec<Place> = Vec::new();
    let mut add = |place: Place| match places.last_mut() {
        Some(last) if place.a.start <= last.a.end + BETWEEN && place.b.start <= last.b.end + BETWEEN => {
            let kind = if last.kind == place.kind || place.kind == "missing-line" { last.kind } else { "wording" };
            *last = Place { a: last.a.start..place.a.end, b: last.b.start..place.b.end, kind };
        }
        _ => places.push(place),
    };
    let (mut at_a, mut at_b) = (0, 0);
    let ends = [(a.tokens.len(), b.tokens.len())];
    for &(i, j) in alignment.pairs.iter().chain(&ends) {
        // Words that only one page has.
        let (own_a, own_b) = (at_a..i, at_b..j.max(at_b));
        // Before and after a part stands what the part leaves out.
        let around = scope == Scope::Part && own_a.is_empty() && (at_b == 0 || j == b.tokens.len());
        if let Some(kind) = own(a, own_a.clone(), b, own_b.clone()).filter(|_| !around) {
            let names = own_a.clone().any(|i| names_record(a, i)) || own_b.clone().any(|j| names_record(b, j));
            if names && strict {
                return None;
            }
            add(Place { a: own_a, b: own_b, kind });
        }
        if i >= a.tokens.len() || j >= b.tokens.len() {
            break;
        }
        (at_a, at_b) = (i + 1, j + 1);
        let (x, y) = (a.tokens[i], b.tokens[j]);
        let fact = if a.raw(i) == b.raw(j) && !x.digit { Fact::Neutral } else { compare(a.raw(i), b.raw(j)) };
        let (label, dnr) = (x.label || y.label, x.dnr || y.dnr);
        let kind = match fact {
            Fact::Agree => {
                evidence.agreeing += 1;
                // The sign before the number may be misread on one of the pages.
                evidence.labels += usize::from(label);
                evidence.dnr += usize::from(dnr);
                None
            }
            Fact::Sign if x.label != y.label => {
                evidence.labels += 1;
                None
            }
            Fact::Sign if label || dnr => {
                evidence.doubts += 1;
                None
            }
            Fact::Number if (label || dnr) && strict => return None,
            Fact::Doubtful if label || dnr => {
                evidence.doubts += 1;
                (is_clean(a.raw(i)) && is_clean(b.raw(j))).then_some("number")
            }
            Fact::Number if x.key || y.key => {
                evidence.mention = true;
                Some("number")
            }
            Fact::Number => Some("number"),
            Fact::Doubtful if is_clean(a.raw(i)) && is_clean(b.raw(j)) => Some("number"),
            Fact::Name if is_plain(a.raw(i)) && is_plain(b.raw(j)) => Some("name"),
            Fact::Word if is_plain(a.raw(i)) && is_plain(b.raw(j)) => Some("wording"),
            Fact::Neutral if undamaged && differs_plainly(a.raw(i), b.raw(j)) => Some("wording"),
            Fact::Neutral if is_other_decision(a.raw(i), b.raw(j)) => Some("wording"),
            Fact::Neutral if is_other_name(a.raw(i), b.raw(j)) => Some("name"),
            _ => None,
        };
        if let Some(kind) = kind {
            evidence.date |= is_date(a, i) || is_date(b, j);
            add(Place { a: i..i + 1, b: j..j + 1, kind });
        }
    }
    Some((evidence, places))
}

/// Whether a word is the number of a § that begins a line, or a diarienummer.
fn names_record(text: &PageText, word: usize) -> bool {
    text.tokens[word].label || text.tokens[word].dnr
}

/// Whether words that stand between two pairs say something that the other page does not, and what kind of difference that is.
fn own(a: &PageText, ra: Range<usize>, b: &PageText, rb: Range<usize>) -> Option<&'static str> {
    let (one, two) = (said(a, &ra), said(b, &rb));
    // A word is lost as easily as it is corrected; what is divided otherwise, or read in another order, is the same.
    let (x, y) = (a.folded_run(ra), b.folded_run(rb));
    let alike = !x.is_empty() && !y.is_empty() && similarity_from(x, y, SAME_RUN).is_some();
    let news = |said: usize, run: &str, other: &PageText| said >= OWN_WORDS && !other.holds(run);
    // Dirt in its place is a damaged reading of it.
    let dirt = !x.is_empty() && one == 0 || !y.is_empty() && two == 0;
    if alike || dirt || !(news(one, x, b) || news(two, y, a)) {
        return None;
    }
    Some(if one.min(two) == 0 { "missing-line" } else { "wording" })
}

/// How many words say something; none where most are dirt.
fn said(text: &PageText, words: &Range<usize>) -> usize {
    let digits = |w: &str| w.bytes().filter(u8::is_ascii_digit).count();
    let number = |w: &str| is_clean(w) && digits(w) >= OWN_DIGITS;
    let count = words.clone().filter(|i| is_plain(text.raw(*i)) || number(text.raw(*i))).count();
    if count as f64 >= OWN_SHARE * words.len() as f64 { count } else { 0 }
}

/// Whether a number is part of a date: a day, or the number before or the word that is a month.
fn is_date(text: &PageText, word: usize) -> bool {
    let month = |i: usize| i < text.tokens.len() && MONTHS.contains(text.folded(i));
    let digits: String = text.raw(word).chars().filter(char::is_ascii_digit).collect();
    month(word) || month(word + 1) && text.tokens[word].digit || super::verdict::is_day(&digits)
}

/// As [`variants`], of pages that vote: the vote knows more of misread numbers, and says itself which of them differ; those it may not come upon
/// are sums, and of pages that the verdict holds for one (not `corrected`) none.
pub(super) fn beside_vote(page: &PageText, other: (&PageText, usize), corrected: bool) -> Vec<Variant> {
    let digits = |w: &str| w.bytes().filter(u8::is_ascii_digit).count();
    let sum = |v: &Variant| {
        let (x, y) = (digits(&v.kept), digits(&v.other));
        x.min(y) >= SUM_DIGITS && compare(&v.kept, &v.other) == Fact::Number
    };
    let mut variants = variants(page, &[other]);
    variants.retain(|v| v.kind != "number" || corrected && sum(v));
    variants
}

/// The places where a page and one or two others that repeat it differ in substance, with the lines of the page. `others` are read as one, each with
/// its index. What stands on them before and after the page's text is no difference.
pub(super) fn variants(page: &PageText, others: &[(&PageText, usize)]) -> Vec<Variant> {
    let [(first, index), rest @ ..] = others else { return Vec::new() };
    let joined = rest.first().map(|(second, _)| PageText::joined(first, second));
    let other = joined.as_ref().unwrap_or(first);
    let places = differences(page, other, Scope::Known).map(|d| d.1).unwrap_or_default();
    let words = |t: &PageText, r: &Range<usize>| {
        let text: Vec<&str> = r.clone().map(|i| trimmed(t.raw(i))).collect();
        text.join(" ").chars().take(SHOWN).collect::<String>()
    };
    let variant = |p: &Place| Variant {
        other_page: rest.first().filter(|_| p.b.start >= first.tokens.len()).map_or(*index, |r| r.1),
        other_protocol: None,
        line: page.tokens.get(p.a.start).or(page.tokens.last()).map_or(0, |t| t.line as usize),
        kept: words(page, &p.a),
        other: words(other, &p.b),
        kind: p.kind.into(),
    };
    let part = |p: &&Place| p.a.is_empty() && (p.b.start == 0 || p.b.end == other.tokens.len());
    places.iter().filter(|p| !part(p) && p.a.len().max(p.b.len()) <= MOST_WORDS).map(variant).collect()
}

fn trimmed(word: &str) -> &str {
    word.trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '§' | '%'))
}
