//! The TEI text: meetings, their §§, and the sections of these.

use std::collections::BTreeSet;
use std::io;

use super::super::inline::{Node, blocks, note_placed, section_marks, target, title_marks, unplaced};
use super::super::trace::Tracer;
use super::super::xml::{Xml, name_of};
use crate::edit::Edit;
use crate::protocol::{Choice, Meeting, Protocol, Record, Reference};

/// "Kommunstyrelsen 2019-03-12".
pub(super) fn meeting_title(meeting: &Meeting) -> String {
    let parts = [&meeting.organization, &meeting.organ, &meeting.date];
    let known: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
    if known.is_empty() { "Protokoll".into() } else { known.join(", ") }
}

/// `xml:id` of a meeting, counted from 0.
pub(super) fn meeting_id(id: &str, meeting: usize) -> String {
    format!("{id}.m{}", meeting + 1)
}

/// The body, and how many edits are marked in it.
pub(super) fn body(protocol: &Protocol, id: &str) -> io::Result<(Vec<u8>, usize)> {
    let mut body = Body {
        id,
        tracer: Tracer::new(protocol),
        xml: Xml::fragment(Vec::new(), 2),
        page: None,
        seen: BTreeSet::new(),
        marked: 0,
    };
    body.xml.open("body", &[])?;
    for (n, meeting) in protocol.meetings.iter().enumerate() {
        body.meeting(&meeting_id(id, n), meeting)?;
    }
    if protocol.meetings.iter().all(|m| m.records.is_empty()) {
        body.pages(protocol)?;
    }
    body.xml.close()?;
    Ok((body.xml.into_inner(), body.marked))
}

struct Body<'a> {
    id: &'a str,
    tracer: Tracer<'a>,
    xml: Xml<Vec<u8>>,
    /// The page that the text stands on.
    page: Option<usize>,
    /// Pages that have had their break: an `xml:id` stands once.
    seen: BTreeSet<usize>,
    marked: usize,
}

/// Where a record is, for the references in it.
struct Place<'r> {
    meeting: &'r Meeting,
    ids: &'r [String],
    references: &'r [Reference],
}

