//! `justera repair` and `justera segment`: filters on text.

use std::io::{IsTerminal, Read, Write};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::{TextArgs, progress::say};
use crate::edit::Edit;
use crate::error::{Error, Result};
use crate::export::write_file;
use crate::ingest::{composed, decode_text, split_pages};
use crate::page::{Line, Origin, Page};
use crate::pipeline::Pipeline;
use crate::protocol::{PageEdit, Source};

/// Arguments of `justera repair`.
#[derive(Args)]
pub struct RepairArgs {
    /// Text file; standard input where it is left out
    file: Option<PathBuf>,
    /// Show the changed lines, raw and repaired words side by side
    #[arg(long)]
    diff: bool,
    /// Write all edits and suggestions to this file, one JSON a line
    #[arg(long, value_name = "FILE")]
    edits: Option<PathBuf>,
    /// Colours in --diff
    #[arg(long, value_enum, default_value_t = Colour::Auto)]
    color: Colour,
    #[command(flatten)]
    text: TextArgs,
}

/// Arguments of `justera segment`.
#[derive(Args)]
pub struct SegmentArgs {
    /// Text file; standard input where it is left out
    file: Option<PathBuf>,
    #[command(flatten)]
    text: TextArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Colour {
    Auto,
    Always,
    Never,
}

struct Input {
    name: String,
    bytes: Vec<u8>,
    pages: Vec<String>,
    note: Option<&'static str>,
}

fn read(file: Option<&Path>) -> Result<Input> {
    let name = file.map_or_else(|| "-".to_string(), |f| f.display().to_string());
    let mut bytes = Vec::new();
    match file {
        Some(path) => bytes = std::fs::read(path).map_err(|e| Error::io(path, "read", e))?,
        None => {
            std::io::stdin().lock().read_to_end(&mut bytes).map_err(|e| Error::io("-", "read", e))?;
        }
    }
    if bytes.contains(&0) {
        let detail = "it is no text; images and PDF are for justera run".to_string();
        return Err(Error::UnknownType { path: name.into(), detail });
    }
    let (text, note) = decode_text(&bytes);
    let pages = split_pages(&text).into_iter().map(|p| composed(p).into_owned()).collect();
    if let Some(note) = note {
        say(&format!("justera: {name}: {note}"));
    }
    Ok(Input { name, bytes, pages, note })
}

fn pages_of(input: &Input) -> Vec<Page> {
    let page = |(i, text): (usize, &String)| Page::from_text(i, Origin::Text, "swe", text);
    input.pages.iter().enumerate().map(page).collect()
}

/// The identifier of a text: what decisions about a place call it.
fn id_of(file: Option<&Path>) -> String {
    let stem = file.and_then(Path::file_stem).map(|s| s.to_string_lossy().into_owned());
    stem.unwrap_or_else(|| "stdin".into())
}

/// Runs `justera repair`.
///
/// # Errors
/// Where the text cannot be read or the result not written.
pub fn repair(args: &RepairArgs) -> Result<()> {
    let input = read(args.file.as_deref())?;
    let pipeline = Pipeline::with_lexicon(
        args.text.options("swe", crate::ingest::TextLayer::Sound),
        args.text.lexicon.load()?.lexicon,
        None,
    )
    .with_decisions(args.text.decisions.load()?.decisions);
    let pages = pipeline.repaired(&id_of(args.file.as_deref()), pages_of(&input))?;
    if let Some(path) = &args.edits {
        write_file(path, edit_lines(&pages)?.as_bytes())?;
    }
    let colour = match args.color {
        Colour::Always => true,
        Colour::Never => false,
        Colour::Auto => std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none(),
    };
    let out = if args.diff { diff(&pages, colour) } else { same_lines(&input, &pages) };
    print(out.as_bytes())
}

/// Runs `justera segment`.
///
/// # Errors
/// Where the text cannot be read or the result not written.
pub fn segment(args: &SegmentArgs) -> Result<()> {
    let input = read(args.file.as_deref())?;
    let id = id_of(args.file.as_deref());
    let source = Source {
        path: input.name.clone(),
        sha256: crate::export::sha256_hex(&input.bytes),
        media_type: "text/plain".into(),
        page_count: input.pages.len(),
    };
    let notes: Vec<String> = input.note.iter().map(ToString::to_string).collect();
    let pipeline = Pipeline::with_lexicon(
        args.text.options("swe", crate::ingest::TextLayer::Sound),
        args.text.lexicon.load()?.lexicon,
        None,
    )
    .with_decisions(args.text.decisions.load()?.decisions);
    let protocol = pipeline.process(&id, source, &notes, pages_of(&input))?;
    let mut json = serde_json::to_vec_pretty(&protocol)
        .map_err(|e| Error::Data { path: input.name.into(), detail: e.to_string() })?;
    json.push(b'\n');
    print(&json)
}

/// The repaired lines with the line ends and form feeds of the input.
fn same_lines(input: &Input, pages: &[Page]) -> String {
    let mut lines = pages.iter().flat_map(|p| &p.lines).map(Line::text);
    let mut out = String::new();
    for (i, page) in input.pages.iter().enumerate() {
        if i > 0 {
            out.push('\u{c}');
        }
        let count = page.lines().count();
        for n in 0..count {
            out.push_str(&lines.next().unwrap_or_default());
            if n + 1 < count || page.ends_with('\n') {
                out.push('\n');
            }
        }
    }
    out
}

fn edit_lines(pages: &[Page]) -> Result<String> {
    let mut out = String::new();
    for page in pages {
        for (line, l) in page.lines.iter().enumerate() {
            for edit in &l.edits {
                let row = PageEdit { page: page.index, line, edit: edit.clone() };
                let json = serde_json::to_string(&row)
                    .map_err(|e| Error::Data { path: "edits".into(), detail: e.to_string() })?;
                out.push_str(&json);
                out.push('\n');
            }
        }
    }
    Ok(out)
}

fn diff(pages: &[Page], colour: bool) -> String {
    let mut out = String::new();
    for page in pages {
        for (n, line) in page.lines.iter().enumerate().filter(|(_, l)| l.edits.iter().any(|e| e.applied)) {
            out.push_str(&format!("{}:{}: {}\n", page.index + 1, n + 1, marked(line, colour)));
        }
    }
    out
}

/// A line with its applied edits shown as [-raw-]{+repaired+}, or in red and green.
fn marked(line: &Line, colour: bool) -> String {
    let shown = |e: &Edit| match colour {
        true => format!("\x1b[31m{}\x1b[0m\x1b[32m{}\x1b[0m", e.from, e.to),
        false => format!("[-{}-]{{+{}+}}", e.from, e.to),
    };
    let (mut out, mut at) = (String::new(), 0);
    for e in line.edits.iter().filter(|e| e.applied) {
        let Some(before) = line.raw.get(at..e.start) else { continue };
        out.push_str(before);
        out.push_str(&shown(e));
        at = e.end;
    }
    out.push_str(line.raw.get(at..).unwrap_or_default());
    out
}

/// Writes to the standard output; a reader that has gone away is no error.
pub(super) fn print(bytes: &[u8]) -> Result<()> {
    let mut out = std::io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(e) if e.kind() != std::io::ErrorKind::BrokenPipe => Err(Error::io("-", "write", e)),
        _ => Ok(()),
    }
}
