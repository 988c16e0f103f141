//! Repair: a noisy channel over a lattice of words. Every change is an [`Edit`] with its posterior as confidence.
//!
//! A [`Repairer`] is immutable and shared; each thread has its own [`words::Worker`]. Runs of lines are decoded apart from each
//! other, so the result does not depend on the number of threads.

pub mod candidates;
pub mod case;
pub mod channel;
pub mod decode;
pub mod memory;
pub mod paragraph_sign;
pub mod runs;
pub mod signature;
pub mod tokens;
pub mod words;

use std::ops::Range;

use rayon::prelude::*;

use crate::edit::{Edit, EditKind, EditSource};
use crate::error::Result;
use crate::fold::skeleton;
use crate::lexicon::{Lexicon, UNKNOWN};
use crate::page::{Line, LineRole, OcrSignature, Page};
use decode::Choice;
use memory::Memory;
use runs::{Run, Runs, Slot};
use tokens::Class;
use words::{Reading, Standing, Worker};

/// Edits of at least this posterior are applied; below it they are suggestions. Set on the learning half of the pairs
/// (`benches/README.md`).
pub const DEFAULT_THRESHOLD: f64 = 0.85;
/// Below this posterior not even a suggestion is made.
const SUGGEST: f64 = 0.3;
/// Text read with the Swedish model is changed only on strong evidence, text without any sign of damage hardly at all.
const CAREFUL: f64 = 0.99;
const CLEAN: f64 = 0.999;
/// A reading that is itself a word is changed for another only on better evidence than one that is none: breaking is worse than leaving.
const KNOWN: f64 = 0.95;
/// Predicted share of right words among: words of the lexicon left alone; unknown ones with a capital; other unknown ones.
const TRUST: [f64; 3] = [0.998, 0.95, 0.75];

/// Mends the words of pages.
pub struct Repairer {
    lexicon: &'static Lexicon,
    threshold: f64,
}

/// What a decoded run says: edits by line of the run, and the summed trust in its words with their number, by line.
struct Decoded {
    edits: Vec<(usize, Edit)>,
    trust: Vec<(f64, usize)>,
}

impl Repairer {
    /// A repairer with the program's own lexicon. `threshold`: posterior (0–1) from which an edit is applied.
    ///
    /// # Errors
    /// Where the program carries a broken dictionary.
    pub fn new(threshold: f64) -> Result<Self> {
        Ok(Repairer { lexicon: Lexicon::swedish()?, threshold })
    }

    /// Finds edits for all lines, furniture included, and sets each page's signature and quality.
    ///
    /// # Errors
    /// Where the program carries a broken confusion table.
    pub fn repair(&self, pages: &mut [Page]) -> Result<()> {
        self.set_signatures(pages);
        let runs = runs_of(pages);
        let memory = Memory::of_pages(pages, self.lexicon);
        let shared: &[Page] = pages;
        let decoded: Vec<Decoded> = runs
            .par_iter()
            .map_init(|| Worker::new(self.lexicon, &memory), |worker, run| self.decode(worker, run, shared))
            .collect::<Result<_>>()?;
        let mut trust = vec![(0.0, 0usize); pages.len()];
        for (run, decoded) in runs.iter().zip(decoded) {
            for (line, edit) in decoded.edits {
                let (page, line) = run.lines[line];
                insert(&mut pages[page].lines[line], edit);
            }
            for ((page, _), (sum, n)) in run.lines.iter().zip(decoded.trust) {
                trust[*page].0 += sum;
                trust[*page].1 += n;
            }
        }
        for (page, (sum, n)) in pages.iter_mut().zip(trust) {
            // A model that reads one § reads the others: there an 8 is an 8. Only the English one reads some and not others.
            if page.signature == OcrSignature::Eng || !signature::Evidence::of_page(page).has_signs() {
                page.lines.iter_mut().for_each(paragraph_sign::mend);
            }
            if n > 0 {
                page.quality = (sum / n as f64 * 1000.0).round() / 1000.0;
            }
        }
        Ok(())
    }

    fn set_signatures(&self, pages: &mut [Page]) {
        let evidence: Vec<signature::Evidence> = pages.iter().map(signature::Evidence::of_page).collect();
        let whole = evidence.iter().copied().fold(signature::Evidence::default(), signature::Evidence::and);
        for (page, own) in pages.iter_mut().zip(evidence) {
            page.signature = own.verdict(whole);
        }
    }

