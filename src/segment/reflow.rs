//! Lines to paragraphs: line-end hyphens undone, list items kept as lines, breaks that only the page or the OCR made closed.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::{data, text};
use crate::lexicon::Lexicon;
use crate::page::TextLine;

const KEEP: &str = include_str!("../../dictionaries/hyphen-keep.txt");
const JOINERS: &str = include_str!("../../dictionaries/hyphen-joiners.txt");
const SUSPENDS: &str = include_str!("../../dictionaries/hyphen-suspends.txt");
const BULLETS: &str = include_str!("../../dictionaries/bullets.tsv");
static KEEP_LIST: LazyLock<Vec<&str>> = LazyLock::new(|| data::entries(KEEP).collect());
static JOINER_LIST: LazyLock<Vec<&str>> = LazyLock::new(|| data::entries(JOINERS).collect());
static SUSPEND_LIST: LazyLock<Vec<&str>> = LazyLock::new(|| data::entries(SUSPENDS).collect());
static BULLET_LIST: LazyLock<Vec<&str>> = LazyLock::new(|| {
    let mut b: Vec<&str> = data::entries(BULLETS).collect();
    b.sort_by_key(|s| std::cmp::Reverse(s.len()));
    b
});

/// A line, or what is left of one, with the index of its [`TextLine`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Piece<'a> {
    /// Text.
    pub text: &'a str,
    /// Index into the text lines.
    pub at: usize,
    /// Page index.
    pub page: usize,
}

/// Lines with text below which a page does not show its column's width by itself.
const FEW: usize = 12;

/// The width of the text column of each page, in characters: what 95 of 100 lines keep within.
pub struct Widths(FxHashMap<usize, usize>);

impl Widths {
    /// Measures all pages.
    pub fn new(lines: &[TextLine]) -> Self {
        Self::of_column(lines, |_, text| text)
    }

    /// Measures the column of text on all pages; `column` gives what line `i` holds of it.
    pub(super) fn of_column<'a>(lines: &'a [TextLine], column: impl Fn(usize, &'a str) -> &'a str) -> Self {
        let mut by_page: FxHashMap<usize, Vec<usize>> = FxHashMap::default();
        for (i, l) in lines.iter().enumerate() {
            let n = text::trim(column(i, &l.text)).chars().count();
            if n > 0 {
                by_page.entry(l.page).or_default().push(n);
            }
        }
        let width = |n: &mut Vec<usize>| {
            n.sort_unstable();
            n[(n.len() * 95 / 100).min(n.len() - 1)]
        };
        let mut widths: FxHashMap<usize, usize> = by_page.iter_mut().map(|(p, n)| (*p, width(n))).collect();
        // A page with few lines need not have a full one among them: then the others' column counts.
        let mut whole: Vec<usize> = by_page.iter().filter(|(_, n)| n.len() >= FEW).map(|(p, _)| widths[p]).collect();
        whole.sort_unstable();
        if let Some(usual) = whole.get(whole.len() / 2) {
            for (page, _) in by_page.iter().filter(|(_, n)| n.len() < FEW) {
                widths.entry(*page).and_modify(|w| *w = (*w).max(*usual));
            }
        }
        Widths(widths)
    }

    /// Width of a page's column; 0 for a page without text.
    pub fn of(&self, page: usize) -> usize {
        self.0.get(&page).copied().unwrap_or(0)
    }

    /// Whether the line is so full that the next line's first word would not have fitted: the break is the column's, not
    /// the writer's.
    fn is_full(&self, line: &str, page: usize, next: &str) -> bool {
        let word = next.split_whitespace().next().map_or(0, |w| w.chars().count());
        line.chars().count() + 1 + word + 1 > self.of(page)
    }
}

/// How a section's lines relate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// Sentences.
    Prose,
    /// Entries, one or more lines each: documents, recipients.
    Entries,
}

