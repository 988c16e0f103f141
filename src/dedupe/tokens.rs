//! The running text of a page as folded words.

use std::sync::OnceLock;

use super::facts::number;
use super::grams::Grams;
use crate::fold::base_letter;
use crate::layout::coarse::push_coarse;
use crate::page::{LineRole, Page};

/// One word of running text. Its text stands in the page's buffers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token {
    raw: (u32, u32),
    folded: (u32, u32),
    /// Hash of the folded word.
    pub id: u64,
    /// Whether the word says which record this is: the number of a §, a diarienummer.
    pub key: bool,
    /// Whether a digit 0–9 is among its signs.
    pub digit: bool,
}

/// What a page says, for comparing.
#[derive(Debug, Clone, Default)]
pub(super) struct PageText {
    /// All words as read, one after another.
    raw: String,
    /// All folded words without any division.
    run: String,
    /// Words of running text in order.
    pub tokens: Vec<Token>,
    /// Dates in the furniture, digits only.
    pub dates: Vec<String>,
    grams: OnceLock<Grams>,
    numbers: OnceLock<Vec<u64>>,
    places: OnceLock<Vec<(u64, u32)>>,
}

/// Signs at a line end that divide a word.
const HYPHENS: [char; 3] = ['-', '\u{ad}', '¬'];

impl PageText {
    /// Folds the running text of a page. A word divided at a line end is put together.
    pub fn new(page: &Page) -> PageText {
        let size = page.lines.iter().map(|l| l.raw.len()).sum();
        let mut raw = String::with_capacity(size);
        let mut words: Vec<(usize, usize)> = Vec::with_capacity(size / 6);
        let mut divided = false;
        for line in page.lines.iter().filter(|l| l.is_text()) {
            for word in line.raw.split_whitespace() {
                let goes_on = divided && word.chars().next().is_some_and(char::is_lowercase);
                divided = false;
                match words.last_mut().filter(|_| goes_on) {
                    Some(last) => {
                        raw.truncate(last.0 + raw[last.0..].trim_end_matches(HYPHENS).len());
                        raw.push_str(word);
                        last.1 = raw.len();
                    }
                    None => {
                        words.push((raw.len(), raw.len() + word.len()));
                        raw.push_str(word);
                    }
                }
            }
            divided = line.raw.trim_end().ends_with(HYPHENS);
        }
        let dates = page.lines.iter().filter(|l| l.role != LineRole::Text).flat_map(|l| l.raw.split_whitespace());
        let dates = dates.filter_map(date_digits).collect();
        PageText::from_words(raw, &words, dates)
    }

    /// A page from its words as read, each with a blank after it (see [`PageText::words`]), and the dates of its furniture.
    pub fn from_text(text: &str, dates: Vec<String>) -> PageText {
        let mut words = Vec::new();
        let mut from = 0;
        for word in text.split(' ') {
            if !word.is_empty() {
                words.push((from, from + word.len()));
            }
            from += word.len() + 1;
        }
        PageText::from_words(text.into(), &words, dates)
    }

    /// All words as read, signs that fold to nothing included, each with a blank after it.
    pub fn words(&self) -> String {
        let mut out = String::with_capacity(self.raw.len() + self.tokens.len());
        let mut from = 0;
        for token in &self.tokens {
            // A lone "§" is no token, but says what the number after it is.
            for (from, till) in [(from, token.raw.0), token.raw] {
                let word = &self.raw[from as usize..till as usize];
                out.push_str(word);
                out.push_str(if word.is_empty() { "" } else { " " });
            }
            from = token.raw.1;
        }
        out
    }

    fn from_words(raw: String, words: &[(usize, usize)], dates: Vec<String>) -> PageText {
        let mut tokens = Vec::with_capacity(words.len());
        let mut run = String::with_capacity(raw.len());
        let mut key_before = false;
        for &(from, till) in words {
            let word = &raw[from..till];
            let start = run.len();
            push_coarse(word, &mut run);
            let marked = word.contains('§') || word.starts_with('$');
            if run.len() > start {
                tokens.push(Token {
                    raw: (from as u32, till as u32),
                    folded: (start as u32, run.len() as u32),
                    id: hash(&run.as_bytes()[start..]),
                    key: marked || key_before,
                    digit: word.bytes().any(|b| b.is_ascii_digit()),
                });
            }
            key_before = marked || is_key_word(word);
        }
        PageText { raw, run, tokens, dates, grams: OnceLock::new(), numbers: OnceLock::new(), places: OnceLock::new() }
    }

    /// A word as read, signs at both ends included.
    pub fn raw(&self, word: usize) -> &str {
        self.tokens.get(word).map_or("", |t| &self.raw[t.raw.0 as usize..t.raw.1 as usize])
    }

    /// A word folded to letter classes; never empty.
    pub fn folded(&self, word: usize) -> &str {
        self.folded_run(word..word + 1)
    }

    /// Words that follow each other, folded, without division.
    pub fn folded_run(&self, words: std::ops::Range<usize>) -> &str {
        let Some(tokens) = self.tokens.get(words) else { return "" };
        match (tokens.first(), tokens.last()) {
            (Some(first), Some(last)) => &self.run[first.folded.0 as usize..last.folded.1 as usize],
            _ => "",
        }
    }

