use super::*;
use crate::segment::testing::lines;
use crate::segment::{Context, records};

#[test]
fn headings_beside_the_text() {
    let l = lines(
        "§ 28\nVal av sotare\n\nBakgrund         Sotaren har sagt upp sig från och med\n                 nästa år.\n\n\
         Kommun-          Kommunstyrelsen beslutar att utse Ada\nstyrelsens       Berg till sotare.\nbeslut\n\nDelges           Ada Berg\n                 Akten\n",
    );
    let r = records(&l, &Context::default()).records.remove(0);
    let got: Vec<_> = r.sections.iter().map(|s| (s.kind, s.heading.as_deref(), s.text.as_str())).collect();
    assert_eq!(
        got,
        [
            (SectionKind::Background, Some("Bakgrund"), "Sotaren har sagt upp sig från och med nästa år."),
            (
                SectionKind::Decision,
                Some("Kommunstyrelsens beslut"),
                "Kommunstyrelsen beslutar att utse Ada Berg till sotare."
            ),
            (SectionKind::Recipients, Some("Delges"), "Ada Berg\n\nAkten"),
        ]
    );
    assert_eq!(r.title.as_deref(), Some("Val av sotare"));
}

#[test]
fn headings_whose_gap_was_lost_in_reading() {
    let one = |n: u32, title: &str| {
        format!(
            "§ {n}\n{title}\n\nBakgrund Sotaren har sagt upp sig från och med nästa\når.\n\nBeslut Nämnden utser Ada Berg till sotare.\n\nDelges Ada Berg\n\n"
        )
    };
    let got = |text: &str| {
        let all = records(&lines(text), &Context::default()).records;
        all.iter().map(|r| r.sections.iter().map(|s| s.kind).collect::<Vec<_>>()).collect::<Vec<_>>()
    };
    use SectionKind::{Background, Body, Decision, Recipients};
    let text = one(7, "Val av sotare") + &one(8, "Val av ombud");
    assert_eq!(got(&text), vec![vec![Background, Decision, Recipients]; 2]);
    // One alone is a sentence.
    assert_eq!(got("§ 7\nVal\n\nBeslut Nämnden utser Ada Berg.\n"), [[Body]]);
}

#[test]
fn titles_beside_the_text() {
    let l = lines(
        "§ I.\nJustering.     Till att justera dagens protokoll utsågos Olof Ek\n               och Nils Ek.\n\n\
         § II.\nVal af\nkyrkovärd.     Att efter afgångne Per Olsson vara kyrkovärd utsågs\n               Nils Ek.\n\n\
         § III.         Kyrkorådet hade anmält att orgeln vore i dåligt\nOrgeln.        skick, hvadan medel begärdes.\n",
    );
    let all = records(&l, &Context::default()).records;
    let got: Vec<_> = all.iter().map(|r| (r.title.as_deref(), r.sections[0].text.as_str())).collect();
    assert_eq!(
        got,
        [
            (Some("Justering."), "Till att justera dagens protokoll utsågos Olof Ek och Nils Ek."),
            (Some("Val af kyrkovärd."), "Att efter afgångne Per Olsson vara kyrkovärd utsågs Nils Ek."),
            (Some("Orgeln."), "Kyrkorådet hade anmält att orgeln vore i dåligt skick, hvadan medel begärdes."),
        ]
    );
}

#[test]
fn the_text_beside_a_label_may_begin_with_an_indent() {
    let l = lines(
        "§ 1.                   Att justera dagens protokoll utsågs\nJustering           herr Ek. Justeringen sker i dag.\n\n\
         § 2.                   Till den lediga tjänsten vid Norra skolan hade\nTillsättande av     sex sökande anmält sig inom rätt tid.\nlärar-\ntjänst              Styrelsen beslöt antaga Ada Berg.\n",
    );
    let all = records(&l, &Context::default()).records;
    let got: Vec<_> = all.iter().map(|r| (r.title.as_deref(), r.sections[0].text.as_str())).collect();
    assert_eq!(got[0], (Some("Justering"), "Att justera dagens protokoll utsågs herr Ek. Justeringen sker i dag."));
    assert_eq!(got[1].0, Some("Tillsättande av lärartjänst"));
}

