//! Lists of attendance in many layouts: who is found, and in what capacity.
//!
//! Run with `cargo test --test head_lists -- --nocapture` for the table. The layouts of `OPEN` were looked at while the rules were made, those of
//! `CLOSED` were written before and tell only totals. `SHOW=all` (or a layout's name) lists what is wrong in open ones, `PRINT=name` prints one.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::type_complexity,
    reason = "a measuring test: its figures are its output"
)]

#[path = "../head_made/dice.rs"]
#[allow(dead_code, reason = "shared with the made heads, which ask for dates too")]
mod dice;
mod modern;
mod old;
mod roster;

use dice::Dice;
use justera::ingest::TextLayer;
use justera::page::{Line, Origin, Page};
use justera::pipeline::{Options, Pipeline};
use justera::protocol::{Meeting, Source};
use modern::Layout;
use roster::Roster;

const SEEDS: u64 = 8;

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

/// Minutes of today around a list.
fn modern_page(r: &Roster, list: &str) -> String {
    let (a, b) = (r.first, r.first + 3);
    let (chair, secretary, adjuster) = (&r.chair().name, &r.secretary().name, &r.members[1].name);
    let mut text = format!(
        "REGION NORRVIK\nRegionstyrelsen\nPROTOKOLL 2021-03-16\n\nPlats och tid Regionhuset, sal A, kl. 09.00–11.45\n\n{list}\n\
         Utses att justera {adjuster}\nJusteringens plats och tid Kansliet, 2021-03-23\n\n\
         Underskrifter\nSekreterare {secretary} Paragrafer §§ {a}–{b}\n\nOrdförande {chair}\n\nJusterare {adjuster}\n\n"
    );
    for n in a..=b {
        text.push_str(&format!(
            "§ {n}\nBudgetuppföljning\n\nRegionstyrelsens beslut\nRegionstyrelsen beslutar att lägga rapporten till handlingarna.\n\n"
        ));
    }
    text
}

/// Old minutes: the list, the adjusters in the first §, and the end.
fn old_page(r: &Roster, parts: &str) -> String {
    let mut parts = parts.split('\u{c}');
    let (list, adjust, end) = (parts.next().unwrap_or(""), parts.next().unwrap_or(""), parts.next().unwrap_or(""));
    let a = r.first;
    format!(
        "Protokoll, fört vid sammanträde med kommunalnämnden i Vinby\nonsdagen den 6 mars 1946 kl. 19.\n\n{list}\n\n§ {a}.\n{adjust}\n\n\
         § {}.\nUpplästes ansökan av Petter Ovansiö om bidrag till väg och beslöts, att\nansökningen skulle avslås.\n\n\
         § {}.\nGodkändes revisionsberättelsen för det gångna året.\n\n{end}",
        a + 1,
        a + 2
    )
}

fn read(pipeline: &Pipeline<'_>, text: &str) -> Meeting {
    let page = Page::from_lines(0, Origin::Text, "swe", text.lines().map(Line::new).collect());
    let source =
        Source { path: "made.txt".into(), sha256: String::new(), media_type: "text/plain".into(), page_count: 1 };
    pipeline.process("made", source, &[], vec![page]).unwrap().meetings.into_iter().next().unwrap_or_default()
}

/// Right, asked for, given; and right with capacity, with party.
#[derive(Default, Clone, Copy)]
struct Score {
    right: u32,
    capacity: u32,
    party: u32,
    asked: u32,
    given: u32,
    chairs: u32,
    secretaries: u32,
    adjusters: u32,
    heads: u32,
}

impl Score {
    fn f1(&self, right: u32) -> f64 {
        f64::from(2 * right) / f64::from((self.asked + self.given).max(1))
    }

    fn add(&mut self, o: Score) {
        self.right += o.right;
        self.capacity += o.capacity;
        self.party += o.party;
        self.asked += o.asked;
        self.given += o.given;
        self.chairs += o.chairs;
        self.secretaries += o.secretaries;
        self.adjusters += o.adjusters;
        self.heads += o.heads;
    }

