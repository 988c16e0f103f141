//! Minutes with a cover page, from the 1980s to today: municipality, federation, region, small board.

use super::dice::{Dice, Names, clock, day, write_date};
use super::make::{Made, PLACES, Person, Style, Want, iso, note, records, wrap};
use super::signing;

const PARTIES: [&str; 9] = ["S", "M", "C", "L", "KD", "V", "MP", "SD", "FP"];
const DATES: [&str; 7] =
    ["{i}", "{i}", "{d} {M} {y}", "den {d} {M} {y}", "{w} den {d} {M} {y}", "{W} {d} {M} {y}", "{w} {i}"];

pub struct Cover<'a> {
    pub dice: &'a mut Dice,
    pub text: String,
    /// Between a label and its value.
    gap: &'static str,
    blank: bool,
}

impl Cover<'_> {
    pub fn field(&mut self, label: &str, values: &[String]) {
        let gap = if self.gap == ": " && label.ends_with(':') { " " } else { self.gap };
        self.text.push_str(&format!("{label}{gap}{}\n", values.join("\n")));
        if self.blank {
            self.text.push('\n');
        }
    }
}

/// Fills a person's line: name, affiliation, role, note.
fn line(form: &str, p: &Person, role: &str, note: &str) -> String {
    let aff = p.affiliation.as_deref().unwrap_or("");
    let mut out = form.replace("{n}", &p.name).replace("{a}", aff);
    out = match role.is_empty() {
        true => out.replace(", {r}", "").replace(" ({r})", "").replace(" {r}", "").replace("\t{r}", ""),
        false => out.replace("{r}", role),
    };
    if note.is_empty() { out } else { format!("{out}{note}") }
}

pub fn make(style: Style, dice: &mut Dice, names: &mut Names) -> Made {
    let place = PLACES[dice.roll(PLACES.len())];
    let (organization, organ) = bodies(style, dice, place);
    let date = match style {
        Style::BoardCompact => day(dice, 1985, 2025),
        _ => day(dice, 1995, 2025),
    };
    let first = 1 + dice.roll(140) as u32;
    let last = first + 5 + dice.roll(4) as u32;
    let mut want = Want {
        organization: Some(organization.clone()),
        organ: Some(organ.clone()),
        date: iso(date),
        range: Some((first, last)),
        ..Want::default()
    };
    let start = 8 * 60 + 15 * dice.roll(36);
    let end = start + 35 + 5 * dice.roll(30);
    (want.start, want.end) = (Some(clock(start, ":")), Some(clock(end, ":")));
    let gap = dice.pick(&[" ", "\t", ": ", "  ", "\n"]);
    let gap = [" ", "\t", ": ", "  ", "\n"].into_iter().find(|g| *g == gap).unwrap_or(" ");
    let blank = dice.one_in(2);
    let mut cover = Cover { dice, text: String::new(), gap, blank };
    place_time(&mut cover, &mut want, date, start, end);
    people(&mut cover, names, &mut want, style, place, (first, last));
    signing::signing(&mut cover, &mut want, style, date, (first, last));
    signing::notice(&mut cover, &mut want, date);
    let body = cover.text;
    let header = header(dice, style, &organization, &organ, &write_date(date, "{i}"));
    let foot = dice.pick(&[
        "Justerandes sign\nUtdragsbestyrkande",
        "Ordförandens sign Justerandes sign Utdragsbestyrkande",
        "Sign",
        "",
    ]);
    let text = records(dice, &organ, first, last);
    let paragraphs: Vec<&str> = text.split("\n\n§").collect();
    let half = paragraphs.len() / 2;
    let bodies = [paragraphs[..half].join("\n\n§"), format!("§{}", paragraphs[half..].join("\n\n§"))];
    let mut pages = vec![format!("{}\n\n{body}\n{foot}", header.replace("{p}", "1").replace("{N}", "3"))];
    for (i, b) in bodies.iter().enumerate() {
        pages.push(format!("{}\n\n{b}\n\n{foot}", header.replace("{p}", &(i + 2).to_string()).replace("{N}", "3")));
    }
    Made { pages, want }
}

