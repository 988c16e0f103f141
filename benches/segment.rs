//! Throughput of the segmenter on invented minutes: one record again and again, clean and damaged, up to 4,000 pages, and the manners of `fixtures/minutes`.

use std::fs;
use std::hint::black_box;
use std::path::Path;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use justera::page::TextLine;
use justera::segment::{self, Context};

/// As in the program.
#[cfg(not(target_env = "msvc"))]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

const RECORD: [&str; 14] = [
    "Dnr KS 2020/17",
    "Underhåll av bryggan vid Norrviken",
    "",
    "Kommunstyrelsens beslut",
    "Kommunstyrelsen beslutar att avsätta 120 000 kronor till nytt virke och att bryggan",
    "skall vara klar före sommaren.",
    "",
    "Sammanfattning av ärendet",
    "Bryggan har stått öppen för väder och vind i tjugo år. Förvaltningen har begärt in tre",
    "anbud, och det lägsta kom från Vikens Snickeri. Enligt 5 kap. 45 § i lagen om bryggor ska",
    "kommunen svara för underhållet, se KSAU § 12/2019.",
    "",
    "Beslutet skickas till",
    "Tekniska kontoret",
];

fn minutes(pages: usize, sign: &str) -> Vec<TextLine> {
    let mut lines = Vec::new();
    for page in 0..pages {
        let mut line = 0;
        let mut push = |text: String| {
            lines.push(TextLine { page, line, text });
            line += 1;
        };
        for half in 0..2 {
            push(format!("{sign}{}", 1 + page * 2 + half));
            for t in RECORD {
                push(t.to_string());
            }
            push(String::new());
        }
    }
    lines
}

/// The minutes of `fixtures/minutes`, each a document in a manner of its own: no line is the same again and again.
fn manners() -> Vec<Vec<TextLine>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/minutes");
    let mut folders: Vec<_> = fs::read_dir(folder).into_iter().flatten().flatten().map(|e| e.path()).collect();
    folders.sort();
    let texts = folders.iter().filter_map(|f| fs::read_to_string(f.join("gold.txt")).ok());
    let line = |page: usize| move |(line, text): (usize, &str)| TextLine { page, line, text: text.to_string() };
    let pages =
        |t: String| t.split('\u{c}').enumerate().flat_map(|(p, t)| t.lines().enumerate().map(line(p))).collect();
    texts.map(pages).collect()
}

fn throughput(c: &mut Criterion) {
    let mut group = c.benchmark_group("segment");
    group.sample_size(10);
    for (name, sign, pages) in [("clean", "§ ", 200), ("damaged", "8 ", 200), ("clean", "§ ", 4000)] {
        let lines = minutes(pages, sign);
        let bytes: usize = lines.iter().map(|l| l.text.len() + 1).sum();
        group.throughput(Throughput::Bytes(bytes as u64));
        group.bench_with_input(BenchmarkId::new(name, pages), &lines, |b, l| {
            b.iter(|| segment::records(black_box(l), &Context::default()));
        });
    }
    let all = manners();
    let bytes: usize = all.iter().flatten().map(|l| l.text.len() + 1).sum();
    group.throughput(Throughput::Bytes(bytes as u64));
    group.bench_function("manners", |b| {
        b.iter(|| all.iter().for_each(|l| drop(black_box(segment::records(black_box(l), &Context::default())))));
    });
    group.finish();
}

criterion_group!(benches, throughput);
criterion_main!(benches);
