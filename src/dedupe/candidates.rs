//! Which pairs of pages are worth comparing: those that share rare shingles or numbers.
//!
//! A shingle is eight letters in a row of the folded text, words run together, so that lost and won blanks do not matter. Of all shingles half are
//! taken, chosen by hash and so the same on every page. A shingle that many pages have says nothing (boilerplate) and is passed over; this
//! bounds the work by the size of the document, whatever is in it.

use super::facts::number;
use super::tokens::{PageText, hash};

/// Letters of a shingle.
const LENGTH: usize = 8;
/// One shingle of so many is taken.
const SAMPLE: u32 = 2;
/// A shingle on more pages is boilerplate.
const MAX_PAGES: usize = 24;
/// Rare shingles two pages must share.
const MIN_SHARED: usize = 3;
/// One in so many of the smaller page's rare shingles must be shared. A reading with 15 % of its letters wrong after folding keeps one in
/// four; pages that are no repeats share one in thirty and need no look.
const MIN_SHARE: usize = 20;
/// Digits of a number that counts as a feature.
const LONG_NUMBER: usize = 4;
/// What a shared shingle and a shared number weigh.
const SHINGLE_WEIGHT: u32 = 1000;
const NUMBER_WEIGHT: u32 = 12_000;
/// Earlier pages a page is compared with at most, best first.
const MAX_EARLIER: usize = 6;
/// A page that shares so much less than the best earlier one is passed over.
const FAR_BEHIND: u64 = 20;

/// Pairs (earlier, later) to compare, in order of the later page, the best earlier page first.
pub(super) fn candidates(texts: &[PageText], usable: &[bool]) -> Vec<(usize, usize)> {
    let mut runs: Vec<(u64, usize)> =
        (0..texts.len()).filter(|&i| usable[i]).map(|i| (hash(texts[i].run().as_bytes()), i)).collect();
    runs.sort_unstable();
    // However many pages are the same letter by letter, each is compared with the first of them and only that one enters the index.
    let mut same: Vec<Option<usize>> = vec![None; texts.len()];
    for group in runs.chunk_by(|a, b| a.0 == b.0) {
        for &(_, i) in &group[1..] {
            same[i] = Some(group[0].1);
        }
    }
    let open: Vec<usize> = (0..texts.len()).filter(|&i| usable[i] && same[i].is_none()).collect();
    let index = |features: fn(&PageText) -> Vec<u32>| -> Vec<(u32, u32)> {
        let mut index: Vec<(u32, u32)> =
            open.iter().flat_map(|&i| features(&texts[i]).into_iter().map(move |h| (h, i as u32))).collect();
        index.sort_unstable();
        index
    };
    let mut shared: Vec<(u32, u32, u32)> = Vec::new();
    let by_shingle = index(|t| shingles(&t.run()));
    let mut rare = vec![0usize; texts.len()];
    for group in by_shingle.chunk_by(|a, b| a.0 == b.0).filter(|g| g.len() <= MAX_PAGES) {
        group.iter().for_each(|(_, page)| rare[*page as usize] += 1);
    }
    pair_up(&by_shingle, SHINGLE_WEIGHT, &mut shared);
    pair_up(&index(numbers), NUMBER_WEIGHT, &mut shared);
    shared.sort_unstable();
    let mut out: Vec<(usize, usize, u64)> = Vec::new();
    let enough = |g: &&[(u32, u32, u32)]| {
        let smaller = rare[g[0].0 as usize].min(rare[g[0].1 as usize]);
        g.len() >= MIN_SHARED && g.len() * MIN_SHARE >= smaller
    };
    for group in shared.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)).filter(enough) {
        let weight = group.iter().map(|g| u64::from(g.2)).sum();
        out.push((group[0].0 as usize, group[0].1 as usize, weight));
    }
    out.extend(same.iter().enumerate().filter_map(|(i, s)| s.map(|first| (i, first, u64::MAX))));
    out.sort_by(|a, b| a.0.cmp(&b.0).then(b.2.cmp(&a.2)).then(a.1.cmp(&b.1)));
    out.chunk_by(|a, b| a.0 == b.0)
        .flat_map(|g| g.iter().take(MAX_EARLIER).filter(|c| c.2 >= g[0].2 / FAR_BEHIND).map(|&(l, e, _)| (e, l)))
        .collect()
}

/// Pairs (later, earlier, weight) for every feature that two pages share and not too many have.
fn pair_up(index: &[(u32, u32)], weight: u32, shared: &mut Vec<(u32, u32, u32)>) {
    for group in index.chunk_by(|a, b| a.0 == b.0).filter(|g| (2..=MAX_PAGES).contains(&g.len())) {
        // The fewer pages have a feature, the more it says.
        let weight = weight / (group.len() as u32 - 1);
        for (n, &(_, later)) in group.iter().enumerate() {
            shared.extend(group[..n].iter().map(|&(_, earlier)| (later, earlier, weight)));
        }
    }
}

/// Hashes of the long numbers of a page: dates, sums, diarienummer. Digits are seldom damaged, and tell pages of the same wording apart.
fn numbers(text: &PageText) -> Vec<u32> {
    let long = text.tokens.iter().filter_map(|t| number(&t.raw)).filter(|n| n.len() >= LONG_NUMBER);
    let mut out: Vec<u32> = long.map(|n| mix(hash(n.as_bytes()))).collect();
    out.sort_unstable();
    out.dedup();
    out
}

/// Sampled shingles of a folded text, sorted, each once.
fn shingles(run: &str) -> Vec<u32> {
    let bytes = run.as_bytes();
    let mut out: Vec<u32> = bytes.windows(LENGTH).map(hash).map(mix).filter(|h| h.is_multiple_of(SAMPLE)).collect();
    out.sort_unstable();
    out.dedup();
    out
}

/// FNV's low bits follow the last byte; sampling needs them mixed (finaliser of MurmurHash3).
fn mix(mut h: u64) -> u32 {
    h ^= h >> 33;
    h = h.wrapping_mul(0xff51_afd7_ed55_8ccd);
    ((h ^ (h >> 33)) >> 16) as u32
}
