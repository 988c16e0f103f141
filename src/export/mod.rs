//! From the page model to the files of the output contract.

mod alto;
mod hocr;
mod lines;
mod markup;
mod pdf;
mod pdf_font;
mod pdf_image;
mod pdf_text;
mod run;
mod words;
mod write;

pub use alto::alto_page;
pub use hocr::{HOCR_TAIL, hocr_head, hocr_page};
pub use lines::{
    DuplicateLine, ERROR_SCHEMA, ErrorAnswer, KeptPage, OCR_MANIFEST_SCHEMA, OcrManifest, RecordLine, RepeatingPage,
    VERIFY_SCHEMA, Verification, text_of_record,
};
pub use pdf::{PdfFile, page_size, pdf_content};
pub use pdf_image::{Coding, PdfImage, pdf_image};
pub use run::{InputReport, Manifest, OutputDigests, PageError, RunReport, ShardOf, SkippedInput, Status};
pub use words::repaired_page;
pub use write::{escape_id, record_lines, sha256_hex, text_of, write_file};

use crate::page::{FurnitureRole, LineRole, Page};
use crate::protocol::{
    Furniture, LineBoxes, Meeting, PROTOCOL_SCHEMA, PageBoxes, PageEdit, Protocol, ProtocolPage, Source, Warning,
};

/// The protocol of one source document. `source.page_count` is set to the number of pages found.
pub fn protocol(
    id: &str,
    mut source: Source,
    pages: &[Page],
    meetings: Vec<Meeting>,
    warnings: Vec<Warning>,
) -> Protocol {
    source.page_count = pages.len();
    let edits = pages
        .iter()
        .flat_map(|page| {
            page.lines.iter().enumerate().flat_map(move |(line, l)| {
                l.edits.iter().map(move |edit| PageEdit { page: page.index, line, edit: edit.clone() })
            })
        })
        .collect();
    Protocol {
        schema: PROTOCOL_SCHEMA.into(),
        id: id.into(),
        source,
        pages: pages.iter().map(protocol_page).collect(),
        meetings,
        edits,
        warnings,
    }
}

fn protocol_page(page: &Page) -> ProtocolPage {
    ProtocolPage {
        index: page.index,
        origin: page.origin,
        status: page.status,
        error: page.error.clone(),
        language: page.language.clone(),
        ocr_signature: page.signature,
        quality: page.quality,
        duplicate_of: page.duplicate_of,
        witnesses: page.witnesses.clone(),
        repeats: None,
        variants: page.variants.clone(),
        furniture: furniture(page),
        raw: page.raw(),
        text: page.text(),
        boxes: None,
    }
}

/// Where the words of a page stand, where that is known.
pub fn page_boxes(page: &Page) -> Option<PageBoxes> {
    let size = page.size.filter(|_| page.lines.iter().any(|l| !l.words.is_empty()))?;
    let line = |l: &crate::page::Line| LineBoxes { bbox: l.bbox, words: l.words.clone() };
    Some(PageBoxes { size, lines: page.lines.iter().map(line).collect() })
}

/// Runs of furniture lines with one role; blank lines between two lines of a role do not divide them.
fn furniture(page: &Page) -> Vec<Furniture> {
    let mut out: Vec<Furniture> = Vec::new();
    let mut open: Option<FurnitureRole> = None;
    for (i, line) in page.lines.iter().enumerate() {
        match line.role {
            LineRole::Furniture(role) => {
                match out.last_mut() {
                    Some(last) if open == Some(role) => {
                        last.text.push('\n');
                        last.text.push_str(&line.text());
                        last.lines.push(i);
                    }
                    _ => out.push(Furniture { role, text: line.text(), lines: vec![i] }),
                }
                open = Some(role);
            }
            LineRole::Text if line.is_blank() => {}
            LineRole::Text => open = None,
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::Origin;

    #[test]
    fn furniture_keeps_its_lines() {
        let mut page = Page::from_text(0, Origin::Text, "swe", "Direktionen\n\n2024-04-04\nText\nSida 3");
        page.lines[0].role = LineRole::Furniture(FurnitureRole::Header);
        page.lines[2].role = LineRole::Furniture(FurnitureRole::Header);
        page.lines[4].role = LineRole::Furniture(FurnitureRole::PageNumber);
        let found = furniture(&page);
        assert_eq!(found.len(), 2);
        assert_eq!((found[0].text.as_str(), found[0].lines.as_slice()), ("Direktionen\n2024-04-04", &[0, 2][..]));
    }
}
