use super::*;
use crate::protocol::SectionKind;
use crate::segment::testing::lines;
use proptest::prelude::*;

const MODERN: &str = "Ärendelista\n\n§ 4 Val av sotare KS 2020/1 3\n§ 5 Brygga KS 2020/2 4\n\u{c}§ 4 Dnr KS 2020/1\nVal av sotare\n\n\
    Kommunstyrelsens beslut\nKommunstyrelsen utser Ada Berg till sotare.\n\nParagrafen förklaras omedelbart justerad.\n\n\
    Beslutsunderlag\nKSAU § 12/2019\n\u{c}§ 4 (forts.)\n\nBeslutet skickas till\nAda Berg\n\n§ 5 Dnr KS 2020/2\nBrygga\n\n\
    Kommunstyrelsens beslut\nBryggan ska lagas enligt 5 kap. 45 § brygglagen.\n\nVotering\nMed 7 ja-röster mot 5 nej-röster bifalls förslaget.\n\n\
    Vid protokollet\nBo Ek";

#[test]
fn modern_minutes() {
    let l = lines(MODERN);
    let s = records(&l, &Context::default());
    assert_eq!(s.records.len(), 2, "{s:#?}");
    let (a, b) = (&s.records[0], &s.records[1]);
    assert_eq!((a.label.as_str(), a.title.as_deref(), a.dnr[0].as_str()), ("§ 4", Some("Val av sotare"), "KS 2020/1"));
    assert!(a.immediately_adjusted && !b.immediately_adjusted);
    assert_eq!(a.pages, [1, 2]);
    assert_eq!(a.references[0].text, "KSAU § 12/2019");
    assert_eq!(
        a.sections.iter().map(|s| s.kind).collect::<Vec<_>>(),
        [SectionKind::Decision, SectionKind::Basis, SectionKind::Recipients]
    );
    assert_eq!(b.vote.map(|v| (v.yes, v.no)), Some((7, 5)));
    assert_eq!(b.decision, "Bryggan ska lagas enligt 5 kap. 45 § brygglagen.");
    assert_eq!((s.agenda.len(), s.first_line, s.meetings.len()), (1, Some(4), 1));
    assert_eq!(s.meetings[0].tail, l.len() - 2..l.len());
    assert!(s.warnings.is_empty() && s.label_edits.is_empty());
}

#[test]
fn signs_that_the_swedish_model_cannot_print() {
    let damaged = MODERN.replace("§ 4 Dnr", "84 Dnr").replace("§ 5 Dnr", "8 5 Dnr").replace("§ 4 (", "84 (");
    let l = lines(&damaged);
    let s = records(&l, &Context::default());
    assert_eq!(s.records.iter().map(|r| r.label.as_str()).collect::<Vec<_>>(), ["§ 4", "§ 5"]);
    assert_eq!(s.label_edits.len(), 2);
    for e in &s.label_edits {
        let line = l.iter().find(|l| (l.page, l.line) == (e.page, e.line)).unwrap();
        assert_eq!(&line.text[e.start..e.end], e.from);
        assert!(e.to.starts_with("§ "));
    }
}

#[test]
fn old_minutes_without_titles() {
    let l = lines(
        "Protokoll, hållet vid kommunalstämma i Alby den 4 mars 1905.\n\n§ 1.\nSedan kungörelsen upplästs, förklarades stämman\nlagligen utlyst.\n\n\
         § 2.\nArvode åt sotaren.\n\nStämman beslöt höja arvodet till 40 kronor, enligt § 7 i lagen.\n\n§ 4.\nDetta protokoll uppläses på söndag.\n\n\
         Som ofvan.\nOlof Ek",
    );
    let s = records(&l, &Context::default());
    assert_eq!(s.records.iter().map(|r| r.label.as_str()).collect::<Vec<_>>(), ["§ 1.", "§ 2.", "§ 4."]);
    assert_eq!(s.records[0].title, None);
    assert_eq!(s.records[1].title.as_deref(), Some("Arvode åt sotaren."));
    assert_eq!(
        s.warnings.iter().map(|w| (w.code.as_str(), w.paragraph)).collect::<Vec<_>>(),
        [("paragraph-gap", Some(3))]
    );
    assert!(s.records[2].sections[0].text.ends_with("söndag."));
}

