//! Who signs minutes that print no labels beside the names: the lines of names after "Vid protokollet", "Justeras".

use std::sync::LazyLock;

use super::people::Person;
use super::{data, names, prose, roll, titles};
use crate::fold;
use crate::page::TextLine;
use crate::protocol::{Attendee, Capacity, Meeting};

static PHRASES: LazyLock<Vec<String>> = LazyLock::new(|| {
    data::words(include_str!("../../../dictionaries/signature-phrases.txt")).into_iter().map(fold::skeleton).collect()
});

/// The names on lines after a phrase of signing that hold nothing but names and roles.
pub(super) fn signed(tail: &[TextLine]) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut signing = false;
    for line in tail {
        // A copy writes signatures between strokes: "/N. Ek/".
        let text = line.text.replace(['/', '\t'], "  ");
        let folded = fold::skeleton(text.trim());
        let begins = PHRASES.iter().find(|p| folded.starts_with(p.as_str()));
        signing |= begins.is_some();
        if !signing {
            continue;
        }
        let rest = match (begins, text.split_once(':')) {
            (Some(_), Some((_, rest))) => rest,
            (Some(_), None) => continue,
            _ => &text,
        };
        for name in rest.split("  ").flat_map(alone) {
            if !out.contains(&name) {
                out.push(name);
            }
        }
    }
    out
}

/// The names of a line of names: "N. Ek.     O. Ås, ordf.". Nothing where other words stand among them.
fn alone(text: &str) -> Vec<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut out = Vec::new();
    let mut i = 0;
    while i < words.len() {
        let n = names::signature(&words[i..]);
        if n > 0 {
            out.push(names::clean(&words[i..i + n]));
            i += n;
            continue;
        }
        let word = words[i].trim_matches(['(', ')', ',', '.', ':']);
        if word.chars().any(char::is_alphabetic)
            && !titles::is_role(word)
            && !titles::has_title_ending(&fold::skeleton(word))
        {
            return Vec::new();
        }
        i += 1;
    }
    out
}

/// Whether two names can be of one person: the same, or one the other's surname.
fn may_be(a: &str, b: &str) -> bool {
    let last = |n: &str| fold::skeleton(n.split(" i ").next().unwrap_or(n).rsplit(' ').next().unwrap_or(n));
    let surname = !a.contains(' ') || !b.contains(' ');
    names::same(a, b)
        || (last(a) == last(b) && (surname || fold::skeleton(a).chars().next() == fold::skeleton(b).chars().next()))
}

/// Who chaired minutes that call the chair the undersigned: the first who signs them, and where nobody else kept them their secretary, too.
pub(super) fn undersigned(head: &mut Meeting, signed: &[String], opening: &str) {
    let Some(first) = signed.first().filter(|_| head.chair.is_none() && prose::is_undersigned(opening)) else { return };
    head.chair = Some(first.clone());
    head.secretary.get_or_insert_with(|| first.clone());
    if !head.attendance.is_empty() && !head.attendance.iter().any(|a| may_be(&a.name, first)) {
        let person = Person { name: first.clone(), ..Person::default() };
        let chair = Attendee { role: Some(titles::role("ordf.")), capacity: Capacity::Deciding, ..roll::of(person) };
        head.attendance.insert(0, chair);
    }
}

/// What the signatures tell where the text does not: the adjusters' given names, and who chaired, for the chair signs with the adjusters.
pub(super) fn complete(head: &mut Meeting, signed: &[String]) {
    let surnames = |name: &String| {
        let mut bearers = signed.iter().filter(|s| s.contains(' ') && may_be(s, name));
        match (bearers.next(), bearers.next()) {
            (Some(only), None) if !name.contains(' ') => only.clone(),
            _ => name.clone(),
        }
    };
    head.adjusters = head.adjusters.iter().map(surnames).collect();
    head.chair = head.chair.as_ref().map(surnames);
    if head.chair.is_some() {
        return;
    }
    let known: Vec<&String> = head.adjusters.iter().chain(&head.secretary).collect();
    let mut others = signed.iter().filter(|s| !known.iter().any(|k| may_be(k, s)));
    let adjusted = head.adjusters.iter().filter(|a| signed.iter().any(|s| may_be(a, s))).count();
    if let (Some(only), None, true) = (others.next(), others.next(), adjusted >= 1) {
        head.chair = Some(only.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<TextLine> {
        text.lines().enumerate().map(|(i, l)| TextLine { page: 0, line: i, text: l.into() }).collect()
    }

    #[test]
    fn names_alone_on_their_lines() {
        let tail = lines(
            "Vid protokollet:\nNils Ek\n\nJusteras:\nAnna Berg      /O. Ås/\nIda Dal, ordf.\nTill Tom Alm sändes avskrift.",
        );
        assert_eq!(signed(&tail), ["Nils Ek", "Anna Berg", "O. Ås", "Ida Dal"]);
        assert!(signed(&lines("Nils Ek")).is_empty());
        assert_eq!(signed(&lines("Justeras:\n\nNils Ek Anna Berg Ida Dal")), ["Nils Ek", "Anna Berg", "Ida Dal"]);
        assert_eq!(signed(&lines("Justeras:\nKarl Erik von Ek")), ["Karl Erik von Ek"]);
    }

    #[test]
    fn the_undersigned_chaired() {
        let text = "under ordförandeskap af undertecknad, kyrkoherde härstädes.";
        let signed = ["P. Lind".to_string(), "Nils Ek".into()];
        let mut head = Meeting::default();
        undersigned(&mut head, &signed, text);
        assert_eq!((head.chair.as_deref(), head.secretary.as_deref()), (Some("P. Lind"), Some("P. Lind")));
        let mut other = Meeting::default();
        undersigned(&mut other, &signed, "under ordförandeskap af kyrkoherde Dahl");
        assert_eq!(other.chair, None);
    }

    #[test]
    fn who_else_signs_chaired() {
        let mut head = Meeting {
            adjusters: vec!["Ås".into(), "Per Lind".into()],
            secretary: Some("Nils Ek".into()),
            ..Meeting::default()
        };
        complete(&mut head, &["Nils Ek".into(), "Anna Berg".into(), "O. Ås".into(), "Per Lind".into()]);
        assert_eq!((head.chair.as_deref(), head.adjusters[0].as_str()), (Some("Anna Berg"), "O. Ås"));
        let mut two = Meeting { adjusters: vec!["O. Ås".into()], ..Meeting::default() };
        complete(&mut two, &["Nils Ek".into(), "Anna Berg".into(), "O. Ås".into()]);
        assert_eq!(two.chair, None, "either may have chaired");
    }
}