/// The end of a list marker at the start of `t` with the marker as it should stand, or `None`.
fn marker(t: &str) -> Option<(String, usize)> {
    let first = t.as_bytes().first();
    for b in BULLET_LIST.iter().filter(|b| b.as_bytes().first() == first) {
        if let Some(rest) = t.strip_prefix(b) {
            let space = rest.len() - rest.trim_start().len();
            let word = rest.trim_start();
            if (space > 0 || (*b == "•" || *b == "\u{f0b7}"))
                && word.starts_with(|c: char| c.is_alphanumeric() || "”\"(§".contains(c))
            {
                return Some(("- ".to_string(), b.len() + space));
            }
            // "- -Text": the dash was read twice.
            if let Some(r) = word.strip_prefix('-').filter(|r| space > 0 && r.starts_with(char::is_alphabetic)) {
                return Some(("- ".to_string(), t.len() - r.len()));
            }
        }
    }
    // Most lines begin with a capital.
    if !first.is_some_and(|b| b.is_ascii_digit() || b.is_ascii_lowercase()) {
        return None;
    }
    let end = memchr::memchr(b' ', t.as_bytes())?;
    let head = &t[..end];
    let body = head.strip_suffix(['.', ')'])?;
    let number = !body.is_empty() && body.len() <= 2 && body.bytes().all(|b| b.is_ascii_digit());
    let letter = body.len() == 1 && body.bytes().all(|b| b.is_ascii_lowercase());
    let closed = head.ends_with(')');
    let follows =
        t[end..].trim_start().starts_with(|c: char| c.is_alphabetic() || c == '”' || c == '"' || c.is_ascii_digit());
    ((number || (letter && closed)) && follows).then(|| (format!("{head} "), t.len() - t[end..].trim_start().len()))
}

/// Whether the line is an item of a list.
pub(crate) fn is_item(t: &str) -> bool {
    marker(t).is_some() || sub_marker(t)
}

/// "o " before a capital or lower-case word: the round bullet of a word processor's second level.
fn sub_marker(t: &str) -> bool {
    t.strip_prefix("o ").is_some_and(|r| r.trim_start().starts_with(char::is_uppercase))
}

