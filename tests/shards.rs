//! Shares of a batch, their merging, the check of a dataset, and the pipe.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a panic is how a test fails")]

mod common;

use std::path::{Path, PathBuf};
use std::process::Output;

use common::{dataset, fixture, justera, texts};
use serde_json::Value;

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn run(input: &Path, out: &Path, more: &[&str]) -> Output {
    let mut command = justera();
    let command = command.arg("run").arg(input).arg("--out").arg(out).args(["--ocr", "never", "--quiet"]);
    command.args(more).output().unwrap()
}

fn merge(from: &[PathBuf], into: &Path) -> Output {
    justera().arg("merge").args(from).arg("--into").arg(into).arg("--quiet").output().unwrap()
}

fn verify(out: &Path) -> (Option<i32>, String) {
    let output = justera().arg("verify").arg(out).output().unwrap();
    (output.status.code(), String::from_utf8(output.stdout).unwrap())
}

/// Texts of all readings, a batch with repeats, and files that cannot be read.
fn inputs() -> (tempfile::TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let input = dir.path().join("in");
    std::fs::create_dir(&input).unwrap();
    texts(&input);
    for id in ["kfn-2022-05-10", "kfn-2022-06-14", "a-utdrag-2022-05-10"] {
        std::fs::copy(fixture(&format!("batch/{id}.txt")), input.join(format!("{id}.txt"))).unwrap();
    }
    for name in ["password.pdf", "truncated.pdf", "random.pdf"] {
        std::fs::copy(fixture(&format!("broken/{name}")), input.join(name)).unwrap();
    }
    (dir, input)
}

#[test]
fn shares_put_together_are_one_run() {
    let (dir, input) = inputs();
    for mode in ["document", "batch"] {
        let once = dir.path().join(format!("once-{mode}"));
        run(&input, &once, &["--dedupe", mode]);
        for of in [1, 3] {
            let share = |n: u32| dir.path().join(format!("{mode}-{n}-of-{of}"));
            let shares: Vec<PathBuf> = (1..=of).map(share).collect();
            for (n, out) in shares.iter().enumerate() {
                run(&input, out, &["--dedupe", mode, "--shard", &format!("{}/{of}", n + 1)]);
                let (code, said) = verify(out);
                assert_eq!(code, Some(0), "{said}");
            }
            let into = dir.path().join(format!("into-{mode}-{of}"));
            let merged = merge(&shares, &into);
            assert_eq!(merged.status.code(), Some(2), "{}", said(&merged));
            assert_eq!(dataset(&into), dataset(&once), "{mode} {of}");
            // In another order, over what is there, and then as a run that finds everything done.
            let back: Vec<PathBuf> = shares.iter().rev().cloned().collect();
            merge(&back, &into);
            assert_eq!(dataset(&into), dataset(&once), "{mode} {of} again");
            let mut command = justera();
            command.arg("run").arg(&input).arg("--out").arg(&into).args(["--ocr", "never", "--dedupe", mode]);
            let words = said(&command.output().unwrap());
            assert!(words.contains("19 already done"), "{words}");
            assert_eq!(dataset(&into), dataset(&once));
        }
    }
}

#[test]
fn what_is_no_share_of_the_batch_is_refused() {
    let (dir, input) = inputs();
    let at = |name: &str| dir.path().join(name);
    run(&input, &at("a"), &["--shard", "1/2"]);
    run(&input, &at("b"), &["--shard", "2/2", "--no-repair"]);
    run(&input, &at("c"), &["--shard", "2/3"]);
    let refused = |names: &[&str], what: &str| {
        let from: Vec<PathBuf> = names.iter().map(|n| at(n)).collect();
        let output = merge(&from, &at("into"));
        assert_eq!(output.status.code(), Some(1), "{names:?}");
        assert!(said(&output).contains(what), "{names:?}: {}", said(&output));
    };
    refused(&["a"], "the shares 2/2 are missing");
    refused(&["a", "b"], "the options differ");
    refused(&["a", "c"], "not shares of one batch");
    refused(&["a", "a"], "both hold the document");
    refused(&["a", "nowhere"], "not finished");
    refused(&["a", "into"], "is one of the folders");
    // Two shares are not written over each other.
    let over = run(&input, &at("a"), &["--shard", "2/2"]);
    assert_eq!(over.status.code(), Some(1));
    assert!(said(&over).contains("share 1/2 of a batch, not share 2/2"), "{}", said(&over));
    // A share made over other inputs is of another batch.
    std::fs::copy(fixture("text/clean.txt"), input.join("new.txt")).unwrap();
    run(&input, &at("b"), &["--shard", "2/2", "--fresh"]);
    refused(&["a", "b"], "not shares of one batch");
    // A file that was touched is found before it is copied.
    run(&input, &at("a"), &["--shard", "1/2"]);
    let touched = std::fs::read_dir(at("a").join("text")).unwrap().next().unwrap().unwrap().path();
    std::fs::write(&touched, "x").unwrap();
    let output = merge(&[at("a"), at("b")], &at("into"));
    assert!(output.status.code() == Some(2) && said(&output).contains("digest"), "{}", said(&output));
}

