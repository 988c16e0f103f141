//! Decompression bombs in PDFs, found before the PDF reader unpacks them: it has no bounds of its own.

use std::collections::HashSet;
use std::io::Read;
use std::sync::Mutex;

use flate2::read::{DeflateDecoder, ZlibDecoder};
use hayro::hayro_syntax::object::{Array, Dict, Object, Stream};
use hayro::hayro_syntax::{Filter, page::Page as PdfPage};

use super::raster::check_size;
use super::{MAX_PIXELS, MAX_SIDE};

/// Most bytes that a stream may become: the largest page allowed in colour.
const MAX_STREAM: u64 = 4 * MAX_PIXELS;
/// The most that Flate can make of one byte.
const FLATE_RATIO: u64 = 1032;
/// Most bytes between two codings of a stream that is coded twice.
const MAX_BETWEEN: u64 = 64 << 20;
/// Keys that lead away from what a page shows.
const ELSEWHERE: [&[u8]; 6] = [b"Parent", b"P", b"Dest", b"A", b"PieceInfo", b"Metadata"];
/// More objects than this no page refers to.
const MAX_OBJECTS: usize = 200_000;

/// What has been looked at in one file.
#[derive(Default)]
pub(crate) struct Guard {
    /// Streams that were found harmless, by where their dictionary stands: pages share fonts and images.
    harmless: Mutex<HashSet<usize>>,
}