#[test]
fn two_meetings_in_one_file() {
    let cover = "\u{c}Plats och tid Alby\nBeslutande Ada Berg\nJusterare Bo Ek\nSekreterare Cy Alm\n";
    let one = "\u{c}§ 1\nVal\n\nBeslut\nAda Berg väljs.\n\n§ 2\nBudget\n\nBeslut\nBudgeten antas.\n";
    let l = lines(&format!("{cover}{one}{cover}{one}"));
    let s = records(&l, &Context::default());
    assert_eq!(s.records.iter().map(|r| r.number).collect::<Vec<_>>(), [1, 2, 1, 2]);
    assert_eq!(s.meetings.len(), 2);
    assert!(s.meetings[1].head.start < s.meetings[1].head.end);
}

#[test]
fn text_without_labels_has_no_records() {
    let s = records(&lines("Brev\n\nHej, 12 kronor har betalts enligt § 4 stadgan."), &Context::default());
    assert!(s.records.is_empty() && s.first_line.is_none() && s.meetings.is_empty());
    assert!(records(&[], &Context::default()).records.is_empty());
}

/// Every line from the first record on belongs to one record or to a tail, and what belongs to the text of a record is in one
/// of its sections' spans, once.
fn complete(l: &[TextLine], s: &Segmented) -> Result<(), TestCaseError> {
    for (i, (line, part)) in l.iter().zip(&s.parts).enumerate() {
        let Part::Text(k) = part else {
            let before = s.first_line.is_none_or(|f| i < f);
            let between = s.meetings.iter().any(|m| m.head.contains(&i));
            prop_assert!(*part != Part::Head || before || between, "line {} lost", i);
            continue;
        };
        if line.text.trim().is_empty() {
            continue;
        }
        let spans = s.records[*k].sections.iter().flat_map(|s| &s.spans);
        let n = spans.filter(|p| p.page == line.page && (p.line_start..p.line_end).contains(&line.line)).count();
        prop_assert_eq!(n, 1, "line {} {:?}", i, &line.text);
    }
    Ok(())
}

/// A heading beside its text, with a heading below that the segmenter could take it for the title of; found by the property below.
#[test]
fn a_side_heading_below_the_label_keeps_its_lines() {
    let l = lines("§ 1\nNämnden  antar planen.\nBeslut\nBeslut\n");
    complete(&l, &records(&l, &Context::default())).unwrap();
}

#[test]
fn every_line_has_its_place() {
    let l = lines(MODERN);
    let s = records(&l, &Context::default());
    complete(&l, &s).unwrap();
}

proptest! {
    #[test]
    fn every_line_has_its_place_in_any_text(source in proptest::collection::vec(
        prop_oneof![
            "§ [1-9]", "[8$&S] ?[1-9][0-9]?\\.?", "§[1-9] Dnr KS 2020/[1-9]", "Paragraf ?[1-9]?", "", "", "Beslut", "Yrkanden",
            "Nämnden [a-zåäö ]{5,40}\\.", "[A-ZÅÄÖ][a-zåäö]{3,12}", "- [a-zö]{4,9}", "Vid protokollet", "\u{c}§ [1-9] \\(forts\\.\\)",
            "(Kommun-|Nämndens|Beslut|Ärende|styrelsens|beslut) {2,6}[A-Z]?[a-zåäö ]{3,20}\\.?", " {8}[a-zåäö]{3,9}", "styrelsens", "beslut",
            "Ärendelista", "Exp: [A-Z][a-z]{3}", "[ -~åäö§]{0,30}", "\u{c}Plats och tid", "Beslutande", "Justerare",
        ], 0..60)) {
        let l = lines(&source.join("\n"));
        let s = records(&l, &Context::default());
        complete(&l, &s)?;
        for e in &s.label_edits {
            prop_assert_ne!(&e.from, &e.to);
        }
    }
}

#[test]
fn below_a_label_that_goes_on_the_text_goes_on() {
    let l = lines(
        "§ 87\nEKEBY 1:31\n\nBeslut\nBygglov beviljas.\n\u{c}§ 88 forts\n(63/83). Åtgärderna är förenliga med planen.\n\nBeslut\nJa.",
    );
    let r = records(&l, &Context::default()).records.remove(1);
    assert_eq!(
        (r.number, r.title, r.sections[0].text.as_str()),
        (88, None, "(63/83). Åtgärderna är förenliga med planen.")
    );
}

#[test]
fn one_line_is_the_head_of_one_record() {
    let one = |n: u32| format!("      {n}.  Val av ombud\n    Frågan är gammal.\n\n    Beslut: Ada Berg väljs.\n\n");
    let source: String = [41, 42, 43, 44, 45].into_iter().map(one).collect();
    let l = lines(&source);
    complete(&l, &records(&l, &Context::default())).unwrap();
}
