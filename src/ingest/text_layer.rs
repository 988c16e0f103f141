//! Whether the text layer of a PDF page can be trusted: judged by its words.

use std::collections::BTreeSet;
use std::sync::LazyLock;

/// What is done with the text layers of PDFs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TextLayer {
    /// A sound layer is used; the page of a bad one is recognised anew.
    #[default]
    Sound,
    /// Any layer that holds text is used, however bad it is.
    Any,
    /// Layers are left aside.
    Ignored,
}

/// Letters that a text layer must hold before its page goes without OCR.
const MIN_LETTERS: usize = 40;
/// Share of characters other than white space that must be letters, digits or common punctuation.
const MIN_CLEAN: f64 = 0.9;
/// The same for a layer that is used come what may: below it there is no text at all.
const SOME_TEXT: f64 = 0.5;
/// Share of the words in small letters that must be known. On pages of devset and fixtures with at least 150 letters:
/// as printed 0.90–1.00, read with the Swedish model 0.83–1.00, with the English one 0.55–0.80 (and once 0.90).
const MIN_KNOWN_OVER_IMAGE: f64 = 0.85;
/// The same where there is no image: a page of odd words is then still better than a reading of it.
const MIN_KNOWN: f64 = 0.7;
/// The same over all words, names too, where there are fewer than [`MIN_SMALL`] in small letters.
const MIN_KNOWN_NAMES: f64 = 0.5;
const MIN_SMALL: usize = 5;
/// Shortest word that counts; shorter ones are known by chance.
const MIN_WORD: usize = 3;
/// Least share of å, ä and ö among the letters, where there are at least [`MANY_LETTERS`]: pages as printed have
/// 0.022–0.088, those read with the English model 0.
const MIN_DOTTED: f64 = 0.004;
const MANY_LETTERS: usize = 200;
/// A text of so many words with a share of `layer-words.txt` below [`FOREIGN`] is in another language.
const MANY_WORDS: usize = 40;
const FOREIGN: f64 = 0.01;
/// Share of vowels in any language with this alphabet; a font whose codes mean other letters gives others.
const VOWELS: std::ops::RangeInclusive<f64> = 0.28..=0.6;

static SWEDISH: LazyLock<BTreeSet<&'static str>> = LazyLock::new(|| {
    let lines = include_str!("../../dictionaries/layer-words.txt").lines();
    lines.map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#')).collect()
});

/// Whether `text` is a page's text and not the remains of a bad OCR run or of fonts without letters: enough letters,
/// hardly anything but letters, digits and common punctuation, most words `known` (asked in lower case), and å, ä and ö
/// where the words are Swedish. More is asked of a text over an image of the page, which can be read anew.
pub fn text_layer_is_sound(text: &str, over_image: bool, known: &dyn Fn(&str) -> bool) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    if letters < MIN_LETTERS {
        return !over_image && mostly_text(text);
    }
    if !mostly_text(text) {
        return false;
    }
    let share = |count: usize, of: usize| count as f64 / of.max(1) as f64;
    let words: Vec<&str> = text.split(|c: char| !c.is_alphabetic()).filter(|w| !w.is_empty()).collect();
    let swedish = words.iter().filter(|w| SWEDISH.contains(w.to_lowercase().as_str())).count();
    let counted = |small: bool| {
        let long = words.iter().filter(|w| w.chars().count() >= MIN_WORD);
        let chosen: Vec<_> = long.filter(|w| !small || w.chars().all(char::is_lowercase)).collect();
        (chosen.iter().filter(|w| known(&w.to_lowercase())).count(), chosen.len())
    };
    let (small_known, small) = counted(true);
    if words.len() >= MANY_WORDS && share(swedish, words.len()) < FOREIGN && share(small_known, small) < MIN_KNOWN {
        let vowels = text.chars().filter(|c| "aeiouyåäöéèêàáüøæAEIOUYÅÄÖÉÜØÆ".contains(*c)).count();
        return VOWELS.contains(&share(vowels, letters));
    }
    let dotted = text.chars().filter(|c| "åäöÅÄÖ".contains(*c)).count();
    if letters >= MANY_LETTERS && share(dotted, letters) < MIN_DOTTED {
        return false;
    }
    if small < MIN_SMALL {
        let (all_known, all) = counted(false);
        return all > 0 && share(all_known, all) >= MIN_KNOWN_NAMES;
    }
    share(small_known, small) >= if over_image { MIN_KNOWN_OVER_IMAGE } else { MIN_KNOWN }
}

