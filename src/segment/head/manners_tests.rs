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

#[test]
fn a_title_of_ones_own_after_the_last_of_a_row() {
    let text = "Närvarande: Ordföranden Gustaf Ek, vice ordföranden Tage Lo samt ledamöterna Karl Frid, Ingrid Sjö (fr.o.m.\n§ 12) och Nils Ros. I stället för Arne Lid, som anmält förfall, tjänstgjorde\nsuppleanten Bertil Wall.\n\nDessutom närvarande: suppleanterna Elsa Gran och Gunnar Palm,\nlandstingsdirektören Carl Ham, sjukvårdsdirektören Folke\nArv, byggnadschefen Rune Strand (§§ 11–13) samt såsom sekre-\nterare byrådirektören Lennart Å.\n";
    let want = [
        "Gustaf Ek||D|ordförande",
        "Tage Lo||D|vice ordförande",
        "Karl Frid||D|ledamot",
        "Ingrid Sjö||D|ledamot § 12,13,14",
        "Nils Ros||D|ledamot",
        "Bertil Wall||D|tjänstgörande suppleant för Arne Lid",
        "Elsa Gran||S|suppleant",
        "Gunnar Palm||S|suppleant",
        "Carl Ham||O|landstingsdirektör",
        "Folke Arv||O|sjukvårdsdirektör",
        "Rune Strand||O|byggnadschef § 11,12,13",
    ];
    assert_eq!(listed(text)[..11], want);
    let text = "Dessutom närvarande: suppleanterna Elsa Gran och Gunnar Palm, kommunalkamreren Tor Vik.\n";
    assert_eq!(listed(text)[2], "Tor Vik||O|kommunalkamrer");
}

#[test]
fn prose_with_other_joints() {
    let text = "Närvarande voro ordföranden herr Karl Ek, vice ordföranden herr Nils Alm ävensom ledamöterna fru Ada\nRos, herr Per Ås såväl som herr Tor Vik. Vidare var kommunalnämndens ordförande, nämndemannen Frans Dahl, tillstädes.\n";
    let want = [
        "Karl Ek||D|ordförande",
        "Nils Alm||D|vice ordförande",
        "Ada Ros||D|ledamot",
        "Per Ås||D|ledamot",
        "Tor Vik||D|ledamot",
        "Frans Dahl||O|kommunalnämndens ordförande, nämndeman",
    ];
    assert_eq!(listed(text), want);
}

#[test]
fn residence_in_other_forms() {
    let text = "Närvarande: hemmansägaren Nils Ek i Åby, lantbrukaren Per Ås i Hult, handlanden Tor Alm från Vik samt smeden Bo Dal.\n";
    assert_eq!(
        listed(text),
        ["Nils Ek||D|hemmansegare", "Per Ås||D|lantbrukare", "Tor Alm|Vik|D|handlande", "Bo Dal||D|smed"]
    );
    let text = "Närvarande ledamöter\nNils Ek, Åby, ordförande\nPer Ås, Norra Hult\nTor Alm, Vik nr 3\nBo Dal, Åby\n\nErsättare\nAda Ros, Hult\n";
    let want = [
        "Nils Ek|Åby|D|ordförande",
        "Per Ås|Norra Hult|D|ledamot",
        "Tor Alm|Vik nr 3|D|ledamot",
        "Bo Dal|Åby|D|ledamot",
    ];
    assert_eq!(listed(text)[..4], want);
    let text = "Närvarande: Nils Ek (Åby), Per Ås (Hult), Tor Alm (Vik), ordförande.\n";
    assert_eq!(listed(text)[2], "Tor Alm|Vik|D|ordförande");
}

#[test]
fn parties_in_other_shapes() {
    let text = "Närvarande       Socialdemokraterna (S)\nledamöter        Anna Berg, ordf.\n                 Nils Ek\n                 Moderaterna (M)\n                 Eva Ås\n                 Vikens Väl (VV)\n                 Ola Alm\n\nErsättare        S: Per Lo, Siv Ros\n                 M: Tor Vik\n";
    let want = [
        "Anna Berg|S|D|ordförande",
        "Nils Ek|S|D|ledamot",
        "Eva Ås|M|D|ledamot",
        "Ola Alm|VV|D|ledamot",
        "Per Lo|S|S|ersättare",
        "Siv Ros|S|S|ersättare",
        "Tor Vik|M|S|ersättare",
    ];
    assert_eq!(listed(text), want);
    let text = "Närvarande ledamöter: Anna Berg, Nils Ek (båda s), Eva Ås och Ola Alm (samtliga m)\n";
    assert_eq!(
        listed(text),
        ["Anna Berg|s|D|ledamot", "Nils Ek|s|D|ledamot", "Eva Ås|m|D|ledamot", "Ola Alm|m|D|ledamot"]
    );
}

