//! Attendance lists: from the lines of a field to persons with role, affiliation and note.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::Regex;

use super::attributes::unled;
use super::columns::cells;
use super::titles::{ROLES, role, small};
use super::{data, instead, members, names, organ, parties, residence, said, titled, titles, wrap};
use crate::fold;

/// One person as listed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Person {
    pub name: String,
    pub role: Option<String>,
    pub affiliation: Option<String>,
    /// Whether that is where they live.
    pub home: bool,
    /// Whether an occupation stands before the name.
    pub titled: bool,
    /// When and how they attended, as printed; empty where nothing is said.
    pub note: String,
}

static BRACKET: LazyLock<Regex> = LazyLock::new(|| data::regex(r"[(\[{]([^()\[\]{}]{1,60})[)\]}]"));

static ABSENT: LazyLock<Vec<String>> = LazyLock::new(|| {
    data::words(include_str!("../../../dictionaries/absent-words.txt")).into_iter().map(fold::skeleton).collect()
});

/// The persons in the lines of a field. `within`: first and last § of the meeting, for damaged notes. Who is listed as absent is left out.
pub(super) fn parse(lines: &[String], within: Option<(u32, u32)>) -> Vec<Person> {
    let lines = &*apart(lines);
    if let Some(groups) = parties::groups(lines) {
        let mut out: Vec<Person> = groups.into_iter().flat_map(|g| parties::members(g, within)).collect();
        out.retain(|p| !is_absent(&p.note));
        return out;
    }
    let lines = beside(lines);
    let lines = members::beside(said::whole_ranges(lines));
    let lines: Cow<'_, [String]> = match lines.iter().any(|l| said::elsewhere(l)) {
        true => lines.iter().filter(|l| !said::elsewhere(l)).cloned().collect(),
        false => lines,
    };
    if lines.first().is_some_and(|l| said::all_but(l)) {
        return Vec::new();
    }
    let mut out = match parties::first_heading(&lines) {
        Some(0) => parties::under_headings(&lines, within),
        // Those who preside may stand before the parties.
        Some(first) => {
            let mut out = list(&lines[..first], within);
            out.extend(parties::under_headings(&lines[first..], within));
            out
        }
        None => list(&lines, within),
    };
    out.retain(|p| !is_absent(&p.note));
    out
}

/// The lines with names side by side, each in a column, one by one.
fn apart(lines: &[String]) -> Cow<'_, [String]> {
    let row = |l: &String| -> Option<Vec<String>> {
        let cells = cells(l.trim(), false);
        let all = cells.len() >= 2 && cells.iter().all(|c| names::starts(c.text));
        all.then(|| cells.iter().map(|c| c.text.to_string()).collect())
    };
    if !lines.iter().any(|l| l.contains("   ") && row(l).is_some()) {
        return Cow::Borrowed(lines);
    }
    lines.iter().flat_map(|l| row(l).unwrap_or_else(|| vec![l.clone()])).collect()
}

/// Whether a line begins like a person of a list: with a name, or with titles and a name.
pub(super) fn begins(line: &str) -> bool {
    let line = line.trim();
    names::starts(line) || titles::led(line).is_some() || titles::led_small(line)
}

/// Whether a folded text has words for somebody who was not there.
pub(super) fn tells_absence(folded: &str) -> bool {
    ABSENT.iter().any(|a| folded.contains(a.as_str()))
}

/// Whether a note says that somebody was not there at all: without a § or a time that would limit it.
fn is_absent(note: &str) -> bool {
    let folded = fold::skeleton(note.trim());
    !folded.contains(|c: char| c.is_ascii_digit())
        && ABSENT.iter().any(|a| folded.strip_prefix(a.as_str()).is_some_and(|r| !r.starts_with(char::is_alphabetic)))
}

