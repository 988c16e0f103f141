//! `justera export`.

use std::path::PathBuf;

use clap::Args;

use super::progress::{counted, say};
use crate::error::{Error, Result};
use crate::publish::{Format, PublishOptions, publish};

/// Arguments of `justera export`.
#[derive(Args)]
pub struct ExportArgs {
    /// Folder that `justera run` or `justera merge` wrote
    #[arg(value_name = "OUT")]
    out: PathBuf,
    /// The form to export in
    #[arg(long, value_enum)]
    to: Format,
    /// Folder of the export; OUT/export/<FORMAT> where nothing is said
    #[arg(long, value_name = "FOLDER")]
    into: Option<PathBuf>,
    /// Licence to state in the dataset card, as Hugging Face names it ("cc0-1.0"); "unknown" where nothing is said
    #[arg(long, value_name = "LICENCE")]
    licence: Option<String>,
    /// CSV for Excel: a byte order mark first, and `'` before text that it would take for a formula
    #[arg(long)]
    bom: bool,
    /// Say nothing but errors
    #[arg(long, short)]
    quiet: bool,
}

/// Runs `justera export`.
///
/// # Errors
/// Where there is no finished dataset, or a file cannot be read or written.
pub fn run(args: &ExportArgs) -> Result<()> {
    let into = args.into.clone().unwrap_or_else(|| args.out.join("export").join(args.to.name()));
    if args.bom && args.to != Format::Csv {
        return Err(Error::Usage("--bom is for --to csv alone; leave it out".into()));
    }
    let options = PublishOptions { licence: args.licence.clone(), bom: args.bom };
    let export = publish(&args.out, &into, args.to, &options)?;
    if !args.quiet {
        say(&format!("{} in {}", counted(export.files.len(), "file"), into.display()));
    }
    Ok(())
}
