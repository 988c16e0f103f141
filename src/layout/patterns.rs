//! The pattern lists `dictionaries/furniture.tsv` and `dictionaries/organs.txt`, and what they say of one line.

use std::sync::LazyLock;

use regex::Regex;

use super::coarse::{alike, coarse};
use crate::fold::skeleton;
use crate::page::FurnitureRole;

const FURNITURE: &str = include_str!("../../dictionaries/furniture.tsv");
const ORGANS: &str = include_str!("../../dictionaries/organs.txt");
/// A literal may lose this share of its letters to damage.
const LITERAL_LEAST: f64 = 0.8;
/// A line with more words is never taken apart into literals: furniture is short.
const MAX_WORDS: usize = 14;
/// Bytes of a word that speaks for itself among scraps.
const LONG_WORD: usize = 12;

/// Where on the page a pattern may count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Position {
    Top,
    Bottom,
    Any,
}

/// What the lists say of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A header that by itself opens a page where it returns.
    Title,
    /// A header only where it is repeated, and then it opens a page by itself.
    Running,
    /// The name of an organ, alone on the line.
    Organ,
    /// A name or a date: a header only where it is repeated.
    Name,
    /// Furniture of this role.
    Furniture(FurnitureRole),
    /// Never furniture by repetition.
    Keep,
    /// Like [`Kind::Keep`], and an organ's name after it is a value.
    Label,
}

impl Kind {
    fn parse(role: &str) -> Option<Kind> {
        Some(match role {
            "title" => Kind::Title,
            "running" => Kind::Running,
            "name" => Kind::Name,
            "keep" => Kind::Keep,
            "label" => Kind::Label,
            "header" => Kind::Furniture(FurnitureRole::Header),
            "footer" => Kind::Furniture(FurnitureRole::Footer),
            "page-number" => Kind::Furniture(FurnitureRole::PageNumber),
            "signature" => Kind::Furniture(FurnitureRole::Signature),
            "watermark" => Kind::Furniture(FurnitureRole::Watermark),
            _ => return None,
        })
    }

    /// The role a line of this kind gets as furniture at the top of a page; `None` for kinds that stay.
    pub(super) fn role(self) -> Option<FurnitureRole> {
        match self {
            Kind::Title | Kind::Running | Kind::Organ | Kind::Name => Some(FurnitureRole::Header),
            Kind::Furniture(role) => Some(role),
            Kind::Keep | Kind::Label => None,
        }
    }
}

struct Literal {
    kind: Kind,
    position: Position,
    text: String,
}

struct Patterns {
    literals: Vec<Literal>,
    regexes: Vec<(Kind, Position, Regex)>,
    organs: Vec<String>,
}

fn rows() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    FURNITURE.lines().filter(|l| !l.starts_with('#') && !l.trim().is_empty()).map(|l| {
        let mut columns = l.split('\t');
        (columns.next().unwrap_or(""), columns.next().unwrap_or(""), columns.next().unwrap_or(""))
    })
}

fn organ_names() -> impl Iterator<Item = &'static str> {
    ORGANS.lines().map(str::trim).filter(|l| !l.starts_with('#') && !l.is_empty())
}

// A row that cannot be parsed is left out here; the unit test below polices the file.
static PATTERNS: LazyLock<Patterns> = LazyLock::new(|| {
    let mut patterns =
        Patterns { literals: Vec::new(), regexes: Vec::new(), organs: organ_names().map(coarse).collect() };
    for (role, pattern, position) in rows() {
        let Some(kind) = Kind::parse(role) else { continue };
        let position = match position {
            "top" => Position::Top,
            "bottom" => Position::Bottom,
            _ => Position::Any,
        };
        match pattern.strip_prefix('/').and_then(|p| p.strip_suffix('/')) {
            Some(p) => patterns.regexes.extend(Regex::new(p).ok().map(|r| (kind, position, r))),
            None => patterns.literals.push(Literal { kind, position, text: coarse(pattern) }),
        }
    }
    patterns
});

static DATE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^[12][0-9oil]{3}[-–—.~ ]{1,2}[0-9oil]{1,2}[-–—.~ ]{1,2}[0-9oil]{1,2}$").ok());
static NUMBER: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^\(?[0-9]{1,4}\)?$|^[0-9]{1,4} ?[(/] ?[0-9]{1,4}\)?$").ok());

fn matches(regex: &LazyLock<Option<Regex>>, text: &str) -> bool {
    regex.as_ref().is_some_and(|r| r.is_match(text))
}

