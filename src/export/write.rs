//! Writing files whole, and the forms that are not one JSON a file.

use std::io::Write;
use std::path::Path;

use serde_json::{Map, Value};

use crate::error::{Error, Result};
use crate::page::PageStatus;
use crate::protocol::{Meeting, Protocol, RECORD_SCHEMA, Record};

/// Writes a file under a temporary name, syncs it and gives it its name: it is there whole or not at all.
///
/// # Errors
/// Where the folder cannot be written to.
pub fn write_file(path: &Path, bytes: &[u8]) -> Result<()> {
    let temporary = path.with_extension("tmp");
    let write = || -> std::io::Result<()> {
        let mut file = std::fs::File::create(&temporary)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        std::fs::rename(&temporary, path)
    };
    write().map_err(|e| {
        let _ = std::fs::remove_file(&temporary);
        Error::Io { path: path.into(), action: "write", source: e }
    })
}

/// An identifier as a file name: what could leave the folder, or is no name on some system, becomes `_`. Long ones are cut, with a digest of
/// the whole at the end.
pub fn escape_id(id: &str) -> String {
    use sha2::Digest;
    let safe: String =
        id.chars()
            .map(|c| {
                if c.is_control() || matches!(c, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|') {
                    '_'
                } else {
                    c
                }
            })
            .collect();
    let safe = safe.strip_prefix('.').map(|rest| format!("_{rest}")).unwrap_or(safe);
    if safe.len() <= 200 {
        return safe;
    }
    let digest: String = sha2::Sha256::digest(id.as_bytes()).iter().take(8).map(|b| format!("{b:02x}")).collect();
    let cut = (0..=180).rev().find(|i| safe.is_char_boundary(*i)).unwrap_or(0);
    format!("{}-{digest}", &safe[..cut])
}

/// `text/<id>.txt`: running text after repair, pages divided by form feeds. A failed page and a repeat are one line saying so.
pub fn text_of(protocol: &Protocol) -> String {
    let pages: Vec<String> = protocol
        .pages
        .iter()
        .map(|page| match (page.status, page.duplicate_of) {
            (PageStatus::Failed, _) => {
                format!("[page {} failed: {}]", page.index + 1, page.error.as_deref().unwrap_or("unknown cause"))
            }
            (_, Some(of)) => format!("[page {} repeats page {}]", page.index + 1, of + 1),
            _ => page.text.clone(),
        })
        .collect();
    let mut text = pages.join("\n\u{c}");
    text.push('\n');
    text
}

/// The lines of `records.jsonl` for a protocol.
///
/// # Errors
/// [`Error::Data`] where a record cannot be written as JSON.
pub fn record_lines(protocol: &Protocol) -> Result<String> {
    let mut out = String::new();
    for meeting in &protocol.meetings {
        for record in &meeting.records {
            let line = flat(protocol, meeting, record)
                .and_then(|v| serde_json::to_string(&v))
                .map_err(|e| Error::Data { path: protocol.id.clone().into(), detail: e.to_string() })?;
            out.push_str(&line);
            out.push('\n');
        }
    }
    Ok(out)
}

fn flat(protocol: &Protocol, meeting: &Meeting, record: &Record) -> serde_json::Result<Value> {
    let mut map = Map::new();
    map.insert("schema".into(), RECORD_SCHEMA.into());
    map.insert("protocol_id".into(), protocol.id.clone().into());
    map.insert("organization".into(), serde_json::to_value(&meeting.organization)?);
    map.insert("organ".into(), serde_json::to_value(&meeting.organ)?);
    map.insert("date".into(), serde_json::to_value(&meeting.date)?);
    if let Value::Object(fields) = serde_json::to_value(record)? {
        map.extend(fields);
    }
    let text: Vec<&str> = record.sections.iter().map(|s| s.text.as_str()).filter(|t| !t.is_empty()).collect();
    map.insert("text".into(), text.join("\n\n").into());
    Ok(Value::Object(map))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_in_the_folder() {
        assert_eq!(escape_id("../../etc"), "_._.._etc");
        assert_eq!(escape_id("ks-2019__möte"), "ks-2019__möte");
        assert!(escape_id(&"å".repeat(300)).len() <= 200);
    }

    #[test]
    fn files_are_written_whole() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.json");
        write_file(&path, b"{}").unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"{}");
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1);
    }
}
