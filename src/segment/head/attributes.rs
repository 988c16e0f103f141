//! What a list of attendance says of the person named before: party, role, organization, and notes on when they were there.

use std::sync::LazyLock;

use super::people::List;
use super::titles::{HONORIFICS, PARTIES, ROLES, role, small};
use super::{data, instead, names, organ, paragraphs, titles};
use crate::fold;

static NOTES: LazyLock<Vec<String>> = LazyLock::new(|| {
    data::words(include_str!("../../../dictionaries/attendance-notes.txt")).into_iter().map(fold::skeleton).collect()
});

/// A text without the words that lead a role in: "såsom ordförande".
pub(super) fn unled(text: &str) -> &str {
    let mut text = text;
    while let Some((word, rest)) = text.split_once(' ') {
        if !HONORIFICS.contains(&fold::skeleton(word)) {
            break;
        }
        text = rest.trim_start();
    }
    text
}

/// Whether a text ends with a cross of its own after `rest`.
fn crossed(text: &str, rest: &str) -> bool {
    text.len() > rest.len() + 1 && !rest.is_empty()
}

/// The role of one who serves that begins a text, in full, and what follows: "tjg ers. kl 9–10".
pub(super) fn served(text: &str) -> Option<(String, &str)> {
    let ends = text.match_indices(' ').map(|(i, _)| i).take(3).collect::<Vec<_>>();
    let denied = text.split_whitespace().last().is_some_and(|w| data::is_small("not", w));
    if denied {
        return None;
    }
    let found = ends.into_iter().rev().find_map(|end| {
        let serving = titles::role(&text[..end]);
        (titles::serves(&serving) && titles::is_role(&text[..end])).then(|| (serving, text[end..].trim()))
    });
    found.or_else(|| {
        let (word, rest) = text.split_once(' ')?;
        let serving = titles::role(word);
        titles::serves(&serving).then(|| (serving, rest.trim()))
    })
}

impl List {
    pub(super) fn bracket(&mut self, text: &str) {
        let parts: Vec<&str> = text.split([',', ';']).map(str::trim).filter(|p| !p.is_empty()).collect();
        // "(medicinskt ansvarig sjuksköterska, MAS)": a title and its letters.
        let letters = |p: &&str| p.chars().all(char::is_uppercase) && titles::party(p).is_none();
        let title =
            parts.first().is_some_and(|p| p.starts_with(char::is_lowercase) && p.contains(' ') && !self.is_note(p));
        if let ([_, last], true) = (parts.as_slice(), title)
            && letters(last)
        {
            return self.attribute(text);
        }
        // "Anna Berg, Nils Ek (båda s)"
        if let [text] = parts.as_slice()
            && let Some((_, letters)) = text.split_once(' ').filter(|(w, _)| data::is_small("all-of", w))
            && let Some(party) = titles::party(letters)
        {
            let mut before = self.people.iter_mut().rev().take_while(|p| p.affiliation.is_none());
            return before.by_ref().for_each(|p| p.affiliation = Some(party.clone()));
        }
        for part in parts {
            let folded = fold::skeleton(part);
            let known = PARTIES.get(&folded);
            let party =
                known.is_some() || part.chars().count() <= 5 || part.chars().next().is_some_and(char::is_uppercase);
            if ROLES.contains_key(&folded) || self.is_note(part) || !party {
                self.attribute(part);
            } else if let Some(p) = self.people.last_mut() {
                // A party's own letters stay as printed; a damaged form is mended.
                let damaged = known.filter(|k| fold::skeleton(k) != folded);
                p.affiliation.get_or_insert(damaged.map_or(part.to_string(), |k| (*k).to_string()));
            }
        }
    }

    /// "Anna Berg, s, ersätter Nils Ek, s": the second party is that of the one who is not there.
    fn party_of_whom(&mut self, text: &str) -> bool {
        let (Some(p), Some(party)) = (self.people.last_mut(), titles::party(text)) else { return false };
        let (Some(_), Some(role)) = (&p.affiliation, &mut p.role) else { return false };
        let whom = titles::serves(role) && role.contains(" för ") && !role.ends_with(')');
        if whom {
            role.push_str(&format!(" ({party})"));
        }
        whom
    }

