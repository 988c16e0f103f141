//! Judging results against gold.
//!
//! Gold is a folder of written protocols, a text file, a table of lines or a folder of page texts; see [`evaluate`].
//! Every figure is a ratio of sums over all documents of a group, shown with its counts.

pub mod align;
pub mod ambiguous;
pub mod calibration;
pub mod cases;
pub mod counts;
pub mod dups;
pub mod gold;
pub mod lines;
pub mod meeting;
pub mod records;
pub mod report;
mod starts;
mod table;
pub mod text;

#[cfg(test)]
mod fixture;

use std::path::{Path, PathBuf};

use rayon::prelude::*;

use self::calibration::Calibration;
pub use self::report::{Measures, Report};
use self::report::{Outcome, PageOutcome};
use self::text::{Reading, WrongWords};
use crate::{Error, Result};

/// What to judge and what to list.
#[derive(Debug, Clone)]
pub struct EvalOptions {
    /// The reading before repair, for a pair of text files.
    pub raw: Option<PathBuf>,
    /// Only these variants ("swe", "eng", "engstd", "scan"); all where empty.
    pub models: Vec<String>,
    /// Only gold documents whose names begin with one of these; all where empty.
    pub only: Vec<String>,
    /// How many worst words, pages and mistakes to list; 0 lists none, and so shows nothing of any text.
    pub worst: usize,
    /// Leave the pages that gold calls repeats out of the text figures.
    pub skip_repeats: bool,
}

impl Default for EvalOptions {
    fn default() -> Self {
        EvalOptions { raw: None, models: Vec::new(), only: Vec::new(), worst: 20, skip_repeats: false }
    }
}

/// Judges `pred` against `gold`:
///
/// | gold | pred |
/// | --- | --- |
/// | a folder of written protocols (`gold.json`, `pages/`, `dup.json`), or one of them | Justera's output folder or one `protocols/<id>.json`, matched by id; or a text file |
/// | the same | the same folder: its own readings are judged as they stand |
/// | a text file, pages divided by form feeds | a text file (with `raw`: the reading before repair) or `<id>.json` |
/// | a `.tsv` of raw and gold lines | a text file of repaired lines, `-` for standard input, or Justera's output |
/// | a folder of `NAME.gt.txt` with `NAME.<model>.txt` | a folder of repaired `NAME.<model>.txt`, Justera's output, or itself |
///
/// # Errors
/// Where a path cannot be read, a file is not of the form expected, or nothing in `pred` belongs to `gold`.
pub fn evaluate(gold: &Path, pred: &Path, options: &EvalOptions) -> Result<Report> {
    if pred.as_os_str() != "-" && !pred.exists() {
        return Err(Error::NotFound { path: pred.to_path_buf() });
    }
    let (tasks, missing) = cases::tasks(gold, pred, options)?;
    if tasks.is_empty() {
        let (pred, gold) = (pred.display(), gold.display());
        return Err(Error::Usage(format!(
            "nothing in {pred} belongs to gold in {gold}; predictions are matched by id (the gold folder's name, then the \
             variant: <name>__swe), and narrowed by --only and --model"
        )));
    }
    let outcomes: Vec<Outcome> = tasks.par_iter().map(|task| judge(task, options)).collect::<Result<_>>()?;
    Ok(Report::new(outcomes, missing, options.worst))
}

fn judge(task: &cases::Task, options: &EvalOptions) -> Result<Outcome> {
    let case = cases::load(task, options)?;
    let mut out = Outcome { document: task.document.clone(), variant: task.variant.clone(), ..Outcome::default() };
    let name = [task.document.as_str(), task.variant.as_str()].join(" ");
    for piece in &case.pieces {
        let mut wrong = WrongWords::default();
        let reading = Reading { gold: &piece.gold, raw: piece.raw.as_deref(), text: &piece.text };
        let place = format!("{} {}", name.trim_end(), piece.place);
        let measure = text::measure(reading, &place, &mut wrong);
        let before = measure.before.map(|b| b.words);
        out.pages.push(PageOutcome { place, words: measure.after.words, before, broken: measure.broken.hit });
        out.measures.text += &measure;
        out.wrong.merge(&wrong);
    }
    out.style = case.style;
    out.measures.documents = 1;
    if let Some((gold, protocol, numbers)) = &case.structure {
        let judged = records::Judged { gold, protocol, numbers };
        let mut calibration = Calibration::default();
        for (index, edits) in cases::edits_by_page(protocol) {
            let page = protocol.pages.iter().find(|p| p.index == index);
            if let Some((page, gold)) = page.zip(gold.pages.get(&judged.number(index))) {
                calibration += &calibration::measure(gold, &page.raw, &edits);
            }
        }
        out.measures.edits = Some(calibration);
        out.measures.records = Some(records::measure(judged, &mut out.mistakes));
        // Where one file was taken for several meetings, the one with most records stands for gold's.
        let meeting = protocol.meetings.iter().rev().max_by_key(|m| m.records.len()).cloned().unwrap_or_default();
        let count = protocol.meetings.len();
        out.measures.meeting = Some(meeting::measure(&gold.protocol.meeting, &meeting, count, &mut out.mistakes));
        if let Some(repeats) = &gold.repeats {
            let link = |p: &crate::protocol::ProtocolPage| {
                p.duplicate_of.map(|of| (judged.number(p.index), judged.number(of)))
            };
            let links: Vec<dups::Pair> = protocol.pages.iter().filter_map(link).collect();
            let present = |page: &usize| numbers.contains(page);
            let repeats = gold::Repeats {
                repeats: repeats.repeats.iter().filter(|r| present(&r.page) && present(&r.of)).copied().collect(),
                not_repeats: repeats.not_repeats.clone(),
            };
            let (found, merged) = dups::measure(&repeats, &links);
            out.measures.duplicates = Some(found);
            out.measures.false_merges = Some(merged);
        }
    }
    Ok(out)
}

#[cfg(test)]
#[path = "eval_tests.rs"]
mod tests;
