//! Every heading of the dictionary, damaged as the English models damage it and worse, in small minutes: how many are known with their kind, and
//! how many lines of the text are taken for headings.
//!
//! `cargo test --test headings_made -- --nocapture` prints the table; `JUSTERA_HEADINGS=case,damage` what was missed and what was false there.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a measuring test: its figures are its output"
)]

mod channel;
#[path = "../common/dice.rs"]
mod dice;
mod numbers;
#[path = "../records_made/words.rs"]
#[allow(dead_code, reason = "other tests use the rest")]
mod words;

use channel::Channel;
use dice::Dice;
use justera::ingest::TextLayer;
use justera::page::{Origin, Page, TextLine};
use justera::pipeline::{Options, Pipeline};
use justera::protocol::{Protocol, Record, Source};
use justera::segment::{Context, headings, records};
use rayon::prelude::*;

const HEADINGS: &str = include_str!("../../dictionaries/headings.tsv");
const OWNERS: &[&str] =
    &["Kommunstyrelsens", "Miljö- och byggnadsnämndens", "Arbetsutskottets", "Förvaltningens", "Ordförandens"];
/// Ways to set a heading.
const CASES: [&str; 4] = ["title", "capitals", "spaced", "sign"];
/// None, as the confusion table says, and two to three letters more.
const DAMAGES: [&str; 3] = ["clean", "eng", "heavy"];
/// The number of a document's first record.
const FIRST: u32 = 31;
/// Records of one document.
const RECORDS: usize = 12;

/// The headings of the dictionary with their kinds, what "*" stands for filled in.
fn entries() -> Vec<(&'static str, String)> {
    let mut out = Vec::new();
    for (i, line) in HEADINGS.lines().filter(|l| !l.starts_with("# ")).enumerate() {
        let Some((kind, heading)) = line.split_once('\t').filter(|(k, h)| *k != "none" && !h.starts_with("^ ")) else {
            continue;
        };
        let end =
            if heading.ends_with("från *") || heading.ends_with("av *") { "Ada Berg (S)" } else { "barn och unga" };
        let owners = if heading.starts_with("* ") { 2 } else { 1 };
        for k in 0..owners {
            let mut t = heading.to_string();
            if let Some(rest) = heading.strip_prefix("* ") {
                t = format!("{} {rest}", OWNERS[(i + k) % OWNERS.len()]);
            }
            if let Some(rest) = t.strip_suffix('*') {
                t = format!("{rest}{end}");
            }
            out.push((kind, t));
        }
    }
    out
}

fn set(heading: &str, case: &str, dice: &mut Dice) -> String {
    match case {
        "capitals" => heading.to_uppercase(),
        "spaced" => {
            let words: Vec<String> =
                heading.split(' ').map(|w| w.chars().map(String::from).collect::<Vec<_>>().join(" ")).collect();
            words.join("  ")
        }
        "sign" => format!("{heading}{}", dice.pick(&[":", ".", " |", " :", " _", " ="])),
        _ => heading.to_string(),
    }
}

