//! Which numbers of the §§ of a meeting are missing.

use rustc_hash::FxHashSet;

use super::build::ChosenHead;

/// The numbers of the §§ of one meeting.
pub(super) struct Numbers {
    all: FxHashSet<u32>,
    last: u32,
    /// The §§ that the cover states.
    range: Option<(u32, u32)>,
}

impl Numbers {
    /// From the heads of the meeting, and the §§ that its cover states.
    pub fn of(heads: &[ChosenHead<'_>], range: Option<(u32, u32)>) -> Self {
        let all: FxHashSet<u32> = heads.iter().map(|h| h.number).collect();
        Numbers { last: all.iter().copied().max().unwrap_or(0), all, range }
    }

    /// Whether § `number` is none of them, though later ones are or the cover states it.
    pub fn misses(&self, number: u32) -> bool {
        let later = self.last > number || self.range.is_some_and(|r| (r.0..=r.1).contains(&number));
        later && !self.all.contains(&number)
    }
}
