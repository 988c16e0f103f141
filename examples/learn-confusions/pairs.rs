//! Pairs the words of a reading with the words of the truth, and finds where words were joined or split.

use std::collections::BTreeMap;

use justera::fold::{blur, skeleton};
use similar::{Algorithm, DiffOp, capture_diff_slices};

/// Blocks of more word pairs than this differ by layout, not by letters.
const LARGEST_BLOCK: usize = 40_000;
/// What a word without partner costs; a pair costs 1 − its likeness.
const SKIP: f64 = 0.45;
/// What a lost or inserted space costs beside the unlikeness of the words.
const SPACE: f64 = 0.15;
/// Words less like than this are not readings of each other.
const LIKE: f64 = 0.5;
/// A joined or split word must be this like: one stray sign is no split.
const LIKE_ACROSS_SPACE: f64 = 0.7;

/// What one page teaches. Everything in lower case.
#[derive(Default)]
pub struct Page {
    /// (truth, reading) of single words.
    pub words: Vec<(String, String)>,
    /// Seen and possible events at spaces.
    pub spaces: Spaces,
}

/// Spaces lost and inserted, by the kind of sign before and after: `[events, opportunities]`.
#[derive(Default)]
pub struct Spaces(pub BTreeMap<(&'static str, &'static str, &'static str), [f64; 2]>);

impl Spaces {
    fn add(&mut self, event: &'static str, before: Option<char>, after: Option<char>, happened: bool) {
        if let (Some(before), Some(after)) = (before, after) {
            let row = self.0.entry((event, kind(before), kind(after))).or_default();
            row[0] += f64::from(u8::from(happened));
            row[1] += 1.0;
        }
    }

    /// Adds the counts of another page, times `weight`.
    pub fn absorb(&mut self, other: &Spaces, weight: f64) {
        for (key, [seen, of]) in &other.0 {
            let row = self.0.entry(*key).or_default();
            row[0] += seen * weight;
            row[1] += of * weight;
        }
    }
}

fn kind(c: char) -> &'static str {
    match c {
        _ if c.is_alphabetic() => "letter",
        _ if c.is_ascii_digit() => "digit",
        _ => "sign",
    }
}

struct Word {
    text: String,
    folded: String,
    line: usize,
}

/// As the program does before it repairs: ligatures spelt out.
fn normalized(text: &str) -> String {
    let table = include_str!("../../dictionaries/ligatures.tsv").lines().filter(|l| !l.starts_with('#'));
    table.filter_map(|l| l.split_once('\t')).fold(text.to_string(), |text, (sign, letters)| text.replace(sign, letters))
}

fn words(text: &str) -> Vec<Word> {
    let lines = text.lines().enumerate();
    lines
        .flat_map(|(line, l)| l.split_whitespace().map(move |w| (line, w)))
        .map(|(line, w)| Word { text: w.to_lowercase(), folded: skeleton(w), line })
        .collect()
}

/// Reads what a page teaches.
pub fn page(raw: &str, gold: &str) -> Page {
    let (raw, gold) = (words(&normalized(raw)), words(gold));
    let blurred = |words: &[Word]| words.iter().map(|w| blur(&w.text)).collect::<Vec<_>>();
    // (first gold word, gold words, first raw word, raw words) of each matched piece, in order.
    let mut matched: Vec<[usize; 4]> = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, &blurred(&gold), &blurred(&raw)) {
        match op {
            DiffOp::Equal { old_index, new_index, len } => {
                matched.extend((0..len).map(|k| [old_index + k, 1, new_index + k, 1]));
            }
            DiffOp::Replace { old_index, old_len, new_index, new_len } if old_len * new_len <= LARGEST_BLOCK => {
                let block = block(&gold[old_index..old_index + old_len], &raw[new_index..new_index + new_len]);
                matched.extend(block.into_iter().map(|[g, n, r, m]| [g + old_index, n, r + new_index, m]));
            }
            _ => {}
        }
    }
    learn(&gold, &raw, &matched)
}

