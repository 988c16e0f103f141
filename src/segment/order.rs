//! §§ that were treated out of order: heads as sure as the others whose number stands nowhere else ("§ 35" printed between § 32 and § 33).
//!
//! The chain of growing numbers leaves one of two such §§ out, as it leaves out every quoted § and every § of printed bylaws. What tells them apart:
//! the number is missing in the chain and lies within its §§; the label has the form of the others and is as well borne out as they are; and no label
//! with a number near it stands in the same § and is no record: bylaws and quoted minutes seldom hold one § alone.

use std::collections::BTreeSet;
use std::ops::Range;

use super::build::ChosenHead;
use super::labels::{Label, Sign};
use super::sequence::Form;

/// Points above which a label that is no record makes its surroundings a list or a quotation.
const SEEN: f32 = 2.0;
/// The least evidence for a head out of order.
const LEAST: f32 = 4.5;
/// The least for the last one that changed places with its neighbour: "§ 96" right behind "§ 97".
const LEAST_BESIDE: f32 = 3.9;
/// How much less evidence it may have than the weakest fifth of the chosen heads.
const BELOW_OTHERS: f32 = 0.3;
/// Numbers so near to each other in one § are of one list.
const NEAR: u32 = 3;
/// Heads that must be in order before one is taken out of it.
const FIRM: usize = 3;

/// What the choice of heads rests on.
pub(super) struct Chosen<'a, 'l> {
    /// All candidates, in order of lines.
    pub candidates: &'l [Label],
    /// The evidence for each.
    pub points: &'a [f32],
    /// The heads in order.
    pub heads: &'a [ChosenHead<'l>],
    /// The form that most of them have.
    pub form: Option<Form>,
    /// The §§ that the cover states.
    pub range: Option<(u32, u32)>,
}

