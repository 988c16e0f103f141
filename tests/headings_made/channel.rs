//! Damage as the English models do it: letters read by the counts of the confusion table, blanks lost and won, and worse.

use std::collections::HashMap;

use crate::dice::Dice;

const TABLE: &str = include_str!("../../dictionaries/confusions-eng.tsv");

/// What is read for one or two letters, with counts.
pub struct Channel {
    table: HashMap<&'static str, Vec<(&'static str, usize)>>,
    /// In how many parts the count of what is read right is left out: 1 as seen, more for worse pages.
    worse: usize,
}

impl Channel {
    pub fn new(worse: usize) -> Channel {
        let mut table: HashMap<&str, Vec<(&str, usize)>> = HashMap::new();
        let mut seen: HashMap<&str, usize> = HashMap::new();
        for line in TABLE.lines().filter(|l| !l.starts_with("# ")) {
            let c: Vec<&str> = line.split('\t').collect();
            if let [truth, read, n, all] = c.as_slice()
                && !truth.is_empty()
                && let (Ok(n), Ok(all)) = (n.parse(), all.parse())
            {
                seen.insert(truth, all);
                table.entry(truth).or_default().push((read, n));
            }
        }
        // What the lines of a pair leave over was read right, or letter by letter.
        for (truth, all) in seen {
            let listed = table.entry(truth).or_default();
            let told: usize = listed.iter().map(|(_, n)| n).sum();
            if listed.iter().all(|(read, _)| *read != truth) && all > told {
                listed.push((truth, all - told));
            }
        }
        Channel { table, worse }
    }

    fn roll(&self, truth: &str, dice: &mut Dice) -> Option<&'static str> {
        let all = self.table.get(truth)?;
        let weight = |(read, n): &(&str, usize)| if *read == truth { n.div_ceil(self.worse) } else { *n };
        let mut at = dice.roll(all.iter().map(weight).sum());
        for one in all {
            if at < weight(one) {
                return Some(one.0);
            }
            at -= weight(one);
        }
        None
    }

    /// `line` as read.
    pub fn read(&self, line: &str, dice: &mut Dice) -> String {
        let mut out = String::new();
        let mut at = 0;
        while let Some(c) = line[at..].chars().next() {
            let one = &line[at..at + c.len_utf8()];
            let two = line[at + one.len()..].chars().next().map(|d| &line[at..at + one.len() + d.len_utf8()]);
            if c == ' ' && dice.one_in(580 / self.worse) {
                at += 1;
                continue;
            }
            // A pair that is read as a pair is read letter by letter.
            let pair = two.filter(|p| self.table.contains_key(p));
            if let Some((pair, as_read)) = pair.and_then(|p| Some((p, self.roll(p, dice).filter(|r| *r != p)?))) {
                out.push_str(as_read);
                at += pair.len();
                continue;
            }
            out.push_str(if c == ' ' { " " } else { self.roll(one, dice).unwrap_or(one) });
            at += one.len();
        }
        out
    }
}

/// `line` with `n` letters more lost or misread, and its blanks lost in one of three.
pub fn spoil(line: &str, n: usize, dice: &mut Dice) -> String {
    let mut t: Vec<char> = line.chars().collect();
    for _ in 0..n {
        let at = dice.roll(t.len());
        if !t[at].is_alphabetic() {
            continue;
        }
        let capital = t[at].is_uppercase();
        match dice.roll(3) {
            0 => _ = t.remove(at),
            _ => {
                let other =
                    dice.pick(&["r", "v", "n", "t", "c", "f", "s", "u", "l", "g"]).chars().next().unwrap_or('r');
                t[at] = if capital { other.to_ascii_uppercase() } else { other };
            }
        }
    }
    if dice.one_in(3) {
        t.retain(|c| *c != ' ');
    }
    t.into_iter().collect()
}
