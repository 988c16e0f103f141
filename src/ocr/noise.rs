//! Marks that the engine read as signs though their boxes say that they are none: specks, the rules of a table, lines cut off at
//! the edge of the page.

use super::order::{around, word_height};
use super::wire::{WireLine, WireWord};

/// Largest side of a speck, in heights of a word; a full stop of the same print is larger, or stands close to its word.
const SPECK: f32 = 0.15;
/// Space beside a mark from which it stands alone, in heights of a word.
const ALONE: f32 = 0.4;
/// A rule is at least this much higher than wide.
const RULE: f32 = 1.5;
/// A rule is at least this high, in heights of a word; a small "=" or ":" is not.
const RULE_HEIGHT: f32 = 0.6;
/// Height of a line of letters below which it is what is left of one, in heights of a word.
const CUT: f32 = 0.4;
/// Confidence (0–1) above which a mark is believed whatever its box, unless it is a bar.
const SURE: f32 = 0.9;
/// Confidence below which a dash at the start of a line is believed rather than "=".
const UNSURE: f32 = 0.6;

/// Widest box of a single letter, and highest of a small one, in heights of a word.
const ONE_LETTER: (f32, f32) = (1.15, 0.8);

/// The lines without such marks; "=" before a list item becomes the dash that it is, and "Xx" in a table the one letter.
pub(crate) fn without_noise(mut lines: Vec<WireLine>) -> Vec<WireLine> {
    let Some(height) = word_height(&lines) else { return lines };
    for line in &mut lines {
        if is_cut_off(line, height) {
            line.words.clear();
            continue;
        }
        let kept: Vec<bool> = (0..line.words.len()).map(|i| !is_noise(&line.words, i, height)).collect();
        let mut kept = kept.into_iter();
        let before = line.words.len();
        line.words.retain(|_| kept.next().unwrap_or(true));
        if line.words.len() < before && !line.words.is_empty() {
            line.bbox = around(&line.words);
        }
        if line.words.len() > 1 {
            mend_bullet(&mut line.words[0]);
        }
        line.words.iter_mut().for_each(|w| mend_doubled(w, height));
    }
    // A line that held nothing else is gone; a blank line stays one.
    let mut out: Vec<WireLine> = Vec::with_capacity(lines.len());
    for mut line in lines {
        if line.words.is_empty() {
            line = WireLine::default();
        }
        if !line.words.is_empty() || out.last().is_some_and(|l| !l.words.is_empty()) {
            out.push(line);
        }
    }
    while out.last().is_some_and(|l| l.words.is_empty()) {
        out.pop();
    }
    out
}

fn sides(word: &WireWord) -> (f32, f32) {
    let [x0, y0, x1, y1] = word.bbox;
    (x1.saturating_sub(x0) as f32, y1.saturating_sub(y0) as f32)
}

fn is_noise(words: &[WireWord], i: usize, height: f32) -> bool {
    let word = &words[i];
    if word.text.chars().any(|c| c.is_alphanumeric() || "§%&@°½²³€$£+*/".contains(c)) {
        return false;
    }
    if word.text.chars().all(|c| c == '|' || c == '¦') {
        return true;
    }
    let (wide, high) = sides(word);
    let gap = |a: &WireWord, b: &WireWord| b.bbox[0] as f32 - a.bbox[2] as f32;
    let alone = i.checked_sub(1).is_none_or(|before| gap(&words[before], word) > ALONE * height)
        && words.get(i + 1).is_none_or(|after| gap(word, after) > ALONE * height);
    let speck = wide.max(high) <= SPECK * height && alone && !word.text.contains(['-', '–', '—', '=']);
    let dash = word.text.chars().all(|c| "-–—=_~".contains(c));
    let rule = dash && high > RULE * wide && high > RULE_HEIGHT * height && word.conf < SURE;
    let point = dash && wide.max(high) <= SPECK * height && alone && i > 0;
    speck || rule || point
}

/// Whether all that is left of a line is its upper or lower edge: at least three words, low and badly read.
fn is_cut_off(line: &WireLine, height: f32) -> bool {
    let words = &line.words;
    words.len() >= 3
        && words.iter().all(|w| sides(w).1 < CUT * height)
        && words.iter().map(|w| w.conf).sum::<f32>() < UNSURE * words.len() as f32
}

