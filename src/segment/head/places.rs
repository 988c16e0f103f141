//! Where a meeting was held, or its minutes adjusted, as a sentence says: "å rådhusets sessionssal torsdagen den 16 oktober".

use super::{data, names, organ};
use crate::fold;

/// How many words name a place at most.
const WORDS: usize = 8;

/// The place that `sentence` names. `organization`: the one whose own name is no place of a meeting.
pub(super) fn named(sentence: &str, organization: Option<&str>) -> Option<String> {
    let words: Vec<&str> = sentence.split_whitespace().collect();
    let own = fold::skeleton(organization.unwrap_or(""));
    (1..words.len()).filter(|i| data::is_small("at", words[i - 1])).find_map(|i| place(&words[i..], &own))
}

/// Whether what a word begins is no part of a place: a day, a time, or the end.
fn ends(word: &str) -> bool {
    let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
    super::dates::is_weekday(bare)
        || matches!(fold::skeleton(bare).as_str(), "den" | "kl" | "klockan" | "med" | "att" | "som" | "till")
        || word.starts_with(|c: char| c.is_ascii_digit()) && bare.len() >= 4
}

/// The place that `words` begin with.
fn place(words: &[&str], own: &str) -> Option<String> {
    let mut out: Vec<&str> = Vec::new();
    for word in words.iter().take(WORDS + 1) {
        if ends(word) || data::is_small("there", word.trim_end_matches([',', '.'])) {
            break;
        }
        out.push(word);
        if word.ends_with(['.', ':', ';']) {
            break;
        }
    }
    let first = out.first()?.trim_end_matches([',', '.', ':', ';']);
    let folded = fold::skeleton(first);
    // "i Vinby den 3 maj", "i Vinby stad å rådhuset"
    let organization = own.starts_with(&folded)
        || own.starts_with(&format!("{folded}s"))
        || organ::organization(&out.iter().take(2).copied().collect::<Vec<_>>().join(" ")).is_some();
    let bare = |w: &&str| w.trim_end_matches([',', '.', ':', ';']).to_string();
    let none = out.iter().any(|w| data::is_small("no-place", &bare(w)));
    let hall = out.iter().any(|w| data::ends_small("hall", &bare(w)));
    if organization || none || !hall || out.len() > WORDS || names::starts(&out.join(" ")) {
        return None;
    }
    let text = out.join(" ");
    Some(text.trim_end_matches([',', '.', ':', ';', ' ']).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_in_sentences() {
        for (text, want) in [
            ("fullmäktiges i Vinby möte å rådhusets sessionssal tisdagen den 3 maj", Some("rådhusets sessionssal")),
            ("kommunalstämma med Vinby socken i Sockenstugan den 23 Mars 1872", Some("Sockenstugan")),
            (
                "med nämnden i Vinby kommun i kommunalrummet, Vinby skola, måndagen den 2",
                Some("kommunalrummet, Vinby skola"),
            ),
            ("i laga ordning utlyst, i Vinby den 3 maj", None),
        ] {
            assert_eq!(named(text, Some("Vinby kommun")).as_deref(), want, "{text}");
        }
    }
}
