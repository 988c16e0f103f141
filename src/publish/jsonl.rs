//! Tables as JSON lines.

use std::io::Write;

use serde_json::{Map, Value};

use super::card::{Card, Layout};
use super::tables::{Split, Table};
use super::{Finished, PublishOptions, Target};
use crate::error::{Error, Result};

/// Writes a file a table, and the card.
///
/// # Errors
/// Where a document cannot be read or a file not be written.
pub(super) fn write(finished: &Finished, target: &Target, options: &PublishOptions) -> Result<()> {
    let tables = Table::all()?;
    let file = |table: &Table| format!("{}.jsonl", table.name);
    let mut files = tables.iter().map(|t| target.create(&file(t))).collect::<Result<Vec<_>>>()?;
    let mut card = Card::default();
    for document in finished.documents() {
        let document = Split::new(document?);
        card.add(&document);
        for (table, out) in tables.iter().zip(&mut files) {
            let failed = |e| Error::io(file(table), "write", e);
            for row in table.rows(&document)? {
                serde_json::to_writer(&mut *out, &line(table, row)).map_err(|e| failed(e.into()))?;
                out.write_all(b"\n").map_err(failed)?;
            }
        }
    }
    for (table, mut out) in tables.iter().zip(files) {
        out.flush().map_err(|e| Error::io(file(table), "write", e))?;
    }
    card.write(finished, target, options, Some(Layout { extension: "jsonl", tables: &tables }))
}

/// A row that says what it is.
fn line(table: &Table, row: Value) -> Value {
    let mut line = Map::new();
    line.insert("schema".into(), table.kind().into());
    if let Value::Object(row) = row {
        line.extend(row);
    }
    Value::Object(line)
}
