//! `justera export --to sqlite` and `justera search`: the file holds what the dataset has, other programs read it, and searches find it.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a panic is how a test fails")]
#![allow(clippy::print_stderr, reason = "a test that is passed over says so")]

mod common;

use std::path::Path;
use std::process::Command;

use common::{justera, run_text, texts};
use serde_json::Value;

/// Minutes of two bodies and two years.
const DIREKTIONEN: &str = "Räddningsförbundet Norrå\nSammanträdesprotokoll\nDirektionen\n2023-05-17\n\n\
§ 12 Fiber till stationerna\n\nDirektionens beslut\nDirektionen beslutar att gräva ned fiber till stationen i Björnhult.\n\n\
Sammanfattning av ärendet\nUtan redundans i nätet är säkerheten för låg. Larmet behöver två vägar.\n\n\
§ 13 Säkerhet vid övningar\n\nDirektionens beslut\nDirektionen beslutar att godkänna rapporten om Kelinskys besök.\n\u{c}\
Sammanfattning av ärendet\nEn instruktör ska finnas på plats. Bygghytten vid Ålvik fick besök.\n";
const STYRELSEN: &str = "Ekby kommun\nSammanträdesprotokoll\nKommunstyrelsen\n2019-03-12\n\n\
§ 31 Årsredovisning\n\nKommunstyrelsens beslut\nKommunstyrelsen beslutar att godkänna årsredovisningen.\n\n\
Sammanfattning av ärendet\nRedundans nämns en gång. Sakerhet stod det i rapporten.\n";

fn dataset(folder: &Path) -> std::path::PathBuf {
    let (input, out) = (folder.join("in"), folder.join("out"));
    std::fs::create_dir_all(&input).unwrap();
    std::fs::write(input.join("direktion.txt"), DIREKTIONEN).unwrap();
    std::fs::write(input.join("styrelse.txt"), STYRELSEN).unwrap();
    run(&input, &out);
    out
}

/// A run that leaves the words as they were read: what stands there is what is looked for.
fn run(input: &Path, out: &Path) {
    let run = justera()
        .arg("run")
        .arg(input)
        .arg("--out")
        .arg(out)
        .args(["--ocr", "never", "--no-repair", "--quiet"])
        .output();
    let run = run.unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
}

fn search(out: &Path, arguments: &[&str]) -> Value {
    let found = justera().arg("search").arg(out).args(arguments).args(["--json", "--quiet"]).output().unwrap();
    assert!(found.status.success(), "{}", String::from_utf8_lossy(&found.stderr));
    serde_json::from_slice(&found.stdout).unwrap()
}

/// The § of the hits in order, after the document's first letter.
fn hits(out: &Path, arguments: &[&str]) -> Vec<String> {
    let found = search(out, arguments);
    let hits = found["hits"].as_array().unwrap().iter();
    hits.map(|h| format!("{}{}", &h["protocol_id"].as_str().unwrap()[..1], h["paragraph"].as_str().unwrap())).collect()
}

fn refused(out: &Path, arguments: &[&str]) -> (i32, String) {
    let found = justera().arg("search").arg(out).args(arguments).output().unwrap();
    (found.status.code().unwrap(), String::from_utf8(found.stderr).unwrap())
}

/// What the `sqlite3` command answers; `None` where there is no such command.
fn sqlite3(file: &Path, sql: &str) -> Option<String> {
    match Command::new("sqlite3").arg("-readonly").arg(file).arg(sql).output() {
        Ok(answer) => {
            assert!(answer.status.success(), "{}", String::from_utf8_lossy(&answer.stderr));
            Some(String::from_utf8(answer.stdout).unwrap().trim_end().to_owned())
        }
        Err(_) => {
            eprintln!("SKIPPED: the command sqlite3 is not installed (apt-get install sqlite3)");
            None
        }
    }
}

