//! Small questions about a line of text that several steps of the segmenter ask.

use std::sync::LazyLock;

use super::data;
use crate::fold;

const ABBREVIATIONS: &str = include_str!("../../dictionaries/abbreviations.txt");
static ABBREVIATION_LIST: LazyLock<Vec<&str>> = LazyLock::new(|| data::entries(ABBREVIATIONS).collect());

/// Signs that OCR makes of rules, specks and table borders; alone between spaces they say nothing.
const NOISE: &[char] =
    &['|', '=', '_', '~', '\'', '"', '.', ':', ';', ',', '»', '«', '°', '\\', '/', '-', '—', '–', '*'];

/// `text` without white space and noise at the right: "Beslut |" → "Beslut". Signs glued to a word stay.
pub(crate) fn trim_noise_end(text: &str) -> &str {
    let mut t = text.trim_end();
    loop {
        let cut = match t.rfind(char::is_whitespace) {
            Some(i) => i,
            None => return t,
        };
        let last = t[cut..].trim_start();
        if last.is_empty() || !last.chars().all(|c| NOISE.contains(&c)) {
            return t;
        }
        t = t[..cut].trim_end();
    }
}

/// `text` without white space and noise at the left: ": | Dnr KS" → "Dnr KS". Signs glued to a word go too, except a dash.
pub(crate) fn trim_noise_start(text: &str) -> &str {
    text.trim_start_matches(|c: char| c.is_whitespace() || (NOISE.contains(&c) && c != '"'))
}

/// The shortest rule drawn with signs, in signs.
const SHORTEST_RULE: usize = 4;

/// The shortest row of dots that is a rule and no ellipsis, in signs.
const SHORTEST_DOTS: usize = 12;

/// Whether the line is a rule that a typewriter draws: dashes, underscores, equals signs or asterisks alone, the border of a table, or a long row of dots.
pub(crate) fn is_rule(text: &str) -> bool {
    let t = text.trim();
    if t.len() >= SHORTEST_DOTS && t.starts_with('.') {
        return t.chars().all(|c| matches!(c, '.' | ' '));
    }
    let drawn = |c| matches!(c, '-' | '_' | '=' | '—' | '–' | '*' | '¯' | ' ');
    let border = t.starts_with('+') && t.ends_with('+') && t.contains("--");
    t.len() >= SHORTEST_RULE && t.chars().all(|c| drawn(c) || (border && c == '+'))
}

/// Whether the line ends a sentence: a full stop, question or exclamation mark, perhaps before a quote or bracket.
pub(crate) fn ends_sentence(text: &str) -> bool {
    let t = text.trim_end().trim_end_matches(['"', '”', '“', '’', '\'', ')', '»', '…']);
    match t.chars().next_back() {
        Some('!' | '?') => true,
        Some('.') => {
            let last = t.rsplit(char::is_whitespace).next().unwrap_or(t);
            let lower = last.to_lowercase();
            !ABBREVIATION_LIST.iter().any(|a| *a == lower)
        }
        _ => false,
    }
}

/// A row of points that leads from an entry to its sum.
const LEADERS: &str = ".....";
/// Blanks that part the columns of a table.
const COLUMNS: &str = "   ";

/// Whether the line is a row of a table that ends with its sum, or a row with leaders: "Renhållning ..... 1.200:-", "Kronor    45.000:-".
pub(crate) fn is_sum_row(text: &str) -> bool {
    let t = text.trim();
    let sum =
        || t.rsplit_once(COLUMNS).is_some_and(|(_, last)| last.trim_start().starts_with(|c: char| c.is_ascii_digit()));
    t.contains(LEADERS) || sum()
}

/// The first letter or digit, opening quotes and brackets passed over.
pub(crate) fn first_sign(text: &str) -> Option<char> {
    text.chars().find(|c| c.is_alphanumeric())
}

/// Whether the text goes on in lower case. "lndragning" does not: no Swedish word starts with l and a consonant other than j, so that
/// l is a misread I.
pub(crate) fn starts_lower(text: &str) -> bool {
    let mut letters = text.chars().skip_while(|c| !c.is_alphanumeric());
    match (letters.next(), letters.next()) {
        (Some('l'), Some(c)) => !"bcdfghkmnpqrstvwxz".contains(c),
        (Some(c), _) => c.is_lowercase(),
        _ => false,
    }
}

/// Whether the text starts with a capital.
pub(crate) fn starts_upper(text: &str) -> bool {
    first_sign(text).is_some_and(char::is_uppercase)
}

/// Lower case without dots, rings and accents, white space made single, other signs kept.
pub(crate) fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for w in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.extend(w.chars().map(fold::base_letter));
    }
    out
}

/// White space made single.
pub(crate) fn squeezed(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for w in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(w);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn noise_goes_words_stay() {
        assert_eq!(trim_noise_end("BESLUT |"), "BESLUT");
        assert_eq!(trim_noise_end("Underlag : ="), "Underlag");
        assert_eq!(trim_noise_end("utlyst."), "utlyst.");
        assert_eq!(trim_noise_start(" : | Dnr 3"), "Dnr 3");
    }

    #[test]
    fn rules_are_known() {
        assert!(is_rule("--------") && is_rule("  ____ ____ ") && is_rule("- - - - -"));
        assert!(is_rule("+------+-----+") && is_rule(".................") && !is_rule("+46 8 12 34"));
        assert!(!is_rule("...") && !is_rule("---") && !is_rule("- Ada") && !is_rule(""));
    }

    #[test]
    fn a_misread_capital_i_is_a_capital() {
        assert!(!starts_lower("lndragning"));
        assert!(starts_lower("ljus") && starts_lower("linje") && starts_lower("”av"));
    }

    #[test]
    fn sentences_end() {
        assert!(ends_sentence("Han kom.”"));
        assert!(!ends_sentence("enligt 3 kap."));
        assert!(!ends_sentence("den gamla"));
    }

    #[test]
    fn abbreviations_are_policed() {
        data::police(ABBREVIATIONS, 1);
    }
}
