//! Whether a line at a page's edge returns at the same edge of neighbouring pages.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::OnceLock;

use rayon::prelude::*;

use super::coarse::{Shape, alike, bounds, close, coarse, push_coarse};
use super::patterns::{self, Kind, Position, Seen};
use super::running;
use crate::page::{Line, Page, PageStatus};

/// Lines with text that count as a page's edge.
pub(super) const ZONE: usize = 12;
/// Pages on each side that a line is compared with: a file may hold many meetings, each with its own header.
const WINDOW: usize = 8;
/// Lines that a line may stand nearer to or farther from the edge on another page.
const NEAR: usize = 4;
/// Likeness that makes two damaged readings the same line.
pub(super) const LEAST: f64 = 0.8;
/// With as many pages, copies of one page no longer pass for repetition.
const MANY: usize = 7;
/// Two pages that share more of their long words are readings of one page.
const SAME_PAGE: f64 = 0.5;
/// The same of their long lines, of which damage spares few.
const SAME_LINES: f64 = 0.1;
/// Likeness of two readings of a line on pages with little text, and the most lines that such a page has.
const SAME_LINE: f64 = 0.6;
const SHORT_PAGE: usize = 40;
/// Pages and their share on which "§§ 85–92" must stand to be furniture.
pub(super) const MIN_RANGES: usize = 3;
pub(super) const RANGE_SHARE: f64 = 0.6;
/// Long words, and long lines, from which on they tell pages apart.
const MIN_WORDS: usize = 8;
const MIN_TEXTS: usize = 4;
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
    marks: Vec<OnceLock<Marks>>,
    /// Whether each page and one of those after it, as far as a window reaches, are readings of one.
    same: Vec<[OnceLock<bool>; 2 * WINDOW]>,
}

