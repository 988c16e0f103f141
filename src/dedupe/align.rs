//! Word-by-word alignment of two pages of folded words.

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::tokens::PageText;
use crate::fold::letter_set;
use crate::layout::coarse::similarity_from;

/// Two words this alike are one word, damaged.
const WORD_ALIKE: f64 = 0.5;
/// A run of words this alike is the same run, divided in other places.
const RUN_ALIKE: f64 = 0.6;
/// Equal words in a row, or letters in them, that make an anchor.
const ANCHOR_WORDS: usize = 3;
const ANCHOR_LETTERS: usize = 16;
/// Cells of the table within one gap; a larger gap is different text.
const MAX_CELLS: usize = 60_000;

/// How the words of one page (`a`) stand to those of another (`b`).
#[derive(Debug, Default)]
pub(super) struct Alignment {
    /// Letters of `a` found in `b`, damage taken off.
    pub covered: f64,
    /// Words in the same place, as indexes into `a` and `b`, equal or not.
    pub pairs: Vec<(usize, usize)>,
    /// Words of `a` with nothing in their place.
    pub lost: Vec<usize>,
}

/// Aligns `a` within `b`: runs of equal words first, then likeness between them. `None` where `hopeless` says of a part of the alignment,
/// which goes on growing, that it can come to nothing.
pub(super) fn align(a: &PageText, b: &PageText, mut hopeless: impl FnMut(&Alignment) -> bool) -> Option<Alignment> {
    let ids = |t: &PageText| t.tokens.iter().map(|t| t.id).collect::<Vec<_>>();
    let mut out = Alignment::default();
    let (mut at_a, mut at_b) = (0, 0);
    for op in capture_diff_slices(Algorithm::Myers, &ids(a), &ids(b)) {
        let DiffOp::Equal { old_index, new_index, len } = op else { continue };
        // A word or two can be equal by chance and pull the words around out of place; between anchors likeness decides.
        let run = old_index..old_index + len;
        if len < ANCHOR_WORDS && a.folded_run(run.clone()).len() < ANCHOR_LETTERS {
            continue;
        }
        gap(a, at_a..old_index, b, at_b..new_index, &mut out);
        out.covered += a.folded_run(run.clone()).len() as f64;
        out.pairs.extend(run.map(|i| (i, new_index + i - old_index)));
        (at_a, at_b) = (old_index + len, new_index + len);
        if hopeless(&out) {
            return None;
        }
    }
    gap(a, at_a..a.tokens.len(), b, at_b..b.tokens.len(), &mut out);
    Some(out)
}

type Range = std::ops::Range<usize>;

/// Pairs words within a gap by likeness, as much as order allows; what is left between pairs is compared as runs.
fn gap(a: &PageText, ra: Range, b: &PageText, rb: Range, out: &mut Alignment) {
    if ra.is_empty() || rb.is_empty() || ra.len() * rb.len() > MAX_CELLS {
        out.lost.extend(ra);
        return;
    }
    let sets = |t: &PageText, r: Range| r.map(|i| letter_set(t.folded(i))).collect::<Vec<u64>>();
    let (sets_a, sets_b) = (sets(a, ra.clone()), sets(b, rb.clone()));
    let like = |i: usize, j: usize| -> f64 {
        let (x, y) = (a.folded(i), b.folded(j));
        if a.tokens[i].id == b.tokens[j].id {
            return x.len() as f64;
        }
        let (short, long) = if x.len() < y.len() { (x.len(), y.len()) } else { (y.len(), x.len()) };
        if (short as f64) < WORD_ALIKE * long as f64 {
            return 0.0;
        }
        // One edit takes away at most one of the letters that only one word has, and brings one: that alone tells most words apart.
        let (own_a, own_b) = (sets_a[i - ra.start], sets_b[j - rb.start]);
        let unshared = (own_a & !own_b).count_ones().max((own_b & !own_a).count_ones());
        if f64::from(unshared) > (1.0 - WORD_ALIKE) * long as f64 {
            return 0.0;
        }
        similarity_from(x, y, WORD_ALIKE).map_or(0.0, |s| s * x.len() as f64)
    };
    let width = rb.len() + 1;
    let mut best = vec![0.0f64; (ra.len() + 1) * width];
    let mut scores = vec![0.0f64; ra.len() * rb.len()];
    for i in (0..ra.len()).rev() {
        for j in (0..rb.len()).rev() {
            let s = like(ra.start + i, rb.start + j);
            scores[i * rb.len() + j] = s;
            best[i * width + j] =
                best[(i + 1) * width + j].max(best[i * width + j + 1]).max(best[(i + 1) * width + j + 1] + s);
        }
    }
    let (mut i, mut j) = (0, 0);
    let (mut from_i, mut from_j) = (0, 0);
    while i < ra.len() && j < rb.len() {
        let s = scores[i * rb.len() + j];
        if s > 0.0 && best[i * width + j] <= best[(i + 1) * width + j + 1] + s {
            rest(a, ra.start + from_i..ra.start + i, b, rb.start + from_j..rb.start + j, out);
            out.covered += s;
            out.pairs.push((ra.start + i, rb.start + j));
            (i, j) = (i + 1, j + 1);
            (from_i, from_j) = (i, j);
        } else if best[(i + 1) * width + j] >= best[i * width + j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    rest(a, ra.start + from_i..ra.end, b, rb.start + from_j..rb.end, out);
}

/// What stands between two pairs of a gap: the same run divided otherwise, or as many words on both sides, or lost and extra words.
fn rest(a: &PageText, ra: Range, b: &PageText, rb: Range, out: &mut Alignment) {
    if ra.is_empty() || rb.is_empty() {
        out.lost.extend(ra);
        return;
    }
    let (x, y) = (a.folded_run(ra.clone()), b.folded_run(rb.clone()));
    if x.len() * y.len() <= MAX_CELLS
        && ra.len() != rb.len()
        && let Some(s) = similarity_from(x, y, RUN_ALIKE)
    {
        out.covered += s * x.len() as f64;
        return;
    }
    if ra.len() == rb.len() {
        out.pairs.extend(ra.zip(rb));
    } else {
        out.lost.extend(ra);
    }
}
