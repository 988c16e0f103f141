//! Tables where a cross under a heading says something of a line's person: who was there, who voted how.

/// The headings of a table with crosses, and where they stand.
#[derive(Debug)]
pub(super) struct Heads<T> {
    /// The middle of each heading in letters, or its number of tabs; `None` for headings that mean nothing here.
    at: Vec<(usize, Option<T>)>,
    /// The words of those that mean something: a cell below may repeat its heading instead of a cross.
    texts: Vec<String>,
    tabs: bool,
}

/// A piece of a line: where it begins, in letters or tabs, and its text.
fn cells(line: &str, tabs: bool) -> Vec<(usize, &str)> {
    if tabs {
        return line.split('\t').enumerate().map(|(i, t)| (i, t.trim())).filter(|(_, t)| !t.is_empty()).collect();
    }
    // Where no wide gap divides the cells, each word is one.
    let gap = if line.trim().contains("  ") { "  " } else { " " };
    let mut out = Vec::new();
    let (mut at, mut rest) = (0, line);
    loop {
        let blanks = rest.len() - rest.trim_start().len();
        at += rest[..blanks].chars().count();
        rest = rest.trim_start();
        if rest.is_empty() {
            return out;
        }
        let end = rest.find(gap).unwrap_or(rest.len());
        out.push((at, &rest[..end]));
        at += rest[..end].chars().count();
        rest = &rest[end..];
    }
}

pub(super) fn is_mark(text: &str) -> bool {
    matches!(text, "X" | "x" | "×" | "✓" | "✔" | "☒" | "☑" | "■" | "●" | "*")
}

/// The headings of `line`, if `known` names at least `least` of them.
pub(super) fn heads<T: Copy>(line: &str, known: impl Fn(&str) -> Option<T>, least: usize) -> Option<Heads<T>> {
    let tabs = line.contains('\t');
    let bare = |t: &str| known(t.trim_end_matches(['.', ':']));
    let (mut at, mut texts): (Vec<(usize, Option<T>)>, Vec<String>) = (Vec::new(), Vec::new());
    for (i, t) in cells(line, tabs) {
        let middle = |start: usize, t: &str| if tabs { start } else { start + t.chars().count() / 2 };
        let whole = bare(t);
        // "Nej Avst": in narrow columns one blank parts the headings.
        if whole.is_none() && !tabs && t.contains(' ') {
            let start = |w: &str| i + t[..w.as_ptr() as usize - t.as_ptr() as usize].chars().count();
            let each: Vec<_> = t.split(' ').map(|w| (middle(start(w), w), bare(w))).collect();
            if each.iter().all(|(_, k)| k.is_some()) {
                texts.extend(t.split(' ').map(str::to_string));
                at.extend(each);
                continue;
            }
        }
        texts.extend(whole.map(|_| t.to_string()));
        at.push((middle(i, t), whole));
    }
    (at.iter().filter(|(_, k)| k.is_some()).count() >= least).then_some(Heads { at, texts, tabs })
}

impl<T: Copy> Heads<T> {
    /// What the headings mean.
    pub(super) fn meanings(&self) -> impl Iterator<Item = T> + '_ {
        self.at.iter().filter_map(|(_, k)| *k)
    }

    /// The cells of a line with what the heading above each means; `None` where a heading means nothing.
    pub(super) fn under<'a>(&self, line: &'a str) -> Option<Vec<(T, &'a str)>> {
        let all: Option<Vec<(usize, T)>> = self.at.iter().map(|(i, k)| k.map(|k| (*i, k))).collect();
        let all = all?;
        let middle = |(at, t): &(usize, &str)| if self.tabs { *at } else { at + t.chars().count() / 2 };
        let nearest = |cell: (usize, &'a str)| {
            let (_, meaning) = all.iter().min_by_key(|(i, _)| i.abs_diff(middle(&cell)))?;
            Some((*meaning, cell.1))
        };
        let alone = line.trim();
        if !self.tabs && !alone.is_empty() && !alone.contains("  ") {
            let indent = line.len() - line.trim_start().len();
            return nearest((line[..indent].chars().count(), alone)).map(|cell| vec![cell]);
        }
        cells(line, self.tabs).into_iter().map(nearest).collect()
    }

    /// A line's text before its first cross, and what its crosses say. `None` where it has none.
    pub(super) fn marked<'a>(&self, line: &'a str) -> Option<(&'a str, Vec<T>)> {
        let mut before = None;
        let mut out = Vec::new();
        // Crosses are cells of their own, or words.
        let pieces: Vec<(usize, &str)> = match self.tabs {
            true => cells(line, true),
            false => words(line),
        };
        let marks = |t: &str| is_mark(t) || self.texts.iter().any(|h| h == t);
        for (at, text) in pieces.into_iter().filter(|(_, t)| marks(t)) {
            let start = text.as_ptr() as usize - line.as_ptr() as usize;
            // Where the reading lost the gaps, a cross stands under no heading.
            if !self.tabs && !line[..start].ends_with("  ") && before.is_none() {
                return None;
            }
            before.get_or_insert(start);
            let nearest = self.at.iter().min_by_key(|(i, _)| i.abs_diff(at))?;
            out.extend(nearest.1);
        }
        before.map(|end| (line[..end].trim(), out))
    }
}

fn words(line: &str) -> Vec<(usize, &str)> {
    let start = line.as_ptr() as usize;
    line.split_whitespace()
        .map(|w| (line[..w.as_ptr() as usize - start].chars().count() + w.chars().count() / 2, w))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(t: &str) -> Option<u8> {
        ["Ja", "Nej", "Avstår"].iter().position(|w| *w == t).map(|i| i as u8)
    }

    #[test]
    fn by_place_and_by_tabs() {
        let text = [
            "Ledamot              Parti    Ja    Nej   Avstår",
            "Anna Berg            S        X",
            "Nils Åkerhielm       M              X",
            "Eva Ås               C                     x",
            "Summa                         1     1      1",
        ];
        let h = heads(text[0], known, 2).unwrap();
        assert_eq!(h.marked(text[1]), Some(("Anna Berg            S", vec![0])));
        assert_eq!(h.marked(text[2]).map(|m| m.1), Some(vec![1]));
        assert_eq!(h.marked(text[3]).map(|m| m.1), Some(vec![2]));
        assert_eq!(h.marked(text[4]), None);
        let h = heads("Ledamot\tJa\tNej\tAvstår", known, 2).unwrap();
        assert_eq!(h.marked("Nils Ek (M)\t\tX\t"), Some(("Nils Ek (M)", vec![1])));
        assert!(heads("Ja till förslaget", known, 2).is_none());
        let h = heads("Ledamot               Ja    Nej   Avstår", known, 2).unwrap();
        assert_eq!(h.marked("Anna Berg (S)         Ja"), Some(("Anna Berg (S)", vec![0])));
        assert_eq!(h.marked("Eva Ås (C)                        Avstår").map(|m| m.1), Some(vec![2]));
        let h = heads("Ledamot              Parti    Ja   Nej Avstår", known, 3).unwrap();
        assert_eq!(h.marked("Nils Ek              M             X").map(|m| m.1), Some(vec![1]));
    }
}
