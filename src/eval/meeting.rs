//! The meeting's fields and attendance against gold.

use std::collections::BTreeMap;
use std::ops::AddAssign;
use std::sync::LazyLock;

use regex::Regex;
use serde::Serialize;

use super::counts::{Found, Share};
use super::gold::GoldMeeting;
use super::records::Mistake;
use super::text::squeezed;
use crate::protocol::{Capacity, Meeting};

/// Names of the fields judged, in order of the report.
pub const FIELDS: [&str; 11] = [
    "date",
    "organization",
    "organ",
    "start",
    "end",
    "chair",
    "secretary",
    "adjusters",
    "adjusted.date",
    "notice.posted",
    "notice.removed",
];

/// Figures of the meeting. A field is right where it is the same after squeezing white space; null is right for null.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct MeetingMeasure {
    /// Documents with as many meetings as gold has: one.
    pub one_meeting: Share,
    /// By name of field, see [`FIELDS`].
    pub fields: BTreeMap<&'static str, Share>,
    /// Persons by name.
    pub attendance: Found,
    /// Persons by name and capacity.
    pub attendance_capacity: Found,
}

impl AddAssign<&MeetingMeasure> for MeetingMeasure {
    fn add_assign(&mut self, other: &MeetingMeasure) {
        self.one_meeting += other.one_meeting;
        for (field, share) in &other.fields {
            *self.fields.entry(field).or_default() += *share;
        }
        self.attendance += other.attendance;
        self.attendance_capacity += other.attendance_capacity;
    }
}

/// A clock time as `HH:MM`, whether printed "8.30", "kl. 08:30", "11 f. m." or "7 e.m."; other text squeezed.
pub fn clock(text: &str) -> String {
    static TIME: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"(?i)^\D{0,8}?(\d{1,2})(?:\s*[.:,]\s*(\d{2}))?\s*(?:([fe])\.?\s?m\b\.?)?(?:\s*tim\.?)?$").ok()
    });
    let text = squeezed(text);
    let Some(found) = TIME.as_ref().and_then(|t| t.captures(&text)) else { return text };
    let Ok(mut hour) = found[1].parse::<u32>() else { return text };
    let afternoon = found.get(3).is_some_and(|m| m.as_str().eq_ignore_ascii_case("e"));
    if afternoon && hour < 12 {
        hour += 12;
    }
    format!("{hour:02}:{}", found.get(2).map_or("00", |m| m.as_str()))
}

/// The right, gold and predicted counts of two lists as bags.
pub fn bag_found<T: Ord>(gold: impl IntoIterator<Item = T>, predicted: impl IntoIterator<Item = T>) -> Found {
    let mut open: BTreeMap<T, usize> = BTreeMap::new();
    let mut found = Found::default();
    for item in gold {
        *open.entry(item).or_default() += 1;
        found.gold += 1;
    }
    for item in predicted {
        found.predicted += 1;
        if let Some(left) = open.get_mut(&item).filter(|left| **left > 0) {
            *left -= 1;
            found.right += 1;
        }
    }
    found
}

/// Judges a meeting; `count` is how many meetings were predicted. What is wrong is added to `mistakes`.
pub fn measure(gold: &GoldMeeting, meeting: &Meeting, count: usize, mistakes: &mut Vec<Mistake>) -> MeetingMeasure {
    let text = |t: &Option<String>| t.as_deref().map(squeezed);
    // A header sets the name of a body in capitals or not; it is the same body.
    let body = |t: &Option<String>| t.as_deref().map(|t| squeezed(t).to_lowercase());
    let time = |t: &Option<String>| t.as_deref().map(clock);
    let list = |l: &[String]| (!l.is_empty()).then(|| l.iter().map(|n| squeezed(n)).collect::<Vec<_>>().join(", "));
    let adjusted = |a: &Option<crate::protocol::Adjusted>| a.as_ref().and_then(|a| a.date.clone());
    let posted = |n: &Option<crate::protocol::Notice>| n.as_ref().and_then(|n| n.posted.clone());
    let removed = |n: &Option<crate::protocol::Notice>| n.as_ref().and_then(|n| n.removed.clone());
    let values: [(Option<String>, Option<String>); FIELDS.len()] = [
        (text(&gold.date), text(&meeting.date)),
        (body(&gold.organization), body(&meeting.organization)),
        (body(&gold.organ), body(&meeting.organ)),
        (time(&gold.start), time(&meeting.start)),
        (time(&gold.end), time(&meeting.end)),
        (text(&gold.chair), text(&meeting.chair)),
        (text(&gold.secretary), text(&meeting.secretary)),
        (list(&gold.adjusters), list(&meeting.adjusters)),
        (adjusted(&gold.adjusted), adjusted(&meeting.adjusted)),
        (posted(&gold.notice), posted(&meeting.notice)),
        (removed(&gold.notice), removed(&meeting.notice)),
    ];
    let mut out = MeetingMeasure { one_meeting: Share::one(count == 1), ..MeetingMeasure::default() };
    for (field, (gold, said)) in FIELDS.into_iter().zip(values) {
        out.fields.insert(field, Share::one(gold == said));
        if gold != said {
            mistakes.push(Mistake::new(field, None, gold, said));
        }
    }
    measure_attendance(gold, meeting, &mut out, mistakes);
    out
}

