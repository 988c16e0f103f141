//! The notice of the adjusting: when it was put up and taken down, and where the minutes are kept.

use jiff::civil::Date;

use super::facts::{LAST, entries, place_of};
use super::fields::{Entry, Field, Scan};
use super::{HeadInput, data, dates, flow, prose};
use crate::protocol::{Meeting, Notice};

/// The days of a notice that a sentence tells of: "Justeringen har anslagits den 4 maj 1993".
pub(super) fn told(head: &mut Meeting, lines: &HeadInput<'_>, meeting: Option<Date>) {
    let mut notice = head.notice.clone().unwrap_or_default();
    let last = lines.body.len().saturating_sub(LAST);
    let unknown = notice.posted.is_none();
    for text in [lines.tail, &lines.body[last..], lines.cover].into_iter().filter(|_| unknown) {
        let text = flow::join(text.iter().map(|l| l.text.as_str()));
        let day = |kind| prose::dated(&text, kind, meeting).map(|d| d.to_string());
        // "… har varit anslaget under tiden 27 oktober - 18 november 1971".
        if let Some([posted, removed]) = prose::posted_at(&text).iter().find_map(|t| span(t)) {
            notice.posted = Some(posted);
            notice.removed = notice.removed.or(Some(removed));
            break;
        }
        if let Some(posted) = day(prose::Phrase::Posted) {
            notice.posted = Some(posted);
            // "… har tillkännagivits på anslagstavlan 2020-02-15 - 2020-03-08".
            let till = || prose::posted_at(&text).iter().find_map(|t| from_and_till(t)).map(|[_, till]| till);
            notice.removed = notice.removed.or_else(|| day(prose::Phrase::Removed)).or_else(till);
            break;
        }
    }
    if notice.custody.is_none() {
        notice.custody = kept(lines);
    }
    head.notice = (notice != Notice::default()).then_some(notice);
}

/// Where a sentence of the notice says that the minutes are kept: "Protokollet förvaras på socialbyrån."
fn kept(lines: &HeadInput<'_>) -> Option<String> {
    let last = lines.body.len().saturating_sub(LAST);
    [lines.tail, &lines.body[last..], lines.cover].into_iter().find_map(|text| {
        let text = flow::join(text.iter().map(|l| l.text.as_str()));
        let told = prose::kept_at(&text).into_iter().next()?;
        let place = told.split("  ").next().unwrap_or("").trim();
        place_of(place, None).filter(|p| p.chars().count() <= PLACE)
    })
}

/// How many letters a place has at most where minutes are kept.
const PLACE: usize = 60;

/// The first and the last day of a notice where the year stands with the last alone: "27 oktober - 18 november 1971".
fn span(text: &str) -> Option<[String; 2]> {
    let last = dates::find(text).into_iter().next()?;
    let first = dates::yearless(&text[..last.start])?;
    let between = text[first.span.end..last.start].trim();
    if !data::is_small("until", between) {
        return None;
    }
    let first = dates::last_before(&first, last.date)?;
    Some([first.to_string(), last.date.to_string()])
}

/// The first two dates of `text` that the words for "until" join.
fn from_and_till(text: &str) -> Option<[String; 2]> {
    let found = dates::find(text);
    let pair = found.windows(2).find(|p| {
        let between = text.get(p[0].end..p[1].start).unwrap_or("").trim();
        data::is_small("until", between)
    })?;
    Some([pair[0].date.to_string(), pair[1].date.to_string()])
}

