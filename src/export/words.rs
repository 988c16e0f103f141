//! Repaired words in their boxes: the applied edits of a line carried over to its words.

use crate::page::{BBox, Line, Page, Word};

/// The page with its applied edits made: repaired lines as raw text, each word with its box. A word that was cut in two
/// divides its box by letters, joined words unite theirs.
pub fn repaired_page(page: &Page) -> Page {
    Page { lines: page.lines.iter().map(repaired_line).collect(), ..page.clone() }
}

/// A character of the repaired line.
struct Char {
    c: char,
    /// The characters of the raw line that it stands for.
    raw: std::ops::Range<usize>,
    /// Confidence of the edit that put it there.
    edit: Option<f64>,
}

fn repaired_line(line: &Line) -> Line {
    let text = line.text();
    if text == line.raw {
        return Line { edits: Vec::new(), ..line.clone() };
    }
    let mut repaired = Line { raw: text, bbox: line.bbox, role: line.role, ..Line::default() };
    if line.words.is_empty() {
        return repaired;
    }
    let chars = characters(line);
    let owners = owners(line);
    let mut at = 0;
    for run in chars.chunk_by(|a, b| a.c.is_whitespace() == b.c.is_whitespace()) {
        let end = at + run.iter().map(|c| c.c.len_utf8()).sum::<usize>();
        if !run[0].c.is_whitespace() {
            repaired.words.push(Word { start: at, end, ..word(line, run, &owners) });
        }
        at = end;
    }
    repaired
}

/// The characters after the edits, made as [`crate::edit::apply`] makes them.
fn characters(line: &Line) -> Vec<Char> {
    let mut out = Vec::with_capacity(line.raw.len());
    let (mut at, mut raw_at) = (0, 0);
    let keep = |text: &str, raw_at: &mut usize, out: &mut Vec<Char>| {
        for c in text.chars() {
            out.push(Char { c, raw: *raw_at..*raw_at + 1, edit: None });
            *raw_at += 1;
        }
    };
    for e in line.edits.iter().filter(|e| e.applied) {
        if e.start < at || line.raw.get(e.start..e.end) != Some(e.from.as_str()) {
            continue;
        }
        keep(&line.raw[at..e.start], &mut raw_at, &mut out);
        at = e.end;
        let (from, to): (Vec<char>, Vec<char>) = (e.from.chars().collect(), e.to.chars().collect());
        let same = |(a, b): &(&char, &char)| a == b;
        let head = from.iter().zip(&to).take_while(same).count();
        let left = from.len().min(to.len()) - head;
        let tail = from.iter().rev().zip(to.iter().rev()).take(left).take_while(same).count();
        let (n, m) = (from.len() - head - tail, to.len() - head - tail);
        for (i, &c) in to.iter().enumerate() {
            // What was changed shares the room of what it stands for, letter by letter.
            let raw = if i < head {
                i..i + 1
            } else if i < head + m {
                let j = i - head;
                head + j * n / m..head + ((j + 1) * n).div_ceil(m)
            } else {
                let j = i - head - m;
                head + n + j..head + n + j + 1
            };
            out.push(Char { c, raw: raw_at + raw.start..raw_at + raw.end, edit: Some(e.confidence) });
        }
        raw_at += from.len();
    }
    keep(&line.raw[at..], &mut raw_at, &mut out);
    out
}

/// For each character of the raw line the word that it belongs to and its place in it.
fn owners(line: &Line) -> Vec<Option<(usize, usize)>> {
    let mut next = 0;
    let owner = |(at, _): (usize, char)| {
        while line.words.get(next).is_some_and(|w| w.end <= at) {
            next += 1;
        }
        let word = line.words.get(next).filter(|w| w.start <= at)?;
        Some((next, line.raw.get(word.start..at)?.chars().count()))
    };
    line.raw.char_indices().map(owner).collect()
}

