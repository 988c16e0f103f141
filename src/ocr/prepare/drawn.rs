//! Images drawn for tests.

use image::{GrayImage, Luma};

/// An image from rows of `#` (black) and anything else (white).
pub(super) fn image_of(rows: &[&str]) -> GrayImage {
    let cell = |x: u32, y: u32| rows[y as usize].as_bytes()[x as usize];
    GrayImage::from_fn(rows[0].len() as u32, rows.len() as u32, |x, y| Luma([if cell(x, y) == b'#' { 0 } else { 255 }]))
}

/// A page of made-up letters.
pub(super) struct Sheet {
    pub pixels: GrayImage,
    dice: u32,
}

impl Sheet {
    pub fn blank(width: u32, height: u32) -> Self {
        Sheet { pixels: GrayImage::from_pixel(width, height, Luma([255])), dice: 9 }
    }

    /// `lines` lines of letters whose small ones are `x` pixels high, as in Latin text: one in three reaches up, one in
    /// twelve down, some have a dot above.
    pub fn written(x: u32, lines: u32) -> Self {
        let mut sheet = Sheet::blank(60 * x, (3 * lines + 6) * x);
        (0..lines).for_each(|i| sheet.line(4 * x, (3 * i + 5) * x, x, 50 * x, 0));
        sheet
    }

    /// One line from `left` on `base`, `length` pixels long, in grey `level`.
    pub fn line(&mut self, left: u32, base: u32, x: u32, length: u32, level: u8) {
        let mut at = left;
        while at + 2 * x < left + length {
            let (rise, drop) = match self.next() % 12 {
                0..=3 => (x * 6 / 10, 0),
                4 => (0, x * 4 / 10),
                _ => (0, 0),
            };
            self.stroke([at, base - x - rise, at + x / 5, base + drop], level);
            self.stroke([at, base - x, at + 6 * x / 10, base - x + x / 5], level);
            self.stroke([at, base - x / 5, at + 6 * x / 10, base], level);
            if self.next().is_multiple_of(8) && rise == 0 {
                self.stroke([at + x / 5, base - x * 16 / 10, at + 2 * x / 5, base - x * 14 / 10], level);
            }
            at += if self.next().is_multiple_of(6) { 14 * x / 10 } else { 9 * x / 10 };
        }
    }

    /// A filled box: left, top, right, bottom.
    pub fn stroke(&mut self, [x0, y0, x1, y1]: [u32; 4], level: u8) {
        for (x, y) in (y0..y1.max(y0 + 1)).flat_map(|y| (x0..x1.max(x0 + 1)).map(move |x| (x, y))) {
            if x < self.pixels.width() && y < self.pixels.height() {
                self.pixels.put_pixel(x, y, Luma([level]));
            }
        }
    }

    /// `count` specks of one to four pixels anywhere.
    pub fn specks(&mut self, count: u32, level: u8) {
        for _ in 0..count {
            let (x, y) = (self.next() % self.pixels.width(), self.next() % self.pixels.height());
            let (w, h) = (1 + self.next() % 2, 1 + self.next() % 2);
            self.stroke([x, y, x + w, y + h], level);
        }
    }

    fn next(&mut self) -> u32 {
        self.dice = self.dice.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        self.dice >> 10
    }
}
