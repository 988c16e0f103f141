//! Where each fact of the head stands: the line that prints it, by preference one that also prints its label.
//!
//! The facts are looked up again in the lines they were read from, for a fact may be put together from several places (a damaged signature
//! yields to the list of attendance); what is told is where a person should look.

use super::{HeadInput, dates, paragraphs, times};
use crate::fold;
use crate::page::TextLine;
use crate::protocol::{FieldSource, Meeting};

/// How many lines of the records' text are searched from each of its ends: facts of the head stand there in old minutes.
const BODY: usize = 150;

struct Place<'a> {
    line: &'a TextLine,
    /// The line's words, folded, one blank between.
    folded: String,
}

/// The lines that hold facts, in the order in which they are trusted.
struct Places<'a>(Vec<Place<'a>>);

impl<'a> Places<'a> {
    fn new(lines: &HeadInput<'a>) -> Self {
        let end = lines.body.len().saturating_sub(BODY).max(BODY.min(lines.body.len()));
        let body = lines.body[..BODY.min(lines.body.len())].iter().chain(&lines.body[end..]);
        let all = lines.cover.iter().chain(lines.furniture).chain(lines.tail).chain(body);
        Places(
            all.filter(|l| !l.text.trim().is_empty()).map(|line| Place { line, folded: folded(&line.text) }).collect(),
        )
    }

    /// The first run of one or two lines that passes `test`, those whose line, or the one before, holds a word that begins with one of `labels` first.
    fn find(&self, labels: &[&str], test: &dyn Fn(&str, &str) -> bool) -> Option<(usize, usize)> {
        let labelled = |i: usize| {
            let here = [i.checked_sub(1), Some(i)].into_iter().flatten().filter_map(|k| self.0.get(k));
            here.flat_map(|p| p.folded.split(' ')).any(|w| labels.iter().any(|l| w.starts_with(l)))
        };
        let one = |i: &usize| test(&self.0[*i].folded, &self.0[*i].line.text);
        let two = |i: &usize| {
            let (Some(a), Some(b)) = (self.0.get(*i), self.0.get(i + 1)) else { return false };
            let near = a.line.page == b.line.page && a.line.line < b.line.line;
            let text = match a.line.text.trim_end().strip_suffix('-') {
                Some(start) => format!("{start}{}", b.line.text.trim_start()),
                None => format!("{} {}", a.line.text.trim_end(), b.line.text.trim_start()),
            };
            near && test(&folded(&text), &text)
        };
        let n = self.0.len();
        (0..n)
            .find(|i| labelled(*i) && one(i))
            .map(|i| (i, i))
            .or_else(|| (0..n).find(|i| labelled(*i) && two(i)).map(|i| (i, i + 1)))
            .or_else(|| (0..n).find(one).map(|i| (i, i)))
            .or_else(|| (0..n).find(two).map(|i| (i, i + 1)))
    }
}

