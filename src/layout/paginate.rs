//! Page breaks that a text file lost, found again where running headers and footers return.

use std::collections::{BTreeMap, HashMap};

use super::coarse::{alike, coarse};
use super::patterns::{self, Kind, Seen};
use crate::page::{FurnitureRole, Line, Origin, Page, PageStatus};

/// A header or footer must return this often before it is evidence.
const MIN_REPEATS: usize = 3;
/// A line longer than this, in bytes, is neither header nor footer.
const MAX_LEN: usize = 120;
/// How many lines above a header's known line may belong to the header too.
const REACH: usize = 4;
/// How many different lines above headers are tried as parts of the header.
const MOST_COMMON: usize = 16;

/// How many different lines that the lists know, the most common first, a line is compared with.
const MOST_KNOWN: usize = 1000;

/// What a line is when looking for breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tag {
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

/// Splits a text file that lost its page breaks into pages again, where its running header or footer returns at least three times.
///
/// Only a document of one page of plain text is touched. The lines of the pages, one after the other, are the lines of the input. Origin, language and the
/// other fields are those of the input page; indexes run from 0.
pub fn paginate(pages: Vec<Page>) -> Vec<Page> {
    let [page] = pages.as_slice() else { return pages };
    if page.origin != Origin::Text || page.status != PageStatus::Ok {
        return pages;
    }
    let cuts = breaks(&page.lines);
    if cuts.is_empty() {
        return pages;
    }
    pages.into_iter().flat_map(|page| split(page, &cuts)).collect()
}

fn split(mut page: Page, cuts: &[usize]) -> Vec<Page> {
    let mut rest = std::mem::take(&mut page.lines);
    let mut parts = Vec::with_capacity(cuts.len() + 1);
    for &cut in cuts.iter().rev() {
        parts.push(rest.split_off(cut));
    }
    parts.push(rest);
    let parts = parts.into_iter().rev().enumerate();
    parts
        .map(|(index, lines)| {
            let blank = lines.iter().all(Line::is_blank);
            let status = if blank { PageStatus::Empty } else { page.status };
            Page { index, lines, status, ..page.clone() }
        })
        .collect()
}

/// The lines before which a page begins, in order, 0 not among them.
fn breaks(lines: &[Line]) -> Vec<usize> {
    let sorts: Vec<Sort> = lines.iter().map(Sort::new).collect();
    let mut tags = tag(lines, &sorts);
    if tags.iter().filter(|t| matches!(t, Tag::Head(true))).count() >= MIN_REPEATS {
        extend_headers(lines, &sorts, &mut tags);
    } else {
        weaken(&mut tags);
    }
    let heads = groups(&tags, |t| t == Tag::Head(true));
    let feet = groups(&tags, |t| t == Tag::Foot);
    let mut cuts = Vec::new();
    let mut body_since = 0;
    // Whether the last page opened after a footer, without a header.
    let mut headless = false;
    let mut at = 0;
    while at < tags.len() {
        if tags[at] == Tag::Body {
            // Dirt between a footer and the header after it is no page of its own.
            body_since += usize::from(!patterns::is_scrap(&lines[at].raw));
            at += 1;
            continue;
        }
        let end = (at..tags.len()).find(|&i| tags[i] == Tag::Body).unwrap_or(tags.len());
        if let Some(cut) = cut_in(&tags[at..end], heads >= MIN_REPEATS, feet >= MIN_REPEATS)
            && (at + cut < tags.len())
        {
            // One line between a footer and a header is what is left of a header whose upper part was cut off.
            let residue = headless && body_since == 1 && tags[at..end].contains(&Tag::Head(true));
            if body_since > 0 && !residue {
                cuts.push(at + cut);
            }
            headless = at + cut == end;
            body_since = 0;
        }
        at = end;
    }
    // What follows the last break may be blank: then it ends the page before.
    if cuts.last().is_some_and(|&c| tags[c..].iter().all(|t| *t == Tag::Blank)) {
        cuts.pop();
    }
    cuts
}

