//! Text layers of PDFs, good and bad: `fixtures/pdf/layer-*.pdf`, made by `fixtures/make/pdfs.py`.

use justera::ingest::{IngestOptions, PageContent, TextLayer};
use justera::lexicon::Lexicon;
use justera::page::{Origin, Page};
use tempfile::tempdir;

use super::common::{fixture, justera};
use super::{manifest, open_one};

/// The page of a fixture where its text layer is used, `None` where its image is.
fn layer(name: &str, text_layer: TextLayer) -> Option<Page> {
    let lexicon = Lexicon::swedish().unwrap();
    let known = |word: &str| lexicon.contains(word);
    let options = IngestOptions { text_layer, known: Some(&known), ..IngestOptions::default() };
    let input = open_one(&fixture(&format!("pdf/layer-{name}.pdf"))).unwrap();
    match input.page(0, &options).unwrap() {
        PageContent::Text(page) => Some(page),
        PageContent::Image(_) => None,
    }
}

#[test]
fn sound_layers_are_used_and_bad_ones_read_anew() {
    for (name, sound, any) in [
        ("good", true, true),
        ("under", true, true),
        ("english", false, true),
        // A stamp is not the page's text; codes without letters are no text at all.
        ("stamp", false, false),
        ("nameless", false, false),
    ] {
        assert_eq!(layer(name, TextLayer::Sound).is_some(), sound, "{name}");
        assert_eq!(layer(name, TextLayer::Any).is_some(), any, "{name}");
        assert!(layer(name, TextLayer::Ignored).is_none(), "{name}");
    }
}

#[test]
fn words_of_a_layer_have_boxes_over_their_ink() {
    let page = layer("good", TextLayer::Sound).unwrap();
    assert_eq!(page.origin, Origin::TextLayer);
    let size = page.size.unwrap();
    assert_eq!((size.width, size.height, size.dpi), (1749, 2481, 300));
    let first = &page.lines[0];
    assert_eq!(first.raw, "§ 31 Skötsel av ån vid Björkbacka");
    let words: Vec<&str> = first.words.iter().map(|w| &first.raw[w.start..w.end]).collect();
    assert_eq!(words, ["§", "31", "Skötsel", "av", "ån", "vid", "Björkbacka"]);
    // The same page as an image, at 200 dots to the inch: there is ink in the box of every line, and none above the first.
    let image = open_one(&fixture("pdf/g4.pdf")).unwrap();
    let image = super::pixels(&image, 0).pixels;
    let inked = |x0: u32, y0: u32, x1: u32, y1: u32| {
        (y0..y1).flat_map(|y| (x0..x1).map(move |x| (x, y))).any(|(x, y)| image.get_pixel(x, y).0[0] < 128)
    };
    let boxes: Vec<_> = page.lines.iter().filter_map(|l| l.bbox).collect();
    assert!(boxes.len() >= 9);
    for b in &boxes {
        assert!(inked(b.x0 * 2 / 3, b.y0 * 2 / 3, b.x1 * 2 / 3, b.y1 * 2 / 3), "{b:?}");
    }
    assert!(!inked(0, 0, image.width(), boxes[0].y0 * 2 / 3 - 12));
    assert!(boxes.windows(2).all(|w| w[0].y0 < w[1].y0));
}

#[test]
fn without_ocr_a_bad_layer_is_repaired_and_a_page_without_one_named_once() {
    let dir = tempdir().unwrap();
    let out = dir.path().join("out");
    let mut command = justera();
    command.arg("run").arg(fixture("pdf/layer-english.pdf")).arg(fixture("scans/modern.pdf"));
    let output = command.args(["--ocr", "never", "--out"]).arg(&out).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{said}");
    let text = std::fs::read_to_string(out.join("text/layer-english.txt")).unwrap();
    assert!(text.contains("Nämnden beslutar") && text.contains("före"), "{text}");
    assert_eq!(said.lines().filter(|l| l.contains("OCR is off")).count(), 1, "{said}");
    let manifest = manifest(&out);
    let inputs = manifest["inputs"].as_array().unwrap();
    let of = |id: &str| inputs.iter().find(|i| i["id"] == id).unwrap();
    assert_eq!(of("layer-english")["status"], "ok");
    assert_eq!(
        (of("modern")["status"].as_str(), of("modern")["errors"].as_array().unwrap().len()),
        (Some("failed"), 8)
    );
}
