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
mod document;
pub mod edits;
pub mod era;
pub mod lattice;
pub mod memory;
pub mod paragraph_sign;
pub mod party;
pub mod readings;
pub mod rounds;
pub mod runs;
pub mod signature;
mod signs;
pub mod tokens;
pub mod unknown;
mod weigh;
pub mod words;

use std::sync::Arc;

use rayon::prelude::*;

use crate::edit::Edit;
use crate::error::Result;
use crate::lexicon::old::Era;
use crate::lexicon::{Lexicon, TokenId, UNKNOWN};
use crate::page::{Line, LineRole, OcrSignature, Page};
use channel::Table;
use confidence::{Evidence, Kind};
use edits::Verdict;
use lattice::Lattices;
use readings::{Reading, Why};
use rounds::Before;
use runs::{Run, Runs, Slot};
use tokens::Class;
use words::{Setting, Words};

/// Edits of at least this confidence are applied; below it they are suggestions. Chosen for few word errors on the tuning protocols:
/// `benches/README.md` says what share of the edits is right then, and what 0.97 gives.
pub const DEFAULT_THRESHOLD: f64 = 0.6;
/// Below this confidence not even a suggestion is made.
const SUGGEST: f64 = 0.1;
/// Text read with the Swedish model is changed only where the model is nearly certain (posterior), text without any sign of damage hardly at
/// all.
const CAREFUL: f64 = 0.99;
const CLEAN: f64 = 0.9999;
/// A reading that is itself a word is changed for another only with this confidence: breaking is worse than leaving.
const KNOWN: f64 = 0.939;
/// The same for a form that no count has.
const KNOWN_FORM: f64 = 0.95;
/// A string of no list is put in another's place only with this confidence: names are right as often as not.
const UNLISTED: f64 = 0.88;
/// Predicted share of right words among: words of the lexicon left alone; unknown ones with a capital; other unknown ones.
const TRUST: [f64; 3] = [0.998, 0.95, 0.75];
/// Words before a word that its probability depends on.
const HISTORY: usize = 2;
/// How often a text is repaired at most. All readings of the development set are done after two rounds; a third finds nothing.
const ROUNDS: usize = 4;

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
        let mut runs = self.round(pages, None)?;
        let mut last: Option<Vec<Page>> = None;
        for _ in 1..ROUNDS {
            let Some(mut again) = rounds::as_read(pages) else { break };
            runs = self.round(&mut again, Some(Before { pages: last.as_deref().unwrap_or(pages), runs: &runs }))?;
            if !rounds::take_up(pages, &again) {
                break;
            }
            last = Some(again);
        }
        Ok(())
    }

    fn round(&self, pages: &mut [Page], before: Option<Before>) -> Result<Vec<Run>> {
        let (runs, decoded) = self.decoded(pages, before)?;
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
            page.lines.iter_mut().for_each(party::mend);
            signs::mend(page, self.words.lexicon());
            if n > 0 {
                // Scraps that no word resembles are left as they are and say nothing against a page.
                let read = page.unread().map_or(1.0, f64::from);
                page.quality = ((sum / n as f64).min(read) * 1000.0).round() / 1000.0;
            }
        }
        Ok(runs)
    }

    /// What [`Repairer::repair`] would do and suggest, in order, with the evidence: for calibration.
    ///
    /// # Errors
    /// Where the program carries a broken confusion table.
    pub fn proposals(&self, pages: &mut [Page]) -> Result<Vec<Proposal>> {
        Ok(self.decoded(pages, None)?.1.into_iter().flat_map(|d| d.proposals).collect())
    }

    fn decoded(&self, pages: &mut [Page], before: Option<Before>) -> Result<(Vec<Run>, Vec<Decoded>)> {
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
        let settled = before.map_or_else(|| vec![false; runs.len()], |b| b.settled(&runs, shared));
        let cut = |(run, settled): (&Run, &bool)| match settled {
            true => None,
            false => Some(runs::slots(&lines_of(run, shared))),
        };
        let slots: Vec<Option<Vec<Slot>>> = runs.par_iter().zip(&settled).map(cut).collect();
        let seen = self.seen(&runs, &slots);
        let typed = [self.typewritten(&seen, OcrSignature::None)?, self.typewritten(&seen, OcrSignature::Eng)?];
        let setting_for = |signature, era| {
            let table = Table::for_page(signature, typed[usize::from(signature == OcrSignature::Eng)]);
            Setting { table, era }
        };
        let memory = self.memory(&seen, setting_for)?;
        let lattices = Lattices { words: &self.words, memory: &memory };
        let decode = |(run, slots): (&Run, &Option<Vec<Slot>>)| match slots {
            Some(slots) => self.decode(&lattices, run, setting_for(run.signature, run.era), slots, shared),
            None => Ok(Decoded { proposals: Vec::new(), trust: Vec::new() }),
        };
        let decoded = runs.par_iter().zip(&slots).map(decode).collect::<Result<_>>()?;
        Ok((runs, decoded))
    }

    fn set_signatures(&self, pages: &mut [Page]) {
        let evidence: Vec<signature::Evidence> = pages.iter().map(signature::Evidence::of_page).collect();
        let whole = evidence.iter().copied().fold(signature::Evidence::default(), signature::Evidence::and);
        for (page, own) in pages.iter_mut().zip(evidence) {
            page.signature = own.verdict(whole);
        }
    }

    fn decode(
        &self,
        lattices: &Lattices,
        run: &Run,
        setting: Setting,
        slots: &[Slot],
        pages: &[Page],
    ) -> Result<Decoded> {
        let lines = lines_of(run, pages);
        let mut decoded = Decoded { proposals: Vec::new(), trust: vec![(0.0, 0); lines.len()] };
        let mut open: Vec<bool> = slots.iter().map(|s| !lattices.is_settled(setting, s)).collect();
        for (slot, _) in slots.iter().zip(&open).filter(|(s, open)| s.class == Class::Word && !**open) {
            let trust = &mut decoded.trust[slot.pieces[0].0];
            *trust = (trust.0 + self.trust(slot, self.words.known(&slot.text)), trust.1 + 1);
        }
        // Two settled words decide what stands between them and the next open one: only the surroundings of open words are decoded.
        let mut at = 0;
        while let Some(first) = (at..slots.len()).find(|i| open[*i]) {
            let mut end = first + 1;
            while let Some(next) = (end..(end + HISTORY).min(slots.len())).find(|i| open[*i]) {
                end = next + 1;
            }
            let window = first.saturating_sub(HISTORY).max(at)..(end + HISTORY).min(slots.len());
            open[window.clone()].iter_mut().for_each(|o| *o = false);
            self.decode_window(lattices, run, setting, &slots[window.clone()], &lines, &mut decoded)?;
            at = window.end;
        }
        Ok(decoded)
    }

    fn decode_window(
        &self,
        lattices: &Lattices,
        run: &Run,
        setting: Setting,
        slots: &[Slot],
        lines: &[&Line],
        decoded: &mut Decoded,
    ) -> Result<()> {
        let lexicon = self.words.lexicon();
        let lattice = lattices.of_run(setting, slots)?;
        let arcs: Vec<Vec<decode::Arc>> =
            lattice.iter().map(|readings| readings.iter().map(|r| r.arc.clone()).collect()).collect();
        let posteriors = decode::posteriors(lexicon, &arcs);
        let path = decode::best_path(&arcs, &posteriors);
        for (at, chosen) in path.iter().enumerate() {
            let Some(chosen) = *chosen else { continue };
            let (slot, readings, posterior) = (&slots[at], &lattice[at], &posteriors[at]);
            if (slot.class != Class::Word && readings.len() == 1) || lattices.is_settled(setting, slot) {
                continue;
            }
            let reading = &readings[chosen];
            let trust = &mut decoded.trust[slot.pieces[0].0];
            trust.1 += 1;
            let raw = readings.iter().find(|r| r.why == Why::Raw);
            let known = raw.map(|r| r.arc.ids.0).filter(|id| *id != UNKNOWN);
            let mut propose = |which: usize, chosen: bool| {
                let reading = &readings[which];
                let kind = Kind::of(lexicon, run.signature, &slot.text, reading, known, slot.loud);
                let evidence = Evidence { kind, posterior: posterior[which] };
                let verdict = Verdict {
                    confidence: evidence.confidence(),
                    applied: chosen
                        && self.applies(run.signature, evidence)
                        && (run.signature != OcrSignature::None || !self.may_be_printed(&slot.text)),
                    context: !cheapest(lexicon, readings, which),
                };
                let covered = &slots[at..(at + reading.arc.slots).min(slots.len())];
                let edits = edits::of_reading(lexicon, covered, reading, verdict, lines);
                decoded.proposals.extend(edits.into_iter().map(|(line, edit)| {
                    let (page, line) = run.lines[line];
                    Proposal { page, line, edit, evidence }
                }));
            };
            if reading.why == Why::Raw {
                trust.0 += self.trust(slot, known) * posterior[chosen];
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
        Ok(())
    }

    /// Whether an edit with this evidence is applied.
    fn applies(&self, signature: OcrSignature, evidence: Evidence) -> bool {
        let confidence = evidence.confidence();
        confidence >= self.threshold
            && match (signature, evidence.kind) {
                (OcrSignature::Eng, Kind::Known) => confidence >= KNOWN,
                (OcrSignature::Eng, Kind::Form) => confidence >= KNOWN_FORM,
                (OcrSignature::Eng, Kind::Twin | Kind::Name | Kind::Free) => confidence >= UNLISTED,
                (OcrSignature::Eng, _) => true,
                (OcrSignature::Swe, _) => evidence.posterior >= CAREFUL,
                (OcrSignature::None, _) => evidence.posterior >= CLEAN,
            }
    }

    fn trust(&self, slot: &Slot, known: Option<TokenId>) -> f64 {
        match known {
            None if slot.text.starts_with(char::is_uppercase) => TRUST[1],
            None => TRUST[2],
            Some(_) => TRUST[0],
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

/// What a pattern makes certain: where it stands, what it becomes, what sort of damage it was.
struct Certain {
    start: usize,
    end: usize,
    to: String,
    kind: crate::edit::EditKind,
    confidence: f64,
}

/// Applies what a pattern found, unless an applied edit has changed something there.
fn insert_certain(line: &mut Line, found: Certain) {
    let Certain { start, end, to, kind, confidence } = found;
    let free = line.edits.iter().all(|e| !e.applied || e.end <= start || e.start >= end);
    if let (true, Some(from)) = (free, line.raw.get(start..end).map(str::to_string)) {
        let source = crate::edit::EditSource::Context;
        insert(line, Edit { start, end, from, to, kind, confidence, applied: true, source });
    }
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
