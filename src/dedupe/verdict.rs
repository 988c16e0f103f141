//! Whether two pages are one page read twice.

use super::align::{Alignment, align};
use super::facts::{Fact, compare, number};
use super::tokens::PageText;
use crate::fold::skeleton;
use crate::layout::coarse::similarity_from;

/// How two pages, an earlier and a later one, stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Relation {
    /// Different pages.
    Apart,
    /// The later page holds nothing that the earlier does not.
    LaterRepeats,
    /// The earlier page is a part of the later.
    EarlierRepeats,
}

/// Words a page must have to be judged by likeness; shorter ones must be the same.
pub(super) const SHORT: usize = 12;
/// Words beyond which a "page" is none, but a file without page breaks: such are judged by being the same only, for aligning them would take
/// time that grows with the square.
pub(super) const LONG: usize = 3000;
/// Share of the smaller page's letters that the other must cover. Readings of one page stand above 0.9, other pages of one document below 0.4.
const COVERAGE: f64 = 0.75;
/// Share of the smaller page's runs of eight letters that the other must hold before the pages are aligned at all. A reading with every seventh
/// letter wrong after folding keeps 30 %; the least that a repeat of the stress tests keeps is 36 %, and of the written protocols, read by
/// three models, 81 %. Three of four pairs of other pages hold less.
const LOOK: f64 = 0.25;
/// Numbers of the smaller page that the larger has nowhere: so many, and one in so many of all, and the pages are not aligned at all. A page
/// may lose two numbers and one in eight, and four may be misread; the others would all have to be read as words.
const FOREIGN: usize = 10;
const FOREIGN_SHARE: usize = 3;
/// Numbers that differ between the same words from which pages are not aligned at all.
const CONTRADICTIONS: usize = 2;
/// Words in a row, and share of all words, that the smaller page may have for itself: a line that one reading lost.
const OWN_RUN: usize = 12;
const OWN_SHARE: f64 = 0.1;
/// Share of words of the later page, and their number, that must have no place on the earlier before the later is the one to keep.
const MORE_SHARE: f64 = 0.12;
const MORE_WORDS: usize = 20;
/// One word in so many, at each end, does not count for where a page stands on another.
const STRAY: usize = 20;
/// What facts that differ cost. A page may cost the first figure of a row where its facts are at least as many as the second: misread
/// digits are the rarer the fewer numbers there are.
const ALLOWED: [(f64, usize); 3] = [(0.6, 0), (1.1, 15), (2.1, 40)];

/// Share of words that are the same letter for letter from which a pair counts as undamaged, likeness of one word there, and letters
/// of a word that tells.
const UNDAMAGED: f64 = 0.95;
const SAME_WORD: f64 = 0.55;
const LONG_WORD: usize = 6;

/// Facts of an alignment, counted.
#[derive(Debug, Default, Clone, Copy, PartialEq)]
struct Counts {
    /// Share of the smaller page's letters that the other covers.
    coverage: f64,
    /// Numbers compared.
    facts: usize,
    /// What facts that differ cost together.
    cost: f64,
    /// Numbers of the smaller page with no number in their place.
    lost_numbers: usize,
    /// Plain words that only the smaller page has, and the longest run of them.
    own: usize,
    own_run: usize,
    /// Whether the smaller page's words stand together on the larger.
    compact: bool,
}

/// How far apart pages are that may be one page read twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Within {
    /// In one document.
    Document,
    /// In two documents of a batch. There are many meetings of one organ in a batch, whose pages differ in little: a number that may be misread
    /// is held for another number, and a date for another date.
    Batch,
    /// In two documents, of which little else in the batch has the text: a date is held for another date, a number may be misread.
    Readings,
}

/// Judges a pair of pages of one document.
pub(super) fn relation(earlier: &PageText, later: &PageText) -> Relation {
    relation_within(earlier, later, Within::Document)
}

