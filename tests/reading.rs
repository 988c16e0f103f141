//! Reading from outside: files written here and read back.

// The helpers below are test code too; clippy exempts only the test functions themselves.
#![allow(clippy::unwrap_used, clippy::expect_used)]

#[cfg(feature = "ocr")]
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use image::{GrayImage, Luma};
use justera::Error;
use justera::ingest::{IngestOptions, InputKind, OpenInput, PageContent, Plan, plan};
#[cfg(feature = "ocr")]
use justera::ocr::{OcrOptions, TesseractPool, read_page};
use justera::page::PageImage;
use justera::page::{Origin, PageStatus};
use tempfile::{TempDir, tempdir};

fn put(dir: &TempDir, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
    let path = dir.path().join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, bytes).unwrap();
    path
}

fn picture(shade: u8) -> GrayImage {
    GrayImage::from_fn(60, 80, |x, _| Luma([if x < 30 { shade } else { 255 }]))
}

fn encoded(format: image::ImageFormat, shade: u8) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture(shade).write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

fn png(shade: u8) -> Vec<u8> {
    encoded(image::ImageFormat::Png, shade)
}

fn ids(plan: &Plan) -> Vec<&str> {
    plan.inputs.iter().map(|i| i.id.as_str()).collect()
}

fn open_one(path: &Path) -> justera::Result<OpenInput> {
    let mut plan = plan(&[path.to_path_buf()]);
    match plan.errors.pop() {
        Some(error) => Err(error),
        None => OpenInput::open(&plan.inputs[0]),
    }
}

fn pixels(input: &OpenInput, page: usize) -> PageImage {
    match input.page(page, &IngestOptions::default()).unwrap() {
        PageContent::Image(image) => image,
        PageContent::Text(page) => panic!("text in place of an image: {page:?}"),
    }
}

fn message(error: justera::Result<OpenInput>) -> String {
    error.err().expect("an error").to_string()
}

// ---- the plan ----

#[test]
fn identifiers_do_not_depend_on_the_order_of_arguments() {
    let dir = tempdir().unwrap();
    for name in ["a/2019/ks.pdf.txt", "a/x.txt", "a/.hidden.txt", "b/x.txt", "b/only.txt", "a/sub/ö.txt"] {
        put(&dir, name, "§ 1 Val");
    }
    put(&dir, "a/x.png", png(0));
    let roots = [dir.path().join("a"), dir.path().join("b"), dir.path().join("b/only.txt")];
    let forward = plan(&roots);
    let backward = plan(&roots.iter().rev().cloned().collect::<Vec<_>>());
    assert_eq!(ids(&forward), ["2019__ks.pdf", "only", "sub__ö", "x", "x.png", "x.txt"]);
    assert_eq!(forward.inputs, backward.inputs);
    assert_eq!(forward.inputs[2].relative, "sub/ö.txt");
}

#[test]
fn roots_that_share_an_identifier_give_their_name() {
    let dir = tempdir().unwrap();
    let one = put(&dir, "2019/ks.txt", "a");
    let two = put(&dir, "2020/ks.txt", "b");
    assert_eq!(ids(&plan(&[two.clone(), one.clone()])), ["2019__ks", "2020__ks"]);
    assert_eq!(ids(&plan(&[one.clone(), one])), ["ks"], "the same file twice is one input");
    assert_eq!(ids(&plan(&[dir.path().to_path_buf()])), ["2019__ks", "2020__ks"]);
}

#[test]
fn a_folder_of_page_images_is_one_document_in_natural_order() {
    let dir = tempdir().unwrap();
    for (name, shade) in [("p10.png", 10), ("p2.png", 2), ("P1.png", 1)] {
        put(&dir, &format!("scans/{name}"), png(shade));
    }
    put(&dir, "scans/.DS_Store", "x\0y");
    put(&dir, "scans/index.json", "{}");
    let plan = plan(&[dir.path().to_path_buf()]);
    assert_eq!(ids(&plan), ["scans"]);
    assert!(matches!(&plan.inputs[0].kind, InputKind::ImageFolder(files) if files.len() == 3));
    assert_eq!(plan.skipped.len(), 1, "{:?}", plan.skipped);
    let input = OpenInput::open(&plan.inputs[0]).unwrap();
    assert_eq!((input.page_count(), input.media_type()), (3, "image/png"));
    let shades: Vec<u8> = (0..3).map(|i| pixels(&input, i).pixels.get_pixel(0, 0).0[0]).collect();
    assert_eq!(shades, [1, 2, 10]);
}

#[test]
fn a_damaged_page_image_costs_that_page_only() {
    let dir = tempdir().unwrap();
    put(&dir, "p1.png", &png(0)[..60]);
    put(&dir, "p2.png", png(0));
    put(&dir, "p3.jpg", "");
    let plan = plan(&[dir.path().to_path_buf()]);
    let input = OpenInput::open(&plan.inputs[0]).unwrap();
    assert_eq!(input.page_count(), 3);
    let options = IngestOptions::default();
    let first = input.page(0, &options).unwrap_err().to_string();
    assert!(first.contains("p1.png") && first.contains("again"), "{first}");
    assert!(input.page(1, &options).is_ok());
    assert!(input.page(2, &options).unwrap_err().to_string().contains("empty"));
    assert!(matches!(input.page(3, &options), Err(Error::Usage(_))));
}

