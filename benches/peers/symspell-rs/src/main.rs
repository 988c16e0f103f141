//! Answers each word on standard input with SymSpell's correction: `symspell-lines WORDS DISTANCE`, WORDS a file of
//! `word<TAB>count`. An empty line is answered with the CPU seconds spent on lookups so far. Once the words are loaded it says
//! `ready<TAB>CPU seconds`.

use std::error::Error;
use std::io::{BufRead, Write, stdin, stdout};
use std::time::Duration;

use cpu_time::ThreadTime;
use symspell::{SymSpell, SymSpellBuilder, UnicodeStringStrategy, Verbosity};

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [words, distance] = args.as_slice() else {
        return Err("usage: symspell-lines WORDS DISTANCE".into());
    };
    let distance: i64 = distance.parse()?;
    let start = ThreadTime::now();
    let mut engine: SymSpell<UnicodeStringStrategy> = SymSpellBuilder::default()
        .max_dictionary_edit_distance(distance)
        .prefix_length(7)
        .count_threshold(1)
        .build()?;
    if !engine.load_dictionary(words, 0, 1, "\t") {
        return Err(format!("{words} cannot be read").into());
    }
    let mut out = stdout().lock();
    writeln!(out, "ready\t{}", start.elapsed().as_secs_f64())?;
    out.flush()?;
    let mut spent = Duration::ZERO;
    for word in stdin().lock().lines() {
        let word = word?;
        if word.is_empty() {
            writeln!(out, "{}", spent.as_secs_f64())?;
        } else {
            let start = ThreadTime::now();
            let found = engine.lookup(&word, Verbosity::Top, distance);
            spent += start.elapsed();
            writeln!(out, "{}", found.first().map_or(word.as_str(), |best| best.term.as_str()))?;
        }
        out.flush()?;
    }
    Ok(())
}
