//! `justera explain`: a record beside its lines.

#![allow(clippy::unwrap_used, reason = "a test")]

mod common;

use common::{fixture, justera, run_text};

fn explain(args: &[&str]) -> (String, String, Option<i32>) {
    let out = tempfile::tempdir().unwrap();
    run_text(&[fixture("text/clean.txt")], out.path());
    let file = out.path().join("protocols/clean.json");
    let done = justera().arg("explain").arg(&file).args(args).output().unwrap();
    let text = |b: &[u8]| String::from_utf8_lossy(b).into_owned();
    (text(&done.stdout), text(&done.stderr), done.status.code())
}

#[test]
fn a_record_beside_its_lines_with_reasons() {
    let (shown, _, code) = explain(&["--paragraph", "8"]);
    assert_eq!(code, Some(0));
    for part in [
        "§8  Ny råvattenledning under Björnån",
        "a printed §",
        "one more than the § before",
        "Ends: the next § begins",
        "label        §8 Dnr 2022/57",
        "title        Ny råvattenledning under Björnån",
        "decision     Direktionens beslut",
        "dnr            2022/57",
        "reservations   François Bergdal (Ytterbo)",
    ] {
        assert!(shown.contains(part), "{part} in\n{shown}");
    }
    // Lines of other records are not shown.
    assert!(!shown.contains("§7") && !shown.contains("§9"), "{shown}");
}

#[test]
fn what_became_of_the_proposal_and_who_was_there() {
    let text = "VINBY KOMMUN\nKommunstyrelsen\nProtokoll 2023-04-04\n\n§ 1\nBidrag till vägföreningen\n\n\
        Förslag till beslut\nKommunstyrelsen beviljar bidrag med 20 000 kronor.\n\n\
        Yrkanden\nÅsa Ödman (S) yrkar bifall till förslaget.\n\n\
        Kommunstyrelsens beslut\nKommunstyrelsen beviljar bidrag med 35 000 kronor.\n\n\
        § 2\nTaxa för vatten\n\nKommunstyrelsens beslut\nÄrendet bordläggs.\n";
    let dir = tempfile::tempdir().unwrap();
    let input = dir.path().join("a.txt");
    std::fs::write(&input, text).unwrap();
    let out = dir.path().join("out");
    run_text(&[input], &out);
    let shown = |paragraph: &str| {
        let file = out.join("protocols/a.json");
        let done = justera().arg("explain").arg(file).args(["--paragraph", paragraph]).output().unwrap();
        String::from_utf8_lossy(&done.stdout).into_owned()
    };
    let (first, second) = (shown("1"), shown("2"));
    for part in
        ["proposal       decided otherwise (by wording", "  added        ", "35 000", "named in text  Åsa Ödman"]
    {
        assert!(first.contains(part), "{part} in\n{first}");
    }
    assert!(second.contains("outcome        tabled"), "{second}");
}

#[test]
fn without_a_paragraph_all_are_listed_and_a_wrong_one_is_named() {
    let (listed, _, code) = explain(&[]);
    assert_eq!((listed.lines().count(), code), (4, Some(0)));
    let (_, said, code) = explain(&["--paragraph", "99"]);
    assert_eq!(code, Some(1));
    assert!(said.contains("no § 99") && said.contains("§§ 7, 8, 9, 10"), "{said}");
}

#[test]
fn what_is_no_protocol_is_told_with_the_remedy() {
    let done = justera().arg("explain").arg(fixture("text/clean.txt")).output().unwrap();
    assert_eq!(done.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&done.stderr).contains("OUT/protocols"));
}
