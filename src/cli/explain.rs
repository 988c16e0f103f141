//! `justera explain`: a record beside the lines it was read from, and why it begins and ends there.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::error::{Error, Result};
use crate::protocol::{Agreement, Ballot, Comparison, Meeting, Protocol, ProtocolPage, Record};
use crate::segment::reason_text;

/// Arguments of `justera explain`.
#[derive(Args)]
pub struct ExplainArgs {
    /// A protocol that justera run wrote: OUT/protocols/<id>.json
    file: PathBuf,
    /// The record to show, as printed after the §: 31, "14 B"; left out: a line for each record
    #[arg(long, short, value_name = "§")]
    paragraph: Option<String>,
}

/// Runs `justera explain`.
///
/// # Errors
/// Where the file is no protocol of this program, or holds no such §.
pub fn run(args: &ExplainArgs) -> Result<()> {
    let protocol = load(&args.file)?;
    let text = match &args.paragraph {
        Some(wanted) => explained(&protocol, wanted).ok_or_else(|| missing(&protocol, &args.file, wanted))?,
        None => list(&protocol),
    };
    std::io::stdout().lock().write_all(text.as_bytes()).map_err(|e| Error::io("-", "write", e))
}

fn load(path: &Path) -> Result<Protocol> {
    let bytes = std::fs::read(path).map_err(|e| Error::io(path, "read", e))?;
    serde_json::from_slice(&bytes).map_err(|e| {
        Error::Usage(format!("{}: no protocol of justera run ({e}); give a file of OUT/protocols", path.display()))
    })
}

fn missing(protocol: &Protocol, path: &Path, wanted: &str) -> Error {
    let all: Vec<&str> = records(protocol).map(|(_, r)| r.paragraph.as_str()).collect();
    let held = if all.is_empty() { "it has no records".to_string() } else { format!("it has §§ {}", all.join(", ")) };
    Error::Usage(format!("{}: no § {wanted}; {held}", path.display()))
}

fn records(protocol: &Protocol) -> impl Iterator<Item = (&Meeting, &Record)> {
    protocol.meetings.iter().flat_map(|m| m.records.iter().map(move |r| (m, r)))
}

fn list(protocol: &Protocol) -> String {
    let mut out = String::new();
    for (_, r) in records(protocol) {
        let pages: Vec<String> = r.pages.iter().map(usize::to_string).collect();
        let title = r.title.as_deref().unwrap_or("(no title)");
        let _ = writeln!(out, "{:<8} page {:<8} quality {:.2}  {title}", r.label, pages.join(", "), r.quality);
    }
    out
}

/// "14 B", "14b" and "§ 14 B" are one.
fn plain(paragraph: &str) -> String {
    paragraph.trim_start_matches('§').split_whitespace().collect::<String>().to_lowercase()
}

fn explained(protocol: &Protocol, wanted: &str) -> Option<String> {
    let found: Vec<(&Meeting, &Record)> =
        records(protocol).filter(|(_, r)| plain(&r.paragraph) == plain(wanted)).collect();
    let all: Vec<String> = found.iter().map(|(m, r)| one(protocol, m, r)).collect();
    (!all.is_empty()).then(|| all.join("\n"))
}

fn one(protocol: &Protocol, meeting: &Meeting, record: &Record) -> String {
    let mut out = String::new();
    let or = |t: &Option<String>| t.clone().unwrap_or_else(|| "?".into());
    let title = record.title.as_deref().unwrap_or("(no title)");
    let _ = writeln!(out, "{}  {title}", record.label);
    let _ =
        writeln!(out, "{}, {} {}; quality {:.2}", protocol.id, or(&meeting.organ), or(&meeting.date), record.quality);
    let sum: f64 = record.boundary.begins.iter().map(|r| r.points).sum();
    let _ = writeln!(out, "\nBegins here ({sum:+.1}), for");
    for r in &record.boundary.begins {
        let _ = writeln!(out, "  {:>+5.1}  {}", r.points, reason_text(&r.code));
    }
    let _ = writeln!(out, "Ends: {}\n", reason_text(&record.boundary.ends));
    for &page in &record.pages {
        if let Some(p) = protocol.pages.iter().find(|p| p.index == page) {
            lines(&mut out, protocol, p, record);
        }
    }
    fields(&mut out, meeting, record);
    out
}

