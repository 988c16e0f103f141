//! What ends a run before all is done: a person, a limit, a disk that is full.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::limits::LimitArgs;
use crate::dataset::Dataset;
use crate::error::Error;

/// Why a run ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// Ctrl-C, or the system's request to end.
    Interrupted,
    /// A limit that the user set, or the disk; a sentence with the remedy.
    Limit(String),
}

/// Tells all threads of a run when to end. Pages in hand are finished.
pub struct Stop {
    interrupted: Arc<AtomicBool>,
    set: AtomicBool,
    reason: Mutex<Option<String>>,
    failures: AtomicUsize,
    allowed: Option<usize>,
    min_free: u64,
    folder: std::path::PathBuf,
    told: AtomicBool,
}

impl Stop {
    /// Listens for Ctrl-C from now on. `inputs` is what per cent are of.
    pub fn new(limits: &LimitArgs, dataset: &Dataset, inputs: usize) -> Stop {
        Stop {
            interrupted: interrupts(),
            set: AtomicBool::new(false),
            reason: Mutex::new(None),
            failures: AtomicUsize::new(0),
            allowed: limits.allowed_failures(inputs),
            min_free: limits.min_free << 20,
            folder: dataset.path().into(),
            told: AtomicBool::new(false),
        }
    }

    /// Whether to begin nothing new.
    pub fn is_set(&self) -> bool {
        self.set.load(Ordering::Relaxed) || self.interrupted.load(Ordering::Relaxed)
    }

    /// Why the run ends, where it does.
    pub fn reason(&self) -> Option<Reason> {
        let limit = self.reason.lock().unwrap_or_else(PoisonError::into_inner).clone();
        match limit {
            Some(limit) => Some(Reason::Limit(limit)),
            None => self.interrupted.load(Ordering::Relaxed).then_some(Reason::Interrupted),
        }
    }

    /// True the first time that an interrupt is seen.
    pub fn is_news(&self) -> bool {
        self.interrupted.load(Ordering::Relaxed) && !self.told.swap(true, Ordering::Relaxed)
    }

    /// An input failed, wholly or in part.
    pub fn failure(&self) {
        let failures = self.failures.fetch_add(1, Ordering::Relaxed) + 1;
        if let Some(allowed) = self.allowed.filter(|allowed| failures > *allowed) {
            self.end(format!(
                "more than {allowed} inputs failed (--max-failures); see what is wrong with those named, or allow more"
            ));
        }
    }

    /// Ends the run where the disk is nearly full.
    pub fn look_at_disk(&self) {
        if let Some(free) = free_space(&self.folder).filter(|free| *free < self.min_free) {
            self.end(format!(
                "{}: {} MiB are free on this disk, fewer than the {} of --min-free; make room",
                self.folder.display(),
                free >> 20,
                self.min_free >> 20
            ));
        }
    }

    /// Ends the run as the dataset cannot be written to.
    pub fn unwritable(&self, error: &Error) {
        self.end(format!("{error}; make room, or see to the folder's permissions"));
    }

    fn end(&self, reason: String) {
        self.reason.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(reason);
        self.set.store(true, Ordering::Relaxed);
    }
}

/// Set by the first Ctrl-C, or request to end; a second one ends the process at once.
fn interrupts() -> Arc<AtomicBool> {
    static FLAG: OnceLock<Arc<AtomicBool>> = OnceLock::new();
    let listen = || {
        let flag = Arc::new(AtomicBool::new(false));
        for signal in [signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM] {
            // Where the system refuses, Ctrl-C ends the process, and the journal has what is finished.
            let _ = signal_hook::flag::register_conditional_shutdown(signal, 130, Arc::clone(&flag));
            let _ = signal_hook::flag::register(signal, Arc::clone(&flag));
        }
        flag
    };
    Arc::clone(FLAG.get_or_init(listen))
}

#[cfg(unix)]
fn free_space(folder: &std::path::Path) -> Option<u64> {
    let disk = rustix::fs::statvfs(folder).ok()?;
    Some(disk.f_bavail.saturating_mul(disk.f_frsize))
}

#[cfg(not(unix))]
fn free_space(_: &std::path::Path) -> Option<u64> {
    None
}
