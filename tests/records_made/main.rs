//! Records read from minutes made by rule, by style and by damage, in order and out of it. Half of the seeds were used for tuning, of the other half only totals were looked at.
//!
//! `cargo test --test records_made -- --nocapture` prints the table; `JUSTERA_MADE=style,seed,damage` one protocol with what differs.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a measuring test: its figures are its output"
)]

mod damage;
#[path = "../common/dice.rs"]
mod dice;
mod invariants;
mod make;
mod score;
mod words;

use damage::Damage;
use justera::ingest::TextLayer;
use justera::page::{Origin, Page};
use justera::pipeline::{Options, Pipeline};
use justera::protocol::{Protocol, Source};
use rayon::prelude::*;
use score::Score;

/// Protocols of each style and half.
const SEEDS: u64 = 24;

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

fn read(pipeline: &Pipeline<'_>, made: &make::Protocol, damage: Damage, seed: u64) -> (Protocol, Vec<String>) {
    let mut dice = dice::Dice::new(seed ^ 0x5bd1);
    let texts: Vec<String> = made
        .pages
        .iter()
        .map(|p| p.iter().map(|l| damage::read(l, damage, &mut dice)).collect::<Vec<_>>().join("\n"))
        .collect();
    let pages = texts.iter().enumerate().map(|(i, t)| Page::from_text(i, Origin::Text, "swe", t)).collect();
    let source = Source {
        path: "made.txt".into(),
        sha256: String::new(),
        media_type: "text/plain".into(),
        page_count: texts.len(),
    };
    (pipeline.process("made", source, &[], pages).unwrap(), texts)
}

#[test]
fn made_minutes() {
    let pipeline = pipeline();
    if let Ok(one) = std::env::var("JUSTERA_MADE") {
        return show(&pipeline, &one);
    }
    println!("{:<26} {:<8} {}", "style", "damage", Score::HEAD);
    let mut floor: Vec<(Damage, [Score; 2])> = Vec::new();
    for damage in [Damage::Clean, Damage::Swedish, Damage::English] {
        let mut all = [Score::default(), Score::default()];
        for style in make::STYLES {
            for half in [0, 1] {
                let scores: Vec<Score> = (0..SEEDS)
                    .into_par_iter()
                    .map(|k| {
                        let seed = 2 * k + half;
                        let made = make::protocol(style, seed);
                        let (protocol, _) = read(&pipeline, &made, damage, seed);
                        let broken = invariants::broken(&protocol);
                        assert!(broken.is_empty(), "{} {seed} {damage:?}: {broken:?}", style.name);
                        score::score(&made.records, &protocol)
                    })
                    .collect();
                if half == 0 {
                    let worst: Vec<String> = (0..SEEDS)
                        .zip(&scores)
                        .filter(|(_, s)| s.trouble() > 0)
                        .map(|(k, s)| format!("{}:{}", 2 * k, s.trouble()))
                        .collect();
                    println!("    trouble in seeds {}", worst.join(" "));
                }
                let sum = scores.iter().fold(Score::default(), Score::plus);
                println!("{:<26} {damage:<8?} {} {}", style.name, sum.line(), ["tuning", "other"][half as usize]);
                all[half as usize] = all[half as usize].plus(&sum);
            }
        }
        for (name, s) in ["tuning", "other"].iter().zip(&all) {
            println!("{:<26} {damage:<8?} {} {name}", "ALL", s.line());
        }
        floor.push((damage, all));
    }
    for (damage, all) in floor {
        let least = if damage == Damage::Swedish { 0.97 } else { 0.99 };
        for s in all {
            assert!(s.f1() > least, "{damage:?}: {}", s.line());
        }
    }
}

/// §§ printed in the order in which they were treated: all of them are records, and no reference becomes one.
#[test]
fn minutes_out_of_order() {
    let pipeline = pipeline();
    println!("{:<26} {:<8} {}", "out of order", "damage", Score::HEAD);
    for damage in [Damage::Clean, Damage::Swedish, Damage::English] {
        let mut all = Score::default();
        for style in make::STYLES {
            let scores: Vec<Score> = (0..SEEDS / 2)
                .into_par_iter()
                .map(|seed| {
                    let made = make::out_of_order(style, seed);
                    let (protocol, _) = read(&pipeline, &made, damage, seed);
                    let broken = invariants::broken(&protocol);
                    assert!(broken.is_empty(), "{} {seed} {damage:?}: {broken:?}", style.name);
                    score::score(&made.records, &protocol)
                })
                .collect();
            let sum = scores.iter().fold(Score::default(), Score::plus);
            println!("{:<26} {damage:<8?} {}", style.name, sum.line());
            all = all.plus(&sum);
        }
        println!("{:<26} {damage:<8?} {}", "ALL", all.line());
        // All §§ set out of order lost would be F1 .94.
        let least = if damage == Damage::Clean { 0.965 } else { 0.93 };
        assert!(all.f1() > least && all.precision() >= 0.99, "{damage:?}: {}", all.line());
    }
}

fn show(pipeline: &Pipeline<'_>, one: &str) {
    let parts: Vec<&str> = one.split(',').collect();
    let style = make::STYLES.iter().find(|s| s.name.starts_with(parts[0])).expect("a style");
    let seed: u64 = parts[1].parse().expect("a seed");
    let damage = match parts.get(2) {
        Some(&"swe") => Damage::Swedish,
        Some(&"eng") => Damage::English,
        _ => Damage::Clean,
    };
    let made = make::protocol(style, seed);
    let (protocol, texts) = read(pipeline, &made, damage, seed);
    if parts.get(3).is_some() {
        for (i, t) in texts.iter().enumerate() {
            println!("=== page {i}\n{t}");
        }
    }
    score::differences(&made.records, &protocol);
}
