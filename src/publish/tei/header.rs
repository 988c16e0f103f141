//! The TEI header: what was read, how, and who met when.

use std::io::{self, Write};

use super::super::xml::Xml;
use super::body::{meeting_id, meeting_title};
use crate::protocol::{Capacity, Meeting, Protocol};

/// Kinds of edits, as `ana` of a correction names them, with what they mean.
const KINDS: [(&str, &str); 8] = [
    ("diacritic", "only dots, rings and accents differ"),
    ("confusion", "letters were misread for others"),
    ("split", "a word was cut in two by the reading"),
    ("join", "two words were run together"),
    ("hyphen", "a hyphen at a line end, or a soft hyphen"),
    ("paragraph-sign", "a misread §"),
    ("witness", "another reading of the same page decided"),
    ("name", "a name that the document shows clean elsewhere"),
];

/// What a correction rests on.
const SOURCES: [(&str, &str); 6] = [
    ("lexicon", "the word is in the lexicon"),
    ("compound", "the word is a compound of words in the lexicon"),
    ("context", "the words around it decided"),
    ("document", "the document shows the word clean elsewhere"),
    ("witness", "another reading of the same page"),
    ("user", "a word list or decision given by the user"),
];

/// The header of one protocol; `marked` of its applied edits are marked in the text.
pub(super) fn protocol<W: Write>(xml: &mut Xml<W>, protocol: &Protocol, id: &str, marked: usize) -> io::Result<()> {
    let titles: Vec<String> = protocol.meetings.iter().map(meeting_title).collect();
    let title = if titles.is_empty() { protocol.id.clone() } else { titles.join("; ") };
    let source = &protocol.source;
    let pages = source.page_count.to_string();
    xml.open("teiHeader", &[])?;
    xml.open("fileDesc", &[])?;
    title_statement(xml, &title)?;
    xml.open("extent", &[])?;
    xml.leaf("measure", &[("unit", "pages"), ("quantity", &pages)], &pages)?;
    xml.close()?;
    publication(xml)?;
    xml.open("sourceDesc", &[])?;
    xml.open("bibl", &[])?;
    xml.leaf("title", &[], &source.path)?;
    xml.leaf("idno", &[("type", "sha256")], &source.sha256)?;
    xml.leaf("note", &[("type", "media-type")], &source.media_type)?;
    xml.close()?;
    xml.close()?;
    xml.close()?;
    let applied = protocol.edits.iter().filter(|e| e.edit.applied).count();
    encoding(xml, id, applied, marked)?;
    profile(xml, protocol, id)?;
    xml.close()
}

/// The header of the corpus.
pub(super) fn corpus<W: Write>(xml: &mut Xml<W>, protocols: usize) -> io::Result<()> {
    let count = protocols.to_string();
    xml.open("teiHeader", &[])?;
    xml.open("fileDesc", &[])?;
    title_statement(xml, "Protokoll")?;
    xml.open("extent", &[])?;
    xml.leaf("measure", &[("unit", "texts"), ("quantity", &count)], &count)?;
    xml.close()?;
    publication(xml)?;
    xml.open("sourceDesc", &[])?;
    xml.leaf("p", &[("xml:lang", "en")], "The header of each protocol names the file it was read from.")?;
    xml.close()?;
    xml.close()?;
    xml.open("profileDesc", &[])?;
    language(xml)?;
    xml.close()?;
    xml.close()
}

fn title_statement<W: Write>(xml: &mut Xml<W>, title: &str) -> io::Result<()> {
    xml.open("titleStmt", &[])?;
    xml.leaf("title", &[], title)?;
    xml.close()
}

fn publication<W: Write>(xml: &mut Xml<W>) -> io::Result<()> {
    xml.open("publicationStmt", &[])?;
    xml.leaf("p", &[("xml:lang", "en")], "Made from scanned minutes by Justera; not published by itself.")?;
    xml.close()
}

fn language<W: Write>(xml: &mut Xml<W>) -> io::Result<()> {
    xml.open("langUsage", &[])?;
    xml.leaf("language", &[("ident", "sv")], "svenska")?;
    xml.close()
}

fn encoding<W: Write>(xml: &mut Xml<W>, id: &str, applied: usize, marked: usize) -> io::Result<()> {
    let english = [("xml:lang", "en")];
    xml.open("encodingDesc", &english)?;
    xml.open("editorialDecl", &[])?;
    xml.open("correction", &[("method", "markup")])?;
    xml.leaf(
        "p",
        &[],
        "Words mended by the program are marked: sic is what was read, corr what should stand there, its cert the probability (0–1) that \
         it is right, its ana what sort of damage it mends and what it rests on.",
    )?;
    let counts = format!(
        "{marked} of {applied} edits are marked. The others lie in what is no running text (page heads, lists of those present) or \
         where the running text cannot be laid beside the lines. Edits that were only suggested are left out."
    );
    xml.leaf("p", &[], &counts)?;
    xml.close()?;
    xml.open("hyphenation", &[("eol", "none")])?;
    xml.leaf("p", &[], "Words divided at a line end are joined.")?;
    xml.close()?;
    xml.open("segmentation", &[])?;
    xml.leaf(
        "p",
        &[],
        "A div of type paragraph is one § with its number in n; within it a div is a section, its type the kind of section. A pb stands \
         where the text goes over to another page, its n the number of the page in the source, from 1; pages that repeat others have none.",
    )?;
    xml.close()?;
    xml.close()?;
    xml.open("classDecl", &[])?;
    for (name, title, categories) in
        [("edit", "Sorts of damage", &KINDS[..]), ("rests-on", "What corrections rest on", &SOURCES[..])]
    {
        xml.open("taxonomy", &[("xml:id", &format!("{id}.{name}"))])?;
        xml.leaf("bibl", &[], title)?;
        for (category, meaning) in categories {
            xml.open("category", &[("xml:id", &format!("{id}.{name}.{category}"))])?;
            xml.leaf("catDesc", &[], meaning)?;
            xml.close()?;
        }
        xml.close()?;
    }
    xml.close()?;
    xml.open("appInfo", &[])?;
    let application = format!("{id}.justera");
    let version = env!("CARGO_PKG_VERSION");
    xml.open("application", &[("xml:id", &application), ("ident", "justera"), ("version", version)])?;
    xml.leaf("label", &[], "Justera")?;
    xml.close()?;
    xml.close()?;
    xml.close()
}

