//! The second reading: § % @ found again.
//!
//! Tesseract's Swedish model has no § among its symbols and prints `8`, `$`, `5`, `&` in its place; the English model reads § well and
//! breaks å ä ö; the model for Latin script finds some that it misses. So only lines with a letter that may be a § are read again, and
//! the readings vote on that letter (`vote.rs`). Everything else stays as the first model read it.

mod align;
mod foreign;
mod label;
mod put;
mod signs;
mod suspects;
mod vote;

use super::order::around;
use super::wire::{WireLine, WireWord};
use crate::page::PageImage;
use put::{Change, put};
use suspects::{Text, suspects};
use vote::{READERS, probability, seen};

pub use align::align;
pub(crate) use label::is_label;
pub use suspects::Suspect;

/// Reads a cut-out of the page as one line.
pub(crate) type ReadLine<'a> = dyn FnMut(&PageImage) -> Option<Vec<WireLine>> + 'a;

/// Probability from which a letter is taken for a §. On the pages that teach the votes hardly any is put in wrongly from here on
/// (benches/README.md), so that nothing is gained by asking for more.
const SURE: f64 = 0.5;
/// While the probability is between these, another model is asked: after no and after one second reading. The English model reads a page in
/// half the time of the Latin one, which settles few letters that the English has left open.
const OPEN: [std::ops::Range<f64>; READERS] = [0.01..0.985, 0.04..0.85];

/// Words this many times farther apart than their line is tall stand in different fields.
const GAP: u32 = 2;
/// Words before the first and after the last suspect that are read again with them.
const AROUND: (usize, usize) = (3, 4);
/// Most signs of a line that may be the label of a § alone.
const SHORT: usize = 6;
/// White beside, and above and below, what is read again, quarters of its height.
const MARGIN: [u32; 2] = [1, 1];
/// The same when a label that the first model could make nothing of is tried once more on the page as given: a few lone letters suffer
/// most from preparation, and are seen better with more white.
const WIDE_MARGIN: [u32; 2] = [4, 1];
/// The same for a strip that the first model had left out.
const STRIP_MARGIN: [u32; 2] = [2, 2];
/// Confidence below which the first model made nothing of a label, 0–1.
const UNREAD: f32 = 0.5;
/// Place of the model for Latin script among the readers.
const LATIN: usize = 1;

/// One line as a second model read it.
struct Reading {
    words: Vec<WireWord>,
    text: Text,
    /// For each character of the first reading its counterpart.
    counterparts: Vec<Option<usize>>,
}

impl Reading {
    /// `words` are what a model saw of the words `window` of the line `first`.
    fn of(words: Vec<WireWord>, first: &Text, window: &std::ops::Range<usize>) -> Reading {
        let line = WireLine { bbox: [0; 4], words };
        let text = Text::of(&line);
        let from = first.places.partition_point(|p| p.0 < window.start);
        let to = first.places.partition_point(|p| p.0 < window.end);
        let mut counterparts = vec![None; first.chars.len()];
        counterparts[from..to].copy_from_slice(&align(&first.chars[from..to], &text.chars));
        Reading { words: line.words, text, counterparts }
    }

    fn counterpart(&self, at: usize) -> Option<char> {
        self.counterparts[at].map(|j| self.text.chars[j])
    }

    /// Whether a space stands before and after the counterpart of `at`.
    fn spaces(&self, at: usize) -> Option<(bool, bool)> {
        let j = self.counterparts[at]?;
        let space = |j: Option<usize>| j.and_then(|j| self.text.chars.get(j)).is_none_or(|c| *c == ' ');
        Some((space(j.checked_sub(1)), space(Some(j + 1))))
    }
}

