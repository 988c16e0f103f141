//! Measures the segmenter against written protocols with gold data: §§ found, titles, diarienummer, section kinds, decisions.
//! The set lies beside the repository; without it the test says so and passes.

// A measuring program as a test: it prints figures, and data that does not fit is a failed test.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::path::{Path, PathBuf};

use justera::fold;
use justera::page::TextLine;
use justera::segment::{self, Context, Segmented};
use serde_json::Value;

const TUNING: [&str; 5] = ["alvhytte", "orrboda", "ostra-skalinge", "raddningstjansten", "ramundsby"];
const MODELS: [&str; 4] = ["gold", "swe", "engstd", "eng"];

fn devset() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let found = ["../shared/devset", "shared/devset"].iter().map(|p| root.join(p)).find(|p| p.is_dir());
    if found.is_none() {
        println!("no ../shared/devset here: nothing measured");
    }
    found
}

/// Counts that add up over records and documents.
#[derive(Debug, Default, Clone)]
struct Totals {
    gold: usize,
    found: usize,
    right: usize,
    titles: usize,
    titles_near: usize,
    dnr: usize,
    kinds_gold: usize,
    kinds_found: usize,
    kinds_right: usize,
    decision_chars: usize,
    decision_errors: usize,
    by_kind: std::collections::BTreeMap<String, [usize; 3]>,
}

impl Totals {
    fn add(&mut self, o: &Totals) {
        self.gold += o.gold;
        self.found += o.found;
        self.right += o.right;
        self.titles += o.titles;
        self.titles_near += o.titles_near;
        self.dnr += o.dnr;
        self.kinds_gold += o.kinds_gold;
        self.kinds_found += o.kinds_found;
        self.kinds_right += o.kinds_right;
        self.decision_chars += o.decision_chars;
        self.decision_errors += o.decision_errors;
        for (k, n) in &o.by_kind {
            let mine = self.by_kind.entry(k.clone()).or_default();
            (0..3).for_each(|i| mine[i] += n[i]);
        }
    }

    fn kinds_f1(&self) -> f64 {
        2.0 * self.kinds_right as f64 / (self.kinds_gold + self.kinds_found).max(1) as f64
    }

    fn line(&self) -> String {
        format!(
            "found {}/{} ({} reported)  title = {} ~ {}  dnr {}  kinds F1 {:.3}  decision CER {:.2} %",
            self.right,
            self.gold,
            self.found,
            self.titles,
            self.titles_near,
            self.dnr,
            self.kinds_f1(),
            100.0 * self.decision_errors as f64 / self.decision_chars.max(1) as f64
        )
    }
}

