//! Plain text: encoding, pages, line ends.

use std::borrow::Cow;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use crate::page::{Origin, Page};

/// The note for a text that is not UTF-8.
const NOT_UTF8: &str = "read as Windows-1252, since it is not valid UTF-8";

/// `bytes` as text, with a note where it had to be read as Windows-1252. A byte order mark is dropped.
pub fn decode_text(bytes: &[u8]) -> (String, Option<&'static str>) {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => (text.to_string(), None),
        Err(_) => (encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned(), Some(NOT_UTF8)),
    }
}

/// The pages of `text`, which form feeds divide. A form feed at the very end makes no further page.
pub fn split_pages(text: &str) -> Vec<&str> {
    let mut pages: Vec<&str> = text.split('\x0c').collect();
    if pages.len() > 1 && pages.last().is_some_and(|p| p.trim().is_empty()) {
        pages.pop();
    }
    pages
}

/// One page of text as a [`Page`]: NFC, line ends of any sort.
pub(crate) fn text_page(index: usize, origin: Origin, language: &str, text: &str) -> Page {
    let text: Cow<str> = if text.contains('\r') {
        Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
    } else {
        Cow::Borrowed(text)
    };
    Page::from_text(index, origin, language, &composed(&text))
}

/// `text` in NFC. Most text is so already, which is told much faster than it is made so.
pub fn composed(text: &str) -> Cow<'_, str> {
    // What begins with a lower byte is below U+0300, where every letter is its own NFC.
    if text.bytes().all(|b| b < 0xCC) {
        return Cow::Borrowed(text);
    }
    match is_nfc_quick(text.chars().filter(|c| *c >= '\u{300}')) {
        IsNormalized::Yes => Cow::Borrowed(text),
        _ => Cow::Owned(text.nfc().collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_1252_is_read_with_a_note() {
        assert_eq!(decode_text(b"\xa7 1 \xe5\xe4\xf6 \x96"), ("§ 1 åäö –".into(), Some(NOT_UTF8)));
        assert_eq!(decode_text("\u{feff}§ 1 åäö".as_bytes()), ("§ 1 åäö".into(), None));
    }

    #[test]
    fn form_feeds_divide_pages() {
        assert_eq!(split_pages("a\x0cb\x0c"), ["a", "b"]);
        assert_eq!(split_pages("a\x0cb\x0c\n"), ["a", "b"]);
        assert_eq!(split_pages("a\x0c\x0cb"), ["a", "", "b"]);
        assert_eq!(split_pages("a"), ["a"]);
        assert_eq!(split_pages("\x0c"), [""]);
    }

    #[test]
    fn lines_are_nfc_without_line_ends() {
        let page = text_page(0, Origin::Text, "swe", "Mo\u{308}tet\r\n\r\noppnas\rslut");
        let lines: Vec<&str> = page.lines.iter().map(|l| l.raw.as_str()).collect();
        assert_eq!(lines, ["Mötet", "", "oppnas", "slut"]);
    }
}
