//! Who signs: the labelled names of the block of signatures, and the names with a role at the end of the minutes.

use super::fields::{Entry, Field, Scan};
use super::{HeadInput, names, prose};
use crate::protocol::{Meeting, Signer};

/// The signers of a meeting, in the order of the text, nobody twice in one role.
pub(super) fn read(head: &Meeting, lines: &HeadInput<'_>, cover: &Scan, tail: &Scan, signed: &[String]) -> Vec<Signer> {
    let mut out: Vec<Signer> = Vec::new();
    let mut add = |name: String, role: &str| {
        if !out.iter().any(|s| s.role == role && names::same(&s.name, &name)) {
            // The list of attendance spells the name as no signature crosses it.
            let listed = head.attendance.iter().find(|a| names::same(&a.name, &name));
            out.push(Signer { name: listed.map_or(name, |a| a.name.clone()), role: role.into() });
        }
    };
    for entry in cover.entries.iter().chain(&tail.entries).filter(|e| e.signature) {
        if let (Some(role), Some(name)) = (role_of(entry), names::first(&entry.text(true))) {
            add(name, role);
        }
    }
    for signer in prose::signers(lines.tail) {
        let role = match signer.role.as_str() {
            r if r.contains("justera") => "adjuster",
            r if r.contains("sekreterare") || r.contains("protokollf") || r.contains("protokollsf") => "secretary",
            r if r.contains("ordforande") => "chair",
            _ => continue,
        };
        add(signer.name, role);
    }
    // Names without a role beside them: the role is that of the fact.
    let roles = [
        ("secretary", head.secretary.as_slice()),
        ("chair", head.chair.as_slice()),
        ("adjuster", head.adjusters.as_slice()),
    ];
    for name in signed {
        let known = roles.iter().find(|(_, l)| l.iter().any(|n| names::same(n, name)));
        if let Some((role, _)) = known {
            add(name.clone(), role);
        }
    }
    out
}

fn role_of(entry: &Entry) -> Option<&'static str> {
    match entry.label.field {
        Field::Chair => Some("chair"),
        Field::Secretary => Some("secretary"),
        Field::Adjusters => Some("adjuster"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::{HeadInput, read};
    use crate::page::TextLine;

    #[test]
    fn the_block_of_signatures_and_the_end() {
        let lines = |t: &str| -> Vec<TextLine> {
            t.lines().enumerate().map(|(i, l)| TextLine { page: 0, line: i, text: l.into() }).collect()
        };
        let cover = lines(
            "Justerare Nils Ek\nUnderskrifter Sekreterare Ida Dal Paragrafer §§ 1-3\nOrdförande Anna Berg\nJusterare Nils Ek",
        );
        let tail = lines("Eva Ås, justerare, 2023-05-23\nNils Ek, justerare");
        let head = read(&HeadInput { cover: &cover, tail: &tail, ..HeadInput::default() });
        let rows: Vec<(&str, &str)> = head.signers.iter().map(|s| (s.name.as_str(), s.role.as_str())).collect();
        let want = [("Ida Dal", "secretary"), ("Anna Berg", "chair"), ("Nils Ek", "adjuster"), ("Eva Ås", "adjuster")];
        assert_eq!(rows, want);
    }
}
