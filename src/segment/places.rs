//! Where the words of a read page stand, told in blanks, as a text that keeps its layout tells it: the steps of the segmenter that go by columns and
//! margins then need to know nothing of boxes.

use crate::edit;
use crate::page::{Line, Page, TextLine, Word, text_lines};

/// Space between two words from which they stand in different columns, in heights of a word (as the reading order has it).
const GAP: f32 = 1.6;
/// Places nearer to one another than this are one column's, in widths of a letter: a scan is never quite level.
const SAME: f32 = 0.8;
/// Blanks between two columns, at least.
const LEAST: usize = 3;
/// Words of fewer letters say little of how wide and high letters are.
const LETTERS: usize = 3;
/// Lines that begin at the left margin of a page, at least: fewer may be specks.
const MARGIN_LINES: usize = 2;
/// The widest place, in letters: a page of tiny letters or a wrong box makes no line endless.
const WIDEST: usize = 200;

/// Running text with the places of its words as blanks.
#[derive(Debug, Default)]
pub(crate) struct Placed {
    /// The lines of [`text_lines`], with blanks put in where boxes show a gap or an indent.
    pub lines: Vec<TextLine>,
    /// For each line what was put in: the byte in the line without it, and how many blanks.
    added: Vec<Vec<(usize, usize)>>,
}

impl Placed {
    /// All running text of `pages`. Lines of pages without boxes stay as they are.
    pub fn of(pages: &[Page]) -> Self {
        let mut lines = text_lines(pages);
        let mut added = vec![Vec::new(); lines.len()];
        let mut i = 0;
        for page in pages {
            let n = lines[i..].iter().take_while(|l| l.page == page.index).count();
            if n > 0 && page.size.is_some() {
                place(page, &mut lines[i..i + n], &mut added[i..i + n]);
            }
            i += n;
        }
        Placed { lines, added }
    }

    /// Byte `at` of the line with this index, in the text without the blanks.
    pub fn plain(&self, line: usize, at: usize) -> usize {
        let mut put = 0;
        for &(place, blanks) in &self.added[line] {
            if place + put >= at {
                break;
            }
            put += blanks.min(at - place - put);
        }
        at - put
    }
}

/// A word or words without a wide space between them: where they begin in the raw line and on the page.
struct Start {
    line: usize,
    raw: usize,
    x: u32,
}

fn place(page: &Page, lines: &mut [TextLine], added: &mut [Vec<(usize, usize)>]) {
    let Some((width, height)) = letter(page) else { return };
    let mut starts: Vec<Start> = Vec::new();
    for (k, line) in lines.iter().enumerate() {
        starts.extend(page.lines.get(line.line).into_iter().flat_map(|l| begin(l, k, height)));
    }
    let columns = columns(&starts, width);
    let Some(margin) = margin(&starts, width) else { return };
    for (start, x) in starts.iter().zip(columns) {
        let Some(read) = page.lines.get(lines[start.line].line) else { continue };
        let Some(at) = edit::text_at(&read.edits, start.raw) else { continue };
        let column = ((x - margin) / width).round().clamp(0.0, WIDEST as f32) as usize;
        let put: usize = added[start.line].iter().map(|a| a.1).sum();
        let text = &mut lines[start.line].text;
        let Some(before) = text.get(..at + put) else { continue };
        let stands = before.chars().count();
        let least =
            if at == 0 { 0 } else { (LEAST - 1).saturating_sub(blanks(before)) + usize::from(blanks(before) == 0) };
        let more = column.saturating_sub(stands).max(least);
        if more > 0 {
            text.insert_str(at + put, &" ".repeat(more));
            added[start.line].push((at, more));
        }
    }
}

fn blanks(text: &str) -> usize {
    text.len() - text.trim_end_matches(' ').len()
}

/// Width and height of a letter of the page, in pixels: medians of its words.
fn letter(page: &Page) -> Option<(f32, f32)> {
    let (mut widths, mut heights) = (Vec::new(), Vec::new());
    for line in &page.lines {
        for word in &line.words {
            let letters = line.raw.get(word.start..word.end).map_or(0, |w| w.chars().count());
            if let (Some(b), true) = (word.bbox, letters >= LETTERS) {
                widths.push(b.x1.saturating_sub(b.x0) as f32 / letters as f32);
                heights.push(b.y1.saturating_sub(b.y0) as f32);
            }
        }
    }
    Some((median(&mut widths)?.max(1.0), median(&mut heights)?.max(1.0)))
}

fn median(of: &mut [f32]) -> Option<f32> {
    of.sort_unstable_by(f32::total_cmp);
    of.get(of.len() / 2).copied()
}

