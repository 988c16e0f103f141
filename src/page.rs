//! The page model that every stage shares: [`Document`] → [`Page`] → [`Line`] → [`Word`].
//!
//! Raw text is never changed once it is in a [`Line`]. What a stage wants to change it adds as an [`Edit`] with byte
//! offsets into the raw line; [`Line::text`] applies the edits, and leaving them out gives the raw text back.

use image::GrayImage;
use serde::{Deserialize, Serialize};

use crate::edit::{self, Edit};
use crate::protocol::Variant;

/// Where the text of a page came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// Read off a page image by an OCR engine that Justera ran.
    Ocr,
    /// The text layer of a PDF.
    TextLayer,
    /// A plain text file.
    Text,
    /// Another program's OCR, as hOCR.
    Hocr,
    /// Another program's OCR, as ALTO.
    Alto,
    /// Another program's OCR, as PAGE XML.
    PageXml,
}

/// How reading a page went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PageStatus {
    /// The page holds text.
    Ok,
    /// The page was read and holds no text.
    Empty,
    /// The page could not be read; [`Page::error`] says why.
    Failed,
}

/// Which recognition model's damage a text shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum OcrSignature {
    /// Read with the Swedish model: å ä ö mostly right, § misread.
    Swe,
    /// Read with the English model: § right, å ä ö broken.
    Eng,
    /// No sign of OCR damage.
    #[default]
    None,
}

/// A rectangle in pixels of the page image, `x1`/`y1` exclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct BBox {
    /// Left edge, pixels from the left.
    pub x0: u32,
    /// Top edge, pixels from the top.
    pub y0: u32,
    /// Right edge, exclusive.
    pub x1: u32,
    /// Bottom edge, exclusive.
    pub y1: u32,
}

/// One word of a line as an engine reported it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Word {
    /// First byte of the word in [`Line::raw`].
    pub start: usize,
    /// One past the last byte of the word in [`Line::raw`].
    pub end: usize,
    /// Where the word stands in the page image.
    pub bbox: Option<BBox>,
    /// The engine's confidence, 0–1.
    pub confidence: Option<f32>,
    /// How sure the engine was of each letter: one entry for each `char` of the word, or none at all where the source says nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub letters: Vec<Letter>,
}

/// One letter of a word as an engine reported it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Letter {
    /// The engine's confidence in the letter that stands in the text, 0–1.
    pub confidence: f32,
    /// Other letters it thought of, with their confidences, the likeliest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alternatives: Vec<(char, f32)>,
}

/// Size of the page image that the boxes of a page refer to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct PageSize {
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// Dots per inch.
    pub dpi: u32,
}

/// What part a line of furniture plays on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum FurnitureRole {
    /// Running header or letterhead.
    Header,
    /// Running footer.
    Footer,
    /// A page number in any form ("Sida 3 (14)").
    PageNumber,
    /// A line for signatures, or an e-signature stamp.
    Signature,
    /// Noise from a watermark, logo or stamp.
    Watermark,
}

/// Whether a line is running text or furniture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LineRole {
    /// Running text.
    #[default]
    Text,
    /// Furniture: kept, but not part of the running text.
    Furniture(FurnitureRole),
}

/// One line of a page. An empty line of a text file is a line with empty `raw`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Line {
    /// The text as read, in NFC, without the line end. Never changed after ingest.
    pub raw: String,
    /// Words with boxes and confidences, in reading order; empty where the source has none.
    pub words: Vec<Word>,
    /// The line's box in the page image.
    pub bbox: Option<BBox>,
    /// Running text or furniture.
    pub role: LineRole,
    /// Changes and suggestions, in order of `start`, applied ones not overlapping.
    pub edits: Vec<Edit>,
}

impl Line {
    /// A line of running text without boxes.
    pub fn new(raw: impl Into<String>) -> Self {
        Line { raw: raw.into(), ..Line::default() }
    }

    /// The text with all applied edits.
    pub fn text(&self) -> String {
        edit::apply(&self.raw, &self.edits)
    }

    /// Whether the line holds nothing but white space.
    pub fn is_blank(&self) -> bool {
        self.raw.trim().is_empty()
    }

    /// Whether the line is running text.
    pub fn is_text(&self) -> bool {
        self.role == LineRole::Text
    }
}

/// Words of a page from which its reading can be judged.
const JUDGED: usize = 20;
/// Mean confidence (0–1) of its words below which a page was not read (`benches/README.md`, "Pages that were not read").
const UNREAD: f32 = 0.5;

/// One page of a document.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// Number of the page in its document, from 0.
    pub index: usize,
    /// Where the text came from.
    pub origin: Origin,
    /// How reading went.
    pub status: PageStatus,
    /// Why reading failed, in one sentence with the remedy.
    pub error: Option<String>,
    /// Language of the recognition model, as Tesseract names it ("swe").
    pub language: String,
    /// Which model's damage the text shows; set by repair.
    pub signature: OcrSignature,
    /// Predicted share of correct words after repair, 0–1; set by repair.
    pub quality: f64,
    /// Index of the page that is kept in this one's place; set by dedupe.
    pub duplicate_of: Option<usize>,
    /// Indexes of the pages whose reading was used with this one; set by dedupe.
    pub witnesses: Vec<usize>,
    /// Places where the readings of the page truly differ; set by dedupe and collate.
    pub variants: Vec<Variant>,
    /// Of each earlier page that this one may repeat, though both are kept: the first place where they differ; set by dedupe.
    pub may_repeat: Vec<Variant>,
    /// Size of the image that the boxes refer to; `None` where there are no boxes.
    pub size: Option<PageSize>,
    /// All lines, furniture included, in reading order.
    pub lines: Vec<Line>,
}

