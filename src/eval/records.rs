//! §-records against gold: labels, where they begin, titles, diarienummer, sections, decisions.

use std::collections::BTreeMap;
use std::ops::AddAssign;

use serde::Serialize;

use super::counts::{Errors, Found, Share};
use super::gold::{GoldDocument, GoldRecord};
use super::meeting::bag_found;
use super::starts;
use super::text::{character_errors, squeezed};
use crate::protocol::{Ballot, Protocol, Record, SectionKind, Vote};

/// Figures of the §-records. What a missing record would have held counts as wrong.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct RecordMeasure {
    /// Records by number and suffix, wherever they stand.
    pub labels: Found,
    /// Records by number, suffix and the page they begin on (or a page that repeats it).
    pub boundaries: Found,
    /// As `boundaries`, and beginning at the line of the label (one line more or less).
    pub starts: Found,
    /// The label as printed ("Ks § 31").
    pub label_text: Share,
    /// Title, exactly.
    pub title: Share,
    /// Errors in titles by grapheme cluster.
    pub title_characters: Errors,
    /// Diarienummer: the same ones in the same order.
    pub dnr: Share,
    /// Counts of votes, all three figures right; of documents whose gold tells of votes.
    pub votes: Found,
    /// Who voted how, by name and choice; of the §§ whose gold names voters.
    pub ballots: Found,
    /// Sections by kind within their record.
    pub kinds: Found,
    /// The same for each kind.
    pub by_kind: BTreeMap<SectionKind, Found>,
    /// Errors in the decision by grapheme cluster.
    pub decision_characters: Errors,
    /// Errors in the text of all sections by grapheme cluster, headings left out.
    pub text_characters: Errors,
}

impl AddAssign<&RecordMeasure> for RecordMeasure {
    fn add_assign(&mut self, other: &RecordMeasure) {
        self.labels += other.labels;
        self.boundaries += other.boundaries;
        self.starts += other.starts;
        self.label_text += other.label_text;
        self.title += other.title;
        self.title_characters += other.title_characters;
        self.dnr += other.dnr;
        self.votes += other.votes;
        self.ballots += other.ballots;
        self.kinds += other.kinds;
        for (kind, found) in &other.by_kind {
            *self.by_kind.entry(*kind).or_default() += *found;
        }
        self.decision_characters += other.decision_characters;
        self.text_characters += other.text_characters;
    }
}

/// One thing that is wrong, for a person to look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Mistake {
    /// What is wrong: "record", "page", "title", "date".
    pub what: String,
    /// The § it belongs to.
    pub paragraph: Option<String>,
    /// What gold says.
    pub gold: Option<String>,
    /// What was predicted.
    pub predicted: Option<String>,
}

impl Mistake {
    /// A mistake with its two readings.
    pub fn new(what: &str, paragraph: Option<&str>, gold: Option<String>, predicted: Option<String>) -> Self {
        Mistake { what: what.to_string(), paragraph: paragraph.map(str::to_string), gold, predicted }
    }
}

/// A prediction beside its gold document.
#[derive(Debug, Clone, Copy)]
pub struct Judged<'a> {
    /// What is right.
    pub gold: &'a GoldDocument,
    /// What is judged.
    pub protocol: &'a Protocol,
    /// Gold's page number of each predicted page.
    pub numbers: &'a [usize],
}

impl<'a> Judged<'a> {
    /// Gold's page number of the predicted page `index`.
    pub fn number(&self, index: usize) -> usize {
        self.numbers.get(index).copied().unwrap_or(index + 1)
    }

    /// All predicted records, of whatever meeting.
    pub fn records(&self) -> Vec<&'a Record> {
        self.protocol.meetings.iter().flat_map(|m| &m.records).collect()
    }

    /// Whether `record` begins on the page where `gold` begins, or on a page that repeats that one.
    pub fn same_page(&self, gold: &GoldRecord, record: &Record) -> bool {
        let Some(first) = gold.pages.first() else { return true };
        let said = record.pages.first().map(|p| self.gold.first_occurrence(self.number(*p)));
        said == Some(self.gold.first_occurrence(*first))
    }
}

fn key(number: u32, suffix: &Option<String>) -> (u32, String) {
    (number, suffix.as_deref().unwrap_or("").trim().to_uppercase())
}

/// "14 B"
fn name(gold: &GoldRecord) -> String {
    let (number, suffix) = key(gold.paragraph, &gold.suffix);
    format!("{number} {suffix}").trim_end().to_string()
}

