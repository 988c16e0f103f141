//! Learns a confusion table from aligned pairs of a reading and the truth.
//!
//!     cargo run --release --example learn-confusions -- OUT.tsv ORIGIN RAW=GOLD [RAW=GOLD …]
//!
//! RAW and GOLD are text files of the same page. Words are paired by a diff over blurred words; letters of a pair are aligned
//! by Viterbi training: units of one or two letters read as up to two signs, costs re-estimated from the counts of the
//! round before (hard EM). ORIGIN is a line for the table's head that says what the pairs are.

#![allow(clippy::print_stdout, reason = "a tool on the command line")]

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write as _;

use justera::fold::{base_letter, blur, skeleton};
use similar::{Algorithm, DiffOp, capture_diff_slices};

const ROUNDS: usize = 4;
const SHAPES: [(usize, usize); 6] = [(1, 1), (1, 2), (2, 1), (1, 0), (0, 1), (2, 2)];

type Counts = BTreeMap<(String, String), f64>;

fn word_pairs(raw: &str, gold: &str) -> Vec<(Vec<char>, Vec<char>)> {
    let raw: Vec<&str> = raw.split_whitespace().collect();
    let gold: Vec<&str> = gold.split_whitespace().collect();
    let blurred = |words: &[&str]| words.iter().map(|w| blur(w)).collect::<Vec<_>>();
    let mut pairs = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, &blurred(&gold), &blurred(&raw)) {
        let (g, r) = match op {
            DiffOp::Equal { old_index, new_index, len } => (old_index..old_index + len, new_index..new_index + len),
            DiffOp::Replace { old_index, old_len, new_index, new_len } if old_len == new_len => {
                (old_index..old_index + old_len, new_index..new_index + new_len)
            }
            _ => continue,
        };
        for (gold, raw) in gold[g].iter().zip(&raw[r]) {
            let short = gold.chars().count() <= 2 && raw.chars().count() <= 3;
            if short || strsim::normalized_levenshtein(&skeleton(gold), &skeleton(raw)) >= 0.5 {
                let lower = |w: &str| w.to_lowercase().chars().collect::<Vec<char>>();
                pairs.push((lower(gold), lower(raw)));
            }
        }
    }
    pairs
}

/// Cost of a unit before anything is counted: what looks alike is cheap, long units are dear.
fn prior(truth: &[char], raw: &[char]) -> f64 {
    match (truth, raw) {
        ([t], [r]) if t == r => 0.0,
        ([t], [r]) if base_letter(*t) == base_letter(*r) => 0.5,
        ([t], [_]) if !t.is_ascii() => 2.0,
        ([_], [_]) => 4.0,
        ([t], [_, _]) if !t.is_ascii() => 3.5,
        ([a, b], [c, d]) if a == c || b == d => 99.0,
        ([_, _], [_, _]) => 9.0,
        _ => 5.5,
    }
}

fn cost(truth: &[char], raw: &[char], learned: Option<(&Counts, &BTreeMap<String, f64>)>) -> f64 {
    let Some((counts, totals)) = learned else { return prior(truth, raw) };
    let key = (truth.iter().collect::<String>(), raw.iter().collect::<String>());
    let total = totals.get(&key.0).copied().unwrap_or(1.0);
    let seen = counts.get(&key).copied().unwrap_or(0.0);
    -((seen + 0.05 * (-prior(truth, raw)).exp()) / (total + 1.0)).ln()
}

fn align(truth: &[char], raw: &[char], learned: Option<(&Counts, &BTreeMap<String, f64>)>) -> Vec<(String, String)> {
    let (n, m) = (truth.len(), raw.len());
    let mut best = vec![vec![(f64::INFINITY, (0, 0)); m + 1]; n + 1];
    best[0][0].0 = 0.0;
    for i in 0..=n {
        for j in 0..=m {
            for (a, b) in SHAPES {
                if (a, b) == (0, 0) || a > i || b > j || !best[i - a][j - b].0.is_finite() {
                    continue;
                }
                let total = best[i - a][j - b].0 + cost(&truth[i - a..i], &raw[j - b..j], learned);
                if total < best[i][j].0 {
                    best[i][j] = (total, (a, b));
                }
            }
        }
    }
    let (mut i, mut j, mut units) = (n, m, Vec::new());
    while i + j > 0 {
        let (a, b) = best[i][j].1;
        units.push((truth[i - a..i].iter().collect(), raw[j - b..j].iter().collect()));
        (i, j) = (i - a, j - b);
    }
    units
}

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [out, origin, files @ ..] = args.as_slice() else {
        return Err("usage: learn-confusions OUT.tsv ORIGIN RAW=GOLD [RAW=GOLD …]".into());
    };
    let mut pairs = Vec::new();
    for file in files {
        let (raw, gold) = file.split_once('=').ok_or_else(|| format!("{file}: give RAW=GOLD"))?;
        let read = |path: &str| std::fs::read_to_string(path).map_err(|e| format!("{path}: {e}"));
        pairs.extend(word_pairs(&read(raw)?, &read(gold)?));
    }
    let mut totals: BTreeMap<String, f64> = BTreeMap::new();
    for (truth, _) in &pairs {
        for width in [1, 2] {
            for piece in truth.windows(width) {
                *totals.entry(piece.iter().collect()).or_default() += 1.0;
            }
        }
        *totals.entry(String::new()).or_default() += truth.len() as f64;
    }
    let mut counts: Option<Counts> = None;
    for _ in 0..ROUNDS {
        let mut next = Counts::new();
        for (truth, raw) in &pairs {
            for unit in align(truth, raw, counts.as_ref().map(|c| (c, &totals))) {
                *next.entry(unit).or_default() += 1.0;
            }
        }
        counts = Some(next);
    }
    let mut table = format!(
        "# Confusions, learned by examples/learn-confusions.rs. {origin}\n# {} word pairs. Columns: truth, read as, times seen, times the truth stood in the pairs.\n",
        pairs.len()
    );
    for ((truth, raw), seen) in counts.unwrap_or_default() {
        let of = totals.get(&truth).copied().unwrap_or(0.0);
        if seen >= 2.0 {
            writeln!(table, "{truth}\t{raw}\t{seen}\t{of}")?;
        }
    }
    std::fs::write(out, table)?;
    println!("{out}: {} word pairs", pairs.len());
    Ok(())
}
