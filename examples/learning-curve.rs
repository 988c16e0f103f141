//! What the size of the language model is worth: builds it in several sizes and repairs the same pages with each.
//!
//!     cargo run --release --example learning-curve -- LM_FOLDER DICTIONARIES_FOLDER RAW=GOLD [RAW=GOLD …]
//!
//! RAW and GOLD are text files, pages divided by form feeds. Each compiled model is kept in memory until the program ends.

#![allow(clippy::print_stdout, reason = "a tool on the command line")]

use std::error::Error;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::sync::Arc;

use justera::eval::counts::Errors;
use justera::eval::text::{self, Reading, TextMeasure, WrongWords};
use justera::lexicon::Lexicon;
use justera::lexicon::build::{Builder, Size};
use justera::page::{Origin, Page};
use justera::repair::{DEFAULT_THRESHOLD, Repairer};

/// How often a word of a list counts as seen, as in `build-dictionaries`.
const LIST_COUNT: u32 = 8;
const NONE: u32 = u32::MAX;
/// Word pairs and triples kept from these counts on.
const SIZES: [(u32, u32); 7] = [(NONE, NONE), (20, NONE), (3, NONE), (10, 20), (5, 8), (3, 4), (2, 3)];

fn zst(path: &Path) -> Result<impl BufRead, Box<dyn Error>> {
    let file = File::open(path).map_err(|e| format!("{}: {e}", path.display()))?;
    Ok(BufReader::new(zstd::Decoder::new(file)?))
}

fn builder(lm: &Path, dictionaries: &Path) -> Result<Builder, Box<dyn Error>> {
    let mut builder = Builder::default();
    builder.unigrams("unigrams.tsv.zst", zst(&lm.join("unigrams.tsv.zst"))?)?;
    builder.bigrams("bigrams.tsv.zst", zst(&lm.join("bigrams.tsv.zst"))?)?;
    builder.trigrams("trigrams.tsv.zst", zst(&lm.join("trigrams.tsv.zst"))?)?;
    let mut lists: Vec<_> = std::fs::read_dir(dictionaries.join("words"))?.collect::<Result<Vec<_>, _>>()?;
    lists.sort_by_key(|e| e.file_name());
    for list in lists {
        let name = list.file_name().to_string_lossy().into_owned();
        if let Some(origin) = name.strip_suffix(".txt") {
            builder.word_list(origin, BufReader::new(File::open(list.path())?), LIST_COUNT)?;
        }
    }
    builder.drop_slips();
    builder.combining_forms();
    Ok(builder)
}

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [lm, dictionaries, files @ ..] = args.as_slice() else {
        return Err("usage: learning-curve LM_FOLDER DICTIONARIES_FOLDER RAW=GOLD [RAW=GOLD …]".into());
    };
    let mut pairs = Vec::new();
    for file in files {
        let (raw, gold) = file.split_once('=').ok_or_else(|| format!("{file}: give RAW=GOLD"))?;
        let read = |path: &str| std::fs::read_to_string(path).map_err(|e| format!("{path}: {e}"));
        pairs.push((read(raw)?, read(gold)?));
    }
    println!("least pair, least triple, MB, words, wrong before, wrong after, right before, broken");
    for (bigrams, trigrams) in SIZES {
        let built = builder(Path::new(lm), Path::new(dictionaries))?.compile(Size { bigrams, trigrams })?;
        let megabytes = (built.words.len() + built.ngrams.len()) as f64 / 1e6;
        let (words, ngrams) = (Vec::leak(built.words), Vec::leak(built.ngrams));
        let repairer = Repairer::new(Arc::new(Lexicon::from_bytes("curve", words, ngrams)?), DEFAULT_THRESHOLD);
        let mut sum = TextMeasure::default();
        for (raw, gold) in &pairs {
            let mut pages: Vec<Page> =
                raw.split('\u{c}').enumerate().map(|(i, t)| Page::from_text(i, Origin::Text, "swe", t)).collect();
            repairer.repair(&mut pages)?;
            for (page, gold) in pages.iter().zip(gold.split('\u{c}')) {
                let (raw, text) = (page.raw(), page.text_with_furniture());
                let reading = Reading { gold, raw: Some(&raw), text: &text };
                sum += &text::measure(reading, "", &mut WrongWords::default());
            }
        }
        let least = |n: u32| if n == NONE { "–".into() } else { n.to_string() };
        let words = sum.after.words;
        let wrong = |e: Errors| e.substituted + e.deleted + e.inserted;
        println!(
            "{}\t{}\t{megabytes:.1}\t{}\t{}\t{}\t{}\t{}",
            least(bigrams),
            least(trigrams),
            words.reference,
            sum.before.map_or(0, |b| wrong(b.words)),
            wrong(words),
            sum.broken.of,
            sum.broken.hit
        );
    }
    Ok(())
}
