//! Errors: each names its operand (file, page, option) and the remedy, and knows its exit code.

use std::path::{Path, PathBuf};

/// Everything that can go wrong, as one clear sentence with the remedy.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A path that does not exist.
    #[error("{path}: no such file or folder; check the spelling of the path")]
    NotFound {
        /// The path as given.
        path: PathBuf,
    },
    /// A path of a list that does not exist.
    #[error("{path}: no such file or folder; check line {line} of {list}")]
    Listed {
        /// The path, joined to the list's folder.
        path: PathBuf,
        /// The list.
        list: PathBuf,
        /// Its line, from 1.
        line: usize,
    },
    /// The operating system refused to read or write.
    #[error("{path}: cannot {action}: {source}")]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// "read", "write", "create".
        action: &'static str,
        /// What the system said.
        source: std::io::Error,
    },
    /// A file whose content is of no known type.
    #[error(
        "{path}: unknown type of file ({detail}); Justera reads PDF, page images (PNG, JPEG, TIFF, JPEG 2000, WebP, PNM), \
         text, others' OCR (hOCR, ALTO, PAGE XML, Tesseract's TSV) and zip archives of these"
    )]
    UnknownType {
        /// The file.
        path: PathBuf,
        /// What was seen.
        detail: String,
    },
    /// A file of a known type that cannot be read.
    #[error("{path}: cannot read this {kind}: {detail}; {remedy}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// "PDF", "TIFF".
        kind: &'static str,
        /// What is wrong.
        detail: String,
        /// What to do.
        remedy: &'static str,
    },
    /// A recognition model that is not installed.
    #[error("the Tesseract model '{language}' is not installed; install it with: apt-get install {package}")]
    MissingModel {
        /// Tesseract's name of the model.
        language: String,
        /// Debian's package.
        package: String,
    },
    /// A page image, where OCR was turned off or left out of the build.
    #[error(
        "{path}: this page is an image and OCR is off; leave out --ocr never, or build Justera with the feature 'ocr'"
    )]
    NoOcr {
        /// The file.
        path: PathBuf,
    },
    /// The recognition engine failed on a page.
    #[error("{path}: page {page}: {detail}")]
    Ocr {
        /// The file.
        path: PathBuf,
        /// Page number, from 1 as people count.
        page: usize,
        /// What happened, with the remedy.
        detail: String,
    },
    /// A dictionary that cannot be used.
    #[error("dictionary {name}: {detail}; build it again with: {remedy}")]
    Dictionary {
        /// Its file name.
        name: String,
        /// What is wrong.
        detail: String,
        /// The command that makes it.
        remedy: &'static str,
    },
    /// A limit ended the work: what was finished is kept.
    #[error("{0}")]
    Limit(String),
    /// Options or inputs that make no sense together.
    #[error("{0}")]
    Usage(String),
    /// Data (JSON, gold) that is not in the form expected.
    #[error("{path}: {detail}")]
    Data {
        /// The file.
        path: PathBuf,
        /// What is wrong and where.
        detail: String,
    },
}

/// Result with [`Error`].
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// An [`Error::Io`] for `path`; a missing file becomes [`Error::NotFound`].
    pub fn io(path: impl Into<PathBuf>, action: &'static str, source: std::io::Error) -> Self {
        let path = path.into();
        match source.kind() {
            std::io::ErrorKind::NotFound => Error::NotFound { path },
            _ => Error::Io { path, action, source },
        }
    }

    /// The file or folder that the error is about, where there is one.
    pub fn path(&self) -> Option<&Path> {
        match self {
            Error::NotFound { path }
            | Error::Listed { path, .. }
            | Error::Io { path, .. }
            | Error::UnknownType { path, .. }
            | Error::Unreadable { path, .. }
            | Error::NoOcr { path }
            | Error::Ocr { path, .. }
            | Error::Data { path, .. } => Some(path),
            Error::MissingModel { .. } | Error::Dictionary { .. } | Error::Usage(_) | Error::Limit(_) => None,
        }
    }

    /// The exit code of the output contract: 3 where something needed is missing, 1 for usage, 2 for inputs that failed.
    pub fn exit_code(&self) -> u8 {
        match self {
            Error::MissingModel { .. } | Error::Dictionary { .. } => 3,
            Error::Usage(_) => 1,
            _ => 2,
        }
    }
}
