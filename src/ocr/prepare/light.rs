//! Uneven light made even, and dark paper made white.

use image::GrayImage;

use super::ink;
use crate::page::PageImage;

/// Side of a tile, inches: more than a letter, less than a shadow.
const TILE: f64 = 0.3;
/// Of a tile's pixels the share that is brighter than its background.
const BRIGHTER: u32 = 5;
/// Levels of the darkest twentieth of tiles against the brightest, below which the light is uneven.
const UNEVEN: f64 = 0.8;
/// Level of the middle tile below which paper is dark.
const DARK: u8 = 235;
/// Level of a tile against the paper around it, below which it is full of ink.
const FULL: f64 = 0.75;
/// Darkest background that is made white: what is darker is no paper.
const NO_PAPER: u32 = 48;

/// The background of a page, tile by tile.
pub(super) struct Background {
    side: usize,
    across: usize,
    down: usize,
    levels: Vec<u8>,
}

impl Background {
    pub fn of(page: &PageImage) -> Self {
        let (width, height) = (page.pixels.width() as usize, page.pixels.height() as usize);
        let side = ((f64::from(page.dpi) * TILE) as usize).max(8);
        let (across, down) = (width.div_ceil(side), height.div_ceil(side));
        let raw = page.pixels.as_raw();
        let mut levels = Vec::with_capacity(across * down);
        for (top, left) in (0..down).flat_map(|row| (0..across).map(move |column| (row * side, column * side))) {
            let mut histogram = [0u32; 256];
            let mut count = 0;
            // Every second pixel tells as much.
            for y in (top..(top + side).min(height)).step_by(2) {
                for p in raw[y * width + left..y * width + (left + side).min(width)].iter().step_by(2) {
                    histogram[usize::from(*p)] += 1;
                    count += 1;
                }
            }
            let mut above = 0;
            let reached = (0u8..=255).rev().find(|level| {
                above += histogram[usize::from(*level)];
                above * BRIGHTER >= count
            });
            levels.push(reached.unwrap_or(255));
        }
        let mut background = Background { side, across, down, levels };
        let own = background.levels.clone();
        for widen in [u8::max, u8::max, u8::min, u8::min] {
            background.spread(widen);
        }
        // A tile full of ink takes its level from the paper around it, two tiles away at most; one in a shadow keeps its own.
        for (level, own) in background.levels.iter_mut().zip(own) {
            if f64::from(own) > FULL * f64::from(*level) {
                *level = own;
            }
        }
        background
    }

    /// Gives each tile what `pick` picks among it and its neighbours.
    fn spread(&mut self, pick: fn(u8, u8) -> u8) {
        let old = self.levels.clone();
        for (y, x) in (0..self.down).flat_map(|y| (0..self.across).map(move |x| (y, x))) {
            let rows = y.saturating_sub(1)..(y + 2).min(self.down);
            let around = rows
                .flat_map(|y| &old[y * self.across + x.saturating_sub(1)..y * self.across + (x + 2).min(self.across)]);
            let level = &mut self.levels[y * self.across + x];
            *level = around.fold(*level, |a, b| pick(a, *b));
        }
    }

    /// Whether dividing `pixels`, whose background this is, changes enough to be worth it.
    pub fn matters(&self, pixels: &GrayImage) -> bool {
        let mut sorted = self.levels.clone();
        sorted.sort_unstable();
        let Some(last) = sorted.len().checked_sub(1) else { return false };
        let (low, middle, high) = (sorted[last / 20], sorted[last / 2], sorted[last - last / 20]);
        // Where a page has little ink a faint shadow can divide it better than its letters do, for Tesseract's threshold too.
        middle < DARK || f64::from(low) < UNEVEN * f64::from(high) || ink::threshold(pixels) >= low
    }

    /// `pixels` with the background at 255, levels between the middles of tiles interpolated.
    pub fn divided(&self, pixels: &GrayImage) -> GrayImage {
        let mut out = pixels.clone();
        let spot = |n: usize, count: usize| {
            let at = ((n as f64 + 0.5) / self.side as f64 - 0.5).clamp(0.0, (count - 1) as f64);
            let low = at as usize;
            (low, (low + 1).min(count - 1), ((at - low as f64) * 256.0) as u32)
        };
        let width = pixels.width() as usize;
        let columns: Vec<(usize, usize, u32)> = (0..width).map(|x| spot(x, self.across)).collect();
        let raw: &mut [u8] = &mut out;
        for (y, row) in raw.chunks_exact_mut(width.max(1)).enumerate() {
            let (above, below, part) = spot(y, self.down);
            let rows = self.levels[above * self.across..].iter().zip(&self.levels[below * self.across..]);
            let line: Vec<u32> =
                rows.take(self.across).map(|(a, b)| u32::from(*a) * (256 - part) + u32::from(*b) * part).collect();
            for (p, (left, right, part)) in row.iter_mut().zip(&columns) {
                let level = ((line[*left] * (256 - part) + line[*right] * part) >> 16).max(NO_PAPER);
                *p = (u32::from(*p) * 255 / level).min(255) as u8;
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::super::drawn::Sheet;
    use super::*;
    use image::Luma;

    fn page(pixels: GrayImage) -> PageImage {
        PageImage { pixels, dpi: 200 }
    }

    #[test]
    fn a_shadow_goes_and_the_letters_stay() {
        let mut sheet = Sheet::written(16, 20);
        let clean = sheet.pixels.clone();
        let width = f64::from(clean.width());
        for (x, _, p) in sheet.pixels.enumerate_pixels_mut() {
            p.0[0] = (f64::from(p.0[0]) * (1.0 - 0.6 * f64::from(x) / width)) as u8;
        }
        let shaded = page(sheet.pixels);
        let background = Background::of(&shaded);
        assert!(background.matters(&shaded.pixels));
        let out = background.divided(&shaded.pixels);
        for (a, b) in out.pixels().zip(clean.pixels()) {
            assert!(a.0[0].abs_diff(b.0[0]) < 40, "{a:?} {b:?}");
        }
    }

    #[test]
    fn a_faint_shadow_below_few_lines_goes_too() {
        let mut sheet = Sheet::blank(1000, 1400);
        (0..2).for_each(|i| sheet.line(80, 100 + 40 * i, 12, 600, 60));
        let lit = sheet.pixels.clone();
        // From 255 above to 207 at the foot of the page: too little for the other rules.
        for (x, y, p) in sheet.pixels.enumerate_pixels_mut() {
            let level = 255 - y.saturating_sub(800) * 43 / 600 - (x * 7 + y * 13) % 6;
            p.0[0] = p.0[0].min(level as u8);
        }
        let shaded = page(sheet.pixels);
        assert!(ink::threshold(&shaded.pixels) > 200, "the shadow, not the letters");
        let background = Background::of(&shaded);
        assert!(background.matters(&shaded.pixels) && !background.matters(&lit));
        assert!(ink::threshold(&background.divided(&shaded.pixels)) < 200);
    }

    #[test]
    fn an_evenly_lit_page_is_left_alone() {
        let lit = page(Sheet::written(16, 20).pixels);
        assert!(!Background::of(&lit).matters(&lit.pixels));
        let grey = page(GrayImage::from_pixel(300, 300, Luma([200])));
        assert!(Background::of(&grey).matters(&grey.pixels));
        assert!(Background::of(&grey).divided(&grey.pixels).pixels().all(|p| p.0[0] == 255));
    }
}
