//! What was asked for, and what of it full-text search is asked.

use unicode_normalization::UnicodeNormalization;

use crate::error::{Error, Result};
use crate::fold::skeleton;

/// Most words of a query: what somebody pasted is no query.
const MOST_WORDS: usize = 64;

/// A query: words, "phrases", beginnings* and -words that must not be there. Nothing else has a meaning; AND, OR and NEAR are words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    wanted: Vec<Term>,
    unwanted: Vec<Term>,
    any: bool,
}

/// A word or phrase.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Term {
    text: String,
    prefix: bool,
}

impl Query {
    /// Reads a query. With `any`, one of its words is enough.
    ///
    /// # Errors
    /// [`Error::Usage`] where a quotation mark is not closed, or there is no word to look for.
    pub fn parse(text: &str, any: bool) -> Result<Query> {
        let mut query = Query { wanted: Vec::new(), unwanted: Vec::new(), any };
        for (term, unwanted) in terms(text)? {
            if unwanted { query.unwanted.push(term) } else { query.wanted.push(term) }
        }
        let refused = |detail: &str| Err(Error::Usage(format!("search for '{}': {detail}", text.trim())));
        match query.wanted.len() {
            0 if query.unwanted.is_empty() => refused("there is no word in it; give one with letters or digits"),
            0 => refused("all its words are to be left out (-); give one that is to be found too"),
            n if n + query.unwanted.len() > MOST_WORDS => {
                refused(&format!("it has {n} words; give {MOST_WORDS} at most, those that matter"))
            }
            _ => Ok(query),
        }
    }

    /// The words that may stand damaged in the text: those that are one word and whole.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.wanted.iter().filter(|t| !t.prefix && t.text.chars().all(char::is_alphanumeric)).map(|t| t.text.as_str())
    }

    /// In the language of FTS5. `also` says which other words stand for a word.
    pub fn expression(&self, mut also: impl FnMut(&str) -> Vec<String>) -> String {
        let wanted = self.wanted.iter().map(|t| {
            let more = if t.prefix { Vec::new() } else { also(&t.text) };
            let all: Vec<String> = std::iter::once(t.expression()).chain(more.iter().map(|w| quoted(w))).collect();
            if all.len() == 1 { all.concat() } else { format!("({})", all.join(" OR ")) }
        });
        let wanted = wanted.collect::<Vec<_>>().join(if self.any { " OR " } else { " AND " });
        let unwanted: Vec<String> = self.unwanted.iter().map(Term::expression).collect();
        if unwanted.is_empty() { wanted } else { format!("({wanted}) NOT ({})", unwanted.join(" OR ")) }
    }

    /// The whole words for an index without positions, where a phrase is its words. Only letters and digits that SQLite cuts as we do; `None`
    /// where there are none.
    pub fn exact(&self) -> Option<String> {
        let terms = self.wanted.iter().filter(|t| !t.prefix).filter_map(|t| {
            let words: Vec<&str> = t.text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
            let plain = words.iter().all(|w| w.chars().all(|c| c < '\u{300}'));
            let all: Vec<String> = words.into_iter().map(quoted).collect();
            plain.then(|| format!("({})", all.join(" AND ")))
        });
        let terms: Vec<String> = terms.collect();
        (!terms.is_empty()).then(|| terms.join(if self.any { " OR " } else { " AND " }))
    }
}

impl Term {
    fn expression(&self) -> String {
        format!("{}{}", quoted(&self.text), if self.prefix { " *" } else { "" })
    }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

/// The parts of a query, each with whether it is to be left out.
fn terms(text: &str) -> Result<Vec<(Term, bool)>> {
    // Text in the dataset is NFC; people also quote as it is printed.
    let text: String = text
        .nfc()
        .map(|c| match c {
            '”' | '“' | '„' | '»' | '«' => '"',
            c if c.is_control() => ' ',
            c => c,
        })
        .collect();
    let mut out = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let unwanted = rest.strip_prefix('-').filter(|r| r.starts_with(|c: char| c == '"' || c.is_alphanumeric()));
        let at = unwanted.unwrap_or(rest);
        let (part, after, phrase) = match at.strip_prefix('"') {
            Some(quote) => {
                let (part, after) = quote.split_once('"').ok_or_else(|| {
                    Error::Usage(format!(
                        "search for '{text}': a quotation mark is not closed; close it or leave it out"
                    ))
                })?;
                (part, after, true)
            }
            None => {
                let end = at.find(|c: char| c.is_whitespace() || c == '"').unwrap_or(at.len());
                (&at[..end], &at[end..], false)
            }
        };
        if part.chars().any(char::is_alphanumeric) {
            let prefix = !phrase && part.ends_with('*');
            // Signs around a word are no part of it, so that "säkerhet," is one whole word.
            let part = part.trim_matches(|c: char| !c.is_alphanumeric());
            out.push((Term { text: part.into(), prefix }, unwanted.is_some()));
        }
        rest = after.trim_start();
    }
    Ok(out)
}

/// Whether two words differ in more than case, dots, rings and accents, which full-text search does not see.
pub fn differs(one: &str, other: &str) -> bool {
    skeleton(one) != skeleton(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expression(text: &str) -> String {
        Query::parse(text, false).unwrap().expression(|_| Vec::new())
    }

    #[test]
    fn signs_of_other_query_languages_are_plain_words() {
        assert_eq!(expression("fiber AND redundans"), "\"fiber\" AND \"AND\" AND \"redundans\"");
        assert_eq!(expression("(säkerhet) title:x NEAR/3 ^a + §"), {
            "\"säkerhet\" AND \"title:x\" AND \"NEAR/3\" AND \"a\""
        });
        assert_eq!(expression("it's 50% -- 'x'"), "\"it's\" AND \"50\" AND \"x\"");
    }

    #[test]
    fn phrases_beginnings_and_words_left_out() {
        assert_eq!(expression("”två ord” komm* -ned -\"b c\""), {
            "(\"två ord\" AND \"komm\" *) NOT (\"ned\" OR \"b c\")"
        });
        assert_eq!(expression("a\"b c\""), "\"a\" AND \"b c\"");
        let query = Query::parse("\"två ord\" komm* KS 2019/114", false).unwrap();
        assert_eq!(query.exact().unwrap(), "(\"två\" AND \"ord\") AND (\"KS\") AND (\"2019\" AND \"114\")");
        assert_eq!(query.words().collect::<Vec<_>>(), ["KS"]);
    }

    #[test]
    fn other_spellings_stand_beside_a_word() {
        let query = Query::parse("fiber säkerhet", true).unwrap();
        let also = |w: &str| if w == "säkerhet" { vec!["sdkerhet".into()] } else { Vec::new() };
        assert_eq!(query.expression(also), "\"fiber\" OR (\"säkerhet\" OR \"sdkerhet\")");
    }

    #[test]
    fn what_cannot_be_looked_for_says_what_to_do() {
        for (text, remedy) in
            [("", "give one"), (" § -- \"\" ", "give one"), ("-a", "is to be found too"), ("\"a", "close it")]
        {
            let error = Query::parse(text, false).unwrap_err();
            assert!(error.to_string().contains(remedy), "{text:?}: {error}");
            assert_eq!(error.exit_code(), 1);
        }
        assert!(Query::parse(&"ord ".repeat(65), false).is_err());
    }
}
