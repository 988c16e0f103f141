//! What people decided about words: which changes are right, which are wrong, and what should stand instead.
//!
//! Decisions stand in a plain file, one JSON object a line, the later one above the earlier ([`parse`]); `justera review` writes it
//! ([`file::DecisionFile`]) and `--decisions` gives it to later runs. [`Decisions::apply`] makes edits of them, so that every change that
//! rests on one has its trace: `source` is `user`, and `confidence` 1. An edit that was rejected is kept with `applied: false`, `source: user`
//! and `confidence` 0.

mod apply;
pub mod file;

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// What was decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// The change proposed is right.
    Accept,
    /// What was read is right: no change.
    Reject,
    /// Neither is: `to` is.
    Correct,
    /// An earlier decision on the same is taken back.
    Undo,
}

/// One place in a dataset.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// Identifier of the document.
    pub document: String,
    /// Page index, from 0.
    pub page: usize,
    /// Raw line index on the page, from 0.
    pub line: usize,
    /// First byte (UTF-8) in the raw line.
    pub start: usize,
}

/// One decision: a line of the file. It holds at one place where `at` is given; else wherever the program proposes to change `from` into
/// `proposed`; without that, wherever `from` stands as a word of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// The raw form: what was read.
    pub from: String,
    /// What the program would put in its place.
    #[serde(default)]
    pub proposed: Option<String>,
    /// What was decided.
    pub decision: Verdict,
    /// What should stand there: for [`Verdict::Correct`] needed, for [`Verdict::Accept`] the same as `proposed` where left out.
    #[serde(default)]
    pub to: Option<String>,
    /// The place, where it is for one alone.
    #[serde(default)]
    pub at: Option<Place>,
    /// What the person who decided wants to say of it.
    #[serde(default)]
    pub note: String,
}

/// What a decision is about: of two with the same, the later one holds.
pub type Subject<'a> = (&'a str, Option<&'a str>, Option<&'a Place>);

impl Decision {
    /// What it is about. At a place it does not matter what was proposed.
    pub fn subject(&self) -> Subject<'_> {
        let proposed = if self.at.is_some() { None } else { self.proposed.as_deref() };
        (&self.from, proposed, self.at.as_ref())
    }

    /// What it puts in the place of `from`; `None` for what changes nothing.
    pub fn replacement(&self) -> Option<&str> {
        match self.decision {
            Verdict::Accept | Verdict::Correct => self.to.as_deref().or(self.proposed.as_deref()),
            Verdict::Reject | Verdict::Undo => None,
        }
    }

    /// What is wrong with it, where it cannot be used.
    pub fn problem(&self) -> Option<&'static str> {
        let broken = |text: &str| text.contains(['\n', '\r']);
        let texts = [Some(self.from.as_str()), self.proposed.as_deref(), self.to.as_deref()];
        match self.decision {
            _ if self.from.trim().is_empty() => Some("'from' is empty; give the form as it was read"),
            _ if texts.into_iter().flatten().any(broken) => {
                Some("a form holds a line end; a decision is about one line")
            }
            Verdict::Correct if self.to.is_none() => Some("'correct' needs 'to', what should stand there"),
            Verdict::Accept if self.replacement().is_none() => Some("'accept' needs 'proposed' or 'to'"),
            _ => None,
        }
    }
}

/// Reads a file of decisions; blank lines do not count.
///
/// # Errors
/// A sentence with the number of the line that is none, what is wrong, and the remedy.
pub fn parse(text: &str) -> std::result::Result<Vec<Decision>, String> {
    let mut all = Vec::new();
    for (n, line) in text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
        let decision: Decision = serde_json::from_str(line)
            .map_err(|e| format!("line {}: no decision ({e}); mend it or take it out", n + 1))?;
        if let Some(problem) = decision.problem() {
            return Err(format!("line {}: {problem}", n + 1));
        }
        all.push(decision);
    }
    Ok(all)
}

/// The decisions that hold when all have been read, undone ones left out, in order of the latest word on each.
pub fn standing(all: &[Decision]) -> Vec<&Decision> {
    let mut latest: FxHashMap<Subject<'_>, usize> = FxHashMap::default();
    for (n, decision) in all.iter().enumerate() {
        latest.insert(decision.subject(), n);
    }
    let mut numbers: Vec<usize> = latest.into_values().filter(|n| all[*n].decision != Verdict::Undo).collect();
    numbers.sort_unstable();
    numbers.into_iter().map(|n| &all[n]).collect()
}

/// What is to be done with a form.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Ruling {
    /// Put this there.
    Set(String),
    /// Leave it as it was read.
    Keep,
}

/// A ruling for one place of a line: first byte, form, ruling.
type AtPlace = (usize, String, Ruling);

/// Decisions ready to be applied. Immutable, shared by all threads.
#[derive(Debug, Clone, Default)]
pub struct Decisions {
    /// By document, page and line.
    places: BTreeMap<(String, usize, usize), Vec<AtPlace>>,
    /// By form: what was proposed, ruling.
    proposed: FxHashMap<String, Vec<(String, Ruling)>>,
    everywhere: FxHashMap<String, Ruling>,
    /// Lengths in bytes of the forms of `everywhere`, by their first character, the longest first.
    lengths: FxHashMap<char, Vec<usize>>,
}

