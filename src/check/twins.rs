//! A title is printed twice where minutes have a list of matters: there and above the record. Of two readings of a word the likelier is kept in both
//! places.
//!
//! The pages' text and their edits stay as they are; what is changed is told as a warning `title-mended`, with both readings.

use super::{agenda, warning};
use crate::fold;
use crate::page::{OcrSignature, Origin, Page};
use crate::protocol::{Meeting, Warning};

/// How much more often a word must have been seen than the other reading, where both are words.
const FAR_MORE: u32 = 20;

/// Mends titles by the list of matters, and the list by the titles. `seen` says how often a word (lower case) was seen: `None` where it is none.
///
/// A title on a page without signs of damage is left alone: a misprint is as printed.
pub(super) fn mend(
    meetings: &mut [Meeting],
    pages: &[Page],
    seen: &dyn Fn(&str) -> Option<u32>,
    warnings: &mut Vec<Warning>,
) {
    let damaged = |index: usize| {
        let at = pages.binary_search_by_key(&index, |p| p.index);
        at.is_ok_and(|i| pages[i].origin == Origin::Ocr || pages[i].signature != OcrSignature::None)
    };
    for meeting in meetings {
        for record in &mut meeting.records {
            if !record.pages.first().is_some_and(|p| damaged(*p)) {
                continue;
            }
            let Some(item) = meeting.agenda.iter_mut().find(|a| a.paragraph == record.paragraph) else { continue };
            let Some(title) = &mut record.title else { continue };
            if *title == item.title || !agenda::alike(title, &item.title) {
                continue;
            }
            let Some((mended, changes)) = merged(title, &item.title, seen) else { continue };
            if !changes.is_empty() {
                let told: Vec<String> = changes.iter().map(|(from, to)| format!("'{from}' is '{to}'")).collect();
                let message = format!(
                    "the title of § {} and the list of matters were read differently: {}",
                    record.paragraph,
                    told.join(", ")
                );
                let page = record.pages.first().copied();
                warnings.push(warning("title-mended", message, page, Some(record.number)));
            }
            title.clone_from(&mended);
            item.title = mended;
        }
    }
}

/// The better of each pair of words, and what was changed (the worse, the better). `None` where the two are not word by word the same title, or where
/// some pair cannot be decided.
fn merged(a: &str, b: &str, seen: &dyn Fn(&str) -> Option<u32>) -> Option<(String, Vec<(String, String)>)> {
    let (x, y): (Vec<&str>, Vec<&str>) = (a.split_whitespace().collect(), b.split_whitespace().collect());
    if x.len() != y.len() {
        return None;
    }
    let mut changes = Vec::new();
    let mut out = Vec::new();
    for (own, other) in x.into_iter().zip(y) {
        let better = if own == other { own } else { better(own, other, seen)? };
        if own != other {
            let worse = if better == own { other } else { own };
            changes.push((worse.to_string(), better.to_string()));
        }
        out.push(better);
    }
    Some((out.join(" "), changes))
}

/// Which of two readings of a word is the likelier; `None` where nothing tells them apart, or they are not readings of one word.
fn better<'a>(a: &'a str, b: &'a str, seen: &dyn Fn(&str) -> Option<u32>) -> Option<&'a str> {
    let core = |w: &'a str| w.trim_matches(|c: char| !c.is_alphanumeric());
    let (x, y) = (core(a), core(b));
    let letters = |w: &str| w.chars().any(char::is_alphabetic);
    // Figures are never changed.
    let figures = |w: &str| w.chars().filter(char::is_ascii_digit).collect::<String>();
    let (p, q) = (fold::blur(x), fold::blur(y));
    let near = p == q || strsim::levenshtein(&p, &q) <= p.chars().count().max(q.chars().count()) / 5;
    if !near || !letters(x) || !letters(y) || (figures(x) != figures(y) && figures(x).len() > 1) {
        return None;
    }
    let weight = |w: &str| seen(&w.to_lowercase());
    match (weight(x), weight(y)) {
        (Some(_), None) => Some(a),
        (None, Some(_)) => Some(b),
        (Some(m), Some(n)) if m >= n.max(1).saturating_mul(FAR_MORE) => Some(a),
        (Some(m), Some(n)) if n >= m.max(1).saturating_mul(FAR_MORE) => Some(b),
        (None, None) if fold::skeleton(x) == fold::skeleton(y) => {
            // Dots and rings are lost in reading, not won.
            let dotted = |w: &str| w.chars().filter(|c| "åäöÅÄÖ".contains(*c)).count();
            match dotted(x).cmp(&dotted(y)) {
                std::cmp::Ordering::Greater => Some(a),
                std::cmp::Ordering::Less => Some(b),
                std::cmp::Ordering::Equal => None,
            }
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::record;
    use super::*;
    use crate::protocol::AgendaItem;

    fn seen(word: &str) -> Option<u32> {
        [("budget", 900), ("för", 90_000), ("år", 9_000), ("ar", 20), ("val", 500), ("av", 90_000)]
            .iter()
            .find(|(w, _)| *w == word)
            .map(|(_, n)| *n)
    }

    fn mended(title: &str, listed: &str) -> (String, String, usize) {
        on(OcrSignature::Eng, title, listed)
    }

    fn on(signature: OcrSignature, title: &str, listed: &str) -> (String, String, usize) {
        let item = AgendaItem { paragraph: "4".into(), title: listed.into(), dnr: Vec::new(), page: None };
        let mut meetings = [Meeting { records: vec![record(4, title, &[])], agenda: vec![item], ..Meeting::default() }];
        let mut warnings = Vec::new();
        let mut page = Page::from_text(0, Origin::Text, "swe", title);
        page.signature = signature;
        mend(&mut meetings, &[page], &seen, &mut warnings);
        let [m] = meetings;
        (m.records[0].title.clone().unwrap(), m.agenda[0].title.clone(), warnings.len())
    }

    #[test]
    fn the_likelier_reading_of_each_word_is_kept_in_both_places() {
        let want = "Budget för år 2024 i Åbylund".to_string();
        let got = mended("Budget for år 2024 i Abylund", "Budget för ar 2024 i Åbylund");
        assert_eq!(got, (want.clone(), want, 1));
    }

    #[test]
    fn a_misprint_on_a_clean_page_stays() {
        let (a, b) = ("Budget for år 2024", "Budget för år 2024");
        assert_eq!(on(OcrSignature::None, a, b), (a.to_string(), b.to_string(), 0));
    }

    #[test]
    fn what_cannot_be_told_apart_stays() {
        for (a, b) in [
            ("Val av Hjalmar Ek", "Val av Hjälmer Ek"),
            ("Budget för år 2024", "Budget för år 2025"),
            ("Val av ombud", "Val av ombud och ersättare"),
            ("Val av Berg", "Val av Dahl"),
        ] {
            assert_eq!(mended(a, b), (a.to_string(), b.to_string(), 0));
        }
    }
}
