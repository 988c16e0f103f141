//! Full-text search over a dataset: ranked records with the places where the words stand.
//!
//! [`Index::open`] finds or makes the SQLite file of [`crate::publish::sqlite`]; [`Index::search`] asks it. Records that have all words as they
//! were asked for come first, then those where only case, dots, rings and accents differ, then those that may have a damaged reading of a
//! word ("sdkerhet"); within each, by BM25 with titles weighed most.

mod hit;
mod index;
mod query;
mod rank;

use std::collections::BinaryHeap;

use rusqlite::types::ToSql;
use serde::Serialize;

pub use hit::{Hit, Marked};
pub use index::Index;
pub use query::Query;

use self::rank::{Best, Ids, Tiers};
use crate::error::{Error, Result};
use crate::fold::{blur, skeleton};
use crate::publish::sqlite::{may_be_damaged, refused};

/// `schema` of a search's answer.
pub const SEARCH_SCHEMA: &str = "justera/search/1";

/// How many names an error lists.
const LISTED: usize = 12;

/// Which records, and how many of them.
#[derive(Debug, Clone, Default)]
pub struct SearchOptions {
    /// The deciding body's name; case, dots and rings make no difference.
    pub organ: Option<String>,
    /// The municipality's or federation's name, likewise.
    pub organization: Option<String>,
    /// Meetings of this year, month or day (ISO 8601) and later.
    pub from: Option<String>,
    /// Meetings of this year, month or day and earlier.
    pub to: Option<String>,
    /// How many hits.
    pub limit: usize,
    /// How many hits to pass over first.
    pub skip: usize,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Found {
    /// [`SEARCH_SCHEMA`].
    pub schema: &'static str,
    /// How many records there are in all.
    pub total: u64,
    /// The hits asked for, best first.
    pub hits: Vec<Hit>,
}

impl Index {
    /// Searches.
    ///
    /// # Errors
    /// [`Error::Usage`] where a date is none or no meeting is of that body; otherwise where the index cannot be read.
    pub fn search(&self, query: &Query, options: &SearchOptions) -> Result<Found> {
        let filter = self.filter(options)?;
        let failed = |e| refused(self.path(), &e);
        let damaged = self.damaged(query).map_err(failed)?;
        let plain = query.expression(|_| Vec::new());
        let wide = query.expression(|w| damaged.iter().filter(|(q, _)| q == w).map(|(_, d)| d.clone()).collect());
        let exact = query.exact();
        let tiers = Tiers {
            exact: exact.as_deref().map(|e| ("records_exact", e)),
            plain: (plain != wide).then_some(("records_fts", plain.as_str())),
        };
        let (total, ids) = self.ranked(&tiers, &wide, &filter, options).map_err(failed)?;
        let hits = ids.iter().enumerate().map(|(i, best)| Hit::read(&self.db, best, &wide, options.skip + i + 1));
        let hits = hits.collect::<rusqlite::Result<Vec<_>>>().map_err(failed)?;
        Ok(Found { schema: SEARCH_SCHEMA, total, hits })
    }

    /// Words of the dataset that may be damaged readings of words asked for: (asked, found).
    fn damaged(&self, query: &Query) -> rusqlite::Result<Vec<(String, String)>> {
        let mut find = self.db.prepare("SELECT word FROM unknown_words WHERE blurred = ? ORDER BY word")?;
        let mut out = Vec::new();
        for word in query.words().filter(|w| may_be_damaged(w)) {
            for found in find.query_map([blur(word)], |row| row.get::<_, String>(0))? {
                let found = found?;
                if query::differs(word, &found) {
                    out.push((word.to_owned(), found));
                }
            }
        }
        Ok(out)
    }

    /// How many records there are, and identity, score and tier of the hits asked for. No more of them are held than that.
    fn ranked(
        &self,
        tiers: &Tiers,
        wide: &str,
        filter: &Filter,
        options: &SearchOptions,
    ) -> rusqlite::Result<(u64, Vec<Best>)> {
        let sql = |table: &str| format!("SELECT rowid FROM {table} WHERE {table} MATCH ? ORDER BY rowid");
        let statement = |tier: Option<(&str, &str)>| tier.map(|(table, _)| self.db.prepare(&sql(table))).transpose();
        let (mut exact, mut plain) = (statement(tiers.exact)?, statement(tiers.plain)?);
        let mut exact = Ids::of(exact.as_mut(), tiers.exact)?;
        let mut plain = Ids::of(plain.as_mut(), tiers.plain)?;
        let mut find = self.db.prepare(&format!(
            "SELECT f.rowid, f.rank FROM {} WHERE records_fts MATCH ?{} ORDER BY f.rowid",
            filter.tables(),
            filter.conditions
        ))?;
        let mut values: Vec<&dyn ToSql> = vec![&wide];
        values.extend(filter.values.iter().map(|v| v as &dyn ToSql));
        let mut rows = find.query(values.as_slice())?;
        let most = options.skip.saturating_add(options.limit);
        let (mut total, mut best) = (0, BinaryHeap::new());
        while let Some(row) = rows.next()? {
            let (id, score) = (row.get(0)?, row.get(1)?);
            let tier = match (exact.has(id)?, tiers.plain.is_none() || plain.has(id)?) {
                (true, _) => 0,
                (false, true) => 1,
                (false, false) => 2,
            };
            total += 1;
            best.push(Best { tier, score, id });
            if best.len() > most {
                best.pop();
            }
        }
        Ok((total, best.into_sorted_vec().into_iter().skip(options.skip).collect()))
    }

