//! A page scanned twice of which something was corrected between: it is a repeat, and what was corrected is told. Look-alikes stay. All text is made here.
//!
//! `cargo test --test dedupe_corrected -- --nocapture` prints the figures.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a measuring test; a panic is how it fails")]

mod minutes;

use justera::dedupe::batch::{BatchDocument, BatchIndex, BatchPage};
use std::sync::LazyLock;

use justera::dedupe::mark_repeats;
use justera::ingest::TextLayer;
use justera::layout::mark_furniture;
use justera::page::{Origin, Page};
use justera::pipeline::{Options, Pipeline};
use justera::protocol::Source;

use minutes::{Correction, Dice, damage, meeting};

fn pages(texts: &[String]) -> Vec<Page> {
    let page = |(i, t): (usize, &String)| Page::from_text(i, Origin::Ocr, "swe", t);
    let mut pages: Vec<Page> = texts.iter().enumerate().map(page).collect();
    mark_furniture(&mut pages);
    pages
}

fn marked(texts: &[String]) -> Vec<Page> {
    let mut pages = pages(texts);
    mark_repeats(&mut pages);
    pages
}

static PIPELINES: LazyLock<[Pipeline<'static>; 2]> = LazyLock::new(|| {
    [true, false].map(|repair| {
        let options = Options {
            language: "swe".into(),
            threshold: justera::repair::DEFAULT_THRESHOLD,
            dedupe: true,
            repair,
            text_layer: TextLayer::Sound,
            era: None,
        };
        Pipeline::new(options, None).unwrap()
    })
});

/// Pages as the whole program has them, with and without repair and vote.
fn voted(texts: &[String], repair: bool) -> Vec<Page> {
    let page = |(i, t): (usize, &String)| Page::from_text(i, Origin::Ocr, "swe", t);
    let pipeline = &PIPELINES[usize::from(!repair)];
    pipeline.voted(pipeline.mend(texts.iter().enumerate().map(page).collect()).unwrap()).unwrap()
}

/// Pages corrected, and of these those found, told, and asked about.
#[derive(Debug, Default, PartialEq)]
struct Count {
    corrected: usize,
    found: usize,
    told: usize,
    asked: usize,
    false_repeats: usize,
    false_questions: usize,
}

/// How the corrected pages come to be in the document.
#[derive(Debug, Clone, Copy)]
enum Way {
    /// Each right after the page it corrects.
    After,
    /// The whole document again, every third page corrected.
    Again,
    /// A few pages at the end.
    AtEnd,
}

fn count(way: Way, correction: Correction, harm: fn(&str, &mut Dice) -> String, repair: bool, seed: u64) -> Count {
    let mut dice = Dice(seed);
    let first = meeting(12, &mut dice);
    let mut texts: Vec<String> = first.iter().map(|t| harm(t, &mut dice)).collect();
    // (page, page that it corrects)
    let mut wanted: Vec<(usize, usize)> = Vec::new();
    let mut repeats: Vec<(usize, usize)> = Vec::new();
    let mut copy = |page: usize, text: Option<String>, texts: &mut Vec<String>, dice: &mut Dice| {
        repeats.push((texts.len(), page));
        if text.is_some() {
            wanted.push((texts.len(), page));
        }
        texts.push(harm(&text.unwrap_or_else(|| first[page].clone()), dice));
    };
    match way {
        Way::Again => {
            for (i, page) in first.iter().enumerate() {
                let text = (i % 3 == 2).then(|| correction.make(page)).flatten();
                copy(i, text, &mut texts, &mut dice);
            }
        }
        Way::AtEnd => {
            for i in [3, 7] {
                if let Some(text) = correction.make(&first[i]) {
                    copy(i, Some(text), &mut texts, &mut dice);
                }
            }
        }
        Way::After => {
            let corrected = correction.make(&first[5]);
            if let Some(text) = corrected {
                copy(5, Some(text), &mut texts, &mut dice);
                let last = texts.pop().unwrap();
                texts.insert(6, last);
                (wanted[0], repeats[0]) = ((6, 5), (6, 5));
            }
        }
    }
    let pages = voted(&texts, repair);
    let mut count = Count { corrected: wanted.len(), ..Count::default() };
    for &(page, of) in &wanted {
        let found = pages[page].duplicate_of == Some(of) || pages[of].duplicate_of == Some(page);
        count.found += usize::from(found);
        let told = pages[of].variants.iter().chain(&pages[page].variants);
        count.told += usize::from(told.into_iter().any(|v| v.other_page == page || v.other_page == of));
        count.asked += usize::from(pages[page].may_repeat.iter().any(|v| v.other_page == of));
    }
    for page in &pages {
        let is = |other: usize| repeats.contains(&(page.index, other)) || repeats.contains(&(other, page.index));
        if let Some(of) = page.duplicate_of.filter(|of| !is(*of)) {
            println!("false: {} of {of}\n{}\n---\n{}", page.index, page.raw(), pages[of].raw());
            count.false_repeats += 1;
        }
        count.false_questions += page.may_repeat.iter().filter(|v| !is(v.other_page)).count();
    }
    count
}

fn add(a: &mut Count, b: &Count) {
    a.corrected += b.corrected;
    a.found += b.found;
    a.told += b.told;
    a.asked += b.asked;
    a.false_repeats += b.false_repeats;
    a.false_questions += b.false_questions;
}

