//! `justera schema`.

use std::path::PathBuf;

use clap::Args;

use super::filter::print;
use crate::error::{Error, Result};
use crate::export::write_file;
use crate::schema::{KINDS, Kind};

/// Arguments of `justera schema`.
#[derive(Args)]
pub struct SchemaArgs {
    /// The kind, as `schema` of the JSON names it: protocol, record, manifest …; left out: a list of all kinds
    kind: Option<String>,
    /// Write all of them, or the one, as files of a folder, which is made where it is missing
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

/// Runs `justera schema`.
///
/// # Errors
/// Where there is no such kind, or a file cannot be written.
pub fn run(args: &SchemaArgs) -> Result<()> {
    let wanted = args.kind.as_deref().map(find).transpose()?;
    if let Some(folder) = &args.out {
        std::fs::create_dir_all(folder).map_err(|e| Error::io(folder, "create", e))?;
        let some = wanted.map_or(KINDS, std::slice::from_ref);
        return some.iter().try_for_each(|k| write_file(&folder.join(k.file_name()), k.text().as_bytes()));
    }
    let text = match wanted {
        Some(kind) => kind.text(),
        None => KINDS.iter().map(|k| format!("{:<16}{}\n", k.name, k.what)).collect(),
    };
    print(text.as_bytes())
}

fn find(name: &str) -> Result<&'static Kind> {
    Kind::find(name).ok_or_else(|| {
        let all: Vec<&str> = KINDS.iter().map(|k| k.name).collect();
        Error::Usage(format!("'{name}' is no kind of JSON that Justera writes; give one of {}", all.join(", ")))
    })
}
