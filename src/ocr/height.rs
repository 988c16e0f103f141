//! Lines that the engine read out of place: a heading, a label or a whole line in the middle of a page that comes at its end, since the
//! page's segmentation took it for a block of its own. They go back to their height, where no columns stand side by side.

use super::order::{LIST_ROWS, LIST_WORDS, around, word_height};
use super::wire::{WireLine, WireWord};

/// Space between lines from which a blank line stands between them, in heights of a word.
const PARAGRAPH: f32 = 1.1;
/// Mean confidence (0–1) of its words below which a line stays where the engine put it: scribbles and stamps belong to no text.
const BELIEVED: f32 = 0.5;

/// Puts lines that the engine read out of place at their height, but for those that `placed` says stand where they should. No word is lost,
/// and none is changed. Lines are level.
pub(crate) fn put_at_height(lines: Vec<WireLine>, placed: &[bool]) -> Vec<WireLine> {
    let Some(height) = word_height(&lines) else { return lines };
    let runs = runs(&lines, placed);
    if runs.len() < 2 {
        return lines;
    }
    let mut out: Vec<WireLine> = Vec::with_capacity(lines.len());
    for run in runs {
        let run = &lines[run];
        if out.is_empty() || is_column(run, &out) {
            out.extend_from_slice(run);
            continue;
        }
        for line in run {
            match line.words.is_empty() {
                true if out.last().is_some_and(|l| !l.words.is_empty()) => out.push(line.clone()),
                true => {}
                false => put(line, &mut out, height),
            }
        }
    }
    while out.last().is_some_and(|l| l.words.is_empty()) {
        out.pop();
    }
    out
}

/// Ranges of lines each of which stands lower than the one before it; `placed` ones go with those before them, and no line follows them that stands
/// above them all.
fn runs(lines: &[WireLine], placed: &[bool]) -> Vec<std::ops::Range<usize>> {
    let mut runs = Vec::new();
    let (mut start, mut last): (usize, Option<&WireLine>) = (0, None);
    // The highest of the placed lines since the last free one.
    let mut above = 0;
    for (i, line) in lines.iter().enumerate().filter(|(_, l)| !l.words.is_empty()) {
        if placed.get(i).copied().unwrap_or(false) {
            above = if above == 0 { line.bbox[1] } else { above.min(line.bbox[1]) };
            continue;
        }
        if last.is_some_and(|l| middle(line) < l.bbox[1]) || middle(line) < above {
            runs.push(start..i);
            start = i;
        }
        (last, above) = (Some(line), 0);
    }
    runs.push(start..lines.len());
    runs
}

fn middle(line: &WireLine) -> u32 {
    (line.bbox[1] + line.bbox[3]) / 2
}

/// Whether two lines are level.
fn level(a: &WireLine, b: &WireLine) -> bool {
    let shared = a.bbox[3].min(b.bbox[3]).saturating_sub(a.bbox[1].max(b.bbox[1]));
    2 * shared > (a.bbox[3] - a.bbox[1]).min(b.bbox[3] - b.bbox[1])
}

/// Whether a line stands beside another and not above or over it.
fn beside(a: &WireLine, b: &WireLine) -> bool {
    a.bbox[2] <= b.bbox[0] || b.bbox[2] <= a.bbox[0]
}

/// Whether `run` is a column of text beside what has been read: several lines of several words.
fn is_column(run: &[WireLine], read: &[WireLine]) -> bool {
    let lines = || run.iter().filter(|l| !l.words.is_empty());
    let rows = lines().filter(|l| read.iter().any(|r| !r.words.is_empty() && level(l, r) && beside(l, r))).count();
    let words: usize = lines().map(|l| l.words.len()).sum();
    rows >= LIST_ROWS && words as f32 >= LIST_WORDS * lines().count() as f32
}

