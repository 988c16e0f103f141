//! TIFF pages of samples: strips and tiles, grey, palette and colour, 1 to 16 bits, one at a time.

use tiff::decoder::{ChunkType, DecodingResult};
use tiff::tags::Tag;
use tiff::{ColorType, TiffError};

use super::raster::{Gather, inked, luma, on_paper};
use super::tiff_file::TiffReader;

/// Reads the present page into `page`.
pub(crate) fn read_samples(reader: &mut TiffReader, compression: u16, page: &mut Gather) -> Result<(), String> {
    let text = |e: TiffError| e.to_string();
    let palette = reader.inner().has_palette();
    let kind = Kind {
        color: match reader.colortype().map_err(text)? {
            ColorType::Gray(bits) if palette => ColorType::Palette(bits),
            other => other,
        },
        palette: if palette { reader.get_tag_u16_vec(Tag::ColorMap).map_err(text)? } else { Vec::new() },
        planes: match reader.find_tag_unsigned::<u16>(Tag::PlanarConfiguration) {
            Ok(Some(2)) => usize::from(reader.colortype().map_err(text)?.num_samples()),
            _ => 1,
        },
    };
    // JPEG has an order of its own; in all else the coded bytes are reversed.
    if reader.find_tag_unsigned::<u16>(Tag::FillOrder).ok().flatten() == Some(2) && !matches!(compression, 6 | 7) {
        let tiled = reader.get_chunk_type() == ChunkType::Tile;
        let [starts, lengths] =
            if tiled { [Tag::TileOffsets, Tag::TileByteCounts] } else { [Tag::StripOffsets, Tag::StripByteCounts] };
        let (starts, lengths) = (reader.get_tag_u64_vec(starts).map_err(text)?, reader.get_tag_u64_vec(lengths));
        let places = starts.into_iter().zip(lengths.map_err(text)?).map(|(s, n)| s..s.saturating_add(n));
        reader.inner().reverse(places.collect());
    }
    let (width, _) = reader.dimensions().map_err(text)?;
    let (across, down) = (reader.chunk_dimensions().0.max(1), reader.chunk_dimensions().1.max(1));
    let (columns, chunks) = match reader.get_chunk_type() {
        ChunkType::Strip => (1, reader.strip_count().map_err(text)?),
        ChunkType::Tile => (width.div_ceil(across), reader.tile_count().map_err(text)?),
    };
    let per_plane = chunks / kind.planes as u32;
    let width = width as usize;
    for first in (0..per_plane).step_by(columns as usize) {
        if columns == 1 {
            page.push(&kind.chunk(reader, first, per_plane)?.0);
            continue;
        }
        let mut band = vec![255u8; width * down as usize];
        let mut height = 0;
        for i in 0..columns.min(per_plane - first) {
            let (grey, wide, tall) = kind.chunk(reader, first + i, per_plane)?;
            let left = (i * across) as usize;
            for (row, from) in band.chunks_exact_mut(width).zip(grey.chunks_exact(wide.max(1))) {
                row[left..left + wide].copy_from_slice(from);
            }
            height = height.max(tall);
        }
        page.push(&band[..width * height.min(down as usize)]);
    }
    Ok(())
}

/// How the samples of a page are to be understood.
struct Kind {
    color: ColorType,
    palette: Vec<u16>,
    /// Planes that are stored one after the other; 1 where the samples of a pixel stand together.
    planes: usize,
}

impl Kind {
    /// A strip or tile as grey bytes, its width and its height.
    fn chunk(&self, reader: &mut TiffReader, index: u32, per_plane: u32) -> Result<(Vec<u8>, usize, usize), String> {
        let (width, height) = reader.chunk_data_dimensions(index);
        let (width, height) = (width as usize, height as usize);
        let mut read = |plane: usize| match reader.read_chunk(index + plane as u32 * per_plane) {
            Ok(DecodingResult::U8(samples)) => Ok(samples),
            Ok(DecodingResult::U16(samples)) => Ok(samples.into_iter().map(|s| (s >> 8) as u8).collect()),
            Ok(_) => Err("its samples are neither 8 nor 16 bits".to_string()),
            Err(TiffError::LimitsExceeded) => Err("it is too large for a page in one piece".into()),
            Err(e) => Err(e.to_string()),
        };
        let mut samples = read(0)?;
        if self.planes > 1 {
            if self.color.bit_depth() < 8 {
                return Err("its colours are kept apart with less than 8 bits, which is not supported".into());
            }
            let others: Vec<Vec<u8>> = (1..self.planes).map(&mut read).collect::<Result<_, _>>()?;
            let at = |plane: &Vec<u8>, i: usize| plane.get(i).copied().unwrap_or(0);
            let pixel = |(i, first)| std::iter::once(first).chain(others.iter().map(move |p| at(p, i)));
            samples = samples.iter().copied().enumerate().flat_map(pixel).collect();
        }
        let mut grey = to_grey(self.color, samples, width, height, &self.palette)?;
        // A short strip is white paper below.
        grey.resize(width * height, 255);
        Ok((grey, width, height))
    }
}

/// One grey byte a pixel. `samples` are bytes; less than 8 bits a pixel are packed, rows starting at whole bytes.
fn to_grey(color: ColorType, samples: Vec<u8>, width: usize, height: usize, map: &[u16]) -> Result<Vec<u8>, String> {
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
        ColorType::GrayA(8 | 16) => every(2, &|p| on_paper(p[0], p[1])),
        ColorType::RGB(8 | 16) => every(3, &|p| luma(p[0], p[1], p[2])),
        ColorType::RGBA(8 | 16) => every(4, &|p| on_paper(luma(p[0], p[1], p[2]), p[3])),
        // The first sample of YCbCr is the brightness.
        ColorType::YCbCr(8) => every(3, &|p| p[0]),
        ColorType::CMYK(8 | 16) => every(4, &inked),
        ColorType::CMYKA(8 | 16) => every(5, &inked),
        // Grey with samples that mean nothing to a reader of text.
        ColorType::Multiband { bit_depth: 8 | 16, num_samples } if num_samples > 0 => {
            every(usize::from(num_samples), &|p| p[0])
        }
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
    fn packed_bits_become_bytes() {
        let grey = to_grey(ColorType::Gray(1), vec![0b1010_0000, 0b1000_0000, 0, 0x80], 9, 2, &[]).unwrap();
        assert_eq!(grey, [255, 0, 255, 0, 0, 0, 0, 0, 255, 0, 0, 0, 0, 0, 0, 0, 0, 255]);
        let map = [0, 0xffff, 0, 0xffff, 0, 0xffff];
        assert_eq!(to_grey(ColorType::Palette(1), vec![0x40], 2, 1, &map).unwrap(), [0, 255]);
        assert_eq!(to_grey(ColorType::CMYK(8), vec![0, 0, 0, 255, 0, 0, 0, 0], 2, 1, &[]).unwrap(), [0, 255]);
    }
}
