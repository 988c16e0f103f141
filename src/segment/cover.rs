//! What surrounds the records: cover pages, the list of matters, the range of §§ that a cover states, and the tail.

use std::ops::Range;
use std::sync::LazyLock;

use memchr::memmem::Finder;
use regex::Regex;

use super::labels::{Label, Sign};
use super::{data, text};
use crate::fold;
use crate::page::TextLine;
use crate::protocol::SectionKind;

const MARKS: &str = include_str!("../../dictionaries/cover-marks.txt");
const AGENDA: &str = include_str!("../../dictionaries/agenda-headings.txt");
const TAIL: &str = include_str!("../../dictionaries/tail-marks.tsv");

static MARK_LIST: LazyLock<Vec<String>> = LazyLock::new(|| data::entries(MARKS).map(fold::skeleton).collect());
static AGENDA_LIST: LazyLock<Vec<String>> = LazyLock::new(|| data::entries(AGENDA).map(fold::blur).collect());
static TAIL_LIST: LazyLock<Vec<(&str, String)>> =
    LazyLock::new(|| data::rows(TAIL).filter_map(|r| Some((r[0], fold::blur(r.get(1)?)))).collect());
/// A stated range, its sign read right or lost; and one whose sign was read as a figure ("812-17" for "§12-17"), which is tried where the first says
/// nothing that can be.
static RANGES: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    let of = |sign: &str| {
        format!(
            r"(?i)paragraf(?:er)?\b\W{{0,4}}\s*(?:{sign})?(\d{{1,4}})\s*(?:/\d{{2,4}})?\s*[-–—]\s*(?:[§$&]\s*)?(\d{{1,4}})"
        )
    };
    [r"[§$&]{1,2}\s*|[85S]{1,2}\s+", r"[§$&85S]{1,2}\s*"].iter().filter_map(|s| Regex::new(&of(s)).ok()).collect()
});

