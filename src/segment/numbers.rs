//! The number of a label: digits, misread letters among them, suffix ("14 B") and year ("45/23"), in every way it can be read.

use std::sync::LazyLock;

use super::{data, text};

const DIGITS: &str = include_str!("../../dictionaries/label-digits.tsv");
const ENDINGS: &str = include_str!("../../dictionaries/label-endings.txt");
const YEARS: &str = include_str!("../../dictionaries/year-words.txt");
const ROMAN_WRONG: &str = include_str!("../../dictionaries/roman-misread.tsv");
const ROMAN: &str = include_str!("../../dictionaries/roman-digits.tsv");

static ENDING_LIST: LazyLock<Vec<&str>> = LazyLock::new(|| data::entries(ENDINGS).collect());
static YEAR_LIST: LazyLock<Vec<&str>> = LazyLock::new(|| data::entries(YEARS).collect());
static ROMAN_TABLE: LazyLock<Vec<(char, u32)>> =
    LazyLock::new(|| data::rows(ROMAN).filter_map(|r| Some((r[0].chars().next()?, r.get(1)?.parse().ok()?))).collect());

static ROMAN_MISREAD: LazyLock<Vec<(char, char)>> = LazyLock::new(|| {
    data::rows(ROMAN_WRONG).filter_map(|r| Some((r[0].chars().next()?, r.get(1)?.chars().next()?))).collect()
});
static DIGIT_TABLE: LazyLock<Vec<(char, char, f32)>> = LazyLock::new(|| {
    data::rows(DIGITS)
        .filter_map(|r| Some((r[0].chars().next()?, r.get(1)?.chars().next()?, r.get(2)?.parse().ok()?)))
        .collect()
});

/// One way to read the number of a label.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// 31.
    pub number: u32,
    /// "B", upper case.
    pub suffix: Option<char>,
    /// What the reading costs: 0 for a clean one.
    pub cost: f32,
    /// Bytes of the sign in the line.
    pub sign: (usize, usize),
    /// The number as it should stand ("12", "45/23"), without suffix.
    pub digits: String,
    /// One past the last byte of the label, a closing full stop included.
    pub end: usize,
}

/// The digit that the letter `c` may be a misreading of, and what it costs to take it so.
pub(super) fn misread_digit(c: char) -> Option<(char, f32)> {
    DIGIT_TABLE.iter().find(|(l, _, _)| *l == c).map(|(_, d, k)| (*d, *k))
}

/// All readings of a number at byte `at` of `line`, suffix and year included, pushed to `out`. A label in letters (`strict`)
/// needs a true digit.
pub(crate) fn numbers(line: &str, at: usize, sign: (usize, usize), cost: f32, strict: bool, out: &mut Vec<Reading>) {
    let Some(body) = line.get(at..) else { return };
    if !strict && let Some((number, len)) = roman(body) {
        push(line, at + len, sign, cost + ROMAN_COST, number, &body[..len], None, out);
    } else if !strict && let Some((number, len)) = misread_roman(body) {
        push(line, at + len, sign, cost + ROMAN_COST + MISREAD_COST, number, &in_roman(number), None, out);
    }
    let mut digits = String::new();
    let mut damage = 0.0;
    let mut true_digits = 0;
    let mut len = 0;
    for c in body.chars() {
        if c.is_ascii_digit() {
            digits.push(c);
            true_digits += 1;
        } else if let Some((_, d, k)) = DIGIT_TABLE.iter().find(|(l, _, _)| *l == c) {
            let next = body[len + c.len_utf8()..].chars().next();
            let inside = next.is_some_and(|n| n.is_ascii_digit());
            if !inside && suffix_at(body, len).is_some() {
                break;
            }
            if next.is_some_and(|n| n.is_alphabetic() && !DIGIT_TABLE.iter().any(|(l, _, _)| *l == n)) {
                break;
            }
            digits.push(*d);
            damage += k;
        } else {
            break;
        }
        len += c.len_utf8();
        if digits.len() > 4 {
            return;
        }
    }
    if digits.is_empty()
        || (true_digits == 0 && (strict || digits.len() > 1 || damage > 1.0))
        || digits.starts_with('0')
    {
        return;
    }
    let Ok(number) = digits.parse::<u32>() else { return };
    // "7T" for "7": a letter glued to a number at the end of the line is a speck as often as a digit.
    if damage > 0.0 && true_digits > 0 && body.starts_with(|c: char| c.is_ascii_digit()) {
        let plain: String = body.chars().take_while(char::is_ascii_digit).collect();
        if let Ok(n) = plain.parse() {
            push(line, at + len, sign, cost + 0.9, n, &plain, None, out);
        }
    }
    let cost = cost + damage;
    match suffix_at(body, len) {
        Some((letter, end, glued)) => {
            // A small letter is taken only where it ends the label.
            let small = body[..end].ends_with(|c: char| c.is_ascii_lowercase());
            let sure = if glued || small { 0.0 } else { 0.4 };
            push(line, at + end, sign, cost + sure, number, &digits, Some(letter), out);
            if !glued {
                push(line, at + len, sign, cost + 0.4, number, &digits, None, out);
            }
            // "148B": the suffix was read twice, as a digit and as itself.
            if letter == 'B' && digits.len() > 1 && digits.ends_with('8') {
                let cut = &digits[..digits.len() - 1];
                if let Ok(n) = cut.parse() {
                    push(line, at + end, sign, cost + 1.5, n, cut, Some(letter), out);
                }
            }
        }
        None => push(line, at + len, sign, cost, number, &digits, None, out),
    }
}

