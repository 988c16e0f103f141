//! `justera review`: a page on this machine where people decide about words.

use std::path::PathBuf;

use clap::Args;

use super::probability;
use super::progress::{counted, say};
use super::report::images_under;
use crate::dataset::Dataset;
use crate::error::Result;
use crate::review::server::{Review, serve};

/// Arguments of `justera review`.
#[derive(Args)]
pub struct ReviewArgs {
    /// Folder that `justera run` wrote
    #[arg(value_name = "OUT")]
    out: PathBuf,
    /// Port on 127.0.0.1; 0 takes one that is free
    #[arg(long, default_value_t = 8017)]
    port: u16,
    /// File that decisions are written to, OUT/decisions.jsonl where it is left out; give it to run, repair, segment, ocr or pipe with --decisions
    #[arg(long, value_name = "FILE")]
    decisions: Option<PathBuf>,
    /// Show the pages' images, from the inputs of the run as they were given to it; may be given again
    #[arg(long, value_name = "ROOT")]
    images: Vec<PathBuf>,
    /// Ask also about edits that were made with less confidence than this (0–1)
    #[arg(long, default_value_t = 0.8, value_parser = probability)]
    below: f64,
}

/// Runs `justera review` until it is ended.
///
/// # Errors
/// Where the dataset is not finished, the port is taken, or another process writes to the file of decisions.
pub fn run(args: &ReviewArgs) -> Result<()> {
    let decisions = args.decisions.clone().unwrap_or_else(|| args.out.join("decisions.jsonl"));
    // A folder that is no dataset is to be left as it is.
    crate::report::manifest(&Dataset::at(&args.out))?;
    let review = Review::open(Dataset::at(&args.out), &decisions, images_under(&args.images)?, args.below)?;
    serve(review, args.port, &|address, left| {
        let (words, file) = (counted(left, "word"), decisions.display());
        say(&format!("{words} to decide on: open {address} (ctrl-c ends); decisions go to {file}"));
    })
}
