//! `justera ocr`, and others' OCR as input: what is written is read back the same, by Justera and by other programs.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a panic is how a test fails")]
#![allow(clippy::print_stderr, reason = "what a test left out is said where a person looks")]

mod common;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use common::{dataset, fixture, justera};
use justera::export::{HOCR_TAIL, alto_page, hocr_head, hocr_page};
use justera::ingest::{IngestOptions, InputKind, MediaType, OpenInput, PageContent, plan};
use justera::page::{BBox, Letter, Line, Origin, Page, PageSize, PageStatus, Word};
use proptest::prelude::*;

fn ocr(inputs: &[PathBuf], out: &Path, more: &[&str]) -> Output {
    justera().arg("ocr").args(inputs).arg("--out").arg(out).arg("--quiet").args(more).output().unwrap()
}

fn pages_of(path: &Path) -> Vec<Page> {
    let plan = plan(&[path.to_path_buf()]);
    assert!(plan.errors.is_empty(), "{:?}", plan.errors);
    assert_eq!(plan.inputs.len(), 1);
    let input = OpenInput::open(&plan.inputs[0]).unwrap();
    let page = |i| match input.page(i, &IngestOptions::default()).unwrap() {
        PageContent::Text(page) => page,
        PageContent::Image(_) => panic!("an image in place of text"),
    };
    (0..input.page_count()).map(page).collect()
}

/// A program that may be missing; the test then says so and checks less.
fn tool(name: &str, args: &[&str]) -> Option<Output> {
    let output = Command::new(name).args(args).output();
    if output.is_err() {
        eprintln!("{name} is not installed: not checked with it");
    }
    output.ok()
}

fn can_read() -> bool {
    let can = justera::ocr::is_built_in() && justera::ocr::has_model("swe");
    if !can {
        eprintln!("no Tesseract with the model swe: not checked with real readings");
    }
    can
}

fn words(page: &Page) -> Vec<(String, Option<BBox>)> {
    page.lines.iter().flat_map(|l| l.words.iter().map(|w| (l.raw[w.start..w.end].to_string(), w.bbox))).collect()
}

// ---- input ----

#[test]
fn four_formats_of_one_reading_agree() {
    let formats = ["alto", "page", "federation.hocr", "federation.tsv"];
    let read: Vec<Vec<Page>> = formats.iter().map(|f| pages_of(&fixture("foreign").join(f))).collect();
    let origins: Vec<Origin> = read.iter().map(|pages| pages[0].origin).collect();
    assert_eq!(origins, [Origin::Alto, Origin::PageXml, Origin::Hocr, Origin::Hocr]);
    for pages in &read {
        assert_eq!(pages.len(), 2);
        for (page, expected) in pages.iter().zip(&read[0]) {
            assert_eq!(page.raw(), expected.raw());
            assert_eq!(words(page), words(expected));
            let dots = |p: &Page| p.size.map(|s| (s.width, s.height, s.dpi));
            assert_eq!(dots(page), dots(expected));
            let sure =
                |p: &Page| p.lines.iter().flat_map(|l| &l.words).filter_map(|w| w.confidence).collect::<Vec<_>>();
            let close = |(a, b): (&f32, &f32)| (a - b).abs() < 0.0101;
            assert!(sure(page).iter().zip(&sure(expected)).all(close), "{page:?}");
        }
    }
    assert!(read[0][0].raw().contains("Göte Åkersköld (Rönnhärad), ordförande\n"));
}

#[test]
fn a_folder_of_page_files_is_one_document() {
    let dir = tempfile::tempdir().unwrap();
    let bok = dir.path().join("bok");
    std::fs::create_dir(&bok).unwrap();
    for name in ["p2.xml", "p10.xml"] {
        std::fs::copy(fixture("foreign/alto/p8.xml"), bok.join(name)).unwrap();
    }
    std::fs::write(bok.join("p9.xml"), "").unwrap();
    std::fs::write(bok.join("mets.xml"), "<?xml version=\"1.0\"?><mets:mets xmlns:mets=\"x\"/>").unwrap();
    let plan = plan(&[dir.path().to_path_buf()]);
    assert_eq!(plan.inputs.len(), 1);
    let InputKind::OcrFolder(files) = &plan.inputs[0].kind else { panic!("{:?}", plan.inputs) };
    let names: Vec<_> = files.iter().map(|f| f.path().file_name().unwrap().to_str().unwrap()).collect();
    assert_eq!(names, ["p2.xml", "p9.xml", "p10.xml"]);
    assert!(plan.skipped.len() == 1 && plan.skipped[0].reason.contains("METS"), "{:?}", plan.skipped);
    let input = OpenInput::open(&plan.inputs[0]).unwrap();
    assert_eq!((input.page_count(), input.media_type()), (3, MediaType::Alto.name()));
    let said = input.page(1, &IngestOptions::default()).unwrap_err().to_string();
    assert!(said.contains("p9.xml") && said.contains("empty"), "{said}");
}

