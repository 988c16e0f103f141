//! How a document prints its labels.

use super::build::ChosenHead;
use super::label_text;
use super::labels::{Label, Sign};
use crate::page::TextLine;

/// Labels with a true § that show that the document prints one.
const SIGNED: usize = 2;

/// Whether a § stands before the numbers of this document: one head shows it, and another head or a line of the list of matters.
pub(super) fn are_signed(candidates: &[Label], heads: &[ChosenHead<'_>]) -> bool {
    let clean = |l: &Label| l.sign == Sign::Clean;
    heads.iter().any(|h| clean(h.label)) && candidates.iter().filter(|l| clean(l)).count() >= SIGNED
}

/// Whether at least an eighth of the labels show a blank between sign and number. OCR drops thin blanks and never adds one.
pub(super) fn mostly_spaced(heads: &[ChosenHead<'_>]) -> bool {
    let signs: Vec<_> =
        heads.iter().filter(|h| h.reading.is_some() && !matches!(h.label.sign, Sign::Word | Sign::Number)).collect();
    let spaced = signs.iter().filter(|h| h.label.spaced).count();
    spaced * 8 >= signs.len().max(1)
}

/// Whether more than half of the labels show a blank between sign and number.
pub(super) fn mostly_parted(heads: &[ChosenHead<'_>], lines: &[TextLine]) -> bool {
    let blank = |h: &ChosenHead<'_>| label_text::shows_blank(h.label, h.reading?, &lines[h.label.line].text);
    let (parted, all) =
        heads.iter().filter_map(blank).fold((0, 0), |(parted, all), b| (parted + usize::from(b), all + 1));
    parted * 2 > all
}

/// Whether more than half of the labels end in a full stop.
pub(super) fn mostly_dotted(heads: &[ChosenHead<'_>], lines: &[TextLine]) -> bool {
    let ends = |h: &&ChosenHead<'_>| {
        let line = &lines[h.label.number_line].text;
        h.reading.is_some_and(|r| line.get(..r.end).is_some_and(|l| l.ends_with('.')))
    };
    heads.iter().filter(ends).count() * 2 > heads.len()
}
