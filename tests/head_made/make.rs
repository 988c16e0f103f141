//! Minutes made by rule: what is printed, and what should be read of the meeting's head.

use jiff::civil::Date;

use super::dice::{Dice, Names};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    ModernTable,
    Federation,
    Region,
    BoardCompact,
    Typewriter,
    Printed,
    Ledger,
}

pub const STYLES: [Style; 7] = [
    Style::ModernTable,
    Style::Federation,
    Style::Region,
    Style::BoardCompact,
    Style::Typewriter,
    Style::Printed,
    Style::Ledger,
];

/// A person as the minutes name them.
#[derive(Debug, Clone)]
pub struct Person {
    pub name: String,
    pub role: Option<String>,
    pub affiliation: Option<String>,
    /// `deciding`, `substitute`, `other`.
    pub capacity: &'static str,
    pub paragraphs: Option<Vec<u32>>,
}

/// What is printed of the head; what is not printed is empty.
#[derive(Debug, Clone, Default)]
pub struct Want {
    pub organization: Option<String>,
    pub organ: Option<String>,
    pub date: Option<String>,
    pub start: Option<String>,
    pub end: Option<String>,
    pub place: Option<String>,
    pub chair: Option<String>,
    pub secretary: Option<String>,
    pub adjusters: Vec<String>,
    pub adjusted_place: Option<String>,
    pub adjusted_date: Option<String>,
    pub posted: Option<String>,
    pub removed: Option<String>,
    pub custody: Option<String>,
    pub range: Option<(u32, u32)>,
    pub people: Vec<Person>,
}

pub struct Made {
    pub pages: Vec<String>,
    pub want: Want,
}

pub fn make(style: Style, seed: u64, tuning: bool) -> Made {
    let mut dice = Dice::new(seed, tuning);
    let mut names = Names::new(&mut dice);
    match style {
        Style::ModernTable | Style::Federation | Style::Region | Style::BoardCompact => {
            super::modern::make(style, &mut dice, &mut names)
        }
        Style::Typewriter => super::typed::make(&mut dice, &mut names),
        Style::Printed => super::old::printed(&mut dice, &mut names),
        Style::Ledger => super::old::ledger(&mut dice, &mut names),
    }
}

/// A place name and, for the old styles, one that cannot be told from a kind of organization.
pub const PLACES: [&str; 14] = [
    "Älvnäs",
    "Boxby",
    "Norra Vramby",
    "Östervik",
    "Skogsåker",
    "Tväråbro",
    "Hällinge",
    "Ramsfors",
    "Lövestad",
    "Åkerby",
    "Vinby",
    "Sjöholm",
    "Kråkemåla",
    "Rydhult",
];

const TITLES: [&str; 12] = [
    "Val av justerare",
    "Fastställande av ärendelista",
    "Budgetuppföljning per mars",
    "Taxa för vatten och avlopp",
    "Detaljplan för kvarteret Linden",
    "Svar på motion om cykelbanor",
    "Redovisning av delegationsbeslut",
    "Information från förvaltningen",
    "Bidrag till föreningar",
    "Upphandling av skolskjuts",
    "Yttrande över remiss",
    "Meddelanden",
];

/// Records of modern minutes, `first` to `last`.
pub fn records(dice: &mut Dice, organ: &str, first: u32, last: u32) -> String {
    let mut out = String::new();
    let genitive = format!("{organ}s");
    for n in first..=last {
        let title = TITLES[dice.roll(TITLES.len())];
        out.push_str(&format!(
            "§ {n}\n{title}\n\n{genitive} beslut\n{organ} beslutar att godkänna förslaget och lägga informationen till handlingarna.\n\n\
             Sammanfattning av ärendet\nFörvaltningen har berett ärendet enligt gällande ordning. Kostnaden ryms inom ramen.\n\n"
        ));
    }
    out
}

