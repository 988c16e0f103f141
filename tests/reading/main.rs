//! Reading from outside: files written here and read back.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a panic is how a test fails")]

mod archives;
#[path = "../common/mod.rs"]
mod common;
mod faults;
mod files;
mod formats;
mod lists;
mod make_pdf;
mod pdf;
mod plan;
mod text_layer;
mod tiff;

use std::fs;
use std::path::{Path, PathBuf};

use image::{GrayImage, Luma};
use justera::ingest::{IngestOptions, OpenInput, PageContent, Plan, plan};
use justera::page::PageImage;
use serde_json::Value;
use tempfile::TempDir;

/// Writes a file into a folder, with the folders it needs.
pub fn put(dir: &TempDir, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
    let path = dir.path().join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, bytes).unwrap();
    path
}

/// A small page: white, its left half of one shade.
pub fn picture(shade: u8) -> GrayImage {
    GrayImage::from_fn(60, 80, |x, _| Luma([if x < 30 { shade } else { 255 }]))
}

/// That page in a format.
pub fn encoded(format: image::ImageFormat, shade: u8) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture(shade).write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// That page as PNG.
pub fn png(shade: u8) -> Vec<u8> {
    encoded(image::ImageFormat::Png, shade)
}

/// The identifiers of a plan.
pub fn ids(plan: &Plan) -> Vec<&str> {
    plan.inputs.iter().map(|i| i.id.as_str()).collect()
}

/// The one input at a path, opened.
pub fn open_one(path: &Path) -> justera::Result<OpenInput> {
    let mut plan = plan(&[path.to_path_buf()]);
    match plan.errors.pop() {
        Some(error) => Err(error),
        None => OpenInput::open(&plan.inputs[0]),
    }
}

/// The image of a page.
pub fn pixels(input: &OpenInput, page: usize) -> PageImage {
    match input.page(page, &IngestOptions::default()).unwrap() {
        PageContent::Image(image) => image,
        PageContent::Text(page) => panic!("text in place of an image: {page:?}"),
    }
}

/// What an input that cannot be opened says.
pub fn message(error: justera::Result<OpenInput>) -> String {
    error.err().expect("an error").to_string()
}

/// The manifest of a dataset.
pub fn manifest(out: &Path) -> Value {
    serde_json::from_slice(&fs::read(out.join("manifest.json")).unwrap()).unwrap()
}

/// The identifiers in a manifest, in its order.
pub fn manifest_ids(manifest: &Value) -> Vec<&str> {
    manifest["inputs"].as_array().unwrap().iter().filter_map(|i| i["id"].as_str()).collect()
}
