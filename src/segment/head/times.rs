//! Clock times: "kl. 08.30–12.10", "18.30", "11 f. m.", "1/2 7 e. m.".

use std::ops::Range;
use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::data;
use crate::fold;

/// The times of a meeting, `HH:MM`, and the bytes of the text that state them, "kl." included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    pub start: String,
    pub end: Option<String>,
    pub span: Range<usize>,
}

const TIME: &str = r"(?:(?P<half>1/2|½|halv)\s*)?(?P<h>\d{1,2})(?:\s?[.:,;]\s?(?P<m>\d{2}))?(?:\s*(?P<day>[fec]\s?\.?\s?m\b\.?|(?:på )?(?:eftermiddagen|aftonen|kvällen|förmiddagen)))?";
static KL: LazyLock<Regex> = LazyLock::new(|| data::regex(r"(?i)\bk(?:l\b|1\b|lockan\b)\s?[.:,]?\s*(?:från\s+)?"));
static ONE: LazyLock<Regex> = LazyLock::new(|| data::regex(&format!(r"^{TIME}")));
static UNTIL: LazyLock<Regex> =
    LazyLock::new(|| data::regex(r"^\s*(?:[-–—~]+|till|t\.?\s?o\.?\s?m\.?|tom)\s*(?:kl(?:ockan)?\b\.?\s*)?"));
static BETWEEN: LazyLock<Regex> =
    LazyLock::new(|| data::regex(r"^\s*(?:[-–—~]+|och|till|t\.?\s?o\.?\s?m\.?|tom)\s*(?:kl(?:ockan)?\b\.?\s*)?"));
static AGAIN: LazyLock<Regex> =
    LazyLock::new(|| data::regex(r"^(?:\s*[,;]|\s+och\b|\s+samt\b|\s)\s*(?:kl(?:ockan)?\b\.?\s*)?"));
static BREAKS: LazyLock<Regex> = LazyLock::new(|| {
    data::regex(
        r"(?i)[,;(]?\s*\b(?:(?:mötet|sammanträdet)\s+)?(?:ajourner\w*|paus\w*|uppeh[åa]ll\w*|lunch\w*|fika\w*)[^,;()]{0,20}?\d{1,2}[.:]\d{2}(?:\s*[-–—]\s*\d{1,2}[.:]\d{2})?\)?",
    )
});
static BARE: LazyLock<Regex> =
    LazyLock::new(|| data::regex(r"\b\d{1,2}\s?[.:]\s?\d{2}\s*(?:[-–—~]+|till)\s*\d{1,2}\s?[.:]\s?\d{2}\b"));
static HALF_DAY: LazyLock<Regex> =
    LazyLock::new(|| data::regex(r"\b(?:1/2|½)?\s?\d{1,2}(?:[.:]\d{2})?\s*[fec]\s?\.?\s?m\b\.?"));
static BREAK: LazyLock<Regex> =
    LazyLock::new(|| data::regex(r"(?:ajourner\w*|paus\w*|uppehall\w*|lunch\w*)[^.;,]{0,14}$"));

/// An end as it follows a start: "8.15" that ends what began at 18.30 is 20:15.
pub(super) fn after(end: &str, start: Option<&str>) -> Option<String> {
    let Some(start) = start else { return Some(end.to_string()) };
    if end > start {
        return Some(end.to_string());
    }
    let (hour, minute) = end.split_once(':')?;
    let later = format!("{:02}:{minute}", hour.parse::<u32>().ok()? + 12);
    (later.as_str() > start && hour < "12").then_some(later)
}

/// A start without half of the day as its end has one: "6,30–9,50 e. m." begins in the evening.
fn with_end(start: String, end: &str) -> String {
    let Some((hour, minute)) = start.split_once(':') else { return start };
    let later = hour.parse::<u32>().map(|h| format!("{:02}:{minute}", h + 12)).unwrap_or_default();
    if hour < "12" && later.as_str() < end { later } else { start }
}

fn clock(c: &Captures<'_>) -> Option<String> {
    let mut hour: u32 = c.name("h")?.as_str().parse().ok()?;
    let mut minute: u32 = c.name("m").map_or(Some(0), |m| m.as_str().parse().ok())?;
    if c.name("half").is_some() {
        // "half seven" is 6.30.
        hour = hour.checked_sub(1)?;
        minute = 30;
    }
    if c.name("day").is_some_and(|m| m.as_str().starts_with("på ") || m.as_str().starts_with(['e', 'c', 'a', 'k']))
        && hour < 12
    {
        hour += 12;
    }
    (hour < 24 && minute < 60).then(|| format!("{hour:02}:{minute:02}"))
}

/// A time at the start of `text`, with its length, and whether a half of the day stands with it. A bare number counts where `sure`.
fn at(text: &str, sure: bool) -> Option<(String, usize, bool)> {
    let c = ONE.captures(text)?;
    if !sure && c.name("m").is_none() && c.name("day").is_none() {
        return None;
    }
    Some((clock(&c)?, c.get(0)?.end(), c.name("day").is_some()))
}

