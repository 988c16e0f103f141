//! The columns of a read document: where its lines begin, and what stands behind a wide space.
//!
//! A scan is never quite level, and no two pages lie the same on the glass. So each page is turned level first, by how its own lines begin, then laid on
//! the pages before it, and then what begins nearly at one place begins there.

use std::collections::BTreeMap;

/// Places nearer to one another than this are one column's, in letters.
const SAME: f32 = 1.2;
/// Places are counted in steps of so many letters.
const BIN: f32 = 0.1;
/// Lines nearer than this begin at one place before the page is turned level, in letters.
const LEVEL: f32 = 2.5;
/// The most that a page is turned: sideways over down.
const STEEPEST: f32 = 0.02;
/// Starts below that a start is compared with for that: a page that is one long table has thousands.
const BELOW: usize = 100;
/// No place is farther from the left edge, in letters: a wrong box is no column.
const FARTHEST_PLACE: f32 = 1000.0;
/// Starts that show how a page lies, at least.
const SHOWN: usize = 6;
/// The farthest that a page is moved to lie on the others, in letters.
const FARTHEST: f32 = 3.0;
/// So much better a page must lie that is moved farther.
const CLEARLY: f32 = 1.3;
/// Steps of that, in letters.
const STEP: f32 = 0.5;
/// One start of so many stands in a column that narrow spaces lead to, at least.
const COLUMN_SHARE: usize = 10;
/// Lines that begin at the left margin of a page, at least: fewer may be specks.
const MARGIN_LINES: usize = 2;
/// One of so many starts of a document stands at its left margin, at least.
const MARGIN_SHARE: usize = 50;
/// How much wider one page's letters may be than another's where both are set alike.
const ALIKE: f32 = 1.15;

/// A word or words without a wide space between them: where they begin in the raw line and on the page.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Start {
    /// The line, by its place among all.
    pub line: usize,
    /// The first byte in the raw line.
    pub raw: usize,
    /// Whether the space before it alone parts columns, or none stands before it.
    pub wide: bool,
    /// Whether it begins in a column of the document.
    pub in_column: bool,
    /// Where it begins, in letters from the left margin.
    pub place: f32,
    x: f32,
    y: f32,
}

impl Start {
    /// A start at (x, y) of the page image, in pixels.
    pub fn new(line: usize, raw: usize, (x, y): (u32, u32), wide: bool) -> Self {
        Start { line, raw, wide, in_column: false, place: 0.0, x: x as f32, y: y as f32 }
    }
}

/// A page: the width of its letters in pixels, and what begins on it.
#[derive(Debug, Clone)]
pub(super) struct Page {
    /// Width of a letter, in pixels.
    pub width: f32,
    /// From the top down, line by line.
    pub starts: Vec<Start>,
}

/// Finds the place of every start.
pub(super) fn settle(pages: &mut [Page]) {
    let Some(usual) = median(&mut pages.iter().map(|p| p.width).collect::<Vec<_>>()) else { return };
    for page in pages.iter_mut() {
        level(page);
        let alike = page.width.max(usual) <= page.width.min(usual) * ALIKE;
        let width = if alike { usual } else { page.width };
        page.starts.iter_mut().for_each(|s| s.place = (s.x / width).clamp(-FARTHEST_PLACE, FARTHEST_PLACE));
    }
    lay(pages);
    snap(pages);
}

/// Turns a page level: its lines begin one below the other.
fn level(page: &mut Page) {
    let near = LEVEL * page.width;
    let starts: Vec<&Start> = page.starts.iter().filter(|s| s.wide).collect();
    let mut slopes: Vec<f32> = Vec::new();
    for (k, a) in starts.iter().enumerate() {
        let below = starts[k + 1..].iter().take(BELOW).filter(|b| b.y > a.y && (b.x - a.x).abs() <= near);
        slopes.extend(below.map(|b| (b.x - a.x) / (b.y - a.y)).filter(|s| s.abs() <= STEEPEST));
    }
    if slopes.len() < SHOWN {
        return;
    }
    let Some(slope) = median(&mut slopes) else { return };
    let top = page.starts.iter().map(|s| s.y).fold(f32::INFINITY, f32::min);
    page.starts.iter_mut().for_each(|s| s.x -= slope * (s.y - top));
}

