//! Which letters of a line may be a § that the first model cannot print, and what speaks for and against it.

use std::sync::LazyLock;

use crate::fold::skeleton;
use crate::ocr::wire::{WireLetter, WireLine};

static SHAPES: LazyLock<Vec<char>> = LazyLock::new(|| {
    let lines = include_str!("../../../dictionaries/paragraph-shapes.txt").lines();
    lines.filter(|l| !l.starts_with('#')).filter_map(|l| l.chars().next()).collect()
});

/// Endings and abbreviations of statutes, folded.
static STATUTES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let lines = include_str!("../../../dictionaries/statute-words.txt").lines();
    let words = lines.map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#'));
    words.map(|w| skeleton(w).to_lowercase()).collect()
});

/// Longest number that a § has, digits.
const DIGITS: usize = 4;
/// An alternative at least this likely (0–1) is one that the engine thought of.
const THOUGHT_OF: f32 = 0.05;
/// Punctuation that may stand around a sign.
const AROUND: &str = "(\"'”“.,:;|)";

/// Whether Tesseract's Swedish model prints `c` in place of a §.
pub(super) fn is_shape(c: char) -> bool {
    SHAPES.contains(&c)
}

/// The characters of a line, single spaces between its words, with where each comes from.
pub(super) struct Text {
    /// The characters.
    pub chars: Vec<char>,
    /// Word and character in the word; a space belongs to the word before it.
    pub places: Vec<(usize, usize)>,
}

impl Text {
    pub(super) fn of(line: &WireLine) -> Text {
        let mut text = Text { chars: Vec::new(), places: Vec::new() };
        for (w, word) in line.words.iter().enumerate() {
            if w > 0 {
                text.chars.push(' ');
                text.places.push((w - 1, usize::MAX));
            }
            for (k, c) in word.text.chars().enumerate() {
                text.chars.push(c);
                text.places.push((w, k));
            }
        }
        text
    }
}

/// A letter that may be a §.
#[derive(Debug, Clone, PartialEq)]
pub struct Suspect {
    /// Index of its word in the line.
    pub word: usize,
    /// Index of the letter in the word, `char`s.
    pub at: usize,
    /// Whether it stands against another letter or digit of its word.
    pub glued: bool,
    /// Whether it is where the label of a record has its sign: at the end of the first word of a line, before a title. Labels are few among all that looks
    /// so, and each weighs much: another reading is always asked.
    pub label: bool,
    /// What is known of it without a second reading: names of features in `dictionaries/paragraph-votes.tsv`.
    pub features: Vec<&'static str>,
}

/// The letters of `line` that may be a §, in order.
pub(super) fn suspects(line: &WireLine) -> Vec<Suspect> {
    let mut found = Vec::new();
    for word in 0..line.words.len() {
        found.extend(letters_of(line, word).into_iter().map(|at| Suspect {
            word,
            at,
            glued: glued(&line.words[word].text),
            label: is_label(line, word, at),
            features: features(line, word, at),
        }));
    }
    found
}

