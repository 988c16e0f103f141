//! segment
pub mod head;
