use super::*;

fn flow(lines: &[&str], manner: Manner) -> String {
    let source: Vec<TextLine> =
        lines.iter().enumerate().map(|(i, t)| TextLine { page: 0, line: i, text: t.to_string() }).collect();
    let pieces: Vec<Piece> =
        source.iter().enumerate().map(|(i, l)| Piece { text: &l.text, at: i, page: l.page }).collect();
    reflow(&pieces, &Widths::new(&source), manner)
}

#[test]
fn lines_become_paragraphs() {
    let t = flow(
        &[
            "Nämnden har under hösten prövat frågan om",
            "bryggan vid Norrviken.",
            "",
            "Den behöver lagas före islossningen.",
        ],
        Manner::Prose,
    );
    assert_eq!(
        t,
        "Nämnden har under hösten prövat frågan om bryggan vid Norrviken.\n\nDen behöver lagas före islossningen."
    );
}

#[test]
fn a_short_last_line_ends_the_paragraph_without_a_blank_one() {
    let t = flow(
        &[
            "Bryggan vid Norrviken skall enligt nämnden lagas",
            "i vår.",
            "Sotaren har sagt upp sig och ny sotare skall antagas",
        ],
        Manner::Prose,
    );
    assert_eq!(t.matches("\n\n").count(), 1, "{t}");
}

#[test]
fn blank_lines_that_ocr_made_are_closed() {
    let t = flow(
        &["Nämnden utser Ada Berg att jämte ordföranden", "", "justera protokollet. Tiden är den 4 maj."],
        Manner::Prose,
    );
    assert!(!t.contains('\n'), "{t}");
}

#[test]
fn a_page_with_few_lines_has_the_column_of_the_others() {
    let long = "Nämnden har den tionde mars behandlat frågan om bryggan vid Norrviken och";
    let line = |page, line, text: &str| TextLine { page, line, text: text.into() };
    let mut lines: Vec<TextLine> = (0..FEW).map(|i| line(0, i, long)).collect();
    lines.extend([line(1, 0, "Nämndens sammanträde 2020-03-10 § 4"), line(1, 1, "Karta över bryggan")]);
    let pieces: Vec<Piece<'_>> =
        lines.iter().enumerate().skip(FEW).map(|(at, l)| Piece { text: &l.text, at, page: 1 }).collect();
    let text = reflow(&pieces, &Widths::new(&lines), Manner::Entries);
    assert_eq!(text, "Nämndens sammanträde 2020-03-10 § 4\n\nKarta över bryggan");
}

#[test]
fn hyphens() {
    for (a, b, whole) in [
        ("kommunal-", "nämnden", "kommunalnämnden"),
        ("IT-", "driften", "IT-driften"),
        ("va-", "ledning", "va-ledning"),
        ("system-", "och nät", "system- och nät"),
        ("den 1978-", "01-18", "den 1978-01-18"),
        ("Sund-", "Torpa", "Sund-Torpa"),
        ("Karl-", "Erik", "Karl-Erik"),
        ("till ex-", "empel", "till exempel"),
        ("för exa-", "men", "för examen"),
        ("KOMMUN-", "STYRELSEN", "KOMMUNSTYRELSEN"),
        ("HUVUDHAND-", "LINGAR", "HUVUDHANDLINGAR"),
        ("SUND-", "TORPA", "SUND-TORPA"),
        ("att till-", "lämpa", "att tillämpa"),
        ("vård-", "och omsorgsnämnden", "vård- och omsorgsnämnden"),
        ("in-", "och utgående", "in- och utgående"),
        ("IT-", "DRIFTEN", "IT-DRIFTEN"),
        ("e-", "post", "e-post"),
    ] {
        let mut out = a.to_string();
        glue(&mut out, b);
        assert_eq!(out, whole);
    }
}

#[test]
fn items_keep_their_lines() {
    let t = flow(
        &["Fördelning:", "• Skolan får mest,", "det vill säga hälften", "= Badet", "1. Ja", "12 km bort"],
        Manner::Prose,
    );
    assert!(t.starts_with("Fördelning:\n- Skolan får mest, det vill säga hälften\n- Badet\n1. Ja"), "{t}");
}

#[test]
fn entries_stand_alone() {
    let t =
        flow(&["Motion 2020-05-18", "Yttrande från länet, som är långt och", "fortsätter", "Akten"], Manner::Entries);
    assert_eq!(t.split("\n\n").count(), 3, "{t}");
}

#[test]
fn data_is_policed() {
    data::police(KEEP, 1);
    data::police(JOINERS, 1);
    data::police(SUSPENDS, 1);
    data::police(BULLETS, 1);
}
