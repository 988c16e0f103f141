//! The organization and the deciding body: from header lines, labels and opening sentences.

use std::cell::RefCell;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::{data, titles};
use crate::fold;

struct Ending {
    key: String,
    definite: &'static str,
    /// "stad" for stadsfullmäktige, where the organization is named "… i <place>".
    organization: Option<&'static str>,
}

static ENDINGS: LazyLock<Vec<Ending>> = LazyLock::new(|| {
    let mut list: Vec<Ending> = data::rows(include_str!("../../../dictionaries/organs.tsv"))
        .map(|r| Ending { key: fold::skeleton(r[0]), definite: r[1], organization: Some(r[2]).filter(|o| *o != "-") })
        .collect();
    // The longest ending decides.
    list.sort_by(|a, b| b.key.len().cmp(&a.key.len()).then(a.key.cmp(&b.key)));
    list
});

static ORGANIZATIONS: LazyLock<Vec<(&'static str, String, &'static str)>> = LazyLock::new(|| {
    data::rows(include_str!("../../../dictionaries/organizations.tsv"))
        .map(|r| (r[0], fold::skeleton(r[1]), r[2]))
        .collect()
});

static NOT_ORGANS: LazyLock<Vec<String>> = LazyLock::new(|| {
    data::words(include_str!("../../../dictionaries/not-organs.txt")).into_iter().map(fold::skeleton).collect()
});
/// Words before a body's name that are part of it.
static ADJECTIVES: LazyLock<Vec<String>> = LazyLock::new(|| {
    data::words(include_str!("../../../dictionaries/organ-adjectives.txt")).into_iter().map(fold::skeleton).collect()
});

/// The ending that `word` has to the letter.
fn exact_ending(word: &str) -> Option<&'static Ending> {
    let folded = fold::skeleton(word);
    if NOT_ORGANS.contains(&folded) || data::folded_ends_small("no-organ", &folded) {
        return None;
    }
    ENDINGS.iter().find(|e| folded.ends_with(&e.key))
}

/// A body's word in the definite form without the "s" of the genitive; any other word as it is.
fn without_genitive(word: &str) -> &str {
    let Some(stem) = word.strip_suffix(['s', 'S']).filter(|_| exact_ending(word).is_none()) else { return word };
    let definite = exact_ending(stem).is_some_and(|e| e.key == fold::skeleton(e.definite));
    if definite { stem } else { word }
}

/// Words whose endings each thread keeps: running text repeats its own.
const KEPT: usize = 4_096;
thread_local! {
    static FOUND: RefCell<FxHashMap<String, Option<&'static Ending>>> = RefCell::default();
}

/// The ending that `word` has, with damage of one letter in five tolerated.
fn ending(word: &str) -> Option<&'static Ending> {
    FOUND.with_borrow_mut(|found| {
        if let Some(known) = found.get(word) {
            return *known;
        }
        if found.len() >= KEPT {
            found.clear();
        }
        let ending = near_ending(word);
        found.insert(word.to_string(), ending);
        ending
    })
}

fn near_ending(word: &str) -> Option<&'static Ending> {
    let folded = fold::skeleton(word);
    if NOT_ORGANS.iter().any(|n| data::near(&folded, n)) || data::folded_ends_small("no-organ", &folded) {
        return None;
    }
    exact_ending(word).or_else(|| {
        ENDINGS.iter().filter(|e| e.key.len() >= 7).find(|e| {
            let from = folded.char_indices().rev().nth(e.key.chars().count() - 1).map_or(0, |(i, _)| i);
            (from > 0 || folded.len().abs_diff(e.key.len()) <= 1) && data::near(&folded[from..], &e.key)
        })
    })
}

/// Capital first letter, the rest small, where the word is all capitals; else as it is.
fn calm(word: &str, capital: bool) -> String {
    let shouting = word.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase);
    let word = if shouting { word.to_lowercase() } else { word.to_string() };
    if !capital {
        return word;
    }
    let mut chars = word.chars();
    chars.next().map_or(String::new(), |c| c.to_uppercase().chain(chars).collect())
}

