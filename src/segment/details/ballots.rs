//! Who voted how, where the minutes print names.

use std::sync::LazyLock;

use regex::Regex;

use super::super::{data, head, text, votes};
use super::people::persons;
use super::voters;
use crate::fold;
use crate::protocol::{Ballot, Choice, Person};

const BALLOT_ROWS: &str = include_str!("../../../dictionaries/ballot-words.tsv");

static WORDS: LazyLock<Vec<(Choice, Vec<String>)>> = LazyLock::new(|| {
    let mut rows: Vec<(Choice, Vec<String>)> = data::rows(BALLOT_ROWS)
        .filter_map(|r| Some((choice(r[0])?, r.get(1)?.split(' ').map(fold::skeleton).collect())))
        .collect();
    // The longest words first: "ja-röster avger" is not "ja" and something more.
    rows.sort_by_key(|(_, w)| std::cmp::Reverse(w.len()));
    rows
});

/// What a text that names voters has one of: most have none, and are passed over without a look at their words.
static MARKS: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"[Nn][Ee][Jj]|J[Aa](?-u:\b)|[Aa][vf]st|nedl|lade ned|[Rr]östa").ok());

/// Whether a text has a word of voting at all.
pub(super) fn may_tell(text: &str) -> bool {
    MARKS.as_ref().is_none_or(|marks| marks.is_match(text))
}

fn choice(name: &str) -> Option<Choice> {
    serde_json::from_value(serde_json::Value::String(name.to_string())).ok()
}

/// A word or phrase of a vote that ends in a colon, or that stands alone at the start of a line, before names.
pub(super) fn introduces<'a>(words: &[&'a str]) -> Option<(Choice, usize)> {
    let bare = |w: &&'a str| w.trim_matches(|c: char| !c.is_alphanumeric());
    let first = words.first().map(bare)?;
    WORDS.iter().find_map(|(choice, phrase)| {
        // Nearly all fail at the first word.
        let fits = fold::is_folded(first, &phrase[0])
            && words.len() >= phrase.len()
            && phrase.iter().zip(words).skip(1).all(|(p, w)| fold::is_folded(bare(w), p));
        fits.then_some((*choice, phrase.len()))
    })
}

/// The ballots in the text of a vote. A name that votes twice counts where it stands first.
pub(super) fn read(all: &str) -> Vec<Ballot> {
    let mut out: Vec<Ballot> = Vec::new();
    if !may_tell(all) {
        return out;
    }
    let mut current: Option<Choice> = None;
    let mut ended: Option<Choice> = None;
    let mut open: Option<Choice> = None;
    for line in all.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        if words.is_empty() {
            (open, current, ended) = (current.take().or(open), None, None);
            continue;
        }
        // Names on lines of their own, blank lines between: "Ja röstar:", and below one after the other.
        if let Some(choice) = open.take() {
            let (people, taken) = voters::list(&words);
            if taken == words.len() && people.iter().all(|p| p.affiliation.is_some()) {
                push(&mut out, choice, people);
                open = Some(choice);
                continue;
            }
        }
        // A comma at a line's end read as a full stop: the next line lists on, each with a party.
        if let Some(choice) = ended.take() {
            let (people, taken) = voters::list(&words);
            if taken == words.len() && people.iter().all(|p| p.affiliation.is_some()) {
                push(&mut out, choice, people);
                continue;
            }
        }
        if let Some((choice, person)) = row(&words) {
            push(&mut out, choice, persons(&person));
            current = None;
            continue;
        }
        // Pieces of the line, each after the word that introduces it.
        let (mut from, mut i) = (0, 0);
        // "… röstade ja, men herrar Ek och Alm nej": the verb is said once.
        let mut verb = false;
        while i < words.len() {
            let Some((choice, n)) = introduces(&words[i..]) else {
                i += 1;
                continue;
            };
            let n = n + given(&words[i + n..]);
            let (last, behind) = (words[i + n - 1], &words[i + n..]);
            let alone = i == 0 && (n == words.len() || words[n].starts_with(char::is_uppercase));
            // "Nej röstade herrar Ek och Alm": a word alone is too little for that.
            verb = n > 1 || (verb && !words[from..i].iter().any(|w| voters::ends_list(w)));
            // "ja röstade herrar Ek och Alm, och nej herr Dal": the verb is said once.
            let titled =
                verb && behind.first().is_some_and(|w| head::is_honorific(w) || head::is_courtesy_of_several(w));
            let names = (n > 1 || titled) && last.ends_with(char::is_alphabetic);
            let told = || names && voters::list(behind).1 > 0;
            if last.ends_with(':') || alone || told() {
                flush(&mut out, current, &words[from..i]);
                current = Some(choice);
                from = i + n;
            } else if let Some((start, end)) = before(&words, from, (i, n), (choice, verb)) {
                flush(&mut out, current, &words[from..start]);
                flush(&mut out, Some(choice), &words[start..end]);
                current = None;
                from = i + n;
            }
            i += n;
        }
        flush(&mut out, current, &words[from.min(words.len())..]);
        if line.trim_end().ends_with('.') {
            ended = current.take();
        }
    }
    if out.is_empty()
        && let Some(sides) = votes::sides(all)
    {
        for (choice, names) in [Choice::Yes, Choice::No].into_iter().zip(sides) {
            push(&mut out, choice, voters::all(&names.split_whitespace().collect::<Vec<_>>()));
        }
    }
    out
}

