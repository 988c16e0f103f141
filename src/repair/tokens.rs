//! Cutting a line into words, and telling which of them must never be touched.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

/// What a token is to the repair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// A word that may be mended.
    Word,
    /// A number, sum, date or § number: never touched, and a number to the language model.
    Number,
    /// A code, address, hash or other string that is no word: never touched.
    Protected,
    /// Punctuation between words.
    Sign,
    /// Punctuation that ends a sentence.
    End,
}

/// One token of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Bytes in the line.
    pub span: Range<usize>,
    /// What it is.
    pub class: Class,
}

static PROTECTED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let patterns: Vec<String> = include_str!("../../dictionaries/protected.tsv")
        .lines()
        .filter(|l| !l.starts_with('#') && !l.is_empty())
        .filter_map(|l| l.split_once('\t').map(|(_, p)| format!("(?:{p})")))
        .collect();
    Regex::new(&format!("^(?:{})$", patterns.join("|"))).ok()
});

static NUMBER: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^[§$&]*[-+±]?\p{Nd}[\p{Nd}.,:;/\u{2013}\u{2014}*%°'§=~-]*$").ok());

/// No word of minutes has so many bytes, not even several run together; to search for what such a string may be takes the square of its length.
const LONGEST_WORD: usize = 240;

/// Signs that a misread letter can look like when letters follow or go before: kept in the word.
const LETTERLIKE: &[char] = &['&', '[', '{', '|', '@'];

/// The tokens of a line, in order; white space is left out.
pub fn tokenize(line: &str) -> Vec<Token> {
    let mut out = Vec::new();
    let mut at = 0;
    for piece in line.split_inclusive(char::is_whitespace) {
        let word = piece.trim_end_matches(char::is_whitespace);
        if !word.is_empty() {
            piece_tokens(line, at..at + word.len(), &mut out);
        }
        at += piece.len();
    }
    out
}

fn piece_tokens(line: &str, span: Range<usize>, out: &mut Vec<Token>) {
    let piece = &line[span.clone()];
    let core = core_of(piece);
    if core.start > 0 {
        out.push(Token { span: span.start..span.start + core.start, class: Class::Sign });
    }
    let text = &piece[core.clone()];
    let plain = |(i, c): (usize, char)| if i == 0 { c.is_alphabetic() } else { c.is_lowercase() };
    let hexadecimal = text.len() >= 8 && text.bytes().all(|b| b.is_ascii_hexdigit());
    let short = text.len() <= LONGEST_WORD;
    if !text.is_empty() && short && !hexadecimal && text.char_indices().all(plain) {
        // Most tokens: no pattern of what is protected fits a plain word.
        out.push(Token { span: span.start + core.start..span.start + core.end, class: Class::Word });
    } else if !text.is_empty() {
        let start = span.start + core.start;
        let is_number = NUMBER.as_ref().is_some_and(|n| n.is_match(text));
        let is_code = !is_number && PROTECTED.as_ref().is_some_and(|p| p.is_match(text));
        if is_code || is_number || !text.chars().any(char::is_alphabetic) {
            let digits = text.chars().any(|c| c.is_ascii_digit());
            let class = match (is_code, is_number || digits) {
                (true, _) => Class::Protected,
                (_, true) => Class::Number,
                _ => Class::Sign,
            };
            out.push(Token { span: start..start + text.len(), class });
        } else {
            // "och/eller" and "IT-drift" are two words each to the lexicon.
            let mut at = start;
            for part in text.split(['/', '-']) {
                if !part.is_empty() {
                    out.push(Token { span: at..at + part.len(), class: word_class(part) });
                }
                at += part.len() + 1;
            }
        }
    }
    if core.end < piece.len() {
        let tail = &piece[core.end..];
        let class = if tail.contains(['.', '!', '?', ':', ';']) { Class::End } else { Class::Sign };
        out.push(Token { span: span.start + core.end..span.end, class });
    }
}

fn word_class(part: &str) -> Class {
    match part.chars().any(char::is_alphabetic) {
        true if part.len() > LONGEST_WORD => Class::Protected,
        true => Class::Word,
        false => Class::Sign,
    }
}

/// Bytes of `piece` without outer punctuation.
fn core_of(piece: &str) -> Range<usize> {
    let letter_follows = |i: usize| piece[i..].chars().nth(1).is_some_and(char::is_alphanumeric);
    let start = piece
        .char_indices()
        .find(|(i, c)| {
            c.is_alphanumeric()
                || matches!(c, '§' | '$')
                || (LETTERLIKE.contains(c) && letter_follows(*i) && !(*c == '[' && piece.contains(']')))
        })
        .map_or(piece.len(), |(i, _)| i);
    let end = piece[start..]
        .char_indices()
        .rev()
        .find(|(_, c)| c.is_alphanumeric() || matches!(c, '§' | '%' | '&' | '$'))
        .map_or(start, |(i, c)| start + i + c.len_utf8());
    start..end
}

/// A word that ends a line with a hyphen and goes on in the next: its letters without the hyphen.
pub fn hyphenated<'a>(line: &'a str, tokens: &[Token]) -> Option<(usize, &'a str)> {
    let trimmed = line.trim_end();
    let stem = trimmed.strip_suffix(['-', '\u{ad}', '\u{2010}'])?;
    let (i, token) = tokens.iter().enumerate().rev().find(|(_, t)| t.class == Class::Word)?;
    (token.span.end == stem.len()).then(|| (i, &line[token.span.clone()]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn classes(line: &str) -> Vec<(String, Class)> {
        tokenize(line).into_iter().map(|t| (line[t.span.clone()].to_string(), t.class)).collect()
    }

    #[test]
    fn words_keep_signs_that_may_be_letters() {
        let words: Vec<String> =
            classes("(&r [tsam, {6r \"viktig\"").into_iter().filter(|c| c.1 == Class::Word).map(|c| c.0).collect();
        assert_eq!(words, ["&r", "[tsam", "{6r", "viktig"]);
    }

    #[test]
    fn what_is_no_word_is_protected() {
        for text in [
            "2024-03-05",
            "2024/25",
            "8113",
            "280",
            "1(14)",
            "namn@kommun.example",
            "www.kommun.example",
            "https://kommun.example/sida",
            "3:14",
            "KS/2021:88-041",
            "MBN-2016-1203",
            "BYGG.2016.233",
            "18758bc1-b4f3-46cf-9ac1-80e2bd4c2f0c",
            "6e6f33862d056dc04415cddfb49eb26b",
            "+Dn8ppjITLuErMDG+kFFRw",
            "86.400:-",
            "2G",
            "A4",
        ] {
            let kinds = classes(text);
            assert!(kinds.iter().all(|(_, c)| *c != Class::Word), "{text}: {kinds:?}");
        }
    }

    #[test]
    fn what_is_longer_than_any_word_is_none() {
        assert_eq!(classes(&"om".repeat(120))[0].1, Class::Word);
        assert_eq!(classes(&"om".repeat(121))[0].1, Class::Protected);
        assert_eq!(classes(&"aB".repeat(5_000))[0].1, Class::Protected);
    }

    #[test]
    fn damaged_words_with_digits_are_words() {
        for text in ["16pande", "f6r", "Nordl6f", "6ppna", "fo6r", "i1", "f0r"] {
            assert_eq!(classes(text), [(text.to_string(), Class::Word)]);
        }
    }

    #[test]
    fn a_line_end_hyphen_gives_the_stem() {
        let line = "om samman-";
        assert_eq!(hyphenated(line, &tokenize(line)), Some((1, "samman")));
        assert_eq!(hyphenated("slut", &tokenize("slut")), None);
    }
}
