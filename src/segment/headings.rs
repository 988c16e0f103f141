//! Is this line the heading of a section? The dictionary of headings, and comparing with OCR damage in mind.

use std::cell::OnceCell;

use rapidfuzz::distance::levenshtein;
use smallvec::SmallVec;

use super::heading_table::{Genitive, JOINING_SET, TABLE};
use super::solid::{Solid, distance};
use super::{heading_forms, text, title};
use crate::fold;
use crate::protocol::SectionKind;

/// The longest line, in bytes, that can be a heading.
const MAX_LEN: usize = 90;
/// The longest run-in heading, in bytes: "Barn- och utbildningsnämndens förslag till kommunfullmäktige".
const MAX_RUN_IN: usize = 75;
/// A run-in heading of so many letters is known with letters misread.
const LONG_RUN_IN: usize = 10;
/// The most words of a heading.
const MAX_WORDS: usize = 9;

/// The kind of section that `line` opens, where the whole line is a heading. A closing colon may stand; a line that reads like a
/// sentence is no heading.
pub fn whole(line: &str) -> Option<SectionKind> {
    let t = trim_specks(text::trim(line));
    if t.len() < 3 || text::starts_lower(t) {
        return None;
    }
    let t = text::trim_noise_end(t);
    if t.len() < 3 || t.len() > MAX_LEN {
        return None;
    }
    // The cheap tests that pass over most lines of running text.
    let spaces = t.bytes().filter(|b| *b == b' ').count();
    if spaces > MAX_WORDS {
        return heading_forms::letter_spaced(t);
    }
    // "Ja = nämndens förslag" says what a vote is about.
    if t.contains(" = ") || t.ends_with(['-', ',', ';']) || (spaces > 4 && t.ends_with('.')) {
        return None;
    }
    // "Enligt nämndens förslag." is a sentence, "Nämndens förslag." an old heading.
    let sentence = t.ends_with('.') && spaces > 1 && names_owner(t);
    if let Some(words) = t.strip_suffix(':').and_then(heading_forms::unreferred) {
        return of_place(words);
    }
    let t = t.strip_suffix([':', '.']).unwrap_or(t).trim_end();
    let stops = || memchr::memchr2_iter(b':', b'.', t.as_bytes());
    if sentence || stops().any(|at| t[at + 1..].starts_with(' ')) {
        return None;
    }
    lookup(t, true).or_else(|| {
        // A speck read as a letter after the heading: "Bakgrund i".
        let (head, last) = t.rsplit_once(' ')?;
        (last.chars().count() == 1 && head.split(' ').count() <= 4).then(|| lookup(head, true))?
    })
}

/// The kind of a heading that says where something was said, by its words. "Bilaga 1, § 55:" names a paper.
fn of_place(words: &str) -> Option<SectionKind> {
    lookup(words, false).filter(|k| *k != SectionKind::Attachment)
}

/// The kind of a heading with a bracket behind it that says where that was said ("Kommunstyrelsens förslag (KS § 71)"). Only what stands around tells it
/// from a paper in a list, and what another body decided is no decision.
pub(super) fn referred(line: &str) -> Option<SectionKind> {
    let t = text::trim_noise_end(trim_specks(line.trim()));
    if t.len() > MAX_LEN || text::starts_lower(t) {
        return None;
    }
    said_elsewhere(heading_forms::before_bracket(t.strip_suffix(':').unwrap_or(t))?)
}

/// [`referred`] where no bracket holds the place: "Kommunstyrelsens förslag 1992-06-02, § 131".
pub(super) fn dated(line: &str) -> Option<SectionKind> {
    let t = text::trim_noise_end(trim_specks(line.trim()));
    if t.len() > MAX_LEN || text::starts_lower(t) {
        return None;
    }
    said_elsewhere(heading_forms::unreferred(t)?)
}

fn said_elsewhere(words: &str) -> Option<SectionKind> {
    let kind = lookup(words, words.chars().count() >= LONG_RUN_IN)?;
    let told = !matches!(kind, SectionKind::Decision | SectionKind::Attachment | SectionKind::Basis);
    told.then_some(kind)
}

/// Whether a word in the genitive stands among the first ones, behind another that is none and binds no words.
fn names_owner(t: &str) -> bool {
    let words: Vec<&str> = t.split_whitespace().collect();
    let owner = |w: &&str| w.chars().count() > 2 && w.ends_with('s');
    words.iter().skip(1).any(owner) && !words.contains(&"och")
}

