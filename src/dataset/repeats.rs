//! `--dedupe batch`: what is said of pages that repeat those of another document, once all documents are done.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

use rayon::prelude::*;
use serde::Deserialize;

use super::assemble::DUPLICATES;
use super::journal::{Done, Journal};
use super::{Dataset, json_bytes, read_json};
use crate::dedupe::batch::{self, BatchDocument, BatchIndex, BatchPage, BatchRepeats, Repeat};
use crate::error::{Error, Result};
use crate::export::{DuplicateLine, KeptPage, OutputDigests, RepeatingPage, sha256_hex};
use crate::page::{LineRole, Page};
use crate::protocol::{
    DUPLICATE_SCHEMA, Meeting, PageRepeat, Protocol, ProtocolPage, Record, RecordRepeat, Variant, Warning,
};

/// Finds the repeats among the finished documents, writes `duplicates.jsonl`, marks pages and records of the documents that have some, and takes
/// marks away that no longer hold. Gives the digest of `duplicates.jsonl`.
///
/// # Errors
/// Where a file of the dataset cannot be read or written.
pub(super) fn mark(dataset: &Dataset, journal: &Journal, done: &mut BTreeMap<String, Done>) -> Result<String> {
    let index = BatchIndex::new(&dataset.state("tmp"))?;
    let all: Vec<&Done> = done.values().collect();
    let marked = all.par_iter().map(|done| {
        let protocol: Protocol = read_json(&dataset.protocol(done.id()))?;
        index.add(BatchDocument {
            id: protocol.id.clone(),
            dates: protocol.meetings.iter().filter_map(|m| m.date.clone()).collect(),
            pages: protocol.pages.iter().filter_map(|p| BatchPage::new(&page(p))).collect(),
        })?;
        Ok(has_marks(&protocol, done).then_some(protocol.id))
    });
    let marked: BTreeSet<String> = marked.collect::<Result<Vec<_>>>()?.into_iter().flatten().collect();
    let found = index.finish()?;
    let digest = write_clusters(dataset, &found)?;
    let mut touched: BTreeSet<&str> = marked.iter().map(String::as_str).collect();
    touched.extend(found.repeats.iter().chain(&found.possible).map(|r| found.documents[r.document].as_str()));
    let changes = touched.par_iter().map(|id| {
        let (Some(old), Ok(document)) = (done.get(*id), found.documents.binary_search_by(|d| d.as_str().cmp(id)))
        else {
            return Ok(None);
        };
        let mut new = old.clone();
        new.report.repeats_elsewhere = of(&found.repeats, document).len();
        new.report.output = Some(rewrite(dataset, &found, old, document)?);
        if new != *old {
            journal.done(new.clone(), 0.0)?;
        }
        Ok(Some(new))
    });
    let changes = changes.collect::<Result<Vec<_>>>()?;
    for new in changes.into_iter().flatten() {
        done.insert(new.id().into(), new);
    }
    Ok(digest)
}

/// Those of one document.
fn of(all: &[Repeat], document: usize) -> &[Repeat] {
    &all[all.partition_point(|r| r.document < document)..all.partition_point(|r| r.document <= document)]
}

/// Whether an earlier comparison said something of the document. What it says in warnings stands behind the document's own.
fn has_marks(protocol: &Protocol, done: &Done) -> bool {
    let records = || protocol.meetings.iter().flat_map(|m| &m.records);
    let of_others = |p: &ProtocolPage| p.repeats.is_some() || p.variants.iter().any(|v| v.other_protocol.is_some());
    protocol.warnings.len() > done.warnings
        || protocol.pages.iter().any(of_others)
        || records().any(|r| r.repeated_in.is_some())
}

