//! The lists of an entry: its own lines and, where it is a sentence, what the sentences after it tell: who else was there, who was not, who came or
//! left.

use super::fields::{self, Entry, Label, Value};
use super::{attributes, data, flow, instead, moves, names, parties, people, prose, said, titles, wrap};
use crate::protocol::Capacity;

/// The lines of a list.
pub(super) fn lines(entry: &Entry) -> Vec<String> {
    lists(entry).into_iter().next().map(|(_, l)| l).unwrap_or_default()
}

/// What a sentence within or after a list tells.
enum Told<'a> {
    /// That somebody was not there: nothing of those who were.
    Absent,
    /// That somebody came or left.
    Moved,
    /// Who else was there.
    There(&'static Label, &'a str),
}

/// What a sentence tells that is no part of the list before it.
fn told(sentence: &str) -> Option<Told<'_>> {
    if let Some((label, list)) = fields::sentence_label(sentence) {
        return Some(Told::There(label, list));
    }
    if moves::is_sentence(sentence) {
        return Some(Told::Moved);
    }
    let absent = fields::ends_list(sentence).is_some_and(|l| l.field == fields::Field::Absent);
    (absent || said::is_absence(sentence)).then_some(Told::Absent)
}

/// A move as a clause of the list.
fn clause(sentence: &str) -> String {
    let of_them = data::small_words("of-them").first().copied().unwrap_or_default();
    format!("; {of_them} {sentence}")
}

/// The lines of an entry that are its list, and as clauses what the sentences between or below them tell of moves; those of absence are left
/// out. A sentence's end followed by a blank line ends the list: what follows is other text.
fn own_lines(values: &[Value]) -> (Vec<String>, String) {
    let mut out: Vec<String> = Vec::new();
    let mut clauses = String::new();
    let mut left: Vec<(String, bool)> = values.iter().map(|v| (v.text.clone(), v.after_blank)).collect();
    let mut i = 0;
    while let Some((line, blank)) = left.get(i).cloned() {
        if i > 0 && line.starts_with(char::is_uppercase) {
            let flat = left[i..].iter().take(LINES).map(|(l, _)| l.as_str()).collect::<Vec<_>>().join(" ");
            let sentence = flow::sentence(&flat);
            let whole = mended(sentence);
            match told(&whole) {
                Some(Told::Moved) => clauses.push_str(&clause(&whole)),
                Some(Told::Absent) => {
                    let after = mended(flow::sentence(flat[sentence.len()..].trim_start_matches(['.', ' '])));
                    out.extend(said::in_their_place(&whole, &after));
                }
                _ => {}
            }
            if matches!(told(&whole), Some(Told::Moved | Told::Absent)) {
                cut(&mut left, i, sentence.len() + 1);
                continue;
            }
        }
        let ended = out.last().is_some_and(|l| l.ends_with('.') && !l.ends_with("ordf.") && !l.ends_with("sekr."));
        if blank && ended && !names::starts(&line) {
            break;
        }
        out.push(line);
        i += 1;
    }
    (out, clauses)
}

/// How many lines a sentence of that kind holds at most.
const LINES: usize = 5;

/// A sentence of several lines with the hyphens of their ends undone.
fn mended(sentence: &str) -> String {
    let lines: Vec<String> = sentence.split("- ").map(|p| format!("{p}-")).collect();
    wrap::run(&lines).trim_end_matches('-').to_string()
}

/// Takes the first `n` bytes, line ends counted as one, off the lines from `at` on.
fn cut(lines: &mut Vec<(String, bool)>, at: usize, n: usize) {
    let mut n = n;
    while let Some((line, _)) = lines.get_mut(at) {
        if n < line.len() {
            *line = line.get(n..).unwrap_or("").trim_start().to_string();
            if line.is_empty() {
                lines.remove(at);
            }
            return;
        }
        n -= (line.len() + 1).min(n);
        lines.remove(at);
    }
}

