//! The scans that ship with the project, read by the system's Tesseract. Skips, and says so, where a model is missing.
#![cfg(feature = "ocr")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a panic is how a test fails")]

mod common;

use common::{dataset, fixture, justera};
use justera::protocol::Protocol;

#[test]
fn scanned_pdf_images_and_tiff_become_records() {
    if !justera::ocr::has_model("swe") || !justera::ocr::has_model("eng") {
        println!("skipped: the Tesseract models swe and eng are not installed");
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let output = justera().arg("run").arg(fixture("scans")).arg("--out").arg(dir.path()).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let mut seen = Vec::new();
    for (name, bytes) in dataset(dir.path()) {
        if name.starts_with("protocols/") {
            let protocol: Protocol = serde_json::from_slice(&bytes).unwrap();
            let paragraphs: Vec<String> =
                protocol.meetings.iter().flat_map(|m| &m.records).map(|r| r.paragraph.clone()).collect();
            seen.push((protocol.id.clone(), protocol.pages.len(), paragraphs.join(",")));
        }
    }
    let expected = [
        ("federation", 4, "7,8,9,10"),
        ("modern", 8, "54,55,56,57,58,58 B,59"),
        ("old", 2, "1,2,3,4,5,6,7,8,9"),
        ("typewriter", 4, "41,42,43,44,45,46,47"),
    ];
    let expected: Vec<_> = expected.map(|(id, n, p)| (id.to_string(), n, p.to_string())).to_vec();
    assert_eq!(seen, expected);
}
