//! The tables that a dataset is exported as: what a row of each is, and the rows of a document.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::columns::{Column, columns, shaped, shaped_schema};
use crate::error::{Error, Result};
use crate::export::text_of_record;
use crate::protocol::{Attendee, Meeting, PageEdit, Protocol, ProtocolPage, Record, Warning};
use crate::schema::generator;

/// A §-record, with the meeting it is of.
#[derive(Serialize, JsonSchema)]
struct RecordRow<'a> {
    /// Identifier of the document.
    protocol_id: &'a str,
    /// Which of the document's meetings, from 0.
    meeting: usize,
    /// Which of the meeting's records, from 0.
    record: usize,
    /// "Älvsjö kommun".
    organization: Option<&'a str>,
    /// The deciding body: "Kommunstyrelsen".
    organ: Option<&'a str>,
    /// ISO 8601 date of the meeting.
    #[schemars(extend("format" = "date"))]
    date: Option<&'a str>,
    #[serde(flatten)]
    fields: &'a Record,
    /// The text of all sections, joined by a blank line.
    text: String,
}

/// A meeting.
#[derive(Serialize, JsonSchema)]
struct MeetingRow<'a> {
    /// Identifier of the document.
    protocol_id: &'a str,
    /// Which of the document's meetings, from 0.
    meeting: usize,
    /// How many records it has.
    record_count: usize,
    #[serde(flatten)]
    fields: &'a Meeting,
}

/// Somebody who was at a meeting.
#[derive(Serialize, JsonSchema)]
struct AttendeeRow<'a> {
    /// Identifier of the document.
    protocol_id: &'a str,
    /// Which of the document's meetings, from 0.
    meeting: usize,
    /// "Älvsjö kommun".
    organization: Option<&'a str>,
    /// The deciding body: "Kommunstyrelsen".
    organ: Option<&'a str>,
    /// ISO 8601 date of the meeting.
    #[schemars(extend("format" = "date"))]
    date: Option<&'a str>,
    #[serde(flatten)]
    fields: &'a Attendee,
}

/// Something that belongs to a document.
#[derive(Serialize, JsonSchema)]
struct InDocument<'a, T> {
    /// Identifier of the document.
    protocol_id: &'a str,
    #[serde(flatten)]
    fields: &'a T,
}

/// A document on its way into tables: the meetings hold no records, which stand beside them.
#[derive(Debug)]
pub struct Split {
    /// The document; its meetings have no records.
    pub protocol: Protocol,
    /// The records of each meeting.
    pub records: Vec<Vec<Record>>,
}

impl Split {
    /// Takes the records out of the meetings.
    pub fn new(mut protocol: Protocol) -> Self {
        let records = protocol.meetings.iter_mut().map(|m| std::mem::take(&mut m.records)).collect();
        Split { protocol, records }
    }
}

/// A table: rows of one form.
#[derive(Debug)]
pub struct Table {
    /// Its name, and that of its file.
    pub name: &'static str,
    /// What a row is.
    pub what: &'static str,
    /// Columns that say which row it is, by the names under which parts of a row that stand in tables of their own have them.
    pub keys: &'static [(&'static str, &'static str)],
    /// All columns.
    pub columns: Vec<(String, Column)>,
    /// JSON Schema of a row.
    pub schema: Value,
    rows: fn(&Split, &mut Rows<'_>) -> serde_json::Result<()>,
}

/// Takes the rows of a table.
struct Rows<'a> {
    columns: &'a [(String, Column)],
    rows: Vec<Value>,
}

impl Rows<'_> {
    fn push(&mut self, row: &impl Serialize) -> serde_json::Result<()> {
        self.rows.push(shaped(self.columns, serde_json::to_value(row)?));
        Ok(())
    }
}

impl Table {
    /// All tables, the records first.
    ///
    /// # Errors
    /// Where a type has a form that no table can hold: a fault of Justera, which its tests find.
    pub fn all() -> Result<Vec<Table>> {
        const MEETING: &[(&str, &str)] = &[("protocol_id", "protocol_id"), ("meeting", "meeting")];
        const RECORD: &[(&str, &str)] =
            &[("protocol_id", "protocol_id"), ("meeting", "meeting"), ("record", "record"), ("paragraph", "paragraph")];
        const PAGE: &[(&str, &str)] = &[("protocol_id", "protocol_id"), ("index", "page")];
        const DOCUMENT: &[(&str, &str)] = &[("protocol_id", "protocol_id")];
        let mut meetings = made::<MeetingRow<'static>>("meetings", "a meeting", MEETING, meetings)?;
        // They are rows of their own.
        meetings.columns.retain(|(name, _)| name != "records");
        if let Some(properties) = meetings.schema["properties"].as_object_mut() {
            properties.remove("records");
        }
        if let Some(required) = meetings.schema["required"].as_array_mut() {
            required.retain(|name| name != "records");
        }
        Ok(vec![
            made::<RecordRow<'static>>("records", "a §-record", RECORD, records)?,
            meetings,
            made::<AttendeeRow<'static>>("attendance", "somebody who was at a meeting", MEETING, attendance)?,
            made::<InDocument<'static, ProtocolPage>>("pages", "a page as read and as repaired", PAGE, pages)?,
            made::<InDocument<'static, PageEdit>>("edits", "a change of the text, or a suggestion", DOCUMENT, edits)?,
            made::<InDocument<'static, Warning>>("warnings", "what a person should look at", DOCUMENT, warnings)?,
        ])
    }

