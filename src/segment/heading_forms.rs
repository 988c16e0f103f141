//! Forms that headings take beyond those in the list: who decides with the verb of deciding ("Direktionen beslutar"), where or when something was said
//! ("Yrkanden i kommunfullmäktige"), two headings in one ("Ekonomiska konsekvenser och finansiering"), a body by its letters ("KS beslut"), and
//! letter-spacing.

use std::sync::LazyLock;

use memchr::memmem::Finder;

use super::{data, headings, offers, references, title_forms};
use crate::fold;
use crate::protocol::SectionKind;

const TAILS: &str = include_str!("../../dictionaries/heading-tails.txt");
/// What may stand behind the words of a heading, blurred, with the blank before it.
static TAIL_LIST: LazyLock<Vec<String>> =
    LazyLock::new(|| data::entries(TAILS).map(|t| format!(" {}", fold::blur(t))).collect());

const DECIDERS: &str = include_str!("../../dictionaries/deciders.txt");
static WORDS: LazyLock<Deciders> = LazyLock::new(|| {
    let of = |kinds: &[&str]| -> Vec<String> {
        data::rows(DECIDERS).filter(|r| kinds.contains(&r[0])).filter_map(|r| Some(fold::blur(r.get(1)?))).collect()
    };
    Deciders {
        bodies: of(&["body"]),
        verbs: of(&["verb", "now"]),
        told: of(&["verb"]),
        after: of(&["after"]).into_iter().map(|a| format!(" {a}")).collect(),
        proposes: Between::new(of(&["proposes"]).into_iter()),
    }
});
/// Words that stand before a date or number.
static DATE_WORDS: LazyLock<Vec<&str>> =
    LazyLock::new(|| data::rows(DECIDERS).filter(|r| r[0] == "dated").filter_map(|r| r.get(1).copied()).collect());
static AND: LazyLock<String> = LazyLock::new(|| format!(" {} ", fold::blur("och")));
static PAIRS: LazyLock<Between> = LazyLock::new(|| Between::new(std::iter::once(fold::blur("och"))));
static IN: LazyLock<String> = LazyLock::new(|| format!(" {} ", fold::blur("i")));

/// The most words of the name of a body.
const NAME_WORDS: usize = 4;
/// The shortest word of such a name but for "och".
const NAME_WORD: usize = 4;
/// The most words behind "och".
const SECOND_WORDS: usize = 3;
/// The longest name of a body in letters: "KSAU", "SBNAU".
const LETTERS: usize = 6;

struct Deciders {
    bodies: Vec<String>,
    verbs: Vec<String>,
    told: Vec<String>,
    after: Vec<String>,
    proposes: Between,
}

/// Words that stand between two parts of a heading, ready to be looked for.
pub(super) struct Between(Vec<Finder<'static>>);

impl Between {
    /// From blurred words.
    pub fn new(words: impl Iterator<Item = String>) -> Self {
        Between(words.map(|w| Finder::new(&format!(" {w} ")).into_owned()).collect())
    }

    /// What stands before and behind the first of the words that `blurred` holds.
    pub fn split<'a>(&self, blurred: &'a str) -> Option<(&'a str, &'a str)> {
        self.0.iter().find_map(|words| {
            let at = words.find(blurred.as_bytes())?;
            Some((&blurred[..at], &blurred[at + words.needle().len()..]))
        })
    }
}

/// The kind that a line opens by its form. `blurred` is the line `t` blurred.
pub(super) fn kind(t: &str, blurred: &str) -> Option<SectionKind> {
    // Each has two words at least.
    if !blurred.contains(' ') {
        return None;
    }
    // What a body is proposed, or where something was said, ends the line.
    let body = names_body(blurred);
    deciding(blurred)
        .or_else(|| if body { proposing(blurred) } else { None })
        .or_else(|| offers::kind(blurred))
        .or_else(|| lettered(t))
        .or_else(|| tailed(blurred, body))
        .or_else(|| paired(blurred))
}

/// The words of a heading before the date and § where that was said: "Au:s förslag 30.4, 77 §:", "Nämndens yttrande den 4 maj 1974, § 12:". `t` is what
/// stands before the colon: without one it can be a paper in a list.
pub(super) fn unreferred(t: &str) -> Option<&str> {
    if !t.contains('§') {
        return None;
    }
    let figure = |w: &str| w.starts_with(|c: char| c.is_ascii_digit() || c == '§');
    let at = t.match_indices(' ').map(|(at, _)| at).find(|at| {
        let behind = t[at + 1..].split(' ').next().unwrap_or("");
        figure(behind) || DATE_WORDS.contains(&behind)
    })?;
    let (words, place) = (&t[..at], &t[at + 1..]);
    let of_place = |w: &str| {
        let w = w.trim_matches([',', '.', '(', ')']);
        figure(w) || w.is_empty() || DATE_WORDS.contains(&w) || references::is_month(w)
    };
    let named = place.contains('§') && place.split(' ').all(of_place);
    (named && words.split(' ').count() <= NAME_WORDS).then_some(words)
}

