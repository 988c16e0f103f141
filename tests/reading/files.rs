//! Texts and single images.

use justera::ingest::{IngestOptions, PageContent};
use justera::page::Origin;
use tempfile::tempdir;

use super::{encoded, message, open_one, picture, pixels, png, put};

#[test]
fn text_is_read_whatever_its_encoding_and_line_ends() {
    let dir = tempdir().unwrap();
    let input = open_one(&put(&dir, "a.txt", b"\xa7 1 M\xf6tet\r\n\r\nslut\x0csida 2\x0c")).unwrap();
    assert_eq!((input.page_count(), input.media_type()), (2, "text/plain"));
    assert!(input.warnings()[0].contains("Windows-1252"));
    let PageContent::Text(page) = input.page(0, &IngestOptions::default()).unwrap() else { panic!("no text") };
    assert_eq!((page.raw().as_str(), page.origin), ("§ 1 Mötet\n\nslut", Origin::Text));
    assert_eq!(open_one(&put(&dir, "b.txt", "abc")).unwrap().sha256().get(..8), Some("ba7816bf"));
}

#[test]
fn empty_and_binary_files_are_named_errors() {
    let dir = tempdir().unwrap();
    let empty = message(open_one(&put(&dir, "tom.txt", "")));
    assert!(empty.contains("tom.txt") && empty.contains("0 bytes"), "{empty}");
    let late_nul = [vec![b'a'; 10_000], vec![0]].concat();
    assert!(message(open_one(&put(&dir, "b.txt", late_nul))).contains("NUL"));
}

#[test]
fn the_content_decides_and_not_the_name() {
    let dir = tempdir().unwrap();
    let input = open_one(&put(&dir, "scan.pdf", png(7))).unwrap();
    assert_eq!(input.media_type(), "image/png");
    assert_eq!(pixels(&input, 0).pixels, picture(7));
    let jpeg = open_one(&put(&dir, "scan.png", encoded(image::ImageFormat::Jpeg, 0))).unwrap();
    assert_eq!(jpeg.media_type(), "image/jpeg");
    assert!(pixels(&jpeg, 0).pixels.get_pixel(2, 2).0[0] < 40);
}

#[test]
fn a_decompression_bomb_is_refused() {
    let dir = tempdir().unwrap();
    let mut header = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
    let body = [b"IHDR".as_slice(), &40_000u32.to_be_bytes(), &40_000u32.to_be_bytes(), &[8, 0, 0, 0, 0]].concat();
    header.extend_from_slice(&body[4..]);
    header.extend_from_slice(&crc32(&body).to_be_bytes());
    header.extend_from_slice(b"\0\0\0\0IDAT\x35\xaf\x06\x1e");
    let input = open_one(&put(&dir, "bomb.png", header)).unwrap();
    let error = input.page(0, &IngestOptions::default()).unwrap_err().to_string();
    assert!(error.contains("too large") && error.contains("scale it down"), "{error}");
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc, b| {
        (0..8).fold(crc ^ u32::from(*b), |c, _| if c & 1 == 1 { (c >> 1) ^ 0xedb8_8320 } else { c >> 1 })
    })
}
