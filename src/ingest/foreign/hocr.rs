//! hOCR: OCR in HTML, boxes and confidences in the `title` attributes (<http://kba.github.io/hocr-spec/1.2/>).

use super::build::{Glyph, PageBuilder, Token, bbox};
use super::xml::{Element, Node};
use crate::page::{BBox, Origin, Page};

/// Elements that are always one line.
const LINES: [&str; 2] = ["ocr_line", "ocrx_line"];
/// Elements that Tesseract uses for single lines, and others for blocks that hold lines.
const FLOATS: [&str; 6] = ["ocr_header", "ocr_footer", "ocr_caption", "ocr_textfloat", "ocr_pageno", "ocr_footnote"];
/// Elements with a blank line before and after.
const BLOCKS: [&str; 5] = ["ocr_carea", "ocr_par", "ocrx_block", "ocr_column", "ocr_table"];
const WORDS: [&str; 2] = ["ocrx_word", "ocr_word"];
const LETTERS: [&str; 3] = ["ocrx_cinfo", "ocr_cinfo", "ocr_glyph"];
/// HTML's own elements that begin on a line of their own.
const HTML_BLOCKS: [&str; 13] = ["div", "p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ul", "ol", "table", "tr"];

/// Whether an element is a page.
pub(super) fn is_page(element: &Element) -> bool {
    has_class(element, &["ocr_page"])
}

/// What a page needs to know of the rest of its file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Context {
    /// What a letter has that is sure (`x_confs`): 100 by the standard, 1 with kraken.
    sure: f64,
}

impl Context {
    /// Of what stands outside the pages.
    pub(super) fn of(outside: &Element) -> Self {
        fn system(element: &Element) -> Option<&str> {
            let own = (element.attribute("name") == Some("ocr-system")).then(|| element.attribute("content"));
            own.flatten().or_else(|| element.elements().find_map(system))
        }
        let kraken = system(outside).is_some_and(|s| s.to_lowercase().contains("kraken"));
        Context { sure: if kraken { 1.0 } else { 100.0 } }
    }
}

/// The page of an `ocr_page` element.
pub(super) fn page(element: &Element, context: Context, language: &str) -> Page {
    let properties = Properties::of(element);
    let mut reader = HocrPage { page: PageBuilder::default(), loose: Vec::new(), context };
    reader.walk(element);
    reader.flush();
    let corners = properties.numbers("bbox");
    let size = if let [_, _, x1, y1] = corners[..] { Some((x1.max(0.0) as u32, y1.max(0.0) as u32)) } else { None };
    let dpi = properties.numbers("scan_res").get(1).copied();
    let mut page = reader.page.finish(Origin::Hocr, language, size, dpi);
    // What Justera writes for a page that failed.
    if let Some(error) = properties.get("x_error").filter(|_| page.lines.is_empty()) {
        page = Page { size: page.size, ..Page::failed(0, Origin::Hocr, language, error.trim_matches('"')) };
    }
    page
}

struct HocrPage {
    page: PageBuilder,
    /// Words and text that stand in no line element.
    loose: Vec<Token>,
    context: Context,
}

impl HocrPage {
    fn flush(&mut self) {
        let loose = std::mem::take(&mut self.loose);
        self.page.line(None, loose);
    }

    fn walk(&mut self, element: &Element) {
        for node in &element.children {
            let e = match node {
                Node::Text(text) => {
                    self.loose.extend(text.split_whitespace().map(Token::bare));
                    continue;
                }
                Node::Element(e) => e,
            };
            if is_line(e) {
                self.flush();
                self.page.line(Properties::of(e).bbox(), LineTokens::of(e, self.context));
            } else if has_class(e, &WORDS) {
                self.loose.push(word(e, self.context));
            } else if matches!(e.name.as_str(), "script" | "style") {
            } else {
                let block = has_class(e, &BLOCKS) || has_class(e, &FLOATS);
                let own_line = block || HTML_BLOCKS.contains(&e.name.as_str()) || e.name == "br";
                self.edge(own_line, block);
                self.walk(e);
                self.edge(own_line, block);
            }
        }
    }

    fn edge(&mut self, own_line: bool, block: bool) {
        if own_line {
            self.flush();
        }
        if block {
            self.page.gap();
        }
    }
}

fn has_class(element: &Element, classes: &[&str]) -> bool {
    element.attribute("class").is_some_and(|c| c.split_whitespace().any(|c| classes.contains(&c)))
}

fn is_line(element: &Element) -> bool {
    fn holds_lines(element: &Element) -> bool {
        element.elements().any(|e| has_class(e, &LINES) || has_class(e, &BLOCKS) || holds_lines(e))
    }
    has_class(element, &LINES) || (has_class(element, &FLOATS) && !holds_lines(element))
}

/// The words of a line, and text beside them, in order.
struct LineTokens {
    context: Context,
    tokens: Vec<Token>,
    /// White space stands before what comes next.
    space: bool,
    /// White space stands somewhere between two of them.
    marked: bool,
}

impl LineTokens {
    /// Where a line marks its spaces, words without one between them stand close; some programs mark none.
    fn of(line: &Element, context: Context) -> Vec<Token> {
        let mut found = LineTokens { context, tokens: Vec::new(), space: false, marked: false };
        found.gather(line);
        if !found.marked {
            found.tokens.iter_mut().for_each(|t| t.glued = false);
        }
        found.tokens
    }

