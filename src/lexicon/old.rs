//! The spelling before the reform of 1906: rules that make old forms of today's words, and the automaton for pages of that time.
//!
//! The old forms are not in the compiled dictionary: they are made of its words by `dictionaries/old-rules.tsv` when the first old page
//! is met (some tenths of a second), and count as known on old pages only. An old form stands in the language model for today's word, so that
//! "hafva" is weighed by the contexts of "hava".

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Serialize;

use super::{Automaton, Lexicon, TokenId};
use crate::error::{Error, Result};

/// When a page was written, as far as spelling and grammar tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Era {
    /// Before the spelling reform of 1906: hvad, af, öfver, qvarn.
    Old,
    /// To about 1950: today's spelling, plural verbs (äro, voro, gingo).
    Plural,
    /// After that.
    #[default]
    Modern,
}

impl Era {
    /// As on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Era::Old => "old",
            Era::Plural => "plural",
            Era::Modern => "modern",
        }
    }
}

/// Words seen fewer times make no old forms.
const LEAST_COUNT: u32 = 3;
/// No word has more old forms than this.
const MOST_FORMS: usize = 8;

const RULES: &str = include_str!("../../dictionaries/old-rules.tsv");
const RULES_NAME: &str = "old-rules.tsv";

/// How a rule binds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Force {
    /// Nobody wrote the new form before 1906.
    Always,
    /// Both forms were written, or the rule catches other words too.
    May,
    /// Words of this pattern have no old forms.
    Keep,
}

/// A pattern: letters, `V` for a vowel, `L` for a vowel, l or r, `K` for a consonant but v and j; open at the ends that bear a hyphen.
#[derive(Debug)]
struct Pattern {
    letters: Vec<char>,
    /// The [`bit`]s of the letters that a word must hold.
    set: u64,
    open_start: bool,
    open_end: bool,
}

#[derive(Debug)]
struct Rule {
    from: Pattern,
    /// What the pattern's letters become; `V`, `L` and `K` stand for what they caught.
    to: Vec<char>,
    force: Force,
    /// The word with this in place of its ending must be a word too.
    needs: Option<(String, String)>,
}

fn fits(pattern: char, letter: char) -> bool {
    match pattern {
        'V' => is_vowel(letter),
        'L' => is_vowel(letter) || matches!(letter, 'l' | 'r'),
        'K' => letter.is_alphabetic() && !is_vowel(letter) && !matches!(letter, 'v' | 'j'),
        _ => pattern == letter,
    }
}

/// A bit for a letter, so that most rules are seen not to apply at a glance.
fn bit(c: char) -> u64 {
    1 << (u32::from(c) % 64)
}

fn is_vowel(c: char) -> bool {
    matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'å' | 'ä' | 'ö')
}

impl Pattern {
    fn parse(text: &str) -> Pattern {
        let (open_start, open_end) = (text.starts_with('-'), text.ends_with('-') && text.len() > 1);
        let letters: Vec<char> = text.chars().filter(|c| *c != '-').collect();
        let set = letters.iter().filter(|c| !c.is_uppercase()).fold(0, |set, c| set | bit(*c));
        Pattern { letters, set, open_start, open_end }
    }

    /// Where in a word it stands first.
    fn find(&self, word: &[char]) -> Option<usize> {
        let n = self.letters.len();
        let last = word.len().checked_sub(n)?;
        let range = match (self.open_start, self.open_end) {
            (false, false) if last > 0 => return None,
            (false, _) => 0..=0,
            (true, false) => last..=last,
            (true, true) => 0..=last,
        };
        range.into_iter().find(|at| self.letters.iter().zip(&word[*at..]).all(|(p, c)| fits(*p, *c)))
    }
}

impl Rule {
    fn parse(cols: &[&str]) -> Option<Rule> {
        let [from, to, force, rest @ ..] = cols else { return None };
        let force = match *force {
            "always" => Force::Always,
            "may" => Force::May,
            "keep" => Force::Keep,
            _ => return None,
        };
        let needs = rest.iter().find_map(|r| r.split_once('>')).map(|(a, b)| (a.to_string(), b.to_string()));
        let (from, to) = (Pattern::parse(from), to.chars().filter(|c| *c != '-').collect());
        (!from.letters.is_empty()).then_some(Rule { from, to, force, needs })
    }