/// For each gold record the predicted one with its number and suffix, one that begins on the right page before others.
fn pairs(judged: &Judged<'_>, records: &[&Record]) -> Vec<Option<usize>> {
    let gold = &judged.gold.protocol.records;
    let mut partner = vec![None; gold.len()];
    let mut taken = vec![false; records.len()];
    for need_page in [true, false] {
        for (g, partner) in gold.iter().zip(&mut partner).filter(|(_, partner)| partner.is_none()) {
            *partner = records.iter().enumerate().position(|(r, record)| {
                !taken[r]
                    && key(g.paragraph, &g.suffix) == key(record.number, &record.suffix)
                    && (!need_page || judged.same_page(g, record))
            });
            if let Some(r) = *partner {
                taken[r] = true;
            }
        }
    }
    partner
}

fn numbers_of(dnr: &[String]) -> Vec<String> {
    let bare = |d: &String| {
        let d = squeezed(d);
        let rest = d.get(..3).filter(|p| p.eq_ignore_ascii_case("dnr")).map_or(d.as_str(), |_| &d[3..]);
        rest.trim_start_matches(['.', ':', ' ']).to_string()
    };
    dnr.iter().map(bare).collect()
}

/// Judges all records; what is wrong is added to `mistakes`.
pub fn measure(judged: Judged<'_>, mistakes: &mut Vec<Mistake>) -> RecordMeasure {
    let records = judged.records();
    let gold = &judged.gold.protocol.records;
    let partner = pairs(&judged, &records);
    let mut starts = starts::Starts::new(judged);
    let all = Found { right: 0, gold: gold.len(), predicted: records.len() };
    let mut out = RecordMeasure { labels: all, boundaries: all, starts: all, ..RecordMeasure::default() };
    let counted = gold.iter().any(|g| g.vote.is_some());
    out.votes.predicted = if counted { records.iter().filter(|r| r.vote.is_some()).count() } else { 0 };
    for (g, (truth, partner)) in gold.iter().zip(&partner).enumerate() {
        let record = partner.map(|r| records[r]);
        if let Some(record) = record {
            out.labels.right += 1;
            if judged.same_page(truth, record) {
                out.boundaries.right += 1;
                out.starts.right += usize::from(starts.same_line(g, record));
            } else {
                let said = record.pages.first().map(|p| judged.number(*p).to_string());
                let first = truth.pages.first().map(|p| p.to_string());
                mistakes.push(Mistake::new("page", Some(&name(truth)), first, said));
            }
        } else {
            mistakes.push(Mistake::new("record", Some(&name(truth)), Some(truth.label.clone()), None));
        }
        measure_record(truth, record, &mut out, mistakes);
    }
    for (_, record) in records.iter().enumerate().filter(|(r, _)| !partner.contains(&Some(*r))) {
        let at = record.pages.first().map_or(String::new(), |p| format!(", page {}", judged.number(*p)));
        let said = format!("{}{at}", record.label_raw);
        mistakes.push(Mistake::new("record", Some(&record.paragraph), None, Some(said)));
        add_kinds(&[], &kinds(record), &mut out);
        out.decision_characters += character_errors("", &record.decision);
        out.text_characters += character_errors("", &text(record));
    }
    out
}

fn kinds(record: &Record) -> Vec<SectionKind> {
    record.sections.iter().map(|s| s.kind).collect()
}

fn text(record: &Record) -> String {
    record.sections.iter().map(|s| s.text.as_str()).collect::<Vec<_>>().join("\n\n")
}

fn add_kinds(gold: &[SectionKind], said: &[SectionKind], out: &mut RecordMeasure) -> bool {
    let found = bag_found(gold, said);
    out.kinds += found;
    for kind in gold.iter().chain(said).collect::<std::collections::BTreeSet<_>>() {
        let of_kind = |kinds: &[SectionKind]| kinds.iter().filter(|k| *k == kind).copied().collect::<Vec<_>>();
        *out.by_kind.entry(*kind).or_default() += bag_found(of_kind(gold), of_kind(said));
    }
    found.right == found.gold && found.right == found.predicted
}

fn list(kinds: &[SectionKind]) -> String {
    kinds.iter().map(|k| kind_name(*k)).collect::<Vec<_>>().join(", ")
}

/// All kinds in the order of the output contract.
pub const KINDS: [SectionKind; 15] = [
    SectionKind::Decision,
    SectionKind::Proposal,
    SectionKind::Summary,
    SectionKind::Background,
    SectionKind::Motions,
    SectionKind::Procedure,
    SectionKind::Vote,
    SectionKind::Reservation,
    SectionKind::Recusal,
    SectionKind::Statement,
    SectionKind::Basis,
    SectionKind::Recipients,
    SectionKind::Appeal,
    SectionKind::Attachment,
    SectionKind::Body,
];

