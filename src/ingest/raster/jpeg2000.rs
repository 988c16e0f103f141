//! JPEG 2000, as a file (JP2, JPX) or as a bare codestream; large pages are decoded at half or a quarter of their size.

use hayro_jpeg2000::{ColorSpace, DecodeSettings, DecoderContext, Image};
use image::GrayImage;
use image::metadata::Orientation;

use super::super::MAX_PIXELS;
use super::super::dpi::jpeg2000_dpi;
use super::{Decoded, check_huge, check_size, grey_of, inked};

/// Pixels that are decoded at full size: the decoder holds four bytes and more for each sample.
const FULL_SIZE: u64 = MAX_PIXELS / 4;

pub(super) fn read(data: &[u8]) -> Result<Decoded, String> {
    let text = |e: hayro_jpeg2000::DecodeError| e.to_string();
    let whole = Image::new(data, &DecodeSettings::default()).map_err(text)?;
    let (width, height) = (whole.width(), whole.height());
    check_huge(width, height)?;
    let mut factor = 1;
    while u64::from(width) * u64::from(height) / u64::from(factor * factor) > FULL_SIZE {
        factor *= 2;
    }
    let image = if factor == 1 {
        whole
    } else {
        let target_resolution = Some((width / factor, height / factor));
        Image::new(data, &DecodeSettings { target_resolution, ..DecodeSettings::default() }).map_err(text)?
    };
    let (small, tall) = (image.width(), image.height());
    // The file may not hold a smaller size.
    check_size(small, tall)?;
    let mut context = DecoderContext::default();
    let decoded = image.decode(&mut context).map_err(text)?;
    let channels = decoded.components().len();
    let samples = decoded.data_u8();
    let grey = match (image.color_space(), channels) {
        (ColorSpace::CMYK, n) if n >= 4 => samples.chunks_exact(channels).map(inked).collect(),
        (_, 1..=4) => grey_of(&samples, channels).into_owned(),
        _ => samples.chunks_exact(channels.max(1)).map(|p| p[0]).collect(),
    };
    Ok(Decoded {
        pixels: GrayImage::from_raw(small, tall, grey).ok_or("its parts are of different sizes")?,
        density: jpeg2000_dpi(data).map(|d| d * f64::from(tall) / f64::from(height)),
        orientation: Orientation::NoTransforms,
    })
}
