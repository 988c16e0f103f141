//! What each line of a text without page breaks is: part of a header, of a footer, a page number, or body.

use std::collections::{BTreeMap, HashMap};

use super::coarse::{alike, coarse};
use super::numbers::{Form, PageNumber, counting, page_number};
use super::patterns::{self, Kind, Seen};
use super::repetition::key;
use crate::page::{FurnitureRole, Line};

/// A header or footer must return this often before it is evidence.
pub(super) const MIN_REPEATS: usize = 3;
/// A line longer than this, in bytes, is neither header nor footer.
pub(super) const MAX_LEN: usize = 120;
/// How many lines above a header's known line may belong to the header too.
const REACH: usize = 4;
/// How many different lines above headers are tried as parts of the header.
const MOST_COMMON: usize = 16;
/// How many different lines that the lists know, the most common first, a line is compared with.
const MOST_KNOWN: usize = 1000;
/// Lines with text at the start and end of a page among which its own header and footer are looked for.
const EDGE: usize = 8;

/// Lines with text at the start and end of a page among which a header that no list knows stands.
const OUTER: usize = 4;

/// What a line is when looking for breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tag {
    /// White space or signs only.
    Blank,
    /// A number alone: a page number where it stands beside a header or footer.
    Bare,
    /// A page number that says so ("Sida 3 (14)").
    Number,
    /// Part of a header; `true` where it opens a page by itself.
    Head(bool),
    /// Part of a footer.
    Foot,
    /// Anything else.
    Body,
}

/// What the lists say of a line.
#[derive(Debug)]
pub(super) struct Sort {
    /// What it is.
    pub kind: Option<Kind>,
    label: bool,
    number: Option<PageNumber>,
    range: Option<[String; 2]>,
}

impl Sort {
    /// Looks at a line.
    pub fn new(line: &Line) -> Sort {
        if line.raw.len() > MAX_LEN {
            return Sort { kind: None, label: Seen::new(&line.raw).is_label(), number: None, range: None };
        }
        let (seen, class) = Seen::with_class(&line.raw);
        let kind = class.map(|c| c.0);
        let number = if seen.is_kept() && !seen.is_range() { None } else { page_number(&line.raw, kind) };
        let range = if seen.is_range() { patterns::range_figures(&line.raw) } else { None };
        Sort { kind, label: seen.is_label(), number, range }
    }
}

/// How often lines return, damaged readings counted with each other.
struct Returns {
    /// Folded lines with their number, the most common first.
    common: Vec<(String, usize)>,
    exact: HashMap<String, usize>,
}

impl Returns {
    fn new(lines: impl Iterator<Item = String>) -> Returns {
        let mut exact: HashMap<String, usize> = HashMap::new();
        for line in lines {
            *exact.entry(line).or_default() += 1;
        }
        let mut common: Vec<(String, usize)> = exact.iter().map(|(l, n)| (l.clone(), *n)).collect();
        common.sort_unstable_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        // A line that returns is among the most common, however many there are: so the work grows with the text alone.
        common.truncate(MOST_KNOWN);
        Returns { common, exact }
    }

    /// Whether lines like this one stand there at least `times` times, itself among them.
    fn has(&self, line: &str, times: usize) -> bool {
        let own = coarse(line);
        let mut found = self.exact.get(&own).copied().unwrap_or(0);
        let mut others = self.common.iter().filter(|(l, _)| *l != own && alike(l, &own, 0.85)).map(|(_, n)| n);
        while found < times {
            let Some(n) = others.next() else { return false };
            found += n;
        }
        true
    }
}