/// The kind's name in the output.
pub fn kind_name(kind: SectionKind) -> String {
    serde_json::to_value(kind).ok().and_then(|v| v.as_str().map(str::to_string)).unwrap_or_default()
}

/// The fields of one gold record; without a record everything is missing.
fn measure_record(gold: &GoldRecord, record: Option<&Record>, out: &mut RecordMeasure, mistakes: &mut Vec<Mistake>) {
    let paragraph = name(gold);
    let title = gold.title.as_deref().map(squeezed);
    let said = record.and_then(|r| r.title.as_deref().map(squeezed));
    out.title += Share::one(record.is_some() && title == said);
    out.title_characters += character_errors(title.as_deref().unwrap_or(""), said.as_deref().unwrap_or(""));
    let dnr = numbers_of(&gold.dnr);
    let said_dnr = record.map(|r| numbers_of(&r.dnr));
    out.dnr += Share::one(said_dnr.as_ref() == Some(&dnr));
    let told = |v: &Vote| format!("{}–{}–{}", v.yes, v.no, v.abstain);
    let votes = gold.vote.as_ref().map(|v| Vote { yes: v.yes, no: v.no, abstain: v.abstain });
    let said_votes = record.and_then(|r| r.vote);
    out.votes.gold += usize::from(votes.is_some());
    out.votes.right += usize::from(votes.is_some() && votes == said_votes);
    measure_ballots(gold, record, &paragraph, out, mistakes);
    out.label_text += Share::one(record.is_some_and(|r| squeezed(&r.label) == squeezed(&gold.label)));
    let gold_kinds: Vec<SectionKind> = gold.sections.iter().map(|s| s.kind).collect();
    let said_kinds = record.map(kinds).unwrap_or_default();
    let kinds_right = add_kinds(&gold_kinds, &said_kinds, out);
    let texts = |keep: &dyn Fn(SectionKind) -> bool| {
        gold.sections.iter().filter(|s| keep(s.kind)).map(|s| s.text.as_str()).collect::<Vec<_>>().join("\n\n")
    };
    let decision = texts(&|kind| kind == SectionKind::Decision);
    out.decision_characters += character_errors(&decision, record.map_or("", |r| &r.decision));
    out.text_characters += character_errors(&texts(&|_| true), &record.map(text).unwrap_or_default());
    if record.is_none() {
        return;
    }
    if title != said {
        mistakes.push(Mistake::new("title", Some(&paragraph), title, said));
    }
    if let Some(said_dnr) = said_dnr.filter(|said| *said != dnr) {
        mistakes.push(Mistake::new("dnr", Some(&paragraph), Some(dnr.join(", ")), Some(said_dnr.join(", "))));
    }
    if votes.is_some() && votes != said_votes {
        let [votes, said] = [votes, said_votes].map(|v| v.as_ref().map(told));
        mistakes.push(Mistake::new("vote", Some(&paragraph), votes, said));
    }
    if !kinds_right {
        mistakes.push(Mistake::new("sections", Some(&paragraph), Some(list(&gold_kinds)), Some(list(&said_kinds))));
    }
}

/// Ballots by name and choice, where gold names voters.
fn measure_ballots(
    gold: &GoldRecord,
    record: Option<&Record>,
    paragraph: &str,
    out: &mut RecordMeasure,
    mistakes: &mut Vec<Mistake>,
) {
    let Some(vote) = gold.vote.as_ref().filter(|v| !v.voters.is_empty()) else { return };
    let truth: Vec<String> = vote.voters.iter().map(|v| format!("{}: {:?}", squeezed(&v.name), v.vote)).collect();
    let ballots = record.iter().flat_map(|r| &r.ballots);
    // Gold gives the name as printed, or that of the person in the list.
    let told = |b: &Ballot| {
        let of = |name: &str| format!("{}: {:?}", squeezed(name), b.choice);
        b.person.as_deref().map(of).filter(|p| truth.contains(p)).unwrap_or_else(|| of(&b.name))
    };
    let said: Vec<String> = ballots.map(told).collect();
    out.ballots += bag_found(&truth, &said);
    let only = |these: &[String], those: &[String]| {
        let left = these.iter().filter(|t| !those.contains(t)).cloned().collect::<Vec<_>>().join(", ");
        (!left.is_empty()).then_some(left)
    };
    let (missing, more) = (only(&truth, &said), only(&said, &truth));
    if missing.is_some() || more.is_some() {
        mistakes.push(Mistake::new("ballots", Some(paragraph), missing, more));
    }
}

#[cfg(test)]
#[path = "records_tests.rs"]
mod tests;
