use super::super::pattern_table::{is_anchored, organ_names, rows};
use super::*;
use std::collections::BTreeSet;

fn classify(line: &str) -> Option<(Kind, Position)> {
    Seen::with_class(line).1
}

#[test]
fn every_row_parses_and_none_is_double() {
    let mut seen = BTreeSet::new();
    for (role, pattern, position) in rows() {
        assert!(Kind::parse(role).is_some(), "{role}");
        assert!(["top", "bottom", "any"].contains(&position), "{role} {pattern}: {position}");
        assert!(seen.insert(pattern), "{pattern} stands twice");
        if let Some(p) = pattern.strip_prefix('/') {
            let p = p.strip_suffix('/').expect("a regular expression ends with a slash");
            Regex::new(p).unwrap();
        } else {
            assert!(!pattern.trim().is_empty());
        }
    }
    let all: Vec<&str> = organ_names().collect();
    assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len(), "an organ stands twice");
    assert!(DATE.is_some() && NUMBER.is_some());
}

#[test]
fn every_row_has_its_place() {
    let patterns = &*PATTERNS;
    assert!(patterns.literals.len() + organ_names().count() <= crate::layout::coarse::MOST_KNOWN);
    assert!(patterns.regexes.len() <= 64, "a line's expressions are bits of a word");
    assert_eq!(patterns.regexes.len(), patterns.anchored.len() + patterns.free.len());
    assert_eq!(patterns.regexes.len() + patterns.literals.len(), rows().count());
    // The order of the file: "§ 3" is kept, whatever else a line is.
    assert_eq!(classify("§ 3 Paragraf"), Some((Kind::Keep, Position::Any)));
    assert!(is_anchored("^a(b|c)|^d") && !is_anchored("^a|b") && !is_anchored(r"\bdnr\b"));
    // Stamps are told by expressions alone.
    let stamp = (Kind::Furniture(FurnitureRole::Signature), Position::Any);
    assert!(!patterns.literals.contains(&stamp) && patterns.regexes.contains(&stamp));
}

#[test]
fn lines_are_known_through_damage() {
    let role = |l: &str| classify(l).and_then(|(k, _)| k.role());
    assert_eq!(role("Justerandes sign Utdragsbestyrkande"), Some(FurnitureRole::Signature));
    assert_eq!(role("Ordférandens sign"), Some(FurnitureRole::Signature));
    assert_eq!(role("Sida 3 (14)"), Some(FurnitureRole::PageNumber));
    assert_eq!(role("3(14)"), Some(FurnitureRole::PageNumber));
    assert_eq!(role("- 4 -"), Some(FurnitureRole::PageNumber));
    assert_eq!(role("Blad 3"), Some(FurnitureRole::PageNumber));
    assert_eq!(role("SAMMANTRADESPROTOKOLL 1(1)"), Some(FurnitureRole::Header));
    assert_eq!(role("Sammantrddesdatum 2021-02-09"), Some(FurnitureRole::Header));
    assert_eq!(role("Kommunstyrelsen 2021-02-09 3 (14)"), Some(FurnitureRole::Header));
    assert_eq!(role("Addo Sign ID-nummer : 0a1b2c3d-0000"), Some(FurnitureRole::Signature));
}

#[test]
fn heads_of_forms_and_links_of_pages_are_known() {
    for line in ["Paragraf           Diarienummer       Ärende", "Till sidans topp", "Tillbaka till toppen"] {
        assert!(matches!(classify(line), Some((Kind::Furniture(_), _))), "{line}: {:?}", classify(line));
    }
    for line in ["Paragraf 5", "Paragraf", "Paragraf 7 Diarienummer saknas", "Kyrkofullmäktige beslutar"] {
        assert!(classify(line).is_none_or(|(k, _)| k == Kind::Keep), "{line}: {:?}", classify(line));
    }
}

#[test]
fn headings_and_sentences_are_not_furniture() {
    let role = |l: &str| classify(l).and_then(|(k, _)| k.role());
    for line in [
        "Direktionens beslut",
        "Kommunstyrelsens förslag till beslut",
        "§ 12 Dnr KS 2021/6",
        "Beslutsunderlag",
        "Akt",
        "Direktionen beslutar att godkänna rapporten.",
        "Bilaga 2",
        "Sammanträdet öppnas klockan nio",
    ] {
        assert_eq!(role(line), None, "{line}");
    }
    assert!(Seen::new("Beslutet skickas till").is_label());
    assert_eq!(organ_alone("Direktionens"), None);
    assert!(organ_alone(" Socialnimnden ").is_some());
}
