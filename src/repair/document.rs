//! What a whole document shows before its lines are decoded: the words that the lexicon does not settle, whether it is typewritten, and its memory.

use rayon::prelude::*;

use super::Repairer;
use super::channel::Table;
use super::lattice;
use super::memory::{self, Memory, Seen};
use super::readings::{self, Standing};
use super::runs::{Run, Slot};
use super::tokens::Class;
use super::words::Setting;
use crate::error::Result;
use crate::lexicon::FORM;
use crate::lexicon::old::Era;
use crate::page::OcrSignature;

/// Unknown words that tell whether a document is typewritten: at most and at least so many, and the typewriter's table better by so many nats a
/// word. Set on rendered pages that taught no table.
const TYPEWRITER_SAMPLE: usize = 120;
const TYPEWRITER_WORDS: usize = 25;
const TYPEWRITER_GAIN: f32 = 0.1;
/// How often the shares of a document's words are weighed anew.
const MEMORY_ROUNDS: usize = 3;

/// A word's form, its standing, whether the English model read it, and its page's era.
type SeenKey = (String, Standing, bool, Era);

/// Words of a document, how often each stands; and how many words there are in all.
#[derive(Default)]
pub(super) struct SeenWords {
    /// In order, each once.
    times: Vec<(SeenKey, f64)>,
    total: usize,
}

impl SeenWords {
    fn of(mut keys: Vec<SeenKey>, total: usize) -> SeenWords {
        keys.sort_unstable();
        let mut times: Vec<(SeenKey, f64)> = Vec::with_capacity(keys.len());
        for key in keys {
            match times.last_mut() {
                Some((last, times)) if *last == key => *times += 1.0,
                _ => times.push((key, 1.0)),
            }
        }
        SeenWords { times, total }
    }
}

impl Repairer {
    /// The words of a document that the lexicon alone does not settle.
    pub(super) fn seen(&self, runs: &[Run], slots: &[Option<Vec<Slot>>]) -> SeenWords {
        // Only where the English model read is there anything to be settled by it.
        if runs.iter().all(|r| r.signature != OcrSignature::Eng) {
            return SeenWords::default();
        }
        let lexicon = self.words.lexicon();
        let (mut keys, mut total) = (Vec::new(), 0);
        for (run, slots) in runs.iter().zip(slots) {
            for slot in slots.iter().flatten().filter(|s| s.class == Class::Word) {
                total += 1;
                let known = self.words.known(&slot.text).filter(|id| *id < FORM);
                if known.is_none_or(|id| lexicon.counts(id).0 < memory::COMMON) {
                    let eng = run.signature == OcrSignature::Eng;
                    keys.push((slot.text.to_lowercase(), lattice::standing(slot), eng, run.era));
                }
            }
        }
        SeenWords::of(keys, total)
    }

    /// Whether the pages of a signature are typewritten: which table foretells a sample of their unknown words better.
    pub(super) fn typewritten(&self, seen: &SeenWords, signature: OcrSignature) -> Result<bool> {
        let eng = signature == OcrSignature::Eng;
        let unknown: Vec<(&String, Era)> = seen
            .times
            .iter()
            .map(|(key, _)| key)
            .filter(|(lower, standing, e, _)| *e == eng && !standing.capital && self.words.known(lower).is_none())
            .map(|(lower, .., era)| (lower, *era))
            .collect();
        if unknown.len() < TYPEWRITER_WORDS {
            return Ok(false);
        }
        let every = unknown.len().div_ceil(TYPEWRITER_SAMPLE).max(1);
        let (mut words, mut gain) = (0usize, 0.0);
        for (lower, era) in unknown.into_iter().step_by(every) {
            let best = |typewriter| -> Result<Option<f32>> {
                let setting = Setting { table: Table::for_page(signature, typewriter), era };
                let surface = self.words.surface(setting, lower)?;
                Ok(surface.candidates.first().map(|c| c.channel))
            };
            if let (Some(printed), Some(typed)) = (best(false)?, best(true)?) {
                (words, gain) = (words + 1, gain + printed - typed);
            }
        }
        Ok(words >= TYPEWRITER_WORDS && gain > TYPEWRITER_GAIN * words as f32)
    }

    /// What the document shows: the words that the lexicon alone does not settle, with the shares of their readings.
    pub(super) fn memory(
        &self,
        seen: &SeenWords,
        setting_for: impl Fn(OcrSignature, Era) -> Setting + Sync,
    ) -> Result<Memory> {
        let lexicon = self.words.lexicon();
        let mut memory = None;
        if seen.times.is_empty() {
            return Ok(Memory::default());
        }
        for _ in 0..MEMORY_ROUNDS {
            let share = |((lower, standing, eng, era), times): &(SeenKey, f64)| {
                let setting = setting_for(if *eng { OcrSignature::Eng } else { OcrSignature::None }, *era);
                let surface = self.words.surface(setting, lower)?;
                let readings = readings::of_word(lexicon, &surface, setting.table, *standing, memory.as_ref());
                let shares = readings::shares(lexicon, &readings);
                let shares = readings.into_iter().map(|r| r.word).zip(shares).collect();
                Ok(Seen { raw: lower.clone(), times: *times, shares, clean: !*eng })
            };
            let shares: Vec<Seen> = seen.times.par_iter().map(share).collect::<Result<_>>()?;
            memory = Some(Memory::new(shares, seen.total));
        }
        Ok(memory.unwrap_or_default())
    }
}
