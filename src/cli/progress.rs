//! Words for people, on the standard error: a bar on a terminal, plain lines otherwise, JSON lines for machines, or nothing.
#![allow(clippy::print_stderr, reason = "this is where the program speaks")]

use std::collections::HashSet;
use std::io::IsTerminal;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{HumanDuration, ProgressBar, ProgressStyle};
use serde_json::{Value, json};

use super::run::{Figures, Stop};

/// How many different messages are remembered, so that memory does not grow with what fails.
const REMEMBERED: usize = 10_000;

/// Prints a line to the standard error.
pub fn say(line: &str) {
    eprintln!("{line}");
}

/// Reports how a run goes on.
pub struct Progress {
    quiet: bool,
    json: bool,
    bar: Option<ProgressBar>,
    begun: Instant,
    pages: AtomicUsize,
    failed: AtomicUsize,
    said: Mutex<HashSet<String>>,
}

/// "1 page", "2 pages".
pub fn counted(count: usize, of: &str) -> String {
    if count == 1 { format!("1 {of}") } else { format!("{count} {of}s") }
}

/// A name or message on one line of its own, whatever is in it.
fn one_line(text: &str) -> String {
    text.replace(|c: char| c.is_control() && c != '\n', "\u{fffd}").replace('\n', "\u{fffd}")
}

impl Progress {
    /// A report over so many documents.
    pub fn new(documents: u64, quiet: bool, json: bool) -> Self {
        let bar = (!quiet && !json && std::io::stderr().is_terminal()).then(|| {
            let bar = ProgressBar::new(documents);
            let style = ProgressStyle::with_template("{wide_bar} {pos}/{len} documents, {msg}");
            bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
            bar
        });
        let (pages, failed) = (AtomicUsize::new(0), AtomicUsize::new(0));
        Progress { quiet, json, bar, begun: Instant::now(), pages, failed, said: Mutex::default() }
    }

    /// What there is to do.
    pub fn plan(&self, figures: &Figures, unreadable: usize, skipped: usize) {
        if let Some(bar) = &self.bar {
            bar.set_length((figures.inputs - figures.done) as u64);
        }
        let event = json!({
            "level": "info", "event": "plan", "inputs": figures.inputs, "pages": figures.pages, "uncounted": figures.uncounted,
            "new": figures.new, "changed": figures.changed, "other_settings": figures.other_settings, "retry": figures.retry,
            "done": figures.done, "unreadable": unreadable, "skipped": skipped,
        });
        self.info(&figures.sentence(unreadable, skipped), event);
    }

    /// A page is done.
    pub fn page(&self) {
        self.pages.fetch_add(1, Ordering::Relaxed);
        if let Some(bar) = &self.bar {
            bar.set_message(self.state(bar.position(), bar.length().unwrap_or(0)));
        }
    }

    /// An input failed, wholly or in part.
    pub fn failed(&self) {
        self.failed.fetch_add(1, Ordering::Relaxed);
    }

    /// An input could not be read at all.
    pub fn lost(&self) {
        self.failed();
        if let Some(bar) = &self.bar {
            bar.inc(1);
        }
    }

    /// Called now and then, to show how far the run has come and that an interrupt was heard.
    pub fn tick(&self, stop: &Stop) {
        if let Some(bar) = &self.bar {
            bar.set_message(self.state(bar.position(), bar.length().unwrap_or(0)));
        }
        if stop.is_news() {
            self.trouble("interrupted: the pages in hand are finished; a second Ctrl-C ends at once");
        }
    }

    /// "312 pages, 1.9 pages/s, 3 failed, 4 minutes left".
    fn state(&self, done: u64, all: u64) -> String {
        let pages = self.pages.load(Ordering::Relaxed);
        let seconds = self.begun.elapsed().as_secs_f64();
        let failed = match self.failed.load(Ordering::Relaxed) {
            0 => String::new(),
            n => format!(", {n} failed"),
        };
        let left = match done {
            0 => String::new(),
            _ => {
                let left = seconds / done as f64 * all.saturating_sub(done) as f64;
                format!(", {} left", HumanDuration(Duration::from_secs(left as u64)))
            }
        };
        format!("{}, {:.1} pages/s{failed}{left}", counted(pages, "page"), pages as f64 / seconds.max(1e-9))
    }

    /// Something a person must know, such as a failed input. Said also when quiet.
    pub fn trouble(&self, message: &str) {
        let shown = one_line(message);
        match (&self.bar, self.json) {
            (_, true) => eprintln!("{}", json!({"level": "error", "message": message})),
            (Some(bar), _) => bar.suspend(|| eprintln!("justera: {shown}")),
            (None, _) => eprintln!("justera: {shown}"),
        }
    }

    /// As [`Self::trouble`], said once however often it happens: every page of a document may have the same to say.
    pub fn trouble_once(&self, message: &str) {
        let mut said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        if said.len() >= REMEMBERED {
            said.clear();
        }
        if said.insert(message.to_string()) {
            self.trouble(message);
        }
    }

    /// A document is done.
    pub fn document(&self, id: &str, pages: usize, records: usize) {
        let event = json!({"level": "info", "event": "document", "id": id, "pages": pages, "records": records});
        self.step(&format!("{}: {}, {}", one_line(id), counted(pages, "page"), counted(records, "record")), event);
    }

    /// A document is done of which no records were made.
    pub fn pages_of(&self, id: &str, pages: usize) {
        let event = json!({"level": "info", "event": "document", "id": id, "pages": pages});
        self.step(&format!("{}: {}", one_line(id), counted(pages, "page")), event);
    }

    fn step(&self, line: &str, event: Value) {
        match &self.bar {
            Some(bar) => {
                bar.inc(1);
                bar.set_message(self.state(bar.position(), bar.length().unwrap_or(0)));
            }
            None => self.info(line, event),
        }
    }

    fn info(&self, line: &str, event: Value) {
        match (self.quiet, self.json, &self.bar) {
            (true, ..) => {}
            (_, true, _) => eprintln!("{event}"),
            (.., Some(bar)) => bar.suspend(|| eprintln!("{line}")),
            _ => eprintln!("{line}"),
        }
    }

    /// The closing words, if any.
    pub fn finish(&self, summary: &str) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
        if !summary.is_empty() {
            self.info(summary, json!({"level": "info", "event": "end", "summary": summary}));
        }
    }
}
