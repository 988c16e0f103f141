//! Lists that tell each person's part, mixed lists of old minutes, and sentences below them.

use super::{HeadInput, read};
use crate::segment::testing;

fn head(text: &str, tail: &str) -> crate::protocol::Meeting {
    let (cover, tail) = (testing::lines(text), testing::lines(tail));
    let numbers = HeadInput { first_paragraph: Some(41), last_paragraph: Some(44), ..HeadInput::default() };
    read(&HeadInput { cover: &cover, tail: &tail, ..numbers })
}

fn listed(text: &str) -> Vec<String> {
    let row = |a: &crate::protocol::Attendee| {
        let when = a.paragraphs.as_ref().map_or(String::new(), |p| format!(" § {}", p.join(",")));
        let capacity = format!("{:?}", a.capacity).chars().next().unwrap_or('-');
        let from = a.affiliation.as_ref().map_or(String::new(), |p| format!(" ({p})"));
        format!("{}{from} {capacity} {}{when}", a.name, a.role.clone().unwrap_or_default())
    };
    head(text, "").attendance.iter().map(row).collect()
}

#[test]
fn a_column_of_parts() {
    let text = "Deltagare         Roll                              Närvaro\nAnna Berg         Ordförande                        På plats\nNils Ek           Ledamot                           På plats, ej p. 43\nEva Ås            Ledamot                           Teams, från p. 42\nOla Alm           Suppleant, tjänstgörande          Teams\nIda Dal           Suppleant                         På plats\nTor Vik           Arbetstagarrepresentant, Förbund  På plats\nBo Lind           Vd                                Teams, p. 42–43\n\nFrånvarande: Per Lo (ledamot)\n";
    let want = [
        "Anna Berg D ordförande",
        "Nils Ek D ledamot § 41,42,44",
        "Eva Ås D ledamot § 42,43,44",
        "Ola Alm D tjänstgörande suppleant",
        "Ida Dal S suppleant",
        "Tor Vik (Förbund) O arbetstagarrepresentant",
        "Bo Lind O vd § 42,43",
    ];
    assert_eq!(listed(text), want);
}

#[test]
fn occupations_before_names_are_no_parts() {
    let text = "Närvarande: bankkamreraren A. Alm, vice ordföranden, ombudsmannen B. Ek, ledamöterna, herrar P. Ås och Tor Vik.\n";
    assert!(head(text, "").attendance.iter().all(|a| a.capacity == crate::protocol::Capacity::Deciding));
}

#[test]
fn seats_with_who_serves_beside() {
    let text = "Närvarolista\n\nPlats  Ledamot             Parti  Ersättare som tjänstgör   Anmärkning\n\n   1   Anna Berg           S                                ordförande\n   2   Nils Ek *           S      Ola Alm\n   3   Eva Ås              VIKP                             t.o.m. § 42\n\n* Frånvarande hela dagen.\n";
    let want = [
        "Anna Berg (S) D ordförande",
        "Ola Alm (S) D tjänstgörande ersättare för Nils Ek",
        "Eva Ås (VIKP) D ledamot § 41,42",
    ];
    let rows: Vec<String> = listed(text).iter().map(|r| r.replace(" (S)§", " §").replace("Ek (S)", "Ek")).collect();
    assert_eq!(rows, want);
}

#[test]
fn one_person_a_line_with_courtesy_titles() {
    let text = "Närvarande:   Hr Anna Berg, ordf.\n              Fru Eva Ås, v. ordf.\n              Hr Nils Ek (utom § 42)\n              Hr Ola Alm (t.o.m. § 43)\n              Fru Ida Dal, suppl. för hr Bo Lind\n              Hr Tor Vik, suppl.\n              Per Lo, provinsialläkare\n              Ulf Ros, distriktsveterinär (§§ 42-43)\n";
    let want = [
        "Anna Berg D ordförande",
        "Eva Ås D vice ordförande",
        "Nils Ek D ledamot § 41,43,44",
        "Ola Alm D ledamot § 41,42,43",
        "Ida Dal D tjänstgörande suppleant för Bo Lind",
        "Tor Vik S suppleant",
        "Per Lo O provinsialläkare",
        "Ulf Ros O distriktsveterinär § 42,43",
    ];
    assert_eq!(listed(text), want);
}

