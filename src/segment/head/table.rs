//! Lists of attendance as a table: party, a cross or a dash, and who serves instead, each in its column.

use std::borrow::Cow;
use std::sync::LazyLock;

use super::super::crosses;
use super::columns::{Cell, cells};
use super::{data, fields, people, titles};
use crate::fold;
use crate::page::TextLine;

/// What stands under a heading of `attendance-columns.tsv`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Present,
    Absent,
    Serving,
    Party,
    Name,
    Number,
}

static COLUMNS: LazyLock<Vec<(String, Column)>> = LazyLock::new(|| {
    let kind = |k: &str| match k {
        "present" => Column::Present,
        "absent" => Column::Absent,
        "serving" => Column::Serving,
        "party" => Column::Party,
        "name" => Column::Name,
        _ => Column::Number,
    };
    let rows = data::rows(include_str!("../../../dictionaries/attendance-columns.tsv"));
    rows.map(|r| (fold::skeleton(r[1]), kind(r[0]))).collect()
});

/// A table whose rows are read, by its headings.
struct Table {
    /// Where the column of those who serve begins.
    serving: Option<usize>,
    /// Where the column of parties begins.
    party: Option<usize>,
    tabs: bool,
    /// Whether a row bore a mark: then one without was not there.
    marked: bool,
}

/// The lines with each row of such a table written as a list has it: "Anna Berg (S), ej § 3".
pub(super) fn rows(lines: &[TextLine]) -> Cow<'_, [TextLine]> {
    let Some(first) = lines.iter().position(|l| headings(&l.text).is_some()) else { return Cow::Borrowed(lines) };
    let mut out = lines[..first].to_vec();
    let mut table: Option<Table> = None;
    for line in &lines[first..] {
        if let Some((found, name)) = headings(&line.text) {
            table = Some(found);
            out.extend(name.map(|text| TextLine { text, ..line.clone() }));
            continue;
        }
        if line.text.trim().is_empty() {
            out.push(line.clone());
            continue;
        }
        let label = cells(&line.text, line.text.contains('\t'))
            .first()
            .is_some_and(|c| fields::label_rest(c.text).is_some() || fields::ends_list(c.text).is_some());
        if label {
            table = None;
        }
        match table.as_mut().and_then(|t| t.row(&line.text)) {
            Some(people) => out.extend(people.into_iter().map(|text| TextLine { text, ..line.clone() })),
            None => out.push(line.clone()),
        }
    }
    Cow::Owned(out)
}

/// The table that a line of headings begins, and the heading over its names where that is a label. A table that has a column for those who
/// were not there is another.
fn headings(line: &str) -> Option<(Table, Option<String>)> {
    let tabs = line.contains('\t');
    if !(tabs || line.contains("  ")) || !line.contains(['N', 'n', 'T', 't']) {
        return None;
    }
    let cells = cells(line, tabs);
    if cells.len() < 3 {
        return None;
    }
    let known = |c: &Cell<'_>| {
        let folded = fold::skeleton(c.text.trim_end_matches(['.', ':']));
        let begins = |w: &str| folded.strip_prefix(w).is_some_and(|r| r.trim_start().starts_with(['/', ',', '(']));
        COLUMNS.iter().find(|(w, _)| *w == folded).or_else(|| COLUMNS.iter().find(|(w, _)| begins(w))).map(|(_, k)| *k)
    };
    let kinds: Vec<Option<Column>> = cells.iter().map(known).collect();
    let has = |k: Column| kinds.contains(&Some(k));
    let at = |k: Column| kinds.iter().position(|x| *x == Some(k)).map(|i| cells[i].at);
    if !has(Column::Present) || has(Column::Absent) || !(has(Column::Party) || has(Column::Serving)) {
        return None;
    }
    let name = cells.iter().find(|c| fields::is_label(c.text) && known(c) != Some(Column::Serving));
    let name = name.filter(|c| !matches!(known(c), Some(Column::Present | Column::Party)));
    let table = Table { serving: at(Column::Serving), party: at(Column::Party), tabs, marked: false };
    Some((table, name.map(|c| c.text.to_string())))
}

/// What a cell of the columns between name and substitute says.
#[derive(Default)]
struct Said {
    party: Option<String>,
    there: Option<bool>,
    note: String,
}

