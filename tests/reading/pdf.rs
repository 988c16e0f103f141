//! PDF: scans, text layers, damage.

#[cfg(feature = "ocr")]
use std::ffi::OsString;

use justera::ingest::{IngestOptions, PageContent, TextLayer};
#[cfg(feature = "ocr")]
use justera::ocr::{OcrOptions, TesseractPool, read_page};
use justera::page::{Origin, PageImage, PageStatus};
use tempfile::tempdir;

use super::common::fixture;
use super::make_pdf::{SCAN, TEXT, pdf};
use super::{message, open_one, pixels, put};

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
    let never = IngestOptions { text_layer: TextLayer::Ignored, ..options };
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

/// `fixtures/pdf`: the same page in every coding, turned, in stripes, as a mask, locked with no password.
#[test]
fn every_coding_of_a_scan_gives_the_same_page() {
    let page = |name: &str| pixels(&open_one(&fixture(&format!("pdf/{name}.pdf"))).unwrap(), 0);
    let plain = page("g4");
    assert_eq!((plain.pixels.dimensions(), plain.dpi), ((1165, 1654), 200));
    let ink = |image: &PageImage| {
        let dark = image.pixels.pixels().filter(|p| p.0[0] < 128).count();
        dark as f64 / image.pixels.len() as f64
    };
    assert!((0.005..0.05).contains(&ink(&plain)), "{}", ink(&plain));
    let exact = ["jbig2", "flate", "flate-inverted", "stripes", "empty-password", "wrong-xref", "rotate-180"];
    for name in exact {
        assert!(page(name).pixels == plain.pixels, "{name}");
    }
    for name in ["mask", "mask-inverted", "rotate-90", "rotate-270"] {
        let image = page(name);
        assert_eq!((image.pixels.dimensions(), image.dpi), ((1165, 1654), 200), "{name}");
        let pairs = image.pixels.pixels().zip(plain.pixels.pixels());
        let differ = pairs.filter(|(a, b)| a.0[0].abs_diff(b.0[0]) > 128).count();
        assert!(differ * 1000 < plain.pixels.len(), "{name}: {differ} pixels differ");
    }
    for name in ["jpeg", "jpeg2000"] {
        let image = page(name);
        assert_eq!((image.pixels.dimensions(), image.dpi), ((874, 1240), 150), "{name}");
        assert!((ink(&image) / ink(&plain) - 1.0).abs() < 0.3, "{name}: {}", ink(&image));
    }
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
    let options = IngestOptions { text_layer: TextLayer::Ignored, ..IngestOptions::default() };
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
