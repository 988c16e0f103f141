//! A user's own words, how words are known, a batch's own words, and the era of a page.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a panic is how a test fails")]

mod common;

use std::collections::BTreeMap;
use std::path::Path;

use common::{fixture, justera};
use serde_json::Value;

/// A text that a model without Swedish read, with a name that no list has.
const DAMAGED: &str = "Kommunstyrelsen beslutar att vagen mellan Skrilltjirn och sjon skall underhallas.\n\
    Namnden har yttrat sig over forslaget om vagen, och arendet aterremitteras.\n";

fn said(args: &[&str], input: &str) -> String {
    let output = justera().args(args).write_stdin(input).output().unwrap();
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(0), "{args:?}: {error}");
    String::from_utf8(output.stdout).unwrap()
}

fn write(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path.display().to_string()
}

#[test]
fn a_users_word_is_found_in_damage_and_says_so() {
    let dir = tempfile::tempdir().unwrap();
    let words = write(dir.path(), "mina.txt", "# socknens namn\nSkrälltjärn\n");
    let edits = dir.path().join("e.jsonl").display().to_string();
    assert!(!said(&["repair"], DAMAGED).contains("Skrälltjärn"));
    let text = said(&["repair", "--lexicon", &words, "--edits", &edits], DAMAGED);
    assert!(text.contains("mellan Skrälltjärn och"), "{text}");
    let rows = std::fs::read_to_string(edits).unwrap();
    let mut rows = rows.lines().map(|l| serde_json::from_str::<Value>(l).unwrap());
    let edit = rows.find(|e| e["to"] == "Skrälltjärn").unwrap();
    assert_eq!((edit["source"].as_str(), edit["applied"].as_bool()), (Some("user"), Some(true)));
}

#[test]
fn a_run_names_the_words_it_was_given() {
    let dir = tempfile::tempdir().unwrap();
    let (a, b) = (write(dir.path(), "a.txt", "Skrälltjärn\n"), write(dir.path(), "b.txt", "Ödfällan\t3\n"));
    let (text, out) = (write(dir.path(), "in.txt", DAMAGED), dir.path().join("out"));
    let out_name = out.display().to_string();
    said(&["run", &text, "--out", &out_name, "--quiet", "--lexicon", &a, "--lexicon", &b, "--era", "modern"], "");
    let manifest: Value = serde_json::from_slice(&std::fs::read(out.join("manifest.json")).unwrap()).unwrap();
    assert_eq!(manifest["options"]["lexicon"], serde_json::json!(["a.txt", "b.txt"]));
    assert_eq!(manifest["options"]["era"], "modern");
    assert_eq!(manifest["dictionaries"]["b.txt"].as_str().map(str::len), Some(64));
    assert_ne!(manifest["dictionaries"]["a.txt"], manifest["dictionaries"]["b.txt"]);
}

#[test]
fn a_bad_list_is_named_with_the_remedy_before_any_work() {
    let dir = tempfile::tempdir().unwrap();
    let bad = write(dir.path(), "bad.txt", "ek\n42\n");
    let latin = dir.path().join("latin.txt");
    std::fs::write(&latin, b"Tv\xe4r\n").unwrap();
    let missing = dir.path().join("none.txt");
    for (path, part) in [
        (bad.as_str(), "bad.txt: line 2: give words, one a line"),
        (latin.to_str().unwrap(), "latin.txt: it is no UTF-8 text; save it as UTF-8"),
        (missing.to_str().unwrap(), "none.txt: no such file"),
    ] {
        let output = justera().args(["repair", "--lexicon", path]).write_stdin("text\n").output().unwrap();
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1));
        assert!(error.starts_with("justera: --lexicon ") && error.contains(part), "{error}");
    }
}

#[test]
fn check_says_how_words_are_known() {
    let dir = tempfile::tempdir().unwrap();
    let words = write(dir.path(), "mina.txt", "Skrälltjärn\t3\n");
    let text = said(&["lexicon", "check", "--lexicon", &words, "Kommunen", "hvad", "niimnden", "Skrälltjärn"], "");
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines[0].starts_with("Kommunen: entry, seen ") && lines[0].contains("from counts"), "{text}");
    assert!(lines[1].contains("old form of vad") && lines[1].contains("era old"), "{text}");
    assert!(lines[2].starts_with("niimnden: unknown; may be a misread nämnden"), "{text}");
    assert_eq!(lines[3], "Skrälltjärn: entry, seen 0 times in lower case, 3 capitalised; from user");
    let json = said(&["lexicon", "check", "--json", "skolskjutsersättningsfrågan", "niimnden"], "");
    let rows: Vec<Value> = json.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert!(rows[0]["known"] == true && rows[0]["parts"].as_array().unwrap().len() >= 2, "{json}");
    assert!(rows[1]["known"] == false && rows[1]["suggestions"][0] == "nämnden", "{json}");
}

