//! `justera search`.
#![allow(clippy::print_stdout, reason = "hits are the result")]

use std::io::{IsTerminal, Write};
use std::path::PathBuf;

use clap::Args;

use super::progress::{counted, say};
use crate::error::{Error, Result};
use crate::search::{Found, Hit, Index, Query, SearchOptions};

/// Arguments of `justera search`.
#[derive(Args)]
pub struct SearchArgs {
    /// Folder that `justera run` or `justera merge` wrote
    #[arg(value_name = "OUT")]
    out: PathBuf,
    /// Words that a record must have; "two words" side by side, komm* by its beginning, -word not at all
    #[arg(value_name = "WORDS", required = true)]
    words: Vec<String>,
    /// Records with some of the words too, not only those with all
    #[arg(long)]
    any: bool,
    /// Only of this deciding body ("Kommunstyrelsen")
    #[arg(long, value_name = "NAME")]
    organ: Option<String>,
    /// Only of this municipality or federation
    #[arg(long, value_name = "NAME")]
    organization: Option<String>,
    /// Only meetings of this year, month or day and later (2023, 2023-05, 2023-05-17)
    #[arg(long, value_name = "DATE")]
    from: Option<String>,
    /// Only meetings of this year, month or day and earlier
    #[arg(long, value_name = "DATE")]
    to: Option<String>,
    /// How many hits to show
    #[arg(long, value_name = "N", default_value_t = 10)]
    limit: usize,
    /// How many hits to pass over first
    #[arg(long, value_name = "N", default_value_t = 0)]
    skip: usize,
    /// One JSON object with all that is known of each hit; pages count from 0 there
    #[arg(long)]
    json: bool,
    /// Where the index stands; within OUT where nothing is said
    #[arg(long, value_name = "FILE")]
    index: Option<PathBuf>,
    /// Say nothing but errors
    #[arg(long, short)]
    quiet: bool,
}

/// Runs `justera search`.
///
/// # Errors
/// Where the query or a filter makes no sense, or there is no finished dataset.
pub fn run(args: &SearchArgs) -> Result<()> {
    let query = Query::parse(&args.words.join(" "), args.any)?;
    let index = Index::open(&args.out, args.index.as_deref())?;
    if index.made() && !args.quiet {
        say(&format!("index of {} made: {}", counted(index.records()? as usize, "record"), index.path().display()));
    }
    let options = SearchOptions {
        organ: args.organ.clone(),
        organization: args.organization.clone(),
        from: args.from.clone(),
        to: args.to.clone(),
        limit: args.limit,
        skip: args.skip,
    };
    let found = index.search(&query, &options)?;
    let written = if args.json { json(&found) } else { text(&found) };
    let shown = match std::io::stdout().lock().write_all(written?.as_bytes()) {
        // Somebody who reads the first lines only has what they wanted.
        Err(e) if e.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        other => other.map_err(|e| Error::io("standard output", "write", e)),
    };
    if !args.quiet {
        say(&summary(&found, args));
    }
    shown
}

fn summary(found: &Found, args: &SearchArgs) -> String {
    let total = counted(found.total as usize, "record");
    match (found.hits.first(), found.hits.last()) {
        (Some(first), Some(last)) if found.hits.len() as u64 != found.total => {
            format!("{} to {} of {total}", first.rank, last.rank)
        }
        (None, _) if found.total > 0 => {
            format!("{total}, none of them beyond --skip {} within --limit {}", args.skip, args.limit)
        }
        (None, _) if !args.any => "no record has all of these words; try fewer, or --any for some of them".into(),
        _ => total,
    }
}

fn json(found: &Found) -> Result<String> {
    let json = serde_json::to_string_pretty(found);
    json.map(|j| j + "\n").map_err(|e| Error::Data { path: "standard output".into(), detail: e.to_string() })
}

fn text(found: &Found) -> Result<String> {
    let bold = std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    let (open, close) = if bold { ("\u{1b}[1m", "\u{1b}[0m") } else { ("[", "]") };
    Ok(found.hits.iter().map(|hit| described(hit, open, close)).collect::<Vec<_>>().join("\n"))
}

/// Three lines: what record it is, where it stands, and the words.
fn described(hit: &Hit, open: &str, close: &str) -> String {
    let title = hit.title.as_ref().map(|t| t.with(open, close)).unwrap_or_default();
    let organ = hit.organ.as_deref().unwrap_or("–");
    let date = hit.date.as_deref().unwrap_or("no date");
    let page = hit.page.map(|p| format!(", page {}", p + 1)).unwrap_or_default();
    format!(
        "{}. {organ} {date} § {} {title}\n   {}{page}\n   {}\n",
        hit.rank,
        hit.paragraph,
        hit.protocol_id,
        hit.snippet.with(open, close)
    )
}
