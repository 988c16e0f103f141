//! Roles, parties and honorifics: known forms, and mending damaged ones.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;
use rustc_hash::FxHashMap;

use super::{data, names, organ};
use crate::fold;

/// A folded form of a role, and the role.
type RoleForm = (&'static str, &'static str);

pub(super) static ROLES: LazyLock<BTreeMap<String, &'static str>> =
    LazyLock::new(|| data::form_map(include_str!("../../../dictionaries/roles.tsv"), 0));
/// The roles long enough to be known damaged, by first letter and length in bytes.
static LONG_ROLES: LazyLock<FxHashMap<(char, usize), Vec<RoleForm>>> = LazyLock::new(|| {
    let mut out: FxHashMap<(char, usize), Vec<(&str, &str)>> = FxHashMap::default();
    for (form, role) in ROLES.iter().filter(|(form, _)| form.len() >= 7) {
        out.entry((form.chars().next().unwrap_or_default(), form.len())).or_default().push((form, role));
    }
    out
});
pub(super) static PARTIES: LazyLock<BTreeMap<String, &'static str>> =
    LazyLock::new(|| data::form_map(include_str!("../../../dictionaries/parties.tsv"), 0));
pub(super) static HONORIFICS: LazyLock<Vec<String>> = LazyLock::new(|| {
    data::words(include_str!("../../../dictionaries/honorifics.txt")).into_iter().map(fold::skeleton).collect()
});
/// Whether `text` is a role in the definite form, which stands before a name: "lantbrukaren".
pub(super) fn is_definite_role(text: &str) -> bool {
    let folded = fold::skeleton(text.trim());
    folded.ends_with('n') && ROLES.get(&folded).is_some_and(|r| fold::skeleton(r) != folded)
}

/// Whether `text` is a known role, in any of its forms.
pub(super) fn is_role(text: &str) -> bool {
    let folded = fold::skeleton(text.trim());
    ROLES.contains_key(&folded) || ROLES.contains_key(&(folded + "."))
}

static ENDINGS: LazyLock<Vec<String>> = LazyLock::new(|| {
    data::words(include_str!("../../../dictionaries/title-endings.txt")).into_iter().map(fold::skeleton).collect()
});

/// Which pairs of bytes end a title.
static LAST_TWO: LazyLock<Vec<bool>> = LazyLock::new(|| {
    let mut all = vec![false; 1 << 16];
    for ending in ENDINGS.iter() {
        if let [.., a, b] = ending.as_bytes() {
            all[usize::from(*a) << 8 | usize::from(*b)] = true;
        }
    }
    all
});

/// Whether a folded word ends as titles do: "kulturchef".
pub(super) fn has_title_ending(folded: &str) -> bool {
    // Names are asked about again and again: their last two letters rule out most.
    let [.., _, _, a, b] = folded.as_bytes() else { return false };
    LAST_TWO[usize::from(*a) << 8 | usize::from(*b)] && ENDINGS.iter().any(|e| folded.ends_with(e.as_str()))
}

static PARTY_NAMES: LazyLock<Vec<String>> = LazyLock::new(|| {
    data::words(include_str!("../../../dictionaries/party-names.txt")).into_iter().map(fold::skeleton).collect()
});

static PARTY_GROUPS: LazyLock<Vec<String>> = LazyLock::new(|| {
    data::words(include_str!("../../../dictionaries/party-groups.txt")).into_iter().map(fold::skeleton).collect()
});

/// Whether a line by itself is a party or a municipality, as a heading over its members.
pub(super) fn heads_members(line: &str) -> bool {
    let text = line.trim().trim_end_matches(':');
    let folded = fold::skeleton(text);
    PARTY_NAMES.contains(&folded)
        || (text.starts_with(char::is_uppercase) && organ::is_affiliation(text))
        || group(text).is_some()
        || bracketed(line).is_some()
        || is_constituency(line)
}

/// Whether a line is the heading over the members of a constituency: "Norra valkretsen:", "Viks valkrets:".
pub(super) fn is_constituency(line: &str) -> bool {
    let Some(text) = line.trim().strip_suffix(':') else { return false };
    let mut words = text.split(' ').rev();
    words.next().is_some_and(|w| data::is_small("constituency", w))
        && text.starts_with(char::is_uppercase)
        && (1..=4).contains(&words.count())
}