fn word(line: &Line, run: &[Char], owners: &[Option<(usize, usize)>]) -> Word {
    let raw = run.iter().map(|c| c.raw.start).min().unwrap_or(0)..run.iter().map(|c| c.raw.end).max().unwrap_or(0);
    let mut bbox: Option<BBox> = None;
    let mut read: Option<f32> = None;
    let mut whole = None;
    for (index, place) in owners.get(raw).unwrap_or_default().iter().flatten() {
        let word = &line.words[*index];
        read = [read, word.confidence].into_iter().flatten().reduce(f32::min);
        whole = Some(word);
        let letters = line.raw.get(word.start..word.end).map_or(1, |t| t.chars().count().max(1)) as u64;
        let Some(b) = word.bbox else { continue };
        let x = |place: u64| b.x0 + (u64::from(b.x1.saturating_sub(b.x0)) * place / letters) as u32;
        let part = BBox { x0: x(*place as u64), x1: x(*place as u64 + 1), ..b };
        bbox = Some(bbox.map_or(part, |a| BBox {
            x0: a.x0.min(part.x0),
            y0: a.y0.min(part.y0),
            x1: a.x1.max(part.x1),
            y1: a.y1.max(part.y1),
        }));
    }
    let text: String = run.iter().map(|c| c.c).collect();
    // What the engine said of letters holds only for those it read.
    let letters = whole.filter(|w| line.raw.get(w.start..w.end) == Some(text.as_str())).map(|w| w.letters.clone());
    let edited = run.iter().filter_map(|c| c.edit).reduce(f64::min).map(|c| c as f32);
    Word { start: 0, end: 0, bbox, confidence: edited.or(read), letters: letters.unwrap_or_default() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::{Edit, EditKind, EditSource};

    fn line(raw: &str, edits: &[(&str, &str)]) -> Line {
        let mut line = Line::new(raw);
        let mut at = 0;
        for (i, text) in raw.split(' ').enumerate() {
            let x0 = 100 * i as u32;
            let bbox = Some(BBox { x0, y0: 0, x1: x0 + 10 * text.chars().count() as u32, y1: 9 });
            line.words.push(Word { start: at, end: at + text.len(), bbox, confidence: Some(0.5), letters: Vec::new() });
            at += text.len() + 1;
        }
        line.edits = edits
            .iter()
            .map(|(from, to)| {
                let start = raw.find(from).unwrap();
                Edit {
                    start,
                    end: start + from.len(),
                    from: from.to_string(),
                    to: to.to_string(),
                    kind: EditKind::Split,
                    confidence: 0.9,
                    applied: true,
                    source: EditSource::Lexicon,
                }
            })
            .collect();
        line
    }

    fn words(line: &Line) -> Vec<(&str, u32, u32)> {
        let word = |w: &Word| (&line.raw[w.start..w.end], w.bbox.unwrap().x0, w.bbox.unwrap().x1);
        line.words.iter().map(word).collect()
    }

    #[test]
    fn a_split_divides_the_box_by_letters() {
        let repaired = repaired_line(&line("vid pamotet den", &[("pamotet", "på mötet")]));
        assert_eq!(words(&repaired), [("vid", 0, 30), ("på", 100, 120), ("mötet", 120, 170), ("den", 200, 230)]);
        assert_eq!(repaired.words[1].confidence, Some(0.9));
        assert_eq!(repaired.words[0].confidence, Some(0.5));
    }

    #[test]
    fn a_join_unites_the_boxes() {
        let repaired = repaired_line(&line("i kom munen nu", &[("kom munen", "kommunen")]));
        assert_eq!(words(&repaired), [("i", 0, 10), ("kommunen", 100, 250), ("nu", 300, 320)]);
    }

    #[test]
    fn a_changed_word_keeps_its_box() {
        let repaired = repaired_line(&line("16pande är fo6r", &[("16pande", "löpande"), ("fo6r", "för")]));
        assert_eq!(words(&repaired), [("löpande", 0, 70), ("är", 100, 120), ("för", 200, 240)]);
        assert_eq!(repaired.raw, "löpande är för");
    }
}
