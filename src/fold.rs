//! Folding: comparing text so that OCR damage and case do not matter.

use smallvec::SmallVec;
use unicode_normalization::UnicodeNormalization;

/// The letter without case, dots, rings and accents: `Ä`, `å`, `á` → `a`; `ö`, `ø` → `o`; `é` → `e`.
/// A letter that has no plainer form is only lower-cased.
#[inline]
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
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    loop {
        // Plain letters many at a time.
        let plain = rest.bytes().position(|b| !b.is_ascii()).unwrap_or(rest.len());
        let at = out.len();
        out.push_str(&rest[..plain]);
        out[at..].make_ascii_lowercase();
        let mut signs = rest[plain..].chars();
        let Some(sign) = signs.next() else { return out };
        out.push(base_letter(sign));
        rest = signs.as_str();
    }
}

/// Whether the [`skeleton`] of `text` is `folded`.
pub fn is_folded(text: &str, folded: &str) -> bool {
    text.chars().map(base_letter).eq(folded.chars())
}

/// What stands behind `prefix` at the start of `text`, where its [`skeleton`] begins with it. `prefix` is folded.
pub fn strip_folded<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    // Most texts begin with another letter.
    if let (Some(t), Some(p)) = (text.as_bytes().first(), prefix.as_bytes().first())
        && t.is_ascii()
        && t.to_ascii_lowercase() != *p
    {
        return None;
    }
    let mut signs = text.chars();
    prefix.chars().all(|p| signs.next().map(base_letter) == Some(p)).then_some(signs.as_str())
}

/// `word` in small letters as UTF-8, without an allocation where it is short.
pub fn lower(word: &str) -> SmallVec<[u8; 32]> {
    if word.is_ascii() {
        let mut out = SmallVec::from_slice(word.as_bytes());
        out.make_ascii_lowercase();
        return out;
    }
    SmallVec::from_slice(word.to_lowercase().as_bytes())
}

/// A coarse class for comparing damaged readings: the letters that the English model makes of å, ä and ö fall together
/// (a å ä d é e → `a`, o ö ó 0 6 → `o`, i l 1 | [ → `i`), everything that is neither letter nor digit is dropped, white space is
/// kept as one blank. Digits other than 0, 1 and 6 stay themselves.
pub fn blur(text: &str) -> String {
    let mut out = Vec::with_capacity(text.len());
    // Whether a blank goes before the next letter.
    let mut parted = false;
    for c in text.chars() {
        let letter = blur_letter(c);
        if letter == '\0' {
            parted = (parted || c.is_whitespace()) && !out.is_empty();
            continue;
        }
        if std::mem::take(&mut parted) {
            out.push(b' ');
        }
        match u8::try_from(letter) {
            Ok(b) if b.is_ascii() => out.push(b),
            _ => out.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
    // All that was written is whole letters.
    String::from_utf8(out).unwrap_or_default()
}

/// [`blur`] of an ASCII text without white space, as bytes; `None` for any other.
pub fn blur_ascii_word(text: &str) -> Option<SmallVec<[u8; 48]>> {
    let plain = text.bytes().all(|b| b.is_ascii() && !char::from(b).is_whitespace());
    plain.then(|| text.bytes().map(|b| BLURRED[b as usize]).filter(|b| *b != 0).collect())
}

/// What [`blur`] makes of each ASCII sign; 0 where it is dropped.
const BLURRED: [u8; 128] = {
    let mut table = [0; 128];
    let mut c = 0u8;
    while c < 128 {
        table[c as usize] = match c.to_ascii_lowercase() {
            b'a' | b'e' | b'd' | b'&' | b'4' => b'a',
            b'o' | b'0' | b'6' => b'o',
            b'i' | b'l' | b'1' | b'|' | b'[' | b'!' => b'i',
            b if b.is_ascii_alphanumeric() => b,
            _ => 0,
        };
        c += 1;
    }
    table
};

/// The class that [`blur`] puts one sign in; NUL where it is dropped.
#[inline]
pub fn blur_letter(c: char) -> char {
    if c.is_ascii() {
        return char::from(BLURRED[c as usize]);
    }
    let base = base_letter(c);
    match base {
        '\0'..='\x7f' => char::from(BLURRED[base as usize]),
        b if b.is_alphanumeric() => b,
        _ => '\0',
    }
}

/// Which letters and digits a folded text holds, a bit each; what is neither shares the last bits. One edit changes at most two bits, which bounds
/// the Levenshtein distance of two texts from below.
pub fn letter_set(word: &str) -> u64 {
    word.bytes().fold(0, |set, b| set | letter_bit(b))
}

/// The bit of a folded letter in [`letter_set`].
pub fn letter_bit(b: u8) -> u64 {
    match b {
        b'a'..=b'z' => 1 << (b - b'a'),
        b'0'..=b'9' => 1 << (26 + b - b'0'),
        _ => 1 << (36 + b % 28),
    }
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
        for word in ["Sammantrddet", "6ppnat.", "(5)", ""] {
            assert_eq!(blur_ascii_word(word).unwrap().as_slice(), blur(word).as_bytes());
        }
        assert!(blur_ascii_word("för").is_none() && blur_ascii_word("a b").is_none());
    }
}