fn bodies(style: Style, dice: &mut Dice, place: &str) -> (String, String) {
    match style {
        Style::Region => {
            let land = dice.one_in(4);
            let organ = match land {
                true => dice.pick(&["Landstingsstyrelsen", "Landstingsfullmäktige", "Hälso- och sjukvårdsnämnden"]),
                false => dice.pick(&[
                    "Regionstyrelsen",
                    "Regionfullmäktige",
                    "Hälso- och sjukvårdsnämnden",
                    "Kollektivtrafiknämnden",
                    "Patientnämnden",
                ]),
            };
            (if land { format!("{place}s läns landsting") } else { format!("Region {place}") }, organ.into())
        }
        Style::Federation => {
            let name = match dice.roll(4) {
                0 => format!("Kommunalförbundet {place}"),
                1 => format!("Räddningstjänstförbundet {place}"),
                2 => format!("{place}s kommunalförbund"),
                _ => format!("Samordningsförbundet {place}"),
            };
            let organ = if name.starts_with("Samordning") {
                "Styrelsen"
            } else {
                dice.pick(&["Direktionen", "Förbundsdirektionen", "Förbundsstyrelsen"])
            };
            (name, organ.into())
        }
        Style::BoardCompact => (
            format!("{place} kommun"),
            dice.pick(&[
                "Miljö- och byggnadsnämnden",
                "Valnämnden",
                "Kultur- och fritidsnämnden",
                "Överförmyndarnämnden",
                "Byggnadsnämnden",
                "Omsorgsnämnden",
            ])
            .into(),
        ),
        _ => (
            format!("{place} kommun"),
            dice.pick(&[
                "Kommunstyrelsen",
                "Kommunfullmäktige",
                "Socialnämnden",
                "Barn- och utbildningsnämnden",
                "Kommunstyrelsens arbetsutskott",
                "Tekniska nämnden",
                "Vård- och omsorgsnämnden",
                "Samhällsbyggnadsnämnden",
                "Krisledningsnämnden",
            ])
            .into(),
        ),
    }
}

fn header(dice: &mut Dice, style: Style, organization: &str, organ: &str, date: &str) -> String {
    let form = match style {
        Style::Region => dice.pick(&[
            "{g}     PROTOKOLL     {p} ({N})\n{o}    {d}",
            "{g}\tPROTOKOLL\t{p} ({N})\n{o}\t{d}",
            "{g} SAMMANTRÄDESPROTOKOLL\n{o} Sammanträdesdatum {d} Sida {p}({N})",
        ]),
        Style::BoardCompact => {
            dice.pick(&["{G}\n{o}\nPROTOKOLL {d}", "{g}\n{o}\nProtokoll {d}\nSida {p} av {N}", "{g} {o} {d} sid {p}"])
        }
        _ => dice.pick(&[
            "{g}\n\n{o}\n\nSAMMANTRÄDESPROTOKOLL\n\nSammanträdesdatum {d}",
            "{g}\n{o}\nSAMMANTRÄDESPROTOKOLL\nSammanträdesdatum\n{d}\nSida {p} ({N})",
            "{G}\n{o}\nProtokoll {d}\n{p}({N})",
            "{g}\nSammanträdesprotokoll\n{o}\n{d}\nSid {p}",
        ]),
    };
    form.replace("{g}", organization)
        .replace("{G}", &organization.to_uppercase())
        .replace("{o}", organ)
        .replace("{d}", date)
}

