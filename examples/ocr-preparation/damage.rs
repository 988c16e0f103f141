//! Damage done to pages, beyond what the scans show already.

use image::imageops::{self, FilterType};
use image::{GrayImage, Luma};

use justera::page::PageImage;

/// `page` with `damage`, `name` or `name=number`.
pub fn damaged(page: PageImage, damage: &str) -> Result<PageImage, String> {
    let (name, value) = damage.split_once('=').unwrap_or((damage, "0"));
    let number: f64 = value.parse().map_err(|e| format!("{damage}: {e}"))?;
    let PageImage { pixels, mut dpi } = page;
    let pixels = match name {
        "turn" => turned(&pixels, number as u32)?,
        "skew" => skewed(&pixels, number),
        "border" => bordered(pixels, number / 25.4 * f64::from(dpi)),
        "light" => unevenly_lit(pixels, number),
        "specks" => specked(pixels, number),
        "band" => banded(pixels, number),
        "dpi" => {
            let by = number / f64::from(dpi);
            dpi = number as u32;
            let side = |n: u32| (f64::from(n) * by).round() as u32;
            imageops::resize(&pixels, side(pixels.width()), side(pixels.height()), FilterType::Triangle)
        }
        _ => return Err(format!("no damage '{name}'")),
    };
    Ok(PageImage { pixels, dpi })
}

fn turned(pixels: &GrayImage, degrees: u32) -> Result<GrayImage, String> {
    match degrees {
        90 => Ok(imageops::rotate90(pixels)),
        180 => Ok(imageops::rotate180(pixels)),
        270 => Ok(imageops::rotate270(pixels)),
        _ => Err(format!("turn={degrees}: give 90, 180 or 270")),
    }
}

/// Turned about the middle by a few degrees, clockwise; white comes in at the edges.
fn skewed(pixels: &GrayImage, degrees: f64) -> GrayImage {
    let (sin, cos) = degrees.to_radians().sin_cos();
    let (width, height) = pixels.dimensions();
    let (cx, cy) = (f64::from(width) / 2.0, f64::from(height) / 2.0);
    GrayImage::from_fn(width, height, |x, y| {
        let (dx, dy) = (f64::from(x) - cx, f64::from(y) - cy);
        Luma([bilinear(pixels, cx + cos * dx + sin * dy, cy - sin * dx + cos * dy)])
    })
}

fn bilinear(pixels: &GrayImage, x: f64, y: f64) -> u8 {
    let at = |x: i64, y: i64| {
        let inside = x >= 0 && y >= 0 && x < i64::from(pixels.width()) && y < i64::from(pixels.height());
        if inside { f64::from(pixels.get_pixel(x as u32, y as u32).0[0]) } else { 255.0 }
    };
    let (x0, y0) = (x.floor() as i64, y.floor() as i64);
    let (fx, fy) = (x - x.floor(), y - y.floor());
    let row = |y: i64| at(x0, y) * (1.0 - fx) + at(x0 + 1, y) * fx;
    (row(y0) * (1.0 - fy) + row(y0 + 1) * fy).round() as u8
}

/// A black frame `width` pixels wide with a ragged inner edge, as of a lid left open, added around the page.
fn bordered(pixels: GrayImage, width: f64) -> GrayImage {
    let by = width.round() as u32;
    let (w, h) = (pixels.width() + 2 * by, pixels.height() + 2 * by);
    let mut dice = Dice(7);
    let mut out = GrayImage::from_fn(w, h, |_, _| Luma([10 + (dice.next() % 30) as u8]));
    imageops::overlay(&mut out, &pixels, i64::from(by), i64::from(by));
    out
}

/// Darker towards one corner: there the light is `1 - depth` of what it is in the other.
fn unevenly_lit(mut pixels: GrayImage, depth: f64) -> GrayImage {
    let (w, h) = (f64::from(pixels.width()), f64::from(pixels.height()));
    for (x, y, p) in pixels.enumerate_pixels_mut() {
        let far = (f64::from(x) / w + f64::from(y) / h) / 2.0;
        p.0[0] = (f64::from(p.0[0]) * (1.0 - depth * far * far)).round() as u8;
    }
    pixels
}

/// White on black in the middle of the page, over this share of its height.
fn banded(mut pixels: GrayImage, share: f64) -> GrayImage {
    let height = f64::from(pixels.height());
    for (_, y, p) in pixels.enumerate_pixels_mut() {
        if (f64::from(y) / height - 0.5).abs() < share / 2.0 {
            p.0[0] = 255 - p.0[0];
        }
    }
    pixels
}

/// Black specks of one to nine pixels, so many per thousand pixels, and half as many white ones.
fn specked(mut pixels: GrayImage, per_thousand: f64) -> GrayImage {
    let (w, h) = pixels.dimensions();
    let count = (f64::from(w) * f64::from(h) / 1000.0 * per_thousand) as usize;
    let mut dice = Dice(11);
    for i in 0..count {
        let (x, y) = (dice.next() % w, dice.next() % h);
        let (dx, dy) = (1 + dice.next() % 3, 1 + dice.next() % 3);
        let level = if i % 3 == 2 { 255 } else { 0 };
        for (x, y) in (x..(x + dx).min(w)).flat_map(|x| (y..(y + dy).min(h)).map(move |y| (x, y))) {
            pixels.put_pixel(x, y, Luma([level]));
        }
    }
    pixels
}

/// The same numbers every time (Knuth's multiplier for 64 bits).
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as u32
    }
}
