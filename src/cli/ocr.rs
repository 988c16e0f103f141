//! `justera ocr`: what was read, as hOCR, ALTO and searchable PDF.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use clap::Args;
use rayon::prelude::*;

use super::decisions::DecisionArgs;
use super::inputs::InputArgs;
use super::lexicon::LexiconArgs;
use super::ocr_document::{DocumentOutput, PageOptions};
use super::progress::{Progress, counted};
use super::reading::{ReadingArgs, failed, shown_path, skipped, status_of, write_json};
use crate::error::Result;
use crate::export::{
    InputReport, Manifest, OCR_MANIFEST_SCHEMA, OcrManifest, PageError, Status, escape_id, repaired_page,
};
use crate::ingest::{Input, OpenInput};
use crate::ocr::Recognizer;
use crate::page::{Origin, Page, PageImage, PageStatus};
use crate::pipeline::{Options, Pipeline};
use crate::repair::DEFAULT_THRESHOLD;

/// Arguments of `justera ocr`.
#[derive(Args)]
pub struct OcrArgs {
    #[command(flatten)]
    inputs: InputArgs,
    /// Folder for what was read; made where it is missing
    #[arg(long, short, value_name = "FOLDER")]
    out: PathBuf,
    /// Write a searchable PDF of each document too: the page images with the text, unseen, over them
    #[arg(long)]
    pdf: bool,
    /// Write the words as they are after repair, each in its box
    #[arg(long)]
    repair: bool,
    /// Write for each letter how sure the engine was, and what else it took it for (larger files)
    #[arg(long)]
    letters: bool,
    #[command(flatten)]
    reading: ReadingArgs,
    #[command(flatten)]
    lexicon: LexiconArgs,
    #[command(flatten)]
    decisions: DecisionArgs,
}

/// Runs `justera ocr`; the exit code is 0, or 2 where an input or page failed.
///
/// # Errors
/// Where nothing could be begun: a missing model, an output folder that cannot be written to.
pub fn run(args: &OcrArgs) -> Result<u8> {
    let begun = Instant::now();
    let loaded = args.lexicon.load()?;
    let decided = args.decisions.load()?;
    let plan = args.inputs.plan()?;
    let pool = args.reading.recognizer(&plan)?;
    let recognizer = pool.as_ref().map(|p| p as &dyn Recognizer);
    let options = Options {
        language: args.reading.lang.clone(),
        threshold: DEFAULT_THRESHOLD,
        // Every page is written, repeats too.
        dedupe: false,
        repair: args.repair,
        text_layer: args.reading.text_layer(),
        era: None,
    };
    let job = Job {
        args,
        pipeline: Pipeline::with_lexicon(options, loaded.lexicon, recognizer).with_decisions(decided.decisions),
        progress: args.reading.progress(&plan),
        recognised: AtomicUsize::new(0),
    };
    DocumentOutput::make_folders(&args.out, args.pdf)?;
    // Each input is opened when its turn comes, so that memory does not grow with the batch.
    let mut reports: Vec<InputReport> = plan.inputs.par_iter().map(|input| job.one(input)).collect::<Result<_>>()?;
    for error in &plan.errors {
        job.progress.trouble(&error.to_string());
        reports.push(failed(None, &shown_path(error), error));
    }
    DocumentOutput::remove_parts(&args.out)?;
    let recognised = job.recognised.load(Ordering::Relaxed) > 0;
    let models = if recognised { args.reading.digests()? } else { BTreeMap::new() };
    let name = args.out.join("ocr-manifest.json");
    let manifest =
        OcrManifest { run: job.manifest(loaded.digests, &decided.digests, models, &reports), skipped: skipped(&plan) };
    write_json(&name, &manifest)?;
    job.progress.finish(&summary(&reports, begun.elapsed().as_secs_f64(), &args.out, &name));
    Ok(if reports.iter().any(|r| r.status != Status::Ok) { 2 } else { 0 })
}

struct Job<'a> {
    args: &'a OcrArgs,
    pipeline: Pipeline<'a>,
    progress: Progress,
    recognised: AtomicUsize,
}

/// What is left of a page once it is written: its errors, and all of it where the repair needs the whole document.
struct PageDone {
    page: Option<Page>,
    error: Option<PageError>,
    seen: bool,
}

