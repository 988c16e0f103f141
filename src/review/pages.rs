//! The pages of review: words to decide on, and what was decided.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::words::{Word, Words};
use crate::decisions::{Decision, Place, Verdict, standing};
use crate::edit::{Edit, apply};
use crate::protocol::Protocol;
use crate::report::html::{Frame, escape, number, percent, plain, t};
use crate::report::lines::name_of;
use crate::report::protocol::address_of;

/// Words on a page.
const CARDS: usize = 20;
/// Characters shown before and after a word.
const CONTEXT: usize = 90;

/// What the pages need to know.
pub(super) struct View<'a> {
    pub words: &'a Words,
    pub decided: &'a [Decision],
    /// The file of decisions, to be shown.
    pub file: &'a str,
    pub token: &'a str,
    /// Reads a protocol.
    pub protocol: &'a dyn Fn(&str) -> Option<Protocol>,
}

impl View<'_> {
    /// The words to decide on, or the one that was asked for; `sheet` from 1.
    pub fn words_page(&self, sheet: usize, asked: Option<&Word>, trouble: Option<&str>) -> String {
        let open = match asked {
            Some(word) => vec![word],
            None => self.words.open(self.decided),
        };
        let sheets = open.len().div_ceil(CARDS).max(1);
        let sheet = sheet.clamp(1, sheets);
        let mut main = format!("<h1>{}</h1>\n", t("review-title"));
        let _ = writeln!(
            main,
            "<p class=\"hint\">{} <span class=\"id\">{}</span> {} <a href=\"decisions\">{}</a></p>",
            t("review-hint"),
            escape(self.file),
            t("review-use"),
            t("all-decisions")
        );
        if let Some(trouble) = trouble {
            let _ = writeln!(main, "<p class=\"error\" role=\"alert\">{}</p>", escape(trouble));
        }
        self.latest(&mut main, sheet);
        if open.is_empty() {
            let _ = writeln!(main, "<p class=\"none\">{}</p>", t("review-done"));
        } else if asked.is_none() {
            let _ = writeln!(main, "<p class=\"sub\" id=\"left\">{} {}</p>", number(open.len()), t("review-left"));
        }
        main.push_str("<ol class=\"cards\">\n");
        let mut read: BTreeMap<String, Option<Protocol>> = BTreeMap::new();
        for (n, word) in open.iter().skip((sheet - 1) * CARDS).take(CARDS).enumerate() {
            self.card(&mut main, n, word, sheet, &mut read);
            // One document at a time stays in memory, but for what the next word may need again.
            if read.len() > 8 {
                read.clear();
            }
        }
        main.push_str("</ol>\n");
        if sheets > 1 {
            let link = |there: bool, n: usize, key: &str| match there {
                true => format!("<a href=\"review?sheet={n}\">{}</a>", t(key)),
                false => String::new(),
            };
            let _ = writeln!(
                main,
                "<nav class=\"turn\">{}<span>{} {sheet} / {sheets}</span>{}</nav>",
                link(sheet > 1, sheet - 1, "previous"),
                t("list-page"),
                link(sheet < sheets, sheet + 1, "next")
            );
        }
        self.framed(plain("review-title"), &main)
    }

    /// All decisions that stand, the latest first.
    pub fn decisions_page(&self) -> String {
        let mut main = format!(
            "<h1>{}</h1>\n<p class=\"sub\"><span class=\"id\">{}</span></p>\n",
            t("decisions"),
            escape(self.file)
        );
        let mut all = standing(self.decided);
        all.reverse();
        if all.is_empty() {
            let _ = writeln!(main, "<p class=\"none\">{}</p>", t("no-decisions"));
        } else {
            let heads: String = ["as-read", "decided", "scope", "note"]
                .iter()
                .map(|k| format!("<th scope=\"col\">{}</th>", t(k)))
                .collect();
            let _ = writeln!(main, "<div class=\"wide\"><table><thead><tr>{heads}<td></td></tr></thead><tbody>");
            for d in all {
                let _ = writeln!(
                    main,
                    "<tr><th scope=\"row\" lang=\"sv\">{}</th><td>{}</td><td>{}</td><td lang=\"sv\">{}</td><td>{}</td></tr>",
                    escape(&d.from),
                    outcome(d),
                    scope(d),
                    escape(&d.note),
                    self.undo(d, "decisions")
                );
            }
            main.push_str("</tbody></table></div>\n");
        }
        self.framed(plain("decisions"), &main)
    }

    fn framed(&self, title: &str, main: &str) -> String {
        let way = [("review".to_string(), t("review"))];
        Frame { title, root: "", way: &way, class: "review", review: false }.around(main)
    }

    fn latest(&self, out: &mut String, sheet: usize) {
        if let Some(d) = standing(self.decided).last() {
            let _ = writeln!(
                out,
                "<div class=\"flash\" role=\"status\"><span>{}: <b lang=\"sv\">{}</b> {} – {}</span>{}</div>",
                t("latest"),
                escape(&d.from),
                outcome(d),
                scope(d),
                self.undo(d, &format!("review?sheet={sheet}"))
            );
        }
    }

    fn undo(&self, decision: &Decision, back: &str) -> String {
        let undone = Decision { decision: Verdict::Undo, to: None, note: String::new(), ..decision.clone() };
        let json = serde_json::to_string(&undone).unwrap_or_default();
        format!(
            "<form method=\"post\" action=\"decide\"><input type=\"hidden\" name=\"token\" value=\"{}\"><input type=\"hidden\" name=\"back\" value=\"{}\">\
             <input type=\"hidden\" name=\"undo\" value=\"{}\"><button>{}</button></form>",
            self.token,
            escape(back),
            escape(&json),
            t("undo")
        )
    }

    fn card(&self, out: &mut String, n: usize, w: &Word, sheet: usize, read: &mut BTreeMap<String, Option<Protocol>>) {
        let (from, to) = (escape(&w.from), escape(&w.to));
        let _ = writeln!(
            out,
            "<li class=\"card stop\" tabindex=\"-1\" aria-labelledby=\"w{n}\"><h2 id=\"w{n}\" lang=\"sv\"><span class=\"from\">{from}</span><span class=\"arrow\">→</span><span class=\"to\">{to}</span></h2>"
        );
        let counted = |n: usize, one: &str, many: &str| format!("{} {}", number(n), t(if n == 1 { one } else { many }));
        let made = match w.applied {
            0 => t("is-suggested"),
            _ => t("is-applied"),
        };
        let mut facts = vec![
            format!(
                "<b>{}</b> {} {}",
                counted(w.places, "place-one", "places"),
                t("in"),
                counted(w.documents, "document-low", "documents-low")
            ),
            made,
            t(&format!("k-{}", name_of(&w.kind))),
            t(&format!("s-{}", name_of(&w.source))),
            percent(w.confidence()),
        ];
        if w.sure > 0 {
            facts.push(format!("{} {}", t("also-sure"), counted(w.sure, "place-one", "places")));
        }
        let _ = writeln!(out, "<p class=\"sub\">{}</p>", facts.join(" · "));
        let places = self.words.places(w);
        out.push_str("<ol class=\"ctxs\">");
        for (i, place) in places.iter().enumerate() {
            let protocol = read.entry(place.document.clone()).or_insert_with(|| (self.protocol)(&place.document));
            let context = protocol.as_ref().map(|p| context(p, place, &w.from)).unwrap_or_default();
            let _ = write!(
                out,
                "<li><a class=\"where\" href=\"{}#p{}l{}\">{}. {}, {} {}</a><span class=\"ctx\" lang=\"sv\">{context}</span></li>",
                address_of(&place.document),
                place.page,
                place.line,
                i + 1,
                escape(&place.document),
                t("page-low"),
                place.page + 1
            );
        }
        out.push_str("</ol>\n");
        let mut scopes = format!(
            "<option value=\"proposed\" data-t=\"scope-proposed\">{}</option><option value=\"everywhere\" data-t=\"scope-everywhere\">{}</option>",
            escape(plain("scope-proposed")),
            escape(plain("scope-everywhere"))
        );
        for i in 0..places.len() {
            let _ = write!(scopes, "<option value=\"{i}\">{} {}</option>", escape(plain("scope-place")), i + 1);
        }
        let _ = writeln!(
            out,
            "<form class=\"decide\" method=\"post\" action=\"decide\"><input type=\"hidden\" name=\"token\" value=\"{}\"><input type=\"hidden\" name=\"back\" value=\"review?sheet={sheet}\">\
             <input type=\"hidden\" name=\"from\" value=\"{from}\"><input type=\"hidden\" name=\"proposed\" value=\"{to}\">\
             <label>{}<select name=\"scope\">{scopes}</select></label>\
             <button class=\"yes\" name=\"decision\" value=\"accept\">{} <kbd>a</kbd></button><button class=\"no\" name=\"decision\" value=\"reject\">{} <kbd>x</kbd></button>\
             <label>{}<input type=\"text\" name=\"to\" value=\"{to}\" lang=\"sv\" autocomplete=\"off\" spellcheck=\"false\"></label>\
             <button class=\"correct\" name=\"decision\" value=\"correct\">{} <kbd>c</kbd></button>\
             <label>{}<input type=\"text\" name=\"note\" autocomplete=\"off\"></label></form></li>",
            self.token,
            t("scope"),
            t("accept"),
            t("reject"),
            t("own-text"),
            t("correct"),
            t("note")
        );
    }
}

