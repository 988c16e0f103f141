//! Numbers of paragraphs in notes and ranges: "§§ 31–33", "ej § 13", "88 12-15", "paragraf 5", "§§ 45/23-47/23".

use std::sync::LazyLock;

use regex::Regex;

use super::data;
use crate::fold;

/// A paragraph's number with its letter: (14, "B") is 14 B.
pub(super) type Number = (u32, String);

/// The number as the output writes it: "14 B".
pub(super) fn written((number, suffix): &Number) -> String {
    if suffix.is_empty() { number.to_string() } else { format!("{number} {suffix}") }
}

/// Reads "31" and "14 B", also with a year after a stroke: "45/23".
pub(super) fn parse(text: &str) -> Option<Number> {
    let c = NUMBER.captures(text.trim())?;
    Some((c[1].parse().ok()?, c.get(2).map_or(String::new(), |m| m.as_str().to_string())))
}

static NUMBER: LazyLock<Regex> = LazyLock::new(|| data::regex(r"^(\d{1,4})(?:/(?:19|20)?\d{2})?(?: ?([A-H]))?\b"));
// One or two signs for § or §§ as readings give them. Figures among them are doubtful and are weighed.
const SIGNS: [char; 9] = ['§', '$', '&', '8', '5', 'S', '3', '%', 'ß'];
static ITEMS: LazyLock<Regex> = LazyLock::new(|| {
    data::regex(
        r"^(\d{1,4}(?:/\d{2,4})?(?: ?[A-H]\b)?)(?:\s?(-|–|—|~|,|och|samt|till|t o m|t\.o\.m\.)\s?(?:[§$]{1,2} ?|[&8S5%]{1,2} )?(\d{1,4}(?:/\d{2,4})?(?: ?[A-H]\b)?))?",
    )
});

/// Which §§ a text names, as first–last pairs (the same twice for one).
pub(super) type Ranges = Vec<(Number, Number)>;

fn items(text: &str) -> Option<(Ranges, usize)> {
    static ITEM: LazyLock<Regex> = LazyLock::new(|| {
        data::regex(
            r"^\s?([,&-]|–|—|~|och|samt|till|t o m|t\.o\.m\.)?[-–—]?\s?(?:[§$]{1,2} ?|[&8S5%]{1,2} )?(\d{1,4}(?:/\d{2,4})?(?: ?[A-H]\b)?)",
        )
    });
    let mut out: Ranges = Vec::new();
    let mut at = 0;
    while let Some(c) = ITEM.captures(&text[at..]) {
        let joint = c.get(1).map(|m| m.as_str());
        let (Some(whole), Some(number)) = (c.get(0), parse(&c[2])) else { break };
        match (joint, out.last_mut()) {
            (None, None) => out.push((number.clone(), number)),
            (Some("-" | "–" | "—" | "~" | "till" | "t o m" | "t.o.m."), Some(last)) if last.1.0 <= number.0 => {
                last.1 = number
            }
            (Some("," | "och" | "samt" | "&"), Some(_)) => out.push((number.clone(), number)),
            _ => break,
        }
        at += whole.end();
    }
    (!out.is_empty()).then_some((out, at))
}

/// A note with each sign before its numbers: "fr o m 46 §" is "fr o m § 46".
fn sign_first(text: &str) -> std::borrow::Cow<'_, str> {
    static BEHIND: LazyLock<Regex> = LazyLock::new(|| {
        data::regex(
            r"(^|[\s,(])(\d{1,4}(?: ?[A-H])?(?:\s?[-–—,]\s?\d{1,4}(?: ?[A-H])?)*(?:\s?(?:och|samt)\s\d{1,4})?)\s?§{1,2}([^\s\d]|\s*[^\s\d]|\s*$)",
        )
    });
    // Items of an agenda: "från p. 45"
    static ITEM: LazyLock<Regex> = LazyLock::new(|| {
        let words: Vec<String> = data::small_words("item").iter().map(|w| regex::escape(w)).collect();
        data::regex(&format!(r"(^|[\s,(])(?:{})\s?(\d)", words.join("|")))
    });
    match ITEM.replace(text, "$1§ $2") {
        std::borrow::Cow::Borrowed(text) => BEHIND.replace(text, "$1§ $2$3"),
        std::borrow::Cow::Owned(text) => std::borrow::Cow::Owned(BEHIND.replace(&text, "$1§ $2$3").into_owned()),
    }
}

