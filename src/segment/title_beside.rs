//! Diarienummer beside the lines of a title: in the right column behind them, or in the left margin before them.
//!
//! ```text
//! Förvärv av mark vid           Dnr 96/93        22 §          Tillsättning av tjänst som
//! gamla bron                                     Dnr 3/76      kyrkvaktmästare
//! ```

use super::dnr::WIDE;
use super::reflow::Piece;
use super::{dnr, dnr_series, earlier, text, title};

/// The most lines of a title beside and below a number in the margin.
const LINES: usize = 3;

/// A line of a title, the number beside it taken out.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Line<'a> {
    pub text: &'a str,
    pub numbers: Vec<String>,
}

impl<'a> Line<'a> {
    /// The line without what stands to the right of its words.
    pub fn of(line: &'a str) -> Self {
        right(line).unwrap_or(Line { text: line, numbers: Vec::new() })
    }
}

/// The line before the number in the right column; without a column's gap the number needs its word ("… vid Dnr 96/93").
fn right(line: &str) -> Option<Line<'_>> {
    if !text::has_figure(line) {
        return None;
    }
    let start = line.len() - line.trim_start().len();
    let mut from = start;
    while let Some(at) = text::gap(&line[from..]).map(|p| from + p) {
        let cell = line[at..].trim_start();
        if !cell.is_empty() && at > start && title::is_dnr_line(cell) {
            return Some(Line { text: &line[..at], numbers: dnr::leading(cell)?.0 });
        }
        from = line.len() - cell.len();
    }
    let (cut, numbers) = dnr::trailing(line).filter(|(cut, _)| *cut > start)?;
    let by_word = dnr::word_at(line[cut..].trim_start_matches(['(', '['])).is_some();
    by_word.then_some(Line { text: line[..cut].trim_end_matches([',', ';', ' ']), numbers })
}

/// The words behind a number in the left margin, and the number.
pub(super) fn left(line: &str) -> Option<Line<'_>> {
    let start = line.len() - line.trim_start().len();
    let body = &line[start..];
    if !text::has_figure(body) {
        return None;
    }
    if dnr::word_at(body).is_some() {
        let (numbers, end) = dnr::leading(body)?;
        // "Dnr 04/087,      fördelning" above "04/098".
        let text = body[end..].trim_start_matches([',', ';']).trim_start();
        return goes_on_with(text).then_some(Line { text, numbers });
    }
    let mut from = 0;
    while let Some(at) = text::gap(&body[from..]).map(|p| from + p) {
        let text = body[at..].trim_start();
        let wide = body.len() - at - text.len() >= WIDE;
        if wide && goes_on_with(text) {
            if title::is_dnr_line(&body[..at]) {
                return Some(Line { text, numbers: dnr::leading(&body[..at])?.0 });
            }
            // "Au § 74" is where the matter was before.
            if earlier::is_label_before(&body[..at]) {
                return Some(Line { text, numbers: Vec::new() });
            }
        }
        from = body.len() - text.len();
    }
    None
}

/// Whether a title can go on with the text: words, years ("1989-1991"), or what closes a bracket ("1995:214)").
fn goes_on_with(text: &str) -> bool {
    text.starts_with(char::is_alphabetic)
        || is_bracket(text)
        || text.split_whitespace().next().is_some_and(dnr_series::is_of_title)
}

/// The words of a title that goes on behind a number in the left margin: in small letters, or in a block of a few lines that end no sentence.
pub(super) fn goes_on<'a>(above: &str, pieces: &[Piece<'a>], j: usize) -> Option<Line<'a>> {
    let line = left(pieces[j].text)?;
    if text::ends_sentence(above) {
        return None;
    }
    let below =
        || pieces[j + 1..].iter().map(|p| p.text.trim()).take_while(|t| !t.is_empty() && !title::is_dnr_line(t));
    let open = |t: &str| !title::has_verb(t) && !text::ends_sentence(t);
    let words = open(line.text) && below().count() < LINES && below().all(open);
    (text::starts_lower(line.text) || is_bracket(line.text) || above.ends_with('-') || words).then_some(line)
}