fn place_time(cover: &mut Cover<'_>, want: &mut Want, date: jiff::civil::Date, start: usize, end: usize) {
    let place = cover.dice.pick(&[
        "Kommunhuset, sammanträdesrum Björken",
        "Stadshuset, sal A",
        "Sammanträdesrum Älgen",
        "Kommunkontoret, Storgatan 4",
        "Rådhuset",
        "Digitalt via Teams",
        "Folkets hus, Stora salen",
        "Sessionssalen",
        "Församlingshemmet",
    ]);
    let sign = cover.dice.pick(&[".", ":", "."]);
    let dash = cover.dice.pick(&["–", "-", " – ", " - "]);
    let kl = cover.dice.pick(&["kl. ", "kl ", "klockan ", "Kl. "]);
    let times = format!("{kl}{}{dash}{}", clock(start, sign), clock(end, sign));
    let day = write_date(date, cover.dice.pick(&DATES));
    want.place = Some(place.to_string());
    let both = cover.dice.pick(&[
        "{p}, {t}",
        "{p}, {d}, {t}",
        "{d} {t}\n{p}",
        "{p} {t}",
        "{p}\n{d}\n{t}",
        "{p}, {d} {t}",
        "{t}, {p}",
    ]);
    let adjourned = cover.dice.one_in(5);
    match cover.dice.roll(3) {
        0 => {
            let label = cover.dice.pick(&["Plats", "Sammanträdesplats", "Lokal", "Mötesplats"]);
            cover.field(label, &[place.to_string()]);
            let time = cover.dice.pick(&["{t}", "{d} {t}", "{d}, {t}"]).replace("{t}", &times).replace("{d}", &day);
            let label = cover.dice.pick(&["Tid", "Datum och tid", "Sammanträdestid", "Dag och tid"]);
            let pause = if adjourned { ", ajournering 11.00-11.10" } else { "" };
            cover.field(label, &[format!("{time}{pause}")]);
        }
        _ => {
            let label =
                cover.dice.pick(&["Plats och tid", "Tid och plats", "Plats och tid för sammanträdet", "Plats och tid"]);
            let value = both.replace("{p}", place).replace("{t}", &times).replace("{d}", &day);
            cover.field(label, &[value]);
        }
    }
}

