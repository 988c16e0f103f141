//! The files of one document of `justera ocr`, put together from parts on the disk.
//!
//! Pages come in any order and from several threads. Each leaves its ALTO file, its piece of the hOCR, and for the PDF its
//! coded image and text; [`DocumentOutput::finish`] strings them together one page at a time. So memory holds the pages at
//! work and no more, however long the document (with `--repair` also the text of the document, as in `justera run`).

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use crate::error::{Error, Result};
use crate::export::{
    Coding, HOCR_TAIL, PdfFile, PdfImage, alto_page, hocr_head, hocr_page, page_size, pdf_content, pdf_image,
    write_file,
};
use crate::page::{Page, PageImage, PageSize};

/// How the pages of a document are written.
pub struct PageOptions {
    /// What the files call the image of each page.
    pub images: Vec<String>,
    /// Whether letters are written.
    pub letters: bool,
    /// Whether the words are those after repair.
    pub mended: bool,
    /// Whether a PDF is made.
    pub pdf: bool,
}

/// The output of one document.
pub struct DocumentOutput {
    out: PathBuf,
    name: String,
    parts: PathBuf,
    options: PageOptions,
    /// The image and the size of each page of the PDF.
    sheets: Mutex<Vec<Sheet>>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Sheet {
    image: Option<(PageSize, Coding)>,
    size: Option<PageSize>,
}

impl DocumentOutput {
    /// Makes the folders of the output.
    ///
    /// # Errors
    /// Where that is refused.
    pub fn make_folders(out: &Path, pdf: bool) -> Result<()> {
        let kinds = ["hocr", "alto", "pdf"];
        kinds.iter().filter(|k| pdf || **k != "pdf").try_for_each(|kind| create(&out.join(kind)))
    }

    /// Removes what is left of the parts of all documents.
    ///
    /// # Errors
    /// Where that is refused.
    pub fn remove_parts(out: &Path) -> Result<()> {
        let parts = out.join(PARTS);
        match std::fs::remove_dir_all(&parts) {
            Err(e) if e.kind() != std::io::ErrorKind::NotFound => Err(Error::io(parts, "remove", e)),
            _ => Ok(()),
        }
    }

    /// Begins the output of the document whose files are to be called `name`.
    ///
    /// # Errors
    /// Where its folders cannot be made.
    pub fn begin(out: &Path, name: &str, options: PageOptions) -> Result<Self> {
        let parts = out.join(PARTS).join(name);
        create(&parts)?;
        create(&out.join("alto").join(name))?;
        Ok(DocumentOutput { out: out.into(), name: name.into(), parts, options, sheets: Mutex::default() })
    }

    fn part(&self, index: usize, kind: &str) -> PathBuf {
        self.parts.join(format!("{index}.{kind}"))
    }

    fn alto(&self, index: usize) -> PathBuf {
        self.out.join("alto").join(&self.name).join(format!("{:04}.xml", index + 1))
    }

    fn with_sheet(&self, index: usize, change: impl FnOnce(&mut Sheet)) {
        // A thread that panicked has left the list whole.
        let mut sheets = self.sheets.lock().unwrap_or_else(|e| e.into_inner());
        if sheets.len() <= index {
            sheets.resize(index + 1, Sheet::default());
        }
        change(&mut sheets[index]);
    }

    fn sheet(&self, index: usize) -> Sheet {
        let sheets = self.sheets.lock().unwrap_or_else(|e| e.into_inner());
        sheets.get(index).copied().unwrap_or_default()
    }

    /// Puts the image of page `index` on the disk, coded for the PDF, where one is made.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn write_image(&self, index: usize, image: Option<&PageImage>) -> Result<()> {
        let Some(image) = image.filter(|_| self.options.pdf) else { return Ok(()) };
        let path = self.part(index, "image");
        let coded = pdf_image(image).map_err(|e| Error::io(&path, "write", std::io::Error::other(e)))?;
        self.with_sheet(index, |sheet| sheet.image = Some((image.size(), coded.coding)));
        put(&path, &coded.data)
    }