/// A line that is all in brackets, without a number: "(remiss från socialdepartementet)".
fn is_bracket(text: &str) -> bool {
    let inner = text.trim_end().strip_prefix('(').and_then(|t| t.strip_suffix(')'));
    inner.is_some_and(|t| t.starts_with(char::is_alphabetic) && !t.contains(['(', ')']) && !text::has_figure(t))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segment::testing::lines;
    use crate::segment::{Context, records};

    fn head(source: &str) -> (Vec<String>, Option<String>, String) {
        let r = records(&lines(source), &Context::default()).records.remove(0);
        (r.dnr, r.title, r.sections.first().map(|s| s.text.clone()).unwrap_or_default())
    }

    #[test]
    fn beside_the_first_line_of_two() {
        for number in ["Dnr 96/93", "Ks dnr 96/93", "96/93", "(Dnr 96/93)"] {
            let (dnr, title, text) = head(&format!(
                "§ 4  Förvärv av mark vid            {number}\n     gamla bron\n\nNämnden köper marken."
            ));
            assert_eq!(
                (dnr.as_slice(), title.as_deref()),
                (&["96/93".to_string()][..], Some("Förvärv av mark vid gamla bron"))
            );
            assert_eq!(text, "Nämnden köper marken.");
        }
        let (dnr, title, _) = head("§ 4 Förvärv av mark vid Dnr 96/93\ngamla bron\n\nNämnden köper marken.");
        assert_eq!((dnr.len(), title.as_deref()), (1, Some("Förvärv av mark vid gamla bron")));
    }

    #[test]
    fn in_the_margin_of_the_title() {
        let (dnr, title, text) = head(
            "4 §           Tillsättning av tjänst som\nDnr 3/76      kyrkvaktmästare\n\n              Till tjänsten har tre sökt.",
        );
        assert_eq!(
            (dnr.as_slice(), title.as_deref()),
            (&["3/76".to_string()][..], Some("Tillsättning av tjänst som kyrkvaktmästare"))
        );
        assert_eq!(text, "Till tjänsten har tre sökt.");
    }

    #[test]
    fn over_several_lines_beside_numbers_in_the_margin() {
        let (dnr, title, _) = head(
            "47 §                  Budget för 1999 och\nDnr 98/087,           fördelning\n98/098\n\nÄrendet               Nämnden har gjort en budget.",
        );
        assert_eq!((dnr.len(), title.as_deref()), (2, Some("Budget för 1999 och fördelning")));
        let (dnr, title, _) = head(
            "51 §                  Svar till staten över en ansökan från Skolan i\nDnr 98/093            Norden AB om en ny gymnasieskola i\n                      Lillköping\n\nBakgrund              Staten har frågat.",
        );
        assert_eq!(dnr, ["98/093"]);
        assert_eq!(
            title.as_deref(),
            Some("Svar till staten över en ansökan från Skolan i Norden AB om en ny gymnasieskola i Lillköping")
        );
    }

    #[test]
    fn labels_of_other_bodies_in_the_margin() {
        let source = |n: u32, title: &str| {
            format!(
                "SN § {n}             {title}\nAu § 7{n}\nDnr 04/01{n}\n\nÄrendet             Sotaren har slutat.\n\nBeslut              Ada Berg väljs.\n\n"
            )
        };
        let wrapped =
            source(8, "Ansökan om tillstånd, Värdshuset i").replace("Au § 78", "Au § 78             Vittjån HB");
        let text = source(6, "Val av en ny sotare för de södra delarna") + &source(7, "Brygga") + &wrapped;
        let all = records(&lines(&text), &Context::default()).records;
        assert_eq!(all[0].title.as_deref(), Some("Val av en ny sotare för de södra delarna"));
        assert_eq!((all[1].title.as_deref(), all[1].dnr.as_slice()), (Some("Brygga"), &["04/017".to_string()][..]));
        assert_eq!(all[1].references[0].paragraph, "77");
        assert_eq!(all[1].sections.len(), 2);
        assert_eq!(all[2].title.as_deref(), Some("Ansökan om tillstånd, Värdshuset i Vittjån HB"));
    }

    #[test]
    fn in_the_margin_of_the_text() {
        for number in ["D. 587/53", "587/53   "] {
            let (dnr, title, text) = head(&format!(
                "§ 4.        Försäljning av tomt.\n\n{number}   Firman Berg hade i skrivelse anhållit om att\n            få köpa tomten."
            ));
            assert_eq!((dnr.as_slice(), title.as_deref()), (&["587/53".to_string()][..], Some("Försäljning av tomt.")));
            assert!(text.starts_with("Firman Berg"));
        }
    }

    #[test]
    fn what_stands_beside_words_and_is_no_number() {
        assert_eq!(right("Budget för 1994/95        sid 12"), None);
        assert_eq!(left("12/84 är numret"), None);
        assert_eq!(left("Dnr"), None);
    }
}
