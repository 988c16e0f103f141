//! The columns of a read document: where its lines begin, and what stands behind a wide space.
//!
//! A scan is never quite level, and no two pages lie the same on the glass. So each page is turned level first, by how its own lines begin, then laid on
//! the pages before it, and then what begins nearly at one place begins there.

/// Places nearer to one another than this are one column's, in letters.
const SAME: f32 = 1.2;
/// Lines nearer than this begin at one place before the page is turned level, in letters.
const LEVEL: f32 = 2.5;
/// The most that a page is turned: sideways over down.
const STEEPEST: f32 = 0.02;
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
        page.starts.iter_mut().for_each(|s| s.place = s.x / width);
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
        let below = starts[k + 1..].iter().filter(|b| b.y > a.y && (b.x - a.x).abs() <= near);
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
    let mut open: Vec<f32> = pages.iter().flat_map(places).collect();
    open.sort_unstable_by(f32::total_cmp);
    // (place, how many begin there)
    let mut columns: Vec<(f32, usize)> = Vec::new();
    while !open.is_empty() {
        let around = |k: usize| {
            let from = open.partition_point(|p| *p < open[k] - SAME / 2.0);
            (from, open.partition_point(|p| *p <= open[k] + SAME / 2.0))
        };
        let Some((from, till)) =
            (0..open.len()).map(around).max_by_key(|(from, till)| (till - from, std::cmp::Reverse(*from)))
        else {
            break;
        };
        let place = open[(from + till) / 2];
        let (low, high) = (open.partition_point(|p| *p < place - SAME), open.partition_point(|p| *p <= place + SAME));
        columns.push((place, high - low));
        open.drain(low..high);
    }
    let starts: usize = columns.iter().map(|c| c.1).sum();
    let least = MARGIN_LINES.max(starts / MARGIN_SHARE);
    let shared = columns.iter().filter(|(_, n)| *n >= least).map(|(place, _)| *place);
    let edge = shared.min_by(f32::total_cmp).unwrap_or(0.0);
    for start in pages.iter_mut().flat_map(|p| &mut p.starts) {
        let near = columns.iter().filter(|(place, _)| (place - start.place).abs() <= SAME);
        // The first are the commonest.
        let Some((place, n)) = near.into_iter().next() else { continue };
        start.place = *place - edge;
        start.in_column = *n * COLUMN_SHARE >= starts && start.place > SAME;
    }
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
    fn no_page_is_no_trouble() {
        settle(&mut []);
        settle(&mut [page(&[])]);
    }
}
