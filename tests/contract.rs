//! The output contract, over the fixtures: what every dataset must be, whatever is in it.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a panic is how a test fails")]

mod common;

use std::collections::BTreeSet;

use common::{dataset, fixture, justera, run_text, texts};
use justera::edit::{apply, undo};
use justera::protocol::{PageEdit, Protocol};
use serde_json::Value;

fn protocols() -> (tempfile::TempDir, Vec<Protocol>) {
    let dir = tempfile::tempdir().unwrap();
    let (input, out) = (dir.path().join("in"), dir.path().join("out"));
    std::fs::create_dir(&input).unwrap();
    texts(&input);
    std::fs::copy(fixture("text/damaged.txt"), input.join("damaged.txt")).unwrap();
    assert_eq!(run_text(&[input], &out).status.code(), Some(0));
    let mut found = Vec::new();
    for (name, bytes) in dataset(&out) {
        if name.starts_with("protocols/") {
            found.push(serde_json::from_slice(&bytes).unwrap());
        }
    }
    assert_eq!(found.len(), 17);
    (dir, found)
}

fn edits_of(protocol: &Protocol, page: usize, line: usize) -> Vec<justera::edit::Edit> {
    let here = |e: &&PageEdit| e.page == page && e.line == line;
    protocol.edits.iter().filter(here).map(|e| e.edit.clone()).collect()
}

#[test]
fn every_line_is_in_one_place_and_every_edit_can_be_undone() {
    let (_dir, protocols) = protocols();
    let mut applied = 0;
    for protocol in &protocols {
        assert_eq!(protocol.source.page_count, protocol.pages.len());
        for page in &protocol.pages {
            let furniture: BTreeSet<usize> = page.furniture.iter().flat_map(|f| f.lines.clone()).collect();
            let mut kept = Vec::new();
            for (n, raw) in page.raw.split('\n').enumerate() {
                let edits = edits_of(protocol, page.index, n);
                for e in &edits {
                    assert_eq!(raw.get(e.start..e.end), Some(e.from.as_str()), "{}: {e:?}", protocol.id);
                    assert!((0.0..=1.0).contains(&e.confidence));
                    applied += usize::from(e.applied);
                }
                let text = apply(raw, &edits);
                assert_eq!(undo(&text, &edits).as_deref(), Some(raw), "{} page {} line {n}", protocol.id, page.index);
                if !furniture.contains(&n) {
                    kept.push(text);
                }
            }
            assert_eq!(page.text, kept.join("\n").trim_matches('\n'), "{} page {}", protocol.id, page.index);
        }
    }
    assert!(applied > 1000, "only {applied} edits: the fixtures are damaged");
}

#[test]
fn spans_point_at_lines_that_are_there_and_no_line_is_in_two_sections() {
    let (_dir, protocols) = protocols();
    for protocol in &protocols {
        let mut seen = BTreeSet::new();
        for section in protocol.meetings.iter().flat_map(|m| &m.records).flat_map(|r| &r.sections) {
            for span in &section.spans {
                let lines = protocol.pages[span.page].raw.split('\n').count();
                assert!(span.line_start < span.line_end && span.line_end <= lines, "{}: {span:?}", protocol.id);
                assert!(protocol.pages[span.page].duplicate_of.is_none());
                for line in span.line_start..span.line_end {
                    assert!(seen.insert((span.page, line)), "{}: page {} line {line} twice", protocol.id, span.page);
                }
            }
        }
    }
}

#[test]
fn records_have_the_same_keys_and_types_on_every_line() {
    let dir = tempfile::tempdir().unwrap();
    let (input, out) = (dir.path().join("in"), dir.path().join("out"));
    std::fs::create_dir(&input).unwrap();
    texts(&input);
    run_text(&[input], &out);
    let text = std::fs::read_to_string(out.join("records.jsonl")).unwrap();
    let rows: Vec<Value> = text.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert!(rows.len() > 80, "{} records", rows.len());
    let keys = |v: &Value| v.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    for row in &rows {
        assert_eq!(keys(row), keys(&rows[0]));
        assert_eq!(row["schema"], "justera/record/1");
        assert!(row["number"].is_u64() && row["dnr"].is_array() && row["text"].is_string());
        assert!(row["decision"].is_string() && row["immediately_adjusted"].is_boolean());
    }
}

#[test]
fn bytes_do_not_depend_on_threads_or_order() {
    let dir = tempfile::tempdir().unwrap();
    let files: Vec<_> = ["modern/engstd.txt", "federation/swe.txt", "old/gold.txt", "typewriter/eng.txt"]
        .iter()
        .map(|f| {
            let to = dir.path().join(f.replace('/', "-"));
            std::fs::copy(fixture(&format!("protocols/{f}")), &to).unwrap();
            to
        })
        .collect();
    let mut reversed = files.clone();
    reversed.reverse();
    let mut results = Vec::new();
    for (threads, inputs) in [("1", &files), ("2", &files), ("2", &reversed), ("5", &reversed)] {
        let out = dir.path().join(format!("out{}", results.len()));
        let mut command = justera();
        command.env("RAYON_NUM_THREADS", threads).arg("run").args(inputs);
        let output = command.arg("--out").arg(&out).args(["--ocr", "never", "--quiet"]).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        results.push(dataset(&out));
    }
    for other in &results[1..] {
        assert_eq!(&results[0], other);
    }
}

#[test]
fn repairing_a_repaired_text_changes_nothing() {
    for file in ["modern/engstd.txt", "modern/swe.txt", "federation/eng.txt", "old/engstd.txt", "typewriter/eng.txt"] {
        let once = justera().arg("repair").arg(fixture(&format!("protocols/{file}"))).output().unwrap().stdout;
        let twice = justera().arg("repair").write_stdin(once.clone()).output().unwrap().stdout;
        let (once, twice) = (String::from_utf8(once).unwrap(), String::from_utf8(twice).unwrap());
        let changed: Vec<_> = once.lines().zip(twice.lines()).filter(|(a, b)| a != b).collect();
        assert!(changed.is_empty() && once.lines().count() == twice.lines().count(), "{file}: {changed:#?}");
    }
}

#[test]
fn repeated_pages_are_marked_and_give_no_second_record() {
    let (_dir, protocols) = protocols();
    let modern: Vec<_> = protocols.iter().filter(|p| p.id.starts_with("modern.e") || p.id == "modern.swe").collect();
    assert_eq!(modern.len(), 3);
    for protocol in modern {
        assert_eq!(protocol.pages[7].duplicate_of, Some(4), "{}", protocol.id);
        let labels: Vec<&str> = protocol.meetings[0].records.iter().map(|r| r.paragraph.as_str()).collect();
        assert_eq!(labels, ["54", "55", "56", "57", "58", "58 B", "59"], "{}", protocol.id);
    }
}
