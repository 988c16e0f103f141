//! Faults of inputs: each a named error with its remedy and the right exit code, a good file beside it unharmed.

use std::io::Write;
use std::time::{Duration, Instant};

use flate2::{Compression, write::ZlibEncoder};
use tempfile::tempdir;

use super::common::fixture;
use super::make_pdf::{TEXT, pdf, pdf_with, stream};
use super::{encoded, manifest, png, put};

/// Zeros, packed.
fn zeros(size: usize) -> Vec<u8> {
    let mut writer = ZlibEncoder::new(Vec::new(), Compression::fast());
    let piece = vec![0u8; 1 << 20];
    (0..size >> 20).for_each(|_| writer.write_all(&piece).unwrap());
    writer.finish().unwrap()
}

/// A grey PNG that says it has this size and holds `data`.
pub fn png_of(width: u32, height: u32, data: &[u8]) -> Vec<u8> {
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    let header = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 0, 0, 0, 0]].concat();
    for (name, body) in [(b"IHDR", &header[..]), (b"IDAT", data), (b"IEND", &[])] {
        let chunk = [name, body].concat();
        file.extend_from_slice(&(body.len() as u32).to_be_bytes());
        file.extend_from_slice(&chunk);
        file.extend_from_slice(&crc32(&chunk).to_be_bytes());
    }
    file
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc, b| {
        (0..8).fold(crc ^ u32::from(*b), |c, _| if c & 1 == 1 { (c >> 1) ^ 0xedb8_8320 } else { c >> 1 })
    })
}

#[test]
fn every_fault_of_an_input_is_named_and_costs_no_other() {
    let dir = tempdir().unwrap();
    for broken in ["empty.pdf", "truncated.pdf", "password.pdf", "random.pdf"] {
        put(&dir, &format!("in/{broken}"), std::fs::read(fixture(&format!("broken/{broken}"))).unwrap());
    }
    let bomb = zeros(800 << 20);
    put(&dir, "in/bomb-png.png", png_of(25_000, 32_000, &bomb));
    put(&dir, "in/wide.png", png_of(60_000, 100, &zeros(6 << 20)));
    put(&dir, "in/bomb-content.pdf", pdf_with(&[stream("/Filter /FlateDecode", &bomb)]));
    let image = stream(
        "/Type /XObject /Subtype /Image /Width 9 /Height 9 /ColorSpace /DeviceGray /BitsPerComponent 8 \
                        /Filter /FlateDecode",
        &bomb,
    );
    put(&dir, "in/bomb-image.pdf", super::make_pdf::pdf_with_image(&image, &["q 595 0 0 842 0 0 cm /Im1 Do Q"]));
    put(&dir, "in/bomb.zip", super::archives::zip(&[("a.txt", &vec![b'a'; 130 << 20])]));
    let jpeg = encoded(image::ImageFormat::Jpeg, 0);
    put(&dir, "in/cut.jpg", &jpeg[..jpeg.len() - 60]);
    put(&dir, "in/cut.png", &png(0)[..60]);
    put(&dir, "in/named.pdf", png(0));
    put(&dir, "in/good.txt", "§ 1 Val av justerare\n\nNämnden beslutar att välja Eva Ek.\n");
    put(&dir, "in/pdf-named.txt", pdf(&[TEXT]));

    let out = dir.path().join("out");
    let begun = Instant::now();
    // Held to 1.2 GB of address space, so that a bomb that goes off is a crash. The program's own data and its threads'
    // stacks take a part of it.
    let program = assert_cmd::cargo::cargo_bin("justera");
    let mut command = std::process::Command::new("sh");
    command.args(["-c", "ulimit -v 1200000; exec \"$@\"", "sh"]).arg(program).arg("run").arg(dir.path().join("in"));
    command.args(["--ocr", "never", "--out"]).arg(&out).env("RAYON_NUM_THREADS", "2");
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(begun.elapsed() < Duration::from_secs(60), "{:?}", begun.elapsed());
    assert!(!said.contains("panicked"), "{said}");
    for (name, cause) in [
        ("empty.pdf", "empty (0 bytes)"),
        ("truncated.pdf", "cut off"),
        ("password.pdf", "password"),
        ("random.pdf", "unknown type"),
        ("bomb-png.png", "too large for a page"),
        ("wide.png", "too large for a page (60000 × 100 pixels)"),
        ("bomb-content.pdf", "would unpack to more than"),
        ("bomb-image.pdf", "would unpack to more than"),
        ("bomb.zip", "too large"),
        ("cut.jpg", "cut off"),
        ("cut.png", "cannot read this PNG"),
        ("named.pdf", "OCR is off"),
    ] {
        let name = format!("/{name}:");
        let line =
            said.lines().find(|l| l.contains(&name)).unwrap_or_else(|| panic!("{name} is not named in:\n{said}"));
        assert!(line.starts_with("justera: ") && line.contains(cause) && line.contains("; "), "{line}");
    }
    let manifest = manifest(&out);
    let inputs = manifest["inputs"].as_array().unwrap();
    let status = |id: &str| {
        inputs.iter().find(|i| i["id"] == id).unwrap_or_else(|| panic!("{id}: {inputs:#?}"))["status"].clone()
    };
    assert_eq!((status("good"), status("pdf-named")), ("ok".into(), "ok".into()));
    assert!(["bomb-image", "bomb-content", "cut.jpg", "wide"].iter().all(|id| status(id) == "failed"));
}
