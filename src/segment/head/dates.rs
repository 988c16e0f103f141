//! Dates in Swedish text, old and new, clean and damaged.

use std::sync::LazyLock;

use jiff::civil::{Date, Weekday};
use regex::{Captures, Regex};

use super::data;
use crate::fold;

/// A date found in a text, with where it stands (bytes).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    /// The date.
    pub date: Date,
    /// First byte, weekday and "den" included.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// Whether a weekday stands before it, and is the right one.
    pub weekday: Option<bool>,
}

static MONTHS: LazyLock<Vec<(String, i8)>> = LazyLock::new(|| {
    data::rows(include_str!("../../../dictionaries/months.tsv"))
        .flat_map(|r| {
            let number: i8 = r[0].parse().unwrap_or(0);
            std::iter::once(r[1]).chain(data::forms(&r, 2)).map(|f| (fold::skeleton(f), number)).collect::<Vec<_>>()
        })
        .collect()
});
static WEEKDAYS: LazyLock<Vec<(String, i8)>> = LazyLock::new(|| {
    data::rows(include_str!("../../../dictionaries/weekdays.tsv"))
        .flat_map(|r| {
            let number: i8 = r[0].parse().unwrap_or(0);
            std::iter::once(r[1]).chain(data::forms(&r, 2)).map(|f| (fold::skeleton(f), number)).collect::<Vec<_>>()
        })
        .collect()
});

// Digits as read: O and o for 0, l, I and | for 1.
const D: &str = r"[0-9OolI|]";
static ISO: LazyLock<Regex> = LazyLock::new(|| {
    data::regex(&format!(r"\b([12lI]{D}{{3}})\s?[-–—.~]{{1,2}}\s?({D}{{2}})\s?[-–—.~]{{1,2}}\s?({D}{{2}})(?:\b|$)"))
});
static SLASH: LazyLock<Regex> =
    LazyLock::new(|| data::regex(r"\b(\d{1,2})\s?/\s?(\d{1,2})\s?[-–,]?\s?((?:1[6-9]|20)\d{2}|[-–]\d{2})\b"));
static DOTTED: LazyLock<Regex> =
    LazyLock::new(|| data::regex(r"\b(\d{1,2})\s?\.\s?(\d{1,2})\s?\.\s?((?:1[6-9]|20)\d{2})\b"));
static WRITTEN: LazyLock<Regex> = LazyLock::new(|| {
    data::regex(
        r"(?x)\b([0-9OolI]{1,2})(?:\s?[:.]\s?(?:e|a|de|dje|te|sta|dra))?[.\s]\s?([\p{L}\d&]{3,10}\.?),?\s+(?:år\s+)?([12lI][0-9OolI]{3})\b",
    )
});
static YEAR_FIRST: LazyLock<Regex> = LazyLock::new(|| {
    data::regex(
        r"(?:[Åå]r|[Aa]r|[Åå]ret)\s+(\d{4})[,.]?\s+(?:[\p{L}]+\s+)?den\s+(\d{1,2})(?:\s?[:.]\s?\p{L}{1,3})?\s+([\p{L}\d&]{3,10})",
    )
});
static YEARLESS: LazyLock<Regex> =
    LazyLock::new(|| data::regex(r"\bden\s+(\d{1,2})(?:\s?[:.]\s?(?:e|a|de|dje|te|sta|dra))?\s+([\p{L}\d&]{3,10})"));
/// Days without a year that no "den" marks: "fredag 18/5", "6 mars".
static DAY: LazyLock<Regex> = LazyLock::new(|| data::regex(r"\b(\d{1,2})(?:\s?:e)?\s+(\p{L}{3,10})\b"));
static DAY_SLASH: LazyLock<Regex> =
    LazyLock::new(|| data::regex(r"(?:\bden|dag(?:en)?|^|,)\s*((\d{1,2})\s?/\s?(\d{1,2}))(?:[^\d/]|$)"));
static FIRST_OF_TWO: LazyLock<Regex> =
    LazyLock::new(|| data::regex(r"\bden\s+(\d{1,2})(?:\s?:\s?\p{L}{1,3})?\s*(?:och|samt|[-–])\s*$"));
static BEFORE: LazyLock<Regex> = LazyLock::new(|| data::regex(r"(?:([\p{L}&]{5,10})\s+)?(?:den\s+)?$"));

fn number(text: &str) -> Option<i16> {
    let digits: String = text
        .chars()
        .map(|c| match c {
            'O' | 'o' => '0',
            'l' | 'I' | '|' => '1',
            c => c,
        })
        .collect();
    digits.parse().ok()
}

