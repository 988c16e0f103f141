//! A roll called within the first §: "… förrättades upprop, varvid följande antecknades såsom närvarande:", and the members below.

use super::{data, fields, flow, groups, heading, pairs, paragraphs, roll, titles};
use crate::fold;
use crate::page::TextLine;
use crate::protocol::Attendee;

/// How many lines the sentence before the list holds at most.
const SENTENCE: usize = 4;

/// Those of the list that such a sentence leads in. Empty where there is none.
pub(super) fn attendance(
    lines: &[TextLine],
    within: Option<(u32, u32)>,
    known: &[paragraphs::Number],
) -> Vec<Attendee> {
    let Some(at) = (0..lines.len()).find(|i| leads(lines, *i)) else { return Vec::new() };
    let rest = &lines[at + 1..];
    let end = rest.iter().position(|l| l.text.trim_start().starts_with('§')).unwrap_or(rest.len());
    let label = TextLine { text: format!("{}:", heading::label(false)), ..lines[at].clone() };
    // The constituency is no party of those below it.
    let list = rest[..end].iter().filter(|l| !titles::is_constituency(&with_colon(&l.text)));
    let list: Vec<TextLine> = std::iter::once(label).chain(list.cloned()).collect();
    let scan = fields::scan(&pairs::one_by_one(&groups::one_by_one(&list)));
    roll::attendance(&scan, &fields::Scan::default(), [&[], &[]], within, known)
}

fn with_colon(line: &str) -> String {
    format!("{}:", line.trim().trim_end_matches(':'))
}

/// Whether a line ends the sentence that leads in a roll.
fn leads(lines: &[TextLine], at: usize) -> bool {
    let Some(last) = lines[at].text.trim_end().strip_suffix(':') else { return false };
    let before = lines[at.saturating_sub(SENTENCE)..at].iter().map(|l| l.text.as_str());
    let folded = fold::skeleton(&flow::join(before.chain([last])));
    // A label of its own is read as one.
    let label = fields::people_label(lines[at].text.trim()).is_some();
    let ends = |w: &String| folded.strip_suffix(w.as_str()).is_some_and(|b| b.ends_with(' '));
    !label && data::folded_words("called").iter().any(ends)
}

#[cfg(test)]
mod tests {
    use super::super::{HeadInput, read};
    use crate::segment::testing;

    #[test]
    fn by_constituency_in_two_columns() {
        let text = "§ 4\nUpprop\n  Sedan ordföranden öppnat sammanträdet förrättades upprop, varvid föl-\njande ledamöter antecknades såsom närvarande:\n   Viks valkrets\n      Anna Berg                       Nils Ek\n      Eva Ås, v. ordf.                Per Lo, suppleant\n   Norra valkretsen\n      Ola Alm                         Tor Vik\n      Ida Dal\n   Herr Bo Lind hade anmält förfall. I hans ställe tjänstgjorde\nsuppleanten Per Lo.\n   Närvarande var vidare landshövdingen Ada Sten, samt sekreteraren\nKarl Mo, som förde protokollet.\n§ 5\nJustering\n";
        let lines = testing::lines(text);
        let head = read(&HeadInput { body: &lines, ..HeadInput::default() });
        let row = |a: &crate::protocol::Attendee| format!("{} {:?}", a.name, a.capacity);
        let mut rows: Vec<String> = head.attendance.iter().map(row).collect();
        rows.sort();
        let want = [
            "Ada Sten Other",
            "Anna Berg Deciding",
            "Eva Ås Deciding",
            "Ida Dal Deciding",
            "Karl Mo Other",
            "Nils Ek Deciding",
            "Ola Alm Deciding",
            "Per Lo Deciding",
            "Tor Vik Deciding",
        ];
        assert_eq!(rows, want);
    }
}
