//! `--dedupe batch`: what is said of pages that repeat those of another document, once all documents are done.

use std::io::{BufWriter, Write};
use std::path::Path;

use rayon::prelude::*;
use serde::Deserialize;
use serde_json::{Value, json};

use super::run::Folders;
use crate::dedupe::batch::{self, BatchDocument, BatchIndex, BatchPage, BatchRepeats, Repeat};
use crate::error::{Error, Result};
use crate::export::InputReport;
use crate::page::{LineRole, Page};
use crate::protocol::{
    DUPLICATE_SCHEMA, Meeting, PageRepeat, Protocol, ProtocolPage, Record, RecordRepeat, Variant, Warning,
};

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
        let mut touched: Vec<usize> = found.repeats.iter().chain(&found.possible).map(|r| r.document).collect();
        touched.sort_unstable();
        touched.dedup();
        touched.par_iter().try_for_each(|document| mark(folders, &found, *document))?;
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
    pages: Vec<ProtocolPage>,
    meetings: Vec<Meeting>,
}

/// Marks the repeats of one document in its files, and says where they differ from the pages they repeat.
fn mark(folders: &Folders, found: &BatchRepeats, document: usize) -> Result<()> {
    let id = |document: usize| &found.documents[document];
    let mut protocol: Protocol = read(&folders.protocol(id(document)))?;
    let own = |all: &[Repeat]| {
        let from = all.partition_point(|r| r.document < document);
        all[from..all.partition_point(|r| r.document <= document)].to_vec()
    };
    let (repeats, possible) = (own(&found.repeats), own(&found.possible));
    for repeat in &repeats {
        if let Some(page) = protocol.pages.get_mut(repeat.page) {
            page.repeats = Some(PageRepeat { protocol: id(repeat.kept_document).clone(), pages: kept_pages(repeat) });
        }
    }
    let mut keepers: Vec<usize> = repeats.iter().chain(&possible).map(|r| r.kept_document).collect();
    keepers.sort_unstable();
    keepers.dedup();
    for keeper in keepers {
        let Keeper { pages, meetings } = read(&folders.protocol(id(keeper)))?;
        for record in protocol.meetings.iter_mut().flat_map(|m| &mut m.records) {
            if record.repeated_in.is_none() {
                record.repeated_in = kept_record(record, &protocol.pages, id(keeper), &meetings);
            }
        }
        let of_keeper = |r: &&Repeat| r.kept_document == keeper;
        for repeat in repeats.iter().filter(of_keeper) {
            let variants = variants(&protocol, repeat, id(keeper), &pages);
            protocol.warnings.extend(variants.iter().map(|v| variant_warning(repeat.page, v)));
            if let Some(page) = protocol.pages.get_mut(repeat.page) {
                page.variants.extend(variants);
            }
        }
        for repeat in possible.iter().filter(of_keeper) {
            let first = variants(&protocol, repeat, id(keeper), &pages).into_iter().next();
            protocol.warnings.push(doubt_warning(repeat, id(keeper), first.as_ref()));
        }
    }
    folders.write(&protocol)
}

/// Where a page differs from those of the keeper that it repeats.
fn variants(protocol: &Protocol, repeat: &Repeat, keeper: &str, pages: &[ProtocolPage]) -> Vec<Variant> {
    let Some(own) = protocol.pages.get(repeat.page).map(page) else { return Vec::new() };
    let others: Vec<Page> = kept_pages(repeat).iter().filter_map(|p| pages.get(*p)).map(page).collect();
    let mut variants = batch::variants(&own, &others.iter().collect::<Vec<_>>());
    variants.iter_mut().for_each(|v| v.other_protocol = Some(keeper.to_string()));
    variants
}

fn variant_warning(page: usize, variant: &Variant) -> Warning {
    let Variant { other_page, other_protocol, line, kept, other, kind } = variant;
    let protocol = other_protocol.as_deref().unwrap_or_default();
    let message = format!(
        "repeats page {other_page} of {protocol}, which says '{other}' where this page says '{kept}' (line {line}, {kind}): compare the scans"
    );
    Warning { code: "variant".into(), message, page: Some(page), paragraph: None }
}

fn doubt_warning(repeat: &Repeat, keeper: &str, first: Option<&Variant>) -> Warning {
    let place =
        first.map(|v| format!(", which says '{}' where this page says '{}' (line {})", v.other, v.kept, v.line));
    let message =
        format!("may be page {} of {keeper} again{}: compare the scans", repeat.kept_page, place.unwrap_or_default());
    Warning { code: "possible-repeat".into(), message, page: Some(repeat.page), paragraph: None }
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