/// What each raw line of the page is to the record: its field or section; nothing where it belongs to others.
fn parts(page: &ProtocolPage, record: &Record) -> Vec<Option<String>> {
    let mut out: Vec<Option<String>> = vec![None; page.raw.lines().count()];
    let mut mark = |from: usize, till: usize, what: &str, over: bool| {
        for slot in out.iter_mut().take(till).skip(from) {
            if over || slot.is_none() {
                *slot = Some(what.to_string());
            }
        }
    };
    for (field, s) in record.sources.iter().filter(|(f, s)| s.page == page.index && f.as_str() != "vote") {
        mark(s.line_start, s.line_end, field, field == "label");
    }
    for section in &record.sections {
        let kind = serde_json::to_value(section.kind).ok().and_then(|v| v.as_str().map(str::to_string));
        for s in section.spans.iter().filter(|s| s.page == page.index) {
            mark(s.line_start, s.line_end, kind.as_deref().unwrap_or("text"), false);
        }
    }
    for f in &page.furniture {
        for &line in &f.lines {
            if let Some(slot) = out.get_mut(line) {
                *slot = slot.is_some().then(|| "furniture".to_string());
            }
        }
    }
    out
}

fn lines(out: &mut String, protocol: &Protocol, page: &ProtocolPage, record: &Record) {
    let _ = writeln!(out, "page {} (counted from 0), quality {:.2}", page.index, page.quality);
    let parts = parts(page, record);
    let mut skipped = false;
    for (i, raw) in page.raw.lines().enumerate() {
        let Some(part) = parts.get(i).and_then(Option::as_deref).filter(|_| !raw.trim().is_empty()) else {
            skipped |= !raw.trim().is_empty();
            continue;
        };
        if skipped {
            let _ = writeln!(out, "        …");
            skipped = false;
        }
        let _ = writeln!(out, "  {i:>4}  {part:<12} {raw}");
        for e in protocol.edits.iter().filter(|e| e.page == page.index && e.line == i && e.edit.applied) {
            let _ = writeln!(out, "                      {} → {} ({:.2})", e.edit.from, e.edit.to, e.edit.confidence);
        }
    }
    out.push('\n');
}

fn fields(out: &mut String, meeting: &Meeting, record: &Record) {
    let mut row = |name: &str, values: Vec<String>| {
        for (i, v) in values.iter().filter(|v| !v.is_empty()).enumerate() {
            let _ = writeln!(out, "{:<14} {v}", if i == 0 { name } else { "" });
        }
    };
    let person = |p: &crate::protocol::Person| match &p.affiliation {
        Some(a) => format!("{} ({a})", p.name),
        None => p.name.clone(),
    };
    row("dnr", record.dnr.clone());
    row("outcome", record.outcome.iter().map(word).collect());
    row("clauses", record.clauses.clone());
    row("proposal", record.proposal_comparison.iter().map(|c| compared(record, c)).collect());
    if let Some(c) = &record.proposal_comparison {
        row("  left out", c.left_out.clone());
        row("  added", c.added.clone());
    }
    let ballot = |b: &Ballot| {
        let person = b.person.as_ref().filter(|p| **p != b.name).map(|p| format!(" ({p})")).unwrap_or_default();
        format!("{}{person}: {}", b.name, format!("{:?}", b.choice).to_lowercase())
    };
    row("vote", record.vote.iter().map(|v| format!("yes {}, no {}, abstain {}", v.yes, v.no, v.abstain)).collect());
    row("ballots", record.ballots.iter().map(ballot).collect());
    row("motions", record.motions.iter().map(|m| m.by.iter().map(person).collect::<Vec<_>>().join(", ")).collect());
    row("reservations", record.reservations.iter().map(person).collect());
    row("recusals", record.recusals.iter().map(person).collect());
    row("recipients", record.recipients.clone());
    row("basis", record.basis.iter().map(|p| p.text.clone()).collect());
    row("references", record.references.iter().map(|r| r.text.clone()).collect());
    // Names divided by a semicolon: who was there is one fact, not a list to look through.
    row("present", record.present.iter().map(|p| p.join("; ")).collect());
    let of_text: Vec<&str> = meeting.attendance.iter().filter(|a| a.named_in_text).map(|a| a.name.as_str()).collect();
    row("named in text", vec![of_text.join("; ")]);
}

/// How the decision agrees with the proposal, and what says so. The record's own field is the answer; the comparison is its ground.
fn compared(record: &Record, c: &Comparison) -> String {
    let answer = record.decision_follows_proposal.as_ref().map_or("in doubt".to_string(), |a| match a {
        Agreement::Same => "decided as proposed".to_string(),
        Agreement::Changed => "decided otherwise".to_string(),
    });
    format!("{answer} (by {}, {:.2} of the words alike)", word(&c.basis), c.similarity)
}

/// The word that stands for a value in the protocol's JSON.
fn word<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_value(value).ok().and_then(|v| v.as_str().map(str::to_string)).unwrap_or_default()
}
