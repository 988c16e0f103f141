//! Repair: a noisy channel over a lattice of words. Every change is an [`Edit`] with its probability of being right as confidence.
//!
//! A [`Repairer`] is immutable and shared by all threads. Runs of lines are decoded apart from each other, so the result does not depend on
//! the number of threads.

pub mod candidates;
pub mod case;
pub mod channel;
pub mod check;
pub mod collect;
pub mod confidence;
pub mod decode;
pub mod edits;
pub mod era;
pub mod lattice;
pub mod memory;
pub mod paragraph_sign;
pub mod readings;
pub mod runs;
pub mod signature;
pub mod tokens;
pub mod unknown;
pub mod words;

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use crate::edit::Edit;
use crate::error::Result;
use crate::lexicon::old::Era;
use crate::lexicon::{Lexicon, UNKNOWN};
use crate::page::{Line, LineRole, OcrSignature, Page};
use confidence::{Evidence, Kind};
use edits::Verdict;
use lattice::Lattices;
use memory::{Memory, Seen};
use readings::{Reading, Standing, Why};
use runs::{Run, Runs, Slot};
use tokens::Class;
use words::Words;

/// Edits of at least this confidence are applied; below it they are suggestions. Set on the learning half of the pairs
/// (`benches/README.md`).
pub const DEFAULT_THRESHOLD: f64 = 0.8;
/// Below this confidence not even a suggestion is made.
const SUGGEST: f64 = 0.1;
/// Text read with the Swedish model is changed only on strong evidence, text without any sign of damage hardly at all.
const CAREFUL: f64 = 0.99;
const CLEAN: f64 = 0.999;
/// A reading that is itself a word is changed for another only on better evidence than one that is none: breaking is worse than leaving.
const KNOWN: f64 = 0.93;
/// Predicted share of right words among: words of the lexicon left alone; unknown ones with a capital; other unknown ones.
const TRUST: [f64; 3] = [0.998, 0.95, 0.75];
/// How often the shares of a document's words are weighed anew.
const MEMORY_ROUNDS: usize = 3;

/// Mends the words of pages.
pub struct Repairer {
    words: Words,
    threshold: f64,
    era: Option<Era>,
}

/// A change that the lattice speaks for, with what its confidence rests on.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    /// Position of the page in the document.
    pub page: usize,
    /// Raw line on the page.
    pub line: usize,
    /// The edit.
    pub edit: Edit,
    /// For the calibration.
    pub evidence: Evidence,
}

/// What a decoded run says: proposals, and the summed trust in its words with their number, by line.
struct Decoded {
    proposals: Vec<Proposal>,
    trust: Vec<(f64, usize)>,
}

impl Repairer {
    /// A repairer with a lexicon. `threshold`: confidence (0–1) from which an edit is applied.
    pub fn new(lexicon: Arc<Lexicon>, threshold: f64) -> Self {
        Repairer { words: Words::new(lexicon), threshold, era: None }
    }

    /// The same for pages whose era is known; without it each page's era is inferred.
    pub fn with_era(self, era: Option<Era>) -> Self {
        Repairer { era, ..self }
    }

