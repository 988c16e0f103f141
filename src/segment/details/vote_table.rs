//! Votes printed as a table: a line for each person, a cross under Ja, Nej or Avstår.

use super::super::{crosses, head};
use super::ballots::introduces;
use super::people::persons;
use super::{tally, voters};
use crate::page::TextLine;
use crate::protocol::{Ballot, Choice, Person, Record, SectionKind, Vote};

/// Reads the tables of a record from its lines, whose columns a section's running text does not keep. Where none is printed, nothing is changed.
pub(in crate::segment) fn complete(record: &mut Record, lines: &[TextLine]) {
    // A table goes on overleaf without its headings.
    let found = read(lines_of(record, lines));
    if !found.is_empty() {
        give(record, found);
    }
}

/// The lines in which a record may tell of a vote.
pub(super) fn lines_of<'a>(record: &'a Record, lines: &'a [TextLine]) -> impl Iterator<Item = &'a str> {
    use SectionKind::{Appeal, Basis, Recipients};
    let sections = record.sections.iter().filter(|s| !matches!(s.kind, Appeal | Basis | Recipients));
    let of_span = move |span: &crate::protocol::Span| {
        let from = lines.partition_point(|l| (l.page, l.line) < (span.page, span.line_start));
        let to = lines.partition_point(|l| (l.page, l.line) < (span.page, span.line_end));
        lines.get(from..to).unwrap_or_default().iter().map(|l| l.text.as_str())
    };
    sections.flat_map(|s| &s.spans).flat_map(of_span)
}

/// Gives a record ballots read from its lines, and what they tell of its vote.
pub(super) fn give(record: &mut Record, ballots: Vec<Ballot>) {
    record.vote.get_or_insert(Vote::of(&ballots));
    record.ballots = ballots;
    tally::complete(record);
}

fn read<'a>(lines: impl Iterator<Item = &'a str>) -> Vec<Ballot> {
    let mut out: Vec<Ballot> = Vec::new();
    let mut table: Option<crosses::Heads<Choice>> = None;
    let mut below = Below::Nothing(0);
    for line in lines {
        if let Some(found) = heads(line) {
            table = Some(found);
            below = Below::Nothing(0);
            continue;
        }
        if !line.contains(char::is_alphabetic) {
            continue;
        }
        // Below "Ja" and "Nej" alone stand the names.
        if !matches!(below, Below::Crosses)
            && let Some(named) = table.as_ref().and_then(|t| named(t, line))
        {
            below = Below::Names(0);
            for (choice, person) in named {
                if !out.iter().any(|b| b.name == person.name) {
                    out.push(Ballot { name: person.name, affiliation: person.affiliation, choice, person: None });
                }
            }
            continue;
        }
        // Names without crosses end with lines that are none of them.
        below = match below {
            Below::Nothing(n) if n < ABOVE => Below::Nothing(n + 1),
            Below::Names(n) if n < SPOILT => Below::Names(n + 1),
            Below::Names(_) => {
                table = None;
                Below::Crosses
            }
            _ => Below::Crosses,
        };
        // A line with crosses under two choices says neither.
        if let Some((row, said)) = table.as_ref().and_then(|t| t.marked(line))
            && let [choice] = said.as_slice()
        {
            push(&mut out, *choice, row);
            below = Below::Crosses;
        }
    }
    out
}

/// What stands below the headings of a table: names under them, or crosses behind names.
enum Below {
    /// As yet nothing but so many lines that say nothing.
    Nothing(usize),
    /// Names, and so many lines since the last that are none.
    Names(usize),
    Crosses,
}

/// How many lines may stand between the headings and the first names ("(6 st.)").
const ABOVE: usize = 1;
/// How many lines of names one after another may be spoilt.
const SPOILT: usize = 1;

/// The persons of a line below headings that all are choices, each under their own: "Herr Ek.        » Alm.". `None` where anything else stands there.
fn named(table: &crosses::Heads<Choice>, line: &str) -> Option<Vec<(Choice, Person)>> {
    let mut out = Vec::new();
    for (choice, cell) in table.under(line)? {
        // "»" repeats the word above.
        let words: Vec<&str> = cell.split_whitespace().filter(|w| w.contains(char::is_alphabetic)).collect();
        let (mut people, taken) = voters::list(&words);
        if taken != words.len() || people.len() > 1 {
            return None;
        }
        out.extend(people.pop().map(|p| (choice, p)));
    }
    (!out.is_empty()).then_some(out)
}

