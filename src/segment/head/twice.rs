//! Persons whom two lists name: substitutes who served at some §§ and were there without a vote at others.

use super::paragraphs::{self, Number};
use super::titles;
use crate::protocol::{Attendee, Capacity};

/// What a second list says of somebody whom a first one names already, where it says more: another capacity at other §§. Where only one of
/// the lists names §§, the other holds at the rest.
pub(super) fn second(
    first: &mut Attendee,
    mut again: Attendee,
    within: Option<(u32, u32)>,
    known: &[Number],
) -> Option<Attendee> {
    // "Anna Berg, ordförande fr.o.m. § 3" among those who preside, and again in the list: the §§ are those of the office.
    let office = first.role.as_deref().is_some_and(titles::is_chairs_office);
    if office && first.capacity == Capacity::Deciding && again.capacity == first.capacity && again.paragraphs.is_none()
    {
        first.paragraphs = None;
        first.affiliation = first.affiliation.take().or(again.affiliation);
        return None;
    }
    // "Per Lo, suppleant" in the roll, and below it that he served in another's place.
    let serves = again.role.as_deref().is_some_and(titles::serves) && again.paragraphs.is_none();
    if serves && (first.capacity, again.capacity) == (Capacity::Substitute, Capacity::Deciding) {
        again.affiliation = first.affiliation.take().or(again.affiliation);
        *first = again;
        return None;
    }
    let served = first.role.as_deref().is_some_and(titles::serves);
    if served && again.capacity == Capacity::Other && first.paragraphs.is_some() && again.paragraphs.is_some() {
        // Among the others at some §§, since a substitute at others.
        again.capacity = Capacity::Substitute;
    }
    let capacities = (first.capacity, again.capacity);
    let (deciding, substitute) = match capacities {
        (Capacity::Deciding, Capacity::Substitute) => (&mut *first, &mut again),
        (Capacity::Substitute, Capacity::Deciding) => (&mut again, &mut *first),
        _ => return None,
    };
    let at = deciding.paragraphs.clone()?;
    if substitute.paragraphs.is_none() {
        let all = paragraphs::expand(&vec![((within?.0, String::new()), (within?.1, String::new()))], known);
        substitute.paragraphs = Some(all.into_iter().filter(|p| !at.contains(p)).collect());
    }
    let rest = substitute.paragraphs.as_deref().unwrap_or_default();
    (!rest.is_empty() && rest.iter().any(|p| !at.contains(p))).then_some(again)
}

#[cfg(test)]
mod tests {
    use super::super::{HeadInput, present, read};
    use crate::protocol::{Capacity, Record};
    use crate::segment::testing;

    #[test]
    fn who_served_at_some_paragraphs() {
        let text = "Beslutande\nAnna Berg (S), ordförande\nEva Ås (C)\n\nTjänstgörande ersättare\nIda Dal (L) för Ola Alm (L), § 12\n\nErsättare\nIda Dal (L)\nPer Lo (S)\n\nUnderskrifter Sekreterare Tor Vik Paragrafer 11-13\n";
        let lines = testing::lines(text);
        let head = read(&HeadInput { cover: &lines, ..HeadInput::default() });
        let of = |c| {
            let all =
                head.attendance.iter().filter(|a| a.capacity == c).map(|a| (a.name.as_str(), a.paragraphs.clone()));
            all.collect::<Vec<_>>()
        };
        let list = |l: &[&str]| Some(l.iter().map(|p| (*p).to_string()).collect::<Vec<_>>());
        assert_eq!(of(Capacity::Deciding)[2], ("Ida Dal", list(&["12"])));
        assert_eq!(of(Capacity::Substitute), [("Ida Dal", list(&["11", "13"])), ("Per Lo", None)]);
        let there = present(&head, &Record { paragraph: "11".into(), ..Record::default() });
        assert_eq!(there.map(|p| p.join(",")).as_deref(), Some("Anna Berg,Eva Ås,Ida Dal,Per Lo"));
    }
}
