//! Labels at the right end of a line, below or beside a diarienummer or title: "Dnr B 2014-0187            § 61".

use super::labels::{self, Label, SIGN_TABLE};
use super::{dnr, text};

/// The longest label at the end of a line, in bytes.
const LONGEST: usize = 14;
/// Blanks that part a title from a label in the right margin.
const GAP: &str = "   ";
/// What a label costs that only a gap parts from the words before it.
const BESIDE_WORDS: f32 = 1.0;

/// Reads line `i` as one that ends in a label; `start` is its first byte that is not blank.
pub(super) fn label(i: usize, line: &str, start: usize) -> Option<Label> {
    let t = line.trim_end();
    if !t.ends_with(|c: char| c.is_ascii_alphanumeric() || c == '.') {
        return None;
    }
    let at = sign(t, start).or_else(|| below_number(t, start))?;
    let before = line.get(start..at)?;
    let numbers = dnr::leading(before).is_some_and(|(_, end)| text::trim_noise_start(&before[end..]).is_empty());
    let words = before.ends_with(GAP) && before.contains(char::is_alphabetic);
    if !numbers && !words {
        return None;
    }
    let mut label = labels::sign_label(i, line, at, None, if numbers { 0.0 } else { BESIDE_WORDS })?;
    label.readings.retain(|r| r.end == t.len());
    label.lead = true;
    (!label.readings.is_empty()).then_some(label)
}

/// The byte of the last § near the end of `t`, behind other words.
fn sign(t: &str, start: usize) -> Option<usize> {
    let mut from = t.len().saturating_sub(LONGEST);
    while !t.is_char_boundary(from) {
        from += 1;
    }
    let tail = &t[from..];
    // Hardly a line has one, and its last byte is quickly looked for.
    memchr::memchr("§".as_bytes()[1], tail.as_bytes())?;
    tail.rfind('§').map(|p| from + p).filter(|p| *p > start)
}

/// The byte where something stands behind the diarienummer that `t` begins with: a § that was misread.
fn below_number(t: &str, start: usize) -> Option<usize> {
    let body = &t[start..];
    if !body.starts_with(['D', 'd']) || dnr::word_at(body).is_none() {
        return None;
    }
    // Most such lines end with the number itself.
    let mut words = body.split_whitespace().rev();
    let (last, before) = (words.next()?, words.next()?);
    let lettered = last.chars().count() == 1;
    if !lettered && !SIGN_TABLE.iter().any(|(sign, _)| before.ends_with(sign) || last.starts_with(sign)) {
        return None;
    }
    let (_, end) = dnr::leading(body)?;
    let rest = &body[end..];
    let gap = rest.len() - rest.trim_start().len();
    (gap > 0 && (1..=LONGEST).contains(&rest.trim().len())).then_some(start + end + gap)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Option<(u32, Option<char>, String)> {
        let l = labels::parse(0, line, || None).filter(|l| l.lead)?;
        let r = l.readings.first()?;
        Some((r.number, r.suffix, line[..l.start].trim().to_string()))
    }

    #[test]
    fn below_a_number_or_beside_a_title() {
        assert_eq!(read("Dnr B 2014-0187            § 61"), Some((61, None, "Dnr B 2014-0187".into())));
        assert_eq!(read("Dnr B 2014-0187 § 61"), Some((61, None, "Dnr B 2014-0187".into())));
        assert_eq!(read("Dnr KS 2014/187 $ 61"), Some((61, None, "Dnr KS 2014/187".into())));
        assert_eq!(read("Val av sotare              § 14 B"), Some((14, Some('B'), "Val av sotare".into())));
    }

    #[test]
    fn references_at_a_lines_end_are_none() {
        for line in ["enligt beslut den 4 mars § 61", "Nämndens arbetsutskott 2014-04-02 § 61", "Dnr KS 2014/187"] {
            assert_eq!(read(line), None, "{line}");
        }
    }
}
