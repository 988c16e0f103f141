//! Labels that a narrow left column breaks over two lines: "Justeringens   Kansliet 2023-05-02" over "plats och tid".

use std::borrow::Cow;

use super::columns::{Cell, cells};
use super::{fields, titles};
use crate::page::TextLine;

/// The lines with every broken label whole, on the line of its value; places of cells are kept.
pub(super) fn whole(lines: &[TextLine]) -> Cow<'_, [TextLine]> {
    let lines = thirds(lines);
    let mut out: Option<Vec<TextLine>> = None;
    for i in 1..lines.len() {
        let upper = out.as_ref().map_or(lines[i - 1].text.as_str(), |o| o[i - 1].text.as_str());
        if let Some((a, b)) = joined(upper, &lines[i].text) {
            let out = out.get_or_insert_with(|| lines.to_vec());
            (out[i - 1].text, out[i].text) = (a, b);
        }
    }
    out.map_or(lines, Cow::Owned)
}

/// A label that three lines hold: "TJÄNST-", "GÖRANDE", "ERSÄTTARE", or "Närvarande, ej", "tjänstgörande", "ersättare". The first line gets it whole, the others lose it.
fn thirds(lines: &[TextLine]) -> Cow<'_, [TextLine]> {
    let mut out: Option<Vec<TextLine>> = None;
    for i in 2..lines.len() {
        let first = |l: &TextLine| {
            let cells = cells(&l.text, l.text.contains('\t'));
            let cell = cells.first().filter(|c| c.text.split(' ').count() <= 3)?;
            Some((cell.at, cell.text.to_string(), cells.len()))
        };
        let three = [&lines[i - 2], &lines[i - 1], &lines[i]].map(first);
        let [Some(a), Some(b), Some(c)] = three else { continue };
        let capitals = |t: &str| t.chars().all(|c| c.is_uppercase() || matches!(c, '-' | ' '));
        let small = |t: &str| t.starts_with(char::is_lowercase);
        let shouted = [&a, &b, &c].iter().all(|x| capitals(&x.1));
        let goes_on = small(&b.1) && small(&c.1) && !small(&a.1);
        if !shouted && !goes_on {
            continue;
        }
        let mut label = String::new();
        for part in [&a.1, &b.1, &c.1] {
            let gap = if label.is_empty() || label.ends_with('-') { "" } else { " " };
            label = format!("{}{gap}{part}", label.trim_end_matches('-'));
        }
        if a.0 != b.0 || b.0 != c.0 || a.2 < 2 || !fields::is_label(&label) {
            continue;
        }
        let out = out.get_or_insert_with(|| lines.to_vec());
        for (k, text) in [(i - 2, &a.1), (i - 1, &b.1), (i, &c.1)] {
            let with = if k + 2 == i { format!("{label}  ") } else { " ".repeat(text.chars().count()) };
            out[k].text = lines[k].text.replacen(text.as_str(), &with, 1);
        }
    }
    out.map_or(Cow::Borrowed(lines), Cow::Owned)
}

/// Two lines whose cells begin with the halves of a label, written anew. `None` where no label is broken.
fn joined(upper: &str, lower: &str) -> Option<(String, String)> {
    // The second half goes on in small letters.
    let tabs = upper.contains('\t') || lower.contains('\t');
    if !lower.trim_start().starts_with(char::is_lowercase) || upper.trim().is_empty() {
        return None;
    }
    let (a, b) = (cells(upper, tabs), cells(lower, tabs));
    // Somewhere a value stands beside: running text has one cell.
    if a.len().max(b.len()) < 2 {
        return None;
    }
    let half = |x: &Cell<'_>| {
        let near = |y: &&Cell<'_>| y.at.abs_diff(x.at) <= usize::from(!tabs);
        let y = b.iter().position(|y| near(&y) && y.text.starts_with(char::is_lowercase))?;
        let gap = if x.text.ends_with('-') { "" } else { " " };
        let label = format!("{}{gap}{}", x.text.trim_end_matches('-'), b[y].text);
        let short = x.text.split(' ').count() <= 3 && b[y].text.split(' ').count() <= 4;
        (short && (fields::is_label(&label) || titles::heads_members(&label))).then_some((y, label))
    };
    let halves: Vec<Option<(usize, String)>> = a.iter().map(half).collect();
    if halves.iter().all(Option::is_none) {
        return None;
    }
    let mut above: Vec<(usize, String)> = Vec::new();
    let mut below: Vec<(usize, String)> = Vec::new();
    for (i, cell) in a.iter().enumerate() {
        let Some((y, label)) = &halves[i] else {
            above.push((cell.at, cell.text.to_string()));
            continue;
        };
        let value_above = i + 1 < a.len() && halves[i + 1].is_none();
        let value_below = *y + 1 < b.len() && !halves.iter().flatten().any(|(k, _)| *k == *y + 1);
        if value_below && !value_above {
            below.push((cell.at, label.clone()))
        } else {
            above.push((cell.at, label.clone()))
        }
    }
    let taken = |k: usize| halves.iter().flatten().any(|(y, _)| *y == k);
    below.extend(b.iter().enumerate().filter(|(k, _)| !taken(*k)).map(|(_, c)| (c.at, c.text.to_string())));
    below.sort_by_key(|(at, _)| *at);
    Some((line(&above, tabs), line(&below, tabs)))
}

/// Cells as a line, each where it was, or after the one before where that has grown.
fn line(cells: &[(usize, String)], tabs: bool) -> String {
    let mut out = String::new();
    let mut length = 0;
    for (at, text) in cells {
        let (sign, least) = if tabs { ("\t", 1) } else { (" ", 2) };
        let blanks = at.saturating_sub(length).max(if out.is_empty() { 0 } else { least });
        out.push_str(&sign.repeat(blanks));
        out.push_str(text);
        length += blanks + if tabs { 0 } else { text.chars().count() };
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<String> {
        let lines = crate::segment::testing::lines(text);
        whole(&lines).iter().map(|l| l.text.clone()).collect()
    }

    #[test]
    fn halves_of_labels_meet() {
        assert_eq!(
            read("Övriga        Tom Alm, kommunchef\nnärvarande    Ida Dal, sekreterare"),
            ["Övriga närvarande  Tom Alm, kommunchef", "              Ida Dal, sekreterare"]
        );
        assert_eq!(
            read(
                "Datum för                        Datum för\nanslags uppsättande  2003-04-02  anslags nedtagande  2003-04-24"
            ),
            ["", "Datum för anslags uppsättande  2003-04-02  Datum för anslags nedtagande  2003-04-24"]
        );
        assert_eq!(
            read("TJÄNST-     Nils Ek (s)\nGÖRANDE     Eva Ås (m)\nERSÄTTARE"),
            ["TJÄNSTGÖRANDE ERSÄTTARE       Nils Ek (s)", "            Eva Ås (m)", "         "]
        );
        assert_eq!(read("Förvaringsplats\tx\nför protokollet\tArkivet")[0], "Förvaringsplats för protokollet\tx");
        assert_eq!(
            read("  Moderata         Nils Ek\n  samlingspartiet  Eva Ås")[0],
            "  Moderata samlingspartiet  Nils Ek"
        );
    }

    #[test]
    fn running_text_is_left_alone() {
        for text in
            ["Övriga\nnärvarande ledamöter", "Övriga     Tom Alm\noch  andra", "Plats     Salen\ni huset   vid ån"]
        {
            assert_eq!(read(text), text.lines().collect::<Vec<_>>());
        }
    }
}
