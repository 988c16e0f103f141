//! The words of all pages of a batch on disk, to be read again page by page.

use std::fs::File;
use std::io::{BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::super::tokens::PageText;
use crate::error::{Error, Result};

/// Bytes read at a time. A page is about three thousand.
const BUFFER: usize = 1 << 13;

/// A file that pages are appended to.
#[derive(Debug)]
pub(super) struct Spool {
    path: PathBuf,
    file: BufWriter<File>,
    /// Where each page ends; the first entry is 0.
    ends: Vec<u64>,
}

impl Spool {
    /// A new file.
    pub fn new(path: PathBuf) -> Result<Spool> {
        let file = File::create(&path).map_err(|e| Error::io(&path, "create", e))?;
        Ok(Spool { path, file: BufWriter::new(file), ends: vec![0] })
    }

    /// Appends a page.
    pub fn push(&mut self, text: &PageText) -> Result<()> {
        let record = record(text);
        self.file.write_all(record.as_bytes()).map_err(|e| Error::io(&self.path, "write", e))?;
        self.ends.push(self.ends.last().copied().unwrap_or(0) + record.len() as u64);
        Ok(())
    }

    /// The file as written, for reading.
    pub fn finish(mut self) -> Result<Spooled> {
        self.file.flush().map_err(|e| Error::io(&self.path, "write", e))?;
        Ok(Spooled { path: self.path, ends: self.ends })
    }
}

/// Words are divided by a blank, dates by a blank, and words, dates and page number by a line end: none of these is ever within a word.
fn record(text: &PageText) -> String {
    let number = text.number.map(|n| n.to_string()).unwrap_or_default();
    format!("{}\n{}\n{number}", text.words(), text.dates.join(" "))
}

fn page_of(record: &str) -> PageText {
    let mut parts = record.split('\n');
    let (text, dates, number) = (parts.next(), parts.next(), parts.next());
    let dates = dates.unwrap_or_default().split_whitespace().map(str::to_string).collect();
    PageText::from_text(text.unwrap_or_default(), dates, number.and_then(|n| n.parse().ok()))
}

/// A whole spool.
#[derive(Debug)]
pub(super) struct Spooled {
    path: PathBuf,
    ends: Vec<u64>,
}

impl Spooled {
    /// A reader of its own for a thread.
    pub fn reader(&self) -> Result<Reader<'_>> {
        let file = File::open(&self.path).map_err(|e| Error::io(&self.path, "read", e))?;
        Ok(Reader { path: &self.path, ends: &self.ends, file: BufReader::with_capacity(BUFFER, file) })
    }
}

/// Reads pages by number, in any order.
#[derive(Debug)]
pub(super) struct Reader<'a> {
    path: &'a Path,
    ends: &'a [u64],
    file: BufReader<File>,
}

impl Reader<'_> {
    /// The page that was appended as number `page`, from 0.
    pub fn page(&mut self, page: usize) -> Result<PageText> {
        let (from, till) = (self.ends[page], self.ends[page + 1]);
        let mut bytes = vec![0; (till - from) as usize];
        let read = self.file.seek(SeekFrom::Start(from)).and_then(|_| self.file.read_exact(&mut bytes));
        read.map_err(|e| Error::io(self.path, "read", e))?;
        Ok(page_of(&String::from_utf8_lossy(&bytes)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::{FurnitureRole, LineRole, Origin, Page};

    #[test]
    fn pages_come_back_as_they_were() {
        let dir = tempfile::tempdir().unwrap();
        let mut page =
            Page::from_text(0, Origin::Text, "swe", "Protokoll 2019-03-12 Sida 4\nom § 7 och\n§ 3 Väg-\nkanten – slås");
        page.lines[0].role = LineRole::Furniture(FurnitureRole::Header);
        let (one, two) = (PageText::new(&page), PageText::new(&Page::from_text(1, Origin::Text, "swe", "Bilaga 2")));
        let mut spool = Spool::new(dir.path().join("pages")).unwrap();
        spool.push(&one).unwrap();
        spool.push(&two).unwrap();
        let spooled = spool.finish().unwrap();
        let mut reader = spooled.reader().unwrap();
        for (page, text) in [(1, &two), (0, &one)] {
            let again = reader.page(page).unwrap();
            assert_eq!((again.run(), &again.dates, &again.tokens.len()), (text.run(), &text.dates, &text.tokens.len()));
            assert!(
                (0..text.tokens.len())
                    .all(|i| again.raw(i) == text.raw(i) && again.tokens[i].key == text.tokens[i].key)
                    && (0..text.tokens.len()).all(|i| again.tokens[i].label == text.tokens[i].label)
            );
        }
        assert_eq!(one.dates, ["20190312"]);
        assert_eq!((one.number, reader.page(0).unwrap().number), (Some(4), Some(4)));
        let labels: Vec<&str> = (0..one.tokens.len()).filter(|&i| one.tokens[i].label).map(|i| one.raw(i)).collect();
        assert_eq!(labels, ["7", "3"]);
    }
}