static KNOWN: LazyLock<Vec<(String, &'static str)>> = LazyLock::new(|| {
    data::words(include_str!("../../../dictionaries/organs.txt")).into_iter().map(|o| (fold::skeleton(o), o)).collect()
});

/// The known name that a damaged one must be: one letter in twelve may differ.
fn mended(name: String) -> String {
    let folded = fold::skeleton(&name);
    let far = (folded.len() / 12).max(1);
    if folded.len() < 8 || KNOWN.iter().any(|(k, _)| *k == folded) {
        let same = KNOWN.iter().find(|(k, _)| *k == folded);
        return same.map_or(name, |(_, o)| (*o).to_string());
    }
    let near = KNOWN.iter().map(|(k, o)| (data::distance(&folded, k), *o)).filter(|(d, _)| *d <= far).min();
    near.map_or(name, |(_, o)| o.to_string())
}

/// The name of a deciding body, in definite form with a capital: "SKOLSTYRELSEN" → "Skolstyrelsen",
/// "kommunalstämma" → "Kommunalstämman". `None` where `text` is not just such a name.
pub(super) fn organ(text: &str) -> Option<String> {
    let text = text.trim().trim_end_matches(['.', ',', ':', '|']).trim();
    let mut words: Vec<&str> = text.split_whitespace().collect();
    // "Hamndirektionens": cut to its last letters it resembles the ending, but for one letter.
    if let Some(last) = words.last_mut() {
        *last = without_genitive(last);
    }
    let last = words.last()?;
    let fits = words.len() <= 7
        && words.iter().all(|w| w.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | ',' | '&')))
        && words[0].chars().next().is_some_and(char::is_uppercase);
    // "Nämnden för hälsa och omsorg": the body's word comes first.
    let leads = words.len() >= 3 && fold::skeleton(words[1]) == "for" && ending(words[0]).is_some();
    // "Värdkommun för nämnden" tells what another is to the body.
    let of_body = !leads && words.len() >= 3 && titles::is_for(words[words.len() - 2]);
    if !fits || of_body || (ending(last).is_none() && !leads) {
        return None;
    }
    let genitive = words.len() > 1 && words[words.len() - 2].to_lowercase().ends_with('s');
    let mut out: Vec<String> = words.iter().enumerate().map(|(i, w)| calm(w, i == 0)).collect();
    if !leads
        && !genitive
        && let (Some(e), Some(word)) = (ending(last), out.last_mut())
    {
        *word = definite(word, e);
    }
    Some(mended(out.join(" ")))
}

/// The name of a body of a part of its organization, as printed, by its number or its part's name: "Stadsdelsnämnd 4 Vinby", "Kommundelsnämnden
/// Östra Vik". `after`: what stands under it in a header, where the name may go on.
pub(super) fn of_area(text: &str, after: &str) -> Option<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let (first, rest) = words.split_first().filter(|(w, _)| data::is_small("area", w))?;
    let number = |w: &str| w.len() <= 2 && w.chars().all(|c| c.is_ascii_digit());
    let named = |w: &str| {
        let letters = w.chars().all(|c| c.is_alphabetic() || c == '-');
        w.starts_with(char::is_uppercase) && letters && !super::names::is_no_name(w) && ending(w).is_none()
    };
    if !rest.iter().enumerate().all(|(i, w)| (i == 0 && number(w)) || named(w)) || rest.len() > 4 {
        return None;
    }
    let mut out = vec![calm(first, true)];
    out.extend(rest.iter().map(|w| calm_proper(w)));
    let below: Vec<&str> = after.split_whitespace().collect();
    let open = rest.iter().all(|w| number(w));
    if open && (1..=3).contains(&below.len()) && below.iter().all(|w| named(w)) && organization(after).is_none() {
        out.extend(below.iter().map(|w| calm_proper(w)));
    }
    (out.len() > 1).then(|| out.join(" "))
}

/// `word` with its ending put right and in the definite form; the part before the ending keeps its spelling.
fn definite(word: &str, ending: &Ending) -> String {
    let chars: Vec<char> = word.chars().collect();
    let keep = chars.len().saturating_sub(ending.key.chars().count());
    let first_upper = keep == 0 && chars.first().is_some_and(|c| c.is_uppercase());
    let mut out: String = chars[..keep].iter().collect();
    out.push_str(&if first_upper { calm(ending.definite, true) } else { ending.definite.to_string() });
    out
}

