//! Numbers by rule, for tests that make their own text.

/// A small generator of numbers (Knuth's MMIX multiplier), so that every run makes the same text.
pub struct Dice(pub u64);

impl Dice {
    /// Begins at a seed; near seeds give unlike numbers.
    pub fn new(seed: u64) -> Dice {
        let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(7));
        (0..8).for_each(|_| _ = dice.roll(2));
        dice
    }

    /// A number below `n`.
    pub fn roll(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % n.max(1) as u64) as usize
    }

    /// True once in `n` times.
    pub fn one_in(&mut self, n: usize) -> bool {
        self.roll(n) == 0
    }

    /// One of a list.
    pub fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.roll(from.len())]
    }
}
