//! Marks furniture: running headers and footers, page numbers, signature lines, stamps.
//!
//! A line is furniture by its place at a page's edge together with repetition over the pages around, or by its place and the pattern list. Both walk
//! inwards from the edge and stop at the first line that is neither.

use rayon::prelude::*;

use super::patterns::{self, Kind, Position, Seen};
use super::repetition::{Edges, Sheets, Support};
use crate::page::{FurnitureRole, Line, LineRole, Page, PageStatus};

/// Pages on which a line must return to be furniture by repetition alone.
const MIN_PAGES: usize = 3;
/// Lines with text from which a page is long enough to judge by only one other.
const MIN_LINES: usize = 4;
/// Share of the pages around that must have it, at the top.
const TOP_SHARE: f64 = 0.25;
/// The same at the bottom, where recipients and names return by chance.
const BOTTOM_SHARE: f64 = 0.6;
/// Lines within a header that are walked over.
const MAX_SKIP: usize = 3;
/// The same for lines that the lists know for a header's.
const MAX_KNOWN: usize = 6;
/// Lines above within which a list of recipients may have begun.
const RECIPIENTS: usize = 10;
/// Lines with text at the bottom in which a signature line is looked for.
const FOOT_LINES: usize = 9;

/// Sets [`Line::role`] for every line of furniture. Lines keep their text and place; pages that failed are left alone.
///
/// With fewer than three pages there is no repetition, and only the pattern list speaks. Nothing is marked twice, and calling it again changes nothing.
pub fn mark_furniture(pages: &mut [Page]) {
    let sheets = Sheets::new(pages);
    let (top, bottom) = (Edges::new(&sheets, true), Edges::new(&sheets, false));
    let marks: Vec<Vec<(usize, FurnitureRole)>> = (0..pages.len())
        .into_par_iter()
        .map(|i| {
            if pages[i].status != PageStatus::Ok {
                return Vec::new();
            }
            let mut marks = anywhere(&pages[i], sheets.seen(i));
            marks.extend(walk(&sheets, &top, i));
            marks.extend(feet(&bottom, i));
            marks.extend(walk(&sheets, &bottom, i));
            marks
        })
        .collect();
    for (page, marks) in pages.iter_mut().zip(marks) {
        for (line, role) in marks {
            if page.lines[line].role == LineRole::Text {
                page.lines[line].role = LineRole::Furniture(role);
            }
        }
        below_feet(page);
        rules(page);
    }
}

/// Stamps, digests, heads of forms and links of web pages, wherever they stand.
fn anywhere(page: &Page, seen: &[Seen]) -> Vec<(usize, FurnitureRole)> {
    let known = |(i, (l, seen)): (usize, (&Line, &Seen))| Some((i, seen.anywhere(&l.raw)?));
    page.lines.iter().zip(seen).enumerate().filter_map(known).collect()
}

/// Signature lines and address blocks that return near the bottom, whatever stands below them.
fn feet(bottom: &Edges, i: usize) -> Vec<(usize, FurnitureRole)> {
    let known = |(rank, line): (usize, usize)| match bottom.classify(i, rank) {
        Some((Kind::Furniture(role), Position::Bottom)) if bottom.loosely(i, rank) => Some((line, role)),
        _ => None,
    };
    bottom.of(i).iter().map(|e| e.line).enumerate().take(FOOT_LINES).filter_map(known).collect()
}

/// Walks from the edge of page `i` inwards and collects furniture until the body begins.
fn walk(sheets: &Sheets, edges: &Edges, i: usize) -> Vec<(usize, FurnitureRole)> {
    let edge = edges.of(i);
    let mut marks = Vec::new();
    let mut rank = 0;
    while rank < edge.len() {
        if let Some(role) = verdict(sheets, edges, i, rank) {
            marks.push((edge[rank].line, role));
            rank += 1;
            continue;
        }
        let Some(next) = bridge(sheets, edges, i, rank, |r| verdict(sheets, edges, i, r).is_some()) else { break };
        marks.extend((rank..next).map(|r| (edge[r].line, header_role(edges, i, r))));
        rank = next;
    }
    marks
}

