//! PAGE XML of PRImA, 2010 to 2019 (<https://ocr-d.de/en/gt-guidelines/pagexml/pagecontent_xsd_Complex_Type_pc_PcGtsType.html>).

use super::build::{Glyph, PageBuilder, Token, bbox};
use super::xml::Element;
use crate::page::{BBox, Origin, Page};

/// Whether an element is the page.
pub(super) fn is_page(element: &Element) -> bool {
    element.name == "Page"
}

/// The page of a `Page` element.
pub(super) fn page(element: &Element, language: &str) -> Page {
    let mut regions = Vec::new();
    text_regions(element, &[], &mut regions);
    let mut builder = PageBuilder::default();
    for region in in_order(regions, element.child("ReadingOrder")) {
        builder.gap();
        let mut lines = region.elements().filter(|e| e.name == "TextLine").peekable();
        if lines.peek().is_none() {
            // A region without lines may have text all the same; one with regions inside repeats theirs.
            let inner = region.elements().any(|e| e.name == "TextRegion");
            for text in best(region).filter(|_| !inner).unwrap_or_default().lines() {
                builder.line(corners(region), vec![Token::bare(text)]);
            }
        }
        lines.for_each(|line| builder.line(corners(line), tokens(line)));
        builder.gap();
    }
    let side = |name| element.number(name).map(|n| n.max(0.0) as u32);
    let size = side("imageWidth").zip(side("imageHeight"));
    let per_inch = if element.attribute("imageResolutionUnit") == Some("PPCM") { 2.54 } else { 1.0 };
    let dpi = element.number("imageYResolution").map(|n| n * per_inch);
    builder.finish(Origin::PageXml, language, size, dpi)
}

/// Text regions with the identifiers of the regions around them and their own.
type Regions<'a> = Vec<(&'a Element, Vec<&'a str>)>;

/// All text regions in order of the file, those inside others (table cells too) after the one that holds them.
fn text_regions<'a>(element: &'a Element, around: &[&'a str], out: &mut Regions<'a>) {
    for e in element.elements().filter(|e| e.name.ends_with("Region")) {
        let mut ids = around.to_vec();
        ids.extend(e.attribute("id"));
        if e.name == "TextRegion" {
            out.push((e, ids.clone()));
        }
        text_regions(e, &ids, out);
    }
}

/// The regions in reading order, inner ones with the one around them where the order names only that. One that it does not
/// name at all (headers and page numbers often) comes before the first that lies wholly below it, or last: nothing is left out.
fn in_order<'a>(regions: Regions<'a>, order: Option<&Element>) -> Vec<&'a Element> {
    let mut names = Vec::new();
    if let Some(order) = order {
        references(order, &mut names);
    }
    let place = |ids: &[&str]| ids.iter().rev().find_map(|id| names.iter().position(|n| n == id));
    let (mut ordered, others): (Vec<_>, Vec<_>) = regions.into_iter().partition(|(_, ids)| place(ids).is_some());
    ordered.sort_by_key(|(_, ids)| place(ids));
    let mut ordered: Vec<&Element> = ordered.into_iter().map(|(e, _)| e).collect();
    let others = others.into_iter().map(|(e, _)| e);
    if ordered.is_empty() {
        return others.collect();
    }
    for region in others {
        let bottom = corners(region).map_or(u32::MAX, |b| b.y1);
        let below = |e: &&Element| corners(e).is_some_and(|b| b.y0 >= bottom);
        let at = ordered.iter().position(below).unwrap_or(ordered.len());
        ordered.insert(at, region);
    }
    ordered
}

fn references<'a>(element: &'a Element, out: &mut Vec<&'a str>) {
    let mut inner: Vec<&Element> = element.elements().collect();
    inner.sort_by_key(|e| e.number("index").map_or(0, |n| n as i64));
    for e in inner {
        out.extend(e.attribute("regionRef"));
        references(e, out);
    }
}

