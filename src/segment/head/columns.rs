//! Lists of people side by side: each cell of a line goes to the list whose heading it stands under.

use super::fields::{self, Entry, Field, Value};
use super::{names, people};

/// The headings of lists that stand on one line.
#[derive(Debug)]
pub(super) struct Columns {
    /// The indexes of the lists' entries.
    lists: Vec<usize>,
    /// Where the headings begin: in tabs where the line has any, else in letters.
    starts: Vec<usize>,
    tabs: bool,
    /// Whether wide gaps or tabs divide the headings: then a line without them is one cell.
    wide: bool,
}

/// A piece of a line and where it begins, in letters or tabs.
pub(super) struct Cell<'a> {
    pub at: usize,
    pub text: &'a str,
}

/// The cells of a line, divided by tabs, or by two blanks and more.
pub(super) fn cells(line: &str, tabs: bool) -> Vec<Cell<'_>> {
    if tabs {
        let all = line.split('\t').enumerate().map(|(at, t)| Cell { at, text: t.trim() });
        return all.filter(|c| !c.text.is_empty()).collect();
    }
    let mut out: Vec<Cell<'_>> = Vec::new();
    let mut rest = line;
    let mut at = 0;
    while !rest.is_empty() {
        let blanks = rest.chars().take_while(|c| c.is_whitespace()).count();
        at += blanks;
        rest = rest.trim_start();
        let end = rest.find("  ").unwrap_or(rest.len());
        if end > 0 {
            out.push(Cell { at, text: rest[..end].trim() });
        }
        at += rest[..end].chars().count();
        rest = &rest[end..];
    }
    out
}

/// The table that a line begins whose labels are `entries[from..]`: two lists or more, and nothing else.
pub(super) fn begun(entries: &[Entry], from: usize, line: &str) -> Option<Columns> {
    let new = &entries[from..];
    let tabs = line.contains('\t');
    let wide = tabs || line.trim().contains("  ");
    // A list of those who were not there may stand beside.
    let people = new.iter().any(|e| e.label.field == Field::People);
    let list = |e: &Entry| matches!(e.label.field, Field::People | Field::Absent) && !e.signature;
    let lists = new.len() >= 2 && people && new.iter().all(list);
    // Lists that run on ("Ledamöter: A, B. Ersättare: C") are no columns.
    if !lists || !(new.iter().all(|e| e.values.is_empty()) || (tabs || line.trim().contains("   "))) {
        return None;
    }
    let mut starts = Vec::new();
    let mut from_byte = 0;
    for (i, _) in line.char_indices().filter(|(i, _)| *i == 0 || line[..*i].ends_with([' ', '\t'])) {
        if i < from_byte {
            continue;
        }
        if let Some(rest) = fields::list_rest(&line[i..]) {
            let before = &line[..i];
            starts.push(if tabs { before.matches('\t').count() } else { before.chars().count() });
            from_byte = line.len() - rest.len();
        }
    }
    (starts.len() == new.len()).then(|| Columns { lists: (from..entries.len()).collect(), starts, tabs, wide })
}

/// How far left of its heading a column's cell may begin, in letters.
const SHIFT: usize = 8;

impl Columns {
    fn column(&self, at: usize) -> usize {
        let near = |k: &usize| match self.tabs {
            true => {
                if self.starts[*k] <= at {
                    at - self.starts[*k]
                } else {
                    usize::MAX
                }
            }
            // What begins well before the next heading stands in the column before it, however far from that one's heading.
            false if self.starts.get(*k + 1).is_some_and(|next| at >= self.starts[*k] && at + SHIFT < *next) => 0,
            false => self.starts[*k].abs_diff(at),
        };
        (0..self.starts.len()).min_by_key(near).unwrap_or(0)
    }

