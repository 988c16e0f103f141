//! Persons whose titles stand before their names: "socialchef Ida Dal", "hemmansägaren Per Lind", "Doktor Ek".

use super::attributes::unled;
use super::people::List;
use super::titles::{HONORIFICS, ROLES, role, small};
use super::{data, names, titles};
use crate::fold;

/// Whether officials' titles stand before their names: in two segments or more, and no title stands in one of its own, as behind a name.
pub(super) fn leads(segments: &[String]) -> bool {
    // "herrar" tells more of how the names after it stand.
    if segments.iter().any(|s| s.split_whitespace().any(|w| data::is_small("courtesy", w.trim_end_matches('.')))) {
        return false;
    }
    let (mut before, mut behind) = (0, 0);
    for segment in segments {
        let words: Vec<&str> = segment.split_whitespace().collect();
        let lower = words.iter().take_while(|w| small(w)).count();
        if titles::led_official(&words, lower).is_some() {
            before += 1;
        } else if lower > 0
            && titles::is_official(words[0])
            // "kanslist Ida Dal, sekr.": her part in the meeting besides.
            && role(segment) != role("sekr.")
            && names::all(segment, false).is_empty()
        {
            behind += 1;
        }
    }
    before >= 2 && behind == 0
}

impl List {
    /// "Doktor Ek": a title and a surname alone.
    pub(super) fn titled_single(&mut self, words: &[&str], n: usize) {
        let title = words[0].to_lowercase();
        let honorific = HONORIFICS.contains(&fold::skeleton(title.trim_end_matches('.')));
        if !honorific {
            self.pending = Some(self.pending.take().map_or(String::new(), |p| p + ", ") + &role(&title));
        }
        self.person(words, 1, n);
    }

    /// "Ekonomichef Ida Dal": `words[..k]` are the title.
    pub(super) fn titled(&mut self, words: &[&str], k: usize) {
        let mut text = words[..k].join(" ");
        let first = text.chars().next().map_or(0, char::len_utf8);
        // A capital that only begins the line; "IT-chef" keeps its own.
        if text.chars().nth(1).is_some_and(char::is_lowercase) {
            text = text[..first].to_lowercase() + &text[first..];
        }
        let n = names::prefix(&words[k..], false);
        let before = self.pending.take().map_or(String::new(), |p| p + ", ");
        self.pending = Some(before + &role(&text));
        self.person(words, k, n);
    }

    /// "Herr Rådman C. F. Lind": a courtesy and titles with capitals before the name. `false` where a segment has none.
    pub(super) fn courtesy(&mut self, words: &[&str]) -> bool {
        let closed = |w: &str| w.ends_with([',', ';', ':']);
        let courtesy = words.first().is_some_and(|w| data::is_small("courtesy", w.trim_end_matches('.')));
        if !courtesy || !words.get(1).is_some_and(|w| w.starts_with(char::is_uppercase)) {
            return false;
        }
        let title = |t: &[&str]| {
            !t.iter().any(|w| closed(w)) && (t.iter().all(|w| titles::is_titled(w)) || titles::is_role(&t.join(" ")))
        };
        let name = |n: usize| words.get(1 + n..).map_or(0, |w| names::prefix(w, true));
        let longest = (1..=3.min(words.len() - 1)).rev().find(|n| title(&words[1..=*n]) && name(*n) > 0);
        let Some(n) = longest else { return false };
        let small: Vec<String> = words[1..=n].iter().map(|w| w.to_lowercase()).collect();
        let role = self.title(&small.iter().map(String::as_str).collect::<Vec<_>>()).unwrap_or_default();

        if !role.is_empty() {
            self.pending = Some(self.pending.take().map_or(String::new(), |p| p + ", ") + &role);
        }
        self.person(words, n + 1, name(n));
        true
    }

    /// "kommunsekreterare Ida Dal" in a list that has officials' titles before their names.
    pub(super) fn led(&mut self, words: &[&str], lower: usize) -> bool {
        let Some(at) = titles::led_official(words, lower) else { return false };
        let n = names::prefix(&words[at..], false);
        let pending = self.pending.take().map_or(String::new(), |p| p + ", ");
        let title = unled(&words[..at].join(" ")).to_string();
        // "elverkschefen Ida Dal", but "chefen för kontoret Ida Dal" keeps its words.
        let title = match title.split_once(' ') {
            // "sekreterare byrådirektören Ida Dal"
            Some((office, more)) if titles::is_role(office) && titles::indefinite(more) != more => {
                format!("{}, {}", role(office), titles::indefinite(more))
            }
            Some(_) => title,
            None => titles::indefinite(&title),
        };
        self.pending = Some(pending + &role(&title));
        self.person(words, at, n);
        true
    }

    /// "hemmansägaren Per Lind": title and name; "suppleant för herr Ek herr Oskar Svärd": only the second was there.
    pub(super) fn before_name(&mut self, words: &[&str], lower: usize, more: bool) -> bool {
        let role = self.title(&words[..lower]);
        let n = names::prefix(&words[lower..], self.single || role.is_some());
        if n == 0 || titles::binds(words[lower - 1]) {
            return false;
        }
        if let Some(at) = words[..lower].iter().position(|w| *w == "för") {
            let rest = &words[lower + n..];
            if rest.is_empty() {
                return false;
            }
            let count = self.people.len();
            self.take(&rest.join(" "), more);
            let role = self.title(&words[..at]).unwrap_or_default();
            if let (Some(p), false) = (self.people.get_mut(count), role.is_empty()) {
                p.role = Some(format!("tjänstgörande {role}"));
            }
            return true;
        }
        let pending = self.pending.take();
        let all: Vec<String> = pending.into_iter().chain(role.filter(|r| !r.is_empty())).collect();
        if self.instead.is_some() && !all.is_empty() {
            self.pending = Some(all.join(", "));
            self.person(words, lower, n);
            return true;
        }
        self.person(words, lower, n);
        let group = self.group;
        if let (Some(p), false) = (self.people.last_mut(), all.is_empty()) {
            // "ledamöterna lektorn S. Ek": his own title says more than the group's.
            match &mut p.role {
                Some(r) if Some(r.as_str()) != group || all.iter().any(|a| Some(a.as_str()) == group) => {}
                r => *r = Some(all.join(", ")),
            }
        }
        true
    }

    /// A title before a name: roles in indefinite form, honorifics dropped. `None` where no word is known.
    fn title(&mut self, words: &[&str]) -> Option<String> {
        let mut kept = Vec::new();
        let mut known = false;
        // "fil. dr": what is an honorific by itself is a part of the title.
        if words.len() > 1 && titles::is_role(&words.join(" ")) {
            return Some(titles::role(&words.join(" ")));
        }
        for w in words {
            let folded = fold::skeleton(w.trim_end_matches(':'));
            if HONORIFICS.contains(&folded) || titles::is_presence(&folded) {
                known |= HONORIFICS.contains(&folded);
                self.single |= folded.starts_with("herr") || folded.starts_with("hr");
                continue;
            }
            match ROLES.get(&folded) {
                Some(role) => {
                    known = true;
                    let several = data::folded_ends_small("several", &folded);
                    if several {
                        self.group = Some(role);
                        self.single = true;
                    }
                    if !several || words.len() == 1 {
                        kept.push((*role).to_string());
                    }
                }
                // "stadskamreraren": an official's title that no list has.
                None if titles::is_official(w) => {
                    known = true;
                    kept.push(titles::indefinite(w));
                }
                None => kept.push((*w).to_string()),
            }
        }
        // "v. ordf.": its words together.
        known.then(|| titles::role(&kept.join(" ")))
    }
}
