//! A share of a batch: which documents are one machine's, by nothing but their identifiers.

use std::str::FromStr;

use sha2::{Digest, Sha256};

use super::Dataset;
use crate::error::{Error, Result};
use crate::export::{ShardOf, sha256_hex};
use crate::ingest::Plan;

/// One share of several.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shard {
    /// Which, from 1.
    pub number: u32,
    /// Of how many.
    pub of: u32,
}

impl FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<Self, String> {
        let parsed = text.split_once('/').and_then(|(k, n)| Some((k.parse().ok()?, n.parse().ok()?)));
        match parsed {
            Some((number, of)) if (1..=of).contains(&number) => Ok(Shard { number, of }),
            _ => Err("give which share of how many, such as 2/8; the first is 1".into()),
        }
    }
}

impl Shard {
    /// Whether what goes by this name is of this share.
    pub fn has(self, name: &str) -> bool {
        let digest = Sha256::digest(name.as_bytes());
        let first = digest.iter().take(8).fold(0u64, |n, b| n << 8 | u64::from(*b));
        first % u64::from(self.of) == u64::from(self.number - 1)
    }

    /// Leaves this share in the plan, and says what of the manifest tells shares of one batch.
    pub fn take(self, plan: &mut Plan) -> ShardOf {
        let names = plan.inputs.iter().map(|i| i.id.as_str());
        let all: Vec<u8> = names.flat_map(|name| name.bytes().chain([b'\n', 0])).collect();
        plan.inputs.retain(|i| self.has(&i.id));
        plan.errors.retain(|e| self.has(&e.to_string()));
        plan.skipped.retain(|s| self.has(&s.path.display().to_string()));
        ShardOf { number: self.number, of: self.of, batch: sha256_hex(&all) }
    }
}

/// Notes which share a dataset holds, so that two shares are not written over each other; `None` is all.
///
/// # Errors
/// [`Error::Usage`] where it holds another share.
pub fn claim(dataset: &Dataset, share: Option<Shard>, fresh: bool) -> Result<()> {
    let path = dataset.state("share");
    let new = share.map_or_else(|| "all".to_string(), |s| format!("{}/{}", s.number, s.of));
    match std::fs::read_to_string(&path) {
        Ok(old) if old.trim() == new => return Ok(()),
        Ok(old) if share.is_some() && !fresh => {
            let (out, old) = (dataset.path().display(), old.trim());
            return Err(Error::Usage(format!(
                "{out}: this folder holds {} of a batch, not share {new}; give each share a folder of its own, or --fresh",
                if old == "all" { "all".into() } else { format!("share {old}") }
            )));
        }
        _ => {}
    }
    dataset.write(&path, format!("{new}\n").as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_of_one_share() {
        for of in [1, 2, 3, 7] {
            let mut sizes = vec![0; of as usize];
            for n in 0..1000 {
                let name = format!("protokoll-{n}");
                let has: Vec<u32> = (1..=of).filter(|number| Shard { number: *number, of }.has(&name)).collect();
                assert_eq!(has.len(), 1, "{name}");
                sizes[has[0] as usize - 1] += 1;
            }
            assert!(sizes.iter().all(|s| *s > 1000 / of as usize * 2 / 3), "{sizes:?}");
        }
    }

    #[test]
    fn a_share_is_two_numbers() {
        assert_eq!("2/8".parse(), Ok(Shard { number: 2, of: 8 }));
        for wrong in ["0/2", "3/2", "2", "a/b", "1/0", "/", "-1/2"] {
            assert!(wrong.parse::<Shard>().is_err(), "{wrong}");
        }
    }
}
