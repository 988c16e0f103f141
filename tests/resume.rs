//! Planning, going on where a run ended, locks and limits.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a panic is how a test fails")]

mod common;

use std::path::{Path, PathBuf};
use std::process::Output;

use common::{dataset, fixture, justera, texts};
use serde_json::Value;

fn inputs() -> (tempfile::TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let input = dir.path().join("in");
    std::fs::create_dir(&input).unwrap();
    texts(&input);
    (dir, input)
}

fn run(input: &Path, out: &Path, more: &[&str]) -> Output {
    let mut command = justera();
    command.arg("run").arg(input).arg("--out").arg(out).args(["--ocr", "never"]).args(more).output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn json(path: PathBuf) -> Value {
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

#[test]
fn a_plan_is_shown_and_a_dry_run_does_nothing() {
    let (dir, input) = inputs();
    let out = dir.path().join("out");
    let dry = run(&input, &out, &["--dry-run"]);
    let text = String::from_utf8(dry.stdout).unwrap();
    assert_eq!(text.lines().filter(|l| l.starts_with("new\t")).count(), 16, "{text}");
    assert!(text.contains("16 inputs") && !out.exists(), "{text}");

    let first = run(&input, &out, &[]);
    assert!(said(&first).starts_with("16 inputs: 16 new\n"), "{}", said(&first));
    let events = run(&input, &out, &["--json"]);
    let events: Vec<Value> = said(&events).lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert_eq!((&events[0]["event"], &events[0]["done"], events.len()), (&"plan".into(), &16.into(), 2), "{events:?}");
    std::fs::write(input.join("old.gold.txt"), "§ 1\nNamnden beslutar att avslå.\n").unwrap();
    std::fs::copy(fixture("text/clean.txt"), input.join("new.txt")).unwrap();
    let dry = String::from_utf8(run(&input, &out, &["--dry-run"]).stdout).unwrap();
    assert!(
        dry.contains("changed\told.gold\t") && dry.contains("new\tnew\t") && dry.contains("15 already done"),
        "{dry}"
    );
}

#[test]
fn what_is_done_is_not_done_again_and_the_result_is_that_of_one_run() {
    let (dir, input) = inputs();
    let (out, once) = (dir.path().join("out"), dir.path().join("once"));
    let part = dir.path().join("part");
    std::fs::create_dir(&part).unwrap();
    for name in ["old.swe.txt", "modern.eng.txt", "typewriter.gold.txt"] {
        std::fs::copy(input.join(name), part.join(name)).unwrap();
    }
    std::fs::write(part.join("gone.txt"), "§ 1 Val\nBeslut\nNamnden beslutar att välja Åsa Öberg.\n").unwrap();
    run(&part, &out, &["--quiet"]);
    // Written by the first run; if the second wrote it again its time would change.
    let kept = out.join("protocols/modern.eng.json");
    let before = std::fs::metadata(&kept).unwrap().modified().unwrap();
    let second = run(&input, &out, &[]);
    assert_eq!(second.status.code(), Some(0));
    let words = said(&second);
    assert!(words.contains("13 new, 3 already done") && words.contains("gone: no input"), "{words}");
    assert_eq!(std::fs::metadata(&kept).unwrap().modified().unwrap(), before);
    run(&input, &once, &["--quiet"]);
    assert!(!out.join("text/gone.txt").exists());
    assert_eq!(dataset(&out), dataset(&once));
    assert_eq!(json(out.join("run-report.json"))["resumed"], 3);
    let journal = |out: &Path| std::fs::read(out.join(".justera/journal.jsonl")).unwrap();
    assert_eq!(journal(&out), journal(&once));
    // All anew, and with other options, is the same as at first.
    run(&input, &out, &["--quiet", "--fresh"]);
    assert_ne!(std::fs::metadata(&kept).unwrap().modified().unwrap(), before);
    assert_eq!(dataset(&out), dataset(&once));
    let other = run(&input, &out, &["--no-repair", "--resume"]);
    assert!(said(&other).contains("16 done with other settings"), "{}", said(&other));
    assert_ne!(dataset(&out), dataset(&once));
}

#[test]
fn files_that_were_touched_are_made_anew() {
    let (dir, input) = inputs();
    let (out, once) = (dir.path().join("out"), dir.path().join("once"));
    run(&input, &out, &["--quiet"]);
    run(&input, &once, &["--quiet"]);
    std::fs::write(out.join("protocols/old.eng.json"), "{").unwrap();
    std::fs::remove_file(out.join("text/modern.swe.txt")).unwrap();
    std::fs::remove_file(out.join("records.jsonl")).unwrap();
    assert_ne!(dataset(&out), dataset(&once));
    assert!(said(&run(&input, &out, &[])).contains("2 changed since, 14 already done"));
    assert_eq!(dataset(&out), dataset(&once));
}

#[test]
fn an_input_that_fails_now_leaves_nothing_of_what_it_was() {
    let (dir, input) = inputs();
    let (out, once) = (dir.path().join("out"), dir.path().join("once"));
    run(&input, &out, &["--quiet"]);
    std::fs::copy(fixture("broken/password.pdf"), input.join("old.gold.txt")).unwrap();
    assert_eq!(run(&input, &out, &["--quiet"]).status.code(), Some(2));
    assert_eq!(run(&input, &once, &["--quiet"]).status.code(), Some(2));
    assert_eq!(dataset(&out), dataset(&once));
    assert!(!out.join("protocols/old.gold.json").exists());
}

#[test]
fn marks_of_a_batch_go_when_what_they_point_at_goes() {
    let dir = tempfile::tempdir().unwrap();
    let input = dir.path().join("in");
    std::fs::create_dir(&input).unwrap();
    for id in ["kfn-2022-05-10", "kfn-2022-06-14", "a-utdrag-2022-05-10"] {
        std::fs::copy(fixture(&format!("batch/{id}.txt")), input.join(format!("{id}.txt"))).unwrap();
    }
    let (out, once) = (dir.path().join("out"), dir.path().join("once"));
    run(&input, &out, &["--quiet", "--dedupe", "batch"]);
    assert!(std::fs::read_to_string(out.join("records.jsonl")).unwrap().contains(r#""repeated_in":{"#));
    // Once more changes nothing.
    let before = dataset(&out);
    let again = run(&input, &out, &["--dedupe", "batch"]);
    assert!(said(&again).contains("3 already done"));
    assert_eq!(dataset(&out), before);
    std::fs::remove_file(input.join("kfn-2022-05-10.txt")).unwrap();
    let third = run(&input, &out, &["--dedupe", "batch"]);
    assert!(said(&third).contains("2 already done"), "{}", said(&third));
    run(&input, &once, &["--quiet", "--dedupe", "batch"]);
    assert_eq!(dataset(&out), dataset(&once));
}

#[test]
fn one_run_at_a_time() {
    let (dir, input) = inputs();
    let out = dir.path().join("out");
    std::fs::create_dir_all(out.join(".justera")).unwrap();
    let lock = std::fs::File::create(out.join(".justera/lock")).unwrap();
    std::fs::write(out.join(".justera/lock"), "process 77 on snipan\n").unwrap();
    lock.try_lock().unwrap();
    let refused = run(&input, &out, &["--quiet"]);
    assert_eq!(refused.status.code(), Some(1));
    let words = said(&refused);
    assert!(words.contains("process 77 on snipan is writing to this folder") && words.contains("--out"), "{words}");
    drop(lock);
    assert_eq!(run(&input, &out, &["--quiet"]).status.code(), Some(0));
}

#[test]
fn failures_past_the_limit_end_the_run_and_what_is_done_is_kept() {
    let (dir, input) = inputs();
    let (out, once) = (dir.path().join("out"), dir.path().join("once"));
    for n in 0..6 {
        std::fs::copy(fixture("broken/password.pdf"), input.join(format!("a{n}.pdf"))).unwrap();
    }
    for limit in ["3", "14%"] {
        let ended = run(&input, &out, &["--max-failures", limit, "--fresh"]);
        let words = said(&ended);
        assert_eq!(ended.status.code(), Some(2), "{words}");
        assert!(
            words.contains("more than 3 inputs failed (--max-failures)") && words.contains("goes on from here"),
            "{words}"
        );
        let manifest = json(out.join("manifest.json"));
        assert_eq!(manifest["complete"], false);
        let listed = manifest["inputs"].as_array().unwrap();
        assert!(listed.len() < 22 && listed.iter().filter(|i| i["status"] == "failed").count() >= 4, "{listed:?}");
        let report = json(out.join("run-report.json"));
        assert_eq!(report["left"].as_u64().unwrap() as usize, 22 - listed.len());
    }
    assert_eq!(run(&input, &out, &["--quiet", "--max-failures", "6"]).status.code(), Some(2));
    run(&input, &once, &["--quiet"]);
    assert_eq!(dataset(&out), dataset(&once));
}

#[test]
fn a_disk_without_room_is_said_before_work_and_nothing_is_begun() {
    let (dir, input) = inputs();
    let out = dir.path().join("out");
    let ended = run(&input, &out, &["--min-free", "99999999999"]);
    assert_eq!(ended.status.code(), Some(2));
    let words = said(&ended);
    assert!(words.contains("--min-free") && words.contains("0 of 16 inputs finished"), "{words}");
    assert_eq!(run(&input, &out, &["--quiet"]).status.code(), Some(0));
}

#[test]
fn what_a_run_wrote_is_no_input() {
    let (_dir, input) = inputs();
    let out = input.join("out");
    run(&input, &out, &["--quiet"]);
    let before = dataset(&out);
    assert!(said(&run(&input, &out, &[])).contains("16 already done"));
    assert_eq!(dataset(&out), before);
}

#[test]
fn names_that_differ_in_what_no_file_name_shows_are_two_documents() {
    let dir = tempfile::tempdir().unwrap();
    let (input, out) = (dir.path().join("in"), dir.path().join("out"));
    std::fs::create_dir(&input).unwrap();
    let long = "ö".repeat(125);
    let names = ["a:b", "a?b", "a_b", "rad\nbruten", "med blank", "M\u{e5}l", "Ma\u{30a}l", "..x", "-o", long.as_str()];
    for (n, name) in names.iter().enumerate() {
        std::fs::write(input.join(format!("{name}.txt")), format!("§ {} Val\nNamnden beslutar att bifalla.\n", n + 1))
            .unwrap();
    }
    let output = run(&input, &out, &[]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    // A name that begins with a full stop is hidden.
    assert_eq!(std::fs::read_to_string(out.join("records.jsonl")).unwrap().lines().count(), names.len() - 1);
    assert_eq!(std::fs::read_dir(out.join("protocols")).unwrap().count(), names.len() - 1);
    assert!(said(&output).lines().all(|l| !l.starts_with("bruten")), "{}", said(&output));
    let before = dataset(&out);
    assert!(said(&run(&input, &out, &[])).contains("9 already done"));
    assert_eq!(dataset(&out), before);
}

#[test]
fn documents_with_failed_pages_are_tried_again_when_asked() {
    let dir = tempfile::tempdir().unwrap();
    let (input, out) = (dir.path().join("in"), dir.path().join("out"));
    std::fs::create_dir(&input).unwrap();
    std::fs::copy(fixture("images/grey16.png"), input.join("a.png")).unwrap();
    std::fs::copy(fixture("text/clean.txt"), input.join("b.txt")).unwrap();
    std::fs::copy(fixture("broken/password.pdf"), input.join("c.pdf")).unwrap();
    // An image without OCR is a page that failed; an input that cannot be opened is tried again in any case.
    for (more, expected) in [
        (&[][..], "3 new"),
        (&[], "1 new, 2 already done"),
        (&["--retry-failed"], "1 new, 1 to try again, 1 already done"),
        (&["--fresh"], "3 new"),
    ] {
        let output = run(&input, &out, more);
        assert_eq!(output.status.code(), Some(2));
        assert!(said(&output).contains(expected), "{more:?}: {}", said(&output));
    }
    assert_eq!(run(&input, &out, &["--fresh", "--resume"]).status.code(), Some(1));
}