const CORRECTIONS: [Correction; 5] =
    [Correction::Sum, Correction::Sums, Correction::Name, Correction::Decision, Correction::Line];

fn clean(text: &str, _: &mut Dice) -> String {
    text.to_string()
}

#[test]
fn corrected_pages_are_repeats_and_told() {
    let mut all = Count::default();
    let clean = clean as fn(&str, &mut Dice) -> String;
    for (name, harm, repair) in
        [("clean", clean, true), ("damaged", damage, true), ("damaged, no repair", damage, false)]
    {
        for way in [Way::After, Way::Again, Way::AtEnd] {
            for correction in CORRECTIONS {
                let mut sum = Count::default();
                (1..9).for_each(|seed| add(&mut sum, &count(way, correction, harm, repair, seed)));
                println!("{name} {way:?} {correction:?}: {sum:?}");
                add(&mut all, &sum);
            }
        }
    }
    println!("all: {all:?}");
    assert_eq!((all.false_repeats, all.false_questions), (0, 0));
    assert_eq!(all.found + all.asked, all.corrected, "a corrected page is a repeat or asked about");
    assert!(all.told as f64 >= 0.99 * all.found as f64, "what was corrected is told");
}

#[test]
fn another_meeting_has_other_pages() {
    // Meetings of one organ in one file, in the same words, with and without dates and numbers in their headers.
    for seed in 1..6 {
        let mut dice = Dice(seed * 31);
        let texts: Vec<String> = (0..4).flat_map(|_| meeting(8, &mut dice)).collect();
        for texts in [texts.clone(), texts.iter().map(|t| damage(t, &mut dice)).collect()] {
            let pages = marked(&texts);
            let repeats: Vec<(usize, Option<usize>)> =
                pages.iter().filter(|p| p.duplicate_of.is_some()).map(|p| (p.index, p.duplicate_of)).collect();
            assert_eq!(repeats, [], "seed {seed}");
        }
    }
}

/// Two attendance lists of one day that differ in a member: nothing says that they are one page.
#[test]
fn what_is_in_doubt_is_asked() {
    let list = |member: &str| {
        let members: Vec<String> =
            (0..9).map(|i| if i == 4 { member.into() } else { format!("Ledamot{i} Efternamn{i}son (S)") }).collect();
        format!(
            "Ekhults kommun\nSammanträdesdatum 2019-03-12\nNärvaro vid kommunstyrelsens sammanträde i Ekhults kommunhus, sal Eken\n\
             Beslutande ledamöter och tjänstgörande ersättare\n{}\nÖvriga närvarande är kommunchefen och sekreteraren",
            members.join("\n")
        )
    };
    let pages = marked(&[list("Karin Lindqvist (S)"), list("Håkan Palmgren (M)")]);
    assert!(pages.iter().all(|p| p.duplicate_of.is_none()));
    assert_eq!(pages[1].may_repeat.len(), 1);
    let doubt = &pages[1].may_repeat[0];
    assert_eq!((doubt.other_page, doubt.kind.as_str()), (0, "name"));
    let source = Source { path: "a.txt".into(), sha256: String::new(), media_type: "text/plain".into(), page_count: 2 };
    let texts = [list("Karin Lindqvist (S)"), list("Håkan Palmgren (M)")];
    let pages = texts.iter().enumerate().map(|(i, t)| Page::from_text(i, Origin::Text, "swe", t)).collect();
    let protocol = PIPELINES[0].process("a", source, &[], pages).unwrap();
    let warning = protocol.warnings.iter().find(|w| w.code == "possible-repeat").unwrap();
    assert!(warning.page == Some(1) && warning.message.contains("page 0"), "{warning:?}");
}

#[test]
fn a_corrected_extract_of_a_batch_is_told() {
    let mut dice = Dice(77);
    let whole = std::iter::repeat_with(|| meeting(10, &mut dice))
        .find(|m| m.iter().any(|p| p.contains("Dnr") && p.contains("Förslaget beviljas")))
        .unwrap();
    let other = meeting(10, &mut dice);
    let at = whole.iter().position(|p| p.contains("Dnr") && p.contains("Förslaget beviljas")).unwrap();
    let mut found = (0, 0);
    for correction in CORRECTIONS {
        let Some(text) = correction.make(&whole[at]) else { continue };
        let dir = tempfile::tempdir().unwrap();
        let index = BatchIndex::new(dir.path()).unwrap();
        for (id, texts) in [("a", &whole[..]), ("b", &[text][..]), ("c", &other[..])] {
            let pages = pages(texts).iter().filter_map(BatchPage::new).collect();
            index.add(BatchDocument { id: id.into(), dates: Vec::new(), pages }).unwrap();
        }
        let repeats = index.finish().unwrap();
        found.0 += 1;
        assert!(repeats.possible.is_empty());
        let all: Vec<(usize, usize, usize)> =
            repeats.repeats.iter().map(|r| (r.document, r.kept_document, r.kept_page)).collect();
        assert!(all.iter().all(|r| *r == (1, 0, at)), "{correction:?} {all:?}");
        found.1 += all.len();
    }
    println!("batch: corrected {}, found {}", found.0, found.1);
    assert_eq!(found.0, found.1);
}
