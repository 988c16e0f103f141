//! From shared hashes to pairs of pages worth comparing, with nothing in memory that grows faster than the number of pages.

use std::collections::HashMap;
use std::path::Path;

use super::sketch::BY_ALL;
use super::sorter::{Merged, Sorter};
use crate::error::Result;

/// Bits of a page number in a pair; the rest of the 64 are its weight.
const PAGE_BITS: u32 = 28;
/// The most pages that a batch can hold.
pub(super) const MAX_PAGES: usize = 1 << PAGE_BITS;
const WEIGHT_BITS: u32 = 8;
/// Pages that share a hash of which all pairs are made. A hash that more have is boilerplate.
const ALL_PAIRS: usize = 8;
/// Pages of a boilerplate hash that each other page of it is paired with: a text read a hundred times is still found, and the pairs
/// grow no faster than the pages.
const LEADERS: usize = 3;
/// What one hash that two pages alone share weighs.
const WEIGHT: u64 = 250;
/// The same of a hash that not all pages take, which may be boilerplate for all we know; less than any rare hash.
const WEIGHT_SAMPLED: u64 = 30;
/// What a hash of boilerplate weighs.
const COMMON: u64 = 1;
/// Hashes two pages must share.
const MIN_SHARED: u32 = 3;
/// One in so many of the rare hashes of the page that has fewer must be shared.
const MIN_SHARE: u32 = 20;
/// Earlier pages that a page is compared with at most, best first.
const MAX_EARLIER: usize = 6;
/// A page that shares so much less than the best earlier one is passed over.
const FAR_BEHIND: u64 = 20;

/// Rare hashes, and one in so many of those of the page that has fewer, from which on the text of two pages is their own.
const STRONG: u32 = 8;
const STRONG_SHARE: u32 = 4;

/// What kind of text two pages share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shared {
    /// Text that many pages of the batch have.
    Common,
    /// Some that few have.
    Rare,
    /// A good deal of text that few have: no form filled in twice.
    Own,
}

/// Two pages worth comparing, by place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pair {
    pub earlier: u32,
    pub later: u32,
    pub shared: Shared,
}

/// What is known of the pages when they are paired.
pub(super) struct Places<'a> {
    /// Place of each page as it was taken in; `None` where another is the same letter by letter and stands for it.
    pub place: &'a [Option<u32>],
    /// Document of each place.
    pub document: &'a [u32],
}

/// Pairs to compare, in order of the later place, the best earlier one first. `hashes` are hash and page, 32 bits each;
/// `same` are pages that are the same (earlier, later).
pub(super) fn pairs(hashes: Merged, places: &Places<'_>, same: &[(u32, u32)], folder: &Path) -> Result<Vec<Pair>> {
    let mut sorter = Sorter::new(folder, "pairs");
    let mut rare = vec![0u16; places.document.len()];
    let mut group: Vec<u32> = Vec::new();
    let mut open = None;
    for entry in hashes {
        let entry = entry?;
        if open != Some(entry >> 32) {
            pair_up(&mut group, open, places, &mut rare, &mut sorter)?;
            open = Some(entry >> 32);
        }
        group.extend(places.place[(entry & 0xffff_ffff) as usize]);
    }
    pair_up(&mut group, open, places, &mut rare, &mut sorter)?;
    best(sorter.finish()?, &rare, same)
}

/// Makes the pairs of the pages that share a hash.
fn pair_up(
    group: &mut Vec<u32>,
    hash: Option<u64>,
    places: &Places<'_>,
    rare: &mut [u16],
    sorter: &mut Sorter,
) -> Result<()> {
    group.sort_unstable();
    let few = group.len() <= ALL_PAIRS;
    let by_all = hash.is_some_and(|h| h & u64::from(BY_ALL) != 0);
    if few && by_all {
        group.iter().for_each(|p| rare[*p as usize] = rare[*p as usize].saturating_add(1));
    }
    let others = (group.len() as u64).saturating_sub(1).max(1);
    let weight = match (few, by_all) {
        (true, true) => WEIGHT / others,
        (true, false) => WEIGHT_SAMPLED / others,
        (false, _) => COMMON,
    };
    for (i, &later) in group.iter().enumerate() {
        for &earlier in &group[..if few { i } else { i.min(LEADERS) }] {
            // Within a document pages have been compared before.
            if places.document[earlier as usize] != places.document[later as usize] {
                let pair = u64::from(later) << PAGE_BITS | u64::from(earlier);
                sorter.push(pair << WEIGHT_BITS | weight)?;
            }
        }
    }
    group.clear();
    Ok(())
}

