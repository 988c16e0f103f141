//! Ingest: lists the inputs, tells their type by content and gives their pages, one at a time.
//!
//! [`plan()`] lists what there is to read. [`OpenInput::open`] opens one input, and [`OpenInput::page`] reads one page of
//! it, from any number of threads. Pages are decoded when asked for, so that memory does not grow with the document.

mod ccitt;
mod dpi;
mod foreign;
mod image_folder;
mod list;
mod open;
mod pdf;
mod plan;
mod quiet;
mod raster;
mod sniff;
mod text;
mod text_layer;
mod tiff_file;

pub use list::{PathList, plan_with_lists};
pub(crate) use open::sha256_file;
pub use open::{IngestOptions, OpenInput, PageContent};
pub use plan::{Input, InputKind, Plan, Skipped, natural_cmp, plan};
pub use sniff::{MediaType, sniff};
pub use text::{composed, decode_text, split_pages};
pub use text_layer::text_layer_is_sound;

/// Longest side of a page image, pixels.
pub const MAX_SIDE: u32 = 30_000;
/// Largest page image, pixels in all. An A3 page at 600 dpi has 70 million.
pub const MAX_PIXELS: u64 = 100_000_000;
