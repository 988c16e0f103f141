//! The headings that a document uses again and again, and lines that are one of them misread beyond what [`headings`] grants at sight.
//!
//! That "Avendat" is "Ärendet" cannot be known from the line; it can where the same minutes print "Ärendet" in § after §, and the line stands as a
//! heading does: by itself, free above, with a new sentence below.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::likely::{self, Stand};
use super::reflow::Widths;
use super::solid::Solid;
use super::{headings, text, title_forms};
use crate::fold;
use crate::page::TextLine;
use crate::protocol::SectionKind;

/// How often a heading must stand in the document.
const OFTEN: usize = 2;
/// The shortest heading that is known misread, in letters: of shorter ones too little is left.
const SHORTEST: usize = 6;
/// The longest heading on its line, in bytes.
const LONGEST_OWN: usize = 60;
/// The longest heading with text on its line, in letters.
const LONGEST_RUN_IN: usize = 32;

/// Headings that one document uses.
#[derive(Debug, Clone, Default)]
pub(crate) struct Habit {
    /// On lines of their own, blurred and without blanks.
    own: Vec<(Solid, SectionKind)>,
    /// Before text on the same line.
    run_in: Vec<(Solid, SectionKind)>,
}

impl Habit {
    /// The headings that stand often enough in `lines`; `kinds` are the lines known at sight.
    pub fn of(lines: &[TextLine], kinds: &[Option<SectionKind>]) -> Self {
        let mut own: BTreeMap<String, (SectionKind, usize)> = BTreeMap::new();
        let mut run_in: BTreeMap<String, (SectionKind, usize)> = BTreeMap::new();
        for (line, kind) in lines.iter().zip(kinds) {
            if let Some(kind) = kind {
                own.entry(solid(&line.text)).or_insert((*kind, 0)).1 += 1;
            } else if let Some((kind, at)) = headings::run_in(&line.text) {
                run_in.entry(solid(&line.text[..at])).or_insert((kind, 0)).1 += 1;
            }
        }
        let usual = |all: BTreeMap<String, (SectionKind, usize)>| {
            let often = all.into_iter().filter(|(t, (_, n))| *n >= OFTEN && t.chars().count() >= SHORTEST);
            often.map(|(t, (kind, _))| (Solid::new(&t), kind)).collect()
        };
        Habit { own: usual(own), run_in: usual(run_in) }
    }

    /// Adds to `kinds` the lines from `first` on that are a usual heading misread, or a heading in small letters.
    pub fn complete(&self, lines: &[TextLine], first: usize, widths: &Widths, kinds: &mut [Option<SectionKind>]) {
        // Short lines come again and again: names, recipients.
        let mut seen: FxHashMap<(&str, Stand), Option<SectionKind>> = FxHashMap::default();
        for i in first..lines.len() {
            let t = text::trim(&lines[i].text);
            if kinds[i].is_some() || t.len() < 3 || t.len() > 3 * LONGEST_OWN || t.ends_with([',', '-', '.']) {
                continue;
            }
            let short = || t.len() <= LONGEST_OWN || title_forms::is_spaced(t);
            if !opens_below(lines, i) || !short() {
                continue;
            }
            let free = is_free(lines, i);
            if !free && !has_room(lines, i, widths) {
                continue;
            }
            kinds[i] = match text::starts_upper(t) {
                true => free.then(|| nearest(&self.own, t)).flatten().filter(|_| !likely::all_words(t)).or_else(|| {
                    let stand = Stand {
                        free: i.checked_sub(1).is_none_or(|a| text::trim(&lines[a].text).is_empty()),
                        short: t.chars().count() * 5 <= widths.of(lines[i].page) * 3,
                    };
                    let likely = || {
                        let usual = |h: &[char]| self.own.iter().any(|(own, _)| own.chars.as_slice() == h);
                        likely::kind(t, stand, &usual)
                    };
                    *seen.entry((t, stand)).or_insert_with(likely)
                }),
                false if free => headings::uncapitalised(t),
                false => None,
            };
        }
    }

    /// The kind that a usual heading with text on its line opens, and the byte where its text starts: misread, or with its colon misread
    /// ("Bakqrund: Under hösten …", "Bakgrund. Under hösten …").
    pub fn run_in(&self, line: &str) -> Option<(SectionKind, usize)> {
        if self.run_in.is_empty() {
            return None;
        }
        let end = line.char_indices().take(LONGEST_RUN_IN).find(|(_, c)| matches!(c, ':' | ';' | '.' | ','))?.0;
        let (head, rest) = (line[..end].trim(), &line[end + 1..]);
        let opens = rest.starts_with(' ') && text::starts_upper(rest);
        if !opens || head.split_whitespace().count() > 4 || !text::starts_upper(head) {
            return None;
        }
        let kind = match line[end..].chars().next() {
            Some(':') => nearest(&self.run_in, head),
            // With another sign the words must be right.
            _ => {
                let own = Solid::new(&solid(head));
                self.run_in.iter().find(|(h, _)| h.chars == own.chars).map(|(_, k)| *k)
            }
        };
        kind.map(|k| (k, end + 1))
    }

    /// Whether the line is, letter by letter, a heading that the document uses.
    pub fn knows(&self, line: &str) -> bool {
        !self.own.is_empty() && {
            let own = solid(line);
            self.own.iter().any(|(h, _)| h.chars.iter().copied().eq(own.chars()))
        }
    }
}