/// The organ (index into the list) whose name alone the line is, damage tolerated.
pub(super) fn organ_alone(line: &str) -> Option<usize> {
    let text = line.trim();
    if text.contains('\t') || text.split_whitespace().count() > 5 {
        return None;
    }
    let folded = coarse(text);
    let organs = &PATTERNS.organs;
    if let Some(exact) = organs.iter().position(|o| *o == folded) {
        return Some(exact);
    }
    // "Direktionens" is the genitive, and stands before something else.
    organs.iter().position(|o| alike(o, &folded, 0.85) && folded.strip_suffix('s') != Some(o.as_str()))
}

/// The folded name of an organ of [`organ_alone`].
pub(super) fn organ_folded(organ: usize) -> &'static str {
    PATTERNS.organs.get(organ).map_or("", String::as_str)
}

/// Whether the line is a date alone ("2024-03-05").
pub(super) fn is_date(line: &str) -> bool {
    matches(&DATE, &plain(line))
}

/// Whether the line is a number alone, of one to three digits.
pub(super) fn bare_number(line: &str) -> Option<u32> {
    let text = line.trim().trim_matches(['.', '-', '–', ' ']);
    if text.is_empty() || text.len() > 3 || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    text.parse().ok()
}

/// Whether the line holds no letter and no digit: rules, dots, dirt.
pub(super) fn is_rule(line: &str) -> bool {
    !line.chars().any(char::is_alphanumeric)
}

/// Whether the line is dirt or the rest of a cut-off header: hardly a letter, or a word or two without a lower-case letter among signs and digits.
pub(super) fn is_scrap(line: &str) -> bool {
    let letters = line.chars().filter(|c| c.is_alphabetic()).count();
    let cut_off = line.split_whitespace().count() <= 2
        && !line.chars().any(char::is_lowercase)
        && line.chars().any(|c| !c.is_alphabetic() && !c.is_whitespace());
    (letters < 4 || cut_off) && !is_kept(line)
}

