//! Lists of inputs as archives deliver them: one path a line, or the first column of a table.

use std::borrow::Cow;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use unicode_normalization::UnicodeNormalization;

use super::plan::{Plan, Root, Skipped, plan_roots};
use super::text::decode_text;
use crate::error::Error;

/// A list of paths, as read from a file or from the standard input.
#[derive(Debug, Clone)]
pub struct PathList {
    /// What the list is called in messages.
    pub name: PathBuf,
    /// The folder that relative paths start from.
    pub folder: PathBuf,
    /// The list itself.
    pub bytes: Vec<u8>,
}

impl PathList {
    /// Reads the list at `path`; its relative paths start from its folder.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn read(path: &Path) -> crate::error::Result<Self> {
        let bytes = std::fs::read(path).map_err(|e| Error::io(path, "read", e))?;
        let folder = path.parent().unwrap_or(Path::new("")).to_path_buf();
        Ok(PathList { name: path.into(), folder, bytes })
    }
}

/// Lists the inputs among `paths` and those that `lists` name: see [`super::plan()`].
///
/// A list holds a path a line, in UTF-8, UTF-16 or Latin-1, with any line ends; or paths divided by NUL, as `find -print0`
/// writes them. Blank lines and lines that begin with `#` are passed over. Of a line with tabs or semicolons the first
/// column is the path. A path that does not exist becomes an error with its line; the others are read all the same.
pub fn plan_with_lists(paths: &[PathBuf], lists: &[PathList]) -> Plan {
    let mut roots: Vec<Root> = paths.iter().cloned().map(Root::named).collect();
    let (mut errors, mut skipped) = (Vec::new(), Vec::new());
    for list in lists {
        for entry in entries(&list.bytes) {
            match entry.find(&list.folder) {
                Some(found) => roots.push(Root::listed(found, &list.folder)),
                None if entry.is_heading() => {
                    let reason = format!("the heading of the list, '{}'", entry.shown());
                    skipped.push(Skipped { path: list.name.clone(), reason });
                }
                None => errors.push(Error::Listed {
                    path: list.folder.join(entry.shown().as_ref()),
                    list: list.name.clone(),
                    line: entry.line,
                }),
            }
        }
    }
    plan_roots(&roots, errors, skipped)
}

/// One line of a list.
#[derive(Debug, PartialEq)]
struct Entry<'a> {
    /// Line number from 1; of a list divided by NUL, the number of the path.
    line: usize,
    bytes: Cow<'a, [u8]>,
    /// Whether the line may be a row of a table.
    columns: bool,
}

fn entries(bytes: &[u8]) -> Vec<Entry<'_>> {
    let wide = bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff");
    if !wide && bytes.contains(&0) {
        let paths = bytes.split(|b| *b == 0).enumerate().filter(|(_, p)| !p.is_empty());
        return paths.map(|(i, p)| Entry { line: i + 1, bytes: Cow::Borrowed(p), columns: false }).collect();
    }
    if wide {
        // What Windows' own shell writes.
        let (text, ..) = encoding_rs::UTF_16LE.decode(bytes);
        let own = |e: Entry<'_>| Entry { line: e.line, bytes: Cow::Owned(e.bytes.into_owned()), columns: e.columns };
        return lines(text.as_bytes()).into_iter().map(own).collect();
    }
    lines(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes))
}

fn lines(bytes: &[u8]) -> Vec<Entry<'_>> {
    let ends = |b: &u8| *b == b'\n';
    let mut found = Vec::new();
    for (i, line) in bytes.split(ends).enumerate() {
        let line = line.trim_ascii();
        if !line.is_empty() && line[0] != b'#' {
            found.push(Entry { line: i + 1, bytes: Cow::Borrowed(line), columns: true });
        }
    }
    found
}

impl Entry<'_> {
    /// The path that the entry names, where there is one: the whole line, or its first column. Each is tried as it is, as
    /// Latin-1, in composed and decomposed letters (a Mac writes the latter), and with `\` for `/`.
    fn find(&self, folder: &Path) -> Option<PathBuf> {
        for name in self.names() {
            let text = decode_text(&name).0;
            let forms = [text.clone(), text.nfc().collect(), text.nfd().collect(), text.replace('\\', "/")];
            let candidates = raw(&name).into_iter().chain(forms.into_iter().map(OsString::from));
            if let Some(path) = candidates.map(|c| folder.join(c)).find(|p| p.exists()) {
                return Some(path);
            }
        }
        None
    }

    fn names(&self) -> Vec<Vec<u8>> {
        let mut names = vec![self.bytes.to_vec()];
        if self.columns {
            let first = |sep: u8| self.bytes.split(|b| *b == sep).next().unwrap_or_default();
            for column in [first(b'\t'), first(b';')] {
                names.push(unquoted(column.trim_ascii()).to_vec());
            }
        }
        names.retain(|n| !n.is_empty());
        names.dedup();
        names
    }

    /// The path as it stands in the list, for messages.
    fn shown(&self) -> Cow<'_, str> {
        let column = if self.columns { self.bytes.split(|b| matches!(b, b'\t' | b';')).next() } else { None };
        Cow::Owned(decode_text(unquoted(column.unwrap_or(&self.bytes).trim_ascii())).0)
    }

    /// The first line of a table, which names the columns.
    fn is_heading(&self) -> bool {
        let table = self.columns && self.bytes.iter().any(|b| matches!(b, b'\t' | b';'));
        self.line == 1 && table && !self.shown().contains(['.', '/', '\\'])
    }
}

fn unquoted(column: &[u8]) -> &[u8] {
    column.strip_prefix(b"\"").and_then(|c| c.strip_suffix(b"\"")).unwrap_or(column)
}

/// The bytes as a file name where the system takes any bytes.
#[cfg(unix)]
fn raw(name: &[u8]) -> Option<OsString> {
    use std::os::unix::ffi::OsStringExt;
    Some(OsString::from_vec(name.to_vec()))
}

#[cfg(not(unix))]
fn raw(_: &[u8]) -> Option<OsString> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(bytes: &[u8]) -> Vec<(usize, String)> {
        entries(bytes).iter().map(|e| (e.line, e.shown().into_owned())).collect()
    }

    #[test]
    fn lines_tables_and_nul_are_read() {
        let found = shown(b"\xef\xbb\xbf# from the archive\r\na.pdf\r\n\r\n  b c.pdf\t1964\r\n\"d.pdf\";1965;x\n");
        assert_eq!(found, [(2, "a.pdf".into()), (4, "b c.pdf".into()), (5, "d.pdf".into())]);
        assert_eq!(shown(b"a;b.pdf\0#c.pdf\0"), [(1, "a;b.pdf".into()), (2, "#c.pdf".into())]);
        assert_eq!(shown(b"m\xf6te.pdf\n"), [(1, "möte.pdf".into())]);
        let wide: Vec<u8> = "\u{feff}å.pdf\r\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(shown(&wide), [(1, "å.pdf".into())]);
    }

    #[test]
    fn a_heading_is_told_from_a_path() {
        let first = |bytes: &[u8]| entries(bytes)[0].is_heading();
        assert!(first(b"file;year\na.pdf;1964\n"));
        assert!(!first(b"a.pdf;1964\n") && !first(b"file\n"));
    }
}
