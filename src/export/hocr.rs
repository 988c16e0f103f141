//! hOCR 1.2: all pages of a document in one XHTML file, words with boxes and confidences.

use super::markup::{Piece, add, around, decimal, escaped, in_comment, language_tag, paragraphs, pieces};
use crate::page::{BBox, Line, Page, Word};

/// The beginning of a file. `title` is shown by a browser.
pub fn hocr_head(title: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Transitional//EN\" \
         \"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd\">\n\
         <html xmlns=\"http://www.w3.org/1999/xhtml\" xml:lang=\"sv\" lang=\"sv\">\n\
         <head>\n<title>{}</title>\n\
         <meta http-equiv=\"Content-Type\" content=\"text/html;charset=utf-8\"/>\n\
         <meta name=\"ocr-system\" content=\"justera {}\"/>\n\
         <meta name=\"ocr-capabilities\" content=\"ocr_page ocr_carea ocr_par ocr_line ocrx_word ocrp_wconf\"/>\n\
         </head>\n<body>\n",
        escaped(title),
        env!("CARGO_PKG_VERSION")
    )
}

/// The end of a file.
pub const HOCR_TAIL: &str = "</body>\n</html>\n";

/// One page: the raw lines, a paragraph between blank lines. `image` names what was read. With `letters` each word also
/// says how sure the engine was of each of its letters (`x_confs`).
pub fn hocr_page(page: &Page, image: &str, letters: bool) -> String {
    let number = page.index + 1;
    let mut title = format!("image \"{}\"", image.replace('"', "'"));
    let (width, height) = page.size.map_or((0, 0), |s| (s.width, s.height));
    add(&mut title, format_args!("; bbox 0 0 {width} {height}; ppageno {}", page.index));
    if let Some(size) = page.size {
        add(&mut title, format_args!("; scan_res {0} {0}", size.dpi));
    }
    if let Some(error) = &page.error {
        add(&mut title, format_args!("; x_error \"{}\"", error.replace('"', "'")));
    }
    let mut out = format!("<div class=\"ocr_page\" id=\"page_{number}\" title=\"{}\">\n", escaped(&title));
    if let Some(error) = &page.error {
        add(&mut out, format_args!("<!-- page {number} failed: {} -->\n", in_comment(error)));
    }
    let language = language_tag(page).map(|l| format!(" lang=\"{l}\"")).unwrap_or_default();
    let mut counter = Counter { page: number, line: 0, word: 0, letters };
    for (i, lines) in paragraphs(page).iter().enumerate() {
        let place = titled(around(lines), String::new());
        let id = format!("{number}_{}", i + 1);
        add(&mut out, format_args!("<div class=\"ocr_carea\" id=\"block_{id}\"{place}>\n"));
        add(&mut out, format_args!("<p class=\"ocr_par\" id=\"par_{id}\"{language}{place}>\n"));
        lines.iter().for_each(|line| counter.add_line(line, &mut out));
        out.push_str("</p>\n</div>\n");
    }
    out.push_str("</div>\n");
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
        let place = titled(line.bbox, String::new());
        add(out, format_args!("<span class=\"ocr_line\" id=\"line_{}_{}\"{place}>", self.page, self.line));
        for piece in pieces(line) {
            match piece {
                Piece::Word(text, word) => self.add_word(text, word, out),
                Piece::Text(text) => out.push_str(&escaped(text)),
                Piece::Space => out.push(' '),
            }
        }
        out.push_str("</span>\n");
    }

    fn add_word(&mut self, text: &str, word: &Word, out: &mut String) {
        self.word += 1;
        let mut more = word.confidence.map(|c| format!("x_wconf {}", decimal(c * 100.0, 2))).unwrap_or_default();
        if self.letters && !word.letters.is_empty() {
            let list: Vec<String> = word.letters.iter().map(|l| decimal(l.confidence * 100.0, 2)).collect();
            let divide = if more.is_empty() { "" } else { "; " };
            add(&mut more, format_args!("{divide}x_confs {}", list.join(" ")));
        }
        let place = titled(word.bbox, more);
        let id = format!("word_{}_{}", self.page, self.word);
        add(out, format_args!("<span class=\"ocrx_word\" id=\"{id}\"{place}>{}</span>", escaped(text)));
    }
}

fn titled(bbox: Option<BBox>, more: String) -> String {
    let bbox = bbox.map(|b| format!("bbox {} {} {} {}", b.x0, b.y0, b.x1, b.y1));
    let parts: Vec<String> = bbox.into_iter().chain([more]).filter(|p| !p.is_empty()).collect();
    if parts.is_empty() { String::new() } else { format!(" title=\"{}\"", parts.join("; ")) }
}
