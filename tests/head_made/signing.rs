//! Adjusters, signatures and the notice (ANSLAG/BEVIS) of a cover page.

use super::dice::{after, write_date};
use super::make::{Person, Style, Want, iso};
use super::modern::Cover;

pub fn signing(
    cover: &mut Cover<'_>,
    want: &mut Want,
    style: Style,
    date: jiff::civil::Date,
    (first, last): (u32, u32),
) {
    let count = 1 + cover.dice.roll(2);
    let members: Vec<Person> =
        want.people.iter().skip(1).filter(|p| p.capacity == "deciding").take(count).cloned().collect();
    want.adjusters = members.iter().map(|p| p.name.clone()).collect();
    let joint = cover.dice.pick(&[", ", " och ", "\n"]);
    let party = cover.dice.one_in(3);
    let list: Vec<String> = members
        .iter()
        .map(
            |p| if party { format!("{} ({})", p.name, p.affiliation.as_deref().unwrap_or("")) } else { p.name.clone() },
        )
        .collect();
    let label = cover.dice.pick(&[
        "Justerare",
        "Utses att justera",
        "Utsedd att justera",
        "Protokolljusterare",
        "Justeringsmän",
        "Val av justerare",
        "Till justerare utses",
    ]);
    cover.field(label, &[list.join(joint)]);
    if !cover.dice.one_in(5) {
        let place =
            cover.dice.pick(&["Kommunkontoret", "Kommunhuset", "Digital justering", "Kansliet, plan 2", "Digitalt"]);
        let day = after(date, 1 + cover.dice.roll(12) as i64);
        let form = cover.dice.pick(&["{p}, {t}", "{p} {t}", "{p}, {t} kl. 15.00", "{p} {t} kl 15:00", "{p}, {t}"]);
        let written = write_date(day, cover.dice.pick(&["{i}", "den {d} {M} {y}", "{d} {M} {y}", "{i}"]));
        let label = cover.dice.pick(&[
            "Justeringens plats och tid",
            "Justering",
            "Plats och tid för justering",
            "Justeringens tid och plats",
            "Tid och plats för justering",
        ]);
        cover.field(label, &[form.replace("{p}", place).replace("{t}", &written)]);
        (want.adjusted_place, want.adjusted_date) = (Some(place.to_string()), iso(day));
    } else if cover.dice.one_in(2) {
        let label = cover.dice.pick(&["Justeringens plats och tid", "Justering"]);
        cover.field(label, &["Omedelbart".to_string()]);
        want.adjusted_place = Some("Omedelbart".into());
    }
    let range = cover.dice.pick(&[
        "§§ {a}–{b}",
        "§§ {a} - {b}",
        "§ {a}-{b}",
        "{a}–{b}",
        "§§ {a}-{b}",
        "§ {a} – § {b}",
        "§§ {a} t.o.m. {b}",
    ]);
    let range = range.replace("{a}", &first.to_string()).replace("{b}", &last.to_string());
    let word = cover.dice.pick(&["Paragrafer", "Paragraf", "Paragrafer"]);
    let (secretary, chair) = (want.secretary.clone().unwrap_or_default(), want.chair.clone().unwrap_or_default());
    let dots = cover.dice.pick(&[" ", " ..................................... ", "\t", "\n"]);
    if style == Style::BoardCompact && cover.dice.one_in(2) {
        cover.text.push_str(&format!("{word} {range}\n\nSekreterare: {secretary}\nOrdförande: {chair}\n"));
    } else {
        let title = cover.dice.pick(&["Underskrifter\n", "Underskrifter ", ""]);
        cover.text.push_str(&format!("{title}Sekreterare{dots}{secretary}  {word} {range}\nOrdförande{dots}{chair}\n"));
    }
    for a in want.adjusters.clone() {
        cover.text.push_str(&format!("Justerare{dots}{a}\n"));
    }
    cover.text.push('\n');
}

pub fn notice(cover: &mut Cover<'_>, want: &mut Want, date: jiff::civil::Date) {
    if cover.dice.one_in(6) {
        return;
    }
    let (posted, removed) = (after(date, 14 + cover.dice.roll(3) as i64), after(date, 37 + cover.dice.roll(4) as i64));
    let custody =
        cover.dice.pick(&["Kommunkansliet", "Kommunhuset, plan 3", "Förvaltningens arkiv", "Nämndens kansli"]);
    (want.posted, want.removed, want.custody) = (iso(posted), iso(removed), Some(custody.to_string()));
    let form = cover.dice.pick(&["{i}", "{i}", "den {d} {M} {y}"]);
    let (p, r) = (write_date(posted, form), write_date(removed, form));
    let organ = want.organ.clone().unwrap_or_default();
    let title = cover.dice.pick(&["ANSLAG/BEVIS", "Bevis om anslag", "ANSLAG / BEVIS", "Anslagsbevis"]);
    cover
        .text
        .push_str(&format!("{title}\n\nProtokollet är justerat. Justeringen har tillkännagivits genom anslag.\n\n"));
    let (up, down) = (
        cover.dice.pick(&[
            "Datum då anslaget sätts upp",
            "Datum för anslags uppsättande",
            "Anslaget sätts upp",
            "Anslagsdatum",
        ]),
        cover.dice.pick(&[
            "Datum då anslaget tas ned",
            "Datum för anslags nedtagande",
            "Anslaget tas ned",
            "Datum då anslaget tas ner",
        ]),
    );
    cover.field("Organ", &[organ]);
    cover.field("Sammanträdesdatum", &[write_date(date, "{i}")]);
    if cover.dice.one_in(2) {
        cover.text.push_str(&format!("{up} {p} {down} {r}\n"));
    } else {
        cover.field(up, &[p]);
        cover.field(down, &[r]);
    }
    let label =
        cover.dice.pick(&["Förvaringsplats för protokollet", "Protokollets förvaringsplats", "Förvaringsplats"]);
    cover.field(label, &[custody.to_string()]);
    cover.field("Underskrift", &[String::new()]);
}
