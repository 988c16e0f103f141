//! Whether a decision is what was proposed: its clauses against those of the proposal, word by word.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::super::data;
use super::clauses;
use crate::fold;
use crate::protocol::{Agreement, Comparison, ComparisonBasis, Record, Section, SectionKind};

const WORDS: &str = include_str!("../../../dictionaries/proposal-words.tsv");

static TABLE: LazyLock<BTreeMap<&str, Vec<String>>> = LazyLock::new(|| {
    let mut t: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for row in data::rows(WORDS) {
        t.entry(row[0]).or_default().extend(row.get(1).map(|w| fold::skeleton(w)));
    }
    t
});

/// A clause is the same from here on, and another one below [`OTHER`]; between the two nothing is said.
const SAME: f64 = 0.9;
const OTHER: f64 = 0.7;
/// Below this a decision does not repeat the proposal.
const REFERS: f64 = 0.5;
/// Pages read worse than this leave small differences in doubt.
const CLEAR: f64 = 0.9;

fn list(name: &str) -> &'static [String] {
    TABLE.get(name).map_or(&[], Vec::as_slice)
}

/// How `record`'s decision agrees with the proposal that it prints, `None` where there is no proposal, no decision, or only the proposal of the
/// deciding `organ` to another one.
pub(crate) fn compare(record: &Record, organ: Option<&str>) -> Option<Comparison> {
    if record.decision.trim().is_empty() {
        return None;
    }
    let proposals: Vec<&Section> =
        record.sections.iter().filter(|s| s.kind == SectionKind::Proposal && !is_own(s, organ)).collect();
    let decided = own_clauses(&record.decision);
    let all = proposals.iter().map(|p| against(&own_clauses(&p.text), &decided, record.quality, organ));
    // Where several are printed, the one that was followed counts.
    let best = all.max_by(|a, b| a.similarity.total_cmp(&b.similarity))?;
    // The words of both count before what is said of them, but where the decision only refers to the proposal, or says that it departs from it.
    let refers = |a: &Agreement| *a == Agreement::Changed || best.similarity < REFERS;
    match said(&record.decision).filter(|a| best.agreement != Some(Agreement::Same) && refers(a)) {
        Some(agreement) => Some(Comparison { agreement: Some(agreement), basis: ComparisonBasis::Statement, ..best }),
        None => Some(best),
    }
}

/// "Kommunstyrelsens förslag till kommunfullmäktige" in the minutes of kommunstyrelsen is what it decided, not what it was offered.
fn is_own(section: &Section, organ: Option<&str>) -> bool {
    let (Some(heading), Some(organ)) = (section.heading.as_deref(), organ) else { return false };
    let (heading, organ) = (fold::skeleton(heading), fold::skeleton(organ));
    let rest = heading.strip_prefix(organ.as_str()).map(|r| r.strip_prefix('s').unwrap_or(r));
    rest.is_some_and(|r| list("passes").iter().any(|w| r.trim_start().starts_with(w.as_str())))
}

/// Clauses that count: what is only said of the adjusting stands in no proposal.
fn own_clauses(text: &str) -> Vec<String> {
    let aside = |c: &String| {
        let folded = fold::skeleton(c);
        c.split_whitespace().count() <= 8 && list("aside").iter().any(|w| folded.contains(w.as_str()))
    };
    clauses::split(text).into_iter().filter(|c| !aside(c)).collect()
}

