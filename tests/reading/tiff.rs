//! TIFF pages, byte by byte.

use image::{GrayImage, Luma};
use tempfile::tempdir;

use super::{message, open_one, pixels, put};

/// A TIFF of uncompressed or coded pages: (compression, photometric, bits, fill order, strip).
pub fn tiff(pages: &[(u32, u32, u32, u32, &[u8])], width: u32, height: u32) -> Vec<u8> {
    let mut file = b"II\x2a\0\0\0\0\0".to_vec();
    let mut link = 4;
    for (compression, photometric, bits, fill_order, strip) in pages {
        let data = file.len() as u32;
        file.extend_from_slice(strip);
        file.resize(file.len().next_multiple_of(2), 0);
        let (dpi, at) = (file.len() as u32, file.len() as u32 + 8);
        file.extend_from_slice(&[200u32.to_le_bytes(), 1u32.to_le_bytes()].concat());
        file[link..link + 4].copy_from_slice(&at.to_le_bytes());
        let tags: [(u16, u16, u32); 13] = [
            (256, 4, width),
            (257, 4, height),
            (258, 3, *bits),
            (259, 3, *compression),
            (262, 3, *photometric),
            (266, 3, *fill_order),
            (273, 4, data),
            (277, 3, 1),
            (278, 4, height),
            (279, 4, strip.len() as u32),
            (282, 5, dpi),
            (283, 5, dpi),
            (296, 3, 2),
        ];
        file.extend_from_slice(&(tags.len() as u16).to_le_bytes());
        for (tag, kind, value) in tags {
            file.extend_from_slice(&tag.to_le_bytes());
            file.extend_from_slice(&kind.to_le_bytes());
            file.extend_from_slice(&1u32.to_le_bytes());
            file.extend_from_slice(&value.to_le_bytes());
        }
        link = file.len();
        file.extend_from_slice(&[0; 4]);
    }
    file
}

#[test]
fn tiff_pages_of_several_kinds() {
    let dir = tempdir().unwrap();
    // Two rows of 8: left half black. In Group 4 each row is: horizontal mode 001, white run 0 (00110101), black run 4
    // (011), then vertical mode 1 to the end of the line; the second row is vertical mode 1 three times; the end is 24 bits.
    let group4 = [0x26, 0xaf, 0xc0, 0x04, 0x00, 0x40];
    let reversed = group4.map(u8::reverse_bits);
    let pages: [(u32, u32, u32, u32, &[u8]); 5] = [
        (1, 1, 8, 1, &[0, 0, 0, 0, 255, 255, 255, 255, 0, 0, 0, 0, 255, 255, 255, 255]),
        (1, 0, 1, 1, &[0xf0, 0xf0]),
        (1, 1, 1, 1, &[0x0f, 0x0f]),
        (4, 0, 1, 1, &group4),
        (4, 0, 1, 2, &reversed),
    ];
    let input = open_one(&put(&dir, "scan.tif", tiff(&pages, 8, 2))).unwrap();
    assert_eq!((input.page_count(), input.media_type()), (5, "image/tiff"));
    let expected = GrayImage::from_fn(8, 2, |x, _| Luma([if x < 4 { 0 } else { 255 }]));
    for page in 0..5 {
        let image = pixels(&input, page);
        assert_eq!(image.pixels.as_raw(), expected.as_raw(), "page {}", page + 1);
        assert_eq!(image.dpi, 200);
    }
}

#[test]
fn a_tiff_that_is_cut_off_is_a_named_error() {
    let dir = tempdir().unwrap();
    let whole = tiff(&[(1, 1, 8, 1, &[9; 64])], 8, 8);
    let error = message(open_one(&put(&dir, "cut.tif", &whole[..40])));
    assert!(error.contains("cut.tif") && error.contains("TIFF"), "{error}");
}
