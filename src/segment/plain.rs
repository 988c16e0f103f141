//! Matters numbered without any sign, as boards of companies and associations number them: "41.  Mötets öppnande".
//!
//! Lists within a text look alike, so these are labels only in minutes that print no § and where they make one series over most of the text.

use super::labels::{Label, Reading, Sign};
use super::{text, title};
use crate::page::TextLine;

/// Matters below which numbers are no series.
const FEWEST: usize = 4;
/// Numbers of a series that may be missing between two.
const GAP: u32 = 2;
/// The deepest indent of such a label.
const INDENT: usize = 4;
/// The most figures of its number.
const FIGURES: usize = 3;
/// Candidates with a sign, to each of which so many numbers must stand.
const SIGNED: usize = 3;

/// A line that begins with a number and goes on with a capital.
struct Numbered {
    line: usize,
    number: u32,
    /// Bytes of the number in its line, the full stop included.
    span: (usize, usize),
    /// Whether what follows reads like a title.
    titled: bool,
}

fn read(lines: &[TextLine], i: usize) -> Option<Numbered> {
    let line = lines[i].text.as_str();
    let start = line.len() - line.trim_start().len();
    let body = &line[start..];
    let figures = body.bytes().take_while(u8::is_ascii_digit).count();
    if start > INDENT || !(1..=FIGURES).contains(&figures) || body.starts_with('0') {
        return None;
    }
    let rest = body[figures..].strip_prefix('.')?;
    let title = rest.trim();
    let parted = rest.starts_with(' ') && title.starts_with(char::is_uppercase);
    let above = i.checked_sub(1).map(|a| &lines[a]);
    let free = above.is_none_or(|a| a.page != lines[i].page || a.text.trim().is_empty() || text::is_rule(&a.text));
    let number = body[..figures].parse().ok().filter(|_| parted && free)?;
    let titled = !text::ends_sentence(title) && !title.ends_with([',', ';', ':']) && !title::has_verb(title);
    Some(Numbered { line: i, number, span: (start, start + figures + 1), titled })
}

/// The longest series of growing numbers in order of the text; of two lines with one number the one that reads like a title.
fn series(all: &[Numbered]) -> Vec<&Numbered> {
    // By number: how long the best series that ends there is, its last member, and the number before it.
    let mut best: Vec<Option<(usize, usize, Option<u32>)>> = vec![None; 10usize.pow(FIGURES as u32)];
    let mut longest: Option<(usize, u32)> = None;
    for (k, n) in all.iter().enumerate() {
        let before = (n.number.saturating_sub(1 + GAP)..n.number).filter_map(|b| Some((best[b as usize]?.0, b)));
        let (len, from) = before.max().map_or((1, None), |(len, b)| (len + 1, Some(b)));
        let place = &mut best[n.number as usize];
        let better = place.is_none_or(|(l, at, _)| len > l || (len == l && n.titled && !all[at].titled));
        if better {
            *place = Some((len, k, from));
            longest = longest.max(Some((len, n.number)));
        }
    }
    let mut out = Vec::new();
    let mut next = longest.map(|(_, n)| n);
    while let Some((_, at, from)) = next.and_then(|n| best[n as usize]) {
        // A member may have been put in its place after the series had gone on.
        if out.last().is_none_or(|after: &&Numbered| after.line > all[at].line) {
            out.push(&all[at]);
        }
        next = from;
    }
    out.reverse();
    out
}

/// Whether a § stands at the label, or a word for it: one that is misread says nothing of the manner of the minutes.
fn shows_sign(label: &Label, lines: &[TextLine]) -> bool {
    match label.sign {
        Sign::Clean | Sign::Word | Sign::Number => true,
        Sign::After => {
            label.readings.first().is_some_and(|r| lines[label.line].text.get(r.sign.0..r.sign.1) == Some("§"))
        }
        _ => false,
    }
}

/// Adds the numbers of the series that a document without signs shows to its candidates, which stay in order.
pub(super) fn add(lines: &[TextLine], candidates: &mut Vec<Label>) {
    let signed = candidates.iter().filter(|c| shows_sign(c, lines)).count();
    let numbered: Vec<Numbered> = (0..lines.len()).filter_map(|i| read(lines, i)).collect();
    if numbered.len() < FEWEST.max(signed * SIGNED) {
        return;
    }
    let series = series(&numbered);
    let reach = |s: &[&Numbered]| Some(s.last()?.line - s.first()?.line);
    let titled = series.iter().filter(|n| n.titled).count();
    if series.len() < FEWEST.max(signed * SIGNED)
        || reach(&series).is_none_or(|r| r * 2 < lines.len())
        || titled * 2 < series.len()
    {
        return;
    }
    candidates.retain(|c| series.binary_search_by_key(&c.line, |n| n.line).is_err());
    candidates.extend(series.into_iter().map(|n| label(n, &lines[n.line].text)));
    candidates.sort_by_key(|c| c.line);
}

fn label(n: &Numbered, line: &str) -> Label {
    let (start, end) = n.span;
    let digits = line[start..end - 1].to_string();
    let reading = Reading { number: n.number, suffix: None, cost: 0.0, sign: (start, start), digits, end };
    Label::new(n.line, Sign::Bare, start, vec![reading])
}

#[cfg(test)]
mod tests {
    use crate::segment::testing::lines;
    use crate::segment::{Context, records};

    fn labels(source: &str) -> Vec<(String, Option<String>)> {
        let found = records(&lines(source), &Context::default()).records;
        found.into_iter().map(|r| (r.label, r.title)).collect()
    }

    #[test]
    fn a_series_over_the_whole_text() {
        let one = |n: u32, title: &str| {
            format!(
                "{n}.  {title}\n    Ärendenr 2021-00{n}\n    Frågan är gammal. Följande förslag finns:\n\n    1. Ny bro.\n    2. Ny väg.\n\n    Beslut: Bron byggs.\n\n"
            )
        };
        let titles = ["Mötets öppnande", "Val av justerare", "Rapport från vd", "Ny panna", "Övriga frågor"];
        let text: String = titles.iter().zip(41..).map(|(t, n)| one(n, t)).collect();
        let found = labels(&text);
        assert_eq!(found.len(), 5);
        assert_eq!(found[3], ("44.".to_string(), Some("Ny panna".to_string())));
    }

    #[test]
    fn a_list_in_minutes_with_signs_is_none() {
        let text = "§ 4 Brygga\n\nNämnden beslutar:\n\n1. Bryggan byggs.\n\n2. Vägen läggs om.\n\n3. Bron rivs.\n\n4. Skolan målas.\n\n5. Huset säljs.\n\n§ 5 Val\n\nNämnden väljer Ada Berg.\n";
        assert_eq!(labels(text).iter().map(|l| l.0.as_str()).collect::<Vec<_>>(), ["§ 4", "§ 5"]);
    }
}
