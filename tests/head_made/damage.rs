//! Damage as two recognition models do it: the Swedish one cannot print §, the English one has no å ä ö.

use super::dice::Dice;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Damage {
    Clean,
    Swedish,
    English,
}

pub fn damage(text: &str, damage: Damage, seed: u64) -> String {
    let mut dice = Dice::new(seed ^ 0x5bd1, false);
    text.chars().map(|c| letter(c, damage, &mut dice)).collect()
}

fn letter(c: char, damage: Damage, dice: &mut Dice) -> String {
    let english = match damage {
        Damage::Clean => return c.into(),
        Damage::Swedish => false,
        Damage::English => true,
    };
    match c {
        'å' if english => ["a", "a", "a", "a", "a", "a", "a", "a", "i", "d"][dice.roll(10)].into(),
        'Å' if english => "A".into(),
        'ä' if english => ["a", "a", "a", "a", "a", "i", "i", "é", "d", "é"][dice.roll(10)].into(),
        'Ä' if english => "A".into(),
        'ö' if english => ["o", "o", "o", "o", "é", "é", "é", "é", "6", "d"][dice.roll(10)].into(),
        'Ö' if english => "O".into(),
        '§' if english => ["§", "§", "§", "§", "§", "8", "$", "§"][dice.roll(8)].into(),
        '§' => ["8", "$", "8", "&", "5", "8"][dice.roll(6)].into(),
        '–' if !english => "-".into(),
        _ if !c.is_alphabetic() || !dice.one_in(if english { 200 } else { 500 }) => c.into(),
        'i' => "l".into(),
        'e' => "c".into(),
        'm' => "rn".into(),
        'l' => "1".into(),
        'o' => "0".into(),
        'n' => "u".into(),
        't' => "f".into(),
        'h' => "b".into(),
        _ => c.into(),
    }
}
