//! What holds of the repair whatever the text: edits can be undone, a repaired text stays as it is, what is no word is left alone, no text is too
//! strange or too long, and neither threads nor other documents have a say.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a panic is how a test fails")]

mod common;

use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

use common::{fixture, justera};
use justera::edit::undo;
use justera::fold::skeleton;
use justera::ingest::{composed, split_pages};
use justera::lexicon::Lexicon;
use justera::normalize;
use justera::page::{OcrSignature, Origin, Page};
use justera::repair::{DEFAULT_THRESHOLD, Repairer};
use proptest::prelude::*;
use proptest::sample::{Index, select};

const READINGS: [&str; 4] = ["gold", "swe", "eng", "engstd"];
const PROTOCOLS: [&str; 4] = ["modern", "federation", "typewriter", "old"];

fn repairer() -> Repairer {
    Repairer::new(Lexicon::swedish().unwrap(), DEFAULT_THRESHOLD)
}

static REPAIRER: LazyLock<Repairer> = LazyLock::new(repairer);

/// The fixtures' readings, each with its name.
static TEXTS: LazyLock<Vec<(String, String)>> = LazyLock::new(|| {
    let names = PROTOCOLS.iter().flat_map(|p| READINGS.iter().map(move |r| format!("protocols/{p}/{r}.txt")));
    names.map(|n| (n.clone(), std::fs::read_to_string(fixture(&n)).unwrap())).collect()
});

/// All lines of the fixtures that are not blank.
static LINES: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| TEXTS.iter().flat_map(|t| t.1.lines()).filter(|l| !l.trim().is_empty()).collect());

fn pages_of(text: &str) -> Vec<Page> {
    let page = |(i, text): (usize, &str)| Page::from_text(i, Origin::Text, "swe", &composed(text));
    let mut pages: Vec<Page> = split_pages(text).into_iter().enumerate().map(page).collect();
    pages.iter_mut().for_each(normalize::page);
    pages
}

fn repaired(text: &str) -> Vec<Page> {
    let mut pages = pages_of(text);
    REPAIRER.repair(&mut pages).unwrap();
    pages
}

/// The repaired text with a line end after every line, so that it falls into the same lines again.
fn text_of(pages: &[Page]) -> String {
    let text = |p: &Page| p.lines.iter().map(|l| l.text() + "\n").collect::<String>();
    pages.iter().map(text).collect::<Vec<_>>().join("\u{c}")
}

#[test]
fn undamaged_pages_keep_words_that_no_list_has() {
    let text = "Förvaltningsutskottet beslöt att inrätta distriktstandpolikliniker i länets två tätorter.\n\
                Handlingen FöredragningsPM 3 lades till handlingarna vid utskottets sammanträde i maj.\n";
    assert_eq!(text_of(&repaired(text)), text_of(&pages_of(text)));
}

#[test]
fn a_line_of_capitals_is_repaired_like_any_other() {
    for (raw, right) in [
        ("PERSONALPOOL INOM ALDREOMSORGEN", "PERSONALPOOL INOM ÄLDREOMSORGEN"),
        ("SAMORDNING AV FÖRETAGSHALSOVÅRDEN", "SAMORDNING AV FÖRETAGSHÄLSOVÅRDEN"),
        ("MOTION AV JAN RÖDSTEN (VPK)", "MOTION AV JAN RÖDSTEN (VPK)"),
    ] {
        assert_eq!(text_of(&repaired(raw)), format!("{right}\n"));
    }
}

/// Edits are in order, fit the raw line, and the applied ones do not overlap and give the raw line back when undone.
fn assert_sound(text: &str, pages: &[Page]) {
    let raw = split_pages(text).into_iter().flat_map(|p| composed(p).lines().map(str::to_string).collect::<Vec<_>>());
    let lines = pages.iter().flat_map(|p| &p.lines);
    assert!(raw.eq(lines.clone().map(|l| l.raw.clone())), "the raw text is changed: {text:?}");
    for line in lines {
        assert!(line.edits.is_sorted_by_key(|e| e.start), "{line:?}");
        let mut at = 0;
        for e in &line.edits {
            assert_eq!(line.raw.get(e.start..e.end), Some(e.from.as_str()), "{line:?}");
            assert!(e.from != e.to && (0.0..=1.0).contains(&e.confidence), "{e:?}");
            if e.applied {
                assert!(e.start >= at, "applied edits overlap: {line:?}");
                at = e.end;
            }
        }
        assert_eq!(undo(&line.text(), &line.edits).as_deref(), Some(line.raw.as_str()), "{line:?}");
    }
    assert!(pages.iter().all(|p| (0.0..=1.0).contains(&p.quality)), "{text:?}");
}