    /// Writes a page's ALTO, and its parts of the rest. Its image comes before.
    ///
    /// # Errors
    /// Where they cannot be written.
    pub fn write_page(&self, page: &Page) -> Result<()> {
        let PageOptions { images, letters, mended, pdf } = &self.options;
        // A text that was cut into pages has one name for all.
        let image_name = images.get(page.index).or(images.last()).map_or("", String::as_str);
        write_file(&self.alto(page.index), alto_page(page, image_name, *mended, *letters).as_bytes())?;
        put(&self.part(page.index, "hocr"), hocr_page(page, image_name, *letters).as_bytes())?;
        if *pdf {
            let image = self.sheet(page.index).image.map(|(size, _)| size);
            self.with_sheet(page.index, |sheet| sheet.size = Some(page_size(page, image)));
            put(&self.part(page.index, "text"), &pdf_content(page, image))?;
        }
        Ok(())
    }

    /// Puts the parts together. `title` and `sha256` (in hex) name the document in its files.
    ///
    /// # Errors
    /// Where a file cannot be written, or a part is gone.
    pub fn finish(&self, title: &str, sha256: &str, pages: usize) -> Result<()> {
        // Files of an earlier, longer run.
        for index in pages.. {
            if std::fs::remove_file(self.alto(index)).is_err() {
                break;
            }
        }
        let hocr = self.out.join("hocr").join(format!("{}.hocr", self.name));
        whole(&hocr, |file| {
            file.write_all(hocr_head(title).as_bytes())?;
            for index in 0..pages {
                std::io::copy(&mut File::open(self.part(index, "hocr"))?, file)?;
            }
            file.write_all(HOCR_TAIL.as_bytes())
        })?;
        if self.options.pdf {
            let path = self.out.join("pdf").join(format!("{}.pdf", self.name));
            whole(&path, |file| self.write_pdf(file, title, sha256, pages))?;
        }
        std::fs::remove_dir_all(&self.parts).map_err(|e| Error::io(&self.parts, "remove", e))
    }

    fn write_pdf(&self, file: &mut BufWriter<File>, title: &str, sha256: &str, pages: usize) -> std::io::Result<()> {
        let mut pdf = PdfFile::begin(file)?;
        for index in 0..pages {
            let sheet = self.sheet(index);
            let image = match sheet.image {
                Some((PageSize { width, height, .. }, coding)) => {
                    Some(PdfImage { width, height, coding, data: std::fs::read(self.part(index, "image"))? })
                }
                None => None,
            };
            let content = std::fs::read(self.part(index, "text"))?;
            let Some(size) = sheet.size else { continue };
            pdf.page(size, image.as_ref(), &content)?;
        }
        let mut id = [0u8; 16];
        for (byte, pair) in id.iter_mut().zip(sha256.as_bytes().chunks(2)) {
            *byte = std::str::from_utf8(pair).ok().and_then(|p| u8::from_str_radix(p, 16).ok()).unwrap_or(0);
        }
        pdf.finish(title, id).map(|_| ())
    }
}

const PARTS: &str = ".parts";

fn create(folder: &Path) -> Result<()> {
    std::fs::create_dir_all(folder).map_err(|e| Error::Io { path: folder.into(), action: "create", source: e })
}

/// A part, which needs no care for a halt half-way: it is read in this run or never.
fn put(path: &Path, bytes: &[u8]) -> Result<()> {
    std::fs::write(path, bytes).map_err(|e| Error::io(path, "write", e))
}

/// Writes a file under a temporary name and gives it its name when it is whole.
fn whole(path: &Path, write: impl FnOnce(&mut BufWriter<File>) -> std::io::Result<()>) -> Result<()> {
    let temporary = path.with_extension("tmp");
    let all = || {
        let mut file = BufWriter::new(File::create(&temporary)?);
        write(&mut file)?;
        file.flush()?;
        file.get_ref().sync_all()?;
        std::fs::rename(&temporary, path)
    };
    all().map_err(|e| {
        let _ = std::fs::remove_file(&temporary);
        Error::Io { path: path.into(), action: "write", source: e }
    })
}