/// The best earlier pages of each page.
fn best(sorted: Merged, rare: &[u16], same: &[(u32, u32)]) -> Result<Vec<Pair>> {
    let mut out: Vec<Pair> = Vec::new();
    let mut of_page: Vec<(u64, Pair)> = Vec::new();
    let mut open: Option<(Pair, Sum)> = None;
    for entry in sorted.map(Some).chain([None]) {
        let entry = entry.transpose()?;
        let next =
            entry.map(|e| ((e >> WEIGHT_BITS >> PAGE_BITS) as u32, (e >> WEIGHT_BITS) as u32 & (MAX_PAGES as u32 - 1)));
        if let Some((pair, sum)) = &open
            && next != Some((pair.later, pair.earlier))
        {
            let fewer = u32::from(rare[pair.later as usize].min(rare[pair.earlier as usize]));
            if sum.count >= MIN_SHARED && sum.count * MIN_SHARE >= fewer {
                of_page.push((sum.weight, Pair { shared: sum.shared(fewer), ..*pair }));
            }
            if next.is_none_or(|n| n.0 != pair.later) {
                of_page.sort_unstable_by(|a, b| b.0.cmp(&a.0).then(a.1.earlier.cmp(&b.1.earlier)));
                let least = of_page.first().map_or(0, |b| b.0 / FAR_BEHIND);
                out.extend(of_page.iter().take(MAX_EARLIER).filter(|b| b.0 >= least).map(|b| b.1));
                of_page.clear();
            }
            open = None;
        }
        if let (Some(entry), Some((later, earlier))) = (entry, next) {
            let new = || (Pair { earlier, later, shared: Shared::Common }, Sum::default());
            open.get_or_insert_with(new).1.add(entry & ((1 << WEIGHT_BITS) - 1));
        }
    }
    // Pages that are the same as an earlier one have no other pairs.
    let many = same.iter().fold(HashMap::new(), |mut n: HashMap<u32, usize>, s| {
        *n.entry(s.0).or_default() += 1;
        n
    });
    out.extend(same.iter().map(|&(earlier, later)| {
        let shared = if many[&earlier] < ALL_PAIRS { Shared::Own } else { Shared::Common };
        Pair { earlier, later, shared }
    }));
    out.sort_by_key(|p| p.later);
    Ok(out)
}

/// What two pages share, added up.
#[derive(Debug, Default)]
struct Sum {
    count: u32,
    rare: u32,
    weight: u64,
}

impl Sum {
    fn add(&mut self, weight: u64) {
        self.count += 1;
        self.rare += u32::from(weight > WEIGHT_SAMPLED);
        self.weight += weight;
    }

    fn shared(&self, fewer: u32) -> Shared {
        match self.rare {
            n if n < MIN_SHARED => Shared::Common,
            n if n < STRONG || n * STRONG_SHARE < fewer => Shared::Rare,
            _ => Shared::Own,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Pairs of pages that have these hashes, each page a document of its own.
    fn of(pages: &[&[u32]]) -> Vec<(u32, u32)> {
        let dir = tempfile::tempdir().unwrap();
        let mut sorter = Sorter::new(dir.path(), "hashes");
        for (page, hashes) in pages.iter().enumerate() {
            hashes.iter().for_each(|h| sorter.push(u64::from(*h << 1 | BY_ALL) << 32 | page as u64).unwrap());
        }
        let place: Vec<Option<u32>> = (0..pages.len() as u32).map(Some).collect();
        let document: Vec<u32> = (0..pages.len() as u32).collect();
        let places = Places { place: &place, document: &document };
        let pairs = pairs(sorter.finish().unwrap(), &places, &[], dir.path()).unwrap();
        pairs.iter().map(|p| (p.earlier, p.later)).collect()
    }

    #[test]
    fn pages_that_share_enough_are_paired_best_first() {
        assert_eq!(of(&[&[1, 2, 3, 9], &[1, 2, 4], &[1, 2, 3, 4, 9]]), [(0, 2), (1, 2)]);
        assert_eq!(of(&[&[1, 2], &[1, 2]]), []);
    }

    #[test]
    fn boilerplate_does_not_grow_with_the_square() {
        let page: &[u32] = &[7, 8, 9, 10];
        let found = of(&vec![page; 1000]);
        assert!(found.len() <= 3 * 1000 && found.iter().all(|p| p.0 < 3), "{}", found.len());
        assert!((1..1000).all(|i| found.contains(&(0, i))));
    }

    #[test]
    fn pages_of_one_document_are_not_paired() {
        let dir = tempfile::tempdir().unwrap();
        let mut sorter = Sorter::new(dir.path(), "hashes");
        for hash in 0..5u64 {
            (0..3).for_each(|page| sorter.push((hash << 1 | u64::from(BY_ALL)) << 32 | page).unwrap());
        }
        let places = Places { place: &[Some(2), Some(0), Some(1)], document: &[0, 0, 1] };
        let found = pairs(sorter.finish().unwrap(), &places, &[], dir.path()).unwrap();
        // Places 0 and 1 are of the first document, place 2 of the second.
        assert_eq!(
            found.iter().map(|p| (p.earlier, p.later, p.shared)).collect::<Vec<_>>(),
            [(0, 2, Shared::Rare), (1, 2, Shared::Rare)]
        );
    }
}
