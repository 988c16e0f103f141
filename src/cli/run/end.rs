//! The end of a run: what holds something of all documents is put together, and a person is told how it went.

use std::path::Path;
use std::time::Instant;

use super::super::progress::{Progress, counted};
use super::super::reading::{skipped, write_json};
use super::document::Results;
use super::settings::Settings;
use super::stop::{Reason, Stop};
use super::survey::Survey;
use super::{super::Dedupe, RunArgs};
use crate::dataset::Dataset;
use crate::dataset::assemble::{Parts, assemble};
use crate::dataset::journal::Journal;
use crate::error::{Error, Result};
use crate::export::{InputReport, Manifest, RunReport, ShardOf, Status};
use crate::ingest::Plan;

/// How many documents are named whose files are removed.
const REMOVED_SAID: usize = 20;

/// All that the end of a run needs to know.
pub struct End<'a> {
    pub args: &'a RunArgs,
    pub plan: &'a Plan,
    pub survey: Survey,
    pub results: Results,
    pub settings: &'a Settings,
    pub shard: Option<ShardOf>,
    pub stop: &'a Stop,
    pub started: jiff::Timestamp,
    pub begun: Instant,
}

impl End<'_> {
    /// Ends the run and gives the exit code.
    ///
    /// # Errors
    /// Where the dataset cannot be written.
    pub fn finish(self, dataset: &Dataset, journal: &Journal, progress: &Progress) -> Result<u8> {
        let reason = self.stop.reason();
        let flushed = journal.flush();
        let (new, resumed) = (self.results.done.len() + self.results.failed.len(), self.survey.done.len());
        let all = self.plan.inputs.len() + self.plan.errors.len();
        let left = all - new - resumed;
        if reason == Some(Reason::Interrupted) && left > 0 {
            flushed?;
            progress.finish("");
            progress.trouble(&interrupted(all, left, dataset.path()));
            return Ok(130);
        }
        let limit = match reason {
            Some(Reason::Limit(limit)) => Some(limit),
            _ => None,
        };
        let pages: usize = self.results.done.iter().map(|d| d.report.pages).sum();
        let mut done = self.survey.done;
        done.extend(self.results.done.into_iter().map(|d| (d.id().to_string(), d)));
        // What failed or was not begun may have files of an earlier run.
        let mut known = self.survey.known;
        known.extend(self.plan.inputs.iter().filter(|i| !done.contains_key(&i.id)).map(|i| i.id.clone()));
        let mut head = self.settings.manifest();
        (head.complete, head.shard) = (left == 0, self.shard.clone());
        if done.values().any(|d| d.models.is_some()) {
            head.ocr_models = self.settings.models.clone();
        }
        // Shares are compared with each other when they are put together.
        let compare = self.args.text.dedupe == Dedupe::Batch && self.shard.is_none();
        let parts = Parts { head, done, failed: self.results.failed, known, compare };
        let assembled = flushed.and_then(|()| assemble(dataset, journal, parts));
        // The disk that ended the run may have no room for what is told of it either; the journal has it. A disk may fill here, too, at the very end.
        let ended = |e: Error| match &limit {
            Some(limit) => Error::Limit(stopped(limit, all, left)),
            None if is_full(&e) => Error::Limit(stopped(&format!("{e}; make room"), all, left)),
            None => e,
        };
        let (manifest, removed) = assembled.map_err(|e| {
            progress.finish("");
            ended(e)
        })?;
        let planned = |id: &str| self.plan.inputs.binary_search_by(|i| i.id.as_str().cmp(id)).is_ok();
        let gone: Vec<&String> = removed.iter().filter(|id| !planned(id)).collect();
        for id in gone.iter().take(REMOVED_SAID) {
            progress.trouble(&format!("{id}: no input goes by this name any more; its files are removed"));
        }
        if gone.len() > REMOVED_SAID {
            progress.trouble(&format!("and of {} more documents", gone.len() - REMOVED_SAID));
        }
        let seconds = self.begun.elapsed().as_secs_f64();
        let report = RunReport {
            schema: "justera/run-report/1".into(),
            started: self.started.to_string(),
            seconds,
            pages,
            pages_per_second: pages as f64 / seconds.max(1e-9),
            threads: rayon::current_num_threads(),
            host: format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
            resumed,
            left,
            stopped: limit.clone(),
            skipped: skipped(self.plan),
        };
        write_json(&dataset.folder("run-report.json"), &report).map_err(|e| {
            progress.finish("");
            ended(e)
        })?;
        progress.finish(&summary(&manifest, &report, dataset.path()));
        if let Some(limit) = limit.filter(|_| left > 0) {
            return Err(Error::Limit(stopped(&limit, all, left)));
        }
        Ok(if manifest.inputs.iter().any(|r| r.status != Status::Ok) { 2 } else { 0 })
    }
}

/// Whether there was no room on the disk.
fn is_full(error: &Error) -> bool {
    matches!(error, Error::Io { source, .. } if source.kind() == std::io::ErrorKind::StorageFull)
}

fn interrupted(all: usize, left: usize, out: &Path) -> String {
    format!(
        "interrupted: {} of {} finished and kept in {}; the same command goes on from here",
        all - left,
        counted(all, "input"),
        out.display()
    )
}

fn stopped(limit: &str, all: usize, left: usize) -> String {
    format!(
        "the run ended early: {limit}; {} of {} finished and kept, the same command goes on from here",
        all - left,
        counted(all, "input")
    )
}

fn summary(manifest: &Manifest, report: &RunReport, out: &Path) -> String {
    let reports = &manifest.inputs;
    let sum = |f: fn(&InputReport) -> usize| reports.iter().map(f).sum::<usize>();
    let count = |s: Status| reports.iter().filter(|r| r.status == s).count();
    let elsewhere = match sum(|r| r.repeats_elsewhere) {
        0 => String::new(),
        n => format!(", {n} in another document"),
    };
    let seconds = report.seconds;
    let speed = match report.resumed {
        0 => format!("{seconds:.1} s, {:.1} pages/s", report.pages_per_second),
        n => format!("{seconds:.1} s: {} read, {} already done", counted(report.pages, "page"), counted(n, "document")),
    };
    let mut text = format!(
        "{}, {} ({} repeated{elsewhere}), {} in {} ({speed})",
        counted(reports.len() - count(Status::Failed), "document"),
        counted(sum(|r| r.pages), "page"),
        sum(|r| r.repeats),
        counted(sum(|r| r.records), "record"),
        out.display(),
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
