//! Why §§ are missing: what the text, the list of matters and the pages say of a gap in the numbering.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

use crate::fold;
use crate::page::{FurnitureRole, LineRole, Page, PageStatus};
use crate::protocol::{Meeting, Record, Warning};

const WORDS: &str = include_str!("../../dictionaries/gap-words.tsv");

static REASONS: LazyLock<Vec<(&'static str, String)>> = LazyLock::new(|| {
    let rows = WORDS.lines().filter(|l| !l.starts_with('#')).filter_map(|l| l.split_once('\t'));
    rows.map(|(kind, words)| (kind, fold::skeleton(words))).collect()
});
static RANGE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"§{1,2} ?(\d{1,4})(?: ?(?:[-–—,]|och|samt) ?(?:§ ?)?(\d{1,4}))?").ok());
static PRINTED: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(\d{1,3})\s?(?:\(\s?\d{1,3}\s?\)|av \d{1,3})?\s*$").ok());

/// Adds the likely reason to every `paragraph-gap`. Each gap is named by its first § and stands before the record on its page.
pub(super) fn explain(meetings: &[Meeting], pages: &[Page], warnings: &mut [Warning]) {
    let mut told: BTreeSet<(usize, u32)> = BTreeSet::new();
    // Gaps come in the order of the text, and so do meetings: no meeting is looked at for gaps of all others.
    let mut at = 0;
    for warning in warnings.iter_mut().filter(|w| w.code == "paragraph-gap") {
        let Some(first) = warning.paragraph else { continue };
        let gap = meetings.iter().enumerate().skip(at).find_map(|(m, meeting)| {
            // §§ may stand out of order.
            let mut sorted: Vec<&Record> = meeting.records.iter().collect();
            sorted.sort_by_key(|r| r.number);
            let pair = sorted.windows(2).find(|p| p[0].number + 1 == first && p[1].number > first)?;
            (!told.contains(&(m, first))).then_some((m, meeting, pair[0], pair[1]))
        });
        let Some((m, meeting, left, right)) = gap else { continue };
        told.insert((m, first));
        at = m;
        let last = right.number - 1;
        let between = (left.pages.last().copied(), right.pages.first().copied());
        if let Some(reason) = reason(meeting, own_pages(meetings, m, pages), first, last, between) {
            warning.message.push_str("; ");
            warning.message.push_str(&reason);
        }
    }
}

/// The pages from the end of the meeting before to the beginning of the next: what stands elsewhere speaks of other §§.
fn own_pages<'a>(meetings: &[Meeting], m: usize, pages: &'a [Page]) -> &'a [Page] {
    let before = m.checked_sub(1).and_then(|b| meetings[b].records.last()).and_then(|r| r.pages.last().copied());
    let after = meetings.get(m + 1).and_then(|n| n.records.first()).and_then(|r| r.pages.first().copied());
    let from = before.map_or(0, |b| pages.partition_point(|p| p.index < b));
    let till = after.map_or(pages.len(), |a| pages.partition_point(|p| p.index <= a));
    &pages[from..till.max(from)]
}

/// The likely reason, the surest first: a page that failed, what the text says, the pages' printed numbers, the list of matters.
fn reason(
    meeting: &Meeting,
    pages: &[Page],
    first: u32,
    last: u32,
    between: (Option<usize>, Option<usize>),
) -> Option<String> {
    let (from, to) = (between.0?, between.1?);
    let inside = pages.iter().filter(|p| p.index >= from && p.index <= to);
    if let Some(page) = inside.clone().find(|p| p.status == PageStatus::Failed) {
        return Some(format!("likely on page {}, which could not be read", page.index));
    }
    if let Some((kind, line)) = said(pages, first, last) {
        return Some(format!("{}: '{line}'", sentence(kind)));
    }
    let items: Vec<_> =
        meeting.agenda.iter().filter(|a| number(&a.paragraph).is_some_and(|n| n >= first && n <= last)).collect();
    if let Some((kind, item)) = items.iter().find_map(|a| Some((kind_of(&a.title)?, a))) {
        return Some(format!("{}: the list of matters has '{}'", sentence(kind), item.title));
    }
    let numbers: Vec<(usize, u32)> = inside.filter_map(|p| Some((p.index, printed_number(p)?))).collect();
    if let Some(w) = numbers.windows(2).find(|w| w[1].1 > w[0].1 + (w[1].0 - w[0].0) as u32) {
        return Some(format!("likely pages are missing: the printed page numbers go from {} to {}", w[0].1, w[1].1));
    }
    let item = items.first()?;
    Some(format!("the list of matters has '{}', so a page or a label may be lost", item.title))
}

fn number(paragraph: &str) -> Option<u32> {
    paragraph.split(' ').next()?.parse().ok()
}

