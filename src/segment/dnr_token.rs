//! One word of a diarienummer as read: parts that a blank parts put together, signs and figures that a misread letter stands for put right.

use super::misread::{self, Span};

/// A word, closing signs left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    /// What it says.
    pub text: String,
    /// Its bytes in the text.
    pub len: usize,
}

const CLOSING: [char; 5] = [',', ';', '.', ')', ':'];

fn is_joint(c: char) -> bool {
    matches!(c, '/' | ':' | '-' | '–' | '—')
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
    let text = raw.chars().filter(|c| !c.is_whitespace());
    let text = text.map(|c| match c {
        '–' | '—' => '-',
        ';' => ':',
        c => c,
    });
    Token { text: text.collect(), len: raw.len() }
}

/// A series with one letter read as a figure: "K5" is "KS".
pub(super) fn series(word: &str) -> Option<String> {
    let figures = word.chars().filter(char::is_ascii_digit).count();
    let capitals = word.chars().filter(|c| c.is_uppercase()).count();
    if figures != 1 || capitals + figures != word.chars().count() || !(2..=5).contains(&word.len()) {
        return None;
    }
    let letter = |c: char| match c {
        '5' => Some('S'),
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
    let read: Vec<char> = word.chars().collect();
    (2..=4).contains(&read.len())
        && matches!(read[0], 'D' | 'O' | 'B' | 'Ö' | '0')
        && misread::cost(&TRUTH, &read, Span::Whole, LIMIT).is_some()
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
        ] {
            assert_eq!(read(t, true).text, want);
        }
        assert_eq!(read("2019 /114", false).text, "2019");
    }

    #[test]
    fn misread_letters() {
        assert_eq!(series("K5").as_deref(), Some("KS"));
        assert_eq!(series("KS"), None);
        assert!(["Dur", "Drir", "Ddnr", "Dmr", "Onr"].iter().all(|w| is_misread_dnr(w)));
        assert!(["Den", "Dag", "Barn", "Ek"].iter().all(|w| !is_misread_dnr(w)));
    }
}
