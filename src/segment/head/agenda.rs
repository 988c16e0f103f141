//! The agenda: "§ 10 Årsbokslut 2023  KS 2024/14  3 - 4".

use std::sync::LazyLock;

use regex::Regex;

use super::data;
use super::fields::Value;
use super::paragraphs::{self, Number};
use crate::protocol::AgendaItem;

static ITEM: LazyLock<Regex> =
    LazyLock::new(|| data::regex(r"^ ?(\d{1,4})(?:/\d{2,4})?(?: ?([A-H])(?:[\s.:)]|$))?[.:)]?\s*(.*)$"));
static PREFIX: LazyLock<Regex> = LazyLock::new(|| data::regex(r"^(\p{Lu}\p{L}{0,5}\.? ?)[§$&85]"));
static DNR: LazyLock<Regex> = LazyLock::new(|| {
    data::regex(
        r"(?:^|\s)(?:[Dd]nr:? )?((?:\p{Lu}[\p{Lu}-]{0,11}\p{Ll}{0,3}[ /-]?)?\b(?:19|20)\d{2}[/:.-]\d{1,6}(?:[-.]\d{1,4})?|\p{Lu}{1,6}[ -]\d{2}[/:]\d{1,5})$",
    )
});
static DAY: LazyLock<Regex> = LazyLock::new(|| data::regex(r"(?:^|\s)\d{4}-\d{2}-\d{2}$"));
static PAGE: LazyLock<Regex> =
    LazyLock::new(|| data::regex(r"(?:^|[\s.…]+)(?:s(?:id(?:an)?)?\.? ?)?(\d{1,3}(?:\s?[-–—]\s?\d{1,3})?)$"));

struct Draft {
    number: Number,
    text: String,
    /// Lines after the first, each with whether a blank line stands before it.
    more: Vec<(bool, String)>,
}

impl Draft {
    /// First line and the others as one text.
    fn joined(&self) -> String {
        let more = self.more.iter().map(|(_, t)| t.as_str());
        std::iter::once(self.text.as_str()).chain(more).filter(|t| !t.is_empty()).collect::<Vec<_>>().join(" ")
    }

    fn last_line(&self) -> &str {
        self.more.last().map_or(self.text.as_str(), |(_, t)| t.as_str())
    }
}

/// The items of an agenda list. Damaged signs are read with the help of the numbers' order, and of the meeting's
/// first and last § where known.
pub(super) fn read(values: &[Value], within: Option<(u32, u32)>) -> Vec<AgendaItem> {
    let first = values.iter().find_map(|v| Some(v.text.as_str()).filter(|t| !candidates(t).is_empty()));
    let mut best: Vec<Draft> = Vec::new();
    for (start, _, sure) in first.map(candidates).unwrap_or_default() {
        let drafts = chain(values, &start, within);
        let inside = within.is_some_and(|(a, b)| start.0 >= a && start.0 <= b);
        if (drafts.len() >= 2 || sure == 2 || inside) && drafts.len() > best.len() {
            best = drafts;
        }
    }
    hand_out(&mut best);
    let paged = best.iter().filter(|d| PAGE.is_match(&d.joined())).count() * 2 >= best.len();
    best.into_iter().map(|d| finish(d, paged)).collect()
}

/// The ways to read the start of a line as a § number: (number, rest, sign before it: 0 none, 1 doubtful, 2 clean).
fn candidates(text: &str) -> Vec<(Number, &str, u8)> {
    let mut out = Vec::new();
    // "Kf § 84": the body's letters before the sign.
    let text = PREFIX.captures(text).and_then(|c| c.get(1)).map_or(text, |m| &text[m.end()..]);
    for (signs, (at, c)) in text.char_indices().take(4).enumerate() {
        if let Some(m) = ITEM.captures(&text[at..]) {
            let sure = u8::from(at > 0) + u8::from(text[..at].contains(['§', '$', '&']));
            let letter = m.get(2).map_or(String::new(), |x| x.as_str().to_string());
            let rest = m.get(3).map_or("", |x| x.as_str());
            // A number alone on its line counts only with a sign before it: its title stands on the next line.
            let titled = rest.chars().any(char::is_alphabetic) || (rest.is_empty() && at > 0);
            if let (Ok(n), true) = (m[1].parse(), titled) {
                out.push(((n, letter), rest, sure));
            }
        }
        if signs == 3 || !matches!(c, '§' | '$' | '&' | '8' | '5' | 'S' | '%' | '3') {
            break;
        }
    }
    out
}

