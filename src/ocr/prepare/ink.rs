//! Ink: where a page is dark, in connected pieces; and how high its letters are.

use image::GrayImage;

/// Fewest letters that tell the height of letters.
const FEWEST: u32 = 30;
/// Lowest and tallest small letters looked for, pixels.
const HEIGHTS: std::ops::RangeInclusive<usize> = 4..=150;

/// A connected piece of ink (neighbours at corners count); right and bottom edge are exclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::ocr) struct Piece {
    pub x0: u32,
    pub y0: u32,
    pub x1: u32,
    pub y1: u32,
    /// Pixels of ink.
    pub ink: u32,
}

impl Piece {
    pub fn width(&self) -> u32 {
        self.x1 - self.x0
    }

    pub fn height(&self) -> u32 {
        self.y1 - self.y0
    }

    /// The longer side, pixels.
    pub fn side(&self) -> u32 {
        self.width().max(self.height())
    }
}

/// A run of ink in row `y`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Run {
    y: u32,
    x0: u32,
    x1: u32,
}

/// The ink of a page.
pub(in crate::ocr) struct Ink {
    /// Grey level below which a pixel is ink.
    threshold: u8,
    /// Level of the paper.
    pub paper: u8,
    /// Whether the page has two levels only, but for one pixel in a hundred.
    pub bilevel: bool,
    /// All runs, row by row, with the numbers of their pieces.
    runs: Vec<(Run, u32)>,
    /// The pieces, by their first run.
    pub pieces: Vec<Piece>,
}

impl Ink {
    /// The ink of `pixels`, divided from the paper by Otsu's threshold.
    pub fn of(pixels: &GrayImage) -> Self {
        let histogram = histogram(pixels);
        let threshold = otsu(&histogram);
        let paper = (threshold..=255).max_by_key(|l| histogram[usize::from(*l)]).unwrap_or(255);
        let darkest = histogram[..usize::from(threshold)].iter().max().copied().unwrap_or(0);
        let others = pixels.as_raw().len() as u64 - darkest - histogram[usize::from(paper)];
        let bilevel = others * 100 <= pixels.as_raw().len() as u64;
        Ink { paper, bilevel, ..Ink::darker(pixels, threshold) }
    }

    /// The pixels of `pixels` darker than `threshold`.
    pub fn darker(pixels: &GrayImage, threshold: u8) -> Self {
        let runs = runs(pixels, threshold);
        let (numbers, count) = numbered(&runs);
        let none = Piece { x0: u32::MAX, y0: u32::MAX, x1: 0, y1: 0, ink: 0 };
        let mut pieces = vec![none; count];
        for (run, number) in runs.iter().zip(&numbers) {
            let p = &mut pieces[*number as usize];
            (p.x0, p.x1) = (p.x0.min(run.x0), p.x1.max(run.x1));
            (p.y0, p.y1) = (p.y0.min(run.y), p.y1.max(run.y + 1));
            p.ink += run.x1 - run.x0;
        }
        Ink { threshold, paper: 255, bilevel: false, runs: runs.into_iter().zip(numbers).collect(), pieces }
    }

    /// Height of small letters (x, a, n), pixels; `None` where there are too few letters to tell.
    pub fn x_height(&self) -> Option<f64> {
        self.commonest(|p| (p.width(), p.height()))
    }

    /// Width of letters, pixels: their height, where lines run up or down.
    pub fn x_width(&self) -> Option<f64> {
        self.commonest(|p| (p.height(), p.width()))
    }

    fn commonest(&self, sides: fn(&Piece) -> (u32, u32)) -> Option<f64> {
        let tallest = *HEIGHTS.end();
        let mut heights = vec![0u32; tallest + 2];
        for p in &self.pieces {
            let (w, h) = sides(p);
            let fits = HEIGHTS.contains(&(h as usize)) && w * 3 >= h && w <= 2 * h;
            if fits && p.ink * 6 >= w * h {
                heights[h as usize] += 1;
            }
        }
        // Small letters are the commonest; those of one size differ by a pixel or, large ones, by some.
        let around = |h: usize| h - h / 20 - 1..=(h + h / 20 + 1).min(tallest);
        let count = |h: usize| around(h).map(|h| heights[h]).sum::<u32>();
        let best = HEIGHTS.max_by_key(|h| (count(*h), std::cmp::Reverse(*h)))?;
        let sum: u32 = around(best).map(|h| heights[h] * h as u32).sum();
        (count(best) >= FEWEST).then(|| f64::from(sum) / f64::from(count(best)))
    }

    /// Paints the pieces marked in `gone` as paper, with the blur around them.
    pub fn erase(&self, pixels: &mut GrayImage, gone: &[bool]) {
        let (width, height) = pixels.dimensions();
        for (run, number) in &self.runs {
            if !gone[*number as usize] {
                continue;
            }
            for y in run.y.saturating_sub(1)..(run.y + 2).min(height) {
                for x in run.x0.saturating_sub(1)..(run.x1 + 1).min(width) {
                    let p = &mut pixels.get_pixel_mut(x, y).0[0];
                    let own = y == run.y && (run.x0..run.x1).contains(&x);
                    if own || *p >= self.threshold {
                        *p = (*p).max(self.paper);
                    }
                }
            }
        }
    }
}

