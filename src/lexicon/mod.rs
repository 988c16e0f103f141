//! The Swedish lexicon with counts and a trigram language model, compiled into the program from `dictionaries/`, and a user's own words.

pub mod build;
pub mod format;
pub mod hashed;
pub mod letters;
pub mod old;
pub mod user;

use std::borrow::Cow;
use std::sync::{Arc, LazyLock, OnceLock};

use crate::error::{Error, Result};
use format::{Parts, SPECIALS};
use hashed::{Hashed, key};
use letters::Kind;
use old::{Era, OldForms};
use user::UserWords;

static WORDS: &[u8] = include_bytes!("../../dictionaries/swedish.lex");
static NGRAMS: &[u8] = include_bytes!("../../dictionaries/swedish.ngrams");

static FORMS: &[u8] = include_bytes!("../../dictionaries/forms.fst");

static SWEDISH: LazyLock<Result<Arc<Lexicon>>> =
    LazyLock::new(|| Lexicon::from_bytes("swedish.lex", WORDS, NGRAMS).map(Arc::new));

/// The compiled dictionary files that the program carries, for their digest.
pub fn compiled_bytes() -> [(&'static str, &'static [u8]); 3] {
    [("swedish.lex", WORDS), ("swedish.ngrams", NGRAMS), ("forms.fst", FORMS)]
}

/// A token of the language model: a word's id, a special, or a word that is not in the lexicon.
pub type TokenId = u32;
/// Any word that is not in the lexicon.
pub const UNKNOWN: TokenId = TokenId::MAX;
/// A word form that is known to be Swedish though no count has it; in lower case, or as a name.
pub const FORM: TokenId = TokenId::MAX - 2;
/// The same of a name.
pub const FORM_NAME: TokenId = FORM + 1;
/// −ln P of each such form: about 0.3 % of running words are none of the lexicon's, and there are some 700,000 forms.
const FORM_COST: f32 = 18.8;
/// The word lists whose words are of another time.
const OLD: &str = "old-spelling";
const PLURAL: &str = "plural-verbs";
/// What a user names is far more common in the user's minutes than its count among all the language's words would say.
const USER_WEIGHT: f32 = 50.0;
/// Count that stands for never seen.
const NEVER: f64 = 0.5;

/// A set of words to search with damage: compiled in, or made of a user's words.
pub type Automaton = fst::raw::Fst<Cow<'static, [u8]>>;

/// A compiled dictionary with its language model. Immutable; shared by all threads.
pub struct Lexicon {
    parts: Parts<'static>,
    automaton: Automaton,
    forms: Automaton,
    pairs: Hashed<'static>,
    triples: Hashed<'static>,
    letters: Hashed<'static>,
    old: u8,
    plural: u8,
    combining: u8,
    never: f32,
    user: UserWords,
    old_forms: OnceLock<OldForms>,
}

impl Lexicon {
    /// The dictionary that the program carries.
    ///
    /// # Errors
    /// [`Error::Dictionary`] where the program was built with a dictionary of another form.
    pub fn swedish() -> Result<Arc<Lexicon>> {
        SWEDISH.as_ref().map(Arc::clone).map_err(|e| Error::Dictionary {
            name: "swedish.lex".into(),
            detail: e.to_string(),
            remedy: format::REMEDY,
        })
    }

    /// The program's dictionary and a user's words.
    ///
    /// # Errors
    /// [`Error::Dictionary`] as in [`Lexicon::swedish`].
    pub fn with_user(user: UserWords) -> Result<Arc<Lexicon>> {
        let mut lexicon = Lexicon::from_bytes("swedish.lex", WORDS, NGRAMS)?;
        lexicon.user = user;
        Ok(Arc::new(lexicon))
    }

    /// A dictionary from the bytes of the two files that [`build::Builder::compile`] made.
    ///
    /// # Errors
    /// [`Error::Dictionary`] where they are not of that form.
    pub fn from_bytes(name: &str, words: &'static [u8], ngrams: &'static [u8]) -> Result<Lexicon> {
        let parts = format::split(name, words)?;
        let [pairs, triples] = format::split_ngrams(name, ngrams)?;
        let automaton = fst::raw::Fst::new(Cow::Borrowed(parts.automaton)).map_err(|e| Error::Dictionary {
            name: name.into(),
            detail: format!("its automaton cannot be read: {e}"),
            remedy: format::REMEDY,
        })?;
        let forms = fst::raw::Fst::new(Cow::Borrowed(FORMS)).map_err(|e| Error::Dictionary {
            name: "forms.fst".into(),
            detail: e.to_string(),
            remedy: "cargo run --release --example build-forms",
        })?;
        let bit = |origin: &str| parts.origin_names.iter().position(|n| *n == origin).map_or(0, |i| 1 << i);
        Ok(Lexicon {
            automaton,
            forms,
            pairs: Hashed::new(pairs, 4),
            triples: Hashed::new(triples, 3),
            letters: Hashed::new(parts.letters, 4),
            old: bit(OLD),
            plural: bit(PLURAL),
            combining: bit(build::COMBINING),
            never: (f64::from(parts.tokens).max(1.0) / NEVER).ln() as f32,
            parts,
            user: UserWords::default(),
            old_forms: OnceLock::new(),
        })
    }

