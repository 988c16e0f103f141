//! What stands around a slot.

use super::slots::Slot;
use super::vote::Bench;
use super::words::core;

/// Words before and after a slot that bear on it.
const BEFORE: usize = 3;
const AFTER: usize = 2;

/// What stands around a slot, and the other half of a word divided at a line end.
pub(super) struct Around {
    pub before: String,
    pub after: String,
    /// Letters on the line before, and on the line after, that belong to the word.
    head: String,
    tail: String,
}

impl Around {
    /// The whole of a word divided at a line end.
    pub fn whole(&self, part: &str) -> String {
        format!("{}{part}{}", self.head, self.tail)
    }
}

/// The surroundings of a slot, words as they are `now`.
pub(super) fn around(bench: &Bench, slots: &[Slot], now: &[String], at: usize) -> Around {
    let units = bench.units;
    let line = |slot: &Slot, last: bool| {
        let unit = if last { slot.kept.end - 1 } else { slot.kept.start };
        units[unit].line
    };
    // A blank line between two words parts them.
    let apart = |a: &Slot, b: &Slot| {
        let between = line(a, true) + 1..line(b, false).max(line(a, true) + 1);
        bench.page.lines[between].iter().any(|l| l.is_blank())
    };
    let goes_on = |a: usize, b: usize| {
        let (before, after) = (now[a].trim_end(), now[b].trim_start());
        line(&slots[a], true) < line(&slots[b], false)
            && before.ends_with('-')
            && before.chars().rev().nth(1).is_some_and(char::is_alphabetic)
            && after.starts_with(char::is_lowercase)
    };
    let mut from = at;
    while from > 0 && at - from < BEFORE && !apart(&slots[from - 1], &slots[from]) {
        from -= 1;
    }
    let mut till = at + 1;
    while till < slots.len() && till - at <= AFTER && !apart(&slots[till - 1], &slots[till]) {
        till += 1;
    }
    let mut around = Around { before: String::new(), after: String::new(), head: String::new(), tail: String::new() };
    if from < at && goes_on(at - 1, at) {
        let before = &now[at - 1];
        around.head = before[core(before)].to_string();
    }
    if at + 1 < till && goes_on(at, at + 1) {
        let after = &now[at + 1];
        around.tail = after[core(after)].to_string();
    }
    let end = if around.head.is_empty() { at } else { at - 1 };
    let start = if around.tail.is_empty() { at + 1 } else { at + 2 };
    around.before = now[from..end.max(from)].join(" ");
    around.after = now[start.min(till)..till].join(" ");
    around
}
