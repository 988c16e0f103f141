//! Titles in the left column, beside the text of their §§.

use super::side::{LINES, Sides, column_of, parts};
use super::{dnr, dnr_series, earlier, reflow, text, title};
use crate::page::TextLine;

/// The shortest first line of a text beside its label that ends no sentence, in characters.
const FIRST_LINE: usize = 30;
/// The deepest indent of a paragraph's first line, in characters.
pub(super) const INDENT: usize = 6;
/// How far the second line of an item may hang behind its mark, in characters.
const HANGING: usize = 4;

/// A title in the left column, with the diarienummer below it, the lines it stands on and the byte where the text begins on each.
pub(super) struct SideTitle {
    /// Its lines, joined.
    pub title: String,
    /// The numbers below it.
    pub numbers: Vec<String>,
    /// Its lines, with the byte where the text begins on each.
    pub beside: Vec<(usize, usize)>,
}

/// The column of the text whose first line begins at the char `first` beside the label: a paragraph's first line may be indented.
fn column_beside(lines: &[TextLine], label: usize, first: usize) -> usize {
    let next = lines.get(label + 1).filter(|n| n.page == lines[label].page);
    let below = next.and_then(|n| column_of(&n.text)).filter(|c| *c < first && *c + INDENT >= first);
    below.unwrap_or(first)
}

/// The title left of the text that begins on or below the line `label`, whose label ends at byte `end`, and above the next of `labels`.
pub(super) fn read(
    lines: &[TextLine],
    (label, end): (usize, usize),
    labels: &[(usize, usize)],
    sides: &Sides,
) -> Option<SideTitle> {
    let line = &lines[label].text;
    let rest = line.get(end..)?;
    // A few words that end no sentence are a title, not the first line of the text.
    let few = rest.trim().chars().count();
    let told = title::has_verb(rest);
    if (1..FIRST_LINE).contains(&few) && !text::ends_sentence(rest) && !told {
        return None;
    }
    // A diarienummer or another body's label beside the label shows no column of text.
    if title::is_dnr_line(rest) || earlier::labels_beside(rest).is_some() {
        return None;
    }
    let gap = rest.len() - rest.trim_start().len();
    // What announces a list is text too.
    let told = told || rest.trim_end().ends_with(':');
    // Text beside the label shows the column; without it the title itself does.
    let mut column = match rest.trim().is_empty() {
        true => None,
        false if gap > 2 => Some(column_beside(lines, label, line[..end + gap].chars().count())),
        false => return None,
    };
    let item = reflow::is_item(rest.trim());
    // Text that begins below a label of its own may be indented.
    let indented = rest.trim().is_empty();
    let mut out = String::new();
    let mut beside = Vec::new();
    let mut numbers: Vec<String> = Vec::new();
    let mut closed = false;
    for (i, n) in lines.iter().enumerate().skip(label + 1).take(2 * LINES) {
        let t = n.text.as_str();
        let indent = t.chars().take_while(|c| *c == ' ').count();
        if t.trim().is_empty() && out.is_empty() && column.is_none() {
            continue;
        }
        // A reading may part the first line of a title from the next, beside which the text begins.
        let open = !out.is_empty() && !out.ends_with('.') && column.is_none();
        if t.trim().is_empty() && open && lines.get(i + 1).is_some_and(|n| column_of(&n.text).is_some()) {
            continue;
        }
        let ends = n.page != lines[label].page || labels.binary_search_by_key(&i, |l| l.0).is_ok();
        // Below the first line of a paragraph the others begin a little to its left.
        let in_text = |c: usize| indent + 1 >= c || (indented && indent + INDENT >= c && indent * 2 >= c);
        if ends || t.trim().is_empty() || column.is_some_and(in_text) {
            break;
        }
        let p = parts(t, column)?;
        // The second line of an item hangs, and that of a paragraph begins before the first.
        let (before, behind) = (if indented { INDENT } else { 0 }, if item { HANGING } else { 0 });
        let apart = |at: usize, c: usize| at + before < c || at > c + behind;
        // "Dnr 41/58" above "44/58", "Dnr 41/58 o." too.
        let number = dnr_series::without_joint(p.left);
        if !out.is_empty()
            && column.is_some()
            && p.column.zip(column).is_none_or(|(at, c)| at + before >= c)
            && let Some((own, _)) = dnr::leading(number).filter(|_| title::is_dnr_line(number))
        {
            numbers.extend(own);
            beside.push((i, p.at));
            continue;
        }
        if closed || !numbers.is_empty() || beside.len() == LINES {
            break;
        }
        // What reaches into the column of the text is no title beside it.
        if column.is_some_and(|c| indent + p.left.chars().count() >= c) {
            return None;
        }
        let other = p.column.zip(column).is_some_and(|(at, c)| apart(at, c)) || title::is_dnr_line(t);
        // "Au § 71" below the label is where the matter was before.
        if p.left.contains('§') {
            return None;
        }
        // Within a sentence of the text beside it no heading begins.
        let heading = sides.at(i).is_some() && (rest.trim().is_empty() || text::ends_sentence(rest));
        if other || heading || title::is_dnr_line(p.left) || title::has_verb(p.left) {
            return None;
        }
        column = column.or(p.column);
        reflow::glue(&mut out, p.left);
        beside.push((i, p.at));
        // An initial ends no title, and no abbreviation does: "Besvär av E." above "Fredin", "Tomten i kv." above "Svanen".
        closed =
            text::ends_sentence(p.left) && p.left.split_whitespace().next_back().is_some_and(|w| w.chars().count() > 2);
    }
    column?;
    // What stands beside the label and goes on nowhere is the title itself.
    let goes_on = |(i, at): &(usize, usize)| lines[*i].text.get(*at..).is_some_and(|t| !t.trim().is_empty());
    if !rest.trim().is_empty() && !text::ends_sentence(rest) && !told && !beside.iter().any(goes_on) {
        return None;
    }
    let opens = out.chars().next().is_some_and(char::is_uppercase) && out.chars().count() > 3;
    let says = |(i, at): &(usize, usize)| lines[*i].text.get(*at..).is_some_and(|t| t.contains(char::is_alphabetic));
    (opens && (beside.iter().any(says) || !rest.trim().is_empty())).then_some(SideTitle { title: out, numbers, beside })
}