/// The level that divides ink from paper best by Otsu's measure: what is darker is ink.
pub(super) fn threshold(pixels: &GrayImage) -> u8 {
    otsu(&histogram(pixels))
}

fn histogram(pixels: &GrayImage) -> [u64; 256] {
    let mut histogram = [0u64; 256];
    pixels.as_raw().iter().for_each(|p| histogram[usize::from(*p)] += 1);
    histogram
}

/// The level that divides the levels of a histogram best in two (Otsu 1979): ink is what is darker.
fn otsu(histogram: &[u64; 256]) -> u8 {
    let total: u64 = histogram.iter().sum();
    let sum: f64 = histogram.iter().enumerate().map(|(level, n)| level as f64 * *n as f64).sum();
    let (mut below, mut below_sum) = (0u64, 0.0);
    let mut best = (0.0, 0u8);
    for (level, n) in (0u8..=254).zip(histogram) {
        below += n;
        below_sum += f64::from(level) * *n as f64;
        let above = total - below;
        if below == 0 || above == 0 {
            continue;
        }
        let apart = (sum - below_sum) / above as f64 - below_sum / below as f64;
        let between = below as f64 * above as f64 * apart * apart;
        if between > best.0 {
            best = (between, level + 1);
        }
    }
    best.1
}

fn runs(pixels: &GrayImage, threshold: u8) -> Vec<Run> {
    let width = pixels.width() as usize;
    let mut runs = Vec::new();
    for (y, row) in (0..).zip(pixels.as_raw().chunks_exact(width.max(1))) {
        let mut x = 0;
        while let Some(start) = row[x..].iter().position(|p| *p < threshold).map(|n| x + n) {
            let end = row[start..].iter().position(|p| *p >= threshold).map_or(width, |n| start + n);
            runs.push(Run { y, x0: start as u32, x1: end as u32 });
            x = end;
        }
    }
    runs
}

/// The number of the piece of every run, and how many pieces there are; pieces are numbered by their first run.
fn numbered(runs: &[Run]) -> (Vec<u32>, usize) {
    let mut parent: Vec<u32> = (0..runs.len() as u32).collect();
    let mut above = 0..0;
    let mut at = 0;
    while at < runs.len() {
        let y = runs[at].y;
        let end = at + runs[at..].iter().take_while(|r| r.y == y).count();
        if runs.get(above.start).is_some_and(|r| r.y + 1 == y) {
            let mut up = above.start;
            for here in at..end {
                while up < above.end && runs[up].x1 < runs[here].x0 {
                    up += 1;
                }
                let touching = (up..above.end).take_while(|t| runs[*t].x0 <= runs[here].x1);
                touching.for_each(|t| join(&mut parent, t as u32, here as u32));
            }
        }
        (above, at) = (at..end, end);
    }
    let mut count = 0;
    let mut numbers = vec![0; runs.len()];
    for i in 0..runs.len() {
        let root = root(&mut parent, i as u32) as usize;
        // A root is the first run of its piece.
        if root == i {
            numbers[i] = count;
            count += 1;
        } else {
            numbers[i] = numbers[root];
        }
    }
    (numbers, count as usize)
}

fn root(parent: &mut [u32], mut i: u32) -> u32 {
    while parent[i as usize] != i {
        parent[i as usize] = parent[parent[i as usize] as usize];
        i = parent[i as usize];
    }
    i
}

fn join(parent: &mut [u32], a: u32, b: u32) {
    let (a, b) = (root(parent, a), root(parent, b));
    parent[a.max(b) as usize] = a.min(b);
}

#[cfg(test)]
mod tests {
    use super::super::drawn::{Sheet, image_of};
    use super::*;

    #[test]
    fn pieces_are_connected_at_corners_too() {
        let image = image_of(&["#...#..", ".#.#...", "..#...#", "......#", "##....."]);
        let ink = Ink::darker(&image, 128);
        let boxes: Vec<_> = ink.pieces.iter().map(|p| (p.x0, p.y0, p.x1, p.y1, p.ink)).collect();
        assert_eq!(boxes, [(0, 0, 5, 3, 5), (6, 2, 7, 4, 2), (0, 4, 2, 5, 2)]);
    }

    #[test]
    fn a_piece_goes_and_its_neighbour_stays() {
        let mut image = image_of(&["##..#", "....#"]);
        let ink = Ink::of(&image);
        ink.erase(&mut image, &[true, false]);
        assert_eq!(image, image_of(&["....#", "....#"]));
    }

    #[test]
    fn the_threshold_lies_between_ink_and_paper() {
        let mut histogram = [0; 256];
        (histogram[40], histogram[60], histogram[220], histogram[230]) = (50, 50, 500, 700);
        assert!((61..=220).contains(&otsu(&histogram)));
        assert_eq!(otsu(&[0; 256]), 0);
    }

    #[test]
    fn the_height_of_letters_is_found() {
        for x in [9, 20, 47] {
            let found = Ink::of(&Sheet::written(x, 12).pixels).x_height().unwrap();
            assert!((found - f64::from(x)).abs() < 1.0, "{x}: {found}");
        }
        assert_eq!(Ink::of(&GrayImage::from_pixel(500, 500, image::Luma([255]))).x_height(), None);
    }
}
