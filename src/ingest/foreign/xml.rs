//! XML and HTML as trees: decoded by what the file declares, one page at a time, entities never expanded.

use std::borrow::Cow;
use std::ops::Range;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use quick_xml::Reader;
use quick_xml::escape::resolve_html5_entity;
use quick_xml::events::{BytesStart, Event};

/// Deepest nesting followed. The formats need about ten; a file made to exhaust the stack has more.
const MAX_DEPTH: usize = 200;
/// Elements of HTML that have no end tag.
const VOID: [&str; 10] = ["area", "base", "br", "col", "hr", "img", "input", "link", "meta", "wbr"];

/// An element with what it holds. Names are without prefix, in HTML lower case.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Element {
    pub(super) name: String,
    attributes: Vec<(String, String)>,
    pub(super) children: Vec<Node>,
}

/// What an element holds.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Node {
    Element(Element),
    Text(String),
}

impl Element {
    /// The attribute's value.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    /// The attribute's value as a number.
    pub(super) fn number(&self, name: &str) -> Option<f64> {
        self.attribute(name)?.trim().parse().ok().filter(|n: &f64| n.is_finite())
    }

    /// The child elements in order.
    pub(super) fn elements(&self) -> impl Iterator<Item = &Element> {
        self.children.iter().filter_map(|n| match n {
            Node::Element(e) => Some(e),
            Node::Text(_) => None,
        })
    }

    /// The first child element of this name.
    pub(super) fn child(&self, name: &str) -> Option<&Element> {
        self.elements().find(|e| e.name == name)
    }

    /// The first element of this name at any depth, itself included.
    pub(super) fn find(&self, name: &str) -> Option<&Element> {
        if self.name == name { Some(self) } else { self.elements().find_map(|e| e.find(name)) }
    }

    /// All text within.
    pub(super) fn text(&self) -> String {
        let mut out = String::new();
        self.add_text(&mut out);
        out
    }

    fn add_text(&self, out: &mut String) {
        for node in &self.children {
            match node {
                Node::Text(t) => out.push_str(t),
                Node::Element(e) => e.add_text(out),
            }
        }
    }
}

/// What is wrong with a file and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Trouble {
    /// Line, from 1.
    pub(super) line: usize,
    pub(super) what: String,
}

impl std::fmt::Display for Trouble {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "line {}: {}", self.line, self.what)
    }
}

/// A file's pages as places in its text, and what stands around them.
#[derive(Debug, Default)]
pub(super) struct Outline {
    /// Everything outside the pages.
    pub(super) outside: Element,
    /// The whole pages.
    pub(super) pages: Vec<Range<usize>>,
    /// Why there are no more pages, where the file breaks off or is damaged.
    pub(super) trouble: Option<Trouble>,
}

/// The text of `bytes`: by the byte order mark, or by what the file declares; with a note where some of it does not fit.
pub(super) fn decode(bytes: &[u8]) -> (String, Option<&'static str>) {
    let encoding = match Encoding::for_bom(bytes) {
        Some((encoding, _)) => encoding,
        None if bytes.starts_with(b"<\0") => UTF_16LE,
        None if bytes.starts_with(b"\0<") => UTF_16BE,
        None => declared(bytes).unwrap_or(UTF_8),
    };
    let (text, _, damaged) = encoding.decode(bytes);
    match damaged {
        false => (text.into_owned(), None),
        true if encoding == UTF_8 => {
            let text = WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned();
            (text, Some("read as Windows-1252, since it is not valid UTF-8"))
        }
        true => (text.into_owned(), Some("some bytes do not fit the encoding that the file declares")),
    }
}

/// What `encoding="…"` of an XML declaration, or `charset=…` of HTML, says within the first bytes.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(1024)]);
    let after = ["encoding=", "charset="].iter().find_map(|key| head.split_once(key).map(|(_, rest)| rest))?;
    let label = after.trim_start_matches(['"', '\'']);
    let end = label.find(|c: char| !(c.is_ascii_alphanumeric() || "-_:.".contains(c))).unwrap_or(label.len());
    // What can be read a byte at a time is not UTF-16, whatever it says.
    Encoding::for_label(&label.as_bytes()[..end]).filter(|e| *e != UTF_16LE && *e != UTF_16BE)
}

