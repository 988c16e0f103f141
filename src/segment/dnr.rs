//! Diarienummer: "KS 2019/114", "Dnr 2024/14", "KS/2021:88-041", "MBN-2016-1203", "BYGG.2016.233", "45/77-241".

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::Regex;

use super::dnr_series::{self, is_series};
use super::solid::Solid;
use super::{data, dnr_token, labels, misread, text};
use crate::fold;

const WORDS: &str = include_str!("../../dictionaries/dnr-words.txt");
const SHAPE_LIST: &str = include_str!("../../dictionaries/dnr-shapes.txt");
static WORD_LIST: LazyLock<Vec<&str>> = LazyLock::new(|| {
    let mut words: Vec<&str> = data::entries(WORDS).collect();
    words.sort_by_key(|w| std::cmp::Reverse(w.len()));
    words
});
/// The words by the byte that a text with them can begin with, in either case.
static BY_FIRST_BYTE: LazyLock<Vec<Vec<&str>>> = LazyLock::new(|| {
    // A letter beyond ASCII can be a word's first one in capitals.
    let begins = |w: &&str, first: u8| !first.is_ascii() || w.as_bytes().first() == Some(&first.to_ascii_lowercase());
    (0..=u8::MAX).map(|first| WORD_LIST.iter().copied().filter(|w| begins(w, first)).collect()).collect()
});

/// Words long enough to be known with a letter misread, and how they look blurred.
static LONG_WORDS: LazyLock<Vec<(Vec<char>, Solid)>> = LazyLock::new(|| {
    let long = WORD_LIST.iter().filter(|w| w.len() >= LONG && !w.contains(' '));
    long.map(|w| (w.chars().collect(), Solid::new(&fold::blur(w)))).collect()
});

/// Brackets around numbers.
const OPENING: [char; 2] = ['(', '['];
const CLOSING: [char; 2] = [')', ']'];

/// Forms that the rules of [`is_number`] do not know, as regular expressions of a whole token.
static SHAPES: LazyLock<Vec<Regex>> =
    LazyLock::new(|| data::entries(SHAPE_LIST).filter_map(|r| Regex::new(&format!("^(?:{r})$")).ok()).collect());

/// Whether `token` has the form of a number in a diary: groups of digits with `/`, `:`, `-` or `.` between, perhaps with the
/// series glued in front ("MBN-2016-1203"). Dates and page ranges have not.
pub(crate) fn is_number(token: &str) -> bool {
    let token = token.trim_end_matches([',', ';', '.', ')']);
    // No number is read so badly that no figure of it is left.
    if !text::has_figure(token) {
        return false;
    }
    let rest = token.trim_start_matches(char::is_alphabetic);
    let series = &token[..token.len() - rest.len()];
    let lettered = !series.is_empty();
    if lettered && (series.chars().count() > 8 || !is_series(series)) {
        return false;
    }
    let rest = if lettered { rest.strip_prefix(['-', '/', '.', ':']).unwrap_or(rest) } else { rest };
    let groups = || rest.split(['/', ':', '-', '.']);
    if groups().any(|g| g.is_empty() || g.len() > 7 || !g.bytes().all(|b| b.is_ascii_digit())) {
        return false;
    }
    // More groups than these tell no more.
    let (mut lens, mut count) = ([0; 4], 0);
    for (len, g) in lens.iter_mut().zip(groups()) {
        *len = g.len();
        count += 1;
    }
    match &lens[..count] {
        [] | [_] => false,
        [4, 2, 2] if !rest.contains(['/', ':']) => false,
        [4, 4] if !lettered && groups().all(is_year) => false,
        _ if lettered => true,
        [4, second, ..] if rest.starts_with(['1', '2']) => *second > 2 || !rest.contains('.'),
        lens => rest.contains('/') && lens.len() <= 3,
    }
}