/// Where a page begins within a run of lines that are not body: `None` where the run is no evidence of a break.
fn cut_in(run: &[Tag], heads: bool, feet: bool) -> Option<usize> {
    let last_foot = run.iter().rposition(|t| *t == Tag::Foot);
    let strong = heads && run.contains(&Tag::Head(true));
    if !(strong || feet && last_foot.is_some()) {
        return None;
    }
    // After a footer, numbers up to the header belong to the footer; without one, only a bare number can be a page number at a page's foot.
    let (from, passes): (usize, fn(&Tag) -> bool) = match last_foot {
        Some(foot) => (foot + 1, |t| matches!(t, Tag::Blank | Tag::Bare | Tag::Number)),
        None => (0, |t| matches!(t, Tag::Blank | Tag::Bare)),
    };
    let head = run[from..].iter().position(|t| !passes(t)).map(|i| from + i);
    match head {
        Some(head) => Some(head),
        // A header that stands above the footer belongs to an empty page.
        None => last_foot.map(|foot| foot + 1 + run[foot + 1..].iter().take_while(|t| **t != Tag::Blank).count()),
    }
}

/// Number of runs without body in which `wanted` occurs.
fn groups(tags: &[Tag], wanted: impl Fn(Tag) -> bool) -> usize {
    tags.split(|t| *t == Tag::Body).filter(|run| run.iter().any(|t| wanted(*t))).count()
}

fn weaken(tags: &mut [Tag]) {
    for t in tags.iter_mut().filter(|t| **t == Tag::Head(true)) {
        *t = Tag::Head(false);
    }
}

/// What the lists say of a line.
struct Sort {
    kind: Option<Kind>,
    label: bool,
}

impl Sort {
    fn new(line: &Line) -> Sort {
        if line.raw.len() > MAX_LEN {
            return Sort { kind: None, label: Seen::new(&line.raw).is_label() };
        }
        let (seen, class) = Seen::with_class(&line.raw);
        Sort { kind: class.map(|c| c.0), label: seen.is_label() }
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

fn tag(lines: &[Line], sorts: &[Sort]) -> Vec<Tag> {
    let own = own_organ(lines, sorts);
    let counted = |s: &Sort| matches!(s.kind, Some(Kind::Title | Kind::Running | Kind::Name));
    let returns = Returns::new(lines.iter().zip(sorts).filter(|(_, s)| counted(s)).map(|(l, _)| coarse(&l.raw)));
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
            Some(Kind::Furniture(_)) => Tag::Foot,
            _ => Tag::Body,
        });
        above = Some(i);
    }
    tags
}

