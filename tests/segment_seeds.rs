//! The segmenter on two real protocols, which lie beside the repository; without them the test says so and passes.

// A measuring program as a test: it prints figures, and data that does not fit is a failed test.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::path::Path;

use justera::page::TextLine;
use justera::segment::{self, Context};

fn seed(name: &str, take: usize) -> Option<Vec<TextLine>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let found = ["../shared/seeds", "shared/seeds"].iter().map(|p| root.join(p).join(name)).find(|p| p.is_file());
    let Some(path) = found else {
        println!("no ../shared/seeds/{name} here: nothing tested");
        return None;
    };
    let text = std::fs::read_to_string(path).unwrap();
    // What the layout stage takes out of the running text.
    let furniture = [
        "Direktionen",
        "Sida",
        "1(1)",
        "Justerandes sign",
        "Utdragsbestyrkande",
        "Justerandes sign Utdragsbestyrkande",
    ];
    let lines = text.lines().take(take).enumerate().filter(|(_, l)| !furniture.contains(&l.trim()));
    Some(lines.map(|(i, l)| TextLine { page: 0, line: i, text: l.to_string() }).collect())
}

#[test]
fn a_clean_protocol_gives_its_records() {
    let Some(lines) = seed("protocol-2024-04-04.txt", usize::MAX) else { return };
    let got = segment::records(&lines, &Context::default());
    for r in &got.records {
        println!(
            "{} {:?} {:?} | {} | refs {:?}",
            r.label,
            r.dnr,
            r.title,
            r.decision,
            r.references.iter().map(|r| &r.text).collect::<Vec<_>>()
        );
        println!("    {:?}", r.sections.iter().map(|s| (s.kind, s.text.len())).collect::<Vec<_>>());
    }
    assert_eq!(got.records.iter().map(|r| r.number).collect::<Vec<_>>(), (10..=17).collect::<Vec<_>>());
    for r in &got.records {
        assert_eq!(r.dnr.len(), 1, "{}", r.label);
        assert!(r.title.is_some(), "{}", r.label);
        assert!(r.decision.starts_with("Direktionen beslutar"), "{}", r.label);
    }
    assert!(got.warnings.is_empty() && got.label_edits.is_empty());
    assert_eq!(got.agenda.len(), 1);
    assert!(!got.meetings[0].tail.is_empty());
}

#[test]
fn a_damaged_protocol_gives_its_records() {
    let Some(lines) = seed("protocol-2024-03-05-ocr.txt", 478) else { return };
    let got = segment::records(&lines, &Context::default());
    for r in &got.records {
        println!(
            "{} {:?} {:?} | {} | refs {:?}",
            r.label,
            r.dnr,
            r.title,
            r.decision,
            r.references.iter().map(|r| &r.text).collect::<Vec<_>>()
        );
        println!("    {:?}", r.sections.iter().map(|s| (s.kind, s.text.len())).collect::<Vec<_>>());
    }
    assert_eq!(got.records.iter().map(|r| r.number).collect::<Vec<_>>(), (1..=9).collect::<Vec<_>>());
    for r in &got.records {
        assert_eq!(r.dnr.len(), 1, "{}", r.label);
        assert!(r.title.is_some() && r.decision.starts_with("Direktionen"), "{}", r.label);
    }
}
