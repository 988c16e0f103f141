//! Every command of the `console` blocks of the README and of the guides in `docs/` runs. The two `sh` blocks are run by `.ci/run`.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a panic is how a test fails")]

mod common;

use std::path::Path;
use std::process::Command;

/// The commands of a page's `console` blocks.
fn console_commands(page: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(page).unwrap();
    let mut commands = Vec::new();
    let mut inside = false;
    for line in text.lines() {
        match line {
            "```console" => inside = true,
            "```" => inside = false,
            _ if inside => commands.push(line.to_string()),
            _ => {}
        }
    }
    commands
}

/// Runs a page's commands in order in a fresh folder that has `fixtures/` too, and gives the folder.
fn run_all(page: &str) -> (tempfile::TempDir, usize) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let commands = console_commands(&root.join(page));
    let dir = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink(root.join("fixtures"), dir.path().join("fixtures")).unwrap();
    let program = Path::new(env!("CARGO_BIN_EXE_justera"));
    let path = format!("{}:{}", program.parent().unwrap().display(), std::env::var("PATH").unwrap());
    for command in &commands {
        let output =
            Command::new("sh").args(["-c", command]).current_dir(dir.path()).env("PATH", &path).output().unwrap();
        // A run without OCR over a scan says so with exit code 2.
        let expected = if command.contains("--ocr never") { 2 } else { 0 };
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(expected), "{page}: {command}\n{said}");
    }
    (dir, commands.len())
}

#[test]
fn commands_of_the_readme_run() {
    let (dir, commands) = run_all("README.md");
    assert!(commands >= 8, "{commands}");
    assert!(dir.path().join("edits.jsonl").exists() && dir.path().join("figures.json").exists());
}

#[test]
fn commands_of_the_guides_run() {
    for page in ["archivist", "researcher", "benchmark", "measuring"] {
        let (_dir, commands) = run_all(&format!("docs/{page}.md"));
        assert!(commands >= 2, "{page}: {commands}");
    }
}