    /// Whether a text begins with a word of notes: "ej", "fr.o.m.", "deltog".
    fn begins_note(&self, text: &str) -> bool {
        let folded = fold::skeleton(text.trim());
        paragraphs::note_words(text)
            || NOTES
                .iter()
                .any(|n| folded.strip_prefix(n.as_str()).is_some_and(|r| !r.starts_with(char::is_alphanumeric)))
    }

    pub(super) fn is_note(&self, text: &str) -> bool {
        let folded = fold::skeleton(text.trim());
        let digits = folded.chars().any(|c| c.is_ascii_digit());
        self.begins_note(text)
            || paragraphs::ranges(text, self.within).is_some()
            || (digits
                && folded.len() <= 14
                && !titles::is_titled(folded.split(' ').next().unwrap_or(""))
                && paragraphs::attended(text, self.within, &[]).is_some())
    }

    /// Something said of the last person: a party, a note, an organization, or a role.
    pub(super) fn attribute(&mut self, text: &str) {
        // "ordf          s": the next column.
        if let Some((first, rest)) = text.trim().split_once("  ") {
            // "[9": a letter of its own column that a reading made signs of.
            let signs = first.chars().count() <= 2
                && !first.contains(char::is_alphabetic)
                && first.contains(['[', ']', '{', '}', '|', '©', '¢', '<']);
            if !signs {
                self.attribute(first);
            }
            return self.attribute(rest.trim_start());
        }
        let mut text = text.trim().trim_start_matches(['-', '–', '—', ' ']).trim_end_matches(['.', '|']).trim();
        // "kamrer m.fl."
        let more = data::small_words("and-others").iter().find_map(|w| text.strip_suffix(*w)?.strip_suffix(' '));
        text = more.unwrap_or(text).trim_end();
        // The crosses of a table whose columns a reading lost.
        while let Some(rest) = text.strip_suffix([' ', 'X', 'x']).map(str::trim_end).filter(|r| crossed(text, r)) {
            text = rest;
        }
        // "Anna Berg, (S) ordförande"
        if text.starts_with(['(', '[']) && !self.people.is_empty() && self.leading_bracket(text) {
            return;
        }
        // "Anna Berg, S, ordförande", "Anna Berg S ordförande": a party without brackets.
        if data::is_small("and-others", text) || data::is_small("there", text) {
            return;
        }
        let (word, rest) = text.split_once(' ').unwrap_or((text, ""));
        // "Anna Berg S)": half a bracket.
        let word = if text.contains('(') { word } else { word.trim_end_matches(')') };
        if self.party_of_whom(text) {
            return;
        }
        if let (Some(party), Some(p)) = (titles::party(word), self.people.last_mut())
            // "v ordf" is no Vänsterpartiet, "V ordförande" is one.
            && (word == "V" || !titles::is_role(text))
            // "v. pastor" is a deputy.
            && (!word.ends_with('.') || rest.is_empty())
            && p.affiliation.is_none()
        {
            p.affiliation = Some(party);
            text = rest.trim_start_matches([',', ' ']);
        }
        if self.people.is_empty() || text.is_empty() {
            return;
        }
        // "hemmansäg. Per Ås, Vik": where he lives is no role.
        if self.titled && names::is_place(text) && !titles::heads_members(text) {
            if let Some(p) = self.people.last_mut() {
                p.home |= p.affiliation.is_none();
                p.affiliation.get_or_insert(text.to_string());
            }
            return;
        }
        // "Vidare var smeden Per Ås tillstädes"
        if titles::is_presence(&fold::skeleton(text)) {
            return;
        }
        // "… samt undertecknad sekreterare": another, who is not named.
        let joined = text.split_once(' ').filter(|(w, _)| data::is_small("join", w));
        if joined.is_some_and(|(_, rest)| titles::is_role(unled(rest))) {
            return;
        }
        let bare = unled(text);
        if titles::is_role(bare) {
            text = bare;
        }
        if self.served_for(text) {
            return;
        }
        // "§§ 127–130 tjänstgör för Anna Berg (S)"
        let serves =
            |i: &usize| titles::serves(&titles::role(&text[i + 1..])) && titles::role(&text[i + 1..]).contains(" för ");
        if text.starts_with('§')
            && let Some(at) = text.match_indices(' ').map(|(i, _)| i).find(serves)
        {
            self.note(&text[..at]);
            return self.attribute(&text[at..]);
        }
        let serves = served(text).is_some_and(|(_, rest)| {
            rest.starts_with('§') || self.begins_note(rest) || paragraphs::attended(rest, self.within, &[]).is_some()
        });
        // "ej tjg ers" begins like a note.
        if serves || (self.is_note(text) && !titles::is_role(text)) {
            return self.note(text);
        }
        let goes_on =
            text.starts_with(|c: char| c.is_ascii_digit()) && self.people.last().is_some_and(|p| !p.note.is_empty());
        if goes_on {
            return self.note(text);
        }
        text = self.split_note(text);
        if let Some(at) = text.rfind('(').filter(|at| *at > 0 && text.ends_with(')')) {
            let inside = &text[at + 1..text.len() - 1];
            let party = titles::party(inside).is_some() && titles::is_role(text[..at].trim());
            if party || titles::is_role(inside) || (organ::is_affiliation(text[..at].trim()) && !inside.contains('(')) {
                self.attribute(&text[..at]);
                return self.bracket(inside);
            }
        }
        // "Boxby kommun ordförande"
        let words: Vec<&str> = text.split(' ').collect();
        if let Some(k) = (2..words.len()).rev().find(|k| {
            organ::is_affiliation(&words[..*k].join(" "))
                && small(words[*k].trim_start_matches(['(', '1', '2', '3', ':']))
        }) {
            self.attribute(&words[..k].join(" "));
            let rest = words[k..].join(" ");
            // "Boxby kommun (tjg ers för Eva Ås (KD))"
            let inside = rest.strip_prefix('(').map(|r| r.strip_suffix(')').unwrap_or(r));
            return self.attribute(inside.unwrap_or(&rest));
        }
        let Some(p) = self.people.last_mut() else { return };
        // "Anna Berg (C), Boxby kommun": her party says whom she stands for.
        if p.affiliation.is_some() && (organ::is_affiliation(text) || names::is_place(text)) {
            return;
        }
        if (organ::is_affiliation(text) || organ::is_unit(text)) && p.affiliation.is_none() {
            p.affiliation = Some(text.to_string());
        } else if text.chars().filter(|c| c.is_alphabetic()).count() >= 2 {
            let mut role = role(text);
            // "för Anna Berg        s": the party stands in a column of its own.
            if let Some((served, party)) = text.rsplit_once(' ').and_then(|(t, w)| Some((t, titles::party(w)?)))
                && role.contains(" för ")
                && p.affiliation.is_none()
            {
                role = titles::role(served);
                p.affiliation = Some(party);
            }
            let whom = role.strip_prefix(titles::serving()).and_then(|r| r.strip_prefix(" för ")).map(str::to_string);
            match &mut p.role {
                // "Suppl. Nils Ek (för Anna Berg)"
                Some(r) if titles::is_substitute(r) && whom.is_some() => {
                    *r = instead::role(Some(r.as_str()), &whom.unwrap_or_default());
                }
                // "suppleant, tjänstgörande"
                Some(r) if titles::is_substitute(r) && role == titles::serving() => {
                    *r = role.replacen(&titles::role("ers."), r, 1);
                }
                Some(r) if Some(r.as_str()) != self.group => {
                    r.push_str(", ");
                    r.push_str(&role);
                }
                r => *r = Some(role),
            }
        }
    }

