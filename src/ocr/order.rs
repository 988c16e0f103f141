//! Reading order: tables that the engine took apart by column are put back row by row, and lists that stand side by side are read one
//! after the other; what else the engine read out of place goes to its height (`height.rs`).
//!
//! The engine's own order is kept wherever its lines agree with the rows on the page. Works on the page as prepared: its lines are level.

use super::height::put_at_height;
use super::wire::{WireLine, WireWord};

/// Space between two words from which they stand in different columns, in heights of a word.
const COLUMN_GAP: f32 = 1.6;
/// Narrowest empty strip between two columns of a table, in heights of a word.
const GUTTER: f32 = 1.0;
/// Height between two lines from which they are not of one table, in heights of a word.
const TABLE_GAP: f32 = 2.0;
/// Height between two lines of the first column from which the lower one starts a row even when it stands alone.
const ROW_GAP: f32 = 0.8;
/// Words a line in each of two columns that are read one after the other, at least, on average.
pub(super) const LIST_WORDS: f32 = 2.5;
/// How much wider one of two such columns may be.
const LIST_WIDTHS: f32 = 1.4;
/// Rows with text in both, at least.
pub(super) const LIST_ROWS: usize = 3;

/// Part of a line without a wide space in it.
struct Segment {
    /// The engine's line that it comes from.
    line: usize,
    words: std::ops::Range<usize>,
    bbox: [u32; 4],
}

/// Segments side by side, from left to right.
struct Row {
    segments: Vec<Segment>,
    top: u32,
    bottom: u32,
}

/// Puts `lines` into reading order. No word is lost, and none is changed.
pub(crate) fn put_in_order(lines: Vec<WireLine>) -> Vec<WireLine> {
    let Some(height) = word_height(&lines) else { return lines };
    let rows = rows(segments(&lines, height));
    let mut moves = Vec::new();
    let mut start = 0;
    while start < rows.len() {
        let (end, columns) = table(&rows[start..], height);
        let found = &rows[start..start + end];
        if columns.len() == 2 && are_lists(found, &columns) {
            moves.push(Move::new(found, by_column(found, &columns)));
        } else if columns.len() > 1 && found.iter().any(|r| r.segments.iter().any(|s| s.line != r.segments[0].line)) {
            moves.push(Move::new(found, by_row(&lines, found, &columns, height)));
        }
        start += end;
    }
    let (lines, placed) = apply(lines, &rows, moves);
    put_at_height(lines, &placed)
}

/// Lines taken out and what is put in their place: each line as places in `rows`.
struct Move {
    from: Vec<usize>,
    lines: Vec<Vec<Segment>>,
}

impl Move {
    fn new(rows: &[Row], lines: Vec<Vec<(usize, usize)>>) -> Self {
        let mut from: Vec<usize> = rows.iter().flat_map(|r| r.segments.iter().map(|s| s.line)).collect();
        from.sort_unstable();
        from.dedup();
        let copy = |s: &Segment| Segment { line: s.line, words: s.words.clone(), bbox: s.bbox };
        let lines = lines.iter().map(|l| l.iter().map(|&(r, s)| copy(&rows[r].segments[s])).collect()).collect();
        Move { from, lines }
    }
}

/// Median height of the words of three letters and more.
pub(crate) fn word_height(lines: &[WireLine]) -> Option<f32> {
    let words = lines.iter().flat_map(|l| &l.words).filter(|w| w.text.chars().count() >= 3);
    let mut heights: Vec<u32> = words.map(|w| w.bbox[3].saturating_sub(w.bbox[1])).collect();
    heights.sort_unstable();
    heights.get(heights.len() / 2).map(|&h| (h as f32).max(1.0))
}

fn segments(lines: &[WireLine], height: f32) -> Vec<Segment> {
    let mut out = Vec::new();
    for (line, words) in lines.iter().enumerate().map(|(i, l)| (i, &l.words)) {
        let mut start = 0;
        for end in 1..=words.len() {
            let apart = |a: &WireWord, b: &WireWord| b.bbox[0] as f32 - a.bbox[2] as f32 > COLUMN_GAP * height;
            if end == words.len() || apart(&words[end - 1], &words[end]) || words[end].bbox[0] < words[start].bbox[0] {
                out.push(Segment { line, words: start..end, bbox: around(&words[start..end]) });
                start = end;
            }
        }
    }
    out
}