/// The number of a month by its name, damaged ones included; `None` where nothing is near.
fn month(name: &str) -> Option<i8> {
    let name = fold::skeleton(name.trim_end_matches('.'));
    if let Some((_, n)) = MONTHS.iter().find(|(m, _)| m.trim_end_matches('.') == name) {
        return Some(*n);
    }
    MONTHS.iter().filter(|(m, _)| m.len() >= 4 && data::near(&name, m)).map(|(_, n)| *n).next()
}

fn date(year: Option<i16>, month: Option<i8>, day: Option<i16>) -> Option<Date> {
    let year = year.filter(|y| (1600..=2199).contains(y))?;
    Date::new(year, month?, i8::try_from(day?).ok()?).ok()
}

fn number_month(text: &str) -> Option<i8> {
    number(text).and_then(|n| i8::try_from(n).ok())
}

fn capture(c: &Captures<'_>, i: usize) -> String {
    c.get(i).map_or(String::new(), |m| m.as_str().to_string())
}

/// All dates of `text` in order. An impossible date (31 April) is left out.
pub(super) fn find(text: &str) -> Vec<Found> {
    let mut out: Vec<Found> = Vec::new();
    // Letters may stand for 0 and 1, but no year of ours has only those.
    if !text.bytes().any(|b| b.is_ascii_digit()) {
        return out;
    }
    let mut add = |may: bool, regex: &LazyLock<Regex>, read: &dyn Fn(&Captures<'_>) -> Option<Date>| {
        // Most texts lack what the regex looks for, and asking it is dear.
        let found = may.then(|| regex.captures_iter(text));
        for c in found.into_iter().flatten() {
            let (Some(date), Some(whole)) = (read(&c), c.get(0)) else { continue };
            if out.iter().any(|f| f.start < whole.end() && whole.start() < f.end) {
                continue;
            }
            out.push(with_weekday(text, date, whole.start(), whole.end()));
        }
    };
    let year = holds_year(text);
    add(year, &ISO, &|c| date(number(&c[1]), number_month(&c[2]), number(&c[3])));
    add(year, &WRITTEN, &|c| date(number(&c[3]), month(&c[2]), number(&c[1])));
    add(year, &YEAR_FIRST, &|c| date(number(&c[1]), month(&c[3]), number(&c[2])));
    add(year && text.contains('.'), &DOTTED, &|c| date(number(&c[3]), number_month(&c[2]), number(&c[1])));
    add(text.contains('/'), &SLASH, &|c| {
        let year = capture(c, 3);
        // Two figures after a dash: minutes written so are of the 1900s.
        let year = match year.strip_prefix(['-', '–']) {
            Some(short) => number(short).map(|y| 1900 + y),
            None => number(&year),
        };
        date(year, number_month(&c[2]), number(&c[1]))
    });
    let firsts: Vec<Found> = out.iter().filter_map(|f| first_of_two(text, f)).collect();
    out.extend(firsts);
    out.sort_by_key(|f| f.start);
    out
}

/// The first of two days that share their month: the 15th in "den 15 och onsdagen den 16 oktober 1929".
fn first_of_two(text: &str, second: &Found) -> Option<Found> {
    let c = FIRST_OF_TWO.captures(&text[..second.start])?;
    let day = number(&c[1]).filter(|d| *d < i16::from(second.date.day()))?;
    let date = date(Some(second.date.year()), Some(second.date.month()), Some(day))?;
    let figures = c.get(1)?;
    Some(with_weekday(text, date, figures.start(), figures.end()))
}

/// Whether four signs that a year can be read as follow each other in the text.
fn holds_year(text: &str) -> bool {
    let figure = |b: &u8| b.is_ascii_digit() || matches!(b, b'O' | b'o' | b'l' | b'I' | b'|');
    // Figures of other scripts count too.
    let other = || text.chars().any(|c| !c.is_ascii() && c.is_numeric());
    text.as_bytes().windows(4).any(|w| w.iter().all(figure)) || other()
}

fn with_weekday(text: &str, date: Date, start: usize, end: usize) -> Found {
    let mut found = Found { date, start, end, weekday: None };
    let Some(c) = BEFORE.captures(&text[..start]) else { return found };
    let day = c.get(1).and_then(|m| weekday(m.as_str()).map(|n| (m.start(), n)));
    if let Some((at, n)) = day {
        found.start = at;
        found.weekday = Weekday::from_monday_one_offset(n).ok().map(|w| w == date.weekday());
    } else if let Some(before) = text[..start].trim_end().strip_suffix("den")
        // The end of "nämnden" is no "den".
        && !before.ends_with(char::is_alphabetic)
    {
        found.start = before.len();
    }
    found
}

/// Whether `word` is a day of the week.
pub(super) fn is_weekday(word: &str) -> bool {
    weekday(word).is_some()
}

fn weekday(word: &str) -> Option<i8> {
    let word = fold::skeleton(word);
    WEEKDAYS.iter().find(|(w, _)| data::near(&word, w)).map(|(_, n)| *n)
}

