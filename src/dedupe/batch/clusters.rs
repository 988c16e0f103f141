//! From pairs worth comparing to the page that is kept in the place of each: the verdict reads no more pages than it judges.

use rayon::prelude::*;

use super::super::correction::{self, Evidence, Near, Outcome};
use super::super::tokens::PageText;
use super::super::verdict::{self, Relation, Within};
use super::pairs::{Pair, Shared};
use super::spool::{Reader, Spooled};
use crate::error::{Error, Result};

/// Pages judged before their clusters are brought up to date.
const AT_ONCE: usize = 1 << 14;
/// Places where a page may stand across two pages, tried at most.
const SPANS: usize = 3;
/// Rounds in which pages found to be corrected speak for those beside them.
const ROUNDS: usize = 3;
/// Share of a page across two, in runs of eight letters, that each of them must hold.
const PIECE: f64 = 0.03;
/// Share of the larger page that a smaller one must have in letters where they share only what many pages have.
const SAME_SIZE: f64 = 0.9;
/// Numbers that both must have then.
const NUMBERS: usize = 2;

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
    /// Pages that may repeat an earlier one, with that one: both are kept.
    pub perhaps: Vec<(u32, u32)>,
}

/// What was found of a page (`later`) and an earlier one.
#[derive(Debug, Clone, Copy)]
struct Found {
    earlier: u32,
    later: u32,
    what: What,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum What {
    /// The earlier holds all of the later.
    Later,
    /// The earlier and the page after it hold all of the later.
    Across,
    /// The later holds all of the earlier.
    Earlier,
    /// They are nearly the same; what is around them decides.
    Nearly(Evidence),
}

impl Judge<'_> {
    /// Judges pairs, in order of the later page.
    pub fn kept(&self, pairs: &[Pair]) -> Result<Kept> {
        let mut clusters = Clusters::new(self.document.len());
        let mut waiting: Vec<Found> = Vec::new();
        let groups: Vec<&[Pair]> = pairs.chunk_by(|x, y| x.later == y.later).collect();
        for some in groups.chunks(AT_ONCE) {
            for found in self.each(some)?.into_iter().flatten() {
                if found.what == What::Later { clusters.merge(found) } else { waiting.push(found) }
            }
        }
        // A page on two pages of a protocol comes before a protocol's page on the larger one of an extract.
        waiting.iter().filter(|f| f.what == What::Across).for_each(|f| clusters.across(*f, self.document));
        waiting.iter().filter(|f| f.what == What::Earlier).for_each(|f| clusters.earlier(*f));
        let perhaps = self.corrected(&waiting, &mut clusters);
        Ok(clusters.finish(perhaps))
    }

    /// Takes in pages of which something was corrected; pages that may be such, with the earlier one, come back.
    fn corrected(&self, waiting: &[Found], clusters: &mut Clusters) -> Vec<(u32, u32)> {
        let mut open: Vec<(Found, Evidence)> =
            waiting.iter().filter_map(|f| if let What::Nearly(e) = f.what { Some((*f, e)) } else { None }).collect();
        // Each page found speaks for its neighbours.
        for _ in 0..ROUNDS {
            let before = open.len();
            open.retain(|(f, e)| {
                let free = clusters.is_free(f.later) && clusters.root(f.earlier) != f.later;
                let sure = free && correction::judge_documents(e, self.near(f, clusters)) == Outcome::Corrected;
                if sure {
                    clusters.merge(*f);
                }
                free && !sure
            });
            if open.len() == before {
                break;
            }
        }
        let mut perhaps: Vec<(u32, u32)> = Vec::new();
        for (f, e) in open {
            let told = perhaps.last().is_some_and(|p| p.0 == f.later);
            if !told && correction::judge_documents(&e, self.near(&f, clusters)) == Outcome::Perhaps {
                perhaps.push((f.later, clusters.root(f.earlier)));
            }
        }
        perhaps
    }

