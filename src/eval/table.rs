//! The report as a table to read.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::calibration::{CLASSES, Calibration, EditCounts};
use super::counts::{Errors, Found, Share};
use super::meeting::FIELDS;
use super::report::{DocumentMistake, Group, Measures, Report};

/// A figure with its name, as text; empty where it does not apply.
type Row = (String, String);

impl Report {
    /// The figures of all documents together, variants side by side, and nothing of a single one: for material that nobody is to know.
    pub fn totals(&self) -> String {
        let mut out = String::new();
        let totals: Vec<&Group> = self.groups.iter().filter(|g| g.style.is_none()).collect();
        side_by_side(&mut out, &totals);
        out
    }

    /// The report for a person: variants side by side, styles, and what is worst.
    pub fn table(&self) -> String {
        let mut out = self.totals();
        let totals: Vec<&Group> = self.groups.iter().filter(|g| g.style.is_none()).collect();
        styles(&mut out, &self.groups);
        edits(&mut out, &totals);
        ambiguous(&mut out, &totals);
        if !self.without_prediction.is_empty() {
            line(&mut out, &format!("\nNo prediction for: {}", self.without_prediction.join(", ")));
        }
        self.list_words(&mut out);
        self.list_pages(&mut out);
        self.list_mistakes(&mut out);
        out
    }

    fn list_words(&self, out: &mut String) {
        for (title, words) in [
            ("Right words that repair broke (gold <- as read <- repaired)", &self.broken_words),
            ("Words still wrong (gold <- as read <- repaired)", &self.wrong_words),
        ] {
            if !words.is_empty() {
                line(out, &format!("\n{title}"));
            }
            for w in words {
                let shown = |t: &Option<String>| t.clone().unwrap_or_else(|| "(none)".to_string());
                let words = format!("{} <- {} <- {}", w.gold, shown(&w.raw), shown(&w.text));
                line(out, &format!("{:>5}  {words}   [{}]", w.count, w.place));
            }
        }
    }

    fn list_pages(&self, out: &mut String) {
        if !self.worst_pages.is_empty() {
            line(out, "\nPages with most word errors (before repair, after, words broken)");
        }
        for p in &self.worst_pages {
            let before = p.before.map_or("-".to_string(), |b| b.to_string());
            line(out, &format!("{:>20} {:>20} {:>5}  {}", before, p.words.to_string(), p.broken, p.place));
        }
    }

    /// Mistakes by sort, the most frequent sort first, a few of each.
    fn list_mistakes(&self, out: &mut String) {
        let mut sorts: BTreeMap<&str, Vec<&DocumentMistake>> = BTreeMap::new();
        for m in &self.mistakes {
            sorts.entry(m.mistake.what.as_str()).or_default().push(m);
        }
        let mut sorts: Vec<_> = sorts.into_iter().collect();
        sorts.sort_by_key(|(_, list)| std::cmp::Reverse(list.len()));
        let few = self.worst.div_ceil(4).max(1);
        for (what, list) in sorts {
            line(out, &format!("\nMistakes in {what}: {}", list.len()));
            for m in list.iter().take(few) {
                let paragraph = m.mistake.paragraph.as_ref().map_or(String::new(), |p| format!(" § {p}"));
                let shown = |t: &Option<String>| t.as_ref().map_or("(none)".to_string(), |t| format!("'{t}'"));
                let (gold, said) = (shown(&m.mistake.gold), shown(&m.mistake.predicted));
                line(out, &format!("  {}{paragraph}: gold {gold}, said {said}", m.document));
            }
        }
    }
}

fn line(out: &mut String, text: &str) {
    out.push_str(text.trim_end());
    out.push('\n');
}

