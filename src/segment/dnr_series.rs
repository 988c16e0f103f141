//! What stands around the figures of a diarienummer: the series in front ("KS 2019/114", "Kst 1994/123"), brackets, the plan's code behind.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

use super::{data, dnr, dnr_token, labels};
use crate::fold;

const NOT_SERIES: &str = include_str!("../../dictionaries/dnr-not-series.txt");
const CODES: &str = include_str!("../../dictionaries/dnr-codes.txt");
const JOINTS: &str = include_str!("../../dictionaries/dnr-joints.txt");
static JOINT_LIST: LazyLock<Vec<&str>> = LazyLock::new(|| data::entries(JOINTS).collect());
static NOT_SERIES_SET: LazyLock<FxHashSet<&[u8]>> =
    LazyLock::new(|| data::entries(NOT_SERIES).map(str::as_bytes).collect());
static CODE_LIST: LazyLock<Vec<&str>> = LazyLock::new(|| data::entries(CODES).collect());

/// The most years of a plan or budget.
const PERIOD: u32 = 15;

/// Whether a word is a span of years ("1989-1991"), as a title has behind a number in the margin.
pub(super) fn is_period(word: &str) -> bool {
    let year = |t: &str| t.parse::<u32>().ok().filter(|y| t.len() == 4 && (1800..2100).contains(y));
    let years = word.split_once(['-', '–', '—']).and_then(|(a, b)| Some((year(a)?, year(b)?)));
    years.is_some_and(|(a, b)| (1..=PERIOD).contains(&b.saturating_sub(a)))
}

/// Whether a word behind a number in the margin goes on a title: a span of years, or what closes a bracket ("1995:214)").
pub(super) fn is_of_title(word: &str) -> bool {
    is_period(word) || (word.ends_with(')') && !word.contains('(') && word.len() > 1)
}

/// Whether a word joins two numbers of a row: "och".
pub(super) fn is_joint(word: &str) -> bool {
    JOINT_LIST.contains(&word)
}

/// `t` without a word at its end that joins its number to one below: "Dnr 11/52 o.".
pub(super) fn without_joint(t: &str) -> &str {
    t.trim_end().rsplit_once(' ').filter(|(_, last)| is_joint(last)).map_or(t, |(front, _)| front)
}

/// The most words of a body's name before the word for a diarienummer.
const OWNER_WORDS: usize = 3;
/// The longest series that nothing shows to be one but its place, in letters.
const LONGEST_UNKNOWN: usize = 4;
/// The longest text in brackets around numbers, in bytes.
const LONGEST_CLOSED: usize = 60;

/// Whether `word` can be the series of a diarienummer: capitals, or a known short name of a body.
pub(super) fn is_series(word: &str) -> bool {
    let n = word.chars().count();
    let capital = word.chars().all(|c| c.is_uppercase() || c == '-' || c == '/' || c == '.');
    let known = || capital || labels::is_prefix(word) || word.eq_ignore_ascii_case("bygg");
    (1..=8).contains(&n) && word.starts_with(char::is_uppercase) && known() && !is_not_series(word)
}

fn is_not_series(word: &str) -> bool {
    // Of a body's own short name ("Sk") a single letter says nothing: "S 214/67" is a series behind "Dnr".
    let word = word.trim_end_matches('.');
    word.chars().nth(1).is_some() && NOT_SERIES_SET.contains(&fold::lower(word)[..])
}

/// Whether a short word with a capital can be a series where its number fills a line, a cell or a bracket: "Kst", "LiV".
pub(super) fn is_likely(word: &str) -> bool {
    // "Dnx 37/64" and "Dune 37/64" are "Dnr" misread, as are words near to it.
    let misread = word.starts_with('D') || dnr_token::is_misread_dnr(word);
    let short = (2..=LONGEST_UNKNOWN).contains(&word.chars().count()) && dnr::is_short_word(word);
    short && !misread && !is_not_series(word)
}

