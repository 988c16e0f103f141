//! Justera turns scanned Swedish minutes into clean, structured §-records.
//!
//! Data flows one way: [`ingest`] → [`ocr`] → [`normalize`] → [`layout`] → [`dedupe`] → [`repair`] → [`collate`] →
//! [`segment`] → [`export`]. Every stage works on the page model in [`page`] and knows nothing of the others; [`pipeline`] puts them in order.

pub mod check;
pub mod cli;
pub mod collate;
pub mod dataset;
pub mod decisions;
pub mod dedupe;
pub mod edit;
pub mod error;
pub mod eval;
pub mod export;
pub mod fold;
pub mod ingest;
pub mod layout;
pub mod lexicon;
pub mod normalize;
pub mod ocr;
pub mod page;
pub mod pipeline;
pub mod protocol;
pub mod publish;
pub mod repair;
pub mod report;
pub mod review;
pub mod schema;
pub mod search;
pub mod segment;

pub use error::{Error, Result};
