//! Attendance lists of many manners.

use super::*;

fn read(text: &str) -> Vec<(String, String, String, String)> {
    let lines: Vec<String> = text.lines().map(str::to_string).collect();
    parse(&lines, Some((10, 20)))
        .into_iter()
        .map(|p| (p.name, p.role.unwrap_or_default(), p.affiliation.unwrap_or_default(), p.note))
        .collect()
}

fn row(a: &str, b: &str, c: &str, d: &str) -> (String, String, String, String) {
    (a.into(), b.into(), c.into(), d.into())
}

#[test]
fn parties_before_names_and_beside_lists() {
    let rows = |lines: &[&str]| -> Vec<String> {
        let lines: Vec<String> = lines.iter().map(|l| l.to_string()).collect();
        let part = |o: Option<String>| o.unwrap_or_default();
        let people = parse(&lines, None).into_iter();
        people.map(|p| format!("{}|{}|{}", p.name, part(p.affiliation), part(p.role))).collect()
    };
    assert_eq!(
        rows(&["(s) Karl Alm, ordf", "(m) Anna BERG", "(c) Nils EK"]),
        ["Karl Alm|s|ordförande", "Anna BERG|m|", "Nils EK|c|"]
    );
    assert_eq!(
        rows(&["Moderaterna: Karl Alm, Anna Berg", "Centern: Nils Ek"]),
        ["Karl Alm|Moderaterna|", "Anna Berg|Moderaterna|", "Nils Ek|Centern|"]
    );
    assert_eq!(rows(&["Karl Alm, ordf          s", "Anna Berg        m"]), ["Karl Alm|s|ordförande", "Anna Berg|m|"]);
    assert_eq!(rows(&["Eva Ås, VD", "Bo Sten, vice VD"]), ["Eva Ås||VD", "Bo Sten||vice VD"]);
}

#[test]
fn one_person_a_line() {
    let text = "Anna Berg (S), ordförande\nNils von Ek (M), ej § 13\n(PAYNE\nEva Ås (KD), tjänstgörande ersättare för Nils von Ek (M),\n§ 13\nNAJUP2222—2\nUlf Öst (5), 2ve vice ordférande";
    assert_eq!(
        read(text),
        [
            row("Anna Berg", "ordförande", "S", ""),
            row("Nils von Ek", "", "M", "ej § 13"),
            row("Eva Ås", "tjänstgörande ersättare för Nils von Ek (M)", "KD", "§ 13"),
            row("Ulf Öst", "2:e vice ordförande", "S", ""),
        ]
    );
}

#[test]
fn municipalities_and_titles() {
    let text = "Anna Berg, Boxby kommun, ordförande\nTom Ek, förbundschef, räddningschef\nIda Dal, mark- och\nexploateringsingenjör, 88 12-13\nOla Alm, projektledare Norra Hamnen";
    assert_eq!(
        read(text),
        [
            row("Anna Berg", "ordförande", "Boxby kommun", ""),
            row("Tom Ek", "förbundschef, räddningschef", "", ""),
            row("Ida Dal", "mark- och exploateringsingenjör", "", "88 12-13"),
            row("Ola Alm", "projektledare Norra Hamnen", "", ""),
        ]
    );
}

#[test]
fn all_on_one_line() {
    let text = "Anna Berg, Boxby kommun, ordförande Nils Ek, Vimla kommun, vice ordförande Eva Ås, Ödby kommuns Tom Alm, chef teknik § 17";
    assert_eq!(
        read(text),
        [
            row("Anna Berg", "ordförande", "Boxby kommun", ""),
            row("Nils Ek", "vice ordförande", "Vimla kommun", ""),
            row("Eva Ås", "", "Ödby kommuns", ""),
            row("Tom Alm", "chef teknik", "", "§ 17"),
        ]
    );
    assert_eq!(read("Anna Berg (S) Nils Ek (M) Eva Ås (C)").len(), 3);
    assert_eq!(read("Anna Berg, Nils Ek och Eva Ås").len(), 3);
    assert_eq!(read("Anna Berg (ordf.), Nils Ek")[0], row("Anna Berg", "ordförande", "", ""));
}

#[test]
fn old_lists_with_titles_before_names() {
    let text = "herrar kapten R. von Essen, ordförande, hemmansägaren Per\nLind i Vik, Olsson och fröken Ada Ek";
    assert_eq!(
        read(text),
        [
            row("R. von Essen", "kapten, ordförande", "", ""),
            row("Per Lind", "hemmansegare", "", ""),
            row("Olsson", "", "", ""),
            row("Ada Ek", "", "", ""),
        ]
    );
    let text = "Herrar A. Lind-\nberg, suppleant för herr Ek fru Ada Dahl";
    assert_eq!(read(text), [row("A. Lindberg", "", "", ""), row("Ada Dahl", "tjänstgörande suppleant", "", "")]);
    let text = "ordföranden, rådman K. Ek, samt ledamöterna Berg och Ås";
    assert_eq!(
        read(text).iter().map(|p| p.1.as_str()).collect::<Vec<_>>(),
        ["ordförande, rådman", "ledamot", "ledamot"]
    );
    let text = "ordföranden Anna Berg, ledamöterna Ek, Lind och Ås";
    assert_eq!(
        read(text).iter().map(|p| p.1.as_str()).collect::<Vec<_>>(),
        ["ordförande", "ledamot", "ledamot", "ledamot"]
    );
}

#[test]
fn parties_beside_their_members() {
    let text = "s-gruppen      Anna Berg, ordförande, Nils Ek ej § 12\nCenterpartiet  Eva Ås";
    assert_eq!(
        read(text),
        [
            row("Anna Berg", "ordförande", "s", ""),
            row("Nils Ek", "", "s", "ej § 12"),
            row("Eva Ås", "", "Centerpartiet", "")
        ]
    );
}

#[test]
fn who_serves_at_some_matters() {
    let text = "Anna Berg (s), Nils Ek (s; tjänstgör § 12 för Eva Ås), Ola Alm (m)";
    let serving = "tjänstgörande ersättare för Eva Ås";
    assert_eq!(
        read(text),
        [row("Anna Berg", "", "s", ""), row("Nils Ek", serving, "s", "§ 12"), row("Ola Alm", "", "m", "")]
    );
}

#[test]
fn in_the_place_of_another() {
    let text = "kyrkvärdarna Nils Ek och K. G. Alm, herrar Per Ås och Joh. Dal samt, i stället för herr Lo, som anmält förfall, suppleanten, smeden Bo Lind, samt, såsom sekreterare, kantor Ivar Ro";
    let names: Vec<String> = read(text).into_iter().map(|p| format!("{}|{}", p.0, p.1)).collect();
    assert_eq!(
        names,
        [
            "Nils Ek|kyrkvärd",
            "K. G. Alm|",
            "Per Ås|",
            "Joh. Dal|",
            "Bo Lind|tjänstgörande suppleant för Lo, smed",
            "Ivar Ro|sekreterare, kantor",
        ]
    );
}

#[test]
fn titles_cut_short_are_no_names() {
    assert_eq!(
        read("Grossh. Nils Ek\nLektor Ada Dahl\nSkogsarb. Per Ås\nFredr. Alm, Viken"),
        [
            row("Nils Ek", "grosshandlande", "", ""),
            row("Ada Dahl", "lektor", "", ""),
            row("Per Ås", "skogsarbetare", "", ""),
            row("Fredr. Alm", "", "Viken", ""),
        ]
    );
}
