//! Measures the vote of repeated pages on the development set beside the worktree, where there is one: a protocol read with the Swedish model and
//! again with an English one, both readings in one document.
//!
//! Run with `cargo test --test collate_devset -- --nocapture` for the figures. Bounds hold for the protocols the rules were tuned on; over the
//! others only totals are printed.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a measuring test: its figures are its output")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use justera::eval::counts::Errors;
use justera::eval::text::{Reading, WrongWords, measure};
use justera::ingest::TextLayer;
use justera::page::{Origin, Page};
use justera::pipeline::{Options, Pipeline};
use serde_json::Value;

const TUNING: [&str; 5] = ["alvhytte", "orrboda", "ostra-skalinge", "raddningstjansten", "ramundsby"];

fn shared(name: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared").join(name);
    if path.exists() {
        return Some(path);
    }
    println!("skipped: {} is not there", path.display());
    None
}

/// Protocol folders: those tuned on (`true`) or the others.
fn protocols(tuning: bool) -> Vec<PathBuf> {
    let Some(root) = shared("devset") else { return Vec::new() };
    let mut all: Vec<PathBuf> =
        std::fs::read_dir(root).unwrap().map(|e| e.unwrap().path()).filter(|p| p.is_dir()).collect();
    all.retain(|p| TUNING.iter().any(|t| p.file_name().unwrap().to_string_lossy().starts_with(t)) == tuning);
    all.sort();
    all
}

