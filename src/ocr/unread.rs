//! Ink beside the lines that the engine left unread: single figures at the right edge of a table, a column of page numbers.

use image::GrayImage;

use super::order::{around, word_height};
use super::prepare::ink::{Ink, Piece};
use super::wire::{WireLine, WireWord};

/// Lowest and tallest piece that may be a letter, in heights of a word.
const LETTER: (f32, f32) = (0.4, 1.3);
/// Space between letters of one strip at most, in heights of a word.
const GAP: f32 = 1.6;
/// How far from a word's box ink still belongs to it, in heights of a word.
const NEAR: f32 = 0.25;
/// Share of a strip's height that a word beside it must share: what stands on no line is a stamp, a signature, a picture.
const LEVEL: f32 = 0.6;
/// Most strips of a page; a page with more has a picture or is noise, and none is read.
const MOST: usize = 60;
/// The same of strips with nothing beside them.
const MOST_LONE: usize = 8;
/// Width and height of what may be a line alone, a label or a short title, in heights of a word.
const LONE_WIDTH: std::ops::RangeInclusive<f32> = 1.2..=60.0;
const LONE_HEIGHT: std::ops::RangeInclusive<f32> = 0.7..=1.5;
/// Fewest letters of a line alone that is no label.
const FEWEST_LETTERS: usize = 6;
/// Share of its signs that must be letters, and the confidence (0–1) of each of its words.
const LETTERS: f32 = 0.8;
const SURE_ALONE: f32 = 0.75;
/// Confidence (0–1) from which what is read there is believed.
const SURE: f32 = 0.75;

/// Strips of a page, left, top, right, bottom, in reading order, that look like letters and are in none of its words.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Unread {
    /// Those that stand level with words.
    pub level: Vec<[u32; 4]>,
    /// Those with nothing beside them: a label or an underlined title in the middle of the page may be one, and so may be a stamp or what shines
    /// through.
    pub lone: Vec<[u32; 4]>,
}

/// What of `image` is in no word of `lines`.
pub(crate) fn strips(lines: &[WireLine], image: &GrayImage) -> Unread {
    let Some(height) = word_height(lines) else { return Unread::default() };
    let words: Vec<[f32; 4]> = lines.iter().flat_map(|l| &l.words).map(|w| w.bbox.map(|side| side as f32)).collect();
    let near = NEAR * height;
    let free = |p: &Piece| {
        let (x, y) = ((p.x0 + p.x1) as f32 / 2.0, (p.y0 + p.y1) as f32 / 2.0);
        words.iter().all(|[x0, y0, x1, y1]| x < x0 - near || x > x1 + near || y < y0 - near || y > y1 + near)
    };
    let letter = |p: &&Piece| {
        let (wide, high) = (p.width() as f32 / height, p.height() as f32 / height);
        (LETTER.0..=LETTER.1).contains(&high) && wide <= 2.0 * LETTER.1 && wide > 0.1 && free(p)
    };
    let ink = Ink::of(image);
    let mut letters: Vec<&Piece> = ink.pieces.iter().filter(letter).collect();
    letters.sort_by_key(|p| (p.x0, p.y0));
    let mut strips: Vec<[u32; 4]> = Vec::new();
    for p in letters {
        let joins = |s: &&mut [u32; 4]| {
            let shared = s[3].min(p.y1).saturating_sub(s[1].max(p.y0));
            2 * shared >= p.height().min(s[3] - s[1]) && p.x0 as f32 - s[2] as f32 <= GAP * height
        };
        match strips.iter_mut().find(joins) {
            Some(s) => *s = [s[0].min(p.x0), s[1].min(p.y0), s[2].max(p.x1), s[3].max(p.y1)],
            None => strips.push([p.x0, p.y0, p.x1, p.y1]),
        }
    }
    let level = |s: &[u32; 4]| {
        let high = (s[3] - s[1]) as f32;
        high <= LETTER.1 * height && words.iter().any(|w| w[3].min(s[3] as f32) - w[1].max(s[1] as f32) >= LEVEL * high)
    };
    let alone = |s: &[u32; 4]| {
        let (wide, high) = ((s[2] - s[0]) as f32 / height, (s[3] - s[1]) as f32 / height);
        let (top, bottom) = (s[1] as f32 + NEAR * height, s[3] as f32 - NEAR * height);
        LONE_WIDTH.contains(&wide) && LONE_HEIGHT.contains(&high) && words.iter().all(|w| w[3] <= top || bottom <= w[1])
    };
    strips.sort_by_key(|s| (s[1], s[0]));
    let (level, other): (Vec<_>, Vec<_>) = strips.into_iter().partition(level);
    let lone: Vec<_> = other.into_iter().filter(alone).collect();
    let few = |of: Vec<[u32; 4]>, most: usize| if of.len() > most { Vec::new() } else { of };
    Unread { level: few(level, MOST), lone: few(lone, MOST_LONE) }
}

