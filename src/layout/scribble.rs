//! Signatures, scribbles and stamps that were read as words ("Y2VYV-—"): furniture, so that they are no lines of text.
//!
//! Where the engine says how sure it was of each word, a line is a scribble when it was not sure of any and no word of it is one. A text
//! says nothing of that; there only what no writer writes counts: capitals, figures and long dashes run together.

use std::sync::LazyLock;

use regex::Regex;

use super::coarse::coarse;
use super::patterns::Seen;
use crate::page::{FurnitureRole, Line, LineRole, Page, PageStatus};

/// Mean confidence of a line's letters below which it may be a scribble.
const UNSURE: f32 = 0.4;
/// Confidence from which a known word or a number is read, not guessed.
const READ: f32 = 0.5;
/// Letters of a known word that is no accident; a long one is none however unsure.
const KNOWN: usize = 3;
const LONG: usize = 6;
/// Figures of a number, however unsure; letters that a scribble has at least.
const FIGURES: usize = 2;
const LETTERS: usize = 2;
/// Capitals in what no writer writes, and lines around in which a signature's label stands.
const CAPITALS: usize = 3;
const AROUND: usize = 2;

/// A word of capitals and figures with a long dash or several at its end, or before its last figure.
static MIXED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^[\p{Lu}0-9]*(?:\p{Lu}[0-9]|[0-9]\p{Lu})[\p{Lu}0-9]*(?:—|–|-[-–—])[-–—]*[0-9]?$").ok()
});

/// Words that stand beside signatures, from `dictionaries/signature-words.txt`, folded.
static LABELS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let rows = include_str!("../../dictionaries/signature-words.txt").lines();
    rows.filter(|l| !l.starts_with('#') && !l.is_empty()).map(coarse).collect()
});

/// Marks scribbles in the running text. `known` says whether a word, in any case, is in a list. Comes after [`super::mark_furniture`].
pub fn mark_scribbles(pages: &mut [Page], known: &dyn Fn(&str) -> bool) {
    for page in pages.iter_mut().filter(|p| p.status == PageStatus::Ok) {
        let found: Vec<usize> = (0..page.lines.len()).filter(|&i| is_scribble(&page.lines[i], known)).collect();
        let roles: Vec<FurnitureRole> = found.iter().map(|&i| role(page, i)).collect();
        for (i, role) in found.into_iter().zip(roles) {
            page.lines[i].role = LineRole::Furniture(role);
        }
    }
}

fn is_scribble(line: &Line, known: &dyn Fn(&str) -> bool) -> bool {
    // A lone sign is a bullet as often as dirt.
    if !line.is_text() || line.raw.chars().filter(|c| c.is_alphabetic()).count() < LETTERS {
        return false;
    }
    match confidence(line) {
        Some(mean) => {
            mean < UNSURE && !line.words.iter().any(|w| is_read(line, w, known)) && !Seen::new(&line.raw).is_kept()
        }
        None => is_mixed(line.raw.trim(), known),
    }
}

/// Mean confidence of a line's letters; `None` where a word has none.
fn confidence(line: &Line) -> Option<f32> {
    let mut sum = (0.0, 0.0);
    for word in &line.words {
        let letters = line.raw.get(word.start..word.end)?.chars().count() as f32;
        sum = (sum.0 + letters * word.confidence?, sum.1 + letters);
    }
    (sum.1 > 0.0).then(|| sum.0 / sum.1)
}

/// Whether a word was read: it is a word or a number of which the engine was not quite unsure, a long word, or a §.
fn is_read(line: &Line, word: &crate::page::Word, known: &dyn Fn(&str) -> bool) -> bool {
    let text = line.raw.get(word.start..word.end).unwrap_or_default();
    let sure = word.confidence.is_some_and(|c| c >= READ);
    let parts = || text.split(|c: char| !c.is_alphabetic()).map(|p| (p, p.chars().count()));
    // Times, sums and dates are hard to read and stand alone: figures without letters are read, however unsure.
    let figures = text.bytes().filter(u8::is_ascii_digit).count();
    let number = figures >= if sure { 1 } else { FIGURES } && !text.contains(char::is_alphabetic);
    text.contains('§') || number || parts().any(|(p, n)| n >= if sure { KNOWN } else { LONG } && known(p))
}