fn assert_settled(name: &str, once: &[Page]) {
    let text = text_of(once);
    let again = repaired(&text);
    for (before, after) in once.iter().zip(&again).flat_map(|(a, b)| a.lines.iter().zip(&b.lines)) {
        assert_eq!(before.text(), after.text(), "{name}: a second repair changes {:?}", before.raw);
    }
    assert_eq!(text, text_of(&again), "{name}");
}

/// One slip of a reading, or of anything.
#[derive(Debug, Clone)]
enum Slip {
    Drop,
    Put(char),
    Double,
    Swap,
}

fn slips(most: usize) -> impl Strategy<Value = Vec<(Index, Slip)>> {
    let letter = select(
        "abcdefghiklmnoprstuvyåäöéAEÄÖ0156890$§&.,;:-/[]{}|!' \u{a0}\u{ad}\u{301}ﬁ\n\u{c}".chars().collect::<Vec<_>>(),
    );
    let slip = prop_oneof![Just(Slip::Drop), letter.prop_map(Slip::Put), Just(Slip::Double), Just(Slip::Swap)];
    prop::collection::vec((any::<Index>(), slip), 0..most)
}

fn damaged(text: &str, slips: &[(Index, Slip)]) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    for (at, slip) in slips {
        if chars.len() < 2 {
            break;
        }
        let at = at.index(chars.len() - 1);
        match slip {
            Slip::Drop => drop(chars.remove(at)),
            Slip::Put(c) => chars[at] = *c,
            Slip::Double => chars.insert(at, chars[at]),
            Slip::Swap => chars.swap(at, at + 1),
        }
    }
    chars.into_iter().collect()
}

/// Some lines of the fixtures that follow each other, damaged.
fn damaged_lines() -> impl Strategy<Value = String> {
    (any::<Index>(), 1..30usize, slips(60)).prop_map(|(from, count, slips)| {
        let lines: Vec<&str> = LINES.iter().skip(from.index(LINES.len())).take(count).copied().collect();
        damaged(&lines.join("\n"), &slips)
    })
}

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(cases) }
}

proptest! {
    #![proptest_config(config(200))]

    #[test]
    fn damaged_text_is_repaired_soundly_and_once_for_all(text in damaged_lines()) {
        let pages = repaired(&text);
        assert_sound(&text, &pages);
        assert_settled(&text, &pages);
    }

    #[test]
    fn any_text_is_repaired_soundly(text in strange_text()) {
        assert_sound(&text, &repaired(&text));
    }

    #[test]
    fn what_is_no_word_stays((line, span) in line_with_token(), slips in slips(12)) {
        // The model that broke the words around it: most of the page's å, ä and ö are gone.
        let around = damaged(AROUND, &slips).replace(['\n', '\u{c}'], " ");
        let text = format!("{around}\n{line}\n{around}");
        let pages = repaired(&text);
        prop_assert_eq!(pages[0].signature, OcrSignature::Eng);
        let mended = &pages[0].lines[1];
        let touching = mended.edits.iter().find(|e| e.applied && e.start < span.end && e.end > span.start);
        prop_assert!(touching.is_none(), "{:?} in {:?}: {:?}", &line[span], line, touching);
    }
}

#[test]
fn every_reading_is_repaired_soundly_and_once_for_all() {
    for (name, text) in TEXTS.iter() {
        let pages = repaired(text);
        assert!(name.contains("gold") || pages.iter().flat_map(|p| &p.lines).any(|l| !l.edits.is_empty()), "{name}");
        assert_sound(text, &pages);
        assert_settled(name, &pages);
    }
}

#[test]
fn words_that_a_second_look_would_change_are_changed_at_the_first() {
    // A word run together with its neighbour, and misread words that no list has beside others that are mended.
    let text = "ParagrafTillsattning av tjanst som skolvaktmastare vid skolan, och namnden beslutar om atgarder.\n\
        Vardeutlatande, Norrmark Vardering AB, har inkommit till namnden for atgard. Vardeutlatandet laggs till handlingarna.\n";
    assert_settled("run together", &repaired(text));
}