/// What a Roman number costs: "§ I" can be a misread "§ 1".
const ROMAN_COST: f32 = 0.6;
/// What a stroke that was read as another costs more.
const MISREAD_COST: f32 = 0.5;
/// The longest Roman number of a label: "LXXXVIII".
const LONGEST_ROMAN: usize = 8;

/// The Roman number in capitals that is the first word of `body`, with its length in bytes; none where it is not written as the rules want.
fn roman(body: &str) -> Option<(u32, usize)> {
    let len = body.bytes().take_while(u8::is_ascii_uppercase).count();
    if len == 0 || len > LONGEST_ROMAN || body[len..].starts_with(|c: char| c.is_alphanumeric() || c == '-') {
        return None;
    }
    let worth = |c: char| ROMAN_TABLE.iter().find(|(d, _)| *d == c).map(|(_, w)| *w);
    let digits: Vec<u32> = body[..len].chars().map(worth).collect::<Option<_>>()?;
    let after = |i: usize| digits.get(i + 1).copied().unwrap_or(0);
    let sum: i64 =
        digits.iter().enumerate().map(|(i, w)| if *w < after(i) { -i64::from(*w) } else { i64::from(*w) }).sum();
    let number = u32::try_from(sum).ok().filter(|n| *n > 0)?;
    (in_roman(number) == body[..len]).then_some((number, len))
}

/// A Roman number of which small letters, figures or strokes were made ("Ii", "l1I", "Xl"), with its length in bytes.
fn misread_roman(body: &str) -> Option<(u32, usize)> {
    let len = body.find(|c: char| !c.is_ascii_alphanumeric() && c != '|').unwrap_or(body.len());
    let word = &body[..len];
    let capital = word.contains(['I', 'V', 'X', 'L', 'C']);
    if !capital || !(2..=LONGEST_ROMAN).contains(&len) {
        return None;
    }
    let digit = |c: char| ROMAN_MISREAD.iter().find(|(read, _)| *read == c).map_or(c, |(_, digit)| *digit);
    let mended: String = word.chars().map(digit).collect();
    if mended == word {
        return None;
    }
    roman(&mended).filter(|(_, l)| *l == mended.len()).map(|(number, _)| (number, len))
}

