//! OCR: page images to lines with words, boxes and confidences.
//!
//! Tesseract runs in worker processes ([`TesseractPool`]), which are this program itself started again: an engine that
//! crashes or hangs on a page costs that page and no other. Tests put other [`Recognizer`]s in its place.

#[cfg(feature = "ocr")]
pub mod engine;
mod models;
mod pool;
pub mod prepare;
#[cfg(feature = "ocr")]
mod second;
#[cfg(feature = "ocr")]
mod tsv;
pub mod wire;
mod worker;

use std::ffi::OsString;
use std::path::Path;
use std::time::Duration;

use crate::error::{Error, Result};
use crate::page::PageImage;
use crate::page::{Line, Origin, Page};

pub use models::{check_models, has_model, model_digests, tessdata_dir};
pub use pool::TesseractPool;

/// Reads page images.
pub trait Recognizer: Sync {
    /// The lines of a page, blank lines between paragraphs.
    ///
    /// # Errors
    /// One sentence that names the cause, without the page.
    fn read(&self, image: &PageImage) -> std::result::Result<Vec<Line>, String>;
}

/// How pages are recognised.
#[derive(Debug, Clone)]
pub struct OcrOptions {
    /// The model, as Tesseract names it; several are joined with `+`.
    pub language: String,
    /// Tesseract's page segmentation mode.
    pub psm: u8,
    /// How long one page may take before its worker is stopped.
    pub page_timeout: Duration,
    /// The models that read again what may be a §, which the Swedish model cannot print, in the order asked. Empty: no
    /// second reading. A model that is not installed is left out.
    pub second_languages: Vec<String>,
    /// Program and arguments of a worker. `None`: this program with the subcommand `ocr-worker`.
    pub worker: Option<Vec<OsString>>,
}

impl Default for OcrOptions {
    fn default() -> Self {
        OcrOptions {
            language: "swe".into(),
            psm: 4,
            page_timeout: Duration::from_secs(180),
            second_languages: vec!["eng".into(), "Latin".into()],
            worker: None,
        }
    }
}

impl OcrOptions {
    /// All models that take part, joined with `+` as [`model_digests`] takes them: what a reading depends on. Models of
    /// the second reading that are not installed are left out, as they are in reading.
    pub fn models_in_use(&self) -> String {
        let second = self.second_languages.iter().filter(|l| has_model(l));
        std::iter::once(&self.language).chain(second).cloned().collect::<Vec<_>>().join("+")
    }
}

/// Whether this program was built with OCR.
pub fn is_built_in() -> bool {
    cfg!(feature = "ocr")
}

/// Page `index` of `path`, recognised from `image`.
///
/// # Errors
/// [`Error::NoOcr`] without a recognizer, [`Error::Ocr`] naming the page where recognition fails.
pub fn read_page(
    recognizer: Option<&dyn Recognizer>,
    path: &Path,
    index: usize,
    language: &str,
    image: &PageImage,
) -> Result<Page> {
    let Some(recognizer) = recognizer else {
        return Err(Error::NoOcr { path: path.into() });
    };
    match recognizer.read(image) {
        Ok(lines) => Ok(Page { size: Some(image.size()), ..Page::from_lines(index, Origin::Ocr, language, lines) }),
        Err(detail) => Err(Error::Ocr { path: path.into(), page: index + 1, detail }),
    }
}
