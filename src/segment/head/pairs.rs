//! Lists of people in two columns without headings of their own: read down each column.

use std::borrow::Cow;

use super::columns::{Cell, cells};
use super::{fields, people, titles, wrap};
use crate::page::TextLine;

/// How many lines with text may stand between a list's label and its first row.
const NEAR: usize = 3;

/// The lines with each list in two columns written as one: the left column's cells, then the right one's.
pub(super) fn one_by_one(lines: &[TextLine]) -> Cow<'_, [TextLine]> {
    let mut out: Option<Vec<TextLine>> = None;
    let mut label: Option<usize> = None;
    let mut i = 0;
    while i < lines.len() {
        let text = lines[i].text.as_str();
        let headings = if text.trim().is_empty() { 0 } else { lists(text) };
        if headings > 0 {
            // Lists with headings of their own are read by them.
            label = (headings == 1).then_some(i);
        }
        let between = |l: usize| lines[l..i].iter().skip(1).filter(|l| !l.text.trim().is_empty()).count();
        let near = label.is_some_and(|l| i - l <= 3 * NEAR && between(l) < NEAR);
        let Some((end, right)) = near.then(|| run(lines, i)).flatten() else {
            if let Some(out) = &mut out {
                out.push(lines[i].clone());
            }
            i += 1;
            continue;
        };
        let out = out.get_or_insert_with(|| lines[..i].to_vec());
        let (mut first, mut second) = (Vec::new(), Vec::new());
        for line in &lines[i..end] {
            // A heading over both columns goes on in each.
            if titles::is_constituency(&line.text) {
                first.push(line.clone());
                second.push(line.clone());
                continue;
            }
            for cell in cells(&line.text, line.text.contains('\t')) {
                let side = if cell.at + 2 > right { &mut second } else { &mut first };
                // The label keeps its line.
                let text = if cell.at + 2 > right { cell.text.to_string() } else { format!("  {}", cell.text) };
                match side.last_mut().filter(|l: &&mut TextLine| l.line == line.line && l.page == line.page) {
                    Some(last) => last.text.push_str(&text),
                    None => side.push(TextLine { text, ..line.clone() }),
                }
            }
        }
        out.extend(first);
        out.extend(second);
        label = None;
        i = end;
    }
    out.map_or(Cow::Borrowed(lines), Cow::Owned)
}

/// How many of a line's cells are labels of lists of people.
fn lists(line: &str) -> usize {
    if !line.contains("  ") && !line.contains('\t') {
        return usize::from(fields::list_rest(line.trim()).is_some());
    }
    cells(line, line.contains('\t')).iter().filter(|c| fields::list_rest(c.text).is_some()).count()
}

/// A person of each column, and where the right one stands. A label may stand before them.
fn row(line: &str) -> Option<usize> {
    let tabs = line.contains('\t');
    if !tabs && !line.contains("   ") {
        return None;
    }
    let cells = cells(line, tabs);
    let [.., a, b] = cells.as_slice() else { return None };
    let left = |c: &Cell<'_>| people::begins(wrap::item(fields::label_rest(c.text).unwrap_or(c.text)));
    let labelled = cells.len() == 3 && fields::label_rest(cells[0].text).is_some();
    ((cells.len() == 2 || labelled) && left(a) && people::begins(wrap::item(b.text))).then_some(b.at)
}

/// The end of the list that begins at `from`, and where its right column stands: two rows with people in both columns, and lines of one cell
/// among them.
fn run(lines: &[TextLine], from: usize) -> Option<(usize, usize)> {
    let right = row(&lines[from].text)?;
    let mut end = from + 1;
    let mut rows = 1;
    while let Some(line) = lines.get(end).filter(|l| !l.text.trim().is_empty()) {
        let cells = cells(&line.text, line.text.contains('\t'));
        match row(&line.text) {
            Some(at) if at.abs_diff(right) <= 1 => rows += 1,
            // A last row, or a row that goes on, of one column alone.
            None if cells.len() == 1 && fields::ends_list(cells[0].text).is_none() => {
                let fits = cells[0].at + 2 > right || cells[0].at + cells[0].text.chars().count() <= right;
                if !fits {
                    break;
                }
            }
            // One of the cells goes on with the row above.
            None if cells.len() == 2
                && (right.saturating_sub(2)..=right + 6).contains(&cells[1].at)
                && fields::ends_list(cells[0].text).is_none() =>
            {
                rows += usize::from(people::begins(cells[1].text));
            }
            _ => break,
        }
        end += 1;
    }
    (rows >= 2).then_some((end, right))
}

#[cfg(test)]
mod tests {
    use super::super::{HeadInput, read};
    use super::*;

    fn names(text: &str) -> String {
        let lines: Vec<_> =
            text.lines().enumerate().map(|(i, l)| TextLine { page: 0, line: i, text: l.into() }).collect();
        let head = read(&HeadInput { cover: &lines, ..HeadInput::default() });
        head.attendance.iter().map(|a| a.name.as_str()).collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn down_each_column() {
        let text = "Närvarande:\nRådman Nils Ekdal, ordf.     Fabrikören Per Ås\nFru Ada Dahl                 Snickaren Ola Alm, ej § 3\nBagaren Tor Lind\n\nText.";
        assert_eq!(names(text), "Nils Ekdal, Ada Dahl, Tor Lind, Per Ås, Ola Alm");
        let text = "Beslutande   Anna Berg (S), ordf.   Nils Ek (M)\n             Eva Ås (C)             Ola Alm (L),\n                                    ej § 4\n\nUnderskrifter";
        assert_eq!(names(text), "Anna Berg, Eva Ås, Nils Ek, Ola Alm");
    }

    #[test]
    fn a_name_and_its_title_are_one_row() {
        assert_eq!(
            names("Övriga närvarande\nAnna Berg      ekonomichef\nNils Ek        kommunchef\n"),
            "Anna Berg, Nils Ek"
        );
    }
}
