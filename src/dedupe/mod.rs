//! Repeated pages: two readings of one page meet, pages that only look alike stay apart.
//!
//! Candidates come from an inverted index of rare character shingles (`candidates`), so a document of thousands of pages needs no comparison of all
//! pairs. A candidate pair is then aligned word by word (`align`) and judged by how much of the smaller page the other covers and by the facts
//! on both: numbers, dates, names (`verdict`). Only running text counts; [`crate::layout::mark_furniture`] comes first.

mod align;
pub mod batch;
mod candidates;
mod correction;
mod facts;
mod grams;
mod second_look;
mod tokens;
mod verdict;
mod wording;

use rayon::prelude::*;

use crate::page::{Page, PageStatus};
use tokens::PageText;
use verdict::Relation;

/// Pages that two consecutive ones are tried as one against.
const SPANS: usize = 3;

/// Sets [`Page::duplicate_of`] and [`Page::witnesses`], for pages of which something was corrected [`Page::variants`], and [`Page::may_repeat`]
/// where that is in doubt.
///
/// The earliest page of a cluster is kept, unless a later one holds a good deal more text: then that one is kept, and no text is lost. A kept page is never
/// itself a repeat; its witnesses are in rising order. Pages that failed or are empty take no part. The result does not depend on the number
/// of threads.
pub fn mark_repeats(pages: &mut [Page]) {
    let texts: Vec<PageText> = pages.par_iter().map(PageText::new).collect();
    let usable: Vec<bool> =
        pages.iter().zip(&texts).map(|(p, t)| p.status == PageStatus::Ok && !t.tokens.is_empty()).collect();
    let pairs = candidates::candidates(&texts, &usable);
    // Judging is the slow part and each page stands alone; the order of the results is that of the pages.
    let groups: Vec<&[(usize, usize)]> = pairs.chunk_by(|x, y| x.1 == y.1).collect();
    let relations: Vec<Vec<(usize, usize, Relation)>> = groups.par_iter().map(|g| judge(&texts, g)).collect();
    let mut kept: Vec<usize> = (0..pages.len()).collect();
    for &(a, b, relation) in relations.iter().flatten() {
        merge(&mut kept, a, b, relation);
    }
    for page in 0..kept.len() {
        kept[page] = root(&mut kept, page);
    }
    // Before a page is looked for on two, for a corrected page may stand on its own first copy and the page beside it.
    let mut found = second_look::look(&texts, &pairs, &mut kept);
    for (b, over) in spans(&texts, &pairs, &kept) {
        kept[b] = over;
    }
    found.doubts(&texts, &kept);
    let mut witnesses: Vec<Vec<usize>> = vec![Vec::new(); pages.len()];
    for (i, &k) in kept.iter().enumerate().filter(|&(i, &k)| i != k) {
        witnesses[k].push(i);
    }
    for ((i, page), witnesses) in pages.iter_mut().enumerate().zip(witnesses) {
        page.duplicate_of = (kept[i] != i).then_some(kept[i]);
        page.witnesses = witnesses;
        (page.variants, page.may_repeat) = (Vec::new(), Vec::new());
    }
    second_look::mark(pages, &texts, &found);
}

/// Lists on every kept page the places where its repeats say something else, as read: for pages that no vote looks at.
pub fn list_variants(pages: &mut [Page]) {
    let texts: Vec<PageText> = pages.par_iter().map(PageText::new).collect();
    for (page, text) in pages.iter_mut().zip(&texts).filter(|(p, _)| !p.witnesses.is_empty()) {
        page.variants = page.witnesses.iter().flat_map(|&w| correction::variants(text, &[(&texts[w], w)])).collect();
        page.variants.sort_by_key(|v| (v.line, v.other_page));
    }
}

/// Judges the candidates of one later page, best first, until one of them holds all of it.
fn judge(texts: &[PageText], pairs: &[(usize, usize)]) -> Vec<(usize, usize, Relation)> {
    let mut out = Vec::new();
    for &(a, b) in pairs {
        let relation = verdict::relation(&texts[a], &texts[b]);
        if relation != Relation::Apart {
            out.push((a, b, relation));
        }
        if relation == Relation::LaterRepeats {
            break;
        }
    }
    out
}

/// Takes one judged pair (`a` < `b`) into the clusters. `kept[i]` leads to the page kept in the place of `i` (disjoint sets).
fn merge(kept: &mut [usize], a: usize, b: usize, relation: Relation) {
    let (leave, keep) = match relation {
        Relation::Apart => return,
        Relation::LaterRepeats => (b, a),
        Relation::EarlierRepeats => (a, b),
    };
    let keep = root(kept, keep);
    // A page that has been left out already is not moved on weaker evidence than its own.
    if kept[leave] == leave && keep != leave {
        kept[leave] = keep;
    }
}

/// The page kept in the place of `page`; shortens the way to it.
fn root(kept: &mut [usize], mut page: usize) -> usize {
    while kept[page] != page {
        kept[page] = kept[kept[page]];
        page = kept[page];
    }
    page
}

/// Pages that a text split at other places gives: all of page `b` stands on two consecutive earlier pages.
fn spans(texts: &[PageText], pairs: &[(usize, usize)], kept: &[usize]) -> Vec<(usize, usize)> {
    let mut near: Vec<Vec<usize>> = vec![Vec::new(); texts.len()];
    for &(a, b) in pairs {
        near[b].push(a);
    }
    let open: Vec<usize> = (0..texts.len()).filter(|&b| kept[b] == b && !near[b].is_empty()).collect();
    let found: Vec<Option<(usize, usize)>> = open
        .par_iter()
        .map(|&b| {
            let mut starts: Vec<usize> = near[b].iter().flat_map(|&a| [a.checked_sub(1), Some(a)]).flatten().collect();
            starts.retain(|&a| {
                a + 1 < b && kept[a] == a && kept[a + 1] == a + 1 && near[b].contains(&(a + 1)) && near[b].contains(&a)
            });
            starts.sort_unstable();
            starts.dedup();
            let hit =
                starts.into_iter().take(SPANS).find(|&a| verdict::covers_both(&texts[a], &texts[a + 1], &texts[b]))?;
            Some((b, hit))
        })
        .collect();
    let mut stands_for = vec![false; texts.len()];
    for (_, &k) in kept.iter().enumerate().filter(|&(i, &k)| i != k) {
        stands_for[k] = true;
    }
    // A page that stands for others stays, or they would lose their place.
    found.into_iter().flatten().filter(|(b, _)| !stands_for[*b]).collect()
}
