//! Tesseract itself, in this process. Only the worker uses it: it may end the process it runs in.

use std::path::Path;

use tesseract_rs::{TessPageSegMode, TesseractAPI};

use super::noise::without_noise;
use super::order::{around, put_in_order};
use super::prepare::prepare;
use super::second::{Observation, ReadLine, Scan, is_label, observe, read_strip, second_reading};
use super::wire::{WireLine, WireWord};
use super::{letters, tsv, unread};
use crate::page::PageImage;

/// How often the engine looks for more alternatives to a letter. Each round costs about 1 % of the time of a page.
const ITERATIONS: &str = "1";

/// One engine with its model, and those of the second reading.
pub struct Engine {
    api: TesseractAPI,
    second: Vec<TesseractAPI>,
    psm: u8,
}

impl Engine {
    /// Loads the models from `tessdata`. `psm` is Tesseract's page segmentation mode.
    ///
    /// # Errors
    /// One sentence, where a model cannot be loaded.
    pub fn new(tessdata: &Path, language: &str, psm: u8, second: &[String]) -> Result<Self, String> {
        let api = load(tessdata, language)?;
        api.set_page_seg_mode(TessPageSegMode::from_int(i32::from(psm))).map_err(|e| e.to_string())?;
        // Alternatives for each letter, from the engine's own lattice of characters; costs about 2 % of the time.
        api.set_variable("lstm_choice_mode", "2").map_err(|e| e.to_string())?;
        api.set_variable("lstm_choice_iterations", ITERATIONS).map_err(|e| e.to_string())?;
        let second = second.iter().map(|l| load(tessdata, l)).collect::<Result<Vec<_>, _>>()?;
        for second in &second {
            second.set_page_seg_mode(TessPageSegMode::PSM_SINGLE_LINE).map_err(|e| e.to_string())?;
        }
        Ok(Engine { api, second, psm })
    }

    /// The lines of a page, with the § % @ that the second reading finds. The page is prepared first; boxes are those of
    /// `image` as given.
    ///
    /// # Errors
    /// What the engine says.
    pub fn read(&self, image: &PageImage) -> Result<Vec<WireLine>, String> {
        let prepared = prepare(image);
        let mut lines = self.first_reading(&prepared.image)?;
        self.read_unread(&mut lines, &prepared.image)?;
        let to_given = |bbox| prepared.to_original(bbox);
        let scan = Scan { prepared: &prepared.image, given: image, to_given: Some(&to_given) };
        second_reading(&mut lines, &scan, &mut self.readers());
        let mut lines = put_in_order(without_noise(lines));
        prepared.lines_to_original(&mut lines);
        Ok(lines)
    }

    /// The lines of a page as the first model reads them, and what is known of every letter that may be a § after all second readings;
    /// boxes are those of the page as prepared. For learning how to vote.
    ///
    /// # Errors
    /// What the engine says.
    pub fn observe(&self, image: &PageImage) -> Result<(Vec<WireLine>, Vec<Observation>), String> {
        let image = prepare(image).image;
        let lines = self.first_reading(&image)?;
        let observations = observe(&lines, &image, &mut self.readers());
        Ok((lines, observations))
    }

    fn first_reading(&self, image: &PageImage) -> Result<Vec<WireLine>, String> {
        set_image(&self.api, image)?;
        let text = |e: tesseract_rs::TesseractError| e.to_string();
        self.api.recognize().map_err(text)?;
        let mut lines = tsv::parse(&self.api.get_tsv_text(0).map_err(text)?);
        letters::fill(&self.api, &mut lines)?;
        // Nothing of this page may colour the next: results must not depend on which worker read what before.
        self.api.clear().map_err(text)?;
        Ok(lines)
    }

    /// Reads the strips that the page's segmentation left out, each as one line.
    fn read_unread(&self, lines: &mut Vec<WireLine>, image: &PageImage) -> Result<(), String> {
        let unread = unread::strips(lines, &image.pixels);
        let rest = self.read_labels(lines, image, unread.lone);
        if unread.level.is_empty() && rest.is_empty() {
            return Ok(());
        }
        self.set_mode(TessPageSegMode::PSM_SINGLE_LINE)?;
        for strip in rest {
            let words = read_strip(image, strip, &mut |cut| read_line(&self.api, cut));
            if unread::is_text(&words) {
                lines.extend([WireLine::default(), WireLine { bbox: around(&words), words }]);
            }
        }
        for strip in unread.level {
            let words = read_strip(image, strip, &mut |cut| read_line(&self.api, cut));
            unread::take_in(lines, words);
        }
        self.set_mode(TessPageSegMode::from_int(i32::from(self.psm)))
    }

    /// Reads strips that stand alone with the models that know the §, takes in those that are the label of a record, and gives the others.
    fn read_labels(&self, lines: &mut Vec<WireLine>, image: &PageImage, mut strips: Vec<[u32; 4]>) -> Vec<[u32; 4]> {
        let text = |words: &[WireWord]| words.iter().map(|w| w.text.as_str()).collect::<Vec<_>>().join(" ");
        strips.retain(|strip| {
            let readings = self.readers().into_iter().map(|mut reader| read_strip(image, *strip, &mut *reader));
            // Asked one after the other, until one knows a label.
            let label = readings.into_iter().find(|words| is_label(&text(words)));
            let unknown = label.is_none();
            lines.extend(
                label.into_iter().flat_map(|words| [WireLine::default(), WireLine { bbox: around(&words), words }]),
            );
            unknown
        });
        strips
    }

    fn set_mode(&self, mode: TessPageSegMode) -> Result<(), String> {
        self.api.set_page_seg_mode(mode).map_err(|e| e.to_string())
    }

    fn readers(&self) -> Vec<Box<ReadLine<'_>>> {
        self.second
            .iter()
            .map(|api| Box::new(move |line: &PageImage| read_line(api, line)) as Box<ReadLine<'_>>)
            .collect()
    }
}

fn load(tessdata: &Path, language: &str) -> Result<TesseractAPI, String> {
    let shown = tessdata.to_str().ok_or("the folder of the models has a name that is not UTF-8")?;
    let api = TesseractAPI::new();
    api.init(shown, language)
        .map_err(|_| format!("Tesseract cannot load the model '{language}' from {shown}; install it again"))?;
    Ok(api)
}

fn set_image(api: &TesseractAPI, image: &PageImage) -> Result<(), String> {
    let side = |n: u32| i32::try_from(n).map_err(|e| e.to_string());
    let (width, height) = (side(image.pixels.width())?, side(image.pixels.height())?);
    api.set_image(image.pixels.as_raw(), width, height, 1, width).map_err(|e| e.to_string())?;
    api.set_source_resolution(side(image.dpi)?).map_err(|e| e.to_string())
}

/// One line of text, read as such. Boxes are relative to `image`.
fn read_line(api: &TesseractAPI, image: &PageImage) -> Option<Vec<WireLine>> {
    set_image(api, image).ok()?;
    api.recognize().ok()?;
    let lines = tsv::parse(&api.get_tsv_text(0).ok()?);
    api.clear().ok()?;
    Some(lines)
}
