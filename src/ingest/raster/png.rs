//! PNG, row by row.

use std::io::Cursor;

use image::ImageFormat;
use image::metadata::Orientation;
use png::{ColorType, Limits, Transformations};

use super::super::dpi::{exif_dpi, png_dpi};
use super::{Decoded, Gather, grey_of, read_other};

/// What the reader may hold beside the rows: one row and the texts of the file.
const LIMIT: usize = 64 << 20;

pub(super) fn read(data: &[u8]) -> Result<Decoded, String> {
    let text = |e: png::DecodingError| e.to_string();
    let mut decoder = png::Decoder::new_with_limits(Cursor::new(data), Limits { bytes: LIMIT });
    decoder.set_transformations(Transformations::EXPAND | Transformations::STRIP_16);
    let header = decoder.read_header_info().map_err(text)?;
    let (width, height, interlaced) = (header.width, header.height, header.interlaced);
    let mut page = Gather::new(width, height)?;
    let exif = |reader: &png::Reader<_>| reader.info().exif_metadata.as_deref().map(<[u8]>::to_vec);
    let density = |e: &Option<Vec<u8>>| png_dpi(data).or_else(|| e.as_deref().and_then(exif_dpi));
    if interlaced {
        // Its rows come in seven passes.
        let exif = exif(&decoder.read_info().map_err(text)?);
        return read_other(data, ImageFormat::Png).map(|d| Decoded { density: density(&exif), ..d });
    }
    let mut reader = decoder.read_info().map_err(text)?;
    let channels = match reader.output_color_type().0 {
        ColorType::Grayscale => 1,
        ColorType::GrayscaleAlpha => 2,
        ColorType::Rgb | ColorType::Indexed => 3,
        ColorType::Rgba => 4,
    };
    while let Some(row) = reader.next_row().map_err(text)? {
        page.push(&grey_of(row.data(), channels));
    }
    let exif = exif(&reader);
    let factor = f64::from(page.factor());
    Ok(Decoded {
        pixels: page.finish()?,
        density: density(&exif).map(|d| d / factor),
        orientation: exif.and_then(|e| Orientation::from_exif_chunk(&e)).unwrap_or(Orientation::NoTransforms),
    })
}
