//! Page numbers: what a line says of its page's number, and which of many numbers count pages.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;

use super::coarse::coarse;
use super::patterns::{self, Kind};
use crate::fold::base_letter;
use crate::page::FurnitureRole;

/// A number has no more digits: volumes of printed minutes run to some thousand pages.
const MAX_NUMBER: u32 = 3000;
/// Lines with text between two page numbers at least.
const MIN_GAP: usize = 5;
/// The most lines with text that a page has.
const MAX_GAP: usize = 110;
/// Pages whose number may be unreadable between two that are read.
const MAX_STEP: u32 = 4;
/// Numbers that must follow each other before they count pages.
const MIN_CHAIN: usize = 3;

/// How a page number is written.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Form {
    /// "Sida 3 (14)", "Blad 3", "3 (14)", "- 3 -".
    Named,
    /// A number alone on its line.
    Bare,
    /// At the start or the end of another line, which is the same on all pages: folded.
    Beside(String),
}

/// A page number as read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PageNumber {
    /// The number.
    pub number: u32,
    /// The number of pages, where it is said too.
    pub of: Option<u32>,
    /// How it is written.
    pub form: Form,
}

static WITH_TOTAL: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?:^|[^a-z0-9])([0-9oil|]{1,4}) ?(?:[(/]|a[a-z]|[a-z]v) ?([0-9oil|]{1,4})(?: ?[)|])?$").ok()
});
static NAMED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"\b(?:s[il1]d[a-z0-9]{0,2}|b[l1i]ad(?:nr)?|page|s|nr)[ .:]{0,3}([0-9oil|]{1,4})[.]?$").ok()
});
static DASHED: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^[-–—~=] ?([0-9]{1,4}) ?[-–—~=]$").ok());
static AT_END: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^(.*[^0-9 ].*?) +([0-9]{1,4})[.]?$").ok());
static AT_START: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^([0-9]{1,4})[.]? +(\D.*)$").ok());

fn captured<'t>(regex: &LazyLock<Option<Regex>>, text: &'t str) -> Option<regex::Captures<'t>> {
    regex.as_ref().and_then(|r| r.captures(text))
}

/// A number through damage: o for 0, i l | for 1; at least one digit must be one.
fn number(text: &str) -> Option<u32> {
    if !text.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    let digits: String = text
        .chars()
        .map(|c| match c {
            'o' => '0',
            'i' | 'l' | '|' => '1',
            c => c,
        })
        .collect();
    digits.parse().ok().filter(|n| (1..=MAX_NUMBER).contains(n))
}

/// The page number on a line of which the lists say `kind`.
pub(super) fn page_number(line: &str, kind: Option<Kind>) -> Option<PageNumber> {
    let text: String = line.split_whitespace().collect::<Vec<_>>().join(" ").chars().map(base_letter).collect();
    if text.len() > 100 || !text.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    if let Some(n) = patterns::bare_number(line) {
        return (n > 0).then_some(PageNumber { number: n, of: None, form: Form::Bare });
    }
    let furniture = matches!(kind, Some(Kind::Furniture(_) | Kind::Title | Kind::Running | Kind::Organ | Kind::Name));
    if furniture
        && let Some(found) = captured(&WITH_TOTAL, &text)
        && let (Some(number), of) = (number(&found[1]), number(&found[2]))
    {
        return Some(PageNumber { number, of: of.filter(|o| *o >= number), form: Form::Named });
    }
    if kind == Some(Kind::Furniture(FurnitureRole::PageNumber))
        && let Some(found) = captured(&DASHED, &text).or_else(|| captured(&NAMED, &text))
    {
        return Some(PageNumber { number: number(&found[1])?, of: None, form: Form::Named });
    }
    let (rest, digits) = match (captured(&AT_END, &text), captured(&AT_START, &text)) {
        (Some(c), _) => (c[1].to_string(), c[2].to_string()),
        (_, Some(c)) => (c[2].to_string(), c[1].to_string()),
        _ => return None,
    };
    let form = Form::Beside(coarse(&rest));
    (rest.chars().filter(|c| c.is_alphabetic()).count() >= 4).then_some(PageNumber {
        number: number(&digits)?,
        of: None,
        form,
    })
}

