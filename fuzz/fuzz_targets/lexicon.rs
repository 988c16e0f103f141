//! Any bytes given to the readers of dictionaries and tables: an error or a value that can be used, never a panic. The first byte chooses.
#![no_main]

use std::sync::LazyLock;

use justera::lexicon::format::{split, split_ngrams};
use justera::lexicon::hashed::Hashed;
use justera::lexicon::user::UserWords;
use justera::lexicon::{Lexicon, letters};
use justera::repair::candidates;
use justera::repair::channel::{Channel, Damaged};
use justera::repair::confidence;
use libfuzzer_sys::fuzz_target;

static WORD: LazyLock<Vec<char>> = LazyLock::new(|| "ärendct".chars().collect());

/// An empty dictionary's n-grams, so that any bytes may be its words.
const NO_NGRAMS: &[u8] = b"JSTRNGR1\0\0\0\0\0\0\0\0";

fuzz_target!(|data: &[u8]| {
    let Some((choice, rest)) = data.split_first() else { return };
    let text = String::from_utf8_lossy(rest);
    match choice % 5 {
        0 => words(rest),
        1 => ngrams(rest),
        2 => user_words(&text),
        3 => channel(&text),
        _ => drop(confidence::parse("fuzz", &text)),
    }
});

fn words(bytes: &[u8]) {
    let Ok(parts) = split("fuzz", bytes) else { return };
    let sum =
        (0..=parts.words * 2).fold(0u32, |sum, i| sum ^ parts.counts.get(i) ^ parts.hashes.get(i) ^ parts.costs.get(i));
    std::hint::black_box((sum, parts.backoffs.len(), parts.origins.len(), parts.origin_names.len()));
    std::hint::black_box(letters::cost(Hashed::new(parts.letters, 4), letters::Kind::Word, "ärende"));
    // What gets so far is small and rare: it is leaked, since a dictionary lives as long as the program.
    drop(Lexicon::from_bytes("fuzz", Vec::leak(bytes.to_vec()), NO_NGRAMS));
}

fn ngrams(bytes: &[u8]) {
    let Ok([pairs, triples]) = split_ngrams("fuzz", bytes) else { return };
    for key in [0, 1, u64::MAX, 0x9e37_79b9_7f4a_7c15] {
        std::hint::black_box((Hashed::new(pairs, 4).get(key), Hashed::new(triples, 3).get(key)));
    }
}

fn user_words(text: &str) {
    let Ok(words) = UserWords::parse("fuzz", text) else { return };
    for (i, word) in words.iter().enumerate() {
        assert_eq!(words.position(word), Some(i));
        assert!(words.hash(i).is_some() && words.counts(i) <= (u32::MAX, u32::MAX));
    }
    assert_eq!(words.automaton().map(|a| a.len()), Some(words.iter().count()));
}

fn channel(text: &str) {
    let Ok(channel) = Channel::parse("fuzz", text) else { return };
    assert!(!channel.identity_cost(&WORD).is_nan());
    assert!(channel.units(&WORD).all(|step| !step.cost.is_nan()));
    let Ok(lexicon) = Lexicon::swedish() else { return };
    std::hint::black_box(candidates::search(&lexicon, &Damaged::new(&channel, &WORD), false));
}
