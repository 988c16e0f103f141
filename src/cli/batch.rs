//! `--dedupe batch`: what is said of pages that repeat those of another document, once all documents are done.

use std::io::{BufWriter, Write};
use std::path::Path;

use rayon::prelude::*;
use serde::Deserialize;
use serde_json::{Value, json};

use super::run::Folders;
use crate::dedupe::batch::{BatchDocument, BatchIndex, BatchPage, BatchRepeats, Repeat};
use crate::error::{Error, Result};
use crate::export::InputReport;
use crate::page::{LineRole, Page};
use crate::protocol::{DUPLICATE_SCHEMA, Meeting, PageRepeat, Protocol, ProtocolPage, Record, RecordRepeat};

const FILE: &str = "duplicates.jsonl";

/// Takes away what an earlier run over the same folder said of repeats.
///
/// # Errors
/// Where the file is there and cannot be removed.
pub fn clear(out: &Path) -> Result<()> {
    let path = out.join(FILE);
    match std::fs::remove_file(&path) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => Err(Error::io(path, "write", e)),
        _ => Ok(()),
    }
}

/// The pages of a batch, gathered while it runs.
pub struct Batch {
    index: BatchIndex,
    out: std::path::PathBuf,
}

impl Batch {
    /// A batch whose index has its files in `out` for as long as it runs.
    ///
    /// # Errors
    /// Where `out` cannot be written to.
    pub fn new(out: &Path) -> Result<Batch> {
        Ok(Batch { index: BatchIndex::new(out)?, out: out.into() })
    }

    /// Takes in a finished document.
    ///
    /// # Errors
    /// Where the disk is full.
    pub fn add(&self, protocol: &Protocol) -> Result<()> {
        self.index.add(BatchDocument {
            id: protocol.id.clone(),
            dates: protocol.meetings.iter().filter_map(|m| m.date.clone()).collect(),
            pages: protocol.pages.iter().filter_map(|p| BatchPage::new(&page(p))).collect(),
        })
    }

    /// Finds the repeats, writes `duplicates.jsonl`, and marks pages and records of the documents that have some.
    ///
    /// # Errors
    /// Where a file of the dataset cannot be read or written.
    pub fn finish(self, folders: &Folders, reports: &mut [InputReport]) -> Result<()> {
        let found = self.index.finish()?;
        write_clusters(&self.out.join(FILE), &found)?;
        let documents: Vec<&[Repeat]> = found.repeats.chunk_by(|a, b| a.document == b.document).collect();
        documents.par_iter().try_for_each(|repeats| mark(folders, &found, repeats))?;
        for repeats in documents {
            // Reports stand in order of identifier, as documents do; inputs that failed have none.
            let id = &found.documents[repeats[0].document];
            if let Ok(at) = reports.binary_search_by(|r| r.id.as_ref().cmp(&Some(id))) {
                reports[at].repeats_elsewhere = repeats.len();
            }
        }
        Ok(())
    }
}

/// The page as the index reads it: raw lines, furniture marked.
fn page(from: &ProtocolPage) -> Page {
    let mut page = Page::from_text(from.index, from.origin, &from.language, &from.raw);
    (page.status, page.quality, page.duplicate_of) = (from.status, from.quality, from.duplicate_of);
    for furniture in &from.furniture {
        for &line in &furniture.lines {
            if let Some(line) = page.lines.get_mut(line) {
                line.role = LineRole::Furniture(furniture.role);
            }
        }
    }
    page
}

fn kept_pages(repeat: &Repeat) -> Vec<usize> {
    [Some(repeat.kept_page), repeat.kept_next].into_iter().flatten().collect()
}

/// One cluster a line, in order of the page that is kept.
fn write_clusters(path: &Path, found: &BatchRepeats) -> Result<()> {
    let mut order: Vec<&Repeat> = found.repeats.iter().collect();
    order.sort_by_key(|r| (r.kept_document, r.kept_page, r.document, r.page));
    let temporary = path.with_extension("tmp");
    let write = || -> std::io::Result<()> {
        let mut file = BufWriter::new(std::fs::File::create(&temporary)?);
        let same = |a: &&Repeat, b: &&Repeat| (a.kept_document, a.kept_page) == (b.kept_document, b.kept_page);
        for cluster in order.chunk_by(same) {
            let id = |d: usize| &found.documents[d];
            let member = |r: &&Repeat| json!({"protocol": id(r.document), "page": r.page, "pages": kept_pages(r)});
            let line = json!({
                "schema": DUPLICATE_SCHEMA,
                "kept": {"protocol": id(cluster[0].kept_document), "page": cluster[0].kept_page},
                "repeats": cluster.iter().map(member).collect::<Vec<Value>>(),
            });
            writeln!(file, "{line}")?;
        }
        file.flush()?;
        file.get_ref().sync_all()?;
        std::fs::rename(&temporary, path)
    };
    write().map_err(|e| Error::io(path, "write", e))
}

fn read<T: for<'a> Deserialize<'a>>(path: &Path) -> Result<T> {
    let bytes = std::fs::read(path).map_err(|e| Error::io(path, "read", e))?;
    serde_json::from_slice(&bytes).map_err(|e| Error::Data { path: path.into(), detail: e.to_string() })
}

/// What is needed of a document that holds kept pages.
#[derive(Deserialize)]
struct Keeper {
    meetings: Vec<Meeting>,
}

/// Marks the repeats of one document in its files.
fn mark(folders: &Folders, found: &BatchRepeats, repeats: &[Repeat]) -> Result<()> {
    let id = |document: usize| &found.documents[document];
    let mut protocol: Protocol = read(&folders.protocol(id(repeats[0].document)))?;
    for repeat in repeats {
        if let Some(page) = protocol.pages.get_mut(repeat.page) {
            page.repeats = Some(PageRepeat { protocol: id(repeat.kept_document).clone(), pages: kept_pages(repeat) });
        }
    }
    let mut keepers: Vec<usize> = repeats.iter().map(|r| r.kept_document).collect();
    keepers.sort_unstable();
    keepers.dedup();
    for keeper in keepers {
        let meetings = read::<Keeper>(&folders.protocol(id(keeper)))?.meetings;
        for record in protocol.meetings.iter_mut().flat_map(|m| &mut m.records) {
            if record.repeated_in.is_none() {
                record.repeated_in = kept_record(record, &protocol.pages, id(keeper), &meetings);
            }
        }
    }
    folders.write(&protocol)
}

/// The record of `keeper` that a record repeats: all its pages repeat pages, that it begins on one of the keeper's, and a record with its § stands there.
/// Where the keeper shows no such record this one is the only one, and stays unmarked.
fn kept_record(record: &Record, pages: &[ProtocolPage], keeper: &str, meetings: &[Meeting]) -> Option<RecordRepeat> {
    let repeats: Option<Vec<&PageRepeat>> =
        record.pages.iter().map(|p| pages.get(*p).and_then(|p| p.repeats.as_ref())).collect();
    let repeats = repeats?;
    if repeats.first()?.protocol != keeper {
        return None;
    }
    let there: Vec<usize> = repeats.iter().filter(|r| r.protocol == keeper).flat_map(|r| r.pages.clone()).collect();
    let same = |r: &&Record| r.paragraph == record.paragraph && r.pages.iter().any(|p| there.contains(p));
    let kept = meetings.iter().flat_map(|m| &m.records).find(same)?;
    Some(RecordRepeat { protocol: keeper.into(), paragraph: kept.paragraph.clone(), pages: kept.pages.clone() })
}