#[test]
fn every_fault_in_a_dataset_is_found() {
    let (dir, input) = inputs();
    let out = dir.path().join("out");
    run(&input, &out, &["--dedupe", "batch"]);
    let (code, words) = verify(&out);
    assert!(code == Some(0) && words.contains("nothing is wrong"), "{words}");
    assert!(words.starts_with("19 documents, "), "{words}");

    let change = |name: &str, from: &str, to: &str| {
        let path = out.join(name);
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{name} has no {from}");
        std::fs::write(&path, text.replacen(from, to, 1)).unwrap();
        let (code, words) = verify(&out);
        std::fs::write(&path, text).unwrap();
        assert_eq!(code, Some(2), "{name}: {from} → {to}");
        words
    };
    let protocol = "protocols/modern.eng.json";
    for (from, to, what) in [
        ("\"start\": 0,", "\"start\": 1,", "does not stand at bytes"),
        ("\"applied\": true", "\"applied\": false", "edits made do not give"),
        ("\"confidence\": 0.", "\"confidence\": 7.", "confidence is 7."),
        ("\"line_start\": ", "\"line_start\": 99", "lines that are not there"),
        ("\"page_count\": ", "\"page_count\": 9", "page_count is"),
        ("\"index\": 1,", "\"index\": 2,", "has index 2"),
        ("\"sha256\": \"", "\"sha256\": \"0", "source sha256"),
        ("justera/protocol/1", "justera/protocol/9", "schema"),
        ("\"title\": \"", "\"title\": \"x", "do"),
        ("{", "[", "protocols/modern.eng.json: "),
        ("\"id\": ", "\"more\": 1, \"id\": ", "fields or a form"),
    ] {
        let words = change(protocol, from, to);
        assert!(words.contains(what), "{from} → {to}: {words}");
        assert!(words.contains(protocol), "{words}");
    }
    assert!(change("text/modern.eng.txt", "a", "b").contains("not the text of its protocol"));
    assert!(change("records.jsonl", "\"number\":", "\"number\": ").contains("records.jsonl"));
    assert!(change("duplicates.jsonl", "\"page\":", "\"page\":9").contains("no page of the dataset"));
    assert!(change("manifest.json", "\"records\": ", "\"records\": 1").contains("number of records"));
    assert!(change("manifest.json", "\"complete\": true", "\"complete\": false").contains("limit"));

    std::fs::write(out.join("text/stray.txt"), "x").unwrap();
    assert!(verify(&out).1.contains("text/stray.txt: the manifest knows of no such document"));
    std::fs::remove_file(out.join("text/stray.txt")).unwrap();
    std::fs::remove_file(out.join("protocols/old.swe.json")).unwrap();
    let words = verify(&out).1;
    assert!(words.contains("protocols/old.swe.json") && words.contains("records.jsonl"), "{words}");
    std::fs::remove_file(out.join("manifest.json")).unwrap();
    let output = justera().arg("verify").arg(&out).output().unwrap();
    assert!(output.status.code() == Some(2) && said(&output).contains("not finished"), "{}", said(&output));
}

#[test]
fn a_pipe_answers_every_line_and_dies_of_none() {
    let clean = fixture("text/clean.txt");
    let text = std::fs::read_to_string(&clean).unwrap();
    let requests = [
        serde_json::json!({"path": clean}).to_string(),
        serde_json::json!({"id": "å/1", "text": text}).to_string(),
        "{\"path\": ".into(),
        "[]".into(),
        "\u{0}\u{fffd}".into(),
        serde_json::json!({"path": "/nowhere/at all.pdf", "id": "x"}).to_string(),
        serde_json::json!({"path": fixture("broken/truncated.pdf")}).to_string(),
        serde_json::json!({"path": fixture("text")}).to_string(),
        serde_json::json!({"text": "§ 1"}).to_string(),
        serde_json::json!({"id": "tom", "text": ""}).to_string(),
        serde_json::json!({"id": "x", "text": "§ 1", "extra": 1}).to_string(),
    ];
    let mut bytes = b"\xff\xfe\n\n".to_vec();
    bytes.extend(requests.join("\n").into_bytes());
    let output = justera().args(["pipe", "--ocr", "never"]).write_stdin(bytes).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let answers: Vec<Value> =
        String::from_utf8(output.stdout).unwrap().lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    let schemas: Vec<&str> = answers.iter().map(|a| a["schema"].as_str().unwrap().split('/').nth(1).unwrap()).collect();
    let expected = [
        "error", "protocol", "protocol", "error", "error", "error", "error", "error", "error", "error", "protocol",
        "error",
    ];
    assert_eq!(schemas, expected, "{answers:#?}");
    assert_eq!(
        (&answers[1]["id"], &answers[2]["id"], &answers[6]["id"]),
        (&"clean".into(), &"å/1".into(), &"x".into())
    );
    // The same text is the same protocol, by whatever way it came; only where it came from differs.
    assert_eq!(answers[1]["meetings"], answers[2]["meetings"]);
    assert_eq!(answers[1]["source"]["sha256"], answers[2]["source"]["sha256"]);
    assert!(answers[8]["error"].as_str().unwrap().contains("give each by itself"), "{}", answers[8]);
    let dir = tempfile::tempdir().unwrap();
    run(&clean, &dir.path().join("out"), &[]);
    let of_run: Value =
        serde_json::from_slice(&std::fs::read(dir.path().join("out/protocols/clean.json")).unwrap()).unwrap();
    assert_eq!(answers[1], of_run);
}