/// The box around `words`.
pub(crate) fn around(words: &[WireWord]) -> [u32; 4] {
    words.iter().fold([u32::MAX, u32::MAX, 0, 0], |b, w| {
        [b[0].min(w.bbox[0]), b[1].min(w.bbox[1]), b[2].max(w.bbox[2]), b[3].max(w.bbox[3])]
    })
}

fn rows(mut segments: Vec<Segment>) -> Vec<Row> {
    segments.sort_by_key(|s| (s.bbox[1] + s.bbox[3], s.bbox[0], s.line));
    let mut rows: Vec<Row> = Vec::new();
    for segment in segments {
        let [x0, top, x1, bottom] = segment.bbox;
        let fits = |row: &&mut Row| {
            let shared = row.bottom.min(bottom).saturating_sub(row.top.max(top));
            let lower = (row.bottom - row.top).min(bottom.saturating_sub(top));
            2 * shared >= lower && row.segments.iter().all(|s| s.bbox[2] <= x0 || x1 <= s.bbox[0])
        };
        // Only the last rows can be level with a segment that is lower than all before it.
        match rows.iter_mut().rev().take(4).find(fits) {
            Some(row) => {
                (row.top, row.bottom) = (row.top.min(top), row.bottom.max(bottom));
                row.segments.push(segment);
            }
            None => rows.push(Row { segments: vec![segment], top, bottom }),
        }
    }
    rows.iter_mut().for_each(|r| r.segments.sort_by_key(|s| s.bbox[0]));
    rows.sort_by_key(|r| (r.top + r.bottom, r.segments[0].bbox[0]));
    rows
}

/// How many of `rows`, from the first, are of one table, and the left and right edges of its columns. One row and one column where
/// there is none.
fn table(rows: &[Row], height: f32) -> (usize, Vec<(u32, u32)>) {
    let mut kept = columns(&rows[..1], height);
    let mut end = 1;
    if kept.len() < 2 {
        return (end, kept);
    }
    while end < rows.len() && (rows[end].top as f32 - rows[end - 1].bottom as f32) <= TABLE_GAP * height {
        let columns = columns(&rows[..=end], height);
        let gap = rows[end].top as f32 - rows[end - 1].bottom as f32;
        let alone = rows[end].segments.len() == 1 && rows[end].segments[0].bbox[0] < columns.get(1).map_or(0, |c| c.0);
        if columns.len() < kept.len() || alone && gap > ROW_GAP * height {
            break;
        }
        kept = columns;
        end += 1;
    }
    (end, kept)
}

fn columns(rows: &[Row], height: f32) -> Vec<(u32, u32)> {
    let mut parts: Vec<(u32, u32)> =
        rows.iter().flat_map(|r| r.segments.iter().map(|s| (s.bbox[0], s.bbox[2]))).collect();
    parts.sort_unstable();
    let mut columns: Vec<(u32, u32)> = Vec::new();
    for (left, right) in parts {
        match columns.last_mut() {
            Some(last) if (left as f32) < last.1 as f32 + GUTTER * height => last.1 = last.1.max(right),
            _ => columns.push((left, right)),
        }
    }
    columns
}

fn column(columns: &[(u32, u32)], segment: &Segment) -> usize {
    columns.iter().rposition(|c| c.0 <= segment.bbox[0]).unwrap_or(0)
}

/// Whether two columns are texts of their own and not the columns of a table: both hold several words a line and are of like width.
fn are_lists(rows: &[Row], columns: &[(u32, u32)]) -> bool {
    let mean = |k: usize, of: &dyn Fn(&Segment) -> f32| {
        let here = || rows.iter().flat_map(|r| &r.segments).filter(|s| column(columns, s) == k);
        here().map(of).sum::<f32>() / here().count().max(1) as f32
    };
    let words = |s: &Segment| s.words.len() as f32;
    let width = |s: &Segment| (s.bbox[2] - s.bbox[0]) as f32;
    let widths = mean(0, &width) / mean(1, &width).max(1.0);
    rows.iter().filter(|r| r.segments.len() > 1).count() >= LIST_ROWS
        && mean(0, &words).min(mean(1, &words)) >= LIST_WORDS
        && (1.0 / LIST_WIDTHS..=LIST_WIDTHS).contains(&widths)
}

