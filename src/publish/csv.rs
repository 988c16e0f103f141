//! Tables as CSV (RFC 4180): what is nested in a row stands in a table of its own, with the row's keys.
//!
//! A list of words (diarienummer, pages) is one cell, its values divided by [`BETWEEN`]; a value within a value ("vote": yes, no) is a column of both
//! names ("vote_yes"); a list of things (sections, ballots) is a table. Null and "" are both an empty cell.

use std::fs::File;
use std::io::{BufWriter, Write};

use csv::{Terminator, Writer, WriterBuilder};
use serde_json::Value;

use super::columns::{Column, Shape};
use super::tables::{Split, Table};
use super::{Finished, PublishOptions, Target};
use crate::error::{Error, Result};

/// Stands between the values of a list in a cell.
pub const BETWEEN: &str = " | ";

/// Writes a file a table.
///
/// # Errors
/// Where a document cannot be read or a file not be written.
pub(super) fn write(finished: &Finished, target: &Target, options: &PublishOptions) -> Result<()> {
    let tables = Table::all()?;
    let names = Names::of(&tables);
    let mut sheets = Vec::new();
    for table in &tables {
        sheets.push(Sheet::create(table.name, Vec::new(), &table.columns, table.keys, &names, target, options.bom)?);
    }
    for document in finished.documents() {
        let document = Split::new(document?);
        for (table, sheet) in tables.iter().zip(&mut sheets) {
            for row in table.rows(&document)? {
                sheet.add(&[], &row)?;
            }
        }
    }
    sheets.iter_mut().try_for_each(Sheet::finish)
}

/// Names of the tables of what is nested in rows: that of the field, where only one table has it, else, and within nested rows, with that of its table
/// before it.
struct Names {
    fields: Vec<String>,
    tables: Vec<&'static str>,
}

impl Names {
    fn of(tables: &[Table]) -> Self {
        let mut names = Names { fields: Vec::new(), tables: tables.iter().map(|t| t.name).collect() };
        for table in tables {
            names.fields.extend(flat("", &table.columns).into_iter().filter(|f| f.table().is_some()).map(|f| f.name));
        }
        names
    }

    fn name(&self, of: &str, field: &str) -> Option<String> {
        // What has a table of its own among the first is not written twice.
        if self.tables.contains(&of) && self.tables.contains(&field) {
            return None;
        }
        let once = self.tables.contains(&of) && self.fields.iter().filter(|f| *f == field).count() == 1;
        Some(if once { field.into() } else { format!("{of}_{field}") })
    }
}

/// A column of a sheet: what stands at `path` within a row.
struct Flat<'a> {
    name: String,
    path: Vec<&'a str>,
    column: &'a Column,
}

impl<'a> Flat<'a> {
    /// The columns of the table that it needs, if it is a list of things.
    fn table(&self) -> Option<&'a [(String, Column)]> {
        match &self.column.shape {
            Shape::Entries(members) => Some(members),
            Shape::List(item) => match &item.shape {
                Shape::Struct(members) | Shape::Tuple(members) => Some(members),
                _ => None,
            },
            _ => None,
        }
    }
}

/// Columns, those of values within values by both names.
fn flat<'a>(before: &str, columns: &'a [(String, Column)]) -> Vec<Flat<'a>> {
    let each = columns.iter().flat_map(|(name, column)| match &column.shape {
        Shape::Struct(members) | Shape::Tuple(members) => {
            let mut inner = flat(&format!("{before}{name}_"), members);
            inner.iter_mut().for_each(|f| f.path.insert(0, name));
            inner
        }
        _ => vec![Flat { name: format!("{before}{name}"), path: vec![name.as_str()], column }],
    });
    each.collect()
}

/// A file, with those of what is nested in its rows.
struct Sheet {
    name: String,
    /// Where in a row its cells stand.
    columns: Vec<Vec<String>>,
    /// Where in a row stand the keys that nested tables repeat.
    keys: Vec<Vec<String>>,
    nested: Vec<(Vec<String>, Sheet)>,
    out: Writer<BufWriter<File>>,
    spreadsheet: bool,
}

