//! The running text of a page as folded words.

use crate::fold::skeleton;
use crate::layout::coarse::coarse;
use crate::page::{LineRole, Page};

/// One word of running text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    /// As read, signs at both ends included.
    pub raw: String,
    /// Folded to letter classes; never empty.
    pub folded: String,
    /// Hash of `folded`.
    pub id: u64,
    /// Whether the word says which record this is: the number of a §, a diarienummer.
    pub key: bool,
}

/// What a page says, for comparing.
#[derive(Debug, Clone, Default)]
pub(super) struct PageText {
    /// Words of running text in order.
    pub tokens: Vec<Token>,
    /// Bytes of all folded words.
    pub size: usize,
    /// Dates in the furniture, digits only.
    pub dates: Vec<String>,
    /// Hashes of every eight letters in a row, words run together; sorted, each once.
    grams: Vec<u32>,
}

/// Letters of a gram for [`PageText::shared`].
const GRAM: usize = 8;

impl PageText {
    /// Folds the running text of a page. A word divided at a line end is put together.
    pub fn new(page: &Page) -> PageText {
        let mut words: Vec<String> = Vec::new();
        let mut divided = false;
        for line in page.lines.iter().filter(|l| l.is_text()) {
            for word in line.raw.split_whitespace() {
                let goes_on = divided && word.chars().next().is_some_and(char::is_lowercase);
                match words.last_mut().filter(|_| goes_on) {
                    Some(last) => {
                        last.truncate(last.trim_end_matches(['-', '\u{ad}', '¬']).len());
                        last.push_str(word);
                    }
                    None => words.push(word.to_string()),
                }
                divided = false;
            }
            divided = line.raw.trim_end().ends_with(['-', '\u{ad}', '¬']);
        }
        let dates = page.lines.iter().filter(|l| l.role != LineRole::Text).flat_map(|l| l.raw.split_whitespace());
        let dates = dates.filter_map(date_digits).collect();
        PageText::from_words(words, dates)
    }

    fn from_words(words: Vec<String>, dates: Vec<String>) -> PageText {
        let marks = |t: &str| t.contains('§') || t.starts_with('$');
        let named = |t: &str| matches!(skeleton(t).trim_matches(|c: char| !c.is_alphanumeric()), "paragraf" | "dnr");
        let mut tokens = Vec::with_capacity(words.len());
        let mut before = String::new();
        for raw in words {
            let folded = coarse(&raw);
            let key = marks(&raw) || marks(&before) || named(&before);
            before.clone_from(&raw);
            if !folded.is_empty() {
                tokens.push(Token { id: hash(folded.as_bytes()), folded, raw, key });
            }
        }
        let run: String = tokens.iter().map(|t| t.folded.as_str()).collect();
        let mut grams: Vec<u32> = run.as_bytes().windows(GRAM).map(|g| hash(g) as u32).collect();
        grams.sort_unstable();
        grams.dedup();
        PageText { tokens, size: run.len(), dates, grams }
    }

    /// Share of this page's runs of eight letters that stand on `other` too, 0–1: cheap, and an upper bound in practice of what an alignment finds.
    pub fn shared(&self, other: &PageText) -> f64 {
        let (mut i, mut j, mut both) = (0, 0, 0usize);
        while i < self.grams.len() && j < other.grams.len() {
            match self.grams[i].cmp(&other.grams[j]) {
                std::cmp::Ordering::Less => i += 1,
                std::cmp::Ordering::Greater => j += 1,
                std::cmp::Ordering::Equal => (i, j, both) = (i + 1, j + 1, both + 1),
            }
        }
        both as f64 / self.grams.len().max(1) as f64
    }

    /// Two pages read as one.
    pub fn joined(a: &PageText, b: &PageText) -> PageText {
        let words = a.tokens.iter().chain(&b.tokens).map(|t| t.raw.clone()).collect();
        PageText::from_words(words, a.dates.iter().chain(&b.dates).cloned().collect())
    }

    /// The folded words without any division, as one string.
    pub fn run(&self) -> String {
        self.tokens.iter().map(|t| t.folded.as_str()).collect()
    }

    /// Whether both say the same, letter classes and digits alike.
    pub fn same_as(&self, other: &PageText) -> bool {
        let digits = |t: &PageText| -> String {
            t.tokens.iter().flat_map(|t| t.raw.chars()).filter(char::is_ascii_digit).collect()
        };
        self.run() == other.run() && digits(self) == digits(other)
    }
}

/// The digits of a word that is an ISO date.
fn date_digits(word: &str) -> Option<String> {
    let digits: String = word.chars().filter(char::is_ascii_digit).collect();
    (digits.len() == 8 && word.contains('-') && word.len() <= 12).then_some(digits)
}

/// FNV-1a: the same on every machine, so results are too.
pub(super) fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |h, b| (h ^ u64::from(*b)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::Origin;

    #[test]
    fn a_divided_word_is_one() {
        let text = PageText::new(&Page::from_text(0, Origin::Text, "swe", "vid väg-\nkanten\nIT-\nDrift"));
        let raws: Vec<&str> = text.tokens.iter().map(|t| t.raw.as_str()).collect();
        assert_eq!(raws, ["vid", "vägkanten", "IT-", "Drift"]);
    }
}