    /// The rows of a document, each with all columns in order.
    ///
    /// # Errors
    /// Where a row has no form in JSON.
    pub fn rows(&self, document: &Split) -> Result<Vec<Value>> {
        let mut rows = Rows { columns: &self.columns, rows: Vec::new() };
        (self.rows)(document, &mut rows)
            .map_err(|e| Error::Data { path: document.protocol.id.clone().into(), detail: e.to_string() })?;
        Ok(rows.rows)
    }

    /// JSON Schema of a row as JSON, with the key that says what it is.
    pub fn row_schema(&self) -> Value {
        let mut schema = self.schema.clone();
        let mut properties = serde_json::Map::new();
        properties.insert("schema".into(), serde_json::json!({ "const": self.kind() }));
        if let Some(own) = schema["properties"].as_object() {
            properties.extend(own.clone());
        }
        schema["properties"] = properties.into();
        if let Some(required) = schema["required"].as_array_mut() {
            required.insert(0, "schema".into());
        }
        schema
    }

    /// What `schema` says of a row as JSON: "justera/records-row/1".
    pub fn kind(&self) -> String {
        format!("justera/{}-row/1", self.name)
    }
}

fn made<T: JsonSchema>(
    name: &'static str,
    what: &'static str,
    keys: &'static [(&'static str, &'static str)],
    rows: fn(&Split, &mut Rows<'_>) -> serde_json::Result<()>,
) -> Result<Table> {
    let schema = generator(true).into_root_schema_for::<T>().to_value();
    let columns = columns(&schema)?;
    Ok(Table { name, what, keys, columns, schema: shaped_schema(schema), rows })
}

fn records(document: &Split, rows: &mut Rows<'_>) -> serde_json::Result<()> {
    for (n, (meeting, records)) in document.protocol.meetings.iter().zip(&document.records).enumerate() {
        for (record, fields) in records.iter().enumerate() {
            rows.push(&RecordRow {
                protocol_id: &document.protocol.id,
                meeting: n,
                record,
                organization: meeting.organization.as_deref(),
                organ: meeting.organ.as_deref(),
                date: meeting.date.as_deref(),
                fields,
                text: text_of_record(fields),
            })?;
        }
    }
    Ok(())
}

fn meetings(document: &Split, rows: &mut Rows<'_>) -> serde_json::Result<()> {
    for (meeting, (fields, records)) in document.protocol.meetings.iter().zip(&document.records).enumerate() {
        let record_count = records.len();
        rows.push(&MeetingRow { protocol_id: &document.protocol.id, meeting, record_count, fields })?;
    }
    Ok(())
}

fn attendance(document: &Split, rows: &mut Rows<'_>) -> serde_json::Result<()> {
    for (n, meeting) in document.protocol.meetings.iter().enumerate() {
        for fields in &meeting.attendance {
            rows.push(&AttendeeRow {
                protocol_id: &document.protocol.id,
                meeting: n,
                organization: meeting.organization.as_deref(),
                organ: meeting.organ.as_deref(),
                date: meeting.date.as_deref(),
                fields,
            })?;
        }
    }
    Ok(())
}

fn each<T: Serialize>(document: &Split, all: &[T], rows: &mut Rows<'_>) -> serde_json::Result<()> {
    all.iter().try_for_each(|fields| rows.push(&InDocument { protocol_id: &document.protocol.id, fields }))
}

fn pages(document: &Split, rows: &mut Rows<'_>) -> serde_json::Result<()> {
    each(document, &document.protocol.pages, rows)
}

fn edits(document: &Split, rows: &mut Rows<'_>) -> serde_json::Result<()> {
    each(document, &document.protocol.edits, rows)
}

fn warnings(document: &Split, rows: &mut Rows<'_>) -> serde_json::Result<()> {
    each(document, &document.protocol.warnings, rows)
}