/// What the line of a stated range holds.
static WORD: LazyLock<[Finder<'_>; 2]> = LazyLock::new(|| ["aragraf", "ARAGRAF"].map(Finder::new));

/// The most lines of a page's head.
const HEAD_LINES: usize = 3;
/// How close together, in lines, the marks of one cover page stand.
const CLUSTER: usize = 50;

/// Lines numbered without a sign that make a list of matters one without signs.
const PLAIN: usize = 3;
/// The longest list of matters, in lines that are not blank, without a new label among them.
const AGENDA_STRAY: usize = 12;

/// The first lines of cover pages: where three different marks stand close together.
pub fn covers(lines: &[TextLine]) -> Vec<usize> {
    let mut marks: Vec<(usize, usize)> = Vec::new();
    for (i, l) in lines.iter().enumerate() {
        if let Some(m) = mark(&l.text) {
            marks.push((i, m));
        }
    }
    let mut out: Vec<usize> = Vec::new();
    // A second "Plats och tid" opens another cover, however near.
    let same_cover = |a: usize, b: usize| {
        let ((i, _), (j, m)) = (marks[a], marks[b]);
        j - i <= CLUSTER && lines[j].page <= lines[i].page + 1 && !MARK_LIST[m].contains("plats och tid")
    };
    let mut k = 0;
    while k < marks.len() {
        let mut end = k + 1;
        while end < marks.len() && same_cover(end - 1, end) {
            end += 1;
        }
        let window = marks[k..end].iter().take_while(|(i, _)| i - marks[k].0 <= CLUSTER);
        let mut kinds: Vec<usize> = window.map(|(_, m)| *m).collect();
        kinds.sort_unstable();
        kinds.dedup();
        if kinds.len() >= 3 {
            out.push(page_start(lines, marks[k].0));
            k = end;
        } else {
            k += 1;
        }
    }
    out
}

fn mark(line: &str) -> Option<usize> {
    let t = line.trim_start();
    if !t.starts_with(char::is_uppercase) {
        return None;
    }
    let first = t.chars().next().map(fold::base_letter)?;
    MARK_LIST.iter().position(|m| {
        m.starts_with(first) && fold::strip_folded(t, m).is_some_and(|r| !r.starts_with(char::is_alphanumeric))
    })
}

/// The first line of the page that line `i` stands on.
fn page_start(lines: &[TextLine], i: usize) -> usize {
    let page = lines[i].page;
    // Pages follow each other in the text.
    lines[..i].partition_point(|l| l.page < page)
}

/// The first and last § that a cover states ("Paragrafer §§ 12-17"), misread signs allowed for.
pub fn stated_range(lines: &[TextLine]) -> Option<(u32, u32)> {
    let read = |line: &str, rule: &Regex| {
        let c = rule.captures(line)?;
        let first: u32 = c.get(1)?.as_str().parse().ok()?;
        let last: u32 = c.get(2)?.as_str().parse().ok()?;
        let last = last_of_list(last, &line[c.get(0)?.end()..]);
        (first > 0 && first <= last && last - first < 400).then_some((first, last))
    };
    let named = |t: &&str| WORD.iter().any(|w| w.find(t.as_bytes()).is_some());
    let named = lines.iter().map(|l| l.text.as_str()).filter(named);
    named.into_iter().find_map(|line| RANGES.iter().find_map(|rule| read(line, rule)))
}

/// The last number of a list that goes on behind a range: "60-65, 67-70" and "18 - 24 §§, 26 - 30 §§" end with it.
fn last_of_list(mut last: u32, rest: &str) -> u32 {
    let dash = |c: char| matches!(c, '-' | '–' | '—');
    let is_outside = |c: char| c.is_whitespace() || c == '§';
    for part in rest.split([',', '&']).flat_map(|p| p.split(" och ")).flat_map(|p| p.split(" samt ")) {
        let part = part.split('(').next().unwrap_or("").trim_matches(|c: char| is_outside(c) || c == '.');
        let ends: Vec<&str> = part.split(dash).map(|e| e.trim_matches(is_outside)).collect();
        // What follows the number on the line ("26 Justerare") is another matter.
        let number = ends.last().and_then(|e| e.split_whitespace().next());
        let number = number.and_then(|n| n.trim_end_matches(['.', ';']).parse::<u32>().ok());
        match number {
            _ if part.is_empty() => {}
            Some(n) if ends.len() <= 2 && n > last && n - last < 100 => last = n,
            _ => break,
        }
    }
    last
}

/// Whether the line is the heading of a list of matters.
fn is_agenda_heading(line: &str) -> bool {
    let t = text::trim(line);
    if t.len() < 6 || text::starts_lower(t) {
        return false;
    }
    let t = text::trim_noise_end(t);
    t.len() >= 6
        && t.len() <= 32
        && {
            let mut signs = t.chars().map(fold::blur_letter);
            let (first, second) = (signs.next().unwrap_or('\0'), signs.next().unwrap_or('\0'));
            // What is dropped in blurring says nothing of the letters.
            let begins = |a: &String| {
                let mut own = a.chars();
                own.next() == Some(first) && (second == '\0' || own.next() == Some(second))
            };
            first == '\0' || AGENDA_LIST.iter().any(begins)
        }
        && AGENDA_LIST.contains(&fold::blur(t.trim_end_matches(':')))
}

/// The lists of matters, from their heading on. Such a list ends where its numbers start again from the first, where a section
/// heading shows that records have begun, or where no label has come for a while.
pub fn agendas(lines: &[TextLine], labels: &[Label], kinds: &[Option<SectionKind>]) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    for (i, l) in lines.iter().enumerate() {
        if out.last().is_some_and(|r| i < r.end) || !is_agenda_heading(&l.text) {
            continue;
        }
        let from = labels.partition_point(|l| l.line <= i);
        let mut end = i + 1;
        let mut stray = 0;
        let mut first: Option<u32> = None;
        // Lines numbered without a sign.
        let mut numbered = 0;
        let mut last_label: Option<(usize, usize)> = None;
        let mut k = from;
        for j in i + 1..lines.len() {
            let t = text::trim(&lines[j].text);
            if t.is_empty() {
                continue;
            }
            if labels.get(k).is_some_and(|l| l.line == j) {
                let label = &labels[k];
                k += 1;
                // A list numbered without signs holds no "§ 21".
                if numbered >= PLAIN && label.sign == Sign::Clean {
                    break;
                }
                numbered += usize::from(label.sign == Sign::Bare);
                let again = first.is_some_and(|f| label.readings.iter().any(|r| r.number == f && r.suffix.is_none()));
                // The same line read in another way.
                k += labels[k..].iter().take_while(|l| l.line == j).count();
                if again {
                    break;
                }
                if first.is_none() {
                    first = label.readings.first().map(|r| r.number);
                }
                last_label = Some((j, end));
                stray = 0;
            } else if kinds[j].is_some() {
                if let Some((at, before)) = last_label.filter(|(at, _)| j - at <= 8) {
                    debug_assert!(at < j);
                    end = before;
                }
                break;
            } else {
                numbered += usize::from(is_numbered(t));
                stray += usize::from(!is_numbered(t));
                if stray > AGENDA_STRAY {
                    break;
                }
            }
            end = j + 1;
        }
        if first.is_some() || numbered >= PLAIN {
            out.push(i..end);
        }
    }
    out
}

