//! Specks and black edges of the scan.

use image::GrayImage;

use super::ink::{Piece, Runs};

/// Level of the paper: the commonest among the brighter half.
pub fn paper_level(pixels: &GrayImage, threshold: u8) -> u8 {
    let mut histogram = [0u64; 256];
    pixels.as_raw().iter().for_each(|p| histogram[usize::from(*p)] += 1);
    (threshold..=255).max_by_key(|l| histogram[usize::from(*l)]).unwrap_or(255)
}

/// Paints the pieces for which `gone` says so with `paper`. Returns how many.
pub fn erase(pixels: &mut GrayImage, threshold: u8, paper: u8, gone: impl Fn(&[Piece]) -> Vec<bool>) -> usize {
    let (labels, count) = Runs::of(pixels, threshold).labelled();
    let pieces = super::ink::pieces_of(&labels, count);
    let gone = gone(&pieces);
    let width = pixels.width() as usize;
    let (w, h) = (pixels.width(), pixels.height());
    let raw: &mut [u8] = pixels;
    for (run, label) in labels {
        if gone[label as usize] {
            // With the blurred edge around it.
            for y in run.y.saturating_sub(1)..(run.y + 2).min(h) {
                let from = y as usize * width + run.x0.saturating_sub(1) as usize;
                let to = y as usize * width + (run.x1 + 1).min(w) as usize;
                for p in &mut raw[from..to] {
                    if *p >= threshold || y == run.y { *p = (*p).max(paper); }
                }
            }
        }
    }
    gone.iter().filter(|g| **g).count()
}

/// Which pieces are specks: too small for a dot; larger ones only where no letter is near.
pub fn specks(pieces: &[Piece], x: f64, tiny: f64, small: f64) -> Vec<bool> {
    let is_letter = |p: &Piece| f64::from(p.height().max(p.width())) >= 0.5 * x;
    // A grid of cells one x-height wide: which hold part of a letter.
    let cell = x.max(4.0);
    let index = |n: u32| (f64::from(n) / cell) as usize;
    let right = pieces.iter().map(|p| index(p.x1)).max().unwrap_or(0) + 3;
    let bottom = pieces.iter().map(|p| index(p.y1)).max().unwrap_or(0) + 3;
    let mut taken = vec![false; right * bottom];
    for p in pieces.iter().filter(|p| is_letter(p)) {
        for y in index(p.y0)..=index(p.y1) {
            for x in index(p.x0)..=index(p.x1) {
                taken[y * right + x] = true;
            }
        }
    }
    let near = |p: &Piece| {
        let (x0, x1) = (index(p.x0).saturating_sub(1), index(p.x1) + 1);
        let (y0, y1) = (index(p.y0).saturating_sub(1), index(p.y1) + 1);
        (y0..=y1).any(|y| (x0..=x1).any(|x| taken[y * right + x]))
    };
    pieces
        .iter()
        .map(|p| {
            let side = f64::from(p.height().max(p.width()));
            side <= tiny * x || (side <= small * x && !near(p))
        })
        .collect()
}

/// Which pieces are black edges of the scan: they touch the edge of the image and are larger than letters.
pub fn edges(pieces: &[Piece], width: u32, height: u32, x: f64) -> Vec<bool> {
    pieces
        .iter()
        .map(|p| {
            let touches = p.x0 == 0 || p.y0 == 0 || p.x1 == width || p.y1 == height;
            touches && f64::from(p.ink) > 9.0 * x * x
        })
        .collect()
}
