//! What a PDF page holds, found out without drawing it: its text with places, and how much of it is image.

use hayro::hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps, InterpreterCache,
    InterpreterSettings, SoftMask, font::Glyph, font::GlyphRun, hayro_cmap::BfString, interpret_page,
};
use hayro::hayro_syntax::page::Page as PdfPage;
use hayro::kurbo::{Affine, BezPath, Rect};

use super::raster::check_size;
use super::text_lines::{Drawn, Lines};

/// Resolutions at which pages are rendered, dots per inch: less loses letters, more only costs time.
const DPI: std::ops::RangeInclusive<f64> = 150.0..=400.0;
/// Rows of an A4 page at the lowest of these, a little short.
const ENOUGH_ROWS: f64 = 1650.0;
/// Resolution of a page drawn with vectors.
const VECTOR_DPI: f64 = 300.0;
/// Share of the page that images must cover for the page to be a scan.
const SCAN_COVER: f64 = 0.5;

/// What is drawn on a page, found out without drawing it.
#[derive(Default)]
pub(super) struct Survey {
    /// Page size, points.
    pub width: f64,
    pub height: f64,
    /// Share of the page that images cover; overlapping images count twice.
    cover: f64,
    /// Area (square points) and resolution (across, down) of the largest image.
    largest: Option<(f64, f64, f64)>,
    /// An image that is too large to be decoded.
    pub bomb: Option<String>,
    /// Runs of visible text, and of text that is invisible or under an image.
    pub text_runs: usize,
    pub hidden_runs: usize,
    /// The text, visible or not.
    pub lines: Lines,
    /// Text and place of the last run.
    last_run: (String, f64, f64),
    /// Whether anything is drawn.
    pub drawn: bool,
}

impl Survey {
    pub(super) fn of(page: &PdfPage<'_>) -> Self {
        let (width, height) = page.render_dimensions();
        let mut survey = Survey { width: f64::from(width), height: f64::from(height), ..Survey::default() };
        let cache = InterpreterCache::new();
        let bounds = Rect::new(0.0, 0.0, survey.width, survey.height);
        let transform = hayro::hayro_interpret::TransformExt::to_kurbo(&page.initial_transform(true));
        let mut context = Context::new(transform, bounds, &cache, page.xref(), InterpreterSettings::default());
        interpret_page(page, &mut context, &mut survey);
        survey
    }

    /// Whether the page is the image of a page.
    pub(super) fn is_scan(&self) -> bool {
        self.cover >= SCAN_COVER
    }

    /// Resolution at which the page is rendered, dots per inch across and down.
    pub(super) fn resolution(&self) -> (f64, f64) {
        let clamp = |d: f64| d.clamp(*DPI.start(), *DPI.end());
        match self.largest {
            Some((_, across, down)) if self.is_scan() => {
                let even = (0.9..1.1).contains(&(across / down));
                // A fax has 204 dots across and 196 down: kept, since resampling blurs its letters.
                let native = DPI.contains(&across) && DPI.contains(&down) && even;
                // A scan of enough pixels on a page of too many inches: the page's size is nonsense.
                let vast = even && down < *DPI.start() && self.height * down / 72.0 >= ENOUGH_ROWS;
                if native || vast { (across, down) } else { (clamp(across.max(down)), clamp(across.max(down))) }
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
                (Drawn { along, end, base, size, direction: (dx, dy) }, text)
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
        if area >= SCAN_COVER * self.width * self.height {
            // Text drawn before the page's image lies under it and is not seen.
            self.hidden_runs += std::mem::take(&mut self.text_runs);
        }
        if across.is_finite() && down.is_finite() && self.largest.is_none_or(|(largest, ..)| area > largest) {
            self.largest = Some((area, across, down));
        }
    }
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}
