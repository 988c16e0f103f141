//! Page breaks that a text file lost, found again where running headers, footers and page numbers return.

use rayon::prelude::*;

use super::patterns;
use super::returning;
use super::tags::{Edges, MIN_REPEATS, Sort, Tag, count_pages, extend_footers, extend_headers, groups, tag};
use crate::page::{Line, Origin, Page, PageStatus};

/// How much longer than most pages of a text with page breaks one must be to be cut.
const LONGER: f64 = 1.3;
/// Lines of body on either side of a break that is found within a page.
const MIN_BODY: usize = 3;

/// Splits pages of a text file that lost its page breaks, or some of them, into pages again, where its running header, its footer or its page numbers return
/// at least three times.
///
/// Only documents of plain text are touched. The lines of the pages, one after the other, are the lines of the input. Origin, language and the
/// other fields are those of the input page; indexes run from 0.
pub fn paginate(pages: Vec<Page>) -> Vec<Page> {
    if pages.is_empty() || pages.iter().any(|p| p.origin != Origin::Text || p.status == PageStatus::Failed) {
        return pages;
    }
    let cuts = breaks(&pages);
    if cuts.iter().all(Vec::is_empty) {
        return pages;
    }
    let parts = pages.into_iter().zip(cuts).flat_map(|(page, cuts)| split(page, &cuts)).enumerate();
    parts.map(|(index, page)| Page { index, ..page }).collect()
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

/// For each page the lines before which another begins, in order, 0 not among them.
fn breaks(pages: &[Page]) -> Vec<Vec<usize>> {
    let lines: Vec<&Line> = pages.iter().flat_map(|p| &p.lines).collect();
    let sorts: Vec<Sort> = lines.par_iter().map(|l| Sort::new(l)).collect();
    let mut bounds = vec![0];
    for page in pages {
        bounds.push(bounds[bounds.len() - 1] + page.lines.len());
    }
    let edges = Edges::new(&lines, &bounds);
    let mut tags = tag(&lines, &sorts);
    returning::mark(&lines, &sorts, &mut tags, &edges);
    count_pages(&lines, &sorts, &mut tags, &edges);
    if tags.iter().filter(|t| matches!(t, Tag::Head(true))).count() >= MIN_REPEATS {
        extend_headers(&lines, &sorts, &mut tags);
    } else {
        weaken(&mut tags);
    }
    extend_footers(&lines, &sorts, &mut tags, &edges);
    let evidence = Evidence::new(&tags, pages.len() > 1);
    let cuts = bounds.windows(2).map(|w| evidence.cuts(&lines[w[0]..w[1]], &tags[w[0]..w[1]])).collect();
    if pages.len() > 1 { only_long_pages(pages, cuts) } else { cuts }
}

/// In a text that has page breaks, the cuts of pages that are too long to be one: a page as long as the others is one, whatever returns on it.
fn only_long_pages(pages: &[Page], cuts: Vec<Vec<usize>>) -> Vec<Vec<usize>> {
    let written = |lines: &[Line]| lines.iter().filter(|l| !l.is_blank()).count();
    let parts = |page: &Page, cuts: &[usize]| -> Vec<usize> {
        let starts = std::iter::once(0).chain(cuts.iter().copied());
        let ends = cuts.iter().copied().chain(std::iter::once(page.lines.len()));
        starts.zip(ends).map(|(from, to)| written(&page.lines[from..to])).collect()
    };
    let mut lengths: Vec<usize> = pages.iter().zip(&cuts).flat_map(|(p, c)| parts(p, c)).collect();
    lengths.sort_unstable();
    // Half pages that false cuts made must not say how long a page is; a page that nothing divides does.
    let whole = pages.iter().zip(&cuts).filter(|(_, c)| c.is_empty()).map(|(p, _)| written(&p.lines)).max();
    let usual = whole.unwrap_or(0).max(lengths.get(lengths.len() * 3 / 4).copied().unwrap_or(0));
    let long = |page: &Page| written(&page.lines) as f64 >= LONGER * usual as f64;
    pages.iter().zip(cuts).map(|(page, cuts)| if long(page) { cuts } else { Vec::new() }).collect()
}

/// What of the whole text decides over each run of lines that are not body.
struct Evidence {
    heads: bool,
    feet: bool,
    /// Lines of header and footer in most runs.
    usual: usize,
    /// Whether the text has page breaks.
    paged: bool,
}

/// Lines of header or footer in a run.
fn size(run: &[Tag]) -> usize {
    run.iter().filter(|t| !matches!(t, Tag::Blank | Tag::Body)).count()
}

impl Evidence {
    fn new(tags: &[Tag], paged: bool) -> Evidence {
        let strong = |run: &&[Tag]| run.iter().any(|t| matches!(t, Tag::Head(true) | Tag::Foot));
        let mut sizes: Vec<usize> = tags.split(|t| *t == Tag::Body).filter(strong).map(size).collect();
        sizes.sort_unstable();
        Evidence {
            heads: groups(tags, |t| t == Tag::Head(true)) >= MIN_REPEATS,
            feet: groups(tags, |t| t == Tag::Foot) >= MIN_REPEATS,
            usual: sizes.get(sizes.len() / 2).copied().unwrap_or(0),
            paged,
        }
    }

    /// Whether a run holds too little to be a page's header and footer, as the others have them: an organ's name in a list of recipients.
    fn is_slight(&self, run: &[Tag]) -> bool {
        // What is left of a page that was cut off has its footer at least.
        let least = if self.paged { self.usual } else { self.usual.div_ceil(2) };
        size(run) < least && !run.contains(&Tag::Foot)
    }

    /// The lines of one page before which another begins.
    fn cuts(&self, lines: &[&Line], tags: &[Tag]) -> Vec<usize> {
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
            let run = &tags[at..end];
            if let Some(cut) = cut_in(run, self.heads, self.feet)
                && (at + cut < tags.len())
                && !(self.is_slight(run) && body_since > 0 && end < tags.len())
            {
                // One line between a footer and a header is what is left of a header whose upper part was cut off.
                let residue = headless && body_since == 1 && run.contains(&Tag::Head(true));
                let least = if self.paged { MIN_BODY } else { 1 };
                if body_since >= least && !residue {
                    cuts.push(at + cut);
                }
                headless = at + cut == end;
                body_since = 0;
            }
            at = end;
        }
        // What follows the last break may be blank, or hardly anything where the text has breaks: then it ends the page before.
        let body = |c: usize| tags[c..].iter().filter(|t| **t == Tag::Body).count();
        let blank = |c: usize| tags[c..].iter().all(|t| *t == Tag::Blank);
        if cuts.last().is_some_and(|&c| blank(c) || self.paged && body(c) < MIN_BODY) {
            cuts.pop();
        }
        cuts
    }
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

fn weaken(tags: &mut [Tag]) {
    for t in tags.iter_mut().filter(|t| **t == Tag::Head(true)) {
        *t = Tag::Head(false);
    }
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

    /// Each record of a long page has the same line, above clauses that differ.
    #[test]
    fn a_line_that_returns_within_pages_parts_none() {
        let record = |n: usize| {
            let body: Vec<String> = (0..14).map(|i| format!("Punkt {i} om bryggan nr {n} är {}.", 3 * n + i)).collect();
            format!("§ {n} Val\n\nBeslut\nFörsamlingen vill\n    att ombud nr {n} väljs\n\n{}\n", body.join("\n"))
        };
        let cover = "SVENSKA KYRKAN\nVikens pastorat\n\nNärvarande\nAda Berg\nBo Ek\n";
        let long = format!("SVENSKA KYRKAN\nVikens pastorat\n\n{}", (1..5).map(record).collect::<String>());
        let page = |i: usize, t: &str| Page::from_text(i, Origin::Text, "swe", t);
        assert_eq!(paginate(vec![page(0, cover), page(1, &long)]).len(), 2);
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
