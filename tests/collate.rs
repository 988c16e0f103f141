//! Repeated pages vote: a page read twice with different damage, a corrected sum, a line more, three readings. Whatever the readings, edits can be undone
//! and the result is the same every time.
#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use std::sync::LazyLock;

use justera::edit::{EditKind, EditSource, undo};
use justera::ingest::TextLayer;
use justera::page::{Origin, Page};
use justera::pipeline::{Options, Pipeline};
use justera::protocol::{Source, Variant};
use proptest::prelude::*;

static PIPELINE: LazyLock<Pipeline<'static>> = LazyLock::new(|| {
    let options = Options {
        language: "swe".into(),
        threshold: justera::repair::DEFAULT_THRESHOLD,
        dedupe: true,
        repair: true,
        text_layer: TextLayer::Sound,
        era: None,
    };
    Pipeline::new(options, None).unwrap()
});

/// A page of invented minutes as it is printed.
const PRINTED: &str = "§ 14 Dnr KS 2019/207\n\
    Ny förskola i Tallåsen\n\n\
    Kommunstyrelsens beslut\n\
    Kommunstyrelsen beslutar att bevilja 52 300 kronor till projektering av en ny förskola i\n\
    kvarteret Tallåsen samt att uppdra åt förvaltningen att återkomma före årets slut, se § 9.\n\n\
    Sammanfattning av ärendet\n\
    Förvaltningen redovisar att antalet barn ökar med omkring tolv procent till år 2024. Den\n\
    nuvarande lokalen är för trång och ligger vid en väg där trafiken är tät. Ärendet har\n\
    beretts av arbetsutskottet den 2019-03-05, och ledamöterna var då eniga om förslaget.\n\
    Birgitta Lindqvist frågar hur många platser som behövs. Frågan besvaras av kommunchefen Pär Sålgren.";

/// The page as a model without å, ä and ö reads it.
fn english(text: &str) -> String {
    let plain = |c: char| match c {
        'å' | 'ä' => 'a',
        'Å' | 'Ä' => 'A',
        'ö' => 'o',
        'Ö' => 'O',
        _ => c,
    };
    text.chars().map(plain).collect()
}

/// The page as a model without § reads it.
fn swedish(text: &str) -> String {
    text.replace("§ 9", "8 9").replace('§', "$")
}

fn mended(texts: &[String]) -> Vec<Page> {
    let page = |(i, t): (usize, &String)| Page::from_text(i, Origin::Text, "swe", t);
    PIPELINE.voted(PIPELINE.mend(texts.iter().enumerate().map(page).collect()).unwrap()).unwrap()
}

fn assert_sound(pages: &[Page], texts: &[String]) {
    for (page, text) in pages.iter().zip(texts) {
        assert_eq!(page.raw(), text.trim_end_matches('\n'), "raw text never changes");
        for line in &page.lines {
            assert_eq!(undo(&line.text(), &line.edits).as_deref(), Some(line.raw.as_str()), "{line:?}");
            assert!(line.edits.is_sorted_by_key(|e| e.start), "{line:?}");
            assert!(line.edits.iter().all(|e| (0.0..=1.0).contains(&e.confidence)), "{line:?}");
        }
    }
}

fn variants(pages: &[Page]) -> Vec<(&str, &str, &str)> {
    pages[0].variants.iter().map(|v: &Variant| (v.kind.as_str(), v.kept.as_str(), v.other.as_str())).collect()
}

#[test]
fn each_model_gives_what_it_reads_right() {
    for texts in [[english(PRINTED), swedish(PRINTED)], [swedish(PRINTED), english(PRINTED)]] {
        let pages = mended(&texts);
        assert_eq!(pages[1].duplicate_of, Some(0));
        assert_eq!(pages[0].text(), PRINTED);
        assert_eq!(variants(&pages), []);
        assert_sound(&pages, &texts);
        let edits = || pages[0].lines.iter().flat_map(|l| &l.edits).filter(|e| e.source == EditSource::Witness);
        assert!(edits().count() > 0 && edits().all(|e| e.kind == EditKind::Witness));
    }
}

#[test]
fn the_witness_is_what_makes_the_difference() {
    let alone = mended(&[swedish(PRINTED)]);
    assert!(
        alone[0].text() != PRINTED && alone[0].lines.iter().flat_map(|l| &l.edits).all(|e| e.kind != EditKind::Witness)
    );
}

