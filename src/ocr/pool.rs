//! Worker processes kept for many pages, one for each thread that reads.

use std::ffi::OsString;
use std::sync::{Mutex, PoisonError};

use super::models::{check_models, has_model, tessdata_dir};
use super::wire::Reply;
use super::worker::Worker;
use super::{OcrOptions, Recognizer};
use crate::error::{Error, Result};
use crate::page::Line;
use crate::page::PageImage;

/// A worker is replaced after this many pages, so that what an engine leaks does not add up.
const PAGES_A_WORKER: usize = 500;

/// Tesseract in worker processes. As many run as threads call [`Recognizer::read`] at once.
pub struct TesseractPool {
    command: Vec<OsString>,
    options: OcrOptions,
    idle: Mutex<Vec<Worker>>,
}

impl TesseractPool {
    /// A pool without workers yet: they are started when pages come. Checks that the models are there.
    ///
    /// # Errors
    /// [`Error::MissingModel`]; [`Error::Usage`] where this program was built without OCR or cannot find itself.
    pub fn new(options: OcrOptions) -> Result<Self> {
        let command = match &options.worker {
            Some(command) => command.clone(),
            None => own_command(&options)?,
        };
        Ok(TesseractPool { command, options, idle: Mutex::new(Vec::new()) })
    }

    fn try_read(&self, worker: Option<Worker>, image: &PageImage) -> std::result::Result<Reply, String> {
        let timeout = self.options.page_timeout;
        let mut worker = worker.map_or_else(|| Worker::start(&self.command, timeout), Ok)?;
        let reply = worker.read(image, timeout)?;
        if worker.pages < PAGES_A_WORKER {
            self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(worker);
        }
        Ok(reply)
    }
}

impl Recognizer for TesseractPool {
    /// Reads a page. A worker that dies, hangs or talks nonsense is ended and the page tried once more on a new one.
    fn read(&self, image: &PageImage) -> std::result::Result<Vec<Line>, String> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let reply = match self.try_read(idle, image) {
            Ok(reply) => reply,
            Err(_) => self.try_read(None, image).map_err(|e| format!("{e} (tried twice)"))?,
        };
        match reply {
            Reply::Lines(lines) => Ok(lines.into_iter().map(|l| l.into_line()).collect()),
            Reply::Error(why) => Err(format!("the OCR engine refused the page: {why}")),
        }
    }
}

/// This program as a worker.
fn own_command(options: &OcrOptions) -> Result<Vec<OsString>> {
    if !super::is_built_in() {
        return Err(Error::Usage("this Justera was built without OCR; build it with the feature 'ocr'".into()));
    }
    check_models(&options.language)?;
    let program = std::env::current_exe().map_err(|e| Error::Usage(format!("cannot find this program: {e}")))?;
    let mut command: Vec<OsString> = vec![program.into(), "ocr-worker".into()];
    let mut option = |name: &str, value: OsString| command.extend([name.into(), value]);
    option("--lang", options.language.clone().into());
    option("--psm", options.psm.to_string().into());
    if let Some(bytes) = options.worker_memory {
        option("--memory", bytes.to_string().into());
    }
    if let Some(dir) = tessdata_dir() {
        option("--tessdata", dir.into());
    }
    for second in options.second_languages.iter().filter(|l| has_model(l)) {
        option("--second", second.into());
    }
    Ok(command)
}