fn texts(dir: &Path, model: &str) -> Vec<String> {
    let page = |n: usize| std::fs::read_to_string(dir.join(format!("pages/{n:03}.{model}.txt"))).ok();
    (1..).map_while(page).collect()
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

fn pages_of(texts: &[&[String]]) -> Vec<Page> {
    let page = |(i, t): (usize, &String)| Page::from_text(i, Origin::Text, "swe", t);
    texts.iter().flat_map(|t| t.iter()).enumerate().map(page).collect()
}

/// Word errors of kept pages, before and after, with what else is counted.
#[derive(Default)]
struct Total {
    /// Whether single edits are listed: of the protocols tuned on only.
    show: bool,
    before: Errors,
    after: Errors,
    broken: usize,
    /// Pages that a repeat should stand behind and does.
    witnessed: usize,
    wanted: usize,
    edits: usize,
    variants: usize,
    /// By band of confidence: edits that break, that neither mend nor break, and that mend.
    bands: [[usize; 3]; BANDS.len()],
}

/// Readings of one page differ in nothing but misreadings; so many, for each reading beside the first, are taken for more, of 34 pages.
const MOST_VARIANTS: usize = 6;

/// Lower ends of the bands of confidence.
const BANDS: [f64; 5] = [0.99, 0.95, 0.9, 0.8, 0.0];

impl Total {
    fn print(&self, name: &str) {
        println!(
            "{name:28} before {:.2} %  after {:.2} % ({} of {})  broken {}  witnessed {}/{}  witness edits {}  variants {}",
            self.before.rate().unwrap_or(0.0) * 100.0,
            self.after.rate().unwrap_or(0.0) * 100.0,
            self.after.total(),
            self.after.reference,
            self.broken,
            self.witnessed,
            self.wanted,
            self.edits,
            self.variants
        );
        if self.edits > 0 {
            println!("    {:?}: {:?}", BANDS, self.bands);
        }
    }
}

/// What each applied edit of a witness does to the page's word errors, by its confidence: it mends, does nothing, or breaks.
fn weigh_edits(page: &Page, gold: &str, total: &mut Total) {
    let errors = |page: &Page| {
        let reading = Reading { gold, raw: None, text: &page.text_with_furniture() };
        measure(reading, "", &mut WrongWords::default()).after.words.total()
    };
    let with = errors(page);
    for (l, line) in page.lines.iter().enumerate() {
        for (e, edit) in line.edits.iter().enumerate().filter(|(_, e)| e.applied && is_witness(e)) {
            let mut without = page.clone();
            without.lines[l].edits[e].applied = false;
            let band = BANDS.iter().position(|b| edit.confidence >= *b).unwrap_or(BANDS.len() - 1);
            let effect = errors(&without).cmp(&with) as usize;
            // Less, equal, greater: without the edit there are fewer errors, as many, or more.
            total.bands[band][effect.wrapping_add(1)] += 1;
            if total.show {
                println!(
                    "  EFFECT {} {:?} -> {:?} {} | {}",
                    effect.wrapping_add(1),
                    edit.from,
                    edit.to,
                    edit.confidence,
                    line.raw
                );
            }
        }
    }
}

/// Judges the pages of the first reading that gold does not call repeats.
fn judge(dir: &Path, pages: &[Page], readings: usize, total: &mut Total, wrong: &mut WrongWords) {
    let dup: Value = serde_json::from_str(&std::fs::read_to_string(dir.join("dup.json")).unwrap()).unwrap();
    let repeats: BTreeSet<u64> = dup["repeats"].as_array().unwrap().iter().filter_map(|r| r["page"].as_u64()).collect();
    let gold = texts(dir, "gold");
    for (i, gold) in gold.iter().enumerate().filter(|(i, _)| !repeats.contains(&(*i as u64 + 1))) {
        let page = &pages[i];
        let (raw, text) = (page.raw(), page.text_with_furniture());
        let place = format!("{} {}", dir.file_name().unwrap().to_string_lossy(), i + 1);
        let m = measure(Reading { gold, raw: Some(&raw), text: &text }, &place, wrong);
        total.before += m.before.unwrap().words;
        total.after += m.after.words;
        total.broken += m.broken.hit;
        total.wanted += 1;
        total.witnessed += usize::from(page.witnesses.len() + 1 >= readings);
        total.variants += page.variants.len();
        weigh_edits(page, gold, total);
        total.edits += page.lines.iter().flat_map(|l| &l.edits).filter(|e| e.applied && is_witness(e)).count();
    }
}

fn is_witness(edit: &justera::edit::Edit) -> bool {
    edit.source == justera::edit::EditSource::Witness
}

fn run(dirs: &[PathBuf], models: &[&str], show: bool) -> Total {
    let pipeline = pipeline();
    let (mut total, mut wrong) = (Total::default(), WrongWords::default());
    total.show = show;
    for dir in dirs {
        let readings: Vec<Vec<String>> = models.iter().map(|m| texts(dir, m)).collect();
        let readings: Vec<&[String]> = readings.iter().map(Vec::as_slice).collect();
        let pages = pipeline.voted(pipeline.mend(pages_of(&readings)).unwrap()).unwrap();
        judge(dir, &pages, models.len(), &mut total, &mut wrong);
        if show {
            for page in &pages {
                for (i, l) in page.lines.iter().enumerate() {
                    for e in l.edits.iter().filter(|e| is_witness(e)) {
                        println!(
                            "  EDIT p{} l{i} {:?} -> {:?} {} {} | {}",
                            page.index, e.from, e.to, e.confidence, e.applied, l.raw
                        );
                    }
                }
                for v in &page.variants {
                    println!("  VARIANT {v:?}");
                }
            }
        }
    }
    if show {
        for broken in [true, false] {
            for (word, n, place) in wrong.worst(broken, 400) {
                println!(
                    "  {n} broken={} {:?} raw {:?} now {:?}  {place}",
                    word.broken, word.gold, word.raw, word.text
                );
            }
        }
    }
    total
}

#[test]
fn two_models_read_better_than_either() {
    let show = std::env::var("SHOW").ok();
    for tuning in [true, false] {
        let dirs = protocols(tuning);
        if dirs.is_empty() {
            continue;
        }
        println!("{}", if tuning { "tuning" } else { "held out" });
        let errors = |models: &[&str]| {
            let name = models.join("+");
            let total = run(&dirs, models, tuning && show.as_deref() == Some(&name));
            total.print(&name);
            if tuning {
                assert!(
                    total.variants <= MOST_VARIANTS * (models.len() - 1).max(1),
                    "{name}: misreadings told as variants"
                );
            }
            total.after.total()
        };
        let alone: BTreeMap<&str, usize> = ["swe", "eng", "engstd"].map(|m| (m, errors(&[m]))).into();
        for models in [
            &["swe", "eng"][..],
            &["eng", "swe"],
            &["swe", "engstd"],
            &["engstd", "swe"],
            &["eng", "engstd"],
            &["eng", "engstd", "swe"],
        ] {
            let together = errors(models);
            let best = models.iter().filter_map(|m| alone.get(m)).min().unwrap();
            if tuning {
                assert!(together < *best, "{models:?}: {together} word errors, alone {alone:?}");
            }
        }
    }
}

/// A table of damaged and right lines of the seed, by the damaged ones.
fn gold_lines(name: &str) -> Option<Vec<(String, String)>> {
    let text = std::fs::read_to_string(shared("gold")?.join(name)).ok()?;
    let rows = text.lines().filter(|l| !l.starts_with('#')).filter_map(|l| l.split_once('\t'));
    Some(rows.filter(|r| r.1.trim() != "?").map(|(raw, gold)| (raw.trim().to_string(), gold.to_string())).collect())
}

/// Word errors of the lines of gold that stand on kept pages.
fn line_errors(pages: &[Page], gold: &[(String, String)]) -> Errors {
    let kept = || pages.iter().filter(|p| p.duplicate_of.is_none()).flat_map(|p| &p.lines);
    let mut sum = Errors::default();
    for (raw, gold) in gold {
        if let Some(line) = kept().find(|l| l.raw.trim() == raw) {
            let reading = Reading { gold, raw: None, text: &line.text() };
            sum += measure(reading, "", &mut WrongWords::default()).after.words;
        }
    }
    sum
}

#[test]
fn the_halves_of_the_seed_together_are_no_worse_than_either() {
    let Some(gold) = gold_lines("protocol-2024-03-05-ocr.lines.tsv") else { return };
    let Some(path) = shared("seeds/protocol-2024-03-05-ocr.txt") else { return };
    let text = std::fs::read_to_string(path).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    let half = lines.len() / 2;
    let pipeline = pipeline();
    let mend = |lines: &[&str]| pipeline.voted(pipeline.mend(pages_of(&[&[lines.join("\n")]])).unwrap()).unwrap();
    let (first, second, whole) = (mend(&lines[..half]), mend(&lines[half..]), mend(&lines));
    let errors = |pages: &[Page], gold: &[(String, String)]| {
        let e = line_errors(pages, gold);
        (e.total(), e.reference)
    };
    // Furniture stands in one half only; what both read is compared.
    let reads = |pages: &[Page], raw: &str| pages.iter().flat_map(|p| &p.lines).any(|l| l.raw.trim() == raw);
    let both: Vec<(String, String)> =
        gold.into_iter().filter(|(raw, _)| reads(&first, raw) && reads(&second, raw)).collect();
    let found = [&first, &second, &whole].map(|p| errors(p, &both));
    println!("seed, gold lines: word errors of first half, second half, both voting: {found:?}");
    let mut edits = 0;
    for page in whole.iter().filter(|p| p.duplicate_of.is_none()) {
        for line in &page.lines {
            for e in line.edits.iter().filter(|e| is_witness(e)) {
                println!("  {:?} -> {:?} {} {}", e.from, e.to, e.confidence, e.applied);
                edits += usize::from(e.applied);
            }
        }
        page.variants.iter().for_each(|v| println!("  {v:?}"));
    }
    println!("  witness edits {edits}");
    // On these lines the halves are one reading, letter for letter: no vote can better them.
    assert!(found[2].0 <= found[0].0.min(found[1].0) && found[2].1 == found[0].1, "{found:?}");
    // Lines that the halves read differently, with the reading of either half.
    let Some(other) = gold_lines("protocol-2024-03-05-ocr.halves.tsv") else { return };
    let rate = |pages: &[Page]| errors(pages, &other);
    println!("seed, lines read differently: {:?}", [&first, &second, &whole].map(|p| rate(p)));
}
