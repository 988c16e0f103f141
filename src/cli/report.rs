//! `justera report`: a dataset as a folder of web pages.

use std::path::PathBuf;

use clap::Args;

use super::progress::{counted, say};
use crate::dataset::Dataset;
use crate::error::Result;
use crate::report::{images::Images, write};

/// Arguments of `justera report`.
#[derive(Args)]
pub struct ReportArgs {
    /// Folder that `justera run` wrote
    #[arg(value_name = "OUT")]
    out: PathBuf,
    /// Folder of the report, OUT/report where it is left out; an earlier report there is replaced
    #[arg(long, value_name = "DIR")]
    into: Option<PathBuf>,
    /// Show the pages' images, from the inputs of the run as they were given to it; may be given again
    #[arg(long, value_name = "ROOT")]
    images: Vec<PathBuf>,
    /// Say nothing but errors
    #[arg(long, short)]
    quiet: bool,
}

/// Runs `justera report`.
///
/// # Errors
/// Where the dataset is not finished, or the folder cannot be written.
pub fn run(args: &ReportArgs) -> Result<()> {
    let into = args.into.clone().unwrap_or_else(|| args.out.join("report"));
    let images = images_under(&args.images)?;
    let written = write(&Dataset::at(&args.out), &into, images.as_ref(), &|| {})?;
    if !args.quiet {
        let pictures = match images {
            Some(_) => format!(", {}", counted(written.pictures, "picture")),
            None => String::new(),
        };
        say(&format!(
            "{}{pictures}: open {}",
            counted(written.documents, "document"),
            into.join("index.html").display()
        ));
        if written.without > 0 {
            say(&format!(
                "{} without pictures: no source with images and the same digest is under --images",
                counted(written.without, "document")
            ));
        }
    }
    Ok(())
}

/// The sources of pictures; none where no folder was given.
///
/// # Errors
/// [`crate::Error::NotFound`] where a folder is not there.
pub(super) fn images_under(roots: &[PathBuf]) -> Result<Option<Images>> {
    if let Some(missing) = roots.iter().find(|r| !r.exists()) {
        return Err(crate::Error::Usage(format!(
            "--images {}: no such file or folder; check the path",
            missing.display()
        )));
    }
    Ok((!roots.is_empty()).then(|| Images::under(roots)))
}
