//! Votes of several §§ printed as one list outside them: columns Ja, Nej and Avstår for each §, most often beside the list of those present.

use std::cell::Cell;
use std::sync::LazyLock;

use regex::Regex;

use super::super::crosses;
use super::{tally, vote_table};
use crate::page::TextLine;
use crate::protocol::{Ballot, Choice, FieldSource, Record, Vote};

/// How far above the columns the §§ may be named, in lines.
const ABOVE: usize = 3;
/// The most words of a line of headings.
const WORDS: usize = 40;

/// Gives the ballots of such lists in `lines` to the records they tell of. A record that names its voters itself keeps them.
pub(in crate::segment) fn complete(records: &mut [Record], lines: &[TextLine]) {
    let mut at = 0;
    while at < lines.len() {
        let Some((heads, groups)) = heads(&lines[at].text) else {
            at += 1;
            continue;
        };
        let page = lines[at].page;
        let above = lines[at.saturating_sub(ABOVE)..at].iter().rev().filter(|l| l.page == page);
        let paragraphs = above.map(|l| named(&l.text)).find(|p| p.len() == groups);
        let from = at + 1;
        let rows = lines[from..].iter().take_while(|l| l.page == page && self::heads(&l.text).is_none());
        let mut found: Vec<Vec<Ballot>> = vec![Vec::new(); groups];
        let mut till = from;
        for (i, line) in rows.enumerate() {
            at = from + i;
            let Some((row, said)) = heads.marked(&line.text) else { continue };
            for (group, ballots) in found.iter_mut().enumerate() {
                let choices: Vec<Choice> = said.iter().filter(|(g, _)| *g == group).map(|(_, c)| *c).collect();
                // Crosses under two choices of one § say neither.
                if let [choice] = choices.as_slice() {
                    vote_table::push(ballots, *choice, row);
                }
            }
            till = at + 1;
        }
        at = (at + 1).max(from);
        let Some(paragraphs) = paragraphs else { continue };
        let place =
            FieldSource { page, line_start: lines[from - 1].line, line_end: lines[till - 1].line + 1, quality: 1.0 };
        for (paragraph, ballots) in paragraphs.iter().zip(found).filter(|(_, b)| !b.is_empty()) {
            let own = records.iter_mut().find(|r| r.paragraph == *paragraph && r.ballots.is_empty());
            if let Some(record) = own {
                give(record, ballots, &place);
            }
        }
    }
}

fn give(record: &mut Record, ballots: Vec<Ballot>, place: &FieldSource) {
    if record.vote.is_none() {
        record.vote = Some(Vote::of(&ballots));
        record.sources.insert("vote".to_string(), place.clone());
    }
    record.ballots = ballots;
    record.sources.insert("ballots".to_string(), place.clone());
    tally::complete(record);
}

/// The columns of a line of headings, by the group of columns and the choice, and how many groups there are; each has both sides.
fn heads(line: &str) -> Option<(crosses::Heads<(usize, Choice)>, usize)> {
    // Most lines are ruled out without looking at their words.
    let wide = line.contains("  ") || line.contains('\t');
    if !wide || !(line.contains("Nej") || line.contains("NEJ")) || line.split_whitespace().count() > WORDS {
        return None;
    }
    let groups = Cell::new(0);
    let known = |cell: &str| {
        let choice = vote_table::column(cell)?;
        groups.set(groups.get() + usize::from(choice == Choice::Yes));
        Some((groups.get().checked_sub(1)?, choice))
    };
    let found = crosses::heads(line, known, 2)?;
    let groups = groups.get();
    let both = |g: usize| [Choice::Yes, Choice::No].iter().all(|c| found.meanings().any(|m| m == (g, *c)));
    (groups > 0 && (0..groups).all(both)).then_some((found, groups))
}

/// The §§ that a line names, from left to right: "Kf § 45            Kf § 46".
fn named(line: &str) -> Vec<String> {
    static SIGN: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"§\s*([0-9]{1,4})(?:\s?([A-Z])\b)?").ok());
    let all = SIGN.as_ref().into_iter().flat_map(|r| r.captures_iter(line));
    all.map(|c| match c.get(2) {
        Some(letter) => format!("{} {}", &c[1], letter.as_str()),
        None => c[1].to_string(),
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segment::testing::lines;

    const LIST: &str = "\
                               Omröstning        Omröstning
                               Kf § 45           Kf § 46
Ledamöter         Parti  Närv  Ja   Nej  Avst    Ja   Nej  Avst
Ada Berg, ordf     s      X     X                 X
Bo Ek              m      X          X                      X
Cy Alm, §§ 45      c      X               X       –
Dan Ås             SBP    X          X                 X
Eva Lo             s      X     X    X            X

SUMMA                           1    2    1       1    1    1";

    fn record(paragraph: &str) -> Record {
        Record { paragraph: paragraph.into(), ..Record::default() }
    }

    #[test]
    fn columns_for_each_paragraph() {
        let mut records = vec![record("44"), record("45"), record("46")];
        complete(&mut records, &lines(LIST));
        let told = |r: &Record| {
            let one = |b: &Ballot| format!("{} {:?}", b.name, b.choice);
            r.ballots.iter().map(one).collect::<Vec<_>>().join(", ")
        };
        assert!(records[0].ballots.is_empty());
        assert_eq!(told(&records[1]), "Ada Berg Yes, Bo Ek No, Cy Alm Abstain, Dan Ås No");
        assert_eq!(told(&records[2]), "Ada Berg Yes, Bo Ek Abstain, Dan Ås No, Eva Lo Yes");
        assert_eq!(records[1].vote, Some(Vote { yes: 1, no: 2, abstain: 1 }));
        assert_eq!(records[1].ballots[3].affiliation.as_deref(), Some("SBP"));
        let place = &records[1].sources["ballots"];
        assert_eq!((place.line_start, place.line_end), (2, 8));
    }

    #[test]
    fn a_record_keeps_the_voters_it_names_and_a_list_without_paragraphs_is_of_none() {
        let ballot = Ballot { name: "Eva Lo".into(), affiliation: None, choice: Choice::No, person: None };
        let mut records = vec![Record { ballots: vec![ballot], ..record("45") }];
        complete(&mut records, &lines(LIST));
        assert_eq!(records[0].ballots.len(), 1);
        let unnamed = LIST.replace("Kf § 45", "       ").replace("Kf § 46", "       ");
        let mut records = vec![record("45")];
        complete(&mut records, &lines(&unnamed));
        assert!(records[0].ballots.is_empty());
    }
}
