//! Ingest: lists the inputs, tells their type by content and gives their pages, one at a time.
//!
//! [`plan()`] lists what there is to read. [`OpenInput::open`] opens one input, and [`OpenInput::page`] reads one page of
//! it, from any number of threads. Pages are decoded when asked for, so that memory does not grow with the document.

mod archive;
mod ccitt;
mod dpi;
mod foreign;
mod image_folder;
mod list;
mod natural;
mod open;
mod pdf;
mod pdf_guard;
mod pdf_survey;
mod place;
mod plan;
mod quiet;
mod raster;
mod sniff;
mod text;
mod text_layer;
mod text_lines;
mod tiff_file;
mod tiff_samples;
mod tiff_source;
mod walk;

pub use list::{PathList, plan_with_lists};
pub use natural::natural_cmp;
pub(crate) use open::sha256_file;
pub use open::{IngestOptions, OpenInput, PageContent};
pub use place::Place;
pub use plan::{Input, InputKind, Plan, Skipped, plan};
pub use sniff::{MediaType, sniff};
pub use text::{composed, decode_text, split_pages};
pub use text_layer::{TextLayer, text_layer_is_sound};

/// Longest side of a page image, pixels.
pub const MAX_SIDE: u32 = 30_000;
/// Largest page image, pixels in all. An A3 page at 600 dpi has 70 million.
pub const MAX_PIXELS: u64 = 100_000_000;
/// Largest page image that is read where the format gives it row by row, and shrunk on the way: A0 at 400 dpi has 248
/// million, A3 at 1200 dpi 278.
pub const MAX_HUGE_PIXELS: u64 = 4 * MAX_PIXELS;
