//! How much the layout around a candidate speaks for its being the head of a §.

use std::ops::Range;

use super::labels::{self, Label, Sign};
use super::reflow::{self, Manner, Widths};
use super::{dnr, earlier, sections, text};
use crate::page::TextLine;
use crate::protocol::SectionKind;

/// Lines that are not blank, after a label, among which a section heading speaks for it.
const LOOK_AHEAD: usize = 8;

/// Blanks that part the column of the labels from that of the text.
const COLUMN_GAP: usize = 3;

/// So many things speak for or against most candidates.
const REASONS: usize = 8;

/// What the scoring of candidates looks at.
pub struct Surroundings<'a> {
    /// All lines.
    pub lines: &'a [TextLine],
    /// The section heading on each line.
    pub kinds: &'a [Option<SectionKind>],
    /// Column widths.
    pub widths: &'a Widths,
    /// Lists of matters.
    pub agendas: &'a [Range<usize>],
}

impl Surroundings<'_> {
    /// Points for `label` as the head of a §, the cost of its reading left out: above 0 is likely. And what speaks for and against it: a stable short
    /// name and its points, in the order looked at.
    pub fn points(&self, label: &Label, next: Option<&Label>) -> (f32, Vec<(&'static str, f32)>) {
        let (mut sum, mut all) = (0.0, Vec::with_capacity(REASONS));
        self.weigh(label, next, &mut |name, points| {
            sum += points;
            if points != 0.0 {
                all.push((name, points));
            }
        });
        (sum, all)
    }

    fn weigh(&self, label: &Label, next: Option<&Label>, say: &mut dyn FnMut(&'static str, f32)) {
        let line = self.lines[label.line].text.as_str();
        let end = if label.number_line == label.line {
            label.readings.first().map_or(line.len(), |r| r.end)
        } else {
            line.len()
        };
        let beside = line.get(end..).unwrap_or("");
        let others = earlier::labels_beside(beside).unwrap_or(0);
        let mut rest = text::trim_noise_start(&beside[others..]);
        if label.sign == Sign::Word && label.number_line != label.line {
            rest = "";
        }
        let (sign, points) = match label.sign {
            Sign::Clean => ("sign", 3.0),
            Sign::Word => ("the-word-paragraf", 3.0),
            Sign::After => ("sign-after-the-number", 2.5),
            Sign::Damaged => ("misread-sign", 2.2),
            Sign::Number => ("a-word-for-number", 2.5),
            Sign::Bare => ("number-alone", 2.0),
        };
        say(sign, points);
        let apart = beside.len() - beside.trim_start().len() >= COLUMN_GAP;
        rest_points((rest, apart), label, say);
        if label.lead && dnr::leading(line.get(..label.start).unwrap_or("")).is_some() {
            say("diarienummer-on-the-line", 1.0);
        }
        self.before(label.line, say);
        if label.prefix.is_some() && self.below_a_label(label.line) {
            say("below-another-label", -2.0);
        }
        self.after(label, next, say);
        // A paper is named by its body and date; a diarienummer beside the label opens a §.
        if self.among_papers(label.line) && dnr::leading(rest).is_none() {
            say("in-a-list-of-papers", -3.0);
        }
        if self.agendas.iter().any(|r| r.contains(&label.line)) {
            say("in-the-agenda", -5.0);
        }
    }

    /// What the line above says.
    fn before(&self, i: usize, say: &mut dyn FnMut(&'static str, f32)) {
        let Some(above) = i.checked_sub(1).map(|a| &self.lines[a]) else { return say("first-line", 0.7) };
        let here = &self.lines[i];
        if above.page != here.page {
            return say("top-of-a-page", 0.7);
        }
        let t = text::trim(&above.text);
        if t.is_empty() || text::is_rule(t) {
            say("blank-line-above", 0.7);
        } else if text::ends_sentence(t) {
            say("sentence-ends-above", 0.2);
        } else if t.ends_with("),") {
            // "Nils Ek (M)," above "§ 13": at which §§ somebody was there.
            say("line-above-goes-on", -5.0);
        } else if t.ends_with([',', '-']) || self.widths_full(t, above.page, text::trim(&here.text)) {
            say("line-above-goes-on", -2.0);
        }
    }

    /// Whether a label of another body stands at once above: "Au § 71" below "SN § 86 Brygga" is where the matter was before.
    fn below_a_label(&self, i: usize) -> bool {
        let above = i.checked_sub(1).map(|a| &self.lines[a]).filter(|a| a.page == self.lines[i].page);
        above.is_some_and(|a| {
            labels::parse(i - 1, &a.text, || None).is_some_and(|l| l.sign == Sign::Clean && !l.continued)
        })
    }

    /// Whether the line stands in a list of papers or recipients, directly below its heading or another entry: "KSAU § 12/2019" there is a paper.
    fn among_papers(&self, i: usize) -> bool {
        let above = (0..i)
            .rev()
            .take(LOOK_AHEAD)
            .take_while(|&j| !text::trim(&self.lines[j].text).is_empty() && self.lines[j].page == self.lines[i].page);
        above.into_iter().find_map(|j| self.kinds[j]).is_some_and(|k| sections::manner(k) == Manner::Entries)
    }

    fn widths_full(&self, t: &str, page: usize, next: &str) -> bool {
        let word = next.split_whitespace().next().map_or(0, |w| w.chars().count());
        t.chars().count() + word + 2 > self.widths.of(page)
    }

    /// What the lines below say: a diarienummer, a section heading soon, or at once the next label of a list.
    fn after(&self, label: &Label, next: Option<&Label>, say: &mut dyn FnMut(&'static str, f32)) {
        let mut seen = 0;
        let from = label.line.max(label.number_line) + 1;
        let stop = next.map_or(usize::MAX, |n| n.line);
        let mut sentence = false;
        for (i, l) in self.lines.iter().enumerate().skip(from) {
            let t = text::trim(&l.text);
            if t.is_empty() {
                continue;
            }
            if i >= stop || seen == LOOK_AHEAD {
                break;
            }
            if seen < 3 && t.len() < 60 && dnr::leading(t).is_some_and(|(_, e)| e + 2 >= t.len()) {
                say("diarienummer-below", 1.0);
            }
            if self.kinds[i].is_some() {
                say("section-heading-below", 1.5);
                sentence = true;
                break;
            }
            sentence |= text::ends_sentence(t) || t.len() > 70;
            seen += 1;
        }
        // Labels line on line, with no sentence between, are a list.
        if seen <= 2 && !sentence && next.is_some_and(|n| follows(label, n)) {
            say("label-on-label", -1.5);
        }
    }
}

fn follows(a: &Label, b: &Label) -> bool {
    a.readings
        .iter()
        .any(|x| b.readings.iter().any(|y| y.number == x.number + 1 || (y.number == x.number && y.suffix > x.suffix)))
}

/// What the rest of the label's own line says; `apart` tells whether it stands in a column of its own.
fn rest_points((rest, apart): (&str, bool), label: &Label, say: &mut dyn FnMut(&'static str, f32)) {
    // The first print of a § comes before what says that it goes on.
    if label.continued {
        return say("goes-on", -1.0);
    }
    if rest.is_empty() {
        return say("alone-on-its-line", 1.0);
    }
    // "i Dnr 1998/140": a speck read as a letter.
    let rest = match rest.split_once(' ') {
        Some((speck, number)) if speck.chars().count() == 1 && dnr::word_at(number.trim_start()).is_some() => {
            number.trim_start()
        }
        _ => rest,
    };
    if dnr::leading(rest).is_some() {
        return say("diarienummer-on-the-line", 2.0);
    }
    let open = matches!(rest.chars().next(), Some('(' | ')' | ',' | '”' | '"' | '?'));
    if apart && reflow::is_item(rest) {
        // In a column of its own: what the § begins with, be it a list.
        say("a-list-beside", 0.3);
    } else if open {
        say("sentence-goes-on", -3.0);
    } else if text::starts_lower(rest) {
        say("sentence-goes-on", -4.0);
    } else if text::starts_upper(rest) {
        say("capital-follows", 0.3);
    } else {
        say("no-word-follows", -1.0);
    }
    if rest.ends_with(|c: char| c.is_ascii_digit()) && rest.contains(' ') {
        say("page-number-at-the-end", -0.5);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segment::{headings, testing::lines};

    fn score(source: &str) -> f32 {
        let l = lines(source);
        let kinds: Vec<_> = l.iter().map(|l| headings::whole(&l.text)).collect();
        let widths = Widths::new(&l);
        let all: Vec<Label> = (0..l.len()).filter_map(|i| labels::parse(i, &l[i].text, || None)).collect();
        let s = Surroundings { lines: &l, kinds: &kinds, widths: &widths, agendas: &[] };
        s.points(&all[0], all.get(1)).0
    }

    #[test]
    fn a_head_beats_a_quotation() {
        let head = score("Slut.\n\n§ 12 Dnr KS 2020/1\nVal\n\nBeslut\nNämnden väljer Ada Berg.");
        let quoted = score("Nämnden åberopar härvid vad som stadgas enligt\n§ 12 i reglementet, som gäller.");
        assert!(head > 5.0 && quoted < 0.0, "{head} {quoted}");
    }

    #[test]
    fn a_number_beside_the_label_is_no_paper() {
        let list = "Exp\nSökanden, länsstyrelsen\n";
        let papers = score(&format!("{list}§ 87 i nämnden\n\nVal"));
        let head = score(&format!("{list}§ 87 31/83\nEKEBY 1:31\n\nVal"));
        assert!(head > papers + 6.0, "{head} {papers}");
    }

    #[test]
    fn the_first_print_beats_what_goes_on() {
        let text = "Slut.\n\nKs § 96       Au § 147                      Dnr 92/131 261\n\nKVARNEN 1:14\n\nAda Berg vill köpa.";
        assert!(score(text) > score("Forts Ks § 96\n\nBeslut\n\natt godkänna köpet.") - 1.5);
        let alone = |l: &str| score(&format!("Slut.\n\n{l}\n\nKVARNEN 1:14\n"));
        assert!(alone("Ks § 96       Au § 147") == alone("Ks § 96") && alone("Ks § 96") > alone("Forts Ks § 96"));
    }

    #[test]
    fn what_goes_on_in_a_list_of_people_is_no_head() {
        assert!(score("Beslutande\nTorbjörn Ek (M),\n§ 13\n\nErsättare Olle Ås (C)") < 0.5);
    }

    #[test]
    fn a_list_of_labels_is_worth_less_than_records() {
        let list = score("§ 1 Val\n§ 2 Budget\n§ 3 Brygga");
        let records = score("§ 1 Val\n\nTill justerare valdes Ada Berg.\n\n§ 2 Budget\n\nBudgeten lades fram.");
        assert!(records > list);
    }
}
