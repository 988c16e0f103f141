//! Zip archives: what is in them, within bounds, and each file read from the archive itself.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::Arc;

use zip::ZipArchive;
use zip::result::ZipError;

use super::place::Place;
use super::plan::Skipped;
use crate::error::{Error, Result};

/// Largest file of an archive, bytes.
const MAX_FILE: u64 = 2 << 30;
/// Most files in an archive.
const MAX_FILES: usize = 200_000;
/// A file of an archive, or all of them together, may be this many times the size of the packed bytes, where the
/// unpacked size is past [`FREE`]. Text comes to 5, white fax pages without coding to 60; a bomb to 1,000.
const MAX_RATIO: u64 = 200;
/// Unpacked bytes that are not asked after: 100 MB.
const FREE: u64 = 100 << 20;
/// What systems put beside a folder's files.
const LITTER: [&str; 4] = ["__MACOSX", "Thumbs.db", "desktop.ini", ".DS_Store"];

/// An opened archive. A clone of it reads by itself, so that threads do not wait for each other.
type Archive = ZipArchive<Reopened>;

/// One file of an archive.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    archive: Arc<Archive>,
    path: Arc<Path>,
    index: usize,
}

impl PartialEq for Entry {
    fn eq(&self, other: &Self) -> bool {
        (&self.path, self.index) == (&other.path, other.index)
    }
}

impl Eq for Entry {}

impl Entry {
    pub(crate) fn archive_path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn index(&self) -> usize {
        self.index
    }

    /// Reads the file, called `path` in messages, no further than the archive says it goes.
    pub(crate) fn with_reader(&self, path: &Path, f: &mut dyn FnMut(&mut dyn Read) -> io::Result<()>) -> Result<()> {
        let unreadable = |detail: String| damaged(path, "file of a zip archive", detail);
        let mut archive = Archive::clone(&self.archive);
        let file = archive.by_index(self.index).map_err(|e| unreadable(said(&e)))?;
        // The byte after the last makes the reader check the file's sum; a file that has one says too little of itself.
        let size = file.size();
        let mut bounded = file.take(size.saturating_add(1));
        f(&mut bounded).map_err(|e| unreadable(e.to_string()))?;
        if bounded.limit() == 0 { Err(unreadable("it holds more than it says".into())) } else { Ok(()) }
    }
}

/// What an archive holds.
#[derive(Debug, Default)]
pub(crate) struct Listing {
    /// The files with their paths in the archive, `/` between parts, in order of path.
    pub files: Vec<(String, Place)>,
    pub skipped: Vec<Skipped>,
    pub errors: Vec<Error>,
}

/// Lists the files of the archive at `path`.
///
/// # Errors
/// Where the archive is damaged, is an office document, or would unpack to far more than a zip of documents does.
pub(crate) fn list(path: &Path) -> Result<Listing> {
    let broken = |e: &ZipError| damaged(path, "zip archive", said(e));
    let mut archive = ZipArchive::new(Reopened::new(path)).map_err(|e| broken(&e))?;
    if let Some(detail) = office(&archive) {
        return Err(Error::UnknownType { path: path.into(), detail });
    }
    let packed = std::fs::metadata(path).map_err(|e| Error::io(path, "read", e))?.len();
    let unpacked = archive.decompressed_size().unwrap_or(0);
    let bomb = |detail| Error::Unreadable { path: path.into(), kind: "zip archive", detail, remedy: BOMB_REMEDY };
    if archive.len() > MAX_FILES {
        return Err(bomb(format!("it holds more than {MAX_FILES} files")));
    }
    if unpacked > u128::from(FREE.max(packed.saturating_mul(MAX_RATIO)))
        || archive.has_overlapping_files().map_err(|e| broken(&e))?
    {
        return Err(bomb(format!("{packed} bytes would become {unpacked}, too large for what is in it")));
    }
    let shared = Arc::new(archive.clone());
    let name: Arc<Path> = path.into();
    let (mut listing, mut locked) = (Listing::default(), 0usize);
    for index in 0..archive.len() {
        let file = archive.by_index_raw(index).map_err(|e| broken(&e))?;
        if file.is_dir() {
            continue;
        }
        let Some(inner) = safe_name(file.name_raw(), file.name()) else {
            let detail = format!("the name '{}' leads out of it", file.name().escape_default());
            listing.errors.push(damaged(path, "file of a zip archive", detail));
            continue;
        };
        if inner.split('/').any(|part| LITTER.contains(&part) || part.starts_with('.')) {
            continue;
        }
        let shown = path.join(&inner);
        let (size, small) = (file.size(), file.compressed_size());
        if file.encrypted() {
            locked += 1;
        } else if file.is_symlink() {
            listing.skipped.push(Skipped { path: shown, reason: "a symbolic link in a zip archive".into() });
        } else if size > MAX_FILE || size > FREE.max(small.saturating_mul(MAX_RATIO)) {
            let detail = format!("{small} bytes would become {size}, too large for a document");
            listing.errors.push(Error::Unreadable {
                path: shown,
                kind: "file of a zip archive",
                detail,
                remedy: BOMB_REMEDY,
            });
        } else {
            let entry = Entry { archive: Arc::clone(&shared), path: Arc::clone(&name), index };
            listing.files.push((inner, Place::in_archive(shown, entry)));
        }
    }
    if locked > 0 {
        listing.errors.push(Error::Unreadable {
            path: path.into(),
            kind: "zip archive",
            detail: format!("{locked} of its files are protected by a password"),
            remedy: "unpack it, or make it again without a password",
        });
    }
    if listing.files.is_empty() && listing.errors.is_empty() && listing.skipped.is_empty() {
        listing.errors.push(damaged(path, "zip archive", "it holds no files".into()));
    }
    listing.files.sort_by(|a, b| a.0.cmp(&b.0));
    Ok(listing)
}

