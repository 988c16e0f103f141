//! Titles and headings in the outer margin of a page whose text stands left, as printed proceedings have them on every other page:
//!
//! ```text
//!                              § 146.
//!   Nämnden i Hulteby hade i skrivelse av den 28 augusti     Bidrag till en
//! begärt hälften av kostnaden för en bostad.                 bostad i Hulteby.
//! ```
//!
//! The margin in which titles stand left of the text is read by `side_title.rs`.

use std::collections::BTreeMap;
use std::ops::Range;

use super::side::{SideHeading, Sides};
use super::{dnr, headings, reflow, text, title};
use crate::page::TextLine;

/// Where the margin begins at the earliest, in characters.
const LEFTMOST: usize = 40;
/// The widest margin, in characters.
const WIDEST: usize = 28;
/// Lines with something in the margin below which a page has none.
const FEWEST: usize = 3;
/// Lines of a page that may reach over the margin's edge: running heads.
const OVER: usize = 2;
/// The most lines of a title.
const LINES: usize = 6;
/// Titles below which it is no manner of the document.
const FEWEST_TITLES: usize = 2;
/// The shortest title, in characters.
const SHORTEST: usize = 4;

/// What stands in the margin of a line from `column` (characters) on, and the byte where the text left of it ends.
fn cell(line: &str, column: usize) -> Option<(&str, usize)> {
    let at = line.char_indices().nth(column).map(|(at, _)| at)?;
    let right = line[at..].trim_end();
    let parted = line[..at].ends_with("  ") && !right.is_empty() && !right.starts_with(' ');
    (parted && text::gap(right).is_none()).then(|| (right, line[..at].trim_end().len()))
}

/// Where the last cell of a line begins, in characters, if it could stand in a margin.
fn last_cell(line: &str) -> Option<usize> {
    let line = line.trim_end();
    let at = line.rfind("  ")? + 2;
    let column = line[..at].chars().count();
    (column >= LEFTMOST && line[at..].chars().count() <= WIDEST).then_some(column)
}

/// The margin's edge on a page, in characters: where cells begin on several lines and hardly any line reaches over.
fn column(lines: &[TextLine]) -> Option<usize> {
    let mut found: BTreeMap<usize, usize> = BTreeMap::new();
    for column in lines.iter().filter_map(|l| last_cell(&l.text)) {
        *found.entry(column).or_default() += 1;
    }
    let (at, n) = found.into_iter().max_by_key(|(at, n)| (*n, std::cmp::Reverse(*at)))?;
    let over = |l: &&TextLine| l.text.trim_end().chars().count() > at && cell(&l.text, at).is_none();
    (n >= FEWEST && lines.iter().filter(over).count() <= OVER).then_some(at)
}

/// The title beside the first lines below the label on `label`, the numbers below it, and its lines with the byte where the text ends.
fn title(lines: &[TextLine], page: &Range<usize>, label: usize, column: usize) -> Option<(String, Vec<String>, Cuts)> {
    let (mut title, mut numbers, mut cuts) = (String::new(), Vec::new(), Cuts::new());
    let from = (label + 1..page.end).find(|i| !lines[*i].text.trim().is_empty())?;
    for (i, line) in lines.iter().enumerate().take(page.end).skip(from).take(LINES) {
        let Some((right, end)) = cell(&line.text, column) else { break };
        let number = title::is_dnr_line(right);
        if title.is_empty() && (number || right.contains('§') || !text::starts_upper(right)) || title::has_verb(right)
        {
            return None;
        }
        if number {
            numbers.extend(dnr::leading(right).map(|(own, _)| own).unwrap_or_default());
        } else if right.starts_with('(') && text::ends_sentence(&title) {
            // "(n:r 66.)" below a whole title is what the papers were numbered.
        } else if numbers.is_empty() && headings::whole(right).is_none() {
            reflow::glue(&mut title, right);
        } else {
            break;
        }
        cuts.push((i, end));
    }
    (title.chars().count() >= SHORTEST).then_some((title, numbers, cuts))
}