fn side_by_side(out: &mut String, groups: &[&Group]) {
    let columns: Vec<Vec<Row>> = groups.iter().map(|g| rows(&g.measures)).collect();
    let Some(first) = columns.first() else { return };
    let widths: Vec<usize> =
        columns.iter().map(|c| c.iter().map(|r| r.1.chars().count()).max().unwrap_or(0).max(6)).collect();
    let names = groups.iter().zip(&widths).map(|(g, w)| format!("  {:>w$}", g.variant)).collect::<String>();
    line(out, &format!("{:32}{names}", ""));
    for (i, (label, _)) in first.iter().enumerate() {
        let cells: Vec<&str> = columns.iter().map(|c| c[i].1.as_str()).collect();
        if cells.iter().any(|c| !c.is_empty()) {
            let cells = cells.iter().zip(&widths).map(|(c, w)| format!("  {c:>w$}")).collect::<String>();
            line(out, &format!("{label:32}{cells}"));
        }
    }
}

/// The words that dots and rings alone tell apart, by set and variant.
fn ambiguous(out: &mut String, groups: &[&Group]) {
    for group in groups.iter().filter(|g| !g.measures.text.ambiguous.sets.is_empty()) {
        line(out, &format!("\nAmbiguous words, {} (printed, right before repair, right after, broken)", group.variant));
        for (set, f) in &group.measures.text.ambiguous.sets {
            line(
                out,
                &format!("{set:32}  {:>6}  {:>6}  {:>6}  {:>6}", f.words, f.right_before, f.right_after, f.broken),
            );
        }
    }
}

fn ratio(value: Option<f64>) -> String {
    value.map_or("-".to_string(), |v| format!("{v:.4}"))
}

/// All figures in order; the same rows for every group.
fn rows(m: &Measures) -> Vec<Row> {
    let mut rows: Vec<Row> = vec![("documents".into(), m.documents.to_string())];
    let mut add = |label: &str, value: Option<String>| rows.push((label.to_string(), value.unwrap_or_default()));
    let detail = |e: Errors| format!("{}/{}/{}", e.substituted, e.deleted, e.inserted);
    let share = |hit, of| Share { hit, of }.to_string();
    add("pages or lines", Some(m.text.pieces.to_string()));
    for (state, when) in [(m.text.before, "before repair"), (Some(m.text.after), "after repair")] {
        add(&format!("CER {when}"), state.map(|s| s.characters.to_string()));
        add("  substituted/deleted/inserted", state.map(|s| detail(s.characters)));
        add(&format!("WER {when}"), state.map(|s| s.words.to_string()));
        add("  substituted/deleted/inserted", state.map(|s| detail(s.words)));
        add("  order left out", state.map(|s| s.bag.to_string()));
        add("  words with å ä ö right", state.map(|s| s.diacritics.to_string()));
        add("  § recall", state.map(|s| share(s.signs.right, s.signs.gold)));
        add("  § precision", state.map(|s| share(s.signs.right, s.signs.predicted)));
    }
    let known = m.text.before.is_some();
    add("right words broken", known.then(|| m.text.broken.to_string()));
    add("wrong words mended", known.then(|| m.text.mended.to_string()));
    let r = m.records.as_ref();
    let mut found = |label: &str, f: Option<Found>| {
        add(&format!("{label} F1"), f.map(|f| ratio(f.f1())));
        add("  recall", f.map(|f| share(f.right, f.gold)));
        add("  precision", f.map(|f| share(f.right, f.predicted)));
    };
    found("records by number", r.map(|r| r.labels));
    found("records, right page", r.map(|r| r.boundaries));
    found("records, right line", r.map(|r| r.starts));
    add("label as printed", r.map(|r| r.label_text.to_string()));
    add("title exact", r.map(|r| r.title.to_string()));
    add("title CER", r.map(|r| r.title_characters.to_string()));
    add("dnr exact", r.map(|r| r.dnr.to_string()));
    add("votes exact F1", r.map(|r| r.votes.to_string()));
    add("ballots F1, name and choice", r.map(|r| r.ballots.to_string()));
    add("section kinds F1", r.map(|r| r.kinds.to_string()));
    for kind in super::records::KINDS {
        let of_kind = r.map(|r| r.by_kind.get(&kind).copied().unwrap_or_default());
        add(&format!("  {}", super::records::kind_name(kind)), of_kind.map(|f| f.to_string()));
    }
    add("decision CER", r.map(|r| r.decision_characters.to_string()));
    add("record text CER", r.map(|r| r.text_characters.to_string()));
    let meeting = m.meeting.as_ref();
    add("one meeting", meeting.map(|m| m.one_meeting.to_string()));
    for field in FIELDS {
        add(field, meeting.map(|m| m.fields.get(field).copied().unwrap_or_default().to_string()));
    }
    add("attendance F1, name", meeting.map(|m| m.attendance.to_string()));
    add("attendance F1, and capacity", meeting.map(|m| m.attendance_capacity.to_string()));
    add("repeated pages: recall", m.duplicates.map(|f| share(f.right, f.gold)));
    add("repeated pages: precision", m.duplicates.map(|f| share(f.right, f.predicted)));
    add("look-alikes merged", m.false_merges.map(|s| s.to_string()));
    rows
}

