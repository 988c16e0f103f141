//! Scale to a good height of letters.

use image::imageops::{FilterType, resize};

use super::ink::x_height;
use super::place::{Place, Prepared};
use crate::page::PageImage;

/// The page `by` times as large.
pub fn scaled(page: Prepared, by: f64, filter: FilterType) -> Prepared {
    let (width, height) = page.image.pixels.dimensions();
    let side = |n: u32| (f64::from(n) * by).round().max(1.0) as u32;
    let pixels = resize(&page.image.pixels, side(width), side(height), filter);
    let (sx, sy) = (f64::from(width) / f64::from(side(width)), f64::from(height) / f64::from(side(height)));
    let dpi = (f64::from(page.image.dpi) * by).round() as u32;
    Prepared {
        image: PageImage { pixels, dpi },
        place: Place([sx, 0.0, 0.0, 0.0, sy, 0.0]).then(page.place),
    }
}

/// The page with letters `target` pixels high.
pub fn to_x_height(page: Prepared, target: f64, slack: f64) -> Prepared {
    let Some(now) = x_height(&page.image.pixels) else { return page };
    let by = (target / now).clamp(0.25, 3.0);
    if by < slack && by > 1.0 / slack {
        return page;
    }
    scaled(page, by, FilterType::CatmullRom)
}