/// Whether nearly all characters are letters, digits or common punctuation.
pub(crate) fn mostly_text(text: &str) -> bool {
    clean_share(text) >= MIN_CLEAN
}

/// Whether there is text at all, be it ever so bad.
pub(crate) fn some_text(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric) && clean_share(text) >= SOME_TEXT
}

fn clean_share(text: &str) -> f64 {
    let clean = |c: char| c.is_alphanumeric() || ".,:;!?-–—§()/'\"’”“%&+=_*•@[]".contains(c);
    let (mut total, mut good) = (0usize, 0usize);
    for c in text.chars().filter(|c| !c.is_whitespace()) {
        total += 1;
        good += usize::from(clean(c));
    }
    if total == 0 { 1.0 } else { good as f64 / total as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLEAN: &str = "§ 14 Nämnden beslutar att anta budgeten för kommande år och att överlämna ärendet.";

    #[test]
    fn clean_text_is_sound() {
        assert!(text_layer_is_sound(CLEAN, true, &|_| true));
        assert!(!text_layer_is_sound(CLEAN, true, &|w| w.len() < 5), "few known words");
    }

    #[test]
    fn little_text_or_noise_is_not_sound() {
        assert!(!text_layer_is_sound("Sida 3", true, &|_| true));
        assert!(text_layer_is_sound("Sida 3", false, &|_| true));
        let noise: String = CLEAN.chars().map(|c| if c == 'a' || c == 't' { '\u{fffd}' } else { c }).collect();
        assert!(!text_layer_is_sound(&noise, false, &|_| true));
        assert!(mostly_text("Sida 3 (14)"));
        assert!(!mostly_text("\u{f0a7}\u{f0a8}x"));
        assert!(some_text(&noise) && !some_text("\u{fffd}\u{fffd}x") && !some_text(" .- "));
    }

    #[test]
    fn swedish_without_its_letters_is_bad_even_if_its_words_look_known() {
        let bare: String = CLEAN.repeat(4).chars().map(crate::fold::base_letter).collect();
        assert!(!text_layer_is_sound(&bare, true, &|_| true));
        assert!(!text_layer_is_sound(&bare, false, &|_| true), "nor where there is no image");
    }

    #[test]
    fn another_language_is_left_as_it_is() {
        let english =
            "The committee decided to adopt the budget for the coming year and to hand the matter over. ".repeat(4);
        assert!(text_layer_is_sound(&english, true, &|w| w == "budget"));
        let shifted: String =
            english.chars().map(|c| if c.is_alphabetic() { (c as u8 + 3) as char } else { c }).collect();
        let shifted: String = shifted.chars().filter(|c| c.is_alphabetic() || c.is_whitespace()).collect();
        assert!(!text_layer_is_sound(&shifted, true, &|_| false), "{shifted}");
    }

    #[test]
    fn the_list_of_words_is_in_order() {
        let lines = include_str!("../../dictionaries/layer-words.txt").lines();
        let words: Vec<&str> = lines.filter(|l| !l.starts_with('#')).collect();
        assert!(words.is_sorted() && words.len() == SWEDISH.len() && words.len() > 10);
        assert!(words.iter().all(|w| w.bytes().all(|b| b.is_ascii_lowercase())), "{words:?}");
    }
}