/// Whether a line of text alone is a scribble beyond doubt.
fn is_mixed(text: &str, known: &dyn Fn(&str) -> bool) -> bool {
    let capitals = text.chars().filter(|c| c.is_uppercase()).count();
    let word = || text.split(|c: char| !c.is_alphabetic()).any(|p| p.chars().count() >= KNOWN && known(p));
    let year = |run: &str| run.len() == 4 && (run.starts_with("18") || run.starts_with("19") || run.starts_with("20"));
    let dated = || text.split(|c: char| !c.is_ascii_digit()).any(year);
    capitals >= CAPITALS && MIXED.as_ref().is_some_and(|m| m.is_match(text)) && !word() && !dated()
}

/// A scribble beside the label of a signature, or another one, is a signature.
fn role(page: &Page, at: usize) -> FurnitureRole {
    let with_text = |i: &usize| !page.lines[*i].is_blank();
    let before = (0..at).rev().filter(with_text).take(AROUND);
    let after = (at + 1..page.lines.len()).filter(with_text).take(AROUND);
    let label = |i: usize| {
        let line = &page.lines[i];
        let folded = coarse(&line.raw);
        line.role == LineRole::Furniture(FurnitureRole::Signature) || LABELS.iter().any(|l| folded.contains(l.as_str()))
    };
    if before.chain(after).any(label) { FurnitureRole::Signature } else { FurnitureRole::Watermark }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::{Origin, Word};

    fn known(word: &str) -> bool {
        ["sekreterare", "beslut", "var", "ordförande"].contains(&word.to_lowercase().as_str())
    }

    /// A page of lines, each word with a confidence.
    fn page(lines: &[&[(&str, f32)]]) -> Page {
        let line = |words: &&[(&str, f32)]| {
            let mut line = Line::default();
            for &(text, confidence) in *words {
                if !line.raw.is_empty() {
                    line.raw.push(' ');
                }
                let start = line.raw.len();
                line.raw.push_str(text);
                let (end, confidence) = (line.raw.len(), Some(confidence));
                line.words.push(Word { start, end, bbox: None, confidence, letters: Vec::new() });
            }
            line
        };
        Page::from_lines(0, Origin::Ocr, "swe", lines.iter().map(line).collect())
    }

    fn roles(mut page: Page) -> Vec<Option<FurnitureRole>> {
        mark_scribbles(std::slice::from_mut(&mut page), &known);
        let role = |l: &Line| match l.role {
            LineRole::Furniture(role) => Some(role),
            LineRole::Text => None,
        };
        page.lines.iter().map(role).collect()
    }

    #[test]
    fn what_no_engine_could_read_is_no_text() {
        let lines: [&[(&str, f32)]; 12] = [
            &[("Beslut", 0.95)],
            &[("NRK44—", 0.2)],
            &[("Vyx", 0.1), ("uuj", 0.3)],
            &[("var", 0.3), ("xx", 0.1)],
            &[("var", 0.6), ("xx", 0.1)],
            &[("§", 0.2), ("14", 0.2)],
            &[("Sekreterare", 0.2)],
            &[("Wrq", 0.2)],
            &[("214", 0.55), ("-", 0.1), ("xq", 0.1)],
            &[("08.30—-12.10", 0.2)],
            &[("-", 0.1)],
            &[("xq", 0.1), ("12.10", 0.3)],
        ];
        let (mark, sign) = (Some(FurnitureRole::Watermark), Some(FurnitureRole::Signature));
        assert_eq!(roles(page(&lines)), [None, mark, mark, mark, None, None, None, sign, None, None, None, None]);
    }

    #[test]
    fn of_text_alone_only_what_no_writer_writes() {
        for scribble in ["Q4XKV-—", "MRKU5555—5", "VNWVKMI31—", "  AX9K–-"] {
            assert!(is_mixed(scribble.trim(), &known), "{scribble}");
        }
        for text in [
            "KS2019/207",
            "SBN—2020—15",
            "KS2021—3",
            "BESLUT—",
            "ABC123",
            "§14B—",
            "2019—03—12",
            "A4—",
            "Q4XKV-— beslut",
            "VAR9—",
            "X7-KV",
        ] {
            assert!(!is_mixed(text, &known), "{text}");
        }
    }

    #[test]
    fn labels_are_in_lower_case_and_stand_once() {
        let rows: Vec<&str> = include_str!("../../dictionaries/signature-words.txt")
            .lines()
            .filter(|l| !l.starts_with('#') && !l.is_empty())
            .collect();
        let mut seen = std::collections::BTreeSet::new();
        assert!(rows.iter().all(|r| seen.insert(*r) && *r == r.to_lowercase()), "{rows:?}");
    }
}
