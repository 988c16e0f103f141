//! Written protocols in the manners of a century, with what is header and footer known for every line: made by rule, so that any number of them can
//! be had, and damaged as a scan is.

use justera::page::{Line, Origin, Page};

/// A small generator of numbers (Knuth's MMIX multiplier), so that every run makes the same pages.
pub struct Dice(pub u64);

impl Dice {
    /// A number below `n`.
    pub fn roll(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % n.max(1) as u64) as usize
    }

    /// One of a list.
    pub fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.roll(from.len())]
    }
}

/// Header and footer of a page. In them `{m}` is the municipality, `{o}` the organ, `{d}` the date in figures, `{l}` the date in words, `{y}` the year,
/// `{n}` the page's number, `{N}` the number of pages. A `first` of `None` is the same on the first page.
pub struct Frame {
    /// A name for the tables.
    pub name: &'static str,
    pub top: &'static [&'static str],
    pub bottom: &'static [&'static str],
    /// Whether the first page has no header.
    pub bare_first: bool,
    pub organs: &'static [&'static str],
}

const MODERN: &[&str] =
    &["Kommunstyrelsen", "Socialnämnden", "Kultur- och fritidsnämnden", "Samhällsbyggnadsutskottet"];
const BOARDS: &[&str] = &["Miljö- och byggnadsnämnden", "Direktionen", "Servicenämnden", "Valberedningen"];
const OLD: &[&str] = &["Stadsfullmäktige", "Kommunalnämnden", "Drätselkammaren", "Fattigvårdsstyrelsen"];
const REGION: &[&str] = &["Regionstyrelsen", "Regionfullmäktige", "Hälso- och sjukvårdsnämnden"];

