//! Page images of every format as grey pixels, with bounds against decompression bombs.

mod gather;
mod jpeg;
mod jpeg2000;
mod png;

use std::borrow::Cow;
use std::io::Cursor;

use image::metadata::Orientation;
use image::{DynamicImage, GrayImage, ImageDecoder, ImageFormat, ImageReader};

pub(crate) use gather::Gather;

use super::dpi::{dpi_or_guess, exif_dpi};
use super::sniff::MediaType;
use super::{MAX_HUGE_PIXELS, MAX_PIXELS, MAX_SIDE};
use crate::page::PageImage;

/// Pixels as a decoder gives them, with what the file says about them.
pub(crate) struct Decoded {
    /// 8-bit grey, 0 black.
    pub pixels: GrayImage,
    /// Rows to the inch by the file, after any shrinking.
    pub density: Option<f64>,
    /// How the picture must be turned.
    pub orientation: Orientation,
}

/// The page image that `data`, a file of type `media`, holds.
pub(crate) fn read_image(data: &[u8], media: MediaType) -> Result<PageImage, String> {
    let decoded = match media {
        MediaType::Png => png::read(data),
        MediaType::Jpeg => jpeg::read(data),
        MediaType::Jpeg2000 => jpeg2000::read(data),
        MediaType::WebP => read_other(data, ImageFormat::WebP),
        MediaType::Pnm => read_other(data, ImageFormat::Pnm),
        other => Err(format!("{} is no page image", other.name())),
    }?;
    let mut picture = DynamicImage::ImageLuma8(decoded.pixels);
    picture.apply_orientation(decoded.orientation);
    let pixels = picture.into_luma8();
    let dpi = dpi_or_guess(decoded.density, pixels.width(), pixels.height());
    Ok(PageImage { pixels, dpi })
}

/// Formats that come as a whole or not at all.
fn read_other(data: &[u8], format: ImageFormat) -> Result<Decoded, String> {
    let text = |e: image::ImageError| e.to_string();
    let mut decoder = ImageReader::with_format(Cursor::new(data), format).into_decoder().map_err(text)?;
    let (width, height) = decoder.dimensions();
    check_size(width, height)?;
    let exif = decoder.exif_metadata().ok().flatten();
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let picture = DynamicImage::from_decoder(decoder).map_err(text)?;
    let picture = if picture.color().has_alpha() { on_white(&picture) } else { picture };
    Ok(Decoded { pixels: picture.into_luma8(), density: exif.and_then(|e| exif_dpi(&e)), orientation })
}

/// An error where an image is too large to be a page.
pub(crate) fn check_size(width: u32, height: u32) -> Result<(), String> {
    check_bound(width, height, MAX_PIXELS)
}

/// As [`check_size`], for images that are read row by row and shrunk as they are.
pub(crate) fn check_huge(width: u32, height: u32) -> Result<(), String> {
    check_bound(width, height, MAX_HUGE_PIXELS)
}

fn check_bound(width: u32, height: u32, pixels: u64) -> Result<(), String> {
    if width == 0 || height == 0 {
        return Err("it has no pixels".into());
    }
    if width > MAX_SIDE || height > MAX_SIDE || u64::from(width) * u64::from(height) > pixels {
        return Err(format!("it is too large for a page ({width} × {height} pixels)"));
    }
    Ok(())
}

/// `pixels` turned as the TIFF or EXIF orientation `code` (1–8) says; other codes leave it as it is.
pub(crate) fn oriented(pixels: GrayImage, code: u16) -> GrayImage {
    let orientation = u8::try_from(code).ok().and_then(Orientation::from_exif);
    let mut picture = DynamicImage::ImageLuma8(pixels);
    picture.apply_orientation(orientation.unwrap_or(Orientation::NoTransforms));
    picture.into_luma8()
}

/// Brightness of a colour, by the weights of ITU-R BT.709.
pub(crate) fn luma(r: u8, g: u8, b: u8) -> u8 {
    ((2126 * u32::from(r) + 7152 * u32::from(g) + 722 * u32::from(b) + 5000) / 10_000) as u8
}

/// Brightness of a pixel given as shares of cyan, magenta, yellow and black ink.
pub(crate) fn inked(p: &[u8]) -> u8 {
    let ink = |c: u8| (u16::from(255 - c) * u16::from(255 - p[3]) / 255) as u8;
    luma(ink(p[0]), ink(p[1]), ink(p[2]))
}

/// A brightness of some transparency as it looks on paper; left as they are, transparent pixels would come out black.
pub(crate) fn on_paper(luma: u8, alpha: u8) -> u8 {
    let (luma, alpha) = (u32::from(luma), u32::from(alpha));
    ((luma * alpha + 255 * (255 - alpha)) / 255) as u8
}

fn on_white(picture: &DynamicImage) -> DynamicImage {
    let two = picture.to_luma_alpha8();
    let grey = two.pixels().map(|p| on_paper(p.0[0], p.0[1])).collect();
    GrayImage::from_raw(two.width(), two.height(), grey).map_or_else(|| picture.clone(), DynamicImage::ImageLuma8)
}

/// Grey bytes of 8-bit samples, `channels` to a pixel: grey, grey and alpha, RGB, RGB and alpha.
fn grey_of(samples: &[u8], channels: usize) -> Cow<'_, [u8]> {
    match channels {
        1 => Cow::Borrowed(samples),
        2 => samples.chunks_exact(2).map(|p| on_paper(p[0], p[1])).collect(),
        3 => samples.chunks_exact(3).map(|p| luma(p[0], p[1], p[2])).collect(),
        _ => samples.chunks_exact(4).map(|p| on_paper(luma(p[0], p[1], p[2]), p[3])).collect(),
    }
}
