//! ALTO and hOCR of a dataset: repaired words in their boxes, for viewers that lay text over page images.

use std::io::Write;

use super::{Finished, Target};
use crate::edit::Edit;
use crate::error::{Error, Result};
use crate::export::{HOCR_TAIL, alto_page, escape_id, hocr_head, hocr_page, repaired_page};
use crate::page::{Line, Page};
use crate::protocol::{PageBoxes, Protocol, ProtocolPage};

/// Writes `<id>/0001.xml` and so on, as METS and archives have ALTO.
pub(super) fn alto(finished: &Finished, target: &Target) -> Result<()> {
    each(finished, |protocol, pages| {
        for page in pages {
            let name = format!("{}/{:04}.xml", escape_id(&protocol.id), page.index + 1);
            put(target, &name, &[alto_page(&page, &protocol.source.path, true, false)])?;
        }
        Ok(())
    })
}

/// Writes `<id>.hocr`, all pages of a document in one.
pub(super) fn hocr(finished: &Finished, target: &Target) -> Result<()> {
    each(finished, |protocol, pages| {
        let mut parts = vec![hocr_head(&protocol.id)];
        parts.extend(pages.iter().map(|page| hocr_page(page, &protocol.source.path, false)));
        parts.push(HOCR_TAIL.into());
        put(target, &format!("{}.hocr", escape_id(&protocol.id)), &parts)
    })
}

/// Calls `write` with the pages of each document. A text has no boxes and is written without; a dataset that has none at all is refused,
/// for then they were not kept.
fn each(finished: &Finished, mut write: impl FnMut(&Protocol, Vec<Page>) -> Result<()>) -> Result<()> {
    let mut any = false;
    for protocol in finished.documents() {
        let protocol = protocol?;
        any |= protocol.pages.iter().any(|p| p.boxes.is_some());
        write(&protocol, repaired(&protocol))?;
    }
    if !any {
        let out = finished.dataset().folder("").display().to_string();
        return Err(Error::Usage(format!(
            "{out}: no page has boxes; run again with --boxes (and the same --out), which reads the page images again"
        )));
    }
    Ok(())
}

/// The pages of a protocol as the page model has them, their applied edits made.
fn repaired(protocol: &Protocol) -> Vec<Page> {
    let edits = |page: usize, line: usize| {
        let from = protocol.edits.partition_point(|e| (e.page, e.line) < (page, line));
        let here = protocol.edits[from..].iter().take_while(|e| (e.page, e.line) == (page, line));
        here.map(|e| e.edit.clone()).collect::<Vec<Edit>>()
    };
    protocol.pages.iter().map(|page| repaired_page(&as_read(page, &edits))).collect()
}

fn as_read(page: &ProtocolPage, edits: &dyn Fn(usize, usize) -> Vec<Edit>) -> Page {
    let boxes = page.boxes.as_ref();
    let line = |(n, raw): (usize, &str)| {
        let own = boxes.and_then(|b| b.lines.get(n));
        let words = own.map(|l| l.words.clone()).unwrap_or_default();
        Line { words, bbox: own.and_then(|l| l.bbox), edits: edits(page.index, n), ..Line::new(raw) }
    };
    let lines = page.raw.split('\n').enumerate().map(line).collect();
    let read = Page::from_lines(page.index, page.origin, &page.language, lines);
    let size = boxes.map(|b: &PageBoxes| b.size);
    Page { size, status: page.status, error: page.error.clone(), quality: page.quality, ..read }
}

fn put(target: &Target, name: &str, parts: &[String]) -> Result<()> {
    let mut file = target.create(name)?;
    let written = parts.iter().try_for_each(|part| file.write_all(part.as_bytes())).and_then(|()| file.flush());
    written.map_err(|e| Error::io(name, "write", e))
}
