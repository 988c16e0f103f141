//! Small questions about a line of text that several steps of the segmenter ask.

use std::sync::LazyLock;

use memchr::memmem::{Finder, FinderRev};
use rustc_hash::FxHashSet;

use super::data;
use crate::fold;

const ABBREVIATIONS: &str = include_str!("../../dictionaries/abbreviations.txt");
static ABBREVIATION_SET: LazyLock<FxHashSet<&[u8]>> =
    LazyLock::new(|| data::entries(ABBREVIATIONS).map(str::as_bytes).collect());

/// Whether a sign is one that OCR makes of rules, specks and table borders; alone between spaces they say nothing.
fn is_noise(c: char) -> bool {
    matches!(c, '|' | '=' | '_' | '~' | '\'' | '"' | '.' | ':' | ';' | ',' | '/' | '\\' | '-' | '*')
        || matches!(c, '»' | '«' | '°' | '—' | '–')
}

/// [`str::trim`], at once for the most lines, of which there is nothing to trim.
#[inline]
pub(crate) fn trim(text: &str) -> &str {
    match text.as_bytes() {
        [only] | [only, .., b'!'..=b'~'] if only.is_ascii_graphic() => text,
        _ => text.trim(),
    }
}

/// `text` without white space and noise at the right: "Beslut |" → "Beslut". Signs glued to a word stay.
pub(crate) fn trim_noise_end(text: &str) -> &str {
    let mut t = text.trim_end();
    loop {
        let left = t.trim_end_matches(is_noise);
        let shorter = left.trim_end();
        // Nothing but noise in all of it stays, as does what is glued to a word.
        if left.len() == t.len() || shorter.len() == left.len() {
            return t;
        }
        t = shorter;
    }
}

/// `text` without white space and noise at the left: ": | Dnr KS" → "Dnr KS". Signs glued to a word go too, except a dash.
pub(crate) fn trim_noise_start(text: &str) -> &str {
    text.trim_start_matches(|c: char| c.is_whitespace() || (is_noise(c) && c != '"'))
}

/// The shortest rule drawn with signs, in signs.
const SHORTEST_RULE: usize = 4;

/// The shortest row of dots that is a rule and no ellipsis, in signs.
const SHORTEST_DOTS: usize = 12;

/// Whether the line is a rule that a typewriter draws: dashes, underscores, equals signs or asterisks alone, the border of a table, or a long row of dots.
pub(crate) fn is_rule(text: &str) -> bool {
    let t = trim(text);
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
            !ABBREVIATION_SET.contains(&fold::lower(last)[..])
        }
        _ => false,
    }
}

/// A row of points that leads from an entry to its sum.
static LEADERS: LazyLock<Finder<'_>> = LazyLock::new(|| Finder::new("....."));
/// Blanks that part the columns of a table.
const COLUMNS: &str = "   ";
static LAST_COLUMNS: LazyLock<FinderRev<'_>> = LazyLock::new(|| FinderRev::new(COLUMNS));

/// Whether the line is a row of a table that ends with its sum, or a row with leaders: "Renhållning ..... 1.200:-", "Kronor    45.000:-".
pub(crate) fn is_sum_row(text: &str) -> bool {
    let t = trim(text);
    let sum = || {
        let last = LAST_COLUMNS.rfind(t.as_bytes()).map(|at| t[at + COLUMNS.len()..].trim_start());
        last.is_some_and(|last| last.starts_with(|c: char| c.is_ascii_digit()))
    };
    // Two blanks are quicker to find than three from the end, and most lines have none.
    LEADERS.find(t.as_bytes()).is_some() || (has_gap(t) && sum())
}

static GAP: LazyLock<Finder<'_>> = LazyLock::new(|| Finder::new("  "));

/// The byte of the first two blanks in the text: what parts its columns.
pub(crate) fn gap(text: &str) -> Option<usize> {
    GAP.find(text.as_bytes())
}

/// Whether white space other than blanks stands in the text: hardly any text has some.
pub(crate) fn has_odd_blanks(text: &str) -> bool {
    // Beyond ASCII it begins with one of these bytes, as do § and quotes. Without a stop, so that many bytes are asked at once.
    let odd = |b: u8| u8::from(b.wrapping_sub(b'\t') < 5) | u8::from(b == 0xC2) | u8::from(b.wrapping_sub(0xE1) < 3);
    text.bytes().fold(0, |found, b| found | odd(b)) != 0 && text.chars().any(|c| c != ' ' && c.is_whitespace())
}

/// Whether a figure stands in the text.
pub(crate) fn has_figure(text: &str) -> bool {
    // Without a stop too.
    text.bytes().fold(false, |found, b| found | b.is_ascii_digit())
}

/// The words of a text, like [`str::split_whitespace`]: faster where only blanks part them.
pub(crate) fn words(text: &str) -> impl Iterator<Item = &str> {
    let blanks = !has_odd_blanks(text);
    let mut rest = text;
    std::iter::from_fn(move || {
        rest = if blanks { rest.trim_start_matches(' ') } else { rest.trim_start() };
        let end = if blanks { memchr::memchr(b' ', rest.as_bytes()) } else { rest.find(char::is_whitespace) };
        let (word, behind) = rest.split_at(end.unwrap_or(rest.len()));
        rest = behind;
        (!word.is_empty()).then_some(word)
    })
}

/// Whether two blanks stand in the text, one after the other.
pub(crate) fn has_gap(text: &str) -> bool {
    gap(text).is_some()
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
    for w in words(text) {
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
    push_squeezed(&mut out, text);
    out
}

/// Adds `t` to `out`, its white space made single.
pub(crate) fn push_squeezed(out: &mut String, t: &str) {
    let t = trim(t);
    // Of most lines nothing is to be squeezed.
    if !has_odd_blanks(t) && !has_gap(t) {
        out.push_str(t);
        return;
    }
    let mut first = true;
    for w in t.split_whitespace() {
        if !first {
            out.push(' ');
        }
        out.push_str(w);
        first = false;
    }
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
    fn words_are_parted_by_any_white_space() {
        for t in ["", "  ", "Val av sotare", " Val  av\tsotare ", "Val\u{a0}av sotare", "å", " é\u{2009}ö\u{3000}"] {
            assert!(words(t).eq(t.split_whitespace()), "{t:?}");
        }
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
