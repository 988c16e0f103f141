//! The lines of a page as HTML: edits marked, with the raw reading beside each.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::html::{escape, percent};
use crate::edit::{Edit, EditSource};

/// A name of the output contract, such as that of an [`crate::edit::EditKind`].
pub fn name_of(value: &impl serde::Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|v| v.as_str().map(str::to_string)).unwrap_or_default()
}

/// The edits of one page, by raw line.
pub type LineEdits<'a> = BTreeMap<usize, Vec<&'a Edit>>;

/// One raw line with its edits. Of suggestions those are shown that stand apart from what is applied and from each other, the likelier first.
pub fn line(raw: &str, edits: &[&Edit]) -> String {
    let fits = |e: &&&Edit| raw.get(e.start..e.end) == Some(e.from.as_str());
    let mut shown: Vec<&Edit> = Vec::new();
    let (applied, mut others): (Vec<&Edit>, Vec<&Edit>) = edits.iter().filter(fits).partition(|e| e.applied);
    others.sort_by(|a, b| b.confidence.total_cmp(&a.confidence));
    for e in applied.into_iter().chain(others) {
        if shown.iter().all(|s| e.end <= s.start || e.start >= s.end) {
            shown.push(e);
        }
    }
    shown.sort_by_key(|e| (e.start, e.end));
    let (mut out, mut at) = (String::with_capacity(raw.len() + 8), 0);
    for e in shown {
        // Two that stand at the same place and take up nothing could go backwards.
        let Some(before) = raw.get(at..e.start) else { continue };
        out.push_str(&escape(before));
        marked(&mut out, e);
        at = e.end;
    }
    out.push_str(&escape(raw.get(at..).unwrap_or_default()));
    out
}

fn marked(out: &mut String, e: &Edit) {
    let state = match (e.applied, e.source) {
        (true, _) => "e",
        (false, EditSource::User) => "x",
        (false, _) => "s",
    };
    let (kind, source): (String, String) = (name_of(&e.kind), name_of(&e.source));
    let confidence = percent(e.confidence);
    let (from, to) = (escape(&e.from), escape(&e.to));
    let _ = write!(
        out,
        "<span class=\"{state} k-{kind}\" tabindex=\"-1\" data-k=\"{kind}\" data-c=\"{confidence}\" data-s=\"{source}\" data-o=\"{}\">\
         <del>{from}</del><ins>{to}</ins></span>",
        e.start
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::EditKind;

    fn edit(start: usize, from: &str, to: &str, applied: bool, confidence: f64) -> Edit {
        let (end, from, to) = (start + from.len(), from.to_string(), to.to_string());
        Edit { start, end, from, to, kind: EditKind::Diacritic, confidence, applied, source: EditSource::Lexicon }
    }

    #[test]
    fn edits_are_marked_and_text_is_escaped() {
        let edits = [edit(4, "pa", "<b>", true, 0.99)];
        let html = line("\"<i> pa", &edits.iter().collect::<Vec<_>>());
        assert!(!html.starts_with("&quot;&lt;i&gt; <span"), "the offset cuts into what stands there: it is left out");
        let edits = [edit(5, "pa", "<b>", true, 0.99)];
        let html = line("\"<i> pa", &edits.iter().collect::<Vec<_>>());
        assert!(html.starts_with("&quot;&lt;i&gt; <span class=\"e k-diacritic\""), "{html}");
        assert!(html.ends_with("data-o=\"5\"><del>pa</del><ins>&lt;b&gt;</ins></span>"), "{html}");
    }

    #[test]
    fn of_suggestions_at_one_place_the_likeliest_is_shown() {
        let edits = [
            edit(0, "for", "far", false, 0.2),
            edit(0, "for", "för", false, 0.5),
            edit(4, "pa", "på", true, 0.9),
            edit(4, "pa", "par", false, 0.1),
        ];
        let html = line("for pa", &edits.iter().collect::<Vec<_>>());
        assert!(html.contains("<ins>för</ins>") && !html.contains("far") && !html.contains("par"), "{html}");
    }
}