impl Reading {
    /// The numbers after a "§§" that stands in the place of letter `at`, and whether there is a space between.
    fn double_sign(&self, at: usize) -> Option<(Vec<char>, bool)> {
        let j = self.counterparts[at]?;
        let rest = &self.text.chars[j.saturating_sub(1)..];
        let from = rest.windows(2).take(2).position(|w| w == ['§', '§'])? + 2;
        let apart = rest.get(from) == Some(&' ');
        let numbers = &rest[from + usize::from(apart)..];
        let end = numbers.iter().position(|c| *c == ' ').unwrap_or(numbers.len());
        numbers.first()?.is_ascii_digit().then(|| (numbers[..end].to_vec(), apart))
    }
}

/// A line read again as often as its suspects needed it.
struct Case<'a> {
    line: &'a WireLine,
    text: Text,
    suspects: Vec<Suspect>,
    readings: Vec<Reading>,
}

impl Case<'_> {
    fn new(line: &WireLine) -> Case<'_> {
        Case { line, text: Text::of(line), suspects: suspects(line), readings: Vec::new() }
    }

    fn place(&self, suspect: &Suspect) -> usize {
        let here = (suspect.word, suspect.at);
        self.text.places.iter().position(|p| *p == here).unwrap_or_default()
    }

    /// The features of a suspect after all readings so far.
    fn features(&self, suspect: &Suspect) -> Vec<&'static str> {
        let at = self.place(suspect);
        let said =
            self.readings.iter().enumerate().map(|(r, reading)| seen(r, self.text.chars[at], reading.counterpart(at)));
        suspect.features.iter().copied().chain(said).collect()
    }

    fn probability(&self, suspect: &Suspect) -> f64 {
        probability(&self.features(suspect), self.readings.len())
    }

    /// The words to be read again: those around the suspects, or all where the line is read for another sign.
    fn window(&self) -> std::ops::Range<usize> {
        let words = self.line.words.len();
        match (self.suspects.first(), self.suspects.last()) {
            (Some(a), Some(b)) if !signs::may_hold(self.line) => {
                a.word.saturating_sub(AROUND.0)..(b.word + 1 + AROUND.1).min(words)
            }
            _ => 0..words,
        }
    }

    /// Whether another reading would help.
    fn is_open(&self) -> bool {
        let first = self.readings.is_empty();
        // Where the § touches its number, only another reading knows whether there is a space.
        let spaces = |s: &Suspect, p: f64| s.glued && first && p >= SURE;
        let label = || self.suspects.iter().any(|s| s.label);
        let other = first && (signs::may_hold(self.line) || self.is_short() || label());
        let Some(open) = OPEN.get(self.readings.len()) else { return false };
        other
            || self.suspects.iter().any(|s| {
                let p = self.probability(s);
                open.contains(&p) || spaces(s, p)
            })
    }

    /// Whether the line is as short as the label of a § alone, of which the first model may have made anything ("ST" for "§ 1.").
    fn is_short(&self) -> bool {
        let signs = self.text.chars.iter().filter(|c| **c != ' ').count();
        self.suspects.is_empty() && (1..=SHORT).contains(&signs) && !self.text.chars.contains(&'§')
    }

    /// The words of a second reading that takes the whole of a short line for the label of a §.
    fn label(&self) -> Option<&[WireWord]> {
        let label = |r: &&Reading| is_label(&r.text.chars.iter().collect::<String>());
        self.readings.iter().filter(|_| self.is_short()).find(label).map(|r| r.words.as_slice())
    }

    fn changes(&self) -> Vec<Change> {
        let sure = self.suspects.iter().map(|s| (s, self.probability(s))).filter(|(_, p)| *p >= SURE);
        let mut changes: Vec<Change> = sure.map(|(s, p)| self.change(s, p)).collect();
        self.double_signs(&mut changes);
        self.single_signs(&mut changes);
        self.whole_double_signs(&mut changes);
        for reading in &self.readings {
            for change in signs::changes(&self.text, &reading.text, &reading.counterparts) {
                if changes.iter().all(|c| (c.word, c.at) != (change.word, change.at)) {
                    changes.push(change);
                }
            }
        }
        changes
    }

    fn change(&self, suspect: &Suspect, probability: f64) -> Change {
        let at = self.place(suspect);
        let showing = self.readings.iter().find(|r| r.counterpart(at) == Some('§'));
        let (before, after) = showing.and_then(|r| r.spaces(at)).unwrap_or_default();
        Change { word: suspect.word, at: suspect.at, to: Some('§'), before, after, confidence: probability as f32 }
    }

    /// "§§" of which the vote found one: beside a number the other shape of the pair is no figure, unless a reading shows a single §.
    fn double_signs(&self, changes: &mut Vec<Change>) {
        for pair in self.suspects.windows(2) {
            let adjacent = pair[0].word == pair[1].word && pair[0].at + 1 == pair[1].at;
            let numbered = pair[0].glued
                || pair.iter().any(|s| s.features.iter().any(|f| matches!(*f, "after number" | "before number")));
            let found = |s: &Suspect| changes.iter().any(|c| (c.word, c.at) == (s.word, s.at));
            let (a, b) = (found(&pair[0]), found(&pair[1]));
            if !adjacent || !numbered || a == b {
                continue;
            }
            let (other, sign) = if a { (&pair[1], &pair[0]) } else { (&pair[0], &pair[1]) };
            let (other_place, sign_place) = (self.place(other), self.place(sign));
            let shows = |r: &&Reading| r.counterpart(sign_place) == Some('§');
            let single = self.readings.iter().filter(shows).any(|r| r.counterparts[other_place].is_none());
            if !single {
                changes.push(self.change(other, SURE));
            }
        }
    }

    /// "§§" that touches its numbers ("$8$7-8" and "889-10" for §§7-8 and §§9-10), as a reading shows it whole: where the numbers are the
    /// same in both, all that stands before them is the sign.
    fn whole_double_signs(&self, changes: &mut Vec<Change>) {
        let signs: Vec<(usize, usize)> = changes.iter().filter(|c| c.to == Some('§')).map(|c| (c.word, c.at)).collect();
        for (word, at) in signs {
            let Some(here) = self.text.places.iter().position(|p| *p == (word, at)) else { continue };
            let chars: Vec<char> = self.line.words[word].text.chars().collect();
            let Some((numbers, apart)) = self.readings.iter().find_map(|r| r.double_sign(here)) else { continue };
            let count = (at..chars.len()).find(|i| chars[*i..].starts_with(&numbers)).map_or(0, |i| i - at);
            let before = &chars[at..at + count];
            let plain = before.iter().filter(|c| !c.is_alphanumeric()).count();
            if before.iter().all(|c| suspects::is_shape(*c)) && (count == 2 || count == 3 && plain >= 2) {
                let confidence = changes.iter().find(|c| (c.word, c.at) == (word, at)).map_or(0.0, |c| c.confidence);
                changes.retain(|c| c.word != word || !(at..at + count).contains(&c.at));
                changes.extend((0..count).map(|i| Change {
                    word,
                    at: at + i,
                    to: (i < 2).then_some('§'),
                    before: false,
                    after: i == 1 && apart,
                    confidence,
                }));
            }
        }
    }

    /// One § read as two shapes ("$5" for §, "8858" for § 58): where no reading shows two, the shape after the sign goes.
    fn single_signs(&self, changes: &mut Vec<Change>) {
        let signs: Vec<(usize, usize)> = changes.iter().filter(|c| c.to == Some('§')).map(|c| (c.word, c.at)).collect();
        for (word, at) in signs {
            let place = |at: usize| self.text.places.iter().position(|p| *p == (word, at));
            let (Some(here), Some(next)) = (place(at), place(at + 1)) else { continue };
            if !suspects::is_shape(self.text.chars[next]) {
                continue;
            }
            let shows = |r: &&Reading| r.counterpart(here) == Some('§');
            let double = self.readings.iter().any(|r| r.counterpart(next) == Some('§'));
            // Only where the number after it is still there: a figure must not go because a model missed it.
            let number = (next + 1..self.text.chars.len()).find(|i| self.text.chars[*i] != ' ');
            let digit = |r: &Reading, i: usize| r.counterpart(i).is_some_and(|c| c.is_ascii_digit());
            let lost = |r: &Reading| r.counterparts[next].is_none() && number.is_some_and(|i| digit(r, i));
            if !double && self.readings.iter().filter(shows).any(lost) {
                changes.retain(|c| (c.word, c.at) != (word, at + 1));
                changes.push(Change { word, at: at + 1, to: None, before: false, after: false, confidence: 0.0 });
            }
        }
    }
}

