//! What the printed page numbers say of pages that are missing, out of order or there twice.

use std::collections::BTreeSet;

use super::numbers::{Form, PageNumber, page_number};
use super::patterns::Seen;
use crate::page::{Page, PageStatus};
use crate::protocol::Warning;

/// Pages in step with each other from which on their numbers are believed: one alone may be misread.
const FIRM: usize = 2;
/// A larger leap is another count.
const MAX_LEAP: i64 = 40;

/// A page that is kept, by its place among these, with its printed number.
#[derive(Debug, Clone, Copy)]
struct Numbered {
    /// [`Page::index`].
    page: usize,
    place: i64,
    number: i64,
    of: Option<u32>,
}

/// Pages whose numbers are in step: number less place is the same.
#[derive(Debug)]
struct Run {
    step: i64,
    pages: Vec<Numbered>,
}

impl Run {
    fn first(&self) -> Numbered {
        self.pages[0]
    }

    fn last(&self) -> Numbered {
        self.pages[self.pages.len() - 1]
    }

    /// The number of pages that most of the run's pages state.
    fn of(&self) -> Option<i64> {
        let stated: Vec<u32> = self.pages.iter().filter_map(|p| p.of).collect();
        let most = stated.iter().max_by_key(|o| (stated.iter().filter(|p| p == o).count(), **o))?;
        (stated.iter().filter(|p| *p == most).count() >= FIRM).then_some(i64::from(*most))
    }
}

/// Warnings `page-missing` and `page-order`, where printed page numbers that are furniture contradict the order of the pages. Repeats are left out
/// of account, and so is a number that no other page bears out. [`super::mark_furniture`] and the search for repeats come first.
pub fn order_warnings(pages: &[Page]) -> Vec<Warning> {
    let kept = pages.iter().filter(|p| p.duplicate_of.is_none() && p.status == PageStatus::Ok);
    let numbered: Vec<Numbered> = kept
        .enumerate()
        .filter_map(|(place, page)| {
            let n = number_of(page)?;
            Some(Numbered { page: page.index, place: place as i64, number: i64::from(n.number), of: n.of })
        })
        .collect();
    let mut warnings = swapped(&numbered);
    let runs = runs(&numbered);
    let all: BTreeSet<i64> = numbered.iter().map(|n| n.number).collect();
    let absent = |from: i64, till: i64| (from..=till).all(|n| !all.contains(&n));
    for w in runs.windows(2) {
        let (a, b) = (&w[0], &w[1]);
        let (last, first) = (a.last(), b.first());
        let another = matches!((a.of(), b.of()), (Some(x), Some(y)) if x != y) || first.number <= 2 && last.number > 3;
        let leap = b.step - a.step;
        if another || leap.abs() > MAX_LEAP {
            continue;
        }
        let after = format!("after the page numbered {} comes {}", last.number, first.number);
        if leap > 0 && first.number > last.number {
            let (from, till) = (first.number - leap, first.number - 1);
            let pages = span(from, till);
            warnings.push(match absent(from, till) {
                true => warning("page-missing", format!("{after}: {pages} may be missing"), first.page),
                false => warning("page-order", format!("{after}: {pages} may stand elsewhere"), first.page),
            });
        } else if leap < 0 && first.number <= last.number {
            let message = format!("{after}: pages may be there twice, or in another order");
            warnings.push(warning("page-order", message, first.page));
        }
    }
    if let [first, ..] = runs.as_slice()
        && let (of, step) = (first.of(), first.step)
        && of.is_some()
        && step > 1
    {
        let message = format!(
            "the first page with a number bears {}: {} may be missing",
            first.first().number,
            span(1, step - 1)
        );
        warnings.push(warning("page-missing", message, first.first().page));
    }
    if let [.., run] = runs.as_slice()
        && let Some(of) = run.of()
        && numbered.last().is_some_and(|n| n.page == run.last().page)
        && run.last().number < of
        && pages.iter().rev().find(|p| p.duplicate_of.is_none()).is_some_and(|p| p.index == run.last().page)
        && absent(run.last().number + 1, of)
    {
        let last = run.last();
        let message =
            format!("the last page bears {} of {of}: {} may be missing", last.number, span(last.number + 1, of));
        warnings.push(warning("page-missing", message, last.page));
    }
    warnings
}

