//! Who left a matter for conflict of interest (jäv): below a heading or in running text, modern ("Ada Berg anmäler jäv") and old ("herr Lund, som vore part i
//! saken, afträdde under behandlingen").

use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::super::data;
use super::people::{cue, persons, sentences};
use crate::fold;
use crate::protocol::{Person, Record, SectionKind};

const WORDS: &str = include_str!("../../../dictionaries/recusal-words.txt");
static WORD_LIST: LazyLock<Vec<String>> = LazyLock::new(|| data::entries(WORDS).map(fold::skeleton).collect());
const INSTEAD: &str = include_str!("../../../dictionaries/serving-words.txt");
static INSTEAD_LIST: LazyLock<Vec<String>> = LazyLock::new(|| data::entries(INSTEAD).map(fold::skeleton).collect());

/// Those whom the sections of a record name as having left it, each once, in order. What is copied from elsewhere says nothing of this matter.
pub(super) fn recused(record: &Record) -> Vec<Person> {
    use SectionKind::{Appeal, Attachment, Basis, Recipients};
    let told = record.sections.iter().filter(|s| !matches!(s.kind, Appeal | Attachment | Basis | Recipients));
    let mut out: Vec<Person> = Vec::new();
    for section in told {
        who(&section.text, &mut out);
    }
    out
}

fn who(all: &str, out: &mut Vec<Person>) {
    if !super::people::may_hold("recusal", all) && !holds_word(all) {
        return;
    }
    let mut above = String::new();
    // A paragraph of the text is a line; what a colon or sum ends goes on in none.
    for sentence in all.lines().flat_map(sentences) {
        if let Some((at, end)) = mark(&sentence) {
            let cut = instead(&sentence, end);
            let mut named = persons(&sentence[..at]);
            if named.is_empty() {
                named = persons(&sentence[end..cut]);
            }
            if named.is_empty() && begins_with_pronoun(&sentence) {
                named = persons(&above);
            }
            named.into_iter().for_each(|p| add(p, out));
        }
        above = sentence;
    }
}

/// A surname alone is of the one who was named whole before.
fn add(person: Person, out: &mut Vec<Person>) {
    let again = |p: &Person| p.name == person.name || p.name.rsplit(' ').next() == Some(person.name.as_str());
    if !out.iter().any(again) {
        out.push(person);
    }
}

fn bare(word: &str) -> &str {
    word.trim_matches(|c: char| !c.is_alphanumeric())
}

fn is_word(word: &str) -> bool {
    WORD_LIST.iter().any(|w| fold::is_folded(bare(word), w))
}

/// The letters that such words begin with: the cheap test that passes over most texts.
static INITIALS: LazyLock<BTreeSet<char>> = LazyLock::new(|| {
    let small = WORD_LIST.iter().filter_map(|w| w.chars().next()).collect::<BTreeSet<char>>();
    small.iter().copied().chain(small.iter().flat_map(|c| c.to_uppercase())).collect()
});
/// The bytes that these begin with.
static FIRST_BYTES: LazyLock<[bool; 256]> = LazyLock::new(|| {
    let mut out = [false; 256];
    INITIALS.iter().for_each(|c| out[usize::from(c.encode_utf8(&mut [0; 4]).as_bytes()[0])] = true);
    out
});

fn holds_word(all: &str) -> bool {
    let (bytes, first) = (all.as_bytes(), &*FIRST_BYTES);
    let begins = |at: usize| {
        let whole = || all[at..].starts_with(|c| INITIALS.contains(&c)) && !all[..at].ends_with(char::is_alphanumeric);
        first[usize::from(bytes[at])] && (at == 0 || !bytes[at - 1].is_ascii_alphanumeric()) && whole()
    };
    (0..bytes.len()).any(|at| begins(at) && all[at..].split_whitespace().next().is_some_and(is_word))
}

/// Where a sentence says that somebody left the matter: bytes of the words that say so.
fn mark(sentence: &str) -> Option<(usize, usize)> {
    let start = sentence.as_ptr() as usize;
    let mut words = sentence.split_whitespace().map(|w| (w.as_ptr() as usize - start, w));
    let word = words.find(|(_, w)| is_word(w)).map(|(at, w)| (at, at + w.len()));
    let left = cue("recusal", sentence).filter(|(_, end)| {
        let next = sentence[*end..].split_whitespace().next().unwrap_or("");
        cue("before-hour", next).is_none()
    });
    let found = [left, word].into_iter().flatten().min();
    found.filter(|_| cue("no-recusal", sentence).is_none())
}

/// The byte behind `from` where a sentence begins to name who comes in instead.
fn instead(sentence: &str, from: usize) -> usize {
    let behind = &sentence[from..];
    let starts = behind.char_indices().filter(|(at, _)| *at == 0 || behind[..*at].ends_with(' '));
    let mut found =
        starts.filter(|(at, _)| INSTEAD_LIST.iter().any(|w| fold::strip_folded(&behind[*at..], w).is_some()));
    found.next().map_or(sentence.len(), |(at, _)| from + at)
}

fn begins_with_pronoun(sentence: &str) -> bool {
    let first = sentence.split_whitespace().next().unwrap_or("");
    cue("pronoun", first).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<String> {
        let mut out = Vec::new();
        who(text, &mut out);
        out.into_iter().map(|p| p.name).collect()
    }

    #[test]
    fn named_before_or_behind_the_words() {
        for (text, want) in [
            ("Ada Berg (S) anmäler jäv och deltar inte i handläggningen.", &["Ada Berg"][..]),
            ("På grund av jäv deltar inte Nils Ek, som ersätts av Anna Berg.", &["Nils Ek"][..]),
            ("På grund av jäv deltar landstingsstyrelsens ledamöter inte i beslutet.", &[][..]),
            ("Herr Lund, som till följd av jäv ej deltog i ärendets behandling, lämnade sammanträdet.", &["Lund"][..]),
            ("Herr Lund, som vore part i saken, afträdde under ärendets behandling.", &["Lund"][..]),
            ("I beslutet deltogo ej herrar Lund, Ek och Norén, vilka anmält jäv.", &["Lund", "Ek", "Norén"][..]),
            ("Ada Berg och Bo Ek är ägare. De anmäler jäv och lämnar rummet.", &["Ada Berg", "Bo Ek"][..]),
            ("Handlanden Emil Lund bad om skjuts. Herr Lund deltog såsom part icke i beslutet.", &["Lund"][..]),
            ("Vid frågan om ansvarsfrihet anmäler Ada Berg (S) och Bo Ek (M) jäv.", &["Ada Berg", "Bo Ek"][..]),
        ] {
            assert_eq!(names(text), want, "{text}");
        }
    }

    #[test]
    fn who_is_asked_comes_in_or_goes_home_left_nothing() {
        for text in [
            "Ordföranden Ada Berg frågar om någon är jävig.",
            "Ingen anmäler jäv.",
            "Ada Berg lämnade salen kl. 20.15.",
            "Redogörarna voro jäfvige, fördes ordet af herr Lund.",
            "Herr Lund var kallad och lämnade upplysningar.",
        ] {
            assert_eq!(names(text), Vec::<String>::new(), "{text}");
        }
    }
}