/// The lines with a heading that stands beside its first member on a line of its own.
fn beside(lines: &[String]) -> Cow<'_, [String]> {
    let cut = |l: &String| -> Option<Vec<String>> {
        let text = l.trim();
        if let Some(turned) = parties::behind(text).map(|l| vec![l]).or_else(|| said::replaced(text)) {
            return Some(turned);
        }
        let (heading, rest) = text.split_once("  ").or_else(|| text.split_once(": "))?;
        let members = titles::heads_members(heading) && begins(rest);
        members.then(|| vec![heading.trim_end_matches(':').to_string(), rest.trim().to_string()])
    };
    if !lines.iter().any(|l| cut(l).is_some()) {
        return Cow::Borrowed(lines);
    }
    lines.iter().flat_map(|l| cut(l).unwrap_or_else(|| vec![l.clone()])).collect()
}

pub(super) fn list(lines: &[String], within: Option<(u32, u32)>) -> Vec<Person> {
    let lines: Vec<String> = lines.iter().map(|l| wrap::item(l).to_string()).collect();
    let running = wrap::is_running(&lines);
    let starts = lines.iter().filter(|l| names::starts(l.trim())).count();
    let mut list = List {
        within,
        // Where most lines begin with a person, one line holds one person and capitals inside a title are no new one.
        inline: running || lines.len() <= 1 || starts * 10 < lines.len() * 7,
        titled: false,
        lead: false,
        single: false,
        group: None,
        pending: None,
        instead: None,
        joined: false,
        whom: false,
        later: None,
        residence: false,
        last: false,
        closed: false,
        of_them: Vec::new(),
        awaits: false,
        people: Vec::new(),
    };
    let joined = if running { wrap::run(&lines) } else { wrap::join(&lines) };
    let (segments, last): (Vec<String>, Vec<bool>) =
        wrap::split(said::without_absent(&joined).trim_end_matches('.')).into_iter().unzip();
    list.residence = residence::lives(&segments);
    // Old lists put titles before names: "lantbrukaren Per Lind".
    let title_first = |s: &String| {
        let (word, rest) = s.split_once(' ').unwrap_or((s, ""));
        titles::is_definite_role(word) && names::starts(rest)
    };
    list.titled = !lines.first().is_some_and(|l| names::starts(l)) || segments.iter().any(title_first);
    let first_led = || {
        let words: Vec<&str> = segments[0].split_whitespace().collect();
        let lower = words.iter().take_while(|w| small(w)).count();
        titles::led(&segments[0]).is_some() || titles::led_official(&words, lower).is_some()
    };
    list.lead = titled::leads(&segments) && (running || first_led());
    for (i, segment) in segments.iter().enumerate() {
        list.last = last[i];
        list.take(segment, i + 1 < segments.len());
    }
    residence::off_names(&mut list.people);
    list.people
}

pub(super) struct List {
    pub within: Option<(u32, u32)>,
    inline: bool,
    /// Old lists put titles before names.
    pub titled: bool,
    /// Officials' titles stand before their names.
    pub lead: bool,
    /// Surnames alone count: after "herrar", "ledamöterna".
    pub single: bool,
    pub group: Option<&'static str>,
    /// Whether those whom others serve for may go on after "och".
    pub whom: bool,
    /// When the person named next was there: "samt, vid § 5, ingenjören Bo Alm".
    later: Option<String>,
    /// Whether each person's residence stands after the name.
    pub residence: bool,
    /// Whether "och" stands before the segment: it is the last of its row.
    pub last: bool,
    /// Whether the row of the group's persons has had its last.
    pub closed: bool,
    /// A role that stands before the next name: "ordföranden, rådman K. Ek".
    pub pending: Option<String>,
    /// In whose place the next person was there.
    pub instead: Option<String>,
    /// Those of a list of whom it says who served: "ersättarna A och B, varav A tjänstgjorde".
    pub of_them: Vec<usize>,
    /// Whose place the next person's is not, but the one's before: "vilken tjänstgjorde i stället för ledamoten, herr Ek".
    pub awaits: bool,
    /// Whether the segment before ended with "samt": what follows belongs to the next person.
    joined: bool,
    pub people: Vec<Person>,
}

