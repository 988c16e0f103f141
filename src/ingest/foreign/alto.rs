//! ALTO, versions 1 to 4 (<https://www.loc.gov/standards/alto/>).

use std::collections::HashMap;

use super::build::{Glyph, PageBuilder, Token, bbox, union};
use super::xml::Element;
use crate::page::{BBox, Origin, Page};

/// Where the parts of a page stand from top to bottom; in the file the margins come first.
const SPACES: [&str; 5] = ["TopMargin", "LeftMargin", "PrintSpace", "RightMargin", "BottomMargin"];
/// Resolution at which measures of length become pixels, dots per inch.
const NOMINAL_DPI: f64 = 300.0;

/// Whether an element is a page.
pub(super) fn is_page(element: &Element) -> bool {
    element.name == "Page"
}

/// What a page needs to know of the rest of its file.
#[derive(Debug, Default)]
pub(super) struct Context {
    /// Pixels for each unit of measure.
    scale: f64,
    /// The resolution that the unit implies.
    dpi: Option<f64>,
    /// Identifiers in reading order, where the file gives one (ALTO 4.3).
    order: HashMap<String, usize>,
}

impl Context {
    /// Of what stands outside the pages.
    pub(super) fn of(outside: &Element) -> Self {
        let unit = outside.find("MeasurementUnit").map(|e| e.text().trim().to_string()).unwrap_or_default();
        let (scale, dpi) = match unit.as_str() {
            "mm10" => (NOMINAL_DPI / 254.0, Some(NOMINAL_DPI)),
            "inch1200" => (NOMINAL_DPI / 1200.0, Some(NOMINAL_DPI)),
            _ => (1.0, None),
        };
        let mut order = HashMap::new();
        if let Some(reading_order) = outside.find("ReadingOrder") {
            references(reading_order, &mut order);
        }
        Context { scale, dpi, order }
    }

    fn measure(&self, element: &Element, name: &str) -> Option<f64> {
        element.number(name).map(|n| n * self.scale)
    }

    fn bbox(&self, e: &Element) -> Option<BBox> {
        let (x, y) = (self.measure(e, "HPOS")?, self.measure(e, "VPOS")?);
        bbox(x, y, x + self.measure(e, "WIDTH")?, y + self.measure(e, "HEIGHT")?)
    }
}

fn references(element: &Element, order: &mut HashMap<String, usize>) {
    for id in element.attribute("REF").unwrap_or_default().split_whitespace() {
        let next = order.len();
        order.entry(id.into()).or_insert(next);
    }
    element.elements().for_each(|e| references(e, order));
}

/// The page of a `Page` element.
pub(super) fn page(element: &Element, context: &Context, language: &str) -> Page {
    let mut builder = PageBuilder::default();
    let mut blocks = Vec::new();
    for space in SPACES {
        element.elements().filter(|e| e.name == space).for_each(|e| text_blocks(e, &[], &mut blocks));
    }
    // Blocks that lie in no margin and no print space.
    let outer = element.elements().filter(|e| !SPACES.contains(&e.name.as_str()));
    outer.for_each(|e| block_or_inner(e, &[], &mut blocks));
    for block in in_order(blocks, context) {
        if block.name == "TextLine" {
            line(block, context, &mut builder);
            continue;
        }
        builder.gap();
        block.elements().filter(|e| e.name == "TextLine").for_each(|e| line(e, context, &mut builder));
        builder.gap();
    }
    let print_space = element.child("PrintSpace");
    let side = |name| {
        let inner = || print_space.and_then(|e| context.measure(e, name));
        context.measure(element, name).or_else(inner).map(|n| n.round() as u32)
    };
    let size = side("WIDTH").zip(side("HEIGHT"));
    let mut page = builder.finish(Origin::Alto, language, size, context.dpi);
    // What Justera writes for a page that failed.
    if let (true, Some("failed"), Some(error)) =
        (page.lines.is_empty(), element.attribute("PAGECLASS"), element.attribute("QUALITY_DETAIL"))
    {
        page = Page { size: page.size, ..Page::failed(0, Origin::Alto, language, error) };
    }
    page
}

/// Text blocks with the identifiers of the blocks around them; lines outside any block stand for themselves.
type Blocks<'a> = Vec<(&'a Element, Vec<&'a str>)>;

fn text_blocks<'a>(element: &'a Element, around: &[&'a str], out: &mut Blocks<'a>) {
    element.elements().for_each(|e| block_or_inner(e, around, out));
}

fn block_or_inner<'a>(element: &'a Element, around: &[&'a str], out: &mut Blocks<'a>) {
    let mut ids = around.to_vec();
    ids.extend(element.attribute("ID"));
    if matches!(element.name.as_str(), "TextBlock" | "TextLine") {
        out.push((element, ids));
    } else {
        text_blocks(element, &ids, out);
    }
}