#[test]
fn the_program_changes_nothing_in_what_it_has_repaired() {
    let said = |text: &[u8]| {
        let output = justera().arg("repair").write_stdin(text).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        output.stdout
    };
    for (name, text) in TEXTS.iter().filter(|t| !t.0.contains("gold")) {
        let once = said(text.as_bytes());
        assert_eq!(once.iter().filter(|b| **b == 0xc).count(), text.matches('\u{c}').count(), "{name}");
        assert!(said(&once) == once, "{name}: a second repair changes the text");
    }
}

/// Words of a municipality's minutes without dots and rings, so that a page of them shows the English model.
const AROUND: &str = "Kommunstyrelsen beslutar att foresla fullmaktige att bifalla motionen om okad sakerhet vid skolvagen, och \
    arendet aterremitteras till namnden for ytterligare utredning av kostnaderna for underhallet av vagarna i kommunen.";

/// Strings that the repair must leave as they are. A lone digit is none of them: between two words "1" may be a misread "i".
const TOKENS: &[&str] = &[
    "86.400:-",
    "1 234 567:-",
    "12 500 000",
    "3,5",
    "0,25 %",
    "14.30",
    "2019-03-12",
    "12/3",
    "2024/25",
    "60",
    "16",
    "1901",
    "-5",
    "+3",
    "KS/2021:88-041",
    "MBN-2016-1203",
    "2011-000345",
    "KS 2019/114",
    "BYGG.2016.233",
    "SBN 2020-00156",
    "(2017:725)",
    "2017:725",
    "(1987:10)",
    "namn.efternamn@kommun.example",
    "a@b.se",
    "https://www.kommun.example/sida?id=3",
    "www.kommun.example",
    "kommun.example",
    "Älgen 3:14",
    "Alvik 2:7",
    "Skrea 1:12",
    "d41d8cd98f00b204e9800998ecf8427e",
    "6e6f33862d056dc04415cddfb49eb26b",
    "2fd4e1c67a2d28fced849ee1bb76e7391b93eb12",
    "+Dn8ppjITLuErMDG+kFFRw==",
    "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A",
    "18758bc1-b4f3-46cf-9ac1-80e2bd4c2f0c",
    "123e4567-e89b-12d3-a456-426614174000",
    "§ 14",
    "§§ 3-7",
    "1(14)",
    "2021-05-17T08:30:00Z",
];

/// A line of words with one token among them, and where the token stands.
fn line_with_token() -> impl Strategy<Value = (String, std::ops::Range<usize>)> {
    let word = select(AROUND.split(' ').filter(|w| !w.is_empty()).collect::<Vec<_>>());
    let words = || prop::collection::vec((word.clone(), slips(2)), 0..6);
    let joined = |words: Vec<(&str, Vec<(Index, Slip)>)>| {
        let words: Vec<String> = words.iter().map(|(w, s)| damaged(w, s).replace(char::is_whitespace, "")).collect();
        words.join(" ").replace(['\u{c}', '\u{301}'], "")
    };
    (words(), select(TOKENS), words()).prop_map(move |(before, token, after)| {
        let (before, after) = (joined(before), joined(after));
        let start = if before.is_empty() { 0 } else { before.len() + 1 };
        let line = format!("{before} {token} {after}");
        let line = if before.is_empty() { line.trim_start().to_string() } else { line };
        (line, start..start + token.len())
    })
}

/// Text of anything that Unicode has, letters mostly.
fn strange_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[a-zåäö]{1,12}",
        2 => "[A-ZÅÄÖ][a-zåäö0-9$&@{\\[|]{0,9}",
        1 => "[a-z]{1,4}[\u{300}-\u{36f}]{1,4}[a-z]{0,3}",
        1 => "[\u{5d0}-\u{5ea}\u{627}-\u{64a}]{1,6}",
        1 => "[\u{200b}-\u{200f}\u{202a}-\u{202e}\u{2060}-\u{2064}\u{feff}\u{ad}]{1,3}",
        1 => "[\u{10000}-\u{103ff}\u{1f300}-\u{1faff}\u{1d400}-\u{1d7ff}]{1,4}",
        1 => "[İıſßŒœﬀ-ﬆǄ-ǌΣςÅK]{1,5}",
        1 => "[0-9.,:/§%-]{1,8}",
        1 => "\\PC{1,8}",
    ];
    let gap = select(vec![
        " ", " ", " ", "\n", "-\n", "\u{ad}\n", "-", "/", "", ". ", "\u{a0}", "\u{2003}", "\t", "\u{c}", "\n\n",
        "\u{b}", "\u{2028}", "\r\n",
    ]);
    prop::collection::vec((piece, gap), 0..60)
        .prop_map(|pieces| pieces.into_iter().flat_map(|(p, g)| [p, g.to_string()]).collect())
}

