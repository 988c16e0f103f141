//! Facts that stand in running text and signatures, as in old minutes: chair, secretary, adjusters, attendance.

use std::sync::LazyLock;

use regex::Regex;

use super::{data, dates, fields, flow, names, organ, people, times, titles};
use crate::fold;
use crate::page::TextLine;

/// What a phrase of `head-phrases.tsv` names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phrase {
    Adjusters,
    Chair,
    Secretary,
    Adjusted,
    /// A notice is put up.
    Posted,
    /// A notice is taken down.
    Removed,
    /// The meeting ends.
    Closed,
    /// Who adjusts where an adjuster cannot.
    Deputy,
    /// The chair, in what opens the minutes.
    OpeningChair,
    /// The secretary, in what opens the minutes.
    OpeningSecretary,
    /// Who was there besides, in a sentence of its own.
    There,
    /// Where the minutes are kept.
    Custody,
    /// The chair is whoever signs.
    Undersigned,
}

/// The phrases with word boundaries between all letters, and with such between ASCII letters alone: those keep `regex` from its fast engine on text
/// with a § or a dash.
static PHRASES: LazyLock<Vec<(Phrase, Regex)>> = LazyLock::new(|| compiled(str::to_string));
static PLAIN_PHRASES: LazyLock<Vec<(Phrase, Regex)>> = LazyLock::new(|| compiled(|p| p.replace(r"\b", r"(?-u:\b)")));

/// Signs beyond ASCII that belong to no word.
const NO_LETTERS: &str = "§–—”“„’‘´«»…•·°½\u{a0}";

/// The phrases for a folded text.
fn phrases(folded: &str) -> &'static [(Phrase, Regex)] {
    let plain = |c: char| NO_LETTERS.contains(c);
    let mut rest = folded;
    while let Some(at) = rest.bytes().position(|b| !b.is_ascii()) {
        let mut signs = rest[at..].chars();
        if !signs.next().is_none_or(plain) {
            // Here the two kinds of boundaries may differ.
            return &PHRASES;
        }
        rest = signs.as_str();
    }
    &PLAIN_PHRASES
}

/// All phrases, each compiled as `pattern` writes it.
fn compiled(pattern: impl Fn(&str) -> String) -> Vec<(Phrase, Regex)> {
    data::rows(include_str!("../../../dictionaries/head-phrases.tsv"))
        .filter_map(|r| {
            let kind = match r[0] {
                "adjusters" => Phrase::Adjusters,
                "chair" => Phrase::Chair,
                "secretary" => Phrase::Secretary,
                "adjusted" => Phrase::Adjusted,
                "posted" => Phrase::Posted,
                "removed" => Phrase::Removed,
                "closed" => Phrase::Closed,
                "deputy" => Phrase::Deputy,
                "opening-chair" => Phrase::OpeningChair,
                "opening-secretary" => Phrase::OpeningSecretary,
                "there" => Phrase::There,
                "custody" => Phrase::Custody,
                "undersigned" => Phrase::Undersigned,
                _ => return None,
            };
            Some((kind, data::regex(&pattern(r[1]))))
        })
        .collect()
}

/// What the first phrase of a kind introduces: the text of its group "names", or the rest of the sentence.
fn introduced(text: &str, kind: Phrase) -> Vec<String> {
    let folded = fold::skeleton(text);
    let chars: Vec<char> = text.chars().collect();
    let mut out: Vec<(usize, String)> = Vec::new();
    for (k, regex) in phrases(&folded).iter().filter(|(k, _)| *k == kind) {
        debug_assert_eq!(*k, kind);
        for c in regex.captures_iter(&folded).take(4) {
            let Some(whole) = c.get(0) else { continue };
            let part = match c.name("names") {
                Some(m) => organ::slice(&folded, &chars, m.range()),
                None => {
                    let to =
                        folded[whole.end()..].char_indices().nth(300).map_or(folded.len(), |(i, _)| whole.end() + i);
                    flow::sentence(&organ::slice(&folded, &chars, whole.end()..to)).to_string()
                }
            };
            out.push((whole.start(), part));
        }
    }
    out.sort_by_key(|(at, _)| *at);
    out.into_iter().map(|(_, p)| p).collect()
}

/// The text before the first phrase of a kind.
pub(super) fn before(text: &str, kind: Phrase) -> &str {
    let folded = fold::skeleton(text);
    let first =
        phrases(&folded).iter().filter(|(k, _)| *k == kind).filter_map(|(_, r)| r.find(&folded)).map(|m| m.start());
    let chars = first.min().map(|at| folded[..at].chars().count());
    chars.and_then(|n| text.char_indices().nth(n)).map_or(text, |(at, _)| &text[..at])
}