/// Which letters of word `at` may be a §.
fn letters_of(line: &WireLine, at: usize) -> Vec<usize> {
    let word = &line.words[at];
    let chars: Vec<char> = word.text.chars().collect();
    let inside = |c: &char| !AROUND.contains(*c);
    let (Some(from), Some(last)) = (chars.iter().position(inside), chars.iter().rposition(inside)) else {
        return Vec::new();
    };
    let core = &chars[from..=last];
    // "g IV." for "§ IV.": whatever the first model makes of the sign before a Roman number.
    let lone = core.len() == 1 && core[0].is_lowercase();
    if at == 0 && lone && line.words.get(1).is_some_and(|w| is_roman(&w.text)) {
        return vec![from];
    }
    let shapes = core.iter().take_while(|c| is_shape(**c)).count();
    if shapes == core.len() && shapes <= 2 {
        // A letter is a § only before a number; party marks such as "(S)" are words of their own.
        let letters = core.iter().all(|c| c.is_alphabetic());
        let neighbour = |n: Option<usize>| n.and_then(|n| line.words.get(n)).map(|w| w.text.as_str());
        let (before, after) = (neighbour(at.checked_sub(1)), neighbour(Some(at + 1)));
        let numbered = after.is_some_and(|w| is_number(w) || is_capital(w)) || before.is_some_and(is_number);
        let party = letters && (word.text.contains([')', ']']) || !numbered);
        return if party { Vec::new() } else { (from..=last).collect() };
    }
    let next_is_number = line.words.get(at + 1).is_some_and(|w| is_number(&w.text));
    // "SA 12" for "§ A 12", as decisions of a delegate are numbered.
    if next_is_number && core.len() == 2 && is_shape(core[0]) && core[1].is_uppercase() {
        return vec![from];
    }
    // "MBNS 62" for "MBN § 62".
    let head: String = core[..core.len() - 1].iter().collect();
    if next_is_number && is_shape(core[core.len() - 1]) && is_organ(&head) {
        return vec![last];
    }
    let thought = |i: usize| word.letters.get(i).is_some_and(|l| doubt(l) >= THOUGHT_OF);
    let sign = |c: char| is_shape(c) && !c.is_alphanumeric();
    let mut found = Vec::new();
    let tail = &core[shapes.min(core.len())..];
    let digits = core.iter().skip(1).take_while(|c| c.is_ascii_digit()).count();
    let numbered = (1..=DIGITS).contains(&digits) && is_shape(core[0]);
    let before = at.checked_sub(1).map(|b| line.words[b].text.as_str()).unwrap_or_default();
    let expected = before.to_lowercase().starts_with("kap") || is_organ(before);
    if numbered && (sign(core[0]) || thought(from) || at == 0 || expected) {
        found.push(from);
    } else if shapes == 2 && tail.first().is_some_and(char::is_ascii_digit) && (sign(core[0]) || sign(core[1])) {
        found.extend([from, from + 1]);
    }
    // "208" for "20 §", "8a8" for "8 a §".
    let statute = line.words.get(at + 1).is_some_and(|w| is_statute(&w.text));
    let number_before = core.len() >= 2 && core[0].is_ascii_digit() && core.len() <= DIGITS + 2;
    // "8 a8 lagen" for "8 a § lagen".
    let letter_before = core.len() == 2 && core[0].is_lowercase() && is_number(before);
    let chapter = before.to_lowercase().starts_with("kap");
    let title = found.is_empty() && is_label(line, at, last);
    let end = core[core.len() - 1];
    if (number_before || letter_before)
        && is_shape(end)
        && (sign(end) || thought(last) || statute || chapter || title)
        && !found.contains(&last)
    {
        found.push(last);
    }
    found
}

/// Whether letter `at` of word `word` ends a number before a title, first on its line: "198 Val av sotare", "28. VAL."; or is alone before a Roman number.
fn is_label(line: &WireLine, word: usize, at: usize) -> bool {
    let (0, Some(next)) = (word, line.words.get(1)) else { return false };
    let mut before = line.words[0].text.chars().take(at);
    let ends = line.words[0].text.chars().skip(at + 1).all(|c| AROUND.contains(c));
    let number = at > 0 && before.next().is_some_and(|c| c.is_ascii_digit());
    ends && (number && is_titled(&next.text) || at == 0 && is_roman(&next.text))
}

fn glued(word: &str) -> bool {
    !word.chars().filter(|c| !AROUND.contains(*c)).all(is_shape)
}

/// The likeliest shape of a § among the alternatives of a letter, 0–1.
fn doubt(letter: &WireLetter) -> f32 {
    let shapes = letter.alternatives.iter().filter(|(c, _)| is_shape(*c) || *c == '§');
    shapes.map(|(_, p)| *p).fold(0.0, f32::max)
}

/// "KS", "Ks", "KSAU": how minutes shorten the name of an organ before its §.
pub(super) fn is_organ(word: &str) -> bool {
    let word = word.trim_matches(|c: char| AROUND.contains(c));
    let letters = word.chars().count();
    let capitals = word.chars().filter(|c| c.is_uppercase()).count();
    (2..=6).contains(&letters)
        && word.chars().all(char::is_alphabetic)
        && (capitals == letters || (letters == 2 && capitals == 1))
}

fn is_statute(word: &str) -> bool {
    let word = skeleton(word.trim_matches(|c: char| AROUND.contains(c))).to_lowercase();
    STATUTES.iter().any(|s| if s.chars().count() > 4 { word.ends_with(s) } else { word == *s })
}

