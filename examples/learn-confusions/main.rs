//! Learns a confusion table from readings and their truth, and measures how well a table foretells readings.
//!
//!     cargo run --release --example learn-confusions -- learn OUT.tsv SPACES.tsv ORIGIN [--weight W] RAW=GOLD …
//!     cargo run --release --example learn-confusions -- test TABLE.tsv [--list] RAW=GOLD …
//!
//! RAW and GOLD are text files of the same page; `@FILE` stands for a file with one RAW=GOLD a line. `--weight W` counts the pages after it W times
//! (a tenth for pages that are many but made up). ORIGIN is a line for the tables' heads that says what the pairs are.
//!
//! Words are paired by a diff over blurred words; inside what differs by likeness, joined and split words too. Counts of
//! units are expected counts over all alignments. Pages of a folder `pages` are one document; elsewhere a document is
//! the file name up to the first `_` or `.`.
//!
//! `test` prints words, share read wrong, mean −ln P(reading | truth) a word and a wrong word, and the share of wrong words
//! that the table cannot explain at all (`--list`: those words).

#![allow(clippy::print_stdout, reason = "a tool on the command line")]

mod em;
mod pairs;

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;

use em::{Model, Pair};
use pairs::Spaces;

/// Counts are written in tenths: expected and weighted counts are no whole numbers.
const PARTS: f64 = 10.0;

type Outcome<T> = Result<T, Box<dyn Error>>;

fn read(path: &str) -> Outcome<String> {
    std::fs::read_to_string(path).map_err(|e| format!("{path}: {e}").into())
}

fn document_of(path: &str) -> String {
    let path = Path::new(path);
    let folder = path.parent().unwrap_or(Path::new(""));
    if folder.ends_with("pages") {
        return folder.to_string_lossy().into_owned();
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.split(['_', '.']).next().unwrap_or_default().to_string()
}

fn gather(args: &[String]) -> Outcome<(Vec<Pair>, Spaces)> {
    let mut listed = Vec::new();
    for arg in args {
        match arg.strip_prefix('@') {
            Some(list) => listed.extend(read(list)?.split_whitespace().map(str::to_string)),
            None => listed.push(arg.clone()),
        }
    }
    let mut documents: BTreeMap<String, u32> = BTreeMap::new();
    let mut words: BTreeMap<(u32, String, String), f64> = BTreeMap::new();
    let (mut spaces, mut weight, mut args) = (Spaces::default(), 1.0, listed.iter());
    while let Some(arg) = args.next() {
        if arg == "--weight" {
            weight = args.next().ok_or("--weight: give a number")?.parse()?;
            continue;
        }
        let (raw, gold) = arg.split_once('=').ok_or_else(|| format!("{arg}: give RAW=GOLD"))?;
        let next = documents.len() as u32;
        let document = *documents.entry(document_of(gold)).or_insert(next);
        let page = pairs::page(&read(raw)?, &read(gold)?);
        spaces.absorb(&page.spaces, weight);
        for (truth, raw) in page.words {
            *words.entry((document, truth, raw)).or_default() += weight;
        }
    }
    let pairs = words.into_iter().map(|((document, truth, raw), weight)| Pair {
        truth: truth.chars().collect(),
        raw: raw.chars().collect(),
        document,
        weight,
    });
    Ok((pairs.collect(), spaces))
}

fn learn(out: &str, spaces_out: &str, origin: &str, files: &[String]) -> Outcome<()> {
    let (pairs, spaces) = gather(files)?;
    let weight: f64 = pairs.iter().map(|p| p.weight).sum();
    let by = "Learned by examples/learn-confusions.";
    let mut table = format!(
        "# Confusions. {by} {origin}\n# {weight:.0} word pairs (weighted). Columns: truth, read as, tenths of times seen, tenths of times the truth stood in the pairs.\n"
    );
    for ((truth, raw), (seen, of)) in Model::learn(&pairs).rows() {
        let (seen, of) = ((seen * PARTS).round(), (of * PARTS).round());
        if !truth.starts_with('#') && seen >= 1.0 {
            writeln!(table, "{truth}\t{raw}\t{seen:.0}\t{:.0}", of.max(seen))?;
        }
    }
    std::fs::write(out, table)?;
    let mut table = format!(
        "# Spaces. {by} {origin}\n# Columns: event (lost: two words read as one; inserted: one word read as two), kind of sign before and after the space, tenths of times seen, tenths of times possible.\n"
    );
    for ((event, before, after), [seen, of]) in &spaces.0 {
        writeln!(table, "{event}\t{before}\t{after}\t{:.0}\t{:.0}", seen * PARTS, of * PARTS)?;
    }
    std::fs::write(spaces_out, table)?;
    println!("{out}: {weight:.0} word pairs (weighted)");
    Ok(())
}

fn table(path: &str) -> Outcome<Model> {
    let text = read(path)?;
    let mut rows = Vec::new();
    for line in text.lines().filter(|l| !l.starts_with('#') && !l.is_empty()) {
        let cols: Vec<&str> = line.split('\t').collect();
        let [truth, raw, seen, of] = cols.as_slice() else { return Err(format!("{path}: {line:?}").into()) };
        rows.push((truth.chars().collect(), raw.chars().collect(), seen.parse()?, of.parse()?));
    }
    Ok(Model::from_rows(rows.into_iter()))
}

fn main() -> Outcome<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let names: Vec<&str> = args.iter().map(String::as_str).collect();
    match names.as_slice() {
        ["learn", out, spaces, origin, _, ..] => learn(out, spaces, origin, &args[4..]),
        ["test", path, _, ..] => {
            let list = args.iter().any(|a| a == "--list");
            let files: Vec<String> = args[2..].iter().filter(|a| *a != "--list").cloned().collect();
            let (pairs, _) = gather(&files)?;
            let v = table(path)?.test(&pairs);
            println!(
                "{path}: {:.0} words, {:.2} % wrong, −ln P {:.4} a word, {:.3} a wrong word, {:.2} % of the wrong unreachable",
                v.words,
                100.0 * v.wrong / v.words,
                v.cost / v.words,
                v.wrong_cost / v.wrong.max(1e-9),
                100.0 * v.unreachable / v.wrong.max(1e-9)
            );
            for pair in v.examples.iter().filter(|_| list) {
                println!("{pair}");
            }
            Ok(())
        }
        _ => Err("usage: learn-confusions learn OUT.tsv SPACES.tsv ORIGIN [--weight W] RAW=GOLD … | test TABLE.tsv [--list] RAW=GOLD …".into()),
    }
}