/// Whether `token`, which a word like "Dnr" introduces, can be a number: groups of letters and digits with signs between, two digits at least.
fn introduced(token: &str) -> bool {
    let digits = token.bytes().filter(u8::is_ascii_digit).count();
    let letters = token.split(|c: char| !c.is_alphabetic()).map(|g| g.chars().count()).max().unwrap_or(0);
    let signs = token.chars().all(|c| c.is_alphanumeric() || matches!(c, '/' | '-' | ':' | '.'));
    let parted = token.contains(['/', ':', '-', '.']) || letters > 0;
    // A date is none.
    let date = token.len() == 10 && token.split('-').map(str::len).eq([4, 2, 2]);
    (2..=20).contains(&digits) && letters <= 6 && signs && parted && !date && token.ends_with(char::is_alphanumeric)
}

/// Digits alone, at most six.
fn is_bare(token: &str) -> bool {
    (1..=6).contains(&token.len()) && token.bytes().all(|b| b.is_ascii_digit())
}

/// A series read with damage: up to six letters with a capital first.
pub(super) fn is_short_word(token: &str) -> bool {
    token.chars().count() <= 6 && token.starts_with(char::is_uppercase) && token.chars().all(char::is_alphabetic)
}

pub(super) fn is_year(group: &str) -> bool {
    group.parse().is_ok_and(|n: u32| (1850..2100).contains(&n))
}

/// The length in bytes of a word that introduces a number ("Dnr", "Diarienr:") at the start of `t`, a long one with a letter misread too.
pub(crate) fn word_at(t: &str) -> Option<usize> {
    exact_word(t).or_else(|| dnr_series::owned_word(t)).or_else(|| near_word(t)).or_else(|| misread_word(t))
}

/// "Dmr" or "Drir" before what can only be a number.
fn misread_word(t: &str) -> Option<usize> {
    let token = t.split_whitespace().next().filter(|w| w.len() < 8)?;
    let word = token.trim_end_matches([':', '.']);
    if !dnr_token::is_misread_dnr(word) || !names_number(&t[token.len()..]) {
        return None;
    }
    let rest = t[token.len()..].trim_start();
    let next = dnr_token::read(rest, true).text;
    let series = rest.split_whitespace().next()?;
    let behind = dnr_token::read(rest[series.len()..].trim_start(), true).text;
    let numbered = |n: &str| is_number(n) && n.split(['/', ':', '-']).any(is_year);
    let own_series = (is_series(series) && is_number(&behind) && behind.starts_with(|c: char| c.is_ascii_digit()))
        || (next.starts_with(char::is_uppercase) && is_number(&next));
    // "Dir 2020/3" bears its own series.
    let known = labels::is_prefix(word);
    (own_series || (!known && numbered(&next))).then_some(token.len())
}

/// The shortest introducing word that is known with a letter misread: shorter ones resemble other words.
const LONG: usize = 8;
/// A word shorter than this is an initial, unless a number follows.
const SHORT: usize = 3;
/// How dearly its letters may be misread on the average.
const MISREAD: f32 = 0.18;
/// One letter of so many may be another at all.
const OTHER: usize = 3;

fn near_word(t: &str) -> Option<usize> {
    let token = t.split_whitespace().next()?;
    let word = token.trim_end_matches([':', '.']);
    if !t.starts_with(char::is_alphabetic) || word.len() < LONG || word.len() > 2 * LONG {
        return None;
    }
    if !names_number(&t[token.len()..]) {
        return None;
    }
    let read: Vec<char> = word.to_lowercase().chars().collect();
    let blurred = Solid::new(&fold::blur(word));
    let near = |(truth, solid): &&(Vec<char>, Solid)| {
        truth.len().abs_diff(read.len()) <= 2
            && solid.distance(&blurred, truth.len() / OTHER).is_some()
            && misread::cost(truth, &read, misread::Span::Whole, truth.len() as f32 * MISREAD).is_some()
    };
    LONG_WORDS.iter().find(near).map(|_| token.len())
}

/// Whether a number comes within the next two words.
pub(super) fn names_number(rest: &str) -> bool {
    rest.split_whitespace().take(2).any(|w| w.bytes().filter(u8::is_ascii_digit).count() >= 2)
}