/// A page as prepared and as given.
pub(crate) struct Scan<'a> {
    /// As prepared: the image that all boxes refer to.
    pub prepared: &'a PageImage,
    /// As given.
    pub given: &'a PageImage,
    /// Where a box (left, top, right, bottom) of the prepared page stands on the page as given; `None`: at the same place.
    pub to_given: Option<&'a dyn Fn([u32; 4]) -> [u32; 4]>,
}

/// Reads the lines that may hold a § % or @ again, as often as is needed, and puts in what the readings agree on.
pub(crate) fn second_reading(lines: &mut [WireLine], scan: &Scan<'_>, readers: &mut [Box<ReadLine<'_>>]) {
    for line in lines {
        let mut words = Vec::with_capacity(line.words.len());
        for part in parts(line) {
            let case = read_again(&part, scan, readers, false);
            words.extend(match (case.label(), case.changes()) {
                (Some(label), _) => label.to_vec(),
                (None, changes) if changes.is_empty() => part.words.clone(),
                (None, changes) => put(&part.words, &changes),
            });
        }
        if let Some(latin) = readers.get_mut(LATIN) {
            read_names_again(&mut words, scan.prepared, latin);
        }
        line.words = words;
    }
}

/// Names of which the first model was not sure, as the model for Latin script has them where the first lacks a letter of theirs.
fn read_names_again(words: &mut [WireWord], image: &PageImage, latin: &mut ReadLine<'_>) {
    for at in 0..words.len() {
        if foreign::is_unsure_name(words, at) {
            let beside = at.saturating_sub(1)..(at + 2).min(words.len());
            let read = read_words(image, &words[beside], MARGIN, latin);
            if let Some(word) = foreign::mended(&words[at], &read) {
                words[at] = word;
            }
        }
    }
}

