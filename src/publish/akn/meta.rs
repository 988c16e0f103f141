//! Metadata of an Akoma Ntoso document: its identity by FRBR, votes, and whom its text names.

use std::io::{self, Write};

use super::super::xml::{Xml, name_of};
use super::slug;
use crate::protocol::{Capacity, Meeting, Protocol};

/// Where the schema wants a date and none is known.
const NO_DATE: &str = "0001-01-01";

/// Namespace of what only Justera says.
const OWN: &str = "urn:justera:protocol:1";

/// What people are at a meeting: `eId`, `showAs`.
const ROLES: [(&str, &str); 3] =
    [("deciding", "Beslutande"), ("substitute", "Ersättare"), ("other", "Övriga närvarande")];

const VOTES: [(&str, &str); 3] = [("yes", "Ja"), ("no", "Nej"), ("abstain", "Avstår")];

/// Name of the role of a capacity.
pub(super) fn role(capacity: Capacity) -> &'static str {
    let n = match capacity {
        Capacity::Deciding => 0,
        Capacity::Substitute => 1,
        Capacity::Other => 2,
    };
    ROLES[n].0
}

/// Writes `meta`. `ids` are the records' `eId`s.
pub(super) fn meta<W: Write>(
    xml: &mut Xml<W>,
    protocol: &Protocol,
    n: usize,
    meeting: &Meeting,
    ids: &[String],
) -> io::Result<()> {
    xml.open("meta", &[])?;
    identification(xml, protocol, n, meeting)?;
    votes(xml, meeting, ids)?;
    references(xml, meeting)?;
    let applied = protocol.edits.iter().filter(|e| e.edit.applied).count().to_string();
    let source = &protocol.source;
    xml.open("proprietary", &[("source", "#justera"), ("xmlns:j", OWN)])?;
    xml.empty("j:source", &[("path", &source.path), ("sha256", &source.sha256), ("mediaType", &source.media_type)])?;
    xml.empty("j:made", &[("version", env!("CARGO_PKG_VERSION")), ("protocol", &protocol.id), ("edits", &applied)])?;
    xml.close()?;
    xml.close()
}

fn identification<W: Write>(xml: &mut Xml<W>, protocol: &Protocol, n: usize, meeting: &Meeting) -> io::Result<()> {
    let (date, date_is) = match &meeting.date {
        Some(date) => (date.as_str(), "meeting"),
        None => (NO_DATE, "unknown"),
    };
    let adjusted = meeting.adjusted.as_ref().and_then(|a| a.date.as_deref());
    let (expressed, expressed_is) = adjusted.map_or((date, date_is), |date| (date, "adjusted"));
    let number = format!("{}.{}", name_of(&protocol.id), n + 1);
    let work = format!("/akn/se/debateReport/{}/{date}/{number}", slug(&author(meeting)));
    let expression = format!("{work}/swe@{expressed}");
    let common = |xml: &mut Xml<W>, this: &str, uri: &str, date: &str, name: &str, author: &str| {
        xml.empty("FRBRthis", &[("value", this)])?;
        xml.empty("FRBRuri", &[("value", uri)])?;
        xml.empty("FRBRdate", &[("date", date), ("name", name)])?;
        xml.empty("FRBRauthor", &[("href", author)])
    };
    xml.open("identification", &[("source", "#justera")])?;
    xml.open("FRBRWork", &[])?;
    common(xml, &format!("{work}/!main"), &work, date, date_is, "#organ")?;
    xml.empty("FRBRcountry", &[("value", "se")])?;
    xml.empty("FRBRnumber", &[("value", &number)])?;
    xml.close()?;
    xml.open("FRBRExpression", &[])?;
    common(xml, &format!("{expression}/!main"), &expression, expressed, expressed_is, "#organ")?;
    xml.empty("FRBRlanguage", &[("language", "swe")])?;
    xml.close()?;
    xml.open("FRBRManifestation", &[])?;
    // When it was written is left out: the same dataset gives the same bytes.
    let this = format!("{expression}/!main.xml");
    common(xml, &this, &format!("{expression}.xml"), expressed, expressed_is, "#justera")?;
    xml.empty("FRBRformat", &[("value", "application/akn+xml")])?;
    xml.close()?;
    xml.close()
}

/// Whose minutes they are, as printed.
fn author(meeting: &Meeting) -> String {
    [&meeting.organization, &meeting.organ].into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(", ")
}

fn votes<W: Write>(xml: &mut Xml<W>, meeting: &Meeting, ids: &[String]) -> io::Result<()> {
    let voted: Vec<_> = meeting.records.iter().zip(ids).filter_map(|(r, id)| Some((r.vote?, id))).collect();
    if voted.is_empty() {
        return Ok(());
    }
    xml.open("analysis", &[("source", "#justera")])?;
    xml.open("parliamentary", &[])?;
    for (n, (vote, record)) in voted.into_iter().enumerate() {
        let id = format!("voting_{}", n + 1);
        xml.open("voting", &[("eId", &id), ("href", &format!("#{record}"))])?;
        for (k, (choice, count)) in
            [("yes", vote.yes), ("no", vote.no), ("abstain", vote.abstain)].into_iter().enumerate()
        {
            let id = format!("{id}__count_{}", k + 1);
            xml.empty("count", &[("eId", &id), ("value", &count.to_string()), ("refersTo", &format!("#{choice}"))])?;
        }
        xml.close()?;
    }
    xml.close()?;
    xml.close()
}

fn references<W: Write>(xml: &mut Xml<W>, meeting: &Meeting) -> io::Result<()> {
    xml.open("references", &[("source", "#justera")])?;
    let mut put = |element, id: &str, class: &str, name: &str| {
        let href = format!("/akn/ontology/{class}/se/{}", slug(name));
        xml.empty(element, &[("eId", id), ("href", &href), ("showAs", name)])
    };
    let author = author(meeting);
    put("TLCOrganization", "organ", "organization", if author.is_empty() { "Okänt organ" } else { &author })?;
    put("TLCOrganization", "justera", "organization", "Justera")?;
    for (n, attendee) in meeting.attendance.iter().enumerate() {
        put("TLCPerson", &format!("person_{}", n + 1), "person", &attendee.name)?;
    }
    for (id, name) in ROLES {
        put("TLCRole", id, "role", name)?;
    }
    for (id, name) in VOTES {
        put("TLCConcept", id, "concept", name)?;
    }
    xml.close()
}