/// The letters in the bracket that ends a party's heading: "Partiet för Vik (PV):", and without the colon "Moderaterna (M)", "Vikens Väl (VV)".
pub(super) fn bracketed(heading: &str) -> Option<String> {
    let heading = heading.trim();
    let (name, letters) = heading.strip_suffix(':').unwrap_or(heading).strip_suffix(')')?.rsplit_once('(')?;
    let last = name.trim().rsplit(' ').next().unwrap_or("");
    if !heading.ends_with(':') && !is_party_name(name.trim()) && !data::is_small("party-end", last) {
        return None;
    }
    let few = (1..=6).contains(&letters.chars().count()) && letters.chars().all(char::is_alphabetic);
    (few && name.starts_with(char::is_uppercase) && !name.contains([',', ';', '('])).then(|| letters.to_string())
}

/// Whether all of `text` is a party's name or that of its group.
pub(super) fn is_party_name(text: &str) -> bool {
    text.starts_with(char::is_alphabetic) && (PARTY_NAMES.contains(&fold::skeleton(text)) || group(text).is_some())
}

/// The letters of the party whose group a heading names: "s-gruppen".
pub(super) fn group(heading: &str) -> Option<String> {
    let folded = fold::skeleton(heading);
    let ending = PARTY_GROUPS.iter().find(|g| folded.ends_with(g.as_str()))?;
    let kept = folded.chars().count() - ending.chars().count();
    party(&heading.chars().take(kept).collect::<String>())
}

static PRESENCE: LazyLock<Vec<String>> = LazyLock::new(|| {
    data::words(include_str!("../../../dictionaries/presence-words.txt")).into_iter().map(fold::skeleton).collect()
});

/// Whether a folded word only says that somebody was there, or joins persons.
pub(super) fn is_presence(folded: &str) -> bool {
    PRESENCE.iter().any(|w| w == folded)
}

/// Whether a role in full is that of one who serves for another.
pub(super) fn serves(role: &str) -> bool {
    fold::skeleton(role).starts_with("tjanstgorande")
}

/// The role of one who serves for another, in full.
pub(super) fn serving() -> &'static str {
    ROLES.get("tjg").copied().unwrap_or("")
}

/// Whether a role is a substitute's: "ersättare", "suppleant".
pub(super) fn is_substitute(role: &str) -> bool {
    let folded = fold::skeleton(role);
    // "styrelsesuppleant"
    let first = folded.split([',', ' ']).next().unwrap_or("");
    folded.starts_with("ersattare") || first.ends_with("suppleant")
}

/// Whether a role is that of a member of the body: "ledamot", "styrelseledamot".
pub(super) fn is_member(role: &str) -> bool {
    fold::skeleton(role).ends_with(&fold::skeleton(&self::role("led.")))
}

/// Whether a part of a role tells that somebody is there for others and does not decide: "lärarekårens ombud", "arbetstagarrepresentant, Unionen".
pub(super) fn has_no_vote(role: &str) -> bool {
    role.split(',').any(|part| data::ends_small("no-vote", part.trim()))
}

/// Whether somebody with this title decides by office.
pub(super) fn is_self_written(role: &str) -> bool {
    data::is_small("self-written", role.split(',').next().unwrap_or(""))
}

/// Whether a role is an office of one who presides: "2:e vice ordförande", "ålderspresident".
pub(super) fn is_chairs_office(role: &str) -> bool {
    let folded = fold::skeleton(role);
    let last = folded.rsplit(' ').next().unwrap_or("");
    last == fold::skeleton(&self::role("ordf.")) || data::is_small("presides", last)
}

/// Whether a role is that of the chair of this meeting: "ordförande", "styrelsens ordförande".
pub(super) fn chairs(role: &str) -> bool {
    let folded = fold::skeleton(role);
    let (before, office) = folded.rsplit_once(' ').unwrap_or(("", &folded));
    let own = || data::is_small("own-body", before);
    office == fold::skeleton(&self::role("ordf.")) && (before.is_empty() || before == "tjanstgorande" || own())
}

/// Whether what follows such a word belongs to it: "chef för", "rektor vid".
pub(super) fn binds(word: &str) -> bool {
    data::is_small("binds", word) || is_for(word)
}

