//! JPEG: only its brightness is decoded where the file keeps that apart from the colours.

use image::GrayImage;
use image::metadata::Orientation;
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

use super::super::dpi::{exif_dpi, jpeg_dpi};
use super::{Decoded, check_size, grey_of};

/// Share of the page's rows that, all of one shade at the end of a file without an end mark, are taken for lost.
const LOST: usize = 20;

pub(super) fn read(data: &[u8]) -> Result<Decoded, String> {
    let text = |e: zune_jpeg::errors::DecodeErrors| e.to_string();
    let options = DecoderOptions::default().set_strict_mode(false).set_max_width(1 << 16).set_max_height(1 << 16);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(data), options);
    decoder.decode_headers().map_err(text)?;
    let (width, height) = decoder.dimensions().ok_or("it has no size")?;
    let (width, height) = (width as u32, height as u32);
    check_size(width, height)?;
    let (colours, channels) = match decoder.input_colorspace() {
        Some(ColorSpace::YCbCr | ColorSpace::Luma) => (ColorSpace::Luma, 1),
        _ => (ColorSpace::RGB, 3),
    };
    decoder.set_options(options.jpeg_set_out_colorspace(colours));
    let exif = decoder.exif().cloned();
    let samples = decoder.decode().map_err(text)?;
    let grey = if channels == 1 { samples } else { grey_of(&samples, channels).into_owned() };
    if is_cut(data, &grey, width as usize) {
        return Err("it is cut off (the end mark is missing)".into());
    }
    let exif = exif.as_deref();
    Ok(Decoded {
        pixels: GrayImage::from_raw(width, height, grey).ok_or("it holds fewer pixels than it says")?,
        density: jpeg_dpi(data).or_else(|| exif.and_then(exif_dpi)),
        orientation: exif.and_then(Orientation::from_exif_chunk).unwrap_or(Orientation::NoTransforms),
    })
}

/// Whether the file ends too early: the decoder fills what is missing with one shade, and says nothing. Some scanners
/// leave the end mark out, so that alone proves nothing.
fn is_cut(data: &[u8], grey: &[u8], width: usize) -> bool {
    let tail = &data[data.len().saturating_sub(1 << 16)..];
    if tail.windows(2).any(|w| w == b"\xff\xd9") {
        return false;
    }
    let rows = (grey.len() / width.max(1) / LOST).max(1);
    let end = &grey[grey.len().saturating_sub(rows * width)..];
    end.windows(2).all(|w| w[0] == w[1])
}
