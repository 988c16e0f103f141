//! Labels of the cover page, the signature block and the notice: the data, and what a text that begins with one is.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::super::solid::Marks;
use super::fields::Field;
use super::{data, names, titles};
use crate::fold;
use crate::protocol::Capacity;

/// One row of `head-fields.tsv`.
#[derive(Debug)]
pub(super) struct Label {
    pub field: Field,
    pub capacity: Option<Capacity>,
    /// The role of the people under it who have none of their own.
    pub role: Option<&'static str>,
    pub middle: bool,
    pub strong: bool,
    alone: bool,
    /// One person's: only a label where a colon or a name follows.
    pub office: bool,
    /// Heads lists that have labels of their own: "Närvarande".
    pub general: bool,
    /// Heads those who decide, though some be substitutes: "Beslutande ledamöter och ersättare".
    pub decides: bool,
    pub key: String,
    /// The key's letters, which tell at once that most words are others.
    marks: Marks,
    words: usize,
    /// Whether the label's last word of several is small: a name after a shorter label is no damage of it.
    small_end: bool,
    /// Whether it is none with a capital there.
    cased: bool,
    /// Whether the label itself holds a comma or a bracket.
    comma: bool,
}

static LABELS: LazyLock<Vec<Label>> = LazyLock::new(|| {
    data::rows(include_str!("../../../dictionaries/head-fields.tsv")).filter_map(|r| label(&r)).collect()
});

/// The labels by the first letter of their keys.
static BY_FIRST: LazyLock<HashMap<char, Vec<&'static Label>>> = LazyLock::new(|| {
    let mut map: HashMap<char, Vec<&'static Label>> = HashMap::new();
    for label in LABELS.iter() {
        map.entry(label.key.chars().next().unwrap_or_default()).or_default().push(label);
    }
    map
});

impl Label {
    pub fn names(&self, start: &str) -> bool {
        self.key.starts_with(start)
    }
}

fn label(row: &[&'static str]) -> Option<Label> {
    let field = match row[0] {
        "place-time" => Field::PlaceTime,
        "place" => Field::Place,
        "time" => Field::Time,
        "date" => Field::Date,
        "members" | "serving" | "substitutes" | "others" | "present" => Field::People,
        "absent" => Field::Absent,
        "adjusters" => Field::Adjusters,
        "adjusted" => Field::Adjusted,
        "signatures" => Field::Signatures,
        "secretary" => Field::Secretary,
        "chair" => Field::Chair,
        "range" => Field::Range,
        "organ" => Field::Organ,
        "posted" => Field::Posted,
        "removed" => Field::Removed,
        "custody" => Field::Custody,
        "agenda" => Field::Agenda,
        "opens" => Field::Opens,
        "closes" => Field::Closes,
        "end" => Field::End,
        "none" => Field::NoLabel,
        _ => return None,
    };
    let capacity = match row[1] {
        "deciding" => Some(Capacity::Deciding),
        "substitute" => Some(Capacity::Substitute),
        "other" => Some(Capacity::Other),
        _ => None,
    };
    Some(Label {
        field,
        capacity,
        role: Some(row[2]).filter(|r| *r != "-"),
        middle: row[3].contains('m'),
        strong: row[3].contains('s'),
        alone: row[3].contains('a'),
        office: row[3].contains('o'),
        general: row[0] == "present",
        decides: row[3].contains('d'),
        key: key(row[4]),
        marks: data::marks(&key(row[4])),
        words: row[4].split_whitespace().count(),
        small_end: row[4].rsplit_once(' ').is_some_and(|(_, w)| w.starts_with(char::is_lowercase)),
        cased: row[3].contains('c'),
        comma: row[4].contains([',', '(']),
    })
}

fn key(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    push_key(text, &mut out);
    out
}

fn push_key(text: &str, out: &mut String) {
    out.extend(text.chars().map(fold::base_letter).filter(|c| c.is_alphanumeric()));
}

/// A label found at the start of a text.
pub(super) struct Match<'a> {
    pub label: &'static Label,
    pub rest: &'a str,
}

/// A gap between columns.
const GAP: &str = "    ";
/// Letters of a label that a name can resemble.
const SHORT: usize = 5;

/// The label that `text` begins with. It must begin with a capital letter, and end where a word ends; the longest one with the least damage wins.
pub(super) fn at_start(text: &str) -> Option<Match<'_>> {
    let gap = |m: &Match<'_>| {
        let time = matches!(m.label.field, Field::Opens | Field::Closes);
        time && text[..text.len() - m.rest.len()].ends_with("  ")
    };
    let alone = |m: &Match<'_>| !m.label.alone || m.rest.is_empty() || has_colon(text, m) || gap(m);
    best(text).filter(|m| alone(m) && (!m.label.office || heads_one(text, m))).or_else(|| uncapitalised(text))
}

/// The label of people in small letters in a column of its own, as below one with a capital: "suppleanter     Anna Berg".
fn uncapitalised(text: &str) -> Option<Match<'_>> {
    if !text.starts_with(char::is_lowercase) {
        return None;
    }
    let (cell, rest) = text.split_once("  ")?;
    let key = key(cell);
    let label = BY_FIRST.get(&key.chars().next()?)?.iter().find(|l| l.field == Field::People && l.key == key)?;
    let rest = value_start(rest);
    names::starts(rest).then_some(Match { label, rest })
}