/// Judges a pair of pages.
pub(super) fn relation_within(earlier: &PageText, later: &PageText, within: Within) -> Relation {
    if dates_differ(earlier, later, within) {
        return Relation::Apart;
    }
    if earlier.same_as(later) {
        return Relation::LaterRepeats;
    }
    let (fewer, more) = (earlier.tokens.len().min(later.tokens.len()), earlier.tokens.len().max(later.tokens.len()));
    if fewer < SHORT || more > LONG {
        return Relation::Apart;
    }
    let later_smaller = later.size() <= earlier.size();
    let (small, large) = if later_smaller { (later, earlier) } else { (earlier, later) };
    if contradicts(small, large) || foreign_numbers(small, large) || small.shared(large) < LOOK {
        return Relation::Apart;
    }
    let Some(alignment) = repeat(small, large, within) else { return Relation::Apart };
    // A larger later page with text of its own is the one to keep: nothing that is said once may be lost. Dirt is no text.
    let placed: Vec<bool> = alignment.pairs.iter().fold(vec![false; large.tokens.len()], |mut p, &(_, j)| {
        p[j] = true;
        p
    });
    let own = (0..large.tokens.len()).filter(|&j| !placed[j] && is_plain(large.raw(j))).count();
    let more = own >= MORE_WORDS && own as f64 >= MORE_SHARE * large.tokens.len() as f64;
    if !later_smaller && more { Relation::EarlierRepeats } else { Relation::LaterRepeats }
}

/// Whether so many numbers of the smaller page are not on the larger that no alignment can make it a reading of the same page.
fn foreign_numbers(small: &PageText, large: &PageText) -> bool {
    let (own, other) = (small.numbers(), large.numbers());
    let foreign = own.iter().filter(|n| other.binary_search(n).is_err()).count();
    foreign >= FOREIGN + own.len() / FOREIGN_SHARE
}

/// Whether all of `page` stands on the two consecutive pages `a` and `b` of the same document.
pub(super) fn covers_both(a: &PageText, b: &PageText, page: &PageText) -> bool {
    covers_both_within(a, b, page, Within::Document)
}

/// Whether all of `page` stands on the two consecutive pages `a` and `b`.
pub(super) fn covers_both_within(a: &PageText, b: &PageText, page: &PageText, within: Within) -> bool {
    let longest = [a, b, page].iter().map(|p| p.tokens.len()).max();
    if page.tokens.len() < SHORT
        || longest > Some(LONG)
        || dates_differ(a, page, within)
        || page.shared_by_either(a, b) < LOOK
    {
        return false;
    }
    let both = PageText::joined(a, b);
    !contradicts(page, &both)
        && !foreign_numbers(page, &both)
        && page.size() <= both.size()
        && repeat(page, &both, within).is_some()
}

/// The alignment of two pages, of which the smaller repeats what the larger says; `None` where it does not.
fn repeat(small: &PageText, large: &PageText, within: Within) -> Option<Alignment> {
    let dearest = ALLOWED.iter().map(|a| a.0).fold(0.0, f64::max);
    let (mut seen, mut cost) = (0, 0.0);
    // What has been found to differ only adds up, so most pages are told apart by their first lines.
    let hopeless = |part: &Alignment| {
        for &(i, j) in &part.pairs[seen..] {
            cost += weigh(small, i, large, j, within).0;
        }
        seen = part.pairs.len();
        cost > dearest
    };
    let alignment = align(small, large, hopeless)?;
    is_repeat(&count(small, large, &alignment, within), small.tokens.len()).then_some(alignment)
}

/// Whether several numbers, both read without damage, differ between the same words. Any alignment of the pages finds them, and one of them
/// is enough to keep the pages apart.
fn contradicts(small: &PageText, large: &PageText) -> bool {
    let (own, other) = (small.number_places(), large.number_places());
    let (mut i, mut j, mut found) = (0, 0, 0);
    while i < own.len() && j < other.len() && found < CONTRADICTIONS {
        match own[i].0.cmp(&other[j].0) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                let fact = compare(small.raw(own[i].1 as usize), large.raw(other[j].1 as usize));
                found += usize::from(fact == Fact::Number);
                (i, j) = (i + 1, j + 1);
            }
        }
    }
    found == CONTRADICTIONS
}

