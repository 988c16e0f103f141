//! Rolls called: lists where crosses tell who was there and who was not.

use std::borrow::Cow;
use std::sync::LazyLock;

use super::super::crosses::{self, Heads};
use super::data;
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
    let Some(first) = lines.iter().position(|l| heads(&l.text).is_some()) else { return Cow::Borrowed(lines) };
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

/// Headings that tell both those who were there and those who were not.
fn heads(line: &str) -> Option<Heads<bool>> {
    // Most lines are ruled out without looking at their words.
    if !(line.contains("  ") || line.contains('\t')) || !line.contains(['N', 'n', 'T', 't']) {
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
}