/// Lines, and the byte where the text on each ends.
type Cuts = Vec<(usize, usize)>;

/// Adds the titles and headings in the outer margins of `lines` to `sides`, beside the labels on `labels` (line, and the byte where the label ends).
/// Whether there are such.
pub(super) fn add(sides: &mut Sides, lines: &[TextLine], labels: &[(usize, usize)]) -> bool {
    let Some(&(first, _)) = labels.first() else { return false };
    let mut found = Vec::new();
    let mut pages: Vec<(Range<usize>, usize)> = Vec::new();
    let mut start = 0;
    while start < lines.len() {
        let end = start + lines[start..].partition_point(|l| l.page == lines[start].page);
        let page = start..end;
        start = end;
        let Some(column) = (page.end > first).then(|| column(&lines[page.clone()])).flatten() else { continue };
        let own = |l: &&(usize, usize)| page.contains(&l.0);
        let alone = |(line, end): (usize, usize)| lines[line].text.get(end..).is_some_and(|t| t.trim().is_empty());
        let titles = labels.iter().filter(own).filter(|l| alone(**l) && sides.title(l.0).is_none());
        let before = found.len();
        found.extend(titles.filter_map(|l| Some((l.0, title(lines, &page, l.0, column)?))));
        if found.len() > before {
            pages.push((page, column));
        }
    }
    if found.len() < FEWEST_TITLES {
        return false;
    }
    for (label, (title, numbers, cuts)) in found {
        sides.set_outer_title(label, title, numbers, &cuts);
    }
    for (page, column) in pages {
        for i in page {
            let heading = cell(&lines[i].text, column).filter(|_| !sides.is_cut(i));
            let Some((kind, (right, end))) = heading.and_then(|c| Some((headings::whole(c.0)?, c))) else { continue };
            let heading = right.trim_end_matches(':').to_string();
            sides.add_outer(i, SideHeading { heading, kind }, end);
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use crate::protocol::SectionKind;
    use crate::segment::testing::lines;
    use crate::segment::{Context, records};

    const RECTO: &str = "\
                             § 4.
  Nämnden i Hulteby socken hade i skrivelse av den 28      Bidrag till en bo-
augusti gjort framställning om bidrag med hälften av       stad i Hulteby.
kostnaden för en bostad.                                   (Dnr 66/29.)
  Häremot anmälde herr Ek reservation, då han ville        Reservation.
avslå framställningen.

                             § 5.
  Styrelsen för skolan hade anhållit, att landstinget      Lån till skolan.
måtte ikläda sig borgen för ett lån.

                             § 6.
  Till revisor valdes herr Berg.
";

    #[test]
    fn titles_right_of_the_text() {
        let found = records(&lines(RECTO), &Context::default()).records;
        let titles: Vec<_> = found.iter().map(|r| r.title.as_deref().unwrap_or("-")).collect();
        assert_eq!(titles, ["Bidrag till en bostad i Hulteby.", "Lån till skolan.", "-"]);
        assert_eq!(found[0].dnr, ["66/29"]);
        let kinds: Vec<_> = found[0].sections.iter().map(|s| s.kind).collect();
        assert_eq!(kinds, [SectionKind::Body, SectionKind::Reservation]);
        assert_eq!(
            found[0].sections[0].text,
            "Nämnden i Hulteby socken hade i skrivelse av den 28 augusti gjort framställning om bidrag med hälften av kostnaden för en bostad."
        );
        assert!(found[0].sections[1].text.starts_with("Häremot anmälde herr Ek reservation, då han ville avslå"));
    }

    #[test]
    fn columns_of_a_table_are_none() {
        let table = RECTO.replace("Bidrag till en bo-", "1.200:-").replace("Lån till skolan.", "2.400:-");
        let found = records(&lines(&table), &Context::default()).records;
        assert!(found.iter().all(|r| r.title.is_none()), "{:?}", found[0].title);
    }
}
