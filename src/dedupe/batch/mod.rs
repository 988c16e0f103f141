//! Repeated pages across the documents of a batch: one protocol scanned twice, an extract of a protocol that is there too, one page read by two engines.
//!
//! Documents come in one by one, in any order and from any thread; of each page a sketch goes into an external sort and its words to a file, so that
//! memory holds some forty bytes a page. At the end pages that share enough of their sketches are paired (`pairs`), and the verdict that
//! judges pages of one document judges these too, more strictly (`clusters`). What comes out depends on the documents alone.

mod clusters;
mod pairs;
mod sketch;
mod sorter;
mod spool;

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use tempfile::TempDir;

use super::correction;
use super::tokens::PageText;
use super::verdict::{LONG, SHORT, is_day};
use crate::error::{Error, Result};
use crate::page::{Page, PageStatus};
use crate::protocol::Variant;
use clusters::Judge;
use pairs::{Pair, Places};
use sorter::Sorter;
use spool::{Spool, Spooled};

/// A document as the index takes it in.
#[derive(Debug, Clone, Default)]
pub struct BatchDocument {
    /// Identifier, unique in the batch.
    pub id: String,
    /// ISO dates of its meetings; the dates of its furniture are added.
    pub dates: Vec<String>,
    /// Pages that are kept within the document.
    pub pages: Vec<BatchPage>,
}

/// A page as the index takes it in.
#[derive(Debug, Clone)]
pub struct BatchPage {
    index: usize,
    quality: f64,
    text: PageText,
    sketch: Vec<u32>,
}

impl BatchPage {
    /// What the index needs of a page; `None` for one that failed, is empty, or repeats another of its document.
    /// Furniture is left out, so [`crate::layout::mark_furniture`] comes first.
    pub fn new(page: &Page) -> Option<BatchPage> {
        let text = PageText::new(page);
        let open = page.status == PageStatus::Ok && page.duplicate_of.is_none() && !text.tokens.is_empty();
        open.then(|| {
            // What the verdict asks to be the same needs no sketch.
            let compared = (SHORT..=LONG).contains(&text.tokens.len());
            let sketch = if compared { sketch::sketch(&text) } else { Vec::new() };
            BatchPage { index: page.index, quality: page.quality, text, sketch }
        })
    }
}

/// A page that repeats one of another document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Repeat {
    /// Its document, as an index into [`BatchRepeats::documents`].
    pub document: usize,
    /// Its [`Page::index`].
    pub page: usize,
    /// The document of the page kept in its place.
    pub kept_document: usize,
    /// [`Page::index`] of the page kept in its place.
    pub kept_page: usize,
    /// The page after that, where the text goes on there.
    pub kept_next: Option<usize>,
}

/// All repeats of a batch.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BatchRepeats {
    /// Identifiers of all documents, in order.
    pub documents: Vec<String>,
    /// In order of document and page. A page that is kept in the place of another is itself no repeat.
    pub repeats: Vec<Repeat>,
    /// Pages that may repeat one of another document, though both are kept; in the same order.
    pub possible: Vec<Repeat>,
}

/// The places where a page says something else than the page or the two pages of another document that it repeats, as read. A difference that
/// misreading explains may be among them.
pub fn variants(page: &Page, others: &[&Page]) -> Vec<Variant> {
    let texts: Vec<PageText> = others.iter().map(|p| PageText::new(p)).collect();
    let others: Vec<(&PageText, usize)> = texts.iter().zip(others).map(|(t, p)| (t, p.index)).collect();
    correction::variants(&PageText::new(page), &others)
}

/// What stays in memory of a document.
#[derive(Debug)]
struct Document {
    id: String,
    /// Number of its first page in the spool.
    first: u32,
    /// [`Page::index`] of its pages.
    pages: Vec<u32>,
    /// Mean quality of its pages, in hundredths.
    quality: u32,
    /// Days it names (YYYYMMDD), in rising order.
    days: Vec<u32>,
}

#[derive(Debug)]
struct State {
    spool: Spool,
    hashes: Sorter,
    /// Digest of what each page says.
    digests: Vec<u64>,
    documents: Vec<Document>,
}