    fn gather(&mut self, element: &Element) {
        for node in &element.children {
            match node {
                Node::Text(text) => {
                    self.space |= text.starts_with(char::is_whitespace);
                    for piece in text.split_whitespace() {
                        self.push(Token::bare(piece));
                        self.space = true;
                    }
                    self.space = text.ends_with(char::is_whitespace) || (text.is_empty() && self.space);
                }
                Node::Element(e) if has_class(e, &WORDS) => self.push(word(e, self.context)),
                Node::Element(e) => {
                    self.space |= e.name == "br";
                    self.gather(e);
                }
            }
        }
    }

    fn push(&mut self, token: Token) {
        let first = self.tokens.is_empty();
        self.marked |= self.space && !first;
        self.tokens.push(Token { glued: !self.space && !first, ..token });
        self.space = false;
    }
}

/// What a word element holds, gone through in order.
#[derive(Default)]
struct WordParts {
    text: String,
    letters: Vec<Glyph>,
    choices: Vec<Vec<(String, f32)>>,
}

fn word(element: &Element, context: Context) -> Token {
    let mut parts = WordParts::default();
    gather(element, &mut parts);
    let properties = Properties::of(element);
    let percent = |n: f64| (n / 100.0).clamp(0.0, 1.0) as f32;
    let confidence = properties.numbers("x_wconf").first().map(|n| percent(*n));
    let spelled: String = parts.letters.iter().map(|g| g.text.as_str()).collect();
    // Between the elements of letters, white space is only the writer's layout.
    let text = if without_space(&spelled) == without_space(&parts.text) { spelled } else { parts.text };
    let mut glyphs = parts.letters;
    if glyphs.is_empty() {
        let confidences = properties.numbers("x_confs");
        let each = || text.trim().chars();
        if confidences.len() == each().count() {
            let share = |n: f64| percent(n * 100.0 / context.sure);
            let glyph = |(c, n): (char, f64)| Glyph { text: c.into(), confidence: share(n), ..Glyph::default() };
            glyphs = each().zip(confidences).map(glyph).collect();
        } else if parts.choices.len() == each().count() {
            glyphs = each().map(|c| Glyph { text: c.into(), ..Glyph::default() }).collect();
            for (glyph, choices) in glyphs.iter_mut().zip(&parts.choices) {
                glyph.confidence = choices.iter().find(|(c, _)| *c == glyph.text).map_or(0.0, |c| c.1);
            }
        }
    }
    if parts.choices.len() == glyphs.len() {
        for (glyph, choices) in glyphs.iter_mut().zip(&parts.choices) {
            glyph.alternatives.extend(choices.iter().filter(|(c, _)| *c != glyph.text).filter_map(single));
        }
    }
    Token { text, bbox: properties.bbox(), confidence, glyphs, glued: false }
}

fn single((text, confidence): &(String, f32)) -> Option<(char, f32)> {
    let mut chars = text.chars();
    chars.next().filter(|_| chars.next().is_none()).map(|c| (c, *confidence))
}

fn without_space(text: &str) -> String {
    text.split_whitespace().collect()
}

/// Letters are `ocrx_cinfo` elements with a confidence. One that holds others is Tesseract's list of choices for a letter
/// (`lstm_choice_mode`), whose text is not the word's.
fn gather(element: &Element, parts: &mut WordParts) {
    for node in &element.children {
        let e = match node {
            Node::Text(text) => {
                parts.text.push_str(text);
                continue;
            }
            Node::Element(e) => e,
        };
        if !has_class(e, &LETTERS) {
            gather(e, parts);
        } else if e.elements().any(|inner| has_class(inner, &LETTERS)) {
            parts.choices.push(e.elements().map(|c| (c.text().trim().to_string(), letter_confidence(c))).collect());
        } else {
            let text = e.text().trim().to_string();
            parts.text.push_str(&text);
            parts.letters.push(Glyph { text, confidence: letter_confidence(e), ..Glyph::default() });
        }
    }
}

fn letter_confidence(element: &Element) -> f32 {
    let properties = Properties::of(element);
    let found = ["x_conf", "x_confs", "x_wconf"].iter().find_map(|name| properties.numbers(name).first().copied());
    (found.unwrap_or(0.0) / 100.0).clamp(0.0, 1.0) as f32
}

/// The properties in a `title`: names with values, divided by semicolons.
struct Properties<'a>(Vec<(&'a str, &'a str)>);

impl<'a> Properties<'a> {
    fn of(element: &'a Element) -> Self {
        let title = element.attribute("title").unwrap_or_default();
        let mut quoted = false;
        let parts = title.split(move |c: char| {
            quoted ^= c == '"';
            c == ';' && !quoted
        });
        let pair = |p: &'a str| p.trim().split_once(char::is_whitespace).unwrap_or((p.trim(), ""));
        Properties(parts.map(pair).collect())
    }

    fn get(&self, name: &str) -> Option<&'a str> {
        self.0.iter().find(|(n, _)| *n == name).map(|(_, v)| v.trim())
    }

    fn numbers(&self, name: &str) -> Vec<f64> {
        let values = self.get(name).unwrap_or_default().split([' ', ',', '\t', '\n']);
        values.filter(|v| !v.is_empty()).map_while(|v| v.parse().ok().filter(|n: &f64| n.is_finite())).collect()
    }

    fn bbox(&self) -> Option<BBox> {
        let [x0, y0, x1, y1] = self.numbers("bbox")[..] else { return None };
        bbox(x0, y0, x1, y1)
    }
}
