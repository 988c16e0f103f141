//! When a page was written, told by words and endings that only one time has, and what that means for its words.

use std::sync::LazyLock;

use memchr::memmem::Finder;
use rustc_hash::FxHashMap;

use super::candidates::Candidate;
use crate::error::Result;
use crate::fold::{base_letter, skeleton};
use crate::lexicon::Lexicon;
use crate::lexicon::old::Era;
use crate::page::Page;

/// Marks of an era among a page's words, so many and such a share at least. Old pages of the development set have 5–9 %, typewritten
/// pages of the 1930s and 1940s 1–2 % plural verbs, others under 0.2 %.
const LEAST_MARKS: usize = 3;
const LEAST_SHARE: f64 = 0.006;
/// Fewer words than this say nothing by themselves.
const ENOUGH_WORDS: usize = 60;
/// Weight of a document's share in the judgement of a page.
const DOCUMENT: f64 = 0.5;

/// A word seen this often is one of today too, whatever list it is in.
const COMMON: u32 = 2_000;
/// Nats that a word of an old page gains for being old, and that a word of today loses which was written in another way.
const OLD_GAIN: f32 = 3.0;
const REPLACED_LOSS: f32 = 4.0;
/// The same for plural verbs and words of their time, on pages of that time.
const PLURAL_GAIN: f32 = 1.5;
/// What a word loses on pages after its time.
const LATE_LOSS: f32 = 1.0;

/// Marks by the way they stand in a word; words and marks without dots and rings.
#[derive(Default)]
struct Marks {
    whole: FxHashMap<String, Era>,
    /// Those that begin a word by their first letter, those that end one by their last: a word is held against few.
    starts: FxHashMap<u8, Vec<(String, Era)>>,
    ends: FxHashMap<u8, Vec<(String, Era)>>,
    inside: Vec<(Finder<'static>, Era)>,
}

impl Marks {
    /// Reads a table; the first line that is not of its form is the error.
    fn parse(table: &str) -> std::result::Result<Marks, String> {
        let mut marks = Marks::default();
        for line in table.lines().filter(|l| !l.starts_with('#') && !l.is_empty()) {
            marks.add(line).ok_or_else(|| line.to_string())?;
        }
        Ok(marks)
    }

    fn add(&mut self, line: &str) -> Option<()> {
        let (word, era) = line.split_once('\t')?;
        let era = match era {
            "old" => Era::Old,
            "plural" => Era::Plural,
            _ => return None,
        };
        let text = skeleton(word.trim_matches('-'));
        let (first, last) = (*text.as_bytes().first()?, *text.as_bytes().last()?);
        match (word.starts_with('-'), word.ends_with('-')) {
            (false, false) => drop(self.whole.insert(text, era)),
            (false, true) => self.starts.entry(first).or_default().push((text, era)),
            (true, false) => self.ends.entry(last).or_default().push((text, era)),
            (true, true) => self.inside.push((Finder::new(&text).into_owned(), era)),
        }
        Some(())
    }

    fn find(&self, word: &str) -> Option<Era> {
        let (first, last) = (word.as_bytes().first()?, word.as_bytes().last()?);
        let starts = || self.starts.get(first).into_iter().flatten().find(|m| word.starts_with(&m.0));
        let ends = || self.ends.get(last).into_iter().flatten().find(|m| word.ends_with(&m.0) && word != m.0);
        let inside = || self.inside.iter().find(|m| m.0.find(word.as_bytes()).is_some()).map(|m| m.1);
        self.whole.get(word).copied().or_else(|| starts().or_else(ends).map(|m| m.1)).or_else(inside)
    }
}

const MARKS_TABLE: &str = include_str!("../../dictionaries/era-marks.tsv");

/// A test reads the table, so that it is never empty.
static MARKS: LazyLock<Marks> = LazyLock::new(|| Marks::parse(MARKS_TABLE).unwrap_or_default());

/// What speaks for each era.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Evidence {
    words: usize,
    old: usize,
    plural: usize,
}

impl Evidence {
    /// The marks of a page.
    pub fn of_page(page: &Page) -> Evidence {
        let (mut evidence, mut word) = (Evidence::default(), String::new());
        for text in page.lines.iter().flat_map(|l| l.raw.split(|c: char| !c.is_alphabetic())).filter(|w| !w.is_empty())
        {
            evidence.words += 1;
            // Names keep their old spelling: "Hvitfeldt", "Qvarnström".
            // An é of the English model's may be an ä: "tjénst" is no "tjenst".
            let sound = text.chars().all(|c| c.is_ascii() || matches!(c, 'å' | 'ä' | 'ö'));
            if sound && text.starts_with(char::is_lowercase) {
                word.clear();
                word.extend(text.chars().map(base_letter));
                match MARKS.find(&word) {
                    Some(Era::Old) => evidence.old += 1,
                    Some(_) => evidence.plural += 1,
                    None => {}
                }
            }
        }
        evidence
    }

    fn and(self, other: Evidence) -> Evidence {
        Evidence { words: self.words + other.words, old: self.old + other.old, plural: self.plural + other.plural }
    }