fn span(from: i64, till: i64) -> String {
    if from == till { format!("page {from}") } else { format!("pages {from}–{till}") }
}

fn warning(code: &str, message: String, page: usize) -> Warning {
    Warning { code: code.into(), message, page: Some(page), paragraph: None }
}

/// The page number that a page's furniture shows; `None` where there is none, or two disagree.
pub(crate) fn printed_number(page: &Page) -> Option<u32> {
    number_of(page).map(|n| n.number)
}

/// The number in a page's furniture: one that says what it is before a number alone; none where two disagree.
fn number_of(page: &Page) -> Option<PageNumber> {
    let lines = page.lines.iter().filter(|l| !l.is_text());
    let found: Vec<PageNumber> =
        lines.filter_map(|l| page_number(&l.raw, Seen::with_class(&l.raw).1.map(|c| c.0))).collect();
    let of_form = |wanted: fn(&Form) -> bool| -> Option<PageNumber> {
        let mut own = found.iter().filter(|n| wanted(&n.form));
        let first = own.next()?;
        own.all(|n| n.number == first.number).then(|| first.clone())
    };
    if found.iter().any(|n| n.form == Form::Named) {
        return of_form(|f| *f == Form::Named);
    }
    if found.iter().any(|n| n.form == Form::Bare) {
        return of_form(|f| *f == Form::Bare);
    }
    of_form(|_| true)
}

/// Runs of at least two pages in step; pages out of step between them are passed over.
fn runs(numbered: &[Numbered]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for w in numbered.windows(2) {
        let step = |n: &Numbered| n.number - n.place;
        // The second of two equal neighbours is taken up with the first; one that stands alone between is left out.
        if step(&w[0]) != step(&w[1]) {
            continue;
        }
        match runs.last_mut() {
            Some(run) if run.step == step(&w[0]) => {
                if run.last().page != w[0].page {
                    run.pages.push(w[0]);
                }
                run.pages.push(w[1]);
            }
            _ => runs.push(Run { step: step(&w[0]), pages: vec![w[0], w[1]] }),
        }
    }
    runs
}

/// Two pages of which each bears the other's number, between pages in step.
fn swapped(numbered: &[Numbered]) -> Vec<Warning> {
    let step = |n: &Numbered| n.number - n.place;
    let four = |w: &[Numbered]| {
        let (a, b, c, d) = (w[0], w[1], w[2], w[3]);
        let around = step(&a) == step(&d);
        (around && b.number - c.place == step(&a) && c.number - b.place == step(&a) && b.number != c.number).then(
            || {
                let message = format!("the pages numbered {} and {} may have changed places", c.number, b.number);
                warning("page-order", message, b.page)
            },
        )
    };
    numbered.windows(4).filter_map(four).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::mark_furniture;
    use crate::page::Origin;

    fn codes(numbers: &[u32], of: u32) -> Vec<String> {
        let page = |(i, n): (usize, &u32)| {
            let text =
                format!("Ekhults kommun\nKommunstyrelsen\nSida {n} ({of})\nEtt ärende om väg nummer {i} och annat.\n");
            Page::from_text(i, Origin::Text, "swe", &text)
        };
        let mut pages: Vec<Page> = numbers.iter().enumerate().map(page).collect();
        mark_furniture(&mut pages);
        order_warnings(&pages).into_iter().map(|w| format!("{}@{}", w.code, w.page.unwrap_or(99))).collect()
    }

    #[test]
    fn pages_in_order_give_no_warning() {
        assert!(codes(&[1, 2, 3, 4, 5], 5).is_empty());
        assert!(codes(&[1, 2, 3, 8, 5], 5).is_empty(), "one number misread");
        assert!(codes(&[1, 1, 1, 1], 1).is_empty(), "a number that counts nothing");
    }

    #[test]
    fn missing_swapped_and_doubled_pages_are_told() {
        assert_eq!(codes(&[1, 2, 5, 6, 7], 7), ["page-missing@2"]);
        assert_eq!(codes(&[1, 2, 3, 4], 6), ["page-missing@3"]);
        assert_eq!(codes(&[3, 4, 5, 6], 6), ["page-missing@0"]);
        assert_eq!(codes(&[1, 2, 4, 3, 5, 6], 6), ["page-order@2"]);
        assert_eq!(codes(&[1, 2, 3, 3, 4, 5], 5), ["page-order@3"]);
    }
}
