//! One document of a run, from its input to its files and its mark in the journal.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use super::super::progress::Progress;
use super::super::reading::{failed, status_of};
use super::pages::KeptPages;
use super::settings::Settings;
use super::stop::Stop;
use crate::dataset::Dataset;
use crate::dataset::journal::{Done, Journal};
use crate::error::{Error, Result};
use crate::export::{InputReport, OutputDigests, PageError, Status};
use crate::ingest::{Input, OpenInput, Plan};
use crate::page::{Origin, Page, PageStatus};
use crate::pipeline::Pipeline;
use crate::protocol::{Protocol, Source};

/// How often an input is read that changes while it is read.
const READINGS: usize = 3;

/// What the threads of a run share.
pub struct Documents<'a> {
    pub plan: &'a Plan,
    pub pipeline: &'a Pipeline<'a>,
    pub dataset: &'a Dataset,
    pub settings: &'a Settings,
    pub journal: &'a Journal,
    pub progress: &'a Progress,
    pub stop: &'a Stop,
    pub results: Mutex<Results>,
}

/// What a run has come to.
#[derive(Debug, Default)]
pub struct Results {
    /// Documents that have files.
    pub done: Vec<Done>,
    /// Inputs that have none.
    pub failed: Vec<InputReport>,
}

/// How reading and processing an input ended.
enum Outcome {
    Whole(Box<Protocol>, bool),
    Failed(Error),
    /// The run was stopped before the last page.
    Stopped,
}

impl Documents<'_> {
    /// Does the input at `index` of the plan.
    pub fn one(&self, index: usize) {
        let (input, begun) = (&self.plan.inputs[index], Instant::now());
        match self.settled(input) {
            Outcome::Stopped => {}
            Outcome::Failed(error) => {
                self.progress.trouble(&error.to_string());
                let report = failed(Some(&input.id), &input.relative, &error);
                self.results.lock().unwrap_or_else(PoisonError::into_inner).failed.push(report);
                self.progress.lost();
                self.stop.failure();
            }
            Outcome::Whole(protocol, recognised) => match self.dataset.write_protocol(&protocol) {
                Ok(output) => self.finish(input, &protocol, recognised, output, begun.elapsed().as_secs_f64()),
                Err(e) => self.stop.unwritable(&e),
            },
        }
        self.stop.look_at_disk();
    }

    fn finish(&self, input: &Input, protocol: &Protocol, recognised: bool, output: OutputDigests, seconds: f64) {
        let report = report(input, protocol, output);
        let (pages, records, status) = (report.pages, report.records, report.status);
        let done = Done {
            settings: self.settings.key.clone(),
            models: recognised.then(|| self.settings.models_key.clone()),
            warnings: protocol.warnings.len(),
            report,
        };
        if let Err(e) = self.journal.done(done.clone(), seconds) {
            self.stop.unwritable(&e);
        }
        self.results.lock().unwrap_or_else(PoisonError::into_inner).done.push(done);
        self.progress.document(&input.id, pages, records);
        if status != Status::Ok {
            self.progress.failed();
            self.stop.failure();
        }
    }

    /// The outcome for an input that is the same before and after.
    fn settled(&self, input: &Input) -> Outcome {
        for _ in 0..READINGS {
            let before = input.stamps();
            let outcome = self.guarded(input);
            if matches!(outcome, Outcome::Stopped) || input.stamps() == before {
                return outcome;
            }
        }
        let path = input.path.clone();
        let detail = "it changes while it is being read; run again when it is whole".into();
        Outcome::Failed(Error::Data { path, detail })
    }

    /// A fault of this program in one document is an error of that document.
    fn guarded(&self, input: &Input) -> Outcome {
        // In the common pool, where the stages compute.
        let outcome = catch_unwind(AssertUnwindSafe(|| rayon::scope(|_| self.process(input))));
        let fault = |_| {
            let detail = "a fault of Justera itself; please report it, with the file if you can".into();
            Err(Error::Data { path: input.path.clone(), detail })
        };
        outcome.unwrap_or_else(fault).unwrap_or_else(Outcome::Failed)
    }

    fn process(&self, input: &Input) -> Result<Outcome> {
        let opened = match OpenInput::open(input) {
            Ok(opened) => opened,
            Err(e) => return Ok(Outcome::Failed(e)),
        };
        let key = format!("{} {} {}", opened.sha256(), self.settings.models_key, self.settings.key);
        let recognizes = !self.settings.models.is_empty();
        let language = self.pipeline.language();
        let kept = KeptPages::new(self.dataset, &input.id, key, language, self.stop, recognizes);
        let pages = self.pipeline.read_keeping(&opened, &kept, &|page: &Page| {
            self.progress.page();
            if let Some(error) = &page.error {
                self.progress.trouble_once(error);
            }
        });
        let Some(pages) = pages else { return Ok(Outcome::Stopped) };
        let recognised = pages.iter().any(|p| p.origin == Origin::Ocr && p.status != PageStatus::Failed);
        for note in opened.warnings() {
            self.progress.trouble(&format!("{}: {note}", input.path.display()));
        }
        let source = Source {
            path: input.relative.clone(),
            sha256: opened.sha256().into(),
            media_type: opened.media_type().into(),
            page_count: opened.page_count(),
        };
        let protocol = self.pipeline.process(&input.id, source, opened.warnings(), pages)?;
        Ok(Outcome::Whole(Box::new(protocol), recognised))
    }
}

fn report(input: &Input, protocol: &Protocol, output: OutputDigests) -> InputReport {
    let errors: Vec<PageError> = protocol
        .pages
        .iter()
        .filter_map(|p| p.error.as_ref().map(|e| PageError { page: Some(p.index), error: e.clone() }))
        .collect();
    InputReport {
        id: Some(input.id.clone()),
        path: input.relative.clone(),
        sha256: Some(protocol.source.sha256.clone()),
        status: status_of(protocol.pages.len(), &errors),
        pages: protocol.pages.len(),
        records: protocol.meetings.iter().map(|m| m.records.len()).sum(),
        repeats: protocol.pages.iter().filter(|p| p.duplicate_of.is_some()).count(),
        repeats_elsewhere: 0,
        output: Some(output),
        errors,
    }
}
