//! The count of a vote and who voted how, put together: what one does not tell the other does.

use super::first_place;
use crate::protocol::{Record, SectionKind, Vote};

/// Fills the vote of `record` from its ballots: all of it where no count is told, those who abstained where the count is silent of them, and the sides where
/// the count only tells which of them won ("med 4 röster mot 3").
pub(super) fn complete(record: &mut Record) {
    let named = Vote::of(&record.ballots);
    match &mut record.vote {
        None if named.yes > 0 && named.no > 0 => record.vote = Some(named),
        None => {}
        Some(vote) => {
            if (vote.yes, vote.no) == (named.no, named.yes) {
                (vote.yes, vote.no) = (named.yes, named.no);
            }
            if vote.abstain == 0 {
                vote.abstain = named.abstain;
            }
        }
    }
    if record.vote.is_some() && !record.sources.contains_key("vote") {
        let of = |kind| record.sections.iter().rev().find(|s| s.kind == kind);
        let place = of(SectionKind::Vote).or_else(|| of(SectionKind::Procedure)).and_then(first_place);
        record.sources.extend(place.map(|p| ("vote".to_string(), p)));
    }
}

#[cfg(test)]
mod tests {
    use crate::protocol::Vote;
    use crate::segment::testing::lines;
    use crate::segment::{Context, records};

    fn vote(text: &str) -> Option<Vote> {
        let source = format!("§ 4 Brygga\n\nOmröstning\n{text}\n\nBeslut\nBryggan byggs.\n");
        records(&lines(&source), &Context::default()).records.remove(0).vote
    }

    #[test]
    fn names_and_counts_complete_each_other() {
        let names = "Ja: Ada Berg (S), Bo Ek (S), Cy Alm (V).\nNej: Dan Ås (M), Eva Gran (L).\nAvstår: Per Lo (C).";
        let all = Some(Vote { yes: 3, no: 2, abstain: 1 });
        assert_eq!(vote(names), all);
        assert_eq!(vote(&format!("{names}\nFörslaget antogs med 3 röster mot 2.")), all);
        let lost = names.replace("Ja:", "Nej :").replace("Nej: ", "Ja: ").replace("Nej :", "Nej:");
        let won = vote(&format!("{lost}\nFörslaget avslogs med 3 röster mot 2."));
        assert_eq!(won, Some(Vote { yes: 2, no: 3, abstain: 1 }));
        assert_eq!(vote("Ja: Ada Berg (S), Bo Ek (S)."), None);
    }

    #[test]
    fn a_vote_that_names_tell_says_where_it_was_read() {
        let source =
            "§ 4 Brygga\n\nOmröstning\nJa: Ada Berg (S), Bo Ek (S).\nNej: Cy Alm (V).\n\nBeslut\nBryggan byggs.\n";
        let record = records(&lines(source), &Context::default()).records.remove(0);
        assert_eq!(record.sources.get("vote").map(|p| (p.line_start, p.line_end)), Some((2, 5)));
    }
}
