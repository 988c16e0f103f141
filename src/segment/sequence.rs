//! Which candidates are heads of §§: one decision over the whole text. Numbers of a meeting grow by one, so the answer is the path
//! of growing numbers through the candidates with the best sum of evidence, less what damaged readings and gaps cost
//! (a weighted longest increasing chain by dynamic programming; the last 30 numbers are looked at one by one, older ones through a
//! Fenwick tree of maxima, so the time is `O(n log n)`).

use std::collections::BTreeSet;

use super::labels::{Label, Sign};

/// One reading of one candidate, with its points.
#[derive(Debug, Clone, Copy)]
struct Node {
    label: usize,
    reading: usize,
    points: f32,
}

/// A chosen head: index of the candidate, and of its reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choice {
    /// Index into the candidates.
    pub label: usize,
    /// Index into its readings.
    pub reading: usize,
}

/// How far back gaps are priced one by one.
const WINDOW: u32 = 30;
/// The price of a gap wider than the window.
const FAR: f32 = 6.0;
/// The price of numbers that start again after a cover page.
const RESTART: f32 = 3.0;
/// The price of a number outside the range that the cover states, where the text bears the range out.
const OUTSIDE: f32 = 4.0;
/// Numbers above this are not § numbers.
const MAX_NUMBER: u32 = 9999;

/// Whether candidates bear out the stated range: at least half of its §§ are among them, so that it was not misread.
fn is_borne_out(labels: &[Label], range: Option<(u32, u32)>) -> bool {
    let Some((first, last)) = range else { return false };
    let mut seen = vec![false; (last - first + 1) as usize];
    for r in labels.iter().flat_map(|l| &l.readings).filter(|r| (first..=last).contains(&r.number)) {
        seen[(r.number - first) as usize] = true;
    }
    seen.iter().filter(|s| **s).count() * 2 >= seen.len()
}

/// What is borne out by so much less than most heads is worth less beside another of the same number: "§ 5 Styrelsen" in bylaws among heads with
/// diarienummer and headings.
const SHY: f32 = 2.0;
/// The most that this costs.
const MOST_SHY: f32 = 1.5;

fn median(all: impl Iterator<Item = f32>) -> f32 {
    let mut all: Vec<f32> = all.collect();
    all.sort_by(f32::total_cmp);
    all.get(all.len() / 2).copied().unwrap_or_default()
}

fn gap_cost(missing: u32) -> f32 {
    if missing == 0 { 0.0 } else { (1.2 + 0.6 * missing as f32).min(FAR) }
}

/// The best path. `points[i]` is the evidence for candidate `i`; `covers` are the first lines of cover pages; `range` the
/// stated §§, which are favoured.
pub fn choose(labels: &[Label], points: &[f32], covers: &[usize], range: Option<(u32, u32)>) -> Vec<Choice> {
    let outside = if is_borne_out(labels, range) { OUTSIDE } else { 0.8 };
    let mut nodes = Vec::new();
    for (i, l) in labels.iter().enumerate() {
        for (k, r) in l.readings.iter().enumerate() {
            if r.number == 0 || r.number > MAX_NUMBER {
                continue;
            }
            let stated = match range {
                Some((a, b)) if (a..=b).contains(&r.number) => 0.8,
                Some(_) => -outside,
                None => 0.0,
            };
            nodes.push(Node { label: i, reading: k, points: points[i] - r.cost + stated });
        }
    }
    let first = path(labels, &nodes, covers);
    let Some(form) = common_form(labels, &first) else { return first };
    let usual = median(first.iter().map(|c| points[c.label]));
    for n in &mut nodes {
        n.points += form.agreement(&labels[n.label], n.reading) - (usual - SHY - points[n.label]).clamp(0.0, MOST_SHY);
    }
    path(labels, &nodes, covers)
}