fn json(path: &Path) -> Value {
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn strings(v: &Value) -> Vec<String> {
    v.as_array().map(|a| a.iter().filter_map(|s| s.as_str().map(String::from)).collect()).unwrap_or_default()
}

/// The pages of a document as text lines: repeats left out, header and footer lines taken away where they stand at the page's edge.
fn lines(dir: &Path, model: &str, gold: &Value) -> Vec<TextLine> {
    let repeats: Vec<u64> = json(&dir.join("dup.json"))["repeats"]
        .as_array()
        .map(|a| a.iter().filter_map(|r| r["page"].as_u64()).collect())
        .unwrap_or_default();
    let header = strings(&gold["furniture"]["header"]);
    let footer = strings(&gold["furniture"]["footer"]);
    let mut out = Vec::new();
    for page in 1.. {
        let Ok(text) = std::fs::read_to_string(dir.join(format!("pages/{page:03}.{model}.txt"))) else { break };
        if repeats.contains(&page) {
            continue;
        }
        let all: Vec<&str> = text.trim_end_matches('\u{c}').lines().collect();
        let gone = furniture(&all, &header, &footer);
        for (i, t) in all.iter().enumerate().filter(|(i, _)| !gone.contains(i)) {
            out.push(TextLine { page: page as usize - 1, line: i, text: t.to_string() });
        }
    }
    out
}

fn furniture(lines: &[&str], header: &[String], footer: &[String]) -> Vec<usize> {
    let full: Vec<usize> = (0..lines.len()).filter(|&i| !lines[i].trim().is_empty()).collect();
    let near = |line: &str, want: &str| {
        let (a, b) = (fold::skeleton(line.trim()), fold::skeleton(want));
        strsim::normalized_levenshtein(&a, &b) > 0.75
    };
    let mut gone = Vec::new();
    for &i in full.iter().take(header.len() + 3) {
        if header.iter().any(|h| near(lines[i], h)) {
            gone.push(i);
        }
    }
    for &i in full.iter().rev().take(footer.len() + 2) {
        if footer.iter().any(|f| near(lines[i], f)) {
            gone.push(i);
        }
    }
    gone
}

fn compare(got: &Segmented, gold: &Value, show: bool) -> Totals {
    let mut t = Totals { found: got.records.len(), ..Totals::default() };
    let mut used = vec![false; got.records.len()];
    for g in gold["records"].as_array().unwrap() {
        t.gold += 1;
        let suffix = g["suffix"].as_str();
        let number = g["paragraph"].as_u64().unwrap() as u32;
        let at = got.records.iter().position(|r| r.number == number && r.suffix.as_deref() == suffix);
        let want_kinds: Vec<String> =
            g["sections"].as_array().unwrap().iter().map(|s| s["kind"].as_str().unwrap().to_string()).collect();
        t.kinds_gold += want_kinds.len();
        let want: Vec<&str> = g["sections"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|s| s["kind"] == "decision")
            .filter_map(|s| s["text"].as_str())
            .collect();
        let want = want.join("\n\n");
        t.decision_chars += want.chars().count();
        let Some(at) = at.filter(|a| !used[*a]) else {
            t.decision_errors += want.chars().count();
            if show {
                println!("    missing § {number} {suffix:?}");
            }
            continue;
        };
        used[at] = true;
        let r = &got.records[at];
        t.right += 1;
        let title = g["title"].as_str();
        let near = match (title, r.title.as_deref()) {
            (None, None) => true,
            (Some(a), Some(b)) => strsim::normalized_levenshtein(&fold::skeleton(a), &fold::skeleton(b)) > 0.85,
            _ => false,
        };
        t.titles += usize::from(title == r.title.as_deref());
        t.titles_near += usize::from(near);
        let same_dnr = strings(&g["dnr"]) == r.dnr;
        t.dnr += usize::from(same_dnr);
        let mut kinds: Vec<String> =
            r.sections.iter().map(|s| serde_json::to_value(s.kind).unwrap().as_str().unwrap().to_string()).collect();
        t.kinds_found += kinds.len();
        let found = kinds.clone();
        found.iter().for_each(|k| t.by_kind.entry(k.clone()).or_default()[1] += 1);
        for k in &want_kinds {
            t.by_kind.entry(k.clone()).or_default()[0] += 1;
            if let Some(i) = kinds.iter().position(|x| x == k) {
                kinds.remove(i);
                t.kinds_right += 1;
                t.by_kind.entry(k.clone()).or_default()[2] += 1;
            }
        }
        let errors = strsim::levenshtein(&want, &r.decision);
        t.decision_errors += errors;
        if show && !near {
            println!("    § {number} title {title:?} read {:?}", r.title);
        }
        if show && !same_dnr {
            println!("    § {number} dnr {} read {:?}", g["dnr"], r.dnr);
        }
        if show && found != want_kinds {
            println!("    § {number} kinds {want_kinds:?} read {found:?}");
        }
        if show && errors * 20 > want.chars().count() {
            println!("    § {number} decision {errors} errors\n      want {want:?}\n      read {:?}", r.decision);
        }
    }
    if show {
        for (r, _) in got.records.iter().zip(&used).filter(|(_, u)| !**u) {
            println!("    extra {} {:?}", r.label, r.title);
        }
    }
    t
}

#[test]
fn records_of_the_development_set() {
    let Some(root) = devset() else { return };
    let show = std::env::var_os("SHOW").is_some();
    let mut dirs: Vec<PathBuf> =
        std::fs::read_dir(&root).unwrap().map(|e| e.unwrap().path()).filter(|p| p.is_dir()).collect();
    dirs.sort();
    for model in MODELS {
        let mut tuning = Totals::default();
        let mut held_out = Totals::default();
        for dir in &dirs {
            let name = dir.file_name().unwrap().to_string_lossy().to_string();
            let gold = json(&dir.join("gold.json"));
            let source = lines(dir, model, &gold);
            let got = segment::records(&source, &Context::default());
            if TUNING.iter().any(|t| name.starts_with(t)) {
                let t = compare(&got, &gold, show);
                println!("{model:7} {name:45} {}", t.line());
                if show {
                    println!("    labels {:?}", got.records.iter().map(|r| r.label.as_str()).collect::<Vec<_>>());
                }
                tuning.add(&t);
            } else {
                held_out.add(&compare(&got, &gold, false));
            }
        }
        println!("{model:7} tuning   {}", tuning.line());
        println!("{model:7} held out {}", held_out.line());
        if show {
            println!("        held out by kind, [gold, read, right]: {:?}", held_out.by_kind);
        }
        let share = |n: usize| n as f64 / tuning.gold as f64;
        assert!(share(tuning.right) >= 0.99, "{model}: too few §§ found");
        assert!(tuning.right as f64 >= 0.99 * tuning.found as f64, "{model}: §§ found that are none");
        assert!(share(tuning.titles_near) >= 0.97, "{model}: titles");
        assert!(share(tuning.dnr) >= 0.97, "{model}: dnr");
        assert!(tuning.kinds_f1() >= 0.97, "{model}: kinds");
        let errors = tuning.decision_errors as f64 / tuning.decision_chars as f64;
        // The English models break å ä ö in one letter of twenty; that is not the segmenter's to mend.
        let limit = if model.starts_with("eng") { 0.05 } else { 0.01 };
        assert!(errors <= limit, "{model}: decisions {errors}");
    }
}
