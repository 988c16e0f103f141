//! PDF: pages rendered to grey at the resolution of their scan, and their text layer where it is sound.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use hayro::hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps, InterpreterCache,
    InterpreterSettings, InterpreterWarning, SoftMask, font::Glyph, font::GlyphRun, hayro_cmap::BfString,
    interpret_page,
};
use hayro::hayro_syntax::{DecryptionError, LoadPdfError, Pdf, page::Page as PdfPage};
use hayro::kurbo::{Affine, BezPath, Rect};
use hayro::{PixmapSettings, RenderCache, RenderSettings, vello_cpu};
use image::GrayImage;

use super::open::{IngestOptions, PageContent, unreadable};
use super::raster::check_size;
use super::text_layer::{Drawn, Lines, mostly_text, text_layer_is_sound};
use super::{MAX_PIXELS, MAX_SIDE, quiet};
use crate::error::{Error, Result};
use crate::page::PageImage;
use crate::page::{Origin, Page, PageStatus};

/// Resolutions at which pages are rendered, dots per inch: less loses letters, more only costs time.
const DPI: std::ops::RangeInclusive<f64> = 150.0..=400.0;
/// Resolution of a page drawn with vectors.
const VECTOR_DPI: f64 = 300.0;
/// Share of the page that images must cover for the page to be a scan.
const SCAN_COVER: f64 = 0.5;
/// Letters of visible text over a scan that are still only a stamp ("Signerat av …") and not the page's text.
const STAMP_LETTERS: usize = 200;
/// Where the end mark of a PDF is looked for, bytes from the end.
const TAIL: usize = 1 << 16;

/// An opened PDF.
pub(crate) struct PdfFile {
    path: PathBuf,
    pdf: Pdf,
    page_count: usize,
}

impl PdfFile {
    /// Opens the PDF `bytes` that `path` holds.
    pub(crate) fn open(path: &Path, bytes: Vec<u8>) -> Result<Self> {
        let tail = &bytes[bytes.len().saturating_sub(TAIL)..];
        if !tail.windows(5).any(|w| w == b"%%EOF") && !tail.windows(9).any(|w| w == b"startxref") {
            return Err(Error::Unreadable {
                path: path.into(),
                kind: "PDF",
                detail: "it is cut off (the end mark is missing)".into(),
                remedy: "copy or download it again",
            });
        }
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
        Ok(PdfFile { path: path.into(), pdf, page_count })
    }

    pub(crate) fn page_count(&self) -> usize {
        self.page_count
    }

    /// Page `index`: its text layer where that is sound, else its image.
    pub(crate) fn page(&self, index: usize, options: &IngestOptions<'_>) -> Result<PageContent> {
        let failed = |e: String| unreadable(&self.path, "PDF", format!("page {}: {e}", index + 1));
        let page = &self.pdf.pages()[index];
        let mut survey = quiet::catch(|| Survey::of(page)).map_err(failed)?;
        if options.use_text_layer
            && let Some(page) = text_page(index, &mut survey, options)
        {
            return Ok(PageContent::Text(page));
        }
        quiet::catch(|| render(page, &survey)).and_then(|r| r).map(PageContent::Image).map_err(failed)
    }
}

