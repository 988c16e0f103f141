//! Runs of eight letters, hashed.

/// Letters of a run.
pub(super) const LENGTH: usize = 8;

/// Hashes of all runs of eight letters of `text`, in order, repeats included; never 0.
pub(super) fn hashes(text: &[u8]) -> impl Iterator<Item = u32> {
    let mut run = 0u64;
    let runs = text.iter().map(move |b| {
        run = run >> 8 | u64::from(*b) << 56;
        run
    });
    runs.skip(LENGTH - 1).map(mix)
}

/// A hash whose bits all hang on all of `h` (finaliser of MurmurHash3).
pub(super) fn mix(mut h: u64) -> u32 {
    h ^= h >> 33;
    h = h.wrapping_mul(0xff51_afd7_ed55_8ccd);
    h ^= h >> 33;
    h = h.wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    ((h >> 32) as u32).max(1)
}

/// A set of hashes in a table of open places (linear probing); 0 marks a free one.
#[derive(Debug, Clone, Default)]
pub(super) struct Grams {
    table: Vec<u32>,
    count: usize,
}

impl Grams {
    /// The runs of eight letters of `text`, each once.
    pub fn new(text: &[u8]) -> Grams {
        let size = (2 * text.len()).next_power_of_two();
        let mut grams = Grams { table: vec![0; size], count: 0 };
        for hash in hashes(text) {
            let place = grams.place(hash);
            if grams.table[place] == 0 {
                grams.table[place] = hash;
                grams.count += 1;
            }
        }
        grams
    }

    /// Where `hash` stands, or the free place where it would.
    fn place(&self, hash: u32) -> usize {
        let mask = self.table.len() - 1;
        let mut at = hash as usize & mask;
        while self.table[at] != 0 && self.table[at] != hash {
            at = (at + 1) & mask;
        }
        at
    }

    /// Share of these runs that `other` has too, 0–1.
    pub fn shared(&self, other: &Grams) -> f64 {
        self.shared_by_any(&[other])
    }

    /// Share of these runs that one of `others` has too, 0–1.
    pub fn shared_by_any(&self, others: &[&Grams]) -> f64 {
        let has = |h: u32| others.iter().any(|o| o.table[o.place(h)] == h);
        self.table.iter().filter(|h| **h != 0 && has(**h)).count() as f64 / self.count.max(1) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn shares_are_those_of_sets() {
        let (a, b) = ("kammunstyraisanbasiutar kammunstyr", "iandstingatkammunstyraisan");
        let set = |t: &str| t.as_bytes().windows(LENGTH).map(<[u8]>::to_vec).collect::<BTreeSet<_>>();
        let both = set(a).intersection(&set(b)).count() as f64;
        let grams = |t: &str| Grams::new(t.as_bytes());
        assert!((grams(a).shared(&grams(b)) - both / set(a).len() as f64).abs() < 1e-9);
        assert!(both > 0.0 && grams("").shared(&grams(a)) == 0.0 && grams(a).shared(&grams("kort")) == 0.0);
    }
}