    /// "tjg i st f Anna Berg (s), § 5". `false` where a text says nothing of the kind.
    pub(super) fn served_for(&mut self, text: &str) -> bool {
        if self.stands_for(text) {
            return true;
        }
        let Some((whom, more)) = served(text).and_then(|(_, rest)| instead::of(rest)) else { return false };
        let party = more.split_inclusive(')').next().filter(|_| more.starts_with('(')).unwrap_or("");
        let whom = format!("{whom} {party}");
        let Some(p) = self.people.last_mut() else { return false };
        p.role = Some(instead::role(None, whom.trim_end()));
        let more = more[party.len()..].trim_start_matches([',', ' ']);
        if !more.is_empty() {
            self.attribute(more);
        }
        true
    }

    /// "suppl. för hr Per Ås", "inkallad för handlanden Nils Ek": a title stands before the name of the one who is not there. `false` where a text
    /// says nothing of the kind.
    fn stands_for(&mut self, text: &str) -> bool {
        let found = text.match_indices(' ').map(|(i, _)| i).take(3).find_map(|i| {
            let (word, rest) = text[i + 1..].split_once(' ')?;
            let role = titles::role(&text[..i]);
            let stands = titles::is_role(&text[..i]) && (titles::serves(&role) || titles::is_substitute(&role));
            (titles::is_for(word) && stands).then_some((role, rest))
        });
        // "(för herr Ek, § 5)"
        let bare = || text.split_once(' ').filter(|(w, _)| titles::is_for(w));
        let found = found.or_else(|| bare().map(|(_, rest)| (titles::role("tjg"), rest)));
        let Some((role, rest)) = found else { return false };
        let words: Vec<&str> = rest.split_whitespace().collect();
        let led = words.iter().take_while(|w| small(w)).count();
        let n = names::prefix(&words[led..], true);
        let more = words[led + n..].join(" ");
        // "suppleant för herr Ek fru Ada Dahl": she is the one who was there.
        let alone = n > 0 && led > 0 && names::all(&more, false).is_empty();
        let Some(p) = self.people.last_mut().filter(|_| alone) else { return false };
        let own = p
            .role
            .take()
            .filter(|r| titles::is_substitute(r))
            .or_else(|| Some(role).filter(|r| titles::is_substitute(r)));
        p.role = Some(instead::role(own.as_deref(), &names::clean(&words[led..led + n])));
        if !more.is_empty() {
            self.attribute(more.trim_start_matches([',', ' ']));
        }
        true
    }

