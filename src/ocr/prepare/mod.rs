//! Page preparation before OCR: only the steps that were measured to help (`examples/ocr-preparation`, `benches/README.md`).
//!
//! Uneven light is made even, a page that lies on its side or on its head is turned, specks away from letters are removed,
//! letters in black and white only are made smooth, small ones enlarged and large ones reduced, a page scanned askew is
//! straightened. Everything is judged from the connected pieces of ink, found once. The same page always gives the same
//! pixels.

mod blank;
pub(super) mod ink;
mod light;
mod place;
mod resample;
mod skew;
mod specks;
mod turn;

#[cfg(test)]
mod drawn;

use image::imageops;

pub use blank::is_blank;
pub use place::{Place, Prepared};

use crate::ingest::MAX_PIXELS;
use crate::page::PageImage;
use ink::Ink;
use light::Background;
use turn::Turn;

/// Height of small letters below which a page is enlarged, pixels.
const SMALL: f64 = 14.0;
/// Height of small letters above which a page is reduced, pixels.
const LARGE: f64 = 40.0;
/// Heights of small letters that pages are enlarged and reduced to, pixels.
const TARGETS: (f64, f64) = (20.0, 28.0);
/// Largest factor of enlargement: more only makes blots larger.
const MOST: f64 = 4.0;
/// Slope from which a page is straightened, degrees; Tesseract copes with less by itself.
const ASKEW: f64 = 0.6;

/// Which steps of the preparation are done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Steps {
    /// Uneven light and dark paper.
    pub light: bool,
    /// Quarter turns.
    pub turn: bool,
    /// Specks.
    pub specks: bool,
    /// Height of the letters.
    pub scale: bool,
    /// Slope of the lines.
    pub straighten: bool,
    /// Letters of pages in black and white only made smooth.
    pub smooth: bool,
}

impl Steps {
    /// No step.
    pub const NONE: Steps =
        Steps { light: false, turn: false, specks: false, scale: false, straighten: false, smooth: false };
    /// All steps.
    pub const ALL: Steps = Steps { light: true, turn: true, specks: true, scale: true, straighten: true, smooth: true };
}

/// `image` as it is best read.
pub fn prepare(image: &PageImage) -> Prepared {
    prepare_with(image, Steps::ALL)
}

/// As [`prepare`], with some of the steps only.
pub fn prepare_with(image: &PageImage, steps: Steps) -> Prepared {
    let mut page = Prepared::new(image);
    if image.pixels.is_empty() || steps == Steps::NONE {
        return page;
    }
    if steps.light {
        let background = Background::of(&page.image);
        if background.matters(&page.image.pixels) {
            page.image.pixels = background.divided(&page.image.pixels);
        }
    }
    let mut ink = Ink::of(&page.image.pixels);
    let Some(mut x) = ink.x_height() else { return page };
    if steps.turn {
        let turn = turn::needed(&ink);
        if turn != Turn::None {
            page = turned(page, turn);
            ink = Ink::of(&page.image.pixels);
            x = ink.x_height().unwrap_or(x);
        }
    }
    if steps.specks {
        ink.erase(&mut page.image.pixels, &specks::specks(&ink.pieces, x));
    }
    if steps.smooth && ink.bilevel {
        page.image.pixels = resample::smoothed(&page.image.pixels);
    }
    let slope = if steps.straighten { skew::slope(&ink.pieces, x) } else { None };
    if steps.scale && !(SMALL..=LARGE).contains(&x) {
        let target = if x < SMALL { TARGETS.0 } else { TARGETS.1 };
        page = scaled(page, target / x);
    }
    match slope {
        Some(slope) if slope.abs() >= ASKEW => straightened(page, slope, ink.paper),
        _ => page,
    }
}

/// The page `by` times as large, as far as a page may be large.
fn scaled(page: Prepared, by: f64) -> Prepared {
    let (width, height) = page.image.pixels.dimensions();
    let room = (MAX_PIXELS as f64 / (f64::from(width) * f64::from(height))).sqrt();
    let by = by.min(MOST).min(room);
    let side = |n: u32| (f64::from(n) * by).round().max(1.0);
    let (new_width, new_height) = (side(width), side(height));
    let pixels = resample::resized(&page.image.pixels, new_width as u32, new_height as u32);
    let dpi = (f64::from(page.image.dpi) * by).round() as u32;
    let (across, down) = (f64::from(width) / new_width, f64::from(height) / new_height);
    page.moved(PageImage { pixels, dpi }, Place([across, 0.0, 0.0, 0.0, down, 0.0]))
}

fn turned(page: Prepared, turn: Turn) -> Prepared {
    let old = &page.image.pixels;
    let (width, height) = (f64::from(old.width()), f64::from(old.height()));
    let (pixels, place) = match turn {
        Turn::None => return page,
        Turn::Right => (imageops::rotate90(old), Place([0.0, 1.0, 0.0, -1.0, 0.0, height])),
        Turn::Half => (imageops::rotate180(old), Place([-1.0, 0.0, width, 0.0, -1.0, height])),
        Turn::Left => (imageops::rotate270(old), Place([0.0, -1.0, width, 1.0, 0.0, 0.0])),
    };
    let dpi = page.image.dpi;
    page.moved(PageImage { pixels, dpi }, place)
}

fn straightened(page: Prepared, slope: f64, paper: u8) -> Prepared {
    let (pixels, place) = resample::levelled(&page.image.pixels, slope, paper);
    let dpi = page.image.dpi;
    page.moved(PageImage { pixels, dpi }, place)
}

#[cfg(test)]
mod tests;
