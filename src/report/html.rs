//! The pieces every page of the report is made of: escaping, addresses, interface text, and the frame.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::OnceLock;

/// Interface text, Swedish and English by key.
pub const STRINGS: &str = include_str!("assets/strings.json");
/// The style sheet.
pub const STYLE: &str = include_str!("assets/report.css");
/// What a page does: keys, raw readings, search.
pub const SCRIPT: &str = include_str!("assets/report.js");

/// Scripts, styles and images come from the report itself, and nothing is run that stands in a page.
const POLICY: &str = "default-src 'none'; img-src 'self'; style-src 'self'; script-src 'self'; connect-src 'self'; \
                      form-action 'self'; base-uri 'none'";

/// `text` for HTML, in text and in quoted attributes. Control characters, which HTML has no way to write, are shown as U+FFFD.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\t' | '\n' => out.push(c),
            c if c.is_control() => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

/// A path as an address: every byte that could mean something else is written with its number.
pub fn address(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for b in path.bytes() {
        match b {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b'/' => out.push(char::from(b)),
            b => drop(write!(out, "%{b:02X}")),
        }
    }
    out
}

/// A value as a script: JSON in which nothing can end the script or be taken for markup.
pub fn script_value(value: &serde_json::Value) -> String {
    value
        .to_string()
        .replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
        .replace('\u{2028}', "\\u2028")
        .replace('\u{2029}', "\\u2029")
}

fn strings() -> &'static BTreeMap<String, (String, String)> {
    static PARSED: OnceLock<BTreeMap<String, (String, String)>> = OnceLock::new();
    // The file is part of the program, and a test reads it.
    PARSED.get_or_init(|| serde_json::from_str(STRINGS).unwrap_or_default())
}

/// Interface text in Swedish, plain; a key that has none is shown itself.
pub fn plain(key: &str) -> &str {
    strings().get(key).map_or(key, |(swedish, _)| swedish)
}

/// Whether there is interface text for a key.
pub fn has_text(key: &str) -> bool {
    strings().contains_key(key)
}

/// Interface text as an element that the language switch finds.
pub fn t(key: &str) -> String {
    format!("<span data-t=\"{}\">{}</span>", escape(key), escape(plain(key)))
}

/// What stands around a page.
pub struct Frame<'a> {
    /// Title of the window, not escaped.
    pub title: &'a str,
    /// From the page to the report's folder: "" or "../".
    pub root: &'a str,
    /// Where `root` leads for readers: parts of the way there, address and HTML.
    pub way: &'a [(String, String)],
    /// Class of the body.
    pub class: &'a str,
    /// Whether the page belongs to `justera review`.
    pub review: bool,
}

impl Frame<'_> {
    /// The page around `main`.
    pub fn around(&self, main: &str) -> String {
        let Frame { root, class, .. } = self;
        let mut way = String::new();
        for (to, html) in self.way {
            let _ = write!(way, "<li><a href=\"{root}{to}\">{html}</a></li>");
        }
        let review = if self.review {
            format!("<a class=\"to-review\" href=\"{root}review\">{}</a>", t("review"))
        } else {
            String::new()
        };
        format!(
            "<!doctype html>\n<html lang=\"sv\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"referrer\" content=\"same-origin\">\n\
             <title>{title} – Justera</title>\n<link rel=\"stylesheet\" href=\"{root}assets/report.css\">\n\
             <script src=\"{root}assets/strings.js\" defer></script>\n<script src=\"{root}assets/report.js\" defer></script>\n\
             </head>\n<body class=\"{class}\" data-root=\"{root}\"{served}>\n<a class=\"skip\" href=\"#main\">{skip}</a>\n\
             <header class=\"top\"><nav aria-label=\"{where_}\"><ol class=\"way\"><li><a href=\"{root}index.html\">{overview}</a></li>{way}</ol></nav>\
             <div class=\"tools\">{review}<button type=\"button\" id=\"raw\" aria-pressed=\"false\" hidden>{raw} <kbd>r</kbd></button>\
             <button type=\"button\" id=\"language\" lang=\"en\" hidden>English</button></div></header>\n\
             <main id=\"main\" tabindex=\"-1\">\n{main}</main>\n\
             <footer class=\"foot\"><details><summary>{keys}</summary><dl class=\"keys\">\
             <div><dt><kbd>j</kbd> <kbd>k</kbd></dt><dd>{key_next}</dd></div><div><dt><kbd>n</kbd> <kbd>p</kbd></dt><dd>{key_edit}</dd></div>\
             <div><dt><kbd>r</kbd></dt><dd>{key_raw}</dd></div></dl></details></footer>\n\
             <div id=\"panel\" role=\"status\" aria-live=\"polite\" hidden></div>\n</body>\n</html>\n",
            title = escape(self.title),
            served = if self.review { " data-review" } else { "" },
            skip = t("skip"),
            where_ = escape(plain("where")),
            overview = t("overview"),
            raw = t("show-raw"),
            keys = t("keys"),
            key_next = t("key-next"),
            key_edit = t("key-edit"),
            key_raw = t("key-raw"),
        )
    }
}

/// A share as per cent with one decimal, as Swedish writes it: "97,3 %".
pub fn percent(share: f64) -> String {
    format!("{:.1} %", share * 100.0).replace('.', ",")
}

/// A number with its thousands apart, as Swedish writes it.
pub fn number(n: usize) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push('\u{a0}');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_document_is_markup() {
        assert_eq!(
            escape("<a href=\"x\" o='y'>&\0\u{1b}"),
            "&lt;a href=&quot;x&quot; o=&#39;y&#39;&gt;&amp;\u{fffd}\u{fffd}"
        );
        assert_eq!(address("å b/#?\"'<%.html"), "%C3%A5%20b/%23%3F%22%27%3C%25.html");
        assert_eq!(
            script_value(&serde_json::json!(["</script><!--\u{2028}"])),
            "[\"\\u003c/script\\u003e\\u003c!--\\u2028\"]"
        );
    }

    #[test]
    fn every_text_is_there_in_both_languages() {
        let all: BTreeMap<String, (String, String)> = serde_json::from_str(STRINGS).unwrap();
        assert!(all.values().all(|(sv, en)| !sv.is_empty() && !en.is_empty()));
        for key in ["skip", "overview", "review"] {
            assert!(all.contains_key(key), "{key}");
        }
    }

    #[test]
    fn numbers_are_written_as_in_swedish() {
        assert_eq!(
            (number(7), number(1234), number(1_234_567)),
            ("7".into(), "1\u{a0}234".into(), "1\u{a0}234\u{a0}567".into())
        );
        assert_eq!(percent(0.9734), "97,3 %");
    }
}
