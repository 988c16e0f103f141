//! Pages that the engine could hardly read: what it gave is no text.

use super::warning;
use crate::page::{Page, PageStatus};
use crate::protocol::Warning;

/// Pages that were read with so little confidence that what stands there is guessed.
pub fn unread(pages: &[Page], warnings: &mut Vec<Warning>) {
    for page in pages.iter().filter(|p| p.status == PageStatus::Ok) {
        let Some(mean) = page.unread() else { continue };
        let message = format!(
            "the engine was sure of {:.0} % of what it read: look at the picture, and scan the page again if it is dark, faint or askew",
            mean * 100.0
        );
        warnings.push(warning("page-unread", message, Some(page.index), None));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::{Line, Origin, Word};

    fn page(confidence: f32) -> Page {
        let line = || {
            let mut line = Line::new("Nämnden beslutar att godkänna");
            let mut at = 0;
            for word in line.raw.clone().split(' ') {
                let (start, end) = (at, at + word.len());
                line.words.push(Word { start, end, bbox: None, confidence: Some(confidence), letters: Vec::new() });
                at = end + 1;
            }
            line
        };
        Page::from_lines(3, Origin::Ocr, "swe", (0..8).map(|_| line()).collect())
    }

    #[test]
    fn a_page_of_guesses_is_told() {
        let mut warnings = Vec::new();
        unread(&[page(0.9)], &mut warnings);
        assert!(warnings.is_empty());
        unread(&[page(0.9), page(0.3)], &mut warnings);
        assert_eq!((warnings[0].code.as_str(), warnings[0].page, warnings.len()), ("page-unread", Some(3), 1));
        let text = Page::from_text(0, Origin::Text, "swe", &"Nämnden beslutar att godkänna\n".repeat(9));
        assert_eq!(text.unread(), None);
    }
}
