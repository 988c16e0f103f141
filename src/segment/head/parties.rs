//! Lists by party: the party's name or letters before the names of its members, on lines of their own or within running text.

use std::borrow::Cow;

use super::people::Person;
use super::{data, names, people, said, titles};

/// The members of one party; of those before the first heading nobody says the party.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Group {
    pub member: Option<String>,
    pub lines: Vec<String>,
}

/// A heading, and what follows it.
struct Heading<'a> {
    member: String,
    rest: &'a str,
}

/// The groups of a list that names its parties before their members: "Centerpartiet (c): Anna Berg, Nils Ek", "(s)   Anna Berg, Nils Ek". `None`
/// where it does not.
pub(super) fn groups(lines: &[String]) -> Option<Vec<Group>> {
    let text = lines.iter().map(|l| l.trim()).filter(|l| !l.is_empty()).collect::<Vec<_>>().join("\n");
    // Line ends are blanks of the same length, so that places agree.
    let flat = text.replace('\n', " ");
    let mut out = vec![Group { member: None, lines: Vec::new() }];
    let (mut from, mut found, mut i) = (0, 0, 0);
    while i < text.len() {
        let begins = i == 0 || text[..i].ends_with('\n');
        let inside = [". ", "; ", ", "].iter().any(|m| flat[..i].ends_with(m));
        let end = text[i..].find('\n').map_or(text.len(), |n| i + n);
        let heading = match (begins, inside) {
            (true, _) => with_colon(&flat[i..], end - i).map(|h| (flat.len() - h.rest.len(), h)).or_else(|| {
                let h = before_names(&flat[i..end])?;
                Some((end - h.rest.len(), h))
            }),
            (_, true) => with_colon(&flat[i..], end - i).map(|h| (flat.len() - h.rest.len(), h)),
            _ => None,
        };
        if let Some((rest, h)) = heading {
            take(&mut out, &text[from..i]);
            out.push(Group { member: Some(h.member), lines: Vec::new() });
            (from, i, found) = (rest, rest, found + 1);
        } else {
            i += text[i..].chars().next().map_or(1, char::len_utf8);
        }
    }
    take(&mut out, &text[from..]);
    out.retain(|g| !g.lines.is_empty());
    // One heading alone is one where it begins the list of several.
    let alone = found == 1 && out.len() == 1 && out[0].lines.iter().any(|l| names::all(l, false).len() > 1);
    // Where the persons have their own behind them, a bracket that begins a line is the end of the one before.
    let own = flat.match_indices('(').filter(|(i, _)| bracket(&flat[*i..]).is_some()).count();
    let headed = out.iter().filter(|g| g.member.is_some()).count();
    ((headed >= 2 && own <= 2 * found) || (alone && headed == 1)).then_some(out)
}

fn take(groups: &mut [Group], piece: &str) {
    let lines = piece.trim().trim_end_matches(['.', ';', ',', ' ']).split('\n').map(|l| l.trim().to_string());
    if let Some(last) = groups.last_mut() {
        last.lines.extend(lines.filter(|l| !l.is_empty()));
    }
}

/// Whether a text begins with such a heading that a colon closes.
pub(super) fn begins(text: &str) -> bool {
    with_colon(text, text.len()).is_some()
}

/// The party that a short text before a colon names: "Centerpartiet", "Vikens lista (vl)", "(s)", "s". `line`: where its line ends; only a known
/// name goes over that.
fn with_colon(text: &str, line: usize) -> Option<Heading<'_>> {
    let at = text.find(':').filter(|at| *at <= LONGEST)?;
    let (head, rest) = (text[..at].trim_end(), text[at + 1..].trim_start());
    let letters = head.strip_suffix(')').and_then(|h| h.rsplit_once('('));
    let member = match letters {
        Some((name, letters)) if name.trim().is_empty() => titles::party(letters)?,
        Some((name, _)) if at > line && !titles::is_party_name(name.trim()) => return None,
        Some(_) => titles::bracketed(&text[..=at])?,
        None if titles::is_party_name(head) => titles::group(head).unwrap_or_else(|| head.to_string()),
        None => titles::party(head)?,
    };
    (rest.is_empty() || people::begins(rest)).then_some(Heading { member, rest })
}