impl<'a> Sheets<'a> {
    /// Looks at every line once.
    pub fn new(pages: &'a [Page]) -> Sheets<'a> {
        let look = |p: &Page| p.lines.iter().map(|l| Seen::new(&l.raw)).collect();
        let mut sheets = Sheets {
            pages,
            seen: pages.par_iter().map(look).collect(),
            marks: vec![OnceLock::new(); pages.len()],
            same: pages.iter().map(|_| Default::default()).collect(),
        };
        sheets.free_ranges();
        for (page, line) in running::heads(pages) {
            sheets.seen[page][line] = sheets.seen[page][line].returning();
        }
        sheets
    }

    /// "§§ 85–92" above every page is of its header; above one page it is the cover's.
    fn free_ranges(&mut self) {
        let ranges = |(p, seen): (&Page, &Vec<Seen>)| -> Vec<(usize, [String; 2])> {
            let with_text = p.lines.iter().enumerate().filter(|(_, l)| !patterns::is_rule(&l.raw)).take(ZONE);
            let ranges = with_text.filter(|(i, _)| seen[*i].is_range());
            ranges.filter_map(|(i, l)| Some((i, patterns::range_figures(&l.raw)?))).collect()
        };
        let found: Vec<Vec<(usize, [String; 2])>> = self.pages.iter().zip(&self.seen).map(ranges).collect();
        for (page, own) in found.iter().enumerate() {
            for (line, [first, last]) in own {
                let around = window(page, found.len());
                let of = self.pages[around.clone()].iter().filter(|p| p.status == PageStatus::Ok).count();
                // A figure of the two may be misread.
                let has = |p: &Vec<(usize, [String; 2])>| p.iter().any(|(_, [f, l])| f == first || l == last);
                let pages = found[around].iter().filter(|p| has(p)).count();
                if pages >= MIN_RANGES && pages as f64 >= RANGE_SHARE * of as f64 {
                    self.seen[page][*line] = self.seen[page][*line].returning();
                }
            }
        }
    }

    /// What the expressions say of a page's lines.
    pub fn seen(&self, page: usize) -> &[Seen] {
        &self.seen[page]
    }

    /// Whether two pages are readings of one: they share most long words, and lines of text too, as pages that only speak of the same matter do not.
    fn same(&self, a: usize, b: usize) -> bool {
        let apart = a.abs_diff(b);
        let told = apart.checked_sub(1).and_then(|place| self.same[a.min(b)].get(place));
        told.map_or_else(|| self.compare(a, b), |t| *t.get_or_init(|| self.compare(a, b)))
    }

    fn compare(&self, a: usize, b: usize) -> bool {
        let [a, b] = [a, b].map(|p| self.marks[p].get_or_init(|| Marks::new(&self.pages[p])));
        match shared(&a.words, &b.words, MIN_WORDS) {
            // Too short to tell by its words: then no line of it may be another than the other page's, damage allowed.
            None => {
                let (few, many) = if a.all.len() < b.all.len() { (a, b) } else { (b, a) };
                few.all.iter().all(|l| many.all.iter().any(|m| l == m || alike(l, m, SAME_LINE)))
            }
            Some(words) => {
                words > SAME_PAGE
                    && (shared(&a.lines, &b.lines, MIN_TEXTS).is_none_or(|s| s > SAME_LINES) || alike_within(a, b))
            }
        }
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
        let near: Vec<usize> = window(page, self.pages.len()).filter(|&q| !self.pages[q].is_empty()).collect();
        self.distinct(&near)
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
        for q in window(page, self.pages.len()) {
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

/// Whether most long lines within two pages are alike, where damage has spared hardly any of them.
fn alike_within(a: &Marks, b: &Marks) -> bool {
    let long =
        |m: &'_ Marks| -> Vec<String> { m.all.iter().skip(HEADER).filter(|l| l.len() >= LONG_LINE).cloned().collect() };
    let (a, b) = (long(a), long(b));
    let (few, many) = if a.len() < b.len() { (a, b) } else { (b, a) };
    let found = few.iter().filter(|l| many.iter().any(|m| alike(l, m, SAME_LINE))).count();
    few.len() >= MIN_TEXTS && 2 * found > few.len()
}

/// The pages around one of `count`.
/// The pages that page `page` of `count` is compared with, itself among them.
pub(super) fn window(page: usize, count: usize) -> std::ops::Range<usize> {
    page.saturating_sub(WINDOW)..(page + WINDOW + 1).min(count)
}

/// Blanks that part the columns of a header.
const GAP: &str = "    ";

/// Whether a line is running text: many words, or a full sentence. A header's columns are parted by a gap, and its full stop may be that of a page
/// number: "prot. den 13 mars 1951.          Bl. 2."
fn is_sentence(raw: &str) -> bool {
    let mut ends = raw.split_whitespace().rev();
    let (last, before) = (ends.next().unwrap_or(""), ends.next().unwrap_or(""));
    let figures = last.trim_end_matches('.');
    let number = (1..=3).contains(&figures.len()) && figures.bytes().all(|b| b.is_ascii_digit());
    let abbreviated = before.ends_with('.') && before.chars().count() <= 5 && before.starts_with(char::is_uppercase);
    if raw.trim().contains(GAP) && number && abbreviated {
        return false;
    }
    let words = raw.split_whitespace().filter(|w| w.chars().filter(|c| c.is_alphabetic()).count() >= 2).count();
    words > MAX_WORDS || words >= SENTENCE && raw.trim_end().ends_with('.')
}

/// What tells a page from others: hashes, sorted, each once.
#[derive(Debug, Clone)]
struct Marks {
    /// Folded words that are long, those at the edges left out, that other pages may have for a header.
    words: Vec<u64>,
    /// Folded lines that are long, the edges left out too.
    lines: Vec<u64>,
    /// All lines, folded.
    all: Vec<String>,
}

impl Marks {
    fn new(page: &Page) -> Marks {
        let lines: Vec<&Line> = page.lines.iter().filter(|l| !patterns::is_rule(&l.raw)).collect();
        let inner = lines.get(HEADER..lines.len().saturating_sub(FOOTER)).unwrap_or_default();
        Marks {
            words: hashes(inner.iter().flat_map(|l| l.raw.split_whitespace()).map(coarse).filter(|w| w.len() >= 7)),
            lines: hashes(inner.iter().map(|l| coarse(&l.raw)).filter(|l| l.len() >= LONG_LINE)),
            all: lines.iter().map(|l| coarse(&l.raw)).take(SHORT_PAGE).collect(),
        }
    }
}

/// Share of the smaller set that the larger holds too; `None` where the smaller has fewer than `least`. Both are sorted.
fn shared(a: &[u64], b: &[u64], least: usize) -> Option<f64> {
    let (few, many) = if a.len() < b.len() { (a, b) } else { (b, a) };
    (few.len() >= least).then(|| few.iter().filter(|w| many.binary_search(w).is_ok()).count() as f64 / few.len() as f64)
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
pub(super) fn key(raw: &str) -> String {
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
