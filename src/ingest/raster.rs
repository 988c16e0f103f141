//! PNG and JPEG pages as grey pixels, with bounds against decompression bombs.

use std::io::Cursor;
use std::path::Path;

use image::metadata::Orientation;
use image::{DynamicImage, GrayImage, ImageDecoder, ImageFormat, ImageReader};

use super::dpi::{dpi_or_guess, jpeg_dpi, png_dpi};
use super::sniff::MediaType;
use super::{MAX_PIXELS, MAX_SIDE};
use crate::page::PageImage;

/// Reads a PNG or JPEG file.
pub(crate) fn read_image(path: &Path, media: MediaType) -> Result<PageImage, String> {
    let data = std::fs::read(path).map_err(|e| e.to_string())?;
    let (format, density) = match media {
        MediaType::Png => (ImageFormat::Png, png_dpi(&data)),
        _ => (ImageFormat::Jpeg, jpeg_dpi(&data)),
    };
    let text = |e: image::ImageError| e.to_string();
    let mut decoder = ImageReader::with_format(Cursor::new(&data), format).into_decoder().map_err(text)?;
    let (width, height) = decoder.dimensions();
    check_size(width, height)?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut picture = DynamicImage::from_decoder(decoder).map_err(text)?;
    if picture.color().has_alpha() {
        picture = on_white(&picture);
    }
    let mut picture = DynamicImage::ImageLuma8(picture.into_luma8());
    picture.apply_orientation(orientation);
    let pixels = picture.into_luma8();
    let dpi = dpi_or_guess(density, pixels.width(), pixels.height());
    Ok(PageImage { pixels, dpi })
}

/// An error where an image is too large to be a page.
pub(crate) fn check_size(width: u32, height: u32) -> Result<(), String> {
    if width == 0 || height == 0 {
        return Err("it has no pixels".into());
    }
    if width > MAX_SIDE || height > MAX_SIDE || u64::from(width) * u64::from(height) > MAX_PIXELS {
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

/// Transparent pixels shown as paper; left as they are, they would come out black.
fn on_white(picture: &DynamicImage) -> DynamicImage {
    let rgba = picture.to_luma_alpha8();
    let grey = GrayImage::from_fn(rgba.width(), rgba.height(), |x, y| {
        let [luma, alpha] = rgba.get_pixel(x, y).0.map(u32::from);
        image::Luma([((luma * alpha + 255 * (255 - alpha)) / 255) as u8])
    });
    DynamicImage::ImageLuma8(grey)
}
