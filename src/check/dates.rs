//! The order of dates, and the days that kommunallagen gives.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

use super::warning;
use crate::protocol::{Meeting, Warning};

/// The first year to which the rules of kommunallagen (1991:900, then 2017:725) are applied: the first full year of the former.
pub(super) const LAW_FROM: i16 = 1992;

/// A meeting's own date, where it is read.
pub(super) fn of(meeting: &Meeting) -> Option<Date> {
    day(&meeting.date)
}

fn day(text: &Option<String>) -> Option<Date> {
    text.as_deref()?.parse().ok()
}

/// Meeting, adjusting, posting and removal, in this order, and within the days of the law.
pub(super) fn check(meeting: &Meeting, warnings: &mut Vec<Warning>) {
    let adjusted = meeting.adjusted.as_ref().and_then(|a| day(&a.date));
    let posted = meeting.notice.as_ref().and_then(|n| day(&n.posted));
    let removed = meeting.notice.as_ref().and_then(|n| day(&n.removed));
    let dates = [("meeting", of(meeting)), ("adjusting", adjusted), ("posting", posted), ("removal", removed)];
    let known: Vec<(&str, Date)> = dates.into_iter().filter_map(|(n, d)| Some((n, d?))).collect();
    let mut in_order = true;
    for pair in known.windows(2) {
        let ((a, first), (b, second)) = (pair[0], pair[1]);
        if first > second {
            in_order = false;
            warnings.push(warning("date-order", format!("the {b} ({second}) is before the {a} ({first})"), None, None));
        }
    }
    let Some(held) = of(meeting).filter(|d| in_order && d.year() >= LAW_FROM) else { return };
    if let Some(adjusted) = adjusted.filter(|a| after(held, 14).is_some_and(|limit| *a > next_working(limit))) {
        let message = format!("adjusted on {adjusted}, more than 14 days after the meeting on {held}");
        warnings.push(warning("adjusted-late", message, None, None));
    }
    if let (Some(adjusted), Some(posted)) = (adjusted, posted)
        && after(adjusted, 2).is_some_and(|limit| posted > next_working(limit))
    {
        let message = format!("announced on {posted}, later than the second day after the adjusting on {adjusted}");
        warnings.push(warning("notice-late", message, None, None));
    }
    if let (Some(posted), Some(removed)) = (posted, removed)
        && after(posted, 21).is_some_and(|limit| removed < limit)
    {
        let message = format!("taken down on {removed}, within three weeks of the posting on {posted}");
        warnings.push(warning("notice-short", message, None, None));
    }
}

fn after(date: Date, days: i64) -> Option<Date> {
    date.checked_add(days.days()).ok()
}

/// A time that ends on a Saturday, a Sunday or a holiday ends on the next working day (lag 1930:173).
fn next_working(date: Date) -> Date {
    let mut date = date;
    while matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday) || is_holiday(date) {
        let Ok(next) = date.tomorrow() else { return date };
        date = next;
    }
    date
}

/// Swedish holidays that can fall on a working day, with the eves that the law counts among them.
fn is_holiday(date: Date) -> bool {
    const FIXED: [(i8, i8); 8] = [(1, 1), (1, 6), (5, 1), (6, 6), (12, 24), (12, 25), (12, 26), (12, 31)];
    // Midsummer Eve is the Friday between 19 and 25 June.
    let midsummer = date.month() == 6 && (19..=25).contains(&date.day()) && date.weekday() == Weekday::Friday;
    // Good Friday, Easter Monday, Ascension Day.
    let moving = easter(date.year()).is_some_and(|e| [-2, 1, 39].into_iter().any(|n| after(e, n) == Some(date)));
    midsummer || moving || FIXED.contains(&(date.month(), date.day()))
}

/// Easter Sunday (the "anonymous Gregorian" algorithm, Meeus, Astronomical Algorithms, ch. 8).
fn easter(year: i16) -> Option<Date> {
    let y = i32::from(year);
    let (a, b, c) = (y % 19, y / 100, y % 100);
    let h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
    let l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let n = h + l - 7 * m + 114;
    Date::new(year, i8::try_from(n / 31).ok()?, i8::try_from(n % 31 + 1).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::super::testing::codes;
    use super::*;
    use crate::protocol::{Adjusted, Notice};

    fn found(held: &str, adjusted: &str, posted: &str, removed: &str) -> Vec<String> {
        let some = |t: &str| (!t.is_empty()).then(|| t.to_string());
        let meeting = Meeting {
            date: some(held),
            adjusted: Some(Adjusted { date: some(adjusted), place: None }),
            notice: Some(Notice { posted: some(posted), removed: some(removed), custody: None }),
            ..Meeting::default()
        };
        let mut warnings = Vec::new();
        check(&meeting, &mut warnings);
        codes(&warnings).into_iter().map(|c| c.0).collect()
    }

    #[test]
    fn dates_in_order_within_the_law_are_silent() {
        let none: [String; 0] = [];
        assert_eq!(found("2024-03-04", "2024-03-11", "2024-03-12", "2024-04-03"), none);
        // Adjusted on the Wednesday before Easter, announced on the Tuesday after.
        assert_eq!(found("2024-03-20", "2024-03-27", "2024-04-02", "2024-04-24"), none);
        assert_eq!(found("1934-02-15", "1934-05-01", "1934-06-01", "1934-06-02"), none, "older than the law");
        assert_eq!(found("", "2024-03-11", "", ""), none);
    }

    #[test]
    fn each_fault_is_told() {
        assert_eq!(found("2024-03-04", "2024-03-01", "", ""), ["date-order"]);
        assert_eq!(found("2024-03-04", "2024-03-11", "2024-03-10", "2024-03-09"), ["date-order", "date-order"]);
        assert_eq!(found("2024-03-04", "2024-03-25", "", ""), ["adjusted-late"]);
        assert_eq!(found("2024-03-04", "2024-03-11", "2024-03-19", "2024-04-10"), ["notice-late"]);
        assert_eq!(found("2024-03-04", "2024-03-11", "2024-03-12", "2024-03-30"), ["notice-short"]);
    }

    #[test]
    fn easter_days() {
        for (year, want) in [(1961, "1961-04-02"), (2000, "2000-04-23"), (2019, "2019-04-21"), (2024, "2024-03-31")] {
            assert_eq!(easter(year).map(|d| d.to_string()).as_deref(), Some(want));
        }
    }
}