fn path(labels: &[Label], nodes: &[Node], covers: &[usize]) -> Vec<Choice> {
    let mut sums = vec![0.0f32; nodes.len()];
    let mut back: Vec<Option<usize>> = vec![None; nodes.len()];
    // The best node so far of each number without suffix growth, and of each exact (number, suffix).
    let highest = nodes.iter().map(|n| labels[n.label].readings[n.reading].number).max().unwrap_or(0) as usize;
    let mut by_number: Vec<Vec<(Option<char>, usize)>> = vec![Vec::new(); highest + 1];
    let mut tree = Maxima::new(highest + 1);
    let mut best_so_far: Option<usize> = None;
    let mut before_cover: Option<usize> = None;
    let mut cover = 0;
    let mut k = 0;
    while k < nodes.len() {
        // One line is one head at most, however many ways it can be read.
        let line = labels[nodes[k].label].line;
        let end = nodes[k..].iter().position(|n| labels[n.label].line != line).map_or(nodes.len(), |n| k + n);
        while cover < covers.len() && covers[cover] <= line {
            before_cover = best_so_far;
            cover += 1;
        }
        for j in k..end {
            let r = &labels[nodes[j].label].readings[nodes[j].reading];
            let mut best: (f32, Option<usize>) = (if r.suffix.is_some() { -1.5 } else { 0.0 }, None);
            let mut offer = |sum: f32, from: usize| {
                if sum > best.0 {
                    best = (sum, Some(from));
                }
            };
            for back in 0..=WINDOW.min(r.number - 1) {
                for (suffix, from) in &by_number[(r.number - back) as usize] {
                    match back {
                        0 if r.suffix > *suffix => offer(sums[*from] - suffix_step(*suffix, r.suffix), *from),
                        0 => {}
                        _ => {
                            offer(sums[*from] - gap_cost(back - 1) - if r.suffix.is_some() { 1.5 } else { 0.0 }, *from)
                        }
                    }
                }
            }
            if r.number > WINDOW + 1
                && let Some((sum, from)) = tree.up_to((r.number - WINDOW - 1) as usize)
            {
                offer(sum - FAR, from);
            }
            if let Some(from) = before_cover {
                offer(sums[from] - RESTART, from);
            }
            sums[j] = best.0 + nodes[j].points;
            back[j] = best.1;
        }
        for j in k..end {
            let r = &labels[nodes[j].label].readings[nodes[j].reading];
            let slot = &mut by_number[r.number as usize];
            match slot.iter_mut().find(|(s, _)| *s == r.suffix) {
                Some((_, old)) if sums[*old] >= sums[j] => {}
                Some((_, old)) => *old = j,
                None => slot.push((r.suffix, j)),
            }
            tree.raise(r.number as usize, sums[j], j);
            if best_so_far.is_none_or(|b| sums[j] > sums[b]) {
                best_so_far = Some(j);
            }
        }
        k = end;
    }
    let mut chain = Vec::new();
    let mut at = best_so_far.filter(|b| sums[*b] > 0.0);
    while let Some(j) = at {
        chain.push(Choice { label: nodes[j].label, reading: nodes[j].reading });
        at = back[j];
    }
    chain.reverse();
    chain
}

/// What it costs to go from one suffix to a later one of the same number: 14 → 14 B is common ("14" counts as A).
fn suffix_step(from: Option<char>, to: Option<char>) -> f32 {
    let rank = |c: Option<char>| c.map_or(0, |c| u32::from(c) - u32::from('A') + 1);
    match rank(to).saturating_sub(rank(from)) {
        1 => 0.0,
        2 if from.is_none() => 0.0,
        n => n as f32,
    }
}

/// What a label behind other words costs where most open their lines.
const LEADS: f32 = 4.0;

/// What the labels of one document have in common.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Form {
    class: u8,
    prefix: bool,
    year: bool,
    /// Whether it ends its line instead of opening it.
    lead: bool,
}

impl Form {
    /// The form of a candidate in one of its readings.
    pub(super) fn of(label: &Label, reading: usize) -> Self {
        let class = match label.sign {
            Sign::Clean | Sign::Damaged => 0,
            Sign::Word => 1,
            Sign::After => 2,
            Sign::Bare => 3,
            Sign::Number => 4,
        };
        let r = &label.readings[reading];
        Form { class, prefix: label.prefix.is_some(), year: r.digits.contains('/'), lead: label.lead }
    }

