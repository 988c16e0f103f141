//! Titles that the list of matters states: what stands there word for word is a title, whatever it looks like above its text.

use std::ops::Range;

use super::solid;
use crate::fold;
use crate::page::TextLine;

/// The shortest title that is looked up, in letters.
const SHORTEST: usize = 12;
/// One letter of so many may be misread.
const EXACT: usize = 10;

/// The lists of matters of a document, blurred and without blanks.
#[derive(Debug, Clone, Default)]
pub(crate) struct Listed {
    text: Vec<char>,
}

impl Listed {
    /// Takes in the lines of all lists.
    pub fn of(lines: &[TextLine], agendas: &[Range<usize>]) -> Self {
        let all = agendas.iter().flat_map(|a| &lines[a.clone()]);
        Listed { text: all.flat_map(|l| solid(&l.text)).collect() }
    }

    /// How many of `lines`, from the first on, the list states as one text; the most of them.
    pub fn stated(&self, lines: &[&str]) -> Option<usize> {
        if self.text.is_empty() {
            return None;
        }
        let mut joined: Vec<char> = Vec::new();
        let mut out = None;
        for (k, line) in lines.iter().enumerate() {
            // The hyphen at a line's end is none of the letters.
            joined.extend(solid(line));
            if joined.len() >= SHORTEST && self.holds(&joined) {
                out = Some(k + 1);
            }
        }
        out
    }

    /// Whether the text stands in the list, with a letter in [`EXACT`] misread: every place where its beginning or its end stands is tried.
    fn holds(&self, title: &[char]) -> bool {
        let n = title.len();
        let edits = n / EXACT;
        let part = SHORTEST / 2;
        let near = |at: usize| {
            let end = (at + n).min(self.text.len());
            solid::distance(&self.text[at..end], title, edits).is_some()
        };
        // The first letter tells most places apart.
        let places = |of: &'_ [char]| -> Vec<usize> {
            let windows = self.text.windows(part).enumerate();
            windows.filter(|(_, w)| w[0] == of[0] && *w == of).map(|(at, _)| at).collect()
        };
        let begins = places(&title[..part]).into_iter();
        let ends = places(&title[n - part..]).into_iter().filter_map(|at| (at + part).checked_sub(n));
        begins.chain(ends).any(near)
    }
}

fn solid(line: &str) -> Vec<char> {
    fold::blur(line).chars().filter(|c| *c != ' ').collect()
}

#[cfg(test)]
mod tests {
    use crate::segment::testing::lines;
    use crate::segment::{Context, records};

    #[test]
    fn a_title_that_reads_like_text_is_known_by_the_list() {
        let l = lines(
            "Ärendelista\n\n§ 4 Fråga som väckts av Ada Berg och som rör den bro som ska rivas 3\n§ 5 Brygga 4\n\u{c}§ 4\nFraga som väckts av Ada Berg och som rör den bro som ska rivas\nAda Berg redogör för sin fråga och för vad som har sagts om bron.\n\n§ 5\nBrygga\n\nBeslut\nJa.",
        );
        let all = records(&l, &Context::default()).records;
        assert_eq!(all[0].title.as_deref(), Some("Fraga som väckts av Ada Berg och som rör den bro som ska rivas"));
    }
}
