//! Headers that no list knows: lines that return at every page's distance and stand across the sentences that run over from page to page.

use super::patterns;
use super::repetition::key;
use super::tags::{Edges, MAX_LEN, MIN_REPEATS, Sort, Tag, is_within, merge_alike};
use crate::page::Line;

/// Words that a header of one line has at most.
const MAX_WORDS: usize = 12;
/// Letters that it has at least.
const MIN_LETTERS: usize = 5;
/// Lines with text on a page: fewer, and more, are rare.
const PAGE: std::ops::RangeInclusive<usize> = 10..=110;
/// Share of the returns that must stand within a sentence.
const WITHIN: f64 = 0.25;
/// How much longer than most pages the longest is.
const LONGEST: usize = 3;

/// Marks such lines as part of the header, or of the footer where they end the text.
pub(super) fn mark(lines: &[&Line], sorts: &[Sort], tags: &mut [Tag], edges: &Edges) {
    let text: Vec<usize> = (0..lines.len()).filter(|&i| !patterns::is_rule(&lines[i].raw)).collect();
    let mut candidates = std::collections::BTreeMap::<String, Vec<usize>>::new();
    for (at, &i) in text.iter().enumerate() {
        if tags[i] == Tag::Body && can_return(&lines[i].raw, &sorts[i]) {
            candidates.entry(key(&lines[i].raw)).or_default().push(at);
        }
    }
    // A reading with damage is rare by itself: all count that are like one that is common.
    for mut places in merge_alike(candidates) {
        places.sort_unstable();
        if is_header(lines, tags, &text, &places) {
            let places: Vec<usize> = places.into_iter().map(|at| text[at]).collect();
            if !edges.hold(&places) {
                continue;
            }
            let tag = edges.side(&places);
            places.into_iter().for_each(|i| tags[i] = tag);
        }
    }
}

fn can_return(raw: &str, sort: &Sort) -> bool {
    let letters = raw.chars().filter(|c| c.is_alphabetic()).count();
    raw.len() <= MAX_LEN
        && letters >= MIN_LETTERS
        && raw.split_whitespace().count() <= MAX_WORDS
        && !patterns::is_prose(raw)
        && sort.kind.is_none_or(|k| k.role().is_some())
        && !raw.trim_start().starts_with(['-', '•', '–'])
}

/// Whether the same words in the middle of a sentence follow most of the lines: a sentence that many records have.
fn runs_on(lines: &[&Line], text: &[usize], places: &[usize]) -> bool {
    let next = |at: &usize| text.get(at + 1).filter(|i| **i == text[*at] + 1).map(|i| lines[*i].raw.as_str());
    let mut keys: Vec<String> = places.iter().filter_map(next).filter(|l| patterns::is_prose(l)).map(key).collect();
    keys.sort_unstable();
    keys.chunk_by(|a, b| a == b).any(|g| g.len() >= 2 && 2 * g.len() >= places.len())
}

/// Whether lines (indexes into `text`) stand at a page's distance from each other, from the text's start to its end, and often within a sentence.
fn is_header(lines: &[&Line], tags: &[Tag], text: &[usize], places: &[usize]) -> bool {
    if places.len() < MIN_REPEATS {
        return false;
    }
    let mut gaps: Vec<usize> = places.windows(2).map(|w| w[1] - w[0]).collect();
    gaps.sort_unstable();
    let middle = gaps[gaps.len() / 2];
    let (shortest, longest) = (gaps[0], gaps[gaps.len() - 1]);
    let covered = places[places.len() - 1] - places[0] + 2 * LONGEST * middle >= text.len();
    if !PAGE.contains(&middle) || shortest < 4 || longest > LONGEST * middle || !covered {
        return false;
    }
    if runs_on(lines, text, places) {
        return false;
    }
    let own: std::collections::BTreeSet<usize> = places.iter().map(|&at| text[at]).collect();
    let within = |&&at: &&usize| is_within(lines, tags, &|k| !own.contains(&k), text[at]);
    let interrupted = places.iter().filter(within).count();
    interrupted >= 2 && interrupted as f64 >= WITHIN * places.len() as f64
}

#[cfg(test)]
mod tests {
    use crate::layout::{mark_furniture, paginate};
    use crate::page::{Origin, Page};

    /// Every record of a text without page breaks has the same sentence; it is no header, though it returns at a page's distance.
    #[test]
    fn a_sentence_that_many_records_have_is_no_header() {
        let record = |n: usize| {
            let body: Vec<String> = (0..12 + n % 3)
                .map(|i| format!("Arbetet med del {n} fortsätter under punkt {i} enligt plan {}.", 7 * n + i))
                .collect();
            format!(
                "Nämnden\n§ {n} Dnr 2021/{n}\nInformation\n\nSammanfattning av ärendet\n\n\
                 Anna Berg, chef för utveckling och föredragande direktör\n\
                 under dagens möte föredrar ärendet och lämnar följande\ninformation.\n\n{}\n",
                body.join("\n")
            )
        };
        let text: String = (1..14).map(record).collect();
        let mut pages = paginate(vec![Page::from_text(0, Origin::Text, "swe", &text)]);
        mark_furniture(&mut pages);
        let lost = pages.iter().flat_map(|p| &p.lines).filter(|l| !l.is_text() && l.raw.contains("öredra"));
        assert_eq!(lost.count(), 0);
    }
}
