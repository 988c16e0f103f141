//! Fits the curves from the model's posterior to the probability that an edit is right.
//!
//!     cargo run --release --example calibrate -- OUT.tsv ORIGIN RAW=GOLD [RAW=GOLD …]
//!
//! RAW and GOLD are text files of the same document, pages divided by form feeds. Of each kind of edit all proposals are judged against GOLD,
//! and a logistic curve is fitted to the log-odds (Platt 1999), held to slope 1 and offset 0 by a weak prior where there are few.
//! ORIGIN is a line for the table's head that says what the pairs are: none that taught the confusions.

#![allow(clippy::print_stdout, reason = "a tool on the command line")]

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write as _;

use justera::eval::calibration;
use justera::lexicon::Lexicon;
use justera::page::{Origin, Page};
use justera::repair::Repairer;
use justera::repair::confidence::Kind;

/// Steps of Newton's method.
const ROUNDS: usize = 50;
/// Weight of the prior: as if this many edits had been seen to obey the model.
const PRIOR: f64 = 4.0;

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [out, origin, files @ ..] = args.as_slice() else {
        return Err("usage: calibrate OUT.tsv ORIGIN RAW=GOLD [RAW=GOLD …]".into());
    };
    let repairer = Repairer::new(Lexicon::swedish()?, 0.0);
    let mut seen: BTreeMap<Kind, Vec<(f64, bool)>> = BTreeMap::new();
    for file in files {
        let (raw, gold) = file.split_once('=').ok_or_else(|| format!("{file}: give RAW=GOLD"))?;
        let read = |path: &str| std::fs::read_to_string(path).map_err(|e| format!("{path}: {e}"));
        let (raw, gold) = (read(raw)?, read(gold)?);
        let mut pages: Vec<Page> =
            raw.split('\u{c}').enumerate().map(|(i, t)| Page::from_text(i, Origin::Text, "swe", t)).collect();
        let gold: Vec<&str> = gold.split('\u{c}').collect();
        for proposal in repairer.proposals(&mut pages)? {
            let Some(gold) = gold.get(proposal.page) else { continue };
            let mut edit = proposal.edit;
            edit.applied = true;
            let edits = BTreeMap::from([(proposal.line, vec![edit])]);
            let judged = calibration::measure(gold, &pages[proposal.page].raw(), &edits);
            if judged.applied.iter().all(|c| c.edits == 0) {
                continue;
            }
            let right = judged.applied.iter().any(|c| c.right > 0);
            if std::env::var("DBG").is_ok() {
                println!("J {:?} {:.3} {}", proposal.evidence.kind, proposal.evidence.log_odds(), right);
            }
            if std::env::var("DBG").is_ok() && !right {
                let e = &edits[&proposal.line][0];
                println!(
                    "WRONG {:?} {:.3} {} -> {} [{}]",
                    proposal.evidence.kind,
                    proposal.evidence.posterior,
                    e.from,
                    e.to,
                    pages[proposal.page].lines[proposal.line].raw
                );
            }
            seen.entry(proposal.evidence.kind).or_default().push((proposal.evidence.log_odds(), right));
        }
    }
    let mut table = format!(
        "# Curves from posterior to confidence, fitted by examples/calibrate.rs. {origin}\n# Columns: kind of edit, slope, offset, edits seen, of these right.\n"
    );
    for (kind, name) in Kind::ALL {
        let seen = seen.remove(&kind).unwrap_or_default();
        let (slope, offset) = fit(&seen);
        let right = seen.iter().filter(|s| s.1).count();
        writeln!(table, "{name}\t{slope:.3}\t{offset:.3}\t{}\t{right}", seen.len())?;
    }
    std::fs::write(out, &table)?;
    print!("{table}");
    Ok(())
}

/// Slope and offset of the logistic curve that fits best: Newton's method, each step halved until it is a gain.
fn fit(seen: &[(f64, bool)]) -> (f64, f64) {
    let (mut slope, mut offset) = (1.0f64, 0.0f64);
    for _ in 0..ROUNDS {
        // Gradient and curvature of the loss, the prior's first.
        let (mut ga, mut gb) = (PRIOR * (1.0 - slope), -PRIOR * offset * 0.25);
        let (mut haa, mut hab, mut hbb) = (PRIOR, 0.0, PRIOR * 0.25);
        for (x, right) in seen {
            let p = 1.0 / (1.0 + (-(slope * x + offset)).exp());
            let (error, weight) = (f64::from(*right) - p, p * (1.0 - p));
            (ga, gb) = (ga + error * x, gb + error);
            (haa, hab, hbb) = (haa + weight * x * x, hab + weight * x, hbb + weight);
        }
        let det = haa * hbb - hab * hab;
        let (da, db) = ((hbb * ga - hab * gb) / det, (haa * gb - hab * ga) / det);
        let before = loss(seen, slope, offset);
        let gain = (0..12).map(|n| 0.5f64.powi(n)).find(|f| loss(seen, slope + f * da, offset + f * db) < before);
        let Some(step) = gain else { break };
        (slope, offset) = (slope + step * da, offset + step * db);
    }
    (slope.max(0.05), offset)
}

/// −ln likelihood of what was seen, and of the prior.
fn loss(seen: &[(f64, bool)], slope: f64, offset: f64) -> f64 {
    let prior = 0.5 * PRIOR * ((1.0 - slope).powi(2) + 0.25 * offset.powi(2));
    let own = seen.iter().map(|(x, right)| {
        let z = slope * x + offset;
        (1.0 + (if *right { -z } else { z }).exp()).ln()
    });
    prior + own.sum::<f64>()
}
