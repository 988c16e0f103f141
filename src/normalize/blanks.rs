//! Blank lines where the page shows them.
//!
//! An engine sets a blank line between what it takes for paragraphs, and often errs: within a sentence it sees one, between two paragraphs none. The
//! distance from line to line tells more. On the first two pages of eight protocols of `fixtures/minutes`, drawn and scanned, lines of one paragraph lie
//! 0.7 to 1.2 of the usual distance apart and paragraphs 1.6 and more.

use crate::page::{Line, Origin, Page};

/// Distances below this, in usual ones, part no paragraphs.
const NEAR: f32 = 1.4;
/// Distances above this part paragraphs.
const FAR: f32 = 1.6;
/// The largest distance of lines in one paragraph, in heights of a word: where most lines stand alone the usual one is larger.
const LARGEST: f32 = 2.0;
/// The fewest distances that show what is usual.
const SHOWN: usize = 6;

/// Leaves out the blank lines of a recognised page between lines that lie close, and puts one between lines that lie apart. Pages without boxes stay as
/// they are, and so do blank lines where the reading goes to another column.
pub(super) fn settle(page: &mut Page) {
    if !matches!(page.origin, Origin::Ocr | Origin::Hocr | Origin::Alto | Origin::PageXml)
        || page.lines.iter().any(|l| !l.edits.is_empty())
    {
        return;
    }
    let feet: Vec<Option<f32>> = page.lines.iter().map(foot).collect();
    let steps: Vec<f32> = feet.iter().flatten().zip(feet.iter().flatten().skip(1)).map(|(a, b)| b - a).collect();
    let Some(usual) = usual(page, steps) else { return };
    let mut lines: Vec<Line> = Vec::with_capacity(page.lines.len());
    let mut above: Option<f32> = None;
    for (line, foot) in std::mem::take(&mut page.lines).into_iter().zip(feet) {
        if let (Some(a), Some(b)) = (above, foot) {
            let blank = lines.last().is_some_and(|l| l.is_blank());
            if b > a && b - a < NEAR * usual {
                while lines.last().is_some_and(|l| l.is_blank()) {
                    lines.pop();
                }
            } else if b - a > FAR * usual && !blank {
                lines.push(Line::new(""));
            }
        }
        above = foot.or(if line.is_blank() { above } else { None });
        lines.push(line);
    }
    page.lines = lines;
}

/// Where the words of a line stand, in pixels from the top: the middle one of their lower edges. `None` for what has no boxes.
fn foot(line: &Line) -> Option<f32> {
    let mut feet: Vec<u32> = line.words.iter().map(|w| w.bbox.map(|b| b.y1)).collect::<Option<_>>()?;
    feet.sort_unstable();
    feet.get(feet.len() / 2).map(|y| *y as f32)
}

/// The usual distance from line to line.
fn usual(page: &Page, steps: Vec<f32>) -> Option<f32> {
    let mut steps: Vec<f32> = steps.into_iter().filter(|s| *s > 0.0).collect();
    let words = page.lines.iter().flat_map(|l| &l.words);
    let mut heights: Vec<f32> = words.filter_map(|w| w.bbox.map(|b| b.y1.saturating_sub(b.y0) as f32)).collect();
    if steps.len() < SHOWN {
        return None;
    }
    steps.sort_unstable_by(f32::total_cmp);
    heights.sort_unstable_by(f32::total_cmp);
    Some(steps[steps.len() / 2].min(LARGEST * heights.get(heights.len() / 2)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::{BBox, Word};

    /// Lines at these heights; `None`: a blank line.
    fn page(feet: &[Option<u32>]) -> Page {
        let line = |(k, foot): (usize, &Option<u32>)| {
            let Some(y1) = *foot else { return Line::new("") };
            let mut line = Line::new(format!("rad {k}"));
            let bbox = Some(BBox { x0: 100, y0: y1 - 20, x1: 300, y1 });
            line.words.push(Word { start: 0, end: line.raw.len(), bbox, confidence: None, letters: Vec::new() });
            line
        };
        Page::from_lines(0, Origin::Ocr, "swe", feet.iter().enumerate().map(line).collect())
    }

    fn settled(feet: &[Option<u32>]) -> String {
        let mut page = page(feet);
        settle(&mut page);
        page.lines.iter().map(|l| if l.is_blank() { '_' } else { 'x' }).collect()
    }

    #[test]
    fn distances_tell_where_paragraphs_end() {
        let y = |n: u32| Some(n * 30);
        assert_eq!(settled(&[y(1), y(2), None, y(3), y(5), y(6), None, y(8), y(9), y(10)]), "xxx_xx_xxx");
        // Of the next column nothing is known, nor of a page of few lines.
        assert_eq!(settled(&[y(1), y(2), y(3), y(4), y(5), y(6), y(7), None, y(1), y(2)]), "xxxxxxx_xx");
        assert_eq!(settled(&[y(1), None, y(2)]), "x_x");
    }

    #[test]
    fn lines_that_all_stand_alone_keep_their_blanks() {
        let y = |n: u32| Some(n * 60);
        let feet: Vec<_> = (1..9).flat_map(|n| [y(n), None]).collect();
        assert_eq!(settled(&feet), "x_x_x_x_x_x_x_x_");
    }

    #[test]
    fn text_that_was_never_read_stays() {
        let mut page = page(&[Some(30), None, Some(60), Some(90), Some(120), Some(150), Some(180), Some(210)]);
        page.origin = Origin::TextLayer;
        let before = page.clone();
        settle(&mut page);
        assert_eq!(page, before);
    }
}
