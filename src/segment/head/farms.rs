//! Farms and villages behind names: "Per Lind i Vik" is Per Lind, unless another of that name was there.

use crate::protocol::Meeting;

/// A name without the farm or village that tells where its bearer lives.
pub(super) fn bare(name: &str) -> &str {
    name.split_once(" i ").filter(|(n, _)| n.contains(' ')).map_or(name, |(n, _)| n)
}

/// Takes the farms off the names of a meeting, but where two persons then had one name.
pub(super) fn off(head: &mut Meeting) {
    let all: Vec<String> = head.attendance.iter().map(|a| a.name.clone()).collect();
    let cut = |name: &mut String| {
        let short = bare(name);
        let others = all.iter().filter(|n| bare(n) == short && **n != *name && n.as_str() != short).count();
        if short.len() < name.len() && others == 0 {
            *name = short.to_string();
        }
    };
    head.attendance.iter_mut().for_each(|a| cut(&mut a.name));
    head.signers.iter_mut().for_each(|s| cut(&mut s.name));
    head.chair.iter_mut().chain(&mut head.secretary).chain(&mut head.adjusters).for_each(cut);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_farm_stays_where_it_tells_two_apart() {
        let names = |l: &[&str]| Meeting { adjusters: l.iter().map(|n| n.to_string()).collect(), ..Meeting::default() };
        let person = |n: &str| crate::protocol::Attendee {
            name: n.into(),
            role: None,
            affiliation: None,
            capacity: crate::protocol::Capacity::Deciding,
            paragraphs: None,
            page: None,
            line: None,
            named_in_text: false,
            read_as: None,
        };
        let mut head = names(&["Per Lind i Vik", "Nils Ek i Östra By"]);
        head.attendance = vec![person("Per Lind i Vik"), person("Per Lind i Åby"), person("Nils Ek i Östra By")];
        off(&mut head);
        assert_eq!(head.adjusters, ["Per Lind i Vik", "Nils Ek"]);
        assert_eq!(head.attendance[1].name, "Per Lind i Åby");
        assert_eq!(head.attendance[2].name, "Nils Ek");
    }
}
