use image::imageops;

use super::drawn::Sheet;
use super::*;

/// All steps but smoothing, which changes every drawn page: they are black and white.
fn prepare(image: &PageImage) -> Prepared {
    prepare_with(image, Steps { smooth: false, ..Steps::ALL })
}

fn page(pixels: image::GrayImage) -> PageImage {
    PageImage { pixels, dpi: 200 }
}

/// The boxes of the letters of `image`, mapped by `prepared` to the page as given.
fn letters(prepared: &Prepared) -> Vec<[u32; 4]> {
    let ink = Ink::of(&prepared.image.pixels);
    ink.pieces.iter().map(|p| prepared.to_original([p.x0, p.y0, p.x1, p.y1])).collect()
}

#[test]
fn a_good_page_is_left_as_it_is() {
    let image = page(Sheet::written(20, 20).pixels);
    let prepared = prepare(&image);
    assert!(prepared.image == image);
    assert_eq!(prepared.place, Place::SAME);
}

#[test]
fn small_letters_grow_and_large_ones_shrink_where_they_stand() {
    for (x, expected) in [(10, TARGETS.0), (60, TARGETS.1)] {
        let image = page(Sheet::written(x, 12).pixels);
        let before = letters(&Prepared::new(&image));
        let prepared = prepare(&image);
        let found = Ink::of(&prepared.image.pixels).x_height().unwrap();
        assert!((found - expected).abs() <= 1.5, "{x}: {found}");
        assert!((f64::from(prepared.image.dpi) / 200.0 - expected / f64::from(x)).abs() < 0.05);
        let after = letters(&prepared);
        for a in after.iter().take(20) {
            let near = before.iter().any(|b| a.iter().zip(b).all(|(m, n)| m.abs_diff(*n) <= 4));
            assert!(near, "{a:?}");
        }
    }
}

#[test]
fn a_page_turned_and_askew_comes_back_to_its_place() {
    let upright = Sheet::written(20, 20).pixels;
    for image in [imageops::rotate90(&upright), imageops::rotate180(&upright), imageops::rotate270(&upright)] {
        let image = page(image);
        let prepared = prepare(&image);
        assert!(prepared.image.pixels == upright);
        let mut before = letters(&Prepared::new(&image));
        let mut after = letters(&prepared);
        before.sort_unstable();
        after.sort_unstable();
        assert!(before == after);
    }
    let (askew, _) = resample::levelled(&upright, -2.0, 255);
    let image = page(askew);
    let prepared = prepare(&image);
    assert_ne!(prepared.place, Place::SAME);
    let slope = skew::slope(&Ink::of(&prepared.image.pixels).pieces, 20.0).unwrap();
    assert!(slope.abs() <= 0.15, "{slope}");
    let before = letters(&Prepared::new(&image));
    for [x0, y0, x1, y1] in letters(&prepared) {
        let (x, y) = ((x0 + x1) / 2, (y0 + y1) / 2);
        assert!(before.iter().any(|b| b[0] <= x + 2 && x <= b[2] + 2 && b[1] <= y + 2 && y <= b[3] + 2), "{x} {y}");
    }
}

#[test]
fn only_pages_in_black_and_white_are_smoothed() {
    let mut sheet = Sheet::written(20, 12);
    let two = page(sheet.pixels.clone());
    assert!(super::prepare(&two).image.pixels == resample::smoothed(&two.pixels));
    for (i, p) in sheet.pixels.iter_mut().enumerate() {
        *p -= if *p == 255 { (i % 7) as u8 } else { 0 };
    }
    let grey = page(sheet.pixels);
    assert!(super::prepare(&grey).image == grey);
}

#[test]
fn nothing_is_done_where_nothing_is_asked_or_shown() {
    let small = page(Sheet::written(10, 12).pixels);
    assert!(prepare_with(&small, Steps::NONE).image == small);
    let empty = page(image::GrayImage::new(0, 0));
    assert_eq!(prepare(&empty).image, empty);
    let white = page(image::GrayImage::from_pixel(400, 300, image::Luma([255])));
    assert!(prepare(&white).image == white);
}

#[test]
fn enlarging_stops_at_the_largest_page() {
    let image = PageImage { pixels: image::GrayImage::from_pixel(9000, 6000, image::Luma([255])), dpi: 100 };
    let bigger = scaled(Prepared::new(&image), 3.0);
    let (width, height) = bigger.image.pixels.dimensions();
    assert!(u64::from(width) * u64::from(height) <= MAX_PIXELS + 20_000);
}
