//! Two tables of attendance side by side: "Ledamöter   Närv   Ersättare   Närv", read one after the other.

use std::borrow::Cow;

use super::columns::{Cell, cells};
use super::heading::{self, Kind};
use super::{fields, people};
use crate::page::TextLine;

/// The lines with each such pair of tables as two.
pub(super) fn apart(lines: &[TextLine]) -> Cow<'_, [TextLine]> {
    let Some(first) = lines.iter().position(|l| second(&l.text).is_some()) else { return Cow::Borrowed(lines) };
    let mut out: Vec<TextLine> = lines[..first].to_vec();
    let mut i = first;
    while i < lines.len() {
        let Some(at) = second(&lines[i].text) else {
            out.push(lines[i].clone());
            i += 1;
            continue;
        };
        let goes_on = |l: &TextLine| {
            let cells = cells(&l.text, l.text.contains('\t'));
            !cells.is_empty()
                && cells.iter().any(|c| people::begins(c.text))
                && !cells.iter().any(|c| fields::ends_table(c.text))
        };
        let rows = lines[i + 1..].iter().take_while(|l| goes_on(l)).count();
        let table = &lines[i..=i + rows];
        out.extend(table.iter().map(|l| TextLine { text: part(&l.text, at, false), ..l.clone() }));
        out.extend(table.iter().map(|l| TextLine { text: part(&l.text, at, true), ..l.clone() }));
        i += rows + 1;
    }
    Cow::Owned(out)
}

/// Where the second table begins: at the label of another list, with headings of presence under both labels.
fn second(line: &str) -> Option<usize> {
    let tabs = line.contains('\t');
    if !(tabs || line.contains("  ")) || line.len() > 200 {
        return None;
    }
    let cells = cells(line, tabs);
    let list = |c: &Cell<'_>| fields::is_label(c.text) && fields::people_capacity(c.text).is_some();
    let present = |c: &Cell<'_>| matches!(heading::kind(c.text), Some(Kind::Present));
    let k = (2..cells.len().saturating_sub(1)).find(|k| list(&cells[*k]) && !present(&cells[*k]))?;
    let both = cells[..k].iter().skip(1).any(present) && cells[k + 1..].iter().any(present);
    (both && list(&cells[0])).then(|| cells[k].at)
}

/// The cells of a line before the second table, or those of it, each where it was.
fn part(line: &str, at: usize, second: bool) -> String {
    let tabs = line.contains('\t');
    let from = if second { at } else { 0 };
    let mut out = String::new();
    let mut length = 0;
    for cell in cells(line, tabs).iter().filter(|c| (c.at + usize::from(!tabs) >= at) == second) {
        let sign = if tabs { "\t" } else { " " };
        let blanks = cell.at.saturating_sub(from).saturating_sub(length);
        out.push_str(&sign.repeat(blanks));
        out.push_str(cell.text);
        length += blanks + if tabs { 0 } else { cell.text.chars().count() };
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::{HeadInput, read};
    use crate::segment::testing;

    #[test]
    fn members_beside_substitutes() {
        let text = "Ledamöter              Närv   Ersättare          Närv\nAnna Berg (S), ordf.   X      Per Lo (S)         X\nNils Ek (M)            -      Ada Sten (V)       -\nEva Ås (C)             X      Tor Vik (C)        X\n\nUnderskrifter\n";
        let lines = testing::lines(text);
        let head = read(&HeadInput { cover: &lines, ..HeadInput::default() });
        let row = |a: &crate::protocol::Attendee| format!("{} {:?}", a.name, a.capacity);
        let rows: Vec<String> = head.attendance.iter().map(row).collect();
        assert_eq!(rows, ["Anna Berg Deciding", "Eva Ås Deciding", "Per Lo Substitute", "Tor Vik Substitute"]);
    }
}
