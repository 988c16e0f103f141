//! A folder that holds only page images: one document.

use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::open::{hex, sha256_file, unreadable};
use super::sniff::{MediaType, sniff};
use super::{raster, tiff_file};
use crate::error::{Error, Result};
use crate::page::PageImage;

/// Where each page of an image document is to be found.
#[derive(Debug)]
pub(crate) struct ImagePages {
    pages: Vec<ImagePage>,
}

#[derive(Debug)]
struct ImagePage {
    path: PathBuf,
    tiff_offset: Option<u64>,
}

impl ImagePages {
    /// The pages of one image file.
    pub(crate) fn of_file(path: &Path, media: MediaType) -> Result<Self> {
        if media != MediaType::Tiff {
            return Ok(ImagePages { pages: vec![ImagePage { path: path.into(), tiff_offset: None }] });
        }
        let offsets = tiff_file::page_offsets(path).map_err(|e| unreadable(path, "TIFF", e))?;
        let page = |offset| ImagePage { path: path.into(), tiff_offset: Some(offset) };
        Ok(ImagePages { pages: offsets.into_iter().map(page).collect() })
    }

    /// The pages of a folder, a file each. A file that is no image is found out when its page is read.
    pub(crate) fn of_folder(files: &[PathBuf]) -> Self {
        ImagePages { pages: files.iter().map(|p| ImagePage { path: p.clone(), tiff_offset: None }).collect() }
    }

    pub(crate) fn len(&self) -> usize {
        self.pages.len()
    }

    /// The file of page `index`.
    pub(crate) fn path(&self, index: usize) -> Option<&Path> {
        self.pages.get(index).map(|p| p.path.as_path())
    }

    /// The pixels of page `index`.
    pub(crate) fn read(&self, index: usize) -> Result<PageImage> {
        let page = &self.pages[index];
        let path = &page.path;
        let media = sniff(path)?;
        let (kind, result) = match media {
            MediaType::Tiff => {
                let first = || tiff_file::page_offsets(path).map(|o| o[0]);
                let offset = page.tiff_offset.map_or_else(first, Ok);
                ("TIFF", super::quiet::catch(|| offset.and_then(|o| tiff_file::read_page(path, o))))
            }
            MediaType::Png => ("PNG", super::quiet::catch(|| raster::read_image(path, media))),
            MediaType::Jpeg => ("JPEG", super::quiet::catch(|| raster::read_image(path, media))),
            other => {
                let detail = format!("{} among page images", other.name());
                return Err(Error::UnknownType { path: path.clone(), detail });
            }
        };
        let numbered = |e: String| match page.tiff_offset {
            Some(_) if self.len() > 1 => format!("page {}: {e}", index + 1),
            _ => e,
        };
        result.and_then(|r| r).map_err(|e| unreadable(path, kind, numbered(e)))
    }
}

/// SHA-256 over the digests of `files` in order, in hex.
pub(crate) fn folder_digest(files: &[PathBuf]) -> Result<String> {
    let mut all = Sha256::new();
    for file in files {
        all.update(sha256_file(file)?.as_bytes());
    }
    Ok(hex(&all.finalize()))
}
