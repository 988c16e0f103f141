//! Tests of the labels.

use super::*;

fn lines(text: &str) -> Vec<TextLine> {
    text.lines().enumerate().map(|(i, l)| TextLine { page: 0, line: i, text: l.into() }).collect()
}

fn read(text: &str) -> Vec<(Field, String)> {
    scan(&lines(text)).entries.iter().map(|e| (e.label.field, e.text(false))).collect()
}

#[test]
fn damaged_labels_are_found() {
    let text = "Ovriga néarvarande Anna Berg\nErsattare Nils Ek\nForvaringsplats for protokollet ~ Kansliet\nOrdférande = Eva Ås";
    let want = [
        (Field::People, "Anna Berg"),
        (Field::People, "Nils Ek"),
        (Field::Custody, "Kansliet"),
        (Field::Chair, "Eva Ås"),
    ];
    assert_eq!(read(text), want.map(|(f, t)| (f, t.to_string())));
}

#[test]
fn labels_inside_a_line() {
    let text = "Underskrifter Sekreterare = Anna Berg \"Paragrafer 58 45-51\nDatum då anslaget sätts upp\t2024-04-09\tDatum då anslaget tas ned\t2024-05-01";
    let want = [
        (Field::Signatures, ""),
        (Field::Secretary, "Anna Berg"),
        (Field::Range, "58 45-51"),
        (Field::Posted, "2024-04-09"),
        (Field::Removed, "2024-05-01"),
    ];
    assert_eq!(read(text), want.map(|(f, t)| (f, t.to_string())));
}

#[test]
fn prose_is_no_label() {
    assert!(at_start("Ordföranden förklarar mötet öppnat").is_none());
    assert!(at_start("ordförande Anna Berg").is_none());
    assert!(at_start("Sammanträdesrum Älgen").is_none());
}

#[test]
fn offices_over_their_holders() {
    let text = "Närvarande Ordförande\nAnna Berg (S)\n1:e vice ordförande\nNils Ek (M)\nLedamöter\nEva Ås (C)";
    let rows: Vec<_> = scan(&lines(text)).entries.iter().map(|e| (e.label.role.unwrap_or(""), e.text(false))).collect();
    let want = [
        ("ledamot", ""),
        ("ordförande", "Anna Berg (S)"),
        ("1:e vice ordförande", "Nils Ek (M)"),
        ("ledamot", "Eva Ås (C)"),
    ];
    assert_eq!(rows, want.map(|(r, t)| (r, t.to_string())));
}

#[test]
fn an_office_said_of_the_one_before_is_no_label() {
    let text = "Beslutande Anna Berg (S),\n1:e vice ordförande\nNils Ek (M)\n2:e vice ordförande, Eva Ås (C)";
    assert_eq!(scan(&lines(text)).entries.len(), 1);
}

#[test]
fn labels_side_by_side_keep_their_own_words() {
    let read = |text: &str| -> Vec<(String, String)> {
        let lines = crate::segment::testing::lines(text);
        scan(&lines).entries.iter().map(|e| (e.label.key.clone(), e.text(false))).collect()
    };
    let of = |a: &str, b: &str| (a.to_string(), b.to_string());
    assert_eq!(
        read("Ledamöter          Tjänstgörande ersättare\nAnna Berg (S)      Nils Ek (S)"),
        [of("ledamoter", "Anna Berg (S)"), of("tjanstgorandeersattare", "Nils Ek (S)")]
    );
    assert_eq!(
        read("Beslutande         Ledamöter          Ersättare\n                   Anna Berg (S)      Nils Ek (S)"),
        [of("beslutandeledamoter", "Anna Berg (S)"), of("ersattare", "Nils Ek (S)")]
    );
}
