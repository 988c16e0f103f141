//! Voters printed in columns below the words that say how they voted: "Ja röstade:", and below three names a line.

use std::sync::LazyLock;

use super::super::data;
use super::ballots::{self, introduces};
use super::people::persons;
use super::{vote_table, voters};
use crate::fold;
use crate::page::TextLine;
use crate::protocol::{Ballot, Choice, Person, Record};

static SIDES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let rows = data::rows(include_str!("../../../dictionaries/ballot-words.tsv"));
    rows.filter(|r| r[0] == "side").map(|r| fold::skeleton(r[1])).collect()
});

/// The longest line that introduces names below it, in words.
const INTRODUCES: usize = 10;

/// Fills the ballots of a record that has fewer than its lines print in columns; a section's running text does not keep those.
pub(in crate::segment) fn complete(record: &mut Record, lines: &[TextLine]) {
    let found = read(vote_table::lines_of(record, lines));
    if found.len() > record.ballots.len() {
        vote_table::give(record, found);
    }
}

fn read<'a>(lines: impl Iterator<Item = &'a str>) -> Vec<Ballot> {
    let mut out: Vec<Ballot> = Vec::new();
    let (mut side, mut sides, mut columns) = (None, 0, false);
    for line in lines {
        // Nearly all lines tell of no vote.
        if side.is_none() && !ballots::may_tell(line) {
            continue;
        }
        let words: Vec<&str> = line.split_whitespace().collect();
        if words.is_empty() {
            continue;
        }
        if let Some(choice) = heads(&words, &mut sides) {
            side = Some(choice);
            continue;
        }
        let Some(choice) = side else { continue };
        match row(line) {
            Some(people) => {
                columns |= people.len() > 1;
                for Person { name, affiliation } in people {
                    if !out.iter().any(|b| b.name == name) {
                        out.push(Ballot { name, affiliation, choice, person: None });
                    }
                }
            }
            None => side = None,
        }
    }
    let has = |choice| out.iter().any(|b| b.choice == choice);
    let told = columns && has(Choice::Yes) && has(Choice::No);
    if told { out } else { Vec::new() }
}

/// The choice of those below a line that says nothing but it ("Ja röstade:"), or that they voted for one of two proposals: the first is yes.
fn heads(words: &[&str], sides: &mut usize) -> Option<Choice> {
    if let Some((choice, n)) = introduces(words) {
        // "Nej-röster (2 st):" and "Ja, 3 röster:" count those below.
        let counts = |w: &&str| !w.contains(|c: char| c.is_uppercase()) && w.len() <= 8;
        return (words.len() <= INTRODUCES && words[n..].iter().all(counts)).then_some(choice);
    }
    let told = words.len() <= INTRODUCES && words.last().is_some_and(|w| w.ends_with(':'));
    let line = if told { fold::skeleton(&words.join(" ")) } else { return None };
    if !SIDES.iter().any(|s| line.contains(s.as_str())) {
        return None;
    }
    *sides += 1;
    match sides {
        1 => Some(Choice::Yes),
        2 => Some(Choice::No),
        _ => None,
    }
}

/// The persons of a line whose every cell is one: "Anna Berg (s)      Bo Ek (s)".
fn row(line: &str) -> Option<Vec<Person>> {
    let cells = line.split("  ").flat_map(|c| c.split('\t')).map(str::trim).filter(|c| !c.is_empty());
    let mut out = Vec::new();
    for cell in cells {
        let words: Vec<&str> = cell.split_whitespace().collect();
        let (listed, taken) = voters::list(&words);
        let one = if taken == words.len() { listed } else { persons(cell) };
        let [person] = one.as_slice() else { return None };
        if taken < words.len() && words.len() > person.name.split(' ').count() + 1 {
            return None;
        }
        out.push(person.clone());
    }
    (!out.is_empty()).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> String {
        let of = |found: &[Ballot], side| {
            found.iter().filter(|b| b.choice == side).map(|b| b.name.clone()).collect::<Vec<_>>().join("+")
        };
        let found = read(text.lines());
        [Choice::Yes, Choice::No, Choice::Abstain].map(|c| of(&found, c)).join("/")
    }

    #[test]
    fn columns_of_names() {
        for (text, want) in [
            (
                "Ja röstade:\nAnna Berg (s)        Bo Ek (s)        Cy Alm (c)\nDan Dal (s)          Eva Fors (vpk)\n\nNej röstade:\nGun Holm (m)         Ivar Ström (fp)\nFullmäktige beslöt att bifalla förslaget.",
                "Anna Berg+Bo Ek+Cy Alm+Dan Dal+Eva Fors/Gun Holm+Ivar Ström/",
            ),
            ("Ja:\nBerg           Ek             Alm\n\nNej:\nHolm           Ström", "Berg+Ek+Alm/Holm+Ström/"),
            (
                "Följande ledamöter röstade för kommunstyrelsens förslag:\nAnna Berg        Bo Ek\nFöljande ledamöter röstade för Gun Holms yrkande:\nGun Holm        Ivar Ström",
                "Anna Berg+Bo Ek/Gun Holm+Ivar Ström/",
            ),
            ("Ja röstade:\nAnna Berg (s)\nNej röstade:\nGun Holm (m)", "//"),
            ("Ja röstade:\nBilaga 1        Bilaga 2\nNej röstade:\nSe bilaga 3", "//"),
        ] {
            assert_eq!(told(text), want, "{text}");
        }
    }
}