/// "=" and `="` at the start of a line are a dash that the scan made double, where the engine was not sure.
fn mend_bullet(word: &mut WireWord) {
    let (wide, high) = sides(word);
    if word.text.starts_with('=') && !word.text.chars().any(char::is_alphanumeric) && word.conf < UNSURE && wide > high
    {
        word.text = "-".into();
        word.letters.truncate(1);
        if let Some(letter) = word.letters.first_mut() {
            letter.alternatives.clear();
        }
    }
}

/// "Xx", "Vv", "Cc" where there is room for one letter: the engine cannot tell its size where it stands alone, and prints both.
fn mend_doubled(word: &mut WireWord, height: f32) {
    let mut letters = word.text.chars();
    let (Some(a), Some(b), None) = (letters.next(), letters.next(), letters.next()) else { return };
    let (wide, high) = sides(word);
    if a.is_uppercase() && a.to_lowercase().eq(b.to_lowercase()) && b.is_lowercase() && wide <= ONE_LETTER.0 * height {
        let small = high <= ONE_LETTER.1 * height;
        word.text = if small { b } else { a }.to_string();
        if word.letters.len() == 2 {
            word.letters.remove(usize::from(!small));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(text: &str, bbox: [u32; 4], conf: f32) -> WireWord {
        WireWord { text: text.into(), bbox, conf, letters: Vec::new() }
    }

    fn read(words: Vec<WireWord>) -> String {
        let line = WireLine { bbox: [0, 0, 999, 20], words };
        let lines = without_noise(vec![line]);
        lines.iter().flat_map(|l| &l.words).map(|w| w.text.as_str()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn specks_and_rules_go_and_signs_stay() {
        let text = |x: u32| word("Beslut", [x, 0, x + 80, 20], 0.9);
        assert_eq!(read(vec![text(0), word("|", [300, 0, 302, 20], 0.9)]), "Beslut");
        assert_eq!(read(vec![text(0), word(".", [300, 9, 302, 11], 0.8)]), "Beslut");
        assert_eq!(read(vec![text(0), word(".", [83, 17, 86, 20], 0.8)]), "Beslut .");
        assert_eq!(read(vec![text(0), word("=", [200, 0, 206, 22], 0.4), text(300)]), "Beslut Beslut");
        assert_eq!(read(vec![text(0), word("=", [200, 8, 204, 16], 0.95), text(300)]), "Beslut = Beslut");
        assert_eq!(read(vec![text(0), word("–", [90, 9, 100, 11], 0.5), text(110)]), "Beslut – Beslut");
        assert_eq!(read(vec![text(0), word("…", [300, 17, 320, 20], 0.5)]), "Beslut …");
    }

    #[test]
    fn a_double_dash_before_a_list_item_is_one() {
        let item = || word("Skyddsmasker", [40, 0, 160, 20], 0.9);
        assert_eq!(read(vec![word("=", [10, 8, 19, 12], 0.2), item()]), "- Skyddsmasker");
        assert_eq!(read(vec![word("=", [10, 8, 19, 12], 0.9), item()]), "= Skyddsmasker");
    }

    #[test]
    fn a_letter_read_in_both_its_sizes_is_one() {
        let name = || word("Sigrid", [0, 0, 70, 20], 0.9);
        assert_eq!(read(vec![name(), word("Xx", [200, 6, 214, 19], 0.6)]), "Sigrid x");
        assert_eq!(read(vec![name(), word("Vv", [200, 0, 218, 20], 0.6)]), "Sigrid V");
        assert_eq!(read(vec![name(), word("Aa", [200, 0, 228, 20], 0.6)]), "Sigrid Aa");
        assert_eq!(read(vec![name(), word("Ek", [200, 0, 222, 20], 0.6)]), "Sigrid Ek");
    }

    #[test]
    fn a_line_cut_off_at_the_edge_goes() {
        let low = |x: u32, conf| word("ser", [x, 0, x + 30, 5], conf);
        let whole = || WireLine {
            bbox: [0, 30, 999, 50],
            words: (0..9).map(|i| word("Beslut", [100 * i, 30, 100 * i + 80, 50], 0.9)).collect(),
        };
        let cut = |conf| WireLine { bbox: [0, 0, 99, 5], words: vec![low(0, conf), low(40, conf), low(80, conf)] };
        assert_eq!(without_noise(vec![cut(0.3), whole()]), [whole()]);
        assert_eq!(without_noise(vec![cut(0.9), whole()]), [cut(0.9), whole()]);
    }
}
