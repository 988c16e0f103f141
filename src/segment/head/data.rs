//! Reading the data files of the head: tab-divided rows, word lists, and forms of words.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use rapidfuzz::distance::levenshtein;
use regex::Regex;
use rustc_hash::FxHashMap;

use super::super::solid::Marks;
use crate::fold;

/// A pattern of this program's own or of its data files; both are compiled by the tests.
#[allow(clippy::expect_used)]
pub(super) fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).expect("patterns are checked by the tests")
}

/// The words of each kind of `head-words.tsv`, as written there.
static WRITTEN: LazyLock<FxHashMap<&'static str, Vec<&'static str>>> = LazyLock::new(|| {
    let mut map: FxHashMap<&'static str, Vec<&'static str>> = FxHashMap::default();
    for row in rows(include_str!("../../../dictionaries/head-words.tsv")) {
        if let [kind, word] = row.as_slice() {
            map.entry(kind).or_default().push(word);
        }
    }
    map
});
/// The same, folded.
static SMALL: LazyLock<FxHashMap<&'static str, Vec<String>>> = LazyLock::new(|| {
    WRITTEN.iter().map(|(kind, words)| (*kind, words.iter().map(|w| fold::skeleton(w)).collect())).collect()
});

/// Whether `word` is one of a kind of `head-words.tsv`, however it is written.
pub(super) fn is_small(kind: &str, word: &str) -> bool {
    let folded = fold::skeleton(word);
    SMALL.get(kind).is_some_and(|l| l.contains(&folded))
}

/// The words of a kind of `head-words.tsv`, folded.
pub(super) fn folded_words(kind: &str) -> &'static [String] {
    SMALL.get(kind).map_or(&[], Vec::as_slice)
}

/// The words of a kind of `head-words.tsv` as written there.
pub(super) fn small_words(kind: &str) -> &'static [&'static str] {
    WRITTEN.get(kind).map_or(&[], Vec::as_slice)
}

/// Whether `word` ends like one of a kind of `head-words.tsv`.
pub(super) fn ends_small(kind: &str, word: &str) -> bool {
    folded_ends_small(kind, &fold::skeleton(word))
}

/// [`ends_small`] of a folded word.
pub(super) fn folded_ends_small(kind: &str, folded: &str) -> bool {
    SMALL.get(kind).is_some_and(|l| l.iter().any(|w| folded.ends_with(w.as_str())))
}

/// The rows of a tab-divided data file, comments and blank lines left out.
pub(super) fn rows(text: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    text.lines().filter(|l| !l.starts_with('#') && !l.trim().is_empty()).map(|l| l.split('\t').collect())
}

/// The words of a one-a-line data file.
pub(super) fn words(text: &'static str) -> Vec<&'static str> {
    rows(text).filter_map(|r| r.first().copied()).collect()
}

/// The forms that a row names: column `at`, divided by `|`, empty ones left out.
pub(super) fn forms<'a>(row: &[&'a str], at: usize) -> impl Iterator<Item = &'a str> {
    row.get(at).copied().unwrap_or("").split('|').filter(|f| !f.is_empty())
}

