//! Headings that say what one body proposes to another with a verb: "Arbetsutskottet föreslår kommunstyrelsen besluta".

use std::sync::LazyLock;

use super::heading_forms::{self, Between};
use super::{data, labels};
use crate::fold;
use crate::page::TextLine;
use crate::protocol::SectionKind;

const DECIDERS: &str = include_str!("../../dictionaries/deciders.txt");
static VERBS: LazyLock<Between> = LazyLock::new(|| Between::new(of("offers")));
static TAILS: LazyLock<Vec<String>> = LazyLock::new(|| of("offered").map(|t| format!(" {t}")).collect());

static ALONE: LazyLock<Vec<String>> = LazyLock::new(|| of("proposed").map(|v| format!(" {v}")).collect());

/// The most words of the name of a body.
const NAME_WORDS: usize = 4;

fn of(kind: &str) -> impl Iterator<Item = String> {
    data::rows(DECIDERS).filter(move |r| r[0] == kind).filter_map(|r| Some(fold::blur(r.get(1)?)))
}

/// The body that proposes and the one it proposes to, where the whole of `blurred` is that.
fn parts(blurred: &str) -> Option<(&str, &str)> {
    let (owner, rest) = VERBS.split(blurred)?;
    let other = TAILS.iter().filter_map(|t| rest.strip_suffix(t.as_str())).min_by_key(|r| r.len()).unwrap_or(rest);
    (is_body(owner) && is_body(other)).then_some((owner, other))
}

fn is_body(name: &str) -> bool {
    name.split(' ').count() <= NAME_WORDS && (heading_forms::names_body(name) || labels::is_prefix(name))
}

/// What such a line opens.
pub(super) fn kind(blurred: &str) -> Option<SectionKind> {
    let alone = || ALONE.iter().find_map(|v| blurred.strip_suffix(v.as_str())).filter(|b| is_body(b));
    (parts(blurred).is_some() || alone().is_some()).then_some(SectionKind::Proposal)
}

/// Makes decisions of what the body of these minutes proposes to another: it is what it decided. The body is the one whose decisions other headings
/// announce ("Kommunstyrelsen beslutar", "Kommunstyrelsens beslut").
pub(super) fn of_own(lines: &[TextLine], kinds: &mut [Option<SectionKind>]) {
    let offer = |i: usize| {
        let blurred = (kinds[i] == Some(SectionKind::Proposal))
            .then(|| fold::blur(lines[i].text.trim().trim_end_matches(':')))?;
        parts(&blurred).map(|(owner, _)| (i, owner.to_string()))
    };
    let offers: Vec<(usize, String)> = (0..lines.len()).filter_map(offer).collect();
    if offers.is_empty() {
        return;
    }
    let decided = lines.iter().zip(&*kinds).filter(|(_, k)| **k == Some(SectionKind::Decision));
    let headings: Vec<String> = decided.map(|(l, _)| fold::blur(l.text.trim())).collect();
    let own = |owner: &str| {
        let mut behind = headings.iter().filter_map(|h| h.strip_prefix(owner));
        behind.any(|rest| rest.starts_with(' ') || rest.starts_with("s "))
    };
    for (i, owner) in offers {
        if own(&owner) {
            kinds[i] = Some(SectionKind::Decision);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segment::headings::whole;
    use crate::segment::testing::lines;
    use crate::segment::{Context, records};

    #[test]
    fn one_body_proposes_to_another() {
        for t in [
            "Au föreslår kommunstyrelsen",
            "Arbetsutskottet föreslår kommunstyrelsen besluta",
            "Kommunstyrelsen föreslår kommunfullmäktige att besluta:",
            "Nämnden hemställer hos kommunfullmäktige att",
            "Kommunstyrelsen hade föreslagit",
        ] {
            assert_eq!(whole(t), Some(SectionKind::Proposal), "{t}");
        }
        for t in
            ["Olof Ek föreslår kommunstyrelsen", "Nämnden föreslår en ny brygga", "Kommunstyrelsen föreslår avslag"]
        {
            assert_eq!(whole(t), None, "{t}");
        }
    }

    #[test]
    fn what_the_body_itself_proposes_is_its_decision() {
        let found = records(
            &lines(
                "§ 1 Brygga\n\nAu föreslår kommunstyrelsen\natt laga den.\n\nKommunstyrelsen föreslår kommunfullmäktige besluta\natt bygga en ny.\n\n§ 2 Val\n\nKommunstyrelsen beslutar\natt välja Ada Berg.",
            ),
            &Context::default(),
        );
        let kinds: Vec<_> = found.records[0].sections.iter().map(|s| s.kind).collect();
        assert_eq!(kinds, [SectionKind::Proposal, SectionKind::Decision]);
        assert_eq!(found.records[0].decision, "att bygga en ny.");
    }
}