pub(super) fn exact_word(t: &str) -> Option<usize> {
    // Most texts begin with the letter of none of the words.
    let first = *t.as_bytes().first()?;
    let second = t.as_bytes().get(1).map(u8::to_ascii_lowercase);
    // In small letters, where that is one byte for one.
    let third = t.as_bytes().get(2).filter(|b| b.is_ascii()).map(u8::to_ascii_lowercase);
    let goes_on = |w: &&&str| {
        let w = w.as_bytes();
        let third_fits = || third.is_none() || w.len() < 3 || w.get(2).copied() == third;
        !first.is_ascii() || w.len() == 1 || (w.get(1).copied() == second && third_fits())
    };
    BY_FIRST_BYTE[usize::from(first)].iter().filter(goes_on).find_map(|w| {
        let head = t.get(..w.len())?;
        if !dnr_series::is_lower_case_of(w, head) {
            return None;
        }
        let rest = &t[w.len()..];
        let punct = rest.len() - rest.trim_start_matches([':', '.']).len();
        let after = &rest[punct..];
        // "DnrKS 2019/114"
        let glued = w.starts_with("dnr") && after.starts_with(char::is_uppercase) && names_number(after);
        // "D. 587/53", "Ä 07:009", but "D. Berg", "D. 18:30".
        let number = || {
            after
                .split_whitespace()
                .next()
                .is_some_and(|n| is_number(n) || dnr_series::has_short_year(n.trim_end_matches([',', ';'])))
        };
        if w.len() < SHORT && !number() {
            return None;
        }
        let ends = after.is_empty() || after.starts_with(|c: char| c.is_whitespace() || c.is_ascii_digit());
        (ends || glued).then_some(w.len() + punct)
    })
}

/// `token` with letters that stand for digits put right, where at least half of it is digits: "2016/l203" → "2016/1203".
fn mend(token: &str) -> Cow<'_, str> {
    let digits = token.bytes().filter(u8::is_ascii_digit).count();
    if digits * 2 < token.chars().count() || digits == token.len() {
        return Cow::Borrowed(token);
    }
    let series = token.len() - token.trim_start_matches(char::is_alphabetic).len();
    // Letters in front are a series; one alone is a misread figure ("l2/77").
    let kept = if series > 1 { series } else { 0 };
    let figures = token[kept..].chars().map(|c| match c {
        'l' | 'I' | '|' | 'i' => '1',
        'O' | 'o' => '0',
        c => c,
    });
    Cow::Owned(token[..kept].chars().chain(figures).collect())
}

/// Blanks that part a number in the margin from the words beside it.
pub(super) const WIDE: usize = 3;

/// The numbers that `t` starts with, and the byte after them. `None` where it starts with none. Without a word like "Dnr"
/// in front, a number needs its series ("KS 2019/114") or must be the whole text.
pub fn leading(t: &str) -> Option<(Vec<String>, usize)> {
    numbers(t, false)
}

/// The numbers that all of `t` is, below another that had its word: "92/74 - 611".
pub(super) fn following(t: &str) -> Option<(Vec<String>, usize)> {
    let sign = |c: char| c.is_ascii_digit() || c.is_whitespace() || matches!(c, '/' | ':' | '-' | '.' | ',');
    if !t.contains(['/', ':']) || !t.chars().all(sign) {
        return None;
    }
    numbers(t, true).filter(|(_, end)| t[*end..].trim().is_empty())
}

