use super::*;

#[test]
fn bodies_in_definite_form() {
    for (text, want) in [
        ("SKOLSTYRELSEN", "Skolstyrelsen"),
        ("Miljö- och byggnadsnämnden", "Miljö- och byggnadsnämnden"),
        ("Kommunstyrelsens arbetsutskott", "Kommunstyrelsens arbetsutskott"),
        ("Kommunalstämma", "Kommunalstämman"),
        ("Direktionen", "Direktionen"),
        ("Hamndirektionens", "Hamndirektionen"),
        ("Socialndmnden", "Socialnämnden"),
        ("Nämnden för hälsa", "Nämnden för hälsa"),
        ("DRÄTSELKAMMAREN", "Drätselkammaren"),
    ] {
        assert_eq!(organ(text).as_deref(), Some(want), "{text}");
    }
    for text in ["Sammanträdesprotokoll", "beslutar nämnden", "§ 3 Valnämnden", "Information", "Värdkommun för nämnden"]
    {
        assert_eq!(organ(text), None, "{text}");
    }
}

#[test]
fn organizations_in_normal_case() {
    for (text, want) in [
        ("ÄLVHOLMS KOMMUN", "Älvholms kommun"),
        ("Region Norrvik", "Region Norrvik"),
        ("Vinby köping", "Vinby köping"),
        ("Landstinget i Viks län", "Landstinget i Viks län"),
        ("Räddningstjänstförbundet Övre Vik", "Räddningstjänstförbundet Övre Vik"),
    ] {
        assert_eq!(organization(text).as_deref(), Some(want), "{text}");
    }
    for text in ["kommun", "Anna Berg", "Avtal för ett kommunalförbund", "Kommunfullmäktige beslutar", "Vinby"] {
        assert_eq!(organization(text), None, "{text}");
    }
}

#[test]
fn opening_sentences() {
    let some = |a: &str, b: &str| (Some(a.to_string()), Some(b.to_string()));
    assert_eq!(
        opening("Protokoll, hållet vid sammanträde med Östra Viks sockens kommunalnämnd den 3 mars"),
        some("Kommunalnämnden", "Östra Viks socken")
    );
    assert_eq!(
        opening("Protokoll, fördt vid ordinarie kommunalstämma i Östra Vik den 3 mars"),
        some("Kommunalstämman", "Östra Vik kommun")
    );
    assert_eq!(
        opening("Protokoll vid sammanträde med stadsfullmäktige i Vinby torsdagen"),
        some("Stadsfullmäktige", "Vinby stad")
    );
    assert_eq!(
        opening("fört vid sammanträde med kommunalnämnden i Vinby köping den"),
        some("Kommunalnämnden", "Vinby köping")
    );
    assert_eq!(
        opening("Protokoll fört vid sammanträde med Skolstyrelsen den 18 maj").0.as_deref(),
        Some("Skolstyrelsen")
    );
    assert_eq!(
        opening("fört vid Vinby stadsfullmäktiges sammanträde å rådhuset"),
        some("Stadsfullmäktige", "Vinby stad")
    );
    assert_eq!(opening("vid STADSFULLMÄKTIGE I VINBY"), some("Stadsfullmäktige", "Vinby stad"));
    assert_eq!(opening("Nu följer något annat"), (None, None));
}

#[test]
fn bodies_of_an_area() {
    for (text, after, want) in [
        ("Stadsdelsnämnd 4", "Östra Vik", Some("Stadsdelsnämnd 4 Östra Vik")),
        ("STADSDELSNÄMNDEN NORRVIK", "", Some("Stadsdelsnämnden Norrvik")),
        ("Stadsdelsnämnden", "", None),
        ("Socialnämnden Norrvik", "", None),
        ("Stadsdelsnämnden beslutar", "", None),
    ] {
        assert_eq!(of_area(text, after).as_deref(), want, "{text}");
    }
}

#[test]
fn minutes_from_a_board_meeting() {
    assert_eq!(opening("PROTOKOLL FRÅN STYRELSEMÖTE NR 4/2017").0.as_deref(), Some("Styrelsen"));
    assert_eq!(opening("Skrivelse från styrelsen").0, None);
}

#[test]
fn an_organization_in_the_genitive() {
    assert_eq!(genitive("VIKS LÄNS LANDSTINGS").as_deref(), Some("Viks läns landsting"));
    assert_eq!(genitive("Vinby kommuns").as_deref(), Some("Vinby kommun"));
    assert_eq!(genitive("Vinby kommun"), None);
}
