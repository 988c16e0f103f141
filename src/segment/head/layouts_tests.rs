//! Heads in layouts of minutes from 1880 to today, whole.

use super::{HeadInput, read};
use crate::segment::testing;

fn listed(text: &str, within: (u32, u32)) -> Vec<String> {
    let lines = testing::lines(text);
    let head = read(&HeadInput {
        cover: &lines,
        first_paragraph: Some(within.0),
        last_paragraph: Some(within.1),
        ..HeadInput::default()
    });
    let row = |a: &crate::protocol::Attendee| {
        let part = |o: &Option<String>| o.clone().unwrap_or_default();
        let when = a.paragraphs.as_ref().map_or(String::new(), |p| format!("|{}", p.join(",")));
        let capacity = format!("{:?}", a.capacity).chars().next().unwrap_or('-');
        format!("{}|{}|{}|{capacity}{when}", a.name, part(&a.role), part(&a.affiliation))
    };
    head.attendance.iter().map(row).collect()
}

#[test]
fn sentences_of_those_who_served_and_of_those_who_did_not() {
    let text = "Närvarande: Ordföranden Anna Berg (s) samt ledamöterna Ida Alm, Bertil Backe, Tore Nyl, Karin Öst (samtliga s), Nyl dock endast §§ 7-9; Göte Palm\noch Ivar Ås (båda c).\n\nErsättare: För Nils Ek (s) tjänstgjorde Rut Ham (s). För Tore Nyl\n(s) tjänstgjorde Gunnar Fal (s) §§ 10-11. Ersättarna Inga Mal\n(c) och Bror Täng (fp) var närvarande utan att tjänstgöra.\n";
    let want = [
        "Anna Berg|ordförande|s|D",
        "Ida Alm|ledamot|s|D",
        "Bertil Backe|ledamot|s|D",
        "Tore Nyl|ledamot|s|D|7,8,9",
        "Karin Öst|ledamot|s|D",
        "Göte Palm|ledamot|c|D",
        "Ivar Ås|ledamot|c|D",
        "Rut Ham|tjänstgörande ersättare för Nils Ek (s)|s|D",
        "Gunnar Fal|tjänstgörande ersättare för Tore Nyl (s)|s|D|10,11",
        "Inga Mal|ersättare|c|S",
        "Bror Täng|ersättare|fp|S",
    ];
    assert_eq!(listed(text, (7, 11)), want);
}

#[test]
fn columns_with_a_heading_midway_and_a_bracket_over_two_lines() {
    let text = "Ordinarie ledamöter:                  Tjänstgörande suppleanter:\nDisponent Georg Ahl, ordförande       Kamrer Holger Brant (för herr Öhm)\nOmbudsman Arvid Lind, v. ordf.        Lokförare Nils Sund (för herr\nFru Märta Malm                        Rehn fr.o.m. § 120)\nKöpman Ivar Öberg                     Övriga suppleanter:\nLantmätare Erik Rehn, t.o.m. § 120    Fröken Anna Hed\nSnickare David Wik\n\nDessutom närvoro stadskamrer Torsten Bro samt undertecknad sekreterare. Herr Öhm hade anmält\nlaga förfall.\n";
    let want = [
        "Georg Ahl|disponent, ordförande||D",
        "Arvid Lind|ombudsman, vice ordförande||D",
        "Märta Malm|ledamot||D",
        "Ivar Öberg|köpman||D",
        "Erik Rehn|lantmätare||D|119,120",
        "David Wik|snickare||D",
        "Holger Brant|tjänstgörande suppleant för Öhm||D",
        "Nils Sund|tjänstgörande suppleant för Rehn||D|120,121",
        "Anna Hed|suppleant||S",
        "Torsten Bro|stadskamrer||O",
    ];
    assert_eq!(listed(text, (119, 121)), want);
}

#[test]
fn a_representative_and_an_official_of_a_school_board() {
    let text = "Närvarande: kyrkoherden Valfrid Thor, ordförande, kyrkvärden August Alm, handlanden Otto Berg\noch fru Hilda Ros, samt, såsom lärarekårens valda ombud,\nfolkskolläraren Nils Teng. Kassören, herr C. A.\nBlom, var tillstädes vid §§ 8 och 9. Herr Oskar Ek hade anmält förfall.\n";
    let rows = listed(text, (7, 11));
    assert_eq!(
        rows[3..],
        ["Hilda Ros|ledamot||D", "Nils Teng|lärarekårens valda ombud, folkskollärare||O", "C. A. Blom|kassör||O|8,9",]
    );
}

