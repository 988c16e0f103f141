//! Builds protocols and gold for tests.

use super::gold::{GoldDocument, GoldRecord, GoldSection};
use crate::edit::{Edit, EditKind, EditSource};
use crate::page::{OcrSignature, Origin, PageStatus};
use crate::protocol::*;

/// A protocol with pages as read and one meeting without records.
pub fn protocol(id: &str, pages: &[&str]) -> Protocol {
    let page = |(index, raw): (usize, &&str)| ProtocolPage {
        boxes: None,
        index,
        origin: Origin::Text,
        status: PageStatus::Ok,
        error: None,
        language: "swe".into(),
        ocr_signature: OcrSignature::Swe,
        quality: 1.0,
        duplicate_of: None,
        witnesses: Vec::new(),
        repeats: None,
        variants: Vec::new(),
        furniture: Vec::new(),
        raw: raw.to_string(),
        text: raw.to_string(),
    };
    Protocol {
        schema: PROTOCOL_SCHEMA.into(),
        id: id.into(),
        source: Source {
            path: format!("{id}.txt"),
            sha256: String::new(),
            media_type: "text/plain".into(),
            page_count: pages.len(),
        },
        pages: pages.iter().enumerate().map(page).collect(),
        meetings: vec![Meeting::default()],
        edits: Vec::new(),
        warnings: Vec::new(),
    }
}

/// An applied edit of the first `from` in a line.
pub fn edit(protocol: &Protocol, page: usize, line: usize, from: &str, to: &str) -> PageEdit {
    let raw = protocol.pages[page].raw.lines().nth(line).unwrap();
    let start = raw.find(from).unwrap();
    let edit = Edit {
        start,
        end: start + from.len(),
        from: from.into(),
        to: to.into(),
        kind: EditKind::Diacritic,
        confidence: 1.0,
        applied: true,
        source: EditSource::Lexicon,
    };
    PageEdit { page, line, edit }
}

/// A record with one section that begins at `line` of `page`.
pub fn record(number: u32, label_raw: &str, title: &str, kind: SectionKind, text: &str, at: (usize, usize)) -> Record {
    let section = Section {
        kind,
        heading: None,
        text: text.into(),
        pages: vec![at.0],
        spans: vec![Span { page: at.0, line_start: at.1, line_end: at.1 + 1 }],
    };
    Record {
        paragraph: number.to_string(),
        number,
        label: label_raw.replace('$', "§"),
        label_raw: label_raw.into(),
        title: Some(title.into()),
        sections: vec![section],
        decision: if kind == SectionKind::Decision { text.into() } else { String::new() },
        pages: vec![at.0],
        quality: 1.0,
        ..Record::default()
    }
}

/// A gold record with one section.
pub fn gold_record(number: u32, title: &str, kind: SectionKind, text: &str, page: usize) -> GoldRecord {
    GoldRecord {
        paragraph: number,
        label: format!("§ {number}"),
        title: Some(title.into()),
        sections: vec![GoldSection { kind, text: text.into() }],
        pages: vec![page],
        ..GoldRecord::default()
    }
}

/// Gold with pages numbered from 1.
pub fn gold(pages: &[&str], records: Vec<GoldRecord>) -> GoldDocument {
    let mut gold = GoldDocument { id: "gladby".into(), ..GoldDocument::default() };
    gold.pages = pages.iter().zip(1..).map(|(text, n)| (n, text.to_string())).collect();
    gold.protocol.records = records;
    gold
}
