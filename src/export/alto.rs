//! ALTO 4.4, one file a page as archives and METS expect it.

use super::markup::{Piece, add, around, decimal, escaped, in_comment, language_tag, paragraphs, pieces};
use crate::page::{BBox, Letter, Line, Origin, Page, Word};

/// The file of one page: the raw lines, a text block for each paragraph. `image` names what was read; `mended` says that
/// the words are those after repair. With `letters` each word also holds its letters with their confidences and
/// alternatives (`Glyph`, `Variant`).
pub fn alto_page(page: &Page, image: &str, mended: bool, letters: bool) -> String {
    let number = page.index + 1;
    let read = match page.origin {
        Origin::Ocr => format!("recognised with the model {}", page.language),
        Origin::TextLayer => "text layer of a PDF".into(),
        Origin::Text => "plain text".into(),
        Origin::Hocr | Origin::Alto | Origin::PageXml => "another program's OCR".into(),
    };
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <alto xmlns=\"http://www.loc.gov/standards/alto/ns-v4#\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" \
         xsi:schemaLocation=\"http://www.loc.gov/standards/alto/ns-v4# \
         http://www.loc.gov/standards/alto/v4/alto-4-4.xsd\" SCHEMAVERSION=\"4.4\">\n\
         <Description>\n<MeasurementUnit>pixel</MeasurementUnit>\n\
         <sourceImageInformation><fileName>{}</fileName></sourceImageInformation>\n\
         <Processing ID=\"processing_1\"><processingStepDescription>{}</processingStepDescription>{}\
         <processingSoftware><softwareName>Justera</softwareName><softwareVersion>{}</softwareVersion>\
         </processingSoftware></Processing>\n</Description>\n<Layout>\n",
        escaped(image),
        escaped(&read),
        if mended { "<processingStepDescription>words mended</processingStepDescription>" } else { "" },
        env!("CARGO_PKG_VERSION"),
    );
    if let Some(error) = &page.error {
        add(&mut out, format_args!("<!-- page {number} failed: {} -->\n", in_comment(error)));
    }
    let mut attributes = format!(" ID=\"page_{number}\" PHYSICAL_IMG_NR=\"{number}\"");
    if let Some(size) = page.size {
        add(&mut attributes, format_args!(" WIDTH=\"{}\" HEIGHT=\"{}\"", size.width, size.height));
    }
    if let Some(language) = language_tag(page) {
        add(&mut attributes, format_args!(" LANG=\"{language}\""));
    }
    if let Some(error) = &page.error {
        add(&mut attributes, format_args!(" PAGECLASS=\"failed\" QUALITY_DETAIL=\"{}\"", escaped(error)));
    }
    let all: Vec<&Line> = page.lines.iter().collect();
    let space = placed(around(&all));
    add(&mut out, format_args!("<Page{attributes}>\n<PrintSpace{space}>\n"));
    let mut counter = Counter { page: number, line: 0, word: 0, letters };
    for (i, lines) in paragraphs(page).iter().enumerate() {
        let place = placed(around(lines));
        add(&mut out, format_args!("<TextBlock ID=\"block_{number}_{}\"{place}>\n", i + 1));
        lines.iter().for_each(|line| counter.add_line(line, &mut out));
        out.push_str("</TextBlock>\n");
    }
    out.push_str("</PrintSpace>\n</Page>\n</Layout>\n</alto>\n");
    out
}

struct Counter {
    page: usize,
    line: usize,
    word: usize,
    letters: bool,
}

impl Counter {
    fn add_line(&mut self, line: &Line, out: &mut String) {
        self.line += 1;
        let place = placed(line.bbox);
        add(out, format_args!("<TextLine ID=\"line_{}_{}\"{place}>\n", self.page, self.line));
        let pieces = pieces(line);
        let text = pieces.iter().skip_while(|p| **p == Piece::Space);
        for piece in text {
            match piece {
                Piece::Word(text, word) => self.add_string(text, Some(word), out),
                Piece::Text(text) => self.add_string(text, None, out),
                Piece::Space => out.push_str("<SP/>\n"),
            }
        }
        out.push_str("</TextLine>\n");
    }

    fn add_string(&mut self, text: &str, word: Option<&Word>, out: &mut String) {
        self.word += 1;
        let place = placed(word.and_then(|w| w.bbox));
        let confidence = word.and_then(|w| w.confidence);
        let wc = confidence.map(|c| format!(" WC=\"{}\"", decimal(c, 4))).unwrap_or_default();
        let (page, number) = (self.page, self.word);
        add(out, format_args!("<String ID=\"string_{page}_{number}\"{place}{wc} CONTENT=\"{}\"", escaped(text)));
        let letters = word.map_or(&[][..], |w| &w.letters);
        if !self.letters || letters.is_empty() {
            out.push_str("/>\n");
            return;
        }
        out.push_str(">\n");
        text.chars().zip(letters).for_each(|(c, letter)| add_glyph(c, letter, out));
        out.push_str("</String>\n");
    }
}

fn add_glyph(c: char, letter: &Letter, out: &mut String) {
    let content = escaped(&c.to_string());
    add(out, format_args!("<Glyph CONTENT=\"{content}\" GC=\"{}\"", decimal(letter.confidence, 4)));
    if letter.alternatives.is_empty() {
        out.push_str("/>\n");
        return;
    }
    out.push('>');
    for (c, confidence) in &letter.alternatives {
        let (content, vc) = (escaped(&c.to_string()), decimal(*confidence, 4));
        add(out, format_args!("<Variant CONTENT=\"{content}\" VC=\"{vc}\"/>"));
    }
    out.push_str("</Glyph>\n");
}

fn placed(bbox: Option<BBox>) -> String {
    bbox.map_or_else(String::new, |b| {
        let (width, height) = (b.x1.saturating_sub(b.x0), b.y1.saturating_sub(b.y0));
        format!(" HPOS=\"{}\" VPOS=\"{}\" WIDTH=\"{width}\" HEIGHT=\"{height}\"", b.x0, b.y0)
    })
}
