//! A read-only hash table of n-grams with quantised probabilities, used where it lies in the program's binary.
//!
//! Open addressing with linear probing. A slot holds a 16-bit fingerprint of the n-gram (0: empty), −ln P of its last token
//! given the others, and, in tables of four bytes a slot, −ln of the weight that is left for tokens not seen after it (as in KenLM's
//! quantised models, Heafield 2011, but with fingerprints in place of keys). A fingerprint is taken for another n-gram's in about one look-up of 10,000.

/// Steps a nat: costs are stored as `round(STEPS × nats)`, so 15.9 nats are the most.
const STEPS: f64 = 16.0;
/// Slots for each n-gram: three of four are filled.
const ROOM: f64 = 4.0 / 3.0;

/// One n-gram of a table to be built.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    /// From [`key`].
    pub key: u64,
    /// −ln P(last token | tokens before).
    pub cost: f64,
    /// −ln weight left for what was not seen after this n-gram.
    pub backoff: f64,
}

/// What a table says of an n-gram.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Found {
    /// −ln P(last token | tokens before).
    pub cost: f32,
    /// −ln weight left for what was not seen after it; 0 in tables without.
    pub backoff: f32,
}

/// The hash of a sequence of token hashes, oldest first (the finaliser of SplitMix64 at each step; Steele and others 2014).
pub fn key(tokens: &[u32]) -> u64 {
    tokens.iter().fold(tokens.len() as u64, |h, t| mix(h ^ (u64::from(*t) << 17)))
}

fn mix(h: u64) -> u64 {
    let h = h.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let h = (h ^ (h >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let h = (h ^ (h >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    h ^ (h >> 31)
}

fn fingerprint(key: u64) -> u16 {
    (key as u16).max(1)
}

fn home(key: u64, slots: usize) -> usize {
    ((u128::from(key) * slots as u128) >> 64) as usize
}

fn quantise(nats: f64) -> u8 {
    (nats * STEPS).round().clamp(0.0, 255.0) as u8
}

/// The bytes of a table. `width`: 4 bytes a slot, or 3 without backoff weights. Of entries with the same key the first stays.
pub fn build(entries: &[Entry], width: usize) -> Vec<u8> {
    let slots = ((entries.len() as f64 * ROOM).ceil() as usize).max(1) + 1;
    let mut bytes = vec![0u8; slots * width];
    for entry in entries {
        let mut at = home(entry.key, slots);
        while bytes[at * width] != 0 || bytes[at * width + 1] != 0 {
            at = (at + 1) % slots;
        }
        let slot = &mut bytes[at * width..(at + 1) * width];
        slot[..2].copy_from_slice(&fingerprint(entry.key).to_le_bytes());
        slot[2] = quantise(entry.cost);
        if width == 4 {
            slot[3] = quantise(entry.backoff);
        }
    }
    bytes
}

/// A table in a byte slice.
#[derive(Clone, Copy)]
pub struct Hashed<'a> {
    bytes: &'a [u8],
    width: usize,
    slots: usize,
}

impl<'a> Hashed<'a> {
    /// The table that [`build`] made with the same width; any bytes are safe to look up in.
    pub fn new(bytes: &'a [u8], width: usize) -> Self {
        Hashed { bytes, width, slots: bytes.len() / width.max(1) }
    }

    /// A number that tells this table from others of the same program run.
    pub fn identity(&self) -> u64 {
        mix(self.bytes.as_ptr() as u64)
    }

    /// The n-gram with this [`key`].
    pub fn get(&self, key: u64) -> Option<Found> {
        let wanted = fingerprint(key);
        let mut at = if self.slots == 0 { return None } else { home(key, self.slots) };
        // A full table, which no builder makes, ends the search too.
        for _ in 0..self.slots {
            let slot = self.bytes.get(at * self.width..(at + 1) * self.width)?;
            match u16::from_le_bytes([slot[0], slot[1]]) {
                0 => return None,
                found if found == wanted => {
                    let nats = |b: &u8| f32::from(*b) / STEPS as f32;
                    return Some(Found { cost: nats(&slot[2]), backoff: slot.get(3).map_or(0.0, nats) });
                }
                _ => at = if at + 1 == self.slots { 0 } else { at + 1 },
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_put_in_comes_out() {
        let entries: Vec<Entry> = (0..1000u32)
            .map(|i| Entry { key: key(&[i, i * 7]), cost: f64::from(i % 15), backoff: f64::from(i % 7) })
            .collect();
        for width in [3, 4] {
            let bytes = build(&entries, width);
            let table = Hashed::new(&bytes, width);
            let wrong = entries.iter().filter(|e| table.get(e.key).is_none_or(|f| f64::from(f.cost) != e.cost)).count();
            assert!(wrong <= 1, "fingerprints meet in 1 of 10,000: {wrong}");
            let ghosts = (0..1000u32).filter(|i| table.get(key(&[*i, 1, 2])).is_some()).count();
            assert!(ghosts <= 2, "{ghosts}");
        }
    }

    #[test]
    fn strange_bytes_are_safe() {
        for len in 0..9 {
            let bytes = vec![7u8; len];
            let _ = Hashed::new(&bytes, 4).get(key(&[1]));
            let _ = Hashed::new(&bytes, 3).get(key(&[1]));
        }
    }
}
