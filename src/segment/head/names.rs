//! Personal names: what looks like one, and finding them in text.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::{data, titles};
use crate::fold;

static NOT_NAMES: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let words = data::words(include_str!("../../../dictionaries/not-names.txt"));
    let titles = data::words(include_str!("../../../dictionaries/honorifics.txt"));
    let roles = super::titles::ROLES.keys().filter(|r| !r.contains(' ')).cloned();
    let parties = data::words(include_str!("../../../dictionaries/party-names.txt"));
    words.into_iter().chain(titles).chain(parties).map(fold::skeleton).chain(roles).collect()
});
static PARTICLES: LazyLock<BTreeSet<&'static str>> =
    LazyLock::new(|| data::words(include_str!("../../../dictionaries/name-particles.txt")).into_iter().collect());
/// Words that begin the name of an organization or a place, and no person's.
static PREFIXES: LazyLock<Vec<String>> = LazyLock::new(|| {
    data::rows(include_str!("../../../dictionaries/organizations.tsv"))
        .filter(|r| r[0] == "prefix")
        .map(|r| r[1])
        .chain(data::words(include_str!("../../../dictionaries/place-words.txt")))
        .map(fold::skeleton)
        .collect()
});
/// Letters of organizations that send members: "PRO".
static ORGANIZATION_LETTERS: LazyLock<BTreeSet<&'static str>> = LazyLock::new(|| {
    let rows = data::rows(include_str!("../../../dictionaries/organizations.tsv"));
    rows.filter(|r| r[0] == "letters").map(|r| r[1]).collect()
});
static SHORT: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    data::words(include_str!("../../../dictionaries/name-short-forms.txt")).into_iter().map(fold::skeleton).collect()
});

/// Whether `word` is a title cut short, as before a name: "Ombudsm.". Names are cut so too, but few: "Fredr.".
pub(super) fn is_short_title(word: &str) -> bool {
    let Some(stem) = word.strip_suffix('.') else { return false };
    stem.chars().count() >= 4
        && stem.chars().all(|c| c.is_alphabetic() || c == '.')
        && !SHORT.contains(&fold::skeleton(stem))
}

/// Whether a word without its period is a given name cut short: "Bernh".
pub(super) fn is_cut_short(word: &str) -> bool {
    SHORT.contains(&fold::skeleton(word))
}

/// Whether a capitalised word is known to be no part of a name: a label, a month, a title.
pub(super) fn is_no_name(word: &str) -> bool {
    NOT_NAMES.contains(&fold::skeleton(word))
}

/// What a word can be in a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// "Anna", "Berg-Lind", and a word in capitals.
    Word,
    /// "A.", "C-G."
    Initial,
    /// "von"
    Particle,
    None,
}

fn kind(word: &str) -> Kind {
    if PARTICLES.contains(word) {
        return Kind::Particle;
    }
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    let Some(first) = word.chars().next() else { return Kind::None };
    // The English model reads Ø as @; nothing else begins so.
    let capital = first.is_uppercase() || (first == '@' && letters >= 3);
    let folded = if capital { fold::skeleton(word) } else { String::new() };
    // A cross or a party's letter read twice: "Xx", "Vv".
    let mut signs = folded.chars();
    let one = signs.next().is_some_and(|a| signs.all(|b| a == b));
    // The first half of a broken label: "TJÄNST-".
    if !capital
        || word.ends_with('-')
        || (one && letters >= 2)
        || NOT_NAMES.contains(&folded)
        || super::titles::has_title_ending(&folded)
        || (folded.len() >= 8 && data::folded_ends_small("unit", &folded))
        || ORGANIZATION_LETTERS.contains(word)
    {
        return Kind::None;
    }
    if letters >= 2 && word.chars().all(char::is_uppercase) && super::titles::party(word).is_some() {
        return Kind::None;
    }
    // "K-G Berg"
    if letters == 2 && word.chars().count() == 3 && word.contains('-') && !word.contains(char::is_lowercase) {
        return Kind::Initial;
    }
    if word.ends_with('.') && letters <= 3 && !word.chars().any(|c| c.is_ascii_digit()) {
        return Kind::Initial;
    }
    let odd = word.chars().filter(|c| !c.is_alphabetic() && !matches!(c, '-' | '\'' | '’' | '´')).count();
    let lower = word.chars().filter(|c| c.is_lowercase()).count();
    let upper = word.chars().filter(|c| c.is_uppercase()).count();
    let cased = (lower >= 1 && upper <= 1 + lower / 2) || (lower == 0 && letters >= 3);
    if letters >= 2 && cased && odd <= usize::from(letters >= 3) { Kind::Word } else { Kind::None }
}

