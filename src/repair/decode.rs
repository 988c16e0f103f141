//! The lattice of a run of words: candidates by slot, word pairs between them, posterior of each candidate.

use crate::lexicon::{Lexicon, TokenId};

/// One reading of a slot.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// Token of the language model.
    pub id: TokenId,
    /// −ln P(raw | word), and for words without an id what their own prior differs from the unknown word's.
    pub cost: f64,
}

/// Posterior of each choice of each slot (forward–backward over word pairs; Rabiner 1989), 0–1, and the sequence that is
/// best slot by slot.
pub fn posteriors(lexicon: &Lexicon, slots: &[Vec<Choice>]) -> Vec<Vec<f64>> {
    let boundary = lexicon.boundary();
    let start = [Choice { id: boundary, cost: 0.0 }];
    let arcs: Vec<Vec<f64>> = slots
        .iter()
        .enumerate()
        .map(|(i, slot)| {
            let before: &[Choice] = if i == 0 { &start } else { &slots[i - 1] };
            let mut scores = Vec::with_capacity(before.len() * slot.len());
            for b in before {
                scores.extend(slot.iter().map(|c| lexicon.ln_bigram(b.id, c.id) - c.cost));
            }
            scores
        })
        .collect();

    let mut forward: Vec<Vec<f64>> = Vec::with_capacity(slots.len());
    for (i, slot) in slots.iter().enumerate() {
        let one = [0.0];
        let before: &[f64] = if i == 0 { &one } else { &forward[i - 1] };
        let now = (0..slot.len())
            .map(|c| ln_sum(before.iter().enumerate().map(|(b, f)| f + arcs[i][b * slot.len() + c])))
            .collect();
        forward.push(now);
    }
    let mut backward: Vec<Vec<f64>> = slots.iter().map(|s| vec![0.0; s.len()]).collect();
    for i in (0..slots.len().saturating_sub(1)).rev() {
        let width = slots[i + 1].len();
        for b in 0..slots[i].len() {
            backward[i][b] = ln_sum((0..width).map(|c| arcs[i + 1][b * width + c] + backward[i + 1][c]));
        }
    }
    forward
        .iter()
        .zip(&backward)
        .map(|(f, b)| {
            let joint: Vec<f64> = f.iter().zip(b).map(|(f, b)| f + b).collect();
            let total = ln_sum(joint.iter().copied());
            joint.iter().map(|j| (j - total).exp()).collect()
        })
        .collect()
}

/// ln of a sum of exponentials, without overflow.
fn ln_sum(values: impl Iterator<Item = f64> + Clone) -> f64 {
    let max = values.clone().fold(f64::NEG_INFINITY, f64::max);
    if !max.is_finite() {
        return max;
    }
    max + values.map(|v| (v - max).exp()).sum::<f64>().ln()
}