fn put(line: &WireLine, out: &mut Vec<WireLine>, height: f32) {
    let sure = line.words.iter().map(|w| w.conf).sum::<f32>() >= BELIEVED * line.words.len() as f32;
    let mate = out.iter_mut().find(|l| !l.words.is_empty() && level(l, line) && beside(l, line));
    if let Some(mate) = mate.filter(|_| sure) {
        let mut words: Vec<WireWord> = mate.words.iter().chain(&line.words).cloned().collect();
        words.sort_by_key(|w| w.bbox[0]);
        *mate = WireLine { bbox: around(&words), words };
        return;
    }
    let below = out.iter().position(|l| !l.words.is_empty() && l.bbox[1] > middle(line));
    let Some(below) = below.filter(|_| sure) else {
        out.push(line.clone());
        return;
    };
    // Behind the blank lines above the next line there is none left to stand before it.
    let at = (0..below).rfind(|i| !out[*i].words.is_empty()).map_or(0, |i| i + 1);
    let far = |a: u32, b: u32| b.saturating_sub(a) as f32 > PARAGRAPH * height;
    let mut new = Vec::new();
    if at > 0 && far(out[at - 1].bbox[3], line.bbox[1]) {
        new.push(WireLine::default());
    }
    new.push(line.clone());
    if far(line.bbox[3], out[below].bbox[1]) {
        new.push(WireLine::default());
    }
    out.splice(at..below, new);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lines from `(x, y, text)`; an empty text is a blank line. A letter is ten pixels wide and twenty high.
    fn page(lines: &[(u32, u32, &str)]) -> Vec<WireLine> {
        let line = |&(x, y, text): &(u32, u32, &str)| {
            let mut at = x;
            let words: Vec<WireWord> = text
                .split_whitespace()
                .map(|t| {
                    let wide = 10 * t.chars().count() as u32;
                    at += wide + 10;
                    let bbox = [at - wide - 10, y, at - 10, y + 20];
                    WireWord { text: t.into(), bbox, conf: 0.9, letters: Vec::new() }
                })
                .collect();
            WireLine { bbox: if words.is_empty() { [0; 4] } else { around(&words) }, words }
        };
        lines.iter().map(line).collect()
    }

    fn text(lines: &[WireLine]) -> Vec<String> {
        lines.iter().map(|l| l.words.iter().map(|w| w.text.as_str()).collect::<Vec<_>>().join(" ")).collect()
    }

    #[test]
    fn a_line_read_last_goes_to_its_height() {
        let lines = page(&[
            (0, 0, "Arbetet går framåt"),
            (0, 25, "men långsamt"),
            (0, 0, ""),
            (0, 200, "Köp av mark"),
            (0, 0, ""),
            (0, 100, "Beslut Nämnden tackar"),
            (600, 200, "§ 61"),
            (0, 0, ""),
            (0, 300, "Justerandes sign"),
        ]);
        let expected = [
            "Arbetet går framåt",
            "men långsamt",
            "",
            "Beslut Nämnden tackar",
            "",
            "Köp av mark § 61",
            "",
            "Justerandes sign",
        ];
        assert_eq!(text(&put_at_height(lines, &[])), expected);
    }

    #[test]
    fn headings_read_as_a_column_go_beside_their_text_and_columns_of_text_stay() {
        let body =
            [(300, 0, "Sotaren slutar nu"), (300, 50, "Ada Berg yrkar bifall"), (300, 100, "Nämnden godkänner det")];
        let heads = [(0, 0, "Bakgrund"), (0, 50, "Yrkande"), (0, 100, "Beslut")];
        let read = text(&put_at_height(page(&[body, heads].concat()), &[]));
        assert_eq!(
            read,
            ["Bakgrund Sotaren slutar nu", "Yrkande Ada Berg yrkar bifall", "Beslut Nämnden godkänner det"]
        );
        let columns = [(0, 0, "Ada Berg (S)"), (0, 50, "Bo Ek (M)"), (0, 100, "Cleo Fors (C)")];
        let lines =
            page(&[columns, [(600, 0, "Egil Gran (V)"), (600, 50, "Gro Hav (S)"), (600, 100, "Ivar Is (C)")]].concat());
        assert_eq!(put_at_height(lines.clone(), &[]), lines);
    }

    /// The labels' column was read first, and the titles beside them were put there.
    #[test]
    fn text_read_behind_all_its_labels_goes_between_them() {
        let lines = page(&[
            (0, 0, "Protokoll"),
            (0, 200, "§ 7 Val"),
            (0, 400, "§ 8 Budget"),
            (100, 100, "Nämnden tackar sotaren"),
            (100, 300, "Ada Berg väljs"),
            (100, 500, "Budgeten antas nu"),
        ]);
        let placed = [false, true, true, false, false, false];
        let read = text(&put_at_height(lines, &placed)).join("/");
        assert_eq!(
            read.replace("//", "/"),
            "Protokoll/Nämnden tackar sotaren/§ 7 Val/Ada Berg väljs/§ 8 Budget/Budgeten antas nu"
        );
    }

    #[test]
    fn scribbles_stay_and_nothing_is_lost() {
        let mut lines = page(&[(0, 0, "Vid protokollet"), (0, 100, "Ada Berg"), (500, 50, "eseer"), (0, 150, "Bo Ek")]);
        lines[2].words[0].conf = 0.2;
        let before = text(&lines);
        assert_eq!(text(&put_at_height(lines, &[])), before);
        assert!(put_at_height(Vec::new(), &[]).is_empty());
    }
}