/// The choice that a column's heading names: its words and nothing more.
pub(super) fn column(cell: &str) -> Option<Choice> {
    let words: Vec<&str> = cell.split_whitespace().collect();
    let whole = |n: usize| n == words.len() && cell.starts_with(char::is_uppercase);
    introduces(&words).filter(|(_, n)| whole(*n)).map(|(c, _)| c)
}

/// The headings of a table of votes: both sides have a column, and the line says nothing else.
fn heads(line: &str) -> Option<crosses::Heads<Choice>> {
    // Most lines are ruled out without looking at their words.
    let wide = line.contains('\t') || line.trim().contains("  ");
    let may = wide && (line.contains("Ja") || line.contains("JA")) && line.len() <= 160;
    // "Ja:          Nej:" heads names, "Ja: Ada Berg" is a list.
    let told = || line.trim_end().split(':').skip(1).any(|rest| !rest.is_empty() && !rest.starts_with("  "));
    if !may || line.contains('(') || told() {
        return None;
    }
    let found = crosses::heads(line, column, 2).filter(|_| line.split_whitespace().count() <= 8)?;
    let has = |choice| found.meanings().any(|c| c == choice);
    (has(Choice::Yes) && has(Choice::No)).then_some(found)
}

/// The one person of a table's line. A party without brackets stands in a column of its own, be it known or a local one's letters.
pub(super) fn push(out: &mut Vec<Ballot>, choice: Choice, row: &str) {
    let letters = |t: &str| t.chars().count() <= LETTERS && t.chars().all(char::is_uppercase);
    let cell = row.trim_end().rsplit_once("  ").filter(|(_, last)| letters(last));
    let (named, last) = cell.unwrap_or((row, row.split_whitespace().next_back().unwrap_or("")));
    let Some(mut person) = persons(named).into_iter().next() else { return };
    let of_party = cell.is_some() || (!person.name.ends_with(last) && head::is_party(last));
    if person.affiliation.is_none() && of_party {
        person.affiliation = Some(last.to_string());
    }
    if !out.iter().any(|b| b.name == person.name) {
        out.push(Ballot { name: person.name, affiliation: person.affiliation, choice, person: None });
    }
}

/// The most letters of a party.
const LETTERS: usize = 4;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crosses_in_columns() {
        let want = [("Ada Berg", Choice::Yes), ("Bo Ek", Choice::No), ("Cy Alm", Choice::Abstain)];
        for text in [
            "Ledamot        Parti   Ja    Nej   Avstår\nAda Berg       S       X\nBo Ek          M             X\nCy Alm         V                   X\nSumma                  1     1     1",
            "Nr  Namn     Parti   Ja    Nej   Avst\n 1  Ada Berg  S       X\n 2  Bo Ek     M             X\n 3  Cy Alm    SBP                 X",
            "Namn\tParti\tJa\tNej\tAvstår\nAda Berg\tS\tX\t\t\nBo Ek\tM\t\tX\t\nCy Alm\tV\t\t\tX",
        ] {
            let found = read(text.lines());
            assert_eq!(found.iter().map(|b| (b.name.as_str(), b.choice)).collect::<Vec<_>>(), want, "{text}");
            assert_eq!(found[1].affiliation.as_deref(), Some("M"));
        }
        let names = "  Ja.                         Nej.\n  ---                         ----\n\n  Herr Ek.                    Herr Berg.\n   »   Alm.                    »   Dal.\n   »   Ordföranden.\n  Fru Ås.\nVid denna utgång";
        let found: Vec<String> = read(names.lines()).iter().map(|b| format!("{} {:?}", b.name, b.choice)).collect();
        assert_eq!(found.join(", "), "Ek Yes, Berg No, Alm Yes, Dal No, Ordföranden Yes, Ås Yes");
        assert!(read("Ja: Ada Berg. Nej: Bo Ek\nAda Berg X".lines()).is_empty());
    }
}