#[test]
fn residences_and_spokesmen() {
    let text = "Närvarande voro Patron Axel Lind å Ekholm, Kyrkovärdarne Anders Berg i Stommen och Johan Alm\ni Backa, Hemmansegarne Nils Ek i Gärdet, Per Ås i Myra och Enkan Ada Dal i Hult genom sonen\nKarl Dal.\n";
    let names: Vec<String> = head(text, "")
        .attendance
        .into_iter()
        .map(|a| format!("{} {}", a.name, a.affiliation.unwrap_or_default()))
        .collect();
    let want =
        ["Axel Lind Ekholm", "Anders Berg Stommen", "Johan Alm Backa", "Nils Ek Gärdet", "Per Ås Myra", "Karl Dal "];
    assert_eq!(names, want);
    // Where few have one, it tells them from others.
    let text = "Närvarande: herrar A. Alm, ordf., Nils Ek i Bro, B. Ås, P. Dal och Tor Vik.\n";
    assert_eq!(listed(text)[1], "Nils Ek i Bro D ledamot");
}

#[test]
fn who_came_late_or_not_at_all() {
    let text = "Närvarande: herrar A. Alm, ordf., B. Ek, P. Ås och Tor Vik.\nHerr Ivar Lo, som anmält förfall till kl. 19.30, infann sig under behandlingen av § 43. Frånvarande med anmält\nförfall var fru Elsa Ros.\n";
    assert_eq!(listed(text)[4], "Ivar Lo D ledamot § 43,44");
    let text = "Tillstädes: lantbrukaren A. Alm i Säby, ordförande,\n            kyrkovärden B. Ek i Hult, vice ordförande,\n            nämndemannen P. Ås i Vik\n       samt suppleanten Karl Lo i Torp,\n            inkallad för handlanden Emil Dal.\nHemmansägaren August Ros i Boda var frånvarande utan\nanmäldt förfall.\n";
    let want = [
        "A. Alm (Säby) D lantbrukare, ordförande",
        "B. Ek (Hult) D kyrkovärd, vice ordförande",
        "P. Ås (Vik) D nämndeman",
        "Karl Lo (Torp) D tjänstgörande suppleant för Emil Dal",
    ];
    assert_eq!(listed(text), want);
}

#[test]
fn constituencies_over_two_columns() {
    let text = "                     Ledamöter i tjänstgöring\n\nViks valkrets:\n   Anna Alm                        Elin Ek\n   Axel Ås                         Arvid Berg, ordf.\n   Oskar Lund, Torpa\nHeds valkrets:\n   Per Dahl, Hed                   Åke Ros, suppleant\n   Karl Lo                         Rut Vik\n";
    let rows: Vec<String> = head(text, "")
        .attendance
        .into_iter()
        .map(|a| format!("{} {:?} {}", a.name, a.capacity, a.affiliation.unwrap_or_default()))
        .collect();
    let mut sorted = rows.clone();
    sorted.sort();
    assert_eq!(rows.len(), 9, "{rows:?}");
    assert!(rows.iter().all(|r| r.contains(" Deciding ")), "{rows:?}");
    assert!(rows.contains(&"Åke Ros Deciding Heds valkrets".to_string()), "{rows:?}");
}

#[test]
fn the_undersigned_and_titled_adjusters() {
    let text = "Protokoll fördt vid kyrkostämma den 4 Oktober 1896 under ordförandeskap af undertecknad,\nkyrkoherde härstädes.\n\nNärvarande voro Patron Axel Lind, Anders Berg, Nils Ek och Per Ås.\n\nUtsågos att detta protokoll justera Patron Lind och Hemmansegaren Nils Ek i Gärdet.\n";
    let head = head(text, "Dag som ofvan.\n\n/Alfr. Dal./\n");
    assert_eq!((head.chair.as_deref(), head.secretary.as_deref()), (Some("Alfr. Dal"), Some("Alfr. Dal")));
    assert_eq!(head.adjusters, ["Axel Lind", "Nils Ek"]);
    assert_eq!(head.attendance[0].name, "Alfr. Dal");
}

#[test]
fn companies_with_two_trades() {
    let text = "Vikens Energi & Vatten AB\nStyrelsen\n\nDatum: 10 juni 2021\n";
    assert_eq!(head(text, "").organization.as_deref(), Some("Vikens Energi & Vatten AB"));
    let text = "PROTOKOLL FÖRT VID STYRELSEMÖTE I VIKENS ENERGI & VATTEN AB\n\nDatum: 10 juni 2021\n";
    assert_eq!(head(text, "").organization.as_deref(), Some("Vikens Energi & Vatten AB"));
}