/// What [`leading`] gives; `introduced` says that a word like "Dnr" stands for `t` too.
fn numbers(t: &str, introduced: bool) -> Option<(Vec<String>, usize)> {
    if !text::has_figure(t) {
        return None;
    }
    let mut at = t.len() - text::trim_noise_start(t).len();
    let bracketed = |rest: &str| word_at(rest).is_some() || dnr_series::is_closed_number(rest);
    let open = t[at..].starts_with('[') || (t[at..].starts_with('(') && bracketed(&t[at + 1..]));
    at += usize::from(open);
    // "i Dnr 1998/140": a speck read as a letter.
    let speck = t[at..].chars().next().filter(|c| c.is_alphanumeric() && t[at + c.len_utf8()..].starts_with(' '));
    if let Some(c) = speck {
        let behind = &t[at + c.len_utf8()..];
        if exact_word(behind.trim_start()).is_some() {
            at += c.len_utf8() + behind.len() - behind.trim_start().len();
        }
    }
    let mut out = Vec::new();
    let mut word = introduced;
    if let Some(n) = word_at(&t[at..]) {
        at += n;
        word = true;
    }
    let from = at;
    let mut series = false;
    let mut weak = false;
    let mut end = at;
    let mut joined = false;
    loop {
        let rest = &t[at..];
        let gap = rest.len() - rest.trim_start_matches([' ', '\t', '\u{a0}', ',', ';', '|', '&']).len();
        at += gap;
        let first = t[at..].split_whitespace().next().unwrap_or("");
        // "… i vården (SOU" above "LS 96-0066        1995:214)": the end of a title's bracket.
        let of_title = || dnr_series::is_period(first) || (!open && gap >= WIDE && dnr_series::is_of_title(first));
        if at == t.len() || (!out.is_empty() && of_title()) {
            break;
        }
        if !out.is_empty() && dnr_series::is_joint(first) {
            at += first.len();
            joined = true;
            continue;
        }
        if !out.is_empty()
            && let Some(n) = dnr_series::code_at(&t[at..])
        {
            at += n;
            end = at;
            continue;
        }
        // What stands behind "Dnr" is no second "Dnr" misread, but a series ("Dir"). Where no word was found at first none is there now.
        let again = || exact_word(&t[at..]).or_else(|| near_word(&t[at..]));
        let asked = !word && at == from;
        let found = if asked { None } else { again().or_else(|| if word { None } else { misread_word(&t[at..]) }) };
        if let Some(n) = found {
            at += n;
            word = true;
            continue;
        }
        // "(D. n:o 17 o. 33.)": like the one before it, the second is a mere number.
        let mere = |n: &String| n.bytes().all(|b| b.is_ascii_digit());
        let open_form = out.is_empty() || (std::mem::take(&mut joined) && out.iter().all(mere));
        if let Some((number, len)) = one(&t[at..], word, open_form) {
            let own = number.split_once(' ').is_some_and(|(s, _)| !word && !s.split(' ').all(is_series));
            weak |= own;
            series |= !own && number.starts_with(char::is_alphabetic);
            at += len;
            let plan = dnr_series::plan_at(&t[at..]);
            out.push(plan.map_or_else(|| number.clone(), |(code, _)| format!("{number} {code}")));
            at += plan.map_or(0, |(_, len)| len);
            end = at;
            continue;
        }
        break;
    }
    // "Dnr 2011/KS 0014 002": what alone follows the word is its number, whatever its form.
    let behind = text::trim_noise_start(&t[end..]);
    // "Dnr 87/203-730   LÄRKAN": the rest of a title beside it.
    let beside = !out.is_empty() && t[end..].starts_with("   ");
    if word
        && !beside
        && !behind.is_empty()
        && !dnr_series::is_period(behind)
        && dnr_series::is_unknown(t[from..].trim())
    {
        end = t.trim_end().len();
        out = vec![text::squeezed(&t[from..end])];
    }
    // The series behind the number: "Dnr 2018/12 KS", "(Dnr 1871/58 K.) Stadskollegiet".
    let closing = if open { t[end..].find(CLOSING).map(|n| end + n) } else { None };
    let until = closing.unwrap_or(t.trim_end().len()).max(end);
    let last = t[end..until].trim();
    let last = if open { last.trim_end_matches('.') } else { last };
    let behind = (1..=5).contains(&last.len()) && last.chars().all(char::is_uppercase);
    if let Some(number) = out.last_mut().filter(|_| (word && !series && behind) || dnr_series::is_plan(last)) {
        *number = format!("{number} {last}");
        end = until;
    }
    if t[end..].starts_with(CLOSING) {
        end += 1;
    } else if open && word {
        // "(Dnr 45/1925. Handl. nr 12.)": the papers beside it are no title.
        end += dnr_series::to_closing(&t[end..]).unwrap_or(0);
    }
    let whole = text::trim_noise_start(&t[end..]).is_empty();
    // "Ved för läsåret" over "1946/47.": the end of a title.
    if !word && !series && t[end..].starts_with('.') && out.last().is_some_and(|n| dnr_series::is_year_and_next(n)) {
        return None;
    }
    (!out.is_empty() && (word || (series && !weak) || whole)).then_some((out, end))
}

