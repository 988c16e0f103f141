//! Tesseract's TSV as a file: many pages, each as [`crate::ocr::tsv`] reads it.

use super::build::PageBuilder;
use super::xml::{Element, Outline, Trouble};
use crate::ocr::tsv;
use crate::page::{Line, Origin, Page, PageSize};

/// Fields of a row; the last, the text, may itself hold tabs.
const FIELDS: usize = 12;

/// The places of the pages. A row that is none ends the file: what follows cannot be trusted to be in its place.
pub(super) fn outline(text: &str) -> Outline {
    let mut outline = Outline { outside: Element::default(), ..Outline::default() };
    let mut page = None;
    let mut at = 0;
    for (i, row) in text.split_inclusive('\n').enumerate() {
        let start = at;
        at += row.len();
        let row = row.trim_end_matches(['\n', '\r']);
        // The header stands once more where the outputs of several runs were put together.
        if row.trim().is_empty() || row.trim_start_matches('\u{feff}').starts_with(super::TSV_HEADER) {
            continue;
        }
        let Some((level, number)) = level_and_page(row) else {
            outline.trouble = Some(Trouble { line: i + 1, what: format!("this row has not {FIELDS} fields") });
            break;
        };
        match outline.pages.last_mut() {
            // Outputs put together begin each with page 1: the row of a page begins one always.
            Some(last) if page == Some(number) && level > 1 => last.end = at,
            _ => outline.pages.push(start..at),
        }
        page = Some(number);
    }
    outline
}

/// The level and page number of a row that is whole. Rows without text may lack the empty last field.
fn level_and_page(row: &str) -> Option<(u32, u32)> {
    let fields: Vec<&str> = row.splitn(FIELDS, '\t').collect();
    let numbers: Vec<u32> = fields.iter().take(10).filter_map(|f| f.trim().parse().ok()).collect();
    let [level, page, ..] = numbers[..] else { return None };
    let needed = if level == 5 { FIELDS } else { FIELDS - 2 };
    (numbers.len() == 10 && fields.len() >= needed).then_some((level, page))
}

/// The page of its rows. Its origin is given as hOCR: the contract knows no other name for what Tesseract says of
/// words, and hOCR is the same in another dress; `ocr` would say that Justera itself had read the page.
pub(super) fn page(rows: &str, language: &str) -> Page {
    let lines: Vec<Line> = tsv::parse(rows).into_iter().map(|l| l.into_line()).collect();
    let first: Vec<u32> = rows.lines().next().unwrap_or_default().split('\t').filter_map(|f| f.parse().ok()).collect();
    let size = match first[..] {
        [1, _, _, _, _, _, left, top, width, height, ..] => {
            Some((left.saturating_add(width), top.saturating_add(height)))
        }
        _ => None,
    };
    let size: Option<PageSize> = PageBuilder::default().finish(Origin::Hocr, language, size, None).size;
    Page { size, ..Page::from_lines(0, Origin::Hocr, language, lines) }
}