/// The page's text layer, where that may stand in place of OCR.
fn text_page(index: usize, survey: &mut Survey, options: &IngestOptions<'_>) -> Option<Page> {
    let scan = survey.cover >= SCAN_COVER;
    if survey.text_runs == 0 && survey.hidden_runs == 0 {
        // No text: a page without any drawing is blank, any other is for OCR.
        let blank = !survey.drawn;
        return blank.then(|| Page::from_lines(index, Origin::TextLayer, options.language, Vec::new()));
    }
    let text = std::mem::take(&mut survey.lines).into_text();
    let everything = |_: &str| true;
    let known: &dyn Fn(&str) -> bool = match options.known {
        Some(known) => known,
        None => &everything,
    };
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let stamp = scan && survey.hidden_runs == 0 && letters < STAMP_LETTERS;
    let sound = !stamp && (text_layer_is_sound(&text, known) || (!scan && letters < 40 && mostly_text(&text)));
    let page = super::text::text_page(index, Origin::TextLayer, options.language, &text);
    (sound && page.status == PageStatus::Ok).then_some(page)
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

/// What is drawn on a page, found out without drawing it.
#[derive(Default)]
struct Survey {
    /// Page size, points.
    width: f64,
    height: f64,
    /// Share of the page that images cover; overlapping images count twice.
    cover: f64,
    /// Area (square points) and resolution (across, down) of the largest image.
    largest: Option<(f64, f64, f64)>,
    /// An image that is too large to be decoded.
    bomb: Option<String>,
    /// Runs of visible and of invisible text.
    text_runs: usize,
    hidden_runs: usize,
    /// The text, visible or not.
    lines: Lines,
    /// Text and place of the last run.
    last_run: (String, f64, f64),
    /// Whether anything is drawn.
    drawn: bool,
}

impl Survey {
    fn of(page: &PdfPage<'_>) -> Self {
        let (width, height) = page.render_dimensions();
        let mut survey = Survey { width: f64::from(width), height: f64::from(height), ..Survey::default() };
        let cache = InterpreterCache::new();
        let bounds = Rect::new(0.0, 0.0, survey.width, survey.height);
        let transform = hayro::hayro_interpret::TransformExt::to_kurbo(&page.initial_transform(true));
        let mut context = Context::new(transform, bounds, &cache, page.xref(), InterpreterSettings::default());
        interpret_page(page, &mut context, &mut survey);
        survey
    }

    /// Resolution at which the page is rendered, dots per inch across and down.
    fn resolution(&self) -> (f64, f64) {
        let clamp = |d: f64| d.clamp(*DPI.start(), *DPI.end());
        match self.largest {
            Some((_, across, down)) if self.cover >= SCAN_COVER => {
                let native = DPI.contains(&across) && DPI.contains(&down) && (0.9..1.1).contains(&(across / down));
                // A fax has 204 dots across and 196 down: kept, since resampling blurs its letters.
                if native { (across, down) } else { (clamp(across.max(down)), clamp(across.max(down))) }
            }
            _ => (VECTOR_DPI, VECTOR_DPI),
        }
    }
}

impl Survey {
    /// Adds the text of `run`; a character of unknown meaning becomes U+FFFD, which makes the layer unsound.
    fn take_text(&mut self, run: &GlyphRun<'_, '_>, page: Affine) {
        let glyphs: Vec<(Drawn, String)> = run
            .glyphs()
            .iter()
            .map(|glyph| {
                let [a, b, c, d, x, y] = (page * glyph.transform()).as_coeffs();
                // Glyphs are drawn in thousandths of the font size; the page runs downwards.
                let unit = a.hypot(b).max(f64::MIN_POSITIVE);
                let (dx, dy) = (a / unit, b / unit);
                let (along, base) = (x * dx + y * dy, x * dy - y * dx);
                let advance = match &**glyph {
                    Glyph::Outline(g) => g.advance_width(),
                    Glyph::Type3(g) => g.advance_width(),
                };
                let size = ((a * d - b * c).abs().sqrt() * 1000.0).max(1.0);
                let end = along + advance.map_or(0.5 * size, |w| f64::from(w) * unit);
                let text = match glyph.as_unicode() {
                    Some(BfString::Char(c)) => c.to_string(),
                    Some(BfString::String(s)) => s,
                    None => char::REPLACEMENT_CHARACTER.to_string(),
                };
                (Drawn { along, end, base, size }, text)
            })
            .collect();
        let Some((first, _)) = glyphs.first() else { return };
        let text: String = glyphs.iter().map(|(_, t)| t.as_str()).collect();
        // Bold letters are at times made by drawing the same run twice, a hair apart.
        let (last, along, base) = &self.last_run;
        let near = (first.along - along).abs() < 0.2 * first.size && (first.base - base).abs() < 0.2 * first.size;
        let again = near && *last == text;
        self.last_run = (text, first.along, first.base);
        if !again {
            glyphs.iter().for_each(|(at, text)| self.lines.push(*at, text));
        }
    }
}

impl<'a> Device<'a> for Survey {
    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {
        self.drawn = true;
    }
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, mode: &DrawMode) {
        self.take_text(run, props.transform);
        match mode {
            DrawMode::Invisible => self.hidden_runs += 1,
            _ => self.text_runs += 1,
        }
        self.drawn = true;
    }
    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        self.drawn = true;
        let (w, h) = (image.width(), image.height());
        if let Err(why) = check_size(w, h) {
            self.bomb = Some(why);
            return;
        }
        let [a, b, c, d, _, _] = props.transform.as_coeffs();
        // The transform takes one pixel of the image to points on the page; on a page turned by 90° the rows run down.
        let (across, down) = if a.abs() + d.abs() >= b.abs() + c.abs() {
            (72.0 / a.hypot(b), 72.0 / c.hypot(d))
        } else {
            (72.0 / c.hypot(d), 72.0 / a.hypot(b))
        };
        let area = (a * d - b * c).abs() * f64::from(w) * f64::from(h);
        self.cover += area / (self.width * self.height);
        if across.is_finite() && down.is_finite() && self.largest.is_none_or(|(largest, ..)| area > largest) {
            self.largest = Some((area, across, down));
        }
    }
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
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
    Ok(PageImage { pixels: pixels.ok_or("it has no size")?, dpi: down.round() as u32 })
}
