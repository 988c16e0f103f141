//! How dear it is to take one text for a misreading of another, by what the recognition models are known to confuse.
//!
//! A letter that is none of the usual misreadings of another costs 1; one that is read so now and then costs the less the oftener.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::data;
use crate::fold;

const TABLES: [&str; 4] = [
    include_str!("../../dictionaries/confusions-eng.tsv"),
    include_str!("../../dictionaries/confusions-swe.tsv"),
    include_str!("../../dictionaries/confusions-typewriter-eng.tsv"),
    include_str!("../../dictionaries/confusions-typewriter-swe.tsv"),
];

/// What a misreading of one in this many (e to this power) costs 1.
const RARE: f32 = 9.0;
/// The least a misreading costs.
const LEAST: f32 = 0.05;
/// A letter that differs in dots and rings alone: what repair puts on and takes off.
const DOTS: f32 = 0.2;
/// Letters that damaged words have in common, without a count.
const BLURRED: f32 = 0.35;
/// A sign that is no letter, won: a speck.
const SPECK: f32 = 0.4;

/// One or two letters, and what they are read as: none to two letters. NUL stands for none.
type Pair = ([char; 2], [char; 2]);

/// A pair as one number, which is hashed at once.
fn packed((truth, read): Pair) -> u128 {
    [truth[0], truth[1], read[0], read[1]].iter().fold(0, |all, c| all << 32 | u128::from(u32::from(*c)))
}

fn listed(truth: [char; 2], read: [char; 2]) -> Option<f32> {
    COSTS.get(&packed((truth, read))).copied()
}

static COSTS: LazyLock<FxHashMap<u128, f32>> = LazyLock::new(|| {
    let two = |t: &str| -> Option<[char; 2]> {
        let mut c = t.chars();
        let out = [c.next().unwrap_or('\0'), c.next().unwrap_or('\0')];
        c.next().is_none().then_some(out)
    };
    let mut out: FxHashMap<u128, f32> = FxHashMap::default();
    for row in TABLES.into_iter().flat_map(data::rows) {
        let [truth, read, seen, all] = row.as_slice() else { continue };
        let (Some(t), Some(r), Ok(seen), Ok(all)) = (two(truth), two(read), seen.parse::<f32>(), all.parse::<f32>())
        else {
            continue;
        };
        if truth.is_empty() || truth == read || all <= 0.0 {
            continue;
        }
        let cost = (-(seen / all).ln() / RARE).clamp(LEAST, 1.0);
        let old = out.entry(packed((t, r))).or_insert(cost);
        *old = old.min(cost);
    }
    out
});

/// One letter read as another.
fn letter(truth: char, read: char) -> f32 {
    if truth == read {
        return 0.0;
    }
    let listed = listed([truth, '\0'], [read, '\0']).unwrap_or(1.0);
    let (a, b) = (fold::base_letter(truth), fold::base_letter(read));
    if a == b {
        return listed.min(DOTS);
    }
    if fold::blur_letter(a) == fold::blur_letter(b) { listed.min(BLURRED) } else { listed }
}

/// What part of the reading is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Span {
    /// All of it.
    Whole,
    /// Its end: what stands before does not count.
    Tail,
    /// Its beginning: what follows does not count.
    Start,
}

/// How many letters go together at most.
const EDGE: usize = 2;

