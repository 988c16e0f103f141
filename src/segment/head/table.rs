//! Lists of attendance as a table: party, office, crosses or dashes, and who serves for whom, each in its column.

use std::borrow::Cow;

use super::columns::{Cell, cells};
use super::fields;
use super::heading::{self, Heading, Kind};
use super::row::{self, Row};
use super::{people, said, titles};
use crate::page::TextLine;
use crate::protocol::Capacity;

/// Rows of members and substitutes from which an official's is of another list.
const MEMBERS: usize = 3;

/// A table whose rows are read, by its headings.
#[derive(Default)]
struct Table {
    headings: Vec<Heading>,
    tabs: bool,
    /// Whether its rows are of substitutes, those who serve included.
    substitutes: bool,
    /// Whether a row bore a mark: then one without was not there.
    marked: bool,
    /// Whether marks are crosses.
    crosses: bool,
    /// The member of the row before, for the lines of those who serve below it.
    whom: String,
    /// Rows of members and substitutes, by their offices.
    elected: usize,
    /// Whether the last rows were of officials.
    officials: bool,
}

/// The lines with each row of such a table written as a list has it: "Anna Berg (S), ej § 3".
pub(super) fn rows(lines: &[TextLine]) -> Cow<'_, [TextLine]> {
    let Some(first) = lines.iter().position(|l| heading::of(&l.text).is_some()) else { return Cow::Borrowed(lines) };
    let mut out: Vec<TextLine> = Vec::with_capacity(lines.len());
    let mut table: Option<Table> = None;
    // The capacity of the list that the lines are of.
    let mut list: Option<Option<Capacity>> = None;
    // Whether it is of substitutes who serve.
    let mut serving = false;
    for (i, line) in lines.iter().enumerate() {
        let text = line.text.trim();
        let tabs = line.text.contains('\t');
        if text.is_empty() {
            out.push(line.clone());
            continue;
        }
        if let Some(headings) = heading::of(&line.text).filter(|_| i >= first) {
            let name = headings.iter().find(|h| h.kind == Kind::Name);
            let name = name.and_then(|h| Some((h, fields::people_capacity(&h.text)?)));
            // A table of its own, as in an annex, has no label.
            let label = match (name, list) {
                (Some((h, capacity)), _) => {
                    list = Some(capacity);
                    Some(h.text.clone())
                }
                (None, None) => {
                    list = Some(Some(Capacity::Deciding));
                    Some(heading::label(false))
                }
                _ => None,
            };
            serving |= label.as_deref().is_some_and(fields::label_serves);
            out.extend(label.map(|text| TextLine { text, ..line.clone() }));
            let substitutes = list.flatten() == Some(Capacity::Substitute) || serving;
            table = Some(Table { headings, tabs, substitutes, ..Table::default() });
            continue;
        }
        if table.is_some() && !text.contains(char::is_alphanumeric) {
            continue;
        }
        let cells = cells(&line.text, tabs);
        // Headings below others, as of the votes at each §.
        if table.is_some() && cells.len() >= 2 && cells.iter().all(|c| heading::kind(c.text) == Some(Kind::Other)) {
            continue;
        }
        let mut beside = 0;
        let label = cells.first().filter(|c| fields::ends_list(c.text).is_some());
        let people = cells.first().and_then(|c| fields::people_capacity(c.text));
        if people.is_some() || label.is_some() {
            serving = cells.first().is_some_and(|c| fields::label_serves(c.text));
        }
        match (people, label, &mut table) {
            // A further list under the same headings.
            (Some(capacity), _, Some(t)) if cells.len() == 1 => {
                (t.substitutes, t.marked) = (capacity == Some(Capacity::Substitute) || serving, false);
                list = people;
            }
            // "Ersättare   Anna Berg (S)   Vik   Distans": the label stands beside the first row.
            (Some(capacity), _, Some(t)) if t.goes_on(&cells[1..]) => {
                (t.substitutes, t.marked) = (capacity == Some(Capacity::Substitute) || serving, false);
                list = people;
                out.push(TextLine { text: cells[0].text.to_string(), ..line.clone() });
                beside = 1;
            }
            (Some(_), _, _) | (_, Some(_), _) => (table, list) = (None, people),
            _ => {}
        }
        match table.as_mut().and_then(|t| t.row(&cells[beside..])) {
            Some(people) => out.extend(people.into_iter().map(|text| TextLine { text, ..line.clone() })),
            None => out.push(line.clone()),
        }
    }
    Cow::Owned(out)
}

