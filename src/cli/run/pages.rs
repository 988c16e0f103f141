//! Recognised pages of a document in hand, kept on the disk: reading a page takes seconds, and a document may have a thousand.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::stop::Stop;
use crate::dataset::{Dataset, json_bytes, read_json};
use crate::export::escape_id;
use crate::page::{BBox, Line, Origin, Page, PageSize, PageStatus, Word};
use crate::pipeline::PageKeeper;

/// The kept pages of one document.
pub struct KeptPages<'a> {
    folder: PathBuf,
    /// What the pages depend on: input, models, program and options.
    key: String,
    language: &'a str,
    stop: &'a Stop,
    recognizes: bool,
}

/// What reading gives of a page.
#[derive(Serialize, Deserialize)]
struct KeptPage {
    key: String,
    index: usize,
    size: Option<PageSize>,
    lines: Vec<KeptLine>,
}

#[derive(Serialize, Deserialize)]
struct KeptLine {
    raw: String,
    bbox: Option<BBox>,
    words: Vec<Word>,
}

impl<'a> KeptPages<'a> {
    /// The pages of document `id`; without `recognizes` none is kept.
    pub fn new(dataset: &Dataset, id: &str, key: String, language: &'a str, stop: &'a Stop, recognizes: bool) -> Self {
        KeptPages { folder: dataset.state("pages").join(escape_id(id)), key, language, stop, recognizes }
    }

    fn file(&self, index: usize) -> PathBuf {
        self.folder.join(format!("{index}.json"))
    }

    fn write(&self, page: &Page) -> crate::error::Result<()> {
        let line = |l: &Line| KeptLine { raw: l.raw.clone(), bbox: l.bbox, words: l.words.clone() };
        let kept = KeptPage {
            key: self.key.clone(),
            index: page.index,
            size: page.size,
            lines: page.lines.iter().map(line).collect(),
        };
        let path = self.file(page.index);
        let json = json_bytes(&path, &kept)?;
        let temporary = path.with_extension("part");
        let write = || {
            std::fs::create_dir_all(&self.folder)?;
            std::fs::write(&temporary, json)?;
            std::fs::rename(&temporary, &path)
        };
        write().map_err(|e| crate::error::Error::Io { path: path.clone(), action: "write", source: e })
    }
}

impl PageKeeper for KeptPages<'_> {
    fn kept(&self, index: usize) -> Option<Page> {
        if !self.recognizes {
            return None;
        }
        // A page that a loss of power left half-written is no JSON, and is read again.
        let kept: KeptPage = read_json(&self.file(index)).ok()?;
        if kept.key != self.key || kept.index != index {
            return None;
        }
        let line = |l: KeptLine| Line { bbox: l.bbox, words: l.words, ..Line::new(l.raw) };
        let lines = kept.lines.into_iter().map(line).collect();
        Some(Page { size: kept.size, ..Page::from_lines(index, Origin::Ocr, self.language, lines) })
    }

    fn keep(&self, page: &Page) {
        if self.recognizes && page.origin == Origin::Ocr && page.status != PageStatus::Failed {
            if let Err(e) = self.write(page) {
                self.stop.unwritable(&e);
            }
            self.stop.look_at_disk();
        }
    }

    fn stopped(&self) -> bool {
        self.stop.is_set()
    }
}
