//! Makes `dictionaries/swedish.lex` and `swedish.ngrams` from n-gram counts and the word lists in `dictionaries/`.
//!
//!     cargo run --release --example build-dictionaries -- ../shared/lm dictionaries [LEAST_PAIR LEAST_TRIPLE]
//!
//! LEAST_PAIR and LEAST_TRIPLE: how often a word pair or triple must have been seen to be kept; `benches/README.md` shows what
//! each size gives.

#![allow(clippy::print_stdout, reason = "a tool on the command line")]

use std::error::Error;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use justera::lexicon::build::{Builder, Size};

/// How often a word of a list counts as seen: often enough to be taken for a word, seldom enough to lose against a
/// common word of the same skeleton.
const LIST_COUNT: u32 = 8;
/// The shipped size.
const SIZE: Size = Size { bigrams: 3, trigrams: 4 };

fn zst(path: &Path) -> Result<impl BufRead, Box<dyn Error>> {
    let file = File::open(path).map_err(|e| format!("{}: {e}", path.display()))?;
    Ok(BufReader::new(zstd::Decoder::new(file)?))
}

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [lm, out, least @ ..] = args.as_slice() else {
        return Err("usage: build-dictionaries LM_FOLDER DICTIONARIES_FOLDER [LEAST_PAIR LEAST_TRIPLE]".into());
    };
    let size = match least {
        [pairs, triples] => Size { bigrams: pairs.parse()?, trigrams: triples.parse()? },
        _ => SIZE,
    };
    let (lm, out) = (Path::new(lm), Path::new(out));
    let mut builder = Builder::default();
    builder.unigrams("unigrams.tsv.zst", zst(&lm.join("unigrams.tsv.zst"))?)?;
    builder.bigrams("bigrams.tsv.zst", zst(&lm.join("bigrams.tsv.zst"))?)?;
    builder.trigrams("trigrams.tsv.zst", zst(&lm.join("trigrams.tsv.zst"))?)?;
    let mut lists: Vec<_> = std::fs::read_dir(out.join("words"))?.collect::<Result<Vec<_>, _>>()?;
    lists.sort_by_key(|e| e.file_name());
    for list in lists {
        let name = list.file_name().to_string_lossy().into_owned();
        if let Some(origin) = name.strip_suffix(".txt") {
            builder.word_list(origin, BufReader::new(File::open(list.path())?), LIST_COUNT)?;
        }
    }
    builder.drop_slips();
    builder.combining_forms();
    let compiled = builder.compile(size)?;
    for (name, bytes) in [("swedish.lex", compiled.words), ("swedish.ngrams", compiled.ngrams)] {
        let path = out.join(name);
        std::fs::write(&path, &bytes)?;
        println!("{}: {} bytes", path.display(), bytes.len());
    }
    Ok(())
}
