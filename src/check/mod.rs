//! Cross-checks: what a meeting's parts say of each other, told as warnings with their evidence. Nothing is changed but titles that are printed
//! twice ([`mend_titles`]).
//!
//! A warning is for a person who will look at the page, so it must be worth looking: where the document is damaged, incomplete or too old for a
//! rule, nothing is said.
//!
//! `docs/warnings.md` says what each code means.

mod agenda;
mod dates;
mod gaps;
mod law;
mod pages;
mod people;
mod twins;

use crate::page::Page;
use crate::protocol::{Meeting, Warning};

/// Mends titles by the list of matters, and that by the titles, where a word was read differently. `seen` says how often a word (lower case) was seen:
/// `None` where it is none. Adds a warning for each title.
pub fn mend_titles(
    meetings: &mut [Meeting],
    pages: &[Page],
    seen: &dyn Fn(&str) -> Option<u32>,
    warnings: &mut Vec<Warning>,
) {
    twins::mend(meetings, pages, seen, warnings);
}

/// Adds what the checks of all meetings find to `warnings`, and the likely reason to its gaps. The order is stable: by meeting, then in the
/// order in `docs/warnings.md`.
pub fn add(meetings: &[Meeting], pages: &[Page], warnings: &mut Vec<Warning>) {
    pages::unread(pages, warnings);
    gaps::explain(meetings, pages, warnings);
    for meeting in meetings {
        agenda::range(meeting, warnings);
        agenda::items(meeting, warnings);
        people::voters(meeting, warnings);
        people::ballots(meeting, warnings);
        people::votes(meeting, warnings);
        people::officers(meeting, warnings);
        dates::check(meeting, warnings);
        law::contents(meeting, warnings);
    }
}

/// A warning about one §, or about the meeting.
fn warning(code: &str, message: String, page: Option<usize>, paragraph: Option<u32>) -> Warning {
    Warning { code: code.into(), message, page, paragraph }
}

#[cfg(test)]
mod testing {
    use crate::protocol::*;

    pub fn record(number: u32, title: &str, kinds: &[(SectionKind, &str)]) -> Record {
        let section = |(kind, text): &(SectionKind, &str)| Section {
            kind: *kind,
            heading: None,
            text: (*text).to_string(),
            pages: vec![0],
            spans: Vec::new(),
        };
        serde_json::from_value(serde_json::json!({
            "paragraph": number.to_string(), "number": number, "suffix": null, "label": format!("§ {number}"), "label_raw": "", "dnr": [],
            "title": title, "sections": kinds.iter().map(section).collect::<Vec<_>>(), "decision": "", "vote": null,
            "immediately_adjusted": false, "present": null, "references": [], "pages": [0], "quality": 1.0
        }))
        .unwrap()
    }

    pub fn person(name: &str, capacity: &str) -> Attendee {
        serde_json::from_value(
            serde_json::json!({"name": name, "role": null, "affiliation": null, "capacity": capacity, "paragraphs": null}),
        )
        .unwrap()
    }

    /// Codes and §§ of warnings.
    pub fn codes(warnings: &[Warning]) -> Vec<(String, Option<u32>)> {
        warnings.iter().map(|w| (w.code.clone(), w.paragraph)).collect()
    }
}
