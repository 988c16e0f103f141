//! The page of one protocol: what the meeting was, its records, and its pages with image, text and edits.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::html::{Frame, escape, has_text, number, percent, t};
use super::page::page;
use super::records::outline;
use crate::export::escape_id;
use crate::protocol::{Meeting, Protocol, Warning};

/// An image of a page, beside the report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PagePicture {
    /// Address from the report's folder.
    pub address: String,
    /// Pixels across; 0 where they are not known yet.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
}

/// Pictures of a protocol's pages, by page index.
pub type Pictures = BTreeMap<usize, PagePicture>;

/// Name of a protocol's page in the report, as an address from the report's folder.
pub fn address_of(id: &str) -> String {
    super::html::address(&format!("doc/{}.html", escape_id(id)))
}

/// The page of a protocol. `review`: whether it is served by `justera review`.
pub fn render(protocol: &Protocol, pictures: &Pictures, review: bool) -> String {
    let mut main = String::new();
    head(&mut main, protocol);
    main.push_str("<div class=\"doc\">\n");
    outline(&mut main, protocol);
    let _ = writeln!(main, "<section class=\"pages\" aria-label=\"{}\">", escape(super::html::plain("pages")));
    for p in &protocol.pages {
        page(&mut main, protocol, p, pictures.get(&p.index));
    }
    main.push_str("</section>\n</div>\n");
    let way = [("documents-1.html".to_string(), t("documents"))];
    Frame { title: &title(protocol), root: "../", way: &way, class: "protocol", review }.around(&main)
}

/// "Kommunstyrelsen 2019-03-12", or the identifier.
pub fn title(protocol: &Protocol) -> String {
    let of = |m: &Meeting| {
        let parts: Vec<&str> = [m.organ.as_deref(), m.date.as_deref()].into_iter().flatten().collect();
        (!parts.is_empty()).then(|| parts.join(" "))
    };
    let titles: Vec<String> = protocol.meetings.iter().filter_map(of).collect();
    if titles.is_empty() { protocol.id.clone() } else { titles.join(", ") }
}

/// Mean predicted share of correct words of the pages with text that are no repeats; `None` where there are none.
pub fn quality(protocol: &Protocol) -> Option<f64> {
    use crate::page::PageStatus;
    let pages = protocol.pages.iter().filter(|p| p.status == PageStatus::Ok && p.duplicate_of.is_none());
    let (sum, n) = pages.fold((0.0, 0usize), |(sum, n), p| (sum + p.quality, n + 1));
    (n > 0).then(|| sum / n as f64)
}

fn head(out: &mut String, protocol: &Protocol) {
    let _ = writeln!(out, "<header class=\"title\"><h1 lang=\"sv\">{}</h1>", escape(&title(protocol)));
    let organizations: Vec<&str> = protocol.meetings.iter().filter_map(|m| m.organization.as_deref()).collect();
    let mut parts: Vec<String> = organizations.first().map(|o| escape(o)).into_iter().collect();
    parts.push(format!("<span class=\"id\">{}</span>", escape(&protocol.id)));
    if protocol.source.path != protocol.id {
        parts.push(format!("<span class=\"id\">{}</span>", escape(&protocol.source.path)));
    }
    let _ = writeln!(out, "<p class=\"sub\">{}</p>", parts.join(" · "));
    let applied = protocol.edits.iter().filter(|e| e.edit.applied).count();
    let records: usize = protocol.meetings.iter().map(|m| m.records.len()).sum();
    let mut facts = vec![
        ("pages", number(protocol.pages.len())),
        ("records", number(records)),
        ("edits", number(applied)),
        ("suggestions", number(protocol.edits.len() - applied)),
    ];
    facts.extend(quality(protocol).map(|q| ("quality", percent(q))));
    out.push_str("<dl class=\"figures\">");
    for (key, value) in facts {
        let _ = write!(out, "<div><dt>{}</dt><dd>{value}</dd></div>", t(key));
    }
    out.push_str("</dl></header>\n");
    for meeting in &protocol.meetings {
        facts_of(out, meeting);
    }
    let own: Vec<&Warning> = protocol.warnings.iter().filter(|w| w.page.is_none()).collect();
    warnings(out, &own);
}

/// What is known of a meeting, folded.
fn facts_of(out: &mut String, m: &Meeting) {
    let joined = |names: Vec<&str>| (!names.is_empty()).then(|| names.join(", "));
    let time = match (&m.start, &m.end) {
        (Some(start), Some(end)) => Some(format!("{start}–{end}")),
        (start, end) => start.clone().or_else(|| end.clone()),
    };
    let adjusted =
        m.adjusted.as_ref().map(|a| joined([&a.date, &a.place].into_iter().flatten().map(String::as_str).collect()));
    let notice = m.notice.as_ref().and_then(|n| match (&n.posted, &n.removed) {
        (None, None) => None,
        (posted, removed) => {
            Some(format!("{} – {}", posted.as_deref().unwrap_or("?"), removed.as_deref().unwrap_or("?")))
        }
    });
    let attendance: Vec<String> = m
        .attendance
        .iter()
        .map(|a| match &a.affiliation {
            Some(party) => format!("{} ({party})", a.name),
            None => a.name.clone(),
        })
        .collect();
    let facts = [
        ("date", m.date.clone()),
        ("time", time),
        ("place", m.place.clone()),
        ("chair", m.chair.clone()),
        ("secretary", m.secretary.clone()),
        ("adjusters", joined(m.adjusters.iter().map(String::as_str).collect())),
        ("adjusted", adjusted.flatten()),
        ("notice", notice),
        ("attendance", joined(attendance.iter().map(String::as_str).collect())),
    ];
    if facts.iter().all(|(_, v)| v.is_none()) {
        return;
    }
    let _ = write!(out, "<details class=\"meeting\"><summary>{}</summary><dl class=\"facts\">", t("meeting"));
    for (key, value) in facts.iter().filter_map(|(k, v)| v.as_ref().map(|v| (k, v))) {
        let _ = write!(out, "<div><dt>{}</dt><dd lang=\"sv\">{}</dd></div>", t(key), escape(value));
    }
    out.push_str("</dl></details>\n");
}

/// A list of warnings; nothing where there are none.
pub(super) fn warnings(out: &mut String, all: &[&Warning]) {
    if all.is_empty() {
        return;
    }
    out.push_str("<ul class=\"warnings\">");
    for w in all {
        let _ = write!(out, "<li><b>{}</b> <span lang=\"en\">{}</span></li>", code(&w.code), escape(&w.message));
    }
    out.push_str("</ul>\n");
}

/// What a warning's code means, or the code.
pub(super) fn code(code: &str) -> String {
    let key = format!("w-{code}");
    if has_text(&key) { t(&key) } else { escape(code) }
}
