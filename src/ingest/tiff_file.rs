//! TIFF pages as grey pixels: 1 to 16 bits, grey, palette and colour, fax coding, any number of pages.

use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use image::GrayImage;
use tiff::decoder::{Decoder, DecodingResult, Limits};
use tiff::tags::{IfdPointer, Tag};
use tiff::{ColorType, TiffError};

use super::MAX_SIDE;
use super::ccitt::FaxCoding;
use super::dpi::dpi_or_guess;
use super::raster::{check_size, oriented};
use crate::page::PageImage;

type TiffReader = Decoder<BufReader<std::fs::File>>;
/// More pages than this is a loop in a damaged file.
const MAX_PAGES: usize = 20_000;

/// Where each page of the TIFF starts, in order; reduced images (thumbnails) are left out.
pub(crate) fn page_offsets(path: &Path) -> Result<Vec<u64>, String> {
    let mut reader = open(path)?;
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
    let mut reader = open(path)?;
    let text = |e: TiffError| e.to_string();
    if reader.ifd_pointer().map(|p| p.0) != Some(offset) {
        reader.restart_at(IfdPointer(offset)).map_err(text)?;
    }
    let (width, height) = reader.dimensions().map_err(text)?;
    check_size(width, height)?;
    let tag = |r: &mut TiffReader, tag| r.find_tag_unsigned::<u16>(tag).ok().flatten();
    let unit = tag(&mut reader, Tag::ResolutionUnit).unwrap_or(2);
    let across = density(&mut reader, Tag::XResolution, unit);
    let down = density(&mut reader, Tag::YResolution, unit);
    let compression = tag(&mut reader, Tag::Compression).unwrap_or(1);
    let pixels = if matches!(compression, 2..=4) {
        read_fax(&mut reader, compression, width, height)?
    } else {
        read_samples(&mut reader, width, height)?
    };
    let (pixels, down) = square(pixels, across, down);
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

trait RestartAt {
    fn restart_at(&mut self, offset: IfdPointer) -> Result<(), TiffError>;
}

impl RestartAt for TiffReader {
    /// Goes through the directories from the present one until `offset` is reached.
    fn restart_at(&mut self, offset: IfdPointer) -> Result<(), TiffError> {
        for _ in 0..MAX_PAGES {
            self.next_image()?;
            if self.ifd_pointer() == Some(offset) {
                break;
            }
        }
        Ok(())
    }
}

fn open(path: &Path) -> Result<TiffReader, String> {
    let file = std::fs::File::open(path).map_err(|e| e.to_string())?;
    let mut limits = Limits::default();
    // 16 bits of four samples for the largest page allowed would be 800 MB; nobody scans so, a bomb does.
    limits.decoding_buffer_size = 400 << 20;
    limits.intermediate_buffer_size = 400 << 20;
    Ok(Decoder::new(BufReader::new(file)).map_err(|e| e.to_string())?.with_limits(limits))
}

fn read_fax(reader: &mut TiffReader, compression: u16, width: u32, height: u32) -> Result<GrayImage, String> {
    let text = |e: TiffError| e.to_string();
    let one = |r: &mut TiffReader, tag, default: u32| r.find_tag_unsigned(tag).ok().flatten().unwrap_or(default);
    let coding = FaxCoding {
        compression,
        t4_options: one(reader, Tag::Unknown(292), 0),
        reversed_bits: one(reader, Tag::FillOrder, 1) == 2,
        black_is_zero: one(reader, Tag::PhotometricInterpretation, 0) == 1,
    };
    let rows_per_strip = one(reader, Tag::RowsPerStrip, height).clamp(1, height.max(1));
    let starts = reader.get_tag_u64_vec(Tag::StripOffsets).map_err(text)?;
    let lengths = reader.get_tag_u64_vec(Tag::StripByteCounts).map_err(text)?;
    let mut pixels = vec![255u8; width as usize * height as usize];
    let mut found = 0;
    let strips = pixels.chunks_mut(width as usize * rows_per_strip as usize);
    for (strip, (start, length)) in strips.zip(starts.into_iter().zip(lengths)) {
        let mut data = Vec::new();
        let file = reader.inner();
        file.seek(SeekFrom::Start(start)).map_err(|e| e.to_string())?;
        file.take(length).read_to_end(&mut data).map_err(|e| e.to_string())?;
        found += coding.decode_strip(&data, width, strip);
    }
    // A few rows lost at the end leave the text whole; more is a page that a person must look at.
    if found * 100 < height as usize * 95 {
        return Err(format!("only {found} of {height} rows can be read"));
    }
    GrayImage::from_raw(width, height, pixels).ok_or_else(|| "its size is wrong".to_string())
}

fn read_samples(reader: &mut TiffReader, width: u32, height: u32) -> Result<GrayImage, String> {
    let text = |e: TiffError| e.to_string();
    let color = reader.colortype().map_err(text)?;
    let palette = match color {
        ColorType::Palette(_) => reader.get_tag_u16_vec(Tag::ColorMap).map_err(text)?,
        _ => Vec::new(),
    };
    let samples: Vec<u8> = match reader.read_image().map_err(text)? {
        DecodingResult::U8(v) => v,
        DecodingResult::U16(v) => v.into_iter().map(|s| (s >> 8) as u8).collect(),
        _ => return Err("its pixels are neither 8 nor 16 bits".into()),
    };
    let grey = to_grey(color, samples, width as usize, height as usize, &palette)?;
    GrayImage::from_raw(width, height, grey).ok_or_else(|| "it holds fewer pixels than it says".to_string())
}

/// One grey byte a pixel. `samples` are bytes; less than 8 bits a pixel are packed, rows starting at whole bytes.
fn to_grey(color: ColorType, samples: Vec<u8>, width: usize, height: usize, map: &[u16]) -> Result<Vec<u8>, String> {
    let luma = |r: u8, g: u8, b: u8| ((2126 * u32::from(r) + 7152 * u32::from(g) + 722 * u32::from(b)) / 10_000) as u8;
    let every = |n: usize, f: &dyn Fn(&[u8]) -> u8| samples.chunks_exact(n).map(f).collect();
    Ok(match color {
        ColorType::Gray(8 | 16) => samples,
        ColorType::Gray(bits @ (1 | 2 | 4)) => {
            let top = (1u16 << bits) - 1;
            unpack(&samples, bits, width, height).map(|v| (u16::from(v) * 255 / top) as u8).collect()
        }
        ColorType::Palette(bits @ (1 | 2 | 4 | 8)) => {
            let n = 1usize << bits;
            let entry = |i: usize| map.get(i).map_or(0, |v| (v >> 8) as u8);
            let table: Vec<u8> = (0..n).map(|i| luma(entry(i), entry(n + i), entry(2 * n + i))).collect();
            unpack(&samples, bits, width, height).map(|v| table[usize::from(v)]).collect()
        }
        ColorType::GrayA(8 | 16) => every(2, &|p| p[0]),
        ColorType::RGB(8 | 16) => every(3, &|p| luma(p[0], p[1], p[2])),
        ColorType::RGBA(8 | 16) => every(4, &|p| luma(p[0], p[1], p[2])),
        // The first sample of YCbCr is the brightness.
        ColorType::YCbCr(8) => every(3, &|p| p[0]),
        ColorType::CMYK(8) => every(4, &|p| {
            let ink = |c: u8| (u16::from(255 - c) * u16::from(255 - p[3]) / 255) as u8;
            luma(ink(p[0]), ink(p[1]), ink(p[2]))
        }),
        other => return Err(format!("its colours ({other:?}) are of a kind that is not supported")),
    })
}

fn unpack(samples: &[u8], bits: u8, width: usize, height: usize) -> impl Iterator<Item = u8> {
    let row_bytes = (width * usize::from(bits)).div_ceil(8).max(1);
    samples.chunks(row_bytes).take(height).flat_map(move |row| {
        (0..width).map(move |x| {
            let bit = x * usize::from(bits);
            let byte = row.get(bit / 8).copied().unwrap_or(0);
            let mask = if bits == 8 { 255 } else { (1 << bits) - 1 };
            (byte >> (8 - usize::from(bits) - bit % 8)) & mask
        })
    })
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

    #[test]
    fn packed_bits_become_bytes() {
        let grey = to_grey(ColorType::Gray(1), vec![0b1010_0000, 0b1000_0000, 0, 0x80], 9, 2, &[]).unwrap();
        assert_eq!(grey, [255, 0, 255, 0, 0, 0, 0, 0, 255, 0, 0, 0, 0, 0, 0, 0, 0, 255]);
        let map = [0, 0xffff, 0, 0xffff, 0, 0xffff];
        assert_eq!(to_grey(ColorType::Palette(1), vec![0x40], 2, 1, &map).unwrap(), [0, 255]);
        assert_eq!(to_grey(ColorType::CMYK(8), vec![0, 0, 0, 255, 0, 0, 0, 0], 2, 1, &[]).unwrap(), [0, 255]);
    }
}
