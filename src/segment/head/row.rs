//! A row of a table of attendance: what its cells say of the person, and the person as a list has them.

use std::sync::LazyLock;

use super::super::crosses;
use super::heading::{self, Kind};
use super::{names, people, said, titles};
use crate::fold;

/// Words in a column of presence for somebody who was not there: "frånv", "ers".
static GONE: LazyLock<Vec<String>> = LazyLock::new(|| heading::words("gone").map(fold::skeleton).collect());

/// Words there for somebody who was, and that say no more: "ja", "fysiskt".
static HERE: LazyLock<Vec<String>> = LazyLock::new(|| heading::words("here").map(fold::skeleton).collect());

/// What the cells after the name say.
#[derive(Default)]
pub(super) struct Row {
    pub party: Option<String>,
    pub there: Option<bool>,
    /// That a substitute decided, and when, where that is said.
    serves: Option<String>,
    role: String,
    note: String,
    /// For whom they serve.
    whom: String,
    /// Who serves instead, or a remark.
    instead: String,
}

fn is_dash(word: &str) -> bool {
    !word.is_empty() && word.chars().all(|c| matches!(c, '-' | '–' | '—'))
}

/// Whether a word is a cross or a tick; a big cross reads as two or three.
fn is_cross(word: &str) -> bool {
    let crosses = (2..=3).contains(&word.chars().count()) && word.chars().all(|c| matches!(c, 'x' | 'X' | '×'));
    crosses || crosses::is_mark(word)
}

/// Whether a cell holds crosses, ticks or dashes alone.
pub(super) fn is_marked(text: &str) -> bool {
    text.split(' ').all(|w| is_cross(w) || is_dash(w))
}

/// The letters of a party; one letter by itself reads as two: "Ss", "cC".
fn letters(word: &str) -> Option<String> {
    let bare = word.trim_matches(['(', ')']);
    let mut signs = bare.chars();
    let twice = match (signs.next(), signs.next(), signs.next()) {
        (Some(a), Some(b), None) if a != b && a.to_lowercase().eq(b.to_lowercase()) => {
            Some(a.to_uppercase().to_string())
        }
        _ => None,
    };
    titles::party(twice.as_deref().unwrap_or(bare))
}

/// A first cell without the number that begins it.
pub(super) fn unnumbered(text: &str) -> &str {
    match text.split_once(' ') {
        Some((n, rest)) if n.trim_end_matches('.').chars().all(|c| c.is_ascii_digit()) => rest.trim_start(),
        _ => text,
    }
}

/// Whether the first cell of a row can be a name: capitals, and no label.
pub(super) fn is_name(text: &str) -> bool {
    let whole = |w: &str| w.starts_with(char::is_uppercase);
    people::begins(text) || (!text.ends_with(':') && text.split(' ').count() >= 2 && text.split(' ').all(whole))
}

/// The name in a row of somebody who serves for the member above: "ers: Ola Alm".
pub(super) fn below(text: &str) -> Option<&str> {
    let (word, name) = text.split_once(':').or_else(|| text.split_once(' '))?;
    let role = titles::role(word.trim());
    let small = word.starts_with(char::is_lowercase);
    (small && (titles::is_substitute(&role) || titles::serves(&role))).then(|| name.trim())
}

/// "Anna Berg, ordf." with its party: "Anna Berg (S), ordf.".
pub(super) fn with_party(name: &str, party: Option<&str>) -> String {
    let Some(party) = party.filter(|_| !name.contains('(')) else { return name.to_string() };
    let (first, rest) = name.split_at(name.find(',').unwrap_or(name.len()));
    format!("{} ({party}){rest}", first.trim_end())
}

/// Somebody who serves for another, as a list has it.
pub(super) fn for_whom(name: &str, whom: &str) -> String {
    let n = names::prefix(&whom.split_whitespace().collect::<Vec<_>>(), false);
    if n == 0 {
        return format!("{name}, {}", titles::role("tjg"));
    }
    // "Nils Ek 51–55 §§": when follows for whom.
    let words: Vec<&str> = whom.split_whitespace().collect();
    let end = n + usize::from(words.get(n).is_some_and(|w| w.starts_with('(')));
    let when = words[end..].join(" ");
    let when = when.trim_start_matches([',', ' ']);
    let whom = words[..end].join(" ");
    let note = if when.is_empty() { String::new() } else { format!(", {when}") };
    format!("{name}, för {}{note}", whom.trim_end_matches([',', ' ']))
}

/// A word in capitals that may be a local party's letters.
fn own(word: &str) -> Option<String> {
    (word.chars().count() <= 6 && word.chars().all(char::is_uppercase)).then(|| word.to_string())
}

/// A role as it stands behind a name: a capital would make it a label.
fn small(role: &str) -> String {
    let role = titles::role(role);
    let mut letters = role.chars();
    match (letters.next(), letters.as_str()) {
        (Some(first), rest) if rest.starts_with(char::is_lowercase) => {
            first.to_lowercase().chain(rest.chars()).collect()
        }
        _ => role,
    }
}

/// What a letter or figure by itself says in a column of presence: "N" for one who was there, "F" for one who was not.
fn said_by_letter(text: &str) -> Option<bool> {
    let says = |kind| heading::words(kind).any(|w| w.eq_ignore_ascii_case(text));
    if says("letter-here") { Some(true) } else { says("letter-gone").then_some(false) }
}

/// Whether a cell says that somebody was not there.
pub(super) fn is_gone(text: &str) -> bool {
    GONE.contains(&fold::skeleton(text.trim_end_matches('.')))
}

/// Whether a cell says that somebody was there, and no more.
pub(super) fn is_here(text: &str) -> bool {
    HERE.contains(&fold::skeleton(text.trim_end_matches('.')))
}

