//! `justera verify` and `justera merge`.

use std::path::PathBuf;

use clap::Args;

use super::filter::print;
use super::progress::{counted, say};
use crate::dataset::Dataset;
use crate::dataset::journal::Told;
use crate::dataset::lock::Lock;
use crate::dataset::merge::merge as merge_all;
use crate::dataset::shard::claim;
use crate::dataset::verify::verify as check;
use crate::error::{Error, Result};
use crate::export::{Status, VERIFY_SCHEMA, Verification};

/// Arguments of `justera verify`.
#[derive(Args)]
pub struct VerifyArgs {
    /// Folder that `justera run` or `justera merge` wrote
    #[arg(value_name = "OUT")]
    out: PathBuf,
    /// One JSON with what was looked at and what is wrong
    #[arg(long)]
    json: bool,
}

/// Arguments of `justera merge`.
#[derive(Args)]
pub struct MergeArgs {
    /// Folders that `justera run` wrote: all shares of a batch, or runs over different inputs with the same options
    #[arg(required = true, value_name = "OUT")]
    from: Vec<PathBuf>,
    /// Folder of the whole dataset; made where it is missing
    #[arg(long, value_name = "FOLDER")]
    into: PathBuf,
    /// Say nothing but errors
    #[arg(long, short)]
    quiet: bool,
}

/// Runs `justera verify`; the exit code is 0, or 2 where something is wrong.
///
/// # Errors
/// Where there is no manifest to check by.
pub fn verify(args: &VerifyArgs) -> Result<u8> {
    let found = check(&Dataset::at(&args.out))?;
    let text = if args.json {
        let said = Verification {
            schema: VERIFY_SCHEMA,
            documents: found.documents,
            pages: found.pages,
            records: found.records,
            edits_undone: found.edits,
            problems: &found.problems,
        };
        let json =
            serde_json::to_string(&said).map_err(|e| Error::Data { path: args.out.clone(), detail: e.to_string() })?;
        format!("{json}\n")
    } else {
        let mut text: String = found.problems.iter().map(|p| format!("{p}\n")).collect();
        let wrong = match found.problems.len() {
            0 => "nothing is wrong".to_string(),
            n => format!("{} found", counted(n, "fault")),
        };
        text.push_str(&format!(
            "{}, {}, {}, {} undone: {wrong}\n",
            counted(found.documents, "document"),
            counted(found.pages, "page"),
            counted(found.records, "record"),
            counted(found.edits, "edit"),
        ));
        text
    };
    print(text.as_bytes())?;
    Ok(if found.problems.is_empty() { 0 } else { 2 })
}

/// Runs `justera merge`; the exit code is that of one run over all the inputs.
///
/// # Errors
/// Where the folders are not finished shares of one batch, or cannot be read or written.
pub fn merge(args: &MergeArgs) -> Result<u8> {
    let from: Vec<Dataset> = args.from.iter().map(Dataset::at).collect();
    let real = |p: &PathBuf| std::fs::canonicalize(p).unwrap_or_else(|_| p.clone());
    if args.from.iter().any(|f| real(f) == real(&args.into)) {
        let into = args.into.display();
        return Err(Error::Usage(format!("{into}: it is one of the folders to put together; give --into another")));
    }
    let into = Dataset::at(&args.into);
    into.make()?;
    let _lock = Lock::take(&into)?;
    into.clear_unfinished()?;
    claim(&into, None, false)?;
    let (manifest, removed) = merge_all(&from, &into, Told::read(&into)?)?;
    for id in removed {
        say(&format!("justera: {id}: no folder has this document any more; its files are removed"));
    }
    if !args.quiet {
        let sum = |f: fn(&crate::export::InputReport) -> usize| manifest.inputs.iter().map(f).sum::<usize>();
        let failed = manifest.inputs.iter().filter(|i| i.status == Status::Failed).count();
        say(&format!(
            "{}, {}, {} in {}",
            counted(manifest.inputs.len() - failed, "document"),
            counted(sum(|i| i.pages), "page"),
            counted(sum(|i| i.records), "record"),
            args.into.display()
        ));
    }
    Ok(if manifest.inputs.iter().any(|i| i.status != Status::Ok) { 2 } else { 0 })
}