    /// The automata to search with damage, each with the number that its outputs begin at: compiled words, then the user's.
    pub fn automata(&self) -> Vec<(&Automaton, TokenId)> {
        let user = self.user.automaton().map(|a| (a, self.first_user()));
        std::iter::once((&self.automaton, 0)).chain(user).collect()
    }

    /// The automata for pages of an era: on old pages with the old forms of today's words.
    ///
    /// # Errors
    /// Where the rules of the old spelling that the program carries do not parse.
    pub fn automata_of(&self, era: Era) -> Result<Vec<(&Automaton, TokenId)>> {
        let mut automata = self.automata();
        if era == Era::Old {
            automata[0].0 = self.old_forms()?.automaton();
        }
        Ok(automata)
    }

    /// The old forms of today's words, made when they are first asked for.
    ///
    /// # Errors
    /// Where the rules of the old spelling that the program carries do not parse.
    pub fn old_forms(&self) -> Result<&OldForms> {
        if let Some(made) = self.old_forms.get() {
            return Ok(made);
        }
        let made = OldForms::of(self)?;
        Ok(self.old_forms.get_or_init(|| made))
    }

    /// The automaton of the forms that no count has; its outputs begin at [`FORM`].
    pub fn forms(&self) -> &Automaton {
        &self.forms
    }

    /// The id of a word in lower case, or [`FORM`] or [`FORM_NAME`].
    pub fn known(&self, lower: &str) -> Option<TokenId> {
        self.id(lower).or_else(|| self.forms.get(lower).map(|name| FORM + (name.value() as TokenId).min(1)))
    }

    /// The user's words.
    pub fn user(&self) -> &UserWords {
        &self.user
    }

    /// Whether an id is that of a user's word.
    pub fn is_user(&self, id: TokenId) -> bool {
        id < FORM && id >= self.first_user()
    }

    /// Number of compiled words.
    pub fn len(&self) -> usize {
        self.parts.words
    }

    /// Whether it holds no word.
    pub fn is_empty(&self) -> bool {
        self.parts.words == 0 && self.user.is_empty()
    }

    fn first_user(&self) -> TokenId {
        (self.parts.words + SPECIALS.len()) as TokenId
    }

    /// The id of a word in lower case.
    pub fn id(&self, lower: &str) -> Option<TokenId> {
        let own = self.automaton.get(lower).map(|id| id.value() as TokenId).filter(|id| !self.is_part_only(*id));
        own.or_else(|| self.user.position(lower).map(|i| self.first_user() + i as TokenId))
    }

    /// The id of a word in lower case on a page of an era; of an old form that of today's word.
    ///
    /// # Errors
    /// As in [`Lexicon::old_forms`].
    pub fn id_in(&self, era: Era, lower: &str) -> Result<Option<TokenId>> {
        let id = self.id(lower);
        if era != Era::Old {
            return Ok(id);
        }
        let old = self.old_forms()?.automaton().get(lower).map(|id| id.value() as TokenId);
        Ok(old.filter(|id| !self.is_part_only(*id)).or(id))
    }

    /// The id of a word in lower case on a page of an era, or [`FORM`] or [`FORM_NAME`].
    ///
    /// # Errors
    /// As in [`Lexicon::old_forms`].
    pub fn known_in(&self, era: Era, lower: &str) -> Result<Option<TokenId>> {
        Ok(self.id_in(era, lower)?.or_else(|| self.known(lower)))
    }

    /// The id of the user's `i`th word.
    pub fn user_id(&self, i: usize) -> TokenId {
        self.first_user() + i as TokenId
    }

    /// The id of a sentence boundary.
    pub fn boundary(&self) -> TokenId {
        self.parts.words as TokenId
    }

    /// The id of a number.
    pub fn number(&self) -> TokenId {
        self.parts.words as TokenId + 1
    }

    /// The id of a sign that is no word: comma, bracket, quote, dash.
    pub fn sign(&self) -> TokenId {
        self.parts.words as TokenId + 2
    }

