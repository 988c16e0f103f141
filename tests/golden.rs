//! Golden output of the fixtures. `JUSTERA_REBASELINE=1 cargo test --test golden` writes it anew; nothing else does.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a panic is how a test fails")]

mod common;

use common::{dataset, fixture, run_text, texts};

#[test]
fn records_of_the_fixtures_are_those_of_the_golden_files() {
    let dir = tempfile::tempdir().unwrap();
    let (input, out) = (dir.path().join("in"), dir.path().join("out"));
    std::fs::create_dir(&input).unwrap();
    texts(&input);
    std::fs::copy(fixture("text/damaged.txt"), input.join("damaged.txt")).unwrap();
    assert_eq!(run_text(&[input], &out).status.code(), Some(0));
    let rebaseline = std::env::var_os("JUSTERA_REBASELINE").is_some();
    let mut wrong = Vec::new();
    for (name, bytes) in dataset(&out) {
        if name != "records.jsonl" && !name.starts_with("text/") && name != "protocols/damaged.json" {
            continue;
        }
        let golden = fixture("golden").join(&name);
        if rebaseline {
            std::fs::create_dir_all(golden.parent().unwrap()).unwrap();
            std::fs::write(&golden, &bytes).unwrap();
        } else if std::fs::read(&golden).ok().as_ref() != Some(&bytes) {
            let expected = std::fs::read_to_string(&golden).unwrap_or_default();
            let got = String::from_utf8_lossy(&bytes).into_owned();
            let at = expected.lines().zip(got.lines()).position(|(a, b)| a != b);
            wrong.push(format!("{name}, first at line {:?}", at.map(|n| n + 1)));
        }
    }
    assert!(wrong.is_empty(), "differs from fixtures/golden (look, then JUSTERA_REBASELINE=1): {wrong:#?}");
}