/// The meeting's times in `text`: after "kl." first, then a bare span "13.15-16.00", then "11 f. m.". Where several
/// spans stand, the first start and the last end. Times of a break are left out.
pub(super) fn find(text: &str) -> Option<Found> {
    // A time has figures, and most lines have none.
    if !text.contains(char::is_numeric) {
        return None;
    }
    let starts = KL.find_iter(text).map(|m| (m.start(), m.end(), true));
    let halves = may_halve(text).then(|| HALF_DAY.find_iter(text)).into_iter().flatten();
    let bare = BARE.find_iter(text).chain(halves).map(|m| (m.start(), m.start(), false));
    let marked: Vec<(usize, usize, bool)> = starts.collect();
    let mut found: Option<Found> = None;
    for (from, first, sure) in marked.into_iter().chain(bare) {
        let before = fold::skeleton(&text[..from]);
        if found.as_ref().is_some_and(|f| from < f.span.end || !sure) || BREAK.is_match(&before) {
            continue;
        }
        let Some((mut start, length, halved)) = at(&text[first..], sure) else { continue };
        let mut end_at = first + length;
        let mut end = None;
        // "mellan kl. 13.00 och 16.45"
        let until = if before.trim_end().ends_with("mellan") { &BETWEEN } else { &UNTIL };
        while let Some(gap) = until.find(&text[end_at..]) {
            let Some((time, n, half)) = at(&text[end_at + gap.end()..], true) else { break };
            if half && !halved && end.is_none() {
                start = with_end(start, &time);
            }
            end = Some(time);
            end_at += gap.end() + n;
            // "13.00-14.35, 14.55-16.40", "10.00-12.35 och 13.30-15.50": the meeting goes on.
            let rest = &text[end_at..];
            let skip = AGAIN.find(rest).map_or(0, |m| m.end());
            let Some(again) = BARE.find(&rest[skip..]).filter(|m| m.start() == 0 && skip > 0) else { break };
            let Some((time, n, _)) = at(&rest[skip + again.start()..], false) else { break };
            // "platsbesök kl. 08.15-09.10, kl. 08.00-11.30": a part of the meeting before the whole.
            end_at += skip + n;
            let last = UNTIL.find(&text[end_at..]).and_then(|gap| at(&text[end_at + gap.end()..], true));
            if time < start && last.is_some_and(|(last, ..)| Some(&last) >= end.as_ref()) {
                start = time;
            }
        }
        match &mut found {
            None => found = Some(Found { start, end, span: from..end_at }),
            Some(f) if end.is_some() && text[f.span.end..from].trim_matches([',', ' ', ';']).is_empty() => {
                f.end = end;
                f.span.end = end_at;
            }
            Some(_) => {}
        }
    }
    found
}

/// Whether a letter that the half of a day begins with ("f. m.") stands behind a figure: the cheap test before [`HALF_DAY`].
fn may_halve(text: &str) -> bool {
    let bytes = text.as_bytes();
    let behind_figure = |at: usize| {
        let before = bytes[..at].iter().rev().find(|b| !b.is_ascii_whitespace() && **b != 0x0b);
        // Beyond ASCII there are blanks and figures too.
        before.is_some_and(|b| b.is_ascii_digit() || !b.is_ascii())
    };
    memchr::memchr3_iter(b'f', b'e', b'c', bytes).any(behind_figure)
}

/// The time that a text gives by itself: "13:00", "kl. 13".
pub(super) fn one(text: &str) -> Option<String> {
    find(text).map(|f| f.start).or_else(|| at(text.trim_start(), false).map(|(time, ..)| time))
}

/// Where a text tells of breaks and when they were.
pub(super) fn breaks(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    BREAKS.find_iter(text).map(|m| m.range())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn times(text: &str) -> (String, Option<String>) {
        find(text).map(|f| (f.start, f.end)).unwrap_or_default()
    }

    #[test]
    fn reads_times() {
        for (text, start, end) in [
            ("Rådhuset, kl. 08.30–12.10", "08:30", Some("12:10")),
            ("kl 19.00-22.10", "19:00", Some("22:10")),
            ("Salen, kl.\n13:15–15:05", "13:15", Some("15:05")),
            ("kl. 08.30—-12.10", "08:30", Some("12:10")),
            ("klockan 9.00 till 11.30", "09:00", Some("11:30")),
            ("kl 18.30", "18:30", None),
            ("kl. 11 f. m.", "11:00", None),
            ("den 3 maj kl. 7 e. m.", "19:00", None),
            ("klockan 6 eftermiddagen", "18:00", None),
            ("kl. 10 förmiddagen", "10:00", None),
            ("kl. ½ 7 e.m.", "18:30", None),
            ("Salen 13.15 - 16.00", "13:15", Some("16:00")),
            ("Ajournering 14:35-14:55, kl. 13:00–16:40", "13:00", Some("16:40")),
            ("kl. 6,30–9,50 e. m.", "18:30", Some("21:50")),
            ("kl. 10–2 e. m.", "10:00", Some("14:00")),
            ("mellan kl. 13.00 och 16.45", "13:00", Some("16:45")),
            ("kl. 13:00-14:35, 14:55-16:40", "13:00", Some("16:40")),
            ("kl. 10.00--12.35 och 13.30--15.50", "10:00", Some("15:50")),
            ("platsbesök kl. 08.15-09.10, kl. 08.00–11.30", "08:00", Some("11:30")),
            ("kl. 10.00-12.00 och 1.30-3.30", "10:00", Some("03:30")),
            ("kl 9.00-11.45 samt kl 13.00-15.10", "09:00", Some("15:10")),
        ] {
            assert_eq!(times(text), (start.to_string(), end.map(str::to_string)), "{text}");
        }
    }

    #[test]
    fn no_time_is_invented() {
        for text in ["Stationsvägen 9", "kl. 27.10", "2024-04-04", "Plan 2"] {
            assert_eq!(find(text), None, "{text}");
        }
    }
}