/// The index of a batch. Its files are in a folder of its own that goes away with it.
#[derive(Debug)]
pub struct BatchIndex {
    state: Mutex<State>,
    folder: TempDir,
}

impl BatchIndex {
    /// An empty index with its files in a new folder within `folder`.
    ///
    /// # Errors
    /// Where `folder` cannot be written to.
    pub fn new(folder: &Path) -> Result<BatchIndex> {
        let made = tempfile::Builder::new().prefix(".pages-").tempdir_in(folder);
        let made = made.map_err(|e| Error::Io { path: folder.into(), action: "create", source: e })?;
        let state = State {
            spool: Spool::new(made.path().join("words"))?,
            hashes: Sorter::new(made.path(), "hashes"),
            digests: Vec::new(),
            documents: Vec::new(),
        };
        Ok(BatchIndex { state: Mutex::new(state), folder: made })
    }

    /// Takes a document in. The order in which documents come does not matter.
    ///
    /// # Errors
    /// Where the disk is full, or the batch has more than 268 million pages.
    pub fn add(&self, document: BatchDocument) -> Result<()> {
        let days = days(&document);
        let digests: Vec<u64> = document.pages.iter().map(|p| digest(&p.text, &days)).collect();
        let sum: f64 = document.pages.iter().map(|p| p.quality).sum();
        let quality = (100.0 * sum / document.pages.len().max(1) as f64).round() as u32;
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let first = state.digests.len();
        if first + document.pages.len() > pairs::MAX_PAGES {
            let most = pairs::MAX_PAGES;
            return Err(Error::Usage(format!("--dedupe batch takes {most} pages; divide the batch, or use document")));
        }
        for (page, number) in document.pages.iter().zip(first as u64..) {
            state.spool.push(&page.text)?;
            page.sketch.iter().try_for_each(|h| state.hashes.push(u64::from(*h) << 32 | number))?;
        }
        state.digests.extend(digests);
        let pages = document.pages.iter().map(|p| p.index as u32).collect();
        state.documents.push(Document { id: document.id, first: first as u32, pages, quality, days });
        Ok(())
    }

    /// Finds the repeats.
    ///
    /// Of pages that say the same, that of the document with more pages is kept (a protocol, not its extract), else that of the better reading, else
    /// that of the smaller identifier; a page that holds a good deal more text is kept in any case.
    ///
    /// # Errors
    /// Where the files of the index cannot be written or read.
    pub fn finish(self) -> Result<BatchRepeats> {
        self.pair()?.judge()
    }

    /// The first half of [`Self::finish`]: which pages are worth comparing.
    ///
    /// # Errors
    /// Where the files of the index cannot be written or read.
    pub fn pair(self) -> Result<BatchPairs> {
        let BatchIndex { state, folder } = self;
        let State { spool, hashes, digests, mut documents } =
            state.into_inner().unwrap_or_else(PoisonError::into_inner);
        let spooled = spool.finish()?;
        documents.sort_by(|a, b| {
            b.pages.len().cmp(&a.pages.len()).then(b.quality.cmp(&a.quality)).then_with(|| a.id.cmp(&b.id))
        });
        // Places are numbers of pages in that order: the page to keep comes first.
        let mut stored: Vec<u32> = Vec::with_capacity(digests.len());
        let mut document: Vec<u32> = Vec::with_capacity(digests.len());
        for (d, doc) in documents.iter().enumerate() {
            stored.extend(doc.first..doc.first + doc.pages.len() as u32);
            document.resize(stored.len(), d as u32);
        }
        let same = same_pages(&stored, &digests);
        let mut place: Vec<Option<u32>> = vec![None; stored.len()];
        stored.iter().zip(0..).for_each(|(s, p)| place[*s as usize] = Some(p));
        same.iter().for_each(|(_, later)| place[stored[*later as usize] as usize] = None);
        let places = Places { place: &place, document: &document };
        let pairs = pairs::pairs(hashes.finish()?, &places, &same, folder.path())?;
        Ok(BatchPairs { documents, document, stored, pairs, spooled, _folder: folder })
    }
}

/// The pages of a batch, and the pairs of them that are worth comparing.
#[derive(Debug)]
pub struct BatchPairs {
    documents: Vec<Document>,
    /// Document of each place.
    document: Vec<u32>,
    /// Number of each place in the spool.
    stored: Vec<u32>,
    pairs: Vec<Pair>,
    spooled: Spooled,
    _folder: TempDir,
}