    /// The era of a page of a document with the evidence `whole`: both have a say, the page the more the more words it has.
    fn verdict(self, whole: Evidence) -> Era {
        let least = LEAST_MARKS.max((whole.words as f64 * LEAST_SHARE / 2.0) as usize);
        if whole.old + whole.plural < least {
            return Era::Modern;
        }
        let share = |e: Evidence, marks: usize| marks as f64 / (e.words as f64).max(1.0);
        let weight = if self.words < ENOUGH_WORDS { 1.0 } else { DOCUMENT };
        let of = |marks: fn(&Evidence) -> usize| {
            weight * share(whole, marks(&whole)) + (1.0 - weight) * share(self, marks(&self))
        };
        // Plural verbs are of the old time too.
        match (of(|e| e.old), of(|e| e.plural)) {
            (old, _) if old >= LEAST_SHARE => Era::Old,
            (_, plural) if plural >= LEAST_SHARE => Era::Plural,
            _ => Era::Modern,
        }
    }
}

/// The era of each page.
pub fn of_pages(pages: &[Page]) -> Vec<Era> {
    let evidence: Vec<Evidence> = pages.iter().map(Evidence::of_page).collect();
    let whole = evidence.iter().copied().fold(Evidence::default(), Evidence::and);
    evidence.into_iter().map(|own| own.verdict(whole)).collect()
}

/// Weighs what a word (as read, lower case) may be by the era of its page. The reading as it stands loses nothing.
///
/// # Errors
/// Where the rules of the old spelling that the program carries do not parse.
pub fn weigh(lexicon: &Lexicon, era: Era, raw: &str, candidates: &mut [Candidate]) -> Result<()> {
    for c in candidates {
        // Words that are common today need no help.
        let rare = lexicon.counts(c.ids.0).0 < COMMON;
        let (old, plural) = (lexicon.is_old(c.ids.0), rare && lexicon.is_plural(c.ids.0));
        let gain = match era {
            Era::Old => {
                let forms = lexicon.old_forms()?;
                match () {
                    () if old || plural || forms.is_derived(&c.word) => OLD_GAIN,
                    () if forms.is_replaced(c.ids.0) && c.word != raw => -REPLACED_LOSS,
                    () => 0.0,
                }
            }
            Era::Plural if plural => PLURAL_GAIN,
            Era::Plural | Era::Modern if old && c.word != raw => -LATE_LOSS,
            _ => 0.0,
        };
        c.channel -= gain;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::Origin;
    use crate::repair::channel::Table;
    use crate::repair::words::Setting;

    fn era(text: &str) -> Era {
        of_pages(&[Page::from_text(0, Origin::Text, "swe", text)])[0]
    }

    #[test]
    fn the_marks_parse_and_none_stands_twice() {
        assert_eq!(Marks::parse(MARKS_TABLE).err(), None);
        assert_eq!(Marks::parse("a\tnew\n").err().as_deref(), Some("a\tnew"));
        let mut seen = std::collections::BTreeSet::new();
        for line in MARKS_TABLE.lines().filter(|l| !l.starts_with('#') && !l.is_empty()) {
            assert!(seen.insert(line.split('\t').next().unwrap()), "twice: {line}");
        }
    }

    #[test]
    fn tells_the_times_apart_with_damage_too() {
        let old = "Stimman beslot, att hvarje hemmansegare, som eger del i qvarnen, skulle dertill gifva ett bidrag af en krona.";
        let plural = "De valda revisorerna voro närvarande och togo del av räkenskaperna, vilka befunnos riktiga; de äro nu avslutade och ingingo till länsstyrelsen.";
        let modern =
            "Nämnden beslutar att föreslå kommunstyrelsen att avsätta medel för underhåll av vägarna under året.";
        assert_eq!([old, plural, modern].map(era), [Era::Old, Era::Plural, Era::Modern]);
        assert_eq!(
            era("Greve af Ugglas, Hvitfeldtska gymnasiet och Qvarnström hälsade de närvarande välkomna."),
            Era::Modern
        );
    }

    #[test]
    fn a_short_page_goes_with_its_document() {
        let page = |i, text: &str| Page::from_text(i, Origin::Text, "swe", text);
        let long = "Föredrogs skrifvelse af handlanden, hvari anhölls att hvarje qvarn skulle ega aflopp till ån.";
        let pages = [page(0, long), page(1, "Justeradt som ofvan den 3 mars")];
        assert_eq!(of_pages(&pages), [Era::Old, Era::Old]);
    }

    #[test]
    fn old_words_win_on_old_pages_only() {
        let words = crate::repair::words::Words::new(Lexicon::swedish().unwrap());
        let best = |era, raw: &str| {
            let surface = words.surface(Setting { table: Table::Eng, era }, raw).unwrap();
            surface.candidates.iter().min_by(|a, b| a.total().total_cmp(&b.total())).unwrap().word.clone()
        };
        for (raw, word) in
            [("ofver", "öfver"), ("skrifvelse", "skrifvelse"), ("gadfvan", "gåfvan"), ("lifsfraga", "lifsfråga")]
        {
            assert_eq!(best(Era::Old, raw), word);
        }
        assert_eq!(best(Era::Modern, "over"), "över");
    }
}