struct Made {
    lines: Vec<String>,
    /// Line and kind of each heading tried, and its text before damage.
    tried: Vec<(usize, &'static str, String)>,
}

/// A document whose records each hold a decision and one of the headings.
fn document(of: &[(&'static str, String)], case: &str, damage: &str, seed: u64) -> Made {
    let mut dice = Dice::new(seed);
    let channel = Channel::new(if damage == "heavy" { 3 } else { 1 });
    let free = dice.one_in(2);
    let wide = 64 + dice.roll(20);
    let mut made = Made { lines: Vec::new(), tried: Vec::new() };
    let read = |t: &str, dice: &mut Dice| if damage == "clean" { t.to_string() } else { channel.read(t, dice) };
    let names = ["Ada Berg", "Bo Ek", "Cilla Ström"];
    let fill = |t: &str, dice: &mut Dice| {
        t.replace("{n}", dice.pick(&names))
            .replace("{y}", "2018")
            .replace("{l}", "Tallbacken 2:7")
            .replace("{m}", "bidrag")
    };
    let wrap = |t: &str, out: &mut Vec<String>, dice: &mut Dice| {
        let mut line = String::new();
        for w in t.split(' ') {
            if !line.is_empty() && line.chars().count() + 1 + w.chars().count() > wide {
                out.push(read(&std::mem::take(&mut line), dice));
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(w);
        }
        out.push(read(&line, dice));
    };
    for (k, (kind, heading)) in of.iter().enumerate() {
        let n = FIRST as usize + k;
        made.lines.push(format!("§ {n}"));
        made.lines.push(read(&format!("Ansökan om {}", words::MATTERS[k % words::MATTERS.len()]), &mut dice));
        made.lines.push(String::new());
        if *kind != "decision" {
            made.lines.push(read("Kommunstyrelsens beslut", &mut dice));
            for _ in 0..1 + dice.roll(2) {
                let clause = fill(dice.pick(words::CLAUSES), &mut dice);
                wrap(&format!("Kommunstyrelsen beslutar att {clause}."), &mut made.lines, &mut dice);
            }
            if free {
                made.lines.push(String::new());
            }
        }
        let mut t = set(heading, case, &mut dice);
        if damage != "clean" {
            t = channel.read(&t, &mut dice);
        }
        if damage == "heavy" && heading.chars().count() >= 7 {
            let spoilt = if heading.chars().count() >= 12 { 2 + dice.roll(2) } else { 1 };
            t = channel::spoil(&t, spoilt, &mut dice);
        }
        made.tried.push((made.lines.len(), kind, heading.clone()));
        made.lines.push(t);
        match *kind {
            "basis" => (0..2).for_each(|_| {
                let p = fill(dice.pick(words::PAPERS), &mut dice);
                made.lines.push(read(&p, &mut dice));
            }),
            "recipients" => (0..2).for_each(|_| {
                let p = dice.pick(words::RECEIVERS);
                made.lines.push(read(p, &mut dice));
            }),
            _ => (0..2).for_each(|_| {
                let p = fill(dice.pick(words::PLAIN), &mut dice);
                wrap(&p, &mut made.lines, &mut dice);
            }),
        }
        made.lines.push(String::new());
    }
    made
}

/// Headings tried, known, with their kind; headings that are none.
#[derive(Debug, Clone, Copy, Default)]
struct Score {
    tried: usize,
    sight: usize,
    found: usize,
    right: usize,
    false_ones: usize,
}

impl Score {
    fn plus(self, o: Score) -> Score {
        Score {
            tried: self.tried + o.tried,
            sight: self.sight + o.sight,
            found: self.found + o.found,
            right: self.right + o.right,
            false_ones: self.false_ones + o.false_ones,
        }
    }

    fn line(&self) -> String {
        let share = |n: usize| 100.0 * n as f64 / self.tried.max(1) as f64;
        format!(
            "{:>6}  sight {:>5.1}  known {:>5.1}  right kind {:>5.1}  false {:>4}",
            self.tried,
            share(self.sight),
            share(self.found),
            share(self.right),
            self.false_ones
        )
    }
}

fn score(made: &Made, all: &[Record], shown: bool) -> Score {
    let mut s = Score { tried: made.tried.len(), ..Score::default() };
    let near = |a: &str, b: &str| strsim::levenshtein(a, b) * 2 < b.chars().count();
    for (n, (at, kind, heading)) in (FIRST..).zip(&made.tried) {
        s.sight += usize::from(headings::whole(&made.lines[*at]).is_some());
        let own = all.iter().find(|r| r.number == n);
        let mut headed: Vec<(String, &str)> = own
            .into_iter()
            .flat_map(|r| &r.sections)
            .filter_map(|s| {
                Some((serde_json::to_value(s.kind).unwrap().as_str().unwrap().to_string(), s.heading.as_deref()?))
            })
            .collect();
        if *kind != "decision" && headed.first().is_some_and(|(k, _)| k == "decision") {
            headed.remove(0);
        }
        let found = headed.iter().position(|(_, h)| near(h, &made.lines[*at]) || near(h, heading));
        let found = found.map(|k| headed.remove(k).0);
        s.found += usize::from(found.is_some());
        s.right += usize::from(found.as_deref() == Some(kind));
        s.false_ones += headed.len();
        if shown && found.as_deref() != Some(kind) {
            println!("    {kind:<12} {heading:<40} {:<40} {found:?}", made.lines[*at]);
        }
        for (kind, h) in headed.iter().filter(|_| shown) {
            println!("    FALSE {kind}: {h}");
        }
    }
    s
}

fn through(pipeline: &Pipeline<'_>, made: &Made) -> Protocol {
    let pages = vec![Page::from_text(0, Origin::Text, "swe", &made.lines.join("\n"))];
    let source = Source { path: "m.txt".into(), sha256: String::new(), media_type: "text/plain".into(), page_count: 1 };
    pipeline.process("made", source, &[], pages).unwrap()
}

fn pipeline() -> Pipeline<'static> {
    let options = Options {
        language: "swe".into(),
        threshold: justera::repair::DEFAULT_THRESHOLD,
        dedupe: true,
        repair: true,
        text_layer: TextLayer::Sound,
        era: None,
    };
    Pipeline::new(options, None).unwrap()
}

#[test]
fn damaged_numbers() {
    let shown = std::env::var_os("JUSTERA_NUMBERS").is_some();
    for (worse, [tried, exact]) in numbers::measure(&pipeline(), shown) {
        println!("diarienummer, damage × {worse}: {exact} of {tried} exact");
        let least = if worse == 1 { 0.985 } else { 0.94 };
        assert!(exact as f64 >= least * tried as f64, "damage × {worse}: {exact} of {tried}");
    }
}

#[test]
fn damaged_headings() {
    let pipeline = pipeline();
    let shown = std::env::var("JUSTERA_HEADINGS").unwrap_or_default();
    let all = entries();
    for damage in DAMAGES {
        let mut total = [Score::default(); 2];
        for (c, case) in CASES.iter().enumerate() {
            let show = shown == format!("{case},{damage}");
            // Unlike headings share a document, so that none is its habit.
            let documents = all.len().div_ceil(RECORDS);
            let scores: Vec<[Score; 2]> = (0..documents)
                .into_par_iter()
                .map(|d| {
                    let of: Vec<_> = all.iter().skip(d).step_by(documents).cloned().collect();
                    let made = document(&of, case, damage, (d * 4 + c) as u64);
                    let lines: Vec<TextLine> = made
                        .lines
                        .iter()
                        .enumerate()
                        .map(|(line, text)| TextLine { page: 0, line, text: text.clone() })
                        .collect();
                    let read = records(&lines, &Context::default()).records;
                    let repaired = through(&pipeline, &made);
                    let repaired: Vec<Record> = repaired.meetings.into_iter().flat_map(|m| m.records).collect();
                    [score(&made, &read, false), score(&made, &repaired, show)]
                })
                .collect();
            let sum = |k: usize| scores.iter().fold(Score::default(), |a, s| a.plus(s[k]));
            println!("{damage:<6} {case:<9} as read  {}", sum(0).line());
            println!("{damage:<6} {case:<9} repaired {}", sum(1).line());
            total = [total[0].plus(sum(0)), total[1].plus(sum(1))];
        }
        println!("{damage:<6} ALL       as read  {}", total[0].line());
        println!("{damage:<6} ALL       repaired {}", total[1].line());
        // At most so many of a thousand are none.
        let (least, most) = if damage == "heavy" { (0.9, 4) } else { (0.97, 2) };
        for s in total {
            let few = s.false_ones * 1000 <= most * s.tried;
            assert!(s.right as f64 >= least * s.tried as f64 && few, "{damage}: {}", s.line());
        }
    }
}
