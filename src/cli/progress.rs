//! Words for people, on the standard error: a bar on a terminal, plain lines otherwise, JSON lines for machines, or nothing.
#![allow(clippy::print_stderr, reason = "this is where the program speaks")]

use std::collections::HashSet;
use std::io::IsTerminal;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use indicatif::{ProgressBar, ProgressStyle};

/// Prints a line to the standard error.
pub fn say(line: &str) {
    eprintln!("{line}");
}

/// Reports how a run goes on.
pub struct Progress {
    quiet: bool,
    json: bool,
    bar: Option<ProgressBar>,
    pages: AtomicUsize,
    said: Mutex<HashSet<String>>,
}

/// "1 page", "2 pages".
pub fn counted(count: usize, of: &str) -> String {
    if count == 1 { format!("1 {of}") } else { format!("{count} {of}s") }
}

impl Progress {
    /// A report over so many documents.
    pub fn new(documents: u64, quiet: bool, json: bool) -> Self {
        let bar = (!quiet && !json && std::io::stderr().is_terminal()).then(|| {
            let bar = ProgressBar::new(documents);
            let style = ProgressStyle::with_template("{wide_bar} {pos}/{len} documents, {msg} {eta} left");
            bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
            bar
        });
        Progress { quiet, json, bar, pages: AtomicUsize::new(0), said: Mutex::default() }
    }

    /// A page is done.
    pub fn page(&self) {
        let pages = self.pages.fetch_add(1, Ordering::Relaxed) + 1;
        if let Some(bar) = &self.bar {
            bar.set_message(format!("{pages} pages,"));
        }
    }

    /// Something a person must know, such as a failed input. Said also when quiet.
    pub fn trouble(&self, message: &str) {
        match (&self.bar, self.json) {
            (_, true) => eprintln!("{}", serde_json::json!({"level": "error", "message": message})),
            (Some(bar), _) => bar.suspend(|| eprintln!("justera: {message}")),
            (None, _) => eprintln!("justera: {message}"),
        }
    }

    /// As [`Self::trouble`], said once however often it happens: every page of a document may have the same to say.
    pub fn trouble_once(&self, message: &str) {
        let mut said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        if said.insert(message.to_string()) {
            self.trouble(message);
        }
    }

    /// A document is done.
    pub fn document(&self, id: &str, pages: usize, records: usize) {
        match (self.quiet, self.json, &self.bar) {
            (_, _, Some(bar)) => bar.inc(1),
            (true, ..) => {}
            (_, true, _) => {
                eprintln!("{}", serde_json::json!({"level": "info", "id": id, "pages": pages, "records": records}));
            }
            _ => eprintln!("{id}: {}, {}", counted(pages, "page"), counted(records, "record")),
        }
    }

    /// A document is done of which no records were made.
    pub fn pages_of(&self, id: &str, pages: usize) {
        match (self.quiet, self.json, &self.bar) {
            (_, _, Some(bar)) => bar.inc(1),
            (true, ..) => {}
            (_, true, _) => eprintln!("{}", serde_json::json!({"level": "info", "id": id, "pages": pages})),
            _ => eprintln!("{id}: {}", counted(pages, "page")),
        }
    }

    /// The closing words.
    pub fn finish(&self, summary: &str) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
        match (self.quiet, self.json) {
            (true, _) => {}
            (_, true) => eprintln!("{}", serde_json::json!({"level": "info", "summary": summary})),
            _ => eprintln!("{summary}"),
        }
    }
}