/// One capital, as in "§ A 12".
fn is_capital(word: &str) -> bool {
    let mut chars = word.chars();
    matches!((chars.next(), chars.next()), (Some(c), None) if c.is_uppercase())
}

/// "IV.", "XII".
pub(super) fn is_roman(word: &str) -> bool {
    let word = word.trim_end_matches(|c: char| AROUND.contains(c));
    !word.is_empty() && word.chars().all(|c| "IVXLC".contains(c))
}

/// A word of several letters that begins with a capital.
fn is_titled(word: &str) -> bool {
    word.starts_with(char::is_uppercase) && word.chars().filter(|c| c.is_alphabetic()).count() > 1
}

/// "5", "12a", "45/23".
fn is_number(word: &str) -> bool {
    let word = word.trim_start_matches(|c: char| AROUND.contains(c));
    word.starts_with(|c: char| c.is_ascii_digit())
}

/// "14-15", "45/23–47/23": two numbers in rising order.
fn is_range(word: &str) -> bool {
    let word = word.trim_matches(|c: char| AROUND.contains(c));
    let number = |part: &str| part.split('/').next().and_then(|n| n.parse::<u32>().ok());
    let ends = word.split_once(['-', '–', '—']).map(|(a, b)| (number(a), number(b)));
    matches!(ends, Some((Some(a), Some(b))) if a <= b && b < 10u32.pow(DIGITS as u32 - 1))
}

/// What the first reading says of letter `at` of word `w`.
fn features(line: &WireLine, w: usize, at: usize) -> Vec<&'static str> {
    let word = &line.words[w];
    let chars: Vec<char> = word.text.chars().collect();
    let core: Vec<char> = chars.iter().copied().filter(|c| !AROUND.contains(*c)).collect();
    let mut features = vec![match chars[at] {
        '8' => "glyph 8",
        '$' => "glyph $",
        '5' => "glyph 5",
        '&' => "glyph &",
        '3' => "glyph 3",
        'S' => "glyph S",
        's' => "glyph s",
        '£' => "glyph £",
        _ => "glyph other",
    }];
    let letter = word.letters.get(at);
    features.push(match letter.map(doubt) {
        None => "doubt unknown",
        Some(d) if d < THOUGHT_OF => "doubt none",
        Some(d) if d < 0.3 => "doubt some",
        Some(d) if d < 0.6 => "doubt much",
        Some(_) => "doubt most",
    });
    let signs = |l: &WireLetter| l.alternatives.iter().any(|(c, p)| *p >= 0.1 && is_shape(*c) && !c.is_alphanumeric());
    if letter.is_some_and(signs) {
        features.push("doubt sign");
    }
    let sign = !chars[at].is_alphanumeric();
    features.extend(match () {
        () if core.len() == 1 => ["place alone", if sign { "sign alone" } else { "figure alone" }],
        () if core.iter().all(|c| is_shape(*c)) => ["place pair", if sign { "sign pair" } else { "figure pair" }],
        () if chars.get(at + 1).is_some_and(char::is_ascii_digit) => {
            ["place first", if sign { "sign first" } else { "figure first" }]
        }
        () if core[0] == chars[at] && core.get(1).is_some_and(|c| c.is_uppercase()) => {
            ["place before capital", if sign { "sign before capital" } else { "figure before capital" }]
        }
        () if core.last() == Some(&chars[at]) && core[0].is_alphabetic() => {
            ["place after organ", if sign { "sign after organ" } else { "figure after organ" }]
        }
        () => ["place last", if sign { "sign last" } else { "figure last" }],
    });
    if core.len() == 2 && core.iter().all(|c| is_shape(*c)) {
        // "$$": that the other one is a sign says that neither is a figure.
        let other = if core[0] == chars[at] { core[1] } else { core[0] };
        features.push(if other.is_alphanumeric() { "other figure" } else { "other sign" });
    }
    let (before, after) = (before(line, w), after(line, w, &chars[at + 1..]));
    features.extend([before, after]);
    if line.words.get(w + 1).is_some_and(|n| is_range(&n.text)) {
        features.push("before a range");
    }
    features.extend(match (before, after) {
        ("before number" | "before chapter", "after statute" | "after capitals") => Some("between number and statute"),
        ("before number" | "before chapter", "after stop") => Some("between number and stop"),
        ("before organ", "after number") => Some("between organ and number"),
        ("before nothing", "after number") => Some("start of a heading"),
        ("before nothing", _) if features.contains(&"place first") => Some("start of a heading"),
        _ => None,
    });
    features
}