/// The manners.
pub const FRAMES: &[Frame] = &[
    Frame {
        name: "modern, line by line",
        top: &["{m} kommun", "{o}", "SAMMANTRÄDESPROTOKOLL", "Sammanträdesdatum {d}", "Sida {n} ({N})"],
        bottom: &["Ordförandens sign", "Justerandes sign", "Utdragsbestyrkande"],
        bare_first: false,
        organs: MODERN,
    },
    Frame {
        name: "modern, in rows",
        top: &["{m} kommun SAMMANTRÄDESPROTOKOLL Sida {n} ({N})", "{o} Sammanträdesdatum {d}"],
        bottom: &["Justerandes sign Justerandes sign Utdragsbestyrkande"],
        bare_first: false,
        organs: MODERN,
    },
    Frame {
        name: "modern, number below",
        top: &["Protokoll", "{o}", "{d}"],
        bottom: &["{m} kommun, Box 12, 590 14 Storby, telefon 0123-45 60 00, www.kommun.se", "{n} ({N})"],
        bare_first: false,
        organs: MODERN,
    },
    Frame {
        name: "federation",
        top: &["Kommunalförbundet", "Sotningen {m}", "SAMMANTRÄDESPROTOKOLL", "Sammanträdesdatum", "{d}", "{o}"],
        bottom: &["Justerandes sign", "Utdragsbestyrkande"],
        bare_first: false,
        organs: BOARDS,
    },
    Frame {
        name: "typewriter",
        top: &["{m} KOMMUN", "{o}", "Protokoll {d}", "Blad nr {n}"],
        bottom: &["Just. sign.", "Utdrag best."],
        bare_first: false,
        organs: MODERN,
    },
    Frame {
        name: "typewriter, dashes",
        top: &["- {n} -", "{m} kommun {o}"],
        bottom: &[],
        bare_first: true,
        organs: MODERN,
    },
    Frame {
        name: "printed, running title and number",
        top: &["{n}", "{o} den {l}."],
        bottom: &[],
        bare_first: true,
        organs: OLD,
    },
    Frame { name: "printed, one line", top: &["{o} i {m} den {l} {n}"], bottom: &[], bare_first: false, organs: OLD },
    Frame {
        name: "printed, title and town",
        top: &["{m} stad", "{o} {l}"],
        bottom: &["{n}"],
        bare_first: false,
        organs: OLD,
    },
    Frame {
        name: "printed, volume",
        top: &["Bihang till {m} stads handlingar {y}"],
        bottom: &["— {n} —"],
        bare_first: false,
        organs: OLD,
    },
    Frame { name: "printed, number alone", top: &[], bottom: &["{n}"], bare_first: false, organs: OLD },
    Frame { name: "printed, number alone above", top: &["{n}"], bottom: &[], bare_first: true, organs: OLD },
    Frame {
        name: "ledger",
        top: &["Protokoll, hållet vid kommunalstämma med {m}", "socken den {l}"],
        bottom: &[],
        bare_first: false,
        organs: OLD,
    },
    Frame { name: "ledger, two words", top: &["{m} kommunalstämma {y}"], bottom: &[], bare_first: true, organs: OLD },
    Frame {
        name: "region, two columns",
        top: &["Region {m} Sammanträdesprotokoll {n} (({N}))", "{o} {d}"],
        bottom: &["Justerandes signatur Utdragsbestyrkande"],
        bare_first: false,
        organs: REGION,
    },
    Frame {
        name: "region, cells",
        top: &["REGION {m}", "PROTOKOLL", "{o}", "{l}", "Sid {n} av {N}"],
        bottom: &["Region {m}", "Organisationsnummer 232100-0001 Telefon 0123-45 60 00"],
        bare_first: false,
        organs: REGION,
    },
    Frame {
        name: "region, paragraphs in the header",
        top: &["Region {m}", "{o}", "PROTOKOLL {d}", "Paragrafer §§ 7–31", "Sida {n} ({N})"],
        bottom: &["Justerandes sign", "Utdragsbestyrkande"],
        bare_first: false,
        organs: REGION,
    },
    Frame {
        name: "printed, paragraphs in the header",
        top: &["{o} den {l} § 7–31 {n}"],
        bottom: &[],
        bare_first: false,
        organs: OLD,
    },
    Frame {
        name: "board, compact",
        top: &["{m} kommun {o} {d} sid {n}/{N}"],
        bottom: &[],
        bare_first: false,
        organs: BOARDS,
    },
    Frame {
        name: "board, one word",
        top: &["PROTOKOLL {d} {n} ({N})"],
        bottom: &["Sign"],
        bare_first: false,
        organs: BOARDS,
    },
    Frame {
        name: "board, cells",
        top: &["{m} kommun", "{o}", "Protokoll", "{d}", "{n} ({N})"],
        bottom: &["Ordförande Justerare Sekreterare", "{o}, {m} kommun"],
        bare_first: false,
        organs: BOARDS,
    },
    Frame {
        name: "modern, boxes for signs",
        top: &["{m} kommun", "Sammanträdesprotokoll", "{o} {l} Blad {n}"],
        bottom: &["Justering (sign) Utdragsbestyrkande", "Ordf Just Just"],
        bare_first: false,
        organs: MODERN,
    },
    Frame {
        name: "market town",
        top: &["{m} köping", "{o} den {l}"],
        bottom: &["Sid. {n}"],
        bare_first: false,
        organs: OLD,
    },
    Frame {
        name: "market town, genitive",
        top: &["PROTOKOLL", "fört vid sammanträde med {m} köpings {o} {l}", "{n}."],
        bottom: &[],
        bare_first: true,
        organs: OLD,
    },
    Frame {
        name: "council, sessions", top: &["{o} den {l}", "– {n} –"], bottom: &[], bare_first: true, organs: OLD
    },
    Frame {
        name: "council, modern letters",
        top: &["{m} kommun", "{o}", "Protokoll nr 7/{y}", "{l}", "Sida {n} av {N}"],
        bottom: &["Justerares signaturer Utdragets riktighet", "Kommunhuset Storgatan 1 Box 34 {m} Tfn 0123-456 00"],
        bare_first: false,
        organs: REGION,
    },
    Frame {
        name: "board, firm",
        top: &["{m} Vatten & Avfall AB", "Styrelsemöte {d}"],
        bottom: &["Sidan {n} av {N}", "Signaturer:"],
        bare_first: false,
        organs: BOARDS,
    },
];

