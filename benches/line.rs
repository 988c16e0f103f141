//! The whole text line, from pages to a protocol: bytes a second; and all of it but repair: words a second, on short and on long documents.
#![allow(missing_docs, reason = "the macro makes an undocumented function")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a panic is how a test fails")]

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use justera::page::{Origin, Page};
use justera::pipeline::{Options, Pipeline};
use justera::protocol::Source;
use justera::repair::DEFAULT_THRESHOLD;

/// Words of a long document.
const WORDS: usize = 100_000;

fn pipeline(repair: bool) -> Pipeline<'static> {
    let options = Options {
        language: "swe".into(),
        threshold: DEFAULT_THRESHOLD,
        dedupe: true,
        repair,
        text_layer: justera::ingest::TextLayer::Sound,
        era: None,
    };
    Pipeline::new(options, None).expect("the program carries its dictionary")
}

fn fixture(style: &str, reading: &str) -> String {
    let path = format!("{}/fixtures/protocols/{style}/{reading}.txt", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(path).expect("the fixtures are part of the project")
}

fn pages(text: &str) -> Vec<Page> {
    text.split('\u{c}').enumerate().map(|(i, page)| Page::from_text(i, Origin::Text, "swe", page)).collect()
}

fn line(c: &mut Criterion) {
    let pipeline = pipeline(true);
    let source = Source { path: "bench".into(), sha256: String::new(), media_type: "text/plain".into(), page_count: 0 };
    let mut group = c.benchmark_group("whole text line");
    group.sample_size(10);
    for reading in ["gold", "swe", "engstd"] {
        let text = fixture("modern", reading);
        let pages = pages(&text);
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(reading, |b| {
            b.iter_batched(
                || pages.clone(),
                |pages| pipeline.process("bench", source.clone(), &[], pages),
                BatchSize::LargeInput,
            )
        });
    }
    group.finish();
}

/// The fixtures again and again, each time with other numbers and with neighbouring words changed about here and there, until there are
/// `words` words: look-alike pages, hardly any the same.
fn varied(reading: &str, words: usize) -> Vec<String> {
    let sources: Vec<String> =
        ["modern", "federation", "old", "typewriter"].iter().map(|style| fixture(style, reading)).collect();
    let mut seed = 1u64;
    let mut next = move |n: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % n
    };
    let mut out: Vec<String> = Vec::new();
    let mut count = 0;
    while count < words {
        for page in sources.iter().flat_map(|s| s.split('\u{c}')) {
            let mut varied = String::with_capacity(page.len());
            for line in page.lines() {
                let mut line: Vec<String> = line.split(' ').map(str::to_string).collect();
                for word in line.iter_mut().filter(|w| w.contains(|c: char| c.is_ascii_digit())) {
                    if next(2) == 0 {
                        *word = word.replace(['1', '2', '3'], &next(10).to_string());
                    }
                }
                let last = line.len() as u64 - 1;
                if last > 2 && next(3) == 0 {
                    let at = next(last) as usize;
                    line.swap(at, at + 1);
                }
                varied.push_str(&line.join(" "));
                varied.push('\n');
            }
            count += varied.split_whitespace().count();
            out.push(varied);
        }
    }
    out
}

fn without_repair(c: &mut Criterion) {
    let pipeline = pipeline(false);
    let mut group = c.benchmark_group("all but repair");
    group.sample_size(10);
    for reading in ["gold", "eng"] {
        let texts = varied(reading, WORDS);
        let words: usize = texts.iter().map(|t| t.split_whitespace().count()).sum();
        group.throughput(Throughput::Elements(words as u64));
        let long = pages(&texts.join("\u{c}"));
        let unpaged = pages(&texts.concat());
        let short: Vec<Vec<Page>> = texts.chunks(8).map(|c| pages(&c.join("\u{c}"))).collect();
        for (name, documents) in [("long", vec![long]), ("without page breaks", vec![unpaged]), ("of 8 pages", short)] {
            group.bench_function(format!("{reading}, {name}"), |b| {
                b.iter_batched(
                    || documents.clone(),
                    |documents| documents.into_iter().map(|d| pipeline.repaired("bench", d)).collect::<Vec<_>>(),
                    BatchSize::LargeInput,
                )
            });
        }
    }
    group.finish();
}

criterion_group!(benches, line, without_repair);
criterion_main!(benches);