    /// A heading by itself in a column but the first, beside people of the others: a further list begins below it there.
    fn headed(&self, cells: &[Cell<'_>]) -> Option<(usize, &'static fields::Label)> {
        let mut all = cells.iter().filter(|c| fields::ends_table(c.text));
        let (cell, None) = (all.next()?, all.next()) else { return None };
        let column = self.column(cell.at);
        let near = self.tabs || self.starts[column].abs_diff(cell.at) <= 2;
        (column > 0 && near).then(|| fields::heads_list(cell.text).map(|label| (column, label))).flatten()
    }

    /// Hands the cells of a line to the lists. `false` where the line begins another field.
    pub(super) fn take(&mut self, entries: &mut Vec<Entry>, line: &str, blank: bool) -> bool {
        let cells = cells(line, self.tabs && line.contains('\t'));
        let headed = self.headed(&cells);
        if headed.is_none() && cells.iter().any(|c| fields::ends_table(c.text)) {
            return false;
        }
        if let Some((column, label)) = headed {
            self.lists[column] = entries.len();
            entries.push(Entry { label, values: Vec::new(), signature: false, beside: true });
        }
        let mut push = |column: usize, text: &str| {
            let open = !text.is_empty() && headed.is_none_or(|(k, _)| k != column);
            if let Some(entry) = self.lists.get(column).and_then(|i| entries.get_mut(*i)).filter(|_| open) {
                entry.values.push(Value { text: text.to_string(), after_blank: blank });
            }
        };
        if let (true, [only]) = (cells.len() == 1 && self.column(cells[0].at) == 0, cells.as_slice()) {
            let parts = persons(only.text, self.starts.len());
            if parts.len() > 1 || self.wide || names::starts(only.text) {
                parts.iter().enumerate().for_each(|(k, p)| push(k, p));
            }
            return true;
        }
        for cell in &cells {
            push(self.column(cell.at), cell.text);
        }
        true
    }
}

/// A line that holds several lists' people with one blank between them, cut before each but the first.
fn persons(text: &str, most: usize) -> Vec<&str> {
    let found = people::parse(&[text.to_string()], None);
    let mut out = Vec::new();
    let mut from = 0;
    for person in found.iter().skip(1).take(most - 1) {
        let Some(at) = text[from..].find(&person.name).map(|i| from + i).filter(|i| *i > from) else { break };
        out.push(text[from..at].trim());
        from = at;
    }
    out.push(text[from..].trim());
    out
}

#[cfg(test)]
mod tests {
    use super::super::fields::scan;

    fn read(text: &str) -> Vec<String> {
        let lines = crate::segment::testing::lines(text);
        scan(&lines).entries.iter().map(|e| e.text(false)).collect()
    }

    #[test]
    fn by_tabs_gaps_and_blanks() {
        let want = ["Anna Berg (S), ordförande Nils Ek (M)", "Eva Ås (C) Ola Alm (L) Ida Dal (V)"];
        for text in [
            "Ledamöter\tErsättare\nAnna Berg (S), ordförande\tEva Ås (C)\nNils Ek (M)\tOla Alm (L)\n\tIda Dal (V)",
            "Ledamöter                  Ersättare\nAnna Berg (S), ordförande  Eva Ås (C)\nNils Ek (M)                Ola Alm (L)\n                           Ida Dal (V)",
        ] {
            assert_eq!(read(text), want, "{text}");
        }
        let one = "Ledamöter Ersättare\nAnna Berg (S), ordförande Eva Ås (C)\nNils Ek (M) Ola Alm (L)";
        assert_eq!(read(one), ["Anna Berg (S), ordförande Nils Ek (M)", "Eva Ås (C) Ola Alm (L)"]);
    }

    #[test]
    fn a_label_left_of_the_headings() {
        let text = "Beslutande         Ledamöter                   Tjänstgörande ersättare\n                   Anna Berg (S), ordförande   Eva Ås (C) för\n                   Nils Ek (M)                 Ola Alm";
        let lists: Vec<_> = read(text).into_iter().filter(|l| !l.is_empty()).collect();
        assert_eq!(lists, ["Anna Berg (S), ordförande Nils Ek (M)", "Eva Ås (C) för Ola Alm"]);
    }

    #[test]
    fn a_further_heading_within_a_column() {
        let text = "Ledamöter                  Tjänstgörande ersättare\nAnna Berg (S), ordförande  Eva Ås (C)\nNils Ek (M)                Övriga ersättare:\nTor Vik (M)                Ola Alm (L)";
        assert_eq!(read(text), ["Anna Berg (S), ordförande Nils Ek (M) Tor Vik (M)", "Eva Ås (C)", "Ola Alm (L)"]);
        // An office in a column of its own belongs to the list left of it.
        let text = "LEDAMÖTER                                ERSÄTTARE\nAnna Berg (S)   ordf                     Eva Ås (C)     tjg för Åke Tyd\nNils Ek (M)             vice ordf        Ola Alm (L)";
        assert_eq!(read(text), ["Anna Berg (S) ordf Nils Ek (M) vice ordf", "Eva Ås (C) tjg för Åke Tyd Ola Alm (L)"]);
        // A label at the left ends the table.
        let text = "Ledamöter                  Ersättare\nAnna Berg (S), ordförande  Eva Ås (C)\nÖvriga                     Ola Alm, kamrer";
        assert_eq!(read(text), ["Anna Berg (S), ordförande", "Eva Ås (C)", "Ola Alm, kamrer"]);
    }

    #[test]
    fn what_runs_on_is_no_column() {
        let text = "Ledamöter: Anna Berg (S). Ersättare: Eva Ås (C),\nOla Alm (L)";
        assert_eq!(read(text), ["Anna Berg (S).", "Eva Ås (C), Ola Alm (L)"]);
    }
}
