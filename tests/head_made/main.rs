//! The head of minutes made by rule, in seven manners of 125 years, clean and damaged, read by the whole program.
//!
//! Run with `cargo test --test head_made -- --nocapture` for the tables. Half of the minutes are for tuning: they show a part of the ways to write
//! things. Of the other half, which may show all ways, only totals are told, and the ways never shown are a test of what the rules are good for.
//! `SHOW=field` (or `SHOW=all`) lists what is wrong in the tuning half.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a measuring test: its figures are its output"
)]

mod damage;
mod dice;
mod make;
mod modern;
mod old;
mod signing;
mod typed;

use std::collections::BTreeMap;

use damage::Damage;
use justera::fold::{blur, skeleton};
use justera::ingest::TextLayer;
use justera::page::{Line, Origin, Page};
use justera::pipeline::{Options, Pipeline};
use justera::protocol::{Meeting, Source};
use make::{Made, STYLES, Style, make};

const SEEDS: u64 = 40;

fn pipeline() -> Pipeline<'static> {
    let options = Options {
        language: "swe".into(),
        threshold: 0.9,
        dedupe: true,
        repair: true,
        text_layer: TextLayer::Ignored,
        era: None,
    };
    Pipeline::new(options, None).unwrap()
}

fn read(pipeline: &Pipeline<'_>, made: &Made, how: Damage, seed: u64) -> Vec<Meeting> {
    let page = |(i, text): (usize, &String)| {
        let text = damage::damage(text, how, seed * 7 + i as u64);
        let language = if how == Damage::English { "eng" } else { "swe" };
        Page::from_lines(i, Origin::Text, language, text.lines().map(Line::new).collect())
    };
    let pages: Vec<Page> = made.pages.iter().enumerate().map(page).collect();
    let source = Source {
        path: "made.txt".into(),
        sha256: String::new(),
        media_type: "text/plain".into(),
        page_count: pages.len(),
    };
    pipeline.process("made", source, &[], pages).unwrap().meetings
}

/// Right to the letter, right but for damage left in the text, asked for, given though not printed.
#[derive(Default, Clone, Copy)]
struct Count {
    exact: u32,
    near: u32,
    of: u32,
    extra: u32,
}

