//! What comes first.

use std::cmp::Ordering;

use rusqlite::{Rows, Statement};

/// What tells the tiers apart: table and expression of those as asked for, and of those that differ in case, dots, rings or accents alone.
pub(super) struct Tiers<'a> {
    /// `None` where no word of the query can be exact.
    pub exact: Option<(&'static str, &'a str)>,
    /// `None` where no word may be damaged.
    pub plain: Option<(&'static str, &'a str)>,
}

/// A record found. Less is better.
#[derive(Debug, Clone, Copy)]
pub(super) struct Best {
    pub tier: u8,
    pub score: f64,
    pub id: i64,
}

impl Ord for Best {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.tier.cmp(&other.tier)).then(self.score.total_cmp(&other.score)).then(self.id.cmp(&other.id))
    }
}

impl PartialOrd for Best {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Best {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Best {}

/// Identities in ascending order, read as far as they are asked for.
pub(super) struct Ids<'a> {
    rows: Option<Rows<'a>>,
    next: Option<i64>,
}

impl<'a> Ids<'a> {
    /// Those that a statement gives for an expression; none where there is no statement.
    pub fn of(statement: Option<&'a mut Statement<'_>>, tier: Option<(&str, &str)>) -> rusqlite::Result<Ids<'a>> {
        let rows = match (statement, tier) {
            (Some(statement), Some((_, expression))) => Some(statement.query([expression])?),
            _ => None,
        };
        Ok(Ids { rows, next: Some(i64::MIN) })
    }

    /// Whether an identity is among them. Each call asks for a later one.
    pub fn has(&mut self, id: i64) -> rusqlite::Result<bool> {
        while self.next.is_some_and(|n| n < id) {
            self.next = match &mut self.rows {
                Some(rows) => rows.next()?.map(|row| row.get(0)).transpose()?,
                None => None,
            };
        }
        Ok(self.next == Some(id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tier_before_score_before_order() {
        let best = |tier, score, id| Best { tier, score, id };
        let mut all = [best(1, -9.0, 1), best(0, -1.0, 4), best(0, -1.0, 3), best(0, -2.0, 5)];
        all.sort();
        assert_eq!(all.map(|b| b.id), [5, 3, 4, 1]);
    }

    #[test]
    fn identities_are_read_as_far_as_asked() {
        let db = rusqlite::Connection::open_in_memory().unwrap();
        let mut all = db.prepare("SELECT value FROM json_each(?)").unwrap();
        let mut ids = Ids::of(Some(&mut all), Some(("", "[2, 5, 9]"))).unwrap();
        assert_eq!([1, 2, 4, 5, 8, 10].map(|id| ids.has(id).unwrap()), [false, true, false, true, false, false]);
        assert!(!Ids::of(None, None).unwrap().has(1).unwrap());
    }
}