fn profile<W: Write>(xml: &mut Xml<W>, protocol: &Protocol, id: &str) -> io::Result<()> {
    xml.open("profileDesc", &[])?;
    language(xml)?;
    let meetings: Vec<(String, &Meeting)> =
        protocol.meetings.iter().enumerate().map(|(n, m)| (meeting_id(id, n), m)).collect();
    if meetings.iter().any(|(_, m)| has_people(m)) {
        xml.open("particDesc", &[])?;
        for (id, meeting) in meetings.iter().filter(|(_, m)| has_people(m)) {
            people(xml, id, meeting)?;
        }
        xml.close()?;
    }
    if !meetings.is_empty() {
        xml.open("settingDesc", &[])?;
        for (id, meeting) in &meetings {
            setting(xml, id, meeting)?;
        }
        xml.close()?;
    }
    xml.close()
}

fn has_people(meeting: &Meeting) -> bool {
    !meeting.attendance.is_empty() || officers(meeting).next().is_some()
}

/// Chair, secretary and adjusters: what they are and their names.
fn officers(meeting: &Meeting) -> impl Iterator<Item = (&'static str, &str)> {
    let one = |office, name: &'_ Option<String>| name.is_some().then_some(office);
    let chair = one("chair", &meeting.chair).zip(meeting.chair.as_deref());
    let secretary = one("secretary", &meeting.secretary).zip(meeting.secretary.as_deref());
    chair.into_iter().chain(secretary).chain(meeting.adjusters.iter().map(|name| ("adjuster", name.as_str())))
}

fn people<W: Write>(xml: &mut Xml<W>, id: &str, meeting: &Meeting) -> io::Result<()> {
    xml.open("listPerson", &[("corresp", &format!("#{id}"))])?;
    let mut number = 0;
    let mut person = |xml: &mut Xml<W>, role: &str, name: &str| {
        number += 1;
        xml.open("person", &[("xml:id", &format!("{id}.person.{number}")), ("role", role)])?;
        xml.leaf("persName", &[], name)
    };
    for attendee in &meeting.attendance {
        let role = match attendee.capacity {
            Capacity::Deciding => "deciding",
            Capacity::Substitute => "substitute",
            Capacity::Other => "other",
        };
        person(xml, role, &attendee.name)?;
        if let Some(affiliation) = &attendee.affiliation {
            xml.leaf("affiliation", &[], affiliation)?;
        }
        if let Some(role) = &attendee.role {
            xml.leaf("occupation", &[], role)?;
        }
        for (office, _) in officers(meeting).filter(|(_, name)| *name == attendee.name) {
            xml.leaf("note", &[("type", "office")], office)?;
        }
        if let Some(paragraphs) = &attendee.paragraphs {
            xml.leaf("note", &[("type", "paragraphs")], &paragraphs.join(", "))?;
        }
        xml.close()?;
    }
    // Who is named as an officer alone: an adjuster need not stand in a list.
    for (office, name) in officers(meeting).filter(|(_, name)| meeting.attendance.iter().all(|a| a.name != *name)) {
        person(xml, office, name)?;
        xml.close()?;
    }
    xml.close()
}

fn setting<W: Write>(xml: &mut Xml<W>, id: &str, meeting: &Meeting) -> io::Result<()> {
    xml.open("setting", &[("corresp", &format!("#{id}"))])?;
    for (kind, name) in [("organization", &meeting.organization), ("organ", &meeting.organ)] {
        if let Some(name) = name {
            xml.leaf("orgName", &[("type", kind)], name)?;
        }
    }
    if let Some(date) = &meeting.date {
        xml.leaf("date", &[("when", date)], date)?;
    }
    for (kind, time) in [("start", &meeting.start), ("end", &meeting.end)] {
        if let Some(time) = time {
            xml.leaf("time", &[("type", kind), ("when", &format!("{time}:00"))], time)?;
        }
    }
    xml.leaf("locale", &[], meeting.place.as_deref().unwrap_or_default())?;
    let adjusted = meeting.adjusted.as_ref().and_then(|a| a.date.as_ref());
    let posted = meeting.notice.as_ref().and_then(|n| n.posted.as_ref());
    let removed = meeting.notice.as_ref().and_then(|n| n.removed.as_ref());
    for (kind, date) in [("adjusted", adjusted), ("notice-posted", posted), ("notice-removed", removed)] {
        if let Some(date) = date {
            xml.leaf("date", &[("type", kind), ("when", date)], date)?;
        }
    }
    xml.close()
}