impl Said {
    /// `party`: whether the cell stands in the column of parties, where letters that no list has are a party's too.
    fn take(&mut self, text: &str, party: bool) {
        let (word, rest) = text.split_once([' ', ',']).unwrap_or((text, ""));
        let rest = rest.trim_start_matches([',', ' ']);
        let dash = !word.is_empty() && word.chars().all(|c| matches!(c, '-' | '–' | '—'));
        if crosses::is_mark(word) || dash {
            self.there = Some(!dash);
        } else if let (None, Some(letters)) = (&self.party, titles::party(word).or_else(|| own(word).filter(|_| party)))
        {
            self.party = Some(letters);
        } else {
            // "§§ 3–5", "distans": there, in some way.
            self.there = Some(true);
            self.note = if self.note.is_empty() { text.to_string() } else { format!("{}, {text}", self.note) };
            return;
        }
        if !rest.is_empty() {
            self.take(rest, false);
        }
    }
}

/// A word in capitals that may be a local party's letters.
fn own(word: &str) -> Option<String> {
    (word.chars().count() <= 6 && word.chars().all(char::is_uppercase)).then(|| word.to_string())
}

impl Table {
    /// The persons of a row, one a line; none where nobody was there. `None` where the line is no row.
    fn row(&mut self, line: &str) -> Option<Vec<String>> {
        let cells = cells(line, self.tabs && line.contains('\t'));
        let number = |c: &&Cell<'_>| c.text.trim_end_matches('.').chars().all(|c| c.is_ascii_digit());
        let skip = usize::from(cells.first().is_some_and(|c| number(&c)));
        let (name, rest) = cells.get(skip..)?.split_first()?;
        if rest.is_empty() || !name.text.starts_with(char::is_uppercase) || name.text.ends_with(':') {
            return None;
        }
        let mut said = Said::default();
        let mut serving = String::new();
        for cell in rest {
            if self.serving.is_some_and(|s| cell.at + 2 >= s) {
                serving = if serving.is_empty() { cell.text.to_string() } else { format!("{serving}, {}", cell.text) };
            } else {
                said.take(cell.text, self.party.is_some_and(|p| p.abs_diff(cell.at) <= 2));
            }
        }
        if said.there.is_none() && said.party.is_none() {
            return None;
        }
        self.marked |= said.there.is_some();
        let name = with_party(name.text, said.party.as_deref());
        let mut out = Vec::new();
        let substitute = people::begins(&serving);
        if said.there.unwrap_or(!self.marked) {
            let more = [said.note.as_str(), if substitute { "" } else { &serving }];
            let more = more.iter().filter(|t| !t.is_empty()).map(|t| format!(", {t}"));
            out.push(name.clone() + &more.collect::<String>());
        }
        if substitute {
            let whom = name.split(',').next().unwrap_or(&name);
            out.push(format!("{}, för {whom}", with_party(&serving, said.party.as_deref())));
        }
        Some(out)
    }
}

/// "Anna Berg, ordf." with its party: "Anna Berg (S), ordf.".
fn with_party(name: &str, party: Option<&str>) -> String {
    let Some(party) = party.filter(|_| !name.contains('(')) else { return name.to_string() };
    let (first, rest) = name.split_at(name.find(',').unwrap_or(name.len()));
    format!("{} ({party}){rest}", first.trim_end())
}

#[cfg(test)]
mod tests {
    use super::super::{HeadInput, read};
    use super::*;

    #[test]
    fn crosses_dashes_and_those_who_serve() {
        let text = "Ledamöter\nNr  Namn               Parti  Närv  Tjänstgörande ersättare / anm\n\n 1  Anna Berg          S      X     ordf\n 2  Nils Ek            M      -     Eva Ås\n 3  Ola Alm, v. ordf.  C  X\n 4  Ida Dal            L      §§ 1–2  Per Lo (V), § 3\n 5  Tor Vik            VIKP   X\n 5  Tor Alm            KD     -     anmält förhinder\n 6  Bo Lind            MP\n\nErsättare\n    Ada Sten           S\n\nUnderskrifter";
        let lines: Vec<_> =
            text.lines().enumerate().map(|(i, l)| TextLine { page: 0, line: i, text: l.into() }).collect();
        let head = read(&HeadInput { cover: &lines, ..HeadInput::default() });
        let rows: Vec<String> = head
            .attendance
            .iter()
            .map(|a| {
                let part = |o: &Option<String>| o.clone().unwrap_or_default();
                format!("{}|{}|{}", a.name, part(&a.affiliation), part(&a.role))
            })
            .collect();
        assert_eq!(
            rows,
            [
                "Anna Berg|S|ordförande",
                "Eva Ås|M|tjänstgörande ersättare för Nils Ek (M)",
                "Ola Alm|C|vice ordförande",
                "Ida Dal|L|ledamot",
                "Per Lo|V|tjänstgörande ersättare för Ida Dal (L)",
                "Tor Vik|VIKP|ledamot",
                "Ada Sten|S|ersättare",
            ]
        );
    }
}
