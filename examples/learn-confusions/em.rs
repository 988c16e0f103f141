//! Expectation–maximisation over all alignments of a reading with the truth (forward–backward; after Ristad and Yianilos
//! 1998, with units of up to two letters as in Brill and Moore 2000).

use std::collections::{BTreeMap, HashMap};

use justera::fold::base_letter;

/// Rounds with every unit allowed, and rounds with the kept ones.
const ROUNDS: [usize; 2] = [6, 3];
const SHAPES: [(usize, usize); 6] = [(1, 1), (1, 2), (2, 1), (1, 0), (0, 1), (2, 2)];
/// A unit is kept when it was seen this often …
const KEEP_COUNT: f64 = 1.5;
/// … and in this many documents, each with at least `IN_DOCUMENT` of it.
const KEEP_DOCUMENTS: usize = 2;
const IN_DOCUMENT: f64 = 0.4;
/// A letter lost is tried at every place of every word: such units are kept from this probability on.
const KEEP_LOST: f64 = 1e-3;
/// What a unit is believed before anything is counted, as a count.
const BELIEF: f64 = 0.05;
/// −ln P of one sign read as another, lost or inserted, where the table has no such unit.
const UNLISTED: f64 = 12.0;
/// No word costs more than this in a test: what lies above is a pair that is none.
const CAP: f64 = 25.0;

/// A unit: truth and reading, `'\0'` where there is no sign.
type Key = [char; 4];

/// One or more equal pairs of a document.
pub struct Pair {
    pub truth: Vec<char>,
    pub raw: Vec<char>,
    pub document: u32,
    pub weight: f64,
}

/// Probabilities of units.
pub struct Model {
    units: HashMap<Key, f64>,
    /// What the counts are of, by truth.
    totals: HashMap<[char; 2], f64>,
    counts: HashMap<Key, f64>,
    stage: Stage,
}

#[derive(PartialEq, Clone, Copy)]
enum Stage {
    Unlearned,
    Open,
    Pruned,
}

/// What a test says of a table.
#[derive(Default)]
pub struct Verdict {
    pub words: f64,
    pub wrong: f64,
    pub cost: f64,
    pub wrong_cost: f64,
    pub unreachable: f64,
    pub examples: Vec<String>,
}

fn text(signs: &[char]) -> String {
    signs.iter().filter(|c| **c != '\0').collect()
}

fn two(signs: &[char]) -> [char; 2] {
    [signs.first().copied().unwrap_or('\0'), signs.get(1).copied().unwrap_or('\0')]
}

fn key(truth: &[char], raw: &[char]) -> Key {
    let ([a, b], [c, d]) = (two(truth), two(raw));
    [a, b, c, d]
}

/// −ln of how likely a unit is before anything is counted: what looks alike is cheap, long units are dear.
fn prior(truth: &[char], raw: &[char]) -> f64 {
    match (truth, raw) {
        ([t], [r]) if t == r => 0.01,
        ([t], [r]) if base_letter(*t) == base_letter(*r) => 1.0,
        ([t], [_]) if !t.is_ascii() => 2.5,
        ([_], [_]) => 5.0,
        ([t], [_, _]) if !t.is_ascii() => 4.0,
        ([a, b], [c, d]) if a == c || b == d => f64::INFINITY,
        ([_, _], [_, _]) => 11.0,
        ([a, b], [c]) | ([c], [a, b]) if a == c || b == c => 9.0,
        _ => 6.5,
    }
}

impl Model {
    /// Learns from pairs.
    pub fn learn(pairs: &[Pair]) -> Model {
        let mut totals: HashMap<[char; 2], f64> = HashMap::new();
        for pair in pairs {
            for width in [1, 2] {
                for piece in pair.truth.windows(width) {
                    *totals.entry(two(piece)).or_default() += pair.weight;
                }
            }
            *totals.entry(two(&[])).or_default() += pair.weight * (pair.truth.len() + 1) as f64;
        }
        let mut model = Model { units: HashMap::new(), totals, counts: HashMap::new(), stage: Stage::Unlearned };
        for _ in 0..ROUNDS[0] {
            model.round(pairs);
        }
        model.prune(pairs);
        for _ in 0..ROUNDS[1] {
            model.round(pairs);
        }
        model
    }

    /// A table as written: truth, reading, count, of.
    pub fn from_rows(rows: impl Iterator<Item = (Vec<char>, Vec<char>, f64, f64)>) -> Model {
        let units = rows.map(|(truth, raw, seen, of)| (key(&truth, &raw), seen / of)).collect();
        Model { units, totals: HashMap::new(), counts: HashMap::new(), stage: Stage::Pruned }
    }

    /// The kept units with their counts, sorted.
    pub fn rows(&self) -> BTreeMap<(String, String), (f64, f64)> {
        let kept = self.counts.iter().filter(|(k, n)| self.units.contains_key(*k) && **n > 0.0);
        kept.map(|(&[a, b, c, d], n)| ((text(&[a, b]), text(&[c, d])), (*n, self.totals[&[a, b]]))).collect()
    }

