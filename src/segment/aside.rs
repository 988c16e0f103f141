//! Notes in the left margin that are typed beside the text and no part of it.
//!
//! ```text
//! Till Kf         Beslut: Nämnden beslöt hemställa
//!                 att bron byggs, samt
//! Avskr:          att vägen läggs om för den tunga
//! vägv            trafiken.
//! ```

use std::collections::{BTreeMap, HashSet};
use std::sync::LazyLock;

use super::side::{Note, Sides};
use super::{data, headings, title};
use crate::page::TextLine;
use crate::protocol::SectionKind;

const WORDS: &str = include_str!("../../dictionaries/margin-notes.tsv");
static WORD_LIST: LazyLock<Vec<(SectionKind, &str)>> = LazyLock::new(|| {
    let kind = |name: &str| serde_json::from_value(serde_json::Value::String(name.to_string())).ok();
    data::rows(WORDS).filter_map(|r| Some((kind(r[0])?, *r.get(1)?))).collect()
});

/// The columns in which text beside a margin begins.
const COLUMNS: std::ops::RangeInclusive<usize> = 10..=30;
/// One line of so many begins there at least, with or without something in the margin.
const SHARE: usize = 2;
/// The deepest indent of a note.
const INDENT: usize = 4;
/// Columns by which text may stand deeper than its column.
const DEEPER: usize = 6;
/// Notes below which they are no manner of the document.
const FEWEST: usize = 2;

/// The column, in characters, where the text of a document begins that keeps a margin free for notes.
pub(super) fn column(lines: &[TextLine]) -> Option<usize> {
    let mut indents: BTreeMap<usize, usize> = BTreeMap::new();
    let said = || lines.iter().map(|l| l.text.as_str()).filter(|t| !t.trim().is_empty());
    let indent = |line: &str| line.bytes().take_while(|b| *b == b' ').count();
    let indented = lines.iter().map(|l| (indent(&l.text), l.text.as_str())).filter(|(n, _)| COLUMNS.contains(n));
    for (indent, _) in indented.filter(|(_, text)| !text.trim().is_empty()) {
        *indents.entry(indent).or_default() += 1;
    }
    let (at, _) = indents.into_iter().max_by_key(|(_, n)| *n)?;
    let begins = |line: &&str| {
        let mut signs = line.chars().skip(at - 1);
        signs.next() == Some(' ') && signs.next().is_some_and(|c| c != ' ')
    };
    (said().filter(begins).count() * SHARE >= said().count()).then_some(at)
}

/// What stands in the margin of `line`, and the byte where the text beside it begins: its end where none does.
pub(super) fn cell(line: &str, column: usize) -> Option<(&str, usize)> {
    let indent = line.bytes().take_while(|b| *b == b' ').count();
    if indent > INDENT {
        return None;
    }
    let Some(at) = line.char_indices().nth(column).map(|(at, _)| at) else {
        let left = line.trim();
        return (!left.is_empty()).then_some((left, line.len()));
    };
    let left = &line[..at];
    // The second line of a clause stands deeper.
    let gap = line[at..].len() - line[at..].trim_start().len();
    let parted = left.ends_with(' ') && gap <= DEEPER && !left.trim().is_empty();
    parted.then_some((left.trim(), at + gap))
}

/// The kind of note that begins with `cell`, its heading, and what else stands in the cell.
fn opening(cell: &str) -> Option<(SectionKind, Option<&str>, &str)> {
    let known = |t: &str| {
        let t = t.trim_end_matches([':', '.']).to_lowercase();
        WORD_LIST.iter().find(|(_, w)| *w == t).map(|(k, _)| *k)
    };
    let (word, rest) = cell.split_once(' ').unwrap_or((cell, ""));
    let of_kind = |k: &SectionKind| matches!(k, SectionKind::Recipients | SectionKind::Attachment);
    match known(cell).or_else(|| headings::whole(cell).filter(of_kind)) {
        Some(SectionKind::Attachment) => Some((SectionKind::Attachment, None, cell)),
        Some(kind) => Some((kind, Some(cell), "")),
        None => known(word).map(|kind| match kind {
            SectionKind::Attachment => (kind, None, cell),
            _ => (kind, Some(word), rest.trim()),
        }),
    }
}

/// Adds the notes between the labels on the lines `labels` to `sides`, if the document has such.
pub(super) fn add(sides: &mut Sides, lines: &[TextLine], column: usize, labels: &[(usize, usize)]) {
    let Some(&(first, _)) = labels.first() else { return };
    let labelled: HashSet<usize> = labels.iter().map(|l| l.0).collect();
    let cells = Cells { lines, column, labelled };
    let mut found: Vec<(Note, Vec<(usize, usize)>)> = Vec::new();
    let mut i = first + 1;
    while i < lines.len() {
        match cells.note(i) {
            Some((note, beside)) => {
                i += beside.len();
                found.push((note, beside));
            }
            None => i += 1,
        }
    }
    if found.len() >= FEWEST {
        for (note, beside) in found {
            sides.add_note(note, &beside);
        }
    }
}