#[test]
fn long_and_empty_texts_are_repaired() {
    let words = AROUND.replace(' ', "");
    let texts = [
        String::new(),
        " ".repeat(100_000),
        "\n".repeat(100_000),
        "\u{c}".repeat(200),
        "a".repeat(10_000),
        "å".repeat(10_000),
        "-".repeat(10_000),
        "a\u{301}\u{308}".repeat(5_000),
        "e\u{301}".repeat(3) + &"\u{301}".repeat(10_000),
        "\u{1d51e}".repeat(10_000),
        "abc-".repeat(5_000),
        "8 8".repeat(5_000),
        format!("{AROUND}\n{}\n{AROUND}", words.repeat(60)),
        format!("{AROUND}\n{}\n{AROUND}", "sam-\n".repeat(2_000)),
        format!("{AROUND}\n{}", "Anna Berg (5), 88 12-15 ".repeat(500)),
    ];
    for text in &texts {
        assert_sound(text, &repaired(text));
    }
}

/// The least time of a few runs, each with an empty cache.
fn time(text: &str) -> Duration {
    let run = || {
        let (repairer, mut pages) = (repairer(), pages_of(text));
        let start = Instant::now();
        repairer.repair(&mut pages).unwrap();
        start.elapsed()
    };
    (0..3).map(|_| run()).min().unwrap()
}

/// A text with so many repetitions.
type Repeated = fn(usize) -> String;

#[test]
fn time_grows_as_the_text() {
    let word: Repeated = |n| format!("{AROUND}\n{}", "forvaltningsomradesansvarig".repeat(n));
    let line: Repeated = |n| format!("{AROUND}\n{}", "vagen till namnden, arendct ".repeat(n));
    let shouted: Repeated = |n| format!("{AROUND}\n{}", "SaMMaN TRaDe5 ".repeat(n));
    let texts: [(&str, Repeated, usize); 3] = [("word", word, 800), ("line", line, 300), ("mixed", shouted, 200)];
    for (name, text, n) in texts {
        let (short, long) = (time(&text(n)), time(&text(8 * n)));
        // In proportion it is 8 times, with the square 64; a clock on a busy machine is given room.
        let bound = short.max(Duration::from_millis(3)) * 24;
        assert!(long < bound, "{name}: {short:?} for {n}, {long:?} for {}", 8 * n);
    }
}

#[test]
fn threads_and_other_documents_have_no_say() {
    let texts: Vec<&str> = TEXTS.iter().filter(|t| !t.0.contains("gold")).map(|t| t.1.as_str()).collect();
    let run = |threads: usize, order: Vec<&str>| -> Vec<(String, Vec<Page>)> {
        let repairer = Arc::new(repairer());
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let mut out: Vec<(String, Vec<Page>)> = pool.install(|| {
            use rayon::prelude::*;
            let one = |text: &&str| {
                let mut pages = pages_of(text);
                repairer.repair(&mut pages).unwrap();
                (text.to_string(), pages)
            };
            if threads == 1 { order.iter().map(one).collect() } else { order.par_iter().map(one).collect() }
        });
        out.sort_by(|a, b| a.0.cmp(&b.0));
        out
    };
    let alone = run(1, texts.clone());
    let reversed = run(1, texts.iter().rev().copied().collect());
    assert!(alone == reversed, "the order of documents has a say");
    assert!(alone == run(5, texts), "the number of threads has a say");
}

#[test]
fn the_words_around_tokens_show_the_english_model() {
    assert_eq!(skeleton(AROUND), AROUND.to_lowercase());
    assert_eq!(repaired(AROUND)[0].signature, OcrSignature::Eng);
}
