//! Repeated pages: pairs of pages that belong to one cluster, found against gold.

use std::collections::{BTreeMap, BTreeSet};

use super::counts::{Found, Share};
use super::gold::Repeats;

/// A pair of page numbers, the smaller first.
pub type Pair = (usize, usize);

/// All pairs within the clusters that `links` (page, page it repeats) build.
pub fn cluster_pairs(links: impl IntoIterator<Item = Pair>) -> BTreeSet<Pair> {
    let mut leader: BTreeMap<usize, usize> = BTreeMap::new();
    for (a, b) in links {
        let (x, y) = (find(&leader, a), find(&leader, b));
        leader.entry(a).or_insert(a);
        leader.entry(b).or_insert(b);
        leader.insert(x.max(y), x.min(y));
    }
    let mut clusters: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for page in leader.keys() {
        clusters.entry(find(&leader, *page)).or_default().push(*page);
    }
    let pairs = |pages: &Vec<usize>| {
        let pages = pages.clone();
        (0..pages.len()).flat_map(move |i| (i + 1..pages.len()).map(|j| (pages[i], pages[j])).collect::<Vec<_>>())
    };
    clusters.values().flat_map(pairs).collect()
}

fn find(leader: &BTreeMap<usize, usize>, mut page: usize) -> usize {
    while let Some(next) = leader.get(&page).filter(|next| **next != page) {
        page = *next;
    }
    page
}

/// Pairs found, and look-alikes merged although they are different: `predicted` are links by page number from 1.
pub fn measure(gold: &Repeats, predicted: &[Pair]) -> (Found, Share) {
    let truth = cluster_pairs(gold.repeats.iter().map(|r| (r.page, r.of)));
    let said = cluster_pairs(predicted.iter().copied());
    let found = Found { right: truth.intersection(&said).count(), gold: truth.len(), predicted: said.len() };
    let mut merged = Share::default();
    for group in &gold.not_repeats {
        // All of a group are different from each other.
        let pages: BTreeSet<usize> = group.pages.iter().copied().collect();
        for a in &pages {
            for b in pages.range(a + 1..) {
                merged += Share::one(said.contains(&(*a, *b)));
            }
        }
    }
    (found, merged)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval::gold::{LookAlikes, Repeat};

    #[test]
    fn three_readings_of_a_page_are_three_pairs() {
        assert_eq!(
            cluster_pairs([(3, 1), (5, 3), (4, 2)]).into_iter().collect::<Vec<_>>(),
            [(1, 3), (1, 5), (2, 4), (3, 5)]
        );
        assert!(cluster_pairs([]).is_empty());
        assert!(cluster_pairs([(1, 1)]).is_empty());
    }

    #[test]
    fn the_page_kept_does_not_matter() {
        let gold = Repeats {
            repeats: vec![Repeat { page: 4, of: 1 }, Repeat { page: 5, of: 2 }],
            not_repeats: vec![LookAlikes { pages: vec![2, 3] }, LookAlikes { pages: vec![6, 7] }],
        };
        let (found, merged) = measure(&gold, &[(1, 4), (3, 2)]);
        assert_eq!(found, Found { right: 1, gold: 2, predicted: 2 });
        assert_eq!(merged, Share { hit: 1, of: 2 });
        let (found, merged) = measure(&gold, &[]);
        assert_eq!((found.recall(), found.precision(), merged.hit), (Some(0.0), None, 0));
    }
}
