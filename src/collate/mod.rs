//! Many readings, one text: the repeats of a page vote on its words.
//!
//! The readings of a page are laid side by side word by word (`align`, `slots`). Where they differ, each reading is a witness of what is printed:
//! a candidate is the more probable the better the confusions of each page's model explain what that page shows, and the better the
//! candidate stands among its neighbours (`vote`, `word`; a noisy channel with several outputs, after ROVER, Fiscus 1997). What truly differs, a
//! number, a name, a wording, a line more, is no matter of votes: it is kept and listed in [`Page::variants`] (`variants`).
//!
//! The stage comes after repair, so that each reading proposes its best words. The raw text is never changed.

mod align;
mod apply;
mod context;
mod gaps;
mod numbers;
mod slots;
mod variants;
mod vote;
mod word;
mod words;

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::edit::Edit;
use crate::error::Result;
use crate::page::{OcrSignature, Page};
use crate::protocol::Variant;
use slots::{Sides, Text};
use words::Unit;

/// What the vote has to ask of a language and of the models' ways of misreading. All figures are −ln P.
pub trait Judge: Sync {
    /// Of reading `truth` as `raw` on a page that bears `signature`.
    ///
    /// # Errors
    /// Where the program carries a broken table.
    fn misread(&self, signature: OcrSignature, raw: &str, truth: &str) -> Result<f32>;
    /// Of `text` after `before`, and of `after` after it, on a page (position in the document).
    ///
    /// # Errors
    /// Where the program carries a broken table.
    fn among(&self, page: usize, before: &str, text: &str, after: &str) -> Result<f32>;
    /// Whether a word is in a list, or a compound of such words.
    ///
    /// # Errors
    /// Where the program carries a broken table.
    fn knows(&self, page: usize, word: &str) -> Result<bool>;
    /// Whether a word of a list is mostly written with a capital.
    fn is_name(&self, word: &str) -> bool;
}

/// Variants of one repeat so many lines apart are one.
const SAME_PLACE: usize = 1;

/// What a page comes to.
#[derive(Default)]
struct Outcome {
    /// Line, and edit of it: in order.
    edits: Vec<(usize, Edit)>,
    /// Line and bytes where the kept reading stands as it was read, whatever the repair made of it.
    reverts: Vec<(usize, std::ops::Range<usize>)>,
    variants: Vec<Variant>,
}

/// Lets the witnesses of every kept page vote on its words, and lists where they truly differ. Edits of at least `threshold` (confidence, 0–1) are
/// applied. The result does not depend on the number of threads.
///
/// # Errors
/// As the judge.
pub fn vote(pages: &mut [Page], judge: &dyn Judge, threshold: f64) -> Result<()> {
    if pages.iter().all(|p| p.witnesses.is_empty()) {
        return Ok(());
    }
    let texts: Vec<Vec<Unit>> = pages.par_iter().map(words::units).collect();
    let counts = counts(&texts);
    let total = counts.values().sum::<usize>();
    let shared: &[Page] = pages;
    let kept: Vec<usize> = (0..shared.len()).filter(|i| !shared[*i].witnesses.is_empty()).collect();
    let text = |page: usize| {
        let Page { signature, quality, .. } = shared[page];
        Text { page, signature, quality, units: &texts[page] }
    };
    let outcomes: Vec<Outcome> = kept
        .par_iter()
        .map(|&page| {
            let witnesses: Vec<Text> =
                shared[page].witnesses.iter().filter(|w| **w < shared.len()).map(|w| text(*w)).collect();
            let sides = slots::lay(&text(page), &witnesses);
            let bench =
                vote::Bench { judge, page: &shared[page], units: &texts[page], counts: &counts, total, threshold };
            // A text divided into pages at other places: what a witness has more may stand on the page before or after.
            let beside = |step: isize| page.checked_add_signed(step).filter(|p| *p < shared.len());
            let kept = |p: &usize| shared[*p].duplicate_of.is_none();
            let near = [-1, 1].into_iter().filter_map(beside).filter(kept);
            let near: Vec<String> = near.flat_map(|p| variants::folded_lines(&texts[p])).collect();
            outcome(&bench, &sides, &witnesses, &near)
        })
        .collect::<Result<_>>()?;
    for (page, outcome) in kept.into_iter().zip(outcomes) {
        apply::edits(&mut pages[page], outcome.edits, &outcome.reverts);
        // What the search for repeats saw, and the vote did not come upon, is told all the same.
        let told = |v: &Variant| {
            outcome.variants.iter().any(|o| o.other_page == v.other_page && o.line.abs_diff(v.line) <= SAME_PLACE)
        };
        pages[page].variants.retain(|v| !told(v));
        pages[page].variants.extend(outcome.variants);
        pages[page].variants.sort_by_key(|v| (v.line, v.other_page));
    }
    Ok(())
}

fn outcome(bench: &vote::Bench, sides: &Sides, witnesses: &[Text], near: &[String]) -> Result<Outcome> {
    let mut outcome = Outcome::default();
    vote::slots(bench, sides, &mut outcome)?;
    gaps::mend(bench, sides, witnesses, &mut outcome)?;
    variants::lines(bench, sides, witnesses, near, &mut outcome.variants)?;
    Ok(outcome)
}

/// How often each word stands in the document, in lower case without outer signs.
fn counts(texts: &[Vec<Unit>]) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for unit in texts.iter().flatten() {
        let word = &unit.text[words::core(&unit.text)];
        *counts.entry(word.to_lowercase()).or_insert(0) += 1;
    }
    counts
}