struct Cells<'a> {
    lines: &'a [TextLine],
    column: usize,
    labelled: HashSet<usize>,
}

impl Cells<'_> {
    fn at(&self, i: usize) -> Option<(&str, usize)> {
        let line = self.lines.get(i).filter(|_| !self.labelled.contains(&i))?;
        cell(&line.text, self.column)
    }

    /// What stands in the text's column on line `i`.
    fn text(&self, i: usize) -> &str {
        let line = self.lines[i].text.as_str();
        let at = line.char_indices().nth(self.column).map_or(line.len(), |(at, _)| at);
        line[at..].trim()
    }

    /// The note that begins on line `i`, and the byte where the text beside each of its lines begins.
    fn note(&self, i: usize) -> Option<(Note, Vec<(usize, usize)>)> {
        let (left, at) = self.at(i)?;
        let (kind, heading, rest) = opening(left)?;
        let mut entries: Vec<&str> = Vec::from_iter(Some(rest).filter(|r| !r.is_empty()));
        let mut beside = vec![(i, at)];
        for k in i + 1..self.lines.len() {
            let Some((more, at)) = self.at(k) else { break };
            let own = opening(more).is_some() || headings::whole(more).is_some() || title::is_dnr_line(more);
            if own || self.lines[k].page != self.lines[i].page {
                break;
            }
            entries.push(more);
            beside.push((k, at));
        }
        // A heading with its text beside it looks alike: its text is a block of its own, and nothing stands below the heading.
        let of_text = |k: usize| self.text(k).contains(char::is_alphabetic);
        let above = i.checked_sub(1).is_some_and(|a| self.lines[a].page == self.lines[i].page && of_text(a));
        let text = self.text(i);
        let opened = headings::run_in(text).is_some() || headings::whole(text).is_some();
        let runs_on = beside.len() > 1 && beside.iter().skip(1).any(|(k, _)| of_text(*k));
        let own = !rest.is_empty() && of_text(i);
        let says = !entries.is_empty() || kind == SectionKind::Attachment;
        let note = Note { kind, heading: heading.map(str::to_string), text: entries.join("\n"), line: i };
        (says && (own || above || opened || runs_on)).then_some((note, beside))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segment::testing::lines;
    use crate::segment::{Context, records};

    const MINUTES: &str = "\
106 §           Ändring av plan för kvarteren Örnen och Falken i
Dnr 88/73       Ekeby
Dnr 201/74
Bil 1           Ärendet: Länet har sänt ett förslag som nämnden har
                granskat.

Till Kf         Beslut: Nämnden beslöt hemställa hos fullmäktige
                att anta förslaget, samt
Avskr:          att låta erinran från grannen vara utan
länet           avseende.
bygg.n              Det sker i maj.

107 §           Lån till bygdegården
Dnr 89/73
Till Kf         Föreningen har bett om ett lån av kommunen. Nämnden
                tillstyrker.
";

    #[test]
    fn notes_beside_the_text_are_none_of_it() {
        let found = records(&lines(MINUTES), &Context::default()).records;
        let first = &found[0];
        assert_eq!(first.title.as_deref(), Some("Ändring av plan för kvarteren Örnen och Falken i Ekeby"));
        assert_eq!(first.dnr, ["88/73", "201/74"]);
        let all: Vec<_> = first.sections.iter().map(|s| (s.kind, s.heading.as_deref(), s.text.as_str())).collect();
        use SectionKind::{Attachment, Background, Decision, Recipients};
        assert_eq!(
            all,
            [
                (Background, Some("Ärendet:"), "Länet har sänt ett förslag som nämnden har granskat."),
                (Attachment, None, "Bil 1"),
                (
                    Decision,
                    Some("Beslut:"),
                    "Nämnden beslöt hemställa hos fullmäktige att anta förslaget, samt att låta erinran från grannen vara utan avseende.\n\nDet sker i maj."
                ),
                (Recipients, Some("Till"), "Kf"),
                (Recipients, Some("Avskr:"), "länet\nbygg.n"),
            ]
        );
        let second = &found[1];
        assert_eq!(second.sections[0].text, "Föreningen har bett om ett lån av kommunen. Nämnden tillstyrker.");
        assert_eq!(second.sections.len(), 2);
    }

    #[test]
    fn headings_with_their_text_beside_them_are_no_notes() {
        let source = "\
47 §                  Budget
Dnr 98/087

Beslut                Nämnden antar budgeten.

Utdrag                Kommunerna
                      Ekonomen

48 §                  Val
Dnr 98/088

Beslut                Nämnden väljer Ada Berg.

Utdrag                Ada Berg
";
        for record in records(&lines(source), &Context::default()).records {
            let kinds: Vec<_> = record.sections.iter().map(|s| s.kind).collect();
            assert_eq!(kinds, [SectionKind::Decision, SectionKind::Recipients]);
        }
    }

    #[test]
    fn words_are_policed() {
        data::police(WORDS, 2);
    }
}