/// The next line of the header, where what stands between is no body: dirt or a damaged line, if the next line stands as deep on the other pages, or
/// lines that the lists know for a header's ("2024-03-05" above the organ on one page only).
fn bridge(sheets: &Sheets, edges: &Edges, i: usize, rank: usize, accepted: impl Fn(usize) -> bool) -> Option<usize> {
    let edge = edges.of(i);
    let known = |r: usize| edges.is_top() && header_role(edges, i, r) != FurnitureRole::Watermark;
    let next = (rank + 1..=rank + MAX_KNOWN).find(|&r| r < edge.len() && accepted(r))?;
    let depth = edges.support(i, next).rank;
    let dirt = next - rank <= MAX_SKIP && depth >= next && (rank..next).all(|r| is_dirt(sheets, edges, i, r));
    // Above a header line that stands deeper on all other pages, the page's edge cuts the header: what is there is the rest of it.
    let cut_off =
        rank == 0 && next == 1 && depth > next + 1 && edges.is_top() && !sheets.seen(i)[edge[0].line].is_kept();
    (dirt || cut_off || (rank..next).all(known)).then_some(next)
}

/// The role of a line within a header that was not found by itself: what the lists say, or dirt.
fn header_role(edges: &Edges, i: usize, rank: usize) -> FurnitureRole {
    match edges.classify(i, rank) {
        Some((Kind::Running, _)) | None => FurnitureRole::Watermark,
        Some((_, Position::Bottom)) => FurnitureRole::Watermark,
        Some((kind, _)) => kind.role().unwrap_or(FurnitureRole::Watermark),
    }
}

/// Whether an unknown line at the edge can be dirt or the rest of a damaged header line.
fn is_dirt(sheets: &Sheets, edges: &Edges, i: usize, rank: usize) -> bool {
    let line = edges.of(i)[rank].line;
    if sheets.seen(i)[line].is_kept() {
        return false;
    }
    let raw = &sheets.pages[i].lines[line].raw;
    let letters = raw.chars().filter(|c| c.is_alphabetic()).count();
    letters < 4 || rank == 0 && patterns::is_scrap(raw) || edges.resembles(i, rank)
}

/// The role of the line at `rank` of the edge, given that all lines outside of it are furniture.
fn verdict(sheets: &Sheets, edges: &Edges, i: usize, rank: usize) -> Option<FurnitureRole> {
    let page = &sheets.pages[i];
    let line = edges.of(i).get(rank)?.line;
    let raw = &page.lines[line].raw;
    let kind = edges.classify(i, rank);
    let top = edges.is_top();
    if matches!(kind, Some((Kind::Keep | Kind::Label, position)) if top || position == Position::Any) {
        return None;
    }
    if let Some((kind, position)) = kind
        && let Some(role) = kind.role()
        && (position == Position::Any || (position == Position::Top) == top)
    {
        // What stands once at the top may be the cover's own text: a header of several pages returns.
        let lone = match kind {
            Kind::Running => false,
            Kind::Furniture(FurnitureRole::Header) | Kind::Title | Kind::Organ | Kind::Name => {
                edges.distinct_pages(i) < 2
            }
            _ => true,
        };
        if lone || edges.loosely(i, rank) {
            return Some(if top || role != FurnitureRole::Header { role } else { FurnitureRole::Footer });
        }
    }
    if patterns::bare_number(raw).is_some() {
        return numbered(sheets.pages, edges, i, rank).then_some(FurnitureRole::PageNumber);
    }
    if is_running_text(raw) || top && (patterns::is_prose(raw) || flows(sheets, edges, i, rank)) {
        return None;
    }
    let share = if top { TOP_SHARE } else { BOTTOM_SHARE };
    let support = edges.support(i, rank);
    let full = page.lines.iter().filter(|l| !l.is_blank()).nth(MIN_LINES - 1).is_some();
    if !is_repeated(&support, if full { edges.distinct_pages(i) } else { usize::MAX }, share) {
        return None;
    }
    // A recipient returns in lists of recipients only, a footer below other text too.
    let listed = |p: usize, l: usize| in_recipients(sheets, p, l);
    let everywhere = support.distinct >= MIN_PAGES && support.pages == support.of;
    if !top
        && !everywhere
        && listed(i, line)
        && support.places.iter().filter(|&&(p, l)| !listed(p, l)).count() * 3 < support.pages
    {
        return None;
    }
    Some(if top { FurnitureRole::Header } else { FurnitureRole::Footer })
}

