//! The cover's range and the list of matters against the records.

use std::collections::BTreeSet;

use super::warning;
use crate::fold;
use crate::protocol::{Meeting, Record, Warning};

/// The §§ that the cover states against the first and last record.
pub(super) fn range(meeting: &Meeting, warnings: &mut Vec<Warning>) {
    let first = meeting.records.iter().min_by_key(|r| r.number);
    let last = meeting.records.iter().max_by_key(|r| r.number);
    let (Some(range), Some(first), Some(last)) = (&meeting.paragraph_range, first, last) else { return };
    let number = |t: &str| t.split(' ').next().and_then(|n| n.parse::<u32>().ok());
    let (Some(from), Some(to)) = (number(&range.first), number(&range.last)) else { return };
    if (first.number, last.number) != (from, to) {
        let message = format!(
            "the cover states §§ {}–{}, the records are §§ {}–{}",
            range.first, range.last, first.paragraph, last.paragraph
        );
        let lost = if first.number != from { from } else { last.number.min(to) + 1 };
        warnings.push(warning("cover-range", message, last.pages.last().copied(), Some(lost)));
    }
}

/// The list of matters against the records: §§ of one that the other lacks, and titles that differ.
pub(super) fn items(meeting: &Meeting, warnings: &mut Vec<Warning>) {
    // A list of which most §§ have a record; another list (of some other meeting, or misread) says nothing.
    let numbers: BTreeSet<&str> = meeting.records.iter().map(|r| r.paragraph.as_str()).collect();
    let listed: BTreeSet<&str> = meeting.agenda.iter().map(|a| a.paragraph.as_str()).collect();
    let shared = numbers.intersection(&listed).count();
    if listed.len() < 3 || shared * 3 < listed.len() * 2 || shared * 3 < numbers.len() * 2 {
        return;
    }
    for item in meeting.agenda.iter().filter(|a| !numbers.contains(a.paragraph.as_str())) {
        let message =
            format!("the list of matters has § {} '{}', and there is no such record", item.paragraph, item.title);
        let number = item.paragraph.split(' ').next().and_then(|n| n.parse().ok());
        warnings.push(warning("agenda-missing-record", message, None, number));
    }
    for record in meeting.records.iter().filter(|r| !listed.contains(r.paragraph.as_str())) {
        let message = format!("§ {} stands in no list of matters", record.paragraph);
        warnings.push(warning("agenda-missing-item", message, record.pages.first().copied(), Some(record.number)));
    }
    for record in &meeting.records {
        let Some(item) = meeting.agenda.iter().find(|a| a.paragraph == record.paragraph) else { continue };
        if let Some(title) = record.title.as_deref().filter(|t| !alike(t, &item.title)) {
            let message =
                format!("§ {} is titled '{title}', in the list of matters '{}'", record.paragraph, item.title);
            warnings.push(warning("agenda-title", message, record.pages.first().copied(), Some(record.number)));
        }
    }
    shift(meeting, warnings);
}

/// Titles that all belong to the § before or after show a list that is off by one: one warning in place of many.
fn shift(meeting: &Meeting, warnings: &mut Vec<Warning>) {
    let fits = |record: &Record, by: i64| {
        let wanted = i64::from(record.number) + by;
        let item = meeting.agenda.iter().find(|a| a.paragraph == wanted.to_string());
        item.zip(record.title.as_deref()).is_some_and(|(i, t)| alike(t, &i.title))
    };
    for by in [-1, 1] {
        let off: Vec<u32> = meeting.records.iter().filter(|r| fits(r, by) && !fits(r, 0)).map(|r| r.number).collect();
        if off.len() >= 3 {
            warnings.retain(|w| w.code != "agenda-title" || !w.paragraph.is_some_and(|p| off.contains(&p)));
            let message =
                format!("the numbers of the list of matters differ by one from the records from § {} on", off[0]);
            warnings.push(warning("agenda-title", message, None, off.first().copied()));
        }
    }
}

/// Whether two titles mean the same matter: most words of the shorter stand in the longer, damaged ones too.
pub(super) fn alike(a: &str, b: &str) -> bool {
    let (a, b) = (fold::blur(&fold::skeleton(a)), fold::blur(&fold::skeleton(b)));
    let words = |t: &str| -> Vec<String> {
        t.split(|c: char| !c.is_alphanumeric()).filter(|w| w.chars().count() > 2).map(str::to_string).collect()
    };
    let (x, y) = (words(&a), words(&b));
    let (short, long) = if x.len() <= y.len() { (&x, &y) } else { (&y, &x) };
    if short.is_empty() {
        return true;
    }
    let same = |w: &&String| {
        long.iter().any(|o| o == *w || strsim::levenshtein(o, w) * 4 <= w.chars().count().max(o.chars().count()))
    };
    short.iter().filter(same).count() * 2 >= short.len()
}

#[cfg(test)]
mod tests {
    use super::super::testing::{codes, record};
    use super::*;
    use crate::protocol::{AgendaItem, ParagraphRange};

    fn item(paragraph: &str, title: &str) -> AgendaItem {
        AgendaItem { paragraph: paragraph.into(), title: title.into(), dnr: Vec::new(), page: None }
    }

    fn meeting() -> Meeting {
        let titles = ["Val av justerare", "Taxa för vatten", "Bidrag till Vinby bygdegård", "Meddelanden"];
        Meeting {
            agenda: titles.iter().zip(3..).map(|(t, n)| item(&n.to_string(), t)).collect(),
            records: titles.iter().zip(3..).map(|(t, n)| record(n, t, &[])).collect(),
            paragraph_range: Some(ParagraphRange { first: "3".into(), last: "6".into() }),
            ..Meeting::default()
        }
    }

    fn found(meeting: &Meeting) -> Vec<(String, Option<u32>)> {
        let mut warnings = Vec::new();
        range(meeting, &mut warnings);
        items(meeting, &mut warnings);
        codes(&warnings)
    }

    #[test]
    fn what_agrees_is_silent() {
        let mut m = meeting();
        m.agenda[2].title = "Bldrag till Vinby bygdegard".into();
        m.records[1].title = Some("Taxa för vatten och avlopp 2024".into());
        assert_eq!(found(&m), []);
    }

    #[test]
    fn what_differs_is_told() {
        let mut m = meeting();
        m.records.pop();
        assert_eq!(found(&m), [("cover-range".into(), Some(6)), ("agenda-missing-record".into(), Some(6))]);
        let mut m = meeting();
        m.agenda.pop();
        assert_eq!(found(&m), [("agenda-missing-item".into(), Some(6))]);
        let mut m = meeting();
        m.records[1].title = Some("Avsägelse från nämndemannen".into());
        assert_eq!(found(&m), [("agenda-title".into(), Some(4))]);
    }

    #[test]
    fn a_list_off_by_one_is_told_once() {
        let mut m = meeting();
        for (i, r) in m.records.iter_mut().enumerate() {
            r.title = m.agenda.get(i + 1).map(|a| a.title.clone()).or(Some("Övrigt".into()));
        }
        let codes = found(&m);
        assert_eq!(codes.iter().filter(|c| c.1 == Some(3)).count(), 1, "{codes:?}");
    }

    #[test]
    fn another_meetings_list_says_nothing() {
        let mut m = meeting();
        m.paragraph_range = None;
        m.agenda.iter_mut().zip(80..).for_each(|(a, n)| a.paragraph = n.to_string());
        assert_eq!(found(&m), []);
    }
}