impl Job<'_> {
    fn one(&self, input: &Input) -> Result<InputReport> {
        let opened = match OpenInput::open(input) {
            Ok(opened) => opened,
            Err(e) => {
                self.progress.trouble(&e.to_string());
                return Ok(failed(Some(&input.id), &input.relative, &e));
            }
        };
        let options = PageOptions {
            images: (0..opened.page_count()).map(|i| image_name(input, opened.page_file(i))).collect(),
            letters: self.args.letters,
            mended: self.args.repair,
            pdf: self.args.pdf,
        };
        let output = DocumentOutput::begin(&self.args.out, &escape_id(&input.id), options)?;
        let done = self.pipeline.read_each(&opened, self.args.pdf, &|page, image| self.page(page, image, &output));
        let mut done: Vec<PageDone> = done.into_iter().collect::<Result<_>>()?;
        let mut pages = done.len();
        if self.args.repair {
            let read: Vec<Page> = done.iter_mut().filter_map(|d| d.page.take()).collect();
            let mended = self.pipeline.repaired(&input.id, read)?;
            pages = mended.len();
            for page in &mended {
                output.write_page(&repaired_page(page))?;
            }
        }
        for note in opened.warnings() {
            self.progress.trouble(&format!("{}: {note}", input.path.display()));
        }
        let unseen = done.iter().filter(|d| !d.seen).count();
        if self.args.pdf && unseen > 0 {
            let shown = input.path.display();
            self.progress.trouble(&format!(
                "{shown}: {unseen} of {pages} pages came without an image; they are white in the PDF, with their text to be found"
            ));
        }
        output.finish(&input.id, opened.sha256(), pages)?;
        let errors: Vec<PageError> = done.into_iter().filter_map(|d| d.error).collect();
        self.progress.pages_of(&input.id, pages);
        Ok(InputReport {
            id: Some(input.id.clone()),
            path: input.relative.clone(),
            sha256: Some(opened.sha256().into()),
            status: status_of(pages, &errors),
            pages,
            records: 0,
            repeats: 0,
            repeats_elsewhere: 0,
            output: None,
            errors,
        })
    }

    /// One page, written at once unless it waits for its repair. Its image goes to the disk in any case.
    fn page(&self, page: Page, image: Option<&PageImage>, output: &DocumentOutput) -> Result<PageDone> {
        self.progress.page();
        if page.origin == Origin::Ocr && page.status != PageStatus::Failed {
            self.recognised.fetch_add(1, Ordering::Relaxed);
        }
        if let Some(error) = &page.error {
            self.progress.trouble_once(error);
        }
        let error = page.error.clone().map(|error| PageError { page: Some(page.index), error });
        output.write_image(page.index, image)?;
        // A page that failed has nothing to be seen by its own fault, of which it says enough.
        let seen = image.is_some() || error.is_some();
        if self.args.repair {
            return Ok(PageDone { page: Some(page), error, seen });
        }
        output.write_page(&page)?;
        Ok(PageDone { page: None, error, seen })
    }

    fn manifest(
        &self,
        own_words: BTreeMap<String, String>,
        decisions: &BTreeMap<String, String>,
        ocr_models: BTreeMap<String, String>,
        reports: &[InputReport],
    ) -> Manifest {
        let options = serde_json::json!({
            "lang": self.args.reading.lang,
            "ocr": format!("{:?}", self.args.reading.ocr).to_lowercase(),
            "pdf": self.args.pdf,
            "repair": self.args.repair,
            "letters": self.args.letters,
            "lexicon": own_words.keys().collect::<Vec<_>>(),
            "decisions": decisions,
        });
        let options = options.as_object().map(|o| o.iter().map(|(k, v)| (k.clone(), v.clone())).collect());
        Manifest {
            schema: OCR_MANIFEST_SCHEMA.into(),
            version: env!("CARGO_PKG_VERSION").into(),
            options: options.unwrap_or_default(),
            dictionaries: own_words,
            ocr_models,
            complete: true,
            shard: None,
            files: BTreeMap::new(),
            inputs: reports.to_vec(),
        }
    }
}

/// What the files call the image of a page: the input, and in a folder its file.
fn image_name(input: &Input, file: Option<&Path>) -> String {
    let name = file.and_then(Path::file_name).map(|n| n.to_string_lossy());
    name.map_or_else(|| input.relative.clone(), |name| format!("{}/{name}", input.relative))
}

fn summary(reports: &[InputReport], seconds: f64, out: &Path, manifest: &Path) -> String {
    let pages: usize = reports.iter().map(|r| r.pages).sum();
    let lost = reports.iter().filter(|r| r.status == Status::Failed).count();
    let mut text = format!(
        "{}, {} in {} ({seconds:.1} s, {:.1} pages/s)",
        counted(reports.len() - lost, "document"),
        counted(pages, "page"),
        out.display(),
        pages as f64 / seconds.max(1e-9),
    );
    let bad_pages = reports.iter().flat_map(|r| &r.errors).filter(|e| e.page.is_some()).count();
    if lost + bad_pages > 0 {
        let manifest = manifest.display();
        text.push_str(&format!("\nfailed: inputs {lost}, pages {bad_pages}; {manifest} names each with the cause"));
    }
    text
}