/// The first date of `text`.
pub(super) fn first(text: &str) -> Option<Date> {
    find(text).first().map(|f| f.date)
}

/// The first date of `text`; where it names no year ("den 25 januari"), the first such day from `after` on.
pub(super) fn first_after(text: &str, after: Option<Date>) -> Option<Date> {
    if let Some(found) = first(text) {
        return Some(found);
    }
    let (found, after) = (yearless(text)?, after?);
    let (day, month) = (Some(found.day), Some(found.month));
    let same_year = date(Some(after.year()), month, day)?;
    if same_year >= after { Some(same_year) } else { date(Some(after.year() + 1), month, day) }
}

/// A day of a month that names no year.
pub(super) struct Yearless {
    day: i16,
    month: i8,
    /// Where it stands (bytes), weekday and "den" included.
    pub span: std::ops::Range<usize>,
}

/// The first day of a month of `text` that names no year.
pub(super) fn yearless(text: &str) -> Option<Yearless> {
    let whole = |day: Option<i16>, month: Option<i8>, start: usize, end: usize| {
        let (day, month) = (day.filter(|d| (1..=31).contains(d))?, month.filter(|m| (1..=12).contains(m))?);
        let before = BEFORE.captures(&text[..start]);
        let start =
            before.and_then(|c| c.get(1).filter(|w| is_weekday(w.as_str())).map(|w| w.start())).unwrap_or(start);
        Some(Yearless { day, month, span: start..end })
    };
    if let Some(c) = YEARLESS.captures(text) {
        let all = c.get(0)?;
        return whole(number(&c[1]), month(&c[2]), all.start(), all.end());
    }
    let exact = |name: &str| MONTHS.iter().find(|(m, _)| *m == fold::skeleton(name)).map(|(_, n)| *n);
    let named = DAY.captures_iter(text).find_map(|c| Some((exact(&c[2])?, number(&c[1]), c.get(0)?.range())));
    if let Some((month, day, range)) = named {
        return whole(day, Some(month), range.start, range.end);
    }
    let c = DAY_SLASH.captures(text)?;
    let figures = c.get(1)?;
    whole(number(&c[2]), number_month(&c[3]), figures.start(), figures.end())
}

/// The last such day before `end`: "27 oktober" before 18 November 1971.
pub(super) fn last_before(day: &Yearless, end: Date) -> Option<Date> {
    let same_year = date(Some(end.year()), Some(day.month), Some(day.day))?;
    if same_year <= end { Some(same_year) } else { date(Some(end.year() - 1), Some(day.month), Some(day.day)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn iso(text: &str) -> Option<String> {
        first(text).map(|d| d.to_string())
    }

    #[test]
    fn reads_dates_of_all_times() {
        for (text, want) in [
            ("Sammanträdesdatum 2024-04-04", "2024-04-04"),
            ("den 1978-\n01-18.", "1978-01-18"),
            ("1978-01-~18", "1978-01-18"),
            ("2O23-05-l7", "2023-05-17"),
            ("den 25 november 1957", "1957-11-25"),
            ("tisdagen den 4 april 2017", "2017-04-04"),
            ("12/3 1963", "1963-03-12"),
            ("12/3 -63", "1963-03-12"),
            ("12.3.1963", "1963-03-12"),
            ("Drätselkammaren den 12. 3. 1963", "1963-03-12"),
            ("den 23:dje mars 1901", "1901-03-23"),
            ("den 15 fcbruari 1934", "1934-02-15"),
            ("År 1909, den 3 oktober", "1909-10-03"),
            ("den 4 dec. 1922", "1922-12-04"),
            ("tisdagen den 15 och onsdagen den 16 oktober 1929", "1929-10-15"),
            ("den 15-16 oktober 1929", "1929-10-15"),
            ("den 14:de Maji 1848", "1848-05-14"),
        ] {
            assert_eq!(iso(text).as_deref(), Some(want), "{text}");
        }
    }

    #[test]
    fn impossible_dates_are_none() {
        for text in ["2023-02-30", "den 31 april 1950", "45/77-241", "KS 2021/6", "9 kap. 17 § 1998"] {
            assert_eq!(iso(text), None, "{text}");
        }
    }

    #[test]
    fn a_weekday_counts_and_belongs_to_the_date() {
        let found = find("Rådhuset, tisdagen den 4 april 2017 kl 8");
        assert_eq!((found[0].weekday, found[0].start), (Some(true), "Rådhuset, ".len()));
        assert_eq!(find("måndagen den 4 april 2017")[0].weekday, Some(false));
    }

    #[test]
    fn a_day_without_year_is_the_next_one() {
        let meeting = Date::new(1977, 12, 20).ok();
        assert_eq!(
            first_after("onsdagen den 25 januari", meeting).map(|d| d.to_string()).as_deref(),
            Some("1978-01-25")
        );
    }
}