impl List {
    pub(super) fn take(&mut self, segment: &str, more: bool) {
        let mut segment = segment.trim().trim_end_matches(['|', ' ']);
        let joined = std::mem::take(&mut self.joined);
        while let Some((rest, _)) = segment.rsplit_once(' ').filter(|(_, last)| data::is_small("join", last)) {
            (segment, self.joined) = (rest.trim_end(), true);
        }
        if data::is_small("join", segment) {
            self.joined = true;
            return;
        }
        if let Some((whom, rest)) = instead::of(segment) {
            self.instead = Some(whom);
            if !rest.is_empty() {
                self.take(&rest, more);
            }
            return;
        }
        if std::mem::take(&mut self.whom) && self.last && names::prefix(&[segment], true) > 0 {
            return;
        }
        if joined && !self.people.is_empty() && self.is_note(segment) && names::first(segment).is_none() {
            self.later = Some(segment.to_string());
            return;
        }
        if std::mem::take(&mut self.awaits) && self.for_whom(segment) {
            return;
        }
        if self.note_of_named(segment)
            || self.served_of_them(segment)
            || self.home(segment)
            || self.served_for(segment)
            || self.at_paragraphs(segment, more, joined)
        {
            return;
        }
        let words: Vec<&str> = segment.split_whitespace().collect();
        // "som anmält förfall" is said of the one who is not there.
        if self.relative(segment) {
            return;
        }
        let served = self.people.last().and_then(|p| p.role.as_deref()).is_some_and(titles::serves);
        if (self.instead.is_some() || served) && words.first() == Some(&"som") {
            return;
        }
        if self.through(&words) {
            return;
        }
        let n = names::prefix(&words, self.single);
        if n > 0 && !organ::is_affiliation(segment) {
            return self.person(&words, 0, n);
        }
        // "Herrar Alm, Doktor Ek"
        if self.single && words.len() > 1 && titles::is_titled(words[0]) && words[0].starts_with(char::is_uppercase) {
            let n = names::prefix(&words[1..], true);
            if n > 0 && names::prefix(&words[1..], false) == 0 {
                return self.titled_single(&words, n);
            }
        }
        if self.courtesy(&words) {
            return;
        }
        if let Some(k) = titles::led(segment) {
            return self.titled(&words, k);
        }
        let lower = words.iter().take_while(|w| small(w)).count();
        let note = self.is_note(segment);
        // "Herr Ordföranden, Konsul A. Berg"
        if self.people.is_empty() && (lower > 0 || words.len() == 1) && titles::is_definite_role(unled(segment)) {
            self.pending = Some(role(unled(segment)));
            return;
        }
        // "suppleanterna A och B, kommunalkamreraren C": after the last of its row a title of one's own is another's.
        if self.closed && !self.last && lower > 0 && titles::led_official(&words, lower).is_some() {
            self.group = None;
        }
        if !note && lower > 0 && self.lead && self.led(&words, lower) {
            return;
        }
        if !note && lower > 0 && (self.titled || self.people.is_empty() || self.instead.is_some()) {
            if lower == words.len() && self.titled {
                // In definite form and alone, a role belongs to the name that follows.
                let office = unled(segment);
                let folded = fold::skeleton(office);
                if let Some(role) = ROLES.get(&folded).filter(|_| titles::is_definite_role(office)) {
                    self.pending = Some((*role).to_string());
                    return;
                }
                // "samt, såsom sekreterare, notarien A. Ek", and what stands before all names: "nämndens ordförande, smeden A. Ek".
                let bare = unled(segment);
                if (joined || self.people.is_empty()) && (titles::is_role(bare) || titles::has_no_vote(bare)) {
                    self.pending = Some(role(bare));
                    return;
                }
            }
            if self.before_name(&words, lower, more) {
                return;
            }
        }
        if !note && self.inner(&words, more) {
            return;
        }
        // "Herrar Ek och Ås äfvensom Stadskamreraren": one who is not named.
        if self.single && segment.starts_with(char::is_uppercase) && titles::is_definite_role(segment) {
            return;
        }
        self.attribute(segment);
    }

