//! Word-by-word alignment of two readings of one page: what is equal in a row anchors, likeness pairs what stands between.

use std::ops::Range;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::words::{SIGN, Unit};
use crate::layout::coarse::similarity_from;

/// Equal words in a row, or letters in them, that make an anchor.
const ANCHOR_WORDS: usize = 3;
const ANCHOR_LETTERS: usize = 12;
/// Two words this alike are one word, damaged; so are two runs of words divided in different places.
const ALIKE: f64 = 0.5;
const RUN_ALIKE: f64 = 0.75;
/// Signs that a § is read as.
const SIGN_LIKE: [&str; 6] = ["8", "5", "3", "s", "ss", "88"];
/// What a pair of signs, or of a sign and what it may be read as, is worth beside letters.
const SIGN_WORTH: f64 = 0.6;
/// Cells of the table within one gap; in a larger one nothing is paired.
const MAX_CELLS: usize = 60_000;

/// Words of one reading and what stands in their place in another; either may be none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Group {
    pub a: Range<usize>,
    pub b: Range<usize>,
}

/// The groups of two readings, in order; together they hold all words of both.
pub(super) fn align(a: &[Unit], b: &[Unit]) -> Vec<Group> {
    let folds = |units: &[Unit]| units.iter().map(|u| u.fold.clone()).collect::<Vec<String>>();
    let (x, y) = (folds(a), folds(b));
    let mut out = Vec::new();
    let (mut at_a, mut at_b) = (0, 0);
    for op in capture_diff_slices(Algorithm::Myers, &x, &y) {
        let DiffOp::Equal { old_index, new_index, len } = op else { continue };
        let letters: usize = x[old_index..old_index + len].iter().filter(|f| *f != SIGN).map(String::len).sum();
        if len < ANCHOR_WORDS && letters < ANCHOR_LETTERS {
            continue;
        }
        gap(a, at_a..old_index, b, at_b..new_index, &mut out);
        out.extend((0..len).map(|i| single(old_index + i, new_index + i)));
        (at_a, at_b) = (old_index + len, new_index + len);
    }
    gap(a, at_a..a.len(), b, at_b..b.len(), &mut out);
    out
}

fn single(i: usize, j: usize) -> Group {
    Group { a: i..i + 1, b: j..j + 1 }
}

/// How much a pair of words is worth; 0 where they are different words.
fn worth(x: &Unit, y: &Unit) -> f64 {
    if x.fold == y.fold {
        return if x.fold == SIGN { SIGN_WORTH } else { x.fold.len() as f64 };
    }
    let sign_like = |u: &Unit| SIGN_LIKE.contains(&u.fold.as_str());
    if (x.fold == SIGN && sign_like(y)) || (y.fold == SIGN && sign_like(x)) {
        return SIGN_WORTH;
    }
    if x.fold == SIGN || y.fold == SIGN {
        return 0.0;
    }
    let longest = x.fold.len().max(y.fold.len());
    let alike = match longest {
        // Too short for the shared measure: numbers and words of few letters.
        0..=5 => {
            let s = strsim::normalized_levenshtein(&x.fold, &y.fold);
            (s >= ALIKE).then_some(s)
        }
        _ => similarity_from(&x.fold, &y.fold, ALIKE),
    };
    alike.map_or(0.0, |s| s * longest as f64)
}

/// Pairs words within a gap, as much as order allows: one with one, or two with one.
fn gap(a: &[Unit], ra: Range<usize>, b: &[Unit], rb: Range<usize>, out: &mut Vec<Group>) {
    if ra.is_empty() || rb.is_empty() || ra.len() * rb.len() > MAX_CELLS {
        rest(a, ra, b, rb, out);
        return;
    }
    let (n, m) = (ra.len(), rb.len());
    let width = m + 1;
    let cell = |i: usize, j: usize| i * width + j;
    // How many words of each side the best step from a cell takes up; a step of one side only is (1, 0) or (0, 1).
    let mut best = vec![(0.0f64, (0u8, 0u8)); (n + 1) * width];
    for i in (0..=n).rev() {
        for j in (0..=m).rev() {
            let mut found = (0.0, (0, 0));
            let mut take = |value: f64, step: (u8, u8)| {
                if value > found.0 + 1e-9 || found.1 == (0, 0) {
                    found = (value, step);
                }
            };
            if i < n && j < m {
                let one = worth(&a[ra.start + i], &b[rb.start + j]);
                if one > 0.0 {
                    take(best[cell(i + 1, j + 1)].0 + one, (1, 1));
                }
                if i + 1 < n {
                    let two = joined(&a[ra.start + i..ra.start + i + 2], &b[rb.start + j]);
                    if two > 0.0 {
                        take(best[cell(i + 2, j + 1)].0 + two, (2, 1));
                    }
                }
                if j + 1 < m {
                    let two = joined(&b[rb.start + j..rb.start + j + 2], &a[ra.start + i]);
                    if two > 0.0 {
                        take(best[cell(i + 1, j + 2)].0 + two, (1, 2));
                    }
                }
            }
            if i < n {
                take(best[cell(i + 1, j)].0, (1, 0));
            }
            if j < m {
                take(best[cell(i, j + 1)].0, (0, 1));
            }
            best[cell(i, j)] = found;
        }
    }
    let (mut i, mut j, mut from) = (0, 0, (0, 0));
    while i < n || j < m {
        let (di, dj) = best[cell(i, j)].1;
        let (next_i, next_j) = (i + usize::from(di), j + usize::from(dj));
        if di > 0 && dj > 0 {
            rest(a, ra.start + from.0..ra.start + i, b, rb.start + from.1..rb.start + j, out);
            out.push(Group { a: ra.start + i..ra.start + next_i, b: rb.start + j..rb.start + next_j });
            from = (next_i, next_j);
        }
        (i, j) = (next_i, next_j);
    }
    rest(a, ra.start + from.0..ra.end, b, rb.start + from.1..rb.end, out);
}

