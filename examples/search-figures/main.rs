//! `justera run fixtures/protocols --out small --ocr never; cargo run --release --example search-figures -- small 100000 [--keep FOLDER]`: what
//! making the SQLite file of so many records takes, and how long searches in it take. The records are those of the dataset given, over and over,
//! each time with other dates and some other words, so that the vocabulary is as large as that of so many minutes.
#![allow(clippy::print_stdout, reason = "this is a program")]

#[path = "../fault-campaign/chance.rs"]
mod chance;
mod made;

use std::path::PathBuf;
use std::time::Instant;

use justera::Result;
use justera::search::{Index, Query, SearchOptions};

/// Times each search is made; the index is warm after the first.
const TIMES: usize = 21;

fn main() -> Result<()> {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let mut option = |name: &str| {
        let at = arguments.iter().position(|a| a == name)?;
        let value = arguments.get(at + 1).cloned();
        arguments.drain(at..(at + 2).min(arguments.len()));
        value.map(PathBuf::from)
    };
    let temporary = tempfile::tempdir().map_err(|e| justera::Error::io("temporary folder", "create", e))?;
    let keep = option("--keep").unwrap_or_else(|| temporary.path().join("out"));
    let [from, records] = arguments.as_slice() else {
        return Err(justera::Error::Usage("give a dataset and a number of records".into()));
    };
    let records = records.parse().map_err(|_| justera::Error::Usage(format!("'{records}' is no number of records")))?;
    let made = made::dataset(from.as_ref(), &keep, records)?;
    println!(
        "{} documents, {} records, {:.1} MB of text in records",
        made.documents,
        made.records,
        made.text as f64 / 1e6
    );

    let begun = Instant::now();
    let index = Index::open(&keep, None)?;
    let seconds = begun.elapsed().as_secs_f64();
    let bytes = std::fs::metadata(index.path()).map_err(|e| justera::Error::io(index.path(), "read", e))?.len();
    println!(
        "index: {seconds:.1} s, {:.0} MB, peak {} MiB, made: {}",
        bytes as f64 / 1e6,
        peak().map_or_else(|| "?".into(), |kib| (kib >> 10).to_string()),
        index.made()
    );
    println!("| query | records found | first, ms | median, ms | slowest of {TIMES}, ms |");
    println!("| --- | ---: | ---: | ---: | ---: |");
    let plain = SearchOptions { limit: 10, ..SearchOptions::default() };
    let years = SearchOptions { from: Some("2003".into()), to: Some("2005".into()), ..plain.clone() };
    for (text, options) in [
        ("fiber redundans", &plain),
        ("redundans", &plain),
        ("redundans, 2003 to 2005", &years),
        ("\"fiber och redundans\"", &plain),
        ("sakerhet", &plain),
        ("säkerhet prövas", &plain),
        ("kommun* redundans", &plain),
        ("nämnden", &plain),
        ("kommunstyrelsen beslutar", &plain),
        ("och", &plain),
        ("och, 2003 to 2005", &years),
    ] {
        let query = Query::parse(text.trim_end_matches(", 2003 to 2005"), false)?;
        let mut times = Vec::new();
        let mut total = 0;
        for _ in 0..TIMES {
            let begun = Instant::now();
            // As the program does: opened each time.
            let index = Index::open(&keep, None)?;
            total = index.search(&query, options)?.total;
            times.push(begun.elapsed().as_secs_f64() * 1000.0);
        }
        let first = times[0];
        times.sort_by(f64::total_cmp);
        println!("| {text} | {total} | {first:.1} | {:.1} | {:.1} |", times[TIMES / 2], times[TIMES - 1]);
    }
    Ok(())
}

/// The most memory that this program has held, KiB (where the system tells).
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}