/// What the difference of two words in the same place costs, and whether they are numbers.
fn weigh(small: &PageText, i: usize, large: &PageText, j: usize, within: Within) -> (f64, bool) {
    let (a, b) = (small.tokens[i], large.tokens[j]);
    if !(a.digit || b.digit) && small.raw(i) == large.raw(j) {
        return (0.0, false);
    }
    let fact = compare(small.raw(i), large.raw(j));
    let cost = match fact {
        Fact::Agree | Fact::Neutral => 0.0,
        Fact::Sign => 0.1,
        Fact::Doubtful if a.key && b.key || within == Within::Batch => 1.0,
        Fact::Doubtful => 0.5,
        Fact::Word => 0.6,
        Fact::Damaged | Fact::Name => 1.0,
        Fact::Number => 3.0,
    };
    (cost, !matches!(fact, Fact::Word | Fact::Name | Fact::Neutral))
}

/// Counts what agrees and what differs. `small` is the page that should stand within `large`.
fn count(small: &PageText, large: &PageText, alignment: &Alignment, within: Within) -> Counts {
    let mut counts = Counts { coverage: alignment.covered / small.size().max(1) as f64, ..Counts::default() };
    for &(i, j) in &alignment.pairs {
        let (cost, is_number) = weigh(small, i, large, j, within);
        counts.facts += usize::from(is_number);
        counts.cost += cost;
    }
    counts.lost_numbers = alignment.lost.iter().filter(|&&i| number(small.raw(i)).is_some()).count();
    // Where nearly all words are letter for letter the same there is little damage, and a word that differs much is another word.
    let same = alignment.pairs.iter().filter(|&&(i, j)| small.raw(i) == large.raw(j)).count();
    if same as f64 >= UNDAMAGED * alignment.pairs.len() as f64 {
        let other = |&&(i, j): &&(usize, usize)| differs_plainly(small.raw(i), large.raw(j));
        counts.cost += 3.0 * alignment.pairs.iter().filter(other).count() as f64;
    }
    let mut run = 0;
    let mut last = None;
    for &i in &alignment.lost {
        run = if last == Some(i.wrapping_sub(1)) { run + 1 } else { 1 };
        last = Some(i);
        counts.own_run = counts.own_run.max(run);
        counts.own += usize::from(is_plain(small.raw(i)));
        // Two words in a row that only this page has are a name, or the end of a sentence.
        let words = run >= 2 && is_plain(small.raw(i)) && is_plain(small.raw(i - 1));
        counts.cost += if words { 1.0 } else { 0.0 };
    }
    // Words found here and there on a much longer page are no copy of this one.
    // A word at either end may have found a place far off by chance.
    let mut places: Vec<usize> = alignment.pairs.iter().map(|p| p.1).collect();
    places.sort_unstable();
    let stray = places.len() / STRAY;
    let span = places.get(places.len().saturating_sub(1 + stray)).map_or(0, |last| last + 1 - places[stray]);
    counts.compact = span <= small.tokens.len() * 3 / 2 + SHORT;
    counts
}

/// The rule itself, for a smaller page of so many words.
fn is_repeat(c: &Counts, words: usize) -> bool {
    c.compact
        && c.coverage >= COVERAGE
        && c.own_run <= OWN_RUN
        && c.own as f64 <= OWN_SHARE * words as f64
        && c.lost_numbers <= 2 + c.facts / 8
        && ALLOWED.iter().any(|&(cost, facts)| c.cost <= cost && c.facts >= facts)
}

/// Whether two long words of a page with little damage are not the same word. One that begins the other is a word cut off.
pub(super) fn differs_plainly(a: &str, b: &str) -> bool {
    if a == b {
        return false;
    }
    let letters = |w: &str| skeleton(w).chars().filter(|c| c.is_alphabetic()).collect::<String>();
    let (x, y) = (letters(a), letters(b));
    let long = x.len().min(y.len()) >= LONG_WORD && !x.starts_with(&y) && !y.starts_with(&x);
    long && is_plain(a) && is_plain(b) && similarity_from(&x, &y, SAME_WORD).is_none()
}

