//! Running heads that name the §§ of their page: "22      Ekeby läns landsting 1964      §§ 27—30", "§§ 31—33      Ekeby läns landsting 1964      23".

use super::coarse::{alike, coarse};
use super::patterns;
use super::repetition::{LEAST, MIN_RANGES, RANGE_SHARE, window};
use crate::page::{Page, PageStatus};

/// Letters that such a head has besides its numbers, at least.
const LETTERS: usize = 8;

/// The pages, with the line, whose first line names §§ and otherwise says what the first lines of the pages around say.
pub(super) fn heads(pages: &[Page]) -> Vec<(usize, usize)> {
    let line = |p: &Page| p.lines.iter().position(|l| !patterns::is_rule(&l.raw));
    let names = |p: &Page| line(p).is_some_and(|at| p.lines[at].raw.contains('§'));
    // Most documents print no § there.
    if !pages.iter().any(names) {
        return Vec::new();
    }
    let first = |p: &Page| {
        let line = line(p)?;
        let said: String = coarse(&p.lines[line].raw).chars().filter(|c| c.is_alphabetic()).collect();
        (p.status == PageStatus::Ok && said.len() >= LETTERS).then_some((line, said))
    };
    let firsts: Vec<Option<(usize, String)>> = pages.iter().map(first).collect();
    let mut out = Vec::new();
    for (k, page) in pages.iter().enumerate() {
        let Some((line, own)) = firsts[k].as_ref().filter(|_| names(page)) else { continue };
        let around = window(k, pages.len());
        let of = pages[around.clone()].iter().filter(|p| p.status == PageStatus::Ok).count();
        let same = firsts[around].iter().flatten().filter(|(_, other)| alike(own, other, LEAST)).count();
        if same >= MIN_RANGES && same as f64 >= RANGE_SHARE * of as f64 {
            out.push((k, *line));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::Origin;

    fn found(firsts: &[&str]) -> Vec<(usize, usize)> {
        let page = |(k, t): (usize, &&str)| {
            Page::from_text(k, Origin::Text, "swe", &format!("{t}\n\nText på sidan om {k} ting."))
        };
        heads(&firsts.iter().enumerate().map(page).collect::<Vec<_>>())
    }

    #[test]
    fn heads_with_the_paragraphs_of_their_page() {
        let of = [
            "18  Ekeby läns landsting 1964   § 21",
            "§§ 22—24    Ekeby läns landsting 1964  19",
            "20  Ekeby läns landsting 1964",
        ];
        assert_eq!(found(&of), [(0, 0), (1, 0)]);
        assert_eq!(found(&of[..2]), [], "two pages show nothing");
    }

    #[test]
    fn labels_at_the_top_are_no_heads() {
        assert_eq!(found(&["§ 4 Val av sotare", "§ 5 Val av kyrkvärd", "§ 6 Budgeten för 1964"]), []);
    }
}
