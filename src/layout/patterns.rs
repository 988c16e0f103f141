//! The pattern lists `dictionaries/furniture.tsv` and `dictionaries/organs.txt`, and what they say of one line.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::LazyLock;

use regex::{Regex, RegexSet};
use rustc_hash::FxHashMap;

use super::coarse::{Known, coarse, push_coarse};
use crate::fold::base_letter;
use crate::page::FurnitureRole;

const FURNITURE: &str = include_str!("../../dictionaries/furniture.tsv");
const ORGANS: &str = include_str!("../../dictionaries/organs.txt");
/// A literal may lose this share of its letters to damage.
const LITERAL_LEAST: f64 = 0.8;
/// The same for the name of an organ.
const ORGAN_LEAST: f64 = 0.85;
/// Words that one literal or name may be divided into.
const MAX_PARTS: usize = 5;
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
    /// Like [`Kind::Keep`], unless it returns with the same figures on most pages.
    Range,
}

impl Kind {
    fn parse(role: &str) -> Option<Kind> {
        Some(match role {
            "title" => Kind::Title,
            "running" => Kind::Running,
            "name" => Kind::Name,
            "keep" => Kind::Keep,
            "label" => Kind::Label,
            "range" => Kind::Range,
            "header" => Kind::Furniture(FurnitureRole::Header),
            "footer" => Kind::Furniture(FurnitureRole::Footer),
            "page-number" => Kind::Furniture(FurnitureRole::PageNumber),
            "signature" => Kind::Furniture(FurnitureRole::Signature),
            "watermark" => Kind::Furniture(FurnitureRole::Watermark),
            _ => return None,
        })
    }

    fn is_kept(self) -> bool {
        matches!(self, Kind::Keep | Kind::Label | Kind::Range)
    }

    /// The role a line of this kind gets as furniture at the top of a page; `None` for kinds that stay.
    pub(super) fn role(self) -> Option<FurnitureRole> {
        match self {
            Kind::Title | Kind::Running | Kind::Organ | Kind::Name => Some(FurnitureRole::Header),
            Kind::Furniture(role) => Some(role),
            Kind::Keep | Kind::Label | Kind::Range => None,
        }
    }
}

struct Patterns {
    /// Kind and position of each literal.
    literals: Vec<(Kind, Position)>,
    /// The literals, and after them the names of organs.
    known: Known,
    organs: HashMap<String, usize>,
    /// Kind and position of each regular expression, those of `anchored` first.
    regexes: Vec<(Kind, Position)>,
    /// Expressions that a line must match from its first letter on: looked at all at once, and given up after a letter or two.
    anchored: RegexSet,
    /// Expressions that may match anywhere.
    free: RegexSet,
    /// Order of the expressions in the file, as indexes into `regexes`.
    order: Vec<usize>,
    /// Expressions for the first and last § of the minutes.
    ranges: Vec<Regex>,
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
    let (mut literals, mut texts) = (Vec::new(), Vec::new());
    let (mut anchored, mut free) = (Vec::new(), Vec::new());
    for (row, (role, pattern, position)) in rows().enumerate() {
        let Some(kind) = Kind::parse(role) else { continue };
        let position = match position {
            "top" => Position::Top,
            "bottom" => Position::Bottom,
            _ => Position::Any,
        };
        match pattern.strip_prefix('/').and_then(|p| p.strip_suffix('/')) {
            Some(p) => {
                // Boundaries between ASCII letters only: those that know all letters keep `regex` from its fast engine, and a skeleton has
                // hardly a letter beyond a–z.
                let source = p.replace(r"\b", r"(?-u:\b)");
                let rank = if is_anchored(p) { &mut anchored } else { &mut free };
                if Regex::new(&source).is_ok() {
                    rank.push((row, (kind, position), source));
                }
            }
            None => {
                literals.push((kind, position));
                texts.push(coarse(pattern));
            }
        }
    }
    let all: Vec<_> = anchored.iter().chain(&free).collect();
    let mut order: Vec<usize> = (0..all.len()).collect();
    order.sort_by_key(|&i| all[i].0);
    Patterns {
        literals,
        known: Known::new(
            texts
                .into_iter()
                .map(|t| (t, LITERAL_LEAST))
                .chain(organ_names().map(|o| (coarse(o), ORGAN_LEAST)))
                .collect(),
        ),
        // Of names that fold to the same the first, which is the last put in.
        organs: organ_names().map(coarse).zip(0..).collect::<Vec<_>>().into_iter().rev().collect(),
        regexes: all.iter().map(|r| r.1).collect(),
        ranges: all.iter().filter(|r| r.1.0 == Kind::Range).filter_map(|r| Regex::new(&r.2).ok()).collect(),
        order,
        anchored: RegexSet::new(anchored.iter().map(|r| &r.2)).unwrap_or_default(),
        free: RegexSet::new(free.iter().map(|r| &r.2)).unwrap_or_default(),
    }
});

