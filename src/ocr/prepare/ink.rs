//! Ink: threshold, connected components, height of letters.

use image::GrayImage;

/// A connected piece of ink (8-connected), edges inclusive/exclusive as in a box.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece {
    /// Left edge.
    pub x0: u32,
    /// Top edge.
    pub y0: u32,
    /// Right edge, exclusive.
    pub x1: u32,
    /// Bottom edge, exclusive.
    pub y1: u32,
    /// Pixels of ink.
    pub ink: u32,
}

impl Piece {
    /// Pixels across.
    pub fn width(&self) -> u32 {
        self.x1 - self.x0
    }
    /// Pixels down.
    pub fn height(&self) -> u32 {
        self.y1 - self.y0
    }
}

/// Grey level by Otsu (1979) that divides ink from paper: ink is what is darker.
pub fn otsu(pixels: &GrayImage) -> u8 {
    let mut histogram = [0u64; 256];
    pixels.as_raw().iter().for_each(|p| histogram[usize::from(*p)] += 1);
    otsu_of(&histogram)
}

/// As [`otsu`], of a histogram.
pub fn otsu_of(histogram: &[u64; 256]) -> u8 {
    let total: u64 = histogram.iter().sum();
    let sum: f64 = histogram.iter().enumerate().map(|(i, n)| i as f64 * *n as f64).sum();
    let (mut below, mut below_sum) = (0u64, 0.0);
    let mut best = (0.0, 0);
    for (level, n) in histogram.iter().enumerate() {
        below += n;
        below_sum += level as f64 * *n as f64;
        if below == 0 || below == total {
            continue;
        }
        let (low, high) = (below_sum / below as f64, (sum - below_sum) / (total - below) as f64);
        let between = below as f64 * (total - below) as f64 * (high - low) * (high - low);
        if between > best.0 {
            best = (between, level + 1);
        }
    }
    best.1 as u8
}

/// Connected pieces of the pixels darker than `threshold`, by first row, then column.
pub fn pieces(pixels: &GrayImage, threshold: u8) -> Vec<Piece> {
    let (labels, count) = Runs::of(pixels, threshold).labelled();
    pieces_of(&labels, count)
}

/// The pieces that labelled runs make up.
pub fn pieces_of(labels: &[(Run, u32)], count: usize) -> Vec<Piece> {
    let mut pieces = vec![Piece { x0: u32::MAX, y0: u32::MAX, x1: 0, y1: 0, ink: 0 }; count];
    for (run, label) in labels {
        let p = &mut pieces[*label as usize];
        p.x0 = p.x0.min(run.x0);
        p.x1 = p.x1.max(run.x1);
        p.y0 = p.y0.min(run.y);
        p.y1 = p.y1.max(run.y + 1);
        p.ink += run.x1 - run.x0;
    }
    pieces
}

/// A run of ink in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run {
    /// Row.
    pub y: u32,
    /// First pixel.
    pub x0: u32,
    /// One past the last pixel.
    pub x1: u32,
}

/// All runs of ink of an image.
pub struct Runs {
    runs: Vec<Run>,
}

impl Runs {
    /// The runs of pixels darker than `threshold`.
    pub fn of(pixels: &GrayImage, threshold: u8) -> Self {
        let width = pixels.width() as usize;
        let mut runs = Vec::new();
        for (y, row) in pixels.as_raw().chunks_exact(width.max(1)).enumerate() {
            let mut x = 0;
            while x < width {
                let Some(start) = row[x..].iter().position(|p| *p < threshold) else { break };
                let start = x + start;
                let end = row[start..].iter().position(|p| *p >= threshold).map_or(width, |n| start + n);
                runs.push(Run { y: y as u32, x0: start as u32, x1: end as u32 });
                x = end + 1;
            }
        }
        Runs { runs }
    }

    /// Every run with the number of its piece, and how many pieces there are.
    pub fn labelled(self) -> (Vec<(Run, u32)>, usize) {
        let runs = self.runs;
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
                    let mut touching = up;
                    while touching < above.end && runs[touching].x0 <= runs[here].x1 {
                        join(&mut parent, touching as u32, here as u32);
                        touching += 1;
                    }
                }
            }
            above = at..end;
            at = end;
        }
        let mut names = vec![u32::MAX; runs.len()];
        let mut count = 0;
        let mut out = Vec::with_capacity(runs.len());
        for (i, run) in runs.into_iter().enumerate() {
            let root = root(&mut parent, i as u32) as usize;
            if names[root] == u32::MAX {
                names[root] = count;
                count += 1;
            }
            out.push((run, names[root]));
        }
        (out, count as usize)
    }
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
    // The smaller number wins, so that pieces are numbered in reading order.
    parent[a.max(b) as usize] = a.min(b);
}

/// Height of small letters (x, a, n) in pixels; `None` where there are too few letters to tell.
pub fn x_height(pixels: &GrayImage) -> Option<f64> {
    x_height_of(&pieces(pixels, otsu(pixels)))
}

/// As [`x_height`], of pieces of ink.
pub fn x_height_of(pieces: &[Piece]) -> Option<f64> {
    const TALLEST: usize = 120;
    let mut heights = [0u32; TALLEST + 2];
    let mut letters = 0;
    for p in pieces {
        let (w, h) = (p.width(), p.height());
        let letter = h >= 5 && h as usize <= TALLEST && w * 3 >= h && w <= 2 * h && p.ink * 6 >= w * h;
        if letter {
            heights[h as usize] += 1;
            letters += 1;
        }
    }
    if letters < 30 {
        return None;
    }
    // The commonest height; letters of one size differ by a pixel.
    let near = |h: usize| heights[h - 1] + heights[h] + heights[h + 1];
    let top = (5..=TALLEST).max_by_key(|h| (near(*h), std::cmp::Reverse(*h)))?;
    let weight: u32 = near(top);
    let sum: u32 = (top - 1..=top + 1).map(|h| heights[h] * h as u32).sum();
    Some(f64::from(sum) / f64::from(weight))
}
