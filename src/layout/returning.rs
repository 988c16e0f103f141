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
        && sort.kind.is_none_or(|k| k.role().is_some())
        && !raw.trim_start().starts_with(['-', '•', '–'])
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
    let own: std::collections::BTreeSet<usize> = places.iter().map(|&at| text[at]).collect();
    let within = |&&at: &&usize| is_within(lines, tags, &|k| !own.contains(&k), text[at]);
    let interrupted = places.iter().filter(within).count();
    interrupted >= 2 && interrupted as f64 >= WITHIN * places.len() as f64
}