fn follows(prev: &Number, next: &Number) -> bool {
    (next.0 == prev.0 + 1 && (next.1.is_empty() || next.1 == "A")) || (next.0 == prev.0 && next.1 > prev.1)
}

fn chain(values: &[Value], start: &Number, within: Option<(u32, u32)>) -> Vec<Draft> {
    let mut out: Vec<Draft> = Vec::new();
    let mut closed = false;
    for v in values {
        let found = candidates(&v.text);
        let next = match out.last() {
            None => found.iter().find(|(n, _, _)| n == start),
            Some(last) => found.iter().find(|(n, _, _)| follows(&last.number, n)).or_else(|| {
                // A number of the list was lost: go on at the next clean one.
                let near = |n: &Number| {
                    n.0 > last.number.0 && n.0 <= last.number.0 + 5 && within.is_none_or(|(_, b)| n.0 <= b)
                };
                found.iter().find(|(n, _, sure)| near(n) && (*sure == 2 || (*sure == 1 && n.0 <= last.number.0 + 2)))
            }),
        };
        if let Some((number, rest, _)) = next {
            out.push(Draft { number: number.clone(), text: (*rest).to_string(), more: Vec::new() });
            closed = false;
            continue;
        }
        // A column of file numbers read apart from its rows belongs to no item.
        let whole = |t: &str| DNR.is_match(t) || PAGE.is_match(t);
        let column = whole(&v.text) && v.text.split_whitespace().count() <= 3;
        closed |= v.after_blank && (column || out.last().is_some_and(|d| whole(d.last_line())));
        if let (Some(last), false) = (out.last_mut(), closed) {
            last.more.push((v.after_blank, v.text.trim().to_string()));
        }
    }
    out
}

/// Numbers read as a column of their own, all titles after them: a title goes to each number where there are as many,
/// lines or groups of lines.
fn hand_out(drafts: &mut [Draft]) {
    let Some((last, others)) = drafts.split_last_mut() else { return };
    if others.len() < 2 || !last.text.is_empty() || others.iter().any(|d| !d.joined().is_empty()) {
        return;
    }
    let lines = std::mem::take(&mut last.more);
    let title = |t: &str| !(DNR.is_match(t) || PAGE.is_match(t)) || t.split(' ').count() > 3;
    let titles: Vec<&(bool, String)> = lines.iter().filter(|(_, t)| title(t)).collect();
    let mut groups: Vec<String> = Vec::new();
    for (blank, t) in &titles {
        match groups.last_mut() {
            Some(group) if !blank => *group = format!("{group} {t}"),
            _ => groups.push(t.clone()),
        }
    }
    if titles.len() == drafts.len() {
        groups = titles.iter().map(|(_, t)| t.clone()).collect();
    }
    if groups.len() == drafts.len() {
        for (draft, title) in drafts.iter_mut().zip(groups) {
            draft.text = title;
        }
    }
}

