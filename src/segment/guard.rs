//! Decisions that run on: the heading below one was not known, so the matter's description stands in the decision.

use crate::fold;
use crate::protocol::{Record, Section, SectionKind, Warning};

/// So many letters of sentences below the last clause are no decision.
const LONG: usize = 450;
/// And so many sentences.
const SENTENCES: usize = 4;

/// Warns of each decision that goes on in sentences which decide nothing.
pub(super) fn warn(records: &[Record], warnings: &mut Vec<Warning>) {
    for record in records {
        let own = record.sections.iter().filter(|s| s.kind == SectionKind::Decision && s.heading.is_some());
        for section in own.filter(|s| runs_on(s)) {
            let message = format!(
                "the decision of § {} goes on in text that decides nothing; look whether a heading in it was not known",
                record.paragraph
            );
            warnings.push(Warning {
                code: "decision-runs-on".into(),
                message,
                page: section.pages.last().copied(),
                paragraph: Some(record.number),
            });
        }
    }
}

fn runs_on(section: &Section) -> bool {
    let mut after = 0;
    let mut sentences = 0;
    for line in section.text.lines().map(str::trim) {
        if decides(line) {
            (after, sentences) = (0, 0);
        } else if line.contains(". ") {
            after += line.chars().count();
            sentences += line.split(". ").count();
        }
    }
    after >= LONG && sentences >= SENTENCES
}

/// Whether a line is a clause or an item, or says that something is decided.
fn decides(line: &str) -> bool {
    let first = line.split(". ").next().unwrap_or(line);
    let item = line.starts_with(|c: char| !c.is_alphabetic()) || fold::strip_folded(line, "att ").is_some();
    item || {
        let folded = fold::skeleton(first);
        folded.contains("beslu") || folded.contains("beslo")
    }
}

#[cfg(test)]
mod tests {
    use crate::segment::testing::lines;
    use crate::segment::{Context, records};

    #[test]
    fn a_decision_that_goes_on_in_prose_is_told() {
        let prose = "Bryggan har stått öppen för väder och vind i tjugo år. Förvaltningen har begärt in tre anbud. Det lägsta kom från \
                     Vikens Snickeri. Samråd har skett med de boende.";
        let source = |n: usize| {
            format!(
                "§ 4\nBrygga\n\nNämndens beslut\nNämnden beslutar att laga bryggan.\n\nXqzzwv\n{}\n",
                vec![prose; n].join("\n\n")
            )
        };
        let codes = |n: usize| -> Vec<String> {
            let found = records(&lines(&source(n)), &Context::default());
            found.warnings.into_iter().map(|w| w.code).collect()
        };
        assert_eq!(codes(4), ["decision-runs-on"]);
        assert_eq!(codes(1), Vec::<String>::new());
    }
}
