//! The lattice of a run of words: arcs between the places where words begin, word triples along them, the posterior of each arc.

use crate::lexicon::{Lexicon, TokenId};

/// One reading of one slot, or of two that it joins.
#[derive(Debug, Clone, PartialEq)]
pub struct Arc {
    /// Slots taken up: 1 or 2.
    pub slots: usize,
    /// Tokens of the language model, one or two.
    pub ids: (TokenId, Option<TokenId>),
    /// −ln P(raw | word), and what a word's own prior differs from the language model's.
    pub cost: f32,
}

/// Histories kept at each place, and how much less probable than the best they may be (nats).
const STATES: usize = 24;
const BEAM: f64 = 16.0;

/// What stands before a place.
struct State {
    before: TokenId,
    previous: TokenId,
    /// ln of the summed probability of all ways here, and from here to the end.
    forward: f64,
    backward: f64,
}

struct Move {
    from: usize,
    to: usize,
    arc: usize,
    score: f64,
}

/// The posterior of each arc (0–1) by the place where it begins: forward–backward (Rabiner 1989) over histories of two tokens.
/// `arcs[i]` are those that begin at slot `i`; none may reach beyond the last slot.
pub fn posteriors(lexicon: &Lexicon, arcs: &[Vec<Arc>]) -> Vec<Vec<f64>> {
    let n = arcs.len();
    let boundary = lexicon.boundary();
    let mut states: Vec<Vec<State>> = (0..=n).map(|_| Vec::new()).collect();
    let mut moves: Vec<Vec<Move>> = (0..n).map(|_| Vec::new()).collect();
    states[0].push(State { before: boundary, previous: boundary, forward: 0.0, backward: 0.0 });
    for i in 0..n {
        let best = states[i].iter().map(|s| s.forward).fold(f64::NEG_INFINITY, f64::max);
        let mut order: Vec<usize> = (0..states[i].len()).filter(|s| states[i][*s].forward > best - BEAM).collect();
        if order.len() > STATES {
            order.sort_by(|a, b| states[i][*b].forward.total_cmp(&states[i][*a].forward).then(a.cmp(b)));
            order.truncate(STATES);
        }
        // Where there is one way in and one way on, nothing is to be decided and nothing to be weighed.
        let alone = order.len() == 1 && arcs[i].len() == 1;
        for from in order {
            let (before, previous, forward) =
                (states[i][from].before, states[i][from].previous, states[i][from].forward);
            for (a, arc) in arcs[i].iter().enumerate() {
                let mut cost = if alone { 0.0 } else { arc.cost + lexicon.next_cost(before, previous, arc.ids.0) };
                let mut history = (previous, arc.ids.0);
                if let Some(second) = arc.ids.1 {
                    cost += lexicon.next_cost(previous, arc.ids.0, second);
                    history = (arc.ids.0, second);
                }
                let score = -f64::from(cost);
                let place = &mut states[(i + arc.slots).min(n)];
                let to = match place.iter().position(|s| (s.before, s.previous) == history) {
                    Some(to) => {
                        place[to].forward = ln_add(place[to].forward, forward + score);
                        to
                    }
                    None => {
                        let (before, previous) = history;
                        place.push(State { before, previous, forward: forward + score, backward: f64::NEG_INFINITY });
                        place.len() - 1
                    }
                };
                moves[i].push(Move { from, to, arc: a, score });
            }
        }
    }
    states[n].iter_mut().for_each(|s| s.backward = 0.0);
    let mut total = f64::NEG_INFINITY;
    for state in &states[n] {
        total = ln_add(total, state.forward);
    }
    let mut posteriors: Vec<Vec<f64>> = arcs.iter().map(|a| vec![0.0; a.len()]).collect();
    for i in (0..n).rev() {
        let mut backward = vec![f64::NEG_INFINITY; states[i].len()];
        for step in &moves[i] {
            let after = states[(i + arcs[i][step.arc].slots).min(n)][step.to].backward + step.score;
            backward[step.from] = ln_add(backward[step.from], after);
            posteriors[i][step.arc] += (states[i][step.from].forward + after - total).exp();
        }
        for (state, backward) in states[i].iter_mut().zip(backward) {
            state.backward = backward;
        }
    }
    posteriors
}

/// The way through the lattice that expects the most slots right: by place, the arc taken there, `None` where a join passes over.
pub fn best_path(arcs: &[Vec<Arc>], posteriors: &[Vec<f64>]) -> Vec<Option<usize>> {
    let n = arcs.len();
    let mut best: Vec<(f64, Option<(usize, usize)>)> = vec![(f64::NEG_INFINITY, None); n + 1];
    best[0].0 = 0.0;
    for i in 0..n {
        for (a, arc) in arcs[i].iter().enumerate() {
            let to = (i + arc.slots).min(n);
            let value = best[i].0 + posteriors[i][a] * arc.slots as f64;
            if value > best[to].0 {
                best[to] = (value, Some((i, a)));
            }
        }
    }
    let mut path = vec![None; n];
    let mut at = n;
    while let Some((from, arc)) = best[at].1 {
        path[from] = Some(arc);
        at = from;
    }
    path
}

/// ln(e^a + e^b) without overflow.
fn ln_add(a: f64, b: f64) -> f64 {
    let (high, low) = if a > b { (a, b) } else { (b, a) };
    if low == f64::NEG_INFINITY { high } else { high + (low - high).exp().ln_1p() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::UNKNOWN;

    fn arc(lexicon: &Lexicon, word: &str, slots: usize, cost: f32) -> Arc {
        Arc { slots, ids: (lexicon.id(word).unwrap_or(UNKNOWN), None), cost }
    }

    #[test]
    fn posteriors_of_each_place_sum_to_one() {
        let lexicon = Lexicon::swedish().unwrap();
        let a = |word, cost| arc(&lexicon, word, 1, cost);
        let arcs = vec![vec![a("ärendet", 0.1)], vec![a("är", 0.5), a("år", 0.5), a("ar", 0.0)], vec![a("inte", 0.0)]];
        let found = posteriors(&lexicon, &arcs);
        for place in &found {
            assert!((place.iter().sum::<f64>() - 1.0).abs() < 1e-9, "{place:?}");
        }
        assert!(found[1][0] > 0.99, "ärendet är inte: {found:?}");
        assert_eq!(best_path(&arcs, &found), [Some(0), Some(0), Some(0)]);
    }

    #[test]
    fn a_join_competes_with_its_parts() {
        let lexicon = Lexicon::swedish().unwrap();
        let arcs = vec![
            vec![arc(&lexicon, "förs", 1, 0.0), arc(&lexicon, "förslag", 2, 5.0)],
            vec![arc(&lexicon, "lag", 1, 0.0)],
            vec![arc(&lexicon, "till", 1, 0.0)],
            vec![arc(&lexicon, "beslut", 1, 0.0)],
        ];
        let found = posteriors(&lexicon, &arcs);
        assert!((found[0].iter().sum::<f64>() - 1.0).abs() < 1e-9);
        assert!((found[0][1] + found[1][0] - 1.0).abs() < 1e-9);
        assert!(found[0][1] > 0.9, "{found:?}");
        assert_eq!(best_path(&arcs, &found), [Some(1), None, Some(0), Some(0)]);
    }
}
