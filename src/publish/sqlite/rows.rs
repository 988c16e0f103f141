//! The rows of a document.

use rusqlite::{Connection, Params, Result, params};
use serde::Serialize;

use crate::protocol::{Meeting, Person, Protocol, ProtocolPage, Record};

/// Statements that are kept ready: there are fewer.
const STATEMENTS: usize = 64;

/// Writes documents into the tables and numbers their rows.
pub(super) struct Rows<'a> {
    db: &'a Connection,
    protocols: i64,
    meetings: i64,
    records: i64,
}

impl<'a> Rows<'a> {
    pub fn new(db: &'a Connection) -> Self {
        db.set_prepared_statement_cache_capacity(STATEMENTS);
        Rows { db, protocols: 0, meetings: 0, records: 0 }
    }

    /// Adds a document. Rows that others refer to go first.
    pub fn add(&mut self, protocol: &Protocol) -> Result<()> {
        self.protocols += 1;
        let (id, source) = (self.protocols, &protocol.source);
        self.insert(
            "INSERT INTO protocols VALUES (?, ?, ?, ?, ?, ?)",
            params![id, protocol.id, source.path, source.sha256, source.media_type, int(source.page_count)],
        )?;
        for page in &protocol.pages {
            self.page(id, page)?;
        }
        for (i, e) in numbered(&protocol.edits) {
            let edit = &e.edit;
            self.insert(
                "INSERT INTO edits VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                params![
                    id,
                    i,
                    int(e.page),
                    int(e.line),
                    int(edit.start),
                    int(edit.end),
                    edit.from,
                    edit.to,
                    name(&edit.kind),
                    edit.confidence,
                    edit.applied,
                    name(&edit.source)
                ],
            )?;
        }
        for (i, w) in numbered(&protocol.warnings) {
            self.insert(
                "INSERT INTO warnings VALUES (?, ?, ?, ?, ?, ?)",
                params![id, i, w.code, w.message, w.page.map(int), w.paragraph],
            )?;
        }
        for (i, meeting) in numbered(&protocol.meetings) {
            self.meeting(i, meeting)?;
        }
        Ok(())
    }

    fn insert(&self, sql: &str, values: impl Params) -> Result<()> {
        self.db.prepare_cached(sql)?.execute(values).map(|_| ())
    }

    fn page(&self, protocol: i64, page: &ProtocolPage) -> Result<()> {
        self.insert(
            "INSERT INTO pages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            params![
                protocol,
                int(page.index),
                name(&page.origin),
                name(&page.status),
                page.error,
                page.language,
                name(&page.ocr_signature),
                page.quality,
                page.duplicate_of.map(int),
                page.repeats.as_ref().map(|r| &r.protocol),
                page.text
            ],
        )?;
        for (i, f) in numbered(&page.furniture) {
            let values = params![protocol, int(page.index), i, name(&f.role), f.text];
            self.insert("INSERT INTO furniture VALUES (?, ?, ?, ?, ?)", values)?;
        }
        for (i, v) in numbered(&page.variants) {
            self.insert(
                "INSERT INTO variants VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                params![
                    protocol,
                    int(page.index),
                    i,
                    v.other_protocol,
                    int(v.other_page),
                    int(v.line),
                    v.kept,
                    v.other,
                    v.kind
                ],
            )?;
        }
        Ok(())
    }

    fn meeting(&mut self, position: i64, meeting: &Meeting) -> Result<()> {
        self.meetings += 1;
        let id = self.meetings;
        let (adjusted, notice) = (meeting.adjusted.as_ref(), meeting.notice.as_ref());
        let range = meeting.paragraph_range.as_ref();
        self.insert(
            "INSERT INTO meetings VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            params![
                id,
                self.protocols,
                position,
                meeting.organization,
                meeting.organ,
                meeting.date,
                meeting.start,
                meeting.end,
                meeting.place,
                meeting.chair,
                meeting.secretary,
                adjusted.and_then(|a| a.date.as_ref()),
                adjusted.and_then(|a| a.place.as_ref()),
                notice.and_then(|n| n.posted.as_ref()),
                notice.and_then(|n| n.removed.as_ref()),
                notice.and_then(|n| n.custody.as_ref()),
                range.map(|r| &r.first),
                range.map(|r| &r.last)
            ],
        )?;
        for (i, name) in numbered(&meeting.adjusters) {
            self.insert("INSERT INTO adjusters VALUES (?, ?, ?)", params![id, i, name])?;
        }
        for (i, s) in numbered(&meeting.signers) {
            self.insert("INSERT INTO signers VALUES (?, ?, ?, ?)", params![id, i, s.name, s.role])?;
        }
        for (i, a) in numbered(&meeting.attendance) {
            let (capacity, whole) = (name(&a.capacity), a.paragraphs.is_none());
            self.insert(
                "INSERT INTO attendance VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                params![id, i, a.name, a.role, a.affiliation, capacity, whole, a.page.map(int), a.line.map(int)],
            )?;
            for (j, paragraph) in numbered(a.paragraphs.iter().flatten()) {
                self.insert("INSERT INTO attendance_paragraphs VALUES (?, ?, ?, ?)", params![id, i, j, paragraph])?;
            }
        }
        for (i, a) in numbered(&meeting.agenda) {
            self.insert("INSERT INTO agenda VALUES (?, ?, ?, ?, ?)", params![id, i, a.paragraph, a.title, a.page])?;
            for (j, dnr) in numbered(&a.dnr) {
                self.insert("INSERT INTO agenda_dnr VALUES (?, ?, ?, ?)", params![id, i, j, dnr])?;
            }
        }
        for (i, record) in numbered(&meeting.records) {
            self.record(i, record)?;
        }
        Ok(())
    }

    fn record(&mut self, position: i64, record: &Record) -> Result<()> {
        self.records += 1;
        let (id, repeated) = (self.records, record.repeated_in.as_ref());
        self.insert(
            "INSERT INTO records VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            params![
                id,
                self.meetings,
                position,
                record.paragraph,
                record.number,
                record.suffix,
                record.label,
                record.label_raw,
                record.title,
                record.decision,
                record.vote.map(|v| v.yes),
                record.vote.map(|v| v.no),
                record.vote.map(|v| v.abstain),
                record.immediately_adjusted,
                record.present.is_some(),
                record.boundary.ends,
                repeated.map(|r| &r.protocol),
                repeated.map(|r| &r.paragraph),
                record.quality
            ],
        )?;
        for (i, page) in numbered(&record.pages) {
            self.insert("INSERT INTO record_pages VALUES (?, ?, ?)", params![id, i, int(*page)])?;
        }
        for (i, section) in numbered(&record.sections) {
            self.insert(
                "INSERT INTO sections VALUES (?, ?, ?, ?, ?)",
                params![id, i, name(&section.kind), section.heading, section.text],
            )?;
            for (j, s) in numbered(&section.spans) {
                self.insert(
                    "INSERT INTO section_spans VALUES (?, ?, ?, ?, ?, ?)",
                    params![id, i, j, int(s.page), int(s.line_start), int(s.line_end)],
                )?;
            }
        }
        for (table, texts) in [
            ("record_dnr", &record.dnr),
            ("clauses", &record.clauses),
            ("recipients", &record.recipients),
            ("present", record.present.as_ref().unwrap_or(&Vec::new())),
        ] {
            for (i, text) in numbered(texts) {
                self.insert(&format!("INSERT INTO {table} VALUES (?, ?, ?)"), params![id, i, text])?;
            }
        }
        self.people(id, record)?;
        for (i, paper) in numbered(&record.basis) {
            self.insert("INSERT INTO basis VALUES (?, ?, ?, ?)", params![id, i, paper.text, paper.date])?;
        }
        for (i, r) in numbered(&record.references) {
            let values = params![id, i, r.text, r.organ, r.paragraph, r.date];
            self.insert("INSERT INTO record_references VALUES (?, ?, ?, ?, ?, ?)", values)?;
        }
        // From the view, which is what a snippet is cut from.
        for table in ["records_fts", "records_exact"] {
            self.insert(
                &format!(
                    "INSERT INTO {table}(rowid, title, dnr, decision, text)
                     SELECT id, title, dnr, decision, text FROM records_text WHERE id = ?"
                ),
                [id],
            )?;
        }
        Ok(())
    }

    fn people(&self, id: i64, record: &Record) -> Result<()> {
        for (i, b) in numbered(&record.ballots) {
            let values = params![id, i, b.name, b.affiliation, name(&b.choice), b.person];
            self.insert("INSERT INTO ballots VALUES (?, ?, ?, ?, ?, ?)", values)?;
        }
        for (i, motion) in numbered(&record.motions) {
            self.insert("INSERT INTO motions VALUES (?, ?, ?)", params![id, i, motion.text])?;
            for (j, p) in numbered(&motion.by) {
                let values = params![id, i, j, p.name, p.affiliation];
                self.insert("INSERT INTO motion_movers VALUES (?, ?, ?, ?, ?)", values)?;
            }
        }
        for (table, people) in [("reservations", &record.reservations), ("recusals", &record.recusals)] {
            for (i, Person { name, affiliation }) in numbered(people) {
                self.insert(&format!("INSERT INTO {table} VALUES (?, ?, ?, ?)"), params![id, i, name, affiliation])?;
            }
        }
        Ok(())
    }
}

/// Items with their positions from 0.
fn numbered<T>(items: impl IntoIterator<Item = T>) -> impl Iterator<Item = (i64, T)> {
    (0..).zip(items)
}

/// A number as SQLite has it.
fn int(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// A value's name in the output contract.
fn name(value: &impl Serialize) -> Option<String> {
    serde_json::to_value(value).ok().and_then(|v| v.as_str().map(str::to_owned))
}
