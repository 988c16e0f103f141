//! Edits: every change to raw text, with where, why and how sure. Applying and undoing them.

use serde::{Deserialize, Serialize};

/// What sort of damage an edit mends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum EditKind {
    /// Only dots, rings and accents differ ("arendet" → "ärendet").
    Diacritic,
    /// Other letters were misread ("16pande" → "löpande").
    Confusion,
    /// A word was cut in two by the reading.
    Split,
    /// Two words were run together.
    Join,
    /// A hyphen at a line end, or a soft hyphen.
    Hyphen,
    /// A misread § ("$ 31" → "§ 31").
    ParagraphSign,
    /// Another reading of the same page decided.
    Witness,
    /// A name that the document shows clean elsewhere.
    Name,
}

/// What an edit rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum EditSource {
    /// The word is in the lexicon.
    Lexicon,
    /// The word is a compound of words in the lexicon.
    Compound,
    /// The words around it decided.
    Context,
    /// The document shows the word clean elsewhere.
    Document,
    /// Another reading of the same page.
    Witness,
    /// A word list or decision given by the user.
    User,
}

/// One change, or suggestion of a change, within a line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Edit {
    /// First byte (UTF-8) in the raw line.
    pub start: usize,
    /// One past the last byte in the raw line.
    pub end: usize,
    /// What stands in the raw line between `start` and `end`.
    pub from: String,
    /// What should stand there.
    pub to: String,
    /// What sort of damage it mends.
    pub kind: EditKind,
    /// Probability that the edit is right, 0–1.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub confidence: f64,
    /// Whether it is applied; otherwise it is a suggestion for a person.
    pub applied: bool,
    /// What it rests on.
    pub source: EditSource,
}

/// `raw` with all applied edits of `edits` made. Edits must be in order of `start`; an edit that overlaps an earlier
/// applied one, or whose offsets do not fit `raw`, is left out.
pub fn apply(raw: &str, edits: &[Edit]) -> String {
    let mut out = String::with_capacity(raw.len() + 8);
    let mut at = 0;
    for e in edits.iter().filter(|e| e.applied) {
        if e.start < at || raw.get(e.start..e.end) != Some(e.from.as_str()) {
            continue;
        }
        out.push_str(&raw[at..e.start]);
        out.push_str(&e.to);
        at = e.end;
    }
    out.push_str(&raw[at..]);
    out
}

/// Where bytes `start..end` of the text with all edits applied stand in the raw line. `None` where they cut through an applied edit.
pub fn raw_span(edits: &[Edit], start: usize, end: usize) -> Option<(usize, usize)> {
    let (mut raw, mut text) = (0usize, 0usize);
    let (mut first, mut last) = (None, None);
    for e in edits.iter().filter(|e| e.applied) {
        let gap = e.start.checked_sub(raw)?;
        let edit_text = text + gap;
        for (at, out) in [(start, &mut first), (end, &mut last)] {
            if out.is_none() && at <= edit_text {
                *out = Some(raw + at.checked_sub(text)?);
            }
        }
        (raw, text) = (e.end, edit_text + e.to.len());
        let inside = |at: usize| at > edit_text && at < text;
        if inside(start) || inside(end) {
            return None;
        }
    }
    let tail = |at: usize| at.checked_sub(text).map(|d| raw + d);
    Some((first.or_else(|| tail(start))?, last.or_else(|| tail(end))?))
}

/// Where byte `raw` of the raw line stands in the text with all edits applied. `None` where it lies within an applied edit.
pub fn text_at(edits: &[Edit], raw: usize) -> Option<usize> {
    let (mut read, mut text) = (0usize, 0usize);
    for e in edits.iter().filter(|e| e.applied) {
        if raw <= e.start {
            break;
        }
        if raw < e.end {
            return None;
        }
        (read, text) = (e.end, text + e.start.checked_sub(read)? + e.to.len());
    }
    Some(text + raw.checked_sub(read)?)
}

/// The raw line that [`apply`] made `text` of, or `None` where `text` and `edits` do not belong together.
pub fn undo(text: &str, edits: &[Edit]) -> Option<String> {
    let mut raw = String::with_capacity(text.len());
    let mut rest = text;
    for e in edits.iter().filter(|e| e.applied) {
        let (keep, after) = rest.split_at_checked(e.start.checked_sub(raw.len())?)?;
        raw.push_str(keep);
        rest = after.strip_prefix(e.to.as_str())?;
        raw.push_str(&e.from);
    }
    raw.push_str(rest);
    Some(raw)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn edit(start: usize, from: &str, to: &str) -> Edit {
        Edit {
            start,
            end: start + from.len(),
            from: from.into(),
            to: to.into(),
            kind: EditKind::Diacritic,
            confidence: 1.0,
            applied: true,
            source: EditSource::Lexicon,
        }
    }

    #[test]
    fn applies_in_order_and_undoes() {
        let edits = [edit(0, "sakerhet", "säkerhet"), edit(9, "pa", "på")];
        let text = apply("sakerhet pa", &edits);
        assert_eq!(text, "säkerhet på");
        assert_eq!(undo(&text, &edits).as_deref(), Some("sakerhet pa"));
    }

    #[test]
    fn text_offsets_map_back_to_raw() {
        let edits = [edit(2, "pa", "på")];
        assert_eq!(apply("$ pa 31", &edits), "$ på 31");
        assert_eq!(raw_span(&edits, 0, 1), Some((0, 1)));
        assert_eq!(raw_span(&edits, 6, 8), Some((5, 7)));
        assert_eq!(raw_span(&edits, 2, 5), Some((2, 4)));
        assert_eq!(raw_span(&edits, 3, 5), None);
        assert_eq!((text_at(&edits, 1), text_at(&edits, 2), text_at(&edits, 5)), (Some(1), Some(2), Some(6)));
        assert_eq!(text_at(&edits, 3), None);
    }

    #[test]
    fn a_suggestion_changes_nothing() {
        let mut e = edit(0, "pa", "på");
        e.applied = false;
        assert_eq!(apply("pa", &[e]), "pa");
    }

    #[test]
    fn an_edit_that_does_not_fit_is_left_out() {
        assert_eq!(apply("på", &[edit(1, "x", "y")]), "på");
    }

    proptest! {
        #[test]
        fn undo_gives_raw_back(words in proptest::collection::vec("[a-zåäö§$0-9]{1,6}", 1..8), mask in 0u8..) {
            let raw = words.join(" ");
            let mut at = 0;
            let mut edits = Vec::new();
            for (i, w) in words.iter().enumerate() {
                if mask & (1 << (i % 8)) != 0 {
                    edits.push(edit(at, w, &w.to_uppercase()));
                }
                at += w.len() + 1;
            }
            let text = apply(&raw, &edits);
            prop_assert_eq!(undo(&text, &edits), Some(raw));
        }
    }
}
