//! Labels that name one person's office among lists: "Ordförande Anna Berg (S)", and below it the members.

use super::fields::{Entry, Field, Label};
use super::{names, titles};

/// An office holds one person: the lines after the first go on with the list that the office stands in.
pub(super) fn divide(entries: &mut Vec<Entry>) {
    let mut list: Option<&'static Label> = None;
    let mut i = 0;
    while i < entries.len() {
        let entry = &entries[i];
        let office = entry.label.office || matches!(entry.label.field, Field::Chair | Field::Secretary);
        if entry.signature {
            return;
        } else if !office {
            list = (entry.label.field == Field::People).then_some(entry.label);
        } else if let Some(label) = list {
            let begins = |t: &str| names::starts(t) || titles::led(t).is_some();
            let second = entry.values.iter().skip(1).position(|v| begins(v.text.trim())).map(|k| k + 1);
            if let Some(k) = second.filter(|_| begins(entry.values[0].text.trim())) {
                let values = entries[i].values.split_off(k);
                entries.insert(i + 1, Entry { label, values, signature: false, beside: false });
                i += 1;
            }
        }
        i += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::super::{HeadInput, read};
    use crate::page::TextLine;

    #[test]
    fn members_below_the_officers() {
        let text = "Beslutande\nOrdförande Anna Berg (S)\n1:e vice ordförande Nils Ek (M)\nEva Ås (C)\nErsättare\nOla Alm (L)\n";
        let lines: Vec<_> =
            text.lines().enumerate().map(|(i, l)| TextLine { page: 0, line: i, text: l.into() }).collect();
        let head = read(&HeadInput { cover: &lines, ..HeadInput::default() });
        let rows: Vec<_> = head.attendance.iter().map(|a| (a.name.as_str(), a.role.as_deref().unwrap_or(""))).collect();
        let want = [
            ("Anna Berg", "ordförande"),
            ("Nils Ek", "1:e vice ordförande"),
            ("Eva Ås", "ledamot"),
            ("Ola Alm", "ersättare"),
        ];
        assert_eq!(rows, want);
    }
}
