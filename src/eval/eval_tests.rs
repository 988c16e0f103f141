use std::fs;

use super::*;
use crate::eval::counts::{Found, Share};
use crate::eval::fixture::{edit, protocol, record};
use crate::protocol::{Protocol, SectionKind};

const GOLD: &str = r#"{"style":"typewriter","meeting":{"organ":"Kulturnämnden","date":"1999-01-02","attendance":[]},
  "records":[{"paragraph":1,"label":"§ 1","title":"Val","sections":[{"kind":"decision","text":"Eva väljs på ett år."}],
  "pages":[1]},{"paragraph":2,"label":"§ 2","title":"Avslut","sections":[],"pages":[2]}]}"#;

/// A gold folder of three pages, the last a repeat of the second, with a Swedish reading.
fn devset(root: &Path) -> PathBuf {
    let folder = root.join("gold").join("gladby");
    fs::create_dir_all(folder.join("pages")).unwrap();
    fs::write(folder.join("gold.json"), GOLD).unwrap();
    fs::write(folder.join("dup.json"), r#"{"repeats":[{"page":3,"of":2}],"not_repeats":[{"pages":[1,2]}]}"#).unwrap();
    let pages = ["§ 1 Val\nEva väljs på ett år.", "§ 2 Avslut", "§ 2 Avslut"];
    for (text, n) in pages.iter().zip(1..) {
        fs::write(folder.join(format!("pages/00{n}.gold.txt")), text).unwrap();
        fs::write(folder.join(format!("pages/00{n}.swe.txt")), text.replace('§', "$")).unwrap();
    }
    root.join("gold")
}

/// What a run over the reading gave: one § mended, one word broken, one record found, the repeat found.
fn prediction(id: &str) -> Protocol {
    let mut run = protocol(id, &["$ 1 Val\nEva väljs på ett år.", "$ 2 Avslut", "$ 2 Avslut"]);
    run.edits = vec![edit(&run, 0, 0, "$", "§"), edit(&run, 0, 1, "år", "är")];
    run.pages[2].duplicate_of = Some(1);
    run.meetings[0].date = Some("1999-01-02".into());
    run.meetings[0].records = vec![record(1, "$ 1", "Val", SectionKind::Decision, "Eva väljs på ett är.", (0, 1))];
    run
}

fn write(root: &Path, runs: &[Protocol]) -> PathBuf {
    let out = root.join("out");
    fs::create_dir_all(out.join("protocols")).unwrap();
    for run in runs {
        fs::write(out.join(format!("protocols/{}.json", run.id)), serde_json::to_string(run).unwrap()).unwrap();
    }
    out
}

#[test]
fn a_run_is_judged_by_variant_and_style() {
    let root = tempfile::tempdir().unwrap();
    let gold = devset(root.path());
    let mut clean = prediction("x__gladby__eng");
    clean.edits.truncate(1);
    let pred = write(root.path(), &[prediction("gladby__swe"), clean, prediction("annan")]);
    let report = evaluate(&gold, &pred, &EvalOptions::default()).unwrap();
    let keys: Vec<_> = report.groups.iter().map(|g| (g.variant.as_str(), g.style.as_deref())).collect();
    assert_eq!(keys, [("swe", None), ("swe", Some("typewriter")), ("eng", None), ("eng", Some("typewriter"))]);
    let swe = &report.groups[0].measures;
    assert_eq!(swe.text.before.unwrap().words.total(), 3);
    assert_eq!(swe.text.after.words.total(), 3);
    assert_eq!(swe.text.after.signs, Found { right: 1, gold: 3, predicted: 1 });
    assert_eq!((swe.text.broken, swe.text.mended), (Share { hit: 1, of: 11 }, Share { hit: 1, of: 3 }));
    let records = swe.records.as_ref().unwrap();
    assert_eq!(records.starts, Found { right: 1, gold: 2, predicted: 1 });
    assert_eq!(records.decision_characters.total(), 1);
    assert_eq!(swe.meeting.as_ref().unwrap().fields["date"], Share { hit: 1, of: 1 });
    assert_eq!(swe.duplicates, Some(Found { right: 1, gold: 1, predicted: 1 }));
    assert_eq!(swe.false_merges, Some(Share { hit: 0, of: 1 }));
    assert_eq!(report.groups[2].measures.text.broken.hit, 0);
    let edits = &swe.edits.as_ref().unwrap().by_kind["diacritic"];
    assert_eq!((edits.edits, edits.right, edits.broke), (2, 1, 1));
    assert_eq!((report.broken_words[0].gold.as_str(), report.broken_words[0].count), ("år.", 1));
    assert_eq!((report.wrong_words[0].gold.as_str(), report.wrong_words[0].count), ("§", 4));
    assert_eq!(report.worst_pages.len(), 5);
    assert_eq!(report.worst_pages[0].place, "gladby swe page 1");
    assert!(report.mistakes.iter().any(|m| m.document == "gladby swe" && m.mistake.what == "organ"));
}

#[test]
fn the_table_shows_counts_and_worst_nothing_hides_all_text() {
    let root = tempfile::tempdir().unwrap();
    let gold = devset(root.path());
    let pred = write(root.path(), &[prediction("gladby__swe")]);
    let table = evaluate(&gold, &pred, &EvalOptions::default()).unwrap().table();
    for part in [
        "0.0909 (1/11)",
        "0.2143 (3/14)",
        "typewriter",
        "Right words that repair broke",
        "confidence from 0.999",
        "år. <- år. <- är.",
    ] {
        assert!(table.contains(part), "{part} in {table}");
    }
    let hidden = evaluate(&gold, &pred, &EvalOptions { worst: 0, ..EvalOptions::default() }).unwrap();
    assert!(!hidden.table().contains("år."));
    let json = root.path().join("report.json");
    hidden.write_json(&json).unwrap();
    let json = fs::read_to_string(json).unwrap();
    assert!(json.contains(r#""schema": "justera/eval/1""#) && !json.contains("år."));
}

#[test]
fn repeats_may_be_left_out_and_the_gold_without_repeats_matches() {
    let root = tempfile::tempdir().unwrap();
    let gold = devset(root.path());
    let mut kept = prediction("gladby__gold");
    kept.pages.pop();
    let pred = write(root.path(), &[prediction("gladby__swe"), kept]);
    let options = EvalOptions { skip_repeats: true, ..EvalOptions::default() };
    let report = evaluate(&gold, &pred, &options).unwrap();
    let pieces: Vec<_> = report.documents.iter().map(|d| (d.variant.as_str(), d.measures.text.pieces)).collect();
    assert_eq!(pieces, [("swe", 2), ("gold", 2)]);
    assert_eq!(report.documents[1].measures.duplicates, Some(Found::default()));
}

#[test]
fn readings_beside_gold_are_a_baseline() {
    let root = tempfile::tempdir().unwrap();
    let gold = devset(root.path());
    let report = evaluate(&gold, &gold, &EvalOptions::default()).unwrap();
    assert_eq!(report.groups[0].variant, "swe");
    assert_eq!(report.groups[0].measures.text.after.words.total(), 3);
    assert!(report.groups[0].measures.records.is_none());
}

#[test]
fn texts_pairs_and_single_files() {
    let root = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = root.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path
    };
    let gold = file("gold.txt", "på ett\u{c}två");
    let raw = file("raw.txt", "pa ett\u{c}tva");
    let pred = file("pred.txt", "på ett\u{c}tva");
    let options = EvalOptions { raw: Some(raw), ..EvalOptions::default() };
    let text = &evaluate(&gold, &pred, &options).unwrap().groups[0].measures.text;
    assert_eq!((text.pieces, text.mended, text.after.words.total()), (2, Share { hit: 1, of: 2 }, 1));

    file("pairs/p1.gt.txt", "på ett");
    file("pairs/p1.eng.txt", "pa ett");
    file("pairs/p1.swe.txt", "på ett");
    file("pairs/p2.gt.txt", "på");
    file("fixed/p1.eng.txt", "på ett");
    let report = evaluate(&root.path().join("pairs"), &root.path().join("fixed"), &EvalOptions::default()).unwrap();
    assert_eq!(report.documents.len(), 1);
    assert_eq!(report.documents[0].measures.text.mended, Share { hit: 1, of: 1 });
    assert_eq!(report.without_prediction, ["p2"]);
}

#[test]
fn what_does_not_fit_is_said_plainly() {
    let root = tempfile::tempdir().unwrap();
    let gold = devset(root.path());
    let pred = write(root.path(), &[prediction("annan")]);
    let none = evaluate(&gold, &pred, &EvalOptions::default()).unwrap_err();
    assert_eq!(none.exit_code(), 1);
    assert!(none.to_string().contains("matched by id"));
    let missing = evaluate(&gold, &root.path().join("nothing"), &EvalOptions::default()).unwrap_err();
    assert!(missing.to_string().contains("nothing"));
    let empty = root.path().join("empty");
    fs::create_dir(&empty).unwrap();
    assert!(evaluate(&empty, &pred, &EvalOptions::default()).unwrap_err().to_string().contains("no gold"));
    let one = write(root.path(), &[prediction("gladby__swe")]).join("protocols/gladby__swe.json");
    fs::write(&one, "{").unwrap();
    assert!(evaluate(&gold, &one, &EvalOptions::default()).unwrap_err().to_string().contains("gladby__swe.json"));
}