impl Body<'_> {
    fn meeting(&mut self, id: &str, meeting: &Meeting) -> io::Result<()> {
        self.xml.open("div", &[("type", "meeting"), ("xml:id", id)])?;
        self.xml.leaf("head", &[], &meeting_title(meeting))?;
        if !meeting.agenda.is_empty() {
            self.xml.open("div", &[("type", "agenda")])?;
            self.xml.open("list", &[])?;
            for item in &meeting.agenda {
                self.xml.leaf("item", &[("n", &item.paragraph)], &item.title)?;
            }
            self.xml.close()?;
            self.xml.close()?;
        }
        let ids = record_ids(id, meeting);
        for (record, id) in meeting.records.iter().zip(&ids) {
            self.record(id, record, &Place { meeting, ids: &ids, references: &record.references })?;
        }
        if meeting.agenda.is_empty() && meeting.records.is_empty() {
            self.xml.empty("p", &[])?;
        }
        self.xml.close()
    }

    fn record(&mut self, id: &str, record: &Record, place: &Place) -> io::Result<()> {
        self.xml.open("div", &[("type", "paragraph"), ("n", &record.paragraph), ("xml:id", id)])?;
        self.xml.open("head", &[])?;
        self.xml.phrase("num", &[("value", &record.number.to_string())], &record.label)?;
        if let Some(title) = &record.title {
            self.xml.text(" ")?;
            self.xml.start("title", &[])?;
            for block in blocks(title, &title_marks(&self.tracer, record, title), &[]) {
                self.nodes(&block, place)?;
            }
            self.xml.end()?;
        }
        self.xml.end()?;
        for dnr in &record.dnr {
            self.xml.leaf("note", &[("type", "dnr")], dnr)?;
        }
        let mut placed = vec![false; record.references.len()];
        for (n, section) in record.sections.iter().enumerate() {
            let kind = serde_json::to_value(section.kind)?;
            let kind = kind.as_str().unwrap_or_default();
            let (in_heading, in_text) = section_marks(&self.tracer, section);
            self.xml.open("div", &[("type", kind), ("xml:id", &format!("{id}.s{}", n + 1))])?;
            if let Some(heading) = &section.heading {
                self.blocks("head", &blocks(heading, &in_heading, &[]), place)?;
            }
            let text = blocks(&section.text, &in_text, &record.references);
            note_placed(&text, &mut placed);
            self.blocks("p", &text, place)?;
            if text.is_empty() {
                self.xml.empty("p", &[])?;
            }
            self.xml.close()?;
        }
        self.votes(record)?;
        for (_, reference) in unplaced(&placed, &record.references) {
            self.xml.open("note", &[("type", "reference")])?;
            self.reference(reference, place)?;
            self.xml.text(&reference.text)?;
            self.xml.end()?;
            self.xml.end()?;
        }
        if let Some(repeat) = &record.repeated_in {
            let other = format!("{} § {}", repeat.protocol, repeat.paragraph);
            self.xml.leaf("note", &[("type", "repeated-in")], &other)?;
        }
        if record.sections.is_empty() {
            self.xml.empty("p", &[])?;
        }
        self.xml.close()
    }

    fn votes(&mut self, record: &Record) -> io::Result<()> {
        if let Some(vote) = record.vote {
            self.xml.open("note", &[("type", "vote")])?;
            for (kind, count) in [("yes", vote.yes), ("no", vote.no), ("abstain", vote.abstain)] {
                let count = count.to_string();
                self.xml.leaf("num", &[("type", kind), ("value", &count)], &count)?;
            }
            self.xml.close()?;
        }
        for ballot in &record.ballots {
            let choice = match ballot.choice {
                Choice::Yes => "yes",
                Choice::No => "no",
                Choice::Abstain => "abstain",
            };
            self.xml.open("note", &[("type", "ballot"), ("subtype", choice)])?;
            let key = ballot.person.as_deref().map(|p| ("key", p));
            self.xml.phrase("persName", key.as_slice(), &ballot.name)?;
            if let Some(affiliation) = &ballot.affiliation {
                self.xml.text(" ")?;
                self.xml.phrase("affiliation", &[], affiliation)?;
            }
            self.xml.end()?;
        }
        Ok(())
    }

    /// Elements of one name, each a block.
    fn blocks(&mut self, element: &'static str, blocks: &[Vec<Node>], place: &Place) -> io::Result<()> {
        for block in blocks {
            self.xml.open(element, &[])?;
            self.nodes(block, place)?;
            self.xml.end()?;
        }
        Ok(())
    }

    fn nodes(&mut self, nodes: &[Node], place: &Place) -> io::Result<()> {
        for node in nodes {
            match node {
                Node::Text(text) => self.xml.text(text)?,
                Node::LineEnd => {
                    self.xml.milestone("lb", &[])?;
                    self.xml.text("\n")?;
                }
                Node::Page(page) => self.page(*page)?,
                Node::Mended(text, edit) => self.mended(text, edit)?,
                Node::Reference(n, inner) => {
                    let Some(reference) = place.references.get(*n) else { continue };
                    self.reference(reference, place)?;
                    self.nodes(inner, place)?;
                    self.xml.end()?;
                }
            }
        }
        Ok(())
    }

    fn page(&mut self, page: usize) -> io::Result<()> {
        if self.page.replace(page) == Some(page) {
            return Ok(());
        }
        let n = (page + 1).to_string();
        let id = format!("{}.page.{n}", self.id);
        let attributes = [("n", n.as_str()), ("xml:id", id.as_str())];
        self.xml.milestone("pb", if self.seen.insert(page) { &attributes } else { &attributes[..1] })
    }

    fn mended(&mut self, text: &str, edit: &Edit) -> io::Result<()> {
        self.marked += 1;
        let name = |value: serde_json::Value| value.as_str().unwrap_or_default().to_string();
        let (kind, rests_on) = (name(serde_json::to_value(edit.kind)?), name(serde_json::to_value(edit.source)?));
        let ana = format!("#{0}.edit.{kind} #{0}.rests-on.{rests_on}", self.id);
        let resp = format!("#{}.justera", self.id);
        self.xml.start("choice", &[])?;
        self.xml.phrase("sic", &[], &edit.from)?;
        let cert = format!("{:.3}", edit.confidence.clamp(0.0, 1.0));
        self.xml.phrase("corr", &[("cert", &cert), ("resp", &resp), ("ana", &ana)], text)?;
        self.xml.end()
    }

    /// Opens a `ref`; it points to what is in the same meeting.
    fn reference(&mut self, reference: &Reference, place: &Place) -> io::Result<()> {
        let to = target(reference, place.meeting).and_then(|n| place.ids.get(n)).map(|id| format!("#{id}"));
        let mut attributes = vec![("type", "paragraph"), ("n", reference.paragraph.as_str())];
        attributes.extend(to.as_deref().map(|to| ("target", to)));
        self.xml.start("ref", &attributes)
    }

    /// The text of a protocol in which no § was found, page by page.
    fn pages(&mut self, protocol: &Protocol) -> io::Result<()> {
        self.xml.open("div", &[("type", "pages")])?;
        self.xml.empty("p", &[])?;
        for page in protocol.pages.iter().filter(|p| p.duplicate_of.is_none()) {
            self.xml.open("p", &[])?;
            self.page(page.index)?;
            for (n, line) in page.text.split('\n').enumerate() {
                if n > 0 {
                    self.xml.milestone("lb", &[])?;
                    self.xml.text("\n")?;
                }
                self.xml.text(line)?;
            }
            self.xml.end()?;
        }
        self.xml.close()
    }
}

/// `xml:id` of each record: by its §, and counted where a § stands twice.
fn record_ids(meeting: &str, in_meeting: &Meeting) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let id = |record: &Record| {
        let plain = format!("{meeting}.{}", name_of(&format!("p{}", record.paragraph.replace(' ', "-"))));
        let counted = (2..).map(|n| format!("{plain}.again{n}"));
        let id = std::iter::once(plain.clone()).chain(counted).find(|id| !seen.contains(id)).unwrap_or_default();
        seen.insert(id.clone());
        id
    };
    in_meeting.records.iter().map(id).collect()
}
