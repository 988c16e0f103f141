//! Resampling of grey images: to another size, and turned by small angles.

use image::GrayImage;

/// Bits after the point of weights.
const BITS: u32 = 14;

/// For every pixel of the new row: where its sources begin, and their weights.
struct Weights {
    taps: usize,
    starts: Vec<usize>,
    weights: Vec<i32>,
}

/// The cubic of Catmull and Rom (1974): sharp, and exact where nothing is scaled.
fn catmull_rom(x: f64) -> f64 {
    let x = x.abs();
    match x {
        _ if x < 1.0 => 1.5 * x * x * x - 2.5 * x * x + 1.0,
        _ if x < 2.0 => -0.5 * x * x * x + 2.5 * x * x - 4.0 * x + 2.0,
        _ => 0.0,
    }
}

impl Weights {
    fn new(from: usize, to: usize) -> Self {
        let ratio = from as f64 / to as f64;
        // Shrinking, the curve is as wide as the pixels that fall together.
        let stretch = ratio.max(1.0);
        let taps = ((2.0 * 2.0 * stretch).ceil() as usize + 1).min(from);
        let (mut starts, mut weights) = (Vec::with_capacity(to), Vec::with_capacity(to * taps));
        for i in 0..to {
            let centre = (i as f64 + 0.5) * ratio - 0.5;
            let first = (centre - 2.0 * stretch).ceil().max(0.0) as usize;
            let start = first.min(from - taps);
            let row: Vec<f64> = (start..start + taps).map(|j| catmull_rom((j as f64 - centre) / stretch)).collect();
            let sum: f64 = row.iter().sum();
            let one = f64::from(1 << BITS);
            let mut fixed: Vec<i32> = row.iter().map(|w| (w / sum * one).round() as i32).collect();
            // Rounding must not make white paper grey.
            let rest = (1 << BITS) - fixed.iter().sum::<i32>();
            if let Some(largest) = fixed.iter_mut().max_by_key(|w| **w) {
                *largest += rest;
            }
            starts.push(start);
            weights.extend(fixed);
        }
        Weights { taps, starts, weights }
    }
}

fn level(sum: i32) -> u8 {
    ((sum + (1 << (BITS - 1))) >> BITS).clamp(0, 255) as u8
}

/// `pixels` at another size, by cubic interpolation.
pub fn resized(pixels: &GrayImage, width: u32, height: u32) -> GrayImage {
    let (from_width, from_height) = (pixels.width() as usize, pixels.height() as usize);
    let (to_width, to_height) = (width as usize, height as usize);
    if from_width == 0 || from_height == 0 || to_width == 0 || to_height == 0 {
        return GrayImage::new(width, height);
    }
    let across = Weights::new(from_width, to_width);
    let mut wide = vec![0u8; to_width * from_height];
    let rows = pixels.as_raw().chunks_exact(from_width);
    for (row, out) in rows.zip(wide.chunks_exact_mut(to_width)) {
        let spots = across.starts.iter().zip(across.weights.chunks_exact(across.taps));
        for (out, (start, weights)) in out.iter_mut().zip(spots) {
            let sources = &row[*start..*start + across.taps];
            *out = level(sources.iter().zip(weights).map(|(p, w)| i32::from(*p) * w).sum());
        }
    }
    let down = Weights::new(from_height, to_height);
    let mut sums = vec![0i32; to_width];
    let mut out = Vec::with_capacity(to_width * to_height);
    for (start, weights) in down.starts.iter().zip(down.weights.chunks_exact(down.taps)) {
        sums.fill(0);
        for (row, weight) in wide[start * to_width..].chunks_exact(to_width).zip(weights) {
            if *weight != 0 {
                sums.iter_mut().zip(row).for_each(|(s, p)| *s += i32::from(*p) * weight);
            }
        }
        out.extend(sums.iter().map(|s| level(*s)));
    }
    GrayImage::from_raw(width, height, out).unwrap_or_default()
}

/// `pixels` turned about the middle so that what rose to the right by `degrees` (0–45) lies level; corners that come from
/// outside are `paper`. Size is kept. Bilinear.
pub fn levelled(pixels: &GrayImage, degrees: f64, paper: u8) -> GrayImage {
    let (sin, cos) = degrees.to_radians().sin_cos();
    let (width, height) = (pixels.width() as usize, pixels.height() as usize);
    let (cx, cy) = ((width as f64 - 1.0) / 2.0, (height as f64 - 1.0) / 2.0);
    let raw = pixels.as_raw();
    let one = f64::from(1 << 16);
    let (step_x, step_y) = ((cos * one).round() as i64, (-sin * one).round() as i64);
    let mut out = vec![paper; width * height];
    for (y, row) in out.chunks_exact_mut(width.max(1)).enumerate() {
        let dy = y as f64 - cy;
        let mut x = ((cx - cos * cx + sin * dy) * one).round() as i64;
        let mut y = ((cy + sin * cx + cos * dy) * one).round() as i64;
        for out in row {
            let (left, top) = ((x >> 16) as usize, (y >> 16) as usize);
            if x >= 0 && y >= 0 && left + 1 < width && top + 1 < height {
                let (fx, fy) = ((x >> 8 & 255) as u32, (y >> 8 & 255) as u32);
                let at = top * width + left;
                let (a, b) = (u32::from(raw[at]), u32::from(raw[at + 1]));
                let (c, d) = (u32::from(raw[at + width]), u32::from(raw[at + width + 1]));
                let upper = a * (256 - fx) + b * fx;
                let lower = c * (256 - fx) + d * fx;
                *out = ((upper * (256 - fy) + lower * fy + (1 << 15)) >> 16) as u8;
            }
            x += step_x;
            y += step_y;
        }
    }
    GrayImage::from_raw(pixels.width(), pixels.height(), out).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Luma;

    #[test]
    fn paper_stays_white_and_size_fits() {
        let white = GrayImage::from_pixel(37, 11, Luma([255]));
        for (w, h) in [(74, 22), (19, 5), (1, 1), (37, 11), (300, 7)] {
            let out = resized(&white, w, h);
            assert_eq!(out.dimensions(), (w, h));
            assert!(out.pixels().all(|p| p.0[0] == 255), "{w}×{h}");
        }
    }

    #[test]
    fn the_same_size_changes_nothing() {
        let image = GrayImage::from_fn(40, 30, |x, y| Luma([(x * 37 + y * 91) as u8]));
        assert_eq!(resized(&image, 40, 30), image);
        assert_eq!(levelled(&image, 0.0, 255).get_pixel(17, 9), image.get_pixel(17, 9));
    }

    #[test]
    fn a_sloping_line_is_made_level() {
        // Rises by 3° to the right: y falls as x grows.
        let slope = 3f64.to_radians().tan();
        let image = GrayImage::from_fn(400, 200, |x, y| {
            let line = 100.0 - (f64::from(x) - 200.0) * slope;
            Luma([if (f64::from(y) - line).abs() < 2.0 { 0 } else { 255 }])
        });
        let out = levelled(&image, 3.0, 255);
        for x in [40, 200, 360] {
            let dark = (0..200).min_by_key(|y| out.get_pixel(x, *y).0[0]);
            assert!((99..=101).contains(&dark.unwrap()), "{x}: {dark:?}");
        }
    }
}