/// Whether the figures behind such a word are no date ("12/3") and no year with the next one ("1994/95").
pub(super) fn is_distinct(number: &str) -> bool {
    !is_year_and_next(number) && groups(number).iter().any(|g| *g > 31)
}

fn groups(number: &str) -> Vec<u32> {
    number.split(['/', ':', '-', '.']).filter_map(|g| g.parse().ok()).collect()
}

/// Whether a number begins as a year and the next one: "1994/95".
pub(super) fn is_year_and_next(number: &str) -> bool {
    matches!(groups(number).as_slice(), [a, b, ..] if *a > 1800 && *b < 100 && *b == (a + 1) % 100)
}

/// Whether a year of two figures and a number, as county councils write them behind a series: "98:0214", "96-0187". "12:30" is a time.
pub(super) fn has_short_year(number: &str) -> bool {
    let figures =
        |g: &str, from: usize, to: usize| (from..=to).contains(&g.len()) && g.bytes().all(|b| b.is_ascii_digit());
    number.split_once([':', '-']).is_some_and(|(year, n)| figures(year, 2, 2) && figures(n, 3, 5))
}

/// Whether a bracket that opens before `t` holds a number and nothing else: "(KS 2019/114)", "(2019/114)". "(2009:400)" is a statute.
pub(super) fn is_closed_number(t: &str) -> bool {
    let Some(inside) = t.find(')').filter(|end| *end <= LONGEST_CLOSED).map(|end| &t[..end]) else { return false };
    if inside.contains(['(', '[']) {
        return false;
    }
    let Some((numbers, end)) = dnr::leading(inside) else { return false };
    let own = |n: &String| {
        let long = n.split('-').nth(1).is_some_and(|g| g.len() > 2);
        n.starts_with(char::is_alphabetic) || ((n.contains('/') || long) && is_distinct(n))
    };
    inside[end..].trim().is_empty() && numbers.iter().all(own)
}

/// The bytes to the end of the bracket that `t` stands in, where it is near.
pub(super) fn to_closing(t: &str) -> Option<usize> {
    let end = t.find([')', ']']).filter(|end| *end <= LONGEST_CLOSED)?;
    (!t[..end].contains(['(', '['])).then_some(end + 1)
}

/// "Ks dnr 177/93": the body whose diary it is stands before the word, and its number bears no series.
pub(super) fn owned_word(t: &str) -> Option<usize> {
    let mut at = 0;
    for _ in 0..OWNER_WORDS {
        let rest = &t[at..];
        let owner = rest.split_whitespace().next().filter(|w| is_series(w) || is_initial(w))?;
        let behind = rest[owner.len()..].trim_start();
        at = t.len() - behind.len();
        if let Some(n) = dnr::exact_word(behind).filter(|_| behind.starts_with(['d', 'D'])) {
            return dnr::names_number(&behind[n..]).then_some(at + n);
        }
    }
    None
}

/// A letter or two of a body's name: "K." and "n." of "K. n. dnr".
fn is_initial(word: &str) -> bool {
    word.strip_suffix('.').is_some_and(|w| (1..=2).contains(&w.chars().count()) && w.chars().all(char::is_alphabetic))
}

/// The figures of the archive's plan behind a number: "KS 2012/123 041".
pub(super) fn is_plan(t: &str) -> bool {
    t.len() == 3 && t.bytes().all(|b| b.is_ascii_digit())
}

/// The code of the plan behind a number that others follow ("2005.310 020, 2006.52 021"), and its bytes with the blank before it.
pub(super) fn plan_at(t: &str) -> Option<(&str, usize)> {
    let word = t.strip_prefix(' ')?;
    let end = word.find(|c: char| !c.is_ascii_digit())?;
    (is_plan(&word[..end]) && word[end..].starts_with([',', ';'])).then_some((&word[..end], 1 + end))
}