/// The first word of a line and each behind a wide space. None where a word has no box.
fn begin(line: &Line, index: usize, height: f32) -> Vec<Start> {
    let boxes: Option<Vec<_>> = line.words.iter().map(|w: &Word| Some((w.start, w.bbox?))).collect();
    let boxes = boxes.unwrap_or_default();
    let wide = |k: usize| k == 0 || boxes[k].1.x0 as f32 - boxes[k - 1].1.x1 as f32 > GAP * height;
    (0..boxes.len()).filter(|k| wide(*k)).map(|k| Start { line: index, raw: boxes[k].0, x: boxes[k].1.x0 }).collect()
}

/// For each start the place of its column: the median of those that begin nearly there.
fn columns(starts: &[Start], width: f32) -> Vec<f32> {
    let mut order: Vec<usize> = (0..starts.len()).collect();
    order.sort_by_key(|k| starts[*k].x);
    let mut out = vec![0.0; starts.len()];
    let mut from = 0;
    for till in 1..=order.len() {
        let near = |k: usize| (starts[order[k]].x - starts[order[from]].x) as f32 <= SAME * width;
        if till == order.len() || !near(till) {
            let x = starts[order[(from + till) / 2]].x as f32;
            order[from..till].iter().for_each(|k| out[*k] = x);
            from = till;
        }
    }
    out
}

/// The left margin of a page: the first place where lines begin.
fn margin(starts: &[Start], width: f32) -> Option<f32> {
    let mut xs: Vec<u32> = starts.iter().map(|s| s.x).collect();
    xs.sort_unstable();
    let shared = xs.windows(MARGIN_LINES).find(|w| (w[w.len() - 1] - w[0]) as f32 <= SAME * width);
    shared.map(|w| w[0]).or(xs.first().copied()).map(|x| x as f32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::{BBox, Origin, PageSize};

    /// A page of words at (x, y); a letter is ten pixels wide and twenty high.
    fn page(rows: &[&[(u32, &str)]]) -> Page {
        let line = |(y, words): (usize, &&[(u32, &str)])| {
            let mut line = Line::default();
            for (x, text) in words.iter() {
                if !line.raw.is_empty() {
                    line.raw.push(' ');
                }
                let (start, y0) = (line.raw.len(), 40 * y as u32);
                line.raw.push_str(text);
                let x1 = x + 10 * text.chars().count() as u32;
                let bbox = Some(BBox { x0: *x, y0, x1, y1: y0 + 20 });
                line.words.push(Word { start, end: line.raw.len(), bbox, confidence: None, letters: Vec::new() });
            }
            line
        };
        let mut page = Page::from_lines(0, Origin::Ocr, "swe", rows.iter().enumerate().map(line).collect());
        page.size = Some(PageSize { width: 2000, height: 2000, dpi: 200 });
        page
    }

    #[test]
    fn columns_margins_and_indents_show_as_blanks() {
        let page = page(&[
            &[(100, "Beslut"), (303, "Nämnden"), (383, "godkänner"), (483, "avtalet.")],
            &[(300, "Det"), (340, "gäller.")],
            &[(101, "Dnr"), (140, "KS"), (170, "12"), (900, "§"), (920, "8")],
        ]);
        let placed = Placed::of(&[page]);
        let text: Vec<_> = placed.lines.iter().map(|l| l.text.as_str()).collect();
        assert_eq!(text[0], format!("Beslut{}Nämnden godkänner avtalet.", " ".repeat(14)));
        assert_eq!(text[1], format!("{}Det gäller.", " ".repeat(20)));
        assert_eq!(text[2], format!("Dnr KS 12{}§ 8", " ".repeat(71)));
        let sign = text[2].find('§').unwrap();
        assert_eq!((placed.plain(2, sign), placed.plain(2, sign + 4), placed.plain(1, 20)), (10, 14, 0));
    }

    #[test]
    fn edits_keep_their_places_and_text_without_boxes_its_own() {
        let mut page = page(&[&[(100, "Mote"), (600, "i"), (620, "dag")], &[(100, "Ort")]]);
        let (kind, source) = (edit::EditKind::Diacritic, edit::EditSource::Lexicon);
        let (from, to) = ("Mote".to_string(), "Möte".to_string());
        page.lines[0].edits.push(edit::Edit {
            start: 0,
            end: 4,
            from,
            to,
            kind,
            confidence: 1.0,
            applied: true,
            source,
        });
        let placed = Placed::of(&[page.clone()]);
        assert_eq!(placed.lines[0].text, format!("Möte{}i dag", " ".repeat(46)));
        assert_eq!(placed.plain(0, placed.lines[0].text.len()), "Möte i dag".len());
        page.size = None;
        assert_eq!(Placed::of(&[page.clone()]).lines, text_lines(&[page]));
    }
}