    fn decode(&self, worker: &mut Worker, run: &Run, pages: &[Page]) -> Result<Decoded> {
        let lines: Vec<&Line> = run.lines.iter().map(|(p, l)| &pages[*p].lines[*l]).collect();
        let slots = runs::slots(&lines);
        let readings: Vec<Vec<Reading>> =
            (0..slots.len()).map(|i| self.readings(worker, run.signature, &slots, i)).collect::<Result<_>>()?;
        let choices: Vec<Vec<Choice>> = readings.iter().map(|r| r.iter().map(|r| r.choice.clone()).collect()).collect();
        // A run in which every word is settled needs no decoding.
        let posteriors = match choices.iter().all(|c| c.len() == 1) {
            true => choices.iter().map(|_| vec![1.0]).collect(),
            false => decode::posteriors(self.lexicon, &choices),
        };
        let mut decoded = Decoded { edits: Vec::new(), trust: vec![(0.0, 0); lines.len()] };
        for ((slot, readings), posterior) in slots.iter().zip(&readings).zip(&posteriors) {
            if slot.class != Class::Word && readings.len() == 1 {
                continue;
            }
            let best = (0..readings.len()).max_by(|a, b| posterior[*a].total_cmp(&posterior[*b])).unwrap_or(0);
            let trust = &mut decoded.trust[slot.pieces[0].0];
            trust.1 += 1;
            if readings[best].raw {
                trust.0 += self.trust(slot, &readings[best]) * posterior[best];
                self.suggest(run, slot, readings, posterior, &lines, &mut decoded.edits);
                continue;
            }
            trust.0 += posterior[best];
            let bold = readings[best].compound && skeleton(&readings[best].word) != skeleton(&slot.text);
            let limit = match run.signature {
                OcrSignature::Eng if bold => self.threshold.max(CAREFUL),
                OcrSignature::Eng if readings.iter().any(|r| r.raw && r.choice.id != UNKNOWN) => {
                    self.threshold.max(KNOWN)
                }
                OcrSignature::Eng => self.threshold,
                OcrSignature::Swe => self.threshold.max(CAREFUL),
                OcrSignature::None => self.threshold.max(CLEAN),
            };
            let applied = posterior[best] >= limit;
            let name = worker.memory().is_name(&readings[best].word);
            self.edits_for(slot, readings, best, (posterior[best], applied, name), &lines, &mut decoded.edits);
        }
        Ok(decoded)
    }

    fn trust(&self, slot: &Slot, reading: &Reading) -> f64 {
        match reading.choice.id {
            UNKNOWN if slot.text.starts_with(char::is_uppercase) => TRUST[1],
            UNKNOWN => TRUST[2],
            _ => TRUST[0],
        }
    }

    /// A runner-up that is nearly as good as the raw reading is kept as a suggestion.
    fn suggest(
        &self,
        run: &Run,
        slot: &Slot,
        readings: &[Reading],
        posterior: &[f64],
        lines: &[&Line],
        out: &mut Vec<(usize, Edit)>,
    ) {
        if run.signature != OcrSignature::Eng {
            return;
        }
        let others = (0..readings.len()).filter(|i| !readings[*i].raw);
        if let Some(second) = others.max_by(|a, b| posterior[*a].total_cmp(&posterior[*b]))
            && posterior[second] >= SUGGEST
        {
            self.edits_for(slot, readings, second, (posterior[second], false, false), lines, out);
        }
    }

    fn readings(
        &self,
        worker: &mut Worker,
        signature: OcrSignature,
        slots: &[Slot],
        at: usize,
    ) -> Result<Vec<Reading>> {
        let lexicon = self.lexicon;
        let slot = &slots[at];
        let fixed = |id| {
            vec![Reading { word: slot.text.clone(), choice: Choice { id, cost: 0.0 }, compound: false, raw: true }]
        };
        Ok(match slot.class {
            Class::Number if signature == OcrSignature::Eng && between_words(slots, at) => {
                let mut readings = fixed(lexicon.number());
                readings.extend(worker.letters_in_disguise(signature, &slot.text)?);
                readings
            }
            Class::Number => fixed(lexicon.number()),
            Class::End => fixed(lexicon.boundary()),
            Class::Sign | Class::Protected => fixed(lexicon.sign()),
            Class::Word => {
                let standing = Standing {
                    capital: slot.text.starts_with(char::is_uppercase),
                    sentence_start: slot.sentence_start,
                };
                worker.readings(signature, &slot.text.to_lowercase(), standing)?
            }
        })
    }

