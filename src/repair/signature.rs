//! Which recognition model's damage a page shows.

use crate::page::{OcrSignature, Page};

/// Share of å ä ö among the letters of Swedish text is about 5 % (fiction to statutes, 4.6–5.5 %); the English model leaves under
/// a third of them. The line is drawn between.
const ENGLISH_BELOW: f64 = 0.022;
/// Fewer letters than this say nothing.
const ENOUGH_LETTERS: usize = 60;
/// On fewer letters than this a low share may be chance; the English model prints no å, ä or ö, so that with one of them the document
/// decides.
const SHORT_PAGE: usize = 400;

/// Counts of letters on a page that tell the model.
#[derive(Debug, Clone, Copy, Default)]
pub struct Evidence {
    letters: usize,
    ringed: usize,
    signs: usize,
    damaged_signs: usize,
}

impl Evidence {
    /// Gathers the evidence of a page.
    pub fn of_page(page: &Page) -> Evidence {
        let mut evidence = Evidence::default();
        for line in &page.lines {
            evidence.add(&line.raw);
        }
        evidence
    }

    /// Adds the evidence of a line.
    pub fn add(&mut self, text: &str) {
        for c in text.chars().filter(|c| c.is_alphabetic()) {
            self.letters += 1;
            self.ringed += usize::from(matches!(c, 'å' | 'ä' | 'ö' | 'Å' | 'Ä' | 'Ö'));
        }
        self.signs += text.matches('§').count();
        let start = text.trim_start();
        let damaged = start
            .strip_prefix(['$', '&', '8'])
            .is_some_and(|r| r.trim_start().starts_with(|c: char| c.is_ascii_digit()));
        self.damaged_signs += usize::from(damaged && text.trim().len() < 40);
    }

    /// Whether the text holds a §.
    pub fn has_signs(self) -> bool {
        self.signs > 0
    }

    /// The sum of two pages' evidence.
    pub fn and(self, other: Evidence) -> Evidence {
        Evidence {
            letters: self.letters + other.letters,
            ringed: self.ringed + other.ringed,
            signs: self.signs + other.signs,
            damaged_signs: self.damaged_signs + other.damaged_signs,
        }
    }

    /// The verdict on a page of a document with the evidence `whole`. A page without any § is judged by the document's.
    pub fn verdict(self, whole: Evidence) -> OcrSignature {
        let own = self.alone();
        match own {
            Some(OcrSignature::None) if self.signs == 0 => match whole.alone() {
                Some(OcrSignature::Swe) => OcrSignature::Swe,
                _ => OcrSignature::None,
            },
            Some(OcrSignature::Eng) if self.ringed > 0 && self.letters < SHORT_PAGE => {
                whole.alone().unwrap_or_default()
            }
            Some(verdict) => verdict,
            None => whole.alone().unwrap_or_default(),
        }
    }

    fn alone(self) -> Option<OcrSignature> {
        if self.letters < ENOUGH_LETTERS {
            return None;
        }
        let share = self.ringed as f64 / self.letters as f64;
        Some(match share < ENGLISH_BELOW {
            true => OcrSignature::Eng,
            false if self.damaged_signs > 0 && self.signs == 0 => OcrSignature::Swe,
            false => OcrSignature::None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::{Origin, Page};

    fn verdict(text: &str) -> Option<OcrSignature> {
        Evidence::of_page(&Page::from_text(0, Origin::Text, "swe", text)).alone()
    }

    #[test]
    fn tells_the_models_apart() {
        let clean = "§ 4\nNämnden beslutar att återremittera ärendet för ytterligare utredning av följderna för äldre.";
        assert_eq!(verdict(clean), Some(OcrSignature::None));
        assert_eq!(verdict(&clean.replace('§', "$")), Some(OcrSignature::Swe));
        let stripped: String = crate::fold::skeleton(clean);
        assert_eq!(verdict(&stripped), Some(OcrSignature::Eng));
        assert_eq!(verdict("Akt"), None);
        let of = |text: &str| Evidence::of_page(&Page::from_text(0, Origin::Text, "swe", text));
        let short = of(&format!("{stripped} Ängen"));
        assert_eq!(short.verdict(short.and(of(clean)).and(of(clean))), OcrSignature::None, "its document is clean");
        assert_eq!(short.verdict(short.and(of(&stripped))), OcrSignature::Eng);
        assert_eq!(of(&stripped).verdict(of(&stripped).and(of(clean)).and(of(clean))), OcrSignature::Eng);
    }
}
