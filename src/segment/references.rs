//! References to a § of minutes: "KSAU § 12/2019", "Kommunstyrelsen 2024-02-14 § 6", "fullmäktiges beslut den 25 november 1957,
//! § 112". A § of a statute is none.

use std::sync::LazyLock;

use memchr::memmem::Finder;
use regex::Regex;
use rustc_hash::FxHashSet;
use smallvec::SmallVec;

use super::{data, labels};
use crate::fold;
use crate::protocol::Reference;

const MONTHS: &str = include_str!("../../dictionaries/months.tsv");
const ORGANS: &str = include_str!("../../dictionaries/organ-words.txt");
const FILLERS: &str = include_str!("../../dictionaries/reference-fillers.txt");
const STATUTES: &str = include_str!("../../dictionaries/statute-words.txt");

static ORGAN_LIST: LazyLock<Vec<String>> = LazyLock::new(|| data::entries(ORGANS).map(fold::skeleton).collect());
static STATUTE_LIST: LazyLock<Vec<String>> = LazyLock::new(|| data::entries(STATUTES).map(fold::skeleton).collect());
static FILLER_LIST: LazyLock<Vec<&str>> = LazyLock::new(|| data::entries(FILLERS).collect());
static MONTH_LIST: LazyLock<Vec<&str>> = LazyLock::new(|| data::rows(MONTHS).map(|r| r[1]).collect());
static ISO_BEFORE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"((?:1[6-9]|20)\d\d-\d\d-\d\d)[,;]?\s*$").ok());
static WORDS_BEFORE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(&format!(r"(?i)(?:den\s+)?(\d{{1,2}})\s+({})\.?(?:\s+(\d{{4}}))?[,;]?\s*$", MONTH_LIST.join("|"))).ok()
});
static ISO_AFTER: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^[^.;§]{0,40}?((?:1[6-9]|20)\d\d-\d\d-\d\d)").ok());
/// "2021-01-26 8 9": a § that the Swedish model misread, where a date in front says what it is.
static DAMAGED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"((?:1[6-9]|20)[0-9][0-9]-[0-9][0-9]-[0-9][0-9]),? ([8$&5S]|88|\$\$) ?([0-9]{1,4})(?-u:\b)").ok()
});

/// The word for §, its first letter in either case.
static WORD: LazyLock<Finder<'_>> = LazyLock::new(|| Finder::new("aragraf "));

/// Whether `word` names a month.
pub(super) fn is_month(word: &str) -> bool {
    MONTH_LIST.iter().any(|m| m.eq_ignore_ascii_case(word))
}

/// How far back from a §, in bytes, its organ and date are looked for.
const REACH: usize = 110;

/// All references in `text`, in order, each once. `own` is the § that the text belongs to: it does not refer to itself.
pub fn find(text: &str, own: &str) -> Vec<Reference> {
    let mut out = Found::default();
    for (at, sign) in text.match_indices('§') {
        if text[..at].ends_with('§') {
            continue;
        }
        let mut after = at + sign.len();
        if text[after..].starts_with('§') {
            after += '§'.len_utf8();
        }
        if let Some(r) = reference(text, at, after) {
            out.add(r, own);
        }
    }
    for at in WORD.find_iter(text.as_bytes()) {
        let after = at + "aragraf ".len();
        let start = text[..at].char_indices().next_back().map_or(at, |(i, _)| i);
        if let Some(r) = reference(text, start, after) {
            out.add(r, own);
        }
    }
    if let Some(rule) = DAMAGED.as_ref().filter(|_| has_date(text)) {
        for c in rule.captures_iter(text) {
            let (Some(date), Some(sign), Some(number)) = (c.get(1), c.get(2), c.get(3)) else { continue };
            let (organ, from) = organ_before(&text[..date.start()]);
            let from = from.unwrap_or(date.start());
            let printed = format!("{}§ {}", &text[from..sign.start()], number.as_str());
            let (paragraph, date) = (number.as_str().to_string(), Some(date.as_str().to_string()));
            out.add(Reference { text: squeeze(&printed), organ, paragraph, date }, own);
        }
    }
    out.list
}

