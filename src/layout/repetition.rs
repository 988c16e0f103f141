//! Whether a line at a page's edge returns at the same edge of neighbouring pages.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::OnceLock;

use rayon::prelude::*;

use super::coarse::{Shape, bounds, close, coarse, push_coarse};
use super::patterns::{self, Kind, Position, Seen};
use crate::page::{Line, Page, PageStatus};

/// Lines with text that count as a page's edge.
pub(super) const ZONE: usize = 12;
/// Pages on each side that a line is compared with: a file may hold many meetings, each with its own header.
const WINDOW: usize = 8;
/// Lines that a line may stand nearer to or farther from the edge on another page.
const NEAR: usize = 4;
/// Likeness that makes two damaged readings the same line.
const LEAST: f64 = 0.8;
/// With as many pages, copies of one page no longer pass for repetition.
const MANY: usize = 7;
/// Two pages that share more of their long words are readings of one page.
const SAME_PAGE: f64 = 0.5;
/// The same of their long lines, of which damage spares few.
const SAME_LINES: f64 = 0.1;
/// Bytes of a folded line that is long.
const LONG_LINE: usize = 30;
/// Lines at the top and at the bottom that may be header and footer.
const HEADER: usize = 6;
const FOOTER: usize = 3;

/// A line with more words, or with so many and a full stop, is running text.
const MAX_WORDS: usize = 14;
const SENTENCE: usize = 6;

/// All pages of a document with what is asked of them again and again.
#[derive(Debug)]
pub(super) struct Sheets<'a> {
    /// The pages.
    pub pages: &'a [Page],
    seen: Vec<Vec<Seen>>,
    words: Vec<OnceLock<Vec<u64>>>,
    texts: Vec<OnceLock<Vec<u64>>>,
}

impl<'a> Sheets<'a> {
    /// Looks at every line once.
    pub fn new(pages: &'a [Page]) -> Sheets<'a> {
        let look = |p: &Page| p.lines.iter().map(|l| Seen::new(&l.raw)).collect();
        let none = || vec![OnceLock::new(); pages.len()];
        Sheets { pages, seen: pages.par_iter().map(look).collect(), words: none(), texts: none() }
    }

    /// What the expressions say of a page's lines.
    pub fn seen(&self, page: usize) -> &[Seen] {
        &self.seen[page]
    }

    /// Share of the smaller page's long words that the larger one holds too.
    fn overlap(&self, a: usize, b: usize) -> f64 {
        let words = |p: usize| self.words[p].get_or_init(|| long_words(&self.pages[p])).as_slice();
        shared(words(a), words(b), 8)
    }

    /// Whether two pages are readings of one: they share most long words, and lines of text too, as pages that only speak of the same matter do not.
    fn same(&self, a: usize, b: usize) -> bool {
        let texts = |p: usize| self.texts[p].get_or_init(|| long_lines(&self.pages[p])).as_slice();
        self.overlap(a, b) > SAME_PAGE
            && (texts(a).len().min(texts(b).len()) < 4 || shared(texts(a), texts(b), 4) > SAME_LINES)
    }
}

/// A line at the edge of a page.
#[derive(Debug, Clone)]
pub(super) struct EdgeLine {
    /// Index into [`Page::lines`].
    pub line: usize,
    /// Number of its key: equal keys, equal numbers.
    key: usize,
    length: usize,
    shape: Shape,
    class: OnceLock<Option<(Kind, Position)>>,
}

/// The lines at one edge of every page, outermost first.
#[derive(Debug)]
pub(super) struct Edges<'a> {
    sheets: &'a Sheets<'a>,
    pages: Vec<Vec<EdgeLine>>,
    keys: Vec<String>,
    top: bool,
}

/// How often a line returns.
#[derive(Debug, Clone, Default)]
pub(super) struct Support {
    /// Pages that have it at the same edge, its own among them.
    pub pages: usize,
    /// Pages compared, its own among them.
    pub of: usize,
    /// Pages that have it and are not readings of one page.
    pub distinct: usize,
    /// Page and line of each return.
    pub places: Vec<(usize, usize)>,
    /// Whether it stands at the very same place of another page, with little damage.
    pub firm: bool,
    /// How far from the edge it stands on most other pages.
    pub rank: usize,
}

