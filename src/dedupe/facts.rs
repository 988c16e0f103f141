//! Facts: whether two words in the same place of two pages say different things, or one thing read twice.

use crate::fold::skeleton;
use crate::layout::coarse::{coarse, similarity_from};

/// How two words in the same place compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fact {
    /// Numbers that agree.
    Agree,
    /// Numbers that differ by a § read as a digit in front.
    Sign,
    /// Numbers that differ as one misread digit does.
    Doubtful,
    /// Numbers that differ, at least one of them damaged.
    Damaged,
    /// Numbers that differ, both read without damage.
    Number,
    /// Capitalised words that differ.
    Name,
    /// Other words that differ.
    Word,
    /// Nothing to tell by.
    Neutral,
}

/// Digits that scanning and OCR take for each other.
const CONFUSED: [(char, char); 12] = [
    ('0', '6'),
    ('0', '8'),
    ('0', '9'),
    ('1', '4'),
    ('1', '7'),
    ('2', '7'),
    ('3', '5'),
    ('3', '8'),
    ('5', '6'),
    ('5', '8'),
    ('6', '8'),
    ('8', '9'),
];
/// Likeness below which two words of letters are different words.
const DIFFERENT: f64 = 0.4;
/// Letters a word must have before it tells.
const WORD_LENGTH: usize = 4;

/// Compares two words in the same place.
pub(super) fn compare(a: &str, b: &str) -> Fact {
    match (number(a), number(b)) {
        (Some(x), Some(y)) if x == y => Fact::Agree,
        (Some(x), Some(y)) if is_sign(&x, &y) => Fact::Sign,
        (Some(x), Some(y)) if is_misreading(&x, &y) || is_letter_misread(a, b) => Fact::Doubtful,
        (Some(_), Some(_)) if is_clean(a) && is_clean(b) => Fact::Number,
        (Some(_), Some(_)) => Fact::Damaged,
        (None, None) if is_word(a) && is_word(b) && differ(a, b) => {
            if is_name(a) && is_name(b) {
                Fact::Name
            } else {
                Fact::Word
            }
        }
        _ => Fact::Neutral,
    }
}

/// The digits of a word that is a number, a date, a sum, a diarienummer: at least half of its letters and digits are digits.
pub(super) fn number(word: &str) -> Option<String> {
    if !word.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    let core = word.trim_start_matches(|c: char| !c.is_alphanumeric());
    let mut digits = String::new();
    let mut letters = 0;
    let mut doubtful = String::new();
    for c in core.chars() {
        match c {
            '0'..='9' => {
                digits.push_str(&doubtful);
                doubtful.clear();
                digits.push(c);
            }
            // Read for a digit only among digits.
            'O' | 'o' if !digits.is_empty() => doubtful.push('0'),
            'l' | 'I' | '|' | 'i' if !digits.is_empty() => doubtful.push('1'),
            _ if c.is_alphabetic() => letters += 1,
            _ => {}
        }
    }
    let at_end = doubtful.len();
    digits.push_str(if core.ends_with(['O', 'o', 'l', 'I', '|', 'i']) && letters == 0 { &doubtful } else { "" });
    (!digits.is_empty() && digits.len() >= letters + if letters == 0 { 0 } else { at_end }).then_some(digits)
}

/// Whether the numbers are the same but for a § read as 8, 5 or 3 in front of one or both.
fn is_sign(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let front = &long[..long.len() - short.len()];
    let bare = |n: &str| n.strip_prefix(['3', '5', '8']).map(str::to_string);
    (long.ends_with(short) && front.len() <= 2 && front.chars().all(|c| "358".contains(c)))
        || (a.len() == b.len() && a.len() > 1 && bare(a).is_some() && bare(a) == bare(b))
}

/// Whether one number can be a misreading of the other: one digit taken for one like it, or one digit lost or won in a long number.
fn is_misreading(a: &str, b: &str) -> bool {
    if a.len() != b.len() {
        return a.len().min(b.len()) >= 4 && strsim::levenshtein(a, b) == 1;
    }
    let mut wrong = a.chars().zip(b.chars()).filter(|(x, y)| x != y);
    let first = wrong.next();
    wrong.next().is_none() && first.is_some_and(|(x, y)| CONFUSED.contains(&(x.min(y), x.max(y))))
}

/// Whether a number with a letter differs by one sign: the letter was read as a digit, or twice ("14B", "148B").
fn is_letter_misread(a: &str, b: &str) -> bool {
    let letter = |w: &str| w.chars().any(char::is_alphabetic);
    letter(a) && letter(b) && strsim::levenshtein(a, b) == 1
}

/// Whether a word is a number as it is printed, without stray signs.
pub(super) fn is_clean(word: &str) -> bool {
    let core = word.trim_start_matches(['§', '(', '$', '"']).trim_end_matches([',', '.', ';', ':', ')', '-', '"']);
    core.chars().next().is_some_and(char::is_alphanumeric)
        && core.chars().all(|c| c.is_ascii_digit() || ".,:/–-".contains(c) || c.is_ascii_uppercase())
}

fn is_word(word: &str) -> bool {
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    letters >= WORD_LENGTH && word.chars().filter(|c| c.is_alphanumeric()).count() == letters
}

fn is_name(word: &str) -> bool {
    word.chars().find(|c| c.is_alphabetic()).is_some_and(char::is_uppercase)
}

/// Names must be alike in their letters; for other words it is enough to be alike in letter classes.
fn differ(a: &str, b: &str) -> bool {
    let letters = |w: &str| skeleton(w).chars().filter(|c| c.is_alphabetic()).collect::<String>();
    let far = |x: &str, y: &str| similarity_from(x, y, DIFFERENT).is_none();
    far(&letters(a), &letters(b)) && (is_name(a) && is_name(b) || far(&coarse(a), &coarse(b)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_compare_as_numbers() {
        assert_eq!(compare("2024/25", "2024/25,"), Fact::Agree);
        assert_eq!(compare("2O24-O3-05", "2024-03-05"), Fact::Agree);
        assert_eq!(compare("§7", "$7"), Fact::Agree);
        assert_eq!(compare("§7", "87"), Fact::Sign);
        assert_eq!(compare("$8", "38"), Fact::Sign);
        assert_eq!(compare("§14B", "§148B"), Fact::Doubtful);
        assert_eq!(compare("§ 31", "§ 37"), Fact::Doubtful);
        assert_eq!(compare("1~2x4", "93"), Fact::Damaged);
        assert_eq!(compare("31", "32"), Fact::Number);
        assert_eq!(compare("2024-03-05", "2024-04-12"), Fact::Number);
        assert_eq!(compare("52.300:-", "52.900:-"), Fact::Number);
        assert_eq!(compare("1965/66", "1965[6"), Fact::Doubtful);
    }

    #[test]
    fn words_compare_as_words() {
        assert_eq!(compare("Bergström", "Lundqvist"), Fact::Name);
        assert_eq!(compare("bifaller", "avslutas"), Fact::Word);
        assert_eq!(compare("Bergström", "Bergstrém"), Fact::Neutral);
        assert_eq!(compare("och", "med"), Fact::Neutral);
        assert_eq!(compare("Bilaga", "12"), Fact::Neutral);
    }
}
