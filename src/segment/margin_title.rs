//! Titles in a margin that the whole document keeps free for them, beside text that begins on the label's line or below it:
//!
//! ```text
//! § 34.                  Herr Ek infann sig nu och intog sin plats.
//! Om mat i sko-          Sedan förra sammanträdet vilade frågan, om
//! lan                 maten skulle betalas av kommunen.
//! ```
//!
//! The document's column tells the first line of a paragraph from the column's edge, which one § alone does not (`side_title.rs`).

use super::side::Sides;
use super::side_title::{INDENT, SideTitle};
use super::{aside, dnr, dnr_series, headings, numbers, reflow, text, title};
use crate::page::TextLine;

/// The most lines of a title.
const LINES: usize = 6;
/// The most blank lines between a label that stands alone and its title.
const BLANK: usize = 2;
/// The shortest title, in characters.
const SHORTEST: usize = 4;

/// The title in the margin left of `column`, beside the text of the § whose label stands on the line `label` and ends at byte `end`.
pub(super) fn read(
    lines: &[TextLine],
    (label, end): (usize, usize),
    labels: &[(usize, usize)],
    sides: &Sides,
    column: usize,
) -> Option<SideTitle> {
    let line = lines[label].text.as_str();
    let rest = line.get(end..)?;
    let words = rest.trim();
    let begins = line.chars().count() - rest.trim_start().chars().count();
    if !words.is_empty() && !(column..=column + INDENT).contains(&begins) || title::is_dnr_line(rest) {
        return None;
    }
    let mut out = SideTitle { title: String::new(), numbers: Vec::new(), beside: Vec::new() };
    let mut blank = 0;
    for (i, l) in lines.iter().enumerate().skip(label + 1).take(LINES + BLANK) {
        let other = l.page != lines[label].page || labels.binary_search_by_key(&i, |l| l.0).is_ok();
        if other || out.beside.len() == LINES {
            break;
        }
        if l.text.trim().is_empty() && out.beside.is_empty() && words.is_empty() && blank < BLANK {
            blank += 1;
            continue;
        }
        let Some((left, at)) = aside::cell(&l.text, column).or_else(|| numbered(&l.text, column)) else { break };
        let left = Some(dnr_series::without_joint(left)).filter(|n| title::is_dnr_line(n)).unwrap_or(left);
        // "(n:r 61.)" below a whole title is what the papers were numbered.
        if left.starts_with('(') && text::ends_sentence(&out.title) && !title::is_dnr_line(left) {
            out.beside.push((i, at));
            continue;
        }
        if title::is_dnr_line(left) && !out.title.is_empty() {
            out.numbers.extend(dnr::leading(left).map(|(own, _)| own).unwrap_or_default());
            out.beside.push((i, at));
            continue;
        }
        // "Interpellation" above "ang. bussarna" is the title's first line.
        let below = lines.get(i + 1).and_then(|n| aside::cell(&n.text, column));
        let runs_on = out.title.is_empty() && below.is_some_and(|(more, _)| text::starts_lower(more));
        let heading = !runs_on && (headings::whole(left).is_some() || sides.at(i).is_some());
        if heading && !out.title.is_empty() || !out.numbers.is_empty() {
            break;
        }
        // Of further lines the end may look like a verb: "skola".
        let told = out.title.is_empty() && title::has_verb(left);
        if heading || left.contains('§') || title::is_dnr_line(left) || told {
            return None;
        }
        reflow::glue(&mut out.title, left);
        out.beside.push((i, at));
    }
    let says = |(i, at): &(usize, usize)| lines[*i].text.get(*at..).is_some_and(|t| t.contains(char::is_alphabetic));
    let beside_text = out.beside.iter().any(says) || text::ends_sentence(words) && !words.is_empty();
    let opens = out.title.starts_with(char::is_uppercase) || numbers::opens_with_year(&out.title, 0);
    let named = opens && out.title.chars().count() >= SHORTEST;
    (beside_text && named).then_some(out)
}

/// A diarienummer in the margin beside what stands deeper than the text: "Dnr 34/52                    Inom     Utom".
fn numbered(line: &str, column: usize) -> Option<(&str, usize)> {
    let (at, _) = line.char_indices().nth(column)?;
    let left = &line[..at];
    let alone = left.ends_with(' ') && title::is_dnr_line(dnr_series::without_joint(left.trim()));
    alone.then(|| (left.trim(), at + line[at..].len() - line[at..].trim_start().len()))
}

#[cfg(test)]
mod tests {
    use crate::segment::testing::lines;
    use crate::segment::{Context, records};

    #[test]
    fn the_documents_column_tells_paragraphs_from_its_edge() {
        let source = "\
                    Protokoll, fört vid sammanträde med skolrådet i
                    Ekeby den 6 oktober 1943.

§ 1.                   Herr Ek infann sig nu och intog sin plats.
Om mat i sko-          Sedan förra sammanträdet vilade frågan, om
lan                 maten skulle betalas av kommunen eller av
                    den som åt den.

§ 2.                   Till tjänsten vid Norra rotens B
Om lärarinna        1-skola hade sex sökande anmält sig, av vil-
vid Norra           ka en, läraren Åke Rund, senare återkallat
rotens skola        sin ansökan. Rådet valde läraren Ida Gran.
för flickor
                    Beslutet skulle underställas.

                                      § 3.

Ved för vin-             Å ved hade fem anbud inkommit, vilka
terns behov         alla lästes upp. Det lägsta antogs.
";
        let found = records(&lines(source), &Context::default()).records;
        let all: Vec<_> = found.iter().map(|r| r.title.as_deref().unwrap_or_default()).collect();
        assert_eq!(
            all,
            ["Om mat i skolan", "Om lärarinna vid Norra rotens skola för flickor", "Ved för vinterns behov"]
        );
        assert!(found[0].sections[0].text.starts_with("Herr Ek infann sig nu och intog sin plats."));
        assert!(found[2].sections[0].text.starts_with("Å ved hade fem anbud inkommit"));
        let numbered = source
            .replace("för flickor\n", "för flickor\nDnr 34/43 o.                            Inom   Utom\n35/43\n")
            .replace("Beslutet skulle", "Lön                 120:-  140:-\n                    Beslutet skulle");
        let found = records(&lines(&numbered), &Context::default()).records;
        assert_eq!(found[1].title.as_deref(), Some("Om lärarinna vid Norra rotens skola för flickor"));
        assert_eq!(found[1].dnr, ["34/43", "35/43"]);
    }
}
