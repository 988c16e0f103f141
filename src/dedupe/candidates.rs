//! Which pairs of pages are worth comparing: those that share rare shingles or numbers.
//!
//! A shingle is eight letters in a row of the folded text, words run together, so that lost and won blanks do not matter. Of all shingles half are
//! taken, chosen by hash and so the same on every page. A shingle that many pages have says nothing (boilerplate) and is passed over; this
//! bounds the work by the size of the document, whatever is in it.

use super::facts::number;
use super::grams::{hashes, mix};
use super::tokens::{PageText, hash};

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
    let by_shingle = Index::new(&open, |i, out| {
        out.extend(hashes(texts[i].run().as_bytes()).filter(|h| h.is_multiple_of(SAMPLE)));
    });
    let by_number = Index::new(&open, |i, out| out.extend(numbers(&texts[i])));
    let groups = Groups::new(texts.len(), &[(&by_shingle, SHINGLE_WEIGHT), (&by_number, NUMBER_WEIGHT)]);
    let rare = by_shingle.rare(texts.len());
    let mut out: Vec<(usize, usize, u64)> = Vec::new();
    let mut shared = vec![(0usize, 0u64); texts.len()];
    let mut touched: Vec<usize> = Vec::new();
    for &later in &open {
        for (group, weight) in groups.of(later) {
            for &earlier in group.iter().take_while(|p| (**p as usize) < later) {
                let (count, sum) = &mut shared[earlier as usize];
                if *count == 0 {
                    touched.push(earlier as usize);
                }
                (*count, *sum) = (*count + 1, *sum + u64::from(weight));
            }
        }
        for earlier in touched.drain(..) {
            let (count, weight) = std::mem::take(&mut shared[earlier]);
            if count >= MIN_SHARED && count * MIN_SHARE >= rare[later].min(rare[earlier]) {
                out.push((later, earlier, weight));
            }
        }
    }
    out.extend(same.iter().enumerate().filter_map(|(i, s)| s.map(|first| (i, first, u64::MAX))));
    out.sort_by(|a, b| a.0.cmp(&b.0).then(b.2.cmp(&a.2)).then(a.1.cmp(&b.1)));
    out.chunk_by(|a, b| a.0 == b.0)
        .flat_map(|g| g.iter().take(MAX_EARLIER).filter(|c| c.2 >= g[0].2 / FAR_BEHIND).map(|&(l, e, _)| (e, l)))
        .collect()
}

/// Which pages have a feature: (feature, page), in order, each once.
struct Index(Vec<(u32, u32)>);

/// Places that a heap of features is to have, about.
const HEAP: usize = 256;
/// Bits of a feature, at most, that part the features into heaps.
const HEAP_BITS: u32 = 16;

impl Index {
    /// Indexes the features of the pages `open`, which `features` adds to a list. A page may give one feature several times.
    fn new(open: &[usize], features: impl Fn(usize, &mut Vec<u32>)) -> Index {
        let mut all: Vec<u32> = Vec::new();
        let mut ends: Vec<usize> = Vec::with_capacity(open.len());
        for &page in open {
            features(page, &mut all);
            ends.push(all.len());
        }
        // Features are hashes, so their first bits part them evenly into heaps that are sorted one by one.
        let bits = (all.len() / HEAP).max(2).ilog2().min(HEAP_BITS);
        let heap_of = |feature: u32| (feature >> (32 - bits)) as usize;
        let mut next = vec![0usize; (1 << bits) + 1];
        for &feature in &all {
            next[heap_of(feature) + 1] += 1;
        }
        for i in 1..next.len() {
            next[i] += next[i - 1];
        }
        let starts = next.clone();
        let mut places = vec![(0, 0); all.len()];
        let mut from = 0;
        for (&page, &till) in open.iter().zip(&ends) {
            for &feature in &all[from..till] {
                let heap = heap_of(feature);
                places[next[heap]] = (feature, page as u32);
                next[heap] += 1;
            }
            from = till;
        }
        for heap in starts.windows(2) {
            places[heap[0]..heap[1]].sort_unstable();
        }
        places.dedup();
        Index(places)
    }

    /// The pages of each feature that not too many have.
    fn groups(&self) -> impl Iterator<Item = &[(u32, u32)]> {
        self.0.chunk_by(|a, b| a.0 == b.0).filter(|g| g.len() <= MAX_PAGES)
    }

    /// How many such features each of `pages` pages has.
    fn rare(&self, pages: usize) -> Vec<usize> {
        let mut rare = vec![0; pages];
        self.groups().flatten().for_each(|(_, page)| rare[*page as usize] += 1);
        rare
    }
}

/// The groups of pages that share a feature, to be found by page.
struct Groups {
    /// Pages of all groups, in order within each.
    pages: Vec<u32>,
    /// Where each group ends, and what it weighs.
    ends: Vec<(u32, u32)>,
    /// Numbers of the groups of each page, and where those of each page end.
    of_page: Vec<u32>,
    of_page_ends: Vec<u32>,
}

impl Groups {
    fn new(pages: usize, indexes: &[(&Index, u32)]) -> Groups {
        let mut groups =
            Groups { pages: Vec::new(), ends: Vec::new(), of_page: Vec::new(), of_page_ends: vec![0; pages + 1] };
        for (index, weight) in indexes {
            for group in index.groups().filter(|g| g.len() > 1) {
                groups.pages.extend(group.iter().map(|g| g.1));
                // The fewer pages have a feature, the more it says.
                groups.ends.push((groups.pages.len() as u32, weight / (group.len() as u32 - 1)));
            }
        }
        for &page in &groups.pages {
            groups.of_page_ends[page as usize + 1] += 1;
        }
        for page in 0..pages {
            groups.of_page_ends[page + 1] += groups.of_page_ends[page];
        }
        let mut next = groups.of_page_ends.clone();
        groups.of_page = vec![0; groups.pages.len()];
        let mut of_page = vec![0; groups.pages.len()];
        for group in 0..groups.ends.len() {
            for &page in groups.group(group).0 {
                of_page[next[page as usize] as usize] = group as u32;
                next[page as usize] += 1;
            }
        }
        groups.of_page = of_page;
        groups
    }

    fn group(&self, group: usize) -> (&[u32], u32) {
        let from = group.checked_sub(1).map_or(0, |g| self.ends[g].0 as usize);
        let (till, weight) = self.ends[group];
        (&self.pages[from..till as usize], weight)
    }

    /// The groups that a page is in, with their weights.
    fn of(&self, page: usize) -> impl Iterator<Item = (&[u32], u32)> {
        let range = self.of_page_ends[page] as usize..self.of_page_ends[page + 1] as usize;
        self.of_page[range].iter().map(|&g| self.group(g as usize))
    }
}

/// Hashes of the long numbers of a page: dates, sums, diarienummer. Digits are seldom damaged, and tell pages of the same wording apart.
fn numbers(text: &PageText) -> Vec<u32> {
    let words = (0..text.tokens.len()).filter(|&i| text.tokens[i].digit);
    let long = words.filter_map(|i| number(text.raw(i))).filter(|n| n.len() >= LONG_NUMBER);
    long.map(|n| mix(hash(n.as_bytes()))).collect()
}