    /// The old form of a word, where the rule applies.
    fn apply(&self, word: &[char], known: impl Fn(&str) -> bool) -> Option<Vec<char>> {
        let at = self.from.find(word)?;
        if let Some((ending, other)) = &self.needs {
            let word: String = word.iter().collect();
            if !word.strip_suffix(ending.as_str()).is_some_and(|stem| known(&format!("{stem}{other}"))) {
                return None;
            }
        }
        let caught = &word[at..at + self.from.letters.len()];
        let mut wild =
            self.from.letters.iter().zip(caught).filter(|(p, _)| matches!(p, 'V' | 'L' | 'K')).map(|(_, c)| *c);
        let mut out = word[..at].to_vec();
        for c in &self.to {
            out.push(if matches!(c, 'V' | 'L' | 'K') { wild.next()? } else { *c });
        }
        out.extend_from_slice(&word[at + caught.len()..]);
        Some(out)
    }
}

fn rules(name: &str, table: &str) -> Result<Vec<Rule>> {
    let lines = table.lines().enumerate().filter(|(_, l)| !l.starts_with('#') && !l.trim().is_empty());
    lines
        .map(|(i, line)| {
            let cols: Vec<&str> = line.split('\t').collect();
            Rule::parse(&cols).ok_or_else(|| Error::Data {
                path: name.into(),
                detail: format!("line {}: not of the form expected: {line:?}", i + 1),
            })
        })
        .collect()
}

/// The old forms of a word (lower case), each with whether it is the only way to write the word before 1906.
fn forms(rules: &[Rule], word: &str, known: impl Fn(&str) -> bool) -> Vec<(String, bool)> {
    let start: Vec<char> = word.chars().collect();
    // `Always` replaces a form, `May` adds one.
    let (mut all, mut replaced) = (vec![start.clone()], false);
    let set_of = |form: &[char]| form.iter().fold(0, |set, c| set | bit(*c));
    let mut sets = vec![set_of(&start)];
    for rule in rules {
        for i in 0..all.len() {
            if rule.from.set & !sets[i] != 0 {
                continue;
            }
            let Some(made) = rule.apply(&all[i], &known) else { continue };
            match rule.force {
                Force::Keep => return Vec::new(),
                Force::Always => {
                    replaced = true;
                    (all[i], sets[i]) = (made.clone(), set_of(&made));
                }
                Force::May if all.len() < MOST_FORMS => {
                    sets.push(set_of(&made));
                    all.push(made);
                }
                Force::May => {}
            }
        }
    }
    let old = all.into_iter().filter(|f| *f != start);
    let mut out: Vec<(String, bool)> = old.map(|f| (f.into_iter().collect(), replaced)).collect();
    out.sort();
    out.dedup_by(|a, b| a.0 == b.0);
    out
}

/// Two rows in byte order as one; what is in both as in the second.
fn merged(words: &[(String, TokenId)], derived: &BTreeMap<String, TokenId>) -> Vec<(String, u64)> {
    let mut out = Vec::with_capacity(words.len() + derived.len());
    let mut forms = derived.iter().peekable();
    for (word, id) in words {
        while let Some((form, id)) = forms.next_if(|(form, _)| *form < word) {
            out.push((form.clone(), u64::from(*id)));
        }
        let form = forms.next_if(|(form, _)| *form == word);
        out.push((word.clone(), u64::from(form.map_or(*id, |f| *f.1))));
    }
    out.extend(forms.map(|(form, id)| (form.clone(), u64::from(*id))));
    out
}

/// Words of old pages: the lexicon's and the old forms made of them.
pub struct OldForms {
    automaton: Automaton,
    /// Old forms that the rules make, with the word of today.
    derived: BTreeMap<String, TokenId>,
    /// Words of today that were written in another way, a bit each.
    replaced: Vec<u64>,
}