/// A line divided where its words stand far apart: the fields of a table or a header, of several sizes and heights, which are read better
/// one by one.
fn parts(line: &WireLine) -> Vec<WireLine> {
    let mut parts: Vec<WireLine> = Vec::new();
    for word in &line.words {
        let [left, top, right, bottom] = word.bbox;
        match parts.last_mut() {
            Some(part) if left.saturating_sub(part.bbox[2]) <= GAP * (part.bbox[3] - part.bbox[1]).max(1) => {
                let [l, t, r, b] = part.bbox;
                part.bbox = [l.min(left), t.min(top), r.max(right), b.max(bottom)];
                part.words.push(word.clone());
            }
            _ => parts.push(WireLine { bbox: word.bbox, words: vec![word.clone()] }),
        }
    }
    parts
}

/// The features of every suspect on the page after 0, 1, … second readings, with the line as first read: what the votes are learned from.
pub(crate) fn observe(lines: &[WireLine], image: &PageImage, readers: &mut [Box<ReadLine<'_>>]) -> Vec<Observation> {
    let scan = Scan { prepared: image, given: image, to_given: None };
    let mut all = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        let mut first_word = 0;
        for part in parts(line) {
            let case = read_again(&part, &scan, readers, true);
            let place = |s: &Suspect| Suspect { word: first_word + s.word, ..s.clone() };
            let observed = |s: &Suspect| Observation { line: index, suspect: place(s), features: case.features(s) };
            all.extend(case.suspects.iter().map(observed));
            first_word += part.words.len();
        }
    }
    all
}

/// A suspect with what all readings say of it.
#[derive(Debug, Clone)]
pub struct Observation {
    /// Index of the line on the page.
    pub line: usize,
    /// Where in the line it stands.
    pub suspect: Suspect,
    /// Its features, those of the second readings last.
    pub features: Vec<&'static str>,
}

