//! The diarienummer that old print sets below the text of a §, at the right: "(D:nr 14/1919, 22/1919 och 37/1919.)".

use super::reflow::Piece;
use super::{dnr, text, title};

/// Where the closing numbers begin among the pieces, and the numbers: on the last line that says something, or on the last two. They need their word,
/// and text above them.
pub(super) fn read(pieces: &[Piece<'_>]) -> Option<(usize, Vec<String>)> {
    let says = |p: &Piece<'_>| !p.text.trim().is_empty() && !text::is_rule(p.text);
    let last = pieces.iter().rposition(says)?;
    let above = pieces[..last].iter().rposition(says)?;
    let own = pieces[last].text.trim();
    // "… om ungdomsfullmäktige,", "dnr 98.151": what a list names.
    if above + 1 == last && pieces[above].text.trim_end().ends_with(',') {
        return None;
    }
    if let Some(numbers) = numbers(own) {
        return Some((last, numbers));
    }
    let next = above + 1 == last && pieces[..above].iter().any(says) && own.ends_with([')', '.', ']']);
    let both = || numbers(&format!("{} {own}", pieces[above].text.trim()));
    next.then(both).flatten().map(|n| (above, n))
}

/// The numbers of a text that a word like "Dnr" opens and that is nothing else.
fn numbers(t: &str) -> Option<Vec<String>> {
    let word = dnr::word_at(t.trim_start_matches(['(', '['])).is_some();
    if word && title::is_dnr_line(t) { dnr::leading(t).map(|(numbers, _)| numbers) } else { None }
}

#[cfg(test)]
mod tests {
    use crate::segment::testing::lines;
    use crate::segment::{Context, Part, records};

    fn read(below: &str) -> (Vec<String>, String) {
        let text = format!(
            "§ 4\n  Ny brygga. — Kammaren hade hemställt om medel.\n  Fullmäktige biföllo detta.\n{below}\n\n§ 5\nVal."
        );
        let l = lines(&text);
        let mut all = records(&l, &Context::default());
        let r = all.records.remove(0);
        let closing = all.parts.iter().skip(3).take_while(|p| **p != Part::Title(1)).any(|p| *p == Part::Title(0));
        assert_eq!(closing, !r.dnr.is_empty(), "{below}");
        (r.dnr, r.sections.last().map(|s| s.text.clone()).unwrap_or_default())
    }

    #[test]
    fn the_numbers_below_the_text() {
        let text = "Kammaren hade hemställt om medel. Fullmäktige biföllo detta.";
        for (below, want) in [
            ("          (D:nr 211/1918.)", &["211/1918"][..]),
            ("     (D:nr 14/1919, 22/1919 och 37/1919.)", &["14/1919", "22/1919", "37/1919"][..]),
            ("     (D:nr 14/1919, 22/1919\n     och 37/1919.)", &["14/1919", "22/1919", "37/1919"][..]),
            ("Dnr 12/19", &["12/19"][..]),
        ] {
            let (dnr, own) = read(below);
            assert_eq!(dnr, want, "{below}");
            assert!(!own.contains("1919") && own.starts_with("Kammaren"), "{own} {text}");
        }
        assert!(read("     (Bil. 14/1919.)").0.is_empty());
        assert!(read("Motion om bryggan,\ndnr 98.151").0.is_empty());
        assert!(read("Kommer dnr 12/19 åter, prövas det.").0.is_empty());
    }
}
