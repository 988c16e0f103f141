//! Tables drawn with strokes, as texts made from a word processor's file have them: "| Anna Berg | S | Ordförande |".

use std::borrow::Cow;

use super::fields;
use crate::page::TextLine;

/// The lines with each such row's cells divided by tabs, and without the rules between rows.
pub(super) fn tabbed(lines: &[TextLine]) -> Cow<'_, [TextLine]> {
    if !lines.iter().any(|l| is_row(&l.text)) {
        return Cow::Borrowed(lines);
    }
    let mut out: Vec<TextLine> = Vec::with_capacity(lines.len());
    for line in lines {
        let text = line.text.trim();
        if !is_row(text) {
            out.push(line.clone());
        } else if text.chars().any(char::is_alphanumeric) {
            let cells: Vec<&str> = text[1..text.len() - 1].split('|').map(str::trim).collect();
            out.push(TextLine { text: cells.join("\t"), ..line.clone() });
        }
    }
    Cow::Owned(out)
}

/// The lines with the labels of lists that begin with a small letter before a colon as others have them: "suppleanter:  Anna Berg".
pub(super) fn raised(lines: &[TextLine]) -> Cow<'_, [TextLine]> {
    let label = |line: &str| -> Option<String> {
        let text = line.trim_start();
        let first = text.chars().next().filter(|c| c.is_lowercase())?;
        let (word, rest) = text.split_once(':')?;
        let capital: String = first.to_uppercase().chain(word[first.len_utf8()..].chars()).collect();
        let list = fields::is_label(&capital) && fields::list_rest(&format!("{capital}:")).is_some();
        list.then(|| format!("{}{capital}:{rest}", &line[..line.len() - text.len()]))
    };
    if !lines.iter().any(|l| label(&l.text).is_some()) {
        return Cow::Borrowed(lines);
    }
    let raise = |l: &TextLine| TextLine { text: label(&l.text).unwrap_or_else(|| l.text.clone()), ..l.clone() };
    Cow::Owned(lines.iter().map(raise).collect())
}

/// Whether a line is closed by strokes at both ends and holds two cells or more: a stroke that a reading makes of dirt stands alone.
fn is_row(line: &str) -> bool {
    let line = line.trim();
    line.len() > 2 && line.starts_with('|') && line.ends_with('|') && line.matches('|').count() >= 3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_between_strokes() {
        let text = "| Namn | Parti | Roll |\n|---|:--|---|\n| Anna Berg | S | |\nNils Ek | M\n| en fläck";
        let lines = crate::segment::testing::lines(text);
        let read: Vec<String> = tabbed(&lines).iter().map(|l| l.text.clone()).collect();
        assert_eq!(read, ["Namn\tParti\tRoll", "Anna Berg\tS\t", "Nils Ek | M", "| en fläck"]);
    }
}
