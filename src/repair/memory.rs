//! What a document itself shows: names and unusual words that it writes often, or clean, make their damaged twins more probable.
//!
//! Each occurrence of a word that the lexicon does not settle has a share in each of its readings; the shares are summed over the document
//! and count for all other occurrences as a cache of the language model (Kuhn and De Mori 1990), in a few rounds. So "Viskalven" and
//! "Viskilven" agree on the one name that explains both.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

/// Weight of the document's own words against the language model's.
const CACHE_WEIGHT: f64 = 0.25;
/// A word of the same stem counts as this much of the word itself.
const FAMILY: f64 = 0.3;
/// Words seen more often than this in the language's counts gain nothing from a document: the context knows them better.
pub const COMMON: u32 = 2_000;
/// Shares below this are noise.
const LEAST_SHARE: f32 = 0.01;
/// Letters that a stem must have.
const STEM_CHARS: usize = 3;
/// A document shorter than this (words) counts as this long: few words say little.
const LEAST_WORDS: f64 = 1_000.0;

/// By the last byte, the longest first: a word is held against few.
static ENDINGS: LazyLock<FxHashMap<u8, Vec<&str>>> = LazyLock::new(|| {
    let list = include_str!("../../dictionaries/inflections.txt");
    let mut endings: Vec<&str> = list.lines().filter(|l| !l.starts_with('#') && !l.is_empty()).collect();
    endings.sort_by_key(|e| std::cmp::Reverse(e.len()));
    let mut by_last: FxHashMap<u8, Vec<&str>> = FxHashMap::default();
    for ending in endings {
        by_last.entry(ending.bytes().last().unwrap_or_default()).or_default().push(ending);
    }
    by_last
});

/// A word without its ending; of a word that no list has only a genitive s is one, since "bostader" is no form of "bostad".
fn stem(word: &str, known: bool) -> &str {
    let long = |stem: &&str| stem.chars().count() >= STEM_CHARS;
    let of_word = || word.as_bytes().last().and_then(|last| ENDINGS.get(last)).map_or(&[][..], Vec::as_slice);
    let endings: &[&str] = if known { of_word() } else { &["s"] };
    endings.iter().find_map(|e| word.strip_suffix(e).filter(long)).unwrap_or(word)
}

/// One distinct word of a document: what it is read as, how often it stands, its readings with their shares.
pub struct Seen {
    /// As read, in lower case.
    pub raw: String,
    /// How often.
    pub times: f64,
    /// Readings and shares (0–1, summing to 1).
    pub shares: Vec<(String, f32)>,
    /// Whether it was read with a model that does not misread as a rule: then it is evidence for damaged twins of the same form.
    pub clean: bool,
}

/// Words of a document by the shares that their readings have.
#[derive(Default)]
pub struct Memory {
    words: FxHashMap<String, f64>,
    stems: [FxHashMap<String, f64>; 2],
    own: FxHashMap<String, Vec<(String, f64)>>,
    total: f64,
}

fn add(sums: &mut FxHashMap<String, f64>, word: &str, count: f64) {
    match sums.get_mut(word) {
        Some(sum) => *sum += count,
        None => drop(sums.insert(word.into(), count)),
    }
}

impl Memory {
    /// Sums the shares of a document of `total` words.
    pub fn new(seen: Vec<Seen>, total: usize) -> Memory {
        let mut memory = Memory { total: (total as f64).max(LEAST_WORDS), ..Memory::default() };
        for Seen { raw, times, mut shares, clean } in seen {
            shares.retain(|s| s.1 >= LEAST_SHARE);
            for (word, share) in &shares {
                let count = times * f64::from(*share);
                add(&mut memory.words, word, count);
                for known in [true, false] {
                    add(&mut memory.stems[usize::from(known)], stem(word, known), count);
                }
            }
            if !clean {
                let own = memory.own.entry(raw).or_default();
                own.extend(shares.into_iter().map(|(word, share)| (word, f64::from(share) * times)));
            }
        }
        memory
    }

    /// How much more probable (nats) a reading of a raw word is for what the document shows elsewhere. `prior`: −ln P of the reading without
    /// context; `known`: it is a word of the lexicon.
    pub fn gain(&self, raw: &str, word: &str, known: bool, prior: f32) -> f32 {
        let all = self.words.get(word).copied().unwrap_or(0.0);
        let family = self.stems[usize::from(known)].get(stem(word, known)).copied().unwrap_or(0.0);
        if all == 0.0 && family == 0.0 {
            return 0.0;
        }
        // The same misreading again is no evidence: it says again what it said.
        let own = self.own.get(raw).into_iter().flatten().filter(|s| s.0 == word).map(|s| s.1).sum::<f64>();
        let others = (all - own).max(0.0) + FAMILY * (family - all).max(0.0);
        (1.0 + CACHE_WEIGHT * others / self.total * f64::from(prior).exp()).ln() as f32
    }

    /// How often the document shows a word (lower case), by the shares of its readings.
    pub fn times(&self, word: &str) -> f64 {
        self.words.get(word).copied().unwrap_or(0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(raw: &str, times: f64, shares: &[(&str, f32)]) -> Seen {
        let shares = shares.iter().map(|(w, s)| (w.to_string(), *s)).collect();
        Seen { raw: raw.into(), times, shares, clean: false }
    }

    #[test]
    fn a_word_is_no_evidence_for_itself() {
        let memory = Memory::new(vec![seen("qvomsta", 1.0, &[("qvomsta", 1.0)])], 1000);
        assert_eq!(memory.gain("qvomsta", "qvomsta", false, 20.0), 0.0);
        assert!(memory.gain("qv0msta", "qvomsta", false, 20.0) > 5.0);
    }

    #[test]
    fn damaged_twins_agree_on_what_explains_both() {
        let memory = Memory::new(
            vec![
                seen("viskalven", 5.0, &[("viskalven", 0.5), ("viskälven", 0.5)]),
                seen("viskilven", 3.0, &[("viskilven", 0.5), ("viskälven", 0.5)]),
            ],
            1000,
        );
        assert!(
            memory.gain("viskalven", "viskälven", false, 22.0)
                > memory.gain("viskalven", "viskalven", false, 22.0) + 0.5
        );
    }

    #[test]
    fn a_stem_speaks_for_its_forms() {
        let memory = Memory::new(vec![seen("noder", 3.0, &[("noder", 1.0)])], 5000);
        assert!(memory.gain("nod", "nod", true, 14.0) > 3.0);
        assert_eq!(memory.gain("nod", "nöd", true, 12.0), 0.0);
        assert_eq!((stem("noderna", true), stem("noderna", false), stem("ens", true)), ("nod", "noderna", "ens"));
    }
}
