//! Chance that can be repeated: xorshift64* (Vigna 2016, <https://doi.org/10.1145/2845077>).

/// A row of numbers that depends on its seed alone.
pub struct Chance(u64);

impl Chance {
    /// The row of `seed`.
    pub fn new(seed: u64) -> Self {
        Chance(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// A number below `n`, which is not 0.
    pub fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % n
    }
}