    /// Adds the edits that put the chosen reading in a slot's place. `verdict`: posterior, whether to apply, whether the document
    /// writes the word as a name.
    fn edits_for(
        &self,
        slot: &Slot,
        readings: &[Reading],
        chosen: usize,
        verdict: (f64, bool, bool),
        lines: &[&Line],
        out: &mut Vec<(usize, Edit)>,
    ) {
        let (confidence, applied, name) = verdict;
        let reading = &readings[chosen];
        let id = reading.choice.id;
        let (lower, capital) = self.lexicon.counts(id);
        let place = case::Place {
            sentence_start: slot.sentence_start,
            after_word: slot.after_word,
            name: name || self.lexicon.is_name(id),
            common: lower > capital.saturating_mul(10),
        };
        let to = case::restore(&slot.text, &reading.word, place);
        let cheapest = (0..readings.len()).min_by(|a, b| {
            let alone = |i: usize| readings[i].choice.cost - self.lexicon.ln_unigram(readings[i].choice.id);
            alone(*a).total_cmp(&alone(*b))
        });
        let source = match () {
            () if reading.compound => EditSource::Compound,
            () if cheapest != Some(chosen) => EditSource::Context,
            () => EditSource::Lexicon,
        };
        let kind = match skeleton(&slot.text) == skeleton(&to) {
            true => EditKind::Diacritic,
            false => EditKind::Confusion,
        };
        let parts = split_like(&to, slot, lines);
        for ((line, span), to) in slot.pieces.iter().zip(parts) {
            let from = &lines[*line].raw[span.clone()];
            if from != to {
                // The posterior is that of a model: it never states certainty.
                let confidence = ((confidence * 1000.0).round() / 1000.0).min(0.999);
                out.push((
                    *line,
                    Edit { start: span.start, end: span.end, from: from.into(), to, kind, confidence, applied, source },
                ));
            }
        }
    }
}

/// Whether a single sign stands where only a word would: between two words in lower case.
fn between_words(slots: &[Slot], at: usize) -> bool {
    let lower = |s: &Slot| s.class == Class::Word && s.text.starts_with(char::is_lowercase);
    let before = at.checked_sub(1).and_then(|i| slots.get(i));
    let line = |s: &Slot| s.pieces.last().map(|p| p.0);
    slots[at].text.chars().count() == 1
        && before.is_some_and(|s| s.class == Class::Word && line(s) == line(&slots[at]))
        && slots.get(at + 1).is_some_and(lower)
}

/// Divides a mended word over the pieces of its slot, where the raw pieces fit best.
fn split_like(word: &str, slot: &Slot, lines: &[&Line]) -> Vec<String> {
    let [(first_line, first), (second_line, second)] = slot.pieces.as_slice() else { return vec![word.to_string()] };
    let raw = |line: usize, span: &Range<usize>| skeleton(&lines[line].raw[span.clone()]);
    let (a, b) = (raw(*first_line, first), raw(*second_line, second));
    let cost =
        |at: usize| strsim::levenshtein(&a, &skeleton(&word[..at])) + strsim::levenshtein(&b, &skeleton(&word[at..]));
    let cut = word.char_indices().map(|(i, _)| i).skip(1).min_by_key(|at| cost(*at)).unwrap_or(word.len());
    vec![word[..cut].to_string(), word[cut..].to_string()]
}

/// Puts an edit in its place; an earlier edit of the same bytes (a ligature) is taken up in it.
fn insert(line: &mut Line, edit: Edit) {
    if edit.applied {
        line.edits.retain(|e| !(e.start >= edit.start && e.end <= edit.end));
    }
    let at = line.edits.partition_point(|e| e.start <= edit.start);
    line.edits.insert(at, edit);
}

/// Running text of the kept pages flows on over page ends; furniture and repeats are runs of their own.
fn runs_of(pages: &[Page]) -> Vec<Run> {
    let mut runs = Runs::default();
    for (p, page) in pages.iter().enumerate() {
        for text in [true, false] {
            for (l, line) in page.lines.iter().enumerate() {
                if (line.role == LineRole::Text) == text {
                    runs.push(p, l, line, page.signature);
                }
            }
            runs.end(page.signature);
        }
    }
    runs.finish()
}
