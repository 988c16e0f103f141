//! Judging results against gold.

pub mod align;
pub mod counts;
pub mod dups;
pub mod gold;
pub mod meeting;
pub mod records;
mod starts;
pub mod text;

#[cfg(test)]
mod fixture;
