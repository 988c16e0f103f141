//! Who was there at each §: the list of attendance, less those who left the matter.

use std::sync::LazyLock;

use super::{data, names, serves};
use crate::fold;
use crate::protocol::{Attendee, Capacity, Meeting, Record, SectionKind};

static RECUSAL: LazyLock<Vec<String>> = LazyLock::new(|| {
    data::words(include_str!("../../../dictionaries/recusal-words.txt")).into_iter().map(fold::skeleton).collect()
});
static SERVING: LazyLock<Vec<String>> = LazyLock::new(|| {
    data::words(include_str!("../../../dictionaries/serving-words.txt")).into_iter().map(fold::skeleton).collect()
});

/// The names of those who were there at a record: all whose §§ are not limited or include it, less those who left it for conflict of
/// interest, and those in whose place somebody serves at this § alone. `None` where no attendance is known.
pub fn present(meeting: &Meeting, record: &Record) -> Option<Vec<String>> {
    // A list of officers alone is a part of one: who decided is not known.
    if !meeting.listed().any(|a| a.capacity == Capacity::Deciding) {
        return None;
    }
    let left = recused(record);
    let there = |p: &&Attendee| {
        serves(p, &record.paragraph)
            && !left.iter().any(|n| *n == p.name || (names::same(n, &p.name) && !listed(meeting, n)))
            && !replaced(meeting, p, &record.paragraph)
    };
    let mut out: Vec<String> = Vec::new();
    for person in meeting.listed().filter(there) {
        if !out.contains(&person.name) {
            out.push(person.name.clone());
        }
    }
    Some(out)
}

fn listed(meeting: &Meeting, name: &str) -> bool {
    meeting.listed().any(|a| a.name == name)
}

/// Whether somebody serves for `person` at this § ("tjänstgörande ersättare för Anna Berg, § 13").
fn replaced(meeting: &Meeting, person: &Attendee, paragraph: &str) -> bool {
    let name = fold::skeleton(&person.name);
    meeting.listed().any(|other| {
        let limited = other.paragraphs.as_ref().is_some_and(|l| l.iter().any(|p| p == paragraph));
        let role = fold::skeleton(other.role.as_deref().unwrap_or(""));
        limited
            && person.paragraphs.is_none()
            && role.split_once(" for ").is_some_and(|(_, whom)| whom.starts_with(&name))
    })
}

/// The names of those who left the matter: in sentences that speak of conflict of interest, before the words that name who comes in instead.
fn recused(record: &Record) -> Vec<String> {
    let silent = [SectionKind::Appeal, SectionKind::Basis, SectionKind::Recipients, SectionKind::Attachment];
    let sections = record.sections.iter().filter(|s| !silent.contains(&s.kind));
    let sentences = sections.flat_map(|s| s.text.split_inclusive(['.', '\n']));
    let mut out = Vec::new();
    for sentence in sentences {
        let folded = fold::skeleton(sentence);
        let words: Vec<&str> = folded.split(|c: char| !c.is_alphanumeric()).collect();
        if !words.iter().any(|w| RECUSAL.iter().any(|r| r == w)) {
            continue;
        }
        let cut = SERVING.iter().filter_map(|s| folded.find(s.as_str())).min().unwrap_or(folded.len());
        let before: String = sentence.chars().take(folded[..cut].chars().count()).collect();
        out.extend(names::all(&before, false));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meeting() -> Meeting {
        let person = |name: &str, role: &str, paragraphs: Option<&[&str]>| -> Attendee {
            serde_json::from_value(serde_json::json!({
                "name": name, "role": role, "affiliation": null, "capacity": "deciding", "paragraphs": paragraphs
            }))
            .unwrap()
        };
        Meeting {
            attendance: vec![
                person("Anna Berg", "ordförande", None),
                person("Nils Ek", "ledamot", None),
                person("Eva Ås", "ledamot", Some(&["12", "14"])),
                person("Ola Alm", "tjänstgörande ersättare för Anna Berg (S)", Some(&["14"])),
            ],
            ..Meeting::default()
        }
    }

    fn at(paragraph: &str, kind: &str, text: &str) -> String {
        let record: Record = serde_json::from_value(serde_json::json!({
            "paragraph": paragraph, "number": 1, "suffix": null, "label": "", "label_raw": "", "dnr": [], "title": null, "decision": "",
            "sections": [{"kind": kind, "heading": null, "text": text, "pages": [], "spans": []}], "vote": null,
            "immediately_adjusted": false, "present": null, "references": [], "pages": [], "quality": 1.0
        }))
        .unwrap();
        present(&meeting(), &record).unwrap().join(", ")
    }

    #[test]
    fn ranges_and_substitutes() {
        assert_eq!(at("12", "body", ""), "Anna Berg, Nils Ek, Eva Ås");
        assert_eq!(at("13", "body", ""), "Anna Berg, Nils Ek");
        assert_eq!(at("14", "body", ""), "Nils Ek, Eva Ås, Ola Alm", "Ola Alm serves for Anna Berg");
        assert_eq!(present(&Meeting::default(), &serde_json::from_value(serde_json::json!({
            "paragraph": "1", "number": 1, "suffix": null, "label": "", "label_raw": "", "dnr": [], "title": null, "decision": "",
            "sections": [], "vote": null, "immediately_adjusted": false, "present": null, "references": [], "pages": [], "quality": 1.0
        })).unwrap()), None);
    }

    #[test]
    fn who_has_a_conflict_of_interest_leaves() {
        let text = "Nils Ek (M) anmäler jäv och lämnar lokalen. Eva Ås (C) tjänstgör i hans ställe.";
        assert_eq!(at("12", "recusal", text), "Anna Berg, Eva Ås");
        assert_eq!(
            at("12", "body", "På grund av jäv deltar inte Nils Ek, som ersätts av Anna Berg."),
            "Anna Berg, Eva Ås"
        );
        assert_eq!(
            at("12", "appeal", "Nils Ek anmäler jäv."),
            "Anna Berg, Nils Ek, Eva Ås",
            "no matter of this record"
        );
        assert_eq!(at("12", "body", "Nils Ek yrkar bifall."), "Anna Berg, Nils Ek, Eva Ås");
    }
}
