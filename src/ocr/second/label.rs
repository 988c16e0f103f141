//! What the label of a record looks like where it is all that stands on a line.

use super::suspects::{is_organ, is_roman};

/// Most digits of the number of a §.
const DIGITS: usize = 3;

/// "§ 12", "§ 14 B.", "12 §", "§ IV.", "Ks § 74": a sign and a number of at most three digits, after the short name of an organ or none, and nothing
/// else.
pub(crate) fn is_label(text: &str) -> bool {
    let text = text.trim().trim_end_matches(['.', ':']);
    let own = text.split_once(' ').filter(|(organ, _)| is_organ(organ)).map_or(text, |(_, label)| label.trim_start());
    let Some(rest) = own.strip_prefix('§').or_else(|| own.strip_suffix('§')) else { return false };
    let rest = rest.trim();
    let number = rest.trim_end_matches(|c: char| c.is_ascii_uppercase()).trim_end();
    let counted = (1..=DIGITS).contains(&number.len()) && number.chars().all(|c| c.is_ascii_digit());
    is_roman(rest) || (counted && rest.len() <= number.len() + 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_alone() {
        for t in ["§ 12", "§14 B.", "12 §", "§ IV.", "Ks § 74", "KF §8:"] {
            assert!(is_label(t), "{t}");
        }
        for t in ["§", "§ 1962", "§ 9 handl.", "se § 12", "12", "Ks 74", "IV.", "§ Val"] {
            assert!(!is_label(t), "{t}");
        }
    }
}