    /// How often a word was seen in lower case (or at the start of a sentence), and capitalised inside a sentence.
    pub fn counts(&self, id: TokenId) -> (u32, u32) {
        match id as usize {
            i if i < self.parts.words => (self.parts.counts.get(i * 2), self.parts.counts.get(i * 2 + 1)),
            _ if id >= FORM => (0, 0),
            _ => id.checked_sub(self.first_user()).map_or((0, 0), |i| self.user.counts(i as usize)),
        }
    }

    /// Whether a word is written with a capital more often than not: a name.
    pub fn is_name(&self, id: TokenId) -> bool {
        let (lower, capital) = self.counts(id);
        capital > lower || id == FORM_NAME
    }

    /// Whether a word is of the spelling before the reform of 1906.
    pub fn is_old(&self, id: TokenId) -> bool {
        self.parts.origins.get(id as usize).is_some_and(|o| o & self.old != 0)
    }

    /// Whether a word is a plural verb form, or a word of the time to about 1950.
    pub fn is_plural(&self, id: TokenId) -> bool {
        self.parts.origins.get(id as usize).is_some_and(|o| o & self.plural != 0)
    }

    /// Whether a word (lower case) is an entry only as the first part of compounds.
    pub fn is_part(&self, lower: &str) -> bool {
        self.automaton.get(lower).is_some_and(|id| self.is_part_only(id.value() as TokenId))
    }

    /// Whether an entry is only the first part of compounds ("gatu") and no word by itself.
    pub fn is_part_only(&self, id: TokenId) -> bool {
        self.parts.origins.get(id as usize).is_some_and(|o| *o == self.combining)
    }

    /// Where a word is from: the names of its lists.
    pub fn origins(&self, id: TokenId) -> Vec<&str> {
        if self.is_user(id) {
            return vec!["user"];
        }
        if id == FORM || id == FORM_NAME {
            return vec!["forms"];
        }
        let bits = self.parts.origins.get(id as usize).copied().unwrap_or(0);
        let names = self.parts.origin_names.iter().enumerate();
        names.filter(|(i, _)| bits & (1u8.checked_shl(*i as u32).unwrap_or(0)) != 0).map(|(_, n)| *n).collect()
    }

    /// Whether a word, in any case, is in the lexicon.
    pub fn contains(&self, word: &str) -> bool {
        self.id(&word.to_lowercase()).is_some()
    }

    /// −ln P(token) without context. What was never seen has that of half a count.
    pub fn cost(&self, token: TokenId) -> f32 {
        if (token as usize) < self.parts.words + SPECIALS.len() {
            return f32::from_bits(self.parts.costs.get(token as usize));
        }
        match token.checked_sub(self.first_user()) {
            _ if token == FORM || token == FORM_NAME => FORM_COST,
            Some(i) if token != UNKNOWN => {
                let (lower, capital) = self.user.counts(i as usize);
                self.never + (NEVER as f32).ln() - (lower.saturating_add(capital).max(1) as f32 * USER_WEIGHT).ln()
            }
            _ => self.never,
        }
    }

    fn hash(&self, token: TokenId) -> Option<u32> {
        if (token as usize) < self.parts.words + SPECIALS.len() {
            return Some(self.parts.hashes.get(token as usize));
        }
        token.checked_sub(self.first_user()).filter(|_| token < FORM).and_then(|i| self.user.hash(i as usize))
    }

    /// −ln P(next | before, previous): trigrams backed off to bigrams and unigrams. Text before an unknown word says nothing.
    pub fn next_cost(&self, before: TokenId, previous: TokenId, next: TokenId) -> f32 {
        let Some(b) = self.hash(previous) else { return self.cost(next) };
        let c = self.hash(next);
        let mut left = 0.0;
        if let Some(a) = self.hash(before)
            && let Some(context) = self.pairs.get(key(&[a, b]))
        {
            if let Some(found) = c.and_then(|c| self.triples.get(key(&[a, b, c]))) {
                return found.cost;
            }
            left = context.backoff;
        }
        if let Some(found) = c.and_then(|c| self.pairs.get(key(&[b, c]))) {
            return left + found.cost;
        }
        left + self.backoff(previous) + self.cost(next)
    }

    fn backoff(&self, token: TokenId) -> f32 {
        self.parts.backoffs.get(token as usize).map_or(0.0, |b| f32::from(*b) / 16.0)
    }

    /// The letter model's table, for [`letters::step`].
    pub fn letters(&self) -> Hashed<'_> {
        self.letters
    }

    /// −ln P of the letters of a word (lower case) that is in no list.
    pub fn letter_cost(&self, kind: Kind, word: &str) -> f64 {
        letters::cost(self.letters, kind, word)
    }
}
