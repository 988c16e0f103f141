//! What of a § stands above its label: the title, where minutes print labels below titles, and diarienummer on lines of their own.
//!
//! The manner is the document's: one head alone does not show whether a short line above a label ends the § before or opens the next.

use super::build::{self, ChosenHead, Ground};
use super::{reflow, text, title};

/// The most lines of title and numbers above a label.
const MOST: usize = 5;
/// Heads below which the manner of a document does not show.
const FEWEST: usize = 3;
/// Lines from the label on among which a title below it would stand.
const LOOK: usize = 8;

/// Sets [`ChosenHead::top`] of all heads.
pub(super) fn set(heads: &mut [ChosenHead<'_>], ground: &Ground<'_>) {
    if heads.len() < FEWEST {
        return;
    }
    let floor = |k: usize| if k == 0 { 0 } else { heads[k - 1].last_line() + 1 };
    let numbers: Vec<usize> = (0..heads.len()).map(|k| numbers_above(&heads[k], floor(k), ground)).collect();
    let numbered = numbers.iter().zip(heads.iter()).filter(|(top, h)| **top < h.label.line).count();
    let titles: Vec<Option<usize>> = (0..heads.len()).map(|k| title_above(&heads[k], floor(k), ground)).collect();
    let above = titles.iter().flatten().count();
    let titled = above * 10 >= heads.len() * 7 && {
        let below = heads.iter().filter(|h| has_title(h, ground, 0)).count();
        below * 10 < heads.len() * 4
    };
    for (k, head) in heads.iter_mut().enumerate() {
        let top = titles[k].filter(|_| titled);
        if let Some(top) = top {
            head.top = top;
            if has_title(head, ground, head.label.line - top) {
                continue;
            }
        }
        head.top = if numbered >= 2 { numbers[k] } else { head.label.line };
    }
}

/// Whether a title stands among the first lines of a §, `above` of which stand above the label, and all of these belong to it.
fn has_title(head: &ChosenHead<'_>, ground: &Ground<'_>, above: usize) -> bool {
    let end = (head.last_line() + LOOK).min(ground.lines.len());
    let (top, _) = build::top(head, end, &[], ground);
    top.title.is_some() && top.body >= above
}

/// The first of the lines with diarienummer alone that stand directly above a label, free from what stands above them; the label's own line where none
/// do.
fn numbers_above(head: &ChosenHead<'_>, floor: usize, ground: &Ground<'_>) -> usize {
    let label = head.label.line;
    let mut top = label;
    while top > floor && label - top < MOST && title::is_dnr_line(&ground.lines[top - 1].text) {
        top -= 1;
    }
    if top < label && is_free(top, floor, ground) { top } else { label }
}

/// The first line of a short block above a label that reads like a title.
fn title_above(head: &ChosenHead<'_>, floor: usize, ground: &Ground<'_>) -> Option<usize> {
    let label = head.label.line;
    let page = ground.lines[label].page;
    let line = |i: usize| ground.lines[i].text.trim();
    let mut bottom = label.checked_sub(1)?;
    if line(bottom).is_empty() {
        bottom = bottom.checked_sub(1)?;
    }
    let own = |i: usize| !line(i).is_empty() && !text::is_rule(line(i)) && ground.lines[i].page == page;
    let top = (floor..=bottom).rev().take_while(|&i| own(i)).last()?;
    let lines: Vec<&str> = (top..=bottom).map(line).filter(|t| !title::is_dnr_line(t)).collect();
    let reads = lines.first().is_some_and(|t| text::starts_upper(t))
        && lines.iter().all(|t| !title::has_verb(t) && !text::ends_sentence(t) && !reflow::is_item(t))
        && (top..=bottom).all(|i| ground.kinds[i].is_none());
    (reads && lines.len() < MOST && is_free(top, floor, ground)).then_some(top)
}

/// Whether nothing, a rule or another page stands above line `i`.
fn is_free(i: usize, floor: usize, ground: &Ground<'_>) -> bool {
    let Some(above) = i.checked_sub(1) else { return true };
    let t = ground.lines[above].text.trim();
    (i > floor && (t.is_empty() || text::is_rule(t))) || ground.lines[above].page != ground.lines[i].page
}

#[cfg(test)]
mod tests {
    use crate::protocol::Record;
    use crate::segment::testing::lines;
    use crate::segment::{Context, records};

    fn all(source: &str) -> Vec<Record> {
        records(&lines(source), &Context::default()).records
    }

    #[test]
    fn titles_above_their_labels() {
        let one = |n: u32, title: &str, dnr: &str| {
            format!("{title}\nDir § {n}{dnr}\n\nBeslut\nDirektionen antar förslaget om bryggan.\n\nDelges\nAkten\n\n")
        };
        let text = one(7, "Val av sotare", "")
            + &one(8, "Underhåll av bryggan\nvid Norrviken", "      Dnr 2009/12-VA")
            + &one(9, "Meddelanden", "");
        let got = all(&text);
        let titles: Vec<Option<&str>> = got.iter().map(|r| r.title.as_deref()).collect();
        assert_eq!(titles, [Some("Val av sotare"), Some("Underhåll av bryggan vid Norrviken"), Some("Meddelanden")]);
        assert_eq!(got[1].dnr, ["2009/12-VA"]);
        assert!(got.iter().all(|r| r.decision == "Direktionen antar förslaget om bryggan."));
        assert_eq!(got[0].sections.last().map(|s| s.text.as_str()), Some("Akten"));
    }

    #[test]
    fn recipients_above_a_label_are_no_titles() {
        let one = |n: u32, title: &str| {
            format!(
                "§ {n}\n{title}\n\nBeslut\nNämnden antar förslaget.\n\nBeslutet skickas till\n\nTekniska kontoret\n\n"
            )
        };
        let got = all(&(one(7, "Val av sotare") + &one(8, "Brygga") + &one(9, "Meddelanden")));
        assert_eq!(got[1].title.as_deref(), Some("Brygga"));
        assert_eq!(got[0].sections.last().map(|s| s.text.as_str()), Some("Tekniska kontoret"));
    }

    #[test]
    fn numbers_above_their_labels() {
        let one =
            |n: u32, dnr: &str| format!("{dnr}\n{n} §. Uppdrogs åt ordföranden att köpa ved till fattiggården.\n\n");
        let got = all(&(one(7, "Dnr 87/1909") + &one(8, "") + &one(9, "Dnr 92/1909")));
        assert_eq!(got.iter().map(|r| r.dnr.join(" ")).collect::<Vec<_>>(), ["87/1909", "", "92/1909"]);
        assert_eq!(got[1].sections[0].text, "Uppdrogs åt ordföranden att köpa ved till fattiggården.");
    }

    #[test]
    fn labels_behind_a_number_at_the_margin() {
        let one = |n: u32, lead: &str, title: &str| {
            format!("{lead}                                  § {n}\n{title}\n\nBESLUT\nNämnden antar förslaget.\n\n")
        };
        let text = one(7, "", "Val av sotare")
            + &one(8, "Dnr B 2014-0187", "BERGA 3:1")
            + &one(9, "Dnr B 2014-0190", "ÅSEN 1:2");
        let got = all(&text);
        assert_eq!(got.iter().map(|r| r.number).collect::<Vec<_>>(), [7, 8, 9]);
        assert_eq!((got[1].dnr[0].as_str(), got[1].title.as_deref()), ("B 2014-0187", Some("BERGA 3:1")));
        assert_eq!(got[2].sections.len(), 1);
    }
}
