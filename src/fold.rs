//! Folding: comparing text so that OCR damage and case do not matter.

use unicode_normalization::UnicodeNormalization;

/// The letter without case, dots, rings and accents: `Ä`, `å`, `á` → `a`; `ö`, `ø` → `o`; `é` → `e`.
/// A letter that has no plainer form is only lower-cased.
pub fn base_letter(c: char) -> char {
    match c {
        'a'..='z' => c,
        'A'..='Z' => c.to_ascii_lowercase(),
        'å' | 'ä' | 'Å' | 'Ä' | 'æ' | 'Æ' => 'a',
        'ö' | 'Ö' | 'ø' | 'Ø' => 'o',
        _ if c.is_ascii() => c,
        _ => {
            let lower = c.to_lowercase().next().unwrap_or(c);
            std::iter::once(lower).nfd().next().unwrap_or(lower)
        }
    }
}

/// `text` with every letter replaced by its [`base_letter`]: "Ärendet" → "arendet". Other signs stay.
/// Two words with the same skeleton differ only in case, dots, rings and accents.
pub fn skeleton(text: &str) -> String {
    text.chars().map(base_letter).collect()
}

/// A coarse class for comparing damaged readings: the letters that the English model makes of å, ä and ö fall together
/// (a å ä d é e → `a`, o ö ó 0 6 → `o`, i l 1 | [ → `i`), everything that is neither letter nor digit is dropped, white space is
/// kept as one blank. Digits other than 0, 1 and 6 stay themselves.
pub fn blur(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        let start = out.len();
        for c in word.chars() {
            match base_letter(c) {
                'a' | 'e' | 'd' | '&' | '4' => out.push('a'),
                'o' | '0' | '6' => out.push('o'),
                'i' | 'l' | '1' | '|' | '[' | '!' => out.push('i'),
                b if b.is_alphanumeric() => out.push(b),
                _ => {}
            }
        }
        if out.len() > start {
            out.push(' ');
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// Which letters and digits a folded text holds, a bit each; what is neither shares the last bits. One edit changes at most two bits, which bounds
/// the Levenshtein distance of two texts from below.
pub fn letter_set(word: &str) -> u64 {
    word.bytes().fold(0, |set, b| {
        set | match b {
            b'a'..=b'z' => 1 << (b - b'a'),
            b'0'..=b'9' => 1 << (26 + b - b'0'),
            _ => 1 << (36 + b % 28),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn skeletons_meet() {
        assert_eq!(skeleton("Säkerhet"), skeleton("sakerhét"));
        assert_eq!(skeleton("ÅÄÖ § 3"), "aao § 3");
    }

    #[test]
    fn damaged_readings_blur_to_the_same() {
        assert_eq!(blur("Sammanträdet  är öppnat."), blur("Sammantrddet &r 6ppnat"));
        assert_ne!(blur("§ 12"), blur("§ 13"));
    }
}
