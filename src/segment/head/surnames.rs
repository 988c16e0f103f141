//! Surnames alone in columns, within a sentence: "samt herrar", and below it "Alm,   Ek,   Ås," and "Berg,   Lind och   Öberg.", read down each
//! column.

use std::borrow::Cow;

use super::columns::{Cell, cells};
use super::{data, names, titles};
use crate::page::TextLine;

/// The lines with each such table's cells one a line, a column after the other.
pub(super) fn down(lines: &[TextLine]) -> Cow<'_, [TextLine]> {
    let mut out: Option<Vec<TextLine>> = None;
    let mut i = 0;
    while i < lines.len() {
        let Some((end, starts)) = led(lines, i).then(|| run(lines, i)).flatten() else {
            if let Some(out) = &mut out {
                out.push(lines[i].clone());
            }
            i += 1;
            continue;
        };
        let mut columns: Vec<Vec<TextLine>> = vec![Vec::new(); starts.len()];
        for line in &lines[i..end] {
            for cell in of(&line.text) {
                let Some(k) = column(&cell, &starts) else { continue };
                columns[k].push(TextLine { text: cell.text.to_string(), ..line.clone() });
            }
        }
        out.get_or_insert_with(|| lines[..i].to_vec()).extend(columns.into_iter().flatten());
        i = end;
    }
    out.map_or(Cow::Borrowed(lines), Cow::Owned)
}

/// Whether what stands above a line leads in surnames: it ends with "herrar" or a colon.
fn led(lines: &[TextLine], at: usize) -> bool {
    let above = lines[..at].iter().rfind(|l| !l.text.trim().is_empty()).map_or("", |l| l.text.trim());
    above.ends_with(':') || above.rsplit(' ').next().is_some_and(titles::has_honorific)
}

fn of(line: &str) -> Vec<Cell<'_>> {
    cells(line, line.contains('\t'))
}

/// The column that a cell begins in.
fn column(cell: &Cell<'_>, starts: &[usize]) -> Option<usize> {
    starts.iter().position(|at| at.abs_diff(cell.at) <= 1)
}

/// The end of the table that begins at `from`, and where its columns begin: two rows or more, and no cell but surnames.
fn run(lines: &[TextLine], from: usize) -> Option<(usize, Vec<usize>)> {
    let first = of(&lines[from].text);
    if first.len() < 2 {
        return None;
    }
    let starts: Vec<usize> = first.iter().map(|c| c.at).collect();
    let row = |l: &&TextLine| {
        let cells = of(&l.text);
        !cells.is_empty() && cells.iter().all(|c| is_surname(c.text) && column(c, &starts).is_some())
    };
    let rows = lines[from..].iter().take_while(row).count();
    (rows >= 2).then(|| (from + rows, starts))
}

/// Whether a cell is a surname, initials before it or not, with the mark of a list that runs on: "Alm,", "C. J. Ek och", "Öberg.".
fn is_surname(cell: &str) -> bool {
    let (words, last): (Vec<&str>, bool) = match cell.rsplit_once(' ').filter(|(_, w)| data::is_small("join", w)) {
        Some((name, _)) => (name.split_whitespace().collect(), true),
        None => (cell.split_whitespace().collect(), cell.ends_with([',', '.'])),
    };
    let whole = |w: &&&str| w.chars().filter(|c| c.is_alphabetic()).count() > 1 && !w.starts_with(char::is_lowercase);
    last && names::prefix(&words, true) == words.len() && words.iter().filter(whole).count() == 1
}

#[cfg(test)]
mod tests {
    use super::super::{HeadInput, read};
    use super::*;
    use crate::segment::testing;

    #[test]
    fn down_each_column() {
        let text = "Närvarande: herr ordföranden, konsuln A. Berg, samt herrar\n    Alm,          Lind,        Vik och\n    N. Ek,        Moberg,      Öberg.\n    Hallin,       Norling,\nDessutom tillstädeskommo borgmästaren C. Lo, som vid § 5 yttrade\nsig, och stadskamreraren E. Dal.\nFrånvarande: herrar Sten och Ås.\n";
        let lines = testing::lines(text);
        let head = read(&HeadInput { cover: &lines, ..HeadInput::default() });
        let row = |a: &crate::protocol::Attendee| format!("{} {:?}", a.name, a.capacity);
        let rows: Vec<String> = head.attendance.iter().map(row).collect();
        let names = ["A. Berg", "Alm", "N. Ek", "Hallin", "Lind", "Moberg", "Norling", "Vik", "Öberg"];
        let want: Vec<String> = names.iter().map(|n| format!("{n} Deciding")).collect();
        assert_eq!(rows[..names.len()], want);
        assert_eq!(rows[names.len()..], ["C. Lo Other", "E. Dal Other"]);
    }

    #[test]
    fn names_with_places_are_no_surnames() {
        let text = "Närvarande voro:\n  Nils Ek,       Norrby\n  Per Ås,        Löt\n";
        assert!(matches!(down(&testing::lines(text)), Cow::Borrowed(_)));
    }
}
