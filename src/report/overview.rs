//! The overview of a dataset: figures, pictures, and lists to go on from.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use super::charts::{BINS, CELLS, Cell, bars, bin, grade, histogram, strip};
use super::html::{Frame, address, escape, number, percent, plain, script_value, t};
use super::lists::{List, write};
use super::protocol::{address_of, code, quality, title};
use crate::error::Result;
use crate::export::{InputReport, Manifest, Status, escape_id};
use crate::page::PageStatus;
use crate::protocol::Protocol;

/// Documents in one script of the search.
const CHUNK: usize = 1000;
/// Organs that are shown.
const ORGANS: usize = 30;

/// Gathers what the overview shows, one protocol after another; lists are written on the way.
pub struct Overview {
    folder: PathBuf,
    review: bool,
    /// Pages in a cell of the strip.
    per_cell: usize,
    in_cell: usize,
    cells: Vec<Cell>,
    bins: [usize; BINS.len()],
    years: BTreeMap<String, usize>,
    organs: BTreeMap<String, usize>,
    warnings: BTreeMap<String, (usize, List)>,
    documents: List,
    failures: List,
    chunk: Vec<serde_json::Value>,
    chunks: usize,
    totals: Totals,
}

#[derive(Default)]
struct Totals {
    documents: usize,
    pages: usize,
    records: usize,
    repeats: usize,
    edits: usize,
    suggestions: usize,
    failed_inputs: usize,
    failed_pages: usize,
    quality: (f64, usize),
}

impl Overview {
    /// An overview to be written into `folder`, of the dataset with this manifest.
    pub fn new(folder: &Path, manifest: &Manifest, review: bool) -> Self {
        let pages: usize = manifest.inputs.iter().map(|i| i.pages).sum();
        let documents = manifest.inputs.iter().filter(|i| i.output.is_some()).count();
        let heads = [("document", ""), ("pages", "num"), ("records", "num"), ("quality", "num"), ("warnings", "num")];
        let th: String =
            heads.iter().map(|(key, class)| format!("<th scope=\"col\" class=\"{class}\">{}</th>", t(key))).collect();
        let head = format!(
            "<h1>{}</h1>\n<form class=\"search\" role=\"search\" hidden data-chunks=\"{}\"><label for=\"q\">{}</label>\
             <input id=\"q\" type=\"search\" autocomplete=\"off\"></form>\n<div id=\"found\" aria-live=\"polite\"></div>\n",
            t("documents"),
            documents.div_ceil(CHUNK),
            t("search")
        );
        let table = format!("<div id=\"all\"><table class=\"documents\"><thead><tr>{th}</tr></thead><tbody>\n");
        let list = |stem: &str, name: &str, head, around| List::new(folder, stem, name, head, around, review);
        Overview {
            folder: folder.to_path_buf(),
            review,
            per_cell: pages.div_ceil(CELLS).max(1),
            in_cell: 0,
            cells: Vec::new(),
            bins: [0; BINS.len()],
            years: BTreeMap::new(),
            organs: BTreeMap::new(),
            warnings: BTreeMap::new(),
            documents: list("documents", plain("documents"), head, (&table, "</tbody></table></div>\n")),
            failures: list(
                "failures",
                plain("failures"),
                format!("<h1>{}</h1>\n", t("failures")),
                ("<ul class=\"rows\">\n", "</ul>\n"),
            ),
            chunk: Vec::new(),
            chunks: 0,
            totals: Totals::default(),
        }
    }

    /// Takes in an input that has no protocol.
    ///
    /// # Errors
    /// Where a list cannot be written.
    pub fn failed(&mut self, input: &InputReport) -> Result<()> {
        self.totals.failed_inputs += 1;
        for e in &input.errors {
            self.failures.add(&format!(
                "<li><span class=\"id\">{}</span> <span lang=\"en\">{}</span></li>\n",
                escape(&input.path),
                escape(&e.error)
            ))?;
        }
        Ok(())
    }

