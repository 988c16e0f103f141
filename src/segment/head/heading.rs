//! Headings over the columns of a table of attendance.

use std::sync::LazyLock;

use super::columns::cells;
use super::{data, fields, people};
use crate::fold;

/// What stands under a heading of `attendance-columns.tsv`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A cross for who was there.
    Present,
    /// A cross for who was not.
    Absent,
    /// A cross for a substitute who decided.
    Serves,
    /// Who serves instead, or a remark.
    Instead,
    /// For whom somebody serves.
    For,
    Party,
    /// Whom somebody represents, where no party does.
    Member,
    Role,
    Name,
    Number,
    Other,
}

impl Kind {
    /// Whether crosses stand under such a heading.
    pub(super) fn bears_marks(self) -> bool {
        matches!(self, Kind::Present | Kind::Absent | Kind::Serves | Kind::Other)
    }
}

static COLUMNS: LazyLock<Vec<(String, Kind)>> = LazyLock::new(|| {
    let kind = |k: &str| match k {
        "present" => Some(Kind::Present),
        "absent" => Some(Kind::Absent),
        "serves" => Some(Kind::Serves),
        "instead" => Some(Kind::Instead),
        "for" => Some(Kind::For),
        "party" => Some(Kind::Party),
        "member" => Some(Kind::Member),
        "role" => Some(Kind::Role),
        "name" => Some(Kind::Name),
        "number" => Some(Kind::Number),
        "other" => Some(Kind::Other),
        _ => None,
    };
    let rows = data::rows(include_str!("../../../dictionaries/attendance-columns.tsv"));
    rows.filter_map(|r| Some((fold::skeleton(r[1]), kind(r[0])?))).collect()
});

/// What a heading is, to the letter.
pub(super) fn kind(text: &str) -> Option<Kind> {
    let folded = fold::skeleton(text.trim().trim_end_matches([':', '.']));
    COLUMNS.iter().find(|(w, _)| *w == folded).map(|(_, k)| *k)
}

/// Words of a kind that is no column: "gone", "label".
pub(super) fn words(kind: &'static str) -> impl Iterator<Item = &'static str> {
    data::rows(include_str!("../../../dictionaries/attendance-columns.tsv")).filter(move |r| r[0] == kind).map(|r| r[1])
}

/// The label over a table that has none, or over the officials who stand in one with members.
pub(super) fn label(officials: bool) -> String {
    words(if officials { "label-officials" } else { "label" }).next().unwrap_or_default().to_string()
}

/// A heading and where it begins, in letters or tabs.
#[derive(Debug)]
pub(super) struct Heading {
    pub at: usize,
    pub text: String,
    pub kind: Kind,
}

/// The headings of a line that begins a table of attendance. A table that has a column for those who were not there is another.
pub(super) fn of(line: &str) -> Option<Vec<Heading>> {
    let tabs = line.contains('\t');
    if !(tabs || line.contains("  ")) || !line.contains(['N', 'n', 'T', 't', 'P', 'p']) {
        return None;
    }
    let cells = cells(line, tabs);
    if cells.len() < 2 {
        return None;
    }
    let known = |text: &str| {
        let folded = fold::skeleton(text.trim_end_matches(['.', ':']));
        let begins = |w: &str| folded.strip_prefix(w).is_some_and(|r| r.trim_start().starts_with(['/', ',', '(']));
        COLUMNS.iter().find(|(w, _)| *w == folded).or_else(|| COLUMNS.iter().find(|(w, _)| begins(w))).map(|(_, k)| *k)
    };
    let mut out: Vec<Heading> = Vec::new();
    for cell in &cells {
        let kind = known(cell.text);
        if kind.is_none() && out.is_empty() && people::begins(cell.text) && !fields::is_label(cell.text) {
            return None;
        }
        // What begins the line heads the names, where it heads a list elsewhere.
        let first = out.iter().all(|h: &Heading| h.kind == Kind::Number);
        let list = first && fields::is_label(cell.text) && !matches!(kind, Some(Kind::Present | Kind::Party));
        let kind = if list { Kind::Name } else { kind.unwrap_or(Kind::Other) };
        out.push(Heading { at: cell.at, text: cell.text.to_string(), kind });
    }
    let has = |kinds: &[Kind]| out.iter().any(|h| kinds.contains(&h.kind));
    let more = [Kind::Party, Kind::Instead, Kind::Serves, Kind::For, Kind::Role, Kind::Member];
    let told = cells.len() > 2 && has(&[Kind::Present, Kind::Serves]) && has(&more);
    // "Beslutande     Närvaro", "Namn   Parti   Ersätter": names first, and no cell but headings.
    // "Namn   Kommun   Uppdrag": nobody is listed there who was not.
    let offices = has(&[Kind::Role]) && has(&[Kind::Party, Kind::Member]);
    let named =
        out.first().is_some_and(|h| h.kind == Kind::Name) && (has(&[Kind::Present]) || has(&[Kind::For]) || offices);
    // "Plats   Ledamot   Parti   Ersättare som tjänstgör": no marks, but who serves instead.
    let seats = out.iter().find(|h| h.kind != Kind::Number).is_some_and(|h| h.kind == Kind::Name)
        && has(&[Kind::Party])
        && has(&[Kind::Instead]);
    let whole = (named || seats) && cells.iter().skip(1).all(|c| known(c.text).is_some());
    // Crosses under both tell all, but for who came instead.
    let crossed = has(&[Kind::Absent]) && !(has(&[Kind::Present]) && has(&[Kind::Instead]));
    let serving = cells.len() == 2 && has(&[Kind::Present]) && has(&[Kind::Serves]);
    if crossed || !(told || whole || serving) {
        return None;
    }
    if !has(&[Kind::Present]) && told {
        out.iter_mut().filter(|h| h.kind == Kind::Serves).for_each(|h| h.kind = Kind::Present);
    }
    Some(out).filter(|o| o.iter().filter(|h| h.kind != Kind::Other).count() >= 2)
}