    /// Bytes of all folded words.
    pub fn size(&self) -> usize {
        self.run.len()
    }

    /// Share of this page's runs of eight letters that stand on `other` too, 0–1: cheap, and an upper bound in practice of what an alignment finds.
    pub fn shared(&self, other: &PageText) -> f64 {
        self.grams().shared(other.grams())
    }

    fn grams(&self) -> &Grams {
        self.grams.get_or_init(|| Grams::new(self.run.as_bytes()))
    }

    /// Hashes of the page's numbers, in rising order.
    pub fn numbers(&self) -> &[u64] {
        self.numbers.get_or_init(|| {
            let words = (0..self.tokens.len()).filter(|&i| self.tokens[i].digit);
            let mut out: Vec<u64> = words.filter_map(|i| number(self.raw(i))).map(|n| hash(n.as_bytes())).collect();
            out.sort_unstable();
            out
        })
    }

    /// The words with a digit, each after a hash of the two words before and after it; in order of the hash, places that the page has once
    /// only.
    pub fn number_places(&self) -> &[(u64, u32)] {
        self.places.get_or_init(|| {
            let id = |i: Option<usize>| i.and_then(|i| self.tokens.get(i)).map_or(0, |t| t.id);
            let place = |i: usize| {
                let around = [i.checked_sub(2), i.checked_sub(1), Some(i + 1), Some(i + 2)];
                around.into_iter().fold(0u64, |h, i| (h ^ id(i)).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29))
            };
            let words = (0..self.tokens.len()).filter(|&i| self.tokens[i].digit);
            let mut all: Vec<(u64, u32)> = words.map(|i| (place(i), i as u32)).collect();
            all.sort_unstable();
            all.chunk_by(|a, b| a.0 == b.0).filter(|g| g.len() == 1).flatten().copied().collect()
        })
    }

    /// Two pages read as one.
    pub fn joined(a: &PageText, b: &PageText) -> PageText {
        let mut raw = String::with_capacity(a.raw.len() + b.raw.len());
        let mut words = Vec::with_capacity(a.tokens.len() + b.tokens.len());
        for page in [a, b] {
            for i in 0..page.tokens.len() {
                let word = page.raw(i);
                words.push((raw.len(), raw.len() + word.len()));
                raw.push_str(word);
            }
        }
        PageText::from_words(raw, &words, a.dates.iter().chain(&b.dates).cloned().collect())
    }

    /// The folded words without any division, as one string.
    pub fn run(&self) -> &str {
        &self.run
    }

    /// Whether both say the same, letter classes and digits alike.
    pub fn same_as(&self, other: &PageText) -> bool {
        self.run == other.run && self.digits().eq(other.digits())
    }

    /// Feeds what [`PageText::same_as`] compares to a hasher.
    pub fn digest(&self, hasher: &mut impl std::hash::Hasher) {
        hasher.write(self.run.as_bytes());
        self.digits().for_each(|d| hasher.write_u8(d));
    }

    fn digits(&self) -> impl Iterator<Item = u8> {
        let words = (0..self.tokens.len()).filter(|&i| self.tokens[i].digit);
        words.flat_map(|i| self.raw(i).bytes()).filter(u8::is_ascii_digit)
    }
}

/// Whether the number of a record follows the word.
fn is_key_word(word: &str) -> bool {
    let core = word.trim_matches(|c: char| !c.is_alphanumeric());
    ["paragraf", "dnr"].iter().any(|w| core.chars().map(base_letter).eq(w.chars()))
}

/// The digits of a word that is an ISO date.
fn date_digits(word: &str) -> Option<String> {
    if word.len() > 12 || !word.contains('-') {
        return None;
    }
    let digits: String = word.chars().filter(char::is_ascii_digit).collect();
    (digits.len() == 8).then_some(digits)
}

/// FNV-1a: the same on every machine, so results are too.
pub(super) fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |h, b| (h ^ u64::from(*b)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::Origin;

    fn text(raw: &str) -> PageText {
        PageText::new(&Page::from_text(0, Origin::Text, "swe", raw))
    }

    #[test]
    fn a_divided_word_is_one() {
        let text = text("vid väg-\nkanten\nIT-\nDrift");
        let raws: Vec<&str> = (0..text.tokens.len()).map(|i| text.raw(i)).collect();
        assert_eq!(raws, ["vid", "vägkanten", "IT-", "Drift"]);
        assert_eq!(text.run(), (0..4).map(|i| text.folded(i)).collect::<String>());
    }

    #[test]
    fn numbers_of_records_are_keys() {
        let text = text("§ 3 den 4 Dnr: 12 $7 – 9");
        let keys: Vec<&str> = (0..text.tokens.len()).filter(|&i| text.tokens[i].key).map(|i| text.raw(i)).collect();
        assert_eq!(keys, ["3", "12", "$7"]);
    }

    #[test]
    fn two_pages_read_as_one() {
        let (a, b) = (text("Beslut 12"), text("om – väg"));
        let both = PageText::joined(&a, &b);
        assert_eq!((both.run(), both.tokens.len()), ("basiuti2amvag", 4));
        assert!(both.same_as(&text("Beslut 12 om väg")) && !both.same_as(&text("Beslut 13 om väg")));
    }
}
