//! Who was there, in what capacity and when, as covers have it.

use super::super::{HeadInput, present, read};
use crate::protocol::{Meeting, Record};

fn present_at(head: &Meeting, paragraph: &str) -> Option<Vec<String>> {
    present(head, &Record { paragraph: paragraph.into(), ..Record::default() })
}
use super::*;

fn cover(text: &str) -> Vec<TextLine> {
    text.lines().enumerate().map(|(i, l)| TextLine { page: 0, line: i, text: l.into() }).collect()
}

#[test]
fn a_list_under_the_wrong_label() {
    let lines = cover("Ersättare\nAnna Berg (S), ordförande\nNils Ek (M)\nEva Ås (C)\nTom Alm, kommunchef\n");
    let head = read(&HeadInput { cover: &lines, ..HeadInput::default() });
    let rows: Vec<_> = head.attendance.iter().map(|a| (a.role.as_deref().unwrap_or(""), a.capacity)).collect();
    let (d, o) = (Capacity::Deciding, Capacity::Other);
    assert_eq!(rows, [("ordförande", d), ("ledamot", d), ("ledamot", d), ("kommunchef", o)]);
}

#[test]
fn letters_of_an_association_are_no_office() {
    let text = "Närvarande\nAnna Berg (S), ordförande\nNils Ek (M)\nEva Ås (C)\nOla Alm, FUB Vik\nTom Lund, VD\n";
    let lines = cover(text);
    let head = read(&HeadInput { cover: &lines, ..HeadInput::default() });
    let told: Vec<_> = head.attendance.iter().skip(3).map(|a| (a.name.as_str(), a.capacity)).collect();
    assert_eq!(told, [("Ola Alm", Capacity::Deciding), ("Tom Lund", Capacity::Other)]);
}

#[test]
fn two_lists_side_by_side() {
    let lines =
        cover("Beslutande Ersättare\nAnna Berg (S), ordförande Ola Alm (M)\nNils Ek (M) Ida Dal (C)\nEva Ås (C)\n");
    let head = read(&HeadInput { cover: &lines, ..HeadInput::default() });
    let of =
        |c| head.attendance.iter().filter(|a| a.capacity == c).map(|a| a.name.as_str()).collect::<Vec<_>>().join(",");
    assert_eq!(of(Capacity::Deciding), "Anna Berg,Nils Ek,Eva Ås");
    assert_eq!(of(Capacity::Substitute), "Ola Alm,Ida Dal");
}

const LIST: &str = "Beslutande Anna Berg (S), ordförande\nNils Ek (M), ej § 13\n\nErsättare Eva Ås (C), §§ 12-13\n\nÖvriga närvarande Tom Alm, kommunchef\nIda Dal, sekreterare\n\nUnderskrifter Sekreterare Ida Dal Paragrafer §§ 12-14\n";

#[test]
fn capacities_roles_and_paragraphs() {
    let lines = cover(LIST);
    let head = read(&HeadInput { cover: &lines, ..HeadInput::default() });
    let rows: Vec<_> = head
        .attendance
        .iter()
        .map(|a| (a.name.as_str(), a.role.as_deref(), a.affiliation.as_deref(), a.capacity, a.paragraphs.clone()))
        .collect();
    let list = |l: [&str; 2]| Some(l.map(str::to_string).to_vec());
    assert_eq!(
        rows,
        [
            ("Anna Berg", Some("ordförande"), Some("S"), Capacity::Deciding, None),
            ("Nils Ek", Some("ledamot"), Some("M"), Capacity::Deciding, list(["12", "14"])),
            ("Eva Ås", Some("ersättare"), Some("C"), Capacity::Substitute, list(["12", "13"])),
            ("Tom Alm", Some("kommunchef"), None, Capacity::Other, None),
            ("Ida Dal", Some("sekreterare"), None, Capacity::Other, None),
        ]
    );
    assert_eq!(present_at(&head, "13").map(|p| p.join(",")).as_deref(), Some("Anna Berg,Eva Ås,Tom Alm,Ida Dal"));
    assert_eq!(present_at(&read(&HeadInput::default()), "13"), None);
}

#[test]
fn a_list_with_its_own_officers() {
    let lines =
        cover("Närvarande\nOrdförande: Anna Berg (S)\nLedamöter: Nils Ek (M), Eva Ås (C)\nSekreterare: Ida Dal\n");
    let head = read(&HeadInput { cover: &lines, ..HeadInput::default() });
    let rows: Vec<_> = head.attendance.iter().map(|a| (a.name.as_str(), a.role.as_deref())).collect();
    assert_eq!(
        rows,
        [
            ("Anna Berg", Some("ordförande")),
            ("Nils Ek", Some("ledamot")),
            ("Eva Ås", Some("ledamot")),
            ("Ida Dal", Some("sekreterare"))
        ]
    );
}

fn listed(text: &str) -> Vec<String> {
    let lines = cover(text);
    let head = read(&HeadInput { cover: &lines, ..HeadInput::default() });
    let first = |c: Capacity| format!("{c:?}").chars().next().unwrap_or('-');
    head.attendance.iter().map(|a| format!("{} {}", a.name, first(a.capacity))).collect()
}