/// What each line is by the lists and by what returns.
pub(super) fn tag(lines: &[&Line], sorts: &[Sort]) -> Vec<Tag> {
    let own = own_organ(lines, sorts);
    let counted = |s: &Sort| matches!(s.kind, Some(Kind::Title | Kind::Running | Kind::Name));
    let returns = Returns::new(lines.iter().zip(sorts).filter(|(_, s)| counted(s)).map(|(l, _)| coarse(&l.raw)));
    let mut ranges: BTreeMap<&Option<[String; 2]>, usize> = BTreeMap::new();
    sorts.iter().filter(|s| s.range.is_some()).for_each(|s| *ranges.entry(&s.range).or_default() += 1);
    let mut above: Option<usize> = None;
    let mut tags = Vec::with_capacity(lines.len());
    for (i, line) in lines.iter().enumerate() {
        if patterns::is_rule(&line.raw) {
            tags.push(Tag::Blank);
            continue;
        }
        let has = |times| returns.has(&line.raw, times);
        let value = || above.is_some_and(|a: usize| sorts[a].label);
        tags.push(match sorts[i].kind {
            _ if patterns::bare_number(&line.raw).is_some() => Tag::Bare,
            Some(Kind::Organ) if value() => Tag::Body,
            Some(Kind::Organ) => match patterns::organ_alone(&line.raw) {
                Some(organ) => {
                    if Some(organ) == own {
                        Tag::Head(true)
                    } else {
                        Tag::Body
                    }
                }
                None => Tag::Head(false),
            },
            Some(Kind::Title | Kind::Running) if has(MIN_REPEATS) => Tag::Head(true),
            Some(Kind::Title) => Tag::Head(false),
            Some(Kind::Name) if has(2) => Tag::Head(false),
            Some(Kind::Furniture(FurnitureRole::Header)) => Tag::Head(false),
            Some(Kind::Furniture(FurnitureRole::PageNumber)) => Tag::Number,
            Some(Kind::Range) if ranges.get(&sorts[i].range).is_some_and(|n| *n >= MIN_REPEATS) => Tag::Head(false),
            Some(Kind::Furniture(_)) => Tag::Foot,
            _ => Tag::Body,
        });
        above = Some(i);
    }
    tags
}

/// Lines whose numbers count pages become part of header or footer, whichever the text's own first and last lines show. `edges` are the first and last
/// lines of what are pages already.
pub(super) fn count_pages(lines: &[&Line], sorts: &[Sort], tags: &mut [Tag], edges: &Edges) {
    let mut forms: BTreeMap<&Form, Vec<usize>> = BTreeMap::new();
    for (i, number) in sorts.iter().enumerate().filter_map(|(i, s)| Some((i, s.number.as_ref()?))) {
        forms.entry(&number.form).or_default().push(i);
    }
    let (beside, alone): (Vec<_>, Vec<_>) = forms.into_iter().partition(|(f, _)| matches!(f, Form::Beside(_)));
    let beside = beside.into_iter().filter_map(|(f, places)| match f {
        Form::Beside(text) => Some((text.clone(), places)),
        _ => None,
    });
    let groups = alone.into_iter().map(|(_, places)| places).chain(merge_alike(beside.collect()));
    // Distances are counted in lines with text.
    let at: Vec<usize> = lines
        .iter()
        .scan(0, |n, l| {
            *n += usize::from(!patterns::is_rule(&l.raw));
            Some(*n)
        })
        .collect();
    for mut places in groups {
        places.sort_unstable();
        let found: Vec<(usize, u32)> =
            places.iter().map(|&i| (at[i], sorts[i].number.as_ref().map_or(0, |n| n.number))).collect();
        let counting: Vec<usize> = counting(&found).into_iter().map(|k| places[k]).collect();
        // The numbers of §§ and of matters grow too, but between sentences.
        let named = |&i: &usize| matches!(&sorts[i].number, Some(n) if n.form == Form::Named);
        if !counting.iter().any(named) && !among_pages(lines, tags, &counting) {
            continue;
        }
        let tag = edges.side(&counting);
        counting.into_iter().for_each(|i| tags[i] = tag);
    }
}