/// [`at_start`], whatever follows.
pub(super) fn best(text: &str) -> Option<Match<'_>> {
    // Damage seldom takes the first letter; without this a surname before a label would become part of it. "1:e vice ordförande" begins with a figure.
    let mut chars = text.chars();
    let ordinal = |c: char, next: Option<char>| matches!(c, '1'..='3') && matches!(next, Some(':' | 'e' | 'a'));
    let first = chars.next().filter(|c| c.is_uppercase() || ordinal(*c, chars.next())).map(fold::base_letter)?;
    let labels = BY_FIRST.get(&first)?;
    let mut ends = Vec::new();
    let mut in_word = false;
    for (i, c) in text.char_indices() {
        if c.is_whitespace() || (c == ':' && in_word) {
            if in_word {
                ends.push(i);
            }
            in_word = false;
        } else {
            in_word = true;
        }
        if ends.len() > 8 {
            break;
        }
    }
    if in_word {
        ends.push(text.len());
    }
    let mut best: Option<(i64, &'static Label, usize)> = None;
    let mut read = String::with_capacity(text.len());
    let mut from = 0;
    for (n, end) in ends.iter().enumerate() {
        // "Nämnd- och utredningssekreterare": half a word is no label.
        if text[..*end].ends_with('-') && text[*end..].trim_start().starts_with("och ") {
            break;
        }
        push_key(&text[from..*end], &mut read);
        from = *end;
        let mut marks = None;
        let comma = text[..*end].trim_end_matches(',').contains([',', '(']);
        for label in labels.iter().filter(|l| l.words.abs_diff(n + 1) <= 1) {
            let other = read.len().abs_diff(label.key.len()) > label.key.len() / 5 + 2 || (comma && !label.comma);
            let mut letters = || *marks.get_or_insert_with(|| data::marks(&read));
            if other || !letters().may_be(label.marks, label.key.len() / 5) || !data::near(&read, &label.key) {
                continue;
            }
            let last = text[..*end].rsplit(char::is_whitespace).next().unwrap_or("");
            let gap = text[..*end].contains(GAP);
            let name = last.chars().next().is_some_and(char::is_uppercase) && last.contains(char::is_lowercase);
            // "Ledamöter        Tjänstgörande ersättare": two labels side by side, and none of their words together.
            let beside = text[..*end].split_once(GAP).filter(|(first, _)| is_label(first));
            let beside = beside.map_or(0, |(first, _)| label_length(text[first.len()..].trim_start()));
            let taken = text[..*end].split_once(GAP).map_or(0, |(_, more)| more.trim().len());
            // "Beslutande        Ledamöter        Tjänstgörande ersättare": the heads of a table of lists.
            let mut cells = text[..*end].split(GAP).map(str::trim).filter(|c| !c.is_empty()).skip(1);
            let heads = gap && columns(&text[..*end]) > 2 && cells.all(|c| label_length(c) > 0);
            let split = beside > taken || (beside > 0 && beside == taken && read != label.key);
            if (split || heads) && label.field == Field::People {
                continue;
            }
            if (name && label.small_end && read != label.key) || (label.cased && (name || gap)) {
                continue;
            }
            // "Nanna Ek" is no damaged "Nämnd": so short a word needs a sign that it is a label.
            let closed = text[*end..].is_empty() || text[*end..].starts_with(':') || text[*end..].starts_with("  ");
            if read != label.key && label.key.len() <= SHORT && !closed && !last.ends_with(':') {
                continue;
            }
            let errors = usize::from(read != label.key) * (1 + data::distance(&read, &label.key));
            // A longer label is better, but not at the price of damage.
            let score = label.key.len() as i64 - 3 * errors as i64;
            if best.is_none_or(|(s, _, _)| score > s) {
                best = Some((score, label, *end));
            }
        }
    }
    best.filter(|(_, label, _)| label.field != Field::NoLabel)
        .map(|(_, label, end)| Match { label, rest: value_start(&text[end..]) })
}

/// Pieces of a text that wide gaps part.
fn columns(text: &str) -> usize {
    text.split(GAP).filter(|c| !c.trim().is_empty()).count()
}

/// How long the longest label is that a text begins with to the letter; 0 where it begins with none.
fn label_length(text: &str) -> usize {
    let cell = text.split("  ").next().unwrap_or(text);
    let ends = cell.match_indices(' ').map(|(i, _)| i).take(4).chain([cell.len()]);
    ends.filter(|end| is_label(&cell[..*end])).max().unwrap_or(0)
}

/// Whether an office's label heads its holder's name: after "2:e vice ordförande, Anna Berg" the comma ends what is said of another.
fn heads_one(text: &str, m: &Match<'_>) -> bool {
    let mut between = text[..text.len() - m.rest.len()].chars().rev().take_while(|c| !c.is_alphanumeric());
    let open = !between.any(|c| c == ',' || c == ')');
    open && (names::starts(m.rest) || (has_colon(text, m) && m.rest.is_empty()))
}

