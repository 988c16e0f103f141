//! The running text of a page as folded words.

use std::collections::BTreeSet;
use std::sync::{LazyLock, OnceLock};

use super::facts::number;
use super::grams::Grams;
use crate::fold::base_letter;
use crate::layout::coarse::push_coarse;
use crate::layout::printed_number;
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
    /// Whether it is the number of a § that begins a line, or stands near its start.
    pub label: bool,
    /// Whether it is the number of a diarienummer.
    pub dnr: bool,
    /// Line of the page; of a page that was kept as text alone, lines of running text are counted.
    pub line: u32,
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
    /// Page number in the furniture.
    pub number: Option<u32>,
    grams: OnceLock<Grams>,
    numbers: OnceLock<Vec<u64>>,
    places: OnceLock<Vec<(u64, u32)>>,
}

/// Stands before the first word of a line in [`PageText::words`]; being white space it is in no word.
const LINE_START: char = '\u{2028}';
/// Words of a line, from 0, among which the number of the § is that begins it ("Ks § 14").
const LABEL_WITHIN: usize = 2;
/// Words after "Dnr" among which the number is ("Dnr KS 2019/207").
const DNR_WITHIN: usize = 2;
/// Share of a run's runs of eight letters that a page holds which holds the run.
const HELD: f64 = 0.4;
/// Digits of a diarienummer that has letters before it and no word to say what it is.
const DNR_DIGITS: usize = 5;

/// A word of the buffer: its bytes, and its line.
#[derive(Debug, Clone, Copy)]
struct Word {
    from: usize,
    till: usize,
    line: u32,
}

/// Words that a diarienummer follows, from `dictionaries/dnr-words.txt`; those of one word alone.
static DNR_WORDS: LazyLock<BTreeSet<&str>> = LazyLock::new(|| {
    include_str!("../../dictionaries/dnr-words.txt").lines().filter(|l| !l.starts_with('#') && !l.is_empty()).collect()
});

/// Signs at a line end that divide a word.
const HYPHENS: [char; 3] = ['-', '\u{ad}', '¬'];

impl PageText {
    /// Folds the running text of a page. A word divided at a line end is put together.
    pub fn new(page: &Page) -> PageText {
        let size = page.lines.iter().map(|l| l.raw.len()).sum();
        let mut raw = String::with_capacity(size);
        let mut words: Vec<Word> = Vec::with_capacity(size / 6);
        let mut divided = false;
        for (line_index, line) in page.lines.iter().enumerate().filter(|(_, l)| l.is_text()) {
            for word in line.raw.split_whitespace() {
                let goes_on = divided && word.chars().next().is_some_and(char::is_lowercase);
                divided = false;
                match words.last_mut().filter(|_| goes_on) {
                    Some(last) => {
                        raw.truncate(last.from + raw[last.from..].trim_end_matches(HYPHENS).len());
                        raw.push_str(word);
                        last.till = raw.len();
                    }
                    None => {
                        words.push(Word { from: raw.len(), till: raw.len() + word.len(), line: line_index as u32 });
                        raw.push_str(word);
                    }
                }
            }
            divided = line.raw.trim_end().ends_with(HYPHENS);
        }
        let dates = page.lines.iter().filter(|l| l.role != LineRole::Text).flat_map(|l| l.raw.split_whitespace());
        let dates = dates.filter_map(date_digits).collect();
        PageText { number: printed_number(page), ..PageText::from_words(raw, &words, dates) }
    }

    /// A page from its words as read, each with a blank after it (see [`PageText::words`]), and the dates and the page number of its furniture.
    pub fn from_text(text: &str, dates: Vec<String>, number: Option<u32>) -> PageText {
        let mut words = Vec::new();
        let (mut from, mut line) = (0, 0);
        for word in text.split(' ') {
            let plain = word.trim_start_matches(LINE_START);
            line += u32::from(plain.len() < word.len());
            if !plain.is_empty() {
                words.push(Word { from: from + word.len() - plain.len(), till: from + word.len(), line });
            }
            from += word.len() + 1;
        }
        PageText { number, ..PageText::from_words(text.into(), &words, dates) }
    }

    /// All words as read, signs that fold to nothing included, each with a blank after it, and [`LINE_START`] before the first of a line.
    pub fn words(&self) -> String {
        let mut out = String::with_capacity(self.raw.len() + self.tokens.len());
        let mut from = 0;
        let mut line = None;
        for token in &self.tokens {
            if line.replace(token.line) != Some(token.line) {
                out.push(LINE_START);
            }
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

    fn from_words(raw: String, words: &[Word], dates: Vec<String>) -> PageText {
        let mut tokens = Vec::with_capacity(words.len());
        let mut run = String::with_capacity(raw.len());
        let mut key_before = false;
        // Words since the line began, and since a word that a diarienummer follows.
        let (mut line, mut on_line, mut dnr_ago) = (None, 0, usize::MAX);
        for &Word { from, till, line: own_line } in words {
            let word = &raw[from..till];
            on_line = if line.replace(own_line) == Some(own_line) { on_line + 1 } else { 0 };
            dnr_ago = if is_dnr_word(word) { 0 } else { dnr_ago.saturating_add(1) };
            let start = run.len();
            push_coarse(word, &mut run);
            let marked = word.contains('§') || word.starts_with('$');
            if run.len() > start {
                let digit = word.bytes().any(|b| b.is_ascii_digit());
                let key = marked || key_before;
                tokens.push(Token {
                    raw: (from as u32, till as u32),
                    folded: (start as u32, run.len() as u32),
                    id: hash(&run.as_bytes()[start..]),
                    key,
                    digit,
                    label: key && digit && on_line <= LABEL_WITHIN && dnr_ago > DNR_WITHIN,
                    dnr: digit && (dnr_ago <= DNR_WITHIN || is_dnr(word)),
                    line: own_line,
                });
            }
            key_before = marked || is_key_word(word);
        }
        PageText { raw, run, tokens, dates, ..PageText::default() }
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

    /// Share of this page's runs of eight letters that one of the others has, 0–1.
    pub fn shared_by_either(&self, a: &PageText, b: &PageText) -> f64 {
        self.grams().shared_by_any(&[a.grams(), b.grams()])
    }

    /// Whether most of a run of folded words stands somewhere on this page.
    pub fn holds(&self, run: &str) -> bool {
        Grams::new(run.as_bytes()).shared(self.grams()) >= HELD
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
        let first_lines = a.tokens.last().map_or(0, |t| t.line + 1);
        for page in [a, b] {
            for i in 0..page.tokens.len() {
                let word = page.raw(i);
                // Lines of the second page are counted on from those of the first.
                let line = page.tokens[i].line + if std::ptr::eq(page, b) { first_lines } else { 0 };
                words.push(Word { from: raw.len(), till: raw.len() + word.len(), line });
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

fn is_dnr_word(word: &str) -> bool {
    let core = word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    DNR_WORDS.contains(core.as_str())
}

/// Whether a word is a diarienummer by its shape: letters, year, slash, number ("KS2019/207").
fn is_dnr(word: &str) -> bool {
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    word.starts_with(char::is_uppercase) && word.contains('/') && digits >= DNR_DIGITS
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
