//! Minutes made by rule in the manners of a century, with the records that they hold: labels, titles, numbers and sections in every form that the
//! output contract names, and among them what looks like a record and is none.

use crate::dice::Dice;
use crate::words::*;

/// A record as made.
#[derive(Debug, Clone, Default)]
pub struct Gold {
    pub number: u32,
    pub suffix: Option<&'static str>,
    pub dnr: Vec<String>,
    pub title: Option<String>,
    /// Kinds of its sections in order.
    pub kinds: Vec<&'static str>,
    pub decision: String,
    /// Yes, no, abstaining.
    pub vote: Option<(u32, u32, u32)>,
    pub at_once: bool,
}

/// How minutes of a kind are set.
pub struct Style {
    pub name: &'static str,
    /// Label forms; `{n}` the number with its letter, `{p}` the organ's short name, `{y}` the year in two figures, `{d}` "Dnr …".
    labels: &'static [&'static str],
    /// Where the title stands: on the label's line, or below.
    beside: &'static [bool],
    pub old: bool,
    /// Headings in capitals.
    capitals: bool,
    /// Headings with text on the same line ("Beslut: …").
    run_in: bool,
    /// Whether sections have headings at all.
    headings: bool,
    top: &'static [&'static str],
    bottom: &'static [&'static str],
    organs: &'static [&'static str],
    shorts: &'static [&'static str],
}

const ORGANS: &[&str] = &["Kommunstyrelsen", "Socialnämnden", "Kultur- och fritidsnämnden"];
const SHORTS: &[&str] = &["KS", "SN", "KFN"];
const OLD_ORGANS: &[&str] = &["Kommunalnämnden", "Drätselkammaren", "Stadsfullmäktige"];

/// The manners, by the names of the written development set.
pub const STYLES: &[Style] = &[
    Style {
        name: "modern-table",
        labels: &["§ {n}", "§ {n} {d}", "{p} § {n}", "§ {n}/{y}", "§{n}", "§ {n} ({d})"],
        beside: &[false],
        old: false,
        capitals: false,
        run_in: false,
        headings: true,
        top: &["{t} kommun SAMMANTRÄDESPROTOKOLL Sida {s} ({S})", "{o} Sammanträdesdatum {day}"],
        bottom: &["Justerandes sign Justerandes sign Utdragsbestyrkande"],
        organs: ORGANS,
        shorts: SHORTS,
    },
    Style {
        name: "federation",
        labels: &["§{n} {d}", "§ {n} {d}", "§{n}"],
        beside: &[false],
        old: false,
        capitals: false,
        run_in: false,
        headings: true,
        top: &["Kommunalförbundet {t}", "SAMMANTRÄDESPROTOKOLL", "Sammanträdesdatum", "{day}", "{o}"],
        bottom: &["Justerandes sign", "Utdragsbestyrkande"],
        organs: &["Direktionen"],
        shorts: &["Dir"],
    },
    Style {
        name: "typewriter",
        labels: &["Paragraf {n}", "§ {n}", "{n} §", "Kn § {n}", "§ {n}."],
        beside: &[false, true],
        old: false,
        capitals: true,
        run_in: false,
        headings: true,
        top: &["{t} KOMMUN", "{o} Protokoll {day}", "Blad nr {s}"],
        bottom: &["Just. sign."],
        organs: &["Skolstyrelsen", "Byggnadsnämnden"],
        shorts: &["Kn"],
    },
    Style {
        name: "printed-1950",
        labels: &["§ {n}.", "§ {n}", "{n} §.", "§. {n}."],
        beside: &[false, true],
        old: true,
        capitals: false,
        run_in: false,
        headings: false,
        top: &["{o} den {long}. {s}"],
        bottom: &[],
        organs: OLD_ORGANS,
        shorts: &["Dk"],
    },
    Style {
        name: "ledger-1910",
        labels: &["§ {n}.", "§. {n}.", "{§.{n}.}", "§ {n}"],
        beside: &[false],
        old: true,
        capitals: false,
        run_in: false,
        headings: false,
        top: &[],
        bottom: &[],
        organs: OLD_ORGANS,
        shorts: &["Kn"],
    },
    Style {
        name: "region-two-column-header",
        labels: &["§ {n}", "§ {n}/{y}", "{p} § {n}"],
        beside: &[false, true],
        old: false,
        capitals: false,
        run_in: false,
        headings: true,
        top: &["Region {t} Sammanträdesprotokoll {s} ({S})", "{o} {day}"],
        bottom: &["Justerandes signatur Utdragsbestyrkande"],
        organs: &["Regionstyrelsen", "Hälso- och sjukvårdsnämnden"],
        shorts: &["RS", "HSN"],
    },
    Style {
        name: "board-compact",
        labels: &["§ {n}", "{n} §", "§ {n}.", "{p} § {n}"],
        beside: &[true, true, false],
        old: false,
        capitals: false,
        run_in: true,
        headings: true,
        top: &["{t} kommun {o} {day} sid {s}/{S}"],
        bottom: &[],
        organs: ORGANS,
        shorts: SHORTS,
    },
];

