//! Numbers in the same place of several readings: the § that one model cannot print, digits misread, and numbers that truly differ.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

/// Shapes of numbers, from `dictionaries/number-shapes.tsv`.
static SHAPES: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let rows = include_str!("../../dictionaries/number-shapes.tsv").lines();
    let shapes: Vec<String> = rows
        .filter(|l| !l.starts_with('#') && !l.is_empty())
        .filter_map(|l| l.split_once('\t').map(|(_, shape)| format!("(?:{shape})")))
        .collect();
    Regex::new(&format!("^(?:{})$", shapes.join("|"))).ok()
});

/// Signs that a § is read as; two for "§§", or for one § read as two.
const SIGN_LIKE: &str = "§$&£8S53s";

/// Of these the ones that stand for nothing else: no sum of minutes is in dollars or pounds.
const SIGN_ONLY: &str = "$&£";

/// How two readings of a number stand to each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Relation {
    /// They say the same, or nothing can be told.
    Same,
    /// The other has a § where the kept has what it is read as: the kept with the §.
    Sign(String),
    /// The kept one is malformed, the other is not.
    Malformed,
    /// Both are numbers as they are printed, and differ.
    Differ,
}

/// Whether a word is to be compared as a number: at least as many digits as letters, or a §.
pub(super) fn is_number(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    text.contains('§') || (digits > 0 && digits >= letters)
}

/// Whether a word is a number as numbers are printed, § and outer signs taken off.
pub(super) fn is_well_formed(text: &str) -> bool {
    let core = bare(text);
    SHAPES.as_ref().is_some_and(|s| s.is_match(core))
}

/// A number without outer signs and §.
fn bare(text: &str) -> &str {
    let text = text.trim_matches(|c: char| matches!(c, '(' | '"' | '”' | '“' | '\'' | ' '));
    let inner = text.trim_start_matches(['§', ' ']).trim_end_matches([',', '.', ';', '!', '?']);
    match inner.contains('(') {
        true => inner.trim_end_matches(':'),
        false => inner.trim_end_matches([')']).trim_end_matches([',', '.', ';', ':']),
    }
}

/// Letters and digits of a number, and whether it begins with § signs: how many.
fn value(text: &str) -> (usize, String) {
    let signs = text.chars().filter(|c| *c == '§').count();
    (signs, text.chars().filter(|c| c.is_alphanumeric()).collect())
}

/// Compares the kept reading with another. `beside`: a number stands before or after it.
pub(super) fn compare(kept: &str, other: &str, beside: bool) -> Relation {
    let ((signs, digits), (other_signs, other_digits)) = (value(kept), value(other));
    let misread = |text: &str| text[signed(text)].starts_with(|c| SIGN_ONLY.contains(c));
    if signs == 0 && other_signs > 0 {
        return with_signs(kept, other_signs, &other_digits, beside).map_or(Relation::Same, Relation::Sign);
    }
    if let Some(to) = doubled(kept).filter(|_| signs > 0) {
        // A § read twice, as what it is and as what it looks like.
        return Relation::Sign(to);
    }
    if signs > 0 && other_signs == 0 && with_signs(other, signs, &digits, beside).is_some() {
        return Relation::Same;
    }
    if signs == 0 && other_signs == 0 && (misread(kept) || misread(other)) {
        // Neither model could print it, or both misread it; what only a § is read as tells.
        let rest = if misread(kept) { &digits } else { &other_digits };
        let fits = other_digits.ends_with(rest.as_str()) && digits.ends_with(rest.as_str());
        let marked = (fits && !rest.is_empty()).then(|| with_signs(kept, 1, rest, beside)).flatten();
        return marked.map_or(Relation::Same, Relation::Sign);
    }
    match (is_well_formed(kept), is_well_formed(other)) {
        _ if signs != other_signs => Relation::Same,
        _ if digits == other_digits && kept.contains(' ') != other.contains(' ') => Relation::Same,
        (false, true) => Relation::Malformed,
        (true, true) if digits != other_digits && !is_letter_misread(&digits, &other_digits) => Relation::Differ,
        _ => Relation::Same,
    }
}

/// Whether the letter after a number was read as a digit, or twice: "14B", "148B", "148".
fn is_letter_misread(a: &str, b: &str) -> bool {
    let letter = |w: &str| w.chars().any(char::is_alphabetic);
    (letter(a) || letter(b)) && strsim::levenshtein(a, b) == 1
}

/// A text whose § stands after a sign that it is read as, without that sign.
fn doubled(text: &str) -> Option<String> {
    let (front, rest) = text.split_once('§')?;
    let sign = front.chars().next_back().filter(|c| "8$&".contains(*c))?;
    let outer = &front[..front.len() - sign.len_utf8()];
    (!outer.contains(char::is_alphanumeric)).then(|| format!("{outer}§{rest}"))
}

