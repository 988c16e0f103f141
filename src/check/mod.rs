//! Cross-checks: what a meeting's parts say of each other, told as warnings with their evidence. Nothing is changed but titles that are printed
//! twice ([`mend_titles`]).
//!
//! A warning is for a person who will look at the page, so it must be worth looking: where the document is damaged, incomplete or too old for a
//! rule, nothing is said.
//!
//! | code | says |
//! | --- | --- |
//! | `paragraph-gap` | (from the segmenter) §§ are missing; here the likely reason is added |
//! | `paragraph-order` | (from the segmenter) a § stands out of the order of the numbers |
//! | `dnr-mended` | (from the segmenter) a diarienummer is given out otherwise than it was read, by the others of the document |
//! | `decision-runs-on` | (from the segmenter) a decision goes on in text that decides nothing: a heading in it was perhaps not known |
//! | `cover-range` | the cover states other §§ than the records have |
//! | `agenda-missing-record` | the list of matters has a § without a record |
//! | `agenda-missing-item` | a record stands in no list of matters, though the others do |
//! | `agenda-title` | the list of matters has another title than the record |
//! | `title-mended` | the title and the list of matters were read differently; the likelier words are given out |
//! | `voter-not-present` | somebody whose vote is printed is not among those present |
//! | `vote-more-than-present` | more votes than people who could vote |
//! | `vote-not-counted` | a vote was taken and no counts are read |
//! | `adjuster-not-present` | somebody adjusts who is not among those who decide |
//! | `adjuster-not-signed` | the block of signatures names other adjusters than those chosen |
//! | `chair-not-present` | the chair is not in the list of attendance |
//! | `date-order` | meeting, adjusting, posting and removal do not follow each other |
//! | `adjusted-late` | adjusted more than 14 days after the meeting (kommunallagen 5 kap. 69 §, 6 kap. 35 §) |
//! | `notice-late` | announced later than the second day after the adjusting (kommunallagen 8 kap. 12 §) |
//! | `notice-short` | taken down within the three weeks of an appeal (kommunallagen 13 kap. 5 §) |
//! | `no-attendance`, `no-adjusters` | a cover without those who took part, or who adjust (kommunallagen 5 kap. 66 and 69 §§) |
//! | `no-decision` | a matter with motions or a vote, and no decision (kommunallagen 5 kap. 66 §) |
//! | `no-motions` | a matter put to the vote, and no proposal that was voted on (kommunallagen 5 kap. 66 §) |

mod agenda;
mod dates;
mod gaps;
mod law;
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
/// order of the table above.
pub fn add(meetings: &[Meeting], pages: &[Page], warnings: &mut Vec<Warning>) {
    gaps::explain(meetings, pages, warnings);
    for meeting in meetings {
        agenda::range(meeting, warnings);
        agenda::items(meeting, warnings);
        people::voters(meeting, warnings);
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
