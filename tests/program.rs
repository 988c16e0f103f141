//! The program from outside: filters, errors, exit codes.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a panic is how a test fails")]

mod common;

use common::{dataset, fixture, justera};
use serde_json::Value;

#[test]
fn repair_gives_the_same_lines_and_mends_diacritics() {
    let input =
        "Sammantradesprotokoll\n\nNamnden beslutar att sakerhet och arendet &r viktiga fér kommunen.\n\u{c}Sida tva\n";
    let output = justera().arg("repair").write_stdin(input).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(
        text,
        "Sammanträdesprotokoll\n\nNämnden beslutar att säkerhet och ärendet är viktiga för kommunen.\n\u{c}Sida två\n"
    );
}

#[test]
fn repair_shows_and_writes_its_edits() {
    let dir = tempfile::tempdir().unwrap();
    let edits = dir.path().join("edits.jsonl");
    let input = "Kommunstyrelsen beslutar att sakerhet &r viktigt for alla i kommunen som helhet.\n";
    let mut command = justera();
    command.args(["repair", "--diff", "--color", "never", "--edits"]).arg(&edits).write_stdin(input);
    let shown = String::from_utf8(command.output().unwrap().stdout).unwrap();
    assert!(shown.contains("[-sakerhet-]{+säkerhet+}"), "{shown}");
    let rows: Vec<Value> =
        std::fs::read_to_string(edits).unwrap().lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    let first = rows.iter().find(|r| r["to"] == "säkerhet").unwrap();
    assert_eq!((first["from"].as_str(), first["start"].as_u64()), (Some("sakerhet"), Some(29)));
    assert_eq!((first["kind"].as_str(), first["applied"].as_bool()), (Some("diacritic"), Some(true)));
    let coloured =
        justera().args(["repair", "--diff", "--color", "always"]).write_stdin(input).output().unwrap().stdout;
    assert!(String::from_utf8(coloured).unwrap().contains("\x1b[32msäkerhet\x1b[0m"));
}

#[test]
fn segment_reads_standard_input() {
    let input = std::fs::read(fixture("text/clean.txt")).unwrap();
    let output = justera().arg("segment").write_stdin(input).output().unwrap();
    let protocol: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(protocol["schema"], "justera/protocol/1");
    let records = protocol["meetings"][0]["records"].as_array().unwrap();
    let numbers: Vec<u64> = records.iter().map(|r| r["number"].as_u64().unwrap()).collect();
    assert_eq!(numbers, [7, 8, 9, 10]);
}

#[test]
fn latin1_is_read_and_said_so() {
    let dir = tempfile::tempdir().unwrap();
    let mut command = justera();
    command.arg("run").arg(fixture("text/latin1.txt")).arg("--out").arg(dir.path());
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("latin1.txt") && said.contains("Windows-1252"), "{said}");
    let text = std::fs::read_to_string(dir.path().join("text/latin1.txt")).unwrap();
    assert!(text.contains('å') && text.contains('§'), "{text}");
}

#[test]
fn broken_files_are_named_with_the_remedy_and_the_others_go_on() {
    let dir = tempfile::tempdir().unwrap();
    let mut command = justera();
    command.arg("run").arg(fixture("broken")).arg(fixture("text/clean.txt")).arg(dir.path().join("missing.pdf"));
    let output = command.arg("--out").arg(dir.path().join("out")).args(["--ocr", "never"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    for name in ["truncated.pdf", "password.pdf", "missing.pdf", "empty.pdf", "random.pdf"] {
        let line = said.lines().find(|l| l.contains(name)).unwrap_or_else(|| panic!("{name} is not named in:\n{said}"));
        assert!(line.starts_with("justera: ") && line.contains("; "), "no remedy: {line}");
    }
    assert!(!said.contains("panicked"), "{said}");
    let manifest: Value =
        serde_json::from_slice(&std::fs::read(dir.path().join("out/manifest.json")).unwrap()).unwrap();
    let inputs = manifest["inputs"].as_array().unwrap();
    let of = |end: &str| inputs.iter().find(|i| i["path"].as_str().unwrap().ends_with(end)).unwrap();
    assert_eq!(of("clean.txt")["status"], "ok");
    assert_eq!(of("password.pdf")["status"], "failed");
    assert!(std::fs::read_to_string(dir.path().join("out/records.jsonl")).unwrap().lines().count() >= 4);
    assert!(dataset(&dir.path().join("out")).iter().all(|(name, _)| !name.contains(".tmp")));
}

#[test]
fn a_binary_file_is_no_text() {
    let output = justera().arg("repair").arg(fixture("scans/typewriter.tif")).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("typewriter.tif") && said.contains("justera run"), "{said}");
}

#[test]
fn wrong_use_is_exit_1_and_help_is_0() {
    for (args, code) in [(&["run"][..], 1), (&["--help"], 0), (&["repair", "--threshold", "7"], 1), (&["--version"], 0)]
    {
        assert_eq!(justera().args(args).output().unwrap().status.code(), Some(code), "{args:?}");
    }
}

#[cfg(feature = "ocr")]
#[test]
fn a_missing_model_is_said_before_any_work() {
    let dir = tempfile::tempdir().unwrap();
    let mut command = justera();
    command.arg("run").arg(fixture("scans/modern.pdf")).args(["--lang", "tlh", "--out"]).arg(dir.path().join("out"));
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(3));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("tesseract-ocr-tlh"), "{said}");
    assert!(!dir.path().join("out").exists(), "nothing was begun");
}