/// The party of a bracket that begins a text, and what follows it.
fn bracket(text: &str) -> Option<(String, &str)> {
    let (letters, rest) = text.strip_prefix('(')?.split_once(')')?;
    Some((titles::party(letters)?, rest))
}

/// The longest heading before a colon.
const LONGEST: usize = 60;

/// A party before the names of a line with no colon: "(s)   Anna Berg, Nils Ek", "S   Anna Berg", "Moderaterna Anna Berg, Nils Ek".
fn before_names(line: &str) -> Option<Heading<'_>> {
    if line.starts_with('(') {
        let (member, rest) = bracket(line)?;
        return people::begins(rest.trim_start()).then_some(Heading { member, rest: rest.trim_start() });
    }
    if let Some((head, rest)) = line.split_once("  ") {
        let rest = rest.trim_start();
        let party = titles::party(head)
            .or_else(|| titles::bracketed(&format!("{head}:")))
            .or_else(|| titles::is_party_name(head).then(|| titles::group(head).unwrap_or_else(|| head.to_string())));
        return party.filter(|_| people::begins(rest)).map(|member| Heading { member, rest });
    }
    let ends = line.match_indices(' ').map(|(i, _)| i).take(4);
    let end = ends.into_iter().find(|end| titles::is_party_name(&line[..*end]) && names::starts(&line[end + 1..]))?;
    Some(Heading { member: line[..end].to_string(), rest: &line[end + 1..] })
}

/// The members of one party.
pub(super) fn members(group: Group, within: Option<(u32, u32)>) -> Vec<Person> {
    let lines = said::whole_ranges(Cow::Borrowed(&group.lines));
    let mut people = people::list(&lines, within);
    if let Some(member) = group.member {
        people.iter_mut().for_each(|p| p.affiliation = p.affiliation.take().or_else(|| Some(member.clone())));
    }
    people
}

/// Where the first heading over members stands: at the start, or further down where several parties' names stand over names.
pub(super) fn first_heading(lines: &[String]) -> Option<usize> {
    if lines.first().is_some_and(|l| titles::heads_members(l)) {
        return Some(0);
    }
    let over = |i: &usize| {
        let text = lines[*i].trim().trim_end_matches(':');
        let party = titles::is_party_name(text) || titles::bracketed(&lines[*i]).is_some();
        party && lines.get(i + 1).is_some_and(|l| people::begins(l))
    };
    let mut all = (1..lines.len()).filter(over);
    all.next().filter(|_| all.next().is_some())
}

/// A list under headings that name each person's party or municipality.
pub(super) fn under_headings(lines: &[String], within: Option<(u32, u32)>) -> Vec<Person> {
    let mut out = Vec::new();
    let mut rest = lines;
    while let Some((heading, after)) = rest.split_first() {
        let end = after.iter().position(|l| titles::heads_members(l)).unwrap_or(after.len());
        let bare = heading.trim().trim_end_matches(':');
        // "För Vikens kommun:"
        let bare = bare.split_once(' ').filter(|(w, _)| data::is_small("stands-for", w)).map_or(bare, |(_, rest)| rest);
        let member = titles::bracketed(heading).or_else(|| titles::group(bare));
        for mut person in people::list(&after[..end], within) {
            person.affiliation.get_or_insert_with(|| member.clone().unwrap_or(bare.to_string()));
            out.push(person);
        }
        rest = &after[end..];
    }
    out
}

