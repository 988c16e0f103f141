//! How fast pages are compared: a long document of look-alike pages, half of them read twice.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use justera::dedupe::mark_repeats;
use justera::layout::mark_furniture;
use justera::page::{Origin, Page};

/// Pages of the document.
const PAGES: usize = 400;

fn page(n: usize) -> String {
    let words =
        ["stadsplanen", "skolskjutsen", "vattentäkten", "hyresavtalet", "taxan", "vägföreningen", "biblioteket"];
    let mut text = format!("Kommunstyrelsen\n2019-03-12 {}({PAGES})\n\n§ {n}\nDnr KS 2019/{}\n", n + 1, 7 * n + 100);
    for line in 0..24 {
        let seed = n * 31 + line * 17;
        let (a, b, c) = (words[seed % 7], words[(seed / 7) % 7], words[(seed / 49) % 7]);
        text += &format!(
            "Kommunstyrelsen beslutar att frågan om {a} prövas med {b} och att {c} får {} kronor.\n",
            seed * 13
        );
    }
    text + "\nJusterandes sign\nUtdragsbestyrkande\n"
}

fn document() -> Vec<Page> {
    let clean = (0..PAGES / 2).map(page);
    let again = (0..PAGES / 2).map(|n| page(n).replace(['å', 'ä'], "a").replace('ö', "é"));
    clean.chain(again).enumerate().map(|(i, t)| Page::from_text(i, Origin::Ocr, "swe", &t)).collect()
}

fn bench(c: &mut Criterion) {
    let mut group = c.benchmark_group("pages");
    group.throughput(Throughput::Elements(PAGES as u64)).sample_size(10);
    let raw = document();
    group.bench_function("furniture", |b| {
        b.iter_batched_ref(|| raw.clone(), |pages| mark_furniture(pages), criterion::BatchSize::LargeInput);
    });
    let mut marked = raw.clone();
    mark_furniture(&mut marked);
    group.bench_function("dedupe", |b| {
        b.iter_batched_ref(|| marked.clone(), |pages| mark_repeats(pages), criterion::BatchSize::LargeInput);
    });
    group.finish();
}

criterion_group!(benches, bench);
criterion_main!(benches);