/// Whether two capitals can be a surname: no party's letters, and no word that is none.
fn may_be_surname(word: &str) -> bool {
    super::titles::party(word).is_none() && !is_no_name(word)
}

/// What [`prefix`] gives for words that sign: where blanks no longer part names side by side, a given name and a surname each: "Nils Ek Anna Berg".
pub(super) fn signature(words: &[&str]) -> usize {
    let n = prefix(words, false);
    let plain = |w: &&&str| {
        let rest = || w.chars().skip(1);
        let letters = rest().all(|c| c.is_lowercase() || c == '-') && rest().next().is_some();
        w.starts_with(char::is_uppercase) && letters && !titles::is_role(w)
    };
    let run = words.iter().take_while(plain).count();
    if n > 2 && run >= 4 && run % 2 == 0 { 2 } else { n }
}

/// How many of `words` from the first on form a name; 0 where they form none. A name has two to four capitalised
/// words (initials count as such), particles between them, and ends with a full word. `single` allows one word alone.
pub(super) fn prefix(words: &[&str], single: bool) -> usize {
    let mut capitals = 0;
    let mut end = 0;
    if !single && words.len() > 1 && is_short_title(words[0]) {
        return 0;
    }
    for (i, raw) in words.iter().enumerate() {
        // After the first word a period behind two or more letters ends a sentence, not an initial.
        let stop = capitals > 0 && raw.ends_with('.') && raw.chars().filter(|c| c.is_alphabetic()).count() >= 2;
        let last = stop || raw.ends_with([',', ';', ':']);
        let word = raw.trim_end_matches([',', ';', ':', '\'', '’', '|']);
        // After "herrar" an initial may stand without its period, and between a given name and a surname: "Lena N Ek".
        let open = !last && word.chars().count() == 1;
        let between = || {
            capitals == 1 && i == 1 && words.get(2).is_some_and(|w| kind(w.trim_end_matches([',', ';'])) == Kind::Word)
        };
        let bare = open && ((single && capitals < 3) || between());
        let found = match bare && word.chars().all(char::is_uppercase) {
            true => Kind::Initial,
            false => kind(if stop { word.trim_end_matches('.') } else { word }),
        };
        // "Nils EK", where surnames stand in capitals.
        let short = capitals == 1 && found == Kind::None && word.chars().count() == 2;
        let surname = short && word.chars().all(char::is_uppercase) && may_be_surname(word);
        // "Anna Berg Humanistiska nämnden"
        let of_unit = capitals >= 2
            && words.get(i + 1).is_some_and(|w| data::ends_small("unit", w) && w.starts_with(char::is_lowercase));
        match if surname { Kind::Word } else { found } {
            Kind::Word if of_unit => break,
            Kind::Word if capitals < 4 => {
                capitals += 1;
                if capitals >= 2 || single {
                    end = i + 1;
                }
            }
            Kind::Initial if capitals < 4 => capitals += 1,
            Kind::Particle if capitals > 0 || single => {}
            _ => break,
        }
        if last {
            break;
        }
    }
    if end > 0 && words.first().is_some_and(|w| PREFIXES.contains(&fold::skeleton(w))) { 0 } else { end }
}

/// Whether a word begins the name of a place: "Lilla", "Norra".
pub(super) fn begins_place(word: &str) -> bool {
    static WORDS: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
        data::words(include_str!("../../../dictionaries/place-words.txt")).into_iter().map(fold::skeleton).collect()
    });
    word.starts_with(char::is_uppercase) && WORDS.contains(&fold::skeleton(word))
}

/// Whether `text` is one capitalised word that may be a place.
pub(super) fn is_place(text: &str) -> bool {
    let mut words = text.split(' ');
    let long = |w: &str| {
        w.chars().nth(2).is_some_and(char::is_lowercase) && kind(w) == Kind::Word && w.chars().all(char::is_alphabetic)
    };
    words.next().is_some_and(long) && words.next().is_none()
}

/// Whether all of `text` is one name.
#[cfg(test)]
pub(super) fn is_name(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    !words.is_empty() && prefix(&words, false) == words.len()
}

/// Whether `text` begins with a name.
pub(super) fn starts(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().take(7).collect();
    prefix(&words, false) > 0
}

