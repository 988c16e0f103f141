//! What the tests of the program share.
#![allow(dead_code, reason = "each test file uses its own part")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a panic is how a test fails")]
#![allow(clippy::print_stderr, reason = "a test that cannot be made says so")]

use std::path::{Path, PathBuf};
use std::process::Output;

use assert_cmd::Command;

/// A file or folder of `fixtures/`.
pub fn fixture(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(path)
}

/// The program.
pub fn justera() -> Command {
    Command::cargo_bin("justera").expect("the program is built with the tests")
}

/// `justera run` over inputs without OCR.
pub fn run_text(inputs: &[PathBuf], out: &Path) -> Output {
    justera().arg("run").args(inputs).arg("--out").arg(out).args(["--ocr", "never", "--quiet"]).output().unwrap()
}

/// All files under a folder with their bytes, in order of path; the run report and what a run must remember are left out.
pub fn dataset(out: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<_> = walkdir::WalkDir::new(out)
        .into_iter()
        .filter_entry(|e| e.file_name() != ".justera")
        .filter_map(Result::ok)
        .filter(|e| e.file_type().is_file() && e.file_name() != "run-report.json")
        .map(|e| {
            let name = e.path().strip_prefix(out).unwrap().to_string_lossy().into_owned();
            (name, std::fs::read(e.path()).unwrap())
        })
        .collect();
    files.sort();
    files
}

/// The fixture protocols' texts of every reading, each under `<id>.<reading>.txt` in a fresh folder.
pub fn texts(folder: &Path) {
    for id in ["modern", "federation", "typewriter", "old"] {
        for reading in ["gold", "swe", "eng", "engstd"] {
            let from = fixture(&format!("protocols/{id}/{reading}.txt"));
            std::fs::copy(from, folder.join(format!("{id}.{reading}.txt"))).unwrap();
        }
    }
}

/// The Python that has the packages of outside tools; `JUSTERA_PYTHON` names it.
pub fn python() -> String {
    std::env::var("JUSTERA_PYTHON").unwrap_or_else(|_| "python3".into())
}

/// Runs a Python script that needs a module, and gives what it printed. Nothing, and a word of it, where the module is not there.
pub fn with_python(module: &str, script: &str, args: &[&std::ffi::OsStr]) -> Option<String> {
    let there = std::process::Command::new(python()).args(["-c", &format!("import {module}")]).output();
    if !there.is_ok_and(|o| o.status.success()) {
        eprintln!("SKIPPED {module}: {} has no module {module}", python());
        return None;
    }
    let output = std::process::Command::new(python()).args(["-c", script]).args(args).output().unwrap();
    assert!(output.status.success(), "{module}: {}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8(output.stdout).unwrap())
}