/// The blocks as the file's reading order has them; one that it does not name stays behind the one before it.
fn in_order<'a>(blocks: Blocks<'a>, context: &Context) -> Vec<&'a Element> {
    if context.order.is_empty() {
        return blocks.into_iter().map(|(e, _)| e).collect();
    }
    let place = |e: &Element, ids: &[&str]| {
        let own = ids.iter().rev().find_map(|id| context.order.get(*id));
        own.or_else(|| e.elements().filter_map(|l| l.attribute("ID")).find_map(|id| context.order.get(id))).copied()
    };
    let mut last = 0;
    let mut keyed: Vec<(usize, &Element)> = Vec::new();
    for (block, ids) in blocks {
        last = place(block, &ids).unwrap_or(last);
        keyed.push((last, block));
    }
    keyed.sort_by_key(|(key, _)| *key);
    keyed.into_iter().map(|(_, block)| block).collect()
}

fn line(element: &Element, context: &Context, page: &mut PageBuilder) {
    // Where a line marks its spaces, strings without one between them are one word; many programs mark none.
    let marked = element.child("SP").is_some();
    let mut tokens: Vec<Token> = Vec::new();
    let mut space = true;
    for e in element.elements() {
        match e.name.as_str() {
            "String" => {
                tokens.push(Token { glued: marked && !space, ..string(e, context) });
                space = false;
            }
            "SP" => space = true,
            "HYP" => {
                if let Some(last) = tokens.last_mut() {
                    add_hyphen(last, e, context);
                }
            }
            _ => {}
        }
    }
    page.line(context.bbox(element), tokens);
}

/// Puts a printed hyphen to the word that it stands at: what is joined over the line end is for the repair to decide.
fn add_hyphen(word: &mut Token, element: &Element, context: &Context) {
    let hyphen = element.attribute("CONTENT").map(str::trim).filter(|c| !c.is_empty()).unwrap_or("-");
    if word.text.ends_with(hyphen) || word.text.ends_with('-') {
        return;
    }
    word.text.push_str(hyphen);
    if let (Some(a), Some(b)) = (word.bbox, context.bbox(element)) {
        word.bbox = Some(union(a, b));
    }
    if !word.glyphs.is_empty() {
        let confidence = word.confidence.unwrap_or(1.0);
        word.glyphs.push(Glyph { text: hyphen.into(), confidence, ..Glyph::default() });
    }
}

fn string(element: &Element, context: &Context) -> Token {
    let text = element.attribute("CONTENT").unwrap_or_default().to_string();
    // Some programs write a percentage.
    let unit = |n: f64| (if n > 1.0 { n / 100.0 } else { n }).clamp(0.0, 1.0) as f32;
    let confidence = element.number("WC").map(unit);
    let glyphs: Vec<Glyph> = element.elements().filter(|e| e.name == "Glyph").map(|g| glyph(g, confidence)).collect();
    let mut token = Token { text, bbox: context.bbox(element), confidence, glyphs, glued: false };
    if token.glyphs.is_empty() {
        token.glyphs = character_confidences(&token.text, element.attribute("CC").unwrap_or_default());
        let alternatives: Vec<(String, Option<f32>)> =
            element.elements().filter(|e| e.name == "ALTERNATIVE").map(|e| (e.text(), None)).collect();
        token.add_alternatives(&alternatives);
    }
    token
}

fn glyph(element: &Element, word: Option<f32>) -> Glyph {
    let of = |e: &Element, name: &str| e.number(name).map(|n| n.clamp(0.0, 1.0) as f32);
    let variant = |e: &Element| {
        let mut chars = e.attribute("CONTENT").unwrap_or_default().chars();
        chars.next().filter(|_| chars.next().is_none()).map(|c| (c, of(e, "VC").unwrap_or(0.0)))
    };
    Glyph {
        text: element.attribute("CONTENT").unwrap_or_default().into(),
        confidence: of(element, "GC").or(word).unwrap_or(1.0),
        alternatives: element.elements().filter(|e| e.name == "Variant").filter_map(variant).collect(),
    }
}

/// The attribute CC: a digit for each character, 0 for sure and 9 for unsure, with or without spaces between.
fn character_confidences(text: &str, cc: &str) -> Vec<Glyph> {
    let digits: Vec<u32> = cc.chars().filter(|c| !c.is_whitespace()).filter_map(|c| c.to_digit(10)).collect();
    if digits.len() != text.chars().count() {
        return Vec::new();
    }
    let sure = |d: u32| 1.0 - d as f32 / 9.0;
    text.chars().zip(digits).map(|(c, d)| Glyph { text: c.into(), confidence: sure(d), ..Glyph::default() }).collect()
}
