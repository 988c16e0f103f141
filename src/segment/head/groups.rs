//! Lists of members under their parties' names in columns side by side: read down each column.

use std::borrow::Cow;

use super::columns::{Cell, cells};
use super::{fields, people, titles};
use crate::page::TextLine;

/// The lines with each such table's columns one after the other.
pub(super) fn one_by_one(lines: &[TextLine]) -> Cow<'_, [TextLine]> {
    let Some(first) = lines.iter().position(|l| begun(&l.text).is_some()) else { return Cow::Borrowed(lines) };
    let mut out: Vec<TextLine> = lines[..first].to_vec();
    let mut i = first;
    while i < lines.len() {
        // Lists with headings of their own are read by those.
        let above = lines[..i].iter().rfind(|l| !l.text.trim().is_empty()).is_some_and(|l| heads_lists(&l.text));
        let Some(starts) = begun(&lines[i].text).filter(|_| !above) else {
            out.push(lines[i].clone());
            i += 1;
            continue;
        };
        let end = end(lines, i, &starts);
        let mut columns: Vec<Vec<TextLine>> = vec![Vec::new(); starts.len()];
        for line in &lines[i..end] {
            for cell in cells(&line.text, line.text.contains('\t')) {
                let Some(column) = column(&cell, &starts) else { continue };
                columns[column].push(TextLine { text: cell.text.to_string(), ..line.clone() });
            }
        }
        out.extend(columns.into_iter().flatten());
        i = end;
    }
    Cow::Owned(out)
}

/// Where the columns begin, in letters or tabs: a line of parties' names, two or more.
fn begun(line: &str) -> Option<Vec<usize>> {
    if !(line.contains("  ") || line.contains('\t')) || line.len() > 200 {
        return None;
    }
    let cells = cells(line, line.contains('\t'));
    (cells.len() >= 2 && cells.iter().all(|c| titles::heads_members(c.text)))
        .then(|| cells.iter().map(|c| c.at).collect())
}

/// Whether a line holds the labels of two lists or more.
fn heads_lists(line: &str) -> bool {
    cells(line, line.contains('\t')).iter().filter(|c| fields::label_rest(c.text).is_some()).count() >= 2
}

/// The last column that begins before a cell, or right at it.
fn column(cell: &Cell<'_>, starts: &[usize]) -> Option<usize> {
    starts.iter().rposition(|at| *at <= cell.at + 1)
}

/// Where the table ends: before a label, or a line that holds another thing than names, parties and what goes on with the line above.
fn end(lines: &[TextLine], from: usize, starts: &[usize]) -> usize {
    let mut end = from + 1;
    for (i, line) in lines.iter().enumerate().skip(from + 1) {
        let cells = cells(&line.text, line.text.contains('\t'));
        if cells.is_empty() {
            continue;
        }
        let fits = |c: &Cell<'_>| {
            let goes_on = i == end && c.text.starts_with(|f: char| f.is_lowercase() || matches!(f, '(' | '§'));
            column(c, starts).is_some()
                && (goes_on || people::begins(c.text.trim_start_matches(['*', ' '])) || titles::heads_members(c.text))
        };
        if cells.iter().any(|c| fields::ends_table(c.text)) || !cells.iter().all(fits) {
            break;
        }
        end = i + 1;
    }
    end
}

#[cfg(test)]
mod tests {
    use super::super::{HeadInput, read};
    use crate::segment::testing;

    #[test]
    fn parties_side_by_side() {
        let text = "Närvarande ledamöter\n\nSocialdemokraterna            Moderaterna\n  Anna Berg, ordförande         Nils Ek\n  Eva Ås                        Ola Alm, § 2\n\nVikens Väl (VV):              Centerpartiet\n  Tor Vik                       Ida Dal\n\nErsättare\n\n  Per Lo (S)\n";
        let lines = testing::lines(text);
        let head = read(&HeadInput { cover: &lines, ..HeadInput::default() });
        let row = |a: &crate::protocol::Attendee| format!("{} {}", a.name, a.affiliation.clone().unwrap_or_default());
        let rows: Vec<String> = head.attendance.iter().map(row).collect();
        assert_eq!(
            rows,
            [
                "Anna Berg Socialdemokraterna",
                "Eva Ås Socialdemokraterna",
                "Tor Vik VV",
                "Nils Ek Moderaterna",
                "Ola Alm Moderaterna",
                "Ida Dal Centerpartiet",
                "Per Lo S"
            ]
        );
    }
}