/// The name of an organization, in normal case: "ÄLVHYTTE KOMMUN" → "Älvhytte kommun". `None` where `text` is not
/// just such a name.
pub(super) fn organization(text: &str) -> Option<String> {
    let text = text.trim().trim_end_matches(['.', ',', '|']).trim();
    let words: Vec<&str> = text.split_whitespace().collect();
    let fits = (2..=6).contains(&words.len())
        && words.iter().all(|w| w.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '/')) || *w == "&")
        && words[0].chars().next().is_some_and(char::is_uppercase)
        && words.iter().all(|w| w.chars().count() > 1 || matches!(*w, "i" | "&"));
    if !fits {
        return None;
    }
    // "Landstinget i Viks län"
    let county = words.last().is_some_and(|w| fold::skeleton(w) == "lan");
    // "Vatten i Vik kommunalförbund", "Landstinget i Viksbygden"
    let within =
        words.last().is_some_and(|w| fold::skeleton(w).ends_with("forbund")) || data::is_small("province", words[0]);
    if words.len() > 2 && words[1].eq_ignore_ascii_case("i") && !county && !within {
        return None;
    }
    let inner = &words[..words.len() - 1];
    if !inner.iter().all(|w| w.chars().next().is_some_and(char::is_uppercase) || data::is_small("inner", w)) {
        return None;
    }
    let (first, last) = (fold::skeleton(words[0]), fold::skeleton(words[words.len() - 1]));
    let suffix = ORGANIZATIONS.iter().find(|(k, w, _)| *k == "suffix" && data::near(&last, w));
    let prefix = ORGANIZATIONS.iter().find(|(k, w, _)| *k == "prefix" && data::near(&first, w));
    let inner = |i: usize, w: &str| i > 0 && i + 1 < words.len() && data::is_small("inner", w);
    // "Avfallsförbundet NSR": capitals among small letters are letters of a name.
    let shouting = !text.contains(char::is_lowercase);
    let calm = |(i, w): (usize, &&str)| match inner(i, w) {
        true => w.to_lowercase(),
        false if shouting => calm_proper(w),
        false => (*w).to_string(),
    };
    let mut out: Vec<String> = words.iter().enumerate().map(calm).collect();
    match (suffix, prefix) {
        (Some((_, _, word)), _) => *out.last_mut()? = (*word).to_string(),
        (None, Some((_, _, word))) if county || within || words[1].chars().next().is_some_and(char::is_uppercase) => {
            out[0] = (*word).to_string()
        }
        _ => return None,
    }
    Some(out.join(" "))
}

/// The name of an organization that stands in the genitive: "VIKS LÄNS LANDSTINGS".
pub(super) fn genitive(text: &str) -> Option<String> {
    let bare = text.trim().strip_suffix(['s', 'S'])?;
    let last = fold::skeleton(bare.rsplit(' ').next().unwrap_or(""));
    ORGANIZATIONS.iter().any(|(k, w, _)| *k == "suffix" && *w == last).then(|| organization(bare)).flatten()
}

/// A word of a proper name: "ÖSTRA" → "Östra", "SKINNSKATTE-BERG" → "Skinnskatte-Berg"; "och" stays.
fn calm_proper(word: &str) -> String {
    word.split('-')
        .map(|part| calm(part, part.chars().next().is_some_and(char::is_uppercase)))
        .collect::<Vec<_>>()
        .join("-")
}

/// Whether a segment of an attendance list names an organization ("Boxby kommun", "Vimla kommuns").
pub(super) fn is_affiliation(text: &str) -> bool {
    let folded = fold::skeleton(text.trim());
    organization(text).is_some()
        || text.strip_suffix('s').is_some_and(|t| organization(t).is_some())
        || ORGANIZATIONS.iter().any(|(k, w, _)| matches!(*k, "agency" | "letters") && *w == folded)
}