/// The §§ that `text` names after its sign or word, clean or damaged. `within` is the first and last § of the
/// meeting, where known: it decides what "813" means. Nothing may follow but marks.
pub(super) fn ranges(text: &str, within: Option<(u32, u32)>) -> Option<Ranges> {
    let text = text.trim().trim_end_matches(['.', ')', ',', ';', '|', ' ']);
    let text = &*sign_first(text);
    let folded = fold::skeleton(text);
    for word in ["paragraferna", "paragraf ", "paragrafer", "par. ", "paragraf"] {
        if let Some(rest) = folded.strip_prefix(word) {
            let (found, end) = items(text.get(text.len() - rest.len()..)?.trim_start())?;
            return (end + (rest.len() - rest.trim_start().len()) >= rest.len()).then_some(found);
        }
    }
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let mut best: Option<(i32, Ranges)> = None;
    for signs in 1..=3 {
        if chars.len() <= signs || !chars[..signs].iter().all(|(_, c)| SIGNS.contains(c)) {
            break;
        }
        let rest = &text[chars[signs].0..];
        let spaced = rest.starts_with(' ');
        let trimmed = rest.trim_start();
        let Some((found, end)) = items(trimmed) else { continue };
        if end < trimmed.len() {
            continue;
        }
        let sure = chars[..signs].iter().filter(|(_, c)| matches!(c, '§' | '$' | '&')).count();
        let many = found.len() > 1 || found.iter().any(|(a, b)| a != b);
        let inside = within.is_some_and(|(a, b)| found.iter().all(|(x, y)| x.0 >= a && y.0 <= b));
        let figures = chars[..signs].iter().filter(|(_, c)| c.is_ascii_digit()).count();
        let score = i32::from(inside) * 8
            + i32::from(spaced) * 3
            + i32::from(sure > 0) * 2
            + i32::from((signs == 2) == many) * 2
            - i32::from(figures > 0 && !spaced && sure > 0) * 3;
        if best.as_ref().is_none_or(|(s, _)| score > *s) {
            best = Some((score, found));
        }
    }
    let (score, found) = best?;
    // A glued figure with nothing to confirm it ("812" where no range is known) is not read.
    (score >= 2).then_some(found)
}

/// The §§ at the end of `text` after its last sign, with where the sign begins: "säkerhet § 17".
pub(super) fn trailing(text: &str, within: Option<(u32, u32)>) -> Option<(usize, Ranges)> {
    static LAST: LazyLock<Regex> = LazyLock::new(|| {
        data::regex(r"(?i)(?:^|[\s,(])((?:[§$&8S5%]{1,3}|paragraf(?:er|erna)?) ?\d[\d/ ,A-H–—~och-]*)\)?\.?$")
    });
    let c = LAST.captures(text.trim_end())?;
    let m = c.get(1)?;
    Some((m.start(), ranges(m.as_str(), within)?))
}

/// The §§ of `ranges` one by one. `known` are the numbered letters of the meeting ("14 B"), put in where they lie between.
pub(super) fn expand(ranges: &Ranges, known: &[Number]) -> Vec<String> {
    let mut out: Vec<Number> = Vec::new();
    for (first, last) in ranges {
        // A damaged number must not blow up the list.
        if last.0.saturating_sub(first.0) > 400 {
            continue;
        }
        let mut list: Vec<Number> = (first.0..=last.0).map(|n| (n, String::new())).collect();
        list.retain(|n| n >= first && n <= last);
        list.extend([first.clone(), last.clone()]);
        list.extend(known.iter().filter(|n| *n >= first && *n <= last).cloned());
        out.append(&mut list);
    }
    out.sort();
    out.dedup();
    out.iter().map(written).collect()
}

/// What a word of a note means for the §§ beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Meaning {
    Not,
    From,
    After,
    To,
    Before,
    /// Who left "after" a § was there till then.
    Left,
}

