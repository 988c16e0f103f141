//! Writing files whole, and the forms that are not one JSON a file.

use std::io::Write;
use std::path::Path;

use super::RecordLine;
use crate::error::{Error, Result};
use crate::page::PageStatus;
use crate::protocol::{Meeting, Protocol};

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

/// An identifier as a file name: what could leave the folder, or is no name on some system, becomes `_`, and what is too long is cut; a digest of the
/// whole then stands at the end, so that two identifiers never share a file.
pub fn escape_id(id: &str) -> String {
    let odd = |c: char| c.is_control() || matches!(c, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|');
    let mut safe: String = id.chars().map(|c| if odd(c) { '_' } else { c }).collect();
    if safe.is_empty() || safe.starts_with('.') {
        safe.replace_range(..safe.len().min(1), "_");
    }
    if safe == id && safe.len() <= LONGEST_NAME {
        return safe;
    }
    let cut = (0..=LONGEST_NAME - 20).rev().find(|i| safe.is_char_boundary(*i)).unwrap_or(0);
    safe.truncate(cut);
    format!("{safe}-{}", &sha256_hex(id.as_bytes())[..16])
}

/// Longest name of a file without its extension, bytes; systems take 255.
const LONGEST_NAME: usize = 200;

/// SHA-256 in hexadecimal.
pub fn sha256_hex(bytes: &[u8]) -> String {
    use sha2::Digest;
    sha2::Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect()
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

/// The lines of `records.jsonl` for the document `id`.
///
/// # Errors
/// [`Error::Data`] where a record cannot be written as JSON.
pub fn record_lines(id: &str, meetings: &[Meeting]) -> Result<String> {
    let mut out = String::new();
    for meeting in meetings {
        for record in &meeting.records {
            let line = serde_json::to_string(&RecordLine::new(id, meeting, record))
                .map_err(|e| Error::Data { path: id.into(), detail: e.to_string() })?;
            out.push_str(&line);
            out.push('\n');
        }
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_in_the_folder() {
        assert_eq!(escape_id("ks-2019__möte"), "ks-2019__möte");
        assert!(escape_id("../../etc").starts_with("_._.._etc-"));
        let mut names = std::collections::BTreeSet::new();
        let long = "å".repeat(300);
        for id in ["", ".", "..", "_", "a/b", "a:b", "a_b", "a\nb", ".a", "_a", &long, &format!("{long}2"), "a\\..\\b"]
        {
            let name = escape_id(id);
            assert!(name.len() <= 200 && !name.starts_with('.') && !name.is_empty(), "{id:?}: {name}");
            assert!(!name.contains(['/', '\\', '\n']) && names.insert(name), "{id:?}");
        }
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
