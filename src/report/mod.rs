//! A finished dataset as a folder of web pages: an overview, and a page for each protocol with its images, text, edits and records.
//!
//! Everything is in the folder: no network, no server, no build. Documents are read one at a time, and the bytes depend on the dataset (and the
//! images) alone. What stands in a document is text and never markup: [`html::escape`] is the only way in, and the pages' policy lets no
//! script run that is not the report's own.

pub mod charts;
pub mod html;
pub mod images;
pub mod lines;
pub mod lists;
pub mod overview;
mod page;
pub mod protocol;
mod records;

use std::path::Path;

use crate::dataset::assemble::MANIFEST;
use crate::dataset::{Dataset, read_json, remove_folder};
use crate::error::{Error, Result};
use crate::export::{InputReport, Manifest, escape_id};
use crate::protocol::Protocol;
use images::Images;
use overview::Overview;
use protocol::Pictures;

/// What was written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Written {
    /// Protocols.
    pub documents: usize,
    /// Pictures of pages.
    pub pictures: usize,
    /// Protocols for which no source was found.
    pub without: usize,
}

/// Folders of a report; they hold nothing else.
const FOLDERS: [&str; 4] = ["assets", "data", "doc", "img"];

/// Writes the report of `dataset` into the folder `into`, in the place of an earlier one. `seen` is called for each input that is done.
///
/// # Errors
/// Where the dataset is not finished, or the folder cannot be written or holds what is no report.
pub fn write(dataset: &Dataset, into: &Path, images: Option<&Images>, seen: &dyn Fn()) -> Result<Written> {
    let manifest = manifest(dataset)?;
    prepare(into)?;
    let mut overview = Overview::new(into, &manifest, false);
    let mut written = Written::default();
    for input in &manifest.inputs {
        if let Some(protocol) = protocol_of(dataset, input)? {
            let pictures = match images {
                Some(images) => images.write(into, &protocol.id, &protocol.source)?,
                None => Pictures::new(),
            };
            written.documents += 1;
            written.pictures += pictures.len();
            written.without += usize::from(images.is_some_and(|_| pictures.is_empty()));
            let html = protocol::render(&protocol, &pictures, false);
            lists::write(&into.join("doc").join(format!("{}.html", escape_id(&protocol.id))), html.as_bytes())?;
            overview.add(&protocol, input.status)?;
        } else {
            overview.failed(input)?;
        }
        seen();
    }
    overview.finish()?;
    Ok(written)
}

/// The manifest of a dataset.
///
/// # Errors
/// [`Error::Usage`] where there is none: the run is not finished.
pub fn manifest(dataset: &Dataset) -> Result<Manifest> {
    read_json(&dataset.folder(MANIFEST)).map_err(|e| match e {
        Error::NotFound { .. } => Error::Usage(format!(
            "{}: there is no finished dataset here; give a folder that justera run wrote, or that run's command again, which goes on",
            dataset.path().display()
        )),
        other => other,
    })
}

/// The protocol of an input; `None` where it failed wholly and has none.
///
/// # Errors
/// Where its file cannot be read.
pub fn protocol_of(dataset: &Dataset, input: &InputReport) -> Result<Option<Protocol>> {
    match (&input.id, &input.output) {
        (Some(id), Some(_)) => read_json(&dataset.protocol(id)).map(Some),
        _ => Ok(None),
    }
}

/// Makes the folder ready: an earlier report goes, and anything else is left alone and refused.
///
/// # Errors
/// [`Error::Usage`] where the folder holds something and is no report.
pub fn prepare(into: &Path) -> Result<()> {
    let style = into.join("assets/report.css");
    if into.read_dir().is_ok_and(|mut d| d.next().is_some()) && !style.is_file() {
        return Err(Error::Usage(format!(
            "{}: this folder holds something that is no report; give an empty or a new one with --into",
            into.display()
        )));
    }
    for folder in FOLDERS {
        let folder = into.join(folder);
        remove_folder(&folder)?;
        std::fs::create_dir_all(&folder).map_err(|e| Error::io(&folder, "create", e))?;
    }
    let entries = into.read_dir().map_err(|e| Error::io(into, "read", e))?;
    for path in entries.filter_map(|e| e.ok()).map(|e| e.path()).filter(|p| p.extension().is_some_and(|e| e == "html"))
    {
        crate::dataset::remove_file(&path)?;
    }
    lists::write(&style, html::STYLE.as_bytes())?;
    lists::write(&into.join("assets/report.js"), html::SCRIPT.as_bytes())?;
    let strings: serde_json::Value = serde_json::from_str(html::STRINGS).unwrap_or_default();
    let script = format!("window.justeraStrings = {};\n", html::script_value(&strings));
    lists::write(&into.join("assets/strings.js"), script.as_bytes())
}