impl Decisions {
    /// The decisions of a file, or of several in order.
    ///
    /// # Errors
    /// [`Error::Usage`] where two that hold everywhere turn forms into each other in a circle.
    pub fn new(all: &[Decision]) -> Result<Self> {
        let mut out = Decisions::default();
        for decision in standing(all) {
            let from = decision.from.clone();
            let ruling = match decision.replacement() {
                Some(to) if to != from => Ruling::Set(to.to_string()),
                _ => Ruling::Keep,
            };
            match (&decision.at, &decision.proposed) {
                (Some(at), _) => {
                    let line = out.places.entry((at.document.clone(), at.page, at.line)).or_default();
                    line.push((at.start, from, ruling));
                }
                (None, Some(proposed)) => out.proposed.entry(from).or_default().push((proposed.clone(), ruling)),
                (None, None) => drop(out.everywhere.insert(from, ruling)),
            }
        }
        for form in out.everywhere.keys() {
            if let Some(first) = form.chars().next() {
                let lengths = out.lengths.entry(first).or_default();
                if !lengths.contains(&form.len()) {
                    lengths.push(form.len());
                }
            }
        }
        out.lengths.values_mut().for_each(|l| l.sort_unstable_by(|a, b| b.cmp(a)));
        out.settle()?;
        Ok(out)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.places.is_empty() && self.proposed.is_empty() && self.everywhere.is_empty()
    }

    /// A form that becomes another which becomes a third is made the third at once: applied again, the decisions then change nothing.
    fn settle(&mut self) -> Result<()> {
        let mut settled = Vec::new();
        for (from, ruling) in &self.everywhere {
            let Ruling::Set(to) = ruling else { continue };
            let (mut now, mut steps) = (to.clone(), 0);
            loop {
                let next = self.substituted(&now);
                if next == now {
                    break;
                }
                (now, steps) = (next, steps + 1);
                if steps > self.everywhere.len() || now.len() > LONGEST {
                    return Err(Error::Usage(format!(
                        "--decisions: '{from}' becomes '{to}', and that is changed again without end; take one of these decisions back"
                    )));
                }
            }
            if now != *to {
                settled.push((from.clone(), now));
            }
        }
        for (from, to) in settled {
            let ruling = if to == from { Ruling::Keep } else { Ruling::Set(to) };
            self.everywhere.insert(from, ruling);
        }
        Ok(())
    }
}

/// A form that grows beyond this, in bytes, grows for ever.
const LONGEST: usize = 10_000;

#[cfg(test)]
mod tests {
    use super::*;

    fn decision(from: &str, decision: Verdict, to: Option<&str>) -> Decision {
        let to = to.map(str::to_string);
        Decision { from: from.into(), proposed: None, decision, to, at: None, note: String::new() }
    }

    #[test]
    fn a_line_that_is_no_decision_is_named() {
        let good = r#"{"from":"pa","proposed":"på","decision":"accept"}"#;
        assert_eq!(parse(&format!("{good}\n\n")).unwrap().len(), 1);
        for (line, said) in [
            (r#"{"from":"pa","decision":"accept"}"#, "line 2: 'accept' needs"),
            (r#"{"from":"pa","decision":"correct","proposed":"på"}"#, "line 2: 'correct' needs"),
            (r#"{"from":" ","decision":"reject"}"#, "line 2: 'from' is empty"),
            (r#"{"from":"pa","decision":"reject","too":"x"}"#, "line 2: no decision (unknown field"),
            (r#"{"from":"pa","decision":"correct","to":"a\nb"}"#, "line 2: a form holds a line end"),
        ] {
            let error = parse(&format!("{good}\n{line}\n")).unwrap_err();
            assert!(error.starts_with(said), "{error}");
        }
    }

    #[test]
    fn the_last_word_holds_and_undo_takes_it_back() {
        use Verdict::{Correct, Reject, Undo};
        let all = [
            decision("pa", Correct, Some("på")),
            decision("for", Reject, None),
            decision("pa", Correct, Some("par")),
            decision("for", Undo, None),
        ];
        let standing: Vec<_> = standing(&all).into_iter().map(|d| d.to.as_deref()).collect();
        assert_eq!(standing, [Some("par")]);
    }

    #[test]
    fn chains_are_followed_and_circles_named() {
        use Verdict::Correct;
        let chain = [decision("a1", Correct, Some("a2")), decision("a2", Correct, Some("a3"))];
        let decisions = Decisions::new(&chain).unwrap();
        assert_eq!(decisions.everywhere["a1"], Ruling::Set("a3".into()));
        let circle = [decision("a1", Correct, Some("a2")), decision("a2", Correct, Some("a1"))];
        assert!(Decisions::new(&circle).unwrap_err().to_string().contains("without end"));
    }
}
