//! Minutes made by rule: a meeting's pages with headers, boilerplate and facts, and ways to correct a page.

/// A small fixed generator (Knuth's MMIX constants).
pub struct Dice(pub u64);

impl Dice {
    /// A number below `sides`.
    pub fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.roll(from.len())]
    }
}

const FIRST: [&str; 8] = ["Karin", "Anders", "Ulla", "Östen", "Göran", "Birgitta", "Märta", "Håkan"];
const LAST: [&str; 8] = ["Lindqvist", "Åström", "Bergman", "Höglund", "Wikander", "Sjöstedt", "Norén", "Palmgren"];
const PLACE: [&str; 8] = ["Tallbacken", "Ekhult", "Granås", "Björkudden", "Sjövik", "Hultet", "Norrgården", "Lövnäs"];
const MATTER: [&str; 8] = [
    "skolskjutsarna",
    "badplatsen",
    "renhållningstaxan",
    "hyresavtalet",
    "vattentäkten",
    "simhallen",
    "biblioteket",
    "vägbelysningen",
];
const MONTH: [&str; 6] = ["januari", "mars", "april", "maj", "oktober", "november"];

/// How a meeting's pages are headed.
struct Manner {
    dated: bool,
    numbered: bool,
    dnr: bool,
}

/// Pages of a meeting; some begin with a §, some go on from the page before. What the headers say differs from meeting to meeting.
pub fn meeting(pages: usize, dice: &mut Dice) -> Vec<String> {
    let manner = Manner { dated: dice.roll(3) > 0, numbered: dice.roll(3) > 0, dnr: dice.roll(4) > 0 };
    let date = format!("{}-{:02}-{:02}", 2010 + dice.roll(12), 1 + dice.roll(12), 1 + dice.roll(28));
    let mut paragraph = 1 + dice.roll(60);
    (0..pages)
        .map(|p| {
            let mut text = String::from("Ekhults kommun\nKommunstyrelsen\n");
            if manner.dated {
                text += &format!("Sammanträdesdatum {date}\n");
            }
            if manner.numbered {
                text += &format!("Sida {} ({pages})\n", p + 1);
            }
            text += &match (p, dice.roll(4)) {
                (0, _) => title(&date, paragraph, pages, dice),
                (_, 0) => running(dice),
                (_, n) => {
                    paragraph += 1;
                    let head = match manner.dnr {
                        true => format!("§ {paragraph} Dnr KS {}/{}\n", &date[..4], 100 + dice.roll(800)),
                        false => format!("§ {paragraph}\n"),
                    };
                    head + &if n == 1 { permit(dice) } else { matter(dice) }
                }
            };
            text + "\nJusterandes sign\n"
        })
        .collect()
}

fn title(date: &str, paragraph: usize, pages: usize, dice: &mut Dice) -> String {
    let members: Vec<String> = (0..9).map(|i| format!("{} {} (S)", FIRST[i % 8], LAST[(i * 3 + 1) % 8])).collect();
    format!(
        "Plats och tid Kommunhuset, sal Eken, {date} kl. {:02}.30-{:02}.45\nBeslutande\n{}\nJusterare {} {}\n\
         Paragrafer {}-{}\nSekreterare Lena Ek\nOrdförande Karin Lindqvist",
        8 + dice.roll(3),
        12 + dice.roll(5),
        members.join("\n"),
        dice.pick(&FIRST),
        dice.pick(&LAST),
        paragraph + 1,
        paragraph + pages,
    )
}

fn permit(dice: &mut Dice) -> String {
    let (first, last, place) = (dice.pick(&FIRST), dice.pick(&LAST), dice.pick(&PLACE));
    format!(
        "Bygglov för nybyggnad av komplementbyggnad på fastigheten {place} {}:{}\n\
         Nämndens beslut\nBygglov beviljas med stöd av 9 kap. 30 § plan- och bygglagen (2010:900).\n\
         Kontrollplanen fastställs. Avgiften är {} kronor enligt den taxa som fullmäktige har antagit.\n\
         Sammanfattning av ärendet\n{first} {last} ansöker om bygglov för en byggnad om {} m² på fastigheten. Platsen ligger\n\
         utanför detaljplanerat område. Grannar har hörts och ingen har haft något att erinra mot åtgärden.\n\
         Förvaltningen bedömer att åtgärden uppfyller kraven i lagen och att lov därför kan lämnas.\n\
         Åtgärden får inte påbörjas förrän nämnden har gett startbesked. Beslutet upphör att gälla om\n\
         åtgärden inte har påbörjats inom två år från den dag då beslutet vann laga kraft.\n\
         Ansökan inkommen den {} {}",
        1 + dice.roll(9),
        1 + dice.roll(60),
        3000 + 10 * dice.roll(900),
        20 + dice.roll(90),
        1 + dice.roll(28),
        dice.pick(&MONTH),
    )
}