/// Whether a word looks like a word, not like dirt read as letters.
pub(super) fn is_plain(raw: &str) -> bool {
    let core = raw.trim_matches(|c: char| !c.is_alphanumeric());
    core.chars().count() >= 3 && core.chars().all(char::is_alphabetic) && core.chars().skip(1).all(char::is_lowercase)
}

/// Whether the dates in the headers say that these are pages of two meetings: no date of one is on the other.
pub(super) fn dates_differ(a: &PageText, b: &PageText, within: Within) -> bool {
    let strict = within != Within::Document;
    // A digit misread gives a day that is none as often as not; two days that are, a digit apart, are two meetings.
    let same = |x: &String, y: &String| x == y || strsim::levenshtein(x, y) <= 1 && !(strict && is_day(x) && is_day(y));
    !a.dates.is_empty() && !b.dates.is_empty() && !a.dates.iter().any(|x| b.dates.iter().any(|y| same(x, y)))
}

/// Whether eight digits are a day (YYYYMMDD).
pub(super) fn is_day(digits: &str) -> bool {
    let part = |r: std::ops::Range<usize>| digits.get(r).and_then(|d| d.parse::<u32>().ok()).unwrap_or(0);
    (1500..2200).contains(&part(0..4)) && (1..=12).contains(&part(4..6)) && (1..=31).contains(&part(6..8))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::{FurnitureRole, LineRole, Origin, Page};

    fn text(raw: &str) -> PageText {
        PageText::new(&Page::from_text(0, Origin::Text, "swe", raw))
    }

    const REPORT: &str = "Kassören redovisade intäkter om 52300 kronor för året samt utgifter om 41250 kronor, varefter mötet \
                          godkände redovisningen och beviljade styrelsen ansvarsfrihet för perioden.";

    #[test]
    fn other_sums_between_the_same_words_keep_pages_apart() {
        let (one, again) = (text(REPORT), text(&REPORT.replace("intäkter", "intakter").replace("för", "fér")));
        let other = text(&REPORT.replace("52300", "61900").replace("41250", "38775"));
        assert_eq!(relation(&one, &again), Relation::LaterRepeats);
        assert!(!contradicts(&one, &again) && contradicts(&one, &other));
        assert_eq!(relation(&one, &other), Relation::Apart);
        // A single one is left to the alignment, which comes to the same.
        let one_off = text(&REPORT.replace("52300", "61900"));
        assert!(!contradicts(&one, &one_off));
        assert_eq!(relation(&one, &one_off), Relation::Apart);
    }

    #[test]
    fn what_is_no_page_is_a_repeat_only_where_it_is_the_same() {
        let long: String = (0..LONG).map(|i| format!("ord{i} ")).collect();
        let (file, damaged) = (text(&format!("{long}slut")), text(&format!("{long}slnt")));
        assert_eq!(relation(&file, &file), Relation::LaterRepeats);
        assert_eq!(relation(&file, &damaged), Relation::Apart);
    }

    #[test]
    fn two_documents_are_held_apart_by_less() {
        let dated = |date: &str, text: &str| {
            let mut page = Page::from_text(0, Origin::Text, "swe", &format!("Protokoll {date}\n{text}"));
            page.lines[0].role = LineRole::Furniture(FurnitureRole::Header);
            PageText::new(&page)
        };
        let one = dated("2019-03-12", REPORT);
        for (date, text, apart) in [
            ("2019-03-12", REPORT.to_string(), false),
            ("2019-03-19", REPORT.to_string(), true),
            ("2019-83-12", REPORT.to_string(), false),
            ("2019-03-12", REPORT.replace("41250", "47250"), true),
        ] {
            let other = dated(date, &text);
            assert_eq!(relation(&one, &other), Relation::LaterRepeats, "{date} {text}");
            assert_eq!(relation_within(&one, &other, Within::Batch) == Relation::Apart, apart, "{date} {text}");
        }
    }
}