fn has_date(text: &str) -> bool {
    let digit = |at: usize| text.as_bytes().get(at).is_some_and(u8::is_ascii_digit);
    memchr::memchr_iter(b'-', text.as_bytes()).any(|at| digit(at + 1) && digit(at + 2))
}

fn squeeze(t: &str) -> String {
    super::text::squeezed(t)
}

/// References in order, each once.
#[derive(Default)]
struct Found {
    list: Vec<Reference>,
    seen: FxHashSet<[Option<String>; 4]>,
}

impl Found {
    fn add(&mut self, r: Reference, own: &str) {
        let internal = r.organ.is_none() && r.date.is_none();
        if internal && r.paragraph.split('/').next() == Some(own) {
            return;
        }
        let key = [Some(r.text.clone()), r.organ.clone(), Some(r.paragraph.clone()), r.date.clone()];
        if self.seen.insert(key) {
            self.list.push(r);
        }
    }
}

/// The reference whose sign stands at bytes `at..after`.
fn reference(text: &str, at: usize, after: usize) -> Option<Reference> {
    let rest = &text[after..];
    let gap = rest.len() - rest.trim_start().len();
    let number_at = after + gap;
    let len = number_len(&text[number_at..]);
    if len == 0 || gap > 3 {
        return None;
    }
    let end = number_at + len;
    let mut from = at.saturating_sub(REACH);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let before = &text[from..at];
    if is_statute(before, &text[end..]) {
        return None;
    }
    let paragraph = squeeze(&text[number_at..end]);
    let (date, date_at) = date_before(before);
    let head = &before[..date_at.unwrap_or(before.len())];
    let (organ, organ_at) = organ_before(head);
    let start = organ_at.or(date_at).map_or(at, |i| from + i);
    let may_follow = || date.is_none() && has_date(&text[end..]);
    let after_date = ISO_AFTER.as_ref().filter(|_| may_follow()).and_then(|r| r.captures(&text[end..]));
    let (date, end) =
        match after_date.and_then(|c| c.get(1)).filter(|m| text[end..end + m.start()].contains("protokoll")) {
            Some(m) => (Some(m.as_str().to_string()), end + m.end()),
            None => (date, end),
        };
    Some(Reference { text: squeeze(&text[start..end]), organ, paragraph, date })
}

/// The length of "12", "12/2019", "14 B", "61-84", "12 A" at the start of `t`; 0 where there is none.
fn number_len(t: &str) -> usize {
    let digits = |t: &str| t.bytes().take_while(u8::is_ascii_digit).count();
    let mut n = digits(t);
    if n == 0 || n > 4 {
        return 0;
    }
    for sep in ['/', '-', '–'] {
        if let Some(r) = t[n..].strip_prefix(sep) {
            let more = digits(r);
            if more > 0 && more <= 4 {
                n += sep.len_utf8() + more;
            }
        }
    }
    if let Some(r) = t[n..].strip_prefix(' ') {
        let mut c = r.chars();
        if matches!(c.next(), Some('A'..='H')) && !c.next().is_some_and(|c| c.is_alphanumeric()) {
            n += 2;
        }
    }
    n
}

/// Whether the words around a § name a statute, or a body's own rules.
fn is_statute(before: &str, after: &str) -> bool {
    let b = before.trim_end();
    if b.ends_with("kap.") || b.ends_with("kap") {
        return true;
    }
    let last = b.rsplit(char::is_whitespace).next().unwrap_or("");
    if is_statute_word(last) {
        return true;
    }
    let next: Vec<&str> = after.split_whitespace().take(6).collect();
    if after.starts_with([' ', '\u{a0}']) {
        if next.first().is_some_and(|w| is_statute_word(w)) {
            return true;
        }
        if matches!(next.first(), Some(&("i" | "av" | "af" | "1"))) && next.iter().any(|w| is_statute_word(w)) {
            return true;
        }
        if next.first().is_some_and(|w| w.starts_with('(')) && is_statute_word(last) {
            return true;
        }
    }
    // "11 § MBL": a number in front of the sign.
    last.chars().all(|c| c.is_ascii_digit()) && !last.is_empty()
}

