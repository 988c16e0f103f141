//! `justera run --boxes`: words keep their boxes in the dataset, and ALTO and hOCR made of it have the repaired words there.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a panic is how a test fails")]

mod common;

use std::path::Path;

use common::{fixture, justera};
use serde_json::Value;

fn ran(args: &[&str]) -> (Option<i32>, String) {
    let output = justera().args(args).output().unwrap();
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// All words of a hOCR file with their boxes; what stands around them (confidences, the image's name) is left out.
fn words(hocr: &str) -> Vec<(String, String)> {
    hocr.split("class=\"ocrx_word\"")
        .skip(1)
        .map(|word| {
            let bbox = word.split("bbox ").nth(1).unwrap().split([';', '"']).next().unwrap();
            let text = word.split('>').nth(1).unwrap().split('<').next().unwrap();
            (bbox.to_string(), text.to_string())
        })
        .collect()
}

#[test]
fn the_dataset_gives_the_boxes_that_reading_again_gives() {
    let dir = tempfile::tempdir().unwrap();
    let at = |name: &str| dir.path().join(name).to_string_lossy().into_owned();
    let input = fixture("foreign/federation.hocr").to_string_lossy().into_owned();
    assert_eq!(ran(&["run", &input, "--out", &at("out"), "--boxes", "--quiet"]).0, Some(0));
    assert_eq!(ran(&["verify", &at("out")]).0, Some(0));
    for format in ["hocr", "alto"] {
        let (code, said) = ran(&["export", &at("out"), "--to", format]);
        assert_eq!(code, Some(0), "{said}");
    }
    assert_eq!(ran(&["ocr", &input, "--out", &at("again"), "--repair", "--quiet"]).0, Some(0));
    let exported = words(&read(&dir.path().join("out/export/hocr/federation.hocr")));
    let again = words(&read(&dir.path().join("again/hocr/federation.hocr")));
    assert!(exported.len() > 300, "{}", exported.len());
    // A § label that the row of numbers mends is mended by both; where pages repeat each other only a run lets them vote.
    assert_eq!(exported, again);
    let alto = read(&dir.path().join("out/export/alto/federation/0001.xml"));
    let first = &exported[0];
    let [x0, y0, ..] = first.0.split(' ').collect::<Vec<_>>()[..] else { panic!("{first:?}") };
    assert!(alto.contains(&format!("HPOS=\"{x0}\" VPOS=\"{y0}\"")), "{first:?}");
    assert!(dir.path().join("out/export/alto/federation/0002.xml").exists());
}

#[test]
fn without_boxes_the_remedy_is_said_and_nothing_written() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("out");
    let at = out.to_string_lossy();
    let input = fixture("foreign/federation.hocr");
    assert_eq!(ran(&["run", &input.to_string_lossy(), "--out", &at, "--quiet"]).0, Some(0));
    let (code, said) = ran(&["export", &at, "--to", "alto"]);
    assert_eq!(code, Some(1));
    assert!(said.contains("run again with --boxes"), "{said}");
    assert_eq!(std::fs::read_dir(out.join("export/alto")).unwrap().count(), 0);
    // Asking for boxes does what was done without them again.
    assert_eq!(ran(&["run", &input.to_string_lossy(), "--out", &at, "--boxes", "--quiet"]).0, Some(0));
    assert_eq!(ran(&["export", &at, "--to", "alto"]).0, Some(0));
}

#[test]
fn a_box_of_a_word_that_is_not_there_is_found() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("out");
    let input = fixture("foreign/federation.hocr");
    assert_eq!(
        ran(&["run", &input.to_string_lossy(), "--out", &out.to_string_lossy(), "--boxes", "--quiet"]).0,
        Some(0)
    );
    let path = out.join("protocols/federation.json");
    let mut protocol: Value = serde_json::from_str(&read(&path)).unwrap();
    let lines = protocol["pages"][0]["boxes"]["lines"].as_array_mut().unwrap();
    let word = lines.iter_mut().flat_map(|l| l["words"].as_array_mut().unwrap()).next().unwrap();
    word["end"] = 9999.into();
    std::fs::write(&path, serde_json::to_string_pretty(&protocol).unwrap() + "\n").unwrap();
    let output = justera().arg("verify").arg(&out).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(said.contains("the box of a word that is not there"), "{said}");
}
