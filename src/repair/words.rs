//! What a single damaged word may have been. What depends on the word alone is looked up once for all threads and documents.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::candidates::{self, Candidate};
use super::channel::{Channel, Damaged};
use super::era;
use super::unknown::{self, Free};
use crate::error::Result;
use crate::lexicon::letters::Kind;
use crate::lexicon::old::Era;
use crate::lexicon::{Lexicon, TokenId};
use crate::page::OcrSignature;

/// Words kept in each part of the cache, so that memory stays flat.
const CACHE: usize = 6_000;
const SHARDS: usize = 16;

/// What is known of a word as read, whatever stands around it.
pub struct Surface {
    /// As read, in lower case.
    pub lower: String,
    /// Its id, where it is a word or a known form.
    pub id: Option<TokenId>,
    /// Words, compounds and pairs of words that it may stand for, cheapest first.
    pub candidates: Vec<Candidate>,
    /// −ln P of reading all its letters right.
    pub identity: f32,
    letters: [OnceLock<f32>; 2],
    free: [OnceLock<Vec<Free>>; 2],
    channel: &'static Channel,
}

impl Surface {
    fn new(lexicon: &Lexicon, channel: &'static Channel, era: Era, lower: &str) -> Result<Surface> {
        let chars: Vec<char> = lower.chars().collect();
        let id = lexicon.known_in(era, lower)?;
        let damaged = Damaged::new(channel, &chars);
        let mut candidates = candidates::search_in(lexicon, &lexicon.automata_of(era)?, &damaged, id.is_none());
        era::weigh(lexicon, era, lower, &mut candidates)?;
        Ok(Surface {
            lower: lower.into(),
            id,
            candidates,
            identity: channel.identity_cost(&chars),
            letters: Default::default(),
            free: Default::default(),
            channel,
        })
    }

    /// −ln P of its letters as a word of no list, weighed as in [`unknown::search`].
    pub fn letters(&self, lexicon: &Lexicon, kind: Kind) -> f32 {
        *self.letters[kind as usize].get_or_init(|| unknown::letters(lexicon, kind, &self.lower))
    }

    /// Strings of no list that it may stand for.
    pub fn free(&self, lexicon: &Lexicon, kind: Kind) -> &[Free] {
        self.free[kind as usize].get_or_init(|| {
            let chars: Vec<char> = self.lower.chars().collect();
            unknown::search(lexicon, &Damaged::new(self.channel, &chars), kind)
        })
    }
}

type Shard = Mutex<HashMap<String, Arc<Surface>>>;

/// Looks words up; shared by all threads. What it answers does not depend on what was asked before.
pub struct Words {
    lexicon: Arc<Lexicon>,
    shards: Vec<[Shard; 6]>,
}

impl Words {
    /// With an empty cache.
    pub fn new(lexicon: Arc<Lexicon>) -> Words {
        Words { lexicon, shards: (0..SHARDS).map(|_| Default::default()).collect() }
    }

    /// The lexicon.
    pub fn lexicon(&self) -> &Lexicon {
        &self.lexicon
    }

    /// A word (lower case) under the confusions of a signature, on a page of an era.
    ///
    /// # Errors
    /// Where the program carries a broken confusion table or rule.
    pub fn surface(&self, signature: OcrSignature, era: Era, lower: &str) -> Result<Arc<Surface>> {
        let table = 2 * era as usize + usize::from(signature == OcrSignature::Eng);
        let hash = lower.bytes().fold(0u32, |h, b| h.wrapping_mul(31).wrapping_add(u32::from(b)));
        let shard = &self.shards[hash as usize % SHARDS][table];
        let found = shard.lock().unwrap_or_else(PoisonError::into_inner).get(lower).map(Arc::clone);
        if let Some(found) = found {
            return Ok(found);
        }
        let made = Arc::new(Surface::new(&self.lexicon, Channel::for_signature(signature)?, era, lower)?);
        let mut words = shard.lock().unwrap_or_else(PoisonError::into_inner);
        if words.len() >= CACHE {
            words.clear();
        }
        words.insert(lower.into(), Arc::clone(&made));
        Ok(made)
    }

    /// The word that two pieces (lower case) make together, if they make one with little damage.
    ///
    /// # Errors
    /// Where the program carries a broken confusion table.
    pub fn whole(&self, signature: OcrSignature, era: Era, pieces: &str) -> Result<Option<Candidate>> {
        let chars: Vec<char> = pieces.chars().collect();
        let damaged = Damaged::new(Channel::for_signature(signature)?, &chars);
        let found = candidates::search_in(&self.lexicon, &self.lexicon.automata_of(era)?, &damaged, false);
        Ok(found.into_iter().next())
    }
}
