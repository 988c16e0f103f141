//! The pictures of the overview, as SVG whose colours the style sheet gives.

use std::fmt::Write as _;

use super::html::{escape, number, percent, plain, t};

/// Lower ends of the grades of quality, and their classes, the best first.
const GRADES: [(f64, &str); 5] = [(0.99, "g5"), (0.97, "g4"), (0.94, "g3"), (0.88, "g2"), (0.0, "g1")];
/// Lower ends of the histogram's bins; the last is everything below the one before it.
pub const BINS: [f64; 11] = [0.995, 0.99, 0.98, 0.97, 0.96, 0.95, 0.93, 0.90, 0.85, 0.80, 0.0];
/// Most cells of the strip.
pub const CELLS: usize = 1000;
/// Cells in a row of the strip.
const ACROSS: usize = 50;

/// The class that shows a quality; `None` is a page that could not be read.
pub fn grade(quality: Option<f64>) -> &'static str {
    let Some(quality) = quality else { return "g0" };
    GRADES.iter().find(|(least, _)| quality >= *least).map_or("g1", |(_, class)| class)
}

/// The bin of a quality.
pub fn bin(quality: f64) -> usize {
    BINS.iter().position(|least| quality >= *least).unwrap_or(BINS.len() - 1)
}

/// A cell of the strip: some pages in the order of the dataset.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// The lowest quality among them; `None` where one could not be read.
    pub quality: Option<f64>,
    /// Where the worst page stands in the report.
    pub address: String,
    /// What it is called: document and page.
    pub name: String,
}

/// Pages by quality: each cell is a link to its worst page.
pub fn strip(cells: &[Cell]) -> String {
    let (size, rows) = (14, cells.len().div_ceil(ACROSS));
    let across = cells.len().min(ACROSS);
    let mut out = format!(
        "<svg class=\"strip\" viewBox=\"0 0 {} {}\" role=\"group\" aria-label=\"{}\">",
        across * size,
        rows * size,
        escape(plain("strip-title"))
    );
    for (i, cell) in cells.iter().enumerate() {
        let quality = cell.quality.map_or_else(|| plain("failed").to_string(), percent);
        let _ = write!(
            out,
            "<a href=\"{}\" tabindex=\"-1\"><title>{}: {quality}</title><rect class=\"{}\" x=\"{}\" y=\"{}\" width=\"12\" height=\"12\" rx=\"1.5\"/></a>",
            cell.address,
            escape(&cell.name),
            grade(cell.quality),
            i % ACROSS * size + 1,
            i / ACROSS * size + 1
        );
    }
    out.push_str("</svg>\n<ul class=\"legend\">");
    let mut above = None;
    for (least, class) in GRADES {
        let range = match above {
            None => format!("≥ {}", percent(least)),
            Some(above) if least == 0.0 => format!("&lt; {}", percent(above)),
            Some(above) => format!("{}–{}", percent(least), percent(above)),
        };
        let _ = write!(
            out,
            "<li><svg viewBox=\"0 0 12 12\" aria-hidden=\"true\"><rect class=\"{class}\" width=\"12\" height=\"12\" rx=\"1.5\"/></svg>{range}</li>"
        );
        above = Some(least);
    }
    let _ = writeln!(
        out,
        "<li><svg viewBox=\"0 0 12 12\" aria-hidden=\"true\"><rect class=\"g0\" width=\"12\" height=\"12\" rx=\"1.5\"/></svg>{}</li></ul>",
        t("failed")
    );
    out
}

/// Lying bars with label and number: a picture for the eye and a list for everything else.
pub fn bars(rows: &[(String, usize, &str)]) -> String {
    let most = rows.iter().map(|(_, n, _)| *n).max().unwrap_or(0).max(1);
    let mut out = String::from("<ul class=\"bars\">");
    for (label, n, class) in rows {
        // A bar that stands for something is seen.
        let width = if *n == 0 { 0 } else { (n * 200 / most).max(1) };
        let _ = write!(
            out,
            "<li><span class=\"label\">{label}</span><svg viewBox=\"0 0 200 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\">\
             <rect class=\"{class}\" width=\"{width}\" height=\"10\"/></svg><span class=\"n\">{}</span></li>",
            number(*n)
        );
    }
    out.push_str("</ul>\n");
    out
}

/// The histogram of pages by quality, the best first.
pub fn histogram(counts: &[usize; BINS.len()]) -> String {
    let mut above = None;
    let rows: Vec<(String, usize, &str)> = BINS
        .iter()
        .zip(counts)
        .map(|(least, n)| {
            let label = match above {
                None => format!("≥ {}", percent(*least)),
                Some(above) if *least == 0.0 => format!("&lt; {}", percent(above)),
                Some(_) => format!("≥ {}", percent(*least)),
            };
            above = Some(*least);
            (label, *n, grade(Some(*least)))
        })
        .collect();
    bars(&rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn qualities_have_their_grade_and_bin() {
        assert_eq!((grade(None), grade(Some(0.99)), grade(Some(0.9)), grade(Some(0.1))), ("g0", "g5", "g2", "g1"));
        assert_eq!((bin(1.0), bin(0.995), bin(0.99), bin(0.5), bin(0.0)), (0, 0, 1, 10, 10));
    }

    #[test]
    fn a_small_number_still_has_a_bar() {
        let html = bars(&[("a".into(), 1_000_000, "g5"), ("b".into(), 1, "g5"), ("c".into(), 0, "g5")]);
        let widths: Vec<&str> =
            html.match_indices("\" width=\"").map(|(i, m)| &html[i + m.len()..i + m.len() + 3]).collect();
        assert_eq!(widths, ["200", "1\" ", "0\" "]);
    }
}
