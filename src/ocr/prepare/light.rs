//! Uneven light made even.

use image::GrayImage;

/// Background of the page in tiles.
pub struct Background {
    tile: u32,
    across: usize,
    levels: Vec<u8>,
}

impl Background {
    /// Looks at tiles of `tile` pixels; the level is that which one in five pixels reaches.
    pub fn of(pixels: &GrayImage, tile: u32) -> Self {
        let (width, height) = (pixels.width() as usize, pixels.height() as usize);
        let side = tile as usize;
        let (across, down) = (width.div_ceil(side), height.div_ceil(side));
        let mut levels = Vec::with_capacity(across * down);
        let raw = pixels.as_raw();
        for ty in 0..down {
            for tx in 0..across {
                let mut histogram = [0u32; 256];
                let (x0, x1) = (tx * side, ((tx + 1) * side).min(width));
                let mut count = 0;
                // Every second pixel tells as much.
                for y in (ty * side..((ty + 1) * side).min(height)).step_by(2) {
                    for p in raw[y * width + x0..y * width + x1].iter().step_by(2) {
                        histogram[usize::from(*p)] += 1;
                        count += 1;
                    }
                }
                let mut above = 0;
                let level = (0..256).rev().find(|l| {
                    above += histogram[*l];
                    above * 5 >= count
                });
                levels.push(level.unwrap_or(255) as u8);
            }
        }
        Background { tile, across, levels }.opened()
    }

    /// A tile filled with ink takes its level from the brightest neighbour, twice.
    fn opened(mut self) -> Self {
        let down = self.levels.len() / self.across.max(1);
        for grow in [true, true, false, false] {
            let old = self.levels.clone();
            for y in 0..down {
                for x in 0..self.across {
                    let mut best = old[y * self.across + x];
                    for ny in y.saturating_sub(1)..(y + 2).min(down) {
                        for nx in x.saturating_sub(1)..(x + 2).min(self.across) {
                            let l = old[ny * self.across + nx];
                            best = if grow { best.max(l) } else { best.min(l) };
                        }
                    }
                    self.levels[y * self.across + x] = best;
                }
            }
        }
        self
    }

    /// How uneven: level of the tiles at one in twenty from below, against one in twenty from above.
    pub fn spread(&self) -> f64 {
        let mut sorted = self.levels.clone();
        sorted.sort_unstable();
        let at = |share: f64| f64::from(sorted[((sorted.len() - 1) as f64 * share) as usize]);
        if sorted.is_empty() { 1.0 } else { at(0.05) / at(0.95).max(1.0) }
    }

    /// `pixels` divided by their background.
    pub fn divided(&self, pixels: &GrayImage) -> GrayImage {
        let width = pixels.width() as usize;
        let down = self.levels.len() / self.across.max(1);
        let mut out = pixels.clone();
        let raw: &mut [u8] = &mut out;
        let tile = f64::from(self.tile);
        let spot = |n: usize, count: usize| {
            let at = ((n as f64 + 0.5) / tile - 0.5).clamp(0.0, (count - 1) as f64);
            let low = (at as usize).min(count - 1);
            (low, (low + 1).min(count - 1), ((at - low as f64) * 256.0) as u32)
        };
        let columns: Vec<(usize, usize, u32)> = (0..width).map(|x| spot(x, self.across)).collect();
        for (y, row) in raw.chunks_exact_mut(width.max(1)).enumerate() {
            let (above, below, fy) = spot(y, down);
            let line: Vec<u32> = (0..self.across)
                .map(|i| {
                    let (a, b) = (self.levels[above * self.across + i], self.levels[below * self.across + i]);
                    u32::from(a) * (256 - fy) + u32::from(b) * fy
                })
                .collect();
            for (p, (left, right, fx)) in row.iter_mut().zip(&columns) {
                let level = ((line[*left] * (256 - fx) + line[*right] * fx) >> 16).max(32);
                *p = (u32::from(*p) * 255 / level).min(255) as u8;
            }
        }
        out
    }
}