/// The kind of a heading of kind `kind` in `line` that names something else behind a section of kind `before`: "Yttrande" after a reservation is a
/// member's own.
pub(super) fn behind(kind: SectionKind, line: &str, before: SectionKind) -> SectionKind {
    let t = text::trim_noise_end(trim_specks(line.trim()));
    let blurred = || fold::blur(t.trim_end_matches([':', '.']));
    let rule = TABLE.behind.iter().find(|r| r.before == before && r.blurred == blurred());
    rule.map_or(kind, |r| r.kind)
}

/// The kind that a line opens by the very words of a heading, though its capital was read as a small letter: "underlag".
pub(super) fn uncapitalised(line: &str) -> Option<SectionKind> {
    let t = text::trim_noise_end(trim_specks(line.trim()));
    if t.len() > MAX_LEN || !text::starts_lower(t) {
        return None;
    }
    TABLE.exact.get(&fold::blur(t.strip_suffix(':').unwrap_or(t))).copied()
}

/// `t` without signs at its start that specks and table rules are read as. A dash or bullet stays: it makes an item.
pub(crate) fn trim_specks(t: &str) -> &str {
    let speck = |c: char| {
        matches!(c, '|' | '\'' | '.' | ',' | '_' | '~' | '=' | ':' | ';' | '`' | '^' | '\\' | '/' | '!')
            || matches!(c, '°' | '©' | '®' | '‘' | '’' | '´')
    };
    t.trim_start_matches(|c: char| speck(c) || c.is_whitespace())
}

/// The kind that a run-in heading opens ("Beslut: Nämnden godkänner …"), and the byte where its text starts.
pub fn run_in(line: &str) -> Option<(SectionKind, usize)> {
    let head = line.get(..line.len().min(MAX_LEN)).unwrap_or_else(|| {
        let mut n = MAX_LEN;
        while !line.is_char_boundary(n) {
            n -= 1;
        }
        &line[..n]
    });
    // The colon of "Vd:s förslag: att …" ends nothing.
    let colon = memchr::memchr_iter(b':', head.as_bytes()).find(|at| !head[at + 1..].starts_with("s "))?;
    let t = head[..colon].trim();
    if t.len() < 3 || t.len() > MAX_RUN_IN || !t.starts_with(char::is_uppercase) {
        return None;
    }
    let rest = &line[colon + 1..];
    if !rest.starts_with(char::is_whitespace) || rest.trim().is_empty() {
        return None;
    }
    if let Some(words) = heading_forms::unreferred(t) {
        return of_place(words).map(|k| (k, colon + 1));
    }
    // A long heading may be misread; a short word before a colon is too near to others ("Yttrande:", "Yrkande:").
    lookup(t, t.chars().count() >= LONG_RUN_IN).map(|k| (k, colon + 1))
}

/// The most words of a heading that opens a sentence without a verb.
const LEAD_WORDS: usize = 5;

/// The kind that the first words of a block name where no sign parts them from its text ("Prot.utdr. till länsstyrelsen, sökanden."), and the byte where
/// this starts. What has a verb is a sentence.
pub(super) fn lead(line: &str) -> Option<(SectionKind, usize)> {
    let start = line.len() - line.trim_start().len();
    let body = &line[start..];
    let (first, _) = body.split_once(' ').filter(|_| body.starts_with(char::is_uppercase))?;
    // Hardly a line begins so.
    let first = fold::blur(first);
    let sign = first.as_bytes().first();
    let begins = |words: &str| (sign.is_none() || words.as_bytes().first() == sign) && words.starts_with(&first);
    if !TABLE.leads.iter().any(|(words, _)| begins(words)) || title::has_verb(body) {
        return None;
    }
    let ends = memchr::memchr_iter(b' ', body.as_bytes()).take(LEAD_WORDS);
    let found = ends.filter_map(|end| {
        let blurred = fold::blur(&body[..end]);
        let (_, kind) = TABLE.leads.iter().find(|(words, _)| *words == blurred)?;
        Some((*kind, start + end + 1))
    });
    found.last()
}

/// The most words of a heading that only one blank parts from the text on its line.
const INLINE_WORDS: usize = 3;