#[test]
fn what_is_not_minutes_is_passed_over_in_folders_and_refused_by_name() {
    let dir = tempdir().unwrap();
    let zst = put(&dir, "data.zst", [0x28, 0xb5, 0x2f, 0xfd, 0, 1, 2]);
    put(&dir, "notes.md", "# Läs mig");
    put(&dir, "ks.txt", "§ 1");
    put(&dir, "fake.pdf", "no PDF at all");
    let walked = plan(&[dir.path().to_path_buf()]);
    assert_eq!(ids(&walked), ["ks"]);
    assert_eq!(walked.skipped.len(), 2);
    assert!(matches!(&walked.errors[..], [Error::UnknownType { path, .. }] if path.ends_with("fake.pdf")));
    let named = plan(&[zst, dir.path().join("missing.pdf")]);
    assert!(named.inputs.is_empty());
    assert!(named.errors.iter().any(|e| matches!(e, Error::UnknownType { .. })));
    assert!(named.errors.iter().any(|e| matches!(e, Error::NotFound { .. })));
}

#[cfg(unix)]
#[test]
fn a_link_that_runs_in_a_circle_ends() {
    let dir = tempdir().unwrap();
    put(&dir, "a/ks.txt", "§ 1");
    std::os::unix::fs::symlink(dir.path(), dir.path().join("a/up")).unwrap();
    let plan = plan(&[dir.path().to_path_buf()]);
    assert_eq!(ids(&plan), ["a__ks"]);
    assert!(plan.skipped.iter().any(|s| s.reason.contains("link")), "{:?}", plan.skipped);
}

// ---- files ----

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