/// What names the adjusters, without those who are to adjust in their place.
pub(super) fn without_deputies(text: &str) -> String {
    let mut text = text.to_string();
    // Nothing comes into the text below.
    let deputies = phrases(&fold::skeleton(&text)).iter().filter(|(k, _)| *k == Phrase::Deputy);
    for (_, regex) in deputies {
        let folded = fold::skeleton(&text);
        let chars: Vec<char> = text.chars().collect();
        if folded.chars().count() != chars.len() {
            continue;
        }
        let Some(found) = regex.find(&folded).filter(|m| m.start() > 0) else { continue };
        text =
            organ::slice(&folded, &chars, 0..found.start()) + &organ::slice(&folded, &chars, found.end()..folded.len());
    }
    text
}

/// The names that the first phrase of a kind with any names introduces. Titles before them are left out; surnames
/// alone count after "herrar" and the like.
pub(super) fn named(text: &str, kind: Phrase) -> Vec<String> {
    let mut parts = introduced(text, kind);
    if kind == Phrase::Adjusters {
        parts.iter_mut().for_each(|p| *p = without_deputies(p));
    }
    let surnames = |p: &String| -> Vec<String> {
        if !titles::has_honorific(p) {
            return Vec::new();
        }
        people::parse(std::slice::from_ref(p), None).into_iter().map(|p| p.name).take(4).collect()
    };
    let full = parts.iter().find_map(|p| {
        let full = Some(names::all(p, true)).filter(|n| !n.is_empty())?;
        // "herrar Per Lind och J Ek": initials without periods are names after "herrar" alone.
        let all = surnames(p);
        let more = all.len() > full.len() && all.len() <= 3 && full.iter().all(|n| all.contains(n));
        let titled = titled(p);
        Some(match more {
            true => all,
            false if titled.len() > full.len() && titled.len() <= 3 => titled,
            false => full,
        })
    });
    full.or_else(|| parts.iter().map(surnames).find(|n| !n.is_empty())).unwrap_or_default()
}

/// The names of a text, and the surnames alone that a title stands before: "Patron Ek och Hemmansegaren Per Ås i Vik". The chair's is left out.
fn titled(text: &str) -> Vec<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut out = Vec::new();
    let mut i = 0;
    while i < words.len() {
        let n = names::prefix(&words[i..], false);
        if n > 0 {
            out.push(names::clean(&words[i..i + n]));
            i += n;
            continue;
        }
        let word = words[i];
        let rest = &words[i + 1..];
        let title = titles::is_role(word) && !fold::skeleton(&titles::role(word)).ends_with("ordforande");
        if title && names::prefix(rest, false) == 0 && names::prefix(rest, true) == 1 {
            out.push(names::clean(&rest[..1]));
            i += 1;
        }
        i += 1;
    }
    out
}

/// The date of adjusting that a phrase names; without a year it is the next such day from `meeting` on.
pub(super) fn adjusted(text: &str, meeting: Option<jiff::civil::Date>) -> Option<jiff::civil::Date> {
    dated(text, Phrase::Adjusted, meeting)
}

/// What the phrases of the adjusting introduce.
pub(super) fn adjusted_at(text: &str) -> Vec<String> {
    introduced(text, Phrase::Adjusted)
}

/// What the phrases of the notice introduce.
pub(super) fn posted_at(text: &str) -> Vec<String> {
    introduced(text, Phrase::Posted)
}

/// Whether what follows the word for the notice tells that it is taken down: "får tas ned den 8 mars".
pub(super) fn takes_down(rest: &str) -> bool {
    let folded = fold::skeleton(rest);
    // A day before them is that of its putting up.
    let bare = |t: &str| !t.contains(|c: char| c.is_ascii_digit());
    let first = |r: &Regex| r.find(&folded).is_some_and(|m| m.start() < TAKEN_DOWN && bare(&folded[..m.start()]));
    phrases(&folded).iter().any(|(k, regex)| *k == Phrase::Removed && first(regex))
}

/// How many letters may stand before the words that a notice is taken down by: "får tidigast ".
const TAKEN_DOWN: usize = 20;

/// Those whom a sentence says to have been there: "Av tjänstemännen var kamreraren Per Ås tillstädes".
pub(super) fn there(sentence: &str) -> Option<String> {
    introduced(sentence, Phrase::There).into_iter().find(|p| !names::all(p, false).is_empty())
}

/// Whether what opens the minutes calls the chair the undersigned.
pub(super) fn is_undersigned(opening: &str) -> bool {
    let folded = fold::skeleton(opening);
    phrases(&folded).iter().any(|(k, regex)| *k == Phrase::Undersigned && regex.is_match(&folded))
}

/// What the phrases of where the minutes are kept introduce.
pub(super) fn kept_at(text: &str) -> Vec<String> {
    introduced(text, Phrase::Custody)
}

