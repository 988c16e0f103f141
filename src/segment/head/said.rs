//! What a list of attendance says of no person in it: that all were there but those named, who was not, that the list stands elsewhere.

use std::borrow::Cow;
use std::sync::LazyLock;

use super::{data, moves, names, titles};
use crate::fold;

/// Kind and words of a phrase.
static WORDS: LazyLock<Vec<(&'static str, String)>> = LazyLock::new(|| {
    data::rows(include_str!("../../../dictionaries/attendance-said.tsv"))
        .map(|r| (r[0], fold::skeleton(r[1])))
        .collect()
});

/// How far into a list the word for all of them stands: "Kommunfullmäktiges samtliga ledamöter".
const FIRST: usize = 30;

fn of_kind(kind: &str) -> impl Iterator<Item = &'static str> {
    WORDS.iter().filter(move |(k, _)| *k == kind).map(|(_, w)| w.as_str())
}

/// Whether a list begins by saying that all were there but those whom it names.
pub(super) fn all_but(line: &str) -> bool {
    let folded = fold::skeleton(line.trim());
    let mut but = of_kind("but");
    let begins = |w: &str| folded.find(w).is_some_and(|at| at < FIRST && (at == 0 || folded[..at].ends_with(' ')));
    of_kind("all").any(begins) && but.any(|w| folded.contains(w))
}

/// Whether a line says that the list stands elsewhere: "* övriga ledamöter redovisas på nästa sida".
pub(super) fn elsewhere(line: &str) -> bool {
    let small = line.trim_start_matches(|c: char| !c.is_alphanumeric()).starts_with(char::is_lowercase);
    if !small && !line.starts_with(['S', 'E']) {
        return false;
    }
    let folded = fold::skeleton(line);
    of_kind("elsewhere").any(|w| folded.contains(w)) && names::first(line).is_none()
}

/// The lines without the words within ranges of §§ that say no more: "§§ 71 - del av 80".
pub(super) fn whole_ranges(lines: Cow<'_, [String]>) -> Cow<'_, [String]> {
    let cut = |l: &String| -> Option<String> {
        of_kind("part").find_map(|w| {
            let at = l.find(w).filter(|at| l[..*at].trim_end().ends_with(['-', '–', '—']))?;
            Some(format!("{}{}", &l[..at], l[at + w.len()..].trim_start()))
        })
    };
    if !lines.iter().any(|l| cut(l).is_some()) {
        return lines;
    }
    lines.iter().map(|l| cut(l).unwrap_or_else(|| l.clone())).collect()
}

/// Who came instead: "ersätts av Eva Ås".
pub(super) fn instead_by(text: &str) -> Option<&str> {
    let folded = fold::skeleton(text);
    let by = of_kind("by").find(|w| folded.strip_prefix(w).is_some_and(|r| r.starts_with(' ')))?;
    Some(text.char_indices().nth(by.chars().count()).map_or("", |(i, _)| text[i..].trim_start()))
}

/// The word between who is there and whose place it is.
pub(super) fn between() -> &'static str {
    of_kind("for").next().unwrap_or_default()
}

/// What follows the words that begin a text and say that somebody was there; empty where that is said of no §.
pub(super) fn presence(text: &str) -> Option<&str> {
    let folded = fold::skeleton(text);
    let ends = |w: &&str| folded.strip_prefix(*w).is_some_and(|r| !r.starts_with(char::is_alphanumeric));
    let words = of_kind("presence").filter(ends).max_by_key(|w| w.len())?;
    let rest = text.char_indices().nth(words.chars().count()).map_or("", |(i, _)| text[i..].trim());
    let denied = rest.split(' ').next().is_some_and(|w| data::is_small("not", w));
    (!denied).then_some(if rest.contains('§') { rest } else { "" })
}

/// A note that somebody was not there at these §§.
pub(super) fn not_at(paragraphs: &str) -> String {
    format!("{} {paragraphs}", of_kind("except").next().unwrap_or_default())
}

/// "Bo Lind (S) förhindrad. Ersättare Eva Ås (S)", "Bo Lind (S), ersätts av Eva Ås (S)": who is there instead, as other lists have it. With
/// §§ both are there, each at theirs.
pub(super) fn replaced(line: &str) -> Option<Vec<String>> {
    replaced_by(line).or_else(|| in_sentences(line).map(|l| vec![l]))
}

