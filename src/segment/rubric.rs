//! Titles as rubrics in the left margin, beside text that the label runs in with:
//!
//! ```text
//! Vikarie vid         § 3. Föredrogs läraren Rydings ansökan om
//! Västra skolan.      tjänstledighet till höstterminens slut.
//! ```

use super::labels::{self, Label, Sign};
use super::side::Sides;
use super::{aside, dnr, headings, reflow, title};
use crate::page::TextLine;

/// Labels with a rubric below which they are no manner of the document.
const FEWEST: usize = 3;
/// The most lines of a rubric.
const LINES: usize = 6;

/// The label in the text's column of line `i`, beside something in the margin.
fn label(lines: &[TextLine], i: usize, column: usize) -> Option<Label> {
    let line = lines[i].text.as_str();
    if !line.contains('§') {
        return None;
    }
    let (left, at) = aside::cell(line, column)?;
    if left.contains('§') || !line[at..].starts_with('§') {
        return None;
    }
    labels::sign_label(i, line, at, None, 0.0).filter(|l| l.sign == Sign::Clean)
}

/// Adds the labels beside rubrics to the candidates, which stay in order, where the document sets most of its labels so.
pub(super) fn add(lines: &[TextLine], column: usize, candidates: &mut Vec<Label>) {
    let found: Vec<Label> = (0..lines.len()).filter_map(|i| label(lines, i, column)).collect();
    let others = candidates.iter().filter(|c| c.sign == Sign::Clean && !found.iter().any(|f| f.line == c.line)).count();
    if found.len() < FEWEST.max(others) {
        return;
    }
    candidates.retain(|c| found.binary_search_by_key(&c.line, |f| f.line).is_err());
    candidates.extend(found);
    candidates.sort_by_key(|c| c.line);
}

/// Gives `sides` the rubrics beside the chosen labels (line, first byte) as titles.
pub(super) fn titles(sides: &mut Sides, lines: &[TextLine], column: usize, labels: &[(usize, usize)]) {
    for (k, &(line, start)) in labels.iter().enumerate() {
        let Some((left, at)) = aside::cell(&lines[line].text, column).filter(|(_, at)| *at == start) else { continue };
        let mut rubric = left.to_string();
        let mut beside = vec![(line, at)];
        let mut numbers: Vec<String> = Vec::new();
        let end = labels.get(k + 1).map_or(lines.len(), |l| l.0);
        for (i, l) in lines.iter().enumerate().take(end).skip(line + 1).take(LINES) {
            let Some((more, at)) = aside::cell(&l.text, column).filter(|_| l.page == lines[line].page) else { break };
            // "(D. n:o 41.)" below the rubric.
            if title::is_dnr_line(more) {
                numbers.extend(dnr::leading(more).map(|(own, _)| own).unwrap_or_default());
                beside.push((i, at));
                continue;
            }
            if !numbers.is_empty() || headings::whole(more).is_some() || l.text.trim().is_empty() {
                break;
            }
            reflow::glue(&mut rubric, more);
            beside.push((i, at));
        }
        sides.set_title(line, rubric, numbers, &beside);
    }
}

#[cfg(test)]
mod tests {
    use crate::segment::testing::lines;
    use crate::segment::{Context, records};

    #[test]
    fn rubrics_beside_the_text_are_titles() {
        let source = "\
                    Protokoll, fört vid sammanträde med skolrådet i
                    Ekeby den 6 oktober 1924.

Justering.          § 1. Att justera protokollet utsågos herrar Ek och
                    Berg.

Vikarie vid         § 2. Föredrogs läraren Asks ansökan, som i § 4 i
Västra sko-         förra protokollet nämnts, om ledighet till höst-
lan.                terminens slut.

                    Rådet beviljade ledigheten.

Ved.                § 3. Tre anbud hade kommit in, varav ett från annan
(D. n:o 17 o. 33.)  ort.
";
        let found = records(&lines(source), &Context::default()).records;
        let all: Vec<_> = found.iter().map(|r| (r.label.as_str(), r.title.as_deref().unwrap_or_default())).collect();
        assert_eq!(all, [("§ 1.", "Justering."), ("§ 2.", "Vikarie vid Västra skolan."), ("§ 3.", "Ved.")]);
        assert_eq!(
            found[1].sections[0].text,
            "Föredrogs läraren Asks ansökan, som i § 4 i förra protokollet nämnts, om ledighet till höstterminens slut.\n\nRådet beviljade ledigheten."
        );
        assert!(found[0].sections[0].text.starts_with("Att justera"));
        assert_eq!(found[2].dnr, ["17", "33"]);
        assert_eq!(found[2].sections[0].text, "Tre anbud hade kommit in, varav ett från annan ort.");
    }
}
