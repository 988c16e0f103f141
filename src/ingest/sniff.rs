//! What a file is, told by its first bytes and never by its name.

use std::io::Read;
use std::path::Path;

use super::foreign;
use crate::error::{Error, Result};

/// How many bytes from the start of a file decide its type. HTML may hold much before the first mark of hOCR.
const HEAD: u64 = 1 << 16;

/// A type of file that Justera reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MediaType {
    /// Plain text.
    Text,
    /// Portable Network Graphics.
    Png,
    /// JPEG.
    Jpeg,
    /// TIFF, also BigTIFF; may hold many pages.
    Tiff,
    /// PDF.
    Pdf,
    /// OCR as hOCR.
    Hocr,
    /// OCR as ALTO.
    Alto,
    /// OCR as PAGE XML.
    PageXml,
    /// OCR as Tesseract's table.
    Tsv,
}

impl MediaType {
    /// The name registered for the type ("application/pdf"); of others' OCR the name in use.
    pub fn name(self) -> &'static str {
        match self {
            MediaType::Text => "text/plain",
            MediaType::Png => "image/png",
            MediaType::Jpeg => "image/jpeg",
            MediaType::Tiff => "image/tiff",
            MediaType::Pdf => "application/pdf",
            MediaType::Hocr => "text/vnd.hocr+html",
            MediaType::Alto => "application/alto+xml",
            MediaType::PageXml => "application/vnd.prima.page+xml",
            MediaType::Tsv => "text/tab-separated-values",
        }
    }

    /// Whether the type is a page image.
    pub fn is_image(self) -> bool {
        matches!(self, MediaType::Png | MediaType::Jpeg | MediaType::Tiff)
    }

    /// Whether the type is text that another program has read off a page.
    pub fn is_foreign_ocr(self) -> bool {
        matches!(self, MediaType::Hocr | MediaType::Alto | MediaType::PageXml | MediaType::Tsv)
    }
}

/// The type of the file at `path`.
///
/// # Errors
/// [`Error::UnknownType`] where the content is of no type that Justera reads, [`Error::Unreadable`] where the file is
/// empty, [`Error::NotFound`] and [`Error::Io`] where it cannot be opened.
pub fn sniff(path: &Path) -> Result<MediaType> {
    let mut head = Vec::new();
    let file = std::fs::File::open(path).map_err(|e| Error::io(path, "read", e))?;
    file.take(HEAD).read_to_end(&mut head).map_err(|e| Error::io(path, "read", e))?;
    if head.is_empty() {
        return Err(Error::Unreadable {
            path: path.into(),
            kind: "file",
            detail: "it is empty (0 bytes)".into(),
            remedy: "copy it again from where it came",
        });
    }
    sniff_bytes(&head).map_err(|detail| Error::UnknownType { path: path.into(), detail })
}

/// The type of a file that starts with `head`, or what was seen in place of a known one.
pub(crate) fn sniff_bytes(head: &[u8]) -> std::result::Result<MediaType, String> {
    const MAGIC: [(&[u8], MediaType); 6] = [
        (b"\x89PNG\r\n\x1a\n", MediaType::Png),
        (b"\xff\xd8\xff", MediaType::Jpeg),
        (b"II\x2a\0", MediaType::Tiff),
        (b"MM\0\x2a", MediaType::Tiff),
        (b"II\x2b\0", MediaType::Tiff),
        (b"MM\0\x2b", MediaType::Tiff),
    ];
    if let Some((_, media)) = MAGIC.iter().find(|(magic, _)| head.starts_with(magic)) {
        return Ok(*media);
    }
    // Readers accept a PDF header anywhere in the first kilobyte; mail programs put junk before it.
    if head[..head.len().min(1024)].windows(5).any(|w| w == b"%PDF-") {
        return Ok(MediaType::Pdf);
    }
    if let Some(found) = foreign::sniff_markup(head) {
        return found;
    }
    if head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") {
        return Err("text in UTF-16; save it as UTF-8".into());
    }
    if head.contains(&0) {
        return Err("it holds NUL bytes, so it is not text".into());
    }
    let controls = head.iter().filter(|&&b| b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r' | 0x0c)).count();
    if controls * 50 > head.len() {
        return Err("too many control characters for text".into());
    }
    Ok(MediaType::Text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn magic_numbers_decide() {
        assert_eq!(sniff_bytes(b"\x89PNG\r\n\x1a\n...."), Ok(MediaType::Png));
        assert_eq!(sniff_bytes(b"\xff\xd8\xff\xe0"), Ok(MediaType::Jpeg));
        assert_eq!(sniff_bytes(b"II\x2a\0\x08"), Ok(MediaType::Tiff));
        assert_eq!(sniff_bytes(b"\r\n%PDF-1.4"), Ok(MediaType::Pdf));
        assert_eq!(sniff_bytes("§ 1 Mötet öppnas".as_bytes()), Ok(MediaType::Text));
        assert_eq!(sniff_bytes(b"\xa7 1 M\xf6tet \xf6ppnas\x0c"), Ok(MediaType::Text));
    }

    #[test]
    fn binary_is_not_text() {
        assert!(sniff_bytes(b"PK\x03\x04\0\0").is_err());
        assert!(sniff_bytes(b"\xff\xfea\0b\0").is_err_and(|e| e.contains("UTF-16")));
        assert!(sniff_bytes(b"\x01\x02\x03\x04").is_err());
    }
}
