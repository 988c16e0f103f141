//! Repair: words a second on clean text, on text of the Swedish model and on text of the English model.
#![allow(missing_docs, reason = "the macro makes an undocumented function")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a panic is how a test fails")]

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use justera::lexicon::Lexicon;
use justera::page::{Origin, Page};
use justera::repair::{DEFAULT_THRESHOLD, Repairer};

fn pages(reading: &str) -> Vec<Page> {
    let mut pages = Vec::new();
    for id in ["modern", "federation", "typewriter"] {
        let path = format!("{}/fixtures/protocols/{id}/{reading}.txt", env!("CARGO_MANIFEST_DIR"));
        let text = std::fs::read_to_string(path).expect("the fixtures are part of the project");
        for page in text.split('\u{c}') {
            pages.push(Page::from_text(pages.len(), Origin::Text, "swe", page));
        }
    }
    pages
}

fn repair(c: &mut Criterion) {
    let lexicon = Lexicon::swedish().expect("the program carries its dictionary");
    let repairer = Repairer::new(lexicon, DEFAULT_THRESHOLD);
    let mut group = c.benchmark_group("repair words");
    group.sample_size(10);
    for reading in ["gold", "swe", "engstd"] {
        let pages = pages(reading);
        let words: usize = pages.iter().map(|p| p.raw().split_whitespace().count()).sum();
        group.throughput(Throughput::Elements(words as u64));
        group.bench_function(reading, |b| {
            b.iter_batched(|| pages.clone(), |mut pages| repairer.repair(&mut pages), criterion::BatchSize::LargeInput)
        });
    }
    group.finish();
}

criterion_group!(benches, repair);
criterion_main!(benches);