/// How many words of `line` are a title that begins it with a capital, where a name follows: "Mark- och exploateringschef Ida Dal".
pub(super) fn led(line: &str) -> Option<usize> {
    let words: Vec<&str> = line.split_whitespace().take(10).collect();
    let capital = words.first()?.chars().next().is_some_and(|c| c.is_uppercase() || c.is_ascii_digit());
    if !capital {
        return None;
    }
    // "Kaptenen m. m. A. Berg", "Rektor vid gymnasiet Ida Dal": the title comes first.
    let first = |i: usize| words[1..i].iter().all(|w| small(w)) && is_title(words[0]);
    let open = words.iter().position(|w| w.ends_with([',', ';'])).map_or(words.len(), |k| k + 1);
    (1..words.len().min(6).min(open)).find(|i| {
        names::prefix(&words[*i..], false) > 0
            && (is_role(&words[..*i].join(" ")) || is_title(words[*i - 1]) || (*i > 1 && first(*i)))
    })
}

/// Whether a word by itself is a title: by its ending, or cut short ("Ombudsm.").
fn is_title(word: &str) -> bool {
    has_title_ending(&fold::skeleton(word)) || names::is_short_title(word)
}

/// Whether a word in small letters is an official's title, and no office of the body: "kommunchef", no "ordförande".
pub(super) fn is_official(word: &str) -> bool {
    is_title(word) && !data::is_small("office", word)
}

/// Whether a role is that of a servant of the organization by its word: "landstingsdirektör", "stadsingenjören".
pub(super) fn is_servant(role: &str) -> bool {
    let word = fold::skeleton(role.split([',', ' ']).next().unwrap_or(""));
    let starts = data::folded_words("servant-start").iter().any(|s| word.starts_with(s.as_str()));
    starts && data::folded_ends_small("servant-end", &word)
}

/// Whether a role is a post with an organization by its word: "byggnadsinspektör", but no "ingenjör" or "direktör", who may be a member.
pub(super) fn is_post(role: &str) -> bool {
    let word = fold::skeleton(role.split([',', ' ']).next().unwrap_or(""));
    let end = |e: &String| word.len() > e.len() && word.ends_with(e.as_str());
    data::is_small("post", &word) || data::folded_words("post-end").iter().any(end)
}

/// A definite title that stood before a name, in the indefinite form: "elverkschefen" → "elverkschef". Others as they are.
pub(super) fn indefinite(word: &str) -> String {
    static ENDINGS: LazyLock<Vec<(&'static str, &'static str)>> = LazyLock::new(|| {
        data::rows(include_str!("../../../dictionaries/definite-titles.tsv")).map(|r| (r[0], r[1])).collect()
    });
    let found = ENDINGS.iter().find_map(|(d, i)| Some(format!("{}{i}", word.strip_suffix(d)?)));
    found.unwrap_or_else(|| word.to_string())
}

/// Where the name begins after an official's title of `lower` small words or more: "ekonom Ida Dal", "chef för Intern Service Ida Dal". After a
/// unit's name the person is the last two words.
pub(super) fn led_official(words: &[&str], lower: usize) -> Option<usize> {
    let n = names::prefix(words.get(lower..)?, false);
    if lower == 0 || n == 0 {
        return None;
    }
    if binds(words[lower - 1]) {
        return (lower > 1 && n > 2 && words[..lower - 1].iter().any(|w| is_official(w))).then(|| lower + n - 2);
    }
    words[..lower].iter().any(|w| is_official(w)).then_some(lower)
}

/// Whether a word is a title or an honorific: "Sjökapten", "Fru".
pub(super) fn is_titled(word: &str) -> bool {
    is_title(word) || is_role(word) || has_honorific(word)
}

/// Whether a line begins with titles in small letters, or an honorific, and a name: "lantbr. Per Ås", "Fru Ada Dahl".
pub(super) fn led_small(line: &str) -> bool {
    let words: Vec<&str> = line.split_whitespace().take(10).collect();
    let n = words.iter().take(5).take_while(|w| small(w)).count();
    let honorific = n > 0 && HONORIFICS.contains(&fold::skeleton(words[n - 1].trim_end_matches('.')));
    let known = |k: usize| is_title(words[k]) || is_role(words[k]);
    // "ersättare för Anna Berg" is said of another.
    n > 0
        && !binds(words[n - 1])
        && names::prefix(&words[n..], honorific) > 0
        && (honorific || known(0) || known(n - 1))
}

