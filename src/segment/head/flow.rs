//! Lines as running text, and where its sentences end.

use super::{columns, data, names, titles};
use crate::page::TextLine;

/// Lines as one text: line-end hyphens undone, a blank line as `\n` unless the sentence goes on after it, as readings
/// of widely set pages have it.
pub(super) fn join<'a>(lines: impl Iterator<Item = &'a str>) -> String {
    let mut out = String::new();
    let mut blank = false;
    for line in lines.map(str::trim) {
        if line.is_empty() {
            blank = true;
            continue;
        }
        let lower = line.chars().next().is_some_and(char::is_lowercase);
        let goes_on = if lower { !out.ends_with(['.', ':', '!', '?']) } else { ends_with_honorific(&out) };
        if std::mem::take(&mut blank) && !goes_on && !out.is_empty() {
            out.push('\n');
        } else if out.ends_with('-') && lower && !line.starts_with("och ") {
            out.pop();
        } else if !out.is_empty() && !out.ends_with('-') {
            out.push(' ');
        }
        out.push_str(line);
    }
    out
}

/// Whether a text ends as a sentence that a name goes on: "utsågs herrar".
fn ends_with_honorific(text: &str) -> bool {
    let last = text.rsplit(['\n', ' ']).next().unwrap_or("");
    text.contains(' ') && last.starts_with(char::is_lowercase) && titles::has_honorific(last)
}

/// [`join`], without what stands in a margin left of the column that most lines begin in.
pub(super) fn join_column(lines: &[TextLine]) -> String {
    let starts: Vec<Vec<usize>> =
        lines.iter().map(|l| columns::cells(&l.text, false).iter().map(|c| c.at).collect()).collect();
    let mut counts: std::collections::BTreeMap<usize, usize> = std::collections::BTreeMap::new();
    starts.iter().filter_map(|s| s.first()).for_each(|at| *counts.entry(*at).or_default() += 1);
    let most = counts.iter().max_by_key(|(_, n)| **n).filter(|(at, n)| **at >= MARGIN && **n * 3 >= lines.len());
    let Some((&column, _)) = most else { return join(lines.iter().map(|l| l.text.as_str())) };
    let text = |(l, s): (&TextLine, &Vec<usize>)| {
        let in_margin = s.first().is_some_and(|at| at + MARGIN <= column);
        match s.iter().find(|at| **at + 1 >= column && **at <= column + 3) {
            Some(at) if in_margin => l.text.chars().skip(*at).collect(),
            None if in_margin && l.text.trim_end().chars().count() < column => String::new(),
            _ => l.text.clone(),
        }
    };
    // A margin's line of its own is no blank line.
    let kept = lines.iter().zip(&starts).map(|x| (x.0.text.trim().is_empty(), text(x)));
    let kept: Vec<String> = kept.filter(|(blank, t)| *blank || !t.is_empty()).map(|(_, t)| t).collect();
    join(kept.iter().map(String::as_str))
}

/// A column this far in leaves a margin.
const MARGIN: usize = 8;

/// The text up to the end of its first sentence: a blank line, or a period before a capital that ends no initial and
/// no short form ("ordf.", "Aug. Berg").
pub(super) fn sentence(text: &str) -> &str {
    let end =
        text.char_indices().find(|(i, c)| *c == '\n' || (*c == '.' && ends_sentence(&text[..*i], &text[*i + 1..])));
    &text[..end.map_or(text.len(), |(i, _)| i)]
}

/// Whether a capital and a small word begin `after`, as in "Ordet fördes": a surname would be followed by another person.
fn begins_sentence(after: &str) -> bool {
    let mut words = after.split_whitespace();
    let first = words.next().is_some_and(|w| w.starts_with(char::is_uppercase) && w.ends_with(char::is_alphabetic));
    first
        && words
            .next()
            .is_some_and(|w| w.starts_with(char::is_lowercase) && !data::is_small("join", w) && !titles::is_titled(w))
}

fn ends_sentence(before: &str, after: &str) -> bool {
    let mut words = before.rsplit(|c: char| c.is_whitespace());
    let (word, previous) = (words.next().unwrap_or(""), words.next().unwrap_or(""));
    let capital = |w: &str| w.chars().next().is_some_and(char::is_uppercase);
    let whole = match word.chars().count() {
        // "under § 89. Herr Ek"
        _ if previous.starts_with('§') && word.starts_with(|c: char| c.is_ascii_digit()) => true,
        // "vid §§ 8 och 11. Herr Ek"
        _ if numbered(word) && ends_numbers(before) => true,
        0 | 1 => false,
        // "N. Ek." ends; "Aug. Berg" does not.
        // Before the comma, or after a title, it is a given name: "P. Dahl, Joh. Berg", "Fru Aug. Berg".
        2..=4 if capital(word) && titles::has_honorific(previous) => begins_sentence(after),
        2..=4 if capital(word) => capital(previous) && !previous.ends_with(',') && !titles::is_titled(previous),
        2 => false,
        // "handlanden Bernh. Ekdahl"
        _ if capital(word) && names::is_cut_short(word) => false,
        _ => !titles::is_short_role(word),
    };
    whole && after.trim_start_matches(' ').chars().next().is_none_or(|c| c.is_uppercase() || c == '\n')
}

fn numbered(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit())
}

/// Whether a text ends with the numbers of several §§.
fn ends_numbers(text: &str) -> bool {
    let joins = |w: &str| data::is_small("join", w) || w.chars().all(|c| matches!(c, '-' | '–'));
    let first = text.rsplit(' ').find(|w| !joins(w) && !numbered(w));
    first.is_some_and(|w| !w.is_empty() && w.chars().all(|c| c == '§')) && text.rsplit(' ').nth(1).is_some_and(joins)
}
