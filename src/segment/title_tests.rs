use super::*;
use crate::segment::{headings, testing::lines};

fn head(source: &str) -> (Vec<String>, Option<String>, String) {
    let l = lines(source);
    let pieces: Vec<Piece> = l.iter().enumerate().map(|(i, t)| Piece { text: &t.text, at: i, page: t.page }).collect();
    let h = read(&pieces, &|i| headings::whole(pieces[i].text), &Widths::new(&l), &Listed::default(), false);
    let mut body = pieces.get(h.body).map_or("", |p| p.text.get(h.offset..).unwrap_or("")).trim().to_string();
    for p in pieces.iter().skip(h.body + 1) {
        if body.is_empty() {
            body = p.text.trim().to_string();
        }
    }
    (h.dnr, h.title, body)
}

#[test]
fn number_then_title() {
    let (d, t, b) = head(" Dnr KS 2020/412, KS 2019/88\nFörsäljning av tomt vid\nBryggan\n\nBeslut\nJa.");
    assert_eq!((d.len(), t.as_deref(), b.as_str()), (2, Some("Försäljning av tomt vid Bryggan"), "Beslut"));
}

#[test]
fn title_then_number() {
    let (d, t, _) = head(" Val av sotare\n\nDnr 112/77-623\n\nBESLUT\nNej.");
    assert_eq!((d, t.as_deref()), (vec!["112/77-623".to_string()], Some("Val av sotare")));
    let (d, t, _) = head(" Val av sotare Dnr KS 2019/1\n\nBESLUT\nNej.");
    assert_eq!((d.len(), t.as_deref()), (1, Some("Val av sotare")));
}

#[test]
fn a_number_broken_over_the_lines_end() {
    let (d, t, _) = head("\nVal av sotare Dnr KS\n2019/114\nBeslut\nNej.");
    assert_eq!((d, t.as_deref()), (vec!["KS 2019/114".to_string()], Some("Val av sotare")));
}

#[test]
fn a_run_in_heading_ends_the_title() {
    let (_, t, b) = head(" Val av sotare\nBeslut: Nämnden väljer Ada Berg.");
    assert_eq!((t.as_deref(), b.starts_with("Beslut:")), (Some("Val av sotare"), true));
}

#[test]
fn a_year_is_no_verb() {
    let (_, t, _) =
        head(" Räkenskaperna för år 1935.\nRevisorernas berättelse om kassans ställning upplästes av herr Ek.");
    assert_eq!(t.as_deref(), Some("Räkenskaperna för år 1935."));
}

#[test]
fn text_that_runs_on_is_no_title() {
    let (_, t, b) = head(" Sedan kungörelsen om stämman upplästs, förklarades stämman\nvara lagligen utlyst.");
    assert_eq!((t, b.starts_with("Sedan")), (None, true));
    let (_, t, _) = head("\nTill justerare valdes Ada Berg.");
    assert_eq!(t, None);
    let (_, t, _) = head("\nFöljande meddelanden läggs till handlingarna:\n1. Brev.");
    assert_eq!(t, None);
}

#[test]
fn a_clause_in_a_title_is_no_sentence() {
    let (_, t, b) = head(
        "\nMotion från Ada Berg om att kommunen ska laga bryggan\nOrdföranden redogör för ärendet och svarar därvid på de frågor som ställs av ledamöterna.",
    );
    assert_eq!(
        (t.as_deref(), b.starts_with("Ord")),
        (Some("Motion från Ada Berg om att kommunen ska laga bryggan"), true)
    );
    let (_, t, _) = head("\nMotion från Ada Berg om att kommunen\nska laga bryggan\n\nBeslut\nNej.");
    assert_eq!(t.as_deref(), Some("Motion från Ada Berg om att kommunen ska laga bryggan"));
}

#[test]
fn a_sentence_with_a_clause_is_text() {
    let (_, t, _) = head(
        "\nTill att justera protokollet utsågs\nAda Berg och Bo Ek, vilka åtog sig uppdraget för detta sammanträde med nämnden.",
    );
    assert_eq!(t, None);
}