#[test]
fn a_heading_may_fill_its_column() {
    let l = lines(
        "§ 28\nVal av sotare\n\nKommunfullmäktiges Kommunfullmäktige beslutar att anta\nbeslut             förslaget.\n",
    );
    let r = records(&l, &Context::default()).records.remove(0);
    assert_eq!(r.decision, "Kommunfullmäktige beslutar att anta förslaget.");
    assert_eq!(r.sections[0].heading.as_deref(), Some("Kommunfullmäktiges beslut"));
}

#[test]
fn an_item_beside_a_heading_may_hang() {
    let l = lines(
        "§ 28\nVal av sotare\n\nKommunstyrelsens     1. Ada Berg utses till sotare i\nbeslut                  Vik.\n                     2. Hon får arvode.\n\nDelges               Ada Berg\n",
    );
    let r = records(&l, &Context::default()).records.remove(0);
    assert_eq!(r.decision, "1. Ada Berg utses till sotare i Vik.\n2. Hon får arvode.");
}

#[test]
fn rows_of_sums_are_no_headings() {
    // The column shows in the last line of the heading alone.
    let l = "§ 28\nVal av sotare\n\nKommunstyrelsens\nförslag till\nfullmäktige         1. Ada Berg utses.\n                    2. Hon får arvode.\n\nKommunstyrelsens\n\nbeslut              Saken är brådskande.\n";
    let r = records(&lines(l), &Context::default()).records.remove(0);
    let got: Vec<_> = r.sections.iter().map(|s| (s.kind, s.heading.as_deref())).collect();
    let fullmäktige = Some("Kommunstyrelsens förslag till fullmäktige");
    assert_eq!(got, [(SectionKind::Proposal, fullmäktige), (SectionKind::Decision, Some("Kommunstyrelsens beslut"))]);
    for t in ["Förslag     120    340", "Kostnader      12 kr", "Beslutet      "] {
        assert!(Sides::of(&lines(t)).headings.is_empty(), "{t}");
    }
}

#[test]
fn items_and_labels_are_no_part_of_a_heading_beside_them() {
    let decision = |below: &str| {
        let l = lines(&format!("§ 28\nVal av sotare\n\nNämndens beslut\n{below}\n"));
        records(&l, &Context::default()).records.remove(0).decision
    };
    assert_eq!(decision("1.  Ada Berg utses.\n2.  Hon får arvode."), "1. Ada Berg utses.\n2. Hon får arvode.");
    assert_eq!(decision("a)  Ada Berg utses.\nb)  Hon får arvode."), "a) Ada Berg utses.\nb) Hon får arvode.");
    assert_eq!(
        decision("att   utse Ada Berg, samt\natt   ge henne arvode."),
        "att utse Ada Berg, samt att ge henne arvode."
    );
}

#[test]
fn the_second_line_of_the_text_beside_a_heading_is_no_part_of_it() {
    let l = lines(
        "§ 28\nVal av sotare\n\nBeslut           Nämnden beslutar enligt utskottets\n                 förslag.\n\nDelges           Akten\n",
    );
    let r = records(&l, &Context::default()).records.remove(0);
    assert_eq!(r.decision, "Nämnden beslutar enligt utskottets förslag.");
}

#[test]
fn the_head_of_a_table_is_no_heading() {
    let table = "Beslut av      Ärende           Nummer\nOrdföranden    Representation   1-3\n";
    assert!(Sides::of(&lines(table)).headings.is_empty());
}

#[test]
fn a_diarienummer_beside_a_label_shows_no_column() {
    let one = |n: u32| format!("§ {n}    KS 2019/00{n}\nPlan för kvarteret\n\nBeslut\nPlanen nr {n} antas.\n\n");
    let all = records(&lines(&(21..24).map(one).collect::<String>()), &Context::default()).records;
    let got: Vec<_> = all.iter().map(|r| (r.title.as_deref(), r.dnr.len(), r.sections.len())).collect();
    assert_eq!(got, vec![(Some("Plan för kvarteret"), 1, 1); 3]);
}

