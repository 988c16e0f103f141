//! Alignment of two sequences with the fewest substitutions, deletions and insertions.
//!
//! The distance is Levenshtein's. It is found inside a band that widens until the result is proved exact (E. Ukkonen,
//! "Algorithms for approximate string matching", Information and Control 64, 1985), so that nearly equal texts cost
//! little. Pieces too large for that are first cut at runs of tokens that occur once on both sides (the idea of patience
//! diff), so that whole documents never cost quadratic time.

use std::collections::HashMap;

/// One step of an alignment; the numbers are indexes into the reference (`a`) and the other sequence (`b`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Op {
    /// The same token on both sides: index in `a`, index in `b`.
    Equal(usize, usize),
    /// Another token in its place: index in `a`, index in `b`.
    Substitute(usize, usize),
    /// A token of `a` that `b` lacks.
    Delete(usize),
    /// A token of `b` that `a` lacks.
    Insert(usize),
}

impl Op {
    fn shifted(self, a: usize, b: usize) -> Op {
        match self {
            Op::Equal(i, j) => Op::Equal(i + a, j + b),
            Op::Substitute(i, j) => Op::Substitute(i + a, j + b),
            Op::Delete(i) => Op::Delete(i + a),
            Op::Insert(j) => Op::Insert(j + b),
        }
    }

    fn mirrored(self) -> Op {
        match self {
            Op::Equal(i, j) => Op::Equal(j, i),
            Op::Substitute(i, j) => Op::Substitute(j, i),
            Op::Delete(i) => Op::Insert(i),
            Op::Insert(j) => Op::Delete(j),
        }
    }
}

/// Gives equal tokens equal numbers, so that aligning compares integers.
#[derive(Debug, Default)]
pub struct Interner<'a> {
    numbers: HashMap<&'a str, u32>,
}

impl<'a> Interner<'a> {
    /// The numbers of `tokens`, in their order.
    pub fn numbers(&mut self, tokens: impl IntoIterator<Item = &'a str>) -> Vec<u32> {
        tokens
            .into_iter()
            .map(|t| {
                let next = self.numbers.len() as u32;
                *self.numbers.entry(t).or_insert(next)
            })
            .collect()
    }
}

/// Most cells of a table of directions, one byte each.
const MAX_CELLS: usize = 1 << 24;
/// Tokens of a piece that is cut out by proportion: its table always fits into [`MAX_CELLS`].
const PIECE: usize = 2000;
/// Fewest tokens between two cuts.
const MIN_PIECE: usize = 256;
/// How often pieces are cut at anchors before they are cut by proportion.
const MAX_DEPTH: usize = 3;

/// The alignment of `a` and `b` with the fewest errors and, among those, with the most equal tokens.
/// `gram` is the number of tokens in a row that make an anchor where the texts are too long and too different for an
/// exact alignment (1–3 for words, 12 for letters); the result is then close to the best.
pub fn align(a: &[u32], b: &[u32], gram: usize) -> Vec<Op> {
    let mut ops = Vec::with_capacity(a.len().max(b.len()));
    align_into(a, b, (0, 0), gram.max(1), 0, &mut ops);
    ops
}

fn align_into(a: &[u32], b: &[u32], (a0, b0): (usize, usize), gram: usize, depth: usize, ops: &mut Vec<Op>) {
    let head = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let tail = a[head..].iter().rev().zip(b[head..].iter().rev()).take_while(|(x, y)| x == y).count();
    let (mid_a, mid_b) = (&a[head..a.len() - tail], &b[head..b.len() - tail]);
    ops.extend((0..head).map(|i| Op::Equal(a0 + i, b0 + i)));
    let (start_a, start_b) = (a0 + head, b0 + head);
    if mid_a.is_empty() || mid_b.is_empty() {
        ops.extend((0..mid_a.len()).map(|i| Op::Delete(start_a + i)));
        ops.extend((0..mid_b.len()).map(|j| Op::Insert(start_b + j)));
    } else if let Some(mid) = banded(mid_a, mid_b) {
        ops.extend(mid.into_iter().map(|op| op.shifted(start_a, start_b)));
    } else {
        let (mut i, mut j) = (0, 0);
        for (next_i, next_j) in cuts(mid_a, mid_b, gram, depth) {
            let start = (start_a + i, start_b + j);
            align_into(&mid_a[i..next_i], &mid_b[j..next_j], start, gram, depth + 1, ops);
            (i, j) = (next_i, next_j);
        }
    }
    let (end_a, end_b) = (start_a + mid_a.len(), start_b + mid_b.len());
    ops.extend((0..tail).map(|i| Op::Equal(end_a + i, end_b + i)));
}

