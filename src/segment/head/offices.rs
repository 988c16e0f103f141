//! Labels that name one person's office among lists: "Ordförande Anna Berg (S)", and below it the members.

use super::fields::{Entry, Field, Label, Value};
use super::{names, titles};
use crate::protocol::Capacity;

/// An office holds one person: the lines after the first go on with the list that the office stands in.
pub(super) fn divide(entries: &mut Vec<Entry>) {
    let mut list: Option<&'static Label> = None;
    let mut i = 0;
    while i < entries.len() {
        let entry = &entries[i];
        let office = entry.label.office || matches!(entry.label.field, Field::Chair | Field::Secretary);
        if entry.signature {
            list = None;
        } else if !office {
            list = (entry.label.field == Field::People).then_some(entry.label);
        } else if let Some((label, (first, rest))) =
            list.filter(|l| !of_others(l, entry)).zip(entry.values.first().and_then(|v| goes_on(&v.text)))
        {
            let mut values = entries[i].values.split_off(0);
            let after_blank = values[0].after_blank;
            values[0].text = rest;
            entries[i].values.push(Value { text: first, after_blank });
            entries.insert(i + 1, Entry { label, values, signature: false, beside: false });
            i += 1;
        } else if let Some(label) = list.filter(|l| !of_others(l, entry)) {
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

/// Whether a chair is named below a list of those who do not decide: who stands under the chair is none of them.
fn of_others(list: &Label, entry: &Entry) -> bool {
    entry.label.field == Field::Chair && list.capacity == Some(Capacity::Other)
}

/// An office's holder, and the list that goes on after: "Karl Ek, v. ordf. Nils Berg samt …".
fn goes_on(text: &str) -> Option<(String, String)> {
    let (first, rest) = text.split_once(',')?;
    let holder = names::starts(first) && names::all(first, false).len() == 1;
    let rest = rest.trim_start();
    (holder && (names::starts(rest) || titles::led_small(rest))).then(|| (first.to_string(), rest.to_string()))
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