static MEANINGS: LazyLock<Vec<(Meaning, Vec<String>)>> = LazyLock::new(|| {
    data::rows(include_str!("../../../dictionaries/attendance-words.tsv"))
        .filter_map(|r| Some((meaning(r[0])?, tokens(r[1]))))
        .collect()
});

fn meaning(word: &str) -> Option<Meaning> {
    Some(match word {
        "not" => Meaning::Not,
        "from" => Meaning::From,
        "after" => Meaning::After,
        "to" => Meaning::To,
        "before" => Meaning::Before,
        "left" => Meaning::Left,
        _ => return None,
    })
}

/// The folded words of a text.
fn tokens(text: &str) -> Vec<String> {
    let folded = fold::skeleton(text);
    folded.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_string).collect()
}

/// The meanings of the words in a note.
fn meanings(text: &str) -> Vec<Meaning> {
    let words = tokens(text);
    MEANINGS.iter().filter(|(_, m)| words.windows(m.len()).any(|w| w == m)).map(|(m, _)| *m).collect()
}

/// A note without its clock times: "fr.o.m. § 35 kl. 10.15".
fn without_times(note: &str) -> String {
    static CLOCK: LazyLock<Regex> = LazyLock::new(|| {
        data::regex(r"(?i),?\s*\bk(?:l|1|lockan)\b\.?\s*\d{1,2}(?:\s?[.:]\s?\d{2})?(?:\s?[-–]\s?\d{1,2}[.:]\d{2})?,?")
    });
    CLOCK.replace_all(note, "").trim().trim_start_matches([',', ' ']).to_string()
}

/// The §§ that a note names, with the words before and after them.
fn parts(note: &str, within: Option<(u32, u32)>) -> Option<(String, Ranges, String)> {
    static SIGN: LazyLock<Regex> =
        LazyLock::new(|| data::regex(r"(?:^|[\s,(.])((?:[§$&8S5%]{1,3} ?\d|[Pp]aragraf).*)$"));
    static TAIL: LazyLock<Regex> =
        LazyLock::new(|| data::regex(r"^(.*?\d(?: ?[A-H]\b)?)[\s,(]+(\p{L}{2}[\p{L}\s.,]*)$"));
    let c = SIGN.captures(note)?;
    let m = c.get(1)?;
    let before = note[..m.start()].to_string();
    if let Some(found) = ranges(m.as_str(), within) {
        return Some((before, found, String::new()));
    }
    // "§ 12 (jäv)", "§ 12 på grund av jäv"
    let text = m.as_str().trim_end_matches([')', '.']);
    let c = TAIL.captures(text)?;
    Some((before, ranges(&c[1], within)?, c[2].to_string()))
}

/// What a note says about the §§ somebody attended: "§ 13", "ej § 13", "fr.o.m. § 8", "§ 12 (jäv)". Null where it says nothing or
/// where the meeting's range would be needed and is not known.
pub(super) fn attended(note: &str, range: Option<(u32, u32)>, known: &[Number]) -> Option<Vec<String>> {
    let note = sign_first(&without_times(note)).into_owned();
    let (before, found, after) = parts(&note, range)?;
    let said = meanings(&format!("{before} {after}"));
    let has = |m| said.contains(&m);
    let whole = |first: u32, last: u32| expand(&vec![((first, String::new()), (last, "H".into()))], known);
    let trim = |list: Vec<String>| list.into_iter().filter(|p| !p.ends_with(" H")).collect::<Vec<_>>();
    let (first, last) = (found.first()?.0.0, found.last()?.1.0);
    if has(Meaning::Left) {
        let to = if has(Meaning::Before) { first.saturating_sub(1) } else { last };
        return Some(trim(whole(range?.0, to)));
    }
    if has(Meaning::Not) {
        let (first, last) = range?;
        let out = expand(&found, known);
        return Some(trim(whole(first, last)).into_iter().filter(|p| !out.contains(p)).collect());
    }
    if has(Meaning::From) || has(Meaning::After) {
        // "fr.o.m. § 3 t.o.m. § 5"
        if has(Meaning::To) && found.len() > 1 {
            return Some(trim(whole(first, last)));
        }
        let from = if has(Meaning::After) { last + 1 } else { first };
        return Some(trim(whole(from, range?.1)));
    }
    if has(Meaning::Before) || has(Meaning::To) {
        let to = if has(Meaning::Before) { first.saturating_sub(1) } else { last };
        return Some(trim(whole(range?.0, to)));
    }
    Some(expand(&found, known))
}

