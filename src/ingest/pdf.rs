//! PDF: pages rendered to grey at the resolution of their scan, and their text layer where it is sound.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use hayro::hayro_interpret::{InterpreterSettings, InterpreterWarning};
use hayro::hayro_syntax::{DecryptionError, LoadPdfError, Pdf, page::Page as PdfPage};
use hayro::{PixmapSettings, RenderCache, RenderSettings, vello_cpu};
use image::GrayImage;

use super::dpi::dpi_or_guess;
use super::open::{IngestOptions, PageContent, unreadable};
use super::pdf_guard::{Guard, check_file};
use super::pdf_survey::Survey;
use super::text_layer::{TextLayer, some_text, text_layer_is_sound};
use super::text_lines::GRID;
use super::{MAX_PIXELS, MAX_SIDE, quiet};
use crate::error::{Error, Result};
use crate::page::{Origin, Page, PageImage, PageSize, PageStatus};

/// Letters of visible text over a scan that are still only a stamp ("Signerat av …") and not the page's text.
const STAMP_LETTERS: usize = 200;
/// Where the end mark of a PDF is looked for, bytes from the end.
const TAIL: usize = 1 << 16;

/// The length in bytes that a linearized PDF states of itself (ISO 32000-1, annex F). Such a file has an end mark near its beginning too, which does
/// not show that it is whole; what was added to it since makes it longer.
fn stated_length(bytes: &[u8]) -> Option<usize> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(1024)]);
    let dictionary = head.split_once("/Linearized")?.1.split(">>").next()?;
    let length = dictionary.split("/L ").nth(1)?.trim_start();
    length.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

/// An opened PDF.
pub(crate) struct PdfFile {
    path: PathBuf,
    pdf: Pdf,
    page_count: usize,
    guard: Guard,
}

impl PdfFile {
    /// Opens the PDF `bytes` that `path` holds.
    pub(crate) fn open(path: &Path, bytes: Vec<u8>) -> Result<Self> {
        let tail = &bytes[bytes.len().saturating_sub(TAIL)..];
        let cut = |detail: String| {
            let (path, remedy) = (path.into(), "copy or download it again");
            Error::Unreadable { path, kind: "PDF", detail, remedy }
        };
        if !tail.windows(5).any(|w| w == b"%%EOF") && !tail.windows(9).any(|w| w == b"startxref") {
            return Err(cut("it is cut off (the end mark is missing)".into()));
        }
        if let Some(whole) = stated_length(&bytes).filter(|whole| *whole > bytes.len()) {
            return Err(cut(format!("it is cut off ({} of its {whole} bytes are there)", bytes.len())));
        }
        check_file(&bytes).map_err(|e| unreadable(path, "PDF", e))?;
        let loaded = quiet::catch(|| Pdf::new(bytes).map(|pdf| (pdf.pages().len(), pdf)));
        let (page_count, pdf) = match loaded {
            Ok(Ok(loaded)) => loaded,
            Ok(Err(LoadPdfError::Decryption(why))) => return Err(locked(path, why)),
            Ok(Err(LoadPdfError::Invalid)) => return Err(damaged(path, "it is damaged".into())),
            Err(panic) => return Err(damaged(path, panic)),
        };
        if page_count == 0 {
            return Err(damaged(path, "it has no pages".into()));
        }
        Ok(PdfFile { path: path.into(), pdf, page_count, guard: Guard::default() })
    }

    pub(crate) fn page_count(&self) -> usize {
        self.page_count
    }

    /// Page `index`: its text layer where that is sound, else its image.
    pub(crate) fn page(&self, index: usize, options: &IngestOptions<'_>) -> Result<PageContent> {
        let failed = |e: String| unreadable(&self.path, "PDF", format!("page {}: {e}", index + 1));
        let page = &self.pdf.pages()[index];
        quiet::catch(|| self.guard.check(page)).and_then(|r| r).map_err(failed)?;
        let mut survey = quiet::catch(|| Survey::of(page)).map_err(failed)?;
        if options.text_layer != TextLayer::Ignored
            && let Some(page) = text_page(index, &mut survey, options)
        {
            return Ok(PageContent::Text(page));
        }
        quiet::catch(|| render(page, &survey)).and_then(|r| r).map(PageContent::Image).map_err(failed)
    }
}