fn against(proposed: &[String], decided: &[String], quality: f64, organ: Option<&str>) -> Comparison {
    let words = |all: &[String]| -> Vec<Vec<String>> { all.iter().map(|c| normal(c, organ)).collect() };
    let (p, d) = (words(proposed), words(decided));
    let whole = similarity(&p.concat(), &d.concat());
    let best = |of: &[String], among: &[Vec<String>]| {
        among
            .iter()
            .map(|o| if numbers(of) == numbers(o) { similarity(of, o) } else { similarity(of, o).min(OTHER - 0.01) })
            .fold(0.0, f64::max)
    };
    let lowest = |all: &[Vec<String>], among: &[Vec<String>]| all.iter().map(|c| best(c, among)).fold(1.0, f64::min);
    let least = lowest(&p, &d).min(lowest(&d, &p));
    let same_numbers = numbers(&p.concat()) == numbers(&d.concat());
    let agreement = if least >= SAME || (whole >= SAME && same_numbers && p.len() != d.len()) {
        Some(Agreement::Same)
    } else if least < OTHER && (quality >= CLEAR || whole < OTHER) {
        Some(Agreement::Changed)
    } else {
        None
    };
    let apart = |all: &[String], own: &[Vec<String>], other: &[Vec<String>]| -> Vec<String> {
        let odd = all.iter().zip(own).filter(|(_, w)| best(w, other) < SAME);
        odd.map(|(c, _)| c.clone()).collect()
    };
    let same = agreement == Some(Agreement::Same);
    Comparison {
        agreement,
        basis: ComparisonBasis::Wording,
        similarity: (whole * 1000.0).round() / 1000.0,
        left_out: if same { Vec::new() } else { apart(proposed, &p, &d) },
        added: if same { Vec::new() } else { apart(decided, &d, &p) },
    }
}

/// What the decision itself says of the proposal: "beslutar enligt förslaget", "… med den ändringen att".
fn said(decision: &str) -> Option<Agreement> {
    let folded = format!(" {} ", tokens(decision).join(" "));
    let holds = |name: &str| list(name).iter().any(|w| folded.contains(&format!(" {w} ")));
    holds("follows").then(|| if holds("changes") { Agreement::Changed } else { Agreement::Same })
}

/// The words of a clause from what is decided on: without "Nämnden beslutar att".
fn normal(clause: &str, organ: Option<&str>) -> Vec<String> {
    let mut all = tokens(clause);
    let opens = |w: &String| list("opens").iter().any(|o| w.starts_with(o.as_str()));
    let binds = |w: &String| list("binds").contains(w);
    let lead = all.len().min(10);
    if let Some(first) = all[..lead].iter().position(opens) {
        let bound = all[first..lead].iter().position(binds).map(|at| first + at + 1);
        // "föreslår fullmäktige besluta att", "föreslås besluta godkänna".
        let last = all[first..lead].iter().rposition(opens).map_or(first, |at| first + at);
        all.drain(..bound.unwrap_or(last + 1));
    } else if let Some(organ) = organ {
        let organ = tokens(organ);
        if all.starts_with(&organ) {
            all.drain(..organ.len());
        }
    }
    if all.first().is_some_and(binds) {
        all.remove(0);
    }
    all
}

fn tokens(text: &str) -> Vec<String> {
    let folded = fold::skeleton(text);
    folded.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_string).collect()
}

fn numbers(words: &[String]) -> Vec<&str> {
    let mut all: Vec<&str> =
        words.iter().filter(|w| w.bytes().any(|b| b.is_ascii_digit())).map(String::as_str).collect();
    all.sort_unstable();
    all
}

/// Twice the longest common run of words (with gaps) over all words, 0–1.
fn similarity(a: &[String], b: &[String]) -> f64 {
    if a.is_empty() || b.is_empty() {
        return 0.0;
    }
    let mut row = vec![0usize; b.len() + 1];
    for x in a {
        let mut diagonal = 0;
        for (j, y) in b.iter().enumerate() {
            let above = row[j + 1];
            row[j + 1] = if alike(x, y) { diagonal + 1 } else { above.max(row[j]) };
            diagonal = above;
        }
    }
    2.0 * row[b.len()] as f64 / (a.len() + b.len()) as f64
}