/// Whether lines stand beside other furniture, or within sentences, as the edge of a page does.
fn among_pages(lines: &[&Line], tags: &[Tag], places: &[usize]) -> bool {
    let beside = |i: usize| matches!(tags.get(i), Some(Tag::Head(_) | Tag::Foot | Tag::Number));
    let next = |i: usize| (i + 1..lines.len()).find(|&k| tags[k] != Tag::Blank);
    let before = |i: usize| (0..i).rev().find(|&k| tags[k] != Tag::Blank);
    let furnished = places.iter().filter(|&&i| next(i).is_some_and(beside) || before(i).is_some_and(beside)).count();
    let within = places.iter().filter(|&&i| is_within(lines, tags, &|k| k != i, i)).count();
    furnished * 2 > places.len() || within >= 2 && within * 4 >= places.len() || within > 0 && places.len() <= 4
}

/// Whether a line stands within a sentence: body before it that has not ended, and after it body that goes on. `counts` tells lines that may be body.
pub(super) fn is_within(lines: &[&Line], tags: &[Tag], counts: &dyn Fn(usize) -> bool, i: usize) -> bool {
    const AROUND: usize = 12;
    let body = |k: &usize| tags[*k] == Tag::Body && counts(*k);
    let before = (0..i).rev().take(AROUND).find(body).map(|k| lines[k].raw.trim_end());
    let after = (i + 1..lines.len()).take(AROUND).find(body).map(|k| lines[k].raw.trim_start());
    before.is_some_and(|b| !b.ends_with(['.', ':', '!', '?', '”', '"']))
        && after.is_some_and(|a| a.starts_with(char::is_lowercase))
}

/// The first and the last lines with text of what are pages already: of the whole text, and of the pages that its form feeds divide.
pub(super) struct Edges {
    top: Vec<usize>,
    bottom: Vec<usize>,
    /// The outermost of both.
    outer: Vec<usize>,
    pages: usize,
}

impl Edges {
    /// `bounds` are the starts of the pages and the end of the text.
    pub fn new(lines: &[&Line], bounds: &[usize]) -> Edges {
        let pages = bounds.len() - 1;
        let mut edges = Edges { top: Vec::new(), bottom: Vec::new(), outer: Vec::new(), pages };
        for w in bounds.windows(2) {
            let with_text = (w[0]..w[1]).filter(|&i| !patterns::is_rule(&lines[i].raw));
            edges.top.extend(with_text.clone().take(EDGE));
            edges.bottom.extend(with_text.clone().rev().take(EDGE));
            edges.outer.extend(with_text.clone().take(OUTER).chain(with_text.rev().take(OUTER)));
        }
        edges.bottom.sort_unstable();
        edges.outer.sort_unstable();
        edges
    }

    /// Whether lines that return stand at the edges of half the pages that there are already: what stands in the middle of them is no page's header.
    pub fn hold(&self, places: &[usize]) -> bool {
        let at_edge = |p: &&usize| self.outer.binary_search(p).is_ok();
        self.pages < 2 || 2 * places.iter().filter(at_edge).count() >= self.pages
    }

    /// Whether lines that return stand above their pages or below.
    pub fn side(&self, places: &[usize]) -> Tag {
        let among = |edge: &[usize]| places.iter().filter(|p| edge.binary_search(p).is_ok()).count();
        if among(&self.bottom) > among(&self.top) { Tag::Foot } else { Tag::Head(true) }
    }
}

/// The organ whose name stands alone on a line most often, and at least three times; its decisions ("Direktionens beslut") count too, so that a
/// recipient does not pass for the organ that meets.
fn own_organ(lines: &[&Line], sorts: &[Sort]) -> Option<usize> {
    let mut alone: BTreeMap<usize, usize> = BTreeMap::new();
    for (line, _) in lines.iter().zip(sorts).filter(|(_, s)| s.kind == Some(Kind::Organ)) {
        if let Some(organ) = patterns::organ_alone(&line.raw) {
            *alone.entry(organ).or_default() += 1;
        }
    }
    alone.retain(|_, n| *n >= MIN_REPEATS);
    let folded: Vec<String> =
        lines.iter().zip(sorts).filter(|(_, s)| s.kind == Some(Kind::Keep)).map(|(l, _)| coarse(&l.raw)).collect();
    let score = |(organ, n): (&usize, &usize)| {
        let name = patterns::organ_folded(*organ);
        n + folded.iter().filter(|f| f.starts_with(name)).count()
    };
    alone.iter().max_by_key(|&(o, n)| (score((o, n)), std::cmp::Reverse(*o))).map(|(o, _)| *o)
}

