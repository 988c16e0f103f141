//! A TrueType font without a single stroke, for text that is searched and copied but not seen.
//!
//! Tesseract and OCRmyPDF write such a font too; this one is made here from the tables that readers ask for. Every
//! character has glyph 1: nothing drawn, half an em wide.

/// Units to the em.
const EM: u16 = 1000;
/// Width of every character, units of the font.
pub(crate) const ADVANCE: u16 = 500;
/// Its name in the file.
pub(crate) const NAME: &str = "GlyphLessFont";

/// The bytes of the font.
pub(crate) fn glyphless() -> Vec<u8> {
    let tables: [(&[u8; 4], Vec<u8>); 10] = [
        (b"OS/2", os2()),
        (b"cmap", words(&[0, 1, 3, 1, 0, 12, 4, 24, 0, 2, 2, 0, 0, 0xffff, 0, 0xffff, 1, 0])),
        // No outlines; a table of no bytes at all is refused by some readers.
        (b"glyf", vec![0; 4]),
        (b"head", head()),
        (b"hhea", words(&[1, 0, EM, 0, 0, ADVANCE, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 2])),
        (b"hmtx", words(&[ADVANCE, 0, ADVANCE, 0])),
        (b"loca", words(&[0, 0, 0])),
        (b"maxp", words(&[1, 0, 2, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0])),
        (b"name", name()),
        // Version 3: glyphs without names; fixed pitch.
        (b"post", words(&[3, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0])),
    ];
    let count = tables.len() as u16;
    let mut font = words(&[1, 0, count, 128, 3, count * 16 - 128]);
    let mut at = font.len() + 16 * tables.len();
    let mut head_at = 0;
    let mut body = Vec::new();
    for (tag, table) in &tables {
        font.extend_from_slice(*tag);
        for number in [checksum(table), at as u32, table.len() as u32] {
            font.extend(number.to_be_bytes());
        }
        if *tag == b"head" {
            head_at = at;
        }
        body.extend_from_slice(table);
        body.resize(body.len().next_multiple_of(4), 0);
        at += table.len().next_multiple_of(4);
    }
    font.extend(body);
    let adjustment = 0xb1b0_afba_u32.wrapping_sub(checksum(&font));
    font[head_at + 8..head_at + 12].copy_from_slice(&adjustment.to_be_bytes());
    font
}

fn words(list: &[u16]) -> Vec<u8> {
    list.iter().flat_map(|w| w.to_be_bytes()).collect()
}

fn checksum(bytes: &[u8]) -> u32 {
    bytes.chunks(4).fold(0u32, |sum, chunk| {
        let mut four = [0; 4];
        four[..chunk.len()].copy_from_slice(chunk);
        sum.wrapping_add(u32::from_be_bytes(four))
    })
}

fn head() -> Vec<u8> {
    // Version, revision, adjustment (set later), magic number, flags, em, no dates, box, style, smallest size, direction,
    // short offsets, format of glyphs.
    let mut head = words(&[1, 0, 1, 0, 0, 0, 0x5f0f, 0x3cf5, 0, EM]);
    head.extend([0; 16]);
    head.extend(words(&[0, 0, ADVANCE, EM, 0, 1, 2, 0, 0]));
    head
}

fn os2() -> Vec<u8> {
    // Version 3: mean width, weight, width class, may be embedded; sub- and superscripts and strike-out of no size.
    let mut table = words(&[3, ADVANCE, 400, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    // Ten bytes of classification (fixed pitch), sixteen of ranges.
    table.extend([0, 0, 0, 9, 0, 0, 0, 0, 0, 0]);
    table.extend([0; 16]);
    table.extend(b"JUST");
    // Regular; first and last character; ascent and descent in three ways; code pages; heights; default characters.
    table.extend(words(&[0x40, 0, 0xffff, EM, 0, 0, EM, 0, 0, 0, 0, 0, ADVANCE, EM, 0, 0x20, 1]));
    table
}

fn name() -> Vec<u8> {
    let text: Vec<u8> = NAME.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let ids = [1u16, 4, 6];
    let mut table = words(&[0, ids.len() as u16, 6 + 12 * ids.len() as u16]);
    for id in ids {
        table.extend(words(&[3, 1, 0x409, id, text.len() as u16, 0]));
    }
    table.extend(text);
    table
}

/// The table from character codes, which are UTF-16, to Unicode: every code stands for itself.
pub(crate) fn to_unicode() -> Vec<u8> {
    let mut map = String::from(
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n\
         /CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n\
         /CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n\
         1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n",
    );
    // A range may not go over the end of a row of 256 codes, and a block holds no more than a hundred.
    let rows: Vec<String> = (0..=0xffu32).map(|row| format!("<{row:02X}00> <{row:02X}FF> <{row:02X}00>\n")).collect();
    for block in rows.chunks(100) {
        map.push_str(&format!("{} beginbfrange\n{}endbfrange\n", block.len(), block.concat()));
    }
    map.push_str("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n");
    map.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_font_is_whole() {
        let font = glyphless();
        assert_eq!(checksum(&font), 0xb1b0_afba);
        let count = usize::from(u16::from_be_bytes([font[4], font[5]]));
        let length = |tag: &[u8; 4]| {
            let entry = (0..count).map(|i| &font[12 + 16 * i..28 + 16 * i]).find(|e| &e[..4] == tag).unwrap();
            u32::from_be_bytes(entry[12..].try_into().unwrap())
        };
        // As the standard has them.
        let sizes = [(b"OS/2", 96), (b"head", 54), (b"hhea", 36), (b"maxp", 32), (b"post", 32), (b"cmap", 36)];
        for (tag, size) in sizes {
            assert_eq!(length(tag), size, "{}", String::from_utf8_lossy(tag));
        }
    }
}