#[test]
fn the_file_holds_what_the_dataset_has() {
    let folder = tempfile::tempdir().unwrap();
    let (input, out) = (folder.path().join("in"), folder.path().join("out"));
    std::fs::create_dir(&input).unwrap();
    texts(&input);
    assert!(run_text(&[input], &out).status.success());
    justera().arg("export").arg(&out).args(["--to", "sqlite", "--quiet"]).assert().success().stdout("");
    let file = out.join("export/sqlite/justera.sqlite");
    let mut counts = [0; 9];
    for entry in std::fs::read_dir(out.join("protocols")).unwrap() {
        let protocol: Value = serde_json::from_slice(&std::fs::read(entry.unwrap().path()).unwrap()).unwrap();
        let each = |value: &Value| value.as_array().unwrap().clone();
        counts[0] += 1;
        counts[1] += each(&protocol["pages"]).len();
        counts[2] += each(&protocol["edits"]).len();
        counts[3] += each(&protocol["warnings"]).len();
        for meeting in each(&protocol["meetings"]) {
            counts[4] += 1;
            counts[5] += each(&meeting["attendance"]).len();
            counts[6] += each(&meeting["records"]).len();
            for record in each(&meeting["records"]) {
                counts[7] += each(&record["sections"]).len();
                counts[8] += each(&record["clauses"]).len();
            }
        }
    }
    assert!(counts.iter().all(|c| *c > 0), "{counts:?}");
    let tables =
        ["protocols", "pages", "edits", "warnings", "meetings", "attendance", "records", "sections", "clauses"];
    let sql: String = tables.iter().map(|t| format!("SELECT count(*) FROM {t};")).collect();
    let Some(found) = sqlite3(&file, &sql) else { return };
    assert_eq!(found.lines().map(|l| l.parse::<usize>().unwrap()).collect::<Vec<_>>(), counts);
    assert_eq!(sqlite3(&file, "PRAGMA integrity_check; PRAGMA foreign_key_check").unwrap(), "ok");
    let lines = std::fs::read_to_string(out.join("records.jsonl")).unwrap();
    for line in lines.lines() {
        let record: Value = serde_json::from_str(line).unwrap();
        let [id, paragraph, date] =
            ["protocol_id", "paragraph", "date"].map(|k| record[k].as_str().unwrap_or_default());
        let sql = format!(
            "SELECT count(*) FROM records_all WHERE protocol_id = '{id}' AND paragraph = '{paragraph}' AND ifnull(date, '') = '{date}'"
        );
        assert_ne!(sqlite3(&file, &sql).unwrap(), "0", "{id} {paragraph}");
    }
}

#[test]
fn other_programs_find_folded_words() {
    let folder = tempfile::tempdir().unwrap();
    let out = dataset(folder.path());
    justera().arg("export").arg(&out).args(["--to", "sqlite", "--quiet"]).assert().success();
    let file = out.join("export/sqlite/justera.sqlite");
    let sql = |word: &str| {
        format!(
            "SELECT group_concat(paragraph) FROM (SELECT paragraph FROM records_fts JOIN records ON records.id = records_fts.rowid \
             WHERE records_fts MATCH '{word}' ORDER BY rank)"
        )
    };
    let Some(found) = sqlite3(&file, &sql("sakerhet")) else { return };
    assert_eq!(found, "13,31");
    assert_eq!(sqlite3(&file, &sql("ÅRSREDOVISNING")).unwrap(), "31");
    let snippet = "SELECT snippet(records_fts, 3, '[', ']', '…', 4) FROM records_fts WHERE records_fts MATCH 'alvik'";
    assert!(sqlite3(&file, snippet).unwrap().contains("[Ålvik]"));
}

#[test]
fn the_same_dataset_gives_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let out = dataset(folder.path());
    let file = |name: &str, threads: &str| {
        let into = folder.path().join(name);
        let export = justera()
            .arg("export")
            .arg(&out)
            .args(["--to", "sqlite", "--quiet", "--into"])
            .arg(&into)
            .env("RAYON_NUM_THREADS", threads)
            .output();
        assert!(export.unwrap().status.success());
        std::fs::read(into.join("justera.sqlite")).unwrap()
    };
    let first = file("one", "1");
    assert!(first == file("two", "4"), "another file");
    search(&out, &["fiber"]);
    assert!(first == std::fs::read(out.join(".justera/search.sqlite")).unwrap(), "another index");
}

#[test]
fn exact_words_come_first_then_folded_then_damaged() {
    let folder = tempfile::tempdir().unwrap();
    let out = dataset(folder.path());
    assert_eq!(hits(&out, &["säkerhet"]), ["d13", "s31"]);
    assert_eq!(hits(&out, &["sakerhet"]), ["s31", "d13"]);
    assert_eq!(hits(&out, &["SÄKERHET"]), ["d13", "s31"]);
    // A title weighs more, though the word stands in both.
    assert_eq!(hits(&out, &["fiber", "stationen"]), ["d12"]);
    // Read with damage: "Bygghytten" is no word that a dictionary has.
    let damaged = search(&out, &["Bygghyttan"]);
    assert_eq!(damaged["hits"][0]["tier"], 2);
    let snippet = &damaged["hits"][0]["snippet"];
    let (text, mark) = (snippet["text"].as_str().unwrap(), &snippet["marks"][0]);
    assert_eq!(&text[mark[0].as_u64().unwrap() as usize..mark[1].as_u64().unwrap() as usize], "Bygghytten");
    assert_eq!(damaged["hits"][0]["page"], 1);
}