/// Lines that no list knows but that stand close above most headers ("Räddningstjänsten Norra Dalen") belong to the header.
pub(super) fn extend_headers(lines: &[&Line], sorts: &[Sort], tags: &mut [Tag]) {
    let strong: Vec<usize> = (0..tags.len()).filter(|&i| tags[i] == Tag::Head(true)).collect();
    let above = |tags: &[Tag], at: usize| -> Vec<usize> {
        (0..at)
            .rev()
            .filter(|&i| tags[i] != Tag::Blank)
            .take(REACH)
            .take_while(|&i| tags[i] != Tag::Foot)
            .filter(|&i| tags[i] == Tag::Body && lines[i].raw.len() <= MAX_LEN)
            .filter(|&i| matches!(sorts[i].kind, None | Some(Kind::Organ | Kind::Name)))
            .collect()
    };
    let mut near: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for &at in &strong {
        for i in above(tags, at) {
            let places = near.entry(key(&lines[i].raw)).or_default();
            if places.last() != Some(&i) {
                places.push(i);
            }
        }
    }
    // Two known lines in one header would each count the same line, so headers are counted by runs.
    let headers = groups(tags, |t| t == Tag::Head(true)).max(MIN_REPEATS);
    for places in merge_alike(near) {
        if places.len() >= MIN_REPEATS && places.len() * 5 >= headers * 3 {
            for i in places {
                tags[i] = Tag::Head(false);
            }
        }
    }
}

/// The same of lines that stand close below most footers ("Kommunhuset, Storgatan 1").
pub(super) fn extend_footers(lines: &[&Line], sorts: &[Sort], tags: &mut [Tag], edges: &Edges) {
    let last: Vec<usize> = (0..tags.len())
        .filter(|&i| tags[i] == Tag::Foot && tags[i + 1..].iter().find(|t| **t != Tag::Blank) != Some(&Tag::Foot))
        .collect();
    let mut near: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for &foot in &last {
        let below = (foot + 1..tags.len()).filter(|&i| tags[i] != Tag::Blank).take(REACH);
        for i in below.take_while(|&i| tags[i] == Tag::Body && lines[i].raw.len() <= MAX_LEN) {
            if sorts[i].kind.is_none_or(|k| k.role().is_some()) {
                near.entry(key(&lines[i].raw)).or_default().push(i);
            }
        }
    }
    for places in merge_alike(near) {
        let ends = edges.side(&places) == Tag::Foot;
        if ends && places.len() >= MIN_REPEATS && places.len() * 5 >= last.len() * 3 {
            places.into_iter().for_each(|i| tags[i] = Tag::Foot);
        }
    }
}

/// Groups of lines, those of damaged readings put to the reading that is most common. Only the few most common can be headers, so each group is
/// compared with those alone.
pub(super) fn merge_alike(near: BTreeMap<String, Vec<usize>>) -> Vec<Vec<usize>> {
    let mut groups: Vec<(String, Vec<usize>)> = near.into_iter().collect();
    groups.sort_by_key(|(_, places)| std::cmp::Reverse(places.len()));
    let mut merged: Vec<(String, Vec<usize>)> = Vec::new();
    for (key, places) in groups {
        let limit = merged.len().min(MOST_COMMON);
        match merged[..limit].iter().position(|(k, _)| alike(k, &key, 0.8)) {
            Some(i) => merged[i].1.extend(places),
            None => merged.push((key, places)),
        }
    }
    merged.into_iter().map(|(_, places)| places).collect()
}

/// Number of runs without body in which `wanted` occurs.
pub(super) fn groups(tags: &[Tag], wanted: impl Fn(Tag) -> bool) -> usize {
    tags.split(|t| *t == Tag::Body).filter(|run| run.iter().any(|t| wanted(*t))).count()
}
