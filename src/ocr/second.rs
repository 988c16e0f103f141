//! The second reading: § found again.
//!
//! Tesseract's Swedish model has no § among its symbols and prints `8`, `$`, `5`, `&` in its place; the English model
//! reads § well and breaks å ä ö; the model for Latin script finds some that it misses. So only words that may hold a § are read again with the second model, and only what
//! it takes for a § is taken over, by word box. Everything else stays as the first model read it.

use std::sync::LazyLock;

use super::wire::{WireLine, WireWord};
use crate::page::PageImage;

/// Reads a cut-out of the page as one line.
pub(crate) type ReadLine<'a> = dyn FnMut(&PageImage) -> Option<Vec<WireLine>> + 'a;

static SHAPES: LazyLock<Vec<char>> = LazyLock::new(|| {
    let lines = include_str!("../../dictionaries/paragraph-shapes.txt").lines();
    lines.filter(|l| !l.starts_with('#')).filter_map(|l| l.chars().next()).collect()
});

/// Words before and after a suspect that are cut out with it: the second model reads better with some context.
const CONTEXT: (usize, usize) = (1, 3);
/// Longest number that a § has, digits.
const DIGITS: usize = 4;

fn is_shape(c: char) -> bool {
    SHAPES.contains(&c)
}

/// Reads the suspects of all `lines` again and puts in the § found by the first of `readers` that finds one.
pub(crate) fn second_reading(lines: &mut [WireLine], image: &PageImage, readers: &mut [Box<ReadLine<'_>>]) {
    for line in lines {
        let mut at = 0;
        while at < line.words.len() {
            if !is_suspect(&line.words, at) {
                at += 1;
                continue;
            }
            let from = at.saturating_sub(CONTEXT.0);
            let to = (at + 1 + CONTEXT.1).min(line.words.len());
            let (cut, x0, y0) = cut_out(image, line, from, to);
            let words = line.words.len();
            let number_follows =
                line.words.get(at + 1).is_some_and(|w| w.text.starts_with(|c: char| c.is_ascii_digit()));
            let new = readers.iter_mut().find_map(|read| {
                let mut seen: Vec<WireWord> = read(&cut)?.into_iter().flat_map(|l| l.words).collect();
                for [left, top, right, bottom] in seen.iter_mut().map(|w| &mut w.bbox) {
                    (*left, *right) = (*left + x0, *right + x0);
                    (*top, *bottom) = (*top + y0, *bottom + y0);
                }
                replacement(&line.words[at], &seen, number_follows)
            });
            if let Some(new) = new {
                line.words.splice(at..=at, new);
            }
            at += 1 + line.words.len() - words;
        }
    }
}

/// Whether word `at` may be a damaged §: shapes alone ("8", "$$"), a number that starts with a shape at the start of
/// a line ("8113") or anywhere after a sign that is no digit ("$7-8"), or the number after "kap." that has taken up
/// the § behind it ("5 kap. 48").
fn is_suspect(words: &[WireWord], at: usize) -> bool {
    let text = words[at].text.trim_matches(|c: char| "(\"'”“.,:;|".contains(c));
    let Some(first) = text.chars().next() else { return false };
    let length = text.chars().count();
    let tail = text.trim_start_matches(is_shape);
    if tail.is_empty() && length <= 2 {
        // Party marks such as "(S)" are words of their own.
        return !words[at].text.contains([')', ']']) || text.contains('$');
    }
    let number = |t: &str| t.chars().next_back().is_some_and(|c| c.is_ascii_digit() || c.is_ascii_uppercase());
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let bounded = (2..=2 * DIGITS).contains(&length) && digits <= 2 * DIGITS && number(text);
    if bounded && is_shape(first) && (!first.is_ascii_alphanumeric() || (at == 0 && digits <= DIGITS + 1)) {
        return true;
    }
    let after_chapter = at > 0 && words[at - 1].text.to_lowercase().starts_with("kap");
    after_chapter && digits == length && text.chars().next_back().is_some_and(is_shape)
}

/// The part of the page that shows words `from..to` of `line`, with its left and top edge.
fn cut_out(image: &PageImage, line: &WireLine, from: usize, to: usize) -> (PageImage, u32, u32) {
    let words = &line.words[from..to];
    let edge = |i: usize| words.iter().map(move |w| w.bbox[i]);
    let (left, right) = (edge(0).min().unwrap_or(0), edge(2).max().unwrap_or(0));
    let (top, bottom) = (edge(1).min().unwrap_or(0), edge(3).max().unwrap_or(0));
    let margin = (bottom.saturating_sub(top) / 4).clamp(4, 30);
    let (width, height) = image.pixels.dimensions();
    let (x0, y0) = (left.saturating_sub(margin), top.saturating_sub(margin));
    let (x1, y1) = ((right + margin).min(width), (bottom + margin).min(height));
    let view = image::imageops::crop_imm(&image.pixels, x0, y0, x1.saturating_sub(x0), y1.saturating_sub(y0));
    (PageImage { pixels: view.to_image(), dpi: image.dpi }, x0, y0)
}

/// What should stand in place of `word` by the second reading `seen` of its surroundings, if that shows a § there.
fn replacement(word: &WireWord, seen: &[WireWord], number_follows: bool) -> Option<Vec<WireWord>> {
    let here: Vec<&WireWord> = seen.iter().filter(|s| share(s.bbox, word.bbox) > 0.5).collect();
    let joined: String = here.iter().map(|s| s.text.as_str()).collect();
    let other: String = joined.chars().filter(|c| *c != '§').collect();
    let keeps_letters = other.chars().filter(|c| c.is_alphabetic()).all(|c| word.text.contains(c));
    // "31" may be "§1" or "31"; it is never a lone sign.
    let long_enough = word.text.chars().all(is_shape) || joined.chars().count() >= word.text.chars().count();
    if joined.contains('§') && keeps_letters && long_enough {
        let within = |s: &&WireWord| share(s.bbox, word.bbox) > 0.8;
        if here.iter().all(within) {
            return Some(with_first_digits(word, &here, number_follows));
        }
    }
    // The second model glued the § to its neighbour ("§13" for "8" "13"): only the sign is taken.
    let core: String = word.text.chars().filter(|c| is_shape(*c)).collect();
    let punctuation_only = |c: char| is_shape(c) || c.is_ascii_punctuation();
    if core.is_empty() || core.chars().count() > 2 || !word.text.chars().all(punctuation_only) {
        return None;
    }
    let over = seen.iter().find(|s| share(word.bbox, s.bbox) > 0.6 && s.text.contains('§'))?;
    let rest = over.text.trim_matches(|c: char| c == '§');
    let at_edge = over.text.starts_with('§') || over.text.ends_with('§');
    let sign = "§".repeat(core.chars().count());
    (at_edge && !rest.contains('§')).then(|| {
        vec![WireWord { text: word.text.replacen(&core, &sign, 1), bbox: word.bbox, conf: over.conf.min(word.conf) }]
    })
}

/// The words `here` of the second reading, with the digits of the first where both read as many.
fn with_first_digits(word: &WireWord, here: &[&WireWord], number_follows: bool) -> Vec<WireWord> {
    let mut new: Vec<WireWord> = here.iter().map(|s| (*s).clone()).collect();
    let signs = new.iter().map(|w| w.text.matches('§').count()).sum::<usize>();
    let starts = new[0].text.starts_with('§');
    let sign_or_shape = |c: char| c == '§' || is_shape(c);
    if word.text.chars().all(is_shape) && new.len() == 1 && new[0].text.chars().all(sign_or_shape) {
        // "§§" is often read as "8§"; "§8" is that only where its number is still to come.
        let number = starts && signs == 1 && new[0].text.chars().skip(1).all(|c| c.is_ascii_digit());
        match new[0].text.chars().count() {
            2.. if !number || number_follows => new[0].text = "§§".into(),
            _ => {}
        }
        return new;
    }
    let seconds: Vec<char> = new.iter().flat_map(|w| w.text.chars()).filter(char::is_ascii_digit).collect();
    let firsts: Vec<char> =
        word.text.chars().skip(if starts { signs } else { 0 }).filter(char::is_ascii_digit).collect();
    if starts && firsts.len() == seconds.len() {
        let mut digits = firsts.into_iter();
        for w in &mut new {
            w.text = w.text.chars().map(|c| if c.is_ascii_digit() { digits.next().unwrap_or(c) } else { c }).collect();
        }
    }
    new
}

/// Share of the width of `a` that lies within `b`.
fn share(a: [u32; 4], b: [u32; 4]) -> f64 {
    let common = a[2].min(b[2]).saturating_sub(a[0].max(b[0]));
    f64::from(common) / f64::from(a[2].saturating_sub(a[0]).max(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::GrayImage;

    fn words(text: &[(&str, u32, u32)]) -> Vec<WireWord> {
        text.iter().map(|(t, x0, x1)| WireWord { text: (*t).into(), bbox: [*x0, 10, *x1, 30], conf: 0.9 }).collect()
    }

    /// Reads `first` again, the second model seeing `second` at the same place on the page.
    fn read(first: &[(&str, u32, u32)], second: &[(&str, u32, u32)]) -> String {
        let image = PageImage { pixels: GrayImage::new(1000, 50), dpi: 300 };
        let mut lines = vec![WireLine { bbox: [0, 10, 900, 30], words: words(first) }];
        let margin = 5;
        let cut = |at: usize| first[at].1.saturating_sub(margin);
        let suspect = (0..first.len()).find(|&i| is_suspect(&lines[0].words, i));
        let x0 = suspect.map_or(0, |s| cut(s.saturating_sub(CONTEXT.0)));
        let seen: Vec<(&str, u32, u32)> =
            second.iter().filter(|s| s.1 >= x0).map(|(t, a, b)| (*t, a - x0, b - x0)).collect();
        let reader = |_: &PageImage| Some(vec![WireLine { bbox: [0; 4], words: words(&seen) }]);
        second_reading(&mut lines, &image, &mut [Box::new(|_| None), Box::new(reader)]);
        lines[0].words.iter().map(|w| w.text.as_str()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_sign_comes_back() {
        assert_eq!(read(&[("8", 10, 20), ("31", 30, 50)], &[("§", 10, 20), ("31", 30, 50)]), "§ 31");
        assert_eq!(read(&[("8", 10, 20), ("31", 30, 50)], &[("§31", 10, 50)]), "§ 31");
        assert_eq!(read(&[("88", 10, 30), ("31", 40, 50)], &[("8§", 10, 30), ("31", 40, 50)]), "§§ 31");
        assert_eq!(read(&[("88", 10, 30), ("14-15", 40, 90)], &[("8§§", 10, 30)]), "§§ 14-15");
        assert_eq!(read(&[("85", 10, 30), ("14", 40, 90)], &[("§", 10, 30)]), "§ 14");
        assert_eq!(read(&[("88", 10, 30), ("Budget", 40, 90)], &[("§8", 10, 30)]), "§8 Budget");
        assert_eq!(read(&[("8113", 10, 50)], &[("§", 10, 18), ("118", 22, 50)]), "§ 113");
        assert_eq!(read(&[("enligt", 5, 50), ("$7-8", 60, 90)], &[("§7-8", 60, 90)]), "enligt §7-8");
        assert_eq!(read(&[("kap.", 5, 50), ("18", 60, 90)], &[("1", 60, 68), ("§", 75, 90)]), "kap. 1 §");
        assert_eq!(read(&[("814B", 10, 50)], &[("§14B", 10, 50)]), "§14B");
    }

    #[test]
    fn all_else_stays() {
        assert_eq!(read(&[("8", 10, 20), ("årsmöten", 30, 90)], &[("8", 10, 20), ("arsm6ten", 30, 90)]), "8 årsmöten");
        assert_eq!(read(&[("31", 10, 20), ("år", 30, 90)], &[("§", 10, 20), ("ar", 30, 90)]), "31 år");
        assert_eq!(read(&[("8", 10, 20), ("år", 30, 90)], &[]), "8 år");
        assert_eq!(read(&[("(S)", 10, 30)], &[("§", 10, 30)]), "(S)");
    }

    #[test]
    fn the_shapes_are_single_characters_without_repeats() {
        let lines = include_str!("../../dictionaries/paragraph-shapes.txt").lines().filter(|l| !l.starts_with('#'));
        assert!(lines.clone().all(|l| l.chars().count() == 1));
        let unique: std::collections::BTreeSet<&str> = lines.clone().collect();
        assert_eq!(unique.len(), lines.count());
    }
}