/// A protocol: pages of lines, and what they hold.
pub struct Protocol {
    pub pages: Vec<Vec<String>>,
    pub records: Vec<Gold>,
}

struct Maker<'a> {
    dice: Dice,
    style: &'a Style,
    label: &'static str,
    beside: bool,
    year: usize,
    organ: &'static str,
    short: &'static str,
    town: &'static str,
    dnr_form: usize,
    /// Headings of this protocol, so that it keeps to one manner.
    wide: usize,
    lines: Vec<String>,
    /// Whether one § is treated before the one above it.
    swapped: bool,
}

/// Makes a protocol of a style from a seed.
pub fn protocol(style: &'static Style, seed: u64) -> Protocol {
    made(style, seed, false)
}

/// The same with two §§ in the order in which they were treated: the later number first.
pub fn out_of_order(style: &'static Style, seed: u64) -> Protocol {
    made(style, seed, true)
}

fn made(style: &'static Style, seed: u64, swapped: bool) -> Protocol {
    let mut dice = Dice::new(seed);
    let which = dice.roll(style.organs.len());
    let mut maker = Maker {
        label: dice.pick(style.labels),
        beside: style.beside[dice.roll(style.beside.len())],
        year: match style.name {
            "ledger-1910" => 1903 + dice.roll(20),
            "printed-1950" => 1935 + dice.roll(25),
            "typewriter" => 1962 + dice.roll(22),
            _ => 2008 + dice.roll(17),
        },
        organ: style.organs[which],
        short: style.shorts[which % style.shorts.len()],
        town: dice.pick(TOWNS),
        dnr_form: dice.roll(8),
        wide: 58 + dice.roll(30),
        lines: Vec::new(),
        swapped,
        style,
        dice,
    };
    maker.protocol()
}

/// Sets one of the middle records before the one above it, where neither has a letter.
fn swap(records: &mut [Gold], starts: &[usize], body: &mut [String]) {
    let end = |k: usize| starts.get(k + 1).copied().unwrap_or(body.len());
    let middle = records.len() / 2;
    let plain = |k: usize| records.get(k).is_none_or(|r| r.suffix.is_none());
    let Some(k) = (middle..records.len() - 1).find(|&k| (k - 1..=k + 1).all(plain)) else { return };
    let (from, at, till) = (starts[k - 1], starts[k], end(k));
    body[from..till].rotate_left(at - from);
    records.swap(k - 1, k);
}

