//! Decisions that no heading announces: blocks that a body and its verb open.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::reflow;
use super::sections::Cut;
use super::{data, heading_forms, headings, text};
use crate::page::TextLine;
use crate::protocol::SectionKind;

const DECIDER_DATA: &str = include_str!("../../dictionaries/deciders.txt");
/// The words of each kind.
static DECIDERS: LazyLock<FxHashMap<&str, Vec<&str>>> = LazyLock::new(|| {
    let mut out: FxHashMap<&str, Vec<&str>> = FxHashMap::default();
    for row in data::rows(DECIDER_DATA) {
        out.entry(row[0]).or_default().extend(row.get(1));
    }
    out
});
/// Words among which the verb of an unheaded decision stands.
const MOST_WORDS: usize = 6;
/// Decisions that show that a document sets its decisions apart.
const DECISIONS: usize = 3;

/// Whether a document sets its decisions apart: under headings, or as blocks that a body and a verb of our day open.
pub(super) fn sets_apart(lines: &[TextLine], kinds: &[Option<SectionKind>]) -> bool {
    let decision = |k: Option<SectionKind>| k == Some(SectionKind::Decision);
    let headed = |i: &usize| {
        decision(kinds[*i]) || (kinds[*i].is_none() && decision(headings::run_in(&lines[*i].text).map(|(k, _)| k)))
    };
    let block = |i: &usize| {
        let above = i.checked_sub(1).map(|a| lines[a].text.trim());
        above.is_some_and(|a| a.is_empty() || text::is_rule(a)) && opens(&lines[*i].text, &["now"])
    };
    let all = 0..lines.len();
    all.clone().filter(headed).count() >= DECISIONS || all.filter(block).count() >= DECISIONS
}

/// Takes from `kinds` the headings that are sentences in minutes that tell all in one ("Stämman beslöt:" above a list), where the document sets no
/// decisions apart.
pub(super) fn leave_told(lines: &[TextLine], kinds: &mut [Option<SectionKind>]) {
    let decisions = || kinds.iter().enumerate().filter(|(_, k)| **k == Some(SectionKind::Decision)).map(|(i, _)| i);
    if decisions().nth(DECISIONS - 1).is_some() {
        return;
    }
    let told: Vec<usize> = decisions().filter(|i| heading_forms::is_told(&lines[*i].text)).collect();
    for i in told {
        kinds[i] = None;
    }
}

/// Cuts off the decision that closes the text of a § without a heading of one: its last block where a body and a verb of deciding open it, with the list
/// below. Only for minutes that set their decisions apart; where all is told in one, it is text.
pub(super) fn unheaded(cuts: &mut Vec<Cut<'_>>) {
    if cuts.iter().any(|c| c.kind == SectionKind::Decision) {
        return;
    }
    let plain = |c: &Cut<'_>| c.kind == SectionKind::Body && c.heading.is_none();
    let proposed = cuts.iter().any(|c| c.kind == SectionKind::Proposal);
    let last = cuts.iter().rposition(|c| !comes_after(c.kind)).filter(|at| tells(cuts[*at].kind));
    let first = cuts.iter().position(plain).filter(|_| !proposed);
    let found = [last, first].into_iter().flatten().find_map(|at| Some((at, opening(&cuts[at])?)));
    let Some((at, from)) = found else { return };
    let pieces = cuts[at].pieces.split_off(from);
    cuts.insert(at + 1, Cut { kind: SectionKind::Decision, heading: None, pieces });
}

/// What may stand behind the decision of a §.
fn comes_after(kind: SectionKind) -> bool {
    use SectionKind::{Appeal, Attachment, Basis, Recipients, Reservation, Statement};
    matches!(kind, Appeal | Attachment | Basis | Recipients | Reservation | Statement)
}

/// What a decision may close.
fn tells(kind: SectionKind) -> bool {
    use SectionKind::{Background, Body, Procedure, Recusal, Summary, Vote};
    matches!(kind, Background | Body | Procedure | Recusal | Summary | Vote)
}

/// The piece that opens the deciding block at the end of a section.
fn opening(cut: &Cut<'_>) -> Option<usize> {
    let pieces = &cut.pieces;
    let blank = |i: usize| pieces[i].text.trim().is_empty() || text::is_rule(pieces[i].text);
    let begins = |i: usize| blank(i - 1) && !blank(i);
    let from = (1..pieces.len()).filter(|&i| begins(i)).rfind(|&i| opens(pieces[i].text, &["verb", "now"]))?;
    // Only clauses and items may follow.
    let own = |t: &str| reflow::is_item(t) || text::starts_lower(t);
    let goes_on = |i: usize| own(pieces[i].text.trim()) || pieces[i].page != pieces[i - 1].page;
    let told = (0..from).any(|i| !blank(i));
    (told && (from + 1..pieces.len()).filter(|&i| begins(i)).all(goes_on)).then_some(from)
}

/// Whether the line begins with a body that decides and its verb ("Kommunstyrelsen beslutar att …"), the verb and its body ("Efter överläggning beslutar
/// nämnden …"), or the verb alone ("Beslutades att …"). `kinds` are the verbs that count.
fn opens(line: &str, kinds: &[&str]) -> bool {
    if !text::starts_upper(line) {
        return false;
    }
    let of = |kind: &str| DECIDERS.get(kind).map_or(&[][..], Vec::as_slice);
    let is = |kind: &str, w: &str| of(kind).contains(&w);
    let body = |w: &String| of("body").iter().any(|b| w.ends_with(b));
    let words: Vec<String> = line.split_whitespace().take(MOST_WORDS).map(str::to_lowercase).collect();
    let Some(verb) = words.iter().position(|w| kinds.iter().any(|k| is(k, w))) else {
        return words.first().is_some_and(|w| is("alone", w));
    };
    verb > 0 && (body(&words[verb - 1]) || words.get(verb + 1).is_some_and(body))
}

#[cfg(test)]
#[path = "deciding_tests.rs"]
mod tests;