/// The kind that the first words of a line name by the very words of a heading, with a new sentence or list behind them, and the byte where that
/// starts: "Beslut Direktionen antar …". Only the document's manner tells it from a sentence.
pub(super) fn inline(line: &str) -> Option<(SectionKind, usize)> {
    let start = line.len() - line.trim_start().len();
    let body = &line[start..];
    // Where all is set in capitals no sentence shows.
    if !body.starts_with(char::is_uppercase) || !body.contains(char::is_lowercase) {
        return None;
    }
    let ends = memchr::memchr_iter(b' ', body.as_bytes()).take(INLINE_WORDS);
    let found = ends.filter_map(|end| {
        let rest = body[end..].trim_start();
        // Hardly a word of running text is followed by a capital: no need to fold the others.
        if !rest.starts_with(|c: char| c.is_uppercase() || c == '”') && !is_first_item(rest) {
            return None;
        }
        let blurred = fold::blur(&body[..end]);
        let kind = TABLE.exact.get(&blurred).copied().or_else(|| genitive_exact(&blurred));
        kind.map(|k| (k, start + body.len() - rest.len()))
    });
    found.last()
}

/// Whether the text is the first item of a list: "1. att …", "att …" is none.
fn is_first_item(t: &str) -> bool {
    t.starts_with("1. ") || t.starts_with("1) ") || t.starts_with("a) ") || t.starts_with("- ")
}

/// The kind of the very words of a heading, blurred.
pub(super) fn exact(blurred: &str) -> Option<SectionKind> {
    TABLE.exact.get(blurred).copied()
}

/// The kind of an entry with "*" at the start, its words blurred.
pub(super) fn owned(blurred: &str) -> Option<SectionKind> {
    TABLE.genitive.iter().find(|g| g.blurred == blurred).map(|g| g.kind)
}

/// The entry with "*" at the start whose words the text ends with, after one word in the genitive.
pub(super) fn genitive_exact(blurred: &str) -> Option<SectionKind> {
    let (owner, words) = blurred.split_once(' ')?;
    if owner.len() > 4 && owner.ends_with('s') { owned(words) } else { None }
}

/// The kind of a heading by its words, with letters misread.
pub(super) fn of_words(t: &str) -> Option<SectionKind> {
    lookup(t, true)
}

fn lookup(t: &str, fuzzy: bool) -> Option<SectionKind> {
    let first = t.chars().next()?;
    // "8akgrund": a digit in a word is a misread letter, a number is none.
    let number = |w: &str| !w.contains(char::is_alphabetic) && w.contains(|c: char| c.is_ascii_digit()) && w != "4";
    let counts = || t.split_whitespace().any(number);
    if (first.is_ascii_digit() && counts()) || matches!(first, '-' | '•' | '§' | '(' | '”' | '"') {
        return None;
    }
    let blurred = fold::blur(t);
    if let Some(k) = TABLE.exact.get(&blurred) {
        return Some(*k);
    }
    let foreign = t.bytes().filter(|c| c.is_ascii_digit() && !matches!(c, b'0' | b'1' | b'4' | b'6')).count();
    if t.ends_with([',', ';']) || foreign > 1 || (foreign > 0 && counts()) {
        return None;
    }
    let capital = first.is_uppercase();
    if capital
        && !t.contains(char::is_lowercase)
        && let Some(k) = in_capitals(&blurred)
    {
        return Some(k);
    }
    // "Reservation mot nämndens beslut" is no decision.
    if capital && let Some(k) = TABLE.opening(&blurred) {
        return Some(k);
    }
    if capital && let Some(k) = genitive(&blurred) {
        // "Ordföranden ställer proposition på utskottets förslag" tells something.
        return Some(k).filter(|_| !title::has_verb(t));
    }
    if capital && let Some(k) = heading_forms::kind(t, &blurred) {
        return Some(k);
    }
    if fuzzy { near(&blurred) } else { None }
}

/// The longest owner before an entry in capitals, in words.
const OWNER_WORDS: usize = 4;

/// "^ beslutar": one to four words in capitals before the words of the entry.
fn in_capitals(blurred: &str) -> Option<SectionKind> {
    TABLE.capitals.iter().find_map(|(words, kind)| {
        let owner = blurred.strip_suffix(words.as_str())?.strip_suffix(' ')?;
        (owner.len() > 2 && owner.split(' ').count() <= OWNER_WORDS).then_some(*kind)
    })
}

/// Whether a text, blurred, begins with a word that no owner begins with: "Enligt förvaltningens förslag:" opens what is decided.
pub(super) fn joins(blurred: &str) -> bool {
    blurred.split_once(' ').is_some_and(|(first, _)| JOINING_SET.contains(first))
}