/// What two words of one side are worth as the one word of the other that they make together.
fn joined(two: &[Unit], one: &Unit) -> f64 {
    let whole = |u: &Unit| if u.fold == SIGN { String::new() } else { u.fold.clone() };
    let fold = format!("{}{}", whole(&two[0]), whole(&two[1]));
    if fold.is_empty() || one.fold == SIGN || two.iter().any(|u| u.fold == SIGN) {
        return 0.0;
    }
    let alike = match fold == one.fold {
        true => Some(1.0),
        false if fold.len() < 6 => None,
        false => similarity_from(&fold, &one.fold, RUN_ALIKE),
    };
    // A little less than the same letters in single words.
    alike.map_or(0.0, |s| s * fold.len().max(one.fold.len()) as f64 - 0.5)
}

/// What stands between two pairs: as many words on both sides of one line each stand for each other, otherwise each side stands alone.
fn rest(a: &[Unit], ra: Range<usize>, b: &[Unit], rb: Range<usize>, out: &mut Vec<Group>) {
    let one_line = |units: &[Unit], r: &Range<usize>| units[r.start].line == units[r.end - 1].line;
    if !ra.is_empty() && ra.len() == rb.len() && one_line(a, &ra) && one_line(b, &rb) {
        out.extend(ra.zip(rb).map(|(i, j)| single(i, j)));
        return;
    }
    if !ra.is_empty() {
        out.push(Group { a: ra.clone(), b: rb.start..rb.start });
    }
    if !rb.is_empty() {
        out.push(Group { a: ra.end..ra.end, b: rb });
    }
}

#[cfg(test)]
mod tests {
    use super::super::words::units;
    use super::*;
    use crate::page::{Origin, Page};

    fn groups(a: &str, b: &str) -> Vec<(String, String)> {
        let page = |t: &str| units(&Page::from_text(0, Origin::Text, "swe", t));
        let (x, y) = (page(a), page(b));
        let found = align(&x, &y);
        let all: (Vec<usize>, Vec<usize>) =
            (found.iter().flat_map(|g| g.a.clone()).collect(), found.iter().flat_map(|g| g.b.clone()).collect());
        assert_eq!(all, ((0..x.len()).collect(), (0..y.len()).collect()), "nothing lost, in order");
        let text = |units: &[Unit]| units.iter().map(|u| u.raw.as_str()).collect::<Vec<_>>().join(" ");
        found.into_iter().map(|g| (text(&x[g.a]), text(&y[g.b]))).collect()
    }

    #[test]
    fn damaged_words_stand_for_each_other() {
        let found = groups("Namnden beslutar att aterremittera drendet", "Nämnden beslular att återremittera ärendet");
        assert_eq!(found.len(), 5);
        assert_eq!(found[1], ("beslutar".into(), "beslular".into()));
    }

    #[test]
    fn a_divided_word_stands_for_the_whole() {
        let found = groups("om sammantradet i Gladby", "om samman trädet i Gladby");
        assert_eq!(found[1], ("sammantradet".into(), "samman trädet".into()));
    }

    #[test]
    fn a_paragraph_sign_stands_for_what_it_was_read_as() {
        let found = groups("Ks 8 31 Budget för året", "Ks § 31 Budget för året");
        assert_eq!(found[1], ("8".into(), "§".into()));
        let found = groups("813 Budget för året", "§13 Budget för året");
        assert_eq!(found[0], ("813".into(), "§13".into()));
    }

    #[test]
    fn a_line_more_stands_alone() {
        let found = groups("Anna Berg\nKarl Holm", "Anna Berg\nSiv Olsdotter Vinge\nKarl Holm");
        assert!(found.contains(&(String::new(), "Siv Olsdotter Vinge".into())), "{found:?}");
    }
}
