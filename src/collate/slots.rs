//! Slots: places of the kept page with what each reading has there.

use std::ops::Range;

use super::align::{Group, align};
use super::words::Unit;
use crate::page::OcrSignature;

/// More words than this in one slot are another text, not another reading.
const MAX_WORDS: usize = 4;

/// One page's reading of a slot.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Reading {
    /// Position of the page in the document.
    pub page: usize,
    /// Which model's damage the page shows.
    pub signature: OcrSignature,
    /// Predicted share of right words of the page, 0–1.
    pub quality: f64,
    /// As read, words divided by a blank.
    pub raw: String,
    /// After repair.
    pub text: String,
    /// What the repair suggests beside.
    pub suggestions: Vec<String>,
    /// The engine's confidence.
    pub confidence: Option<f32>,
}

impl Reading {
    /// What words of a page read together.
    pub fn of(text: &Text, units: &[Unit]) -> Reading {
        let &Text { page, signature, quality, .. } = text;
        let joined = |part: fn(&Unit) -> &str| units.iter().map(part).collect::<Vec<_>>().join(" ");
        let suggestions = match units {
            [one] => one.suggestions.clone(),
            _ => Vec::new(),
        };
        let confidence = units.iter().filter_map(|u| u.confidence).reduce(f32::min);
        Reading {
            page,
            signature,
            quality,
            raw: joined(|u| &u.raw),
            text: joined(|u| &u.text),
            suggestions,
            confidence,
        }
    }
}

/// A place of the kept page.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Slot {
    /// Words of the kept page.
    pub kept: Range<usize>,
    /// The kept page's reading first, then those of the witnesses that have one here.
    pub readings: Vec<Reading>,
}

/// Words of a witness that stand nowhere on the kept page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Extra {
    /// Position of the witness in the document.
    pub page: usize,
    /// Before this word of the kept page.
    pub at: usize,
    /// Words of the witness.
    pub words: Range<usize>,
}

/// A page with its words.
pub(super) struct Text<'a> {
    pub page: usize,
    pub signature: OcrSignature,
    /// Predicted share of right words, 0–1.
    pub quality: f64,
    pub units: &'a [Unit],
}

/// All readings of a page laid side by side.
pub(super) struct Sides {
    pub slots: Vec<Slot>,
    pub extras: Vec<Extra>,
    /// For each witness and each word of the kept page: whether the witness has a word in its place.
    pub paired: Vec<Vec<bool>>,
}

/// Aligns every witness with the kept page.
pub(super) fn lay(kept: &Text, witnesses: &[Text]) -> Sides {
    let n = kept.units.len();
    let groups: Vec<Vec<Group>> = witnesses.iter().map(|w| align(kept.units, w.units)).collect();
    // Words of the kept page that some witness reads together are one slot to all.
    let mut glued = vec![false; n + 1];
    for group in groups.iter().flatten().filter(|g| !g.b.is_empty()) {
        (group.a.start + 1..group.a.end).for_each(|i| glued[i] = true);
    }
    let mut slots = Vec::new();
    let mut start = 0;
    for end in (1..=n).filter(|i| !glued[*i]) {
        slots.push(start..end);
        start = end;
    }
    let mut sides = Sides { slots: Vec::new(), extras: Vec::new(), paired: Vec::new() };
    let mut theirs: Vec<Vec<Option<Range<usize>>>> = Vec::new();
    for (witness, groups) in witnesses.iter().zip(&groups) {
        let mut places: Vec<Option<Range<usize>>> = vec![None; n];
        let mut paired = vec![false; n];
        for group in groups {
            if group.a.is_empty() {
                sides.extras.push(Extra { page: witness.page, at: group.a.start, words: group.b.clone() });
            } else if !group.b.is_empty() {
                places[group.a.start] = Some(group.b.clone());
                paired[group.a.clone()].fill(true);
            }
        }
        let of_slot = |slot: &Range<usize>| {
            let found = places[slot.clone()].iter().flatten();
            found.cloned().reduce(|a, b| a.start..b.end)
        };
        theirs.push(slots.iter().map(of_slot).collect());
        sides.paired.push(paired);
    }
    for (s, range) in slots.into_iter().enumerate() {
        let mut readings = vec![Reading::of(kept, &kept.units[range.clone()])];
        for (witness, theirs) in witnesses.iter().zip(&theirs) {
            if let Some(words) = &theirs[s]
                && words.len() <= MAX_WORDS
                && range.len() <= MAX_WORDS
            {
                readings.push(Reading::of(witness, &witness.units[words.clone()]));
            }
        }
        sides.slots.push(Slot { kept: range, readings });
    }
    sides
}
