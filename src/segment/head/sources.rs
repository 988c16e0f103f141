//! Where each fact of the head stands: the line that prints it, by preference one that also prints its label.
//!
//! The facts are looked up again in the lines they were read from, for a fact may be put together from several places (a damaged signature
//! yields to the list of attendance); what is told is where a person should look.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::sync::LazyLock;

use jiff::civil::Date;
use memchr::memmem::Finder;

use super::{HeadInput, data, dates, paragraphs, times};
use crate::fold;
use crate::page::TextLine;
use crate::protocol::{FieldSource, Meeting};

const WORDS: &str = include_str!("../../../dictionaries/head-sources.tsv");

/// Beginnings of words, and of each field which of them say that a line holds it, a bit each.
struct Labels {
    beginnings: Vec<&'static str>,
    fields: Vec<(&'static str, u32)>,
}

static LABELS: LazyLock<Labels> = LazyLock::new(|| {
    let mut beginnings: Vec<&str> = data::rows(WORDS).flat_map(|r| data::forms(&r, 1).collect::<Vec<_>>()).collect();
    beginnings.sort_unstable();
    beginnings.dedup();
    let bit = |word: &str| beginnings.iter().position(|b| *b == word).map_or(0, |i| 1 << i);
    let of_field = |r: &Vec<&str>| data::forms(r, 1).fold(0, |bits, word| bits | bit(word));
    let fields = data::rows(WORDS).map(|r| (r[0], of_field(&r))).collect();
    Labels { beginnings, fields }
});

/// The labels of a field; none for a field that has none.
fn labels(field: &str) -> u32 {
    LABELS.fields.iter().find(|(f, _)| *f == field).map_or(0, |(_, bits)| *bits)
}

/// Which labels begin a word of a folded line.
fn labels_of(folded: &str) -> u32 {
    let of_word = |word: &str| {
        let first = word.as_bytes().first();
        let begins = |l: &&str| l.as_bytes().first() == first && word.starts_with(*l);
        LABELS.beginnings.iter().enumerate().filter(|(_, l)| begins(l)).fold(0, |bits, (i, _)| bits | 1 << i)
    };
    folded.split(' ').fold(0, |bits, word| bits | of_word(word))
}

/// How many lines of the records' text are searched from each of its ends: facts of the head stand there in old minutes.
const BODY: usize = 150;

struct Place<'a> {
    line: &'a TextLine,
    text: Text<'a>,
    /// Labels on the line.
    labels: u32,
}

/// One line's text, or that of two, with what is asked of it again and again.
#[derive(Clone)]
struct Text<'a> {
    text: Cow<'a, str>,
    /// The words, folded, one blank between.
    folded: String,
    dates: OnceCell<Vec<Date>>,
}

impl<'a> Text<'a> {
    fn new(text: impl Into<Cow<'a, str>>) -> Self {
        let text = text.into();
        Text { folded: folded(&text), text, dates: OnceCell::new() }
    }

    fn dates(&self) -> &[Date] {
        self.dates.get_or_init(|| dates::find(&self.text).iter().map(|d| d.date).collect())
    }
}

/// The lines that hold facts, in the order in which they are trusted.
struct Places<'a> {
    lines: Vec<Place<'a>>,
    /// Of each line and the next of its page, both as one. Made when first asked for: most facts stand on one line.
    pairs: Vec<OnceCell<Option<Text<'a>>>>,
}

impl<'a> Places<'a> {
    fn new(lines: &HeadInput<'a>) -> Self {
        let end = lines.body.len().saturating_sub(BODY).max(BODY.min(lines.body.len()));
        let body = lines.body[..BODY.min(lines.body.len())].iter().chain(&lines.body[end..]);
        let all = lines.cover.iter().chain(lines.furniture).chain(lines.tail).chain(body);
        let place = |line: &'a TextLine| {
            let text = Text::new(line.text.as_str());
            Place { line, labels: labels_of(&text.folded), text }
        };
        let lines: Vec<Place<'a>> = all.filter(|l| !l.text.trim().is_empty()).map(place).collect();
        let pairs = vec![OnceCell::new(); lines.len()];
        Places { lines, pairs }
    }

    /// The line at `i` and the next, where both stand on one page, as one line.
    fn pair(&self, i: usize) -> Option<&Text<'a>> {
        let made = self.pairs.get(i)?.get_or_init(|| {
            let (a, b) = (&self.lines[i].line, self.lines.get(i + 1)?.line);
            if a.page != b.page || a.line >= b.line {
                return None;
            }
            Some(Text::new(match a.text.trim_end().strip_suffix('-') {
                Some(start) => format!("{start}{}", b.text.trim_start()),
                None => format!("{} {}", a.text.trim_end(), b.text.trim_start()),
            }))
        });
        made.as_ref()
    }

    /// The first run of one or two lines that passes `test`, those whose line, or the one before, holds one of `labels` first.
    fn find(&self, labels: u32, test: &dyn Fn(&Text<'a>) -> bool) -> Option<(usize, usize)> {
        let held = |i: Option<usize>| i.and_then(|i| self.lines.get(i)).map_or(0, |p| p.labels);
        let marked = || (0..self.lines.len()).filter(|i| (held(i.checked_sub(1)) | held(Some(*i))) & labels != 0);
        let one = |i: &usize| test(&self.lines[*i].text);
        let two = |i: &usize| self.pair(*i).is_some_and(test);
        let n = self.lines.len();
        marked()
            .find(one)
            .map(|i| (i, i))
            .or_else(|| marked().find(two).map(|i| (i, i + 1)))
            .or_else(|| (0..n).find(one).map(|i| (i, i)))
            .or_else(|| (0..n).find(two).map(|i| (i, i + 1)))
    }
}

