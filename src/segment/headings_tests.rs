use super::*;
use SectionKind::*;

#[test]
fn plain_headings() {
    for (line, kind) in [
        ("Kommunstyrelsens beslut", Decision),
        ("Direktionens beslut", Decision),
        ("Kommunstyrelsens arbetsutskotts beslut", Decision),
        ("BESLUT", Decision),
        ("Beslut:", Decision),
        ("ÄRENDE", Background),
        ("Socialnämndens förslag till beslut", Proposal),
        ("Kommunstyrelsens förslag till kommunfullmäktige", Proposal),
        ("Arbetsutskottets förslag", Proposal),
        ("Förslag till beslut på sammanträdet", Motions),
        ("YRKANDEN", Motions),
        ("Beslutsgång", Procedure),
        ("Omröstningsresultat", Vote),
        ("Skriftlig reservation", Reservation),
        ("Jäv", Recusal),
        ("Beslutet skickas till", Recipients),
        ("Exp:", Recipients),
        ("KDN BESLUTAR", Decision),
        ("KOMMUNSTYRELSEN BESLUTAR ATT", Decision),
        ("Hälso- och sjukvårdsutskottet beslutar", Decision),
        ("Kulturnämndens arbetsutskott beslutar att", Decision),
        ("Hur man överklagar", Appeal),
        ("Bilaga", Attachment),
    ] {
        assert_eq!(whole(line), Some(kind), "{line}");
    }
}

#[test]
fn damaged_headings() {
    for (line, kind) in [
        ("Sammanfattning av drendet", Summary),
        ("Sammanfattning av arendet |", Summary),
        ("Beslutsundertag", Basis),
        ("ARENDE |", Background),
        ("Beslutsging", Procedure),
        ("Omréstning", Vote),
        ("Socialnimndens beslut :", Decision),
        ("Kommunstyrelsens forsiag till Kommunfullmaktige", Proposal),
        ("Protokollsanteckning =", Statement),
        ("‘ Bakgrund", Background),
        ("Bakgrund i", Background),
        ("Sammanfattning avärendet", Summary),
        ("8akgrund", Background),
        ("8eslut", Decision),
    ] {
        assert_eq!(whole(line), Some(kind), "{line}");
    }
}

#[test]
fn sentences_are_no_headings() {
    for line in [
        "Beslutet gäller från den 1 mars",
        "Kommunstyrelsens beslut 2021-03-02 § 14",
        "3 Yttranden",
        "12 bilagor",
        "Måluppfyllelse",
        "Bolaget beslutar",
        "Sökanden i målet mot byggnadsnämnden beslutar",
        "- Beslut",
        "Personal",
    ] {
        assert_eq!(whole(line), None, "{line}");
    }
}

#[test]
fn run_in_headings() {
    let line = "Beslut: Nämnden godkänner rapporten.";
    let (k, at) = run_in(line).unwrap();
    assert_eq!((k, line[at..].trim()), (Decision, "Nämnden godkänner rapporten."));
    assert_eq!(run_in("Olle Ek: Nej"), None);
    assert_eq!(run_in("Sammanfattning av areudet: Nuvarande avtal").unwrap().0, Summary);
    assert_eq!(run_in("Kommunalrådet: Nej"), None);
    assert_eq!(run_in("Exp: Byggkontoret").unwrap().0, Recipients);
}

#[test]
fn the_genitive_of_letters_before_a_run_in_heading() {
    assert_eq!(run_in("Vd:s förslag: att bryggan byggs").map(|(k, _)| k), Some(Proposal));
    assert_eq!(run_in("Beslut: Vd:s förslag antas."), Some((Decision, 7)));
}

#[test]
fn a_joining_word_opens_no_heading() {
    assert_eq!(whole("Förvaltningens förslag:"), Some(SectionKind::Proposal));
    assert_eq!(whole("Enligt förvaltningens förslag:"), None);
}

#[test]
fn what_stands_above_may_tell_the_kind() {
    use SectionKind::{Background, Proposal, Reservation, Statement};
    assert_eq!(behind(Background, "Yttrande", Reservation), Statement);
    assert_eq!(behind(Background, "Yttrande:", Reservation), Statement);
    assert_eq!(behind(Background, "Yttrande", Proposal), Background);
    assert_eq!(behind(Background, "Bedömning", Reservation), Background);
}
