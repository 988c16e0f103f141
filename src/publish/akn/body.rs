//! The text of an Akoma Ntoso document: the head as preface, each § a `paragraph`, its sections named containers.

use std::collections::BTreeSet;
use std::io::{self, Write};

use super::super::inline::{Node, blocks, section_marks, target, title_marks};
use super::super::trace::Tracer;
use super::super::xml::{Xml, name_of};
use super::meta::role;
use crate::protocol::{Meeting, ProtocolPage, Record, Reference};

/// `eId` of each record: by its §, and counted where a § stands twice.
pub(super) fn record_ids(meeting: &Meeting) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let id = |record: &Record| {
        let plain =
            format!("para_{}", name_of(&format!("p{}", record.paragraph.replace(' ', "-"))).trim_start_matches('p'));
        let counted = (2..).map(|n| format!("{plain}-again{n}"));
        let id = std::iter::once(plain.clone()).chain(counted).find(|id| !seen.contains(id)).unwrap_or_default();
        seen.insert(id.clone());
        id
    };
    meeting.records.iter().map(id).collect()
}

/// The head of the minutes.
pub(super) fn preface<W: Write>(xml: &mut Xml<W>, meeting: &Meeting) -> io::Result<()> {
    xml.open("preface", &[])?;
    for name in [&meeting.organization, &meeting.organ].into_iter().flatten() {
        xml.open("p", &[])?;
        xml.phrase("docProponent", &[("refersTo", "#organ")], name)?;
        xml.end()?;
    }
    xml.open("p", &[])?;
    xml.phrase("docType", &[], "Protokoll")?;
    if let Some(date) = &meeting.date {
        xml.text(" ")?;
        xml.phrase("docDate", &[("date", date)], date)?;
    }
    if let Some(place) = &meeting.place {
        xml.text(" ")?;
        xml.phrase("inline", &[("name", "place")], place)?;
    }
    xml.end()?;
    if !meeting.attendance.is_empty() {
        xml.open("container", &[("name", "attendance"), ("eId", "container_1")])?;
        for (n, attendee) in meeting.attendance.iter().enumerate() {
            let (refers, capacity) = (format!("#person_{}", n + 1), format!("#{}", role(attendee.capacity)));
            xml.open("p", &[])?;
            let id = format!("container_1__person_{}", n + 1);
            xml.phrase("person", &[("eId", &id), ("refersTo", &refers), ("as", &capacity)], &attendee.name)?;
            for more in [&attendee.affiliation, &attendee.role].into_iter().flatten() {
                xml.text(&format!(", {more}"))?;
            }
            xml.end()?;
        }
        xml.close()?;
    }
    xml.close()
}

/// Writes the records.
pub(super) struct Body<'a, 'x, W: Write> {
    xml: &'x mut Xml<W>,
    tracer: Tracer<'a>,
    meeting: &'x Meeting,
    ids: &'x [String],
    page: Option<usize>,
}

impl<'a, 'x, W: Write> Body<'a, 'x, W> {
    /// `ids` are the records' `eId`s.
    pub(super) fn new(xml: &'x mut Xml<W>, tracer: Tracer<'a>, meeting: &'x Meeting, ids: &'x [String]) -> Self {
        Body { xml, tracer, meeting, ids, page: None }
    }

    /// Writes a record.
    pub(super) fn record(&mut self, id: &str, record: &Record) -> io::Result<()> {
        self.xml.open("paragraph", &[("eId", id)])?;
        self.xml.leaf("num", &[], &record.label)?;
        if let Some(title) = &record.title {
            let marks = title_marks(&self.tracer, record, title);
            self.blocks("heading", &blocks(title, &marks, &[]), &[])?;
        }
        if !record.dnr.is_empty() {
            self.xml.open("subheading", &[])?;
            for (n, dnr) in record.dnr.iter().enumerate() {
                self.xml.text(if n > 0 { ", " } else { "" })?;
                self.xml.phrase("docNumber", &[], dnr)?;
            }
            self.xml.end()?;
        }
        for (n, section) in record.sections.iter().enumerate() {
            let kind = serde_json::to_value(section.kind)?;
            let id = format!("{id}__hcontainer_{}", n + 1);
            let (in_heading, in_text) = section_marks(&self.tracer, section);
            self.xml.open("hcontainer", &[("name", kind.as_str().unwrap_or_default()), ("eId", &id)])?;
            if let Some(heading) = &section.heading {
                self.blocks("heading", &blocks(heading, &in_heading, &[]), &[])?;
            }
            self.xml.open("content", &[("eId", &format!("{id}__content"))])?;
            let text = blocks(&section.text, &in_text, &record.references);
            self.blocks("p", &text, &record.references)?;
            if text.is_empty() {
                self.xml.empty("p", &[])?;
            }
            self.xml.close()?;
            self.xml.close()?;
        }
        if record.sections.is_empty() {
            self.xml.open("content", &[("eId", &format!("{id}__content"))])?;
            self.xml.empty("p", &[])?;
            self.xml.close()?;
        }
        self.xml.close()
    }

    /// Writes the text of pages in which no § was found.
    pub(super) fn pages(&mut self, pages: &[ProtocolPage]) -> io::Result<()> {
        let kept: Vec<&ProtocolPage> = pages.iter().filter(|p| p.duplicate_of.is_none()).collect();
        for page in &kept {
            self.xml.open("p", &[])?;
            for (n, line) in page.text.split('\n').enumerate() {
                if n > 0 {
                    self.xml.milestone("br", &[])?;
                }
                self.xml.text(line)?;
            }
            self.xml.end()?;
        }
        if kept.is_empty() { self.xml.empty("p", &[]) } else { Ok(()) }
    }

    fn blocks(&mut self, element: &'static str, blocks: &[Vec<Node>], references: &[Reference]) -> io::Result<()> {
        for block in blocks {
            self.xml.open(element, &[])?;
            self.nodes(block, references)?;
            self.xml.end()?;
        }
        Ok(())
    }

    fn nodes(&mut self, nodes: &[Node], references: &[Reference]) -> io::Result<()> {
        for node in nodes {
            match node {
                Node::Text(text) | Node::Mended(text, _) => self.xml.text(text)?,
                Node::LineEnd => self.xml.milestone("br", &[])?,
                Node::Page(page) => {
                    // A mark of where one page ends and the next begins: none before the first.
                    let before = self.page.replace(*page);
                    if before.is_some_and(|b| b != *page) {
                        self.xml.milestone("eop", &[])?;
                    }
                }
                Node::Reference(n, inner) => {
                    let to = references.get(*n).and_then(|r| target(r, self.meeting));
                    match to.and_then(|n| self.ids.get(n)) {
                        Some(id) => self.xml.start("ref", &[("href", &format!("#{id}"))])?,
                        None => self.xml.start("inline", &[("name", "reference")])?,
                    }
                    self.nodes(inner, references)?;
                    self.xml.end()?;
                }
            }
        }
        Ok(())
    }
}