/// The party that a word by itself names, as printed: "SD", "vpk". Damaged forms do not count, nor one small letter.
pub(super) fn party(word: &str) -> Option<String> {
    let word = word.trim_end_matches([',', '.']);
    let upper = word.chars().all(char::is_uppercase);
    let lower = word.chars().all(char::is_lowercase);
    let known = PARTY_LETTERS.contains(word.to_uppercase().as_str());
    (known && (upper || lower)).then(|| word.to_string())
}

static PARTY_LETTERS: LazyLock<std::collections::BTreeSet<&'static str>> =
    LazyLock::new(|| data::words(include_str!("../../../dictionaries/parties.tsv")).into_iter().collect());

/// Whether a word is no part of a name: in small letters, or an honorific that begins a line.
pub(super) fn small(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_lowercase)
        || HONORIFICS.contains(&fold::skeleton(word.trim_end_matches('.')))
}

/// Whether a word of `text` is an honorific ("herrar").
pub(super) fn has_honorific(text: &str) -> bool {
    text.split_whitespace().any(|w| HONORIFICS.contains(&fold::skeleton(w.trim_end_matches('.'))))
}

/// Whether `word` with a period is a short form of a role: "ordf".
pub(super) fn is_short_role(word: &str) -> bool {
    ROLES.contains_key(&(fold::skeleton(word) + "."))
}

static FOR: LazyLock<Regex> = LazyLock::new(|| data::regex(r"\s(?:f[öoé6]r|[Ee]rs\S{1,2}tter)\s"));

/// Whether a word stands before the name of somebody for whom another serves: "för", "ersätter".
pub(super) fn is_for(word: &str) -> bool {
    FOR.is_match(&format!(" {word} "))
}

/// Whether a text begins with a name, also one whose initial has no period: "R Ek".
fn names_one(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().take(7).collect();
    let initial = words.first().is_some_and(|w| w.chars().count() == 1);
    names::prefix(&words, initial) > usize::from(initial)
}

/// A role in its full form: short forms written out, damage mended to the nearest known role, others as printed.
pub(super) fn role(text: &str) -> String {
    let text = text.trim();
    // "för Nils Ek": who is there for another serves.
    let led = format!(" {text}");
    if let Some(m) = FOR.find(&led).filter(|m| m.start() == 0 && names_one(&led[m.end()..])) {
        return format!("tjänstgörande ersättare för {}", &led[m.end()..]);
    }
    if let Some(m) = FOR.find(text).filter(|m| names_one(&text[m.end()..])) {
        return format!("{} för {}", role(&text[..m.start()]), &text[m.end()..]);
    }
    let folded = fold::skeleton(text);
    if let Some(role) = ROLES.get(&folded).or_else(|| ROLES.get(&(folded.clone() + "."))) {
        return (*role).to_string();
    }
    // A real title that is not listed must not become its neighbour: only a letter or two may differ.
    let damaged = |form: &str| data::near(&folded, form) && data::within(&folded, form, 1 + form.len() / 16);
    let first = folded.chars().next();
    let alike = (folded.len().saturating_sub(1)..=folded.len() + 1).filter_map(|n| LONG_ROLES.get(&(first?, n)));
    let damaged = alike.flatten().filter(|(form, _)| damaged(form));
    let near = damaged.min_by_key(|(form, _)| (data::distance(&folded, form), *form));
    near.map_or(text.to_string(), |(_, role)| (*role).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_in_full() {
        for (text, want) in [
            ("ordf.", "ordförande"),
            ("v. ordf", "vice ordförande"),
            ("2ve vice ordförande", "2:e vice ordförande"),
            ("ordfdrande", "ordförande"),
            ("tjanstgorande ersättare för Nils Ek (M)", "tjänstgörande ersättare för Nils Ek (M)"),
            ("kommunråd", "kommunråd"),
            ("lokalsamordnare", "lokalsamordnare"),
        ] {
            assert_eq!(role(text), want, "{text}");
        }
    }
}
