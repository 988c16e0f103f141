//! OCR: page images to lines with words, boxes and confidences.
//!
//! Tesseract runs in worker processes ([`TesseractPool`]), which are this program itself started again: an engine that
//! crashes or hangs on a page costs that page and no other. Tests put other [`Recognizer`]s in its place.

#[cfg(feature = "ocr")]
pub mod engine;
#[cfg(any(feature = "ocr", test))]
mod height;
#[cfg(feature = "ocr")]
mod letters;
mod models;
#[cfg(any(feature = "ocr", test))]
mod noise;
#[cfg(any(feature = "ocr", test))]
mod order;
mod pool;
pub mod prepare;
#[cfg(feature = "ocr")]
pub mod second;
pub(crate) mod tsv;
#[cfg(any(feature = "ocr", test))]
mod unread;
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
    /// How much memory a worker may take, bytes of address space; `None`: no bound. A page that needs more ends its worker. Where the
    /// system cannot bound a process (other than Unix) it is not bounded.
    pub worker_memory: Option<u64>,
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
            worker_memory: Some(2 << 30),
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
/// [`Error::NoOcr`] without a recognizer, [`Error::Ocr`] naming the page where recognition fails, or finds nothing on a page that is not
/// blank.
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
    let failed = |detail| Err(Error::Ocr { path: path.into(), page: index + 1, detail });
    match recognizer.read(image) {
        Ok(lines) if lines.iter().all(Line::is_blank) && !prepare::is_blank(image) => failed(
            "the OCR engine found no text, but the page is not blank; look at it, and scan it again if it is pale"
                .into(),
        ),
        Ok(lines) => Ok(Page { size: Some(image.size()), ..Page::from_lines(index, Origin::Ocr, language, lines) }),
        Err(detail) => failed(detail),
    }
}
