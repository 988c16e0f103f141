//! A misread § inside a line. Headings are the segmenter's business: there the sequence of numbers decides.

use std::sync::LazyLock;

use regex::Regex;

use super::{Certain, insert_certain};
use crate::edit::EditKind;
use crate::page::Line;

/// Share of right edits among those that the patterns made on the learning half of the pairs is 1; held a little lower, since few were seen.
const CONFIDENCE: f64 = 0.99;

static PATTERNS: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    include_str!("../../dictionaries/paragraph-signs.tsv")
        .lines()
        .filter(|l| !l.starts_with('#') && !l.is_empty())
        .filter_map(|l| l.split_once('\t').and_then(|(_, p)| Regex::new(p).ok()))
        .collect()
});

/// Adds an edit for every misread § that its surroundings make certain.
pub fn mend(line: &mut Line) {
    if !line.raw.bytes().any(|b| b.is_ascii_digit()) || !line.raw.contains(['$', '8', '&', 'S', '5']) {
        return;
    }
    let mut found: Vec<(usize, usize)> = Vec::new();
    for pattern in PATTERNS.iter() {
        for sign in pattern.captures_iter(&line.raw).filter_map(|c| c.name("sign")) {
            if found.iter().all(|(s, e)| sign.end() <= *s || sign.start() >= *e) {
                found.push((sign.start(), sign.end()));
            }
        }
    }
    for (start, end) in found {
        let to = "§".repeat(line.raw[start..end].chars().count());
        insert_certain(line, Certain { start, end, to, kind: EditKind::ParagraphSign, confidence: CONFIDENCE });
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
    fn signs_of_statutes_ranges_and_references() {
        assert_eq!(mended("enligt 6 kap. 28 8 kommunallagen"), "enligt 6 kap. 28 § kommunallagen");
        assert_eq!(mended("enligt 11 8 medbestämmandelagen"), "enligt 11 § medbestämmandelagen");
        assert_eq!(mended("Tuva Berg (S), 88 12-15"), "Tuva Berg (S), §§ 12-15");
        assert_eq!(mended("beslut MN 2019-10-15 8 91 ha"), "beslut MN 2019-10-15 § 91 ha");
        assert_eq!(mended("se $ 5 ovan"), "se § 5 ovan");
    }

    #[test]
    fn numbers_stay() {
        for text in ["om 8 400 kronor", "den 8 mars", "kl. 8 30", "1 818 kronor", "88 personer, 12 av dem"] {
            assert_eq!(mended(text), text);
        }
    }
}
