use super::*;
use crate::eval::fixture::{edit, protocol};

#[test]
fn ids_name_document_and_variant() {
    let documents = ["gladby-ks", "gladby-ks-2", "tråsta"];
    let split = |id| split_id(id, &documents).map(|(d, v)| (d.to_string(), v));
    let is = |d: &str, v: &str| Some((d.to_string(), v.to_string()));
    assert_eq!(split("gladby-ks"), is("gladby-ks", ""));
    assert_eq!(split("gladby-ks__swe"), is("gladby-ks", "swe"));
    assert_eq!(split("devset__gladby-ks-2__engstd"), is("gladby-ks-2", "engstd"));
    assert_eq!(split("gladby-ks__scan.pdf"), is("gladby-ks", "scan"));
    assert_eq!(split("tråsta.eng"), is("tråsta", "eng"));
    assert_eq!(split("gladby-ks__pages__001.swe"), None);
    assert_eq!(split("annan__swe"), None);
    assert_eq!(split("gladby-ksau__swe"), None);
}

#[test]
fn repair_is_the_raw_page_with_applied_edits() {
    let mut run = protocol("gladby", &["Motet\npa torget", "Motet"]);
    run.edits = vec![edit(&run, 0, 0, "Motet", "Mötet"), edit(&run, 0, 1, "pa", "på")];
    run.edits[1].edit.applied = false;
    let (raw, text) = repaired(&run);
    assert_eq!(raw, ["Motet\npa torget", "Motet"]);
    assert_eq!(text, ["Mötet\npa torget", "Motet"]);
}

#[test]
fn texts_with_other_numbers_of_pages_are_judged_as_a_whole() {
    let pages = |texts: &[&str]| texts.iter().map(|t| t.to_string()).collect::<Vec<_>>();
    let by_page = text_pieces(&pages(&["a", "b"]), None, &pages(&["a", "c"]));
    assert_eq!(by_page.iter().map(|p| p.place.as_str()).collect::<Vec<_>>(), ["page 1", "page 2"]);
    let whole = text_pieces(&pages(&["a", "b"]), Some(&pages(&["a b"])), &pages(&["a b"]));
    assert_eq!(whole.len(), 1);
    assert_eq!((whole[0].gold.as_str(), whole[0].text.as_str()), ("a\nb", "a b"));
}

#[test]
fn known_variants_come_first() {
    let mut variants = ["text", "scan", "engstd", "", "eng", "swe"];
    variants.sort_by_key(|v| variant_order(v));
    assert_eq!(variants, ["swe", "eng", "engstd", "scan", "", "text"]);
}