impl Places<'_> {
    /// The first run of lines that holds the folded words; see [`Places::find`].
    fn find_words(&self, labels: u32, words: &str) -> Option<(usize, usize)> {
        let words = Finder::new(words);
        self.find(labels, &|t| words.find(t.folded.as_bytes()).is_some())
    }
}

fn folded(text: &str) -> String {
    fold::skeleton(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Fills `sources`, and page and line of each person. `quality` tells how well a line (page, raw line) was read, 0–1.
pub(super) fn locate(head: &mut Meeting, lines: &HeadInput<'_>, quality: &dyn Fn(usize, usize) -> f64) {
    let places = Places::new(lines);
    let source = |(from, to): (usize, usize)| {
        let (first, last) = (places.lines[from].line, places.lines[to].line);
        FieldSource {
            page: first.page,
            line_start: first.line,
            line_end: last.line + 1,
            quality: quality(first.page, first.line).min(quality(last.page, last.line)),
        }
    };
    let mut found: Vec<(&str, FieldSource)> = Vec::new();
    let mut add = |field: &'static str, at: Option<(usize, usize)>| found.extend(at.map(|at| (field, source(at))));
    let text = |value: Option<&str>, field: &str| {
        let labels = labels(field);
        let wanted = folded(value?);
        // A long value goes over lines: its first words are looked for.
        let start: String = wanted.chars().take(24).collect();
        places.find_words(labels, &wanted).or_else(|| places.find_words(labels, start.trim_end()))
    };
    // Bodies are given out in the definite form, and printed in others.
    let stem = |value: Option<&str>| {
        let wanted = folded(value?);
        let start: String = wanted.chars().take(wanted.chars().count().saturating_sub(2).max(3)).collect();
        places.find_words(0, &start)
    };
    let day = |value: Option<&str>, field: &str| {
        let wanted: Date = value?.parse().ok()?;
        places.find(labels(field), &|t| t.dates().contains(&wanted))
    };
    let time = |value: Option<&str>, field: &str| {
        let wanted = value?;
        let end = field == "end";
        places.find(labels(field), &|t| {
            times::find(&t.text).is_some_and(|t| if end { t.end.as_deref() == Some(wanted) } else { t.start == wanted })
        })
    };
    add("organization", stem(head.organization.as_deref()));
    add("organ", stem(head.organ.as_deref()));
    add("date", day(head.date.as_deref(), "date"));
    add("start", time(head.start.as_deref(), "start"));
    add("end", time(head.end.as_deref(), "end"));
    add("place", text(head.place.as_deref(), "place"));
    add("chair", text(head.chair.as_deref(), "chair"));
    add("secretary", text(head.secretary.as_deref(), "secretary"));
    add("adjusters", text(head.adjusters.first().map(String::as_str), "adjusters"));
    let adjusted = head.adjusted.clone().unwrap_or_default();
    add("adjusted.date", day(adjusted.date.as_deref(), "adjusted.date"));
    add("adjusted.place", text(adjusted.place.as_deref(), "adjusted.place"));
    let notice = head.notice.clone().unwrap_or_default();
    add("notice.posted", day(notice.posted.as_deref(), "notice.posted"));
    add("notice.removed", day(notice.removed.as_deref(), "notice.removed"));
    add("notice.custody", text(notice.custody.as_deref(), "notice.custody"));
    if let Some(range) = &head.paragraph_range {
        let wanted = (paragraphs::parse(&range.first), paragraphs::parse(&range.last));
        let hint = wanted.0.as_ref().zip(wanted.1.as_ref()).map(|(a, b)| (a.0, b.0));
        let says = |line: &str| {
            let at = line.find("paragraf").map(|i| &line[i..]);
            let after = at.and_then(|t| t.split_once(' ')).map(|(_, rest)| rest.trim_start());
            after.and_then(|t| paragraphs::range(t, hint)).is_some_and(|(a, b)| (Some(a), Some(b)) == wanted)
        };
        let plain = |line: &str| line.contains(&range.first) && line.contains(&range.last);
        add("paragraph_range", places.find(labels("paragraph_range"), &|t| says(&t.folded) || plain(&t.folded)));
    }
    head.sources = found.into_iter().map(|(field, s)| (field.to_string(), s)).collect();
    for person in &mut head.attendance {
        let wanted = folded(&person.name);
        if let Some((at, _)) = places.find_words(0, &wanted) {
            (person.page, person.line) = (Some(places.lines[at].line.page), Some(places.lines[at].line.line));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::read_with_quality;
    use super::*;

    #[test]
    fn labels_are_policed() {
        assert!(LABELS.beginnings.len() <= 32 && LABELS.beginnings.iter().all(|b| *b == fold::skeleton(b)));
        assert!(LABELS.fields.iter().all(|(_, bits)| *bits != 0));
        assert_eq!(labels_of("vid protokollet"), labels("secretary") & labels("date"));
    }

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
