//! Characters as a PDF draws them, gathered into lines and words with their boxes.

use super::text::composed;
use crate::page::{BBox, Line, PageSize, Word};

/// Resolution of the grid that boxes of text layers refer to, dots per inch.
pub(crate) const GRID: u32 = 300;
/// How far letters reach over and under their base line, in parts of the type size.
const ASCENT: f64 = 0.75;
const DESCENT: f64 = 0.22;

/// One character as it is drawn.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Drawn {
    /// Where it starts along the writing direction, points.
    pub along: f64,
    /// Where it ends.
    pub end: f64,
    /// Its base line, points, upwards.
    pub base: f64,
    /// Its size, points.
    pub size: f64,
    /// The writing direction on the page, which runs downwards.
    pub direction: (f64, f64),
}

impl Drawn {
    /// The corners of its box on the page, points from the upper left.
    fn corners(&self) -> [(f64, f64); 2] {
        let (dx, dy) = self.direction;
        // From the two measures along and across the writing direction back to the page's.
        let on_page = |along: f64, base: f64| (along * dx - base * dy, along * dy + base * dx);
        // `base` grows upwards, the page downwards.
        let upper = on_page(self.along, -(self.base + ASCENT * self.size));
        let lower = on_page(self.end, -(self.base - DESCENT * self.size));
        [upper, lower]
    }
}

/// Gathers characters into lines. Positions are measured along the writing direction, so that turned pages read right.
#[derive(Default)]
pub(crate) struct Lines {
    done: Vec<TextRow>,
    row: TextRow,
}

#[derive(Default)]
struct TextRow {
    words: Vec<TextWord>,
    /// Whether the next character begins a word.
    ended: bool,
    /// Height of the base line, points, upwards.
    base: f64,
    /// Where the last character ended along the writing direction.
    end: f64,
}

struct TextWord {
    text: String,
    /// Left, top, right, bottom, points.
    area: [f64; 4],
}

impl Lines {
    fn finish_row(&mut self) {
        let row = std::mem::take(&mut self.row);
        if !row.words.is_empty() {
            self.done.push(row);
        }
    }

    /// Adds the next character, or several that share one shape.
    pub(crate) fn push(&mut self, at: Drawn, text: &str) {
        if !self.row.words.is_empty() {
            // A raised figure (note mark) stays on its line; a new line or a jump back does not.
            if (at.base - self.row.base).abs() > 0.5 * at.size || at.along < self.row.end - 2.0 * at.size {
                self.finish_row();
            } else if at.along > self.row.end + 0.15 * at.size {
                self.row.ended = true;
            }
        }
        if self.row.words.is_empty() {
            self.row.base = at.base;
        }
        for c in text.chars().filter(|c| !c.is_control()) {
            if c.is_whitespace() {
                self.row.ended = true;
            } else {
                self.row.add(c, &at);
            }
        }
        self.row.end = at.end;
    }

    /// All text, a line a line, for judging it.
    pub(crate) fn text(&self) -> String {
        let row = |r: &TextRow| r.words.iter().map(|w| w.text.as_str()).collect::<Vec<_>>().join(" ");
        self.done.iter().chain([&self.row]).map(row).collect::<Vec<_>>().join("\n")
    }

    /// The lines with the boxes of their words on a grid of [`GRID`] dots to the inch, `size` large; a blank line where the
    /// gap is clearly wider than the usual one of the page.
    pub(crate) fn into_lines(mut self, size: PageSize) -> Vec<Line> {
        self.finish_row();
        let drops = || self.done.windows(2).map(|w| w[0].base - w[1].base);
        let mut usual: Vec<f64> = drops().filter(|d| *d > 0.0).collect();
        usual.sort_by(f64::total_cmp);
        let usual = usual.get(usual.len().saturating_sub(1) / 2).copied().unwrap_or(f64::INFINITY);
        let mut lines = Vec::new();
        for (i, row) in self.done.iter().enumerate() {
            if i > 0 {
                let drop = self.done[i - 1].base - row.base;
                if drop > 1.4 * usual || drop < 0.0 {
                    lines.push(Line::new(""));
                }
            }
            lines.push(row.line(size));
        }
        lines
    }
}