fn unmark(protocol: &mut Protocol, done: &Done) {
    protocol.warnings.truncate(done.warnings);
    for page in &mut protocol.pages {
        page.repeats = None;
        page.variants.retain(|v| v.other_protocol.is_none());
    }
    protocol.meetings.iter_mut().flat_map(|m| &mut m.records).for_each(|r| r.repeated_in = None);
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

/// One cluster a line, in order of the page that is kept. Gives the digest of the file.
fn write_clusters(dataset: &Dataset, found: &BatchRepeats) -> Result<String> {
    let mut order: Vec<&Repeat> = found.repeats.iter().collect();
    order.sort_by_key(|r| (r.kept_document, r.kept_page, r.document, r.page));
    let same = |a: &&Repeat, b: &&Repeat| (a.kept_document, a.kept_page) == (b.kept_document, b.kept_page);
    let path = dataset.folder(DUPLICATES);
    let mut digest = sha2::Sha256::default();
    dataset.write_with(&path, |file| {
        for cluster in order.chunk_by(same) {
            let id = |d: usize| &found.documents[d];
            let member = |r: &&Repeat| RepeatingPage { protocol: id(r.document), page: r.page, pages: kept_pages(r) };
            let line = DuplicateLine {
                schema: DUPLICATE_SCHEMA,
                kept: KeptPage { protocol: id(cluster[0].kept_document), page: cluster[0].kept_page },
                repeats: cluster.iter().map(member).collect(),
            };
            let line = format!("{}\n", serde_json::to_string(&line)?);
            sha2::Digest::update(&mut digest, line.as_bytes());
            file.write_all(line.as_bytes())?;
        }
        Ok(())
    })?;
    Ok(sha2::Digest::finalize(digest).iter().map(|b| format!("{b:02x}")).collect())
}

/// What is needed of a document that holds kept pages.
#[derive(Deserialize)]
struct Keeper {
    pages: Vec<ProtocolPage>,
    meetings: Vec<Meeting>,
}

/// Writes a document with its marks, and none but these.
fn rewrite(dataset: &Dataset, found: &BatchRepeats, done: &Done, document: usize) -> Result<OutputDigests> {
    let path = dataset.protocol(done.id());
    let before = std::fs::read(&path).map_err(|e| Error::io(&path, "read", e))?;
    let mut protocol: Protocol =
        serde_json::from_slice(&before).map_err(|e| Error::Data { path: path.clone(), detail: e.to_string() })?;
    unmark(&mut protocol, done);
    mark_one(dataset, found, document, &mut protocol)?;
    let after = json_bytes(&path, &protocol)?;
    if after != before {
        dataset.write(&path, &after)?;
    }
    let text = crate::export::text_of(&protocol);
    Ok(OutputDigests { protocol: sha256_hex(&after), text: sha256_hex(text.as_bytes()) })
}

/// Marks the repeats of one document, and says where they differ from the pages they repeat.
fn mark_one(dataset: &Dataset, found: &BatchRepeats, document: usize, protocol: &mut Protocol) -> Result<()> {
    let id = |document: usize| &found.documents[document];
    let (repeats, possible) = (of(&found.repeats, document), of(&found.possible, document));
    for repeat in repeats {
        if let Some(page) = protocol.pages.get_mut(repeat.page) {
            page.repeats = Some(PageRepeat { protocol: id(repeat.kept_document).clone(), pages: kept_pages(repeat) });
        }
    }
    let mut keepers: Vec<usize> = repeats.iter().chain(possible).map(|r| r.kept_document).collect();
    keepers.sort_unstable();
    keepers.dedup();
    for keeper in keepers {
        let Keeper { pages, meetings } = read_json(&dataset.protocol(id(keeper)))?;
        for record in protocol.meetings.iter_mut().flat_map(|m| &mut m.records) {
            if record.repeated_in.is_none() {
                record.repeated_in = kept_record(record, &protocol.pages, id(keeper), &meetings);
            }
        }
        let of_keeper = |r: &&Repeat| r.kept_document == keeper;
        for repeat in repeats.iter().filter(of_keeper) {
            let variants = variants(protocol, repeat, id(keeper), &pages);
            protocol.warnings.extend(variants.iter().map(|v| variant_warning(repeat.page, v)));
            if let Some(page) = protocol.pages.get_mut(repeat.page) {
                page.variants.extend(variants);
            }
        }
        for repeat in possible.iter().filter(of_keeper) {
            let first = variants(protocol, repeat, id(keeper), &pages).into_iter().next();
            protocol.warnings.push(doubt_warning(repeat, id(keeper), first.as_ref()));
        }
    }
    Ok(())
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
