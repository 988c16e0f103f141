//! Puts signs into the words of a line, boxes and letters with them.

use crate::ocr::wire::{WireLetter, WireWord};

/// A letter that becomes a sign, or goes.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Change {
    /// Index of the word in the line.
    pub word: usize,
    /// Index of the letter in the word, `char`s.
    pub at: usize,
    /// The sign; `None`: the letter goes.
    pub to: Option<char>,
    /// Whether a space stands before the sign.
    pub before: bool,
    /// Whether a space stands after it.
    pub after: bool,
    /// How sure that is, 0–1.
    pub confidence: f32,
}

/// A character of a word while it is rebuilt.
struct Piece {
    c: char,
    letter: Option<WireLetter>,
    /// Left and right edge, pixels.
    x: (u32, u32),
    ends_word: bool,
}

/// The words with `changes` made.
pub(super) fn put(words: &[WireWord], changes: &[Change]) -> Vec<WireWord> {
    let changed = |w: usize| changes.iter().any(|c| c.word == w);
    let mut all = Vec::with_capacity(words.len() + changes.len());
    for (w, word) in words.iter().enumerate() {
        match changed(w) {
            true => all.extend(rebuilt(word, changes.iter().filter(|c| c.word == w))),
            false => all.push(word.clone()),
        }
    }
    all
}

fn rebuilt<'a>(word: &WireWord, changes: impl Iterator<Item = &'a Change>) -> Vec<WireWord> {
    let mut pieces: Vec<Piece> = pieces(word);
    let mut gone = Vec::new();
    for change in changes {
        let Some(to) = change.to else {
            gone.push(change.at);
            continue;
        };
        if change.before && change.at > 0 && !is_sign(pieces[change.at - 1].c) {
            pieces[change.at - 1].ends_word = true;
        }
        let piece = &mut pieces[change.at];
        piece.c = to;
        piece.letter = Some(WireLetter { conf: change.confidence, ..WireLetter::default() });
        piece.ends_word |= change.after;
    }
    let mut index = 0;
    pieces.retain(|_| {
        index += 1;
        !gone.contains(&(index - 1))
    });
    let mut words = Vec::new();
    let mut rest = pieces.as_slice();
    while !rest.is_empty() {
        // A space after an opening bracket or before a full stop is none.
        let cut = (1..rest.len()).find(|i| rest[i - 1].ends_word && between_words(&rest[..*i], &rest[*i..]));
        let (head, tail) = rest.split_at(cut.unwrap_or(rest.len()));
        words.push(joined(head, word));
        rest = tail;
    }
    words
}

fn is_sign(c: char) -> bool {
    c == '§'
}

fn between_words(head: &[Piece], tail: &[Piece]) -> bool {
    let word = |p: &[Piece]| p.iter().any(|p| p.c.is_alphanumeric() || is_sign(p.c));
    // "§§" is one word.
    let signs = head.last().is_some_and(|p| is_sign(p.c)) && tail.first().is_some_and(|p| is_sign(p.c));
    word(head) && word(tail) && !signs
}

fn pieces(word: &WireWord) -> Vec<Piece> {
    let count = word.text.chars().count();
    let (left, width) = (word.bbox[0], word.bbox[2].saturating_sub(word.bbox[0]));
    // Where the engine gives no box for a letter, all are taken to be equally wide.
    let edge = |i: usize| left + (u64::from(width) * i as u64 / count.max(1) as u64) as u32;
    let known = word.letters.len() == count;
    let letter = |i: usize| known.then(|| word.letters[i].clone());
    let x = |i: usize| letter(i).and_then(|l| l.x).unwrap_or((edge(i), edge(i + 1)));
    word.text.chars().enumerate().map(|(i, c)| Piece { c, letter: letter(i), x: x(i), ends_word: false }).collect()
}

fn joined(pieces: &[Piece], of: &WireWord) -> WireWord {
    let left = pieces.iter().map(|p| p.x.0).min().unwrap_or(of.bbox[0]);
    let right = pieces.iter().map(|p| p.x.1).max().unwrap_or(of.bbox[2]);
    let letters: Option<Vec<WireLetter>> = pieces.iter().map(|p| p.letter.clone()).collect();
    WireWord {
        text: pieces.iter().map(|p| p.c).collect(),
        bbox: [left, of.bbox[1], right.max(left), of.bbox[3]],
        conf: of.conf,
        letters: letters.unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::words;
    use super::*;

    fn change(at: usize, before: bool, after: bool) -> Change {
        Change { word: 0, at, to: Some('§'), before, after, confidence: 0.9 }
    }

    fn shown(text: &str, changes: &[Change]) -> Vec<(String, [u32; 4])> {
        put(&words(&[(text, 100, 140)]), changes).into_iter().map(|w| (w.text, w.bbox)).collect()
    }

    #[test]
    fn a_word_is_divided_at_its_sign() {
        assert_eq!(
            shown("8113", &[change(0, false, true)]),
            [("§".into(), [100, 10, 110, 30]), ("113".into(), [110, 10, 140, 30])]
        );
        assert_eq!(
            shown("8a8,", &[change(2, true, true)]),
            [("8a".into(), [100, 10, 120, 30]), ("§,".into(), [120, 10, 140, 30])]
        );
        assert_eq!(shown("(812)", &[change(1, true, false)])[0].0, "(§12)");
        let double = [change(0, false, true), change(1, true, true)];
        assert_eq!(shown("88", &double)[0].0, "§§");
        let single = [change(0, false, true), Change { to: None, ..change(1, false, false) }];
        assert_eq!(shown("$5", &single)[0].0, "§");
    }
}
