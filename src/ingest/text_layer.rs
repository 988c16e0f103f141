//! The text layer of a PDF page: characters gathered into lines, and whether the text can be trusted.

/// Letters that a text layer must hold before its page goes without OCR.
const MIN_LETTERS: usize = 40;
/// Share of characters other than white space that must be letters, digits or common punctuation.
const MIN_CLEAN: f64 = 0.9;
/// Share of words that must be known. Names keep a sound text below 1; English OCR of Swedish comes to about 0.7.
const MIN_KNOWN: f64 = 0.8;
/// Shortest word that counts; shorter ones are known by chance.
const MIN_WORD: usize = 3;

/// Whether `text` is a page's text and not the remains of a bad OCR run or of fonts without letters: enough letters,
/// hardly anything but letters, digits and common punctuation, and most words `known` (asked in lower case).
pub fn text_layer_is_sound(text: &str, known: &dyn Fn(&str) -> bool) -> bool {
    if text.chars().filter(|c| c.is_alphabetic()).count() < MIN_LETTERS || !mostly_text(text) {
        return false;
    }
    let words = text.split(|c: char| !c.is_alphabetic()).filter(|w| w.chars().count() >= MIN_WORD);
    let (mut total, mut good) = (0usize, 0usize);
    for word in words {
        total += 1;
        good += usize::from(known(&word.to_lowercase()));
    }
    total > 0 && good as f64 >= MIN_KNOWN * total as f64
}

/// Whether nearly all characters are letters, digits or common punctuation.
pub(crate) fn mostly_text(text: &str) -> bool {
    let clean = |c: char| c.is_alphanumeric() || ".,:;!?-–—§()/'\"’”“%&+=_*•@[]".contains(c);
    let (mut total, mut good) = (0usize, 0usize);
    for c in text.chars().filter(|c| !c.is_whitespace()) {
        total += 1;
        good += usize::from(clean(c));
    }
    good as f64 >= MIN_CLEAN * total as f64
}

/// One character as it is drawn.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Drawn {
    /// Where it starts along the writing direction, points.
    pub along: f64,
    /// Where it ends.
    pub end: f64,
    /// Its base line, points, upwards.
    pub base: f64,
    /// Its size, points.
    pub size: f64,
}

/// Gathers characters into lines. Positions are measured along the writing direction, so that turned pages read right.
#[derive(Default)]
pub(crate) struct Lines {
    done: Vec<TextRow>,
    row: TextRow,
}

#[derive(Default, Clone)]
struct TextRow {
    text: String,
    /// Height of the base line, points, upwards.
    base: f64,
    /// Where the last character ended along the writing direction.
    end: f64,
}

impl Lines {
    fn finish_row(&mut self) {
        let mut row = std::mem::take(&mut self.row);
        row.text.truncate(row.text.trim_end().len());
        if !row.text.is_empty() {
            self.done.push(row);
        }
    }

    /// Adds the next character, or several that share one shape.
    pub(crate) fn push(&mut self, at: Drawn, text: &str) {
        if !self.row.text.is_empty() {
            // A raised figure (note mark) stays on its line; a new line or a jump back does not.
            if (at.base - self.row.base).abs() > 0.5 * at.size || at.along < self.row.end - 2.0 * at.size {
                self.finish_row();
            } else if at.along > self.row.end + 0.15 * at.size && !self.row.text.ends_with(' ') {
                self.row.text.push(' ');
            }
        }
        if self.row.text.is_empty() {
            self.row.base = at.base;
        }
        for c in text.chars().filter(|c| !c.is_control()) {
            let space = c.is_whitespace();
            if !space {
                self.row.text.push(c);
            } else if !self.row.text.is_empty() && !self.row.text.ends_with(' ') {
                self.row.text.push(' ');
            }
        }
        self.row.end = at.end;
    }

    /// Lines joined by `\n`; a blank line where the gap is clearly wider than the usual one of the page.
    pub(crate) fn into_text(mut self) -> String {
        self.finish_row();
        let drops = || self.done.windows(2).map(|w| w[0].base - w[1].base);
        let mut usual: Vec<f64> = drops().filter(|d| *d > 0.0).collect();
        usual.sort_by(f64::total_cmp);
        let usual = usual.get(usual.len().saturating_sub(1) / 2).copied().unwrap_or(f64::INFINITY);
        let mut text = String::new();
        for (i, row) in self.done.iter().enumerate() {
            if i > 0 {
                let drop = self.done[i - 1].base - row.base;
                text.push_str(if drop > 1.4 * usual || drop < 0.0 { "\n\n" } else { "\n" });
            }
            text.push_str(&row.text);
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLEAN: &str = "§ 14 Nämnden beslutar att anta budgeten för kommande år och att överlämna ärendet.";

    #[test]
    fn clean_text_is_sound() {
        assert!(text_layer_is_sound(CLEAN, &|_| true));
        assert!(!text_layer_is_sound(CLEAN, &|w| w.len() < 5), "few known words");
    }

    #[test]
    fn little_text_or_noise_is_not_sound() {
        assert!(!text_layer_is_sound("Sida 3", &|_| true));
        let noise: String = CLEAN.chars().map(|c| if c == 'a' || c == 't' { '\u{fffd}' } else { c }).collect();
        assert!(!text_layer_is_sound(&noise, &|_| true));
        assert!(mostly_text("Sida 3 (14)"));
        assert!(!mostly_text("\u{f0a7}\u{f0a8}x"));
    }

    fn write(lines: &mut Lines, x: f64, y: f64, text: &str) {
        for (i, c) in text.chars().enumerate() {
            let along = x + i as f64 * 6.0;
            lines.push(Drawn { along, end: along + 6.0, base: y, size: 12.0 }, &c.to_string());
        }
    }

    #[test]
    fn characters_become_lines() {
        let mut lines = Lines::default();
        write(&mut lines, 50.0, 700.0, "Ett  två");
        write(&mut lines, 130.0, 700.0, "tre");
        write(&mut lines, 50.0, 686.0, "fyra");
        write(&mut lines, 50.0, 672.0, "fem");
        write(&mut lines, 50.0, 640.0, "nytt");
        assert_eq!(lines.into_text(), "Ett två tre\nfyra\nfem\n\nnytt");
    }
}
