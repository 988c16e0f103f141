//! A batch spread by Spark and by Ray, two workers each on this machine, is that of one run. Skips, and says so, where the engine is not installed.
//! `JUSTERA_PYTHON` names the Python that has them.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a panic is how a test fails")]
#![allow(clippy::print_stderr, reason = "a test that cannot be made says so")]

mod common;

use std::path::{Path, PathBuf};
use std::process::Command;

use common::{dataset, fixture, justera, texts};
use serde_json::Value;

fn python() -> String {
    std::env::var("JUSTERA_PYTHON").unwrap_or_else(|_| "python3".into())
}

/// Spreads a batch with repeats by a job and compares it with one run; gives the job's folder.
fn spread(engine: &str, module: &str, more: &[&str]) -> Option<(tempfile::TempDir, PathBuf)> {
    let there = Command::new(python()).args(["-c", &format!("import {module}")]).output();
    if !there.is_ok_and(|o| o.status.success()) {
        eprintln!("SKIPPED {engine}: {} has no module {module}", python());
        return None;
    }
    let dir = tempfile::tempdir().unwrap();
    let (input, once, out) = (dir.path().join("in"), dir.path().join("once"), dir.path().join("out"));
    std::fs::create_dir(&input).unwrap();
    texts(&input);
    for id in ["kfn-2022-05-10", "kfn-2022-06-14", "a-utdrag-2022-05-10"] {
        std::fs::copy(fixture(&format!("batch/{id}.txt")), input.join(format!("{id}.txt"))).unwrap();
    }
    let options = ["--ocr", "never", "--dedupe", "batch"];
    let mut command = justera();
    command.arg("run").arg(&input).arg("--out").arg(&once).args(options).arg("--quiet").output().unwrap();
    let job = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("examples/{engine}/job.py"));
    let output = Command::new(python())
        .arg(job)
        .arg(&input)
        .arg("--out")
        .arg(&out)
        .args(["--shares", "3", "--program", env!("CARGO_BIN_EXE_justera")])
        .args(more.iter().map(|m| m.replace("DIR", &dir.path().to_string_lossy())))
        .arg("--")
        .args(options)
        .env("PYSPARK_PYTHON", python())
        .env("SPARK_MASTER", "local[2]")
        .env("SPARK_LOCAL_IP", "127.0.0.1")
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(dataset(&out.join("whole")), dataset(&once), "{engine}");
    Some((dir, once))
}

#[test]
fn spark_gives_what_one_machine_gives() {
    let Some((dir, once)) = spread("spark", "pyspark", &["--records", "DIR/records.jsonl"]) else { return };
    let rows = |path: PathBuf| -> Vec<(String, String, String)> {
        let text = std::fs::read_to_string(path).unwrap();
        let row = |line: &str| {
            let row: Value = serde_json::from_str(line).unwrap();
            (row["protocol_id"].to_string(), row["paragraph"].to_string(), row["sections"].to_string())
        };
        let mut rows: Vec<_> = text.lines().map(row).collect();
        rows.sort();
        rows
    };
    assert_eq!(rows(dir.path().join("records.jsonl")), rows(once.join("records.jsonl")));
}

#[test]
fn ray_gives_what_one_machine_gives() {
    spread("ray", "ray", &[]);
}