/// Whether a text names a part of an organization, as a council's list has it beside a name: "Humanistiska nämnden", "Kultur- och fritidsnämnden".
pub(super) fn is_unit(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let letters = |w: &&str| w.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | ','));
    (1..=5).contains(&words.len())
        && text.starts_with(char::is_uppercase)
        && words.iter().all(letters)
        && words.last().is_some_and(|w| data::ends_small("unit", w))
}

/// A one-word sort of organization that stands on a line by itself above its name ("Kommunalförbundet").
pub(super) fn is_prefix_alone(text: &str) -> bool {
    let folded = fold::skeleton(text.trim());
    ORGANIZATIONS.iter().any(|(k, w, _)| *k == "prefix" && data::near(&folded, w))
}

// What may stand before a body's name in an opening sentence.
static LEADS: LazyLock<Vec<String>> = LazyLock::new(|| {
    data::words(include_str!("../../../dictionaries/organ-leads.txt")).into_iter().map(fold::skeleton).collect()
});

/// The body and the organization that an opening sentence names: "Protokoll, fört vid ordinarie kommunalstämma
/// i Östra Vik den …" → ("Kommunalstämman", "Östra Vik kommun"); "vid Vinby stadsfullmäktiges sammanträde".
pub(super) fn opening(text: &str) -> (Option<String>, Option<String>) {
    let words: Vec<&str> = text.split_whitespace().collect();
    let capital = |w: &str| w.chars().next().is_some_and(char::is_uppercase);
    let mut found = None;
    for (i, word) in words.iter().enumerate() {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        let (stem, kind) = match (ending(bare), bare.strip_suffix('s').and_then(|s| Some((s, ending(s)?)))) {
            (e, Some((stem, g))) if e.is_none() || exact_ending(bare).is_none() => (stem, g.organization),
            (Some(e), _) => (bare, e.organization),
            _ => continue,
        };
        // "Tekniska nämnden", "Kommunstyrelsens arbetsutskott", "barn- och utbildningsnämndens arbetsutskott"
        let mut from = i;
        while let Some(more) = part_of_name(&words[..from]).filter(|n| i - from + n <= NAME_WORDS) {
            from -= more;
        }
        let name = [&words[from..i], &[stem]].concat().join(" ");
        let before = words[..from]
            .iter()
            .rev()
            .take(4)
            .take_while(|w| capital(w) && !w.ends_with([',', '.', ':']) && !super::names::is_no_name(w))
            .count();
        let place: Vec<&str> = words[from - before..from].to_vec();
        // "vid sammanträde med Vinby sockens kommunalnämnd"
        if let Some((k, named)) = owner(&words[..from])
            && k.checked_sub(1).is_some_and(|k| is_lead(words[k]))
            && let Some(organ) = organ(&capitalised(&name))
        {
            return (Some(organ), Some(named));
        }
        let led = from.checked_sub(before + 1).and_then(|k| words.get(k));
        // "Protokoll från styrelsemöte"
        let pair = || {
            let k = from.checked_sub(before + 2)?;
            Some(LEADS.contains(&fold::skeleton(&words[k..k + 2].join(" "))))
        };
        if !led.is_some_and(|w| is_lead(w)) && !pair().unwrap_or(false) {
            continue;
        }
        let Some(organ) = organ(&capitalised(&name)) else { continue };
        let after = words.get(i + 1..).unwrap_or_default();
        let named = match after.first() {
            Some(w) if data::is_small("in", w) => {
                let within = place_name(&after[1..].iter().take(5).copied().collect::<Vec<_>>().join(" "));
                within.or_else(|| place_name(&place.join(" ")))
            }
            // "kommunalstämma med Vinby socken": only with the kind of place said.
            Some(w) if data::is_small("with", w) => {
                place_name(&after[1..].iter().take(5).copied().collect::<Vec<_>>().join(" "))
                    .filter(|p| organization(p).is_some())
            }
            _ if !place.is_empty() => place_name(&place.join(" ")),
            _ => None,
        };
        let organization = named.and_then(|p| organization(&p).or_else(|| kind.map(|k| format!("{p} {k}"))));
        if organization.is_some() {
            return (Some(organ), organization);
        }
        found.get_or_insert(organ);
    }
    (found, None)
}

