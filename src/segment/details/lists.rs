//! Lists of papers and of recipients.

use super::super::{head, text};
use crate::protocol::Paper;

/// Entries of a list: a line each, marks left out; several recipients on one line are parted at commas.
pub(super) fn entries(all: &str) -> Vec<String> {
    let mut out = Vec::new();
    for line in lines(all) {
        // "Ekonomienheten, Akten": short pieces are entries of their own, a sentence is not.
        let pieces: Vec<&str> = line.split([',', ';']).map(str::trim).filter(|p| !p.is_empty()).collect();
        let short =
            pieces.len() > 1 && pieces.iter().all(|p| p.split_whitespace().count() <= 4 && text::starts_upper(p));
        // "Kommunfullmäktige i Vik, Ås och Torp": one body in several places.
        let places =
            pieces.first().is_some_and(|p| p.contains(" i ")) && pieces.last().is_some_and(|p| p.contains(" och "));
        if short && !places {
            out.extend(pieces.iter().map(|p| p.trim_end_matches('.').to_string()));
        } else {
            out.push(line);
        }
    }
    out
}

/// Papers with the date that each bears, if any.
pub(super) fn papers(all: &str) -> Vec<Paper> {
    lines(all).into_iter().map(|text| Paper { date: head::first_date(&text), text }).collect()
}

fn lines(all: &str) -> Vec<String> {
    all.lines()
        .map(|l| l.trim().trim_start_matches(['-', '–', '•', '*', '·']).trim_start().to_string())
        .filter(|l| l.chars().any(char::is_alphanumeric))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recipients_on_lines_and_between_commas() {
        assert_eq!(entries("Ekonomienheten, Akten\n- Sökanden"), ["Ekonomienheten", "Akten", "Sökanden"]);
        assert_eq!(entries("Kommunfullmäktige i Vik, Ås och Torp"), ["Kommunfullmäktige i Vik, Ås och Torp"]);
        assert_eq!(entries("Ada Berg, som ska underrättas genom brev"), ["Ada Berg, som ska underrättas genom brev"]);
    }

    #[test]
    fn papers_bear_dates() {
        let p = papers("- Tjänsteskrivelse 2019-03-01\n- Skrivelse från Ada Berg den 4 april 2019\n- Karta");
        let dates: Vec<Option<&str>> = p.iter().map(|p| p.date.as_deref()).collect();
        assert_eq!(dates, [Some("2019-03-01"), Some("2019-04-04"), None]);
    }
}
