//! From the reading chosen to edits of the raw lines.

use std::ops::Range;

use super::case;
use super::readings::{Reading, Why};
use super::runs::Slot;
use crate::edit::{Edit, EditKind, EditSource};
use crate::fold::skeleton;
use crate::lexicon::Lexicon;
use crate::page::Line;

/// What is known of a choice beside the reading itself.
#[derive(Debug, Clone, Copy)]
pub struct Verdict {
    /// Probability that it is right, 0–1.
    pub confidence: f64,
    /// Whether it is applied.
    pub applied: bool,
    /// Whether it would not have been chosen without the words around it.
    pub context: bool,
}

/// The edits that put `reading` in the place of its slots (as many as its arc takes up): index of the line in the run, and edit.
pub fn of_reading(
    lexicon: &Lexicon,
    slots: &[Slot],
    reading: &Reading,
    verdict: Verdict,
    lines: &[&Line],
) -> Vec<(usize, Edit)> {
    let (Some(slot), Some(last)) = (slots.first(), slots.last()) else { return Vec::new() };
    let mut raw = slot.text.to_string();
    slots[1..].iter().for_each(|s| raw.push_str(&s.text));
    let to = restored(lexicon, slot, &raw, reading);
    let kind = match () {
        () if slots.len() > 1 => EditKind::Split,
        () if reading.why == Why::TwoWords => EditKind::Join,
        () if reading.document && reading.why == Why::Free && to.starts_with(char::is_uppercase) => EditKind::Name,
        () if skeleton(&raw) == skeleton(&to) => EditKind::Diacritic,
        () => EditKind::Confusion,
    };
    let source = match () {
        () if lexicon.is_user(reading.arc.ids.0) => EditSource::User,
        () if reading.document => EditSource::Document,
        () if reading.why == Why::Compound => EditSource::Compound,
        // A string of no list rests on its letters and its place, not on the lexicon.
        () if verdict.context || reading.why == Why::Free => EditSource::Context,
        () => EditSource::Lexicon,
    };
    let places: Vec<(usize, Range<usize>, String)> = match (slots.len(), slot.pieces.as_slice(), last.pieces.as_slice())
    {
        (2, [(line, a)], [(_, b)]) => vec![(*line, a.start..b.end, to)],
        (1, pieces, _) => {
            let parts = divide(&to, slot, lines);
            pieces.iter().zip(parts).map(|((line, span), to)| (*line, span.clone(), to)).collect()
        }
        _ => return Vec::new(),
    };
    let edits = places.into_iter().filter_map(|(line, span, to)| {
        let from = lines.get(line)?.raw.get(span.clone())?;
        (from != to).then(|| {
            // The confidence is that of a model: it never states certainty.
            let confidence = ((verdict.confidence * 1000.0).round() / 1000.0).min(0.999);
            let (from, applied) = (from.to_string(), verdict.applied);
            (line, Edit { start: span.start, end: span.end, from, to, kind, confidence, applied, source })
        })
    });
    edits.collect()
}

fn restored(lexicon: &Lexicon, slot: &Slot, raw: &str, reading: &Reading) -> String {
    let place = |id, start, after_word| {
        let (lower, capital) = lexicon.counts(id);
        case::Place {
            sentence_start: start,
            after_word,
            name: lexicon.is_name(id),
            loud: slot.loud,
            common: lower > capital.saturating_mul(10),
        }
    };
    let (first, second) = reading.arc.ids;
    let whole = place(first, slot.sentence_start, slot.after_word);
    let (Some(second), Some((a, b))) = (second, reading.word.split_once(' ')) else {
        return case::restore(raw, &reading.word, whole);
    };
    // Each of two words takes the case of its share of the letters.
    let cut = raw.char_indices().nth(a.chars().count()).map_or(raw.len(), |(i, _)| i);
    let (left, right) = raw.split_at(cut);
    let right = right.trim_start_matches(|c: char| !c.is_alphanumeric());
    format!("{} {}", case::restore(left, a, whole), case::restore(right, b, place(second, false, true)))
}

/// Divides a mended word over the pieces of its slot, where the raw pieces fit best.
fn divide(word: &str, slot: &Slot, lines: &[&Line]) -> Vec<String> {
    let [(first_line, first), (second_line, second)] = slot.pieces.as_slice() else { return vec![word.to_string()] };
    let raw = |line: usize, span: &Range<usize>| skeleton(&lines[line].raw[span.clone()]);
    let (a, b) = (raw(*first_line, first), raw(*second_line, second));
    let cost =
        |at: usize| strsim::levenshtein(&a, &skeleton(&word[..at])) + strsim::levenshtein(&b, &skeleton(&word[at..]));
    let cut = word.char_indices().map(|(i, _)| i).skip(1).min_by_key(|at| cost(*at)).unwrap_or(word.len());
    vec![word[..cut].to_string(), word[cut..].to_string()]
}