#[test]
fn party_letters_in_a_column() {
    let text = "GRANS KOMMUNFULLMÄKTIGE\n\nOrdförande      Sune Lager (s)\n\nNärvarande      (s)   Sune Lager, Gunnel Yx, Anders Frö, Lisbeth\nledamöter             Run, Ismet Kaya, Britt Rosén\n                (m)   Catharina Wad, Göran Brodd\n                (mp)  Lotta Wing\n\nTjänstgörande   (s)   Torgny Malm, för Agneta Kling\nersättare\n\nJusterare       Gunnel Yx (s) och Göran Brodd (m)\n\nVid protokollet ..............................\n                Ulla Ham\n\nJusterat den 5 december 2006 på kommunkontoret\n\n................................   .................   ....................\nSune Lager                         Gunnel Yx           Göran Brodd\n";
    let want = [
        "Sune Lager|s|D|ordförande",
        "Gunnel Yx|s|D|ledamot",
        "Anders Frö|s|D|ledamot",
        "Lisbeth Run|s|D|ledamot",
        "Ismet Kaya|s|D|ledamot",
        "Britt Rosén|s|D|ledamot",
        "Catharina Wad|m|D|ledamot",
        "Göran Brodd|m|D|ledamot",
        "Lotta Wing|mp|D|ledamot",
        "Torgny Malm|s|D|tjänstgörande ersättare för Agneta Kling",
    ];
    assert_eq!(listed(text)[..10], want);
    let lines = testing::lines(text);
    let head = read(&HeadInput { cover: &lines, ..HeadInput::default() });
    assert_eq!(head.adjusters, ["Gunnel Yx", "Göran Brodd"]);
    assert_eq!(head.chair.as_deref(), Some("Sune Lager"));
}

#[test]
fn sublabels_in_small_letters() {
    let text = "Närvarande\nledamöter:     Nils Ek, ordf.              s\n               Per Ås                      s\n               Tor Lo                      m\n\nsuppleanter:   Bo Sten för Elis Berg       s\n               Sven Falk                   fp\n\ntjänstemän:    stadsarkitekt Arne Lind\n               byggnadsinspektör Olle Ros\n               sekr. Maj Norr\n               m fl\n";
    let want = [
        "Nils Ek|s|D|ordförande",
        "Per Ås|s|D|ledamot",
        "Tor Lo|m|D|ledamot",
        "Bo Sten|s|D|tjänstgörande suppleant för Elis Berg",
        "Sven Falk|fp|S|suppleant",
        "Arne Lind||O|stadsarkitekt",
        "Olle Ros||O|byggnadsinspektör",
        "Maj Norr||O|sekreterare",
    ];
    assert_eq!(listed(text), want);
}

#[test]
fn clauses_of_the_last_named() {
    let text = "Närvarande: Ordföranden Karl Ek, v. ordf. Nils Ås, ledamöterna Per Alm, Gustav Dal,\nTor Lo samt suppleanten Bo Sten, den senare i stället för ledamoten Arvid Norr, som anmält förhinder.\nDessutom voro barnavårdsman Greta Lind (§§ 11-12) och kommunalkamrer Sven Falk närvarande, den sistnämnde\nsåsom sekreterare.\n";
    let want = [
        "Karl Ek||D|ordförande",
        "Nils Ås||D|vice ordförande",
        "Per Alm||D|ledamot",
        "Gustav Dal||D|ledamot",
        "Tor Lo||D|ledamot",
        "Bo Sten||D|tjänstgörande suppleant för Arvid Norr",
        "Greta Lind||O|barnavårdsman § 11,12",
        "Sven Falk||O|kommunalkamrer, sekreterare",
    ];
    assert_eq!(listed(text), want);
}

#[test]
fn who_served_after_those_who_were_absent() {
    let text = "Vid upprop voro följande ledamöter närvarande: Hrr Karl Alm (ordf.), N. J. Berg\n(v. ordf.), Aug. Dal, E. Ek och fru Ada Ros. Hr Dal avlägsnade sig efter § 12. Frånvarande: hrr O. Falk och\nT. Norr, den förre med anmält förfall. Suppleanten hr S. Holm tjänstgjorde i stället för hr Falk.\n";
    let want = [
        "Karl Alm||D|ordförande",
        "N. J. Berg||D|vice ordförande",
        "Aug. Dal||D|ledamot § 10,11,12",
        "E. Ek||D|ledamot",
        "Ada Ros||D|ledamot",
        "S. Holm||D|tjänstgörande suppleant för Falk",
    ];
    assert_eq!(listed(text), want);
    let text = "Närvarande: Herr Ordföranden, Konsul A. Berg, samt Herrar B. Alm, C. Dal,\nM. Sten och O. Vik. Herrar Alm\noch Dal ankommo under behandlingen av § 12. Herr Sten avträdde efter § 11.\n\nMagistratens ordförande, Borgmästaren P. Ås, närvar jämväl.\n";
    let want = [
        "A. Berg||D|ordförande, konsul",
        "B. Alm||D|ledamot § 12,13,14",
        "C. Dal||D|ledamot § 12,13,14",
        "M. Sten||D|ledamot § 10,11",
        "O. Vik||D|ledamot",
    ];
    assert_eq!(listed(text)[..5], want);
}

