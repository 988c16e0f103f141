//! A decision cut into its clauses.

use std::sync::LazyLock;

use regex::Regex;

use super::super::{data, text};

const MARKS: &str = include_str!("../../../dictionaries/clause-marks.txt");

const BINDERS: &str = include_str!("../../../dictionaries/clause-binders.txt");

static MARK: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let all: Vec<&str> = data::entries(MARKS).collect();
    Regex::new(&format!("^(?:{})", all.join("|"))).ok()
});

static BINDER_LIST: LazyLock<Vec<&str>> = LazyLock::new(|| data::entries(BINDERS).collect());

/// Whether a clause begins with `line`: "att bifalla motionen", "1. bifalla motionen".
pub(super) fn begins(line: &str) -> bool {
    MARK.as_ref().is_some_and(|m| m.is_match(line))
}

/// The clauses of a decision's text, marks left out: "1. godkänna avtalet", "att godkänna avtalet" and "- godkänna avtalet" are one clause each, a line
/// without a mark goes on the one above. Without marks each block is a clause. Words that only introduce ("Kommunstyrelsen beslutar att") are none.
pub(super) fn split(decision: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut marked = false;
    let mut open = false;
    for line in decision.lines().map(str::trim) {
        if line.is_empty() {
            open = false;
            continue;
        }
        let mark = MARK.as_ref().and_then(|m| m.find(line)).map_or(0, |m| m.end());
        if mark > 0 {
            if !marked {
                // What stands above the first mark introduces the clauses, unless it is a sentence of its own.
                out.retain(|c| text::ends_sentence(c));
            }
            marked = true;
            let bare = line[..mark].trim_end().chars().all(char::is_alphabetic);
            out.push(if bare { line } else { line[mark..].trim() }.to_string());
        } else if let Some(last) = out.last_mut().filter(|_| open) {
            last.push(' ');
            last.push_str(line);
        } else {
            out.push(line.to_string());
        }
        open = true;
    }
    if !marked {
        out = out.iter().flat_map(|c| one_line(c)).collect();
    }
    out.iter().map(|c| close(c)).filter(|c| !c.is_empty()).collect()
}

/// "Nämnden beslutar 1. att …, 2. att …" on one line.
fn one_line(clause: &str) -> Vec<String> {
    static INNER: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?:^|[\s:])([1-9])[.)]\s").ok());
    let Some(inner) = INNER.as_ref() else { return vec![clause.to_string()] };
    let marks: Vec<(usize, usize, usize)> = inner
        .captures_iter(clause)
        .filter_map(|c| Some((c.get(1)?.start(), c.get(0)?.end(), c[1].parse().ok()?)))
        .collect();
    let rising = marks.len() >= 2 && marks.iter().enumerate().all(|(i, m)| m.2 == i + 1);
    if !rising {
        return vec![clause.to_string()];
    }
    let ends = marks.iter().skip(1).map(|m| m.0).chain([clause.len()]);
    marks.iter().zip(ends).map(|(m, end)| clause[m.1..end].trim().to_string()).collect()
}

/// Without the comma or "samt" that binds a clause to the next.
fn close(clause: &str) -> String {
    let mut t = clause.trim();
    loop {
        let shorter = t.trim_end_matches([',', ';']).trim_end();
        let binder = BINDER_LIST.iter().find_map(|w| shorter.strip_suffix(w).filter(|s| s.ends_with(' ')));
        let shorter = binder.unwrap_or(shorter).trim_end();
        if shorter.len() == t.len() {
            return t.to_string();
        }
        t = shorter;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbered_bulleted_and_plain() {
        let text = "Kommunstyrelsen beslutar\n1. att godkänna avtalet,\n2. att ge förvaltningen i uppdrag\natt återkomma, samt";
        assert_eq!(split(text)[0], "att godkänna avtalet");
        assert_eq!(
            split("Nämnden beslutar att\n- avslå ansökan\n- lägga skrivelsen\ntill handlingarna"),
            ["avslå ansökan", "lägga skrivelsen till handlingarna"]
        );
        assert_eq!(split("Nämnden avslår ansökan."), ["Nämnden avslår ansökan."]);
        assert_eq!(
            split("Nämnden beslutar 1. att avslå ansökan, 2. att justera paragrafen omedelbart."),
            ["att avslå ansökan", "att justera paragrafen omedelbart."]
        );
        assert_eq!(
            split("Styrelsen beslutar\n\natt anta planen samt\n\natt paragrafen justeras omedelbart."),
            ["att anta planen", "att paragrafen justeras omedelbart."]
        );
        assert!(split("").is_empty());
    }

    #[test]
    fn a_year_is_no_mark() {
        assert_eq!(
            split("Bidraget höjs från 1. januari till 3. mars."),
            ["Bidraget höjs från 1. januari till 3. mars."]
        );
    }

    #[test]
    fn marks_are_policed() {
        data::police(MARKS, 1);
        data::police(BINDERS, 1);
        assert!(MARK.is_some());
    }
}
