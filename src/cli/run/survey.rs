//! What there is to do before it is done: which documents an earlier run has finished, which are new.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::super::filter::print;
use super::settings::Settings;
use crate::dataset::Dataset;
use crate::dataset::journal::{Done, Told};
use crate::error::Result;
use crate::export::{Status, sha256_hex};
use crate::ingest::{Input, Plan};

/// Why a document is done, or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Why {
    /// No run has finished it.
    New,
    /// The input, or a file made of it, is another than it was.
    Changed,
    /// It was finished by another version, or with other options, dictionaries or models.
    OtherSettings,
    /// Some of its pages failed, and these are to be tried again.
    Retry,
    /// It is finished.
    Done,
}

impl Why {
    fn name(self) -> &'static str {
        match self {
            Why::New => "new",
            Why::Changed => "changed",
            Why::OtherSettings => "other-settings",
            Why::Retry => "failed-before",
            Why::Done => "done",
        }
    }
}

/// Numbers for a person.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Figures {
    /// All inputs.
    pub inputs: usize,
    /// Pages of those whose number of pages is known before they are opened.
    pub pages: usize,
    /// Inputs whose number of pages is not known yet.
    pub uncounted: usize,
    /// Never finished.
    pub new: usize,
    /// Input changed since it was finished.
    pub changed: usize,
    /// Finished with other settings.
    pub other_settings: usize,
    /// To be tried again.
    pub retry: usize,
    /// Finished.
    pub done: usize,
}

/// What there is to do.
pub struct Survey {
    /// Indexes of the inputs to be done.
    pub to_do: Vec<usize>,
    /// Finished documents of the plan.
    pub done: BTreeMap<String, Done>,
    /// Documents that have files or may have.
    pub known: BTreeSet<String>,
    /// The numbers.
    pub figures: Figures,
    why: Vec<Why>,
}

impl Survey {
    /// Compares the plan with what the journal tells. Inputs and files of finished documents are read whole, to see that they are as they were.
    pub fn new(plan: &Plan, dataset: &Dataset, told: Told, settings: &Settings, retry: bool) -> Survey {
        let why = |input: &Input| match told.done.get(&input.id) {
            Some(done) => why(input, done, dataset, settings, retry),
            None => Why::New,
        };
        let why: Vec<Why> = plan.inputs.par_iter().map(why).collect();
        let mut figures = Figures { inputs: plan.inputs.len(), ..Figures::default() };
        let (mut to_do, mut done) = (Vec::new(), BTreeMap::new());
        for (i, (input, why)) in plan.inputs.iter().zip(&why).enumerate() {
            let earlier = told.done.get(&input.id);
            match (*why, earlier) {
                (Why::Done, Some(earlier)) => drop(done.insert(input.id.clone(), earlier.clone())),
                _ => to_do.push(i),
            }
            let count = match why {
                Why::New => &mut figures.new,
                Why::Changed => &mut figures.changed,
                Why::OtherSettings => &mut figures.other_settings,
                Why::Retry => &mut figures.retry,
                Why::Done => &mut figures.done,
            };
            *count += 1;
            let pages = earlier.filter(|_| *why == Why::Done).map(|d| d.report.pages).or(input.known_pages());
            figures.pages += pages.unwrap_or(0);
            figures.uncounted += usize::from(pages.is_none());
        }
        Survey { to_do, done, known: told.known, figures, why }
    }

    /// Lists all inputs on the standard output: what would be done, identifier and path, divided by tabs.
    ///
    /// # Errors
    /// Where that cannot be written.
    pub fn list(&self, plan: &Plan) -> Result<()> {
        let mut text = String::new();
        let shown = |s: &str| s.replace(['\n', '\r', '\t'], "\u{fffd}");
        for (input, why) in plan.inputs.iter().zip(&self.why) {
            let path = input.path.display().to_string();
            text.push_str(&format!("{}\t{}\t{}\n", why.name(), shown(&input.id), shown(&path)));
        }
        plan.errors.iter().for_each(|e| text.push_str(&format!("unreadable\t\t{}\n", shown(&e.to_string()))));
        for s in &plan.skipped {
            text.push_str(&format!("skipped\t\t{}: {}\n", shown(&s.path.display().to_string()), shown(&s.reason)));
        }
        text.push_str(&format!("{}\n", self.figures.sentence(plan.errors.len(), plan.skipped.len())));
        print(text.as_bytes())
    }
}

fn why(input: &Input, done: &Done, dataset: &Dataset, settings: &Settings, retry: bool) -> Why {
    let report = &done.report;
    if done.settings != settings.key || done.models.as_ref().is_some_and(|m| *m != settings.models_key) {
        return Why::OtherSettings;
    }
    if retry && report.status != Status::Ok {
        return Why::Retry;
    }
    let same_input = report.path == input.relative && input.sha256().is_ok_and(|d| report.sha256.as_ref() == Some(&d));
    let same = |path, digest: &String| std::fs::read(path).is_ok_and(|bytes| sha256_hex(&bytes) == *digest);
    let whole = same_input
        && report
            .output
            .as_ref()
            .is_some_and(|o| same(dataset.protocol(&input.id), &o.protocol) && same(dataset.text(&input.id), &o.text));
    if whole { Why::Done } else { Why::Changed }
}

impl Figures {
    /// The numbers as a sentence.
    pub fn sentence(&self, unreadable: usize, skipped: usize) -> String {
        use super::super::progress::counted;
        let pages = match (self.pages, self.uncounted) {
            (0, _) => String::new(),
            (pages, 0) => format!(", {}", counted(pages, "page")),
            (pages, rest) => {
                format!(", {} and those of {} not counted yet", counted(pages, "page"), counted(rest, "input"))
            }
        };
        let parts = [
            (self.new, "new"),
            (self.changed, "changed since"),
            (self.other_settings, "done with other settings"),
            (self.retry, "to try again"),
            (self.done, "already done"),
            (unreadable, "cannot be read"),
            (skipped, "passed over"),
        ];
        let parts: Vec<String> = parts.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{n} {what}")).collect();
        format!(
            "{}{pages}: {}",
            counted(self.inputs, "input"),
            if parts.is_empty() { "nothing".into() } else { parts.join(", ") }
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_said_in_one_line() {
        let figures = Figures { inputs: 3, pages: 12, uncounted: 1, new: 2, done: 1, ..Figures::default() };
        assert_eq!(
            figures.sentence(1, 0),
            "3 inputs, 12 pages and those of 1 input not counted yet: 2 new, 1 already done, 1 cannot be read"
        );
        assert_eq!(Figures::default().sentence(0, 0), "0 inputs: nothing");
    }
}
