//! Others' OCR: hOCR, ALTO, PAGE XML and Tesseract's TSV, with their boxes, confidences and alternatives.
//!
//! A file's text is held once; each page of it is parsed when it is asked for. What a file says of lines and words is kept
//! as it stands there: joining words over line ends and mending them is for later stages.

mod alto;
mod build;
mod hocr;
mod page_xml;
#[cfg(test)]
mod tests;
mod tsv;
mod xml;

use std::ops::Range;
use std::path::{Path, PathBuf};

use super::place::Place;
use super::sniff::{MediaType, sniff_place};
use crate::error::{Error, Result};
use crate::page::Page;
use xml::{Outline, Trouble};

/// What to do with a file that cannot be read.
const REMEDY: &str = "export it again from the program that made it";
/// How every TSV of Tesseract begins.
const TSV_HEADER: &str = "level\tpage_num\tblock_num";

/// Pages of others' OCR: those of one file, or of a folder with a page a file.
#[derive(Debug)]
pub(crate) enum ForeignPages {
    /// One file.
    File(Box<ForeignFile>),
    /// A folder's files in page order.
    Folder(Vec<Place>),
}

impl ForeignPages {
    /// Opens one file, with a note where its encoding was in doubt.
    pub(crate) fn of_file(path: &Path, media: MediaType, bytes: &[u8]) -> Result<(Self, Option<&'static str>)> {
        let (file, note) = ForeignFile::open(path, media, bytes)?;
        Ok((ForeignPages::File(Box::new(file)), note))
    }

    pub(crate) fn len(&self) -> usize {
        match self {
            ForeignPages::File(file) => file.len(),
            ForeignPages::Folder(files) => files.len(),
        }
    }

    /// The file of page `index`.
    pub(crate) fn path(&self, index: usize) -> Option<&Path> {
        match self {
            ForeignPages::File(file) => Some(&file.path),
            ForeignPages::Folder(files) => files.get(index).map(Place::path),
        }
    }

    /// Page `index`.
    pub(crate) fn read(&self, index: usize, language: &str) -> Result<Page> {
        let page = match self {
            ForeignPages::File(file) => file.page(index, language)?,
            ForeignPages::Folder(files) => {
                let place = &files[index];
                let bytes = place.bytes()?;
                let (file, _) = ForeignFile::open(place.path(), sniff_place(place)?, &bytes)?;
                if file.pages.len() > 1 {
                    let pages = file.pages.len();
                    return Err(file.unreadable(format!("it holds {pages} pages, among files of one page each")));
                }
                file.page(0, language)?
            }
        };
        Ok(Page { index, ..page })
    }
}

/// One file, its text decoded.
#[derive(Debug)]
pub(crate) struct ForeignFile {
    path: PathBuf,
    format: Format,
    text: String,
    pages: Vec<Range<usize>>,
    trouble: Option<Trouble>,
}

#[derive(Debug)]
enum Format {
    Hocr(hocr::Context),
    Alto(alto::Context),
    PageXml,
    Tsv,
}

impl ForeignFile {
    fn open(path: &Path, media: MediaType, bytes: &[u8]) -> Result<(Self, Option<&'static str>)> {
        let (text, note) = xml::decode(bytes);
        let (format, outline) = match media {
            MediaType::Hocr => {
                let mut outline = xml::outline(&text, true, &hocr::is_page);
                if outline.pages.is_empty() && outline.trouble.is_none() {
                    // Lines without pages around them: all of it is one page.
                    outline.pages.push(0..text.len());
                }
                (Format::Hocr(hocr::Context::of(&outline.outside)), outline)
            }
            MediaType::Alto => {
                let outline = xml::outline(&text, false, &alto::is_page);
                (Format::Alto(alto::Context::of(&outline.outside)), outline)
            }
            MediaType::PageXml => (Format::PageXml, xml::outline(&text, false, &page_xml::is_page)),
            MediaType::Tsv => (Format::Tsv, tsv::outline(&text)),
            other => {
                let detail = format!("{} among others' OCR", other.name());
                return Err(Error::UnknownType { path: path.into(), detail });
            }
        };
        let Outline { pages, trouble, .. } = outline;
        let file = ForeignFile { path: path.into(), format, text, pages, trouble };
        match &file.trouble {
            Some(trouble) if file.pages.is_empty() => Err(file.unreadable(trouble.to_string())),
            None if file.pages.is_empty() => Err(file.unreadable("it holds no page".into())),
            _ => Ok((file, note)),
        }
    }

    /// A file that breaks off has one page more than it holds whole: the one that fails.
    fn len(&self) -> usize {
        self.pages.len() + usize::from(self.trouble.is_some())
    }