fn is_statute_word(word: &str) -> bool {
    let w = fold::skeleton(word.trim_matches(|c: char| !c.is_alphanumeric()));
    STATUTE_LIST.iter().any(|s| if s.len() <= 3 { w == *s } else { w.ends_with(s.as_str()) && !is_organ_word(&w) })
}

fn is_organ_word(folded: &str) -> bool {
    ORGAN_LIST.iter().any(|o| folded.ends_with(o.as_str()))
}

/// Whether the last word is a number or the name of a month: the cheap test before [`date_before`].
fn may_end_in_date(before: &str) -> bool {
    let tail = before.trim_end().trim_end_matches([',', ';', '.']);
    let word = tail.rsplit(char::is_whitespace).next().unwrap_or(tail);
    word.ends_with(|c: char| c.is_ascii_digit()) || MONTH_LIST.iter().any(|m| m.eq_ignore_ascii_case(word))
}

/// The date at the end of `before`, as ISO 8601 where its year is printed, and where it starts.
fn date_before(before: &str) -> (Option<String>, Option<usize>) {
    if !may_end_in_date(before) {
        return (None, None);
    }
    if let Some(m) = ISO_BEFORE.as_ref().and_then(|r| r.captures(before)).and_then(|c| c.get(1)) {
        return (Some(m.as_str().to_string()), Some(m.start()));
    }
    let Some(c) = WORDS_BEFORE.as_ref().and_then(|r| r.captures(before)) else { return (None, None) };
    let start = c.get(0).map(|m| m.start());
    let month = c.get(2).and_then(|m| {
        let w = m.as_str().to_lowercase();
        data::rows(MONTHS).find(|r| r[1] == w).and_then(|r| r[0].parse::<u32>().ok())
    });
    let day = c.get(1).and_then(|d| d.as_str().parse::<u32>().ok());
    let date = match (c.get(3), month, day) {
        (Some(y), Some(m), Some(d)) if (1..=31).contains(&d) => Some(format!("{}-{m:02}-{d:02}", y.as_str())),
        _ => None,
    };
    (date, start)
}

/// Whether `word` only joins a body's name to a date. Short ones must be the whole word.
fn is_filler(word: &str) -> bool {
    let w = fold::skeleton(word.trim_matches(|c: char| !c.is_alphanumeric()));
    FILLER_LIST.iter().any(|f| if f.len() <= 4 { w == *f } else { w.starts_with(f) })
}

/// The most words at the end of a text that tell a body: four that only join, one and five more of its name, and one before.
const LAST_WORDS: usize = 12;