#[test]
fn a_court_of_titles_with_capitals() {
    let text = "År 1888 den 12 Maj hölls sammanträde med Stadsfullmäktige i\nVik. Närvarande voro: Herr Rådman C. F. Lund, ordförande, Herr\nHandlanden A. W. Ström, Herr Garfvaren P. Hall, Herr Fil. D:r N. O.\nCeder, Herr Apothekaren G. Ek samt\nHerr Bagaren F. A. Petri.\nHerrar Borgmästaren Th. Åker och Handlanden J. Sund voro genom\nsjukdom förhindrade.\n";
    let want = [
        "C. F. Lund|rådman, ordförande||D",
        "A. W. Ström|handlande||D",
        "P. Hall|garvare||D",
        "N. O. Ceder|fil. dr||D",
        "G. Ek|apotekare||D",
        "F. A. Petri|bagare||D",
    ];
    assert_eq!(listed(text, (1, 2)), want);
}

#[test]
fn a_board_of_a_company() {
    let text = "Närvarande\nGöran Malm             styrelsens ordförande\nHassan Kari            styrelseledamot\nIngela Röös            styrelseledamot\nStefan Brodd           styrelsesuppleant\nAnders Fält            arbetstagarrepresentant, Unionen\nCamilla Sjö            verkställande direktör\nPeter Wahl             auktoriserad revisor, § 32\nMaria Lind             ekonomichef, sekreterare\n";
    let want = [
        "Göran Malm|styrelsens ordförande||D",
        "Hassan Kari|styrelseledamot||D",
        "Ingela Röös|styrelseledamot||D",
        "Stefan Brodd|styrelsesuppleant||S",
        "Anders Fält|arbetstagarrepresentant, Unionen||O",
        "Camilla Sjö|verkställande direktör||O",
        "Peter Wahl|auktoriserad revisor||O|32",
        "Maria Lind|ekonomichef, sekreterare||O",
    ];
    assert_eq!(listed(text, (31, 33)), want);
}

#[test]
fn who_presides_before_the_parties() {
    let text = "Närvarande:\nYngve Tall (M), ordförande fr.o.m. § 4\nNadja Ek (C), 1:e vice ordförande fr.o.m. § 4\n\nModeraterna\nYngve Tall\nCecilia Stolt\n\nCenterpartiet\nNadja Ek\nJörgen Vik, t.o.m. § 5\n\nSekreterare\nVera Plym\n";
    let want = [
        "Yngve Tall|ordförande|M|D",
        "Nadja Ek|1:e vice ordförande|C|D",
        "Cecilia Stolt|ledamot|Moderaterna|D",
        "Jörgen Vik|ledamot|Centerpartiet|D|1,2,3,4,5",
        "Vera Plym|sekreterare||O",
    ];
    assert_eq!(listed(text, (1, 6)), want);
}

#[test]
fn at_a_distance_and_in_another_s_place_for_a_conflict_of_interest() {
    let text = "Ledamöter som deltar på plats\nLina Ahl (S) (ordförande)\nEbba Strand (L)\n\nLedamöter som deltar på distans\nSaid Moss (V)\nGun Ny (KD) deltar fr.o.m. § 3 kl. 09:25\n\nTjänstgörande ersättare\nMoa Lantz (C), ersätter Ebba Strand (L) under § 5 på grund av jäv\n\nEj tjänstgörande ersättare\nJan Kvist (M)\n";
    let want = [
        "Lina Ahl|ordförande|S|D",
        "Ebba Strand|ledamot|L|D",
        "Said Moss|ledamot|V|D",
        "Gun Ny|ledamot|KD|D|3,4,5",
        "Moa Lantz|tjänstgörande ersättare för Ebba Strand (L)|C|D|5",
        "Jan Kvist|ersättare|M|S",
    ];
    assert_eq!(listed(text, (1, 5)), want);
}

#[test]
fn a_roll_with_headings_of_votes_below() {
    let text = "Nr  Ledamot             Parti  Närv   § 34              § 36\n                                      Ja   Nej  Avst    Ja   Nej  Avst\n1   Nils Vång           c      x      x                 x\n2   Gun Öst             s      x           x            x\n3   Len Klint           s      -\n4   Siv Backe           fp     x                x       x\n";
    assert_eq!(listed(text, (33, 36)), ["Nils Vång|ledamot|c|D", "Gun Öst|ledamot|s|D", "Siv Backe|ledamot|fp|D"]);
}

#[test]
fn the_parish_priest_decides_among_members_of_parties() {
    let text = "Ledamöter     Erik Hall (s), ordförande\n              Torsten Al, kyrkoherde\n              Greta Wik (s)\n              Bertil Öhm (s), ej 22 §\n\nÖvriga        Ida Dal, kanslist, vid protokollet\n";
    let rows = listed(text, (20, 23));
    assert_eq!(rows[1], "Torsten Al|kyrkoherde||D");
    assert_eq!(rows[4], "Ida Dal|kanslist, protokollförare||O");
}
