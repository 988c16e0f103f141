//! An opened input: what it is, how many pages it has, and each page on demand.

use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::foreign::ForeignPages;
use super::image_folder::{ImagePages, folder_digest};
use super::pdf::PdfFile;
use super::place::Place;
use super::plan::{Input, InputKind};
use super::sniff::{MediaType, sniff_place};
use super::text::{decode_text, split_pages, text_page};
use super::text_layer::TextLayer;
use crate::error::{Error, Result};
use crate::page::{Origin, Page, PageImage};

/// What a page of an input holds.
#[derive(Debug, Clone, PartialEq)]
pub enum PageContent {
    /// Text that needs no recognition.
    Text(Page),
    /// An image to be recognised.
    Image(PageImage),
}

/// How pages are read.
#[derive(Clone, Copy)]
pub struct IngestOptions<'a> {
    /// When the text layer of a PDF is used in place of OCR.
    pub text_layer: TextLayer,
    /// Whether a word is known; decides whether a text layer is sound. `None`: no opinion.
    pub known: Option<&'a (dyn Fn(&str) -> bool + Sync)>,
    /// Language written into the pages, as Tesseract names it ("swe").
    pub language: &'a str,
}

impl Default for IngestOptions<'_> {
    fn default() -> Self {
        IngestOptions { text_layer: TextLayer::Sound, known: None, language: "swe" }
    }
}

/// An input, opened. Pages may be read from several threads at once.
pub struct OpenInput {
    path: PathBuf,
    media_type: &'static str,
    sha256: String,
    warnings: Vec<String>,
    body: Body,
}

enum Body {
    Text(Vec<String>),
    Images(ImagePages),
    Pdf(Box<PdfFile>),
    Foreign(ForeignPages),
}

impl OpenInput {
    /// Opens `input`: tells its type, counts its pages, takes its digest.
    ///
    /// # Errors
    /// Where the file cannot be read, or is damaged beyond counting its pages.
    pub fn open(input: &Input) -> Result<Self> {
        match &input.kind {
            InputKind::File(_) => Self::open_file(&input.place),
            InputKind::ImageFolder(files) => Ok(OpenInput {
                path: input.path.clone(),
                media_type: folder_media_type(files),
                sha256: folder_digest(files)?,
                warnings: Vec::new(),
                body: Body::Images(ImagePages::Files(files.clone())),
            }),
            InputKind::OcrFolder(files) => Ok(OpenInput {
                path: input.path.clone(),
                media_type: folder_media_type(files),
                sha256: folder_digest(files)?,
                warnings: Vec::new(),
                body: Body::Foreign(ForeignPages::Folder(files.clone())),
            }),
        }
    }

    fn open_file(place: &Place) -> Result<Self> {
        let media = sniff_place(place)?;
        let path = place.path();
        let mut warnings = Vec::new();
        let (sha256, body) = match media {
            MediaType::Text => {
                let bytes = place.bytes()?;
                if bytes.contains(&0) {
                    let detail = "it holds NUL bytes, so it is not text".into();
                    return Err(Error::UnknownType { path: path.into(), detail });
                }
                let (text, note) = decode_text(&bytes);
                warnings.extend(note.map(str::to_string));
                let pages = split_pages(&text).into_iter().map(str::to_string).collect();
                (hex(&Sha256::digest(&bytes)), Body::Text(pages))
            }
            MediaType::Pdf => {
                let bytes = place.bytes()?;
                (hex(&Sha256::digest(&bytes)), Body::Pdf(Box::new(PdfFile::open(path, bytes)?)))
            }
            MediaType::Zip => {
                let detail = "a zip archive, which is opened as a folder by listing it".into();
                return Err(Error::UnknownType { path: path.into(), detail });
            }
            media if media.is_foreign_ocr() => {
                let bytes = place.bytes()?;
                let (pages, note) = ForeignPages::of_file(path, media, &bytes)?;
                warnings.extend(note.map(str::to_string));
                (hex(&Sha256::digest(&bytes)), Body::Foreign(pages))
            }
            _ => (place.sha256()?, Body::Images(ImagePages::of_file(place, media)?)),
        };
        Ok(OpenInput { path: path.into(), media_type: media.name(), sha256, warnings, body })
    }

    /// Number of pages, at least 1.
    pub fn page_count(&self) -> usize {
        match &self.body {
            Body::Text(pages) => pages.len(),
            Body::Images(pages) => pages.len(),
            Body::Pdf(file) => file.page_count(),
            Body::Foreign(pages) => pages.len(),
        }
    }

    /// Type by content ("application/pdf"); of a folder, the type of its images, or "image/*" where they differ.
    pub fn media_type(&self) -> &'static str {
        self.media_type
    }

    /// SHA-256 in hex: of the file, or of a folder's files' hex digests in page order.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// The file or folder.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The file that page `index` stands in, where that is not the input itself but one of its folder.
    pub fn page_file(&self, index: usize) -> Option<&Path> {
        let file = match &self.body {
            Body::Images(pages) => pages.path(index),
            Body::Foreign(pages) => pages.path(index),
            Body::Text(_) | Body::Pdf(_) => None,
        };
        file.filter(|f| *f != self.path)
    }

    /// What a person should know about how the input was read.
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// Page `index`, from 0.
    ///
    /// # Errors
    /// Where the page cannot be read: the others still can. [`Error::Usage`] for an index past the last page.
    pub fn page(&self, index: usize, options: &IngestOptions<'_>) -> Result<PageContent> {
        if index >= self.page_count() {
            let shown = self.path.display();
            return Err(Error::Usage(format!("{shown}: there is no page {} of {}", index + 1, self.page_count())));
        }
        match &self.body {
            Body::Text(pages) => Ok(PageContent::Text(text_page(index, Origin::Text, options.language, &pages[index]))),
            Body::Images(pages) => pages.read(index).map(PageContent::Image),
            Body::Pdf(file) => file.page(index, options),
            Body::Foreign(pages) => pages.read(index, options.language).map(PageContent::Text),
        }
    }
}

fn folder_media_type(files: &[Place]) -> &'static str {
    let mut types = files.iter().filter_map(|f| sniff_place(f).ok()).map(MediaType::name);
    let first = types.next().unwrap_or("image/*");
    if types.all(|t| t == first) { first } else { "image/*" }
}

/// The error for a file of type `kind` that cannot be read, with the remedy that fits.
pub(crate) fn unreadable(path: &Path, kind: &'static str, detail: String) -> Error {
    let remedy =
        if detail.contains("too large") { "scale it down to at most 400 dpi" } else { "scan or export the page again" };
    Error::Unreadable { path: path.into(), kind, detail, remedy }
}

/// SHA-256 of a file, in hex, read in pieces.
pub(crate) fn sha256_file(path: &Path) -> Result<String> {
    Place::file(path).sha256()
}

/// Bytes in lower-case hex.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_may_be_read_from_several_threads() {
        fn shared<T: Send + Sync>() {}
        shared::<OpenInput>();
        shared::<IngestOptions<'_>>();
    }

    #[test]
    fn the_remedy_fits_the_trouble() {
        let remedy = |detail: &str| unreadable(Path::new("a.png"), "PNG", detail.into()).to_string();
        assert!(remedy("it is too large for a page").contains("scale it down"));
        assert!(remedy("unexpected end of file").contains("scan or export"));
    }
}
