//! Normalising what is no letter of its own: blank lines by the distances on the page; ligatures and soft hyphens, as edits.

mod blanks;

use std::sync::LazyLock;

use unicode_normalization::char::is_combining_mark;

use crate::edit::{Edit, EditKind, EditSource};
use crate::page::{Line, Page};

/// Signs and what they stand for, from `dictionaries/ligatures.tsv`.
static SIGNS: LazyLock<Vec<(char, &'static str)>> = LazyLock::new(|| {
    include_str!("../../dictionaries/ligatures.tsv")
        .lines()
        .filter(|l| !l.starts_with('#'))
        .filter_map(|l| l.split_once('\t'))
        .filter_map(|(from, to)| from.chars().next().map(|c| (c, to)))
        .collect()
});

const SOFT_HYPHEN: char = '\u{ad}';

/// Settles the blank lines of a page and adds the edits of its lines.
pub fn page(page: &mut Page) {
    blanks::settle(page);
    for line in &mut page.lines {
        self::line(line);
    }
}

/// Adds the edits of a line: ligatures and the long s are spelt out, soft hyphens within the line are dropped.
pub fn line(line: &mut Line) {
    if line.raw.is_ascii() {
        return;
    }
    let last = line.raw.trim_end().len();
    for (start, c) in line.raw.char_indices() {
        let end = start + c.len_utf8();
        // An accent on it would join the letter before: the text would be another when it is read again.
        if line.raw[end..].chars().next().is_some_and(is_combining_mark) {
            continue;
        }
        let (to, kind) = match SIGNS.iter().find(|(sign, _)| *sign == c) {
            Some((_, to)) => (*to, EditKind::Confusion),
            // At a line end it is the hyphen that the line was broken with.
            None if c == SOFT_HYPHEN && end < last => ("", EditKind::Hyphen),
            None => continue,
        };
        line.edits.push(Edit {
            start,
            end,
            from: c.into(),
            to: to.into(),
            kind,
            confidence: 1.0,
            applied: true,
            source: EditSource::Lexicon,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ligatures_and_soft_hyphens_are_edits() {
        let mut line = Line::new("ef\u{ad}fekt och oﬃciell");
        self::line(&mut line);
        assert_eq!(line.text(), "effekt och officiell");
        assert_eq!(crate::edit::undo(&line.text(), &line.edits).as_deref(), Some("ef\u{ad}fekt och oﬃciell"));
    }

    #[test]
    fn a_sign_with_an_accent_stays() {
        for text in ["ﬁ\u{301}nden", "a\u{ad}\u{308}b"] {
            let mut line = Line::new(text);
            self::line(&mut line);
            assert_eq!(line.text(), text);
        }
    }

    #[test]
    fn a_soft_hyphen_at_the_line_end_stays() {
        let mut line = Line::new("samman\u{ad}");
        self::line(&mut line);
        assert!(line.edits.is_empty());
    }
}
