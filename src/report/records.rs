//! The records of a protocol as an outline: what was decided, and where that stands.

use std::fmt::Write as _;

use super::html::{escape, percent, plain, t};
use super::protocol::warnings;
use crate::protocol::{Protocol, Record, Vote, Warning};

/// Words of a record that stand in the place of a title.
const BEGINNING: usize = 8;

/// Where a record begins in the text: its id there, page and raw line.
pub(super) struct Start {
    pub id: String,
    pub page: usize,
    pub line: usize,
}

/// Where the `n`th record of the `m`th meeting begins.
pub(super) fn start(m: usize, n: usize, record: &Record) -> Start {
    let id = format!("r{m}-{n}");
    let label = record.sources.get("label").map(|s| (s.page, s.line_start));
    let first = || record.sections.iter().flat_map(|s| &s.spans).map(|s| (s.page, s.line_start)).next();
    let (page, line) = label.or_else(first).unwrap_or((record.pages.first().copied().unwrap_or(0), 0));
    Start { id, page, line }
}

/// All records with where they begin.
pub(super) fn starts(protocol: &Protocol) -> impl Iterator<Item = (Start, &Record)> {
    protocol
        .meetings
        .iter()
        .enumerate()
        .flat_map(|(m, meeting)| meeting.records.iter().enumerate().map(move |(n, r)| (start(m, n, r), r)))
}

/// The outline.
pub(super) fn outline(out: &mut String, protocol: &Protocol) {
    let _ =
        writeln!(out, "<nav class=\"outline\" aria-label=\"{}\"><h2>{}</h2>", escape(plain("records")), t("records"));
    let several = protocol.meetings.len() > 1;
    for (m, meeting) in protocol.meetings.iter().enumerate() {
        if several {
            let parts: Vec<String> = [&meeting.organ, &meeting.date].into_iter().flatten().map(|p| escape(p)).collect();
            let _ = writeln!(out, "<h3 lang=\"sv\">{}</h3>", parts.join(" "));
        }
        out.push_str("<ol class=\"records\">\n");
        for (n, record) in meeting.records.iter().enumerate() {
            let said: Vec<&Warning> = protocol
                .warnings
                .iter()
                .filter(|w| {
                    w.paragraph == Some(record.number) && (!several || w.page.is_none_or(|p| record.pages.contains(&p)))
                })
                .collect();
            one(out, &start(m, n, record), record, &said);
        }
        out.push_str("</ol>\n");
    }
    if protocol.meetings.iter().all(|m| m.records.is_empty()) {
        let _ = writeln!(out, "<p class=\"none\">{}</p>", t("no-records"));
    }
    out.push_str("</nav>\n");
}

fn one(out: &mut String, start: &Start, r: &Record, said: &[&Warning]) {
    let title = r.title.as_deref().map_or_else(|| beginning(r), escape);
    let mark = if said.is_empty() { String::new() } else { format!(" <span class=\"flag\">{}</span>", said.len()) };
    let _ = write!(
        out,
        "<li><details><summary><a href=\"#{}\" lang=\"sv\">{}</a> <span class=\"rt\" lang=\"sv\">{title}</span>{mark}</summary>\n<dl>",
        start.id,
        escape(&r.label)
    );
    let mut row = |key: &str, values: &[String]| {
        if values.iter().any(|v| !v.is_empty()) {
            let dd: String =
                values.iter().filter(|v| !v.is_empty()).map(|v| format!("<dd lang=\"sv\">{v}</dd>")).collect();
            let _ = write!(out, "<div><dt>{}</dt>{dd}</div>", t(key));
        }
    };
    let escaped = |all: &[String]| all.iter().map(|v| escape(v)).collect::<Vec<_>>();
    row("dnr", &escaped(&r.dnr));
    let decision: Vec<String> = if r.clauses.is_empty() { vec![escape(&r.decision)] } else { escaped(&r.clauses) };
    row("decision", &decision);
    row("vote", &r.vote.iter().map(votes).collect::<Vec<_>>());
    row("reservations", &r.reservations.iter().map(|p| escape(&p.name)).collect::<Vec<_>>());
    row("recusals", &r.recusals.iter().map(|p| escape(&p.name)).collect::<Vec<_>>());
    row("immediately", &if r.immediately_adjusted { vec![t("yes")] } else { Vec::new() });
    row("quality", &[percent(r.quality)]);
    out.push_str("</dl>\n");
    warnings(out, said);
    out.push_str("</details></li>\n");
}

/// Of a record without a title, the first words of its text.
fn beginning(r: &Record) -> String {
    let text = r.sections.iter().map(|s| s.text.trim()).find(|t| !t.is_empty()).unwrap_or_default();
    let words: Vec<&str> = text.split_whitespace().take(BEGINNING + 1).collect();
    match words.len() {
        0 => t("no-title"),
        n if n > BEGINNING => format!("<i>{} …</i>", escape(&words[..BEGINNING].join(" "))),
        _ => format!("<i>{}</i>", escape(&words.join(" "))),
    }
}

fn votes(v: &Vote) -> String {
    format!("{} {}, {} {}, {} {}", t("vote-yes"), v.yes, t("vote-no"), v.no, t("vote-abstain"), v.abstain)
}