/// The left margin: the first place where several lines begin.
fn margin(starts: impl Iterator<Item = f32>) -> f32 {
    let mut xs: Vec<f32> = starts.collect();
    xs.sort_unstable_by(f32::total_cmp);
    let shared = xs.windows(MARGIN_LINES).find(|w| w[w.len() - 1] - w[0] <= SAME);
    shared.map(|w| w[0]).or(xs.first().copied()).unwrap_or(0.0)
}

/// Moves each page a little so that it lies on the one with the most lines; farther where it was laid down elsewhere, so that its margin is that of the
/// others.
fn lay(pages: &mut [Page]) {
    let Some(first) = (0..pages.len()).max_by_key(|k| (pages[*k].starts.len(), std::cmp::Reverse(*k))) else { return };
    let mut laid: Vec<f32> = places(&pages[first]);
    laid.sort_unstable_by(f32::total_cmp);
    let edge = margin(laid.iter().copied());
    for page in pages.iter_mut() {
        let own = places(page);
        let fits = |by: f32| own.iter().map(|p| shared(&laid, p + by)).sum::<f32>();
        let steps = (FARTHEST / STEP) as i32;
        // Of moves that fit as well the shortest.
        let around = |from: f32| {
            let by = (-steps..=steps).map(|n| n as f32 * STEP);
            by.map(|by| (fits(from + by), from + by, by.abs()))
                .max_by(|a, b| a.0.total_cmp(&b.0).then(b.2.total_cmp(&a.2)))
                .unwrap_or_default()
        };
        let (near, far) = (around(0.0), around(edge - margin(own.iter().copied())));
        let by = if far.0 > near.0 * CLEARLY { far.1 } else { near.1 };
        page.starts.iter_mut().for_each(|s| s.place += by);
    }
}

fn places(page: &Page) -> Vec<f32> {
    page.starts.iter().filter(|s| s.wide).map(|s| s.place).collect()
}

/// How many of the places begin where `at` is, nearer ones counting more.
fn shared(places: &[f32], at: f32) -> f32 {
    let from = places.partition_point(|p| *p < at - 1.0);
    places[from..].iter().take_while(|p| **p <= at + 1.0).map(|p| 1.0 - (p - at).abs()).sum()
}

/// Gives what begins nearly at one place that place, the commonest places first.
fn snap(pages: &mut [Page]) {
    let columns = columns(pages.iter().flat_map(places));
    let starts: usize = columns.iter().map(|c| c.1).sum();
    let least = MARGIN_LINES.max(starts / MARGIN_SHARE);
    let shared = columns.iter().filter(|(_, n)| *n >= least).map(|(place, _)| *place);
    let edge = shared.min_by(f32::total_cmp).unwrap_or(0.0);
    for start in pages.iter_mut().flat_map(|p| &mut p.starts) {
        // The first are the commonest.
        let Some((place, n)) = columns.iter().find(|(place, _)| (place - start.place).abs() <= SAME) else { continue };
        start.place = *place - edge;
        start.in_column = *n * COLUMN_SHARE >= starts && start.place > SAME;
    }
}