impl TextRow {
    fn add(&mut self, c: char, at: &Drawn) {
        let [a, b] = at.corners();
        let area = [a.0.min(b.0), a.1.min(b.1), a.0.max(b.0), a.1.max(b.1)];
        match self.words.last_mut().filter(|_| !self.ended) {
            Some(word) => {
                word.text.push(c);
                let old = word.area;
                word.area = [old[0].min(area[0]), old[1].min(area[1]), old[2].max(area[2]), old[3].max(area[3])];
            }
            None => self.words.push(TextWord { text: c.into(), area }),
        }
        self.ended = false;
    }

    fn line(&self, size: PageSize) -> Line {
        let mut line = Line::default();
        for word in &self.words {
            if !line.raw.is_empty() {
                line.raw.push(' ');
            }
            let start = line.raw.len();
            line.raw.push_str(&composed(&word.text));
            let bbox = on_grid(word.area, size);
            line.bbox = line.bbox.map_or(bbox, |old| bbox.map(|new| around(old, new)).or(Some(old)));
            line.words.push(Word { start, end: line.raw.len(), bbox, confidence: None, letters: Vec::new() });
        }
        line
    }
}

/// An area in points as a box on the grid; `None` for what lies off the page.
fn on_grid(area: [f64; 4], size: PageSize) -> Option<BBox> {
    let dots = |points: f64, most: u32| (points / 72.0 * f64::from(GRID)).clamp(0.0, f64::from(most));
    let (x0, y0) = (dots(area[0], size.width).floor() as u32, dots(area[1], size.height).floor() as u32);
    let (x1, y1) = (dots(area[2], size.width).ceil() as u32, dots(area[3], size.height).ceil() as u32);
    (x1 > x0 && y1 > y0).then_some(BBox { x0, y0, x1, y1 })
}

fn around(a: BBox, b: BBox) -> BBox {
    BBox { x0: a.x0.min(b.x0), y0: a.y0.min(b.y0), x1: a.x1.max(b.x1), y1: a.y1.max(b.y1) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const A4: PageSize = PageSize { width: 2480, height: 3508, dpi: GRID };

    fn write(lines: &mut Lines, x: f64, y: f64, text: &str) {
        for (i, c) in text.chars().enumerate() {
            let along = x + i as f64 * 6.0;
            lines.push(Drawn { along, end: along + 6.0, base: -y, size: 12.0, direction: (1.0, 0.0) }, &c.to_string());
        }
    }

    fn text(lines: Lines) -> String {
        lines.into_lines(A4).iter().map(|l| l.raw.clone()).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn characters_become_lines() {
        let mut lines = Lines::default();
        write(&mut lines, 50.0, 100.0, "Ett  två");
        write(&mut lines, 130.0, 100.0, "tre");
        write(&mut lines, 50.0, 114.0, "fyra ");
        write(&mut lines, 50.0, 128.0, "fem");
        write(&mut lines, 50.0, 160.0, "nytt");
        assert_eq!(lines.text(), "Ett två tre\nfyra\nfem\nnytt");
        assert_eq!(text(lines), "Ett två tre\nfyra\nfem\n\nnytt");
    }

    #[test]
    fn words_have_boxes_in_pixels() {
        let mut lines = Lines::default();
        write(&mut lines, 72.0, 144.0, "O\u{308}l ab");
        let lines = lines.into_lines(A4);
        let line = &lines[0];
        assert_eq!(line.raw, "Öl ab", "composed");
        let words: Vec<_> = line.words.iter().map(|w| (&line.raw[w.start..w.end], w.bbox.unwrap())).collect();
        // An inch from the left, two from the top; 9 points over the base line and 2.64 under it.
        assert_eq!(words[0], ("Öl", BBox { x0: 300, y0: 562, x1: 375, y1: 611 }));
        assert_eq!((words[1].0, words[1].1.x0, words[1].1.x1), ("ab", 400, 450));
        assert_eq!(line.bbox, Some(BBox { x0: 300, y0: 562, x1: 450, y1: 611 }));
    }

    #[test]
    fn a_turned_line_has_an_upright_box() {
        let mut lines = Lines::default();
        // Written downwards: along the page's y, the letters' upper side to the right.
        lines.push(Drawn { along: 72.0, end: 144.0, base: 100.0, size: 10.0, direction: (0.0, 1.0) }, "x");
        let bbox = lines.into_lines(A4)[0].bbox.unwrap();
        assert_eq!((bbox.y0, bbox.y1), (300, 600));
        assert!(bbox.x0 > 400 && bbox.x1 < 460 && bbox.x1 - bbox.x0 > 35, "{bbox:?}");
    }
}