/// Whether a line is an item of a list, or the end of a sentence that began above it: no repetition makes it furniture.
fn is_running_text(raw: &str) -> bool {
    let text = raw.trim();
    let item = ["- ", "• ", "– ", "* "]
        .iter()
        .any(|b| text.starts_with(b) && text[b.len()..].starts_with(char::is_alphabetic));
    let digits = text.chars().any(|c| c.is_ascii_digit());
    if item {
        // "- 4 -" between words is no item.
        return !digits || !text.ends_with(['-', '–', '•', '*']);
    }
    !digits && text.starts_with(char::is_lowercase) && text.ends_with(['.', ',', ';', '-'])
}

/// Whether a line runs on into the next, which is in the middle of a sentence and returns as often: words with which many records begin.
fn flows(sheets: &Sheets, edges: &Edges, i: usize, rank: usize) -> bool {
    let edge = edges.of(i);
    let (Some(line), Some(next)) = (edge.get(rank), edge.get(rank + 1)) else { return false };
    next.line == line.line + 1
        && patterns::is_prose(&sheets.pages[i].lines[next.line].raw)
        && edges.support(i, rank + 1).distinct >= MIN_PAGES
}

/// Repetition on three pages; where the document has only two that differ, on both, at the same place, with little damage.
fn is_repeated(support: &Support, distinct_pages: usize, share: f64) -> bool {
    let enough = support.distinct >= MIN_PAGES || support.distinct == 2 && distinct_pages == 2 && support.firm;
    enough && support.pages as f64 >= share * support.of as f64
}

/// Whether a number alone at the edge counts pages: it grows as the pages do, on at least three of them.
fn numbered(pages: &[Page], edges: &Edges, i: usize, rank: usize) -> bool {
    let number_of = |p: usize| -> Option<i64> {
        let e = edges.of(p).get(rank)?;
        patterns::bare_number(&pages[p].lines[e.line].raw).map(i64::from)
    };
    let Some(own) = number_of(i) else { return false };
    let around = i.saturating_sub(4)..(i + 5).min(pages.len());
    let in_step = around.filter(|&p| number_of(p).is_some_and(|n| n - own == p as i64 - i as i64)).count();
    // The second page's 2 and the third's 3 are enough where the first bears none.
    in_step >= MIN_PAGES || in_step == 2 && own == i as i64 + 1
}

/// Whether a heading for recipients stands close above, so that the line is one of them.
fn in_recipients(sheets: &Sheets, page: usize, line: usize) -> bool {
    let above = sheets.pages[page].lines[..line].iter().zip(sheets.seen(page)).rev();
    above
        .filter(|(l, _)| !l.is_blank())
        .take(RECIPIENTS)
        .any(|(l, seen)| seen.is_label() || matches!(seen.classify(&l.raw), Some((Kind::Label, _))))
}

/// A page number or dirt below a signature line.
fn below_feet(page: &mut Page) {
    let is_foot = |l: &Line| l.role == LineRole::Furniture(FurnitureRole::Signature);
    let with_text: Vec<usize> = (0..page.lines.len()).filter(|&i| !patterns::is_rule(&page.lines[i].raw)).collect();
    let from = with_text.len().saturating_sub(FOOT_LINES);
    let Some(foot) = with_text[from..].iter().position(|&i| is_foot(&page.lines[i])).map(|p| from + p) else { return };
    for &i in &with_text[foot..] {
        let line = &mut page.lines[i];
        let letters = line.raw.chars().filter(|c| c.is_alphabetic()).count();
        if line.role != LineRole::Text || Seen::new(&line.raw).is_kept() {
            continue;
        }
        if patterns::bare_number(&line.raw).is_some() {
            line.role = LineRole::Furniture(FurnitureRole::PageNumber);
        } else if letters < 4 && line.raw.trim().chars().count() <= 8 {
            line.role = LineRole::Furniture(FurnitureRole::Watermark);
        }
    }
}