/// The bytes of a code at the start of `t`, behind a number: "Kod 253", "Dpl: 041".
pub(super) fn code_at(t: &str) -> Option<usize> {
    let word = t.split_whitespace().next()?;
    let name = word.trim_end_matches(['.', ':']).to_lowercase();
    if !CODE_LIST.contains(&name.as_str()) {
        return None;
    }
    let rest = t[word.len()..].trim_start();
    let code = rest.split_whitespace().next().filter(|c| c.starts_with(|d: char| d.is_ascii_digit()))?;
    Some(t.len() - rest.len() + code.len())
}

/// The longest number of an unknown form, in bytes.
const LONGEST_FREE: usize = 24;

/// Whether what stands behind "Dnr" can be a number of a form that is not known: figures, a stroke and capitals, to the end of the line.
pub(super) fn is_unknown(rest: &str) -> bool {
    let sign = |c: char| c.is_ascii_digit() || c.is_uppercase() || "/.:- ".contains(c);
    rest.len() <= LONGEST_FREE
        && rest.contains('/')
        && rest.bytes().any(|b| b.is_ascii_digit())
        && rest.chars().all(sign)
}

/// A year with its number behind it and the sign between them lost or misread as a figure: "20191114". [`super::series`] knows better.
pub(super) fn is_run(token: &str) -> bool {
    (7..=10).contains(&token.len()) && token.bytes().all(|b| b.is_ascii_digit()) && super::dnr::is_year(&token[..4])
}

/// Whether `text` in small letters is `lower`.
pub(super) fn is_lower_case_of(lower: &str, text: &str) -> bool {
    match lower.is_ascii() && text.is_ascii() {
        true => lower.eq_ignore_ascii_case(text),
        false => text.chars().flat_map(char::to_lowercase).eq(lower.chars()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(t: &str) -> Vec<String> {
        dnr::leading(t).map(|(v, _)| v).unwrap_or_default()
    }

    #[test]
    fn the_body_before_the_word() {
        assert_eq!(all("Ks dnr 177/93"), ["177/93"]);
        assert_eq!(all("D. 612/47"), ["612/47"]);
        assert_eq!(all("(K. n. dnr 102/33 och 57/34.)"), ["102/33", "57/34"]);
        assert_eq!(all("D. Berg"), [""; 0]);
    }

    #[test]
    fn series_by_their_place() {
        assert_eq!(all("Kst 1994/123"), ["Kst 1994/123"]);
        assert_eq!(all("LiV 2019/12"), ["LiV 2019/12"]);
        assert_eq!(all("LF 98:0214"), ["LF 98:0214"]);
        assert_eq!(all("Dnr 112/84, 113 och 114/84"), ["112/84", "113", "114/84"]);
        for t in [
            "Kmn 1994/123 Val av ombud",
            "Ht 1994/95",
            "Den 12/3",
            "SOU 1992/73",
            "Prop 1994/95:12",
            "Mål 123/2019",
            "Dune 37/64",
        ] {
            assert!(dnr::leading(t).is_none(), "{t}");
        }
    }

    #[test]
    fn numbers_in_brackets() {
        assert_eq!(all("(KS/2021:88-041)"), ["KS/2021:88-041"]);
        assert_eq!(all("(2019/114)"), ["2019/114"]);
        assert_eq!(dnr::trailing("Val av ombud (SN 2019/114, SN 2019/115)").unwrap().1.len(), 2);
        for t in ["Ändring i lagen (2009:400)", "Betänkandet (SOU 1992:73)", "Plan för läsåret (2019/20)", "Val (S)"]
        {
            assert!(dnr::trailing(t).is_none(), "{t}");
        }
    }

    #[test]
    fn codes_are_no_numbers() {
        assert_eq!(all("Dnr 231/84   Kod 253"), ["231/84"]);
        assert_eq!(all("Dnr 231/84, Dpl: 041"), ["231/84"]);
        assert_eq!(all("KS 2012/123 041"), ["KS 2012/123 041"]);
    }

    #[test]
    fn words_are_policed() {
        data::police(NOT_SERIES, 1);
        data::police(CODES, 1);
        data::police(JOINTS, 1);
    }
}