/// `number` below 400 in Roman digits.
fn in_roman(mut number: u32) -> String {
    let mut out = String::new();
    let steps = [(100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")];
    for (worth, digits) in steps {
        while number >= worth {
            out.push_str(digits);
            number -= worth;
        }
    }
    out
}

/// A suffix letter after the number that ends at byte `len` of `body`: letter, end, and whether it is glued.
fn suffix_at(body: &str, len: usize) -> Option<(char, usize, bool)> {
    let rest = &body[len..];
    let glued = !rest.starts_with(' ');
    let r = rest.strip_prefix(' ').unwrap_or(rest);
    let c = r.chars().next()?;
    let fits = match glued {
        true => c.is_ascii_alphabetic() && c.to_ascii_lowercase() <= 'h',
        false => ('A'..='H').contains(&c) || (('a'..='h').contains(&c) && is_free_letter(&r[1..])),
    };
    let mut after = r[c.len_utf8()..].chars();
    // "14 B/23"; but "12 A/S" is no letter of a §.
    let year = after.as_str().strip_prefix('/').is_some_and(|y| y.starts_with(|c: char| c.is_ascii_digit()));
    if fits && (year || !after.next().is_some_and(|a| a.is_alphanumeric() || a == '-' || a == '/')) {
        return Some((c.to_ascii_uppercase(), len + rest.len() - r.len() + 1, glued));
    }
    None
}

/// Whether what follows a small letter after a number shows that it is a suffix ("§ 5 a.", "§ 34 b    Dnr 2009/2", "§ 9 a. Från länet"), no word of the
/// text.
fn is_free_letter(rest: &str) -> bool {
    let t = rest.trim_start_matches('.');
    let closed = rest.starts_with(". ") && t.trim_start().starts_with(char::is_uppercase);
    closed || t.trim().is_empty() || t.starts_with("  ") || super::dnr::word_at(t.trim_start()).is_some()
}

#[allow(clippy::too_many_arguments)]
fn push(
    line: &str,
    mut end: usize,
    sign: (usize, usize),
    cost: f32,
    number: u32,
    digits: &str,
    suffix: Option<char>,
    out: &mut Vec<Reading>,
) {
    let mut digits = digits.to_string();
    let rest = &line[end..];
    if let Some(year) = rest.strip_prefix('/') {
        let n = year.bytes().take_while(u8::is_ascii_digit).count();
        if n != 2 && n != 4 {
            return;
        }
        digits.push('/');
        digits.push_str(&year[..n]);
        end += 1 + n;
    }
    let ordinal = |e: &&&str| {
        let after = line[end..].strip_prefix(**e);
        after.is_some_and(|a| !a.starts_with(char::is_alphanumeric))
    };
    if let Some(ending) = ENDING_LIST.iter().find(ordinal) {
        end += ending.len();
        end += usize::from(line[end..].starts_with(')'));
    }
    let rest = &line[end..];
    if rest.starts_with(|c: char| c.is_alphanumeric()) || goes_on(rest) {
        return;
    }
    // A comma or colon that ends the line is a misread full stop.
    if rest.starts_with('.') || (rest.starts_with([':', ',']) && rest[1..].trim().is_empty()) {
        end += 1;
    }
    // "{§.12.}" in old print.
    if line[end..].starts_with(['}', ']']) && line.trim_start().starts_with(['{', '[']) {
        end += 1;
    }
    out.push(Reading { number, suffix, cost, sign, digits, end });
}

/// The narrowest gap between a label and the number of its matter.
const WIDE_GAP: usize = 2;

/// Whether the text is a number with a full stop before a title: "5. Val av ombud".
fn is_numbered(t: &str) -> bool {
    let digits = t.bytes().take_while(u8::is_ascii_digit).count();
    digits <= 2 && t[digits..].strip_prefix(". ").is_some_and(text::starts_upper)
}

/// Whether a title begins with a year, `gap` bytes behind the number: "§ 40    1978 ÅRS RÄKENSKAPER", "§ 40 1978 års räkenskaper".
pub(super) fn opens_with_year(t: &str, gap: usize) -> bool {
    let digits = t.bytes().take_while(u8::is_ascii_digit).count();
    let Some(word) = t[digits..].strip_prefix(' ').filter(|_| digits == 4 && t.starts_with(['1', '2'])) else {
        return false;
    };
    let first = word.split(' ').next().unwrap_or("").to_lowercase();
    let of_year = YEAR_LIST.contains(&first.as_str());
    of_year || (gap >= WIDE_GAP && word.starts_with(char::is_alphabetic))
}

/// Whether what follows a number makes it part of a range, a list, a sum or a date.
fn goes_on(rest: &str) -> bool {
    let t = rest.trim_start();
    let digit = |s: &str| s.trim_start().starts_with(|c: char| c.is_ascii_digit());
    if let Some(r) = t.strip_prefix(['-', '–', '—']) {
        return digit(r);
    }
    if let Some(r) = rest.strip_prefix([',', ':', '.']) {
        return r.starts_with(|c: char| c.is_ascii_digit())
            || (rest.starts_with(',') && (digit(r) || text::starts_lower(r)));
    }
    if rest.starts_with(['%', '°', '/', '=']) {
        return true;
    }
    // "§ 31    5. Val av ombud": the matter's number on the list of matters.
    if digit(t) && rest.starts_with([' ', '\t']) && rest.len() - t.len() >= WIDE_GAP && is_numbered(t) {
        return false;
    }
    if opens_with_year(t, rest.len() - t.len()) {
        return false;
    }
    if digit(t) {
        let token = t.split_whitespace().next().unwrap_or("");
        return !super::dnr::is_number(token);
    }
    if t.starts_with("kap") || t.starts_with("§§") {
        return true;
    }
    ["och ", "samt ", "eller "].iter().any(|w| t.starts_with(w))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_of_the_matter_may_stand_behind_that_of_the_paragraph() {
        assert!(!goes_on("    5. Val av ombud"));
        for t in ["    1978 ÅRS RÄKENSKAPER", "    2019 budget", " 1978 års räkenskaper"] {
            assert!(!goes_on(t), "{t}");
        }
        for t in [
            " 5. Val av ombud",
            "    5 och 6",
            "    5. maj",
            " 5 kap.",
            " 1978 kronor",
            "   1978-04-02",
            "   1978, 1979",
        ] {
            assert!(goes_on(t), "{t}");
        }
    }

    fn read(line: &str) -> Vec<(u32, Option<char>)> {
        let mut out = Vec::new();
        numbers(line, 0, (0, 0), 0.0, false, &mut out);
        out.iter().map(|r| (r.number, r.suffix)).collect()
    }

    #[test]
    fn suffixes_years_and_misread_digits() {
        assert_eq!(read("14B"), [(14, Some('B'))]);
        assert!(read("14 B Dnr").contains(&(14, Some('B'))));
        assert_eq!(read("45/23 Val"), [(45, None)]);
        assert_eq!(read("14B/23 Val"), [(14, Some('B'))]);
        assert!(read("l2").contains(&(12, None)));
        assert!(read("7T").contains(&(7, None)));
        assert!(read("5 a.").contains(&(5, Some('A'))) && read("34 b   Dnr 2009/2").contains(&(34, Some('B'))));
        assert!(!read("5 a conto").contains(&(5, Some('A'))));
    }

    #[test]
    fn ordinals_and_roman_numbers() {
        assert_eq!(
            (read("1:o"), read("12:o) Val"), read("3:e.")),
            (vec![(1, None)], vec![(12, None)], vec![(3, None)])
        );
        assert!(read("IV. Val").contains(&(4, None)) && read("XIX").contains(&(19, None)));
        assert!(read("Ii.").contains(&(2, None)) && read("XlV Val").contains(&(14, None)));
        for t in ["IIII", "VX", "IC", "Ivar", "XL-planen"] {
            assert!(!read(t).iter().any(|r| r.0 > 1 && r.0 != 11), "{t} {:?}", read(t));
        }
    }

    #[test]
    fn ranges_and_sums_are_no_numbers() {
        for t in ["12-17", "12, 13", "400 000", "12 och 13", "3 kap. 2", "031"] {
            assert!(read(t).is_empty(), "{t} {:?}", read(t));
        }
    }

    #[test]
    fn digits_are_policed() {
        data::police(DIGITS, 3);
        data::police(ENDINGS, 1);
        data::police(YEARS, 1);
        data::police(ROMAN, 2);
        data::police(ROMAN_WRONG, 2);
        assert_eq!(DIGIT_TABLE.len(), data::rows(DIGITS).count());
    }
}
