//! Page images: a file of one or more pages, or a folder of such files that is one document.

use std::path::Path;

use sha2::{Digest, Sha256};

use super::open::{hex, unreadable};
use super::place::{LocalFile, Place};
use super::sniff::{MediaType, sniff_place};
use super::{quiet, raster, tiff_file};
use crate::error::{Error, Result};
use crate::page::PageImage;

/// Where each page of an image document is to be found.
pub(crate) enum ImagePages {
    /// A file a page. A file that is no image is found out when its page is read.
    Files(Vec<Place>),
    /// A TIFF, and where each of its pages starts.
    Tiff { place: Place, file: LocalFile, offsets: Vec<u64> },
}

impl ImagePages {
    /// The pages of one image file.
    pub(crate) fn of_file(place: &Place, media: MediaType) -> Result<Self> {
        if media != MediaType::Tiff {
            return Ok(ImagePages::Files(vec![place.clone()]));
        }
        let file = place.local()?;
        let offsets = quiet::catch(|| tiff_file::page_offsets(file.path())).and_then(|r| r);
        let offsets = offsets.map_err(|e| unreadable(place.path(), "TIFF", e))?;
        Ok(ImagePages::Tiff { place: place.clone(), file, offsets })
    }

    pub(crate) fn len(&self) -> usize {
        match self {
            ImagePages::Files(files) => files.len(),
            ImagePages::Tiff { offsets, .. } => offsets.len(),
        }
    }

    /// The file of page `index`.
    pub(crate) fn path(&self, index: usize) -> Option<&Path> {
        match self {
            ImagePages::Files(files) => files.get(index).map(Place::path),
            ImagePages::Tiff { place, .. } => Some(place.path()),
        }
    }

    /// The pixels of page `index`.
    pub(crate) fn read(&self, index: usize) -> Result<PageImage> {
        match self {
            ImagePages::Files(files) => read_file(&files[index]),
            ImagePages::Tiff { place, file, offsets } => {
                let page = quiet::catch(|| tiff_file::read_page(file.path(), offsets[index]));
                let numbered = |e| if offsets.len() > 1 { format!("page {}: {e}", index + 1) } else { e };
                page.and_then(|r| r).map_err(|e| unreadable(place.path(), "TIFF", numbered(e)))
            }
        }
    }
}

/// The only page of an image file.
fn read_file(place: &Place) -> Result<PageImage> {
    let media = sniff_place(place)?;
    let kind = match media {
        MediaType::Png => "PNG",
        MediaType::Jpeg => "JPEG",
        MediaType::Jpeg2000 => "JPEG 2000 image",
        MediaType::WebP => "WebP image",
        MediaType::Pnm => "PNM image",
        MediaType::Tiff => return ImagePages::of_file(place, media)?.read(0),
        other => {
            let detail = format!("{} among page images", other.name());
            return Err(Error::UnknownType { path: place.path().into(), detail });
        }
    };
    let data = place.bytes()?;
    let page = quiet::catch(|| raster::read_image(&data, media)).and_then(|r| r);
    page.map_err(|e| unreadable(place.path(), kind, e))
}

/// SHA-256 over the digests of `files` in order, in hex.
pub(crate) fn folder_digest(files: &[Place]) -> Result<String> {
    let mut all = Sha256::new();
    for file in files {
        all.update(file.sha256()?.as_bytes());
    }
    Ok(hex(&all.finalize()))
}