/// The places where something begins, each with how much does, the commonest first. Counted in steps of a tenth of a letter: a volume of thousands of
/// pages has no more of them than a page.
fn columns(places: impl Iterator<Item = f32>) -> Vec<(f32, usize)> {
    let mut counts: BTreeMap<i32, usize> = BTreeMap::new();
    for place in places {
        *counts.entry((place / BIN).round() as i32).or_default() += 1;
    }
    let (half, whole) = ((SAME / BIN / 2.0) as i32, (SAME / BIN) as i32);
    let mut out = Vec::new();
    while !counts.is_empty() {
        let around = |at: i32, far: i32| counts.range(at - far..=at + far).map(|(_, n)| *n).sum::<usize>();
        let Some(at) = counts.keys().copied().max_by_key(|at| (around(*at, half), std::cmp::Reverse(*at))) else {
            break;
        };
        // The middle of what begins there.
        let mut left = around(at, half) / 2;
        let middle = counts.range(at - half..=at + half).find(|(_, n)| {
            let here = left < **n;
            left = left.saturating_sub(**n);
            here
        });
        let at = middle.map_or(at, |(k, _)| *k);
        out.push((at as f32 * BIN, around(at, whole)));
        counts.retain(|k, _| (k - at).abs() > whole);
    }
    out
}

/// The middle value; `None` of nothing.
pub(super) fn median(of: &mut [f32]) -> Option<f32> {
    of.sort_unstable_by(f32::total_cmp);
    of.get(of.len() / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A page of starts at (x, y), all wide; letters are ten pixels wide.
    fn page(starts: &[(u32, u32)]) -> Page {
        let start = |(k, at): (usize, &(u32, u32))| Start::new(k, 0, *at, true);
        Page { width: 10.0, starts: starts.iter().enumerate().map(start).collect() }
    }

    fn places(pages: &[Page]) -> Vec<f32> {
        pages.iter().flat_map(|p| &p.starts).map(|s| s.place.round()).collect()
    }

    #[test]
    fn a_page_that_lies_aslant_is_turned_level() {
        // Two columns whose lines drift by three letters from the top down.
        let rows: Vec<(u32, u32)> =
            (0..40).flat_map(|y| [(100 + y * 3 / 4, y * 40), (400 + y * 3 / 4, y * 40)]).collect();
        let mut pages = [page(&rows)];
        settle(&mut pages);
        assert!(places(&pages).chunks(2).all(|c| c == [0.0, 30.0]), "{:?}", places(&pages));
    }

    #[test]
    fn pages_laid_down_elsewhere_have_the_same_columns() {
        let rows =
            |by: u32| -> Vec<(u32, u32)> { (0..9).flat_map(|y| [(100 + by, y * 40), (400 + by, y * 40)]).collect() };
        // The third has nothing in its margin.
        let right: Vec<(u32, u32)> = rows(10).into_iter().filter(|r| r.0 > 300).collect();
        let mut pages = [page(&rows(0)), page(&rows(60)), page(&right)];
        settle(&mut pages);
        assert!(places(&pages[..2]).chunks(2).all(|c| c == [0.0, 30.0]), "{:?}", places(&pages));
        assert!(places(&pages[2..]).iter().all(|c| *c == 30.0), "{:?}", places(&pages));
    }

    #[test]
    fn a_speck_is_no_margin() {
        let mut rows: Vec<(u32, u32)> = (0..30).map(|y| (100, y * 40)).collect();
        rows.push((20, 90));
        let mut pages = [page(&rows)];
        settle(&mut pages);
        assert_eq!(pages[0].starts[0].place, 0.0);
    }

    #[test]
    fn wrong_boxes_are_no_trouble() {
        let mut rows: Vec<(u32, u32)> = (0..10).map(|y| (100, y * 40)).collect();
        rows.extend([(u32::MAX, 400), (u32::MAX - 7, u32::MAX)]);
        let mut pages = [Page { width: 1.0, ..page(&rows) }];
        settle(&mut pages);
        assert!(pages[0].starts[..10].iter().all(|s| s.place == 0.0) && pages[0].starts[10].place > 100.0);
    }

    #[test]
    fn no_page_is_no_trouble() {
        settle(&mut []);
        settle(&mut [page(&[])]);
    }
}
