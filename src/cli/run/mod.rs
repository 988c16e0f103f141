//! `justera run`: from files and folders to a dataset.

mod document;
mod end;
mod limits;
mod pages;
mod settings;
mod stop;
mod survey;

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use clap::Args;

use super::reading::{ReadingArgs, failed, shown_path};
use super::{TextArgs, inputs::InputArgs};
use crate::dataset::Dataset;
use crate::dataset::journal::{Journal, Told};
use crate::dataset::lock::Lock;
use crate::dataset::shard::Shard;
use crate::error::Result;
use crate::ingest::Plan;
use crate::ocr::Recognizer;
use crate::pipeline::Pipeline;
use document::Documents;
use limits::LimitArgs;
use settings::Settings;
pub(super) use stop::Stop;
pub(super) use survey::Figures;
use survey::Survey;

/// Arguments of `justera run`.
#[derive(Args)]
pub struct RunArgs {
    #[command(flatten)]
    inputs: InputArgs,
    /// Folder of the dataset; made where it is missing
    #[arg(long, short, value_name = "FOLDER")]
    out: PathBuf,
    /// Go on where an earlier run over the same folder ended: what it finished is not done again (this is the default)
    #[arg(long, conflicts_with = "fresh")]
    resume: bool,
    /// Do everything anew
    #[arg(long)]
    fresh: bool,
    /// Do again, of what is finished, the documents some of whose pages failed
    #[arg(long)]
    retry_failed: bool,
    /// Say what would be done, on the standard output, and do nothing
    #[arg(long)]
    dry_run: bool,
    /// Do only the Kth of N shares of the documents; `justera merge` puts the shares together
    #[arg(long, value_name = "K/N")]
    shard: Option<Shard>,
    /// Keep where each word stands in its page image, for `justera export --to alto` and `--to hocr`; protocols grow threefold
    #[arg(long)]
    boxes: bool,
    #[command(flatten)]
    limits: LimitArgs,
    #[command(flatten)]
    reading: ReadingArgs,
    #[command(flatten)]
    text: TextArgs,
}

/// Runs `justera run`; the exit code is 0, 2 where an input or page failed or a limit ended the run, or 130 where it was interrupted.
///
/// # Errors
/// Where nothing could be begun: a missing model, an output folder that cannot be written to or that another run writes to.
pub fn run(args: &RunArgs) -> Result<u8> {
    let (begun, started) = (Instant::now(), jiff::Timestamp::now());
    let loaded = args.text.lexicon.load()?;
    let decided = args.text.decisions.load()?;
    let mut plan = args.inputs.plan()?;
    leave_out(&mut plan, &args.out);
    let shard = args.shard.map(|shard| shard.take(&mut plan));
    let pool = args.reading.recognizer(&plan)?;
    let recognizer = pool.as_ref().map(|p| p as &dyn Recognizer);
    let settings = Settings::new(args, &loaded.digests, &decided.digests, recognizer.is_some())?;
    let dataset = Dataset::at(&args.out);
    if args.dry_run {
        let told = if args.fresh { Told::default() } else { Told::read(&dataset)? };
        Survey::new(&plan, &dataset, told, &settings, args.retry_failed).list(&plan)?;
        return Ok(0);
    }
    let options = args.text.options(&args.reading.lang, args.reading.text_layer());
    let pipeline = Pipeline::with_lexicon(options, loaded.lexicon, recognizer)
        .with_decisions(decided.decisions)
        .with_boxes(args.boxes);
    dataset.make()?;
    let _lock = Lock::take(&dataset)?;
    dataset.clear_unfinished()?;
    crate::dataset::shard::claim(&dataset, args.shard, args.fresh)?;
    let mut told = Told::read(&dataset)?;
    if args.fresh {
        told.done.clear();
        crate::dataset::remove_folder(&dataset.state("pages"))?;
        dataset.make()?;
    }
    let survey = Survey::new(&plan, &dataset, told, &settings, args.retry_failed);
    let progress = args.reading.progress(&plan);
    progress.plan(&survey.figures, plan.errors.len(), plan.skipped.len());
    let stop = Stop::new(&args.limits, &dataset, plan.inputs.len() + plan.errors.len());
    for error in &plan.errors {
        progress.trouble(&error.to_string());
        stop.failure();
    }
    stop.look_at_disk();
    let journal = Journal::open(&dataset)?;
    journal.plan(survey.to_do.iter().map(|i| plan.inputs[*i].id.as_str()).filter(|id| !survey.known.contains(*id)))?;
    if !survey.to_do.is_empty() {
        // A folder without a manifest is one that is not finished.
        crate::dataset::remove_file(&dataset.folder("manifest.json"))?;
    }

    let work = Documents {
        plan: &plan,
        pipeline: &pipeline,
        dataset: &dataset,
        settings: &settings,
        journal: &journal,
        progress: &progress,
        stop: &stop,
        results: Mutex::default(),
    };
    each(&survey.to_do, &stop, |i| work.one(i), || progress.tick(&stop));
    let mut results = work.results.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    results.failed.extend(plan.errors.iter().map(|e| failed(None, &shown_path(e), e)));
    let end = end::End { args, plan: &plan, survey, results, settings: &settings, shard, stop: &stop, started, begun };
    end.finish(&dataset, &journal, &progress)
}

/// What a run wrote is no input of the next, where it stands among the inputs.
fn leave_out(plan: &mut Plan, out: &Path) {
    let real = |path: &Path| std::fs::canonicalize(path).unwrap_or_else(|_| path.into());
    let Ok(out) = std::fs::canonicalize(out) else { return };
    plan.inputs.retain(|i| !real(&i.path).starts_with(&out));
    plan.skipped.retain(|s| !real(&s.path).starts_with(&out));
    plan.errors.retain(|e| !e.path().is_some_and(|p| real(p).starts_with(&out)));
}

/// Does `work` for each of `todo`, as many at a time as there are cores and one more, which waits for the disk while the others count. The threads
/// themselves compute nothing: the stages run on the common pool, whatever the number of documents in hand. `tick` is called ten times a second.
fn each(todo: &[usize], stop: &Stop, work: impl Fn(usize) + Sync, tick: impl Fn()) {
    let next = std::sync::atomic::AtomicUsize::new(0);
    let threads = (rayon::current_num_threads() + 1).min(todo.len());
    std::thread::scope(|scope| {
        let (alive, ended) = std::sync::mpsc::channel::<()>();
        for _ in 0..threads {
            let (alive, next, work) = (alive.clone(), &next, &work);
            scope.spawn(move || {
                while !stop.is_set() {
                    let Some(i) = todo.get(next.fetch_add(1, std::sync::atomic::Ordering::Relaxed)) else { break };
                    work(*i);
                }
                drop(alive);
            });
        }
        drop(alive);
        while ended.recv_timeout(Duration::from_millis(100)) == Err(std::sync::mpsc::RecvTimeoutError::Timeout) {
            tick();
        }
    });
}