pub(super) fn has_colon(text: &str, m: &Match<'_>) -> bool {
    text[..text.len() - m.rest.len()].trim_end().ends_with(':')
}

/// A label of those who are there and do not decide.
pub(super) fn others() -> &'static Label {
    static OTHERS: LazyLock<&'static Label> = LazyLock::new(|| {
        let other = |l: &&Label| l.field == Field::People && l.capacity == Some(Capacity::Other) && l.role.is_none();
        LABELS.iter().find(other).unwrap_or(&LABELS[0])
    });
    &OTHERS
}

/// The label of a list of substitutes, by their word.
pub(super) fn substitutes(role: &str) -> &'static Label {
    let of = |l: &&Label| l.capacity == Some(Capacity::Substitute) && l.role == Some(role);
    LABELS.iter().find(of).unwrap_or(others())
}

/// What follows a label of people that begins `text`.
pub(super) fn label_rest(text: &str) -> Option<&str> {
    at_start(text).filter(|m| m.label.field == Field::People).map(|m| m.rest)
}

/// What follows a label of people, or of those who were not there, that begins `text`.
pub(super) fn list_rest(text: &str) -> Option<&str> {
    at_start(text).filter(|m| matches!(m.label.field, Field::People | Field::Absent)).map(|m| m.rest)
}

/// The capacity of those under the label of people that begins `text`.
pub(super) fn people_capacity(text: &str) -> Option<Option<Capacity>> {
    at_start(text).filter(|m| m.label.field == Field::People && !m.label.office).map(|m| m.label.capacity)
}

/// Whether the label of people that begins `text` is of substitutes who serve.
pub(super) fn label_serves(text: &str) -> bool {
    at_start(text).is_some_and(|m| m.label.field == Field::People && m.label.role.is_some_and(titles::serves))
}

/// Whether all of `text` is the office of one who signs: "Ordförande", "sekreterare:".
pub(super) fn is_signing_office(text: &str) -> bool {
    let signs = |l: &&Label| matches!(l.field, Field::Chair | Field::Secretary | Field::Adjusters) && l.words == 1;
    let read = key(text);
    let of_first = read.chars().next().and_then(|c| BY_FIRST.get(&c));
    !text.contains(' ') && of_first.is_some_and(|l| l.iter().copied().any(|l| signs(&l) && l.key == read))
}

/// Whether all of `text` is a label, to the letter.
pub(super) fn is_label(text: &str) -> bool {
    let read = key(text);
    read.chars().next().and_then(|c| BY_FIRST.get(&c)).is_some_and(|l| l.iter().any(|l| l.key == read))
}

/// The label, of whatever field, that ends a list of people: none of the offices within it.
pub(super) fn ends_list(cell: &str) -> Option<&'static Label> {
    at_start(cell).map(|m| m.label).filter(|l| !l.office && l.strong)
}

/// The label of people that is all of a cell.
pub(super) fn heads_list(cell: &str) -> Option<&'static Label> {
    let m = at_start(cell).filter(|m| m.label.field == Field::People && !m.label.office)?;
    m.rest.is_empty().then_some(m.label)
}

/// Whether a cell of a table of people begins another field.
pub(super) fn ends_table(cell: &str) -> bool {
    at_start(cell).is_some_and(|m| !m.label.office && !matches!(m.label.field, Field::Chair | Field::Secretary))
}

/// The label of an attendance list that a line of running text begins with, and the rest of the line. Only where a colon, a name or nothing follows:
/// "Närvarande ledamöter beslöt" is none.
pub(super) fn people_label(text: &str) -> Option<(&'static Label, &str)> {
    let m = at_start(text).filter(|m| m.label.strong && matches!(m.label.field, Field::People | Field::Absent))?;
    let colon = has_colon(text, &m);
    let follows = m.rest.is_empty() || m.rest.chars().next().is_some_and(char::is_uppercase);
    (colon || follows).then_some((m.label, m.rest))
}

/// The label of a list of people that a sentence begins with, whatever follows, and the rest of the sentence.
pub(super) fn sentence_label(text: &str) -> Option<(&'static Label, &str)> {
    let m = at_start(text).filter(|m| m.label.strong && m.label.field == Field::People)?;
    (!m.rest.is_empty()).then_some((m.label, m.rest))
}

/// Colons, dashes and specks between a label and its value are dropped.
pub(super) fn value_start(text: &str) -> &str {
    text.trim_start_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '§' | '$' | '&' | '(' | '@' | '½'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_label_is_known_and_found_again() {
        let rows: Vec<_> = data::rows(include_str!("../../../dictionaries/head-fields.tsv")).collect();
        assert_eq!(rows.len(), LABELS.len(), "an unknown field name");
        for row in rows {
            let text = format!("{}: Anna Berg", row[4]);
            let found = at_start(&text).map(|m| m.label.field);
            let wanted = label(&row).map(|l| l.field).filter(|f| *f != Field::NoLabel);
            assert_eq!(found, wanted, "{}", row[4]);
        }
    }
}
