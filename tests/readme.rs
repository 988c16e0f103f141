//! Every command of the README's `console` blocks runs. The two `sh` blocks are run by `.ci/run`.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a panic is how a test fails")]

mod common;

use std::path::Path;
use std::process::Command;

fn console_commands() -> Vec<String> {
    let readme = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    let mut commands = Vec::new();
    let mut inside = false;
    for line in readme.lines() {
        match line {
            "```console" => inside = true,
            "```" => inside = false,
            _ if inside => commands.push(line.to_string()),
            _ => {}
        }
    }
    commands
}

#[test]
fn commands_of_the_readme_run() {
    let commands = console_commands();
    assert!(commands.len() >= 8, "{commands:?}");
    let dir = tempfile::tempdir().unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    std::os::unix::fs::symlink(root.join("fixtures"), dir.path().join("fixtures")).unwrap();
    let program = Path::new(env!("CARGO_BIN_EXE_justera"));
    let path = format!("{}:{}", program.parent().unwrap().display(), std::env::var("PATH").unwrap());
    for command in commands {
        let output =
            Command::new("sh").args(["-c", &command]).current_dir(dir.path()).env("PATH", &path).output().unwrap();
        // A run without OCR over a scan says so with exit code 2.
        let expected = if command.contains("--ocr never") { 2 } else { 0 };
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(expected), "{command}\n{said}");
    }
    assert!(dir.path().join("edits.jsonl").exists() && dir.path().join("figures.json").exists());
}