const BOMB_REMEDY: &str = "if you trust it, unpack it and give the folder";

fn damaged(path: &Path, kind: &'static str, detail: String) -> Error {
    Error::Unreadable { path: path.into(), kind, detail, remedy: "copy it again from where it came" }
}

/// The zip reader's words in ours.
fn said(error: &ZipError) -> String {
    match error {
        ZipError::CompressionMethodNotSupported(method) => {
            format!("it is packed by a method that is not supported ({method}); pack it again with deflate")
        }
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => "it is protected by a password".into(),
        ZipError::InvalidArchive(why) => format!("it is damaged ({why})"),
        other => other.to_string(),
    }
}

/// What sort of office document the archive is, if it is one.
fn office(archive: &Archive) -> Option<String> {
    let has = |name: &str| archive.index_for_name(name).is_some();
    let kind = if has("word/document.xml") {
        "a Word document"
    } else if has("[Content_Types].xml") {
        "an office document"
    } else if has("mimetype") && (has("content.xml") || has("META-INF/container.xml")) {
        "an OpenDocument text or an e-book"
    } else {
        return None;
    };
    Some(format!("{kind}; save it as PDF"))
}

/// The path of a file inside the archive, or `None` where it would lead out of it.
fn safe_name(raw: &[u8], decoded: &str) -> Option<String> {
    // Many programs write UTF-8 without saying so.
    let name = std::str::from_utf8(raw).unwrap_or(decoded).replace('\\', "/");
    let rooted = name.starts_with('/') || name.as_bytes().get(1) == Some(&b':');
    let parts: Vec<&str> = name.split('/').filter(|p| !p.is_empty() && *p != ".").collect();
    let sound = !rooted && !parts.is_empty() && !parts.contains(&"..") && !name.contains('\0');
    sound.then(|| parts.join("/"))
}

/// A file that is opened when it is first read, and again by each clone.
#[derive(Debug)]
pub(crate) struct Reopened {
    path: Arc<Path>,
    at: u64,
    file: Option<BufReader<File>>,
}

impl Reopened {
    fn new(path: &Path) -> Self {
        Reopened { path: path.into(), at: 0, file: None }
    }

    fn file(&mut self) -> io::Result<&mut BufReader<File>> {
        if self.file.is_none() {
            let mut file = File::open(&self.path)?;
            file.seek(SeekFrom::Start(self.at))?;
            self.file = Some(BufReader::new(file));
        }
        self.file.as_mut().ok_or_else(|| io::ErrorKind::NotFound.into())
    }
}

impl Clone for Reopened {
    fn clone(&self) -> Self {
        Reopened { path: Arc::clone(&self.path), at: self.at, file: None }
    }
}

impl Read for Reopened {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.file()?.read(buffer)?;
        self.at += n as u64;
        Ok(n)
    }
}

impl Seek for Reopened {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.at = match to {
            // Near places are often in the buffer already.
            SeekFrom::Start(at) => {
                let step = at.wrapping_sub(self.at) as i64;
                self.file()?.seek_relative(step)?;
                at
            }
            other => self.file()?.seek(other)?,
        };
        Ok(self.at)
    }
}

/// The path of an archive without its ending: what its files' identifiers begin with.
pub(crate) fn stem(archive: &str) -> &str {
    let ending = Path::new(archive).extension().map_or(0, |e| e.len() + 1);
    &archive[..archive.len() - ending]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_lead_out_are_refused() {
        let name = |n: &str| safe_name(n.as_bytes(), "?");
        assert_eq!(name("2019\\jan/./ks.pdf").as_deref(), Some("2019/jan/ks.pdf"));
        for bad in ["../x.pdf", "a/../../x", "/etc/passwd", "C:\\x.pdf", "..\\x", "", "/"] {
            assert_eq!(name(bad), None, "{bad}");
        }
        assert_eq!(safe_name(b"m\x94te.pdf", "möte.pdf").as_deref(), Some("möte.pdf"));
    }

    #[test]
    fn the_ending_of_an_archive_is_no_part_of_identifiers() {
        assert_eq!((stem("a/batch.zip"), stem("a.b/batch")), ("a/batch", "a.b/batch"));
    }
}
