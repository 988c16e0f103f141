//! `justera export`.

use std::path::PathBuf;

use clap::Args;

use super::progress::{counted, say};
use crate::error::Result;
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
    let export = publish(&args.out, &into, args.to, &PublishOptions::default())?;
    if !args.quiet {
        say(&format!("{} in {}", counted(export.files.len(), "file"), into.display()));
    }
    Ok(())
}