/// The words of a heading before a bracket that says where and when that was said: "Kommunstyrelsens förslag (1979-04-10, § 64)", "Reservation
/// (bilaga 1)". In a list of papers it names one.
pub(super) fn before_bracket(t: &str) -> Option<&str> {
    let (words, place) = t.strip_suffix(')')?.split_once(" (")?;
    let told = place.contains(|c: char| c.is_ascii_digit()) && !place.contains(['(', ')']);
    (told && words.split(' ').count() <= NAME_WORDS).then_some(words)
}

/// "Arbetsutskottets förslag till tekniska nämnden": what one body proposes to another.
fn proposing(blurred: &str) -> Option<SectionKind> {
    let (owner, body) = WORDS.proposes.split(blurred)?;
    let short = |t: &str| t.split(' ').count() <= NAME_WORDS;
    (owner.ends_with('s') && short(owner) && short(body) && names_body(body)).then_some(SectionKind::Proposal)
}

/// Whether the blurred word is the name of a body that decides, or ends with it.
pub(super) fn names_body(word: &str) -> bool {
    WORDS.bodies.iter().any(|b| word.ends_with(b.as_str()))
}

/// "Direktionen beslutar", "Barn- och utbildningsnämnden beslutade att": the whole line is a body and its verb.
fn deciding(blurred: &str) -> Option<SectionKind> {
    by_verb(blurred, &WORDS.verbs)
}

/// Whether `line` is a heading only in minutes that set their decisions apart: "Stämman beslöt:".
pub(super) fn is_told(line: &str) -> bool {
    let t = line.trim();
    let blurred = fold::blur(t.strip_suffix([':', '.']).unwrap_or(t));
    headings::exact(&blurred).is_none() && by_verb(&blurred, &WORDS.told).is_some()
}

/// What stands before the first of `ends` that the text ends with.
fn before_any<'a>(t: &'a str, ends: &[String]) -> Option<&'a str> {
    let last = t.as_bytes().last();
    ends.iter().filter(|end| end.as_bytes().last() == last).find_map(|end| t.strip_suffix(end.as_str()))
}

fn by_verb(blurred: &str, verbs: &[String]) -> Option<SectionKind> {
    let t = before_any(blurred, &WORDS.after).unwrap_or(blurred);
    let body = verbs.iter().find_map(|v| t.strip_suffix(v.as_str())?.strip_suffix(' ')).filter(|b| names_body(b))?;
    let and = AND.trim();
    let mut words = body.split(' ');
    let name = words.clone().count() <= NAME_WORDS && words.all(|w| w == and || w.len() >= NAME_WORD);
    name.then_some(SectionKind::Decision)
}

/// "KS beslut", "AU förslag", "BUN beslutar": a body by its letters.
fn lettered(t: &str) -> Option<SectionKind> {
    let (owner, words) = t.split_once(' ')?;
    let letters = owner.strip_suffix(":s").unwrap_or(owner);
    let capitals = (2..=LETTERS).contains(&letters.len()) && letters.bytes().all(|b| b.is_ascii_uppercase());
    // "Au:s förslag", "Vd:s förslag"; "Au förslag" is too near to words.
    let body = capitals || (letters.len() < owner.len() && letters.len() <= LETTERS);
    if !body || !words.contains(char::is_lowercase) {
        return None;
    }
    let words = fold::blur(words);
    let words = WORDS.after.iter().find_map(|a| words.strip_suffix(a.as_str())).unwrap_or(&words);
    if WORDS.verbs.iter().any(|v| v == words) {
        return Some(SectionKind::Decision);
    }
    headings::owned(words)
}

/// "Yrkanden på dagens sammanträde", "Tidigare behandling i kommunstyrelsen".
fn tailed(blurred: &str, body: bool) -> Option<SectionKind> {
    if let Some(head) = before_any(blurred, &TAIL_LIST) {
        return headings::exact(head);
    }
    if !body {
        return None;
    }
    let (head, place) = blurred.rsplit_once(IN.as_str())?;
    let body = names_body(place) && place.split(' ').count() <= NAME_WORDS;
    if body { headings::exact(head) } else { None }
}

/// "Ekonomiska konsekvenser och finansiering" is what its first words are. What decides, proposes or sums up the matter is no half of a heading.
fn paired(blurred: &str) -> Option<SectionKind> {
    use SectionKind::{Background, Basis, Motions, Procedure, Reservation, Statement, Vote};
    let (head, rest) = PAIRS.split(blurred)?;
    let kind = headings::exact(head).filter(|_| rest.split(' ').count() <= SECOND_WORDS)?;
    matches!(kind, Background | Basis | Motions | Procedure | Reservation | Statement | Vote).then_some(kind)
}

