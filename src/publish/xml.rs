//! Writing XML: elements on lines of their own around text that keeps its spaces, with what XML cannot hold left out.

use std::io::{self, Write};

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

/// An attribute: name and value.
pub(super) type Attribute<'a> = (&'a str, &'a str);

/// Writes one XML document.
pub(super) struct Xml<W: Write> {
    writer: Writer<W>,
    open: Vec<&'static str>,
}

impl<W: Write> Xml<W> {
    /// Begins a document with its declaration.
    pub(super) fn document(to: W) -> io::Result<Self> {
        let mut xml = Self::fragment(to, 0);
        xml.writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        Ok(xml)
    }

    /// Begins a piece of a document that stands inside so many elements.
    pub(super) fn fragment(to: W, depth: usize) -> Self {
        Xml { writer: Writer::new(to), open: vec![""; depth] }
    }

    /// Opens an element on a line of its own.
    pub(super) fn open(&mut self, name: &'static str, attributes: &[Attribute]) -> io::Result<()> {
        self.indent()?;
        self.start(name, attributes)
    }

    /// Closes what [`Self::open`] opened last.
    pub(super) fn close(&mut self) -> io::Result<()> {
        let name = self.open.pop().unwrap_or_default();
        self.indent()?;
        self.writer.write_event(Event::End(BytesEnd::new(name)))
    }

    /// Opens an element amid text.
    pub(super) fn start(&mut self, name: &'static str, attributes: &[Attribute]) -> io::Result<()> {
        self.writer.write_event(Event::Start(element(name, attributes)))?;
        self.open.push(name);
        Ok(())
    }

    /// Closes what [`Self::start`] opened last, amid text.
    pub(super) fn end(&mut self) -> io::Result<()> {
        let name = self.open.pop().unwrap_or_default();
        self.writer.write_event(Event::End(BytesEnd::new(name)))
    }

    /// An empty element on a line of its own.
    pub(super) fn empty(&mut self, name: &'static str, attributes: &[Attribute]) -> io::Result<()> {
        self.indent()?;
        self.milestone(name, attributes)
    }

    /// An empty element amid text.
    pub(super) fn milestone(&mut self, name: &'static str, attributes: &[Attribute]) -> io::Result<()> {
        self.writer.write_event(Event::Empty(element(name, attributes)))
    }

    /// An element that holds text alone, on a line of its own.
    pub(super) fn leaf(&mut self, name: &'static str, attributes: &[Attribute], text: &str) -> io::Result<()> {
        self.indent()?;
        self.phrase(name, attributes, text)
    }

    /// An element that holds text alone, amid text.
    pub(super) fn phrase(&mut self, name: &'static str, attributes: &[Attribute], text: &str) -> io::Result<()> {
        self.start(name, attributes)?;
        self.text(text)?;
        self.end()
    }

    /// Text.
    pub(super) fn text(&mut self, text: &str) -> io::Result<()> {
        self.writer.write_event(Event::Text(BytesText::new(&clean(text))))
    }

    /// A fragment written before, see [`Self::fragment`].
    pub(super) fn insert(&mut self, fragment: &[u8]) -> io::Result<()> {
        self.writer.get_mut().write_all(fragment)
    }

    /// Ends the document with a line end and flushes it.
    pub(super) fn finish(self) -> io::Result<W> {
        let mut to = self.writer.into_inner();
        to.write_all(b"\n")?;
        to.flush()?;
        Ok(to)
    }

    /// Ends a fragment.
    pub(super) fn into_inner(self) -> W {
        self.writer.into_inner()
    }

    fn indent(&mut self) -> io::Result<()> {
        write!(self.writer.get_mut(), "\n{:1$}", "", self.open.len())
    }
}

fn element<'a>(name: &'a str, attributes: &[Attribute]) -> BytesStart<'a> {
    let mut start = BytesStart::new(name);
    for (name, value) in attributes {
        start.push_attribute((*name, clean(value).as_str()));
    }
    start
}

/// Text without the characters that XML 1.0 cannot hold, escaped or not. A lone carriage return would be read as a line end.
pub(super) fn clean(text: &str) -> String {
    let allowed = |c: &char| matches!(c, '\t' | '\n') || (*c >= ' ' && !matches!(c, '\u{fffe}' | '\u{ffff}'));
    text.chars().filter(allowed).collect()
}

/// A name of XML (NCName) for a text, the same for the same text and another for another one: other characters than ASCII letters,
/// digits, `-` and `_` are written `.` and their code in hex and `.`.
pub(super) fn name_of(text: &str) -> String {
    let mut name = String::with_capacity(text.len());
    for c in text.chars() {
        let letter = c.is_ascii_alphabetic() || (!name.is_empty() && (c.is_ascii_digit() || c == '-'));
        if letter || c == '_' {
            name.push(c);
        } else {
            // A name cannot begin with a full stop.
            let mark = if name.is_empty() { "_." } else { "." };
            name.push_str(&format!("{mark}{:x}.", u32::from(c)));
        }
    }
    if name.is_empty() { "_".into() } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_names_and_differ() {
        assert_eq!(name_of("ks-2019-03-12"), "ks-2019-03-12");
        assert_eq!(name_of("åb 1"), "_.e5.b.20.1");
        assert_eq!(name_of("1"), "_.31.");
        let names: std::collections::BTreeSet<_> = ["", "a.b", "a b", "å", ".e5.", "a", "A"].map(name_of).into();
        assert_eq!(names.len(), 7, "{names:?}");
    }

    #[test]
    fn what_xml_cannot_hold_is_left_out_and_markup_escaped() {
        let mut xml = Xml::document(Vec::new()).unwrap();
        xml.open("a", &[("b", "\"<\u{0}&")]).unwrap();
        xml.leaf("p", &[], "x\u{1} < \u{b}\u{fffe}& ]]>å\r").unwrap();
        xml.close().unwrap();
        let text = String::from_utf8(xml.finish().unwrap()).unwrap();
        assert_eq!(
            text,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<a b=\"&quot;&lt;&amp;\">\n <p>x &lt; &amp; ]]&gt;å</p>\n</a>\n"
        );
    }
}