fn sentence(kind: &str) -> &'static str {
    match kind {
        "secret" => "likely left out for secrecy",
        "separate" => "likely adjusted separately",
        _ => "likely not dealt with",
    }
}

/// What the words of a line or title say of a §.
fn kind_of(text: &str) -> Option<&'static str> {
    let folded = fold::skeleton(text);
    REASONS.iter().find(|(_, words)| folded.contains(words.as_str())).map(|(kind, _)| *kind)
}

/// A line that names a § of the gap and says why it is not there: "§ 33 justeras omedelbart", "§§ 34–36 sekretess".
fn said(pages: &[Page], first: u32, last: u32) -> Option<(&'static str, String)> {
    let rule = RANGE.as_ref()?;
    let lines = pages.iter().filter(|p| p.duplicate_of.is_none()).flat_map(|p| &p.lines);
    lines.map(|l| l.text()).filter(|t| t.contains('§')).find_map(|text| {
        let names = rule.captures_iter(&text).any(|c| {
            let a = c.get(1).and_then(|m| m.as_str().parse::<u32>().ok());
            let b = c.get(2).and_then(|m| m.as_str().parse::<u32>().ok()).or(a);
            a.zip(b).is_some_and(|(a, b)| a <= last && b >= first && b.saturating_sub(a) < 400)
        });
        let kind = kind_of(&text).filter(|_| names)?;
        Some((kind, text.trim().to_string()))
    })
}

/// The page number that a page prints: "Sida 5 (12)", "5".
fn printed_number(page: &Page) -> Option<u32> {
    let line = page.lines.iter().find(|l| l.role == LineRole::Furniture(FurnitureRole::PageNumber))?;
    PRINTED.as_ref()?.captures(line.text().trim())?.get(1)?.as_str().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::super::testing::record;
    use super::*;
    use crate::page::{Line, Origin};
    use crate::protocol::AgendaItem;

    fn explained(lines: &[&str], agenda: &[(&str, &str)]) -> String {
        let page = Page::from_lines(0, Origin::Text, "swe", lines.iter().map(|l| Line::new(*l)).collect());
        let item = |(p, t): &(&str, &str)| AgendaItem {
            paragraph: (*p).into(),
            title: (*t).into(),
            dnr: Vec::new(),
            page: None,
        };
        let meeting = Meeting {
            records: vec![record(4, "Taxa", &[]), record(7, "Val", &[])],
            agenda: agenda.iter().map(item).collect(),
            ..Meeting::default()
        };
        let gap = super::super::warning("paragraph-gap", "§§ 5–6 are missing".into(), Some(0), Some(5));
        let mut warnings = vec![gap];
        explain(&[meeting], &[page], &mut warnings);
        warnings.remove(0).message
    }

    #[test]
    fn the_reason_stands_in_the_text_or_the_list() {
        let none: [(&str, &str); 0] = [];
        assert_eq!(explained(&["§ 4 Taxa", "§ 7 Val"], &none), "§§ 5–6 are missing");
        assert!(explained(&["§§ 5-6 är sekretessbelagda"], &none).contains("for secrecy: '§§ 5-6"));
        assert!(explained(&["Paragraf § 6 justeras omedelbart"], &none).contains("adjusted separately"));
        assert!(explained(&["§ 8 är sekretessbelagd"], &none).ends_with("missing"));
        assert!(explained(&[], &[("5", "Ärendet utgår")]).contains("not dealt with"));
        assert!(explained(&[], &[("5", "Brygga i Vik")]).contains("a page or a label may be lost"));
    }

    #[test]
    fn missing_pages_show_in_their_numbers() {
        let page = |i: usize, n: &str| {
            let mut page = Page::from_lines(i, Origin::Text, "swe", vec![Line::new(n)]);
            page.lines[0].role = LineRole::Furniture(FurnitureRole::PageNumber);
            page
        };
        let mut meeting =
            Meeting { records: vec![record(4, "Taxa", &[]), record(6, "Val", &[])], ..Meeting::default() };
        meeting.records[1].pages = vec![1];
        let gap = super::super::warning("paragraph-gap", "§ 5 is missing".into(), Some(1), Some(5));
        let mut warnings = vec![gap];
        explain(&[meeting], &[page(0, "Sida 3 (9)"), page(1, "Sida 5 (9)")], &mut warnings);
        assert!(warnings[0].message.contains("page numbers go from 3 to 5"), "{}", warnings[0].message);
    }

    #[test]
    fn the_data_file_parses() {
        let rows: Vec<&str> = WORDS.lines().filter(|l| !l.starts_with('#')).collect();
        assert_eq!(rows.len(), REASONS.len());
        assert!(REASONS.iter().all(|(k, w)| ["secret", "separate", "withdrawn"].contains(k) && !w.is_empty()));
        let distinct: BTreeSet<&String> = REASONS.iter().map(|(_, w)| w).collect();
        assert_eq!(distinct.len(), REASONS.len());
    }
}