/// A TIFF of uncompressed or coded pages: (compression, photometric, bits, fill order, strip).
fn tiff(pages: &[(u32, u32, u32, u32, &[u8])], width: u32, height: u32) -> Vec<u8> {
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

// ---- PDF ----

/// A PDF of pages given as content streams, A4, with Helvetica as F1 and an 8-bit grey 124 × 175 image as Im1.
fn pdf(contents: &[&str]) -> Vec<u8> {
    let image: Vec<u8> = (0..124 * 175).map(|i| if i % 124 < 62 { 40 } else { 220 }).collect();
    let kids: Vec<String> = (0..contents.len()).map(|i| format!("{} 0 R", 5 + 2 * i)).collect();
    let mut objects: Vec<Vec<u8>> = vec![
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        format!("<< /Type /Pages /Count {} /Kids [{}] >>", contents.len(), kids.join(" ")).into_bytes(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_vec(),
        stream(
            "/Type /XObject /Subtype /Image /Width 124 /Height 175 /ColorSpace /DeviceGray /BitsPerComponent 8",
            &image,
        ),
    ];
    for (i, content) in contents.iter().enumerate() {
        let resources = "/Resources << /Font << /F1 3 0 R >> /XObject << /Im1 4 0 R >> >>";
        let page =
            format!("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] {resources} /Contents {} 0 R >>", 6 + 2 * i);
        objects.push(page.into_bytes());
        // WinAnsi, as the font says.
        objects.push(stream("", &content.chars().map(|c| c as u8).collect::<Vec<_>>()));
    }
    let mut file = b"%PDF-1.4\n".to_vec();
    let mut places = Vec::new();
    for (i, object) in objects.iter().enumerate() {
        places.push(file.len());
        file.extend_from_slice(format!("{} 0 obj\n", i + 1).as_bytes());
        file.extend_from_slice(object);
        file.extend_from_slice(b"\nendobj\n");
    }
    let start = file.len();
    let mut tail = format!("xref\n0 {}\n0000000000 65535 f \n", places.len() + 1);
    for place in &places {
        tail.push_str(&format!("{place:010} 00000 n \n"));
    }
    tail.push_str(&format!("trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n", places.len() + 1));
    file.extend_from_slice(tail.as_bytes());
    file
}

fn stream(entries: &str, data: &[u8]) -> Vec<u8> {
    let mut object = format!("<< {entries} /Length {} >>\nstream\n", data.len()).into_bytes();
    object.extend_from_slice(data);
    object.extend_from_slice(b"\nendstream");
    object
}

const TEXT: &str = "BT /F1 12 Tf 14 TL 50 780 Td (§ 14 Nämnden beslutar att anta budgeten för) Tj \
                    (kommande år och att överlämna ärendet.) ' ET";
const SCAN: &str = "q 595 0 0 842 0 0 cm /Im1 Do Q";

#[test]
fn a_sound_text_layer_is_used_and_a_scan_is_an_image() {
    let dir = tempdir().unwrap();
    let hidden = format!("{SCAN} {}", TEXT.replace("BT", "BT 3 Tr"));
    let stamped = format!("{SCAN} {TEXT}");
    let input = open_one(&put(&dir, "a.pdf", pdf(&[TEXT, SCAN, &hidden, &stamped, ""]))).unwrap();
    assert_eq!((input.page_count(), input.media_type()), (5, "application/pdf"));
    let options = IngestOptions::default();
    let text = |i| match input.page(i, &options).unwrap() {
        PageContent::Text(page) => Some(page),
        PageContent::Image(_) => None,
    };
    let first = text(0).expect("a text layer");
    assert_eq!(first.raw(), "§ 14 Nämnden beslutar att anta budgeten för\nkommande år och att överlämna ärendet.");
    assert_eq!(first.origin, Origin::TextLayer);
    assert!(text(1).is_none(), "a scan without text");
    assert!(text(2).is_some(), "a scan with an invisible text layer");
    assert!(text(3).is_none(), "a scan with a stamp over it");
    assert_eq!(text(4).expect("a blank page").status, PageStatus::Empty);
    let unknown = IngestOptions { known: Some(&|_| false), ..options };
    assert!(matches!(input.page(0, &unknown).unwrap(), PageContent::Image(_)), "no word is known");
    let never = IngestOptions { use_text_layer: false, ..options };
    let PageContent::Image(image) = input.page(0, &never).unwrap() else { panic!("the text layer was used") };
    assert_eq!(image.dpi, 300);
    assert!(image.pixels.pixels().any(|p| p.0[0] < 100), "the text is drawn");
}

#[test]
fn a_scan_is_rendered_at_its_own_resolution_within_bounds() {
    let dir = tempdir().unwrap();
    // The image has 15 dots to the inch, which is raised to 150.
    let input = open_one(&put(&dir, "a.pdf", pdf(&[SCAN]))).unwrap();
    let image = pixels(&input, 0);
    assert_eq!((image.dpi, image.pixels.dimensions()), (150, (1239, 1754)));
    assert_eq!(image.pixels.get_pixel(100, 900).0, [40]);
    assert_eq!(image.pixels.get_pixel(1100, 900).0, [220]);
}

#[test]
fn damaged_pdfs_are_named_errors() {
    let dir = tempdir().unwrap();
    let whole = pdf(&[TEXT, SCAN]);
    let cut = message(open_one(&put(&dir, "cut.pdf", &whole[..whole.len() / 2])));
    assert!(cut.contains("cut.pdf") && cut.contains("cut off"), "{cut}");
    let junk = message(open_one(&put(&dir, "junk.pdf", b"%PDF-1.7\njunk\n%%EOF\n")));
    assert!(junk.contains("junk.pdf") && junk.contains("PDF viewer"), "{junk}");
}

#[test]
fn no_damage_to_a_pdf_is_a_panic() {
    let dir = tempdir().unwrap();
    let whole = pdf(&[TEXT, SCAN]);
    let options = IngestOptions::default();
    for step in 0..60 {
        let mut damaged = whole.clone();
        let at = step * whole.len() / 60;
        let end = (at + 7).min(whole.len());
        damaged[at..end].fill(b'0' + (step % 70) as u8);
        if let Ok(input) = open_one(&put(&dir, "damaged.pdf", damaged)) {
            for page in 0..input.page_count() {
                let _ = input.page(page, &options);
            }
        }
    }
}

// ---- recognition ----

/// The true engine, where its Swedish model is installed.
#[cfg(feature = "ocr")]
#[test]
fn tesseract_reads_a_page_of_a_pdf() {
    if !justera::ocr::has_model("swe+eng") {
        return;
    }
    let dir = tempdir().unwrap();
    let content =
        "BT /F1 14 Tf 40 TL 60 700 Td (§ 31 Budgeten för nästa år) Tj T* (Nämnden beslutar att anta budgeten.) Tj ET";
    let input = open_one(&put(&dir, "a.pdf", pdf(&[content, ""]))).unwrap();
    let options = IngestOptions { use_text_layer: false, ..IngestOptions::default() };
    let mut command: Vec<OsString> = vec![env!("CARGO_BIN_EXE_justera").into()];
    command.extend(["ocr-worker", "--lang", "swe", "--psm", "4", "--second", "eng"].map(OsString::from));
    let pool = TesseractPool::new(OcrOptions { worker: Some(command), ..OcrOptions::default() }).unwrap();
    let image = |i| match input.page(i, &options).unwrap() {
        PageContent::Image(image) => image,
        PageContent::Text(_) => panic!("the text layer was used"),
    };
    let page = read_page(Some(&pool), input.path(), 0, "swe", &image(0)).unwrap();
    assert_eq!(page.text().replace("\n\n", "\n"), "§ 31 Budgeten för nästa år\nNämnden beslutar att anta budgeten.");
    let first = &page.lines[0];
    assert!(first.words.iter().all(|w| w.bbox.is_some() && w.confidence.is_some_and(|c| c > 0.3)), "{first:?}");
    let blank = read_page(Some(&pool), input.path(), 1, "swe", &image(1)).unwrap();
    assert_eq!(blank.status, PageStatus::Empty);
}