/// The box of an element's outline: `points`, or the `Point` elements of the oldest version.
fn corners(element: &Element) -> Option<BBox> {
    let coords = element.child("Coords")?;
    let points: Vec<(f64, f64)> = match coords.attribute("points") {
        Some(points) => points
            .split_whitespace()
            .filter_map(|p| p.split_once(',').and_then(|(x, y)| Some((x.parse().ok()?, y.parse().ok()?))))
            .collect(),
        None => coords.elements().filter_map(|p| p.number("x").zip(p.number("y"))).collect(),
    };
    let finite = points.iter().filter(|(x, y)| x.is_finite() && y.is_finite());
    let all = finite.fold(None, |b: Option<[f64; 4]>, &(x, y)| {
        let [x0, y0, x1, y1] = b.unwrap_or([x, y, x, y]);
        Some([x0.min(x), y0.min(y), x1.max(x), y1.max(y)])
    })?;
    bbox(all[0], all[1], all[2], all[3])
}

/// The readings of an element, the best first: by `index`, then as they stand.
fn readings(element: &Element) -> Vec<(String, Option<f32>)> {
    let mut found: Vec<(i64, String, Option<f32>)> = element
        .elements()
        .filter(|e| e.name == "TextEquiv")
        .filter_map(|e| {
            let text = e.child("Unicode").or_else(|| e.child("PlainText"))?.text();
            let confidence = e.number("conf").map(|n| n.clamp(0.0, 1.0) as f32);
            Some((e.number("index").map_or(0, |n| n as i64), text, confidence))
        })
        .collect();
    found.sort_by_key(|(index, ..)| *index);
    found.into_iter().map(|(_, text, confidence)| (text, confidence)).collect()
}

fn best(element: &Element) -> Option<String> {
    readings(element).into_iter().next().map(|(text, _)| text).filter(|t| !t.trim().is_empty())
}

/// A line's words. Where the line's own text differs from them it has been corrected by hand, as that is where people type:
/// then it counts, and the words that stand in it keep their boxes.
fn tokens(line: &Element) -> Vec<Token> {
    let words: Vec<Token> = line.elements().filter(|e| e.name == "Word").map(word).collect();
    let Some(text) = best(line) else { return words };
    let squeezed = |t: &str| t.split_whitespace().collect::<String>();
    if words.iter().map(|w| squeezed(&w.text)).collect::<String>() == squeezed(&text) {
        return words;
    }
    let mut rest = words.as_slice();
    let place = |piece: &str| {
        let found = rest.iter().position(|w| w.text.trim() == piece);
        found.map_or_else(
            || Token::bare(piece),
            |at| {
                let word = rest[at].clone();
                rest = &rest[at + 1..];
                word
            },
        )
    };
    text.split_whitespace().map(place).collect()
}

fn word(element: &Element) -> Token {
    let mut readings = readings(element).into_iter();
    let first = readings.next();
    let confidence = first.as_ref().and_then(|(_, c)| *c);
    let mut glyphs: Vec<Glyph> = Vec::new();
    let mut said = false;
    for e in element.elements().filter(|e| e.name == "Glyph") {
        let (glyph, own) = glyph(e, confidence);
        said |= own || !glyph.alternatives.is_empty();
        glyphs.push(glyph);
    }
    let text = first.map_or_else(|| glyphs.iter().map(|g| g.text.as_str()).collect(), |(text, _)| text);
    if !said {
        // They say no more than the word.
        glyphs.clear();
    }
    let mut token = Token { text, bbox: corners(element), confidence, glyphs, glued: false };
    token.add_alternatives(&readings.collect::<Vec<_>>());
    token
}

/// A letter, and whether it has a confidence of its own.
fn glyph(element: &Element, word: Option<f32>) -> (Glyph, bool) {
    let mut readings = readings(element).into_iter();
    let (text, own) = readings.next().unwrap_or_default();
    let single = |(text, confidence): (String, Option<f32>)| {
        let mut chars = text.chars();
        chars.next().filter(|_| chars.next().is_none()).map(|c| (c, confidence.unwrap_or(0.0)))
    };
    let confidence = own.or(word).unwrap_or(1.0);
    (Glyph { text, confidence, alternatives: readings.filter_map(single).collect() }, own.is_some())
}
