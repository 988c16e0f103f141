//! The whole text line, from pages to a protocol: bytes a second.
#![allow(missing_docs, reason = "the macro makes an undocumented function")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a panic is how a test fails")]

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use justera::page::{Origin, Page};
use justera::pipeline::{Options, Pipeline};
use justera::protocol::Source;
use justera::repair::DEFAULT_THRESHOLD;

fn line(c: &mut Criterion) {
    let options = Options {
        language: "swe".into(),
        threshold: DEFAULT_THRESHOLD,
        dedupe: true,
        repair: true,
        text_layer: true,
        era: None,
    };
    let pipeline = Pipeline::new(options, None).expect("the program carries its dictionary");
    let source = Source { path: "bench".into(), sha256: String::new(), media_type: "text/plain".into(), page_count: 0 };
    let mut group = c.benchmark_group("whole text line");
    group.sample_size(10);
    for reading in ["gold", "swe", "engstd"] {
        let path = format!("{}/fixtures/protocols/modern/{reading}.txt", env!("CARGO_MANIFEST_DIR"));
        let text = std::fs::read_to_string(path).expect("the fixtures are part of the project");
        let pages: Vec<Page> =
            text.split('\u{c}').enumerate().map(|(i, page)| Page::from_text(i, Origin::Text, "swe", page)).collect();
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(reading, |b| {
            b.iter_batched(
                || pages.clone(),
                |pages| pipeline.process("bench", source.clone(), &[], pages),
                criterion::BatchSize::LargeInput,
            )
        });
    }
    group.finish();
}

criterion_group!(benches, line);
criterion_main!(benches);
