//! Counts of votes in the text of a §.

use std::borrow::Cow;
use std::sync::LazyLock;

use rapidfuzz::distance::levenshtein;
use regex::Regex;
use rustc_hash::{FxHashMap, FxHashSet};

use super::data;
use super::solid::Marks;
use crate::fold;
use crate::protocol::Vote;

const PATTERNS: &str = include_str!("../../dictionaries/vote-patterns.tsv");
const NUMBERS: &str = include_str!("../../dictionaries/number-words.tsv");

const WORDS: &str = include_str!("../../dictionaries/vote-words.txt");

static NUMBER_WORDS: LazyLock<FxHashMap<String, u32>> = LazyLock::new(|| {
    data::rows(NUMBERS).filter_map(|r| Some((fold::skeleton(r[0]), r.get(1)?.parse().ok()?))).collect()
});

static RULES: LazyLock<Vec<(&str, Regex)>> = LazyLock::new(|| {
    let words: Vec<&str> = data::rows(NUMBERS).map(|r| r[0]).collect();
    let number = format!(r"(\b[0-9]{{1,2}}[,.][0-9]{{3}}\b|\b[0-9]{{1,4}}|\b(?:{}))", words.join("|"));
    data::rows(PATTERNS)
        .filter_map(|r| Some((r[0], Regex::new(&ascii_boundaries(&r.get(1)?.replace("{n}", &number))).ok()?)))
        .collect()
});

/// `pattern` with boundaries between ASCII letters only: those that know all letters keep `regex` from its fast engine on text with å ä ö.
fn ascii_boundaries(pattern: &str) -> String {
    pattern.replace(r"\b", r"(?-u:\b)").replace(r"\s", r"[ \n]")
}

/// The outcome of the first vote that `text` tells in figures, or `None`.
pub fn find(text: &str) -> Option<Vote> {
    if MARKS.as_ref().is_some_and(|marks| !marks.is_match(text)) {
        return None;
    }
    mended(text).and_then(|t| counted(&t)).or_else(|| counted(text))
}

/// What every vote's text has one of, misread or not.
static MARKS: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new("röst|Röst|rost|rést|r0st|r6st|nej|Nej|NEJ|Avst").ok());

/// The words, and how they look when letters that reading confuses are one.
static WORD_LIST: LazyLock<Vec<Word>> = LazyLock::new(|| {
    let word = |printed: &'static str| {
        let blurred = fold::blur(printed);
        let allowed = [0, 1, 2][usize::from(blurred.len() > 3) + usize::from(blurred.len() > 7)];
        Word { printed, letters: printed.chars().count(), marks: Marks::of(blurred.chars()), blurred, allowed }
    };
    data::entries(WORDS).map(word).collect()
});
static WORD_SET: LazyLock<FxHashSet<&[u8]>> = LazyLock::new(|| data::entries(WORDS).map(str::as_bytes).collect());
/// More letters than these no word of votes has, be it misread.
static MOST_LETTERS: LazyLock<usize> =
    LazyLock::new(|| WORD_LIST.iter().map(|w| w.letters + 1 + w.allowed).max().unwrap_or(0));

/// A word of votes, and what tells most words of a text from it at a glance.
struct Word {
    printed: &'static str,
    letters: usize,
    blurred: String,
    marks: Marks,
    /// How many of its letters may be misread.
    allowed: usize,
}

impl Word {
    /// Letters between this word and one of `letters` letters that blurs to `blurred`, where they are few enough for it to be this one misread.
    fn distance(&self, letters: usize, blurred: &str, marks: Marks) -> Option<usize> {
        let allowed = self.allowed;
        if self.letters.abs_diff(letters) > 1 + allowed || !self.marks.may_be(marks, allowed) {
            return None;
        }
        let within = levenshtein::Args::default().score_cutoff(allowed);
        levenshtein::distance_with_args(self.blurred.chars(), blurred.chars(), &within)
    }
}