/// The page's text layer, where that may stand in place of OCR.
fn text_page(index: usize, survey: &mut Survey, options: &IngestOptions<'_>) -> Option<Page> {
    let scan = survey.is_scan();
    let page = |lines, size| {
        let page = Page::from_lines(index, Origin::TextLayer, options.language, lines);
        Page { size, ..page }
    };
    if survey.text_runs == 0 && survey.hidden_runs == 0 {
        // No text: a page without any drawing is blank, any other is for OCR.
        return (!survey.drawn).then(|| page(Vec::new(), None));
    }
    let text = survey.lines.text();
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    if scan && survey.hidden_runs == 0 && letters < STAMP_LETTERS {
        return None;
    }
    let everything = |_: &str| true;
    let known: &dyn Fn(&str) -> bool = match options.known {
        Some(known) => known,
        None => &everything,
    };
    let usable = match options.text_layer {
        TextLayer::Ignored => false,
        TextLayer::Any => some_text(&text),
        TextLayer::Sound => text_layer_is_sound(&text, scan, known),
    };
    if !usable {
        return None;
    }
    let dots = |points: f64| (points / 72.0 * f64::from(GRID)).ceil() as u32;
    let size = PageSize { width: dots(survey.width), height: dots(survey.height), dpi: GRID };
    let lines = std::mem::take(&mut survey.lines).into_lines(size);
    Some(page(lines, Some(size))).filter(|p| p.status == PageStatus::Ok)
}

fn damaged(path: &Path, detail: String) -> Error {
    let remedy = "open it in a PDF viewer and save it again";
    Error::Unreadable { path: path.into(), kind: "PDF", detail, remedy }
}

fn locked(path: &Path, why: DecryptionError) -> Error {
    let (detail, remedy) = match why {
        DecryptionError::PasswordProtected => ("it is protected by a password", "remove the password"),
        _ => ("its encryption is not supported", "save it again without encryption"),
    };
    Error::Unreadable { path: path.into(), kind: "PDF", detail: detail.into(), remedy }
}

fn render(page: &PdfPage<'_>, survey: &Survey) -> std::result::Result<PageImage, String> {
    if let Some(why) = &survey.bomb {
        return Err(format!("an image on it cannot be used: {why}"));
    }
    let (mut across, mut down) = survey.resolution();
    let (width, height) = (survey.width * across / 72.0, survey.height * down / 72.0);
    // A poster is rendered smaller rather than refused.
    let side = f64::from(MAX_SIDE) / width.max(height);
    let shrink = side.min((MAX_PIXELS as f64 / 2.0 / (width * height)).sqrt()).min(1.0);
    across *= shrink;
    down *= shrink;
    let lost_image = Arc::new(AtomicBool::new(false));
    let flag = lost_image.clone();
    let interpreter = InterpreterSettings {
        warning_sink: Arc::new(move |warning| {
            if matches!(warning, InterpreterWarning::ImageDecodeFailure) {
                flag.store(true, Ordering::Relaxed);
            }
        }),
        ..InterpreterSettings::default()
    };
    // The renderer cuts the size down to whole pixels: a hair more keeps the last row of an image that fits exactly.
    let scale = |dpi: f64, points: f64| (dpi / 72.0 + 0.01 / points) as f32;
    let settings = PixmapSettings {
        x_scale: scale(across, survey.width),
        y_scale: scale(down, survey.height),
        bg_color: vello_cpu::color::palette::css::WHITE,
    };
    let pixmap = hayro::render(page, &RenderCache::new(), &interpreter, &RenderSettings::default(), &settings);
    if lost_image.load(Ordering::Relaxed) {
        return Err("an image on it is damaged".into());
    }
    let luma = |r: u8, g: u8, b: u8| (2126 * u32::from(r) + 7152 * u32::from(g) + 722 * u32::from(b) + 5000) / 10_000;
    let grey = pixmap.data().iter().map(|p| luma(p.r, p.g, p.b) as u8).collect();
    let pixels = GrayImage::from_raw(u32::from(pixmap.width()), u32::from(pixmap.height()), grey);
    let pixels = pixels.ok_or("it has no size")?;
    // A program that does not know how large the paper was makes the page as large as it likes.
    let dpi = dpi_or_guess(Some(down), pixels.width(), pixels.height());
    Ok(PageImage { pixels, dpi })
}
