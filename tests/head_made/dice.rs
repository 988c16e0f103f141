//! Choices by rule, dates, names and people for the made minutes. Everything is invented.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

/// Small generator of numbers (Knuth's MMIX multiplier). Of every list of three or more ways to write a thing, some are never shown to the
/// half that rules are tuned on.
pub struct Dice {
    state: u64,
    /// Whether only the ways open to the tuning half are picked.
    tuning: bool,
}

impl Dice {
    pub fn new(seed: u64, tuning: bool) -> Self {
        // Neighbouring seeds must not throw alike (the finalizer of SplitMix64).
        let mut z = seed.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        Dice { state: z ^ (z >> 31), tuning }
    }

    /// A number below `n`.
    pub fn roll(&mut self, n: usize) -> usize {
        self.state = self.state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.state >> 33) % n.max(1) as u64) as usize
    }

    /// True once in `n`.
    pub fn one_in(&mut self, n: usize) -> bool {
        self.roll(n) == 0
    }

    /// One of a list of ways to write something.
    pub fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        let hidden =
            |t: &str| from.len() >= 3 && t.bytes().fold(7u32, |h, b| h.wrapping_mul(31) ^ u32::from(b)) % 3 == 0;
        let open: Vec<&str> = from.iter().copied().filter(|t| !self.tuning || !hidden(t)).collect();
        let list = if open.is_empty() { from } else { &open };
        list[self.roll(list.len())]
    }
}

const GIVEN: [&str; 34] = [
    "Anna",
    "Pernilla",
    "Stellan",
    "Åsa",
    "Göran",
    "Björn",
    "Märta",
    "Lars-Erik",
    "Ann-Marie",
    "Håkan",
    "Zeynep",
    "Östen",
    "Karin",
    "Nils",
    "Torbjörn",
    "Sören",
    "René",
    "Kjell",
    "Britt",
    "Amir",
    "Gunnel",
    "Lennart",
    "Ylva",
    "Marianne",
    "Bo",
    "Inger",
    "Tuva",
    "Jan-Åke",
    "Elisabet",
    "Folke",
    "Veronica",
    "Hjalmar",
    "Rut",
    "Mohamed",
];
const FAMILY: [&str; 40] = [
    "Rådström",
    "Ödman",
    "Lindvall",
    "Björkegren",
    "Tångring",
    "Wallgärd",
    "von Platen",
    "Åkerhielm",
    "Sjöqvist",
    "Berggren",
    "Hallmén",
    "Szabó",
    "Rahimi",
    "Nordlöf",
    "Påhlman",
    "Stenmark",
    "Grönvall",
    "af Trolle",
    "Häggblad",
    "Östberg",
    "Lagerås",
    "Fägersten",
    "Virtanen",
    "Svärdh",
    "Ahlbom",
    "Källgren",
    "Dahlén",
    "Ekdal",
    "Törnroth",
    "Moberger",
    "Lööf",
    "Skoglöv",
    "Rydåker",
    "Bäckvall",
    "Hedenius",
    "Ståhlberg",
    "Wikander",
    "Özdemir",
    "Frisk",
    "Mårdh",
];

/// People of one protocol: no two bear the same family name.
pub struct Names(Vec<&'static str>);

impl Names {
    pub fn new(dice: &mut Dice) -> Self {
        let mut list = FAMILY.to_vec();
        for i in (1..list.len()).rev() {
            list.swap(i, dice.roll(i + 1));
        }
        Names(list)
    }

    pub fn full(&mut self, dice: &mut Dice) -> String {
        let family = self.0.pop().unwrap_or("Sista");
        let second = if dice.one_in(14) { format!(" {}", FAMILY[dice.roll(6)]) } else { String::new() };
        format!("{}{second} {family}", GIVEN[dice.roll(GIVEN.len())])
    }

    /// "A. Berg", "C. G. Berg" or, seldom, the name in full.
    pub fn initials(&mut self, dice: &mut Dice) -> String {
        let family = self.0.pop().unwrap_or("Sista");
        let letter = |d: &mut Dice| ["A", "C", "E", "G", "J", "K", "O", "P"][d.roll(8)];
        match dice.roll(4) {
            0 => format!("{} {family}", GIVEN[dice.roll(4)]),
            1 => format!("{}. {}. {family}", letter(dice), letter(dice)),
            _ => format!("{}. {family}", letter(dice)),
        }
    }
}

const MONTHS: [&str; 12] = [
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
];

pub fn weekday(date: Date) -> &'static str {
    match date.weekday() {
        Weekday::Monday => "måndagen",
        Weekday::Tuesday => "tisdagen",
        Weekday::Wednesday => "onsdagen",
        Weekday::Thursday => "torsdagen",
        Weekday::Friday => "fredagen",
        Weekday::Saturday => "lördagen",
        Weekday::Sunday => "söndagen",
    }
}

pub fn month(date: Date) -> &'static str {
    MONTHS[date.month() as usize - 1]
}

/// A working day of a year.
pub fn day(dice: &mut Dice, from: i16, to: i16) -> Date {
    let year = from + dice.roll((to - from + 1) as usize) as i16;
    let first = Date::new(year, 1, 2).unwrap();
    let mut date = first.checked_add((dice.roll(350) as i64).days()).unwrap();
    while matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday) {
        date = date.checked_add(1.day()).unwrap();
    }
    date
}

pub fn after(date: Date, days: i64) -> Date {
    date.checked_add(days.days()).unwrap()
}

/// `date` in a form `form`: `{d}` day, `{m}` month's number, `{M}` its name, `{y}` year, `{w}` weekday in the definite form, `{W}` with a capital and
/// without article, `{i}` ISO, `{b}` month's short name.
pub fn write_date(date: Date, form: &str) -> String {
    let w = weekday(date);
    let mut capital = w.trim_end_matches("en").to_string();
    capital = capital[..1].to_uppercase() + &capital[1..];
    form.replace("{i}", &date.to_string())
        .replace("{d}", &date.day().to_string())
        .replace("{m}", &date.month().to_string())
        .replace("{M}", month(date))
        .replace("{b}", &month(date).chars().take(3).collect::<String>())
        .replace("{y}", &date.year().to_string())
        .replace("{s}", &format!("{:02}", date.year() % 100))
        .replace("{w}", w)
        .replace("{W}", &capital)
}

/// `08.30` with another sign between.
pub fn clock(minutes: usize, sign: &str) -> String {
    format!("{:02}{sign}{:02}", minutes / 60, minutes % 60)
}
