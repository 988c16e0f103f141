//! Words that dots and rings alone tell apart (är, år, ar), counted by set: `dictionaries/ambiguous.txt`.

use std::collections::{BTreeMap, HashMap};
use std::ops::AddAssign;
use std::sync::LazyLock;

use serde::Serialize;

/// The sets, each named by its words, and the set of each word.
static SETS: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| {
    let lines = include_str!("../../dictionaries/ambiguous.txt").lines();
    let sets = lines.filter(|l| !l.starts_with('#') && !l.is_empty());
    sets.flat_map(|set| set.split(' ').map(move |word| (word, set))).collect()
});

/// What became of the words of one set.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Fate {
    /// How often they are printed.
    pub words: usize,
    /// Of these right before repair.
    pub right_before: usize,
    /// Right after it.
    pub right_after: usize,
    /// Right before and wrong after.
    pub broken: usize,
}

/// The words of all sets, by set.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Ambiguous {
    /// By set ("ar är år").
    pub sets: BTreeMap<&'static str, Fate>,
}

impl Ambiguous {
    /// Counts a printed word, right before and after repair or not, if it is of a set.
    pub fn count(&mut self, gold: &str, before: bool, after: bool) {
        let word = gold.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        if let Some(set) = SETS.get(word.as_str()) {
            let one = Fate {
                words: 1,
                right_before: usize::from(before),
                right_after: usize::from(after),
                broken: usize::from(before && !after),
            };
            *self.sets.entry(set).or_default() += one;
        }
    }
}

impl AddAssign for Fate {
    fn add_assign(&mut self, other: Fate) {
        self.words += other.words;
        self.right_before += other.right_before;
        self.right_after += other.right_after;
        self.broken += other.broken;
    }
}

impl AddAssign<&Ambiguous> for Ambiguous {
    fn add_assign(&mut self, other: &Ambiguous) {
        for (set, fate) in &other.sets {
            *self.sets.entry(set).or_default() += *fate;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fold::skeleton;

    #[test]
    fn a_set_differs_in_likely_misreadings_alone() {
        assert!(SETS.len() > 30);
        for (word, set) in SETS.iter() {
            let alike =
                |other: &str| skeleton(other) == skeleton(word) || set.contains("sitt") || set.contains("världen");
            assert!(set.split(' ').all(alike), "{set}");
        }
    }

    #[test]
    fn words_are_counted_by_set() {
        let mut seen = Ambiguous::default();
        seen.count("år,", false, true);
        seen.count("Är", true, false);
        seen.count("torg", true, true);
        let fate = Fate { words: 2, right_before: 1, right_after: 1, broken: 1 };
        assert_eq!(seen.sets, BTreeMap::from([("ar är år", fate)]));
    }
}