impl BatchPairs {
    /// The pairs, each page as the identifier of its document and its [`Page::index`].
    pub fn iter(&self) -> impl Iterator<Item = [(&str, usize); 2]> {
        self.pairs.iter().map(|p| [p.earlier, p.later].map(|place| self.at(place as usize)))
    }

    fn at(&self, place: usize) -> (&str, usize) {
        let document = &self.documents[self.document[place] as usize];
        (&document.id, document.pages[(self.stored[place] - document.first) as usize] as usize)
    }

    /// The second half of [`BatchIndex::finish`]: which of the pairs are repeats.
    ///
    /// # Errors
    /// Where the files of the index cannot be read.
    pub fn judge(self) -> Result<BatchRepeats> {
        let days: Vec<&[u32]> = self.documents.iter().map(|d| d.days.as_slice()).collect();
        let judge = Judge { spooled: &self.spooled, stored: &self.stored, document: &self.document, days: &days };
        let kept = judge.kept(&self.pairs)?;
        let mut by_id: Vec<usize> = (0..self.documents.len()).collect();
        by_id.sort_by(|a, b| self.documents[*a].id.cmp(&self.documents[*b].id));
        let mut name = vec![0; by_id.len()];
        by_id.iter().enumerate().for_each(|(n, d)| name[*d] = n);
        let repeated = (0..self.stored.len()).filter(|&i| {
            let of = kept.of[i] as usize;
            // By way of another document two pages of one may meet, which have been judged apart.
            of != i && self.document[of] != self.document[i]
        });
        let repeat = |page: usize, of: usize, across: bool| Repeat {
            document: name[self.document[page] as usize],
            page: self.at(page).1,
            kept_document: name[self.document[of] as usize],
            kept_page: self.at(of).1,
            kept_next: across.then(|| self.at(of + 1).1),
        };
        let mut repeats: Vec<Repeat> = repeated.map(|i| repeat(i, kept.of[i] as usize, kept.across[i])).collect();
        repeats.sort_unstable();
        let mut possible: Vec<Repeat> =
            kept.perhaps.iter().map(|&(page, of)| repeat(page as usize, of as usize, false)).collect();
        possible.sort_unstable();
        let documents = by_id.into_iter().map(|d| self.documents[d].id.clone()).collect();
        Ok(BatchRepeats { documents, repeats, possible })
    }
}

/// Days that a document names, in its meetings and in its furniture.
fn days(document: &BatchDocument) -> Vec<u32> {
    let meetings = document.dates.iter().map(|d| d.replace('-', ""));
    let furniture = document.pages.iter().flat_map(|p| p.text.dates.iter().cloned());
    let mut days: Vec<u32> = meetings.chain(furniture).filter(|d| is_day(d)).filter_map(|d| d.parse().ok()).collect();
    days.sort_unstable();
    days.dedup();
    days
}

/// A digest of what a page says and of its dates; the same words said at two meetings have two.
fn digest(text: &PageText, days: &[u32]) -> u64 {
    use std::hash::Hasher;
    let mut hasher = rustc_hash::FxHasher::default();
    text.digest(&mut hasher);
    if text.dates.is_empty() {
        days.iter().for_each(|d| hasher.write_u32(*d));
    } else {
        text.dates.iter().for_each(|d| hasher.write(d.as_bytes()));
    }
    hasher.finish()
}

/// Pages that say the same as an earlier one, as (the first of them, page), in order of page.
fn same_pages(stored: &[u32], digests: &[u64]) -> Vec<(u32, u32)> {
    let mut order: Vec<(u64, u32)> = stored.iter().zip(0..).map(|(s, place)| (digests[*s as usize], place)).collect();
    order.sort_unstable();
    let rest = |g: &[(u64, u32)]| g[1..].iter().map(|p| (g[0].1, p.1)).collect::<Vec<_>>();
    let mut same: Vec<(u32, u32)> = order.chunk_by(|a, b| a.0 == b.0).flat_map(rest).collect();
    same.sort_unstable_by_key(|p| p.1);
    same
}

#[cfg(test)]
mod tests;
