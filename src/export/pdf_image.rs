//! Page images as they go into a PDF: black and white as fax, grey without loss, or as JPEG where that would be much larger.

use std::io::Write;

use fax::encoder::Encoder;
use fax::{Color, VecWriter};
use flate2::Compression;
use flate2::write::ZlibEncoder;
use image::codecs::jpeg::JpegEncoder;

use crate::page::PageImage;

/// Quality of JPEG, of 100: letters show no halo at reading size.
const JPEG_QUALITY: u8 = 80;
/// How many times the size of the JPEG an image without loss may have. Drawn pages stay far below, photographed paper far above.
const LOSSLESS_LIMIT: f64 = 1.25;

/// How an image is coded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coding {
    /// One bit a pixel, CCITT group 4.
    Fax,
    /// 8-bit grey, deflated, rows filtered as in PNG.
    Flate,
    /// 8-bit grey JPEG.
    Jpeg,
}

/// An image ready for a PDF.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PdfImage {
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// How `data` is coded.
    pub coding: Coding,
    /// The coded pixels.
    pub data: Vec<u8>,
}

/// Codes a page image. The same pixels give the same bytes.
///
/// # Errors
/// One sentence, where the image is of a size that JPEG does not know.
pub fn pdf_image(image: &PageImage) -> Result<PdfImage, String> {
    let (width, height) = image.pixels.dimensions();
    let pixels = image.pixels.as_raw();
    let of = |coding, data| PdfImage { width, height, coding, data };
    if pixels.iter().all(|p| matches!(p, 0 | 255)) {
        return Ok(of(Coding::Fax, fax(pixels, width)?));
    }
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, JPEG_QUALITY).encode_image(&image.pixels).map_err(|e| e.to_string())?;
    let flate = flate(pixels, width as usize);
    let lossless = flate.len() as f64 <= LOSSLESS_LIMIT * jpeg.len() as f64;
    Ok(if lossless { of(Coding::Flate, flate) } else { of(Coding::Jpeg, jpeg) })
}

fn fax(pixels: &[u8], width: u32) -> Result<Vec<u8>, String> {
    let columns = u16::try_from(width).map_err(|e| e.to_string())?;
    let mut encoder = Encoder::new(VecWriter::new());
    for row in pixels.chunks(width as usize) {
        let colours = row.iter().map(|p| if *p < 128 { Color::Black } else { Color::White });
        match encoder.encode_line(colours, columns) {
            Ok(()) => {}
            Err(never) => match never {},
        }
    }
    match encoder.finish() {
        Ok(writer) => Ok(writer.finish()),
        Err(never) => match never {},
    }
}

/// `data` deflated (zlib).
pub(crate) fn deflate(data: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    // Writing to memory does not fail.
    let _ = encoder.write_all(data);
    encoder.finish().unwrap_or_default()
}

/// The pixels deflated, rows with the filter of PNG before each that leaves the smallest differences: none, left or above.
fn flate(pixels: &[u8], width: usize) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    let mut above = vec![0u8; width];
    let (mut left, mut up) = (Vec::with_capacity(width), Vec::with_capacity(width));
    let weight = |row: &[u8]| row.iter().map(|d| u64::from((*d).min(d.wrapping_neg()))).sum::<u64>();
    for row in pixels.chunks(width.max(1)) {
        left.clear();
        left.extend(row.iter().zip(std::iter::once(&0).chain(row)).map(|(p, before)| p.wrapping_sub(*before)));
        up.clear();
        up.extend(row.iter().zip(&above).map(|(p, over)| p.wrapping_sub(*over)));
        let filters = [(0u8, row), (1, left.as_slice()), (2, up.as_slice())];
        if let Some((kind, best)) = filters.into_iter().min_by_key(|(_, r)| weight(r)) {
            // Writing to memory does not fail.
            let _ = encoder.write_all(&[kind]).and_then(|()| encoder.write_all(best));
        }
        above.copy_from_slice(row);
    }
    encoder.finish().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use image::{GrayImage, Luma};

    use super::*;

    fn coded(pixel: impl Fn(u32, u32) -> u8) -> PdfImage {
        let pixels = GrayImage::from_fn(200, 150, |x, y| Luma([pixel(x, y)]));
        pdf_image(&PageImage { pixels, dpi: 100 }).unwrap()
    }

    #[test]
    fn the_coding_fits_the_image() {
        let stripes = |x: u32, _| if (x / 9).is_multiple_of(2) { 0 } else { 255 };
        assert_eq!(coded(stripes).coding, Coding::Fax);
        assert_eq!(coded(|x, _| if x < 90 { 10 } else { 250 }).coding, Coding::Flate);
        // Paper with a little noise, as a camera sees it.
        let noise = |x: u32, y: u32| {
            let n = x.wrapping_mul(73_856_093) ^ y.wrapping_mul(19_349_663);
            200 + ((n ^ (n >> 13)).wrapping_mul(1_274_126_177) >> 29) as u8
        };
        assert_eq!(coded(noise).coding, Coding::Jpeg);
    }

    #[test]
    fn a_fax_reads_back_the_same() {
        let pixel = |x: u32, y: u32| if (x * y / 7).is_multiple_of(5) { 0 } else { 255 };
        let image = coded(pixel);
        let mut rows = Vec::new();
        fax::decoder::decode_g4(image.data.into_iter(), 200, Some(150), |transitions| {
            rows.push(fax::decoder::pels(transitions, 200).map(|c| c == Color::Black).collect::<Vec<_>>());
        });
        let expected: Vec<Vec<bool>> = (0..150).map(|y| (0..200).map(|x| pixel(x, y) == 0).collect()).collect();
        assert_eq!(rows, expected);
    }
}
