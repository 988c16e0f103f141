//! Judging results against gold.

pub mod align;
pub mod counts;
pub mod text;
