//! Tesseract's TSV output: blocks, paragraphs, lines and words with boxes and confidences.

use super::wire::{WireLine, WireWord};

/// The lines of a TSV, a blank line after every paragraph but the last, as Tesseract's own text has them.
pub(crate) fn parse(tsv: &str) -> Vec<WireLine> {
    let mut lines: Vec<WireLine> = Vec::new();
    let mut paragraph = None;
    for row in tsv.lines() {
        // level, page, block, paragraph, line, word, left, top, width, height, confidence, text
        let fields: Vec<&str> = row.splitn(12, '\t').collect();
        let number = |i: usize| fields.get(i).and_then(|f| f.parse::<u32>().ok());
        let (Some(level), Some(block), Some(par)) = (number(0), number(2), number(3)) else { continue };
        let Some(bbox) = bbox(number(6), number(7), number(8), number(9)) else { continue };
        match level {
            4 => {
                let changed = paragraph.is_some_and(|p| p != (block, par));
                if changed && lines.last().is_some_and(|l| !l.words.is_empty()) {
                    lines.push(WireLine::default());
                }
                paragraph = Some((block, par));
                lines.push(WireLine { bbox, words: Vec::new() });
            }
            5 => {
                let text = fields.get(11).map_or("", |t| t.trim());
                let conf = fields.get(10).and_then(|c| c.parse::<f32>().ok()).unwrap_or(0.0) / 100.0;
                if let (Some(line), false) = (lines.last_mut(), text.is_empty()) {
                    let conf = conf.clamp(0.0, 1.0);
                    line.words.push(WireWord { text: text.into(), bbox, conf, letters: Vec::new() });
                }
            }
            _ => {}
        }
    }
    without_empty(lines)
}

/// Leaves out lines without words, but for one blank line between paragraphs.
fn without_empty(lines: Vec<WireLine>) -> Vec<WireLine> {
    let mut kept: Vec<WireLine> = Vec::with_capacity(lines.len());
    for mut line in lines {
        if line.words.is_empty() {
            if kept.last().is_none_or(|l| l.words.is_empty()) {
                continue;
            }
            line = WireLine::default();
        }
        kept.push(line);
    }
    while kept.last().is_some_and(|l| l.words.is_empty()) {
        kept.pop();
    }
    kept
}

fn bbox(left: Option<u32>, top: Option<u32>, width: Option<u32>, height: Option<u32>) -> Option<[u32; 4]> {
    let (left, top) = (left?, top?);
    Some([left, top, left.saturating_add(width?), top.saturating_add(height?)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_become_lines_with_blank_lines_between_paragraphs() {
        let tsv = "1\t1\t0\t0\t0\t0\t0\t0\t900\t900\t-1\t\n\
                   2\t1\t1\t0\t0\t0\t5\t5\t90\t90\t-1\t\n\
                   4\t1\t1\t1\t1\t0\t5\t5\t90\t10\t-1\t\n\
                   5\t1\t1\t1\t1\t1\t5\t5\t20\t10\t96.5\tMötet\n\
                   5\t1\t1\t1\t1\t2\t30\t5\t20\t10\t-1\t \n\
                   5\t1\t1\t1\t1\t3\t60\t5\t20\t10\t80\töppnas\n\
                   4\t1\t1\t2\t1\t0\t5\t25\t90\t10\t-1\t\n\
                   5\t1\t1\t2\t1\t1\t5\t25\t20\t10\t91\t8\n\
                   4\t1\t2\t1\t1\t0\t5\t45\t90\t10\t-1\t\n\
                   5\t1\t2\t1\t1\t1\t5\t45\t20\t10\t91\t \n";
        let lines = parse(tsv);
        let texts: Vec<Vec<&str>> = lines.iter().map(|l| l.words.iter().map(|w| w.text.as_str()).collect()).collect();
        assert_eq!(texts, [vec!["Mötet", "öppnas"], vec![], vec!["8"]]);
        assert_eq!(lines[0].words[1].bbox, [60, 5, 80, 15]);
        assert_eq!(lines[0].words[1].conf, 0.8);
    }
}