    fn probability(&self, truth: &[char], raw: &[char]) -> f64 {
        match self.stage {
            Stage::Unlearned => (-prior(truth, raw)).exp(),
            Stage::Open => match self.units.get(&key(truth, raw)) {
                Some(p) => *p,
                None => {
                    let of = self.totals.get(&two(truth)).copied().unwrap_or(1.0);
                    BELIEF * (-prior(truth, raw)).exp() / (of + 1.0)
                }
            },
            Stage::Pruned => self.listed(truth, raw).unwrap_or(match (truth.len(), raw.len()) {
                (1, 1) | (1, 0) | (0, 1) => (-UNLISTED).exp(),
                _ => 0.0,
            }),
        }
    }

    /// As the program sees it: a listed unit, or a sign that the table does not know read right.
    fn listed(&self, truth: &[char], raw: &[char]) -> Option<f64> {
        let unknown = || (truth.len() == 1 && truth == raw).then(|| (-0.01f64).exp());
        self.units.get(&key(truth, raw)).copied().or_else(unknown)
    }

    /// Sums over alignments of the beginnings of both words.
    fn forward(&self, truth: &[char], raw: &[char], p: impl Fn(&[char], &[char]) -> f64) -> Vec<Vec<f64>> {
        let mut sums = vec![vec![0.0; raw.len() + 1]; truth.len() + 1];
        sums[0][0] = 1.0;
        for i in 0..=truth.len() {
            for j in 0..=raw.len() {
                for (a, b) in SHAPES {
                    if a <= i && b <= j && sums[i - a][j - b] > 0.0 {
                        sums[i][j] += sums[i - a][j - b] * p(&truth[i - a..i], &raw[j - b..j]);
                    }
                }
            }
        }
        sums
    }

    /// Expected counts of the units in a pair, given to `take`.
    fn expect(&self, pair: &Pair, mut take: impl FnMut(Key, f64)) {
        let (truth, raw) = (&pair.truth[..], &pair.raw[..]);
        let (n, m) = (truth.len(), raw.len());
        let forward = self.forward(truth, raw, |t, r| self.probability(t, r));
        let whole = forward[n][m];
        if whole <= 0.0 {
            return;
        }
        let mut backward = vec![vec![0.0; m + 1]; n + 1];
        backward[n][m] = 1.0;
        for i in (0..=n).rev() {
            for j in (0..=m).rev() {
                for (a, b) in SHAPES {
                    if i + a > n || j + b > m || backward[i + a][j + b] <= 0.0 {
                        continue;
                    }
                    let (t, r) = (&truth[i..i + a], &raw[j..j + b]);
                    let through = self.probability(t, r) * backward[i + a][j + b];
                    backward[i][j] += through;
                    let share = forward[i][j] * through / whole;
                    if share > 1e-6 {
                        take(key(t, r), share * pair.weight);
                    }
                }
            }
        }
    }

    fn round(&mut self, pairs: &[Pair]) {
        let mut counts: HashMap<Key, f64> = HashMap::new();
        for pair in pairs {
            self.expect(pair, |k, n| *counts.entry(k).or_default() += n);
        }
        if self.stage == Stage::Pruned {
            counts.retain(|k, _| self.units.contains_key(k));
        } else {
            self.stage = Stage::Open;
        }
        self.units = counts.iter().map(|(k, n)| (*k, n / self.totals[&[k[0], k[1]]])).collect();
        self.counts = counts;
    }

    /// Drops the units that were seen too seldom or in too few documents.
    fn prune(&mut self, pairs: &[Pair]) {
        // Weights say how much a page counts, not how well it was seen.
        let mut by_document: BTreeMap<(Key, u32), f64> = BTreeMap::new();
        for pair in pairs {
            self.expect(pair, |k, n| *by_document.entry((k, pair.document)).or_default() += n / pair.weight);
        }
        let mut seen: HashMap<Key, (f64, usize)> = HashMap::new();
        for ((unit, _), n) in by_document {
            let entry = seen.entry(unit).or_default();
            *entry = (entry.0 + n, entry.1 + usize::from(n >= IN_DOCUMENT));
        }
        self.units.retain(|k, p| {
            let identity = k[0] == k[2] && k[1] == '\0' && k[3] == '\0';
            let rare_loss = k[2] == '\0' && *p < KEEP_LOST;
            identity
                || !rare_loss
                    && seen.get(k).is_some_and(|(n, documents)| *n >= KEEP_COUNT && *documents >= KEEP_DOCUMENTS)
        });
        self.stage = Stage::Pruned;
    }

    /// How well the table foretells the readings of `pairs`.
    pub fn test(&self, pairs: &[Pair]) -> Verdict {
        let mut verdict = Verdict::default();
        for pair in pairs {
            let end = (pair.truth.len(), pair.raw.len());
            let sum = self.forward(&pair.truth, &pair.raw, |t, r| self.probability(t, r))[end.0][end.1];
            let cost = (-sum.ln()).min(CAP);
            verdict.words += pair.weight;
            verdict.cost += cost * pair.weight;
            if pair.truth != pair.raw {
                verdict.wrong += pair.weight;
                verdict.wrong_cost += cost * pair.weight;
                let listed = self.forward(&pair.truth, &pair.raw, |t, r| self.listed(t, r).unwrap_or(0.0));
                if listed[end.0][end.1] <= 0.0 {
                    verdict.unreachable += pair.weight;
                    verdict.examples.push(format!("{}={}", text(&pair.truth), text(&pair.raw)));
                }
            }
        }
        verdict
    }
}