/// The first date that a phrase of this kind introduces; without a year it is the next such day from `meeting` on.
pub(super) fn dated(text: &str, kind: Phrase, meeting: Option<jiff::civil::Date>) -> Option<jiff::civil::Date> {
    let parts = introduced(text, kind);
    let all: Vec<_> = parts.iter().filter_map(|p| dates::first_after(p, meeting)).collect();
    let first = all.first().copied();
    // "Justeringen av protokollet för den 3 maj har anslagits den 9 maj": the meeting's own day is only named.
    let later = || all.iter().find(|d| meeting.is_some_and(|m| **d > m)).copied();
    let found = if kind == Phrase::Posted && first == meeting { later().or(first) } else { first };
    found.filter(|d| meeting.is_none_or(|m| *d >= m))
}

/// Whether a text tells of a notice: what begins like the label of the adjusting may be its sentence.
pub(super) fn is_notice(text: &str) -> bool {
    let folded = fold::skeleton(&format!("justering {text}"));
    phrases(&folded).iter().any(|(k, regex)| *k == Phrase::Posted && regex.is_match(&folded))
}

/// When the meeting ended, `HH:MM`, as the sentence that closes it says.
pub(super) fn closed(text: &str) -> Option<String> {
    introduced(text, Phrase::Closed).iter().filter_map(|p| times::find(p)).map(|t| t.end.unwrap_or(t.start)).next_back()
}

/// The lines of an attendance sentence ("Närvarande: …", "Närvarande voro: …") in running text, label left out.
pub(super) fn attendance(lines: &[TextLine]) -> Vec<(&'static fields::Label, Vec<String>)> {
    let mut out = Vec::new();
    let mut i = 0;
    while i < lines.len() {
        let Some((label, rest)) = fields::people_label(lines[i].text.trim()) else {
            i += 1;
            continue;
        };
        let mut block = vec![rest.to_string()];
        i += 1;
        while i < lines.len() && block.len() < 60 {
            let line = lines[i].text.trim();
            let ended = block.iter().any(|l| !l.is_empty());
            if (line.is_empty() && ended) || fields::people_label(line).is_some() || line.starts_with('§') {
                break;
            }
            block.push(line.to_string());
            i += 1;
        }
        // The list ends with its sentence.
        let whole = block.join("\n");
        let flat = whole.replace('\n', " ");
        let kept = flow::sentence(&flat).len();
        out.push((label, whole[..kept].lines().map(str::to_string).filter(|l| !l.trim().is_empty()).collect()));
    }
    out
}

/// The sentences that `text` begins with and that begin with the label of a list of people: "Dessutom närvar …".
pub(super) fn labelled(text: &str) -> Vec<(&'static fields::Label, String)> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some((label, list)) = fields::sentence_label(rest) {
        let list = flow::sentence(list);
        out.push((label, list.to_string()));
        let end = list.as_ptr() as usize + list.len() - rest.as_ptr() as usize;
        rest = rest[end..].trim_start_matches(['.', ' ', '\n']);
    }
    out
}

/// The lists of the sentences of running text that begin with a label of people, wherever on their lines they begin.
pub(super) fn sentences(lines: &[TextLine]) -> Vec<(&'static fields::Label, Vec<String>)> {
    let text = flow::join(lines.iter().take(40).map(|l| l.text.as_str()));
    let mut rest = text.as_str();
    while !rest.is_empty() {
        let found = labelled(rest);
        if !found.is_empty() {
            return found.into_iter().map(|(l, s)| (l, vec![s])).collect();
        }
        let end = flow::sentence(rest).len();
        rest = rest[end..].trim_start_matches(['.', ' ', '\n']);
    }
    Vec::new()
}

/// A person who signs, with the role beside or under the name: "Olof Persson, / stämmans ordförande.".
pub(super) struct Signer {
    pub name: String,
    pub role: String,
}

/// The persons that the lines after the last § name with a role, and the others who sign after "Justeras".
pub(super) fn signers(tail: &[TextLine]) -> Vec<Signer> {
    let lines: Vec<&str> = tail.iter().map(|l| l.text.trim()).filter(|l| !l.is_empty()).collect();
    let mut out: Vec<Signer> = Vec::new();
    for (i, line) in lines.iter().enumerate() {
        let words: Vec<&str> = line.split_whitespace().collect();
        let mut at = 0;
        while at < words.len() {
            let n = names::signature(&words[at..]);
            if n == 0 {
                at += 1;
                continue;
            }
            let end = at + n;
            let until = (end..words.len()).find(|k| names::prefix(&words[*k..], false) > 0).unwrap_or(words.len());
            let after = words[end..until].join(" ");
            let next = lines.get(i + 1).filter(|_| until == words.len()).map_or("", |l| *l);
            let role =
                if after.is_empty() && next.chars().next().is_some_and(char::is_lowercase) { next } else { &after };
            let role = role.trim_matches(['(', ')', ',', ' ']).split([',', '.']).next().unwrap_or("");
            out.push(Signer { name: names::clean(&words[at..end]), role: fold::skeleton(role) });
            at = until;
        }
    }
    out
}

#[cfg(test)]
#[path = "prose_tests.rs"]
mod tests;
