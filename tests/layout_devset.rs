//! Measures layout and dedupe on the development set beside the worktree, where there is one.
//!
//! Run with `cargo test --test layout_devset -- --nocapture` for the figures. Floors hold for the protocols the rules were tuned on; over the others only
//! totals are printed.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a measuring test: its figures are its output")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use justera::dedupe::mark_repeats;
use justera::layout::coarse::coarse;
use justera::layout::{mark_furniture, mark_scribbles, order_warnings, paginate};
use justera::lexicon::Lexicon;
use justera::page::{LineRole, Origin, Page, text_lines};
use serde_json::Value;

const TUNING: [&str; 5] = ["alvhytte", "orrboda", "ostra-skalinge", "raddningstjansten", "ramundsby"];
const MODELS: [&str; 4] = ["gold", "swe", "eng", "engstd"];

fn shared(name: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared").join(name);
    if path.is_dir() {
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

fn json(path: &Path) -> Value {
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn read_pages(dir: &Path, model: &str) -> Vec<Page> {
    let mut pages = Vec::new();
    while let Ok(text) = std::fs::read_to_string(dir.join(format!("pages/{:03}.{model}.txt", pages.len() + 1))) {
        pages.push(Page::from_text(pages.len(), Origin::Text, "swe", &text));
    }
    pages
}

/// For each line of a gold page: whether it is header or footer.
fn gold_furniture(page: &Page, furniture: &Value) -> Vec<bool> {
    let list = |side: &str| -> Vec<String> {
        furniture[side].as_array().into_iter().flatten().filter_map(|v| v.as_str()).map(str::to_string).collect()
    };
    let (header, footer) = (list("header"), list("footer"));
    let with_text: Vec<usize> = (0..page.lines.len()).filter(|&i| !page.lines[i].is_blank()).collect();
    // A header of two columns is read row by row, so a line may hold several of the list's.
    // A long one is broken into lines.
    let is = |i: usize, side: &[String]| {
        let raw = page.lines[i].raw.trim();
        let letters =
            |t: &str| t.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
        if raw.len() >= 5 && !raw.contains('§') && letters(&side.concat()).contains(&letters(raw)) {
            return true;
        }
        let mut rest = page.lines[i].raw.clone();
        let mut parts: Vec<&str> = side.iter().map(|h| h.trim()).collect();
        parts.sort_by_key(|h| std::cmp::Reverse(h.len()));
        for part in parts {
            rest = rest.replacen(part, "", 1);
        }
        // The list names what stands on every page alike, so no page numbers.
        for label in ["Sida", "Sid", "Blad", "av"] {
            rest = rest.replace(label, "");
        }
        !rest.chars().any(|c| c.is_alphabetic() || c == '§')
    };
    let mut out = vec![false; page.lines.len()];
    for &i in with_text.iter().take_while(|&&i| is(i, &header)) {
        out[i] = true;
    }
    for &i in with_text.iter().rev().take_while(|&&i| is(i, &footer)) {
        out[i] = true;
    }
    out
}

/// For each line of a read page, the gold line it is a reading of: the dearest monotone pairing by likeness.
fn pair_lines(read: &Page, gold: &Page) -> Vec<Option<usize>> {
    let fold = |p: &Page| -> Vec<String> { p.lines.iter().map(|l| coarse(&l.raw)).collect() };
    let (a, b) = (fold(read), fold(gold));
    let like = |i: usize, j: usize| -> f64 {
        if a[i].is_empty() || b[j].is_empty() { 0.0 } else { strsim::normalized_levenshtein(&a[i], &b[j]) - 0.45 }
    };
    let mut best = vec![vec![0.0f64; b.len() + 1]; a.len() + 1];
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            best[i][j] = best[i + 1][j].max(best[i][j + 1]).max(best[i + 1][j + 1] + like(i, j));
        }
    }
    let (mut i, mut j) = (0, 0);
    let mut out = vec![None; a.len()];
    while i < a.len() && j < b.len() {
        if best[i][j] == best[i + 1][j] {
            i += 1;
        } else if best[i][j] == best[i][j + 1] {
            j += 1;
        } else {
            out[i] = Some(j);
            i += 1;
            j += 1;
        }
    }
    out
}

#[derive(Default)]
struct Count {
    wanted: usize,
    found: usize,
    body: usize,
    lost: usize,
    /// Lines of body or dirt that are furniture as scribbles.
    scribbles: usize,
    /// Missed in the upper half of a first page, of another page; in the lower half of a first page, of another.
    missed: [usize; 4],
}

fn measure_furniture(dirs: &[PathBuf], model: &str, show: bool) -> Count {
    let mut count = Count::default();
    let lexicon = Lexicon::swedish().unwrap();
    for dir in dirs {
        let furniture = json(&dir.join("gold.json"))["furniture"].clone();
        let gold = read_pages(dir, "gold");
        let mut pages = read_pages(dir, model);
        mark_furniture(&mut pages);
        let before: Vec<Vec<LineRole>> = pages.iter().map(|p| p.lines.iter().map(|l| l.role).collect()).collect();
        mark_scribbles(&mut pages, &|word| lexicon.contains(word));
        let lines = |p: &Page| p.lines.iter().map(|l| l.role).collect::<Vec<_>>();
        count.scribbles += pages
            .iter()
            .zip(&before)
            .map(|(p, b)| lines(p).iter().zip(b).filter(|(x, y)| x != y).count())
            .sum::<usize>();
        for (page, gold) in pages.iter().zip(&gold) {
            let labels = gold_furniture(gold, &furniture);
            for (line, pair) in page.lines.iter().zip(pair_lines(page, gold)) {
                let Some(j) = pair else {
                    if show && line.role != LineRole::Text {
                        println!("  unpaired {model} {}: {:?} {}", page.index + 1, line.role, line.raw);
                    }
                    continue;
                };
                let marked = line.role != LineRole::Text;
                if labels[j] {
                    count.wanted += 1;
                    count.found += usize::from(marked);
                    let place = usize::from(j * 2 > gold.lines.len()) * 2 + usize::from(page.index > 0);
                    count.missed[place] += usize::from(!marked);
                } else {
                    count.body += 1;
                    count.lost += usize::from(marked);
                }
                if show && labels[j] != marked {
                    println!(
                        "  {model} {} {}: {} {}",
                        dir.display(),
                        page.index + 1,
                        if marked { "LOST" } else { "missed" },
                        line.raw
                    );
                }
            }
        }
    }
    count
}

#[test]
fn furniture() {
    for tuning in [true, false] {
        let dirs = protocols(tuning);
        for model in MODELS {
            let c = measure_furniture(&dirs, model, tuning);
            if c.wanted == 0 {
                continue;
            }
            let recall = c.found as f64 / c.wanted as f64;
            println!(
                "furniture {} {model}: recall {:.4} ({}/{}), precision {:.4}, body lines lost {} of {}, missed {:?}, scribbles {}",
                if tuning { "tuning" } else { "held out" },
                recall,
                c.found,
                c.wanted,
                c.found as f64 / (c.found + c.lost).max(1) as f64,
                c.lost,
                c.body,
                c.missed,
                c.scribbles
            );
            if tuning {
                assert_eq!(c.lost, 0, "{model}: body lines lost");
                assert!(recall >= 0.99, "{model}: recall {recall}");
            }
        }
    }
}

/// The pages of a protocol as one text without page breaks; returns breaks found, breaks there, and how many are right.
fn measure_breaks(dirs: &[PathBuf], model: &str, show: bool) -> (usize, usize, usize) {
    let mut total = (0, 0, 0);
    for dir in dirs {
        let pages = read_pages(dir, model);
        let starts = |pages: &[Page]| -> BTreeSet<usize> {
            let sizes = pages.iter().map(|p| p.lines.iter().filter(|l| !l.is_blank()).count());
            sizes
                .scan(0, |at, n| {
                    *at += n;
                    Some(*at)
                })
                .take(pages.len() - 1)
                .collect()
        };
        let text = pages.iter().map(Page::raw).collect::<Vec<_>>().join("\n");
        let found = paginate(vec![Page::from_text(0, Origin::Text, "swe", &text)]);
        let (want, have) = (starts(&pages), starts(&found));
        if show && want != have {
            println!("  breaks {model} {}: {:?} wanted {:?}", dir.display(), have, want);
        }
        total = (total.0 + have.len(), total.1 + want.len(), total.2 + want.intersection(&have).count());
    }
    total
}

#[test]
fn page_breaks() {
    for tuning in [true, false] {
        let dirs = protocols(tuning);
        for model in MODELS.iter().filter(|_| !dirs.is_empty()) {
            let (found, wanted, right) = measure_breaks(&dirs, model, tuning);
            println!(
                "breaks {} {model}: found {found}, there {wanted}, right {right}",
                if tuning { "tuning" } else { "held out" }
            );
        }
    }
}

#[test]
fn pages_in_order_give_no_warning() {
    for tuning in [true, false] {
        let dirs = protocols(tuning);
        for model in MODELS.iter().filter(|_| !dirs.is_empty()) {
            let (mut warnings, mut splits) = (0, 0);
            for dir in &dirs {
                let mut pages = read_pages(dir, model);
                let count = pages.len();
                pages = paginate(pages);
                splits += pages.len() - count;
                mark_furniture(&mut pages);
                mark_repeats(&mut pages);
                warnings += order_warnings(&pages).len();
            }
            let whose = if tuning { "tuning" } else { "held out" };
            println!("order {whose} {model}: warnings {warnings}, pages split that were whole {splits}");
            if tuning {
                assert_eq!((warnings, splits), (0, 0), "{model}");
            }
        }
    }
}

struct Repeats {
    there: usize,
    found: usize,
    right: usize,
    lookalikes: usize,
    merged: usize,
}

fn measure_repeats(dirs: &[PathBuf], model: &str, show: bool) -> Repeats {
    let mut total = Repeats { there: 0, found: 0, right: 0, lookalikes: 0, merged: 0 };
    for dir in dirs {
        let dup = json(&dir.join("dup.json"));
        let mut pages = read_pages(dir, model);
        mark_furniture(&mut pages);
        mark_repeats(&mut pages);
        let number = |v: &Value| v.as_u64().unwrap_or(0) as usize;
        let want: BTreeSet<(usize, usize)> =
            dup["repeats"].as_array().unwrap().iter().map(|r| (number(&r["page"]), number(&r["of"]))).collect();
        let have: BTreeSet<(usize, usize)> =
            pages.iter().filter_map(|p| p.duplicate_of.map(|d| (p.index + 1, d + 1))).collect();
        if show && want != have {
            println!("  repeats {model} {}: {have:?} wanted {want:?}", dir.display());
        }
        total.there += want.len();
        total.found += have.len();
        total.right += want.intersection(&have).count();
        let pairs = dup["not_repeats"].as_array().unwrap();
        total.lookalikes += pairs.len();
        total.merged += have.difference(&want).count();
    }
    total
}

#[test]
fn repeats() {
    for tuning in [true, false] {
        let dirs = protocols(tuning);
        for model in MODELS.iter().filter(|_| !dirs.is_empty()) {
            let r = measure_repeats(&dirs, model, tuning);
            println!(
                "repeats {} {model}: found {} of {}, wrong {}, listed look-alikes {}",
                if tuning { "tuning" } else { "held out" },
                r.right,
                r.there,
                r.merged,
                r.lookalikes
            );
            if tuning {
                assert_eq!(r.merged, 0, "{model}");
                assert_eq!(r.right, r.there, "{model}");
            }
        }
    }
}

fn seed(name: &str) -> Option<Vec<Page>> {
    let text = std::fs::read_to_string(shared("seeds")?.join(name)).unwrap();
    let lines = text.lines().count();
    let mut pages = paginate(vec![Page::from_text(0, Origin::Text, "swe", &text)]);
    assert_eq!(pages.iter().map(|p| p.lines.len()).sum::<usize>(), lines);
    mark_furniture(&mut pages);
    mark_repeats(&mut pages);
    for p in &pages {
        let first = p.lines.iter().find(|l| !l.is_blank() && l.is_text()).map_or("", |l| l.raw.trim());
        println!("{name} page {} ({} lines): {:?} {}", p.index, p.lines.len(), p.duplicate_of, first);
        for l in p.lines.iter().filter(|l| !l.is_text()) {
            println!("      {:?} {}", l.role, l.raw);
        }
    }
    Some(pages)
}

#[test]
fn the_ocr_seed_holds_each_paragraph_once() {
    let Some(pages) = seed("protocol-2024-03-05-ocr.txt") else { return };
    let lines = text_lines(&pages);
    for n in 1..=9 {
        let heading = format!("§{n}");
        let times = lines.iter().filter(|l| {
            let t: String = l.text.split_whitespace().collect();
            t.starts_with(&heading) && !t[heading.len()..].starts_with(|c: char| c.is_ascii_digit())
        });
        assert_eq!(times.count(), 1, "§ {n}");
    }
    let kept: BTreeSet<String> = lines.iter().map(|l| coarse(&l.text)).collect();
    for page in pages.iter().filter(|p| p.duplicate_of.is_some()) {
        for line in page.lines.iter().filter(|l| l.is_text() && !l.is_blank()) {
            let folded = coarse(&line.raw);
            assert!(kept.iter().any(|k| strsim::normalized_levenshtein(k, &folded) > 0.7), "lost: {}", line.raw);
        }
    }
}

#[test]
fn the_clean_seed_is_split_and_holds_no_repeats() {
    let Some(pages) = seed("protocol-2024-04-04.txt") else { return };
    assert!(pages.len() >= 14);
    assert!(pages.iter().all(|p| p.duplicate_of.is_none()));
}
