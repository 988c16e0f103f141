//! Who voted how, where the minutes print names.

use std::sync::LazyLock;

use super::super::data;
use super::people::persons;
use crate::fold;
use crate::protocol::{Ballot, Choice};

const BALLOT_ROWS: &str = include_str!("../../../dictionaries/ballot-words.tsv");

static WORDS: LazyLock<Vec<(Choice, Vec<String>)>> = LazyLock::new(|| {
    let mut rows: Vec<(Choice, Vec<String>)> = data::rows(BALLOT_ROWS)
        .filter_map(|r| Some((choice(r[0])?, r.get(1)?.split(' ').map(fold::skeleton).collect())))
        .collect();
    // The longest words first: "ja-röster avger" is not "ja" and something more.
    rows.sort_by_key(|(_, w)| std::cmp::Reverse(w.len()));
    rows
});

fn choice(name: &str) -> Option<Choice> {
    serde_json::from_value(serde_json::Value::String(name.to_string())).ok()
}

/// A word or phrase of a vote that ends in a colon, or that stands alone at the start of a line, before names.
pub(super) fn introduces<'a>(words: &[&'a str]) -> Option<(Choice, usize)> {
    let bare = |w: &&'a str| w.trim_matches(|c: char| !c.is_alphanumeric());
    let first = words.first().map(bare)?;
    WORDS.iter().find_map(|(choice, phrase)| {
        // Nearly all fail at the first word.
        let fits = fold::is_folded(first, &phrase[0])
            && words.len() >= phrase.len()
            && phrase.iter().zip(words).skip(1).all(|(p, w)| fold::is_folded(bare(w), p));
        fits.then_some((*choice, phrase.len()))
    })
}

/// The ballots in the text of a vote. A name that votes twice counts where it stands first.
pub(super) fn read(all: &str) -> Vec<Ballot> {
    let mut out: Vec<Ballot> = Vec::new();
    let mut current: Option<Choice> = None;
    for line in all.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        if words.is_empty() {
            current = None;
            continue;
        }
        if let Some((choice, person)) = row(&words) {
            push(&mut out, choice, &person);
            current = None;
            continue;
        }
        // Pieces of the line, each after the word that introduces it.
        let (mut from, mut i) = (0, 0);
        while i < words.len() {
            let colon = |n: usize| words[i + n - 1].ends_with(':');
            let Some((choice, n)) = introduces(&words[i..]) else {
                i += 1;
                continue;
            };
            let alone = i == 0 && (n == words.len() || words[n].starts_with(char::is_uppercase));
            if colon(n) || alone {
                flush(&mut out, current, &words[from..i]);
                current = Some(choice);
                from = i + n;
            }
            i += n;
        }
        flush(&mut out, current, &words[from.min(words.len())..]);
        if line.trim_end().ends_with('.') {
            current = None;
        }
    }
    out
}

/// "Ada Berg (S) Ja" or "Ada Berg S X Ja".
fn row(words: &[&str]) -> Option<(Choice, String)> {
    let (last, rest) = words.split_last()?;
    let (choice, _) = introduces(&[last]).filter(|_| !last.ends_with(':'))?;
    (2..=6).contains(&rest.len()).then(|| (choice, rest.join(" ")))
}

fn flush(out: &mut Vec<Ballot>, choice: Option<Choice>, words: &[&str]) {
    if let Some(choice) = choice {
        push(out, choice, &words.join(" "));
    }
}

fn push(out: &mut Vec<Ballot>, choice: Choice, names: &str) {
    for person in persons(names) {
        if !out.iter().any(|b| b.name == person.name) {
            out.push(Ballot { name: person.name, affiliation: person.affiliation, choice });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Vec<(String, Choice)> {
        read(text).into_iter().map(|b| (b.name, b.choice)).collect()
    }

    #[test]
    fn lists_and_rows() {
        let want = [
            ("Ada Berg".to_string(), Choice::Yes),
            ("Bo Ek".to_string(), Choice::Yes),
            ("Cy Alm".to_string(), Choice::No),
        ];
        assert_eq!(all("Ja: Ada Berg (S), Bo Ek (M)\nNej: Cy Alm (V)"), want);
        assert_eq!(all("Följande röstar ja: Ada Berg (S) och Bo Ek (M).\nFöljande röstar nej: Cy Alm (V)."), want);
        assert_eq!(all("Ada Berg (S) Ja\nBo Ek (M) Ja\nCy Alm (V) Nej"), want);
        assert_eq!(all("Ja\nAda Berg (S)\nBo Ek (M)\nNej\nCy Alm (V)"), want);
        assert_eq!(all("Ja: Ada Berg (S), Bo Ek (M). Nej: Cy Alm (V)."), want);
    }

    #[test]
    fn counts_alone_name_nobody() {
        assert!(all("Med 7 ja-röster mot 5 nej-röster bifalls förslaget.").is_empty());
        assert!(all("Den som vill bifalla förslaget röstar ja.").is_empty());
    }

    #[test]
    fn words_are_policed() {
        data::police(BALLOT_ROWS, 2);
        assert_eq!(WORDS.len(), data::rows(BALLOT_ROWS).count());
    }
}