impl Table {
    /// Whether the cells behind a label are a row under the table's headings.
    fn goes_on(&self, cells: &[Cell<'_>]) -> bool {
        let Some(name) = cells.first().filter(|_| !self.tabs && cells.len() > 1) else { return false };
        let under = |h: &Heading| h.kind == Kind::Name && h.at.abs_diff(name.at) <= 2;
        people::begins(name.text) && row::is_name(name.text) && self.headings.iter().any(under)
    }

    /// The persons of a row, one a line; none where nobody was there. `None` where the line is no row.
    fn row(&mut self, cells: &[Cell<'_>]) -> Option<Vec<String>> {
        let number = |c: &Cell<'_>| c.text.trim_end_matches('.').chars().all(|c| c.is_ascii_digit());
        let skip = usize::from(cells.first().is_some_and(number));
        let (name, rest) = cells.get(skip..)?.split_first()?;
        // "Anna Berg *": a mark that a line below explains.
        let first = row::unnumbered(name.text).trim_end_matches(['*', ' ']);
        let below = row::below(first);
        if let Some(turned) = said::replaced(first) {
            return Some(turned);
        }
        // No mark beside a name where others have theirs.
        if rest.is_empty() && self.marked && self.crosses && people::begins(first) {
            return Some(Vec::new());
        }
        if rest.is_empty() || !row::is_name(below.unwrap_or(first)) {
            return None;
        }
        let mut row = Row::default();
        rest.iter().for_each(|cell| row.take(cell.text, self.column(cell)));
        if !row.says() {
            return None;
        }
        self.marked |= row.there.is_some();
        self.crosses |= rest.iter().any(|c| row::is_marked(c.text));
        let name = row::with_party(below.unwrap_or(first), row.party.as_deref());
        if below.is_some() {
            return Some(row.there.unwrap_or(true).then(|| row::for_whom(&name, &self.whom)).into_iter().collect());
        }
        self.whom = name.split(',').next().unwrap_or(&name).to_string();
        let label = self.turn(row.office());
        Some(label.into_iter().chain(row.persons(&name, self.substitutes, !self.marked)).collect())
    }

    /// The label of the list that a row begins whose office tells that officials follow on members in the same columns, or members on officials.
    fn turn(&mut self, office: &str) -> Option<String> {
        let elected = titles::is_member(office) || titles::is_substitute(office) || titles::is_chairs_office(office);
        let official = !elected && office.split([',', ' ']).next().is_some_and(titles::is_official);
        self.elected += usize::from(elected);
        let turns = (official && !self.officials && self.elected >= MEMBERS) || (elected && self.officials);
        self.officials ^= turns;
        turns.then(|| heading::label(self.officials))
    }

    /// What a cell says by the heading it stands under: the one whose letters it is nearest to.
    fn column(&self, cell: &Cell<'_>) -> Kind {
        let far = |h: &&Heading| match self.tabs {
            true if h.at <= cell.at => cell.at - h.at,
            true => usize::MAX,
            false if cell.at < h.at => h.at - cell.at,
            false => cell.at.saturating_sub(h.at + h.text.chars().count()),
        };
        // A cross stands under no heading of words.
        let marked = row::is_marked(cell.text);
        let fits = |h: &&Heading| !matches!(h.kind, Kind::Name | Kind::Number) && (!marked || h.kind.bears_marks());
        self.headings.iter().filter(fits).min_by_key(far).map_or(Kind::Other, |h| h.kind)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{HeadInput, read};
    use super::*;

    #[test]
    fn crosses_dashes_and_those_who_serve() {
        let text = "Ledamöter\nNr  Namn               Parti  Närv  Tjänstgörande ersättare / anm\n\n 1  Anna Berg          S      X     ordf\n 2  Nils Ek            M      -     Eva Ås\n 3  Ola Alm, v. ordf.  C  X\n 4  Ida Dal            L      §§ 1–2  Per Lo (V), § 3\n 5  Tor Vik            VIKP   X\n 5  Tor Alm            KD     -     anmält förhinder\n 6  Bo Lind            MP\n\nErsättare\n    Ada Sten           S\n\nUnderskrifter";
        let lines: Vec<_> =
            text.lines().enumerate().map(|(i, l)| TextLine { page: 0, line: i, text: l.into() }).collect();
        let head = read(&HeadInput { cover: &lines, ..HeadInput::default() });
        let rows: Vec<String> = head
            .attendance
            .iter()
            .map(|a| {
                let part = |o: &Option<String>| o.clone().unwrap_or_default();
                format!("{}|{}|{}", a.name, part(&a.affiliation), part(&a.role))
            })
            .collect();
        assert_eq!(
            rows,
            [
                "Anna Berg|S|ordförande",
                "Eva Ås|M|tjänstgörande ersättare för Nils Ek (M)",
                "Ola Alm|C|vice ordförande",
                "Ida Dal|L|ledamot",
                "Per Lo|V|tjänstgörande ersättare för Ida Dal (L)",
                "Tor Vik|VIKP|ledamot",
                "Ada Sten|S|ersättare",
            ]
        );
    }

    fn listed(text: &str) -> Vec<String> {
        let lines: Vec<_> =
            text.lines().enumerate().map(|(i, l)| TextLine { page: 0, line: i, text: l.into() }).collect();
        let head = read(&HeadInput { cover: &lines, ..HeadInput::default() });
        let part = |o: &Option<String>| o.clone().unwrap_or_default();
        let row = |a: &crate::protocol::Attendee| {
            let capacity = format!("{:?}", a.capacity).chars().next().unwrap_or('-');
            format!("{}|{}|{}|{capacity}", a.name, part(&a.affiliation), part(&a.role))
        };
        head.attendance.iter().map(row).collect()
    }

    #[test]
    fn officials_below_the_members_in_the_same_columns() {
        let text = "Närvaro\n\nNamn             Kommun   Uppdrag         Anmärkning\n-----------\nAnna Berg        Vik      Ordförande\nNils Ek          Mo       Ledamot\nEva Ås           Vik      Ersättare       via Skype\n-----------\nOla Alm                   Enhetschef\nIda Dal                   Nämndsekreterare\n";
        let want = [
            "Anna Berg|Vik|ordförande|D",
            "Nils Ek|Mo|ledamot|D",
            "Eva Ås|Vik|ersättare|S",
            "Ola Alm||Enhetschef|O",
            "Ida Dal||nämndsekreterare|O",
        ];
        assert_eq!(listed(text), want);
    }

    #[test]
    fn a_further_list_beside_its_label() {
        let text = "Beslutande     Ledamöter          Kommun    Närvaro\n               Anna Berg (C)      Vik       På plats\n               Nils Ek (S)        Mo        Distans\n\nErsättare      Eva Ås (M)         Mo        Distans\n               Ola Alm (S)        Vik       Distans\n\nParagrafer     §§ 1-4";
        let want = ["Anna Berg|C|ledamot|D", "Nils Ek|S|ledamot|D", "Eva Ås|M|ersättare|S", "Ola Alm|S|ersättare|S"];
        assert_eq!(listed(text), want);
    }

    #[test]
    fn who_serves_by_a_cross_of_its_own() {
        let text = "Närvarolista\n\nNamn             Parti  Uppdrag      Närv.  Tjg.  Anm.\n-----------\nAnna Berg        Ss     Ordförande   Xx     x\nNils Ek          M      Ledamot\nEva Ås           C      Ersättare    x      §7\nOla Alm          M      Ersättare    x      x     för N. Ek\nIda Dal          L      Ersättare\n\nTjänstepersoner\nTor Vik          kommunchef          x\n";
        let want = [
            "Anna Berg|S|ordförande|D",
            "Eva Ås|C|tjänstgörande ersättare|D",
            "Ola Alm|M|tjänstgörande ersättare för N. Ek|D",
            "Tor Vik||kommunchef|O",
        ];
        assert_eq!(listed(text), want);
        let text = "Ledamöter          Parti  Närv  Anmärkning\nAnna Berg, ordf    (s)    x\nNils Ek            (m)    -\nEva Ås             (fp)   x     ej 4 §\n\nErsättare          Parti  Närv  Tjg  Tjänstgör för\nOla Alm            (m)    x     x    Nils Ek\nIda Dal            (s)    x\nTor Lo             (s)    -\n";
        let want = [
            "Anna Berg|s|ordförande|D",
            "Eva Ås|fp|ledamot|D",
            "Ola Alm|m|tjänstgörande ersättare för Nils Ek|D",
            "Ida Dal|s|ersättare|S",
        ];
        assert_eq!(listed(text), want);
    }

    #[test]
    fn a_roll_with_votes_and_no_label() {
        let text = "                     Parti  Upprop   § 7\n                                     J  N  A\n\nNorra kretsen\nAnna Berg            s      x        x\nNils Ek              m      ers\n  ers: Ola Alm       m      x           x\nEva Ås               c      frånv\nSumma § 7                   2 ja, 1 nej\n";
        assert_eq!(listed(text), ["Anna Berg|s|ledamot|D", "Ola Alm|m|tjänstgörande ersättare för Nils Ek (m)|D"]);
    }

    #[test]
    fn words_of_presence() {
        let text = "Beslutande\nNamn              Parti   Roll             Närvaro\nAnna Berg         S       Ordförande       Närvarande\nNils Ek           M       Ledamot          Frånvarande\nEva Ås            C       Ledamot          Närvarande på distans\n\nTjänstgörande ersättare\nNamn              Parti   Ersätter         Närvaro\nTor Vik           M       Nils Ek (M)      Ja\n\nEj tjänstgörande ersättare\nNamn              Parti   Närvaro\nPer Lo            S       Fysiskt\nAda Sten          V       Ej närvarande\n";
        let want = [
            "Anna Berg|S|ordförande|D",
            "Eva Ås|C|ledamot|D",
            "Tor Vik|M|tjänstgörande ersättare för Nils Ek (M)|D",
            "Per Lo|S|ersättare|S",
        ];
        assert_eq!(listed(text), want);
        let text = "Ledamöter\nNamn                Närvarande  Frånvarande  Ersätts av\nAnna Berg (S)       X\nNils Ek (M)                     X            Tor Vik (M)\n\nErsättare           Närvaro\nTor Vik (M)         X\nPer Lo (S)          X\nAda Sten (V)\n";
        let want =
            ["Anna Berg|S|ledamot|D", "Tor Vik|M|tjänstgörande ersättare för Nils Ek (M)|D", "Per Lo|S|ersättare|S"];
        assert_eq!(listed(text), want);
        let text = "Beslutande               Närvaro   Ja   Nej\nAnna Berg (S), ordf.     X         X\nNils Ek (M), ersätts av Tor Vik (M)\n";
        assert_eq!(listed(text), ["Anna Berg|S|ordförande|D", "Tor Vik|M|tjänstgörande ersättare för Nils Ek (M)|D"]);
    }

    #[test]
    fn substitutes_among_those_who_decide() {
        let text = "Tjänstgörande ledamöter och ersättare\n\nNamn              Uppdrag     Närvaro  Anmärkning\nAnna Berg (S)     Ordf.       Fysiskt\nNils Ek (M)       Ledamot     Distans  Ej § 12\nEva Ås (S)        Ersättare   Fysiskt  Ersätter Bo Lind\nOla Alm (M)       Ersättare   Distans  Ersätter Nils Ek, § 12\n\nEj tjänstgörande ersättare\n\nNamn              Närvaro  Anmärkning\nPer Lo (S)        Fysiskt\n\nTjänstepersoner och övriga\n\nNamn              Funktion      Närvaro\nIda Dal           Socialchef    Fysiskt\n";
        let want = [
            "Anna Berg|S|ordförande|D",
            "Nils Ek|M|ledamot|D",
            "Eva Ås|S|tjänstgörande ersättare för Bo Lind|D",
            "Ola Alm|M|tjänstgörande ersättare för Nils Ek|D",
            "Per Lo|S|ersättare|S",
            "Ida Dal||socialchef|O",
        ];
        assert_eq!(listed(text), want);
        let text = "Beslutande ledamöter och ersättare\nAnna Berg (S), ordförande\nNils Ek (M), ersättare\nEva Ås (S), ersättare för Bo Lind (S)\n";
        let want = [
            "Anna Berg|S|ordförande|D",
            "Nils Ek|M|tjänstgörande ersättare|D",
            "Eva Ås|S|tjänstgörande ersättare för Bo Lind (S)|D",
        ];
        assert_eq!(listed(text), want);
    }
}
