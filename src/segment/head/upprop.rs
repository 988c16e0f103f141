//! Rolls called: lists where crosses tell who was there and who was not.

use std::borrow::Cow;
use std::sync::LazyLock;

use super::super::crosses::{self, Heads};
use super::{data, heading, people, row};
use crate::fold;
use crate::page::TextLine;

/// Folded headings, and whether they say that somebody was there.
static COLUMNS: LazyLock<Vec<(String, bool)>> = LazyLock::new(|| {
    let rows = data::rows(include_str!("../../../dictionaries/attendance-columns.tsv"));
    rows.filter(|r| matches!(r[0], "present" | "serves" | "absent"))
        .map(|r| (fold::skeleton(r[1]), r[0] != "absent"))
        .collect()
});

/// The lines without those who were not there, without crosses and without the headings over them.
pub(super) fn there(lines: &[TextLine]) -> Cow<'_, [TextLine]> {
    let lines = told(lines);
    let Some(first) = lines.iter().position(|l| heads(&l.text).is_some()) else { return lines };
    let mut out = lines[..first].to_vec();
    let mut table: Option<Heads<bool>> = None;
    for line in &lines[first..] {
        if let Some(found) = heads(&line.text) {
            table = Some(found);
            // "Ledamöter     Närvarande     Frånvarande": the first cell may head the list.
            let text = line.text.trim().split(['\t']).next().unwrap_or("");
            let text = text.split("  ").next().unwrap_or("").to_string();
            out.push(TextLine { text, ..line.clone() });
            continue;
        }
        match table.as_ref().and_then(|t| t.marked(&line.text)) {
            Some((_, said)) if !said.is_empty() && said.iter().all(|there| !there) => {}
            Some((before, _)) => out.push(TextLine { text: before.to_string(), ..line.clone() }),
            None => out.push(line.clone()),
        }
    }
    Cow::Owned(out)
}

/// The lines without those of persons whose box is empty or who are said not to have been there, and without the words and boxes that say so.
fn told(lines: &[TextLine]) -> Cow<'_, [TextLine]> {
    // A table with headings is read by those.
    let headed = lines.iter().any(|l| heading::of(&l.text).is_some());
    let said = |line: &'_ TextLine| boxed(&line.text).or_else(|| worded(&line.text).filter(|_| !headed));
    if !lines.iter().any(|l| said(l).is_some()) {
        return Cow::Borrowed(lines);
    }
    let mut out = Vec::with_capacity(lines.len());
    for line in lines {
        match said(line) {
            None => out.push(line.clone()),
            Some((rest, true)) => out.push(TextLine { text: rest, ..line.clone() }),
            Some((_, false)) => {}
        }
    }
    Cow::Owned(out)
}

/// A person's line without its box, and whether that is ticked: "☐ Nils Ek".
fn boxed(line: &str) -> Option<(String, bool)> {
    let text = line.trim();
    let rest = text.strip_prefix(EMPTY).or_else(|| text.strip_prefix(TICKED))?.trim_start();
    people::begins(rest).then(|| (rest.to_string(), text.starts_with(TICKED)))
}

/// A person's line without the word in its last column that says whether they were there: "Anna Berg (S)   Ledamot   Närvarande".
fn worded(line: &str) -> Option<(String, bool)> {
    let text = line.trim();
    let (before, word) = text.rsplit_once('\t').or_else(|| text.rsplit_once("  "))?;
    let (before, word) = (before.trim_end(), word.trim());
    let sure = word.chars().count() >= LONG && people::begins(before);
    (sure && (row::is_here(word) || row::is_gone(word))).then(|| (before.to_string(), row::is_here(word)))
}

/// Boxes of a form.
const EMPTY: [char; 3] = ['☐', '□', '▢'];
const TICKED: [char; 4] = ['☒', '☑', '✓', '✔'];
/// Shorter words in a last column may say something else.
const LONG: usize = 6;

/// Headings that tell both those who were there and those who were not.
fn heads(line: &str) -> Option<Heads<bool>> {
    // Most lines are ruled out without looking at their words.
    if !(line.contains("  ") || line.contains('\t')) || !line.contains(['N', 'n', 'T', 't']) {
        return None;
    }
    // Who came instead stands in a column that the table's own reader knows.
    if heading::of(line).is_some() {
        return None;
    }
    let known = |t: &str| {
        let folded = fold::skeleton(t);
        COLUMNS.iter().find(|(w, _)| *w == folded).map(|(_, there)| *there)
    };
    crosses::heads(line, known, 2).filter(|h| h.meanings().any(|t| t) && h.meanings().any(|t| !t))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_was_there() {
        let text = "Beslut\nLedamöter            Närvarande   Frånvarande\nAnna Berg (S)            X\nNils Ek (M)                           X\nEva Ås (C)               X";
        let lines: Vec<_> =
            text.lines().enumerate().map(|(i, l)| TextLine { page: 0, line: i, text: l.into() }).collect();
        let left: Vec<String> = there(&lines).iter().map(|l| l.text.clone()).collect();
        assert_eq!(left, ["Beslut", "Ledamöter", "Anna Berg (S)", "Eva Ås (C)"]);
    }

    #[test]
    fn boxes_and_words() {
        let text = "Ledamöter\n☒ Anna Berg (S)\n☐ Nils Ek (M)\nEva Ås (C)    Ledamot    Närvarande\nOla Alm (L)    Ledamot    Frånvarande";
        let lines = crate::segment::testing::lines(text);
        let left: Vec<String> = there(&lines).iter().map(|l| l.text.clone()).collect();
        assert_eq!(left, ["Ledamöter", "Anna Berg (S)", "Eva Ås (C)    Ledamot"]);
    }
}