/// Column `main` and the forms of the next column, as folded keys that lead to column `main`.
pub(super) fn form_map(text: &'static str, main: usize) -> BTreeMap<String, &'static str> {
    let mut map = BTreeMap::new();
    for row in rows(text) {
        let Some(name) = row.get(main).copied() else { continue };
        for form in std::iter::once(name).chain(forms(&row, main + 1)) {
            map.entry(fold::skeleton(form)).or_insert(name);
        }
    }
    map
}

/// Whether `text` says that somebody signed without ink: "BankID".
pub(super) fn is_signed(text: &str) -> bool {
    static WORDS: LazyLock<Vec<String>> = LazyLock::new(|| {
        words(include_str!("../../../dictionaries/signed-words.txt")).into_iter().map(fold::skeleton).collect()
    });
    text.split_whitespace().next().is_some_and(|w| WORDS.contains(&fold::skeleton(w)))
}

/// Whether two folded words are the same but for the small damage of a reading: one change in five letters,
/// none below five letters, and not merely an ending more or less (that is inflection, not damage).
pub(super) fn near(read: &str, word: &str) -> bool {
    read == word
        || (word.chars().count() >= 5
            && read.len().abs_diff(word.len()) <= word.len() / 5 + 2
            && !read.starts_with(word)
            && !word.starts_with(read)
            && may_be_near(read, word)
            && within(read, word, word.chars().count() / 5))
}

/// Whether the letters of two words let them be [`near`]: what only one of them holds must be changed one by one.
fn may_be_near(read: &str, word: &str) -> bool {
    marks(read).may_be(marks(word), word.len() / 5)
}

/// The letters of a folded word as [`distance`] compares them.
pub(super) fn marks(word: &str) -> Marks {
    Marks::of(word.chars().map(fold::blur_letter))
}

/// Lengths that differ by more make a distance of their own.
const FAR: usize = 6;

/// Edit distance of two folded words after [`fold::blur`].
pub(super) fn distance(a: &str, b: &str) -> usize {
    up_to(a, b, usize::MAX).unwrap_or(usize::MAX)
}

/// Whether the [`distance`] of two folded words is `most` or less.
pub(super) fn within(a: &str, b: &str, most: usize) -> bool {
    up_to(a, b, most).is_some()
}

fn up_to(a: &str, b: &str, most: usize) -> Option<usize> {
    let args = levenshtein::Args::default().score_cutoff(most);
    if let (Some(a), Some(b)) = (fold::blur_ascii_word(a), fold::blur_ascii_word(b)) {
        let near = a.len().abs_diff(b.len()) <= most.min(FAR);
        return near.then(|| levenshtein::distance_with_args(a.iter().copied(), b.iter().copied(), &args))?;
    }
    let (a, b) = (fold::blur(a), fold::blur(b));
    if a.len().abs_diff(b.len()) > FAR {
        return None;
    }
    match a.is_ascii() && b.is_ascii() {
        true => levenshtein::distance_with_args(a.bytes(), b.bytes(), &args),
        false => levenshtein::distance_with_args(a.chars(), b.chars(), &args),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every data file of the head parses, has as many columns as it says, and names nothing twice.
    #[test]
    fn data_files_are_in_order() {
        let files: [(&str, &str, usize); 14] = [
            ("attendance-said", include_str!("../../../dictionaries/attendance-said.tsv"), 2),
            ("definite-titles", include_str!("../../../dictionaries/definite-titles.tsv"), 2),
            ("head-words", include_str!("../../../dictionaries/head-words.tsv"), 2),
            ("attendance-words", include_str!("../../../dictionaries/attendance-words.tsv"), 2),
            ("head-fields", include_str!("../../../dictionaries/head-fields.tsv"), 5),
            ("head-phrases", include_str!("../../../dictionaries/head-phrases.tsv"), 2),
            ("attendance-columns", include_str!("../../../dictionaries/attendance-columns.tsv"), 2),
            ("speaker-words", include_str!("../../../dictionaries/speaker-words.tsv"), 2),
            ("roles", include_str!("../../../dictionaries/roles.tsv"), 2),
            ("parties", include_str!("../../../dictionaries/parties.tsv"), 2),
            ("months", include_str!("../../../dictionaries/months.tsv"), 3),
            ("weekdays", include_str!("../../../dictionaries/weekdays.tsv"), 3),
            ("organizations", include_str!("../../../dictionaries/organizations.tsv"), 3),
            ("organs", include_str!("../../../dictionaries/organs.tsv"), 3),
        ];
        for (name, text, columns) in files {
            assert!(text.starts_with('#'), "{name}: no header");
            let mut seen = std::collections::BTreeSet::new();
            for row in rows(text) {
                assert_eq!(row.len(), columns, "{name}: {row:?}");
                assert!(seen.insert(row.join("\t").to_lowercase()), "{name}: twice: {row:?}");
            }
            assert!(!seen.is_empty(), "{name}: empty");
        }
    }

    #[test]
    fn word_lists_are_small_letters_without_repeats() {
        let lists = [
            include_str!("../../../dictionaries/honorifics.txt"),
            include_str!("../../../dictionaries/not-names.txt"),
            include_str!("../../../dictionaries/name-particles.txt"),
            include_str!("../../../dictionaries/organ-leads.txt"),
            include_str!("../../../dictionaries/attendance-notes.txt"),
            include_str!("../../../dictionaries/organ-adjectives.txt"),
            include_str!("../../../dictionaries/recusal-words.txt"),
            include_str!("../../../dictionaries/serving-words.txt"),
            include_str!("../../../dictionaries/title-endings.txt"),
            include_str!("../../../dictionaries/signature-phrases.txt"),
            include_str!("../../../dictionaries/signed-words.txt"),
            include_str!("../../../dictionaries/party-names.txt"),
            include_str!("../../../dictionaries/absent-words.txt"),
            include_str!("../../../dictionaries/not-organs.txt"),
            include_str!("../../../dictionaries/party-groups.txt"),
            include_str!("../../../dictionaries/instead-words.txt"),
            include_str!("../../../dictionaries/presence-words.txt"),
            include_str!("../../../dictionaries/place-words.txt"),
            include_str!("../../../dictionaries/name-short-forms.txt"),
        ];
        for text in lists {
            assert!(text.starts_with('#'));
            let mut seen = std::collections::BTreeSet::new();
            for word in words(text) {
                assert_eq!(word, word.to_lowercase());
                assert!(seen.insert(word), "twice: {word}");
            }
        }
    }

    #[test]
    fn no_form_leads_to_two_words() {
        for text in [include_str!("../../../dictionaries/roles.tsv"), include_str!("../../../dictionaries/parties.tsv")]
        {
            let mut seen = BTreeMap::new();
            for row in rows(text) {
                for form in std::iter::once(row[0]).chain(forms(&row, 1)) {
                    let old = seen.insert(fold::skeleton(form), row[0]);
                    assert!(old.is_none_or(|o| o == row[0]), "{form}: {old:?} and {}", row[0]);
                }
            }
        }
    }

    #[test]
    fn the_cheap_test_passes_over_nothing() {
        let words: Vec<String> =
            rows(include_str!("../../../dictionaries/head-fields.tsv")).map(|r| fold::skeleton(r[4])).collect();
        for read in &words {
            for word in &words {
                for read in [read.clone(), read.replace('o', "x"), read.replace("an", "m")] {
                    assert!(may_be_near(&read, word) || distance(&read, word) > word.len() / 5, "{read} {word}");
                }
            }
        }
    }

    #[test]
    fn an_ending_is_not_damage() {
        assert!(near("ordforanda", "ordforande"));
        assert!(!near("ordforanden", "ordforande"));
        assert!(!near("plata", "plats2"));
        assert!(!near("tld", "dag"));
    }
}