    fn filter(&self, options: &SearchOptions) -> Result<Filter> {
        let mut filter = Filter::default();
        for (column, asked) in [("organ", &options.organ), ("organization", &options.organization)] {
            if let Some(asked) = asked {
                let names = self.names(column, asked)?;
                let json = serde_json::Value::from(names).to_string();
                filter.add(&format!("m.{column} IN (SELECT value FROM json_each(?))"), json);
            }
        }
        let (from, to) = (options.from.as_deref(), options.to.as_deref());
        let first = from.map(|d| day(d, "-01", "--from")).transpose()?;
        let last = to.map(|d| day(d, "-31", "--to")).transpose()?;
        if let (Some(first), Some(last)) = (&first, &last)
            && first > last
        {
            return Err(Error::Usage(format!(
                "--from {first} is later than --to {last}; give the earlier one to --from"
            )));
        }
        if let Some(first) = first {
            filter.add("m.date >= ?", first);
        }
        if let Some(last) = last {
            filter.add("m.date <= ?", last);
        }
        Ok(filter)
    }

    /// The names in a column of the meetings that are the one asked for.
    fn names(&self, column: &str, asked: &str) -> Result<Vec<String>> {
        let list = || -> rusqlite::Result<Vec<String>> {
            let sql = format!(
                "SELECT {column} FROM meetings WHERE {column} IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC, 1"
            );
            self.db.prepare(&sql)?.query_map([], |row| row.get(0))?.collect()
        };
        let all = list().map_err(|e| refused(self.path(), &e))?;
        let wanted = skeleton(asked.trim());
        let (same, other): (Vec<String>, Vec<String>) = all.into_iter().partition(|name| skeleton(name) == wanted);
        if !same.is_empty() {
            return Ok(same);
        }
        let listed = match other.len() {
            0 => "the dataset names none".into(),
            n if n > LISTED => format!("give one of: {}, and {} more", other[..LISTED].join(", "), n - LISTED),
            _ => format!("give one of: {}", other.join(", ")),
        };
        Err(Error::Usage(format!("--{column} '{asked}': no meeting is of it; {listed}")))
    }
}

/// Conditions on the meeting of a record.
#[derive(Default)]
struct Filter {
    conditions: String,
    values: Vec<String>,
}

impl Filter {
    fn add(&mut self, condition: &str, value: String) {
        self.conditions += " AND ";
        self.conditions += condition;
        self.values.push(value);
    }

    fn tables(&self) -> &'static str {
        // Without a condition, the meetings need not be looked up. CROSS: full text first.
        match self.conditions.as_str() {
            "" => "records_fts f",
            _ => "records_fts f CROSS JOIN records r ON r.id = f.rowid CROSS JOIN meetings m ON m.id = r.meeting",
        }
    }
}

/// A year, month or day as the first or last day of it, to be compared as text.
fn day(text: &str, rest: &str, option: &str) -> Result<String> {
    let text = text.trim();
    let months = if rest == "-01" { "-01" } else { "-12" };
    let whole = match text.len() {
        4 => format!("{text}-01-01"),
        7 => format!("{text}-01"),
        _ => text.into(),
    };
    if text.len() > 10 || whole.parse::<jiff::civil::Date>().is_err() {
        return Err(Error::Usage(format!(
            "{option} '{text}': no year, month or day; give 2023, 2023-05 or 2023-05-17"
        )));
    }
    Ok(match text.len() {
        4 => format!("{text}{months}{rest}"),
        7 => format!("{text}{rest}"),
        _ => whole,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_is_all_its_days() {
        assert_eq!(day("2023", "-01", "--from").unwrap(), "2023-01-01");
        assert_eq!(day("2023", "-31", "--to").unwrap(), "2023-12-31");
        assert_eq!(day("2023-02", "-31", "--to").unwrap(), "2023-02-31");
        assert_eq!(day("2023-02-28", "-31", "--to").unwrap(), "2023-02-28");
        for odd in ["", "23", "2023-13", "2023-02-30", "i fjol", "2023-05-17T10:00"] {
            let error = day(odd, "-01", "--from").unwrap_err().to_string();
            assert!(error.contains("give 2023"), "{error}");
        }
    }
}
