//! The same picture in every format and coding: `fixtures/images`, made by `fixtures/make/image_formats.py`.

use justera::ingest::MAX_PIXELS;
use tempfile::tempdir;

use super::common::fixture;
use super::{open_one, pixels, put};

#[test]
fn every_format_gives_the_same_pixels() {
    let mut files: Vec<_> = std::fs::read_dir(fixture("images")).unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    assert!(files.len() >= 29, "{}", files.len());
    for file in files {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        let input = open_one(&file).unwrap();
        assert_eq!(input.page_count(), 1, "{name}");
        let image = pixels(&input, 0);
        assert_eq!(image.pixels.dimensions(), (64, 48), "{name}");
        let grey = if name.starts_with("bits") { 255 } else { 128 };
        let expected = [(5, 5, 0), (19, 47, 0), (22, 2, 255), (60, 4, 0), (60, 20, 255), (35, 28, grey), (35, 12, 255)];
        for (x, y, shade) in expected {
            let seen = image.pixels.get_pixel(x, y).0[0];
            assert!(seen.abs_diff(shade) <= 6, "{name}: {seen} in place of {shade} at {x}, {y}");
        }
        // Some formats carry no resolution; a picture of this size is then taken for a very coarse page.
        let silent = ["pbm", "pgm", "ppm", "j2k", "jp2"].iter().any(|e| name.ends_with(e)) || name == "colour.webp";
        assert_eq!(image.dpi, if silent { 70 } else { 300 }, "{name}");
    }
}

#[test]
fn a_page_beyond_the_bound_is_halved_where_it_comes_row_by_row() {
    let (width, height) = (10_400u32, 9_800u32);
    assert!(u64::from(width) * u64::from(height) > MAX_PIXELS);
    // A white page with a black left half, as uncompressed rows of bits in one strip.
    let mut row = vec![0u8; width as usize / 8];
    row[width as usize / 16..].fill(255);
    let strip = row.repeat(height as usize);
    let file = super::tiff::tiff(&[(1, 1, 1, 1, &strip)], width, height);
    let dir = tempdir().unwrap();
    let input = open_one(&put(&dir, "a.tif", file)).unwrap();
    let image = pixels(&input, 0);
    assert_eq!((image.pixels.dimensions(), image.dpi), ((5200, 4900), 100));
    assert_eq!((image.pixels.get_pixel(2590, 4899).0, image.pixels.get_pixel(2610, 0).0), ([0], [255]));
}
