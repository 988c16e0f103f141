//! The dictionary of headings, made ready for comparing.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

use super::data;
use super::solid::{Marks, Solid};
use crate::fold;
use crate::protocol::SectionKind;

pub(super) const HEADINGS: &str = include_str!("../../dictionaries/headings.tsv");
const JOINING: &str = include_str!("../../dictionaries/open-ends.txt");

/// What stands after "*" at the start of an entry.
pub(super) struct Genitive {
    /// Its words.
    pub blurred: String,
    /// Its letters and blanks.
    pub chars: Vec<char>,
    /// How many words it has.
    pub words: usize,
    /// Whether anything may follow.
    pub open: bool,
    /// The kind of section it opens.
    pub kind: SectionKind,
}

/// Words that join what follows to what stands before: no owner of a heading begins with one.
pub(super) static JOINING_SET: LazyLock<FxHashSet<String>> =
    LazyLock::new(|| data::entries(JOINING).map(fold::blur).collect());

/// Headings of one number of letters.
#[derive(Default)]
pub(super) struct OfLength {
    /// Which letters each has.
    pub marks: Vec<Marks>,
    /// The letters of each, with its place in the file.
    pub entries: Vec<(usize, Vec<char>, SectionKind)>,
}

/// All headings, by how they are compared.
pub(super) struct Table {
    /// What resembles a heading and is none.
    pub never: Vec<Solid>,
    /// By their words.
    pub exact: FxHashMap<String, SectionKind>,
    /// By the number of letters.
    pub fuzzy: Vec<OfLength>,
    /// Entries with "*" at the start.
    pub genitive: Vec<Genitive>,
    /// What stands before "*" at the end.
    pub open: Vec<(String, SectionKind)>,
    /// What stands behind "^" at the start.
    pub capitals: Vec<(String, SectionKind)>,
    /// What stands before "…" at the end.
    pub leads: Vec<(String, SectionKind)>,
    /// What has another kind behind a section of some kind.
    pub behind: Vec<Behind>,
}

impl Table {
    /// The kind of the first entry with "*" at the end whose words the text, blurred, begins with.
    pub fn opening(&self, blurred: &str) -> Option<SectionKind> {
        let first = blurred.as_bytes().first();
        let begins = |(words, _): &&(String, SectionKind)| {
            words.as_bytes().first() == first
                && blurred.strip_prefix(words.as_str()).is_some_and(|r| r.starts_with(' '))
        };
        self.open.iter().find(begins).map(|(_, kind)| *kind)
    }
}

/// A heading of another kind where a section of kind `before` stands above.
pub(super) struct Behind {
    /// What stands above.
    pub before: SectionKind,
    /// Its words.
    pub blurred: String,
    /// The kind of section it opens there.
    pub kind: SectionKind,
}

/// The table, made from the data at its first use.
pub(super) static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut t = Table {
        never: Vec::new(),
        exact: FxHashMap::default(),
        fuzzy: Vec::new(),
        genitive: Vec::new(),
        open: Vec::new(),
        capitals: Vec::new(),
        leads: Vec::new(),
        behind: Vec::new(),
    };
    for row in data::rows(HEADINGS) {
        if row[0] == "none" {
            t.never.extend(row.get(1).map(|h| Solid::new(&fold::blur(h))));
            continue;
        }
        if let Some((own, before)) = row[0].split_once(" after ") {
            let (Some(kind), Some(before), Some(heading)) = (kind(own), kind(before), row.get(1)) else { continue };
            t.behind.push(Behind { before, blurred: fold::blur(heading), kind });
            continue;
        }
        let (Some(kind), Some(heading)) = (kind(row[0]), row.get(1)) else { continue };
        if let Some(rest) = heading.strip_prefix("^ ") {
            t.capitals.push((fold::blur(rest), kind));
        } else if let Some(rest) = heading.strip_prefix("* ") {
            let open = rest.ends_with(" *");
            let blurred = fold::blur(rest.trim_end_matches(" *"));
            let (chars, words) = (blurred.chars().collect(), blurred.split(' ').count());
            t.genitive.push(Genitive { blurred, chars, words, open, kind });
        } else if let Some(rest) = heading.strip_suffix(" …") {
            t.leads.push((fold::blur(rest), kind));
        } else if let Some(rest) = heading.strip_suffix(" *") {
            t.open.push((fold::blur(rest), kind));
        } else {
            let blurred = fold::blur(heading);
            let solid = Solid::new(&blurred);
            let n = solid.chars.len();
            t.fuzzy.resize_with(t.fuzzy.len().max(n + 1), OfLength::default);
            t.fuzzy[n].marks.push(solid.marks);
            t.fuzzy[n].entries.push((t.exact.len(), solid.chars, kind));
            t.exact.insert(blurred, kind);
        }
    }
    t
});

/// The headings as they stand in the data, with their kinds; those that are none have no kind.
pub(super) fn entries() -> impl Iterator<Item = (Option<SectionKind>, &'static str)> {
    let whole = data::rows(HEADINGS).filter(|row| !row[0].contains(' '));
    whole.filter_map(|row| Some((kind(row[0]), *row.get(1)?)))
}

/// The kind of section that the data names.
pub(super) fn kind(name: &str) -> Option<SectionKind> {
    serde_json::from_value(serde_json::Value::String(name.to_string())).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_is_policed() {
        data::police(HEADINGS, 2);
        let known = |r: Vec<&str>| r[0] == "none" || r[0].split(" after ").all(|k| kind(k).is_some());
        assert!(data::rows(HEADINGS).all(known));
    }
}