fn matter(dice: &mut Dice) -> String {
    let (matter, first, last) = (dice.pick(&MATTER), dice.pick(&FIRST), dice.pick(&LAST));
    format!(
        "Fråga om {matter}\nKommunstyrelsens beslut\n\
         Förslaget beviljas och {matter} får {} kronor till drift och {} kronor till inventarier för året.\n\
         Sammanfattning av ärendet\n{first} {last} väckte frågan om {matter} genom en skrivelse den {} {}. Förvaltningen\n\
         redovisar att kostnaden beräknas till {} kronor om året, varav hälften kan täckas genom avgifter, och att antalet\n\
         besökare har ökat med omkring {} procent. Arbetsutskottet har tillstyrkt förslaget. {} {} yrkar bifall till\n\
         arbetsutskottets förslag. Ordföranden ställer proposition på yrkandet och finner att kommunstyrelsen bifaller det.\n\
         Beslutet skickas till förvaltningen och ekonomikontoret för kännedom och åtgärd.",
        10_000 + 100 * dice.roll(500),
        1000 + 50 * dice.roll(90),
        1 + dice.roll(28),
        dice.pick(&MONTH),
        20_000 + 500 * dice.roll(300),
        2 + dice.roll(30),
        dice.pick(&FIRST),
        dice.pick(&LAST),
    )
}

fn running(dice: &mut Dice) -> String {
    let mut text = String::from("forts.\n");
    for _ in 0..9 {
        text += &format!(
            "Förvaltningen redovisar {} och anför att {} bör ses över till en kostnad av {} kronor, som beviljas ur\n\
             medlen för {} efter förslag av {} {}.\n",
            dice.pick(&MATTER),
            dice.pick(&MATTER),
            5000 + 20 * dice.roll(2000),
            dice.pick(&MATTER),
            dice.pick(&FIRST),
            dice.pick(&LAST)
        );
    }
    text
}

/// What is corrected on a page.
#[derive(Debug, Clone, Copy)]
pub enum Correction {
    /// One sum.
    Sum,
    /// Two sums.
    Sums,
    /// A name.
    Name,
    /// Another decision.
    Decision,
    /// A line replaced.
    Line,
}

impl Correction {
    /// The corrected page; `None` where it holds nothing of the kind.
    pub fn make(self, text: &str) -> Option<String> {
        let number = |text: &str, skip: usize| {
            let at = text.match_indices(" kronor").nth(skip)?.0;
            let from = text[..at].rfind(' ')? + 1;
            let other = text[from..at].parse::<u32>().ok()? * 3 / 2 + 1130;
            Some(format!("{}{other}{}", &text[..from], &text[at..]))
        };
        match self {
            Correction::Sum => number(text, 0),
            Correction::Sums => number(&number(text, 0)?, 1),
            Correction::Name => {
                let name = LAST.iter().find(|n| text.contains(**n))?;
                Some(text.replacen(name, "Fagerlund", 1))
            }
            Correction::Decision => text.contains("beviljas").then(|| text.replacen("beviljas", "avslås", 1)),
            Correction::Line => {
                let at = text.lines().position(|l| l.starts_with("Sammanfattning"))?;
                let mut lines: Vec<&str> = text.lines().collect();
                lines.insert(at, "Birgitta Norén anmäler jäv och deltar inte i beslutet i detta ärende.");
                Some(lines.join("\n"))
            }
        }
    }
}

/// A reading with a few letters lost or misread, and dots and rings gone in some words.
pub fn damage(text: &str, dice: &mut Dice) -> String {
    let mut out = String::new();
    for c in text.chars() {
        let hard = dice.roll(100);
        match c {
            'å' | 'ä' if hard < 30 => out.push('a'),
            'ö' if hard < 30 => out.push('6'),
            '§' if hard < 20 => out.push('$'),
            _ if c.is_lowercase() && hard < 1 => {}
            _ if c.is_lowercase() && hard < 2 => out.push('n'),
            _ => out.push(c),
        }
    }
    out
}