    /// A new person: `words[at..at + n]` is the name, what follows says more.
    pub(super) fn person(&mut self, words: &[&str], at: usize, n: usize) {
        let mut end = at + n;
        let mut name = names::clean(&words[at..end]);
        let capital = |w: &&&str| w.chars().next().is_some_and(char::is_uppercase);
        let place: Vec<&str> = words.iter().skip(end + 1).take(2).take_while(capital).copied().collect();
        let mut home = None;
        if let Some(word) = words.get(end).filter(|_| !place.is_empty()) {
            let mut taken = 1 + place.len();
            let place = place.join(" ").trim_end_matches(['.', ',']).to_string();
            // "Per Lind i Vik" is how he is called; "Per Lind från Vik" says where he lives.
            match *word {
                "i" => name = format!("{name} i {place}"),
                w if data::is_small("home", w) => home = Some(place),
                _ => taken = 0,
            }
            end += taken;
        }
        let whom = self.instead.take();
        // Who is there for a member is of the members' group no more.
        let group = self.group.filter(|g| whom.is_none() || titles::is_substitute(g));
        let mut role = self.pending.take().or_else(|| group.map(str::to_string));
        if let Some(whom) = whom {
            role = Some(instead::role(role.as_deref(), &whom));
        }
        self.closed = group.is_some() && self.last;
        let mut rest = words[end..].join(" ");
        // "suppl. A. Vik i st. f. hr N. Ek"
        if let Some((whom, more)) = instead::of(&rest) {
            role = Some(instead::role(role.as_deref(), &whom));
            rest = more;
        }
        self.people.push(Person {
            name,
            role,
            home: home.is_some(),
            titled: at > 0 && !titles::has_honorific(words[at - 1]),
            affiliation: home,
            note: self.later.take().unwrap_or_default(),
        });
        if !rest.is_empty() {
            self.rest(&rest);
        }
    }

    /// What stands in the bracket that begins `text`, and after it. `false` where none is closed.
    pub(super) fn leading_bracket(&mut self, text: &str) -> bool {
        let whole = BRACKET.find(text).filter(|m| m.start() == 0).map(|m| m.end());
        let Some(end) = whole else { return false };
        self.bracket(&text[1..end - 1]);
        if !text[end..].trim().is_empty() {
            self.rest(text[end..].trim());
        }
        true
    }

    /// What follows a name without a comma: brackets, a role, a note, or the next column's person.
    fn rest(&mut self, text: &str) {
        if let Some(c) = BRACKET.captures(text).filter(|c| c.get(0).is_some_and(|m| m.start() == 0)) {
            self.bracket(&c[1]);
            let after = text[c.get(0).map_or(0, |m| m.end())..].trim();
            if names::starts(after) {
                self.take(after, false);
            } else if !after.is_empty() {
                self.rest(after);
            }
        } else if text.chars().any(char::is_alphabetic) || self.is_note(text) {
            if self.inner(&text.split_whitespace().collect::<Vec<_>>(), false) {
                return;
            }
            self.attribute(text);
        }
    }

    /// "ordförande Anna Berg": what is said of the person before, and a new person. Needs a known role or an
    /// organization before the name (also where two columns were read as one line), or, in a list that runs on, a
    /// further segment after it.
    fn inner(&mut self, words: &[&str], more: bool) -> bool {
        if self.people.is_empty() {
            return false;
        }
        for i in 1..words.len() {
            let n = names::prefix(&words[i..], false);
            if n == 0 || i + n < words.len() && !words[i + n].starts_with(['(', '[']) {
                continue;
            }
            let attribute = words[..i].join(" ");
            let known = ROLES.contains_key(&fold::skeleton(&attribute)) || organ::is_affiliation(&attribute);
            if titles::binds(words[i - 1]) || !(known || (self.inline && (more || i + n < words.len()))) {
                return false;
            }
            self.attribute(&attribute);
            self.person(words, i, n);
            return true;
        }
        false
    }
}

#[cfg(test)]
#[path = "people_tests.rs"]
mod tests;
