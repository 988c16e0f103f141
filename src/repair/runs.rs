//! Runs: stretches of lines that are decoded together, cut into slots.

use std::borrow::Cow;
use std::ops::Range;

use smallvec::{SmallVec, smallvec};

use super::tokens::{Class, hyphenated, tokenize};
use crate::edit::{self, Edit};
use crate::lexicon::old::Era;
use crate::page::{Line, OcrSignature};

/// A run is cut after this many lines, so that the lattice stays small.
const MAX_LINES: usize = 80;

/// Lines that are decoded together: no blank line within.
#[derive(Debug, Clone)]
pub struct Run {
    /// Position of the page in the document, and raw line on it.
    pub lines: Vec<(usize, usize)>,
    /// The damage that decides the confusion table.
    pub signature: OcrSignature,
    /// When it was written.
    pub era: Era,
}

/// One place of the lattice.
#[derive(Debug, Clone, PartialEq)]
pub struct Slot<'a> {
    /// Where it stands: index into [`Run::lines`] and bytes of the raw line. Two for a word that is hyphenated over a line end.
    pub pieces: SmallVec<[(usize, Range<usize>); 1]>,
    /// The text, with earlier edits (ligatures, soft hyphens) applied; a hyphenated word joined.
    pub text: Cow<'a, str>,
    /// What it is.
    pub class: Class,
    /// A capital is expected here.
    pub sentence_start: bool,
    /// Follows something on its line that ends no sentence and is no label.
    pub after_word: bool,
    /// Its line is written in capitals.
    pub loud: bool,
}

/// Collects runs: consecutive lines without a blank one between.
#[derive(Default)]
pub struct Runs {
    runs: Vec<Run>,
    open: Vec<(usize, usize)>,
}

impl Runs {
    /// Adds a line; a blank one ends the run.
    pub fn push(&mut self, page: usize, index: usize, line: &Line, signature: OcrSignature) {
        if line.is_blank() {
            self.end(signature);
            return;
        }
        self.open.push((page, index));
        if self.open.len() == MAX_LINES {
            self.end(signature);
        }
    }

    /// Ends the run at hand.
    pub fn end(&mut self, signature: OcrSignature) {
        if !self.open.is_empty() {
            self.runs.push(Run { lines: std::mem::take(&mut self.open), signature, era: Era::default() });
        }
    }

    /// All runs.
    pub fn finish(self) -> Vec<Run> {
        self.runs
    }
}

/// The part of a line between two bytes with the line's edits applied.
fn text_of<'a>(line: &'a Line, span: &Range<usize>) -> Cow<'a, str> {
    if line.edits.is_empty() {
        return Cow::Borrowed(&line.raw[span.clone()]);
    }
    let shifted: Vec<Edit> = line
        .edits
        .iter()
        .filter(|e| e.start >= span.start && e.end <= span.end)
        .map(|e| Edit { start: e.start - span.start, end: e.end - span.start, ..e.clone() })
        .collect();
    Cow::Owned(edit::apply(&line.raw[span.clone()], &shifted))
}

/// Whether most letters of a line are capitals.
fn is_loud(line: &str) -> bool {
    let (upper, lower) = line.chars().fold((0usize, 0usize), |(upper, lower), c| {
        (upper + usize::from(c.is_uppercase()), lower + usize::from(c.is_lowercase()))
    });
    upper > 2 * lower
}

/// The slots of a run's lines.
pub fn slots<'a>(lines: &[&'a Line]) -> Vec<Slot<'a>> {
    let longest = lines.iter().map(|l| l.raw.trim().chars().count()).max().unwrap_or(0);
    let mut out: Vec<Slot> = Vec::new();
    let mut carry: Option<Slot> = None;
    let mut start = true;
    for (n, line) in lines.iter().enumerate() {
        let tokens = tokenize(&line.raw);
        let loud = is_loud(&line.raw);
        let goes_on = hyphenated(&line.raw, &tokens).map(|(i, _)| i);
        // A short line followed by another is a heading, a cell or a list item: the next begins anew.
        start |= n > 0 && lines[n - 1].raw.trim().chars().count() * 3 < longest * 2;
        for (i, token) in tokens.iter().enumerate() {
            let text = text_of(line, &token.span);
            let piece = (n, token.span.clone());
            if let Some(mut slot) = carry.take() {
                if i == 0 && token.class == Class::Word && text.starts_with(char::is_lowercase) {
                    slot.text.to_mut().push_str(&text);
                    slot.pieces.push(piece);
                    out.push(slot);
                    continue;
                }
                out.push(slot);
            }
            // After a label ("§ 7", "3.") a title or a list item begins.
            let label = || tokens[..i].iter().all(|t| matches!(t.class, Class::Number | Class::Sign));
            let after_word = i > 0 && tokens[i - 1].class != Class::End && !label();
            let slot = Slot { pieces: smallvec![piece], text, class: token.class, sentence_start: start, after_word, loud };
            start = match token.class {
                Class::End => true,
                Class::Sign => start,
                _ => false,
            };
            if goes_on == Some(i) {
                carry = Some(slot);
                break;
            }
            out.push(slot);
        }
    }
    out.extend(carry);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_over_a_line_end_is_one_slot() {
        let (a, b) = (Line::new("om samman-"), Line::new("tridet i juni."));
        let slots = slots(&[&a, &b]);
        let texts: Vec<&str> = slots.iter().map(|s| &*s.text).collect();
        assert_eq!(texts, ["om", "sammantridet", "i", "juni", "."]);
        assert_eq!(slots[1].pieces.as_slice(), [(0, 3..9), (1, 0..6)]);
    }

    #[test]
    fn a_suspended_hyphen_is_not_joined() {
        let (a, b) = (Line::new("system- och"), Line::new("nät"));
        let slots = slots(&[&a, &b]);
        assert_eq!(slots[0].text, "system");
    }

    #[test]
    fn runs_end_at_blank_lines() {
        let mut runs = Runs::default();
        for (i, text) in ["a", "b", "", "c"].into_iter().enumerate() {
            runs.push(0, i, &Line::new(text), OcrSignature::None);
        }
        runs.end(OcrSignature::None);
        let lines: Vec<usize> = runs.finish().iter().map(|r| r.lines.len()).collect();
        assert_eq!(lines, [2, 1]);
    }
}
