//! Manners of printing who was there, each as a cover has it, with invented names.

use super::{HeadInput, read};
use crate::protocol::Capacity;
use crate::segment::testing;

/// The persons of a cover, one a word of its own: name, party, capacity, role.
fn listed(text: &str) -> Vec<String> {
    let lines = testing::lines(text);
    let numbers = HeadInput { first_paragraph: Some(10), last_paragraph: Some(14), ..HeadInput::default() };
    let head = read(&HeadInput { cover: &lines, ..numbers });
    let row = |a: &crate::protocol::Attendee| {
        let capacity = match a.capacity {
            Capacity::Deciding => 'D',
            Capacity::Substitute => 'S',
            Capacity::Other => 'O',
        };
        let part = |o: &Option<String>| o.clone().unwrap_or_default();
        let when = a.paragraphs.as_ref().map_or(String::new(), |p| format!(" § {}", p.join(",")));
        format!("{}|{}|{capacity}|{}{when}", a.name, part(&a.affiliation), part(&a.role))
    };
    head.attendance.iter().map(row).collect()
}

#[test]
fn officials_named_after_their_titles() {
    let text = "Övriga deltagande     Ersättare: Nils Ek (S) och Eva Ås (M) samt sekreterare Ida Dal, socialchef Tor\n                      Vik, controller Bo Alm §§ 10-11, förvaltningschef för Intern Service Siv Lo\nNärvarorätt           Nämnden beslutar att medge närvarorätt för samtliga närvarande.\n";
    let want = [
        "Nils Ek|S|S|ersättare",
        "Eva Ås|M|S|ersättare",
        "Ida Dal||O|sekreterare",
        "Tor Vik||O|socialchef",
        "Bo Alm||O|controller § 10,11",
        "Siv Lo||O|förvaltningschef för Intern Service",
    ];
    assert_eq!(listed(text), want);
}

#[test]
fn councils_of_organizations() {
    let text = "Beslutande      Lars Holm PRO, Ordförande\n                Uno Tjern Omsorgsnämnden\n                Siv Strand Humanistiska nämnden\nEj tjänstgörande  Rolf Lind SPF\n";
    let want = [
        "Lars Holm|PRO|D|ordförande",
        "Uno Tjern|Omsorgsnämnden|D|ledamot",
        "Siv Strand|Humanistiska nämnden|D|ledamot",
        "Rolf Lind|SPF|S|ersättare",
    ];
    assert_eq!(listed(text), want);
}

#[test]
fn all_but_those_named() {
    let text = "Beslutande       Samtliga ledamöter utom\n                 Kjell Hell\n                 Arne Lars\nTjg suppl        Inge Ry\nÖvriga           Tora Hill, sekr\n";
    assert_eq!(listed(text), ["Inge Ry||D|tjänstgörande suppleant", "Tora Hill||O|sekreterare"]);
    let text =
        "Närvarande: Herrar Ek, Doktor Ås och Dahl, hvaremot såsom frånvarande antecknades Herrar Alm och Vik.\n";
    assert_eq!(listed(text), ["Ek||D|ledamot", "Ås||D|doktor", "Dahl||D|ledamot"]);
}

#[test]
fn who_is_there_for_whom() {
    let text = "Beslutande           Anna Berg, s, ordförande\n                     Nils Ek, s, ersätter Eva Ås, s\n                     Ola Alm (v), tjg ers. kl 12.45-14.10, §§ 11-12\n                     Bo Lund (S) förhindrad. Ersättare Siv Lo (S)\n                     Tor Vik (M) §§ 10 - del av 12\nEj beslutande        Ida Dal (KD), ej tjg ers, del av § 13\n";
    let want = [
        "Anna Berg|s|D|ordförande",
        "Nils Ek|s|D|tjänstgörande ersättare för Eva Ås (s)",
        "Ola Alm|v|D|tjänstgörande ersättare § 11,12",
        "Siv Lo|S|D|tjänstgörande ersättare för Bo Lund (S)",
        "Tor Vik|M|D|ledamot § 10,11,12",
        "Ida Dal|KD|S|ersättare § 13",
    ];
    assert_eq!(listed(text), want);
    let text = "Närvarande: Ordföranden Karl Ek samt ledamöterna Per Lind och Anders Sjö. Såsom suppleant för Nils Ås, som\nanmält förfall, tjänstgjorde Oskar Dal.\n";
    let want = [
        "Karl Ek||D|ordförande",
        "Per Lind||D|ledamot",
        "Anders Sjö||D|ledamot",
        "Oskar Dal||D|tjänstgörande ersättare för Nils Ås",
    ];
    assert_eq!(listed(text), want);
}

#[test]
fn parties_run_in() {
    let text = "Närvarande     Socialdemokraterna: Anna Sten, ordförande, och Nils Ek. Moderaterna: Ida Strand,\n               2:e vice ordförande. Vänsterpartiet: Siv Näs.\n";
    let found = listed(text);
    assert_eq!(found.len(), 4, "{found:?}");
    assert_eq!(found[2], "Ida Strand|Moderaterna|D|2:e vice ordförande");
}

#[test]
fn offices_over_their_holders_and_a_label_over_three_lines() {
    let text = "Närvarande:\n\nOrdföranden\nKersti Al (m)\n\nVice ordföranden\nTea Lind (s)\n\nLedamöterna\nUlf Fri (fp)\n\nSuppleanterna\nJan Dem (mp)\n";
    let want =
        ["Kersti Al|m|D|ordförande", "Tea Lind|s|D|vice ordförande", "Ulf Fri|fp|D|ledamot", "Jan Dem|mp|S|suppleant"];
    assert_eq!(listed(text), want);
    let text =
        "Närvarande, ej       Sture Nil (S)\ntjänstgörande        Hans Hof (M)\nersättare            Maj Elm (C)\n";
    assert_eq!(listed(text), ["Sture Nil|S|S|ersättare", "Hans Hof|M|S|ersättare", "Maj Elm|C|S|ersättare"]);
}
