//! How pages are read, as it is typed: what `run` and `ocr` share.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use clap::{Args, ValueEnum};

use super::progress::Progress;
use crate::error::{Error, Result};
use crate::export::{InputReport, PageError, SkippedInput, Status, write_file};
use crate::ingest::{Input, InputKind, MediaType, Plan, TextLayer};
use crate::ocr::{OcrOptions, TesseractPool, check_models, has_model, model_digests};

/// Options of every command that reads pages.
#[derive(Args, Debug, Clone)]
pub struct ReadingArgs {
    /// Recognition model, as Tesseract names it
    #[arg(long, default_value = "swe")]
    pub lang: String,
    /// Recognise page images: where there is no sound text layer, always, or never
    #[arg(long, value_enum, default_value_t = Ocr::Auto)]
    pub ocr: Ocr,
    /// Seconds after which a page that is being recognised is given up
    #[arg(long, default_value_t = 180, value_name = "SECONDS")]
    pub page_timeout: u64,
    /// Memory that an OCR worker may take, MiB; a page that needs more is given up
    #[arg(long, default_value_t = 2048, value_name = "MIB", value_parser = clap::value_parser!(u64).range(256..))]
    pub worker_memory: u64,
    /// Say nothing but errors
    #[arg(long, short)]
    pub quiet: bool,
    /// Speak JSON lines on the standard error
    #[arg(long)]
    pub json: bool,
}

/// When page images are recognised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Ocr {
    /// Where there is no sound text layer
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

impl ReadingArgs {
    /// The engine, checked before any work starts; none where no input can need it.
    ///
    /// # Errors
    /// Where a model is missing, or no worker can be started.
    pub fn recognizer(&self, plan: &Plan) -> Result<Option<TesseractPool>> {
        let text = |m: MediaType| m == MediaType::Text || m.is_foreign_ocr();
        let images = |i: &Input| {
            !matches!(&i.kind, InputKind::File(m) if text(*m)) && !matches!(i.kind, InputKind::OcrFolder(_))
        };
        if plan.inputs.iter().any(images) { self.recognizer_for_any() } else { Ok(None) }
    }

    /// The engine for inputs that are not known yet; none where it is turned off or not built in.
    ///
    /// # Errors
    /// Where a model is missing, or no worker can be started.
    pub fn recognizer_for_any(&self) -> Result<Option<TesseractPool>> {
        if self.ocr == Ocr::Never || !crate::ocr::is_built_in() {
            return Ok(None);
        }
        check_models(&self.lang)?;
        let options = OcrOptions {
            language: self.lang.clone(),
            page_timeout: Duration::from_secs(self.page_timeout),
            worker_memory: Some(self.worker_memory << 20),
            ..OcrOptions::default()
        };
        TesseractPool::new(options).map(Some)
    }

    /// When the text layer of a PDF is used in place of OCR: a bad one only where there is no OCR.
    pub fn text_layer(&self) -> TextLayer {
        match self.ocr {
            Ocr::Always => TextLayer::Ignored,
            Ocr::Auto if crate::ocr::is_built_in() => TextLayer::Sound,
            Ocr::Auto | Ocr::Never => TextLayer::Any,
        }
    }

    /// SHA-256 of the models that take part, by name.
    ///
    /// # Errors
    /// Where a model cannot be read.
    pub fn digests(&self) -> Result<BTreeMap<String, String>> {
        let mut all = model_digests(&self.lang)?;
        for second in OcrOptions::default().second_languages.iter().filter(|l| has_model(l)) {
            all.extend(model_digests(second)?);
        }
        Ok(all.into_iter().collect())
    }

    /// The report of progress over a plan.
    pub fn progress(&self, plan: &Plan) -> Progress {
        Progress::new(plan.inputs.len() as u64, self.quiet, self.json)
    }
}

/// How an input went whose pages had these errors.
pub fn status_of(pages: usize, errors: &[PageError]) -> Status {
    match errors.len() {
        0 => Status::Ok,
        n if n == pages => Status::Failed,
        _ => Status::Partial,
    }
}

/// The report of an input that could not be opened.
pub fn failed(id: Option<&str>, path: &str, error: &Error) -> InputReport {
    InputReport {
        id: id.map(str::to_string),
        path: path.into(),
        sha256: None,
        status: Status::Failed,
        pages: 0,
        records: 0,
        repeats: 0,
        repeats_elsewhere: 0,
        output: None,
        errors: vec![PageError { page: None, error: error.to_string() }],
    }
}

/// The path that an error is about, to be shown.
pub fn shown_path(error: &Error) -> String {
    error.path().map(|p| p.display().to_string()).unwrap_or_default()
}

/// What a plan passed over.
pub fn skipped(plan: &Plan) -> Vec<SkippedInput> {
    let shown =
        |s: &crate::ingest::Skipped| SkippedInput { path: s.path.display().to_string(), reason: s.reason.clone() };
    plan.skipped.iter().map(shown).collect()
}

/// Writes a JSON file whole.
///
/// # Errors
/// Where it cannot be written.
pub fn write_json(path: &Path, value: &impl serde::Serialize) -> Result<()> {
    write_file(path, &crate::dataset::json_bytes(path, value)?)
}