    fn agreement(&self, label: &Label, reading: usize) -> f32 {
        let other = Form::of(label, reading);
        let mut p = 0.0;
        for (same, miss) in
            [(self.class == other.class, 1.2), (self.prefix == other.prefix, 1.5), (self.year == other.year, 1.2)]
        {
            p += if same { 0.2 } else { -miss };
        }
        // A label alone at the margin opens and ends its line.
        if other.lead && !self.lead { p - LEADS } else { p }
    }
}

/// The form that most of the chosen labels have. `None` for fewer than three labels.
pub(super) fn common_form(labels: &[Label], chain: &[Choice]) -> Option<Form> {
    if chain.len() < 3 {
        return None;
    }
    let forms: Vec<Form> = chain.iter().map(|c| Form::of(&labels[c.label], c.reading)).collect();
    let most = |f: &dyn Fn(&Form) -> bool| forms.iter().filter(|x| f(x)).count() * 2 > forms.len();
    let class = (0..4u8).max_by_key(|c| forms.iter().filter(|f| f.class == *c).count())?;
    // Labels of §§ without a diarienummer or title stand alone.
    let lead = forms.iter().filter(|f| f.lead).count() * 4 > forms.len();
    Some(Form { class, prefix: most(&|f| f.prefix), year: most(&|f| f.year), lead })
}

/// Maxima over prefixes: a Fenwick tree.
struct Maxima(Vec<Option<(f32, usize)>>);

impl Maxima {
    fn new(n: usize) -> Self {
        Maxima(vec![None; n + 1])
    }

    fn raise(&mut self, at: usize, value: f32, node: usize) {
        let mut i = at;
        while i > 0 && i < self.0.len() {
            if self.0[i].is_none_or(|(v, _)| value > v) {
                self.0[i] = Some((value, node));
            }
            i += i & i.wrapping_neg();
        }
    }

    fn up_to(&self, at: usize) -> Option<(f32, usize)> {
        let mut best: Option<(f32, usize)> = None;
        let mut i = at.min(self.0.len() - 1);
        while i > 0 {
            if let Some((v, n)) = self.0[i]
                && best.is_none_or(|(b, _)| v > b)
            {
                best = Some((v, n));
            }
            i &= i - 1;
        }
        best
    }
}

/// Fills holes with labels whose number was lost in reading ("San" for "§ 7.") or shows one wrong digit: only where exactly as many such lines stand between two
/// chosen heads as numbers are missing there. Gives (position in the chain, candidate, number).
pub fn lost_numbers(labels: &[Label], points: &[f32], chain: &[Choice], covers: &[usize]) -> Vec<(usize, usize, u32)> {
    let mut out = Vec::new();
    let number = |c: &Choice| labels[c.label].readings[c.reading].number;
    let taken: BTreeSet<u32> = chain.iter().map(number).collect();
    // A number of its own is no misread one: that § may stand out of order.
    let own = |l: &Label| {
        let within = |n: &u32| taken.first() < Some(n) && Some(n) < taken.last() && !taken.contains(n);
        l.readings.first().is_some_and(|r| within(&r.number))
    };
    let parted = |from: usize, till: usize| {
        let next = covers.partition_point(|v| *v < from);
        covers.get(next).is_some_and(|v| *v < till)
    };
    for (i, c) in chain.iter().enumerate() {
        let (from, before) = match i.checked_sub(1).map(|p| &chain[p]) {
            Some(p) if parted(labels[p.label].line, labels[c.label].line) => continue,
            Some(p) => (p.label + 1, number(p)),
            None => (0, 0),
        };
        let n = number(c);
        let missing = n.saturating_sub(before + 1) as usize;
        if missing == 0 || missing > 3 {
            continue;
        }
        // A line has one label: what shares its own with a chosen head is a part of that.
        let above = i.checked_sub(1).map(|p| labels[chain[p].label].number_line);
        let apart = |l: &Label| above.is_none_or(|a| a < l.line) && l.number_line.max(l.line) < labels[c.label].line;
        let lost = (from..c.label).filter(|&k| points[k] > 2.0 && apart(&labels[k])).filter(|&k| {
            labels[k].readings.is_empty()
                || points[k] > 4.0 && !labels[k].continued && !own(&labels[k]) && one_digit_off(&labels[k], before + 1)
        });
        let mut lost: Vec<usize> = lost.collect();
        lost.dedup_by_key(|k| labels[*k].line);
        if lost.len() == missing {
            out.extend(lost.iter().enumerate().map(|(k, l)| (i, *l, before + 1 + k as u32)));
        }
    }
    out
}

