use super::*;
use crate::segment::reflow::Piece;
use crate::segment::testing::lines;
use crate::segment::{Context, records};
use SectionKind::{Background, Body, Decision};

fn cut_of(source: &str) -> Vec<SectionKind> {
    let l = lines(source);
    let pieces: Vec<Piece> = l.iter().enumerate().map(|(i, t)| Piece { text: &t.text, at: i, page: t.page }).collect();
    let mut cuts = vec![Cut { kind: Body, heading: None, pieces }];
    unheaded(&mut cuts);
    cuts.iter().map(|c| c.kind).collect()
}

#[test]
fn a_decision_without_heading() {
    let told = |last: &str| cut_of(&format!("Föreningen vill hyra bryggan.\n\n{last}"));
    for last in [
        "Kommunstyrelsen beslutar att hyra ut\nbryggan.",
        "Nämnden beslutar att hyra ut bryggan.\n\n      --------",
        "Nämnden beslutar\n\na) att hyra ut bryggan,\nb) att laga den.",
        "Efter överläggning beslutar nämnden att hyra ut bryggan.",
        "Beslutades att hyra ut bryggan.",
    ] {
        assert_eq!(told(last), [Body, Decision], "{last}");
    }
    for last in [
        "Nämnden beslutar om hyror i maj.\n\nOrdföranden tackar.",
        "Förvaltningen beslutar om hyror.",
        "Om hyran beslutar ägaren.",
    ] {
        assert_eq!(told(last), [Body], "{last}");
    }
    // Nothing else is told.
    assert_eq!(cut_of("\nDirektionen beslutar att hyra ut bryggan."), [Body]);
}

fn kinds(text: &str) -> Vec<Vec<SectionKind>> {
    let all = records(&lines(text), &Context::default()).records;
    all.iter().map(|r| r.sections.iter().map(|s| s.kind).collect()).collect()
}

#[test]
fn minutes_without_any_heading_of_a_decision() {
    let one = |n: u32, verb: &str| {
        format!("§ {n}\nVal av ombud\n\nFrågan är gammal.\n\nDirektionen {verb} att välja ombud nr {n}.\n\n")
    };
    let all = |verb: &str| (1..=3).map(|n| one(n, verb)).collect::<String>();
    assert_eq!(kinds(&all("beslutade")), vec![vec![Body, Decision]; 3]);
    // Minutes of old tell all in one.
    assert_eq!(kinds(&all("beslöt")), vec![vec![Body]; 3]);
}

#[test]
fn a_decision_below_a_headed_description() {
    let one = |n: u32| {
        format!(
            "§ {n}\nVal av ombud\n\nBakgrund\nFrågan är gammal.\n\nDirektionen beslutar att välja ombud nr {n}.\n\n"
        )
    };
    assert_eq!(kinds(&(1..=3).map(one).collect::<String>()), vec![vec![Background, Decision]; 3]);
}

#[test]
fn what_old_minutes_tell_is_a_heading_where_decisions_are_set_apart() {
    let one =
        |n: u32| format!("§ {n}\nVal av ombud\n\nFrågan är gammal.\n\nUtskottet beslöt\n\natt välja ombud nr {n}.\n\n");
    assert_eq!(kinds(&(1..=3).map(one).collect::<String>()), vec![vec![Body, Decision]; 3]);
    assert_eq!(kinds(&one(1)), [[Body]]);
}

#[test]
fn deciders_are_policed() {
    data::police(DECIDER_DATA, 2);
}
