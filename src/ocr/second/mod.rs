//! The second reading: § % @ found again.
//!
//! Tesseract's Swedish model has no § among its symbols and prints `8`, `$`, `5`, `&` in its place; the English model reads § well and
//! breaks å ä ö; the model for Latin script finds some that it misses. So only lines with a letter that may be a § are read again, and
//! the readings vote on that letter ([`vote`]). Everything else stays as the first model read it.

mod align;
mod put;
mod signs;
mod suspects;
mod vote;

use super::wire::{WireLine, WireWord};
use crate::page::PageImage;
use put::{Change, put};
use suspects::{Text, suspects};
use vote::{READERS, probability, seen};

pub use align::align;
pub use suspects::Suspect;

/// Reads a cut-out of the page as one line.
pub(crate) type ReadLine<'a> = dyn FnMut(&PageImage) -> Option<Vec<WireLine>> + 'a;

/// Probability from which a letter is taken for a §. On the pages that teach the votes hardly any is put in wrongly from here on
/// (benches/README.md), so that nothing is gained by asking for more.
const SURE: f64 = 0.5;
/// While the probability is between these, another model is asked.
const OPEN: std::ops::Range<f64> = 0.004..0.99;

/// Most signs of a line that may be the label of a § alone.
const SHORT: usize = 6;

/// One line as a second model read it.
struct Reading {
    words: Vec<WireWord>,
    text: Text,
    /// For each character of the first reading its counterpart.
    counterparts: Vec<Option<usize>>,
}

impl Reading {
    fn of(words: Vec<WireWord>, first: &Text) -> Reading {
        let line = WireLine { bbox: [0; 4], words };
        let text = Text::of(&line);
        let counterparts = align(&first.chars, &text.chars);
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

    /// Whether another reading would help.
    fn is_open(&self) -> bool {
        let first = self.readings.is_empty();
        // Where the § touches its number, only another reading knows whether there is a space.
        let spaces = |s: &Suspect, p: f64| s.glued && first && p >= SURE;
        let sign = first && signs::may_hold(self.line);
        sign || (self.is_short() && self.label().is_none())
            || self.suspects.iter().any(|s| {
                let p = self.probability(s);
                OPEN.contains(&p) || spaces(s, p)
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
        self.single_signs(&mut changes);
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

    /// One § printed as two shapes ("$5" for §): where the readings that show a § show one, the other shape goes.
    fn single_signs(&self, changes: &mut Vec<Change>) {
        let pairs: Vec<(usize, usize)> = self
            .suspects
            .windows(2)
            .filter(|p| p[0].word == p[1].word && p[0].at + 1 == p[1].at)
            .map(|p| (self.place(&p[0]), self.place(&p[1])))
            .collect();
        for (a, b) in pairs {
            let count = |r: &Reading| [a, b].iter().filter(|at| r.counterpart(**at) == Some('§')).count();
            let lost = |r: &Reading| [a, b].into_iter().find(|at| r.counterparts[*at].is_none());
            let most = self.readings.iter().map(count).max().unwrap_or(0);
            let Some(other) = self.readings.iter().find(|r| count(r) == 1).and_then(lost) else { continue };
            let (word, at) = self.text.places[other];
            if most == 1 && changes.iter().any(|c| c.word == word) {
                changes.retain(|c| (c.word, c.at) != (word, at));
                changes.push(Change { word, at, to: None, before: false, after: false, confidence: 0.0 });
            }
        }
    }
}

/// Reads the lines that may hold a § % or @ again, as often as is needed, and puts in what the readings agree on.
pub(crate) fn second_reading(lines: &mut [WireLine], image: &PageImage, readers: &mut [Box<ReadLine<'_>>]) {
    for line in lines {
        let case = read_again(line, image, readers, false);
        let words = match (case.label(), case.changes()) {
            (Some(label), _) => label.to_vec(),
            (None, changes) if changes.is_empty() => continue,
            (None, changes) => put(&line.words, &changes),
        };
        line.words = words;
    }
}

/// "§ 12", "§ 14 B.": a sign and a number of at most three digits, and nothing else.
fn is_label(text: &str) -> bool {
    let Some(rest) = text.trim().strip_prefix('§') else { return false };
    let rest = rest.trim_start().trim_end_matches(['.', ':']);
    let number = rest.trim_end_matches(|c: char| c.is_ascii_uppercase()).trim_end();
    (1..=3).contains(&number.len()) && number.chars().all(|c| c.is_ascii_digit()) && rest.len() <= number.len() + 2
}

/// The features of every suspect on the page after 0, 1, … second readings, with the line as first read: what the votes are learned from.
pub(crate) fn observe(lines: &[WireLine], image: &PageImage, readers: &mut [Box<ReadLine<'_>>]) -> Vec<Observation> {
    let mut all = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        let case = read_again(line, image, readers, true);
        let observed = |s: &Suspect| Observation { line: index, suspect: s.clone(), features: case.features(s) };
        all.extend(case.suspects.iter().map(observed));
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

fn read_again<'l>(line: &'l WireLine, image: &PageImage, readers: &mut [Box<ReadLine<'_>>], always: bool) -> Case<'l> {
    let mut case = Case::new(line);
    for read in readers.iter_mut().take(READERS) {
        let wanted = if always { !case.suspects.is_empty() } else { case.is_open() };
        if !wanted {
            break;
        }
        let (cut, x0, y0) = cut_out(image, line);
        let mut words: Vec<WireWord> = read(&cut).unwrap_or_default().into_iter().flat_map(|l| l.words).collect();
        for [left, top, right, bottom] in words.iter_mut().map(|w| &mut w.bbox) {
            (*left, *right, *top, *bottom) = (*left + x0, *right + x0, *top + y0, *bottom + y0);
        }
        case.readings.push(Reading::of(words, &case.text));
    }
    case
}

/// The part of the page that shows `line`, with some white around it. A whole line is read better than a word of it: the model sees how
/// tall its letters are. With its left and top edge, pixels.
fn cut_out(image: &PageImage, line: &WireLine) -> (PageImage, u32, u32) {
    let [left, top, right, bottom] = line.bbox;
    let margin = (bottom.saturating_sub(top) / 4).clamp(4, 30);
    let (width, height) = image.pixels.dimensions();
    let (x0, y0) = (left.saturating_sub(margin).min(width), top.saturating_sub(margin).min(height));
    let (x1, y1) = ((right + margin).min(width), (bottom + margin).min(height));
    let view = image::imageops::crop_imm(&image.pixels, x0, y0, x1.saturating_sub(x0), y1.saturating_sub(y0));
    (PageImage { pixels: view.to_image(), dpi: image.dpi }, x0, y0)
}

#[cfg(test)]
mod tests;
