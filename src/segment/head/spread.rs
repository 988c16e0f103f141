//! Tables read column by column: labels first, values after them.

use super::fields::{Entry, Field, Value};
use super::names;

/// A reading of a two-column table may give all labels first and then all values: the groups of lines under the
/// last label of such a block are handed to its labels in order, people to those that ask for people.
pub(super) fn spread(entries: &mut [Entry]) {
    let takes = |e: &Entry| !matches!(e.label.field, Field::End | Field::Signatures | Field::Agenda);
    let mut i = 0;
    while i < entries.len() {
        let mut end = i;
        while end < entries.len() && entries[end].values.is_empty() && takes(&entries[end]) && !entries[end].beside {
            end += 1;
        }
        if end >= entries.len() || end - i < 2 || !takes(&entries[end]) || entries[end].beside {
            i = end + 1;
            continue;
        }
        let mut groups: Vec<Vec<Value>> = Vec::new();
        for v in std::mem::take(&mut entries[end].values) {
            // A new group begins after a blank line, and where people follow what is none.
            let turn = groups.last().is_some_and(|g| !person(&g[0].text) && person(&v.text));
            match groups.last_mut() {
                Some(group) if !v.after_blank && !turn => group.push(v),
                _ => groups.push(vec![v]),
            }
        }
        // "Närvarande" above the lists' own labels is none of them.
        let lists = entries[i..=end].iter().filter(|e| e.label.field == Field::People).count();
        let people = groups.iter().filter(|g| person(&g[0].text)).count();
        let above = |e: &Entry| e.label.general && lists > 1 && people < lists;
        let mut at = i;
        for (k, group) in groups.into_iter().enumerate() {
            let people = person(&group[0].text);
            let fits = |e: &Entry| asks_people(e) == people && !above(e);
            let next = if k == 0 { at } else { at + 1 };
            at = (next..=end).find(|n| fits(&entries[*n])).unwrap_or(at);
            entries[at].values.extend(group);
        }
        i = end + 1;
    }
}

fn asks_people(entry: &Entry) -> bool {
    use Field::{Absent, Adjusters, Chair, People, Secretary};
    matches!(entry.label.field, People | Absent | Adjusters | Chair | Secretary)
}

/// Whether a line begins like a person of a list.
fn person(line: &str) -> bool {
    names::starts(line.trim())
}

#[cfg(test)]
mod tests {
    use super::super::fields::scan;
    use super::*;
    use crate::page::TextLine;

    fn read(text: &str) -> Vec<(Field, String)> {
        let lines: Vec<_> =
            text.lines().enumerate().map(|(i, l)| TextLine { page: 0, line: i, text: l.into() }).collect();
        scan(&lines).entries.iter().map(|e| (e.label.field, e.text(false))).collect()
    }

    #[test]
    fn two_columns_read_one_after_the_other() {
        let text = "Plats och tid\nBeslutande\nErsättare\n\nSalen, kl. 9.00\n\nAnna Berg (S), ordförande\nNils Ek (M)\n\nEva Ås (C)";
        let want = [
            (Field::PlaceTime, "Salen, kl. 9.00"),
            (Field::People, "Anna Berg (S), ordförande Nils Ek (M)"),
            (Field::People, "Eva Ås (C)"),
        ];
        assert_eq!(read(text), want.map(|(f, t)| (f, t.to_string())));
    }
}