#[test]
fn residence_makes_nobody_a_party_member() {
    let text = "Närvarande: Kyrkoherde Sven Alm, lantbrukare Per Berg, Åby, folkskollärare Nils Ek, Vik,\nhemmansägare Tor Dal, Hult, fru Greta Lind, Vik, samt smed Ola Ros, Norra Hult. Förfall hade anmälts av herr Arne Falk.\n";
    let found = listed(text);
    assert_eq!(found.len(), 6, "{found:?}");
    assert_eq!((found[0].as_str(), found[5].as_str()), ("Sven Alm||D|kyrkoherde", "Ola Ros|Norra Hult|D|smed"));
}

#[test]
fn what_a_cover_ends_with() {
    let text = "Vinby kommun\nNämnden   2011-04-05\n\nSammanträde den 5 april 2011 kl 18:00-20:30 i biblioteket\n\nNärvarande:\nAnna Berg (S), §§ 11-12, kl. 13.15-15.00\nNils Ek (M)\n\nTjänstemän\nBo Sten kulturchef, Gun Falk sekreterare\n\nProtokollet omfattar §§ 10-14\n";
    let want =
        ["Anna Berg|S|D|ledamot § 11,12", "Nils Ek|M|D|ledamot", "Bo Sten||O|kulturchef", "Gun Falk||O|sekreterare"];
    assert_eq!(listed(text), want);
    let lines = testing::lines(text);
    let head = read(&HeadInput { cover: &lines, ..HeadInput::default() });
    assert_eq!(head.place.as_deref(), Some("biblioteket"));
    assert_eq!(head.paragraph_range.map(|r| r.first + "-" + &r.last).as_deref(), Some("10-14"));
}

#[test]
fn served_for_several_and_when_before_whom() {
    let text = "Närvarande: herrar Alm, Berg, v. ordföranden Falk samt\nsuppleanterna Lind och Norr, vilka tjänstgjorde för herrar Ros och Sten.\nTillstädes var dessutom drätselkamreraren O. Vik samt, vid behandlingen av §§ 12\noch 13, stadsingenjören T. Ås.\n";
    let want = [
        "Alm||D|ledamot",
        "Berg||D|ledamot",
        "Falk||D|vice ordförande",
        "Lind||D|tjänstgörande suppleant",
        "Norr||D|tjänstgörande suppleant",
        "O. Vik||O|drätselkamrerare",
        "T. Ås||O|stadsingenjör § 12,13",
    ];
    assert_eq!(listed(text), want);
}

#[test]
fn names_in_columns_under_parties() {
    let text = "Närvarande   Socialdemokraterna\n             Anna Berg          Nils Ek           Eva Ås\n             Ola Alm            Tor Vik\n             Centerpartiet\n             Ida Dal            Siv Ros (ers för Kim Falk)\n";
    let found = listed(text);
    assert_eq!(found.len(), 7, "{found:?}");
    assert!(found.contains(&"Siv Ros|Centerpartiet|D|tjänstgörande ersättare för Kim Falk".to_string()), "{found:?}");
}

#[test]
fn short_forms_and_marks_of_repetition() {
    let text = "Närvarande:\nOrdf. Karl Ek\nLedam. Nils Ås\n\"      Per Alm\nSuppl. Bo Sten (för O. Falk)\nStadsark. A. Lind\nByggn.insp. S. Ros, sekr.\n";
    let names: Vec<String> = listed(text).iter().map(|r| r.split('|').next().unwrap_or("").to_string()).collect();
    assert_eq!(names, ["Karl Ek", "Nils Ås", "Per Alm", "Bo Sten", "A. Lind", "S. Ros"]);
    let text = "Beslutande     Anna Berg (C), ordförande, Nils Ek (S) §§ 10–11, Siv Ros (S)\n               §§ 12–13 tjänstgör för Nils Ek (S)\nÖvriga         Pressansvarig Lena Lind, Bo Sten, kamrer m.fl.\n";
    let want = [
        "Anna Berg|C|D|ordförande",
        "Nils Ek|S|D|ledamot § 10,11",
        "Siv Ros|S|D|tjänstgörande ersättare för Nils Ek (S) § 12,13",
        "Lena Lind||O|pressansvarig",
        "Bo Sten||O|kamrer",
    ];
    assert_eq!(listed(text), want);
}

#[test]
fn by_whom_they_stand_for() {
    let text =
        "Närvarande    För Vikens kommun: Anna Berg, ordförande, och Nils Ek\n              För Hults kommun: Eva Ås\n";
    assert_eq!(listed(text)[2], "Eva Ås|Hults kommun|D|ledamot");
}