/// "* beslut": one to four words, the last in the genitive, before the words of the entry.
fn genitive(blurred: &str) -> Option<SectionKind> {
    // The longest entry decides: "X:s förslag till beslut" is also "X:s … beslut".
    let mut best: Option<(usize, SectionKind)> = None;
    // Looking where an owner ends is cheaper than searching the line for each entry.
    let ends = memchr::memchr_iter(b' ', blurred.as_bytes()).filter(|at| blurred[..*at].ends_with('s'));
    let tails: SmallVec<[&[u8]; MAX_WORDS]> = ends.map(|at| &blurred.as_bytes()[at + 1..]).collect();
    if tails.is_empty() || joins(blurred) {
        return None;
    }
    let owned = |words: &str| tails.iter().any(|t| t.starts_with(words.as_bytes()));
    for Genitive { blurred: words, open, kind, .. } in TABLE.genitive.iter().filter(|g| owned(&g.blurred)) {
        let Some(at) = blurred.find(words.as_str()) else { continue };
        let (before, after) = (&blurred[..at], &blurred[at + words.len()..]);
        let fits_after = after.is_empty() || (*open && after.starts_with(' ') && after.split(' ').count() <= 8);
        let owner = before.strip_suffix(' ').unwrap_or("");
        let count = owner.split(' ').count();
        if fits_after
            && owner.len() > 3
            && owner.ends_with('s')
            && count <= 5
            && best.is_none_or(|(n, _)| words.len() > n)
        {
            best = Some((words.len(), *kind));
        }
    }
    best.map(|(_, k)| k).or_else(|| near_genitive(blurred))
}

/// The same with a letter misread in the words after the genitive.
fn near_genitive(blurred: &str) -> Option<SectionKind> {
    // Where each word starts.
    let starts: Vec<usize> =
        std::iter::once(0).chain(blurred.bytes().enumerate().filter(|(_, b)| *b == b' ').map(|(i, _)| i + 1)).collect();
    if !(2..=9).contains(&starts.len()) || blurred.len() < 11 {
        return None;
    }
    TABLE.genitive.iter().find_map(|e| {
        let owner = starts.len().checked_sub(e.words).filter(|o| (1..=4).contains(o))?;
        let limit = (e.chars.len() / 6).max(1);
        let tail = &blurred[starts[owner]..];
        let fits = !e.open && e.chars.len() >= 6 && tail.len().abs_diff(e.chars.len()) <= limit;
        if !fits || !blurred[..starts[owner]].ends_with("s ") || starts[1] < 6 {
            return None;
        }
        let tail: Vec<char> = tail.chars().collect();
        distance(&tail, &e.chars, limit).map(|_| e.kind)
    })
}

/// Whether a line that is no heading is as near to `line` as `edits`.
pub(super) fn is_none(line: &str, edits: usize) -> bool {
    is_never(&Solid::new(&fold::blur(line)), edits)
}

fn is_never(own: &Solid, edits: usize) -> bool {
    TABLE.never.iter().any(|w| own.distance(w, edits).is_some())
}

/// The entry within a small edit distance, relative to its length; the nearest, ties to the first in the file.
fn near(blurred: &str) -> Option<SectionKind> {
    let line = Solid::new(blurred);
    let n = line.chars.len();
    if n < 5 {
        return None;
    }
    let limit = if n < 8 { 1 } else { n / 6 };
    let mut best: Option<(usize, usize, SectionKind)> = None;
    let within = levenshtein::Args::default().score_cutoff(limit);
    let compared = OnceCell::new();
    for alike in TABLE.fuzzy.iter().take(n + limit + 1).skip(n - limit) {
        for (at, marks) in alike.marks.iter().enumerate() {
            // The letters alone tell most apart.
            if !line.marks.may_be(*marks, limit) {
                continue;
            }
            let (place, heading, kind) = &alike.entries[at];
            let comparator = compared.get_or_init(|| levenshtein::BatchComparator::new(line.chars.iter().copied()));
            if let Some(d) = comparator.distance_with_args(heading.iter().copied(), &within)
                && best.is_none_or(|(b, at, _)| (d, *place) < (b, at))
            {
                best = Some((d, *place, *kind));
            }
        }
    }
    // What is as near to a line that is no heading is none.
    best.filter(|(d, ..)| !is_never(&line, *d)).map(|(.., k)| k)
}

#[cfg(test)]
#[path = "headings_tests.rs"]
mod tests;
