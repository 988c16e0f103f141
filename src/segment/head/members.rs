//! Lists whose first column says whom each person represents: "Kommun | Ledamot | Ersättare".

use std::borrow::Cow;

use super::columns::{Cell, cells};
use super::heading::{self, Kind};
use super::{fields, names, organ, people};
use crate::page::TextLine;

/// The lists of such a table.
struct Table<'a> {
    /// Where each list's heading begins, and the heading.
    lists: Vec<(usize, &'a str)>,
    tabs: bool,
    /// Whom the row's persons represent.
    member: String,
    /// The persons of each list.
    people: Vec<Vec<TextLine>>,
}

/// The lines with each such table's lists one after the other, whom a person represents behind the name where no party stands there.
pub(super) fn lists(lines: &[TextLine]) -> Cow<'_, [TextLine]> {
    let Some(first) = lines.iter().position(|l| begun(&l.text).is_some()) else { return Cow::Borrowed(lines) };
    let mut out = lines[..first].to_vec();
    let mut table: Option<Table<'_>> = None;
    for (i, line) in lines.iter().enumerate().skip(first) {
        // A blank line between the persons of two members.
        let below = || lines[i..].iter().find(|l| !l.text.trim().is_empty());
        if line.text.trim().is_empty()
            && table.as_ref().is_some_and(|t| t.begun() && below().is_some_and(|l| t.goes_on(&l.text)))
        {
            continue;
        }
        if let Some(next) = begun(&line.text) {
            out.extend(table.replace(next).into_iter().flat_map(Table::written));
            // Each list's heading keeps its line.
            if let Some(t) = &mut table {
                let heading =
                    |(_, label): &(usize, &str)| vec![TextLine { text: (*label).to_string(), ..line.clone() }];
                t.people = t.lists.iter().map(heading).collect();
            }
        } else if !table.as_mut().is_some_and(|t| t.take(line)) {
            out.extend(table.take().into_iter().flat_map(Table::written));
            out.push(line.clone());
        }
    }
    out.extend(table.into_iter().flat_map(Table::written));
    Cow::Owned(out)
}

/// The table that a line of headings begins: whom somebody represents, and one list or more.
fn begun(line: &str) -> Option<Table<'_>> {
    let tabs = line.contains('\t');
    if line.len() > 200 || !(tabs || line.trim().contains("  ")) {
        return None;
    }
    let cells = cells(line, tabs);
    let (member, rest) = cells.split_first()?;
    let list = |c: &Cell<'_>| fields::label_rest(c.text).is_some_and(str::is_empty);
    if heading::kind(member.text) != Some(Kind::Member) || rest.is_empty() || !rest.iter().all(list) {
        return None;
    }
    let lists = rest.iter().map(|c| (c.at, c.text)).collect();
    Some(Table { lists, tabs, member: String::new(), people: Vec::new() })
}

impl Table<'_> {
    /// Whether it has headings, under which its rows are taken.
    fn begun(&self) -> bool {
        !self.people.is_empty()
    }

    /// Whether a line is a row with a person under one of the lists.
    fn goes_on(&self, line: &str) -> bool {
        let cells = cells(line, self.tabs);
        let under = |c: &Cell<'_>| self.list_of(c).is_some() && people::begins(c.text);
        cells.iter().any(under) && !cells.iter().any(|c| fields::ends_table(c.text))
    }

    /// The list whose heading a cell stands under.
    fn list_of(&self, cell: &Cell<'_>) -> Option<usize> {
        let near = |at: usize| if self.tabs { at <= cell.at } else { at <= cell.at + 2 };
        self.lists.iter().rposition(|(at, _)| near(*at))
    }

    /// Takes a row. `false` where the line is none: then the table has ended.
    fn take(&mut self, line: &TextLine) -> bool {
        let cells = cells(&line.text, self.tabs);
        if cells.is_empty() || cells.iter().any(|c| fields::ends_table(c.text)) {
            return false;
        }
        for cell in &cells {
            let Some(k) = self.list_of(cell) else {
                self.member = cell.text.trim_end_matches(':').to_string();
                continue;
            };
            let list = &mut self.people[k];
            match list.last_mut().filter(|_| !people::begins(cell.text)) {
                Some(last) if last.line != line.line => {
                    last.text.push(' ');
                    last.text.push_str(cell.text);
                }
                _ => {
                    let alone = self.member.is_empty();
                    let text = if alone { cell.text.to_string() } else { member_of(cell.text, &self.member) };
                    list.push(TextLine { text, ..line.clone() });
                }
            }
        }
        true
    }

    fn written(self) -> Vec<TextLine> {
        self.people.into_iter().filter(|l| l.len() > 1).flatten().collect()
    }
}

