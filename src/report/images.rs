//! Pictures of the pages, made from the sources where these are to be found.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, GrayImage, ImageEncoder};
use rayon::prelude::*;

use super::html::address;
use super::protocol::{PagePicture, Pictures};
use crate::error::{Error, Result};
use crate::export::escape_id;
use crate::ingest::{IngestOptions, Input, OpenInput, PageContent, TextLayer, plan};
use crate::protocol::Source;

/// Width of a picture, pixels: letters of 12 points can be read, and a page takes about 100 kB.
const WIDTH: u32 = 1000;
/// Quality of the JPEG, 1–100.
const QUALITY: u8 = 60;

/// Sources of pictures: what stands under some folders.
pub struct Images {
    /// By path relative to the folder given.
    inputs: BTreeMap<String, Vec<Input>>,
}

impl Images {
    /// What is found under `roots`, files and folders as `justera run` takes them.
    pub fn under(roots: &[PathBuf]) -> Self {
        let mut inputs: BTreeMap<String, Vec<Input>> = BTreeMap::new();
        for root in roots {
            for input in plan(std::slice::from_ref(root)).inputs {
                inputs.entry(input.relative.clone()).or_default().push(input);
            }
        }
        Images { inputs }
    }

    /// The source, opened; `None` where nothing there has its path and digest.
    pub fn source(&self, source: &Source) -> Option<OpenInput> {
        let candidates = self.inputs.get(&source.path)?;
        candidates.iter().filter_map(|i| OpenInput::open(i).ok()).find(|o| o.sha256() == source.sha256)
    }

    /// Writes a picture of each page that has an image into `folder`'s `img/`. Pages are read in parallel, and as many are held as there are
    /// threads. A page that cannot be read has none.
    ///
    /// # Errors
    /// Where a picture cannot be written.
    pub fn write(&self, folder: &Path, id: &str, source: &Source) -> Result<Pictures> {
        let Some(opened) = self.source(source) else { return Ok(Pictures::new()) };
        let name = escape_id(id);
        let to = folder.join("img").join(&name);
        let one = |index: usize| -> Result<Option<(usize, PagePicture)>> {
            let Some((jpeg, width, height)) = picture(&opened, index) else { return Ok(None) };
            std::fs::create_dir_all(&to).map_err(|e| Error::io(&to, "create", e))?;
            super::lists::write(&to.join(format!("{}.jpg", index + 1)), &jpeg)?;
            Ok(Some((index, PagePicture { address: picture_address(id, index), width, height })))
        };
        let pictures: Vec<_> = (0..opened.page_count()).into_par_iter().map(one).collect::<Result<_>>()?;
        Ok(pictures.into_iter().flatten().collect())
    }
}

/// Address of a page's picture from the report's folder.
pub fn picture_address(id: &str, index: usize) -> String {
    address(&format!("img/{}/{}.jpg", escape_id(id), index + 1))
}

/// A page as JPEG, with width and height; `None` where it has no image, or none that can be read.
pub fn picture(opened: &OpenInput, index: usize) -> Option<(Vec<u8>, u32, u32)> {
    let options = IngestOptions { text_layer: TextLayer::Ignored, ..IngestOptions::default() };
    let Ok(PageContent::Image(page)) = opened.page(index, &options) else { return None };
    let small = shrunk(page.pixels);
    let (width, height) = small.dimensions();
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, QUALITY).write_image(&small, width, height, ExtendedColorType::L8).ok()?;
    Some((jpeg, width, height))
}

/// The image at [`WIDTH`], each pixel the mean of those it stands for.
fn shrunk(pixels: GrayImage) -> GrayImage {
    if pixels.width() <= WIDTH {
        return pixels;
    }
    let height = (u64::from(pixels.height()) * u64::from(WIDTH) / u64::from(pixels.width())).max(1);
    image::imageops::thumbnail(&pixels, WIDTH, u32::try_from(height).unwrap_or(u32::MAX))
}