/// An exact alignment, or `None` where its table would be larger than [`MAX_CELLS`].
fn banded(a: &[u32], b: &[u32]) -> Option<Vec<Op>> {
    if a.len() > b.len() {
        return banded(b, a).map(|ops| ops.into_iter().map(Op::mirrored).collect());
    }
    let gap = b.len() - a.len();
    let mut slack = (a.len() / 32).max(8);
    loop {
        slack = slack.min(a.len());
        if (a.len() + 1).saturating_mul(gap + 2 * slack + 1) > MAX_CELLS {
            return None;
        }
        if let Some(ops) = band(a, b, slack) {
            return Some(ops);
        }
        slack *= 3;
    }
}

const ERROR: u64 = 1 << 32;
const FAR: u64 = u64::MAX / 2;

/// The best alignment that stays within `slack` diagonals beside the ones from corner to corner; `None` where a better
/// one may lie outside. `a` is not longer than `b`. The cost is the errors, then (low 32 bits) the substitutions: with
/// the same number of errors, fewer substitutions mean more equal tokens.
fn band(a: &[u32], b: &[u32], slack: usize) -> Option<Vec<Op>> {
    let (n, m) = (a.len(), b.len());
    let width = m - n + 2 * slack + 1;
    let mut directions = vec![0u8; (n + 1) * width];
    let mut above = vec![FAR; width];
    let mut row = vec![FAR; width];
    for i in 0..=n {
        row.fill(FAR);
        // Cell `d` of row `i` is column `i + d - slack` of the table.
        let first = slack.saturating_sub(i);
        let last = (m + slack - i).min(width - 1);
        for d in first..=last {
            let j = i + d - slack;
            let (mut cost, mut direction) = if i == 0 && j == 0 { (0, 0) } else { (FAR, 0) };
            if i > 0 && j > 0 {
                (cost, direction) = if a[i - 1] == b[j - 1] { (above[d], 0) } else { (above[d] + ERROR + 1, 1) };
            }
            if i > 0 && d + 1 < width && above[d + 1] + ERROR < cost {
                (cost, direction) = (above[d + 1] + ERROR, 2);
            }
            if j > 0 && d > 0 && row[d - 1] + ERROR < cost {
                (cost, direction) = (row[d - 1] + ERROR, 3);
            }
            row[d] = cost;
            directions[i * width + d] = direction;
        }
        std::mem::swap(&mut above, &mut row);
    }
    let errors = (above[m + slack - n] / ERROR) as usize;
    // An alignment that leaves the band has at least `slack + 1` errors on the way out and as many on the way back.
    if slack < n && errors > m - n + 2 * slack + 1 {
        return None;
    }
    let mut ops = Vec::with_capacity(m + errors);
    let (mut i, mut j) = (n, m);
    while i > 0 || j > 0 {
        let op = match directions[i * width + j + slack - i] {
            0 => Op::Equal(i - 1, j - 1),
            1 => Op::Substitute(i - 1, j - 1),
            2 => Op::Delete(i - 1),
            _ => Op::Insert(j - 1),
        };
        match op {
            Op::Delete(_) => i -= 1,
            Op::Insert(_) => j -= 1,
            _ => (i, j) = (i - 1, j - 1),
        }
        ops.push(op);
    }
    ops.reverse();
    Some(ops)
}

/// Where to cut `a` and `b` into pieces that belong together; the last cut is the end of both.
fn cuts(a: &[u32], b: &[u32], gram: usize, depth: usize) -> Vec<(usize, usize)> {
    let mut cuts: Vec<(usize, usize)> = Vec::new();
    if depth < MAX_DEPTH {
        let mut last = (0, 0);
        for (i, j) in anchors(a, b, gram) {
            if i >= last.0 + MIN_PIECE && j > last.1 && i < a.len() && j < b.len() {
                cuts.push((i, j));
                last = (i, j);
            }
        }
    }
    if cuts.is_empty() {
        let pieces = a.len().max(b.len()).div_ceil(PIECE).max(1);
        cuts.extend((1..pieces).map(|p| (a.len() * p / pieces, b.len() * p / pieces)));
    }
    cuts.push((a.len(), b.len()));
    cuts
}

