//! The invisible text of a PDF page: each word stretched over its box.

use pdf_writer::types::TextRenderingMode;
use pdf_writer::{Content, Name, Str};

use super::markup::{Piece, pieces};
use super::pdf_font::ADVANCE;
use crate::page::{BBox, Line, Page, PageSize};

/// Name of the font in the pages' resources.
pub(crate) const FONT: Name<'static> = Name(b"F0");
/// Name of the page image.
pub(crate) const IMAGE: Name<'static> = Name(b"Im0");
/// A line whose words climb or fall by more than this part of their height is written aslant.
const SKEWED: f64 = 0.5;

/// The content of a page: its image over all of it, where it has one, and the raw text under rendering mode 3. Lines without
/// boxes are spread over the page from top to bottom, so that they are found on the right page at least.
pub(crate) fn page_content(page: &Page, size: PageSize, with_image: bool) -> Vec<u8> {
    let points = 72.0 / f64::from(size.dpi.max(1));
    let (width, height) = (f64::from(size.width) * points, f64::from(size.height) * points);
    // The boxes may refer to another resolution than that of the image.
    let size = page.size.filter(|s| s.width > 0 && s.height > 0).unwrap_or(size);
    let sheet = Sheet { across: width / f64::from(size.width), down: height / f64::from(size.height), height };
    let mut content = Content::new();
    if with_image {
        content.save_state().transform([width as f32, 0.0, 0.0, height as f32, 0.0, 0.0]);
        content.x_object(IMAGE).restore_state();
    }
    let lines: Vec<&Line> = page.lines.iter().filter(|l| !l.is_blank()).collect();
    let longest = lines.iter().map(|l| l.raw.chars().count()).max().unwrap_or(1).max(1);
    content.begin_text().set_text_rendering_mode(TextRenderingMode::Invisible);
    for (i, line) in lines.iter().enumerate() {
        let bbox = line.bbox.unwrap_or_else(|| {
            let step = f64::from(size.height) * 0.9 / lines.len() as f64;
            let top = f64::from(size.height) * 0.05 + step * i as f64;
            let left = f64::from(size.width) * 0.08;
            let long = f64::from(size.width) * 0.84 * line.raw.chars().count() as f64 / longest as f64;
            let side = |v: f64| v.round() as u32;
            BBox { x0: side(left), y0: side(top), x1: side(left + long) + 1, y1: side(top + step * 0.8) + 1 }
        });
        add_line(line, bbox, sheet, &mut content);
    }
    content.end_text();
    content.finish().into_vec()
}

/// From pixels of the boxes to points of the page.
#[derive(Clone, Copy)]
struct Sheet {
    /// Points to a pixel across.
    across: f64,
    /// Points to a pixel down.
    down: f64,
    /// Height of the page, points.
    height: f64,
}

/// A word on its line, pixels.
struct Placed<'a> {
    text: &'a str,
    bbox: Option<BBox>,
    left: f64,
    right: f64,
    /// A space follows.
    space: bool,
}

fn add_line(line: &Line, bbox: BBox, sheet: Sheet, content: &mut Content) {
    let words = placed(line, bbox);
    let base = BaseLine::of(&words, bbox);
    let size = base.size * sheet.down;
    let em = size * f64::from(ADVANCE) / 1000.0;
    let angle = -(base.slope * sheet.down / sheet.across).atan();
    let (sin, cos) = (angle.sin() as f32, angle.cos() as f32);
    // How far `letters` characters must be stretched to fill `room` pixels, per cent.
    let stretch =
        |room: f64, letters: usize| (room.max(0.01) * sheet.across / (letters.max(1) as f64 * em) * 100.0) as f32;
    content.set_font(FONT, size as f32);
    for (i, word) in words.iter().enumerate() {
        let code: Vec<u8> = word.text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let x = (word.left * sheet.across) as f32;
        let y = (sheet.height - base.at(word.left) * sheet.down) as f32;
        content.set_horizontal_scaling(stretch(word.right - word.left, code.len() / 2));
        content.set_text_matrix([cos, sin, -sin, cos, x, y]).show(Str(&code));
        if word.space {
            let gap = words.get(i + 1).map_or(1.0, |next| next.left - word.right);
            content.set_horizontal_scaling(stretch(gap, 1)).show(Str(&[0, b' ']));
        }
    }
}

/// The words and loose text of a line from left to right. What has no box takes its share of the room between its neighbours.
fn placed(line: &Line, bbox: BBox) -> Vec<Placed<'_>> {
    let mut words: Vec<Placed<'_>> = Vec::new();
    for piece in pieces(line) {
        let (text, bbox) = match piece {
            Piece::Space => {
                if let Some(last) = words.last_mut() {
                    last.space = true;
                }
                continue;
            }
            Piece::Text(text) => (text, None),
            Piece::Word(text, word) => (text, word.bbox),
        };
        let (left, right) = bbox.map_or((0.0, 0.0), |b| (f64::from(b.x0), f64::from(b.x1)));
        words.push(Placed { text, bbox, left, right, space: false });
    }
    let mut i = 0;
    while i < words.len() {
        let end = (i..words.len()).find(|j| words[*j].bbox.is_some()).unwrap_or(words.len());
        if end > i {
            let from = if i == 0 { f64::from(bbox.x0) } else { words[i - 1].right };
            let to = words.get(end).map_or(f64::from(bbox.x1), |w| w.left).max(from);
            let letters = |w: &Placed<'_>| w.text.chars().count() as f64 + 1.0;
            let all: f64 = words[i..end].iter().map(letters).sum();
            let mut at = from;
            for word in &mut words[i..end] {
                let share = (to - from) / all;
                let room = letters(word) * share;
                (word.left, word.right) = (at, at + room - share);
                at += room;
            }
        }
        i = end + 1;
    }
    words
}

/// Where a line of text stands, pixels downwards: upright boxes of a slanted line reach over its neighbours, and a reader
/// of the PDF would mix their words.
struct BaseLine {
    slope: f64,
    /// Height at x = 0.
    start: f64,
    size: f64,
}

impl BaseLine {
    fn of(words: &[Placed<'_>], bbox: BBox) -> Self {
        let straight = BaseLine {
            slope: 0.0,
            start: f64::from(bbox.y1),
            size: f64::from(bbox.y1 - bbox.y0.min(bbox.y1)).max(1.0),
        };
        let boxes: Vec<BBox> = words.iter().filter_map(|w| w.bbox).collect();
        if boxes.len() < 3 {
            return straight;
        }
        let points: Vec<(f64, f64)> =
            boxes.iter().map(|b| ((f64::from(b.x0) + f64::from(b.x1)) / 2.0, f64::from(b.y1))).collect();
        let n = points.len() as f64;
        let (mx, my) = (points.iter().map(|p| p.0).sum::<f64>() / n, points.iter().map(|p| p.1).sum::<f64>() / n);
        let spread: f64 = points.iter().map(|p| (p.0 - mx).powi(2)).sum();
        let slope = points.iter().map(|p| (p.0 - mx) * (p.1 - my)).sum::<f64>() / spread.max(1.0);
        let height = median(boxes.iter().map(|b| f64::from(b.y1.saturating_sub(b.y0))).collect());
        if (slope * f64::from(bbox.x1.saturating_sub(bbox.x0))).abs() < SKEWED * height {
            return straight;
        }
        let start = median(points.iter().map(|p| p.1 - slope * p.0).collect());
        BaseLine { slope, start, size: (height * 1.1).max(1.0) }
    }

    fn at(&self, x: f64) -> f64 {
        self.start + self.slope * x
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}
