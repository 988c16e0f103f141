//! The vote: what the first reading, its surroundings and the second readings together say of a letter that may be a §.
//!
//! A logistic model for each number of second readings, weights in `dictionaries/paragraph-votes.tsv`, learned by
//! `examples/learn-paragraph-votes.rs` on written pages of many faces and kinds of damage.

use std::collections::HashMap;
use std::sync::LazyLock;

/// Second readings at most.
pub(super) const READERS: usize = 2;

static WEIGHTS: LazyLock<HashMap<&str, [f64; READERS + 1]>> =
    LazyLock::new(|| parse(include_str!("../../../dictionaries/paragraph-votes.tsv")).collect());

fn parse(table: &str) -> impl Iterator<Item = (&str, [f64; READERS + 1])> {
    table.lines().filter(|l| !l.starts_with('#') && !l.is_empty()).filter_map(|line| {
        let mut fields = line.split('\t');
        let feature = fields.next()?;
        let mut weights = [0.0; READERS + 1];
        for weight in &mut weights {
            *weight = fields.next()?.trim().parse().ok()?;
        }
        Some((feature, weights))
    })
}

/// Probability (0–1) that a letter with these features is a §, after `readings` second readings of it.
pub(super) fn probability(features: &[&str], readings: usize) -> f64 {
    let weight = |f: &str| WEIGHTS.get(f).map_or(0.0, |w| w[readings.min(READERS)]);
    let sum: f64 = weight("always") + features.iter().map(|f| weight(f)).sum::<f64>();
    1.0 / (1.0 + (-sum).exp())
}

/// What reader `reader` (from 0) saw in the place of a letter, as a feature.
pub(super) fn seen(reader: usize, first: char, second: Option<char>) -> &'static str {
    let names = match reader {
        0 => ["first §", "first same sign", "first same figure", "first other", "first nothing"],
        _ => ["second §", "second same sign", "second same figure", "second other", "second nothing"],
    };
    match second {
        Some('§') => names[0],
        // In some faces § looks so much like $ that every model reads it so; nobody's minutes have dollars.
        Some(c) if c == first && !c.is_alphanumeric() => names[1],
        Some(c) if c == first => names[2],
        Some(_) => names[3],
        None => names[4],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_whole_and_votes_as_one_would() {
        let table = include_str!("../../../dictionaries/paragraph-votes.tsv");
        let rows: Vec<&str> = table.lines().filter(|l| !l.starts_with('#')).collect();
        let names: std::collections::BTreeSet<&str> = parse(table).map(|(f, _)| f).collect();
        assert_eq!((rows.len(), names.contains("always")), (names.len(), true));
        let suspect =
            ["glyph 8", "doubt most", "doubt sign", "place alone", "figure alone", "before nothing", "after number"];
        let with = |reader: &[&'static str]| {
            let all: Vec<&str> = suspect.iter().chain(reader).copied().collect();
            probability(&all, reader.len())
        };
        assert!(with(&["first §"]) > 0.95);
        assert!(with(&["first same figure", "second same figure"]) < with(&["first other", "second §"]));
    }
}
