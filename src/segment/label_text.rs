//! Labels as they should stand, beside what was read.

use super::build::{ChosenHead, Ground, lost_end};
use super::labels::{Label, Reading, Sign};
use super::{LabelEdit, text};
use crate::page::TextLine;
/// From what cost a label is no longer printed as it was read.
const DOUBTFUL: f32 = 0.75;

/// The label as it should stand, as read, and the edit between the two.
pub(crate) fn label(head: &ChosenHead<'_>, ground: &Ground<'_>) -> (String, String, Option<LabelEdit>) {
    let l = head.label;
    let source = &ground.lines[l.line];
    let line = source.text.as_str();
    let Some(r) = head.reading else {
        let raw = line.get(l.start..lost_end(l, line)).unwrap_or("").trim().to_string();
        let dot = if raw.ends_with('.') || ground.dotted { "." } else { "" };
        let gap = if ground.spaced { " " } else { "" };
        let mended = match l.sign {
            Sign::Word => format!("Paragraf {}", head.number),
            _ => {
                format!("{}§{gap}{}{dot}", l.prefix.as_ref().map(|p| format!("{p} ")).unwrap_or_default(), head.number)
            }
        };
        let edit = (l.sign != Sign::Word).then(|| edit_of(source, l.start, l.start + raw.len(), &mended));
        return (mended, raw, edit.flatten());
    };
    let suffix = r.suffix.map(String::from).unwrap_or_default();
    if l.number_line != l.line {
        let number = &ground.lines[l.number_line].text;
        let raw = format!("{} {}", &line[r.sign.0..r.sign.1], number[..r.end].trim());
        return (format!("Paragraf {}{suffix}", r.digits), raw, None);
    }
    let raw = text::squeezed(&line[l.start..r.end]);
    let sign = &line[r.sign.0..r.sign.1];
    if l.sign == Sign::After && sign != "§" {
        let gap = if line[..r.sign.0].ends_with(' ') { "" } else { " " };
        let edit = edit_of(source, r.sign.0, r.sign.1, &format!("{gap}§"));
        let dot = if line[..r.end].ends_with('.') { "." } else { "" };
        return (format!("{}{suffix} §{dot}", r.digits), raw, edit);
    }
    if l.sign == Sign::After && r.cost >= DOUBTFUL {
        // "ss §": letters were made of the number.
        let dot = if line[..r.end].ends_with('.') { "." } else { "" };
        let mended = format!("{} §{dot}", r.digits);
        let edit = edit_of(source, l.start, r.end, &mended);
        return (mended, raw, edit);
    }
    if l.sign == Sign::Bare && ground.signed {
        let gap = if ground.spaced { " " } else { "" };
        let mended = format!("§{gap}{}", line.get(r.sign.1..r.end).unwrap_or(&r.digits).trim());
        let edit = edit_of(source, r.sign.0, r.end, &mended);
        return (mended, raw, edit);
    }
    let plain = matches!(l.sign, Sign::Word | Sign::Number | Sign::After | Sign::Bare)
        || (l.sign == Sign::Clean && r.cost < DOUBTFUL);
    if plain {
        // The reading drops thin blanks here and there: "§113" among "§ 112" and "§ 114".
        if ground.parted && shows_blank(l, r, line) == Some(false) {
            let at = if l.sign == Sign::After { r.sign.0 } else { r.sign.1 };
            let mut mended = format!("{} {}", &line[r.sign.0.min(l.start)..at], &line[at..r.end]);
            // With the one blank goes the other: "§58B" for "§ 58 B".
            let glued = r.suffix.map(|s| format!("{}{s}", r.digits)).filter(|g| mended.contains(g.as_str()));
            if let (Some(glued), Some(s)) = (glued, r.suffix) {
                mended = mended.replacen(&glued, &format!("{} {s}", r.digits), 1);
            }
            let edit = edit_of(source, r.sign.0.min(l.start), r.end, &mended);
            return (text::squeezed(&mended), raw, edit);
        }
        // A speck beside the full stop.
        if ground.dotted && raw.ends_with([':', ',']) {
            let mended = format!("{}.", line[l.start..r.end].trim_end_matches([':', ',']));
            return (text::squeezed(&mended), raw, edit_of(source, l.start, r.end, &mended));
        }
        return (raw.clone(), raw, None);
    }
    let printed = &line[r.sign.1..r.end];
    let point = if printed.starts_with('.') { "." } else { "" };
    let gap = format!("{point}{}", if l.spaced || ground.spaced { " " } else { "" });
    let suffix_gap = if r.suffix.is_some() && (printed.trim().contains(' ') || ground.spaced) { " " } else { "" };
    let dot = if printed.ends_with(['.', ':', ',']) { "." } else { "" };
    let mended = format!("§{gap}{}{suffix_gap}{suffix}{dot}", r.digits);
    let edit = edit_of(source, r.sign.0, r.end, &mended);
    let prefix = l.prefix.as_ref().map(|p| format!("{p} ")).unwrap_or_default();
    (format!("{prefix}{mended}"), raw, edit)
}

/// Whether a blank stands between the § of a label and its number, on one line with it.
pub(super) fn shows_blank(l: &Label, r: &Reading, line: &str) -> Option<bool> {
    match l.sign {
        Sign::Clean if l.number_line == l.line => {
            Some(!line.get(r.sign.1..)?.starts_with(|c: char| c.is_alphanumeric()))
        }
        Sign::After => Some(line.get(..r.sign.0)?.ends_with(char::is_whitespace)),
        _ => None,
    }
}

fn edit_of(source: &TextLine, start: usize, end: usize, to: &str) -> Option<LabelEdit> {
    let from = source.text.get(start..end)?;
    (from != to).then(|| LabelEdit {
        page: source.page,
        line: source.line,
        start,
        end,
        from: from.to_string(),
        to: to.to_string(),
    })
}