fn by_column(rows: &[Row], columns: &[(u32, u32)]) -> Vec<Vec<(usize, usize)>> {
    let mut out = Vec::new();
    for k in 0..columns.len() {
        for (r, row) in rows.iter().enumerate() {
            let here: Vec<_> =
                (0..row.segments.len()).filter(|&s| column(columns, &row.segments[s]) == k).map(|s| (r, s)).collect();
            if !here.is_empty() {
                out.push(here);
            }
        }
    }
    out
}

/// Row by row, each cell whole: the second line of a title comes before the column beside it. A cell of one line stands on the line
/// of the cell before it, and so does a label at the right margin.
fn by_row(lines: &[WireLine], rows: &[Row], columns: &[(u32, u32)], height: f32) -> Vec<Vec<(usize, usize)>> {
    let starts = |r: usize| {
        let first = &rows[r].segments[0];
        r == 0
            || column(columns, first) == 0
                && (rows[r].segments.len() > 1 || rows[r].top as f32 - rows[r - 1].bottom as f32 > ROW_GAP * height)
    };
    // A § belongs to its line; other cells, as in a list of matters, to all of the cell before them.
    let label = |s: &Segment| lines[s.line].words[s.words.start].text.starts_with('§');
    let mut out = Vec::new();
    let mut top = 0;
    while top < rows.len() {
        let bottom = (top + 1..rows.len()).find(|&r| starts(r)).unwrap_or(rows.len());
        let first = out.len();
        let beside = |s: &usize| column(columns, &rows[top].segments[*s]) > 0 && label(&rows[top].segments[*s]);
        let alone: Vec<_> = (0..rows[top].segments.len()).filter(beside).map(|s| (top, s)).collect();
        let mut current: Vec<(usize, usize)> = Vec::new();
        for k in 0..columns.len() {
            let mut before = None;
            for (r, row) in rows.iter().enumerate().take(bottom).skip(top) {
                for s in (0..row.segments.len()).filter(|&s| column(columns, &row.segments[s]) == k) {
                    if alone.contains(&(r, s)) {
                        continue;
                    }
                    if before.is_some_and(|b| b != r) {
                        out.push(std::mem::take(&mut current));
                    }
                    before = Some(r);
                    current.push((r, s));
                }
            }
            // What follows a cell of several lines would read as part of its last.
            if current.last().is_some_and(|&(r, _)| r != top) {
                out.push(std::mem::take(&mut current));
            }
        }
        if !current.is_empty() {
            out.push(current);
        }
        match out.get_mut(first) {
            Some(line) => line.extend(alone),
            None => out.push(alone),
        }
        top = bottom;
    }
    out
}

