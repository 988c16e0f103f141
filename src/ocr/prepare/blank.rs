//! Blank pages.

use super::ink::{Ink, Piece};
use super::light::Background;
use crate::page::PageImage;

/// Of the level of the paper around it, what is darker is ink. Noise of scanners and JPEG stays above.
const DARKER: u8 = 224;
/// Height or width of letters, inches: from the small letters of notes to headlines.
const LETTER: (f64, f64) = (0.03, 0.6);
/// Letters in rows that make a page one that should hold text: a line of a few words.
const FEWEST: usize = 10;
/// Share of the page that ink covers in pieces larger than letters, from which the page holds a picture.
const PICTURE: f64 = 0.02;
/// Share of the sides of the page that its edge is: what lies wholly within is dirt or the rim of the paper.
const EDGE: f64 = 0.03;

/// Whether a page is blank: neither a line of letters nor a picture, whatever its specks, its edges and the tone of its
/// paper. A page that holds a number alone counts as blank.
pub fn is_blank(page: &PageImage) -> bool {
    let (width, height) = page.pixels.dimensions();
    if width == 0 || height == 0 {
        return true;
    }
    let even = Background::of(page).divided(&page.pixels);
    let ink = Ink::darker(&even, DARKER);
    let inch = f64::from(page.dpi);
    let (margin_x, margin_y) = ((f64::from(width) * EDGE) as u32, (f64::from(height) * EDGE) as u32);
    let at_edge = |p: &Piece| {
        let touches = p.x0 == 0 || p.y0 == 0 || p.x1 == width || p.y1 == height;
        let within = p.x1 <= margin_x || p.y1 <= margin_y || p.x0 + margin_x >= width || p.y0 + margin_y >= height;
        touches || within
    };
    let inner = || ink.pieces.iter().filter(|p| !at_edge(p));
    let side = |p: &Piece| f64::from(p.side());
    let picture: f64 = inner().filter(|p| side(p) > LETTER.1 * inch).map(|p| f64::from(p.ink)).sum();
    // Letters of one line are about as high as their neighbours, and near.
    let mut letters: Vec<&Piece> =
        inner().filter(|p| side(p) <= LETTER.1 * inch && f64::from(p.height()) >= LETTER.0 * inch).collect();
    letters.sort_by_key(|p| (p.x0, p.y0));
    let follows = |a: &Piece, b: &Piece| {
        let (low, high) = (f64::from(a.height().min(b.height())), f64::from(a.height().max(b.height())));
        let common = f64::from(a.y1.min(b.y1)) - f64::from(a.y0.max(b.y0));
        let gap = f64::from(b.x0) - f64::from(a.x1);
        high <= 2.5 * low && common >= 0.5 * low && gap <= high && gap >= -0.5 * low
    };
    let mut in_rows = 0;
    for (i, a) in letters.iter().enumerate() {
        let reach = f64::from(a.x1) + 2.5 * f64::from(a.height());
        let next = letters[i + 1..].iter().take_while(|b| f64::from(b.x0) <= reach);
        in_rows += usize::from(next.clone().any(|b| follows(a, b)));
        if in_rows >= FEWEST {
            return false;
        }
    }
    picture < PICTURE * f64::from(width) * f64::from(height)
}

#[cfg(test)]
mod tests {
    use super::super::drawn::Sheet;
    use super::*;
    use image::{GrayImage, Luma};

    const WIDTH: u32 = 1240;
    const HEIGHT: u32 = 1754;

    fn blank(sheet: Sheet) -> bool {
        is_blank(&PageImage { pixels: sheet.pixels, dpi: 150 })
    }

    fn paper(level: u8) -> Sheet {
        let mut sheet = Sheet::blank(WIDTH, HEIGHT);
        sheet.stroke([0, 0, WIDTH, HEIGHT], level);
        sheet
    }

    #[test]
    fn paper_specks_and_edges_are_blank() {
        assert!(blank(paper(255)));
        assert!(blank(paper(190)));
        let mut specked = paper(240);
        specked.specks(4000, 0);
        assert!(blank(specked));
        let mut edged = paper(230);
        edged.stroke([0, 0, WIDTH, 60], 10);
        edged.stroke([0, 0, 45, HEIGHT], 10);
        edged.stroke([WIDTH - 20, 300, WIDTH - 8, 360], 10);
        edged.specks(500, 0);
        assert!(blank(edged));
        assert!(is_blank(&PageImage { pixels: GrayImage::new(0, 0), dpi: 300 }));
    }

    #[test]
    fn grain_and_shadow_are_blank() {
        let mut sheet = paper(235);
        let mut dice = 1u32;
        for (x, y, p) in sheet.pixels.enumerate_pixels_mut() {
            dice = dice.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let grain = (dice >> 28) as u8;
            let shadow = (u64::from(x + y) * 90 / u64::from(WIDTH + HEIGHT)) as u8;
            *p = Luma([p.0[0] - shadow - grain]);
        }
        assert!(blank(sheet));
    }

    #[test]
    fn a_line_of_text_is_not_blank_even_a_faint_one() {
        for (paper_level, ink) in [(255, 0), (235, 190), (200, 150)] {
            let mut sheet = paper(paper_level);
            sheet.line(150, 400, 11, 500, ink);
            assert!(!blank(sheet), "{ink} on {paper_level}");
        }
    }

    #[test]
    fn a_picture_is_not_blank_but_a_page_number_is() {
        let mut photograph = paper(240);
        photograph.stroke([200, 300, 900, 800], 90);
        assert!(!blank(photograph));
        let mut number = paper(240);
        number.line(600, 100, 11, 36, 0);
        assert!(blank(number));
    }
}