/// Joins lines to paragraphs divided by a blank line. List items stand on lines of their own; every bullet is written "- ".
pub fn reflow(pieces: &[Piece<'_>], widths: &Widths, manner: Manner) -> String {
    let mut out = String::with_capacity(pieces.iter().map(|p| p.text.len() + 2).sum());
    let mut last: Option<(&str, usize, bool)> = None;
    let mut blank = false;
    for p in pieces {
        let t = text::trim_noise_end(trim_speck(text::trim(p.text)));
        if t.is_empty() || text::is_rule(t) {
            blank = true;
            continue;
        }
        let item = marker(t);
        let is_item = item.is_some() || sub_marker(t);
        let (head, body) = match &item {
            Some((m, at)) => (m.as_str(), &t[*at..]),
            None => ("", t),
        };
        match last {
            None => {}
            Some((_, _, prev_item)) if is_item => {
                let led = text_ends(&out, ':');
                out.push_str(if prev_item || led || !blank { "\n" } else { "\n\n" });
            }
            Some((prev, page, prev_item)) => {
                let new_page = page != p.page;
                let full = widths.is_full(prev, page, t);
                let open_width = prev.chars().count() * 100 > widths.of(page) * 65;
                match join(prev, prev_item, t, blank, full, open_width, new_page, manner) {
                    true => {
                        glue(&mut out, body);
                        last = Some((t, p.page, prev_item));
                        blank = false;
                        continue;
                    }
                    false => out.push_str("\n\n"),
                }
            }
        }
        out.push_str(head);
        text::push_squeezed(&mut out, body);
        last = Some((t, p.page, is_item));
        blank = false;
    }
    out
}

/// `t` without a speck read as a sign of its own at its start: ". Linje 4" → "Linje 4".
fn trim_speck(t: &str) -> &str {
    let mut c = t.chars();
    match (c.next(), c.next()) {
        (Some('.' | '|' | '\'' | ',' | ':' | ';' | '_'), Some(' ')) => c.as_str().trim_start(),
        _ => t,
    }
}

fn text_ends(t: &str, c: char) -> bool {
    t.trim_end().ends_with(c)
}

/// Whether the line after `prev` goes on with it.
#[allow(clippy::too_many_arguments)]
fn join(
    prev: &str,
    prev_item: bool,
    t: &str,
    blank: bool,
    full: bool,
    open_width: bool,
    new_page: bool,
    manner: Manner,
) -> bool {
    let hyphen = prev.ends_with(['-', '¬', '\u{ad}']) && !prev.ends_with(" -");
    if hyphen {
        return true;
    }
    let ended = text::ends_sentence(prev);
    let lower = text::starts_lower(t);
    if prev.ends_with(':') {
        return !blank && (lower || (full && !new_page));
    }
    if manner == Manner::Entries {
        return (lower && !ended) || (full && !blank && !ended);
    }
    if blank || new_page {
        let long = prev.chars().count() > 100;
        return if ended { new_page && !blank && full } else { lower || full || (new_page && long) };
    }
    if lower {
        return true;
    }
    if ended {
        return full;
    }
    // A short line without a full stop above a capital is a sub-heading or an entry of its own.
    let last = prev.rsplit(char::is_whitespace).next().unwrap_or("");
    full || open_width || JOINER_LIST.contains(&last) || prev_item && !text::starts_upper(t) || prev.ends_with(',')
}

/// Adds `next` to the paragraph that `out` ends with, undoing a hyphen at its end.
pub(crate) fn glue(out: &mut String, next: &str) {
    if out.ends_with(['\u{ad}', '¬']) {
        out.pop();
    } else if out.ends_with('-') && !out.ends_with(" -") {
        let (part, first) = (last_part(out), first_word(next));
        let (one, tripled) = (is_one_word(part, first), triples(part, first));
        if one {
            out.pop();
            // Swedish writes no letter three times: "till-" + "lämpa" is "tillämpa".
            if tripled {
                out.pop();
            }
        } else if keeps_hyphen(out, next) {
            let first = next.split_whitespace().next().unwrap_or("");
            if JOINER_LIST.contains(&first.trim_end_matches('.')) {
                out.push(' ');
            }
        } else {
            out.pop();
        }
    } else if !out.is_empty() {
        out.push(' ');
    }
    text::push_squeezed(out, next);
}

/// What stands after the last space, bracket or hyphen within a text that ends with a hyphen, without that hyphen.
fn last_part(out: &str) -> &str {
    let word = out.trim_end_matches('-');
    word.rsplit(|c: char| c.is_whitespace() || c == '(' || c == '-').next().unwrap_or(word)
}

/// The letters that `next` begins with.
fn first_word(next: &str) -> &str {
    let end = next.find(|c: char| !c.is_alphabetic()).unwrap_or(next.len());
    &next[..end]
}

/// Whether a letter would stand three times where the parts meet.
fn triples(part: &str, first: &str) -> bool {
    let mut end = part.chars().rev();
    let letter = first.chars().next();
    letter.is_some() && end.next() == letter && end.next() == letter
}

/// The shortest part of a compound, in letters.
const SHORTEST_PART: usize = 3;

/// Whether the lexicon knows two parts, divided at a line's end, for one word: "ex-" + "empel", "KOMMUN-" + "STYRELSEN". Where the second is a word that
/// takes up a hyphen ("och"), it is that word.
fn is_one_word(part: &str, first: &str) -> bool {
    let capitals = |t: &str| t.chars().count() > 1 && t.chars().all(char::is_uppercase);
    let same_case = first.starts_with(char::is_lowercase) && !capitals(part) || capitals(first) && capitals(part);
    let suspends = SUSPEND_LIST.contains(&first.to_lowercase().as_str());
    if part.chars().count() < 2 || !same_case || suspends || !part.chars().all(char::is_alphabetic) {
        return false;
    }
    let Ok(lexicon) = Lexicon::swedish() else { return false };
    let mut whole = part.to_lowercase();
    if triples(part, first) {
        whole.pop();
    }
    whole.push_str(&first.to_lowercase());
    // Small letters go together anyway; in capitals nothing but the words tells a compound from two names.
    lexicon.known(&whole).is_some() || (capitals(first) && is_compound(&lexicon, &whole))
}

/// Whether the lexicon knows `whole` for two words in one: "huvudhandlingar".
fn is_compound(lexicon: &Lexicon, whole: &str) -> bool {
    let long = |t: &str| t.chars().count() >= SHORTEST_PART;
    let word = |t: &str| lexicon.known(t).is_some_and(|id| !lexicon.is_name(id));
    let first = |t: &str| lexicon.is_part(t) || word(t) || t.strip_suffix('s').is_some_and(word);
    let mut parts = whole.char_indices().map(|(at, _)| whole.split_at(at));
    parts.any(|(a, b)| long(a) && long(b) && first(a) && word(b))
}

/// Whether the hyphen that `out` ends with belongs to the word: "IT-" + "drift", "system-" + "och", "Itsam-" + "Avtalet".
fn keeps_hyphen(out: &str, next: &str) -> bool {
    let word = out[..out.len() - 1].rsplit(|c: char| c.is_whitespace() || c == '(').next().unwrap_or("");
    let part = word.rsplit('-').next().unwrap_or(word);
    let first = next.split_whitespace().next().unwrap_or("");
    if !first.starts_with(char::is_lowercase) || JOINER_LIST.contains(&first.trim_end_matches('.')) {
        return true;
    }
    let letters = part.chars().count();
    let capitals = letters > 1 && part.chars().all(|c| c.is_uppercase() || c.is_ascii_digit());
    let lower = part.to_lowercase();
    capitals || letters <= 1 || part.ends_with(|c: char| c.is_ascii_digit()) || KEEP_LIST.contains(&lower.as_str())
}

#[cfg(test)]
#[path = "reflow_tests.rs"]
mod tests;