/// Whether a word may stand right before a body's name in an opening sentence.
fn is_lead(word: &str) -> bool {
    LEADS.contains(&fold::skeleton(word.trim_matches(|c: char| !c.is_alphabetic())))
}

/// The organization in the genitive that ends `words`, and the index of its first word: "Vinby sockens".
fn owner(words: &[&str]) -> Option<(usize, String)> {
    let (kind, before) = words.split_last()?;
    let kind = fold::skeleton(kind.strip_suffix('s')?);
    let (_, _, kind) = ORGANIZATIONS.iter().find(|(k, w, _)| *k == "suffix" && *w == kind)?;
    let capital = |w: &&&str| w.chars().next().is_some_and(char::is_uppercase) && w.chars().all(char::is_alphanumeric);
    // "Viks läns landstings"
    let inner = |w: &&&str| w.len() > 2 && data::is_small("inner", w);
    let n = before.iter().rev().take(3).take_while(|w| capital(w) || inner(w)).count();
    let calm = |w: &&str| if inner(&w) { w.to_lowercase() } else { calm_proper(w) };
    let named = &before[before.len() - n..];
    let place = named.iter().map(calm).collect::<Vec<_>>().join(" ");
    (n > 0 && capital(&&named[0])).then(|| (before.len() - n, format!("{place} {kind}")))
}

/// The most words before the word of a body that belong to its name.
const NAME_WORDS: usize = 4;

/// How many words at the end of `before` belong to the name of the body behind them.
fn part_of_name(before: &[&str]) -> Option<usize> {
    match before {
        [.., first, and] if *and == "och" && first.ends_with('-') => Some(2),
        [.., word] if is_part_of_name(word) => Some(1),
        _ => None,
    }
}

/// Whether a word before a body's name belongs to it: an adjective, or another body in the genitive.
fn is_part_of_name(word: &str) -> bool {
    let folded = fold::skeleton(word);
    ADJECTIVES.iter().any(|a| data::near(&folded, a))
        || word.strip_suffix('s').is_some_and(|s| exact_ending(s).is_some())
}

/// `text` with its first letter a capital.
pub(super) fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or(String::new(), |c| c.to_uppercase().chain(chars).collect())
}

/// The capitalised words at the start, and the sort of organization after them ("Vårby köping").
fn place_name(text: &str) -> Option<String> {
    let mut out: Vec<&str> = Vec::new();
    for w in text.split_whitespace() {
        let bare = w.trim_end_matches(['.', ',', ';']);
        let kind =
            ORGANIZATIONS.iter().any(|(k, o, _)| *k == "suffix" && *o == fold::skeleton(bare.trim_end_matches('s')));
        let capital =
            bare.chars().next().is_some_and(char::is_uppercase) && bare.chars().all(|c| c.is_alphabetic() || c == '-');
        if kind && !out.is_empty() {
            out.push(bare.trim_end_matches('s'));
            break;
        }
        // "Viks läns landsting"
        if !out.is_empty() && bare.len() > 2 && bare.starts_with(char::is_lowercase) && data::is_small("inner", bare) {
            out.push(bare);
            continue;
        }
        // "Viks Energi & Vatten AB"
        if !out.is_empty() && bare == "&" {
            out.push(bare);
            continue;
        }
        // "i Folkets hus" is where the body met.
        if !capital && !out.is_empty() && data::is_small("hall", bare) {
            return None;
        }
        if !capital || out.iter().filter(|w| **w != "&").count() >= 3 {
            break;
        }
        out.push(bare);
        if w.len() > bare.len() {
            break;
        }
    }
    (!out.is_empty()).then(|| out.iter().map(|w| calm_proper(w)).collect::<Vec<_>>().join(" "))
}

/// The signs of `chars` that a byte range of their folded text covers; folding keeps one sign for one.
pub(super) fn slice(folded: &str, chars: &[char], range: std::ops::Range<usize>) -> String {
    let from = folded[..range.start].chars().count();
    let n = folded[range].chars().count();
    chars.iter().skip(from).take(n).collect()
}

#[cfg(test)]
#[path = "organ_tests.rs"]
mod tests;
