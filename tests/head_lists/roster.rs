//! Who was at a meeting that is made up, and how a layout may print one of them.

use crate::dice::{Dice, Names};

/// One person, as the lists ought to give them.
#[derive(Debug, Clone, Default)]
pub struct Person {
    pub name: String,
    pub party: String,
    /// As printed; empty for those without.
    pub role: &'static str,
    /// In whose place they serve: a name and party, as printed.
    pub serves_for: String,
    /// `deciding`, `substitute`, `other`.
    pub capacity: &'static str,
}

impl Person {
    /// "Anna Berg (S)".
    pub fn np(&self) -> String {
        if self.party.is_empty() { self.name.clone() } else { format!("{} ({})", self.name, self.party) }
    }

    /// "Anna Berg (S), ordförande", with `joint` before the role.
    pub fn npr(&self, joint: &str) -> String {
        if self.role.is_empty() { self.np() } else { format!("{}{joint}{}", self.np(), self.role) }
    }
}

/// A meeting's people: members with the chair first, those who serve, those who do not, officials with the secretary last.
pub struct Roster {
    pub members: Vec<Person>,
    pub serving: Vec<Person>,
    pub substitutes: Vec<Person>,
    pub officials: Vec<Person>,
    /// Names of those who are not there.
    pub absent: Vec<String>,
    pub first: u32,
}

const PARTIES: [&str; 8] = ["S", "M", "C", "L", "KD", "V", "MP", "SD"];
const TITLES: [&str; 6] =
    ["regiondirektör", "ekonomichef", "kommunikatör", "förvaltningschef", "miljöstrateg", "enhetschef"];

impl Roster {
    pub fn modern(dice: &mut Dice) -> Self {
        let mut names = Names::new(dice);
        let mut person = |dice: &mut Dice, capacity, role, party: bool| Person {
            name: names.full(dice),
            party: if party { PARTIES[dice.roll(8)].into() } else { String::new() },
            role,
            serves_for: String::new(),
            capacity,
        };
        let count = 5 + dice.roll(6);
        let roles = ["ordförande", "1:e vice ordförande", "2:e vice ordförande"];
        let members: Vec<Person> =
            (0..count).map(|i| person(dice, "deciding", roles.get(i).copied().unwrap_or(""), true)).collect();
        let mut serving: Vec<Person> = (0..1 + dice.roll(2)).map(|_| person(dice, "deciding", "", true)).collect();
        let substitutes = (0..2 + dice.roll(3)).map(|_| person(dice, "substitute", "", true)).collect();
        let mut officials: Vec<Person> =
            (0..1 + dice.roll(3)).map(|i| person(dice, "other", TITLES[(i * 2 + count) % 6], false)).collect();
        officials.push(person(dice, "other", "sekreterare", false));
        let absent: Vec<String> = (0..2).map(|_| person(dice, "", "", true).np()).collect();
        for (s, whom) in serving.iter_mut().zip(&absent) {
            s.serves_for.clone_from(whom);
        }
        Roster { members, serving, substitutes, officials, absent, first: 1 + dice.roll(140) as u32 }
    }

    /// People by initials or given name, without parties: minutes before about 1965.
    pub fn old(dice: &mut Dice) -> Self {
        let mut names = Names::new(dice);
        let mut person = |dice: &mut Dice, capacity, role| Person {
            name: names.initials(dice),
            party: String::new(),
            role,
            serves_for: String::new(),
            capacity,
        };
        let count = 4 + dice.roll(5);
        let members = (0..count).map(|i| person(dice, "deciding", if i == 0 { "ordförande" } else { "" })).collect();
        let officials = vec![person(dice, "other", "sekreterare")];
        let absent = vec![person(dice, "", "").name];
        let first = 1 + dice.roll(60) as u32;
        Roster { members, serving: vec![], substitutes: vec![], officials, absent, first }
    }

    pub fn chair(&self) -> &Person {
        &self.members[0]
    }

    pub fn secretary(&self) -> &Person {
        &self.officials[self.officials.len() - 1]
    }

    pub fn deciding(&self) -> Vec<Person> {
        self.members.iter().chain(&self.serving).cloned().collect()
    }

    pub fn all(&self) -> Vec<Person> {
        [self.deciding(), self.substitutes.clone(), self.officials.clone()].concat()
    }
}

/// Lines of persons, each made by `form`.
pub fn rows(people: &[Person], form: impl Fn(&Person) -> String) -> Vec<String> {
    people.iter().map(form).collect()
}

/// Columns side by side: each cell padded to `width`, or divided by tabs where it is 0.
pub fn beside(columns: &[Vec<String>], width: usize) -> String {
    let height = columns.iter().map(Vec::len).max().unwrap_or(0);
    let mut out = String::new();
    for i in 0..height {
        let mut line = String::new();
        for (k, column) in columns.iter().enumerate() {
            let cell = column.get(i).map_or("", String::as_str);
            line.push_str(cell);
            if k + 1 < columns.len() {
                match width {
                    0 => line.push('\t'),
                    w => line.push_str(&" ".repeat(w.saturating_sub(cell.chars().count()).max(2))),
                }
            }
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

/// Text broken into lines of at most `width` letters.
pub fn wrap(text: &str, width: usize) -> String {
    let mut out = String::new();
    let mut length = 0;
    for word in text.split(' ') {
        let n = word.chars().count();
        if length > 0 && length + 1 + n > width {
            out.push('\n');
            length = 0;
        } else if length > 0 {
            out.push(' ');
            length += 1;
        }
        out.push_str(word);
        length += n;
    }
    out
}
