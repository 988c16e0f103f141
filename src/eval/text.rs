//! How near a text is to gold: errors by grapheme cluster and by word, words broken and mended, å ä ö, §.
//!
//! White space only divides words: runs of it, line ends included, count as one blank. Text is compared in NFC and
//! exactly, case and punctuation included.

use std::collections::{BTreeMap, HashMap};
use std::ops::AddAssign;

use serde::Serialize;
use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

use super::align::{Interner, Op, align, pair_alike};
use super::ambiguous::Ambiguous;
use super::counts::{Errors, Found, Share};

/// Words in a row that make an anchor in long texts.
const WORD_GRAM: usize = 2;
/// Grapheme clusters in a row that make an anchor in long texts.
const CHAR_GRAM: usize = 12;

/// A piece of text (a page, a line, a document) in its three states.
#[derive(Debug, Clone, Copy)]
pub struct Reading<'a> {
    /// What is printed.
    pub gold: &'a str,
    /// What was read, before repair; `None` where it is not known.
    pub raw: Option<&'a str>,
    /// What is judged: the text after repair.
    pub text: &'a str,
}

/// Figures of one state of a text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct StateMeasure {
    /// Errors by grapheme cluster (CER).
    pub characters: Errors,
    /// Errors by word (WER).
    pub words: Errors,
    /// Errors by word with the order left out: what two columns read in another order cannot spoil.
    pub bag: Errors,
    /// Gold words with å, ä or ö that are right.
    pub diacritics: Share,
    /// § signs at their place.
    pub signs: Found,
}

/// Figures of a text before and after repair.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct TextMeasure {
    /// Pages, lines or documents measured.
    pub pieces: usize,
    /// Before repair, where it is known.
    pub before: Option<StateMeasure>,
    /// After repair.
    pub after: StateMeasure,
    /// Of the gold words right before repair, those wrong after it.
    pub broken: Share,
    /// Of the gold words wrong before repair, those right after it.
    pub mended: Share,
    /// Words that dots and rings alone tell apart, where the reading before repair is known.
    pub ambiguous: Ambiguous,
}

impl AddAssign for StateMeasure {
    fn add_assign(&mut self, other: Self) {
        self.characters += other.characters;
        self.words += other.words;
        self.bag += other.bag;
        self.diacritics += other.diacritics;
        self.signs += other.signs;
    }
}

impl AddAssign<&TextMeasure> for TextMeasure {
    fn add_assign(&mut self, other: &TextMeasure) {
        self.pieces += other.pieces;
        if let Some(state) = other.before {
            *self.before.get_or_insert_default() += state;
        }
        self.after += other.after;
        self.broken += other.broken;
        self.mended += other.mended;
        self.ambiguous += &other.ambiguous;
    }
}

/// Gold words that are wrong in the text, with how they read before and after repair, counted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WrongWords {
    counts: BTreeMap<WrongWord, (usize, String)>,
}

/// A gold word and its readings; `None` where it is missing (for `raw` also where the reading is not known).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct WrongWord {
    /// Whether it was right before repair.
    pub broken: bool,
    /// As printed.
    pub gold: String,
    /// Before repair.
    pub raw: Option<String>,
    /// After repair.
    pub text: Option<String>,
}

impl WrongWords {
    fn add(&mut self, word: WrongWord, count: usize, place: &str) {
        self.counts.entry(word).or_insert_with(|| (0, place.to_string())).0 += count;
    }

    /// Adds the counts of `other`; the place of a word stays the one seen first.
    pub fn merge(&mut self, other: &WrongWords) {
        for (word, (count, place)) in &other.counts {
            self.add(word.clone(), *count, place);
        }
    }

    /// The most frequent ones that were broken (or not) by repair: word, count, place first seen.
    pub fn worst(&self, broken: bool, limit: usize) -> Vec<(&WrongWord, usize, &str)> {
        let mut all: Vec<_> =
            self.counts.iter().filter(|(w, _)| w.broken == broken).map(|(w, (n, p))| (w, *n, p.as_str())).collect();
        all.sort_by_key(|(w, n, _)| (std::cmp::Reverse(*n), *w));
        all.truncate(limit);
        all
    }
}

/// The words of `text` in NFC.
pub fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(|w| w.nfc().collect()).collect()
}

/// `text` in NFC with every run of white space as one blank, none at the ends.
pub fn squeezed(text: &str) -> String {
    words(text).join(" ")
}

