//! Counts that add up: every figure of a report is a ratio of sums, never a mean of ratios.

use std::fmt;
use std::ops::AddAssign;

use serde::ser::{Serialize, SerializeStruct, Serializer};

use super::align::Op;

/// `hit` of `of`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Share {
    /// How many were so.
    pub hit: usize,
    /// Of how many.
    pub of: usize,
}

impl Share {
    /// One case, and whether it was so.
    pub fn one(hit: bool) -> Self {
        Share { hit: usize::from(hit), of: 1 }
    }

    /// The ratio, 0–1; `None` of nothing.
    pub fn ratio(self) -> Option<f64> {
        (self.of > 0).then(|| self.hit as f64 / self.of as f64)
    }
}

/// Errors of a reading against a reference.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Errors {
    /// Units that stand in the place of others.
    pub substituted: usize,
    /// Units of the reference that are missing.
    pub deleted: usize,
    /// Units that the reference lacks.
    pub inserted: usize,
    /// Units of the reference.
    pub reference: usize,
}

impl Errors {
    /// The errors of an alignment.
    pub fn of(ops: &[Op]) -> Self {
        let mut e = Errors::default();
        for op in ops {
            match op {
                Op::Equal(..) => e.reference += 1,
                Op::Substitute(..) => (e.reference, e.substituted) = (e.reference + 1, e.substituted + 1),
                Op::Delete(_) => (e.reference, e.deleted) = (e.reference + 1, e.deleted + 1),
                Op::Insert(_) => e.inserted += 1,
            }
        }
        e
    }

    /// All errors.
    pub fn total(self) -> usize {
        self.substituted + self.deleted + self.inserted
    }

    /// Errors by units of the reference; above 1 where much was inserted; `None` for an empty reference.
    pub fn rate(self) -> Option<f64> {
        (self.reference > 0).then(|| self.total() as f64 / self.reference as f64)
    }
}

/// What was found against what there was to find.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Found {
    /// Right ones.
    pub right: usize,
    /// How many gold has.
    pub gold: usize,
    /// How many were predicted.
    pub predicted: usize,
}

impl Found {
    /// Share of gold that was found; `None` where gold has none.
    pub fn recall(self) -> Option<f64> {
        Share { hit: self.right, of: self.gold }.ratio()
    }

    /// Share of the predicted that is right; `None` where nothing was predicted.
    pub fn precision(self) -> Option<f64> {
        Share { hit: self.right, of: self.predicted }.ratio()
    }

    /// Harmonic mean of recall and precision; `None` where there was nothing to find and nothing was predicted.
    pub fn f1(self) -> Option<f64> {
        Share { hit: 2 * self.right, of: self.gold + self.predicted }.ratio()
    }
}

impl AddAssign for Share {
    fn add_assign(&mut self, other: Self) {
        self.hit += other.hit;
        self.of += other.of;
    }
}

impl AddAssign for Errors {
    fn add_assign(&mut self, other: Self) {
        self.substituted += other.substituted;
        self.deleted += other.deleted;
        self.inserted += other.inserted;
        self.reference += other.reference;
    }
}

impl AddAssign for Found {
    fn add_assign(&mut self, other: Self) {
        self.right += other.right;
        self.gold += other.gold;
        self.predicted += other.predicted;
    }
}

fn number(ratio: Option<f64>) -> String {
    ratio.map_or_else(|| "-".to_string(), |r| format!("{r:.4}"))
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{} ({}/{})", number(self.ratio()), self.hit, self.of))
    }
}

impl fmt::Display for Errors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{} ({}/{})", number(self.rate()), self.total(), self.reference))
    }
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{} ({} of {}, {} said)", number(self.f1()), self.right, self.gold, self.predicted))
    }
}

impl Serialize for Share {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut s = serializer.serialize_struct("Share", 3)?;
        s.serialize_field("ratio", &self.ratio())?;
        s.serialize_field("hit", &self.hit)?;
        s.serialize_field("of", &self.of)?;
        s.end()
    }
}

impl Serialize for Errors {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut s = serializer.serialize_struct("Errors", 6)?;
        s.serialize_field("rate", &self.rate())?;
        s.serialize_field("errors", &self.total())?;
        s.serialize_field("reference", &self.reference)?;
        s.serialize_field("substituted", &self.substituted)?;
        s.serialize_field("deleted", &self.deleted)?;
        s.serialize_field("inserted", &self.inserted)?;
        s.end()
    }
}

impl Serialize for Found {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut s = serializer.serialize_struct("Found", 6)?;
        s.serialize_field("recall", &self.recall())?;
        s.serialize_field("precision", &self.precision())?;
        s.serialize_field("f1", &self.f1())?;
        s.serialize_field("right", &self.right)?;
        s.serialize_field("gold", &self.gold)?;
        s.serialize_field("predicted", &self.predicted)?;
        s.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratios_are_shown_with_their_counts() {
        assert_eq!(Share { hit: 61, of: 64 }.to_string(), "0.9531 (61/64)");
        assert_eq!(Share::default().to_string(), "- (0/0)");
        let e = Errors { substituted: 1, deleted: 2, inserted: 3, reference: 12 };
        assert_eq!(e.to_string(), "0.5000 (6/12)");
        assert_eq!(Found { right: 3, gold: 4, predicted: 6 }.to_string(), "0.6000 (3 of 4, 6 said)");
    }

    #[test]
    fn sums_weigh_by_size() {
        let mut sum = Share { hit: 1, of: 1 };
        sum += Share { hit: 0, of: 3 };
        assert_eq!(sum.ratio(), Some(0.25));
    }

    #[test]
    fn json_holds_ratio_and_counts() {
        let json = serde_json::to_string(&Found { right: 1, gold: 2, predicted: 1 }).unwrap();
        assert!(json.starts_with(r#"{"recall":0.5,"precision":1.0,"f1":0.66"#), "{json}");
        assert_eq!(serde_json::to_string(&Share::default()).unwrap(), r#"{"ratio":null,"hit":0,"of":0}"#);
    }
}
