//! Labels whose number a word introduces, not a sign: "N:r 44." above the title, as printed proceedings have them.

use std::sync::LazyLock;

use super::labels::{Label, Sign, is_continued};
use super::numbers::numbers;
use super::{data, text};

const WORDS: &str = include_str!("../../dictionaries/label-words.tsv");
static WORD_LIST: LazyLock<Vec<(&str, f32)>> =
    LazyLock::new(|| data::rows(WORDS).filter_map(|r| Some((r[0], r.get(1)?.parse().ok()?))).collect());

/// What it costs that words follow the number on its line.
const BEFORE_WORDS: f32 = 0.6;

/// Whether a line can begin with such a word, by its first bytes.
pub(super) fn may_begin(line: &[u8]) -> bool {
    matches!(line, [b'N', b':' | b'r' | b'o', ..])
}

/// Reads line `i` as such a label from byte `start` on: the number alone on the line, or a title behind its full stop.
pub(super) fn label(i: usize, line: &str, start: usize) -> Option<Label> {
    let body = line.get(start..).filter(|b| may_begin(b.as_bytes()))?;
    WORD_LIST.iter().find_map(|(word, cost)| {
        let after = body.strip_prefix(word)?;
        let number = after.strip_prefix('.').unwrap_or(after).trim_start();
        if number.len() == after.len() || !number.starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        let at = line.len() - number.len();
        let mut readings = Vec::new();
        numbers(line, at, (start, start + word.len()), *cost, true, &mut readings);
        readings.retain_mut(|r| {
            let rest = &line[r.end..];
            let alone = text::trim_noise_start(rest).is_empty() || is_continued(rest);
            let titled = line[..r.end].ends_with('.') && text::starts_upper(rest) && !text::starts_lower(rest);
            r.cost += if alone { 0.0 } else { BEFORE_WORDS };
            alone || titled
        });
        let continued = is_continued(&line[readings.first()?.end..]);
        Some(Label { continued, ..Label::new(i, Sign::Number, start, readings) })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segment::testing::lines;
    use crate::segment::{Context, records};

    #[test]
    fn the_number_alone_or_before_a_title() {
        let read = |line: &str| label(0, line, line.len() - line.trim_start().len()).map(|l| l.readings[0].number);
        assert_eq!(read("                N:r 44."), Some(44));
        assert_eq!(read("N:o 7. Val av sotare."), Some(7));
        for line in ["Nr 5 i kvarteret", "N:r 44, som", "Nr", "Norén 5", "No 12 eller"] {
            assert_eq!(read(line), None, "{line}");
        }
    }

    #[test]
    fn minutes_that_number_so() {
        let found = records(
            &lines(
                "            N:r 4.\n     Justering av protokollet.\n\nTill justerare utsågos herrar Ek och Berg.\n\n            N:r 5.\n        Ny brygga.\n        (Dnr 41/34.)\n\nFullmäktige beslöto att bygga bryggan enligt 12 § stadgan.\n\n            N:r 6.\n        Val av sotare.\n\nTill sotare valdes herr Ask.",
            ),
            &Context::default(),
        );
        let all: Vec<_> = found.records.iter().map(|r| (r.number, r.label.as_str(), r.title.as_deref())).collect();
        assert_eq!(
            all,
            [
                (4, "N:r 4.", Some("Justering av protokollet.")),
                (5, "N:r 5.", Some("Ny brygga.")),
                (6, "N:r 6.", Some("Val av sotare."))
            ]
        );
    }

    #[test]
    fn minutes_with_signs_keep_to_them() {
        let found = records(
            &lines(
                "Nr 5.\n\n§ 87.\nVal.\n\nTill sotare valdes herr Ask.\n\n§ 88.\nTomter.\n\nFöljande tomter såldes:\n\nNr 89.\nNr 90.\n\n§ 89.\nSlut.\n\nMötet slutades.",
            ),
            &Context::default(),
        );
        assert_eq!(found.records.iter().map(|r| r.label.as_str()).collect::<Vec<_>>(), ["§ 87.", "§ 88.", "§ 89."]);
    }

    #[test]
    fn words_are_policed() {
        data::police(WORDS, 2);
    }
}