#[test]
fn a_corrected_sum_is_no_matter_of_votes() {
    let texts = [PRINTED.to_string(), PRINTED.replace("52 300", "52 800")];
    let pages = mended(&texts);
    assert_eq!(pages[1].duplicate_of, Some(0));
    assert_eq!(pages[0].text(), PRINTED);
    assert_eq!(variants(&pages), [("number", "300", "800")]);
    let source = Source { path: "a.txt".into(), sha256: String::new(), media_type: "text/plain".into(), page_count: 2 };
    let pages = texts.iter().enumerate().map(|(i, t)| Page::from_text(i, Origin::Text, "swe", t)).collect();
    let protocol = PIPELINE.process("a", source, &[], pages).unwrap();
    assert_eq!(protocol.pages[0].variants.len(), 1);
    let warning = protocol.warnings.iter().find(|w| w.code == "variant").unwrap();
    assert!(warning.page == Some(0) && warning.message.contains("'300'") && warning.message.contains("'800'"));
}

#[test]
fn of_three_readings_two_decide_and_the_third_is_told() {
    let texts = [PRINTED.replace("52 300", "52 800"), PRINTED.to_string(), PRINTED.to_string()];
    let pages = mended(&texts);
    assert_eq!(pages[0].witnesses, [1, 2]);
    assert_eq!(pages[0].text(), PRINTED);
    assert_eq!(variants(&pages), [("number", "300", "800")]);
    assert_sound(&pages, &texts);
}

#[test]
fn a_line_more_is_told() {
    let more = PRINTED
        .replace("Birgitta Lindqvist", "Karin Holmberg anmäler att hon avstår från att delta.\nBirgitta Lindqvist");
    for (texts, kept, other) in [
        ([PRINTED.to_string(), more.clone()], "", "Karin Holmberg anmäler att hon avstår från att delta."),
        ([more.clone(), PRINTED.to_string()], "Karin Holmberg anmäler att hon avstår från att delta.", ""),
    ] {
        let pages = mended(&texts);
        assert_eq!(pages[1].duplicate_of, Some(0));
        assert_eq!(variants(&pages), [("missing-line", kept, other)]);
        assert_eq!(pages[0].text(), texts[0]);
    }
}

#[test]
fn another_name_is_told_and_a_damaged_one_is_not() {
    let pages = mended(&[PRINTED.to_string(), PRINTED.replace("Lindqvist", "Lundqvist")]);
    assert_eq!(variants(&pages), [("name", "Lindqvist", "Lundqvist")]);
    let pages = mended(&[PRINTED.to_string(), PRINTED.replace("Lindqvist", "Lindgvist")]);
    assert_eq!(variants(&pages), []);
    assert_eq!(pages[0].text(), PRINTED);
}

#[test]
fn another_wording_is_told() {
    let pages = mended(&[PRINTED.to_string(), PRINTED.replace("beslutar att bevilja", "beslutar att avslå")]);
    assert_eq!(variants(&pages), [("wording", "bevilja", "avslå")]);
    assert_eq!(pages[0].text(), PRINTED);
}

#[test]
fn a_word_that_one_reading_lost_is_put_in_and_a_negation_is_not() {
    let lost = PRINTED.replace("beslutar att bevilja", "beslutar bevilja");
    let texts = [lost, PRINTED.to_string()];
    let pages = mended(&texts);
    assert_eq!(pages[0].text(), PRINTED);
    assert_sound(&pages, &texts);
    let negated = PRINTED.replace("beslutar att bevilja", "beslutar att inte bevilja");
    let pages = mended(&[PRINTED.to_string(), negated]);
    assert_eq!(pages[0].text(), PRINTED);
}

/// What a reading does to a page: letters changed, words lost.
fn damaged(text: &str, seed: &[(usize, char)]) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    for (at, c) in seed {
        let at = at % chars.len();
        if chars[at] != '\n' {
            chars[at] = *c;
        }
    }
    chars.into_iter().collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(24) })]

    #[test]
    fn edits_undo_and_results_are_the_same(
        one in proptest::collection::vec((0usize..2000, proptest::char::range(' ', 'z')), 0..40),
        two in proptest::collection::vec((0usize..2000, proptest::char::range(' ', 'z')), 0..40),
    ) {
        let texts = [damaged(&english(PRINTED), &one), damaged(&swedish(PRINTED), &two), PRINTED.to_string()];
        let pages = mended(&texts);
        assert_sound(&pages, &texts);
        prop_assert_eq!(&pages, &mended(&texts));
    }
}
