//! Akoma Ntoso 3.0: a `debateReport` a meeting, as systems of parliaments and law archives read it.

mod body;
mod meta;

use std::io::{self, Write};

use unicode_normalization::UnicodeNormalization;

use super::trace::Tracer;
use super::xml::Xml;
use super::{Finished, Target};
use crate::error::{Error, Result};
use crate::export::escape_id;
use crate::protocol::{Meeting, Protocol};

/// The namespace of Akoma Ntoso 3.0.
const NAMESPACE: &str = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0";

/// Writes `<id>/1.xml` and so on, a file a meeting. A document in which no meeting was found is written as one of which nothing is known.
pub(super) fn write(finished: &Finished, target: &Target) -> Result<()> {
    for protocol in finished.documents() {
        let protocol = protocol?;
        for n in 0..protocol.meetings.len().max(1) {
            let name = format!("{}/{}.xml", escape_id(&protocol.id), n + 1);
            meeting_to(&protocol, n, target.create(&name)?).map_err(|e| Error::io(&name, "write", e))?;
        }
    }
    Ok(())
}

/// Writes a meeting of a protocol, counted from 0, as an Akoma Ntoso document.
fn meeting_to(protocol: &Protocol, n: usize, to: impl Write) -> io::Result<()> {
    let unknown = Meeting::default();
    let meeting = protocol.meetings.get(n).unwrap_or(&unknown);
    let ids = body::record_ids(meeting);
    let mut xml = Xml::document(to)?;
    xml.open("akomaNtoso", &[("xmlns", NAMESPACE)])?;
    xml.open("debateReport", &[("name", "minutes")])?;
    meta::meta(&mut xml, protocol, n, meeting, &ids)?;
    body::preface(&mut xml, meeting)?;
    xml.open("mainBody", &[])?;
    let mut body = body::Body::new(&mut xml, Tracer::new(protocol), meeting, &ids);
    for (record, id) in meeting.records.iter().zip(&ids) {
        body.record(id, record)?;
    }
    if meeting.records.is_empty() {
        // Of a file with several meetings the first has the text, so that it stands once.
        body.pages(if n == 0 && protocol.meetings.iter().all(|m| m.records.is_empty()) {
            &protocol.pages
        } else {
            &[]
        })?;
    }
    xml.close()?;
    xml.close()?;
    xml.close()?;
    xml.finish()?;
    Ok(())
}

/// A part of an IRI for a name: small ASCII letters and digits, hyphens between words.
fn slug(name: &str) -> String {
    let plain: String = name.to_lowercase().nfd().filter(|c| !matches!(c, '\u{300}'..='\u{36f}')).collect();
    let words: Vec<&str> = plain.split(|c: char| !c.is_ascii_alphanumeric()).filter(|w| !w.is_empty()).collect();
    if words.is_empty() { "unknown".into() } else { words.join("-") }
}

#[cfg(test)]
mod tests {
    #[test]
    fn names_become_parts_of_an_iri() {
        assert_eq!(super::slug("Älvsjö kommun, Kommunstyrelsen"), "alvsjo-kommun-kommunstyrelsen");
        assert_eq!(super::slug("§"), "unknown");
    }
}