/// Errors by grapheme cluster and § signs found, of texts whose words are `gold` and `text`.
fn characters(gold: &[String], text: &[String]) -> (Errors, Found) {
    let (gold, text) = (gold.join(" "), text.join(" "));
    let (a, b): (Vec<&str>, Vec<&str>) = (gold.graphemes(true).collect(), text.graphemes(true).collect());
    let mut interner = Interner::default();
    let (x, y) = (interner.numbers(a.iter().copied()), interner.numbers(b.iter().copied()));
    let ops = align(&x, &y, CHAR_GRAM);
    let signs = Found {
        right: ops.iter().filter(|op| matches!(op, Op::Equal(i, _) if a[*i] == "§")).count(),
        gold: a.iter().filter(|g| **g == "§").count(),
        predicted: b.iter().filter(|g| **g == "§").count(),
    };
    (Errors::of(&ops), signs)
}

/// Errors by grapheme cluster between two short texts (titles, decisions), white space squeezed.
pub fn character_errors(gold: &str, text: &str) -> Errors {
    characters(&words(gold), &words(text)).0
}

/// The steps from the words of gold to those of `text`.
pub fn align_words(gold: &[String], text: &[String]) -> Vec<Op> {
    let mut interner = Interner::default();
    let x = interner.numbers(gold.iter().map(String::as_str));
    let y = interner.numbers(text.iter().map(String::as_str));
    pair_alike(&align(&x, &y, WORD_GRAM), |i, j| strsim::normalized_levenshtein(&gold[i], &text[j]))
}

/// Errors with the order of words left out: what the two sides lack of each other, paired off as substitutions.
fn bag(gold: &[String], text: &[String]) -> Errors {
    let mut balance: HashMap<&str, i64> = HashMap::new();
    gold.iter().for_each(|w| *balance.entry(w).or_default() += 1);
    text.iter().for_each(|w| *balance.entry(w).or_default() -= 1);
    let missing: usize = balance.values().map(|n| (*n).max(0) as usize).sum();
    let extra: usize = balance.values().map(|n| (-*n).max(0) as usize).sum();
    let substituted = missing.min(extra);
    Errors { substituted, deleted: missing - substituted, inserted: extra - substituted, reference: gold.len() }
}

fn has_diacritic(word: &str) -> bool {
    word.contains(['å', 'ä', 'ö', 'Å', 'Ä', 'Ö'])
}

/// What became of each gold word in a reading.
struct State {
    measure: StateMeasure,
    /// For each gold word: whether it is right, and the index of the word in its place.
    fate: Vec<(bool, Option<usize>)>,
}

fn state(gold: &[String], text: &[String]) -> State {
    let ops = align_words(gold, text);
    let mut fate = vec![(false, None); gold.len()];
    for op in &ops {
        match *op {
            Op::Equal(i, j) => fate[i] = (true, Some(j)),
            Op::Substitute(i, j) => fate[i] = (false, Some(j)),
            _ => {}
        }
    }
    let mut diacritics = Share::default();
    for (_, (right, _)) in gold.iter().zip(&fate).filter(|(word, _)| has_diacritic(word)) {
        diacritics += Share::one(*right);
    }
    let (characters, signs) = characters(gold, text);
    let measure = StateMeasure { characters, words: Errors::of(&ops), bag: bag(gold, text), diacritics, signs };
    State { measure, fate }
}

/// Measures one piece of text and adds its wrong words, seen at `place`, to `wrong`.
pub fn measure(reading: Reading<'_>, place: &str, wrong: &mut WrongWords) -> TextMeasure {
    let (gold, text) = (words(reading.gold), words(reading.text));
    let raw = reading.raw.map(words);
    let after = state(&gold, &text);
    let before = raw.as_ref().map(|raw| state(&gold, raw));
    let mut out = TextMeasure { pieces: 1, after: after.measure, ..TextMeasure::default() };
    for (i, word) in gold.iter().enumerate() {
        let (right, at) = after.fate[i];
        let was = before.as_ref().map(|b| b.fate[i]);
        if let Some((was, _)) = was {
            out.ambiguous.count(word, was, right);
        }
        match was {
            Some((true, _)) => out.broken += Share::one(!right),
            Some((false, _)) => out.mended += Share::one(right),
            None => {}
        }
        if !right {
            let raw_word = raw.as_ref().zip(was.and_then(|w| w.1)).map(|(raw, j)| raw[j].clone());
            let found = WrongWord {
                broken: was.is_some_and(|w| w.0),
                gold: word.clone(),
                raw: raw_word,
                text: at.map(|j| text[j].clone()),
            };
            wrong.add(found, 1, place);
        }
    }
    out.before = before.map(|b| b.measure);
    out
}

#[cfg(test)]
#[path = "text_tests.rs"]
mod tests;