impl Maker<'_> {
    fn fill(&mut self, t: &str) -> String {
        let mut out = t.to_string();
        while let Some(at) = out.find('{').filter(|at| out[*at..].contains('}')) {
            let end = at + out[at..].find('}').expect("seen");
            let with = match &out[at + 1..end] {
                "m" => self.dice.pick(MATTERS).to_string(),
                "n" => self.name(),
                "p" => self.dice.pick(PARTIES).to_string(),
                "y" => self.year.to_string(),
                "l" => self.dice.pick(PLACES).to_string(),
                "o" => self.organ.to_lowercase(),
                "t" => self.town.to_string(),
                other => other.to_string(),
            };
            out.replace_range(at..=end, &with);
        }
        out
    }

    fn name(&mut self) -> String {
        format!("{} {}", self.dice.pick(FIRST_NAMES), self.dice.pick(LAST_NAMES))
    }

    fn date(&self) -> String {
        format!("{}-03-{:02}", self.year, 1 + self.year % 27)
    }

    fn number(&mut self) -> String {
        let (y, n) = (self.year, 1 + self.dice.roll(480));
        match self.dnr_form {
            0 => format!("{} {y}/{n}", self.short),
            1 => format!("{y}/{n}"),
            2 => format!("{}/{y}:{n}-041", self.short),
            3 => format!("{}-{y}-{n:04}", self.short),
            4 => format!("{y}-{n:06}"),
            5 => format!("{} {y}-{n:05}", self.short),
            6 => format!("{} {y}/{n:05}", self.short),
            _ => format!("{}{y}/{n:04}", self.short),
        }
    }

    fn wrap(&mut self, text: &str) {
        let mut line = String::new();
        for word in text.split(' ') {
            if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > self.wide {
                self.lines.push(std::mem::take(&mut line));
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        self.lines.push(line);
    }

    fn prose(&mut self, sentences: usize) -> String {
        let bank = if self.style.old { OLD_PLAIN } else { PLAIN };
        let all: Vec<String> = (0..sentences)
            .map(|_| {
                let t = self.dice.pick(bank);
                self.fill(t)
            })
            .collect();
        all.join(" ")
    }

    fn heading(&mut self, gold: &mut Gold, kind: &'static str, from: &[&str]) -> String {
        gold.kinds.push(kind);
        let t = self.dice.pick(from).to_string();
        if self.style.capitals { t.to_uppercase() } else { t }
    }

    /// A heading and its text: on one line or under each other.
    fn section(&mut self, gold: &mut Gold, kind: &'static str, from: &[&str], text: &[String]) {
        let heading = self.heading(gold, kind, from);
        if self.style.run_in && text.len() == 1 {
            self.wrap(&format!("{heading}: {}", text[0]));
        } else {
            self.lines.push(heading);
            for t in text {
                self.wrap(t);
            }
        }
        self.lines.push(String::new());
    }

    fn decision(&mut self, gold: &mut Gold) {
        let n = 1 + self.dice.roll(3);
        let mut clauses: Vec<String> = (0..n)
            .map(|_| {
                let t = self.dice.pick(CLAUSES);
                self.fill(t)
            })
            .collect();
        clauses.dedup();
        gold.at_once = clauses.iter().any(|c| c.contains("justeras omedelbart"));
        let organ = self.organ;
        let text: Vec<String> = match clauses.len() {
            1 => vec![format!("{organ} beslutar att {}.", clauses[0])],
            _ if self.dice.one_in(2) => std::iter::once(format!("{organ} beslutar"))
                .chain(clauses.iter().enumerate().map(|(i, c)| format!("{}. att {c},", i + 1)))
                .collect(),
            _ => std::iter::once(format!("{organ} beslutar att"))
                .chain(clauses.iter().map(|c| format!("- {c}")))
                .collect(),
        };
        gold.decision = text.join("\n");
        let own = format!("{}s beslut", organ.trim_end_matches('s'));
        let heading: Vec<&str> = if self.style.run_in { vec!["Beslut"] } else { vec!["Beslut", &own] };
        self.section(gold, "decision", &heading, &text);
    }

    fn modern_sections(&mut self, gold: &mut Gold) {
        let first = self.dice.one_in(2);
        if first {
            self.decision(gold);
        }
        if self.dice.one_in(8) {
            let t = [format!("{} anmäler jäv och deltar inte i handläggningen.", self.name())];
            self.section(gold, "recusal", RECUSAL, &t);
        }
        if self.dice.one_in(2) {
            let n = 2 + self.dice.roll(3);
            let t = [self.prose(n)];
            self.section(gold, "summary", SUMMARY, &t);
        }
        if self.dice.one_in(2) {
            let t: Vec<String> = (0..1 + self.dice.roll(2)).map(|_| self.prose(3)).collect();
            self.section(gold, "background", BACKGROUND, &t);
        }
        if self.dice.one_in(3) {
            let t = [format!("{} ({}) yrkar bifall till förslaget.", self.name(), self.dice.pick(PARTIES))];
            self.section(gold, "motions", MOTIONS, &t);
            if self.dice.one_in(2) {
                let t = ["Ordföranden ställer proposition på yrkandena och finner att det egna bifalls.".to_string()];
                self.section(gold, "procedure", PROCEDURE, &t);
            }
            if self.dice.one_in(2) {
                let (y, n, a) = (4 + self.dice.roll(9) as u32, 1 + self.dice.roll(7) as u32, self.dice.roll(3) as u32);
                let (t, a) = match self.dice.roll(4) {
                    0 => (format!("Med {y} ja-röster mot {n} nej-röster bifalls förslaget."), 0),
                    1 => (format!("Ja: {y} Nej: {n} Avstår: {a}"), a),
                    2 => (format!("Omröstningen utfaller med {y} ja-röster, {n} nej-röster och {a} som avstår."), a),
                    _ => (format!("{y} röstar ja och {n} röstar nej."), 0),
                };
                gold.vote = Some((y, n, a));
                self.section(gold, "vote", VOTE, &[t]);
            }
            if self.dice.one_in(2) {
                let t = [format!("{} ({}) reserverar sig mot beslutet.", self.name(), self.dice.pick(PARTIES))];
                self.section(gold, "reservation", RESERVATION, &t);
            }
        }
        if !first {
            self.decision(gold);
        }
        if self.dice.one_in(8) {
            let t = [format!("{} lämnar en anteckning till protokollet.", self.name())];
            self.section(gold, "statement", STATEMENT, &t);
        }
        if self.dice.one_in(2) {
            let mut t: Vec<String> = Vec::new();
            for _ in 0..1 + self.dice.roll(4) {
                let p = self.dice.pick(PAPERS);
                t.push(self.fill(p));
            }
            self.section(gold, "basis", BASIS, &t);
        }
        if self.dice.one_in(2) {
            let t: Vec<String> = (0..1 + self.dice.roll(3)).map(|_| self.dice.pick(RECEIVERS).to_string()).collect();
            self.section(gold, "recipients", RECIPIENTS, &t);
        }
        if self.dice.one_in(12) {
            let t = ["Beslutet kan överklagas hos förvaltningsrätten inom tre veckor.".to_string()];
            self.section(gold, "appeal", APPEAL, &t);
        }
    }

    /// Bylaws that a record adopts, printed whole: numbered §§ that are no records.
    fn bylaws(&mut self) {
        for (k, name) in ["Ändamål", "Medlemskap", "Styrelsen", "Avgifter"].iter().enumerate() {
            self.lines.push(format!("§ {} {name}", k + 1));
            self.wrap("Föreningens angelägenheter handhas enligt vad som närmare sägs i dessa bestämmelser.");
        }
        self.lines.push(String::new());
    }

    fn head(&mut self, gold: &mut Gold) {
        let n = format!("{}{}", gold.number, gold.suffix.map(|s| format!(" {s}")).unwrap_or_default());
        let numbered = !self.style.old && (self.label.contains("{d}") || self.dice.one_in(2));
        if numbered {
            let several = self.dice.one_in(6);
            gold.dnr = (0..1 + usize::from(several)).map(|_| self.number()).collect();
        }
        let dnr = gold.dnr.join(", ");
        let label = self
            .label
            .replace("{d}", &format!("Dnr {dnr}"))
            .replace("{n}", &n)
            .replace("{p}", self.short)
            .replace("{y}", &format!("{:02}", self.year % 100));
        let below = numbered && !self.label.contains("{d}");
        let word = self.dice.pick(&["Dnr ", "Dnr: ", "Diarienummer: ", "Diarienr ", ""]);
        let title = gold.title.clone();
        match (title, self.beside) {
            (Some(t), true) => {
                self.wrap(&format!("{label} {t}"));
                if below {
                    self.lines.push(format!("{word}{dnr}"));
                }
            }
            (Some(t), false) => {
                let above = self.dice.one_in(2);
                match (below, self.dice.roll(4)) {
                    (true, 0) if self.style.name.starts_with("region") => {
                        self.lines.push(format!("{label} {dnr}"));
                        self.wrap(&t);
                    }
                    (true, 1) => {
                        self.lines.push(label);
                        self.wrap(&format!("{t} Dnr {dnr}"));
                    }
                    (true, _) if above => {
                        self.lines.push(label);
                        self.lines.push(format!("{word}{dnr}"));
                        self.wrap(&t);
                    }
                    (true, _) => {
                        self.lines.push(label);
                        self.wrap(&t);
                        self.lines.push(format!("{word}{dnr}"));
                    }
                    _ => {
                        self.lines.push(label);
                        if self.dice.one_in(3) {
                            self.lines.push(String::new());
                        }
                        self.wrap(&t);
                    }
                }
                self.lines.push(String::new());
            }
            (None, _) => self.lines.push(label),
        }
    }

    fn record(&mut self, number: u32, suffix: Option<&'static str>) -> Gold {
        let mut gold = Gold { number, suffix, ..Gold::default() };
        let titled = !self.style.old || self.dice.roll(3) > 0 && self.style.name != "ledger-1910";
        if titled {
            let t = self.dice.pick(if self.style.old { OLD_TITLES } else { MODERN_TITLES });
            let mut t = self.fill(t);
            if self.style.old {
                t.push('.');
            } else if self.style.capitals && self.dice.one_in(3) {
                t = t.to_uppercase();
            }
            gold.title = Some(t);
        }
        self.head(&mut gold);
        if self.style.headings {
            self.modern_sections(&mut gold);
            if self.dice.one_in(14) && number > 8 && gold.kinds.last() != Some(&"decision") {
                self.bylaws();
            }
        } else {
            gold.kinds.push("body");
            for _ in 0..1 + self.dice.roll(2) {
                let n = 2 + self.dice.roll(4);
                let t = self.prose(n);
                let t = if gold.title.is_none() && self.dice.one_in(3) {
                    format!("Upplästes och godkändes. {t}")
                } else {
                    t
                };
                self.wrap(&t);
            }
            if self.dice.one_in(2) {
                let c = self.dice.pick(CLAUSES);
                let c = self.fill(c);
                gold.at_once = c.contains("justeras omedelbart");
                self.wrap(&format!("{} beslöt att {c}.", self.organ));
            }
            self.lines.push(String::new());
        }
        gold
    }

    fn cover(&mut self, first: u32, last: u32) {
        let chair = self.name();
        for line in [
            format!("Plats och tid {} kommunhus, kl. 08.30–11.45", self.town),
            format!("Beslutande {chair} (S), ordförande"),
            format!("{} (M)", self.name()),
            format!("{} (C)", self.name()),
            format!("Övriga närvarande {}, sekreterare", self.name()),
            format!("Utses att justera {}", self.name()),
            format!("Paragrafer §§ {first}–{last}"),
            format!("Sekreterare {}", self.name()),
            format!("Ordförande {chair}"),
            "ANSLAG/BEVIS".to_string(),
            format!("Organ {}", self.organ),
        ] {
            self.lines.push(line);
        }
        self.lines.push("\u{c}".into());
    }

    fn agenda(&mut self, records: &[Gold]) {
        self.lines.push(self.dice.pick(&["Ärendelista", "Innehåll", "Dagordning", "Innehållsförteckning"]).to_string());
        for (k, r) in records.iter().enumerate() {
            let title = r.title.clone().unwrap_or_default();
            let letter = r.suffix.map(|s| format!(" {s}")).unwrap_or_default();
            self.wrap(&format!("§ {}{letter} {title} {}", r.number, 3 + k / 2));
        }
        self.lines.push("\u{c}".into());
    }

    fn protocol(&mut self) -> Protocol {
        let first = if self.dice.one_in(3) { 1 } else { 2 + self.dice.roll(140) as u32 };
        let count = 4 + self.dice.roll(9);
        let mut records: Vec<Gold> = Vec::new();
        let mut number = first;
        let mut k = 0;
        // Where each record's lines begin.
        let mut starts: Vec<usize> = Vec::new();
        while records.len() < count {
            // Secret or adjusted apart: not in this file.
            if k > 0 && self.dice.one_in(15) {
                number += 1;
            }
            let before = self.lines.len();
            starts.push(before);
            records.push(self.record(number, None));
            let page_full = self.lines.len() - before > 30;
            if k > 0 && self.dice.one_in(14) && !self.style.old {
                starts.push(self.lines.len());
                records.push(self.record(number, Some("B")));
            }
            if page_full || self.dice.one_in(5) {
                self.lines.push("\u{c}".into());
            }
            number += 1;
            k += 1;
        }
        let mut body = std::mem::take(&mut self.lines);
        let last = records.last().map_or(first, |r| r.number);
        let listed = records.clone();
        if self.swapped {
            swap(&mut records, &starts, &mut body);
        }
        if self.style.old {
            let (organ, town) = (self.organ, self.town);
            self.wrap(&format!("Protokoll, hållet vid sammanträde med {organ} i {town} den 4 mars {}.", self.year));
            self.lines.push(String::new());
        } else {
            self.cover(first, last);
            if self.dice.one_in(2) {
                self.agenda(&listed);
            }
        }
        self.lines.extend(body);
        let tail = if self.style.old { ["Som ovan", "Justeras:"] } else { ["Vid protokollet", "Justeras"] };
        let who = self.name();
        self.lines.extend([tail[0].into(), who.clone(), tail[1].into(), who]);
        Protocol { pages: self.pages(), records }
    }

    /// Pages of the lines, with header and footer; a § that goes on at a page's top may say so.
    fn pages(&mut self) -> Vec<Vec<String>> {
        let per_page = 26 + self.dice.roll(16);
        let again = self.style.headings && self.dice.one_in(4);
        let mut pages: Vec<Vec<String>> = vec![Vec::new()];
        let mut current = String::new();
        let marks: Vec<String> = {
            let stem = self.label.split(['{', ' ']).next().unwrap_or("").to_string();
            vec![stem, "§".into()]
        };
        for line in std::mem::take(&mut self.lines) {
            let here = pages.last_mut().expect("one at least");
            if line == "\u{c}" {
                if !here.is_empty() {
                    pages.push(Vec::new());
                }
                continue;
            }
            if marks.iter().any(|m| !m.is_empty() && line.starts_with(m.as_str())) && line.len() < 9 {
                current = line.clone();
            }
            if here.len() >= per_page && !line.is_empty() {
                pages.push(Vec::new());
                if again && current.starts_with('§') && !line.starts_with('§') {
                    pages.last_mut().expect("pushed").push(format!("{current} (forts.)"));
                }
            }
            pages.last_mut().expect("one at least").push(line);
        }
        pages.retain(|p| p.iter().any(|l| !l.is_empty()));
        let total = pages.len();
        let (style, day, year) = (self.style, self.date(), self.year);
        for (i, page) in pages.iter_mut().enumerate() {
            let set = |t: &&str| {
                t.replace("{t}", self.town)
                    .replace("{o}", self.organ)
                    .replace("{day}", &day)
                    .replace("{long}", &format!("4 mars {year}"))
                    .replace("{s}", &(i + 1).to_string())
                    .replace("{S}", &total.to_string())
            };
            page.splice(0..0, style.top.iter().map(set));
            page.extend(style.bottom.iter().map(set));
        }
        pages
    }
}