fn finish(draft: Draft, paged: bool) -> AgendaItem {
    let joined = draft.joined();
    let mut text = joined.trim();
    let mut page = None;
    if let Some(c) = PAGE.captures(text).filter(|_| paged) {
        page = c.get(1).map(|m| m.as_str().to_string());
        text = text[..c.get(0).map_or(0, |m| m.start())].trim_end();
    }
    let mut dnr = Vec::new();
    // A day at the end of a title is no file number.
    while let Some(m) = DNR.captures(text).filter(|_| !DAY.is_match(text)).and_then(|c| c.get(1)) {
        dnr.insert(0, m.as_str().to_string());
        text = text[..m.start()].trim_end().trim_end_matches(',').trim_end();
        text = text.strip_suffix("Dnr").unwrap_or(text).trim_end();
    }
    AgendaItem {
        paragraph: paragraphs::written(&draft.number),
        title: text.trim_end_matches(['.', '…', ' ']).to_string(),
        dnr,
        page,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn items(text: &str, within: Option<(u32, u32)>) -> Vec<(String, String, String, String)> {
        let mut blank = false;
        let mut values = Vec::new();
        for line in text.lines() {
            if line.is_empty() {
                blank = true;
                continue;
            }
            values.push(Value { text: line.into(), after_blank: std::mem::take(&mut blank) });
        }
        let row = |i: AgendaItem| (i.paragraph, i.title, i.dnr.join(";"), i.page.unwrap_or_default());
        read(&values, within).into_iter().map(row).collect()
    }

    fn row(a: &str, b: &str, c: &str, d: &str) -> (String, String, String, String) {
        (a.into(), b.into(), c.into(), d.into())
    }

    #[test]
    fn clean_lists() {
        let text = "§ 12 Ny brygga KS 2021/6 3\n§ 13 Del av fastigheten Vik\n2:14\nKS 2020/412 3 - 4\n\n§ 13 B Tillkommande ärende KS 2021/41 5\n§ 14 Meddelanden 6 - 7\n\nNämnden";
        assert_eq!(
            items(text, None),
            [
                row("12", "Ny brygga", "KS 2021/6", "3"),
                row("13", "Del av fastigheten Vik 2:14", "KS 2020/412", "3 - 4"),
                row("13 B", "Tillkommande ärende", "KS 2021/41", "5"),
                row("14", "Meddelanden", "", "6 - 7"),
            ]
        );
    }

    #[test]
    fn numbers_in_a_column_of_their_own() {
        let text = "Kf 8 8\nKf 8 9\nKf 8 10\n\nNy brygga\n\nTaxa för\nvatten\n\nMeddelanden\n\nKS 2021/6\n\n3\n4";
        let titles: Vec<_> = items(text, None).into_iter().map(|i| (i.0, i.1)).collect();
        let want = [("8", "Ny brygga"), ("9", "Taxa för vatten"), ("10", "Meddelanden")];
        assert_eq!(titles, want.map(|(a, b)| (a.to_string(), b.to_string())));
    }

    #[test]
    fn file_numbers_of_many_sorts() {
        let text =
            "§ 1 Taxa RS/2021:113 s. 4\n§ 2 Bygglov MBN 2016-0331 5\n§ 3 Minnen från 2016-09-20 6\n§ 4 Val B 16/33 7";
        let dnr: Vec<_> = items(text, None).into_iter().map(|i| i.2).collect();
        assert_eq!(dnr, ["RS/2021:113", "MBN 2016-0331", "", "B 16/33"]);
    }

    #[test]
    fn titles_on_lines_of_their_own() {
        let text = "Kf § 8\nNy brygga\nKS 2021/6\n3\nKf § 9\nMeddelanden\n4";
        assert_eq!(items(text, None), [row("8", "Ny brygga", "KS 2021/6", "3"), row("9", "Meddelanden", "", "4")]);
    }

    #[test]
    fn damaged_signs_and_a_column_apart() {
        let text = "812 Ny brygga\n813 Del av Vik\n2:14\n\n813B Tillkommande\n8 14 Bokslut, kvartal 1\n\nKS 2021/6\nKS 2020/412";
        assert_eq!(
            items(text, Some((12, 14))),
            [
                row("12", "Ny brygga", "", ""),
                row("13", "Del av Vik 2:14", "", ""),
                row("13 B", "Tillkommande", "", ""),
                row("14", "Bokslut, kvartal 1", "", ""),
            ]
        );
        assert_eq!(
            items("87 Bokslut 2019 2020/3\n$8 Avtal 2020/14\n810 Fordon", None)[1],
            row("8", "Avtal", "2020/14", "")
        );
    }
}