/// Starts of runs of `gram` tokens that occur once in `a` and once in `b`: the longest chain that rises on both sides.
fn anchors(a: &[u32], b: &[u32], gram: usize) -> Vec<(usize, usize)> {
    let once = |s: &[u32]| {
        let mut seen: HashMap<Vec<u32>, Option<usize>> = HashMap::new();
        for (i, w) in s.windows(gram).enumerate() {
            seen.entry(w.to_vec()).and_modify(|at| *at = None).or_insert(Some(i));
        }
        seen
    };
    let (in_a, in_b) = (once(a), once(b));
    let pairs: Vec<(usize, usize)> = a
        .windows(gram)
        .enumerate()
        .filter_map(|(i, w)| match (in_a.get(w), in_b.get(w)) {
            (Some(Some(_)), Some(Some(j))) => Some((i, *j)),
            _ => None,
        })
        .collect();
    // Longest rising chain by piles: `piles[k]` is the pair with the smallest end of a chain of length k + 1.
    let mut piles: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    for (p, &(_, j)) in pairs.iter().enumerate() {
        let k = piles.partition_point(|&q| pairs[q].1 < j);
        before.push(k.checked_sub(1).map(|k| piles[k]));
        if k == piles.len() {
            piles.push(p);
        } else {
            piles[k] = p;
        }
    }
    let mut chain = Vec::with_capacity(piles.len());
    let mut at = piles.last().copied();
    while let Some(p) = at {
        chain.push(pairs[p]);
        at = before[p];
    }
    chain.reverse();
    chain
}

/// Pairs the tokens inside each run of errors by likeness (0–1, larger is more alike), without changing the number of
/// errors of any sort: a split word is then set against its longer half, not against its neighbour.
pub fn pair_alike(ops: &[Op], like: impl Fn(usize, usize) -> f64) -> Vec<Op> {
    let mut out = Vec::with_capacity(ops.len());
    for run in ops.chunk_by(|x, y| matches!(x, Op::Equal(..)) == matches!(y, Op::Equal(..))) {
        let a: Vec<usize> = run.iter().filter_map(|op| a_index(*op)).collect();
        let b: Vec<usize> = run.iter().filter_map(|op| b_index(*op)).collect();
        let uneven = a.len() != b.len() && !a.is_empty() && !b.is_empty();
        let no_substitutions = !run.iter().any(|op| matches!(op, Op::Substitute(..)));
        if matches!(run[0], Op::Equal(..)) || !uneven || no_substitutions || a.len() * b.len() > 2500 {
            out.extend_from_slice(run);
        } else if a.len() < b.len() {
            out.extend(pair_run(&a, &b, &like));
        } else {
            out.extend(pair_run(&b, &a, &|j, i| like(i, j)).into_iter().map(Op::mirrored));
        }
    }
    out
}

/// The reference index of a step, where it has one.
pub fn a_index(op: Op) -> Option<usize> {
    match op {
        Op::Equal(i, _) | Op::Substitute(i, _) | Op::Delete(i) => Some(i),
        Op::Insert(_) => None,
    }
}

fn b_index(op: Op) -> Option<usize> {
    a_index(op.mirrored())
}

/// Every token of the shorter side against one of the longer, in order, so that the sum of likeness is largest.
fn pair_run(short: &[usize], long: &[usize], like: &dyn Fn(usize, usize) -> f64) -> Vec<Op> {
    let (n, m) = (short.len(), long.len());
    let mut best = vec![vec![f64::NEG_INFINITY; m + 1]; n + 1];
    best[0].fill(0.0);
    for i in 1..=n {
        for j in i..=m {
            let paired = best[i - 1][j - 1] + like(short[i - 1], long[j - 1]);
            best[i][j] = paired.max(best[i][j - 1]);
        }
    }
    let mut ops = Vec::with_capacity(m);
    let mut i = n;
    for j in (1..=m).rev() {
        if i > 0 && (j == i || best[i][j] > best[i][j - 1]) {
            ops.push(Op::Substitute(short[i - 1], long[j - 1]));
            i -= 1;
        } else {
            ops.push(Op::Insert(long[j - 1]));
        }
    }
    ops.reverse();
    ops
}

#[cfg(test)]
#[path = "align_tests.rs"]
mod tests;
