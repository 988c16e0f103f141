//! % and @, which the Swedish model cannot print either: "88 96" for "88 %", "Qkommun.se" for "@kommun.se".

use super::put::Change;
use super::suspects::Text;
use crate::ocr::wire::WireLine;

/// What a % is misread as has at most so many letters.
const PERCENT: usize = 3;
/// Confidence given to a sign that one second reading shows and the first could not.
const CONFIDENCE: f32 = 0.9;

/// Whether a second reading may find a % or @ in `line`: a short word after a number, or a word like an address.
pub(super) fn may_hold(line: &WireLine) -> bool {
    let number = |i: usize| line.words[i].text.ends_with(|c: char| c.is_ascii_digit());
    line.words.iter().enumerate().any(|(i, w)| {
        let percent = i > 0 && number(i - 1) && is_percent(w);
        percent || is_address(&w.text)
    })
}

/// A short word of which the engine was not sure; digits and capitals among it, as in "96", "Yo", "26".
fn is_percent(word: &crate::ocr::wire::WireWord) -> bool {
    let core = word.text.trim_end_matches(['.', ',', ')', ';']);
    let doubt = word.letters.iter().any(|l| l.conf < 0.9 || l.alternatives.iter().any(|(_, p)| *p >= 0.2));
    (1..=PERCENT).contains(&core.chars().count()) && (doubt || word.letters.is_empty() || word.conf < 0.8)
}

/// Letters, a full stop and letters again at its end, and no web address: an e-mail address without its @.
fn is_address(word: &str) -> bool {
    let word = word.trim_end_matches(['.', ',', ')', ';', ':']);
    let Some((host, end)) = word.rsplit_once('.') else { return false };
    // A long ending is one only beside what an @ is misread as: "markQkommun.example", "info(Pkommun.museum".
    let odd = host.chars().skip(1).any(|c| c.is_uppercase() || !c.is_alphanumeric() && !"-._".contains(c));
    let lengths = if odd { 2..=8 } else { 2..=3 };
    let domain = lengths.contains(&end.len()) && end.chars().all(|c| c.is_ascii_lowercase());
    let long = host.chars().filter(|c| c.is_alphabetic()).count() >= 6;
    let web = host.starts_with("www") || word.contains("//") || word.contains('@');
    domain && long && !web
}

/// The % and @ that `second` shows where `first` has something else. `counterparts` leads from the characters of `first` to those of
/// `second`.
pub(super) fn changes(first: &Text, second: &Text, counterparts: &[Option<usize>]) -> Vec<Change> {
    let mut changes = Vec::new();
    for (at, &counterpart) in counterparts.iter().enumerate() {
        let Some(sign) = counterpart.map(|j| second.chars[j]) else { continue };
        if !matches!(sign, '%' | '@') || first.chars[at] == sign || first.chars[at] == ' ' {
            continue;
        }
        let (word, place) = first.places[at];
        let letters: Vec<usize> =
            (0..first.places.len()).filter(|i| first.places[*i].0 == word && first.chars[*i] != ' ').collect();
        let core = |i: &&usize| first.chars[**i].is_alphanumeric() || counterparts[**i].is_none();
        // A % stands alone or behind its number: what is left of the misreading goes with it.
        let rest: Vec<usize> = match sign {
            '%' if letters.iter().filter(core).count() <= PERCENT => {
                letters.into_iter().filter(|i| *i != at && counterparts[*i].is_none()).collect()
            }
            '%' => continue,
            _ => letters.into_iter().filter(|i| i.abs_diff(at) == 1 && counterparts[*i].is_none()).collect(),
        };
        changes.push(Change { word, at: place, to: Some(sign), before: false, after: false, confidence: CONFIDENCE });
        let gone =
            |i: usize| Change { word, at: first.places[i].1, to: None, before: false, after: false, confidence: 0.0 };
        changes.extend(rest.into_iter().map(gone));
    }
    changes
}