fn folded(text: &str) -> String {
    fold::skeleton(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Fills `sources`, and page and line of each person. `quality` tells how well a line (page, raw line) was read, 0–1.
pub(super) fn locate(head: &mut Meeting, lines: &HeadInput<'_>, quality: &dyn Fn(usize, usize) -> f64) {
    let places = Places::new(lines);
    let source = |(from, to): (usize, usize)| {
        let (first, last) = (places.0[from].line, places.0[to].line);
        FieldSource {
            page: first.page,
            line_start: first.line,
            line_end: last.line + 1,
            quality: quality(first.page, first.line).min(quality(last.page, last.line)),
        }
    };
    let mut found: Vec<(&str, FieldSource)> = Vec::new();
    let mut add = |field: &'static str, at: Option<(usize, usize)>| found.extend(at.map(|at| (field, source(at))));
    let text = |value: Option<&str>, labels: &[&str]| {
        let wanted = folded(value?);
        // A long value goes over lines: its first words are looked for.
        let start: String = wanted.chars().take(24).collect();
        places
            .find(labels, &|line, _| line.contains(&wanted))
            .or_else(|| places.find(labels, &|line, _| line.contains(start.trim_end())))
    };
    // Bodies are given out in the definite form, and printed in others.
    let stem = |value: Option<&str>| {
        let wanted = folded(value?);
        let start: String = wanted.chars().take(wanted.chars().count().saturating_sub(2).max(3)).collect();
        places.find(&[], &|line, _| line.contains(&start))
    };
    let day = |value: Option<&str>, labels: &[&str]| {
        let wanted = value?;
        places.find(labels, &|_, text| dates::find(text).iter().any(|d| d.date.to_string() == wanted))
    };
    let time = |value: Option<&str>, end: bool| {
        let wanted = value?;
        places.find(&["tid", "plats", "kl", "klockan"], &|_, text| {
            times::find(text).is_some_and(|t| if end { t.end.as_deref() == Some(wanted) } else { t.start == wanted })
        })
    };
    add("organization", stem(head.organization.as_deref()));
    add("organ", stem(head.organ.as_deref()));
    add("date", day(head.date.as_deref(), &["sammantr", "protokoll", "datum", "plats", "tid"]));
    add("start", time(head.start.as_deref(), false));
    add("end", time(head.end.as_deref(), true));
    add("place", text(head.place.as_deref(), &["plats", "lokal", "tid"]));
    add("chair", text(head.chair.as_deref(), &["ordf"]));
    add("secretary", text(head.secretary.as_deref(), &["sekr", "protokoll", "fidem"]));
    add("adjusters", text(head.adjusters.first().map(String::as_str), &["juster", "protokolljuster"]));
    let adjusted = head.adjusted.clone().unwrap_or_default();
    add("adjusted.date", day(adjusted.date.as_deref(), &["juster", "uppl", "godk"]));
    add("adjusted.place", text(adjusted.place.as_deref(), &["juster"]));
    let notice = head.notice.clone().unwrap_or_default();
    add("notice.posted", day(notice.posted.as_deref(), &["anslag", "uppsatt", "publicer"]));
    add("notice.removed", day(notice.removed.as_deref(), &["nedtag", "anslag", "ned"]));
    add("notice.custody", text(notice.custody.as_deref(), &["forvar"]));
    if let Some(range) = &head.paragraph_range {
        let wanted = (paragraphs::parse(&range.first), paragraphs::parse(&range.last));
        let hint = wanted.0.as_ref().zip(wanted.1.as_ref()).map(|(a, b)| (a.0, b.0));
        let says = |line: &str| {
            let at = line.find("paragraf").map(|i| &line[i..]);
            let after = at.and_then(|t| t.split_once(' ')).map(|(_, rest)| rest.trim_start());
            after.and_then(|t| paragraphs::range(t, hint)).is_some_and(|(a, b)| (Some(a), Some(b)) == wanted)
        };
        let plain = |line: &str| line.contains(&range.first) && line.contains(&range.last);
        add("paragraph_range", places.find(&["paragraf"], &|line, _| says(line) || plain(line)));
    }
    head.sources = found.into_iter().map(|(field, s)| (field.to_string(), s)).collect();
    for person in &mut head.attendance {
        let wanted = folded(&person.name);
        if let Some((at, _)) = places.find(&[], &|line, _| line.contains(&wanted)) {
            (person.page, person.line) = (Some(places.0[at].line.page), Some(places.0[at].line.line));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::read_with_quality;
    use super::*;

    #[test]
    fn every_fact_has_its_line() {
        let cover = "VINBY KOMMUN\nKommunstyrelsen\nSammanträdesdatum 2021-03-02\n\nPlats och tid Kommunhuset, sal A, kl. 08.30–11.10\n\
                     Beslutande Anna Berg (S), ordförande\nNils Ek (M),\nej § 13\nEva Ås (C)\nÖvriga Ida Dal, sekreterare\nJusterare Nils Ek\n\
                     Justeringens plats och tid Kansliet, 2021-03-09\nUnderskrifter Sekreterare Ida Dal Paragrafer §§ 12-14\nOrdförande Anna Berg\n\
                     ANSLAG/BEVIS\nDatum då anslaget sätts upp 2021-03-10\nDatum då anslaget tas ned 2021-04-01\nFörvaringsplats för protokollet Arkivet";
        let lines: Vec<TextLine> = cover
            .lines()
            .enumerate()
            .map(|(i, t)| TextLine { page: 3, line: i, text: t.trim_start().to_string() })
            .collect();
        let head = read_with_quality(&HeadInput { cover: &lines, ..HeadInput::default() }, &|_, line| {
            1.0 - line as f64 / 100.0
        });
        let at: Vec<(&str, usize, usize)> =
            head.sources.iter().map(|(k, s)| (k.as_str(), s.line_start, s.line_end)).collect();
        assert_eq!(
            at,
            [
                ("adjusted.date", 11, 12),
                ("adjusted.place", 11, 12),
                ("adjusters", 10, 11),
                ("chair", 5, 6),
                ("date", 2, 3),
                ("end", 4, 5),
                ("notice.custody", 17, 18),
                ("notice.posted", 15, 16),
                ("notice.removed", 16, 17),
                ("organ", 1, 2),
                ("organization", 0, 1),
                ("paragraph_range", 12, 13),
                ("place", 4, 5),
                ("secretary", 9, 10),
                ("start", 4, 5),
            ]
        );
        assert_eq!((head.sources["date"].page, head.sources["date"].quality), (3, 0.98));
        let people: Vec<_> = head.attendance.iter().map(|a| (a.name.as_str(), a.page, a.line)).collect();
        assert_eq!(
            people,
            [
                ("Anna Berg", Some(3), Some(5)),
                ("Nils Ek", Some(3), Some(6)),
                ("Eva Ås", Some(3), Some(8)),
                ("Ida Dal", Some(3), Some(9))
            ]
        );
    }
}