/// Whether an expression can only match at the start of a line.
fn is_anchored(pattern: &str) -> bool {
    let mut depth = 0;
    let top_level: Vec<usize> = pattern
        .char_indices()
        .filter(|(_, c)| {
            depth += i32::from(*c == '(') - i32::from(*c == ')');
            *c == '|' && depth == 0
        })
        .map(|(i, _)| i + 1)
        .collect();
    std::iter::once(0).chain(top_level).all(|i| pattern[i..].starts_with('^'))
}

/// Words of a line that is in the middle of a sentence.
const PROSE_WORDS: usize = 5;

/// Whether a line is in the middle of a sentence: it begins with a small letter and has several words, none a number.
pub(super) fn is_prose(raw: &str) -> bool {
    let text = raw.trim();
    text.starts_with(char::is_lowercase)
        && !text.split_whitespace().any(|w| w.starts_with(|c: char| c.is_ascii_digit()))
        && text.split_whitespace().count() >= PROSE_WORDS
}

/// Lines that a thread remembers the class of.
const REMEMBERED: usize = 4096;

type Class = Option<(Kind, Position)>;

thread_local! {
    static MEMORY: RefCell<FxHashMap<String, (Seen, Class)>> = RefCell::default();
}

/// Which expressions match a line: a bit for each, in the order of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Seen(u64);

impl Seen {
    /// Looks at a line.
    pub fn new(line: &str) -> Seen {
        Seen::of_plain(&plain(line))
    }

    fn of_plain(text: &str) -> Seen {
        let patterns = &*PATTERNS;
        let mut ranks = 0u64;
        // Whether any matches is told much faster than which, and few lines match any.
        if patterns.anchored.is_match(text) {
            patterns.anchored.matches(text).iter().for_each(|i| ranks |= 1 << i);
        }
        if patterns.free.is_match(text) {
            patterns.free.matches(text).iter().for_each(|i| ranks |= 1 << (patterns.anchored.len() + i));
        }
        let mut seen = 0;
        if ranks != 0 {
            for (place, &i) in patterns.order.iter().enumerate() {
                seen |= (ranks >> i & 1) << place;
            }
        }
        Seen(seen)
    }

    /// Kinds and positions of the expressions that match, in the order of the file.
    fn hits(self) -> impl Iterator<Item = (Kind, Position)> {
        let places = if self.0 == 0 { 0 } else { PATTERNS.order.len() };
        (0..places).filter(move |p| self.0 >> p & 1 == 1).map(|p| PATTERNS.regexes[PATTERNS.order[p]])
    }

    /// Whether the line may never be furniture by repetition, wherever it stands.
    pub fn is_kept(self) -> bool {
        self.hits().any(|(k, _)| k.is_kept())
    }

    /// The same for a line at the top or the bottom of a page.
    pub fn is_kept_at(self, top: bool) -> bool {
        self.hits().any(|(k, p)| k.is_kept() && (p == Position::Any || (p == Position::Top) == top))
    }

    /// Whether the line states the first and the last § of the minutes.
    pub fn is_range(self) -> bool {
        self.hits().any(|(k, _)| k == Kind::Range)
    }

    /// The same without the expressions by which a line may never be furniture: it was found to return on most pages.
    pub fn returning(self) -> Seen {
        let places = PATTERNS.order.iter().enumerate();
        let kept = places.filter(|(_, i)| PATTERNS.regexes[**i].0.is_kept()).fold(0, |bits, (p, _)| bits | 1 << p);
        Seen(self.0 & !kept)
    }

    /// Whether the line is a label, after which an organ's name is a value or a recipient.
    pub fn is_label(self) -> bool {
        self.hits().any(|(k, _)| k == Kind::Label)
    }

    /// Whether `line` is a stamp of an e-signing service or a digest, which is furniture wherever it stands.
    pub fn is_stamp(self, line: &str) -> bool {
        const STAMP: (Kind, Position) = (Kind::Furniture(FurnitureRole::Signature), Position::Any);
        self.hits().any(|hit| hit == STAMP) && self.classify(line) == Some(STAMP)
    }

    /// What the lists say of `line`, of which this was seen: keep and label first, then patterns for the whole line, then a line made up of
    /// literals, names of organs, dates and page numbers. `None`: the lists do not know it.
    pub fn classify(self, line: &str) -> Option<(Kind, Position)> {
        self.remembered(line, || plain(line))
    }

    /// [`Seen::new`] and [`Seen::classify`] in one.
    pub fn with_class(line: &str) -> (Seen, Option<(Kind, Position)>) {
        let text = plain(line);
        let seen = Seen::of_plain(&text);
        (seen, seen.remembered(line, || text))
    }

    /// [`Seen::classify_plain`], told again of a line that was asked of before: the stages of the layout ask one after the other, and headers
    /// return on every page.
    fn remembered(self, line: &str, text: impl FnOnce() -> String) -> Option<(Kind, Position)> {
        MEMORY.with_borrow_mut(|memory| {
            if let Some((seen, class)) = memory.get(line)
                && *seen == self
            {
                return *class;
            }
            let class = self.classify_plain(line, &text());
            if memory.len() >= REMEMBERED {
                memory.clear();
            }
            memory.insert(line.to_string(), (self, class));
            class
        })
    }