    /// Takes in a protocol.
    ///
    /// # Errors
    /// Where a list cannot be written.
    pub fn add(&mut self, protocol: &Protocol, status: Status) -> Result<()> {
        let to = address_of(&protocol.id);
        let name = title(protocol);
        self.totals.failed_inputs += usize::from(status == Status::Failed);
        self.totals.documents += 1;
        self.totals.pages += protocol.pages.len();
        let applied = protocol.edits.iter().filter(|e| e.edit.applied).count();
        self.totals.edits += applied;
        self.totals.suggestions += protocol.edits.len() - applied;
        for p in &protocol.pages {
            self.totals.repeats += usize::from(p.duplicate_of.is_some());
            let quality = match p.status {
                PageStatus::Failed => None,
                PageStatus::Empty => Some(1.0),
                PageStatus::Ok => Some(p.quality),
            };
            if p.status == PageStatus::Ok && p.duplicate_of.is_none() {
                self.bins[bin(p.quality)] += 1;
                self.totals.quality = (self.totals.quality.0 + p.quality, self.totals.quality.1 + 1);
            }
            let at = format!("{to}#p{}", p.index);
            self.cell(quality, &at, || format!("{name}, {} {}", plain("page-low"), p.index + 1));
            if p.status == PageStatus::Failed {
                self.totals.failed_pages += 1;
                self.failures.add(&format!(
                    "<li><a href=\"{at}\">{}, {} {}</a> <span lang=\"en\">{}</span></li>\n",
                    escape(&protocol.id),
                    t("page-low"),
                    p.index + 1,
                    escape(p.error.as_deref().unwrap_or_default())
                ))?;
            }
        }
        let mut records = 0;
        for meeting in &protocol.meetings {
            records += meeting.records.len();
            let year = meeting.date.as_deref().and_then(|d| d.get(..4)).unwrap_or("?");
            *self.years.entry(year.to_string()).or_default() += meeting.records.len();
            *self.organs.entry(meeting.organ.clone().unwrap_or_else(|| "?".into())).or_default() +=
                meeting.records.len();
        }
        self.totals.records += records;
        self.warnings_of(protocol, &to)?;
        self.row(protocol, &to, &name, records)
    }

    fn cell(&mut self, quality: Option<f64>, at: &str, name: impl Fn() -> String) {
        let worse = |a: Option<f64>, b: Option<f64>| a.unwrap_or(-1.0) < b.unwrap_or(-1.0);
        let new = || Cell { quality, address: at.to_string(), name: name() };
        match self.cells.last_mut() {
            Some(last) if self.in_cell < self.per_cell => {
                if worse(quality, last.quality) {
                    *last = new();
                }
                self.in_cell += 1;
            }
            _ => {
                self.cells.push(new());
                self.in_cell = 1;
            }
        }
    }

    fn warnings_of(&mut self, protocol: &Protocol, to: &str) -> Result<()> {
        for w in &protocol.warnings {
            let (folder, review) = (&self.folder, self.review);
            let (count, list) = self.warnings.entry(w.code.clone()).or_insert_with(|| {
                let head = format!(
                    "<h1>{}</h1>\n<p class=\"sub\"><span class=\"id\">{}</span></p>\n",
                    code(&w.code),
                    escape(&w.code)
                );
                let stem = format!("warnings-{}", escape_id(&w.code));
                (0, List::new(folder, &stem, &w.code, head, ("<ul class=\"rows\">\n", "</ul>\n"), review))
            });
            *count += 1;
            let (hash, place) = match w.page {
                Some(p) => (format!("#p{p}"), format!(", {} {}", t("page-low"), p + 1)),
                None => (String::new(), String::new()),
            };
            let paragraph = w.paragraph.map(|n| format!(", § {n}")).unwrap_or_default();
            list.add(&format!(
                "<li><a href=\"{to}{hash}\">{}{place}{paragraph}</a> <span lang=\"en\">{}</span></li>\n",
                escape(&protocol.id),
                escape(&w.message)
            ))?;
        }
        Ok(())
    }

    fn row(&mut self, protocol: &Protocol, to: &str, name: &str, records: usize) -> Result<()> {
        let organization = protocol.meetings.iter().find_map(|m| m.organization.as_deref()).unwrap_or_default();
        let q = quality(protocol);
        let shown = q.map_or_else(|| "–".to_string(), percent);
        let failed = protocol.pages.iter().filter(|p| p.status == PageStatus::Failed).count();
        let trouble =
            if failed > 0 { format!(" <b class=\"bad\">{failed} {}</b>", t("pages-failed")) } else { String::new() };
        self.documents.add(&format!(
            "<tr><th scope=\"row\"><a href=\"{to}\" lang=\"sv\">{}</a> <span class=\"id\">{} {}</span>{trouble}</th><td class=\"num\">{}</td><td class=\"num\">{}</td>\
             <td class=\"num\"><span class=\"q {}\">{shown}</span></td><td class=\"num\">{}</td></tr>\n",
            escape(name),
            escape(organization),
            escape(&protocol.id),
            number(protocol.pages.len()),
            number(records),
            grade(q.or(Some(1.0)).filter(|_| failed < protocol.pages.len())),
            number(protocol.warnings.len())
        ))?;
        self.chunk.push(serde_json::json!([name, format!("{organization} {}", protocol.id), to]));
        if self.chunk.len() == CHUNK { self.end_chunk() } else { Ok(()) }
    }