/// The body named at the end of `head`, and where its name starts.
fn organ_before(head: &str) -> (Option<String>, Option<usize>) {
    // No more words than these are looked at.
    let start = head.as_ptr() as usize;
    let last = head.split_whitespace().rev().take(LAST_WORDS).map(|w| (w.as_ptr() as usize - start, w));
    let mut words: SmallVec<[(usize, &str); LAST_WORDS]> = last.collect();
    words.reverse();
    let mut end = words.len();
    while end > 0 && words.len() - end < 4 && is_filler(words[end - 1].1) {
        end -= 1;
    }
    let Some((last_at, last)) = end.checked_sub(1).and_then(|i| words.get(i)).copied() else { return (None, None) };
    let bare = last.trim_matches(|c: char| !c.is_alphanumeric());
    let acronym = (labels::is_prefix(bare) && bare.starts_with(char::is_uppercase))
        || (bare.len() >= 2 && bare.len() <= 6 && bare.ends_with("AU") && bare.chars().all(char::is_uppercase));
    if acronym {
        return (Some(bare.to_string()), Some(last_at + last.find(bare).unwrap_or(0)));
    }
    if !is_organ_word(&fold::skeleton(bare)) {
        return (None, None);
    }
    let mut first = end - 1;
    while first > 0 && end - first < 5 {
        let w = words[first - 1].1;
        let f = fold::skeleton(w);
        // "Miljö-" is a part of a name, the "-" of a list is not.
        let suspended = |w: &str| w.len() > 1 && w.ends_with('-');
        let part = is_organ_word(&f) || suspended(w) || (f == "och" && first > 1 && suspended(words[first - 2].1));
        if !part || w.ends_with(['.', ',', ';', ':']) {
            break;
        }
        first -= 1;
    }
    let start = words[first].0;
    let name = squeeze(&head[start..last_at + last.len()]);
    (Some(name.trim_end_matches([',', ';']).to_string()), Some(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(text: &str) -> (String, Option<String>, String, Option<String>) {
        let r = find(text, "99");
        assert_eq!(r.len(), 1, "{text}: {r:?}");
        let r = r[0].clone();
        (r.text, r.organ, r.paragraph, r.date)
    }

    #[test]
    fn the_dash_of_a_list_is_no_part_of_a_name() {
        let r = one("- Kommunstyrelsens arbetsutskott 2022-05-10 § 41");
        assert_eq!(r.1.as_deref(), Some("Kommunstyrelsens arbetsutskott"));
        let r = one("Miljö- och byggnadsnämnden 2022-05-10 § 41");
        assert_eq!(r.1.as_deref(), Some("Miljö- och byggnadsnämnden"));
    }

    #[test]
    fn references_to_minutes() {
        assert_eq!(
            one("Enligt KSAU § 12/2019."),
            ("KSAU § 12/2019".into(), Some("KSAU".into()), "12/2019".into(), None)
        );
        assert_eq!(
            one("Kommunstyrelsen 2024-02-14 § 6"),
            (
                "Kommunstyrelsen 2024-02-14 § 6".into(),
                Some("Kommunstyrelsen".into()),
                "6".into(),
                Some("2024-02-14".into())
            )
        );
        let r = one("genom kommunfullmäktiges beslut den 25 november 1957, § 112, har");
        assert_eq!(
            (r.1.as_deref(), r.2.as_str(), r.3.as_deref()),
            (Some("kommunfullmäktiges"), "112", Some("1957-11-25"))
        );
        let r = one("Kommunstyrelsens arbetsutskott 2021-01-26 8 9");
        assert_eq!((r.0.as_str(), r.2.as_str()), ("Kommunstyrelsens arbetsutskott 2021-01-26 § 9", "9"));
        assert_eq!(one("se § 14 i protokoll från 2020-11-10").3.as_deref(), Some("2020-11-10"));
        assert_eq!(one("se även paragraf 3 ovan").2, "3");
    }

    #[test]
    fn statutes_are_not_minutes() {
        for t in [
            "6 kap. 28 § kommunallagen",
            "11 § medbestämmandelagen",
            "enligt 5 kap. 45 §",
            "reglementets § 4 (uppgifter)",
            "§ 75 i Kongl. förordningen",
        ] {
            assert!(find(t, "1").is_empty(), "{t}: {:?}", find(t, "1"));
        }
    }

    #[test]
    fn a_paragraph_does_not_refer_to_itself() {
        assert!(find("bilaga § 48/23", "48").is_empty());
    }

    #[test]
    fn data_is_policed() {
        assert_eq!(data::rows(MONTHS).filter(|r| r.len() == 3).count(), 12);
        data::police(ORGANS, 1);
        data::police(STATUTES, 1);
        data::police(FILLERS, 1);
        assert!(ISO_BEFORE.is_some() && WORDS_BEFORE.is_some() && ISO_AFTER.is_some() && DAMAGED.is_some());
    }
}