/// The same word, misread by a letter, or in another ending: "godkänna", "godkänner".
fn alike(a: &str, b: &str) -> bool {
    if a == b {
        return true;
    }
    let digits = |w: &str| w.bytes().any(|b| b.is_ascii_digit());
    if digits(a) || digits(b) || a.len().abs_diff(b.len()) > 2 || a.len().min(b.len()) < 5 {
        return false;
    }
    let common = a.bytes().zip(b.bytes()).take_while(|(x, y)| x == y).count();
    common + 2 >= a.len().max(b.len()) || strsim::levenshtein(a, b) <= 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(proposal: (&str, &str), decision: &str) -> Option<Comparison> {
        let section = |kind: SectionKind, heading: &str, text: &str| Section {
            kind,
            heading: Some(heading.to_string()),
            text: text.to_string(),
            pages: Vec::new(),
            spans: Vec::new(),
        };
        let sections = vec![
            section(SectionKind::Proposal, proposal.0, proposal.1),
            section(SectionKind::Decision, "Beslut", decision),
        ];
        let record = Record { sections, decision: decision.to_string(), quality: 1.0, ..Record::default() };
        compare(&record, Some("Kommunstyrelsen"))
    }

    fn agreement(proposal: &str, decision: &str) -> Option<Agreement> {
        of(("Arbetsutskottets förslag till beslut", proposal), decision).and_then(|c| c.agreement)
    }

    #[test]
    fn the_same_in_other_words_of_form() {
        let same = Some(Agreement::Same);
        assert_eq!(
            agreement(
                "Kommunstyrelsen föreslås besluta att godkänna avtalet med Vik.",
                "Kommunstyrelsen godkänner avtalet med Vik."
            ),
            same
        );
        assert_eq!(
            agreement(
                "att godkänna avtalet, och\natt avsätta 40 000 kronor",
                "Kommunstyrelsen beslutar\n1. att godkänna avtalet\n2. att avsätta 40 000 kronor\n3. att paragrafen justeras omedelbart"
            ),
            same
        );
        assert_eq!(
            agreement("Nämnden antar planen för hamnen.", "Kommunstyrelsen beslutar enligt arbetsutskottets förslag."),
            same
        );
    }

    #[test]
    fn another_sum_or_clause_is_a_change() {
        let changed = Some(Agreement::Changed);
        assert_eq!(
            agreement("att avsätta 40 000 kronor till bryggan", "att avsätta 45 000 kronor till bryggan"),
            changed
        );
        assert_eq!(agreement("att godkänna avtalet", "att återremittera ärendet till förvaltningen"), changed);
        let c = of(
            ("Förslag till beslut", "att godkänna avtalet med Vik"),
            "att godkänna avtalet med Vik\natt utvärdera det om ett år",
        )
        .unwrap();
        assert_eq!((c.agreement, c.added), (changed, vec!["att utvärdera det om ett år".to_string()]));
        assert_eq!(
            agreement("att anta planen", "Kommunstyrelsen bifaller förslaget med den ändringen att bryggan utgår."),
            changed
        );
    }

    #[test]
    fn an_own_proposal_to_another_organ_is_not_compared() {
        assert!(
            of(("Kommunstyrelsens förslag till kommunfullmäktige", "att anta budgeten"), "att avsätta 3 kronor")
                .is_none()
        );
        assert!(of(("Kommunstyrelsens arbetsutskotts förslag", "att anta budgeten"), "att anta budgeten").is_some());
        assert!(of(("Förslag till beslut", "att anta budgeten"), "").is_none());
    }

    #[test]
    fn a_small_difference_is_left_open() {
        assert_eq!(
            agreement(
                "att ge chefen i uppdrag att snarast utreda frågan om bryggan",
                "att ge chefen i uppdrag att noga utreda hela frågan om bryggan"
            ),
            None
        );
    }

    #[test]
    fn words_are_policed() {
        data::police(WORDS, 2);
        for name in ["opens", "binds", "follows", "changes", "passes", "aside"] {
            assert!(!list(name).is_empty(), "{name}");
        }
    }
}