/// The tree of `text`, under an element without name.
pub(super) fn parse(text: &str, html: bool) -> Result<Element, Trouble> {
    let outline = Parser::new(text, html, &|_| false).run();
    outline.trouble.map_or(Ok(outline.outside), Err)
}

/// The places of the elements that `is_page` takes, and the tree of all else.
pub(super) fn outline(text: &str, html: bool, is_page: &dyn Fn(&Element) -> bool) -> Outline {
    Parser::new(text, html, is_page).run()
}

/// Number, from 1, of the line that byte `at` stands in.
pub(super) fn line_of(text: &str, at: usize) -> usize {
    1 + text.as_bytes()[..at.min(text.len())].iter().filter(|b| **b == b'\n').count()
}

struct Parser<'a> {
    text: &'a str,
    html: bool,
    is_page: &'a dyn Fn(&Element) -> bool,
    reader: Reader<&'a [u8]>,
    /// Where the reader's text begins in `text`.
    base: usize,
    /// The open elements; the first has no name.
    stack: Vec<Element>,
    /// Depth and start of the page that is open.
    page: Option<(usize, usize)>,
    pages: Vec<Range<usize>>,
}

impl<'a> Parser<'a> {
    fn new(text: &'a str, html: bool, is_page: &'a dyn Fn(&Element) -> bool) -> Self {
        let stack = vec![Element::default()];
        Parser { text, html, is_page, reader: reader(text, html), base: 0, stack, page: None, pages: Vec::new() }
    }

