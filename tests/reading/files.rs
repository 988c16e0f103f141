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
