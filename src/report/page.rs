//! One page of a protocol: its image beside its text.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::charts::grade;
use super::html::{escape, percent, plain, t};
use super::lines::{LineEdits, line, name_of};
use super::protocol::{PagePicture, address_of, warnings};
use super::records::starts;
use crate::page::{FurnitureRole, PageStatus};
use crate::protocol::{Protocol, ProtocolPage, SectionKind, Variant, Warning};

/// What a raw line is, beside its text.
#[derive(Default)]
struct Marks {
    furniture: BTreeMap<usize, FurnitureRole>,
    decision: BTreeSet<usize>,
    /// Label as printed and id of the record that begins there.
    begins: BTreeMap<usize, Vec<(String, String)>>,
    variant: BTreeSet<usize>,
}

impl Marks {
    fn of(protocol: &Protocol, page: &ProtocolPage) -> Marks {
        let mut marks = Marks::default();
        for f in &page.furniture {
            marks.furniture.extend(f.lines.iter().map(|l| (*l, f.role)));
        }
        for (start, record) in starts(protocol) {
            let here = record.sections.iter().filter(|s| s.kind == SectionKind::Decision).flat_map(|s| &s.spans);
            for span in here.filter(|s| s.page == page.index) {
                marks.decision.extend(span.line_start..span.line_end);
            }
            if start.page == page.index {
                marks.begins.entry(start.line).or_default().push((record.label.clone(), start.id));
            }
        }
        marks.variant.extend(page.variants.iter().map(|v| v.line));
        marks
    }
}

/// Adds the page.
pub(super) fn page(out: &mut String, protocol: &Protocol, page: &ProtocolPage, picture: Option<&PagePicture>) {
    let n = page.index;
    let repeated = page.duplicate_of;
    let name = format!("{} {}", t("page"), n + 1);
    match repeated {
        Some(of) => {
            let _ = writeln!(
                out,
                "<details class=\"page repeat stop\" id=\"p{n}\" tabindex=\"-1\"><summary>{name} {} <a href=\"#p{of}\">{} {}</a></summary>",
                t("repeats"),
                t("page-low"),
                of + 1
            );
        }
        None => {
            let _ = writeln!(
                out,
                "<section class=\"page stop\" id=\"p{n}\" tabindex=\"-1\" aria-labelledby=\"p{n}h\">\n<header><h2 id=\"p{n}h\">{name}</h2>{}</header>",
                facts(page)
            );
        }
    }
    if let Some(r) = &page.repeats {
        let first = r.pages.first().copied().unwrap_or(0);
        let _ = writeln!(
            out,
            "<p class=\"note\">{} <a href=\"../{}#p{first}\">{}, {} {}</a></p>",
            t("repeats-elsewhere"),
            address_of(&r.protocol),
            escape(&r.protocol),
            t("page-low"),
            first + 1
        );
    }
    let said: Vec<&Warning> = protocol.warnings.iter().filter(|w| w.page == Some(n)).collect();
    warnings(out, &said);
    if let Some(error) = &page.error {
        let _ =
            writeln!(out, "<p class=\"error\"><b>{}</b> <span lang=\"en\">{}</span></p>", t("failed"), escape(error));
    }
    let sides = if picture.is_some() { "sides" } else { "sides alone" };
    let _ = writeln!(out, "<div class=\"{sides}\">");
    if let Some(p) = picture {
        let alt = format!("{} {} {}", plain("page"), n + 1, plain("in-source"));
        let to = &p.address;
        let size = match p.width {
            0 => String::new(),
            width => format!(" width=\"{width}\" height=\"{}\"", p.height),
        };
        let _ = writeln!(
            out,
            "<figure><a href=\"../{to}\"><img src=\"../{to}\"{size} loading=\"lazy\" decoding=\"async\" alt=\"{}\"></a></figure>",
            escape(&alt)
        );
    }
    text(out, protocol, page);
    out.push_str("</div>\n");
    variants(out, page);
    out.push_str(if repeated.is_some() { "</details>\n" } else { "</section>\n" });
}

