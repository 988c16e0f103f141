//! What is said between Justera and its workers.
//!
//! A worker says [`READY`] on a line of its own once its model is loaded. Then, for every page: a [`Request`] as one
//! line of JSON and `width × height` bytes of grey pixels go in, a [`Reply`] as one line of JSON comes out.

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use crate::page::{BBox, Letter, Line, Word};

/// The first line of a worker that is ready.
pub const READY: &str = "justera-ocr/1";
/// Longest reply believed, bytes.
pub const MAX_REPLY: u64 = 64 << 20;

/// Announces one page; the pixels follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// Dots per inch.
    pub dpi: u32,
}

/// What a worker made of a page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Reply {
    /// Its lines; a line without words is blank.
    Lines(Vec<WireLine>),
    /// Why there are none.
    Error(String),
}

/// A line as it goes over the wire.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct WireLine {
    /// Left, top, right, bottom.
    pub bbox: [u32; 4],
    /// The words in reading order.
    pub words: Vec<WireWord>,
}

/// A word as it goes over the wire.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WireWord {
    /// Its text.
    pub text: String,
    /// Left, top, right, bottom.
    pub bbox: [u32; 4],
    /// The engine's confidence, 0–1.
    pub conf: f32,
    /// The letters, one for each `char` of the text, or none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub letters: Vec<WireLetter>,
}

/// A letter as it goes over the wire.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct WireLetter {
    /// The engine's confidence, 0–1.
    pub conf: f32,
    /// What else it may be, the likeliest first, 0–1.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alternatives: Vec<(char, f32)>,
    /// Left and right edge in the page, pixels: only within the worker.
    #[serde(skip)]
    pub x: Option<(u32, u32)>,
}

fn bbox([x0, y0, x1, y1]: [u32; 4]) -> BBox {
    BBox { x0, y0, x1, y1 }
}

/// The letters of a word of `text`, where there is one for each `char`: composing may have made one of two.
fn letters(letters: Vec<WireLetter>, text: &str) -> Vec<Letter> {
    if letters.len() != text.chars().count() {
        return Vec::new();
    }
    let unit = |c: f32| c.clamp(0.0, 1.0);
    let letter = |l: WireLetter| Letter {
        confidence: unit(l.conf),
        alternatives: l.alternatives.into_iter().map(|(c, p)| (c, unit(p))).collect(),
    };
    letters.into_iter().map(letter).collect()
}

impl WireLine {
    /// The line of the page model: words joined by single spaces, in NFC.
    pub fn into_line(self) -> Line {
        if self.words.is_empty() {
            return Line::default();
        }
        let mut line = Line { bbox: Some(bbox(self.bbox)), ..Line::default() };
        for word in self.words {
            let text: String = word.text.nfc().filter(|c| !c.is_control()).collect();
            if text.trim().is_empty() {
                continue;
            }
            if !line.raw.is_empty() {
                line.raw.push(' ');
            }
            let start = line.raw.len();
            line.raw.push_str(text.trim());
            line.words.push(Word {
                start,
                end: line.raw.len(),
                bbox: Some(bbox(word.bbox)),
                confidence: Some(word.conf.clamp(0.0, 1.0)),
                letters: letters(word.letters, &line.raw[start..]),
            });
        }
        line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_keep_their_place_in_the_line() {
        let word =
            |text: &str, x| WireWord { text: text.into(), bbox: [x, 0, x + 9, 9], conf: 1.5, letters: Vec::new() };
        let line =
            WireLine { bbox: [0, 0, 30, 9], words: vec![word("Mo\u{308}tet", 0), word(" ", 9), word("är", 20)] };
        let line = line.into_line();
        assert_eq!(line.raw, "Mötet är");
        let texts: Vec<&str> = line.words.iter().map(|w| &line.raw[w.start..w.end]).collect();
        assert_eq!(texts, ["Mötet", "är"]);
        assert_eq!(line.words[0].confidence, Some(1.0));
        assert!(WireLine::default().into_line().is_blank());
    }
}
