//! Review: the report served on this machine alone, with a page where people decide about words.
//!
//! [`words::Words`] gathers what is unsure, the words that settle most places first; [`server::serve`] shows it and writes what is decided to a
//! [`crate::decisions::file::DecisionFile`], which later runs use.

pub mod form;
pub mod guard;
mod pages;
pub mod server;
pub mod words;