fn facts(page: &ProtocolPage) -> String {
    let mut out = String::new();
    if page.status == PageStatus::Ok {
        let _ = write!(
            out,
            "<span class=\"q {}\" title=\"{}\">{}</span>",
            grade(Some(page.quality)),
            escape(plain("quality")),
            percent(page.quality)
        );
    }
    let _ = write!(out, "<span class=\"origin\">{}</span>", t(&format!("o-{}", name_of(&page.origin))));
    if !page.witnesses.is_empty() {
        let links: Vec<String> = page.witnesses.iter().map(|w| format!("<a href=\"#p{w}\">{}</a>", w + 1)).collect();
        let _ = write!(out, "<span class=\"origin\">{} {}</span>", t("read-with"), links.join(", "));
    }
    out
}

fn text(out: &mut String, protocol: &Protocol, page: &ProtocolPage) {
    if page.status == PageStatus::Empty {
        let _ = writeln!(out, "<p class=\"none\">{}</p>", t("empty"));
        return;
    }
    let marks = Marks::of(protocol, page);
    let mut edits = LineEdits::new();
    for e in protocol.edits.iter().filter(|e| e.page == page.index) {
        edits.entry(e.line).or_default().push(&e.edit);
    }
    let n = page.index;
    let _ = writeln!(out, "<div class=\"text\" lang=\"sv\" data-p=\"{n}\">");
    for (l, raw) in page.raw.split('\n').enumerate() {
        for (label, id) in marks.begins.get(&l).into_iter().flatten() {
            let _ = write!(
                out,
                "<div class=\"rec stop\" id=\"{id}\" tabindex=\"-1\" role=\"separator\" aria-label=\"{}\"></div>",
                escape(label)
            );
        }
        let role = marks.furniture.get(&l);
        let mut class = String::from("l");
        for (is, name) in [
            (role.is_some(), " f"),
            (marks.decision.contains(&l) && role.is_none(), " d"),
            (marks.variant.contains(&l), " v"),
            (raw.trim().is_empty(), " b"),
        ] {
            if is {
                class.push_str(name);
            }
        }
        let hint =
            role.map_or_else(String::new, |r| format!(" title=\"{}\"", escape(plain(&format!("f-{}", name_of(r))))));
        let here = edits.get(&l).map_or(&[][..], Vec::as_slice);
        let _ = writeln!(out, "<div class=\"{class}\" id=\"p{n}l{l}\"{hint}>{}</div>", line(raw, here));
    }
    out.push_str("</div>\n");
}

/// Places where readings of the page differ, side by side.
fn variants(out: &mut String, page: &ProtocolPage) {
    if page.variants.is_empty() {
        return;
    }
    let _ = write!(
        out,
        "<div class=\"wide\"><table class=\"variants\"><caption>{}</caption><thead><tr><th scope=\"col\">{}</th><th scope=\"col\">{}</th>\
         <th scope=\"col\">{}</th><th scope=\"col\">{}</th></tr></thead><tbody>",
        t("variants"),
        t("line"),
        t("kept-here"),
        t("other-reading"),
        t("kind")
    );
    for v in &page.variants {
        let _ = write!(
            out,
            "<tr><td><a href=\"#p{0}l{1}\">{2}</a></td><td lang=\"sv\">{3}</td><td><span lang=\"sv\">{4}</span> <small>{5}</small></td><td>{6}</td></tr>",
            page.index,
            v.line,
            v.line + 1,
            escape(&v.kept),
            escape(&v.other),
            other_place(v),
            t(&format!("v-{}", v.kind))
        );
    }
    out.push_str("</tbody></table></div>\n");
}

fn other_place(v: &Variant) -> String {
    let page = format!("{} {}", t("page-low"), v.other_page + 1);
    match &v.other_protocol {
        Some(id) => format!("<a href=\"../{}#p{}\">{}, {page}</a>", address_of(id), v.other_page, escape(id)),
        None => format!("<a href=\"#p{}\">{page}</a>", v.other_page),
    }
}