    /// Takes a note about §§ off the end of a text: "controller (ej § 13)", "controller ej § 13".
    fn split_note<'t>(&mut self, text: &'t str) -> &'t str {
        if let Some(at) = text.rfind('(').filter(|at| *at > 0 && text.ends_with(')')) {
            let inside = &text[at + 1..text.len() - 1];
            let serves = served(inside).is_some_and(|(_, rest)| rest.starts_with('§'));
            if serves || self.is_note(inside) {
                self.note(inside);
                return text[..at].trim();
            }
        }
        let mut starts = text.match_indices(' ').map(|(i, _)| i + 1);
        let says = |i: &usize| {
            let rest = &text[*i..];
            self.begins_note(rest) && paragraphs::attended(rest, self.within, &[]).is_some()
        };
        let at = starts.find(says).or_else(|| paragraphs::trailing(text, self.within).map(|(at, _)| at));
        let Some(at) = at else { return text };
        self.note(&text[at..]);
        text[..at].trim()
    }

    /// What a note says after "tjänstgör": "§ 3 för Anna Berg". The person's role becomes that of one who serves.
    fn serving(&mut self, text: &str) -> Option<String> {
        let (mut serving, mut rest) = served(text)?;
        let whom = rest.match_indices(' ').find(|(i, _)| {
            let (word, name) = rest[i + 1..].split_once(' ').unwrap_or_default();
            titles::is_for(word) && names::starts(name)
        });
        if let Some((at, _)) = whom {
            serving = titles::role(&rest[at + 1..]);
            rest = instead::without_words(&rest[..at]);
        }
        let p = self.people.last_mut()?;
        p.role = Some(serving);
        Some(rest.to_string())
    }

    pub(super) fn note(&mut self, text: &str) {
        let serving = self.serving(text);
        let text = serving.as_deref().unwrap_or(text);
        if let Some(p) = self.people.last_mut() {
            if !p.note.is_empty() {
                p.note.push_str(", ");
            }
            p.note.push_str(text);
        }
    }
}
