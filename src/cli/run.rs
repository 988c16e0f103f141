//! `justera run`: from files and folders to a dataset.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use clap::Args;
use rayon::prelude::*;

use super::batch::{self, Batch};
use super::reading::{ReadingArgs, failed, status_of};
use super::{Dedupe, TextArgs, inputs::InputArgs, progress::Progress, progress::counted};
use crate::error::{Error, Result};
use crate::export::{
    InputReport, Manifest, PageError, RunReport, SkippedInput, Status, escape_id, record_lines, text_of, write_file,
};
use crate::ingest::{Input, OpenInput, Plan};
use crate::ocr::Recognizer;
use crate::page::{Page, PageStatus};
use crate::pipeline::Pipeline;
use crate::protocol::{Protocol, Source};

/// Arguments of `justera run`.
#[derive(Args)]
pub struct RunArgs {
    #[command(flatten)]
    inputs: InputArgs,
    /// Folder of the dataset; made where it is missing
    #[arg(long, short, value_name = "FOLDER")]
    out: PathBuf,
    #[command(flatten)]
    reading: ReadingArgs,
    #[command(flatten)]
    text: TextArgs,
}

/// Runs `justera run`; the exit code is 0, or 2 where an input or page failed.
///
/// # Errors
/// Where nothing could be begun: a missing model, an output folder that cannot be written to.
pub fn run(args: &RunArgs) -> Result<u8> {
    let (begun, started) = (Instant::now(), jiff::Timestamp::now());
    let loaded = args.text.lexicon.load()?;
    let plan = args.inputs.plan()?;
    let pool = args.reading.recognizer(&plan)?;
    let recognizer = pool.as_ref().map(|p| p as &dyn Recognizer);
    let options = args.text.options(&args.reading.lang, args.reading.text_layer());
    let pipeline = Pipeline::with_lexicon(options, loaded.lexicon, recognizer);
    let folders = Folders::make(&args.out)?;
    batch::clear(&args.out)?;
    let batch = (args.text.dedupe == Dedupe::Batch).then(|| Batch::new(&args.out)).transpose()?;

    let progress = args.reading.progress(&plan);
    let recognised = AtomicUsize::new(0);
    // Each input is opened when its turn comes, so that memory does not grow with the batch.
    let mut reports: Vec<InputReport> = plan
        .inputs
        .par_iter()
        .map(|input| one(input, &pipeline, &folders, batch.as_ref(), &progress, &recognised))
        .collect::<Result<_>>()?;
    if let Some(batch) = batch {
        batch.finish(&folders, &mut reports)?;
    }
    for error in &plan.errors {
        progress.trouble(&error.to_string());
        reports.push(failed(None, &shown_path(error), error));
    }
    folders.join_records(&plan.inputs)?;

    let models = if recognised.load(Ordering::Relaxed) > 0 { args.reading.digests()? } else { BTreeMap::new() };
    write_json(&args.out.join("manifest.json"), &manifest(args, &loaded.digests, models, &reports))?;
    let seconds = begun.elapsed().as_secs_f64();
    write_json(&args.out.join("run-report.json"), &run_report(started, seconds, &reports, &plan))?;
    let bad = reports.iter().filter(|r| r.status != Status::Ok).count();
    progress.finish(&summary(&reports, seconds, &args.out));
    Ok(if bad > 0 { 2 } else { 0 })
}

pub(super) struct Folders {
    out: PathBuf,
    parts: PathBuf,
}

impl Folders {
    fn make(out: &Path) -> Result<Self> {
        let parts = out.join(".parts");
        for folder in [out, &out.join("protocols"), &out.join("text"), &parts] {
            std::fs::create_dir_all(folder).map_err(|e| Error::Io {
                path: folder.into(),
                action: "create",
                source: e,
            })?;
        }
        Ok(Folders { out: out.into(), parts })
    }

    fn part(&self, id: &str) -> PathBuf {
        self.parts.join(format!("{}.jsonl", escape_id(id)))
    }

    pub(super) fn protocol(&self, id: &str) -> PathBuf {
        self.out.join("protocols").join(format!("{}.json", escape_id(id)))
    }

    pub(super) fn write(&self, protocol: &Protocol) -> Result<()> {
        let name = escape_id(&protocol.id);
        write_json(&self.protocol(&protocol.id), protocol)?;
        write_file(&self.out.join("text").join(format!("{name}.txt")), text_of(protocol).as_bytes())?;
        write_file(&self.part(&protocol.id), record_lines(protocol)?.as_bytes())
    }

    /// Puts the documents' records together in order of identifier, without holding them in memory.
    fn join_records(&self, inputs: &[Input]) -> Result<()> {
        let path = self.out.join("records.jsonl");
        let temporary = path.with_extension("tmp");
        let io = |e| Error::Io { path: path.clone(), action: "write", source: e };
        let mut file = std::io::BufWriter::new(std::fs::File::create(&temporary).map_err(io)?);
        for input in inputs {
            match std::fs::File::open(self.part(&input.id)) {
                Ok(mut part) => drop(std::io::copy(&mut part, &mut file).map_err(io)?),
                // An input that failed has no records.
                Err(e) if e.kind() == std::io::ErrorKind::NotFound => {}
                Err(e) => return Err(io(e)),
            }
        }
        file.flush().and_then(|()| file.get_ref().sync_all()).map_err(io)?;
        std::fs::rename(&temporary, &path).map_err(io)?;
        std::fs::remove_dir_all(&self.parts).map_err(io)
    }
}