impl Guard {
    /// An error where a stream that `page` shows would become too large.
    pub(crate) fn check(&self, page: &PdfPage<'_>) -> Result<(), String> {
        let mut dict = page.raw().clone();
        let mut work: Vec<Object<'_>> = Vec::new();
        work.extend(dict.get::<Object<'_>>(b"Contents"));
        let annotations = dict.get::<Array<'_>>(b"Annots");
        for annotation in annotations.iter().flat_map(|a| a.iter::<Dict<'_>>()) {
            work.extend(annotation.get::<Object<'_>>(b"AP"));
        }
        // Resources may be those of a folder of pages above this one.
        for _ in 0..64 {
            if let Some(resources) = dict.get::<Object<'_>>(b"Resources") {
                work.push(resources);
                break;
            }
            match dict.get::<Dict<'_>>(b"Parent") {
                Some(parent) => dict = parent,
                None => break,
            }
        }
        let mut seen: HashSet<usize> = HashSet::new();
        while let Some(object) = work.pop() {
            let (dict, stream) = match &object {
                Object::Dict(dict) => (dict.clone(), None),
                Object::Stream(stream) => (stream.dict().clone(), Some(stream)),
                Object::Array(array) => {
                    work.extend(array.iter::<Object<'_>>().filter(can_hold));
                    continue;
                }
                _ => continue,
            };
            let place = dict.data().as_ptr() as usize;
            if !seen.insert(place) {
                continue;
            }
            if seen.len() > MAX_OBJECTS {
                return Err("it refers to too many objects".into());
            }
            if let Some(stream) = stream {
                self.check_once(place, stream)?;
            }
            let inner = dict.keys().filter(|key| !ELSEWHERE.contains(&key.as_ref()));
            work.extend(inner.filter_map(|key| dict.get::<Object<'_>>(key.as_ref())).filter(can_hold));
        }
        Ok(())
    }

    fn check_once(&self, place: usize, stream: &Stream<'_>) -> Result<(), String> {
        let known = |set: std::sync::LockResult<_>| set.unwrap_or_else(std::sync::PoisonError::into_inner);
        if known(self.harmless.lock()).contains(&place) {
            return Ok(());
        }
        check_stream(stream)?;
        known(self.harmless.lock()).insert(place);
        Ok(())
    }
}

fn can_hold(object: &Object<'_>) -> bool {
    matches!(object, Object::Dict(_) | Object::Array(_) | Object::Stream(_))
}

fn check_stream(stream: &Stream<'_>) -> Result<(), String> {
    let filters = stream.filters();
    let flates = filters.iter().filter(|f| **f == Filter::FlateDecode).count();
    if flates == 0 && !filters.iter().any(|f| matches!(f, Filter::Jbig2Decode | Filter::CcittFaxDecode)) {
        return Ok(());
    }
    if filters.contains(&Filter::CcittFaxDecode) {
        let columns = |d: Dict<'_>| d.get::<u32>(b"Columns");
        let one = stream.dict().get::<Dict<'_>>(b"DecodeParms").and_then(columns);
        let many = stream.dict().get::<Array<'_>>(b"DecodeParms");
        let most = many.iter().flat_map(|a| a.iter::<Dict<'_>>()).filter_map(columns).chain(one).max();
        if most.is_some_and(|c| c > MAX_SIDE) {
            return Err(format!("an image on it is too large for a page ({} pixels wide)", most.unwrap_or(0)));
        }
    }
    let raw = stream.raw_data();
    if filters.first() == Some(&Filter::Jbig2Decode)
        && let Some((width, height)) = jbig2_size(&raw)
        && height != u32::MAX
    {
        check_size(width, height).map_err(|e| format!("an image on it cannot be used: {e}"))?;
    }
    if filters.first() != Some(&Filter::FlateDecode) {
        return Ok(());
    }
    match flates {
        1 => bounded(&raw),
        _ => {
            let mut between = Vec::new();
            let read = ZlibDecoder::new(&*raw).take(MAX_BETWEEN).read_to_end(&mut between);
            if read.is_ok_and(|n| n as u64 >= MAX_BETWEEN) { Err(bomb()) } else { bounded(&between) }
        }
    }
}

fn bomb() -> String {
    format!("a part of it would unpack to more than {} MB, which no page does", MAX_STREAM >> 20)
}

/// An error where the Flate stream `data` becomes more than [`MAX_STREAM`]. Nothing of it is kept.
fn bounded(data: &[u8]) -> Result<(), String> {
    if data.len() as u64 * FLATE_RATIO <= MAX_STREAM {
        return Ok(());
    }
    let count = |reader: &mut dyn Read| {
        let (mut piece, mut total) = (vec![0u8; 1 << 16], 0u64);
        // What cannot be read to its end is for the PDF reader to judge: it stops at the same place.
        while let Ok(n @ 1..) = reader.read(&mut piece) {
            total += n as u64;
            if total > MAX_STREAM {
                break;
            }
        }
        total
    };
    let mut total = count(&mut ZlibDecoder::new(data));
    if total == 0 {
        total = count(&mut DeflateDecoder::new(data));
    }
    if total > MAX_STREAM { Err(bomb()) } else { Ok(()) }
}

/// Width and height by the page information of a JBIG2 stream, where that comes first.
fn jbig2_size(data: &[u8]) -> Option<(u32, u32)> {
    // Number (4 bytes), flags with the type, count of segments referred to, page, length (4); then width and height.
    let long = |at: usize| Some(u32::from_be_bytes(data.get(at..at + 4)?.try_into().ok()?));
    (data.get(4)? & 0x3f == 48 && data.get(5)? >> 5 == 0).then(|| Some((long(11)?, long(15)?)))?
}

/// An error where an object stream or a cross-reference stream of the file `data` is a bomb: these are unpacked when the
/// file is opened.
pub(crate) fn check_file(data: &[u8]) -> Result<(), String> {
    for name in [b"/ObjStm".as_slice(), b"/XRef"] {
        let mut rest = data;
        while let Some(at) = find(rest, name) {
            rest = &rest[at + name.len()..];
            let Some(start) = find(&rest[..rest.len().min(4096)], b"stream") else { continue };
            let body = rest[start + 6..].trim_ascii_start();
            // The bound comes before the end of the stream is looked for, which few streams are long enough for.
            let far = (MAX_STREAM / FLATE_RATIO) as usize;
            if body.len() > far && find(&body[..far], b"endstream").is_none() {
                bounded(body)?;
            }
        }
    }
    Ok(())
}

fn find(data: &[u8], what: &[u8]) -> Option<usize> {
    memchr::memmem::find(data, what)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn packed(zeros: usize) -> Vec<u8> {
        let mut writer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
        let piece = vec![0u8; 1 << 20];
        (0..zeros >> 20).for_each(|_| writer.write_all(&piece).unwrap());
        writer.finish().unwrap()
    }

    #[test]
    fn a_stream_is_counted_and_not_kept() {
        assert!(bounded(&packed(16 << 20)).is_ok());
        assert!(bounded(&packed(600 << 20)).unwrap_err().contains("unpack"));
        let noise: Vec<u8> = (0..1_000_000u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
        assert!(bounded(&noise).is_ok(), "no Flate at all");
    }

    #[test]
    fn object_streams_are_looked_at_before_the_file_is_opened() {
        let mut file = b"%PDF-1.7\n5 0 obj <</Type /ObjStm /Length 9>>\nstream\r\n".to_vec();
        assert!(check_file(&file).is_ok());
        file.extend(packed(600 << 20));
        assert!(check_file(&file).is_err());
    }

    #[test]
    fn the_size_of_a_jbig2_page_is_read() {
        let mut data = vec![0, 0, 0, 0, 48, 0, 1, 0, 0, 0, 19];
        data.extend([0, 0, 6, 118, 0, 0, 9, 34]);
        assert_eq!(jbig2_size(&data), Some((1654, 2338)));
        assert_eq!(jbig2_size(&data[..16]), None);
        data[4] = 38;
        assert_eq!(jbig2_size(&data), None);
    }
}
