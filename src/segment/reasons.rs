//! The short names of [`crate::protocol::Reason`] and of a record's end, in words.

/// Short name and words of all reasons.
const REASONS: &[(&str, &str)] = &[
    ("sign", "a printed §"),
    ("the-word-paragraf", "the word Paragraf"),
    ("sign-after-the-number", "a § after the number"),
    ("misread-sign", "a sign that a § is misread as"),
    ("a-word-for-number", "a word for number"),
    ("minutes-print-a-sign", "these minutes print a §"),
    ("number-alone", "a number without a sign"),
    ("alone-on-its-line", "nothing else on the line"),
    ("goes-on", "it says that the § goes on from before"),
    ("diarienummer-on-the-line", "a diarienummer on the line"),
    ("diarienummer-below", "a diarienummer below"),
    ("capital-follows", "a capital after the number"),
    ("a-list-beside", "the first item of a list beside the number"),
    ("no-word-follows", "no word after the number"),
    ("sentence-goes-on", "what follows the number goes on a sentence"),
    ("page-number-at-the-end", "the line ends in a number, as an agenda's does"),
    ("first-line", "the first line of the text"),
    ("top-of-a-page", "at the top of a page"),
    ("blank-line-above", "a blank line above"),
    ("sentence-ends-above", "the line above ends a sentence"),
    ("line-above-goes-on", "the line above goes on here"),
    ("section-heading-below", "a section heading soon below"),
    ("below-another-label", "the label of another body stands above"),
    ("label-on-label", "label follows label, as in a list"),
    ("in-a-list-of-papers", "in a list of papers or recipients"),
    ("in-the-agenda", "in the agenda"),
    ("doubtful-reading", "the number or sign had to be guessed at"),
    ("number-by-its-place", "the number is unreadable; its place between its neighbours gives it"),
    ("in-the-range-on-the-cover", "within the §§ that the cover states"),
    ("next-number", "one more than the § before"),
    ("out-of-order", "its number stands nowhere else, though it is not the next"),
    ("next-paragraph", "the next § begins"),
    ("signatures", "signatures or the end of the minutes follow"),
    ("next-meeting", "another meeting begins"),
    ("end-of-text", "the text ends"),
];

/// What a reason's short name says, in words; the name itself where it is not known.
pub fn reason_text(code: &str) -> &str {
    REASONS.iter().find(|(c, _)| *c == code).map_or(code, |(_, words)| words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_that_is_given_has_words() {
        for source in [include_str!("evidence.rs"), include_str!("records.rs")] {
            for call in source.split("say(\"").skip(1).chain(source.split("all.push((\"").skip(1)) {
                let code = call.split('"').next().unwrap();
                assert!(REASONS.iter().any(|(c, _)| *c == code), "{code}");
            }
        }
    }
}