#[test]
fn an_old_title_may_fill_its_line() {
    let (_, t, b) = head(
        "\nSkrivelse angående utökad skolskjutstrafik i ytterområdena.\nOrdföranden föredrog en från herr Ek inkommen skrivelse i\nämnet.",
    );
    assert_eq!((t.is_some(), b.starts_with("Ord")), (true, true));
    let (_, t, _) =
        head("\nEnligt § 23 i gällande stadga ägde nämnden härom besluta.\nFrågan hade bordlagts den 4 mars\ni fjol.");
    assert_eq!(t, None);
}

#[test]
fn a_short_title_may_hold_a_verb() {
    let (_, t, b) = head("\nMötet öppnas\nOrdföranden Ada Berg öppnar mötet och hälsar alla välkomna.");
    assert_eq!((t.as_deref(), b.starts_with("Ord")), (Some("Mötet öppnas"), true));
}

#[test]
fn a_title_that_sounds_like_a_heading() {
    let (_, t, _) = head("\nEkonomi\n\nKassören redovisade läget.");
    assert_eq!(t.as_deref(), Some("Ekonomi"));
    let (_, t, b) = head("\nÄrende\nSotaren har sagt upp sig.");
    assert_eq!((t, b.as_str()), (None, "Ärende"));
}

#[test]
fn old_titles_end_in_a_full_stop() {
    let (_, t, b) = head("\nArvode åt sotaren.\n\nPå framställning av sotaren beslöts, att arvodet skulle höjas.");
    assert_eq!((t.as_deref(), b.starts_with("På")), (Some("Arvode åt sotaren."), true));
    let (_, t, b) = head(
        "\nArvode åt sotaren.\nPå framställning av sotaren Berg om högre lön än den, som nu utgår, och efter\nlång öfverläggning beslöts bifall.",
    );
    assert_eq!((t.as_deref(), b.starts_with("På")), (Some("Arvode åt sotaren."), true));
}

#[test]
fn verbs_are_policed() {
    data::police(VERBS, 1);
    data::police(FIRST, 1);
}

#[test]
fn labels_of_other_bodies_beside_the_own_are_no_title() {
    let (d, t, b) =
        head("     Ks § 55     Au § 119     Dnr 84/0312.251\n\nMotion om en brygga\n\nNils Ek vill ha en brygga.");
    assert_eq!((d, t.as_deref()), (vec!["84/0312.251".to_string()], Some("Motion om en brygga")));
    assert_eq!(b, "Nils Ek vill ha en brygga.");
    let (_, t, _) = head("     Ks § 55\n\nMotion om en brygga\n\nNej.");
    assert_eq!(t.as_deref(), Some("Motion om en brygga"));
    // A title with a § in it.
    for own in ["Stadga § 12 ändras", "Ändring av § 9 i stadgan"] {
        assert_eq!(head(&format!(" {own}\n\nBeslut\nJa.")).1.as_deref(), Some(own));
    }
}

#[test]
fn a_sentence_at_once_below_a_short_title() {
    let text = "Bryggan vid sjön har nu lagats.";
    let (_, t, b) =
        head(&format!("\nRapport\n{text}\n\nBeslut\nJa, det som sägs i denna långa rad visar sidans bredd."));
    assert_eq!((t.as_deref(), b.as_str()), (Some("Rapport"), text));
    let (_, t, _) = head(
        "\nAnsökan från\nBryggans vänner om ett bidrag.\n\nBeslut\nJa, det som sägs i denna långa rad visar sidans bredd.",
    );
    assert_eq!(t.as_deref(), Some("Ansökan från Bryggans vänner om ett bidrag."));
}

#[test]
fn the_rule_below_a_title_is_of_the_head() {
    let l = lines("\nVal av sotare\n-------------\n\nBESLUT\nJa.");
    let pieces: Vec<Piece> = l.iter().enumerate().map(|(i, t)| Piece { text: &t.text, at: i, page: t.page }).collect();
    let h = read(&pieces, &|i| headings::whole(pieces[i].text), &Widths::new(&l), &Listed::default(), false);
    assert_eq!(h.body, 3);
}

