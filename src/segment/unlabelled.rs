//! The text of a § whose label was lost in reading: it stands at the end of the § before, with headings of its own.
//!
//! No § is invented for it: the gap in the numbers is told. But what was decided in the lost § is no decision of the one before.

use super::reflow::Piece;
use super::sections::Cut;
use super::text;
use super::title;
use crate::fold;
use crate::page::TextLine;
use crate::protocol::SectionKind;

/// The most lines of a title.
const TITLE: usize = 4;

/// Makes one section of kind body of what belongs to a lost §, where the headings of a § begin anew behind its decision. For a § behind which a number
/// is missing. Gives the line where that begins.
pub(super) fn part<'a>(cuts: &mut Vec<Cut<'a>>, lines: &'a [TextLine]) -> Option<usize> {
    let from = anew(cuts)?;
    let begins = head(&cuts[from - 1]);
    let mut pieces = cuts[from - 1].pieces.split_off(begins);
    for cut in cuts.drain(from..) {
        let heading = cut.heading.map(|(_, at)| at);
        let whole = |at: usize| Piece { text: lines[at].text.as_str(), at, page: lines[at].page };
        pieces.extend(heading.map(whole));
        // What stands beside or behind the heading is on its line.
        pieces.extend(cut.pieces.into_iter().filter(|p| Some(p.at) != heading));
    }
    cuts.retain(|c| !c.is_blank() || c.heading.is_some());
    let first = pieces.iter().find(|p| !p.text.trim().is_empty())?.at;
    cuts.push(Cut { kind: SectionKind::Body, heading: None, pieces });
    Some(first)
}

/// The section whose heading stands a second time, the decision of the § among those above it.
fn anew(cuts: &[Cut<'_>]) -> Option<usize> {
    let same = |a: &Cut<'_>, b: &Cut<'_>| match (&a.heading, &b.heading) {
        (Some((x, _)), Some((y, _))) => a.kind == b.kind && fold::blur(x) == fold::blur(y),
        _ => false,
    };
    let once = |kind: SectionKind| {
        use SectionKind::{Background, Basis, Decision, Procedure, Recipients, Summary, Vote};
        matches!(kind, Background | Basis | Decision | Procedure | Recipients | Summary | Vote)
    };
    (1..cuts.len()).find(|&j| {
        let decided = cuts[..j].iter().any(|c| c.kind == SectionKind::Decision);
        decided && once(cuts[j].kind) && cuts[..j].iter().any(|c| same(c, &cuts[j]))
    })
}

/// Where the head of the lost § begins in the section above its first heading: at a last block that looks like a title, and the diarienummer above it.
fn head(cut: &Cut<'_>) -> usize {
    let pieces = &cut.pieces;
    let blank = |i: usize| pieces[i].text.trim().is_empty() || text::is_rule(pieces[i].text);
    let Some(last) = (0..pieces.len()).rfind(|i| !blank(*i)) else { return pieces.len() };
    let block = |last: usize| (0..last).rfind(|i| blank(*i)).map_or(0, |i| i + 1);
    let mut from = block(last);
    let number = |i: usize| title::is_dnr_line(pieces[i].text);
    // Behind the title stands its number, or before it.
    if from > 0
        && number(from)
        && from == last
        && let Some(above) = (0..from).rfind(|i| !blank(*i))
    {
        from = block(above);
    }
    let words = (from..=last).filter(|i| !blank(*i) && !number(*i));
    let closed = |i: &usize| text::ends_sentence(pieces[*i].text) || title::has_verb(pieces[*i].text);
    let titled =
        words.clone().count() <= TITLE && !words.clone().any(|i| closed(&i)) && text::starts_upper(pieces[from].text);
    if from == 0 || !titled {
        return pieces.len();
    }
    let above = (0..from).rfind(|i| !blank(*i)).filter(|i| number(*i));
    above.unwrap_or(from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segment::testing::lines;
    use crate::segment::{Context, records};
    use SectionKind::{Background, Body, Decision, Recipients};

    fn of(between: &str) -> (Vec<SectionKind>, String, String, Vec<String>) {
        let text = format!(
            "§ 4\nVal av ombud\n\nBakgrund\nOmbud saknas.\n\nBeslut\nNämnden väljer Ada Berg.\n\n{between}\nBakgrund\nBryggan är gammal.\n\nBeslut\n\
             Nämnden river bryggan.\n\n§ 6\nBudget\n\nBakgrund\nÅret är långt.\n\nBeslut\nNämnden antar budgeten."
        );
        let mut all = records(&lines(&text), &Context::default());
        let told = all.warnings.iter().filter(|w| w.code == "paragraph-gap").map(|w| w.message.clone()).collect();
        let r = all.records.remove(0);
        let last = r.sections.last().map(|s| s.text.clone()).unwrap_or_default();
        (r.sections.iter().map(|s| s.kind).collect(), r.decision, last, told)
    }

    #[test]
    fn the_decision_of_a_lost_paragraph_is_not_that_of_the_one_before() {
        for between in
            ["Rivning av bryggan\n", "Dnr KS 2020/4\n\nRivning av bryggan\n", "Rivning av\nbryggan\nDnr KS 2020/4\n"]
        {
            let (kinds, decision, last, told) = of(between);
            assert_eq!(kinds, [Background, Decision, Body], "{between}");
            assert_eq!(decision, "Nämnden väljer Ada Berg.");
            let opens = between.split('\n').next().unwrap();
            assert!(last.starts_with(opens) && last.ends_with("Nämnden river bryggan."), "{last}");
            assert!(told[0].contains("line 10"), "{told:?}");
        }
    }

    #[test]
    fn without_a_gap_all_belongs_to_the_paragraph() {
        let text = "§ 4\nVal\n\nBeslut\nNämnden väljer Ada Berg.\n\nBeslutet skickas till\nAkten\n\nBeslut\nNämnden väljer Bo Ek.\n\n§ 5\nBudget\n\nBeslut\nJa.";
        let all = records(&lines(text), &Context::default()).records;
        assert_eq!(all[0].sections.iter().map(|s| s.kind).collect::<Vec<_>>(), [Decision, Recipients, Decision]);
    }
}