    /// What stands around two pages in their documents.
    fn near(&self, found: &Found, clusters: &Clusters) -> Near {
        let step = |page: u32, by: i32| {
            let next = page.checked_add_signed(by)?;
            let same = self.document.get(next as usize)? == self.document.get(page as usize)?;
            same.then_some(next)
        };
        let one = |by: i32| {
            let both = step(found.earlier, by).zip(step(found.later, by));
            both.is_some_and(|(a, b)| clusters.root(a) == clusters.root(b))
        };
        let days = |place: u32| self.days[self.document[place as usize] as usize];
        let same_day = days(found.earlier).iter().any(|d| days(found.later).binary_search(d).is_ok());
        Near { neighbours: usize::from(one(-1)) + usize::from(one(1)), adjacent: false, same_day }
    }

    fn each(&self, groups: &[&[Pair]]) -> Result<Vec<Vec<Found>>> {
        let again = |e: &mut Error| Error::Usage(e.to_string());
        groups
            .par_iter()
            .with_min_len(64)
            .map_init(|| self.spooled.reader(), |reader, group| self.judge(reader.as_mut().map_err(again)?, group))
            .collect()
    }

    /// Judges the pairs of one later page, best first, until an earlier one holds all of it.
    fn judge(&self, reader: &mut Reader<'_>, pairs: &[Pair]) -> Result<Vec<Found>> {
        let later = pairs[0].later;
        let pairs: Vec<&Pair> = pairs.iter().filter(|p| !self.other_meetings(p.earlier, later)).collect();
        let mut out = Vec::new();
        if pairs.is_empty() {
            return Ok(out);
        }
        let text = self.read(reader, later)?;
        for pair in &pairs {
            let earlier = self.read(reader, pair.earlier)?;
            // What many pages have, this one need not have from that one: a form is no copy of each filled-in form, nor of each other empty one.
            let relation = match pair.shared {
                Shared::Common if !alike(&earlier, &text) => Relation::Apart,
                Shared::Rare if is_bare_part(&earlier, &text) => Relation::Apart,
                Shared::Own => verdict::relation_within(&earlier, &text, Within::Readings),
                Shared::Common | Shared::Rare => verdict::relation_within(&earlier, &text, Within::Batch),
            };
            let found = |what| Found { earlier: pair.earlier, later, what };
            match relation {
                Relation::Apart => {
                    let nearly = correction::evidence(&earlier, &text, Within::Batch);
                    // What is kept is the earlier page, so that must be the one that holds more.
                    let nearly = nearly.filter(|e| !e.part || text.size() <= earlier.size());
                    out.extend(nearly.map(|e| found(What::Nearly(e))));
                }
                Relation::LaterRepeats => return Ok(vec![found(What::Later)]),
                Relation::EarlierRepeats => out.push(found(What::Earlier)),
            }
        }
        out.extend(self.span(reader, &pairs, &text)?.map(|earlier| Found { earlier, later, what: What::Across }));
        Ok(out)
    }

    /// The first of two pages of another document that a page stands across, as text divided at other places does.
    fn span(&self, reader: &mut Reader<'_>, pairs: &[&Pair], text: &PageText) -> Result<Option<u32>> {
        let later = pairs[0].later;
        let near = |a: u32| pairs.iter().any(|p| p.earlier == a);
        let mut starts: Vec<u32> = Vec::new();
        for pair in pairs.iter().filter(|p| p.shared != Shared::Common) {
            for start in [Some(pair.earlier), pair.earlier.checked_sub(1)].into_iter().flatten() {
                let together = start + 1 < later && self.document[start as usize] == self.document[start as usize + 1];
                if together && !starts.contains(&start) {
                    starts.push(start);
                }
            }
        }
        starts.sort_by_key(|s| !(near(*s) && near(s + 1)));
        for start in starts.into_iter().take(SPANS) {
            let (first, second) = (self.read(reader, start)?, self.read(reader, start + 1)?);
            // Else it stands on one of them, and has been judged apart from that.
            let both = text.shared(&first).min(text.shared(&second)) >= PIECE;
            if both && verdict::covers_both_within(&first, &second, text, Within::Batch) {
                return Ok(Some(start));
            }
        }
        Ok(None)
    }

