//! Who was there at each §: the list of attendance, less those who left the matter.

use super::{names, serves};
use crate::fold;
use crate::protocol::{Attendee, Capacity, Meeting, Record};

/// The names of those who were there at a record: all whose §§ are not limited or include it, less those who left it for conflict of
/// interest, and those in whose place somebody serves at this § alone. `None` where no attendance is known.
pub fn present(meeting: &Meeting, record: &Record) -> Option<Vec<String>> {
    // A list of officers alone is a part of one: who decided is not known.
    if !meeting.listed().any(|a| a.capacity == Capacity::Deciding) {
        return None;
    }
    let left: Vec<&str> = record.recusals.iter().map(|p| p.name.as_str()).collect();
    let there = |p: &&Attendee| {
        serves(p, &record.paragraph)
            && !left.iter().any(|n| is(meeting, p, n))
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

/// Whether a name in the text means `person`: the name itself, a reading of it, or a surname that no other bears ("herr Lund").
fn is(meeting: &Meeting, person: &Attendee, name: &str) -> bool {
    if meeting.listed().any(|a| a.name == name) {
        return person.name == name;
    }
    let surname = |p: &Attendee| {
        !name.contains(' ')
            && p.name.rsplit(' ').next().is_some_and(|last| fold::is_folded(last, &fold::skeleton(name)))
    };
    let alone = || meeting.listed().filter(|p| surname(p)).all(|p| p.name == person.name);
    names::same(name, &person.name) || (surname(person) && alone())
}

/// Whether somebody serves for `person` at this § ("tjänstgörande ersättare för Anna Berg, § 13").
fn replaced(meeting: &Meeting, person: &Attendee, paragraph: &str) -> bool {
    let name = fold::skeleton(&person.name);
    meeting.listed().any(|other| {
        let limited = other.paragraphs.as_ref().is_some_and(|l| l.iter().any(|p| p == paragraph));
        let role = || fold::skeleton(other.role.as_deref().unwrap_or(""));
        limited
            && person.paragraphs.is_none()
            && role().split_once(" for ").is_some_and(|(_, whom)| whom.starts_with(&name))
    })
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

    fn at(paragraph: &str, recused: &[&str]) -> String {
        let recusals: Vec<_> = recused.iter().map(|n| serde_json::json!({ "name": n, "affiliation": null })).collect();
        let record: Record = serde_json::from_value(serde_json::json!({
            "paragraph": paragraph, "number": 1, "suffix": null, "label": "", "label_raw": "", "dnr": [], "title": null, "decision": "",
            "sections": [], "vote": null, "immediately_adjusted": false, "present": null, "references": [], "pages": [], "quality": 1.0,
            "recusals": recusals
        }))
        .unwrap();
        present(&meeting(), &record).unwrap().join(", ")
    }

    #[test]
    fn ranges_and_substitutes() {
        assert_eq!(at("12", &[]), "Anna Berg, Nils Ek, Eva Ås");
        assert_eq!(at("13", &[]), "Anna Berg, Nils Ek");
        assert_eq!(at("14", &[]), "Nils Ek, Eva Ås, Ola Alm", "Ola Alm serves for Anna Berg");
        assert_eq!(present(&Meeting::default(), &serde_json::from_value(serde_json::json!({
            "paragraph": "1", "number": 1, "suffix": null, "label": "", "label_raw": "", "dnr": [], "title": null, "decision": "",
            "sections": [], "vote": null, "immediately_adjusted": false, "present": null, "references": [], "pages": [], "quality": 1.0
        })).unwrap()), None);
    }

    #[test]
    fn who_has_a_conflict_of_interest_leaves() {
        assert_eq!(at("12", &["Nils Ek"]), "Anna Berg, Eva Ås");
        assert_eq!(at("12", &["Ek"]), "Anna Berg, Eva Ås");
    }
}