const TOWNS: &[&str] = &["Vinterbo", "Råsjö", "Ekhult", "Norra Skönvik", "Åbylund", "Tegelmåla", "Östanfors"];
const MONTHS: &[&str] = &["januari", "februari", "mars", "april", "maj", "juni", "september", "oktober", "november"];
const SUBJECTS: &[&str] =
    &["Nämnden", "Ordföranden", "Förvaltningen", "Ekonomichefen", "Föreningen", "Sökanden", "Utskottet", "Skolchefen"];
const VERBS: &[&str] =
    &["har prövat", "föreslår", "tillstyrker", "redogör för", "har begärt", "beslutar om", "påminner om", "avstyrker"];
const THINGS: &[&str] = &[
    "bidraget till bygdegården",
    "vägen vid sjön",
    "lånet på 250 000 kronor",
    "ansökan om bygglov",
    "reglementet för parkering",
    "avtalet om renhållning",
    "skolskjutsen i socknen",
    "taxan för vatten",
    "bryggan i hamnen",
    "lokalerna vid torget",
    "förslaget till budget",
    "granskningen av räkenskaperna",
];
const TAILS: &[&str] = &[
    "under det kommande året",
    "enligt den skrivelse som lämnats in",
    "innan isen lägger sig",
    "för att kostnaden inte ska öka",
    "som tidigare återremitterats",
    "efter samråd med länsstyrelsen",
    "och återkommer till nämnden i höst",
    "med hänsyn till grannarnas synpunkter",
    "så snart medel finns",
];
const FIRST: &[&str] = &[
    "vägs",
    "skol",
    "kyrko",
    "hamn",
    "jord",
    "skogs",
    "brand",
    "fattig",
    "bygd",
    "mark",
    "vatten",
    "renhållnings",
    "trafik",
    "bostads",
    "ålderdoms",
    "kultur",
    "fiske",
    "mejeri",
    "elektricitets",
    "biblioteks",
    "tomt",
    "stations",
    "simhalls",
    "parkerings",
];
const SECOND: &[&str] = &[
    "frågan",
    "kostnaden",
    "inventariet",
    "kommittén",
    "reparationen",
    "utredningen",
    "arrendet",
    "anslaget",
    "entreprenören",
    "fördelningen",
    "kontraktet",
    "besiktningen",
    "uppgörelsen",
    "utvidgningen",
    "räkningen",
    "föreståndaren",
    "utställningen",
    "tillsynen",
    "försäljningen",
    "upplåtelsen",
    "stadgan",
];
const RECIPIENTS: &[&str] =
    &["Ekonomienheten", "Kommunstyrelsen", "Akten", "Sökanden", "Byggnadskontoret", "Revisorerna"];
const HEADINGS: &[&str] = &["Bakgrund", "Sammanfattning av ärendet", "Bedömning", "Yrkanden", "Beslutsgång"];

/// One line with whether it is furniture.
#[derive(Clone)]
pub struct Made {
    pub text: String,
    pub furniture: bool,
}

/// A protocol as made: pages of lines.
pub struct Protocol {
    pub pages: Vec<Vec<Made>>,
}

fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut out = vec![String::new()];
    for word in text.split(' ') {
        let last = out.last_mut().expect("one line at least");
        if !last.is_empty() && last.chars().count() + 1 + word.chars().count() > width {
            out.push(word.to_string());
        } else {
            if !last.is_empty() {
                last.push(' ');
            }
            last.push_str(word);
        }
    }
    out
}