impl<'a> Edges<'a> {
    /// Collects the top (`top`) or bottom edges.
    pub fn new(sheets: &'a Sheets<'a>, top: bool) -> Edges<'a> {
        let edge = |(p, seen): (&Page, &Vec<Seen>)| -> Vec<(usize, String)> {
            if p.status != PageStatus::Ok {
                return Vec::new();
            }
            let with_text = p.lines.iter().enumerate().filter(|(_, l)| !patterns::is_rule(&l.raw));
            // What stands beyond a heading is body on that page, and proves nothing for others.
            let take = |it: &mut dyn Iterator<Item = (usize, &Line)>| {
                let it = it.take(ZONE).take_while(|(line, _)| !seen[*line].is_kept_at(top));
                it.map(|(line, l)| (line, if is_sentence(&l.raw) { String::new() } else { key(&l.raw) }))
                    .collect::<Vec<_>>()
            };
            if top { take(&mut with_text.into_iter()) } else { take(&mut with_text.rev()) }
        };
        let edges: Vec<Vec<(usize, String)>> = sheets.pages.par_iter().zip(&sheets.seen).map(edge).collect();
        let mut numbers: HashMap<String, usize> = HashMap::new();
        let mut keys = Vec::new();
        let mut number = |key: String| {
            *numbers.entry(key).or_insert_with_key(|k| {
                keys.push(k.clone());
                keys.len() - 1
            })
        };
        let mut line = |(line, key): (usize, String)| {
            let (length, shape) = (key.len(), Shape::new(&key));
            EdgeLine { line, key: number(key), length, shape, class: OnceLock::new() }
        };
        let pages = edges.into_iter().map(|edge| edge.into_iter().map(&mut line).collect()).collect();
        Edges { sheets, pages, keys, top }
    }

    /// The edge of one page, outermost line first.
    pub fn of(&self, page: usize) -> &[EdgeLine] {
        self.pages.get(page).map_or(&[], Vec::as_slice)
    }

    /// What the lists say of the line at `rank` of `page`.
    pub fn classify(&self, page: usize, rank: usize) -> Option<(Kind, Position)> {
        let edge = self.of(page).get(rank)?;
        let raw = &self.sheets.pages[page].lines[edge.line].raw;
        *edge.class.get_or_init(|| self.sheets.seen[page][edge.line].classify(raw))
    }

    /// How often the line at `rank` of `page` returns at this edge of the pages around.
    pub fn support(&self, page: usize, rank: usize) -> Support {
        self.count(page, rank, LEAST)
    }

    /// Whether a damaged line looks like one at the same place of several neighbours.
    pub fn resembles(&self, page: usize, rank: usize) -> bool {
        self.count(page, rank, 0.5).distinct >= self.distinct_pages(page).clamp(2, 3)
    }

    /// Whether the line returns on another page at all, more damage allowed: enough where a pattern speaks too.
    pub fn loosely(&self, page: usize, rank: usize) -> bool {
        self.count(page, rank, 0.65).distinct >= 2
    }

    /// Number of pages around `page` that are not readings of one page, counted up to seven.
    pub fn distinct_pages(&self, page: usize) -> usize {
        let near: Vec<usize> = self.window(page).filter(|&q| !self.pages[q].is_empty()).collect();
        self.distinct(&near)
    }

    fn window(&self, page: usize) -> std::ops::Range<usize> {
        page.saturating_sub(WINDOW)..(page + WINDOW + 1).min(self.pages.len())
    }

    fn count(&self, page: usize, rank: usize, least: f64) -> Support {
        let Some(own) = self.of(page).get(rank) else { return Support::default() };
        if own.length == 0 {
            return Support::default();
        }
        let mut found = Vec::new();
        let mut ranks = Vec::new();
        let mut places = Vec::new();
        let mut of = 0;
        let mut firm = false;
        // What stands twice on this page must stand twice on the other: a header's line that stands once more below it is body.
        let times = self.of(page)[..=rank].iter().filter(|l| self.alike(l, own, least)).count();
        for q in self.window(page) {
            if self.pages[q].is_empty() {
                continue;
            }
            of += 1;
            if q == page {
                found.push(q);
                continue;
            }
            let edge = &self.pages[q];
            let nearest = std::iter::once(rank).chain((1..=NEAR).flat_map(|d| [rank.wrapping_sub(d), rank + d]));
            let hit = nearest.filter_map(|r| Some((r, edge.get(r)?))).find(|(_, l)| self.alike(l, own, least));
            let hit = hit.filter(|_| times == 1 || edge.iter().filter(|l| self.alike(l, own, least)).count() >= times);
            if let Some((r, l)) = hit {
                firm |= r == rank && own.length >= 5 && self.alike(l, own, 0.85);
                found.push(q);
                ranks.push(r);
                places.push((q, l.line));
            }
        }
        ranks.sort_unstable();
        let middle = ranks.get(ranks.len() / 2).copied().unwrap_or(rank);
        Support { pages: found.len(), of, distinct: self.distinct(&found), places, firm, rank: middle }
    }

    fn alike(&self, a: &EdgeLine, b: &EdgeLine, least: f64) -> bool {
        let text = |l: &EdgeLine| self.keys[l.key].as_str();
        a.key == b.key
            || bounds(a.length, b.length, least)
                .is_some_and(|within| close(text(a), text(b), (a.shape, b.shape), within, least))
    }

    /// Whether this is the top edge.
    pub fn is_top(&self) -> bool {
        self.top
    }

    fn distinct(&self, pages: &[usize]) -> usize {
        if pages.len() >= MANY {
            return pages.len();
        }
        let mut kept: Vec<usize> = Vec::new();
        for &p in pages {
            if kept.iter().all(|&k| !self.sheets.same(k, p)) {
                kept.push(p);
            }
        }
        kept.len()
    }
}