/// Counts by field, and of people.
#[derive(Default, Clone)]
struct Score(BTreeMap<&'static str, Count>);

/// Whether two readings differ by the damage of letters alone.
fn near(a: &str, b: &str) -> bool {
    let (a, b) = (blur(&skeleton(a)), blur(&skeleton(b)));
    strsim::levenshtein(&a, &b) * 5 <= a.chars().count().max(b.chars().count())
}

impl Score {
    fn add(&mut self, field: &'static str, want: Option<&str>, got: Option<&str>, note: &str) {
        let c = self.0.entry(field).or_default();
        match (want, got) {
            (Some(w), g) => {
                c.of += 1;
                c.exact += u32::from(g == Some(w));
                c.near += u32::from(g.is_some_and(|g| near(g, w)));
                if g != Some(w) {
                    show(field, &format!("{note} want {w:?}, got {g:?}"));
                }
            }
            (None, Some(g)) => {
                c.extra += 1;
                show(field, &format!("{note} not printed, got {g:?}"));
            }
            (None, None) => {}
        }
    }

    fn share(&self, field: &str) -> f64 {
        self.0.get(field).map_or(1.0, |c| f64::from(c.exact) / f64::from(c.of.max(1)))
    }

    fn near(&self, field: &str) -> f64 {
        self.0.get(field).map_or(1.0, |c| if c.of == 0 { 1.0 } else { f64::from(c.near) / f64::from(c.of) })
    }

    /// F1 of a list; where nothing is asked for and nothing given, 1.
    fn f1(&self, field: &str) -> f64 {
        let c = self.0.get(field).copied().unwrap_or_default();
        if c.of + c.extra == 0 { 1.0 } else { 2.0 * f64::from(c.exact) / f64::from(c.of + c.exact + c.extra) }
    }
}

thread_local! {
    static QUIET: std::cell::Cell<bool> = const { std::cell::Cell::new(true) };
}

fn show(field: &str, text: &str) {
    let wanted = std::env::var("SHOW").is_ok_and(|s| s == "all" || s == field);
    if wanted && !QUIET.get() {
        println!("  {field}: {text}");
    }
}

const FIELDS: [&str; 17] = [
    "organization",
    "organ",
    "date",
    "start",
    "end",
    "place",
    "chair",
    "secretary",
    "adjusters",
    "adjusted.place",
    "adjusted.date",
    "posted",
    "removed",
    "custody",
    "range",
    "people",
    "people, all",
];

fn judge(made: &Made, meetings: &[Meeting], score: &mut Score, note: &str) {
    let empty = Meeting::default();
    let head = meetings.first().unwrap_or(&empty);
    let w = &made.want;
    for (field, want, got) in [
        ("organization", &w.organization, &head.organization),
        ("organ", &w.organ, &head.organ),
        ("date", &w.date, &head.date),
        ("start", &w.start, &head.start),
        ("end", &w.end, &head.end),
        ("chair", &w.chair, &head.chair),
        ("secretary", &w.secretary, &head.secretary),
    ] {
        score.add(field, want.as_deref(), got.as_deref(), note);
    }
    if w.place.is_some() {
        score.add("place", w.place.as_deref(), head.place.as_deref(), note);
    }
    score.add("adjusters", Some(&w.adjusters.join("; ")), Some(&head.adjusters.join("; ")), note);
    let adjusted = head.adjusted.clone().unwrap_or_default();
    score.add("adjusted.place", w.adjusted_place.as_deref(), adjusted.place.as_deref(), note);
    score.add("adjusted.date", w.adjusted_date.as_deref(), adjusted.date.as_deref(), note);
    let notice = head.notice.clone().unwrap_or_default();
    score.add("posted", w.posted.as_deref(), notice.posted.as_deref(), note);
    score.add("removed", w.removed.as_deref(), notice.removed.as_deref(), note);
    score.add("custody", w.custody.as_deref(), notice.custody.as_deref(), note);
    let range = w.range.map(|(a, b)| format!("{a}-{b}"));
    let got = head.paragraph_range.as_ref().map(|r| format!("{}-{}", r.first, r.last));
    score.add("range", range.as_deref(), got.as_deref(), note);
    people(made, head, score, note);
}

/// Persons of the lists by name, and with role, affiliation, capacity and §§. Those whom the text alone names are chair and adjusters here, which
/// are fields of their own.
fn people(made: &Made, head: &Meeting, score: &mut Score, note: &str) {
    let mut left: Vec<(String, String)> = head
        .attendance
        .iter()
        .filter(|a| !a.named_in_text)
        .map(|a| {
            let capacity = serde_json::to_value(a.capacity).unwrap();
            let (role, of) = (a.role.as_deref().unwrap_or("-"), a.affiliation.as_deref().unwrap_or("-"));
            let sections = a.paragraphs.as_ref().map_or("-".into(), |p| p.join(" "));
            (a.name.clone(), format!("{} | {role} | {of} | {} | {sections}", a.name, capacity.as_str().unwrap()))
        })
        .collect();
    for p in &made.want.people {
        let (role, of) = (p.role.as_deref().unwrap_or("-"), p.affiliation.as_deref().unwrap_or("-"));
        let numbers = p.paragraphs.as_ref().map(|l| l.iter().map(u32::to_string).collect::<Vec<_>>().join(" "));
        let whole = format!("{} | {role} | {of} | {} | {}", p.name, p.capacity, numbers.as_deref().unwrap_or("-"));
        let at = left.iter().position(|g| g.0 == p.name).or_else(|| left.iter().position(|g| near(&g.0, &p.name)));
        let got = at.map(|i| left.remove(i));
        score.add("people", Some(&p.name), got.as_ref().map(|g| g.0.as_str()), note);
        score.add("people, all", Some(&whole), got.as_ref().map(|g| g.1.as_str()), note);
        if got.as_ref().is_some_and(|g| g.0 != p.name) {
            for field in ["people", "people, all"] {
                score.0.entry(field).or_default().extra += 1;
            }
        }
    }
    for (name, whole) in left {
        score.add("people", None, Some(&name), note);
        score.add("people, all", None, Some(&whole), note);
    }
}

fn run(style: Style, how: Damage, tuning: bool, pipeline: &Pipeline<'_>) -> Score {
    let mut score = Score::default();
    QUIET.set(!tuning);
    for seed in 0..SEEDS {
        let seed = seed * 2 + u64::from(tuning);
        let made = make(style, seed, tuning);
        if std::env::var("PRINT").is_ok_and(|p| p == format!("{style:?}/{seed}")) && how == Damage::Clean && tuning {
            println!("{}", made.pages.join("\n\u{c}"));
        }
        let meetings = read(pipeline, &made, how, seed);
        judge(&made, &meetings, &mut score, &format!("{style:?}/{seed} {how:?}"));
    }
    score
}

fn table(title: &str, scores: &[(Style, Score)]) {
    println!("\n{title}: exact % (right but for damage %); not printed but given");
    for field in FIELDS {
        let mut row = format!("  {field:15}");
        for (_, s) in scores {
            let c = s.0.get(field).copied().unwrap_or_default();
            let of = f64::from(c.of.max(1)) / 100.0;
            row.push_str(&match (c.of, field.starts_with("people")) {
                (0, _) => format!("      –    +{:<2}", c.extra),
                (_, true) => format!(" F1 {:5.1} ({:3.0})", s.f1(field) * 100.0, f64::from(c.near) / of),
                _ => format!(" {:5.1}({:3.0})+{:<2}", f64::from(c.exact) / of, f64::from(c.near) / of, c.extra),
            });
        }
        println!("{row}");
    }
}

/// What must hold of every manner, in both halves. Damaged names are another matter (the repair's): there what is right but for damage counts.
fn floors(style: Style, how: Damage, score: &Score) {
    for field in ["date", "organ", "chair", "secretary"] {
        let share = if how == Damage::Clean { score.share(field) } else { score.near(field) };
        assert!(share >= if how == Damage::Clean { 0.98 } else { 0.9 }, "{style:?} {how:?} {field}: {share}");
    }
    match how {
        Damage::Clean => assert!(score.f1("people, all") >= 0.97, "{style:?}: {}", score.f1("people, all")),
        _ => assert!(score.near("people") >= 0.95, "{style:?} {how:?}: {}", score.near("people")),
    }
}

#[test]
fn heads_made_by_rule() {
    let pipeline = pipeline();
    let only = std::env::var("STYLE").unwrap_or_default();
    for how in [Damage::Clean, Damage::Swedish, Damage::English] {
        if std::env::var("DAMAGE").is_ok_and(|d| d != format!("{how:?}")) {
            continue;
        }
        for tuning in [true, false] {
            let scores: Vec<(Style, Score)> = STYLES
                .into_iter()
                .filter(|s| only.is_empty() || format!("{s:?}") == only)
                .map(|s| (s, run(s, how, tuning, &pipeline)))
                .collect();
            let half = if tuning { "tuning half" } else { "other half" };
            println!("\n{}", scores.iter().map(|(s, _)| format!("{s:?}")).collect::<Vec<_>>().join(" | "));
            table(&format!("{how:?}, {half}"), &scores);
            scores.iter().for_each(|(style, score)| floors(*style, how, score));
        }
    }
}
