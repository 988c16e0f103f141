//! OCR workers that crash, hang, and talk nonsense.
#![cfg(unix)]
// The helpers below are test code too; clippy exempts only the test functions themselves.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a panic is how a test fails; a skip says so"
)]

use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use image::{GrayImage, Luma};
use justera::Error;
use justera::ocr::{OcrOptions, Recognizer, TesseractPool, read_page};
use justera::page::PageImage;
use tempfile::tempdir;

fn shell(script: &str) -> OcrOptions {
    let worker: Vec<OsString> = vec!["sh".into(), "-c".into(), script.into()];
    OcrOptions { worker: Some(worker), page_timeout: Duration::from_millis(700), ..OcrOptions::default() }
}

fn blank() -> PageImage {
    // Larger than a pipe holds, so that a worker that does not read would block a careless writer.
    PageImage { pixels: GrayImage::from_pixel(600, 600, Luma([255])), dpi: 300 }
}

/// Says it is ready, then for each page takes the header and the 360,000 pixels and does `answer`.
fn fake(answer: &str) -> String {
    format!("echo justera-ocr/1; while read header; do head -c 360000 >/dev/null; {answer}; done")
}

const GOOD: &str = r#"echo '{"lines":[{"bbox":[1,2,30,9],"words":[{"text":"Hej","bbox":[1,2,9,9],"conf":0.5}]}]}'"#;

#[test]
fn a_worker_is_kept_for_many_pages() {
    let dir = tempdir().unwrap();
    let count = dir.path().join("starts");
    let script = format!("echo x >> '{}'; {}", count.display(), fake(GOOD));
    let pool = TesseractPool::new(shell(&script)).unwrap();
    for _ in 0..5 {
        let lines = pool.read(&blank()).unwrap();
        assert_eq!((lines.len(), lines[0].raw.as_str()), (1, "Hej"));
        assert_eq!(lines[0].words[0].confidence, Some(0.5));
    }
    assert_eq!(fs::read_to_string(count).unwrap().lines().count(), 1);
}

#[test]
fn each_thread_has_a_worker_of_its_own() {
    let dir = tempdir().unwrap();
    let count = dir.path().join("starts");
    let script = format!("echo x >> '{}'; {}", count.display(), fake(&format!("sleep 0.2; {GOOD}")));
    let options = OcrOptions { page_timeout: Duration::from_secs(30), ..shell(&script) };
    let pool = TesseractPool::new(options).unwrap();
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| (0..2).for_each(|_| assert_eq!(pool.read(&blank()).unwrap()[0].raw, "Hej")));
        }
    });
    let starts = fs::read_to_string(count).unwrap().lines().count();
    assert!((1..=3).contains(&starts), "{starts} workers for 3 threads");
}

#[test]
fn a_dead_worker_is_replaced_and_the_page_tried_again() {
    let dir = tempdir().unwrap();
    let mark = dir.path().join("crashed");
    let script = format!(
        "if [ ! -e '{0}' ]; then touch '{0}'; echo justera-ocr/1; read h; exit 3; fi; {1}",
        mark.display(),
        fake(GOOD)
    );
    let pool = TesseractPool::new(shell(&script)).unwrap();
    assert_eq!(pool.read(&blank()).unwrap()[0].raw, "Hej");
    assert!(mark.exists());
}

#[test]
fn a_worker_that_always_dies_is_an_error_with_its_last_words() {
    let pool =
        TesseractPool::new(shell("echo justera-ocr/1; read h; echo 'assert failed' >&2; kill -ABRT $$")).unwrap();
    let error = pool.read(&blank()).unwrap_err();
    assert!(error.contains("died") && error.contains("assert failed") && error.contains("tried twice"), "{error}");
}

#[test]
fn a_hung_worker_is_stopped() {
    for script in ["echo justera-ocr/1; exec sleep 60", "exec sleep 60"] {
        let pool = TesseractPool::new(shell(script)).unwrap();
        let start = Instant::now();
        let error = pool.read(&blank()).unwrap_err();
        assert!(error.contains("was stopped after"), "{error}");
        assert!(start.elapsed() < Duration::from_secs(20));
    }
}

