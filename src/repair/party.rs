//! Misread party letters after names: "Anna Berg (5)" was "(S)". Which misreadings occur is data, `dictionaries/party-misreadings.tsv`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;

use super::{Certain, insert_certain};
use crate::edit::EditKind;
use crate::page::Line;

/// All that the pattern found on the learning pairs were right; held a little lower, since few were seen.
const CONFIDENCE: f64 = 0.99;

/// What stands in the place of a party: after two capitalised words, in brackets of some kind.
static PLACE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"\p{Lu}[\p{L}.-]+(?: (?:von|af|de|der|van))? \p{Lu}[\p{L}-]+,? (?<party>[({][^\s(){}]{1,3}[)}])").ok()
});

/// What was printed, by reading. A reading that is a letter in sound brackets may be a party of its own and is left alone.
static PRINTED: LazyLock<BTreeMap<&str, &str>> = LazyLock::new(|| {
    let rows = include_str!("../../dictionaries/party-misreadings.tsv").lines().filter(|l| !l.starts_with('#'));
    let cols = rows.map(|row| row.split('\t').collect::<Vec<_>>());
    cols.filter_map(|c| match c.as_slice() {
        [_, printed, read, ..] => Some((*read, *printed)),
        _ => None,
    })
    .filter(|(read, _)| {
        let inner = read.strip_prefix('(').and_then(|r| r.strip_suffix(')'));
        inner.is_none_or(|inner| !inner.chars().all(char::is_alphabetic))
    })
    .collect()
});

/// Adds an edit for every misread party letter.
pub fn mend(line: &mut Line) {
    let Some(place) = PLACE.as_ref().filter(|_| line.raw.contains([')', '}'])) else { return };
    let found: Vec<(usize, usize, &str)> = place
        .captures_iter(&line.raw)
        .filter_map(|c| c.name("party"))
        .filter_map(|m| PRINTED.get(m.as_str()).map(|printed| (m.start(), m.end(), *printed)))
        .collect();
    for (start, end, printed) in found {
        let kind = EditKind::Confusion;
        insert_certain(line, Certain { start, end, to: printed.into(), kind, confidence: CONFIDENCE });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mended(text: &str) -> String {
        let mut line = Line::new(text);
        mend(&mut line);
        line.text()
    }

    #[test]
    fn letters_read_as_digits() {
        assert_eq!(mended("Tuva Berg (5), ordförande"), "Tuva Berg (S), ordförande");
        assert_eq!(mended("yrkar Tuva Berg ($) och Ola af Ek (M}"), "yrkar Tuva Berg (S) och Ola af Ek (M)");
    }

    #[test]
    fn numbers_in_brackets_stay() {
        for text in ["Sida 3 (5)", "se bilaga (5)", "Norra Berg (15)", "Bilaga (5)", "Tuva Berg (S)", "Tuva Berg (SO)"]
        {
            assert_eq!(mended(text), text);
        }
    }
}