/// The name without the marks that OCR leaves at its words' ends; spelling kept.
pub(super) fn clean(words: &[&str]) -> String {
    let kept: Vec<&str> =
        words.iter().map(|w| w.trim_matches([',', ';', ':', '\'', '’', '|', '*', '_', '"'])).collect();
    kept.join(" ").trim_end_matches('.').to_string()
}

/// A gap this wide stands between names, not within one.
const GAP: &str = "    ";

/// The first name in `text`, looked for from every word on.
pub(super) fn first(text: &str) -> Option<String> {
    text.split(GAP).find_map(|piece| {
        let words: Vec<&str> = piece.split_whitespace().collect();
        (0..words.len()).find_map(|i| {
            let n = prefix(&words[i..], false);
            (n > 0).then(|| clean(&words[i..i + n]))
        })
    })
}

/// All names in `text`, divided by anything. With `places`, "Per Lind i Vik" keeps its farm or village.
pub(super) fn all(text: &str, places: bool) -> Vec<String> {
    text.split(GAP).flat_map(|piece| unbroken(piece, places)).collect()
}

/// [`all`], where no wide gap divides the text.
fn unbroken(text: &str, places: bool) -> Vec<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut out = Vec::new();
    let mut i = 0;
    while i < words.len() {
        let mut n = prefix(&words[i..], false);
        if n == 0 {
            i += 1;
            continue;
        }
        let open = !words[i + n - 1].ends_with([',', '.', ';', ':']);
        if places && open && words.get(i + n) == Some(&"i") {
            let place = words[i + n + 1..]
                .iter()
                .take(2)
                .take_while(|w| kind(w.trim_end_matches([',', '.', ';'])) == Kind::Word);
            let mut taken = 0;
            for w in place {
                taken += 1;
                if w.ends_with([',', '.', ';']) {
                    break;
                }
            }
            n += if taken > 0 { 1 + taken } else { 0 };
        }
        out.push(clean(&words[i..i + n]));
        i += n;
    }
    out
}

/// Whether two readings mean the same person: the same but for OCR damage, or one is the other with a place or
/// further words after it.
pub(super) fn same(a: &str, b: &str) -> bool {
    let (x, y) = (fold::skeleton(a), fold::skeleton(b));
    let (short, long) = if x.len() <= y.len() { (&x, &y) } else { (&y, &x) };
    if long.starts_with(short.as_str()) && long[short.len()..].starts_with(' ') {
        return true;
    }
    data::within(&x, &y, x.chars().count().max(y.chars().count()) / 6)
}

/// Whether `short` is `full` as people sign: "R. Ek" for "Rudolf Ek".
pub(super) fn signs_as(short: &str, full: &str) -> bool {
    let parts = |n: &str| n.split_once(' ').map(|(a, b)| (a.to_string(), fold::skeleton(b)));
    let (Some((a, b)), Some((c, d))) = (parts(short), parts(full)) else { return false };
    a.ends_with('.') && a.chars().next() == c.chars().next() && b == d
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_no_names() {
        for name in [
            "Anna Berg",
            "Rudolf von Essen",
            "C. G. Lind",
            "Åsa Berg-Öst",
            "Ann-Marie Dahl Ek",
            "K.-E. Alm",
            "D'Arcy Möller",
        ] {
            assert!(is_name(name), "{name}");
        }
        for text in [
            "NAJUP2222—2",
            "(PAYNE",
            "A",
            "Rune S]",
            "Plats Tid",
            "Region Vik",
            "entin - Fe",
            "Anna",
            "ordförande Anna Berg",
            "Den Berg",
            "Xx Berg",
        ] {
            assert!(!is_name(text), "{text}");
        }
    }

    #[test]
    fn finds_names_with_their_farms() {
        let text = "nämndemannen Per Lind i Vik och hemmansägaren Nils Ek i Östra By.";
        assert_eq!(all(text, true), ["Per Lind i Vik", "Nils Ek i Östra By"]);
        assert_eq!(all("Anna Berg, Nils Ek", false), ["Anna Berg", "Nils Ek"]);
        assert_eq!(first("= Anna Berg Paragrafer"), Some("Anna Berg".into()));
    }

    #[test]
    fn damaged_readings_are_the_same_person() {
        assert!(same("Zarah Östling", "Zarah Ostling"));
        assert!(same("Per Lind", "Per Lind i Vik"));
        assert!(!same("Per Lind", "Nils Ek"));
        assert!(signs_as("R. Ek", "Rudolf Ek") && !signs_as("R. Ek", "Nils Ek") && !signs_as("Rune Ek", "Rudolf Ek"));
    }
}