/// The lists of an entry, with their labels.
pub(super) fn lists(entry: &Entry) -> Vec<(&'static Label, Vec<String>)> {
    let (mut out, clauses) = own_lines(&entry.values);
    // "Ersättare: För Nils Ek tjänstgjorde Eva Ås."
    let first = flow::sentence(&out.join(" ")).to_string();
    if let Some(turned) = instead::turned(&mended(&first), said::between()) {
        let after = out.join(" ")[first.len()..].to_string();
        out = vec![turned + &after];
    }
    // A list written as a sentence ends with it, unless more people follow.
    let flat = out.join(" ");
    let end = flow::sentence(&flat).len();
    if let Some((own, rest)) = said::besides(&flat[..end]).filter(|_| entry.label.capacity != Some(Capacity::Other)) {
        let after = flat[end..].trim_start_matches(['.', ' ']);
        let others = (fields::others(), vec![rest.to_string()]);
        let (more, moved) = after_list(after);
        let own = with(flat_to_lines(&out, own), &(clauses + &moved));
        return [(entry.label, own), others].into_iter().chain(more).collect();
    }
    let rest = flat[end..].trim_start_matches(['.', ' ']);
    // "Såsom suppleant för Nils Ek, som anmält förfall, tjänstgjorde Ola Alm."
    if instead::of(rest.split(',').next().unwrap_or("")).is_some() {
        let sentence = flow::sentence(rest);
        let (more, moved) = after_list(rest[sentence.len()..].trim_start_matches(['.', ' ']));
        let own = (entry.label, vec![format!("{}; {sentence}{clauses}{moved}", &flat[..end])]);
        return std::iter::once(own).chain(more).collect();
    }
    let (more, moved) = after_list(rest);
    if !more.is_empty() || !moved.is_empty() {
        let own = (entry.label, with(flat_to_lines(&out, end), &(clauses + &moved)));
        return std::iter::once(own).chain(more).collect();
    }
    // "Herr Ek hade anmält förfall" begins like a person.
    let absent = matches!(told(flow::sentence(rest)), Some(Told::Absent));
    let goes_on = !absent && (people::begins(rest) || parties::begins(rest));
    if rest.is_empty() || goes_on {
        return vec![(entry.label, with(out, &clauses))];
    }
    vec![(entry.label, with(flat_to_lines(&out, end), &clauses))]
}