#[test]
fn a_file_cut_off_costs_only_its_last_page() {
    let dir = tempfile::tempdir().unwrap();
    let whole = std::fs::read_to_string(fixture("foreign/federation.hocr")).unwrap();
    let path = dir.path().join("halv.hocr");
    std::fs::write(&path, &whole[..whole.len() * 3 / 4]).unwrap();
    let output = ocr(&[path], &dir.path().join("out"), &[]);
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("halv.hocr: cannot read this hOCR: page 2 and what follows: line "), "{said}");
    let read = pages_of(&dir.path().join("out/hocr/halv.hocr"));
    assert_eq!(read.iter().map(|p| p.status).collect::<Vec<_>>(), [PageStatus::Ok, PageStatus::Failed]);
    let manifest = std::fs::read_to_string(dir.path().join("out/ocr-manifest.json")).unwrap();
    assert!(manifest.contains("\"partial\""));
}

// ---- output ----

#[test]
fn what_is_written_is_read_back() {
    let dir = tempfile::tempdir().unwrap();
    let output = ocr(&[fixture("foreign/federation.hocr")], dir.path(), &["--pdf"]);
    assert_eq!(output.status.code(), Some(0));
    let read = pages_of(&fixture("foreign/federation.hocr"));
    for again in [pages_of(&dir.path().join("hocr/federation.hocr")), pages_of(&dir.path().join("alto/federation"))] {
        assert_eq!(again.len(), read.len());
        for (page, expected) in again.iter().zip(&read) {
            assert_eq!(page.lines, expected.lines);
            assert_eq!(page.size.map(|s| s.width), expected.size.map(|s| s.width));
        }
    }
    let alto = dir.path().join("alto/federation/0001.xml");
    for file in [alto, dir.path().join("hocr/federation.hocr")] {
        if let Some(said) = tool("xmllint", &["--nonet", "--noout", file.to_str().unwrap()]) {
            assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
        }
    }
    // Without an image there is nothing to see, but all to be found.
    check_pdf(&dir.path().join("pdf/federation.pdf"), &read);
}

/// Other programs take the PDF for whole, and find each word of `pages` in its place.
fn check_pdf(path: &Path, pages: &[Page]) {
    let path = path.to_str().unwrap();
    if let Some(said) = tool("qpdf", &["--check", path]) {
        assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stdout));
    }
    for (i, page) in pages.iter().enumerate() {
        let number = (i + 1).to_string();
        let Some(said) = tool("pdftotext", &["-bbox", "-f", &number, "-l", &number, path, "-"]) else { return };
        let found = String::from_utf8(said.stdout).unwrap();
        let scale = 72.0 / f64::from(page.size.unwrap().dpi);
        for (word, bbox) in words(page) {
            let bbox = bbox.unwrap();
            let shown = word.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
            // Half a point: a drawn page is a whole number of pixels at its own resolution.
            let near = |line: &str| {
                let side = |name: &str| -> f64 {
                    let (_, rest) = line.split_once(&format!("{name}=\"")).unwrap();
                    rest.split_once('"').unwrap().0.parse().unwrap()
                };
                (side("xMin") - f64::from(bbox.x0) * scale).abs() < 0.5
                    && (side("xMax") - f64::from(bbox.x1) * scale).abs() < 0.5
                    && side("yMin") < f64::from(bbox.y1) * scale
                    && side("yMax") > f64::from(bbox.y0) * scale
            };
            let here = found.lines().any(|l| l.ends_with(&format!(">{shown}</word>")) && near(l));
            assert!(here, "page {number}: {word} at {bbox:?}\n{found}");
        }
    }
}

