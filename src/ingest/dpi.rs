//! Resolution of page images: the tags of PNG and JPEG, and a guess where there are none.

/// Height of an A4 page in inches.
const A4_HEIGHT: f64 = 11.69;
/// Lowest and highest resolution believed, dots per inch.
const BELIEVED: std::ops::RangeInclusive<f64> = 70.0..=600.0;

/// `tag` where it is believable, else the resolution of an A4 page of the longer side of `width` × `height`, within
/// 70–600. Dots per inch.
pub(crate) fn dpi_or_guess(tag: Option<f64>, width: u32, height: u32) -> u32 {
    // 72 is what programs write that know nothing of the paper; 96 likewise, for screens.
    let tag = tag.filter(|d| BELIEVED.contains(d) && *d != 72.0 && *d != 96.0);
    let guess = (f64::from(width.max(height)) / A4_HEIGHT).clamp(*BELIEVED.start(), *BELIEVED.end());
    tag.unwrap_or(guess).round() as u32
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
    fn tags_are_read() {
        let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\x09pHYs".to_vec();
        png.extend([0, 0, 0x2e, 0x23, 0, 0, 0x2e, 0x23, 1]);
        assert_eq!(png_dpi(&png).map(f64::round), Some(300.0));
        let jpeg = b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\x01\0\xc8\0\xc8\0\0";
        assert_eq!(jpeg_dpi(jpeg), Some(200.0));
        assert_eq!(png_dpi(b"\x89PNG"), None);
        assert_eq!(jpeg_dpi(b"\xff\xd8JFIF\0"), None);
    }
}