/// Sentences of old minutes, `first` to `last`; the text of the first § is given.
pub fn old_records(dice: &mut Dice, label: &str, first: u32, last: u32, texts: &[String]) -> String {
    const MATTERS: [&str; 6] = [
        "Upplästes ansökan om bidrag till väg och beslöts, att ansökningen skulle avslås.",
        "Föredrogs revisionsberättelsen för det gångna året. Full ansvarsfrihet beviljades.",
        "Beslöts att inköpa tre famnar ved till skolhuset för ett pris av 45 kronor.",
        "Till utredning hänsköts frågan om nytt spruthus.",
        "Anslag beviljades till vägbelysning med 200 kronor för året.",
        "Godkändes av byggnadsnämnden framlagt förslag till ändring av stadsplanen.",
    ];
    let mut out = String::new();
    for n in first..=last {
        out.push_str(&label.replace("{n}", &n.to_string()));
        out.push('\n');
        let text = texts.get((n - first) as usize).cloned().unwrap_or_else(|| MATTERS[dice.roll(6)].to_string());
        out.push_str(&wrap(&text, 68));
        out.push_str("\n\n");
    }
    out
}

/// Lines of at most `width` signs, words whole.
pub fn wrap(text: &str, width: usize) -> String {
    let mut out = String::new();
    let mut at = 0;
    for word in text.split(' ') {
        let n = word.chars().count();
        if at > 0 && at + n + 1 > width {
            out.push('\n');
            at = 0;
        } else if at > 0 {
            out.push(' ');
            at += 1;
        }
        out.push_str(word);
        at += n;
    }
    out
}

/// §§ `first` to `last` but those in `without`.
pub fn all_but(first: u32, last: u32, without: &[u32]) -> Vec<u32> {
    (first..=last).filter(|n| !without.contains(n)).collect()
}

/// A note beside a name about the §§ attended, and these.
pub fn note(dice: &mut Dice, first: u32, last: u32) -> (String, Vec<u32>) {
    let n = last - first;
    let a = first + 1 + dice.roll((n - 2) as usize) as u32;
    let b = (a + 1).min(last);
    let to: Vec<u32> = (first..=a).collect();
    let from: Vec<u32> = (a..=last).collect();
    let form = dice.pick(&[
        "§§ {a}–{b}",
        "§§ {a}-{b}",
        "ej § {a}",
        "t.o.m. § {a}",
        "fr.o.m. § {a}",
        "§ {a}",
        "jäv § {a}",
        "utom § {a}",
        "fr.o.m. § {a} kl. 10.15",
        "fr o m § {a}",
        "t o m § {a}",
        "§§ {f}, {a} och {l}",
        "deltog ej i § {a}",
        "deltar ej i § {a} på grund av jäv",
        "till och med § {a}",
        "från och med § {a}",
        "lämnade mötet efter § {a}",
        "§ {f}-{a}",
        "jävig § {a}",
        "ej §§ {a}-{b}",
        "§§ {f}–{a}",
        "paragraf {a}",
        "inte § {a}",
        "t.o.m. kl. 11.30, § {a}",
        "from § {a}",
        "tom § {a}",
        "deltar ej § {a}",
        "§§ {f} och {l}",
    ]);
    let text = form
        .replace("{a}", &a.to_string())
        .replace("{b}", &b.to_string())
        .replace("{f}", &first.to_string())
        .replace("{l}", &last.to_string());
    let set = match form {
        f if f.starts_with("ej §§") => all_but(first, last, &[a, b]),
        f if ["ej", "utom", "jäv", "inte", "deltog ej", "deltar ej"].iter().any(|w| f.starts_with(w)) => {
            all_but(first, last, &[a])
        }
        f if f.starts_with("t")
            || f.starts_with("lämnade")
            || f.starts_with("§§ {f}–{a}")
            || f.starts_with("§ {f}-{a}") =>
        {
            to
        }
        f if f.starts_with("fr") => from,
        f if f.contains(", {a} och") => {
            let mut l = vec![first, a, last];
            l.dedup();
            l
        }
        f if f.contains("{f} och {l}") => vec![first, last],
        f if f.contains("{b}") => vec![a, b],
        _ => vec![a],
    };
    (text, set)
}

pub fn iso(date: Date) -> Option<String> {
    Some(date.to_string())
}

/// Two pages, divided at a blank line.
pub fn pages(text: &str) -> Vec<String> {
    let half = text.char_indices().nth(text.chars().count() * 3 / 5).map_or(0, |(i, _)| i);
    let cut = text[half..].find("\n\n").map_or(text.len(), |i| half + i);
    vec![text[..cut].to_string(), text[cut..].trim_start().to_string()]
        .into_iter()
        .filter(|p| !p.trim().is_empty())
        .collect()
}
