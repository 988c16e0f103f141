//! Measures what preparing page images is worth to their reading.
//!
//!     OMP_THREAD_LIMIT=1 cargo run --release --example ocr-preparation -- CACHE GOLD… -- EXPERIMENT…
//!
//! GOLD are folders of written protocols with a `scan.pdf`. An EXPERIMENT is `DAMAGE/STEPS/ENGINE`, each part empty or items
//! joined by commas: damage done to the page first (`damage.rs`), steps of preparation (`all` for all), settings of the
//! engine (`psm=4`, `lang=swe`, else variables of Tesseract). Readings are kept in the folder CACHE by the digest of what
//! was read. With `EVERY=4` in the environment only every fourth page is taken, with `PROFILE=fax` only pages of that damage.
//! Of every experiment one row a damage profile: errors by letter and word, CPU seconds a page for preparing and reading.

#![allow(clippy::print_stdout, reason = "a tool on the command line")]

mod damage;

use std::collections::BTreeMap;
use std::error::Error;
use std::path::{Path, PathBuf};

use justera::eval::gold::load;
use justera::eval::text::{Reading, StateMeasure, WrongWords, measure};
use justera::ingest::{IngestOptions, OpenInput, PageContent, TextLayer, plan};
use justera::ocr::prepare::{Place, Steps, prepare_with};
use justera::page::PageImage;
use sha2::{Digest, Sha256};
use tesseract_rs::{TessPageSegMode, TesseractAPI};

type Any = Box<dyn Error>;

/// A page to be read: profile of its damage, image, what is printed on it.
struct Scan {
    profile: String,
    image: PageImage,
    gold: String,
}

#[derive(Default)]
struct Row {
    pages: usize,
    measure: StateMeasure,
    letters: (usize, usize),
    preparing: f64,
    reading: f64,
    changed: usize,
}

fn main() -> Result<(), Any> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let cut = args.iter().position(|a| a == "--").ok_or("usage: ocr-preparation CACHE GOLD… -- EXPERIMENT…")?;
    let (cache, golds) = args[..cut].split_first().ok_or("no CACHE given")?;
    let limit: usize = std::env::var("EVERY").ok().and_then(|n| n.parse().ok()).unwrap_or(1);
    let only = std::env::var("PROFILE").unwrap_or_default();
    let mut scans = Vec::new();
    for gold in golds {
        scans.extend(pages_of(Path::new(gold))?);
    }
    let scans: Vec<Scan> = scans
        .into_iter()
        .filter(|s| s.profile.contains(&only))
        .enumerate()
        .filter(|(i, _)| i % limit == 0)
        .map(|(_, s)| s)
        .collect();
    println!(
        "| experiment | profile | pages | CER | WER | WER, bag | words of letters | å ä ö right | s preparing | s reading | moved |"
    );
    println!("| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
    for experiment in &args[cut + 1..] {
        let rows = run(experiment, &scans, Path::new(cache))?;
        let mut all = Row::default();
        for (profile, row) in &rows {
            print(experiment, profile, row);
            all.pages += row.pages;
            all.measure += row.measure;
            all.letters = (all.letters.0 + row.letters.0, all.letters.1 + row.letters.1);
            all.preparing += row.preparing;
            all.reading += row.reading;
            all.changed += row.changed;
        }
        if rows.len() > 1 {
            print(experiment, "all", &all);
        }
    }
    Ok(())
}

fn print(experiment: &str, profile: &str, row: &Row) {
    let m = &row.measure;
    let percent = |n: Option<f64>| n.map_or("–".into(), |n| format!("{:.2} %", 100.0 * n));
    let n = row.pages as f64;
    println!(
        "| {experiment} | {profile} | {} | {} | {} | {} | {} | {} | {:.3} | {:.2} | {} |",
        row.pages,
        percent(m.characters.rate()),
        percent(m.words.rate()),
        percent(m.bag.rate()),
        percent(Some(row.letters.0 as f64 / row.letters.1.max(1) as f64)),
        percent(m.diacritics.ratio()),
        row.preparing / n,
        row.reading / n,
        row.changed,
    );
}

/// Words of two letters or more, punctuation around them left out, that only one side has: the larger number of the two
/// sides, and how many gold has. What § (which `swe` cannot read), numbers and the order of columns cost is left out.
fn letter_words(gold: &str, text: &str) -> (usize, usize) {
    fn words(text: &str) -> impl Iterator<Item = &str> {
        let cores = text.split_whitespace().map(|w| w.trim_matches(|c: char| !c.is_alphanumeric()));
        cores.filter(|w| w.chars().filter(|c| c.is_alphabetic()).count() >= 2)
    }
    let mut balance: BTreeMap<&str, i64> = BTreeMap::new();
    words(gold).for_each(|w| *balance.entry(w).or_default() += 1);
    words(text).for_each(|w| *balance.entry(w).or_default() -= 1);
    let of = words(gold).count();
    let missing: i64 = balance.values().filter(|n| **n > 0).sum();
    let extra: i64 = balance.values().filter(|n| **n < 0).map(|n| -n).sum();
    (missing.max(extra) as usize, of)
}

