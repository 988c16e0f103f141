//! The deciding body and its organization: from labels, headers and the opening sentence, by votes.

use std::collections::BTreeMap;

use super::fields::{Field, Scan};
use super::{HeadInput, data, dates, flow, names, organ};
use crate::fold;

/// Votes for readings of one fact: the heaviest wins, the earliest of equals.
pub(super) struct Votes<T>(Vec<(T, u32)>);

impl Votes<String> {
    /// The winner, or the same name in the genitive where that is printed too: "i Vik" makes "Vik stad" of what a header calls "Viks stad".
    fn named(self, printed: impl Fn(&str) -> bool) -> Option<String> {
        let genitive = |name: &String| {
            let (place, kind) = name.rsplit_once(' ')?;
            let other = format!("{place}s {kind}");
            self.0.iter().find(|(n, _)| *n == other).map(|(n, _)| n.clone())
        };
        let most = self.0.iter().map(|(_, w)| *w).max()?;
        let (winner, _) = self.0.iter().find(|(_, w)| *w == most)?;
        let made = || (!printed(winner)).then(|| in_genitive(winner)).flatten();
        Some(genitive(winner).or_else(made).unwrap_or_else(|| winner.clone()))
    }
}

/// The name that a place bears as an organization where a text says only "i Viken": names that end in a consonant take the genitive ("Vikens
/// stad"), but for those on s, x and z; others do not ("Vinby stad").
fn in_genitive(name: &str) -> Option<String> {
    let (place, kind) = name.rsplit_once(' ')?;
    let last = fold::skeleton(place).chars().next_back()?;
    (!matches!(last, 'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 's' | 'x' | 'z')).then(|| format!("{place}s {kind}"))
}

impl Votes<String> {
    /// The winner, or the same name with its article where a header prints that: "Viks läns landstings förvaltningsutskott" is of the body that
    /// calls itself "Förvaltningsutskottet".
    fn definite(self) -> Option<String> {
        let most = self.0.iter().map(|(_, w)| *w).max()?;
        let (winner, _) = self.0.iter().find(|(_, w)| *w == most)?;
        let longer = |n: &String| n.strip_prefix(winner.as_str()).is_some_and(|e| (1..=2).contains(&e.chars().count()));
        Some(self.0.iter().map(|(n, _)| n).find(|n| longer(n)).unwrap_or(winner).clone())
    }
}

impl<T: PartialEq> Votes<T> {
    pub(super) fn new() -> Self {
        Votes(Vec::new())
    }

    pub(super) fn add(&mut self, value: T, weight: u32) {
        match self.0.iter_mut().find(|(v, _)| *v == value) {
            Some((_, w)) => *w += weight,
            None => self.0.push((value, weight)),
        }
    }

    pub(super) fn winner(self) -> Option<T> {
        let most = self.0.iter().map(|(_, w)| *w).max()?;
        self.0.into_iter().find(|(_, w)| *w == most).map(|(v, _)| v)
    }
}

/// Furniture lines, each with how often it stands, at most 20 counted: a header must not outvote by length alone.
pub(super) fn furniture<'a>(lines: &HeadInput<'a>) -> Vec<(&'a str, u32)> {
    let mut counts: BTreeMap<&str, (usize, u32)> = BTreeMap::new();
    for (i, l) in lines.furniture.iter().enumerate() {
        counts.entry(l.text.trim()).or_insert((i, 0)).1 += 1;
    }
    let mut list: Vec<_> = counts.into_iter().map(|(t, (i, n))| (i, t, n.min(20))).collect();
    list.sort();
    list.into_iter().map(|(_, t, n)| (t, n)).collect()
}

/// The body and its organization.
pub(super) fn bodies(lines: &HeadInput<'_>, cover: &Scan, opening: &str) -> (Option<String>, Option<String>) {
    let mut organs = Votes(Vec::new());
    let mut organizations = Votes(Vec::new());
    for entry in cover.entries.iter().filter(|e| e.label.field == Field::Organ) {
        if let Some(name) = organ::organ(&entry.text(true)) {
            organs.add(name, 4);
        }
    }
    let mut sources: Vec<(&str, u32)> = furniture(lines).into_iter().map(|(t, n)| (t, n + 1)).collect();
    sources.extend(
        lines.cover.iter().filter(|l| !l.text.trim_start().starts_with('§')).take(60).map(|l| (l.text.as_str(), 2)),
    );
    sources.extend(cover.free.iter().map(|l| (l.as_str(), 2)));
    let small = |text: &str| text.starts_with(char::is_lowercase);
    // Names put together of a place and the kind that the body tells.
    let mut derived: Vec<String> = Vec::new();
    for (k, (text, weight)) in sources.iter().enumerate() {
        let cell = |t: &str| t.replace('\t', "  ").trim().split("  ").next().unwrap_or("").to_string();
        let next = sources.get(k + 1).map(|s| cell(s.0)).unwrap_or_default();
        if let Some(name) = organ::of_area(&cell(text), &next) {
            organs.add(name, *weight + 1);
            continue;
        }
        let all = pieces(text);
        let joint = all.len() > 1 && all[1..].iter().all(|p| names::is_place(p));
        for (n, mut piece) in all.into_iter().enumerate() {
            // "Gemensamma miljönämnden Boxby – Ödby": the body of several, and their names.
            if let Some((name, _)) = piece
                .rsplit_once(' ')
                .filter(|(b, p)| joint && n == 0 && names::is_place(p) && organ::organ(b).is_some())
            {
                piece = name.to_string();
            }
            // "Miljö- och" / "byggnadsnämnden"
            if piece.ends_with('-') || piece.ends_with(" och") {
                piece = format!("{piece} {}", sources.get(k + 1).map_or("", |s| s.0.trim()));
            }
            // The names stand side by side in a header of two columns.
            let words: Vec<&str> = piece.split_whitespace().collect();
            let halves = (1..words.len()).filter_map(|i| {
                let rest = words[i..].join(" ");
                // After a comma the body may stand in small letters.
                let rest = if words[i - 1].ends_with(',') { organ::capitalised(&rest) } else { rest };
                Some((organ::organization(&words[..i].join(" "))?, organ::organ(&rest)?))
            });
            if let Some((a, b)) = halves.into_iter().next() {
                organizations.add(a, *weight);
                organs.add(b, *weight);
            } else if let (Some(a), Some(b)) = organ::opening(&format!("vid {piece}")) {
                organs.add(a, *weight);
                derived.push(fold::skeleton(&b));
                organizations.add(b, *weight);
            } else if let Some(name) = organ::organization(&piece)
                .or_else(|| organ::genitive(&piece))
                // "Boxby kommun, värdkommun för nämnden"
                .or_else(|| organ::organization(piece.split_once(", ").filter(|(_, t)| small(t))?.0))
            {
                organizations.add(name, *weight);
            } else if let Some(name) = organ::organ(&piece).or_else(|| organ::organ(piece.strip_suffix('s')?)) {
                organs.add(name, *weight);
            } else if organ::is_prefix_alone(&piece) && !piece.contains(' ') {
                // The header may have further columns beside both.
                if let Some(name) = organ::organization(&format!("{piece} {next}")) {
                    organizations.add(name, weight + 1);
                }
            }
        }
    }
    // A whole sentence says more than its broken lines; the text of the first § may open another body's matter.
    let front = flow::join(lines.cover.iter().take(25).map(|x| x.text.as_str()));
    let (sentence, weight) = match organ::opening(&front) {
        found @ (_, Some(_)) => (found, 6),
        _ => (organ::opening(opening), 2),
    };
    if let Some(name) = sentence.0 {
        organs.add(name, weight);
    }
    if let Some(name) = &sentence.1 {
        organizations.add(name.clone(), weight);
    }
    if organs.0.is_empty() {
        for line in lines.body {
            let text = fold::skeleton(line.text.trim());
            if let Some(at) = text.strip_suffix("s beslut").map(|t| t.chars().count()) {
                let stem: String = line.text.trim().chars().take(at).collect();
                if let Some(name) = organ::organ(&stem) {
                    organs.add(name, 1);
                }
            }
        }
    }
    derived.extend(sentence.1.map(|name| fold::skeleton(&name)));
    let printed = |name: &str| {
        let name = fold::skeleton(name);
        let said =
            sources.iter().map(|s| s.0).chain([front.as_str(), opening]).any(|t| fold::skeleton(t).contains(&name));
        said || !derived.contains(&name)
    };
    (organs.definite(), organizations.named(printed))
}

/// The parts of a header line: cut at tabs, wide gaps, dates, numbers and the words for minutes and pages.
fn pieces(text: &str) -> Vec<String> {
    let mut marked = text.replace('\t', "\n").replace("   ", "\n");
    for found in dates::find(&marked).iter().rev() {
        marked.replace_range(found.start..found.end, "\n");
    }
    let mut out = vec![String::new()];
    for line in marked.lines() {
        out.push(String::new());
        for word in line.split_whitespace() {
            let folded = fold::skeleton(word);
            // "Energi & Vatten AB" is one name.
            let cut = (word.chars().all(|c| !c.is_alphabetic()) && !data::is_small("inner", word))
                || ["protokoll", "sammantrade", "sida", "sid.", "datum"].iter().any(|p| folded.starts_with(p))
                || folded.ends_with("protokoll");
            match out.last_mut() {
                Some(last) if !cut => {
                    last.push_str(if last.is_empty() { "" } else { " " });
                    last.push_str(word);
                }
                _ => out.push(String::new()),
            }
        }
    }
    out.retain(|p| !p.is_empty());
    out
}