/// Takes what was read of a strip into the page, as a line of its own after the line beside it, where the engine was sure of it.
pub(crate) fn take_in(lines: &mut Vec<WireLine>, mut words: Vec<WireWord>) {
    words.retain(|w| w.text.chars().any(char::is_alphanumeric) || is_dash(&w.text));
    let sure = words.iter().filter(|w| w.text.chars().any(char::is_alphanumeric)).all(|w| w.conf >= SURE);
    if !sure || words.iter().all(|w| is_dash(&w.text)) {
        return;
    }
    let bbox = around(&words);
    let shared = |l: &WireLine| l.bbox[3].min(bbox[3]).saturating_sub(l.bbox[1].max(bbox[1]));
    let beside = (0..lines.len()).filter(|i| !lines[*i].words.is_empty()).max_by_key(|i| (shared(&lines[*i]), *i));
    let at = beside.map_or(lines.len(), |i| i + 1);
    lines.insert(at, WireLine { bbox, words });
}

/// Whether what was read of a strip with nothing beside it is a line of text: words that the engine is sure of, not the scrawl of a stamp or a signature.
pub(crate) fn is_text(words: &[WireWord]) -> bool {
    let signs = || words.iter().flat_map(|w| w.text.chars());
    let letters = signs().filter(|c| c.is_alphabetic()).count();
    letters >= FEWEST_LETTERS
        && letters as f32 >= LETTERS * signs().count() as f32
        && words.iter().filter(|w| w.text.chars().any(char::is_alphanumeric)).all(|w| w.conf >= SURE_ALONE)
}

/// A dash, as in "3 - 4".
fn is_dash(text: &str) -> bool {
    matches!(text, "-" | "–" | "—")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(text: &str, bbox: [u32; 4], conf: f32) -> WireWord {
        WireWord { text: text.into(), bbox, conf, letters: Vec::new() }
    }

    fn page() -> Vec<WireLine> {
        vec![
            WireLine { bbox: [10, 10, 110, 30], words: vec![word("Meddelanden", [10, 10, 110, 30], 0.9)] },
            WireLine { bbox: [10, 50, 110, 70], words: vec![word("Upphandling", [10, 50, 110, 70], 0.9)] },
        ]
    }

    fn inked(boxes: &[[u32; 4]]) -> GrayImage {
        let mut image = GrayImage::from_pixel(500, 200, image::Luma([255]));
        for [x0, y0, x1, y1] in boxes {
            for (x, y) in (*x0..*x1).flat_map(|x| (*y0..*y1).map(move |y| (x, y))) {
                image.put_pixel(x, y, image::Luma([0]));
            }
        }
        image
    }

    #[test]
    fn ink_level_with_a_line_is_found_and_other_ink_is_not() {
        let letter_of_a_word = [20, 12, 30, 28];
        let (figure, stamp, rule, speck) =
            ([400, 12, 410, 28], [300, 100, 310, 116], [450, 0, 452, 190], [300, 15, 302, 17]);
        let image = inked(&[letter_of_a_word, figure, stamp, rule, speck]);
        assert_eq!(strips(&page(), &image), Unread { level: vec![figure], lone: vec![] });
        let pair = inked(&[[400, 52, 410, 68], [430, 52, 440, 68]]);
        assert_eq!(strips(&page(), &pair).level, [[400, 52, 440, 68]]);
        let label = inked(&[[200, 92, 212, 110], [230, 92, 240, 108], [244, 92, 254, 108]]);
        assert_eq!(strips(&page(), &label), Unread { level: vec![], lone: vec![[200, 92, 254, 110]] });
    }

    #[test]
    fn what_is_read_stands_after_the_line_beside_it_if_it_is_sure() {
        let mut lines = page();
        take_in(&mut lines, vec![word("3", [400, 12, 410, 28], 0.9), word("-", [415, 20, 420, 22], 0.2)]);
        assert_eq!(lines[1].words.len(), 2);
        let before = lines.clone();
        take_in(&mut lines, vec![word("r%", [400, 52, 410, 68], 0.4)]);
        take_in(&mut lines, vec![word("|", [400, 52, 410, 68], 0.9)]);
        assert_eq!(lines, before);
    }

    #[test]
    fn a_line_alone_is_text_where_all_its_words_are_sure() {
        let line = |words: &[(&str, f32)]| is_text(&words.iter().map(|(t, c)| word(t, [0; 4], *c)).collect::<Vec<_>>());
        assert!(line(&[("Val", 0.95), ("av", 0.96), ("justeringsman", 0.9)]));
        assert!(!line(&[("Val", 0.95), ("av", 0.4), ("justeringsman", 0.9)]));
        assert!(!line(&[("1976-04-13", 0.95), ("kl", 0.9)]) && !line(&[("Ekx", 0.95)]));
    }
}