/// How many words behind a choice lead to those who made it: "ja-röster (för bifall) av".
fn given(behind: &[&str]) -> usize {
    let closed = |w: &&str| w.trim_end_matches([',', ':']).ends_with(')');
    let bracket = behind.first().is_some_and(|w| w.starts_with('('));
    let skip = if bracket { behind.iter().take(BRACKET).position(closed).map_or(0, |at| at + 1) } else { 0 };
    let by = voters::given_by(&behind[skip..]);
    if by > 0 && voters::list(&behind[skip + by..]).1 > 0 {
        return skip + by;
    }
    // "röstade för bifall till kontorets förslag herrar Ek och Alm"; "till herr Eks förslag" names no voter.
    let to = behind.iter().take(OBJECT).position(|w| head::is_courtesy_of_several(w)).unwrap_or(0);
    let plain = |w: &&str| text::starts_lower(w) && w.ends_with(char::is_alphabetic);
    if to > 1 && voters::leads_to_object(behind[0]) && behind[..to].iter().all(plain) { to } else { 0 }
}

/// The most words that say what was voted for, between the choice and those who made it.
const OBJECT: usize = 6;

/// The most words of a bracket that says what a vote means.
const BRACKET: usize = 8;

/// Where the list of those begins and ends who, as the `n` words from `at` on say behind them, voted so: "Ada Berg (S) och Bo Ek (S) röstar ja (2)." A word alone does
/// behind a `verb`, or of those who abstained.
fn before(
    words: &[&str],
    from: usize,
    (at, n): (usize, usize),
    (choice, verb): (Choice, bool),
) -> Option<(usize, usize)> {
    let alone = verb || choice == Choice::Abstain;
    let ends = words[at + n - 1].ends_with(['.', ',', ';']);
    let closed = ends || words.get(at + n).is_none_or(|w| w.starts_with('(') || head::joins(w));
    // Behind a comma the word is no predicate: "som ville bifalla herr Eks, nej."
    let parted = n == 1 && at > 0 && words[at - 1].ends_with(',');
    if !closed || (n == 1 && !alone) {
        return None;
    }
    let begins = |k: &usize| {
        let of_text = |w: &str| w.ends_with(['.', ',', ';', ':']) || w.starts_with('(') || text::starts_lower(w);
        *k == from || (!parted && of_text(words[*k - 1]))
    };
    // "Herr Ek, som kom för sent, avstod från att rösta."
    let told_of = |k: usize| {
        let clause = choice == Choice::Abstain && words[at - 1].ends_with(',');
        let part = clause.then(|| (k..at).find(|i| words[*i].ends_with(',')))?? + 1;
        (words.get(part) == Some(&"som") && voters::is_list(&words[k..part])).then_some(part)
    };
    let all = |k: &usize| if voters::is_list(&words[*k..at]) { Some((*k, at)) } else { Some((*k, told_of(*k)?)) };
    (from..at).filter(begins).find_map(|k| all(&k))
}

/// "Ada Berg (S) Ja" or "Ada Berg S X Ja".
fn row(words: &[&str]) -> Option<(Choice, String)> {
    let (last, rest) = words.split_last()?;
    let (choice, _) = introduces(&[last]).filter(|_| !last.ends_with(':'))?;
    (2..=6).contains(&rest.len()).then(|| (choice, rest.join(" ")))
}