/// The cost of reading `truth` as the part of `read` that fits best, and the bound of that part: where a tail begins, where a start ends. `None` above
/// `limit`.
pub(super) fn cost(truth: &[char], read: &[char], span: Span, limit: f32) -> Option<(f32, usize)> {
    let (n, m) = (truth.len(), read.len());
    // Cell (i, j): the first i letters of the truth read as what ends at j; with it where that began.
    // Two rows above and two columns left of them that nothing comes from, so that no cell asks where it stands.
    let width = m + 1 + EDGE;
    let place = |i: usize, j: usize| (i + EDGE) * width + j + EDGE;
    let mut cells = vec![(f32::INFINITY, 0usize); place(n, m) + 1];
    for j in 0..=m {
        cells[place(0, j)] = match span {
            Span::Tail => (0.0, j),
            _ => (won_before(&read[..j]), 0),
        };
    }
    let near = |cell: (f32, usize)| cell.0 <= limit;
    let mut above = f32::INFINITY;
    for i in 1..=n {
        let mut least = f32::INFINITY;
        let lost = lost(truth[i - 1]);
        for j in 0..=m {
            let here = place(i, j);
            let from =
                [(1, 0), (1, 1), (0, 1), (1, 2), (2, 1), (2, 2)].map(|(up, left)| cells[here - up * width - left]);
            // What all ways to come here exceed, none that goes on from here gets below.
            if !from.iter().any(|cell| near(*cell)) {
                continue;
            }
            let mut best = step(from[0], lost);
            if j > 0 {
                let (t, r) = (truth[i - 1], read[j - 1]);
                if near(from[1]) {
                    best = nearer(best, step(from[1], letter(t, r)));
                }
                best = nearer(best, step(from[2], won(r)));
                for (k, (a, b)) in [(1, 2), (2, 1), (2, 2)].into_iter().enumerate() {
                    if i >= a && j >= b && near(from[3 + k]) {
                        let t = [truth[i - a], if a == 2 { truth[i - 1] } else { '\0' }];
                        let r = [read[j - b], if b == 2 { read[j - 1] } else { '\0' }];
                        if let Some(c) = listed(t, r) {
                            best = nearer(best, step(from[3 + k], c));
                        }
                    }
                }
            }
            cells[here] = best;
            least = least.min(best.0);
        }
        // Two letters at once pass over a row.
        if least.min(above) > limit {
            return None;
        }
        above = least;
    }
    let last = &cells[place(n, 0)..];
    let (at, found) = match span {
        Span::Start => last.iter().enumerate().min_by(|a, b| a.1.0.total_cmp(&b.1.0))?,
        _ => (m, last.get(m)?),
    };
    let bound = if span == Span::Start { at } else { found.1 };
    (found.0 <= limit).then_some((found.0, bound))
}

fn step(from: (f32, usize), by: f32) -> (f32, usize) {
    (from.0 + by, from.1)
}

fn nearer(a: (f32, usize), b: (f32, usize)) -> (f32, usize) {
    if b.0 < a.0 { b } else { a }
}

fn lost(c: char) -> f32 {
    listed([c, '\0'], ['\0', '\0']).unwrap_or(1.0)
}

fn won(c: char) -> f32 {
    if c.is_alphanumeric() { 1.0 } else { SPECK }
}

fn won_before(read: &[char]) -> f32 {
    read.iter().map(|c| won(*c)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(truth: &str, read: &str, span: Span) -> f32 {
        let chars = |t: &str| t.chars().collect::<Vec<char>>();
        cost(&chars(truth), &chars(read), span, 9.0).map_or(f32::INFINITY, |c| c.0)
    }

    #[test]
    fn what_is_often_confused_is_cheap() {
        assert_eq!(of("Beslut", "Beslut", Span::Whole), 0.0);
        assert!(of("Omröstning", "Omréstning", Span::Whole) < 0.2);
        assert!(of("Jäv", "Jiv", Span::Whole) < 0.4);
        assert!(of("Ärende", "Arende", Span::Whole) < 0.21);
        assert!(of("Beslut", "Bakgrund", Span::Whole) > 3.0);
        assert!(of("Yrkande", "Yrhande", Span::Whole) > of("Yrkande", "Yrkandé", Span::Whole));
    }

    #[test]
    fn a_part_of_the_reading() {
        assert!(of("beslut", "Kommunstyrelsensbeslut", Span::Tail) < 0.01);
        assert!(of("Reservationfrån", "ReservationfranAdaBerg", Span::Start) < 0.3);
    }
}
