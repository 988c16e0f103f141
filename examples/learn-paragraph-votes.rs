//! Learns how the readings of a page vote on a letter that may be a §: `dictionaries/paragraph-votes.tsv`.
//!
//!     OMP_THREAD_LIMIT=1 cargo run --release --example learn-paragraph-votes -- PAGES > dictionaries/paragraph-votes.tsv
//!
//! PAGES holds NAME.png with their resolution and NAME.gold.txt, as `dictionaries/make/render-paragraph-signs.py` makes them. Every fifth
//! page is left out of the fit; what the votes are worth on those goes to the standard error. Needs the models swe, eng and Latin.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program for people")]

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;

use justera::fold::skeleton;
use justera::ingest::{IngestOptions, OpenInput, PageContent, plan};
use justera::ocr::engine::Engine;
use justera::ocr::second::align;
use justera::ocr::wire::WireLine;

/// Ridge: pulls weights that few letters speak for towards 0.
const RIDGE: f64 = 1.0;
const ROUNDS: usize = 6000;
const RATE: f64 = 1.5;
/// Probability from which a letter is taken for a §, as in the second reading.
const SURE: f64 = 0.5;

/// A letter that may be a §: its features, and whether it is one.
struct Case {
    features: Vec<&'static str>,
    is_sign: bool,
    held_out: bool,
}

fn main() -> Result<(), Box<dyn Error>> {
    let pages = std::env::args().nth(1).ok_or("give the folder of the pages")?;
    let tessdata = justera::ocr::tessdata_dir().ok_or("no Tesseract models found")?;
    let engine = Engine::new(&tessdata, "swe", 4, &["eng".into(), "Latin".into()])?;
    let mut cases = Vec::new();
    let mut files: Vec<_> = std::fs::read_dir(&pages)?.map(|e| e.map(|e| e.path())).collect::<Result<_, _>>()?;
    files.retain(|f| f.extension().is_some_and(|e| e == "png"));
    files.sort();
    for (n, file) in files.iter().enumerate() {
        cases.extend(read(&engine, file, n % 5 == 4)?);
    }
    println!(
        "# How much each feature speaks for a § (log-odds), after 0, 1 and 2 second readings; examples/learn-paragraph-votes.rs"
    );
    println!(
        "# on {} letters of {} pages, {} of them §.",
        cases.len(),
        files.len(),
        cases.iter().filter(|c| c.is_sign).count()
    );
    let stages: Vec<BTreeMap<&str, f64>> = (0..3).map(|readings| fit(&cases, readings)).collect();
    for feature in stages[2].keys() {
        let weight = |s: usize| stages[s].get(feature).copied().unwrap_or(0.0);
        println!("{feature}\t{:.2}\t{:.2}\t{:.2}", weight(0), weight(1), weight(2));
    }
    Ok(())
}

fn read(engine: &Engine, file: &Path, held_out: bool) -> Result<Vec<Case>, Box<dyn Error>> {
    let plan = plan(&[file.to_path_buf()]);
    let input = OpenInput::open(plan.inputs.first().ok_or("no page")?)?;
    let PageContent::Image(image) = input.page(0, &IngestOptions::default())? else { return Err("no image".into()) };
    let gold = std::fs::read_to_string(file.with_extension("gold.txt"))?;
    let gold: Vec<&str> = gold.lines().filter(|l| !l.trim().is_empty()).collect();
    let (lines, observations) = engine.observe(&image)?;
    let mut cases = Vec::new();
    for observation in observations {
        let (text, place) = place(&lines[observation.line], observation.suspect.word, observation.suspect.at);
        let Some(truth) = best(&text, &gold) else { continue };
        let (text, truth): (Vec<char>, Vec<char>) = (text.chars().collect(), truth.chars().collect());
        let is_sign = align(&text, &truth)[place].is_some_and(|j| truth[j] == '§');
        cases.push(Case { features: observation.features, is_sign, held_out });
    }
    Ok(cases)
}

/// The text of a line, and where letter `at` of word `word` stands in it, `char`s.
fn place(line: &WireLine, word: usize, at: usize) -> (String, usize) {
    let texts: Vec<&str> = line.words.iter().map(|w| w.text.as_str()).collect();
    let before: usize = texts[..word].iter().map(|t| t.chars().count() + 1).sum();
    (texts.join(" "), before + at)
}

/// The gold line that is most like `text`, if any is like it.
fn best<'g>(text: &str, gold: &[&'g str]) -> Option<&'g str> {
    let folded = skeleton(text).to_lowercase();
    let likeness = |g: &str| strsim::normalized_levenshtein(&folded, &skeleton(g).to_lowercase().replace('§', "8"));
    let all = gold.iter().map(|g| (likeness(g), *g));
    all.max_by(|a, b| a.0.total_cmp(&b.0)).filter(|(l, _)| *l > 0.6).map(|(_, g)| g)
}

/// The features known after `readings` second readings.
fn known(case: &Case, readings: usize) -> impl Iterator<Item = &'static str> {
    let later = case.features.iter().filter(|f| f.starts_with("first ") || f.starts_with("second ")).count();
    let until = case.features.len() - later + readings.min(later);
    std::iter::once("always").chain(case.features[..until].iter().copied())
}

/// Weights by gradient descent on the log-loss with a ridge.
fn fit(cases: &[Case], readings: usize) -> BTreeMap<&'static str, f64> {
    let mut weights: BTreeMap<&'static str, f64> = BTreeMap::new();
    let learned: Vec<&Case> = cases.iter().filter(|c| !c.held_out).collect();
    let chance = |weights: &BTreeMap<&'static str, f64>, case: &Case| {
        let sum: f64 = known(case, readings).map(|f| weights.get(f).copied().unwrap_or(0.0)).sum();
        1.0 / (1.0 + (-sum).exp())
    };
    for _ in 0..ROUNDS {
        let mut slope: BTreeMap<&'static str, f64> = BTreeMap::new();
        for case in &learned {
            let miss = f64::from(u8::from(case.is_sign)) - chance(&weights, case);
            known(case, readings).for_each(|f| *slope.entry(f).or_default() += miss);
        }
        for (feature, slope) in slope {
            let weight = weights.entry(feature).or_default();
            *weight += RATE * (slope - RIDGE * *weight) / learned.len() as f64;
        }
    }
    let count = |f: &dyn Fn(bool, bool) -> bool| {
        cases.iter().filter(|c| c.held_out && f(c.is_sign, chance(&weights, c) >= SURE)).count()
    };
    let (right, wrong, missed) = (count(&|t, p| t && p), count(&|t, p| !t && p), count(&|t, p| t && !p));
    eprintln!("{readings} second readings, pages left out: {right} § found, {missed} missed, {wrong} put in wrongly");
    weights
}