    fn read(&self, reader: &mut Reader<'_>, place: u32) -> Result<PageText> {
        reader.page(self.stored[place as usize] as usize)
    }

    /// Whether both documents name days, and none that is in both.
    fn other_meetings(&self, a: u32, b: u32) -> bool {
        let days = |place: u32| self.days[self.document[place as usize] as usize];
        let (x, y) = (days(a), days(b));
        !x.is_empty() && !y.is_empty() && !x.iter().any(|day| y.binary_search(day).is_ok())
    }
}

/// Whether one page is a part of the other, and has no number that says of which of many it is.
fn is_bare_part(a: &PageText, b: &PageText) -> bool {
    let (short, long) = if a.size() <= b.size() { (a, b) } else { (b, a) };
    (short.size() as f64) < SAME_SIZE * long.size() as f64 && short.numbers().is_empty()
}

/// Whether pages are about the same in size and both have numbers to compare.
fn alike(a: &PageText, b: &PageText) -> bool {
    let (short, long) = (a.size().min(b.size()), a.size().max(b.size()));
    short as f64 >= SAME_SIZE * long as f64 && a.numbers().len().min(b.numbers().len()) >= NUMBERS
}

/// Which page stands in the place of which, while it is found out.
struct Clusters {
    /// Leads from each page to the one kept in its place (disjoint sets).
    of: Vec<u32>,
    /// Pages that stand across that one and the next.
    across: Vec<bool>,
    /// Pages that others stand across.
    held: Vec<bool>,
}

impl Clusters {
    fn new(pages: usize) -> Clusters {
        Clusters { of: (0..pages as u32).collect(), across: vec![false; pages], held: vec![false; pages] }
    }

    /// The page kept in the place of `page`.
    fn root(&self, mut page: u32) -> u32 {
        while self.of[page as usize] != page {
            page = self.of[page as usize];
        }
        page
    }

    /// A later page that an earlier one holds. As each leads to a page that is kept, ways stay short.
    fn merge(&mut self, found: Found) {
        self.of[found.later as usize] = self.root(found.earlier);
    }

    /// Whether a page is kept, and no other stands across it.
    fn is_free(&self, page: u32) -> bool {
        self.of[page as usize] == page && !self.held[page as usize]
    }

    /// A page across two, or across the two that are kept in their place.
    fn across(&mut self, found: Found, document: &[u32]) {
        let (first, second) = (self.root(found.earlier), self.root(found.earlier + 1));
        let together = second == first + 1 && document[first as usize] == document[second as usize];
        // A page that stands for another meanwhile is no longer free.
        if together && self.of[found.later as usize] == found.later && first != found.later && second != found.later {
            (self.of[found.later as usize], self.across[found.later as usize]) = (first, true);
            (self.held[first as usize], self.held[second as usize]) = (true, true);
        }
    }

    /// An earlier page that a later one holds, unless something better is known of it.
    fn earlier(&mut self, found: Found) {
        let keep = self.root(found.later);
        if self.is_free(found.earlier) && keep != found.earlier {
            self.of[found.earlier as usize] = keep;
            self.across[found.earlier as usize] = self.is_across(found.later);
        }
    }

    /// Whether a page stands in more than the page kept in its place.
    fn is_across(&self, page: u32) -> bool {
        let next = |p: &u32| Some(self.of[*p as usize]).filter(|next| next != p);
        std::iter::successors(Some(page), next).any(|p| self.across[p as usize])
    }

    fn finish(self, perhaps: Vec<(u32, u32)>) -> Kept {
        let pages = 0..self.of.len() as u32;
        let across = pages.clone().map(|p| self.is_across(p)).collect();
        Kept { of: pages.map(|p| self.root(p)).collect(), across, perhaps }
    }
}