/// Whether the line is a number and a matter: "3  Val av justerare", "3. Val av justerare".
fn is_numbered(t: &str) -> bool {
    let digits = t.bytes().take_while(u8::is_ascii_digit).count();
    let rest = t[digits..].trim_start_matches(['.', ')']);
    (1..=2).contains(&digits) && rest.starts_with(' ') && text::starts_upper(rest.trim_start())
}

/// The first line of `range` with which no § goes on: signatures, adjusting, annexes.
pub fn tail_start(lines: &[TextLine], range: Range<usize>) -> Option<usize> {
    range.clone().find(|&i| {
        let t = text::trim(&lines[i].text).trim_start_matches(['|', '\'', '.']).trim_start();
        if !t.starts_with(char::is_uppercase) {
            return false;
        }
        let mut n = t.len().min(60);
        while !t.is_char_boundary(n) {
            n -= 1;
        }
        let head = fold::blur(&t[..n]);
        TAIL_LIST.iter().any(|(how, words)| {
            if *how == "line" {
                return t.len() < 50 && head == *words;
            }
            let starts = head.strip_prefix(words.as_str()).is_some_and(|r| r.is_empty() || r.starts_with(' '));
            starts && (*how == "start" || opens_page(lines, range.start, i))
        })
    })
}

/// Whether line `i` opens a page after that of the line `from`: no more than the heads of a page stand above it there.
fn opens_page(lines: &[TextLine], from: usize, i: usize) -> bool {
    let page = lines[i].page;
    let above = lines[..i].iter().rev().take_while(|l| l.page == page).filter(|l| !text::trim(&l.text).is_empty());
    lines.get(from.saturating_sub(1)).is_some_and(|l| l.page < page) && above.take(HEAD_LINES + 1).count() <= HEAD_LINES
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segment::testing::lines;

    #[test]
    fn an_annex_on_a_page_of_its_own_is_no_part_of_the_last_record() {
        let text =
            |head: &str| format!("§ 9\nVal\n\nVald blev Ada Berg.\n\u{c}Ekeby kommun\n{head}\nBilaga 1\nOlof Ek  Ja");
        let l = lines(&text(""));
        assert_eq!(tail_start(&l, 1..l.len()), Some(6));
        // Text stands above it.
        let l = lines(&text("Ersättare blev\nOlof Ek.\nValet gäller två år."));
        assert_eq!(tail_start(&l, 1..l.len()), None);
        let l = lines("§ 9\nVal\n\nVald blev Ada Berg.\nBilaga 1");
        assert_eq!(tail_start(&l, 1..l.len()), None);
    }

    #[test]
    fn a_list_of_ranges_with_blanks() {
        for t in [
            "Paragrafer  18 - 24 §§, 26 - 30 §§",
            "Paragrafer §§ 18-24, 26-30",
            "Paragrafer: 18–24 samt 26, 27 och 30",
            "PARAGRAFER 18-24, 26-30. Paragraf 25 förs särskilt.",
        ] {
            assert_eq!(stated_range(&lines(t)), Some((18, 30)), "{t}");
        }
        assert_eq!(stated_range(&lines("Paragrafer: 18-24  Justering 2020")), Some((18, 24)));
    }

    #[test]
    fn a_list_without_signs_ends_where_signs_begin() {
        let text = "Dagordning\n\n 1  Mötets öppnande\n 2  Dagordning\n 3  Budget\n\n\n§ 21/16 Mötets öppnande\nOrdföranden öppnar mötet.\n\n\
            § 22/16 Dagordning\nBeslut: Dagordningen godkänns.\n\n§ 23/16 Budget\nBeslut: Budgeten antas.";
        let all = crate::segment::records(&lines(text), &crate::segment::Context::default());
        assert_eq!(all.records.iter().map(|r| r.number).collect::<Vec<_>>(), [21, 22, 23]);
    }

    #[test]
    fn a_cover_is_three_marks_close_together() {
        let l = lines(
            "§ 3\nText\n\u{c}Alby kommun\nPlats och tid Alby\nBeslutande Ada Berg\nJusterare Bo Ek\nParagrafer §§ 4-5\nSekreterare X",
        );
        assert_eq!(covers(&l), [2]);
        assert_eq!(stated_range(&l), Some((4, 5)));
        assert!(covers(&lines("Sekreterare Ada\nSekreterare Bo\nSekreterare Cy")).is_empty());
    }

    #[test]
    fn damaged_ranges() {
        assert_eq!(stated_range(&lines("Sekreterare X \"Paragrafer 58 45-51")), Some((45, 51)));
        assert_eq!(stated_range(&lines("Paragrafer $$ 7 – 12")), Some((7, 12)));
        // Figures that a § is read as may as well be figures.
        assert_eq!(stated_range(&lines("Paragrafer: 81-95")), Some((81, 95)));
        assert_eq!(stated_range(&lines("Paragrafer 55 – 62")), Some((55, 62)));
        assert_eq!(stated_range(&lines("Paragrafer 812-17")), Some((12, 17)));
        assert_eq!(stated_range(&lines("Paragrafer:              81-95")), Some((81, 95)));
    }

    #[test]
    fn tails() {
        let l = lines("§ 3\nText\n\nVid protokollet\nAda");
        assert_eq!(tail_start(&l, 1..5), Some(3));
        assert_eq!(tail_start(&lines("Som ofvdn.\nUppléist och godkindt"), 0..1), Some(0));
        assert_eq!(tail_start(&lines("Protokollet justeras omedelbart.\nJusterandes sign"), 0..2), None);
    }

    #[test]
    fn data_is_policed() {
        data::police(MARKS, 1);
        data::police(AGENDA, 1);
        data::police(TAIL, 2);
        assert_eq!(RANGES.len(), 2);
    }

    #[test]
    fn a_range_with_a_gap() {
        let stated = |t: &str| stated_range(&lines(t));
        assert_eq!(stated("PARAGRAFER 60-65, 67-70 (§ 66 är justerad för sig)"), Some((60, 70)));
        assert_eq!(stated("Paragrafer §§ 12–17 och 19"), Some((12, 19)));
        assert_eq!(stated("Paragrafer §§ 12–17, 2019-03-12"), Some((12, 17)));
    }
}
