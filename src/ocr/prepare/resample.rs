//! Resampling of grey images: to another size, and turned by small angles.

use image::GrayImage;

use super::place::Place;

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
pub(super) fn resized(pixels: &GrayImage, width: u32, height: u32) -> GrayImage {
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

/// `pixels` with every pixel mixed with its neighbours, by the weights 1, 2, 1 across and down.
pub(super) fn smoothed(pixels: &GrayImage) -> GrayImage {
    let (width, height) = (pixels.width() as usize, pixels.height() as usize);
    if width < 3 || height < 3 {
        return pixels.clone();
    }
    let mut wide: Vec<u16> = Vec::with_capacity(width * height);
    for row in pixels.as_raw().chunks_exact(width) {
        wide.push(3 * u16::from(row[0]) + u16::from(row[1]));
        wide.extend(row.windows(3).map(|w| u16::from(w[0]) + 2 * u16::from(w[1]) + u16::from(w[2])));
        wide.push(3 * u16::from(row[width - 1]) + u16::from(row[width - 2]));
    }
    let rows: Vec<&[u16]> = wide.chunks_exact(width).collect();
    let mut out = Vec::with_capacity(width * height);
    for (y, row) in rows.iter().enumerate() {
        let (above, below) = (rows[y.saturating_sub(1)], rows[(y + 1).min(height - 1)]);
        out.extend(row.iter().zip(above.iter().zip(below)).map(|(m, (a, b))| ((2 * m + a + b + 8) >> 4) as u8));
    }
    GrayImage::from_raw(pixels.width(), pixels.height(), out).unwrap_or_default()
}

/// `pixels` turned about the middle so that what rose to the right by `degrees` (45 at most) lies level, on a sheet large
/// enough for all of it; what comes from outside is `paper`. Bilinear. Gives the way back too.
pub(super) fn levelled(pixels: &GrayImage, degrees: f64, paper: u8) -> (GrayImage, Place) {
    let (sin, cos) = degrees.to_radians().sin_cos();
    let (width, height) = (pixels.width() as usize, pixels.height() as usize);
    let reach = |along: usize, beside: usize| (along as f64 * cos + beside as f64 * sin.abs() - 1e-6).ceil() as usize;
    let (new_width, new_height) = (reach(width, height), reach(height, width));
    let (cx, cy) = (width as f64 / 2.0, height as f64 / 2.0);
    let (nx, ny) = (new_width as f64 / 2.0, new_height as f64 / 2.0);
    let place = Place([cos, sin, cx - cos * nx - sin * ny, -sin, cos, cy + sin * nx - cos * ny]);
    let raw = pixels.as_raw();
    let fixed = |n: f64| (n * f64::from(1 << 16)).round() as i64;
    let mut out = vec![paper; new_width * new_height];
    for (row, line) in out.chunks_exact_mut(new_width.max(1)).enumerate() {
        let (x, y) = place.point(0.5, row as f64 + 0.5);
        let (mut x, mut y) = (fixed(x - 0.5), fixed(y - 0.5));
        for pixel in line {
            let (left, top) = (x >> 16, y >> 16);
            if left >= 0 && top >= 0 && (left as usize) < width && (top as usize) < height {
                let (across, down) = ((x >> 8 & 255) as u32, (y >> 8 & 255) as u32);
                let at = top as usize * width + left as usize;
                // In the last row and column the pixel itself stands for its neighbour.
                let right = usize::from(left as usize + 1 < width);
                let below = if top as usize + 1 < height { width } else { 0 };
                let mix = |at: usize| u32::from(raw[at]) * (256 - across) + u32::from(raw[at + right]) * across;
                *pixel = ((mix(at) * (256 - down) + mix(at + below) * down + (1 << 15)) >> 16) as u8;
            }
            x += fixed(cos);
            y -= fixed(sin);
        }
    }
    (GrayImage::from_raw(new_width as u32, new_height as u32, out).unwrap_or_default(), place)
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
        assert!(resized(&image, 40, 30) == image);
        assert!(levelled(&image, 0.0, 255) == (image, Place::SAME));
    }

    #[test]
    fn smoothing_spreads_a_pixel_over_its_neighbours() {
        let mut image = GrayImage::from_pixel(5, 4, Luma([255]));
        assert!(smoothed(&image) == image);
        image.put_pixel(2, 1, Luma([0]));
        let out = smoothed(&image);
        let levels = [(2, 1), (1, 1), (2, 2), (3, 2), (4, 1)].map(|(x, y)| out.get_pixel(x, y).0[0]);
        assert_eq!(levels, [191, 223, 223, 239, 255]);
    }

    #[test]
    fn a_sloping_line_is_made_level() {
        // Rises by 3° to the right: y falls as x grows.
        let slope = 3f64.to_radians().tan();
        let image = GrayImage::from_fn(400, 200, |x, y| {
            let line = 100.0 - (f64::from(x) - 200.0) * slope;
            Luma([if (f64::from(y) - line).abs() < 2.0 { 0 } else { 255 }])
        });
        let (out, place) = levelled(&image, 3.0, 255);
        let rows: Vec<u32> =
            [40, 200, 360].map(|x| (0..out.height()).min_by_key(|y| out.get_pixel(x, *y).0[0]).unwrap()).to_vec();
        assert!(rows.iter().all(|y| y.abs_diff(rows[0]) <= 1), "{rows:?}");
        let (x, y) = place.point(40.5, f64::from(rows[0]) + 0.5);
        assert!((y - (100.0 - (x - 200.0) * slope)).abs() < 2.5, "{x} {y}");
    }

    #[test]
    fn nothing_is_cut_off() {
        let image = GrayImage::from_fn(300, 400, |x, y| {
            Luma([if !(9..=290).contains(&x) && !(9..=390).contains(&y) { 0 } else { 255 }])
        });
        let ink = |i: &GrayImage| i.pixels().map(|p| 255 - u64::from(p.0[0])).sum::<u64>() as f64;
        let (out, _) = levelled(&image, 4.0, 255);
        assert!((ink(&out) / ink(&image) - 1.0).abs() < 0.05, "{} {}", ink(&out), ink(&image));
    }
}