fn plain(line: &str) -> String {
    skeleton(&line.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// What the lists say of a line: keep and label first, then patterns for the whole line, then a line made up of literals, names of organs,
/// dates and page numbers. `None`: the lists do not know it.
pub(super) fn classify(line: &str) -> Option<(Kind, Position)> {
    let text = plain(line);
    if text.is_empty() || text.len() > 160 {
        return None;
    }
    let regexes = &PATTERNS.regexes;
    let by_regex = |keep: bool| {
        regexes
            .iter()
            .find(|(k, _, r)| matches!(k, Kind::Keep | Kind::Label) == keep && r.is_match(&text))
            .map(|&(k, p, _)| (k, p))
    };
    if let Some(found) = by_regex(true) {
        return Some(found);
    }
    if organ_alone(line).is_some() {
        return Some((Kind::Organ, Position::Top));
    }
    if is_date(line) {
        return Some((Kind::Name, Position::Top));
    }
    by_regex(false).or_else(|| by_parts(&text))
}

/// Takes a line apart into literals, organs, dates and numbers; the first literal's kind is the line's. At least one part must be a literal or an
/// organ with a number or date.
fn by_parts(text: &str) -> Option<(Kind, Position)> {
    let words: Vec<&str> = text.split(' ').filter(|w| !is_rule(w)).collect();
    if words.is_empty() || words.len() > MAX_WORDS {
        return None;
    }
    let mut at = 0;
    let mut found: Option<(Kind, Position)> = None;
    let (mut dirt, mut longest) = (0, 0);
    while at < words.len() {
        let Some((taken, kind)) = longest_part(&words[at..]) else {
            // A logo or a stamp beside a header is read as a few short scraps.
            if words[at].chars().count() > 3 {
                return None;
            }
            dirt += 1;
            at += 1;
            continue;
        };
        longest = words[at..at + taken].iter().map(|w| w.len()).fold(longest, usize::max);
        // A page number or a date only says what the line is where nothing else does.
        found = match (found, kind) {
            (None, kind) => kind,
            (Some((Kind::Furniture(FurnitureRole::PageNumber) | Kind::Organ, _)), Some(k)) => Some(k),
            (found, _) => found,
        };
        at += taken;
    }
    found.filter(|_| dirt == 0 || (dirt <= 6 && longest >= LONG_WORD))
}

fn longest_part(words: &[&str]) -> Option<(usize, Option<(Kind, Position)>)> {
    for taken in (1..=words.len().min(5)).rev() {
        let joined = coarse(&words[..taken].concat());
        let literal = PATTERNS.literals.iter().find(|l| alike(&l.text, &joined, LITERAL_LEAST));
        if let Some(l) = literal {
            return Some((taken, Some((l.kind, l.position))));
        }
        let spaced = words[..taken].join(" ");
        if matches(&DATE, &spaced) || matches(&NUMBER, &spaced) {
            return Some((taken, None));
        }
        if PATTERNS.organs.iter().any(|o| alike(o, &joined, 0.85) && joined.strip_suffix('s') != Some(o.as_str())) {
            return Some((taken, Some((Kind::Organ, Position::Top))));
        }
    }
    None
}

/// Whether the line may never be furniture by repetition, wherever it stands.
pub(super) fn is_kept(line: &str) -> bool {
    let text = plain(line);
    kept(&text, |_| true)
}

/// The same for a line at the top or the bottom of a page.
pub(super) fn is_kept_at(line: &str, top: bool) -> bool {
    let text = plain(line);
    kept(&text, |p| p == Position::Any || (p == Position::Top) == top)
}

fn kept(text: &str, at: impl Fn(Position) -> bool) -> bool {
    PATTERNS.regexes.iter().any(|(k, p, r)| matches!(k, Kind::Keep | Kind::Label) && at(*p) && r.is_match(text))
}

/// Whether the line is a label, after which an organ's name is a value or a recipient.
pub(super) fn is_label(line: &str) -> bool {
    let text = plain(line);
    PATTERNS.regexes.iter().any(|(k, _, r)| *k == Kind::Label && r.is_match(&text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_row_parses_and_none_is_double() {
        let mut seen = BTreeSet::new();
        for (role, pattern, position) in rows() {
            assert!(Kind::parse(role).is_some(), "{role}");
            assert!(["top", "bottom", "any"].contains(&position), "{role} {pattern}: {position}");
            assert!(seen.insert(pattern), "{pattern} stands twice");
            if let Some(p) = pattern.strip_prefix('/') {
                let p = p.strip_suffix('/').expect("a regular expression ends with a slash");
                Regex::new(p).unwrap();
            } else {
                assert!(!pattern.trim().is_empty());
            }
        }
        let all: Vec<&str> = organ_names().collect();
        assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len(), "an organ stands twice");
        assert!(DATE.is_some() && NUMBER.is_some());
    }

    #[test]
    fn lines_are_known_through_damage() {
        let role = |l: &str| classify(l).and_then(|(k, _)| k.role());
        assert_eq!(role("Justerandes sign Utdragsbestyrkande"), Some(FurnitureRole::Signature));
        assert_eq!(role("Ordférandens sign"), Some(FurnitureRole::Signature));
        assert_eq!(role("Sida 3 (14)"), Some(FurnitureRole::PageNumber));
        assert_eq!(role("3(14)"), Some(FurnitureRole::PageNumber));
        assert_eq!(role("- 4 -"), Some(FurnitureRole::PageNumber));
        assert_eq!(role("Blad 3"), Some(FurnitureRole::PageNumber));
        assert_eq!(role("SAMMANTRADESPROTOKOLL 1(1)"), Some(FurnitureRole::Header));
        assert_eq!(role("Sammantrddesdatum 2021-02-09"), Some(FurnitureRole::Header));
        assert_eq!(role("Kommunstyrelsen 2021-02-09 3 (14)"), Some(FurnitureRole::Header));
        assert_eq!(role("Addo Sign ID-nummer : 0a1b2c3d-0000"), Some(FurnitureRole::Signature));
    }

    #[test]
    fn headings_and_sentences_are_not_furniture() {
        let role = |l: &str| classify(l).and_then(|(k, _)| k.role());
        for line in [
            "Direktionens beslut",
            "Kommunstyrelsens förslag till beslut",
            "§ 12 Dnr KS 2021/6",
            "Beslutsunderlag",
            "Akt",
            "Direktionen beslutar att godkänna rapporten.",
            "Bilaga 2",
            "Sammanträdet öppnas klockan nio",
        ] {
            assert_eq!(role(line), None, "{line}");
        }
        assert!(is_label("Beslutet skickas till"));
        assert_eq!(organ_alone("Direktionens"), None);
        assert!(organ_alone(" Socialnimnden ").is_some());
    }
}