    fn row(&self, name: &str) {
        let heads = f64::from(self.heads.max(1)) / 100.0;
        println!(
            "{name:42} F1 {:5.1}  capacity {:5.1}  party {:5.1}  chair {:3.0} secretary {:3.0} adjusters {:3.0}",
            self.f1(self.right) * 100.0,
            self.f1(self.capacity) * 100.0,
            self.f1(self.party) * 100.0,
            f64::from(self.chairs) / heads,
            f64::from(self.secretaries) / heads,
            f64::from(self.adjusters) / heads
        );
    }
}

fn run(pipeline: &Pipeline<'_>, layout: &Layout, old: bool, open: bool) -> Score {
    let (name, make) = layout;
    let mut score = Score::default();
    let shown = open && std::env::var("SHOW").is_ok_and(|s| s == "all" || s == *name);
    for seed in 0..SEEDS {
        let mut dice = Dice::new(seed + if open { 0 } else { 1000 }, false);
        let roster = if old { Roster::old(&mut dice) } else { Roster::modern(&mut dice) };
        let (list, want) = make(&roster);
        let text = if old { old_page(&roster, &list) } else { modern_page(&roster, &list) };
        if open && seed == 1 && std::env::var("PRINT").is_ok_and(|p| p == *name) {
            println!("{text}");
        }
        let meeting = read(pipeline, &text);
        score.heads += 1;
        score.asked += want.len() as u32;
        score.given += meeting.attendance.len() as u32;
        // One layout prints initials without their periods.
        let bare = |n: &String| n.replace('.', "");
        score.chairs += u32::from(meeting.chair.as_ref().map(bare) == Some(bare(&roster.chair().name)));
        let signed = !old || list.contains(&roster.secretary().name);
        score.secretaries += u32::from(!signed || meeting.secretary.as_ref() == Some(&roster.secretary().name));
        let adjusters: Vec<&String> = roster.members[1..if old { 3 } else { 2 }].iter().map(|p| &p.name).collect();
        score.adjusters += u32::from(meeting.adjusters.iter().map(bare).eq(adjusters.iter().map(|n| bare(n))));
        if shown {
            println!(
                "  {name}/{seed}: chair {:?}, adjusters {:?}, secretary {:?}",
                meeting.chair, meeting.adjusters, meeting.secretary
            );
        }
        let mut left: Vec<_> = meeting.attendance.iter().collect();
        for p in &want {
            let Some(at) = left.iter().position(|a| a.name == p.name) else {
                if shown {
                    println!("  {name}/{seed} missed {p:?}");
                }
                continue;
            };
            let got = left.remove(at);
            let capacity = serde_json::to_value(got.capacity).unwrap();
            let party = got.affiliation.as_deref().unwrap_or("").to_uppercase() == p.party.to_uppercase();
            score.right += 1;
            score.capacity += u32::from(capacity.as_str() == Some(p.capacity));
            score.party += u32::from(party);
            if shown && (capacity.as_str() != Some(p.capacity) || !party) {
                println!("  {name}/{seed} not as listed {p:?}: {got:?}");
            }
        }
        if shown {
            left.iter().for_each(|a| println!("  {name}/{seed} invented {a:?}"));
        }
    }
    score
}

#[test]
fn lists_in_many_layouts() {
    let pipeline = pipeline();
    let only = std::env::var("ONLY").ok();
    for (old, open, layouts) in [
        (false, true, modern::OPEN.as_slice()),
        (true, true, old::OPEN.as_slice()),
        (false, false, modern::CLOSED.as_slice()),
        (true, false, old::CLOSED.as_slice()),
    ] {
        let mut total = Score::default();
        for layout in layouts.iter().filter(|l| only.as_ref().is_none_or(|o| o == l.0)) {
            let score = run(&pipeline, layout, old, open);
            total.add(score);
            if open {
                score.row(layout.0);
            }
        }
        total.row(&format!("== {} {}", if open { "open" } else { "closed" }, if old { "old" } else { "modern" }));
        if only.is_none() {
            let (people, capacity) = (total.f1(total.right), total.f1(total.capacity));
            let least = if open { (0.99, 0.99) } else { (0.95, 0.94) };
            assert!(people >= least.0 && capacity >= least.1, "old {old}, open {open}: {people:.3}, {capacity:.3}");
        }
    }
}
