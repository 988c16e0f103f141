//! Counts of votes in the text of a §.

use std::sync::LazyLock;

use rapidfuzz::distance::levenshtein;
use regex::Regex;
use rustc_hash::{FxHashMap, FxHashSet};

use super::data;
use super::solid::Marks;
use crate::fold;
use crate::protocol::Vote;

const PATTERNS: &str = include_str!("../../dictionaries/vote-patterns.tsv");
const NUMBERS: &str = include_str!("../../dictionaries/number-words.tsv");

const WORDS: &str = include_str!("../../dictionaries/vote-words.txt");

static NUMBER_WORDS: LazyLock<FxHashMap<String, u32>> = LazyLock::new(|| {
    data::rows(NUMBERS).filter_map(|r| Some((fold::skeleton(r[0]), r.get(1)?.parse().ok()?))).collect()
});

static RULES: LazyLock<Vec<(&str, Regex)>> = LazyLock::new(|| {
    let words: Vec<&str> = data::rows(NUMBERS).map(|r| r[0]).collect();
    let number = format!(r"(\b[0-9]{{1,3}}|\b(?:{}))", words.join("|"));
    data::rows(PATTERNS)
        .filter_map(|r| Some((r[0], Regex::new(&ascii_boundaries(&r.get(1)?.replace("{n}", &number))).ok()?)))
        .collect()
});

/// `pattern` with boundaries between ASCII letters only: those that know all letters keep `regex` from its fast engine on text with å ä ö.
fn ascii_boundaries(pattern: &str) -> String {
    pattern.replace(r"\b", r"(?-u:\b)").replace(r"\s", r"[ \n]")
}

/// The outcome of the first vote that `text` tells in figures, or `None`.
pub fn find(text: &str) -> Option<Vote> {
    if MARKS.as_ref().is_some_and(|marks| !marks.is_match(text)) {
        return None;
    }
    mended(text).and_then(|t| counted(&t)).or_else(|| counted(text))
}

/// What every vote's text has one of, misread or not.
static MARKS: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new("röst|rost|rést|r0st|r6st|nej|Nej|NEJ|Avst").ok());

/// The words, and how they look when letters that reading confuses are one.
static WORD_LIST: LazyLock<Vec<Word>> = LazyLock::new(|| {
    let word = |printed: &'static str| {
        let blurred = fold::blur(printed);
        let allowed = [0, 1, 2][usize::from(blurred.len() > 3) + usize::from(blurred.len() > 7)];
        Word { printed, letters: printed.chars().count(), marks: Marks::of(blurred.chars()), blurred, allowed }
    };
    data::entries(WORDS).map(word).collect()
});
static WORD_SET: LazyLock<FxHashSet<&[u8]>> = LazyLock::new(|| data::entries(WORDS).map(str::as_bytes).collect());
/// More letters than these no word of votes has, be it misread.
static MOST_LETTERS: LazyLock<usize> =
    LazyLock::new(|| WORD_LIST.iter().map(|w| w.letters + 1 + w.allowed).max().unwrap_or(0));

/// A word of votes, and what tells most words of a text from it at a glance.
struct Word {
    printed: &'static str,
    letters: usize,
    blurred: String,
    marks: Marks,
    /// How many of its letters may be misread.
    allowed: usize,
}

impl Word {
    /// Letters between this word and one of `letters` letters that blurs to `blurred`, where they are few enough for it to be this one misread.
    fn distance(&self, letters: usize, blurred: &str, marks: Marks) -> Option<usize> {
        let allowed = self.allowed;
        if self.letters.abs_diff(letters) > 1 + allowed || !self.marks.may_be(marks, allowed) {
            return None;
        }
        let within = levenshtein::Args::default().score_cutoff(allowed);
        levenshtein::distance_with_args(self.blurred.chars(), blurred.chars(), &within)
    }
}

/// `text` with misread words of votes put right ("nej-r0ster", "Avstdr"); `None` where it has none.
fn mended(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut changed = false;
    for part in text.split_inclusive(char::is_whitespace) {
        let word = part.trim_matches(|c: char| !c.is_alphanumeric());
        let lower = fold::lower(word);
        let known = word.chars().filter(|c| c.is_alphabetic()).nth(1).is_none() || WORD_SET.contains(&lower[..]);
        let nearest = || {
            let lower = std::str::from_utf8(&lower).ok()?;
            let letters = lower.chars().count();
            if letters > *MOST_LETTERS {
                return None;
            }
            let blurred = fold::blur(lower);
            let marks = Marks::of(blurred.chars());
            let distances = WORD_LIST.iter().filter_map(|w| Some((w.distance(letters, &blurred, marks)?, w)));
            distances.min_by_key(|(d, _)| *d)
        };
        match if known { None } else { nearest() } {
            Some((_, w)) => {
                out.push_str(&part.replacen(word, w.printed, 1));
                changed = true;
            }
            None => out.push_str(part),
        }
    }
    changed.then_some(out)
}

fn counted(text: &str) -> Option<Vote> {
    RULES.iter().find_map(|(order, rule)| {
        let c = rule.captures(text)?;
        let mut vote = Vote { yes: 0, no: 0, abstain: 0 };
        for (i, which) in order.chars().enumerate() {
            let n = number(c.get(i + 1)?.as_str())?;
            match which {
                'y' => vote.yes = n,
                'n' => vote.no = n,
                _ => vote.abstain = n,
            }
        }
        Some(vote)
    })
}

fn number(t: &str) -> Option<u32> {
    t.parse().ok().or_else(|| NUMBER_WORDS.get(&fold::skeleton(t)).copied())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_ways_to_count() {
        for (text, yes, no, abstain) in [
            ("Med 7 ja-röster mot 5 nej-röster beslutar nämnden", 7, 5, 0),
            ("Ja: 7 Nej: 5 Avstår: 1", 7, 5, 1),
            ("Styrelsen beslöt med 8 röster mot 5 att avslå", 8, 5, 0),
            ("Utfallet blev 12 ja och 9 nej.", 12, 9, 0),
            ("6 ja-röster, 4 nej-röster och 2 som avstår", 6, 4, 2),
            ("bifölls med fyra röster mot tre", 4, 3, 0),
            ("Med 5 ja mot 4 nej har styrelsen bifallit", 5, 4, 0),
            ("11 röstar ja och 10 röstar nej", 11, 10, 0),
            ("Ja: 7 Nej: 5 Avsfdr: 1", 7, 5, 1),
            ("8 rostur ja 0ch 1 rosfar nej", 8, 1, 0),
            ("8 ja-roster, 3 nej-r0ster och 1 s0m avstir", 8, 3, 1),
            ("Med 7 ja-r0ster m0t 5 nej-rosler bifalls förslaget", 7, 5, 0),
        ] {
            assert_eq!(find(text), Some(Vote { yes, no, abstain }), "{text}");
        }
    }

    #[test]
    fn names_and_sums_are_no_counts() {
        for text in [
            "Ja: Vik, Ek, Alm. Nej: Berg, Dal.",
            "1,914 fyrkar mot 1,022 fyrkar, omröstning",
            "Den som vill avslå röstar nej.",
        ] {
            assert_eq!(find(text), None, "{text}");
        }
    }

    #[test]
    fn data_is_policed() {
        data::police(PATTERNS, 2);
        data::police(NUMBERS, 2);
        data::police(WORDS, 1);
        assert_eq!(RULES.len(), data::rows(PATTERNS).count());
        for (order, rule) in RULES.iter() {
            assert_eq!(rule.captures_len(), order.len() + 1);
        }
        assert!(MARKS.is_some());
    }
}