/// The main figures of each style and variant, one a line.
fn styles(out: &mut String, groups: &[Group]) {
    let mut by_style: Vec<&Group> = groups.iter().filter(|g| g.style.is_some()).collect();
    by_style.sort_by(|a, b| a.style.cmp(&b.style));
    if by_style.is_empty() {
        return;
    }
    line(
        out,
        &format!(
            "\n{:28} {:8} {:>4} {:>7} {:>7} {:>7} {:>7} {:>7} {:>7} {:>7} {:>7} {:>7} {:>7} {:>7}",
            "style",
            "variant",
            "docs",
            "WER bef",
            "WER aft",
            "broken",
            "mended",
            "§ rec",
            "§ prec",
            "number",
            "page",
            "line",
            "title",
            "kinds"
        ),
    );
    for g in by_style {
        let t = &g.measures.text;
        let r = g.measures.records.as_ref();
        let figures = [
            t.before.and_then(|b| b.words.rate()),
            t.after.words.rate(),
            t.broken.ratio(),
            t.mended.ratio(),
            t.after.signs.recall(),
            t.after.signs.precision(),
            r.and_then(|r| r.labels.f1()),
            r.and_then(|r| r.boundaries.f1()),
            r.and_then(|r| r.starts.f1()),
            r.and_then(|r| r.title.ratio()),
            r.and_then(|r| r.kinds.f1()),
        ];
        let style = g.style.as_deref().unwrap_or_default();
        let mut row = format!("{style:28} {:8} {:>4}", g.variant, g.measures.documents);
        for figure in figures {
            // Writing to a string cannot fail.
            let _ = write!(row, " {:>7}", ratio(figure));
        }
        line(out, &row);
    }
}

/// How the edits fared, by confidence and by kind.
fn edits(out: &mut String, groups: &[&Group]) {
    for group in groups {
        let Some(edits) = group.measures.edits.as_ref().filter(|e| **e != Calibration::default()) else { continue };
        let title = format!("edits, {}", group.variant);
        line(out, &format!("\n{title:28} {:>22} {:>7} {:>26}", "applied: right", "broke", "suggested: would be right"));
        let mut row = |label: &str, applied: EditCounts, suggested: Option<EditCounts>| {
            let share = |c: EditCounts| Share { hit: c.right, of: c.edits }.to_string();
            let suggested = suggested.map(share).unwrap_or_default();
            line(out, &format!("{label:28} {:>22} {:>7} {suggested:>26}", share(applied), applied.broke));
        };
        for (i, low) in CLASSES.iter().enumerate() {
            row(&format!("confidence from {low}"), edits.applied[i], Some(edits.suggested[i]));
        }
        for (kind, counts) in &edits.by_kind {
            row(kind, *counts, None);
        }
    }
}