#[test]
fn garbage_is_not_taken_for_an_answer() {
    let error = |script: &str| TesseractPool::new(shell(script)).unwrap().read(&blank()).unwrap_err();
    assert!(error(&fake("echo nonsense")).contains("answer"));
    assert!(error("echo 'cannot load swe' >&2; exit 1").contains("cannot load swe"));
    assert!(error("echo hello; exec sleep 60").contains("did not start properly"));
    assert!(error(&fake(r"printf '\377\376\n'")).contains("answer"));
    assert!(error(&fake(r#"echo '{"error":"no pixels"}'"#)).contains("no pixels"));
}

#[test]
fn a_worker_program_that_is_missing_is_named() {
    let options = OcrOptions { worker: Some(vec!["/no/such/worker".into()]), ..OcrOptions::default() };
    assert!(TesseractPool::new(options).unwrap().read(&blank()).unwrap_err().contains("/no/such/worker"));
}

#[test]
fn the_page_is_named_in_the_error() {
    let pool = TesseractPool::new(shell("exit 1")).unwrap();
    let error = read_page(Some(&pool), Path::new("a.pdf"), 4, "swe", &blank()).unwrap_err().to_string();
    assert!(error.starts_with("a.pdf: page 5: "), "{error}");
    let none = read_page(None, Path::new("a.pdf"), 0, "swe", &blank());
    assert!(matches!(none, Err(Error::NoOcr { .. })));
}

/// A page of text drawn in bars is nothing to read; a scan that ships with the project is.
#[cfg(feature = "ocr")]
fn scanned_page() -> Option<PageImage> {
    use justera::ingest::{IngestOptions, OpenInput, PageContent, TextLayer, plan};
    if !justera::ocr::has_model("swe") {
        println!("skipped: the Tesseract model swe is not installed");
        return None;
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/scans/modern.pdf");
    let input = OpenInput::open(&plan(&[path]).inputs[0]).unwrap();
    let options = IngestOptions { text_layer: TextLayer::Ignored, ..IngestOptions::default() };
    match input.page(0, &options).unwrap() {
        PageContent::Image(image) => Some(image),
        PageContent::Text(_) => panic!("the fixture is a scan"),
    }
}

#[cfg(feature = "ocr")]
#[test]
fn a_real_worker_killed_from_outside_is_replaced_and_the_page_read() {
    let Some(page) = scanned_page() else { return };
    let dir = tempdir().unwrap();
    let mark = dir.path().join("killed");
    let worker = format!("'{}' ocr-worker --lang swe", env!("CARGO_BIN_EXE_justera"));
    let script = format!(
        "if [ ! -e '{0}' ]; then touch '{0}'; exec timeout -s KILL 0.5 {worker}; else exec {worker}; fi",
        mark.display()
    );
    let options = OcrOptions { page_timeout: Duration::from_secs(120), ..shell(&script) };
    let lines = TesseractPool::new(options).unwrap().read(&page).unwrap();
    assert!(mark.exists() && lines.len() > 10, "{} lines", lines.len());
}

#[cfg(all(feature = "ocr", target_os = "linux"))]
#[test]
fn a_page_that_needs_more_memory_than_allowed_ends_its_worker_alone() {
    let Some(page) = scanned_page() else { return };
    let worker = format!("exec '{}' ocr-worker --lang swe --memory {}", env!("CARGO_BIN_EXE_justera"), 256 << 20);
    let options = OcrOptions { page_timeout: Duration::from_secs(120), ..shell(&worker) };
    let pool = TesseractPool::new(options).unwrap();
    let large = PageImage { pixels: GrayImage::from_pixel(15_000, 15_000, Luma([200])), dpi: 600 };
    let error = pool.read(&large).unwrap_err();
    assert!(error.contains("died") && error.contains("tried twice"), "{error}");
    assert!(!pool.read(&page).unwrap().is_empty(), "the next page is read");
}