/// What a decision makes of a form.
fn outcome(d: &Decision) -> String {
    match d.replacement() {
        Some(to) => {
            let key = if d.decision == Verdict::Accept { "d-accept" } else { "d-correct" };
            format!("→ <b lang=\"sv\">{}</b> ({})", escape(to), t(key))
        }
        None => {
            let proposed =
                d.proposed.as_deref().map(|p| format!(" (→ <s lang=\"sv\">{}</s>)", escape(p))).unwrap_or_default();
            format!("{}{proposed}", t("stays"))
        }
    }
}

/// Where a decision holds.
fn scope(d: &Decision) -> String {
    match (&d.at, &d.proposed) {
        (Some(at), _) => format!(
            "<a href=\"{}#p{}l{}\">{}, {} {}</a>",
            address_of(&at.document),
            at.page,
            at.line,
            escape(&at.document),
            t("page-low"),
            at.page + 1
        ),
        (None, Some(_)) => t("scope-proposed"),
        (None, None) => t("scope-everywhere"),
    }
}

/// The line of a place, mended but for the word itself, which is marked.
fn context(protocol: &Protocol, place: &Place, from: &str) -> String {
    let raw = protocol.pages.iter().find(|p| p.index == place.page).and_then(|p| p.raw.split('\n').nth(place.line));
    let Some(raw) = raw else { return String::new() };
    let end = place.start + from.len();
    let (Some(before), Some(after)) = (raw.get(..place.start), raw.get(end..)) else { return escape(raw) };
    let edits = || protocol.edits.iter().filter(|e| e.page == place.page && e.line == place.line).map(|e| &e.edit);
    let first: Vec<Edit> = edits().filter(|e| e.end <= place.start).cloned().collect();
    let moved = |e: &Edit| Edit { start: e.start - end, end: e.end - end, ..e.clone() };
    let then: Vec<Edit> = edits().filter(|e| e.start >= end).map(moved).collect();
    let (before, after) = (apply(before, &first), apply(after, &then));
    let count = before.chars().count();
    let before: String = before.chars().skip(count.saturating_sub(CONTEXT)).collect();
    let rest: String = after.chars().take(CONTEXT).collect();
    format!("{}<mark>{}</mark>{}", escape(&before), escape(from), escape(&rest))
}