/// Carries the moves out, and says of each line whether one placed it. A move that would tear a line that has a part elsewhere is left undone.
fn apply(lines: Vec<WireLine>, rows: &[Row], moves: Vec<Move>) -> (Vec<WireLine>, Vec<bool>) {
    let parts = |line: usize| rows.iter().flat_map(|r| &r.segments).filter(|s| s.line == line).count();
    let mut instead: Vec<Option<Vec<WireLine>>> = lines.iter().map(|_| None).collect();
    for Move { from, lines: new } in moves {
        let moved = |line: usize| new.iter().flatten().filter(|s| s.line == line).count();
        if from.iter().any(|&l| moved(l) != parts(l)) {
            continue;
        }
        for &line in &from {
            instead[line] = Some(Vec::new());
        }
        let made = new.into_iter().map(|segments| {
            let words: Vec<WireWord> =
                segments.iter().flat_map(|s| lines[s.line].words[s.words.clone()].to_vec()).collect();
            WireLine { bbox: around(&words), words }
        });
        instead[from[0]] = Some(made.collect());
    }
    let mut out: Vec<WireLine> = Vec::with_capacity(lines.len());
    let mut placed = Vec::with_capacity(lines.len());
    for (line, new) in lines.into_iter().zip(instead) {
        let moved = new.is_some();
        for line in new.unwrap_or_else(|| vec![line]) {
            // Blank lines between lines that are gone would stand together.
            if !line.words.is_empty() || out.last().is_some_and(|l| !l.words.is_empty()) {
                out.push(line);
                placed.push(moved);
            }
        }
    }
    while out.last().is_some_and(|l| l.words.is_empty()) {
        out.pop();
    }
    (out, placed)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lines from `(y, [(x, text)…])`; an empty list is a blank line. A letter is ten pixels wide and twenty high.
    fn page(lines: &[(u32, &[(u32, &str)])]) -> Vec<WireLine> {
        let word = |y: u32, x: u32, text: &str| WireWord {
            text: text.into(),
            bbox: [x, y, x + 10 * text.chars().count() as u32, y + 20],
            conf: 0.9,
            letters: Vec::new(),
        };
        let line = |(y, cells): &(u32, &[(u32, &str)])| {
            let mut words = Vec::new();
            for (x, text) in cells.iter() {
                let mut x = *x;
                for part in text.split(' ') {
                    words.push(word(*y, x, part));
                    x += 10 * part.chars().count() as u32 + 10;
                }
            }
            WireLine { bbox: if words.is_empty() { [0; 4] } else { around(&words) }, words }
        };
        lines.iter().map(line).collect()
    }

    fn text(lines: &[WireLine]) -> Vec<String> {
        lines.iter().map(|l| l.words.iter().map(|w| w.text.as_str()).collect::<Vec<_>>().join(" ")).collect()
    }

    #[test]
    fn an_agenda_taken_apart_by_column_is_read_row_by_row_with_each_title_whole() {
        let lines = page(&[
            (0, &[(0, "Ärendelista")]),
            (0, &[]),
            (50, &[(0, "§ 1"), (100, "Val av två personer att justera")]),
            (75, &[(100, "dagens protokoll")]),
            (110, &[(0, "§ 2"), (100, "Upphandling av färja")]),
            (145, &[(0, "§ 3"), (100, "Meddelanden")]),
            (0, &[]),
            (50, &[(600, "KS 2031/4")]),
            (0, &[]),
            (110, &[(600, "KS 2031/9")]),
            (0, &[]),
            (900, &[(0, "Justerandes sign")]),
        ]);
        let expected = [
            "Ärendelista",
            "",
            "§ 1 Val av två personer att justera",
            "dagens protokoll",
            "KS 2031/4",
            "§ 2 Upphandling av färja KS 2031/9",
            "§ 3 Meddelanden",
            "",
            "Justerandes sign",
        ];
        assert_eq!(text(&put_in_order(lines)), expected);
    }

    #[test]
    fn a_label_at_the_right_margin_stays_on_its_line() {
        let lines = page(&[
            (0, &[(0, "Dnr B 2031-187")]),
            (30, &[(0, "Bygglov för nybyggnad av hus")]),
            (60, &[(0, "samt garage")]),
            (0, &[(600, "§ 61")]),
        ]);
        assert_eq!(text(&put_in_order(lines)), ["Dnr B 2031-187 § 61", "Bygglov för nybyggnad av hus", "samt garage"]);
    }

    #[test]
    fn lists_side_by_side_are_read_one_after_the_other() {
        let lines = page(&[
            (0, &[(0, "Asta Bovik ledamot (S)"), (500, "Cleo Dalrot ersättare (M)")]),
            (30, &[(0, "Egil Fors ledamot (C)"), (500, "Gro Hamn ersättare (V)")]),
            (60, &[(0, "Ivar Jolin ledamot (L)"), (500, "Kaj Lodin ersättare (S)")]),
        ]);
        let read = text(&put_in_order(lines));
        assert_eq!(read[2], "Ivar Jolin ledamot (L)");
        assert_eq!(read[3], "Cleo Dalrot ersättare (M)");
        assert_eq!(read.len(), 6);
    }

    #[test]
    fn labels_with_their_values_and_running_text_stay_as_they_were() {
        let lines = page(&[
            (0, &[(0, "Ordförande"), (300, "Asta Bovik")]),
            (30, &[(0, "Sekreterare"), (300, "Egil Fors")]),
            (60, &[(0, "Plats och tid"), (300, "Kommunhuset klockan nio")]),
            (0, &[]),
            (120, &[(0, "Nämnden beslutar att godkänna redovisningen och lägga den till handlingarna")]),
        ]);
        assert_eq!(put_in_order(lines.clone()), lines);
        assert_eq!(put_in_order(Vec::new()), Vec::new());
    }
}