impl Page {
    /// A page from text, one [`Line`] for each line of `text`. Status `Empty` where it holds only white space.
    pub fn from_text(index: usize, origin: Origin, language: &str, text: &str) -> Self {
        let lines: Vec<Line> = text.lines().map(Line::new).collect();
        Page::from_lines(index, origin, language, lines)
    }

    /// A page from lines. Status `Empty` where they hold only white space.
    pub fn from_lines(index: usize, origin: Origin, language: &str, lines: Vec<Line>) -> Self {
        let status = if lines.iter().all(Line::is_blank) { PageStatus::Empty } else { PageStatus::Ok };
        Page {
            index,
            origin,
            status,
            error: None,
            language: language.to_string(),
            signature: OcrSignature::None,
            quality: 1.0,
            duplicate_of: None,
            witnesses: Vec::new(),
            variants: Vec::new(),
            may_repeat: Vec::new(),
            size: None,
            lines,
        }
    }

    /// A page that could not be read. `error` is one sentence that names the cause and the remedy.
    pub fn failed(index: usize, origin: Origin, language: &str, error: impl Into<String>) -> Self {
        let mut page = Page::from_lines(index, origin, language, Vec::new());
        page.status = PageStatus::Failed;
        page.error = Some(error.into());
        page.quality = 0.0;
        page
    }

    /// Mean confidence, 0–1, of the words with letters or figures, where it is so low that the page was guessed rather than read; `None` for any other
    /// page, few words, or a source that says nothing of confidence.
    pub fn unread(&self) -> Option<f32> {
        let says = |raw: &str, w: &Word| raw.get(w.start..w.end).is_some_and(|t| t.contains(char::is_alphanumeric));
        let words = self.lines.iter().flat_map(|l| l.words.iter().filter(|w| says(&l.raw, w)));
        let all: Vec<f32> = words.filter_map(|w| w.confidence).collect();
        let mean = all.iter().sum::<f32>() / all.len() as f32;
        (all.len() >= JUDGED && mean < UNREAD).then_some(mean)
    }

    /// The page as read: raw lines joined by `\n`.
    pub fn raw(&self) -> String {
        join(self.lines.iter().map(|l| l.raw.clone()))
    }

    /// The page after repair, furniture included, lines joined by `\n`.
    pub fn text_with_furniture(&self) -> String {
        join(self.lines.iter().map(Line::text))
    }

    /// The running text after repair: furniture removed, lines kept, blank lines at both ends dropped.
    pub fn text(&self) -> String {
        let text = join(self.lines.iter().filter(|l| l.is_text()).map(Line::text));
        text.trim_matches('\n').to_string()
    }
}

fn join(lines: impl Iterator<Item = String>) -> String {
    lines.collect::<Vec<_>>().join("\n")
}

/// A page image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageImage {
    /// 8-bit grey, 0 black.
    pub pixels: GrayImage,
    /// Dots per inch, by the file or guessed from the size.
    pub dpi: u32,
}

impl PageImage {
    /// Size of the image, for [`Page::size`].
    pub fn size(&self) -> PageSize {
        PageSize { width: self.pixels.width(), height: self.pixels.height(), dpi: self.dpi }
    }
}

/// One source document: a file, or a folder of page images.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// Identifier in the output, unique in a run.
    pub id: String,
    /// Pages in order; `pages[i].index == i`.
    pub pages: Vec<Page>,
}

/// One line of running text after repair, with where it stands: what the later stages read.
#[derive(Debug, Clone, PartialEq)]
pub struct TextLine {
    /// [`Page::index`].
    pub page: usize,
    /// Index into [`Page::lines`].
    pub line: usize,
    /// Repaired text, outer white space kept.
    pub text: String,
}

/// The running text of all pages that are not repeats and not failed, furniture left out, blank lines kept.
pub fn text_lines(pages: &[Page]) -> Vec<TextLine> {
    pages
        .iter()
        .filter(|p| p.duplicate_of.is_none() && p.status == PageStatus::Ok)
        .flat_map(|p| {
            p.lines.iter().enumerate().filter(|(_, l)| l.is_text()).map(|(i, l)| TextLine {
                page: p.index,
                line: i,
                text: l.text(),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn furniture_and_repeats_are_not_running_text() {
        let mut a = Page::from_text(0, Origin::Text, "swe", "Direktionen\n\nText ett\n");
        a.lines[0].role = LineRole::Furniture(FurnitureRole::Header);
        let mut b = Page::from_text(1, Origin::Text, "swe", "Text ett");
        b.duplicate_of = Some(0);
        assert_eq!(a.text(), "Text ett");
        assert_eq!(a.raw(), "Direktionen\n\nText ett");
        let lines = text_lines(&[a, b]);
        assert_eq!(lines.iter().map(|l| (l.page, l.line)).collect::<Vec<_>>(), [(0, 1), (0, 2)]);
    }

    #[test]
    fn a_page_of_white_space_is_empty() {
        assert_eq!(Page::from_text(0, Origin::Text, "swe", " \n\n").status, PageStatus::Empty);
    }
}
