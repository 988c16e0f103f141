//! What a scan does between words: signs that the models lack, words run together at a capital, specks read as full stops.
//!
//! Which signs is data, `dictionaries/sign-misreadings.tsv`.

use std::sync::LazyLock;

use regex::Regex;

use super::{Certain, insert_certain};
use crate::edit::EditKind;
use crate::lexicon::Lexicon;
use crate::page::{Line, OcrSignature, Origin, Page};

/// No right word of the devset's ten scans was broken by the repair with these (`justera eval --model scan`); held lower than certain, since
/// findings were few.
const CONFIDENCE: f64 = 0.98;
/// Letters of each of two words run together at a capital, at least: names of firms are shorter ("MedMera").
const TOGETHER: usize = 5;
/// Words in a row with full stops for spaces from which short ones count too.
const MANY: usize = 3;
/// Letters of each of fewer words than that.
const LONG: usize = 4;

static SIGNS: LazyLock<Vec<(Regex, &str)>> = LazyLock::new(|| {
    let rows = include_str!("../../dictionaries/sign-misreadings.tsv").lines().filter(|l| !l.starts_with('#'));
    rows.filter_map(|row| {
        let mut fields = row.split('\t');
        Some((Regex::new(fields.next()?).ok()?, fields.next()?))
    })
    .collect()
});

static WEB: LazyLock<Vec<&str>> = LazyLock::new(|| {
    include_str!("../../dictionaries/web-endings.txt").lines().filter(|l| !l.starts_with('#')).collect()
});

/// Mends the lines of a page that a model read; others are left alone.
pub(super) fn mend(page: &mut Page, lexicon: &Lexicon) {
    if page.origin != Origin::Ocr && page.signature == OcrSignature::None {
        return;
    }
    for line in &mut page.lines {
        let mut found = signs(line);
        for (start, word) in words(&line.raw) {
            found.extend(together(start, word, lexicon));
            found.extend(specks(start, word, lexicon));
        }
        found.into_iter().for_each(|f| insert_certain(line, f));
    }
}

fn certain(start: usize, end: usize, to: &str, kind: EditKind) -> Certain {
    Certain { start, end, to: to.into(), kind, confidence: CONFIDENCE }
}

fn signs(line: &Line) -> Vec<Certain> {
    let of = |(pattern, printed): &(Regex, &str)| -> Vec<Certain> {
        let groups = pattern.captures_iter(&line.raw).filter_map(|c| c.name("sign"));
        groups.map(|m| certain(m.start(), m.end(), printed, EditKind::Confusion)).collect()
    };
    SIGNS.iter().flat_map(of).collect()
}

/// The words of a line with where they begin, bytes.
fn words(raw: &str) -> impl Iterator<Item = (usize, &str)> {
    raw.split(' ').scan(0, |at, word| {
        let start = *at;
        *at += word.len() + 1;
        Some((start, word))
    })
}

/// "ParagrafIndragning": two known words, the second with a capital, that are no word together.
fn together(start: usize, word: &str, lexicon: &Lexicon) -> Option<Certain> {
    let core = word.trim_matches(|c: char| !c.is_alphabetic());
    let at = start + (core.as_ptr() as usize - word.as_ptr() as usize);
    let mut capitals = core.char_indices().skip(1).filter(|(_, c)| c.is_uppercase()).map(|(i, _)| i);
    let (cut, None) = (capitals.next()?, capitals.next()) else { return None };
    let (first, second) = core.split_at(cut);
    let long = |w: &str| w.chars().count() >= TOGETHER && w.chars().all(char::is_alphabetic);
    let known = |w: &str| lexicon.contains(&w.to_lowercase());
    let two = long(first) && long(second) && known(first) && known(second) && !known(core);
    two.then(|| certain(at + cut, at + cut, " ", EditKind::Join))
}

/// "från.den.dag": known words with a full stop for each space between them.
fn specks(start: usize, word: &str, lexicon: &Lexicon) -> Vec<Certain> {
    let core = word.trim_end_matches(|c: char| !c.is_alphabetic());
    if !core.contains('.') {
        return Vec::new();
    }
    let parts: Vec<&str> = core.split('.').collect();
    let least = if parts.len() >= MANY { 1 } else { LONG };
    let plain = |p: &&str| p.chars().count() >= least && p.chars().all(char::is_lowercase) && lexicon.contains(p);
    let rest = if parts.first().is_some_and(|p| p.starts_with(char::is_uppercase)) { &parts[1..] } else { &parts[..] };
    let address = parts.first().zip(parts.last()).is_some_and(|(first, last)| *first == "www" || WEB.contains(last));
    let abbreviation = lexicon.contains(core) || address;
    let long = parts.iter().filter(|p| p.chars().count() >= 3).count() * 2 >= parts.len();
    if parts.len() < 2 || rest.is_empty() || abbreviation || !long || !rest.iter().all(plain) {
        return Vec::new();
    }
    let stops = core.match_indices('.').map(|(i, _)| start + i);
    stops.map(|i| certain(i, i + 1, " ", EditKind::Join)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mended(text: &str) -> String {
        let mut page = Page::from_text(0, Origin::Ocr, "swe", text);
        mend(&mut page, &Lexicon::swedish().unwrap());
        page.lines[0].text()
    }

    #[test]
    fn signs_that_the_models_lack_come_back() {
        assert_eq!(mended("Ytan är 90 m? stor, klockan 13.15—-15.05"), "Ytan är 90 m² stor, klockan 13.15–15.05");
        assert_eq!(mended("Hur mycket är 5 kronor? Och 12 m"), "Hur mycket är 5 kronor? Och 12 m");
        assert!(SIGNS.len() >= 2);
    }

    #[test]
    fn words_run_together_are_parted() {
        assert_eq!(mended("ParagrafIndragning av skolskjuts"), "Paragraf Indragning av skolskjuts");
        assert_eq!(mended("PowerPoint, MedMera och GöteborgsPosten"), "PowerPoint, MedMera och GöteborgsPosten");
        assert_eq!(mended("tre veckor från.den.dag.då.beslutet kom"), "tre veckor från den dag då beslutet kom");
        for text in [
            "fr.o.m. den 3 maj",
            "bl.a. t.ex. dvs.",
            "info.kommun.se",
            "www.kommun.nytt",
            "kl. 13.15",
            "s.k. prövning",
            "t.o.m.",
        ] {
            assert_eq!(mended(text), text);
        }
    }

    #[test]
    fn a_page_that_nobody_misread_is_left_alone() {
        let mut page = Page::from_text(0, Origin::Text, "swe", "ParagrafIndragning 90 m?");
        mend(&mut page, &Lexicon::swedish().unwrap());
        assert!(page.lines[0].edits.is_empty());
    }
}