fn sentences(dice: &mut Dice, n: usize) -> String {
    let one = |dice: &mut Dice| {
        let matter = format!("{}{}", dice.pick(FIRST), dice.pick(SECOND));
        let other = format!("{}{}", dice.pick(FIRST), dice.pick(SECOND));
        let (who, does) = (dice.pick(SUBJECTS), dice.pick(VERBS));
        match dice.roll(3) {
            0 => format!("{who} {does} {} {}.", dice.pick(THINGS), dice.pick(TAILS)),
            1 => format!("{who} {does} {matter} i {} och {other} {}.", dice.pick(TOWNS), dice.pick(TAILS)),
            _ => format!("{who} {does} {matter}, {other} samt {}.", dice.pick(THINGS)),
        }
    };
    (0..n).map(|_| one(dice)).collect::<Vec<_>>().join(" ")
}

fn body(dice: &mut Dice, lines: usize, old: bool) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let (mut paragraph, width) = (dice.roll(40) + 1, 62 + dice.roll(20));
    while out.len() < lines {
        if old {
            out.push(format!("§ {paragraph}."));
            let n = 3 + dice.roll(6);
            out.extend(wrapped(&sentences(dice, n), width));
        } else {
            out.push(format!("§ {paragraph} Dnr KS 20{}/{}", 10 + dice.roll(14), 100 + dice.roll(300)));
            let title = dice.pick(THINGS);
            out.push(title[..1].to_uppercase() + &title[1..]);
            out.push("Beslut".into());
            out.extend(wrapped(&sentences(dice, 1), width));
            for _ in 0..dice.roll(3) {
                out.push(dice.pick(HEADINGS).into());
                let n = 2 + dice.roll(6);
                out.extend(wrapped(&sentences(dice, n), width));
            }
            if dice.roll(3) == 0 {
                for k in 0..2 + dice.roll(3) {
                    out.push(format!("- {} {}", dice.pick(THINGS), k + 1));
                }
            }
            if dice.roll(2) == 0 {
                out.push("Beslutet skickas till".into());
                for _ in 0..1 + dice.roll(3) {
                    out.push(dice.pick(RECIPIENTS).into());
                }
            }
        }
        paragraph += 1;
    }
    out
}

/// A cover page's table and the places for signatures.
fn cover(dice: &mut Dice, organ: &str, lines: usize) -> Vec<String> {
    let name = |dice: &mut Dice| {
        format!(
            "{} {}",
            dice.pick(&["Ada", "Bo", "Cilla", "Dag", "Ebba"]),
            dice.pick(&["Alm", "Berg", "Dahl", "Ek", "Hård"])
        )
    };
    let mut out = vec!["Plats och tid Kommunhuset, klockan 08.30–11.45".to_string(), "Beslutande".into()];
    while out.len() + 9 < lines {
        out.push(format!("{} ({})", name(dice), dice.pick(&["S", "M", "C", "V", "KD"])));
    }
    let n = name(dice);
    out.extend([
        format!("Justerare {n}"),
        "Underskrifter".into(),
        format!("Sekreterare {n}"),
        format!("Ordförande {}", name(dice)),
    ]);
    out.extend(["ANSLAG/BEVIS".to_string(), format!("Organ {organ}"), "Datum för anslag 2020-03-04".into()]);
    out.extend(["Förvaringsplats Kommunhuset".to_string(), "Underskrift".into()]);
    out
}

