//! Makes `dictionaries/swedish.lex` from n-gram counts and the word lists in `dictionaries/`.
//!
//!     cargo run --release --example build-dictionaries -- ../shared/lm dictionaries

#![allow(clippy::print_stdout, reason = "a tool on the command line")]

use std::error::Error;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use justera::lexicon::build::Builder;

/// How often a word of a list counts as seen: often enough to be taken for a word, seldom enough to lose against a
/// common word of the same skeleton.
const LIST_COUNT: u32 = 8;

fn zst(path: &Path) -> Result<impl BufRead, Box<dyn Error>> {
    let file = File::open(path).map_err(|e| format!("{}: {e}", path.display()))?;
    Ok(BufReader::new(zstd::Decoder::new(file)?))
}

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [lm, out] = args.as_slice() else {
        return Err("usage: build-dictionaries LM_FOLDER DICTIONARIES_FOLDER".into());
    };
    let (lm, out) = (Path::new(lm), Path::new(out));
    let mut builder = Builder::default();
    builder.unigrams("unigrams.tsv.zst", zst(&lm.join("unigrams.tsv.zst"))?)?;
    builder.bigrams("bigrams.tsv.zst", zst(&lm.join("bigrams.tsv.zst"))?)?;
    let mut lists: Vec<_> = std::fs::read_dir(out.join("words"))?.collect::<Result<Vec<_>, _>>()?;
    lists.sort_by_key(|e| e.file_name());
    for list in lists {
        let name = list.file_name().to_string_lossy().into_owned();
        if name.ends_with(".txt") {
            builder.word_list(&name, BufReader::new(File::open(list.path())?), LIST_COUNT)?;
        }
    }
    let bytes = builder.compile()?;
    let path = out.join("swedish.lex");
    std::fs::write(&path, &bytes)?;
    println!("{}: {} bytes", path.display(), bytes.len());
    Ok(())
}