/// A number with what its § was read as, within outer signs.
fn signed(text: &str) -> Range<usize> {
    let inner = |c: char| c.is_alphanumeric() || SIGN_LIKE.contains(c);
    let start = text.find(inner).unwrap_or(0);
    let end = text.char_indices().rev().find(|(_, c)| inner(*c)).map_or(start, |(i, c)| i + c.len_utf8());
    start..end
}

/// `text` with the signs in front of `digits`, which a § was read as, made §; `None` where there are none.
fn with_signs(text: &str, signs: usize, digits: &str, beside: bool) -> Option<String> {
    let range = signed(text);
    let inner = &text[range.clone()];
    // What is left in front when the digits are taken off the end, letter by letter.
    let mut rest = digits.chars().rev().peekable();
    let mut cut = inner.len();
    for (i, c) in inner.char_indices().rev() {
        match rest.peek() {
            Some(d) if *d == c => {
                rest.next();
                cut = i;
            }
            Some(_) if !c.is_alphanumeric() => cut = i,
            Some(_) => return None,
            None => break,
        }
    }
    if rest.peek().is_some() {
        return None;
    }
    let front = inner[..cut].trim_end();
    let count = front.chars().count();
    let fits = count > 0 && count <= signs + 1 && front.chars().all(|c| SIGN_LIKE.contains(c));
    if !fits || (digits.is_empty() && !beside) {
        return None;
    }
    let start = range.start;
    Some(format!("{}{}{}", &text[..start], "§".repeat(signs), &text[start + front.len()..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shape_parses_and_stands_once() {
        let mut seen = std::collections::BTreeSet::new();
        for line in include_str!("../../dictionaries/number-shapes.tsv").lines().filter(|l| !l.starts_with('#')) {
            let (name, shape) = line.split_once('\t').unwrap();
            assert!(
                Regex::new(shape).is_ok() && seen.insert(name.to_string()) && seen.insert(shape.to_string()),
                "{line}"
            );
        }
        assert!(SHAPES.is_some());
    }

    #[test]
    fn numbers_as_they_are_printed() {
        for text in [
            "12",
            "(14",
            "1.250.000",
            "12,5",
            "86.400:-",
            "38.212:50.",
            "2024-03-05",
            "08.30–12.10",
            "2024/25",
            "3:14",
            "§ 14B",
            "3(14)",
            "§12,",
            "01-18",
            "50%",
            "KS2021/17",
        ] {
            assert!(is_well_formed(text), "{text}");
        }
        for text in ["2O24", "1~2", "2024-13-05", "08.30—-12.10", "l2", "86.400:~-", "1965[6", "2ve"] {
            assert!(!is_well_formed(text), "{text}");
        }
    }

    #[test]
    fn a_paragraph_sign_is_put_where_it_was_misread() {
        let sign = |to: &str| Relation::Sign(to.into());
        assert_eq!(compare("813", "§13", false), sign("§13"));
        assert_eq!(compare("$ 13", "§ 13", false), sign("§ 13"));
        assert_eq!(compare("(8", "(§", true), sign("(§"));
        assert_eq!(compare("88", "§§", true), sign("§§"));
        assert_eq!(compare("814B", "§14B", false), sign("§14B"));
        assert_eq!(compare("8", "§", false), Relation::Same, "nothing says that it belongs to a number");
        assert_eq!(compare("§13", "813", false), Relation::Same);
        assert_eq!(compare("§13", "§14", false), Relation::Differ);
        assert_eq!(compare("§14B", "§148B", false), Relation::Same);
        assert_eq!(compare("8§13", "813", false), sign("§13"));
        assert_eq!(compare("(8§", "(8", true), sign("(§"));
        assert_eq!(compare("$11", "811", false), sign("§11"));
        assert_eq!(compare("811", "$11", false), sign("§11"));
        assert_eq!(compare("$1.", "1.", false), sign("§1."));
        assert_eq!(compare("$11", "$12", false), Relation::Same, "left to the sequence of numbers");
    }

    #[test]
    fn two_sound_numbers_differ_and_a_damaged_one_does_not() {
        assert_eq!(compare("52.300:-", "52.900:-", false), Relation::Differ);
        assert_eq!(compare("2O24", "2024", false), Relation::Malformed);
        assert_eq!(compare("2024", "2O24", false), Relation::Same);
        assert_eq!(compare("12,", "12.", false), Relation::Same);
        assert_eq!(compare("1 200", "1.200", false), Relation::Same);
        assert_eq!(compare("8 14", "814", false), Relation::Same);
    }
}
