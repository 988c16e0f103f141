//! `--dedupe batch`: what is said of pages that repeat those of another document, once all documents are done.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

use rayon::prelude::*;
use serde::Deserialize;
use serde_json::{Value, json};

use super::assemble::DUPLICATES;
use super::journal::{Done, Journal};
use super::{Dataset, json_bytes, read_json};
use crate::dedupe::batch::{BatchDocument, BatchIndex, BatchPage, BatchRepeats, Repeat};
use crate::error::{Error, Result};
use crate::export::{OutputDigests, sha256_hex};
use crate::page::{LineRole, Page};
use crate::protocol::{DUPLICATE_SCHEMA, Meeting, PageRepeat, Protocol, ProtocolPage, Record, RecordRepeat};

/// Finds the repeats among the finished documents, writes `duplicates.jsonl`, marks pages and records of the documents that have some, and takes
/// marks away that no longer hold. Gives the digest of `duplicates.jsonl`.
///
/// # Errors
/// Where a file of the dataset cannot be read or written.
pub(super) fn mark(dataset: &Dataset, journal: &Journal, done: &mut BTreeMap<String, Done>) -> Result<String> {
    let index = BatchIndex::new(&dataset.state("tmp"))?;
    let ids: Vec<&String> = done.keys().collect();
    let marked = ids.par_iter().map(|id| {
        let protocol: Protocol = read_json(&dataset.protocol(id))?;
        index.add(BatchDocument {
            id: protocol.id.clone(),
            dates: protocol.meetings.iter().filter_map(|m| m.date.clone()).collect(),
            pages: protocol.pages.iter().filter_map(|p| BatchPage::new(&page(p))).collect(),
        })?;
        Ok(has_marks(&protocol).then_some(protocol.id))
    });
    let marked: BTreeSet<String> = marked.collect::<Result<Vec<_>>>()?.into_iter().flatten().collect();
    let found = index.finish()?;
    let digest = write_clusters(dataset, &found)?;
    let mut repeats: BTreeMap<&str, &[Repeat]> = marked.iter().map(|id| (id.as_str(), &[][..])).collect();
    for some in found.repeats.chunk_by(|a, b| a.document == b.document) {
        repeats.insert(&found.documents[some[0].document], some);
    }
    let changes = repeats.par_iter().map(|(id, repeats)| {
        let Some(old) = done.get(*id) else { return Ok(None) };
        let mut new = old.clone();
        new.report.repeats_elsewhere = repeats.len();
        new.report.output = Some(rewrite(dataset, &found, id, repeats)?);
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

fn has_marks(protocol: &Protocol) -> bool {
    let records = || protocol.meetings.iter().flat_map(|m| &m.records);
    protocol.pages.iter().any(|p| p.repeats.is_some()) || records().any(|r| r.repeated_in.is_some())
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
            let member = |r: &&Repeat| json!({"protocol": id(r.document), "page": r.page, "pages": kept_pages(r)});
            let line = json!({
                "schema": DUPLICATE_SCHEMA,
                "kept": {"protocol": id(cluster[0].kept_document), "page": cluster[0].kept_page},
                "repeats": cluster.iter().map(member).collect::<Vec<Value>>(),
            });
            let line = format!("{line}\n");
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
    meetings: Vec<Meeting>,
}

/// Writes a document with its marks, and none but these.
fn rewrite(dataset: &Dataset, found: &BatchRepeats, id: &str, repeats: &[Repeat]) -> Result<OutputDigests> {
    let path = dataset.protocol(id);
    let before = std::fs::read(&path).map_err(|e| Error::io(&path, "read", e))?;
    let mut protocol: Protocol =
        serde_json::from_slice(&before).map_err(|e| Error::Data { path: path.clone(), detail: e.to_string() })?;
    protocol.pages.iter_mut().for_each(|p| p.repeats = None);
    protocol.meetings.iter_mut().flat_map(|m| &mut m.records).for_each(|r| r.repeated_in = None);
    mark_one(dataset, found, repeats, &mut protocol)?;
    let after = json_bytes(&path, &protocol)?;
    if after != before {
        dataset.write(&path, &after)?;
    }
    let text = crate::export::text_of(&protocol);
    Ok(OutputDigests { protocol: sha256_hex(&after), text: sha256_hex(text.as_bytes()) })
}

fn mark_one(dataset: &Dataset, found: &BatchRepeats, repeats: &[Repeat], protocol: &mut Protocol) -> Result<()> {
    let id = |document: usize| &found.documents[document];
    for repeat in repeats {
        if let Some(page) = protocol.pages.get_mut(repeat.page) {
            page.repeats = Some(PageRepeat { protocol: id(repeat.kept_document).clone(), pages: kept_pages(repeat) });
        }
    }
    let mut keepers: Vec<usize> = repeats.iter().map(|r| r.kept_document).collect();
    keepers.sort_unstable();
    keepers.dedup();
    for keeper in keepers {
        let meetings = read_json::<Keeper>(&dataset.protocol(id(keeper)))?.meetings;
        for record in protocol.meetings.iter_mut().flat_map(|m| &mut m.records) {
            if record.repeated_in.is_none() {
                record.repeated_in = kept_record(record, &protocol.pages, id(keeper), &meetings);
            }
        }
    }
    Ok(())
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
