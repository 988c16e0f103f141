//! What to read, as it is typed: files and folders, and lists of them.

use std::io::Read;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::error::{Error, Result};
use crate::ingest::{PathList, Plan, plan_with_lists};

/// The inputs of a command.
#[derive(Args, Debug, Clone)]
pub struct InputArgs {
    /// Files, folders and zip archives
    #[arg(value_name = "INPUT", required_unless_present = "files_from")]
    pub inputs: Vec<PathBuf>,
    /// Read also what LIST names: a path a line (or first column), relative to its folder; - is the standard input
    #[arg(long, value_name = "LIST")]
    pub files_from: Vec<PathBuf>,
}

impl InputArgs {
    /// All inputs that are named.
    ///
    /// # Errors
    /// Where a list cannot be read, or where nothing at all is named.
    pub fn plan(&self) -> Result<Plan> {
        let lists: Vec<PathList> = self.files_from.iter().map(|l| list(l)).collect::<Result<_>>()?;
        let plan = plan_with_lists(&self.inputs, &lists);
        if self.inputs.is_empty() && plan.inputs.is_empty() && plan.errors.is_empty() && plan.skipped.is_empty() {
            return Err(Error::Usage("--files-from: the list names no file; give it a path a line".into()));
        }
        Ok(plan)
    }
}

fn list(path: &Path) -> Result<PathList> {
    if path != Path::new("-") {
        return PathList::read(path);
    }
    let mut bytes = Vec::new();
    std::io::stdin().lock().read_to_end(&mut bytes).map_err(|e| Error::io("-", "read", e))?;
    Ok(PathList { name: "-".into(), folder: PathBuf::new(), bytes })
}