/// "(s) Karl Ek, ordf." with the party behind the name, as other lists have it.
pub(super) fn behind(line: &str) -> Option<String> {
    let (party, rest) = bracket(line)?;
    let words: Vec<&str> = rest.split_whitespace().collect();
    let n = names::prefix(&words, false);
    let more = words[n..].join(" ");
    let comma = if words.get(n.checked_sub(1)?)?.ends_with(',') { ", " } else { " " };
    Some(format!("{} ({party}){comma}{more}", names::clean(&words[..n])).trim_end_matches([',', ' ']).to_string())
}

#[cfg(test)]
mod tests {
    use super::super::people::parse;
    use super::*;

    fn listed(text: &str) -> Vec<String> {
        let lines: Vec<String> = text.lines().map(str::to_string).collect();
        let part = |o: Option<String>| o.unwrap_or_default();
        parse(&lines, Some((10, 20)))
            .into_iter()
            .map(|p| format!("{}|{}|{}", p.name, part(p.affiliation), part(p.role)))
            .collect()
    }

    #[test]
    fn letters_in_a_column_before_names_that_run_on() {
        let text = "(s)   Anna Berg, Nils Ek, Eva\n      Ås\n(m)   Ola Alm, Tor Vik\n(kd)  Ida Dal";
        let want = ["Anna Berg|s|", "Nils Ek|s|", "Eva Ås|s|", "Ola Alm|m|", "Tor Vik|m|", "Ida Dal|kd|"];
        assert_eq!(listed(text), want);
        let text = "S    Anna Berg, ordf, Nils Ek\nM    Ola Alm\nSD   Tor Vik";
        assert_eq!(listed(text), ["Anna Berg|S|ordförande", "Nils Ek|S|", "Ola Alm|M|", "Tor Vik|SD|"]);
        let text = "Socialdemokraterna Anna Berg, Nils Ek,\nEva Ås\nModeraterna Ola Alm och Tor Vik";
        assert_eq!(listed(text)[2..], ["Eva Ås|Socialdemokraterna|", "Ola Alm|Moderaterna|", "Tor Vik|Moderaterna|"]);
    }

    #[test]
    fn names_with_letters_and_a_colon() {
        let text = "Centerpartiet (c): Anna Berg (ordförande), Nils Ek,\n    Eva Ås\nModerata samlingspartiet (m): Ola Alm, Tor\n    Vik (ersätter Per Lo)\nVikens lista (vl): Ida Dal";
        let want = [
            "Anna Berg|c|ordförande",
            "Nils Ek|c|",
            "Eva Ås|c|",
            "Ola Alm|m|",
            "Tor Vik|m|tjänstgörande ersättare för Per Lo",
            "Ida Dal|vl|",
        ];
        assert_eq!(listed(text), want);
        let text = "(s): Anna Berg, Nils Ek; (m): Ola Alm; (c): Tor Vik";
        assert_eq!(listed(text), ["Anna Berg|s|", "Nils Ek|s|", "Ola Alm|m|", "Tor Vik|c|"]);
        let text = "S: Anna Berg, Nils Ek. M: Ola Alm, Tor\nVik. Vänsterpartiet\nkommunisterna: Ida Dal";
        let want = ["Anna Berg|S|", "Nils Ek|S|", "Ola Alm|M|", "Tor Vik|M|", "Ida Dal|Vänsterpartiet kommunisterna|"];
        assert_eq!(listed(text), want);
    }

    #[test]
    fn those_before_the_first_party_keep_their_own() {
        let text = "Anna Berg (S), ordförande\n(S)  Nils Ek, Eva Ås\n(M)  Ola Alm";
        assert_eq!(listed(text), ["Anna Berg|S|ordförande", "Nils Ek|S|", "Eva Ås|S|", "Ola Alm|M|"]);
        for other in ["Anna Berg (S), Nils Ek (M)", "Anna Berg, § 5: Nils Ek"] {
            assert_eq!(groups(&[other.to_string()]), None, "{other}");
        }
    }
}
