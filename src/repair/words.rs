//! What a single damaged word may have been. What depends on the word alone is looked up once for all threads and documents.

use std::hash::{Hash, Hasher};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use rustc_hash::{FxHashMap, FxHasher};

use super::candidates::{self, Candidate};
use super::channel::{Channel, Damaged, Table};
use super::era;
use super::unknown::{self, Free};
use crate::error::Result;
use crate::lexicon::letters::Kind;
use crate::lexicon::old::Era;
use crate::lexicon::{FORM, Lexicon, TokenId, UNKNOWN};

/// Words kept in each part of the cache, so that memory stays flat.
const CACHE: usize = 6_000;
/// The same of pairs of pieces that may be one word.
const PAIRS: usize = 2_000;
const SHARDS: usize = 16;

/// Tables times eras.
const SETTINGS: usize = Table::ALL.len() * 3;

/// What decides how a word of a page may be read: the table of confusions, and the page's era.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Setting {
    /// The confusions.
    pub table: Table,
    /// The era.
    pub era: Era,
}

impl Setting {
    fn index(self) -> usize {
        self.table as usize * (SETTINGS / Table::ALL.len()) + self.era as usize
    }
}

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

/// Ids of words just looked up, without locks: a slot holds 40 bits of a word's hash and 24 of its id, so that another word is taken for it
/// once in 10^12 look-ups.
struct Ids(Vec<AtomicU64>);

const ID_BITS: u32 = 24;
const ID_SLOTS: usize = 1 << 15;
/// The last ids of 24 bits stand for the special ones of [`TokenId`]: those are counted from the top of 32 bits.
const ID_MASK: u64 = (1 << ID_BITS) - 1;

impl Ids {
    fn new() -> Ids {
        Ids((0..ID_SLOTS).map(|_| AtomicU64::new(0)).collect())
    }

    fn get_or(&self, word: &str, look: impl FnOnce() -> Option<TokenId>) -> Option<TokenId> {
        let mut hasher = FxHasher::default();
        word.hash(&mut hasher);
        // Never 0, which is an empty slot.
        let hash = hasher.finish() | 1 << 63;
        let slot = &self.0[hash as usize % ID_SLOTS];
        let held = slot.load(Ordering::Relaxed);
        let id = match held >> ID_BITS == hash >> ID_BITS {
            true => (held & ID_MASK) as TokenId,
            false => {
                let id = look().unwrap_or(UNKNOWN) & ID_MASK as TokenId;
                slot.store(hash >> ID_BITS << ID_BITS | u64::from(id), Ordering::Relaxed);
                id
            }
        };
        let full = if id >= (FORM & ID_MASK as TokenId) { id | !(ID_MASK as TokenId) } else { id };
        Some(full).filter(|id| *id != UNKNOWN)
    }
}

type Shard = Mutex<FxHashMap<String, Arc<Surface>>>;
type Wholes = Mutex<FxHashMap<String, Option<Candidate>>>;

/// Looks words up; shared by all threads. What it answers does not depend on what was asked before.
pub struct Words {
    lexicon: Arc<Lexicon>,
    ids: Ids,
    shards: Vec<[Shard; SETTINGS]>,
    wholes: Vec<[Wholes; SETTINGS]>,
}

impl Words {
    /// With an empty cache.
    pub fn new(lexicon: Arc<Lexicon>) -> Words {
        let shards = (0..SHARDS).map(|_| Default::default()).collect();
        Words { lexicon, ids: Ids::new(), shards, wholes: (0..SHARDS).map(|_| Default::default()).collect() }
    }

    /// The lexicon.
    pub fn lexicon(&self) -> &Lexicon {
        &self.lexicon
    }

    /// The id of a word in any case, where it is a word or a known form.
    pub fn known(&self, word: &str) -> Option<TokenId> {
        self.ids.get_or(word, || match word.bytes().all(|b| b.is_ascii_lowercase()) {
            true => self.lexicon.known(word),
            false => self.lexicon.known(&word.to_lowercase()),
        })
    }

    /// A word (lower case) in a setting.
    ///
    /// # Errors
    /// Where the program carries a broken confusion table.
    pub fn surface(&self, setting: Setting, lower: &str) -> Result<Arc<Surface>> {
        let shard = &self.shards[shard_of(lower)][setting.index()];
        let found = shard.lock().unwrap_or_else(PoisonError::into_inner).get(lower).map(Arc::clone);
        if let Some(found) = found {
            return Ok(found);
        }
        let made = Arc::new(Surface::new(&self.lexicon, Channel::of(setting.table)?, setting.era, lower)?);
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
    pub fn whole(&self, setting: Setting, pieces: &str) -> Result<Option<Candidate>> {
        let shard = &self.wholes[shard_of(pieces)][setting.index()];
        if let Some(found) = shard.lock().unwrap_or_else(PoisonError::into_inner).get(pieces) {
            return Ok(found.clone());
        }
        let chars: Vec<char> = pieces.chars().collect();
        let damaged = Damaged::new(Channel::of(setting.table)?, &chars);
        let automata = self.lexicon.automata_of(setting.era)?;
        let found = candidates::search_in(&self.lexicon, &automata, &damaged, false).into_iter().next();
        let mut pairs = shard.lock().unwrap_or_else(PoisonError::into_inner);
        if pairs.len() >= PAIRS {
            pairs.clear();
        }
        pairs.insert(pieces.into(), found.clone());
        Ok(found)
    }
}

fn shard_of(word: &str) -> usize {
    let mut hasher = FxHasher::default();
    word.hash(&mut hasher);
    (hasher.finish() >> 40) as usize % SHARDS
}
