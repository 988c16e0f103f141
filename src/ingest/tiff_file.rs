//! TIFF pages as grey pixels: 1 to 16 bits, grey, palette and colour, fax coding, any number of pages.

use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

use image::GrayImage;
use tiff::TiffError;
use tiff::decoder::{Decoder, Limits};
use tiff::tags::Tag;

use super::MAX_SIDE;
use super::ccitt::FaxCoding;
use super::dpi::dpi_or_guess;
use super::raster::{Gather, oriented};
use super::tiff_samples::read_samples;
use super::tiff_source::TiffSource;
use crate::page::PageImage;

pub(crate) type TiffReader = Decoder<TiffSource>;
/// More pages than this is a loop in a damaged file.
const MAX_PAGES: usize = 20_000;

/// Where each page of the TIFF starts, in order; reduced images (thumbnails) are left out.
pub(crate) fn page_offsets(path: &Path) -> Result<Vec<u64>, String> {
    let mut reader = reader(TiffSource::open(path).map_err(|e| e.to_string())?)?;
    let mut offsets = Vec::new();
    loop {
        let reduced = reader.find_tag_unsigned::<u32>(Tag::NewSubfileType).ok().flatten().unwrap_or(0) & 1 == 1;
        let at = reader.ifd_pointer().ok_or("it has no directory of pages")?.0;
        if offsets.contains(&at) || offsets.len() >= MAX_PAGES {
            return Err("its directory of pages runs in a circle".into());
        }
        if !reduced {
            offsets.push(at);
        }
        if !reader.more_images() {
            break;
        }
        reader.next_image().map_err(|e| format!("page {}: {e}", offsets.len() + 1))?;
    }
    if offsets.is_empty() { Err("it holds no full-size page".into()) } else { Ok(offsets) }
}

/// The page whose directory starts at `offset`.
pub(crate) fn read_page(path: &Path, offset: u64) -> Result<PageImage, String> {
    let source = TiffSource::open(path).and_then(|s| s.starting_at(offset)).map_err(|e| e.to_string())?;
    let mut reader = reader(source)?;
    let text = |e: TiffError| e.to_string();
    let (width, height) = reader.dimensions().map_err(text)?;
    let mut page = Gather::new(width, height)?;
    let tag = |r: &mut TiffReader, tag| r.find_tag_unsigned::<u16>(tag).ok().flatten();
    let unit = tag(&mut reader, Tag::ResolutionUnit).unwrap_or(2);
    let across = density(&mut reader, Tag::XResolution, unit);
    let down = density(&mut reader, Tag::YResolution, unit);
    let compression = tag(&mut reader, Tag::Compression).unwrap_or(1);
    if matches!(compression, 2..=4) {
        read_fax(&mut reader, compression, (width, height), &mut page)?;
    } else {
        read_samples(&mut reader, compression, &mut page)?;
    }
    let shrunk = f64::from(page.factor());
    let (pixels, down) = square(page.finish()?, across.map(|d| d / shrunk), down.map(|d| d / shrunk));
    let pixels = oriented(pixels, tag(&mut reader, Tag::Orientation).unwrap_or(1));
    let dpi = dpi_or_guess(down, pixels.width(), pixels.height());
    Ok(PageImage { pixels, dpi })
}

/// A resolution tag in dots per inch; `unit` is the tag ResolutionUnit, 1 meaning that there is none.
fn density(reader: &mut TiffReader, tag: Tag, unit: u16) -> Option<f64> {
    let [over, under] = reader.get_tag_u64_vec(tag).ok()?[..] else { return None };
    let value = over as f64 / under as f64 * if unit == 3 { 2.54 } else { 1.0 };
    (unit != 1 && value.is_finite() && value > 0.0).then_some(value)
}

/// Rows repeated where there are far fewer of them to the inch than columns: a fax in the coarse mode has 204 × 98.
fn square(pixels: GrayImage, across: Option<f64>, down: Option<f64>) -> (GrayImage, Option<f64>) {
    match (across, down) {
        (Some(x), Some(y)) if x / y > 1.3 && x / y < 4.0 => {
            let (width, height) = pixels.dimensions();
            let rows = ((f64::from(height) * x / y) as u32).min(MAX_SIDE);
            let kind = image::imageops::FilterType::Triangle;
            (image::imageops::resize(&pixels, width, rows, kind), Some(x))
        }
        _ => (pixels, down),
    }
}

fn reader(source: TiffSource) -> Result<TiffReader, String> {
    let mut limits = Limits::default();
    // One strip or tile: of a page in one piece, all of it. 16 bits of four samples for the largest page allowed would be
    // 800 MB; nobody scans so, a bomb does.
    limits.decoding_buffer_size = 400 << 20;
    limits.intermediate_buffer_size = 400 << 20;
    Ok(Decoder::new(source).map_err(|e| e.to_string())?.with_limits(limits))
}

fn read_fax(
    reader: &mut TiffReader,
    compression: u16,
    (width, height): (u32, u32),
    page: &mut Gather,
) -> Result<(), String> {
    let text = |e: TiffError| e.to_string();
    let one = |r: &mut TiffReader, tag, default: u32| r.find_tag_unsigned(tag).ok().flatten().unwrap_or(default);
    let coding = FaxCoding {
        compression,
        t4_options: one(reader, Tag::Unknown(292), 0),
        reversed_bits: one(reader, Tag::FillOrder, 1) == 2,
        black_is_zero: one(reader, Tag::PhotometricInterpretation, 0) == 1,
    };
    if reader.find_tag(Tag::TileWidth).ok().flatten().is_some() {
        return Err("fax-coded tiles are not supported; save it again in strips".into());
    }
    let rows_per_strip = one(reader, Tag::RowsPerStrip, height).clamp(1, height.max(1));
    let starts = reader.get_tag_u64_vec(Tag::StripOffsets).map_err(text)?;
    let lengths = reader.get_tag_u64_vec(Tag::StripByteCounts).map_err(text)?;
    let (mut found, mut left) = (0, height as usize);
    for (start, length) in starts.into_iter().zip(lengths) {
        let mut data = Vec::new();
        let file = reader.inner();
        file.seek(SeekFrom::Start(start)).map_err(|e| e.to_string())?;
        file.take(length).read_to_end(&mut data).map_err(|e| e.to_string())?;
        let rows = left.min(rows_per_strip as usize);
        found += coding.decode_strip(&data, width, rows, &mut |row| page.push(row));
        left -= rows;
    }
    // A few rows lost at the end leave the text whole; more is a page that a person must look at.
    if found * 100 < height as usize * 95 {
        return Err(format!("only {found} of {height} rows can be read"));
    }
    let white = vec![255; width as usize];
    (0..left).for_each(|_| page.push(&white));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_coarse_fax_is_stretched() {
        let (image, dpi) = square(GrayImage::new(10, 20), Some(204.0), Some(98.0));
        assert_eq!((image.dimensions(), dpi), ((10, 41), Some(204.0)));
        assert_eq!(square(GrayImage::new(10, 20), Some(204.0), Some(196.0)).0.dimensions(), (10, 20));
    }
}
