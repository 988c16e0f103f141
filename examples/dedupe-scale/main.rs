//! Repeated pages at scale: written pages, a known share of them repeats, through the index of a batch.
//!
//! `cargo run --release --example dedupe-scale -- 100000 [--dump FILE] [--folder FOLDER] [--numbers 0.1] [--lost]`
//!
//! Prints time, peak memory, pages a second, how many true repeats were among the pairs compared (candidate recall), and recall and precision in the end.
//! With `--dump` the pages are also written, one JSON a line (`page`, `holds`, `text`), for `benches/peers/repeats.py`.
#![allow(clippy::print_stdout, clippy::print_stderr, clippy::unwrap_used, reason = "a measuring program")]

mod pages;

use std::collections::HashSet;
use std::io::Write;
use std::path::PathBuf;
use std::time::Instant;

use justera::dedupe::batch::{BatchDocument, BatchIndex, BatchPage};
use justera::page::{FurnitureRole, LineRole, Origin, Page};
use rayon::prelude::*;

use pages::{Batch, Written};

type At = (usize, usize);

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let value = |name: &str| arguments.iter().position(|a| a == name).and_then(|i| arguments.get(i + 1)).cloned();
    let wanted: usize = arguments.first().and_then(|a| a.parse().ok()).unwrap_or(10_000);
    let folder = value("--folder").map_or_else(std::env::temp_dir, PathBuf::from);
    let batch = Batch::new(value("--numbers").and_then(|n| n.parse().ok()).unwrap_or(0.1));
    // Six protocols, a scan and an extract hold 87 pages.
    let documents = wanted * 8 / 87;
    if let Some(path) = value("--dump") {
        dump(&batch, documents, &path);
    }

    let begun = Instant::now();
    let index = BatchIndex::new(&folder).unwrap();
    let pages: usize = (0..documents)
        .into_par_iter()
        .map(|d| {
            let written = batch.document(d);
            let pages = written.iter().enumerate().filter_map(|(i, w)| BatchPage::new(&page(i, w))).collect();
            index.add(BatchDocument { id: format!("{d:08}"), dates: Vec::new(), pages }).unwrap();
            written.len()
        })
        .sum();
    let taken = begun.elapsed();
    let pairs = index.pair().unwrap();
    let paired = begun.elapsed();
    let compared: Vec<(At, At)> = pairs.iter().map(|[a, b]| (at(a), at(b))).collect();
    let counting = begun.elapsed() - paired;
    let found = pairs.judge().unwrap();
    let judged = begun.elapsed() - counting;
    let memory = memory();

    // What holds text of another page, or of which others do, is to be found: all but one of each cluster.
    let holds = |at: At| batch.document(at.0).swap_remove(at.1).holds;
    let meet = |a: At, b: At| {
        let own = holds(a);
        holds(b).iter().any(|h| own.contains(h))
    };
    let repeated: HashSet<At> = (0..documents)
        .flat_map(|d| batch.document(d).into_iter().enumerate().map(move |(i, w)| ((d, i), w)))
        .filter(|(at, w)| w.holds != [*at])
        .map(|p| p.0)
        .collect();
    let near: HashSet<At> = compared
        .par_iter()
        .filter(|(a, b)| (repeated.contains(a) || repeated.contains(b)) && meet(*a, *b))
        .flat_map_iter(|(a, b)| [*a, *b])
        .collect();
    let name = |d: usize, p: usize| (found.documents[d].parse::<usize>().unwrap(), p);
    let (mut right, mut wrong) = (HashSet::new(), 0);
    for r in &found.repeats {
        let (page, kept) = (name(r.document, r.page), name(r.kept_document, r.kept_page));
        if meet(page, kept) || r.kept_next.is_some_and(|next| meet(page, (kept.0, next))) {
            // Which of the two is kept does not matter here.
            right.extend([page, kept].into_iter().filter(|p| repeated.contains(p)));
        } else {
            wrong += 1;
            if wrong <= 5 {
                eprintln!(
                    "wrong: {page:?} = {kept:?}\n{}\n---\n{}",
                    batch.document(page.0)[page.1].text,
                    batch.document(kept.0)[kept.1].text
                );
            }
        }
    }
    let of = |n: usize| n as f64 / repeated.len().max(1) as f64;
    println!("pages {pages}, documents {documents}, repeats {}", repeated.len());
    println!(
        "taken in {:.1} s, paired {:.1} s, judged {:.1} s",
        taken.as_secs_f64(),
        (paired - taken).as_secs_f64(),
        (judged - paired).as_secs_f64()
    );
    println!(
        "in all {:.1} s, {:.0} pages/s, threads {}",
        judged.as_secs_f64(),
        pages as f64 / judged.as_secs_f64(),
        rayon::current_num_threads()
    );
    println!(
        "pairs compared {}, candidate recall {:.4}",
        compared.len(),
        of(repeated.iter().filter(|r| near.contains(*r)).count())
    );
    println!(
        "found {}, recall {:.4}, precision {:.5} ({wrong} wrong)",
        found.repeats.len(),
        of(right.len()),
        1.0 - wrong as f64 / found.repeats.len().max(1) as f64
    );
    println!("memory {memory}, the list of pairs compared included");
    let lost: Vec<At> =
        (0..documents * 12).map(|n| (n / 12, n % 12)).filter(|p| repeated.contains(p) && !right.contains(p)).collect();
    println!(
        "lost without a pair {}, by the verdict {}",
        lost.iter().filter(|p| !near.contains(*p)).count(),
        lost.iter().filter(|p| near.contains(*p)).count()
    );
    for p in lost.iter().take(if arguments.iter().any(|a| a == "--lost") { 5 } else { 0 }) {
        eprintln!(
            "lost ({}): {p:?} holds {:?}\n{}\n---\n{}",
            near.contains(p),
            holds(*p),
            batch.document(p.0)[p.1].text,
            holds(*p).iter().map(|h| batch.document(h.0)[h.1].text.clone()).collect::<Vec<_>>().join("\n")
        );
    }
}

fn at((document, page): (&str, usize)) -> At {
    (document.parse().unwrap(), page)
}

fn page(index: usize, written: &Written) -> Page {
    let mut page = Page::from_text(index, Origin::Ocr, "swe", &format!("{}\n{}", written.header, written.text));
    page.lines[0].role = LineRole::Furniture(FurnitureRole::Header);
    page
}

fn dump(batch: &Batch, documents: usize, path: &str) {
    let mut file = std::io::BufWriter::new(std::fs::File::create(path).unwrap());
    for d in 0..documents {
        for (i, w) in batch.document(d).into_iter().enumerate() {
            let name = |at: At| format!("{}:{}", at.0, at.1);
            let holds: Vec<String> = w.holds.iter().map(|h| name(*h)).collect();
            let line = serde_json::json!({"page": name((d, i)), "holds": holds, "text": w.text});
            writeln!(file, "{line}").unwrap();
        }
    }
    file.flush().unwrap();
}

/// Peak resident memory, as Linux says it.
fn memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|l| l.strip_prefix("VmHWM:")).map(str::trim).map(String::from);
    peak.unwrap_or_else(|| "unknown".into())
}