/// The notice by its labels.
pub(super) fn labelled(scan: &Scan) -> Option<Notice> {
    let dates_of = |e: &Entry| dates::find(&e.text(true)).into_iter().map(|f| f.date.to_string()).collect::<Vec<_>>();
    // "Anslaget får" / "tas ned den 8 mars": the label of the one begins the sentence of the other.
    let taken_down = |e: &Entry| e.label.field == Field::Posted && prose::takes_down(&e.text(true));
    let all = |field| {
        let of_field = scan
            .entries
            .iter()
            .filter(|e| if taken_down(e) { field == Field::Removed } else { e.label.field == field });
        of_field.map(dates_of).find(|d| !d.is_empty()).unwrap_or_default()
    };
    let mut posted = all(Field::Posted);
    let mut taken = all(Field::Removed);
    if posted.is_empty() {
        // "Anslag 2016-09-27 - 2016-10-19": both days after the heading itself.
        // In a sentence below it the first day may be the meeting's.
        let bare = |e: &&Entry| dates::find(&e.text(true)).first().is_some_and(|f| f.start <= 12);
        let heading = entries(scan, Field::End).filter(|e| e.label.names("anslag")).filter(bare).map(dates_of);
        posted = heading.into_iter().find(|d| !d.is_empty()).unwrap_or_default();
    }
    if posted.is_empty() {
        // "Protokollet är tillkännagivet på anslagstavlan 2022-05-13 till och med 2022-06-04."
        let told =
            entries(scan, Field::End).filter(|e| e.label.names("anslag")).find_map(|e| from_and_till(&e.text(true)));
        posted = told.map(Vec::from).unwrap_or_default();
    }
    if let ([first, second, ..], true) = (taken.as_slice(), posted.is_empty()) {
        // Both captions above both days.
        (posted, taken) = (vec![first.min(second).clone()], vec![first.max(second).clone()]);
    }
    let removed = taken.into_iter().next().or_else(|| posted.get(1).cloned());
    let custody = entries(scan, Field::Custody).find_map(|e| {
        let text = e.text(true);
        let text = text.split(". §").next().unwrap_or("");
        place_of(flow::sentence(text), None)
    });
    let notice = Notice { posted: posted.into_iter().next(), removed, custody };
    (notice != Notice::default()).then_some(notice)
}

#[cfg(test)]
mod tests {
    use super::super::{HeadInput, read};
    use crate::segment::testing;

    fn days(tail: &str) -> (Option<String>, Option<String>, Option<String>) {
        let cover =
            testing::lines("Vinby kommun\nTekniska nämnden 1984-02-07\nNärvarande\nAnna Berg (s), ordf\nNils Ek (c)\n");
        let lines = testing::lines(tail);
        let head = read(&HeadInput { cover: &cover, tail: &lines, ..HeadInput::default() });
        head.notice.map(|n| (n.posted, n.removed, n.custody)).unwrap_or_default()
    }

    #[test]
    fn sentences_and_captions() {
        let want = (Some("1984-02-15".to_string()), Some("1984-03-08".to_string()));
        for text in [
            "Bevis om anslag\nJusteringen av nämndens protokoll för den 7 februari 1984 har tillkännagivits på\nanslagstavlan den 15 februari 1984. Anslaget får\ntas ned den 8 mars 1984.",
            "Att protokollet blivit justerat har tillkännagivits å kommunens anslagstavla 1984-02-15 - 1984-03-08, intygas",
            "Bevis om anslag\nANSLAGET UPPSATT           ANSLAGET TAS NER\n1984-02-15                 1984-03-08",
            "Datum när anslaget publiceras: 1984-02-15\nDatum när anslaget avpubliceras: 1984-03-08",
        ] {
            let (posted, removed, _) = days(text);
            assert_eq!((posted, removed), want, "{text}");
        }
        for text in [
            "Tillkännagivande om justeringen har varit anslaget på kommunens\nanslagstavla under tiden 15 februari - 8 mars 1984. Protokollet\nförvaras på socialbyrån.\n\nIntygar    Maj Ek",
            "Anslag om justeringen har varit uppsatt på anslagstavlan fr.o.m. den 15 februari t.o.m. den 8 mars 1984.",
            "Att protokollets justering blivit tillkännagiven å kommunens an-\nslagstavla den 15 februari 1984 betygar\n\n   Nils Ek\n\nAnslaget nedtaget den 8 mars 1984.",
        ] {
            let (posted, removed, _) = days(text);
            assert_eq!((posted, removed), want, "{text}");
        }
        let kept = days("Tillkännagivande om justeringen har anslagits på anslagstavlan den 15 februari 1984. Protokollet\nförvaras på socialbyrån.    Intygar: Maj Ek").2;
        assert_eq!(kept.as_deref(), Some("socialbyrån"));
        let text =
            "Protokollet justerat den 14 februari 1984 och anslaget på kommunens anslagstavla den 15 februari 1984";
        assert_eq!(days(text).0, want.0);
        let kept = days("Anslaget uppsatt 1984-02-15\nProtokollet förvaras på kontoret. § 9 justerades genast.").2;
        assert_eq!(kept.as_deref(), Some("kontoret"));
    }
}
