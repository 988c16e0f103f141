//! Scale to a good height of letters.

use super::place::{Place, Prepared};
use super::resample::resized;
use crate::page::PageImage;

/// The page `by` times as large.
pub fn scaled(page: Prepared, by: f64) -> Prepared {
    let (width, height) = page.image.pixels.dimensions();
    let side = |n: u32| (f64::from(n) * by).round().max(1.0) as u32;
    let pixels = resized(&page.image.pixels, side(width), side(height));
    let (sx, sy) = (f64::from(width) / f64::from(side(width)), f64::from(height) / f64::from(side(height)));
    let dpi = (f64::from(page.image.dpi) * by).round() as u32;
    Prepared { image: PageImage { pixels, dpi }, place: Place([sx, 0.0, 0.0, 0.0, sy, 0.0]).then(page.place) }
}