fn one(
    input: &Input,
    pipeline: &Pipeline,
    folders: &Folders,
    batch: Option<&Batch>,
    progress: &Progress,
    recognised: &AtomicUsize,
) -> Result<InputReport> {
    let opened = match OpenInput::open(input) {
        Ok(opened) => opened,
        Err(e) => {
            progress.trouble(&e.to_string());
            return Ok(failed(Some(&input.id), &input.relative, &e));
        }
    };
    let pages = pipeline.read(&opened, &|page: &Page| {
        progress.page();
        if page.origin == crate::page::Origin::Ocr && page.status != PageStatus::Failed {
            recognised.fetch_add(1, Ordering::Relaxed);
        }
        if let Some(error) = &page.error {
            progress.trouble_once(error);
        }
    });
    for note in opened.warnings() {
        progress.trouble(&format!("{}: {note}", input.path.display()));
    }
    let source = Source {
        path: input.relative.clone(),
        sha256: opened.sha256().into(),
        media_type: opened.media_type().into(),
        page_count: opened.page_count(),
    };
    let protocol = pipeline.process(&input.id, source, opened.warnings(), pages)?;
    folders.write(&protocol)?;
    if let Some(batch) = batch {
        batch.add(&protocol)?;
    }
    let report = report(input, &protocol);
    progress.document(&input.id, report.pages, report.records);
    Ok(report)
}

fn report(input: &Input, protocol: &Protocol) -> InputReport {
    let errors: Vec<PageError> = protocol
        .pages
        .iter()
        .filter_map(|p| p.error.as_ref().map(|e| PageError { page: Some(p.index), error: e.clone() }))
        .collect();
    let status = status_of(protocol.pages.len(), &errors);
    InputReport {
        id: Some(input.id.clone()),
        path: input.relative.clone(),
        sha256: Some(protocol.source.sha256.clone()),
        status,
        pages: protocol.pages.len(),
        records: protocol.meetings.iter().map(|m| m.records.len()).sum(),
        repeats: protocol.pages.iter().filter(|p| p.duplicate_of.is_some()).count(),
        repeats_elsewhere: 0,
        errors,
    }
}

pub(super) fn shown_path(error: &Error) -> String {
    error.path().map(|p| p.display().to_string()).unwrap_or_default()
}

fn manifest(
    args: &RunArgs,
    own_words: &BTreeMap<String, String>,
    ocr_models: BTreeMap<String, String>,
    reports: &[InputReport],
) -> Manifest {
    let compiled = crate::lexicon::compiled_bytes();
    let options = serde_json::json!({
        "lang": args.reading.lang,
        "ocr": format!("{:?}", args.reading.ocr).to_lowercase(),
        "threshold": args.text.threshold,
        "repair": !args.text.no_repair,
        "dedupe": format!("{:?}", args.text.dedupe).to_lowercase(),
        "era": format!("{:?}", args.text.era).to_lowercase(),
        "lexicon": own_words.keys().collect::<Vec<_>>(),
    });
    let options = options.as_object().map(|o| o.iter().map(|(k, v)| (k.clone(), v.clone())).collect());
    Manifest {
        schema: "justera/manifest/1".into(),
        version: env!("CARGO_PKG_VERSION").into(),
        options: options.unwrap_or_default(),
        dictionaries: compiled
            .iter()
            .map(|(name, bytes)| (name.to_string(), super::hex(bytes)))
            .chain(own_words.iter().map(|(name, digest)| (name.clone(), digest.clone())))
            .collect(),
        ocr_models,
        inputs: reports.to_vec(),
    }
}

fn run_report(started: jiff::Timestamp, seconds: f64, reports: &[InputReport], plan: &Plan) -> RunReport {
    let pages = reports.iter().map(|r| r.pages).sum::<usize>();
    RunReport {
        schema: "justera/run-report/1".into(),
        started: started.to_string(),
        seconds,
        pages,
        pages_per_second: pages as f64 / seconds.max(1e-9),
        threads: rayon::current_num_threads(),
        host: format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
        skipped: skipped(plan),
    }
}

/// What a plan passed over.
pub(super) fn skipped(plan: &Plan) -> Vec<SkippedInput> {
    let shown =
        |s: &crate::ingest::Skipped| SkippedInput { path: s.path.display().to_string(), reason: s.reason.clone() };
    plan.skipped.iter().map(shown).collect()
}

fn summary(reports: &[InputReport], seconds: f64, out: &Path) -> String {
    let sum = |f: fn(&InputReport) -> usize| reports.iter().map(f).sum::<usize>();
    let count = |s: Status| reports.iter().filter(|r| r.status == s).count();
    let pages = sum(|r| r.pages);
    let elsewhere = match sum(|r| r.repeats_elsewhere) {
        0 => String::new(),
        n => format!(", {n} in another document"),
    };
    let mut text = format!(
        "{}, {} ({} repeated{elsewhere}), {} in {} ({seconds:.1} s, {:.1} pages/s)",
        counted(reports.len() - count(Status::Failed), "document"),
        counted(pages, "page"),
        sum(|r| r.repeats),
        counted(sum(|r| r.records), "record"),
        out.display(),
        pages as f64 / seconds.max(1e-9),
    );
    let bad_pages = reports.iter().flat_map(|r| &r.errors).filter(|e| e.page.is_some()).count();
    if count(Status::Failed) + bad_pages > 0 {
        let manifest = out.join("manifest.json");
        text.push_str(&format!(
            "\nfailed: inputs {}, pages {bad_pages}; {} names each with the cause",
            count(Status::Failed),
            manifest.display()
        ));
    }
    text
}

pub(super) fn write_json(path: &Path, value: &impl serde::Serialize) -> Result<()> {
    let mut json =
        serde_json::to_vec_pretty(value).map_err(|e| Error::Data { path: path.into(), detail: e.to_string() })?;
    json.push(b'\n');
    write_file(path, &json)
}