#[test]
fn text_below_a_title_beside_its_label_is_no_title_in_the_margin() {
    let one = |n: u32| {
        format!(
            "§ {n}   Val av ombud\nFrågan om ombud är gammal, och nämnden väntar.\n\nBeslut\nOmbud nr {n} väljs.\n\n"
        )
    };
    let all = records(&lines(&(21..24).map(one).collect::<String>()), &Context::default()).records;
    assert!(all.iter().all(|r| r.title.as_deref() == Some("Val av ombud")), "{:?}", all[0].title);
}

#[test]
fn an_abbreviation_in_the_text_parts_no_letters() {
    let source = "§ 4   Val\n\nÄrendet             Ada Berg redogör för läget t o m juli\n                    i år.\n\nBeslut              Nämnden tackar.";
    let kinds: Vec<_> =
        records(&lines(source), &Context::default()).records[0].sections.iter().map(|s| s.kind).collect();
    assert_eq!(kinds, [SectionKind::Background, SectionKind::Decision]);
}

#[test]
fn titles_beside_short_lines_that_tell_something() {
    let one = |n: u32, text: &str, title: &str| {
        format!(
            "{n} §               {text}\n{title}\n                  - isen är såld\n                  - taket är lagat\n\n                  Nämnden tackar.\n\n"
        )
    };
    let source = one(4, "Ada Berg redogör för", "Chefens ord") + &one(5, "Bo Ek redogör för", "Skrivelser");
    let titles: Vec<_> = records(&lines(&source), &Context::default()).records.into_iter().map(|r| r.title).collect();
    assert_eq!(titles, [Some("Chefens ord".to_string()), Some("Skrivelser".to_string())]);
}

#[test]
fn titles_beside_lists() {
    let source = "\
§ 3                  Att justera protokollet väljes Ada Berg.
Justering

§ 4                  Följande beslut ha fattats enligt ordningen:
Delegationsbeslut
                     a) Kamreren: placering av pengar.

§ 5                  a) Kapitlet, beslut 1994-10-12, om stifts-
Rapporter och           kollekt.
skrivelser           b) Rådet, beslut om bidrag.
";
    let found = records(&lines(source), &Context::default()).records;
    let titles: Vec<_> = found.iter().map(|r| r.title.as_deref().unwrap_or_default()).collect();
    assert_eq!(titles, ["Justering", "Delegationsbeslut", "Rapporter och skrivelser"]);
    assert!(found[2].sections[0].text.contains("stiftskollekt"), "{}", found[2].sections[0].text);
}

#[test]
fn titles_beside_indented_text_below_a_label_of_its_own() {
    let source = "\
                            § 3.
Justering.             Att justera protokollet utsågos herrar Ek och
                     Berg.

                            § 4.
Försäljning av         Sedan herr Ryd anhållit att få förvärva
tomten nr 4.         tomten nr 4, hade kammaren hemställt
D. nr 118/34           att den måtte säljas.

                            § 5.
Val av kyrk-           Till kyrkvärd utsågs Olof Ek, som tillträder
värd.                vid årsskiftet.
";
    let found = records(&lines(source), &Context::default()).records;
    let titles: Vec<_> = found.iter().map(|r| r.title.as_deref().unwrap_or_default()).collect();
    assert_eq!(titles, ["Justering.", "Försäljning av tomten nr 4.", "Val av kyrkvärd."]);
    assert_eq!(found[1].dnr, ["118/34"]);
    assert!(found[1].sections[0].text.ends_with("att den måtte säljas."), "{:?}", found[1].sections);
}

#[test]
fn numbers_with_a_short_year_beside_a_title() {
    let source = "§ 44           Mottagningen vid sjukhuset, öppethållande nattetid\nHSN 95-0411    fr o m 1996-09-01\nHSN 96-0203\n\nBakgrund       Fullmäktige beslutade om ett sparkrav.\n";
    let r = records(&lines(source), &Context::default()).records.remove(0);
    assert_eq!(r.dnr, ["HSN 95-0411", "HSN 96-0203"]);
    assert_eq!(r.title.as_deref(), Some("Mottagningen vid sjukhuset, öppethållande nattetid fr o m 1996-09-01"));
}