/// Where in `text` a note about §§ begins after other words: the "ej" of "controller ej § 13".
pub(super) fn note_words(text: &str) -> bool {
    let own = tokens(text);
    MEANINGS.iter().any(|(m, words)| *m != Meaning::Left && own.starts_with(words))
}

/// The first and last § of a "Paragrafer" field.
pub(super) fn range(text: &str, hint: Option<(u32, u32)>) -> Option<(Number, Number)> {
    let text = text.trim().trim_start_matches(|c: char| !c.is_alphanumeric() && !SIGNS.contains(&c));
    let found = ranges(text, hint).or_else(|| ITEMS.find(text).and_then(|_| items(text)).map(|(r, _)| r))?;
    Some((found.first()?.0.clone(), found.last()?.1.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(text: &str, within: Option<(u32, u32)>) -> Vec<String> {
        attended(text, within, &[(14, "B".into())]).unwrap_or_default()
    }

    #[test]
    fn clean_and_damaged_notes() {
        let meeting = Some((12, 17));
        for (text, want) in [
            ("§ 13", vec!["13"]),
            ("§§ 12-15", vec!["12", "13", "14", "14 B", "15"]),
            ("§§ 14-14 B", vec!["14", "14 B"]),
            ("88 12-13", vec!["12", "13"]),
            ("8 13", vec!["13"]),
            ("813", vec!["13"]),
            ("$$12-13", vec!["12", "13"]),
            ("8§ 12-13", vec!["12", "13"]),
            ("§§ 12, 15 och 17", vec!["12", "15", "17"]),
            ("paragraf 15", vec!["15"]),
            ("ej § 13", vec!["12", "14", "14 B", "15", "16", "17"]),
            ("fr.o.m. kl. 13:40, del av §16", vec!["16", "17"]),
            ("t.o.m. § 13", vec!["12", "13"]),
            ("13 §", vec!["13"]),
            ("13–15 §§", vec!["13", "14", "14 B", "15"]),
            ("fr o m 16 §", vec!["16", "17"]),
            ("ej 13 §", vec!["12", "14", "14 B", "15", "16", "17"]),
            ("anlände vid 16 §", vec!["16", "17"]),
            ("avlägsnade sig efter § 13", vec!["12", "13"]),
        ] {
            assert_eq!(list(text, meeting), want, "{text}");
        }
        assert_eq!(list("§§ 45/23-47/23", Some((45, 51))), ["45", "46", "47"]);
        assert_eq!(list("§8", Some((7, 12))), ["8"]);
        assert_eq!(list("$8", Some((7, 12))), ["8"]);
    }

    #[test]
    fn nothing_is_said_where_nothing_is_known() {
        assert_eq!(attended("ej § 13", None, &[]), None);
        assert_eq!(attended("på distans", Some((1, 9)), &[]), None);
        assert_eq!(attended("ekonomichef", Some((1, 9)), &[]), None);
    }

    #[test]
    fn ranges_of_the_cover() {
        let pair = |t: &str| range(t, None).map(|(a, b)| (written(&a), written(&b)));
        for text in ["§§ 10 - 17", "88 10-17", "58 10-17", "$$ 10–17", "8§ 10-17", "10-17", "§ 10 – § 17"] {
            assert_eq!(pair(text), Some(("10".into(), "17".into())), "{text}");
        }
        assert_eq!(pair("§§ 5-14 B"), Some(("5".into(), "14 B".into())));
    }

    #[test]
    fn notes_at_the_end_of_a_title() {
        assert_eq!(trailing("chef teknik § 17", None).map(|(at, _)| at), Some(12));
        assert_eq!(trailing("ekonomichef", None), None);
    }
}
