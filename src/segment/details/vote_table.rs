//! Votes printed as a table: a line for each person, a cross under Ja, Nej or Avstår.

use super::super::{crosses, head};
use super::ballots::introduces;
use super::people::persons;
use super::tally;
use crate::page::TextLine;
use crate::protocol::{Ballot, Choice, Record, SectionKind, Vote};

/// Reads the tables of a record from its lines, whose columns a section's running text does not keep. Where none is printed, nothing is changed.
pub(in crate::segment) fn complete(record: &mut Record, lines: &[TextLine]) {
    use SectionKind::{Appeal, Basis, Recipients};
    let sections = record.sections.iter().filter(|s| !matches!(s.kind, Appeal | Basis | Recipients));
    let mut found = Vec::new();
    for span in sections.flat_map(|s| &s.spans) {
        let from = lines.partition_point(|l| (l.page, l.line) < (span.page, span.line_start));
        let to = lines.partition_point(|l| (l.page, l.line) < (span.page, span.line_end));
        found.extend(read(lines.get(from..to).unwrap_or_default().iter().map(|l| l.text.as_str())));
    }
    if found.is_empty() {
        return;
    }
    let count = |choice| found.iter().filter(|b| b.choice == choice).count() as u32;
    record.vote.get_or_insert(Vote { yes: count(Choice::Yes), no: count(Choice::No), abstain: count(Choice::Abstain) });
    record.ballots = found;
    tally::complete(record);
}

fn read<'a>(lines: impl Iterator<Item = &'a str>) -> Vec<Ballot> {
    let mut out: Vec<Ballot> = Vec::new();
    let mut table: Option<crosses::Heads<Choice>> = None;
    for line in lines {
        if let Some(found) = heads(line) {
            table = Some(found);
            continue;
        }
        // A line with crosses under two choices says neither.
        if let Some((row, said)) = table.as_ref().and_then(|t| t.marked(line))
            && let [choice] = said.as_slice()
        {
            push(&mut out, *choice, row);
        }
    }
    out
}

/// The choice that a column's heading names: its words and nothing more.
fn column(cell: &str) -> Option<Choice> {
    let words: Vec<&str> = cell.split_whitespace().collect();
    introduces(&words).filter(|(_, n)| *n == words.len() && cell.starts_with(char::is_uppercase)).map(|(c, _)| c)
}

/// The headings of a table of votes: both sides have a column, and the line says nothing else.
fn heads(line: &str) -> Option<crosses::Heads<Choice>> {
    // Most lines are ruled out without looking at their words.
    let wide = line.contains('\t') || line.trim().contains("  ");
    let may = wide && (line.contains("Ja") || line.contains("JA")) && line.len() <= 160;
    if !may || line.contains([':', '(']) {
        return None;
    }
    let found = crosses::heads(line, column, 2).filter(|_| line.split_whitespace().count() <= 8)?;
    let has = |choice| found.meanings().any(|c| c == choice);
    (has(Choice::Yes) && has(Choice::No)).then_some(found)
}

/// The one person of a table's line. A party without brackets stands in a column of its own.
fn push(out: &mut Vec<Ballot>, choice: Choice, row: &str) {
    let Some(mut person) = persons(row).into_iter().next() else { return };
    let last = row.split_whitespace().next_back().unwrap_or("");
    if person.affiliation.is_none() && !person.name.ends_with(last) && head::is_party(last) {
        person.affiliation = Some(last.to_string());
    }
    if !out.iter().any(|b| b.name == person.name) {
        out.push(Ballot { name: person.name, affiliation: person.affiliation, choice });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crosses_in_columns() {
        let want = [("Ada Berg", Choice::Yes), ("Bo Ek", Choice::No), ("Cy Alm", Choice::Abstain)];
        for text in [
            "Ledamot        Parti   Ja    Nej   Avstår\nAda Berg       S       X\nBo Ek          M             X\nCy Alm         V                   X\nSumma                  1     1     1",
            "Namn\tParti\tJa\tNej\tAvstår\nAda Berg\tS\tX\t\t\nBo Ek\tM\t\tX\t\nCy Alm\tV\t\t\tX",
        ] {
            let found = read(text.lines());
            assert_eq!(found.iter().map(|b| (b.name.as_str(), b.choice)).collect::<Vec<_>>(), want, "{text}");
            assert_eq!(found[1].affiliation.as_deref(), Some("M"));
        }
        assert!(read("Ja: Ada Berg. Nej: Bo Ek\nAda Berg X".lines()).is_empty());
    }
}