/// Whether a folded text begins with these words.
fn begins_with(text: &str, words: &str) -> bool {
    text.strip_prefix(words).is_some_and(|r| !r.starts_with(char::is_alphanumeric))
}

fn add(text: &mut String, more: &str) {
    if !text.is_empty() && !more.is_empty() {
        text.push_str(", ");
    }
    text.push_str(more);
}

impl Row {
    /// The office that the row names; empty where it names none.
    pub(super) fn office(&self) -> &str {
        &self.role
    }

    /// Takes in a cell that stands in a column of this kind.
    pub(super) fn take(&mut self, text: &str, kind: Kind) {
        match kind {
            Kind::Instead => add(&mut self.instead, said::instead_by(text).unwrap_or(text)),
            Kind::Absent if text.contains('§') => {
                self.there = Some(true);
                add(&mut self.note, &said::not_at(text));
            }
            Kind::Absent if !is_dash(text) => self.there = Some(false),
            Kind::Serves if is_gone(text) => {}
            Kind::Serves if is_here(text) => self.serves = Some(String::new()),
            Kind::For => add(&mut self.whom, text),
            Kind::Present if said_by_letter(text).is_some() => self.there = said_by_letter(text),
            Kind::Role if !is_marked(text) => add(&mut self.role, &small(text)),
            Kind::Member if !is_marked(text) => self.party = Some(text.to_string()),
            Kind::Serves if !is_dash(text) => {
                self.serves = Some(if is_marked(text) { String::new() } else { text.to_string() });
            }
            // How somebody voted is no matter of presence.
            Kind::Other if is_marked(text) => {}
            Kind::Other if titles::is_role(text) || titles::led(text).is_none() && self.there.is_some() => {
                if titles::is_role(text) {
                    add(&mut self.role, &small(text));
                }
            }
            _ => self.words(text, kind == Kind::Party),
        }
    }

    /// Cells of presence and party, which a reading may have put together. `party`: whether letters that no list has are a party's too.
    fn words(&mut self, text: &str, party: bool) {
        let (word, rest) = text.split_once([' ', ',']).unwrap_or((text, ""));
        let rest = rest.trim_start_matches([',', ' ']);
        let bare = word.trim_matches(['(', ')']);
        let whole = fold::skeleton(text.trim_end_matches('.'));
        let numbered = text.contains(|c: char| c.is_ascii_digit());
        if HERE.contains(&whole) {
            self.there = Some(true);
            return;
        }
        // "Ja, §§ 3–5", "ja, fr.o.m. § 3", "På plats, ej p. 49"
        let (first, more) = text.split_once(',').unwrap_or((text, ""));
        if HERE.contains(&fold::skeleton(first)) && more.contains(|c: char| c.is_ascii_digit()) {
            self.there = Some(true);
            return self.words(more.trim(), false);
        }
        if HERE.contains(&fold::skeleton(word)) && rest.contains('§') {
            return self.words(rest, false);
        }
        if GONE.iter().any(|g| begins_with(&whole, g)) && (numbered || whole.contains(' ')) {
            // "Ej närvarande", but "frånvarande § 5" was there at the others.
            self.there = Some(numbered);
            if numbered {
                add(&mut self.note, text);
            }
            return;
        }
        if is_cross(word) || is_dash(word) {
            self.there = Some(!is_dash(word));
        } else if GONE.contains(&fold::skeleton(word.trim_end_matches('.'))) {
            self.there = Some(false);
        } else if let (None, Some(letters)) = (&self.party, letters(word).or_else(|| own(bare).filter(|_| party))) {
            self.party = Some(letters);
        } else if titles::is_role(text) || titles::has_title_ending(&fold::skeleton(text)) {
            add(&mut self.role, &small(text));
            return;
        } else {
            // "§§ 3–5", "distans": there, in some way.
            self.there = Some(true);
            add(&mut self.note, text);
            return;
        }
        if !rest.is_empty() {
            self.words(rest, false);
        }
    }

    /// Whether the cells say anything that a row of such a table says.
    pub(super) fn says(&self) -> bool {
        self.there.is_some() || self.party.is_some() || self.serves.is_some() || !self.whom.is_empty()
    }

    /// The persons of the row, one a line. `substitutes`: whether the list is of those; `unmarked`: whether one without a mark was there.
    pub(super) fn persons(&self, name: &str, substitutes: bool, unmarked: bool) -> Vec<String> {
        let mut out = Vec::new();
        let told = self.instead.split_once(' ').filter(|(w, n)| titles::is_for(w) && names::starts(n));
        let instead = told.is_none() && people::begins(&self.instead);
        // Without marks, who has somebody beside them to serve instead, and no §§, was not there.
        let gone = instead && !self.instead.contains('§');
        if self.there.unwrap_or((unmarked && !gone) || self.serves.is_some()) {
            let substitute = substitutes || titles::is_substitute(&titles::role(&self.role));
            let whom = if self.whom.is_empty() { told.map_or("", |t| t.1) } else { &self.whom };
            let mut line = match &self.serves {
                _ if (substitute || !self.whom.is_empty()) && !whom.is_empty() => for_whom(name, whom),
                Some(when) if substitute && when.is_empty() => for_whom(name, ""),
                Some(when) if substitute => format!("{name}, tjänstgör {when}"),
                _ => format!("{name}, {}", self.role),
            };
            add(&mut line, &self.note);
            if !instead && told.is_none() {
                add(&mut line, &self.instead);
            }
            out.push(line.trim_end_matches([',', ' ']).replace(", , ", ", "));
        }
        if instead {
            let whom = name.split(',').next().unwrap_or(name);
            out.push(for_whom(&with_party(&self.instead, self.party.as_deref()), whom));
        }
        out
    }
}