/// Whether letters and blanks take turns at the start: "B e s". Passes over most lines at once.
fn may_be_spaced(t: &str) -> bool {
    let mut signs = t.chars();
    let mut next = || signs.next();
    let letter = |c: Option<char>| c.is_some_and(char::is_alphabetic);
    letter(next()) && next() == Some(' ') && letter(next()) && next() == Some(' ')
}

/// The kind of a long letter-spaced line.
pub(super) fn letter_spaced(t: &str) -> Option<SectionKind> {
    if !may_be_spaced(t) || !title_forms::is_spaced(t) {
        return None;
    }
    headings::of_words(title_forms::despaced(t).trim_end_matches([':', '.', ' ']))
}

/// The kind that letter-spaced words open before text on the same line ("R e s e r v a t i o n .  Mot beslutet …"), and the byte where the text starts.
pub(super) fn spaced_run_in(line: &str) -> Option<(SectionKind, usize)> {
    let start = line.len() - line.trim_start().len();
    if !may_be_spaced(&line[start..]) {
        return None;
    }
    let mut word = String::new();
    let mut at = start;
    loop {
        let rest = &line[at..];
        let gap = rest.len() - rest.trim_start().len();
        let mut signs = rest[gap..].chars();
        let sign = signs.next()?;
        let alone = signs.next().is_none_or(char::is_whitespace);
        if !alone || !(sign.is_alphabetic() || matches!(sign, '.' | ':')) {
            return None;
        }
        at += gap + sign.len_utf8();
        if !sign.is_alphabetic() {
            break;
        }
        word.push(sign);
    }
    let text_follows = !line[at..].trim().is_empty();
    headings::exact(&fold::blur(&word)).filter(|_| text_follows).map(|kind| (kind, at))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segment::headings::whole;

    #[test]
    fn a_body_and_its_verb_open_a_decision() {
        for t in [
            "Direktionen beslutar",
            "Kyrkorådet beslutade att",
            "Barn- och utbildningsnämnden beslutar:",
            "Kommunstyrelsens arbetsutskott beslutar följande",
            "KS beslut:",
            "KSAU beslutar att",
            "BUN:s beslut",
        ] {
            assert_eq!(whole(t), Some(SectionKind::Decision), "{t}");
        }
        for t in [
            "Den som sitter i nämnden beslutar",
            "Förvaltningen beslutar",
            "Direktionen reser",
            "Direktionen beslutar om avgiften i maj",
        ] {
            assert_eq!(whole(t), None, "{t}");
        }
        assert!(is_told("Fullmäktige hade alltså beslutat") && !is_told("Fullmäktige hade alltså gått"));
        assert!(is_told("Stämman beslöt:") && !is_told("Stämman beslutar:") && !is_told("Stämmans beslut"));
    }

    #[test]
    fn where_and_when_may_stand_behind_a_heading() {
        assert_eq!(whole("Yrkanden i kommunfullmäktige"), Some(SectionKind::Motions));
        assert_eq!(whole("Propositionsordning i barn- och utbildningsnämnden"), Some(SectionKind::Procedure));
        assert_eq!(whole("Yrkanden vid dagens sammanträde"), Some(SectionKind::Motions));
        assert_eq!(whole("Ekonomiska konsekvenser och personal"), Some(SectionKind::Background));
        assert_eq!(whole("Arbetsutskottets förslag till tekniska nämnden"), Some(SectionKind::Proposal));
        assert_eq!(whole("Arbetsutskottets förslag till bryggan"), None);
        assert_eq!(whole("Vd:s förslag"), Some(SectionKind::Proposal));
        assert_eq!(whole("Au:s förslag 30.4, 77 §:"), Some(SectionKind::Proposal));
        assert_eq!(whole("Arbetsutskottets förslag den 4 maj 1974, § 77:"), Some(SectionKind::Proposal));
        assert_eq!(whole("Arbetsutskottets förslag den 4 maj 1974, § 77"), None);
        assert_eq!(whole("Bryggan i kommunfullmäktige"), None);
        assert_eq!(whole("Beslut och bryggor"), None);
    }

    #[test]
    fn letter_spaced_headings() {
        assert_eq!(whole("S a m m a n f a t t n i n g"), Some(SectionKind::Summary));
        assert_eq!(whole("K o n t o r e t s  b e s l u t"), Some(SectionKind::Decision));
        assert_eq!(spaced_run_in("   R e s e r v a t i o n .  Mot beslutet"), Some((SectionKind::Reservation, 26)));
        assert_eq!(spaced_run_in("B r y g g a n .  Mot beslutet"), None);
        assert_eq!(spaced_run_in("B e s l u t ."), None);
    }

    #[test]
    fn a_sentence_that_ends_with_a_proposal_is_no_heading() {
        assert_eq!(whole("Ordföranden ställer proposition på utskottets förslag"), None);
        assert_eq!(whole("Olof Eks yrkande."), None);
    }

    #[test]
    fn tails_are_policed() {
        data::police(TAILS, 1);
    }
}
