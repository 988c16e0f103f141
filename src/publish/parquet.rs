//! Tables as Parquet files, nested as the records are.

use std::fs::File;
use std::io::BufWriter;
use std::sync::Arc;

use arrow_json::reader::{Decoder, ReaderBuilder};
use arrow_schema::{DataType, Field, Fields, Schema};
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;

use super::card::{Card, Layout};
use super::columns::{Column, Shape};
use super::tables::{Split, Table};
use super::{Finished, PublishOptions, Target};
use crate::error::{Error, Result};

/// Most rows of a row group (what DuckDB takes at once), and most bytes before compression: what is held in memory for each table.
const GROUP: (usize, usize) = (122_880, 16 << 20);

/// Rows that are turned into columns at once; documents are never cut.
const BATCH: usize = 1024;

/// Writes a file a table, and the card.
///
/// # Errors
/// Where a document cannot be read or a file not be written.
pub(super) fn write(finished: &Finished, target: &Target, options: &PublishOptions) -> Result<()> {
    let tables = Table::all()?;
    let mut files = tables.iter().map(|t| TableFile::create(t, finished, target)).collect::<Result<Vec<_>>>()?;
    let mut counts = vec![0; tables.len()];
    let mut card = Card::default();
    for document in finished.documents() {
        let document = Split::new(document?);
        card.add(&document);
        for ((table, file), count) in tables.iter().zip(&mut files).zip(&mut counts) {
            let rows = table.rows(&document)?;
            *count += rows.len();
            file.add(&rows)?;
        }
    }
    files.into_iter().try_for_each(TableFile::finish)?;
    card.write(finished, target, options, Some(Layout { extension: "parquet", tables: &tables, rows: &counts }))
}

/// The file of a table while it is written.
struct TableFile {
    name: String,
    rows: Decoder,
    waiting: usize,
    writer: ArrowWriter<BufWriter<File>>,
}

impl TableFile {
    fn create(table: &Table, finished: &Finished, target: &Target) -> Result<Self> {
        let name = format!("{}.parquet", table.name);
        let schema = Arc::new(Schema::new(fields(&table.columns)));
        let said = |key: &str, value: String| KeyValue::new(format!("justera.{key}"), value);
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_created_by(format!("justera {}", env!("CARGO_PKG_VERSION")))
            .set_max_row_group_row_count(Some(GROUP.0))
            .set_max_row_group_bytes(Some(GROUP.1))
            .set_key_value_metadata(Some(vec![
                said("schema", table.kind()),
                said("version", finished.manifest().version.clone()),
                said("manifest", finished.digest().into()),
            ]))
            .build();
        let file = target.create(&name)?;
        let writer = ArrowWriter::try_new(file, schema.clone(), Some(properties)).map_err(|e| failed(&name, e))?;
        let rows = ReaderBuilder::new(schema).with_batch_size(BATCH).build_decoder().map_err(|e| failed(&name, e))?;
        Ok(TableFile { name, rows, waiting: 0, writer })
    }

    fn add(&mut self, rows: &[serde_json::Value]) -> Result<()> {
        self.rows.serialize(rows).map_err(|e| failed(&self.name, e))?;
        self.waiting += rows.len();
        if self.waiting >= BATCH { self.write() } else { Ok(()) }
    }

    fn write(&mut self) -> Result<()> {
        self.waiting = 0;
        match self.rows.flush().map_err(|e| failed(&self.name, e))? {
            Some(batch) => self.writer.write(&batch).map_err(|e| failed(&self.name, e)),
            None => Ok(()),
        }
    }

    fn finish(mut self) -> Result<()> {
        self.write()?;
        self.writer.close().map(|_| ()).map_err(|e| failed(&self.name, e))
    }
}

fn failed(name: &str, error: impl std::fmt::Display) -> Error {
    Error::Data { path: name.into(), detail: format!("cannot be written as Parquet: {error}") }
}

fn fields(columns: &[(String, Column)]) -> Fields {
    columns.iter().map(|(name, column)| Field::new(name, data_type(&column.shape), column.nullable)).collect()
}

fn data_type(shape: &Shape) -> DataType {
    let list = |kind, nullable| DataType::List(Arc::new(Field::new("item", kind, nullable)));
    match shape {
        Shape::Text => DataType::Utf8,
        Shape::Integer => DataType::Int64,
        Shape::Number => DataType::Float64,
        Shape::Boolean => DataType::Boolean,
        Shape::List(item) => list(data_type(&item.shape), item.nullable),
        Shape::Struct(members) | Shape::Tuple(members) => DataType::Struct(fields(members)),
        Shape::Entries(members) => list(DataType::Struct(fields(members)), false),
    }
}