fn people(
    cover: &mut Cover<'_>,
    names: &mut Names,
    want: &mut Want,
    style: Style,
    place: &str,
    (first, last): (u32, u32),
) {
    let compact = style == Style::BoardCompact;
    let form = match style {
        Style::Federation => cover.dice.pick(&["{n}, {a}, {r}", "{n}, {a} {r}", "{n} ({a}), {r}", "{n}, {a} ({r})"]),
        _ => cover.dice.pick(&[
            "{n} ({a}), {r}",
            "{n} ({a}) {r}",
            "{n} ({a}), {r}",
            "{n}, {a}, {r}",
            "{n} {a} {r}",
            "{n} ({a})\t{r}",
            "{n}\t{a}\t{r}",
        ]),
    };
    let form = if compact { cover.dice.pick(&["{n} ({a}) {r}", "{n} ({a}), {r}", "{n} ({a}) {r}"]) } else { form };
    let joint = cover.dice.pick(&[", ", " ", " ("]);
    let with_note = |n: &str| match (n.is_empty(), joint) {
        (true, _) => String::new(),
        (_, " (") => format!(" ({n})"),
        (_, j) => format!("{j}{n}"),
    };
    let towns = ["Boxby kommun", "Älvnäs kommun", "Vinby kommun", "Hällinge kommun"];
    let affiliation = |d: &mut Dice| match style {
        Style::Federation => towns[d.roll(4)].to_string(),
        _ => PARTIES[d.roll(PARTIES.len())].to_string(),
    };
    let short = cover.dice.one_in(3);
    let chairs: [(&str, &str); 3] = match (short, cover.dice.roll(3)) {
        (true, _) => {
            [("ordförande", "ordf."), ("vice ordförande", "v. ordf."), ("2:e vice ordförande", "2:e v. ordf.")]
        }
        (_, 0) => [
            ("ordförande", "ordförande"),
            ("1:e vice ordförande", "1:e vice ordförande"),
            ("2:e vice ordförande", "2:e vice ordförande"),
        ],
        _ => [
            ("ordförande", "ordförande"),
            ("vice ordförande", "vice ordförande"),
            ("2:e vice ordförande", "2:e vice ordförande"),
        ],
    };
    let mut lists: [Vec<String>; 4] = Default::default();
    let serving_apart = cover.dice.one_in(3);
    let count = 5 + cover.dice.roll(6);
    let mut add = |cover: &mut Cover<'_>,
                   name: String,
                   role: Option<&str>,
                   printed: &str,
                   capacity: &'static str,
                   list: usize| {
        let other = capacity == "other";
        let mut p = Person { name, role: role.map(str::to_string), affiliation: None, capacity, paragraphs: None };
        if !other {
            p.affiliation = Some(affiliation(cover.dice));
        }
        let mut text = String::new();
        if cover.dice.one_in(6) && printed != "ordförande" && printed != "ordf." {
            let (t, set) = note(cover.dice, first, last);
            (text, p.paragraphs) = (t, Some(set));
        }
        let form = if other { "{n}, {r}" } else { form };
        lists[list].push(line(form, &p, printed, &with_note(&text)));
        want.people.push(p);
    };
    let officers = if count > 7 { 3 } else { 2 };
    for i in 0..count {
        let name = names.full(cover.dice);
        let (role, printed) = chairs.get(i).filter(|_| i < officers).copied().unwrap_or(("ledamot", ""));
        add(cover, name, Some(role), printed, "deciding", 0);
    }
    for _ in 0..cover.dice.roll(3) {
        let name = names.full(cover.dice);
        let absent = format!("{} ({})", names.full(cover.dice), PARTIES[cover.dice.roll(9)]);
        if serving_apart {
            add(cover, name, Some("tjänstgörande ersättare"), "", "deciding", 1);
        } else {
            let (role, printed) = match cover.dice.roll(5) {
                0 => ("tjänstgörande ersättare".to_string(), "tjg ers".to_string()),
                1 => ("tjänstgörande ersättare".to_string(), "tjänstgörande ersättare".to_string()),
                2 => (format!("tjänstgörande ersättare för {absent}"), format!("tjg ers för {absent}")),
                3 => (format!("tjänstgörande ersättare för {absent}"), format!("tjg för {absent}")),
                _ => (format!("tjänstgörande ersättare för {absent}"), format!("tjänstgörande ersättare för {absent}")),
            };
            add(cover, name, Some(&role), &printed, "deciding", 0);
        }
    }
    for _ in 0..cover.dice.roll(4) {
        let name = names.full(cover.dice);
        add(cover, name, Some("ersättare"), "", "substitute", 2);
    }
    let titles = [
        "kommunchef",
        "ekonomichef",
        "förvaltningschef",
        "utvecklingsstrateg",
        "miljöinspektör",
        "enhetschef",
        "controller",
        "mark- och exploateringschef",
    ];
    for _ in 0..1 + cover.dice.roll(3) {
        let name = names.full(cover.dice);
        let title = titles[cover.dice.roll(titles.len())];
        add(cover, name, Some(title), title, "other", 3);
    }
    let secretary = names.full(cover.dice);
    let title = cover.dice.pick(&["sekreterare", "nämndsekreterare", "kommunsekreterare"]);
    if cover.dice.one_in(5) {
        // The secretary stands in the signatures alone.
    } else {
        let role = title;
        lists[3].push(format!("{secretary}, {title}"));
        want.people.push(Person {
            name: secretary.clone(),
            role: Some(role.into()),
            affiliation: None,
            capacity: "other",
            paragraphs: None,
        });
    }
    want.secretary = Some(secretary);
    want.chair = Some(want.people[0].name.clone());
    let _ = place;
    let labels = [
        cover.dice.pick(&["Beslutande", "Beslutande ledamöter", "Ledamöter", "Närvarande ledamöter", "Beslutande"]),
        cover.dice.pick(&["Tjänstgörande ersättare", "Ersättare, tjänstgörande", "Tjänstgörande ersättare"]),
        cover.dice.pick(&[
            "Ersättare",
            "Ej tjänstgörande ersättare",
            "Närvarande ersättare",
            "Icke tjänstgörande ersättare",
            "Närvarande, ej tjänstgörande ersättare",
        ]),
        cover.dice.pick(&["Övriga närvarande", "Övriga deltagande", "Övriga deltagare", "Övriga", "Tjänstemän"]),
    ];
    for (label, list) in labels.iter().zip(&lists).filter(|(_, l)| !l.is_empty()) {
        if compact {
            let run = wrap(&list.join(", "), 90);
            cover.field(&format!("{label}:"), &[run]);
        } else {
            cover.field(label, list);
        }
    }
}