fn read_again<'l>(line: &'l WireLine, scan: &Scan<'_>, readers: &mut [Box<ReadLine<'_>>], always: bool) -> Case<'l> {
    let mut case = Case::new(line);
    for read in readers.iter_mut().take(READERS) {
        let wanted = if always { !case.suspects.is_empty() } else { case.is_open() };
        if !wanted {
            break;
        }
        let window = case.window();
        let words = read_words(scan.prepared, &line.words[window.clone()], MARGIN, read.as_mut());
        case.readings.push(Reading::of(words, &case.text, &window));
        if case.is_short() && case.label().is_none() && line.words.iter().any(|w| w.conf < UNREAD) {
            let words = read_as_given(scan, around(&line.words), read.as_mut());
            case.readings.push(Reading::of(words, &case.text, &window));
            break;
        }
    }
    case
}

/// What a model sees of `words`; boxes are those of the page.
fn read_words(image: &PageImage, words: &[WireWord], margin: [u32; 2], read: &mut ReadLine<'_>) -> Vec<WireWord> {
    read_box(image, around(words), margin, read)
}

/// What a model sees in `bbox` of the page before it was prepared.
fn read_as_given(scan: &Scan<'_>, bbox: [u32; 4], read: &mut ReadLine<'_>) -> Vec<WireWord> {
    let there = scan.to_given.map_or(bbox, |to_given| to_given(bbox));
    let mut words = read_box(scan.given, there, WIDE_MARGIN, read);
    let [x, y] = [0, 1].map(|i| (bbox[i], there[i], bbox[i + 2] - bbox[i], (there[i + 2] - there[i]).max(1)));
    let back = |v: u32, (here, there, size, size_there): (u32, u32, u32, u32)| {
        here + (u64::from(v.saturating_sub(there)) * u64::from(size) / u64::from(size_there)) as u32
    };
    for [left, top, right, bottom] in words.iter_mut().map(|w| &mut w.bbox) {
        (*left, *right, *top, *bottom) = (back(*left, x), back(*right, x), back(*top, y), back(*bottom, y));
    }
    words
}

/// What a model sees in `bbox` (left, top, right, bottom); boxes are those of the page.
pub(crate) fn read_strip(image: &PageImage, bbox: [u32; 4], read: &mut ReadLine<'_>) -> Vec<WireWord> {
    read_box(image, bbox, STRIP_MARGIN, read)
}

fn read_box(image: &PageImage, bbox: [u32; 4], margin: [u32; 2], read: &mut ReadLine<'_>) -> Vec<WireWord> {
    let (cut, x0, y0) = cut_out(image, bbox, margin);
    let mut words: Vec<WireWord> = read(&cut).unwrap_or_default().into_iter().flat_map(|l| l.words).collect();
    for [left, top, right, bottom] in words.iter_mut().map(|w| &mut w.bbox) {
        (*left, *right, *top, *bottom) = (*left + x0, *right + x0, *top + y0, *bottom + y0);
    }
    words
}

/// The part of the page in a box, with some white around it. Several words are read better than one: the model sees how tall the
/// letters are. `margin`: white to the sides, and above and below, quarters of a line's height. With its left and top edge, pixels.
fn cut_out(image: &PageImage, [left, top, right, bottom]: [u32; 4], margin: [u32; 2]) -> (PageImage, u32, u32) {
    let [beside, above] = margin.map(|m| (m * bottom.saturating_sub(top) / 4).clamp(4, 30 * m));
    let (width, height) = image.pixels.dimensions();
    let (x0, y0) = (left.saturating_sub(beside).min(width), top.saturating_sub(above).min(height));
    let (x1, y1) = ((right + beside).min(width), (bottom + above).min(height));
    let view = image::imageops::crop_imm(&image.pixels, x0, y0, x1.saturating_sub(x0), y1.saturating_sub(y0));
    (PageImage { pixels: view.to_image(), dpi: image.dpi }, x0, y0)
}

#[cfg(test)]
mod tests;