impl Sheet {
    /// Makes the file with its first line. `outer` are the names of keys that come from the table that it is nested in.
    fn create(
        name: &str,
        outer: Vec<String>,
        columns: &[(String, Column)],
        keys: &[(&str, &str)],
        names: &Names,
        target: &Target,
        spreadsheet: bool,
    ) -> Result<Self> {
        let file = format!("{name}.csv");
        let mut out = target.create(&file)?;
        if spreadsheet {
            out.write_all("\u{feff}".as_bytes()).map_err(|e| Error::io(&file, "write", e))?;
        }
        let mut out = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(out);
        let all = flat("", columns);
        let cells = || all.iter().filter(|f| f.table().is_none());
        let path = |f: &Flat<'_>| f.path.iter().map(|p| p.to_string()).collect::<Vec<_>>();
        // A field that is named as a key of the table it is nested in: the § that a reference names, and that of its record.
        let own = cells().map(|f| if outer.contains(&f.name) { format!("{name}_{}", f.name) } else { f.name.clone() });
        out.write_record(outer.iter().cloned().chain(own)).map_err(|e| failed(&file, e))?;
        let mut inner: Vec<String> = outer.clone();
        inner.extend(keys.iter().map(|(_, name)| name.to_string()));
        // Of a nested row the place in its list says which it is.
        if let Some(place) = inner.iter().position(|k| k == PLACE) {
            inner[place] = format!("{name}_{PLACE}");
        }
        inner.push(PLACE.into());
        let mut nested = Vec::new();
        for (field, members) in all.iter().filter_map(|f| Some((f, f.table()?))) {
            if let Some(name) = names.name(name, &field.name) {
                let sheet = Sheet::create(&name, inner.clone(), members, &[], names, target, spreadsheet)?;
                nested.push((path(field), sheet));
            }
        }
        let keys = keys.iter().map(|(column, _)| vec![column.to_string()]).collect();
        Ok(Sheet { name: file, columns: cells().map(path).collect(), keys, nested, out, spreadsheet })
    }

    /// Writes a row, and what is nested in it.
    fn add(&mut self, outer: &[String], row: &Value) -> Result<()> {
        let own = self.columns.iter().map(|path| cell(at(row, path), self.spreadsheet));
        let line: Vec<String> = outer.iter().cloned().chain(own).collect();
        self.out.write_record(&line).map_err(|e| failed(&self.name, e))?;
        let mut inner = outer.to_vec();
        inner.extend(self.keys.iter().map(|path| cell(at(row, path), self.spreadsheet)));
        for (path, sheet) in &mut self.nested {
            for (place, row) in at(row, path).as_array().into_iter().flatten().enumerate() {
                let mut keys = inner.clone();
                keys.push(place.to_string());
                sheet.add(&keys, row)?;
            }
        }
        Ok(())
    }

    fn finish(&mut self) -> Result<()> {
        self.out.flush().map_err(|e| Error::io(&self.name, "write", e))?;
        self.nested.iter_mut().try_for_each(|(_, sheet)| sheet.finish())
    }
}

/// Name of the column that says where in its list a nested row stands, from 0.
const PLACE: &str = "position";

fn failed(name: &str, error: csv::Error) -> Error {
    match error.into_kind() {
        csv::ErrorKind::Io(e) => Error::io(name, "write", e),
        other => Error::Data { path: name.into(), detail: format!("cannot be written as CSV: {other:?}") },
    }
}

fn at<'a>(row: &'a Value, path: &[String]) -> &'a Value {
    path.iter().fold(row, |value, name| &value[name.as_str()])
}

/// A value as a cell. A spreadsheet takes text that begins with one of `= + - @` for a formula, which may do anything: for it such text gets `'` before it.
fn cell(value: &Value, spreadsheet: bool) -> String {
    let text = match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(values) => values.iter().map(|v| cell(v, false)).collect::<Vec<_>>().join(BETWEEN),
        other => return other.to_string(),
    };
    if spreadsheet && text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) { format!("'{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_spreadsheet_gets_no_formulas() {
        for text in ["=1+1", "+46", "- att bifalla", "@SUM(A1)", "\t=1"] {
            assert_eq!(cell(&json!(text), true), format!("'{text}"));
            assert_eq!(cell(&json!(text), false), text);
        }
        assert_eq!(cell(&json!(-1.5), true), "-1.5");
        assert_eq!(cell(&json!(["=a", "b"]), true), "'=a | b");
        assert_eq!(cell(&json!(null), true), "");
    }

    #[test]
    fn nested_tables_have_short_names_where_only_one_has_it() {
        let tables = Table::all().unwrap();
        let names = Names::of(&tables);
        for name in ["sections", "ballots", "motions", "agenda"] {
            assert_eq!(names.name("records", name).as_deref(), Some(name));
        }
        assert_eq!(names.name("records", "sources").as_deref(), Some("records_sources"));
        assert_eq!(names.name("sections", "spans").as_deref(), Some("sections_spans"));
        // A table among the first.
        assert_eq!(names.name("meetings", "attendance"), None);
    }
}
