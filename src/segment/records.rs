//! The entry of the segmenter: from all text lines to records, meeting by meeting.

use std::ops::Range;

use super::build::{self, ChosenHead, Ground};
use super::evidence::Surroundings;
use super::habit::Habit;
use super::labels::{self, Label, Sign};
use super::listed::Listed;
use super::missing::Numbers;
use super::reflow::Widths;
use super::sequence::{self, Choice};
use super::side::Sides;
use super::{
    Context, LabelEdit, MeetingLines, Part, Segmented, above, aside, cover, deciding, guard, headings, label_manner,
    label_text, offers, order, outer, plain, rubric, series, text,
};
use crate::page::TextLine;
use crate::protocol::{Boundary, Reason, Warning};

/// What is known of a document once its heads are chosen.
struct Found<'a> {
    heads: Vec<ChosenHead<'a>>,
    ground: Ground<'a>,
    points: &'a [f32],
    covers: Vec<usize>,
    agendas: Vec<Range<usize>>,
    /// What speaks for each head, in order of the heads.
    reasons: Vec<Vec<Reason>>,
    /// The §§ that the cover states.
    range: Option<(u32, u32)>,
}

/// Chooses the heads of all §§, and gives what `with` makes of them.
fn with_heads<T>(
    lines: &[TextLine],
    context: &Context,
    explained: bool,
    with: impl FnOnce(&[Label], Found<'_>) -> T,
) -> T {
    let mut kinds: Vec<_> = lines.iter().map(|l| headings::whole(&l.text)).collect();
    deciding::leave_told(lines, &mut kinds);
    offers::of_own(lines, &mut kinds);
    let habit = Habit::of(lines, &kinds);
    let mut sides = Sides::of(lines);
    let widths = Widths::of_column(lines, |i, text| sides.text(i, text));
    // Where the text begins beside a margin for notes and rubrics.
    let column = aside::column(lines);
    let candidates = candidates(lines, column);
    // Above the first of them there is no §.
    let first = candidates.first().map_or(lines.len(), |c| c.line);
    habit.complete(lines, first, &widths, &mut kinds);
    for (i, kind) in sides.kinds() {
        kinds[i] = Some(kind);
    }
    let agendas = cover::agendas(lines, &candidates, &kinds);
    let covers = cover::covers(lines);
    let range = context.range.or_else(|| cover::stated_range(lines));
    let around = Surroundings { lines, kinds: &kinds, widths: &widths, agendas: &agendas };
    let weighed = candidates.iter().enumerate().map(|(i, c)| around.points(c, next_line(&candidates, i)));
    let (mut points, mut said): (Vec<f32>, Vec<_>) = weighed.unzip();
    keep_to_signs(&candidates, &mut points, &mut said);
    let mut chain = sequence::choose(&candidates, &points, &covers, range);
    prefer_first(&candidates, &points, &mut chain);
    let mut heads = heads(&candidates, &points, &chain, &covers);
    let form = sequence::common_form(&candidates, &chain);
    let chosen = order::Chosen { candidates: &candidates, points: &points, heads: &heads, form, range };
    let meetings = meetings(&heads, &covers, lines.len());
    let strays: Vec<_> = meetings.iter().flat_map(|(own, lines)| chosen.strays(own, lines)).collect();
    if !strays.is_empty() {
        heads.extend(strays);
        heads.sort_by_key(|h| h.label.line);
    }
    let ends: Vec<(usize, usize)> = heads.iter().filter_map(|h| Some((h.label.number_line, h.reading?.end))).collect();
    let mut below = kinds.clone();
    for i in sides.part_at(heads.iter().flat_map(|h| [h.label.line, h.label.number_line])) {
        below[i] = headings::whole(&lines[i].text);
    }
    sides.add_titles(lines, &ends, column);
    if let Some(column) = column {
        let starts: Vec<(usize, usize)> = heads.iter().map(|h| (h.label.number_line, h.label.start)).collect();
        rubric::titles(&mut sides, lines, column, &starts);
        aside::add(&mut sides, lines, column, &ends);
    }
    // Lines are as wide as their text.
    let outer = outer::add(&mut sides, lines, &ends);
    let widths = if outer { Widths::of_column(lines, |i, text| sides.text(i, text)) } else { widths };
    let listed = Listed::of(lines, &agendas);
    let ground = Ground {
        lines,
        kinds: &below,
        widths: &widths,
        sides: &sides,
        habit: &habit,
        listed: &listed,
        signed: label_manner::are_signed(&candidates, &heads),
        decides: deciding::sets_apart(lines, &below),
        spaced: label_manner::mostly_spaced(&heads),
        parted: label_manner::mostly_parted(&heads, lines),
        dotted: label_manner::mostly_dotted(&heads, lines),
    };
    above::set(&mut heads, &ground);
    let reasons = if explained { reasons(&heads, &candidates, said, range) } else { Vec::new() };
    with(&candidates, Found { heads, ground, points: &points, covers, agendas, reasons, range })
}

/// Why each head was chosen: its surroundings, how its number was read, and its place among the others.
fn reasons(
    heads: &[ChosenHead<'_>],
    candidates: &[Label],
    mut said: Vec<Vec<(&'static str, f32)>>,
    range: Option<(u32, u32)>,
) -> Vec<Vec<Reason>> {
    let mut before: Option<u32> = None;
    let one = |head: &ChosenHead<'_>| {
        let at = candidates.partition_point(|c| c.line < head.label.line);
        let own = (at..candidates.len()).find(|k| std::ptr::eq(&candidates[*k], head.label));
        let mut all = own.map(|k| std::mem::take(&mut said[k])).unwrap_or_default();
        match head.reading {
            Some(r) if r.cost > 0.0 => all.push(("doubtful-reading", -r.cost)),
            Some(_) => {}
            None => all.push(("number-by-its-place", 0.0)),
        }
        if range.is_some_and(|(a, b)| (a..=b).contains(&head.number)) {
            all.push(("in-the-range-on-the-cover", 0.8));
        }
        if head.stray {
            all.push(("out-of-order", 0.0));
        } else {
            if before.is_some_and(|b| b + 1 == head.number) {
                all.push(("next-number", 0.0));
            }
            before = Some(head.number);
        }
        let round = |p: f32| (f64::from(p) * 100.0).round() / 100.0;
        all.into_iter().map(|(code, p)| Reason { code: code.into(), points: round(p) }).collect()
    };
    heads.iter().map(one).collect()
}

/// The mended labels of [`records`], in order of the text.
pub(super) fn labels(lines: &[TextLine], context: &Context) -> Vec<LabelEdit> {
    with_heads(lines, context, false, |_, found| {
        found.heads.iter().filter_map(|head| label_text::label(head, &found.ground).2).collect()
    })
}

/// Reads the §-records in the running text of one document. Never invents a §: a gap in the numbering is a warning.
pub fn records(lines: &[TextLine], context: &Context) -> Segmented {
    with_heads(lines, context, true, |candidates, found| assemble(lines, candidates, found))
}

/// The records between the chosen heads.
fn assemble(lines: &[TextLine], candidates: &[Label], found: Found<'_>) -> Segmented {
    let Found { heads, ground, points, covers, agendas, reasons, range } = found;
    let mut reasons = reasons.into_iter();
    let mut out = Segmented {
        first_line: heads.first().map(|h| h.top),
        parts: vec![Part::Head; lines.len()],
        agenda: agendas,
        ..Segmented::default()
    };
    let meetings = meetings(&heads, &covers, lines.len());
    let mut head_from = 0;
    for (m, all) in meetings {
        let numbers = Numbers::of(&heads[m.clone()], range);
        let mut tail = all.end..all.end;
        // §§ whose labels are lost, and where they begin.
        let mut lost: Vec<(u32, usize)> = Vec::new();
        for k in m.clone() {
            let head = &heads[k];
            let mut end = if k + 1 < m.end { heads[k + 1].top } else { all.end };
            if k + 1 == m.end {
                let from = first_after(head, lines);
                end = cover::tail_start(lines, from.min(end)..end).unwrap_or(end);
                tail = end..all.end;
                out.parts[tail.clone()].fill(Part::Tail);
            }
            let skip = repeated_heads(candidates, points, head, end, lines);
            let gap = !head.stray && numbers.misses(head.number + 1);
            let built = build::record(head, (end, gap), &skip, k, &ground, &mut out.parts);
            let (mut record, edit) = (built.record, built.edit);
            lost.extend(built.unlabelled.map(|line| (head.number + 1, line)));
            let ends = match (k + 1 < m.end, end < all.end, all.end < lines.len()) {
                (true, _, _) => "next-paragraph",
                (false, true, _) => "signatures",
                (false, false, true) => "next-meeting",
                (false, false, false) => "end-of-text",
            };
            record.boundary = Boundary { begins: reasons.next().unwrap_or_default(), ends: ends.into() };
            out.label_edits.extend(edit);
            out.records.push(record);
        }
        gaps(&heads[m.clone()], lines, &lost, &mut out.warnings);
        let first = heads[m.start].top;
        out.meetings.push(MeetingLines { head: head_from..first, records: m, tail });
        head_from = all.end;
    }
    series::mend(&mut out.records, &mut out.warnings);
    guard::warn(&out.records, &mut out.warnings);
    out
}

/// The first line of a § that can be beyond its end: below a label that stands alone comes its title or text, be it "Upplästes och godkändes".
fn first_after(head: &ChosenHead<'_>, lines: &[TextLine]) -> usize {
    let label = head.label.number_line;
    let end = head.reading.map_or(usize::MAX, |r| r.end);
    let alone = lines[label].text.get(end..).is_some_and(|rest| text::trim_noise_start(rest).is_empty());
    let next = (label + 1..lines.len()).find(|&i| !text::trim(&lines[i].text).is_empty());
    next.filter(|_| alone).unwrap_or(label) + 1
}

/// All lines that can be the head of a §.
fn candidates(lines: &[TextLine], column: Option<usize>) -> Vec<Label> {
    let mut out = Vec::new();
    for (i, l) in lines.iter().enumerate() {
        let next = || {
            let found = lines[i + 1..].iter().take(3).position(|n| !text::trim(&n.text).is_empty())?;
            Some((i + 1 + found, lines[i + 1 + found].text.clone()))
        };
        out.extend(labels::parse_all(i, &l.text, next));
    }
    // A number line under "Paragraf" is not a candidate of its own.
    let taken: Vec<usize> = out.iter().filter(|l| l.number_line != l.line).map(|l| l.number_line).collect();
    out.retain(|l| l.sign == Sign::Word || taken.binary_search(&l.line).is_err());
    if let Some(column) = column {
        rubric::add(lines, column, &mut out);
    }
    plain::add(lines, &mut out);
    out
}

/// Points below which a candidate shows nothing of the manner of its document.
const GOOD: f32 = 3.0;
/// What a label with a word for its number costs in minutes that print a §.
const OTHER_MANNER: f32 = -6.0;

/// Minutes that print a § number other things with words: "Nr 89." there is a lot.
fn keep_to_signs(candidates: &[Label], points: &mut [f32], said: &mut [Vec<(&'static str, f32)>]) {
    let count = |signs: &[Sign]| {
        let good = candidates.iter().zip(&*points).filter(|(c, p)| signs.contains(&c.sign) && **p >= GOOD);
        good.count()
    };
    let worded = count(&[Sign::Number]);
    if worded == 0 || count(&[Sign::Clean, Sign::Word, Sign::After]) * 2 < worded {
        return;
    }
    for (i, _) in candidates.iter().enumerate().filter(|(_, c)| c.sign == Sign::Number) {
        points[i] += OTHER_MANNER;
        said[i].push(("minutes-print-a-sign", OTHER_MANNER));
    }
}

/// The first candidate on a line after that of candidate `i`.
fn next_line(candidates: &[Label], i: usize) -> Option<&Label> {
    candidates[i + 1..].iter().find(|c| c.line > candidates[i].line)
}

/// Where a head is printed twice with nearly the same evidence (again at the top of the next page), the first one is the head.
fn prefer_first(candidates: &[Label], points: &[f32], chain: &mut [Choice]) {
    for i in 0..chain.len() {
        // Another way to read the line of the head before is none.
        let before = i.checked_sub(1).map(|b| &candidates[chain[b].label]).map(|l| l.line.max(l.number_line));
        let from = before.map_or(0, |line| candidates.partition_point(|c| c.line <= line));
        let here = chain[i];
        let wanted = &candidates[here.label].readings[here.reading];
        let earlier = (from..here.label).find_map(|k| {
            let close = points[k] > 2.0 && points[k] + 2.0 >= points[here.label] && !candidates[k].continued;
            let reading = candidates[k]
                .readings
                .iter()
                .position(|r| r.number == wanted.number && r.suffix == wanted.suffix && r.cost <= wanted.cost + 1.0)?;
            close.then_some(Choice { label: k, reading })
        });
        if let Some(choice) = earlier {
            chain[i] = choice;
        }
    }
}

fn heads<'a>(candidates: &'a [Label], points: &[f32], chain: &[Choice], covers: &[usize]) -> Vec<ChosenHead<'a>> {
    let mut out: Vec<ChosenHead<'a>> = Vec::with_capacity(chain.len());
    let mut lost = sequence::lost_numbers(candidates, points, chain, covers).into_iter().peekable();
    for (i, c) in chain.iter().enumerate() {
        while let Some((_, k, number)) = lost.next_if(|(at, _, _)| *at == i) {
            let label = &candidates[k];
            out.push(ChosenHead { label, reading: None, number, stray: false, top: label.line });
        }
        let label = &candidates[c.label];
        let reading = &label.readings[c.reading];
        out.push(ChosenHead { label, reading: Some(reading), number: reading.number, stray: false, top: label.line });
    }
    out
}

/// Heads and lines of each meeting: a cover page between two heads parts meetings.
fn meetings(heads: &[ChosenHead<'_>], covers: &[usize], len: usize) -> Vec<(Range<usize>, Range<usize>)> {
    let mut out = Vec::new();
    let mut from = 0;
    let mut line_from = 0;
    for k in 1..heads.len() {
        let between = heads[k - 1].label.line..heads[k].label.line;
        let next = covers.partition_point(|c| *c <= between.start);
        if let Some(c) = covers.get(next).filter(|c| **c < between.end) {
            out.push((from..k, line_from..*c));
            from = k;
            line_from = *c;
        }
    }
    if from < heads.len() {
        out.push((from..heads.len(), line_from..len));
    }
    out
}

/// Lines between a head and the next that print the same head again: at the top of a page, or with "forts.". The title that is
/// printed again below goes with them.
fn repeated_heads(
    candidates: &[Label],
    points: &[f32],
    head: &ChosenHead<'_>,
    end: usize,
    lines: &[TextLine],
) -> Vec<usize> {
    let from = candidates.partition_point(|c| c.line <= head.label.line);
    let mut out = Vec::new();
    let suffix = head.reading.and_then(|r| r.suffix);
    for (k, c) in candidates.iter().enumerate().skip(from).take_while(|(_, c)| c.line < end) {
        let same = c.readings.iter().any(|r| r.number == head.number && r.suffix == suffix && r.cost < 2.5);
        let top = lines[..c.line]
            .iter()
            .rev()
            .find(|l| !text::trim(&l.text).is_empty())
            .is_none_or(|l| l.page != lines[c.line].page);
        if !same || !(c.continued || (top && points[k] > 1.5)) {
            continue;
        }
        out.push(c.line);
        let title = |i: usize| (i + 1..end).find(|&j| !text::trim(&lines[j].text).is_empty());
        if let (Some(a), Some(b)) = (title(head.label.line), title(c.line))
            && text::folded(&lines[a].text) == text::folded(&lines[b].text)
        {
            out.push(b);
        }
    }
    out
}

/// The gaps in the numbers of one meeting, the numbers that its place alone gives, and the §§ that stand out of order.
fn gaps(heads: &[ChosenHead<'_>], lines: &[TextLine], lost: &[(u32, usize)], warnings: &mut Vec<Warning>) {
    let mut sorted: Vec<&ChosenHead<'_>> = heads.iter().collect();
    // The order of the text but for §§ out of order.
    sorted.sort_by_key(|h| h.number);
    let mut warn = |code: &str, message: String, head: &ChosenHead<'_>, paragraph: u32| {
        let page = Some(lines[head.label.line].page);
        warnings.push(Warning { code: code.into(), message, page, paragraph: Some(paragraph) });
    };
    let mut before: Option<u32> = None;
    for here in sorted {
        let (n, b) = (here.number, before.unwrap_or(here.number));
        before = Some(n);
        if n > b + 1 {
            let message = match n - b {
                2 => format!("§ {} is missing between § {b} and § {n}", b + 1),
                _ => format!("§§ {}–{} are missing between § {b} and § {n}", b + 1, n - 1),
            };
            // Where the text of the first of them seems to stand.
            let seen =
                lost.iter().find(|(n, _)| *n == b + 1).map(|(_, at)| &lines[*at]).map(|l| {
                    format!("; its text seems to begin on page {}, line {}, in § {b}", l.page + 1, l.line + 1)
                });
            warn("paragraph-gap", message + &seen.unwrap_or_default(), here, b + 1);
        }
        if here.reading.is_none() {
            let message = format!("the number of § {n} cannot be read; its place in the sequence gives it");
            warn("paragraph-number-unread", message, here, n);
        }
    }
    for here in heads.iter().filter(|h| h.stray) {
        let n = here.number;
        let message = format!(
            "§ {n} stands out of order, as if treated at another time; look whether it is a § of these minutes"
        );
        warn("paragraph-order", message, here, n);
    }
}

#[cfg(test)]
#[path = "records_tests.rs"]
mod tests;
