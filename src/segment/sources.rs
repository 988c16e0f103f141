//! Where the fields of a record's head were read.

use std::collections::BTreeMap;

use rustc_hash::FxHashSet;

use super::build::{ChosenHead, Ground};
use super::{text, title, votes};
use crate::fold;
use crate::protocol::{FieldSource, Section, SectionKind};

/// The places of label, diarienummer, title and vote. `body` is the first line of the text, `sections` are those that may tell the vote. The quality is filled in by whoever knows the pages.
pub(super) fn of_head(
    head: &ChosenHead<'_>,
    body: usize,
    top: &title::Head,
    sections: &[Section],
    ground: &Ground<'_>,
) -> BTreeMap<String, FieldSource> {
    let mut out = BTreeMap::new();
    let (first, last) = (head.label.line, head.last_line().max(head.label.line));
    let mut add = |field: &str, place: Option<FieldSource>| {
        if let Some(place) = place {
            out.insert(field.to_string(), place);
        }
    };
    add("label", place(&[first, last], ground));
    // The body may begin on the label's own line.
    let lines: Vec<usize> = (head.top..body.max(last + 1)).collect();
    let holding = |parts: &[&str]| -> Vec<usize> {
        lines.iter().copied().filter(|&i| parts.iter().any(|p| ground.lines[i].text.contains(p))).collect()
    };
    let numbers: Vec<&str> = top.dnr.iter().filter_map(|n| n.split(' ').next_back()).collect();
    let mut of_dnr = holding(&numbers);
    if of_dnr.is_empty() && !numbers.is_empty() {
        // As read it says something else.
        let solid = |t: &str| fold::blur(t).replace(' ', "");
        let near = |i: &usize| numbers.iter().any(|n| solid(&ground.lines[*i].text).contains(&solid(n)));
        of_dnr = lines.iter().copied().filter(near).collect();
    }
    add("dnr", place(&of_dnr, ground));
    if let Some(title) = &top.title {
        let words: FxHashSet<String> = title.split_whitespace().map(fold::skeleton).collect();
        let of_title = |i: &usize| {
            let (mut own, mut of_title) = (0, 0);
            for word in text::words(&ground.lines[*i].text) {
                own += 1;
                of_title += usize::from(words.contains(&fold::skeleton(word)));
            }
            of_title * 2 >= own.max(1)
        };
        let beside: Vec<usize> =
            lines.iter().copied().filter(|i| *i == first && first_line_holds(*i, title, ground)).collect();
        let all: Vec<usize> = beside.into_iter().chain(lines.iter().copied().filter(of_title)).collect();
        add("title", place(&all, ground));
    }
    let told = sections.iter().rev().filter(|s| s.kind == SectionKind::Vote).chain(sections);
    add(
        "vote",
        told.into_iter().find(|s| votes::find(&s.text).is_some()).and_then(|s| s.spans.first()).map(|s| FieldSource {
            page: s.page,
            line_start: s.line_start,
            line_end: s.line_end,
            quality: 1.0,
        }),
    );
    out
}

/// Whether the label's line goes on with the title.
fn first_line_holds(line: usize, title: &str, ground: &Ground<'_>) -> bool {
    title.split_whitespace().next().is_some_and(|w| ground.lines[line].text.contains(w))
}

/// The lines from the first to the last of `at` on the first one's page.
pub(super) fn place(at: &[usize], ground: &Ground<'_>) -> Option<FieldSource> {
    let first = ground.lines.get(*at.iter().min()?)?;
    let on_page = at.iter().map(|&i| &ground.lines[i]).filter(|l| l.page == first.page);
    let last = on_page.map(|l| l.line).max().unwrap_or(first.line);
    Some(FieldSource { page: first.page, line_start: first.line, line_end: last + 1, quality: 1.0 })
}

#[cfg(test)]
mod tests {
    use crate::segment::testing::lines;
    use crate::segment::{Context, records};

    #[test]
    fn fields_know_their_lines() {
        let l = lines(
            "§ 4\nVal av ombud till\nbryggföreningen\nDnr KS 2020/1\n\nBeslut\nNämnden väljer Ada Berg.\n\nVotering\nMed 7 ja-röster mot 5 nej-röster.",
        );
        let r = records(&l, &Context::default()).records.remove(0);
        let place = |f: &str| r.sources.get(f).map(|s| (s.page, s.line_start, s.line_end));
        assert_eq!(place("label"), Some((0, 0, 1)));
        assert_eq!(place("title"), Some((0, 1, 3)));
        assert_eq!(place("dnr"), Some((0, 3, 4)));
        assert_eq!(place("vote"), Some((0, 8, 10)));
    }
}
