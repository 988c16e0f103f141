//! TEI P5 in the manner of ParlaCLARIN: a file a protocol, and a corpus file that includes them.

mod body;
mod header;

use std::io::{self, Write};

use super::xml::{Attribute, Xml, name_of};
use super::{Finished, Target};
use crate::error::{Error, Result};
use crate::export::escape_id;
use crate::protocol::Protocol;

/// The namespace of TEI.
const NAMESPACE: &str = "http://www.tei-c.org/ns/1.0";
const XINCLUDE: &str = "http://www.w3.org/2001/XInclude";

/// Writes `protocols/<id>.xml` of each document, and `corpus.xml` where there is any.
pub(super) fn write(finished: &Finished, target: &Target) -> Result<()> {
    let mut files = Vec::new();
    for protocol in finished.documents() {
        let protocol = protocol?;
        let name = format!("protocols/{}.xml", escape_id(&protocol.id));
        protocol_to(&protocol, target.create(&name)?).map_err(|e| Error::io(&name, "write", e))?;
        files.push(name);
    }
    if files.is_empty() {
        return Ok(());
    }
    let name = "corpus.xml";
    corpus(&files, target.create(name)?).map_err(|e| Error::io(name, "write", e))
}

/// Writes a protocol as a TEI document.
fn protocol_to(protocol: &Protocol, to: impl Write) -> io::Result<()> {
    let id = name_of(&protocol.id);
    // Before the header, which says how many of the edits are marked.
    let (body, marked) = body::body(protocol, &id)?;
    let mut xml = Xml::document(to)?;
    xml.open("TEI", &root(&id))?;
    header::protocol(&mut xml, protocol, &id, marked)?;
    xml.open("text", &[])?;
    xml.insert(&body)?;
    xml.close()?;
    xml.close()?;
    xml.finish()?;
    Ok(())
}

fn corpus(files: &[String], to: impl Write) -> io::Result<()> {
    let mut xml = Xml::document(to)?;
    xml.open("teiCorpus", &root("corpus.of.protocols"))?;
    header::corpus(&mut xml, files.len())?;
    for file in files {
        xml.empty("xi:include", &[("xmlns:xi", XINCLUDE), ("href", &in_uri(file))])?;
    }
    xml.close()?;
    xml.finish()?;
    Ok(())
}

fn root(id: &str) -> [Attribute<'_>; 3] {
    [("xmlns", NAMESPACE), ("xml:id", id), ("xml:lang", "sv")]
}

/// A path as a relative reference of RFC 3986.
fn in_uri(path: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_' | b'~' | b'/');
    path.bytes().map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}