/// `text` with misread words of votes put right ("nej-r0ster", "Avstdr"); `None` where it has none.
fn mended(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut changed = false;
    for part in text.split_inclusive(char::is_whitespace) {
        let word = part.trim_matches(|c: char| !c.is_alphanumeric());
        let lower = fold::lower(word);
        let known = word.chars().filter(|c| c.is_alphabetic()).nth(1).is_none() || WORD_SET.contains(&lower[..]);
        let nearest = || {
            let lower = std::str::from_utf8(&lower).ok()?;
            let letters = lower.chars().count();
            if letters > *MOST_LETTERS {
                return None;
            }
            let blurred = fold::blur(lower);
            let marks = Marks::of(blurred.chars());
            let distances = WORD_LIST.iter().filter_map(|w| Some((w.distance(letters, &blurred, marks)?, w)));
            distances.min_by_key(|(d, _)| *d)
        };
        match if known { None } else { nearest() } {
            Some((_, w)) => {
                out.push_str(&part.replacen(word, w.printed, 1));
                changed = true;
            }
            None => out.push_str(part),
        }
    }
    changed.then_some(out)
}

/// `text` without what other bodies voted.
fn own(text: &str) -> Cow<'_, str> {
    let others = RULES.iter().filter(|(order, _)| *order == "x");
    others.fold(Cow::Borrowed(text), |t, (_, rule)| match rule.is_match(&t) {
        true => Cow::Owned(rule.replace_all(&t, "").into_owned()),
        false => t,
    })
}

fn counted(text: &str) -> Option<Vote> {
    let text = &*own(text);
    // What is no vote ends the search.
    let found = RULES.iter().filter(|(order, _)| !matches!(*order, "a" | "p" | "x")).find_map(|(order, rule)| {
        let c = rule.captures(text)?;
        if *order == "-" {
            return Some(None);
        }
        let mut vote = Vote { yes: 0, no: 0, abstain: 0 };
        for (i, which) in order.chars().enumerate() {
            let told = c.get(i + 1)?.as_str();
            let n = if which.is_uppercase() { named(told)? } else { number(told)? };
            match which.to_ascii_lowercase() {
                'y' => vote.yes = n,
                'n' => vote.no = n,
                _ => vote.abstain = n,
            }
        }
        let place = (!order.contains('a')).then(|| c.get(0).map_or(0..text.len(), |m| m.range()));
        Some(Some((vote, place)))
    });
    let (mut vote, place) = found??;
    if let Some(place) = place {
        // The names of those who abstained may stand before the sum.
        let before = || abstained(&text[..place.start]);
        // A year is no count.
        let fits = |n: &u32| *n <= vote.yes + vote.no;
        let told = abstained(&text[place.end..]).filter(fits).or_else(before);
        vote.abstain = told.filter(fits).unwrap_or(0);
    }
    Some(vote)
}

/// Those who voted for the first and for the second of two proposals, where a sentence names them: "För kontorets förslag röstade Ada Berg och Bo Ek. För Alms
/// yrkande röstade …".
pub(super) fn sides(text: &str) -> Option<[&str; 2]> {
    if !text.contains("röst") {
        return None;
    }
    let c = RULES.iter().filter(|(order, _)| *order == "YN").find_map(|(_, rule)| rule.captures(text))?;
    Some([c.get(1)?.as_str(), c.get(2)?.as_str()])
}

/// How many abstained, as the text behind the count of the others tells: in figures, or by their names.
fn abstained(text: &str) -> Option<u32> {
    let of = |kind: &'static str| RULES.iter().filter(move |(order, _)| *order == kind).map(|(_, rule)| rule);
    let first = |rule: &Regex| rule.captures(text).and_then(|c| c.get(1)).map(|m| m.as_str());
    of("a").filter_map(first).find_map(number).or_else(|| of("p").filter_map(first).find_map(named))
}

