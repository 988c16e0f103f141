//! Furniture, page breaks and page numbers in protocols made by rule, in the manners of a century.
//!
//! Run with `cargo test --test layout_styles -- --nocapture` for the tables.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a measuring test: its figures are its output"
)]

mod make;

use std::collections::BTreeSet;

use justera::layout::{mark_furniture, paginate};
use justera::page::{Line, Origin, Page, text_lines};
use make::{Damage, FRAMES, Frame, protocol};

const LENGTHS: [usize; 5] = [2, 3, 4, 7, 12];
const SEEDS: u64 = 6;
const DAMAGES: [Damage; 3] = [Damage::Clean, Damage::Light, Damage::English];

fn each(frame: &Frame, damage: Damage, mut run: impl FnMut(make::Protocol)) {
    for pages in LENGTHS {
        for seed in 0..SEEDS {
            run(protocol(frame, seed * 31 + pages as u64, pages).damaged(damage, seed));
        }
    }
}

#[derive(Default, Clone, Copy)]
struct Count {
    wanted: usize,
    found: usize,
    lost: usize,
    body: usize,
}

fn furniture(frame: &Frame, damage: Damage) -> Count {
    let mut count = Count::default();
    each(frame, damage, |made| {
        let mut pages = made.read();
        mark_furniture(&mut pages);
        for (page, made) in pages.iter().zip(&made.pages) {
            for (line, made) in page.lines.iter().zip(made) {
                let marked = !line.is_text();
                count.wanted += usize::from(made.furniture);
                count.found += usize::from(made.furniture && marked);
                count.body += usize::from(!made.furniture);
                count.lost += usize::from(!made.furniture && marked);
                if std::env::var_os("SHOW").is_some() && made.furniture != marked {
                    println!(
                        "    {} {damage:?} p{}: {} {}",
                        frame.name,
                        page.index + 1,
                        if marked { "LOST" } else { "missed" },
                        line.raw
                    );
                }
            }
        }
    });
    count
}

#[test]
fn furniture_of_every_manner_is_found_and_no_body_line_lost() {
    for damage in DAMAGES {
        let mut total = Count::default();
        for frame in FRAMES {
            let c = furniture(frame, damage);
            println!(
                "furniture {damage:?} {:34} recall {:.4} ({}/{}), body lost {} of {}",
                frame.name,
                c.found as f64 / c.wanted.max(1) as f64,
                c.found,
                c.wanted,
                c.lost,
                c.body
            );
            total = Count {
                wanted: total.wanted + c.wanted,
                found: total.found + c.found,
                lost: total.lost + c.lost,
                body: total.body + c.body,
            };
        }
        let recall = total.found as f64 / total.wanted as f64;
        println!(
            "furniture {damage:?} all: recall {recall:.4} ({}/{}), body lost {} of {}",
            total.found, total.wanted, total.lost, total.body
        );
        assert!(recall >= 0.985, "{damage:?}: {recall}");
        // Damage may take from a list of recipients what shows it for one.
        let most = if damage == Damage::English { 10 } else { 0 };
        assert!(total.lost <= most, "{damage:?}: {} body lines lost", total.lost);
    }
}

#[derive(Default, Clone, Copy)]
struct Breaks {
    there: usize,
    found: usize,
    right: usize,
}

fn starts(pages: &[Page]) -> BTreeSet<usize> {
    let mut at = 0;
    let ends = pages.iter().map(|p| {
        at += p.lines.iter().filter(|l| !l.is_blank()).count();
        at
    });
    ends.take(pages.len() - 1).collect()
}

fn joined(pages: &[Page]) -> Vec<Page> {
    let lines: Vec<Line> = pages.iter().flat_map(|p| p.lines.clone()).collect();
    vec![Page::from_lines(0, Origin::Text, "swe", lines)]
}

/// Pages of a file in which some form feeds are left: those before every fourth page.
fn half_joined(pages: &[Page]) -> Vec<Page> {
    let parts = pages.chunks(4).enumerate();
    parts.map(|(i, p)| Page { index: i, ..joined(p).remove(0) }).collect()
}

fn breaks(frame: &Frame, damage: Damage, join: fn(&[Page]) -> Vec<Page>) -> Breaks {
    let mut count = Breaks::default();
    each(frame, damage, |made| {
        let pages = made.read();
        let (want, have) = (starts(&pages), starts(&paginate(join(&pages))));
        count.there += want.len();
        count.found += have.len();
        count.right += want.intersection(&have).count();
        if std::env::var_os("SHOW").is_some() && want != have {
            println!("    {} {damage:?}: wanted {want:?} have {have:?}", frame.name);
        }
    });
    count
}

#[test]
fn breaks_that_a_file_lost_are_found_again() {
    let whole: fn(&[Page]) -> Vec<Page> = |pages| pages.to_vec();
    for (name, join) in
        [("none left", joined as fn(&[Page]) -> Vec<Page>), ("a fourth left", half_joined), ("all left", whole)]
    {
        for damage in DAMAGES {
            let mut total = Breaks::default();
            for frame in FRAMES {
                let b = breaks(frame, damage, join);
                println!(
                    "breaks, {name}, {damage:?} {:34} there {} found {} right {}",
                    frame.name, b.there, b.found, b.right
                );
                total =
                    Breaks { there: total.there + b.there, found: total.found + b.found, right: total.right + b.right };
            }
            println!(
                "breaks, {name}, {damage:?} all: there {} found {} right {}",
                total.there, total.found, total.right
            );
            assert!(total.right * 100 >= total.there * 75, "{name} {damage:?}");
            assert!(total.right * 100 >= total.found * 80, "{name} {damage:?}");
        }
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(24))]

    /// Every raw line is in exactly one of text, furniture and repeats, in the order it was read in.
    #[test]
    fn no_line_is_lost(frame in 0..FRAMES.len(), seed in 1000u64..9000, pages in 1usize..9, copied in 0usize..9, joined_up in proptest::bool::ANY) {
        let made = protocol(&FRAMES[frame], seed, pages);
        let mut read = made.read();
        if let Some(copy) = read.get(copied).cloned() {
            read.push(Page { index: pages, ..copy });
        }
        let raw: Vec<String> = read.iter().flat_map(|p| p.lines.iter().map(|l| l.raw.clone())).collect();
        if joined_up {
            read = joined(&read);
        }
        let mut read = paginate(read);
        mark_furniture(&mut read);
        justera::dedupe::mark_repeats(&mut read);
        proptest::prop_assert_eq!(&raw, &read.iter().flat_map(|p| p.lines.iter().map(|l| l.raw.clone())).collect::<Vec<_>>());
        let text: BTreeSet<(usize, usize)> = text_lines(&read).into_iter().map(|l| (l.page, l.line)).collect();
        for page in &read {
            for (i, line) in page.lines.iter().enumerate() {
                let parts = [text.contains(&(page.index, i)), page.duplicate_of.is_none() && !line.is_text(), page.duplicate_of.is_some()];
                proptest::prop_assert_eq!(parts.iter().filter(|p| **p).count(), 1, "{}", line.raw);
            }
        }
    }
}