/// The numbers, of those at lines `at` (counted in lines with text), that count pages: the longest rows in which each is a little more than the one before it, a page's length
/// farther on. Indexes into `found`, in order. Where there is no row of three, none.
pub(super) fn counting(found: &[(usize, u32)]) -> Vec<usize> {
    // Length of the longest row that ends here, numbers it leaves out, and where it was before.
    let mut best: Vec<(usize, u32, Option<usize>)> = Vec::with_capacity(found.len());
    let mut from = 0;
    for (i, &(at, n)) in found.iter().enumerate() {
        while found[from].0 + MAX_GAP * MAX_STEP as usize <= at {
            from += 1;
        }
        let fits = |&j: &usize| {
            let (before, m) = found[j];
            let step = n.saturating_sub(m);
            let gap = at - before;
            (1..=MAX_STEP).contains(&step) && gap >= MIN_GAP * step as usize && gap <= MAX_GAP * step as usize
        };
        // Of rows as long, the one that leaves out fewer numbers.
        let left_out = |j: usize| best[j].1 + n - found[j].1 - 1;
        let longest = (from..i).filter(fits).max_by_key(|&j| (best[j].0, std::cmp::Reverse(left_out(j)), j));
        best.push(longest.map_or((1, 0, None), |j| (best[j].0 + 1, left_out(j), Some(j))));
    }
    // Several minutes in one file count anew: take the longest row, then the longest of what stands before and after it.
    let mut taken = vec![false; found.len()];
    let mut spans: BTreeMap<usize, usize> = BTreeMap::new();
    let mut ends: Vec<usize> = (0..found.len()).filter(|&i| best[i].0 >= MIN_CHAIN).collect();
    ends.sort_by_key(|&i| (std::cmp::Reverse(best[i].0), best[i].1, i));
    for end in ends {
        // Within a row that is taken already every shorter one ends too.
        if spans.range(..=end).next_back().is_some_and(|(_, last)| *last >= end) {
            continue;
        }
        let row: Vec<usize> = std::iter::successors(Some(end), |&i| best[i].2).collect();
        let first = row[row.len() - 1];
        if spans.range(first..=end).next().is_none()
            && spans.range(..first).next_back().is_none_or(|(_, last)| *last < first)
        {
            row.iter().for_each(|&i| taken[i] = true);
            spans.insert(first, end);
        }
    }
    (0..found.len()).filter(|&i| taken[i]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::patterns::Seen;

    fn read(line: &str) -> Option<(u32, Option<u32>)> {
        let kind = Seen::with_class(line).1.map(|c| c.0);
        page_number(line, kind).map(|p| (p.number, p.of))
    }

    #[test]
    fn every_form_is_read() {
        for line in [
            "Sida 3 (14)",
            "3(14)",
            "3 (14)",
            "3/14",
            "Sid 3 av 14",
            "Sida 3 av 14",
            "Kommunstyrelsen 2021-02-09 3 (14)",
        ] {
            assert_eq!(read(line), Some((3, Some(14))), "{line}");
        }
        for line in [
            "- 3 -",
            "– 3 –",
            "3",
            "3.",
            "Blad nr 3",
            "Blad 3",
            "Sid. 3",
            "Stadsfullmäktige den 4 maj 1934 3",
            "3 Drätselkammarens berättelse",
        ] {
            assert_eq!(read(line), Some((3, None)), "{line}");
        }
        for line in ["2021-02-09", "§ 3", "kl. 08.30", "Vattenverket"] {
            assert_eq!(read(line), None, "{line}");
        }
    }

    #[test]
    fn numbers_that_grow_by_the_page_count_pages() {
        let row = [(0, 1), (12, 7), (30, 2), (41, 9), (60, 3), (90, 5), (120, 4)];
        assert_eq!(counting(&row), [0, 2, 4, 6]);
        assert!(counting(&[(0, 1), (1, 2), (2, 3), (3, 4)]).is_empty(), "the numbers of a list");
        assert!(counting(&[(0, 1), (30, 1), (60, 1)]).is_empty());
        assert_eq!(
            counting(&[(0, 1), (30, 2), (60, 3), (90, 1), (120, 2), (150, 3)]).len(),
            6,
            "two protocols in one file"
        );
    }
}