fn solid(t: &str) -> String {
    let mut out = fold::blur(text::trim_noise_end(headings::trim_specks(t)));
    out.retain(|c| c != ' ');
    out
}

/// Whether nothing stands above the line, or the end of a sentence.
fn is_free(lines: &[TextLine], i: usize) -> bool {
    let above = i.checked_sub(1).map(|a| &lines[a]);
    above.is_none_or(|a| a.page != lines[i].page || text::trim(&a.text).is_empty() || text::ends_sentence(&a.text))
}

/// Whether the line above has room left for the first word of this one: then its end is the writer's.
fn has_room(lines: &[TextLine], i: usize, widths: &Widths) -> bool {
    let Some(above) = i.checked_sub(1).map(|a| &lines[a]) else { return true };
    let word = lines[i].text.split_whitespace().next().map_or(0, |w| w.chars().count());
    !above.text.trim_end().ends_with(['-', ','])
        && text::trim(&above.text).chars().count() + word + 2 <= widths.of(above.page)
}

/// Whether a new sentence or an item begins below the line.
fn opens_below(lines: &[TextLine], i: usize) -> bool {
    let below = lines[i + 1..].iter().take(3).find(|l| !text::trim(&l.text).is_empty());
    below.is_some_and(|l| !text::starts_lower(&l.text) && text::trim(&l.text).chars().count() >= 3)
}

/// The usual heading within a third of its letters; none where two are as near.
fn nearest(usual: &[(Solid, SectionKind)], line: &str) -> Option<SectionKind> {
    let own = Solid::new(&solid(line));
    let of = |(h, kind): &(Solid, SectionKind)| own.distance(h, (h.chars.len() + 1) / 4).map(|d| (d, *kind));
    let mut found: Vec<(usize, SectionKind)> = usual.iter().filter_map(of).collect();
    found.sort();
    let (d, kind) = *found.first()?;
    let clear = found.get(1).is_none_or(|(next, k)| *next > d || *k == kind);
    (clear && !headings::is_none(line, d)).then_some(kind)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segment::testing::lines;
    use crate::segment::{Context, records};

    fn kinds(source: &str) -> Vec<Vec<SectionKind>> {
        let all = records(&lines(source), &Context::default()).records;
        all.iter().map(|r| r.sections.iter().map(|s| s.kind).collect()).collect()
    }

    #[test]
    fn a_usual_heading_is_known_when_badly_misread() {
        use SectionKind::{Background, Decision};
        let one = |n: u32, heading: &str| {
            format!(
                "§ {n}\nVal av ombud\n\nNämndens beslut\nNämnden väljer Ada Berg.\n\n{heading}\nUppdraget gäller ett år.\n\n"
            )
        };
        let text = one(1, "Ärendet") + &one(2, "Ärendet") + &one(3, "Avendel");
        assert_eq!(kinds(&text), vec![vec![Decision, Background]; 3]);
        // Nothing is learned from one that stands once, and a line within a sentence is none.
        assert_eq!(kinds(&(one(1, "Ärendet") + &one(2, "Avendel")))[1], [Decision]);
        let within = one(1, "Ärendet") + &one(2, "Ärendet") + &one(3, "Avendel\noch mer därtill.");
        assert_eq!(kinds(&within)[2], [Decision]);
    }

    #[test]
    fn a_heading_whose_capital_was_read_small() {
        use SectionKind::{Basis, Decision};
        let text = "§ 1\nVal av ombud\n\nBeslut\nNämnden väljer Ada Berg.\n\nunderlag\nSkrivelse 2020-01-03\n";
        assert_eq!(kinds(text), [[Decision, Basis]]);
        let within = "§ 1\nVal av ombud\n\nBeslut\nNämnden väljer enligt\nunderlag\nSkrivelse 2020-01-03\n";
        assert_eq!(kinds(within), [[Decision]]);
    }

    #[test]
    fn a_usual_heading_before_text_is_known_without_its_colon() {
        use SectionKind::{Background, Decision};
        let one = |n: u32, heading: &str| {
            format!("§ {n} Val av ombud\nBeslut: Nämnden väljer Ada Berg.\n{heading} Uppdraget gäller ett år.\n\n")
        };
        for damaged in ["Bakqrund:", "Bakgrund.", "Bakgrund;", "Bakgrurid:"] {
            let text = one(1, "Bakgrund:") + &one(2, "Bakgrund:") + &one(3, damaged);
            assert_eq!(kinds(&text), vec![vec![Decision, Background]; 3], "{damaged}");
        }
    }

    #[test]
    fn a_usual_heading_below_a_line_that_lost_its_full_stop() {
        use SectionKind::{Background, Decision};
        let long = "Nämnden väljer Ada Berg till ombud vid nästa stämma med bryggföreningen";
        let one = |n: u32, end: &str| {
            format!("§ {n}\nVal av ombud\n\nNämndens beslut\n{long}{end}\nBakgrund\nUppdraget gäller ett år.\n\n")
        };
        let text = one(1, ".") + &one(2, ".") + &one(3, ",");
        assert_eq!(kinds(&text), vec![vec![Decision, Background]; 3]);
    }
}
