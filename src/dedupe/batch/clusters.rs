//! From pairs worth comparing to the page that is kept in the place of each: the verdict reads no more pages than it judges.

use rayon::prelude::*;

use super::super::verdict::{self, Relation, Within};
use super::pairs::{Pair, Shared};
use super::spool::{Reader, Spooled};
use crate::error::{Error, Result};

/// Pages judged before their clusters are brought up to date.
const AT_ONCE: usize = 1 << 14;
/// Places where a page may stand across two pages, tried at most.
const SPANS: usize = 3;
/// Share of the larger page that a smaller one must have in letters where they share only what many pages have.
const SAME_SIZE: f64 = 0.9;

/// The pages of a batch by place, as the verdict needs them.
pub(super) struct Judge<'a> {
    /// The words.
    pub spooled: &'a Spooled,
    /// Number of each place in the spool.
    pub stored: &'a [u32],
    /// Document of each place.
    pub document: &'a [u32],
    /// Days named by each document, in rising order.
    pub days: &'a [&'a [u32]],
}

/// What stands in the place of each page: itself, or the page kept and one past it where the text stands across two.
pub(super) struct Kept {
    /// The page kept for each place.
    pub of: Vec<u32>,
    /// Whether the text goes on to the page after that.
    pub across: Vec<bool>,
}

type Judged = Vec<(u32, u32, Relation)>;

impl Judge<'_> {
    /// Judges pairs, in order of the later page.
    pub fn kept(&self, pairs: &[Pair]) -> Result<Kept> {
        let mut of: Vec<u32> = (0..self.document.len() as u32).collect();
        let groups: Vec<&[Pair]> = pairs.chunk_by(|x, y| x.later == y.later).collect();
        for some in groups.chunks(AT_ONCE) {
            for judged in self.each(some, |reader, group| self.judge(reader, group))? {
                judged.into_iter().for_each(|(a, b, relation)| merge(&mut of, a, b, relation));
            }
        }
        for page in 0..of.len() as u32 {
            of[page as usize] = root(&mut of, page);
        }
        let mut across = vec![false; of.len()];
        let mut stands_for = vec![false; of.len()];
        of.iter().enumerate().filter(|(i, k)| *i != **k as usize).for_each(|(_, k)| stands_for[*k as usize] = true);
        // A page that stands for others stays, or they would lose their place.
        let open = |g: &&&[Pair]| of[g[0].later as usize] == g[0].later && !stands_for[g[0].later as usize];
        let open: Vec<&[Pair]> = groups.iter().filter(open).copied().collect();
        let mut found = Vec::new();
        for some in open.chunks(AT_ONCE) {
            found.extend(self.each(some, |reader, group| self.span(reader, group, &of))?.into_iter().flatten());
        }
        for (page, start) in found {
            (of[page as usize], across[page as usize]) = (start, true);
        }
        Ok(Kept { of, across })
    }

    fn each<T: Send>(
        &self,
        groups: &[&[Pair]],
        judge: impl Fn(&mut Reader<'_>, &[Pair]) -> Result<T> + Sync,
    ) -> Result<Vec<T>> {
        let again = |e: &mut Error| Error::Usage(e.to_string());
        groups
            .par_iter()
            .with_min_len(64)
            .map_init(|| self.spooled.reader(), |reader, group| judge(reader.as_mut().map_err(again)?, group))
            .collect()
    }

    /// Judges the pairs of one later page, best first, until an earlier one holds all of it.
    fn judge(&self, reader: &mut Reader<'_>, pairs: &[Pair]) -> Result<Judged> {
        let mut out = Vec::new();
        let mut page = None;
        for &Pair { earlier: a, later: b, shared } in pairs {
            if self.other_meetings(a, b) {
                continue;
            }
            let later = match page.take() {
                Some(text) => text,
                None => reader.page(self.stored[b as usize] as usize)?,
            };
            let earlier = reader.page(self.stored[a as usize] as usize)?;
            // What many pages have, this one need not have from that one: a form is no copy of each filled-in form.
            let relation = match shared {
                Shared::Common if !alike(earlier.size(), later.size()) => Relation::Apart,
                Shared::Own => verdict::relation_within(&earlier, &later, Within::Readings),
                _ => verdict::relation_within(&earlier, &later, Within::Batch),
            };
            page = Some(later);
            if relation != Relation::Apart {
                out.push((a, b, relation));
            }
            if relation == Relation::LaterRepeats {
                break;
            }
        }
        Ok(out)
    }

    /// Where a page, with the pairs it is the later of, stands across two pages of another document, as text divided at other places does.
    fn span(&self, reader: &mut Reader<'_>, pairs: &[Pair], of: &[u32]) -> Result<Option<(u32, u32)>> {
        let page = pairs[0].later;
        let near = |a: u32| pairs.iter().any(|p| p.earlier == a);
        let kept = |a: u32| of[a as usize] == a && !self.other_meetings(a, page);
        let mut starts: Vec<u32> = Vec::new();
        for pair in pairs.iter().filter(|p| p.shared != Shared::Common) {
            for start in [Some(pair.earlier), pair.earlier.checked_sub(1)].into_iter().flatten() {
                let together = start + 1 < page && self.document[start as usize] == self.document[start as usize + 1];
                if together && kept(start) && kept(start + 1) && !starts.contains(&start) {
                    starts.push(start);
                }
            }
        }
        starts.sort_by_key(|s| !(near(*s) && near(s + 1)));
        starts.truncate(SPANS);
        if starts.is_empty() {
            return Ok(None);
        }
        let text = reader.page(self.stored[page as usize] as usize)?;
        for start in starts {
            let first = reader.page(self.stored[start as usize] as usize)?;
            let second = reader.page(self.stored[start as usize + 1] as usize)?;
            if verdict::covers_both_within(&first, &second, &text, Within::Batch) {
                return Ok(Some((page, start)));
            }
        }
        Ok(None)
    }

    /// Whether both documents name days, and none that is in both.
    fn other_meetings(&self, a: u32, b: u32) -> bool {
        let days = |place: u32| self.days[self.document[place as usize] as usize];
        let (x, y) = (days(a), days(b));
        !x.is_empty() && !y.is_empty() && !x.iter().any(|day| y.binary_search(day).is_ok())
    }
}

/// Whether pages are about the same in size.
fn alike(a: usize, b: usize) -> bool {
    (a.min(b) as f64) >= SAME_SIZE * a.max(b) as f64
}

/// Takes one judged pair (`a` < `b`) into the clusters. `of[i]` leads to the page kept in the place of `i` (disjoint sets).
fn merge(of: &mut [u32], a: u32, b: u32, relation: Relation) {
    let (leave, keep) = match relation {
        Relation::Apart => return,
        Relation::LaterRepeats => (b, a),
        Relation::EarlierRepeats => (a, b),
    };
    let keep = root(of, keep);
    // A page that has been left out already is not moved on weaker evidence than its own.
    if of[leave as usize] == leave && keep != leave {
        of[leave as usize] = keep;
    }
}

/// The page kept in the place of `page`; shortens the way to it.
fn root(of: &mut [u32], mut page: u32) -> u32 {
    while of[page as usize] != page {
        of[page as usize] = of[of[page as usize] as usize];
        page = of[page as usize];
    }
    page
}