    fn end_chunk(&mut self) -> Result<()> {
        if self.chunk.is_empty() {
            return Ok(());
        }
        self.chunks += 1;
        let value = serde_json::Value::Array(std::mem::take(&mut self.chunk));
        let script = format!("justera.documents({});\n", script_value(&value));
        write(&self.folder.join(format!("data/documents-{}.js", self.chunks)), script.as_bytes())
    }

    /// Writes the overview and what is left of the lists; gives the names of what is linked from it.
    ///
    /// # Errors
    /// Where a file cannot be written.
    pub fn finish(mut self) -> Result<()> {
        self.end_chunk()?;
        let Totals { documents, pages, records, repeats, edits, suggestions, failed_inputs, failed_pages, quality } =
            self.totals;
        let mut main = format!("<h1>{}</h1>\n<dl class=\"figures\">", t("dataset"));
        let link = |to: &str, n: usize| format!("<a href=\"{to}\">{}</a>", number(n));
        let mut facts = vec![
            ("documents", link("documents-1.html", documents)),
            ("pages", number(pages)),
            ("records", number(records)),
            ("repeats-n", number(repeats)),
            ("edits", number(edits)),
            ("suggestions", if self.review { link("review", suggestions) } else { number(suggestions) }),
        ];
        if quality.1 > 0 {
            facts.push(("quality", percent(quality.0 / quality.1 as f64)));
        }
        facts.push(("failures", link("failures-1.html", failed_inputs + failed_pages)));
        for (key, value) in facts {
            let _ = write!(main, "<div><dt>{}</dt><dd>{value}</dd></div>", t(key));
        }
        main.push_str("</dl>\n");
        let _ = writeln!(main, "<section><h2>{}</h2>\n<p class=\"hint\">{}</p>", t("strip-title"), t("strip-hint"));
        if self.per_cell > 1 {
            let _ = writeln!(main, "<p class=\"hint\">{} {}</p>", number(self.per_cell), t("strip-many"));
        }
        main.push_str(&strip(&self.cells));
        let _ = writeln!(
            main,
            "</section>\n<div class=\"columns\">\n<section><h2>{}</h2>\n{}</section>",
            t("histogram"),
            histogram(&self.bins)
        );
        let years: Vec<(String, usize, &str)> = self.years.iter().map(|(y, n)| (escape(y), *n, "bar")).collect();
        let _ = writeln!(main, "<section><h2>{}</h2>\n{}</section>", t("per-year"), bars(&years));
        let mut organs: Vec<(&String, &usize)> = self.organs.iter().collect();
        organs.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
        let shown: Vec<(String, usize, &str)> =
            organs.iter().take(ORGANS).map(|(name, n)| (escape(name), **n, "bar")).collect();
        let _ = writeln!(main, "<section><h2>{}</h2>\n{}", t("per-organ"), bars(&shown));
        if organs.len() > ORGANS {
            let _ = writeln!(main, "<p class=\"hint\">{} {}</p>", number(organs.len() - ORGANS), t("more-organs"));
        }
        let _ = writeln!(main, "</section>\n<section><h2>{}</h2>", t("warnings"));
        let mut codes: Vec<(String, usize, String)> = Vec::new();
        for (name, (count, list)) in std::mem::take(&mut self.warnings) {
            list.finish()?;
            codes.push((name.clone(), count, address(&format!("warnings-{}-1.html", escape_id(&name)))));
        }
        codes.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
        if codes.is_empty() {
            let _ = writeln!(main, "<p class=\"none\">{}</p>", t("none"));
        } else {
            main.push_str("<ul class=\"codes\">");
            for (name, count, to) in &codes {
                let _ = write!(
                    main,
                    "<li><a href=\"{to}\">{}</a><span class=\"n\">{}</span></li>",
                    code(name),
                    number(*count)
                );
            }
            main.push_str("</ul>\n");
        }
        main.push_str("</section>\n</div>\n");
        if documents > 0 {
            let _ = writeln!(main, "<p class=\"go\"><a href=\"documents-1.html\">{}</a></p>", t("all-documents"));
        }
        let page = Frame { title: plain("overview"), root: "", way: &[], class: "overview", review: self.review }
            .around(&main);
        write(&self.folder.join("index.html"), page.as_bytes())?;
        self.documents.finish()?;
        self.failures.finish()?;
        Ok(())
    }
}
