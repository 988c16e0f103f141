//! `justera pipe`: a JSON request a line in, a protocol a line out, for programs that spread a batch themselves.

use std::io::{BufRead, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, sync_channel};

use clap::Args;
use serde::Deserialize;

use super::TextArgs;
use super::reading::ReadingArgs;
use crate::error::{Error, Result};
use crate::export::{ERROR_SCHEMA, ErrorAnswer, sha256_hex};
use crate::ingest::{OpenInput, Plan, composed, plan, split_pages};
use crate::ocr::Recognizer;
use crate::page::{Origin, Page};
use crate::pipeline::Pipeline;
use crate::protocol::{Protocol, Source};

/// Arguments of `justera pipe`.
#[derive(Args)]
pub struct PipeArgs {
    #[command(flatten)]
    reading: ReadingArgs,
    #[command(flatten)]
    text: TextArgs,
}

/// A request: a path, or a text.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Request {
    /// Identifier of the document; else what `justera run` would call the path.
    id: Option<String>,
    /// A file, or a folder of page images.
    path: Option<PathBuf>,
    /// Text, its pages divided by form feeds.
    text: Option<String>,
}

/// Runs `justera pipe` until the standard input ends. A request that cannot be met has an error for an answer.
///
/// # Errors
/// Where a model is missing, or the standard input or output fails.
pub fn run(args: &PipeArgs) -> Result<()> {
    let loaded = args.text.lexicon.load()?;
    // Any path may come, so the engine stands ready; a run without its model is one with --ocr never.
    let pool = args.reading.recognizer_for_any()?;
    let recognizer = pool.as_ref().map(|p| p as &dyn Recognizer);
    let options = args.text.options(&args.reading.lang, args.reading.text_layer());
    let pipeline = Pipeline::with_lexicon(options, loaded.lexicon, recognizer)
        .with_decisions(args.text.decisions.load()?.decisions);
    serve(std::io::stdin().lock(), std::io::stdout(), &|line| answer(&pipeline, line))
}

/// Answers every line of `input`, in order, some at a time. Reading does not wait for more lines than there are, nor for answers to be taken.
fn serve(
    mut input: impl BufRead,
    mut output: impl Write + Send,
    answer: &(dyn Fn(&[u8]) -> String + Sync),
) -> Result<()> {
    let (queue, waiting) = sync_channel::<Receiver<String>>(2 * rayon::current_num_threads());
    std::thread::scope(|scope| {
        let writer = scope.spawn(move || {
            for answer in waiting {
                let Ok(answer) = answer.recv() else { continue };
                writeln!(output, "{answer}").and_then(|()| output.flush()).map_err(|e| Error::io("-", "write", e))?;
            }
            Ok(())
        });
        let read = read_lines(&mut input, |line| {
            let (done, promise) = sync_channel(1);
            // The place in the queue comes first, so that no more is in hand than fits in it.
            let room = queue.send(promise).is_ok();
            if room {
                scope.spawn(move || done.send(rayon::scope(|_| answer(&line))));
            }
            room
        });
        drop(queue);
        let written = writer.join().unwrap_or_else(|_| Err(Error::Usage("writing the answers failed".into())));
        match written {
            // A reader that has gone away ends the work and is no error.
            Err(Error::Io { source, .. }) if source.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
            written => read.and(written),
        }
    })
}

fn read_lines(input: &mut impl BufRead, mut take: impl FnMut(Vec<u8>) -> bool) -> Result<()> {
    loop {
        let mut line = Vec::new();
        if input.read_until(b'\n', &mut line).map_err(|e| Error::io("-", "read", e))? == 0 {
            return Ok(());
        }
        if !line.trim_ascii().is_empty() && !take(line) {
            return Ok(());
        }
    }
}

/// The answer to one line, whatever is in it.
fn answer(pipeline: &Pipeline, line: &[u8]) -> String {
    let request: Request = match serde_json::from_slice(line) {
        Ok(request) => request,
        Err(e) => {
            return refusal(
                None,
                None,
                &format!("{e}; give {{\"path\": …}} or {{\"id\": …, \"text\": …}} on one line"),
            );
        }
    };
    let (id, path) = (request.id.clone(), request.path.as_ref().map(|p| p.display().to_string()));
    let made = catch_unwind(AssertUnwindSafe(|| protocol(pipeline, request)));
    let fault = |_| Err(Error::Usage("a fault of Justera itself; please report it, with the file if you can".into()));
    let json = made.unwrap_or_else(fault).and_then(|p| {
        serde_json::to_string(&p).map_err(|e| Error::Data { path: p.id.clone().into(), detail: e.to_string() })
    });
    json.unwrap_or_else(|e| refusal(id, path, &e.to_string()))
}

fn refusal(id: Option<String>, path: Option<String>, error: &str) -> String {
    let answer = ErrorAnswer { schema: ERROR_SCHEMA.into(), id, path, error: error.into() };
    serde_json::to_string(&answer).unwrap_or_default()
}

fn protocol(pipeline: &Pipeline, request: Request) -> Result<Protocol> {
    match request {
        Request { id, path: Some(path), text: None } => of_path(pipeline, id, path),
        Request { id: Some(id), path: None, text: Some(text) } => of_text(pipeline, &id, &text),
        _ => Err(Error::Usage("give either \"path\", or \"id\" and \"text\"".into())),
    }
}

fn of_path(pipeline: &Pipeline, id: Option<String>, path: PathBuf) -> Result<Protocol> {
    let Plan { inputs, mut errors, skipped } = plan(std::slice::from_ref(&path));
    if !errors.is_empty() {
        return Err(errors.swap_remove(0));
    }
    let detail = match (inputs.len(), skipped.first()) {
        (1, _) => None,
        (0, Some(skipped)) => Some(format!("nothing to read: {}", skipped.reason)),
        (0, None) => Some("nothing to read in it".into()),
        (n, _) => Some(format!("it holds {n} documents; give each by itself, or give the folder to justera run")),
    };
    if let Some(detail) = detail {
        return Err(Error::Data { path, detail });
    }
    let input = &inputs[0];
    let opened = OpenInput::open(input)?;
    let pages = pipeline.read(&opened, &|_| {});
    let source = Source {
        path: input.relative.clone(),
        sha256: opened.sha256().into(),
        media_type: opened.media_type().into(),
        page_count: opened.page_count(),
    };
    pipeline.process(id.as_deref().unwrap_or(&input.id), source, opened.warnings(), pages)
}

fn of_text(pipeline: &Pipeline, id: &str, text: &str) -> Result<Protocol> {
    let pages: Vec<Page> = split_pages(text)
        .iter()
        .enumerate()
        .map(|(i, page)| Page::from_text(i, Origin::Text, pipeline.language(), &composed(page)))
        .collect();
    let source = Source {
        path: id.into(),
        sha256: sha256_hex(text.as_bytes()),
        media_type: "text/plain".into(),
        page_count: pages.len(),
    };
    pipeline.process(id, source, &[], pages)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_come_in_the_order_of_requests() {
        let input: String = (0..200).map(|n| format!("{n}\n\n")).collect();
        let mut output = Vec::new();
        serve(input.as_bytes(), &mut output, &|line| {
            let n: u64 = std::str::from_utf8(line).unwrap().trim().parse().unwrap();
            std::thread::sleep(std::time::Duration::from_micros(n * 7 % 50));
            format!("{n}!")
        })
        .unwrap();
        let expected: String = (0..200).map(|n| format!("{n}!\n")).collect();
        assert_eq!(String::from_utf8(output).unwrap(), expected);
    }
}
