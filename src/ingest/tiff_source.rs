//! A TIFF file as the TIFF reader should see it: one that begins with the page wanted, in a form that it knows.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::Path;

/// A file with some of its bytes seen changed; the file itself stays as it is.
pub(crate) struct TiffSource {
    file: BufReader<File>,
    at: u64,
    /// Bytes seen in place of the file's.
    patches: Vec<(u64, Vec<u8>)>,
    /// Places, in order, where the bits of each byte are seen in reverse.
    reversed: Vec<Range<u64>>,
    palette: bool,
}

impl TiffSource {
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        let file = BufReader::new(File::open(path)?);
        Ok(TiffSource { file, at: 0, patches: Vec::new(), reversed: Vec::new(), palette: false })
    }

    /// The same file, beginning with the page whose directory is at `offset`, so that a late page costs no more than the
    /// first; and a palette of colours shown as grey, since the reader refuses palettes: see [`Self::has_palette`].
    pub(crate) fn starting_at(mut self, offset: u64) -> io::Result<Self> {
        let mut head = [0u8; 4];
        self.file.read_exact(&mut head)?;
        let form = Form { big_endian: head[0] == b'M', big: head[2..].contains(&43) };
        let (place, width) = if form.big { (8, 8) } else { (4, 4) };
        self.patches.push((place, form.bytes(offset, width)));

        self.file.seek(SeekFrom::Start(offset))?;
        let mut entries = form.number(&mut self.file, if form.big { 8 } else { 2 })?;
        let mut at = offset + if form.big { 8 } else { 2 };
        while entries > 0 {
            let tag = form.number(&mut self.file, 2)?;
            let (skipped, rest) = if form.big { (10, 6) } else { (6, 2) };
            form.number(&mut self.file, skipped)?;
            let value = form.number(&mut self.file, 2)?;
            form.number(&mut self.file, rest)?;
            // PhotometricInterpretation: palette becomes grey.
            if (tag, value) == (262, 3) {
                self.patches.push((at + 2 + skipped as u64, form.bytes(1, 2)));
                self.palette = true;
            }
            at += 4 + (skipped + rest) as u64;
            entries -= 1;
        }
        self.file.seek(SeekFrom::Start(0))?;
        Ok(self)
    }

    /// Whether the page's grey samples are in truth numbers of colours.
    pub(crate) fn has_palette(&self) -> bool {
        self.palette
    }

    /// From now on the bytes in `places` are seen with their bits in reverse.
    pub(crate) fn reverse(&mut self, mut places: Vec<Range<u64>>) {
        places.sort_by_key(|r| r.start);
        self.reversed = places;
    }
}

/// How numbers stand in the file.
struct Form {
    big_endian: bool,
    /// BigTIFF: long offsets.
    big: bool,
}

impl Form {
    /// The next `width` bytes as a number; where there are more than 8, they are only read over.
    fn number(&self, file: &mut impl Read, width: usize) -> io::Result<u64> {
        let mut bytes = [0u8; 16];
        let bytes = &mut bytes[..width];
        file.read_exact(bytes)?;
        let fold = |n: u64, b: &u8| n.wrapping_shl(8) | u64::from(*b);
        Ok(if self.big_endian { bytes.iter().fold(0, fold) } else { bytes.iter().rev().fold(0, fold) })
    }

    fn bytes(&self, number: u64, width: usize) -> Vec<u8> {
        if self.big_endian {
            number.to_be_bytes()[8 - width..].to_vec()
        } else {
            number.to_le_bytes()[..width].to_vec()
        }
    }
}

impl Read for TiffSource {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.file.read(buffer)?;
        let (start, end) = (self.at, self.at + n as u64);
        let shared =
            |r: &Range<u64>| (r.start.clamp(start, end) - start) as usize..(r.end.clamp(start, end) - start) as usize;
        for (place, bytes) in &self.patches {
            let range = *place..*place + bytes.len() as u64;
            let here = shared(&range);
            let from = (start + here.start as u64).saturating_sub(*place) as usize;
            if !here.is_empty() {
                buffer[here.clone()].copy_from_slice(&bytes[from..from + here.len()]);
            }
        }
        let first = self.reversed.partition_point(|r| r.end <= start);
        for range in self.reversed[first..].iter().take_while(|r| r.start < end) {
            buffer[shared(range)].iter_mut().for_each(|b| *b = b.reverse_bits());
        }
        self.at = end;
        Ok(n)
    }
}

impl Seek for TiffSource {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.at = match to {
            // Near places are often in the buffer already.
            SeekFrom::Start(at) => {
                self.file.seek_relative(at.wrapping_sub(self.at) as i64)?;
                at
            }
            other => self.file.seek(other)?,
        };
        Ok(self.at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_seen_changed() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a");
        std::fs::write(&path, [0, 1, 2, 3, 4, 5, 6, 7]).unwrap();
        let mut source = TiffSource::open(&path).unwrap();
        source.patches.push((3, vec![9, 9]));
        source.reverse(vec![6..7, 1..2]);
        let mut all = Vec::new();
        source.read_to_end(&mut all).unwrap();
        assert_eq!(all, [0, 128, 2, 9, 9, 5, 96, 7]);
        let mut two = [0; 2];
        source.seek(SeekFrom::Start(4)).unwrap();
        source.read_exact(&mut two).unwrap();
        assert_eq!(two, [9, 5]);
    }
}