/// What stands before word `w`.
fn before(line: &WireLine, w: usize) -> &'static str {
    let word = |back: usize| w.checked_sub(back).map(|b| line.words[b].text.as_str());
    let chapter = [word(1), word(2)].into_iter().flatten().any(|b| b.to_lowercase().starts_with("kap"));
    let letter = |b: &str| b.chars().count() == 1 && b.chars().all(char::is_alphabetic);
    match (word(1), word(2)) {
        _ if chapter => "before chapter",
        (None, _) => "before nothing",
        (Some(b), _) if is_number(b) => "before number",
        // "8 a §".
        (Some(b), Some(c)) if letter(b) && is_number(c) => "before number",
        (Some(b), _) if is_organ(b) => "before organ",
        _ => "before word",
    }
}

/// What stands after a letter of word `w`; `rest` follows it in the word.
fn after(line: &WireLine, w: usize, rest: &[char]) -> &'static str {
    let stop = !rest.is_empty() && rest.iter().all(|c| AROUND.contains(*c));
    match line.words.get(w + 1).map(|n| n.text.as_str()) {
        _ if stop => "after stop",
        None => "after nothing",
        Some(n) if is_statute(n) => "after statute",
        Some(n) if is_number(n) || is_capital(n) => "after number",
        // "11 § LUL".
        Some(n) if is_organ(n) => "after capitals",
        Some(_) => "after word",
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::words;
    use super::*;

    fn places(texts: &[&str]) -> Vec<(usize, usize)> {
        let spread: Vec<(&str, u32, u32)> =
            texts.iter().enumerate().map(|(i, t)| (*t, i as u32 * 50, i as u32 * 50 + 40)).collect();
        let line = WireLine { bbox: [0, 0, 900, 30], words: words(&spread) };
        suspects(&line).into_iter().map(|s| (s.word, s.at)).collect()
    }

    #[test]
    fn shapes_in_their_places_are_suspect() {
        assert_eq!(places(&["8", "31"]), [(0, 0)]);
        assert_eq!(places(&["Ks", "$", "31"]), [(1, 0)]);
        assert_eq!(places(&["88", "14-15"]), [(0, 0), (0, 1)]);
        assert_eq!(places(&["8113", "Budget"]), [(0, 0)]);
        assert_eq!(places(&["enligt", "5", "kap.", "48", "kommunallagen"]), [(1, 0), (3, 1)]);
        assert_eq!(places(&["enligt", "($12)"]), [(1, 1)]);
        assert_eq!(places(&["MBNS", "62"]), [(0, 3)]);
        assert_eq!(places(&["-", "SA", "12/2016"]), [(1, 0)]);
        assert_eq!(places(&["12", "S", "lagen"]), [(1, 0)]);
        assert_eq!(places(&["8", "a8", "kommunallagen"]), [(0, 0), (1, 1)]);
        assert_eq!(places(&["198", "Val", "av", "sotare"]), [(0, 2)]);
        assert_eq!(places(&["28.", "VAL", "AV", "SOTARE."]), [(0, 1)]);
        assert_eq!(places(&["g", "IV."]), [(0, 0)]);
    }

    #[test]
    fn words_and_common_numbers_are_not() {
        assert_eq!(places(&["Sven", "Svensson", "(S)", "1987", "812", "kronor", "g"]), []);
        assert_eq!(places(&["kostnaden", "är", "845", "kronor"]), []);
    }

    #[test]
    fn a_range_rises() {
        assert!(["14-15", "45/23–47/23,", "134-139"].iter().all(|w| is_range(w)));
        assert!(!["2031-02-14", "15-14", "8-", "1987-1990"].iter().any(|w| is_range(w)));
    }

    #[test]
    fn the_shapes_are_single_characters_without_repeats() {
        let lines = include_str!("../../../dictionaries/paragraph-shapes.txt").lines().filter(|l| !l.starts_with('#'));
        assert!(lines.clone().all(|l| l.chars().count() == 1));
        let unique: std::collections::BTreeSet<&str> = lines.clone().collect();
        assert_eq!(unique.len(), lines.count());
    }
}
