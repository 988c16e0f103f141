//! What a file is, told by its first bytes and never by its name.

use std::path::Path;

use super::foreign;
use super::place::Place;
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
    /// JPEG 2000, as a file or as a bare codestream.
    Jpeg2000,
    /// WebP.
    WebP,
    /// Portable bitmap, greymap or pixmap: PBM, PGM, PPM.
    Pnm,
    /// PDF.
    Pdf,
    /// A zip archive: a folder. The plan holds what is in it, never the archive itself.
    Zip,
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
            MediaType::Jpeg2000 => "image/jp2",
            MediaType::WebP => "image/webp",
            MediaType::Pnm => "image/x-portable-anymap",
            MediaType::Pdf => "application/pdf",
            MediaType::Zip => "application/zip",
            MediaType::Hocr => "text/vnd.hocr+html",
            MediaType::Alto => "application/alto+xml",
            MediaType::PageXml => "application/vnd.prima.page+xml",
            MediaType::Tsv => "text/tab-separated-values",
        }
    }

    /// Whether the type is a page image.
    pub fn is_image(self) -> bool {
        use MediaType::{Jpeg, Jpeg2000, Png, Pnm, Tiff, WebP};
        matches!(self, Png | Jpeg | Tiff | Jpeg2000 | WebP | Pnm)
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
    sniff_place(&Place::file(path))
}

/// As [`sniff`], for a file on disk or in an archive.
pub(crate) fn sniff_place(place: &Place) -> Result<MediaType> {
    let head = place.head(HEAD)?;
    let path = place.path().to_path_buf();
    if head.is_empty() {
        return Err(Error::Unreadable {
            path,
            kind: "file",
            detail: "it is empty (0 bytes)".into(),
            remedy: "copy it again from where it came",
        });
    }
    sniff_bytes(&head).map_err(|detail| Error::UnknownType { path, detail })
}

/// The type of a file that starts with `head`, or what was seen in place of a known one.
pub(crate) fn sniff_bytes(head: &[u8]) -> std::result::Result<MediaType, String> {
    const MAGIC: [(&[u8], MediaType); 10] = [
        (b"\x89PNG\r\n\x1a\n", MediaType::Png),
        (b"\xff\xd8\xff", MediaType::Jpeg),
        (b"II\x2a\0", MediaType::Tiff),
        (b"MM\0\x2a", MediaType::Tiff),
        (b"II\x2b\0", MediaType::Tiff),
        (b"MM\0\x2b", MediaType::Tiff),
        (b"\0\0\0\x0cjP  \r\n\x87\n", MediaType::Jpeg2000),
        (b"\xff\x4f\xff\x51", MediaType::Jpeg2000),
        (b"PK\x03\x04", MediaType::Zip),
        (b"PK\x05\x06", MediaType::Zip),
    ];
    if let Some((_, media)) = MAGIC.iter().find(|(magic, _)| head.starts_with(magic)) {
        return Ok(*media);
    }
    if head.starts_with(b"RIFF") && head.get(8..12) == Some(b"WEBP") {
        return Ok(MediaType::WebP);
    }
    if is_pnm(head) {
        return Ok(MediaType::Pnm);
    }
    // Readers accept a PDF header anywhere in the first kilobyte; mail programs put junk before it.
    if head[..head.len().min(1024)].windows(5).any(|w| w == b"%PDF-") {
        return Ok(MediaType::Pdf);
    }
    if let Some((_, what)) = OTHERS.iter().find(|(magic, _)| head.starts_with(magic)) {
        return Err((*what).to_string());
    }
    if head.starts_with(b"BM") && head.get(6..10) == Some(&[0; 4]) {
        return Err("a BMP picture; save it as PNG".into());
    }
    if head.get(4..8) == Some(b"ftyp") {
        return Err("a HEIC photograph or a film; save photographs as JPEG".into());
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

/// Types that people send and that are not read, with what to do.
const OTHERS: [(&[u8], &str); 7] = [
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a document of an old office program; save it as PDF"),
    (b"{\\rtf", "a document in RTF; save it as PDF"),
    (b"GIF8", "a GIF picture; save it as PNG"),
    (b"AT&TFORM", "a DjVu document; save it as PDF"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive; unpack it"),
    (b"Rar!", "a RAR archive; unpack it"),
    (b"\x1f\x8b", "a gzip archive; unpack it"),
];

/// Whether a file is a PNM picture: `P1`–`P6`, then width and height, with comments between. "P1 is full" is text.
fn is_pnm(head: &[u8]) -> bool {
    let Some((b'P', rest)) = head.split_first() else { return false };
    let Some((b'1'..=b'6', rest)) = rest.split_first() else { return false };
    let uncommented = rest.split(|b| *b == b'\n').map(|line| line.split(|b| *b == b'#').next().unwrap_or_default());
    let start: Vec<u8> = uncommented.take(8).collect::<Vec<_>>().join(&b'\n');
    let mut words = start.split(u8::is_ascii_whitespace).filter(|w| !w.is_empty());
    let number = |w: Option<&[u8]>| w.is_some_and(|w| w.len() < 10 && w.iter().all(u8::is_ascii_digit));
    rest.first().is_some_and(u8::is_ascii_whitespace) && number(words.next()) && number(words.next())
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
        assert_eq!(sniff_bytes(b"RIFF\x10\0\0\0WEBPVP8L"), Ok(MediaType::WebP));
        assert_eq!(sniff_bytes(b"P4\n# by a scanner\n8 2\n\xff\0"), Ok(MediaType::Pnm));
        assert_eq!(sniff_bytes("P1 är fullt, P2 har 14 platser".as_bytes()), Ok(MediaType::Text));
        assert_eq!(sniff_bytes(b"PK\x03\x04\0\0"), Ok(MediaType::Zip));
        assert_eq!(sniff_bytes("§ 1 Mötet öppnas".as_bytes()), Ok(MediaType::Text));
        assert_eq!(sniff_bytes(b"\xa7 1 M\xf6tet \xf6ppnas\x0c"), Ok(MediaType::Text));
    }

    #[test]
    fn binary_is_not_text() {
        assert!(sniff_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0").is_err_and(|e| e.contains("save it as PDF")));
        assert!(sniff_bytes(b"\0\0\0\x18ftypheic").is_err_and(|e| e.contains("HEIC")));
        assert!(sniff_bytes(b"\xff\xfea\0b\0").is_err_and(|e| e.contains("UTF-16")));
        assert!(sniff_bytes(b"\x01\x02\x03\x04").is_err());
    }
}
