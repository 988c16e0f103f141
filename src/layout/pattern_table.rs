//! The pattern lists `dictionaries/furniture.tsv` and `dictionaries/organs.txt`, read once.

use std::collections::HashMap;
use std::sync::LazyLock;

use regex::{Regex, RegexSet};

use super::coarse::{Known, coarse};
use crate::page::FurnitureRole;

const FURNITURE: &str = include_str!("../../dictionaries/furniture.tsv");
const ORGANS: &str = include_str!("../../dictionaries/organs.txt");
/// A literal may lose this share of its letters to damage.
const LITERAL_LEAST: f64 = 0.8;
/// The same for the name of an organ.
const ORGAN_LEAST: f64 = 0.85;
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
    pub(super) fn parse(role: &str) -> Option<Kind> {
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

    pub(super) fn is_kept(self) -> bool {
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

/// The lists, ready to be matched.
pub(super) struct Patterns {
    /// Kind and position of each literal.
    pub(super) literals: Vec<(Kind, Position)>,
    /// The literals, and after them the names of organs.
    pub(super) known: Known,
    pub(super) organs: HashMap<String, usize>,
    /// Kind and position of each regular expression, those of `anchored` first.
    pub(super) regexes: Vec<(Kind, Position)>,
    /// Expressions that a line must match from its first letter on: looked at all at once, and given up after a letter or two.
    pub(super) anchored: RegexSet,
    /// Expressions that may match anywhere.
    pub(super) free: RegexSet,
    /// Order of the expressions in the file, as indexes into `regexes`.
    pub(super) order: Vec<usize>,
    /// Expressions for the first and last § of the minutes.
    pub(super) ranges: Vec<Regex>,
}

pub(super) fn rows() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    FURNITURE.lines().filter(|l| !l.starts_with('#') && !l.trim().is_empty()).map(|l| {
        let mut columns = l.split('\t');
        (columns.next().unwrap_or(""), columns.next().unwrap_or(""), columns.next().unwrap_or(""))
    })
}

pub(super) fn organ_names() -> impl Iterator<Item = &'static str> {
    ORGANS.lines().map(str::trim).filter(|l| !l.starts_with('#') && !l.is_empty())
}

// A row that cannot be parsed is left out here; the unit test below polices the file.
pub(super) static PATTERNS: LazyLock<Patterns> = LazyLock::new(|| {
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
pub(super) fn is_anchored(pattern: &str) -> bool {
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