#[test]
fn a_number_of_an_unknown_form_alone_behind_its_word() {
    let (d, t, b) = head("\nVal av sotare\n\nDnr. 2011/KS 0014 002\n\nBeslut\nNej.");
    assert_eq!((d, t.as_deref()), (vec!["2011/KS 0014 002".to_string()], Some("Val av sotare")));
    assert_eq!(b, "Beslut");
}

#[test]
fn who_asks_is_no_part_of_the_title() {
    let l =
        lines("§ 4   121/83\nMOSSEBO 4:7\nMaskinhall, 320 m2\nSökande: Ada Berg, Mossebo\n\nBeslut\nBygglov beviljas.");
    let r = crate::segment::records(&l, &crate::segment::Context::default()).records.remove(0);
    assert_eq!(r.title.as_deref(), Some("MOSSEBO 4:7 Maskinhall, 320 m2"));
    data::police(ENDS, 1);
}

#[test]
fn a_line_of_its_own_beside_the_label_is_a_title_in_two_sentences() {
    let l = lines(
        "Skf § 24    Upprop. Fråga om sammanträdet är behörigen utlyst\n\nVid upprop är tjugo närvarande.\n\n§ 25    Val\n\nVal sker.",
    );
    let r = crate::segment::records(&l, &crate::segment::Context::default()).records.remove(0);
    assert_eq!(r.title.as_deref(), Some("Upprop. Fråga om sammanträdet är behörigen utlyst"));
}

#[test]
fn a_note_of_adjusting_at_once_is_no_title() {
    let l = lines(
        "§ 150                Borgen för stiftelsen\nKS 2023/352          Omedelbar justering\n\nÄrendet              Stiftelsen bygger.\n\nBeslut               Borgen beviljas.\n",
    );
    let r = super::super::records(&l, &super::super::Context::default()).records.remove(0);
    assert_eq!(
        (r.title.as_deref(), r.dnr.as_slice()),
        (Some("Borgen för stiftelsen"), &["KS 2023/352".to_string()][..])
    );
    assert!(r.immediately_adjusted && r.sections[0].text == "Omedelbar justering");
}

#[test]
fn years_behind_a_number_in_the_margin_are_of_the_title() {
    let l = lines(
        "§ 106           FÖRSLAG TILL PLAN FÖR VIKS KOMMUN\nDnr 87/302-029  1989-1991\n\n                Styrelsen har begärt en plan.\n",
    );
    let r = super::super::records(&l, &super::super::Context::default()).records.remove(0);
    assert_eq!(r.title.as_deref(), Some("FÖRSLAG TILL PLAN FÖR VIKS KOMMUN 1989-1991"));
    assert_eq!(r.dnr, ["87/302-029"]);
}

#[test]
fn a_dash_at_the_end_of_a_line_and_a_bracket_over_two() {
    assert_eq!(
        head("Busstrafiken Vallby -\nKnutby\n\nFrågan är gammal.").1.as_deref(),
        Some("Busstrafiken Vallby - Knutby")
    );
    assert_eq!(head("Busstrafiken i Vallby -\n\nFrågan är gammal.").1.as_deref(), Some("Busstrafiken i Vallby"));
    let l = lines(
        "§ 46              Yttrande över betänkandet (SOU\nLS 96-0066        1995:214)\n\nBeslut            Yttrandet antas.\n",
    );
    let r = super::super::records(&l, &super::super::Context::default()).records.remove(0);
    assert_eq!(
        (r.title.as_deref(), r.dnr),
        (Some("Yttrande över betänkandet (SOU 1995:214)"), vec!["LS 96-0066".to_string()])
    );
}

#[test]
fn lines_centred_below_each_other_are_a_title_with_a_participle_too() {
    let l = lines(
        "                      § 3.\n          Om gasverkets utsträckning till Vestra qvarteren samt om\n                  vilkoren för dermed förenade kostnader.\n\n    Till slutligt afgörande förekom nu den hvilande frågan om gasledning.\n",
    );
    let r = super::super::records(&l, &super::super::Context::default()).records.remove(0);
    let want = "Om gasverkets utsträckning till Vestra qvarteren samt om vilkoren för dermed förenade kostnader.";
    assert_eq!(r.title.as_deref(), Some(want));
}