    /// Finds edits for all lines, furniture included, and sets each page's signature and quality.
    ///
    /// # Errors
    /// Where the program carries a broken confusion table.
    pub fn repair(&self, pages: &mut [Page]) -> Result<()> {
        let (runs, decoded) = self.decoded(pages)?;
        let mut trust = vec![(0.0, 0usize); pages.len()];
        for (run, decoded) in runs.iter().zip(decoded) {
            for proposal in decoded.proposals {
                insert(&mut pages[proposal.page].lines[proposal.line], proposal.edit);
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

    /// What [`Repairer::repair`] would do and suggest, in order, with the evidence: for calibration.
    ///
    /// # Errors
    /// Where the program carries a broken confusion table.
    pub fn proposals(&self, pages: &mut [Page]) -> Result<Vec<Proposal>> {
        Ok(self.decoded(pages)?.1.into_iter().flat_map(|d| d.proposals).collect())
    }

    fn decoded(&self, pages: &mut [Page]) -> Result<(Vec<Run>, Vec<Decoded>)> {
        self.set_signatures(pages);
        let eras = match self.era {
            Some(era) => vec![era; pages.len()],
            None => era::of_pages(pages),
        };
        if eras.contains(&Era::Old) {
            // Made once here, not by every thread that needs them.
            self.words.lexicon().old_forms()?;
        }
        let runs = runs_of(pages, &eras);
        let shared: &[Page] = pages;
        let memory = self.memory(&runs, shared)?;
        let decode = |run: &Run| {
            let lattices = Lattices { words: &self.words, memory: &memory, era: run.era };
            self.decode(&lattices, run, shared)
        };
        let decoded = runs.par_iter().map(decode).collect::<Result<_>>()?;
        Ok((runs, decoded))
    }

    fn set_signatures(&self, pages: &mut [Page]) {
        let evidence: Vec<signature::Evidence> = pages.iter().map(signature::Evidence::of_page).collect();
        let whole = evidence.iter().copied().fold(signature::Evidence::default(), signature::Evidence::and);
        for (page, own) in pages.iter_mut().zip(evidence) {
            page.signature = own.verdict(whole);
        }
    }

    /// What the document shows: the words that the lexicon alone does not settle, with the shares of their readings.
    fn memory(&self, runs: &[Run], pages: &[Page]) -> Result<Memory> {
        type Key = (String, Standing, bool, Era);
        type Counts = BTreeMap<Key, f64>;
        let lexicon = self.words.lexicon();
        let count = |run: &Run| -> (Counts, usize) {
            let (mut counts, mut total) = (Counts::new(), 0);
            for slot in runs::slots(&lines_of(run, pages)).iter().filter(|s| s.class == Class::Word) {
                total += 1;
                let lower = slot.text.to_lowercase();
                let common = lexicon.id(&lower).map(|id| lexicon.counts(id)).is_some_and(|c| c.0 >= memory::COMMON);
                if !common {
                    let key = (lower, lattice::standing(slot), run.signature == OcrSignature::Eng, run.era);
                    *counts.entry(key).or_default() += 1.0;
                }
            }
            (counts, total)
        };
        let add = |(mut a, n): (Counts, usize), (b, m): (Counts, usize)| {
            for (key, times) in b {
                *a.entry(key).or_default() += times;
            }
            (a, n + m)
        };
        let (counts, total) = runs.par_iter().map(count).reduce(Default::default, add);
        let mut memory = None;
        for _ in 0..MEMORY_ROUNDS {
            let seen = |((lower, standing, eng, era), times): (&Key, &f64)| {
                let signature = if *eng { OcrSignature::Eng } else { OcrSignature::None };
                let surface = self.words.surface(signature, *era, lower)?;
                let readings = readings::of_word(lexicon, &surface, signature, *standing, memory.as_ref());
                let shares = readings::shares(lexicon, &readings);
                let shares = readings.into_iter().map(|r| r.word).zip(shares).collect();
                Ok(Seen { raw: lower.clone(), times: *times, shares, clean: !*eng })
            };
            let seen: Vec<Seen> = counts.par_iter().map(seen).collect::<Result<_>>()?;
            memory = Some(Memory::new(seen, total));
        }
        Ok(memory.unwrap_or_default())
    }

    fn decode(&self, lattices: &Lattices, run: &Run, pages: &[Page]) -> Result<Decoded> {
        let lexicon = self.words.lexicon();
        let lines = lines_of(run, pages);
        let slots = runs::slots(&lines);
        let lattice = lattices.of_run(run.signature, &slots)?;
        let arcs: Vec<Vec<decode::Arc>> =
            lattice.iter().map(|readings| readings.iter().map(|r| r.arc.clone()).collect()).collect();
        // A run in which every word is settled needs no decoding.
        let posteriors = match arcs.iter().all(|a| a.len() == 1) {
            true => arcs.iter().map(|_| vec![1.0]).collect(),
            false => decode::posteriors(lexicon, &arcs),
        };
        let path = decode::best_path(&arcs, &posteriors);
        let mut decoded = Decoded { proposals: Vec::new(), trust: vec![(0.0, 0); lines.len()] };
        for (at, chosen) in path.iter().enumerate() {
            let Some(chosen) = *chosen else { continue };
            let (slot, readings, posterior) = (&slots[at], &lattice[at], &posteriors[at]);
            if slot.class != Class::Word && readings.len() == 1 {
                continue;
            }
            let reading = &readings[chosen];
            let trust = &mut decoded.trust[slot.pieces[0].0];
            trust.1 += 1;
            let known = readings.iter().any(|r| r.why == Why::Raw && r.arc.ids.0 != UNKNOWN);
            let mut propose = |which: usize, chosen: bool| {
                let reading = &readings[which];
                let kind = Kind::of(run.signature, &slot.text, reading, known);
                let evidence = Evidence { kind, posterior: posterior[which] };
                let confidence = evidence.confidence();
                let verdict = Verdict {
                    confidence,
                    applied: chosen && confidence >= self.limit(run.signature, kind),
                    name: false,
                    context: !cheapest(lexicon, readings, which),
                };
                let covered = &slots[at..(at + reading.arc.slots).min(slots.len())];
                let edits = edits::of_reading(lexicon, covered, reading, verdict, &lines);
                decoded.proposals.extend(edits.into_iter().map(|(line, edit)| {
                    let (page, line) = run.lines[line];
                    Proposal { page, line, edit, evidence }
                }));
            };
            if reading.why == Why::Raw {
                trust.0 += self.trust(slot, reading) * posterior[chosen];
                // A runner-up that is nearly as good is kept as a suggestion.
                let others = (0..readings.len()).filter(|i| readings[*i].why != Why::Raw);
                if let Some(second) = others.max_by(|a, b| posterior[*a].total_cmp(&posterior[*b]))
                    && posterior[second] >= SUGGEST
                {
                    propose(second, false);
                }
                continue;
            }
            trust.0 += posterior[chosen];
            propose(chosen, true);
        }
        Ok(decoded)
    }

    /// The confidence from which an edit is applied.
    fn limit(&self, signature: OcrSignature, kind: Kind) -> f64 {
        match (signature, kind) {
            (OcrSignature::Eng, Kind::Known) => self.threshold.max(KNOWN),
            (OcrSignature::Eng, _) => self.threshold,
            (OcrSignature::Swe, _) => self.threshold.max(CAREFUL),
            (OcrSignature::None, _) => self.threshold.max(CLEAN),
        }
    }

    fn trust(&self, slot: &Slot, reading: &Reading) -> f64 {
        match reading.arc.ids.0 {
            UNKNOWN if slot.text.starts_with(char::is_uppercase) => TRUST[1],
            UNKNOWN => TRUST[2],
            _ => TRUST[0],
        }
    }
}

fn lines_of<'a>(run: &Run, pages: &'a [Page]) -> Vec<&'a Line> {
    run.lines.iter().map(|(p, l)| &pages[*p].lines[*l]).collect()
}

/// Whether a reading is the most probable one without context.
fn cheapest(lexicon: &Lexicon, readings: &[Reading], which: usize) -> bool {
    let own = readings[which].alone(lexicon);
    readings.iter().all(|r| r.alone(lexicon) >= own)
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
fn runs_of(pages: &[Page], eras: &[Era]) -> Vec<Run> {
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
    let mut runs = runs.finish();
    for run in &mut runs {
        run.era = run.lines.first().map_or(Era::default(), |(page, _)| eras[*page]);
    }
    runs
}
