//! `--dedupe batch`: a protocol, an extract of it with damage, another protocol with the same boilerplate.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a panic is how a test fails")]

mod common;

use std::path::{Path, PathBuf};

use common::{dataset, fixture, justera};
use serde_json::Value;

const MAY: &str = "kfn-2022-05-10";
const JUNE: &str = "kfn-2022-06-14";
const EXTRACT: &str = "a-utdrag-2022-05-10";

/// Copies of the fixtures, in the order named.
fn inputs(folder: &Path, ids: &[&str]) -> Vec<PathBuf> {
    let copy = |id: &&str| {
        let to = folder.join(format!("{id}.txt"));
        std::fs::copy(fixture(&format!("batch/{id}.txt")), &to).unwrap();
        to
    };
    ids.iter().map(copy).collect()
}

fn run(inputs: &[PathBuf], out: &Path, threads: &str, mode: &str) {
    let mut command = justera();
    command.env("RAYON_NUM_THREADS", threads).arg("run").args(inputs).arg("--out").arg(out);
    let output = command.args(["--ocr", "never", "--quiet", "--dedupe", mode]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

fn json(path: PathBuf) -> Value {
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

fn lines(path: PathBuf) -> Vec<Value> {
    std::fs::read_to_string(path).unwrap().lines().map(|l| serde_json::from_str(l).unwrap()).collect()
}

#[test]
fn an_extract_is_found_and_another_meeting_is_not() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("out");
    run(&inputs(dir.path(), &[MAY, JUNE, EXTRACT]), &out, "2", "batch");

    let extract = json(out.join(format!("protocols/{EXTRACT}.json")));
    let repeats: Vec<&Value> = extract["pages"].as_array().unwrap().iter().map(|p| &p["repeats"]).collect();
    // The title page is its own; § 34 stands across two pages of the protocol, § 35 on one.
    let at = |pages: &[usize]| serde_json::json!({"protocol": MAY, "pages": pages});
    assert_eq!(repeats, [&Value::Null, &at(&[2, 3]), &at(&[3])]);
    for id in [MAY, JUNE] {
        let protocol = json(out.join(format!("protocols/{id}.json")));
        assert!(protocol["pages"].as_array().unwrap().iter().all(|p| p["repeats"].is_null()), "{id}");
    }

    let records = lines(out.join("records.jsonl"));
    let mut counted = Vec::new();
    for record in &records {
        let key = (record["protocol_id"].as_str().unwrap(), record["paragraph"].as_str().unwrap());
        assert!(record.as_object().unwrap().contains_key("repeated_in"), "{key:?}");
        if key.0 == EXTRACT {
            let other = &record["repeated_in"];
            assert_eq!((other["protocol"].as_str(), other["paragraph"].as_str()), (Some(MAY), Some(key.1)));
        } else {
            assert!(record["repeated_in"].is_null(), "{key:?}");
            counted.push(key.1);
        }
    }
    assert_eq!(counted, ["33", "34", "35", "36", "37", "38", "39"]);
    assert_eq!(records.len(), 9, "nothing is dropped");

    let clusters = lines(out.join("duplicates.jsonl"));
    let shown: Vec<String> =
        clusters.iter().map(|c| format!("{} {} {}", c["schema"], c["kept"], c["repeats"])).collect();
    let line = |kept: usize, page: usize, pages: &str| {
        format!(
            r#""justera/duplicate/1" {{"protocol":"{MAY}","page":{kept}}} [{{"protocol":"{EXTRACT}","page":{page},"pages":[{pages}]}}]"#
        )
    };
    assert_eq!(shown, [line(2, 1, "2,3"), line(3, 2, "3")]);
    let manifest = json(out.join("manifest.json"));
    assert_eq!(
        (&manifest["options"]["dedupe"], &manifest["inputs"][0]["repeats_elsewhere"]),
        (&"batch".into(), &2.into())
    );
}

#[test]
fn a_second_reading_is_found_page_by_page() {
    let dir = tempfile::tempdir().unwrap();
    let mut inputs = inputs(dir.path(), &[MAY, JUNE]);
    // What the English model makes of it, and a name that sorts before the protocol's.
    let read = std::fs::read_to_string(&inputs[0]).unwrap();
    let read =
        read.replace(['å', 'ä'], "a").replace('ö', "é").replace('Å', "A").replace("rm", "nn").replace("§ ", "$ ");
    inputs.push(dir.path().join("again.txt"));
    std::fs::write(&inputs[2], read).unwrap();
    let out = dir.path().join("out");
    run(&inputs, &out, "2", "batch");
    let again = json(out.join("protocols/again.json"));
    let repeats: Vec<Value> =
        again["pages"].as_array().unwrap().iter().map(|p| p["repeats"]["pages"].clone()).collect();
    // The better reading is the one kept.
    assert_eq!(repeats, [[0], [1], [2], [3]].map(|p| serde_json::json!(p)));
    let records = lines(out.join("records.jsonl"));
    let mine: Vec<_> = records.iter().filter(|r| r["protocol_id"] == "again").collect();
    assert!(mine.len() == 4 && mine.iter().all(|r| r["repeated_in"]["paragraph"] == r["paragraph"]));
}

#[test]
fn bytes_do_not_depend_on_threads_or_order_in_a_batch() {
    let dir = tempfile::tempdir().unwrap();
    let forth = inputs(dir.path(), &[MAY, JUNE, EXTRACT]);
    let back: Vec<PathBuf> = forth.iter().rev().cloned().collect();
    let mut results = Vec::new();
    for (threads, inputs) in [("1", &forth), ("2", &forth), ("1", &back), ("2", &back)] {
        let out = dir.path().join(format!("out{}", results.len()));
        run(inputs, &out, threads, "batch");
        results.push(dataset(&out));
        let left = std::fs::read_dir(out.join(".justera/tmp")).unwrap().count();
        assert_eq!(left, 0, "working files are left");
    }
    assert!(results[0].iter().any(|(name, bytes)| name == "duplicates.jsonl" && !bytes.is_empty()));
    for other in &results[1..] {
        assert_eq!(&results[0], other);
    }
}

#[test]
fn a_corrected_sum_is_told_in_the_repeat() {
    let dir = tempfile::tempdir().unwrap();
    let inputs = inputs(dir.path(), &[MAY, EXTRACT]);
    let text = std::fs::read_to_string(&inputs[1]).unwrap();
    assert!(text.contains("6 230"));
    std::fs::write(&inputs[1], text.replace("6 230", "9 470")).unwrap();
    let out = dir.path().join("out");
    run(&inputs, &out, "2", "batch");
    let extract = json(out.join(format!("protocols/{EXTRACT}.json")));
    let page = &extract["pages"][2];
    assert_eq!(page["repeats"]["protocol"], MAY);
    let variants: Vec<&Value> = page["variants"].as_array().unwrap().iter().collect();
    let sum = variants.iter().find(|v| v["kind"] == "number").expect("the sum");
    assert_eq!((&sum["other_protocol"], &sum["other_page"]), (&MAY.into(), &3.into()));
    assert!(sum["kept"].as_str().unwrap().ends_with("470") && sum["other"].as_str().unwrap().ends_with("230"), "{sum}");
    let raw: Vec<&str> = page["raw"].as_str().unwrap().lines().collect();
    assert!(raw[sum["line"].as_u64().unwrap() as usize].contains("470"));
    let told = extract["warnings"]
        .as_array()
        .unwrap()
        .iter()
        .any(|w| w["code"] == "variant" && w["page"] == 2 && w["message"].as_str().unwrap().contains("470"));
    assert!(told, "{}", extract["warnings"]);
}

#[test]
fn within_documents_nothing_is_said_of_others() {
    let dir = tempfile::tempdir().unwrap();
    let inputs = inputs(dir.path(), &[MAY, EXTRACT]);
    let (alone, after) = (dir.path().join("alone"), dir.path().join("after"));
    run(&inputs, &alone, "2", "document");
    // What an earlier run said of the batch goes.
    run(&inputs, &after, "2", "batch");
    assert!(after.join("duplicates.jsonl").exists());
    run(&inputs, &after, "2", "document");
    assert_eq!(dataset(&alone), dataset(&after));
    assert!(lines(alone.join("records.jsonl")).iter().all(|r| r["repeated_in"].is_null()));
}

#[test]
fn marking_repeats_changes_nothing_else() {
    let dir = tempfile::tempdir().unwrap();
    let inputs = inputs(dir.path(), &[MAY, EXTRACT]);
    let (one, two) = (dir.path().join("one"), dir.path().join("two"));
    run(&inputs, &one, "2", "document");
    run(&inputs, &two, "2", "batch");
    for (name, bytes) in
        dataset(&one).into_iter().filter(|(n, _)| n.starts_with("protocols/") || n.starts_with("text/"))
    {
        let other = std::fs::read_to_string(two.join(&name)).unwrap();
        let mut lines: Vec<&str> = other.lines().collect();
        let one = String::from_utf8(bytes).unwrap();
        // Lines of the marks themselves stand in the batch's files alone.
        let expected: Vec<&str> =
            one.lines().filter(|l| !l.contains("\"repeats\"") && !l.contains("\"repeated_in\"")).collect();
        let mut rest = expected.iter().peekable();
        lines.retain(|l| rest.peek().is_some_and(|e| *e == l) && rest.next().is_some());
        assert_eq!(lines, expected, "{name}");
    }
}
