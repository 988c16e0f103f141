//! Records as JSON lines.

use std::io::Write;

use super::{Finished, PublishOptions, Target};
use crate::error::{Error, Result};
use crate::export::record_lines;

/// Writes `records.jsonl`.
///
/// # Errors
/// Where a document cannot be read or a file not be written.
pub(super) fn write(finished: &Finished, target: &Target, _: &PublishOptions) -> Result<()> {
    let mut records = target.create("records.jsonl")?;
    let failed = |e| Error::io("records.jsonl", "write", e);
    for document in finished.documents() {
        let document = document?;
        records.write_all(record_lines(&document.id, &document.meetings)?.as_bytes()).map_err(failed)?;
    }
    records.flush().map_err(failed)
}
