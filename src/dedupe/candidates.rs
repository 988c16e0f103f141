//! Which pairs of pages are worth comparing: those that share rare shingles.
//!
//! A shingle is eight letters in a row of the folded text, words run together, so that lost and won blanks do not matter. Of all shingles a quarter is
//! taken, chosen by hash and so the same on every page. A shingle that many pages have says nothing (boilerplate) and is passed over; this
//! bounds the work by the size of the document, whatever is in it.

use super::tokens::{PageText, hash};

/// Letters of a shingle.
const LENGTH: usize = 8;
/// One shingle of so many is taken.
const SAMPLE: u64 = 4;
/// A shingle on more pages is boilerplate.
const MAX_PAGES: usize = 24;
/// Rare shingles two pages must share.
const MIN_SHARED: usize = 3;
/// They must also be this share of the smaller page's shingles.
const MIN_SHARE: f64 = 0.06;
/// Earlier pages a page is compared with at most, best first.
const MAX_EARLIER: usize = 8;

/// Pairs (earlier, later) to compare, in order of the later page, the best earlier page first.
pub(super) fn candidates(texts: &[PageText], usable: &[bool]) -> Vec<(usize, usize)> {
    let mut runs: Vec<(u64, usize)> = (0..texts.len())
        .filter(|&i| usable[i])
        .map(|i| (hash(texts[i].run().as_bytes()), i))
        .collect();
    runs.sort_unstable();
    // However many pages are the same letter by letter, each is compared with the first of them and only that one enters the index.
    let mut same: Vec<Option<usize>> = vec![None; texts.len()];
    for group in runs.chunk_by(|a, b| a.0 == b.0) {
        for &(_, i) in &group[1..] {
            same[i] = Some(group[0].1);
        }
    }
    let shingles: Vec<Vec<u64>> = (0..texts.len())
        .map(|i| if usable[i] && same[i].is_none() { shingles(&texts[i].run()) } else { Vec::new() })
        .collect();
    let mut index: Vec<(u64, usize)> =
        shingles.iter().enumerate().flat_map(|(i, s)| s.iter().map(move |&h| (h, i))).collect();
    index.sort_unstable();
    let mut shared: Vec<(usize, usize)> = Vec::new();
    for group in index.chunk_by(|a, b| a.0 == b.0).filter(|g| (2..=MAX_PAGES).contains(&g.len())) {
        for (n, &(_, later)) in group.iter().enumerate() {
            shared.extend(group[..n].iter().map(|&(_, earlier)| (later, earlier)));
        }
    }
    shared.sort_unstable();
    let mut out: Vec<(usize, usize, f64)> = Vec::new();
    for group in shared.chunk_by(|a, b| a == b).filter(|g| g.len() >= MIN_SHARED) {
        let (later, earlier) = group[0];
        let smaller = shingles[later].len().min(shingles[earlier].len()).max(1);
        let share = group.len() as f64 / smaller as f64;
        if share >= MIN_SHARE {
            out.push((later, earlier, share));
        }
    }
    out.extend(same.iter().enumerate().filter_map(|(i, s)| s.map(|first| (i, first, f64::INFINITY))));
    out.sort_by(|a, b| a.0.cmp(&b.0).then(b.2.total_cmp(&a.2)).then(a.1.cmp(&b.1)));
    out.chunk_by(|a, b| a.0 == b.0).flat_map(|g| g.iter().take(MAX_EARLIER).map(|&(l, e, _)| (e, l))).collect()
}

/// Sampled shingles of a folded text, sorted, each once.
fn shingles(run: &str) -> Vec<u64> {
    let bytes = run.as_bytes();
    let mut out: Vec<u64> = bytes.windows(LENGTH).map(hash).map(mix).filter(|h| h.is_multiple_of(SAMPLE)).collect();
    out.sort_unstable();
    out.dedup();
    out
}

/// FNV's low bits follow the last byte; sampling needs them mixed (finaliser of MurmurHash3).
fn mix(mut h: u64) -> u64 {
    h ^= h >> 33;
    h = h.wrapping_mul(0xff51_afd7_ed55_8ccd);
    h ^ (h >> 33)
}
