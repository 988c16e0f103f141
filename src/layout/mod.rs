//! Layout: page breaks that a text file lost, and the furniture of pages (running headers, footers, page numbers, signature lines).
//!
//! Both work on raw, damaged text. [`paginate`] comes first, [`mark_furniture`] second; neither changes a raw line.

pub mod coarse;
mod furniture;
mod numbers;
mod order;
mod paginate;
mod pattern_table;
mod patterns;
mod repetition;
mod returning;
mod running;
mod scribble;
mod tags;

pub use furniture::mark_furniture;
pub use order::order_warnings;
pub(crate) use order::printed_number;
pub use paginate::paginate;
pub use scribble::mark_scribbles;
