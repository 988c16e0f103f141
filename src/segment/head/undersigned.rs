//! Signatures with the office below the name: read as if it stood before.

use std::borrow::Cow;

use super::columns::{Cell, cells};
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
    let mut found: Vec<usize> = (1..lines.len()).filter(|i| below(*i)).collect();
    let above = |i: usize| offices[i] >= 2 && lines.get(i + 1).is_some_and(|l| row(&l.text, holds_name) == offices[i]);
    let over: Vec<usize> = (0..lines.len()).filter(|i| above(*i) && !found.contains(i)).collect();
    let dated = lines.iter().any(|l| beside(&l.text).is_some());
    let closed = |i: &usize| lines.get(i + 1).is_none_or(|l| l.text.trim().is_empty());
    if found.len() < 2 && !found.iter().all(|i| offices[*i] >= 2 || closed(i)) {
        found.clear();
    }
    if found.is_empty() && over.is_empty() && !dated {
        return Cow::Borrowed(lines);
    }
    let mut out: Vec<TextLine> = Vec::with_capacity(lines.len() + found.len());
    for (i, line) in lines.iter().enumerate() {
        let of = |i: usize| cells(&lines[i].text, lines[i].text.contains('\t'));
        if found.contains(&(i + 1)) {
            for (name, office) in of(i).iter().zip(of(i + 1)) {
                out.push(TextLine { text: labelled(office.text, name.text), ..line.clone() });
            }
        } else if i > 0 && over.contains(&(i - 1)) {
            for (office, name) in of(i - 1).iter().zip(of(i)) {
                out.push(TextLine { text: labelled(office.text, name.text), ..line.clone() });
            }
        } else if let Some(text) = beside(&line.text) {
            out.push(TextLine { text, ..line.clone() });
        } else if !found.contains(&i) && !over.contains(&i) {
            out.push(line.clone());
        }
    }
    Cow::Owned(out)
}

/// "Ordförande: Anna Berg"
fn labelled(office: &str, rest: &str) -> String {
    let word = office.trim_end_matches(':');
    let first = word.chars().next().map_or(0, char::len_utf8);
    format!("{}{}: {rest}", word[..first].to_uppercase(), &word[first..])
}

/// A row of a list of electronic signatures, office first: "Anna Berg   Ordförande   2022-05-25 10.12".
fn beside(line: &str) -> Option<String> {
    if line.len() > 160 || !line.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let cells = cells(line, line.contains('\t'));
    let [name, office, rest @ ..] = cells.as_slice() else { return None };
    let day = |c: &Cell<'_>| c.text.starts_with(|c: char| c.is_ascii_digit());
    let signs = !rest.is_empty() && rest.iter().all(day) && holds_name(name.text);
    let rest = rest.iter().map(|c| c.text).collect::<Vec<_>>().join(" ");
    (signs && fields::is_signing_office(office.text)).then(|| labelled(office.text, &format!("{} {rest}", name.text)))
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
    fn electronic_signatures_and_offices_in_a_row() {
        let want = (Some("Anna Berg".into()), Some("Nils Ek".into()), vec!["Eva Ås".to_string()]);
        let text = "Protokollet är elektroniskt signerat\nAnna Berg    Ordförande    2022-05-25 10.12\nEva Ås       Justerare     2022-05-25\nNils Ek      Sekreterare   2022-05-24\n";
        assert_eq!(signed(text), want);
        let text = "Underskrifter\n\nOrdförande          Justerare\nAnna Berg           Eva Ås\nSekreterare\nNils Ek\n";
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
