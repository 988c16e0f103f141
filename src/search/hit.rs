//! A record that was found, with what a person wants to see of it.

use rusqlite::{Connection, Row};
use serde::Serialize;

use super::rank::Best;
use crate::fold::skeleton;

/// Signs that full-text search sets around what it found; no text holds them.
const OPEN: char = '\u{2}';
const CLOSE: char = '\u{3}';

/// Words of a snippet.
const WORDS: u32 = 28;

/// A record found.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Hit {
    /// From 1.
    pub rank: usize,
    /// BM25 as SQLite has it: the lower the better.
    pub score: f64,
    /// 0: all words as they were asked for; 1: case, dots, rings or accents differ; 2: a word may be damaged.
    pub tier: u8,
    /// The document.
    pub protocol_id: String,
    /// "Älvsjö kommun".
    pub organization: Option<String>,
    /// The deciding body.
    pub organ: Option<String>,
    /// ISO 8601 date of the meeting.
    pub date: Option<String>,
    /// "31", "14 B".
    pub paragraph: String,
    /// As printed.
    pub label: String,
    /// With what was found in it.
    pub title: Option<Marked>,
    /// Page index from 0 where the snippet's first word found stands; that of the record's beginning where there is none.
    pub page: Option<i64>,
    /// Words around what was found.
    pub snippet: Marked,
}

/// Text with what was found in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Default, schemars::JsonSchema)]
pub struct Marked {
    /// On one line.
    pub text: String,
    /// Bytes (UTF-8) of each word found: first, and one past the last.
    pub marks: Vec<(usize, usize)>,
}

impl Marked {
    fn of(marked: &str) -> Marked {
        let mut out = Marked::default();
        let mut begun = None;
        for c in marked.chars() {
            match c {
                OPEN => begun = Some(out.text.len()),
                CLOSE => out.marks.extend(begun.take().map(|b| (b, out.text.len()))),
                c if c.is_whitespace() || c.is_control() => {
                    if !out.text.ends_with(' ') {
                        out.text.push(' ');
                    }
                }
                c => out.text.push(c),
            }
        }
        out
    }

    /// The text with signs set around what was found.
    pub fn with(&self, open: &str, close: &str) -> String {
        let mut out = String::with_capacity(self.text.len() + 16);
        let mut at = 0;
        for (begin, end) in &self.marks {
            out.push_str(&self.text[at..*begin]);
            out.push_str(open);
            out.push_str(&self.text[*begin..*end]);
            out.push_str(close);
            at = *end;
        }
        out.push_str(&self.text[at..]);
        out
    }
}

impl Hit {
    pub(super) fn read(db: &Connection, best: &Best, expression: &str, rank: usize) -> rusqlite::Result<Hit> {
        let Best { tier, score, id: record } = *best;
        let mut snippets = db.prepare_cached(
            "SELECT highlight(records_fts, 0, char(2), char(3)), snippet(records_fts, 2, char(2), char(3), '…', ?3),
                    snippet(records_fts, 3, char(2), char(3), '…', ?3)
             FROM records_fts WHERE records_fts MATCH ?1 AND rowid = ?2",
        )?;
        let read = |row: &Row| -> rusqlite::Result<[Option<Marked>; 3]> {
            let part = |i| row.get::<_, Option<String>>(i).map(|t| t.map(|t| Marked::of(&t)));
            Ok([part(0)?, part(1)?, part(2)?])
        };
        let [title, decision, text] = snippets.query_row((expression, record, WORDS), read)?;
        let (decision, text) = (decision.unwrap_or_default(), text.unwrap_or_default());
        // What was decided says most, unless more of the words stand elsewhere.
        let other = text.marks.len() > decision.marks.len() || decision.text.is_empty();
        let snippet = if other { text } else { decision };
        let page = page(db, record, &snippet)?;
        let mut facts = db.prepare_cached(
            "SELECT protocol_id, organization, organ, date, paragraph, label FROM records_all WHERE id = ?",
        )?;
        facts.query_row([record], |row| {
            Ok(Hit {
                rank,
                score,
                tier,
                protocol_id: row.get(0)?,
                organization: row.get(1)?,
                organ: row.get(2)?,
                date: row.get(3)?,
                paragraph: row.get(4)?,
                label: row.get(5)?,
                title,
                page,
                snippet,
            })
        })
    }
}

/// The page that has the snippet's first word found. A section may run over several: then the first of them whose text has the word.
fn page(db: &Connection, record: i64, snippet: &Marked) -> rusqlite::Result<Option<i64>> {
    let first = "SELECT min(page) FROM record_pages WHERE record = ? AND position = 0";
    let begins = db.prepare_cached(first)?.query_row([record], |row| row.get(0))?;
    let Some((begin, end)) = snippet.marks.first() else { return Ok(begins) };
    let word = skeleton(&snippet.text[*begin..*end]);
    let mut pages = db.prepare_cached(
        "SELECT s.text, p.page, p.text FROM sections s
         JOIN section_spans x ON x.record = s.record AND x.section = s.position
         JOIN records r ON r.id = s.record JOIN meetings m ON m.id = r.meeting
         JOIN pages p ON p.protocol = m.protocol AND p.page = x.page
         WHERE s.record = ? ORDER BY s.position, x.position",
    )?;
    let mut rows = pages.query([record])?;
    let mut likely = None;
    while let Some(row) = rows.next()? {
        let (section, page, text): (String, i64, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        if skeleton(&section).contains(&word) {
            if skeleton(&text).contains(&word) {
                return Ok(Some(page));
            }
            likely = likely.or(Some(page));
        }
    }
    Ok(likely.or(begins))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_bytes_of_one_line() {
        let marked = Marked::of("…om \u{2}säkerhet\u{3}\n\noch \u{2}fiber\u{3}");
        assert_eq!(marked.text, "…om säkerhet och fiber");
        assert_eq!(marked.with("[", "]"), "…om [säkerhet] och [fiber]");
        assert_eq!(&marked.text[marked.marks[1].0..marked.marks[1].1], "fiber");
        assert_eq!(Marked::of("a \u{3}b\u{2} c").marks, []);
    }
}