/// The number that `t` starts with, and its bytes. `word` says that a word like "Dnr" introduces it, `first` that none stands before it.
fn one(t: &str, word: bool, first: bool) -> Option<(String, usize)> {
    let token = dnr_token::read(t, word);
    let closed = token.text.as_str();
    if word && !is_number(closed) {
        let mended = mend(closed);
        // "112/84, 113 och 114/84"
        let next = || t[token.len..].trim_start().split(' ').next();
        let listed = || next().is_some_and(|w| w == "&" || dnr_series::is_joint(w));
        let plain = (first || listed())
            && closed.len() <= 6
            && !closed.is_empty()
            && closed.bytes().all(|b| b.is_ascii_digit());
        if plain
            || introduced(closed)
            || (first && dnr_series::is_run(closed))
            || (mended != closed && is_number(&mended))
        {
            return Some((mended.into_owned(), token.len));
        }
    }
    if is_number(closed) || (text::has_figure(closed) && SHAPES.iter().any(|s| s.is_match(closed))) {
        return Some((closed.to_string(), token.len));
    }
    let plain = t.split_whitespace().next().unwrap_or("");
    let mended = if word { dnr_token::series(plain) } else { None };
    let unknown = !is_series(plain) && mended.is_none();
    if unknown && !(is_short_word(plain) && (word || dnr_series::is_likely(plain))) {
        return None;
    }
    let skip = |from: usize| from + t[from..].len() - t[from..].trim_start().len();
    let mut at = skip(plain.len());
    let mut series = mended.unwrap_or_else(|| plain.to_string());
    // "BN B 2016/12": a second, short series.
    let second =
        t[at..].split_whitespace().next().filter(|s| word && s.len() <= 2 && s.chars().all(char::is_uppercase));
    if let Some(second) = second {
        series = [&series, second].join(" ");
        at = skip(at + second.len());
    }
    let number = dnr_token::read(&t[at..], true);
    let digits = if word { mend(&number.text) } else { Cow::Borrowed(number.text.as_str()) };
    let bare = is_bare(&digits) && (first || !unknown);
    let fits = match word {
        true => is_number(&digits) || introduced(&digits) || bare || dnr_series::is_run(&digits),
        false => {
            (is_number(&digits) || dnr_series::has_short_year(&digits))
                && (!unknown || dnr_series::is_distinct(&digits))
        }
    };
    let starts = digits.starts_with(|c: char| c.is_ascii_digit());
    (fits && starts).then(|| ([series.as_str(), &*digits].join(" "), at + number.len))
}

/// The numbers at the end of `t` ("Title Dnr KS 2019/114", "Title KS 2019/114"), and the byte where they start.
pub fn trailing(t: &str) -> Option<(usize, Vec<String>)> {
    if !text::has_figure(t) {
        return None;
    }
    let mut starts = t.char_indices().filter(|(i, c)| !c.is_whitespace() && t[..*i].ends_with(char::is_whitespace));
    starts.find_map(|(i, _)| {
        let rest = &t[i..];
        // Dearer than to ask how it begins is to read what stands there.
        let introduced = rest.starts_with(char::is_uppercase)
            || rest.starts_with('(')
            || (rest.starts_with('[') && rest.trim_end().ends_with(']'))
            || word_at(rest.trim_start_matches(OPENING)).is_some();
        let (numbers, end) = if introduced { leading(rest)? } else { return None };
        (text::trim_noise_start(&rest[end..]).is_empty()).then_some((i, numbers))
    })
}

#[cfg(test)]
#[path = "dnr_tests.rs"]
mod tests;
