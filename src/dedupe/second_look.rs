//! Pages of one document that the verdict keeps apart, looked at again: corrected pages, and those that a person should compare.

use rayon::prelude::*;

use super::correction::{Evidence, Near, Outcome, beside_vote, evidence, judge, variants};
use super::tokens::PageText;
use super::verdict::Within;
use crate::page::Page;
use crate::protocol::Variant;

/// Rounds: each page that is found to be corrected is a neighbour that speaks for the pages before and after it.
const ROUNDS: usize = 4;

/// What a second look found.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Pages that are one, the kept one first, of which something was corrected.
    pub corrected: Vec<(usize, usize)>,
    /// Pages that may be one, the earlier first; both stay.
    pub perhaps: Vec<(usize, usize)>,
    open: Vec<(usize, usize, Evidence)>,
}

impl Found {
    /// Which of the pairs that are not corrected pages may be, when all that is sure is known.
    pub fn doubts(&mut self, texts: &[PageText], kept: &[usize]) {
        for (a, b, e) in std::mem::take(&mut self.open) {
            // One page to compare a page with is enough.
            let told = kept[a] != a || kept[b] != b || self.perhaps.iter().any(|p| p.1 == b);
            if !told && judge(&e, near(texts, kept, a, b)) == Outcome::Perhaps {
                self.perhaps.push((a, b));
            }
        }
    }
}

/// Looks at the candidate pairs of pages that are still kept, and takes those that are corrected into the clusters. `kept[i]` is the page kept in
/// the place of `i`.
pub(super) fn look(texts: &[PageText], pairs: &[(usize, usize)], kept: &mut [usize]) -> Found {
    let mut open: Vec<(usize, usize)> = pairs.iter().map(|&(a, b)| (kept[a], kept[b])).collect();
    open.retain(|p| p.0 != p.1);
    open.iter_mut().for_each(|p| *p = (p.0.min(p.1), p.0.max(p.1)));
    open.sort_unstable_by_key(|p| (p.1, p.0));
    open.dedup();
    let seen: Vec<Option<Evidence>> =
        open.par_iter().map(|&(a, b)| evidence(&texts[a], &texts[b], Within::Document)).collect();
    let mut open: Vec<(usize, usize, Evidence)> =
        open.into_iter().zip(seen).filter_map(|((a, b), e)| Some((a, b, e?))).collect();
    let mut found = Found::default();
    for _ in 0..ROUNDS {
        let before = open.len();
        open.retain(|&(a, b, e)| {
            if kept[a] != a || kept[b] != b {
                return false;
            }
            let corrected = judge(&e, near(texts, kept, a, b)) == Outcome::Corrected;
            if corrected {
                // The page that holds more is kept.
                let (keep, leave) = if e.part && texts[a].size() < texts[b].size() { (b, a) } else { (a, b) };
                for (page, of) in kept.iter_mut().enumerate().filter(|(_, of)| **of == leave) {
                    *of = keep;
                    found.corrected.push((keep, page));
                }
            }
            !corrected
        });
        if open.len() == before {
            break;
        }
    }
    found.open = open;
    found
}

/// What stands around two pages.
fn near(texts: &[PageText], kept: &[usize], a: usize, b: usize) -> Near {
    let one = |x: Option<usize>, y: Option<usize>| match (x, y) {
        (Some(x), Some(y)) if x < kept.len() && y < kept.len() => x != y && kept[x] == kept[y],
        _ => false,
    };
    let adjacent = a + 1 == b;
    let neighbours = usize::from(one(a.checked_sub(1), b.checked_sub(1))) + usize::from(one(Some(a + 1), Some(b + 1)));
    let same_day = texts[a].dates.iter().any(|d| texts[b].dates.contains(d));
    Near { neighbours: if adjacent { 0 } else { neighbours }, adjacent, same_day }
}

/// Writes on the pages what was found.
pub(super) fn mark(pages: &mut [Page], texts: &[PageText], found: &Found) {
    for (b, a) in (0..pages.len()).filter_map(|b| Some((b, pages[b].duplicate_of?))).collect::<Vec<_>>() {
        let corrected = found.corrected.contains(&(a, b));
        pages[a].variants.extend(beside_vote(&texts[a], (&texts[b], b), corrected));
    }
    for &(a, b) in &found.perhaps {
        let first = variants(&texts[b], &[(&texts[a], a)]).into_iter().next();
        let same = || Variant {
            other_page: a,
            other_protocol: None,
            line: 0,
            kept: String::new(),
            other: String::new(),
            kind: "wording".into(),
        };
        pages[b].may_repeat.push(first.unwrap_or_else(same));
    }
}
