//! What reading does to a line: as the Swedish model reads (no §), as an English one (no dots and rings), or not at all.

use crate::dice::Dice;

/// What is done to the letters of a line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Damage {
    Clean,
    /// § lost, letters mistaken here and there: the Swedish model.
    Swedish,
    /// Dots and rings lost, more letters mistaken: an English model.
    English,
}

/// The line as read.
pub fn read(line: &str, damage: Damage, dice: &mut Dice) -> String {
    if damage == Damage::Clean {
        return line.to_string();
    }
    let mut out = String::new();
    let mut rest = line;
    while let Some(c) = rest.chars().next() {
        if c == '§' && damage == Damage::Swedish {
            out.push_str(dice.pick(&["8", "8", "8", "$", "$", "S", "&", "5", "3", "$5", "58", "SS", "§"]));
            rest = &rest['§'.len_utf8()..];
            // The blank after it is often lost with it.
            if rest.starts_with(' ') && dice.one_in(4) {
                rest = &rest[1..];
            }
            continue;
        }
        if c == '§' && dice.one_in(25) {
            out.push_str(dice.pick(&["$", "8", "S"]));
        } else {
            out.push_str(&letter(c, damage, dice));
        }
        rest = &rest[c.len_utf8()..];
    }
    out
}

fn letter(c: char, damage: Damage, dice: &mut Dice) -> String {
    let english = damage == Damage::English;
    let rate = if english { 60 } else { 220 };
    let read = match c {
        'å' | 'Å' if english => ["a", "a", "a", "a", "a", "i", "d"][dice.roll(7)].into(),
        'ä' | 'Ä' if english => ["a", "a", "a", "i", "é", "d", "&"][dice.roll(7)].into(),
        'ö' | 'Ö' if english => ["o", "o", "é", "é", "6", "0"][dice.roll(6)].into(),
        _ if !c.is_alphabetic() || dice.roll(rate) > 0 => c.to_string(),
        'i' => "l".into(),
        'e' => "c".into(),
        'm' => "rn".into(),
        'l' => "1".into(),
        'o' => "0".into(),
        'n' => "u".into(),
        't' => "f".into(),
        'a' => "u".into(),
        _ => c.to_string(),
    };
    if c.is_uppercase() && read.chars().all(char::is_alphabetic) { read.to_uppercase() } else { read }
}