fn likeness(a: &str, b: &str) -> f64 {
    strsim::normalized_levenshtein(a, b)
}

/// Word alignment inside a block that differs: one to one, one to two, two to one.
fn block(gold: &[Word], raw: &[Word]) -> Vec<[usize; 4]> {
    let (n, m) = (gold.len(), raw.len());
    let mut best = vec![vec![(f64::INFINITY, [0, 0]); m + 1]; n + 1];
    best[0][0].0 = 0.0;
    for i in 0..=n {
        for j in 0..=m {
            for shape @ [a, b] in [[1, 1], [1, 2], [2, 1], [1, 0], [0, 1]] {
                if a > i || b > j || !best[i - a][j - b].0.is_finite() {
                    continue;
                }
                let joined = |words: &[Word]| words.iter().map(|w| w.folded.as_str()).collect::<String>();
                let cost = match shape {
                    [1, 0] | [0, 1] => SKIP,
                    [1, 1] => 1.0 - likeness(&gold[i - 1].folded, &raw[j - 1].folded),
                    _ => SPACE + 1.0 - likeness(&joined(&gold[i - a..i]), &joined(&raw[j - b..j])),
                };
                let total = best[i - a][j - b].0 + cost;
                if total < best[i][j].0 {
                    best[i][j] = (total, shape);
                }
            }
        }
    }
    let (mut i, mut j, mut out) = (n, m, Vec::new());
    while i + j > 0 {
        let [a, b] = best[i][j].1;
        (i, j) = (i - a, j - b);
        if a > 0 && b > 0 {
            out.push([i, a, j, b]);
        }
    }
    out.reverse();
    out
}

fn learn(gold: &[Word], raw: &[Word], matched: &[[usize; 4]]) -> Page {
    let mut page = Page::default();
    for (k, &[g, n, r, m]) in matched.iter().enumerate() {
        let (truth, reading) = (&gold[g], &raw[r]);
        match (n, m) {
            (1, 1) => {
                let short = truth.text.chars().count() <= 2 && reading.text.chars().count() <= 3;
                if !short && likeness(&truth.folded, &reading.folded) < LIKE {
                    continue;
                }
                page.words.push((truth.text.clone(), reading.text.clone()));
                let signs: Vec<char> = truth.text.chars().collect();
                for two in signs.windows(2) {
                    page.spaces.add("inserted", Some(two[0]), Some(two[1]), false);
                }
                let next = matched.get(k + 1).filter(|x| x[..] == [g + 1, 1, r + 1, 1]);
                if next.is_some() && gold[g + 1].line == truth.line {
                    let after = gold[g + 1].text.chars().next();
                    page.spaces.add("lost", truth.text.chars().last(), after, false);
                }
            }
            (2, 1) => {
                let second = &gold[g + 1];
                let whole = format!("{}{}", truth.folded, second.folded);
                if second.line == truth.line && likeness(&whole, &reading.folded) >= LIKE_ACROSS_SPACE {
                    page.spaces.add("lost", truth.text.chars().last(), second.text.chars().next(), true);
                    page.words.push((format!("{}{}", truth.text, second.text), reading.text.clone()));
                }
            }
            _ => {
                let second = &raw[r + 1];
                let whole = format!("{}{}", reading.folded, second.folded);
                let wordlike = |w: &Word| w.text.chars().any(char::is_alphanumeric);
                if wordlike(reading) && wordlike(second) && likeness(&truth.folded, &whole) >= LIKE_ACROSS_SPACE {
                    // Where in the truth the space fell: in proportion, letters are mostly kept one for one.
                    let signs: Vec<char> = truth.text.chars().collect();
                    let at = reading.text.chars().count().clamp(1, signs.len().max(2) - 1);
                    for (i, two) in signs.windows(2).enumerate() {
                        page.spaces.add("inserted", Some(two[0]), Some(two[1]), i + 1 == at);
                    }
                    page.words.push((truth.text.clone(), format!("{}{}", reading.text, second.text)));
                }
            }
        }
    }
    page
}
