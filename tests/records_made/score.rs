//! Counts of what was read right.

use justera::protocol::{Protocol, Record, SectionKind};
use strsim::levenshtein;

use crate::make::Gold;

/// Counts that add up.
#[derive(Debug, Clone, Copy, Default)]
pub struct Score {
    gold: usize,
    said: usize,
    found: usize,
    titles: usize,
    title_chars: usize,
    title_errors: usize,
    dnr: usize,
    kinds: [usize; 3],
    decision_chars: usize,
    decision_errors: usize,
    votes: usize,
    at_once: usize,
}

impl Score {
    pub const HEAD: &str = "   gold  found  false | title=  CER%  dnr=  kinds  dec CER%  vote=  at once";

    pub fn plus(self, o: &Score) -> Score {
        Score {
            gold: self.gold + o.gold,
            said: self.said + o.said,
            found: self.found + o.found,
            titles: self.titles + o.titles,
            title_chars: self.title_chars + o.title_chars,
            title_errors: self.title_errors + o.title_errors,
            dnr: self.dnr + o.dnr,
            kinds: std::array::from_fn(|i| self.kinds[i] + o.kinds[i]),
            decision_chars: self.decision_chars + o.decision_chars,
            decision_errors: self.decision_errors + o.decision_errors,
            votes: self.votes + o.votes,
            at_once: self.at_once + o.at_once,
        }
    }

    /// The share of the records said that are true ones.
    pub fn precision(&self) -> f64 {
        self.found as f64 / self.said.max(1) as f64
    }

    pub fn f1(&self) -> f64 {
        2.0 * self.found as f64 / (self.gold + self.said).max(1) as f64
    }

    /// What a person would look at first: records missed or false, numbers and kinds wrong.
    pub fn trouble(&self) -> usize {
        (self.gold - self.found)
            + (self.said - self.found)
            + (self.found - self.dnr)
            + (self.found - self.votes)
            + (self.kinds[0] - self.kinds[2])
            + usize::from(self.title_errors * 20 > self.title_chars) * 2
    }

    pub fn line(&self) -> String {
        let share = |n: usize, d: usize| 100.0 * n as f64 / d.max(1) as f64;
        format!(
            "{:>6} {:>6} {:>6} | {:>5.1} {:>6.2} {:>5.1}  {:>5.3} {:>8.2} {:>6.1} {:>6.1}",
            self.gold,
            self.found,
            self.said - self.found,
            share(self.titles, self.found),
            share(self.title_errors, self.title_chars),
            share(self.dnr, self.found),
            2.0 * self.kinds[2] as f64 / (self.kinds[0] + self.kinds[1]).max(1) as f64,
            share(self.decision_errors, self.decision_chars),
            share(self.votes, self.found),
            share(self.at_once, self.found),
        )
    }
}

fn kind_name(kind: SectionKind) -> String {
    serde_json::to_value(kind).unwrap().as_str().unwrap().to_string()
}

/// Gold beside the record read, in order.
fn pairs<'a>(gold: &'a [Gold], protocol: &'a Protocol) -> (Vec<(&'a Gold, &'a Record)>, usize) {
    let read: Vec<&Record> = protocol.meetings.iter().flat_map(|m| &m.records).collect();
    let same = |g: &Gold, r: &Record| g.number == r.number && g.suffix == r.suffix.as_deref();
    let (mut out, mut from) = (Vec::new(), 0);
    for g in gold {
        if let Some(k) = (from..read.len()).find(|&k| same(g, read[k])) {
            out.push((g, read[k]));
            from = k + 1;
        }
    }
    (out, read.len())
}

fn plain(t: &str) -> String {
    t.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Compares what was read with what was made.
pub fn score(gold: &[Gold], protocol: &Protocol) -> Score {
    let (pairs, said) = pairs(gold, protocol);
    let mut s = Score { gold: gold.len(), said, found: pairs.len(), ..Score::default() };
    for (g, r) in pairs {
        let (want, got) = (g.title.clone().unwrap_or_default(), r.title.clone().unwrap_or_default());
        s.titles += usize::from(want == got);
        s.title_chars += want.chars().count();
        s.title_errors += levenshtein(&want, &got);
        s.dnr += usize::from(g.dnr == r.dnr);
        let mut left: Vec<String> = r.sections.iter().map(|s| kind_name(s.kind)).collect();
        s.kinds[0] += g.kinds.len();
        s.kinds[1] += left.len();
        for k in &g.kinds {
            if let Some(at) = left.iter().position(|l| l == k) {
                left.remove(at);
                s.kinds[2] += 1;
            }
        }
        s.decision_chars += g.decision.chars().count();
        s.decision_errors += levenshtein(&plain(&g.decision), &plain(&r.decision));
        s.votes += usize::from(g.vote == r.vote.map(|v| (v.yes, v.no, v.abstain)));
        s.at_once += usize::from(g.at_once == r.immediately_adjusted);
    }
    s
}

/// Prints what differs.
pub fn differences(gold: &[Gold], protocol: &Protocol) {
    let (pairs, _) = pairs(gold, protocol);
    for r in protocol.meetings.iter().flat_map(|m| &m.records) {
        if !pairs.iter().any(|(_, p)| std::ptr::eq(*p, r)) {
            println!("FALSE § {}: label {:?} title {:?} pages {:?}", r.paragraph, r.label_raw, r.title, r.pages);
        }
    }
    for g in gold {
        let Some((_, r)) = pairs.iter().find(|(p, _)| std::ptr::eq(*p, g)) else {
            println!("MISSED § {}{} title {:?} dnr {:?}", g.number, g.suffix.unwrap_or(""), g.title, g.dnr);
            continue;
        };
        if g.title != r.title {
            let (want, got) = (g.title.as_deref().unwrap_or_default(), r.title.as_deref().unwrap_or_default());
            print!("{:>3} ", levenshtein(want, got));
            println!("§ {} title {:?}\n     read {:?}", g.number, g.title, r.title);
        }
        if g.dnr != r.dnr {
            println!("§ {} dnr {:?} read {:?}", g.number, g.dnr, r.dnr);
        }
        let kinds: Vec<String> = r.sections.iter().map(|s| kind_name(s.kind)).collect();
        if g.kinds != kinds {
            println!("§ {} kinds {:?}\n     read {:?}", g.number, g.kinds, kinds);
        }
        if plain(&g.decision) != plain(&r.decision) {
            println!("§ {} decision {:?}\n     read {:?}", g.number, g.decision, r.decision);
        }
        if g.vote != r.vote.map(|v| (v.yes, v.no, v.abstain)) || g.at_once != r.immediately_adjusted {
            println!(
                "§ {} vote {:?} at once {}; read {:?} {}",
                g.number, g.vote, g.at_once, r.vote, r.immediately_adjusted
            );
        }
    }
}