#[test]
fn scans_become_searchable() {
    if !can_read() {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("bilder");
    std::fs::create_dir(&folder).unwrap();
    std::fs::copy(fixture("scans/federation/p9.png"), folder.join("1.png")).unwrap();
    std::fs::copy(fixture("scans/old/1.jpg"), folder.join("2.jpg")).unwrap();
    let out = dir.path().join("out");
    let output = ocr(std::slice::from_ref(&folder), &out, &["--pdf"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let pages = pages_of(&out.join("alto/bilder"));
    check_pdf(&out.join("pdf/bilder.pdf"), &pages);
    let text = pages[0].raw();
    assert!(text.contains("§") && text.contains("å") && text.contains("ö"), "{text}");
    let bytes = std::fs::read(out.join("pdf/bilder.pdf")).unwrap();
    let holds = |what: &[u8]| bytes.windows(what.len()).any(|w| w == what);
    assert!(holds(b"/CCITTFaxDecode") && holds(b"/DCTDecode"));
    let again = dir.path().join("again");
    assert_eq!(ocr(&[folder], &again, &["--pdf"]).status.code(), Some(0));
    assert_eq!(dataset(&out), dataset(&again));
}

#[test]
fn a_text_layer_stands_over_the_drawn_page() {
    let dir = tempfile::tempdir().unwrap();
    let output = ocr(&[fixture("pdf/layer-good.pdf")], dir.path(), &["--pdf", "--ocr", "never"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let pages = pages_of(&dir.path().join("hocr/layer-good.hocr"));
    assert!(words(&pages[0]).len() > 5);
    check_pdf(&dir.path().join("pdf/layer-good.pdf"), &pages);
    let pdf = std::fs::read(dir.path().join("pdf/layer-good.pdf")).unwrap();
    assert!(pdf.windows(6).any(|w| w == b"/Image"));
}

#[test]
fn pages_that_failed_are_there_and_say_so() {
    let dir = tempfile::tempdir().unwrap();
    let output = ocr(&[fixture("scans/federation")], dir.path(), &["--pdf", "--ocr", "never"]);
    assert_eq!(output.status.code(), Some(2));
    let alto = std::fs::read_to_string(dir.path().join("alto/federation/0004.xml")).unwrap();
    assert!(alto.contains("PAGECLASS=\"failed\" QUALITY_DETAIL=") && alto.contains("<!-- page 4 failed: "), "{alto}");
    for path in ["hocr/federation.hocr", "alto/federation"] {
        let pages = pages_of(&dir.path().join(path));
        assert_eq!(pages.len(), 4);
        let told = |p: &Page| p.error.as_ref().is_some_and(|e| e.contains("this page is an image and OCR is off"));
        assert!(pages.iter().all(|p| p.status == PageStatus::Failed && told(p)));
    }
    // A person can still look at them.
    let pdf = std::fs::read(dir.path().join("pdf/federation.pdf")).unwrap();
    assert_eq!(pdf.windows(15).filter(|w| w == b"/CCITTFaxDecode").count(), 4);
    let files: Vec<String> = dataset(dir.path()).into_iter().map(|(name, _)| name).collect();
    assert!(files.iter().all(|f| !f.contains(".parts") && !f.ends_with(".tmp")), "{files:?}");
}

#[test]
fn repaired_words_stand_in_their_boxes() {
    let dir = tempfile::tempdir().unwrap();
    let sentences = ["Kommunstyrelsen beslutar att godkanna forslaget", "till arsredovisning for kommunen ar 2018"];
    let lines: String = sentences
        .iter()
        .enumerate()
        .map(|(y, s)| {
            let strings: String = s
                .split(' ')
                .enumerate()
                .map(|(x, w)| {
                    let (x, y, width) = (200 * x, 50 * y, 12 * w.len());
                    format!("<String CONTENT=\"{w}\" WC=\"0.8\" HPOS=\"{x}\" VPOS=\"{y}\" WIDTH=\"{width}\" HEIGHT=\"30\"/><SP/>")
                })
                .collect();
            format!("<TextLine>{strings}</TextLine>")
        })
        .collect();
    let path = dir.path().join("skadad.xml");
    let xml = format!(
        "<alto><Layout><Page WIDTH=\"1300\" HEIGHT=\"900\"><TextBlock>{lines}</TextBlock></Page></Layout></alto>"
    );
    std::fs::write(&path, xml).unwrap();
    assert_eq!(ocr(&[path], &dir.path().join("out"), &["--repair"]).status.code(), Some(0));
    let page = &pages_of(&dir.path().join("out/alto/skadad"))[0];
    let found = words(page);
    let repaired = found.iter().find(|(w, _)| w == "godkänna").expect("the repaired word");
    assert_eq!(repaired.1, Some(BBox { x0: 600, y0: 0, x1: 696, y1: 30 }));
    assert_eq!(found.len(), 11);
}

/// A page as engines give them: boxes inside the page, words apart by single spaces, single blank lines.
fn a_page() -> impl Strategy<Value = Page> {
    let share = || (100u32..10_000).prop_map(|n| n as f32 / 10_000.0);
    let letter = (share(), prop::collection::vec(("[a-zåäö§&<\"]", share()), 0..3));
    let word = ("[A-Za-zÅÄÖåäö0-9§$&<>\"',.;:()-]{1,8}", 0u32..900, 1u32..90, share(), any::<bool>());
    let line = prop::collection::vec((word, prop::collection::vec(letter, 8)), 1..6);
    prop::collection::vec((line, any::<bool>()), 1..6).prop_map(|rows| {
        let mut lines = Vec::new();
        for (y, (row, blank)) in rows.into_iter().enumerate() {
            let y = 40 * y as u32;
            let mut line = Line { bbox: Some(BBox { x0: 0, y0: y, x1: 1000, y1: y + 30 }), ..Line::default() };
            for ((text, x, width, confidence, with_letters), letters) in row {
                line.raw.push_str(if line.raw.is_empty() { "" } else { " " });
                let start = line.raw.len();
                line.raw.push_str(&text);
                let letters = letters.into_iter().take(if with_letters { text.chars().count() } else { 0 });
                line.words.push(Word {
                    start,
                    end: line.raw.len(),
                    bbox: Some(BBox { x0: x, y0: y, x1: x + width, y1: y + 30 }),
                    confidence: Some(confidence),
                    letters: letters
                        .map(|(confidence, others)| Letter {
                            confidence,
                            alternatives: others.into_iter().map(|(c, p)| (c.chars().next().unwrap(), p)).collect(),
                        })
                        .collect(),
                });
            }
            if blank && !lines.is_empty() {
                lines.push(Line::default());
            }
            lines.push(line);
        }
        let size = Some(PageSize { width: 1000, height: 1169, dpi: 100 });
        Page { size, ..Page::from_lines(0, Origin::Ocr, "swe", lines) }
    })
}

fn same(a: &Page, b: &Page, with_alternatives: bool) {
    let close = |a: f32, b: f32| (a - b).abs() < 1e-4;
    assert_eq!(a.raw(), b.raw());
    assert_eq!(words(a), words(b));
    assert_eq!(a.size, b.size);
    for (x, y) in a.lines.iter().zip(&b.lines) {
        assert_eq!(x.bbox, y.bbox);
        for (v, w) in x.words.iter().zip(&y.words) {
            assert!(close(v.confidence.unwrap(), w.confidence.unwrap()));
            assert_eq!(v.letters.len(), w.letters.len());
            for (m, n) in v.letters.iter().zip(&w.letters) {
                assert!(close(m.confidence, n.confidence));
                let sorted = |l: &Letter| {
                    let mut all: Vec<(char, i64)> =
                        l.alternatives.iter().map(|(c, p)| (*c, (p * 5000.0).round() as i64)).collect();
                    all.sort_unstable();
                    all.iter().map(|(c, _)| *c).collect::<String>()
                };
                assert!(!with_alternatives || sorted(m) == sorted(n), "{m:?} {n:?}");
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn round_trip_of_any_page(page in a_page()) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("sida.xml");
        std::fs::write(&path, alto_page(&page, "a & b.png", false, true)).unwrap();
        same(&pages_of(&path)[0], &page, true);
        let text = format!("{}{}{HOCR_TAIL}", hocr_head("§ <bok>"), hocr_page(&page, "a;\"b\".png", true));
        std::fs::write(&path, text).unwrap();
        same(&pages_of(&path)[0], &page, false);
    }
}