/// How many persons a list names; `None` where it ends with a word that is no part of a name.
fn named(list: &str) -> Option<u32> {
    let name = |piece: &str| piece.chars().any(char::is_uppercase);
    let last = list.split_whitespace().next_back()?;
    // "Herr Ek, som kom under voteringen," names one; "Den, som" nobody.
    let told = list.rsplit_once(", ").is_some_and(|(_, more)| more.trim().contains(' '));
    let closed = name(last) || last.ends_with([')', ',']) || told;
    let pieces = list.split(", ").flat_map(|p| p.split(" och ")).filter(|p| name(p)).count();
    (closed && pieces > 0).then(|| u32::try_from(pieces).unwrap_or(u32::MAX))
}

fn number(t: &str) -> Option<u32> {
    let figures = || t.replace([',', '.'], "").parse().ok();
    figures().or_else(|| NUMBER_WORDS.get(&fold::skeleton(t)).copied())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_ways_to_count() {
        for (text, yes, no, abstain) in [
            ("befanns, att 1,486 fyrkar blifwit afgifna för ja och 1,203 fyrkar för nej; warande", 1486, 1203, 0),
            ("där sex röstar för Eks förslag och två för Alms, en avstår, blir rådets mening", 6, 2, 1),
            ("Med 7 ja-röster mot 5 nej-röster beslutar nämnden", 7, 5, 0),
            ("Ja: 7 Nej: 5 Avstår: 1", 7, 5, 1),
            ("Styrelsen beslöt med 8 röster mot 5 att avslå", 8, 5, 0),
            ("Utfallet blev 12 ja och 9 nej.", 12, 9, 0),
            ("6 ja-röster, 4 nej-röster och 2 som avstår", 6, 4, 2),
            ("bifölls med fyra röster mot tre", 4, 3, 0),
            ("Med 5 ja mot 4 nej har styrelsen bifallit", 5, 4, 0),
            ("11 röstar ja och 10 röstar nej", 11, 10, 0),
            ("Ja: 7 Nej: 5 Avsfdr: 1", 7, 5, 1),
            ("8 rostur ja 0ch 1 rosfar nej", 8, 1, 0),
            ("8 ja-roster, 3 nej-r0ster och 1 s0m avstir", 8, 3, 1),
            ("Med 7 ja-r0ster m0t 5 nej-rosler bifalls förslaget", 7, 5, 0),
        ] {
            assert_eq!(find(text), Some(Vote { yes, no, abstain }), "{text}");
        }
    }

    #[test]
    fn counts_of_all_times() {
        for (text, yes, no, abstain) in [
            ("Vid upprop avges 16 ja-röster och 13 nej-röster. En ledamot avstår från att rösta.", 16, 13, 1),
            ("14 ledamöter röstar ja, 9 röstar nej och 4 avstår.", 14, 9, 4),
            (
                "utföll med 15 ja mot 10 nej.\n\nJa röstade: herrar Ek och Alm. Herr Åberg avstod från att rösta.",
                15,
                10,
                1,
            ),
            ("avges 16 ja-röster för att ärendet avgörs i dag och 15 nej-röster.", 16, 15, 0),
            (
                "att följande fem ledamöter röstade ja, nämligen fru Ek och herrar Alm, Ås, Dal och Fors, och följande tre röstade nej, nämligen herrar By och Lo samt fru Vik.",
                5,
                3,
                0,
            ),
            (
                "Nämnden hade den 8 mars, § 12, med fyra röster mot en förordat detta. Fullmäktige beslöt med 9 röster mot 7.",
                9,
                7,
                0,
            ),
            ("afgifvits för Ja 1874 och för Nej 2316 röster; hvadan", 1874, 2316, 0),
            ("afgåfvos 2,316 röster för ja och 1,872 röster för nej", 2316, 1872, 0),
            ("Voteringen utföll med 1,207 ja mot 864 nej", 1207, 864, 0),
            (
                "2,584 röster afgifvits för ja och 1,188 för nej, samt att Jan Ek, med 92 röster, afstått från att rösta",
                2584,
                1188,
                92,
            ),
            ("Då 482 röster afgifvits för bifall och 271 röster deremot", 482, 271, 0),
            (
                "11 röster avgåvos för motionen och 8 röster för nämndens förslag, medan en ledamot avstod, beslöto",
                11,
                8,
                1,
            ),
            (
                "avgavs för ordförandens yrkande 4 röster (Dahl, Ek) och för Lindströms yrkande 2 röster (Ås, Alm).",
                4,
                2,
                0,
            ),
            ("röstar fyra för oförändrat bidrag och en för sänkning", 4, 1, 0),
            (
                "Ja röstar Ada Berg (S) och Bo Ek (S), tillsammans 2.\n\nNej röstar Cy Alm (M), tillsammans 1.\n\nDan Ås (KD) avstår.",
                2,
                1,
                1,
            ),
            ("Ja-röster (14): Ada Berg (S).\n\nNej-röster (11): Bo Ek (M).\n\nAvstår (1): Cy Alm (L).", 14, 11, 1),
            ("Följande 22 ledamöter röstar ja: Ada Berg.\n\nFöljande 13 ledamöter röstar nej: Bo Ek.", 22, 13, 0),
            (
                "Ada Berg (S) och Bo Ek (S) röstar Ja (6).\n\nCy Alm röstar Nej (3).\n\nDan Ås (SD) och Eva Gran (SD) avstår från att rösta (2).",
                6,
                3,
                2,
            ),
            ("Ja-rösterna voro alltså 10 och nej-rösterna 5.", 10, 5, 0),
            ("För kontorets förslag röstar Ada Berg och Bo Ek (2). För Grans yrkande röstar Cy Alm (1).", 2, 1, 0),
            ("röstade för bifall herrar Ek och Alm, eller två, samt för avslag herr Ås, eller en.", 2, 1, 0),
            ("Rösterna hade utfallit med tre mot tre, i följd hvaraf", 3, 3, 0),
            (
                "För alternativ A röstade Ada Berg, Bo Ek och Cy Alm. För alternativ B röstade Dan Ås. Eva Gran avstod.",
                3,
                1,
                1,
            ),
            ("afgåfvos 31 röster och deremot 17. I följd häraf", 31, 17, 0),
            ("Den, som avstår från att rösta, antecknas. Utfallet blev 12 ja och 9 nej.", 12, 9, 0),
            ("Nej röstar Ek och Lind. Kyrkoherde Aldén avstår. Förslaget har antagits med 5 röster mot 3.", 5, 3, 1),
            ("utvisade 18 ja och 13 nej; 2 landstingsmän avstod från att rösta.", 18, 13, 2),
            ("Med 7 ja-röster mot 6 nej-röster.\n\nLedamot Ja Nej Avstår Åsa Frisk X\n\nSumma 7 6", 7, 6, 0),
        ] {
            assert_eq!(find(text), Some(Vote { yes, no, abstain }), "{text}");
        }
        for text in [
            "Kommunstyrelsen har 2003-04-07 § 52 med 7 röster mot 6 föreslagit att villan säljs.",
            "valdes med 12 röster mot 11, hvilka tillföllo handlanden Fagerstedt",
            "Den som avstår röstar nej.",
        ] {
            assert_eq!(find(text), None, "{text}");
        }
    }

    #[test]
    fn names_and_sums_are_no_counts() {
        for text in [
            "Ja: Vik, Ek, Alm. Nej: Berg, Dal.",
            "1,914 fyrkar mot 1,022 fyrkar, omröstning",
            "Den som vill avslå röstar nej.",
        ] {
            assert_eq!(find(text), None, "{text}");
        }
    }

    #[test]
    fn data_is_policed() {
        data::police(PATTERNS, 2);
        data::police(NUMBERS, 2);
        data::police(WORDS, 1);
        assert_eq!(RULES.len(), data::rows(PATTERNS).count());
        for (order, rule) in RULES.iter() {
            let counts = if matches!(*order, "-" | "x") { 2 } else { order.len() };
            assert_eq!(rule.captures_len(), counts + 1);
        }
        assert!(MARKS.is_some());
    }
}
