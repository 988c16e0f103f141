//! JSON Schema (draft 2020-12) of every kind of JSON that the program writes, made from the types themselves: their doc comments are its descriptions.
//!
//! `docs/schema/` holds them as files, `justera schema` prints them.

use schemars::generate::{SchemaGenerator, SchemaSettings};
use schemars::transform::{RecursiveTransform, Transform};
use schemars::{JsonSchema, Schema};
use serde_json::{Value, json};

use crate::export::{DuplicateLine, ErrorAnswer, Manifest, OcrManifest, RecordLine, RunReport, Verification};
use crate::protocol::Protocol;
use crate::publish::{Export, Table};
use crate::search::Found;

/// A kind of JSON: what `schema` of a file says between `justera/` and the last `/`.
#[derive(Debug, Clone, Copy)]
pub struct Kind {
    /// "protocol".
    pub name: &'static str,
    /// Grows when a field is renamed or removed, or changes its meaning; new fields leave it as it is.
    pub major: u32,
    /// What is of this kind, in a few words.
    pub what: &'static str,
    make: fn(SchemaGenerator) -> Schema,
}

fn of<T: JsonSchema>(generator: SchemaGenerator) -> Schema {
    generator.into_root_schema_for::<T>()
}

/// Rows of a table of the exports.
fn row(name: &str) -> Schema {
    let tables = Table::all().unwrap_or_default();
    let table = tables.iter().find(|t| t.name == name);
    table.and_then(|t| Schema::try_from(t.row_schema()).ok()).unwrap_or_default()
}

/// All kinds, the most used first.
pub const KINDS: &[Kind] = &[
    Kind { name: "protocol", major: 1, what: "protocols/<id>.json, and answers of justera pipe", make: of::<Protocol> },
    Kind { name: "record", major: 1, what: "a line of records.jsonl", make: of::<RecordLine<'static>> },
    Kind { name: "duplicate", major: 1, what: "a line of duplicates.jsonl", make: of::<DuplicateLine<'static>> },
    Kind { name: "manifest", major: 1, what: "manifest.json", make: of::<Manifest> },
    Kind { name: "run-report", major: 1, what: "run-report.json", make: of::<RunReport> },
    Kind { name: "ocr-manifest", major: 1, what: "ocr-manifest.json of justera ocr", make: of::<OcrManifest> },
    Kind { name: "export", major: 1, what: "export.json of justera export", make: of::<Export> },
    Kind { name: "records-row", major: 1, what: "a line of records.jsonl of an export", make: |_| row("records") },
    Kind { name: "meetings-row", major: 1, what: "a line of meetings.jsonl", make: |_| row("meetings") },
    Kind { name: "attendance-row", major: 1, what: "a line of attendance.jsonl", make: |_| row("attendance") },
    Kind { name: "pages-row", major: 1, what: "a line of pages.jsonl", make: |_| row("pages") },
    Kind { name: "edits-row", major: 1, what: "a line of edits.jsonl", make: |_| row("edits") },
    Kind { name: "warnings-row", major: 1, what: "a line of warnings.jsonl", make: |_| row("warnings") },
    Kind { name: "verify", major: 1, what: "what justera verify --json says", make: of::<Verification<'static>> },
    Kind { name: "search", major: 1, what: "what justera search --json says", make: of::<Found> },
    Kind { name: "error", major: 1, what: "answers of justera pipe that are no protocol", make: of::<ErrorAnswer> },
];

impl Kind {
    /// The kind of a name, with or without major version: "protocol", "protocol/1", "justera/protocol/1".
    pub fn find(name: &str) -> Option<&'static Kind> {
        let name = name.strip_prefix("justera/").unwrap_or(name);
        KINDS.iter().find(|k| name == k.name || name == format!("{}/{}", k.name, k.major))
    }

    /// What `schema` says in JSON of this kind: "justera/protocol/1".
    pub fn id(&self) -> String {
        format!("justera/{}/{}", self.name, self.major)
    }

    /// Name of its file: "protocol-1.json".
    pub fn file_name(&self) -> String {
        format!("{}-{}.json", self.name, self.major)
    }

    /// The schema.
    pub fn schema(&self) -> Value {
        let mut schema = (self.make)(generator(false));
        schema.insert("$id".into(), format!("urn:justera:schema:{}:{}", self.name, self.major).into());
        schema.insert("title".into(), self.id().into());
        let mut schema = schema.to_value();
        // What it is comes first.
        if let Value::Object(fields) = &mut schema {
            let (front, rest): (Vec<_>, Vec<_>) = std::mem::take(fields)
                .into_iter()
                .partition(|(k, _)| matches!(k.as_str(), "$schema" | "$id" | "title"));
            fields.extend(front.into_iter().chain(rest));
        }
        if let Some(property) = schema.pointer_mut("/properties/schema") {
            *property = json!({ "description": "What kind of JSON this is, and its version.", "const": self.id() });
        }
        schema
    }

    /// The schema as its file has it.
    pub fn text(&self) -> String {
        // A `Value` of JSON always has a form in JSON.
        let mut text = serde_json::to_string_pretty(&self.schema()).unwrap_or_default();
        text.push('\n');
        text
    }
}

/// A generator of schemas for what is written (not for what would be read): a key that is always written is required.
pub(crate) fn generator(inline: bool) -> SchemaGenerator {
    let mut settings = SchemaSettings::draft2020_12().for_serialize();
    settings.inline_subschemas = inline;
    settings.with_transform(RecursiveTransform(Plain)).into_generator()
}

/// Takes out what means something to Rust alone: links between doc comments, widths of numbers as formats (which strict validators refuse), and what a
/// reader of older files puts for a missing key.
#[derive(Debug, Clone)]
struct Plain;

impl Transform for Plain {
    fn transform(&mut self, schema: &mut Schema) {
        if let Some(Value::String(text)) = schema.get_mut("description") {
            *text = text.replace("[`", "`").replace("`]", "`");
        }
        let width =
            |f: &Value| f.as_str().is_some_and(|f| ["uint", "int", "double", "float"].iter().any(|w| f.starts_with(w)));
        if schema.get("format").is_some_and(width) {
            schema.remove("format");
        }
        schema.remove("default");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_always_written_is_required_and_may_be_null() {
        let schema = Kind::find("protocol").unwrap().schema();
        let page = &schema["$defs"]["ProtocolPage"];
        assert!(page["required"].as_array().unwrap().contains(&"error".into()), "{page:#}");
        assert_eq!(page["properties"]["error"]["type"], json!(["string", "null"]));
        assert_eq!(schema["properties"]["schema"]["const"], "justera/protocol/1");
        // Left out where it is empty, so it cannot be required.
        assert!(!schema["$defs"]["Variant"]["required"].as_array().unwrap().contains(&"other_protocol".into()));
        let edit = &schema["$defs"]["PageEdit"];
        assert!(edit["properties"]["confidence"]["maximum"] == 1.0, "{edit:#}");
        let text = schema.to_string();
        for odd in ["uint", "double", "\"default\"", "[`"] {
            assert!(!text.contains(odd), "{odd}");
        }
        assert!(text.contains("\"format\":\"date\""));
    }

    #[test]
    fn kinds_are_found_by_any_form_of_their_names() {
        for kind in KINDS {
            for name in [kind.name.to_string(), format!("{}/1", kind.name), kind.id()] {
                assert_eq!(Kind::find(&name).map(Kind::id), Some(kind.id()));
            }
            let properties = kind.schema()["properties"].clone();
            assert_eq!(properties["schema"]["const"], kind.id().as_str());
        }
        assert!(Kind::find("protocol/2").is_none());
    }
}
