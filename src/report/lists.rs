//! Long lists, a file for so many rows: they stay small however large the dataset is.

use std::path::{Path, PathBuf};

use super::html::{Frame, t};
use crate::error::{Error, Result};

/// Rows in a file.
pub const ROWS: usize = 200;

/// A list that is written while it grows: `<stem>-1.html`, `<stem>-2.html` …
pub struct List {
    folder: PathBuf,
    stem: String,
    /// Title of the window.
    title: String,
    /// HTML before the rows.
    head: String,
    /// HTML that rows stand in: its start and its end.
    around: (String, String),
    review: bool,
    rows: String,
    count: usize,
    file: usize,
}

impl List {
    /// An empty list.
    pub fn new(folder: &Path, stem: &str, title: &str, head: String, around: (&str, &str), review: bool) -> Self {
        let around = (around.0.to_string(), around.1.to_string());
        let (folder, stem, title) = (folder.to_path_buf(), stem.to_string(), title.to_string());
        List { folder, stem, title, head, around, review, rows: String::new(), count: 0, file: 1 }
    }

    /// Adds a row of HTML.
    ///
    /// # Errors
    /// Where a file that is full cannot be written.
    pub fn add(&mut self, row: &str) -> Result<()> {
        if self.count == ROWS {
            self.write(true)?;
            self.rows.clear();
            (self.count, self.file) = (0, self.file + 1);
        }
        self.rows.push_str(row);
        self.count += 1;
        Ok(())
    }

    /// Writes what is left; gives the number of files.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn finish(self) -> Result<usize> {
        self.write(false)?;
        Ok(self.file)
    }

    fn write(&self, more: bool) -> Result<()> {
        let mut turn = String::new();
        if self.file > 1 || more {
            let link = |there: bool, n: usize, key: &str, rel: &str| match there {
                true => {
                    format!("<a rel=\"{rel}\" href=\"{}-{n}.html\">{}</a>", super::html::address(&self.stem), t(key))
                }
                false => String::new(),
            };
            turn = format!(
                "<nav class=\"turn\">{}<span>{} {}</span>{}</nav>\n",
                link(self.file > 1, self.file.saturating_sub(1), "previous", "prev"),
                t("list-page"),
                self.file,
                link(more, self.file + 1, "next", "next")
            );
        }
        let main = format!("{}{turn}{}{}{}{turn}", self.head, self.around.0, self.rows, self.around.1);
        let page = Frame { title: &self.title, root: "", way: &[], class: "list", review: self.review }.around(&main);
        write(&self.folder.join(format!("{}-{}.html", self.stem, self.file)), page.as_bytes())
    }
}

/// Writes a file of the report.
///
/// # Errors
/// Where it cannot be written.
pub fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    std::fs::write(path, bytes).map_err(|e| Error::io(path, "write", e))
}