/// Makes a protocol in the manner of `frame`.
pub fn protocol(frame: &Frame, seed: u64, page_count: usize) -> Protocol {
    let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9).wrapping_add(7));
    (0..8).for_each(|_| _ = dice.roll(2));
    let old = frame.organs == OLD;
    let (town, organ) = (dice.pick(TOWNS), dice.pick(frame.organs));
    let year = if old { 1905 + dice.roll(50) } else { 1995 + dice.roll(28) };
    let (month, day) = (dice.roll(MONTHS.len()), 1 + dice.roll(28));
    let per_page = 22 + dice.roll(16);
    let mut text = body(&mut dice, per_page * page_count - per_page / 3, old);
    if !old && dice.roll(2) == 0 {
        text.splice(0..0, cover(&mut dice, organ, per_page));
    }
    let first_number = if old && dice.roll(2) == 0 { 20 + dice.roll(80) } else { 1 };
    let fill = |t: &str, n: usize| {
        t.replace(
            "{m}",
            &if t.contains("KOMMUN") || t.contains("REGION") { town.to_uppercase() } else { town.to_string() },
        )
        .replace("{o}", organ)
        .replace("{d}", &format!("{year}-{:02}-{day:02}", month + 1))
        .replace("{l}", &format!("{day} {} {year}", MONTHS[month]))
        .replace("{y}", &year.to_string())
        .replace("{n}", &(n + first_number).to_string())
        .replace("(({N}))", &format!("({})", page_count + first_number - 1))
        .replace("{N}", &(page_count + first_number - 1).to_string())
    };
    // Some pages end early: a new § begins the next.
    let mut pages = Vec::new();
    let mut rest = text.as_slice();
    for n in 0..page_count {
        let take = match page_count - n {
            1 => rest.len(),
            left => (per_page - if dice.roll(4) == 0 { dice.roll(per_page / 2) } else { 0 })
                .min(rest.len().saturating_sub(3 * (left - 1))),
        };
        // A heading stands with its text.
        let heads = |l: &String| {
            l.starts_with('§') || HEADINGS.contains(&l.as_str()) || l == "Beslut" || l == "Beslutet skickas till"
        };
        let take = if n + 1 == page_count {
            take
        } else {
            (take.min(4)..=take).rev().find(|&t| !heads(&rest[t - 1])).unwrap_or(take)
        };
        let (own, after) = rest.split_at(take);
        rest = after;
        let line = |t: &str, furniture| Made { text: t.to_string(), furniture };
        let mut lines = Vec::new();
        if !(frame.bare_first && n == 0) {
            lines.extend(frame.top.iter().map(|t| line(&fill(t, n), true)));
        }
        lines.extend(own.iter().map(|t| line(t, false)));
        lines.extend(frame.bottom.iter().map(|t| line(&fill(t, n), true)));
        pages.push(lines);
    }
    Protocol { pages }
}

/// What is done to the letters of a line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Damage {
    Clean,
    /// Letters mistaken here and there.
    Light,
    /// Dots and rings lost, and more letters mistaken.
    English,
}

impl Protocol {
    /// Damages every line.
    pub fn damaged(mut self, damage: Damage, seed: u64) -> Protocol {
        let mut dice = Dice(seed ^ 0x5bd1);
        for line in self.pages.iter_mut().flatten() {
            line.text =
                line.text.chars().flat_map(|c| damaged(c, damage, &mut dice).chars().collect::<Vec<_>>()).collect();
        }
        self
    }

    /// The pages.
    pub fn read(&self) -> Vec<Page> {
        let page = |(i, lines): (usize, &Vec<Made>)| {
            Page::from_lines(i, Origin::Text, "swe", lines.iter().map(|l| Line::new(l.text.as_str())).collect())
        };
        self.pages.iter().enumerate().map(page).collect()
    }
}

fn damaged(c: char, damage: Damage, dice: &mut Dice) -> String {
    let rate = match damage {
        Damage::Clean => return c.into(),
        Damage::Light => 80,
        Damage::English => 45,
    };
    let english = damage == Damage::English;
    match c {
        'å' | 'Å' if english => ["a", "a", "a", "a", "a", "i", "d"][dice.roll(7)].into(),
        'ä' | 'Ä' if english => ["a", "a", "a", "i", "é", "d", "&"][dice.roll(7)].into(),
        'ö' | 'Ö' if english => ["o", "o", "é", "é", "6", "0"][dice.roll(6)].into(),
        _ if !c.is_alphabetic() || dice.roll(rate) > 0 => c.into(),
        'i' => "l".into(),
        'e' => "c".into(),
        'm' => "rn".into(),
        'l' => "1".into(),
        'o' => "0".into(),
        'n' => "u".into(),
        't' => "f".into(),
        'a' => "u".into(),
        _ => c.into(),
    }
}