impl OldForms {
    /// Makes the old forms of a lexicon's words.
    ///
    /// # Errors
    /// [`Error::Data`] where the rules that the program carries do not parse.
    pub fn of(lexicon: &Lexicon) -> Result<OldForms> {
        let rules = rules(RULES_NAME, RULES)?;
        let known = |word: &str| lexicon.id(word).is_some();
        let total = |id: TokenId| lexicon.counts(id).0.saturating_add(lexicon.counts(id).1);
        let mut derived: BTreeMap<String, TokenId> = BTreeMap::new();
        let mut replaced = vec![0u64; lexicon.len() / 64 + 1];
        let mut words = Vec::with_capacity(lexicon.len());
        let mut stream = lexicon.automaton.stream();
        use fst::Streamer;
        while let Some((bytes, output)) = stream.next() {
            let (Ok(word), id) = (std::str::from_utf8(bytes), output.value() as TokenId) else { continue };
            words.push((word.to_string(), id));
            if lexicon.is_part_only(id) || lexicon.counts(id).0 < LEAST_COUNT || lexicon.is_old(id) {
                continue;
            }
            for (form, always) in forms(&rules, word, known) {
                if always {
                    replaced[id as usize / 64] |= 1 << (id % 64);
                }
                // What is a word of its own and more common than the word it could be made of, is that word.
                let own = lexicon.automaton.get(&form).map_or(0, |o| total(o.value() as TokenId));
                let best = derived.get(&form).map_or(own, |other| total(*other).max(own));
                if total(id) > best {
                    derived.insert(form, id);
                }
            }
        }
        let bad = |e: fst::Error| Error::Data { path: RULES_NAME.into(), detail: e.to_string() };
        let map = fst::Map::from_iter(merged(&words, &derived)).map_err(bad)?;
        let automaton = Automaton::new(Cow::Owned(map.into_fst().into_inner())).map_err(bad)?;
        Ok(OldForms { automaton, derived, replaced })
    }

    /// All words of old pages: word → id, of an old form that of the word of today.
    pub fn automaton(&self) -> &Automaton {
        &self.automaton
    }

    /// Whether the rules make a word (lower case).
    pub fn is_derived(&self, lower: &str) -> bool {
        self.derived.contains_key(lower)
    }

    /// Whether a word of today was written in another way.
    pub fn is_replaced(&self, id: TokenId) -> bool {
        self.replaced.get(id as usize / 64).is_some_and(|bits| bits & (1 << (id % 64)) != 0)
    }

    /// The word of today that the rules make an old form of.
    pub fn modern(&self, lexicon: &Lexicon, lower: &str) -> Option<String> {
        let id = u64::from(*self.derived.get(lower)?);
        let mut word = Vec::new();
        lexicon.automaton.get_key_into(id, &mut word).then(|| String::from_utf8(word).ok()).flatten()
    }

    /// Number of old forms.
    pub fn len(&self) -> usize {
        self.derived.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.derived.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn old(word: &str) -> Vec<String> {
        let lexicon = Lexicon::swedish().unwrap();
        let rules = rules(RULES_NAME, RULES).unwrap();
        forms(&rules, word, |w| lexicon.id(w).is_some()).into_iter().map(|f| f.0).collect()
    }

    #[test]
    fn the_rules_parse_and_each_makes_its_example() {
        let mut seen = std::collections::BTreeSet::new();
        for line in RULES.lines().filter(|l| !l.starts_with('#') && !l.is_empty()) {
            let cols: Vec<&str> = line.split('\t').collect();
            assert!(seen.insert((cols[0], cols[1])), "twice: {line}");
            let example = cols.last().unwrap();
            let (modern, was) = example.split_once('=').unwrap_or_else(|| panic!("no example: {line}"));
            match cols[2] {
                "keep" => assert_eq!(old(modern), Vec::<String>::new(), "{line}"),
                _ => assert!(old(modern).contains(&was.to_string()), "{line}: {:?}", old(modern)),
            }
        }
        assert_eq!(
            rules("r.tsv", "a\tb\n").unwrap_err().to_string(),
            "r.tsv: line 1: not of the form expected: \"a\\tb\""
        );
    }

    #[test]
    fn words_outside_the_rules_stay() {
        for word in [
            "förvaltning",
            "november",
            "revisor",
            "tillvarata",
            "sovjet",
            "rätt",
            "motiv",
            "besvär",
            "svara",
            "privat",
            "allvar",
        ] {
            assert_eq!(old(word), Vec::<String>::new(), "{word}");
        }
    }

    #[test]
    fn old_forms_stand_for_todays_words() {
        let lexicon = Lexicon::swedish().unwrap();
        let forms = lexicon.old_forms().unwrap();
        let id = |word: &str| lexicon.id_in(Era::Old, word).unwrap();
        assert_eq!(id("öfver"), lexicon.id("över"));
        assert_eq!(lexicon.id_in(Era::Old, "skrifvelse").unwrap(), lexicon.id("skrivelse"));
        assert_eq!(lexicon.id_in(Era::Modern, "skrifbordet").unwrap(), None);
        let replaced = |word: &str| forms.is_replaced(lexicon.id(word).unwrap());
        assert!(replaced("över") && replaced("av") && replaced("skrivelse"));
        assert!(!replaced("var") && !replaced("kommunen"));
        assert_eq!(forms.modern(&lexicon, "öfver").as_deref(), Some("över"));
    }
}