/// The organ whose name stands alone on a line most often, and at least three times; its decisions ("Direktionens beslut") count too, so that a
/// recipient does not pass for the organ that meets.
fn own_organ(lines: &[Line], sorts: &[Sort]) -> Option<usize> {
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
fn extend_headers(lines: &[Line], sorts: &[Sort], tags: &mut [Tag]) {
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
            let places = near.entry(coarse(&lines[i].raw)).or_default();
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

/// Groups of lines, those of damaged readings put to the reading that is most common. Only the few most common can be headers, so each group is
/// compared with those alone.
fn merge_alike(near: BTreeMap<String, Vec<usize>>) -> Vec<Vec<usize>> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn text(text: &str) -> Vec<Page> {
        vec![Page::from_text(0, Origin::Text, "swe", text)]
    }

    fn firsts(pages: &[Page]) -> Vec<String> {
        pages
            .iter()
            .map(|p| p.lines.iter().find(|l| !l.is_blank()).map_or(String::new(), |l| l.raw.trim().to_string()))
            .collect()
    }

    #[test]
    fn splits_where_the_organ_returns() {
        let pages = paginate(text(
            "Direktionen\n\nPlats och tid\tDigitalt\n\nJusterandes sign Utdragsbestyrkande\n\nDirektionen\n\n§ 1\n\nDirektionens beslut\n\
             Direktionen beslutar att\n\nAkt\n Direktionen\n\nfortsätta arbetet.\n\nDirektionen\n\n§ 2\n\nSlut",
        ));
        assert_eq!(pages.len(), 4);
        assert_eq!(firsts(&pages), ["Direktionen"; 4]);
        assert_eq!(pages.iter().map(|p| p.index).collect::<Vec<_>>(), [0, 1, 2, 3]);
        assert!(pages[0].raw().contains("Utdragsbestyrkande"), "the footer stays with its page");
    }

    #[test]
    fn a_header_of_several_lines_is_kept_whole() {
        let page = |n: usize, body: &str| {
            format!(
                "Kommunalförbundet\nBrandkåren Västra Mo\nSAMMANTRÄDESPROTOKOLL\n2020-03-2{n}\nDirektionen\n\n{body}\n\nJusterandes sign\nUtdragsbestyrkande\n{n}\n"
            )
        };
        let all = page(1, "Ärendelista") + &page(1, "§ 1 Budget") + &page(1, "§ 2 Val") + &page(1, "§ 3 Arvode");
        let pages = paginate(text(&all));
        assert_eq!(pages.len(), 4);
        assert_eq!(firsts(&pages), ["Kommunalförbundet"; 4]);
        assert!(pages.iter().all(|p| p.lines.iter().filter(|l| l.raw == "1").count() == 1));
    }

    #[test]
    fn recipients_and_cells_are_not_headers() {
        let one = "Organ\nKommunstyrelsen\nBeslutet skickas till\nKommunstyrelsen\n§ 1 Val\nKommunstyrelsens beslut\nAtt välja\n";
        assert_eq!(paginate(text(&one.repeat(4))).len(), 1);
    }

    #[test]
    fn two_returns_are_too_few() {
        assert_eq!(paginate(text("Direktionen\n§ 1\nText ett\nDirektionen\n§ 2\nText två\n")).len(), 1);
    }

    #[test]
    fn footers_alone_are_enough() {
        let pages = paginate(text(
            "§ 1 Val\nText\n\nJusterandes sign\n\nUtdragsbestyrkande\n\nmer text\n\nJusterandes sign\n\n§ 2 Val\nAllt\n\nJusterandes sign\n\nSlutet\n",
        ));
        assert_eq!(firsts(&pages), ["§ 1 Val", "mer text", "§ 2 Val", "Slutet"]);
    }

    #[test]
    fn pages_and_images_are_left_alone() {
        let mut pages = text(&"Direktionen\n§ 1\nText\n".repeat(5));
        assert_eq!(paginate(pages.clone()).len(), 5);
        pages[0].origin = Origin::Ocr;
        assert_eq!(paginate(pages.clone()), pages);
        let two = [pages.clone(), pages].concat();
        assert_eq!(paginate(two.clone()), two);
    }

    proptest! {
        #[test]
        fn nothing_is_lost(picks in proptest::collection::vec(0usize..9, 0..60)) {
            let stock = [
                "Direktionen", "", "§ 3 Val", "Justerandes sign Utdragsbestyrkande", "Direktionens beslut", "12", "Sida 2 (9)", "Löpande text här.",
                "SAMMANTRÄDESPROTOKOLL",
            ];
            let lines: Vec<Line> = picks.iter().map(|&i| Line::new(stock[i])).collect();
            let input = vec![Page::from_lines(0, Origin::Text, "swe", lines.clone())];
            let pages = paginate(input);
            let out: Vec<Line> = pages.iter().flat_map(|p| p.lines.clone()).collect();
            prop_assert_eq!(out, lines);
            prop_assert!(pages.iter().enumerate().all(|(i, p)| p.index == i));
            prop_assert!(pages.len() == 1 || pages.iter().all(|p| !p.lines.is_empty()));
        }
    }
}
