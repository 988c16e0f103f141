//! Lists of attendance in an annex, after the text of the last §: "Bilaga 1. Närvarolista".

use super::{data, fields, halves, paragraphs, roll, table, upprop};
use crate::fold;
use crate::page::TextLine;
use crate::protocol::Attendee;

/// Those of the annex that the records' lines end with. Empty where there is none, or where it does not say who decided.
pub(super) fn attendance(body: &[TextLine], within: Option<(u32, u32)>, known: &[paragraphs::Number]) -> Vec<Attendee> {
    let Some(at) = body.iter().rposition(|l| is_heading(&l.text)) else { return Vec::new() };
    let lines = table::rows(&upprop::there(&halves::apart(&body[at + 1..]))).into_owned();
    let scan = fields::scan(&lines);
    roll::attendance(&scan, &fields::Scan::default(), [&[], &[]], within, known)
}

/// Whether a line is the heading of such a list, a number of the annex before it or not.
fn is_heading(line: &str) -> bool {
    let folded = fold::skeleton(line.trim().trim_end_matches([':', '.']));
    let mut before = data::folded_words("roll").iter().filter_map(|h| folded.strip_suffix(h.as_str()));
    before.any(|b| b.chars().count() <= BEFORE && !b.ends_with(char::is_alphabetic))
}

/// How many letters may stand before the heading's word: "Bilaga 1 till protokollet, ".
const BEFORE: usize = 30;

#[cfg(test)]
mod tests {
    use super::super::{HeadInput, read};
    use crate::segment::testing;

    #[test]
    fn a_roll_after_the_last_paragraph() {
        let cover = testing::lines("Beslutande: Enligt bifogad närvarolista\nParagrafer: 41-42\n");
        let body = testing::lines(
            "KF § 41\nBeslut\nMotionen avslås.\nBilaga 1\nNÄRVAROLISTA\nLedamöter          Närvarande   Frånvarande   Tjänstgörande ersättare\nAnna Berg (S)      X\nNils Ek (M)                     X             Eva Ås (M)\nOla Alm (L)        X\n\nErsättare          Närvarande   Frånvarande\nEva Ås (M)         X\nTor Vik (S)        X\nIda Dal (C)                     X\n",
        );
        let head = read(&HeadInput { cover: &cover, body: &body, ..HeadInput::default() });
        let row = |a: &crate::protocol::Attendee| format!("{} {:?}", a.name, a.capacity);
        let rows: Vec<String> = head.attendance.iter().map(row).collect();
        assert_eq!(rows, ["Anna Berg Deciding", "Eva Ås Deciding", "Ola Alm Deciding", "Tor Vik Substitute"]);
    }
}
