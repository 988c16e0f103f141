//! Diarienummer: "KS 2019/114", "Dnr 2024/14", "KS/2021:88-041", "MBN-2016-1203", "BYGG.2016.233", "45/77-241".

use std::sync::LazyLock;

use regex::Regex;

use super::{data, labels, misread, text};

const WORDS: &str = include_str!("../../dictionaries/dnr-words.txt");
const SHAPE_LIST: &str = include_str!("../../dictionaries/dnr-shapes.txt");
static WORD_LIST: LazyLock<Vec<&str>> = LazyLock::new(|| {
    let mut words: Vec<&str> = data::entries(WORDS).collect();
    words.sort_by_key(|w| std::cmp::Reverse(w.len()));
    words
});

/// Forms that the rules of [`is_number`] do not know, as regular expressions of a whole token.
static SHAPES: LazyLock<Vec<Regex>> =
    LazyLock::new(|| data::entries(SHAPE_LIST).filter_map(|r| Regex::new(&format!("^(?:{r})$")).ok()).collect());

/// Whether `token` has the form of a number in a diary: groups of digits with `/`, `:`, `-` or `.` between, perhaps with the
/// series glued in front ("MBN-2016-1203"). Dates and page ranges have not.
pub(crate) fn is_number(token: &str) -> bool {
    let token = token.trim_end_matches([',', ';', '.', ')']);
    let letters = token.chars().take_while(|c| c.is_alphabetic()).count();
    let series: String = token.chars().take(letters).collect();
    let mut rest = &token[series.len()..];
    if letters > 8 || (letters > 0 && !is_series(&series)) {
        return false;
    }
    if letters > 0 {
        rest = rest.strip_prefix(['-', '/', '.', ':']).unwrap_or(rest);
    }
    let groups: Vec<&str> = rest.split(['/', ':', '-', '.']).collect();
    if groups.iter().any(|g| g.is_empty() || g.len() > 7 || !g.bytes().all(|b| b.is_ascii_digit())) {
        return false;
    }
    let lens: Vec<usize> = groups.iter().map(|g| g.len()).collect();
    match lens.as_slice() {
        [] | [_] => false,
        [4, 2, 2] if !rest.contains(['/', ':']) => false,
        [4, 4] if letters == 0 && is_year(groups[0]) && is_year(groups[1]) => false,
        _ if letters > 0 => true,
        [4, second, ..] if rest.starts_with(['1', '2']) => *second > 2 || !rest.contains('.'),
        _ => rest.contains('/') && lens.len() <= 3,
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
fn is_short_word(token: &str) -> bool {
    token.chars().count() <= 6 && token.starts_with(char::is_uppercase) && token.chars().all(char::is_alphabetic)
}

fn is_year(group: &str) -> bool {
    group.parse().is_ok_and(|n: u32| (1850..2100).contains(&n))
}

/// Whether `word` can be the series of a diarienummer: capitals, or a known short name of a body.
fn is_series(word: &str) -> bool {
    let n = word.chars().count();
    let capital = word.chars().all(|c| c.is_uppercase() || c == '-' || c == '/' || c == '.');
    (1..=8).contains(&n) && word.starts_with(char::is_uppercase) && (capital || labels::is_prefix(word))
        || (word.len() == 4 && word.eq_ignore_ascii_case("bygg"))
}

/// The length in bytes of a word that introduces a number ("Dnr", "Diarienr:") at the start of `t`, a long one with a letter misread too.
pub(crate) fn word_at(t: &str) -> Option<usize> {
    exact_word(t).or_else(|| near_word(t))
}

/// The shortest introducing word that is known with a letter misread: shorter ones resemble other words.
const LONG: usize = 8;
/// How dearly its letters may be misread on the average.
const MISREAD: f32 = 0.18;

fn near_word(t: &str) -> Option<usize> {
    let token = t.split_whitespace().next()?;
    let word = token.trim_end_matches([':', '.']);
    if !t.starts_with(char::is_alphabetic) || word.len() < LONG || word.len() > 2 * LONG {
        return None;
    }
    let read: Vec<char> = word.to_lowercase().chars().collect();
    let near = |w: &&&str| {
        let truth: Vec<char> = w.chars().collect();
        w.len() >= LONG
            && !w.contains(' ')
            && truth.len().abs_diff(read.len()) <= 2
            && misread::cost(&truth, &read, misread::Span::Whole, truth.len() as f32 * MISREAD).is_some()
    };
    WORD_LIST.iter().find(near)?;
    names_number(&t[token.len()..]).then_some(token.len())
}

/// Whether a number comes within the next two words.
fn names_number(rest: &str) -> bool {
    rest.split_whitespace().take(2).any(|w| w.bytes().filter(u8::is_ascii_digit).count() >= 2)
}

fn exact_word(t: &str) -> Option<usize> {
    WORD_LIST.iter().find_map(|w| {
        let head = t.get(..w.len())?;
        if head.to_lowercase() != **w {
            return None;
        }
        let rest = &t[w.len()..];
        let punct = rest.len() - rest.trim_start_matches([':', '.']).len();
        let after = &rest[punct..];
        (after.is_empty() || after.starts_with(char::is_whitespace) || after.starts_with(|c: char| c.is_ascii_digit()))
            .then_some(w.len() + punct)
    })
}

/// `token` with letters that stand for digits put right, where at least half of it is digits: "2016/l203" → "2016/1203".
fn mend(token: &str) -> String {
    let digits = token.bytes().filter(u8::is_ascii_digit).count();
    if digits * 2 < token.chars().count() {
        return token.to_string();
    }
    let series = token.len() - token.trim_start_matches(char::is_alphabetic).len();
    // Letters in front are a series; one alone is a misread figure ("l2/77").
    let kept = if series > 1 { series } else { 0 };
    let figures = token[kept..].chars().map(|c| match c {
        'l' | 'I' | '|' | 'i' => '1',
        'O' | 'o' => '0',
        c => c,
    });
    token[..kept].chars().chain(figures).collect()
}

/// The numbers that `t` starts with, and the byte after them. `None` where it starts with none. Without a word like "Dnr"
/// in front, a number needs its series ("KS 2019/114") or must be the whole text.
pub fn leading(t: &str) -> Option<(Vec<String>, usize)> {
    let mut at = t.len() - text::trim_noise_start(t).len();
    if t[at..].starts_with('(') && word_at(&t[at + 1..]).is_some() {
        at += 1;
    }
    let mut out = Vec::new();
    let mut word = false;
    if let Some(n) = word_at(&t[at..]) {
        at += n;
        word = true;
    }
    let mut series = false;
    let mut end = at;
    loop {
        let rest = &t[at..];
        let gap = rest.len() - rest.trim_start_matches([' ', '\t', '\u{a0}', ',', ';', '|', '&']).len();
        at += gap;
        let token = t[at..].split_whitespace().next().unwrap_or("");
        if !out.is_empty() && (token == "och" || token == "samt") {
            at += token.len();
            continue;
        }
        if let Some(n) = word_at(&t[at..]) {
            at += n;
            word = true;
            continue;
        }
        let closed = token.trim_end_matches([',', ';', '.', ')']);
        if word && at > 0 && !is_number(token) {
            let mended = mend(closed);
            let plain =
                out.is_empty() && closed.len() <= 6 && !closed.is_empty() && closed.bytes().all(|b| b.is_ascii_digit());
            if plain || introduced(closed) || (mended != closed && is_number(&mended)) {
                out.push(mended);
                at += closed.len();
                end = at;
                continue;
            }
        }
        if is_number(token) || SHAPES.iter().any(|s| s.is_match(closed)) {
            let number = token.trim_end_matches([',', ';', '.', ')']);
            series |= number.starts_with(char::is_alphabetic);
            out.push(number.to_string());
            at += number.len();
            end = at;
            continue;
        }
        if is_series(token) || (word && is_short_word(token)) {
            let after = at + token.len();
            let gap = t[after..].len() - t[after..].trim_start().len();
            let number = t[after + gap..].split_whitespace().next().unwrap_or("");
            let number = number.trim_end_matches([',', ';', '.', ')']);
            let fits = is_number(number) || (word && (introduced(number) || is_bare(number)));
            if fits && number.starts_with(|c: char| c.is_ascii_digit()) {
                out.push(format!("{token} {number}"));
                at = after + gap + number.len();
                end = at;
                series = true;
                continue;
            }
        }
        break;
    }
    if t[end..].starts_with(')') {
        end += 1;
    }
    let whole = text::trim_noise_start(&t[end..]).is_empty();
    (!out.is_empty() && (word || series || whole)).then_some((out, end))
}

/// The numbers at the end of `t` ("Title Dnr KS 2019/114", "Title KS 2019/114"), and the byte where they start.
pub fn trailing(t: &str) -> Option<(usize, Vec<String>)> {
    let mut starts = t.char_indices().filter(|(i, c)| !c.is_whitespace() && t[..*i].ends_with(char::is_whitespace));
    starts.find_map(|(i, _)| {
        let rest = &t[i..];
        let (numbers, end) = leading(rest)?;
        let introduced = word_at(rest.trim_start_matches('(')).is_some() || rest.starts_with(char::is_uppercase);
        (introduced && text::trim_noise_start(&rest[end..]).is_empty()).then_some((i, numbers))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(t: &str) -> Vec<String> {
        leading(t).map(|(v, _)| v).unwrap_or_default()
    }

    #[test]
    fn many_forms() {
        for n in ["2024/14", "KS/2021:88-041", "MBN-2016-1203", "2011-000345", "BYGG.2016.233", "45/77-241", "203/33"] {
            assert_eq!(all(&format!("Dnr {n}")), [n]);
        }
        assert_eq!(all("Dnr: KS 2019/114, KS 2019/88"), ["KS 2019/114", "KS 2019/88"]);
        assert_eq!(all(" : | Dnr SN 2023/00077 och ALK 2022-19"), ["SN 2023/00077", "ALK 2022-19"]);
        assert_eq!(all("Diarienr MBN 2016-1203"), ["MBN 2016-1203"]);
        assert_eq!(all("2019/62"), ["2019/62"]);
        assert_eq!(all("(Dnr 203)"), ["203"]);
        assert_eq!(all("Dnr 2016/l203"), ["2016/1203"]);
        assert_eq!(all("KS 2018.0123"), ["KS 2018.0123"]);
        assert_eq!(all("KS 2019/114 Val av ombud"), ["KS 2019/114"]);
        assert_eq!(all("Dnr 63:114"), ["63:114"]);
        assert_eq!(all("Dnr A 12/63"), ["A 12/63"]);
        assert_eq!(all("Dnr Dlr2015/0123, Dir2015/0124"), ["Dlr2015/0123", "Dir2015/0124"]);
        assert_eq!(all("Dlarienr Kn 1967/215"), ["Kn 1967/215"]);
        for n in ["18RS123", "LS-LED18-123", "2018.114.KS", "2018KS0114"] {
            assert_eq!(all(n), [n]);
        }
    }

    #[test]
    fn what_is_no_number() {
        for t in
            ["2021-02-09", "3-4", "12", "Dnr", "Läsåret 1978/79 börjar", "2020/21 års plan", "kl. 13.15", "2020-2021"]
        {
            assert!(leading(t).is_none(), "{t}: {:?}", leading(t));
        }
    }

    #[test]
    fn after_a_title() {
        assert_eq!(trailing("Val av ombud Dnr KS 2019/114").unwrap().1, ["KS 2019/114"]);
        assert_eq!(trailing("Val av ombud (dnr 45/33)").unwrap().1, ["45/33"]);
        let t = "Val av ombud KS 2019/114";
        assert_eq!(trailing(t).map(|(i, v)| (&t[..i], v)).unwrap(), ("Val av ombud ", vec!["KS 2019/114".to_string()]));
        assert!(trailing("Bidrag till särskilda åtgärder 1978/79").is_none());
    }

    #[test]
    fn words_are_policed() {
        data::police(WORDS, 1);
        data::police(SHAPE_LIST, 1);
        assert_eq!(SHAPES.len(), data::entries(SHAPE_LIST).count());
    }
}