/// Rules and dots within a header or footer: no text above them before the page's edge, or below, and furniture beside.
fn rules(page: &mut Page) {
    let body: Vec<usize> =
        (0..page.lines.len()).filter(|&i| page.lines[i].is_text() && !patterns::is_rule(&page.lines[i].raw)).collect();
    let (Some(&first), Some(&last)) = (body.first(), body.last()) else { return };
    let is_marked = |&i: &usize| !page.lines[i].is_text();
    let lowest_above = (0..first).rev().find(is_marked);
    let highest_below = (last + 1..page.lines.len()).find(is_marked);
    for i in (0..first).chain(last + 1..page.lines.len()) {
        let beside = lowest_above.is_some_and(|m| i < m) || highest_below.is_some_and(|m| m < i);
        let line = &mut page.lines[i];
        if line.is_text() && !line.is_blank() && patterns::is_rule(&line.raw) && beside {
            line.role = LineRole::Furniture(FurnitureRole::Watermark);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::Origin;
    use proptest::prelude::*;

    fn marked(texts: &[&str]) -> Vec<Page> {
        let mut pages: Vec<Page> =
            texts.iter().enumerate().map(|(i, t)| Page::from_text(i, Origin::Ocr, "swe", t)).collect();
        mark_furniture(&mut pages);
        pages
    }

    fn body(pages: &[Page]) -> Vec<String> {
        pages.iter().map(|p| p.text().split('\n').filter(|l| !l.is_empty()).collect::<Vec<_>>().join("|")).collect()
    }

    fn role(pages: &[Page], page: usize, raw: &str) -> LineRole {
        pages[page].lines.iter().find(|l| l.raw == raw).unwrap().role
    }

    #[test]
    fn a_damaged_header_in_table_form_goes_with_its_page_number() {
        let pages = marked(&[
            "Ekhults kommun\nKommunstyrelsen 2021-02-09 1 (3)\n\n§ 1 Val av justerare\nText om valet.\nJusterandes sign\n",
            "Ekhults kommun\nKommunstyrelscn 2021-02-09 2 (3)\n\noch fortsatt text om väg.\nJusterandes slgn\n",
            "Ekhu1ts kommun\nKommunstyrelsen 2021-O2-09 3 (3)\n\n§ 2 Budget\nAnnat ämne här.\nJusterandes sign\n3\n",
        ]);
        assert_eq!(
            body(&pages),
            ["§ 1 Val av justerare|Text om valet.", "och fortsatt text om väg.", "§ 2 Budget|Annat ämne här."]
        );
        assert_eq!(role(&pages, 2, "3"), LineRole::Furniture(FurnitureRole::PageNumber));
        assert_eq!(role(&pages, 1, "Justerandes slgn"), LineRole::Furniture(FurnitureRole::Signature));
    }

    #[test]
    fn heads_of_a_form_and_links_go_amid_a_page() {
        let pages = marked(&[
            "Paragraf      Diarienummer   Ärende\n§ 1           TN 98/4        Brygga\n\nBryggan byggs.\nTill sidans topp\n\nParagraf      Diarienummer   Ärende\n§ 2           TN 98/5        Väg\n\nVägen byggs.",
        ]);
        let want = "§ 1           TN 98/4        Brygga|Bryggan byggs.|§ 2           TN 98/5        Väg|Vägen byggs.";
        assert_eq!(body(&pages), [want]);
    }

    #[test]
    fn an_unknown_header_is_found_by_repetition_and_headings_stay() {
        let pages = marked(&[
            "Vattenbolaget i Råsta\nBeslutsunderlag\nRapport om ledningar\n",
            "Vattenbolaget i Råsta\nBeslutsunderlag\nTjänsteskrivelse om pumpar\n",
            "Vattenbolaget i Rdsta\nBeslutsunderlag\nKarta över brunnar\n",
            "Vattenbolaget i Råsta\nDirektionens beslut\nAtt laga taket\n",
        ]);
        assert_eq!(body(&pages)[0], "Beslutsunderlag|Rapport om ledningar");
        assert_eq!(body(&pages)[3], "Direktionens beslut|Att laga taket");
        assert_eq!(role(&pages, 2, "Vattenbolaget i Rdsta"), LineRole::Furniture(FurnitureRole::Header));
    }

    #[test]
    fn recipients_at_the_foot_of_many_pages_stay() {
        let page = |n: usize| format!("§ {n} Ärende om väg {n}\nBeslutet skickas till\nEkonomienheten\n");
        let texts: Vec<String> = (1..6).map(page).collect();
        let pages = marked(&texts.iter().map(String::as_str).collect::<Vec<_>>());
        assert!(pages.iter().all(|p| p.lines.iter().all(Line::is_text)));
    }

    #[test]
    fn the_cover_keeps_its_facts() {
        let pages = marked(&[
            "Kommunstyrelsen\n2021-02-09\nPlats och tid Sal Eken\nOrgan Kommunstyrelsen\nSammanträdesdatum 2021-02-09\nUnderskrift\n",
            "Kommunstyrelsen\n2021-02-09\n§ 1 Val\nTill justerare väljs Ulla Norén.\n",
            "Kommunstyrelsen\n2021-02-09\n§ 2 Budget\nBudgeten antas.\n",
        ]);
        assert_eq!(
            body(&pages)[0],
            "Plats och tid Sal Eken|Organ Kommunstyrelsen|Sammanträdesdatum 2021-02-09|Underskrift"
        );
    }

    #[test]
    fn a_single_page_is_judged_by_patterns_alone() {
        let pages = marked(&["Sida 1 (1)\n§ 4 Val\nAllt gick väl.\nRätt utdraget intygar\n"]);
        assert_eq!(body(&pages), ["§ 4 Val|Allt gick väl."]);
    }

    #[test]
    fn numbers_alone_count_pages_only_where_they_grow() {
        let grow = marked(&["4\nDet ena här\n", "5\nDet andra där\n", "6\nDet tredje nu\n"]);
        assert_eq!(body(&grow), ["Det ena här", "Det andra där", "Det tredje nu"]);
        let same = marked(&["4\nDet ena här\n", "9\nDet andra där\n", "2\nDet tredje nu\n"]);
        assert_eq!(body(&same)[0], "4|Det ena här");
    }

    proptest! {
        #[test]
        fn raw_lines_stay_and_a_second_run_changes_nothing(
            picks in proptest::collection::vec(proptest::collection::vec(0usize..8, 0..12), 0..8)
        ) {
            let stock = ["Kommunstyrelsen", "", "§ 3 Val", "Justerandes sign", "Sida 2 (9)", "7", "Löpande text här.", "Akt"];
            let mut pages: Vec<Page> = picks.iter().enumerate().map(|(i, p)| {
                Page::from_lines(i, Origin::Ocr, "swe", p.iter().map(|&k| Line::new(stock[k])).collect())
            }).collect();
            let raw: Vec<String> = pages.iter().map(Page::raw).collect();
            mark_furniture(&mut pages);
            prop_assert_eq!(&raw, &pages.iter().map(Page::raw).collect::<Vec<_>>());
            let kept = |l: &Line| l.is_text() || l.raw != "§ 3 Val" && l.raw != "Akt";
            prop_assert!(pages.iter().flat_map(|p| &p.lines).all(kept));
            let once = pages.clone();
            mark_furniture(&mut pages);
            prop_assert_eq!(once, pages);
        }
    }
}