/// What the sentences after a list tell: who else was there, and as clauses who came or left. The first that tells nothing ends them.
fn after_list(text: &str) -> (Vec<(&'static Label, Vec<String>)>, String) {
    let (mut more, mut moved) = (Vec::new(), String::new());
    let mut rest = text;
    while !rest.is_empty() {
        let sentence = flow::sentence(rest);
        match told(sentence) {
            Some(Told::There(label, list)) => more.push((label, vec![list.to_string()])),
            Some(Told::Moved) => moved.push_str(&clause(sentence)),
            Some(Told::Absent) => {}
            None if served(sentence).is_some() => more.extend(served(sentence)),
            None if present(sentence).is_some() => more.extend(present(sentence)),
            None => match prose::there(sentence) {
                Some(list) => more.push((fields::others(), vec![list])),
                None => break,
            },
        }
        rest = rest[sentence.len()..].trim_start_matches(['.', ' ', '\n']);
    }
    (more, moved)
}

/// A substitute who served for another: "Suppleanten herr Nils Ek tjänstgjorde i stället för herr Ås", "I stället för herr Ås tjänstgjorde …".
fn served(sentence: &str) -> Option<(&'static Label, Vec<String>)> {
    let word = |w: &str| titles::role(w.trim_end_matches(','));
    let role = sentence.split(' ').map(word).find(|r| titles::is_substitute(r)).unwrap_or(titles::role("ers."));
    let label = fields::substitutes(&role);
    if let Some(turned) = instead::turned(sentence, said::between()) {
        return Some((label, vec![turned]));
    }
    if instead::of(sentence.split(',').next().unwrap_or("")).is_some() {
        return Some((label, vec![sentence.to_string()]));
    }
    let at = moves::subject(sentence)?;
    let (who, said) = (sentence[..at].trim(), &sentence[at..]);
    attributes::served(said).and_then(|(_, rest)| instead::of(rest))?;
    Some((label, vec![format!("{}, {said}", names::first(who)?)]))
}

/// Those whom a sentence names first and says to have been there: "Kassören, herr N. Ek, var tillstädes vid § 8", "Ersättarna Eva Ås (c) och
/// Nils Ek (m) var närvarande utan att tjänstgöra".
fn present(sentence: &str) -> Option<(&'static Label, Vec<String>)> {
    let (who, said) = sentence.split_at(moves::subject(sentence)?);
    let note = said::presence(said)?;
    let role = titles::role(who.split([' ', ',']).next().unwrap_or(""));
    let label = if titles::is_substitute(&role) { fields::substitutes(&role) } else { fields::others() };
    let who = who.trim_end_matches([',', ' ']);
    let comma = if note.is_empty() { "" } else { ", " };
    (!names::all(who, false).is_empty()).then(|| (label, vec![format!("{who}{comma}{note}")]))
}

/// Who the sentences after the first of an entry that is no list say was there besides: "Protokollet fördes av Nils Ek. Av tjänstemännen var …".
pub(super) fn others(entry: &Entry) -> Vec<(&'static Label, Vec<String>)> {
    let flat = mended(&entry.text(true));
    let first = flow::sentence(&flat);
    after_list(flat[first.len()..].trim_start_matches(['.', ' '])).0
}

/// The lines with clauses after the last.
fn with(mut lines: Vec<String>, clauses: &str) -> Vec<String> {
    if let Some(last) = lines.last_mut() {
        last.push_str(clauses);
    }
    lines
}

/// The first `end` bytes of the lines joined by blanks, as lines again.
fn flat_to_lines(lines: &[String], end: usize) -> Vec<String> {
    let mut left = end;
    let mut out = Vec::new();
    for line in lines {
        if left == 0 {
            break;
        }
        let n = left.min(line.len());
        out.push(line.get(..n).unwrap_or(line).to_string());
        left = left.saturating_sub(line.len() + 1);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::{HeadInput, read};
    use crate::segment::testing;

    fn listed(text: &str) -> Vec<String> {
        let lines = testing::lines(text);
        let numbers = HeadInput { first_paragraph: Some(80), last_paragraph: Some(84), ..HeadInput::default() };
        let head = read(&HeadInput { cover: &lines, ..numbers });
        let row = |a: &crate::protocol::Attendee| {
            let when = a.paragraphs.as_ref().map_or(String::new(), |p| format!(" § {}", p.join(",")));
            let capacity = format!("{:?}", a.capacity).chars().next().unwrap_or('-');
            format!("{} {capacity} {}{when}", a.name, a.role.clone().unwrap_or_default())
        };
        head.attendance.iter().map(row).collect()
    }

    #[test]
    fn absence_below_a_list() {
        let text = "Närvarande ledamöter\nAnna Berg (s), ordf\nNils Ek (m)\n\nLedamoten Ruth Ås (kd) har anmält för-\nhinder. Någon ersättare har inte inkallats.\n";
        assert_eq!(listed(text), ["Anna Berg D ordförande", "Nils Ek D ledamot"]);
        let text = "Närvarande ledamöter\nAnna Berg (s), ordf\nNils Ek (m)\nRuth Ås (kd) har anmält förhinder. I hennes ställe tjänstgör Ida Dal (kd).\n";
        assert_eq!(listed(text)[2], "Ida Dal D tjänstgörande ersättare för Ruth Ås");
    }

    #[test]
    fn who_came_and_left_by_sentences() {
        let text = "Närvarande: herrar A. Alm, ordf., B. Ek, P. Ås och Tor Vik. Herr Ek infann sig under § 82. Herr Vik\navlägsnade sig efter § 81. Dessutom närvar kamreraren N. Lo.\n";
        let want = [
            "A. Alm D ordförande",
            "B. Ek D ledamot § 82,83,84",
            "P. Ås D ledamot",
            "Tor Vik D ledamot § 80,81",
            "N. Lo O kamrer",
        ];
        assert_eq!(listed(text), want);
        let text = "Närvarande ledamöter:\n\n  Anna Berg (s), ordf.      Erik Mo (h)\n  Eva Ås (s)                Ola Alm (h)\n\n     Fru Ås avlägsnade sig efter § 81. Närvarande voro vidare\nkommunalkamrer Folke Ry, vilken förde protokollet, samt vid\n§§ 82–83 köpingsingenjör Sture Ed.\n";
        let want = [
            "Anna Berg D ordförande",
            "Eva Ås D ledamot § 80,81",
            "Erik Mo D ledamot",
            "Ola Alm D ledamot",
            "Folke Ry O kommunalkamrer, protokollförare",
            "Sture Ed O köpingsingenjör § 82,83",
        ];
        assert_eq!(listed(text), want);
    }

    #[test]
    fn officials_in_sentences_of_their_own() {
        let text = "Närvarande: herrar A. Alm, ordf., B. Ek och P. Ås.\n   Laga förfall hade anmälts för herrar F. Dahl och\nK. Svan. Protokollet fördes av stadsnotarien Gösta\nHell. Av drätselkammarens tjänstemän var stadskamreraren\nI. Ros tillstädes.\n";
        let want = [
            "A. Alm D ordförande",
            "B. Ek D ledamot",
            "P. Ås D ledamot",
            "Gösta Hell O stadsnotarie",
            "I. Ros O stadskamrerare",
        ];
        assert_eq!(listed(text), want);
    }
}