impl<'l> Chosen<'_, 'l> {
    /// The heads out of order in one meeting: `own` are the indexes of its heads, `lines` its lines.
    pub fn strays(&self, own: &Range<usize>, lines: &Range<usize>) -> Vec<ChosenHead<'l>> {
        let heads = &self.heads[own.clone()];
        let Some(form) = self.form.as_ref().filter(|_| heads.len() >= FIRM) else { return Vec::new() };
        let taken: BTreeSet<u32> = heads.iter().map(|h| h.number).collect();
        let (Some(&low), Some(&high)) = (taken.first(), taken.last()) else { return Vec::new() };
        let stated = self.range.filter(|(a, b)| *a <= low && high <= *b && b - a <= 2 * (high - low) + 4);
        let (low, high) = stated.unwrap_or((low, high));
        if taken.len() as u32 > high - low {
            return Vec::new();
        }
        let least = (self.weakest(heads) - BELOW_OTHERS).max(LEAST);
        let from = self.candidates.partition_point(|c| c.line < lines.start);
        let till = self.candidates.partition_point(|c| c.line < lines.end);
        let mut out: Vec<ChosenHead<'l>> = Vec::new();
        let mut k = from;
        while k < till {
            // The candidates between two chosen heads.
            let next = heads.partition_point(|h| h.label.line < self.candidates[k].line);
            let end = heads.get(next).map_or(till, |h| self.candidates.partition_point(|c| c.line < h.label.line));
            let around = (next.checked_sub(1).map(|b| &heads[b]), heads.get(next));
            let found =
                self.between(k..end, around, form, least, &|n| (low..=high).contains(&n) && !taken.contains(&n));
            out.extend(found);
            // Over the candidates of the head's own line.
            k = heads
                .get(next)
                .map_or(till, |h| self.candidates.partition_point(|c| c.line <= h.label.line))
                .max(k + 1);
        }
        let twice = |h: &ChosenHead<'_>| out.iter().filter(|o| o.number == h.number).count() > 1;
        out.iter().filter(|h| !twice(h)).cloned().collect()
    }

    /// The heads among the candidates `part`, between two chosen heads `around`, but for those that stand in a list with labels that are no heads.
    fn between(
        &self,
        part: Range<usize>,
        (above, below): (Option<&ChosenHead<'_>>, Option<&ChosenHead<'_>>),
        form: &Form,
        least: f32,
        missing: &dyn Fn(u32) -> bool,
    ) -> Vec<ChosenHead<'l>> {
        let mut out: Vec<ChosenHead<'l>> = Vec::new();
        let mut others: Vec<u32> = Vec::new();
        for k in part {
            let label = &self.candidates[k];
            let points = self.points[k];
            let Some(reading) = label.readings.first().filter(|_| points > SEEN) else { continue };
            let again = |n: u32| out.last().map_or(above.map(|h| h.number), |h| Some(h.number)) == Some(n);
            if label.continued || label.readings.iter().any(|r| again(r.number)) {
                continue;
            }
            // A sign and the number below it may share a line with another head.
            let last_above = out.last().or(above).map(|h| h.label.number_line);
            let apart = last_above.is_none_or(|l| l < label.line)
                && below.is_none_or(|h| label.number_line.max(label.line) < h.label.line);
            let beside = |n: u32| below.is_none() && above.is_some_and(|h| h.number == n + 1);
            let fits = apart
                && missing(reading.number)
                && reading.suffix.is_none()
                && label.sign != Sign::Bare
                && Form::of(label, 0) == *form
                && points - reading.cost >= if beside(reading.number) { LEAST_BESIDE.min(least) } else { least };
            if !fits {
                others.push(reading.number);
                continue;
            }
            out.push(ChosenHead {
                label,
                reading: Some(reading),
                number: reading.number,
                stray: true,
                top: label.line,
            });
        }
        out.retain(|h| others.iter().all(|n| n.abs_diff(h.number) > NEAR));
        out
    }

    /// The evidence that four fifths of the heads whose number is read surpass.
    fn weakest(&self, heads: &[ChosenHead<'_>]) -> f32 {
        let of = |h: &ChosenHead<'_>| {
            let k = self.candidates.partition_point(|c| c.line < h.label.line);
            let own = self.candidates[k..].iter().position(|c| std::ptr::eq(c, h.label))?;
            Some(self.points[k + own] - h.reading?.cost)
        };
        let mut all: Vec<f32> = heads.iter().filter_map(of).collect();
        all.sort_by(f32::total_cmp);
        all.get(all.len() / 5).copied().unwrap_or(f32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use crate::segment::testing::lines;
    use crate::segment::{Context, records};

    /// The last two changed places, and the last of all has nothing but its title.
    #[test]
    fn a_bare_one_behind_its_neighbour() {
        let text = minutes(&[5, 6, 7, 9]) + "\n\n§ 8 Övriga frågor\n\nInga övriga frågor anmäls.\n";
        let found = records(&lines(&text), &Context::default()).records;
        assert_eq!(found.iter().map(|r| r.label.as_str()).collect::<Vec<_>>(), ["§ 5", "§ 6", "§ 7", "§ 9", "§ 8"]);
    }

    /// Minutes with these numbers in this order.
    fn minutes(numbers: &[u32]) -> String {
        let one = |n: &u32| format!("§ {n} Dnr KS 2020/{n}\nVal av ombud\n\nBeslut\nVald blev Ada Berg nr {n}.\n");
        numbers.iter().map(one).collect::<Vec<_>>().join("\n")
    }

    fn read(source: &str) -> (Vec<u32>, Vec<(String, Option<u32>)>) {
        let s = records(&lines(source), &Context::default());
        let warnings = s.warnings.iter().map(|w| (w.code.clone(), w.paragraph)).collect();
        (s.records.iter().map(|r| r.number).collect(), warnings)
    }

    fn out_of_order(n: u32) -> (String, Option<u32>) {
        ("paragraph-order".to_string(), Some(n))
    }

    #[test]
    fn a_paragraph_out_of_order_is_a_record() {
        assert_eq!(read(&minutes(&[31, 33, 32, 34])).0, [31, 33, 32, 34]);
        let (numbers, warnings) = read(&minutes(&[31, 32, 35, 33, 34, 36]));
        assert_eq!((numbers, warnings), (vec![31, 32, 35, 33, 34, 36], vec![out_of_order(35)]));
        assert_eq!(read(&minutes(&[31, 32, 36, 37, 33, 34, 35, 38])).0.len(), 8);
    }

    #[test]
    fn a_number_of_its_own_is_not_misread_for_a_missing_one() {
        assert_eq!(read(&minutes(&[30, 33, 32, 34, 35])).0, [30, 33, 32, 34, 35]);
    }

    #[test]
    fn a_gap_stays_a_gap() {
        let (numbers, warnings) = read(&minutes(&[31, 32, 35, 33, 36]));
        assert_eq!(numbers, [31, 32, 35, 33, 36]);
        assert_eq!(warnings, [("paragraph-gap".to_string(), Some(34)), out_of_order(35)]);
    }

    #[test]
    fn bylaws_and_quoted_minutes_are_no_records() {
        let bylaws = "§ 4 Ändamål\nFöreningen har till ändamål att vårda bryggan.\n§ 5 Styrelsen\nStyrelsen väljs på ett år.\n§ 6 Avgift\nAvgiften är tio kronor.\n";
        let text = minutes(&[3, 4, 6, 7]).replace("§ 7 Dnr", &format!("{bylaws}\n§ 7 Dnr"));
        assert_eq!(read(&text).0, [3, 4, 6, 7]);
        let quoted = minutes(&[31, 32, 34, 35])
            .replace("Vald blev Ada Berg nr 32.", "Nämnden står fast vid\n§ 33 i sitt beslut.");
        assert_eq!(read(&quoted).0, [31, 32, 34, 35]);
        let another =
            minutes(&[31, 32, 34, 35]).replace("nr 34.", "nr 34.\n\n§ 33\ni arbetsutskottets protokoll upplästes.");
        assert_eq!(read(&another).0, [31, 32, 34, 35]);
        let elsewhere =
            minutes(&[31, 32, 33, 34]).replace("nr 34.", "nr 34.\n\n§ 12 Dnr KS 2019/1\nVal\n\nBeslut\nNej.");
        assert_eq!(read(&elsewhere).0, [31, 32, 33, 34]);
    }
}
