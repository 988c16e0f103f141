//! The count of a vote and who voted how, put together: what one does not tell the other does.

use crate::protocol::{Choice, Record, Vote};

/// Fills the vote of `record` from its ballots: all of it where no count is told, those who abstained where the count is silent of them, and the sides where
/// the count only tells which of them won ("med 4 röster mot 3").
pub(super) fn complete(record: &mut Record) {
    let count = |choice| record.ballots.iter().filter(|b| b.choice == choice).count() as u32;
    let named = Vote { yes: count(Choice::Yes), no: count(Choice::No), abstain: count(Choice::Abstain) };
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
}