#[test]
fn collected_names_mend_the_rest_of_a_batch() {
    let dir = tempfile::tempdir().unwrap();
    let clean = "§ 1\nVägen till Skrälltjärn skall underhållas av kommunen.\n\n§ 2\nHamnen i Skrälltjärn är för liten, och ärendet återremitteras.\n";
    let (text, out) = (write(dir.path(), "in.txt", clean), dir.path().join("out").display().to_string());
    said(&["run", &text, "--out", &out, "--quiet"], "");
    let words = said(&["lexicon", "collect", &out], "");
    assert_eq!(words, "Skrälltjärn\t2\n");
    assert_eq!(words, said(&["lexicon", "collect", &out], ""));
    let list = write(dir.path(), "names.txt", &words);
    assert!(said(&["repair", "--lexicon", &list], DAMAGED).contains("mellan Skrälltjärn och"));
    assert_eq!(
        said(&["lexicon", "collect", "--lexicon", &list, &out], ""),
        "",
        "what is known already is not gathered"
    );
    let output = justera().args(["lexicon", "collect"]).arg(dir.path()).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("give a folder that justera run wrote"));
}

#[test]
fn an_old_text_keeps_its_spelling_whatever_era_is_given() {
    let gold = std::fs::read_to_string(fixture("protocols/old/gold.txt")).unwrap();
    for era in ["auto", "old", "plural"] {
        assert_eq!(said(&["repair", "--era", era], &gold), gold, "{era}");
    }
}

fn counts(text: &str) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for word in text.split(|c: char| !c.is_alphabetic()).filter(|w| !w.is_empty()) {
        *counts.entry(word.to_lowercase()).or_default() += 1;
    }
    counts
}

#[test]
fn no_damaged_old_word_comes_out_in_the_spelling_of_today() {
    let gold = counts(&std::fs::read_to_string(fixture("protocols/old/gold.txt")).unwrap());
    let words: Vec<&str> = gold.keys().map(String::as_str).collect();
    let known = said(&[&["lexicon", "check", "--json"], words.as_slice()].concat(), "");
    let known = known.lines().map(|l| serde_json::from_str::<Value>(l).unwrap());
    let modern: Vec<String> = known.filter_map(|k| k["old_form_of"].as_str().map(str::to_string)).collect();
    assert!(modern.len() > 20, "{modern:?}");
    for reading in ["eng", "engstd", "swe"] {
        let raw = std::fs::read_to_string(fixture(&format!("protocols/old/{reading}.txt"))).unwrap();
        let (before, after) = (counts(&raw), counts(&said(&["repair"], &raw)));
        let of = |counts: &BTreeMap<String, usize>, word: &str| counts.get(word).copied().unwrap_or(0);
        let made: Vec<&String> = modern.iter().filter(|w| of(&after, w) > of(&gold, w).max(of(&before, w))).collect();
        assert!(made.is_empty(), "{reading}: {made:?}");
    }
}

#[test]
fn the_era_decides_between_old_and_new() {
    let old = "Foredrogs skrifvelse, hvari hemstaldes om afhjelpande af bristerna ofver hela socknen.\n\
        Namnden hade gifvit sitt forord, och stamman beslot att hvarje egare skulle gifva 2 kronor.\n";
    let text = said(&["repair"], old);
    for word in ["öfver", "skrifvelse", "hvarje egare skulle gifva", "af bristerna"] {
        assert!(text.contains(word), "{word}: {text}");
    }
    let today =
        "Namnden har overlamnat arendet om underhall av vagarna till kommunstyrelsen, som skall yttra sig over det.\n";
    let text = said(&["repair", "--era", "modern"], today);
    assert!(text.contains("överlämnat ärendet") && text.contains("yttra sig över"), "{text}");
}