    fn page(&self, index: usize, language: &str) -> Result<Page> {
        let Some(range) = self.pages.get(index).cloned() else {
            let cause = self.trouble.as_ref().map(ToString::to_string).unwrap_or_default();
            return Err(self.unreadable(format!("page {} and what follows: {cause}", index + 1)));
        };
        let text = &self.text[range.clone()];
        let tree = |html| {
            xml::parse(text, html).map_err(|mut trouble| {
                // Lines are counted only where they are spoken of: a long file has thousands of pages.
                trouble.line += xml::line_of(&self.text, range.start) - 1;
                self.unreadable(format!("page {}: {trouble}", index + 1))
            })
        };
        Ok(match &self.format {
            Format::Hocr(context) => {
                let root = tree(true)?;
                hocr::page(root.elements().find(|e| hocr::is_page(e)).unwrap_or(&root), *context, language)
            }
            Format::Alto(context) => {
                let root = tree(false)?;
                alto::page(root.elements().next().unwrap_or(&root), context, language)
            }
            Format::PageXml => {
                let root = tree(false)?;
                page_xml::page(root.elements().next().unwrap_or(&root), language)
            }
            Format::Tsv => tsv::page(text, language),
        })
    }

    fn unreadable(&self, detail: String) -> Error {
        let kind = match self.format {
            Format::Hocr(_) => "hOCR",
            Format::Alto(_) => "ALTO",
            Format::PageXml => "PAGE XML",
            Format::Tsv => "TSV",
        };
        Error::Unreadable { path: self.path.clone(), kind, detail, remedy: REMEDY }
    }
}

/// Whether the file, already known to be of type `media`, holds no more than one page, by the places where pages begin.
pub(crate) fn is_single_page(place: &Place, media: MediaType) -> bool {
    let begins: &[&str] = match media {
        MediaType::Alto => &["PHYSICAL_IMG_NR"],
        // As the first class of an element; without quotes it stands in the list of what a program can do.
        MediaType::Hocr => &["'ocr_page", "\"ocr_page", "=ocr_page"],
        MediaType::PageXml => return true,
        _ => return false,
    };
    let Ok(bytes) = place.bytes() else { return true };
    let (text, _) = xml::decode(&bytes);
    begins.iter().map(|b| text.matches(b).count()).sum::<usize>() <= 1
}

/// What a file is that begins with `head`, where it is markup or a TSV of Tesseract; an error for markup that is
/// none of the formats read here. `None`: something else.
pub(crate) fn sniff_markup(head: &[u8]) -> Option<std::result::Result<MediaType, String>> {
    // A character cut in two at the end of the head does no harm here.
    let (text, _) = xml::decode(head);
    let text = text.trim_start_matches('\u{feff}');
    if text.starts_with(TSV_HEADER) {
        return Some(Ok(MediaType::Tsv));
    }
    let root = root_name(text)?;
    let hocr = ["ocr_page", "ocr-system", "ocr_line", "ocrx_word"].iter().any(|mark| text.contains(mark));
    let is_xml = text.trim_start().starts_with("<?xml");
    match root.rsplit(':').next().unwrap_or(root) {
        "alto" => Some(Ok(MediaType::Alto)),
        "PcGts" => Some(Ok(MediaType::PageXml)),
        _ if hocr => Some(Ok(MediaType::Hocr)),
        "mets" => Some(Err("METS, which lists files and holds no text; Justera reads the ALTO files beside it".into())),
        name if name.eq_ignore_ascii_case("html") => Some(Err("HTML without the marks of hOCR".into())),
        name if is_xml => Some(Err(format!("XML with <{name}>, which is neither ALTO, PAGE nor hOCR"))),
        _ => None,
    }
}

/// The name of the first element, prefix and all; declarations and comments before it are passed over.
fn root_name(text: &str) -> Option<&str> {
    let mut rest = text.trim_start();
    loop {
        let inner = rest.strip_prefix('<')?;
        let end = if inner.starts_with("!--") {
            rest.find("-->")? + 3
        } else if inner.starts_with('?') {
            rest.find("?>")? + 2
        } else if inner.starts_with('!') {
            let close = rest.find('>')?;
            match rest[..close].contains('[') {
                true => rest.find("]>").or_else(|| rest.find("] >").map(|n| n + 1))? + 2,
                false => close + 1,
            }
        } else {
            let end = inner.find(|c: char| c.is_whitespace() || matches!(c, '>' | '/'))?;
            return Some(&inner[..end]).filter(|n| !n.is_empty());
        };
        rest = rest[end..].trim_start();
    }
}
