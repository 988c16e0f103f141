//! Labels of other bodies, which had the matter of a § before: "Ks § 55     Au § 119".

use super::numbers::misread_digit;
use super::{labels, text};

/// The longest name of a body beside a label, with the blank behind it, in bytes.
const MAX_BODY: usize = 8;

/// Where the labels of other bodies end that stand beside the label of a § ("Kf § 45     Ks § 55     Au § 119"); `rest` is what follows the label.
pub(super) fn labels_beside(rest: &str) -> Option<usize> {
    let mut end = None;
    let mut at = 0;
    loop {
        let t = &rest[at..];
        let start = at + t.len() - t.trim_start_matches([' ', '\t', ',', ';']).len();
        let body = &rest[start..];
        let Some(after) = printed(body).or_else(|| misread(body)).filter(|_| start > at) else { return end };
        at = rest.len() - after.len();
        // Only the gap to what follows tells a label from a title with a § in it.
        let gap = after.len() - after.trim_start().len();
        if after.trim().is_empty() || gap > 1 || after.starts_with([',', ';']) {
            end = Some(at);
        }
        if after.trim().is_empty() {
            return end;
        }
    }
}

/// What follows a body's label with its sign: "Au § 119".
fn printed(body: &str) -> Option<&str> {
    let name = body.find('§').filter(|n| (2..=MAX_BODY).contains(n))?;
    let letters = body[..name].trim_end();
    let words = letters.split(' ').count() <= 2 && letters.chars().all(|c| c.is_alphabetic() || ".: ".contains(c));
    let number = body[name..].trim_start_matches('§').trim_start();
    let digits = numbers_at(number);
    let after = &number[digits..];
    (words && text::starts_upper(letters) && digits > 0 && is_apart(after)).then_some(after)
}

fn is_apart(after: &str) -> bool {
    after.is_empty() || after.starts_with(char::is_whitespace) || after.starts_with([',', ';'])
}

/// What follows a known body's label whose sign or figures were misread: "KS$47", "AU$S6I", "Ks864".
fn misread(body: &str) -> Option<&str> {
    let name = body.len() - body.trim_start_matches(char::is_alphabetic).len();
    // "AUS6I": a sign read as a letter is no part of the name.
    let name = if labels::is_prefix(&body[..name]) { name } else { name.checked_sub(1)? };
    let (letters, behind) = body.split_at_checked(name)?;
    if !(2..=MAX_BODY).contains(&name) || !labels::is_prefix(letters) || !text::starts_upper(letters) {
        return None;
    }
    let rest = behind.strip_prefix(' ').unwrap_or(behind);
    let word = &rest[..rest.find(char::is_whitespace).unwrap_or(rest.len())];
    let word = word.trim_end_matches([',', ';']);
    let glued = rest.len() == behind.len();
    let figure = |c: char| c.is_ascii_digit() || misread_digit(c).is_some();
    let signed = |sign: &str| {
        let Some(figures) = word.strip_prefix(sign) else { return false };
        // "KS 83/2019" is a number in a diary.
        let sure = !sign.contains(char::is_alphanumeric);
        let fits = figures.chars().all(|c| figure(c) || (sure && c == '/')) && figures.starts_with(figure);
        fits && figures.len() <= FIGURES && text::has_figure(figures) && (sure || glued)
    };
    labels::SIGN_TABLE.iter().any(|(sign, _)| signed(sign)).then(|| &rest[word.len()..])
}

/// The longest number of a §, year included, in bytes.
const FIGURES: usize = 7;

/// Whether the whole line names the §§ under which other bodies had the matter before: "Au § 119".
pub(super) fn is_label_before(t: &str) -> bool {
    // Most lines have none.
    if !t.contains(['§', '$', '&']) {
        return false;
    }
    // A rule that underlines the title may stand beside it.
    let line = format!("  {}", text::trim_noise_end(t.trim()));
    labels_beside(&line) == Some(line.len())
}

/// The bytes of the numbers of §§ that `t` starts with: "119", "12/23", "131, 153".
fn numbers_at(t: &str) -> usize {
    let one = |t: &str| t.bytes().take_while(|b| b.is_ascii_digit() || *b == b'/').count();
    let mut end = one(t);
    while let Some(more) = t[end..].strip_prefix(", ").map(one).filter(|n| *n > 0 && end > 0) {
        end += 2 + more;
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_and_figures_misread() {
        for rest in ["   KS$47   AU$S6I", "   Ks864   Bn&31", "   Kf &822   Ks § 70", "  KS$849 AU § 58"] {
            assert_eq!(labels_beside(rest), Some(rest.len()), "{rest}");
        }
        let rest = "   KS$47   AU$S6I   Dnr 2003/58";
        assert_eq!(labels_beside(rest), rest.find("   Dnr"));
        assert!(is_label_before("Au$119"));
        for rest in [
            "   Bidrag 2003",
            "   KS 2003/58",
            "   KS 83/2019",
            "   KS 832",
            "   Vik 8 tomter",
            "   SOU 1995:214",
            "   Å 5",
            "   Ö",
        ] {
            assert_eq!(labels_beside(rest), None, "{rest}");
        }
    }
}
