//! Resolution of page images: what the file says where that can be believed, and a guess where it cannot.

/// Height of an A4 page in inches.
const A4_HEIGHT: f64 = 11.69;
/// Lowest and highest resolution guessed, dots per inch.
const GUESSED: std::ops::RangeInclusive<f64> = 70.0..=600.0;
/// Lowest and highest resolution believed, dots per inch.
const BELIEVED: std::ops::RangeInclusive<f64> = 70.0..=1300.0;
/// Longest page believed, inches: an A0 sheet has 47.
const LONGEST: f64 = 60.0;
/// What programs write that know nothing of the paper: points, and dots of a screen.
const UNKNOWING: [f64; 2] = [72.0, 96.0];

/// `tag` where it is believable, else the resolution of an A4 page of the longer side of `width` × `height`, within
/// 70–600. Dots per inch.
pub(crate) fn dpi_or_guess(tag: Option<f64>, width: u32, height: u32) -> u32 {
    let side = f64::from(width.max(height));
    let likely = |d: &f64| BELIEVED.contains(d) && side / d <= LONGEST && !UNKNOWING.contains(&d.round());
    let guess = (side / A4_HEIGHT).clamp(*GUESSED.start(), *GUESSED.end());
    tag.filter(likely).unwrap_or(guess).round() as u32
}

/// Vertical resolution by the pHYs chunk of a PNG.
pub(crate) fn png_dpi(data: &[u8]) -> Option<f64> {
    let mut at = 8;
    loop {
        let len = u32::from_be_bytes(data.get(at..at + 4)?.try_into().ok()?) as usize;
        match data.get(at + 4..at + 8)? {
            b"pHYs" => {
                let body = data.get(at + 8..at + 17)?;
                let per_unit = u32::from_be_bytes(body[4..8].try_into().ok()?);
                return (body[8] == 1).then(|| f64::from(per_unit) * 0.0254);
            }
            b"IDAT" | b"IEND" => return None,
            _ => at = at.checked_add(len)?.checked_add(12)?,
        }
    }
}

/// Vertical resolution by the JFIF header of a JPEG.
pub(crate) fn jpeg_dpi(data: &[u8]) -> Option<f64> {
    let start = data.windows(5).take(1024).position(|w| w == b"JFIF\0")?;
    let unit = *data.get(start + 7)?;
    let density = f64::from(u16::from_be_bytes(data.get(start + 10..start + 12)?.try_into().ok()?));
    match unit {
        1 => Some(density),
        2 => Some(density * 2.54),
        _ => None,
    }
}

/// Vertical resolution by an EXIF block, which has the form of a small TIFF.
pub(crate) fn exif_dpi(data: &[u8]) -> Option<f64> {
    let data = data.strip_prefix(b"Exif\0\0").unwrap_or(data);
    let big = match data.get(..4)? {
        b"MM\0\x2a" => true,
        b"II\x2a\0" => false,
        _ => return None,
    };
    let short = |at: usize| {
        let b: [u8; 2] = data.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if big { u16::from_be_bytes(b) } else { u16::from_le_bytes(b) })
    };
    let long = |at: usize| {
        let b: [u8; 4] = data.get(at..at.checked_add(4)?)?.try_into().ok()?;
        Some(if big { u32::from_be_bytes(b) } else { u32::from_le_bytes(b) })
    };
    let start = long(4)? as usize;
    let (mut density, mut unit) = (None, 2);
    for i in 0..usize::from(short(start)?) {
        let entry = start.checked_add(2 + 12 * i)?;
        match short(entry)? {
            // YResolution and ResolutionUnit.
            283 => {
                let at = long(entry + 8)? as usize;
                density = Some(f64::from(long(at)?) / f64::from(long(at.checked_add(4)?)?));
            }
            296 => unit = short(entry + 8)?,
            _ => {}
        }
    }
    density.filter(|d| d.is_finite()).map(|d| if unit == 3 { d * 2.54 } else { d })
}

/// Vertical resolution by the capture or display resolution box of a JPEG 2000 file.
pub(crate) fn jpeg2000_dpi(data: &[u8]) -> Option<f64> {
    let head = &data[..data.len().min(1 << 16)];
    let find = |name: &[u8]| head.windows(4).position(|w| w == name);
    let at = find(b"resc").or_else(|| find(b"resd"))? + 4;
    let body = head.get(at..at + 10)?;
    let number = |i: usize| f64::from(u16::from_be_bytes([body[i], body[i + 1]]));
    // Numerator and denominator down, then across, then the powers of ten; per metre.
    let per_metre = number(0) / number(2) * 10f64.powi(i32::from(body[8] as i8));
    Some(per_metre * 0.0254).filter(|d| d.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guess_takes_the_page_for_a4() {
        assert_eq!(dpi_or_guess(None, 2480, 3508), 300);
        assert_eq!(dpi_or_guess(Some(72.0), 1240, 1754), 150);
        assert_eq!(dpi_or_guess(Some(204.0), 10, 10), 204);
        assert_eq!(dpi_or_guess(Some(9999.0), 10, 10), 70);
    }

    #[test]
    fn nonsense_is_not_believed() {
        for tag in [0.0, 1.0, 71.9, 72.0, 96.0, f64::NAN, f64::INFINITY] {
            assert_eq!(dpi_or_guess(Some(tag), 2480, 3508), 300, "{tag}");
        }
        assert_eq!(dpi_or_guess(Some(75.0), 9921, 14031), 600, "a page of 187 inches");
        assert_eq!(dpi_or_guess(Some(1200.0), 9921, 14031), 1200);
    }

    #[test]
    fn tags_are_read() {
        let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\x09pHYs".to_vec();
        png.extend([0, 0, 0x2e, 0x23, 0, 0, 0x2e, 0x23, 1]);
        assert_eq!(png_dpi(&png).map(f64::round), Some(300.0));
        let jpeg = b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\x01\0\xc8\0\xc8\0\0";
        assert_eq!(jpeg_dpi(jpeg), Some(200.0));
        assert_eq!(png_dpi(b"\x89PNG"), None);
        assert_eq!(jpeg_dpi(b"\xff\xd8JFIF\0"), None);
    }

    #[test]
    fn exif_and_jpeg2000_boxes_are_read() {
        let mut exif = b"MM\0\x2a\0\0\0\x08\0\x02".to_vec();
        exif.extend(b"\x01\x1b\0\x05\0\0\0\x01\0\0\0\x26\x01\x28\0\x03\0\0\0\x01\0\x03\0\0\0\0\0\0");
        exif.extend(b"\0\0\x04\x9d\0\0\0\x0a"); // 118.1 to the centimetre
        assert_eq!(exif_dpi(&exif).map(f64::round), Some(300.0));
        assert!((0..exif.len() - 8).all(|n| exif_dpi(&exif[..n]).is_none()));
        let jp2 = b"....resc\x2e\x23\0\x01\x2e\x23\0\x01\0\0";
        assert_eq!(jpeg2000_dpi(jp2).map(f64::round), Some(300.0));
        assert_eq!(jpeg2000_dpi(b"resc\0\0\0\0\0\0\0\0\0\0"), None);
    }
}