    fn at(&self) -> usize {
        self.base + usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX)
    }

    fn run(mut self) -> Outline {
        let trouble = self.events().err();
        let mut stack = self.stack.into_iter();
        let mut outside = stack.next().unwrap_or_default();
        // Elements left open: their content counts all the same.
        outside.children.extend(stack.map(Node::Element));
        Outline { outside, pages: self.pages, trouble }
    }

    fn trouble(&self, at: usize, what: String) -> Trouble {
        Trouble { line: line_of(self.text, at), what }
    }

    fn events(&mut self) -> Result<(), Trouble> {
        loop {
            let before = self.at();
            let event = match self.reader.read_event() {
                Ok(event) => event,
                Err(e) => {
                    let at = self.base + usize::try_from(self.reader.error_position()).unwrap_or(0);
                    return Err(self.trouble(at, e.to_string()));
                }
            };
            match event {
                Event::Start(tag) => {
                    let element = self.element(&tag, before)?;
                    let raw = self.html && matches!(element.name.as_str(), "script" | "style");
                    let void = self.html && VOID.contains(&element.name.as_str());
                    if self.html && element.name == "p" {
                        self.end_paragraph(before);
                    }
                    self.open(element, before)?;
                    if void {
                        self.pop(self.at());
                    }
                    if raw {
                        self.skip_raw();
                    }
                }
                Event::Empty(tag) => {
                    let element = self.element(&tag, before)?;
                    self.open(element, before)?;
                    self.pop(self.at());
                }
                Event::End(tag) => {
                    let name = self.name(tag.local_name().as_ref());
                    self.close(&name, self.at());
                }
                Event::Text(text) => self.add_text(&text),
                Event::CData(text) => self.add_text(&text),
                Event::GeneralRef(reference) => self.add_text(&entity(&reference)),
                Event::Eof => break,
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
            }
        }
        // HTML may leave end tags out, a page of its own may not; XML may leave out none.
        let strict = !self.html || self.page.is_some() || self.text.trim_start().starts_with("<?xml");
        match self.stack.last() {
            Some(open) if strict && self.stack.len() > 1 => {
                let what = format!("the file ends inside <{}>; it was cut off", open.name);
                Err(self.trouble(self.text.len(), what))
            }
            _ => Ok(()),
        }
    }

    fn name(&self, local: &str) -> String {
        if self.html { local.to_ascii_lowercase() } else { local.into() }
    }

    fn element(&self, tag: &BytesStart<'_>, at: usize) -> Result<Element, Trouble> {
        let mut element = Element { name: self.name(tag.local_name().as_ref()), ..Element::default() };
        let mut list = if self.html { tag.html_attributes() } else { tag.attributes() };
        for attribute in list.with_checks(false) {
            match attribute {
                Ok(a) => {
                    let name = self.name(a.key.local_name().as_ref());
                    element.attributes.push((name, unescape(&a.value).into_owned()));
                }
                Err(_) if self.html => {}
                Err(e) => return Err(self.trouble(at, format!("in <{}>: {e}", element.name))),
            }
        }
        Ok(element)
    }

    fn open(&mut self, element: Element, at: usize) -> Result<(), Trouble> {
        if self.stack.len() > MAX_DEPTH {
            return Err(self.trouble(at, format!("elements lie more than {MAX_DEPTH} deep in each other")));
        }
        if self.page.is_none() && (self.is_page)(&element) {
            self.page = Some((self.stack.len(), at));
        }
        self.stack.push(element);
        Ok(())
    }

    /// Ends the innermost open element of this name and all within it. Nothing, where there is none.
    fn close(&mut self, name: &str, at: usize) {
        if let Some(depth) = self.stack.iter().rposition(|e| e.name == name).filter(|d| *d > 0) {
            while self.stack.len() > depth {
                self.pop(at);
            }
        }
    }

    /// In HTML a paragraph ends where the next begins; one around a page does not.
    fn end_paragraph(&mut self, at: usize) {
        let inner = self.page.map_or(0, |(depth, _)| depth);
        if self.stack.iter().rposition(|e| e.name == "p").is_some_and(|d| d > inner) {
            self.close("p", at);
        }
    }

    fn pop(&mut self, at: usize) {
        let Some(element) = self.stack.pop() else { return };
        match self.page {
            Some((depth, start)) if depth == self.stack.len() => {
                self.pages.push(start..at);
                self.page = None;
            }
            Some(_) => {}
            None => {
                if let Some(parent) = self.stack.last_mut() {
                    parent.children.push(Node::Element(element));
                }
            }
        }
    }

    fn add_text(&mut self, text: &str) {
        if self.page.is_some() {
            return;
        }
        let Some(parent) = self.stack.last_mut() else { return };
        match parent.children.last_mut() {
            Some(Node::Text(t)) => t.push_str(text),
            _ => parent.children.push(Node::Text(text.into())),
        }
    }

    /// Goes on behind a script or style, whose content is no markup.
    fn skip_raw(&mut self) {
        let at = self.at();
        let end = self.text[at..].find("</").map_or(self.text.len(), |n| at + n);
        self.base = end;
        self.reader = reader(&self.text[end..], self.html);
    }
}

fn reader(text: &str, html: bool) -> Reader<&[u8]> {
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    config.allow_dangling_amp = true;
    config.check_end_names = !html;
    config.allow_unmatched_ends = html;
    reader
}

/// An entity's text. One that the file defines itself, or that lies in another file, is never looked up: it stands as written.
fn entity(reference: &quick_xml::events::BytesRef<'_>) -> Cow<'static, str> {
    let name: &str = reference;
    match reference.resolve_char_ref() {
        Ok(Some(c)) => Cow::Owned(c.to_string()),
        _ => resolve_html5_entity(name).map_or_else(|| Cow::Owned(format!("&{name};")), Cow::Borrowed),
    }
}

/// An attribute's value with its entities resolved.
fn unescape(raw: &str) -> Cow<'_, str> {
    if !raw.contains('&') {
        return Cow::Borrowed(raw);
    }
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        match after.split_once(';').filter(|(name, _)| name.len() < 40 && !name.contains([' ', '&'])) {
            Some((name, tail)) => {
                out.push_str(&entity(&quick_xml::events::BytesRef::new(name)));
                rest = tail;
            }
            None => {
                out.push('&');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}