/// Whether a line is running text: many words, or a full sentence.
fn is_sentence(raw: &str) -> bool {
    let words = raw.split_whitespace().filter(|w| w.chars().filter(|c| c.is_alphabetic()).count() >= 2).count();
    words > MAX_WORDS || words >= SENTENCE && raw.trim_end().ends_with('.')
}

/// Share of the smaller set that the larger holds too; 0 where the smaller has fewer than `least`. Both are sorted.
fn shared(a: &[u64], b: &[u64], least: usize) -> f64 {
    let smaller = a.len().min(b.len());
    if smaller < least {
        return 0.0;
    }
    a.iter().filter(|w| b.binary_search(w).is_ok()).count() as f64 / smaller as f64
}

/// Hashes of a page's folded words that are long enough to tell pages apart; sorted, each once.
fn long_words(page: &Page) -> Vec<u64> {
    hashes(page.lines.iter().flat_map(|l| l.raw.split_whitespace()).map(coarse).filter(|w| w.len() >= 7))
}

/// The same of its long lines, those left out at its edges that other pages may have for a header.
fn long_lines(page: &Page) -> Vec<u64> {
    let lines: Vec<&Line> = page.lines.iter().filter(|l| !patterns::is_rule(&l.raw)).collect();
    let inner = lines.get(HEADER..lines.len().saturating_sub(FOOTER)).unwrap_or_default();
    hashes(inner.iter().map(|l| coarse(&l.raw)).filter(|l| l.len() >= LONG_LINE))
}

fn hashes(texts: impl Iterator<Item = String>) -> Vec<u64> {
    let mut out: Vec<u64> = texts
        .map(|w| {
            let mut hasher = DefaultHasher::new();
            w.hash(&mut hasher);
            hasher.finish()
        })
        .collect();
    out.sort_unstable();
    out.dedup();
    out
}

/// What two readings of a header have in common: folded, without the page number.
fn key(raw: &str) -> String {
    let words: Vec<&str> = raw.split_whitespace().collect();
    let letters = raw.chars().filter(|c| c.is_alphabetic()).count();
    if letters < 4 {
        return coarse(raw);
    }
    let number = |w: &&str| w.len() <= 8 && w.chars().all(|c| c.is_ascii_digit() || "()/.".contains(c));
    let short = |w: &&str| number(w) && w.chars().filter(char::is_ascii_digit).count() <= 5;
    let from = words.iter().take_while(|w| short(w)).count();
    let till = words.len() - words[from..].iter().rev().take_while(|w| short(w)).count();
    let mut out = String::with_capacity(raw.len());
    words[from..till].iter().for_each(|w| push_coarse(w, &mut out));
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::Origin;

    #[test]
    fn the_page_number_is_no_part_of_the_key() {
        assert_eq!(key("Kommunstyrelsen 2021-02-09 3 (14)"), key("Kommunstyrelsen 2021-02-09 12(14)"));
        assert_ne!(key("2021-02-09"), key("2022-03-08"));
    }

    #[test]
    fn copies_of_one_page_are_not_repetition() {
        let body = "Skolstyrelsen överlämnar ansökningarna rörande lokalfrågan byggnadsnämnden hyresvärden \
                    entreprenören kostnadsberäkningen fastighetsägaren";
        let pages: Vec<Page> =
            (0..3).map(|i| Page::from_text(i, Origin::Text, "swe", &format!("Lokalfrågan åter\n{body}"))).collect();
        let sheets = Sheets::new(&pages);
        let edges = Edges::new(&sheets, true);
        assert_eq!(edges.support(0, 0).pages, 3);
        assert_eq!(edges.support(0, 0).distinct, 1);
    }
}
