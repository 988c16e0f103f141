//! One word of a diarienummer as read: parts that a blank parts put together, signs and figures that a misread letter stands for put right.

use super::labels;
use super::misread::{self, Span};

/// A word, closing signs left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    /// What it says.
    pub text: String,
    /// Its bytes in the text.
    pub len: usize,
}

const CLOSING: [char; 6] = [',', ';', '.', ')', ':', ']'];

fn is_joint(c: char) -> bool {
    matches!(c, '/' | ':' | '-' | '–' | '—')
}

/// The signs of a number: what a stroke, a dash, a colon or a point between two parts is read as made one of them, signs that figures won left out, and
/// figures that were read as signs put back.
fn cleaned(raw: &str) -> String {
    // Most are read right.
    let sign = |b: &u8| matches!(b, b'/' | b':' | b'-' | b'.');
    let bytes = raw.as_bytes();
    if bytes.iter().all(|b| b.is_ascii_alphanumeric() || sign(b)) && !bytes.windows(2).any(|w| w.iter().all(sign)) {
        return raw.to_string();
    }
    let c: Vec<char> = raw.chars().filter(|c| !c.is_whitespace()).collect();
    let mut out = String::with_capacity(raw.len());
    for (i, &sign) in c.iter().enumerate() {
        let before = out.chars().next_back();
        let (left, right) = (i.checked_sub(1).map(|k| c[k]), c.get(i + 1).copied());
        let figure = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        let part = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let capital = |c: Option<char>| c.is_some_and(char::is_uppercase);
        let read = match sign {
            '–' | '—' => '-',
            '~' | '+' | '=' | '«' if right == Some('-') => continue,
            '~' | '+' | '=' | '«' if part(right) => '-',
            ';' => ':',
            ',' if part(left) && part(right) => '.',
            // "K$/2018:301"
            '§' | '$'
                if (capital(left) || (i == 0 && capital(right))) && !out.contains(|c: char| c.is_ascii_digit()) =>
            {
                'S'
            }
            '§' | '$' if figure(right) && left.is_none_or(|l| l.is_ascii_digit() || l == '.' || is_joint(l)) => {
                continue;
            }
            '!' | '|' if figure(left) || figure(right) => '1',
            sign => sign,
        };
        // Two signs for one: the point is a speck.
        if matches!(read, '/' | ':' | '-') && matches!(before, Some('.' | '-')) {
            out.pop();
        }
        if read == '.' && matches!(before, Some('/' | ':' | '-')) {
            continue;
        }
        out.push(read);
    }
    out
}

/// The first word of `t`. If `loose`, a sign between two parts may have blanks around it: "2019 /114", "MBN-2016- 1203", "112 / 33".
pub(super) fn read(t: &str, loose: bool) -> Token {
    let word = |t: &str| t.find(char::is_whitespace).unwrap_or(t.len());
    let mut len = word(t);
    while loose && t[..len].contains(char::is_alphanumeric) {
        let rest = &t[len..];
        let next = rest.trim_start();
        let gap = rest.len() - next.len();
        let open = t[..len].ends_with(is_joint) && next.starts_with(|c: char| c.is_ascii_digit());
        let sign = next.chars().next().filter(|c| is_joint(*c)).map_or(0, char::len_utf8);
        let after = &next[sign..];
        // A dash with blanks on both sides parts words.
        let wide = next.starts_with('/') && after.trim_start().starts_with(|c: char| c.is_ascii_digit());
        let joined = sign > 0 && (after.starts_with(|c: char| c.is_ascii_digit()) || wide);
        if gap == 0 || gap > 2 || !(open || joined) {
            break;
        }
        let skip = if joined && !open { sign + after.len() - after.trim_start().len() } else { 0 };
        len += gap + skip + word(&next[skip..]);
    }
    let raw = t[..len].trim_end_matches(CLOSING);
    let text = if loose { with_series(cleaned(raw)) } else { raw.to_string() };
    Token { text, len: raw.len() }
}

/// A number whose glued series is a known one with a letter misread, put right: "K5/2018:41".
fn with_series(number: String) -> String {
    let Some(at) = number.find(is_joint).filter(|at| number[..*at].starts_with(char::is_uppercase)) else {
        return number;
    };
    match series(&number[..at]).filter(|s| labels::is_prefix(s)) {
        Some(series) => series + &number[at..],
        None => number,
    }
}

/// A series with one letter read as a figure or sign: "K5" and "K$" are "KS".
pub(super) fn series(word: &str) -> Option<String> {
    let figures = word.chars().filter(|c| c.is_ascii_digit() || matches!(c, '$' | '§')).count();
    let capitals = word.chars().filter(|c| c.is_uppercase()).count();
    if figures != 1 || capitals + figures != word.chars().count() || !(2..=5).contains(&word.len()) {
        return None;
    }
    let letter = |c: char| match c {
        '5' | '$' | '§' => Some('S'),
        '8' => Some('B'),
        '0' => Some('O'),
        '1' => Some('I'),
        c => Some(c).filter(|c| !c.is_ascii_digit()),
    };
    word.starts_with(char::is_uppercase).then(|| word.chars().map(letter).collect())?
}

/// Whether `word` is "Dnr" with a letter misread, lost or won.
pub(super) fn is_misread_dnr(word: &str) -> bool {
    const TRUTH: [char; 3] = ['D', 'n', 'r'];
    const LIMIT: f32 = 1.2;
    let signs = || word.chars().filter(|c| c.is_alphanumeric());
    if !signs().next().is_some_and(|first| matches!(first, 'D' | 'O' | 'B' | 'Ö' | '0')) {
        return false;
    }
    let read: Vec<char> = signs().collect();
    (2..=4).contains(&read.len()) && misread::cost(&TRUTH, &read, Span::Whole, LIMIT).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_put_together() {
        for (t, want) in [
            ("2019 /114 Val", "2019/114"),
            ("2019/ 114", "2019/114"),
            ("112 / 33", "112/33"),
            ("SLK -2023-00848", "SLK-2023-00848"),
            ("MBN-2016- 1203, 1204", "MBN-2016-1203"),
            ("MBN–2016–1203", "MBN-2016-1203"),
            ("2020/412 3 - 4", "2020/412"),
            ("2018/12 - Val", "2018/12"),
            ("MBN~2008-373", "MBN-2008-373"),
            ("2009~-259", "2009-259"),
            ("2018/1§16", "2018/116"),
            ("KS/20!7:459-041,", "KS/2017:459-041"),
            ("2011./268", "2011/268"),
            ("BYGG,2022.442", "BYGG.2022.442"),
            ("K$/2018:301", "KS/2018:301"),
            ("$N-2018-31", "SN-2018-31"),
            ("K5/2018:41", "KS/2018:41"),
            ("X5/2018:41", "X5/2018:41"),
        ] {
            assert_eq!(read(t, true).text, want);
        }
        assert_eq!(read("2019 /114", false).text, "2019");
    }

    #[test]
    fn misread_letters() {
        assert_eq!(series("K5").as_deref(), Some("KS"));
        assert_eq!(series("K$").as_deref(), Some("KS"));
        assert_eq!(series("KS"), None);
        assert!(["Dur", "Drir", "Ddnr", "Dmr", "Onr"].iter().all(|w| is_misread_dnr(w)));
        assert!(["Den", "Dag", "Barn", "Ek"].iter().all(|w| !is_misread_dnr(w)));
    }
}