fn flush(out: &mut Vec<Ballot>, choice: Option<Choice>, words: &[&str]) {
    let Some(choice) = choice else { return };
    // "Ja: 3 (Anna Berg, Bo Ek och Cy Alm)."
    let words = if words.first().is_some_and(|w| w.bytes().all(|b| b.is_ascii_digit())) { &words[1..] } else { words };
    match words {
        [first, .., last] if first.starts_with('(') && !first.contains(')') && last.contains(')') => {
            let last = last.trim_end_matches(['.', ',', ';']);
            let closed = if last.contains('(') { last } else { last.trim_end_matches(')') };
            let mut inner = words.to_vec();
            (inner[0], inner[words.len() - 1]) = (first.trim_start_matches('('), closed);
            push(out, choice, voters::all(&inner));
        }
        _ => push(out, choice, voters::all(words)),
    }
}

fn push(out: &mut Vec<Ballot>, choice: Choice, people: Vec<Person>) {
    // "Ja   Nej": headings of columns whose rows were not read.
    let named = |p: &Person| introduces(&p.name.split(' ').collect::<Vec<_>>()).is_none();
    for person in people.into_iter().filter(named) {
        if !out.iter().any(|b| b.name == person.name) {
            out.push(Ballot { name: person.name, affiliation: person.affiliation, choice, person: None });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Vec<(String, Choice)> {
        read(text).into_iter().map(|b| (b.name, b.choice)).collect()
    }

    #[test]
    fn lists_and_rows() {
        let want = [
            ("Ada Berg".to_string(), Choice::Yes),
            ("Bo Ek".to_string(), Choice::Yes),
            ("Cy Alm".to_string(), Choice::No),
        ];
        assert_eq!(all("Ja: Ada Berg (S), Bo Ek (M)\nNej: Cy Alm (V)"), want);
        assert_eq!(all("Följande röstar ja: Ada Berg (S) och Bo Ek (M).\nFöljande röstar nej: Cy Alm (V)."), want);
        assert_eq!(all("Ada Berg (S) Ja\nBo Ek (M) Ja\nCy Alm (V) Nej"), want);
        assert_eq!(all("Ja\nAda Berg (S)\nBo Ek (M)\nNej\nCy Alm (V)"), want);
        assert_eq!(all("Ja: Ada Berg (S), Bo Ek (M). Nej: Cy Alm (V)."), want);
    }

    #[test]
    fn sentences_that_name_voters() {
        let told = |text: &str| {
            let sides = [Choice::Yes, Choice::No, Choice::Abstain];
            let found = all(text);
            let of = |side| found.iter().filter(|b| b.1 == side).map(|b| b.0.as_str()).collect::<Vec<_>>().join("+");
            sides.map(of).join("/")
        };
        for (text, want) in [
            (
                "Ja röstade ordföranden, herrar Ek och Alm samt fru Ås. Nej röstade herrar Dal och Fors. På grund",
                "ordföranden+Ek+Alm+Ås/Dal+Fors/",
            ),
            (
                "utföll så, att ja avgåvos av herrar Ek, G. Berg samt fruarna Malm och Ås och nej av herrar N. Berg och Dal. Med 4 ja",
                "Ek+G. Berg+Malm+Ås/N. Berg+Dal/",
            ),
            ("Ja röstade: Ek, Alm.\nNej röstade: Dal, Fors.\nAvstod: Lo.", "Ek+Alm/Dal+Fors/Lo"),
            ("Härvid svarade\nja: herrar Ek och Alm;\nnej: herrar Dal och ordföranden.", "Ek+Alm/Dal+ordföranden/"),
            (
                "Ada Berg (S) och Bo Ek (S) röstar Ja (2).\nCy Alm (M) röstar Nej (1).\nDan Ås (SD) avstår från att rösta (1).",
                "Ada Berg+Bo Ek/Cy Alm/Dan Ås",
            ),
            ("Ada Berg (S) röstar ja, medan Bo Ek (M) och Cy Alm (M) röstar nej.", "Ada Berg/Bo Ek+Cy Alm/"),
            ("Den som bifaller förslaget röstar ja; den det ej vill röstar nej. Vinner nej, har herr Ek segrat.", "//"),
            (
                "utföll så, att Ada Berg, Bo Ek och ordföranden röstade ja, men Cy Alm och Dan Ås nej, varande alltså",
                "Ada Berg+Bo Ek+ordföranden/Cy Alm+Dan Ås/",
            ),
            (
                "att följande två ledamöter röstade ja, nämligen fru Ek och herr Alm, och följande röstade nej, nämligen herr Ås samt fru Vik.",
                "Ek+Alm/Ås+Vik/",
            ),
            (
                "För kontorets förslag röstade Ada Berg och Bo Ek. För Åbergs yrkande röstade Cy Alm. Kontorets förslag",
                "Ada Berg+Bo Ek/Cy Alm/",
            ),
            ("J. Ek och P. Al röstade ja. C. D. Dal och E. Fors nej.", "J. Ek+P. Al/C. D. Dal+E. Fors/"),
            (
                "varvid ja röstade herrar Per Ek, Alm, fru Ås samt ordföranden, och nej herrar Dal, Ek i Bro och Lund. Rådet",
                "Per Ek+Alm+Ås+ordföranden/Dal+Ek i Bro+Lund/",
            ),
            (
                "Ja: Ek och von Essen. Nej: Dal, Berg och Fors-Holm. Lo (m) avstår.",
                "Ek+von Essen/Dal+Berg+Fors-Holm/Lo",
            ),
            (
                "Herr Lo, som kommit först under voteringen, avstod från att rösta.\nTommy Ryd, SD, avstår från att rösta.",
                "//Lo+Tommy Ryd",
            ),
            ("Med 4 ja mot 3 nej, medan en ledamot nedlade sin röst. Herr Lo nedlade sin röst.", "//Lo"),
            ("Ada Berg (S) avstår från att delta i beslutet.", "//"),
            ("Ja: 2 (Ada Berg, Bo Ek). Nej: 1 (Cy Alm).", "Ada Berg+Bo Ek/Cy Alm/"),
            (
                "JA-RÖSTER avgavs av Ada Berg (s), Bo Ek (s) = 2 röster. NEJ-RÖSTER avgavs av Cy Alm (m) = 1 röst",
                "Ada Berg+Bo Ek/Cy Alm/",
            ),
            (
                "Härvid röstade för bifall till kontorets förslag herrar Ek och Alm samt för avslag herrar Dal och Fors. Förslaget",
                "Ek+Alm/Dal+Fors/",
            ),
            (
                "den, som bifölle herr Eks yrkande, skulle svara ja och den, som ville bifalla herr Alms, nej. Vinner nej, har",
                "//",
            ),
        ] {
            assert_eq!(told(text), want, "{text}");
        }
    }

    #[test]
    fn names_below_each_other_and_given_votes() {
        let below = "Ja röstar:\n\nAda Berg (S)\n\nBo Ek (M), ordförande\n\nNej röstar:\n\nCy Alm (V)\n\nSkäl\n\nEva Lo (V) talade.";
        let names: Vec<String> = all(below).into_iter().map(|b| b.0).collect();
        assert_eq!(names, ["Ada Berg", "Bo Ek", "Cy Alm"]);
        let given = "avgåvos ja-röster (för bifall) av fru Ek, hrr Alm och Berg samt av ordföranden och nej-röster (för återremiss) av hrr Dal och Fors samt fru Lodin. Rådet hade";
        let told: Vec<(String, Choice)> = all(given);
        let side = |c| told.iter().filter(|b| b.1 == c).map(|b| b.0.as_str()).collect::<Vec<_>>().join("+");
        assert_eq!((side(Choice::Yes), side(Choice::No)), ("Ek+Alm+Berg+ordföranden".into(), "Dal+Fors+Lodin".into()));
    }

    #[test]
    fn counts_alone_name_nobody() {
        assert!(all("Med 7 ja-röster mot 5 nej-röster bifalls förslaget.").is_empty());
        assert!(all("Den som vill bifalla förslaget röstar ja.").is_empty());
    }

    #[test]
    fn words_are_policed() {
        data::police(BALLOT_ROWS, 2);
        assert_eq!(WORDS.len(), data::rows(BALLOT_ROWS).filter(|r| choice(r[0]).is_some()).count());
    }
}
