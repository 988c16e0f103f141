//! What the pattern lists say of one line.

use std::cell::RefCell;
use std::sync::LazyLock;

use regex::Regex;
use rustc_hash::FxHashMap;

use super::coarse::{coarse, push_coarse};
use super::pattern_table::PATTERNS;
pub(super) use super::pattern_table::{Kind, Position};
use crate::fold::base_letter;
use crate::page::FurnitureRole;

/// Words that one literal or name may be divided into.
const MAX_PARTS: usize = 5;
/// A line with more words is never taken apart into literals: furniture is short.
const MAX_WORDS: usize = 14;
/// Bytes of a word that speaks for itself among scraps.
const LONG_WORD: usize = 12;

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

    /// What `line` is that is furniture wherever it stands: a stamp of an e-signing service, a digest, the heads of a form, a link of a web page. Page
    /// numbers are none: a number amid a page may be anything.
    pub fn anywhere(self, line: &str) -> Option<FurnitureRole> {
        let role = |hit: (Kind, Position)| match hit {
            (Kind::Furniture(role), Position::Any) if role != FurnitureRole::PageNumber => Some(role),
            _ => None,
        };
        self.hits().find_map(role)?;
        self.classify(line).and_then(role)
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