fn pages_of(folder: &Path) -> Result<Vec<Scan>, Any> {
    let gold = load(folder)?;
    let meta: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(folder.join("gold.json"))?)?;
    let scan: PathBuf = folder.join("scan.pdf");
    let inputs = plan(&[scan]).inputs;
    let input = OpenInput::open(inputs.first().ok_or("no scan")?)?;
    let options = IngestOptions { text_layer: TextLayer::Ignored, ..IngestOptions::default() };
    let mut scans = Vec::new();
    for (i, text) in gold.pages.values().enumerate() {
        let profile = meta["scan"]["scan_pages"][i]["profile"].as_str().unwrap_or("?").to_string();
        if let PageContent::Image(image) = input.page(i, &options)? {
            scans.push(Scan { profile, image, gold: text.clone() });
        }
    }
    Ok(scans)
}

/// The steps named, `all` for all.
fn steps(names: &[&str]) -> Result<Steps, Any> {
    let mut steps = Steps::NONE;
    for name in names {
        match *name {
            "all" => steps = Steps::ALL,
            "light" => steps.light = true,
            "turn" => steps.turn = true,
            "specks" => steps.specks = true,
            "scale" => steps.scale = true,
            "smooth" => steps.smooth = true,
            "straighten" => steps.straighten = true,
            _ => return Err(format!("no step '{name}'").into()),
        }
    }
    Ok(steps)
}

fn run(experiment: &str, scans: &[Scan], cache: &Path) -> Result<BTreeMap<String, Row>, Any> {
    let mut parts = experiment.splitn(3, '/');
    let mut part = || parts.next().unwrap_or("").split(',').filter(|p| !p.is_empty()).collect::<Vec<_>>();
    let (damages, steps, settings) = (part(), steps(&part())?, part());
    let mut engine = None;
    let mut rows: BTreeMap<String, Row> = BTreeMap::new();
    for scan in scans {
        let mut image = scan.image.clone();
        for damage in &damages {
            image = damage::damaged(image, damage)?;
        }
        let start = cpu();
        let prepared = prepare_with(&image, steps);
        let preparing = cpu() - start;
        let image = prepared.image;
        let (text, seconds) = read_cached(&image, &settings, cache, &mut engine)?;
        let reading = Reading { gold: &scan.gold, raw: None, text: &text };
        let found = measure(reading, "", &mut WrongWords::default()).after;
        let row = rows.entry(scan.profile.clone()).or_default();
        row.pages += 1;
        row.measure += found;
        let (wrong, of) = letter_words(&scan.gold, &text);
        row.letters = (row.letters.0 + wrong, row.letters.1 + of);
        row.preparing += preparing;
        row.reading += seconds;
        row.changed += usize::from(prepared.place != Place::SAME);
    }
    Ok(rows)
}

/// CPU seconds of this process.
fn cpu() -> f64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    text.split(' ').next().and_then(|n| n.parse::<f64>().ok()).unwrap_or(0.0) / 1e9
}

fn read_cached(
    image: &PageImage,
    settings: &[&str],
    cache: &Path,
    engine: &mut Option<TesseractAPI>,
) -> Result<(String, f64), Any> {
    let mut digest = Sha256::new();
    digest.update(image.pixels.as_raw());
    digest.update(format!("{} {} {settings:?}", image.pixels.width(), image.dpi));
    let key: String = digest.finalize().iter().take(12).map(|b| format!("{b:02x}")).collect();
    let file = cache.join(format!("{key}.txt"));
    if let Ok(kept) = std::fs::read_to_string(&file)
        && let Some((seconds, text)) = kept.split_once('\n')
    {
        return Ok((text.into(), seconds.parse()?));
    }
    if engine.is_none() {
        *engine = Some(load_engine(settings)?);
    }
    let api = engine.as_ref().ok_or("no engine")?;
    let start = cpu();
    let (width, height) = (image.pixels.width() as i32, image.pixels.height() as i32);
    api.set_image(image.pixels.as_raw(), width, height, 1, width)?;
    api.set_source_resolution(image.dpi as i32)?;
    api.recognize()?;
    let tsv = api.get_tsv_text(0)?;
    api.clear()?;
    let seconds = cpu() - start;
    let text = text_of(&tsv);
    std::fs::write(&file, format!("{seconds}\n{text}"))?;
    Ok((text, seconds))
}

fn load_engine(settings: &[&str]) -> Result<TesseractAPI, Any> {
    let setting = |key: &str| settings.iter().filter_map(|s| s.split_once('=')).find(|(k, _)| *k == key).map(|s| s.1);
    let folder = justera::ocr::tessdata_dir().ok_or("no models")?;
    let api = TesseractAPI::new();
    api.init(folder.to_str().ok_or("name of the folder of models")?, setting("lang").unwrap_or("swe"))?;
    let psm = setting("psm").unwrap_or("4").parse()?;
    api.set_page_seg_mode(TessPageSegMode::from_int(psm))?;
    for (key, value) in settings.iter().filter_map(|s| s.split_once('=')).filter(|(k, _)| !["lang", "psm"].contains(k))
    {
        api.set_variable(key, value)?;
    }
    Ok(api)
}

fn text_of(tsv: &str) -> String {
    let mut text = String::new();
    for row in tsv.lines() {
        let fields: Vec<&str> = row.splitn(12, '\t').collect();
        match (fields.first(), fields.get(11)) {
            (Some(&"4"), _) => text.push('\n'),
            (Some(&"5"), Some(word)) => {
                text.push_str(word);
                text.push(' ');
            }
            _ => {}
        }
    }
    text
}