fn measure_attendance(gold: &GoldMeeting, meeting: &Meeting, out: &mut MeetingMeasure, mistakes: &mut Vec<Mistake>) {
    let truth: Vec<(String, u8)> = gold.attendance.iter().map(|a| (squeezed(&a.name), rank(a.capacity))).collect();
    let said: Vec<(String, u8)> = meeting.attendance.iter().map(|a| (squeezed(&a.name), rank(a.capacity))).collect();
    out.attendance = bag_found(truth.iter().map(|a| &a.0), said.iter().map(|a| &a.0));
    out.attendance_capacity = bag_found(&truth, &said);
    for (name, _) in truth.iter().filter(|a| !said.contains(a)) {
        let other = said.iter().any(|s| s.0 == *name).then(|| format!("{name}, in another capacity"));
        mistakes.push(Mistake::new("attendance", None, Some(name.clone()), other));
    }
    for (name, _) in said.iter().filter(|s| !truth.iter().any(|t| t.0 == s.0)) {
        mistakes.push(Mistake::new("attendance", None, None, Some(name.clone())));
    }
}

fn rank(capacity: Capacity) -> u8 {
    match capacity {
        Capacity::Deciding => 0,
        Capacity::Substitute => 1,
        Capacity::Other => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval::gold::GoldAttendee;
    use crate::protocol::{Adjusted, Attendee};

    #[test]
    fn a_body_is_the_same_in_capitals() {
        let gold = GoldMeeting { organization: Some("VINBY KOMMUN".into()), ..GoldMeeting::default() };
        let said = |name: &str| {
            let meeting = Meeting { organization: Some(name.into()), ..Meeting::default() };
            measure(&gold, &meeting, 1, &mut Vec::new()).fields["organization"].hit
        };
        assert_eq!((said("Vinby kommun"), said("Vinbo kommun")), (1, 0));
    }

    #[test]
    fn clock_times_meet_however_printed() {
        for text in ["08.30", "08:30", "8.30", "kl. 08.30", "klockan 8:30", "8,30 f.m.", "8.30 f. m."] {
            assert_eq!(clock(text), "08:30", "{text}");
        }
        assert_eq!(clock("11 f. m."), "11:00");
        assert_eq!(clock("7 e.m."), "19:00");
        assert_eq!(clock("12.15 e.m."), "12:15");
        assert_eq!(clock("efter  middagen"), "efter middagen");
        assert_ne!(clock("08:30"), clock("08:31"));
    }

    fn person(name: &str, capacity: Capacity) -> Attendee {
        Attendee {
            name: name.into(),
            role: None,
            affiliation: None,
            capacity,
            paragraphs: None,
            page: None,
            line: None,
            named_in_text: false,
            read_as: None,
        }
    }

    #[test]
    fn fields_and_persons_are_counted() {
        let gold = GoldMeeting {
            date: Some("1999-01-02".into()),
            organ: Some("Kulturnämnden".into()),
            start: Some("18.00".into()),
            adjusters: vec!["Eva Å".into(), "Bo Ek".into()],
            adjusted: Some(Adjusted { date: Some("1999-01-09".into()), place: Some("Gladby".into()) }),
            attendance: vec![
                GoldAttendee { name: "Eva Å".into(), capacity: Capacity::Deciding },
                GoldAttendee { name: "Bo Ek".into(), capacity: Capacity::Substitute },
            ],
            ..GoldMeeting::default()
        };
        let meeting = Meeting {
            date: Some("1999-01-02".into()),
            organ: Some("Kulturnamnden".into()),
            start: Some("18:00".into()),
            adjusters: vec!["Bo Ek".into(), "Eva Å".into()],
            attendance: vec![
                person("Eva  Å", Capacity::Deciding),
                person("Bo Ek", Capacity::Deciding),
                person("Sida", Capacity::Other),
            ],
            ..Meeting::default()
        };
        let mut mistakes = Vec::new();
        let m = measure(&gold, &meeting, 1, &mut mistakes);
        let right: Vec<&str> = FIELDS.into_iter().filter(|f| m.fields[f].hit == 1).collect();
        assert_eq!(
            right,
            ["date", "organization", "start", "end", "chair", "secretary", "notice.posted", "notice.removed"]
        );
        assert_eq!(m.attendance, Found { right: 2, gold: 2, predicted: 3 });
        assert_eq!(m.attendance_capacity, Found { right: 1, gold: 2, predicted: 3 });
        assert_eq!(mistakes.len(), 5);
        assert_eq!(measure(&gold, &meeting, 2, &mut mistakes).one_meeting, Share { hit: 0, of: 1 });
    }
}