/// The lines of a list with a column of its own for where each person comes from, before the names or behind them, written as other lists have
/// it: "Anna Berg (Boxby), ordförande".
pub(super) fn beside(lines: Cow<'_, [String]>) -> Cow<'_, [String]> {
    if !lines.iter().any(|l| in_columns(l).is_some()) {
        return lines;
    }
    lines.iter().map(|l| in_columns(l).unwrap_or_else(|| l.clone())).collect()
}

/// "Anna Berg      Boxby     ordförande", "Boxby     Anna Berg, ordförande" in one cell.
fn in_columns(line: &str) -> Option<String> {
    let line = line.trim();
    if !line.contains("  ") {
        return None;
    }
    let cells = cells(line, false);
    let place = |t: &str| names::is_place(t) || organ::is_affiliation(t);
    let name = |t: &str| {
        let bare = t.split(['(', ',']).next().unwrap_or(t);
        let words: Vec<&str> = bare.split_whitespace().collect();
        !words.is_empty() && names::prefix(&words, false) == words.len()
    };
    match cells.as_slice() {
        [person, from, rest @ ..] if name(person.text) && place(from.text) => {
            let mut out = member_of(person.text, from.text);
            for cell in rest {
                out.push_str(", ");
                out.push_str(cell.text);
            }
            Some(out)
        }
        [from, person] if place(from.text) && people::begins(person.text) => Some(member_of(person.text, from.text)),
        _ => None,
    }
}

/// A person with whom they represent, where no party in a bracket tells it.
fn member_of(text: &str, member: &str) -> String {
    if text.contains('(') { text.to_string() } else { with_member(text, member) }
}

/// A person with whom they represent in a bracket behind the name.
fn with_member(text: &str, member: &str) -> String {
    match text.split_once(',') {
        Some((name, more)) => format!("{name} ({member}),{more}"),
        None => format!("{text} ({member})"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{HeadInput, read};
    use crate::segment::testing;

    #[test]
    fn a_column_for_where_they_come_from() {
        let list = |text: &str| super::beside(text.lines().map(str::to_string).collect::<Vec<_>>().into()).join("|");
        assert_eq!(
            list(
                "Anna Berg       Boxby     ordförande\nNils Ek (M)     Ödby      ledamot\nEva Ås          Boxby kommun"
            ),
            "Anna Berg (Boxby), ordförande|Nils Ek (M), ledamot|Eva Ås (Boxby kommun)"
        );
        assert_eq!(list("Boxby     Anna Berg, ordf.\n          Nils Ek"), "Anna Berg (Boxby), ordf.|          Nils Ek");
        for other in ["Anna Berg     Nils Ek", "Anna Berg     ordförande", "Anna Berg, Boxby"] {
            assert_eq!(list(other), other);
        }
    }

    #[test]
    fn by_municipality() {
        let text = "Närvarande\nKommun     Ledamot                     Ersättare\nBoxby      Anna Berg, ordförande       Nils Ek\n           Ola Alm (C)\n\nÖdby       Eva Ås                      Tor Vik, tjänstgörande\n\nÖvriga närvarande\nIda Dal, sekreterare\n";
        let lines = testing::lines(text);
        let head = read(&HeadInput { cover: &lines, ..HeadInput::default() });
        let part = |o: &Option<String>| o.clone().unwrap_or_default();
        let rows: Vec<String> = head
            .attendance
            .iter()
            .map(|a| format!("{}|{}|{}|{:?}", a.name, part(&a.affiliation), part(&a.role), a.capacity))
            .collect();
        let want = [
            "Anna Berg|Boxby|ordförande|Deciding",
            "Ola Alm|C|ledamot|Deciding",
            "Eva Ås|Ödby|ledamot|Deciding",
            "Nils Ek|Boxby|ersättare|Substitute",
            "Tor Vik|Ödby|tjänstgörande ersättare|Deciding",
            "Ida Dal||sekreterare|Other",
        ];
        assert_eq!(rows, want);
    }
}
