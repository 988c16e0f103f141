//! A user's decisions about words (`--decisions`).

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::Args;

use super::lexicon::name_of;
use crate::decisions::{Decisions, file};
use crate::error::{Error, Result};
use crate::export::sha256_hex;

/// A user's decisions.
#[derive(Args, Debug, Clone)]
pub struct DecisionArgs {
    /// File of decisions that `justera review` wrote; may be given again, a later file goes before an earlier one
    #[arg(long, value_name = "FILE")]
    decisions: Vec<PathBuf>,
}

/// The decisions, and the digests of their files by name.
pub struct Loaded {
    pub decisions: Decisions,
    pub digests: BTreeMap<String, String>,
}

impl DecisionArgs {
    /// Reads the files.
    ///
    /// # Errors
    /// [`Error::Usage`] names the file, what is wrong with it, and the remedy.
    pub fn load(&self) -> Result<Loaded> {
        let (mut all, mut digests) = (Vec::new(), BTreeMap::new());
        for path in &self.decisions {
            let (decisions, bytes) = file::read(path).map_err(|e| Error::Usage(format!("--decisions {e}")))?;
            digests.insert(name_of(path, &digests), sha256_hex(&bytes));
            all.extend(decisions);
        }
        Ok(Loaded { decisions: Decisions::new(&all)?, digests })
    }
}