#[test]
fn filters_phrases_and_skipping() {
    let folder = tempfile::tempdir().unwrap();
    let out = dataset(folder.path());
    assert_eq!(hits(&out, &["redundans"]).len(), 2);
    assert_eq!(hits(&out, &["redundans", "--organ", "DIREKTIONEN"]), ["d12"]);
    assert_eq!(hits(&out, &["redundans", "--from", "2020"]), ["d12"]);
    assert_eq!(hits(&out, &["redundans", "--from", "2019-03", "--to", "2019-03-12"]), ["s31"]);
    assert_eq!(hits(&out, &["redundans -fiber"]), ["s31"]);
    assert_eq!(hits(&out, &["\"två vägar\""]), ["d12"]);
    assert_eq!(hits(&out, &["\"vägar två\""]), Vec::<String>::new());
    assert_eq!(hits(&out, &["årsredov*"]), ["s31"]);
    assert_eq!(hits(&out, &["larmet", "instruktör"]), Vec::<String>::new());
    assert_eq!(hits(&out, &["larmet", "instruktör", "--any"]).len(), 2);
    let both = hits(&out, &["beslutar"]);
    let one_by_one: Vec<String> = ["0", "1", "2", "3"]
        .iter()
        .flat_map(|skip| hits(&out, &["beslutar", "--limit", "1", "--skip", skip]))
        .collect();
    assert_eq!((both.len(), &both), (3, &one_by_one));
    assert_eq!(search(&out, &["beslutar", "--limit", "1"])["total"], 3);
}

#[test]
fn what_a_person_sees() {
    let folder = tempfile::tempdir().unwrap();
    let out = dataset(folder.path());
    let found = justera().arg("search").arg(&out).args(["instruktör", "säkerhet"]).output().unwrap();
    let shown = String::from_utf8(found.stdout).unwrap();
    assert!(
        shown.starts_with("1. Direktionen 2023-05-17 § 13 [Säkerhet] vid övningar\n   direktion, page 2\n"),
        "{shown}"
    );
    assert!(shown.contains("En [instruktör] ska"), "{shown}");
    let said = String::from_utf8(found.stderr).unwrap();
    assert!(said.contains("index of 3 records made") && said.ends_with("1 record\n"), "{said}");
}

#[test]
fn odd_queries_are_answered_or_say_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let out = dataset(folder.path());
    for odd in [
        "fiber AND (redundans",
        "title:fiber",
        "NEAR(a b)",
        "a\" b\"",
        "'; DROP TABLE records; --",
        "fiber^2 + {x}",
        "*",
        "50 %*",
        "ⒶⒷ",
        "\u{345}a",
    ] {
        let found = justera().arg("search").arg(&out).args(["--json", "--"]).arg(odd).output().unwrap();
        let said = String::from_utf8_lossy(&found.stderr).into_owned();
        assert!(found.status.success() || said.contains("give one"), "{odd}: {said}");
    }
    assert_eq!(search(&out, &["beslutar"])["total"], 3);
    for (arguments, remedy) in [
        (&["\"fiber"][..], "close it or leave it out"),
        (&["§"], "give one with letters or digits"),
        (&["fiber", "--organ", "Nämnden"], "give one of: Direktionen, Kommunstyrelsen"),
        (&["fiber", "--from", "i fjol"], "give 2023"),
        (&["fiber", "--from", "2024", "--to", "2023"], "give the earlier one to --from"),
    ] {
        let (code, said) = refused(&out, arguments);
        assert!(code == 1 && said.contains(remedy), "{arguments:?}: {said}");
    }
    let (code, said) = refused(folder.path(), &["fiber"]);
    assert!(code == 2 && said.contains("there is no manifest"), "{said}");
}

#[test]
fn the_index_is_made_anew_when_the_dataset_is_another() {
    let folder = tempfile::tempdir().unwrap();
    let out = dataset(folder.path());
    let index = out.join(".justera/search.sqlite");
    assert_eq!(hits(&out, &["fiber"]), ["d12"]);
    let made = std::fs::metadata(&index).unwrap().modified().unwrap();
    assert_eq!(hits(&out, &["fiber"]), ["d12"]);
    assert_eq!(std::fs::metadata(&index).unwrap().modified().unwrap(), made, "made again for nothing");

    std::fs::write(folder.path().join("in/styrelse.txt"), STYRELSEN.replace("Redundans", "Fiber")).unwrap();
    run(&folder.path().join("in"), &out);
    assert_eq!(hits(&out, &["fiber"]), ["d12", "s31"]);

    std::fs::write(&index, "no database").unwrap();
    assert_eq!(hits(&out, &["fiber"]), ["d12", "s31"]);
    justera().arg("verify").arg(&out).assert().success();
}

#[test]
fn an_index_elsewhere_never_replaces_another_file() {
    let folder = tempfile::tempdir().unwrap();
    let out = dataset(folder.path());
    let mine = folder.path().join("mine.txt");
    std::fs::write(&mine, "my notes").unwrap();
    let (code, said) = refused(&out, &["fiber", "--index", mine.to_str().unwrap()]);
    assert!(code == 2 && said.contains("give another file with --index"), "{said}");
    assert_eq!(std::fs::read_to_string(&mine).unwrap(), "my notes");
    let elsewhere = folder.path().join("elsewhere.sqlite");
    assert_eq!(hits(&out, &["fiber", "--index", elsewhere.to_str().unwrap()]), ["d12"]);
    assert!(elsewhere.exists() && !out.join(".justera/search.sqlite").exists());
}