#[test]
fn lists_of_those_who_were_not_there() {
    for absent in ["Frånvarande\n\nLedamöter\nOla Alm (L)", "Frånvarande:  Ledamöter:\nOla Alm (L)"] {
        let text = format!(
            "Närvarande\n\nLedamöter\nAnna Berg (S), ordförande\nEva Ås (C)\n\nErsättare\nPer Lo (S)\n\n{absent}\n\nErsättare\nAda Sten (V)\n\nÖvriga närvarande\nTom Ek, kommunchef\n"
        );
        assert_eq!(listed(&text), ["Anna Berg D", "Eva Ås D", "Per Lo S", "Tom Ek O"], "{absent}");
    }
}

#[test]
fn officials_within_the_members_list() {
    assert_eq!(
        listed(
            "Närvarande: Anna Berg, ordförande, Nils Ek, Eva Ås, Ola Alm, Tor Vik samt\nbyggnadsinspektör Bo Lind och stadsarkitekt Jan Öhman.\n"
        ),
        ["Anna Berg D", "Nils Ek D", "Eva Ås D", "Ola Alm D", "Tor Vik D", "Bo Lind O", "Jan Öhman O"]
    );
    assert_eq!(
        listed(
            "Närvarande: Anna Berg, ordförande, Nils Ek, Eva Ås, varjämte tillstädesvoro borgmästaren G. Tham och notarien E. Ek."
        ),
        ["Anna Berg D", "Nils Ek D", "Eva Ås D", "G. Tham O", "E. Ek O"]
    );
}

#[test]
fn substitutes_who_served_at_some_paragraphs() {
    let rows = |text: &str| -> Vec<String> {
        let lines = cover(text);
        let numbers = HeadInput { first_paragraph: Some(44), last_paragraph: Some(56), ..HeadInput::default() };
        let head = read(&HeadInput { cover: &lines, ..numbers });
        let row = |a: &Attendee| format!("{} {} {:?}", a.name, a.role.clone().unwrap_or_default(), a.capacity);
        head.attendance.iter().map(row).collect()
    };
    let text = "Närvarande            Bengt Ås        ordförande\nledamöter             Gun Ek          ers för Tor Ryd\n\nNärvarande            Per Vik         tjg 49 §\nersättare             Britt Ank       tjg fr o m 53 §\n                      Siv Lo          tjg\n";
    let want = [
        "Bengt Ås ordförande Deciding",
        "Gun Ek tjänstgörande ersättare för Tor Ryd Deciding",
        "Per Vik ersättare, tjänstgörande 49 § Substitute",
        "Britt Ank ersättare, tjänstgörande fr o m 53 § Substitute",
        "Siv Lo tjänstgörande ersättare Deciding",
    ];
    assert_eq!(rows(text), want);
    let text = "NÄRVARANDE\n\nLedamöter                           Suppleanter\n\nVerner Hall (s), ordf               Allan Bror (s), tj g\nGunnel Ek (c), v ordf                 i st f Karin Löf (s)\nRune Silf (s)                       Ellen Norr (c),\nMärta Fors (s)                        tj g vid 49 §\nÅke Ljung (s)                       Gunnar Vik (fp)\n";
    let want = [
        "Allan Bror tjänstgörande suppleant för Karin Löf (s) Deciding",
        "Ellen Norr suppleant, tjänstgörande vid 49 § Substitute",
        "Gunnar Vik suppleant Substitute",
    ];
    assert_eq!(rows(text)[5..], want);
}

#[test]
fn whom_a_substitute_stood_in_for_and_whose_title_is_whose() {
    let rows = |text: &str| -> Vec<String> {
        let lines = cover(text);
        let numbers = HeadInput { first_paragraph: Some(10), last_paragraph: Some(14), ..HeadInput::default() };
        let head = read(&HeadInput { cover: &lines, ..numbers });
        head.attendance.iter().map(|a| format!("{} {:?}", a.name, a.capacity)).collect()
    };
    let text = "Närvarande: ordföranden, lantbrukaren Nils Ek i Vik; fru Ada Dal; handlanden Bernh. Ås, från och\nmed § 13; samt, till och med § 12, suppleanten, smeden Per Lo i Hult.\n";
    assert_eq!(rows(text), ["Nils Ek Deciding", "Ada Dal Deciding", "Bernh. Ås Deciding", "Per Lo Deciding"]);
    let text =
        "Ledamöter\nAnna Berg (S), ordförande\n\nÖvriga\nEva Lo, kanslichef och sekreterare\nTor Vik, kommunchef\n";
    assert_eq!(rows(text), ["Anna Berg Deciding", "Eva Lo Other", "Tor Vik Other"]);
    let text = "Deltagare        Roll             Närvaro\nAnna Berg        Ordförande       På plats\nnils Ek          Ledamot          Teams\nOla Alm          Ledamot          Teams\nIda Dal          Ledamot          På plats\nEva Ås           Ledamot          På plats\nTor Vik          Ekonomichef      På plats\n";
    assert_eq!(rows(text)[4], "Tor Vik Other");
}
