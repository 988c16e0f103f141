//! Signatures with the office below the name: read as if it stood before.

use std::borrow::Cow;

use super::columns::cells;
use super::{fields, names};
use crate::page::TextLine;

/// The lines with each office that stands below its holder's name written before it: "Ordförande: Anna Berg". A row of names and a row of as many
/// offices below it; one under the other at least twice, or closed by a blank line.
pub(super) fn named_first(lines: &[TextLine]) -> Cow<'_, [TextLine]> {
    let offices: Vec<usize> = lines.iter().map(|l| row(&l.text, fields::is_signing_office)).collect();
    let below = |i: usize| {
        let named = i > 0 && offices[i] > 0 && row(&lines[i - 1].text, holds_name) == offices[i];
        // "Ordförande" above the name is its label already.
        let before = || lines[..i - 1].iter().rposition(|l| !l.text.trim().is_empty());
        named && before().is_none_or(|b| !holds_office(&lines[b].text) || is_taken(lines, &offices, b))
    };
    let found: Vec<usize> = (1..lines.len()).filter(|i| below(*i)).collect();
    let closed = |i: &usize| lines.get(i + 1).is_none_or(|l| l.text.trim().is_empty());
    if found.is_empty() || (found.len() < 2 && !found.iter().all(|i| offices[*i] >= 2 || closed(i))) {
        return Cow::Borrowed(lines);
    }
    let mut out: Vec<TextLine> = Vec::with_capacity(lines.len() + found.len());
    for (i, line) in lines.iter().enumerate() {
        if found.contains(&(i + 1)) {
            let below = cells(&lines[i + 1].text, lines[i + 1].text.contains('\t'));
            for (name, office) in cells(&line.text, line.text.contains('\t')).iter().zip(below) {
                let mut word = office.text.trim_end_matches(':').to_string();
                let first = word.chars().next().map_or(0, char::len_utf8);
                word = word[..first].to_uppercase() + &word[first..];
                out.push(TextLine { text: format!("{word}: {}", name.text), ..line.clone() });
            }
        } else if !found.contains(&i) {
            out.push(line.clone());
        }
    }
    Cow::Owned(out)
}

/// Whether the row of offices at `at` belongs to the row of names above it: so it is where that row, and each before it, is the first of its pair.
fn is_taken(lines: &[TextLine], offices: &[usize], at: usize) -> bool {
    let mut at = at;
    loop {
        if at == 0 || offices[at] == 0 || row(&lines[at - 1].text, holds_name) != offices[at] {
            return false;
        }
        match lines[..at - 1].iter().rposition(|l| !l.text.trim().is_empty()) {
            Some(b) if offices[b] > 0 => at = b,
            _ => return true,
        }
    }
}

/// Whether a word of a line is an office: a name below is its holder's.
fn holds_office(line: &str) -> bool {
    line.split_whitespace().any(|w| fields::is_signing_office(w.trim_matches(['.', ':', '_', ','])))
}

/// How many cells a line has that all pass `test`; 0 where one does not.
fn row(line: &str, test: impl Fn(&str) -> bool) -> usize {
    if line.trim().is_empty() || line.len() > 160 {
        return 0;
    }
    let cells = cells(line, line.contains('\t'));
    if cells.iter().all(|c| test(c.text)) { cells.len() } else { 0 }
}

/// Whether a cell is a name, and beside it at most letters in a bracket.
fn holds_name(cell: &str) -> bool {
    let bare = cell.split_once('(').map_or(cell, |(name, _)| name);
    let words: Vec<&str> = bare.split_whitespace().collect();
    !words.is_empty() && names::prefix(&words, false) == words.len()
}

#[cfg(test)]
mod tests {
    use super::super::{HeadInput, read};
    use crate::segment::testing;

    fn signed(text: &str) -> (Option<String>, Option<String>, Vec<String>) {
        let lines = testing::lines(text);
        let head = read(&HeadInput { cover: &lines, ..HeadInput::default() });
        (head.chair, head.secretary, head.adjusters)
    }

    #[test]
    fn offices_below_their_holders() {
        let want = (Some("Anna Berg".into()), Some("Nils Ek".into()), vec!["Eva Ås".to_string(), "Ola Alm".into()]);
        let text = "Justeringens plats   Kansliet\n\nAnna Berg        Nils Ek\nOrdförande       sekreterare\n\nEva Ås           Ola Alm\nJusterare        Justerare\n";
        assert_eq!(signed(text), want);
        let text =
            "Underskrifter\nNils Ek\nSekreterare\n\nAnna Berg\nOrdförande\n\nEva Ås\nJusterare\n\nOla Alm\nJusterare\n";
        assert_eq!(signed(text), want);
    }

    #[test]
    fn offices_above_stay() {
        let want = (Some("Anna Berg".into()), Some("Nils Ek".into()), vec!["Eva Ås".to_string()]);
        assert_eq!(signed("Underskrifter\nSekreterare\nNils Ek\nOrdförande\nAnna Berg\nJusterare\nEva Ås\n"), want);
        let text = "Underskrifter\nSekreterare\nNils Ek\n\nOrdförande\nAnna Berg\n\nJusterare\nEva Ås\n";
        assert_eq!(signed(text), want);
    }
}