    fn classify_plain(self, line: &str, text: &str) -> Option<(Kind, Position)> {
        if text.is_empty() || text.len() > 160 {
            return None;
        }
        if let Some(kept) = self.hits().find(|(k, _)| k.is_kept()) {
            return Some(kept);
        }
        if organ_alone(line).is_some() {
            return Some((Kind::Organ, Position::Top));
        }
        if text.starts_with(['1', '2']) && matches(&DATE, text) {
            return Some((Kind::Name, Position::Top));
        }
        // What a line of cells says by its parts ("Justerandes sign Utdragsbestyrkande") is more than that it is one.
        match self.hits().next() {
            Some((Kind::Name, Position::Bottom)) => by_parts(text).or(Some((Kind::Name, Position::Bottom))),
            found => found.or_else(|| by_parts(text)),
        }
    }
}

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
    if text.contains('\t') || text.split_whitespace().nth(5).is_some() {
        return None;
    }
    let folded = coarse(text);
    PATTERNS.organs.get(&folded).copied().or_else(|| {
        let known = &PATTERNS.known;
        let mut held = known.held();
        known.hold(&mut held, &folded, 0);
        // "Direktionens" is the genitive, and stands before something else.
        let organ = |i: usize| i >= PATTERNS.literals.len() && !is_genitive(&folded, known.text(i));
        known.find(&folded, &held, organ).map(|i| i - PATTERNS.literals.len())
    })
}

fn is_genitive(folded: &str, organ: &str) -> bool {
    folded.strip_suffix('s') == Some(organ)
}

/// The figures of "§§ 85–92" on a line, where it is there: what is between signs and the dash, and after the dash.
pub(super) fn range_figures(line: &str) -> Option<[String; 2]> {
    let text = plain(line);
    let found = PATTERNS.ranges.iter().find_map(|r| r.captures(&text))?;
    let figures = |c: char| match c {
        'o' => '0',
        'i' | 'l' => '1',
        c => c,
    };
    let mut numbers = found.iter().skip(1).flatten().map(|m| m.as_str()).filter(|m| !m.is_empty());
    let mut number =
        || numbers.by_ref().find(|m| m.ends_with(char::is_alphanumeric) && m.chars().any(|c| c.is_ascii_digit()));
    let first = number()?.chars().map(figures).collect();
    Some([first, number()?.chars().map(figures).collect()])
}

/// The folded name of an organ of [`organ_alone`].
pub(super) fn organ_folded(organ: usize) -> &'static str {
    PATTERNS.known.text(PATTERNS.literals.len() + organ)
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
    (letters < 4 || cut_off) && !Seen::new(line).is_kept()
}

fn plain(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    for word in line.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        for c in word.chars() {
            out.push(base_letter(c));
        }
    }
    out
}

/// Takes a line apart into literals, organs, dates and numbers; the first literal's kind is the line's. At least one part must be a literal or an
/// organ with a number or date.
fn by_parts(text: &str) -> Option<(Kind, Position)> {
    let words: Vec<&str> = text.split(' ').filter(|w| !is_rule(w)).take(MAX_WORDS + 1).collect();
    if words.is_empty() || words.len() > MAX_WORDS {
        return None;
    }
    // All words folded in one string: the folding of several words is that of each, one after the other.
    let mut folded = String::with_capacity(text.len());
    let mut starts = [0; MAX_WORDS + 1];
    for (i, word) in words.iter().enumerate() {
        push_coarse(word, &mut folded);
        starts[i + 1] = folded.len();
    }
    let mut at = 0;
    let mut found: Option<(Kind, Position)> = None;
    let (mut dirt, mut longest) = (0, 0);
    while at < words.len() {
        let Some((taken, kind)) = longest_part(&words[at..], &folded, &starts[at..=words.len()]) else {
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

/// The most words from the first on that are a known part, and what they are. `starts` are the places of the words in `folded`.
fn longest_part(words: &[&str], folded: &str, starts: &[usize]) -> Option<(usize, Option<(Kind, Position)>)> {
    let most = words.len().min(MAX_PARTS);
    // Dates and numbers begin with a digit.
    let numeric = words[0].starts_with(|c: char| c == '(' || c.is_ascii_digit());
    let (known, literals) = (&PATTERNS.known, PATTERNS.literals.len());
    let mut held = known.held();
    let mut found = None;
    for taken in 1..=most {
        let joined = &folded[starts[0]..starts[taken]];
        known.hold(&mut held, joined, starts[taken - 1] - starts[0]);
        let part = known.find(joined, &held, |i| i < literals || !is_genitive(joined, known.text(i)));
        let number = || {
            let spaced = words[..taken].join(" ");
            matches(&DATE, &spaced) || matches(&NUMBER, &spaced)
        };
        found = match part {
            Some(i) if i < literals => Some((taken, Some(PATTERNS.literals[i]))),
            _ if numeric && number() => Some((taken, None)),
            Some(_) => Some((taken, Some((Kind::Organ, Position::Top)))),
            None => found,
        };
    }
    found
}

#[cfg(test)]
#[path = "patterns_tests.rs"]
mod tests;