/// Whether the label prints a number that differs from `wanted` in one digit: "§ 2." for "§ 7.".
fn one_digit_off(label: &Label, wanted: u32) -> bool {
    let wanted = wanted.to_string();
    matches!(label.sign, Sign::Clean | Sign::Word)
        && label.readings.first().is_some_and(|r| {
            let printed = r.number.to_string();
            r.suffix.is_none()
                && printed.len() == wanted.len()
                && printed.bytes().zip(wanted.bytes()).filter(|(a, b)| a != b).count() == 1
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segment::labels::parse;

    /// Candidates from lines, with points.
    fn run(lines: &[(&str, f32)], covers: &[usize]) -> Vec<(usize, u32, Option<char>)> {
        let mut labels = Vec::new();
        let mut points = Vec::new();
        for (i, (t, p)) in lines.iter().enumerate() {
            if let Some(l) = parse(i, t, || None) {
                labels.push(l);
                points.push(*p);
            }
        }
        choose(&labels, &points, covers, None)
            .iter()
            .map(|c| {
                let l = &labels[c.label];
                (l.line, l.readings[c.reading].number, l.readings[c.reading].suffix)
            })
            .collect()
    }

    #[test]
    fn the_later_and_better_evidence_wins_over_a_list() {
        let got = run(&[("§ 1", 1.0), ("§ 2", 1.0), ("§ 3", 1.0), ("§ 1", 5.0), ("§ 2", 5.0), ("§ 3", 5.0)], &[]);
        assert_eq!(got, [(3, 1, None), (4, 2, None), (5, 3, None)]);
    }

    #[test]
    fn damaged_signs_are_read_by_their_neighbours() {
        let got = run(&[("812 Dnr", 4.0), ("813 Dnr", 4.0), ("814B Dnr", 4.0), ("8 15", 4.0), ("816 Dnr", 4.0)], &[]);
        assert_eq!(got.iter().map(|g| g.1).collect::<Vec<_>>(), [12, 13, 14, 15, 16]);
        assert_eq!(got[2].2, Some('B'));
    }

    #[test]
    fn a_quotation_out_of_order_is_left_out() {
        let got = run(&[("§ 4", 5.0), ("§ 88", 3.0), ("§ 5", 5.0), ("§ 3", 3.0), ("§ 6", 5.0)], &[]);
        assert_eq!(got.iter().map(|g| g.1).collect::<Vec<_>>(), [4, 5, 6]);
    }

    #[test]
    fn numbers_start_again_only_after_a_cover() {
        let lines = [("§ 8", 5.0), ("§ 9", 5.0), ("§ 1", 5.0), ("§ 2", 5.0)];
        assert_eq!(run(&lines, &[2]).len(), 4);
        assert_eq!(run(&lines, &[]).len(), 2);
    }

    #[test]
    fn a_misread_number_between_its_neighbours_is_found() {
        let labels: Vec<Label> = ["§ 6.", "§ 6 forts", "§ 2.", "§ 8."]
            .iter()
            .enumerate()
            .filter_map(|(i, t)| parse(i, t, || None))
            .collect();
        let points = [5.0, 4.7, 4.7, 5.0];
        let chain = choose(&labels, &points, &[], None);
        assert_eq!(lost_numbers(&labels, &points, &chain, &[]), [(1, 2, 7)]);
    }

    #[test]
    fn gaps_are_crossed() {
        assert_eq!(run(&[("§ 4", 5.0), ("§ 7", 5.0), ("§ 120", 6.0), ("§ 121", 6.0)], &[]).len(), 4);
    }

    #[test]
    fn a_number_lost_in_reading_is_found_by_its_place() {
        let mut labels = Vec::new();
        for (i, t) in ["§ 6.", "San", "§ 8."].iter().enumerate() {
            labels.push(parse(i, t, || None).unwrap());
        }
        let points = [5.0, 4.0, 5.0];
        let chain = choose(&labels, &points, &[], None);
        assert_eq!(lost_numbers(&labels, &points, &chain, &[]), [(1, 1, 7)]);
    }
}
