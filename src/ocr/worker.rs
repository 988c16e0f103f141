//! One worker process, with bounds on how long it may take.

use std::ffi::OsString;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::wire::{MAX_REPLY, READY, Reply, Request};
use crate::page::PageImage;

/// How long a worker may take to load its model.
const START: Duration = Duration::from_secs(60);
/// How much of what a worker said before it died is kept for the message, bytes.
const LAST_WORDS: usize = 400;

/// A running worker. Dropping it ends the process.
pub(crate) struct Worker {
    child: Child,
    requests: Sender<Vec<u8>>,
    replies: Receiver<String>,
    last_words: Arc<Mutex<Vec<u8>>>,
    /// Pages read so far.
    pub(crate) pages: usize,
}

impl Worker {
    /// Starts `command` and waits until it is ready.
    pub(crate) fn start(command: &[OsString], timeout: Duration) -> Result<Self, String> {
        let (program, arguments) = command.split_first().ok_or("no worker program given")?;
        let mut child = Command::new(program)
            .args(arguments)
            // One engine with four threads is slower than one with one; Tesseract reads this when it is loaded.
            .env("OMP_THREAD_LIMIT", "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|e| format!("the OCR worker {} cannot be started: {e}", program.to_string_lossy()))?;
        let pipes = (child.stdin.take(), child.stdout.take(), child.stderr.take());
        let (Some(stdin), Some(stdout), Some(stderr)) = pipes else {
            return Err("the OCR worker has no pipes".into());
        };
        let last_words = Arc::new(Mutex::new(Vec::new()));
        // Reading and writing have threads of their own, since a hung worker would block them for ever.
        let replies = listen(stdout);
        let requests = speak(stdin);
        keep_last_words(stderr, last_words.clone());
        let mut worker = Worker { child, requests, replies, last_words, pages: 0 };
        let hello = worker.answer(timeout.min(START), "loading its model")?;
        match hello.trim() == READY {
            true => Ok(worker),
            false => Err(format!("the OCR worker did not start properly{}", worker.said(&hello))),
        }
    }

    /// Reads one page.
    pub(crate) fn read(&mut self, image: &PageImage, timeout: Duration) -> Result<Reply, String> {
        let (width, height) = image.pixels.dimensions();
        let request = Request { width, height, dpi: image.dpi };
        let mut message = serde_json::to_vec(&request).map_err(|e| e.to_string())?;
        message.push(b'\n');
        message.extend_from_slice(image.pixels.as_raw());
        // A dead worker shows in the answer, with its last words.
        let _ = self.requests.send(message);
        let answer = self.answer(timeout, "reading the page")?;
        self.pages += 1;
        serde_json::from_str(&answer).map_err(|e| format!("the OCR worker gave an answer that is none ({e})"))
    }

    fn answer(&mut self, timeout: Duration, doing: &str) -> Result<String, String> {
        self.replies.recv_timeout(timeout).map_err(|e| match e {
            RecvTimeoutError::Timeout => {
                let seconds = timeout.as_secs_f32().round();
                format!("the OCR engine was stopped after {seconds} seconds {doing}; allow more time for a page")
            }
            RecvTimeoutError::Disconnected => {
                let _ = self.child.kill();
                let end = self.child.wait().map_or_else(|e| e.to_string(), |status| status.to_string());
                format!("the OCR engine died {doing} ({end}){}", self.said(""))
            }
        })
    }

    /// What the worker said on its error stream, or else `instead`, as the end of a sentence.
    fn said(&self, instead: &str) -> String {
        // The process is dead; its last words may still be under way.
        std::thread::sleep(Duration::from_millis(20));
        let words = self.last_words.lock().unwrap_or_else(PoisonError::into_inner);
        let text = String::from_utf8_lossy(&words);
        let text = if text.trim().is_empty() { instead.trim() } else { text.trim() };
        let text: String = text.chars().take(LAST_WORDS).map(|c| if c.is_control() { ' ' } else { c }).collect();
        if text.is_empty() { text } else { format!(": {text}") }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn listen(stdout: ChildStdout) -> Receiver<String> {
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        let mut reader = BufReader::new(stdout);
        loop {
            let mut line = Vec::new();
            match (&mut reader).take(MAX_REPLY).read_until(b'\n', &mut line) {
                Ok(n) if n > 0 => {}
                _ => return,
            }
            if sender.send(String::from_utf8_lossy(&line).into_owned()).is_err() {
                return;
            }
        }
    });
    receiver
}

fn speak(mut stdin: ChildStdin) -> Sender<Vec<u8>> {
    let (sender, receiver) = channel::<Vec<u8>>();
    std::thread::spawn(move || {
        for message in receiver {
            if stdin.write_all(&message).and_then(|()| stdin.flush()).is_err() {
                return;
            }
        }
    });
    sender
}

fn keep_last_words(mut stderr: ChildStderr, kept: Arc<Mutex<Vec<u8>>>) {
    std::thread::spawn(move || {
        let mut piece = [0u8; 1024];
        while let Ok(n @ 1..) = stderr.read(&mut piece) {
            let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
            kept.extend_from_slice(&piece[..n]);
            let surplus = kept.len().saturating_sub(LAST_WORDS);
            kept.drain(..surplus);
        }
    });
}