fn replaced_by(line: &str) -> Option<Vec<String>> {
    let folded = fold::skeleton(line);
    let (at, by) = of_kind("by").find_map(|w| Some((folded.find(&format!(" {w} "))?, w)))?;
    let start = line.char_indices().nth(folded[..at].chars().count())?.0;
    let rest = line.char_indices().nth(folded[..at + by.len() + 2].chars().count())?.0;
    let whom = line[..start].trim_end_matches([' ', ',', '(', '-', '–', ';']);
    let (who, note) = line[rest..].split_at(line[rest..].find('§').unwrap_or(line.len() - rest));
    let (who, note) = (who.trim_end_matches([' ', ',', '(', '.']), note.trim().trim_end_matches(')'));
    let who = if who.contains('(') { who } else { who.trim_end_matches(')') };
    let clock = note.is_empty() && who.contains(|c: char| c.is_ascii_digit());
    if !names::starts(whom) || !names::starts(who) || clock {
        return None;
    }
    let serves = format!("{who} {} {}", of_kind("for").next()?, whom.split(',').next().unwrap_or(whom));
    Some(match note {
        "" => vec![serves],
        _ => vec![format!("{whom}, {}", not_at(note)), format!("{serves}, {note}")],
    })
}

fn in_sentences(line: &str) -> Option<String> {
    let (absent, rest) = line.split_once(". ")?;
    let word = absent.rsplit_once(' ').filter(|(_, w)| is_absent_word(w))?;
    let (_, name) = rest.split_once(' ').filter(|(role, name)| titles::is_substitute(role) && names::starts(name))?;
    Some(format!("{} {} {}", name.trim(), of_kind("for").next()?, word.0.trim().trim_end_matches(',')))
}

fn is_absent_word(word: &str) -> bool {
    let folded = fold::skeleton(word.trim_end_matches(['.', ',']));
    data::words(include_str!("../../../dictionaries/absent-words.txt")).iter().any(|w| fold::skeleton(w) == folded)
}

/// A list and what it says, within its sentence, of those who were there besides: "…, varjämte tillstädesvoro borgmästaren".
pub(super) fn besides(text: &str) -> Option<(usize, &str)> {
    let folded = fold::skeleton(text);
    let found = of_kind("besides").filter_map(|w| Some((folded.find(&format!(" {w} "))?, w)));
    let (at, words) = found.min_by_key(|(at, _)| *at)?;
    let byte = |end: usize| text.char_indices().nth(folded[..end].chars().count()).map_or(text.len(), |(i, _)| i);
    let own = text[..byte(at)].trim_end_matches([' ', ',', ';']);
    let rest = &text[byte(at + words.len() + 2)..];
    (!own.is_empty()).then_some((own.len(), rest))
}

/// A list without what it says of those who were not there: "…, hvaremot frånvarande antecknades Herrar Ek och Ås".
pub(super) fn without_absent(text: &str) -> &str {
    let folded = fold::skeleton(text);
    let Some(at) = of_kind("absent").filter_map(|w| folded.find(w)).filter(|at| *at > 0).min() else { return text };
    // Folding may change the length in bytes, never the number of letters.
    let letters = folded[..at].chars().count();
    let end = text.char_indices().nth(letters).map_or(text.len(), |(i, _)| i);
    text[..end].trim_end_matches([' ', ',', ';', '\n'])
}

/// Whether a sentence says of somebody whom it names that they were not there at all: "Ledamoten Ruth Ås (kd) har anmält förhinder".
pub(super) fn is_absence(sentence: &str) -> bool {
    let Some(at) = moves::subject(sentence).filter(|_| !sentence.contains('§')) else { return false };
    let folded = fold::skeleton(&sentence[at..]);
    of_kind("absence").any(|w| folded.starts_with(w))
}

/// Who came in the place of the one whom a sentence of absence names: "I hennes ställe tjänstgör Ida Dal (kd)".
pub(super) fn in_their_place(absence: &str, after: &str) -> Option<String> {
    let folded = fold::skeleton(after);
    of_kind("place").find(|w| folded.starts_with(w))?;
    let (whom, who) = (names::all(absence, false), names::all(after, false));
    let ([whom], [who]) = (whom.as_slice(), who.as_slice()) else { return None };
    let party =
        after.split_once('(').and_then(|(_, r)| r.split_once(')')).map_or(String::new(), |(p, _)| format!(" ({p})"));
    Some(format!("{who}{party} {} {whom}", of_kind("for").next()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_who_were_not_there() {
        assert!(all_but("Samtliga ledamöter utom"));
        assert!(all_but("samtlige herrar Stadsfullmäktige med undantag af Herr Ek"));
        assert!(!all_but("Samtliga ledamöter"));
        assert_eq!(
            without_absent("Herrar Ek och Ås, hvaremot såsom frånvarande antecknades Herr Alm"),
            "Herrar Ek och Ås"
        );
        assert_eq!(without_absent("Herrar Ek och Ås"), "Herrar Ek och Ås");
    }

    #[test]
    fn lists_that_stand_elsewhere() {
        assert!(elsewhere("* övriga beslutande ledamöter redovisas på nästa sida."));
        assert!(elsewhere("Se bilagd förteckning"));
        assert!(!elsewhere("Eva Ås (S), se bilaga"));
        assert!(!elsewhere("Sven Ek"));
    }
}
